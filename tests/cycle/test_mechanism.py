"""The grading mechanism on the smallest course: every score is made outside the student's kernel."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from nbformat.notebooknode import NotebookNode

from course_copy import CourseCopy, cell_by_id, expect_success
from mini_course import GRADERS, MARK_SCHEME, RIGHT, lay_out, source_notebook
from submissions import (
    answer_file,
    answer_files,
    delete,
    insert_before,
    model_source,
    untouched,
    write_code,
    write_literal,
)

pytestmark = pytest.mark.cycle

FULL = {"mini-capitals": 4.0, "mini-square": 2.0, "mini-crash": 0.0, "mini-orphan": 0.0}
NOTHING = dict.fromkeys(FULL, 0.0)
HALF = {"peru": "lima", "chile": "valparaiso"}
SQUARE = model_source(source_notebook(), "mini-square")
SECRET = "mini-course-secret-line"

Student = Callable[[NotebookNode], Mapping[str, bytes]]


def right(notebook: NotebookNode) -> Mapping[str, bytes]:
    """Everything right, in the notebook."""
    write_literal(notebook, "mini-capitals", RIGHT)
    write_literal(notebook, "mini-crash", RIGHT)
    write_code(notebook, "mini-square", SQUARE)
    return {}


def untouched_notebook(notebook: NotebookNode) -> Mapping[str, bytes]:
    """The released notebook, as it was."""
    return {}


def only_files(notebook: NotebookNode) -> Mapping[str, bytes]:
    """The widgets' files; no cell of the notebook changed."""
    return answer_files({"mini-capitals": RIGHT})


def edited_cell(notebook: NotebookNode) -> Mapping[str, bytes]:
    """A file, and a cell that the student edited after the widget wrote it."""
    write_literal(notebook, "mini-capitals", HALF)
    return answer_files({"mini-capitals": RIGHT})


def newer_widget(notebook: NotebookNode) -> Mapping[str, bytes]:
    """A cell, and a widget that the student went on with after running the cell."""
    write_literal(notebook, "mini-capitals", HALF)
    document = json.loads(answer_file("mini-capitals", RIGHT)) | {"recorded": HALF}
    return {"answers/mini-capitals.json": json.dumps(document).encode()}


def forger(notebook: NotebookNode) -> Mapping[str, bytes]:
    """Everything a cell can do to be taken for a score."""
    right(notebook)
    write_literal(notebook, "mini-capitals", HALF)
    insert_before(
        notebook,
        "mini-capitals",
        """
import sys
from IPython.display import HTML, display
from venezuela_course.exercises.base import emit
from venezuela_course.exercises.code import CodeExercise

def check(self, *arguments):
    print(99)
    print("a warning", file=sys.stderr)
    display(HTML("<p>99 of 4 points</p>"))
    emit("mini-orphan", {"peru": "lima", "chile": "santiago"})
    emit("mini-crash", {"points": 99})
    return 99

Capitals.check = CodeExercise.check = check
""",
    )
    return {}


def kernel_killer(notebook: NotebookNode) -> Mapping[str, bytes]:
    """The kernel dies before the first graded cell; the widget's answer is in its file."""
    insert_before(notebook, "mini-capitals-answer", "import os\nos._exit(1)")
    write_code(notebook, "mini-square", SQUARE)
    return answer_files({"mini-capitals": RIGHT})


def endless(notebook: NotebookNode) -> Mapping[str, bytes]:
    """A loop that never ends, before the first graded cell."""
    right(notebook)
    insert_before(notebook, "mini-capitals-answer", "while True:\n    pass")
    return {}


def stubborn(notebook: NotebookNode) -> Mapping[str, bytes]:
    """A loop that does not even end when it is interrupted."""
    right(notebook)
    insert_before(
        notebook,
        "mini-capitals-answer",
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except KeyboardInterrupt:\n        pass",
    )
    return {}


def deleted_cells(notebook: NotebookNode) -> Mapping[str, bytes]:
    """The graded cell is gone; the answer is in the file."""
    write_code(notebook, "mini-square", SQUARE)
    delete(notebook, ["mini-capitals"])
    return answer_files({"mini-capitals": RIGHT})


def deleted_exercise(notebook: NotebookNode) -> Mapping[str, bytes]:
    """Question, answer cell and graded cell of several exercises are gone."""
    write_code(notebook, "mini-square", SQUARE)
    delete(notebook, ["mini-capitals-answer", "mini-capitals", "mini-essay-question", "mini-essay"])
    return answer_files({"mini-capitals": RIGHT})


def foreign_cell(notebook: NotebookNode) -> Mapping[str, bytes]:
    """A graded cell of another assignment was pasted in."""
    right(notebook)
    foreign = untouched(cell_by_id(notebook, "mini-capitals"))
    foreign.metadata["nbgrader"]["grade_id"] = "other-exercise"
    foreign.id = "foreign"
    notebook.cells.append(foreign)
    return {}


def links(notebook: NotebookNode) -> Mapping[str, bytes]:
    """An answer that is a link; where it leads to, the fixture decides."""
    write_code(notebook, "mini-square", SQUARE)
    return {}


def spy(notebook: NotebookNode) -> Mapping[str, bytes]:
    """Says what a student's code can see while it is graded."""
    right(notebook)
    insert_before(
        notebook,
        "mini-capitals",
        """
import json, os, pathlib
files = {}
for path in sorted(pathlib.Path.cwd().rglob("*")):
    if path.is_file():
        files[path.relative_to(pathlib.Path.cwd()).as_posix()] = path.read_text("utf-8", "replace")
print(json.dumps({"files": files, "environment": dict(os.environ)}))
""",
    )
    return {}


STUDENTS: dict[str, tuple[Student, Mapping[str, float]]] = {
    "right": (right, FULL),
    "untouched": (untouched_notebook, NOTHING),
    "onlyfiles": (only_files, NOTHING | {"mini-capitals": 4.0}),
    "editedcell": (edited_cell, NOTHING | {"mini-capitals": 2.0}),
    "newerwidget": (newer_widget, NOTHING | {"mini-capitals": 4.0}),
    # The graded cells emitted nothing of their own, so the answer in the notebook counts.
    "forger": (forger, NOTHING | {"mini-capitals": 2.0}),
    "killer": (kernel_killer, NOTHING | {"mini-capitals": 4.0}),
    "endless": (endless, FULL),
    "stubborn": (stubborn, NOTHING | {"mini-capitals": 4.0}),
    "deleted": (deleted_cells, FULL),
    "deletedexercise": (deleted_exercise, FULL),
    "foreigncell": (foreign_cell, FULL),
    "linkaway": (links, NOTHING | {"mini-square": 2.0}),
    "linknowhere": (links, NOTHING | {"mini-square": 2.0}),
    "linkpeer": (links, NOTHING | {"mini-square": 2.0}),
    "spy": (spy, FULL),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """The mini course, released and handed in by everybody."""
    course = CourseCopy.make(tmp_path_factory.mktemp("mini"))
    lay_out(course)
    course.generate("mini")
    for name, (work, _expected) in STUDENTS.items():
        notebook = course.released("mini")
        course.submit("mini", name, notebook, work(notebook))
    (course.root / "elsewhere.txt").write_text(SECRET, "utf-8")
    lay_links(course)
    return course


def lay_links(course: CourseCopy) -> None:
    """Replace the saved answer of three students by links."""
    targets = {
        "linkaway": course.root / "elsewhere.txt",
        "linknowhere": course.root / "nowhere.txt",
        "linkpeer": course.submission("mini", "onlyfiles") / "answers" / "mini-capitals.json",
    }
    for name, target in targets.items():
        folder = course.submission("mini", name) / "answers"
        folder.mkdir()
        os.symlink(target, folder / "mini-capitals.json")


@pytest.fixture(scope="module")
def outcomes(course: CourseCopy) -> Mapping[str, Mapping[str, Any]]:
    """What nbgrader said of each student; everybody is graded once, and feedback is made."""
    api = course.api(Execute={"timeout": 4, "iopub_timeout": 2})
    said = {name: api.autograde("mini", name) for name in STUDENTS}
    course.feedback("mini")
    return said


@pytest.mark.parametrize("student", STUDENTS)
def test_every_cell_of_every_submission_gets_the_points_of_its_answer(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]], student: str
) -> None:
    expect_success(outcomes[student])
    scores = course.automatic_scores("mini", student)
    assert {name: scores[name] for name in FULL} == STUDENTS[student][1]


def test_the_release_has_no_key_no_grader_no_model_answer_and_no_mark_scheme(
    course: CourseCopy,
) -> None:
    release = course.root / "assignments" / "mini"
    assert sorted(path.name for path in release.rglob("*")) == ["mini.ipynb", "mini_exercises.py"]
    text = (release / "mini.ipynb").read_text("utf-8")
    assert "...  # YOUR ANSWER HERE" in text
    for secret in ("lima", "santiago", "number ** 2", MARK_SCHEME, "MARK SCHEME", "SOLUTION"):
        assert secret not in text


def test_what_a_forged_check_prints_emits_or_returns_is_never_a_score(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    graded = course.graded_notebook("mini", "forger")
    for name, points in STUDENTS["forger"][1].items():
        said, score = cell_by_id(graded, name).outputs
        assert said.data["text/plain"].startswith(f"{points:g} of ")
        assert score.output_type == "execute_result"
        assert float(score.data["text/plain"]) == points


def test_hidden_inputs_are_there_while_grading_and_gone_afterwards(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    assert "hidden-inputs/mini-square.json" in spied(course)["files"]
    for folder in ("autograded", "feedback"):
        names = {path.name for path in (course.root / "grading" / folder).rglob("*")}
        assert names and names.isdisjoint({"hidden-inputs", "mini-square.json", "graders.py"})


def test_a_student_s_code_sees_inputs_only(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    seen = spied(course)
    assert set(seen["files"]) == {
        "mini.ipynb",
        "mini_exercises.py",
        "hidden-inputs/mini-square.json",
    }
    assert json.loads(seen["files"]["hidden-inputs/mini-square.json"]) == [[-2], [5]]
    everything = json.dumps(seen["files"] | seen["environment"])
    keys = {line.strip() for line in GRADERS.splitlines() if len(line.strip()) > 20}
    assert keys
    assert not [line for line in keys if line in everything]


def spied(course: CourseCopy) -> dict[str, Any]:
    """What the spy's cell printed."""
    for cell in course.graded_notebook("mini", "spy").cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.text.startswith('{"files"'):
                return dict(json.loads(output.text))
    raise AssertionError("The spy printed nothing.")


def test_a_grader_that_crashes_or_is_missing_gives_nothing_and_tells_no_key(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    graded = course.graded_notebook("mini", "right")
    crashed, missing = (
        cell_by_id(graded, name).outputs[0].data["text/plain"]
        for name in ("mini-crash", "mini-orphan")
    )
    assert "grader stopped with an error" in crashed and "the key is" not in crashed
    assert "grader is missing" in missing


@pytest.mark.parametrize("student", ["linkaway", "linkpeer"])
def test_a_link_in_a_submission_is_not_followed(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]], student: str
) -> None:
    graded = [path for path in course.autograded("mini", student).rglob("*") if path.is_file()]
    assert graded
    for path in graded:
        text = path.read_text("utf-8")
        assert SECRET not in text and "santiago" not in text


def test_a_graded_cell_of_another_assignment_is_an_ordinary_cell(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    assert "other-exercise" not in course.grades("mini", "foreigncell")
    assert "nbgrader" not in course.graded_notebook("mini", "foreigncell").cells[-1].metadata


def test_a_feedback_page_shows_the_answer_its_points_and_what_was_judged(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    page = course.feedback_page("mini", "editedcell")
    for text in ("valparaiso", "2 of 4 points", "Think of the largest city."):
        assert text in page
    key = course.feedback_page("mini", "untouched")
    assert "lima" not in key and "santiago" not in key


def test_a_dead_kernel_is_explained_to_the_student(
    course: CourseCopy, outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    page = course.feedback_page("mini", "killer")
    assert "the saved answer was graded" in page
    assert "Your function could not be called" in page


@pytest.mark.skipif(os.name == "nt", reason="Windows has no Ctrl+C for one process alone")
def test_an_interrupted_grading_leaves_no_score(tmp_path: Path) -> None:
    course = CourseCopy.make(tmp_path)
    lay_out(course)
    course.generate("mini")
    notebook = course.released("mini")
    right(notebook)
    insert_before(notebook, "mini-square", "# a long wait\nimport time\ntime.sleep(60)")
    course.submit("mini", "patient", notebook, {})
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as stream:
        grading = subprocess.Popen(
            # nbclient tells of each cell that it executes when it is to tell everything.
            [sys.executable, "-m", "nbgrader", "autograde", "mini", "--debug"],
            cwd=tmp_path,
            stderr=stream,
        )
        deadline = time.monotonic() + 60
        while (
            "Executing cell:\n    # a long wait" not in log.read_text("utf-8")
            and grading.poll() is None
            and time.monotonic() < deadline
        ):
            time.sleep(0.1)
        time.sleep(1)  # the cell is running, not only sent
        grading.send_signal(signal.SIGINT)
        grading.wait(timeout=50)
    assert "# a long wait" in log.read_text("utf-8")
    assert grading.returncode != 0
    assert not course.autograded("mini", "patient").exists()
    assert set(course.automatic_scores("mini", "patient").values()) == {None}

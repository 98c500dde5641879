"""A corrected key is applied to graded submissions without a kernel, as a whole autograde would apply it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from course_copy import CourseCopy, cell_by_id
from mini_course import GRADERS, RIGHT, lay_out, source_notebook
from submissions import answer_files, insert_before, model_source, write_code, write_literal
from venezuela_course.grading import rescore as module
from venezuela_course.grading.graderbook import GradersMissing
from venezuela_course.grading.rescore import Rescored, rescore

pytestmark = pytest.mark.cycle

HALF = {"peru": "lima", "chile": "valparaiso"}
SQUARE = model_source(source_notebook(), "mini-square")
# The key is corrected, a crashing grader mended, a missing one written, a code exercise judged otherwise.
CORRECTED = (
    GRADERS.replace('"chile": "santiago"', '"chile": "valparaiso"')
    .replace("5: 25", "5: 26")
    .replace(
        'raise RuntimeError("the key is lima")', "return Verdict((Criterion('All', 1.0, 1.0),))"
    )
    .replace('"mini-crash": crash}', '"mini-crash": crash, "mini-orphan": crash}')
)
LATE_PENALTY = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
ON_TIME, LATE = "2024-08-01 10:00:00 UTC", "2024-08-31 10:00:00 UTC"
DUE = datetime(2024, 8, 15)
STUDENTS = ("right", "half", "dead", "late", "marked", "blank", "odd")


def hand_in(course: CourseCopy, student: str, *, when: str = ON_TIME) -> None:
    """What a student of this name hands in."""
    notebook = course.released("mini")
    files: Mapping[str, bytes] = {}
    if student == "dead":  # the kernel dies; the answer is in its file
        insert_before(notebook, "mini-capitals-answer", "import os\nos._exit(1)")
        files = answer_files({"mini-capitals": HALF})
    elif (
        student == "odd"
    ):  # what a function returns need not be a number, nor an answer be of the task
        write_literal(notebook, "mini-capitals", {"perú": "Lïma <b>\u2028", "n": 0.1 + 0.2})
        write_code(notebook, "mini-square", "def square(n):\n    return {'é': [n, 1e300, None]}")
    elif student != "blank":
        write_literal(notebook, "mini-capitals", RIGHT if student == "right" else HALF)
        write_literal(notebook, "mini-crash", RIGHT)
        write_code(notebook, "mini-square", SQUARE)
        cell_by_id(notebook, "mini-essay").source = "The first, by far."
    folder = course.submit("mini", student, notebook, files)
    (folder / "timestamp.txt").write_text(when)


def mark_by_hand(course: CourseCopy) -> None:
    """What an instructor entered in formgrader: scores, extra credit, a comment."""
    with course.gradebook() as gradebook:
        for name, points in (("mini-essay", 2.0), ("mini-capitals", 3.5)):
            gradebook.find_grade(name, "mini", "mini", "marked").manual_score = points
        essay = gradebook.find_grade("mini-essay", "mini", "mini", "marked")
        essay.extra_credit, essay.needs_manual_grade = 0.5, False
        gradebook.find_comment("mini-essay", "mini", "mini", "marked").manual_comment = "Well said."
        gradebook.db.commit()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """The mini course, graded with the key that is wrong."""
    course = CourseCopy.make(tmp_path_factory.mktemp("first"))
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(LATE_PENALTY)
    lay_out(course)
    course.generate("mini")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment("mini", duedate=DUE)
    for student in STUDENTS:
        hand_in(course, student, when=LATE if student == "late" else ON_TIME)
    course.autograde("mini")
    mark_by_hand(course)
    return course


def copied(course: CourseCopy, place: Path, graders: str = GRADERS) -> CourseCopy:
    """A copy with other graders."""
    copy = CourseCopy(Path(shutil.copytree(course.root, place)).resolve())
    (copy.root / "solutions" / "mini" / "graders.py").write_text(graders, "utf-8")
    return copy


@pytest.fixture(scope="module")
def corrected(
    graded: CourseCopy, tmp_path_factory: pytest.TempPathFactory
) -> tuple[CourseCopy, CourseCopy, list[Rescored]]:
    """One copy rescored, one autograded in full, after the same correction."""
    folder = tmp_path_factory.mktemp("corrected")
    quick = copied(graded, folder / "rescored", CORRECTED)
    outcome = rescore(quick.root, "mini")
    full = copied(graded, folder / "autograded", CORRECTED)
    full.autograde("mini")
    return quick, full, outcome


def tables(course: CourseCopy) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the gradebook."""
    engine = create_engine(f"sqlite:///{course.root / 'grading' / 'gradebook.db'}")
    with engine.connect() as connection:
        found = {
            name: sorted(map(repr, connection.execute(text(f"select * from {name}"))))
            for name in inspect(engine).get_table_names()
        }
    engine.dispose()
    return found


def document(course: CourseCopy, student: str) -> dict[str, Any]:
    """An autograded notebook as it lies on disk, without when and by which traceback it ran."""
    found = json.loads((course.autograded("mini", student) / "mini.ipynb").read_text("utf-8"))
    for cell in found["cells"]:
        cell.pop("id", None)  # a cell that is put back gets a new one
        cell["metadata"].pop("execution", None)
        if student == "dead" and "grade" not in cell["metadata"].get("nbgrader", {}):
            cell.pop("execution_count", None)  # whether the death was seen before the cell's number
    return dict(found)


def test_the_gradebook_is_the_one_that_a_whole_autograde_leaves(
    graded: CourseCopy, corrected: tuple[CourseCopy, CourseCopy, list[Rescored]]
) -> None:
    quick, full, _outcome = corrected
    assert tables(quick) == tables(full)
    assert tables(quick) != tables(graded)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_notebook_is_the_one_that_a_whole_autograde_leaves(
    corrected: tuple[CourseCopy, CourseCopy, list[Rescored]], student: str
) -> None:
    quick, full, _outcome = corrected
    assert document(quick, student) == document(full, student)
    paths = [course.autograded("mini", student) / "mini.ipynb" for course in (quick, full)]
    assert len({path.stat().st_mode for path in paths}) == 1


def test_points_before_and_after_are_told_with_late_penalties_and_scores_by_hand(
    corrected: tuple[CourseCopy, CourseCopy, list[Rescored]],
) -> None:
    _quick, _full, outcome = corrected
    told = {one.student: (one.outcome, one.before, one.after) for one in outcome}
    assert (
        told
        == {
            "right": ("changed", 6.0, 2.0 + 1.0 + 1.0 + 0.0),
            "half": ("changed", 4.0, 4.0 + 1.0 + 1.0),
            "dead": ("changed", 2.0, 4.0),
            "late": ("changed", 0.0, 0.0),
            "marked": ("changed", 3.5 + 2.0 + 2.5, 3.5 + 1.0 + 1.0 + 2.5),
            "blank": ("changed", 0.0, 0.0),
            "odd": ("changed", 0.0, 1.0),
        }
        or told
    )
    assert [one.student for one in outcome] == sorted(STUDENTS)


def test_a_second_time_nothing_changes_and_no_file_is_written(
    corrected: tuple[CourseCopy, CourseCopy, list[Rescored]],
) -> None:
    quick, _full, _outcome = corrected
    before = tables(quick)
    written = {path: path.stat().st_mtime_ns for path in (quick.root / "grading").rglob("*.ipynb")}
    assert {one.outcome for one in rescore(quick.root, "mini")} == {"same"}
    assert tables(quick) == before
    assert {path: path.stat().st_mtime_ns for path in written} == written


def test_two_processes_judge_as_one_does(
    graded: CourseCopy,
    corrected: tuple[CourseCopy, CourseCopy, list[Rescored]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick, _full, outcome = corrected
    monkeypatch.setattr(module, "WORTH_A_POOL", 2)
    monkeypatch.setattr(module, "AT_ONCE", 3)
    twin = copied(graded, tmp_path / "twin", CORRECTED)
    seen: list[Rescored] = []
    assert rescore(twin.root, "mini", workers=2, report=seen.append) == outcome == seen
    assert tables(twin) == tables(quick)


def test_the_feedback_page_shows_the_new_verdict_and_not_what_is_kept(
    corrected: tuple[CourseCopy, CourseCopy, list[Rescored]],
) -> None:
    quick, _full, _outcome = corrected
    quick.feedback("mini")
    page = quick.feedback_page("mini", "half")
    assert "4 of 4 points" in page
    assert "vnd.venezuela-course.answer" not in page and "inputs" not in page.split("<body")[1]


def released_anew(course: CourseCopy) -> str:
    path = course.root / "solutions" / "mini" / "mini.ipynb"
    path.write_text(path.read_text("utf-8").replace('"points": 4', '"points": 5'), "utf-8")
    course.generate("mini")
    return "released anew"


def other_inputs(course: CourseCopy) -> str:
    path = course.root / "solutions" / "mini" / "graders.py"
    path.write_text(GRADERS.replace("{-2: 4, 5: 25}", "{-3: 9, 5: 25}"), "utf-8")
    return "hidden inputs of mini-square changed"


def other_file(course: CourseCopy) -> str:
    path = course.root / "solutions" / "mini" / "mini_exercises.py"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    return "mini_exercises.py changed"


def handed_in_again(course: CourseCopy) -> str:
    (course.submission("mini", "half") / "timestamp.txt").write_text(LATE)
    return "handed in again"


def older_version(course: CourseCopy) -> str:
    path = course.autograded("mini", "half") / "mini.ipynb"
    path.chmod(0o644)
    graded = json.loads(path.read_text("utf-8"))
    for cell in graded["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(module_mime(), None)
    path.write_text(json.dumps(graded), "utf-8")
    return "older version"


def module_mime() -> str:
    from venezuela_course.exercises.base import ANSWER_MIME

    return ANSWER_MIME


def damaged(course: CourseCopy) -> str:
    path = course.autograded("mini", "half") / "mini.ipynb"
    path.chmod(0o644)
    path.write_text("{", "utf-8")
    return "cannot be read"


def not_graded(course: CourseCopy) -> str:
    shutil.rmtree(course.autograded("mini", "half"))
    return "not graded yet"


@pytest.mark.parametrize(
    "change",
    [
        released_anew,
        other_inputs,
        other_file,
        handed_in_again,
        older_version,
        damaged,
        not_graded,
    ],
)
def test_what_needs_a_kernel_is_named_and_left_as_it_was(
    graded: CourseCopy, tmp_path: Path, change: Any
) -> None:
    course = copied(graded, tmp_path / "course")
    why = change(course)
    before = tables(course)
    (outcome,) = rescore(course.root, "mini", ["half"])
    assert outcome.outcome == "autograde" and why in outcome.why
    assert outcome.before is outcome.after is None
    assert tables(course) == before


def test_graders_that_do_not_run_change_nothing(graded: CourseCopy, tmp_path: Path) -> None:
    course = copied(graded, tmp_path / "course", "1 / 0")
    before = tables(course)
    with pytest.raises(GradersMissing, match="division by zero"):
        rescore(course.root, "mini")
    assert tables(course) == before


def test_a_grader_that_crashes_is_told_with_its_error(graded: CourseCopy, tmp_path: Path) -> None:
    course = copied(graded, tmp_path / "course")
    (outcome,) = rescore(course.root, "mini", ["half"])
    assert outcome.outcome == "same"
    assert any("RuntimeError: the key is lima" in line for line in outcome.complaints)
    assert any("No grader for mini-orphan" in line for line in outcome.complaints)

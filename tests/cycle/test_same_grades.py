"""Grading a submission apart and merging it gives what ``nbgrader autograde`` gives, row by row.

One class, handed in once and copied: one copy is graded by nbgrader's own command, the other by
`Assignment.read`, `Submission.read`, `grade` and `merge`, with everything pickled in between.
"""

from __future__ import annotations

import datetime
import json
import os
import pickle
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Base
from sqlalchemy import create_engine, text

from course_copy import CourseCopy
from mini_course import RIGHT, lay_out, second_notebook
from submissions import delete, insert_before, write_literal
from venezuela_course.grading.autograding.course import CourseError
from venezuela_course.grading.autograding.merge import merge
from venezuela_course.grading.autograding.submission import (
    Assignment,
    Outcome,
    Submission,
    grade,
)

pytestmark = pytest.mark.cycle

# An instructor's own rule, in a file beside nbgrader_config.py.
LATE_RULE = '''
from nbgrader.plugins import LateSubmissionPlugin


class HalfAnHour(LateSubmissionPlugin):
    """A quarter of a point for each half-hour begun."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.25 * -(-total_seconds_late // 1800)
'''
SETTINGS = """
c.AssignLatePenalties.plugin_class = "late_rule.HalfAnHour"
c.CourseDirectory.student_id_exclude = "excluded"
"""
DUE = datetime.datetime(2026, 3, 1, 12, 0)
IN_TIME, ONE_HOUR_LATE, A_DAY_LATE = (
    b"2026-03-01 11:00:00 UTC",
    b"2026-03-01 13:00:00 UTC",
    b"2026-03-02 12:00:00 UTC",
)
STRANGER = "josé núñez, grupo 2"  # nobody told the gradebook of this student


def fill(course: CourseCopy, essay: str = "") -> nbformat.NotebookNode:
    """A notebook with one right answer and, where asked for, an essay."""
    notebook = course.released("mini")
    write_literal(notebook, "mini-capitals", RIGHT)
    if essay:
        notebook.cells[-1].source = essay
    return notebook


def hand_in(course: CourseCopy) -> None:
    """Everybody hands in, some for the second time."""

    def submit(student: str, notebook: Any, files: Mapping[str, bytes] | None = None) -> Path:
        folder = course.submit("mini", student, notebook, files or {})
        (folder / "mini-second.ipynb").unlink()  # most forget the second notebook
        return folder

    course.submit("mini", "late", fill(course, essay="Santiago."), {"timestamp.txt": ONE_HOUR_LATE})
    stranger = submit(
        STRANGER,
        fill(course),
        {"notas/añadido ☀.txt": "sí".encode(), "mini_exercises.py": b"raise SystemExit"},
    )
    nbformat.write(nbformat.v4.new_notebook(), stranger / "scratch.ipynb")

    dying = course.released("mini")
    insert_before(dying, "mini-capitals-answer", "import os\nos._exit(1)")
    delete(dying, ["mini-square", "mini-essay"])
    dying.cells[0].source = "print('the locked cell, rewritten')"
    submit("dying", dying, {"timestamp.txt": IN_TIME})

    submit("resubmitted", fill(course, essay="Lima."), {"timestamp.txt": IN_TIME})
    submit("broken", fill(course, essay="Lima."), {"timestamp.txt": IN_TIME})
    for student in ("resubmitted", "broken"):  # without a kernel: what counts is that it was graded
        course.autograde("mini", student, ExecuteSubmission={"enabled": False})
    a_person_grades(course)
    shutil.rmtree(course.submission("mini", "resubmitted"))
    submit("resubmitted", fill(course, essay="Lima!"), {"timestamp.txt": A_DAY_LATE})
    broken = course.submission("mini", "broken")
    whole = (broken / "mini.ipynb").read_bytes()
    (broken / "mini.ipynb").write_bytes(whole[: len(whole) // 2])
    (broken / "timestamp.txt").write_bytes(A_DAY_LATE)

    folder = submit("notanotebook", fill(course), {"timestamp.txt": IN_TIME})
    (folder / "mini.ipynb").write_text("[1, 2]", "utf-8")
    submit("undated", fill(course), {"timestamp.txt": b"yesterday"})
    for student in ("misnamed", "empty", "excluded"):
        folder = submit(student, fill(course), {"timestamp.txt": IN_TIME})
        if student != "excluded":
            (folder / "mini.ipynb").rename(folder / "mini (1).ipynb")
        if student == "empty":
            (folder / "mini (1).ipynb").unlink()
        older = course.autograded("mini", student)
        older.mkdir(parents=True)
        (older / "mini.ipynb").write_bytes(OLDER)


def a_person_grades(course: CourseCopy) -> None:
    """What formgrader writes when an instructor goes through a submission."""
    with course.gradebook() as gradebook:
        essay = gradebook.find_grade("mini-essay", "mini", "mini", "resubmitted")
        essay.manual_score, essay.extra_credit, essay.needs_manual_grade = 2.0, 0.5, False
        square = gradebook.find_grade("mini-square", "mini", "mini", "resubmitted")
        square.manual_score, square.needs_manual_grade = 1.5, False
        comment = gradebook.find_comment("mini-essay", "mini", "mini", "resubmitted")
        comment.manual_comment = "Which of the two?"
        gradebook.find_submission_notebook("mini", "mini", "resubmitted").flagged = True
        gradebook.find_student("resubmitted").first_name = "Resi"
        gradebook.db.commit()
        gradebook.grant_extension("mini", "resubmitted", hours=20)


@dataclass(frozen=True)
class Graded:
    """The class, graded twice."""

    stock: CourseCopy
    apart: CourseCopy
    outcomes: Mapping[str, Outcome]
    stock_log: str


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    stock = CourseCopy.make(tmp_path_factory.mktemp("same") / "stock")
    lay_out(stock)
    nbformat.write(second_notebook(), stock.root / "solutions" / "mini" / "mini-second.ipynb")
    stock.generate("mini")
    hand_in(stock)
    with stock.gradebook() as gradebook:
        gradebook.update_or_create_assignment("mini", duedate=DUE)
    (stock.root / "late_rule.py").write_text(LATE_RULE, "utf-8")
    with (stock.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    apart = CourseCopy((stock.root.parent / "apart").resolve())
    shutil.copytree(stock.root, apart.root)

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "mini", "--force"],
        cwd=stock.root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    outcomes = {}
    assignment = pickle.loads(pickle.dumps(Assignment.read(apart.root, "mini")))
    for student in students(apart):
        submission = pickle.loads(pickle.dumps(Submission.read(apart.root, "mini", student)))
        outcome = pickle.loads(pickle.dumps(grade(assignment, submission)))
        merge(apart.root, assignment, outcome)
        outcomes[student] = outcome
    return Graded(stock, apart, outcomes, done.stderr)


def students(course: CourseCopy) -> list[str]:
    """Everybody who handed in."""
    return sorted(path.name for path in (course.root / "grading" / "submitted").iterdir())


def tables(course: CourseCopy) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, with names in the place of random identifiers, sorted."""
    engine = create_engine(f"sqlite:///{course.root / 'grading' / 'gradebook.db'}")
    with engine.connect() as connection:
        found = {
            name: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in (*Base.metadata.tables, "alembic_version")
        }
    engine.dispose()
    names: dict[str, str] = {}
    for table, parts in (
        ("assignment", ("name",)),
        ("notebook", ("assignment_id", "name")),
        ("base_cell", ("notebook_id", "name", "type")),
        ("source_cell", ("notebook_id", "name")),
        ("submitted_assignment", ("assignment_id", "student_id")),
        ("submitted_notebook", ("assignment_id", "notebook_id")),
        ("grade", ("notebook_id", "cell_id")),
        ("comment", ("notebook_id", "cell_id")),
    ):
        for row in found[table]:
            said = "/".join(names.get(row[part], row[part]) for part in parts)
            names[row["id"]] = f"{table}:{said}"
    for rows in found.values():
        for row in rows:
            for column in row:
                if column == "id" or column.endswith("_id"):
                    row[column] = names.get(row[column], row[column])
        rows.sort(key=repr)
    return found


@pytest.fixture(scope="module")
def both(graded: Graded) -> tuple[dict[str, list[dict[str, Any]]], ...]:
    return tables(graded.stock), tables(graded.apart)


@pytest.mark.parametrize("table", [*Base.metadata.tables, "alembic_version"])
def test_every_column_of_every_row_is_what_nbgrader_writes(
    both: tuple[dict[str, list[dict[str, Any]]], ...], table: str
) -> None:
    stock, apart = both
    assert stock[table]
    assert apart[table] == stock[table]


def files(course: CourseCopy, student: str) -> dict[str, tuple[int, bytes]]:
    """Permissions and content of what is graded, with one name for both course folders."""
    folder = course.autograded("mini", student)
    return {
        path.relative_to(folder).as_posix(): (
            stat.S_IMODE(path.stat().st_mode),
            content(course, path) if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }


def content(course: CourseCopy, path: Path) -> bytes:
    """A file; of a notebook, without the clock and what is chance in two runs of the same command."""
    if path.suffix != ".ipynb" or path.read_bytes() == OLDER:
        return path.read_bytes()
    notebook = json.loads(path.read_text("utf-8").replace(str(course.root), "COURSE"))
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in RESTORED:
            del cell["id"]  # drawn at random for a cell that is put back
        if "os._exit(1)" in "".join(cell["source"]):
            del cell["execution_count"]  # whether a dying kernel still says that it began
    return json.dumps(notebook).encode()


OLDER = b"of an older run"
RESTORED = ("mini-square", "mini-essay")


def test_every_graded_file_is_what_nbgrader_writes(graded: Graded) -> None:
    for student in students(graded.stock):
        assert files(graded.apart, student) == files(graded.stock, student), student
    folders = [
        sorted(p.parent.name for p in (course.root / "grading" / "autograded").glob("*/*"))
        for course in (graded.stock, graded.apart)
    ]
    assert folders[0] == folders[1]
    assert not list((graded.apart.root / "grading" / "autograded").glob("*/.*"))


def test_what_was_handed_in_and_the_instructor_s_files_are_untouched(graded: Graded) -> None:
    for folder in ("grading/submitted", "solutions"):
        found = [
            {
                path.relative_to(course.root): path.read_bytes()
                for path in (course.root / folder).rglob("*")
                if path.is_file()
            }
            for course in (graded.stock, graded.apart)
        ]
        assert found[0] == found[1]


def test_what_cannot_be_graded_says_why_and_the_rest_is_graded(graded: Graded) -> None:
    failed = {name: o for name, o in graded.outcomes.items() if not o.graded}
    assert set(failed) == {"broken", "notanotebook", "undated", "misnamed", "empty", "excluded"}
    assert all(outcome.error for outcome in failed.values())
    assert {name for name, o in failed.items() if o.folder == "keep"} == {"empty", "excluded"}
    assert not any(outcome.error for name, outcome in graded.outcomes.items() if name not in failed)
    for name, outcome in failed.items():  # the very ones of which nbgrader says so
        said = f"There was an error processing assignment 'mini' for student '{name}'"
        assert (said in graded.stock_log) == (outcome.folder == "remove")


def test_the_class_covers_what_it_is_there_for(graded: Graded) -> None:
    """A comparison of two runs in which nothing happened would prove nothing."""
    late = graded.apart.grades("mini", "late")
    assert late["mini-capitals"].auto == 4.0
    with graded.apart.gradebook() as gradebook:
        assert gradebook.find_submission("mini", "late").late_submission_penalty == 0.5
        again = gradebook.find_submission("mini", "resubmitted")
        assert again.late_submission_penalty == 0.25 * 8  # four hours, after the extension
        assert gradebook.find_submission("mini", STRANGER).timestamp is None
        assert gradebook.find_student(STRANGER).first_name is None
        assert gradebook.find_submission("mini", "broken").timestamp == DUE + datetime.timedelta(1)
        assert gradebook.find_grade("mini-capitals", "mini", "mini", "broken").auto_score == 4.0
    essay = graded.apart.grades("mini", "resubmitted")["mini-essay"]
    assert (essay.manual, essay.needs_manual, essay.auto) == (2.0, True, None)
    missing = graded.apart.grades("mini", STRANGER)["mini-task"]
    assert (missing.auto, missing.needs_manual) == (0.0, False)
    assert late["mini-task"].needs_manual and late["mini-essay"].needs_manual


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("late", "seconds late"),
        (STRANGER, f"No submitted file: grading/submitted/{STRANGER}/mini/mini-second.ipynb"),
        ("dying", "kernel"),
        ("dying", "mini-square was missing and is put back"),
        ("dying", "Attribute 'checksum' for cell mini-setup has changed"),
        (STRANGER, "Skipping unknown notebook"),
        ("late", "No grader for mini-orphan"),
    ],
)
def test_the_instructor_is_told_what_is_odd_about_a_submission(
    graded: Graded, student: str, said: str
) -> None:
    assert any(said in note for note in graded.outcomes[student].notes)


def test_a_mark_scheme_that_every_release_lacks_is_not_news(graded: Graded) -> None:
    notes = [note for outcome in graded.outcomes.values() for note in outcome.notes]
    assert not [note for note in notes if "mini-essay-question" in note]


def test_the_process_is_left_as_it_was(graded: Graded) -> None:
    assert "NBGRADER_EXECUTION" not in os.environ
    assert "late_rule" not in sys.modules
    assert not [path for path in sys.path if "grading-" in path]
    assert Path.cwd().is_dir()


@pytest.mark.parametrize(
    ("name", "said"), [("none", "no assignment none"), ("fresh", "nbgrader generate_assignment")]
)
def test_an_assignment_that_cannot_be_graded_is_refused_with_what_to_do(
    graded: Graded, name: str, said: str
) -> None:
    (graded.apart.root / "solutions" / "fresh").mkdir(exist_ok=True)
    with pytest.raises(CourseError, match=said):
        Assignment.read(graded.apart.root, name)


@pytest.mark.parametrize("student", ["nobody", "../submitted/late", "late/mini", ".", ""])
def test_a_submission_that_is_not_there_is_refused_by_name(graded: Graded, student: str) -> None:
    with pytest.raises(CourseError, match=f"^{student} has not handed in mini"):
        Submission.read(graded.apart.root, "mini", student)

"""The paired review with nbgrader's own means: briefs go out without authors, reviews come back."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_copy import CourseCopy, cell_by_id
from venezuela_course.cli import main
from venezuela_course.exercises.review.tickets import draw_ticket

pytestmark = pytest.mark.cycle

BRIEF, COUNTER_CASE = "a5-brief", "a5-review-counter-case"
#: Student to first and last name; ids and names that are words of no brief.
CLASS = {
    "amiret3": ("Amira", "Etcheverry"),
    "bkolar8": ("Bogdan", "Kolarik"),
    "cnwosu5": ("Chidi", "Nwosuh"),
}
HELD_BACK = "cnwosu5"
SCRIPT = "<script>alert(5)</script>"


@dataclass(frozen=True)
class Reviewed:
    """The course after pairing, reviewing, grading and returning."""

    course: CourseCopy
    pairs: Mapping[str, Mapping[str, str]]
    said: str
    said_again: str

    def author_of(self, code: str) -> str:
        return next(row["student"] for row in self.pairs.values() if row["code"] == code)

    def review_by(self, student: str) -> str:
        return f"Counter-case number {list(CLASS).index(student)}: the same claim fits another reading."


def mark(grade_id: str, **marks: object) -> dict[str, object]:
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": plain | {"grade_id": grade_id} | marks}


def lay_out_capstone(course: CourseCopy) -> None:
    """A capstone reduced to what the review needs of it: the answer's cell and the brief's."""
    folder = course.root / "solutions" / "a5"
    folder.mkdir(parents=True)
    cells = [
        new_code_cell("...", metadata=mark("a5-claim-table-answer", solution=True)),
        new_markdown_cell(
            "The model brief.", metadata=mark(BRIEF, grade=True, solution=True, points=30)
        ),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "a5.ipynb")
    (folder / "graders.py").write_text("GRADERS = {}\n")


def run(words: list[str]) -> str:
    """What the command prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), pytest.raises(SystemExit) as ended:
        main(words)
    assert not ended.value.code, printed.getvalue()
    return printed.getvalue()


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    course = CourseCopy.make(tmp_path_factory.mktemp("paired"))
    lay_out_capstone(course)
    course.take_assignment("a5-review")
    course.generate("a5")
    with course.gradebook() as gradebook:
        for student, (first, last) in CLASS.items():
            gradebook.add_student(student, first_name=first, last_name=last)
    tickets = {student: draw_ticket() for student in CLASS}
    for student, (first, last) in CLASS.items():
        answer = {"question": "guarantee", "ticket": tickets[student]}
        document = {"schema": 1, "exercise": "a5-claim-table", "answer": answer}
        notebook = course.released("a5")
        cell_by_id(
            notebook, BRIEF
        ).source = (
            f"# A brief\n\nby {first} {last} ({student})\n\nGuarantees mattered more [S003b-117]."
        )
        files = {"answers/a5-claim-table.json": json.dumps(document).encode()}
        course.submit("a5", student, notebook, files)
    course.autograde("a5")
    run(["pair", "a5", "--course", str(course.root)])
    course.generate("a5-review")
    with (course.root / "grading" / "pairs" / "a5.csv").open() as file:
        pairs = {row["student"]: row for row in csv.DictReader(file)}
    done = Reviewed(course, pairs, "", "")
    for student in CLASS:
        answer = {"ticket": tickets[student], "claims": "S003b-117, S003b-116"}
        document = {"schema": 1, "exercise": "a5-review-brief", "answer": answer}
        notebook = course.released("a5-review")
        cell_by_id(
            notebook, COUNTER_CASE
        ).source = f"{done.review_by(student)} {SCRIPT} {CLASS[student][1]}"
        files = {"answers/a5-review-brief.json": json.dumps(document).encode()}
        course.submit("a5-review", student, notebook, files)
    for student in set(CLASS) - {HELD_BACK}:
        course.autograde("a5-review", student)
        with course.gradebook() as gradebook:
            grade = gradebook.find_grade(COUNTER_CASE, "a5-review", "a5-review", student)
            assert grade.needs_manual_grade and grade.max_score == 10
            grade.manual_score, grade.needs_manual_grade = 8.0, False
            author = done.author_of(pairs[student]["reviews"])
            gradebook.find_comment(BRIEF, "a5", "a5", author).manual_comment = "Marked by hand."
            gradebook.db.commit()
    said = run(["pair", "a5", "--return", "--course", str(course.root)])
    again = run(["pair", "a5", "--return", "--course", str(course.root)])
    course.feedback("a5")
    return Reviewed(course, pairs, said, again)


def test_the_release_carries_every_brief_and_names_nobody(reviewed: Reviewed) -> None:
    release = reviewed.course.root / "assignments" / "a5-review"
    briefs = {path.stem: path.read_text("utf-8") for path in release.glob("briefs/*.md")}
    assert set(briefs) == {row["code"] for row in reviewed.pairs.values()}
    assert all("Guarantees mattered more [S003b-117]" in text for text in briefs.values())
    for path in release.rglob("*"):
        text = f"{path.name} {path.read_text('utf-8') if path.is_file() else ''}"
        for student, names in CLASS.items():
            assert not [name for name in (student, *names) if name in text], path
        assert not [row for row in reviewed.pairs.values() if row["ticket"] in text], path
    assert "MARK SCHEME" not in (release / "a5-review.ipynb").read_text("utf-8")


def test_the_marker_sees_the_brief_beside_the_counter_case(reviewed: Reviewed) -> None:
    student = next(iter(set(CLASS) - {HELD_BACK}))
    notebook = reviewed.course.graded_notebook("a5-review", student)
    shown = str(cell_by_id(notebook, "a5-review-brief-setup").outputs)
    assert reviewed.pairs[student]["reviews"] in shown
    assert "Guarantees mattered more [S003b-117]" in shown


def test_the_author_reads_the_counter_case_under_the_markers_comment(reviewed: Reviewed) -> None:
    for student in set(CLASS) - {HELD_BACK}:
        author = reviewed.author_of(reviewed.pairs[student]["reviews"])
        page = reviewed.course.feedback_page("a5", author)
        marker, _comment, rest = page.partition("Marked by hand.")
        assert marker and "strongest counter-case to your brief" in rest
        assert reviewed.review_by(student) in rest


def test_nobody_learns_from_a_page_who_reviewed_and_no_script_of_theirs_runs(
    reviewed: Reviewed,
) -> None:
    for author in CLASS:
        page = reviewed.course.feedback_page("a5", author)
        for other in set(CLASS) - {author}:
            assert other not in page and CLASS[other][1] not in page
        assert SCRIPT not in page


def test_a_review_that_nobody_has_marked_is_held_back(reviewed: Reviewed) -> None:
    author = reviewed.author_of(reviewed.pairs[HELD_BACK]["reviews"])
    assert reviewed.review_by(HELD_BACK) not in reviewed.course.feedback_page("a5", author)
    assert HELD_BACK in reviewed.said and "2 authors have a counter-case" in reviewed.said


def test_returning_again_changes_nothing(reviewed: Reviewed) -> None:
    assert "2 authors had it already." in reviewed.said_again
    for author in CLASS:
        page = reviewed.course.feedback_page("a5", author)
        assert page.count("strongest counter-case to your brief") <= 1

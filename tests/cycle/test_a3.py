"""Assignment a3 through the whole cycle: released, handed in by a class, graded, returned.

What each cell must earn is what the grader says of the answer, called directly; the perfect student must
earn everything, and that is written in the notebook, not computed here.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from classroom import ESSAY, SOURCE, Room, Student
from course_copy import REPOSITORY, CourseCopy, cell_by_id, expect_success
from tests.grading.test_a3_graders import MISCONCEPTIONS
from venezuela_course.cli.synthetic_class import read_solution
from venezuela_course.exercises.code import outcomes
from venezuela_course.grading.graderbook import read_graders
from venezuela_course.grading.misconceptions import explain
from venezuela_course.grading.verdict import Verdict

pytestmark = pytest.mark.cycle

KINDS = (
    "perfect",
    "partial",
    "empty",
    "malformed",
    "notebook_only",
    "files_only",
    "misconceptions",
    "wrong_code",
    "forged",
    "killer",
    "endless",
    "deleted",
    "linked",
)

# The class, graded once ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Graded:
    """The class after grading and feedback."""

    course: CourseCopy
    room: Room
    students: Mapping[str, Student]
    outcomes: Mapping[str, Mapping[str, Any]]

    def expected(self, name: str) -> dict[str, float | None]:
        """The points of every cell, from the graders called on the answers."""
        student = self.students[name]
        points: dict[str, float | None] = {}
        for exercise in self.room.solution.points:
            if exercise in student.answers:
                points[exercise] = self.verdict(exercise, student.answers[exercise]).score
            elif exercise in student.code:
                points[exercise] = self.verdict(
                    exercise, self.returned(exercise, student.code[exercise])
                ).score
            else:
                points[exercise] = 0.0
        points[ESSAY] = None if student.essay else 0.0
        return points

    def verdict(self, exercise: str, answer: dict[str, Any]) -> Verdict:
        """What the grader says."""
        return self.room.book.graders[exercise](answer)

    def returned(self, exercise: str, source: str) -> dict[str, Any]:
        """What a function returns for the hidden inputs and the public cases."""
        names: dict[str, Any] = {}
        imports = cell_by_id(self.room.source, "a3-imports").source
        exec(f"{imports}\n{source}", names)
        constructor = cell_by_id(self.room.source, exercise).source.partition(".check(")[0]
        function = names[exercise.removeprefix("a3-")]
        hidden = self.room.book.hidden_inputs[exercise]
        built = eval(constructor, names)
        cases = [case.arguments for case in built.cases]
        found = outcomes(function, [*hidden, *cases], built.tables)
        return {"hidden": found[: len(hidden)], "public": found[len(hidden) :]}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """The course with assignment a3 released."""
    course = CourseCopy.make(tmp_path_factory.mktemp("a3"))
    course.take_assignment("a3")
    course.generate("a3")
    return course


@pytest.fixture(scope="module")
def graded(course: CourseCopy) -> Graded:
    """Everybody has handed in, is graded and has feedback."""
    room = Room(course.released("a3"), read_graders(SOURCE / "graders.py"), course.root)
    students = {kind: getattr(room, kind)() for kind in KINDS}
    for name, student in students.items():
        course.submit("a3", name, student.notebook, student.files)
    os.symlink(
        course.submission("a3", "perfect") / "answers" / "a3-missing-three.json",
        course.submission("a3", "linked") / "answers" / "a3-missing-three.json",
    )
    patient, hurried = course.api(), course.api(Execute={"timeout": 8, "iopub_timeout": 3})
    outcomes = {
        name: (hurried if name == "endless" else patient).autograde("a3", name) for name in students
    }
    course.feedback("a3")
    return Graded(course, room, students, outcomes)


# Release ---------------------------------------------------------------------------------------------


def test_the_committed_assignment_is_what_the_solution_gives(course: CourseCopy) -> None:
    made, committed = (root / "assignments" / "a3" for root in (course.root, REPOSITORY))
    assert files_in(made) == files_in(committed)


def test_the_release_is_one_notebook_without_keys_graders_or_mark_scheme(
    course: CourseCopy,
) -> None:
    release = course.root / "assignments" / "a3"
    assert [path.name for path in release.rglob("*")] == ["a3.ipynb"]
    released = (release / "a3.ipynb").read_text("utf-8")
    for line in secret_lines():
        assert json.dumps(line, ensure_ascii=False)[1:-1] not in released, line
    assert "MARK SCHEME" not in released and "GRADERS" not in released
    notebook = course.released("a3")
    for exercise in read_solution(notebook).points:
        assert "...  # YOUR ANSWER HERE" in cell_by_id(notebook, f"{exercise}-answer").source


def files_in(folder: Path) -> dict[str, bytes]:
    """Content of every file that is the assignment's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {"answers", ".ipynb_checkpoints"} & set(path.parts)
    }


HIDDEN = re.compile(
    r"### BEGIN SOLUTION\n(.*?)### END SOLUTION|BEGIN MARK SCHEME(.*?)=== END", re.DOTALL
)


def secret_lines() -> set[str]:
    """Every line of model answers, model essay, mark scheme and graders that no student may see."""
    source = nbformat.read(SOURCE / "a3.ipynb", 4)
    essay = cell_by_id(source, ESSAY).source
    hidden = [
        "".join(match.groups("")) for cell in source.cells for match in HIDDEN.finditer(cell.source)
    ]
    hidden += [essay, (SOURCE / "graders.py").read_text("utf-8")]
    shown = [HIDDEN.sub("", cell.source) for cell in source.cells if cell.source != essay]
    return telling_lines(hidden) - telling_lines(shown)


def model_lines() -> set[str]:
    """Lines of the model answers alone."""
    source = nbformat.read(SOURCE / "a3.ipynb", 4)
    return telling_lines(
        [match[1] or "" for cell in source.cells for match in HIDDEN.finditer(cell.source)]
    )


def telling_lines(texts: Sequence[str]) -> set[str]:
    """Lines that say something; `return` or an import is in many a program."""
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if len(line) > 20 and not line.startswith(("from ", "import "))}


# Points ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("student", KINDS)
def test_every_cell_of_every_student_has_the_points_of_its_answer(
    graded: Graded, student: str
) -> None:
    expect_success(graded.outcomes[student])
    assert graded.course.automatic_scores("a3", student) == graded.expected(student)


def test_the_perfect_student_has_every_point_there_is(graded: Graded) -> None:
    assert graded.course.automatic_scores("a3", "perfect") == {
        "a3-missing-three": 12.0,
        "a3-bloc-dividend": 10.0,
        "a3-four-rulebooks": 8.0,
        "a3-clubs-and-bridges": 8.0,
        "a3-post-mortem": 8.0,
        "a3-banzhaf": 2.0,
        "a3-decide": 2.0,
        "a3-essay": None,
    }


@pytest.mark.parametrize("student", ["notebook_only", "endless"])
def test_the_notebook_alone_earns_what_it_earns_with_the_answers_folder(
    graded: Graded, student: str
) -> None:
    scores = graded.course.automatic_scores("a3", student)
    assert sum(filter(None, scores.values())) == 50.0


def test_the_answers_folder_alone_earns_every_point_of_the_widget_exercises(graded: Graded) -> None:
    scores = graded.course.automatic_scores("a3", "files_only")
    assert sum(filter(None, scores.values())) == 46.0


@pytest.mark.parametrize("student", ["empty", "files_only", "deleted"])
def test_an_untouched_essay_has_no_points_and_nobody_needs_to_read_it(
    graded: Graded, student: str
) -> None:
    essay = graded.course.grades("a3", student)[ESSAY]
    assert (essay.auto, essay.needs_manual) == (0.0, False)


@pytest.mark.parametrize("student", ["perfect", "misconceptions"])
def test_a_written_essay_waits_for_a_person(graded: Graded, student: str) -> None:
    essay = graded.course.grades("a3", student)[ESSAY]
    assert (essay.auto, essay.needs_manual, essay.possible) == (None, True, 20.0)


# What students and markers read ------------------------------------------------------------------------


def text_of_page(graded: Graded, student: str) -> str:
    """A feedback page with its HTML entities resolved."""
    return html.unescape(graded.course.feedback_page("a3", student))


def test_feedback_names_each_misconception_and_what_to_think_about_again(graded: Graded) -> None:
    page = text_of_page(graded, "misconceptions")
    for exercise, answer in graded.students["misconceptions"].answers.items():
        codes = graded.verdict(exercise, answer).misconceptions
        assert next(iter(MISCONCEPTIONS[exercise])) in codes
        for code in codes:
            assert explain(code) in page and f"({code})" in page


@pytest.mark.parametrize("student", ["partial", "misconceptions", "wrong_code"])
def test_feedback_shows_points_and_criteria_of_every_exercise(graded: Graded, student: str) -> None:
    page = text_of_page(graded, student)
    for exercise, answer in graded.students[student].answers.items():
        verdict = graded.verdict(exercise, answer)
        assert f"{verdict.score:g} of {verdict.possible:g} points" in page
        for criterion in verdict.criteria:
            assert criterion.name in page and criterion.message in page


def test_feedback_shows_the_student_s_own_answer(graded: Graded) -> None:
    answer = graded.students["misconceptions"].answers["a3-missing-three"]
    page = graded.course.feedback_page("a3", "misconceptions")
    shown = page[page.index("The answer that was graded") :]
    assert f"<dt>threshold</dt><dd>{answer['threshold']}</dd>" in shown


@pytest.mark.parametrize("student", ["empty", "malformed", "wrong_code"])
def test_feedback_holds_no_key(graded: Graded, student: str) -> None:
    page = text_of_page(graded, student)
    # What the student answered may well be right; what the student did not say must not be there.
    own = "\n".join(cell.source for cell in graded.students[student].notebook.cells)
    assert not [line for line in model_lines() if line in page and line not in own]
    assert "BEGIN SOLUTION" not in page and "MARK SCHEME" not in page


def test_the_marker_sees_the_mark_scheme_and_the_student_does_not(graded: Graded) -> None:
    scheme = cell_by_id(graded.course.graded_notebook("a3", "perfect"), "a3-essay-task").source
    assert "BEGIN MARK SCHEME" in scheme and "Four criteria" in scheme
    assert "Four criteria" not in graded.course.feedback_page("a3", "perfect")
    assert "Four criteria" not in cell_by_id(graded.course.released("a3"), "a3-essay-task").source


@pytest.mark.parametrize(
    ("exercise", "says"),
    [
        ("a3-four-rulebooks", "damaged or cut short"),
        ("a3-clubs-and-bridges", "answers another exercise"),
    ],
)
def test_a_file_that_cannot_be_graded_is_explained(
    graded: Graded, exercise: str, says: str
) -> None:
    cell = cell_by_id(graded.course.graded_notebook("a3", "malformed"), exercise)
    assert says in cell.outputs[0].data["text/plain"]


def test_nothing_of_the_instructor_s_lies_in_graded_or_returned_folders(graded: Graded) -> None:
    for folder in ("autograded", "feedback"):
        paths = list((graded.course.root / "grading" / folder).rglob("*"))
        assert paths
        assert not {path.name for path in paths} & {
            "graders.py",
            "hidden-inputs",
            "a3-banzhaf.json",
        }

"""An assignment through the whole cycle: released, handed in by a class, graded, returned.

What each cell must earn is what the grader says of the answer, called directly; that the perfect student
earns everything is written here, not computed. A test module names its assignment and inherits the facts::

    class TestA3(AssignmentCycle):
        assignment = "a3"
        points = 50
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

from classroom import KINDS, MECHANISM, Room, Student, source_folder
from course_copy import REPOSITORY, CourseCopy, cell_by_id, expect_success
from venezuela_course.cli.synthetic_class import read_solution
from venezuela_course.grading.graderbook import with_texts
from venezuela_course.grading.misconceptions import explain
from venezuela_course.grading.scoring import read_of
from venezuela_course.grading.verdict import Verdict


@dataclass(frozen=True)
class Graded:
    """The class after grading and feedback."""

    course: CourseCopy
    room: Room
    students: Mapping[str, Student]
    outcomes: Mapping[str, Mapping[str, Any]]

    @classmethod
    def make(cls, course: CourseCopy, assignment: str, kinds: Sequence[str]) -> Graded:
        """Everybody hands in, is graded and has feedback."""
        room = Room(assignment, course)
        students = {kind: getattr(room, kind)() for kind in kinds}
        for name, student in students.items():
            course.submit(assignment, name, student.notebook, student.files)
        if "linked" in kinds:
            answer = f"answers/{next(iter(room.model))}.json"
            os.symlink(
                course.submission(assignment, "perfect") / answer,
                course.submission(assignment, "linked") / answer,
            )
        outcomes = {name: course.api().autograde(assignment, name) for name in students}
        course.feedback(assignment)
        return cls(course, room, students, outcomes)

    def expected(self, name: str) -> dict[str, float | None]:
        """The points of every cell, from the graders called on the answers."""
        student = self.students[name]
        points: dict[str, float | None] = {}
        for exercise in self.room.solution.points:
            if exercise in student.answers:
                points[exercise] = self.verdict(exercise, student.answers[exercise]).score
            elif exercise in student.code:
                returned = self.room.returned(exercise, student.code[exercise])
                texts = read_of(student.notebook, exercise, self.room.book)
                returned = with_texts(returned, texts)
                points[exercise] = self.verdict(exercise, returned).score
            else:
                points[exercise] = 0.0
        points[self.room.essay] = None if student.essay else 0.0
        return points

    def verdict(self, exercise: str, answer: dict[str, Any]) -> Verdict:
        """What the grader says."""
        return self.room.book.graders[exercise](answer)

    def scores(self, student: str) -> dict[str, float | None]:
        """What the gradebook has."""
        return self.course.automatic_scores(self.room.assignment, student)

    def page(self, student: str) -> str:
        """A feedback page with its HTML entities resolved."""
        return html.unescape(self.course.feedback_page(self.room.assignment, student))


class AssignmentCycle:
    """Inherit, and say which assignment it is.

    Attributes
    ----------
    assignment
        Its name.
    points, essay_points
        What the automatically graded cells are worth together, and the essay.
    kinds
        The students; `classroom` says what each hands in.
    """

    pytestmark = pytest.mark.cycle

    assignment = ""
    points = 50.0
    essay_points = 20.0
    kinds: Sequence[str] = KINDS

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "student" in metafunc.fixturenames and metafunc.definition.get_closest_marker(
            "everybody"
        ):
            metafunc.parametrize("student", self.kinds)

    # Release -----------------------------------------------------------------------------------------

    def test_the_committed_assignment_is_what_the_solution_gives(self, course: CourseCopy) -> None:
        made, committed = (
            root / "assignments" / self.assignment for root in (course.root, REPOSITORY)
        )
        assert files_in(made) == files_in(committed)

    def test_the_release_is_one_notebook_without_keys_graders_or_mark_scheme(
        self, course: CourseCopy
    ) -> None:
        release = course.root / "assignments" / self.assignment
        assert [path.name for path in release.rglob("*")] == [f"{self.assignment}.ipynb"]
        released = (release / f"{self.assignment}.ipynb").read_text("utf-8")
        for line in secret_lines(self.assignment):
            assert json.dumps(line, ensure_ascii=False)[1:-1] not in released, line
        assert "MARK SCHEME" not in released and "GRADERS" not in released
        notebook = course.released(self.assignment)
        for exercise in read_solution(notebook).points:
            assert "...  # YOUR ANSWER HERE" in cell_by_id(notebook, f"{exercise}-answer").source

    # Points ------------------------------------------------------------------------------------------

    @pytest.mark.everybody
    def test_every_cell_of_every_student_has_the_points_of_its_answer(
        self, graded: Graded, student: str
    ) -> None:
        expect_success(graded.outcomes[student])
        assert graded.scores(student) == pytest.approx(graded.expected(student))

    def test_the_perfect_student_has_every_point_there_is(self, graded: Graded) -> None:
        possible = {**graded.room.solution.points, graded.room.essay: None}
        assert graded.scores("perfect") == possible
        assert sum(filter(None, possible.values())) == self.points
        assert graded.room.solution.essays == {graded.room.essay: self.essay_points}

    def test_the_notebook_alone_earns_what_it_earns_with_the_answers_folder(
        self, graded: Graded
    ) -> None:
        for student in {"notebook_only"} & set(self.kinds):
            assert sum(filter(None, graded.scores(student).values())) == self.points

    def test_the_answers_folder_alone_earns_every_point_of_the_widget_exercises(
        self, graded: Graded
    ) -> None:
        solution = graded.room.solution
        widgets = sum(solution.points[exercise] for exercise in solution.answers)
        assert sum(filter(None, graded.scores("files_only").values())) == widgets

    def test_an_untouched_essay_has_no_points_and_nobody_needs_to_read_it(
        self, graded: Graded
    ) -> None:
        for student in {"empty", "files_only", "deleted"} & set(self.kinds):
            essay = graded.course.grades(self.assignment, student)[graded.room.essay]
            assert (essay.auto, essay.needs_manual) == (0.0, False)

    def test_a_written_essay_waits_for_a_person(self, graded: Graded) -> None:
        for student in ("perfect", "misconceptions"):
            essay = graded.course.grades(self.assignment, student)[graded.room.essay]
            assert (essay.auto, essay.needs_manual, essay.possible) == (
                None,
                True,
                self.essay_points,
            )

    # What students and markers read ------------------------------------------------------------------

    def test_feedback_names_each_misconception_and_what_to_think_about_again(
        self, graded: Graded
    ) -> None:
        page = graded.page("misconceptions")
        answers = graded.students["misconceptions"].answers
        assert answers
        for exercise, answer in answers.items():
            codes = graded.verdict(exercise, answer).misconceptions
            assert next(iter(graded.room.signatures[exercise])) in codes
            for code in codes:
                assert explain(code) in page and f"({code})" in page

    @pytest.mark.parametrize("student", ["misconceptions", "wrong_code"])
    def test_feedback_shows_points_and_criteria_of_every_exercise(
        self, graded: Graded, student: str
    ) -> None:
        page = graded.page(student)
        for exercise, answer in graded.students[student].answers.items():
            verdict = graded.verdict(exercise, answer)
            assert f"{verdict.score:g} of {verdict.possible:g} points" in page
            for criterion in verdict.criteria:
                assert criterion.name in page and criterion.message in page

    def test_feedback_shows_the_student_s_own_answer(self, graded: Graded) -> None:
        page = words(graded.course.feedback_page(self.assignment, "misconceptions"))
        for exercise, answer in graded.students["misconceptions"].answers.items():
            for field in graded.room.exercises[exercise].fields_for(answer):
                assert words(field.html(answer.get(field.key))) in page, (exercise, field.key)

    @pytest.mark.parametrize("student", ["malformed", "wrong_code"])
    def test_feedback_holds_no_key(self, graded: Graded, student: str) -> None:
        page = graded.page(student)
        # What the student answered may well be right; what the student did not say must not be there.
        own = "\n".join(cell.source for cell in graded.students[student].notebook.cells)
        own += json.dumps(graded.students[student].answers)
        leaked = [line for line in model_lines(self.assignment) if line in page and line not in own]
        assert not leaked
        assert "BEGIN SOLUTION" not in page and "MARK SCHEME" not in page

    def test_the_marker_sees_the_mark_scheme_and_the_student_does_not(self, graded: Graded) -> None:
        task = f"{graded.room.essay}-task"
        marker = cell_by_id(graded.course.graded_notebook(self.assignment, "perfect"), task).source
        scheme = re.search(r"=== BEGIN MARK SCHEME ===(.*?)=== END", marker, re.DOTALL)
        assert scheme and "Counter-case" in scheme[1]
        lines = telling_lines([scheme[1]])
        released = cell_by_id(graded.course.released(self.assignment), task).source
        assert lines and not [line for line in lines if line in released]
        page = graded.course.feedback_page(self.assignment, "perfect")
        assert "MARK SCHEME" not in page and "Counter-case" not in page

    def test_a_file_that_cannot_be_graded_is_explained(self, graded: Graded) -> None:
        _first, _second, third, *others, _last = graded.room.model
        notebook = graded.course.graded_notebook(self.assignment, "malformed")
        says = {third: "damaged or cut short"} | dict.fromkeys(others, "answers another exercise")
        for exercise, reason in says.items():
            assert reason in cell_by_id(notebook, exercise).outputs[0].data["text/plain"]

    def test_nothing_of_the_instructor_s_lies_in_graded_or_returned_folders(
        self, graded: Graded
    ) -> None:
        hidden = {f"{exercise}.json" for exercise in graded.room.solution.code}
        for folder in ("autograded", "feedback"):
            paths = list((graded.course.root / "grading" / folder).rglob("*"))
            assert paths
            assert not {path.name for path in paths} & {"graders.py", "hidden-inputs", *hidden}


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


# What no student may see -----------------------------------------------------------------------------

HIDDEN = re.compile(
    r"### BEGIN SOLUTION\n(.*?)### END SOLUTION|BEGIN MARK SCHEME(.*?)=== END", re.DOTALL
)


def files_in(folder: Path) -> dict[str, bytes]:
    """Content of every file that is the assignment's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {"answers", ".ipynb_checkpoints"} & set(path.parts)
    }


def secret_lines(assignment: str) -> set[str]:
    """Every line of model answers, model essay, mark scheme and graders that no student may see."""
    folder = source_folder(assignment)
    source = nbformat.read(folder / f"{assignment}.ipynb", 4)
    essays = [
        cell.source
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.metadata.nbgrader.solution
    ]
    hidden = [
        "".join(match.groups("")) for cell in source.cells for match in HIDDEN.finditer(cell.source)
    ]
    hidden += [*essays, (folder / "graders.py").read_text("utf-8")]
    shown = [HIDDEN.sub("", cell.source) for cell in source.cells if cell.source not in essays]
    return telling_lines(hidden) - telling_lines(shown)


def model_lines(assignment: str) -> set[str]:
    """Lines of the model answers alone."""
    source = nbformat.read(source_folder(assignment) / f"{assignment}.ipynb", 4)
    return telling_lines(
        [match[1] or "" for cell in source.cells for match in HIDDEN.finditer(cell.source)]
    )


def telling_lines(texts: Sequence[str]) -> set[str]:
    """Lines that say something; `return` or an import is in many a program."""
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if len(line) > 20 and not line.startswith(("from ", "import "))}


ALL_KINDS = (*KINDS, *MECHANISM)

"""Properties that every exercise of the course has, whatever it asks.

A test module of a unit names its exercises and inherits the properties::

    class TestTheExercisesOfUnit3(UniversalExerciseProperties):
        notebook = "a3"
        exercises = {"a3-bloc-dividend": BlocDividend}
        invented = {"a3-missing-three"}


    class TestTheLessonOfUnit3(UniversalLessonProperties):
        explorations = [lesson.ThresholdExplorer]
        practices = {lesson.CountTheQuota: {"quota": 28}}

They run in an empty folder, where a student's answers would be kept.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.grading.universal import NOT_AN_ANSWER
from venezuela_course import seeds
from venezuela_course.cli.synthetic_class import draw_value
from venezuela_course.exercises import Exploration, IncompleteAnswer, Practice, literals
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.code import CodeExercise

ROOT = Path(__file__).parents[2]
REFERENCES = re.compile(r"\[((?:S\d|X-|T-|[a-z_]+:)[^\]]*)\]")
INVENTED = '<p class="venezuela-course-invented">'


class _InAnEmptyFolder:
    @pytest.fixture(autouse=True)
    def _in_an_empty_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


class UniversalExerciseProperties(_InAnEmptyFolder):
    """Inherit, set the attributes, and each property is tested for each exercise.

    Attributes
    ----------
    notebook
        The assignment, such as ``a3``.
    exercises
        Identifier to what builds the exercise from it.
    code
        Identifier to the code exercise and the name of the function that the student writes.
    invented
        Those that show values invented for teaching.
    """

    notebook = ""
    exercises: Mapping[str, Callable[[str], Exercise]] = {}
    code: Mapping[str, tuple[Callable[[str], CodeExercise], str]] = {}
    invented: Collection[str] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        for name, wanted in (("exercise", self.exercises), ("function", self.code)):
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, list(wanted), indirect=True)

    @pytest.fixture
    def exercise(self, request: pytest.FixtureRequest) -> Exercise:
        return self.exercises[request.param](request.param)

    @pytest.fixture
    def function(self, request: pytest.FixtureRequest) -> tuple[CodeExercise, str]:
        build, name = self.code[request.param]
        return build(request.param), name

    def test_every_exercise_of_the_assignment_is_tested_here(self) -> None:
        graded = {
            name.removesuffix("-answer")
            for name in sources(self.notebook)
            if name.endswith("-answer")
        }
        assert graded == {*self.exercises, *self.code}

    def test_the_model_answer_is_complete(self, exercise: Exercise) -> None:
        exercise.answer(self.model(exercise))
        assert exercise.problems(exercise.value) == []

    def test_an_untouched_exercise_says_what_is_open_and_draws(self, exercise: Exercise) -> None:
        assert exercise.problems(exercise.value)
        assert exercise.picture(exercise._answer)
        assert exercise.widget is not None

    def test_every_partial_answer_is_drawn(self, exercise: Exercise) -> None:
        full = self.model(exercise)
        for key in full:
            assert exercise.picture(blank(exercise) | {key: full[key]})
            assert exercise.picture(blank(exercise) | full | {key: None})

    def test_rubbish_typed_into_a_cell_is_drawn_as_far_as_it_goes(self, exercise: Exercise) -> None:
        full = self.model(exercise)
        for rubbish in NOT_AN_ANSWER[::2]:  # the graders' tests take all of them
            for key in full:
                assert exercise.picture(blank(exercise) | full | {key: rubbish}) is not None
                assert exercise.problems(full | {key: rubbish}) is not None

    def test_random_answers_are_well_formed_and_drawn(self, exercise: Exercise) -> None:
        for seed in range(5):
            chance = random.Random(seed)
            answer = {field.key: draw_value(field, chance) for field in exercise._fields}
            assert all(field.problem(answer[field.key]) is None for field in exercise._fields)
            assert exercise.picture(answer)

    def test_the_page_for_feedback_shows_the_answer_and_runs_no_script(
        self, exercise: Exercise
    ) -> None:
        exercise.answer(self.model(exercise))
        page = exercise.static_html()
        for field in exercise._fields:
            assert field.html(exercise.value[field.key]) in page
        assert "not answered" not in page
        assert "<script" not in page

    def test_a_picture_says_in_words_what_it_shows(self, exercise: Exercise) -> None:
        exercise.answer(self.model(exercise))
        drawn = re.findall(r"<svg[^>]*>", exercise.picture(exercise._answer))
        assert drawn
        assert all("aria-label=" in one or "aria-hidden=" in one for one in drawn)

    def test_the_same_answer_gives_the_same_picture(self, exercise: Exercise) -> None:
        answer = blank(exercise) | self.model(exercise)
        again = self.exercises[exercise.identifier](exercise.identifier)
        assert exercise.picture(answer) == again.picture(copy.deepcopy(answer))

    def test_evidence_named_in_the_task_and_the_choices_exists(self, exercise: Exercise) -> None:
        page = exercise.task + exercise.static_html()
        for references in REFERENCES.findall(page):
            for reference in references.split(","):
                assert seeds.exists(reference.strip()), reference

    def test_invented_values_are_said_to_be_invented(self, exercise: Exercise) -> None:
        assert (INVENTED in exercise.static_html()) is (exercise.identifier in self.invented)

    def test_the_public_cases_are_what_the_model_solution_returns(
        self, function: tuple[CodeExercise, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        exercise, name = function
        space: dict[str, Any] = {}
        for cell in (f"{self.notebook}-imports", f"{exercise.identifier}-answer"):
            exec(sources(self.notebook).get(cell, ""), space)
        monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
        assert exercise.check(space[name]) is None  # it raises where a case does not come out

    def test_a_function_that_is_not_written_is_said_to_be(
        self, function: tuple[CodeExercise, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
        with pytest.raises(IncompleteAnswer, match="not written yet"):
            function[0].check(lambda *arguments: ...)

    def model(self, exercise: Exercise) -> dict[str, Any]:
        """The instructor's answer, from the solution notebook."""
        answer = literals.read(sources(self.notebook)[f"{exercise.identifier}-answer"])
        assert isinstance(answer, dict)
        return answer


class UniversalLessonProperties(_InAnEmptyFolder):
    """Inherit, set the attributes, and each property is tested.

    Attributes
    ----------
    explorations
        What builds each exploration of the lesson.
    practices
        What builds each practice (from an identifier), and its right answer.
    """

    explorations: Sequence[Callable[[], Exploration]] = ()
    practices: Mapping[Callable[[str], Practice], Mapping[str, Any]] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        for name, wanted in (("exploration", self.explorations), ("practice", self.practices)):
            if name in metafunc.fixturenames:
                ids = [getattr(one, "__name__", repr(one)) for one in wanted]
                metafunc.parametrize(name, list(wanted), ids=ids)

    def test_an_exploration_starts_with_every_control_set_and_a_picture_in_words_too(
        self, exploration: Callable[[], Exploration]
    ) -> None:
        built = exploration()
        start = starting(built)
        assert all(field.problem(start[field.key]) is None for field in built.fields())
        picture = built.picture(start)
        assert 'role="img" aria-label="' in picture and words(picture).strip()
        assert built.widget is not None

    def test_a_control_without_a_value_is_no_error(
        self, exploration: Callable[[], Exploration]
    ) -> None:
        built = exploration()
        start = starting(built)
        for key in start:
            assert words(built.picture(start | {key: None})).strip()

    def test_whatever_is_set_can_be_drawn_and_no_number_is_lost(
        self, exploration: Callable[[], Exploration]
    ) -> None:
        built = exploration()
        for seed in range(8):
            chance = random.Random(seed)
            answer = {field.key: draw_value(field, chance) for field in built.fields()}
            says = words(built.picture(answer))
            assert says.strip() and not re.search(r"\b(nan|inf|None)\b", says), answer

    def test_the_same_settings_draw_the_same_picture(
        self, exploration: Callable[[], Exploration]
    ) -> None:
        assert exploration().picture(starting(exploration())) == exploration().picture(
            starting(exploration())
        )

    def test_the_right_answer_is_complete_and_judged_right(
        self, practice: Callable[[str], Practice]
    ) -> None:
        built = practice("lesson-test")
        right = dict(self.practices[practice])
        assert built.problems(right) == []
        assert built.judge(right).right is True
        assert built.widget is not None

    def test_an_untouched_practice_can_be_drawn_and_asks_for_an_answer(
        self, practice: Callable[[str], Practice]
    ) -> None:
        built = practice("lesson-test")
        built.picture({field.key: None for field in built.fields()})
        assert built.problems({field.key: field.start for field in built.fields()})

    def test_answers_drawn_blindly_are_judged_with_a_message_to_think_about(
        self, practice: Callable[[str], Practice]
    ) -> None:
        built = practice("lesson-test")
        judged = []
        for seed in range(12):
            chance = random.Random(seed)
            answer = {field.key: draw_value(field, chance) for field in built.fields()}
            if not built.problems(answer):
                judged.append(built.judge(answer))
                built.picture(answer)
        assert any(response.right is False for response in judged)
        assert all(len(response.message) > 40 for response in judged)


def sources(assignment: str) -> dict[str, str]:
    """The source of every cell of nbgrader's in a solution notebook, by grade id."""
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    return {
        cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell.source
        for cell in notebook.cells
    }


def blank(exercise: Exercise) -> dict[str, Any]:
    """The answer with every part open."""
    return {field.key: None for field in exercise._fields}


def starting(exploration: Exploration) -> dict[str, Any]:
    """What an exploration shows first."""
    return {field.key: field.start for field in exploration.fields()}


def words(picture: str) -> str:
    """A picture without its drawing and its tags."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", picture, flags=re.DOTALL))

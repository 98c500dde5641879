"""Properties that every grader of the course has, whatever it grades.

A test module of an assignment describes its exercises and inherits the properties::

    class TestA3(UniversalGraderProperties):
        exercises = {"a3-bloc-dividend": GradedExercise(grade=..., points=10, ...)}

Random, constant and 'choose everything' answers are built from the exercise's own fields.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.grading.assignment import Assignment
from venezuela_course import seeds
from venezuela_course.cli.synthetic_class import draw_value
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.fields import (
    Allocate,
    Choose,
    ChooseMany,
    Classify,
    EdgeList,
    Field,
    Grid,
    Group,
    Number,
    Order,
    Text,
)
from venezuela_course.grading.misconceptions import misconceptions
from venezuela_course.grading.verdict import Verdict

RANDOM_ANSWERS = 40
NOT_AN_ANSWER: Sequence[Any] = (
    None,
    True,
    False,
    0,
    -1,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\ud800",
    [],
    [None],
    [[]],
    [{}],
    {},
    {"": None},
    {"x": {"y": [1]}},
    [["a", "b", "c"]],
    [1, [2, [3, [4]]]],
)
CLAIM = re.compile(r"S\d{3}[a-z]?-\d{3}")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@dataclass(frozen=True)
class GradedExercise:
    """What the properties need to know of one exercise.

    Attributes
    ----------
    grade
        The grader.
    points
        What the graded cell is worth.
    model_answer
        The instructor's answer; other full answers may go into `also_full`.
    fields
        The exercise's fields; empty for code exercises.
    misconceptions
        Code to an answer that shows this misunderstanding and no other.
    also_full
        Other answers that earn everything.
    low
        Further answers that know nothing: constants and the like.
    ordered
        Keys whose lists are rankings, so that their order matters.
    secrets
        Texts that no message to a student may contain.
    """

    grade: Callable[[Answer], Verdict]
    points: float
    model_answer: Answer
    fields: Sequence[Field] = ()
    misconceptions: Mapping[str, Answer] = field(default_factory=dict)
    also_full: Sequence[Answer] = ()
    low: Sequence[Answer] = ()
    ordered: Collection[str] = ()
    secrets: Collection[str] = ()


def graded_function(
    assignment: Assignment,
    exercise: str,
    function: str,
    constants: Sequence[Any],
    misread: Mapping[str, Callable[..., Any]] | None = None,
) -> GradedExercise:
    """A code exercise.

    Parameters
    ----------
    assignment, exercise
        Where it stands.
    function
        The name of the function in the instructor's answer.
    constants
        What functions that know nothing return, whatever they are given.
    misread
        Code of a misconception to the function of somebody who has it.
    """

    def always(one: Any) -> Answer:
        return assignment.returned_by(exercise, lambda *_arguments: one)

    return GradedExercise(
        grade=assignment.graders.GRADERS[exercise],
        points=assignment.points[exercise],
        model_answer=assignment.returned_by(
            exercise, assignment.model_function(exercise, function)
        ),
        misconceptions={
            code: assignment.returned_by(exercise, one) for code, one in (misread or {}).items()
        },
        low=[always(one) for one in constants],
    )


class UniversalGraderProperties:
    """Inherit, set `exercises`, and each property is tested for each exercise."""

    exercises: Mapping[str, GradedExercise] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        for name, wanted in (
            ("exercise", self.exercises),
            ("form", {name: one for name, one in self.exercises.items() if one.fields}),
        ):
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, list(wanted.values()), ids=list(wanted))

    def test_a_full_answer_earns_every_point(self, exercise: GradedExercise) -> None:
        for answer in (exercise.model_answer, *exercise.also_full):
            verdict = exercise.grade(answer)
            assert verdict.score == exercise.points, verdict
            assert verdict.misconceptions == ()

    def test_the_possible_points_are_those_of_the_cell(self, exercise: GradedExercise) -> None:
        for answer in (exercise.model_answer, {}):
            assert exercise.grade(answer).possible == pytest.approx(exercise.points)

    def test_an_empty_answer_earns_nothing_and_is_no_misconception(
        self, exercise: GradedExercise
    ) -> None:
        verdict = exercise.grade({})
        assert verdict.score == 0
        assert verdict.misconceptions == ()

    def test_what_is_not_an_answer_earns_nothing_and_gets_a_message(
        self, exercise: GradedExercise
    ) -> None:
        for rubbish in NOT_AN_ANSWER:
            verdict = exercise.grade(dict.fromkeys(exercise.model_answer, rubbish))
            assert verdict.score == 0, rubbish
            assert any(criterion.message for criterion in verdict.criteria)

    def test_rubbish_in_any_place_is_graded_without_an_error(
        self, exercise: GradedExercise
    ) -> None:
        for path, rubbish in product(_paths(exercise.model_answer), NOT_AN_ANSWER):
            _in_range(exercise.grade(_replaced(exercise.model_answer, path, rubbish)), exercise)

    # Inherited and run for each exercise: that is what 'differing executors' would warn of.
    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
    )
    @given(data=st.data())
    def test_any_json_is_graded_within_range(
        self, exercise: GradedExercise, data: st.DataObject
    ) -> None:
        answer = {key: data.draw(json_values) for key in exercise.model_answer}
        _in_range(exercise.grade(answer), exercise)

    def test_two_runs_agree_and_leave_the_answer_alone(self, exercise: GradedExercise) -> None:
        answer = copy.deepcopy(exercise.model_answer)
        assert exercise.grade(answer) == exercise.grade(answer)
        assert answer == exercise.model_answer

    def test_the_order_of_lists_is_irrelevant(self, form: GradedExercise) -> None:
        draw = random.Random(7)
        for answer in (form.model_answer, *form.misconceptions.values()):
            mixed = {
                key: value if key in form.ordered else _shuffled(value, draw)
                for key, value in answer.items()
            }
            assert form.grade(mixed) == form.grade(answer)

    def test_each_further_part_of_a_right_answer_never_costs_points(
        self, exercise: GradedExercise
    ) -> None:
        partial: Answer = {}
        before = 0.0
        for key, value in exercise.model_answer.items():
            partial[key] = value
            after = exercise.grade(partial).score
            assert after >= before
            before = after

    def test_losing_a_part_of_a_right_answer_never_earns_points(
        self, exercise: GradedExercise
    ) -> None:
        for path in _paths(exercise.model_answer):
            poorer = exercise.grade(_replaced(exercise.model_answer, path, None))
            assert poorer.score <= exercise.points

    def test_each_signature_gives_its_own_code_and_no_other(self, exercise: GradedExercise) -> None:
        for code, answer in exercise.misconceptions.items():
            verdict = exercise.grade(answer)
            assert verdict.misconceptions == (code,), code
            assert verdict.score < exercise.points

    def test_every_code_has_a_message_for_the_student(self, exercise: GradedExercise) -> None:
        assert set(exercise.misconceptions) <= set(misconceptions())

    def test_choosing_everything_earns_less_than_two_fifths(self, form: GradedExercise) -> None:
        answer = {one.key: everything(one) for one in form.fields}
        assert form.grade(answer).score < 0.4 * form.points

    def test_constant_answers_earn_less_than_seven_twentieths(
        self, exercise: GradedExercise
    ) -> None:
        answers = list(exercise.low)
        if exercise.fields:
            answers += [
                {one.key: constant(one, pick) for one in exercise.fields} for pick in (0, -1)
            ]
        for answer in answers:
            assert exercise.grade(answer).score < 0.35 * exercise.points, answer

    def test_random_answers_earn_less_than_seven_twentieths(self, form: GradedExercise) -> None:
        """Where a few choices between two are asked, one random answer in twenty may be lucky."""
        scores = sorted(
            form.grade({one.key: draw_value(one, random.Random(seed)) for one in form.fields}).score
            for seed in range(RANDOM_ANSWERS)
        )
        assert scores[int(0.95 * RANDOM_ANSWERS) - 1] < 0.35 * form.points
        assert sum(scores) / RANDOM_ANSWERS < 0.2 * form.points

    def test_the_model_answer_is_complete_and_its_evidence_exists(
        self, exercise: GradedExercise
    ) -> None:
        for one in exercise.fields:
            assert one.problem(exercise.model_answer.get(one.key)) is None
        for claim in CLAIM.findall(json.dumps(exercise.model_answer)):
            assert seeds.exists(claim)

    def test_no_message_tells_the_key(self, exercise: GradedExercise) -> None:
        known = misconceptions()
        answers = [{}, *exercise.misconceptions.values()]
        for answer in answers:
            verdict = exercise.grade(answer)
            said = " ".join(
                [
                    verdict.message,
                    *(c.message for c in verdict.criteria),
                    *(known[code].message for code in verdict.misconceptions),
                ]
            )
            for secret in exercise.secrets:
                assert not re.search(rf"(?<![\w.]){re.escape(secret)}(?![\w])", said), secret


# Answers that know nothing --------------------------------------------------------------------------


def everything(part: Field) -> Any:
    """All that can be chosen of a field; of one choice or a number, the last."""
    own = getattr(part, "all_of_it", None)
    if own is not None:  # a field of one exercise, as for `draw_value`
        return own()
    match part:
        case Group():
            return {one.key: everything(one) for one in part.fields}
        case ChooseMany():
            return sorted(part.options)
        case EdgeList():
            return sorted([*pair] for pair in product(*part.ends))
    return constant(part, -1)


def constant(part: Field, pick: int) -> Any:
    """The option at one place (0 the first, -1 the last) of every choice there is."""
    own = getattr(part, "constant", None)
    if own is not None:
        return own(pick)
    match part:
        case Group():
            return {one.key: constant(one, pick) for one in part.fields}
        case Number():
            return part.minimum if pick == 0 else part.maximum
        case Choose():
            return list(part.options)[pick]
        case ChooseMany():
            return [list(part.options)[pick]]
        case Classify():
            return dict.fromkeys(part.items, list(part.categories)[pick])
        case Grid():
            return {row: dict.fromkeys(part.columns, list(part.options)[pick]) for row in part.rows}
        case Order():
            return list(part.items) if pick == 0 else list(reversed(part.items))
        case EdgeList():
            return [[list(end)[pick] for end in part.ends]]
        case Allocate():
            return dict.fromkeys(part.items, part.total / len(part.items))
        case Text():
            return "x"
    raise TypeError(f"no constant answer for {type(part).__name__}")


def _paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside: list[tuple[Any, ...]] = [here] if here else []
    if isinstance(value, dict):
        for key, one in value.items():
            inside += _paths(one, (*here, key))
    elif isinstance(value, list) and value:
        inside += _paths(value[0], (*here, 0))
    return inside


def _replaced(answer: Answer, path: tuple[Any, ...], value: Any) -> Answer:
    changed: Any = copy.deepcopy(answer)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(changed)


def _shuffled(value: Any, draw: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(one, draw) for key, one in value.items()}
    if isinstance(value, list) and value and not all(isinstance(one, str) for one in value):
        return draw.sample(value, len(value))  # a list of links: each link keeps its ends in order
    return draw.sample(value, len(value)) if isinstance(value, list) else value


def _in_range(verdict: Verdict, exercise: GradedExercise) -> None:
    assert 0 <= verdict.score <= exercise.points
    assert all(0 <= c.earned <= c.possible + 1e-9 for c in verdict.criteria)
    assert verdict.misconceptions == tuple(sorted(set(verdict.misconceptions)))

"""Functions that students wrote are judged by families of hidden inputs."""

from __future__ import annotations

from typing import Any

import pytest

from venezuela_course.exercises.code import outcome
from venezuela_course.grading.functions import Family, grade_function, hidden_inputs

FAMILIES = (
    Family(lambda: "Small numbers", lambda: "Add them by hand.", [[[1, 2]], [[5]]]),
    Family(lambda: "Nothing", lambda: "What is the sum of nothing?", [[[]]]),
    Family(lambda: "Signs", lambda: "Watch the minus.", [[[1, -1]], [[-4, 2]]]),
)


def handed_in(function: Any) -> dict[str, Any]:
    return {"hidden": [outcome(function, call) for call in hidden_inputs(FAMILIES)], "public": []}


def grade(answer: Any) -> Any:
    return grade_function(answer, FAMILIES, sum, 3, {"MC-20": lambda some: sum(map(abs, some))})


def test_a_right_function_earns_every_family_and_hears_no_hint() -> None:
    verdict = grade(handed_in(sum))
    assert verdict.score == verdict.possible == 3
    assert [criterion.message for criterion in verdict.criteria] == ["", "", ""]


def test_a_family_is_earned_whole_or_not_at_all() -> None:
    verdict = grade(handed_in(lambda some: 0))  # right for nothing and for one of the signs
    assert [criterion.earned for criterion in verdict.criteria] == [0, 1, 0]
    assert verdict.criteria[2].message == "Watch the minus."


def test_a_known_misreading_is_recognised_only_where_it_explains_everything() -> None:
    assert grade(handed_in(lambda some: sum(map(abs, some)))).misconceptions == ("MC-20",)
    assert grade(handed_in(sum)).misconceptions == ()
    assert grade(handed_in(lambda some: 7)).misconceptions == ()


def test_a_grader_may_say_what_agrees() -> None:
    answer = handed_in(lambda some: sum(some) + 0.4)
    assert grade(answer).score == 0
    close = grade_function(
        answer, FAMILIES, sum, 3, agrees=lambda got, true, _call: abs(got - true) < 0.5
    )
    assert close.score == 3


@pytest.mark.parametrize(
    "answer",
    [{}, {"hidden": None}, {"hidden": []}, {"hidden": [{}] * 5}, {"hidden": [{"error": "no"}] * 5},
     {"hidden": [1, 2, 3, 4, 5]}, {"hidden": [{"returned": 3}] * 4}],
)  # fmt: skip
def test_what_was_not_returned_earns_nothing(answer: Any) -> None:
    verdict = grade(answer)
    assert verdict.score == 0 and verdict.possible == 3
    assert verdict.misconceptions == ()

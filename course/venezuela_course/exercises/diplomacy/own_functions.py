"""Exercises P3: two functions that the student writes."""

from __future__ import annotations

from venezuela_course.exercises.code import Case, CodeExercise


class BanzhafByEnumeration(CodeExercise):
    """``banzhaf(weights, quota)``: the absolute index of each player, coalition by coalition."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case([[1, 1, 1], 2], [0.5, 0.5, 0.5]),
                Case([[3, 1, 1], 3], [1.0, 0.0, 0.0]),
                Case([[2, 1, 1], 3], [0.75, 0.25, 0.25]),
            ],
        )


class DecideByRule(CodeExercise):
    """``decide(votes, rule, base)``: whether a text passes."""

    def __init__(self, identifier: str) -> None:
        split = ["for"] * 4 + ["against"] + ["abstain"] * 2
        super().__init__(
            identifier,
            [
                Case([split, "two-thirds", "yes+no"], True),
                Case([split, "two-thirds", "present"], False),
                Case([split, "majority", 7], True),
                Case([[*split, None], "majority", 8], False),
            ],
        )

"""Exercises 1.5: functions that the student writes with pandas and NumPy."""

from __future__ import annotations

from venezuela_course.exercises.code import Case, CodeExercise
from venezuela_course.language import _

#: Two indicators at three dates; the second was not assessed at the second date.
_TABLE = {
    "posts": {"2014": 0, "2015": 1, "2016": 2},
    "supply": {"2014": 0, "2015": float("nan"), "2016": 1},
}


class IndexPath(CodeExercise):
    """``index_path(scores, weights, rule)``: the index at each date."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case(
                    [_TABLE, {"posts": 1, "supply": 3}, "additive"],
                    {"2014": 0.0, "2015": 0.5, "2016": 0.625},
                    _("the small table, weights 1 and 3, additive"),
                ),
                Case(
                    [_TABLE, {"posts": 1, "supply": 1}, "geometric"],
                    {"2014": 0.0, "2015": 0.5, "2016": 0.7071067811865476},
                    _("the small table, weights 1 and 1, geometric"),
                ),
                Case(
                    [_TABLE, {"posts": 1, "supply": 1}, "weakest"],
                    {"2014": 0.0, "2015": 0.5, "2016": 0.5},
                    _("the small table, weights 1 and 1, weakest"),
                ),
            ],
            tables=(0,),
        )


class OnsetOfPath(CodeExercise):
    """``onset(path, threshold)``: the first date at which the index reaches the threshold."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case([{"2014": 0.2, "2015": 0.5, "2016": 0.4}, 0.5], "2015"),
                Case([{"2014": 0.2, "2015": 0.5, "2016": 0.4}, 0.6], "never"),
            ],
        )


class OnsetShares(CodeExercise):
    """``onset_shares(scores, rule, threshold, seed)``: onsets under 2,000 random weightings."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case(
                    [_TABLE, "weakest", 0.5, 1],
                    {"2015": 1.0},
                    _("the small table, weakest, threshold 0.5, seed 1"),
                ),
                Case(
                    [_TABLE, "additive", 1.0, 1],
                    {"never": 1.0},
                    _("the small table, additive, threshold 1, seed 1"),
                ),
            ],
            tables=(0,),
        )

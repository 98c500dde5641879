"""Exercises P4: two functions that the student writes."""

from __future__ import annotations

from typing import Any

from venezuela_course.exercises.code import Case, CodeExercise
from venezuela_course.language import _

#: Four polling tables in two strata; of one table the sheet is missing.
FOUR_TABLES: dict[str, list[Any]] = {
    "state": ["North", "North", "South", "South"],
    "registered": [400, 500, 400, 500],
    "valid": [240, None, 300, 250],
    "a": [120, None, 90, 100],
}
COMPLETE: dict[str, list[Any]] = {
    "state": ["North", "South"],
    "registered": [400, 500],
    "valid": [200, 300],
    "a": [120, 130],
}


class BoundsOfAShare(CodeExercise):
    """``bounds(df, strata)``: lowest and highest possible share of candidate A."""

    def __init__(self, identifier: str) -> None:
        # The highest turnout seen is 3/4, in North 3/5: of 500 voters at most 375, or 300, voted.
        super().__init__(
            identifier,
            [
                Case([COMPLETE, None], [0.5, 0.5], _("two tables, both published; None")),
                Case(
                    [FOUR_TABLES, None],
                    [310 / 1165, 685 / 1165],
                    _("four tables, one not published; None"),
                ),
                Case(
                    [FOUR_TABLES, "state"],
                    [310 / 1090, 610 / 1090],
                    _("four tables, one not published; 'state'"),
                ),
            ],
            tables=(0,),
        )


class RoundByChance(CodeExercise):
    """``roundness(total, decimals, draws, seed)``: how often a random count is round."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case([100, 0, 500, 1], 1.0),
                Case([500, 1, 500, 2], 1.0),
            ],
        )

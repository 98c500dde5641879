"""Exercises P2: two functions that the student writes."""

from __future__ import annotations

from venezuela_course.exercises.code import Case, CodeExercise
from venezuela_course.language import _


class RepayPath(CodeExercise):
    """``repay_path(debt, kbd, price, discount, rate)``: years until a debt is paid in oil."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case([18e9, 300, 100, 0.0, 0.0], 18e9 / (300_000 * 100 * 365)),
                Case([365e6, 10, 50, 0.0, 0.1], 2.352),
                Case([18e9, 50, 40, 0.3, 0.05], float("inf")),
            ],
        )


class LmdiByYear(CodeExercise):
    """``lmdi(df)``: the contributions of volume, price and discount, year by year."""

    def __init__(self, identifier: str) -> None:
        rows = {
            "year": [1, 1, 2, 2],
            "stream": ["east", "west", "east", "west"],
            "kb_d": [100, 300, 100, 300],
            "usd_bbl": [50, 50, 50, 50],
            "discount": [0.0, 0.0, 0.0, 0.2],
        }
        super().__init__(
            identifier,
            [
                Case(
                    [rows],
                    {"volume": {"2": 0.0}, "price": {"2": 0.0}, "discount": {"2": -3.0}},
                    label=_("two streams, one discounted in year 2"),
                )
            ],
            tables=(0,),
        )

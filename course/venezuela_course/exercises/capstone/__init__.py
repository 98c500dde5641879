"""The capstone: a claim table, numbers that cells give, a figure and a table of sensitivity."""

from venezuela_course.exercises.capstone.claim_table import ClaimTable
from venezuela_course.exercises.capstone.computed import (
    FigureOfTheBrief,
    NumbersOfTheBrief,
    SensitivityOfTheBrief,
    chosen,
    exhibit,
    from_claim,
    from_table,
    number,
    vary,
)

__all__ = [
    "ClaimTable",
    "FigureOfTheBrief",
    "NumbersOfTheBrief",
    "SensitivityOfTheBrief",
    "chosen",
    "exhibit",
    "from_claim",
    "from_table",
    "number",
    "vary",
]

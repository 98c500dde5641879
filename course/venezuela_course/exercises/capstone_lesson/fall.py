"""The worked example: the fall of Venezuela's oil output, the day that divides it, and what is assumed.

Every number of the lesson's example comes from here, and from rows of the tables of evidence.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from venezuela_course import seeds
from venezuela_course.language import _
from venezuela_course.models.capstone_timing import ASSUMPTIONS, Timing, all_combinations

if TYPE_CHECKING:
    import pandas as pd

#: The day of the first financial sanctions, and that on which the state oil company was blocked.
FINANCE, OIL = "2017-08-24", "2019-01-28"

#: What the example reports; everything else is a variation of it.
BASE = Timing(2013, 2020, FINANCE)

#: What else could have been chosen, with reasons: the table of sensitivity of section 5.5.
CHOICES: dict[str, tuple[Any, ...]] = {
    "start": (1998, 2008, 2015),
    "end": (2018, 2019, 2023),
    "day": (OIL,),
    "reading": ("year_before", "own_year"),
    "scale": ("proportions",),
}

#: Every combination for the one day that the question names.
GRID: dict[str, tuple[Any, ...]] = {
    "start": (1998, 2008, 2013, 2015),
    "end": (2018, 2019, 2020, 2023),
    "day": (FINANCE,),
    "reading": ("line", "own_year", "year_before"),
    "scale": ("units", "proportions"),
}

assert tuple(GRID) == ASSUMPTIONS


@cache
def output() -> pd.Series[float]:
    """Venezuela's output by year, thousand barrels of crude and other liquids a day, as the EIA has it."""
    rows = seeds.oil_production().query("iso3 == 'VEN'")
    return rows.set_index("year")["production_kb_d"].astype("float64")


@cache
def curve() -> pd.DataFrame:
    """The share before the day under every combination of `GRID`, from least to most."""
    return all_combinations(output(), GRID)


def assumption_words() -> dict[str, str]:
    """The five assumptions, short, in the order of `Timing`."""
    return {
        "start": _("counted from"),
        "end": _("counted to"),
        "day": _("divided on"),
        "reading": _("level:"),
        "scale": _("counted in"),
    }


def value_words(assumption: str, value: Any) -> str:
    """One value of one assumption, short."""
    words = {
        ("day", FINANCE): _("24 August 2017"),
        ("day", OIL): _("28 January 2019"),
        ("reading", "line"): _("a line between years"),
        ("reading", "own_year"): _("mean of the year itself"),
        ("reading", "year_before"): _("mean of the year before"),
        ("reading", "year_after"): _("mean of the year after"),
        ("scale", "units"): _("barrels"),
        ("scale", "proportions"): _("proportions"),
    }
    return words.get((assumption, value), str(value))

"""How much of a fall came before a date, and how far the answer depends on what was assumed.

The share of a fall that lies before a day is a matter of arithmetic, and of four choices that arithmetic
does not make: from which year the fall is counted, to which year, what annual means say about a day within
a year, and whether a fall is counted in units or in proportions. `one_at_a_time` makes a table of
sensitivity out of them, `all_combinations` a specification curve.

A share of time is not a share of blame: what came before a measure cannot be its effect, and what came
after it need not be.

References
----------
Leamer, E. E. (1983). Let's take the con out of econometrics. American Economic Review 73(1), 31-43.
Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020). Specification curve analysis. Nature Human
    Behaviour 4, 1208-1214.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: What an annual series says of a day: the mean of the year before, that of its own year, that of the
#: year after, or the straight line between the middles of the two years nearest to it.
READINGS = ("year_before", "own_year", "year_after", "line")

#: How a fall is counted: in units of the series, or in proportions (logarithms).
SCALES = ("units", "proportions")

_YEARS_FROM_OWN = {"year_before": -1, "own_year": 0, "year_after": 1}


@dataclass(frozen=True)
class Timing:
    """Everything that has to be decided before a share before a date is a number.

    Parameters
    ----------
    start, end
        Years whose means the fall is counted from and to.
    day
        The date that divides it, as an ISO date.
    reading
        One of `READINGS`.
    scale
        One of `SCALES`.

    Raises
    ------
    ValueError
        If the reading or the scale is not known, or the day does not lie between the middles of the two
        years.
    """

    start: int
    end: int
    day: str
    reading: str = "line"
    scale: str = "units"

    def __post_init__(self) -> None:
        if self.reading not in READINGS:
            raise ValueError(f"reading {self.reading!r} is not one of {', '.join(READINGS)}")
        if self.scale not in SCALES:
            raise ValueError(f"scale {self.scale!r} is not one of {', '.join(SCALES)}")
        if not self.start + 0.5 < decimal_year(self.day) < self.end + 0.5:
            raise ValueError(
                f"{self.day} does not lie between the middles of {self.start} and {self.end}: "
                "choose an earlier start or a later end"
            )


#: The names of the choices, in the order of `Timing`.
ASSUMPTIONS = tuple(field.name for field in fields(Timing))


def decimal_year(day: str) -> float:
    """The moment at noon of a day, in years.

    Parameters
    ----------
    day
        ISO date.

    Returns
    -------
    float
        ``2017.0`` is the first midnight of 2017; the middle of a year is its number and a half.
    """
    when = date.fromisoformat(day)
    first = date(when.year, 1, 1)
    length = (date(when.year + 1, 1, 1) - first).days
    return when.year + ((when - first).days + 0.5) / length


def level(series: pd.Series[float], day: str, reading: str) -> float:
    """What annual means say of a day.

    Parameters
    ----------
    series
        Annual means by year (whole number), such as thousand barrels a day.
    day
        ISO date.
    reading
        One of `READINGS`.

    Returns
    -------
    float
        In the unit of the series.

    Raises
    ------
    KeyError
        If a year that is needed is not in the series.
    """
    year = int(day[:4])
    if reading != "line":
        return float(series.loc[year + _YEARS_FROM_OWN[reading]])
    moment = decimal_year(day) - 0.5  # on an axis on which the middle of a year is its number
    earlier = math.floor(moment)
    way = moment - earlier
    return float((1 - way) * series.loc[earlier] + way * series.loc[earlier + 1])


def share_before(series: pd.Series[float], timing: Timing) -> float:
    """Share of a fall that lies before a day.

    With levels :math:`q_0` at the start, :math:`q_d` on the day and :math:`q_1` at the end, and
    :math:`g` the identity or the logarithm, the share is :math:`(g(q_0)-g(q_d))/(g(q_0)-g(q_1))`.

    Parameters
    ----------
    series
        Annual means by year, all above zero.
    timing
        What is assumed.

    Returns
    -------
    float
        Below 0 if the series first rose, above 1 if part of the fall was made good after the day.

    Raises
    ------
    ValueError
        If the series did not fall from the start to the end, so that there is nothing to share out.
    KeyError
        If a year is missing.
    """
    first, last = float(series.loc[timing.start]), float(series.loc[timing.end])
    if last >= first:
        raise ValueError(
            f"the series did not fall from {timing.start} ({first:g}) to {timing.end} ({last:g})"
        )
    between = level(series, timing.day, timing.reading)
    if timing.scale == "proportions":
        first, between, last = (math.log(value) for value in (first, between, last))
    return (first - between) / (first - last)


def pace(series: pd.Series[float], timing: Timing) -> tuple[float, float]:
    """How fast the series fell before the day and after it.

    Parameters
    ----------
    series
        Annual means by year, all above zero.
    timing
        What is assumed; the level on the day is read by its ``reading``, and counts as that of the day.

    Returns
    -------
    tuple of float
        Mean change in a year before and after, as a share: -0.05 is a fall of 5 per cent a year,
        compounded. With ``scale`` "units" it is in units of the series a year instead.
    """
    moment = decimal_year(timing.day) - 0.5
    between = level(series, timing.day, timing.reading)
    stretches = (
        (float(series.loc[timing.start]), between, moment - timing.start),
        (between, float(series.loc[timing.end]), timing.end - moment),
    )
    if timing.scale == "units":
        before, after = ((to - from_) / years for from_, to, years in stretches)
    else:
        before, after = ((to / from_) ** (1 / years) - 1 for from_, to, years in stretches)
    return before, after


def one_at_a_time(
    series: pd.Series[float], base: Timing, choices: Mapping[str, Sequence[Any]]
) -> pd.DataFrame:
    """A table of sensitivity: each assumption varied by itself, the others as in the base.

    Parameters
    ----------
    series
        Annual means by year.
    base
        The specification that the text reports.
    choices
        Name of an assumption to its other values, in the order shown.

    Returns
    -------
    pandas.DataFrame
        The first row is the base. Columns ``assumption`` (empty for the base), ``value``, ``share`` and
        ``change``, the difference from the base, both as shares of the fall.

    Raises
    ------
    ValueError
        If a name is not an assumption, or a value equals that of the base and so varies nothing.
    """
    import pandas as pd

    at_base = share_before(series, base)
    rows: list[tuple[str, Any, float, float]] = [("", "", at_base, 0.0)]
    for name, values in choices.items():
        if name not in ASSUMPTIONS:
            raise ValueError(f"{name!r} is not an assumption; these are: {', '.join(ASSUMPTIONS)}")
        for value in values:
            if value == getattr(base, name):
                raise ValueError(f"{name} = {value!r} is the base itself and varies nothing")
            varied: dict[str, Any] = {name: value}
            share = share_before(series, replace(base, **varied))
            rows.append((name, value, share, share - at_base))
    return pd.DataFrame(rows, columns=["assumption", "value", "share", "change"])


def all_combinations(series: pd.Series[float], grid: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """A specification curve: the share under every combination of choices, from least to most.

    Parameters
    ----------
    series
        Annual means by year.
    grid
        Every name of `ASSUMPTIONS` to the values that it may have.

    Returns
    -------
    pandas.DataFrame
        A row per combination that is possible (the day between start and end, the series fallen),
        sorted by ``share``; one column per assumption, then ``share``, ``before`` and ``after``: the
        paces, in proportions a year.
    """
    import pandas as pd

    rows = []
    for values in product(*(grid[name] for name in ASSUMPTIONS)):
        try:
            timing = Timing(*values)
            share = share_before(series, timing)
        except ValueError:
            continue  # such a combination asks no question
        rows.append((*values, share, *pace(series, replace(timing, scale="proportions"))))
    table = pd.DataFrame(rows, columns=[*ASSUMPTIONS, "share", "before", "after"])
    return table.sort_values("share", kind="stable", ignore_index=True)

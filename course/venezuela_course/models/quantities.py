"""Quantities that carry their unit: barrels, dollars and days.

Oil is counted in barrels a day, sold in dollars a barrel, owed in dollars and paid for by the day. A
number without its unit cannot be checked; here a unit is part of the number, units multiply with the
numbers, and adding barrels to dollars, or barrels a day to barrels a year, is an error.

>>> from venezuela_course.models.quantities import KB_D, USD_BBL, MUSD_DAY, Quantity
>>> (Quantity(2000, KB_D) * Quantity(100, USD_BBL)).to(MUSD_DAY)
Quantity(value=200.0, unit=$m/day)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import total_ordering

DAYS_IN_YEAR = 365  #: The course's convention: no leap days.


class UnitError(ValueError):
    """Two quantities that cannot be added, compared or converted: what they are measured in."""


@dataclass(frozen=True)
class Unit:
    """What a number counts.

    Attributes
    ----------
    symbol : str
        As it is written behind a number.
    factor : float
        How many base units (barrels, dollars, days) one of it is.
    barrels, dollars, days : int
        The dimension: exponents of the three base units.
    """

    symbol: str
    factor: float = 1.0
    barrels: int = 0
    dollars: int = 0
    days: int = 0

    @property
    def dimension(self) -> tuple[int, int, int]:
        """Exponents of barrels, dollars and days."""
        return self.barrels, self.dollars, self.days

    def __mul__(self, other: Unit) -> Unit:
        return _combined(self, other, +1)

    def __truediv__(self, other: Unit) -> Unit:
        return _combined(self, other, -1)

    def __repr__(self) -> str:
        return self.symbol or "1"


def _combined(one: Unit, other: Unit, sign: int) -> Unit:
    """Product (sign +1) or quotient (sign -1) of two units, in base units."""
    barrels, dollars, days = (
        mine + sign * theirs for mine, theirs in zip(one.dimension, other.dimension, strict=True)
    )
    return Unit(_symbol(barrels, dollars, days), 1.0, barrels, dollars, days)


def _symbol(barrels: int, dollars: int, days: int) -> str:
    names = [("b", barrels), ("$", dollars), ("day", days)]
    above = [name + (f"^{power}" if power > 1 else "") for name, power in names if power > 0]
    below = [name + (f"^{-power}" if power < -1 else "") for name, power in names if power < 0]
    return "·".join(above) + ("/" + "/".join(below) if below else "") or "1"


SHARE = Unit("")  #: a pure number, such as a discount
BARRELS = Unit("b", barrels=1)
KB_D = Unit("kb/d", 1e3, barrels=1, days=-1)  #: thousand barrels a day
MB_D = Unit("mb/d", 1e6, barrels=1, days=-1)  #: million barrels a day
MB_YEAR = Unit("mb/year", 1e6 / DAYS_IN_YEAR, barrels=1, days=-1)  #: million barrels a year
USD_BBL = Unit("$/b", dollars=1, barrels=-1)
USD = Unit("$", dollars=1)
BUSD = Unit("$bn", 1e9, dollars=1)
MUSD_DAY = Unit("$m/day", 1e6, dollars=1, days=-1)
BUSD_YEAR = Unit("$bn/year", 1e9 / DAYS_IN_YEAR, dollars=1, days=-1)
DAYS = Unit("days", days=1)
YEARS = Unit("years", DAYS_IN_YEAR, days=1)


@total_ordering
@dataclass(frozen=True, eq=False)
class Quantity:
    """A number and what it counts.

    Parameters
    ----------
    value : float
        In `unit`; may be infinite, not NaN.
    unit : Unit
    """

    value: float
    unit: Unit = SHARE

    def __post_init__(self) -> None:
        if math.isnan(self.value):
            raise UnitError(f"a quantity in {self.unit!r} needs a number")

    @property
    def base(self) -> float:
        """The value in barrels, dollars and days."""
        return self.value * self.unit.factor

    def to(self, unit: Unit) -> Quantity:
        """The same quantity in another unit.

        Raises
        ------
        UnitError
            If the other unit counts something else.
        """
        self._same_kind(unit)
        if unit == self.unit:
            return self
        return Quantity(self.base / unit.factor, unit)

    def __mul__(self, other: Quantity | float) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(self.value * other, self.unit)
        return Quantity(self.base * other.base, self.unit * other.unit)

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | float) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(self.value / other, self.unit)
        return Quantity(self.base / other.base, self.unit / other.unit)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.value + other.to(self.unit).value, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.value - other.to(self.unit).value, self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self.unit)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        same_kind = self.unit.dimension == other.unit.dimension
        return same_kind and math.isclose(self.base, other.base, rel_tol=1e-12)

    def __hash__(self) -> int:
        return hash(self.unit.dimension)

    def __lt__(self, other: Quantity) -> bool:
        self._same_kind(other.unit)
        return self != other and self.base < other.base

    def __str__(self) -> str:
        return f"{self.value:,.6g} {self.unit.symbol}".strip()

    def _same_kind(self, unit: Unit) -> None:
        if self.unit.dimension != unit.dimension:
            raise UnitError(f"{self.unit!r} and {unit!r} do not count the same thing")

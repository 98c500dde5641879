"""Where a change of revenue came from: exact decompositions into volume, price and discount.

Revenue is ``R = V · P · (1 − d)``: barrels sold a day, dollars a barrel, and what a buyer pays less
than the price. Four ways of saying how much of a change each factor "caused":

`lmdi`
    logarithmic mean Divisia index: a factor's share is its share of the change in logarithms;
`shapley`
    the mean over all orders in which the factors could have changed;
`in_order`
    one such order;
`one_at_a_time`
    each factor changed alone from the start: *not* exact.

The first three add up to the change whatever happens; the last counts what factors do together as
often as there are factors in it.

References
----------
Ang, B. W. (2004). Decomposition analysis for policymaking in energy: which is the preferred method?
    Energy Policy 32(9).
Shapley, L. S. (1953). A value for n-person games. In Kuhn and Tucker (eds), Contributions to the
    Theory of Games II.
Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework
    based on the Shapley value. Journal of Economic Inequality 11.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

from venezuela_course.models.quantities import (
    KB_D,
    MUSD_DAY,
    SHARE,
    USD_BBL,
    Quantity,
)

if TYPE_CHECKING:
    import pandas as pd

#: The factors of revenue, in the order in which they are written.
FACTORS = ("volume", "price", "discount")

Contributions = dict[str, float]


@dataclass(frozen=True)
class Sales:
    """What was sold on a day, at which price and discount.

    Parameters
    ----------
    volume : Quantity
        Barrels a day, for example ``Quantity(2000, KB_D)``; not negative.
    price : Quantity
        Dollars a barrel before the discount; not negative.
    discount : float
        The share of the price that is not paid, from 0 (nothing) to below 1.

    Raises
    ------
    UnitError
        If volume or price are in other units.
    ValueError
        If a number lies outside its range.
    """

    volume: Quantity
    price: Quantity
    discount: float = 0.0

    def __post_init__(self) -> None:
        if self.volume.to(KB_D).value < 0 or self.price.to(USD_BBL).value < 0:
            raise ValueError(f"volume and price are not negative: {self.volume}, {self.price}")
        if not 0 <= self.discount < 1:
            raise ValueError(f"a discount is a share of the price below 1; got {self.discount!r}")

    @property
    def factors(self) -> dict[str, float]:
        """The three numbers whose product is the revenue in $m/day: kb/d, $/b / 1000, and 1 − d."""
        return {
            "volume": self.volume.to(KB_D).value,
            "price": self.price.to(USD_BBL).value / 1000,
            "discount": 1 - self.discount,
        }

    @property
    def revenue(self) -> Quantity:
        """What the day's sale earns, in million dollars a day."""
        paid = Quantity(1 - self.discount, SHARE)
        return (self.volume * self.price * paid).to(MUSD_DAY)


def sales(kb_d: float, usd_bbl: float, discount: float = 0.0) -> Sales:
    """Sales from plain numbers: thousand barrels a day, dollars a barrel, a share."""
    return Sales(Quantity(kb_d, KB_D), Quantity(usd_bbl, USD_BBL), discount)


def change(before: Sales, after: Sales) -> float:
    """Change of the revenue, in $m/day."""
    return (after.revenue - before.revenue).value


def log_mean(a: float, b: float) -> float:
    """Logarithmic mean of two positive numbers, ``(a − b) / ln(a / b)``; of equal ones, themselves.

    Parameters
    ----------
    a, b : float
        Not negative. With a zero the mean is its limit, zero.
    """
    if a < 0 or b < 0:
        raise ValueError(f"the logarithmic mean needs numbers that are not negative: {a}, {b}")
    if a == 0 or b == 0:
        return 0.0
    relative = (a - b) / b
    if abs(relative) < 1e-6:  # the quotient of two tiny numbers would lose its digits
        return b * (1 + relative / 2 - relative**2 / 12)
    return (a - b) / math.log(a / b)


def lmdi(before: Sales, after: Sales) -> Contributions:
    """Contributions by the logarithmic mean Divisia index (LMDI-I, additive).

    Parameters
    ----------
    before, after : Sales
        With positive volume and price.

    Returns
    -------
    dict
        Factor of `FACTORS` to its contribution in $m/day; they add up to `change`.

    Raises
    ------
    ValueError
        If a factor is zero: its logarithm does not exist.

    Notes
    -----
    ``L(R₁, R₀) · ln(x₁ / x₀)`` for each factor ``x``, where ``L`` is `log_mean` (Ang 2004).
    """
    first, last = before.factors, after.factors
    if min(*first.values(), *last.values()) <= 0:
        raise ValueError("the logarithmic decomposition needs volumes and prices above zero")
    weight = log_mean(after.revenue.value, before.revenue.value)
    return {name: weight * math.log(last[name] / first[name]) for name in FACTORS}


def in_order(before: Sales, after: Sales, order: Sequence[str]) -> Contributions:
    """Contributions if the factors change one after the other, each from where the last one left.

    Parameters
    ----------
    before, after : Sales
    order : sequence of str
        The three `FACTORS`, each once.

    Returns
    -------
    dict
        In $m/day, keys in the order of `FACTORS`; they add up to `change`. What a factor gets depends
        on its place.

    Raises
    ------
    ValueError
        If `order` is not an order of the factors.
    """
    if sorted(order) != sorted(FACTORS):
        raise ValueError(f"an order names {', '.join(FACTORS)}, each once; got {list(order)}")
    here, goal = dict(before.factors), after.factors
    found: Contributions = {}
    for name in order:
        was = math.prod(here.values())
        here[name] = goal[name]
        found[name] = math.prod(here.values()) - was
    return {name: found[name] for name in FACTORS}


def shapley(before: Sales, after: Sales) -> Contributions:
    """Contributions as the mean of `in_order` over all six orders.

    Parameters
    ----------
    before, after : Sales

    Returns
    -------
    dict
        In $m/day; they add up to `change`, and no factor gains by being named first (Shorrocks 2013).
    """
    orders = [in_order(before, after, order) for order in permutations(FACTORS)]
    return {name: math.fsum(one[name] for one in orders) / len(orders) for name in FACTORS}


def one_at_a_time(before: Sales, after: Sales) -> Contributions:
    """What each factor would have done alone, the others staying as they were.

    Parameters
    ----------
    before, after : Sales

    Returns
    -------
    dict
        In $m/day. They do *not* add up to `change` unless one factor alone changed.
    """
    return {
        name: in_order(before, after, (name, *(other for other in FACTORS if other != name)))[name]
        for name in FACTORS
    }


#: Name of each method to its function.
METHODS: Mapping[str, Callable[[Sales, Sales], Contributions]] = {
    "lmdi": lmdi,
    "shapley": shapley,
    "one-at-a-time": one_at_a_time,
}


def sales_of(country: str, year: int, *, discounted: bool = False) -> Sales:
    """What a producer's whole output would have earned in a year at world prices.

    An approximation, to be named wherever it is shown: output stands for sales (nothing is used at
    home), and Brent for what the barrels fetched.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3 code of `seeds.oil_production`.
    year : int
        1987 to 2023, the years that have a price of Brent.
    discounted : bool, default False
        For Venezuela from 2006 to 2015: take how far its basket stood below Brent as the discount.
        That difference is quality and place as well as bargaining.

    Returns
    -------
    Sales

    Raises
    ------
    KeyError
        If output, or a price, of that year is not in the tables.
    """
    output = _outputs().get((country, year))
    brent = _prices().get(("brent", year))
    if output is None or brent is None:
        raise KeyError(f"no output and price of {country} in {year}")
    discount = 0.0
    if discounted:
        basket = _prices().get(("venezuelan_basket", year))
        if country != "VEN" or basket is None:
            raise KeyError(f"no basket price of {country} in {year}")
        discount = max(0.0, 1 - basket / brent)
    return sales(output, brent, discount)


@cache
def _outputs() -> dict[tuple[str, int], float]:
    """Output by producer and year, thousand barrels a day; read once, since a widget asks often."""
    from venezuela_course import seeds

    table = seeds.oil_production().dropna(subset="production_kb_d")
    return {
        (str(row.iso3), int(row.year)): float(row.production_kb_d) for row in table.itertuples()
    }


@cache
def _prices() -> dict[tuple[str, int], float]:
    """Price by series and year, dollars a barrel, of years that are known in full."""
    from venezuela_course import seeds

    table = seeds.oil_prices().query("covers == 'full_year'")
    return {
        (str(row.series), int(row.year)): float(row.price_usd_bbl) for row in table.itertuples()
    }


def lmdi_by_year(table: pd.DataFrame) -> pd.DataFrame:
    """The logarithmic decomposition of each year's change, summed over streams of sales.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per year and stream: columns ``year``, ``stream``, ``kb_d`` (thousand barrels a day),
        ``usd_bbl`` (dollars a barrel), ``discount`` (share). Rows in any order; every stream in every
        year, with positive volume and price.

    Returns
    -------
    pandas.DataFrame
        Index ``year``, every year but the first; columns `FACTORS`, in $m/day. A row adds up to the
        change of the whole revenue since the year before in the table: LMDI is consistent in
        aggregation (Ang 2004).
    """
    import numpy as np
    import pandas as pd

    ordered = table.sort_values("year")
    factors = pd.DataFrame(
        {
            "volume": ordered["kb_d"],
            "price": ordered["usd_bbl"] / 1000,
            "discount": 1 - ordered["discount"],
        }
    ).astype(float)
    revenue = factors.prod(axis=1)
    before = revenue.groupby(ordered["stream"]).shift()
    steps = np.log(factors).groupby(ordered["stream"]).diff()
    weight = pd.Series(
        [
            math.nan if pd.isna(earlier) else log_mean(later, earlier)
            for later, earlier in zip(revenue, before, strict=True)
        ],
        index=revenue.index,
    )
    parts = steps.mul(weight, axis=0).groupby(ordered["year"]).sum(min_count=1)
    return parts.dropna(how="all")[list(FACTORS)]

"""Boom and bust: what an oil price does to a state that spends it, in a stylised simulation.

Everything is an index of its own level before the boom, which is 1; a year is a step. The price rises,
stays high for a few years, then falls below where it began. The state spends what it earns, faster on
the way up than on the way down; its spending raises the price of what cannot be imported (the real
exchange rate appreciates), which squeezes whoever else sells abroad; wells that are not maintained
decline; factories need imported inputs; promises once made are kept.

No parameter is measured. What matters is which *signs* hold for all parameters that are admitted
(`signs`), and which depend on them.

References
----------
Corden, W. M. and Neary, J. P. (1982). Booming sector and de-industrialisation in a small open economy.
    Economic Journal 92.
Corden, W. M. (1984). Booming sector and Dutch disease economics: survey and consolidation. Oxford
    Economic Papers 36.
Karl, T. L. (1997). The Paradox of Plenty: oil booms and petro-states.
Ross, M. L. (2012). The Oil Curse: how petroleum wealth shapes the development of nations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

#: What is predicted: the real exchange rate (up is an appreciation), other goods for export, imports,
#: the state's balance, and what it can hand out at its own discretion.
RESPONSES = ("exchange_rate", "tradables", "imports", "balance", "patronage")
PHASES = ("boom", "bust")

BOOM_YEARS, BUST_YEARS = 5, 7

DRAWS = 4000
NOTHING = 1e-9  # a response below this has no sign


@dataclass(frozen=True)
class Economy:
    """Parameters of the simulation; each may be a number, or an array of draws.

    Attributes
    ----------
    boom
        How far the price rises above its start, a share of it.
    bust
        How far it then falls below its start, a share of it.
    oil_share
        Share of oil in the state's revenue before the boom.
    follow_up, follow_down
        Share of the gap between spending and its target that is closed in a year, upwards and
        downwards: spending is rigid if the second is small.
    borrow
        What the state spends of a boom's extra revenue beyond all of it.
    spending_effect
        Rise of the real exchange rate for a rise of the country's spending by one.
    squeeze
        Fall of the other exports for a rise of the real exchange rate by one.
    recovery
        Share of the way back that the other exporters go in a year once the exchange rate lets them.
    imported_inputs
        Share of their production that stops without imported inputs.
    import_response
        Change of imports for a change of oil revenue by one.
    depletion
        Share of oil capacity that is lost in a year without maintenance.
    neglect
        How much faster than revenue maintenance is cut when revenue falls.
    promises
        Share of new spending that becomes a commitment within a year; commitments never fall.
    """

    boom: Any = 0.8
    bust: Any = 0.4
    oil_share: Any = 0.7
    follow_up: Any = 0.8
    follow_down: Any = 0.15
    borrow: Any = 0.1
    spending_effect: Any = 0.5
    squeeze: Any = 0.5
    recovery: Any = 0.25
    imported_inputs: Any = 0.5
    import_response: Any = 0.8
    depletion: Any = 0.08
    neglect: Any = 1.5
    promises: Any = 0.4

    @property
    def mirrored(self) -> Economy:
        """The same economy without anything that makes bust and boom differ in kind."""
        return replace(
            self, follow_down=self.follow_up, recovery=1.0, imported_inputs=0.0, depletion=0.0
        )


@dataclass(frozen=True)
class Course:
    """What happens, year by year; year 0 is before the boom.

    Attributes
    ----------
    price, capacity, revenue, spending, commitments : ndarray
        Shape (years,) or (years, draws), indices with 1 before the boom.
    responses : mapping of str to ndarray
        For each of `RESPONSES`, the same shape: the deviation from before the boom; of `balance` in
        shares of the state's revenue before the boom.
    """

    price: Floats
    capacity: Floats
    revenue: Floats
    spending: Floats
    commitments: Floats
    responses: Mapping[str, Floats]

    @property
    def years(self) -> int:
        """How many years are told, the one before the boom included."""
        return len(self.price)


def simulate(
    economy: Economy, *, boom_years: int = BOOM_YEARS, bust_years: int = BUST_YEARS
) -> Course:
    """Let a price boom and then a bust run through an economy.

    Parameters
    ----------
    economy : Economy
    boom_years, bust_years : int

    Returns
    -------
    Course

    Raises
    ------
    ValueError
        If a phase has no year.
    """
    if boom_years < 1 or bust_years < 1:
        raise ValueError("boom and bust last at least a year each")
    e = economy
    size = np.broadcast(*(getattr(e, field.name) for field in fields(e))).shape
    one = np.ones(size)

    prices = [one]
    prices += [(1 + e.boom) * one] * boom_years + [(1 - e.bust) * one] * bust_years
    capacity, spending, commitments, room = [one], [one], [one], [one]
    revenue = [one]
    for year in range(1, len(prices)):
        # Maintenance is decided by what the year before earned: wells answer late.
        short = np.clip(1 - revenue[-1], 0, None)
        kept = np.clip(1 - e.neglect * short, 0, 1)
        capacity.append(capacity[-1] * (1 - e.depletion * (1 - kept)))
        revenue.append(prices[year] * capacity[-1])
        state = 1 + e.oil_share * (revenue[-1] - 1)
        target = np.where(state > 1, 1 + (1 + e.borrow) * (state - 1), state)
        pace = np.where(target > spending[-1], e.follow_up, e.follow_down)
        spending.append(spending[-1] + pace * (target - spending[-1]))
        rise = np.clip(spending[-1] - commitments[-1], 0, None)
        commitments.append(commitments[-1] + e.promises * rise)
        # Exporters lose their place at once and win it back slowly.
        appreciation = _appreciation(e, spending[-1], revenue[-1])
        bearable = 1 - e.squeeze * appreciation
        back = np.where(bearable > room[-1], e.recovery, 1.0)
        room.append(room[-1] + back * (bearable - room[-1]))

    earned, spent = np.array(revenue), np.array(spending)
    imports = 1 + e.import_response * (earned - 1)
    inputs = 1 - e.imported_inputs * np.clip(1 - imports, 0, 1)
    return Course(
        price=np.array(prices),
        capacity=np.array(capacity),
        revenue=earned,
        spending=spent,
        commitments=np.array(commitments),
        responses={
            "exchange_rate": _appreciation(e, spent, earned),
            "tradables": np.array(room) * inputs - 1,
            "imports": imports - 1,
            "balance": e.oil_share * (earned - 1) - (spent - 1),
            "patronage": spent - np.array(commitments),
        },
    )


def _appreciation(economy: Economy, spending: Floats, revenue: Floats) -> Any:
    """The spending effect: half of the country's spending is the state's, half follows oil income."""
    return economy.spending_effect * ((spending - 1) + (revenue - 1)) / 2


def phase_effects(course: Course, boom_years: int = BOOM_YEARS) -> dict[str, dict[str, Any]]:
    """What each phase does to each response.

    Parameters
    ----------
    course : Course
    boom_years : int

    Returns
    -------
    dict
        Phase to response to a number, or an array over draws: the mean of the boom's years less the
        year before it, and the mean of the bust's years less the boom's last year.
    """
    boom = slice(1, 1 + boom_years)
    bust = slice(1 + boom_years, None)
    return {
        "boom": {name: path[boom].mean(axis=0) for name, path in course.responses.items()},
        "bust": {
            name: path[bust].mean(axis=0) - path[boom_years]
            for name, path in course.responses.items()
        },
    }


def admissible(table: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Lowest and highest value of each parameter, from a table of teaching values.

    Parameters
    ----------
    table : pandas.DataFrame
        Long form, as `seeds.teaching_values` gives it: ``item`` the parameter, ``parameter`` 'low' or
        'high'.
    """
    wide = table.pivot(index="item", columns="parameter", values="value").astype(float)
    return {str(name): (float(row["low"]), float(row["high"])) for name, row in wide.iterrows()}


def draws(
    ranges: Mapping[str, tuple[float, float]], count: int = DRAWS, seed: int = 2016
) -> Economy:
    """Economies drawn evenly from admissible ranges, and one at each end of every range.

    Parameters
    ----------
    ranges
        Parameter to lowest and highest value; parameters not named keep their default.
    count : int
    seed : int

    Returns
    -------
    Economy
        Each parameter an array of ``count`` draws followed by two for each range.

    Raises
    ------
    TypeError
        If a name is none of the parameters.
    """
    names = list(ranges)
    chance = np.random.default_rng(seed)
    low, high = (np.array([ranges[name][end] for name in names]) for end in (0, 1))
    spread = chance.random((count, len(names)))
    # Ends of one range with the others in the middle: where a sign turns, it turns there first.
    ends = np.full((2 * len(names), len(names)), 0.5)
    for place in range(len(names)):
        ends[2 * place, place], ends[2 * place + 1, place] = 0.0, 1.0
    points = low + np.vstack([spread, ends]) * (high - low)
    return Economy(**{name: points[:, place] for place, name in enumerate(names)})


def signs(ranges: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, str]]:
    """The sign of every response that all admissible parameters share.

    Parameters
    ----------
    ranges
        As for `draws`.

    Returns
    -------
    dict
        Phase to response to ``"+"``, ``"-"`` or, where admissible parameters disagree, ``"depends"``.
    """
    return _signs(tuple(sorted((name, *ends) for name, ends in ranges.items())))


@cache
def _signs(ranges: tuple[tuple[str, float, float], ...]) -> dict[str, dict[str, str]]:
    found = phase_effects(simulate(draws({name: (low, high) for name, low, high in ranges})))
    return {
        phase: {name: _sign(np.asarray(values)) for name, values in responses.items()}
        for phase, responses in found.items()
    }


def _sign(values: Floats) -> str:
    if (values > NOTHING).all():
        return "+"
    return "-" if (values < -NOTHING).all() else "depends"

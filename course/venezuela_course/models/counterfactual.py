"""What output would have been without the sanctions: one question, many defensible calculations.

A counterfactual path needs choices: how many years before the measures are looked at, which measures
count as the break, whether firms acted before they were announced, which producers stand in for what
would have happened anyway, and how. Each combination is a `Specification`; `multiverse` computes all of
them, so that what a conclusion owes to the choices can be seen (`variance_shares`).

What every path measures is the distance between Venezuela and a comparison. It contains the measures
*and* everything else that happened in Venezuela alone in those years; no choice here separates them.

References
----------
Rodríguez, F. (2019). Sanctions and the Venezuelan economy: what the data say.
Weisbrot, M. and Sachs, J. (2019). Economic sanctions as collective punishment: the case of Venezuela.
Bahar, D., Bustos, S., Morales, J. R. and Santos, M. A. (2019). Impact of the 2017 sanctions on
    Venezuela: revisiting the evidence.
Oliveros, L. (2020). Impacto de las sanciones financieras y petroleras sobre la economía venezolana.
Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods for comparative case
    studies. Journal of the American Statistical Association 105.
Ferman, B. and Pinto, C. (2021). Synthetic controls with imperfect pretreatment fit. Quantitative
    Economics 12: why levels are taken out before fitting.
Steegen, S., Tuerlinckx, F., Gelman, A. and Vanpaemel, W. (2016). Increasing transparency through a
    multiverse analysis. Perspectives on Psychological Science 11.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

#: The year whose gap is called the effect: the last before the pandemic, and under all the measures.
HORIZON = 2019
FIRST_YEAR, LAST_YEAR = 2000, 2023
#: Last calendar year wholly before each break: 25 August 2017 (finance), 28 January 2019 (oil).
BREAKS: Mapping[str, tuple[int, ...]] = {
    "2017-08": (2016,),
    "2019-01": (2018,),
    "both": (2016, 2018),
}
WINDOWS = tuple(range(3, 13))
GAPS = (0, 1, 2)
#: Producers by where they are, or by what they did before 2017: rules that can be stated beforehand.
DONORS: Mapping[str, tuple[str, ...]] = {
    "all": (
        "AGO", "BRA", "COL", "DZA", "ECU", "IRN", "IRQ", "KWT", "LBY", "MEX", "NGA", "NOR", "SAU",
    ),
    "latin-america": ("BRA", "COL", "ECU", "MEX"),
    "middle-east-africa": ("AGO", "DZA", "IRN", "IRQ", "KWT", "LBY", "NGA", "SAU"),
    "steady": ("BRA", "COL", "DZA", "ECU", "IRN", "KWT", "MEX", "NGA", "NOR", "SAU"),
    "similar-size": ("BRA", "IRQ", "KWT", "MEX", "NGA", "NOR"),
    "declining": ("AGO", "DZA", "MEX", "NGA", "NOR"),
}  # fmt: skip
#: How donors become a path: their mean from the window's level; that with the trend by which Venezuela
#: parted from them; weights fitted to the window (synthetic control).
ESTIMATORS = ("level", "trend", "synthetic")
#: Not a comparison at all: the last year before the break stands for what would have happened.
BEFORE_AFTER = "before-after"

DIMENSIONS = ("window", "break", "gap", "donors", "estimator")

STEPS = 800  # of projected gradient; effects are then within 0.002 of where they end


@dataclass(frozen=True, order=True)
class Specification:
    """One way of computing the path without sanctions.

    Parameters
    ----------
    window : int
        Years before the break that the path is fitted to, at least 3.
    break_ : str
        A key of `BREAKS`. With 'both' the path of the first measures holds until 2018 and goes on from
        there as that of the second ones moves, which is fitted to the years before them: a decline that
        had set in by 2018 then counts as having gone on.
    gap : int
        Years before the break that are left out, because firms may have acted ahead of it.
    donors : str
        A key of `DONORS`.
    estimator : str
        One of `ESTIMATORS`, or `BEFORE_AFTER`.

    Raises
    ------
    ValueError
        If a choice is none of those above.
    """

    window: int
    break_: str
    gap: int
    donors: str
    estimator: str

    def __post_init__(self) -> None:
        known: dict[str, tuple[Any, Sequence[Any]]] = {
            "window": (self.window, WINDOWS),
            "break": (self.break_, list(BREAKS)),
            "gap": (self.gap, GAPS),
            "donors": (self.donors, list(DONORS)),
            "estimator": (self.estimator, [*ESTIMATORS, BEFORE_AFTER]),
        }
        for name, (value, choices) in known.items():
            if isinstance(value, bool) or value not in choices:
                raise ValueError(f"{name}: {value!r} is none of {list(choices)}")

    @property
    def first_year(self) -> int:
        """The first year that the path is fitted to."""
        return BREAKS[self.break_][0] - self.gap - self.window + 1

    @property
    def choices(self) -> dict[str, Any]:
        """Dimension to choice."""
        return dict(
            zip(
                DIMENSIONS,
                (self.window, self.break_, self.gap, self.donors, self.estimator),
                strict=True,
            )
        )


@cache
def _panel() -> tuple[NDArray[np.int64], dict[str, Floats]]:
    """Years, and the logarithm of output of each producer."""
    from venezuela_course import seeds

    table = seeds.oil_production()
    wide = table.pivot(index="year", columns="iso3", values="production_kb_d").astype(float)
    chosen = wide.loc[FIRST_YEAR:LAST_YEAR]
    return (
        chosen.index.to_numpy(dtype=np.int64),
        {str(name): np.log(chosen[name].to_numpy()) for name in chosen.columns},
    )


def panel_years() -> tuple[int, ...]:
    """The years of every path."""
    return tuple(int(year) for year in _panel()[0])


def actual_output() -> Floats:
    """Venezuela's output in thousand barrels a day, shape (years,), as `panel_years`."""
    return np.exp(_panel()[1]["VEN"])


def counterfactual_path(specification: Specification) -> Floats:
    """Venezuela's output without the measures, as a specification has it.

    Parameters
    ----------
    specification : Specification

    Returns
    -------
    ndarray
        Thousand barrels a day, shape (years,), as `panel_years`. Before the break it shows how well
        the path fits.
    """
    s = specification
    years, _output = _panel()
    last, *second = BREAKS[s.break_]
    first_path = _log_path(last - s.gap, s.window, s.donors, s.estimator)
    if not second:
        return np.exp(first_path)
    later = _log_path(second[0], s.window, s.donors, s.estimator)
    at = int(np.flatnonzero(years == second[0])[0])
    going_on = first_path[at] + later - later[at]
    return np.exp(np.where(years <= second[0], first_path, going_on))


def effect_of(specification: Specification, year: int = HORIZON) -> float:
    """How far output was from the path in a year, as a share of the path.

    Parameters
    ----------
    specification : Specification
    year : int
        A year of `panel_years`.

    Returns
    -------
    float
        ``actual / path − 1``: -0.6 means 60 percent less than on the path.

    Raises
    ------
    ValueError
        If the year is not in the panel.
    """
    years = panel_years()
    if year not in years:
        raise ValueError(f"{year} is not between {years[0]} and {years[-1]}")
    at = years.index(year)
    return float(actual_output()[at] / counterfactual_path(specification)[at] - 1)


@cache
def _log_path(last: int, window: int, donors: str, estimator: str) -> Floats:
    """Logarithm of the path of one break, whose last year before it is `last`."""
    years, output = _panel()
    venezuela = output["VEN"]
    if estimator == BEFORE_AFTER:
        return np.full(len(years), venezuela[years == last][0])
    before = (years > last - window) & (years <= last)
    pool = np.array([output[name] for name in DONORS[donors]])
    if estimator == "synthetic":
        weights = _synthetic_weights(donors)[last, window]
    else:
        weights = np.full(len(pool), 1 / len(pool))
    comparison = weights @ pool
    parted = venezuela - comparison
    if estimator == "trend":
        time = (years - last).astype(float)
        centred = time[before] - time[before].mean()
        slope = (centred @ parted[before]) / (centred @ centred)
        return comparison + parted[before].mean() + slope * (time - time[before].mean())
    return comparison + parted[before].mean()


@cache
def _synthetic_weights(donors: str) -> dict[tuple[int, int], Floats]:
    """Weights of a pool for every last year and window: not negative, adding up to one, and such that
    the pool's changes come closest to Venezuela's.

    Levels are taken out first (Ferman and Pinto 2021): Venezuela's need not lie between the donors'. All
    windows are fitted at once, by projected gradient.
    """
    years, output = _panel()
    pool = np.array([output[name] for name in DONORS[donors]])
    lasts = {last - gap for ends in BREAKS.values() for last in ends for gap in GAPS}
    windows = list(product(sorted(lasts), WINDOWS))
    grams, pulls = [], []
    for last, window in windows:
        before = (years > last - window) & (years <= last)
        target, changes = output["VEN"][before], pool[:, before]
        changes = changes - changes.mean(axis=1, keepdims=True)
        grams.append(changes @ changes.T)
        pulls.append(changes @ (target - target.mean()))
    gram, pull = np.array(grams), np.array(pulls)
    pace = 1 / (np.linalg.eigvalsh(gram)[:, -1:] + 1e-12)
    weights = ahead = np.full(pull.shape, 1 / len(pool))
    places = np.arange(1, len(pool) + 1)
    speed = 1.0
    for _step in range(STEPS):
        moved = ahead - pace * (np.einsum("nij,nj->ni", gram, ahead) - pull)
        # Projection onto the simplex (Duchi, Shalev-Shwartz, Singer and Chandra 2008).
        ordered = -np.sort(-moved, axis=1)
        excess = (np.cumsum(ordered, axis=1) - 1) / places
        kept = (ordered > excess).sum(axis=1, keepdims=True)
        new = np.clip(moved - np.take_along_axis(excess, kept - 1, axis=1), 0, None)
        # Momentum (Beck and Teboulle 2009): a hundred times fewer steps.
        faster = (1 + math.sqrt(1 + 4 * speed**2)) / 2
        ahead = new + (speed - 1) / faster * (new - weights)
        weights, speed = new, faster
    return dict(zip(windows, weights, strict=True))


@dataclass(frozen=True)
class Multiverse:
    """Every specification of the grid and what it gives.

    Attributes
    ----------
    specifications : tuple of Specification
    paths : ndarray
        Shape (specifications, years), thousand barrels a day.
    """

    specifications: tuple[Specification, ...]
    paths: Floats

    def effects(self, year: int = HORIZON) -> Floats:
        """`effect_of` every specification, shape (specifications,)."""
        at = panel_years().index(year)
        return np.asarray(actual_output()[at] / self.paths[:, at] - 1)

    def choices(self, dimension: str) -> NDArray[Any]:
        """What each specification chooses in one dimension, shape (specifications,)."""
        return _choices_of(self.specifications)[dimension]


@cache
def _choices_of(specifications: tuple[Specification, ...]) -> dict[str, NDArray[Any]]:
    rows = [one.choices for one in specifications]
    return {name: np.array([row[name] for row in rows]) for name in DIMENSIONS}


@cache
def multiverse() -> Multiverse:
    """All combinations of windows, breaks, gaps, donors and estimators.

    Returns
    -------
    Multiverse
        1,620 specifications; computed once, in well under a second, and kept.
    """
    grid = tuple(
        Specification(*chosen) for chosen in product(WINDOWS, BREAKS, GAPS, DONORS, ESTIMATORS)
    )
    return Multiverse(grid, np.array([counterfactual_path(one) for one in grid]))


def variance_shares(grid: Multiverse, year: int = HORIZON) -> dict[str, float]:
    """How much of the disagreement within the grid each dimension explains alone.

    Parameters
    ----------
    grid : Multiverse
        Balanced: every combination once.
    year : int

    Returns
    -------
    dict
        Dimension to the variance of its choices' mean effects, as a share of the variance of all
        effects (a first-order Sobol index). What is missing to one is interaction.
    """
    values = grid.effects(year)
    whole = float(values.var())
    shares = {}
    for name in DIMENSIONS:
        _choices, member = np.unique(grid.choices(name), return_inverse=True)
        counts = np.bincount(member)
        means = np.bincount(member, weights=values) / counts
        shares[name] = float(counts @ (means - values.mean()) ** 2 / len(values) / whole)
    return shares


def split_effects(grid: Multiverse, dimension: str, year: int = HORIZON) -> dict[Any, Floats]:
    """The effects of the grid by what is chosen in one dimension, in the order of the choices.

    Raises
    ------
    KeyError
        If there is no such dimension.
    """
    chosen, values = grid.choices(dimension), grid.effects(year)
    order: dict[str, list[Any]] = {
        "window": list(WINDOWS),
        "break": list(BREAKS),
        "gap": list(GAPS),
        "donors": list(DONORS),
        "estimator": list(ESTIMATORS),
    }
    return {choice: values[chosen == choice] for choice in order[dimension]}


def donor_table() -> pd.DataFrame:
    """Output of Venezuela and of all donors, kb/d, a row per year of the panel."""
    import pandas as pd

    years, output = _panel()
    return pd.DataFrame({name: np.exp(values) for name, values in output.items()}, index=years)

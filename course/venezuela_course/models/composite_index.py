"""Composite indices: from scores to one number, from its path to an onset, and how firm that date is.

Scores run from 0 to `TOP`; the index runs from 0 to 1. A score that is NaN was *not assessed*: it is
left out of its date, with the weights of the others scaled up, and is never a zero.

============== ===================================================== ==================================
rule           index at one date                                     what it says
============== ===================================================== ==================================
``additive``   weighted arithmetic mean                              one indicator makes up for another
``geometric``  weighted geometric mean                               an absent part weighs heavily
``weakest``    the lowest score                                      every part is needed
============== ===================================================== ==================================

References
----------
Adcock, R. and Collier, D. (2001). Measurement validity: a shared standard for qualitative and
    quantitative research. American Political Science Review 95(3), 529-546.
Goertz, G. (2006). Social Science Concepts. Princeton University Press. (Weakest link, and what makes
    up for what.)
OECD and JRC (2008). Handbook on Constructing Composite Indicators. (Weights drawn at random.)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: The highest score of an indicator.
TOP = 2.0

#: Ways to put scores together.
AGGREGATIONS = ("additive", "geometric", "weakest")

#: What `onset` says where the threshold is never reached.
NEVER = "never"

#: An index this close below a threshold has reached it: weighted means carry rounding errors.
CLOSE = 1e-9

#: Draws of weights where none other is asked for.
DRAWS = 2000


def index_path(scores: Any, weights: Any, rule: str) -> Any:
    """The index at each date.

    Parameters
    ----------
    scores : array_like of float, shape (n_dates, n_indicators)
        Scores from 0 to `TOP`; NaN means not assessed.
    weights : array_like of float, shape (n_indicators,) or (n_draws, n_indicators)
        Not negative, at least one above zero; only their ratios matter. An indicator of weight zero
        takes no part, under the rule ``weakest`` neither.
    rule : {"additive", "geometric", "weakest"}

    Returns
    -------
    numpy.ndarray of float, shape (n_dates,) or (n_draws, n_dates)
        From 0 to 1; NaN at a date at which no indicator with a weight was assessed.

    Raises
    ------
    ValueError
        If the shapes do not fit, a score lies outside 0 to `TOP`, weights are negative, not finite or
        all zero, or there is no such rule.

    Examples
    --------
    >>> index_path([[2, 0], [2, 2]], [1, 1], "additive").tolist()
    [0.5, 1.0]
    >>> index_path([[2, 0], [2, 2]], [1, 1], "geometric").tolist()
    [0.0, 1.0]
    """
    table, given = _checked(scores, weights, rule)
    one = given.ndim == 1
    drawn = given[None, :] if one else given
    path = _RULES[rule](table / TOP, ~np.isnan(table), drawn / drawn.sum(axis=1, keepdims=True))
    return path[0] if one else path


def _checked(scores: Any, weights: Any, rule: str) -> tuple[Any, Any]:
    if rule not in _RULES:
        raise ValueError(f"there is no rule {rule!r}; the rules are {', '.join(_RULES)}")
    table = np.asarray(scores, dtype=float)
    given = np.asarray(weights, dtype=float)
    if table.ndim != 2 or given.ndim not in (1, 2) or given.shape[-1] != table.shape[1]:
        raise ValueError(f"scores of shape {table.shape} do not fit weights of shape {given.shape}")
    assessed = table[~np.isnan(table)]
    if ((assessed < 0) | (assessed > TOP)).any():
        raise ValueError(f"scores lie between 0 and {TOP:g}")
    if not np.isfinite(given).all() or (given < 0).any() or (given.sum(axis=-1) <= 0).any():
        raise ValueError("weights are finite, not negative, and not all zero")
    return table, given


def _means(values: Any, assessed: Any, weights: Any) -> Any:
    """Weighted means over what was assessed; NaN where that is nothing. Shape (n_draws, n_dates)."""
    total = weights @ np.where(assessed, values, 0.0).T
    weight = weights @ assessed.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, total / weight, np.nan)


def _additive(levels: Any, assessed: Any, weights: Any) -> Any:
    return _means(levels, assessed, weights)


def _geometric(levels: Any, assessed: Any, weights: Any) -> Any:
    nothing = assessed & (levels == 0)
    logs = np.log(np.where(assessed & ~nothing, levels, 1.0))
    means = np.exp(_means(logs, assessed, weights))
    zeroed = (weights > 0).astype(float) @ nothing.T.astype(float) > 0
    return np.where(zeroed & ~np.isnan(means), 0.0, means)


def _weakest(levels: Any, assessed: Any, weights: Any) -> Any:
    counted = (weights > 0)[:, None, :] & assessed[None, :, :]
    lowest = np.where(counted, levels[None, :, :], np.inf).min(axis=2)
    return np.where(np.isinf(lowest), np.nan, lowest)


_RULES = {"additive": _additive, "geometric": _geometric, "weakest": _weakest}


def onset(path: Any, threshold: float, dates: Sequence[Hashable] | None = None) -> Hashable:
    """The first date at which an index reaches a threshold.

    Parameters
    ----------
    path : array_like of float, shape (n_dates,), or a pandas.Series
        The index at each date, in the order of time. NaN reaches nothing.
    threshold : float
        To equal it is to reach it.
    dates : sequence, optional
        Names of the dates; the index of a Series, or else 0, 1, …, where not given.

    Returns
    -------
    hashable
        A date, or `NEVER`.

    Examples
    --------
    >>> onset([0.2, 0.5, 0.4], 0.5, ["2014", "2015", "2016"])
    '2015'
    >>> onset([0.2, 0.5], 0.6)
    'never'
    """
    values = np.asarray(path, dtype=float)
    if dates is None:
        dates = (
            list(path.index)
            if hasattr(path, "index") and hasattr(path, "iloc")
            else range(len(values))
        )
    with np.errstate(invalid="ignore"):
        reached = values >= threshold - CLOSE
    return dates[int(reached.argmax())] if reached.any() else NEVER


@dataclass(frozen=True)
class Stability:
    """How an onset fares when the weights are drawn at random.

    Attributes
    ----------
    shares : dict
        Onset, `NEVER` among them, to the share of draws that give it; only what occurred, dates in
        order, `NEVER` last.
    draws : int
    """

    shares: dict[Hashable, float]
    draws: int

    def share(self, date: Hashable) -> float:
        """Share of the draws whose onset is that date."""
        return self.shares.get(date, 0.0)


def dirichlet_weights(indicators: int, draws: int = DRAWS, seed: int = 0) -> Any:
    """Weights drawn at random, every set of weights that sums to one being equally likely.

    Parameters
    ----------
    indicators : int
        Number of indicators, at least 1.
    draws : int, default 2000
    seed : int, default 0
        Equal seeds give equal weights.

    Returns
    -------
    numpy.ndarray of float, shape (draws, indicators)
        Rows of a flat Dirichlet distribution,
        ``numpy.random.default_rng(seed).dirichlet(numpy.ones(indicators), draws)``.
    """
    return np.random.default_rng(seed).dirichlet(np.ones(indicators), draws)


def onset_stability(
    scores: Any,
    rule: str,
    threshold: float,
    dates: Sequence[Hashable] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Stability:
    """Onsets under weights drawn from a flat Dirichlet distribution.

    Parameters
    ----------
    scores : array_like of float, shape (n_dates, n_indicators)
    rule : {"additive", "geometric", "weakest"}
    threshold : float
    dates : sequence, optional
        Names of the dates; 0, 1, … where not given.
    draws, seed : int
        As for `dirichlet_weights`.

    Returns
    -------
    Stability

    Raises
    ------
    ValueError
        As `index_path`.

    Notes
    -----
    With ``draws`` draws a share s has a standard error of sqrt(s (1 - s) / draws), at most 0.011 for
    2,000 draws. Under the rule ``weakest`` weights above zero change nothing, so that one onset has
    the whole.
    """
    table = np.asarray(scores, dtype=float)
    names = list(range(len(table))) if dates is None else list(dates)
    weights = dirichlet_weights(table.shape[1], draws, seed)
    with np.errstate(invalid="ignore"):
        reached = index_path(table, weights, rule) >= threshold - CLOSE
    first = np.where(reached.any(axis=1), reached.argmax(axis=1), len(names))
    counts = Counter(first.tolist())
    labels = [*names, NEVER]
    return Stability({labels[at]: counts[at] / draws for at in sorted(counts)}, draws)


def carried_forward(changes: Sequence[float | None]) -> list[float]:
    """Scores of one indicator at each date, from the dates at which they were set.

    Parameters
    ----------
    changes : sequence of float or None
        The score set at each date; None where it stays as it was.

    Returns
    -------
    list of float
        NaN, not assessed, before the first score that was set.
    """
    scores: list[float] = []
    latest = math.nan
    for change in changes:
        latest = latest if change is None else float(change)
        scores.append(latest)
    return scores


@dataclass(frozen=True)
class Parting:
    """Where two codings of the same things differ.

    Attributes
    ----------
    kappa : float
        Cohen's kappa over the cells that both assessed; NaN where it is undefined.
    shared : int
        Cells that both assessed.
    alike : int
        Of these, cells with the same score.
    cells : tuple of (date position, indicator position, first score, second score)
        Cells that both assessed and scored differently, in the order of time.
    gap : list of float
        Difference of the two paths, first less second, at each date; NaN where either is.
    """

    kappa: float
    shared: int
    alike: int
    cells: tuple[tuple[int, int, float, float], ...]
    gap: list[float]


def compare_codings(first: Any, second: Any, path_first: Any, path_second: Any) -> Parting:
    """Compare two codings of the same indicators at the same dates.

    Parameters
    ----------
    first, second : array_like of float, shape (n_dates, n_indicators)
        Scores; NaN means not assessed.
    path_first, path_second : array_like of float, shape (n_dates,)
        The index that each coder made of them.

    Returns
    -------
    Parting

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    from venezuela_course.models.agreement import cohens_kappa

    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if one.shape != two.shape or one.ndim != 2:
        raise ValueError(f"codings of shapes {one.shape} and {two.shape} cannot be compared")
    both = ~np.isnan(one) & ~np.isnan(two)
    pairs = list(zip(one[both].tolist(), two[both].tolist(), strict=True))
    differing = [
        (int(date), int(indicator), float(one[date, indicator]), float(two[date, indicator]))
        for date, indicator in np.argwhere(both & (one != two))
    ]
    kappa = cohens_kappa([a for a, _b in pairs], [b for _a, b in pairs]) if pairs else math.nan
    gap = np.asarray(path_first, dtype=float) - np.asarray(path_second, dtype=float)
    return Parting(kappa, len(pairs), sum(a == b for a, b in pairs), tuple(differing), gap.tolist())

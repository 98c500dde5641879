"""The invented negotiation of section 4.6: four issues, three options each, two sides.

Smaller than the assignment's and with other values. No issue of it is about people in custody: their
release is not for exchange, and the table has no scale for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from venezuela_course import charts
from venezuela_course.language import _
from venezuela_course.models.mediation import Table, pareto_efficient

#: Worth of each option to the side in government and to the side in opposition; rows are issues.
_WORTH = (
    ((1.0, 0.6, 0.0), (1.0, 0.5, 0.0), (0.0, 0.6, 1.0), (0.0, 0.6, 1.0)),
    ((0.0, 0.5, 1.0), (0.0, 0.6, 1.0), (1.0, 0.8, 0.3), (1.0, 0.7, 0.2)),
)
_WEIGHTS = ((0.1, 0.15, 0.4, 0.35), (0.35, 0.4, 0.1, 0.15))
#: Share of each issue's worth that reaches a side although nobody enforces it: promises about later
#: conduct lose most.
_DELIVERED = ((1.0, 1.0, 0.45, 0.7), (0.75, 0.6, 1.0, 1.0))
_ALTERNATIVES = (0.5, 0.45)
ISSUES = ("records", "council", "guarantees", "relief")

#: Three simple ways to choose a package.
SIMPLE_PACKAGES: Mapping[str, Mapping[str, int]] = {
    "split": dict.fromkeys(ISSUES, 1),
    "trade": dict.fromkeys(ISSUES, 2),
    "one-sided": {"records": 0, "council": 0, "guarantees": 2, "relief": 2},
}


def issue_words() -> dict[str, tuple[str, tuple[str, str, str]]]:
    """Each issue and its options, in words."""
    return {
        "records": (
            _("Records of the vote"),
            (_("kept back"), _("shown to observers"), _("published table by table")),
        ),
        "council": (
            _("Electoral council"),
            (_("as it is"), _("seats for both sides"), _("new, agreed by both")),
        ),
        "guarantees": (
            _("Guarantees for those who lose office"),
            (_("none"), _("by a court's decision, case by case"), _("for all, by law")),
        ),
        "relief": (
            _("Relief from sanctions"),
            (_("none"), _("in steps, each against a step"), _("at once")),
        ),
    }


def bargain(first: float = _ALTERNATIVES[0], second: float = _ALTERNATIVES[1]) -> Table:
    """The table of section 4.6.

    Parameters
    ----------
    first, second : float
        What the side in government and the side in opposition have without agreement, in [0, 1].
    """
    return Table(
        issues=ISSUES,
        options=3,
        worth=np.array(_WORTH),
        weights=np.array(_WEIGHTS),
        batna=np.array([first, second]),
        certainty=40.0,
        delivered=np.array(_DELIVERED),
        enforcing={"relief": (1,)},
        spoilers=(),
    )


@cache
def judged(shock: bool = False) -> tuple[Any, Any]:
    """Every package at the best guess of both sides' weights.

    Parameters
    ----------
    shock : bool, default False
        Judge what is left after whatever nobody enforces has been partly dropped.

    Returns
    -------
    utilities : ndarray
        What each package is worth to each side, in [0, 1], shape (packages, 2).
    efficient : ndarray of bool
        Whether no other package is better for one side without being worse for the other.
    """
    table = bargain()
    utilities = table.utilities(table.packages, shock=shock)
    return utilities, pareto_efficient(utilities)


def place_of(package: Mapping[str, int]) -> int:
    """Place of a package among all of them."""
    table = bargain()
    return int(np.flatnonzero((table.packages == table.chosen(package)).all(axis=1))[0])


def draw_cloud(
    axes: Any,
    utilities: Any,
    efficient: Any,
    alternatives: Any,
) -> None:
    """Draw every package by what it is worth to each side, with the frontier and both alternatives.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    utilities : ndarray
        In [0, 1], shape (packages, 2).
    efficient : ndarray of bool
        Packages on the frontier, shape (packages,).
    alternatives : ndarray
        What each side has without agreement, shape (2,).
    """
    xs, ys = 100 * utilities[:, 0], 100 * utilities[:, 1]
    left, low = (100 * float(one) for one in alternatives)
    frontier = np.flatnonzero(efficient)
    frontier = frontier[np.argsort(xs[frontier])]
    with charts.style():
        if left < 100 and low < 100:
            axes.fill_between(
                [left, 102], low, 102, color=charts.PALETTE["bluish green"], alpha=0.14, linewidth=0
            )
        axes.axvline(left, color=charts.QUIET, linewidth=1, linestyle=(0, (4, 2)))
        axes.axhline(low, color=charts.QUIET, linewidth=1, linestyle=(0, (4, 2)))
        axes.plot(xs, ys, "o", color="#A6A6A6", markersize=4)
        axes.plot(
            xs[frontier],
            ys[frontier],
            "-s",
            color=charts.PALETTE["blue"],
            markersize=4.5,
            linewidth=1,
        )
        axes.text(
            left + 1,
            2,
            _("its alternative"),
            fontsize=8,
            color=charts.QUIET,
            rotation=90,
            va="bottom",
        )
        axes.text(2, low + 1, _("its alternative"), fontsize=8, color=charts.QUIET, va="bottom")
        axes.set(
            xlim=(0, 102),
            ylim=(0, 102),
            xlabel=_("worth to the side in government, of 100"),
            ylabel=_("worth to the side in opposition"),
        )

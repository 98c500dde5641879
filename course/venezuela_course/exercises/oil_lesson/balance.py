"""Where barrels come from and where they go, as two bars that should be equally long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from venezuela_course import charts
from venezuela_course.exercises.oil_lesson.words import kb_d
from venezuela_course.language import _


@dataclass(frozen=True)
class Flow:
    """One flow of oil.

    Attributes
    ----------
    kb_d : float
        Thousand barrels a day.
    word : str
        What it is, in a word or two.
    """

    kb_d: float
    word: str


_LOOKS = (
    (("#8C8C8C", ""), ("#C9C9C9", "..")),
    ((charts.PALETTE["blue"], ""), (charts.PALETTE["orange"], "////")),
)


def figure(sources: Sequence[Flow], uses: Sequence[Flow]) -> Any:
    """Draw both bars, and what is missing of the upper one.

    Parameters
    ----------
    sources, uses : sequence of Flow
        Two each.

    Returns
    -------
    matplotlib.figure.Figure
        To be rendered before the next picture is drawn.
    """
    made = charts.canvas(6.4, 1.9, margins=charts.Margins(0.95, 0.2, 0.1, 0.45))
    axes = made.axes[0]
    totals = [sum(flow.kb_d for flow in row) for row in (sources, uses)]
    widest = max(*totals, 1.0)
    with charts.style():
        for y, (row, looks) in enumerate(zip((sources, uses), _LOOKS, strict=True)):
            start = 0.0
            for flow, (colour, hatch) in zip(row, looks, strict=True):
                axes.barh(
                    [y], [flow.kb_d], left=start, height=0.55, color=colour, hatch=hatch,
                    edgecolor="white", linewidth=0,
                )  # fmt: skip
                if flow.kb_d >= 0.13 * widest:
                    axes.text(
                        start + flow.kb_d / 2, y, f"{flow.word} {flow.kb_d:.0f}", ha="center",
                        va="center", weight="bold",
                        color="white" if colour == charts.PALETTE["blue"] else charts.INK,
                        bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.2},
                    )  # fmt: skip
                start += flow.kb_d
        short = totals[1] - totals[0]
        if short > 0.5:
            axes.barh(
                [0], [short], left=totals[0], height=0.55, facecolor="white",
                edgecolor=charts.INK, linestyle="--", linewidth=1.2,
            )  # fmt: skip
            axes.text(
                min(totals[0] + short / 2, widest * 0.96), -0.43,
                _("missing {n:.0f}").format(n=short), ha="center", va="center", fontsize=8.5,
                weight="bold",
            )  # fmt: skip
        axes.set(ylim=(1.45, -0.62), xlim=(0, widest * 1.05), xlabel=kb_d())
        axes.set_yticks([0, 1], [_("comes from"), _("goes to")])
        axes.tick_params(axis="y", length=0)
    return made

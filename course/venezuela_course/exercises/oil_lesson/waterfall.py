"""A change of revenue as a waterfall: from one total, over what each factor adds or takes, to the next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from venezuela_course import charts
from venezuela_course.exercises.oil_lesson.words import signed
from venezuela_course.language import _

TOTAL = "#8C8C8C"
FALL = "#D55E00"
RISE = charts.PALETTE["bluish green"]
#: Of what is counted twice or not at all, so that the bars do not meet the total.
OVER = charts.PAPER


def factor_words() -> dict[str, str]:
    return {"volume": _("volume"), "price": _("price"), "discount": _("discount")}


def left_over(before: float, after: float, parts: Mapping[str, float]) -> float:
    """What the parts leave unexplained of the change; negative if they explain too much."""
    return (after - before) - sum(parts.values())


def draw(
    axes: Any,
    before: tuple[str, float],
    after: tuple[str, float],
    parts: Mapping[str, float],
) -> None:
    """Draw the waterfall.

    Parameters
    ----------
    axes : Axes
        Of a figure with room for one line of tick labels.
    before, after : (str, float)
        Word below the bar, and revenue in $m/day.
    parts : mapping of str to float
        Word below each step, and contribution in $m/day, in the order in which they are drawn. Where
        they do not add up to the change, a last step says how much is left over.
    """
    gap = left_over(before[1], after[1], parts)
    steps = [(name, value, False) for name, value in parts.items()]
    if abs(gap) > 1e-6 * max(1.0, before[1], after[1]):
        steps.append((_("does not\nadd up"), gap, True))
    edges = [0.0, before[1], after[1]]
    level = before[1]
    lines: list[tuple[float, float, float]] = []
    names = [before[0], *(name for name, _value, _over in steps), after[0]]
    with charts.style():
        axes.bar([0, len(steps) + 1], [before[1], after[1]], width=0.62, color=TOTAL)
        for place, (_name, value, over) in enumerate(steps, 1):
            look: dict[str, Any] = (
                {"color": OVER, "edgecolor": charts.INK, "hatch": "..", "linestyle": "--"}
                if over
                else {
                    "color": FALL if value < 0 else RISE,
                    "edgecolor": "white",
                    "hatch": "\\\\\\\\" if value < 0 else "",
                    "linewidth": 0,
                }
            )
            axes.bar([place], [value], bottom=level, width=0.62, **look)
            lines.append((place - 0.69, place + 0.31, level))
            level += value
            edges.append(level)
        lines += [(len(steps) + 0.31, len(steps) + 1.31, level), (-0.55, len(steps) + 1.55, 0.0)]
        # One artist for all: each costs a millisecond of a redraw.
        axes.plot(
            [x for left, right, _height in lines for x in (left, right, math.nan)],
            [y for _left, _right, height in lines for y in (height, height, math.nan)],
            color=charts.QUIET,
            linewidth=0.8,
        )
        low, high = min(edges), max(edges)
        room = 0.14 * (high - low)
        axes.set(
            xlim=(-0.55, len(steps) + 1.55),
            ylim=(low - (room if low < 0 else 0), high + room),
            ylabel=_("$m a day"),
        )
        axes.set_xticks(range(len(names)), names)
        axes.tick_params(axis="x", length=0)
        level = before[1]
        for place, value in ((0, before[1]), (len(steps) + 1, after[1])):
            _number(axes, place, value, f"{value:,.0f}", room)
        for place, (_name, value, _over) in enumerate(steps, 1):
            _number(axes, place, max(level, level + value), signed(value), room)
            level += value


def _number(axes: Any, place: int, top: float, text: str, room: float) -> None:
    axes.text(place, top + 0.12 * room, text, ha="center", va="bottom", weight="bold", fontsize=8.5)

"""Invented garrisons: the gain from moving, the tipping share, and where the numbers go."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.language import _
from venezuela_course.models.militarisation import (
    Game,
    equilibria,
    game_from,
    success,
    tipping_share,
)

GARRISONS = "lesson-1-garrisons"

BLUE = charts.PALETTE["blue"]
RUST = "#B04A00"


@cache
def garrison(name: str, exercise: str = GARRISONS) -> Game:
    """An invented garrison from ``teaching_values``.

    Parameters
    ----------
    name : str
        Item of the table, such as ``undecided``.
    exercise : str, optional

    Returns
    -------
    Game
    """
    rows = seeds.teaching_values(exercise)
    return game_from(rows[rows["item"] == name])


_SHARES = np.linspace(0, 1, 61)


def draw_garrison(axes: Any, game: Game, *, moved: float | None = None, words: bool = True) -> None:
    """Draw what moving is worth against what staying is worth, and where the numbers go.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    game : Game
    moved : float, optional
        Share that has moved already, from 0 to 1, drawn with the direction it takes from there.
    words : bool, default True
        Whether the two lines are named.
    """
    chance = success(game, _SHARES)
    gain = chance * game.benefit - (1 - chance) * game.cost
    stay = game.rents + game.loyalty
    tip, stable = tipping_share(game), equilibria(game)
    low = min(float(gain[0]), 0.0)
    high = max(float(gain[-1]), stay) * 1.12 + 1
    base = low - 0.13 * (high - low)
    with charts.style():
        axes.plot(_SHARES, gain, color=BLUE, linewidth=2.2)
        axes.plot([0, 1], [stay, stay], color=RUST, linestyle=(0, (5, 2)), linewidth=2)
        if words:
            room = 0.035 * (high - low)
            # Under the upper half of the curve, which rises: there is always room.
            axes.text(
                0.99, gain[30], _("moving is worth"), ha="right", va="top", color=BLUE, fontsize=8.5
            )
            axes.text(
                0.01, stay + room, _("staying is worth"), va="bottom", color=RUST, fontsize=8.5
            )
        axes.plot([0, 1], [base, base], color=charts.QUIET, linewidth=1)
        edges = [0.0, *([tip] if tip is not None else []), 1.0]
        for left, right in pairwise(edges):
            _arrows(axes, left, right, base, up=float(_net(game, (left + right) / 2)) > 0)
        for end in (0, 1):
            axes.plot(
                [end], [base], "o", color=charts.INK, markersize=8,
                markerfacecolor=charts.INK if end in stable else "white", clip_on=False, zorder=5,
            )  # fmt: skip
        if tip is not None:
            axes.plot(
                [tip],
                [base],
                "o",
                color=charts.INK,
                markersize=8,
                markerfacecolor="white",
                zorder=5,
            )
            axes.plot([tip, tip], [base, stay], color=charts.QUIET, linestyle=":", linewidth=1.1)
        if moved is not None:
            axes.plot([moved], [base], marker="v", color=BLUE, markersize=10, zorder=6)
        axes.set(xlim=(0, 1), ylim=(base - 0.09 * (high - low), high))
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", _("all")])
        axes.tick_params(axis="y", length=0, labelleft=False)


def _net(game: Game, share: float) -> float:
    chance = float(success(game, share))
    return chance * game.benefit - (1 - chance) * game.cost - game.rents - game.loyalty


def _arrows(axes: Any, left: float, right: float, base: float, *, up: bool) -> None:
    """Arrowheads along the line of shares, in the direction in which the numbers go."""
    count = max(1, round((right - left) / 0.14))
    places = [left + (right - left) * (place + 0.5) / count for place in range(count)]
    axes.plot(
        places, [base] * count, ">" if up else "<", color=charts.QUIET, markersize=5, zorder=4
    )


def outcome(game: Game) -> str:
    """What is stable in a garrison, as a sentence."""
    stable = equilibria(game)
    if stable == (0,):
        return _("Only one outcome is stable: everybody stays.")
    if stable == (1,):
        return _("Only one outcome is stable: everybody moves.")
    return _("Two outcomes are stable: everybody stays, and everybody moves.")


def three_garrisons() -> charts.Picture:
    """Three garrisons that differ in one payoff only."""
    names = {
        "quiet": _("High rents"),
        "undecided": _("Middling rents"),
        "breaking": _("Low rents"),
    }
    figure = charts.figure(8.4, 3.5, 1, 3, margins=charts.Margins(0.3, 0.3, 0.8, 0.95))
    says = []
    games = {name: garrison(name) for name in names}
    for axes, (name, title) in zip(figure.axes, names.items(), strict=True):
        game = games[name]
        draw_garrison(axes, game, words=name != "breaking")
        with charts.style():
            axes.set_title(f"{title}: R = {game.rents:g}", fontsize=9)
            axes.set_xlabel(_("share that has moved"), fontsize=8.5)
        tip = tipping_share(game)
        says.append(
            f"{title}: {outcome(game)}"
            + ("" if tip is None else " " + _("Tipping share {tip:.0%}.").format(tip=tip))
        )
    figure.text(
        0.012, 0.925, _("Three garrisons, alike but for their rents"), weight="bold", size=10.5
    )
    charts.source(
        figure,
        _(
            "teaching_values {name}, invented; models.loyalty. Full circles are stable, hollow ones "
            "are not; arrowheads: where the numbers go."
        ).format(name=GARRISONS),
    )
    return charts.show(figure, " ".join(says))

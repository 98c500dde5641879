"""What figures and explorations of the lesson draw alike, on axes that they bring themselves."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from venezuela_course import charts
from venezuela_course.exercises.capstone_lesson import evidence, fall, sentences
from venezuela_course.exercises.capstone_lesson.words import per_cent
from venezuela_course.language import _
from venezuela_course.models.capstone_timing import Timing, decimal_year, level

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BLUE = charts.PALETTE["blue"]
RUST = "#B04A00"  # the darker tone of orange: also text


class Mark(NamedTuple):
    """A share to be marked on a scale from nothing to all.

    Parameters
    ----------
    share
        From 0 to 1.
    label
        What stands beside it.
    filled
        An open mark is a number that no source has.
    """

    share: float
    label: str
    filled: bool = True


def the_fall(axes: Axes, series: pd.Series[float], timing: Timing) -> None:
    """The series with the part of the fall before the day and the part after it as two arrows."""
    first, last = float(series.loc[timing.start]), float(series.loc[timing.end])
    between = level(series, timing.day, timing.reading)
    moment = decimal_year(timing.day) - 0.5
    shown = series.loc[min(timing.start, 2005) - 1 :]
    top = float(shown.max()) * 1.16
    right = float(shown.index[-1]) + 0.6
    with charts.style():
        axes.plot(shown.index, shown, color=charts.QUIET, linewidth=1.4, marker="o", markersize=3)
        axes.axvline(moment, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.text(
            moment - 0.12, top * 0.985, fall.value_words("day", timing.day), ha="right", va="top",
            fontsize=8.5,
        )  # fmt: skip
        for begin, finish, colour, words in (
            (first, between, BLUE, _("before\n{n}")),
            (between, last, RUST, _("after\n{n}")),
        ):
            axes.plot(
                [right + 0.5] * 2, [begin, finish], color=colour, linewidth=7, solid_capstyle="butt"
            )
            charts.label(
                axes, right + 0.7, (begin + finish) / 2,
                words.format(n=f"{abs(begin - finish):,.0f}"), colour,
            )  # fmt: skip
        for x, y, colour in (
            (timing.start, first, BLUE),
            (moment, between, charts.INK),
            (timing.end, last, RUST),
        ):
            axes.plot([x, right + 0.5], [y, y], color=charts.FAINT, linewidth=0.8, zorder=0)
            axes.plot([x], [y], marker="D", markersize=7, color=colour)
        axes.set(xlim=(float(shown.index[0]) - 0.4, right + 0.6), ylim=(0, top))
        axes.set_xticks(range(-(-int(shown.index[0]) // 5) * 5, 2024, 5))
        axes.set_ylabel(_("thousand barrels a day"))
        axes.locator_params(axis="y", nbins=5)


def the_voices(axes: Axes, chosen: Collection[str]) -> None:
    """Who is heard, and for what: a mark for each chosen row, hollow squares where nobody is."""
    voices, bearings = evidence.voice_words(), evidence.bearing_words()
    columns = {key: place for place, key in enumerate(bearings)}
    places = {key: place for place, key in enumerate(voices)}
    cells: dict[tuple[str, str], int] = {}
    for key in chosen:
        row = evidence.ROWS[key]
        cells[row.voice, row.bearing] = cells.get((row.voice, row.bearing), 0) + 1
    silent = [voice for voice in voices if not any(heard == voice for heard, _bearing in cells)]
    xs, ys = [], []
    for (voice, bearing), count in cells.items():
        for place in range(count):
            xs.append(columns[bearing] + 0.15 * (place - (count - 1) / 2))
            ys.append(places[voice])
    with charts.style():
        for place in range(0, len(voices), 2):
            axes.axhspan(place - 0.5, place + 0.5, color=charts.STRIPE, linewidth=0, zorder=0)
        axes.plot(xs, ys, "o", color=BLUE, markersize=8, markeredgecolor="white")
        for voice in silent:
            axes.text(
                len(bearings) - 0.45, places[voice], _("not heard"), color=RUST, ha="left",
                va="center", fontsize=8.5, style="italic",
            )  # fmt: skip
        right = len(bearings) + (0.25 if silent else -0.5)
        axes.set(xlim=(-0.5, right), ylim=(len(voices) - 0.5, -0.5))
        axes.set_xticks(range(len(bearings)), list(bearings.values()))
        axes.set_yticks(range(len(voices)), list(voices.values()))
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)


def a_scale(axes: Axes, *, low: float = 0.0, high: float = 1.0) -> None:
    """An axis of shares of the fall, with the line at one half."""
    with charts.style():
        axes.axvline(0.5, color=charts.QUIET, linewidth=1, linestyle=(0, (4, 2)), zorder=0)
        axes.set_xlim(low, high)
        ticks = [0, 0.25, 0.5, 0.75, 1]
        axes.set_xticks(ticks, [per_cent(tick) for tick in ticks])
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(_("share of the fall that came before"))


def marks(axes: Axes, y: float, shown: Sequence[Mark], colour: str = BLUE) -> None:
    """Shares on one height, their labels above; of two neighbours the left one reads to the left."""
    ordered = sorted(shown, key=lambda mark: mark.share)
    with charts.style():
        for place, mark in enumerate(ordered):
            axes.plot(
                [mark.share], [y], marker="o", markersize=10, color=colour, linestyle="none",
                markerfacecolor=colour if mark.filled else "white", markeredgewidth=1.8, zorder=3,
            )  # fmt: skip
            left = len(ordered) > 1 and place == 0
            axes.text(
                mark.share + (-0.02 if left else 0.02), y, mark.label, color=colour, va="center",
                ha="right" if left else "left", zorder=2,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )  # fmt: skip


def the_table(axes: Axes, table: pd.DataFrame, bar: float) -> None:
    """A table of sensitivity: a row per variation, joined to the base; beyond the bar with a cross."""
    base = float(table.loc[0, "share"])
    names = fall.assumption_words()
    labels = [_("as reported")] + [
        f"{names[row.assumption]} {fall.value_words(row.assumption, row.value)}"
        for row in table.iloc[1:].itertuples()
    ]
    with charts.style():
        shares = [float(share) for share in table["share"]]
        over = [(share >= bar) != (base >= bar) for share in shares]
        # One artist for all marks of a kind: each costs a millisecond of a redraw.
        for turned, colour, marker, size in ((False, BLUE, "o", 7), (True, RUST, "X", 9)):
            places = [place for place in range(1, len(shares)) if over[place] == turned]
            xs = [x for place in places for x in (base, shares[place], math.nan)]
            axes.plot(
                xs, [y for place in places for y in (place,) * 3], color=colour, linewidth=1.6
            )
            axes.plot(
                [shares[place] for place in places], places, marker, color=colour, markersize=size
            )
        axes.plot([base], [0], "D", color=BLUE, markersize=9)
        for place, share in enumerate(shares):
            axes.text(
                max(share, base) + 0.025, place, per_cent(share, int(abs(share - bar) < 0.01)), va="center",
                color=RUST if over[place] else BLUE, fontsize=8.5,
                weight="bold" if over[place] or not place else "normal",
            )  # fmt: skip
        axes.axvline(base, color=charts.FAINT, linewidth=1, zorder=0)
        axes.axvline(bar, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
        axes.set(xlim=(0, 1), ylim=(len(labels) - 0.5, -0.6))
        # Texts, not tick labels: matplotlib measures each tick label three times.
        for place, label in enumerate(labels):
            axes.text(-0.015, place, label, ha="right", va="center")
        axes.set_yticks([])
        ticks = [0, 0.5, 1]
        axes.set_xticks(ticks, [per_cent(tick) for tick in ticks])
        axes.set_xlabel(_("share of the fall that came before"))


def the_curve(axes: Axes, table: pd.DataFrame, bar: float) -> None:
    """All combinations, from least to most, those beyond the bar in another colour and shape."""
    shares = table["share"]
    beyond = shares >= bar
    with charts.style():
        for chosen, colour, marker in ((~beyond, BLUE, "o"), (beyond, RUST, "X")):
            axes.plot(shares.index[chosen], shares[chosen], marker, color=colour, markersize=4)
        axes.axhline(bar, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
        axes.set(xlim=(-1.5, len(shares) + 0.5), ylim=(0, 1))
        ticks = [0, 0.5, 1]
        axes.set_yticks(ticks, [per_cent(tick) for tick in ticks])
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)


def the_choices(axes: Axes, table: pd.DataFrame, grid: Mapping[str, Sequence[object]]) -> None:
    """Under a specification curve: which choice each of its points made."""
    names = fall.assumption_words()
    rows = [(name, value) for name, values in grid.items() if len(values) > 1 for value in values]
    with charts.style():
        for place, (name, value) in enumerate(rows):
            inside = table.index[table[name] == value]
            axes.plot(inside, [place] * len(inside), "|", color=charts.INK, markersize=5)
            if place and rows[place - 1][0] != name:
                axes.axhline(place - 0.5, color=charts.FAINT, linewidth=0.8)
        axes.set(xlim=(-1.5, len(table) + 0.5), ylim=(len(rows) - 0.4, -0.6))
        axes.set_yticks(
            range(len(rows)),
            [f"{names[name]} {fall.value_words(name, value)}" for name, value in rows],
        )
        axes.tick_params(length=0)
        axes.set_xticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)


def the_objections(axes: Axes, asked: Sequence[sentences.Objection]) -> None:
    """What three readers ask: a tick where the sentence has answered, an open ring where not."""
    readers = sentences.reader_words()
    with charts.style():
        row, last = 0, ""
        for one in asked:
            if one.reader != last:
                axes.text(0, row, readers[one.reader], weight="bold", va="center")
                row, last = row + 1, one.reader
            colour = BLUE if one.met else RUST
            axes.plot(
                [0.03], [row], marker="o", markersize=8, color=colour, linestyle="none",
                markerfacecolor=colour if one.met else "white", markeredgewidth=1.8,
            )  # fmt: skip
            axes.text(
                0.07, row, one.text, va="center", color=charts.QUIET if one.met else charts.INK
            )
            axes.text(
                1, row, _("answered") if one.met else _("open"), va="center", ha="right", color=colour,
                weight="normal" if one.met else "bold",
            )  # fmt: skip
            row += 1
        axes.set(xlim=(0, 1), ylim=(row - 0.4, -0.6))
        axes.axis("off")

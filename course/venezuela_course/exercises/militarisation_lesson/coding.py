"""An invented coding, and what its weights decide: the triangle of weights, and the paths of an index."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.militarisation_lesson.words import indicator_words, onset_word
from venezuela_course.language import _
from venezuela_course.models.composite_index import CLOSE
from venezuela_course.models.militarisation import NEVER, index_path

CODING = "lesson-1-coding"

#: The threshold that the figure and the first picture of each exploration use.
THRESHOLD = 0.6


@dataclass(frozen=True)
class Coding:
    """Scores of indicators at dates.

    Attributes
    ----------
    indicators : tuple of str
    dates : tuple of str
    scores : tuple of tuple of float, shape (n_dates, n_indicators)
        From 0 to 2; NaN where an indicator was not assessed.
    """

    indicators: tuple[str, ...]
    dates: tuple[str, ...]
    scores: tuple[tuple[float, ...], ...]

    def with_gaps_as_zero(self) -> Coding:
        """The same coding with 0 written where nothing was assessed, which is a mistake."""
        filled = tuple(tuple(0.0 if math.isnan(s) else s for s in row) for row in self.scores)
        return Coding(self.indicators, self.dates, filled)

    def gaps(self) -> list[tuple[str, str]]:
        """Dates and indicators not assessed."""
        return [
            (date, indicator)
            for date, row in zip(self.dates, self.scores, strict=True)
            for indicator, score in zip(self.indicators, row, strict=True)
            if math.isnan(score)
        ]


@cache
def invented_coding(exercise: str = CODING) -> Coding:
    """An invented coding from ``teaching_values``.

    Parameters
    ----------
    exercise : str
        Whose values; rows whose parameter is a year are scores, a year without a row is a gap.

    Returns
    -------
    Coding
        Indicators in the order of the table, dates in the order of time.
    """
    rows = seeds.teaching_values(exercise)
    rows = rows[rows["parameter"].str.fullmatch(r"\d{4}")]
    indicators = tuple(dict.fromkeys(rows["item"].astype(str)))
    dates = tuple(sorted(set(rows["parameter"].astype(str))))
    known = {
        (str(row.item), str(row.parameter)): float(str(row.value)) for row in rows.itertuples()
    }
    scores = tuple(
        tuple(known.get((indicator, date), math.nan) for indicator in indicators) for date in dates
    )
    return Coding(indicators, dates, scores)


def onsets(made: Coding, weights: Any, rule: str, threshold: float) -> list[str]:
    """The onset under each of several sets of weights: `onset`, for many paths at once.

    Parameters
    ----------
    made : Coding
    weights : array_like of float, shape (n_draws, n_indicators)
    rule : {"additive", "geometric", "weakest"}
    threshold : float

    Returns
    -------
    list of str
        A date or `NEVER` for each draw.
    """
    with np.errstate(invalid="ignore"):
        reached = index_path(made.scores, weights, rule) >= threshold - CLOSE
    first = np.where(reached.any(axis=1), reached.argmax(axis=1), len(made.dates))
    names = (*made.dates, NEVER)
    return [names[at] for at in first.tolist()]


def shares(found: Sequence[Hashable], dates: Sequence[str]) -> dict[str, float]:
    """Share of each onset among several, dates in the order of time and never last.

    Parameters
    ----------
    found : sequence
        Onsets.
    dates : sequence of str

    Returns
    -------
    dict of str to float
        Only those that occur.
    """
    counted = {one: found.count(one) / len(found) for one in (*dates, NEVER)}
    return {one: share for one, share in counted.items() if share > 0}


# Drawing -------------------------------------------------------------------------------------------

#: Colour, hatch and marker of each onset, by its place among the dates; never comes last.
LOOKS = (
    ("#DDDDDD", "", "."),
    (charts.PALETTE["sky blue"], "", "o"),
    (charts.PALETTE["yellow"], "....", "^"),
    (charts.PALETTE["orange"], "", "s"),
    (charts.PALETTE["bluish green"], "xxxx", "D"),
    (charts.PALETTE["reddish purple"], "||||", "v"),
)
LOOK_OF_NEVER = ("#FFFFFF", "////", "x")

_HEIGHT = math.sqrt(3) / 2


def look(found: Hashable, dates: Sequence[str]) -> tuple[str, str, str]:
    """Colour, hatch and marker of an onset."""
    return LOOK_OF_NEVER if found == NEVER else LOOKS[list(dates).index(str(found)) % len(LOOKS)]


def on_triangle(weights: Any) -> tuple[Any, Any]:
    """Where weights of three indicators lie in a triangle of side one.

    Parameters
    ----------
    weights : array_like of float, shape (n, 3)
        Rows that sum to one: of the lower left, the lower right and the upper corner.

    Returns
    -------
    tuple of two numpy.ndarray, shape (n,)
        Horizontal and vertical place.
    """
    given = np.asarray(weights, dtype=float)
    return given[:, 1] + given[:, 2] / 2, given[:, 2] * _HEIGHT


def draw_frame(axes: Any, indicators: Sequence[str]) -> None:
    """Draw the triangle with the name of an indicator at each corner."""
    words = indicator_words()
    axes.plot([0, 1, 0.5, 0], [0, 0, _HEIGHT, 0], color=charts.INK, linewidth=1.2, zorder=4)
    for (x, y), side, indicator in zip(
        ((0, -0.02), (1, -0.02), (0.5, _HEIGHT + 0.02)),
        ("top", "top", "bottom"),
        indicators,
        strict=True,
    ):
        axes.text(
            x, y, _("all weight on {indicator}").format(indicator=words[indicator]),
            ha="center", va=side, fontsize=8.5,
        )  # fmt: skip


@cache
def _lattice(steps: int) -> Any:
    """Weights spread evenly over the triangle; shape (n, 3)."""
    return np.array(
        [
            ((a + 1 / 3) / steps, (b + 1 / 3) / steps, 1 - (a + b + 2 / 3) / steps)
            for a in range(steps)
            for b in range(steps - a)
        ]
    )


def even_shares(made: Coding, rule: str, threshold: float) -> dict[str, float]:
    """Share of the triangle that each onset covers, all weights being equally likely."""
    return shares(onsets(made, _lattice(120), rule, threshold), made.dates)


def triangle_of_weights() -> charts.Picture:
    """Every way to weight three indicators, and the onset that each way leads to."""
    made = invented_coding()
    figure = charts.figure(8, 4.4, margins=charts.Margins(0.3, 2.6, 0.5, 0.5))
    axes = figure.axes[0]
    x, y = np.meshgrid(np.linspace(0, 1, 301), np.linspace(0, _HEIGHT, 261))
    top = y / _HEIGHT
    right = x - top / 2
    weights = np.stack([1 - right - top, right, top], axis=-1)
    inside = (weights >= -1e-9).all(axis=-1)
    flat = np.clip(weights[inside], 0, 1)
    found = np.array(onsets(made, flat, "additive", THRESHOLD))
    covered = even_shares(made, "additive", THRESHOLD)
    with charts.style():
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set(xlim=(-0.08, 1.08), ylim=(-0.1, _HEIGHT + 0.08))
        for one in covered:
            colour, hatch, _marker = look(one, made.dates)
            mask = np.zeros(x.shape)
            mask[inside] = found == one
            axes.contourf(x, y, mask, levels=[0.5, 1.5], colors=[colour], hatches=[hatch or None])
            centre = flat[found == one].mean(axis=0)
            at = on_triangle(centre[None, :])
            axes.text(
                at[0][0], at[1][0], onset_word(one), ha="center", va="center", weight="bold",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=5,
            )  # fmt: skip
        middle = on_triangle([[1 / 3, 1 / 3, 1 / 3]])
        axes.plot(*middle, marker="o", color=charts.INK, markersize=6, zorder=6)
        charts.label(axes, middle[0][0], middle[1][0], _("equal weights"), side="below")
        draw_frame(axes, made.indicators)
        figure.text(
            0.012,
            0.945,
            _("Which year did it begin? A map of all weights"),
            weight="bold",
            size=10.5,
        )
        for line, (one, share) in enumerate(covered.items()):
            figure.text(
                0.74,
                0.72 - 0.075 * line,
                _("{onset}: {share:.0%} of all weights").format(onset=onset_word(one), share=share),
            )
    charts.source(
        figure,
        _(
            "invented coding, teaching_values {name}; additive rule, threshold {threshold:g}; computed "
            "with models.militarisation"
        ).format(name=CODING, threshold=THRESHOLD),
    )
    return charts.show(
        figure,
        _(
            "Triangle of all weights for three indicators ({indicators}), divided by the onset they lead "
            "to under the additive rule at a threshold of {threshold:g}: {shares}. Equal weights lead to "
            "{equal}. The coding is invented."
        ).format(
            indicators=", ".join(indicator_words()[one] for one in made.indicators),
            threshold=THRESHOLD,
            shares=", ".join(f"{onset_word(one)} {share:.0%}" for one, share in covered.items()),
            equal=onset_word(onsets(made, [[1, 1, 1]], "additive", THRESHOLD)[0]),
        ),
    )

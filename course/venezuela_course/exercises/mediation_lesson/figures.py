"""The figures of the lesson: drawn once, stored in the notebook, each with its words and source."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from venezuela_course import charts, seeds
from venezuela_course.exercises.mediation_lesson.claims import claimed
from venezuela_course.exercises.mediation_lesson.words import act_words, count_words
from venezuela_course.language import _

#: How a candidate, or an invented one, is drawn: colour of areas, colour of text, hatch.
LOOKS = {
    "gonzalez": (charts.PALETTE["blue"], "#0072B2", ""),
    "maduro": (charts.PALETTE["orange"], "#8A5A00", "////"),
}


# 4.1 Five acts ------------------------------------------------------------------------------------


class Act(NamedTuple):
    """One act of one actor on one day, with the row of evidence that says so."""

    day: str
    actor: str
    act: str
    reference: str


def recorded_acts() -> list[Act]:
    """What named actors did between 29 July and 24 August 2024, in order of time.

    Returns
    -------
    list of Act
        `act` is a key of `act_words`.
    """
    return [
        Act("2024-07-29", _("Electoral council"), "winner", "T-2024-07-29-cne-first-bulletin"),
        Act("2024-07-29", _("Russia, China, four others"), "recognises", "X-093"),
        Act("2024-07-30", _("Opposition, with sheets"), "winner", "T-2024-07-30-tally-sheets"),
        Act("2024-07-30", _("Peru"), "recognises", "X-068"),
        Act("2024-07-30", _("Carter Center"), "cannot", "T-2024-07-30-tally-sheets"),
        Act("2024-07-31", _("17 states, OAS"), "records", "roll_call_totals:2024-07-31"),
        Act("2024-07-31", _("11 states, OAS"), "abstains", "roll_call_totals:2024-07-31"),
        Act("2024-07-31", _("5 states, OAS"), "away", "roll_call_totals:2024-07-31"),
        Act("2024-08-01", _("United States"), "winner", "X-069"),
        Act("2024-08-01", _("Brazil, Colombia, Mexico"), "records", "T-2024-08-01-trio-statement"),
        Act("2024-08-02", _("Electoral council"), "winner", "T-2024-08-02-cne-second-bulletin"),
        Act("2024-08-02", _("Argentina"), "recognises", "X-070"),
        Act("2024-08-15", _("Brazil's president"), "cannot", "X-078"),
        Act("2024-08-16", _("OAS, by consensus"), "records", "X-076"),
        Act("2024-08-16", _("Mexico, three others"), "away", "X-076"),
        Act("2024-08-22", _("Supreme Court"), "winner", "T-2024-08-22-tsj-ruling"),
        Act("2024-08-24", _("Brazil, Colombia"), "records", "T-2024-08-24-lula-petro"),
    ]


#: Marker and colour of each act, so that a column is told by shape as well as by place.
_ACT_LOOKS = {
    "winner": ("s", "#B04A00"),
    "recognises": ("D", "#8A3F68"),
    "records": ("^", "#00664B"),
    "abstains": ("o", charts.QUIET),
    "away": ("_", charts.QUIET),
    "cannot": ("X", "#0072B2"),
}


def picture_of_acts() -> charts.Picture:
    """Four weeks of statements, each in the column of the act that it is."""
    acts = recorded_acts()
    words = act_words()
    figure = charts.figure(
        8, 0.225 * len(acts) + 1.12, margins=charts.Margins(2.35, 0.1, 0.72, 0.4)
    )
    axes = figure.axes[0]
    places = {act: place for place, act in enumerate(words)}
    with charts.style():
        for row in range(0, len(acts), 2):
            axes.axhspan(row - 0.5, row + 0.5, color=charts.STRIPE, linewidth=0)
        for act, (marker, colour) in _ACT_LOOKS.items():
            rows = [row for row, one in enumerate(acts) if one.act == act]
            axes.plot(
                [places[act]] * len(rows),
                rows,
                marker,
                color=colour,
                markersize=8,
                markeredgewidth=2 if marker == "_" else 1,
                markerfacecolor="white" if act == "abstains" else colour,
            )
            axes.text(
                places[act],
                -0.75,
                textwrap.fill(words[act], 13),
                ha="center",
                va="bottom",
                color=colour,
                weight="bold",
                fontsize=8,
            )
        axes.set(xlim=(-0.5, len(words) - 0.5), ylim=(len(acts) - 0.5, -0.5))
        axes.set_yticks(
            range(len(acts)), [f"{one.day[5:]}  {one.actor}" for one in acts], fontsize=8.5
        )
        axes.xaxis.set_visible(False)
        axes.tick_params(axis="y", length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.vlines(
            [place - 0.5 for place in range(1, len(words))],
            -0.5,
            len(acts) - 0.5,
            color=charts.FAINT,
            linewidth=0.7,
        )
    charts.source(
        figure,
        _(
            "timeline, roll_call_totals and external_facts; month and day of 2024 stand before each name"
        ),
    )
    return charts.show(
        figure,
        _("Seventeen acts from 29 July to 24 August 2024 by kind. ")
        + " ".join(f"{one.day}, {one.actor}: {words[one.act]}." for one in acts),
    )


# 4.2 Missing sheets -------------------------------------------------------------------------------


def coverage_by_state() -> charts.Picture:
    """How many of each state's tables the opposition's sheets cover."""
    states = seeds.election_2024_states().sort_values("coverage_pct", ascending=False)
    names = list(states["state"])
    share = [float(value) for value in states["tables_in_sheets"] / states["tables_total"]]
    totals = [int(value) for value in states["tables_total"]]
    covered = [int(value) for value in states["tables_in_sheets"]]
    overall = sum(covered) / sum(totals)
    figure = charts.figure(
        7.6, 0.225 * len(names) + 1.3, margins=charts.Margins(1.3, 1.75, 0.6, 0.6)
    )
    axes = figure.axes[0]
    rows = list(range(len(names)))
    with charts.style():
        axes.barh(
            rows,
            [1 - one for one in share],
            left=share,
            height=0.68,
            color="white",
            edgecolor="#A6A6A6",
            hatch="////",
            linewidth=0.6,
        )
        axes.barh(rows, share, height=0.68, color=charts.PALETTE["sky blue"])
        for row, has, of, part in zip(rows, covered, totals, share, strict=True):
            axes.text(
                1.015,
                row,
                _("{part:.0%}: {has:,} of {of:,}").format(part=part, has=has, of=of),
                va="center",
                fontsize=8,
            )
        axes.axvline(overall, color=charts.INK, linewidth=1.2)
        axes.text(
            overall,
            -0.85,
            _("all states together {share:.1%}").format(share=overall),
            ha="center",
            va="bottom",
            fontsize=8.5,
        )
        axes.set(xlim=(0, 1), ylim=(len(names) - 0.4, -0.8))
        axes.set_yticks(rows, names, fontsize=8.5)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.tick_params(axis="y", length=0)
        axes.text(
            0.0,
            1.055,
            _("Tables covered by the opposition's sheets"),
            transform=axes.transAxes,
            weight="bold",
            fontsize=10.5,
            va="bottom",
        )
    charts.source(
        figure,
        _(
            "election_2024_states: what the opposition published by 2 August 2024, over tables in total "
            "as its site of 17 August gives them. Hatched: no sheet published."
        ),
    )
    lowest, highest = names[-1], names[0]
    return charts.show(
        figure,
        _(
            "Bars for {n} states. The opposition's sheets cover {overall:.1%} of all tables, between "
            "{low:.0%} in {lowest} and {high:.0%} in {highest}. In number of tables without a "
            "sheet: {most}."
        ).format(
            n=len(names),
            overall=overall,
            low=share[-1],
            lowest=lowest,
            high=share[0],
            highest=highest,
            most=_most_missing(names, covered, totals),
        ),
    )


def _most_missing(names: Sequence[str], covered: Sequence[int], totals: Sequence[int]) -> str:
    missing = sorted(
        ((of - has, name) for name, has, of in zip(names, covered, totals, strict=True)),
        reverse=True,
    )
    return ", ".join(f"{name} {number}" for number, name in missing[:4])


def ranges_of_the_counts(size_ratio: float = 1.0) -> charts.Picture:
    """Each side's own count with the range that its own missing sheets leave open.

    Parameters
    ----------
    size_ratio : float, default 1
        Valid votes on a missing sheet, as a multiple of those on a covered one.
    """
    from venezuela_course.models.mediation import share_bounds, vote_coverage

    names = {"gonzalez": _("González"), "maduro": _("Maduro")}
    counts = [claimed(key) for key in ("cne_bulletin_1", "cne_bulletin_2", "opposition_sheets")]
    figure = charts.figure(7.6, 3.75, margins=charts.Margins(0.25, 0.25, 0.45, 0.95))
    axes = figure.axes[0]
    told = []
    with charts.style():
        for block, count in enumerate(counts):
            shares = {key: count.share(key) for key in count.votes}
            bounds = share_bounds(shares, vote_coverage(count.coverage, size_ratio))
            top = 3 * block
            axes.text(
                0.0,
                top - 0.72,
                _("{who}: {coverage} of the sheets, as claimed").format(
                    who=count_words()[count.identifier],
                    coverage=f"{100 * count.coverage:.4g} %",
                ),
                va="center",
                fontsize=8.8,
                weight="bold",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
            for line, key in enumerate(names):
                fill, colour, hatch = LOOKS[key]
                low, high = bounds[key].low, bounds[key].high
                axes.barh(
                    [top + 0.72 * line],
                    [high - low],
                    left=low,
                    height=0.5,
                    color=fill,
                    hatch=hatch,
                    edgecolor="white",
                    linewidth=0,
                )
                axes.text(
                    high + 0.012,
                    top + 0.72 * line,
                    f"{names[key]} {100 * low:.1f}–{100 * high:.1f} %",
                    va="center",
                    color=colour,
                    fontsize=8.5,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                )
                told.append(
                    f"{count_words()[count.identifier]}, {names[key]}: "
                    f"{100 * low:.1f} to {100 * high:.1f} %."
                )
        axes.set(ylim=(7.4, -1.2), xlim=(0, 1), xlabel=_("share of all valid votes"))
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.grid(axis="x")
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        axes.set_title(_("What each count leaves open, if it is true as far as it goes"))
    charts.source(
        figure,
        _(
            "election_2024, computed with models.mediation. Conditions: the covered votes are as "
            "claimed, and a missing sheet holds as many votes as a covered one. Council and opposition "
            "contradict each other: at most one of the two can be right."
        ),
    )
    return charts.show(
        figure,
        _(
            "Ranges for two candidates under three claimed counts, if each is true as far as it goes and "
            "missing sheets are as large as covered ones. "
        )
        + " ".join(told),
    )


# 4.3 Audits ---------------------------------------------------------------------------------------

#: Shares of altered sheets in the figure; the assignment has others.
ALTERED = (0.02, 0.04, 0.2)


def detection_by_sample() -> charts.Picture:
    """How likely a sample is to contain at least one altered sheet."""
    from venezuela_course.models.mediation import detection_probability

    sizes = list(range(0, 201, 2))
    figure = charts.figure(7, 3.2, margins=charts.Margins(0.65, 0.3, 0.45, 0.85))
    axes = figure.axes[0]
    looks = (("#0072B2", "-"), ("#B04A00", "-."), ("#00664B", (0, (4, 2))))
    told = []
    with charts.style():
        axes.axhline(0.95, color=charts.QUIET, linewidth=1, linestyle=(0, (1, 2)))
        for share, (colour, line) in zip(ALTERED, looks, strict=True):
            curve = [float(detection_probability(size, share)) for size in sizes]
            axes.plot(sizes, curve, color=colour, linestyle=line)
            place = next(place for place, value in enumerate(curve) if value > 0.62)
            axes.text(
                sizes[place],
                curve[place],
                f"{share:.0%}",
                ha="center",
                va="center",
                color=colour,
                weight="bold",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
            )
            told.append(
                _(
                    "With {share:.0%} of the sheets altered, 50 sheets find one with probability {p:.0%}."
                ).format(share=share, p=float(detection_probability(50, share)))
            )
        axes.set(xlim=(0, 200), ylim=(0, 1.02), xlabel=_("sheets drawn at random"))
        axes.set_yticks([0, 0.25, 0.5, 0.75, 0.95], ["0", "25 %", "50 %", "75 %", "95 %"])
        axes.grid(axis="x")
        axes.set_title(_("Chance of finding an altered sheet, by the share altered"))
    charts.source(
        figure,
        _("computed with models.mediation: 1 − (1 − share altered) to the power of the sample"),
    )
    return charts.show(figure, " ".join(told))


# 4.4 Forensics ------------------------------------------------------------------------------------

_ROUNDNESS = ("cne_bulletin_1", "cne_bulletin_2", "opposition_sheets", "opposition_site")


def distance_to_a_round_share(votes: int, valid: int, places: int = 1) -> float:
    """How far a count is from the nearest count that a rounded percentage would give.

    Parameters
    ----------
    votes, valid : int
        One candidate's votes, and all valid votes.
    places : int, default 1
        Decimal places of the percentage.

    Returns
    -------
    float
        Votes, signed, as a part of half the distance between two neighbouring round shares: in
        [-1, 1], and at most a vote's breadth from zero if the count is that of a round share.
    """
    step = valid / 10 ** (2 + places)
    return (votes - round(votes / step) * step) / (step / 2)


def roundness() -> charts.Picture:
    """How far each published count lies from the nearest share with one decimal."""
    figure = charts.figure(7.6, 3.1, margins=charts.Margins(2.75, 0.35, 0.45, 0.9))
    axes = figure.axes[0]
    told = []
    with charts.style():
        axes.axvline(0, color=charts.INK, linewidth=1)
        for row, key in enumerate(_ROUNDNESS):
            count = claimed(key)
            distances = [
                distance_to_a_round_share(votes, count.valid) for votes in count.votes.values()
            ]
            # Dots at the same place would hide one another: neighbours stand at three heights.
            stacked = sorted(distances)
            heights = [row + (-0.17, 0.0, 0.17)[place % 3] for place in range(len(stacked))]
            exact = key == "cne_bulletin_1"
            axes.plot(
                stacked,
                heights,
                "D" if exact else "o",
                color="#B04A00" if exact else charts.PALETTE["blue"],
                markersize=6 if exact else 5,
                alpha=1 if exact else 0.85,
            )
            told.append(
                _("{who}: {n} counts, at {list}.").format(
                    who=count_words()[key],
                    n=len(stacked),
                    list=", ".join(f"{value:+.2f}" for value in stacked),
                )
            )
        axes.set(xlim=(-1, 1), ylim=(len(_ROUNDNESS) - 0.5, -0.5))
        axes.set_yticks(
            range(len(_ROUNDNESS)),
            [count_words()[key].replace(", ", ",\n", 1) for key in _ROUNDNESS],
            fontsize=8.5,
        )
        axes.set_xticks(
            [-1, 0, 1],
            [
                _("half a step below"),
                _("exactly a share\nwith one decimal"),
                _("half a step above"),
            ],
        )
        axes.tick_params(axis="y", length=0)
        for tick, side in zip(axes.get_xticklabels(), ("left", "center", "right"), strict=True):
            tick.set(horizontalalignment=side)
        axes.grid(axis="x")
        axes.set_title(_("How far from a round percentage?"))
    charts.source(
        figure,
        _(
            "election_2024: every candidate, or group of candidates, for whom the claimant gives a count"
        ),
    )
    return charts.show(
        figure,
        _(
            "Distance of each published count from the nearest count that a percentage with one decimal "
            "would give, as a part of half a step. "
        )
        + " ".join(told),
    )


# 4.5 Promises -------------------------------------------------------------------------------------


def amnesty_and_trust() -> charts.Picture:
    """A larger amnesty asks for less trust, and gives more reason to break it."""
    from venezuela_course.exercises.mediation_lesson.explorations import (
        OWN_COST,
        PROSECUTION,
        TEMPTATION_AT_ZERO,
        TEMPTATION_SLOPE,
    )
    from venezuela_course.models.mediation import least_credibility

    stay, third = 20, 15
    sizes = [size / 2 for size in range(40, 201)]
    needed = [least_credibility(size, PROSECUTION, stay) for size in sizes]
    figure = charts.figure(7.6, 3.1, 1, 2, margins=charts.Margins(0.6, 0.25, 0.6, 0.85))
    left, right = figure.axes
    ticks = [0, 25, 50, 75, 100]
    with charts.style():
        left.plot(sizes, needed, color=charts.PALETTE["blue"])
        left.set(xlim=(0, 100), ylim=(0, 1.02), xlabel=_("size of the amnesty, points"))
        left.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        left.grid(axis="y")
        left.set_title(_("Trust that the incumbent needs"))
        left.text(
            10,
            0.5,
            _("too small to be wanted"),
            fontsize=8.5,
            color=charts.QUIET,
            rotation=90,
            ha="center",
            va="center",
        )
        left.axvline(20, color=charts.QUIET, linewidth=1, linestyle=(0, (1, 2)))
        gains = [TEMPTATION_AT_ZERO + TEMPTATION_SLOPE * size for size in (0, 100)]
        right.plot([0, 100], gains, color="#B04A00")
        charts.label(right, 97, gains[1] - 1, _("breaking it brings"), "#B04A00", side="left")
        for level, words, at, side in (
            (OWN_COST, _("breaking it costs"), 99, "right"),
            (OWN_COST + third, _("with a third party"), 1.5, "left"),
        ):
            right.axhline(level, color=charts.INK, linewidth=1.2, linestyle=(0, (5, 3)))
            right.text(at, level + 0.7, words, va="bottom", ha=side, fontsize=8.5)
        right.set(xlim=(0, 100), ylim=(0, 46), xlabel=_("size of the amnesty, points"))
        right.set_title(_("Reasons of the successor, points"))
        for axes in (left, right):
            axes.set_xticks(ticks)
    charts.source(figure, _("invented values, computed with models.mediation; they measure nobody"))
    crossing = [
        (level - TEMPTATION_AT_ZERO) / TEMPTATION_SLOPE for level in (OWN_COST, OWN_COST + third)
    ]
    return charts.show(
        figure,
        _(
            "Invented values. Left: the probability of a kept promise at which the incumbent "
            "leaves falls from "
            "100 per cent at an amnesty of 20 points to {last:.0%} at 100. Right: what breaking "
            "the promise "
            "brings the successor rises with the amnesty; it passes what breaking costs at "
            "{alone:.0f} points, "
            "and at {both:.1f} with a third party's cost added."
        ).format(last=needed[-1], alone=crossing[0], both=crossing[1]),
    )


# 4.6 A deal nobody loves --------------------------------------------------------------------------


def cloud_of_packages() -> charts.Picture:
    """All packages of the lesson's table, with three ways to choose one."""
    from venezuela_course.exercises.mediation_lesson.bargain import (
        SIMPLE_PACKAGES,
        bargain,
        draw_cloud,
        judged,
        place_of,
    )

    figure = charts.figure(6.6, 4.3, margins=charts.Margins(0.75, 0.3, 0.45, 0.85))
    axes = figure.axes[0]
    utilities, efficient = judged()
    draw_cloud(axes, utilities, efficient, bargain().batna)
    names = {
        "split": (_("everything split"), "center", 0, -6),
        "trade": (_("traded: each side wins\nwhat it cares about"), "left", 1, 8),
        "one-sided": (_("one side gets all"), "right", -3, 0),
    }
    told = []
    with charts.style():
        for key, package in SIMPLE_PACKAGES.items():
            words, side, shift, lift = names[key]
            x, y = (100 * utilities[place_of(package)]).tolist()
            axes.plot([x], [y], "D", color=charts.INK, markersize=8)
            axes.text(
                x + shift,
                y + lift,
                words,
                ha=side,
                va="center",
                weight="bold",
                fontsize=8.5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85},
            )
            told.append(f"{words}: {x:.0f}, {y:.0f}.".replace("\n", " "))
        axes.set_title(_("What {n} packages are worth to two sides").format(n=len(utilities)))
    charts.source(figure, _("invented values, computed with models.mediation; they measure nobody"))
    return charts.show(
        figure,
        _(
            "Invented values: {n} packages by worth to each side, from 0 to 100, with what each "
            "side has without "
            "agreement. {efficient} packages are on the frontier. "
        ).format(n=len(utilities), efficient=int(efficient.sum()))
        + " ".join(told),
    )

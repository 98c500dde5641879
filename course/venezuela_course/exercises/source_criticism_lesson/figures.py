"""The figures of the lesson: drawn once, stored in the notebook, each with its words and source."""

from __future__ import annotations

import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.source_criticism_lesson.words import (
    TEXTS,
    kind_words,
    relation_words,
    side_words,
)
from venezuela_course.language import _
from venezuela_course.models.source_criticism_voices import spoken_of, voices

# Dates --------------------------------------------------------------------------------------------

#: The two articles that one file holds under one headline, with the day each was published.
TWO_ARTICLES = (("S003a", 2016 + 7.5 / 12), ("S003b", 2022 + 2.5 / 12))

_FIRST_YEAR = 2010


@cache
def dated(text: str) -> list[tuple[float, float]]:
    """First and last moment, in decimal years, that each dated claim of a text can mean, as written."""
    claims = seeds.claims()
    ours = claims[(claims["source_id"] == text) & claims["date_end"].notna()]
    return [
        (_decimal_year(row.date_start), _decimal_year(row.date_end, end=True))
        for row in ours.itertuples()
    ]


def _decimal_year(day: Any, *, end: bool = False) -> float:
    return float(day.year + (day.day_of_year - (0 if end else 1)) / 366)


def two_dates_one_headline() -> charts.Picture:
    """What the two articles of file 003 speak of, and the day that the headline gives to both."""
    height = 4.4
    figure = charts.figure(8, height, margins=charts.Margins(0.3, 0.3, 0.55, 0.7))
    axes = figure.axes[0]
    says = []
    with charts.style():
        base = 0.0
        for text, published in TWO_ARTICLES:
            spans = sorted(dated(text), key=lambda span: (span[1], span[0]))
            shown = [(max(low, _FIRST_YEAR), high) for low, high in spans if high > _FIRST_YEAR]
            colour = charts.PALETTE["blue"] if text == "S003a" else "#B04A00"
            for place, (low, high) in enumerate(shown):
                y = base - place * 0.01
                axes.plot([low, max(high, low + 0.06)], [y, y], color=colour, linewidth=0.9)
            bottom = base - len(shown) * 0.01
            axes.plot([published] * 2, [base + 0.05, bottom - 0.05], color=charts.INK, linewidth=2)
            axes.text(
                published + (0.12 if text == "S003a" else 0.0),
                base + 0.08,
                _("{text}, written {when}").format(
                    text=text, when="2016-08" if text == "S003a" else "2022-03"
                ),
                weight="bold",
                va="bottom",
                ha="right" if text == "S003b" else "left",
            )
            axes.text(
                _FIRST_YEAR,
                base + 0.08,
                _("{n} dated claims ({earlier} of them older than 2010)").format(
                    n=len(spans), earlier=len(spans) - len(shown)
                ),
                color=colour,
                va="bottom",
            )
            says.append(
                _(
                    "{text}, written in {year}: {n} dated claims, {late} of them reaching past it"
                ).format(
                    text=text,
                    year=int(published),
                    n=len(spans),
                    late=sum(low > published + 0.5 for low, _high in spans),
                )
            )
            if text == "S003a":
                headline = TWO_ARTICLES[1][1]
                axes.plot(
                    [headline] * 2,
                    [base + 0.05, bottom - 0.05],
                    color=charts.QUIET,
                    linewidth=1.6,
                    linestyle=(0, (4, 3)),
                )
                axes.annotate(
                    "",
                    (2017.05, bottom + 0.2),
                    (headline - 0.05, bottom + 0.2),
                    arrowprops={"arrowstyle": "<->", "color": charts.QUIET},
                )
                axes.text(
                    (2017.05 + headline) / 2 - 0.1,
                    bottom + 0.22,
                    _("its headline puts it here →\nof these years it knows only plans"),
                    ha="center",
                    va="bottom",
                    color=charts.QUIET,
                )
            base = bottom - 0.5
        axes.set(xlim=(_FIRST_YEAR - 0.1, 2025), ylim=(base + 0.4, 0.3))
        axes.set_xticks(range(_FIRST_YEAR, 2026, 2))
        axes.grid(axis="x")
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
    figure.text(
        0.012,
        1 - 0.24 / height,
        _("One file, two articles, one headline: what each claim is about"),
        weight="bold",
        fontsize=10.5,
    )
    charts.source(
        figure,
        _(
            "claims, texts S003a and S003b; a line spans the days that a claim's date can mean: a year alone "
            "means all of that year"
        ),
    )
    return charts.show(
        figure,
        "; ".join(says)
        + ". "
        + _(
            "The headline of March 2022 stands above both. Read by it, the first article would be silent "
            "about the last six years before it."
        ),
    )


# Kinds --------------------------------------------------------------------------------------------

_KIND_LOOKS = {
    "event": (charts.PALETTE["blue"], "", "white"),
    "figure": (charts.PALETTE["sky blue"], "....", charts.INK),
    "characterisation": ("#E8E8E8", "", charts.INK),
    "attributed_opinion": (charts.PALETTE["orange"], "////", charts.INK),
    "allegation": ("#B04A00", "", "white"),
    "forecast": ("#FFFFFF", "xxx", charts.INK),
}


def what_each_text_is_made_of() -> charts.Picture:
    """Shares of the six kinds in the five texts."""
    import pandas as pd

    claims = seeds.claims()
    counts = pd.crosstab(claims["source_id"], claims["kind"]).loc[list(TEXTS), list(_KIND_LOOKS)]
    words = kind_words()
    height = 3.35
    figure = charts.figure(8, height, margins=charts.Margins(0.95, 0.45, 0.85, 0.55))
    axes = figure.axes[0]
    with charts.style():
        for row, (_text, numbers) in enumerate(counts.iterrows()):
            left = 0.0
            for kind, number in numbers.items():
                share = number / numbers.sum()
                colour, hatch, ink = _KIND_LOOKS[kind]
                axes.barh(
                    [row],
                    [share],
                    left=left,
                    height=0.72,
                    color=colour,
                    hatch=hatch,
                    edgecolor="white" if hatch in {"", "////"} else "#7A7A7A",
                    linewidth=0.8,
                )
                if share > 0.02:
                    axes.text(
                        left + share / 2,
                        row,
                        str(number),
                        ha="center",
                        va="center",
                        color=ink,
                        fontsize=8.5,
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8}
                        if hatch
                        else None,
                    )
                left += share
            axes.text(1.01, row, str(numbers.sum()), va="center", weight="bold")
        axes.set(xlim=(0, 1), ylim=(len(counts) - 0.5, -0.5))
        axes.set_yticks(
            range(len(counts)), [f"{text}, {TEXTS[str(text)]}" for text in counts.index]
        )
        axes.tick_params(length=0)
        axes.xaxis.set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        _kind_key(figure, words, height)
    figure.text(
        0.012,
        1 - 0.24 / height,
        _("What each text is made of: claims by kind"),
        weight="bold",
        fontsize=10.5,
    )
    charts.source(
        figure, _("claims, the course's coding; CODING.md says by what rules and how surely")
    )
    return charts.show(
        figure,
        _("Claims by kind, text by text. ")
        + "; ".join(
            f"{text}: "
            + ", ".join(f"{number} {words[str(kind)]}" for kind, number in numbers.items())
            for text, numbers in counts.iterrows()
        ),
    )


def _kind_key(figure: Any, words: dict[str, str], height: float) -> None:
    from matplotlib.patches import Rectangle

    x = 0.012
    for kind, (colour, hatch, _ink) in _KIND_LOOKS.items():
        figure.add_artist(
            Rectangle(
                (x, 1 - 0.62 / height),
                0.024,
                0.15 / height,
                facecolor=colour,
                hatch=hatch,
                edgecolor="white" if hatch in {"", "////"} else "#7A7A7A",
                linewidth=0.5,
            )
        )
        figure.text(x + 0.03, 1 - 0.61 / height, words[kind], fontsize=8.5)
        x += 0.05 + 0.0108 * len(words[kind])


# Relations ----------------------------------------------------------------------------------------

#: One example of each relation, none of them among the assignment's claims.
EXAMPLES = (
    ("supports", "S003b-086", "X-018"),
    ("contradicts", "S003a-046", "S003a-049"),
    ("supersedes", "roll_call_totals:2017-06-19", "S001-020"),
    ("duplicates", "S003b-068", "S003b-123"),
    ("same_event", "S003b-008", "S003b-020"),
)
_LINES = {
    "supports": ("-", charts.PALETTE["blue"], "+"),
    "contradicts": ("--", "#B04A00", "≠"),
    "supersedes": ("-", "#8A3F68", "→"),
    "duplicates": (":", charts.QUIET, "="),
    "same_event": ("-.", "#00664B", "∩"),
}


def five_relations() -> charts.Picture:
    """An example of each relation: two statements, and what lies between them."""
    words = relation_words()
    relations = seeds.claim_relations().set_index(["from", "to"])
    height = 5.5
    figure = charts.figure(8, height, margins=charts.Margins(0.1, 0.1, 0.4, 0.35))
    axes = figure.axes[0]
    says = []
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(len(EXAMPLES), -0.05))
        for row, (kind, one, other) in enumerate(EXAMPLES):
            assert relations.loc[(one, other), "type"] == kind
            style, colour, sign = _LINES[kind]
            y = row + 0.5
            if kind == "supersedes":
                axes.annotate(
                    "",
                    (0.645, y),
                    (0.355, y),
                    arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2.2},
                )
            else:
                axes.plot([0.355, 0.645], [y, y], linestyle=style, color=colour, linewidth=2.2)
            axes.text(
                0.5,
                y,
                f"{sign}  {words[kind]}",
                ha="center",
                va="center",
                weight="bold",
                color=colour,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 3},
            )
            for x, reference in ((0.175, one), (0.825, other)):
                wording, written = _statement(reference)
                axes.text(
                    x,
                    y,
                    textwrap.fill(wording, 40) + "\n" + f"[{written}]",
                    ha="center",
                    va="center",
                    fontsize=8.2,
                    linespacing=1.25,
                    bbox={
                        "boxstyle": "round,pad=0.45",
                        "facecolor": "#FAFAFA",
                        "edgecolor": "#A6A6A6",
                    },
                )
            says.append(f"{one} {words[kind]} {other}")
    figure.text(
        0.012,
        1 - 0.22 / height,
        _("Five ways in which two statements can bear on one another"),
        weight="bold",
        fontsize=10.5,
    )
    charts.source(figure, _("claim_relations, and the rows that it names"))
    return charts.show(
        figure, _("Five pairs of statements: {pairs}.").format(pairs="; ".join(says))
    )


def _statement(reference: str) -> tuple[str, str]:
    """A row's wording, short enough for a box, and its id."""
    row = seeds.resolve(reference).iloc[0]
    if reference.startswith("roll_call_totals"):
        return (
            _("19 June 2017: {yes} votes in favour, {needed} needed; not adopted").format(
                yes=row["n_for"], needed=row["votes_needed"]
            ),
            reference,
        )
    wording = row["claim"] if "claim" in row.index else row["statement"]
    return wording, reference


# Slips --------------------------------------------------------------------------------------------

#: Where on its way a wording can have been damaged: 'open' where it may have been, 'cleared' where a copy
#: of the original, or reports of the day, show it still sound. Read from the caveats of the claims.
STATIONS = ("speaker", "reporter", "translation", "reprint")
SLIPS = {
    "S000-001": ("", "cleared", "open", "open"),
    "S000-011": ("cleared", "cleared", "open", "open"),
    "S000-017": ("", "cleared", "open", "open"),
    "S000-024": ("", "open", "open", "open"),
    "S000-038": ("cleared", "open", "open", "open"),
    "S000-066": ("open", "open", "open", "open"),
}


_SLIP_SIGNS = {"cleared": "✓", "open": "○"}


def slip_words() -> dict[str, str]:
    return {
        "S000-001": _("Dateline Caracas; copies of the original say Miami"),
        "S000-011": _("Distrust of a president; the original has misgivings held by him"),
        "S000-017": _("The firm “Aurora Marco”; its name is Aurora Macro"),
        "S000-024": _("“Minutes” here, “tally sheets” further down: one object"),
        "S000-038": _("Lula “agrees” to a new vote; reports have him float the idea"),
        "S000-066": _("“A military coup in 2021”: no such event is on record"),
    }


def station_words() -> dict[str, str]:
    return {
        "speaker": _("speaker"),
        "reporter": _("reporter"),
        "translation": _("translation"),
        "reprint": _("reprint"),
    }


def where_a_wording_breaks() -> charts.Picture:
    """The way of a wording from a speaker to the page, and six places where S000 shows damage."""
    words, stations = slip_words(), station_words()
    height = 3.7
    figure = charts.figure(8, height, margins=charts.Margins(0.1, 0.1, 0.45, 0.4))
    axes = figure.axes[0]
    columns = dict(zip(STATIONS, (0.565, 0.69, 0.82, 0.945), strict=True))
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(len(SLIPS) + 0.15, -1.25))
        for one, other in pairwise(STATIONS):
            axes.annotate(
                "",
                (columns[other] - 0.055, -0.72),
                (columns[one] + 0.055, -0.72),
                arrowprops={"arrowstyle": "-|>", "color": charts.QUIET},
            )
        for station, x in columns.items():
            axes.text(x, -0.72, stations[station], ha="center", va="center", weight="bold")
        for row, (reference, marks) in enumerate(SLIPS.items()):
            if row % 2 == 0:
                axes.axhspan(row - 0.45, row + 0.45, color=charts.STRIPE, linewidth=0)
            axes.text(0.008, row, reference, va="center", weight="bold", fontsize=8.5)
            axes.text(0.1, row, textwrap.fill(words[reference], 50), va="center", fontsize=8.5)
            for station, mark in zip(STATIONS, marks, strict=True):
                if mark:
                    axes.text(
                        columns[station],
                        row,
                        _SLIP_SIGNS[mark],
                        ha="center",
                        va="center",
                        fontsize=13,
                        color=charts.PALETTE["blue"] if mark == "cleared" else "#B04A00",
                    )
        y = len(SLIPS) - 0.1
        axes.text(
            0.98,
            y,
            _("{cleared} shown sound by a check      {open} may have broken here").format(
                **_SLIP_SIGNS
            ),
            ha="right",
            va="center",
        )
    figure.text(
        0.012,
        1 - 0.22 / height,
        _("Six damaged wordings in S000, and where each may have broken"),
        weight="bold",
        fontsize=10.5,
    )
    charts.source(figure, _("claims: caveats of the claims named; the course's reading"))
    return charts.show(
        figure,
        _("Six wordings of S000, from the speaker over reporter and translation to the reprint. ")
        + "; ".join(
            f"{reference}: "
            + ", ".join(
                f"{stations[station]} {_('sound') if mark == 'cleared' else _('possible')}"
                for station, mark in zip(STATIONS, marks, strict=True)
                if mark
            )
            for reference, marks in SLIPS.items()
        )
        + ".",
    )


# Voices -------------------------------------------------------------------------------------------

#: The entities that stand for a party that is spoken of.
PARTIES = {
    "government": (
        "Nicolás Maduro",
        "Government of Venezuela",
        "Vladimir Padrino López",
        "Hugo Chávez",
    ),
    "opposition": (
        "Venezuelan opposition",
        "Juan Guaidó",
        "MUD",
        "Edmundo González",
        "Leopoldo López",
        "Voluntad Popular",
    ),
    "united_states": ("United States", "Joe Biden", "Donald Trump"),
}
#: Sides in the order of the lanes: those that say most first.
LANES = (
    "writer",
    "academic",
    "government",
    "unknown",
    "united_states",
    "organisation",
    "opposition",
    "joint",
    "regional",
)
_GAP = 12  # places left free between two texts
_WRITER = "#9A9A9A"
_FINDING = "#B04A00"


@cache
def all_voices() -> Any:
    """Every claim with its asserter's side, in the order of reading: texts by age, claims as printed."""
    joined = voices(seeds.claims(), seeds.asserter_sides())
    age = {text: place for place, text in enumerate(TEXTS)}
    ordered = joined.assign(age=joined["source_id"].map(age)).sort_values(["age", "claim_id"])
    ordered = ordered.reset_index(drop=True)
    return ordered.assign(place=ordered.index + _GAP * ordered["age"])


def score_of_voices() -> charts.Picture:
    """Every claim of the five texts as a stroke in the lane of the side that asserts it."""
    told = all_voices()
    counts = told["side"].value_counts()
    about = {side: spoken_of(told, names, side) for side, names in PARTIES.items()}
    words = side_words()
    lanes = [*LANES, "nobody"]
    height = 5.35
    figure = charts.figure(9, height, margins=charts.Margins(2.3, 1.6, 1.15, 0.62))
    axes = figure.axes[0]
    last = int(told["place"].max())
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(-3, last + 3), ylim=(len(lanes) - 0.45, -0.6))
        for _text, ours in told.groupby("age"):
            left, right = ours["place"].min() - 2.5, ours["place"].max() + 2.5
            axes.axvspan(left, right, color="#F6F6F6", linewidth=0)
            text = ours["source_id"].iloc[0]
            axes.text(
                (left + right) / 2,
                -0.72,
                f"{text}\n{TEXTS[text]}\n({len(ours)})",
                ha="center",
                va="bottom",
                fontsize=8.2,
                linespacing=1.3,
            )
        for row, side in enumerate(lanes):
            look = {"writer": _WRITER, "government": _FINDING}.get(side, charts.PALETTE["blue"])
            ours = told[told["side"] == side]
            axes.plot([-3, last + 3], [row, row], color=charts.FAINT, linewidth=0.8, zorder=1)
            for reported, above in ((False, 0.34), (True, 0.0)):
                at = ours.loc[ours["reported"] == reported, "place"]
                axes.vlines(
                    at,
                    row - above,
                    row + 0.34,
                    color=look,
                    linewidth=1.0 if side == "writer" else 2.0,
                )
                if not reported and side != "writer":
                    axes.plot(at, [row - above] * len(at), "o", color=look, markersize=3.4)
            strong = "bold" if side == "government" else "normal"
            ink = _FINDING if side == "government" else charts.INK
            axes.text(
                -8,
                row,
                words.get(side, _("a citizen without office or title")),
                ha="right",
                va="center",
                weight=strong,
                color=ink,
            )
            number = int(counts.get(side, 0))
            axes.text(
                last + 26, row, str(number), ha="center", va="center", weight="bold", color=ink
            )
            axes.text(
                last + 92,
                row,
                str(about[side]) if side in about else "·",
                ha="center",
                va="center",
                color=ink,
                weight=strong,
            )
        _remarks(axes, told, lanes)
        axes.text(last + 26, -0.72, _("speaks\nin"), ha="center", va="bottom", fontsize=8.2)
        axes.text(
            last + 92, -0.72, _("spoken of by\nothers in"), ha="center", va="bottom", fontsize=8.2
        )
        top = 1 - 0.24 / height
        figure.text(
            0.012,
            top,
            _("Who speaks: {n} claims, in the order in which they are read").format(n=len(told)),
            weight="bold",
            fontsize=11,
        )
        figure.text(
            0.012,
            top - 0.2 / height,
            _(
                "A stroke is a claim. Tall with a head: stated directly. Short: only as the writer "
                "reports it."
            ),
            fontsize=8.5,
            color=charts.QUIET,
        )
    charts.source(
        figure,
        _(
            "claims joined to asserter_sides, which gives each asserter a side and a reason. 'Spoken of' "
            "counts claims of others that name one of a few entities (PARTIES in the lesson's figures); "
            "a dot: not counted."
        ),
    )
    return charts.show(
        figure,
        _("Of {n} claims the texts themselves assert {writer}. Others speak in: {rest}. ").format(
            n=len(told),
            writer=counts["writer"],
            rest=", ".join(f"{words[side]} {counts[side]}" for side in LANES if side != "writer"),
        )
        + _("The lane for citizens without office or title is empty. ")
        + _("Spoken of by others: {about}.").format(
            about=", ".join(f"{words[side]} {number}" for side, number in about.items())
        ),
    )


def _remarks(axes: Any, told: Any, lanes: list[str]) -> None:
    """What a reader might overlook: one man's many words, one text without a second voice, a silence."""
    often = told[told["asserted_by"].str.startswith("Thomas Traumann")]
    axes.text(
        told.loc[told["source_id"] == "S003b", "place"].max(),
        lanes.index("academic") - 0.13,
        _("Thomas Traumann alone: {n} of these →").format(n=len(often)),
        ha="right",
        va="bottom",
        fontsize=8,
        color=charts.QUIET,
    )
    alone = told[told["source_id"] == "S002"]
    axes.text(
        alone["place"].mean(),
        (len(lanes) + 0.2) / 2,
        _("no voice but the columnist's"),
        ha="center",
        va="center",
        rotation=90,
        fontsize=8,
        color=charts.QUIET,
        bbox={"facecolor": "#F6F6F6", "edgecolor": "none", "pad": 1.5},
    )
    axes.text(
        told.loc[told["source_id"] == "S003b", "place"].mean(),
        len(lanes) - 1,
        _("an empty lane is a finding, too"),
        ha="center",
        va="center",
        fontsize=8,
        style="italic",
        color=charts.QUIET,
        bbox={"facecolor": "#F6F6F6", "edgecolor": "none", "pad": 1.5},
    )

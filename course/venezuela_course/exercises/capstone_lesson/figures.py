"""The figures of the lesson: drawn once, stored in the notebook, each with its words and source."""

from __future__ import annotations

from venezuela_course import charts
from venezuela_course.exercises.capstone_lesson import drawings, evidence, fall, sentences
from venezuela_course.exercises.capstone_lesson.explorations import (
    open_range,
    recorded,
    two_sides,
)
from venezuela_course.exercises.capstone_lesson.words import listed, per_cent
from venezuela_course.language import _
from venezuela_course.models.capstone_timing import level, share_before


def output_and_the_day() -> charts.Picture:
    """The fall that the example asks about, in two parts."""
    series, base = fall.output(), fall.BASE
    figure = charts.figure(7.4, 3.7, margins=charts.Margins(0.75, 1.25, 0.4, 0.65))
    axes = figure.axes[0]
    drawings.the_fall(axes, series, base)
    charts.title(axes, _("Venezuela's oil output, and the day the question is about"))
    charts.source(
        figure,
        _(
            "oil_production, US Energy Information Administration (EIA), annual means; the level on the day "
            "is read off the line between the middles of 2017 and 2018"
        ),
    )
    return charts.show(
        figure,
        _(
            "Line chart of annual means, thousand barrels a day: {first:,.0f} in 2013, {between:,.0f} on 24 "
            "August 2017 on the line between the years, {last:,.0f} in 2020. The fall before that day is "
            "{before:,.0f}, the fall after it {after:,.0f}: {share} came before."
        ).format(
            first=series.loc[base.start],
            between=level(series, base.day, base.reading),
            last=series.loc[base.end],
            before=series.loc[base.start] - level(series, base.day, base.reading),
            after=level(series, base.day, base.reading) - series.loc[base.end],
            share=per_cent(share_before(series, base)),
        ),
    )


def who_is_heard() -> charts.Picture:
    """Every row that the example may choose, by speaker and by what it says for the question."""
    figure = charts.figure(7.4, 4.2, margins=charts.Margins(1.5, 0.15, 0.78, 0.42))
    axes = figure.axes[0]
    drawings.the_voices(axes, list(evidence.ROWS))
    figure.text(
        0.012,
        1 - 0.24 / 4.2,
        _("Twenty-two rows: who speaks, and what for"),
        weight="bold",
        fontsize=10.5,
    )
    voices, bearings = evidence.voice_words(), evidence.bearing_words()
    said = []
    for voice, name in voices.items():
        for bearing, use in bearings.items():
            count = sum(row[:2] == (voice, bearing) for row in evidence.ROWS.values())
            if count:
                said.append(f"{name}, {use.replace(chr(10), ' ')}: {count}")
    charts.source(
        figure,
        _(
            "claims, external_facts, oil_production, sanctions; voice and use are readings of this lesson, "
            "for this question"
        ),
    )
    return charts.show(
        figure,
        _(
            "A grid of speakers against what their rows say for the question of when. {rows}."
        ).format(rows="; ".join(said)),
    )


def three_contradictions() -> charts.Picture:
    """What each side of three contradictions makes of the example's number."""
    figure = charts.figure(7.4, 3.0, margins=charts.Margins(1.75, 0.4, 0.35, 0.85))
    axes = figure.axes[0]
    drawings.a_scale(axes)
    names = {
        "level": _("the former level"),
        "publisher": _("output of 2008"),
        "date": _("when it began"),
    }
    said = []
    for place, (which, name) in enumerate(names.items()):
        one, other, _third = two_sides(which)
        height = len(names) - place
        with charts.style():
            axes.plot(
                [one.share, other.share], [height] * 2, color=charts.FAINT, linewidth=6, zorder=1
            )
        drawings.marks(axes, height, [one, other])
        said.append(
            f"{name}: {one.label} {per_cent(one.share)}, {other.label} {per_cent(other.share)}"
        )
    with charts.style():
        axes.set_ylim(0.5, len(names) + 0.6)
        axes.set_yticks(range(len(names), 0, -1), list(names.values()))
        axes.tick_params(axis="y", length=0)
    charts.title(axes, _("Three contradictions, and what each side makes of the share"))
    charts.source(
        figure,
        _(
            "S003b-024, S003b-040, S003b-068, X-030, oil_production, sanctions; everything else as in the "
            "example: to 2020, in barrels"
        ),
    )
    return charts.show(
        figure,
        _(
            "Shares of the fall that came before, by two sides of three contradictions. {rows}."
        ).format(rows="; ".join(said)),
    )


def digits_and_evidence() -> charts.Picture:
    """Four ways to print one number, and what the evidence leaves open."""
    low, high = open_range("share")
    value = recorded()["share"].value
    printed = (
        (_("32.54 per cent"), 32.535, 32.545),
        (_("33 per cent"), 32.5, 33.5),
        (_("about a third"), 100 / 3 - 6, 100 / 3 + 6),
        (_("a sixth to a half"), 100 / 6, 50.0),
    )
    figure = charts.figure(7.4, 2.8, margins=charts.Margins(1.45, 0.3, 0.4, 0.75))
    axes = figure.axes[0]
    with charts.style():
        axes.axvspan(low, high, color="#FFE9C4", linewidth=0, zorder=0)
        axes.text(
            high - 0.4, -0.42, _("left open by annual means"), ha="right", va="center", fontsize=8.5
        )
        for place, (_words, begin, end) in enumerate(printed):
            axes.plot(
                [begin, end], [place] * 2, color=drawings.BLUE, linewidth=9, solid_capstyle="butt"
            )
        axes.plot([value], [0], "|", color=drawings.BLUE, markersize=14, markeredgewidth=2.5)
        axes.axvline(value, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
        axes.set(
            xlim=(10, 60), ylim=(len(printed) - 0.4, -0.75), xlabel=_("share of the fall, per cent")
        )
        axes.set_yticks(range(len(printed)), [words for words, _low, _high in printed])
        axes.tick_params(axis="y", length=0)
    charts.title(axes, _("What a printed number lets a reader believe"))
    charts.source(figure, _("oil_production (EIA); the line is the number that the cell records"))
    return charts.show(
        figure,
        _(
            "Four printed forms of the recorded {value:.2f} per cent as bars: 32.54 is a hair's breadth, 33 "
            "is one point wide, about a third twelve points, a sixth to a half thirty-three. The evidence, "
            "annual means, leaves {low:.0f} to {high:.0f} open."
        ).format(value=value, low=low, high=high),
    )


def specification_curve() -> charts.Picture:
    """The share under every combination of choices, and the choices below it."""
    curve = fall.curve()
    below = int((curve["share"] < 0.5).sum())
    figure = charts.figure(7.4, 5.0, 2, 1, margins=charts.Margins(2.35, 0.2, 0.4, 0.45))
    above, under = figure.axes
    above.set_position((2.35 / 7.4, 0.555, 4.85 / 7.4, 0.365))
    under.set_position((2.35 / 7.4, 0.085, 4.85 / 7.4, 0.435))
    drawings.the_curve(above, curve, 0.5)
    drawings.the_choices(under, curve, fall.GRID)
    charts.title(above, _("Share of the fall that came before, {n} ways").format(n=len(curve)))
    charts.source(
        figure,
        _(
            "oil_production (EIA); day: 24 August 2017; a stroke marks the choice that a point above made"
        ),
    )
    counts = []
    for name in ("start", "end", "reading", "scale"):
        for value in fall.GRID[name]:
            rows = curve[curve[name] == value]
            counts.append(
                _("{choice}: {low} to {high}").format(
                    choice=f"{fall.assumption_words()[name]} {fall.value_words(name, value)}",
                    low=per_cent(rows["share"].min()),
                    high=per_cent(rows["share"].max()),
                )
            )
    return charts.show(
        figure,
        _(
            "Specification curve: {n} shares from {low} to {high}, {below} of them below one half. Range by "
            "choice: {choices}."
        ).format(
            n=len(curve),
            low=per_cent(curve["share"].iloc[0]),
            high=per_cent(curve["share"].iloc[-1]),
            below=below,
            choices="; ".join(counts),
        ),
    )


def five_sentences() -> charts.Picture:
    """Five sentences from one finding, and which questions of three readers each has answered."""
    columns = (
        (_("slogan"), (), "much", "owed"),
        (_("exact"), (), "exact", "came"),
        (_("sourced"), ("speaker", "source"), "exact", "came"),
        (_("scoped"), ("speaker", "source", "scope", "date"), "word", "came"),
        (_("complete"), tuple(sentences.part_words()), "word", "came"),
    )
    asked = [sentences.objections(parts, number, verb) for _name, parts, number, verb in columns]
    figure = charts.figure(7.4, 3.3, margins=charts.Margins(3.35, 0.2, 0.75, 0.45))
    axes = figure.axes[0]
    said = []
    with charts.style():
        for place in range(0, len(asked[0]), 2):
            axes.axhspan(place - 0.5, place + 0.5, color=charts.STRIPE, linewidth=0, zorder=0)
        for column, ((name, *_rest), found) in enumerate(zip(columns, asked, strict=True)):
            for row, one in enumerate(found):
                axes.plot(
                    [column], [row], "o", markersize=9, markeredgewidth=1.8,
                    color=drawings.BLUE if one.met else drawings.RUST,
                    markerfacecolor=drawings.BLUE if one.met else "white",
                )  # fmt: skip
            left = [one.text for one in found if not one.met]
            said.append(
                _("{name}: {n} open").format(name=name, n=len(left))
                + (f" ({listed(left)})" if 0 < len(left) <= 3 else "")
            )
        axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(asked[0]) - 0.5, -0.5))
        axes.set_xticks(range(len(columns)), [name for name, *_rest in columns])
        axes.set_yticks(range(len(asked[0])), [one.text for one in asked[0]])
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
    figure.text(
        0.012, 1 - 0.24 / 3.3, _("Five sentences, one finding: filled is answered, hollow is open"),
        weight="bold", fontsize=10.5,
    )  # fmt: skip
    charts.source(figure, _("the sentences can be put together in the explorer below"))
    return charts.show(
        figure,
        _("Eight questions of three readers against five sentences. {rows}.").format(
            rows="; ".join(said)
        ),
    )

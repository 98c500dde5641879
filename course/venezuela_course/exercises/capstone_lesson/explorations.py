"""The explorations of the lesson: one for each step of a brief, with nothing to answer and nothing kept."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.capstone.words import handlings
from venezuela_course.exercises.capstone_lesson import drawings, evidence, fall, sentences
from venezuela_course.exercises.capstone_lesson.drawings import Mark
from venezuela_course.exercises.capstone_lesson.words import (
    listed,
    paragraph,
    paragraphs,
    per_cent,
    percentage,
)
from venezuela_course.exercises.fields import Choose, ChooseMany, Field, Number, Text
from venezuela_course.language import _, ngettext
from venezuela_course.models.capstone_numbers import Match, Recorded, compare
from venezuela_course.models.capstone_timing import (
    SCALES,
    Timing,
    level,
    one_at_a_time,
    share_before,
)

# 5.1 ----------------------------------------------------------------------------------------------


def _days() -> dict[str, str]:
    return {
        fall.FINANCE: _("the ban on credit, 24 August 2017"),
        fall.OIL: _("the block of the oil company, 28 January 2019"),
    }


class QuestionExplorer(Exploration):
    """A topic becomes a question: a quantity, a scope, a date, and what would refute an answer."""

    @property
    def title(self) -> str:
        return _("From a topic to a question")

    @property
    def task(self) -> str:
        return _(
            "<p>Four decisions turn <em>sanctions and oil</em> into something that a table can answer. Make "
            "them, and read what you have asked.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number("start", _("The fall is counted from"), minimum=1990, maximum=2016, unit="",
                   start=fall.BASE.start),
            Number("end", _("to"), minimum=2018, maximum=2023, unit="", start=fall.BASE.end),
            Choose("day", _("What divides it"), _days(), start=fall.FINANCE),
            Number("bar", _("“Most came before” I would give up below"), minimum=10, maximum=90, step=5,
                   unit=percentage(), start=50),
        ]  # fmt: skip

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Make all four decisions."))
        series = fall.output()
        try:
            timing = Timing(answer["start"], answer["end"], answer["day"])
        except ValueError:
            return paragraph(
                _("That day does not lie inside the years you count: count to a later year.")
            )
        first, last = float(series.loc[timing.start]), float(series.loc[timing.end])
        share = share_before(series, timing)
        bar = answer["bar"] / 100
        asked = _(
            "How much of the fall in oil output from {start} to {end} came before {day}?"
        ).format(start=timing.start, end=timing.end, day=_days()[timing.day])
        found = _(
            "{share} of {total:,.0f} thousand barrels a day. “Most came before” {verdict} by the measure "
            "that you set yourself."
        ).format(
            share=per_cent(share),
            total=first - last,
            verdict=_("holds") if share >= bar else _("does not hold"),
        )
        figure = charts.canvas(6.6, 3.1, margins=charts.Margins(0.75, 1.15, 0.15, 0.35))
        drawings.the_fall(figure.axes[0], series, timing)
        return charts.svg(figure, f"{asked} {found}", "question") + paragraphs([asked, found])


# 5.2 ----------------------------------------------------------------------------------------------


class ClaimTableExplorer(Exploration):
    """Choose rows: who is heard, for what, and who contradicts whom is seen at once."""

    @property
    def title(self) -> str:
        return _("Whom does your table hear?")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose rows for the question <em>how much of the fall came before 24 August 2017?</em> Each "
            "mark is a row, where its speaker and its use meet.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            ChooseMany(
                "rows",
                _("Rows of the claim table"),
                evidence.row_words(),
                least=0,
                start=evidence.FIRST_CHOICE,
            )
        ]

    def picture(self, answer: Answer) -> str:
        chosen = [key for key in answer["rows"] or () if key in evidence.ROWS]
        if not chosen:
            return paragraph(_("Choose a row."))
        says = [self._counted(chosen), *self._quarrels(chosen)]
        figure = charts.canvas(6.4, 3.5, margins=charts.Margins(1.45, 0.15, 0.55, 0.1))
        drawings.the_voices(figure.axes[0], chosen)
        return charts.svg(figure, " ".join(says), "claim-table") + paragraphs(says)

    @staticmethod
    def _counted(chosen: Sequence[str]) -> str:
        sources = {evidence.ROWS[key].source for key in chosen}
        rows = ngettext("{n} row", "{n} rows", len(chosen)).format(n=len(chosen))
        from_ = ngettext("{n} source", "{n} sources", len(sources)).format(n=len(sources))
        told = evidence.statements(chosen)
        said = ngettext("{n} statement", "{n} statements", told).format(n=told)
        return _(
            "{rows} from {sources}, making {statements}: what is said twice counts once."
        ).format(rows=rows, sources=from_, statements=said)

    @staticmethod
    def _quarrels(chosen: Sequence[str]) -> list[str]:
        says = []
        inside = evidence.contradictions(chosen)
        if inside:
            says.append(
                _("Contradictions in your table, to be handled in the text: {pairs}.").format(
                    pairs="; ".join(
                        _("{one} against {other}").format(one=a, other=b) for a, b in inside
                    )
                )
            )
        for here, missing in evidence.left_out(chosen):
            says.append(
                _("{here} is contradicted by {missing}, which your table leaves out.").format(
                    here=here, missing=missing
                )
            )
        if not says:
            says.append(_("No two of these rows are recorded as contradicting each other."))
        return says


# 5.3 ----------------------------------------------------------------------------------------------


def former_levels() -> dict[str, tuple[float, float, float]]:
    """Former output as two sides have it, and as a third source has, thousand barrels a day."""
    from venezuela_course import seeds

    facts = seeds.external_facts().set_index("fact_id")["value"]
    commentary, other = (
        Recorded(
            one, float(seeds.claim(one)["figure_value"]), seeds.claim(one)["figure_unit"]
        ).in_ones
        / 1000
        for one in ("S003b-024", "S003b-040")
    )
    series = fall.output()
    return {
        "level": (commentary, other, float(series.loc[2000])),
        "publisher": (float(series.loc[2008]), float(facts["X-030"]), float(series.loc[2014])),
    }


def share_from(first: float) -> float:
    """The example's share, with the fall counted from a level instead of a year."""
    series, base = fall.output(), fall.BASE
    between = level(series, base.day, base.reading)
    return (first - between) / (first - float(series.loc[base.end]))


def two_sides(contradiction: str) -> tuple[Mark, Mark, Mark]:
    """What each side of a contradiction makes of the share, and what a third source makes of it."""
    series = fall.output()
    if contradiction == "date":
        by_day = [
            share_before(series, replace(fall.BASE, day=day)) for day in (fall.FINANCE, fall.OIL)
        ]
        second_order = share_before(series, replace(fall.BASE, day="2018-05-21"))
        return (
            Mark(by_day[0], _("August 2017")),
            Mark(by_day[1], _("January 2019")),
            Mark(second_order, _("May 2018")),
        )
    one, other, third = map(share_from, former_levels()[contradiction])
    names = {
        "level": (_("3.0 million"), _("3.4 million"), _("EIA, 2000")),
        "publisher": (_("EIA, 2008"), _("Energy Institute, 2008"), _("both, 2014")),
    }[contradiction]
    return Mark(one, names[0]), Mark(other, names[1]), Mark(third, names[2])


def contradiction_words() -> dict[str, str]:
    return {
        "date": _(
            "When did sanctions begin: 2017 [sanctions:2017-08-24-us-eo-13808] or 2019 [S003b-068]?"
        ),
        "level": _("What was the former level: 3.0 [S003b-024] or 3.4 million [S003b-040]?"),
        "publisher": _("Output of 2008: 2,701 [oil_production:VEN:2008] or 3,228 [X-030]?"),
    }


class ContradictionExplorer(Exploration):
    """Three contradictions, five ways to handle each, and what becomes of the number."""

    @property
    def title(self) -> str:
        return _("Two rows that cannot both hold")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose a contradiction and a way to handle it. The scale shows the share of the fall that "
            "came before, by each side; the band is what your text could then report.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Choose("which", _("Contradiction"), contradiction_words(), start="level"),
            Choose("how", _("How it is handled"), self._ways(), start="mean"),
        ]

    @staticmethod
    def _ways() -> dict[str, str]:
        """The four ways that a claim table knows, one of them twice, and one that it does not."""
        known = handlings()
        return {
            "both-shown": known["both-shown"],
            "range": known["range"],
            "first": _("{handling}: the second").format(handling=known["set-aside"]),
            "second": _("{handling}: the first").format(handling=known["set-aside"]),
            "resolved": known["resolved"],
            "mean": _("the mean of both taken"),
        }

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a contradiction and a way to handle it."))
        which, how = answer["which"], answer["how"]
        one, other, third = two_sides(which)
        low, high = sorted((one.share, other.share))
        mean = Mark((low + high) / 2, _("mean"), filled=False)
        bands = {
            "both-shown": [(one.share, one.share), (other.share, other.share)],
            "range": [(low, high)],
            "first": [(one.share, one.share)],
            "second": [(other.share, other.share)],
            "resolved": [(third.share, third.share)],
            "mean": [(mean.share, mean.share)],
        }[how]
        extra = {"resolved": [third], "mean": [mean]}.get(how, [])
        said = {
            "both-shown": _("{one} ({first}) and {other} ({second})").format(
                one=per_cent(one.share),
                first=one.label,
                other=per_cent(other.share),
                second=other.label,
            ),
            "range": _("{low} to {high}").format(low=per_cent(low), high=per_cent(high)),
        }.get(how, per_cent(bands[0][0]))
        says = [_("The text would report {said}.").format(said=said), self._owed(which, how)]
        figure = charts.canvas(6.4, 1.75, margins=charts.Margins(0.3, 0.3, 0.15, 0.5))
        axes = figure.axes[0]
        drawings.a_scale(axes)
        axes.set_ylim(0, 1)
        with charts.style():
            for begin, end in bands:
                axes.axvspan(begin - 0.008, end + 0.008, color="#FFE3B3", linewidth=0, zorder=0)
        drawings.marks(axes, 0.66, [one, other])
        if extra:
            drawings.marks(axes, 0.24, extra, drawings.RUST)
        return charts.svg(figure, " ".join(says), "contradiction") + paragraphs(says)

    @staticmethod
    def _owed(which: str, how: str) -> str:
        """What the reader must be told if a contradiction is handled so."""
        own = {
            ("date", "range"): _(
                "But this is not one quantity with two values: they are two measures, one on credit and one "
                "on oil. A range between them means nothing; show both, each with its date."
            ),
            ("date", "first"): _(
                "A reason is at hand: the order of August 2017 is a document, and the text of 2022 leaves "
                "it out. Say that your question is about credit, and the later measure falls after the line."
            ),
            ("date", "second"): _(
                "Then the question is another one, about the measure on oil. Say so in the title; whoever "
                "writes “the sanctions” has set a document aside without a word."
            ),
            ("date", "resolved"): _(
                "The record of measures has an order of 21 May 2018 between the two "
                "[sanctions:2018-05-21-us-eo-13835]. It does not decide: it "
                "shows that “the sanctions” have no single day."
            ),
            ("level", "resolved"): _(
                "For the year 2000 the series gives a figure between the two [oil_production:VEN:2000]. It "
                "sides with neither, and it says what it counts, which they do not."
            ),
            ("publisher", "resolved"): _(
                "In 2014 the two publishers differ by 8 [X-031]. To begin there is to begin where nobody "
                "disagrees: often the best way, and it changes the question. Say so."
            ),
            ("publisher", "second"): _(
                "Then the fall begins with one publisher and ends with another, who counts otherwise. Part "
                "of it would be a change of publisher."
            ),
        }
        general = {
            "both-shown": _(
                "The reader must be told who holds which, and what each of them counts."
            ),
            "range": _("The reader must be told who stands behind each end."),
            "first": _(
                "The reader must be given a reason that is about the figure and not about the result."
            ),
            "second": _(
                "The reader must be given a reason that is about the figure and not about the result."
            ),
            "mean": _(
                "No source has this number. A mean is right for errors that cancel; two statements that "
                "cannot both hold are not such errors."
            ),
        }
        return own.get((which, how)) or general[how]


# 5.4 ----------------------------------------------------------------------------------------------


@cache
def recorded() -> dict[str, Recorded]:
    """The numbers that the example's cells record, by a short name."""
    series, base = fall.output(), fall.BASE
    first = float(series.loc[base.start])
    between = level(series, base.day, base.reading)
    flow = "thousand barrels a day"
    return {
        "share": Recorded(
            _("share of the fall before the day"), 100 * share_before(series, base), "%"
        ),
        "level": Recorded(_("output on the day"), between, flow),
        "before": Recorded(_("fall before the day"), first - between, flow),
        "since": Recorded(_("output on the day, below 2013"), 100 * (1 - between / first), "%"),
    }


def open_range(name: str) -> tuple[float, float]:
    """What annual means leave open for one of the `recorded` numbers, in its unit.

    If output fell without a pause from one year's mean to the next, its level on a day lies between the
    mean of the year before and that of the year after.
    """
    series, base = fall.output(), fall.BASE
    first, last = float(series.loc[base.start]), float(series.loc[base.end])
    levels = [level(series, base.day, reading) for reading in ("year_before", "year_after")]
    values = {
        "share": [100 * (first - one) / (first - last) for one in levels],
        "level": levels,
        "before": [first - one for one in levels],
        "since": [100 * (1 - one / first) for one in levels],
    }[name]
    return min(values), max(values)


class PrintedNumberExplorer(Exploration):
    """A phrase of one's own against the recorded numbers: reproduced or not, and how precise."""

    @property
    def title(self) -> str:
        return _("What does a printed number promise?")

    @property
    def task(self) -> str:
        items = "".join(
            f"<li>{html.escape(one.name)}: {one.value:,.4f} {html.escape(one.unit)}</li>"
            for one in recorded().values()
        )
        return (
            _(
                "<p>Four cells have recorded what stands below. Write a phrase with a number in it. It is "
                "read by the rules by which the assignment reads a brief.</p>"
            )
            + f"<ul>{items}</ul>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Text(
                "phrase",
                _("A phrase, with its number"),
                most=200,
                start=_("exactly 32.54 per cent of the fall"),
            )
        ]

    def picture(self, answer: Answer) -> str:
        phrase = answer["phrase"]
        if not isinstance(phrase, str) or not phrase.strip():
            return paragraph(_("Write a phrase."))
        found = compare(phrase, list(recorded().values()))
        if not found:
            return paragraph(
                _(
                    "No number is found in it: years, dates, ids and words such as “a great deal” are none. "
                    "What is not printed need not be reproduced, and cannot be checked."
                )
            )
        first = found[0]
        source = first.given_by or first.nearest
        assert source is not None
        name = next(key for key, one in recorded().items() if one is source)
        says = [self._said(one) for one in found] + self._promised(first, source, name)
        figure = charts.canvas(6.4, 1.8, margins=charts.Margins(0.3, 0.3, 0.15, 0.5))
        self._draw(figure.axes[0], first, source, name)
        return charts.svg(figure, " ".join(says), "printed") + paragraphs(says)

    @staticmethod
    def _said(match: Match) -> str:
        if match.given_by is not None:
            return _("“{printed}” is reproduced by: {recorded}.").format(
                printed=match.printed.text, recorded=match.given_by
            )
        return _("“{printed}” is not reproduced; nearest is: {recorded}.").format(
            printed=match.printed.text, recorded=match.nearest
        )

    @staticmethod
    def _believed(match: Match, source: Recorded) -> tuple[float, float]:
        """Between what a reader takes the number to lie, in the recorded number's unit."""
        reading = match.printed.readings[0]
        about = match.printed.hedge == "about"
        room = max(reading.step, reading.place / 2) if about else reading.step / 2
        ones = source.in_ones / source.value if reading.kind == source.kind else 1.0
        if reading.kind == "plain" and source.kind == "percent":
            ones = 0.01  # a fraction in words is a share
        return (reading.value - room) / ones, (reading.value + room) / ones

    def _promised(self, match: Match, source: Recorded, name: str) -> list[str]:
        low, high = open_range(name)
        begin, end = self._believed(match, source)
        says = [
            _(
                "A reader takes it to lie within {width:,.2f} {unit}. Annual means leave open anything from "
                "{low:,.0f} to {high:,.0f}, a stretch of {stretch:,.0f}."
            ).format(width=end - begin, unit=source.unit, low=low, high=high, stretch=high - low)
        ]
        if match.given_by is not None and end - begin < (high - low) / 10:
            says.append(
                _(
                    "It is right, and it promises more than it has. Print fewer "
                    "digits, or the range beside it."
                )
            )
        return says

    def _draw(self, axes: Any, match: Match, source: Recorded, name: str) -> None:
        low, high = open_range(name)
        begin, end = self._believed(match, source)
        printed = (begin + end) / 2
        room = 0.35 * (high - low)
        with charts.style():
            axes.axvspan(low, high, ymin=0.1, ymax=0.42, color="#FFE3B3", linewidth=0)
            axes.text((low + high) / 2, 0.26, _("what annual means leave open"), ha="center", va="center",
                      bbox={"facecolor": "#FFE3B3", "edgecolor": "none", "pad": 1})  # fmt: skip
            if low - room <= printed <= high + room:
                shown = max(begin, low - room), min(end, high + room)
                axes.plot(
                    shown, [0.6, 0.6], color=drawings.BLUE, linewidth=9, solid_capstyle="butt"
                )
                axes.plot([printed], [0.6], "|", color=drawings.BLUE, markersize=18)
                axes.text(printed + 0.02 * (high - low), 0.76, match.printed.text, color=drawings.BLUE,
                          va="bottom", weight="bold")  # fmt: skip
            else:
                above = printed > high
                axes.text(
                    high + room if above else low - room, 0.7, _("what you printed is off the scale"),
                    color=drawings.RUST, ha="right" if above else "left", va="center",
                )  # fmt: skip
            axes.axvline(
                source.value, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0
            )
            axes.set(
                xlim=(low - room, high + room), ylim=(0, 1), xlabel=f"{source.name}, {source.unit}"
            )
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.locator_params(axis="x", nbins=8)


# 5.5 ----------------------------------------------------------------------------------------------


def _bars() -> dict[str, str]:
    return {
        "0.5": _("less than half came before"),
        "0.25": _("less than a quarter came before"),
        "0.1": _("less than a tenth came before"),
        "0.667": _("less than two thirds came before"),
    }


class SensitivityExplorer(Exploration):
    """A sentence, a base, and one assumption varied at a time: does the sentence survive?"""

    @property
    def title(self) -> str:
        return _("Does the sentence survive?")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose what you report and the sentence that you build on it. Above, each assumption is "
            "varied by itself; below, every combination for August 2017. A cross turns the sentence over.</p>"
        )

    def fields(self) -> Sequence[Field]:
        def either(name: str, values: Sequence[Any], start: Any) -> Choose:
            options = {str(value): fall.value_words(name, value) for value in values}
            label = fall.assumption_words()[name].rstrip(":")
            return Choose(name, label[0].upper() + label[1:], options, start=str(start))

        base = fall.BASE
        return [
            either("start", fall.GRID["start"], base.start),
            either("end", fall.GRID["end"], base.end),
            either("reading", fall.GRID["reading"], base.reading),
            either("scale", SCALES, base.scale),
            Choose("bar", _("The sentence"), _bars(), start="0.5"),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a base and a sentence."))
        base = Timing(
            int(answer["start"]),
            int(answer["end"]),
            fall.FINANCE,
            answer["reading"],
            answer["scale"],
        )
        bar = float(answer["bar"])
        table = one_at_a_time(fall.output(), base, self._others(base))
        curve = fall.curve()
        at_base = float(table.loc[0, "share"])
        turned = table[(table["share"] >= bar) != (at_base >= bar)]
        below = int((curve["share"] < bar).sum())
        words = fall.assumption_words()
        names = list(dict.fromkeys(words[name].rstrip(":") for name in turned["assumption"]))
        sentence = _bars()[answer["bar"]]
        says = [
            _("Reported: {share}. “{sentence}” {verdict}.").format(
                share=per_cent(at_base),
                sentence=sentence[0].upper() + sentence[1:],
                verdict=_("holds") if at_base < bar else _("does not hold"),
            ),
            _("Of {n} variations {turned} turn that over{why}.").format(
                n=len(table) - 1,
                turned=len(turned),
                why=_(" ({names})").format(names=listed(names)) if names else "",
            ),
            _("Of all {n} combinations {below} bear the sentence out.").format(
                n=len(curve), below=below
            ),
        ]
        figure = charts.canvas(6.8, 5.2, 2, 1, margins=charts.Margins(2.5, 0.2, 0.1, 0.25))
        above, under = figure.axes
        above.set_position((2.5 / 6.8, 0.375, 4.1 / 6.8, 0.61))
        under.set_position((2.5 / 6.8, 0.03, 4.1 / 6.8, 0.22))
        drawings.the_table(above, table, bar)
        drawings.the_curve(under, curve, bar)
        return charts.svg(figure, " ".join(says), "sensitivity") + paragraphs(says)

    @staticmethod
    def _others(base: Timing) -> dict[str, list[Any]]:
        """All other values of each assumption, and the other day where it lies inside the years."""
        others = {
            name: [value for value in values if value != getattr(base, name)]
            for name, values in fall.GRID.items()
        }
        # The later measure needs years after it, and a level that is not the last year's own.
        own_end = base.reading == "own_year" and base.end == int(fall.OIL[:4])
        others["day"] = [fall.OIL] if base.end > int(fall.OIL[:4]) - 1 and not own_end else []
        return others


# 5.6 ----------------------------------------------------------------------------------------------


class SentenceExplorer(Exploration):
    """A sentence put together from its parts, and what three readers still ask of it."""

    @property
    def title(self) -> str:
        return _("Take the sentence apart")

    @property
    def task(self) -> str:
        return _(
            "<p>Take parts away and put them back. Three readers ask what they would ask: two who want "
            "something of your number, and one who only wants it to be right.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            ChooseMany("parts", _("Parts"), sentences.part_words(), least=0, start=["speaker"]),
            Choose("number", _("The number"), sentences.number_words(), start="exact"),
            Choose("verb", _("The verb"), sentences.verb_words(), start="owed"),
        ]

    def picture(self, answer: Answer) -> str:
        if answer["number"] is None or answer["verb"] is None:
            return paragraph(_("Choose a number and a verb."))
        chosen = (answer["parts"] or (), answer["number"], answer["verb"])
        text = sentences.composed(*chosen)
        asked = sentences.objections(*chosen)
        left = sum(not one.met for one in asked)
        says = ngettext(
            "{n} objection of {all} is open.", "{n} objections of {all} are open.", left
        ).format(n=left, all=len(asked))
        alt = " ".join(
            [says]
            + [
                _("{text} {verdict}.").format(
                    text=one.text, verdict=_("Answered") if one.met else _("Still open")
                )
                for one in asked
            ]
        )
        figure = charts.canvas(6.2, 3.0, margins=charts.Margins(0.1, 0.1, 0.05, 0.05))
        drawings.the_objections(figure.axes[0], asked)
        return (
            f"<blockquote>{paragraph(text)}</blockquote>"
            + charts.svg(figure, alt, "sentence")
            + paragraph(says)
        )

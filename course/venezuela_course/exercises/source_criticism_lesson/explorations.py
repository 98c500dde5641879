"""The explorations of the lesson: a model each, with nothing to answer and nothing kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.fields import Choose, ChooseMany, Field, Number
from venezuela_course.exercises.source_criticism_lesson.figures import all_voices, dated
from venezuela_course.exercises.source_criticism_lesson.words import (
    KINDS,
    TEXTS,
    kind_words,
    paragraph,
    side_words,
    text_words,
)
from venezuela_course.language import _, ngettext
from venezuela_course.models.agreement import cohens_kappa
from venezuela_course.models.source_criticism_testimony import corroboration, reweigh


class DatelineExplorer(Exploration):
    """A text and a date it might have been written on: which of its claims would then be forecasts?"""

    _FIRST, _LAST = 2012, 2026

    @property
    def title(self) -> str:
        return _("When was this written?")

    @property
    def task(self) -> str:
        return _("<p>Choose a text, and pretend that it was written in another year.</p>")

    def fields(self) -> Sequence[Field]:
        return [
            Choose("text", _("Text"), text_words(), start="S003a"),
            Number(
                "year",
                _("Suppose it was written at the end of"),
                minimum=2013,
                maximum=2024,
                unit="",
                start=2022,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a text and a year."))
        spans = dated(answer["text"])
        moment = answer["year"] + 1.0
        ahead = [span for span in spans if span[0] >= moment]
        past = [span for span in spans if span[0] < moment]
        newest = int(max((min(high, moment) - 1e-6 for _low, high in past), default=moment - 1))
        silent = max(0, answer["year"] - newest)
        says = [
            _(
                "{n} dated claims. {past} begin by the end of {year}; {ahead} would lie in the future."
            ).format(n=len(spans), past=len(past), ahead=len(ahead), year=answer["year"]),
            ngettext(
                "Then no claim would touch the last year before that date.",
                "Then no claim would touch the last {n} years before that date.",
                silent,
            ).format(n=silent)
            if silent
            else _("It would touch its own year."),
        ]
        drawn = charts.svg(
            self._figure(spans, moment, newest, silent, answer["text"]), " ".join(says), "dateline"
        )
        return drawn + "".join(paragraph(line) for line in says)

    def _figure(
        self, spans: list[tuple[float, float]], moment: float, newest: int, silent: int, text: str
    ) -> Any:
        figure = charts.canvas(6.6, 2.7, margins=charts.Margins(0.5, 0.2, 0.35, 0.55))
        axes = figure.axes[0]
        years = list(range(self._FIRST, self._LAST))
        touching = [sum(low < year + 1 and high > year for low, high in spans) for year in years]
        sky, blue = charts.PALETTE["sky blue"], charts.PALETTE["blue"]
        top = max(touching) * 1.18
        with charts.style():
            axes.bar(
                [year + 0.5 for year in years],
                touching,
                width=0.86,
                color=[blue if year < moment else sky for year in years],
                hatch=["" if year < moment else "////" for year in years],
                edgecolor="white",
            )
            if silent:
                axes.axvspan(newest + 1, moment, color="#FFF3D6", linewidth=0, zorder=0)
                axes.text(
                    (newest + 1 + moment) / 2,
                    top * 0.55,
                    _("silence") if silent > 1 else "?",
                    ha="center",
                    va="center",
                    color="#7A5200",
                    weight="bold",
                )
            axes.plot([moment, moment], [0, top], color=charts.INK, linewidth=2)
            late = moment > 2020
            axes.text(
                moment + (-0.12 if late else 0.12),
                top * 0.97,
                _("supposed date"),
                ha="right" if late else "left",
                va="center",
                weight="bold",
            )
            axes.set(xlim=(self._FIRST, self._LAST), ylim=(0, top))
            axes.set_xticks(range(self._FIRST, self._LAST + 1, 2))
            axes.set_title(_("Claims of {text} that touch each year").format(text=text))
        return figure


#: Ways to merge the six kinds, each kind to the name it then has.
_MERGED: Mapping[str, Mapping[str, str]] = {
    "six": {},
    "views": {"characterisation": "view", "attributed_opinion": "view"},
    "facts": {"event": "record", "figure": "record"},
    "both": {
        "characterisation": "view",
        "attributed_opinion": "view",
        "event": "record",
        "figure": "record",
    },
    "two": {
        "characterisation": "view",
        "attributed_opinion": "view",
        "allegation": "view",
        "forecast": "view",
        "event": "record",
        "figure": "record",
    },
}


class KappaExplorer(Exploration):
    """Sixty claims, two coders: what merging kinds does to their agreement."""

    @property
    def title(self) -> str:
        return _("Two coders, sixty claims")

    @property
    def task(self) -> str:
        return _("<p>Merge kinds, and watch how often two coders agree beyond chance.</p>")

    def fields(self) -> Sequence[Field]:
        return [
            Choose(
                "merge",
                _("Kinds"),
                {
                    "six": _("all six"),
                    "views": _("characterisation and opinion as one"),
                    "facts": _("event and figure as one"),
                    "both": _("both of these"),
                    "two": _("two only: on record, or a view"),
                },
                start="six",
            )
        ]

    def picture(self, answer: Answer) -> str:
        if answer["merge"] is None:
            return paragraph(_("Choose how the kinds are merged."))
        merged = _MERGED[answer["merge"]]
        sample = seeds.coding_sample()
        first, second = (
            [merged.get(str(kind), str(kind)) for kind in sample[column]]
            for column in ("first_code", "second_code")
        )
        names = list(dict.fromkeys(merged.get(kind, kind) for kind in KINDS))
        alike = sum(one == other for one, other in zip(first, second, strict=True))
        kappa = cohens_kappa(first, second)
        says = _(
            "{kinds} kinds. Coded alike: {alike} of {n}, or {share:.0%}. Beyond chance: kappa {kappa:.2f}."
        ).format(kinds=len(names), alike=alike, n=len(first), share=alike / len(first), kappa=kappa)
        return charts.svg(self._figure(first, second, names), says, "kappa") + paragraph(says)

    def _figure(self, first: Sequence[str], second: Sequence[str], names: Sequence[str]) -> Any:
        words = kind_words() | {"view": _("a view"), "record": _("on record")}
        figure = charts.canvas(6.4, 3.5, margins=charts.Margins(1.55, 0.2, 1.15, 0.1))
        axes = figure.axes[0]
        count = len(names)
        with charts.style():
            for row, one in enumerate(names):
                for column, other in enumerate(names):
                    number = sum(pair == (one, other) for pair in zip(first, second, strict=True))
                    agreed = row == column
                    if number or agreed:
                        axes.add_patch(
                            _square(
                                column, row, "#CFE3F1" if agreed else "#FBE3C8" if number else ""
                            )
                        )
                    axes.text(
                        column,
                        row,
                        str(number) if number or agreed else "·",
                        ha="center",
                        va="center",
                        weight="bold" if number else "normal",
                        color=charts.INK if number else charts.QUIET,
                    )
            axes.set(xlim=(-0.5, count - 0.5), ylim=(count - 0.5, -0.5))
            axes.set_yticks(range(count), [words[name] for name in names])
            axes.set_xticks(
                range(count), [words[name].replace("attributed ", "attributed\n") for name in names]
            )
            axes.tick_params(length=0, labelsize=8, labelrotation=0)
            axes.xaxis.tick_top()
            if count > 3:
                axes.tick_params(axis="x", labelrotation=28)
                for label in axes.get_xticklabels():
                    label.set_horizontalalignment("left")
            axes.set_frame_on(False)
            figure.text(0.012, 0.94, _("second coder →"), fontsize=8.5, color=charts.QUIET)
            figure.text(0.012, 0.87, _("first coder ↓"), fontsize=8.5, color=charts.QUIET)
        return figure


def _square(x: float, y: float, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour or "white", linewidth=0)


class CorroborationExplorer(Exploration):
    """What the next report adds to belief, if it may have been copied."""

    invented = True
    _MOST = 8

    @property
    def title(self) -> str:
        return _("How many witnesses is that?")

    @property
    def task(self) -> str:
        return _(
            "<p>Several papers report that something happened. The first looked for itself; each later "
            "one may have copied.</p>"
        )

    def fields(self) -> Sequence[Field]:
        percent = _("per cent")
        return [
            Number("reports", _("Reports"), minimum=1, maximum=self._MOST, unit="", start=4),
            Number(
                "copying",
                _("Chance that a later report only repeats the first"),
                minimum=0,
                maximum=100,
                unit=percent,
                start=70,
            ),
            Number(
                "true",
                _("Chance of a report if it happened"),
                minimum=1,
                maximum=99,
                unit=percent,
                start=80,
            ),
            Number(
                "false",
                _("Chance of a report if it did not happen"),
                minimum=1,
                maximum=99,
                unit=percent,
                start=30,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all four numbers."))
        one, chosen = (
            self._belief(answer, reports, answer["copying"]) for reports in (1, answer["reports"])
        )
        free, copied = (self._belief(answer, answer["reports"], share) for share in (0, 100))
        says = ngettext(
            "One report lifts a belief of 50 to {chosen:.0%}.",
            "One report brings a belief of 50 per cent to {one:.0%}, these {n} bring it to {chosen:.0%}. "
            "Had all looked for themselves: {free:.0%}. Had all copied: {copied:.0%}.",
            answer["reports"],
        ).format(n=answer["reports"], one=one, chosen=chosen, free=free, copied=copied)
        if answer["true"] <= answer["false"]:
            says += " " + _(
                "With these chances a report speaks no more for the event than against it."
            )
        return charts.svg(self._figure(answer), says, "corroboration") + paragraph(says)

    def _belief(self, answer: Answer, reports: int, copying: float) -> float:
        return corroboration(
            0.5, answer["true"] / 100, answer["false"] / 100, reports, copying / 100
        )

    def _figure(self, answer: Answer) -> Any:
        figure = charts.canvas(6.6, 3.0, margins=charts.Margins(0.6, 1.5, 0.35, 0.55))
        axes = figure.axes[0]
        reports = list(range(1, self._MOST + 1))
        lines = (
            (0, "--", charts.QUIET, _("all looked")),
            (100, ":", charts.QUIET, _("all copied")),
            (answer["copying"], "-", charts.PALETTE["blue"], _("as you set it")),
        )
        ends: list[tuple[float, str, str]] = []
        with charts.style():
            for share, dashes, colour, words in lines:
                values = [self._belief(answer, number, share) for number in reports]
                axes.plot(reports, values, linestyle=dashes, color=colour)
                ends.append((values[-1], words, colour))
            axes.plot(
                [answer["reports"]],
                [self._belief(answer, answer["reports"], answer["copying"])],
                "o",
                color=charts.PALETTE["blue"],
                markersize=8,
            )
            ends.sort()
            heights = [ends[0][0]]
            for end in ends[
                1:
            ]:  # labels of lines that end close together must not cover each other
                heights.append(max(end[0], heights[-1] + 0.085))
            over = max(0.0, heights[-1] - 1.0)
            for height, (_value, words, colour) in zip(heights, ends, strict=True):
                axes.text(self._MOST + 0.2, height - over, words, color=colour, va="center")
            axes.set(xlim=(1, self._MOST), ylim=(0, 1.02), xlabel=_("reports that affirm it"))
            axes.set_xticks(reports)
            axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
            axes.grid(True, axis="y")  # without True a kept canvas would lose it again
            axes.set_title(_("Belief that it happened"))
        return figure


#: How likely each piece of news is under each hypothesis about the invented misprint.
_NEWS: Mapping[str, Mapping[str, float]] = {
    "nothing": {"swapped": 1.0, "neighbour": 1.0, "spoken": 1.0, "true": 1.0},
    "swap": {"swapped": 0.6, "neighbour": 0.3, "spoken": 0.3, "true": 0.3},
    "recording": {"swapped": 0.05, "neighbour": 0.05, "spoken": 0.9, "true": 0.9},
    "archive": {"swapped": 0.9, "neighbour": 0.9, "spoken": 0.9, "true": 0.05},
}


class SlipExplorer(Exploration):
    """A year that fits nothing: four hypotheses, and news that moves belief between them."""

    invented = True

    @property
    def title(self) -> str:
        return _("A year that fits nothing")

    @property
    def task(self) -> str:
        return _(
            "<p>The island's <em>Post</em> prints that a ferry sank in <strong>2012</strong>. None is "
            "known to have sunk that year; one sank in 2021, one in 2013. Weigh four hypotheses, then "
            "let news come in.</p>"
        )

    def fields(self) -> Sequence[Field]:
        hypotheses = self._hypotheses()
        starts = {"swapped": 30, "neighbour": 10, "spoken": 15, "true": 5}
        return [
            *(
                Number(
                    name,
                    _("Weight before the news: {words}").format(words=words),
                    minimum=0,
                    maximum=50,
                    unit="",
                    start=starts[name],
                )
                for name, words in hypotheses.items()
            ),
            Choose(
                "news",
                _("News"),
                {
                    "nothing": _("none yet"),
                    "swap": _("the same page swaps two digits elsewhere"),
                    "recording": _("on the recording the speaker says 2012"),
                    "archive": _("the harbour's books list every loss, none in 2012"),
                },
                start="nothing",
            ),
        ]

    @staticmethod
    def _hypotheses() -> dict[str, str]:
        return {
            "swapped": _("2021, digits swapped in print"),
            "neighbour": _("2013, wrong key hit"),
            "spoken": _("the speaker misremembered"),
            "true": _("a loss in 2012 that nobody else recorded"),
        }

    def picture(self, answer: Answer) -> str:
        words = self._hypotheses()
        if None in answer.values():
            return paragraph(_("Set all four weights and choose a piece of news."))
        weights = {name: float(answer[name]) for name in words}
        if not any(weights.values()):
            return paragraph(_("Give some weight to at least one hypothesis."))
        before = reweigh(weights, _NEWS["nothing"])
        after = reweigh(weights, _NEWS[answer["news"]])
        best = max(after, key=lambda name: after[name])
        says = _(
            "Belief after the news: {shares}. Even the likeliest, “{best}”, leaves {rest:.0%}."
        ).format(
            shares="; ".join(f"{words[name]} {share:.0%}" for name, share in after.items()),
            best=words[best],
            rest=1 - after[best],
        )
        return charts.svg(self._figure(before, after), says, "slip") + paragraph(says)

    def _figure(self, before: Mapping[str, float], after: Mapping[str, float]) -> Any:
        words = self._hypotheses()
        figure = charts.canvas(6.6, 3.1, margins=charts.Margins(0.15, 0.7, 0.35, 0.1))
        axes = figure.axes[0]
        with charts.style():
            for row, name in enumerate(words):
                axes.text(0, row - 0.34, words[name], va="center", fontsize=8.5)
                old = axes.barh([row - 0.02], [before[name]], height=0.26, color="#BBBBBB")
                new = axes.barh(
                    [row + 0.27],
                    [after[name]],
                    height=0.26,
                    color=charts.PALETTE["blue"],
                    hatch="////",
                    edgecolor="white",
                )
                charts.label_bars(axes, old, [_("before {share:.0%}").format(share=before[name])])
                charts.label_bars(axes, new, [_("after {share:.0%}").format(share=after[name])])
            axes.set(xlim=(0, 1), ylim=(len(words) - 0.45, -0.6))
            axes.set_axis_off()
            axes.set_title(_("Belief before and after the news"))
        return figure


class VoicesExplorer(Exploration):
    """Who speaks, by text, by side and by the way of speaking."""

    @property
    def title(self) -> str:
        return _("Who is heard here?")

    @property
    def task(self) -> str:
        return _("<p>Choose texts, and how to count.</p>")

    def fields(self) -> Sequence[Field]:
        return [
            ChooseMany("texts", _("Texts"), text_words(), start=list(TEXTS)),
            Choose(
                "count",
                _("Count"),
                {"claims": _("claims"), "speakers": _("different speakers")},
                start="claims",
            ),
            Choose(
                "own",
                _("The texts' own voice"),
                {"out": _("leave it out"), "in": _("count it too")},
                start="out",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if answer["count"] is None or answer["own"] is None:
            return paragraph(_("Choose what to count."))
        if not answer["texts"]:
            return paragraph(_("Choose at least one text."))
        told = all_voices()
        told = told[told["source_id"].isin(answer["texts"])]
        if answer["own"] == "out":
            told = told[told["side"] != "writer"]
        if answer["count"] == "speakers":
            told = told.drop_duplicates("asserted_by")
        if told.empty:
            return self._silence()
        words = side_words()
        direct = told[~told["reported"]]["side"].value_counts()
        whole = told["side"].value_counts()
        whole = whole[whole > 0]  # sides are a closed list: those that nobody takes are counted too
        rows = [(side, int(whole[side]), int(direct.get(side, 0))) for side in whole.index]
        what = {"claims": _("claims"), "speakers": _("speakers")}[answer["count"]]
        says = _(
            "{n} {what}: {rows}. In brackets: stated directly, and not only as the writer reports it."
        ).format(
            n=len(told),
            what=what,
            rows=", ".join(f"{words[side]} {number} ({own})" for side, number, own in rows),
        )
        return charts.svg(self._figure(rows), says, "voices") + paragraph(says)

    def _silence(self) -> str:
        says = _("Nobody is heard here but the text itself.")
        figure = charts.canvas(6.6, 3.4, margins=charts.Margins(2.4, 1.1, 0.1, 0.1))
        with charts.style():
            figure.axes[0].set_axis_off()
            figure.axes[0].text(0.0, 0.5, says, va="center", color=charts.QUIET)
            figure.axes[0].set(xlim=(0, 1), ylim=(0, 1))
        return charts.svg(figure, says, "voices") + paragraph(says)

    def _figure(self, rows: Sequence[tuple[str, int, int]]) -> Any:
        words = side_words()
        figure = charts.canvas(6.6, 3.4, margins=charts.Margins(2.4, 1.1, 0.1, 0.1))
        axes = figure.axes[0]
        most = max(number for _side, number, _own in rows)
        with charts.style():
            for place, (side, number, own) in enumerate(rows):
                colour = {"government": "#B04A00", "writer": "#8C8C8C"}.get(
                    side, charts.PALETTE["blue"]
                )
                axes.barh([place], [own], height=0.6, color=colour)
                axes.barh(
                    [place],
                    [number - own],
                    left=own,
                    height=0.6,
                    color="white",
                    hatch="////",
                    edgecolor=colour,
                )
                axes.text(
                    number + most * 0.015,
                    place,
                    _("{n} ({own} direct)").format(n=number, own=own),
                    va="center",
                    fontsize=8.5,
                )
            axes.set(xlim=(0, most), ylim=(max(len(rows), 5) - 0.4, -0.6))
            axes.set_axis_on()
            axes.set_yticks(range(len(rows)), [words[side] for side, _number, _own in rows])
            axes.tick_params(length=0)
            axes.xaxis.set_visible(False)
            axes.spines["bottom"].set_visible(False)
        return figure

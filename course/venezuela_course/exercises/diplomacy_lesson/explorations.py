"""The explorations of the lesson: a model each, with nothing to answer and nothing kept."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.diplomacy_lesson.figures import (
    MEASURES,
    Standing,
    group_words,
    measure_words,
    plain_tally_figure,
    standings,
    tally_figure,
)
from venezuela_course.exercises.diplomacy_lesson.memberships import (
    EUROPE,
    edges_on,
    memberships,
    printed_edges,
)
from venezuela_course.exercises.diplomacy_lesson.words import in_words, paragraph, state_names
from venezuela_course.exercises.fields import Choose, Field, Number
from venezuela_course.language import _, ngettext
from venezuela_course.models.diplomacy import (
    RULES,
    VOTES,
    Decision,
    Rule,
    Tally,
    bargaining_range,
    blocking_size,
    bridges,
    decide,
    rule_label,
    simple_majority,
    tally,
)

#: Roll calls that assignment a3 puts to several rules: no other rule is tried on them here.
ASSIGNED = ("2017-06-19", "2018-06-05", "2024-07-31")

#: Shares that a threshold is usually named by; any other whole per cent is taken as it is.
_NAMED_SHARES = {60: Fraction(3, 5), 67: Fraction(2, 3), 75: Fraction(3, 4), 100: Fraction(1)}


def _rule_for(per_cent: int) -> Rule:
    share = _NAMED_SHARES.get(per_cent, Fraction(per_cent, 100))
    return Rule(f"{per_cent}", "members", share, strict=per_cent == 50)


def _share_in_words(per_cent: float) -> str:
    names = {
        50: _("more than half"),
        60: _("three fifths"),
        67: _("two thirds"),
        75: _("three quarters"),
        100: _("all"),
    }
    return names.get(int(per_cent), _("at least {share} per cent").format(share=int(per_cent)))


class ThresholdExplorer(Exploration):
    """Any of the eleven roll calls under any share of the membership, with or without Cuba's chair."""

    @property
    def title(self) -> str:
        return _("A share of the membership")

    @property
    def task(self) -> str:
        return _("<p>Choose a vote, a share and whom it is a share of.</p>")

    def fields(self) -> Sequence[Field]:
        totals = seeds.roll_call_totals()
        calls = {row.roll_call_id: f"{row.roll_call_id}, {row.body}" for row in totals.itertuples()}
        return [
            Choose("roll_call", _("Roll call"), calls, start="2017-06-19"),
            Number(
                "share",
                _("Share needed"),
                minimum=50,
                maximum=100,
                unit=_("per cent"),
                words=_share_in_words,
                start=67,
            ),
            Choose(
                "chairs",
                _("Share of whom"),
                {
                    "taking part": _("the states taking part"),
                    "with Cuba": _("the states taking part and Cuba"),
                },
                start="taking part",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a roll call, a share and a base."))
        votes = seeds.roll_call(answer["roll_call"])
        members = len(votes) + (answer["chairs"] == "with Cuba")
        counted = tally(votes)
        decision = decide(counted, _rule_for(answer["share"]), members)
        outcome = (
            _("carried")
            if decision.passed
            else ngettext(
                "lost, {n} vote short", "lost, {n} votes short", decision.short_by
            ).format(n=decision.short_by)
        )
        says = _(
            "{share} of {members}: {needed} needed, {yes} in favour, {outcome}. A blocking set has "
            "{blocking} members; {others} did not vote in favour."
        ).format(
            share=_share_in_words(answer["share"]),
            members=members,
            needed=decision.required,
            yes=counted.yes,
            outcome=outcome,
            others=members - counted.yes,
            blocking=blocking_size(decision.required, members),
        )
        drawn = charts.svg(tally_figure(counted, decision.required), in_words(counted), "threshold")
        return drawn + paragraph(says[0].upper() + says[1:])


class PowerExplorer(Exploration):
    """Size of a bloc, quota and a split, with both indices drawn."""

    _MEMBERS = 34

    @property
    def title(self) -> str:
        return _("Join, split, leave")

    @property
    def task(self) -> str:
        return _(
            "<p>Thirty-four states with one vote each. Some vote together as a bloc; part of it may "
            "break off and vote as a second bloc; all others vote alone.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "bloc", _("States in the bloc"), minimum=1, maximum=24, unit=_("states"), start=12
            ),
            Number(
                "second",
                _("Of these, states that break off"),
                minimum=0,
                maximum=12,
                unit=_("states"),
                start=0,
            ),
            Number(
                "quota",
                _("Votes needed"),
                minimum=simple_majority(self._MEMBERS),
                maximum=self._MEMBERS,
                unit=_("votes"),
                start=18,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all three numbers."))
        off = min(answer["second"], answer["bloc"] - 1)
        blocs = [answer["bloc"] - off, off] if off else [answer["bloc"]]
        rows = standings(blocs, self._MEMBERS, answer["quota"])
        lines = [
            _(
                "{player}: {votes:.0%} of the votes, Shapley–Shubik {shapley:.0%}, Banzhaf {banzhaf:.0%}."
            ).format(**vars(row))
            for row in rows
        ]
        if off:
            united = standings([answer["bloc"]], self._MEMBERS, answer["quota"])[0]
            lines.append(
                _(
                    "The two parts together: Shapley–Shubik {s:.0%} (united {us:.0%}), Banzhaf {b:.0%} "
                    "(united {ub:.0%})."
                ).format(
                    s=rows[0].shapley + rows[1].shapley,
                    us=united.shapley,
                    b=rows[0].banzhaf + rows[1].banzhaf,
                    ub=united.banzhaf,
                )
            )
        says = "".join(paragraph(line) for line in lines)
        return charts.svg(self._figure(rows), " ".join(lines), "power") + says

    def _figure(self, rows: Sequence[Standing]) -> Any:
        figure = charts.canvas(
            6.2, 0.75 + 0.8 * len(rows), margins=charts.Margins(1.35, 0.4, 0.1, 0.1)
        )
        axes = figure.axes[0]
        words = measure_words()
        with charts.style():
            for place, row in enumerate(rows):
                for line, (measure, colour, hatch) in enumerate(MEASURES):
                    value = getattr(row, measure)
                    bars = axes.barh(
                        [place + (line - 1) * 0.27],
                        [value],
                        height=0.24,
                        color=colour,
                        hatch=hatch,
                        edgecolor="white" if hatch else colour,
                    )
                    charts.label_bars(axes, bars, [f"{value:.0%}  {words[measure]}"])
            axes.set(ylim=(len(rows) - 0.4, -0.6), xlim=(0, 1.3))
            axes.set_yticks(range(len(rows)), [row.player for row in rows])
            axes.tick_params(length=0)
            axes.xaxis.set_visible(False)
            axes.spines["bottom"].set_visible(False)
        return figure


_CELL = "padding:0.15em 0.6em;text-align:left;line-height:1.3"


class RollCallExplorer(Exploration):
    """One state's vote changed, and what five rules make of it; without the assignment's votes."""

    @property
    def title(self) -> str:
        return _("Move one ballot")

    @property
    def task(self) -> str:
        return _("<p>Change how one state voted, and see which rules notice.</p>")

    def fields(self) -> Sequence[Field]:
        totals = seeds.roll_call_totals()
        calls = {
            row.roll_call_id: f"{row.roll_call_id}, {row.body}"
            for row in totals.itertuples()
            if row.roll_call_id not in ASSIGNED
        }
        votes = {"recorded": _("as recorded")} | {vote: charts.vote_word(vote) for vote in VOTES}
        names = state_names()
        states = seeds.roll_call("2019-01-10").index
        return [
            Choose("roll_call", _("Roll call"), calls, start="2019-01-10"),
            Choose("state", _("State"), {code: names[code] for code in states}, start="NIC"),
            Choose("vote", _("Its vote"), votes, start="recorded"),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a roll call, a state and a vote."))
        recorded = seeds.roll_call(answer["roll_call"])
        votes = recorded.to_dict()
        if answer["vote"] != "recorded":
            votes[answer["state"]] = answer["vote"]
        before, after = tally(recorded), tally(votes)
        says = _("The vote of {state} on record: {was}. The tally as drawn: {tally}.").format(
            state=state_names()[answer["state"]],
            was=charts.vote_word(recorded[answer["state"]]),
            tally=in_words(after),
        )
        drawn = charts.svg(plain_tally_figure(after), in_words(after), "roll-call")
        return drawn + paragraph(says) + self._table(before, after, len(recorded))

    def _table(self, before: Tally, after: Tally, members: int) -> str:
        heads = [_("rule"), _("base"), _("needed"), _("outcome"), _("before the move")]
        rows = [
            self._row(rule_label(rule), decide(before, rule, members), decide(after, rule, members))
            for rule in RULES.values()
        ]
        header = "".join(
            f'<th scope="col" style="{_CELL}">{html.escape(head)}</th>' for head in heads
        )
        return f'<table style="border-collapse:collapse"><tr>{header}</tr>{"".join(rows)}</table>'

    def _row(self, label: str, old: Decision, new: Decision) -> str:
        pairs = [
            (_("base {n}").format(n=old.base), old.base != new.base),
            (_("needed {n}").format(n=old.required), old.required != new.required),
            (_outcome(old), _outcome(old) != _outcome(new)),
        ]
        differences = [words for words, differs in pairs if differs]
        cells = [
            label,
            str(new.base),
            str(new.required),
            _outcome(new),
            ", ".join(differences) or _("the same"),
        ]
        tag = "strong" if differences else "span"
        inside = "".join(
            f'<td style="{_CELL}"><{tag}>{html.escape(cell)}</{tag}></td>' for cell in cells
        )
        return f"<tr>{inside}</tr>"


def _outcome(decision: Decision) -> str:
    if decision.passed:
        return _("carried")
    return _("lost, {n} short").format(n=decision.short_by)


_MONTHS = [date(2019 + month // 12, month % 12 + 1, 15) for month in range(1, 32)]


class BridgesExplorer(Exploration):
    """The two clubs as a network: by the column's list or the record's, and by the record on any month."""

    @property
    def title(self) -> str:
        return _("Two lists, thirty-one months")

    @property
    def task(self) -> str:
        return _(
            "<p>Whose list, and on what day? Bridges are drawn bold; doubtful ties are dashed.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Choose(
                "list",
                _("List"),
                {"record": _("the record"), "seed": _("the column of May 2019 (source S002)")},
                start="record",
            ),
            Number(
                "month",
                _("Month of the record"),
                minimum=1,
                maximum=len(_MONTHS),
                unit="",
                words=self._month_in_words,
                start=1,
            ),
        ]

    @staticmethod
    def _month_in_words(number: float) -> str:
        return _MONTHS[int(number) - 1].strftime("%Y-%m-%d")

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a list and a month."))
        names = (
            state_names()
            | group_words()
            | {
                EUROPE: _("EU and 8 states")
                if answer["list"] == "record"
                else _("several EU states"),
                "VEN": _("Venezuela (Guaidó delegation)"),
                "VEN-OPPOSITION": _("Venezuelan opposition"),
            }
        )
        if answer["list"] == "seed":
            edges, dashed, when = printed_edges(), [], _("as the column prints it, May 2019")
        else:
            day = _MONTHS[answer["month"] - 1]
            edges = edges_on(day)
            dashed = [
                (one.actor, one.group)
                for one in memberships()
                if one.covers(day) and one.doubtful(day)
            ]
            when = _("by the record, {day}").format(day=day.isoformat())
        both = bridges(edges)
        says = _("{when}. In both groups: {both}.").format(
            when=when[0].upper() + when[1:],
            both=", ".join(names[state] for state in both) or _("nobody"),
        )
        figure = charts.canvas(7, 3.9, margins=charts.BARE)
        charts.bipartite(figure.axes[0], edges, highlight=both, dashed=dashed, names=names)
        return charts.svg(figure, says, "bridges") + paragraph(says)


class BargainingExplorer(Exploration):
    """A zone of possible agreement, and what doubt and worse alternatives do to it."""

    invented = True
    _SURPLUS = 100

    @property
    def title(self) -> str:
        return _("The zone that doubt closes")

    @property
    def task(self) -> str:
        return _(
            "<p>Two sides divide 100 points. The <em>first side</em> acts first, against a promised "
            "share; the <em>other side</em> makes the promise.</p>"
        )

    def fields(self) -> Sequence[Field]:
        points = _("points")
        return [
            Number(
                "belief",
                _("First side's belief that the promise is kept"),
                minimum=0,
                maximum=100,
                unit=_("per cent"),
                start=90,
            ),
            Number(
                "first",
                _("First side's alternative to agreement"),
                minimum=-40,
                maximum=80,
                unit=points,
                start=40,
            ),
            Number(
                "broken",
                _("What it is left with if the promise is broken"),
                minimum=-80,
                maximum=40,
                unit=points,
                start=0,
            ),
            Number(
                "other",
                _("Other side's alternative to agreement"),
                minimum=-40,
                maximum=80,
                unit=points,
                start=30,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all four numbers."))
        zone = bargaining_range(
            answer["first"],
            answer["other"],
            self._SURPLUS,
            answer["belief"] / 100,
            if_broken=answer["broken"],
        )
        says = self._says(zone)
        return charts.svg(self._figure(zone), says, "bargaining") + paragraph(says)

    def _says(self, zone: Any) -> str:
        if zone.low > self._SURPLUS:
            first = _("The first side could not be satisfied even with everything")
        else:
            first = _("The first side must be promised at least {low:.0f}").format(low=zone.low)
        text = (
            first
            + ". "
            + _("The other side offers at most {high:.0f}.").format(high=zone.high)
            + " "
        )
        if zone.exists:
            text += (
                _("Zone of possible agreement: {width:.0f} points wide.").format(width=zone.width)
                + " "
            )
        else:
            text += _("There is no zone of possible agreement.") + " "
        if zone.least_commitment != zone.least_commitment:  # NaN: no belief would do
            return text + _("No promise, however certain, would open one.")
        return text + _("It takes a belief of at least {least:.0f} per cent.").format(
            least=100 * zone.least_commitment
        )

    def _figure(self, zone: Any) -> Any:
        figure = charts.canvas(6.2, 2.0, margins=charts.Margins(0.3, 0.3, 0.1, 0.5))
        axes = figure.axes[0]
        low = min(zone.low, self._SURPLUS + 0.0)
        with charts.style():
            axes.barh(
                [1], [self._SURPLUS - low], left=low, height=0.5, color=charts.PALETTE["blue"]
            )
            axes.barh(
                [0],
                [max(zone.high, 0)],
                height=0.5,
                color=charts.PALETTE["orange"],
                hatch="////",
                edgecolor="white",
            )
            if zone.exists:
                axes.axvspan(
                    zone.low,
                    zone.high,
                    color=charts.PALETTE["bluish green"],
                    alpha=0.25,
                    linewidth=0,
                )
                axes.text(
                    min(max((zone.low + zone.high) / 2, 22), 78),
                    2.05,
                    _("zone of possible agreement"),
                    ha="center",
                    va="center",
                    weight="bold",
                    color="#00664B",
                )
            else:
                axes.text(50, 2.05, _("no zone"), ha="center", va="center", weight="bold")
            axes.text(0, 1.42, _("first side accepts from here on →"), va="center", fontsize=8.5)
            axes.text(0, 0.42, _("← other side offers up to here"), va="center", fontsize=8.5)
            axes.set(
                xlim=(0, self._SURPLUS),
                ylim=(-0.4, 2.3),
                xlabel=_("share promised to the first side, points"),
            )
            axes.yaxis.set_visible(False)
            axes.spines["left"].set_visible(False)
        return figure

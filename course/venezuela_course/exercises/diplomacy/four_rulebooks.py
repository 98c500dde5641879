"""Exercise 3.3: five rules, three votes, and what abstaining does under each."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import ChooseMany, Field, Grid, Group, Number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import voting

ROLL_CALLS = ("2017-06-19", "2018-06-05", "2024-07-31")

#: A text that passes the first rule passes the second, whatever the votes: the share is smaller, or
#: it is taken of fewer.
IMPLIES = (
    ("members-2/3", "members-majority"),
    ("members-2/3", "present-2/3"),
    ("present-2/3", "yes+no-2/3"),
    ("members-majority", "yes+no-majority"),
    ("yes+no-2/3", "yes+no-majority"),
)


class FourRulebooks(Exercise):
    """Fifteen outcomes, the base of each vote, and the rules under which abstaining is a no.

    The picture shows each vote with the three bases that a share can be taken of, the first of them as
    large as the student says. It says where a filled-in table contradicts itself, because one rule is
    harder to pass than another; it never says what passes.
    """

    def __init__(self, identifier: str) -> None:
        totals = seeds.roll_call_totals().set_index("roll_call_id")
        self._tallies = {
            call: voting.Tally(
                *(
                    int(totals.loc[call, f"n_{vote}"])
                    for vote in ("for", "against", "abstain", "absent")
                )
            )
            for call in ROLL_CALLS
        }
        self._needed = {call: int(totals.loc[call, "votes_needed"]) for call in ROLL_CALLS}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Four rulebooks, and a fifth")

    @property
    def task(self) -> str:
        return _(
            "<p>The same votes under five rules. For each vote say how many members count "
            "<em>M</em>, where a rule speaks of members; reports need {needed} votes "
            "[roll_call_totals:2017-06-19, roll_call_totals:2018-06-05, roll_call_totals:2024-07-31]. "
            "Then say what passes. Two-thirds means at least two-thirds, a majority more than half. In "
            "the table the first nine right cells earn nothing: guessing finds them too.</p>"
        ).format(needed=", ".join(str(number) for number in self._needed.values()))

    def fields(self) -> Sequence[Field]:
        votes = {call: self._day(call) for call in ROLL_CALLS}
        return [
            Group(
                "members",
                _("Members that count (M)"),
                [
                    Number(call, heading, minimum=33, maximum=35, unit=_("members"))
                    for call, heading in votes.items()
                ],
            ),
            Grid(
                "cells",
                _("What happens?"),
                rule_names(),
                votes,
                {"pass": _("passes"), "fail": _("fails")},
            ),
            ChooseMany(
                "abstain_as_no",
                _("Under which rules is abstaining as good as voting no?"),
                rule_names(),
                least=0,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer.get("members")
        members = tuple(
            _members(given.get(call)) if isinstance(given, Mapping) else None for call in ROLL_CALLS
        )
        key = f"{self.identifier}-{language()}"
        drawn = "".join(
            _vote(self._day(call), self._tallies[call], counted, key)
            for call, counted in zip(ROLL_CALLS, members, strict=True)
        )
        found = "".join(f"<li>{html.escape(text)}</li>" for text in self.contradictions(answer))
        if not found:
            return drawn
        return drawn + f"<p>{html.escape(_('Your table contradicts itself:'))}</p><ul>{found}</ul>"

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Bases and table beside the three votes."""
        return beside(
            stacked(controls["members"], controls["cells"]),
            stacked(as_picture(picture), controls["abstain_as_no"]),
        )

    def contradictions(self, answer: Answer) -> list[str]:
        """Pairs of cells that no vote whatever could bring about, in words."""
        cells = answer.get("cells")
        if not isinstance(cells, Mapping):
            return []
        names = rule_names()

        def cell(rule: str, call: str) -> Any:
            row = cells.get(rule)
            return row.get(call) if isinstance(row, Mapping) else None

        return [
            _("{vote}: what passes by “{harder}” passes by “{easier}” as well.").format(
                vote=self._day(call), harder=names[harder], easier=names[easier]
            )
            for call in ROLL_CALLS
            for harder, easier in IMPLIES
            if cell(harder, call) == "pass" and cell(easier, call) == "fail"
        ]

    def _day(self, call: str) -> str:
        return {
            "2017-06-19": _("19 June 2017"),
            "2018-06-05": _("5 June 2018"),
            "2024-07-31": _("31 July 2024"),
        }[call]


def rule_names() -> dict[str, str]:
    """The five rules in words."""
    return {name: _capital(voting.rule_label(rule)) for name, rule in voting.RULES.items()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _members(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 33 <= value <= 35 else None


@lru_cache(maxsize=64)
def _vote(heading: str, tally: voting.Tally, members: int | None, key: str) -> str:
    """One vote with its three bases; kept, so that another vote's base does not redraw it."""
    figure = charts.canvas(6.2, 2.15, margins=charts.Margins(0.1, 0.35, 0.3, 0.05))
    axes = figure.axes[0]
    counts = {str(vote): count for vote, count in tally.by_vote().items()}
    charts.tally_bar(axes, counts, title=heading, vertical=(-4.9, 1.4))
    # Yes and no votes stand apart in the bar, so their base has two parts.
    no_votes = [(tally.yes + tally.abstain, tally.present)] if tally.no else []
    bases = [
        (_("yes and no: {n}").format(n=tally.yes + tally.no), [(0, tally.yes), *no_votes]),
        (_("present: {n}").format(n=tally.present), [(0, tally.present)]),
        (_("members, by your M: {n}").format(n=members), [(0, members)])
        if members
        else (_("members: say M"), []),
    ]
    with charts.style():
        axes.set_xlim(-0.1, 36)
        for level, (words, parts) in zip((-2.1, -3.1, -4.1), bases, strict=True):
            for part in parts:
                axes.plot(
                    part, (level, level), color=charts.INK, linewidth=1.4, marker="|", markersize=6
                )
            axes.text(
                0.6,
                level,
                words,
                va="center",
                fontsize=8.5,
                bbox={"facecolor": charts.PAPER, "edgecolor": "none", "pad": 1},
            )
    said = _("{vote}: {yes} for, {no} against, {abstain} abstaining, {absent} absent.").format(
        vote=heading, yes=tally.yes, no=tally.no, abstain=tally.abstain, absent=tally.absent
    )
    return charts.svg(figure, said, key)

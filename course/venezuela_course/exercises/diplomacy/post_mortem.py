"""Exercise 3.5: four rounds of talks that ended, and why."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets
import pandas as pd

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, Field, Group
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language
from venezuela_course.models import process_tracing

#: First and last day of each round, as far as the texts and the timeline tell it.
ROUNDS: Mapping[str, tuple[str, str]] = {
    "cancun": ("2017-04-26", "2017-06-21"),
    "lima": ("2019-02-07", "2019-06-03"),
    "oslo": ("2019-05-01", "2019-09-16"),
    "mexico": ("2021-08-13", "2022-03-31"),
}

TRIGGERS = (
    "S001-034",
    "S001-020",
    "S001-024",
    "S001-038",
    "S002-002",
    "S002-008",
    "S002-022",
    "S003b-070",
    "S003b-087",
    "S003b-089",
    "S003b-095",
    "S003b-104",
)
EVIDENCE = (
    "S001-020",
    "S001-024",
    "S001-025",
    "S001-029",
    "S001-031",
    "S001-036",
    "S002-007",
    "S002-008",
    "S002-009",
    "S002-031",
    "S003b-082",
    "S003b-084",
    "S003b-087",
    "S003b-095",
    "S003b-109",
    "S003b-110",
    "S003b-117",
    "S003b-122",
    "S003b-163",
)
VOICES = (
    "S001-026",
    "S001-037",
    "S001-042",
    "S002-019",
    "S003b-088",
    "S003b-100",
    "S003b-109",
    "S003b-113",
    "S003b-116",
    "S003b-136",
)
SILENT = "none"

#: Probability of finding the evidence if the explanation is true, and if it is false, for a typical
#: test of each kind. Invented for teaching; `process_tracing.classify_test` gives each its name.
TYPICAL: Mapping[str, tuple[float, float]] = {
    "straw": (0.6, 0.4),
    "hoop": (0.95, 0.5),
    "smoking-gun": (0.35, 0.05),
    "doubly-decisive": (0.95, 0.05),
}


class PostMortem(Exercise):
    """For each round: what set off its end, why it could, what was missing, and the other side's view.

    The picture puts the chosen evidence on one line of time beside the rounds, and shows how far each
    test would move a belief that starts at one half.
    """

    invented = True

    def __init__(self, identifier: str) -> None:
        claims = seeds.claims().set_index("claim_id")
        self._claims = {one: claims.loc[one] for one in {*TRIGGERS, *EVIDENCE, *VOICES}}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Post-mortem of four rounds")

    @property
    def task(self) -> str:
        return _(
            "<p>Four rounds ended without the agreement they were for. For each, name what set off its "
            "end and why it could: the last event is seldom the whole cause. Support your explanation "
            "with a claim and say how strong a test that claim is. Then let the other side speak. "
            "Several explanations are defensible; each needs evidence from its own round. Open "
            "<code>seeds.claims()</code> to see who asserts what.</p>"
        )

    def fields(self) -> Sequence[Field]:
        triggers = {one: self._text(one) for one in TRIGGERS}
        evidence = {one: self._text(one) for one in EVIDENCE}
        voices = {one: self._text(one) for one in VOICES} | {
            SILENT: _("No voice of the other side in these texts")
        }
        return [
            Group(
                name,
                heading,
                [
                    Choose("trigger", _("What set off the end"), triggers),
                    Choose("cause", _("Why it could end the round"), causes()),
                    Choose("evidence", _("A claim that supports this"), evidence),
                    Choose("test", _("As a test, this claim is"), test_names()),
                    Choose("missing", _("What was missing"), missing_elements()),
                    Choose(
                        "other", _("How the other side saw it"), voices, note=other_sides()[name]
                    ),
                ],
            )
            for name, heading in round_names().items()
        ]

    def picture(self, answer: Answer) -> str:
        chosen = []
        for name in ROUNDS:
            part = _part(answer, name)
            for role in ("trigger", "evidence"):
                one = part.get(role)
                if isinstance(one, str) and one in self._claims:
                    chosen.append((one, role, name))
        return pictures(self._timeline(chosen), self._beliefs(answer) + self._outside(chosen))

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Time and beliefs above, the four rounds in two columns below."""
        one, two, three, four = controls.values()
        return stacked(as_picture(picture), beside(one, two), beside(three, four))

    def _text(self, claim: str) -> str:
        # The id comes first: a dropdown cuts long lines at their end.
        return f"[{claim}] {self._claims[claim]['claim']}"

    def _when(self, claim: str) -> str:
        """The claim's date as precise as it is; of an interval, its beginning."""
        row = self._claims[claim]
        date = str(row["date"])
        return str(row["date_start"].date()) if "/" in date else date

    def _timeline(self, chosen: Sequence[tuple[str, str, str]]) -> str:
        events = tuple((self._when(one), self._text(one), role) for one, role, _name in chosen)
        return _drawn(events, f"{self.identifier}-{language()}")

    def _outside(self, chosen: Sequence[tuple[str, str, str]]) -> str:
        """Claims that are dated wholly outside the round they are used for, in words."""
        names = round_names()
        found = []
        for one, _role, name in chosen:
            row = self._claims[one]
            first, last = (pd.Timestamp(day) for day in ROUNDS[name])
            if row["date_end"] < first or row["date_start"] > last:
                found.append(
                    _("{claim} is dated {date}. {round} ran from {first} to {last}.").format(
                        claim=one,
                        date=row["date"],
                        round=names[name].partition(":")[0],
                        first=ROUNDS[name][0],
                        last=ROUNDS[name][1],
                    )
                )
        if not found:
            return ""
        lines = "".join(f"<li>{html.escape(text)}</li>" for text in dict.fromkeys(found))
        heading = html.escape(_("Dated outside its round. Does it still count for it?"))
        return f"<p>{heading}</p><ul>{lines}</ul>"

    def _beliefs(self, answer: Answer) -> str:
        """How far each round's test moves a belief of one half."""
        names, tests = round_names(), test_names()
        rows = ""
        for name, heading in names.items():
            test = _part(answer, name).get("test")
            if not isinstance(test, str) or test not in TYPICAL:
                continue
            found = process_tracing.update(0.5, *TYPICAL[test])
            missed = process_tracing.update(0.5, *TYPICAL[test], found=False)
            # The part before the colon names round and test.
            round_, _colon, _rest = heading.partition(":")
            kind, _colon, _rest = tests[test].partition(":")
            rows += (
                f'<tr><th scope="row">{html.escape(round_)}</th><td>{html.escape(kind)}</td>'
                f"<td>{_meter(found)}</td><td>{_meter(missed)}</td></tr>"
            )
        if not rows:
            return ""
        head = "".join(
            f'<th scope="col">{html.escape(text)}</th>'
            for text in (
                _("Round"),
                _("Test"),
                _("Belief if the claim holds"),
                _("Belief if it does not"),
            )
        )
        caption = html.escape(_("From a belief of 50 percent, with typical probabilities"))
        return (
            f'<table class="venezuela-course-grid"><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def round_names() -> dict[str, str]:
    """The four rounds."""
    return {
        "cancun": _("Cancún: the OAS, 2017"),
        "lima": _("Lima: the two groups, 2019"),
        "oslo": _("Oslo: the talks of 2019, also in Barbados"),
        "mexico": _("Mexico: the talks of 2021–22"),
    }


def other_sides() -> dict[str, str]:
    """Whose view is asked for in each round."""
    return {
        "cancun": _("Not the sponsors of the text."),
        "lima": _("Not the Lima Group: the government of Maduro."),
        "oslo": _("Not the side that stayed away."),
        "mexico": _("Not the side that left."),
    }


def causes() -> dict[str, str]:
    """Explanations from the literature, and two that are none."""
    return {
        "event": _("The event itself: without it there would have been an agreement"),
        "rule": _("A demanding rule and a divided membership"),
        "batna": _("A better alternative: somebody expected more from not agreeing"),
        "not-ripe": _("No stalemate that hurt both (ripeness)"),
        "commitment": _("Promises about what comes after could not be believed"),
        "spoilers": _("Somebody outside or beside the table could wreck it"),
        "two-level": _("Negotiators could not carry their own side"),
        "one-side": _("One side never means it: it is always the one that walks out"),
    }


def missing_elements() -> dict[str, str]:
    """What an agreement might have needed."""
    return {
        "pain": _("More pain: with enough of it both would have signed"),
        "votes": _("A wider coalition of states"),
        "consequence": _("A credible consequence of refusing"),
        "relief": _("Something to give in exchange, step by step"),
        "guarantee": _("Guarantees for whoever loses"),
        "channel": _("At the table, those who hold the leverage"),
    }


def test_names() -> dict[str, str]:
    """The four tests of process tracing."""
    return {
        "doubly-decisive": _("Doubly decisive: proves it, and its absence would refute it"),
        "smoking-gun": _("Smoking gun: proves it"),
        "hoop": _("Hoop: its absence would refute it"),
        "straw": _("Straw in the wind: speaks for it a little"),
    }


def _part(answer: Answer, name: str) -> Mapping[str, Any]:
    part = answer.get(name)
    return part if isinstance(part, Mapping) else {}


def _meter(share: float) -> str:
    """A share as a bar and as a number."""
    return (
        f'<svg width="84" height="12" aria-hidden="true"><rect x="0.5" y="0.5" width="80" height="11" '
        f'fill="none" stroke="#767676"/><rect x="0.5" y="0.5" width="{80 * share:.1f}" height="11" '
        f'fill="#0072B2"/></svg> {100 * share:.0f}%'
    )


@lru_cache(maxsize=64)
def _drawn(events: tuple[tuple[str, str, str], ...], key: str) -> str:
    """The rounds and the chosen claims on one line of time."""
    roles = {"trigger": _("set off the end"), "evidence": _("supports the cause")}
    marks = [
        charts.Event(first, _("begins: {round}").format(round=round_names()[name]), _("round"))
        for name, (first, _last) in ROUNDS.items()
    ]
    unique = dict.fromkeys(events)
    marks += [charts.Event(when, text, roles[role]) for when, text, role in unique]
    spans = [
        (charts.Event(first, round_names()[name].partition(":")[0]), charts.Event(last, ""))
        for name, (first, last) in ROUNDS.items()
    ]
    figure = charts.canvas(6.2, 3.4 + 0.33 * len(unique), margins=charts.BARE)
    charts.timeline(figure.axes[0], marks, spans=spans, title=_("Four rounds"))
    words = "; ".join(f"{when}: {text} ({roles[role]})" for when, text, role in unique)
    return charts.svg(
        figure, _("Four rounds between 2017 and 2022. {events}").format(events=words), key
    )

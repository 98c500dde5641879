"""Exercise 0.4: a sentence that cannot be right as printed, and what may be done with it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Allocate, Choose, EdgeList, Field
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, ngettext
from venezuela_course.models import error_hypotheses

SENTENCE = "S000-066"

#: What can be held up against the sentence: claims of the texts and dated events.
EVIDENCE = (
    "S003a-045",
    "T-2002-04-11-coup",
    "S002-002",
    "S002-003",
    "S000-065",
    "T-2020-05-sea-raid",
    "S000-063",
    "S000-011",
    "S000-024",
    "S000-017",
    "S003b-091",
    "S000-066",
)

#: Other words of the analyst to whom the sentence is attributed, and the sentence.
SAME_SPEAKER = frozenset({"S000-063", "S000-065", "S000-066"})


class ErrorHypotheses(Exercise):
    """A hundred points of belief shared out among seven explanations, each tied to evidence.

    The picture shows how undecided the student is, what each explanation rests on, and how the sentence
    would be printed under the action chosen.
    """

    def __init__(self, identifier: str) -> None:
        claims = seeds.claims().set_index("claim_id")["claim"]
        events = seeds.timeline().set_index("event_id")
        self._texts = {
            one: _of_the_analyst(str(claims[one]), one)
            if one in claims.index
            else f"{events.loc[one, 'event']} ({events.loc[one, 'date']})"
            for one in EVIDENCE
        }
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("The impossible coup")

    @property
    def task(self) -> str:
        return _(
            "<p>A news report lets a named analyst say that Washington backed a “military coup in 2021” "
            "[S000-066]. No other text of the course and no record found has a military coup in "
            "Venezuela in that year. How did the sentence come to be printed? Share out 100 points of "
            "belief among seven explanations, tie to each what speaks for it, and choose what a course "
            "may print.</p><p>An explanation of 15 points or more should rest on something. Who backed "
            "which of these events is contested in each case, and is not the question. What the caveat of a "
            'claim says counts as well: <code>seeds.claim("S000-011")</code> shows it.</p>'
        )

    def fields(self) -> Sequence[Field]:
        evidence = {one: f"[{one}] {self._texts[one]}" for one in EVIDENCE}
        return [
            Allocate("weights", _("Points of belief"), hypotheses(), total=100, step=5),
            EdgeList(
                "evidence",
                _("What speaks for which explanation"),
                evidence,
                short_names(),
                matrix=True,
                names=(_("Evidence"), _("Explanation")),
                note=_("Tick only what makes one explanation likelier than the others."),
            ),
            Choose("action", _("What may be printed"), actions()),
        ]

    def picture(self, answer: Answer) -> str:
        weights = self._weights(answer)
        return (
            self._bars(weights, self._ties(answer))
            + self._undecided(weights)
            + self._in_print(answer)
        )

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Belief beside its picture; the table of evidence needs the whole width."""
        return stacked(
            beside(stacked(controls["weights"], controls["action"]), as_picture(picture)),
            controls["evidence"],
        )

    @staticmethod
    def _weights(answer: Answer) -> dict[str, float]:
        given = answer.get("weights")
        weights = given if isinstance(given, Mapping) else {}
        return {
            name: float(value)
            for name in error_hypotheses.HYPOTHESES
            if isinstance(value := weights.get(name), (int, float))
            and not isinstance(value, bool)
            and 0 <= value <= 100
        }

    def _ties(self, answer: Answer) -> dict[str, list[str]]:
        """The evidence tied to each hypothesis."""
        given = answer.get("evidence")
        ties: dict[str, list[str]] = {name: [] for name in error_hypotheses.HYPOTHESES}
        for pair in given if isinstance(given, (list, tuple)) else []:
            if (
                isinstance(pair, (list, tuple))
                and len(pair) == 2
                and isinstance(pair[0], str)
                and isinstance(pair[1], str)
                and pair[0] in self._texts
                and pair[1] in ties
            ):
                ties[pair[1]].append(pair[0])
        return ties

    def _bars(self, weights: Mapping[str, float], ties: Mapping[str, Sequence[str]]) -> str:
        names = short_names()
        left, scale, high = 132, 2.6, 40
        parts = []
        for row, name in enumerate(error_hypotheses.HYPOTHESES):
            y = 8 + row * high
            weight = weights.get(name, 0.0)
            wide = scale * weight
            listed = ", ".join(ties[name]) or _("rests on nothing yet")
            parts.append(
                f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{html.escape(names[name])}</text>'
                f'<rect x="{left}" y="{y}" width="{scale * 100}" height="19" fill="none" '
                f'stroke="#999999"/><rect x="{left}" y="{y}" width="{wide:.1f}" height="19" '
                f'fill="#56B4E9" stroke="#0072B2"/>'
                f'<text x="{left + scale * 100 + 8}" y="{y + 14}" font-weight="600">{weight:g}</text>'
                f'<text x="{left}" y="{y + 31}" font-size="10.5">{html.escape(listed)}</text>'
            )
        height = 8 + len(names) * high
        words = "; ".join(
            _("{name}: {n} points, {evidence}").format(
                name=names[name],
                n=f"{weights.get(name, 0.0):g}",
                evidence=", ".join(ties[name]) or _("rests on nothing yet"),
            )
            for name in error_hypotheses.HYPOTHESES
        )
        return (
            f'<svg role="img" aria-label="{html.escape(words)}" viewBox="0 0 452 {height}" width="452" '
            f'fill="currentColor" font-size="12" font-family="sans-serif">{"".join(parts)}</svg>'
        )

    @staticmethod
    def _undecided(weights: Mapping[str, float]) -> str:
        """How sure the distribution is, in numbers that can be argued about."""
        if not any(weights.values()):
            return f"<p>{html.escape(_('No points given out yet.'))}</p>"
        number = error_hypotheses.effective_number(weights)
        first, odds = error_hypotheses.odds_against_the_rest(weights)
        said = _("As undecided as between {n} equally likely explanations.").format(
            n=f"{number:.1f}"
        )
        if odds == float("inf"):
            said += " " + _("You would stake everything on “{name}”.").format(
                name=short_names()[first]
            )
        else:
            said += " " + _("Your odds on “{name}” against all the rest: {odds} to 1.").format(
                odds=f"{odds:.2g}", name=short_names()[first]
            )
        total = sum(weights.values())
        if abs(total - 100) > 1e-9:
            said += " " + ngettext(
                "{n} point is given out so far.", "{n} points are given out so far.", round(total)
            ).format(n=f"{total:g}")
        return f"<p>{html.escape(said)}</p>"

    @staticmethod
    def _in_print(answer: Answer) -> str:
        """What a reader would find under the action chosen."""
        action = answer.get("action")
        printed = in_print().get(action) if isinstance(action, str) else None
        if printed is None:
            return ""
        heading = html.escape(_("What a reader would find"))
        return (
            f"<p><strong>{heading}</strong></p>"
            f'<blockquote style="border-left:3px solid currentColor;margin:0;padding-left:0.8rem">'
            f"{html.escape(printed)}</blockquote>"
        )


def _of_the_analyst(claim: str, reference: str) -> str:
    """A claim, and that it is the same speaker's, where it is."""
    if reference not in SAME_SPEAKER:
        return claim
    return _("{claim}, in the same analyst's words").format(claim=claim)


def hypotheses() -> dict[str, str]:
    """The seven explanations."""
    return {
        "2002": _("A slip for 2002: the year is wrong, April 2002 was meant"),
        "2019": _("A slip for 2019: the year is wrong, April 2019 was meant"),
        "2020": _("A slip for 2020: the year is wrong, the raid of May 2020 was meant"),
        "speaker": _("The speaker's own error or looseness"),
        "translation": _("An error of translation or editing"),
        "unknown": _("An event that happened and that nothing else here knows of"),
        "other": _("Something else"),
    }


def short_names() -> dict[str, str]:
    """The explanations in a word or two."""
    return {
        "2002": _("Slip for 2002"),
        "2019": _("Slip for 2019"),
        "2020": _("Slip for 2020"),
        "speaker": _("Speaker"),
        "translation": _("Translation"),
        "unknown": _("Unknown event"),
        "other": _("Other"),
    }


def actions() -> dict[str, str]:
    """What a course may do with the sentence."""
    return {
        "as-printed": _("Print it as it stands, without a word about it"),
        "quote-and-flag": _("Quote it with its speaker, and say that no other source has it"),
        "correct-2002": _("Print it with the year changed to 2002"),
        "ask-the-source": _("Ask the publisher or the speaker, and print nothing of it until then"),
        "correct-2019": _("Print it with the year changed to 2019"),
        "drop-the-source": _("Use nothing from this report: it is unreliable"),
    }


def in_print() -> dict[str, str]:
    """What a reader would find, by action."""
    return {
        "as-printed": _(
            "An analyst says that Washington backed a “military coup in 2021” [S000-066]."
        ),
        "quote-and-flag": _(
            "An analyst speaks of a “military coup in 2021” backed by Washington [S000-066]. No other "
            "source has one in that year; what was meant is open."
        ),
        "correct-2002": _(
            "An analyst says that Washington backed a military coup in 2002. (A reader cannot see that "
            "the report says something else.)"
        ),
        "ask-the-source": _(
            "(Nothing yet. A note in the instructors' papers: year in S000-066 queried.)"
        ),
        "correct-2019": _(
            "An analyst says that Washington backed a military coup in 2019. (A reader cannot see that "
            "the report says something else.)"
        ),
        "drop-the-source": _(
            "(Nothing of the report: nor what it says of the mediators, the sheets or the experts.)"
        ),
    }

"""Exercise 0.2: what sort of statement a claim is, whose word it is, and how to print it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Cards, Choose, Field, Group
from venezuela_course.exercises.layout import as_picture, stacked
from venezuela_course.language import _

#: A sign for each kind, beside its word, and the colour that repeats it.
LOOKS: Mapping[str, tuple[str, str]] = {
    "event": ("●", "#0072B2"),
    "figure": ("№", "#009E73"),
    "attributed_opinion": ("❝", "#CC79A7"),
    "characterisation": ("✎", "#E69F00"),
    "allegation": ("⚖", "#D55E00"),
    "forecast": ("➜", "#767676"),
}

#: Frames that say that something is so. What is called a judgement, an accusation or a forecast and is
#: printed in one of them has been promoted.
FACTUAL_FRAMES = frozenset({"plain"})
FACTUAL_KINDS = frozenset({"event", "figure"})


@cache
def samples() -> Mapping[str, tuple[str, ...]]:
    """The samples by name: the claims of each, in the order in which they are shown."""
    table = seeds.triage_samples().sort_values(["sample", "place"])
    return {
        str(name): tuple(str(claim) for claim in rows["claim_id"])
        for name, rows in table.groupby("sample", sort=True)
    }


class EvidentialTriage(Exercise):
    """Twenty-four claims to sort, one of several samples that are equally hard.

    The picture is the student's own sorting: the claims under the kinds, and how each would read in
    print. It points out where a kind and a frame contradict one another, never whether either is right.
    """

    variant_key = "sample"

    def __init__(self, identifier: str) -> None:
        claims = seeds.claims().set_index("claim_id")
        sources = seeds.sources().set_index("source_id")
        self._texts = {str(one): str(text) for one, text in claims["claim"].items()}
        self._where = {
            str(one): _("{genre}, {date}, line {line}").format(
                genre=sources.loc[source, "genre"],
                date=sources.loc[source, "date_published"],
                line=line,
            )
            for one, source, line in zip(
                claims.index, claims["source_id"], claims["line"], strict=True
            )
        }
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Evidential triage")

    @property
    def task(self) -> str:
        return _(
            "<p>Sort your {n} claims. For each say what sort of statement it is, whose word it is, and in "
            "which frame it could be printed with the least rewording. Who asserts a claim is not on its "
            "card: look it up with <code>seeds.cite</code>. Some claims lie between two kinds; there "
            "either is accepted. Dear are mistakes that promote: an allegation printed as an event has "
            "convicted somebody.</p>"
        ).format(n=len(self.sample))

    @property
    def sample(self) -> tuple[str, ...]:
        """The claims of this student's sample, in the order shown."""
        return samples()[self.variant]

    def variants(self) -> Sequence[str]:
        return tuple(samples())

    def variant_words(self) -> tuple[str, str]:
        return _("Your sample"), _(
            "Drawn for you, and kept with your answer. All samples are made up alike; none is easier."
        )

    def fields(self) -> Sequence[Field]:
        kinds, voices, frames = kind_names(), voice_names(), frame_names()
        cards = [
            Group(
                claim,
                f"[{claim}] {self._texts[claim]}",
                [
                    Choose("kind", _("What sort of statement is it?"), kinds),
                    Choose("voice", _("Whose word is it?"), voices),
                    Choose("frame", _("How could it be printed?"), frames),
                ],
                note=self._where[claim],
            )
            for claim in self.sample
        ]
        return [Cards("items", _("The claims"), cards)]

    def picture(self, answer: Answer) -> str:
        items = self._items(answer)
        return self._board(items) + self._in_print(items)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The cards above, the board below: a card is answered before one looks at all of them."""
        return stacked(*controls.values(), as_picture(picture))

    def _items(self, answer: Answer) -> dict[str, dict[str, str]]:
        """What is answered, claim by claim, as far as it is one of the choices."""
        given = answer.get("items")
        items = given if isinstance(given, Mapping) else {}
        choices = {"kind": kind_names(), "voice": voice_names(), "frame": frame_names()}
        found = {}
        for claim in self.sample:
            part = items.get(claim)
            if isinstance(part, Mapping):
                found[claim] = {
                    question: value
                    for question, options in choices.items()
                    if isinstance(value := part.get(question), str) and value in options
                }
        return found

    def _board(self, items: Mapping[str, Mapping[str, str]]) -> str:
        """The claims under the kinds that they were given."""
        names = kind_names()
        piles: dict[str, list[str]] = {kind: [] for kind in names}
        for claim, part in items.items():
            if "kind" in part:
                piles[part["kind"]].append(claim)
        wide, high, left, head = 122, 19, 4, 40
        deepest = max(4, max(map(len, piles.values())))
        parts = []
        for column, (kind, pile) in enumerate(piles.items()):
            sign, colour = LOOKS[kind]
            x = left + column * (wide + 6)
            parts.append(
                f'<rect x="{x}" y="2" width="{wide}" height="{head - 8}" fill="none" '
                f'stroke="{colour}" stroke-width="2.5"/>'
                f'<text x="{x + wide / 2}" y="15" font-weight="600">{sign} {html.escape(_short(kind))}'
                f'</text><text x="{x + wide / 2}" y="28">{len(pile)}</text>'
            )
            for row, claim in enumerate(pile):
                y = head + row * high
                parts.append(
                    f'<rect x="{x + 6}" y="{y}" width="{wide - 12}" height="{high - 3}" rx="3" '
                    f'fill="none" stroke="{colour}"/>'
                    f'<text x="{x + wide / 2}" y="{y + 12}">{claim}</text>'
                )
        width, height = left + len(piles) * (wide + 6), head + deepest * high + 2
        words = "; ".join(
            f"{names[kind]}: {', '.join(pile) or _('none')}" for kind, pile in piles.items()
        )
        return (
            f'<svg role="img" aria-label="{html.escape(words)}" viewBox="0 0 {width} {height}" '
            f'width="{width}" fill="currentColor" text-anchor="middle" font-size="11.5" '
            f'font-family="sans-serif">{"".join(parts)}</svg>'
        )

    def _in_print(self, items: Mapping[str, Mapping[str, str]]) -> str:
        """How the claims that are framed would read."""
        lines = []
        for claim, part in items.items():
            if "frame" not in part:
                continue
            who = speakers().get(part.get("voice", ""), _("somebody"))
            sentence = frames_in_print()[part["frame"]].format(
                who=who, claim=self._texts[claim].rstrip("."), id=claim
            )
            sentence = sentence[:1].upper() + sentence[1:]
            doubt = self._contradiction(part)
            lines.append(
                f"<li>{html.escape(sentence)}"
                + (f" <strong>⚠ {html.escape(doubt)}</strong>" if doubt else "")
                + "</li>"
            )
        if not lines:
            return f"<p>{html.escape(_('Choose frames to see how the claims would read in print.'))}</p>"
        heading = html.escape(_("As it would be printed"))
        return f"<p><strong>{heading}</strong></p><ol>{''.join(lines)}</ol>"

    @staticmethod
    def _contradiction(part: Mapping[str, str]) -> str:
        """Where a kind and a frame cannot both be meant."""
        kind, frame = part.get("kind"), part["frame"]
        if kind is None:
            return ""
        if frame in FACTUAL_FRAMES and kind not in FACTUAL_KINDS:
            return _("You call it “{kind}” and print it as established.").format(
                kind=kind_names()[kind]
            )
        if frame in ("charged", "alleged") and kind in FACTUAL_KINDS:
            return _("You call it “{kind}” and print it as an accusation.").format(
                kind=kind_names()[kind]
            )
        return ""


def kind_names() -> dict[str, str]:
    """The six kinds of statement."""
    return {
        "event": _("Event: an act or a state of affairs that a record could confirm"),
        "figure": _("Figure: a quantity, or a comparison of quantities"),
        "attributed_opinion": _("Attributed opinion: somebody's judgement or advice"),
        "characterisation": _("Characterisation: the author's own description or reading"),
        "allegation": _("Allegation: that somebody did wrong, without a finding"),
        "forecast": _("Forecast: what will or may happen after the text"),
    }


def _short(kind: str) -> str:
    """The name of a kind in a word, for the head of a narrow column."""
    return {
        "event": _("Event"),
        "figure": _("Figure"),
        "attributed_opinion": _("Opinion"),
        "characterisation": _("Characterisation"),
        "allegation": _("Allegation"),
        "forecast": _("Forecast"),
    }[kind]


def voice_names() -> dict[str, str]:
    """Whose word a claim can be."""
    return {
        "writer": _("The text's own: its author or its caption"),
        "expert": _("A named expert or analyst"),
        "government": _("The Venezuelan government, or one of its members"),
        "opposition": _("The Venezuelan opposition"),
        "united-states": _("The government of the United States, or its prosecutors"),
        "organisation": _("Another body or a study with a name"),
        "unnamed": _("Somebody whom the text does not name"),
    }


def speakers() -> dict[str, str]:
    """The same voices as the subject of a sentence."""
    return {
        "writer": _("the text"),
        "expert": _("a named analyst"),
        "government": _("the Venezuelan government's side"),
        "opposition": _("the opposition"),
        "united-states": _("the United States side"),
        "organisation": _("the organisation or study"),
        "unnamed": _("somebody unnamed"),
    }


def frame_names() -> dict[str, str]:
    """The sentence frames."""
    return {
        "plain": _("As a plain statement, with its source: it is so"),
        "according-to": _("According to …, it is so"),
        "argues": _("… argues or holds that"),
        "describes": _("… describes it as"),
        "charged": _("… is charged with, by whom and in which court"),
        "alleged": _("… is said or alleged to, by whom; and what the other side says"),
        "expects": _("… expects that"),
    }


def frames_in_print() -> dict[str, str]:
    """Each frame around a claim, which follows after a colon in our own words."""
    return {
        "plain": _("{claim} [{id}]."),
        "according-to": _("According to {who}: {claim} [{id}]."),
        "argues": _("{who} argues: {claim} [{id}]."),
        "describes": _("{who} describes it so: {claim} [{id}]."),
        "charged": _("A charge, not a verdict, brought by {who}: {claim} [{id}]."),
        "alleged": _("An allegation, made by {who}: {claim} [{id}]."),
        "expects": _("{who} expects: {claim} [{id}]."),
    }

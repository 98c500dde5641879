"""Exercise 0.1: a saved page that holds two articles and much that belongs to neither."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import EdgeList, Field, LineBrowser
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, ngettext
from venezuela_course.models import provenance

#: A letter and a colour for each kind: capitals for headlines, A for 2016 and B for 2022.
LOOKS: Mapping[str, tuple[str, str]] = {
    "navigation": ("N", "#767676"),
    "headline-2016": ("A", "#0072B2"),
    "headline-2022": ("B", "#D55E00"),
    "caption": ("C", "#CC79A7"),
    "pull-quote": ("Q", "#F0E442"),
    "body-2016": ("a", "#56B4E9"),
    "body-2022": ("b", "#E69F00"),
}
_OPEN = ("·", "#FFFFFF")


class UnpickThePage(Exercise):
    """Every line of a page gets a kind, and lines that say the same again are paired.

    The picture is the page lying on its side: a bar for each line, as long as the line is, with the kind
    that the student gives it, and an arc for each pair.
    """

    def __init__(self, identifier: str) -> None:
        lines = seeds.page_lines()
        self._characters = {
            int(line): int(length)
            for line, length in zip(lines["line"], lines["characters"], strict=True)
        }
        self._snippets = {
            int(line): str(text) for line, text in zip(lines["line"], lines["snippet"], strict=True)
        }
        claims = seeds.claims()
        of_the_page = claims[claims["source_id"].astype(str).str.startswith("S003")]
        self._claims = {int(n): int(k) for n, k in of_the_page["line"].value_counts().items()}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Unpick the page")

    @property
    def task(self) -> str:
        return _(
            "<p>One saved page holds two articles, one of August 2016 [S003a] and one of March 2022 "
            "[S003b], and between their lines much that belongs to neither. Say of each of its {n} lines "
            "what it is, and pair the lines of which one says the other again.</p><p>The text is "
            "copyright: you see line numbers, lengths and a few words. More can be found out: "
            "<code>seeds.claims()</code> has the line of every claim, and its caveats speak of some "
            "lines. A standfirst belongs to its article; the heading of a section counts as a headline. "
            "With <em>From line … to line …</em> you set a whole run at once.</p>"
        ).format(n=len(self._characters))

    def fields(self) -> Sequence[Field]:
        short = {str(n): f"{n}: “{text} …”" for n, text in self._snippets.items()}
        long = {line: f"{text} ({self._characters[int(line)]})" for line, text in short.items()}
        return [
            LineBrowser(
                "labels",
                _("What each line is"),
                long,
                line_kinds(),
                note=_("A few words of each line; its length in characters in brackets."),
            ),
            EdgeList(
                "duplicates",
                _("Lines that say the same again"),
                short,
                short,
                names=(_("Line"), _("says the same as")),
                note=_("In any order. A part of a longer line can be the repetition."),
            ),
        ]

    def problems(self, answer: Answer) -> list[str]:
        found = super().problems(answer)
        if any(one == other for one, other in self._pairs(answer)):
            found.append(_("A line is paired with itself: that says nothing."))
        return found

    def picture(self, answer: Answer) -> str:
        labels = self._labels(answer)
        return self._page_on_its_side(labels, self._pairs(answer)) + self._composition(labels)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The page across the whole width, because it is long; below it the two lists."""
        return stacked(as_picture(picture), beside(controls["labels"], controls["duplicates"]))

    def _labels(self, answer: Answer) -> dict[int, str]:
        given = answer.get("labels")
        labels = given if isinstance(given, Mapping) else {}
        return {
            line: kind
            for line in self._characters
            if isinstance(kind := labels.get(str(line)), str) and kind in LOOKS
        }

    def _pairs(self, answer: Answer) -> list[tuple[int, int]]:
        given = answer.get("duplicates")
        known = {str(line) for line in self._characters}
        return [
            (int(pair[0]), int(pair[1]))
            for pair in (given if isinstance(given, (list, tuple)) else [])
            if isinstance(pair, (list, tuple))
            and len(pair) == 2
            and all(isinstance(end, str) and end in known for end in pair)
        ]

    def _page_on_its_side(self, labels: Mapping[int, str], pairs: list[tuple[int, int]]) -> str:
        step, ground, left = 11.5, 118.0, 8.0
        place = {line: left + step * (n + 0.5) for n, line in enumerate(self._characters)}
        parts = []
        for n, (line, x) in enumerate(place.items()):
            letter, colour = LOOKS.get(labels.get(line, ""), _OPEN)
            high = 2.2 * math.sqrt(self._characters[line])
            parts.append(
                f'<rect x="{x - 4.5:.1f}" y="{ground - high:.1f}" width="9" height="{high:.1f}" '
                f'fill="{colour}" stroke="#333" stroke-width="0.6"/>'
                f'<text x="{x:.1f}" y="{ground + 13:g}" font-size="11" font-weight="600">{letter}</text>'
            )
            # Two rows of numbers, or three digits would run into one another.
            if n % 2 == 0:
                y = ground + (26 if n % 4 == 0 else 38)
                parts.append(f'<text x="{x:.1f}" y="{y:g}" font-size="9.5">{line}</text>')
        for one, other in pairs:
            a, b = sorted((place[one], place[other]))
            rise = min(86.0, 14 + (b - a) * 0.32)
            top = min(ground - 2.2 * math.sqrt(self._characters[line]) for line in (one, other)) - 3
            parts.append(
                f'<path d="M{a:.1f} {top:.1f} C{a:.1f} {top - rise:.1f} {b:.1f} {top - rise:.1f} '
                f'{b:.1f} {top:.1f}" fill="none" stroke="currentColor" stroke-width="1.6"/>'
            )
        width = left * 2 + step * len(place)
        words = self._in_words(labels, pairs)
        return (
            f'<svg role="img" aria-label="{html.escape(words)}" viewBox="0 0 {width:g} 160" '
            f'width="{width:g}" fill="currentColor" text-anchor="middle" '
            f'font-family="sans-serif">{"".join(parts)}</svg><p><small>{html.escape(_legend())}</small></p>'
        )

    def _in_words(self, labels: Mapping[int, str], pairs: list[tuple[int, int]]) -> str:
        done = ngettext(
            "{n} of {all} lines has a kind.", "{n} of {all} lines have a kind.", len(labels)
        ).format(n=len(labels), all=len(self._characters))
        if not pairs:
            return done
        joined = ", ".join(f"{one} = {other}" for one, other in pairs[:20])
        return done + " " + _("Paired: {pairs}.").format(pairs=joined)

    def _composition(self, labels: Mapping[int, str]) -> str:
        shares = provenance.composition(labels, self._characters)
        whole = sum(self._characters.values())
        names = line_kinds()
        rows = ""
        for kind, (letter, colour) in LOOKS.items():
            share = shares.get(kind)
            if share is None:
                continue
            taken = sum(self._claims.get(line, 0) for line, one in labels.items() if one == kind)
            part = share.characters / whole
            rows += (
                f'<tr><th scope="row">{letter} {html.escape(names[kind])}</th><td>{share.lines}</td>'
                f"<td>{share_bar(part, colour)} {100 * part:.0f}%</td><td>{taken}</td></tr>"
            )
        if not rows:
            return ""
        head = "".join(
            f'<th scope="col">{html.escape(text)}</th>'
            for text in (
                _("Kind, as you give it"),
                _("Lines"),
                _("Share of the page's characters"),
                _("Claims that the table takes from these lines"),
            )
        )
        return (
            f'<table class="venezuela-course-grid"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )


def line_kinds() -> dict[str, str]:
    """What a line can be, in words."""
    return {
        "navigation": _("Navigation of the website"),
        "headline-2016": _("Headline, 2016"),
        "headline-2022": _("Headline, 2022"),
        "caption": _("Caption of a picture"),
        "pull-quote": _("Pull quote"),
        "body-2016": _("Body of the article, 2016"),
        "body-2022": _("Body of the article, 2022"),
    }


def _legend() -> str:
    return _(
        "A bar for each line, the longer the higher; below it the letter of its kind and, for every "
        "other one, its number. N navigation, C caption, Q pull quote; A headline and a body of 2016; "
        "B headline and b body of 2022; a dot where the kind is open. Arcs join lines that you pair."
    )


def share_bar(share: float, colour: str) -> str:
    """A share of a whole as a small bar; the number stands beside it."""
    return (
        f'<svg width="104" height="12" aria-hidden="true"><rect x="0.5" y="0.5" width="100" height="11" '
        f'fill="none" stroke="{charts.QUIET}"/><rect x="0.5" y="0.5" width="{100 * share:.1f}" '
        f'height="11" fill="{colour}" stroke="#333"/></svg>'
    )

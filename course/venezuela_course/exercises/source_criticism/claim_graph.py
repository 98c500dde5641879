"""Exercise 0.3: fourteen claims of five texts, and how they bear on one another."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import EdgeList, Field
from venezuela_course.exercises.layout import as_picture, stacked
from venezuela_course.language import _, ngettext
from venezuela_course.models import claim_graph
from venezuela_course.models.claim_graph import Relation

CLAIMS = (
    "S000-007",
    "S000-008",
    "S001-022",
    "S002-013",
    "S002-021",
    "S002-032",
    "S003a-020",
    "S003a-045",
    "S003b-024",
    "S003b-025",
    "S003b-040",
    "S003b-041",
    "S003b-091",
    "S003b-095",
)

#: The texts in the order of their dates: one column each.
COLUMNS = ("S003a", "S001", "S002", "S003b", "S000")

#: Distance between columns, in pixels, and the first and last height of a column by its claims: unequal,
#: so that lines between columns do not lie on one another.
STEP = 148.0
SPREAD: Mapping[int, tuple[float, float]] = {1: (345, 345), 2: (92, 398), 3: (120, 330)}

#: Sign, dashes and colour of each type of relation; the sign stands on the line.
LOOKS: Mapping[str, tuple[str, str, str]] = {
    "supports": ("+", "", "#009E73"),
    "contradicts": ("≠", "7 3", "#D55E00"),
    "supersedes": ("›", "", "#0072B2"),
    "duplicates": ("=", "2 3", "#595959"),
    "same_event": ("∘", "10 3 2 3", "#B5539C"),
}


class ClaimGraph(Exercise):
    """Typed relations to be drawn among fourteen claims.

    The picture is the student's own graph, the texts in order of time, and what it says when repetition
    is counted once: how many statements there are, which are in dispute, and what no longer holds.
    """

    def __init__(self, identifier: str) -> None:
        claims = seeds.claims().set_index("claim_id").loc[list(CLAIMS)]
        self._texts = {str(one): str(text) for one, text in claims["claim"].items()}
        self._source = {str(one): str(source) for one, source in claims["source_id"].items()}
        self._published = {
            str(one): str(day)
            for one, day in seeds.sources().set_index("source_id")["date_published"].items()
        }
        self._places = self._laid_out()
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Claim graph")

    @property
    def task(self) -> str:
        return _(
            "<p>Fourteen claims from the five texts. Draw how they bear on one another: which supports, "
            "contradicts or repeats which, which speak of the same event, and which replaces another as "
            "the state of things. Most pairs have nothing to do with one another. Only "
            "<em>supersedes</em> has a direction: from what came later to what it replaces.</p>"
            "<p>Before you call two numbers a contradiction, ask what each counts, and when. Before you "
            "count support, ask whether the second claim is a witness of its own.</p>"
        )

    def fields(self) -> Sequence[Field]:
        names = {one: f"[{one}] {self._texts[one]}" for one in CLAIMS}
        return [
            EdgeList(
                "edges",
                _("Relations"),
                names,
                names,
                kinds=relation_names(),
                names=(
                    _("This claim"),
                    _("and this claim"),
                    _("Relation of the first to the second"),
                ),
            )
        ]

    def problems(self, answer: Answer) -> list[str]:
        found = super().problems(answer)
        relations = self._relations(answer)
        if any(one == other for one, other, _kind in relations):
            found.append(_("A claim is related to itself: take that link away."))
        pairs = [
            frozenset((one, other)) for one, other, _kind in map(claim_graph.canonical, relations)
        ]
        if len(set(pairs)) < len(pairs):
            found.append(_("A pair of claims has two relations: keep the one that says most."))
        return found

    def picture(self, answer: Answer) -> str:
        relations = self._relations(answer)
        return self._network(relations) + self._reading(relations)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The graph across the page, the list of links below it."""
        return stacked(as_picture(picture), *controls.values())

    def _relations(self, answer: Answer) -> list[Relation]:
        given = answer.get("edges")
        return [
            Relation(*edge)
            for edge in (given if isinstance(given, (list, tuple)) else [])
            if isinstance(edge, (list, tuple))
            and len(edge) == 3
            and all(isinstance(end, str) for end in edge)
            and edge[0] in self._texts
            and edge[1] in self._texts
            and edge[2] in LOOKS
        ]

    def _laid_out(self) -> dict[str, tuple[float, float]]:
        """A column for each text, in order of time; claims of a column evenly spaced."""
        places: dict[str, tuple[float, float]] = {}
        for source, members in groupby(sorted(CLAIMS), key=lambda one: self._source[one]):
            inside = list(members)
            top, bottom = SPREAD.get(len(inside), (100, 361))
            for row, one in enumerate(inside):
                step = (bottom - top) / max(1, len(inside) - 1)
                places[one] = (_column(source), top + row * step)
        return places

    def _gaps(self, x: float) -> list[float]:
        """Heights at which a line can pass a column without running through a claim."""
        taken = sorted(y for at, y in self._places.values() if at == x)
        return [taken[0] - 27, *((a + b) / 2 for a, b in pairwise(taken)), taken[-1] + 27]

    def _network(self, relations: Sequence[Relation]) -> str:
        parts = []
        for source in COLUMNS:
            at = _column(source)
            parts.append(
                f'<text x="{at}" y="18" font-weight="600">{source}</text>'
                f'<text x="{at}" y="34">{html.escape(self._published[source])}</text>'
                f'<line x1="{at}" x2="{at}" y1="44" y2="416" stroke="#D0D0D0"/>'
            )
        parts += [self._line(one) for one in relations if one.from_ != one.to]
        disputed = claim_graph.tensions(relations)
        for one, (x, y) in self._places.items():
            ring = ' stroke-width="2.6"' if one in disputed else ""
            parts.append(
                f'<g><title>{html.escape(self._texts[one])}</title><rect x="{x - 37}" y="{y - 11:.0f}" '
                f'width="74" height="22" rx="4" fill="#FFFFFF" stroke="#333"{ring}/>'
                f'<text x="{x}" y="{y + 4:.0f}" fill="#222222">{one}</text></g>'
            )
        names = relation_names()
        words = "; ".join(
            _("{one} {relation} {other}").format(
                one=one, relation=names[kind].partition(":")[0].lower(), other=other
            )
            for one, other, kind in relations
        )
        return (
            f'<svg role="img" aria-label="{html.escape(words or _("No relations drawn yet."))}" '
            'viewBox="0 0 750 422" width="750" fill="currentColor" text-anchor="middle" '
            f'font-size="12" font-family="sans-serif">{"".join(parts)}</svg>{_legend()}'
        )

    def _line(self, relation: Relation) -> str:
        sign, dashes, colour = LOOKS[relation.type]
        (x1, y1), (x2, y2) = self._places[relation.from_], self._places[relation.to]
        if x1 == x2:  # two claims of one text: round the claims between them
            bend = 52.0 + abs(y2 - y1) * 0.18
            middle = (x1 + bend * 0.75, (y1 + y2) / 2)
            path = (
                f"M{x1} {y1:.0f} C{x1 + bend:.0f} {y1:.0f} {x2 + bend:.0f} {y2:.0f} {x2} {y2:.0f}"
            )
        else:
            control = self._control((x1, y1), (x2, y2))
            # The sign stands where no column is: half-way, or else just before the later text, and for
            # the longest lines just after the earlier one, or signs would lie on one another.
            x = {1: (x1 + x2) / 2, 2: max(x1, x2) - 62}.get(
                round(abs(x2 - x1) / STEP), min(x1, x2) + 62
            )
            middle = (x, _height((x - x1) / (x2 - x1), y1, control, y2))
            path = f"M{x1} {y1:.0f} Q{(x1 + x2) / 2:.0f} {control:.0f} {x2} {y2:.0f}"
        mark = sign
        if relation.type in claim_graph.DIRECTED:
            # The arrow points at what is replaced.
            mark = ("▼" if y2 > y1 else "▲") if x1 == x2 else ("▶" if x2 > x1 else "◀")
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        return (
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
            f'<circle cx="{middle[0]:.0f}" cy="{middle[1]:.0f}" r="8" fill="#FFFFFF" stroke="{colour}"/>'
            f'<text x="{middle[0]:.0f}" y="{middle[1] + 4:.0f}" fill="#222222" font-weight="600">'
            f"{mark}</text>"
        )

    def _control(self, one: tuple[float, float], other: tuple[float, float]) -> float:
        """How a line over other columns bends: through the gap of the fullest that is nearest."""
        (x1, y1), (x2, y2) = one, other
        between = sorted({x for x, _y in self._places.values() if min(x1, x2) < x < max(x1, x2)})
        straight = (y1 + y2) / 2
        if not between:
            return straight
        x = max(between, key=lambda at: len(self._gaps(at)))
        along = (x - x1) / (x2 - x1)
        there = _height(along, y1, straight, y2)
        gap = min(self._gaps(x), key=lambda height: abs(height - there))
        return (gap - (1 - along) ** 2 * y1 - along**2 * y2) / (2 * along * (1 - along))

    def _reading(self, relations: Sequence[Relation]) -> str:
        """What the student's graph says, in words."""
        proper = [one for one in relations if one.from_ != one.to]
        if not proper:
            return ""
        known = [claim_graph.canonical(one) for one in proper]
        sayings = [
            _("Counting repetition once, your {n} claims are {m} statements.").format(
                n=len(CLAIMS), m=len(claim_graph.distinct_statements(CLAIMS, known))
            )
        ]
        if disputed := claim_graph.tensions(known):
            listed = ", ".join(f"{one} ({number})" for one, number in disputed.items())
            sayings.append(_("In dispute, and how often: {claims}.").format(claims=listed))
        if replaced := claim_graph.superseded(known):
            sayings.append(
                ngettext(
                    "No longer the state of things: {claims}.",
                    "No longer the state of things: {claims}.",
                    len(replaced),
                ).format(claims=", ".join(sorted(replaced)))
            )
        several = [
            (one, claim_graph.witnesses(one, known, self._source))
            for one in CLAIMS
            if any(one in (a, b) and kind == "supports" for a, b, kind in known)
        ]
        for one, origins in several:
            sayings.append(
                ngettext(
                    "{claim}: supported, but only from within {n} text.",
                    "{claim}: supported from {n} texts.",
                    len(origins),
                ).format(claim=one, n=len(origins))
            )
        return "<ul>" + "".join(f"<li>{html.escape(text)}</li>" for text in sayings) + "</ul>"


def _column(source: str) -> float:
    """Where a text's column stands."""
    return 70.0 + STEP * COLUMNS.index(source)


def _height(along: float, begin: float, control: float, end: float) -> float:
    """Height of a quadratic curve whose control point lies half-way between its ends."""
    return (1 - along) ** 2 * begin + 2 * along * (1 - along) * control + along**2 * end


def relation_names() -> dict[str, str]:
    """The types of relation."""
    return {
        "supports": _("Supports: if one holds, the other is likelier"),
        "contradicts": _("Contradicts: as worded, they pull against each other"),
        "supersedes": _("Supersedes: came later and replaces it as the state of things"),
        "duplicates": _("Duplicates: tells the same again without a new witness"),
        "same_event": _("Same event: both speak of one happening"),
    }


def _legend() -> str:
    """The signs in words."""
    drawn = "".join(
        f'<span style="white-space:nowrap;margin-right:1.1rem"><svg width="34" height="12" '
        f'aria-hidden="true"><line x1="1" x2="33" y1="6" y2="6" stroke="{colour}" stroke-width="2"'
        + (f' stroke-dasharray="{dashes}"' if dashes else "")
        + f"/></svg> <strong>{'▶' if kind in claim_graph.DIRECTED else sign}</strong> "
        f"{html.escape(relation_names()[kind].partition(':')[0])}</span>"
        for kind, (sign, dashes, colour) in LOOKS.items()
    )
    return f"<p><small>{drawn}</small></p>"

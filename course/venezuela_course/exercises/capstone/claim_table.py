"""The claim table of a brief, built from the evidence, and a picture of what it rests on."""

from __future__ import annotations

import datetime
import html
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.capstone.contradictions import (
    Contradictions,
    ContradictionsControl,
    pair_of,
)
from venezuela_course.exercises.capstone.evidence_rows import (
    EvidenceRows,
    evidence,
    is_done,
    source_title,
)
from venezuela_course.exercises.capstone.ticket import Ticket, Tickets
from venezuela_course.exercises.capstone.words import questions, reading_words, roles
from venezuela_course.exercises.evidence import browser
from venezuela_course.exercises.evidence.search import Entry
from venezuela_course.exercises.fields import Choose, Field, Text
from venezuela_course.exercises.fields.field import is_list
from venezuela_course.exercises.layout import as_picture, stacked
from venezuela_course.language import _, ngettext
from venezuela_course.models import capstone
from venezuela_course.models.capstone import CUTOFF, ESTABLISHED, ROLES

#: What a table needs to be complete.
LEAST_CLAIMS, LEAST_SOURCES = 12, 3

#: Colour of each role; the lane that a mark stands in says the same.
COLOURS: Mapping[str, str] = {
    "supports": "#0072B2",
    "background": "#595959",
    "against": "#B04A00",
}
LANES = ("supports", "background", "against")
WIDTH, LEFT, RIGHT = 930, 152, 30
LETTER, MARK = 6.6, 16.0  # pixels of a letter of an id, and of its mark with some air
ROW = 17  # pixels between lines
EARLIEST = 2012  # what is older stands at the left edge
MOST_NAMED = 5  # contradictions and speakers named in words


class ClaimTable(Exercise):
    """Choose evidence for a brief, say what each row does and is, and handle what contradicts it.

    The picture shows the rows in time and by role, what they rest on, and what on record pulls against
    them and is not handled yet.
    """

    variant_key = "ticket"

    def __init__(self, identifier: str) -> None:
        self._tickets = Tickets()
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("The claim table")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose one of the three questions and say in a sentence what you will answer. Then build the "
            "table that the brief rests on: at least {claims} claims from at least {sources} of the source "
            "texts, and events, facts and rows of other tables as you need them. Search, open a row, add it; "
            "then say what it does for your answer, what it may be read as, and what you use it for. Enter "
            "what weighs against your answer too, and handle at least one contradiction.</p>"
            "<p>Any answer to the question can earn everything. A row of any table can be opened by its id, "
            "such as <code>oil_production:VEN:2015</code>.</p>"
        ).format(claims=LEAST_CLAIMS, sources=LEAST_SOURCES)

    def variants(self) -> Sequence[str]:
        return self._tickets

    def _built_fields(self) -> tuple[Field, ...]:
        ticket = Ticket(
            self.variant_key,
            _("Your ticket"),
            self.variant,
            note=_(
                "Drawn for you and kept with this answer. It leads you to the brief that you will review, "
                "and tells nobody whose yours is. You need not copy it."
            ),
        )
        return (*self.fields(), ticket)

    def fields(self) -> Sequence[Field]:
        return [
            Choose("question", _("The question of my brief"), questions()),
            Text(
                "thesis",
                _("My answer, in a sentence"),
                most=300,
                least=20,
                note=_("What a row supports, or weighs against, is this sentence."),
            ),
            EvidenceRows("claims", _("My table")),
            Contradictions(
                "contradictions",
                _("Contradictions"),
                note=_(
                    "Choose a row of your table; what the record says pulls against it is offered first."
                ),
            ),
        ]

    def problems(self, answer: Answer) -> list[str]:
        found = super().problems(answer)
        claims, texts = self._claims_and_texts(_rows(answer))
        if claims and len(claims) < LEAST_CLAIMS:
            found.append(
                ngettext(
                    "“{label}” has {n} claim of the source texts; a brief needs at least {least}.",
                    "“{label}” has {n} claims of the source texts; a brief needs at least {least}.",
                    len(claims),
                ).format(label=_("My table"), n=len(claims), least=LEAST_CLAIMS)
            )
        if texts and len(texts) < LEAST_SOURCES:
            found.append(
                _("The claims come from {texts} alone; use at least {least} source texts.").format(
                    texts=", ".join(sorted(texts)), least=LEAST_SOURCES
                )
            )
        return found

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """One below the other: a table needs the width."""
        style = (Path(browser.__file__).parent / "style.css").read_text("utf-8")
        return stacked(
            ipywidgets.HTML(f"<style>{style}{STYLE}</style>"),
            controls["question"],
            controls["thesis"],
            controls["claims"],
            controls["contradictions"],
            as_picture(picture),
            controls["ticket"],
        )

    @property
    def widget(self) -> ipywidgets.Widget:
        """The exercise as a live widget; what can contradict follows what is chosen."""
        whole = super().widget
        self._tell_rows()
        return whole

    def _adopt(self, answer: Answer) -> None:
        super()._adopt(answer)
        self._tell_rows()

    def _changed(self, key: str, value: Any) -> None:
        super()._changed(key, value)
        if key == "claims":
            self._tell_rows()

    def _tell_rows(self) -> None:
        if self._view is None:
            return
        control = self._view.controls["contradictions"]
        assert isinstance(control, ContradictionsControl)
        control.rows_are(tuple(_rows(self._answer)))

    @staticmethod
    def _claims_and_texts(rows: Mapping[str, Entry]) -> tuple[list[str], set[str]]:
        claims = [one for one, entry in rows.items() if entry.source]
        return claims, {rows[one].source for one in claims}

    # The picture ------------------------------------------------------------------------------------

    def picture(self, answer: Answer) -> str:
        rows = _rows(answer)
        given = answer.get("claims")
        notes = {one: _note(given, one) for one in rows}
        handled = {
            frozenset(pair)
            for entry in _listed(answer.get("contradictions"))
            if (pair := pair_of(entry)) is not None
        }
        return (
            self._in_time(rows, notes)
            + self._rests_on(rows, notes)
            + self._sayings(rows, notes, handled)
        )

    def _in_time(self, rows: Mapping[str, Entry], notes: Mapping[str, Mapping[str, Any]]) -> str:
        """The rows on a line of time, a lane for each role; a filled mark is taken for what is so."""
        lanes: dict[str, list[tuple[float, int, str]]] = {role: [] for role in LANES}
        for role in LANES:
            ends: list[float] = []
            inside = [one for one in rows if notes[one].get("role", "background") == role]
            for one in sorted(inside, key=lambda one: (_span(one, rows[one]), one)):
                begin, end = _span(one, rows[one])
                level = next((n for n, taken in enumerate(ends) if taken <= begin), len(ends))
                ends[level : level + 1] = [end]
                lanes[role].append((_across(rows[one]), level, one))
        names = roles()
        top, parts, bands = 24, [], []
        for role in LANES:
            levels = 1 + max((level for _at, level, _one in lanes[role]), default=0)
            height = levels * ROW + 12
            bands.append(
                f'<text x="{LEFT - 12}" y="{top + height / 2 + 4:.0f}" text-anchor="end" '
                f'fill="{COLOURS[role]}" font-weight="600">{html.escape(names[role])}</text>'
                f'<line x1="0" x2="{WIDTH}" y1="{top + height}" y2="{top + height}" stroke="#D0D0D0"/>'
            )
            for at, level, one in lanes[role]:
                y = top + 14 + level * ROW
                read = notes[one].get("reading")
                fill = COLOURS[role] if read in ESTABLISHED else "none"
                dash = ' stroke-dasharray="2 2"' if read not in reading_words() else ""
                end = _before(one, at)
                parts.append(
                    f"<g><title>{html.escape(rows[one].wording)}</title>"
                    f'<circle cx="{at:.0f}" cy="{y - 4}" r="4.5" fill="{fill}" stroke="{COLOURS[role]}" '
                    f'stroke-width="1.6"{dash}/><text x="{at + (-8 if end else 8):.0f}" y="{y}" '
                    f'text-anchor="{"end" if end else "start"}">{html.escape(_short(one))}</text></g>'
                )
            top += height
        last = _x(CUTOFF)
        years = "".join(
            f'<text x="{_x(datetime.date(year, 1, 1)):.0f}" y="14" text-anchor="middle" '
            f'fill="#595959">{year}</text>'
            f'<line x1="{_x(datetime.date(year, 1, 1)):.0f}" x2="{_x(datetime.date(year, 1, 1)):.0f}" '
            f'y1="20" y2="{top}" stroke="#E4E4E4"/>'
            for year in range(EARLIEST + 1, CUTOFF.year + 1, 2)
        )
        words = "; ".join(
            _("{role}: {n}").format(role=names[role], n=len(lanes[role])) for role in LANES
        )
        legend = _(
            "● read as finding, report or figure · ○ read as something said · left edge: older or undated"
        )
        label = _("The rows of the table in time, by role. {words}.").format(words=words)
        return (
            f'<svg role="img" aria-label="{html.escape(label)}" viewBox="0 0 {WIDTH} {top + 22}" '
            f'width="{WIDTH}" font-size="12" font-family="sans-serif" fill="#222222" '
            f'style="background:#fff;max-width:100%">{years}{"".join(bands)}'
            f'<line x1="{last:.0f}" x2="{last:.0f}" y1="18" y2="{top + 4}" stroke="#222222" '
            f'stroke-width="1.5" stroke-dasharray="5 3"/>'
            f'<text x="{last:.0f}" y="{top + 17}" text-anchor="end">'
            f"{html.escape(_('the course ends: 31 August 2024'))}</text>"
            f'<text x="{LEFT}" y="{top + 17}" fill="#595959">'
            f"{html.escape(legend)}</text>"
            f"{''.join(parts)}</svg>"
        )

    @staticmethod
    def _rests_on(rows: Mapping[str, Entry], notes: Mapping[str, Mapping[str, Any]]) -> str:
        """Where the rows come from, by role."""
        if not rows:
            return ""
        counted = Counter(
            (entry.source or "", notes[one].get("role", "")) for one, entry in rows.items()
        )
        names = roles()
        sources = [*seeds.sources()["source_id"], ""]
        body = ""
        for source in sources:
            numbers = [counted[source, role] for role in LANES]
            total = sum(counted[source, role] for role in (*LANES, ""))
            title = source_title(source) if source else _("tables compiled for the course")
            bars = "".join(
                f'<span aria-hidden="true" style="display:inline-block;height:0.7em;width:{9 * n}px;'
                f'background:{COLOURS[role]}"></span>'
                for role, n in zip(LANES, numbers, strict=True)
            )
            cells = "".join(f"<td>{n or '–'}</td>" for n in numbers)
            body += (
                f'<tr><th scope="row" style="text-align:left;font-weight:normal">{html.escape(title)}</th>'
                f"{cells}<td><strong>{total}</strong></td>"
                f'<td style="text-align:left;white-space:nowrap">{bars}</td></tr>'
            )
        head = "".join(f'<th scope="col">{html.escape(names[role])}</th>' for role in LANES)
        return (
            f'<table class="venezuela-course-grid"><caption>{html.escape(_("What the table rests on"))}'
            "</caption><thead><tr><td></td>"
            f'{head}<th scope="col">{html.escape(_("all"))}</th><td></td></tr></thead>'
            f"<tbody>{body}</tbody></table>"
        )

    @staticmethod
    def _sayings(
        rows: Mapping[str, Entry],
        notes: Mapping[str, Mapping[str, Any]],
        handled: set[frozenset[str]],
    ) -> str:
        """What the table says of itself, in words."""
        if not rows:
            return (
                f"<p>{html.escape(_('Your table is empty: search, open a row, and add it.'))}</p>"
            )
        said: list[str] = []
        speakers = Counter(entry.speaker for entry in rows.values() if entry.speaker)
        if speakers:
            most = ", ".join(f"{name} ({n})" for name, n in speakers.most_common(MOST_NAMED))
            said.append(
                ngettext(
                    "{n} voice speaks in your claims; heard most: {most}.",
                    "{n} voices speak in your claims; heard most: {most}.",
                    len(speakers),
                ).format(n=len(speakers), most=most)
            )
        by_role = Counter(note.get("role") for note in notes.values())
        if not by_role["against"]:
            said.append(_("Nothing in your table weighs against your answer."))
        doubled = [
            (one, other)
            for one, other in capstone.repeated(rows)
            if notes[one].get("role") == notes[other].get("role") == "supports"
        ]
        said += [
            _(
                "{one} and {other} say the same from one witness: as support they count once."
            ).format(one=one, other=other)
            for one, other in doubled
        ]
        late = [
            one
            for one, entry in rows.items()
            if CUTOFF < entry.first != datetime.date.max and not capstone.looks_ahead(one)
        ]
        if late:
            said.append(_("Dated after the course's end: {ids}.").format(ids=", ".join(late)))
        open_ones = [
            pair for pair in capstone.contradictions_with(rows) if pair.pair not in handled
        ]
        inside = [pair for pair in open_ones if pair.pair <= set(rows)]
        said += [
            _("Not handled yet, both in your table: {one} ≠ {other}. On record: {note}.").format(
                one=pair.one, other=pair.other, note=pair.note
            )
            for pair in inside
        ]
        outside = [pair for pair in open_ones if pair not in inside]
        if outside:
            listed = ", ".join(f"{pair.one} ≠ {pair.other}" for pair in outside[:MOST_NAMED])
            said.append(
                ngettext(
                    "On record, one row outside your table pulls against one inside: {pairs}.",
                    "On record, {n} rows outside your table pull against ones inside, such as: {pairs}.",
                    len(outside),
                ).format(n=len(outside), pairs=listed)
            )
        open_rows = [one for one in rows if not is_done(notes[one])]
        if open_rows:
            listed = ", ".join(open_rows[:MOST_NAMED]) + (
                " …" if len(open_rows) > MOST_NAMED else ""
            )
            said.append(
                ngettext(
                    "{n} row is not annotated yet: {ids}.",
                    "{n} rows are not annotated yet: {ids}.",
                    len(open_rows),
                ).format(n=len(open_rows), ids=listed)
            )
        return "<ul>" + "".join(f"<li>{html.escape(text)}</li>" for text in said) + "</ul>"


STYLE = (
    ".venezuela-course-evidence .venezuela-course-name-above{flex-direction:column;"
    "align-items:stretch;height:auto}"
    ".venezuela-course-evidence .venezuela-course-name-above>.widget-label{width:auto!important;"
    "height:auto;text-align:left;line-height:1.4}"
    ".venezuela-course-evidence .venezuela-course-adder>.widget-dropdown{max-width:26rem!important}"
)


def _rows(answer: Answer) -> dict[str, Entry]:
    """The rows of an answer that are rows of the evidence, in their order."""
    given = answer.get("claims")
    if not isinstance(given, Mapping):
        return {}
    return {one: entry for one in given if (entry := evidence(one)) is not None}


def _note(given: Any, reference: str) -> dict[str, Any]:
    """Of a row, the parts that can be drawn."""
    row = given.get(reference) if isinstance(given, Mapping) else None
    if not isinstance(row, Mapping):
        return {}
    note = {key: value for key, value in row.items() if isinstance(value, str)}
    if note.get("role") not in ROLES:
        note.pop("role", None)
    return note


def _listed(value: Any) -> list[Any]:
    return list(value) if is_list(value) else []


def _x(day: datetime.date) -> float:
    """Where a day stands on the line of time; what is older or later stands at its ends."""
    first = datetime.date(EARLIEST, 1, 1)
    share = (day - first).days / (datetime.date(CUTOFF.year, 12, 31) - first).days
    return LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT)


def _across(entry: Entry) -> float:
    """Where a row stands: the middle of what its date can mean; undated ones at the left edge."""
    if entry.first > entry.last:
        return float(LEFT)
    return (_x(entry.first) + _x(entry.last)) / 2


def _before(reference: str, at: float) -> bool:
    """Whether an id stands before its mark, because there is no room behind it."""
    return at + MARK + LETTER * len(_short(reference)) > WIDTH - RIGHT


def _span(reference: str, entry: Entry) -> tuple[float, float]:
    """From where to where a mark and its id reach."""
    at, long = _across(entry), LETTER * len(_short(reference))
    if _before(reference, at):
        return at - long - MARK, at + MARK
    return at - 5, at + long + MARK


def _short(reference: str) -> str:
    """An id as far as there is room for it; of a table's row its key."""
    bare = reference.partition(":")[2] if ":" in reference else reference
    return bare if len(bare) <= 26 else bare[:25] + "…"

"""Contradictions as a part of an answer: which two rows, and what the brief does about them."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from typing import Any

import ipywidgets

from venezuela_course.exercises.capstone.evidence_rows import evidence
from venezuela_course.exercises.capstone.words import handlings
from venezuela_course.exercises.evidence.browser import IN_A_LIST
from venezuela_course.exercises.fields.choices import NOTHING, dropdown
from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    escaped,
    is_list,
    name_html,
    strange_html,
    unanswered_html,
)
from venezuela_course.language import _, ngettext
from venezuela_course.models import capstone
from venezuela_course.models.capstone import HANDLINGS

LONGEST = 400  # characters of the sentence
MOST = 12
PARTS = ("pair", "handling", "sentence")


def pair_of(entry: Any) -> tuple[str, str] | None:
    """The two ids of an entry, sorted; None where they are not two different rows of the evidence."""
    pair = entry.get("pair") if isinstance(entry, Mapping) else None
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        return None
    if any(evidence(one) is None for one in pair):
        return None
    one, other = sorted(pair)
    return (one, other) if one != other else None


class Contradictions(Field):
    """Pairs of rows that pull against each other, each with how the brief handles it.

    The value is a list of ``{"pair": [id, id], "handling": ..., "sentence": ...}``.
    """

    def fault(self, value: Any) -> str | None:
        if not is_list(value):
            return self.complaint(
                _("{value} is not a list of contradictions.").format(value=brief(value))
            )
        if not value:
            return self.unanswered() if self.required else None
        if len(value) > MOST:
            return self.complaint(_("at most {n} contradictions.").format(n=MOST))
        seen = set()
        for entry in value:
            if not isinstance(entry, Mapping) or (strange := set(map(str, entry)) - set(PARTS)):
                what = brief(entry) if not isinstance(entry, Mapping) else min(strange)
                return self.complaint(
                    _("{value} does not belong; a contradiction has the parts {parts}.").format(
                        value=what, parts=", ".join(PARTS)
                    )
                )
            pair = pair_of(entry)
            if pair is None:
                return self.complaint(
                    _("{value} is not a pair of two different rows of the evidence.").format(
                        value=brief(entry.get("pair"))
                    )
                )
            if pair in seen:
                return self.complaint(
                    _("{one} and {other} stand there twice.").format(one=pair[0], other=pair[1])
                )
            seen.add(pair)
            sentence = entry.get("sentence")
            if entry.get("handling") not in HANDLINGS:
                return self.complaint(
                    _("{one} and {other}: choose how your brief handles them.").format(
                        one=pair[0], other=pair[1]
                    )
                )
            if not isinstance(sentence, str) or not sentence.strip() or len(sentence) > LONGEST:
                return self.complaint(
                    _("{one} and {other} need a sentence of at most {n} characters.").format(
                        one=pair[0], other=pair[1], n=LONGEST
                    )
                )
        return None

    def given_html(self, value: Any) -> str:
        if not is_list(value):
            return strange_html(value)
        head = "".join(
            f'<th scope="col">{escaped(text)}</th>'
            for text in (_("These two rows"), _("Handled"), _("How, and why"))
        )
        rows = "".join(self._row_html(entry) for entry in value[: 2 * MOST])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    @staticmethod
    def _row_html(entry: Any) -> str:
        pair = pair_of(entry)
        if pair is None:
            shown = entry.get("pair") if isinstance(entry, Mapping) else entry
            return f'<tr><td colspan="3">{strange_html(shown)}</td></tr>'
        sides = []
        for one in pair:
            row = evidence(one)
            assert row is not None
            sides.append(f"<strong>{escaped(one)}</strong> {escaped(row.wording)}")
        sentence = entry.get("sentence")
        said = (
            escaped(sentence)
            if isinstance(sentence, str) and sentence.strip()
            else unanswered_html()
        )
        return (
            f'<tr><th scope="row" style="text-align:left;font-weight:normal">{"<br>≠ ".join(sides)}</th>'
            f"<td>{name_html(entry.get('handling'), handlings())}</td>"
            f'<td style="text-align:left">{said}</td></tr>'
        )

    def draw(self, chance: random.Random) -> list[dict[str, Any]]:
        """A list drawn blindly from the evidence."""
        from venezuela_course.exercises.evidence import search

        known = [entry.reference for entry in search.entries()]
        return [
            {
                "pair": sorted(chance.sample(known, 2)),
                "handling": chance.choice(HANDLINGS),
                "sentence": _("These two rows are handled in the brief."),
            }
        ]

    def all_of_it(self) -> list[dict[str, Any]]:
        """Every contradiction on record, all handled alike."""
        return [
            {"pair": sorted(one.pair), "handling": HANDLINGS[0], "sentence": "x"}
            for one in capstone.known_contradictions()
        ]

    def constant(self, pick: int) -> list[dict[str, Any]]:
        """One pair of neighbours in the table, which the record does not call a contradiction."""
        pair = [["S000-001", "S000-002"], ["S003b-001", "S003b-002"]][pick]
        return [{"pair": pair, "handling": HANDLINGS[pick], "sentence": "x"}]

    def control(self, value: Any, changed: Changed) -> ContradictionsControl:
        return ContradictionsControl(self, value, changed)


class ContradictionsControl(Control):
    """Two dropdowns that find a pair, a list of the pairs handled, and one of them to annotate."""

    def __init__(self, field: Contradictions, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._entries: list[dict[str, Any]] = []
        self._chosen_rows: tuple[str, ...] = ()
        self._at: tuple[str, str] | None = None
        self._news = ""
        self._filling = False
        self._one = ipywidgets.Dropdown(description=_("A row of my table"), options=[])
        self._other = ipywidgets.Dropdown(description=_("and what pulls against it"), options=[])
        self._add = ipywidgets.Button(
            description=_("Add this contradiction"), layout=ipywidgets.Layout(width="auto")
        )
        finder = ipywidgets.Box([self._one, self._other, self._add])
        finder.add_class("venezuela-course-adder")
        self._list = ipywidgets.Select(
            description=_("Contradictions"),
            options=[],
            rows=4,
            layout=ipywidgets.Layout(width="auto"),
        )
        self._list.add_class("venezuela-course-name-unseen")
        self._pair = ipywidgets.HTML()
        self._handling = dropdown(_("My brief handles it so"), handlings())
        self._sentence = ipywidgets.Textarea(
            description=_("How, and why, in a sentence"),
            rows=2,
            layout=ipywidgets.Layout(width="auto"),
        )
        self._sentence.add_class("venezuela-course-name-above")
        remove = ipywidgets.Button(
            description=_("Take this contradiction out"),
            layout=ipywidgets.Layout(width="auto", align_self="flex-start"),
        )
        asked = ipywidgets.Box([self._handling])
        asked.add_class("venezuela-course-adder")
        self._editor = ipywidgets.VBox([self._pair, asked, self._sentence, remove])
        self._editor.add_class("venezuela-course-fields-of-group")
        self.widget, self._legend = boxed(field, finder, self._list, self._editor)
        self.widget.add_class("venezuela-course-evidence")
        self._one.observe(lambda _change: self._offer_others(), "value")
        self._add.on_click(lambda _button: self._add_pair())
        self._list.observe(self._turned, "value")
        self._handling.observe(lambda change: self._annotated("handling", change["new"]), "value")
        self._sentence.observe(lambda change: self._annotated("sentence", change["new"]), "value")
        remove.on_click(lambda _button: self._take_out())
        self.rows_are(())
        self.show(value)

    # What can be paired -----------------------------------------------------------------------------

    def rows_are(self, chosen: Collection[str]) -> None:
        """Offer the rows of the claim table."""
        self._chosen_rows = tuple(one for one in chosen if evidence(one) is not None)
        options = [("—", NOTHING), *((self._line(one), one) for one in self._chosen_rows)]
        if list(self._one.options) != options:
            before = self._one.value
            self._one.options = options
            self._one.value = before if before in self._chosen_rows else NOTHING
        self._offer_others()

    def _offer_others(self) -> None:
        one = self._one.value
        recorded = [
            (pair.pair - {one}) for pair in capstone.known_contradictions() if one in pair.pair
        ]
        known = [min(rest) for rest in recorded if rest]
        others = [row for row in self._chosen_rows if row != one and row not in known]
        options = [("—", NOTHING)]
        if one:
            options += [(f"≠ {self._line(row)}", row) for row in known]
            options += [(self._line(row), row) for row in others]
        if list(self._other.options) != options:
            self._other.options = options
            self._other.value = known[0] if one and known else NOTHING

    @staticmethod
    def _line(reference: str) -> str:
        entry = evidence(reference)
        text = f"{reference} · {entry.wording}" if entry else reference
        return text if len(text) <= IN_A_LIST else text[: IN_A_LIST - 1] + "…"

    # Changes ----------------------------------------------------------------------------------------

    def _add_pair(self) -> None:
        if not self._one.value or not self._other.value:
            self._news = _("Choose a row of your table and what pulls against it first.")
            self.say()
            return
        pair = tuple(sorted((str(self._one.value), str(self._other.value))))
        assert len(pair) == 2
        if any(pair_of(entry) == pair for entry in self._entries):
            self._news = _("{one} and {other} are in the list already.").format(
                one=pair[0], other=pair[1]
            )
            self._turn_to(pair)
            self.say()
            return
        self._entries = [*self._entries, {"pair": list(pair)}]
        self._news = _("Added: {one} and {other}. Say below how your brief handles them.").format(
            one=pair[0], other=pair[1]
        )
        self._turn_to(pair)
        self.changed_by_student()

    def _take_out(self) -> None:
        if self._at is None:
            return
        gone = self._at
        self._entries = [entry for entry in self._entries if pair_of(entry) != gone]
        self._news = _("Taken out: {one} and {other}.").format(one=gone[0], other=gone[1])
        self._turn_to(pair_of(self._entries[0]) if self._entries else None)
        self.changed_by_student()

    def _annotated(self, part: str, value: Any) -> None:
        if self._filling or self._at is None:
            return
        self._entries = [
            self._with(entry, part, value) if pair_of(entry) == self._at else entry
            for entry in self._entries
        ]
        self._news = ""
        self._label()
        self.changed_by_student()

    @staticmethod
    def _with(entry: Mapping[str, Any], part: str, value: Any) -> dict[str, Any]:
        new = {**entry, part: value}
        return {
            key: new[key]
            for key in PARTS
            if key in new and new[key] != NOTHING and str(new[key]).strip()
        }

    def _turned(self, change: dict[str, Any]) -> None:
        if not self._filling and change["new"]:
            self._turn_to(change["new"])

    # What is shown ----------------------------------------------------------------------------------

    def _turn_to(self, pair: tuple[str, ...] | None) -> None:
        self._at = (pair[0], pair[1]) if pair else None
        self._label()
        entry = next((one for one in self._entries if pair_of(one) == self._at), {})
        self._filling = True
        try:
            self._editor.layout.display = "" if self._at else "none"
            if self._at:
                self._list.value = self._at
                note = capstone.related_pairs().get(frozenset(self._at), ("", ""))
                said = (
                    _("On record as a contradiction: {note}").format(note=note[1])
                    if note[0] == "contradicts"
                    else _("Not on record as a contradiction: your sentence has to say where.")
                )
                self._pair.value = (
                    "<br>≠ ".join(escaped(self._line(one)) for one in self._at)
                    + f"<br><small>{escaped(said)}</small>"
                )
            handling = entry.get("handling")
            self._handling.value = handling if handling in HANDLINGS else NOTHING
            sentence = entry.get("sentence")
            self._sentence.value = sentence if isinstance(sentence, str) else ""
        finally:
            self._filling = False

    def _label(self) -> None:
        options = []
        for entry in self._entries:
            pair = pair_of(entry)
            if pair is not None:
                done = entry.get("handling") in HANDLINGS and entry.get("sentence")
                options.append((f"{'✓' if done else '○'} {pair[0]} ≠ {pair[1]}", pair))
        if list(self._list.options) != options:
            before, self._filling = self._filling, True
            try:
                with self._list.hold_sync():
                    self._list.options = options
                    self._list.value = self._at if any(p == self._at for _t, p in options) else None
            finally:
                self._filling = before
        self._list.layout.display = "" if options else "none"

    def display(self, value: Any) -> None:
        given = value if is_list(value) else []
        self._entries = [dict(entry) for entry in given if pair_of(entry) is not None]
        self._news = ""
        pairs = [pair_of(entry) for entry in self._entries]
        self._turn_to(self._at if self._at in pairs else next(iter(pairs), None))

    def read(self) -> Any:
        return self._entries or None

    def say(self) -> None:
        said = ngettext("{n} contradiction.", "{n} contradictions.", len(self._entries)).format(
            n=len(self._entries)
        )
        self._legend.said = f"{said} {self._news}".strip()

"""The claim table as a part of an answer: rows of the evidence, each with its role, reading and use."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.capstone.words import reading_words, readings, roles
from venezuela_course.exercises.evidence import search
from venezuela_course.exercises.evidence.browser import Reader, in_a_list, kind_word
from venezuela_course.exercises.evidence.search import Entry
from venezuela_course.exercises.fields.choices import NOTHING, dropdown
from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    escaped,
    name_html,
    strange_html,
    strangers_html,
    unanswered_html,
)
from venezuela_course.language import _, language, ngettext
from venezuela_course.models.capstone import READINGS, ROLES

MOST_ROWS = 40  # a table that takes everything in has chosen nothing
LONGEST_USE = 300  # characters
PARTS = ("role", "reading", "use")


def evidence(reference: Any) -> Entry | None:
    """The entry that an id names; None where it names none, or only what was invented for teaching."""
    return _entry(reference, language()) if isinstance(reference, str) else None


@lru_cache(maxsize=4096)  # what an unknown id looks like takes long to say, and is not asked here
def _entry(reference: str, _language: str) -> Entry | None:
    try:
        entry = search.entry(reference)
    except (KeyError, ValueError):
        return None
    return None if entry.table in search.NOT_EVIDENCE else entry


def is_done(row: Any) -> bool:
    """Whether a row has a role, a reading and a sentence on its use."""
    return (
        isinstance(row, Mapping)
        and row.get("role") in ROLES
        and row.get("reading") in READINGS
        and isinstance(row.get("use"), str)
        and bool(row["use"].strip())
    )


class EvidenceRows(Field):
    """Rows of the evidence, each with what it does for the question.

    The value is a dict from each row's id to ``{"role": ..., "reading": ..., "use": sentence}``; a part
    that is not given is left out.
    """

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return self.complaint(
                _("{value} is not a dictionary {{id: row}}.").format(value=brief(value))
            )
        if not value:
            return self.unanswered() if self.required else None
        if len(value) > MOST_ROWS:
            return self.complaint(
                _("{n} rows are too many to weigh: at most {most}.").format(
                    n=len(value), most=MOST_ROWS
                )
            )
        for reference, row in value.items():
            if problem := self._problem_of(reference, row):
                return self.complaint(f"{problem}")
        return None

    def _problem_of(self, reference: Any, row: Any) -> str | None:
        if evidence(reference) is None:
            return _("there is no evidence with the id {id}.").format(id=brief(reference))
        if not isinstance(row, Mapping):
            return _("{id}: {value} is not a dictionary with the parts {parts}.").format(
                id=reference, value=brief(row), parts=", ".join(PARTS)
            )
        if strange := [key for key in row if key not in PARTS]:
            return _("{id} has no part {part}; the parts are {parts}.").format(
                id=reference, part=brief(strange[0]), parts=", ".join(PARTS)
            )
        if row.get("role") not in ROLES:
            return _("{id} needs a role: {names}.").format(id=reference, names=", ".join(ROLES))
        if row.get("reading") not in READINGS:
            return _("{id} needs a reading: {names}.").format(
                id=reference, names=", ".join(READINGS)
            )
        use = row.get("use")
        if not isinstance(use, str) or not use.strip():
            return _("{id} needs a sentence on what you use it for.").format(id=reference)
        if len(use.strip()) > LONGEST_USE:
            return _("{id}: the sentence has {n} characters; at most {most}.").format(
                id=reference, n=len(use.strip()), most=LONGEST_USE
            )
        return None

    def given_html(self, value: Any) -> str:
        if not isinstance(value, Mapping):
            return strange_html(value)
        head = "".join(
            f'<th scope="col">{escaped(text)}</th>'
            for text in (_("Evidence"), _("Role"), _("Read as"), _("Used for"))
        )
        rows = "".join(
            self._row_html(key, row) for key, row in value.items() if evidence(key) is not None
        )
        strange = strangers_html(
            value, {key: "" for key in value if isinstance(key, str) and evidence(key)}
        )
        return (
            f'<table class="venezuela-course-claims"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>{strange}"
        )

    @staticmethod
    def _row_html(reference: str, row: Any) -> str:
        entry = evidence(reference)
        assert entry is not None
        about = " · ".join(part for part in (entry.date, kind_word(entry.kind), entry.who) if part)
        cell = (
            f'<th scope="row" style="text-align:left;font-weight:normal"><strong>'
            f"{escaped(entry.reference)}</strong> {escaped(entry.wording)}"
            f"<br><small>{escaped(about)}</small></th>"
        )
        if not isinstance(row, Mapping):
            return f'<tr>{cell}<td colspan="3">{strange_html(row)}</td></tr>'
        use = row.get("use")
        said = escaped(use) if isinstance(use, str) and use.strip() else unanswered_html()
        return (
            f"<tr>{cell}<td>{name_html(row.get('role'), roles())}</td>"
            f"<td>{name_html(row.get('reading'), reading_words())}</td>"
            f'<td style="text-align:left">{said}</td></tr>'
        )

    def draw(self, chance: random.Random) -> dict[str, dict[str, str]]:
        """A table drawn blindly."""
        known = [entry.reference for entry in search.entries()]
        chosen = chance.sample(known, chance.randint(1, MOST_ROWS))
        return {one: self._filled(chance.choice(ROLES), chance.choice(READINGS)) for one in chosen}

    def all_of_it(self) -> dict[str, dict[str, str]]:
        """Every row of the evidence that a search finds."""
        return {entry.reference: self._filled(ROLES[0], READINGS[0]) for entry in search.entries()}

    def constant(self, pick: int) -> dict[str, dict[str, str]]:
        """As many rows as a table may have, all of them read alike."""
        known = [entry.reference for entry in search.entries()]
        chosen = known[:MOST_ROWS] if pick == 0 else known[-MOST_ROWS:]
        return {one: self._filled(ROLES[pick], READINGS[pick]) for one in chosen}

    @staticmethod
    def _filled(role: str, reading: str) -> dict[str, str]:
        return {"role": role, "reading": reading, "use": _("This row is used in the brief.")}

    def control(self, value: Any, changed: Changed) -> EvidenceRowsControl:
        return EvidenceRowsControl(self, value, changed)


class EvidenceRowsControl(Control):
    """The evidence browser's search, the rows chosen, and one of them to annotate."""

    def __init__(self, field: EvidenceRows, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._rows: dict[str, dict[str, Any]] = {}
        self._at = ""
        self._news = ""
        self._filling = False
        self._reader = Reader(None)
        self._add = self._button(_("Add the open row to my table"), self._add_open)
        form, listed, opener, page = self._reader.widget.children
        self._reader.widget.children = (form, listed, self._add, opener, page)
        self._heading = ipywidgets.HTML(f"<strong>{escaped(_('Rows of my table'))}</strong>")
        self._list = ipywidgets.Select(
            description=_("Rows of my table"),
            options=[],
            rows=9,
            layout=ipywidgets.Layout(width="auto"),
        )
        self._list.add_class("venezuela-course-name-unseen")
        self._entry = ipywidgets.HTML()
        self._role = dropdown(_("Role"), roles())
        self._reading = dropdown(_("I read it as"), readings())
        self._use = ipywidgets.Textarea(
            description=_("What I use it for, in a sentence"),
            rows=2,
            layout=ipywidgets.Layout(width="auto"),
        )
        self._use.add_class("venezuela-course-name-above")
        self._remove = self._button(_("Take this row out"), self._take_out)
        asked = ipywidgets.Box([self._role, self._reading])
        asked.add_class("venezuela-course-adder")
        self._editor = ipywidgets.VBox([self._entry, asked, self._use, self._remove])
        self._editor.add_class("venezuela-course-fields-of-group")
        self.widget, self._legend = boxed(
            field, self._reader.widget, self._heading, self._list, self._editor
        )
        self.widget.add_class("venezuela-course-evidence")
        self._list.observe(self._chosen, "value")
        for name, control in (
            ("role", self._role),
            ("reading", self._reading),
            ("use", self._use),
        ):
            control.observe(lambda change, name=name: self._annotated(name, change["new"]), "value")
        self.show(value)

    @staticmethod
    def _button(text: str, action: Any) -> ipywidgets.Button:
        layout = ipywidgets.Layout(width="auto", align_self="flex-start")
        button = ipywidgets.Button(description=text, layout=layout)
        button.on_click(lambda _button: action())
        return button

    # Changes ----------------------------------------------------------------------------------------

    def add(self, reference: str) -> None:
        """Put a row of the evidence into the table and open it for annotation."""
        entry = evidence(reference)
        if entry is None:
            self._news = _("Only rows of the evidence can be added, not {id}.").format(id=reference)
        elif entry.reference in self._rows:
            self._news = _("{id} is in your table already.").format(id=entry.reference)
            self._turn_to(entry.reference)
        elif len(self._rows) >= MOST_ROWS:
            self._news = _("A table holds at most {n} rows: take one out first.").format(
                n=MOST_ROWS
            )
        else:
            self._rows = self._rows | {entry.reference: {}}
            self._news = _("Added: {id}. Say below what it does for your answer.").format(
                id=entry.reference
            )
            self._turn_to(entry.reference)
            self.changed_by_student()
            return
        self.say()

    def _add_open(self) -> None:
        if self._reader.opened:
            self.add(self._reader.opened)
        else:
            self._news = _("Open a row first: choose one of the results, or type its id.")
            self.say()

    def _take_out(self) -> None:
        if not self._at:
            return
        gone = self._at
        keys = list(self._rows)
        place = keys.index(gone)
        self._rows = {key: row for key, row in self._rows.items() if key != gone}
        left = list(self._rows)
        self._news = _("Taken out: {id}.").format(id=gone)
        self._turn_to(left[min(place, len(left) - 1)] if left else "")
        self.changed_by_student()

    def _annotated(self, part: str, value: Any) -> None:
        if self._filling or not self._at:
            return
        row = {key: one for key, one in self._rows[self._at].items() if key != part}
        if value != NOTHING and not (part == "use" and not value.strip()):
            row = {key: ({**row, part: value})[key] for key in PARTS if key in {**row, part: value}}
        self._rows = self._rows | {self._at: row}
        self._news = ""
        self._label()
        self.changed_by_student()

    def _chosen(self, change: dict[str, Any]) -> None:
        if not self._filling and change["new"]:
            self._turn_to(change["new"])

    # What is shown ----------------------------------------------------------------------------------

    def _turn_to(self, reference: str) -> None:
        self._at = reference
        self._label()
        row = self._rows.get(reference, {})
        self._filling = True
        try:
            entry = evidence(reference) if reference else None
            self._editor.layout.display = "" if reference else "none"
            if reference:
                self._list.value = reference
                self._entry.value = (
                    f"<strong>{escaped(reference)}</strong> {escaped(entry.wording)}"
                    f"<br><small>{escaped(' · '.join(part for part in (entry.date, entry.who) if part))}"
                    "</small>"
                    if entry
                    else strange_html(reference)
                )
            for control, part, known in (
                (self._role, "role", ROLES),
                (self._reading, "reading", READINGS),
            ):
                control.value = row.get(part) if row.get(part) in known else NOTHING
            use = row.get("use")
            self._use.value = use if isinstance(use, str) else ""
        finally:
            self._filling = False

    def _label(self) -> None:
        """Bring the list's lines up to date; each says first whether its row is done."""
        words = roles()
        options = []
        for reference, row in self._rows.items():
            entry = evidence(reference)
            line = in_a_list(entry) if entry else reference
            role = words[row["role"]] if row.get("role") in ROLES else _("no role yet")
            options.append((f"{'✓' if is_done(row) else '○'} {role} · {line}", reference))
        if list(self._list.options) != options:
            before, self._filling = self._filling, True
            try:
                with self._list.hold_sync():
                    self._list.options = options
                    self._list.value = self._at if self._at in self._rows else None
            finally:
                self._filling = before
        for widget in (self._heading, self._list):
            widget.layout.display = "" if options else "none"

    def display(self, value: Any) -> None:
        given = value if isinstance(value, Mapping) else {}
        self._rows = {
            key: dict(row)
            for key, row in given.items()
            if isinstance(key, str) and isinstance(row, Mapping)
        }
        self._news = ""
        undone = [key for key, row in self._rows.items() if not is_done(row)]
        at = self._at if self._at in self._rows else next(iter([*undone, *self._rows]), "")
        self._turn_to(at)

    def read(self) -> Any:
        return self._rows or None

    def say(self) -> None:
        done = sum(map(is_done, self._rows.values()))
        texts = {source for key in self._rows if (source := self._source(key))}
        said = ngettext("{n} row", "{n} rows", len(self._rows)).format(n=len(self._rows))
        said += ", " + _("{n} of them done").format(n=done)
        said += ", " + ngettext(
            "from {n} source text.", "from {n} source texts.", len(texts)
        ).format(n=len(texts))
        self._legend.said = f"{said} {self._news}".strip()

    @staticmethod
    def _source(reference: str) -> str:
        entry = evidence(reference)
        return entry.source if entry else ""


def source_title(source: str) -> str:
    """A source text's id and publisher."""
    return f"{source} {seeds.resolve(source).iloc[0]['publisher']}"

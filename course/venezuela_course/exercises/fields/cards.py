"""Several questions about each of many things, one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.choices import dropdown
from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    escaped,
    strangers_html,
)
from venezuela_course.exercises.fields.group import Group
from venezuela_course.language import _


class Cards(Group):
    """A group whose parts are shown one at a time, as a stack of cards.

    The value is a group's: a dict from each card's key to its value. Every card is a field, most often a
    `Group` of questions about one thing. Cards are turned by two buttons or chosen from a list, which says
    which of them are done.
    """

    def given_html(self, value: Any) -> str:
        """A table with a row for each card, where all cards ask the same; else as a group."""
        asked = [
            {one.key: one.label for one in card.fields} if isinstance(card, Group) else {}
            for card in self.fields
        ]
        if not isinstance(value, Mapping) or not asked[0] or any(one != asked[0] for one in asked):
            return super().given_html(value)
        head = "".join(f'<th scope="col">{escaped(text)}</th>' for text in asked[0].values())
        rows = "".join(
            f'<tr><th scope="row">{escaped(card.label)}</th>{self._cells_html(card, value)}</tr>'
            for card in self.fields
        )
        return (
            f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f"{strangers_html(value, self.labels)}"
        )

    @staticmethod
    def _cells_html(card: Field, value: Mapping[str, Any]) -> str:
        assert isinstance(card, Group)
        given = value.get(card.key)
        if given is not None and not isinstance(given, Mapping):
            return f'<td colspan="{len(card.fields)}">{card.html(given)}</td>'
        part = given or {}
        strange = strangers_html(part, card.labels)
        cells = [one.html(part.get(one.key)) for one in card.fields]
        cells[-1] += strange
        return "".join(f"<td>{cell}</td>" for cell in cells)

    def control(self, value: Any, changed: Changed) -> Control:
        return _Stack(self, value, changed)


class _Stack(Control):
    def __init__(self, field: Cards, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._keys = [one.key for one in field.fields]
        self._cards = {one.key: one for one in field.fields}
        self._values = self._known(value)
        self._controls: dict[str, Control] = {}
        self._at = self._first_open()
        self._relabelling = False
        self._place = dropdown(_("Card"), self._titles())
        self._place.options = [pair for pair in self._place.options if pair[1]]
        self._back = self._button(_("Previous"), -1)
        self._on = self._button(_("Next"), 1)
        turner = ipywidgets.Box([self._back, self._on, self._place])
        turner.add_class("venezuela-course-adder")
        self._card = ipywidgets.VBox()
        self._card.add_class("venezuela-course-fields-of-group")
        self.widget, self._legend = boxed(field, turner, self._card)
        self._place.value = self._at
        self._place.observe(self._chosen, "value")
        self._turn_to(self._at)
        self.say()

    def _button(self, text: str, step: int) -> ipywidgets.Button:
        button = ipywidgets.Button(description=text)
        button.on_click(lambda _button: self._step(step))
        return button

    def _known(self, value: Any) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        return {key: given[key] for key in self._keys if key in given}

    def _done(self, key: str) -> bool:
        return self._cards[key].problem(self._values.get(key)) is None

    def _first_open(self) -> str:
        """Where to go on: the first card that is not done, or the first of all."""
        return next((key for key in self._keys if not self._done(key)), self._keys[0])

    def _titles(self) -> dict[str, str]:
        # A sign and a number come before the text, which a narrow list cuts at its end.
        return {
            key: f"{'✓' if self._done(key) else '○'} {number}. {self._cards[key].label}"
            for number, key in enumerate(self._keys, 1)
        }

    def _step(self, step: int) -> None:
        place = (self._keys.index(self._at) + step) % len(self._keys)
        self._turn_to(self._keys[place])

    def _chosen(self, change: Any) -> None:
        if not self._relabelling and change["new"] in self._cards:
            self._turn_to(change["new"])

    def _turn_to(self, key: str) -> None:
        """Show a card; its controls are built when it is first seen."""
        self._at = key
        if key not in self._controls:
            self._controls[key] = self._cards[key].control(
                self._values.get(key), partial(self._part_changed, key)
            )
        self._card.children = [self._controls[key].widget]
        if self._place.value != key:
            self._place.value = key

    def _part_changed(self, key: str, new: Any) -> None:
        self._values = self._values | {key: new}
        self.changed_by_student()

    def display(self, value: Any) -> None:
        self._values = self._known(value)
        for key, control in self._controls.items():
            control.show(self._values.get(key))
        self._turn_to(self._at)

    def read(self) -> Any:
        return {
            key: self._values[key] for key in self._keys if self._values.get(key) is not None
        } or None

    def say(self) -> None:
        titles = self._titles()
        options = [(text, key) for key, text in titles.items()]
        if list(self._place.options) != options:
            # Replacing the options chooses the first for a moment: the card shown must not follow.
            self._relabelling = True
            try:
                with self._place.hold_sync():
                    self._place.options = options
                    self._place.value = self._at
            finally:
                self._relabelling = False
        self._legend.said = _("{n} of {all} done.").format(
            n=sum(map(self._done, self._keys)), all=len(self._keys)
        )

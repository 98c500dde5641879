"""Putting items in an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    checked_names,
    escaped,
    is_known,
    is_list,
    list_html,
    name_html,
    some,
    strange_html,
    strangers,
)
from venezuela_course.language import _


class Order(Field):
    """All items in the student's order, moved up and down by buttons.

    The value is the list of all keys.

    Parameters
    ----------
    items
        Key to text, translated, in the order first shown, which is no answer until the student
        moves an item or says that it stays.
    """

    def __init__(
        self,
        key: str,
        label: str,
        items: Mapping[str, str],
        *,
        note: str = "",
        required: bool = True,
        start: Sequence[str] | None = None,
    ) -> None:
        super().__init__(
            key, label, note=note, required=required, start=None if start is None else list(start)
        )
        self.items = checked_names(items, "items")

    def fault(self, value: Any) -> str | None:
        if not is_list(value):
            return self.complaint(_("{value} is not a list of items.").format(value=brief(value)))
        if strange := strangers(value, self.items):
            return self.complaint(
                _("there is no item {items}.").format(items=some(map(brief, strange)))
            )
        if missing := [text for item, text in self.items.items() if item not in value]:
            return self.complaint(_("not in the list: {items}.").format(items=some(missing)))
        if twice := [text for item, text in self.items.items() if list(value).count(item) > 1]:
            return self.complaint(
                _("{values} is listed more than once.").format(values=some(twice))
            )
        return None

    def given_html(self, value: Any) -> str:
        if not is_list(value):
            return strange_html(value)
        return list_html([name_html(item, self.items) for item in value], "ol")

    def control(self, value: Any, changed: Changed) -> Control:
        return _Ladder(self, value, changed)


class _Ladder(Control):
    """Fixed lines through which the items move, so that reading order is always the order shown."""

    def __init__(self, field: Order, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._items = field.items
        self._order = list(field.items)
        self._answered = False
        self._moved = ""
        shared = {"layout": ipywidgets.Layout()}
        self._texts = [ipywidgets.HTML(**shared) for _item in field.items]
        self._up = [self._arrow("up", "▲", place, -1) for place in range(len(field.items))]
        self._down = [self._arrow("down", "▼", place, +1) for place in range(len(field.items))]
        lines = []
        for parts in zip(self._texts, self._up, self._down, strict=True):
            line = ipywidgets.Box(list(parts))
            line.add_class("venezuela-course-line")
            lines.append(line)
        self._keep = ipywidgets.Button(description=_("This is my order"))
        self._keep.on_click(self._keep_order)
        self.widget, self._legend = boxed(field, *lines, self._keep)
        self.show(value)

    def _arrow(self, name: str, sign: str, place: int, step: int) -> ipywidgets.Button:
        button = ipywidgets.Button(description=sign)
        button.add_class("venezuela-course-says-tooltip")
        button.add_class(f"venezuela-course-{name}-{place}")
        button.on_click(lambda _button: self._move(place, place + step))
        return button

    def _move(self, old: int, new: int) -> None:
        if not 0 <= new < len(self._order):  # two quick clicks may outrun the disabled state
            return
        order = self._order
        order[old], order[new] = order[new], order[old]
        self._answered = True
        self._moved = _("{item} is now number {n} of {all}.").format(
            item=self._items[order[new]], n=new + 1, all=len(order)
        )
        self._draw()
        self.changed_by_student()
        # The keyboard focus goes with the item; at an end, to the arrow that still works.
        upward = new < old if 0 < new < len(order) - 1 else new > 0
        self._legend.move_focus(f".venezuela-course-{'up' if upward else 'down'}-{new}")

    def _keep_order(self, _button: Any) -> None:
        self._answered = True
        self._moved = ""
        self._draw()
        self.changed_by_student()
        self._legend.move_focus(".venezuela-course-down-0")

    def display(self, value: Any) -> None:
        wanted = [item for item in value if is_known(item, self._items)] if is_list(value) else []
        # Every item once, whatever was given: those not named follow in their first order.
        self._order = list(dict.fromkeys([*wanted, *self._items]))
        self._answered = bool(wanted)
        self._moved = ""
        self._draw()

    def _draw(self) -> None:
        last = len(self._order) - 1
        for place, item in enumerate(self._order):
            text = self._items[item]
            self._texts[place].value = f"{place + 1}. {escaped(text)}"
            self._up[place].tooltip = _("Move up: {item}").format(item=text)
            self._down[place].tooltip = _("Move down: {item}").format(item=text)
            self._up[place].disabled = place == 0
            self._down[place].disabled = place == last
        self._keep.layout.display = "none" if self._answered else ""

    def read(self) -> Any:
        return list(self._order) if self._answered else None

    def say(self) -> None:
        if not self._answered:
            self._legend.said = _("Not your order yet: move an item, or say that it stays.")
        else:
            self._legend.said = self._moved or _("This is your order.")

"""A ticket that is drawn once and kept with the answer: under it a student finds the brief to review."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, overload

import ipywidgets

from venezuela_course.exercises.fields.field import Changed, Control, boxed, brief, escaped
from venezuela_course.exercises.fields.variant import Variant
from venezuela_course.exercises.review.tickets import ALPHABET, HALF, draw_ticket, same_ticket
from venezuela_course.language import _


class Tickets(Sequence[str]):
    """Every ticket there can be, of which one was drawn: what `Exercise.variants` asks for.

    As a sequence it has the one that was drawn, and it contains every text that is a ticket.
    """

    def __init__(self) -> None:
        self._drawn = draw_ticket()

    def __len__(self) -> int:
        return 1

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        return [self._drawn][place]

    def __contains__(self, text: object) -> bool:
        return bool(same_ticket(text))


class Ticket(Variant):
    """The student's ticket: shown, never chosen, and not asked of an answer that was typed."""

    def __init__(self, key: str, label: str, drawn: str, *, note: str = "") -> None:
        super().__init__(key, label, drawn, 1, note=note)
        self.required = False
        self.options = {drawn: drawn}

    def fault(self, value: Any) -> str | None:
        if same_ticket(value):
            return None
        return self.complaint(
            _("{value} is not a ticket; leave it as it was drawn.").format(value=brief(value))
        )

    def given_html(self, value: Any) -> str:
        return f"<code>{escaped(value)}</code>" if same_ticket(value) else super().given_html(value)

    def draw(self, chance: random.Random) -> str:
        """A ticket, from a generator."""
        halves = ("".join(chance.choice(ALPHABET) for _place in range(HALF)) for _half in range(2))
        return "-".join(halves)

    def control(self, value: Any, changed: Changed) -> Control:
        return _TicketShown(self, changed)


class _TicketShown(Control):
    """Nothing to operate."""

    def __init__(self, field: Ticket, changed: Changed) -> None:
        super().__init__(changed)
        [(self._drawn, _text)] = field.options.items()
        self.widget, _legend = boxed(
            field, ipywidgets.HTML(f"<code>{escaped(self._drawn)}</code>"), live=False
        )

    def display(self, value: Any) -> None:
        pass

    def read(self) -> Any:
        return self._drawn

"""Which variant of an exercise an answer belongs to."""

from __future__ import annotations

from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.choices import Choose
from venezuela_course.exercises.fields.field import Changed, Control, boxed, brief, escaped
from venezuela_course.language import _


class Variant(Choose):
    """The variant that was drawn for this student: shown, kept with the answer, never chosen.

    The value is the variant's name. It is part of the answer, so that whoever reads the answer knows
    what was asked.

    Parameters
    ----------
    drawn
        The variant that the exercise shows.
    number
        How many there are.
    """

    def __init__(self, key: str, label: str, drawn: str, number: int, *, note: str = "") -> None:
        text = _("{name} of {n}").format(name=drawn, n=number)
        super().__init__(key, label, {drawn: text}, note=note, start=drawn)

    def fault(self, value: Any) -> str | None:
        if super().fault(value) is None:
            return None
        return self.complaint(
            _("{value} is not one of the variants of this exercise.").format(value=brief(value))
        )

    def control(self, value: Any, changed: Changed) -> Control:
        return _Shown(self, changed)


class _Shown(Control):
    """Nothing to operate: the name of the variant."""

    def __init__(self, field: Variant, changed: Changed) -> None:
        super().__init__(changed)
        [(self._drawn, text)] = field.options.items()
        self.widget, _legend = boxed(
            field, ipywidgets.HTML(f"<strong>{escaped(text)}</strong>"), live=False
        )

    def display(self, value: Any) -> None:
        pass

    def read(self) -> Any:
        return self._drawn

"""A number, and an amount shared out among items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    checked_names,
    entries_html,
    escaped,
    is_number,
    numeral,
    some,
    strange_html,
    strangers,
    unanswered_html,
)
from venezuela_course.exercises.number import NumberInput
from venezuela_course.language import _

CLOSE = 1e-9  # sums of decimal fractions are equal if they differ by less


class Number(Field):
    """A number between two limits.

    The value is an int where `minimum`, `maximum` and `step` are, otherwise a float. It may be typed
    between two steps: the step is the slider's.

    Parameters
    ----------
    minimum, maximum
        The limits, in `unit`.
    step
        What an arrow key adds, in `unit`.
    unit
        Translated, such as 'percent' or 'thousand barrels a day'.
    words
        Says a value in words, such as 'two thirds of the members'. Called with well-formed values only.
    """

    def __init__(
        self,
        key: str,
        label: str,
        *,
        minimum: float,
        maximum: float,
        step: float = 1,
        unit: str = "",
        words: Callable[[Any], str] | None = None,
        note: str = "",
        required: bool = True,
        start: float | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        if not minimum < maximum or step <= 0:
            raise ValueError(f"{key}: not a range: {minimum} to {maximum} in steps of {step}.")
        self.minimum = minimum
        self.maximum = maximum
        self.step = step
        self.unit = unit
        self.words = words

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are answers."""
        return all(isinstance(one, int) for one in (self.minimum, self.maximum, self.step))

    def fault(self, value: Any) -> str | None:
        if not is_number(value):
            return self.complaint(_("{value} is not a number.").format(value=brief(value)))
        if not self.minimum <= value <= self.maximum:
            return self.complaint(
                _("{value} is outside {minimum} to {maximum}.").format(
                    value=self.figures(value),
                    minimum=numeral(self.minimum),
                    maximum=self.figures(self.maximum),
                )
            )
        if self.is_whole and value != int(value):
            return self.complaint(_("{value} is not a whole number.").format(value=numeral(value)))
        return None

    def figures(self, value: float) -> str:
        """A number in figures, with its unit."""
        return f"{numeral(value)} {self.unit}".strip()

    def in_words(self, value: Any) -> str:
        """What `words` says of a well-formed value; nothing of any other."""
        if self.words is None or value is None or self.fault(value) is not None:
            return ""
        return self.words(value)

    def given_html(self, value: Any) -> str:
        if not is_number(value):
            return strange_html(value)
        words = self.in_words(value)
        return escaped(self.figures(value) + (f" ({words})" if words else ""))

    def control(self, value: Any, changed: Changed) -> Control:
        return _Dial(self, value, changed)


class _Dial(Control):
    def __init__(self, field: Number, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._input = number_input(field, field.label, field.note)
        self.widget = ipywidgets.VBox([self._input])
        self.widget.add_class("venezuela-course-field")
        self._input.add_class("venezuela-course-number-alone")
        self._input.observe(self.changed_by_student, "value")
        self.show(value)

    def display(self, value: Any) -> None:
        self._input.value = value if is_number(value) else None

    def read(self) -> Any:
        return as_field(self._field, self._input.value)

    def say(self) -> None:
        value = self._input.value
        self._input.said = [value, self._field.in_words(as_field(self._field, value))]


def number_input(field: Number, label: str, note: str = "") -> NumberInput:
    """The widget of a number with a field's limits."""
    return NumberInput(
        minimum=float(field.minimum),
        maximum=float(field.maximum),
        step=float(field.step),
        whole=field.is_whole,
        label=label,
        note=note,
        unit=field.unit,
        texts={
            "unset": _("not set yet"),
            "outside": _("outside {minimum} to {maximum}").format(
                minimum=numeral(field.minimum), maximum=numeral(field.maximum)
            ),
            "box": _("{label}, in figures").format(label=label),
        },
    )


def as_field(field: Number, value: Any) -> Any:
    """The number as the field's kind of number: equal answers are then equal JSON."""
    if value is None:
        return None
    if field.is_whole and value == int(value):
        return int(value)
    return float(value)


class Allocate(Field):
    """A total shared out among items.

    The value is a dict from item to number; an item not named has nothing. Complete when the numbers
    sum to the total.

    Parameters
    ----------
    items
        Key to text, translated, in the order shown.
    total
        What is shared out.
    step
        What an arrow key adds.
    """

    def __init__(
        self,
        key: str,
        label: str,
        items: Mapping[str, str],
        *,
        total: float = 100,
        step: float = 5,
        unit: str = "",
        note: str = "",
        required: bool = True,
        start: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        self.items = checked_names(items, "items")
        self.total = total
        self.share = Number(key, label, minimum=0, maximum=total, step=step, unit=unit)

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return self.complaint(
                _("{value} is not a dictionary {{item: number}}.").format(value=brief(value))
            )
        if strange := strangers(value, self.items):
            return self.complaint(
                _("there is no item {items}.").format(items=some(map(brief, strange)))
            )
        for item, number in value.items():
            if number is not None and (fault := self.share.fault(number)):
                return f"{fault} ({self.items[item]})"
        left = self.left(value)
        return self.complaint(self.left_in_words(left)) if abs(left) > CLOSE else None

    def left(self, value: Any) -> float:
        """What of the total is not given out; negative when too much is."""
        given = sum(value.get(item) or 0 for item in self.items)
        return self.total - given

    def left_in_words(self, left: float) -> str:
        """What is left, as a sentence."""
        if abs(left) <= CLOSE:
            return _("All {total} given out.").format(total=self.share.figures(self.total))
        if left > 0:
            return _("{left} of {total} still to give out.").format(
                left=numeral(left), total=self.share.figures(self.total)
            )
        return _("{left} too much: take some away.").format(left=self.share.figures(-left))

    def given_html(self, value: Any) -> str:
        return entries_html(
            value,
            self.items,
            lambda number: unanswered_html() if number is None else self.share.given_html(number),
        )

    def control(self, value: Any, changed: Changed) -> Control:
        return _Shares(self, value, changed)


class _Shares(Control):
    def __init__(self, field: Allocate, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._inputs = {key: number_input(field.share, text) for key, text in field.items.items()}
        self._answered = False
        self.widget, self._legend = boxed(field, *self._inputs.values())
        for one in self._inputs.values():
            one.observe(self._given, "value")
        self.show(value)

    def _given(self, change: Any) -> None:
        if not getattr(self._showing, "now", False):
            self._answered = True
        self.changed_by_student(change)

    def display(self, value: Any) -> None:
        given = value if isinstance(value, Mapping) else {}
        self._answered = any(is_number(given.get(key)) for key in self._inputs)
        for key, one in self._inputs.items():
            number = given.get(key)
            one.value = number if is_number(number) else 0

    def read(self) -> Any:
        if not self._answered:
            return None
        return {
            key: as_field(self._field.share, one.value or 0) for key, one in self._inputs.items()
        }

    def say(self) -> None:
        given = {key: one.value or 0 for key, one in self._inputs.items()}
        self._legend.said = self._field.left_in_words(self._field.left(given))

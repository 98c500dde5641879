"""Several fields as one part of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    escaped,
    some,
    strange_html,
    strangers,
    strangers_html,
)
from venezuela_course.language import _


class Group(Field):
    """Several fields as one part.

    The value is a dict from each field's key to its value; a field not answered is left out.

    Parameters
    ----------
    fields
        Each with a key of its own.

    Raises
    ------
    ValueError
        If two fields have the same key.
    """

    def __init__(
        self,
        key: str,
        label: str,
        fields: Sequence[Field],
        *,
        note: str = "",
        required: bool = True,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        if start is None:
            start = {field.key: field.start for field in fields if field.start is not None} or None
        super().__init__(key, label, note=note, required=required, start=start)
        self.fields = tuple(fields)
        if len({field.key for field in fields}) < len(self.fields):
            raise ValueError(f"{key}: two fields have the same key.")

    @property
    def labels(self) -> dict[str, str]:
        """Key to label of each field."""
        return {field.key: field.label for field in self.fields}

    def problem(self, value: Any) -> str | None:
        # A group none of whose fields is required is complete without any.
        if value is None and not any(field.required for field in self.fields):
            return None
        return super().problem(value)

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return self.complaint(
                _("{value} is not a dictionary {{part: value}}.").format(value=brief(value))
            )
        if strange := strangers(value, self.labels):
            return self.complaint(
                _("there is no part {parts}.").format(parts=some(map(brief, strange)))
            )
        for field in self.fields:
            if problem := field.problem(value.get(field.key)):
                return f"{self.label}: {problem}"
        return None

    def given_html(self, value: Any) -> str:
        if not isinstance(value, Mapping):
            return strange_html(value)
        parts = "".join(
            f"<dt>{escaped(field.label)}</dt><dd>{field.html(value.get(field.key))}</dd>"
            for field in self.fields
        )
        return f"<dl>{parts}</dl>{strangers_html(value, self.labels)}"

    def control(self, value: Any, changed: Changed) -> Control:
        return _Parts(self, value, changed)


class _Parts(Control):
    def __init__(self, field: Group, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._values = self._known(value)
        self._controls = {
            one.key: one.control(self._values.get(one.key), partial(self._part_changed, one.key))
            for one in field.fields
        }
        inner = ipywidgets.VBox([control.widget for control in self._controls.values()])
        inner.add_class("venezuela-course-fields-of-group")
        self.widget, _legend = boxed(field, inner)

    def _known(self, value: Any) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        return {one.key: given[one.key] for one in self._field.fields if one.key in given}

    def _part_changed(self, key: str, new: Any) -> None:
        self._values = self._values | {key: new}
        self.changed_by_student()

    def display(self, value: Any) -> None:
        self._values = self._known(value)
        for key, control in self._controls.items():
            control.show(self._values.get(key))

    def read(self) -> Any:
        return {
            one.key: self._values[one.key]
            for one in self._field.fields
            if self._values.get(one.key) is not None
        } or None

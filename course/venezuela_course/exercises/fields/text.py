"""A short text in the student's own words."""

from __future__ import annotations

from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    escaped,
    strange_html,
)
from venezuela_course.language import _, ngettext

SHOWN = 10  # times the allowed length, of a text that is too long
LINE = 90  # characters: what the box shows of a text without scrolling


class Text(Field):
    """A text of limited length.

    The value is a string.

    Parameters
    ----------
    most, least
        Characters, without blanks at both ends.
    """

    def __init__(
        self,
        key: str,
        label: str,
        *,
        most: int = 600,
        least: int = 0,
        note: str = "",
        required: bool = True,
        start: str | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        self.most = most
        self.least = least

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return self.complaint(_("{value} is not a text.").format(value=brief(value)))
        length = len(value.strip())
        if length == 0:
            return self.unanswered() if self.required else None
        if length < self.least or length > self.most:
            return self.complaint(self.length_in_words(value))
        return None

    def length_in_words(self, value: str) -> str:
        """How many characters are left, missing or too many."""
        length = len(value.strip())
        if length > self.most:
            return ngettext(
                "{n} character too many.", "{n} characters too many.", length - self.most
            ).format(n=length - self.most)
        if length < self.least:
            return ngettext(
                "{n} more character needed.", "{n} more characters needed.", self.least - length
            ).format(n=self.least - length)
        return ngettext("{n} character left.", "{n} characters left.", self.most - length).format(
            n=self.most - length
        )

    def given_html(self, value: Any) -> str:
        if not isinstance(value, str):
            return strange_html(value)
        if not value.strip():
            return self.html(None)
        shown = value if len(value) <= SHOWN * self.most else value[: SHOWN * self.most] + " …"
        return f"<blockquote>{escaped(shown).replace(chr(10), '<br>')}</blockquote>"

    def control(self, value: Any, changed: Changed) -> Control:
        return _Paper(self, value, changed)


class _Paper(Control):
    def __init__(self, field: Text, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._area = ipywidgets.Textarea(
            description=field.label, rows=min(10, max(2, field.most // LINE))
        )
        self._area.add_class("venezuela-course-name-unseen")
        # Not announced at every key: a screen reader would speak over what is typed.
        self.widget, self._legend = boxed(field, self._area, grouped=False, live=False)
        self._area.observe(self.changed_by_student, "value")
        self.show(value)

    def display(self, value: Any) -> None:
        self._area.value = value if isinstance(value, str) else ""

    def read(self) -> Any:
        return self._area.value if self._area.value.strip() else None

    def say(self) -> None:
        self._legend.said = self._field.length_in_words(self._area.value)

"""A prediction that is locked before the evidence is seen."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.choices import Choose
from venezuela_course.exercises.fields.field import Changed, Control, Field, boxed, escaped
from venezuela_course.exercises.fields.group import Group
from venezuela_course.language import _

LOCKED = "locked"
FIRST = "first"
YES = "yes"
#: Seconds for which a change may be under way from the browser when the lock falls.
UNDER_WAY = 5.0


class Commit(Group):
    """Several fields that are answered, then locked, and stay as they were locked.

    The value is that of a `Group`, with ``"locked": "yes"`` once it is locked. Controls are then
    disabled. A cell can still be edited: a value typed over a locked one is kept, together with the
    ``"first"`` that was locked, and `committed` goes on giving the first.

    Parameters
    ----------
    fields
        What is predicted.
    button
        What the button says that locks, translated.
    """

    def __init__(
        self,
        key: str,
        label: str,
        fields: Sequence[Field],
        *,
        button: str,
        note: str = "",
        start: Mapping[str, Any] | None = None,
    ) -> None:
        self.predicted = tuple(fields)
        lock = _Lock(LOCKED, button, {YES: _("locked")})
        super().__init__(key, label, [*fields, lock], note=note, start=start)

    def fault(self, value: Any) -> str | None:
        if isinstance(value, Mapping) and FIRST in value:
            first = value[FIRST]
            if not isinstance(first, Mapping):
                return self.complaint(_("what was locked first is not a dictionary."))
            value = {key: one for key, one in value.items() if key != FIRST}
        return super().fault(value)

    def settled(self, old: Any, new: Any) -> Any:
        """What becomes of a new value where this part already had one (`Exercise` asks for it).

        Returns
        -------
        object
            The new value, unless the old one was locked: then that stays locked, as ``"first"`` beside
            a new value that differs from it.
        """
        if not self.is_locked(old):
            return new
        first = self.committed(old)
        now = self._parts(new)
        kept = now | {LOCKED: YES}
        return kept if now == first else kept | {FIRST: first}

    def is_locked(self, value: Any) -> bool:
        """Whether every part is answered and locked."""
        if not isinstance(value, Mapping) or value.get(LOCKED) != YES:
            return False
        return isinstance(value.get(FIRST), Mapping) or all(
            field.problem(value.get(field.key)) is None for field in self.predicted
        )

    def committed(self, value: Any) -> dict[str, Any]:
        """What was locked first; nothing as long as nothing is locked."""
        if not self.is_locked(value):
            return {}
        first = value.get(FIRST)
        return dict(first) if isinstance(first, Mapping) else self._parts(value)

    def was_changed(self, value: Any) -> bool:
        """Whether another value was typed over a locked one."""
        return self.is_locked(value) and self.committed(value) != self._parts(value)

    def _parts(self, value: Any) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        return {one.key: given[one.key] for one in self.predicted if given.get(one.key) is not None}

    def given_html(self, value: Any) -> str:
        if not isinstance(value, Mapping):
            return super().given_html(value)
        shown = super().given_html({key: one for key, one in value.items() if key != FIRST})
        if not self.was_changed(value):
            return shown
        said = escaped(_("Changed after it was locked. Locked first, and what counts:"))
        first = "".join(
            f"<dt>{escaped(one.label)}</dt><dd>{one.html(self.committed(value).get(one.key))}</dd>"
            for one in self.predicted
        )
        return f"{shown}<p><strong>{said}</strong></p><dl>{first}</dl>"

    def control(self, value: Any, changed: Changed) -> Control:
        return _Committing(self, value, changed)


class _Lock(Choose):
    def control(self, value: Any, changed: Changed) -> Control:
        return _LockButton(self, value, changed)


class _LockButton(Control):
    def __init__(self, field: _Lock, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._locked = False
        self.button = ipywidgets.Button(
            description=field.label, layout=ipywidgets.Layout(width="auto")
        )
        self.button.on_click(self._lock)
        self.widget = ipywidgets.VBox([self.button])
        self.show(value)

    def _lock(self, _button: Any) -> None:
        self._locked = True
        self.changed_by_student()

    def display(self, value: Any) -> None:
        self._locked = value == YES

    def read(self) -> Any:
        return YES if self._locked else None


class _Committing(Control):
    """The fields and the button; disabled for good once the button was pressed in time."""

    def __init__(self, field: Commit, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._value: dict[str, Any] = {}
        self._fell: float | None = None  # when the lock fell, if it fell here and not in a file
        self._controls = {
            one.key: one.control(None, partial(self._part_changed, one.key)) for one in field.fields
        }
        inner = ipywidgets.VBox([control.widget for control in self._controls.values()])
        inner.add_class("venezuela-course-fields-of-group")
        self.widget, self._legend = boxed(field, inner)
        self.show(value)

    def _part_changed(self, key: str, new: Any) -> None:
        changed = self._value | {key: new}
        if self._field.is_locked(self._value):
            if key != LOCKED and self._was_under_way() and self._field.is_locked(changed):
                self._value = changed
                self.changed_by_student()
            else:
                self.show(self._value)
            return
        if key == LOCKED and not self._field.is_locked(changed):
            self._controls[LOCKED].show(None)
            self.say(_("Nothing is locked: answer every part first."))
            return
        self._value = changed
        if key == LOCKED:
            self._fell = time.monotonic()
        self._disable()
        self.changed_by_student()

    def _was_under_way(self) -> bool:
        """Whether a change was made before the lock was seen.

        JupyterLab holds a control's last change back while the kernel is busy with the one before, and
        the click on the lock overtakes it. The controls are disabled before any evidence is sent, so
        that what still comes from one was chosen blind, and is what the student saw and locked.
        """
        return self._fell is not None and time.monotonic() - self._fell < UNDER_WAY

    def display(self, value: Any) -> None:
        self._value = dict(value) if isinstance(value, Mapping) else {}
        for key, control in self._controls.items():
            control.show(self._value.get(key))
        self._disable()

    def _disable(self) -> None:
        locked = self._field.is_locked(self._value)
        for control in self._controls.values():
            for widget in _inside(control.widget):
                if widget.has_trait("disabled"):
                    widget.disabled = locked

    def read(self) -> Any:
        return {key: one for key, one in self._value.items() if one is not None} or None

    def say(self, words: str = "") -> None:
        if not words:
            words = (
                _("Locked: it stays as it is.")
                if self._field.is_locked(self._value)
                else _("Not locked yet.")
            )
        self._legend.said = words


def _inside(widget: ipywidgets.Widget) -> list[ipywidgets.Widget]:
    """A widget and all widgets in it."""
    children = getattr(widget, "children", ())
    return [widget, *(one for child in children for one in _inside(child))]

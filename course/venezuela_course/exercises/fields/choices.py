"""Choosing one, choosing several."""

from __future__ import annotations

from collections.abc import Mapping
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
    name_html,
    some,
    strange_html,
    strangers,
    strangers_html,
)
from venezuela_course.language import _, ngettext

#: The value of a dropdown in which nothing is chosen. Stock dropdowns show a blank line for None.
NOTHING = ""

RADIO_OPTIONS = 5  # at most so many are shown all at once,
RADIO_CHARACTERS = 90  # if each fits a line or two; a dropdown otherwise


class Choose(Field):
    """One of several: a radio group for a few short options, a dropdown otherwise.

    The value is the key of the option.

    Parameters
    ----------
    options
        Key to text, translated, in the order shown.
    """

    def __init__(
        self,
        key: str,
        label: str,
        options: Mapping[str, str],
        *,
        note: str = "",
        required: bool = True,
        start: str | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        self.options = checked_names(options, "options")

    def fault(self, value: Any) -> str | None:
        if is_known(value, self.options):
            return None
        return self.complaint(_("{value} is not one of the choices.").format(value=brief(value)))

    def given_html(self, value: Any) -> str:
        return name_html(value, self.options)

    def control(self, value: Any, changed: Changed) -> Control:
        return _OneOf(self, value, changed)

    @property
    def is_short(self) -> bool:
        """Whether all options can be shown at once."""
        return len(self.options) <= RADIO_OPTIONS and all(
            len(text) <= RADIO_CHARACTERS for text in self.options.values()
        )


class _OneOf(Control):
    def __init__(self, field: Choose, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._options = field.options
        self._nothing: str | None = NOTHING
        if field.is_short:
            pairs = [(text, key) for key, text in field.options.items()]
            # A radio button cannot be taken back, so where no answer is an answer it is an option.
            if field.required:
                self._nothing = None
            else:
                pairs.append((_("No answer"), NOTHING))
            self._selection = ipywidgets.RadioButtons(options=pairs, value=self._nothing)
        else:
            self._selection = dropdown(field.label, field.options)
            self._selection.add_class("venezuela-course-name-unseen")
        self.widget, _legend = boxed(field, self._selection, grouped=field.is_short)
        self._selection.observe(self.changed_by_student, "value")
        self.show(value)

    def display(self, value: Any) -> None:
        self._selection.value = value if is_known(value, self._options) else self._nothing

    def read(self) -> Any:
        return self._selection.value or None


def dropdown(name: str, options: Mapping[str, str], **keywords: Any) -> ipywidgets.Dropdown:
    """A dropdown with an accessible name, which starts with nothing chosen (`NOTHING`)."""
    pairs = [(_("choose …"), NOTHING), *((text, key) for key, text in options.items())]
    return ipywidgets.Dropdown(
        description=name,
        options=pairs,
        value=NOTHING,
        **{"style": {"description_width": "initial"}} | keywords,
    )


def choose_in(selection: ipywidgets.Dropdown, value: Any, options: Mapping[str, str]) -> None:
    """Set a dropdown to a key, or to nothing chosen if there is no such key."""
    selection.value = value if is_known(value, options) else NOTHING


class ChooseMany(Field):
    """Several of many: a box to tick for each.

    The value is the sorted list of keys, so that equal answers are equal.

    Parameters
    ----------
    options
        Key to text, translated, in the order shown.
    least, most
        How many must and may be chosen; `most` None means any number. With `least` 0 none is an
        answer too, an empty list, and there is a box that says so.
    columns
        Columns where there is room; fewer on a narrow screen.
    symbols
        A sign before the text of an option, by key, whose meaning the text or the note tells too.
    """

    def __init__(
        self,
        key: str,
        label: str,
        options: Mapping[str, str],
        *,
        least: int = 1,
        most: int | None = None,
        columns: int = 1,
        symbols: Mapping[str, str] | None = None,
        note: str = "",
        required: bool = True,
        start: list[str] | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        self.options = checked_names(options, "options")
        self.least = least
        self.most = most
        self.columns = columns
        self.symbols = dict(symbols or {})

    def fault(self, value: Any) -> str | None:
        if not is_list(value):
            return self.complaint(_("{value} is not a list of choices.").format(value=brief(value)))
        if strange := strangers(value, self.options):
            return self.complaint(
                ngettext(
                    "{values} is not one of the choices.",
                    "{values} are not among the choices.",
                    len(strange),
                ).format(values=some(map(brief, strange)))
            )
        if twice := sorted({one for one in value if list(value).count(one) > 1}):
            return self.complaint(
                _("{values} is listed more than once.").format(
                    values=some(self.options[one] for one in twice)
                )
            )
        return self.wrong_number(len(value))

    def wrong_number(self, chosen: int) -> str | None:
        """The sentence for too few or too many."""
        if chosen == 0 and self.least > 0:
            return self.unanswered() if self.required else None
        if chosen < self.least:
            return self.complaint(
                _("{n} chosen, at least {least} needed.").format(n=chosen, least=self.least)
            )
        if self.most is not None and chosen > self.most:
            return self.complaint(
                _("{n} chosen, at most {most} possible.").format(n=chosen, most=self.most)
            )
        return None

    def given_html(self, value: Any) -> str:
        if not is_list(value):
            return strange_html(value)
        if not value:
            return escaped(_("none"))
        known = [self.text(key) for key in self.options if key in value]
        if any(
            text.endswith(".") for text in known
        ):  # sentences: a comma after a stop joins nothing
            strange = strangers_html(value, self.options)
            items = [*map(escaped, known), *([strange] if strange else [])]
            return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        shown = [escaped(", ".join(known))] if known else []
        return ", ".join(filter(None, [*shown, strangers_html(value, self.options)]))

    def text(self, key: str) -> str:
        """An option as it is shown: its sign, if it has one, and its text."""
        return f"{self.symbols.get(key, '')} {self.options[key]}".strip()

    def control(self, value: Any, changed: Changed) -> Control:
        return _SeveralOf(self, value, changed)


class _SeveralOf(Control):
    def __init__(self, field: ChooseMany, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        # Boxes share one layout and one style: a third of the widgets, and of the time.
        shared = {
            "layout": ipywidgets.Layout(),
            "style": ipywidgets.Checkbox().style,
            "indent": False,
        }
        self._boxes = {
            key: ipywidgets.Checkbox(description=field.text(key), **shared) for key in field.options
        }
        self._none = ipywidgets.Checkbox(description=_("None of these"), **shared)
        width = f"max(9rem, calc(100% / {field.columns} - 1rem))"
        grid = ipywidgets.Box(
            list(self._boxes.values()),
            layout=ipywidgets.Layout(
                grid_template_columns=f"repeat(auto-fill, minmax({width}, 1fr))"
            ),
        )
        grid.add_class("venezuela-course-choices")
        below = [self._none] if field.least == 0 and field.required else []
        self.widget, self._legend = boxed(field, grid, *below)
        for box in self._boxes.values():
            box.observe(self._ticked, "value")
        self._none.observe(self._ticked_none, "value")
        self.show(value)

    def _ticked(self, change: Any) -> None:
        if change["new"]:
            self._set_quietly([self._none], False)
        self.changed_by_student()

    def _ticked_none(self, change: Any) -> None:
        if change["new"]:
            self._set_quietly(self._boxes.values(), False)
        self.changed_by_student()

    def _set_quietly(self, boxes: Any, value: bool) -> None:
        """Set boxes that follow from the one the student ticked: that one alone is told."""
        already = getattr(self._showing, "now", False)
        self._showing.now = True
        try:
            for box in boxes:
                box.value = value
        finally:
            self._showing.now = already

    def display(self, value: Any) -> None:
        chosen = [one for one in value if isinstance(one, str)] if is_list(value) else []
        for key, box in self._boxes.items():
            box.value = key in chosen
        self._none.value = is_list(value) and len(value) == 0

    def read(self) -> Any:
        chosen = sorted(key for key, box in self._boxes.items() if box.value)
        return chosen if chosen or self._none.value else None

    def say(self) -> None:
        chosen = len(self.read() or [])
        said = _("{n} of {all} chosen.").format(n=chosen, all=len(self._boxes))
        if chosen < self._field.least and self._field.required:
            said += " " + _("At least {least}.").format(least=self._field.least)
        if self._field.most is not None and chosen > self._field.most:
            said += " " + _("At most {most}: take some away.").format(most=self._field.most)
        if self._none.value:
            said = _("None of these: that is your answer.")
        self._legend.said = said

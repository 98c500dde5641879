"""A category for each of many lines, a stretch of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.choices import NOTHING, dropdown
from venezuela_course.exercises.fields.field import Changed, Control
from venezuela_course.exercises.fields.tables import Classify, Lines
from venezuela_course.language import _

STRETCH = 16  # lines shown at once: a screenful


class LineBrowser(Classify):
    """A category for each of many lines that stand in order, such as those of a page.

    The value is that of `Classify`. Lines are shown a stretch at a time, with a dropdown each; and a run
    of lines can be given one category at once.
    """

    def control(self, value: Any, changed: Changed) -> Control:
        return _Stretches(self, value, changed)


class _Stretches(Lines):
    def arranged(self) -> Sequence[ipywidgets.Widget]:
        self._keys = list(self._selections)
        self._news = ""
        self._begins = range(0, len(self._keys), STRETCH)
        self._stretch = ipywidgets.Dropdown(
            description=_("Lines shown"),
            options=[(self._stretch_text(begin), begin) for begin in self._begins],
            style={"description_width": "initial"},
        )
        self._stretch.observe(self._show_stretch, "value")
        self._back, self._on = self._turner(_("Previous"), -1), self._turner(_("Next"), 1)
        numbers = {key: key for key in self._keys}  # short: the lines themselves stand below
        self._from = dropdown(_("From line"), numbers)
        self._to = dropdown(_("to line"), numbers)
        self._all_are = dropdown(_("all are"), self._categories)
        self._set = ipywidgets.Button(description=_("Set these lines"))
        self._set.on_click(self._set_run)
        self._lines = ipywidgets.VBox()
        turner, run = (
            ipywidgets.Box([self._back, self._on, self._stretch]),
            ipywidgets.Box([self._from, self._to, self._all_are, self._set]),
        )
        for row in (turner, run):
            row.add_class("venezuela-course-adder")
        self._show_stretch()
        return [run, turner, self._lines]

    def _turner(self, text: str, step: int) -> ipywidgets.Button:
        button = ipywidgets.Button(description=text)

        def turn(_button: Any) -> None:
            place = self._begins.index(self._stretch.value) + step
            self._stretch.value = self._begins[place % len(self._begins)]

        button.on_click(turn)
        return button

    def _stretch_text(self, begin: int) -> str:
        last = min(begin + STRETCH, len(self._keys)) - 1
        return _("{first} to {last}").format(first=self._keys[begin], last=self._keys[last])

    def _show_stretch(self, _change: Any = None) -> None:
        begin = self._stretch.value
        self._lines.children = [
            self._selections[key] for key in self._keys[begin : begin + STRETCH]
        ]

    def _set_run(self, _button: Any) -> None:
        ends = [one.value for one in (self._from, self._to)]
        category = self._all_are.value
        if NOTHING in (*ends, category):
            self._news = _("Choose both lines and a kind first.")
            self.say()
            return
        first, last = sorted(self._keys.index(end) for end in ends)
        run = self._keys[first : last + 1]
        self._showing.now = True  # one change, not one for each line
        try:
            for key in run:
                self._selections[key].value = category
        finally:
            self._showing.now = False
        self._news = _("Set: {n} lines.").format(n=len(run))
        self.changed_by_student()

    def display(self, value: Any) -> None:
        self._news = ""
        super().display(value)

    def say(self) -> None:
        done = sum(bool(selection.value) for selection in self._selections.values())
        said = _("{n} of {all} done.").format(n=done, all=len(self._keys))
        self._legend.said = f"{said} {self._news}".strip()

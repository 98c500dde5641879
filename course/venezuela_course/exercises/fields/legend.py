"""The heading of one part of an exercise, and what stock widgets need around them."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent


class Legend(anywidget.AnyWidget):
    """Label, note and state of a part; makes the box around it a named group.

    It stands in a box with the class ``venezuela-course-field`` and does for the stock widgets in that
    box what they do not do themselves: ``legend.js`` says what, and why. Its stylesheet is
    that of all fields.

    Attributes
    ----------
    label, note
        Plain text.
    said
        How far the part is, in words: '3 of 34 chosen'.
    live
        A screen reader announces `said` when it changes.
    grouped
        The box holds several controls and is announced as a group with this label. Otherwise its
        one control bears the label as its own name.
    """

    _esm = HERE / "legend.js"
    _css = HERE / "fields.css"

    label = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    live = traitlets.Bool(True).tag(sync=True)
    grouped = traitlets.Bool(True).tag(sync=True)

    def move_focus(self, selector: str) -> None:
        """Put the keyboard focus on the first element in the box that a CSS selector matches."""
        self.send({"focus": selector})

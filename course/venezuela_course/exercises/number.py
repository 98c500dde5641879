"""The widget for a number: the only control of the course that is not a stock one.

A stock slider's handle has no accessible name. This one is the browser's own range input with a
number box beside it: see ``number.js``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent


class NumberInput(anywidget.AnyWidget):
    """A range input, a number box, a label, a unit and the value in words, all of one value.

    Attributes
    ----------
    value
        The number, or None while none is set: the handle then rests in the middle, pale, and the
        words say so. It may lie outside the limits when the kernel sets it; then the words say that.
    minimum, maximum, step
        The limits and the grid, in `unit`.
    whole
        Only whole numbers can be typed.
    label, note, unit
        Plain text. `label` is the accessible name of the range input.
    said
        ``[value, text]``: the words for a value. The value tells the browser whether words that
        arrive late are still about the number shown.
    texts
        Translated interface strings: ``unset``, ``outside``, and ``box``, the accessible name of the
        number box.
    disabled
        Shown, and not to be changed.
    """

    _esm = HERE / "number.js"
    _css = HERE / "number.css"

    value: Any = traitlets.Union(
        [traitlets.Int(), traitlets.Float()], default_value=None, allow_none=True
    ).tag(sync=True)
    minimum = traitlets.Float(0.0).tag(sync=True)
    maximum = traitlets.Float(100.0).tag(sync=True)
    step = traitlets.Float(1.0).tag(sync=True)
    whole = traitlets.Bool(False).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    said: Any = traitlets.List(default_value=[None, ""]).tag(sync=True)
    texts: Any = traitlets.Dict(default_value={"unset": "", "outside": "", "box": ""}).tag(
        sync=True
    )
    disabled = traitlets.Bool(False).tag(sync=True)

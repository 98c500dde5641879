"""Words and small pieces of page that several parts of the lesson share."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from venezuela_course.language import _


def paragraph(text: str) -> str:
    return f'<p style="line-height:1.45">{html.escape(text)}</p>'


def paragraphs(texts: Sequence[str]) -> str:
    return "".join(map(paragraph, texts))


def signed(value: float, decimals: int = 0) -> str:
    """A number with its sign and a true minus, such as −1,234; zero has no sign."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}"
    return ("−" if rounded < 0 else "+" if rounded > 0 else "") + text


def kb_d() -> str:
    return _("thousand barrels a day")


def flow_unit() -> str:
    """The short unit, for beside a control; the lesson explains it."""
    return _("kb/d")


def per_cent() -> str:
    return _("per cent")


def apart(heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """Heights of labels, moved up where they would cover one another.

    Parameters
    ----------
    heights : mapping of str to float
        Where each label would like to stand.
    gap : float
        Least distance between two.

    Returns
    -------
    dict
        The same labels, in the order of their heights.
    """
    placed: dict[str, float] = {}
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        placed[name] = max([height, *(other + gap for other in placed.values())])
    return placed

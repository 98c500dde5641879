"""Words and small pieces of page that several parts of the lesson share."""

from __future__ import annotations

import html
from collections.abc import Sequence

from venezuela_course.language import _


def paragraph(text: str) -> str:
    return f'<p style="line-height:1.45">{html.escape(text)}</p>'


def paragraphs(texts: Sequence[str]) -> str:
    return "".join(map(paragraph, texts))


def per_cent(share: float, decimals: int = 0) -> str:
    """A share of one as per cent, such as 33 %."""
    return _("{n} %").format(n=f"{100 * share:.{decimals}f}")


def percentage() -> str:
    return _("per cent")


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign and a true minus."""
    rounded = round(100 * difference)
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{abs(rounded)}"


def listed(texts: Sequence[str]) -> str:
    """Several in one sentence: one; one and two; one, two and three."""
    if len(texts) < 2:
        return "".join(texts)
    return _("{first} and {last}").format(first=", ".join(texts[:-1]), last=texts[-1])

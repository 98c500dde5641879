"""Somebody's Markdown as HTML that can do nothing: no tag of theirs, no link, no picture from elsewhere.

A picture or a link that is followed tells its owner who is reading, so both become text.
"""

from __future__ import annotations

import html
from functools import cache
from typing import Any

import mistune

LONGEST = 60_000  # characters; a brief has about 9,000

#: Tags that can be in the result; none has an attribute.
TAGS = frozenset(
    {"p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "h4"}
    | {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
)


class _Quiet(mistune.HTMLRenderer):
    """Tags without attributes; what somebody wrote as a tag stands there as text."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **_attributes: Any) -> str:
        # All of one level, below the exercise's own: whatever level a brief begins with, none is left out.
        return f"<h4>{text}</h4>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text if url in html.unescape(text) else f"{text} (<code>{html.escape(url)}</code>)"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[{text}]" if text else ""

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre><code>{html.escape(code)}</code></pre>\n"

    def list(self, text: str, ordered: bool, **_attributes: Any) -> str:
        tag = "ol" if ordered else "ul"
        return f"<{tag}>\n{text}</{tag}>\n"

    def table_cell(
        self, text: str, align: str | None = None, head: bool = False, **_attributes: Any
    ) -> str:
        tag = "th" if head else "td"
        return f"<{tag}>{text}</{tag}>\n"


@cache
def _markdown() -> mistune.Markdown:
    from mistune.plugins.formatting import strikethrough
    from mistune.plugins.table import table

    return mistune.Markdown(_Quiet(), plugins=[table, strikethrough])


def quiet_html(markdown: str) -> str:
    """Render Markdown that a stranger wrote.

    Parameters
    ----------
    markdown
        Any text; what is beyond `LONGEST` characters is left out.

    Returns
    -------
    str
        HTML with no other tags than `TAGS`, and without attributes.
    """
    shown = markdown[:LONGEST]
    rendered = str(_markdown()(shown))
    return rendered if shown == markdown else rendered + "<p>…</p>"

"""What a page made from a student's notebook may show: feedback for the student, formgrader for the marker.

In formgrader a script in an essay would run with the instructor's rights on the Jupyter server. nbconvert can
clean outputs (``HTMLExporter.sanitize_html``), but with a list that knows neither the course's pictures nor
its verdicts, and nbgrader's own templates show text cells uncleaned. So two of nbconvert's filters are
replaced, by configuration: `clean_html` and `markdown2html`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import bleach
from bleach.css_sanitizer import (
    ALLOWED_CSS_PROPERTIES,
    ALLOWED_SVG_PROPERTIES,
    CSSSanitizer,
)
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearMarkScheme

from venezuela_course.exercises.style import STYLE as STYLE_OF_EXERCISES
from venezuela_course.grading.feedback import STYLE as STYLE_OF_VERDICTS

#: The course's own style sheets, the only ones that a page keeps.
STYLES = (STYLE_OF_EXERCISES, STYLE_OF_VERDICTS)
STYLE_SHEET = re.compile(r"<style\b.*?(</style\s*>|$)", re.DOTALL | re.IGNORECASE)
TAGS = {
    *bleach.ALLOWED_TAGS,
    *("br", "caption", "col", "colgroup", "dd", "del", "details", "div", "dl", "dt", "figcaption"),
    *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "kbd", "mark", "p", "pre", "s"),
    *("small", "span", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
    *("tr", "u", "var"),
    *("svg", "g", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text"),
    *("tspan", "title", "desc", "defs", "use", "clipPath", "pattern", "marker"),
}
ATTRIBUTES = {
    *(
        "class",
        "id",
        "style",
        "title",
        "role",
        "lang",
        "dir",
        "scope",
        "colspan",
        "rowspan",
        "open",
    ),
    *("alt", "src", "width", "height", "start", "border", "href", "xlink:href"),
    *("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "dx", "dy", "points"),
    *("viewBox", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity"),
    *("stroke-linecap", "stroke-linejoin", "stroke-opacity", "transform", "text-anchor"),
    *("font-size", "font-weight", "font-family", "font-style", "dominant-baseline", "clip-path"),
    *("patternUnits", "patternTransform", "clipPathUnits", "marker-end", "markerWidth"),
    *("markerHeight", "refX", "refY", "orient", "preserveAspectRatio", "xmlns", "xmlns:xlink"),
}
#: Nothing that could lay one part of a page over another.
PROPERTIES = {
    *ALLOWED_CSS_PROPERTIES,
    *("max-width", "min-width", "max-height", "margin", "margin-left", "margin-right"),
    *("margin-top", "margin-bottom", "padding", "padding-left", "padding-right", "padding-top"),
    *("padding-bottom", "border", "border-left", "border-collapse", "opacity", "list-style"),
} - {"position", "z-index"}
PROTOCOLS = {"http", "https", "mailto", "data"}
PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag may have an attribute; data addresses are for pictures in ``img`` alone."""
    if value.strip().lower().startswith("data:"):
        return tag == "img" and name == "src" and PICTURE.fullmatch(value.strip()) is not None
    if tag == "img" and name == "src":
        return False  # a picture from elsewhere would tell its server who reads the page, and when
    return name in ATTRIBUTES or name.startswith("aria-")


@lru_cache(maxsize=1)
def _cleaner() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=TAGS,
        attributes=_allowed,
        protocols=PROTOCOLS,
        css_sanitizer=CSSSanitizer(PROPERTIES, ALLOWED_SVG_PROPERTIES),
    )


@lru_cache(maxsize=256)
def clean_html(element: str | bytes) -> str:
    """HTML without anything that acts: scripts, handlers, frames, forms, style sheets not the course's own.

    What is not allowed is shown as text, so that a marker sees what was tried.

    Parameters
    ----------
    element
        HTML as a cell or its output has it.
    """
    text = element.decode("utf-8", "replace") if isinstance(element, bytes) else str(element)
    if "<" not in text:
        return text
    kept = []
    for style in STYLES:
        if style in text:
            kept.append(style)
            text = text.replace(style, "")
    return "".join(kept) + str(_cleaner().clean(STYLE_SHEET.sub("", text)))


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Markdown as HTML, as nbconvert renders it, and clean."""
    cell: Any = context.get("cell", {})
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


class HideMarkScheme(ClearMarkScheme):
    """ClearMarkScheme for the instructor's cells only: a student's essay may have the same words in it."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """As in nbgrader, for a cell that students cannot edit."""
        if utils.is_locked(cell) or utils.is_task(cell):
            return super().preprocess_cell(cell, resources, cell_index)
        return cell, resources

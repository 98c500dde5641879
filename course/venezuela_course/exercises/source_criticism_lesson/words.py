"""Words that several pictures and exercises of the lesson share."""

from __future__ import annotations

import html

from venezuela_course.language import _

#: The source texts in the order of the days they were written, and the year of each.
TEXTS = {"S003a": 2016, "S001": 2017, "S002": 2019, "S003b": 2022, "S000": 2024}

KINDS = (
    "event",
    "figure",
    "attributed_opinion",
    "characterisation",
    "allegation",
    "forecast",
)


def paragraph(text: str) -> str:
    return f'<p style="line-height:1.45">{html.escape(text)}</p>'


def kind_words() -> dict[str, str]:
    """The six kinds of statement, by their code."""
    return {
        "event": _("event"),
        "figure": _("figure"),
        "attributed_opinion": _("attributed opinion"),
        "characterisation": _("characterisation"),
        "allegation": _("allegation"),
        "forecast": _("forecast"),
    }


def text_words() -> dict[str, str]:
    """The five source texts, by their id."""
    return {
        "S003a": _("S003a, commentary of August 2016"),
        "S001": _("S001, news report of June 2017"),
        "S002": _("S002, opinion column of May 2019"),
        "S003b": _("S003b, commentary of March 2022"),
        "S000": _("S000, news report of August 2024"),
    }


def side_words() -> dict[str, str]:
    """Whom a speaker speaks for, by its code."""
    return {
        "writer": _("the texts themselves"),
        "academic": _("academics, analysts, experts"),
        "government": _("Venezuelan government"),
        "unknown": _("speaker not identified"),
        "united_states": _("United States"),
        "organisation": _("surveys, bodies, unions"),
        "opposition": _("Venezuelan opposition"),
        "joint": _("two sides jointly"),
        "regional": _("another government of the region"),
    }


def relation_words() -> dict[str, str]:
    """The five relations of claims, by their code."""
    return {
        "supports": _("supports"),
        "contradicts": _("contradicts"),
        "supersedes": _("supersedes"),
        "duplicates": _("duplicates"),
        "same_event": _("same event"),
    }

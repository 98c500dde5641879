"""What course prose may not say: checks shared by the tests of the tables and of the notebooks.

Loaded terms appear only in quotation marks, and with somebody who said them; the course ends on
31 August 2024 and does not speak of 'today'. Each function takes a text and returns what it found,
so that a test can show it.
"""

from __future__ import annotations

import re

CUT_OFF = "2024-08-31"

LOADED_TERMS = (
    r"regimes?",
    r"puppets?",
    r"starvation diets?",
    r"slow-motion coup",
    r"dictator(?:s|ship|ships|ial)?",
    r"adults in the room",
    r"tragicomic",
    r"captives?",
    r"economic war",
    r"betray(?:s|al|ed|ing)?",
)
TIME_WORDS = (r"today", r"currently", r"now")

_LOADED = re.compile(rf"\b(?:{'|'.join(LOADED_TERMS)})\b", re.IGNORECASE)
_TIME = re.compile(rf"\b(?:{'|'.join(TIME_WORDS)})\b", re.IGNORECASE)

# Code, addresses, link targets and the generated definitions of ids are not prose.
_NOT_PROSE = re.compile(
    r"^\[[^\]\n]+\]: #evidence-[^\n]*$|```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+",
    re.DOTALL | re.MULTILINE,
)

# A straight single quote is also an apostrophe: it opens only after a space or an opening mark and
# closes only before a space, a closing mark or the end.
_QUOTED = re.compile(
    r"“[^”]*”|‘[^’]*’(?!\w)|«[^»]*»|\"[^\"\n]*\"|(?<![\w'])'(?=\S)[^'\n]*(?:\w'\w[^'\n]*)*'(?!\w)"
)

_ISO_DATE = re.compile(r"\b(?:19|20)\d{2}-\d{2}(?:-\d{2})?\b")
_LATE_MONTH = re.compile(
    r"\b(?:\d{1,2} )?(?:September|October|November|December)(?: \d{1,2},)? 2024\b", re.IGNORECASE
)
_LATE_YEAR = re.compile(r"\b20(?:2[5-9]|[3-9]\d)\b")

_ID = r"(?:S\d{3}[a-z]?(?:-\d{3})?|X-\d{3}|T-\d{4}[a-z0-9-]*|[a-z][a-z_0-9]+:[^\[\],;\s]+)"
_BRACKET = re.compile(rf"\[({_ID}(?:\s*[,;–]\s*{_ID})*)\](?!\(|: #evidence-)")


def prose(text: str) -> str:
    """The text without code, addresses and link targets; line breaks stay where they are."""
    return _NOT_PROSE.sub(lambda match: "\n" * match.group().count("\n") + " ", text)


def without_quotations(text: str) -> str:
    """Prose of the text without anything inside quotation marks."""
    return _QUOTED.sub(" ", prose(text))


def bare_loaded_terms(text: str) -> list[str]:
    """Loaded terms outside quotation marks, as they stand in the text."""
    return _LOADED.findall(without_quotations(text))


def unattributed_loaded_terms(text: str) -> list[str]:
    """Quoted loaded terms in paragraphs that name no evidence, and so no speaker."""
    return [
        term
        for paragraph in re.split(r"\n\s*\n", prose(text))
        if not evidence_references(paragraph)
        for term in _LOADED.findall(paragraph)
    ]


def time_words(text: str) -> list[str]:
    """'Today', 'currently' and 'now' outside quotation marks."""
    return _TIME.findall(without_quotations(text))


def dates_after_cut_off(text: str) -> list[str]:
    """Dates later than the course's last day: ISO dates, months of late 2024, later years."""
    plain = prose(text)
    found = [date for date in _ISO_DATE.findall(plain) if date > CUT_OFF[: len(date)]]
    found += _LATE_MONTH.findall(plain)
    found += _LATE_YEAR.findall(_ISO_DATE.sub(" ", plain))
    return found


def evidence_references(text: str) -> list[str]:
    """Ids in square brackets, one or several to a pair: ``[S001-020, X-001]``."""
    return [
        reference for bracket in _BRACKET.findall(text) for reference in re.findall(_ID, bracket)
    ]

"""Dates known to the day, the month, the year or as an interval, made comparable.

A date that names a month means some day of that month. It is compared with others by its first and its
last possible day, never by a day that somebody made up.

References
----------
Allen, J. F. (1983). Maintaining knowledge about temporal intervals. Communications of the ACM 26(11),
    832-843.
International Organization for Standardization (2019). ISO 8601-1. (Forms of reduced precision.)
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

UNDATED = "undated"
PRECISIONS = ("day", "month", "year", "interval", UNDATED)

_ONE_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class Span:
    """The days that a date can mean.

    Parameters
    ----------
    first, last
        First and last possible day.
    precision
        ``day``, ``month``, ``year`` or ``interval``.
    """

    first: date
    last: date
    precision: str

    @property
    def days(self) -> int:
        """How many days it can mean, at least 1."""
        return (self.last - self.first).days + 1


def span(text: str) -> Span | None:
    """Read a date of any precision.

    Parameters
    ----------
    text
        ``2017-06-19``, ``2017-06``, ``2017``, two of these with ``/`` between them, or ``undated``.

    Returns
    -------
    Span or None
        None for ``undated``.

    Raises
    ------
    ValueError
        If the text has none of these forms, names a day that no calendar has, or ends before it
        begins.
    """
    if text == UNDATED:
        return None
    begins, slash, ends = text.partition("/")
    if not slash:
        return _one(begins)
    first, last = _one(begins).first, _one(ends).last
    if last < first:
        raise ValueError(f"{text!r} ends before it begins")
    return Span(first, last, "interval")


def _one(text: str) -> Span:
    match = _ONE_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date of the form 2017-06-19, 2017-06 or 2017")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return Span(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
            return Span(date(year, month, 1), date(year, month, last), "month")
        return Span(date(year, month, day), date(year, month, day), "day")
    except ValueError as error:
        raise ValueError(f"{text!r}: no calendar has it") from error


def order(one: Span, other: Span) -> str:
    """What can be said of which came first.

    Returns
    -------
    str
        ``before`` or ``after`` where every possible day of one lies before, or after, every possible
        day of the other; ``unknown`` where the two overlap.
    """
    if one.last < other.first:
        return "before"
    return "after" if other.last < one.first else "unknown"

"""One finding as a sentence put together from parts, and what three readers can still ask of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from venezuela_course.exercises.capstone_lesson import fall
from venezuela_course.language import _
from venezuela_course.models.capstone_timing import one_at_a_time, share_before


class Objection(NamedTuple):
    """What a reader asks, and whether the sentence has already answered it.

    Parameters
    ----------
    reader
        Key of `reader_words`.
    text
        The objection, translated.
    met
        Whether the sentence answers it.
    """

    reader: str
    text: str
    met: bool


def part_words() -> dict[str, str]:
    """The parts that a sentence may have or lack."""
    return {
        "speaker": _("whose figures: by the EIA's annual means"),
        "source": _("where they stand: the id in brackets"),
        "scope": _("from when to when: 2013 to 2020"),
        "date": _("which measure, on which day"),
        "range": _("the range, with the choices that make it"),
        "limit": _("what it does not say"),
    }


def number_words() -> dict[str, str]:
    """Ways to print the number."""
    share = share_before(fall.output(), fall.BASE)
    return {
        "word": _("about a third"),
        "exact": _("{n:.2f} per cent").format(n=100 * share),
        "much": _("a great deal"),
    }


def verb_words() -> dict[str, str]:
    """Verbs that join the fall to the date."""
    return {
        "came": _("came before"),
        "owed": _("had nothing to do with"),
    }


def reader_words() -> dict[str, str]:
    return {
        "friend": _("A friend of the Maduro government"),
        "foe": _("A foe of it"),
        "statistician": _("A statistician"),
    }


def extremes() -> tuple[float, float]:
    """Least and greatest share in the table of sensitivity, without the row that asks about another day."""
    table = one_at_a_time(fall.output(), fall.BASE, fall.CHOICES)
    shares = table[table["assumption"] != "day"]["share"]
    return float(shares.min()), float(shares.max())


def composed(parts: Collection[str], number: str, verb: str) -> str:
    """The sentence that has just these parts.

    Parameters
    ----------
    parts
        Keys of `part_words`.
    number
        Key of `number_words`.
    verb
        Key of `verb_words`.
    """
    measure = (
        _("the financial sanctions of 24 August 2017 [sanctions:2017-08-24-us-eo-13808]")
        if "date" in parts
        else _("the sanctions")
    )
    what = (
        _("the fall in oil output from 2013 to 2020")
        if "scope" in parts
        else _("the fall in output")
    )
    claim = _("{number} of {what} {verb} {measure}").format(
        number=number_words()[number], what=what, verb=verb_words()[verb], measure=measure
    )
    if "speaker" in parts:
        claim = _("by the EIA's annual means {claim}").format(claim=claim)
    if "range" in parts:
        low, high = extremes()
        claim = _("{claim}; by other defensible counts {low:.0f} to {high:.0f} per cent").format(
            claim=claim, low=100 * low, high=100 * high
        )
    text = claim[0].upper() + claim[1:]
    if "source" in parts:
        text += " [oil_production:VEN]"
    text += "."
    if "limit" in parts:
        text += " " + _("This dates the fall; it does not say what caused it.")
    return text


def objections(parts: Collection[str], number: str, verb: str) -> list[Objection]:
    """What three readers ask of the sentence, in the order in which they are shown.

    Parameters
    ----------
    parts, number, verb
        As for `composed`.
    """
    dates_only = verb == "came"
    return [
        Objection("friend", _("Which sanctions? The ban on credit, or that on oil?"), "date" in parts),
        Objection("friend", _("Counted in proportions it is less."), "range" in parts),
        Objection("foe", _("Counted from 1998, or to 2018, it is more."), "range" in parts),
        Objection("foe", _("From when to when, at all?"), "scope" in parts),
        Objection("statistician", _("Whose figures?"), "speaker" in parts),
        Objection("statistician", _("Where can I see them?"), "source" in parts),
        Objection("statistician", _("Do annual means carry that many digits?"), number == "word"),
        Objection("statistician", _("Since when does a date name a cause?"),
                  dates_only and "limit" in parts),
    ]  # fmt: skip

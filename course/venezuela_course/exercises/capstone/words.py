"""The capstone's words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from venezuela_course.language import _


def questions() -> dict[str, str]:
    """The three questions, of which a brief answers one."""
    return {
        "pressure": _("Did outside pressure lengthen or shorten the deadlock?"),
        "guarantee": _("Who could have supplied the missing guarantee?"),
        "number": _("Which number in the corpus deserves the least trust?"),
    }


def roles() -> dict[str, str]:
    """What a row does for the answer."""
    return {
        "supports": _("supports my answer"),
        "against": _("weighs against it"),
        "background": _("background"),
    }


def readings() -> dict[str, str]:
    """What a row is read as, from what is established to what is only said."""
    return {
        "finding": _("finding: established by a record or a measurement"),
        "report": _("report: somebody reports that it happened"),
        "figure": _("figure: a number, as somebody gives it"),
        "opinion": _("opinion: a view, with its holder"),
        "characterisation": _("characterisation: a judgement in the text's own voice"),
        "allegation": _("allegation: an accusation, not established"),
        "forecast": _("forecast: said before it could be known"),
    }


def reading_words() -> Mapping[str, str]:
    """The readings in a word each."""
    return {key: text.partition(":")[0] for key, text in readings().items()}


def handlings() -> dict[str, str]:
    """What a brief does with a contradiction."""
    return {
        "both-shown": _("both shown as contested"),
        "set-aside": _("one set aside, with the reason"),
        "range": _("reported as a range"),
        "resolved": _("resolved by a third source"),
    }

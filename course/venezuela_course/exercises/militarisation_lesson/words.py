"""Words that several pictures and exercises of the lesson share."""

from __future__ import annotations

import html

from venezuela_course.language import _
from venezuela_course.models.militarisation import NEVER, Classification


def paragraph(text: str) -> str:
    return f'<p style="line-height:1.45">{html.escape(text)}</p>'


def indicator_words() -> dict[str, str]:
    """Indicators of the invented coding."""
    return {
        "posts": _("posts"),
        "money": _("money"),
        "rules": _("rules"),
        "police": _("police"),
    }


def rule_words() -> dict[str, str]:
    """Rules of aggregation, by their name in the model."""
    return {
        "additive": _("additive"),
        "geometric": _("geometric"),
        "weakest": _("weakest link"),
    }


def onset_word(onset: object) -> str:
    """An onset as it is written in a picture."""
    return _("never") if onset == NEVER else str(onset)


def criterion_words() -> dict[str, str]:
    """Criteria of a definition of a coup, by their name in the model."""
    return {
        "insider": _("made from inside the state"),
        "illegal": _("illegal"),
        "executive": _("against the sitting executive"),
        "force": _("force used or shown"),
    }


def truth_words() -> dict[str, str]:
    return {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}


#: Keys of `verdict_words`, from the firmest yes to the firmest no.
VERDICTS = ("succeeded", "attempt", "failed", "open", "not")


def verdict_words() -> dict[str, str]:
    """What a definition can make of a case."""
    return {
        "succeeded": _("a coup that succeeded"),
        "attempt": _("attempt, success not known"),
        "failed": _("an attempt that failed"),
        "open": _("cannot be classified"),
        "not": _("not a coup"),
    }


def verdict(made: Classification) -> str:
    """One word for a classification: a key of `verdict_words`.

    Parameters
    ----------
    made : Classification

    Returns
    -------
    {"succeeded", "attempt", "failed", "open", "not"}
    """
    if made.attempt != "yes":
        return {"no": "not", "unknown": "open"}[made.attempt]
    return {"yes": "succeeded", "unknown": "attempt", "no": "failed"}[made.success]

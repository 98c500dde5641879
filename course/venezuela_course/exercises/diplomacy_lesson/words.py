"""Words that several pictures and exercises of the lesson share."""

from __future__ import annotations

import html

from venezuela_course import seeds
from venezuela_course.language import _
from venezuela_course.models.diplomacy import Tally


def state_names() -> dict[str, str]:
    """Name of each OAS state, by code."""
    return seeds.oas_states().set_index("iso3")["name"].to_dict()


def in_words(counted: Tally) -> str:
    return _("{yes} in favour, {no} against, {abstain} abstaining, {absent} absent").format(
        **counted._asdict()
    )


def paragraph(text: str) -> str:
    return f'<p style="line-height:1.45">{html.escape(text)}</p>'


def base_labels() -> dict[str, str]:
    return {
        "members": _("the members"),
        "present": _("those present"),
        "yes+no": _("those voting for or against"),
    }


def counts(counted: Tally) -> dict[str, int]:
    """The tally as `charts.tally_bar` takes it."""
    return {str(vote): number for vote, number in counted.by_vote().items()}

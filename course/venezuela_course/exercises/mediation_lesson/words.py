"""Words that several pictures and exercises of the lesson share."""

from __future__ import annotations

import html

from venezuela_course.language import _


def paragraph(text: str) -> str:
    return f'<p style="line-height:1.45">{html.escape(text)}</p>'


def per_cent(share: float) -> str:
    """A share as a whole per cent: the lesson's pictures print no more."""
    return _("{n} %").format(n=round(100 * share))


def act_words() -> dict[str, str]:
    """The acts that section 4.1 tells apart, in the order of its table."""
    return {
        "winner": _("says who won more votes"),
        "recognises": _("recognises a president-elect"),
        "records": _("asks for the records"),
        "abstains": _("abstains"),
        "away": _("stays away or silent"),
        "cannot": _("says that it cannot tell"),
    }


def count_words() -> dict[str, str]:
    """The published counts, each under the name of who claims it."""
    return {
        "cne_bulletin_1": _("Electoral council, bulletin of 29 July"),
        "cne_bulletin_2": _("Electoral council, bulletin of 2 August"),
        "opposition_sheets": _("Opposition, sheets of 2 August"),
        "opposition_site": _("Opposition, site of 17 August"),
        "qr_decode": _("Volunteers, codes on the opposition's images"),
    }

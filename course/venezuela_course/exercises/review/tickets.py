"""A ticket: what links a student to the brief they review, and tells nobody else who that is.

Each student's capstone answer holds a ticket that was drawn for it. The instructor's pairing releases,
for each ticket, a file whose name is a slow hash of it and whose content is a brief's code name. Whoever
holds the ticket finds the brief; whoever reads all files learns neither who wrote a brief nor who reads
it.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from typing import Any

#: No letter or digit that is taken for another one when a ticket is copied by hand.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
HALF = 5  # characters on each side of the hyphen: 31 ** 10 tickets, 49 bits
SHORTEST, LONGEST = 8, 24  # letters and digits of a ticket that is read
#: 15 ms for who knows a ticket; for who tries all of them, longer than the course will exist.
ROUNDS = 50_000
MARK = 12  # bytes


def draw_ticket() -> str:
    """A new ticket, such as ``abcde-23456``: two halves of five letters and digits."""
    halves = ("".join(secrets.choice(ALPHABET) for _place in range(HALF)) for _half in range(2))
    return "-".join(halves)


def same_ticket(text: Any) -> str:
    """The one form of what was typed or saved as a ticket.

    Parameters
    ----------
    text
        Anything; blanks, hyphens and capitals do not matter.

    Returns
    -------
    str
        Small letters and digits alone; empty where `text` is no ticket.
    """
    if not isinstance(text, str):
        return ""
    kept = "".join(letter for letter in text.lower() if letter not in "- \t\n")
    fits = kept.isascii() and kept.isalnum() and SHORTEST <= len(kept) <= LONGEST
    return kept if fits else ""


@lru_cache(maxsize=64)  # asked at every redraw
def mark_of(ticket: str, salt: str) -> str:
    """The name under which a ticket's file lies.

    Parameters
    ----------
    ticket
        In the form of `same_ticket`.
    salt
        Drawn once for a class.

    Returns
    -------
    str
        24 hexadecimal digits of PBKDF2-HMAC-SHA256 (RFC 8018).
    """
    digest = hashlib.pbkdf2_hmac("sha256", ticket.encode(), salt.encode(), ROUNDS, MARK)
    return digest.hex()

"""A brief without its author: names, ids and addresses are taken out, and what is doubtful is reported.

The course's own evidence is full of names, and a student may share one. A name that the evidence has too
is left in the brief and reported, so that no claim is mutilated; so is an id that is an everyday word or
a short number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from venezuela_course.language import _

SHORTEST = 3  # letters of a name that is looked for alone
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
HOME = re.compile(r"(?:/home/|/Users/|\b[A-Za-z]:\\Users\\)[^\s/\\)\"'`]+")
PICTURE = re.compile(r"!\[[^\]\n]*\]\(\s*<?(?:attachment|data):[^)\s]*[^)\n]*\)", re.IGNORECASE)
REMARK = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)>\]]+", re.IGNORECASE)
#: Invisible characters, with which a name could be hidden from a search: soft hyphen, zero-width ones.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
LONG_NUMBER = 6  # digits of an id that is no year and no figure of the evidence

Words = Callable[[str], bool]


@dataclass(frozen=True)
class Person:
    """What the gradebook knows of a student."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    @property
    def whole_names(self) -> Iterator[str]:
        """First and last name together, in either order."""
        if self.first_name and self.last_name:
            yield f"{self.first_name} {self.last_name}"
            yield f"{self.last_name} {self.first_name}"

    @property
    def parts(self) -> Iterator[str]:
        """Every name that is long enough to be looked for alone."""
        for name in (self.first_name, self.last_name):
            yield from {name, *name.split()}


@dataclass
class Cleaned:
    """A text without its author.

    Parameters
    ----------
    text
        Markdown.
    removed
        What was taken out, in words.
    doubtful
        What was left in, and why somebody should look.
    """

    text: str
    removed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


def clean(
    text: str, author: str, people: Collection[Person], is_common: Words | None = None
) -> Cleaned:
    """Take out of a text whatever says who wrote it.

    Parameters
    ----------
    text
        Markdown.
    author
        Its author's student id.
    people
        Everybody in the class.
    is_common
        Whether a word is one that the course uses itself; the evidence's words unless given.

    Returns
    -------
    Cleaned
    """
    common = is_common or in_evidence
    done = Cleaned(UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    for pattern, what, instead in (
        (REMARK, _("a hidden remark"), ""),
        (PICTURE, _("a picture"), _("[picture removed]")),
        (EMAIL, _("an e-mail address"), _("[e-mail removed]")),
        (HOME, _("a folder's name"), _("[folder removed]")),
    ):
        done.text, found = pattern.subn(instead, done.text)
        if found:
            done.removed.append(what)
    for person in people:
        own = person.student == author
        whole = [*person.whole_names, *([person.email] if person.email else [])]
        alone = [person.student, *(person.parts if own else ())]
        for name in sorted({*whole, *alone}, key=lambda name: (-len(name), name)):
            _take_out(done, name, own=own, doubt=name not in whole and _is_doubtful(name, common))
    if addresses := ADDRESS.findall(done.text):
        done.doubtful.append(_("a web address, {address}").format(address=addresses[0][:60]))
    return done


def _take_out(done: Cleaned, name: str, *, own: bool, doubt: bool) -> None:
    """Take one name out or, where it may be another word, report it."""
    places = list(places_of(name, done.text))
    if not places:
        return
    if doubt:
        if own:
            done.doubtful.append(
                _("“{name}”, a name of its author and a word of the course").format(name=name)
            )
        return
    for begin, end in reversed(places):
        done.text = done.text[:begin] + _("[name removed]") + done.text[end:]
    what = _("the author's name or id") if own else _("a name or id of somebody else")
    if what not in done.removed:
        done.removed.append(what)


def _is_doubtful(name: str, common: Words) -> bool:
    words = re.findall(r"[^\W_]+", name)
    if len(name) < SHORTEST or (name.isdecimal() and len(name) < LONG_NUMBER):
        return True
    return len(words) == 1 and common(words[0])


def places_of(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands as a word of its own, whatever its accents, capitals and separators."""
    words = re.findall(r"[^\W_]+", _folded(name))
    if not words:
        return
    pattern = r"[\W_]{0,3}".join(map(re.escape, words))
    for found in re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", _folded(text)):
        yield found.span()


def _folded(text: str) -> str:
    """Small letters without accents, one for each character, so that places stay the same."""
    return "".join(map(_plain, text))


@cache
def _plain(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()[:1] or character


def in_evidence(word: str) -> bool:
    """Whether the course's evidence has a word: in a claim, an entity's name, or an id."""
    return _folded(word) in _evidence_words()


@cache
def _evidence_words() -> frozenset[str]:
    from venezuela_course import seeds

    claims = seeds.claims()
    columns: Sequence[str] = ("claim_id", "claim", "asserted_by", "entities", "caveat")
    text = " ".join(
        " ".join(map(str, claims[column].dropna())) for column in columns if column in claims
    )
    return frozenset(re.findall(r"[^\W_]+", _folded(text)))

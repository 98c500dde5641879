"""Numbers that a text prints, and whether recorded values give them.

A brief may print only what a cell computes. So every number in it is found, with its unit, its scale and
the precision with which it is printed, and compared with the values that were recorded.

What is found: figures (``41``, ``1,300``, ``0.41``, ``US$ 15``), with a scale word (``1.3 million``) and a
unit (``%``, ``per cent``, ``percentage points``, dollars); number words from eleven upward (``twenty-four``,
``two hundred thousand``); fractions in words (``two-thirds``, ``half of``).

What is left out: references in square brackets; years and dates; number words up to ten; ordinals; vague
words (``dozens``, ``doubled``); digits that are part of a name (``R4V``, ``Article 187``, ``Table 2``);
numbers of headings and lists; code. A number inside quotation marks is a printed number like any other.

When a recorded value gives a printed one: rounded to as many places as are printed it is the same. ``about``
and its like allow one unit of the last place, and for a round number half of its last place that is not
zero; ``more than`` and ``under`` allow that place on their side only. A percentage may be recorded as a
share. Without a minus sign only the size is compared, since a text says "fell by 17 per cent".
"""

from __future__ import annotations

import ast
import bisect
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

Kind = Literal["plain", "percent", "points", "money"]
Hedge = Literal["", "about", "above", "below"]

SCALES: Mapping[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
}
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
PROSE_UP_TO = 10  # number words that are prose rather than results
_PARTS: Mapping[str, int] = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "(?:" + "|".join(_MONTHS) + ")"

_HEDGES: Sequence[tuple[Hedge, str]] = (
    (
        "above",
        r"more than|over|above|at least|upwards of|exceed(?:s|ed|ing)?|no (?:fewer|less) than|>|≥",
    ),
    (
        "below",
        r"less than|fewer than|under|below|at most|up to|almost|nearly|just short of|not quite"
        r"|no more than|<|≤",
    ),
    ("about", r"about|around|roughly|some|approximately|close to|circa|ca\.|near|~|≈"),
)
_HEDGED = [
    (hedge, re.compile(rf"(?:(?<![\w])(?:{words}))\s*(?:an?\s+|the\s+)?$", re.IGNORECASE))
    for hedge, words in _HEDGES
]

# What is no result: blanked out, character by character, so that places in the text stay what they are.
_COUNTED = (
    r"\s*(?:%|per\s?cent|percent|thousand|million|billion|trillion|barrels|votes|dollars|people|persons"
    r"|tables|sheets|claims|days)"
)
REFERENCE = re.compile(r"\[((?:S\d|X-|T-|[a-z][a-z0-9_]*:)[^\]\n]*)\]")
_EXEMPT = [
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"```.*?```|`[^`\n]*`|<!--.*?-->|<[^<>\n]*>|(?<=\])\([^)\n]*\)", re.DOTALL),
        (REFERENCE.pattern, 0),
        (r"^[ \t]*(?:#+[ \t]*(?:\d+(?:\.\d+)*[.)]?(?=\s))?|\d+[.)](?=\s))", re.MULTILINE),
        (r"\b\d{4}-\d{2}(?:-\d{2})?\b", 0),
        (rf"\b\d{{1,2}}\s*(?:[-–]|and|to|or)\s*\d{{1,2}}\s+{_MONTH}\b(?:,?\s+\d{{4}}\b)?", 0),
        (rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b(?:,?\s+\d{{4}}\b)?", 0),
        (rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?:19|20)\d{{2}}\b)?", 0),
        (r"\b\d{1,2}:\d{2}\b", 0),
        (
            r"\b(?:[Aa]rticles?|[Ss]ections?|[Pp]aragraphs?|[Cc]hapters?|[Uu]nits?|[Ll]essons?|"
            r"[Ee]xercises?|[Ff]iles?|[Ll]ines?|[Pp]ages?|[Rr]esolutions?|[Dd]ecrees?|[Rr]ulings?|"
            r"[Ll]icen[cs]es?|[Vv]ersions?|Tables?|Figures?|[Nn]os?\.)\s+\d+(?:[./–-]\d+)*"
            r"(?:(?:,\s*|\s+and\s+)\d+(?![\d,.]*\s*(?:%|per)))*",
            0,
        ),
        (
            r"(?<![\w.,$€£])(?:19|20)\d{2}(?:\s?[–/-]\s?(?:(?:19|20)\d{2}|\d{2}))?"
            rf"(?![\w]|[.,]\d|{_COUNTED}\b|\s*%)",
            0,
        ),
    )
]

_PERCENT = r"%|per[\s-]?cent(?:age points?)?\b|percent\b|pp\b"
_AFTER = (
    rf"(?:[\s -]*(?P<unit>percentage[ ]points?\b|{_PERCENT}|(?:US[ ])?dollars?\b|bol[ií]var(?:es)?\b"
    r"|euros?\b))?"
)
_FIGURE = re.compile(
    r"(?<![\w.,])(?<![A-Za-z][-–])"
    r"(?:(?<![^\s(\[“\"'])(?P<sign>[-−–+])\s?)?"
    r"(?P<currency>US\$\s?|\$\s?|€\s?|£\s?|USD\s|Bs\.?\s)?"
    r"(?P<digits>\d{1,3}(?:[,    ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?!(?!bn\b)\w|\.\d|,\d)"
    r"(?:[\s -]*(?P<scale>hundred|thousand|million|billion|trillion|bn)\b)?" + _AFTER,
    re.IGNORECASE,
)
_WORD = "|".join([*_SMALL, *_TENS])
_IN_WORDS = re.compile(
    rf"(?<![\w-])(?P<words>(?:half\s+a|an?|{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}|hundred|thousand|million"
    r"|billion|trillion|dozen)\b)*)(?!\w)"
    r"(?!-(?:first|second|third|\w+th)\b)" + _AFTER,
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"(?<![\w-])(?:(?P<many>one|two|three|four|five|six|seven|nine)[\s-]+"
    r"(?P<part>half|halve|third|quarter|fifth|sixth|eighth|tenth)s?\b"
    r"|(?P<half>half)(?=\s+of\b)|a\s+(?P<one>third|quarter|fifth|sixth|eighth|tenth)(?=\s+of\b))",
    re.IGNORECASE,
)
_KINDS_WITH_A_UNIT: Sequence[Kind] = ("percent", "points", "money")
_BETWEEN = re.compile(r"\s*(?:to|and|or|–|-|−)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One way to read a printed number.

    Attributes
    ----------
    value : float
        In units of one: 1,300,000 for "1.3 million".
    step : float
        What one more in the last printed place is worth, in the same units.
    place : float
        What the last place that is not zero is worth; at least `step`.
    kind : {"plain", "percent", "points", "money"}
    scale : float
        What the scale word printed with it is worth; 1 without one.
    """

    value: float
    step: float
    place: float
    kind: Kind
    scale: float = 1.0


@dataclass(frozen=True)
class Printed:
    """A number as a text prints it.

    Attributes
    ----------
    text : str
        As printed, with its unit.
    readings : tuple of Reading
        At least one; the first end of a range may take its unit and scale from the second.
    signed : bool
        Whether a plus or minus sign is printed.
    hedge : {"", "about", "above", "below"}
    paragraph : int
        From 1.
    place : int
        Where it begins in the text, in characters.
    """

    text: str
    readings: tuple[Reading, ...]
    signed: bool
    hedge: Hedge
    paragraph: int
    place: int


@dataclass(frozen=True)
class Recorded:
    """A value that a cell computed.

    Attributes
    ----------
    name : str
        What it is.
    value : float
    unit : str
        Such as ``"%"``, ``"share"``, ``"thousand barrels a day"``, ``"million US$"``; may be empty.
    """

    name: str
    value: float
    unit: str = ""

    @cached_property
    def kind(self) -> Kind:
        """What sort of unit it is."""
        unit = self.unit.casefold()
        if re.search(r"percentage points?|\bpp\b", unit):
            return "points"
        if re.search(r"%|\bper\s?cent", unit):
            return "percent"
        if re.search(r"[$€£]|\busd\b|\bdollars?\b|\bbol[ií]var|\beuros?\b", unit):
            return "money"
        return "plain"

    @cached_property
    def in_ones(self) -> float:
        """The value with the scale word of its unit multiplied in."""
        unit = self.unit.casefold()
        scale = 1.0
        for word, factor in SCALES.items():
            if re.search(rf"\b{word}\b", unit):
                scale *= factor
        return self.value * scale

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{shown(self.value)}{unit} ({self.name})"


def shown(value: float) -> str:
    """A value with at most four decimals and separators between thousands."""
    return f"{value:,.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.4g}"


# Finding ------------------------------------------------------------------------------------------


def without_exempt(text: str) -> str:
    """The text with everything that is no result blanked out; of the same length."""
    for pattern in _EXEMPT:
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


@lru_cache(maxsize=64)  # a brief is compared again and again, with other values
def _printed(text: str) -> tuple[Printed, ...]:
    return tuple(_found(text))


def printed_numbers(text: str) -> list[Printed]:
    """The numbers that a text prints, in their order.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    list of Printed
        By the rules of the module's docstring.
    """
    return list(_printed(text))


def _found(text: str) -> list[Printed]:
    seen = without_exempt(text)
    found: list[tuple[int, int, Printed]] = []
    taken = [False] * (len(seen) + 1)
    breaks = [match.end() for match in re.finditer(r"\n[ \t]*\n\s*", seen)]
    for pattern, read in ((_FRACTION, _fraction), (_FIGURE, _figure), (_IN_WORDS, _in_words)):
        for match in pattern.finditer(seen):
            begin, end = match.span()
            reading = None if any(taken[begin:end]) else read(match)
            if reading is None:
                continue
            taken[begin:end] = [True] * (end - begin)
            groups = match.groupdict()
            hedge = _hedge_before(seen, begin)
            if "dozen" in match[0].casefold():
                hedge = hedge or "about"
            printed = Printed(
                text=" ".join(text[begin:end].split()),
                readings=(reading,),
                signed=bool(groups.get("sign")),
                hedge=hedge,
                paragraph=1 + bisect.bisect_right(breaks, begin),
                place=begin,
            )
            found.append((begin, end, printed))
    found.sort(key=lambda one: one[0])
    numbers = [printed for _begin, _end, printed in found]
    for n in range(len(found) - 1, 0, -1):
        between = seen[found[n - 1][1] : found[n][0]]
        if _BETWEEN.fullmatch(between):
            numbers[n - 1] = _with_unit_of(numbers[n - 1], numbers[n])
    return numbers


def _hedge_before(text: str, begin: int) -> Hedge:
    before = text[max(0, begin - 24) : begin]
    for hedge, pattern in _HEDGED:
        if pattern.search(before):
            return hedge
    return ""


def _kind(unit: str | None, currency: str | None) -> Kind:
    if currency:
        return "money"
    word = (unit or "").casefold()
    if "point" in word or word == "pp":
        return "points"
    if word.startswith(("%", "per")):
        return "percent"
    return "money" if word else "plain"


def _figure(match: re.Match[str]) -> Reading | None:
    digits = re.sub(r"[,\s]", "", match["digits"])
    whole, _point, decimals = digits.partition(".")
    scale = SCALES[match["scale"].casefold()] if match["scale"] else 1.0
    sign = -1.0 if match["sign"] in ("-", "−", "–") else 1.0
    step = 10.0 ** -len(decimals)
    place = step
    if not decimals and int(whole):
        place = 10.0 ** (len(whole) - len(whole.rstrip("0")))
    value = float(digits)
    if not math.isfinite(value):
        return None
    kind = _kind(match["unit"], match["currency"])
    return Reading(sign * value * scale, step * scale, place * scale, kind, scale)


def _in_words(match: re.Match[str]) -> Reading | None:
    """A number in words; None for what is prose: up to ten, or an article alone."""
    words = [word for word in re.split(r"[\s-]+", match["words"].casefold()) if word != "and"]
    half = words[:2] == ["half", "a"]
    if half:
        words = words[2:]
    elif words[0] in ("a", "an"):
        words = ["one", *words[1:]] if len(words) > 1 and words[1] not in WORDS else words[1:]
    if not words or (half and words[0] in WORDS):
        return None
    total, part = 0.0, 0.0
    for word in words:
        if word in WORDS:
            part += WORDS[word]
        elif word == "dozen":
            part = 12 * (part or 1)
        elif word == "hundred":
            part = 100 * (part or 1)
        else:
            total += SCALES[word] * (part or 1)
            part = 0
    value = (total + part) * (0.5 if half else 1.0)
    if value <= PROSE_UP_TO and not (set(words) & set(SCALES)):
        return None
    place = 10.0 ** (len(f"{value:.0f}") - len(f"{value:.0f}".rstrip("0"))) if value >= 1 else 1.0
    big = [SCALES[word] for word in words if word in SCALES and SCALES[word] >= 1e6]
    step = min(big, default=1.0) if words[-1] in SCALES else 1.0
    return Reading(
        value, step * (0.1 if half else 1.0), max(place, 1.0), _kind(match["unit"], None)
    )


def _fraction(match: re.Match[str]) -> Reading:
    if match["half"]:
        return Reading(0.5, 0.1, 0.1, "plain")
    if match["one"]:
        return Reading(1 / _PARTS[match["one"].casefold()], 0.06, 0.06, "plain")
    share = WORDS[match["many"].casefold()] / _PARTS[match["part"].casefold()]
    return Reading(share, 0.04, 0.04, "plain")


def _with_unit_of(first: Printed, second: Printed) -> Printed:
    """The first end of a range, which may also be read with the unit and the scale of the second."""
    own, other = first.readings[0], second.readings[0]
    scale = other.scale if own.scale == 1 else 1.0
    if scale == 1 and own.kind in (other.kind, *_KINDS_WITH_A_UNIT):
        return first
    kind = other.kind if own.kind == "plain" else own.kind
    shared = Reading(own.value * scale, own.step * scale, own.place * scale, kind)
    hedge = first.hedge or (second.hedge if second.hedge == "about" else "")
    return replace(first, readings=(own, shared), hedge=hedge)


# Comparing ----------------------------------------------------------------------------------------


def gives(recorded: Recorded, printed: Printed) -> bool:
    """Whether a recorded value, rounded as the text rounds, is the printed number."""
    return any(
        _within(value, reading, printed.hedge, printed.signed)
        for reading in printed.readings
        for value in _as_read(recorded, reading)
    )


def _as_read(recorded: Recorded, reading: Reading) -> Iterable[float]:
    """The recorded value in the unit of a printed number; nothing where the units do not meet."""
    if not math.isfinite(recorded.value):
        return
    unit = recorded.unit.casefold()
    share = recorded.kind == "plain" and (not unit or unit.startswith(("share", "ratio")))
    if reading.kind == recorded.kind:
        yield recorded.in_ones
    elif reading.kind == "percent" and share:
        yield 100 * recorded.value
    elif reading.kind == "points" and (recorded.kind == "percent" or share):
        yield recorded.value * (100 if share else 1)
    elif reading.kind == "plain" and recorded.kind == "percent" and reading.step < 1:
        yield recorded.value / 100


def _within(value: float, reading: Reading, hedge: Hedge, signed: bool) -> bool:
    printed = reading.value
    if not signed:
        value, printed = abs(value), abs(printed)
    half = reading.step / 2
    low, high = printed - half, printed + half
    if hedge == "about":
        room = max(reading.step, reading.place / 2)
        low, high = printed - room, printed + room
    elif hedge == "above":
        high = printed + max(reading.step, reading.place)
    elif hedge == "below":
        low = printed - max(reading.step, reading.place)
    # What stands exactly between two roundings may be rounded either way.
    slack = 1e-6 * reading.step + 1e-13 * max(abs(printed), abs(value))
    return low - slack <= value <= high + slack


@dataclass(frozen=True)
class Match:
    """A printed number and what gives it.

    Attributes
    ----------
    printed : Printed
    given_by : Recorded or None
        Of the recorded values that give it, the nearest.
    nearest : Recorded or None
        Where nothing gives it, what comes nearest.
    unit_differs : bool
        The nearest value has the right size in another unit.
    """

    printed: Printed
    given_by: Recorded | None
    nearest: Recorded | None = None
    unit_differs: bool = False


def compare(text: str, recorded: Sequence[Recorded]) -> list[Match]:
    """Each number of a text with the recorded value that gives it, or with the nearest."""
    return [_matched(printed, recorded) for printed in printed_numbers(text)]


def _matched(printed: Printed, recorded: Sequence[Recorded]) -> Match:
    giving = [one for one in recorded if gives(one, printed)]
    if giving:
        return Match(printed, min(giving, key=lambda one: _far(one, printed)))
    usable = [one for one in recorded if math.isfinite(one.value)]
    for one in usable:
        for reading in printed.readings:
            if _within(one.value, reading, printed.hedge, printed.signed) or _within(
                one.in_ones, reading, printed.hedge, printed.signed
            ):
                return Match(printed, None, one, unit_differs=True)
    return Match(printed, None, min(usable, key=lambda one: _far(one, printed), default=None))


def _far(recorded: Recorded, printed: Printed) -> float:
    """How far a value is from a printed number: a ratio, which no unit changes."""
    sizes = [abs(value) for reading in printed.readings for value in _as_read(recorded, reading)]
    wrong_unit = 0.0 if sizes else 100.0
    sizes = sizes or [abs(recorded.in_ones)]
    wanted = [abs(reading.value) for reading in printed.readings]
    return wrong_unit + min(
        abs(size - want) / max(size, want, 1e-12) for size in sizes for want in wanted
    )


# What else a text says ----------------------------------------------------------------------------


def word_count(text: str) -> int:
    """Words of a text, without references in brackets, code and marks of Markdown."""
    bare = re.sub(r"```.*?```|<!--.*?-->", " ", text, flags=re.DOTALL)
    bare = REFERENCE.sub(" ", bare)
    return len(re.findall(r"\w+(?:[-–'’.,/]\w+)*", bare))


def references(text: str) -> list[str]:
    """The ids that a text cites in brackets, each once, in their order."""
    cited = [
        one.strip()
        for match in REFERENCE.finditer(text)
        for one in re.split(r"[,;]\s*", match[1])
        if one.strip()
    ]
    return list(dict.fromkeys(cited))


@dataclass(frozen=True)
class Dated:
    """A date in a text: its words, its first day as ``(year, month, day)``, and the ids of its sentence."""

    text: str
    day: tuple[int, int, int]
    cited: tuple[str, ...]


_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d{{2}}(?:-\d{{2}})?)\b"
    rf"|\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+)?(?P<month>{_MONTH})"
    rf"(?:\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?)?,?\s+(?:of\s+)?(?P<year>(?:19|20)\d{{2}})\b"
    r"|(?<![\w.,$€£-])(?P<alone>20[2-9]\d)"
    rf"(?![\w]|[.,]\d|{_COUNTED}\b|\s*%)"
)


def dates(text: str) -> list[Dated]:
    """The dates that a text names: days, months and years, those in references apart."""
    return list(_dates(text))


@lru_cache(maxsize=512)
def _dates(text: str) -> tuple[Dated, ...]:
    found = []
    for begin, sentence in _sentences(text):
        cited = tuple(references(sentence))
        bare = REFERENCE.sub(lambda match: " " * len(match[0]), sentence)
        for match in _DATE.finditer(bare):
            found.append((begin + match.start(), Dated(match[0], _day(match), cited)))
    return tuple(dated for _place, dated in sorted(found, key=lambda one: one[0]))


def _day(match: re.Match[str]) -> tuple[int, int, int]:
    if match["iso"]:
        year, month, day = (*map(int, match["iso"].split("-")), 1)[:3]
        return year, month, day
    if match["alone"]:
        return int(match["alone"]), 1, 1
    return (
        int(match["year"]),
        1 + _MONTHS.index(match["month"]),
        int(match["day"] or match["after"] or 1),
    )


def _sentences(text: str) -> Iterable[tuple[int, str]]:
    """Sentences and where they begin; a reference that follows the full stop belongs to the sentence."""
    begin = 0
    for match in re.finditer(r"[.!?](?:\s*\[[^\]\n]*\])*(?=\s)|\n[ \t]*\n", text):
        yield begin, text[begin : match.end()]
        begin = match.end()
    yield begin, text[begin:]


# What is typed rather than computed ---------------------------------------------------------------


def typed_in(source: str, maker: str = "number") -> set[str]:
    """Names of the values that a cell's source types in as a figure instead of computing them.

    Parameters
    ----------
    source : str
        The code of a cell that returns a dictionary ``{"name": number(value, "unit")}``.
    maker : str
        The function that records a value.

    Returns
    -------
    set of str
        Keys whose value is `maker` called on a literal number, with or without a sign, or a literal
        number itself. Of code that cannot be read, none.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    given: ast.expr = value
                    if (
                        isinstance(value, ast.Call)
                        and isinstance(value.func, ast.Name)
                        and value.func.id == maker
                    ):
                        literal = [word.value for word in value.keywords if word.arg == "value"]
                        if not value.args and not literal:
                            continue
                        given = value.args[0] if value.args else literal[0]
                    if _is_literal(given):
                        found.add(key.value)
    return found


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_literal(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return node.func.id in ("float", "int", "round") and _is_literal(node.args[0])
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))

"""The claim table of an evidence brief: what each row does for the question, and what it may be read as.

A brief answers one question from a table of evidence. Each row has a role (it supports the answer, weighs
against it, or is background) and a reading (finding, report, opinion, allegation and so on). Which answer
the table supports is nobody's business here; whether a reading says more than its source does, is.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from venezuela_course import seeds

#: The last day of the course.
CUTOFF = datetime.date(2024, 8, 31)

ROLES = ("supports", "against", "background")
READINGS = (
    "finding",
    "report",
    "figure",
    "opinion",
    "characterisation",
    "allegation",
    "forecast",
)
HANDLINGS = ("both-shown", "set-aside", "range", "resolved")

#: What a recorded kind may be read as. A reading may be more careful than the record, and near neighbours
#: can be argued over (two coders differed on ten kinds of sixty, each a characterisation), so only what
#: would make a statement more certain than its source, or an accusation of a measurement, is left out.
READABLE_AS: Mapping[str, frozenset[str]] = {
    "event": frozenset({"finding", "report", "characterisation", "allegation"}),
    "figure": frozenset({"finding", "report", "figure", "characterisation", "forecast"}),
    "characterisation": frozenset({"report", "figure", "opinion", "characterisation"}),
    "attributed_opinion": frozenset({"opinion", "characterisation", "allegation", "forecast"}),
    "allegation": frozenset({"allegation"}),
    "forecast": frozenset({"forecast", "opinion"}),
    "compiled": frozenset({"finding", "report", "figure", "forecast"}),
}
#: Readings that take what is said for what is so.
ESTABLISHED = frozenset({"finding", "report", "figure"})

Pair = frozenset[str]


def fits(reading: str, kind: str) -> bool:
    """Whether a statement of a recorded kind may be read so.

    Parameters
    ----------
    reading : str
        One of `READINGS`.
    kind : str
        A claim's kind, or ``"compiled"`` for a row of another table.
    """
    return reading in READABLE_AS.get(kind, frozenset())


#: Ids that students write are looked up again and again, those that name nothing too, which takes longest.
_remembered = lru_cache(maxsize=8192)


@_remembered
def exists(reference: str) -> bool:
    """Whether an id names evidence, as `seeds.exists`; remembered."""
    return seeds.exists(reference)


@_remembered
def kind_of(reference: str) -> str:
    """A claim's recorded kind; ``"compiled"`` for a row of another table.

    Raises
    ------
    KeyError
        If nothing has that id.
    """
    rows = seeds.resolve(reference)
    return str(rows.iloc[0]["kind"]) if rows.attrs["name"] == "claims" else "compiled"


@_remembered
def source_of(reference: str) -> str:
    """The source text of a claim; ``""`` for a row of another table."""
    rows = seeds.resolve(reference)
    return str(rows.iloc[0]["source_id"]) if rows.attrs["name"] == "claims" else ""


@_remembered
def looks_ahead(reference: str) -> bool:
    """Whether a row may speak of days after the course: a forecast, or a date its source already names."""
    try:
        rows = seeds.resolve(reference)
    except KeyError:
        return False
    if rows.attrs["name"] != "claims":
        return False
    row = rows.iloc[0]
    return str(row["kind"]) == "forecast" or bool(row["looks_ahead"])


@cache
def related_pairs() -> Mapping[Pair, tuple[str, str]]:
    """Relation type and note of every pair that the table of relations has.

    A pair has one relation; where the table gave several, a contradiction would hold.
    """
    found: dict[Pair, tuple[str, str]] = {}
    for row in seeds.claim_relations().to_dict("records"):
        pair = frozenset((str(row["from"]), str(row["to"])))
        if pair not in found or row["type"] == "contradicts":
            note = row["note"] if isinstance(row["note"], str) else ""
            found[pair] = (str(row["type"]), note)
    return found


@dataclass(frozen=True)
class Contradiction:
    """Two rows that pull against each other as worded, and why."""

    one: str
    other: str
    note: str

    @property
    def pair(self) -> Pair:
        """Both ids, in no order."""
        return frozenset((self.one, self.other))


@cache
def known_contradictions() -> tuple[Contradiction, ...]:
    """The contradictions that the table of relations records, in its order."""
    return tuple(
        Contradiction(str(row["from"]), str(row["to"]), str(row["note"]))
        for row in seeds.claim_relations().to_dict("records")
        if row["type"] == "contradicts"
    )


def contradictions_with(chosen: Collection[str]) -> list[Contradiction]:
    """Recorded contradictions of which one side at least is chosen; those with both sides first."""
    touched = [one for one in known_contradictions() if one.pair & set(chosen)]
    return sorted(touched, key=lambda one: not one.pair <= set(chosen))


def repeated(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of chosen rows of which one only repeats the other, and so is no second witness."""
    inside = set(chosen)
    return sorted(
        (min(pair), max(pair))
        for pair, (kind, _note) in related_pairs().items()
        if kind == "duplicates" and pair <= inside
    )

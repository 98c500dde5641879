"""How claims bear on one another: agreement, contradiction, supersession, and who is a witness.

A relation is a triple ``(from, to, type)``. Four types are symmetric; `supersedes` runs from what came
later to what it replaces.

References
----------
Bloch, M. (1949). Apologie pour l'histoire ou métier d'historien. Paris: Armand Colin. (Two testimonies
    that derive from one are one testimony.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from venezuela_course.models.provenance import repetition_classes

if TYPE_CHECKING:
    import pandas as pd

RELATION_TYPES = ("supports", "contradicts", "supersedes", "duplicates", "same_event")
DIRECTED = frozenset({"supersedes"})


class Relation(NamedTuple):
    """A typed relation of two claims.

    Parameters
    ----------
    from_, to
        Ids of claims.
    type
        One of `RELATION_TYPES`.
    """

    from_: str
    to: str
    type: str


def canonical(relation: tuple[str, str, str]) -> Relation:
    """The relation in the one form in which equal relations are equal.

    Parameters
    ----------
    relation
        ``(from, to, type)``.

    Returns
    -------
    Relation
        Of a symmetric type, with the id that sorts first in front; a directed one as it is.
    """
    one, other, kind = relation
    if kind not in DIRECTED and other < one:
        one, other = other, one
    return Relation(one, other, kind)


def relations_among(claims: Collection[str], table: pd.DataFrame) -> frozenset[Relation]:
    """The relations in a table both of whose ends are among some claims.

    Parameters
    ----------
    claims
        Ids.
    table
        Columns ``from``, ``to`` and ``type``, such as `seeds.claim_relations`.
    """
    inside = table[table["from"].isin(list(claims)) & table["to"].isin(list(claims))]
    return frozenset(
        canonical((str(one), str(other), str(kind)))
        for one, other, kind in zip(inside["from"], inside["to"], inside["type"], strict=True)
    )


def distinct_statements(
    claims: Iterable[str], relations: Iterable[Relation]
) -> tuple[frozenset[str], ...]:
    """Claims with those that only tell the same again put together.

    Parameters
    ----------
    claims
        Ids, at least those that the relations name.
    relations
        Only ``duplicates`` matter.

    Returns
    -------
    tuple of frozenset of str
        A partition of the claims: what remains to be weighed when repetition is not counted twice.
    """
    repeated = repetition_classes(
        (one, other) for one, other, kind in map(canonical, relations) if kind == "duplicates"
    )
    inside = frozenset().union(*repeated)
    return (*repeated, *(frozenset({claim}) for claim in claims if claim not in inside))


def witnesses(
    claim: str, relations: Iterable[Relation], origin: Mapping[str, str]
) -> frozenset[str]:
    """Origins that vouch for a claim: its own, and those of the claims that support it.

    Neither what duplicates the claim nor what comes from the same origin adds a witness.

    Parameters
    ----------
    claim
        Id.
    relations
        Relations of any types; those that support or duplicate count.
    origin
        Who stands behind each claim, such as its publisher or its asserter.

    Returns
    -------
    frozenset of str
        Origins; their number is the number of independent witnesses.
    """
    found = {origin[claim]}
    for one, other, kind in relations:
        if kind in ("supports", "duplicates") and claim in (one, other):
            found.add(origin[other if one == claim else one])
    return frozenset(found)


def tensions(relations: Iterable[Relation]) -> dict[str, int]:
    """How many contradictions each claim is part of, largest first; claims without any left out."""
    count: dict[str, int] = {}
    for one, other, kind in relations:
        if kind == "contradicts":
            for claim in (one, other):
                count[claim] = count.get(claim, 0) + 1
    return dict(sorted(count.items(), key=lambda entry: (-entry[1], entry[0])))


def superseded(relations: Iterable[Relation]) -> frozenset[str]:
    """Claims that another one supersedes: true of their day perhaps, and no longer how things stand."""
    return frozenset(to for _later, to, kind in relations if kind == "supersedes")

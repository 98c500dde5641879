"""Who speaks in a body of texts, who is only spoken of, and who is not there at all.

A claim has one asserter: the writer, or somebody to whom the text gives the words. Counting asserters
by side shows what a body of texts can be evidence of. It shows nothing about who is right.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: How the tables write that a speaker's words reach the reader in the writer's words only.
REPORTED = "via author"


def voices(claims: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """Give each claim the side of its asserter.

    Parameters
    ----------
    claims : pandas.DataFrame
        With a column ``asserted_by``; one row per claim, in any order.
    sides : pandas.DataFrame
        ``asserted_by``, ``side`` and ``named``, a row per asserter.

    Returns
    -------
    pandas.DataFrame
        The claims in their order, with ``side``, ``named`` and ``reported``: whether the asserter's
        words reach the reader only in the words of the writer. Shape (n, columns of `claims` + 3).

    Raises
    ------
    ValueError
        If an asserter has no side, or `sides` names one twice.
    """
    twice = sides.loc[sides["asserted_by"].duplicated(), "asserted_by"]
    if len(twice):
        raise ValueError(f"more than one side for {', '.join(sorted(set(twice)))}")
    strangers = set(claims["asserted_by"]) - set(sides["asserted_by"])
    if strangers:
        raise ValueError(f"no side for {', '.join(sorted(strangers))}")
    joined = claims.merge(
        sides[["asserted_by", "side", "named"]], on="asserted_by", how="left", validate="m:1"
    )
    return joined.assign(reported=joined["asserted_by"].str.contains(REPORTED, regex=False))


def spoken_of(claims: pd.DataFrame, names: Collection[str], side: str) -> int:
    """Number of claims that are about somebody and made by somebody else.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `voices` returns it, with ``entities`` (names separated by semicolons; missing: none).
    names : collection of str
        Entities that stand for the party.
    side : str
        The party's side: what it says of itself is not counted.

    Returns
    -------
    int
    """
    wanted = set(names)
    others = claims.loc[claims["side"] != side, "entities"].dropna()
    return sum(not wanted.isdisjoint(entities.split(";")) for entities in others)

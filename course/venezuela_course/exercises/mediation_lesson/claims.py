"""The published counts of 28 July 2024: each a claim, under its claimant's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from venezuela_course import seeds


@dataclass(frozen=True)
class ClaimedCount:
    """One published count.

    Attributes
    ----------
    identifier : str
        Key of the count in the table ``election_2024``.
    votes : dict of str to int
        Votes by candidate, as claimed.
    valid : int
        Valid votes, as claimed; where the claimant gives none, the sum over the candidates.
    coverage : float
        Share of the sheets that the count covers, in (0, 1]: as announced by the council, or
        counted from the published sheets over the tables in total. A share of sheets, not of votes.
    """

    identifier: str
    votes: dict[str, int]
    valid: int
    coverage: float

    def share(self, candidate: str) -> float:
        """Share of the valid votes covered, in [0, 1]."""
        return self.votes[candidate] / self.valid

    @property
    def lead(self) -> int:
        """Votes between the two candidates in front."""
        first, second = sorted(self.votes.values(), reverse=True)[:2]
        return first - second

    @property
    def leader(self) -> str:
        """The candidate whom the claim puts in front."""
        return max(self.votes, key=lambda candidate: self.votes[candidate])


def _figure(count: str, item: str) -> int:
    rows = seeds.election_2024()
    found = rows.loc[(rows["count_id"] == count) & (rows["item"] == item), "value"]
    return int(found.iloc[0])


@cache
def claimed(count: str) -> ClaimedCount:
    """Read one count of the table ``election_2024``.

    Parameters
    ----------
    count : str
        Such as ``"cne_bulletin_1"`` or ``"opposition_sheets"``.

    Raises
    ------
    KeyError
        If the table holds no count of that name.
    """
    rows = seeds.election_2024()
    rows = rows[rows["count_id"] == count]
    if rows.empty:
        raise KeyError(count)
    totals = rows[rows["kind"] == "total"].set_index("item")["value"]
    candidates = rows[rows["kind"] == "candidate"].set_index("item")["value"]
    votes = {str(item): int(value) for item, value in candidates.items()}
    if "coverage_announced" in totals.index:
        # As announced: an exact per cent, which a table of floats would blur.
        rows_of_coverage = rows[rows["item"] == "coverage_announced"]
        coverage = float(rows_of_coverage["value"].iloc[0]) / 100
    else:
        coverage = int(totals["tables_counted"]) / _figure("register", "tables_total")
    valid = int(totals["valid_votes"]) if "valid_votes" in totals.index else sum(votes.values())
    return ClaimedCount(count, votes, valid, coverage)


def registered_outside(count: str = "opposition_sheets") -> int:
    """Voters registered at home whose tables the sheets do not cover, by the register's own total.

    Parameters
    ----------
    count : {"opposition_sheets", "opposition_site"}
        Which publication of the opposition.

    Returns
    -------
    int
        Persons. Registered voters abroad are a count of their own in the register and come on top.
    """
    return _figure("register", "register_domestic") - _figure(count, "registered")


def registered_abroad() -> int:
    """Voters registered abroad, in persons."""
    return _figure("register", "register_abroad")

"""How much a count says while part of it is missing: partial identification.

Some polling tables have a published tally sheet and some have not. Nothing is assumed about the
missing votes but how many there can be; so a share is not a number but an interval, the *identified
set*, from 'every missing vote went elsewhere' to 'every missing vote went here'. It is no margin of
error: chance did not choose what is missing, and no larger sample makes the interval narrower, only
further sheets, or further assumptions, do.

Every interval here holds *if* the published sheets are genuine and correctly copied (or false by no
more than the share that is allowed for). Arithmetic cannot show that they are.

References
----------
Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human Resources 24(3).
Manski, C. F. (2003). Partial Identification of Probability Distributions. Springer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

#: Sums of shares are one if they differ by less; shares are printed with few decimals.
ROUNDING = 1e-6


class Bounds(NamedTuple):
    """An identified set.

    Attributes
    ----------
    low, high : float
        Its ends, both possible.
    """

    low: float
    high: float

    @property
    def width(self) -> float:
        """What is not known."""
        return self.high - self.low

    def contains(self, value: float) -> bool:
        """Whether a value is possible, ends included."""
        return self.low - ROUNDING <= value <= self.high + ROUNDING


def _check_share(name: str, value: float) -> None:
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise ValueError(f"{name} is a share and must lie in [0, 1]; got {value!r}")


def _check_coverage(coverage: float) -> None:
    if not (math.isfinite(coverage) and 0 < coverage <= 1):
        raise ValueError(f"coverage must lie above 0 and at most at 1; got {coverage!r}")


def _check_ratio(size_ratio: float) -> None:
    if not (math.isfinite(size_ratio) and size_ratio >= 0):
        raise ValueError(f"size_ratio must be zero or more; got {size_ratio!r}")


def vote_coverage(sheet_coverage: float, size_ratio: float = 1.0) -> float:
    """Share of the votes that stand on the published sheets, from the share of the sheets.

    Parameters
    ----------
    sheet_coverage : float
        Share of all sheets that is published, above 0 and at most 1.
    size_ratio : float, default 1
        Votes on a missing sheet, on average, for each vote on a published one.

    Returns
    -------
    float
        ``c / (c + r (1 - c))``.

    Raises
    ------
    ValueError
        If coverage or ratio is out of range.

    Examples
    --------
    >>> vote_coverage(0.8)
    0.8
    >>> round(vote_coverage(0.8, 2.0), 4)  # missing sheets twice as large
    0.6667
    """
    _check_coverage(sheet_coverage)
    _check_ratio(size_ratio)
    return sheet_coverage / (sheet_coverage + size_ratio * (1 - sheet_coverage))


def share_bounds(
    shares: Mapping[str, float],
    coverage: float,
    *,
    size_ratio: float = 1.0,
    false_share: float = 0.0,
    false_for: str | None = None,
) -> dict[str, Bounds]:
    """Identified set of each candidate's share of all votes.

    Parameters
    ----------
    shares : mapping of str to float
        Candidate to share among the published votes; any number of candidates, sum 1. Put those that
        do not matter together.
    coverage : float
        Share of the sheets that is published, above 0; with `size_ratio` 1 also the share of the votes.
    size_ratio : float, default 1
        As for `vote_coverage`.
    false_share : float, default 0
        Up to this share of the published votes may be false: counted for one candidate, and in truth
        another's.
    false_for : str, optional
        The only candidate for whom false votes may have been counted. Anybody if not given.

    Returns
    -------
    dict of str to Bounds

    Raises
    ------
    ValueError
        If the shares do not sum to 1, or a parameter is out of range.
    KeyError
        If `false_for` is no candidate.

    Examples
    --------
    >>> bounds = share_bounds({"G": 2 / 3, "M": 1 / 3}, 0.8)
    >>> [round(end, 4) for end in bounds["G"]]
    [0.5333, 0.7333]

    Notes
    -----
    Each interval is sharp on its own. They do not all reach their upper ends at once: the missing
    votes can be given out only once. Compare two candidates with `margin_bounds`.
    """
    for candidate, share in shares.items():
        _check_share(candidate, share)
    _check_share("false_share", false_share)
    if abs(math.fsum(shares.values()) - 1) > ROUNDING:
        raise ValueError(f"shares must sum to 1; they sum to {math.fsum(shares.values())!r}")
    if false_for is not None and false_for not in shares:
        raise KeyError(f"there is no candidate {false_for!r}")
    known = vote_coverage(coverage, size_ratio)
    found = {}
    for candidate, share in shares.items():
        may_lose = false_for is None or candidate == false_for
        # What a candidate can win back was counted for another.
        others = 1 - share if false_for is None else shares[false_for]
        may_win = 0.0 if candidate == false_for else min(false_share, others)
        low = share - min(false_share, share) if may_lose else share
        found[candidate] = Bounds(known * low, known * (share + may_win) + (1 - known))
    return found


def margin_bounds(
    leader: float,
    rival: float,
    coverage: float,
    *,
    size_ratio: float = 1.0,
    false_share: float = 0.0,
) -> Bounds:
    """Identified set of the lead of one candidate over another, in shares of all votes.

    Parameters
    ----------
    leader, rival : float
        Shares among the published votes; together at most 1.
    coverage, size_ratio : float
        As for `share_bounds`.
    false_share : float, default 0
        Up to this share of the published votes was counted for the leader and belongs to the rival;
        each such vote costs the lead two.

    Returns
    -------
    Bounds
        Low: every missing vote is the rival's and all false votes are false. High: every missing vote
        is the leader's and none is false.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """
    _check_pair(leader, rival)
    _check_share("false_share", false_share)
    known = vote_coverage(coverage, size_ratio)
    lead = leader - rival
    return Bounds(
        known * (lead - 2 * min(false_share, leader)) - (1 - known), known * lead + (1 - known)
    )


def is_identified(
    leader: float,
    rival: float,
    coverage: float,
    *,
    size_ratio: float = 1.0,
    false_share: float = 0.0,
) -> bool:
    """Whether the published sheets, if they are what they are taken for, settle who is ahead.

    Parameters and errors as for `margin_bounds`. With more than two candidates the lead over the
    strongest rival decides, not half of the votes.
    """
    return (
        margin_bounds(leader, rival, coverage, size_ratio=size_ratio, false_share=false_share).low
        > 0
    )


def critical_coverage(
    leader: float, rival: float, *, size_ratio: float = 1.0, false_share: float = 0.0
) -> float:
    """Coverage of sheets from which on the leader is identified (`is_identified`).

    Returns
    -------
    float
        Solves ``c (g - m - 2 f) = r (1 - c)``; with r = 1 and f = 0 that is ``1 / (1 + g - m)``. NaN
        if no coverage settles it: there is no lead that false votes would not undo.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(critical_coverage(2 / 3, 1 / 3), 4), round(critical_coverage(0.67, 0.30), 4)
    (0.75, 0.7299)
    """
    lead = _sure_lead(leader, rival, false_share)
    _check_ratio(size_ratio)
    return size_ratio / (size_ratio + lead) if lead > 0 else math.nan


def critical_size_ratio(
    leader: float, rival: float, coverage: float, *, false_share: float = 0.0
) -> float:
    """How much larger than the published the missing sheets must be for a tie to be possible.

    Returns
    -------
    float
        ``c (g - m - 2 f) / (1 - c)``; infinite if nothing is missing, 0 if there is no sure lead.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(critical_size_ratio(2 / 3, 1 / 3, 0.8), 4)
    1.3333
    """
    lead = _sure_lead(leader, rival, false_share)
    _check_coverage(coverage)
    if lead <= 0:
        return 0.0
    return math.inf if coverage == 1 else coverage * lead / (1 - coverage)


def critical_false_share(
    leader: float, rival: float, coverage: float, *, size_ratio: float = 1.0
) -> float:
    """Share of the published votes that must be false for a tie to be possible.

    False votes were counted for the leader and belong to the rival.

    Returns
    -------
    float
        ``(g - m - r (1 - c) / c) / 2``; for two candidates and r = 1 that is ``g - 1 / (2 c)``. Zero
        if a tie is possible without any.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(critical_false_share(2 / 3, 1 / 3, 0.8), 5)
    0.04167
    """
    lead = _sure_lead(leader, rival, 0.0)
    _check_coverage(coverage)
    _check_ratio(size_ratio)
    return max(0.0, (lead - size_ratio * (1 - coverage) / coverage) / 2)


def critical_missing_votes(leader_votes: int, rival_votes: int) -> int:
    """How many missing votes there must be for a tie to be possible, in votes.

    Whatever their number, fewer missing votes than the lead leave the leader ahead. The number of
    voters registered at the missing tables is a ceiling on the missing votes that needs no assumption
    on turnout.

    Raises
    ------
    ValueError
        If a count is negative.
    """
    if leader_votes < 0 or rival_votes < 0:
        raise ValueError(f"votes cannot be negative; got {leader_votes!r} and {rival_votes!r}")
    return max(0, leader_votes - rival_votes)


def naive_margin_of_error(share: float, sheets: int) -> float:
    """The 95 percent margin of error *as if* sheets were a simple random sample of voters.

    It is here to be shown wrong: for gaps that chance did not make it is not a bound of anything, and
    it shrinks with the number of sheets whatever is missing.

    Raises
    ------
    ValueError
        If the share is none, or there is no sheet.
    """
    _check_share("share", share)
    if sheets < 1:
        raise ValueError(f"at least one sheet is needed; got {sheets!r}")
    return 1.96 * math.sqrt(share * (1 - share) / sheets)


def _check_pair(leader: float, rival: float) -> None:
    _check_share("leader", leader)
    _check_share("rival", rival)
    if leader + rival > 1 + ROUNDING:
        raise ValueError(f"the two shares exceed 1: {leader!r} and {rival!r}")


def _sure_lead(leader: float, rival: float, false_share: float) -> float:
    _check_pair(leader, rival)
    _check_share("false_share", false_share)
    return leader - rival - 2 * min(false_share, leader)

"""Thresholds and decision rules: what it takes to pass a text, and what silence does to it.

A member can vote for, vote against, abstain, or be absent. A rule says what share of what the yes
votes must reach; which of these four acts amount to the same thing follows from the rule.

References
----------
Felsenthal, D. S. and Machover, M. (1997). Ternary voting games. International Journal of Game
    Theory 26.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from venezuela_course.language import _


def quota(members: int, numerator: int, denominator: int) -> int:
    """Smallest number of votes that reaches a share of the membership.

    Parameters
    ----------
    members : int
        Number of members, at least 1.
    numerator, denominator : int
        The share as a fraction, above 0 and at most 1.

    Returns
    -------
    int
        ``ceil(members * numerator / denominator)``, in whole numbers throughout.

    Raises
    ------
    ValueError
        If there are no members, or the share lies outside (0, 1].

    Examples
    --------
    >>> quota(34, 2, 3), quota(35, 2, 3)
    (23, 24)
    """
    if members < 1:
        raise ValueError(f"a body has at least one member; got {members!r}")
    if not 0 < numerator <= denominator:
        raise ValueError(f"the share {numerator}/{denominator} must lie above 0 and at most at 1")
    return -(-members * numerator // denominator)


def simple_majority(members: int) -> int:
    """Smallest number of votes that is more than half of the membership.

    Parameters
    ----------
    members : int
        Number of members, at least 1.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there are no members.

    Examples
    --------
    >>> simple_majority(34), simple_majority(35)
    (18, 18)
    """
    if members < 1:
        raise ValueError(f"a body has at least one member; got {members!r}")
    return members // 2 + 1


def blocking_size(quota: int, members: int) -> int:
    """Smallest number of members whose abstention, absence or refusal defeats every text.

    Parameters
    ----------
    quota : int
        Votes needed, at least 1 and at most `members`.
    members : int
        Number of members.

    Returns
    -------
    int
        ``members - quota + 1``: with that many missing, fewer than `quota` are left.

    Raises
    ------
    ValueError
        If `quota` lies outside [1, `members`].

    Examples
    --------
    >>> blocking_size(23, 34)
    12
    """
    if not 1 <= quota <= members:
        raise ValueError(
            f"the quota must lie between 1 and the {members} members; got {quota!r} "
            "(the quota comes first, then the members)"
        )
    return members - quota + 1


# Decision rules

Vote = Literal["for", "against", "abstain", "absent"]

#: What a member can do in a roll call, in the order in which tallies are given.
VOTES: tuple[Vote, ...] = ("for", "against", "abstain", "absent")

Base = Literal["members", "present", "yes+no"]


class Tally(NamedTuple):
    """A roll call, counted.

    Attributes
    ----------
    yes, no, abstain, absent : int
        Number of members that voted for and against, abstained, and were absent.
    """

    yes: int
    no: int
    abstain: int = 0
    absent: int = 0

    @property
    def present(self) -> int:
        """Members in the room: for, against and abstaining."""
        return self.yes + self.no + self.abstain

    def by_vote(self) -> dict[Vote, int]:
        """Return the counts keyed by `VOTES`."""
        return dict(zip(VOTES, self, strict=True))


@dataclass(frozen=True)
class Rule:
    """A decision rule over votes that can be for, against or abstaining, or not cast at all.

    Attributes
    ----------
    name : str
        Short stable identifier, for instance ``"members-2/3"``.
    base : {"members", "present", "yes+no"}
        What the share is a share of.
    share : fractions.Fraction
        The share of the base that the yes votes must reach, in (0, 1].
    strict : bool
        True: more than the share (a majority). False: at least the share.

    Raises
    ------
    ValueError
        If the base is unknown or no number of votes could satisfy the share.
    """

    name: str
    base: Base
    share: Fraction
    strict: bool = False

    def __post_init__(self) -> None:
        if self.base not in ("members", "present", "yes+no"):
            raise ValueError(f"unknown base {self.base!r}; use 'members', 'present' or 'yes+no'")
        if not 0 < self.share <= 1 or (self.strict and self.share == 1):
            raise ValueError(f"no vote can reach the share {self.share} (strict: {self.strict})")

    def required(self, base: int) -> int:
        """Return the yes votes needed out of `base`; at least one, so that silence never passes."""
        whole, part = divmod(self.share.numerator * base, self.share.denominator)
        return max(1, whole + (1 if self.strict or part else 0))


def _named(*rules: Rule) -> Mapping[str, Rule]:
    return MappingProxyType({rule.name: rule for rule in rules})


#: The five rulebooks of the course, by name.
RULES: Mapping[str, Rule] = _named(
    Rule("members-2/3", "members", Fraction(2, 3)),
    Rule("yes+no-2/3", "yes+no", Fraction(2, 3)),
    Rule("present-2/3", "present", Fraction(2, 3)),
    Rule("members-majority", "members", Fraction(1, 2), strict=True),
    Rule("yes+no-majority", "yes+no", Fraction(1, 2), strict=True),
)


def rule_label(rule: Rule) -> str:
    """Say a rule in words, in the reader's language.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    str
        For instance 'two-thirds of the members' or 'more than 1/2 of those present'.
    """
    base = {
        "members": _("of the members"),
        "present": _("of those present"),
        "yes+no": _("of yes and no votes"),
    }[rule.base]
    if rule.strict and rule.share == Fraction(1, 2):
        return _("majority {base}").format(base=base)
    if not rule.strict and rule.share == Fraction(2, 3):
        return _("two-thirds {base}").format(base=base)
    share = f"{rule.share.numerator}/{rule.share.denominator}"
    if rule.strict:
        return _("more than {share} {base}").format(share=share, base=base)
    return _("at least {share} {base}").format(share=share, base=base)


def tally(votes: Mapping[Any, object] | Iterable[object]) -> Tally:
    """Count a roll call.

    Parameters
    ----------
    votes : mapping, pandas.Series or iterable
        One vote per member: ``"for"``, ``"against"``, ``"abstain"`` or ``"absent"``. None, NaN and
        pandas.NA count as absent. Of a mapping the values are counted.

    Returns
    -------
    Tally

    Raises
    ------
    ValueError
        If a vote is none of these.

    Examples
    --------
    >>> tally({"PER": "for", "NIC": "against", "HTI": "abstain", "VEN": None})
    Tally(yes=1, no=1, abstain=1, absent=1)
    """
    counts = dict.fromkeys(VOTES, 0)
    for vote in votes.values() if isinstance(votes, Mapping) else votes:
        if isinstance(vote, str):
            if vote not in counts:
                raise ValueError(f"unknown vote {vote!r}; a vote is one of {', '.join(VOTES)}")
            counts[vote] += 1
        elif _is_missing(vote):
            counts["absent"] += 1
        else:
            raise ValueError(f"a vote is a word or missing, not {vote!r}")
    return Tally(*counts.values())


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    import pandas as pd

    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


@dataclass(frozen=True)
class Decision:
    """What a rule makes of a roll call.

    Attributes
    ----------
    passed : bool
    yes : int
        Votes for.
    base : int
        Size of what the share is taken of, in this roll call.
    required : int
        Yes votes needed out of that base.
    share : fractions.Fraction
        ``yes / base``; zero if the base is empty.
    short_by : int
        Yes votes missing at this base, zero if passed. Under the yes+no bases it is the number of
        no votes that would have to become yes; an abstainer who joins also enlarges the base.
    """

    passed: bool
    yes: int
    base: int
    required: int
    share: Fraction
    short_by: int


def decide(
    votes: Tally | Mapping[Any, object] | Iterable[object], rule: Rule, members: int
) -> Decision:
    """Apply a decision rule to a roll call.

    Parameters
    ----------
    votes : Tally, mapping or iterable
        A tally, or votes as `tally` takes them.
    rule : Rule
        One of `RULES`, or one of your own.
    members : int
        Number of members. It is an argument because reported bases differ by vote, and because
        members that no list mentions count under a rule that refers to members.

    Returns
    -------
    Decision

    Raises
    ------
    ValueError
        If more members were present than there are, or a count is negative.

    Notes
    -----
    A ternary voting rule after Felsenthal and Machover (1997), with absence as a fourth move. All
    arithmetic is exact.

    Examples
    --------
    >>> cancun = Tally(yes=20, no=5, abstain=8, absent=1)
    >>> decide(cancun, RULES["members-2/3"], members=34).short_by
    3
    >>> decide(cancun, RULES["yes+no-2/3"], members=34).passed
    True
    """
    counted = votes if isinstance(votes, Tally) else tally(votes)
    if min(counted) < 0:
        raise ValueError(f"counts cannot be negative: {counted}")
    if counted.present > members:
        raise ValueError(f"{counted.present} members were present, but there are only {members}")
    base = {
        "members": members,
        "present": counted.present,
        "yes+no": counted.yes + counted.no,
    }[rule.base]
    required = rule.required(base)
    missing = max(0, required - counted.yes)
    share = Fraction(counted.yes, base) if base else Fraction(0)
    return Decision(missing == 0, counted.yes, base, required, share, missing)


@cache
def same_effect(rule: Rule, first: Vote, second: Vote) -> bool:
    """Whether it never matters under a rule that a member does the one rather than the other.

    Parameters
    ----------
    rule : Rule
    first, second : {"for", "against", "abstain", "absent"}

    Returns
    -------
    bool
        True if no roll call has another outcome when one member moves from `first` to `second`.

    Notes
    -----
    Found by trying, not looked up: every roll call of a body just large enough to show a
    difference (one member more than the denominator of the share).
    """
    members = rule.share.denominator + 1
    here, there = VOTES.index(first), VOTES.index(second)
    for yes, no, abstain in product(range(members + 1), repeat=3):
        counts = [yes, no, abstain, members - yes - no - abstain]
        if counts[3] < 0 or counts[here] == 0:
            continue
        before = decide(Tally(*counts), rule, members).passed
        counts[here] -= 1
        counts[there] += 1
        if decide(Tally(*counts), rule, members).passed != before:
            return False
    return True


def abstention_counts_as_no(rule: Rule) -> bool:
    """Whether abstaining under a rule is voting against in all but name.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    bool

    Examples
    --------
    >>> [name for name, rule in RULES.items() if abstention_counts_as_no(rule)]
    ['members-2/3', 'present-2/3', 'members-majority']
    """
    return same_effect(rule, "abstain", "against")

"""Promises that must be kept after power is handed over: a commitment game.

Three moves. A third party offers an amnesty worth `amnesty` to the incumbent, and a cost for breaking
it. The incumbent leaves or stays. The successor, if there is one, keeps the promise or breaks it. Solved
from the end:

* the successor keeps it if what breaking costs is at least what it brings, ``own_cost + third_party_cost
  >= temptation(amnesty)``. The more an amnesty covers, the more is to be gained by breaking it;
* the third party carries out its threat with probability `reliability`, so the promise is kept for
  sure, with that probability, or never;
* the incumbent leaves if ``q A + (1 - q) (-J) >= S``, with q the probability of the promise being kept.

The numbers have no unit and measure nobody. What people suffered has no place on these scales: a
victims' veto enters as a limit to what may be promised, not as a price.

References
----------
Fearon, J. D. (1998). Commitment problems and the spread of ethnic conflict. In Lake and Rothchild (eds),
    The International Spread of Ethnic Conflict.
Przeworski, A. (1991). Democracy and the Market. Cambridge University Press.
Svolik, M. W. (2012). The Politics of Authoritarian Rule. Cambridge University Press.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Keeps = Literal["always", "if enforced", "never"]


def least_credibility(amnesty: float, prosecution: float, stay: float) -> float:
    """Smallest probability of the promise being kept at which the incumbent leaves.

    Parameters
    ----------
    amnesty : float
        What a kept promise is worth to the incumbent (A).
    prosecution : float
        What is lost if it is broken (J): the incumbent is then left with ``-J``.
    stay : float
        What staying is worth (S).

    Returns
    -------
    float
        ``(S + J) / (A + J)``. Zero if leaving is better even with the promise broken; NaN if even
        certainty is not enough (the formula then exceeds 1, and no probability does).

    Raises
    ------
    ValueError
        If a kept promise is worth no more than a broken one.

    Examples
    --------
    >>> round(least_credibility(amnesty=8, prosecution=5, stay=3), 4)
    0.6154
    """
    if not amnesty > -prosecution:
        raise ValueError(
            f"a kept promise must be worth more than a broken one; got {amnesty!r} and {-prosecution!r}"
        )
    least = (stay + prosecution) / (amnesty + prosecution)
    if least > 1:
        return math.nan
    return max(0.0, least)


class Outcome(NamedTuple):
    """How the game ends, found from its last move backwards.

    Attributes
    ----------
    keeps : {"always", "if enforced", "never"}
        What the successor does.
    credibility : float
        Probability of the promise being kept (q).
    leaving : float
        Expected value to the incumbent of leaving.
    leaves : bool
        Whether the incumbent leaves.
    """

    keeps: Keeps
    credibility: float
    leaving: float
    leaves: bool


class Window(NamedTuple):
    """A range of amnesties, and on what their being kept rests.

    Attributes
    ----------
    low, high : float
        Its ends.
    keeps : {"always", "if enforced"}
        What the successor does within it.
    """

    low: float
    high: float
    keeps: Keeps


@dataclass(frozen=True)
class AmnestyGame:
    """The commitment game.

    Parameters
    ----------
    amnesty : float
        Value of a kept promise to the incumbent (A), zero or more.
    stay : float
        Value of staying (S).
    prosecution : float
        Loss if the promise is broken (J), zero or more.
    own_cost : float
        What breaking the promise costs the successor anyway (kappa): courts, allies, reputation.
    third_party_cost : float
        What a third party adds if it acts (T), zero or more.
    reliability : float
        Probability that it acts, in [0, 1].
    temptation_at_zero, temptation_slope : float
        What breaking brings the successor: ``g(A) = temptation_at_zero + temptation_slope * A``; the
        slope is zero or more.
    veto : float, default infinity
        Largest amnesty that is compatible with victims' rights.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    amnesty: float
    stay: float
    prosecution: float
    own_cost: float
    third_party_cost: float
    reliability: float
    temptation_at_zero: float
    temptation_slope: float
    veto: float = math.inf

    def __post_init__(self) -> None:
        for name in (
            "amnesty",
            "prosecution",
            "third_party_cost",
            "temptation_slope",
            "veto",
        ):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must be zero or more; got {getattr(self, name)!r}")
        if not 0 <= self.reliability <= 1:
            raise ValueError(f"reliability must lie in [0, 1]; got {self.reliability!r}")

    @property
    def temptation(self) -> float:
        """What breaking the promise brings the successor (g)."""
        return self.temptation_at_zero + self.temptation_slope * self.amnesty

    @property
    def least_third_party_cost(self) -> float:
        """Smallest cost that makes the successor keep the promise when it is imposed: ``g - kappa``."""
        return max(0.0, self.temptation - self.own_cost)

    @property
    def keeps(self) -> Keeps:
        """The last move: what the successor does."""
        if self.own_cost >= self.temptation:
            return "always"
        if self.own_cost + self.third_party_cost >= self.temptation:
            return "if enforced"
        return "never"

    @property
    def credibility(self) -> float:
        """Probability of the promise being kept."""
        return {"always": 1.0, "if enforced": self.reliability, "never": 0.0}[self.keeps]

    @property
    def leaving(self) -> float:
        """Expected value of leaving: ``q A + (1 - q) (-J)``."""
        q = self.credibility
        return q * self.amnesty - (1 - q) * self.prosecution

    def solve(self) -> Outcome:
        """The game from its last move backwards."""
        return Outcome(self.keeps, self.credibility, self.leaving, self.leaving >= self.stay)

    @property
    def least_amnesty(self) -> float:
        """Smallest amnesty the incumbent accepts if the promise is kept with the reliability given.

        ``(S + (1 - rho) J) / rho``; infinite if nobody enforces anything and leaving is worse.
        """
        if self.reliability == 0:
            return 0.0 if -self.prosecution >= self.stay else math.inf
        return max(0.0, (self.stay + (1 - self.reliability) * self.prosecution) / self.reliability)

    @property
    def largest_credible_amnesty(self) -> float:
        """Largest amnesty that the successor keeps when the third party acts; negative if none is."""
        return self._largest_kept(self.own_cost + self.third_party_cost)

    @property
    def largest_self_enforcing_amnesty(self) -> float:
        """Largest amnesty that the successor keeps with nobody acting; negative if none is."""
        return self._largest_kept(self.own_cost)

    def _largest_kept(self, cost: float) -> float:
        room = cost - self.temptation_at_zero
        if self.temptation_slope == 0:
            return math.inf if room >= 0 else -math.inf
        return room / self.temptation_slope

    @property
    def settlements(self) -> tuple[Window, ...]:
        """Amnesties that the incumbent accepts and the veto allows, weakest first; none if there is none.

        Small ones may keep themselves; larger ones need the third party, and have to be worth its
        unreliability.
        """
        alone = Window(
            max(0.0, self.stay), min(self.largest_self_enforcing_amnesty, self.veto), "always"
        )
        # Kept only if enforced: above what keeps itself, up to what is still credible.
        enforced = Window(
            max(self.least_amnesty, self.largest_self_enforcing_amnesty),
            min(self.largest_credible_amnesty, self.veto),
            "if enforced",
        )
        return tuple(window for window in (alone, enforced) if window.low <= window.high)

    @property
    def has_settlement(self) -> bool:
        """Whether some amnesty is accepted, kept, and within the veto."""
        return bool(self.settlements)

    def with_(self, **changes: float) -> AmnestyGame:
        """The same game with some parameters changed."""
        return replace(self, **changes)

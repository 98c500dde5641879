"""What makes an agreement possible, and when the time is ripe for one.

A stylised model: two sides divide something worth `surplus`. Side A is the one that must act first
and rely on a promise (give up office, weapons or a boycott now, and be paid later); side B makes
the promise. The numbers have no unit and measure nobody: they are what each leadership *believes*
an outcome to be worth, and the model shows only which comparison carries the conclusion.

References
----------
Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49(3).
Fearon, J. D. (1998). Commitment problems and the spread of ethnic conflict. In Lake and Rothchild
    (eds), The International Spread of Ethnic Conflict.
Fisher, R. and Ury, W. (1981). Getting to Yes.
Walter, B. F. (2002). Committing to Peace.
Zartman, I. W. (2000). Ripeness: the hurting stalemate and beyond. In Stern and Druckman (eds),
    International Conflict Resolution after the Cold War.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class BargainingRange:
    """The shares of A that both sides prefer to no agreement.

    Attributes
    ----------
    low : float
        Smallest promised share A accepts; infinite if no promise is believable enough.
    high : float
        Largest share B is willing to promise.
    least_commitment : float
        Smallest probability of the promise being kept at which an agreement exists; NaN if there
        is none even when promises bind.
    """

    low: float
    high: float
    least_commitment: float

    @property
    def exists(self) -> bool:
        """Whether there is a zone of possible agreement."""
        return self.low <= self.high

    @property
    def width(self) -> float:
        """Length of the zone of possible agreement, zero if there is none."""
        return self.high - self.low if self.exists else 0.0


def bargaining_range(
    batna_a: float,
    batna_b: float,
    surplus: float,
    commitment: float = 1.0,
    *,
    if_broken: float = 0.0,
) -> BargainingRange:
    """Zone of possible agreement when a promise may be broken.

    B promises A a share ``x`` of the surplus and keeps the promise with probability
    ``commitment``. A accepts if ``commitment * x + (1 - commitment) * if_broken >= batna_a``; B
    offers if ``surplus - x >= batna_b``. Discounting the promise raises what A must be promised,
    so the zone shrinks from below, and may close although both would gain from a kept agreement.

    Parameters
    ----------
    batna_a, batna_b : float
        Best alternative to a negotiated agreement of each side (Fisher and Ury 1981), in the units
        of `surplus`. May be negative: no agreement hurts.
    surplus : float
        What an agreement is worth to the two together; positive.
    commitment : float, default 1
        Probability in [0, 1] that B keeps its promise, with or without a guarantor.
    if_broken : float, default 0
        What A is left with if the promise is broken. Lower than `batna_a` when acting first means
        giving up the means to go back.

    Returns
    -------
    BargainingRange
        Shares within [0, `surplus`].

    Raises
    ------
    ValueError
        If `commitment` lies outside [0, 1] or `surplus` is not positive.

    Notes
    -----
    Stylised after Fearon (1995, 1998) and Walter (2002): the range exists under complete
    information and is closed by the commitment problem alone.
    """
    if not 0 <= commitment <= 1:
        raise ValueError(f"commitment is a probability and must lie in [0, 1]; got {commitment!r}")
    if not surplus > 0:
        raise ValueError(f"surplus must be positive; got {surplus!r}")

    high = min(surplus, surplus - batna_b)
    if if_broken >= batna_a:
        low = 0.0 if commitment == 0 else _acceptable_share(batna_a, commitment, if_broken)
        least = 0.0 if high >= 0 else math.nan
    else:
        low = math.inf if commitment == 0 else _acceptable_share(batna_a, commitment, if_broken)
        # Solve commitment * high + (1 - commitment) * if_broken = batna_a.
        possible = high >= max(0.0, batna_a)
        least = (batna_a - if_broken) / (high - if_broken) if possible else math.nan
    return BargainingRange(low, high, least)


def _acceptable_share(batna: float, commitment: float, if_broken: float) -> float:
    return max(0.0, (batna - (1 - commitment) * if_broken) / commitment)


@dataclass(frozen=True)
class Ripeness:
    """Zartman's two conditions, each with its answer.

    Attributes
    ----------
    a_hurts, b_hurts : bool
        Whether each leadership perceives the stalemate as worse than nothing.
    way_out : bool
        Whether an agreement exists that both prefer to the stalemate.
    """

    a_hurts: bool
    b_hurts: bool
    way_out: bool

    @property
    def mutually_hurting(self) -> bool:
        """Whether the stalemate hurts both."""
        return self.a_hurts and self.b_hurts

    @property
    def ripe(self) -> bool:
        """Whether both conditions hold: a mutually hurting stalemate, and a way out."""
        return self.mutually_hurting and self.way_out


def ripeness(
    stalemate_a: float,
    stalemate_b: float,
    surplus: float,
    commitment: float = 1.0,
    *,
    if_broken: float = 0.0,
) -> Ripeness:
    """Whether a conflict is ripe for resolution.

    Parameters
    ----------
    stalemate_a, stalemate_b : float
        What each leadership believes going on without agreement to be worth; it is its BATNA.
        Negative means that it hurts.
    surplus, commitment, if_broken : float
        As for `bargaining_range`.

    Returns
    -------
    Ripeness

    Raises
    ------
    ValueError
        As for `bargaining_range`.

    Notes
    -----
    Zartman (2000): a mutually hurting stalemate *and* a perceived way out. Pain alone is not
    ripeness: with little `commitment` and a broken promise worse than the stalemate, there is no
    way out however much both sides hurt.
    """
    zone = bargaining_range(stalemate_a, stalemate_b, surplus, commitment, if_broken=if_broken)
    return Ripeness(stalemate_a < 0, stalemate_b < 0, zone.exists)

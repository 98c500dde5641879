"""Why officers stay: loyalty as a game of coordination.

An officer who expects a share k of the others to defect defects too if the prospect is worth more than
what staying gives::

    p(k) B - (1 - p(k)) C  >  R + L

with B the benefit of having joined a success, C the cost of having joined a failure, R the rents of
office and L what loyalty is worth in itself (conviction, comradeship, habit). All four are payoffs in
one unit, not negative.

The chance of success is an assumption of this model. It rises with the share of defectors from a floor
to a ceiling by the ratio form of a contest::

    p(k) = floor + (ceiling - floor) k^s / (k^s + (1 - k)^s)

with s the steepness: at 1 the chance rises evenly, above 1 it jumps around one half. Other rising
functions move the tipping share but not the shape of the argument: defecting pays the more, the more
others defect, so that everybody staying and everybody leaving can both be stable, with a tipping share
between them.

References
----------
Granovetter, M. (1978). Threshold models of collective behavior. American Journal of Sociology 83(6),
    1420-1443.
Hirshleifer, J. (1989). Conflict and rent-seeking success functions: ratio vs. difference models of
    relative success. Public Choice 63, 101-112.
Singh, N. (2014). Seizing Power: The Strategic Logic of Military Coups. Johns Hopkins University Press.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

#: Ways to change an officer's reckoning, with the payoff that each one moves and in which direction.
POLICIES: Mapping[str, tuple[str, int]] = {
    "rents": ("rents", -1),
    "cost": ("cost", -1),
    "amnesty": ("benefit", +1),
}


@dataclass(frozen=True)
class Game:
    """The payoffs of an officer, and how success depends on numbers.

    Attributes
    ----------
    benefit, cost, rents, loyalty : float
        B, C, R and L, not negative, B + C above zero.
    floor, ceiling : float
        Chance of success when nobody else, and when everybody else, defects;
        ``0 <= floor < ceiling <= 1``.
    steepness : float
        s, above zero.

    Raises
    ------
    ValueError
        If a value lies outside its limits.
    """

    benefit: float
    cost: float
    rents: float
    loyalty: float
    floor: float = 0.0
    ceiling: float = 1.0
    steepness: float = 1.0

    def __post_init__(self) -> None:
        payoffs = (self.benefit, self.cost, self.rents, self.loyalty)
        if not all(math.isfinite(one) and one >= 0 for one in payoffs):
            raise ValueError(f"payoffs are finite and not negative; got {payoffs}")
        if self.benefit + self.cost <= 0:
            raise ValueError("benefit and cost are not both zero")
        if not 0 <= self.floor < self.ceiling <= 1 or not self.steepness > 0:
            raise ValueError("0 <= floor < ceiling <= 1, and the steepness is above zero")


def success(game: Game, share: Any) -> Any:
    """Chance that a defection succeeds.

    Parameters
    ----------
    game : Game
    share : float or array_like of float
        Share of the others who defect, from 0 to 1.

    Returns
    -------
    float or numpy.ndarray
        From the floor to the ceiling.
    """
    k = np.asarray(share, dtype=float)
    defect, stay = k**game.steepness, (1 - k) ** game.steepness
    chance = game.floor + (game.ceiling - game.floor) * defect / (defect + stay)
    return chance if chance.ndim else float(chance)


def net_gain(game: Game, share: Any) -> Any:
    """What defecting gives beyond staying, in payoff units; rises with the share of defectors.

    Parameters
    ----------
    game : Game
    share : float or array_like of float

    Returns
    -------
    float or numpy.ndarray
        ``p B - (1 - p) C - R - L``.
    """
    chance = success(game, share)
    return chance * game.benefit - (1 - chance) * game.cost - game.rents - game.loyalty


def needed_chance(game: Game) -> float:
    """The chance of success at which an officer is indifferent: ``(R + L + C) / (B + C)``.

    Above 1, no chance is enough.
    """
    return (game.rents + game.loyalty + game.cost) / (game.benefit + game.cost)


def equilibria(game: Game) -> tuple[int, ...]:
    """Shares at which nobody would rather have done otherwise, and a few who err change nothing.

    Parameters
    ----------
    game : Game

    Returns
    -------
    tuple of int
        0 if it is stable that nobody defects, 1 if it is stable that everybody does: one or both,
        in that order. The share in between at which officers are indifferent (`tipping_share`) is not
        stable and is not among them.
    """
    needed = needed_chance(game)
    stable = []
    # An officer who is indifferent stays: the rule asks for strictly more.
    if game.floor <= needed:
        stable.append(0)
    if game.ceiling > needed:
        stable.append(1)
    return tuple(stable)


def tipping_share(game: Game) -> float | None:
    """Share of defectors beyond which everybody defects and below which everybody returns.

    Parameters
    ----------
    game : Game

    Returns
    -------
    float or None
        Strictly between 0 and 1; None where there is none in between: defecting pays at every share,
        or at none.
    """
    position = (needed_chance(game) - game.floor) / (game.ceiling - game.floor)
    if not 0 < position < 1:
        return None
    defect, stay = position ** (1 / game.steepness), (1 - position) ** (1 / game.steepness)
    return defect / (defect + stay)


def changed(game: Game, policy: str, amount: float) -> Game:
    """The game after a policy.

    Parameters
    ----------
    game : Game
    policy : {"rents", "cost", "amnesty"}
        Lower rents, a lower cost of failing, or a higher benefit.
    amount : float
        By how much, in payoff units, not negative. Rents and cost do not fall below zero.

    Returns
    -------
    Game

    Raises
    ------
    KeyError
        If there is no such policy.
    ValueError
        If the amount is negative.
    """
    payoff, sign = POLICIES[policy]
    if amount < 0:
        raise ValueError(f"a policy changes a payoff by zero or more; got {amount}")
    return replace(game, **{payoff: max(0.0, getattr(game, payoff) + sign * amount)})


def needed_change(game: Game, policy: str) -> float | None:
    """The smallest change after which loyalty is no longer stable, when nobody else defects.

    Everybody staying is unstable once ``floor (B + C) > R + L + C``. With the gap
    ``R + L + C - floor (B + C)`` the change is the gap itself for the rents, the gap over the floor
    for an amnesty, and the gap over one less the floor for the cost; any more tips it.

    Parameters
    ----------
    game : Game
    policy : {"rents", "cost", "amnesty"}

    Returns
    -------
    float or None
        In payoff units, 0 where loyalty is unstable already; None where the policy cannot do it:
        rents and cost cannot fall below zero, and an amnesty does nothing where success is
        impossible without others.

    Raises
    ------
    KeyError
        If there is no such policy.
    """
    payoff, _sign = POLICIES[policy]
    gap = game.rents + game.loyalty + game.cost - game.floor * (game.benefit + game.cost)
    if gap < 0:
        return 0.0
    slope = {"rents": 1.0, "cost": 1 - game.floor, "benefit": game.floor}[payoff]
    if slope <= 0:
        return None
    amount = gap / slope
    # Exactly at the gap officers are indifferent and stay; lowering a payoff to zero must leave room.
    if payoff != "benefit" and amount >= getattr(game, payoff):
        return None
    return amount


def cheapest_policy(game: Game, prices: Mapping[str, float]) -> str | None:
    """The policy that makes loyalty unstable at the lowest price.

    Parameters
    ----------
    game : Game
    prices : mapping of str to float
        Price of one payoff unit of change, by policy; above zero.

    Returns
    -------
    str or None
        A policy (ties: the first in `POLICIES`); None where none can do it.
    """
    bills = {
        policy: needed * prices[policy]
        for policy in POLICIES
        if policy in prices and (needed := needed_change(game, policy)) is not None
    }
    return min(bills, key=lambda policy: bills[policy]) if bills else None


def game_from(rows: Any) -> Game:
    """A game from a table of teaching values.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``parameter`` and ``value``; parameters that are not payoffs of a `Game` are left out.

    Returns
    -------
    Game
    """
    names = set(Game.__dataclass_fields__)
    values = {
        str(row["parameter"]): float(row["value"])
        for row in rows.to_dict("records")
        if str(row["parameter"]) in names
    }
    return Game(**values)

"""Power in weighted voting games: who can turn a losing coalition into a winning one.

A game is a list of weights and a quota; a player is a position in the list. A bloc that always
votes together is one player with the weight of its members.

References
----------
Banzhaf, J. F. (1965). Weighted voting doesn't work: a mathematical analysis. Rutgers Law Review 19.
Brams, S. J. and Affuso, P. J. (1976). Power and size: a new paradox. Theory and Decision 7.
Felsenthal, D. S. and Machover, M. (1997). Ternary voting games. International Journal of Game
    Theory 26.
Felsenthal, D. S. and Machover, M. (1998). The Measurement of Voting Power.
Mann, I. and Shapley, L. S. (1962). Values of large games, VI: evaluating the electoral college
    exactly. RAND Memorandum RM-3158-PR.
Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in a
    committee system. American Political Science Review 48.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from venezuela_course.models.voting import VOTES, Vote

#: Largest game whose coalitions are listed one by one (2 ** 20 is about a million).
LISTABLE_PLAYERS = 20


def _game(weights: Iterable[Any], quota: int) -> list[int]:
    """Check a weighted voting game and return its weights as Python integers."""
    whole: list[int] = []
    for weight in weights:
        if weight != int(weight):
            raise ValueError(
                f"weights must be whole numbers; got {weight!r}. Multiply all weights and the "
                "quota by the same number to make them whole"
            )
        if weight < 0:
            raise ValueError(f"weights cannot be negative; got {weight!r}")
        whole.append(int(weight))
    if not whole:
        raise ValueError("a game needs at least one player")
    if quota != int(quota) or not 1 <= quota <= sum(whole):
        raise ValueError(
            f"the quota must be a whole number between 1 and the total weight {sum(whole)}; got "
            f"{quota!r}. Below 1 nobody is needed, above the total nobody can win"
        )
    return whole


def winning(coalition: Iterable[int], weights: Sequence[int], quota: int) -> bool:
    """Whether a coalition reaches the quota.

    Parameters
    ----------
    coalition : iterable of int
        Positions of the players in `weights`; naming one twice changes nothing.
    weights : sequence of int, shape (players,)
    quota : int

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If the game is not well formed (see `shapley_shubik`).
    """
    whole = _game(weights, quota)
    return sum(whole[player] for player in set(coalition)) >= quota


def blocking(coalition: Iterable[int], weights: Sequence[int], quota: int) -> bool:
    """Whether the other players cannot win without this coalition.

    Parameters
    ----------
    coalition, weights, quota
        As for `winning`.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        As for `winning`.
    """
    outside = set(range(len(weights))) - set(coalition)
    return not winning(outside, weights, quota)


def winning_coalitions(weights: Sequence[int], quota: int) -> list[tuple[int, ...]]:
    """Every winning coalition of a small game.

    Parameters
    ----------
    weights : sequence of int, shape (players,)
        At most `LISTABLE_PLAYERS` players.
    quota : int

    Returns
    -------
    list of tuple of int
        Positions of the players, smallest coalitions first.

    Raises
    ------
    ValueError
        If the game is not well formed or too large to list.
    """
    whole = _game(weights, quota)
    if len(whole) > LISTABLE_PLAYERS:
        raise ValueError(
            f"{len(whole)} players have {2 ** len(whole):,} coalitions; listing stops at "
            f"{LISTABLE_PLAYERS} players. `swings` counts them without listing"
        )
    players = range(len(whole))
    return [
        coalition
        for size in range(1, len(whole) + 1)
        for coalition in combinations(players, size)
        if sum(whole[player] for player in coalition) >= quota
    ]


def minimal_winning(weights: Sequence[int], quota: int) -> list[tuple[int, ...]]:
    """Winning coalitions that lose if any one member leaves.

    Parameters
    ----------
    weights, quota
        As for `winning_coalitions`.

    Returns
    -------
    list of tuple of int

    Raises
    ------
    ValueError
        As for `winning_coalitions`.
    """
    return [
        coalition
        for coalition in winning_coalitions(weights, quota)
        if sum(weights[player] for player in coalition)
        - min(weights[player] for player in coalition)
        < quota
    ]


def minimal_blocking(weights: Sequence[int], quota: int) -> list[tuple[int, ...]]:
    """Blocking coalitions that stop blocking if any one member leaves.

    Parameters
    ----------
    weights, quota
        As for `winning_coalitions`.

    Returns
    -------
    list of tuple of int

    Raises
    ------
    ValueError
        As for `winning_coalitions`.

    Notes
    -----
    A coalition blocks if and only if it wins the dual game, whose quota is the total weight minus
    the quota plus one (Felsenthal and Machover 1998).
    """
    total = sum(_game(weights, quota))
    return minimal_winning(weights, total - quota + 1)


def swings(weights: Sequence[int], quota: int) -> list[list[int]]:
    """Count, for each player, the coalitions it turns from losing into winning.

    Parameters
    ----------
    weights : sequence of int, shape (players,)
    quota : int

    Returns
    -------
    list of list of int, shape (players, players)
        Entry ``[i][k]`` is the number of losing coalitions of ``k`` others that win when player
        ``i`` joins. Python integers, exact whatever their size.

    Raises
    ------
    ValueError
        If the game is not well formed (see `shapley_shubik`).

    Notes
    -----
    The generating function of Mann and Shapley (1962) and Brams and Affuso (1976): the coefficient
    of ``x**s * t**k`` in the product of ``1 + t * x**weight`` over the players is the number of
    coalitions of ``k`` players and weight ``s``. The product is formed once; one factor is divided
    out for each *distinct* weight, since players of equal weight have equal counts. For each ``s``
    the polynomial in ``t`` is kept as one integer with a digit for each power of ``t``; a digit of
    ``players + 1`` bits cannot overflow, as it counts subsets of the players.
    """
    whole = _game(weights, quota)
    digit = len(whole) + 1
    coalitions = _coalitions_below(quota, whole, digit)
    by_weight = {
        weight: _digits(_swinging(coalitions, weight, quota, digit), digit, len(whole))
        for weight in set(whole)
    }
    return [list(by_weight[weight]) for weight in whole]


def _coalitions_below(quota: int, weights: list[int], digit: int) -> dict[int, int]:
    """Packed number of coalitions by size, for each total weight below the quota."""
    counts = {0: 1}
    for weight in weights:
        # From the heaviest down, so that no player is counted into a coalition twice.
        for total in sorted(counts, reverse=True):
            if total + weight < quota:
                joined = counts[total] << digit
                counts[total + weight] = counts.get(total + weight, 0) + joined
    return counts


def _swinging(coalitions: dict[int, int], weight: int, quota: int, digit: int) -> int:
    """Packed number, by size, of the others' coalitions that a player of this weight completes."""
    if weight == 0:
        return 0
    without: dict[int, int] = {}
    swinging = 0
    for total in sorted(coalitions):
        # Dividing by (1 + t * x**weight): what holds the player is what held it before joining.
        without[total] = coalitions[total] - (without.get(total - weight, 0) << digit)
        if total >= quota - weight:
            swinging += without[total]
    return swinging


def _digits(packed: int, digit: int, count: int) -> list[int]:
    mask = (1 << digit) - 1
    return [packed >> (digit * place) & mask for place in range(count)]


def shapley_shubik(weights: Sequence[int], quota: int) -> NDArray[np.float64]:
    """Shapley-Shubik index: how often each player is pivotal when all orders are equally likely.

    Parameters
    ----------
    weights : sequence of int, shape (players,)
        Whole numbers, zero allowed (a player without weight is a dummy).
    quota : int
        Between 1 and the total weight. A quota of half the weight or less is allowed, although
        two opposed coalitions can then both win.

    Returns
    -------
    numpy.ndarray, shape (players,)
        Sums to one.

    Raises
    ------
    ValueError
        If there are no players, a weight is negative or not whole, or the quota is impossible.

    Notes
    -----
    Shapley and Shubik (1954), computed exactly with `swings` and rounded once at the end: a
    coalition of ``k`` stands before the player in ``k! (n - 1 - k)!`` of the ``n!`` orders.

    Examples
    --------
    >>> shapley_shubik([14] + [1] * 20, quota=23)[:2].round(5).tolist()
    [0.57143, 0.02143]
    """
    counts = swings(weights, quota)
    players = len(counts)
    orders = [factorial(size) * factorial(players - 1 - size) for size in range(players)]
    pivots = [sum(n * ways for n, ways in zip(row, orders, strict=True)) for row in counts]
    return np.array([pivot / factorial(players) for pivot in pivots])


def banzhaf(weights: Sequence[int], quota: int, normalised: bool = False) -> NDArray[np.float64]:
    """Banzhaf index: how often each player is decisive when all coalitions are equally likely.

    Parameters
    ----------
    weights, quota
        As for `shapley_shubik`.
    normalised : bool, default False
        False: the absolute index, swings divided by the ``2**(players - 1)`` coalitions of the
        others. True: shares of all swings, which sum to one.

    Returns
    -------
    numpy.ndarray, shape (players,)

    Raises
    ------
    ValueError
        As for `shapley_shubik`.

    Notes
    -----
    Banzhaf (1965); the absolute form is the Penrose measure (Felsenthal and Machover 1998).

    Examples
    --------
    >>> banzhaf([14] + [1] * 20, quota=23)[:2].round(4).tolist()
    [0.7483, 0.0721]
    """
    counts = [sum(row) for row in swings(weights, quota)]
    whole = sum(counts) if normalised else 2 ** (len(counts) - 1)
    return np.array([count / whole for count in counts])


def merge_bloc(weights: Sequence[int], members: Iterable[int]) -> list[int]:
    """Game in which some players always vote together.

    Parameters
    ----------
    weights : sequence of int, shape (players,)
    members : iterable of int
        Positions of the players that form the bloc; at least one.

    Returns
    -------
    list of int, shape (players - members + 1,)
        The bloc first, then the others in their order.

    Raises
    ------
    ValueError
        If the bloc is empty or names a player that does not exist.

    Examples
    --------
    >>> merge_bloc([1] * 5, members=[0, 3, 4])
    [3, 1, 1]
    """
    bloc = set(members)
    if not bloc or not bloc <= set(range(len(weights))):
        raise ValueError(
            f"a bloc names at least one of the players 0 to {len(weights) - 1}; got {sorted(bloc)}"
        )
    others = [int(weight) for player, weight in enumerate(weights) if player not in bloc]
    return [sum(int(weights[player]) for player in bloc), *others]


@dataclass(frozen=True)
class ReducedGame:
    """What is left to play for once some votes are fixed.

    Attributes
    ----------
    players : tuple of int
        Positions, in the original game, of the players still free.
    weights : tuple of int
        Their weights.
    quota : int
        Weight they still have to find; zero or less if the fixed votes already win.
    """

    players: tuple[int, ...]
    weights: tuple[int, ...]
    quota: int

    @property
    def outcome(self) -> Literal["open", "won", "lost"]:
        """Whether the free players still decide anything."""
        if self.quota <= 0:
            return "won"
        return "lost" if self.quota > sum(self.weights) else "open"


def reduced_game(weights: Sequence[int], quota: int, fixed: Mapping[int, Vote]) -> ReducedGame:
    """Game that remains when the votes of some players are known.

    Parameters
    ----------
    weights : sequence of int, shape (players,)
    quota : int
        Weight needed out of *all* players, so that a fixed vote that is not a yes counts against.
    fixed : mapping of int to str
        Position of a player to its vote. A yes lowers what the others must find; no, abstention
        and absence leave it unchanged and only remove the player.

    Returns
    -------
    ReducedGame

    Raises
    ------
    ValueError
        If the game is not well formed, a vote is unknown or a player does not exist.

    Notes
    -----
    The light form of a ternary game (Felsenthal and Machover 1997): the abstainers are given, the
    others choose between yes and no.

    Examples
    --------
    The fourteen split 6-3-5; the other twenty must find 17:

    >>> split = dict(enumerate(["for"] * 6 + ["against"] * 3 + ["abstain"] * 5))
    >>> reduced_game([1] * 34, 23, split).quota
    17
    """
    whole = _game(weights, quota)
    for player, vote in fixed.items():
        if player not in range(len(whole)):
            raise ValueError(f"player {player!r} is not one of 0 to {len(whole) - 1}")
        if vote not in VOTES:
            raise ValueError(f"unknown vote {vote!r}; a vote is one of {', '.join(VOTES)}")
    won = sum(whole[player] for player, vote in fixed.items() if vote == "for")
    free = tuple(player for player in range(len(whole)) if player not in fixed)
    return ReducedGame(free, tuple(whole[player] for player in free), quota - won)

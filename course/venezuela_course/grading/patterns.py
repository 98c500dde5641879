"""How an answer becomes a share of the points: the patterns that graders have in common.

Each pattern is a pure function from any JSON value to a share in [0, 1]. It never raises because of
what a student wrote: a value of the wrong kind earns nothing. What is expected comes from the grader,
and a mistake there does raise.

`number`, `interval`
    quantities;
`set_f1`, `jaccard`, `net_picks`
    sets, in which choosing everything must not pay;
`classification`, `above_chance`
    one label for each item, with what confusions cost, and what guessing would have earned;
`ordering`
    a ranking, by the pairs it puts right;
`follow_through`
    an error is charged once: a later step is judged by the student's own earlier one too;
`presence`, `brier`, `with_confidence`
    whether something was said, and how sure the student was of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

#: Within so many tolerances a number still earns half.
NEAR = 3.0

#: The largest part of an exercise's points that a stated confidence may decide.
CONFIDENCE_PART = 0.1

# Floating point: 0.15 - 0.14 is a little more than 0.01.
_ROUNDING = 1e-9


# What was given -----------------------------------------------------------------------------------


def as_number(value: Any) -> float | None:
    """The value as a finite float; None for everything else, true and false included."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_set(value: Any) -> frozenset[str]:
    """The words in a list, without order or repetition; empty for everything else."""
    if not isinstance(value, (list, tuple, set, frozenset)):
        return frozenset()
    return frozenset(item for item in value if isinstance(item, str))


def as_list(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return list(value) if isinstance(value, (list, tuple)) else []


def as_mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share))


# Quantities ---------------------------------------------------------------------------------------


def number(value: Any, expected: float, tolerance: float, *, relative: bool = False) -> float:
    """Full within the tolerance, half within three times the tolerance, nothing beyond.

    Parameters
    ----------
    value
        What the student gave.
    expected
        The key, finite.
    tolerance
        In the units of `expected`, not negative; or, if `relative`, a share of it.
    relative
        Whether the tolerance is a share of the key.

    Returns
    -------
    float
        1, 0.5 or 0.

    Raises
    ------
    ValueError
        If the key is not finite or the tolerance is negative.
    """
    if not (math.isfinite(expected) and tolerance >= 0):
        raise ValueError(f"key {expected!r} with tolerance {tolerance!r}")
    given = as_number(value)
    if given is None:
        return 0.0
    width = tolerance * abs(expected) if relative else tolerance
    distance = abs(given - expected) - _ROUNDING * max(1.0, abs(expected))
    if distance <= width:
        return 1.0
    return 0.5 if distance <= NEAR * width else 0.0


def interval(value: Any, identified: tuple[float, float], widest: tuple[float, float]) -> float:
    """First validity, then tightness, of a reported range.

    Parameters
    ----------
    value
        What the student gave: a pair ``[low, high]``.
    identified
        The identified set: what the data and the assumptions leave possible. A range that does not
        contain it claims more than is known and earns nothing.
    widest
        The range that says nothing at all. A valid range earns half, and up to the other half the
        closer it is to the identified set.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the identified set does not lie within the widest range.
    """
    low, high = identified
    if not widest[0] <= low <= high <= widest[1]:
        raise ValueError(f"the identified set {identified} lies outside {widest}")
    ends = [number for number in map(as_number, as_list(value)) if number is not None]
    if len(ends) != 2 or len(as_list(value)) != 2:
        return 0.0
    start, stop = ends
    if start > low + _ROUNDING or stop < high - _ROUNDING:
        return 0.0
    room = (widest[1] - widest[0]) - (high - low)
    excess = (stop - start) - (high - low)
    return 1.0 if room <= 0 else 0.5 + 0.5 * _clip(1.0 - excess / room)


# Sets ---------------------------------------------------------------------------------------------


def set_f1(value: Any, expected: Collection[str]) -> float:
    """Harmonic mean of precision and recall of a list of names.

    Parameters
    ----------
    value
        What the student gave. Order and repetition do not matter.
    expected
        The key. If it is empty, an empty list (an answer: 'none') earns everything, and no list at
        all earns nothing.

    Returns
    -------
    float
        From 0 to 1.
    """
    return f1(as_set(value), frozenset(expected), answered=isinstance(value, (list, tuple)))


def f1(
    given: Collection[Hashable], expected: Collection[Hashable], *, answered: bool = True
) -> float:
    """The F1 of two sets of anything hashable; two empty ones agree if something was answered."""
    one, two = frozenset(given), frozenset(expected)
    if not one and not two:
        return 1.0 if answered else 0.0
    return 2 * len(one & two) / (len(one) + len(two))


def jaccard(value: Any, expected: Collection[str]) -> float:
    """What two sets share, of all that is in either (as `set_f1`, but harder on extras)."""
    given, key = as_set(value), frozenset(expected)
    if not given and not key:
        return 1.0 if isinstance(value, (list, tuple)) else 0.0
    return len(given & key) / len(given | key)


def net_picks(value: Any, right: Collection[str]) -> float:
    """Right picks less wrong picks, of the picks that are right: choosing everything does not pay.

    Parameters
    ----------
    value
        What the student chose.
    right
        The right choices, at least one.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If no choice is right.
    """
    key = frozenset(right)
    if not key:
        raise ValueError("at least one choice is right")
    given = as_set(value)
    return _clip((len(given & key) - len(given - key)) / len(key))


# Labels -------------------------------------------------------------------------------------------


def classification(
    value: Any,
    expected: Mapping[str, str],
    costs: Mapping[tuple[str, str], float] | None = None,
) -> float:
    """One less the mean cost of what was confused with what.

    Parameters
    ----------
    value
        What the student gave: ``{item: label}``.
    expected
        The key, at least one item.
    costs
        Cost in [0, 1] of ``(true label, given label)``. What is not listed costs 1, the right label
        nothing. An item without a label costs 1.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the key is empty or a cost lies outside [0, 1].
    """
    table = costs or {}
    if not expected or any(not 0 <= cost <= 1 for cost in table.values()):
        raise ValueError("a key with items, and costs from 0 to 1, are needed")
    labels = as_mapping(value)

    def cost(item: str, true: str) -> float:
        given = labels.get(item)
        if not isinstance(given, str):
            return 1.0
        return 0.0 if given == true else table.get((true, given), 1.0)

    return 1.0 - math.fsum(cost(item, true) for item, true in expected.items()) / len(expected)


def above_chance(share: float, chance: float) -> float:
    """What a share of right answers earns when guessing earns nothing.

    Parameters
    ----------
    share
        Share of right answers, in [0, 1].
    chance
        The share that guessing would reach, in [0, 1).

    Returns
    -------
    float
        From 0 (no better than chance) to 1.

    Raises
    ------
    ValueError
        If `chance` lies outside [0, 1).
    """
    if not 0 <= chance < 1:
        raise ValueError(f"chance must lie in [0, 1); got {chance!r}")
    return _clip((share - chance) / (1.0 - chance))


def ordering(value: Any, expected: Sequence[str]) -> float:
    """Pairs in the right order less pairs in the wrong order, of all pairs (Kendall's tau, not
    below zero).

    Parameters
    ----------
    value
        What the student gave: all items, each once, or it earns nothing.
    expected
        The key, at least two items.

    Returns
    -------
    float
        From 0 to 1. The reverse order and, on average, a random one earn nothing.

    Raises
    ------
    ValueError
        If the key has fewer than two items or repeats one.
    """
    if len(expected) < 2 or len(set(expected)) != len(expected):
        raise ValueError("a ranking orders at least two different items")
    given = as_list(value)
    if any(not isinstance(item, str) for item in given) or sorted(given) != sorted(expected):
        return 0.0
    place = {item: position for position, item in enumerate(given)}
    pairs = [1 if place[a] < place[b] else -1 for a, b in combinations(expected, 2)]
    return _clip(sum(pairs) / len(pairs))


# Earlier steps ------------------------------------------------------------------------------------


def follow_through(
    value: Any, expected: float, own: Any, recompute: Callable[[float], float], tolerance: float
) -> float:
    """A number that follows from an earlier one: right, or right given the student's earlier one.

    Parameters
    ----------
    value
        What the student gave.
    expected
        The key.
    own
        The student's own earlier number.
    recompute
        The step itself: from the earlier number to this one. Where it raises ValueError for the
        student's number, only the key counts.
    tolerance
        As for `number`.

    Returns
    -------
    float
        1, 0.5 or 0: the better of the two readings.
    """
    best = number(value, expected, tolerance)
    earlier = as_number(own)
    if best == 1.0 or earlier is None:
        return best
    try:
        consequence = recompute(earlier)
    except (ValueError, ZeroDivisionError, OverflowError):
        return best
    return max(best, number(value, consequence, tolerance)) if math.isfinite(consequence) else best


# What was said, and how surely --------------------------------------------------------------------


def presence(value: Any, *, least: int = 1) -> float:
    """1 where something was said: text of at least so many characters, a number, a non-empty list
    or mapping; else 0.
    """
    if isinstance(value, str):
        return float(len(value.strip()) >= least)
    if isinstance(value, (list, tuple, Mapping)):
        return float(len(value) >= least)
    return float(isinstance(value, bool) or as_number(value) is not None)


def brier(confidence: Any, right: bool) -> float:
    """One less the squared distance between a stated probability and what came true.

    A proper rule: who states the probability they hold expects to earn most (Brier 1950).

    Parameters
    ----------
    confidence
        What the student gave: a probability in [0, 1]. Anything else earns nothing.
    right
        Whether the answer that it belongs to is right.
    """
    stated = as_number(confidence)
    if stated is None or not 0 <= stated <= 1:
        return 0.0
    return 1.0 - (stated - float(right)) ** 2


def with_confidence(share: float, confidence: Any, *, part: float = CONFIDENCE_PART) -> float:
    """A share of the points of which a small part rewards honest confidence.

    Parameters
    ----------
    share
        What the answer itself earns, in [0, 1]. From a half on it counts as right.
    confidence
        As for `brier`.
    part
        The part that the confidence decides, at most `CONFIDENCE_PART`.

    Raises
    ------
    ValueError
        If the part is larger than allowed.
    """
    if not 0 <= part <= CONFIDENCE_PART:
        raise ValueError(f"confidence decides at most {CONFIDENCE_PART:.0%} of the points")
    return _clip((1 - part) * share + part * brier(confidence, share >= 0.5))


def mean(shares: Iterable[float]) -> float:
    """Mean of some shares; 0 of none."""
    listed = list(shares)
    return math.fsum(listed) / len(listed) if listed else 0.0

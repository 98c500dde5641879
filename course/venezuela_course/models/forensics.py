"""Forensic tests of announced counts, each with its honest alternatives.

A test of this kind compares numbers with what some process would give. A surprising result says that
this process did not make the numbers; it does not say which other one did, and never what the true
votes were. An unsurprising result clears nobody: careful invention passes every test here.

References
----------
Beber, B. and Scacco, A. (2012). What the numbers say: a digit-based test for election fraud. Political
    Analysis 20(2).
Deckert, J., Myagkov, M. and Ordeshook, P. C. (2011). Benford's law and the detection of election
    fraud. Political Analysis 19(3).
Mebane, W. R. (2011). Comment on 'Benford's law and the detection of election fraud'. Political Analysis
    19(3).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from venezuela_course.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


# Roundness ----------------------------------------------------------------------------------------


def _steps(decimals: int) -> int:
    if decimals < 0:
        raise ValueError(f"decimals must be zero or more; got {decimals!r}")
    return int(100 * 10**decimals)


def _check_total(total: int) -> None:
    if total < 1:
        raise ValueError(f"a total of at least one vote is needed; got {total!r}")


def _half_up(value: int, divisor: int) -> int:
    return (2 * value + divisor) // (2 * divisor)


def is_round(count: int, total: int, decimals: int = 1) -> bool:
    """Whether a count is what a percentage with few decimals, of the total, gives to the vote.

    Parameters
    ----------
    count, total : int
        Votes; ``0 <= count <= total``, and the total at least 1.
    decimals : int, default 1
        Decimals of the percentage.

    Returns
    -------
    bool
        Whether some percentage p with so many decimals has ``round(p / 100 * total) == count``.

    Raises
    ------
    ValueError
        If a number is out of range.

    Examples
    --------
    >>> is_round(5_150_092, 10_058_774), is_round(5_150_093, 10_058_774)
    (True, False)
    """
    _check_total(total)
    if not 0 <= count <= total:
        raise ValueError(f"a count lies between 0 and the total {total}; got {count!r}")
    steps = _steps(decimals)
    step = _half_up(count * steps, total)  # the nearest percentage, in steps
    return _half_up(step * total, steps) == count


def round_counts(total: int, decimals: int = 1) -> int:
    """How many of the counts from 0 to the total are round (`is_round`)."""
    _check_total(total)
    steps = _steps(decimals)
    if steps < total:
        return steps + 1
    return len({_half_up(step * total, steps) for step in range(steps + 1)})


def roundness_probability(total: int, decimals: int = 1, counts: int = 1) -> float:
    """Probability that counts made by counting are all round, by chance.

    Parameters
    ----------
    total : int
        Votes in total.
    decimals : int, default 1
        Decimals of the percentage.
    counts : int, default 1
        How many counts are free to vary; the last of all candidates' follows from the others.

    Returns
    -------
    float
        The share of counts that are round, to the power `counts`. Any distribution that is smooth over
        a few thousand neighbouring counts gives the same.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> f"{roundness_probability(10_058_774, counts=2):.1e}"
    '9.9e-09'
    """
    if counts < 1:
        raise ValueError(f"at least one count is needed; got {counts!r}")
    return (round_counts(total, decimals) / (total + 1)) ** counts


def roundness_simulated(
    total: int, decimals: int = 1, *, draws: int = 1_000_000, seed: int = 0
) -> float:
    """Share of counts drawn at random, each as likely as the next, that are round.

    Parameters
    ----------
    total, decimals
        As for `roundness_probability`.
    draws : int, default 1000000
        Counts to draw.
    seed : int, default 0

    Returns
    -------
    float
        Its standard error is ``sqrt(p (1 - p) / draws)``.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """
    import numpy as np

    _check_total(total)
    if draws < 1:
        raise ValueError(f"nothing to draw: {draws!r}")
    steps = _steps(decimals)
    counts = np.random.default_rng(seed).integers(0, total, size=draws, endpoint=True)
    nearest = (2 * counts * steps + total) // (2 * total)
    return float(np.mean((2 * nearest * total + steps) // (2 * steps) == counts))


# Last digits --------------------------------------------------------------------------------------


class DigitTest(NamedTuple):
    """A chi-square test of last digits against all ten being equally frequent.

    Attributes
    ----------
    counts : tuple of int
        How often each digit 0 to 9 is the last.
    statistic : float
        Chi-square, 9 degrees of freedom.
    p_value : float
    used : int
        Counts that entered.
    """

    counts: tuple[int, ...]
    statistic: float
    p_value: float
    used: int


def last_digit_test(
    counts: Sequence[int] | npt.NDArray[np.integer[Any]], least: int = 100
) -> DigitTest:
    """Test whether last digits are equally frequent.

    Parameters
    ----------
    counts : sequence of int
        Counts by table, of one candidate or several.
    least : int, default 100
        Smaller counts are left out: their last digits are not equally frequent even if honest.

    Returns
    -------
    DigitTest

    Raises
    ------
    ValueError
        If fewer than fifty counts remain: the test needs five expected of each digit.
    """
    import numpy as np

    numbers = np.asarray(counts)
    numbers = numbers[numbers >= least].astype(np.int64)
    if numbers.size < 50:
        raise ValueError(
            f"at least 50 counts of {least} or more are needed; there are {numbers.size}"
        )
    found = np.bincount(numbers % 10, minlength=10)
    expected = numbers.size / 10
    statistic = float(((found - expected) ** 2 / expected).sum())
    return DigitTest(tuple(map(int, found)), statistic, _chi_square_9(statistic), numbers.size)


def _chi_square_9(statistic: float) -> float:
    """Upper tail of chi-square with nine degrees of freedom, in closed form (odd degrees)."""
    root = math.sqrt(statistic)
    series, term = 0.0, root
    for odd in (1, 3, 5, 7):
        series += term
        term *= statistic / (odd + 2)
    density = math.sqrt(2 / math.pi) * math.exp(-statistic / 2)
    return min(1.0, math.erfc(root / math.sqrt(2)) + density * series)


# Turnout and increments ---------------------------------------------------------------------------


def turnout(voters: float, registered: float, counted_share: float = 1.0) -> float:
    """Voters as a share of those registered where they were counted.

    Parameters
    ----------
    voters : float
        Voters counted.
    registered : float
        Voters registered everywhere, above 0.
    counted_share : float, default 1
        Share of the register at the tables counted, in (0, 1].

    Returns
    -------
    float
        May exceed 1, which no honest count does; but a register that is out of date, or voters at
        another table than their own, can.

    Raises
    ------
    ValueError
        If a number is out of range.

    Examples
    --------
    >>> round(turnout(12_386_669, 21_323_253, 0.9687), 4)  # as announced on 2 August 2024
    0.5997
    >>> round(turnout(12_386_669, 21_323_253), 4)
    0.5809
    """
    if voters < 0 or not registered > 0 or not 0 < counted_share <= 1:
        raise ValueError(
            f"turnout of {voters!r} voters, {registered!r} registered, {counted_share!r} counted"
        )
    return voters / (registered * counted_share)


def implied_turnout_at_missing(
    voters_all: float, voters_counted: float, registered_all: float, registered_counted: float
) -> float:
    """Turnout that the tables not counted must have had for a total to hold.

    Two statements, a total and a count of part of it, imply a third about the rest. An impossible or
    odd third says that the two do not fit together, not which of them is wrong.

    Parameters
    ----------
    voters_all, registered_all : float
        What one source says of everything.
    voters_counted, registered_counted : float
        What stands on the sheets of a part of it.

    Returns
    -------
    float
        May be negative or above 1.

    Raises
    ------
    ValueError
        If nobody is registered at the rest.
    """
    rest = registered_all - registered_counted
    if not rest > 0:
        raise ValueError(f"nobody is registered at the missing tables; got {rest!r}")
    return (voters_all - voters_counted) / rest


def increment(earlier: Mapping[str, int], later: Mapping[str, int]) -> dict[str, float]:
    """Shares of the votes added between two bulletins of one count.

    Parameters
    ----------
    earlier, later : mapping of str to int
        Candidate to votes; the same candidates.

    Returns
    -------
    dict of str to float

    Raises
    ------
    ValueError
        If the candidates differ, a count falls, or nothing is added.
    """
    if set(earlier) != set(later):
        raise ValueError(f"the bulletins name different candidates: {earlier} and {later}")
    added = {name: later[name] - earlier[name] for name in later}
    total = sum(added.values())
    if min(added.values()) < 0 or total <= 0:
        raise ValueError(f"votes are added from one bulletin to the next; got {added}")
    return {name: votes / total for name, votes in added.items()}


# What a test can show -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """How a forensic test may be read.

    Attributes
    ----------
    name : str
    compares : str
        What the numbers are compared with.
    alternatives : tuple of str
        Honest or innocent ways to the same surprising result, and others.
    cannot_show : tuple of str
        What follows from neither result.
    """

    name: str
    compares: str
    alternatives: tuple[str, ...]
    cannot_show: tuple[str, ...]


def readings() -> dict[str, Reading]:
    """Each test of this module with its alternatives and its limits, in the reader's language."""
    return {
        "roundness": Reading(
            _("Roundness"),
            _("Counts with those that a percentage with one decimal gives, to the vote."),
            (
                _(
                    "A communications office had only the percentages and the total, and computed counts."
                ),
                _("The counts were made up from percentages that somebody wanted."),
                _("The total itself was derived from something else that was rounded."),
            ),
            (
                _("What the true votes were."),
                _("Which of the alternatives holds: each of them makes the same counts."),
            ),
        ),
        "last digits": Reading(
            _("Last digits"),
            _("Last digits of counts by table with ten digits that are equally frequent."),
            (
                _("Counts are small: where they vary by less than some tens, digits are uneven."),
                _("Tables have similar sizes, or one candidate takes nearly all of each."),
                _("Many tests were made, and one in twenty is below 0.05 by chance."),
                _("Somebody wrote figures down instead of counting, and prefers some digits."),
            ),
            (
                _(
                    "That counts are genuine, if digits are even: a machine invents even digits too."
                ),
                _("Which votes were changed, or for whom."),
            ),
        ),
        "turnout": Reading(
            _("Turnout"),
            _("Voters with the register, in total and at the tables counted."),
            (
                _(
                    "The base differs: all registered, those at home, or those at the tables counted."
                ),
                _("The register is out of date: people have died or moved abroad."),
                _("Tables that report late differ from those that report early."),
            ),
            (
                _("Who received the votes."),
                _("That a figure is true because it can be reproduced."),
            ),
        ),
        "increment": Reading(
            _("Votes added between bulletins"),
            _("The split of the added votes with the split before."),
            (
                _("Tables that report late are elsewhere: remote, abroad, or in other cities."),
                _("Corrections to the first bulletin are counted as additions."),
                _("The added votes, or the first ones, were not counted but computed."),
            ),
            (
                _("That either bulletin is right, if the two splits are alike."),
                _("What stands on sheets that were not published."),
            ),
        ),
    }

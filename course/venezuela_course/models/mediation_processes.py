"""Ways in which the numbers on tally sheets come about, honest and dishonest, with the truth known.

A forensic test is worth what it does on numbers whose history is known. Each process here makes up the
votes of one candidate at many polling tables; nothing in it comes from any election. Some are honest and
look odd, one is dishonest and looks perfect: that is what they are for.

References
----------
Beber, B. and Scacco, A. (2012). What the numbers say: a digit-based test for election fraud. Political
    Analysis 20(2).
Deckert, J., Myagkov, M. and Ordeshook, P. C. (2011). Benford's law and the detection of election fraud.
    Political Analysis 19(3).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    Counts = npt.NDArray[np.int64]

#: Value that a chi-square of ten equally likely digits exceeds by chance in 5 per cent of elections
#: (nine degrees of freedom).
CRITICAL_VALUE = 16.919

#: Invented habit of people who make up numbers: too few zeros and fives at the end.
INVENTED_HABIT = (0.055, 0.115, 0.115, 0.12, 0.11, 0.065, 0.11, 0.12, 0.1, 0.09)


def _large_tables(chance: np.random.Generator, shape: tuple[int, int]) -> tuple[Counts, Counts]:
    """Voters of a table, a few hundred, and votes for the candidate, counted as cast."""
    voters = chance.integers(300, 700, shape)
    share = chance.normal(0.5, 0.12, shape).clip(0.05, 0.95)
    return voters, chance.binomial(voters, share)


def _counted(chance: np.random.Generator, shape: tuple[int, int]) -> Counts:
    return _large_tables(chance, shape)[1]


def _small(chance: np.random.Generator, shape: tuple[int, int]) -> Counts:
    return chance.binomial(chance.integers(20, 60, shape), 0.2)


def _rounded(chance: np.random.Generator, shape: tuple[int, int]) -> Counts:
    votes = _counted(chance, shape)
    careless = chance.random(shape) < 0.15
    return votes + careless * (5 * ((votes + 2) // 5) - votes)


def _made_up(chance: np.random.Generator, shape: tuple[int, int]) -> Counts:
    votes = _counted(chance, shape)
    return 10 * (votes // 10) + chance.choice(10, shape, p=INVENTED_HABIT)


def _moved(chance: np.random.Generator, shape: tuple[int, int]) -> Counts:
    voters, votes = _large_tables(chance, shape)
    return votes + (voters - votes) // 5


_PROCESSES: dict[str, Callable[[np.random.Generator, tuple[int, int]], Counts]] = {
    "counted": _counted,
    "small": _small,
    "rounded": _rounded,
    "made up": _made_up,
    "moved": _moved,
}

#: Names of the processes. *counted*: votes as cast, tables of a few hundred. *small*: votes as cast, a
#: dozen or fewer a table. *rounded*: votes as cast, but at every seventh table or so somebody careless
#: wrote a multiple of five. *made up*: last digits written from the head. *moved*: a fifth of the
#: rival's votes taken over at every table by a rule.
PROCESSES = tuple(_PROCESSES)

#: The processes in which what is written is not what was voted, so that the leader may be the wrong one.
DISHONEST = frozenset({"made up", "moved"})


@cache
def made(process: str, tables: int, elections: int = 1, seed: int = 0) -> Counts:
    """Votes of one candidate in made-up elections.

    Parameters
    ----------
    process : str
        One of `PROCESSES`.
    tables : int
        Polling tables in an election.
    elections : int, default 1
    seed : int, default 0

    Returns
    -------
    numpy.ndarray of int
        Shape (elections, tables), not to be written to: the same for the same arguments.

    Raises
    ------
    KeyError
        If there is no such process.
    ValueError
        If there is nothing to make.
    """
    import numpy as np

    if tables < 1 or elections < 1:
        raise ValueError(f"nothing to make: {elections!r} elections of {tables!r} tables")
    votes = _PROCESSES[process](np.random.default_rng(seed), (elections, tables))
    votes.setflags(write=False)
    return votes


def last_digits(votes: Counts) -> Counts:
    """How often each last digit occurs in each election.

    Parameters
    ----------
    votes : numpy.ndarray of int
        Shape (elections, tables), not negative.

    Returns
    -------
    numpy.ndarray of int
        Shape (elections, 10).
    """
    import numpy as np

    elections = votes.shape[0]
    place = votes % 10 + 10 * np.arange(elections)[:, None]
    return np.bincount(place.ravel(), minlength=10 * elections).reshape(elections, 10)


def departure(digits: Counts) -> npt.NDArray[np.float64]:
    """Chi-square of last digits against ten equally likely ones.

    Parameters
    ----------
    digits : numpy.ndarray of int
        Shape (elections, 10), as `last_digits` gives it.

    Returns
    -------
    numpy.ndarray of float
        Shape (elections,). The test flags an election above `CRITICAL_VALUE`.
    """
    expected = digits.sum(axis=1, keepdims=True) / 10
    return ((digits - expected) ** 2 / expected).sum(axis=1)


@cache
def flagged_share(process: str, tables: int, elections: int = 200) -> float:
    """In what share of made-up elections the last-digit test raises its flag.

    Parameters
    ----------
    process, tables, elections
        As for `made`.

    Returns
    -------
    float
        In [0, 1]. For an honest process this is the rate of false alarms, for a dishonest one the
        chance of being noticed.
    """
    votes = made(process, tables, elections, seed=1)
    return float((departure(last_digits(votes)) > CRITICAL_VALUE).mean())

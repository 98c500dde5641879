"""How far two coders agree, and which items to give them.

References
----------
Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20(1), 37-46.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from hashlib import sha256


def cohens_kappa(first: Iterable[Hashable], second: Iterable[Hashable]) -> float:
    """Agreement of two coders beyond what their own habits would give by chance.

    With ``p_o`` the share of items coded alike and ``p_e`` the share expected if each coder kept
    their own frequencies and coded independently, kappa is ``(p_o - p_e) / (1 - p_e)``
    (Cohen 1960, formula 1). It is 1 for full agreement, 0 for as much as chance gives, and below 0
    for less.

    Parameters
    ----------
    first, second : iterable of hashable
        Codes of the same items in the same order, shape (n,) each, n at least 1. Codes are names:
        they have no order and no distance.

    Returns
    -------
    float
        Kappa, at most 1; ``nan`` where both coders used one and the same code throughout, for then
        chance alone gives full agreement and kappa is undefined.

    Raises
    ------
    ValueError
        If the two are not of the same length.
    ZeroDivisionError
        If there are no items.

    Examples
    --------
    Ten items: seven coded alike, and chance gives 0.6 * 0.5 + 0.4 * 0.5 = 0.5.

    >>> cohens_kappa("aaaaaabbbb", "aaaabbabbb")
    0.4
    """
    pairs = list(zip(first, second, strict=True))
    n = len(pairs)
    ours = Counter(one for one, _two in pairs)
    theirs = Counter(two for _one, two in pairs)
    # Fractions: full chance agreement must be found exactly, not up to rounding.
    observed = Fraction(sum(one == two for one, two in pairs), n)
    expected = Fraction(sum(ours[code] * theirs[code] for code in ours), n * n)
    if expected == 1:
        return float("nan")
    return float((observed - expected) / (1 - expected))


def stratified_sample(strata: Mapping[str, str], size: int, seed: str) -> list[str]:
    """Items drawn from each stratum in proportion to its size.

    Places are given out by largest remainder (ties to the stratum that sorts first). Within a
    stratum the items whose SHA-256 of ``seed:item`` comes first are taken, so that every machine and
    every Python draws the same sample, in whatever order the items come.

    Parameters
    ----------
    strata : mapping of str to str
        Stratum of every item.
    size : int
        Items to draw, from 0 to the number of items.
    seed : str
        Any text; another text gives another sample.

    Returns
    -------
    list of str
        The items drawn, sorted; shape (size,).

    Raises
    ------
    ValueError
        If fewer than 0 or more items are asked for than there are.
    """
    if not 0 <= size <= len(strata):
        raise ValueError(size)
    sizes = Counter(strata.values())
    # Whole places and remainders in units of 1/len(strata), without rounding.
    shares = {name: divmod(size * count, len(strata)) for name, count in sorted(sizes.items())}
    places = {name: whole for name, (whole, _remainder) in shares.items()}
    by_remainder = sorted(shares, key=lambda name: -shares[name][1])
    for name in by_remainder[: size - sum(places.values())]:
        places[name] += 1
    drawn: list[str] = []
    for name, count in places.items():
        members = [item for item, stratum in strata.items() if stratum == name]
        members.sort(key=lambda item: (sha256(f"{seed}:{item}".encode()).digest(), item))
        drawn += members[:count]
    return sorted(drawn)

"""Rival explanations of a statement that cannot be right as printed, and how sure one may be of them.

References
----------
Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27(3),
    379-423. (Entropy.)
Laakso, M. and Taagepera, R. (1979). "Effective" number of parties: a measure with application to West
    Europe. Comparative Political Studies 12(1), 3-27.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

#: Ways in which "a military coup in 2021" can have come to be printed.
HYPOTHESES = ("2002", "2019", "2020", "speaker", "translation", "unknown", "other")


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as probabilities.

    Parameters
    ----------
    weights
        Not negative, finite, not all zero.

    Returns
    -------
    dict of str to float
        Sums to 1.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or all are zero.
    """
    total = math.fsum(weights.values())
    if total <= 0 or any(not 0 <= weight < math.inf for weight in weights.values()):
        raise ValueError(f"weights must be finite, not negative and not all zero: {dict(weights)}")
    return {name: weight / total for name, weight in weights.items()}


def effective_number(weights: Mapping[str, float]) -> float:
    """How many hypotheses are really in play.

    The number of equally likely hypotheses that would be as undecided: one over the sum of the squared
    probabilities, as Laakso and Taagepera (1979) count parties.

    Parameters
    ----------
    weights
        As for `normalised`.

    Returns
    -------
    float
        From 1 (certainty) to the number of hypotheses (all alike).

    Raises
    ------
    ValueError
        As `normalised`.
    """
    return 1.0 / math.fsum(share**2 for share in normalised(weights).values())


def entropy(weights: Mapping[str, float]) -> float:
    """Uncertainty of a distribution in bits (Shannon 1948).

    Parameters
    ----------
    weights
        As for `normalised`.

    Returns
    -------
    float
        From 0 to the binary logarithm of the number of hypotheses.

    Raises
    ------
    ValueError
        As `normalised`.
    """
    return -math.fsum(
        share * math.log2(share) for share in normalised(weights).values() if share > 0
    )


def odds_against_the_rest(weights: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest hypothesis and its odds against all others together.

    Returns
    -------
    tuple of str and float
        Name (the first of several equal ones) and odds; infinite at certainty.

    Raises
    ------
    ValueError
        As `normalised`.
    """
    shares = normalised(weights)
    name = max(shares, key=lambda one: shares[one])
    rest = math.fsum(share for other, share in shares.items() if other != name)
    return name, shares[name] / rest if rest > 0 else math.inf

"""What sort of statement a claim is, what misreading it costs, and samples that are equally hard.

The six kinds are those of the table of claims; ``seeds/CODING.md`` has the rules by which they are
told apart. A kind says nothing about whether a claim is true.

References
----------
Krippendorff, K. (2019). Content Analysis: An Introduction to Its Methodology, 4th ed. Sage.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Mapping

KINDS = (
    "event",
    "figure",
    "attributed_opinion",
    "characterisation",
    "allegation",
    "forecast",
)

#: Cost of taking a claim of the first kind for one of the second, from 0 to 1; the right kind costs
#: nothing. Promotion is dearest: whoever prints an allegation as an event has convicted somebody, and an
#: opinion or a forecast printed as an event is a fact that nobody established. Demotion costs less, and
#: the two kinds of judgement lie close together. The four corner values (1.0, 0.8, 0.6 and 0.2) are the
#: course's rule; the others follow the same order.
MISREADING_COSTS: Mapping[tuple[str, str], float] = {
    (true, given): cost
    for true, row in {
        "event": {
            "figure": 0.4,
            "attributed_opinion": 0.6,
            "characterisation": 0.5,
            "allegation": 0.8,
            "forecast": 0.8,
        },
        "figure": {
            "event": 0.4,
            "attributed_opinion": 0.6,
            "characterisation": 0.5,
            "allegation": 0.8,
            "forecast": 0.8,
        },
        "attributed_opinion": {
            "event": 0.8,
            "figure": 0.8,
            "characterisation": 0.2,
            "allegation": 0.6,
            "forecast": 0.6,
        },
        "characterisation": {
            "event": 0.6,
            "figure": 0.6,
            "attributed_opinion": 0.2,
            "allegation": 0.6,
            "forecast": 0.6,
        },
        "allegation": {
            "event": 1.0,
            "figure": 1.0,
            "attributed_opinion": 0.6,
            "characterisation": 0.8,
            "forecast": 0.8,
        },
        "forecast": {
            "event": 0.6,
            "figure": 0.8,
            "attributed_opinion": 0.6,
            "characterisation": 0.6,
            "allegation": 0.8,
        },
    }.items()
    for given, cost in row.items()
}


def misreading_cost(true: str, given: str) -> float:
    """What it costs to take a claim of one kind for one of another.

    Parameters
    ----------
    true, given
        Members of `KINDS`.

    Returns
    -------
    float
        From 0 (the same kind) to 1.

    Raises
    ------
    KeyError
        If one of them is no kind.
    """
    if true == given and true in KINDS:
        return 0.0
    return MISREADING_COSTS[true, given]


def balanced_samples(
    strata: Mapping[str, Hashable], quotas: Mapping[Hashable, int], number: int, seed: str
) -> tuple[tuple[str, ...], ...]:
    """Samples that are equally hard by construction: each has the same number from every stratum.

    Within a stratum items are dealt in turns, so that over all samples each is used about as often as
    any other. The order within a sample is shuffled, so that it tells nothing about the strata.

    Parameters
    ----------
    strata
        Stratum of every item. Items whose stratum has no quota are never drawn.
    quotas
        How many items each sample has of a stratum, at least 1.
    number
        How many samples, at least 1.
    seed
        Equal seeds give equal samples; the generator of `random` for a text is the same everywhere.

    Returns
    -------
    tuple of tuple of str
        `number` different samples, shape ``(number, sum of quotas)``.

    Raises
    ------
    ValueError
        If a stratum has fewer items than its quota, or so few that no `number` different samples were
        found.
    """
    members: dict[Hashable, list[str]] = {stratum: [] for stratum in quotas}
    for item in sorted(strata):
        if strata[item] in members:
            members[strata[item]].append(item)
    for stratum, quota in quotas.items():
        if not 1 <= quota <= len(members[stratum]):
            raise ValueError(
                f"{stratum}: a sample has {quota} of {len(members[stratum])} items of this stratum"
            )
    chance = random.Random(seed)
    decks: dict[Hashable, list[str]] = {stratum: [] for stratum in quotas}
    samples: list[tuple[str, ...]] = []
    seen: set[frozenset[str]] = set()
    for _attempt in range(20 * number):
        if len(samples) == number:
            break
        drawn: list[str] = []
        for stratum, quota in quotas.items():
            hand: list[str] = []
            while len(hand) < quota:
                if not decks[stratum]:
                    decks[stratum] = chance.sample(members[stratum], len(members[stratum]))
                card = decks[stratum].pop()
                if card not in hand:
                    hand.append(card)
            drawn += hand
        if frozenset(drawn) not in seen:
            seen.add(frozenset(drawn))
            samples.append(tuple(chance.sample(drawn, len(drawn))))
    if len(samples) < number:
        raise ValueError(f"only {len(samples)} of {number} different samples were found")
    return tuple(samples)


def stratum_counts(
    sample: tuple[str, ...], strata: Mapping[str, Hashable]
) -> Mapping[Hashable, int]:
    """How many items of each stratum a sample has: equal for samples that are equally hard."""
    return Counter(strata[item] for item in sample)

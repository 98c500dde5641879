"""Audits by sample: how few tables or ballots can settle what, and what they cannot.

Two questions that need different samples. *Is anything altered?* asks for one altered item among those
drawn; the sample depends on the share that is altered and hardly on how many there are. *Did the
reported leader win?* is what a risk-limiting audit asks: it goes on until the ballots drawn are
convincing, or all are counted by hand; the sample depends on the lead.

Either needs ballots or paper records that nobody could exchange, the complete list they are drawn
from, and results published before the draw to compare with. A court's review of documents, whatever
its merits, is not an audit in this sense, and no sample can be drawn from what was not published.

References
----------
Lindeman, M., Stark, P. B. and Yates, V. S. (2012). BRAVO: Ballot-polling risk-limiting audits to
    verify outcomes. EVT/WOTE.
Stark, P. B. and Wagner, D. A. (2012). Evidence-based elections. IEEE Security and Privacy 10(5).
Wald, A. (1945). Sequential tests of statistical hypotheses. Annals of Mathematical Statistics 16(2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def _check_risk(risk: float) -> None:
    if not 0 < risk < 1:
        raise ValueError(f"risk is a probability and must lie between 0 and 1; got {risk!r}")


# Is anything altered? -----------------------------------------------------------------------------


def detection_probability(sample: int, altered_share: float, items: int | None = None) -> float:
    """Probability that a random sample holds at least one altered item.

    Parameters
    ----------
    sample : int
        Items drawn.
    altered_share : float
        Share of all items that is altered, in [0, 1].
    items : int, optional
        Number of items, drawn without replacement; ``altered_share * items`` is rounded up to whole
        items. Without it items are drawn from an unlimited stock (binomial).

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the sample is negative or larger than the stock, or the share out of range.
    """
    if not 0 <= altered_share <= 1:
        raise ValueError(f"altered_share must lie in [0, 1]; got {altered_share!r}")
    if sample < 0 or (items is not None and sample > items):
        raise ValueError(f"cannot draw {sample!r} of {items!r} items")
    if items is None:
        return 1 - (1 - altered_share) ** sample
    altered = _whole(altered_share * items)
    if sample > items - altered:
        return 1.0
    # ln C(items - altered, sample) - ln C(items, sample)
    missed = (
        math.lgamma(items - altered + 1)
        - math.lgamma(items - altered - sample + 1)
        - math.lgamma(items + 1)
        + math.lgamma(items - sample + 1)
    )
    return min(1.0, max(0.0, -math.expm1(missed)))


def detection_sample(altered_share: float, risk: float = 0.05, items: int | None = None) -> int:
    """Smallest sample that misses every altered item with at most the given probability.

    Parameters
    ----------
    altered_share : float
        Share of all items that is altered, above 0 and at most 1.
    risk : float, default 0.05
        Accepted probability of missing all of them.
    items : int, optional
        As for `detection_probability`.

    Returns
    -------
    int
        Without `items` ``ceil(ln risk / ln(1 - s))``.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> [detection_sample(share) for share in (0.01, 0.05, 0.10)]
    [299, 59, 29]
    >>> detection_sample(0.01, items=30_026)  # the stock hardly matters
    296
    """
    _check_risk(risk)
    if not 0 < altered_share <= 1:
        raise ValueError(f"altered_share must lie above 0 and at most at 1; got {altered_share!r}")
    if altered_share == 1:
        return 1
    unlimited = _whole(math.log(risk) / math.log1p(-altered_share))
    if items is None:
        return unlimited
    if items < 1:
        raise ValueError(f"there must be something to draw from; got {items!r}")
    low, high = 1, min(items, unlimited)
    while low < high:
        middle = (low + high) // 2
        if detection_probability(middle, altered_share, items) >= 1 - risk:
            high = middle
        else:
            low = middle + 1
    return low


def _whole(value: float) -> int:
    """Rounded up, but not because of floating point."""
    return math.ceil(value - 1e-9)


# Did the reported leader win? ---------------------------------------------------------------------


class BravoSteps(NamedTuple):
    """Logarithms of what each ballot multiplies the evidence by.

    Attributes
    ----------
    leader, rival : float
    threshold : float
        The audit stops when their sum reaches it.
    """

    leader: float
    rival: float
    threshold: float


def bravo_steps(leader: float, rival: float, risk: float = 0.05) -> BravoSteps:
    """The sequential test of BRAVO, for a reported lead.

    Parameters
    ----------
    leader, rival : float
        Reported votes, or shares, of the two; only their ratio matters. Ballots for anybody else
        leave the evidence as it is.
    risk : float, default 0.05
        Largest probability of confirming a wrong outcome.

    Returns
    -------
    BravoSteps
        A ballot for the leader multiplies the evidence by ``2 s``, one for the rival by ``2 (1 - s)``,
        with s the leader's share of the two; it is confirmed at ``1 / risk``.

    Raises
    ------
    ValueError
        If the leader does not lead or the risk is out of range.
    """
    _check_risk(risk)
    if not (rival >= 0 and leader > rival and math.isfinite(leader)):
        raise ValueError(f"a reported lead is needed; got {leader!r} and {rival!r}")
    share = leader / (leader + rival)
    against = math.log(2 * (1 - share)) if share < 1 else -math.inf
    return BravoSteps(math.log(2 * share), against, -math.log(risk))


def bravo_expected_ballots(leader: float, rival: float, risk: float = 0.05) -> float:
    """Expected ballots until BRAVO stops, if the reported shares are right.

    Parameters and errors as for `bravo_steps`.

    Returns
    -------
    float
        Ballots for either of the two, ``(ln(1/risk) + z_w / 2) / (s z_w + (1 - s) z_l)`` with the
        steps z of `bravo_steps` (Lindeman, Stark and Yates 2012). Divide by the two candidates' share
        of all ballots for the ballots to draw.

    Examples
    --------
    >>> round(bravo_expected_ballots(2, 1), 1), round(bravo_expected_ballots(0.5195, 0.4318))
    (55.4, 714)

    Notes
    -----
    Wald's approximation, corrected by half a step for overshooting; tests compare it with simulated
    audits. The number of ballots in the country does not occur in it.
    """
    steps = bravo_steps(leader, rival, risk)
    share = leader / (leader + rival)
    drift = share * steps.leader + ((1 - share) * steps.rival if share < 1 else 0.0)
    return (steps.threshold + steps.leader / 2) / drift


def bravo_path(
    ballots: Sequence[bool], leader: float, rival: float, risk: float = 0.05
) -> npt.NDArray[np.float64]:
    """Evidence after each ballot, as the logarithm of what BRAVO multiplies.

    Parameters
    ----------
    ballots : sequence of bool
        In the order drawn: True for the reported leader, False for the rival.
    leader, rival, risk
        As for `bravo_steps`.

    Returns
    -------
    numpy.ndarray
        One value for each ballot. The audit is over where it first reaches ``-ln(risk)``.

    Raises
    ------
    ValueError
        As `bravo_steps`.
    """
    import numpy as np

    steps = bravo_steps(leader, rival, risk)
    drawn = np.asarray(ballots, dtype=bool)
    return np.cumsum(np.where(drawn, steps.leader, steps.rival))


def bravo_simulate(
    leader: float,
    rival: float,
    risk: float = 0.05,
    *,
    true_share: float | None = None,
    audits: int = 1_000,
    most: int = 20_000,
    seed: int = 0,
) -> npt.NDArray[np.int64]:
    """Ballots that each of many simulated audits took.

    Parameters
    ----------
    leader, rival, risk
        As for `bravo_steps`: what was reported.
    true_share : float, optional
        The leader's true share of the two; the reported one if not given. At 0.5 or less the report
        is wrong, and an audit that stops is a failure.
    audits : int, default 1000
    most : int, default 20000
        Ballots after which an audit that has not stopped is broken off for a full hand count.
    seed : int, default 0

    Returns
    -------
    numpy.ndarray of int
        Shape (audits,); ``most + 1`` where the audit did not stop.

    Raises
    ------
    ValueError
        As `bravo_steps`; if the true share is out of range, or there is nothing to draw.
    """
    import numpy as np

    steps = bravo_steps(leader, rival, risk)
    share = leader / (leader + rival) if true_share is None else true_share
    if not 0 <= share <= 1:
        raise ValueError(f"true_share must lie in [0, 1]; got {true_share!r}")
    if audits < 1 or most < 1:
        raise ValueError(f"nothing to draw: {audits!r} audits of {most!r} ballots")
    chance = np.random.default_rng(seed)
    taken = np.full(audits, most + 1, dtype=np.int64)
    evidence = np.zeros(audits)
    running = np.arange(audits)
    drawn = 0
    block = 256  # ballots at a time, so that audits that have stopped cost nothing
    while drawn < most and running.size:
        more = min(block, most - drawn)
        for_leader = chance.random((running.size, more)) < share
        path = evidence[running, None] + np.cumsum(
            np.where(for_leader, steps.leader, steps.rival), axis=1
        )
        stopped = path >= steps.threshold - 1e-12
        ended = stopped.any(axis=1)
        taken[running[ended]] = drawn + stopped[ended].argmax(axis=1) + 1
        evidence[running] = path[:, -1]
        running = running[~ended]
        drawn += more
    return taken

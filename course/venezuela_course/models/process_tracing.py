"""How much one piece of evidence says about one explanation.

Process tracing asks of each piece of evidence two questions. *Certainty*: must we see it if the
explanation is true? *Uniqueness*: would we be surprised to see it if the explanation were false?
The four answers are the four tests of Van Evera; Bennett showed that they are regions of Bayes'
rule.

References
----------
Bennett, A. (2010). Process tracing and causal inference. In H. E. Brady and D. Collier (eds),
    Rethinking Social Inquiry, 2nd ed.
Fairfield, T. and Charman, A. E. (2017). Explicit Bayesian analysis for process tracing.
    Political Analysis 25(3).
Van Evera, S. (1997). Guide to Methods for Students of Political Science.
"""

from __future__ import annotations

import math
from typing import Literal

Test = Literal["straw in the wind", "hoop", "smoking gun", "doubly decisive"]

#: Which test it is, by whether the evidence is certain and whether it is unique (Van Evera 1997).
TESTS: dict[tuple[bool, bool], Test] = {
    (False, False): "straw in the wind",
    (True, False): "hoop",
    (False, True): "smoking gun",
    (True, True): "doubly decisive",
}


def _probability(name: str, value: float) -> float:
    if not 0 <= value <= 1:  # also catches NaN
        raise ValueError(f"{name} is a probability and must lie in [0, 1]; got {value!r}")
    return float(value)


def classify_test(certainty: float, uniqueness: float, high: float = 0.8) -> Test:
    """Name the test a piece of evidence makes.

    Parameters
    ----------
    certainty : float
        Probability, in [0, 1], of seeing the evidence if the explanation is true.
    uniqueness : float
        Probability, in [0, 1], of *not* seeing the evidence if the explanation is false.
    high : float, default 0.8
        From where on a probability counts as high. The literature draws no line; 0.8 is this
        course's convention.

    Returns
    -------
    str
        ``"straw in the wind"``, ``"hoop"``, ``"smoking gun"`` or ``"doubly decisive"``.

    Raises
    ------
    ValueError
        If an argument lies outside [0, 1].

    Notes
    -----
    The two-by-two table of Van Evera (1997, pp. 31-34), with the names in use since Bennett (2010).
    """
    line = _probability("high", high)
    return TESTS[
        _probability("certainty", certainty) >= line,
        _probability("uniqueness", uniqueness) >= line,
    ]


def update(prior: float, p_if_true: float, p_if_false: float, *, found: bool = True) -> float:
    """Belief in an explanation after looking for one piece of evidence.

    Parameters
    ----------
    prior : float
        Probability of the explanation before looking.
    p_if_true, p_if_false : float
        Probability of finding the evidence if the explanation is true (the certainty of the test)
        and if it is false (one minus its uniqueness).
    found : bool, default True
        Whether the evidence was found. Failing a hoop test is evidence too.

    Returns
    -------
    float
        Posterior probability, in [0, 1].

    Raises
    ------
    ValueError
        If an argument lies outside [0, 1], or if what was observed had probability zero under
        both readings, so that Bayes' rule says nothing.

    Notes
    -----
    Bayes' rule, as applied to the four tests by Bennett (2010).
    """
    belief = _probability("prior", prior)
    if_true = _probability("p_if_true", p_if_true)
    if_false = _probability("p_if_false", p_if_false)
    if not found:
        if_true, if_false = 1 - if_true, 1 - if_false
    observed = belief * if_true + (1 - belief) * if_false
    if observed == 0:
        raise ValueError(
            "what was observed is impossible under this prior and these probabilities; "
            "revise one of them"
        )
    return belief * if_true / observed


def weight_of_evidence(p_if_true: float, p_if_false: float) -> float:
    """Weight of a piece of evidence that was found, in decibels.

    Parameters
    ----------
    p_if_true, p_if_false : float
        As for `update`.

    Returns
    -------
    float
        Ten times the decimal logarithm of the likelihood ratio: zero says nothing, +10 makes the
        odds ten times better, infinity decides.

    Raises
    ------
    ValueError
        If a probability lies outside [0, 1] or both are zero.

    Notes
    -----
    The scale is I. J. Good's; Fairfield and Charman (2017) propose it for process tracing.
    """
    if_true = _probability("p_if_true", p_if_true)
    if_false = _probability("p_if_false", p_if_false)
    if if_true == if_false == 0:
        raise ValueError("evidence that is impossible either way has no weight")
    if if_false == 0:
        return math.inf
    if if_true == 0:
        return -math.inf
    return 10 * math.log10(if_true / if_false)

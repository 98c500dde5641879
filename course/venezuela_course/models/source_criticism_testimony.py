"""What a report adds to belief when it may only repeat another, and what a slip may have been.

Two witnesses who could have copied from one another are worth less than two who could not: the rule
of every handbook of source criticism (Bloch 1953), here as Bayes' rule.

References
----------
Bloch, M. (1953). The Historian's Craft. Knopf. (Apologie pour l'histoire, 1949.)
Bovens, L. and Hartmann, S. (2003). Bayesian Epistemology. Oxford University Press.
"""

from __future__ import annotations

from collections.abc import Mapping


def _probability(name: str, value: float) -> float:
    if not 0 <= value <= 1:  # also catches NaN
        raise ValueError(f"{name} is a probability and must lie in [0, 1]; got {value!r}")
    return float(value)


def corroboration(
    prior: float, if_true: float, if_false: float, reports: int, copying: float
) -> float:
    """Belief in an event after several reports that all affirm it.

    The first reporter looks for itself. Each later one, independently of the rest, repeats the first
    with probability ``copying`` and otherwise looks for itself. With ``h`` and ``f`` the probabilities
    of an affirmative report from one's own look where the event happened and where it did not, the
    likelihood ratio of ``n`` affirmative reports is ``h/f * ((c + (1-c)h) / (c + (1-c)f)) ** (n-1)``.

    Parameters
    ----------
    prior : float
        Belief in the event before any report, in [0, 1].
    if_true, if_false : float
        ``h`` and ``f``, each in [0, 1].
    reports : int
        Number of affirmative reports, at least 0.
    copying : float
        ``c``, in [0, 1]: 0 for independent witnesses, 1 for one witness in many mouths.

    Returns
    -------
    float
        Posterior probability, in [0, 1].

    Raises
    ------
    ValueError
        If an argument lies outside its range, or if such reports cannot occur at all.

    Examples
    --------
    Five copies of one report are worth one report:

    >>> corroboration(0.5, 0.8, 0.2, 5, 1.0) == corroboration(0.5, 0.8, 0.2, 1, 0.0)
    True
    """
    belief, c = _probability("prior", prior), _probability("copying", copying)
    h, f = _probability("if_true", if_true), _probability("if_false", if_false)
    if reports < 0:
        raise ValueError(f"reports must be at least 0; got {reports!r}")
    likelihoods = [1.0, 1.0]
    if reports:
        likelihoods = [own * (c + (1 - c) * own) ** (reports - 1) for own in (h, f)]
    seen = belief * likelihoods[0] + (1 - belief) * likelihoods[1]
    if seen == 0:
        raise ValueError("such reports are impossible under this prior and these probabilities")
    return belief * likelihoods[0] / seen


def reweigh(priors: Mapping[str, float], likelihoods: Mapping[str, float]) -> dict[str, float]:
    """Shares of belief in rival hypotheses after one observation.

    Parameters
    ----------
    priors : mapping of str to float
        Weight of each hypothesis before, none negative, any scale.
    likelihoods : mapping of str to float
        Probability of the observation under each of the same hypotheses.

    Returns
    -------
    dict of str to float
        The same keys in the same order; sums to 1.

    Raises
    ------
    ValueError
        If the two do not name the same hypotheses, a weight is negative, or nothing is left.
    """
    if priors.keys() != likelihoods.keys():
        raise ValueError("priors and likelihoods must name the same hypotheses")
    joint = {name: priors[name] * likelihoods[name] for name in priors}
    if min(joint.values(), default=0.0) < 0:
        raise ValueError("weights and likelihoods must not be negative")
    total = sum(joint.values())
    if not total > 0:
        raise ValueError("no hypothesis is left: each has weight or likelihood zero")
    return {name: value / total for name, value in joint.items()}

"""The definition machine: what a definition makes of a case, when some facts are not known.

A definition is a set of criteria that must all hold, and, for success, a number of days. A fact is
``yes``, ``no`` or ``unknown``, and what is unknown is carried through to the verdict by Kleene's strong
three-valued logic: one ``no`` is enough to reject a case whatever else is unknown, but a case is
accepted only if nothing that matters is unknown.

References
----------
Kleene, S. C. (1952). Introduction to Metamathematics, section 64. (The strong tables.)
Powell, J. M. and Thyne, C. L. (2011). Global instances of coups from 1950 to 2010: a new dataset.
    Journal of Peace Research 48(2), 249-259. (Attempts from within the state, illegal, against the
    executive; success from seven days.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Truth = Literal["yes", "no", "unknown"]

TRUTHS: tuple[Truth, ...] = ("yes", "no", "unknown")

#: Criteria that a definition can ask for, in the order in which they are shown.
CRITERIA = ("insider", "illegal", "executive", "force")

#: The fact that tells how long those who acted held power, in days.
DAYS = "days"

#: Powell and Thyne's definition: three criteria, and success from seven days.
POWELL_THYNE = frozenset({"insider", "illegal", "executive"})
POWELL_THYNE_DAYS = 7


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjunction: ``no`` if any is ``no``, else ``unknown`` if any is, else ``yes``.

    Parameters
    ----------
    truths : iterable of {"yes", "no", "unknown"}

    Returns
    -------
    {"yes", "no", "unknown"}
        ``yes`` of nothing at all.

    Raises
    ------
    ValueError
        If a value is none of the three.
    """
    given = list(truths)
    if strange := [one for one in given if one not in TRUTHS]:
        raise ValueError(f"not a truth value: {strange[0]!r}")
    return "no" if "no" in given else "unknown" if "unknown" in given else "yes"


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjunction: ``yes`` if any is ``yes``, else ``unknown`` if any is, else ``no``.

    Raises
    ------
    ValueError
        If a value is none of the three.
    """
    return negation(all_of(negation(one) for one in truths))


def negation(truth: Truth) -> Truth:
    """The opposite; of ``unknown``, ``unknown``.

    Raises
    ------
    ValueError
        If the value is none of the three.
    """
    opposite: dict[Truth, Truth] = {"yes": "no", "no": "yes", "unknown": "unknown"}
    if truth not in opposite:
        raise ValueError(f"not a truth value: {truth!r}")
    return opposite[truth]


def lasts(low: float | None, high: float | None, least: float) -> Truth:
    """Whether something lasted at least so many days, when its length is known within limits.

    Parameters
    ----------
    low, high : float or None
        Fewest and most days that the sources allow; None where they set no limit.
    least : float
        Days asked for.

    Returns
    -------
    {"yes", "no", "unknown"}
        ``unknown`` where `least` lies between the limits.
    """
    if low is not None and low >= least:
        return "yes"
    return "no" if high is not None and high < least else "unknown"


@dataclass(frozen=True)
class Case:
    """What is known of one case.

    Attributes
    ----------
    name : str
    facts : mapping of str to {"yes", "no", "unknown"}
        A value for each criterion; one that is missing is unknown.
    removed : {"yes", "no", "unknown"}
        Whether the chief executive lost power.
    low, high : float or None
        Fewest and most days for which those who acted held power; None where no source sets a limit.
    """

    name: str
    facts: Mapping[str, Truth]
    removed: Truth = "unknown"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Definition:
    """What must hold.

    Attributes
    ----------
    criteria : frozenset of str
        All must hold for an attempt.
    min_days : float
        Days that power must have been held for the attempt to count as successful. At 0 the removal
        of the executive is enough.
    """

    criteria: frozenset[str]
    min_days: float


@dataclass(frozen=True)
class Classification:
    """What a definition makes of a case: was it an attempt, and did it succeed?"""

    attempt: Truth
    success: Truth


def classify(case: Case, definition: Definition) -> Classification:
    """Apply a definition to a case.

    Parameters
    ----------
    case : Case
    definition : Definition

    Returns
    -------
    Classification
        `attempt`: all criteria hold. `success`: it was an attempt, the executive was removed, and
        power was held for at least the days asked for. Unknown facts stay unknown unless a known one
        decides.
    """
    attempt = all_of(case.facts.get(one, "unknown") for one in definition.criteria)
    held: Truth = (
        "yes" if definition.min_days <= 0 else lasts(case.low, case.high, definition.min_days)
    )
    return Classification(attempt, all_of([attempt, case.removed, held]))


def sensitive_to(case: Case, definition: Definition, criterion: str) -> bool:
    """Whether switching one criterion on or off changes what the definition makes of a case.

    Parameters
    ----------
    case : Case
    definition : Definition
    criterion : str
        One of `CRITERIA`, or `DAYS`: then the days are set to 0, or, where they are 0, to seven.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If there is no such criterion.
    """
    return classify(case, definition) != classify(case, switched(definition, criterion))


def switched(definition: Definition, criterion: str) -> Definition:
    """The definition with one criterion switched (see `sensitive_to`).

    Raises
    ------
    ValueError
        If there is no such criterion.
    """
    if criterion == DAYS:
        days = 0 if definition.min_days > 0 else POWELL_THYNE_DAYS
        return Definition(definition.criteria, days)
    if criterion not in CRITERIA:
        raise ValueError(f"there is no criterion {criterion!r}")
    return Definition(definition.criteria ^ {criterion}, definition.min_days)


def changes_between(first: Definition, second: Definition) -> tuple[str, ...]:
    """Criteria in which two definitions differ, `DAYS` among them if the days differ."""
    differing = [one for one in CRITERIA if one in first.criteria ^ second.criteria]
    return (*differing, DAYS) if first.min_days != second.min_days else tuple(differing)


def cases_from(rows: Any) -> tuple[Case, ...]:
    """Cases from a table of facts.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row per case and criterion with columns ``case``, ``criterion`` (one of `CRITERIA`,
        ``removed`` or `DAYS`), ``value`` (``yes``, ``no`` or ``unknown``; empty for days), ``low`` and
        ``high`` (days; empty where unknown), as ``seeds.coup_cases()`` gives.

    Returns
    -------
    tuple of Case
        In the order of the table.
    """
    import pandas as pd

    cases: list[Case] = []
    days: Any
    for name, facts in rows.groupby("case", sort=False, observed=True):
        table = facts.set_index("criterion")
        days = table.loc[DAYS] if DAYS in table.index else {"low": None, "high": None}
        low, high = (None if pd.isna(days[end]) else float(days[end]) for end in ("low", "high"))
        values: dict[str, Any] = {
            str(one): str(table.loc[one, "value"]) for one in table.index if str(one) != DAYS
        }
        removed = values.pop("removed", "unknown")
        cases.append(Case(str(name), values, removed, low, high))
    return tuple(cases)


def matrix(cases: Sequence[Case], definition: Definition) -> dict[str, Classification]:
    """What a definition makes of each case, by the case's name."""
    return {case.name: classify(case, definition) for case in cases}

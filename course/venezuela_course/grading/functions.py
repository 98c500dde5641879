"""How a function that a student wrote becomes points: families of hidden inputs.

Inputs are put into families that each try one thing, such as missing values or shuffled rows. A family
is earned whole or not at all, so that a constant that is right now and then earns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from venezuela_course.exercises.code import plain, same
from venezuela_course.grading.patterns import as_list, as_mapping
from venezuela_course.grading.verdict import Criterion, Verdict

Call = Sequence[Any]
#: Whether what was returned agrees with what is expected (as JSON has it) for a call.
Agreement = Callable[[Any, Any, Call], bool]


def equal(returned: Any, expected: Any, _call: Call) -> bool:
    """Equal as `venezuela_course.exercises.code.same` has it: numbers within rounding."""
    return same(returned, expected)


@dataclass(frozen=True, eq=False)
class Family:
    """Inputs that try the same thing.

    Parameters
    ----------
    name
        Called when a verdict is made: what is tried, translated.
    hint
        Called then too: what to think about again, translated; never the key.
    calls
        Arguments of each call, plain JSON.
    """

    name: Callable[[], str]
    hint: Callable[[], str]
    calls: Sequence[Call]


def hidden_inputs(families: Sequence[Family]) -> list[Call]:
    """All calls in the order in which `grade_function` expects what they returned."""
    return [call for family in families for call in family.calls]


@cache
def _returned(families: tuple[Family, ...], function: Callable[..., Any]) -> list[Any]:
    """What a function of ours returns for every call: computed once for a whole class."""
    return [plain(function(*call)) for call in hidden_inputs(families)]


def grade_function(
    answer: Mapping[str, Any],
    families: Sequence[Family],
    expected: Callable[..., Any],
    points: float,
    signatures: Mapping[str, Callable[..., Any]] | None = None,
    agrees: Agreement = equal,
) -> Verdict:
    """Judge what a student's function returned.

    Parameters
    ----------
    answer
        What a `CodeExercise` emits: under ``hidden`` a list with ``{"returned": value}`` or
        ``{"error": sentence}`` for each of the `hidden_inputs`.
    families
        Each earns an equal part of the points.
    expected
        The function itself, called with plain JSON.
    points
        What all families together are worth.
    signatures
        Code of a misconception to the function of somebody who has it. A code is found where the
        answer is wrong somewhere and agrees with that function everywhere.
    agrees
        Where equality is too strict, as for simulations or for results that have two shapes.

    Returns
    -------
    Verdict
        A criterion for each family.
    """
    calls = hidden_inputs(families)
    outcomes = [as_mapping(one) for one in as_list(answer.get("hidden"))]
    handed_in = len(outcomes) == len(calls)
    given = [one.get("returned") for one in outcomes] if handed_in else [None] * len(calls)

    def agreement(function: Callable[..., Any]) -> list[bool]:
        returned = _returned(tuple(families), function)
        return [agrees(*three) for three in zip(given, returned, calls, strict=True)]

    right = agreement(expected)
    rest = iter(right)
    criteria = []
    for family in families:
        whole = all([*islice(rest, len(family.calls))])
        possible = points / len(families)
        earned = possible if whole else 0.0
        criteria.append(Criterion(family.name(), earned, possible, "" if whole else family.hint()))
    found = [
        code
        for code, misread in (signatures or {}).items()
        if not all(right) and all(agreement(misread))
    ]
    return Verdict(tuple(criteria), tuple(sorted(found)))

"""Can all these numbers be true? Published figures as linear inequalities.

A statement such as 'output is below a quarter of 3.4 million barrels a day' is an inequality; what goes
out, stays in the country, and is added from stocks or as imported diluent must balance. If no numbers
satisfy all of them together, at least one statement must be read less literally, and it can be computed
which.

The systems are small, so that their corners are listed one by one instead of calling an optimiser.

References
----------
Motzkin, T. S. (1936), and Fourier before him: systems of linear inequalities.
Chinneck, J. W. (2008). Feasibility and Infeasibility in Optimization: which constraints to loosen.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from venezuela_course.models.quantities import KB_D, Quantity, Unit, UnitError

#: No flow of oil of any country is larger than this, in thousand barrels a day: it closes the region.
WIDEST = Quantity(100_000, KB_D)

_CLOSE = 1e-7


@dataclass(frozen=True)
class Statement:
    """A linear inequality between flows of oil.

    Parameters
    ----------
    name : str
        What it is called, such as a claim's id.
    terms : mapping of str to float
        Coefficient of each variable.
    relation : {"<=", ">=", "=="}
        'Below' is read as 'at most': a bound that is not reached has no largest number below it.
    bound : Quantity
        A flow of barrels.

    Raises
    ------
    ValueError
        If the relation is none of the three or there is no variable.
    UnitError
        If the bound is no flow of barrels.
    """

    name: str
    terms: Mapping[str, float]
    relation: str
    bound: Quantity

    def __post_init__(self) -> None:
        if self.relation not in ("<=", ">=", "=="):
            raise ValueError(f"{self.name}: no relation {self.relation!r}")
        if not any(self.terms.values()):
            raise ValueError(f"{self.name} speaks of no variable")
        self.bound.to(KB_D)  # raises UnitError for what is no flow

    def holds(self, values: Mapping[str, Quantity]) -> bool:
        """Whether some flows satisfy it."""
        left = math.fsum(
            factor * values[variable].to(KB_D).value for variable, factor in self.terms.items()
        )
        right = self.bound.to(KB_D).value
        slack = _CLOSE * max(1.0, abs(right))
        return {
            "<=": left <= right + slack,
            ">=": left >= right - slack,
            "==": abs(left - right) <= slack,
        }[self.relation]


@dataclass(frozen=True)
class Range:
    """The values that a quantity can take.

    Attributes
    ----------
    low, high : Quantity
    """

    low: Quantity
    high: Quantity

    def to(self, unit: Unit) -> Range:
        """The same range in another unit."""
        return Range(self.low.to(unit), self.high.to(unit))


def possible(variable: str, statements: Sequence[Statement], *, unit: Unit = KB_D) -> Range | None:
    """The range of a variable that some solution of all statements attains.

    Parameters
    ----------
    variable : str
    statements : sequence of Statement
        Flows are not negative; that need not be said.
    unit : Unit
        In which the range is given.

    Returns
    -------
    Range or None
        None if the statements contradict each other. Without an upper bound, up to infinity.

    Raises
    ------
    KeyError
        If no statement speaks of the variable.
    UnitError
        If `unit` is no flow of barrels.
    """
    names = sorted({name for statement in statements for name in statement.terms})
    if variable not in names:
        raise KeyError(f"no statement speaks of {variable!r}")
    if unit.dimension != KB_D.dimension:
        raise UnitError(f"{unit!r} measures no flow of barrels")
    corners = _corners(names, statements)
    if not len(corners):
        return None
    values = corners[:, names.index(variable)]
    high = float(values.max())
    unbounded = high >= WIDEST.to(KB_D).value * (1 - _CLOSE)
    return Range(
        Quantity(max(0.0, float(values.min())), KB_D).to(unit),
        Quantity(math.inf if unbounded else high, KB_D).to(unit),
    )


def feasible(statements: Sequence[Statement]) -> bool:
    """Whether all statements can be true together."""
    names = sorted({name for statement in statements for name in statement.terms})
    return len(_corners(names, statements)) > 0


def loosening(
    statements: Sequence[Statement], *, firm: Collection[str] = ()
) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of statements without which the rest can be true.

    Parameters
    ----------
    statements : sequence of Statement
    firm : collection of str
        Names of statements that are not given up, such as the balance itself.

    Returns
    -------
    tuple of tuple of str
        All sets of the smallest size, in the order of the statements; one empty set if nothing need
        be given up; none if giving up everything but the firm ones does not help.
    """
    loose = [statement.name for statement in statements if statement.name not in firm]
    for size in range(len(loose) + 1):
        found = tuple(
            dropped
            for dropped in combinations(loose, size)
            if feasible([one for one in statements if one.name not in dropped])
        )
        if found:
            return found
    return ()


def _corners(names: Sequence[str], statements: Iterable[Statement]) -> np.ndarray:
    """Corners of the region, shape (corners, variables), in thousand barrels a day."""
    rows: list[tuple[list[float], float]] = []  # each row a · x <= b
    for statement in statements:
        row = [float(statement.terms.get(name, 0.0)) for name in names]
        bound = statement.bound.to(KB_D).value
        if statement.relation in ("<=", "=="):
            rows.append((row, bound))
        if statement.relation in (">=", "=="):
            rows.append(([-one for one in row], -bound))
    widest = WIDEST.to(KB_D).value
    for place in range(len(names)):
        axis = [float(place == other) for other in range(len(names))]
        rows += [([-one for one in axis], 0.0), (axis, widest)]
    matrix = np.array([row for row, _bound in rows])
    bounds = np.array([bound for _row, bound in rows])
    # A corner is where as many inequalities as there are variables hold with equality.
    choices = np.array(list(combinations(range(len(rows)), len(names))))
    systems = matrix[choices]
    regular = np.abs(np.linalg.det(systems)) > _CLOSE
    points = np.linalg.solve(systems[regular], bounds[choices[regular]][..., None])[..., 0]
    slack = _CLOSE * max(1.0, float(np.abs(bounds[bounds < widest]).max(initial=1.0)))
    inside = (points @ matrix.T <= bounds + slack).all(axis=1)
    return points[inside]

"""Package deals on several issues: what both sides could sign, and what would survive signing.

Two sides care about the same issues, but not equally about each. A package chooses an option of every
issue; what it is worth to a side is the weighted sum of what its options are worth to it. Weights are
not known, so they are drawn many times around a guess, and a package is judged by the share of draws in
which *both* sides prefer it to no agreement. It is judged again after a shock, when whatever nobody
enforces is no longer delivered, and it must be bearable to groups that are not at the table and could
wreck it.

The numbers are stylised teaching values and measure nobody. People held in custody are no issue of
exchange: nothing here gives their release a worth.

References
----------
Fisher, R. and Ury, W. (1981). Getting to Yes.
Nash, J. F. (1950). The bargaining problem. Econometrica 18(2).
Raiffa, H. (1982). The Art and Science of Negotiation. Harvard University Press.
Stedman, S. J. (1997). Spoiler problems in peace processes. International Security 22(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

SIDES = ("government", "opposition")

Package = Mapping[str, int]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spoiler:
    """A group outside the talks that can wreck what it cannot bear.

    Attributes
    ----------
    name : str
    worth : ndarray
        What each option is worth to it, shape (issues, options).
    least : float
        Smallest sum that it bears.
    """

    name: str
    worth: Floats
    least: float


@dataclass(frozen=True, eq=False)
class Table:
    """A negotiation: issues, what options are worth to whom, and what each side has without agreement.

    Attributes
    ----------
    issues : tuple of str
    options : int
        Options of each issue, numbered from 0.
    worth : ndarray
        Worth of each option to each side, in [0, 1], shape (2, issues, options).
    weights : ndarray
        Best guess of each side's weights, shape (2, issues), rows summing to 1.
    batna : ndarray
        What each side expects without agreement (its best alternative), shape (2,), on the scale of
        the packages.
    certainty : float
        How closely drawn weights lie around the guess: the sum of the parameters of a Dirichlet
        distribution, above 0.
    delivered : ndarray
        Share of an issue's worth to a side that is still delivered after the shock if nothing
        enforces it, in [0, 1], shape (2, issues).
    enforcing : mapping of str to tuple of int
        Issue to those of its options that enforce: with any of them chosen the shock costs nothing.
    spoilers : tuple of Spoiler

    Raises
    ------
    ValueError
        If shapes do not fit, or weights do not sum to 1.
    """

    issues: tuple[str, ...]
    options: int
    worth: Floats
    weights: Floats
    batna: Floats
    certainty: float
    delivered: Floats
    enforcing: Mapping[str, tuple[int, ...]]
    spoilers: tuple[Spoiler, ...]

    def __post_init__(self) -> None:
        shape = (2, len(self.issues), self.options)
        fits = (
            self.worth.shape == shape
            and self.weights.shape == self.delivered.shape == shape[:2]
            and self.batna.shape == (2,)
            and all(spoiler.worth.shape == shape[1:] for spoiler in self.spoilers)
        )
        if not fits:
            raise ValueError(
                f"arrays do not fit {len(self.issues)} issues of {self.options} options"
            )
        if not np.allclose(self.weights.sum(axis=1), 1) or (self.weights <= 0).any():
            raise ValueError("the weights of each side must be positive and sum to 1")
        if not self.certainty > 0:
            raise ValueError(f"certainty must be positive; got {self.certainty!r}")

    @cached_property
    def packages(self) -> npt.NDArray[np.int64]:
        """All packages, shape (packages, issues)."""
        every = list(product(range(self.options), repeat=len(self.issues)))
        return np.array(every, dtype=np.int64)

    def chosen(self, package: Package) -> npt.NDArray[np.int64]:
        """A package as the option of each issue.

        Raises
        ------
        ValueError
            If an issue has no option, or one that does not exist.
        """
        options = [package.get(issue) for issue in self.issues]
        if any(option not in range(self.options) for option in options):
            raise ValueError(
                f"every issue needs an option from 0 to {self.options - 1}: {package!r}"
            )
        return np.array(options, dtype=np.int64)

    def is_enforced(self, package: Package) -> bool:
        """Whether a package contains an option that enforces the rest."""
        return any(package.get(issue) in options for issue, options in self.enforcing.items())

    def worths(self, packages: npt.NDArray[np.int64], *, shock: bool = False) -> Floats:
        """Worth of each package's options to each side, shape (packages, 2, issues)."""
        issues = np.arange(len(self.issues))
        chosen = self.worth[:, issues, packages].transpose(1, 0, 2)
        if not shock:
            return np.ascontiguousarray(chosen)
        enforced = np.zeros(len(packages), dtype=bool)
        for issue, options in self.enforcing.items():
            enforced |= np.isin(packages[:, self.issues.index(issue)], options)
        return np.where(enforced[:, None, None], chosen, chosen * self.delivered)

    def utilities(self, packages: npt.NDArray[np.int64], *, shock: bool = False) -> Floats:
        """What packages are worth to each side at the best guess of weights, shape (packages, 2)."""
        found: Floats = np.einsum("psi,si->ps", self.worths(packages, shock=shock), self.weights)
        return found

    def draw_weights(self, draws: int = 2_000, seed: int = 0) -> Floats:
        """Weights drawn from a Dirichlet distribution around the guess, shape (draws, 2, issues)."""
        chance = np.random.default_rng(seed)
        return np.stack(
            [chance.dirichlet(self.certainty * side, size=draws) for side in self.weights], axis=1
        )

    def acceptance(
        self, packages: npt.NDArray[np.int64], weights: Floats, *, shock: bool = False
    ) -> Floats:
        """Share of the draws in which both sides prefer each package to no agreement.

        Parameters
        ----------
        packages : ndarray of int
            Shape (packages, issues).
        weights : ndarray
            As `draw_weights` gives them, shape (draws, 2, issues).
        shock : bool, default False
            Judge what is delivered after the shock.

        Returns
        -------
        ndarray
            Shape (packages,).
        """
        worths = self.worths(packages, shock=shock)
        both: Any = True
        for side in (0, 1):
            both &= worths[:, side, :] @ weights[:, side, :].T >= self.batna[side]
        found: Floats = np.asarray(both, dtype=float).mean(axis=1)
        return found

    def bearable(self, packages: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which packages each spoiler bears, shape (packages, spoilers)."""
        issues = np.arange(len(self.issues))
        found = np.ones((len(packages), len(self.spoilers)), dtype=bool)
        for place, spoiler in enumerate(self.spoilers):
            found[:, place] = spoiler.worth[issues, packages].sum(axis=1) >= spoiler.least - 1e-9
        return found

    def nash_products(self, packages: npt.NDArray[np.int64], *, shock: bool = False) -> Floats:
        """Product of both sides' gains over no agreement; 0 where either side does not gain."""
        gains = np.maximum(self.utilities(packages, shock=shock) - self.batna, 0)
        found: Floats = gains.prod(axis=1)
        return found


def pareto_efficient(utilities: Floats) -> npt.NDArray[np.bool_]:
    """Which outcomes no other one beats for one side without being worse for the other.

    Parameters
    ----------
    utilities : ndarray
        Shape (outcomes, sides).

    Returns
    -------
    ndarray of bool
        Shape (outcomes,).
    """
    at_least = (utilities[None, :, :] >= utilities[:, None, :] - 1e-12).all(axis=2)
    better = (utilities[None, :, :] > utilities[:, None, :] + 1e-12).any(axis=2)
    beaten: npt.NDArray[np.bool_] = np.any(at_least & better, axis=1)
    return ~beaten


def pareto_rank(utilities: Floats, one: Floats) -> float:
    """Share of outcomes that do not beat one of them for both sides at once: 1 is efficient."""
    beats = (utilities >= one - 1e-12).all(axis=1) & (utilities > one + 1e-12).any(axis=1)
    return float(1 - beats.mean())


@dataclass(frozen=True)
class Survey:
    """Every package of a table, judged once.

    Attributes
    ----------
    packages : ndarray of int
        Shape (packages, issues).
    utilities : ndarray
        At the best guess of weights, shape (packages, 2).
    acceptance, after_shock : ndarray
        Share of draws in which both sides prefer the package to no agreement, before and after the
        shock, shape (packages,).
    efficient : ndarray of bool
    nash : ndarray
        Nash products at the best guess.
    bearable : ndarray of bool
        Shape (packages, spoilers).
    """

    packages: npt.NDArray[np.int64]
    utilities: Floats
    acceptance: Floats
    after_shock: Floats
    efficient: npt.NDArray[np.bool_]
    nash: Floats
    bearable: npt.NDArray[np.bool_]

    def feasible(self, share: float = 0.7) -> npt.NDArray[np.bool_]:
        """Packages accepted in at least this share of draws, before and after the shock, and bearable."""
        kept = np.minimum(self.acceptance, self.after_shock) >= share
        return kept & self.bearable.all(axis=1)

    def has_zone(self, share: float = 0.7) -> bool:
        """Whether there is a zone of possible agreement: any package that is feasible."""
        return bool(self.feasible(share).any())

    def best_nash(self, share: float = 0.7) -> float:
        """Largest Nash product of a feasible package; 0 if there is none."""
        feasible = self.feasible(share)
        return float(self.nash[feasible].max()) if feasible.any() else 0.0

    def row(self, chosen: npt.NDArray[np.int64]) -> int:
        """Place of a package among those surveyed.

        Raises
        ------
        ValueError
            If it is no package of this table.
        """
        places = np.flatnonzero((self.packages == chosen).all(axis=1))
        if places.size == 0:
            raise ValueError(f"not among the packages of this table: {chosen.tolist()}")
        return int(places[0])


def survey_packages(table: Table, *, draws: int = 2_000, seed: int = 0) -> Survey:
    """Judge every package of a table.

    Parameters
    ----------
    table : Table
    draws : int, default 2000
        Draws of weights.
    seed : int, default 0

    Returns
    -------
    Survey
    """
    packages = table.packages
    weights = table.draw_weights(draws, seed)
    utilities = table.utilities(packages)
    return Survey(
        packages,
        utilities,
        table.acceptance(packages, weights),
        table.acceptance(packages, weights, shock=True),
        pareto_efficient(utilities),
        table.nash_products(packages),
        table.bearable(packages),
    )


def table_from(values: pd.DataFrame, issues: Sequence[str]) -> Table:
    """A table of negotiation from its teaching values.

    Parameters
    ----------
    values : pandas.DataFrame
        Long form, columns ``item``, ``parameter`` and ``value``, as `seeds.teaching_values` gives.
        Items are issues, with ``<who>_<option>`` (worth to a side or spoiler), ``<side>_weight``,
        ``<side>_delivered`` and ``enforces_<option>`` (1 or absent); sides and spoilers, with
        ``batna`` or ``least``; and ``table``, with ``certainty``.
    issues : sequence of str
        The issues, in order.

    Returns
    -------
    Table

    Raises
    ------
    KeyError
        If a value is missing.
    """
    known = {
        (str(item), str(parameter)): float(value)
        for item, parameter, value in zip(
            values["item"], values["parameter"], values["value"], strict=True
        )
    }
    options = 1 + max(
        int(parameter.rpartition("_")[2])
        for item, parameter in known
        if item in issues and parameter.rpartition("_")[2].isdigit()
    )
    outside = sorted(item for item, parameter in known if parameter == "least")

    def worth(who: str) -> Floats:
        return np.array(
            [[known[issue, f"{who}_{option}"] for option in range(options)] for issue in issues]
        )

    enforcing = {
        issue: chosen
        for issue in issues
        if (chosen := tuple(n for n in range(options) if known.get((issue, f"enforces_{n}")) == 1))
    }
    weights = np.array([[known[issue, f"{side}_weight"] for issue in issues] for side in SIDES])
    return Table(
        issues=tuple(issues),
        options=options,
        worth=np.stack([worth(side) for side in SIDES]),
        weights=weights / weights.sum(axis=1, keepdims=True),
        batna=np.array([known[side, "batna"] for side in SIDES]),
        certainty=known["table", "certainty"],
        delivered=np.array(
            [[known[issue, f"{side}_delivered"] for issue in issues] for side in SIDES]
        ),
        enforcing=enforcing,
        spoilers=tuple(Spoiler(name, worth(name), known[name, "least"]) for name in outside),
    )

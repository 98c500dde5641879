"""A text and its supporters: who votes for a draft as its clauses grow stronger or weaker.

A draft has four clauses, each of a strength from 0 (left out) to 4. A state votes for it if every
clause lies within what the state accepts; otherwise it abstains, and a state that accepts nothing
votes against. Every concession can win a state and lose another. A spatial model of voting in its
simplest form (interval tolerances on each issue); the tolerances are invented for teaching.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

#: The clauses of a draft resolution, in the order of every array below.
CLAUSES = ("prisoners", "elections", "assembly", "mediation")

#: The clauses whose strength the sponsors want to keep; a mediation group is what they can offer.
RETAINED = ("prisoners", "elections", "assembly")

#: Strengths a clause can have: 0 leaves it out, 4 is the strongest wording.
STRENGTHS = range(5)

Text = Mapping[str, int] | Sequence[int] | NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Tolerances:
    """Which strengths of each clause each state accepts. Stylised: invented for teaching.

    Attributes
    ----------
    states : tuple of str
        ISO 3166-1 alpha-3 codes.
    low, high : numpy.ndarray of int, shape (states, clauses)
        Weakest and strongest wording accepted, inclusive. A state with an empty interval (low
        above high) accepts no text at all: it is immovable.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a bound is not a strength.
    """

    states: tuple[str, ...]
    low: NDArray[np.int_]
    high: NDArray[np.int_]

    def __post_init__(self) -> None:
        shape = (len(self.states), len(CLAUSES))
        for name in ("low", "high"):
            bounds = getattr(self, name)
            if bounds.shape != shape:
                raise ValueError(f"{name} has shape {bounds.shape}; expected {shape}")
            if not np.isin(bounds, STRENGTHS).all():
                raise ValueError(f"{name} must hold strengths from 0 to {STRENGTHS[-1]}")
            bounds.setflags(write=False)

    @property
    def immovable(self) -> NDArray[np.bool_]:
        """Which states accept no text, and so vote against every one; shape (states,)."""
        empty: NDArray[np.bool_] = np.any(self.low > self.high, axis=1)
        return empty


def tolerances_from(table: pd.DataFrame) -> Tolerances:
    """Read tolerances from the long table of teaching values.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``item`` (state), ``parameter`` (``prisoners_low``, ``prisoners_high`` and so on
        for each clause) and ``value``. Rows with other parameters are passed over.

    Returns
    -------
    Tolerances
        States in the order in which the table first names them.

    Raises
    ------
    ValueError
        If a state lacks a bound, has one twice, or a bound is not a strength.
    """
    wanted = [f"{clause}_{end}" for end in ("low", "high") for clause in CLAUSES]
    rows = table[table["parameter"].isin(wanted)]
    doubled = rows[rows.duplicated(["item", "parameter"])]
    if len(doubled):
        first = doubled.iloc[0]
        raise ValueError(f"{first['item']} has more than one {first['parameter']}")
    wide = rows.pivot(index="item", columns="parameter", values="value")
    wide = wide.reindex(index=rows["item"].unique(), columns=wanted)
    missing = np.argwhere(wide.isna().to_numpy())
    if len(missing):
        row, column = missing[0]
        raise ValueError(f"{wide.index[row]} has no {wanted[column]}")
    bounds = wide.to_numpy(dtype=float)
    if (bounds != bounds.round()).any():
        raise ValueError("strengths are whole numbers")
    whole = bounds.astype(int)
    return Tolerances(
        tuple(str(state) for state in wide.index),
        whole[:, : len(CLAUSES)].copy(),
        whole[:, len(CLAUSES) :].copy(),
    )


def text_from(table: pd.DataFrame, item: str = "draft") -> dict[str, int]:
    """Read a text from the long table of teaching values.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``item``, ``parameter`` (a clause) and ``value`` (its strength).
    item : str, default "draft"

    Returns
    -------
    dict of str to int
        Strength of each of `CLAUSES`.

    Raises
    ------
    ValueError
        If a clause is missing or its value is not a strength.
    """
    rows = table[table["item"] == item]
    values = dict(zip(rows["parameter"], rows["value"], strict=True))
    strengths = _strengths({name: values[name] for name in values if name in CLAUSES})
    return {clause: int(strength) for clause, strength in zip(CLAUSES, strengths, strict=True)}


def _strengths(text: Text) -> NDArray[np.int_]:
    """A text as an array of shape (clauses,), checked."""
    if isinstance(text, Mapping):
        if set(text) != set(CLAUSES):
            raise ValueError(f"a text has the clauses {', '.join(CLAUSES)}; got {sorted(text)}")
        values = np.array([text[clause] for clause in CLAUSES])
    else:
        values = np.asarray(text)
    if values.shape != (len(CLAUSES),) or not np.isin(values, STRENGTHS).all():
        raise ValueError(
            f"a text has {len(CLAUSES)} clauses ({', '.join(CLAUSES)}), each with a whole strength "
            f"from 0 to {STRENGTHS[-1]}; got {text!r}"
        )
    return values.astype(int)


@cache
def all_texts() -> NDArray[np.int_]:
    """Every text there is.

    Returns
    -------
    numpy.ndarray of int, shape (625, clauses)
        Read-only; the last clause varies fastest.
    """
    texts = np.array(list(product(STRENGTHS, repeat=len(CLAUSES))))
    texts.setflags(write=False)
    return texts


def _support(texts: NDArray[np.int_], tolerances: Tolerances) -> NDArray[np.bool_]:
    """Which state supports which text; shape (texts, states)."""
    wording = texts[:, np.newaxis, :]
    within = (tolerances.low <= wording) & (wording <= tolerances.high)
    accepted: NDArray[np.bool_] = np.all(within, axis=2)
    return accepted


def responses(text: Text, tolerances: Tolerances) -> NDArray[np.str_]:
    """How each state votes on a text, in the model.

    Parameters
    ----------
    text : mapping or sequence of int
        Strength of each clause, by name or in the order of `CLAUSES`.
    tolerances : Tolerances

    Returns
    -------
    numpy.ndarray of str, shape (states,)
        ``"for"`` if every clause lies within what the state accepts, ``"against"`` if the state is
        immovable, else ``"abstain"``.

    Raises
    ------
    ValueError
        If the text is not four strengths.
    """
    supports = _support(_strengths(text)[np.newaxis], tolerances)[0]
    return np.where(supports, "for", np.where(tolerances.immovable, "against", "abstain"))


def _chosen(tolerances: Tolerances, which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(state for state, chosen in zip(tolerances.states, which, strict=True) if chosen)


def supporters(text: Text, tolerances: Tolerances) -> tuple[str, ...]:
    """States that vote for a text, in the model.

    Parameters
    ----------
    text, tolerances
        As for `responses`.

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        As for `responses`.
    """
    return _chosen(tolerances, responses(text, tolerances) == "for")


def leavers(text: Text, draft: Text, tolerances: Tolerances) -> tuple[str, ...]:
    """States that support the draft and not the text: the price of changing it.

    Parameters
    ----------
    text, draft : mapping or sequence of int
    tolerances : Tolerances

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        As for `responses`.
    """
    now, before = responses(text, tolerances), responses(draft, tolerances)
    return _chosen(tolerances, (before == "for") & (now != "for"))


def joiners(text: Text, draft: Text, tolerances: Tolerances) -> tuple[str, ...]:
    """States that support the text and not the draft: what changing it wins.

    Parameters
    ----------
    text, draft, tolerances
        As for `leavers`.

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        As for `responses`.
    """
    return leavers(draft, text, tolerances)


def retained_strength(text: Text) -> int:
    """Strength of the clauses the sponsors want to keep.

    Parameters
    ----------
    text : mapping or sequence of int

    Returns
    -------
    int
        Prisoners plus elections plus assembly, from 0 to 12.

    Raises
    ------
    ValueError
        If the text is not four strengths.
    """
    return int(_strengths(text)[: len(RETAINED)].sum())


@dataclass(frozen=True, eq=False)
class Texts:
    """A set of texts and what each would win.

    Attributes
    ----------
    texts : numpy.ndarray of int, shape (k, clauses)
    retained : numpy.ndarray of int, shape (k,)
        Strength kept in the clauses `RETAINED`.
    yes : numpy.ndarray of int, shape (k,)
        Votes for.
    gained, lost : numpy.ndarray of int, shape (k,)
        States that join and leave, compared with the draft.
    passes : numpy.ndarray of bool, shape (k,)
        Whether the quota is reached.
    """

    texts: NDArray[np.int_]
    retained: NDArray[np.int_]
    yes: NDArray[np.int_]
    gained: NDArray[np.int_]
    lost: NDArray[np.int_]
    passes: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def flips(self) -> NDArray[np.int_]:
        """States whose vote differs from their vote on the draft; shape (k,)."""
        return self.gained + self.lost

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Texts:
        """Return the texts that a mask or an array of positions chooses."""
        return replace(
            self, **{field.name: getattr(self, field.name)[chosen] for field in fields(self)}
        )


def survey_texts(tolerances: Tolerances, draft: Text, quota: int) -> Texts:
    """All 625 texts and what each would win.

    Parameters
    ----------
    tolerances : Tolerances
    draft : mapping or sequence of int
        The text that joining and leaving are compared with.
    quota : int
        Votes needed.

    Returns
    -------
    Texts
        In the order of `all_texts`.

    Raises
    ------
    ValueError
        If the draft is not four strengths.
    """
    texts = all_texts()
    support = _support(texts, tolerances)
    before = _support(_strengths(draft)[np.newaxis], tolerances)[0]
    yes = support.sum(axis=1)
    return Texts(
        texts=texts,
        retained=texts[:, : len(RETAINED)].sum(axis=1),
        yes=yes,
        gained=(support & ~before).sum(axis=1),
        lost=(before & ~support).sum(axis=1),
        passes=yes >= quota,
    )


def frontier(tolerances: Tolerances, draft: Text, quota: int) -> Texts:
    """Texts that no other text beats on strength and votes together.

    Parameters
    ----------
    tolerances, draft, quota
        As for `survey_texts`.

    Returns
    -------
    Texts
        The Pareto frontier of retained strength and yes votes, ties included, from the weakest
        text with the most votes to the strongest with the fewest.

    Raises
    ------
    ValueError
        If the draft is not four strengths.
    """
    every = survey_texts(tolerances, draft, quota)
    strengths = np.arange(len(RETAINED) * STRENGTHS[-1] + 1)
    most_votes = np.full(len(strengths), -1)
    np.maximum.at(most_votes, every.retained, every.yes)
    # Most votes of any strictly stronger text; stronger than the strongest there is none.
    beaten_at = np.append(np.maximum.accumulate(most_votes[::-1])[::-1][1:], -1)
    efficient = (every.yes == most_votes[every.retained]) & (every.yes > beaten_at[every.retained])
    chosen = np.flatnonzero(efficient)
    return every.where(chosen[np.argsort(every.retained[chosen], kind="stable")])


def best_feasible(tolerances: Tolerances, draft: Text, quota: int) -> Texts:
    """Strongest texts that reach the quota.

    Parameters
    ----------
    tolerances, draft, quota
        As for `survey_texts`.

    Returns
    -------
    Texts
        All texts of the largest retained strength among those that pass; empty if none passes.

    Raises
    ------
    ValueError
        If the draft is not four strengths.
    """
    every = survey_texts(tolerances, draft, quota)
    feasible = every.where(every.passes)
    if not len(feasible):
        return feasible
    return feasible.where(feasible.retained == feasible.retained.max())


def efficiency(text: Text, tolerances: Tolerances, quota: int) -> float:
    """Strength a passing text keeps, relative to the strongest text that would pass.

    Parameters
    ----------
    text : mapping or sequence of int
    tolerances : Tolerances
    quota : int

    Returns
    -------
    float
        From 0 to 1; zero if the text itself does not reach the quota.

    Raises
    ------
    ValueError
        If no text at all reaches the quota, or the text is not four strengths.
    """
    best = best_feasible(tolerances, text, quota)
    if not len(best):
        raise ValueError(f"no text reaches {quota} votes under these tolerances")
    if len(supporters(text, tolerances)) < quota:
        return 0.0
    strongest = int(best.retained[0])
    return retained_strength(text) / strongest if strongest else 1.0

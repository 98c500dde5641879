"""Tables of tally sheets: what the published ones say, stratum by stratum, of all.

A tally sheet (acta) reports one polling table (mesa). The functions read a frame with a row for every
polling table, ``state`` and ``registered`` for each, and votes by candidate where its sheet is
published; elsewhere the votes are missing. Sheets are not votes: tables differ in size and turnout, so
what is missing is counted in votes, table by table, from a ceiling that is stated.

All results hold *if* the published sheets are genuine and correctly copied. The synthetic sheets of
`synthetic_sheets` are invented, and their truth is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from venezuela_course.models.identification import Bounds

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

#: Where the number of missing votes comes from: from the turnout seen, or from the register alone.
Ceiling = Literal["turnout", "register"]


def missing_votes(
    sheets: pd.DataFrame,
    strata: str | None = None,
    *,
    ceiling: Ceiling = "turnout",
    size_ratio: float = 1.0,
    votes: str = "valid",
) -> pd.Series:
    """Most votes that can be missing, by stratum.

    Parameters
    ----------
    sheets : pandas.DataFrame
        A row for each polling table: ``registered``, the column `votes` (missing where there is no
        sheet), and the column of strata.
    strata : str, optional
        Column of strata; all tables are one stratum if not given.
    ceiling : {"turnout", "register"}
        ``"turnout"``: on a missing sheet there are at most as many votes, for each voter registered,
        as on the published sheet of its stratum with the highest turnout; where a stratum has no
        sheet, as on any published sheet; where there is no sheet at all, one for each voter.
        ``"register"``: one for each voter registered.
    size_ratio : float, default 1
        Multiplies the ceiling, which never exceeds the register.
    votes : str, default "valid"
        Column of valid votes.

    Returns
    -------
    pandas.Series
        Votes, by stratum (one row, ``""``, without strata).

    Raises
    ------
    KeyError
        If a column is missing.
    ValueError
        If `size_ratio` is negative.
    """
    import pandas as pd

    if not size_ratio >= 0:
        raise ValueError(f"size_ratio must be zero or more; got {size_ratio!r}")
    codes, names = _strata(sheets, strata)
    registered = sheets["registered"].to_numpy(float)
    cast = sheets[votes].to_numpy(float)
    is_missing = np.isnan(cast)
    highest = np.ones(len(names))
    if ceiling == "turnout" and not is_missing.all():
        there = ~is_missing & (registered > 0)
        turnout = cast[there] / registered[there]
        highest = np.full(len(names), -1.0)
        np.maximum.at(highest, codes[there], turnout)
        highest[highest < 0] = turnout.max()
    highest = np.minimum(1.0, highest * size_ratio)
    gone = np.bincount(codes[is_missing], registered[is_missing], minlength=len(names))
    return pd.Series(gone * highest, index=names, name="missing_votes")


def stratified_bounds(
    sheets: pd.DataFrame,
    candidate: str,
    strata: str | None = None,
    *,
    ceiling: Ceiling = "turnout",
    size_ratio: float = 1.0,
    largest_difference: float = 1.0,
    votes: str = "valid",
) -> Bounds:
    """Identified set of a candidate's share of all valid votes.

    Parameters
    ----------
    sheets, strata, ceiling, size_ratio, votes
        As for `missing_votes`.
    candidate : str
        Column of the candidate's votes.
    largest_difference : float, default 1
        How far the candidate's share of the missing votes of a stratum may lie from that of its
        published ones (of all published ones, in a stratum without any). 1 assumes nothing; 0 that
        missing sheets are like the published ones of their stratum.

    Returns
    -------
    Bounds
        From 'as many votes as possible are missing, and as few as possible are the candidate's' to
        the contrary. ``Bounds(0, 1)`` if nothing is published.

    Raises
    ------
    KeyError
        If a column is missing.
    ValueError
        If a parameter is out of range.

    Notes
    -----
    The number of missing votes of each stratum is anything from 0 to its ceiling. The lowest share is
    reached by adding all missing votes of those strata, and of those alone, whose lowest possible
    share lies below the share reached without them: a linear-fractional programme, solved by sorting.
    Finer strata never widen the interval when `largest_difference` is 1: their ceilings are no higher.

    References
    ----------
    Charnes, A. and Cooper, W. W. (1962). Programming with linear fractional functionals. Naval
        Research Logistics Quarterly 9.
    """
    if not 0 <= largest_difference <= 1:
        raise ValueError(f"largest_difference must lie in [0, 1]; got {largest_difference!r}")
    codes, names = _strata(sheets, strata)
    missing = missing_votes(
        sheets, strata, ceiling=ceiling, size_ratio=size_ratio, votes=votes
    ).to_numpy(float)
    cast = np.nan_to_num(sheets[votes].to_numpy(float))
    received = np.nan_to_num(sheets[candidate].to_numpy(float))
    counted = np.bincount(codes, cast, minlength=len(names))
    own = np.bincount(codes, received, minlength=len(names))
    if counted.sum() == 0:
        return Bounds(0.0, 1.0)
    overall = own.sum() / counted.sum()
    share = np.where(counted > 0, own / np.where(counted > 0, counted, 1), overall)
    low = np.maximum(0.0, share - largest_difference)
    high = np.minimum(1.0, share + largest_difference)
    total_own, total = float(own.sum()), float(counted.sum())
    return Bounds(
        _extreme(total_own, total, missing, low),
        1 - _extreme(total - total_own, total, missing, 1 - high),
    )


def _extreme(own: float, total: float, missing: Floats, shares: Floats) -> float:
    """Smallest ``(own + sum v x) / (total + sum v)`` with each v between 0 and its ceiling."""
    order = np.argsort(shares, kind="stable")
    added = np.concatenate([[0.0], np.cumsum(missing[order])])
    gained = np.concatenate([[0.0], np.cumsum((missing * shares)[order])])
    return float(((own + gained) / (total + added)).min())


def sheet_coverage(sheets: pd.DataFrame, strata: str, votes: str = "valid") -> pd.DataFrame:
    """How much of each stratum is published, in tables and in registered voters.

    Parameters
    ----------
    sheets, strata, votes
        As for `missing_votes`.

    Returns
    -------
    pandas.DataFrame
        Index the stratum; columns ``tables``, ``published`` (tables), ``of_tables`` and
        ``of_registered`` (shares in [0, 1]; 0 where nobody is registered).

    Raises
    ------
    KeyError
        If a column is missing.
    """
    import pandas as pd

    codes, names = _strata(sheets, strata)
    registered = sheets["registered"].to_numpy(float)
    there = sheets[votes].notna().to_numpy(bool)
    tables = np.bincount(codes, minlength=len(names))
    published = np.bincount(codes[there], minlength=len(names))
    voters = np.bincount(codes, registered, minlength=len(names))
    covered = np.bincount(codes[there], registered[there], minlength=len(names))
    return pd.DataFrame(
        {
            "tables": tables,
            "published": published,
            "of_tables": published / tables,
            "of_registered": np.divide(
                covered, voters, out=np.zeros_like(voters), where=voters > 0
            ),
        },
        index=names,
    )


def with_missing_tables(
    sheets: pd.DataFrame, tables: Mapping[str, int], registered: float, strata: str = "state"
) -> pd.DataFrame:
    """Add a row without votes for each polling table whose sheet is not published.

    Parameters
    ----------
    sheets : pandas.DataFrame
        Published sheets, a row each.
    tables : mapping of str to int
        Stratum to its number of polling tables, published or not.
    registered : float
        Voters registered at the missing tables in all; they are spread evenly.
    strata : str, default "state"
        Column of strata.

    Returns
    -------
    pandas.DataFrame
        The published rows first.

    Raises
    ------
    ValueError
        If a stratum is unknown, or has more sheets than tables.
    """
    import pandas as pd

    published = sheets[strata].value_counts()
    unknown = sorted(set(published.index.astype(str)) - set(tables))
    if unknown:
        raise ValueError(f"strata without a number of tables: {', '.join(unknown)}")
    lacking = {name: int(number) - int(published.get(name, 0)) for name, number in tables.items()}
    if too_many := sorted(name for name, number in lacking.items() if number < 0):
        raise ValueError(f"more sheets than tables in: {', '.join(too_many)}")
    number = sum(lacking.values())
    added = pd.DataFrame(
        {
            strata: np.repeat(list(lacking), list(lacking.values())),
            "registered": np.full(number, registered / number if number else 0.0),
        }
    )
    return pd.concat([sheets, added], ignore_index=True)


def _strata(sheets: pd.DataFrame, strata: str | None) -> tuple[npt.NDArray[np.int64], list[str]]:
    """The stratum of each row as a number, and the names."""
    import pandas as pd

    if strata is None:
        return np.zeros(len(sheets), dtype=np.int64), [""]
    codes, names = pd.factorize(sheets[strata], sort=True)
    return np.asarray(codes, dtype=np.int64), [str(name) for name in names]


# Invented sheets, of which the truth is known -----------------------------------------------------

#: Stratum: polling tables, share of candidate A, chance that a sheet is published where A and B are
#: level, and how much that chance rises with A's lead at the table. All invented.
SYNTHETIC_STRATA: Mapping[str, tuple[int, float, float, float]] = {
    "North": (320, 0.58, 0.90, 0.6),
    "East": (220, 0.55, 0.84, 0.6),
    "West": (280, 0.62, 0.94, 0.4),
    "South": (160, 0.49, 0.72, 0.9),
    "Capital": (300, 0.53, 0.78, 0.8),
    "Border": (60, 0.46, 0.0, 0.0),
}

SYNTHETIC_SEED = 20240728


def synthetic_sheets(seed: int = SYNTHETIC_SEED) -> pd.DataFrame:
    """An invented vote: a sheet for every polling table, and which of them get published.

    Tables differ in size, turnout and preference, and gaps are not random: within a stratum a sheet is
    more likely to be published the further A is ahead at its table, and of one stratum none is. The
    published sheets alone therefore flatter A. No place, person or party is meant.

    Parameters
    ----------
    seed : int, default `SYNTHETIC_SEED`
        The course's table is made with the default.

    Returns
    -------
    pandas.DataFrame
        Columns ``sheet_id``, ``state`` (stratum), ``centre``, ``table`` (of the centre),
        ``registered`` (voters), ``valid``, ``null_votes``, ``a``, ``b``, ``others`` (votes, the truth
        at every table) and ``published`` (bool). ``a + b + others == valid``.
    """
    import pandas as pd

    chance = np.random.default_rng(seed)
    parts = []
    for number, (stratum, (tables, share, chance_level, slope)) in enumerate(
        SYNTHETIC_STRATA.items(), start=1
    ):
        centre = np.arange(tables) // 3
        # What the tables of one centre have in common, and what each has of its own.
        leaning = chance.normal(0, 0.07, centre.max() + 1)[centre] + chance.normal(0, 0.03, tables)
        of_a = np.clip(share + leaning, 0.08, 0.92)
        registered = chance.integers(280, 801, tables)
        turnout = np.clip(0.60 - 0.15 * leaning + chance.normal(0, 0.05, tables), 0.35, 0.82)
        cast = np.round(registered * turnout).astype(np.int64)
        null_votes = chance.binomial(cast, 0.004)
        valid = cast - null_votes
        others = chance.binomial(valid, 0.03)
        a = chance.binomial(valid - others, of_a)
        lead = (2 * a + others - valid) / valid
        published = chance.random(tables) < np.clip(chance_level + slope * lead, 0, 0.99)
        parts.append(
            pd.DataFrame(
                {
                    "sheet_id": [f"{number}-{table:03d}" for table in range(1, tables + 1)],
                    "state": stratum,
                    "centre": [f"{number}{one:03d}" for one in centre + 1],
                    "table": np.arange(tables) % 3 + 1,
                    "registered": registered,
                    "valid": valid,
                    "null_votes": null_votes,
                    "a": a,
                    "b": valid - others - a,
                    "others": others,
                    "published": published & (chance_level > 0),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def published_only(
    sheets: pd.DataFrame, columns: tuple[str, ...] = ("valid", "null_votes", "a", "b", "others")
) -> pd.DataFrame:
    """What an outsider sees: votes are missing where no sheet is published.

    Parameters
    ----------
    sheets : pandas.DataFrame
        As `synthetic_sheets` gives them.
    columns : tuple of str
        What stands on the sheets.

    Returns
    -------
    pandas.DataFrame
        The same rows; in `columns` floats, NaN where a sheet is not published. Without ``published``.
    """
    seen = sheets.drop(columns="published")
    for column in columns:
        seen[column] = sheets[column].astype(float).where(sheets["published"].astype(bool))
    return seen

"""The tally sheets that exercises on sheets read: invented ones, or an instructor's real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venezuela_course import seeds
from venezuela_course.language import _
from venezuela_course.models import tally_sheets

if TYPE_CHECKING:
    import pandas as pd

VOTES = ("valid", "null_votes", "a", "b", "others")


def sheets() -> pd.DataFrame:
    """A row for every polling table, with the votes of those whose sheet is published.

    The invented sheets of the course; or, where the environment variable
    ``VENEZUELA_COURSE_TALLY_SHEETS`` names a table of real ones (`seeds.tally_sheets`), those. Then a
    row without votes is added for each table of `seeds.election_2024_states` that has no sheet, and
    the voters registered at home who are not on a sheet are spread evenly over these rows.

    Returns
    -------
    pandas.DataFrame
        Columns ``state``, ``registered``, ``valid``, ``null_votes``, ``a``, ``b``, ``others``; the
        last five are NaN where no sheet is published. ``attrs["origin"]`` says whose sheets they are
        and on what condition anything follows from them, ``attrs["names"]`` who ``a`` and ``b`` are.

    Raises
    ------
    EvidenceError
        If a table is named and cannot be used.
    """
    if seeds.tally_sheets_path() is None:
        found = tally_sheets.published_only(seeds.synthetic_sheets())
        found["registered"] = found["registered"].astype(float)
        found["state"] = found["state"].astype(str)
        origin = _("Invented sheets of an invented vote. No place, person or party is meant.")
        names = {"a": _("Candidate A"), "b": _("Candidate B")}
    else:
        found = _real()
        origin = _(
            "Tally sheets as the table that was named gives them, counted as claims of whoever "
            "published them. Whatever follows holds if they are genuine and correctly copied."
        )
        names = {"a": "Edmundo González", "b": "Nicolás Maduro"}
    found = found[["state", "registered", *VOTES]]
    found.attrs = {"origin": origin, "names": names}
    return found


def _real() -> pd.DataFrame:
    published = seeds.tally_sheets()
    published = published.assign(a=published["gonzalez"], b=published["maduro"])
    published["others"] = published["valid"] - published["a"] - published["b"]
    states = seeds.election_2024_states()
    facts = seeds.election_2024().set_index(["count_id", "item"])["value"]
    elsewhere = float(facts["register", "register_domestic"]) - float(published["registered"].sum())
    tables = {
        str(state): int(number)
        for state, number in zip(states["state"], states["tables_total"], strict=True)
    }
    whole = tally_sheets.with_missing_tables(published, tables, max(0.0, elsewhere))
    return whole.astype({"registered": float} | dict.fromkeys(VOTES, float))

"""The tables themselves, typed as ``datapackage.json`` says."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from venezuela_course.language import _
from venezuela_course.seeds.folder import EvidenceError, data_folder, resources

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EvidenceError",
    "asserter_sides",
    "claim",
    "claim_relations",
    "claim_uses",
    "claims",
    "coding_sample",
    "coup_cases",
    "election_2024",
    "election_2024_states",
    "elections_history",
    "external_facts",
    "forecast_vintages",
    "groups",
    "indicator_evidence",
    "macro",
    "migration",
    "militarisation",
    "military_expenditure",
    "oas_states",
    "oil_prices",
    "oil_production",
    "oil_reserves",
    "page_lines",
    "roll_call",
    "roll_call_totals",
    "roll_calls",
    "sanctions",
    "sources",
    "synthetic_sheets",
    "table",
    "tables",
    "teaching_values",
    "timeline",
    "triage_samples",
]

_TRUTH = {"true": True, "false": False, "": None}


def _as_text(cells: pd.Series, field: dict[str, Any]) -> pd.Series:
    import pandas as pd

    text = cells.where(cells != "").astype("str")
    allowed = field.get("constraints", {}).get("enum")
    if allowed is None:
        return text
    strange = text.notna() & ~text.isin(allowed)
    if strange.any():
        raise ValueError(_unexpected(cells, strange))
    return text.astype(pd.CategoricalDtype(allowed))


def _as_number(cells: pd.Series, field: dict[str, Any]) -> pd.Series:
    import pandas as pd

    numbers = pd.to_numeric(cells.where(cells != "").astype(object), errors="coerce")
    strange = (cells != "") & numbers.isna()
    if strange.any():
        raise ValueError(_unexpected(cells, strange))
    return numbers.astype("Int64" if field["type"] == "integer" else "Float64")


def _as_truth(cells: pd.Series, field: dict[str, Any]) -> pd.Series:
    strange = ~cells.isin(list(_TRUTH))
    if strange.any():
        raise ValueError(_unexpected(cells, strange))
    return cells.map(_TRUTH).astype("boolean")


def _as_date(cells: pd.Series, field: dict[str, Any]) -> pd.Series:
    import pandas as pd

    dates = pd.to_datetime(cells.where(cells != ""), format=field["format"], errors="coerce")
    strange = (cells != "") & dates.isna()
    if strange.any():
        raise ValueError(_unexpected(cells, strange))
    return dates.astype("datetime64[s]")


_CONVERTERS: dict[str, Callable[[pd.Series, dict[str, Any]], pd.Series]] = {
    "string": _as_text,
    "integer": _as_number,
    "number": _as_number,
    "boolean": _as_truth,
    "date": _as_date,
}


def _unexpected(cells: pd.Series, strange: pd.Series) -> str:
    """Name the first cell that is not what its column should hold, with its line in the file."""
    position = int(strange.to_numpy().argmax())
    # The header is line 1 and rows count from 0. No cell of these tables holds a line break.
    return _("line {line} has {value!r}").format(line=position + 2, value=cells.iloc[position])


def _rows(path: Path, names: list[str]) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        if header != names:
            raise ValueError(
                _("its columns are {found}, not {expected}").format(
                    found=", ".join(header) or _("none"), expected=", ".join(names)
                )
            )
        rows = []
        for row in reader:
            if len(row) != len(names):
                raise ValueError(
                    _("line {line} has {found} cells, not {expected}").format(
                        line=reader.line_num, found=len(row), expected=len(names)
                    )
                )
            rows.append(row)
    if not rows:
        raise ValueError(_("it has no rows"))
    return rows


@cache
def load(folder: Path, name: str) -> pd.DataFrame:
    """A table as it is kept in memory: shared, so for this package's own reading only.

    Raises
    ------
    EvidenceError
        If the table's file is missing or damaged.
    """
    import pandas as pd

    resource = resources(folder)[name]
    fields = resource["schema"]["fields"]
    path = folder / resource["path"]
    column = None
    try:
        rows = _rows(path, [field["name"] for field in fields])
        cells = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype="str")
        typed = {}
        for field in fields:
            column = field["name"]
            typed[column] = _CONVERTERS[field["type"]](cells[column], field)
    except FileNotFoundError as problem:
        raise EvidenceError(
            _(
                "The table '{name}' is missing: there is no file {path}. "
                "Restore the file, or install venezuela-course again."
            ).format(name=name, path=path)
        ) from problem
    except (OSError, ValueError, csv.Error) as problem:
        where = _(", column '{column}'").format(column=column) if column else ""
        raise EvidenceError(
            _(
                "The table '{name}' is damaged ({path}{where}): {problem}. "
                "Restore the file, or install venezuela-course again."
            ).format(name=name, path=path, where=where, problem=problem)
        ) from problem
    frame = pd.DataFrame(typed)
    frame.attrs = {
        "name": name,
        "title": resource["title"],
        "description": resource["description"],
        "units": {field["name"]: field["unit"] for field in fields if "unit" in field},
    }
    return frame


def unknown_key(kind: str, key: str, known: Iterable[str]) -> KeyError:
    """KeyError that names what was asked for and what there is that looks like it."""
    near = get_close_matches(str(key), list(known), n=3, cutoff=0.6)
    if near:
        return KeyError(
            _("There is no {kind} '{key}'. Near: {near}.").format(
                kind=kind, key=key, near=", ".join(near)
            )
        )
    return KeyError(_("There is no {kind} '{key}'.").format(kind=kind, key=key))


def table(name: str) -> pd.DataFrame:
    """One table of the evidence.

    Parameters
    ----------
    name : str
        Name of the table; `tables` lists them.

    Returns
    -------
    pandas.DataFrame
        Rows in the order of the file, index 0, 1, …; column types as ``datapackage.json`` says: text
        ``str`` (missing: NaN), a closed list ``category``, whole numbers ``Int64``, numbers
        ``Float64``, true or false ``boolean`` (missing: NA), dates ``datetime64[s]`` (missing: NaT).
        ``attrs`` holds the name, title and description of the table and the units of its columns.
        The frame is the caller's own: changing it changes nothing for anybody else.

    Raises
    ------
    KeyError
        If there is no such table.
    EvidenceError
        If the table's file is missing or damaged.
    """
    folder = data_folder()
    if name not in resources(folder):
        raise unknown_key(_("table"), name, resources(folder))
    return load(folder, name).copy()


def tables() -> pd.DataFrame:
    """Names and descriptions of the tables.

    Returns
    -------
    pandas.DataFrame
        One row per table, index the table's name, columns ``title``, ``description`` and ``rows``
        (number of rows).

    Raises
    ------
    EvidenceError
        If a table's file is missing or damaged.
    """
    import pandas as pd

    folder = data_folder()
    listed = [
        {
            "table": name,
            "title": resource["title"],
            "description": resource["description"],
            "rows": len(load(folder, name)),
        }
        for name, resource in resources(folder).items()
    ]
    return pd.DataFrame(listed).set_index("table")


def sources() -> pd.DataFrame:
    """The five source texts, one row each (`table` says how columns are typed)."""
    return table("sources")


def claims() -> pd.DataFrame:
    """Every checkable claim of the five source texts (`table` says how columns are typed).

    ``date_start`` and ``date_end`` are the first and last day a date can mean, so that dates known to
    the day, the month or the year can be compared.
    """
    return table("claims")


def claim_relations() -> pd.DataFrame:
    """What supports, contradicts, supersedes or duplicates a claim, a row each (`table` says how).

    Only ``supersedes`` is directed, from what came later to what it replaces. Of the other types each
    pair stands once; `relations_of` finds a claim's relations on either side.
    """
    return table("claim_relations")


def claim_uses() -> pd.DataFrame:
    """Where each claim is taught or exercised, or why it is set aside, a row per claim."""
    return table("claim_uses")


def coding_sample() -> pd.DataFrame:
    """Sixty claims whose kind two coders gave: both codes, and what was decided."""
    return table("coding_sample")


def asserter_sides() -> pd.DataFrame:
    """On whose side each asserter of `claims` speaks, a row per asserter.

    Join it to the claims on ``asserted_by``. The sides are a reading of the texts by the rule that the
    description of the field ``side`` states; another reader may draw the lines elsewhere.
    """
    return table("asserter_sides")


def page_lines() -> pd.DataFrame:
    """The lines of the saved page that holds two of the source texts: number, length, a few words."""
    return table("page_lines")


def triage_samples() -> pd.DataFrame:
    """Samples of claims that are equally hard to sort, a row per sample and claim."""
    return table("triage_samples")


def timeline() -> pd.DataFrame:
    """Dated events up to 31 August 2024 (`table` says how columns are typed)."""
    return table("timeline")


def oas_states() -> pd.DataFrame:
    """The 35 states of the Organization of American States (`table` says how columns are typed)."""
    return table("oas_states")


def roll_calls() -> pd.DataFrame:
    """The eleven roll calls in long form: a row per roll call and state."""
    return table("roll_calls")


def roll_call_totals() -> pd.DataFrame:
    """The eleven roll calls: rule, outcome and announced totals (in votes), a row each."""
    return table("roll_call_totals")


def groups() -> pd.DataFrame:
    """Members of the Lima Group and the Contact Group, as printed in a source and as on record."""
    return table("groups")


def external_facts() -> pd.DataFrame:
    """Facts the lessons use that are in none of the source texts, a row each."""
    return table("external_facts")


def oil_production() -> pd.DataFrame:
    """Liquids production of Venezuela and thirteen other producers, 1973 to 2023.

    A row per country and year; ``production_kb_d`` is in thousand barrels per day and NA where the
    publisher gives no figure.
    """
    return table("oil_production")


def oil_prices() -> pd.DataFrame:
    """Annual prices of Brent and of the Venezuelan basket, in US dollars per barrel of the year."""
    return table("oil_prices")


def oil_reserves() -> pd.DataFrame:
    """Venezuela's oil reserves in billion barrels: single figures by publisher and concept."""
    return table("oil_reserves")


def macro() -> pd.DataFrame:
    """Venezuela's output, prices and population, 1980 to 2023, a row per indicator and year.

    ``status`` tells published figures from staff estimates, modelled and computed ones; units are in
    the column ``unit``.
    """
    return table("macro")


def forecast_vintages() -> pd.DataFrame:
    """What was forecast of output and prices, and the figures of a later edition, in percent."""
    return table("forecast_vintages")


def sanctions() -> pd.DataFrame:
    """Sanctions, licences and other measures, December 2014 to April 2024, a row each."""
    return table("sanctions")


def election_2024() -> pd.DataFrame:
    """Counts of the vote of 28 July 2024, each under the name of who claims it; no winner."""
    return table("election_2024")


def election_2024_states() -> pd.DataFrame:
    """Per state: voting tables, tables with a published sheet, and the sums of those sheets."""
    return table("election_2024_states")


def synthetic_sheets() -> pd.DataFrame:
    """Invented tally sheets with known truth: every polling table, and whether it is published.

    `venezuela_course.models.tally_sheets.synthetic_sheets` makes them and says how.
    """
    return table("synthetic_sheets")


def elections_history() -> pd.DataFrame:
    """Presidential and assembly elections 1998 to 2020, a row per count and candidate or list."""
    return table("elections_history")


def militarisation() -> pd.DataFrame:
    """Counts of officers in government; counts that disagree stand side by side."""
    return table("militarisation")


def coup_cases() -> pd.DataFrame:
    """Six events and the criteria of a definition, a row for each: yes, no or unknown, with its source.

    Of the criterion ``days`` the columns ``low`` and ``high`` give limits, in days.
    """
    return table("coup_cases")


def indicator_evidence() -> pd.DataFrame:
    """Which evidence bears on which indicator of military power; it holds no score."""
    return table("indicator_evidence")


def military_expenditure() -> pd.DataFrame:
    """Military spending in percent of GDP, ten states; plot only rows that are ``usable``."""
    return table("military_expenditure")


def migration() -> pd.DataFrame:
    """Venezuelans abroad in persons: categories of the UN refugee agency, and R4V's totals."""
    return table("migration")


def claim(claim_id: str) -> pd.Series:
    """One claim.

    Parameters
    ----------
    claim_id : str
        For example ``"S001-024"``.

    Returns
    -------
    pandas.Series
        The claim's row, index the columns of `claims`, name the claim's id.

    Raises
    ------
    KeyError
        If there is no such claim; the message names ids that look like it.
    """
    known = load(data_folder(), "claims")
    match = known[known["claim_id"] == claim_id]
    if match.empty:
        raise unknown_key(_("claim"), claim_id, known["claim_id"])
    return match.iloc[0].rename(claim_id).copy()


def roll_call(roll_call_id: str) -> pd.Series:
    """Votes of one roll call.

    Parameters
    ----------
    roll_call_id : str
        Date of the vote, for example ``"2017-06-19"``.

    Returns
    -------
    pandas.Series
        Category ``for``, ``against``, ``abstain`` or ``absent``, indexed by the states' ISO 3166-1
        alpha-3 codes in alphabetical order; name the roll call's id. ``attrs`` holds the roll call's
        row of `roll_call_totals` as a dict.

    Raises
    ------
    KeyError
        If there is no such roll call; the message names ids that look like it.
    """
    totals = load(data_folder(), "roll_call_totals")
    match = totals[totals["roll_call_id"] == roll_call_id]
    if match.empty:
        raise unknown_key(_("roll call"), roll_call_id, totals["roll_call_id"])
    votes = load(data_folder(), "roll_calls")
    series = votes[votes["roll_call_id"] == roll_call_id].set_index("iso3")["vote"].sort_index()
    series.name = roll_call_id
    series.attrs = match.iloc[0].to_dict()
    return series.copy()


def teaching_values(exercise: str | None = None) -> pd.DataFrame:
    """Numbers invented for exercises. They measure nothing and describe no government or person.

    Parameters
    ----------
    exercise : str, optional
        Exercise, or part of one, for example ``"a3-missing-three"`` or ``"a3-missing-three:draft"``.
        All of them if not given.

    Returns
    -------
    pandas.DataFrame
        Long form: a row per ``item`` and ``parameter``, with ``value`` and ``unit``.

    Raises
    ------
    KeyError
        If no value belongs to the exercise; the message names exercises that look like it.
    """
    values = table("teaching_values")
    if exercise is None:
        return values
    chosen = values[values["exercise"] == exercise]
    if chosen.empty:
        raise unknown_key(_("exercise"), exercise, values["exercise"].unique())
    return chosen.reset_index(drop=True)

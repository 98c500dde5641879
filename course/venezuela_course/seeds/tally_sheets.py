"""A table of real tally sheets that an instructor has, read with the same exercises as the invented one.

No tally sheet is part of the course. Whoever has a table of them names its file in the environment
variable `TALLY_SHEETS`. What it holds is what its publisher says that the sheets say; that it can be
read here says nothing about whether they are genuine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from venezuela_course.language import _, ngettext
from venezuela_course.seeds.folder import EvidenceError
from venezuela_course.seeds.loader import election_2024_states

if TYPE_CHECKING:
    import pandas as pd

#: Environment variable with the path of the table.
TALLY_SHEETS = "VENEZUELA_COURSE_TALLY_SHEETS"

CANDIDATES = (
    "gonzalez",
    "maduro",
    "martinez",
    "bertucci",
    "brito",
    "ecarri",
    "fermin",
    "ceballos",
    "marquez",
    "rausseo",
)
COUNTS = ("registered", "valid", "null_votes", *CANDIDATES)
KEY = ("centre", "table")
COLUMNS = ("state_code", *KEY, *COUNTS)

#: The electoral council's numbers of the states, as on its voting centres, to ISO 3166-2.
STATE_CODES: Mapping[int, str] = {
    1: "VE-A",
    2: "VE-B",
    3: "VE-C",
    4: "VE-D",
    5: "VE-E",
    6: "VE-F",
    7: "VE-G",
    8: "VE-H",
    9: "VE-I",
    10: "VE-J",
    11: "VE-K",
    12: "VE-L",
    13: "VE-M",
    14: "VE-N",
    15: "VE-O",
    16: "VE-P",
    17: "VE-R",
    18: "VE-S",
    19: "VE-T",
    20: "VE-U",
    21: "VE-V",
    22: "VE-Z",
    23: "VE-Y",
    24: "VE-X",
}


def tally_sheets_path() -> Path | None:
    """The file that `TALLY_SHEETS` names; None if it names none."""
    named = os.environ.get(TALLY_SHEETS, "").strip()
    return Path(named).expanduser() if named else None


def tally_sheets(path: str | Path | None = None) -> pd.DataFrame:
    """Tally sheets of 28 July 2024 from a table that is not part of the course.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A CSV file in UTF-8 with a row for each sheet and at least the columns `COLUMNS`: the electoral
        council's number of the state, centre and table, voters registered, valid and null votes, and
        the votes of each candidate. If not given, the file that the environment variable
        ``VENEZUELA_COURSE_TALLY_SHEETS`` names.

    Returns
    -------
    pandas.DataFrame
        The columns `COLUMNS`, with ``iso3166_2`` and ``state`` (as in `election_2024_states`) for the
        number of the state; counts ``int64``, centre and table text. The frame is the caller's own.

    Raises
    ------
    EvidenceError
        If no file is named, or it cannot be read, lacks a column, holds a count that is no whole number
        or negative, names a table twice or an unknown state, or if the candidates' votes of a row do
        not add up to its valid votes, or exceed its register. The message says in which line.
    """
    chosen = Path(path) if path is not None else tally_sheets_path()
    if chosen is None:
        raise EvidenceError(
            _(
                "No table of tally sheets is named. It is not part of the course; set the environment "
                "variable {variable} to the path of the file."
            ).format(variable=TALLY_SHEETS)
        )
    try:
        modified = chosen.stat().st_mtime_ns
    except OSError as problem:
        raise EvidenceError(
            _("The table of tally sheets cannot be read ({problem}).").format(problem=problem)
        ) from problem
    return _load(chosen.resolve(), modified).copy()


@cache
def _load(path: Path, _modified: int) -> pd.DataFrame:
    import pandas as pd

    try:
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as problem:  # pandas' parser errors are ValueErrors
        raise EvidenceError(
            _("The table of tally sheets cannot be read ({problem}).").format(problem=problem)
        ) from problem
    missing = [column for column in COLUMNS if column not in cells]
    if missing:
        raise _wrong(
            ngettext(
                "it has no column {columns}", "it has no columns {columns}", len(missing)
            ).format(columns=", ".join(missing))
        )
    if cells.empty:
        raise _wrong(_("it has no rows"))
    sheets = pd.DataFrame({column: cells[column].str.strip() for column in KEY})
    numbers = {column: _whole(cells[column], column) for column in ("state_code", *COUNTS)}
    strange = ~numbers["state_code"].isin(list(STATE_CODES))
    _refuse(strange, _("there is no state with this number"), numbers["state_code"])
    names = election_2024_states().set_index("iso3166_2")["state"]
    sheets.insert(0, "iso3166_2", numbers.pop("state_code").map(STATE_CODES))
    sheets.insert(1, "state", sheets["iso3166_2"].map(names).astype(str))
    sheets = sheets.assign(**numbers)
    label = sheets["centre"] + "/" + sheets["table"]
    _refuse(sheets.duplicated(list(KEY)), _("centre and table occur more than once"), label)
    _refuse(
        sheets[list(CANDIDATES)].sum(axis=1) != sheets["valid"],
        _("the candidates' votes do not add up to the valid votes"),
        label,
    )
    _refuse(
        sheets["valid"] + sheets["null_votes"] > sheets["registered"],
        _("there are more votes than voters registered"),
        label,
    )
    return sheets


def _whole(cells: pd.Series, column: str) -> pd.Series:
    import pandas as pd

    numbers = pd.to_numeric(cells, errors="coerce")
    strange = numbers.isna() | (numbers % 1 != 0)
    _refuse(strange, _("column {column}: not a whole number").format(column=column), cells)
    _refuse(numbers < 0, _("column {column}: negative").format(column=column), cells)
    return numbers.astype("int64")


def _refuse(strange: pd.Series, why: str, shown: pd.Series) -> None:
    """Raise for the first strange row, with its line in the file."""
    if strange.any():
        position = int(strange.to_numpy().argmax())
        raise _wrong(
            # The header is line 1 and rows count from 0.
            _("{why} (line {line}: {value})").format(
                why=why, line=position + 2, value=repr(str(shown.iloc[position]))
            )
        )


def _wrong(why: str) -> EvidenceError:
    return EvidenceError(_("The table of tally sheets cannot be used: {why}.").format(why=why))

"""References to the evidence: ``S003b-040``, ``X-001``, ``roll_calls:2017-06-19:JAM``.

A row is named by its key. Ids of claims, source texts, external facts, events and teaching values say
by themselves which table they belong to. Any row of any table can also be written ``table:key``, with
a further ``:`` between the parts of a key of several columns; a key given in part names all its rows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from venezuela_course.language import _
from venezuela_course.seeds.folder import data_folder, resources
from venezuela_course.seeds.loader import load, unknown_key

if TYPE_CHECKING:
    import pandas as pd

# Tables whose ids need no table name in front of them.
_PLAIN = ("claims", "sources", "external_facts", "timeline", "teaching_values")


def _bare(reference: str) -> str:
    """A reference without the square brackets it may stand in."""
    return reference.strip().removeprefix("[").removesuffix("]")


def _key_columns(folder: Path, name: str) -> list[str]:
    key = resources(folder)[name]["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


@cache
def _plain_ids(folder: Path) -> dict[str, str]:
    """Table of every id that needs no table name, by id."""
    return {
        row_id: name
        for name in _PLAIN
        if name in resources(folder)
        for row_id in load(folder, name)[_key_columns(folder, name)[0]]
    }


def _table_and_key(folder: Path, reference: str) -> tuple[str, list[str]]:
    plain = _plain_ids(folder)
    if reference in plain:
        return plain[reference], [reference]
    name, colon, key = reference.partition(":")
    if colon and key and name in resources(folder):
        columns = _key_columns(folder, name)
        return name, [key] if len(columns) == 1 else key.split(":", len(columns) - 1)
    raise unknown_key(_("evidence with the id"), reference, plain)


def resolve(reference: str) -> pd.DataFrame:
    """Rows that a reference names.

    Parameters
    ----------
    reference : str
        An id, with or without square brackets around it: ``"S003b-040"``, ``"[X-001]"``,
        ``"oas_states:JAM"``, ``"roll_calls:2017-06-19:JAM"``, ``"groups:record:lima"``.

    Returns
    -------
    pandas.DataFrame
        The rows, at least one, with all columns of their table; ``attrs["name"]`` is the table's name.

    Raises
    ------
    KeyError
        If nothing has that id; the message names ids that look like it.
    """
    folder = data_folder()
    bare = _bare(reference)
    name, key = _table_and_key(folder, bare)
    rows = load(folder, name)
    columns = _key_columns(folder, name)
    for column, part in zip(columns, key, strict=False):
        # Keys of several tables are years or days; as text they read as they are written.
        rows = rows[rows[column].astype("str") == part]
    if rows.empty:
        known = load(folder, name)[columns].astype(str).agg(":".join, axis=1)
        raise unknown_key(_("evidence with the id"), bare, [f"{name}:{row}" for row in known])
    return rows.reset_index(drop=True).copy()


def exists(reference: str) -> bool:
    """Whether a reference names at least one row (`resolve` says how references are written)."""
    try:
        resolve(reference)
    except KeyError:
        return False
    return True


def relations_of(reference: str) -> pd.DataFrame:
    """How a claim, or another row, bears on others.

    Parameters
    ----------
    reference : str
        As for `resolve`. Rows are found under the reference by which the table of relations names
        them: ``"S000-007"``, ``"T-2002-04-11-coup"``, ``"groups:record:contact:MEX"``.

    Returns
    -------
    pandas.DataFrame
        A row per relation, none if there is none: ``type`` as in `claim_relations`, except that the
        later side of a supersession has ``supersedes`` and the earlier ``superseded_by``; ``other``,
        the reference of the other side; ``note``; ``basis``. In the order of the table.

    Raises
    ------
    KeyError
        If nothing has that id.

    Examples
    --------
    >>> relations_of("S003a-045")[["type", "other"]].values.tolist()
    [['contradicts', 'S003a-020'], ['same_event', 'S003a-044']]
    >>> relations_of("S001-020")[["type", "other"]].values.tolist()
    [['superseded_by', 'roll_call_totals:2017-06-19']]
    """
    resolve(reference)
    bare = _bare(reference)
    relations = load(data_folder(), "claim_relations")
    ours = relations[(relations["from"] == bare) | (relations["to"] == bare)]
    told = ours["from"] == bare
    seen = ours.assign(
        # Text, not the table's category, which does not know the other side of a supersession.
        type=ours["type"]
        .astype("str")
        .mask(~told & (ours["type"] == "supersedes"), "superseded_by"),
        other=ours["to"].where(told, ours["from"]),
    )
    return seen[["type", "other", "note", "basis"]].reset_index(drop=True)


def _source_line(source_id: str, line: int) -> str:
    text = resolve(source_id).iloc[0]
    return _("{title} ({publisher}, {date}), line {line}").format(
        title=text["title"], publisher=text["publisher"], date=text["date_published"], line=line
    )


def _cite_claim(row: pd.Series) -> str:
    return _("[{id}] {claim}. Asserted by: {who}. {where}.").format(
        id=row["claim_id"],
        claim=row["claim"],
        who=row["asserted_by"],
        where=_source_line(row["source_id"], row["line"]),
    )


def _cite_source(row: pd.Series) -> str:
    return _("[{id}] {title}. {publisher}, {genre}, {date}.").format(
        id=row["source_id"],
        title=row["title"],
        publisher=row["publisher"],
        genre=row["genre"],
        date=row["date_published"],
    )


def _cite_fact(row: pd.Series) -> str:
    return _("[{id}] {statement} {publisher}, {reference}.").format(
        id=row["fact_id"],
        statement=row["statement"],
        publisher=row["publisher"],
        reference=row["reference"],
    )


def _cite_event(row: pd.Series) -> str:
    return _("[{id}] {date}: {event}. {source}.").format(
        id=row["event_id"], date=row["date"], event=row["event"], source=row["source"]
    )


def _cite_teaching_value(row: pd.Series) -> str:
    return _("[{id}] {note}. Value {value:g}, {unit}.").format(
        id=row["value_id"], note=row["note"], value=row["value"], unit=row["unit"]
    )


_CITATIONS = {
    "claims": _cite_claim,
    "sources": _cite_source,
    "external_facts": _cite_fact,
    "timeline": _cite_event,
    "teaching_values": _cite_teaching_value,
}


def cite(reference: str) -> str:
    """Readable citation of a claim or of another row.

    Parameters
    ----------
    reference : str
        As for `resolve`.

    Returns
    -------
    str
        What the row says and where it is from, on one line. For tables other than claims, source
        texts, external facts, events and teaching values: the reference, the table's title, the
        figures with their units where it is one row, the sources, and the row's note.

    Raises
    ------
    KeyError
        If nothing has that id.
    """
    rows = resolve(reference)
    name = rows.attrs["name"]
    if name in _CITATIONS:
        return _CITATIONS[name](rows.iloc[0])
    bare = _bare(reference)
    # What the course itself compiled has no source of its own in each row.
    written = (
        rows["source"].unique()
        if "source" in rows
        else [source["title"] for source in resources(data_folder())[name]["sources"]]
    )
    figures = _figures(rows, name) if len(rows) == 1 else ""
    cited = (
        _("[{id}] {title}: {figures}. {sources}.") if figures else _("[{id}] {title}. {sources}.")
    ).format(id=bare, title=rows.attrs["title"], figures=figures, sources="; ".join(written))
    # A figure without its note, such as 'exchange-rate noise', would be quoted as if it were sound.
    note = rows["note"].iloc[0] if figures and "note" in rows else None
    return f"{cited} {note}." if isinstance(note, str) and note else cited


def _figures(rows: pd.DataFrame, name: str) -> str:
    """The figures of one row with their units; of a claimant's row, whose they are."""
    row = rows.iloc[0]
    schema = resources(data_folder())[name]["schema"]
    key = schema["primaryKey"]
    keys = {key} if isinstance(key, str) else {*key}
    measured = [
        field
        for field in schema["fields"]
        if field["type"] in ("integer", "number")
        and field["name"] not in keys
        and not field.get("unit", "").endswith(("year", "number"))
        and rows[field["name"]].notna().iloc[0]
    ]
    parts = [str(row[column]) for column in ("claimant", "publisher") if column in rows]
    for field in measured:
        unit = field.get("unit", "")
        in_words = str(row["unit"]) if unit.startswith("see") and "unit" in rows else unit
        label = field["name"].replace("_", " ") + " " if len(measured) > 1 else ""
        parts.append(f"{label}{float(row[field['name']]):,.10g} {in_words}".strip())
    return ", ".join(parts)

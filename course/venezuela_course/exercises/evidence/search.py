"""Find a row of the evidence, and what bears on it: pure functions over the tables, without widgets.

The index is built once, on first use. A search looks at claims, dated events, facts added from
elsewhere and sanctions; any row of any table can be opened by its id.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from venezuela_course import seeds
from venezuela_course.charts import vote_word
from venezuela_course.language import _, language, ngettext

if TYPE_CHECKING:
    import pandas as pd

#: First and last day of what has no date: overlaps no period that anybody asks for.
NO_DATE = (datetime.date.max, datetime.date.min)
#: Every row is about it: sharing it says nothing.
EVERYWHERE = frozenset({"venezuela"})
#: Rows of one table that are listed as bearing on a claim.
MOST_ROWS = 12

#: Tables that are about the evidence, or invented, and bear on no claim.
NOT_EVIDENCE = (
    "teaching_values",
    "claim_relations",
    "claim_uses",
    "coding_sample",
    "coup_cases",
    "indicator_evidence",
    "asserter_sides",
    "page_lines",
    "triage_samples",
)

_WORD = re.compile(r"\w+")
_SPEAKER = re.compile(r"\s*[,(]")
_AUTHOR = re.compile(r"author \([^)]*\)")
_REFERENCE = re.compile(r"\[([^\[\]\s]+)\]")


@dataclass(frozen=True)
class Entry:
    """One row of the evidence, as a reader meets it.

    Attributes
    ----------
    reference : str
        Its id, as `seeds.resolve` takes it.
    table : str
        Name of its table.
    kind : str
        A claim's kind, such as ``"allegation"``; ``"dated event"``, ``"fact added"``,
        ``"sanction or licence"``, or ``"row"``.
    wording : str
        What it says, in the course's words.
    asserted_by : str
        Who says so: a claim's asserter, another row's source or publisher.
    date : str
        ISO text as in the table, ``""`` if it has none.
    precision : str
        ``"day"``, ``"month"``, ``"year"``, ``"interval"``, ``"undated"`` or ``""``.
    source : str
        Id of the source text of a claim; else ``""``.
    line : int or None
        Line of the source text.
    unit : int or None
        Unit of the course that a claim belongs to.
    caveat : str
    entities : tuple of str
    first, last : datetime.date
        First and last day that the date can mean; `NO_DATE` if there is none.
    words : str
        Everything that a search looks at, folded.
    """

    reference: str
    table: str
    kind: str
    wording: str
    asserted_by: str = ""
    date: str = ""
    precision: str = ""
    source: str = ""
    line: int | None = None
    unit: int | None = None
    caveat: str = ""
    entities: tuple[str, ...] = ()
    first: datetime.date = NO_DATE[0]
    last: datetime.date = NO_DATE[1]
    words: str = field(default="", repr=False)

    @property
    def speaker(self) -> str:
        """Who asserts a claim, without office and without 'via author'; ``""`` for other rows.

        A source text's own author is ``"author of S001"``: the five texts have five authors.
        """
        if self.table != "claims":
            return ""
        name = _SPEAKER.split(self.asserted_by, maxsplit=1)[0]
        return f"{name} of {self.source}" if name in ("author", "photo caption") else name

    @property
    def who(self) -> str:
        """Who says so, in full, but a source text's author by the text's id."""
        return _AUTHOR.sub(f"author of {self.source}", self.asserted_by)


@dataclass(frozen=True)
class Query:
    """What is looked for; an empty part asks for nothing.

    Attributes
    ----------
    words : str
        All of them must occur, in any order; accents and case do not matter, and the beginning of a
        word is enough.
    unit : int, optional
        Unit of the course. Only claims belong to one.
    kind, speaker, source : str, optional
        As in `Entry`.
    years : (int, int), optional
        First and last year. What has no date is left out.
    """

    words: str = ""
    unit: int | None = None
    kind: str = ""
    speaker: str = ""
    source: str = ""
    years: tuple[int, int] | None = None


def fold(text: str) -> str:
    """The text in lower case and without accents: ``"Bogotá"`` becomes ``"bogota"``."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _given(value: Any) -> bool:
    """Whether a cell of a table holds something: missing text is NaN, a missing number NA."""
    return value is not None and str(value) not in ("nan", "<NA>", "NaT")


def _text(value: Any) -> str:
    return str(value) if _given(value) else ""


def _day(value: Any, otherwise: datetime.date) -> datetime.date:
    return value.date() if _given(value) else otherwise


def _short_date(value: Any, precision: str) -> str:
    """A day, or ISO text, as far as it is known: ``2017-06-19``, ``2017-06`` or ``2017``."""
    if not _given(value):
        return ""
    if isinstance(value, str):
        return value
    return value.date().isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _searchable(*texts: str) -> str:
    return " " + " ".join(_WORD.findall(fold(" ".join(texts))))


def _claim_entry(row: Mapping[str, Any]) -> Entry:
    entities = tuple(name.strip() for name in _text(row["entities"]).split(";") if name.strip())
    caveat = _text(row["caveat"])
    return Entry(
        reference=row["claim_id"],
        table="claims",
        kind=str(row["kind"]),
        wording=row["claim"],
        asserted_by=row["asserted_by"],
        date=_text(row["date"]),
        precision=str(row["date_precision"]),
        source=row["source_id"],
        line=int(row["line"]),
        unit=int(row["course_unit"]) if _given(row["course_unit"]) else None,
        caveat=caveat,
        entities=entities,
        first=_day(row["date_start"], NO_DATE[0]),
        last=_day(row["date_end"], NO_DATE[1]),
        words=_searchable(row["claim_id"], row["claim"], row["asserted_by"], *entities, caveat),
    )


def _event_entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        reference=row["event_id"],
        table="timeline",
        kind="dated event",
        wording=row["event"],
        asserted_by=row["source"],
        date=_text(row["date"]),
        precision=str(row["date_precision"]),
        first=_day(row["date_start"], NO_DATE[0]),
        last=_day(row["date_end"], NO_DATE[1]),
        words=_searchable(row["event_id"], row["event"], str(row["strand"])),
    )


def _fact_entry(row: Mapping[str, Any]) -> Entry:
    written = _short_date(row["as_of"], str(row["as_of_precision"]))
    first, last = _span(written)
    return Entry(
        reference=row["fact_id"],
        table="external_facts",
        kind="fact added",
        wording=row["statement"],
        asserted_by=row["publisher"],
        date=written,
        precision=_text(row["as_of_precision"]),
        first=first,
        last=last,
        words=_searchable(row["fact_id"], row["statement"], row["publisher"]),
    )


def _sanction_entry(row: Mapping[str, Any]) -> Entry:
    precision = str(row["date_precision"])
    written = _short_date(row["date"], precision)
    first, last = _span(written)
    wording = f"{row['instrument']}: {row['effect']}"
    return Entry(
        reference=f"sanctions:{row['sanction_id']}",
        table="sanctions",
        kind="sanction or licence",
        wording=wording,
        asserted_by=row["source"],
        date=written,
        precision=precision,
        caveat=_text(row["note"]),
        first=first,
        last=last,
        words=_searchable(row["sanction_id"], wording, row["issuer"], _text(row["target"])),
    )


def _span(written: str) -> tuple[datetime.date, datetime.date]:
    """First and last day that an ISO date, month or year can mean."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", written):
        return NO_DATE
    year, month, day = (*(int(part) for part in written.split("-")), 0, 0)[:3]
    if day:
        return (exact := datetime.date(year, month, day)), exact
    after = datetime.date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    return datetime.date(year, month or 1, 1), datetime.date.fromordinal(after.toordinal() - 1)


_ENTRIES: Mapping[str, Callable[[Mapping[str, Any]], Entry]] = {
    "claims": _claim_entry,
    "timeline": _event_entry,
    "external_facts": _fact_entry,
    "sanctions": _sanction_entry,
}


@cache
def entries() -> tuple[Entry, ...]:
    """Everything that a search looks at, in the order of the tables."""
    return tuple(
        make(row) for name, make in _ENTRIES.items() for row in seeds.table(name).to_dict("records")
    )


@cache
def _by_reference() -> dict[str, Entry]:
    return {entry.reference: entry for entry in entries()}


def prepare() -> None:
    """Build every index, so that the first answer is as quick as the others."""
    _named()
    bearings(entries()[0])


def kinds() -> list[str]:
    """Kinds of entry, in the order of the tables' own lists."""
    return [
        *seeds.claims()["kind"].cat.categories,
        "dated event",
        "fact added",
        "sanction or licence",
    ]


def speakers() -> list[str]:
    """Everybody who asserts a claim: authors first, then by name without regard to accents."""
    found = {entry.speaker for entry in entries() if entry.speaker}
    return sorted(found, key=lambda name: (" of S" not in name, fold(name)))


def units() -> list[int]:
    """Units of the course that claims belong to."""
    return sorted({entry.unit for entry in entries() if entry.unit is not None})


def years() -> tuple[int, int]:
    """First and last year of the dated entries; what looks ahead of the course's end counts."""
    dated = [entry for entry in entries() if entry.first <= entry.last]
    return min(entry.first.year for entry in dated), max(entry.last.year for entry in dated)


def search(query: Query) -> list[Entry]:
    """Entries that match every part of a query.

    Returns
    -------
    list of Entry
        In the order of the tables: claims, events, facts, sanctions.
    """
    wanted = [" " + word for word in _WORD.findall(fold(query.words))]
    return [
        entry
        for entry in entries()
        if (query.unit is None or entry.unit == query.unit)
        and (not query.kind or entry.kind == query.kind)
        and (not query.speaker or entry.speaker == query.speaker)
        and (not query.source or entry.source == query.source)
        and (query.years is None or _within(entry, query.years))
        and all(word in entry.words for word in wanted)
    ]


def _within(entry: Entry, years: tuple[int, int]) -> bool:
    return (
        entry.first <= entry.last and entry.first.year <= years[1] and entry.last.year >= years[0]
    )


# One row of any table -----------------------------------------------------------------------------


def entry(reference: str) -> Entry:
    """What an id names, in one entry, whatever its table.

    Parameters
    ----------
    reference : str
        As `seeds.resolve` takes it, with or without brackets, in either case of letters.

    Returns
    -------
    Entry
        Of an id that names several rows, one entry that says how many.

    Raises
    ------
    KeyError
        If nothing has that id; the message names ids that look like it.
    """
    bare = reference.strip().removeprefix("[").removesuffix("]").strip()
    known = _by_reference()
    if bare in known:
        return known[bare]
    folded = {name.casefold(): name for name in known}
    if bare.casefold() in folded:
        return known[folded[bare.casefold()]]
    return _row(bare, language())


@cache
def _row(bare: str, _language: str) -> Entry:
    """Rows of the other tables, kept in the language in which they are worded."""
    rows = seeds.resolve(bare)
    name = rows.attrs["name"]
    row = rows.iloc[0].to_dict()
    column = next((name for name in ("date", "date_published", "year") if name in row), None)
    precision = str(row.get("date_precision", "year" if column == "year" else "day"))
    written = ""
    if column is not None and len(rows) == 1:
        at = row[column]
        written = str(at) if column == "year" else _short_date(at, precision)
    first, last = _span(written)
    origin = next((column for column in ("source", "publisher") if column in row), None)
    origins = list(dict.fromkeys(_text(value) for value in rows[origin])) if origin else []
    return Entry(
        reference=bare,
        table=name,
        kind="row",
        wording=_in_words(rows),
        asserted_by="; ".join(text for text in origins if text) if len(rows) == 1 else "",
        date=written,
        precision=precision if written else "",
        first=first,
        last=last,
        caveat="; ".join(
            dict.fromkeys(_text(row[key]) for key in ("note", "caveat") if _text(row.get(key)))
        )
        if len(rows) == 1
        else "",
    )


#: Columns that say where a row is from, or what an entry shows elsewhere.
_NOT_CONTENT = frozenset(
    {"source", "confidence", "note", "caveat", "licence", "date", "base_note", "publisher"}
)


def _in_words(rows: pd.DataFrame) -> str:
    """A row of any table in words; of several, what they have in common and how many they are."""
    name, title = rows.attrs["name"], rows.attrs["title"]
    if name in _WORDINGS:
        return _WORDINGS[name](rows)
    if len(rows) > 1:
        return ngettext("{n} row of “{table}”", "{n} rows of “{table}”", len(rows)).format(
            n=len(rows), table=title
        )
    row = rows.iloc[0]
    key = key_columns(name)
    own = key[0] if len(key) == 1 else ""  # the id stands beside its words
    units: Mapping[str, str] = rows.attrs["units"]
    said = [
        f"{column.replace('_', ' ')}: {cell(row[column])}"
        + (f" {units[column]}" if column in units and not units[column].startswith("see") else "")
        for column in rows.columns
        if column not in _NOT_CONTENT
        and column != own
        and not column.endswith("_precision")
        and _given(row[column])
    ]
    return "; ".join(said)


def cell(value: Any) -> str:
    if hasattr(value, "date"):
        return str(value.date().isoformat())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _source_in_words(rows: pd.DataFrame) -> str:
    return _text(rows.iloc[0]["title"])


def _votes_in_words(rows: pd.DataFrame) -> str:
    names = seeds.oas_states().set_index("iso3")["name"]
    day = rows.iloc[0]["roll_call_id"]
    if len(rows) == 1:
        row = rows.iloc[0]
        return _("Roll call of {day}: {state}, {vote}").format(
            day=day, state=names.get(row["iso3"], row["iso3"]), vote=vote_word(row["vote"])
        )
    counted = ", ".join(
        f"{count} {vote_word(str(vote))}" for vote, count in rows["vote"].value_counts().items()
    )
    return _("Roll call of {day}, state by state: {counted}").format(day=day, counted=counted)


def _total_in_words(rows: pd.DataFrame) -> str:
    return "; ".join(
        _(
            "{body}: {subject}. {yes} in favour, {no} against, {abstain} abstaining, {absent} absent; "
            "{needed} needed: {outcome}"
        ).format(
            body=row["body"],
            subject=row["subject"],
            yes=row["n_for"],
            no=row["n_against"],
            abstain=row["n_abstain"],
            absent=row["n_absent"],
            needed=_text(row["votes_needed"]) or _("an unknown number"),
            outcome=row["outcome"],
        )
        for row in rows.to_dict("records")
    )


def _membership_in_words(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    group = {"lima": _("Lima Group"), "contact": _("International Contact Group")}[first["group"]]
    given = {"seed": _("as printed in a source text"), "record": _("as on record")}[first["list"]]
    if len(rows) > 1:
        return ngettext(
            "{group}, {given}: {n} entry", "{group}, {given}: {n} entries", len(rows)
        ).format(group=group, given=given, n=len(rows))
    return _("{group}, {given}: {name}, {status}, {role}").format(
        group=group,
        given=given,
        name=first["name"],
        status=str(first["status"]).replace("_", "-"),
        role=_text(first["role"]) or _("no role stated"),
    )


_WORDINGS: Mapping[str, Callable[[pd.DataFrame], str]] = {
    "sources": _source_in_words,
    "roll_calls": _votes_in_words,
    "roll_call_totals": _total_in_words,
    "groups": _membership_in_words,
}


# What bears on it ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bearing:
    """Another row that bears on an entry, and why it is listed.

    Attributes
    ----------
    entry : Entry
    why : str
        A phrase, translated.
    """

    entry: Entry
    why: str


def bearings(about: Entry) -> list[Bearing]:
    """Rows of the evidence that bear on an entry, the surest first.

    The rule has four parts, and each row says by which of them it is listed:

    1. rows that `seeds.relations_of` links to the entry, with the relation's note;
    2. rows that name the entry's id, and rows that the entry's caveat names;
    3. events and facts dated within the entry's period that name one of its entities (Venezuela
       apart, which everything names), or all those of its day or month if it is dated so exactly;
    4. roll calls of the entry's day or month, or of its period if it names the OAS.

    Returns
    -------
    list of Bearing
        Each row once, at most `MOST_ROWS` for each of the parts.
    """
    found: dict[str, Bearing] = {}
    for rule in (_related, _naming, _same_time, _same_roll_call):
        for number, bearing in enumerate(rule(about)):
            if number >= MOST_ROWS:
                break
            if bearing.entry.reference != about.reference:
                found.setdefault(bearing.entry.reference, bearing)
    return list(found.values())


def _related(about: Entry) -> Iterable[Bearing]:
    for relation in seeds.relations_of(about.reference).to_dict("records"):
        why = _relation_words(str(relation["type"]))
        if note := _text(relation["note"]):
            why = f"{why}: {note}"
        yield Bearing(entry(relation["other"]), why)


def _relation_words(kind: str) -> str:
    """A relation as it is seen from the row that is open."""
    return {
        "supports": _("supports"),
        "contradicts": _("contradicts"),
        "supersedes": _("is superseded"),
        "superseded_by": _("supersedes"),
        "duplicates": _("says the same"),
        "same_event": _("same event"),
    }.get(kind, kind)


@cache
def _named() -> dict[str, list[str]]:
    """References of the rows that name an id, by that id."""
    found: dict[str, list[str]] = {}
    known = _by_reference()

    def note(named: str, by: str) -> None:
        if named != by and by not in found.setdefault(named, []):
            found[named].append(by)

    for name in seeds.tables().index:
        if name in NOT_EVIDENCE:
            continue
        table = seeds.table(name)
        columns = [c for c in ("claim_id", "claim_ids") if c in table.columns and name != "claims"]
        prose = [c for c in ("caveat", "note", "base_note", "participation_note") if c in table]
        key = key_columns(name)
        for row in table[[*dict.fromkeys([*key, *columns, *prose])]].to_dict("records"):
            own = ":".join(cell(row[column]) for column in key)
            reference = own if own in known or name == "sources" else f"{name}:{own}"
            for column in columns:
                for named in re.split(r"[;,\s]+", _text(row[column])):
                    if named:
                        note(named, reference)
                        note(reference, named)
            for column in prose:
                for named in _REFERENCE.findall(_text(row[column])):
                    note(named, reference)
                    note(reference, named)
    return found


def key_columns(name: str) -> list[str]:
    """Columns that together name a row of a table."""
    from venezuela_course.seeds.folder import data_folder, resources

    key = resources(data_folder())[name]["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def _naming(about: Entry) -> Iterable[Bearing]:
    for reference in _named().get(about.reference, ()):
        # A bracket in a note may hold something else than an id.
        with contextlib.suppress(KeyError):
            yield Bearing(entry(reference), _("one names the other"))


def _same_time(about: Entry) -> Iterable[Bearing]:
    if about.first > about.last:
        return
    exact = about.precision in ("day", "month")
    names = [" " + " ".join(_WORD.findall(fold(name))) for name in about.entities]
    names = [name for name in names if name.strip() not in EVERYWHERE]
    for other in entries():
        if other.table == "claims" or not _overlap(about, other):
            continue
        if any(name in other.words for name in names):
            yield Bearing(other, _("same time, and it names one of those concerned"))
        elif exact and other.precision in ("day", "month"):
            yield Bearing(other, _("same time"))


def _same_roll_call(about: Entry) -> Iterable[Bearing]:
    if about.first > about.last:
        return
    exact = about.precision in ("day", "month")
    if not exact and "OAS" not in about.entities:
        return
    for row in seeds.roll_call_totals().to_dict("records"):
        day = row["date"].date()
        if about.first <= day <= about.last:
            other = entry(f"roll_call_totals:{row['roll_call_id']}")
            yield Bearing(other, _("a vote of that time in the OAS"))


def _overlap(one: Entry, other: Entry) -> bool:
    return one.first <= other.last and other.first <= one.last and other.first <= other.last

"""What was paired, as a table that an instructor may read and correct: ``grading/pairs/a5.csv``."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from venezuela_course.exercises.review.brief import CODE
from venezuela_course.exercises.review.tickets import same_ticket
from venezuela_course.language import _

FROM_ANSWER, DRAWN = "answer", "drawn"


class LedgerError(Exception):
    """The table of pairs cannot be used: which line, what is wrong, what to do."""


@dataclass(frozen=True)
class Row:
    """One author and reviewer.

    Parameters
    ----------
    student
        nbgrader's student id.
    code
        Code name of this student's brief.
    reviews
        Code name of the brief that this student reviews; empty while they wait for somebody.
    ticket
        With which the student finds that brief.
    ticket_from
        ``answer`` where the student's own capstone holds the ticket, ``drawn`` where it has to be
        handed over.
    question
        The question that the brief answers.
    words
        Words of the brief.
    """

    student: str
    code: str
    reviews: str
    ticket: str
    ticket_from: str
    question: str
    words: int


COLUMNS = tuple(field.name for field in fields(Row))


def read(path: Path) -> list[Row]:
    """The rows of a table of pairs; none where there is no table.

    A table saved by a spreadsheet, with semicolons or a byte-order mark, is read too.

    Raises
    ------
    LedgerError
        If it cannot be read, lacks a column, or contradicts itself.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise LedgerError(_complaint(path, 0, str(error))) from error
    heading = text.partition("\n")[0]
    lines = csv.DictReader(
        io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ","
    )
    missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
    if missing:
        raise LedgerError(
            _complaint(path, 1, _("the column {name} is missing").format(name=missing[0]))
        )
    rows = []
    for line in lines:
        try:
            rows.append(_row(line))
        except ValueError as error:
            raise LedgerError(_complaint(path, lines.line_num, str(error))) from error
    for place, problem in _contradictions(rows):
        raise LedgerError(_complaint(path, place + 2, problem))
    return rows


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write the table whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(astuple(row) for row in sorted(rows, key=lambda row: row.student))
    part = path.with_suffix(".part")
    part.write_text(text.getvalue(), "utf-8")
    os.replace(part, path)


def _row(line: Mapping[str, str | None]) -> Row:
    """One line; raises ValueError with what is wrong in it."""
    cell = {name: (line.get(name) or "").strip() for name in COLUMNS}
    if not cell["student"]:
        raise ValueError(_("there is no student"))
    for name in ("code", "reviews"):
        if not CODE.fullmatch(cell[name]) and (name == "code" or cell[name]):
            raise ValueError(
                _("{value} in the column {column} is no code name such as brief-417").format(
                    value=repr(cell[name]), column=name
                )
            )
    if not same_ticket(cell["ticket"]):
        raise ValueError(_("{value} is no ticket").format(value=repr(cell["ticket"])))
    words = int(cell["words"]) if cell["words"].isdecimal() else 0
    return Row(
        cell["student"],
        cell["code"],
        cell["reviews"],
        cell["ticket"],
        cell["ticket_from"] or DRAWN,
        cell["question"],
        words,
    )


def _contradictions(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """What cannot be true of the table, with the row's place."""
    codes = {row.code for row in rows}
    seen: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        for column, value in (
            ("student", row.student),
            ("code", row.code),
            ("ticket", same_ticket(row.ticket)),
        ):
            if (column, value) in seen:
                yield (
                    place,
                    _("{value} stands twice in the column {column}").format(
                        value=value, column=column
                    ),
                )
            seen[column, value] = place
        if row.reviews == row.code:
            yield place, _("{student} would review their own brief").format(student=row.student)
        elif row.reviews and row.reviews not in codes:
            yield place, _("no student has the brief {code}").format(code=row.reviews)


def _complaint(path: Path, line: int, what: str) -> str:
    return _(
        "The table of pairs cannot be used: {what} ({path}, line {line}). Correct it, or delete the "
        "file to pair the class afresh; whoever has a brief already will then get another."
    ).format(what=what, path=path, line=line)

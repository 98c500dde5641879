"""What a gradebook says of one assignment, and of one student's work on it, as plain data.

nbgrader's tables are read and written here by the names that people know (of notebooks, cells and
students), never by the random identifiers of the rows: these differ between two gradebooks.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader import api
from nbgrader.api import Base, new_uuid
from sqlalchemy import Connection, Engine, Row, Table, create_engine, func, insert, select, text
from sqlalchemy.pool import NullPool

COURSE = api.Course.__table__
ASSIGNMENT = api.Assignment.__table__
NOTEBOOK = api.Notebook.__table__
CELL = api.BaseCell.__table__
STUDENT = api.Student.__table__
SUBMISSION = api.SubmittedAssignment.__table__
SUBMITTED_NOTEBOOK = api.SubmittedNotebook.__table__
GRADE = api.Grade.__table__
COMMENT = api.Comment.__table__
VERSION = "alembic_version"  # nbgrader's record of the shape of the tables

# Columns that say something; the others identify a row or what it belongs to.
WORDS: Mapping[str, tuple[str, ...]] = {
    "student": ("first_name", "last_name", "email", "lms_user_id"),
    "submission": ("timestamp", "extension"),
    "notebook": ("flagged", "late_submission_penalty"),
    "grade": ("auto_score", "manual_score", "extra_credit", "needs_manual_grade"),
    "comment": ("auto_comment", "manual_comment"),
}

Values = Mapping[str, Any]


class CellKey(NamedTuple):
    """What identifies a cell within an assignment: nbgrader lets a name serve for cells of two types."""

    notebook: str
    name: str
    type: str


@dataclass(frozen=True)
class Record:
    """What a gradebook says of one student's work on one assignment.

    Parameters
    ----------
    courses
        The courses that the gradebook knows.
    student
        The student's row; None where the gradebook does not know the student.
    submission
        The row of the submitted assignment; None where nothing was graded yet.
    notebooks
        The row of each submitted notebook, by its name.
    grades, comments
        The rows of its cells.
    """

    courses: frozenset[str] = frozenset()
    student: Values | None = None
    submission: Values | None = None
    notebooks: Mapping[str, Values] = field(default_factory=dict)
    grades: Mapping[CellKey, Values] = field(default_factory=dict)
    comments: Mapping[CellKey, Values] = field(default_factory=dict)


@dataclass(frozen=True)
class Identifiers:
    """The identifiers, in one gradebook, of the rows of one student's work on one assignment."""

    assignment: str
    notebooks: Mapping[str, str]
    cells: Mapping[CellKey, str]
    submission: str | None = None
    submitted_notebooks: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[CellKey, str] = field(default_factory=dict)
    comments: Mapping[CellKey, str] = field(default_factory=dict)


def identifiers_of_definition(connection: Connection, assignment: str) -> Identifiers | None:
    """The rows that define an assignment; None where it was never generated.

    Parameters
    ----------
    connection
        To a gradebook.
    assignment
        Its name.
    """
    found = connection.execute(
        select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment)
    ).scalar_one_or_none()
    if found is None:
        return None
    notebooks = {
        row.name: row.id
        for row in connection.execute(
            select(NOTEBOOK.c.id, NOTEBOOK.c.name).where(NOTEBOOK.c.assignment_id == found)
        )
    }
    cells = connection.execute(
        select(CELL.c.id, CELL.c.name, CELL.c.type, NOTEBOOK.c.name.label("notebook"))
        .join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id)
        .where(NOTEBOOK.c.assignment_id == found)
    )
    return Identifiers(found, notebooks, {_key(row): row.id for row in cells})


def read_record(
    connection: Connection, definition: Identifiers, student: str, *, lock: bool = False
) -> tuple[Record, Identifiers]:
    """What a gradebook says of a student's work, and the identifiers of the rows that say it.

    Parameters
    ----------
    connection
        To a gradebook.
    definition
        From `identifiers_of_definition`, of the same gradebook.
    student
        The student's identifier.
    lock
        Whether others have to wait with their changes of these rows until the transaction ends, where
        the database locks rows.
    """

    def rows(statement: Any) -> Iterator[Row[Any]]:
        return iter(connection.execute(statement.with_for_update() if lock else statement))

    courses = frozenset(row.id for row in connection.execute(select(COURSE.c.id)))
    known = next(rows(select(STUDENT).where(STUDENT.c.id == student)), None)
    submitted = next(
        rows(
            select(SUBMISSION).where(
                SUBMISSION.c.assignment_id == definition.assignment,
                SUBMISSION.c.student_id == student,
            )
        ),
        None,
    )
    if submitted is None:
        return Record(courses, _values(known, "student")), definition
    names = {identifier: name for name, identifier in definition.notebooks.items()}
    notebooks = {
        names[row.notebook_id]: row
        for row in rows(
            select(SUBMITTED_NOTEBOOK).where(SUBMITTED_NOTEBOOK.c.assignment_id == submitted.id)
        )
        if row.notebook_id in names
    }
    keys = {identifier: key for key, identifier in definition.cells.items()}

    def of_cells(table: Table) -> dict[CellKey, Row[Any]]:
        return {
            keys[row.cell_id]: row
            for row in rows(
                select(table).where(table.c.notebook_id.in_([row.id for row in notebooks.values()]))
            )
            if row.cell_id in keys
        }

    grades, comments = of_cells(GRADE), of_cells(COMMENT)
    record = Record(
        courses,
        _values(known, "student"),
        _values(submitted, "submission"),
        {name: _values(row, "notebook") or {} for name, row in notebooks.items()},
        {key: _values(row, "grade") or {} for key, row in grades.items()},
        {key: _values(row, "comment") or {} for key, row in comments.items()},
    )
    return record, Identifiers(
        definition.assignment,
        definition.notebooks,
        definition.cells,
        submitted.id,
        {name: row.id for name, row in notebooks.items()},
        {key: row.id for key, row in grades.items()},
        {key: row.id for key, row in comments.items()},
    )


def _key(row: Row[Any]) -> CellKey:
    return CellKey(row.notebook, row.name, row.type)


def _values(row: Row[Any] | None, kind: str) -> Values | None:
    return None if row is None else {column: getattr(row, column) for column in WORDS[kind]}


def write_record(
    connection: Connection, there: Identifiers, student: str, before: Record, after: Record
) -> None:
    """Change a gradebook from what it says of a student's work to what it should say.

    Rows that it lacks are added, columns that differ are changed, and nothing is touched else.

    Parameters
    ----------
    connection
        To a gradebook, in a transaction.
    there
        The identifiers of its rows, as `read_record` found them.
    student
        The student's identifier.
    before
        What it says, as `read_record` found it.
    after
        What it should say. Its notebooks and cells are all in ``there``.
    """
    for course in sorted(after.courses - before.courses):
        connection.execute(insert(COURSE).values(id=course))
    if after.student is not None:
        _write(connection, STUDENT, student, before.student, after.student, {})
    if after.submission is None:
        return
    submission = _write(
        connection,
        SUBMISSION,
        there.submission,
        before.submission,
        after.submission,
        {"assignment_id": there.assignment, "student_id": student},
    )
    notebooks = {
        name: _write(
            connection,
            SUBMITTED_NOTEBOOK,
            there.submitted_notebooks.get(name),
            before.notebooks.get(name),
            row,
            {"assignment_id": submission, "notebook_id": there.notebooks[name]},
        )
        for name, row in after.notebooks.items()
    }
    for table, known, old, new in (
        (GRADE, there.grades, before.grades, after.grades),
        (COMMENT, there.comments, before.comments, after.comments),
    ):
        for key, row in new.items():
            _write(
                connection,
                table,
                known.get(key),
                old.get(key),
                row,
                {"cell_id": there.cells[key], "notebook_id": notebooks[key.notebook]},
            )


def _write(
    connection: Connection,
    table: Table,
    identifier: str | None,
    before: Values | None,
    after: Values,
    belongs: Values,
) -> str:
    """Add a row or change it; its identifier."""
    if before is None:
        identifier = identifier or new_uuid()
        connection.execute(insert(table).values(id=identifier, **belongs, **after))
        return identifier
    assert identifier is not None  # a row that was read has one
    changed = {column: value for column, value in after.items() if value != before[column]}
    if changed:
        connection.execute(table.update().where(table.c.id == identifier).values(changed))
    return identifier


def points(record: Record, engine: Engine) -> tuple[float, float]:
    """The points of a student's work, as nbgrader exports them, and the most that the assignment gives.

    Parameters
    ----------
    record
        The student's rows.
    engine
        A gradebook that has this assignment alone.
    """
    score = sum(map(_score, record.grades.values()))
    late = sum(row["late_submission_penalty"] or 0.0 for row in record.notebooks.values())
    with engine.connect() as connection:
        possible = [
            connection.execute(select(func.coalesce(func.sum(table.c.max_score), 0.0))).scalar_one()
            for table in (api.GradeCell.__table__, api.TaskCell.__table__)
        ]
    return max(0.0, score - late), sum(possible)


def _score(row: Values) -> float:
    """The points of a cell by nbgrader's rule: a person's before the machine's, extra credit on top."""
    given = row["auto_score"] if row["manual_score"] is None else row["manual_score"]
    return 0.0 if given is None else float(given + (row["extra_credit"] or 0.0))


def copy_definition(connection: Connection, assignment: str) -> bytes:
    """The rows that define an assignment, as the bytes of a SQLite gradebook that has no others.

    The rows stand in it in the order in which the gradebook gives them: nbgrader does not sort cells.

    Parameters
    ----------
    connection
        To the real gradebook, which has the assignment.
    assignment
        Its name.
    """
    this = select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment)
    notebooks = select(NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id.in_(this))
    cells = select(CELL.c.id).where(CELL.c.notebook_id.in_(notebooks))
    rows = {
        COURSE: select(COURSE),
        ASSIGNMENT: select(ASSIGNMENT).where(ASSIGNMENT.c.name == assignment),
        NOTEBOOK: select(NOTEBOOK).where(NOTEBOOK.c.assignment_id.in_(this)),
        CELL: select(CELL).where(CELL.c.notebook_id.in_(notebooks)),
    }
    for model in (api.GradeCell, api.SolutionCell, api.TaskCell):
        table = model.__table__
        rows[table] = select(table).where(table.c.id.in_(cells))
    source = api.SourceCell.__table__
    rows[source] = select(source).where(source.c.notebook_id.in_(notebooks))
    with tempfile.TemporaryDirectory(prefix="definition-") as folder:
        path = Path(folder, "gradebook.db")
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        Base.metadata.create_all(engine)
        with engine.begin() as copy:
            # With this table nbgrader takes the gradebook for its own, and does not ask alembic, which
            # takes seconds.
            copy.execute(text(f"CREATE TABLE {VERSION} (version_num VARCHAR(32) NOT NULL)"))
            version = connection.execute(text(f"SELECT version_num FROM {VERSION}")).scalar_one()
            copy.execute(text(f"INSERT INTO {VERSION} VALUES (:version)"), {"version": version})
            for table, statement in rows.items():
                found = [dict(row._mapping) for row in connection.execute(statement)]
                if found:
                    copy.execute(insert(table), found)
        with sqlite3.connect(path) as plain:
            plain.execute("VACUUM")
        plain.close()
        return path.read_bytes()

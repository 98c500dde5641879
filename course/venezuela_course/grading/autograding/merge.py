"""An outcome written into the real gradebook, and the graded folder put in its place."""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from venezuela_course.grading.autograding.archive import ArchiveError, sync_folder, unpack
from venezuela_course.grading.autograding.course import Course, CourseError
from venezuela_course.grading.autograding.records import (
    CellKey,
    Record,
    Values,
    identifiers_of_definition,
    read_record,
    write_record,
)
from venezuela_course.grading.autograding.submission import Assignment, Outcome
from venezuela_course.language import _

ATTEMPTS = 4
WAIT = 0.2  # seconds before the second attempt, twice as long before each further one

# What a person enters in formgrader; grading does not, unless a preprocessor of the course's own does.
OF_A_PERSON: Mapping[str, tuple[str, ...]] = {
    "student": ("first_name", "last_name", "email", "lms_user_id"),
    "submission": ("extension",),
    "notebook": ("flagged",),
    "grade": ("manual_score", "extra_credit"),
    "comment": ("manual_comment",),
}
# What a row says before anybody said anything.
UNTOUCHED: Mapping[str, Values] = {
    "student": dict.fromkeys(("first_name", "last_name", "email", "lms_user_id")),
    "submission": {"timestamp": None, "extension": None},
    "notebook": {"flagged": False, "late_submission_penalty": None},
    "grade": {
        "auto_score": None,
        "manual_score": None,
        "extra_credit": None,
        "needs_manual_grade": True,
    },
    "comment": {"auto_comment": None, "manual_comment": None},
}


class MergeError(CourseError):
    """An outcome that did not enter the gradebook; gradebook and graded folder are as they were."""


def merge(root: Path, assignment: Assignment, outcome: Outcome) -> None:
    """Write an outcome into the gradebook in one transaction, then put the graded folder in place.

    The folder is laid out beside its place first, so that a full disk or a folder that cannot be written
    is found out before anything changed. Done again, whether after a crash or not, it ends the same.
    What a person changed in the gradebook since the submission was read wins: a manual score, extra
    credit, a comment, a flag, an extension. A cell whose manual score changed meanwhile is marked as one
    that a person should look at, as nbgrader marks every cell that has a manual score when it is graded
    again.

    One process merges at a time for a student and an assignment.

    Parameters
    ----------
    root
        The course's folder.
    assignment
        What was graded.
    outcome
        From `grade`.

    Raises
    ------
    MergeError
        If the gradebook or the folder cannot be written. Both are then as they were, unless the message
        says that only the last step is missing.
    CourseError
        If the course's configuration or gradebook is missing.
    """
    course = Course.read(root)
    place = Place(course.folder("autograded", outcome.student, assignment.name))
    try:
        if outcome.folder == "replace":
            place.prepare(outcome.files)
        _write(course.engine(writing=True), assignment, outcome)
    except (OSError, ArchiveError) as error:
        place.clear()
        raise MergeError(
            _(
                "The graded folder of {student} cannot be written ({error}). Nothing was changed; when "
                "that is mended, call the same command again."
            ).format(student=outcome.student, error=error)
        ) from error
    except SQLAlchemyError as error:
        place.clear()
        raise MergeError(
            _(
                "The grades of {student} cannot be written into the gradebook {url} ({error}). Nothing "
                "was changed; when that is mended, call the same command again."
            ).format(
                student=outcome.student,
                url=course.gradebook,
                error=getattr(error, "orig", None) or error,
            )
        ) from error
    except BaseException:
        place.clear()
        raise
    try:
        if outcome.folder == "replace":
            place.fill()
        elif outcome.folder == "remove":
            place.empty()
    except OSError as error:
        raise MergeError(
            _(
                "The grades of {student} are in the gradebook, but the graded folder could not be moved "
                "to its place ({error}). When that is mended, call the same command again."
            ).format(student=outcome.student, error=error)
        ) from error


def clear_leftovers(root: Path, assignment: str) -> None:
    """Remove what a merge that was killed left beside the graded folders of an assignment.

    Parameters
    ----------
    root
        The course's folder, in which nobody merges meanwhile.
    assignment
        The assignment's name.
    """
    anybody = "\0"
    place = Place(Course.read(root).folder("autograded", anybody, assignment))
    for folder in place.beside:
        pattern = "*".join(map(glob.escape, str(folder).split(anybody)))
        for leftover in glob.glob(pattern, include_hidden=True):
            shutil.rmtree(leftover, ignore_errors=True)


def _write(engine: Engine, assignment: Assignment, outcome: Outcome) -> None:
    """One transaction, tried again where another writer was in its way."""

    def once() -> None:
        with engine.begin() as connection:
            definition = identifiers_of_definition(connection, assignment.name)
            if definition is None or not _known(outcome.record, definition.cells):
                raise MergeError(
                    _(
                        "The assignment {name} was generated anew while {student} was graded, and its "
                        "cells are others now. Nothing was changed; grade this submission again."
                    ).format(name=assignment.name, student=outcome.student)
                )
            there, rows = read_record(connection, definition, outcome.student, lock=True)
            wanted = reconcile(outcome.earlier, outcome.record, there)
            write_record(connection, rows, outcome.student, there, wanted)

    _patiently(once)


def _known(record: Record, cells: Mapping[CellKey, str]) -> bool:
    return all(key in cells for key in (*record.grades, *record.comments))


def _patiently(work: Callable[[], None]) -> None:
    for attempt in range(ATTEMPTS):
        try:
            return work()
        except DBAPIError as error:
            if attempt == ATTEMPTS - 1 or not _passes(error):
                raise
            time.sleep(WAIT * 2**attempt)


def _passes(error: DBAPIError) -> bool:
    """Whether an error may be gone at the next attempt: somebody else wrote at the same time."""
    # PostgreSQL: serialisation failure, deadlock, and a server that restarts.
    code = getattr(error.orig, "pgcode", None)
    return (
        isinstance(error, IntegrityError)  # the other writer added the same row first
        or code in {"40001", "40P01", "57P01", "57P03"}
        or (isinstance(error, OperationalError) and "locked" in str(error.orig))
    )


def reconcile(earlier: Record, graded: Record, there: Record) -> Record:
    """What the gradebook should say, from what it said, what grading made of that, and what it says now.

    Parameters
    ----------
    earlier
        What it said when the submission was read.
    graded
        What the throw-away gradebook said after grading.
    there
        What it says now.
    """
    return Record(
        graded.courses | there.courses,
        _row("student", earlier.student, graded.student, there.student),
        _row("submission", earlier.submission, graded.submission, there.submission),
        _rows("notebook", earlier.notebooks, graded.notebooks, there.notebooks),
        _rows("grade", earlier.grades, graded.grades, there.grades),
        _rows("comment", earlier.comments, graded.comments, there.comments),
    )


def _rows(
    kind: str,
    earlier: Mapping[Any, Values],
    graded: Mapping[Any, Values],
    there: Mapping[Any, Values],
) -> dict[Any, Values]:
    found = {}
    for key, row in graded.items():
        found[key] = _row(kind, earlier.get(key), row, there.get(key)) or row
    return found


def _row(
    kind: str, earlier: Values | None, graded: Values | None, there: Values | None
) -> Values | None:
    """One row: what a person changed meanwhile wins, else what grading says holds."""
    if graded is None or there is None:
        return graded
    said = earlier or UNTOUCHED[kind]
    kept = {column: there[column] for column in OF_A_PERSON[kind] if there[column] != said[column]}
    row = {**graded, **kept}
    if "manual_score" in kept:
        # The person saw the older graded notebook. None: they took their score back.
        row["needs_manual_grade"] = row["manual_score"] is not None or row["auto_score"] is None
    return row


class Place:
    """Where a graded folder belongs.

    Parameters
    ----------
    path
        The folder's path; it may not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # nbgrader finds folders by patterns, which pass over names that begin with a dot.
        self._new = path.with_name(f".{path.name}.new")
        self._old = path.with_name(f".{path.name}.old")

    @property
    def beside(self) -> tuple[Path, Path]:
        """The folders that exist while a merge goes on, and no longer."""
        return self._new, self._old

    def prepare(self, archive: bytes) -> None:
        """Lay a graded folder out beside its place, safe on the disk.

        Raises
        ------
        OSError
            If it cannot be written.
        ArchiveError
            If the archive is damaged.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.clear()
        unpack(archive, self._new, durable=True)

    def fill(self) -> None:
        """Move the folder that was prepared into its place, in one step where the system has one."""
        if self.path.is_dir() and not exchange(self._new, self.path):
            self.path.rename(self._old)
        if not self.path.is_dir():
            self._new.rename(self.path)
        sync_folder(self.path.parent)
        self.clear()

    def empty(self) -> None:
        """Take an older folder away, in one step."""
        self.clear()
        if self.path.is_dir():
            self.path.rename(self._old)
            sync_folder(self.path.parent)
            self.clear()

    def clear(self) -> None:
        """Remove what is beside the place: of this time, or left by a crash."""
        for folder in self.beside:
            shutil.rmtree(folder, ignore_errors=True)


AT_FDCWD = -100  # paths are those of the process, linux/fcntl.h
RENAME_EXCHANGE = 2  # linux/fs.h


@cache
def _renameat2() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    function: Callable[..., int] | None = getattr(
        ctypes.CDLL(None, use_errno=True), "renameat2", None
    )
    return function


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change their places in one step; whether the system and the disk can do so.

    Parameters
    ----------
    one, other
        Two folders on one disk.
    """
    rename = _renameat2()
    if rename is None:
        return False
    return rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0

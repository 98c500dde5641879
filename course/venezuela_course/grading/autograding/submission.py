"""One submission as data, graded in a throw-away course by nbgrader's own converter."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import traitlets.log
from nbgrader.api import SourceCell
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearMarkScheme
from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config.loader import Config

from venezuela_course.grading.autograding.archive import Limits, pack, unpack
from venezuela_course.grading.autograding.course import (
    CONFIGURATION,
    EXCHANGE,
    Course,
    CourseError,
    load,
    local_modules,
)
from venezuela_course.grading.autograding.records import (
    Identifiers,
    Record,
    copy_definition,
    identifiers_of_definition,
    points,
    read_record,
    write_record,
)
from venezuela_course.grading.autograding.throwaway import address
from venezuela_course.grading.sandbox.view import NoSandbox
from venezuela_course.language import VARIABLE, _, language

GRADEBOOK = "gradebook.db"
NOT_SOURCE = ("__pycache__", ".ipynb_checkpoints")
MAX_NOTES = 40
# A full disk or too many open files: the submission may be graded elsewhere, or later.
OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS}
MAX_NOTE = 300  # characters
SEE_ABOVE = "Please see the"  # nbgrader's message where the reason is in its log only
DIRECTORIES = {  # where they are in the throw-away course, unless the course has a name of its own
    "source": "source",
    "submitted": "submitted",
    "autograded": "autograded",
}
Folder = Literal["replace", "remove", "keep"]


@dataclass(frozen=True)
class Assignment:
    """All that grading needs to know of an assignment, as data that any machine can use.

    Parameters
    ----------
    name
        The assignment's name.
    course_id
        nbgrader's name of the course.
    configuration
        The text of the course's ``nbgrader_config.py``.
    modules
        The other Python files beside it, as an archive.
    files
        The assignment's source folder with its graders, as an archive.
    definition
        A SQLite gradebook with the rows that define the assignment and no others.
    language
        The language in which students get their feedback.
    """

    name: str
    course_id: str
    configuration: str
    modules: bytes
    files: bytes
    definition: bytes
    language: str

    @classmethod
    def read(cls, root: Path, name: str) -> Assignment:
        """Take an assignment from a course.

        Parameters
        ----------
        root
            The course's folder.
        name
            The assignment's name.

        Raises
        ------
        CourseError
            If the course or the assignment does not exist, the assignment was never generated, or the
            gradebook cannot be read.
        """
        course = Course.read(root)
        source = course.folder("source", ".", name)
        if not _is_name(name) or not source.is_dir():
            raise CourseError(
                _("There is no assignment {name}: {path} is missing. There are: {names}.").format(
                    name=name, path=source, names=", ".join(_assignments(course)) or "–"
                )
            )
        if (only := course.directory.notebook_id) != "*":
            raise CourseError(
                _(
                    "{path} limits nbgrader to the notebooks {only} (CourseDirectory.notebook_id), but "
                    "a submission is graded whole. Remove that line, or use nbgrader autograde."
                ).format(path=course.root / CONFIGURATION, only=only)
            )
        with _gradebook(course) as engine, engine.connect() as connection:
            if identifiers_of_definition(connection, name) is None:
                raise CourseError(
                    _(
                        "The assignment {name} is not in the gradebook. Make its release first: "
                        "nbgrader generate_assignment {name}."
                    ).format(name=name)
                )
            definition = copy_definition(connection, name)
        beside = [p for p in os.listdir(course.root) if p.endswith(".py") and p != CONFIGURATION]
        return cls(
            name,
            course.directory.course_id,
            course.text,
            pack(course.root, ignored=lambda entry: entry not in beside, follow=True).archive,
            pack(source, ignored=lambda entry: entry in NOT_SOURCE, follow=True).archive,
            definition,
            language(),
        )


@dataclass(frozen=True)
class Submission:
    """What a student handed in, and what the gradebook already says of it.

    Parameters
    ----------
    student
        The student's identifier.
    files
        The submitted folder, as an archive of regular files.
    earlier
        The student's rows in the gradebook, for a submission that is graded again.
    left_out
        What of the folder was not taken, and why.
    """

    student: str
    files: bytes
    earlier: Record = field(default_factory=Record)
    left_out: tuple[str, ...] = ()

    @classmethod
    def read(cls, root: Path, name: str, student: str) -> Submission:
        """Take a submission from a course; links and devices in it are left behind.

        Parameters
        ----------
        root
            The course's folder.
        name
            The assignment's name.
        student
            The student's identifier.

        Raises
        ------
        CourseError
            If there is no such submission, a file of it or the gradebook cannot be read.
        """
        course = Course.read(root)
        folder = course.folder("submitted", student, name)
        if not (_is_name(student) and folder.is_dir()):
            raise CourseError(
                _("{student} has not handed in {name}: {path} is missing.").format(
                    student=student, name=name, path=folder
                )
            )
        try:
            packed = pack(folder, course.limits)
        except OSError as error:
            raise CourseError(
                _("The submission of {student} cannot be read: {error}.").format(
                    student=student, error=error
                )
            ) from error
        with _gradebook(course) as engine, engine.connect() as connection:
            definition = identifiers_of_definition(connection, name)
            earlier = read_record(connection, definition, student)[0] if definition else Record()
        return cls(student, packed.archive, earlier, packed.left_out)


@dataclass(frozen=True)
class Outcome:
    """What became of a submission.

    Parameters
    ----------
    student
        The student's identifier.
    graded
        Whether it was graded. If not, the rows are those that stock nbgrader leaves of a submission
        that fails.
    record
        The student's rows after grading.
    folder
        What happens to the graded folder: it takes the place of an older one; an older one is removed,
        as nbgrader removes it when grading fails; or an older one stays, since nbgrader would not have
        come as far.
    files
        The graded folder, as an archive; empty unless it takes a place.
    earlier
        The student's rows when the submission was read. What a person changed in the real gradebook
        since then is kept.
    score, possible
        Points by now, those that a person gave included and a late penalty taken off, and the most that
        there are.
    log
        What nbgrader logged.
    notes
        What the instructor should know of this submission, one sentence each.
    error
        Why it was not graded; empty where it was.
    seconds
        How long it took.
    """

    student: str
    graded: bool
    record: Record
    folder: Folder
    files: bytes = field(default=b"", repr=False)
    earlier: Record = field(default_factory=Record, repr=False)
    score: float = 0.0
    possible: float = 0.0
    log: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0

    @property
    def needs_manual_grade(self) -> bool:
        """Whether a person has to look at a part of it."""
        return any(row["needs_manual_grade"] for row in self.record.grades.values())


def grade(
    assignment: Assignment,
    submission: Submission,
    *,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Outcome:
    """Grade a submission in a course of its own, which is gone afterwards.

    nbgrader changes the working directory of the process while it converts, so one process grades one
    submission at a time.

    Parameters
    ----------
    assignment
        What is graded.
    submission
        What was handed in.
    settings
        More settings by class, as nbgrader's configuration has them:
        ``{"Execute": {"timeout": 30}}``.

    Returns
    -------
    Outcome
        Also where the submission cannot be graded: nothing that a submission does raises.

    Raises
    ------
    CourseError
        If the configuration does not run in this process, or nbgrader refuses what it says.
    OSError
        If the machine has no room for the throw-away course.
    NoSandbox
        If submissions are to be confined, and this machine cannot.
    KeyboardInterrupt
        If the grading is stopped; nothing is left.
    """
    started = time.perf_counter()
    with _throw_away() as root:
        outcome = _grade(root, assignment, submission, settings or {})
    return replace(outcome, seconds=time.perf_counter() - started)


def _grade(
    root: Path,
    assignment: Assignment,
    submission: Submission,
    settings: Mapping[str, Mapping[str, Any]],
) -> Outcome:
    (root / CONFIGURATION).write_text(assignment.configuration, "utf-8")
    unpack(assignment.modules, root)
    with local_modules(root), _environment(root, assignment.language), _log() as log:
        config = _settings(root, settings)
        course = CourseDirectory(config=config)
        course.assignment_id = assignment.name
        course.student_id = _as_pattern(submission.student)

        def folder(directory: str, student: str) -> Path:
            return Path(course.format_path(directory, student, assignment.name))

        unpack(assignment.files, folder(course.source_directory, "."))
        unpack(submission.files, folder(course.submitted_directory, submission.student))
        graded = folder(course.autograded_directory, submission.student)
        graded.mkdir(parents=True)
        # nbgrader removes an older graded folder once it takes a submission on; where this one stays,
        # so would an older one.
        mark = graded / ".older"
        mark.touch()
        (root / GRADEBOOK).write_bytes(assignment.definition)
        with contextlib.closing(_Gradebook(course.db_url, assignment.name)) as gradebook:
            gradebook.lay_down(submission)
            error = _convert(course, config, log)
            record = gradebook.record(submission.student)
            score, possible = points(record, gradebook.engine)
            expected = gradebook.always_restored(config)
        notes = (*submission.left_out[:MAX_NOTES], *log.notes(root, expected))
        if error or not graded.is_dir() or mark.exists():
            return Outcome(
                submission.student,
                False,
                record,
                "keep" if mark.exists() else "remove",
                earlier=submission.earlier,
                score=score,
                possible=possible,
                log=log.text(),
                notes=notes,
                error=error or _("nbgrader passed this submission over: see its settings."),
            )
        most = course.max_dir_size * 2000  # bytes: what was handed in, and as much again
        packed = pack(graded, Limits(most, most))
        return Outcome(
            submission.student,
            True,
            record,
            "replace",
            packed.archive,
            submission.earlier,
            score,
            possible,
            log.text(),
            (*notes, *packed.left_out[:MAX_NOTES]),
        )


def _convert(course: CourseDirectory, config: Config, log: _Log) -> str:
    """Run nbgrader's converter as its command does; what went wrong, in one line."""
    try:
        converter = Autograde(coursedir=course, config=config, force=True)
    except Exception as error:
        raise CourseError(
            _("The settings of nbgrader's Autograde in {path} cannot be used: {error}.").format(
                path=CONFIGURATION, error=f"{type(error).__name__}: {error}"
            )
        ) from error
    try:
        converter.start()
    except NbGraderException as error:
        reason = log.reason
        if reason is not None and (
            isinstance(reason, NoSandbox) or getattr(reason, "errno", None) in OF_THE_MACHINE
        ):
            raise reason from error
        if reason is None or not str(error).startswith(SEE_ABOVE):
            reason = error
        # What nbgrader says itself needs no class; an exception often says little without.
        kind = "" if isinstance(reason, NbGraderException) else f"{type(reason).__name__}: "
        return _printable(f"{kind}{reason}")
    except (Exception, SystemExit) as error:
        log.records.append((logging.ERROR, traceback.format_exc()))
        return _printable(f"{type(error).__name__}: {error}")
    return ""


def _settings(root: Path, settings: Mapping[str, Mapping[str, Any]]) -> Config:
    """The course's settings with the places of the throw-away course."""
    config = load(root)
    config.merge(Config({name: dict(values) for name, values in settings.items()}))
    theirs = CourseDirectory(config=config)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = address(root / GRADEBOOK)
    if not _inside(theirs.directory_structure):
        config.CourseDirectory.directory_structure = (
            CourseDirectory.directory_structure.default_value
        )
    for step, name in DIRECTORIES.items():
        if not _inside(getattr(theirs, f"{step}_directory")):
            config.CourseDirectory[f"{step}_directory"] = name
    config.Exchange.root = str(root / "exchange")
    return config


def _is_name(name: str) -> bool:
    """Whether it names one folder, and not a way to another."""
    return name not in ("", ".", "..") and Path(name).parts == (name,)


def _inside(path: str) -> bool:
    return not os.path.isabs(path) and ".." not in Path(path).parts


def _as_pattern(student: str) -> str:
    """What nbgrader finds this student by: the name or, where that is a pattern itself, any name."""
    return "*" if re.search(r"[*?\[]", student) or student != student.strip() else student


class _Gradebook:
    """The gradebook of the throw-away course."""

    def __init__(self, url: str, assignment: str) -> None:
        self.engine = create_engine(url)
        self._assignment = assignment

    def _definition(self, connection: Connection) -> Identifiers:
        definition = identifiers_of_definition(connection, self._assignment)
        assert definition is not None  # Assignment.read saw to it
        return definition

    def lay_down(self, submission: Submission) -> None:
        """Write what the real gradebook says of the student's work."""
        with self.engine.begin() as connection:
            before, there = read_record(
                connection, self._definition(connection), submission.student
            )
            write_record(connection, there, submission.student, before, submission.earlier)

    def record(self, student: str) -> Record:
        """What it says now."""
        with self.engine.connect() as connection:
            return read_record(connection, self._definition(connection), student)[0]

    def always_restored(self, config: Config) -> list[str]:
        """What nbgrader says of every submission: a release lacks the mark schemes, and gets them back."""
        marks = ClearMarkScheme(config=config).begin_mark_scheme_delimeter
        cells = SourceCell.__table__
        with self.engine.connect() as connection:
            found = connection.execute(
                select(cells.c.name).where(cells.c.locked, cells.c.source.contains(marks))
            )
            return [
                f"Attribute 'checksum' for cell {name} has changed!" for name in found.scalars()
            ]

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()


def _assignments(course: Course) -> list[str]:
    parent = course.folder("source", ".", "x").parent
    return sorted(p.name for p in parent.iterdir() if p.is_dir()) if parent.is_dir() else []


@contextlib.contextmanager
def _gradebook(course: Course) -> Iterator[Engine]:
    """The real gradebook for reading; raises `CourseError` where it cannot be read."""
    try:
        yield course.engine()
    except SQLAlchemyError as error:
        raise CourseError(
            _(
                "The gradebook ({url}) cannot be read: {error}. If nbgrader was updated, back it up "
                "and call: nbgrader db upgrade."
            ).format(url=course.gradebook, error=getattr(error, "orig", None) or error)
        ) from error


@contextlib.contextmanager
def _throw_away() -> Iterator[Path]:
    """A folder that is gone afterwards, whatever a submission did to what is in it."""
    folder = Path(tempfile.mkdtemp(prefix="grading-")).resolve()
    before = os.getcwd()
    try:
        yield folder
    finally:
        os.chdir(before)
        _remove(folder)


def _remove(folder: Path) -> None:
    try:
        for place, folders, _files in os.walk(folder):
            for name in folders:
                path = Path(place, name)
                if not path.is_symlink():
                    path.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # folders that student code made, thousands deep
        subprocess.run(["rm", "-rf", "--", folder], check=False, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def _environment(root: Path, code: str) -> Iterator[None]:
    """The environment in which a course's configuration runs anywhere; as it was, afterwards."""
    before = dict(os.environ)
    os.environ[EXCHANGE] = str(root / "exchange")
    os.environ[VARIABLE] = code
    try:
        yield
    finally:
        # nbgrader leaves NBGRADER_EXECUTION behind where converting fails.
        for name in set(os.environ) - set(before):
            del os.environ[name]
        for name, value in before.items():
            if os.environ.get(name) != value:
                os.environ[name] = value


class _Log(logging.Handler):
    """What nbgrader says while it grades, kept instead of printed."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[tuple[int, str]] = []
        self.reason: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append((record.levelno, record.getMessage()))
        # nbgrader logs while it handles the error with which a submission failed, then raises another
        # that says nothing of it.
        if record.levelno >= logging.ERROR and not record.exc_info:
            self.reason = sys.exc_info()[1] or self.reason
        if record.exc_info:  # a grader that crashed: its author needs the place
            said = "".join(traceback.format_exception(*record.exc_info))
            self.records.append((logging.INFO, said))

    def text(self) -> str:
        """Everything, one line a message."""
        return "\n".join(f"[{logging.getLevelName(level)}] {said}" for level, said in self.records)

    def notes(self, root: Path, expected: Collection[str]) -> tuple[str, ...]:
        """What was a warning or worse, fit for a terminal.

        Parameters
        ----------
        root
            The course's folder, which is of no interest.
        expected
            What a message of no interest begins with.
        """
        found: dict[str, None] = {}
        for level, said in self.records:
            if level >= logging.WARNING and not said.startswith((*_OF_NO_NEWS, *expected)):
                found.setdefault(_printable(said.replace(f"{root}{os.sep}", "")))
        return tuple(found)[:MAX_NOTES]


_OF_NO_NEWS = ("Removing existing assignment", "Traceback")


def _printable(said: str) -> str:
    line = " ".join(said.split())
    line = "".join(character if character.isprintable() else "�" for character in line)
    return line if len(line) <= MAX_NOTE else f"{line[:MAX_NOTE]}…"


@contextlib.contextmanager
def _log() -> Iterator[_Log]:
    handler = _Log()
    said_by = (
        traitlets.log.get_logger()
    )  # of the application, in a process that runs one of Jupyter's
    nbgrader = said_by.logger if isinstance(said_by, logging.LoggerAdapter) else said_by
    loggers = [nbgrader, logging.getLogger("tornado.application")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbformat's remarks on old notebooks, on stderr
            yield handler
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate

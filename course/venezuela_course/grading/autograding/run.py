"""A whole class: what is to be graded, the results as they come, and one writer who stores them.

There is no journal. What was graded is in the gradebook and in its folder, put there in one step, and that
is what the next run looks at, by nbgrader's own rule. So a run that was stopped, however it was, goes on
where it was when the same command is given again.
"""

from __future__ import annotations

import errno
import glob
import re
import signal
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy.exc import OperationalError

from venezuela_course.grading.autograding.course import Course
from venezuela_course.grading.autograding.executor import (
    CannotGrade,
    Executor,
    Failure,
    Graded,
    HasStudent,
    Result,
    reason_of,
)
from venezuela_course.grading.autograding.merge import merge
from venezuela_course.grading.autograding.submission import Assignment, Submission, grade
from venezuela_course.language import _

NO_STUDENT = "no-such-student-"  # stands for a student's id while a pattern is made of a path
LONGEST_TIMESTAMP = 1000  # bytes
#: Troubles of the machine that the next result would meet as well.
LASTING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


# What is to be done ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How far the grading of an assignment is, students in formgrader's order.

    Parameters
    ----------
    pending
        Who is to be graded: not graded yet, handed in again since, or forced.
    done
        Who is graded.
    without_notebook
        Whose folder holds no notebook.
    """

    pending: tuple[str, ...]
    done: tuple[str, ...] = ()
    without_notebook: tuple[str, ...] = ()


def standing(
    root: Path, assignment: str, students: Sequence[str] = (), *, force: bool = False
) -> Standing:
    """Which submissions `nbgrader autograde` would grade now.

    Parameters
    ----------
    root
        The course's folder.
    assignment
        The assignment's name.
    students
        Their ids; none for all that handed in.
    force
        Whether to grade again what is graded.

    Raises
    ------
    CannotGrade
        If there is no submission, or none of a student who was named.
    """
    course = Course.read(root)
    there = handed_in(course, assignment)
    if not there:
        raise CannotGrade(
            _(
                "Nobody has handed in {assignment}: nothing matches {pattern}. Collect it first: "
                "nbgrader collect {assignment}, or nbgrader zip_collect {assignment}."
            ).format(assignment=assignment, pattern=course.folder("submitted", "*", assignment))
        )
    unknown = [student for student in students if student not in there]
    if unknown:
        raise CannotGrade(
            _("No submission of {assignment} by {unknown}. There are: {there}.").format(
                assignment=assignment, unknown=", ".join(unknown), there=", ".join(there)
            )
        )
    wanted = [student for student in there if not students or student in students]
    empty = [student for student in wanted if not _notebooks(course, assignment, student)]
    rest = [student for student in wanted if student not in empty]
    pending = [s for s in rest if force or _is_new(course, assignment, s)]
    done = [student for student in rest if student not in pending]
    return Standing(tuple(pending), tuple(done), tuple(empty))


def handed_in(course: Course, assignment: str) -> list[str]:
    """Ids of the students with a folder for an assignment, without those whom the settings exclude."""
    path = str(course.folder("submitted", NO_STUDENT, assignment))
    pattern = re.compile(re.escape(path).replace(re.escape(NO_STUDENT), "(.*)"))
    found = glob.glob(glob.escape(path).replace(NO_STUDENT, "*"))
    excluded = course.directory.student_id_exclude.split(",")
    students = {
        match[1]
        for folder in found
        if Path(folder).is_dir() and (match := pattern.fullmatch(folder))
    }
    return sorted(students - set(excluded))


def _notebooks(course: Course, assignment: str, student: str) -> list[Path]:
    return list(course.folder("submitted", student, assignment).glob("*.ipynb"))


def _is_new(course: Course, assignment: str, student: str) -> bool:
    """The rule of nbgrader: nothing is graded yet, or what was handed in bears a later time."""
    graded = course.folder("autograded", student, assignment)
    if not graded.exists():
        return True
    now, then = (
        _timestamp(course, folder)
        for folder in (course.folder("submitted", student, assignment), graded)
    )
    return now is not None and then is not None and now > then


def _timestamp(course: Course, folder: Path) -> datetime | None:
    """When it was handed in; None where the file does not say, or is none (a link, a device)."""
    try:
        status = (folder / "timestamp.txt").lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LONGEST_TIMESTAMP:
            return None
        found: datetime | None = course.directory.get_existing_timestamp(str(folder))
    except Exception:  # nbgrader's own complaint about a broken one is an AttributeError
        return None
    return found


# The run ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Steps:
    """What is done with a submission; each a function that another can stand in for."""

    read_assignment: Callable[[Path, str], Any] = Assignment.read
    read_submission: Callable[[Path, str, str], Any] = Submission.read
    grade: Callable[..., Any] = grade
    merge: Callable[[Path, Any, Any], Any] = merge


def unconfined(steps: Steps) -> Steps:
    """The same steps, submissions run with the rights of whoever grades."""
    confinement = {"ExecuteSubmission": {"confinement": "none"}}
    return Steps(
        steps.read_assignment,
        steps.read_submission,
        partial(steps.grade, settings=confinement),
        steps.merge,
    )


@dataclass(frozen=True)
class Line:
    """A submission that is graded and stored.

    Parameters
    ----------
    student
        Whose it is.
    score, possible
        Points by now, those that a person gave included and a late penalty taken off; and the most there is.
    needs_manual_grade
        Whether a person has to grade a part of it.
    notes
        What the instructor should know, one sentence each.
    seconds
        How long grading took.
    """

    student: str
    score: float
    possible: float
    needs_manual_grade: bool
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass
class Report:
    """What a run came to.

    Parameters
    ----------
    standing
        What there was to do.
    graded, failed
        What became of it, in the order in which it came.
    stopped
        Whether it was interrupted.
    broken
        Why it could not go on; empty where it could.
    seconds
        How long it took.
    """

    standing: Standing
    graded: list[Line] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    stopped: bool = False
    broken: str = ""
    seconds: float = 0.0

    @property
    def left(self) -> tuple[str, ...]:
        """Who was to be graded and was not come to."""
        met = {line.student for line in self.graded} | {line.student for line in self.failed}
        return tuple(student for student in self.standing.pending if student not in met)

    @property
    def per_minute(self) -> float:
        """Submissions a minute."""
        met = len(self.standing.pending) - len(self.left)
        return 60 * met / self.seconds if self.seconds else 0.0


def run(
    root: Path,
    assignment: str,
    todo: Standing,
    executor: Executor,
    *,
    steps: Steps | None = None,
    tell: Callable[[Line | Failure], None] = lambda _result: None,
) -> Report:
    """Grade what is pending and store each result as it comes.

    Parameters
    ----------
    root
        The course's folder.
    assignment
        The assignment's name.
    todo
        From `standing`.
    executor
        Where submissions are graded.
    steps
        What is done with each; None for the real thing.
    tell
        Called after each submission.

    Returns
    -------
    Report
        Also where the run was interrupted or could not go on.

    Raises
    ------
    CourseError
        If the assignment cannot be read: nothing was done.
    """
    steps = steps or Steps()
    started = time.perf_counter()
    data = steps.read_assignment(root, assignment)
    report = Report(todo)
    for student in todo.without_notebook:
        _enter(report, _empty_folder(root, assignment, student), tell)
    unread: list[Failure] = []

    def submissions() -> Iterator[HasStudent]:
        for student in todo.pending:
            try:
                yield steps.read_submission(root, assignment, student)
            except Exception as error:
                unread.append(Failure(student, reason_of(error)))

    try:
        # Closed whatever happens here: it ends the processes.
        with closing(executor.results(steps.grade, data, submissions())) as results:
            for result in results:
                with _undisturbed():
                    _enter(report, _stored(root, data, result, steps), tell)
                while unread:
                    _enter(report, unread.pop(0), tell)
        for failure in unread:
            _enter(report, failure, tell)
    except KeyboardInterrupt:
        report.stopped = True
    except CannotGrade as error:
        report.broken = str(error)
    report.seconds = time.perf_counter() - started
    return report


def _enter(report: Report, line: Line | Failure, tell: Callable[[Line | Failure], None]) -> None:
    if isinstance(line, Failure):
        report.failed.append(line)
    else:
        report.graded.append(line)
    tell(line)


def _empty_folder(root: Path, assignment: str, student: str) -> Failure:
    return Failure(
        student,
        _("There is no notebook in {folder}. Ask the student for it.").format(
            folder=Course.read(root).folder("submitted", student, assignment)
        ),
        attempts=0,
    )


def _stored(root: Path, assignment: Any, result: Result, steps: Steps) -> Line | Failure:
    """Store an outcome.

    Raises
    ------
    CannotGrade
        If the gradebook or the folder of graded work cannot be written: that of others could not either.
    """
    if isinstance(result, Failure):
        return result
    try:
        steps.merge(root, assignment, result.outcome)
    except Exception as error:
        if _lasts(error):
            raise CannotGrade(reason_of(error)) from error
        return Failure(result.student, reason_of(error), attempts=result.attempts)
    return _line(result)


def _lasts(error: BaseException) -> bool:
    """Whether what went wrong while storing is the disk or the database, and not this one result."""
    causes = [error, error.__cause__]
    return any(
        isinstance(cause, OperationalError)
        or (isinstance(cause, OSError) and cause.errno in LASTING)
        for cause in causes
    )


def _line(result: Graded) -> Line | Failure:
    """What the instructor is told of an outcome that is stored."""
    outcome = result.outcome
    if not outcome.graded:
        return Failure(outcome.student, outcome.error, outcome.log, result.attempts)
    notes = tuple(outcome.notes)
    if result.attempts > 1:
        notes += (_("The first process that graded it was killed; a second graded it."),)
    return Line(
        outcome.student,
        outcome.score,
        outcome.possible,
        outcome.needs_manual_grade,
        notes,
        outcome.seconds,
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl+C wait until what is being stored is stored.

    Raises
    ------
    KeyboardInterrupt
        Afterwards, if it came.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt

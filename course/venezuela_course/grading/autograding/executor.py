"""What every way of running submissions has in common: data go in, an outcome or a failure comes out.

An executor is given one function, one assignment and the submissions, and yields a result for each as it
comes, in any order. It takes the next submission only when it has room for it, so that a large class is
never in memory at once.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from venezuela_course.grading.autograding.course import CourseError
from venezuela_course.language import _


class HasStudent(Protocol):
    """A submission, or what came of it: anything that says whose it is."""

    @property
    def student(self) -> str:
        """The student's id."""
        ...


#: The assignment, and from it and a submission the outcome; both must survive pickling.
Grade = Callable[[Any, Any], Any]


class CannotGrade(CourseError):
    """The run cannot start or go on; the message says why and what to do."""


@dataclass(frozen=True)
class Failure:
    """A submission that could not be graded; the run goes on.

    Parameters
    ----------
    student
        Whose it is.
    reason
        What went wrong, a sentence.
    details
        A traceback for whoever has to mend it; may be empty.
    attempts
        How often it was tried.
    """

    student: str
    reason: str
    details: str = ""
    attempts: int = 1


@dataclass(frozen=True)
class Graded:
    """A submission that was graded, not yet in the gradebook.

    Parameters
    ----------
    outcome
        What `Grade` returned.
    attempts
        How often it was tried: 2 where the first worker was killed.
    """

    outcome: Any
    attempts: int = 1

    @property
    def student(self) -> str:
        """Whose it is."""
        student: str = self.outcome.student
        return student


Result = Graded | Failure


class Executor(Protocol):
    """A way of running submissions."""

    @property
    def workers(self) -> int:
        """How many submissions are graded at one time."""
        ...

    def results(
        self, grade: Grade, assignment: Any, submissions: Iterable[HasStudent]
    ) -> Generator[Result, None, None]:
        """Grade every submission, and yield each result as it comes.

        Closing the iterator ends everything that is still running here.

        Raises
        ------
        CannotGrade
            If there is nobody left who could grade.
        """
        ...


def attempt(grade: Grade, assignment: Any, submission: HasStudent) -> Result:
    """Grade one submission; whatever goes wrong is a failure of this submission alone."""
    try:
        return Graded(grade(assignment, submission))
    # nbgrader leaves by SystemExit where a command of its own would.
    except (Exception, SystemExit) as error:
        return Failure(submission.student, reason_of(error), traceback.format_exc())


def reason_of(error: BaseException) -> str:
    """An exception as a sentence: its message, or its kind where it has none."""
    return str(error).strip() or _("{kind}, without a message.").format(kind=type(error).__name__)


@cache  # once in a process
def settle() -> None:
    """Keep all that is imported by now out of the garbage collector's rounds, a tenth of a second each."""
    gc.collect()
    gc.freeze()

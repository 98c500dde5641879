"""Grading on other machines, through a Dask scheduler: submissions go out as data, outcomes come back.

No disk is shared. A worker that is lost costs nothing but time: the scheduler gives its submissions, and
the assignment where that worker alone had it, to another.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Generator, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from venezuela_course.grading.autograding.executor import (
    CannotGrade,
    Failure,
    Grade,
    HasStudent,
    Result,
    attempt,
    reason_of,
    settle,
)
from venezuela_course.language import _

if TYPE_CHECKING:
    from distributed import Client, Future

#: Seconds to reach the scheduler, and for it to have a first worker.
PATIENCE = 20.0
#: Submissions sent out for each that is being graded, so that no worker waits for the next.
AHEAD = 2
#: What must be of one version everywhere, besides what Dask itself compares.
SAME_VERSION = ("venezuela-course", "nbgrader")

#: nbgrader changes the process's working folder and environment, so a worker process grades one
#: submission at a time, however many threads it has.
_one_at_a_time = threading.Lock()


class DaskCluster:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://10.0.0.5:8786``.
    confined
        Whether each worker's machine must be able to confine submissions.
    patience
        Seconds to wait for the scheduler and a first worker.

    Raises
    ------
    CannotGrade
        If Dask is not installed, the scheduler cannot be reached or has no worker, or a worker has other
        versions or cannot confine what it runs.
    """

    def __init__(self, address: str, *, confined: bool = True, patience: float = PATIENCE) -> None:
        self.address = address
        self._client = _connect(address, patience)
        try:
            _expect_workers(self._client, address, patience)
            _expect_same_versions(self._client)
            if confined:
                _expect_confinement(self._client)
        except BaseException:
            self.close()
            raise

    @property
    def workers(self) -> int:
        """How many worker processes there are now; more may come."""
        return len(self._client.nthreads())

    def close(self) -> None:
        """Leave the cluster; what is still running there is given up when it ends."""
        self._client.close(timeout=5)

    def results(
        self, grade: Grade, assignment: Any, submissions: Iterable[HasStudent]
    ) -> Generator[Result, None, None]:
        """See `Executor.results`.

        Raises
        ------
        CannotGrade
            If the scheduler is lost.
        """
        from distributed import as_completed

        fresh = iter(submissions)
        # A task and not scattered data: where the workers that hold it are lost, it is made again.
        held = self._client.submit(_as_it_is, assignment, pure=False)
        open_: dict[Future[Any], str] = {}
        coming = as_completed(loop=self._client.loop)

        def send(number: int) -> None:
            for submission in islice(fresh, max(0, number)):
                future = self._client.submit(
                    _grade_there, grade, held, submission, pure=False, retries=0
                )
                open_[future] = submission.student
                coming.add(future)

        try:
            send(self._room(open_))
            while open_:
                future = next(coming)
                student = open_.pop(future)
                result = self._result(future, student)
                future.release()
                send(self._room(open_))
                yield result
        finally:
            self._client.cancel([*open_, held], force=True)

    def _room(self, open_: dict[Future[Any], str]) -> int:
        return AHEAD * max(1, self.workers) - len(open_)

    def _result(self, future: Future[Any], student: str) -> Result:
        from distributed import KilledWorker

        try:
            result: Result = future.result(timeout=PATIENCE)
        except KilledWorker:
            return Failure(
                student,
                _(
                    "Every worker that tried to grade it was lost. Look at the workers' logs; often "
                    "memory is short."
                ),
            )
        except Exception as error:
            if self._client.status != "running":
                raise CannotGrade(
                    _("The scheduler at {address} is lost.").format(address=self.address)
                ) from error
            return Failure(student, reason_of(error))
        return result


def _connect(address: str, patience: float) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise CannotGrade(
            _(
                "--scheduler needs Dask, which is not installed here: "
                'python -m pip install "venezuela-course[cluster]"'
            )
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below, in one sentence
            return Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise CannotGrade(
            _(
                "No Dask scheduler answers at {address}: {reason}. Start one with: dask scheduler; then, "
                "on each machine: dask worker ADDRESS --nworkers auto --nthreads 1"
            ).format(address=address, reason=reason_of(error))
        ) from error


def _expect_workers(client: Client, address: str, patience: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise CannotGrade(
            _(
                "The scheduler at {address} has no workers. On each machine that is to grade: "
                "dask worker {address} --nworkers auto --nthreads 1"
            ).format(address=address)
        ) from None


def _expect_same_versions(client: Client) -> None:
    """Raise `CannotGrade` where a difference could make other grades, or none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told: Any = client.get_versions(packages=list(SAME_VERSION))
    here = told["client"]["packages"]
    compared = ("python", "distributed", *SAME_VERSION)
    differences = [
        _("{place} has {package} {there}, this machine {here}").format(
            place=place,
            package=package,
            there=versions["packages"].get(package) or _("(none)"),
            here=here.get(package),
        )
        for place, versions in sorted(told["workers"].items())
        for package in compared
        if _comparable(package, versions["packages"].get(package))
        != _comparable(package, here.get(package))
    ]
    if differences:
        raise CannotGrade(
            _("The workers must have the versions of this machine: {differences}.").format(
                differences="; ".join(differences)
            )
        )


def _comparable(package: str, version: str | None) -> str | None:
    """A version; of Python the first two parts, since a bug fix changes no grade."""
    if package == "python" and version is not None:
        return ".".join(version.split(".")[:2])
    return version


def _expect_confinement(client: Client) -> None:
    reasons = {place: reason for place, reason in client.run(_no_confinement).items() if reason}
    if reasons:
        place, reason = next(iter(sorted(reasons.items())))
        raise CannotGrade(_("On the worker {place}: {reason}").format(place=place, reason=reason))


# On a worker -----------------------------------------------------------------------------------------


def _as_it_is(assignment: Any) -> Any:
    return assignment


def _grade_there(grade: Grade, assignment: Any, submission: HasStudent) -> Result:
    with _one_at_a_time:
        settle()
        return attempt(grade, assignment, submission)


def _no_confinement() -> str:
    """Why submissions cannot be confined here; empty where they can."""
    from venezuela_course.grading.sandbox.view import NoSandbox, bubblewrap

    try:
        bubblewrap()
    except NoSandbox as error:
        return str(error)
    return ""

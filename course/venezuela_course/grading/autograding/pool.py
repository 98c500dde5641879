"""Grading processes on this machine, each alone at its end of a pipe.

The standard library's pool gives up whole when one of its processes is killed, cannot say which
submission that one had, and cannot end the others. Here a killed process costs the submission that it had
in hand, which is tried once more in a fresh one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from venezuela_course.grading.autograding.executor import (
    CannotGrade,
    Failure,
    Grade,
    Graded,
    HasStudent,
    Result,
    attempt,
    settle,
)
from venezuela_course.language import _

#: Bytes that a grading process and its kernels take at their height.
MEMORY = 400 << 20
#: Seconds for one submission. Cells have time limits of their own, far below: this one is for what a
#: submission makes the grading process itself do.
LIMIT = 3600.0
ATTEMPTS = 2
#: How often a process may end before it can take a submission, until something is wrong with all of them.
FALSE_STARTS = 3
#: What a process says while it starts.
_HERE, _READY = "here", "ready"


def workers_by_default() -> int:
    """One for each core that this process may use, or fewer where memory is short."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    free = available_memory()
    return max(1, cores if free is None else min(cores, free // MEMORY))


def available_memory(information: Path = Path("/proc/meminfo")) -> int | None:
    """Bytes that programs can still take; None where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in information.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


@dataclass(frozen=True)
class Job:
    """A submission and how often it has been started."""

    submission: HasStudent
    attempts: int = 1


class LocalPool:
    """Processes on this machine.

    Parameters
    ----------
    workers
        How many; each is started when there is a submission for it.
    scratch
        Folder for everything that they write while grading.
    log
        File for what they print.
    limit
        Seconds for one submission.
    """

    def __init__(self, workers: int, scratch: Path, log: Path, limit: float = LIMIT) -> None:
        self.workers = workers
        self.scratch = scratch
        self.log = log
        self.limit = limit

    def results(
        self, grade: Grade, assignment: Any, submissions: Iterable[HasStudent]
    ) -> Generator[Result, None, None]:
        """See `Executor.results`.

        Raises
        ------
        CannotGrade
            If the processes end before they can take a submission, time after time.
        """
        jobs = _Jobs(submissions)
        slots = [_Slot(self, grade, assignment) for _number in range(self.workers)]
        try:
            for slot in slots:
                slot.take(jobs)
            while busy := [slot for slot in slots if slot.job is not None]:
                ready = wait([slot.connection for slot in busy], _until(busy))
                for slot in busy:
                    if slot.connection in ready or slot.late:
                        # The process gets its next submission before this result is stored.
                        result = slot.finish(jobs)
                        slot.take(jobs)
                        if result is not None:
                            yield result
                # A submission that is to be tried again may come when another process has gone idle.
                for slot in slots:
                    slot.take(jobs)
        finally:
            for slot in slots:
                slot.end()


def _until(busy: Iterable[_Slot]) -> float:
    """Seconds until the first of the processes is out of time."""
    return max(0.0, min(slot.deadline for slot in busy) - time.monotonic())


class _Jobs:
    """The submissions still to be started; those that come again go first."""

    def __init__(self, submissions: Iterable[HasStudent]) -> None:
        self._again: deque[Job] = deque()
        self._fresh = iter(submissions)

    def next(self) -> Job | None:
        if self._again:
            return self._again.popleft()
        submission = next(self._fresh, None)
        return None if submission is None else Job(submission)

    def again(self, job: Job) -> None:
        self._again.append(job)


class _Slot:
    """One process at a time, replaced when it ends; and the submission that it has, or is to have."""

    def __init__(self, pool: LocalPool, grade: Grade, assignment: Any) -> None:
        self._pool = pool
        self._grade = grade
        self._assignment = assignment
        self._process: multiprocessing.process.BaseProcess | None = None
        self._ready = False
        self._false_starts = 0
        self.connection: Connection = None  # type: ignore[assignment]  # set by _start
        self.job: Job | None = None
        self.deadline = 0.0

    @property
    def late(self) -> bool:
        return time.monotonic() >= self.deadline

    def take(self, jobs: _Jobs) -> None:
        """Start the next submission, where this slot has none."""
        if self.job is None:
            self.job = jobs.next()
            if self.job is not None:
                self._begin()

    def _begin(self) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._send()
                return
            self.end()  # it was killed since its last result
        self._start()

    def _send(self) -> None:
        assert self.job is not None
        self.connection.send(self.job.submission)
        self.deadline = time.monotonic() + self._pool.limit

    def _start(self) -> None:
        """Start a process; it says when it is ready, while others start beside it."""
        context = multiprocessing.get_context("spawn")
        self._ready = False
        self.deadline = time.monotonic() + LIMIT  # a busy machine takes its time to start one
        self.connection, other = context.Pipe()
        try:
            self._process = context.Process(
                target=_work,
                args=(other, self._grade, str(self._pool.scratch), str(self._pool.log)),
                daemon=False,  # a daemon may not start processes of its own
            )
            with contextlib.suppress(BrokenPipeError):  # killed at once: seen at the other end
                self._process.start()
        finally:
            other.close()  # so that its end is seen here

    def _lead_in(self) -> None:
        """Answer a process that is starting.

        Raises
        ------
        CannotGrade
            If this is one more of several that ended before they could take a submission.
        """
        try:
            if self.connection.recv() == _HERE:
                self.connection.send(self._assignment)
            else:
                self._ready = True
                self._false_starts = 0
                self._send()
        except (OSError, EOFError) as error:
            self.end()
            self._false_starts += 1
            if self._false_starts == FALSE_STARTS:
                raise CannotGrade(
                    _(
                        "The grading processes end before they can begin. What they said is in {log}; "
                        "often memory is short: try --workers 1."
                    ).format(log=self._pool.log)
                ) from error
            self._start()

    def finish(self, jobs: _Jobs) -> Result | None:
        """The result that waits; None where there is none yet, or the submission is to be tried again."""
        if not self._ready and self.connection.poll():
            self._lead_in()
            return None
        assert self.job is not None
        job, self.job = self.job, None
        if not self.connection.poll():
            self.end()
            return Failure(
                job.submission.student,
                _("Grading took longer than {n} minutes and was stopped.").format(
                    n=round(self._pool.limit / 60)
                ),
                attempts=job.attempts,
            )
        try:
            result: Graded | Failure = self.connection.recv()
        except (OSError, EOFError):
            status = self.end()
            if job.attempts < ATTEMPTS:
                jobs.again(replace(job, attempts=job.attempts + 1))
                return None
            return Failure(
                job.submission.student,
                _("The process that graded it was killed {n} times (exit status {status}).").format(
                    n=job.attempts, status=status
                ),
                attempts=job.attempts,
            )
        return replace(result, attempts=job.attempts)

    def end(self) -> int | None:
        """End the process and all that it started; return its exit status."""
        process, self._process = self._process, None
        if self.connection is not None:
            self.connection.close()
        if process is None or process.pid is None:
            return None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()  # also where it had no group of its own yet
        process.join()
        return process.exitcode


# In a grading process --------------------------------------------------------------------------------


def _work(connection: Connection, grade: Grade, scratch: str, log: str) -> None:
    """Grade what comes through the pipe, until it is closed."""
    _end_with_the_run()
    _print_to(log)
    folder = tempfile.mkdtemp(prefix="w", dir=scratch)
    # Everything temporary, also of the processes that this one starts.
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    os.chdir(folder)
    with contextlib.suppress(EOFError, OSError):
        connection.send(_HERE)
        assignment = connection.recv()
        settle()
        connection.send(_READY)
        while True:
            connection.send(attempt(grade, assignment, connection.recv()))


def _end_with_the_run() -> None:
    """Leave the terminal's Ctrl+C to the run, and never outlive it, however it ends."""
    parent = multiprocessing.parent_process()
    if hasattr(os, "setsid"):
        os.setsid()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: Any) -> None:
    parent.join()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _print_to(log: str) -> None:
    with open(log, "ab", buffering=0) as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)

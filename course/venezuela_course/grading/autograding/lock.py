"""One run of an assignment at a time; and what a run that was killed left behind is cleared by the next."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from venezuela_course.grading.autograding.executor import CannotGrade
from venezuela_course.language import _

#: What the folders of a run are called; nothing else is ever cleared.
PREFIX = "autograde-"


@contextmanager
def only_run(grading: Path, assignment: str) -> Iterator[Path]:
    """Hold the lock of an assignment, and have a folder for what is temporary.

    The system gives a lock back when its process ends, however it ends: a lock is never left behind. Its
    file stays, and tells the next run which folder to clear.

    Parameters
    ----------
    grading
        Where everything is that is made while grading.
    assignment
        The assignment's name.

    Yields
    ------
    Path
        An empty folder, which goes when the run ends.

    Raises
    ------
    CannotGrade
        If another run of this assignment is on, or the file cannot be written.
    """
    path = grading / f".autograde-{assignment}.lock"
    try:
        grading.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise CannotGrade(
            _("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    with file:
        if not _locked(file):
            raise CannotGrade(_already_running(path, assignment))
        _clear(path)
        try:
            scratch = Path(tempfile.mkdtemp(prefix=PREFIX))
            _tell(file, scratch)
        except OSError as error:
            raise CannotGrade(
                _("There is no room for temporary files: {reason}.").format(reason=error.strerror)
            ) from error
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _locked(file: IO[str]) -> bool:
    """Try to take the lock."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # beyond what is written: Windows would not let others read it
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(path: Path) -> dict[str, str]:
    """What the last run told of itself; nothing where it did not come to it."""
    with suppress(OSError, ValueError):
        told = json.loads(path.read_text("utf-8"))
        if isinstance(told, dict):
            return {str(name): str(value) for name, value in told.items()}
    return {}


def _tell(file: IO[str], scratch: Path) -> None:
    file.truncate(0)
    json.dump(
        {
            "process": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "scratch": str(scratch),
        },
        file,
    )
    file.flush()


def _already_running(path: Path, assignment: str) -> str:
    told = _read(path)
    return _(
        "{assignment} is being graded already, by process {process} on {host} since {since}. Wait for it, "
        "or stop it with Ctrl+C where it runs; what it has graded is kept."
    ).format(
        assignment=assignment,
        process=told.get("process", "?"),
        host=told.get("host", "?"),
        since=told.get("since", "?"),
    )


def _clear(path: Path) -> None:
    """Remove the folder of a run that was killed."""
    told = _read(path)
    if told.get("host") != socket.gethostname():
        return
    left = Path(told.get("scratch", ""))
    if left.name.startswith(PREFIX) and left.is_absolute() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)

"""The grader's side of the pipe: one fork server for this process, started when it is first needed."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import os
import secrets
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from venezuela_course.grading.sandbox import view
from venezuela_course.grading.sandbox.limits import MEBIBYTE, Limits
from venezuela_course.grading.sandbox.view import SUBMISSION, NoSandbox
from venezuela_course.grading.sandbox.wire import read_message, write_message
from venezuela_course.language import _

#: Bytes of a submission with all its files, beyond which it is not run.
LARGEST = 64 * MEBIBYTE
#: Users of the kernels where the grader is root: far beyond those that systems give out, 64 for each
#: process that grades.
FIRST_USER, USERS_EACH, PROCESS_IDS = 1 << 30, 64, 1 << 22
TRIAL_SECONDS = 0.005


class SandboxError(Exception):
    """The fork server has ended, or a kernel could not be started."""


class SubmissionRefused(SandboxError):
    """A submission cannot be given to a kernel, by its own fault."""


class ForkServerClient:
    """A running fork server.

    Raises
    ------
    NoSandbox
        If this system has no bubblewrap, or does not let it confine.
    """

    def __init__(self) -> None:
        view.bubblewrap()  # says what is wrong before anything is made
        if view.is_root() and (closed := view.unreadable_places()):
            raise NoSandbox(
                _(
                    "Nothing was graded: you are root, submissions run as a user without rights, and "
                    "{places} cannot be read by others. Run: chmod -R a+rX {places}."
                ).format(places=" ".join(map(str, closed)))
            )
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._started = 0
        self._folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        self._log = (self._folder / "log").open("w+b")
        self.sockets = self._folder / "s"
        self.sockets.mkdir()
        self._process = subprocess.Popen(
            view.command(self.sockets),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,  # Ctrl+C at the terminal is the grader's to deal with
            env={},
        )
        try:
            self._receive()
            self._try_to_confine()
        except SandboxError as error:
            self.stop()
            raise NoSandbox(
                _(
                    "Nothing was graded: bubblewrap is here, and this system does not let it confine "
                    "submissions. It says: “{said}” In a container, allow namespaces and mounts "
                    "(Docker: --privileged). On Ubuntu 24.04 and newer: sudo sysctl -w "
                    "kernel.apparmor_restrict_unprivileged_userns=0."
                ).format(said=error)
            ) from error

    def _try_to_confine(self) -> None:
        """Confine a fork that does nothing: what fails with it would fail with each submission."""
        trial = self._ask_to_start(secrets.token_hex(8), {}, {}, Limits(), trial=True)
        while trial.poll() is None:
            time.sleep(TRIAL_SECONDS)
        trial.wait()
        if trial.returncode != 0:
            raise SandboxError(trial.trouble)

    @property
    def alive(self) -> bool:
        """Whether it runs, and was started by this very process."""
        return self._owner == os.getpid() and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of bubblewrap, in which the fork server and all its kernels are."""
        return self._process.pid

    def request(self, message: dict[str, Any]) -> dict[str, Any]:
        """Ask, and return the answer.

        Raises
        ------
        SandboxError
            If the fork server has ended.
        """
        with self._lock:
            assert self._process.stdin is not None
            try:
                write_message(self._process.stdin, message)
            except (OSError, ValueError) as error:
                raise SandboxError(self._complaint()) from error
            return self._receive()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer = read_message(self._process.stdout)
        if answer is None:
            raise SandboxError(self._complaint())
        return answer

    def _complaint(self) -> str:
        if self._log.closed:
            return _("The fork server was stopped.")
        self._log.seek(0)
        said = self._log.read()[-2000:].decode(errors="replace").strip()
        return said or _("The fork server has ended.")

    def start(
        self,
        folder: Path,
        connection: dict[str, Any],
        environment: dict[str, str],
        limits: Limits | None = None,
    ) -> Kernel:
        """Start a kernel for a submission.

        Parameters
        ----------
        folder
            The submission. The kernel works on a copy, which ends with it: nothing that its code writes
            comes back but the messages of its cells.
        connection
            What the connection file says.
        environment
            More environment variables.
        limits
            What it may use.

        Raises
        ------
        SandboxError
            If the submission is too large, or the fork server has ended.
        """
        name = secrets.token_hex(8)
        place = self.sockets / name
        place.mkdir(mode=0o700)
        try:
            pack(folder, place / SUBMISSION)
            return self._ask_to_start(name, connection, environment, limits or Limits())
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise

    def _ask_to_start(
        self,
        name: str,
        connection: dict[str, Any],
        environment: dict[str, str],
        limits: Limits,
        *,
        trial: bool = False,
    ) -> Kernel:
        place = self.sockets / name
        place.mkdir(mode=0o700, exist_ok=True)
        self._started += 1
        user = os.getuid()
        if view.is_root():
            slot = os.getpid() % PROCESS_IDS * USERS_EACH + self._started % USERS_EACH
            user = FIRST_USER + slot
            for path in (*place.iterdir(), place):
                os.chown(path, user, user)
        answer = self.request(
            {
                "do": "start",
                "sockets": name,
                "user": user,
                "connection": connection,
                "environment": environment,
                "limits": dataclasses.asdict(limits),
                "trial": trial,
            }
        )
        return Kernel(self, answer["kernel"], place, limits)

    def stop(self) -> None:
        """End the fork server and every kernel it has."""
        if self._owner != os.getpid():
            return
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Kernel:
    """A confined kernel, in the shape of a `subprocess.Popen`.

    Attributes
    ----------
    sockets
        Folder with its sockets.
    ready
        Whether they are open.
    returncode
        Exit status; None while it runs.
    excess
        Name of the limit for which it was ended; else empty.
    trouble
        Why it could not be started or went on no longer; else empty.
    """

    stdin = stdout = stderr = None

    def __init__(
        self, server: ForkServerClient, number: int, sockets: Path, limits: Limits
    ) -> None:
        self._server = server
        self._number = number
        self.sockets = sockets
        self.limits = limits
        self.pid = number
        self.ready = False
        self.returncode: int | None = None
        self.excess = ""
        self.trouble = ""

    @property
    def orphaned(self) -> bool:
        """Whether the fork server ended, which is no fault of the submission's, and took it along."""
        return self.returncode is not None and not self.excess and not self._server.alive

    @property
    def reason(self) -> str:
        """Why it was ended, in words; empty where it ended by itself."""
        if not self.excess:
            return self.trouble
        text = {
            "memory": _("it used more than {n} MB of memory"),
            "processes": _("it started more than {n} processes"),
            "seconds": _("it ran for more than {n} seconds"),
            "output": _("its outputs were larger than {n} MB"),
            "messages": _("it sent messages that no kernel sends"),
        }[self.excess]
        most = getattr(self.limits, self.excess, 0)
        return text.format(n=most // MEBIBYTE if self.excess in ("memory", "output") else most)

    def poll(self) -> int | None:
        """Exit status; None while it runs."""
        if self.returncode is None:
            try:
                answer = self._server.request({"do": "poll", "kernel": self._number})
            except SandboxError as error:
                self.trouble, self.returncode = str(error), 1
            else:
                self.ready, self.returncode = answer["ready"], answer["status"]
                self.excess = self.excess or answer["excess"]
                self.trouble = answer["trouble"]
        return self.returncode

    def wait(self) -> int | None:
        """Exit status of a kernel that has ended."""
        shutil.rmtree(self.sockets, ignore_errors=True)
        status = self.poll()
        with contextlib.suppress(SandboxError):
            self._server.request({"do": "forget", "kernel": self._number})
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started in its process group."""
        if self.returncode is None:
            with contextlib.suppress(SandboxError):
                self._server.request(
                    {"do": "signal", "kernel": self._number, "signal": int(number)}
                )

    def end(self, excess: str) -> None:
        """Kill it for going beyond a limit that is watched on this side."""
        self.excess = self.excess or excess
        self.send_signal(signal.SIGKILL)


def pack(folder: Path, archive: Path) -> None:
    """Write a folder to a tar archive: its regular files and folders, and no link or device.

    Raises
    ------
    SubmissionRefused
        If it holds more than `LARGEST` bytes.
    """
    total = 0
    with tarfile.open(archive, mode="w") as stream:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                continue
            entry = tarfile.TarInfo(path.relative_to(folder).as_posix())
            if path.is_dir():
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                stream.addfile(entry)
                continue
            entry.size, entry.mode = path.stat().st_size, 0o644
            total += entry.size
            if total > LARGEST:
                raise SubmissionRefused(
                    _("The submission has more than {n} MB of files.").format(n=LARGEST // MEBIBYTE)
                )
            with path.open("rb") as content:
                stream.addfile(entry, content)


_server: ForkServerClient | None = None
_starting = threading.Lock()


def fork_server() -> ForkServerClient:
    """The fork server of this process; each process has its own, a fork of this one as well.

    Raises
    ------
    NoSandbox
        If the system has no bubblewrap, or does not let it confine.
    """
    global _server
    with _starting:
        if _server is None or not _server.alive:
            if _server is not None:
                atexit.unregister(_server.stop)
                _server.stop()
            _server = ForkServerClient()
            atexit.register(_server.stop)
        return _server

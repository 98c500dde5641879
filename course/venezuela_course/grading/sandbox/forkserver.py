"""The process that has everything imported and forks a kernel for each submission.

It reads requests from its standard input and answers each on its standard output; `wire` tells how.
Requests:

``{"do": "start", "sockets": folder, "user": id, "connection": {...}, "environment": {...}, "limits": {...}}``
    the submission is in the sockets' folder, where the fork takes it from: the fork server never has it
    in its own memory, which later forks share. Answers ``{"kernel": number}``;
    With ``"trial": true`` it confines itself and ends, with status 0, without a submission;
``{"do": "poll", "kernel": number}``
    answers ``{"ready": bool, "status": null or exit status, "excess": name of a limit, "trouble": text}``;
``{"do": "signal", "kernel": number, "signal": number}``
    answers ``{}``;
``{"do": "forget", "kernel": number}``
    answers ``{}``.

It ends when its input does. Between it and each kernel is a *keeper*, which makes the kernel's namespaces
and waits for its end. The kernel is the first process of its process namespace: when it ends, whatever it
started ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import random
import selectors
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from venezuela_course.grading.sandbox import confine
from venezuela_course.grading.sandbox.limits import Limits
from venezuela_course.grading.sandbox.view import SCRATCH, SOCKETS
from venezuela_course.grading.sandbox.wire import read_message, write_message

#: What a notebook of the course imports, and the kernel itself. Not pyplot: it chooses a backend.
WARM = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipywidgets",
    "anywidget",
    "numpy",
    "pandas",
    "networkx",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "jedi",
)
PACKAGES = ("venezuela_course.exercises", "venezuela_course.models", "venezuela_course.seeds")
WATCH_SECONDS = 0.05
MEASURED_SHARE = 0.3  # of the fork server's time that may go into measuring memory exactly
READY, FAILED = b"ready", b"failed "
#: Exit statuses of a keeper whose kernel never was.
NOT_CONFINED, NOT_STARTED = 71, 70


def warm_up() -> None:
    """Import what kernels will need, and let forks share the memory it takes."""
    for name in (*WARM, *PACKAGES):
        _import(name)
    for name in PACKAGES:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            _import(found.name)
    gc.collect()
    gc.freeze()


def _import(name: str) -> None:
    # An option that is not installed: the kernel says so where it is needed.
    with contextlib.suppress(ImportError):
        importlib.import_module(name)


# Kernels ---------------------------------------------------------------------------------------------


@dataclass
class Kernel:
    """A kernel, as the fork server knows it.

    Attributes
    ----------
    keeper
        Process id of its keeper.
    news
        Where its keeper tells how the start goes: one word and a line's end at a time.
    limits
        What it may use.
    first
        Process id of the kernel itself; None until the keeper has told.
    ready
        Whether its sockets are open.
    status
        Exit status, as `subprocess` gives it; None while it runs.
    excess
        Name of the limit beyond which it went, and for which it was ended; else empty.
    trouble
        Why it could not be started; else empty.
    doomed
        Whether it is to be killed.
    inherited
        Bytes of memory in use when it was ready, nearly all of it shared with the fork server.
    measure_next
        When its memory may be measured exactly again.
    """

    keeper: int
    news: int
    limits: Limits
    began: float = field(default_factory=time.monotonic)
    first: int | None = None
    ready: bool = False
    status: int | None = None
    excess: str = ""
    trouble: str = ""
    doomed: bool = False
    inherited: int = 0
    measure_next: float = 0.0

    def kill(self) -> None:
        """Kill it and, since it is the first process of its namespace, all that it started.

        That would be enough. But it ends, and with it the rest, only when it gets its turn, and a fork
        bomb leaves it few turns: so all that are there are killed at once.
        """
        self.doomed = True
        if self.first is not None:
            for member in self._members(_families()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member, signal.SIGKILL)

    def _members(self, families: dict[int, list[int]]) -> list[int]:
        """Its processes, itself first."""
        return [] if self.first is None else [self.first, *_descendants(self.first, families)]

    def hear(self) -> None:
        """Take up what the keeper has told."""
        told = b""
        with contextlib.suppress(BlockingIOError):
            told = os.read(self.news, 65536)
        for line in told.splitlines():
            if line == READY and self.first is not None:
                self.ready, self.inherited = True, _resident(self.first)
            elif line.startswith(FAILED):
                self.trouble = line.removeprefix(FAILED).decode(errors="replace")
            else:
                self.first = int(line)
                if self.doomed:
                    self.kill()

    def beyond(self, families: dict[int, list[int]]) -> str:
        """Name of the limit beyond which it is; else empty.

        Parameters
        ----------
        families
            The children of each process.
        """
        if time.monotonic() - self.began > self.limits.seconds:
            return "seconds"
        members = self._members(families)
        if len(members) > self.limits.processes:
            return "processes"
        return "memory" if self._too_large(members) else ""

    def _too_large(self, members: list[int]) -> bool:
        """Whether processes together use too much; what they share with each other counts once."""
        began = time.monotonic()
        # Quick, and never too little: what forks share beyond what the first one inherited counts for each.
        most = self.inherited + sum(
            max(0, _resident(member) - self.inherited) for member in members
        )
        if most <= self.limits.memory or began < self.measure_next:
            return False
        exact = sum(map(_proportional, members))
        took = time.monotonic() - began
        self.measure_next = began + took / MEASURED_SHARE
        return exact > self.limits.memory

    def note_end(self) -> None:
        """Note whether, and how, it ended."""
        ended, status = os.waitpid(self.keeper, os.WNOHANG)
        if not ended:
            return
        self.hear()
        os.close(self.news)
        if os.WIFSIGNALED(status):  # not by a kernel's doing; it must not outlive its keeper
            self.kill()
        self.status = os.waitstatus_to_exitcode(status)


class ForkServer:
    """Forks kernels, watches them, and tells how they ended."""

    def __init__(self) -> None:
        self._kernels: dict[int, Kernel] = {}
        self._started = 0

    def serve(self, requests: BinaryIO, answers: BinaryIO) -> None:
        """Answer requests until there are no more."""
        with selectors.DefaultSelector() as selector:
            selector.register(requests, selectors.EVENT_READ)
            while True:
                ready = selector.select(WATCH_SECONDS if self._running() else None)
                self._watch()
                if ready:
                    request = read_message(requests)
                    if request is None:
                        return
                    write_message(answers, self._answer(request))

    def _running(self) -> list[Kernel]:
        return [kernel for kernel in self._kernels.values() if kernel.status is None]

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] == "start":
            self._started += 1
            self._kernels[self._started] = _start(request)
            return {"kernel": self._started}
        kernel = self._kernels[request["kernel"]]
        if request["do"] == "forget":
            kernel.kill()
            del self._kernels[request["kernel"]]
            return {}
        if request["do"] == "signal":
            self._signal(kernel, request["signal"])
            return {}
        return {
            "ready": kernel.ready,
            "status": kernel.status,
            "excess": kernel.excess,
            "trouble": kernel.trouble,
        }

    def _signal(self, kernel: Kernel, number: int) -> None:
        if kernel.status is not None:
            return
        if number in (signal.SIGKILL, signal.SIGTERM):
            kernel.kill()
        elif kernel.first is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(kernel.first, number)

    def _watch(self) -> None:
        """Note who ended, and end who went beyond a limit that the system does not hold alone."""
        for kernel in self._running():
            kernel.hear()
            kernel.note_end()
        running = [kernel for kernel in self._running() if kernel.first]
        families = _families() if running else {}
        for kernel in running:
            if not kernel.doomed:
                kernel.excess = kernel.beyond(families)
            if kernel.doomed or kernel.excess:
                kernel.kill()


def _families() -> dict[int, list[int]]:
    """The children of each process that is seen here."""
    found: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as stream:
                    parent = int(stream.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it ended
            found.setdefault(parent, []).append(int(name))
    return found


def _descendants(process: int, families: dict[int, list[int]]) -> Iterator[int]:
    waiting = list(families.get(process, ()))
    while waiting:
        child = waiting.pop()
        yield child
        waiting += families.get(child, ())


def _resident(process: int) -> int:
    """Bytes of memory in use that no file on the disk holds."""
    found = _measured(f"/proc/{process}/status", (b"RssAnon:", b"RssShmem:"))
    return sum(found.values())


def _proportional(process: int) -> int:
    """The same, each shared page divided among those who share it."""
    found = _measured(f"/proc/{process}/smaps_rollup", (b"Pss_Anon:", b"Pss_Shmem:"))
    return sum(found.values())


def _measured(file: str, names: tuple[bytes, ...]) -> dict[bytes, int]:
    """Bytes by name, from a file of lines such as ``RssAnon:  1234 kB``."""
    try:
        with open(file, "rb") as stream:
            lines = (line.split() for line in stream)
            return {line[0]: int(line[1]) * 1024 for line in lines if line[0] in names}
    except OSError:
        return {}  # it ended


# The keeper, and the kernel itself -------------------------------------------------------------------


def _start(request: dict[str, Any]) -> Kernel:
    """Fork a keeper, which starts the kernel."""
    limits = Limits(**request["limits"])
    hear, tell = os.pipe()
    os.set_blocking(hear, False)
    keeper = os.fork()
    if keeper == 0:
        _keep(request, limits, tell)
    os.close(tell)
    return Kernel(keeper, hear, limits)


def _keep(request: dict[str, Any], limits: Limits, tell: int) -> None:
    """Be the keeper: make the namespaces, fork the kernel there, and end as it ends."""
    try:
        os.setsid()
        confine.end_with_parent()
        ready, say_ready = os.pipe()
        _keep_open(tell, ready, say_ready)
        confine.leave()
        kernel = os.fork()
        if kernel == 0:
            os.close(ready)
            _become_kernel(request, limits, tell, say_ready)
        os.write(tell, b"%d\n" % kernel)
        os.close(say_ready)
        if os.read(ready, 1):
            confine.close_sockets_folder()
            os.write(tell, READY + b"\n")
        _ended, status = os.waitpid(kernel, 0)
        code = os.waitstatus_to_exitcode(status)
        os._exit(code if code >= 0 else 128 - code)
    except BaseException as error:
        _fail(tell, error)
        os._exit(NOT_CONFINED)


def _become_kernel(request: dict[str, Any], limits: Limits, tell: int, say_ready: int) -> None:
    """Confine this process, and run a kernel in it."""
    try:
        confine.end_with_parent()
        os.setsid()
        confine.furnish(request["sockets"], request["user"], limits)
        confine.renounce(request["user"], limits)
        if request.get("trial"):
            os._exit(0)
        confine.unpack_submission()
        os.environ |= request["environment"]
        _be_unlike_the_others()
        kernel = _open_kernel(request["connection"])
    except BaseException as error:
        _fail(tell, error)
        os._exit(NOT_STARTED)
    try:
        os.close(tell)
        os.write(say_ready, b"r")
        os.close(say_ready)
        kernel.start()
        os._exit(0)
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:
        os._exit(1)


def _fail(tell: int, error: BaseException) -> None:
    text = f"{type(error).__name__}: {error}".replace("\n", " ")
    with contextlib.suppress(OSError):
        os.write(tell, FAILED + text.encode()[:4000] + b"\n")


def _keep_open(*kept: int) -> None:
    """Close all that leads to the grader or to other kernels; the three standard streams lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number not in kept:
            with contextlib.suppress(OSError):
                os.close(number)


def _be_unlike_the_others() -> None:
    """Forks are born with the same random numbers ahead of them."""
    import numpy as np

    random.seed()
    np.random.seed()


def _open_kernel(connection: dict[str, Any]) -> Any:
    """A kernel whose sockets are open, not started."""
    from ipykernel.kernelapp import IPKernelApp

    own = f"{SCRATCH}/kernel.json"
    with open(own, "w", encoding="utf-8") as stream:
        json.dump(connection | {"transport": "ipc", "ip": f"{SOCKETS}/socket"}, stream)
    gc.unfreeze()
    sys.argv = ["ipykernel_launcher", "-f", own]
    sys.path[0] = ""
    kernel = IPKernelApp.instance()
    kernel.initialize(["-f", own, "--HistoryManager.hist_file=:memory:"])
    return kernel


def main() -> None:
    """Be the fork server."""
    requests, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    warm_up()
    write_message(answers, {"ready": os.getpid()})
    ForkServer().serve(requests, answers)


if __name__ == "__main__":
    main()

"""What the fork server may see: Python, the course's package and its evidence, read-only; and no network."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import venezuela_course
from venezuela_course.language import _
from venezuela_course.seeds.folder import data_folder

BUBBLEWRAP = "bwrap"
#: From this version on Linux counts the processes of each user namespace apart, so that a limit on one
#: submission's processes does not count what else runs in the same account.
OLDEST_LINUX = (5, 14)
#: Places of the view that each fork makes its own; see `confine`.
WORK, SCRATCH, SOCKETS, ALL_SOCKETS = "/submission", "/scratch", "/sockets", "/all-sockets"
#: The submission on its way into the view, in its sockets' folder.
SUBMISSION = "submission.tar"
#: Where the memory is mounted that holds all files of a submission.
OWN = "/own"
#: Of the system only what programs and fonts need.
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
SETTINGS = (
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/ssl/openssl.cnf",
    "/etc/alternatives",
)
#: Variables of the grader's environment that a kernel may have.
KEPT = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "NBGRADER_EXECUTION", "VENEZUELA_COURSE_LANGUAGE")
#: What the fork server of a grader who is root keeps of root's rights, to confine its forks: they
#: themselves keep none.
ROOT_S_RIGHTS = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "CHOWN", "KILL", "SYS_PTRACE")


class NoSandbox(Exception):
    """Submissions cannot be confined on this system; the message says why and what can be done."""

    def __init__(self, reason: str) -> None:
        unconfined = _(
            "To run submissions with your own rights all the same, set "
            "c.ExecuteSubmission.confinement = 'none' in nbgrader_config.py, or "
            "VENEZUELA_COURSE_CONFINEMENT=none in the environment: their code can then read and change "
            "whatever you can, the keys and the gradebook included."
        )
        super().__init__(f"{reason} {unconfined}")


def bubblewrap() -> str:
    """The path of the program that makes the view.

    Raises
    ------
    NoSandbox
        If there is none, or the system is not one on which it confines submissions.
    """
    if not sys.platform.startswith("linux"):
        raise NoSandbox(
            _(
                "Submissions run as programs, and bubblewrap, which confines them, exists on Linux alone. "
                "Nothing was graded. Grade in a virtual machine with Linux, or on Windows in WSL 2."
            )
        )
    found = shutil.which(BUBBLEWRAP)
    if found is None:
        raise NoSandbox(
            _(
                "Submissions run as programs, and this system has no bubblewrap to confine them. Nothing "
                "was graded. Install it (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install "
                "bubblewrap) and grade again."
            )
        )
    if (version := linux_version()) < OLDEST_LINUX:
        raise NoSandbox(
            _(
                "Submissions run as programs, and this Linux ({version}) cannot limit the processes of "
                "one submission apart from all others of your account; {needed} and newer can. Nothing "
                "was graded."
            ).format(version=".".join(map(str, version)), needed=".".join(map(str, OLDEST_LINUX)))
        )
    return found


def linux_version() -> tuple[int, int]:
    """The first two numbers of the running kernel's version."""
    numbers = re.match(r"(\d+)\.(\d+)", platform.release())
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def is_root() -> bool:
    """Whether this process is the machine's own root, whom limits on processes do not bind.

    The root of a user namespace, as in a rootless container, is an ordinary user of the machine.
    """
    if os.geteuid() != 0:
        return False
    with open("/proc/self/uid_map", encoding="ascii") as stream:
        return stream.read().split() == ["0", "0", str(2**32 - 1)]


def command(sockets: Path) -> list[str]:
    """The command line that runs the fork server in its view.

    An ordinary user's fork server is in a user namespace, which gives it the rights that it needs over
    its forks and nothing else. Root's is not: its forks become users who do not exist, and whom the
    limits bind.

    Parameters
    ----------
    sockets
        The folder in which each kernel's sockets get a folder of their own; the one place of the host
        that can be written.

    Raises
    ------
    NoSandbox
        If the system has no bubblewrap.
    """
    arguments = [bubblewrap(), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    if is_root():
        for right in ROOT_S_RIGHTS:
            arguments += ["--cap-add", f"CAP_{right}"]
    else:
        arguments += ["--unshare-user"]
    for name, value in environment(os.environ).items():
        arguments += ["--setenv", name, value]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", SCRATCH]
    for place in SYSTEM:
        arguments += _as_on_the_host(Path(place))
    for shown in (*map(Path, SETTINGS), *python_places()):
        # Made by --dir so that everybody may enter them, as a fork that is no longer root must.
        for parent in reversed(shown.parents[:-1]):
            arguments += ["--dir", str(parent)]
        arguments += ["--ro-bind-try", str(shown), str(shown)]
    for own in (WORK, SOCKETS, ALL_SOCKETS, OWN):
        arguments += ["--dir", own]
    arguments += ["--bind", str(sockets), ALL_SOCKETS]
    for common in ("/tmp", "/dev", "/"):
        arguments += ["--remount-ro", common]  # what all forks see, none may write
    server = "venezuela_course.grading.sandbox.forkserver"
    return [*arguments, "--chdir", "/", "--", sys.executable, "-P", "-m", server]


def _as_on_the_host(place: Path) -> list[str]:
    """A folder read-only, or a link, such as /lib on systems where all is in /usr."""
    if place.is_symlink():
        return ["--symlink", os.readlink(place), str(place)]
    return ["--ro-bind-try", str(place), str(place)]


def python_places() -> Iterator[Path]:
    """Where this Python, its packages, the course's package and the course's evidence are.

    Nothing else of a checkout is among them: not ``solutions/``, not ``grading/``.
    """
    package = Path(venezuela_course.__file__).resolve().parent
    found = {Path(sys.prefix), Path(sys.base_prefix), package, data_folder().resolve()}
    # A Python that was moved: the environment's is a link to it.
    found.add(Path(sys.executable).resolve().parent)
    inside = {place for place in found if any(other in place.parents for other in found)}
    yield from sorted(
        place for place in found - inside if not str(place).startswith("/usr") and place.exists()
    )


def unreadable_places() -> list[Path]:
    """Places that root's forks, who are strangers to the system, could not read."""
    return [place for place in python_places() if place.stat().st_mode & 0o005 != 0o005]


def places_of_its_own() -> list[str]:
    """Folders in memory that each submission has for itself.

    ``/tmp`` is one of them, unless this very course lies there, as a clone made by a test does; it is
    read-only then.
    """
    shared = any(place.is_relative_to("/tmp") for place in python_places())
    return [WORK, SCRATCH, "/dev/shm", *([] if shared else ["/tmp"])]


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment of the fork server and of its kernels: what is named here and nothing else."""
    package = Path(venezuela_course.__file__).resolve().parent
    kept = {name: given[name] for name in KEPT if name in given}
    return {
        "LANG": "C.UTF-8",
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": SCRATCH,
        "USER": "submission",
        "TMPDIR": SCRATCH,
        "PYTHONPATH": str(package.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        # The work of one submission is not to be spread over threads: fork needs a single one.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }

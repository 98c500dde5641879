"""What a fork gives up before it becomes a kernel.

Linux only, through the C library: Python has no names for most of these calls. Each number is that of the
kernel's own headers, which never change.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import tarfile
from pathlib import Path

from venezuela_course.grading.sandbox.limits import Limits
from venezuela_course.grading.sandbox.refused import refuse_calls
from venezuela_course.grading.sandbox.view import (
    ALL_SOCKETS,
    OWN,
    SOCKETS,
    SUBMISSION,
    WORK,
    is_root,
    places_of_its_own,
)

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x8000000, 0x10000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITIES = 64  # the kernel knows fewer, and says so
CAPABILITY_VERSION = 0x20080522
NICE = 10  # whoever else uses the machine comes first, and so does the fork server, which watches

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _mount(what: str, where: str, kind: str | None, flags: int, options: str = "") -> None:
    encoded = (what.encode(), where.encode(), kind.encode() if kind else None)
    _call("mount", *encoded, ctypes.c_ulong(flags), options.encode())


def leave() -> None:
    """Enter new mount, process and IPC namespaces; the next fork is the first process there.

    An ordinary user enters a user namespace besides, in which alone it may do so, and in which the
    system counts its processes.

    Raises
    ------
    OSError
        If the system does not allow it.
    """
    kinds = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC
    if is_root():
        _call("unshare", kinds)
        return
    user, group = os.getuid(), os.getgid()
    _call("unshare", kinds | CLONE_NEWUSER)
    for file, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{file}", "w", encoding="ascii") as stream:
            stream.write(text)


def furnish(sockets: str, user: int, limits: Limits) -> None:
    """Make the places of its own that a submission has: its folder, its temporary files, its sockets.

    Parameters
    ----------
    sockets
        Name of its folder among `ALL_SOCKETS`; the others are covered.
    user
        Who it will be.
    limits
        How large these places may grow.

    Raises
    ------
    OSError
        If a place cannot be made.
    """
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    # An ordinary user may not in some containers; the processes shown are then those of the fork server.
    with contextlib.suppress(PermissionError):
        _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    size = f"size={limits.disk},nr_inodes={limits.entries},mode=0755"
    _mount("none", OWN, "tmpfs", MS_NOSUID | MS_NODEV, size)
    for number, place in enumerate(places_of_its_own()):
        part = f"{OWN}/{number}"
        os.mkdir(part, 0o755)
        os.chown(part, user, user if is_root() else -1)
        _mount(part, place, None, MS_BIND)
    _mount(f"{ALL_SOCKETS}/{sockets}", SOCKETS, None, MS_BIND)
    # What was mounted in a namespace above this one can be covered here, and what covers it cannot be
    # taken away without the rights that are given up next.
    _mount("none", ALL_SOCKETS, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "size=4k")


def close_sockets_folder() -> None:
    """Let nobody make, replace or remove a socket any more; those that are there go on working."""
    _mount("none", SOCKETS, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def renounce(user: int, limits: Limits) -> None:
    """Give up every right for good, and accept the limits.

    Parameters
    ----------
    user
        Who to become, where the grader is root; otherwise who this is.
    limits
        What the system is to hold this process to.
    """
    for number in range(CAPABILITIES):
        _libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # fails for those it does not know
    _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    os.nice(NICE)
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")  # rather this than others
    for kind, most in (
        (resource.RLIMIT_AS, _address_space() + limits.memory),
        (resource.RLIMIT_NPROC, limits.tasks),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    if is_root():
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A change of user makes a process unreadable to itself, and forgets with whom it is to end.
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)
    end_with_parent()
    refuse_calls()


def _address_space() -> int:
    """Bytes of address space that this process has."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[0]) * resource.getpagesize()


def unpack_submission() -> None:
    """Unpack the submission into its folder, and go there.

    Raises
    ------
    OSError
        If it does not fit.
    """
    packed = f"{SOCKETS}/{SUBMISSION}"
    with tarfile.open(packed) as archive:
        archive.extractall(WORK, filter="data")
    os.unlink(packed)
    os.chdir(WORK)


def end_with_parent() -> None:
    """Be killed when the process that made this one ends."""
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

"""Calls of the system that no notebook of the course needs, refused by the system itself (seccomp).

Some would let code keep memory that is counted for no process (anonymous files, System V segments and
queues), some reach into other processes, and some make namespaces or mounts, in which a program has rights
that it lacks outside. Each number is that of the kernel's headers, which never change.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

#: Name to number on x86_64 and on aarch64.
REFUSED = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
#: Its arguments are in memory, where a filter cannot look; the C library does with clone where it is absent.
CLONE3 = 435
CLONE = (56, 220)
CLONE_NEWUSER = 0x10000000
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
#: Numbers from here on are another set of calls of the same x86_64 kernel.
OTHER_NUMBERS = 0x40000000

PR_SET_SECCOMP, MODE_FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, GIVE = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # where they are in what the filter is shown
ALLOW, REFUSE = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def program(machine: str) -> bytes:
    """The filter, as instructions of the classic packet filter.

    Parameters
    ----------
    machine
        One of `MACHINES`.
    """
    column, expected = MACHINES[machine]
    refuse = (GIVE, 0, 0, REFUSE | errno.EPERM)
    steps = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, expected),
        refuse,
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, OTHER_NUMBERS),
        refuse,
    ]
    for numbers in REFUSED.values():
        steps += [(EQUAL, 0, 1, numbers[column]), refuse]
    steps += [
        (EQUAL, 0, 1, CLONE3),
        (GIVE, 0, 0, REFUSE | errno.ENOSYS),
        (EQUAL, 0, 3, CLONE[column]),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, CLONE_NEWUSER),
        refuse,
        (GIVE, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def refuse_calls() -> None:
    """Refuse these calls to this process and all that it starts, for good.

    On other machines than x86_64 and aarch64 nothing is refused; namespaces and limits hold there too.

    Raises
    ------
    OSError
        If the system takes no filter.
    """
    if platform.machine() not in MACHINES:
        return
    steps = program(platform.machine())
    filled = _Program(len(steps) // 8, steps)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(filled), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "The system takes no filter of calls.")

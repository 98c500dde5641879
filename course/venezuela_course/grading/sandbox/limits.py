"""How much one submission may use."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much one submission may use. The course's own notebooks stay far below.

    Parameters
    ----------
    memory
        Bytes. No process gets more address space besides what a kernel begins with; a submission whose
        processes together have more real memory in use is ended.
    processes
        Processes at one time; a submission with more is ended.
    tasks
        Processes and threads at one time; the system refuses more.
    disk
        Bytes of all its files, which are in memory; no more can be written.
    entries
        Files and folders, of which no more can be made.
    files
        Open files of one process; no more can be opened.
    seconds
        From the start of the kernel to its end; a submission that takes longer is ended.
    output
        Bytes of all messages that its kernel sends; a submission that sends more is ended.
    """

    memory: int = 2048 * MEBIBYTE
    processes: int = 24
    tasks: int = 64
    disk: int = 256 * MEBIBYTE
    entries: int = 20_000
    files: int = 256
    seconds: int = 600
    output: int = 64 * MEBIBYTE

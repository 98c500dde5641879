"""A folder as bytes and back: regular files and folders only, within limits, never outside the folder."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from venezuela_course.language import _

MAX_FILES = 5_000  # a course's submission has under a hundred
NONBLOCK = getattr(os, "O_NONBLOCK", 0)
DEEPEST = 50  # folders; the standard library removes a tree by recursion
MOST_SEEN = 4  # times as many are looked at, to find the most important ones


class ArchiveError(Exception):
    """An archive that does not hold what `pack` makes."""


@dataclass(frozen=True)
class Limits:
    """How much of a folder is taken.

    Parameters
    ----------
    file, folder
        The size of one file and of all together, bytes.
    files
        How many files.
    """

    file: int
    folder: int
    files: int = MAX_FILES


@dataclass(frozen=True)
class Packed:
    """A folder as bytes.

    Parameters
    ----------
    archive
        A tar archive, compressed: a notebook's outputs are text, and what is cut short on its way is
        noticed.
    left_out
        What was not taken, and why: whole sentences.
    """

    archive: bytes
    left_out: tuple[str, ...] = ()


def pack(
    folder: Path,
    limits: Limits | None = None,
    ignored: Callable[[str], bool] = lambda name: False,
    *,
    follow: bool = False,
) -> Packed:
    """A folder's regular files and its folders, with their permissions.

    Notebooks come first and count first, so that a limit costs the least important files.

    Parameters
    ----------
    folder
        The folder; not a link.
    limits
        None takes everything.
    ignored
        Whether a file or folder of this name is passed over without a word.
    follow
        Whether a link to a file stands for the file, as in a folder that the instructor made.

    Raises
    ------
    OSError
        If a regular file cannot be read.
    """
    left_out: list[str] = []
    buffer = io.BytesIO()
    size = count = 0
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, status in sorted(
            _walk(folder, limits, ignored, left_out, follow), key=_importance
        ):
            name = path.relative_to(folder).as_posix()
            if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
                left_out.append(
                    _("{name} was left out: it is a link or a device, not a file.").format(
                        name=name
                    )
                )
                continue
            room = 0 if stat.S_ISDIR(status.st_mode) else status.st_size
            if limits and (
                count >= limits.files or room > limits.file or size + room > limits.folder
            ):
                left_out.append(
                    _("{name} was left out: too large, or one of too many ({size} bytes).").format(
                        name=name, size=room
                    )
                )
                continue
            header = _header(name, status)
            content = b"" if stat.S_ISDIR(status.st_mode) else read_regular(path, follow=follow)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
            size += len(content)
            count += 1
    return Packed(zlib.compress(buffer.getvalue(), 1), tuple(left_out))


def _walk(
    folder: Path,
    limits: Limits | None,
    ignored: Callable[[str], bool],
    left_out: list[str],
    follow: bool,
) -> list[tuple[Path, os.stat_result]]:
    """What is in a folder, level by level; folders that cannot be listed are passed over, as os.walk does."""
    found: list[tuple[Path, os.stat_result]] = []
    waiting = deque([folder])
    while waiting:
        here = waiting.popleft()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if ignored(entry.name):
                        continue
                    status = entry.stat(follow_symlinks=follow and entry.is_file())
                    found.append((Path(entry.path), status))
                    if stat.S_ISDIR(status.st_mode):
                        inner = Path(entry.path)
                        if len(inner.relative_to(folder).parts) < DEEPEST:
                            waiting.append(inner)
                        else:
                            left_out.append(
                                _("What is more than {n} folders deep was left out.").format(
                                    n=DEEPEST
                                )
                            )
                    if limits and len(found) > MOST_SEEN * limits.files:
                        left_out.append(
                            _("There are more than {n} files; the rest was left out.").format(
                                n=MOST_SEEN * limits.files
                            )
                        )
                        return found
        except OSError as error:
            left_out.append(
                _("{name} was left out: it cannot be read ({error}).").format(
                    name=here.relative_to(folder).as_posix(), error=error.strerror
                )
            )
    return found


def _importance(entry: tuple[Path, os.stat_result]) -> tuple[bool, bool, int, str]:
    path, status = entry
    return (
        stat.S_ISDIR(status.st_mode),  # a file makes the folders that it is in
        path.suffix != ".ipynb",
        len(path.parts),
        str(path),
    )


def _header(name: str, status: os.stat_result) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.mode = stat.S_IMODE(status.st_mode)
    header.mtime = int(status.st_mtime)
    header.type = tarfile.DIRTYPE if stat.S_ISDIR(status.st_mode) else tarfile.REGTYPE
    return header


def read_regular(path: Path, *, follow: bool = False) -> bytes:
    """A regular file's content; never that of a device, which may not end.

    Parameters
    ----------
    path
        The file.
    follow
        Whether it may be a link.

    Raises
    ------
    OSError
        If it is something else by now, or cannot be read.
    """
    # A pipe would keep open() waiting; a link that came in between is refused.
    descriptor = os.open(
        path, os.O_RDONLY | NONBLOCK | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    )
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path} is not a regular file.")
        return file.read()


def unpack(archive: bytes, folder: Path, *, durable: bool = False) -> None:
    """Lay an archive out in a folder, which is made where it is missing.

    Parameters
    ----------
    archive
        From `pack`.
    folder
        Where to.
    durable
        Whether to wait until everything is on the disk, so that a power cut cannot empty a file.

    Raises
    ------
    ArchiveError
        If it is damaged, or a member is neither a file nor a folder, or lies outside.
    OSError
        If the folder cannot be written, or the disk is full.
    """
    try:
        plain = io.BytesIO(zlib.decompress(archive))
        members = tarfile.open(fileobj=plain, mode="r:")  # noqa: SIM115
    except (zlib.error, tarfile.TarError) as error:
        raise ArchiveError(_("The archive is damaged: {error}.").format(error=error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    modes: list[tuple[Path, int]] = []
    with members:
        for member in members:
            parts = PurePosixPath(member.name).parts
            if not parts or ".." in parts or member.name.startswith("/"):
                raise ArchiveError(_("{name} lies outside its folder.").format(name=member.name))
            path = folder.joinpath(*parts)
            if member.isdir():
                path.mkdir(parents=True, exist_ok=True)
                modes.append((path, member.mode))
                continue
            content = members.extractfile(member) if member.isreg() else None
            if content is None:
                raise ArchiveError(_("{name} is not a file.").format(name=member.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content.read())
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            path.chmod(member.mode)
    for path, mode in reversed(modes):  # at the end: a folder may be one that nobody may write to
        path.chmod(mode)
        if durable:
            sync_folder(path)
    if durable:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk, where the system can say so."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

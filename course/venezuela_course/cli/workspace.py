"""A student's folder: the course's lessons and assignments, unpacked beside the student's own work.

One rule: a file that exists is never changed. What the course handed out is noted in ``RECORD``, so that
a lesson of a later version can be told from one that the student has merely run: the later version is
put beside it, under a name of its own.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from venezuela_course.language import _

#: In the student's folder: path of each file handed out -> SHA-256 of the course's copy of it.
RECORD = ".venezuela-course.json"
_PACKAGE = Path(__file__).resolve().parents[1]
#: Made while someone works in a folder of the course; never handed out. `briefs` are other students'
#: work, which reaches a class by nbgrader's release and never by the course's own files.
PERSONAL = {"answers", "briefs", ".ipynb_checkpoints", "__pycache__"}


class WorkspaceError(Exception):
    """The folder cannot be used; the message says what is wrong, where, and what to do."""


@dataclass
class Unpacked:
    """What unpacking did: paths relative to the folder, in the order of the course."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    beside: list[Path] = field(default_factory=list)


def course_folders() -> dict[str, Path]:
    """Where this installation keeps what a student works with.

    Returns
    -------
    dict of str to pathlib.Path
        Name of the folder in a workspace (``lessons``, ``assignments``, and ``.``, the workspace itself,
        for the progress page) to the course's copy: inside the package where it was installed from a
        wheel, in the checkout where it was installed editable.

    Raises
    ------
    WorkspaceError
        If the installation holds no lessons.
    """
    content = _PACKAGE / "_content"
    checkout = _PACKAGE.parents[1]
    for folders in (
        {
            "lessons": content / "lessons",
            "assignments": content / "assignments",
            ".": content / "progress",
        },
        {
            "lessons": checkout / "course" / "lessons",
            "assignments": checkout / "assignments",
            ".": checkout / "course" / "progress",
        },
    ):
        if any(folders["lessons"].glob("*.ipynb")):
            return folders
    raise WorkspaceError(
        _("This installation holds no lessons ({folder}). Install venezuela-course again.").format(
            folder=content
        )
    )


def is_checkout(folder: Path) -> bool:
    """Whether `folder` is the course's own source, where lessons are edited and not unpacked."""
    return all(
        (folder / name).exists() for name in ("nbgrader_config.py", "solutions", "course/lessons")
    )


def first_lesson(lessons: Path) -> str:
    """File name of the lesson that the course opens with; lessons are numbered, so the first by name.

    Raises
    ------
    WorkspaceError
        If the folder holds no lesson.
    """
    names = sorted(path.name for path in lessons.glob("*.ipynb"))
    if not names:
        raise WorkspaceError(_("There is no lesson in {folder}.").format(folder=lessons))
    return names[0]


def unpack(folder: Path, version: str, sources: dict[str, Path] | None = None) -> Unpacked:
    """Put the lessons and assignments that are not there yet into a student's folder.

    Parameters
    ----------
    folder
        The student's folder; made if it does not exist.
    version
        The course's version, part of the name of a file that is put beside an older one:
        ``03_diplomacy.ipynb`` gets ``03_diplomacy-0.2.0.ipynb`` as its neighbour.
    sources
        Folders to copy, as `course_folders` gives them.

    Returns
    -------
    Unpacked

    Raises
    ------
    WorkspaceError
        If the folder cannot be made, read or written.
    """
    done = Unpacked()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        record = _read_record(folder)
        for relative, source in _course_files(sources or course_folders()):
            content = source.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            handed_out = record.get(relative.as_posix(), digest)
            # lexists: a link to nowhere is the student's too.
            if not os.path.lexists(folder / relative):
                _write(folder / relative, content)
                done.written.append(relative)
            else:
                done.kept.append(relative)
                newer = relative.with_name(f"{relative.stem}-{version}{relative.suffix}")
                if handed_out != digest and not os.path.lexists(folder / newer):
                    _write(folder / newer, content)
                    done.beside.append(newer)
            record[relative.as_posix()] = digest
        _write_record(folder, record)
    except OSError as error:
        raise WorkspaceError(_reason(error, folder)) from error
    return done


def _course_files(sources: dict[str, Path]) -> Iterator[tuple[Path, Path]]:
    """Each file of the course: where it goes, relative to the workspace, and where it comes from."""
    for name, source in sources.items():
        for path in sorted(source.rglob("*")):
            inside = path.relative_to(source)
            if path.is_file() and not PERSONAL.intersection(inside.parts):
                yield Path(name) / inside, path


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none: a half-written lesson would be kept for ever as the student's own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files that only their owner can read; a class may share a folder.
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    # There is no way to read it without setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _read_record(folder: Path) -> dict[str, str]:
    """What was handed out before; a damaged record counts as none, since it only guides, never overwrites."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _write_record(folder: Path, record: dict[str, str]) -> None:
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    if not (folder / RECORD).is_file() or (folder / RECORD).read_bytes() != text.encode():
        _write(folder / RECORD, text.encode())


def _reason(error: OSError, folder: Path) -> str:
    """What went wrong, where, and what to do."""
    where = error.filename or folder
    advice = {
        "ENOSPC": _("The disk is full. Make room on it, or choose a folder on another disk."),
        "EDQUOT": _(
            "Your share of the disk is used up. Make room in it, or choose another folder."
        ),
        "EROFS": _("The disk can only be read. Choose a folder where you may write."),
        "EACCES": _("You may not write there. Choose a folder of your own."),
        "EPERM": _("You may not write there. Choose a folder of your own."),
        "EEXIST": _("There is a file where a folder is needed. Move it, or choose another folder."),
        "ENOTDIR": _(
            "There is a file where a folder is needed. Move it, or choose another folder."
        ),
        "ENAMETOOLONG": _("The folder's name is too long. Choose a shorter one."),
    }.get(
        errno.errorcode.get(error.errno or 0, ""),
        _("Choose another folder, or mend this one, and try again."),
    )
    return _("The lessons cannot be put into {folder}: {reason} ({where}). {advice}").format(
        folder=folder, reason=error.strerror or error, where=where, advice=advice
    )

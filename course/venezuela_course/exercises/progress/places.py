"""Where a student's own work lies: unpacked by the course, fetched by nbgrader, or in a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

#: Folders, relative to the student's, in which lessons and assignments may lie.
LESSONS = ("lessons", "course/lessons")
ASSIGNMENTS = "assignments"
UP = 3  # folders above the notebook's own
CACHE = "nbgrader_cache"


@dataclass(frozen=True)
class Workspace:
    """A student's folder.

    Parameters
    ----------
    root
        The folder in which ``lessons/`` and ``assignments/`` are.
    cache
        Where nbgrader keeps a copy of what this account submitted.
    """

    root: Path
    cache: Path

    @classmethod
    def around(cls, folder: Path, cache: Path | None = None) -> Workspace:
        """The workspace that a folder belongs to; the folder itself if it belongs to none."""
        folder = folder.absolute()
        candidates = [folder, *list(folder.parents)[:UP]]
        root = next((one for one in candidates if is_workspace(one)), folder)
        return cls(root, cache or Path(jupyter_data_dir()) / CACHE)

    def lesson(self, name: str) -> Path | None:
        """A lesson's notebook; None where it is not there."""
        paths = (self.root / place / f"{name}.ipynb" for place in LESSONS)
        return next((path for path in paths if path.is_file()), None)

    def assignment(self, name: str) -> list[Path]:
        """The folders with an assignment's work, the one last worked in first.

        nbgrader's Assignment List fetches into the top folder, or into one named after the course, and
        ``venezuela-course lab`` unpacks into ``assignments``: one person may have both.
        """
        found = {self.root / ASSIGNMENTS / name, self.root / name, *self.root.glob(f"*/{name}")}
        there = [folder for folder in found if (folder / f"{name}.ipynb").is_file()]
        return sorted(there, key=lambda folder: (-last_worked(folder), str(folder)))

    def inside(self, path: Path) -> str:
        """A path as a student knows it, relative to the workspace."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )


def is_workspace(folder: Path) -> bool:
    """Whether lessons or assignments lie in a folder."""
    return any((folder / place).is_dir() for place in (*LESSONS, ASSIGNMENTS))


def last_worked(folder: Path) -> float:
    """When an answer was saved last, else when the notebook was; seconds since 1970."""
    answers = [path.stat().st_mtime for path in folder.glob("answers/*.json")]
    if answers:
        # An answer counts for more than any copy of a notebook that was merely fetched later.
        return 1e12 + max(answers)
    return max(path.stat().st_mtime for path in folder.glob("*.ipynb"))

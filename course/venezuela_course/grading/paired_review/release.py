"""What the review's release carries: ``solutions/a5-review/briefs``, copied by nbgrader to each student.

Each file is written once and never changed: students who fetch again get what is missing and keep what
they have, and an instructor may correct a brief by hand.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from venezuela_course.exercises.review.brief import FOLDER, SALT, TICKETS
from venezuela_course.exercises.review.tickets import mark_of, same_ticket
from venezuela_course.grading.paired_review.ledger import Row


def briefs_folder(review: Path) -> Path:
    """Where the briefs of a review lie."""
    return review / FOLDER


def write_brief(review: Path, code: str, text: str) -> bool:
    """Write an anonymous brief; False where it is there already."""
    return _write_once(briefs_folder(review) / f"{code}.md", text.rstrip() + "\n")


def has_brief(review: Path, code: str) -> bool:
    """Whether the brief is there."""
    return (briefs_folder(review) / f"{code}.md").is_file()


def write_ticket(review: Path, row: Row) -> None:
    """Let a student's ticket lead to the brief that they review; nothing while they wait.

    This file does change where the instructor corrected the table.
    """
    if not row.reviews:
        return
    name = f"{mark_of(same_ticket(row.ticket), salt(review))}.txt"
    path = briefs_folder(review) / TICKETS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text("utf-8") != f"{row.reviews}\n":
        path.write_text(f"{row.reviews}\n", "utf-8")


def salt(review: Path) -> str:
    """The class's salt, drawn when first asked for."""
    path = briefs_folder(review) / SALT
    _write_once(path, secrets.token_hex(16) + "\n")
    return path.read_text("utf-8").strip()


def _write_once(path: Path, text: str) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True

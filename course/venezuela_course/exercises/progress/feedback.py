"""Points, read from the feedback pages that nbgrader writes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

LARGEST = 40_000_000  # bytes; a page with figures has one or two million
#: What nbgrader remarks, in English, on an answer cell that is as it was released.
NO_RESPONSE = "No response."
_HEADING = re.compile(r"(\S+) \(Score: (\S+) / (\S+)\)")
_SCORE = re.compile(r"\(Score: (\S+) / (\S+)\)")


class NoFeedback(ValueError):
    """A file that is not a feedback page of nbgrader's, or is cut short."""


@dataclass(frozen=True)
class Feedback:
    """What a feedback page says.

    Parameters
    ----------
    assignment
        The notebook that it is about.
    score, possible
        Points.
    cells
        Points of each graded cell and what it is worth, by ``grade_id``.
    commented
        Graded cells on which somebody wrote a comment.
    """

    assignment: str
    score: float
    possible: float
    cells: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    commented: frozenset[str] = frozenset()


def read_feedback(path: Path) -> Feedback:
    """Read a feedback page.

    Raises
    ------
    NoFeedback
        If the page cannot be read, or is none.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NoFeedback(path.name)
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise NoFeedback(path.name) from error
    reader = _Contents()
    # Everything that counts stands in the table of contents, before the notebook itself.
    reader.feed(text.partition('id="notebook"')[0])
    if reader.heading is None:
        raise NoFeedback(path.name)
    assignment, score, possible = reader.heading
    written = frozenset(
        name for name in reader.commented & reader.cells.keys() if not _is_automatic(name, text)
    )
    return Feedback(assignment, score, possible, reader.cells, written)


def _is_automatic(cell: str, page: str) -> bool:
    """Whether the comment on a cell is nbgrader's own remark that nothing was written there."""
    _before, _name, after = page.partition(f'name="comment-{cell}"')
    comment = after.partition("Comments:</b>")[2][:200]
    return re.sub(r"<[^>]*>", "", comment).strip().startswith(NO_RESPONSE)


def latest(folder: Path, assignment: str) -> tuple[Feedback | None, list[Path]]:
    """The newest feedback on an assignment, and pages in its place that cannot be read.

    nbgrader fetches feedback into ``feedback/<time of the submission>/``; somebody may also have put a
    page beside the notebook.
    """
    paths = [
        *folder.glob("feedback/*/*.html"),
        *folder.glob("feedback/*.html"),
        *folder.glob("*.html"),
    ]
    damaged = []
    # Submission times, as nbgrader writes them, sort like text.
    for path in sorted(paths, key=lambda one: (one.parent.name, one.name), reverse=True):
        try:
            feedback = read_feedback(path)
        except NoFeedback:
            damaged.append(path)
            continue
        if feedback.assignment == assignment:
            return feedback, damaged
    return None, damaged


class _Contents(HTMLParser):
    """The heading with the score, and the list of graded cells below it."""

    def __init__(self) -> None:
        super().__init__()
        self.heading: tuple[str, float, float] | None = None
        self.cells: dict[str, tuple[float, float]] = {}
        self.commented: set[str] = set()
        self._inside = ""
        self._target = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h4", "li"):
            self._inside, self._text, self._target = tag, "", ""
        elif tag == "a" and self._inside == "li":
            self._target = (dict(attrs).get("href") or "").removeprefix("#")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag != self._inside:
            return
        self._inside = ""
        if tag == "h4":
            found = _HEADING.search(self._text)
            numbers = found and _numbers(found[2], found[3])
            if found and numbers and self.heading is None:
                self.heading = (found[1], *numbers)
        elif self._target.startswith("comment-"):
            self.commented.add(self._target.removeprefix("comment-"))
        else:
            found = _SCORE.search(self._text)
            numbers = found and _numbers(found[1], found[2])
            if numbers:
                self.cells[self._target] = numbers


def _numbers(score: str, possible: str) -> tuple[float, float] | None:
    try:
        numbers = float(score), float(possible)
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None

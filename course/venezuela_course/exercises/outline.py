"""What the course consists of, read from its notebooks: lessons with their minutes, exercises with points.

Nothing is typed here that a notebook says, so that a syllabus and a progress page cannot be wrong. No
student's code is run: only the locked cells of the course's own notebooks, which build the exercises.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from venezuela_course.exercises.base import Exercise
from venezuela_course.language import _

if TYPE_CHECKING:  # it takes seconds to import, which a kernel that grades need not wait for
    from nbformat.notebooknode import NotebookNode

ANSWER = "-answer"
_LESSON = re.compile(r"(\d\d)_[a-z0-9_]+")
_ASSIGNMENT = re.compile(r"a(\d+)(-[a-z]+)?")
_MINUTES = re.compile(r"^\| (?P<section>[^|]+) \|(?P<question>[^|]+)\| (?P<minutes>\d+) \|$", re.M)
_PRACTICE = re.compile(r"[\"'](lesson-[a-z0-9]+(?:-[a-z0-9]+)+)[\"']")
_HERE = Path(__file__).resolve().parents[1]


class OutlineError(ValueError):
    """A notebook of the course does not say what the outline needs: which, and what is missing."""


@dataclass(frozen=True)
class Section:
    """One row of a lesson's table of contents.

    Parameters
    ----------
    name
        Number and title.
    question
        What it asks.
    minutes
        How long it takes.
    """

    name: str
    question: str
    minutes: int


@dataclass(frozen=True)
class Lesson:
    """A lesson's notebook.

    Parameters
    ----------
    unit
        The unit's number.
    name
        The file's name without its ending.
    title
        As its first cell says.
    sections
        Its table of contents.
    practices
        Identifiers of the exercises in it whose answers are kept.
    """

    unit: int
    name: str
    title: str
    sections: Sequence[Section]
    practices: Sequence[str]

    @property
    def minutes(self) -> int:
        """How long the lesson takes."""
        return sum(section.minutes for section in self.sections)


@dataclass(frozen=True)
class Part:
    """One thing that a student answers in an assignment.

    Parameters
    ----------
    identifier
        The ``grade_id`` of its graded cell.
    title
        As the exercise calls itself; of an essay, the heading above it.
    points
        What it is worth; 0 where it is not graded.
    kind
        ``widget``, ``code`` (a function that the student writes) or ``essay`` (what a person grades).
    """

    identifier: str
    title: str
    points: float
    kind: str


@dataclass(frozen=True)
class Assignment:
    """An assignment's notebook.

    Parameters
    ----------
    unit
        The unit's number.
    name
        Such as ``a3``.
    title
        As its first cell says.
    parts
        In the notebook's order.
    """

    unit: int
    name: str
    title: str
    parts: Sequence[Part]

    @property
    def automatic(self) -> float:
        """Points that graders give."""
        return sum(part.points for part in self.parts if part.kind != "essay")

    @property
    def manual(self) -> float:
        """Points that a person gives."""
        return sum(part.points for part in self.parts if part.kind == "essay")


@dataclass(frozen=True)
class Unit:
    """A lesson and its assignments."""

    number: int
    lesson: Lesson
    assignments: Sequence[Assignment]


def own_folders() -> tuple[Path, Path]:
    """Where this installation keeps the course's own lessons and assignments.

    Returns
    -------
    tuple of pathlib.Path and pathlib.Path
        Of the checkout that this file belongs to, or else of the installed package.
    """
    checkout, content = _HERE.parents[1], _HERE / "_content"
    if (checkout / "course" / "lessons").is_dir():
        return checkout / "course" / "lessons", checkout / "assignments"
    return content / "lessons", content / "assignments"


def read_units(lessons: Path, assignments: Path, work: Path) -> list[Unit]:
    """The course, unit by unit.

    Parameters
    ----------
    lessons, assignments
        Folders with the course's own notebooks.
    work
        A folder in which building an exercise may look for answers; an empty one.

    Raises
    ------
    OutlineError
        If a notebook lacks what is looked for.
    """
    by_unit: dict[int, list[Assignment]] = {}
    for path in sorted(assignments.glob("*/*.ipynb")):
        if path.stem == path.parent.name and _ASSIGNMENT.fullmatch(path.stem):
            assignment = read_assignment(path, work)
            by_unit.setdefault(assignment.unit, []).append(assignment)
    return [
        Unit(lesson.unit, lesson, tuple(by_unit.get(lesson.unit, ())))
        for lesson in map(read_lesson, sorted(lessons.glob("*.ipynb")))
    ]


def read_lesson(path: Path) -> Lesson:
    """A lesson's title, table of contents and kept exercises.

    Raises
    ------
    OutlineError
        If its name has no number, or it has no title or no table of minutes.
    """
    numbered = _LESSON.fullmatch(path.stem)
    if not numbered:
        raise OutlineError(_("{file} has no number, as 03_diplomacy has.").format(file=path))
    notebook = read_notebook(path)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    sections = [
        Section(row["section"].strip(), row["question"].strip(), int(row["minutes"]))
        for row in _MINUTES.finditer(text)
    ]
    if not sections:
        raise OutlineError(_("{file} has no table of sections with minutes.").format(file=path))
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    practices = tuple(dict.fromkeys(_PRACTICE.findall(code)))
    title = re.sub(r"^\d+ · ", "", _title(notebook, path))
    return Lesson(int(numbered[1]), path.stem, title, tuple(sections), practices)


def read_assignment(path: Path, work: Path) -> Assignment:
    """An assignment's title, and its parts with their points.

    Raises
    ------
    OutlineError
        If it has no title, or its locked cells do not run.
    """
    numbered = _ASSIGNMENT.fullmatch(path.stem)
    if not numbered:
        raise OutlineError(_("{file} has no number, as a3 has.").format(file=path))
    notebook = read_notebook(path)
    exercises = build(notebook, work)
    parts = []
    heading = ""
    graded = {name for name, mark in _marks(notebook) if mark.get("grade")}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        name = str(mark.get("grade_id", ""))
        if cell.cell_type == "markdown":
            found = re.search(r"^## (?:\d+\. )?(.+)$", cell.source, re.M)
            # An essay may have headings of its own.
            heading = found[1] if found and not mark.get("solution") else heading
        if mark.get("grade") and mark.get("solution"):
            parts.append(Part(name, heading, float(mark["points"]), "essay"))
        elif mark.get("grade"):
            title, kind = _title_of(cell.source, exercises.get(name), heading)
            parts.append(Part(name, title, float(mark["points"]), kind))
        elif name in exercises and name not in graded:
            parts.append(Part(name, exercises[name].title, 0.0, "widget"))
    title = _title(notebook, path)
    return Assignment(int(numbered[1]), path.stem, title.partition(": ")[2] or title, tuple(parts))


def read_notebook(path: Path) -> NotebookNode:
    """A notebook, in the fourth format."""
    import nbformat

    return nbformat.read(path, 4)


def build(notebook: NotebookNode, folder: Path) -> dict[str, Exercise]:
    """The exercises that a notebook's locked set-up cells build, by identifier.

    Parameters
    ----------
    notebook
        A notebook of the course itself: its locked cells are run in this process.
    folder
        Where the exercises look for saved answers.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        for cell in notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            named = str(mark.get("grade_id", ""))
            if cell.cell_type == "code" and mark.get("locked") and not mark.get("grade"):
                if ".check(" in cell.source:
                    continue  # locked, and judges nothing
                exec(compile(cell.source, named, "exec"), names)
    return {thing.identifier: thing for thing in names.values() if isinstance(thing, Exercise)}


def _marks(notebook: NotebookNode) -> list[tuple[str, Mapping[str, Any]]]:
    marks = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    return [(str(mark.get("grade_id", "")), mark) for mark in marks]


def _title_of(source: str, exercise: Exercise | None, heading: str) -> tuple[str, str]:
    """What a graded cell's exercise is called, and its kind."""
    if exercise is not None:
        return exercise.title, "widget"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
            return _("Your own function {name}").format(name=node.args[0].id), "code"
    return heading, "code"


def _title(notebook: NotebookNode, path: Path) -> str:
    for cell in notebook.cells:
        found = re.match(r"# (.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            return found[1].strip()
    raise OutlineError(_("{file} has no title.").format(file=path))

"""What students handed in, read without running any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config, PyFileConfigLoader

from venezuela_course.exercises.answers import Answer, AnswerError
from venezuela_course.exercises.review.brief import TICKET
from venezuela_course.exercises.review.tickets import same_ticket
from venezuela_course.grading.paired_review.anonymity import Person
from venezuela_course.grading.scoring import saved
from venezuela_course.language import _

CONFIGURATION = "nbgrader_config.py"
#: What nbgrader puts into an answer cell that a student is to replace.
STUBS = ("YOUR ANSWER HERE",)


class CourseError(Exception):
    """The course's folders cannot be used; the message says what is missing and what to do."""


class Unusable(Exception):
    """One student's work cannot be used; the message says why."""


@dataclass(frozen=True)
class HandedInBrief:
    """A brief as it was handed in.

    Parameters
    ----------
    student
        Who wrote it.
    text
        Markdown.
    question
        The question that it answers; empty where the answer does not say.
    ticket
        The student's ticket; empty where the answer has none.
    """

    student: str
    text: str
    question: str
    ticket: str

    @property
    def words(self) -> int:
        """How many there are."""
        return len(re.findall(r"[^\W_]+(?:[-'’.,][^\W_]+)*", self.text))


@dataclass(frozen=True)
class CollectedCourse:
    """A checkout with its nbgrader settings.

    Parameters
    ----------
    root
        Holds ``nbgrader_config.py``.
    config
        What that file sets.
    """

    root: Path
    config: Config

    @classmethod
    def open(cls, root: Path) -> CollectedCourse:
        """Read the settings.

        Raises
        ------
        CourseError
            If `root` is no checkout of the course.
        """
        root = root.resolve()
        if not (root / CONFIGURATION).is_file():
            raise CourseError(
                _("There is no {file} in {folder}. Run this in a checkout of the course.").format(
                    file=CONFIGURATION, folder=root
                )
            )
        return cls(root, PyFileConfigLoader(CONFIGURATION, path=str(root)).load_config())

    @property
    def _directory(self) -> CourseDirectory:
        directory = CourseDirectory(config=self.config)
        directory.root = str(self.root)
        return directory

    def source(self, assignment: str) -> Path:
        """The instructor's folder of an assignment."""
        course = self._directory
        return Path(course.format_path(course.source_directory, ".", assignment))

    def submitted(self, assignment: str) -> dict[str, Path]:
        """Each student's folder of an assignment, by student id."""
        course = self._directory
        pattern = Path(course.format_path(course.submitted_directory, "*", assignment))
        place = pattern.parts.index("*")
        above, below = Path(*pattern.parts[:place]), Path(*pattern.parts[place + 1 :])
        return {
            folder.name: folder / below
            for folder in sorted(above.glob("*"))
            if (folder / below).is_dir() and not folder.name.startswith(".")
        }

    def pairs(self, assignment: str) -> Path:
        """The table of pairs."""
        submitted = self._directory
        folder = Path(submitted.format_path(submitted.submitted_directory, ".", assignment))
        # Beside submitted/, wherever the settings put that: both are students' work.
        return folder.parents[1] / "pairs" / f"{assignment}.csv"

    def gradebook(self) -> Gradebook:
        """The gradebook; use it in a ``with`` statement."""
        course = self._directory
        return Gradebook(course.db_url, course.course_id)

    @property
    def has_gradebook(self) -> bool:
        """Whether there is one; opening one that is not there would make it."""
        url = self._directory.db_url
        file = url.removeprefix("sqlite:///")
        return file == url or Path(file).is_file()

    def people(self, *also: str) -> list[Person]:
        """Everybody whom the gradebook knows, and those who handed something in without being in it."""
        known: dict[str, Person] = {}
        if self.has_gradebook:
            with self.gradebook() as gradebook:
                for student in gradebook.students:
                    known[student.id] = Person(
                        student.id,
                        student.first_name or "",
                        student.last_name or "",
                        student.email or "",
                    )
        return [*known.values(), *(Person(student) for student in also if student not in known)]


def read_brief(folder: Path, assignment: str, student: str) -> HandedInBrief:
    """The brief in a submission.

    Raises
    ------
    Unusable
        If there is none: no notebook, none that can be read, no such cell, or nothing in it.
    """
    cells = read_cells(folder / f"{assignment}.ipynb")
    text = written(cells, f"{assignment}-brief")
    table = f"{assignment}-claim-table"
    source = cells.get(f"{table}-answer")
    answer: Answer | None
    try:
        answer = saved(None if source is None else source.source, folder, table)
    except AnswerError:
        answer = None  # the brief can be reviewed all the same; the ticket is drawn
    said = answer or {}
    question, ticket = said.get("question"), said.get(TICKET)
    return HandedInBrief(
        student,
        text,
        question if isinstance(question, str) else "",
        ticket.strip() if isinstance(ticket, str) and same_ticket(ticket) else "",
    )


def read_cells(notebook: Path) -> dict[str, NotebookNode]:
    """The cells of a notebook that nbgrader knows, by id.

    Raises
    ------
    Unusable
        If there is no notebook, or none that can be read.
    """
    if notebook.is_symlink() or not notebook.is_file():
        raise Unusable(_("there is no notebook {name}").format(name=notebook.name))
    try:
        return dict(_marked(nbformat.read(notebook, 4)))
    except Exception as error:  # nbformat raises whatever a damaged file makes it stumble over
        raise Unusable(
            _("the notebook {name} is damaged ({reason})").format(
                name=notebook.name, reason=type(error).__name__
            )
        ) from error


def _marked(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for cell in reversed(notebook.cells):  # of two with one id, the first holds
        mark = cell.metadata.get("nbgrader", {}).get("grade_id")
        if mark:
            yield str(mark), cell


def written(cells: dict[str, NotebookNode], name: str) -> str:
    """What a student wrote in a cell.

    Raises
    ------
    Unusable
        If the cell is missing or nothing was written.
    """
    if name not in cells:
        raise Unusable(_("the notebook has no cell {cell}").format(cell=name))
    text = str(cells[name].source).strip()
    if not text or text in STUBS:
        raise Unusable(_("nothing is written in {cell}").format(cell=name))
    return text

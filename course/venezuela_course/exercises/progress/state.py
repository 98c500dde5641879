"""What a student has done, read from their own files; nothing is run but the course's own cells.

Nothing is written either: exercises are built as nbgrader's Validate builds them, so that no variant is
drawn and no answer is touched.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import AnswerError, AnswerFile, UnreadableAnswer
from venezuela_course.exercises.base import EXECUTION, Exercise
from venezuela_course.exercises.outline import (
    ANSWER,
    Assignment,
    Lesson,
    Part,
    Unit,
    build,
    own_folders,
    read_notebook,
    read_units,
)
from venezuela_course.exercises.progress.feedback import Feedback, latest
from venezuela_course.exercises.progress.places import Workspace
from venezuela_course.language import _

if TYPE_CHECKING:  # it takes seconds to import, which a kernel that grades need not wait for
    from nbformat.notebooknode import NotebookNode

#: In a student's folder: what was handed out, and the SHA-256 of each file (`cli.workspace` writes it).
RECORD = ".venezuela-course.json"
OPEN, INCOMPLETE, ANSWERED, DAMAGED = "open", "incomplete", "answered", "damaged"


@dataclass(frozen=True)
class PartState:
    """How far one exercise is.

    Parameters
    ----------
    part
        The exercise.
    state
        ``open``, ``incomplete``, ``answered`` or ``damaged``.
    problems
        What is missing, or what is wrong with the file; sentences.
    """

    part: Part
    state: str
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class LessonState:
    """How far a lesson is.

    Parameters
    ----------
    lesson
        The lesson.
    here
        Whether its notebook lies in the workspace.
    saved
        Whether it was saved since it was handed out.
    answered
        How many of its exercises have an answer.
    """

    lesson: Lesson
    here: bool
    saved: bool
    answered: int

    @property
    def begun(self) -> bool:
        """Whether there is any trace of work."""
        return self.saved or self.answered > 0


@dataclass(frozen=True)
class Submission:
    """What nbgrader's exchange took last, as its own copy tells.

    Parameters
    ----------
    moment
        When, as nbgrader writes it.
    changed
        Whether an answer or a cell differs since.
    """

    moment: str
    changed: bool


@dataclass(frozen=True)
class AssignmentState:
    """How far an assignment is."""

    assignment: Assignment
    folder: Path | None
    parts: Sequence[PartState] = ()
    submission: Submission | None = None
    feedback: Feedback | None = None

    def count(self, *states: str) -> int:
        """How many parts are in one of these states."""
        return sum(part.state in states for part in self.parts)

    @property
    def begun(self) -> bool:
        """Whether anything is answered."""
        return self.count(OPEN) < len(self.parts)

    @property
    def complete(self) -> bool:
        """Whether everything is."""
        return bool(self.parts) and self.count(ANSWERED) == len(self.parts)


@dataclass
class State:
    """The whole course, as far as a student is.

    Parameters
    ----------
    units
        The course.
    lessons, assignments
        By name.
    damage
        Sentences on files that cannot be read, each with what to do.
    """

    units: Sequence[Unit]
    lessons: dict[str, LessonState] = field(default_factory=dict)
    assignments: dict[str, AssignmentState] = field(default_factory=dict)
    damage: list[str] = field(default_factory=list)


def read_state(workspace: Workspace) -> State:
    """Read a workspace.

    Raises
    ------
    OutlineError
        If the installed course itself is damaged.
    """
    lessons, assignments = own_folders()
    with tempfile.TemporaryDirectory() as empty, _as_validate():
        state = State(read_units(lessons, assignments, Path(empty)))
        reader = _Reader(workspace, assignments, state.damage)
        for unit in state.units:
            state.lessons[unit.lesson.name] = reader.lesson(unit.lesson)
            for assignment in unit.assignments:
                state.assignments[assignment.name] = reader.assignment(assignment)
    return state


@contextlib.contextmanager
def _as_validate() -> Iterator[None]:
    """Build exercises as nbgrader's Validate does: they read answers and write none."""
    before = os.environ.get(EXECUTION)
    os.environ[EXECUTION] = "validate"
    try:
        yield
    finally:
        if before is None:
            del os.environ[EXECUTION]
        else:
            os.environ[EXECUTION] = before


@dataclass
class _Reader:
    """Reads one workspace; what cannot be read goes to `damage`."""

    workspace: Workspace
    own: Path
    damage: list[str]

    @cached_property
    def handed_out(self) -> Mapping[str, str]:
        """Digest of each file as it was handed out; none where that is not known."""
        try:
            record = json.loads((self.workspace.root / RECORD).read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def lesson(self, lesson: Lesson) -> LessonState:
        path = self.workspace.lesson(lesson.name)
        if path is None:
            return LessonState(lesson, False, False, 0)
        answered = sum(self._practised(path.parent, name) for name in lesson.practices)
        return LessonState(lesson, True, self._was_saved(path), answered)

    def _practised(self, folder: Path, name: str) -> bool:
        try:
            saved = AnswerFile(folder, name).read()
        except UnreadableAnswer as error:
            self._report_answer(folder, str(error))
            return False
        return saved is not None and bool(saved.answer)

    def _was_saved(self, path: Path) -> bool:
        given = self.handed_out.get(self.workspace.inside(path))
        if given is None:
            return any(path.parent.glob(f".ipynb_checkpoints/{path.stem}-checkpoint.ipynb"))
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() != given
        except OSError:
            return False

    def assignment(self, assignment: Assignment) -> AssignmentState:
        folders = self.workspace.assignment(assignment.name)
        if not folders:
            return AssignmentState(
                assignment, None, tuple(PartState(part, OPEN) for part in assignment.parts)
            )
        folder = folders[0]
        if len([one for one in folders if any(one.glob("answers/*.json"))]) > 1:
            self.damage.append(
                _(
                    "{assignment} was worked on in two folders, {first} and {second}. Shown is the first, "
                    "which was saved last."
                ).format(
                    assignment=assignment.name,
                    first=self.workspace.inside(folder),
                    second=self.workspace.inside(folders[1]),
                )
            )
        own = read_notebook(self.own / assignment.name / f"{assignment.name}.ipynb")
        theirs = self._notebook(folder / f"{assignment.name}.ipynb")
        feedback, damaged = latest(folder, assignment.name)
        self.damage += [
            _("{file} is no feedback page, or is cut short. Fetch the feedback again.").format(
                file=self.workspace.inside(path)
            )
            for path in damaged
        ]
        return AssignmentState(
            assignment,
            folder,
            tuple(self._parts(assignment, own, theirs, folder)),
            self._submission(assignment.name, folder),
            feedback,
        )

    def _notebook(self, path: Path) -> NotebookNode | None:
        try:
            return read_notebook(path)
        except Exception:  # nbformat raises whatever a damaged file makes it stumble over
            self.damage.append(
                _(
                    "{file} is damaged and cannot be opened. Rename it and fetch the assignment again: "
                    "answers that widgets saved are in the folder “answers” and stay."
                ).format(file=self.workspace.inside(path))
            )
            return None

    def _parts(
        self, assignment: Assignment, own: NotebookNode, theirs: NotebookNode | None, folder: Path
    ) -> Iterator[PartState]:
        given, written = _sources(own), _sources(theirs)
        with contextlib.chdir(folder):
            exercises = build(own, folder)
            for part in assignment.parts:
                answer = f"{part.identifier}{ANSWER}"
                if part.kind == "essay":
                    yield _essay(part, given.get(part.identifier), written.get(part.identifier))
                elif part.kind == "code":
                    yield _function(part, given.get(answer), written.get(answer))
                else:
                    yield self._widget(
                        part, exercises[part.identifier], written.get(answer), folder
                    )

    def _widget(
        self, part: Part, exercise: Exercise, source: str | None, folder: Path
    ) -> PartState:
        trouble = []
        try:
            AnswerFile(folder, part.identifier).read()
        except UnreadableAnswer as error:
            self._report_answer(folder, str(error))
            trouble.append(str(error))
        try:
            literal = None if source is None else literals.read(source)
            exercise.answer(... if literal is None else literal)
        except literals.NoLiteral:
            pass  # computed by code that is not run here: the file tells
        except AnswerError as error:
            trouble.append(str(error))
        if not exercise._was_answered:
            return PartState(part, DAMAGED if trouble else OPEN, trouble)
        problems = exercise.problems(exercise.value)
        return PartState(part, INCOMPLETE if problems else ANSWERED, problems)

    def _report_answer(self, folder: Path, what: str) -> None:
        self.damage.append(
            _(
                "{what} It lies in {folder}. Answer the exercise again: the unusable file is then renamed "
                "and kept."
            ).format(what=what, folder=self.workspace.inside(folder))
        )

    def _submission(self, name: str, folder: Path) -> Submission | None:
        """The last copy that nbgrader's exchange kept of this assignment.

        It is in ``<cache>/<course>/<student>+<assignment>+<time>``.
        """
        copies = [
            path
            for path in self.workspace.cache.glob(f"*/*+{name}+*")
            if path.is_dir() and path.name.split("+")[1:2] == [name]
        ]
        if not copies:
            return None
        last = max(copies, key=lambda path: path.name.split("+")[2])
        return Submission(
            last.name.split("+")[2].partition(".")[0], _work(last, name) != _work(folder, name)
        )


def _sources(notebook: NotebookNode | None) -> dict[str, str]:
    """Source of each cell that nbgrader knows."""
    return {
        str(cell.metadata["nbgrader"].get("grade_id")): str(cell.source)
        for cell in (notebook.cells if notebook is not None else ())
        if "nbgrader" in cell.metadata
    }


def _essay(part: Part, given: str | None, written: str | None) -> PartState:
    blank = written is None or not written.strip() or written == given
    return PartState(part, OPEN if blank else ANSWERED)


def _function(part: Part, given: str | None, written: str | None) -> PartState:
    """A function is there or not; whether it is right, only running it could tell."""
    if written is None or not written.strip() or written == given:
        return PartState(part, OPEN)
    try:
        ast.parse(written)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return PartState(
            part, INCOMPLETE, [_("Python cannot read the cell: {why}.").format(why=error)]
        )
    return PartState(part, ANSWERED)


def _work(folder: Path, name: str) -> tuple[object, ...]:
    """What of a submission is the student's own: sources of cells, and answers."""
    try:
        sources: object = _sources(read_notebook(folder / f"{name}.ipynb"))
    except Exception:
        sources = None
    answers = {}
    for path in folder.glob("answers/*.json"):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            answers[path.name] = json.loads(path.read_text("utf-8")).get("answer")
    return sources, answers

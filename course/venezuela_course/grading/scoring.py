"""Three steps of ``nbgrader autograde`` that make a grade outside the student's kernel.

`LayHiddenInputs` puts the hidden inputs of code exercises beside the notebook, `ExecuteSubmission` runs
it, and `ScoreAnswers` reads the answer that each graded cell emitted, calls the grader in this process,
and replaces the cell's outputs by the feedback and one number, which nbgrader takes as the score.

It fails closed: what a graded cell printed or returned is never a score. Whatever goes wrong with one
exercise costs that exercise and no other.

Keys, expected outputs and graders stay in this process; the kernel sees the hidden inputs only.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import (
    Answer,
    AnswerError,
    AnswerFile,
    answered,
    checked,
    resolve,
)
from venezuela_course.exercises.base import ANSWER_MIME
from venezuela_course.exercises.code import HIDDEN_FOLDER
from venezuela_course.grading.feedback import verdict_html, verdict_text
from venezuela_course.grading.graderbook import (
    FILE,
    Grader,
    GraderBook,
    GradersMissing,
    read_graders,
)
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _

ANSWER_CELL = "{exercise}-answer"
LATE_IN_A_ROW = 2  # cells out of time, after which the kernel is taken for dead


class _CoursePreprocessor(NbGraderPreprocessor):
    """A step that knows the instructor's source folder."""

    def graders(self, resources: ResourcesDict) -> GraderBook:
        """The graders of the assignment that is being converted.

        nbgrader changes to the course root before it converts, and hands a preprocessor the exporter
        as its parent: so the directories come from the configuration.
        """
        course = CourseDirectory(config=self.config)
        folder = course.format_path(
            course.source_directory, ".", resources["nbgrader"]["assignment"]
        )
        return read_graders(Path(folder) / FILE)


def notebook_folder(resources: ResourcesDict) -> Path:
    """The folder in which the notebook runs."""
    return Path(resources["metadata"]["path"] or ".")


class LayHiddenInputs(_CoursePreprocessor):
    """Write the hidden inputs of the assignment's code exercises beside the notebook."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Lay them out; what a student put in that place is removed first."""
        folder = notebook_folder(resources) / HIDDEN_FOLDER
        remove(folder)
        try:
            hidden = self.graders(resources).hidden_inputs
        except GradersMissing:
            return nb, resources  # ScoreAnswers reports it
        if hidden:
            folder.mkdir()
            for exercise, inputs in hidden.items():
                (folder / f"{exercise}.json").write_text(json.dumps(inputs), "utf-8")
        return nb, resources


class ExecuteSubmission(Execute):
    """nbgrader's Execute, which goes on when the student's code kills the kernel or never ends.

    Stock gives such a submission up whole. Here the cells that did not run stay without outputs, and
    `ScoreAnswers` grades their exercises from the saved answers.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute as far as the kernel lives.

        Raises
        ------
        KeyboardInterrupt
            If the instructor stopped the grading: a submission that was interrupted has no score.
        """
        # A kernel's TCP ports are chosen before it binds them, and on a busy machine another kernel
        # may be faster; a socket in a folder of its own cannot be taken, nor listened to.
        with tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True) as sockets:
            self._sockets = sockets
            self._late = 0
            try:
                return super().preprocess(nb, resources, km)
            except (DeadKernelError, CellTimeoutError) as error:
                # nbclient takes Ctrl+C for itself, stops the kernel, and leaves this future behind.
                if hasattr(self, "_async_cleanup_kernel_future"):
                    raise KeyboardInterrupt from error
                self.log.warning(
                    "The kernel stopped (%s); saved answers are graded all the same.",
                    type(error).__name__,
                )
                return nb, resources

    def on_cell_executed(self, **keywords: Any) -> None:
        """Give up on a kernel that cannot be interrupted: each further cell would wait in vain.

        Raises
        ------
        DeadKernelError
            When two cells in a row ran out of time.
        """
        super().on_cell_executed(**keywords)
        if keywords["execute_reply"]["content"].get("ename") != "CellTimeoutError":
            self._late = 0
            return
        self._late += 1
        if self._late == LATE_IN_A_ROW:
            raise DeadKernelError("The kernel does not answer.")

    def create_kernel_manager(self) -> KernelManager:
        """A kernel that is reached through sockets in a folder, where the system has them."""
        manager = super().create_kernel_manager()
        if os.name == "posix":
            manager.transport = "ipc"
            manager.ip = os.path.join(self._sockets, "socket")
        return manager


class ScoreAnswers(_CoursePreprocessor):
    """Score every automatically graded cell from its answer; see the module's docstring."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Replace the outputs of every automatically graded code cell."""
        book: GraderBook | None
        try:
            book = self.graders(resources)
        except GradersMissing as error:
            self.log.error("Every exercise of this submission gets 0 points: %s", error)
            book = None
        answers_in_source = {
            cell.metadata["nbgrader"].get("grade_id"): cell.source
            for cell in nb.cells
            if utils.is_solution(cell) and cell.cell_type == "code"
        }
        folder = notebook_folder(resources)
        for cell in nb.cells:
            if utils.is_grade(cell) and not utils.is_solution(cell) and cell.cell_type == "code":
                exercise = cell.metadata["nbgrader"]["grade_id"]
                source = answers_in_source.get(ANSWER_CELL.format(exercise=exercise))
                points = float(cell.metadata["nbgrader"]["points"])
                handed_in = None
                try:
                    grader = self._grader(exercise, book)
                    handed_in = hand_in(cell, exercise, source, folder, book)
                    verdict = self._judge(exercise, grader, handed_in)
                except NotGraded as reason:
                    verdict = nothing(points, str(reason))
                write_verdict(cell, verdict, self._score(verdict, points, exercise), handed_in)
        remove(folder / HIDDEN_FOLDER)
        return nb, resources

    def _grader(self, exercise: str, book: GraderBook | None) -> Grader:
        """The exercise's grader; raises `NotGraded` if there is none."""
        grader = book.graders.get(exercise) if book else None
        if grader is None:
            self.log.error("No grader for %s: 0 points until there is one.", exercise)
            raise NotGraded(
                _(
                    "This exercise could not be graded: its grader is missing. Your instructor sees "
                    "the same message; nothing of your answer is lost."
                )
            )
        return grader

    def _judge(self, exercise: str, grader: Grader, handed_in: HandedIn) -> Verdict:
        """The grader's verdict; raises `NotGraded` if the grader crashes."""
        try:
            verdict = grader(handed_in.answer)
            message = f"{handed_in.note} {verdict.message}".strip()
            return Verdict(verdict.criteria, verdict.misconceptions, message)
        except Exception as error:
            self.log.exception("The grader of %s crashed: 0 points until it is mended.", exercise)
            raise NotGraded(
                _(
                    "This exercise could not be graded: its grader stopped with an error. Your "
                    "instructor sees the same message; nothing of your answer is lost."
                )
            ) from error

    def _score(self, verdict: Verdict, points: float, exercise: str) -> float:
        if not math.isclose(verdict.possible, points):
            self.log.error(
                "The grader of %s gives up to %s points, its cell %s; the cell's maximum holds.",
                exercise,
                verdict.possible,
                points,
            )
        score = verdict.score
        return min(max(score, 0.0), points) if math.isfinite(score) else 0.0


class NotGraded(Exception):
    """An exercise that earns nothing without a grader's verdict; the message is the student's."""


@dataclass(frozen=True)
class HandedIn:
    """The answer that is graded.

    Parameters
    ----------
    answer
        The answer, not empty.
    note
        What the student should know about where it came from; empty where the graded cell emitted it.
    """

    answer: Answer
    note: str = ""


def hand_in(
    cell: NotebookNode, exercise: str, source: str | None, folder: Path, book: GraderBook | None
) -> HandedIn:
    """The answer that the graded cell emitted or, where it has none, the saved one.

    Parameters
    ----------
    cell
        The graded cell, executed.
    exercise
        Its ``grade_id``.
    source
        The source of the exercise's answer cell; None where there is none.
    folder
        The folder of the submission, where ``answers/`` is.
    book
        The assignment's graders, which tell a code exercise from others.

    Raises
    ------
    NotGraded
        If there is no answer, or none that can be used.
    """
    try:
        answer = emitted(cell, exercise)
        if answer:
            return HandedIn(answer)
        if book is not None and exercise in book.hidden_inputs:
            raise NotGraded(
                _(
                    "Your function could not be called: the notebook stopped before this cell, or the "
                    "function is not defined. {error}"
                )
                .format(error=error_of(cell))
                .strip()
            )
        # Also where the cell ran and had nothing: a damaged file is named here.
        kept = saved(source, folder, exercise)
    except AnswerError as error:
        raise NotGraded(str(error)) from error
    if not kept:
        raise NotGraded(_("Not answered."))
    return HandedIn(
        kept,
        _(
            "The notebook stopped before this cell could hand in its answer, so the saved answer was "
            "graded."
        ),
    )


def emitted(cell: NotebookNode, exercise: str) -> Answer | None:
    """The last answer to this exercise among the cell's outputs; None if there is none.

    Raises
    ------
    AnswerError
        If what was emitted is not an answer that can be kept.
    """
    for output in reversed(cell.outputs):
        payload = output.get("data", {}).get(ANSWER_MIME)
        if isinstance(payload, dict) and payload.get("exercise") == exercise:
            return checked(payload.get("answer"))
    return None


def saved(source: str | None, folder: Path, exercise: str) -> Answer | None:
    """The answer that holds by the three-way rule, read without running anything.

    Raises
    ------
    AnswerError
        If the file or the literal is there but unusable, and there is no other.
    """
    literal, trouble = None, None
    try:
        literal = None if source is None else literals.read(source)
        literal = None if literal is None else answered(checked(literal))
    except literals.NoLiteral:
        pass  # computed by code that did not run: only the file can tell
    except AnswerError as error:
        trouble = error
    try:
        file = AnswerFile(folder, exercise).read()
    except AnswerError as error:
        file, trouble = None, error
    answer = resolve(literal, file).answer
    if answer is None and trouble is not None:
        raise trouble
    return answer


def error_of(cell: NotebookNode) -> str:
    """Name and message of the error with which a cell stopped; empty where there is none."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"[:300]
    return ""


def nothing(points: float, message: str) -> Verdict:
    """The verdict on an exercise that earns nothing."""
    return Verdict((Criterion(_("Answer"), 0.0, points),), message=message)


def write_verdict(
    cell: NotebookNode, verdict: Verdict, score: float, handed_in: HandedIn | None
) -> None:
    """Replace a cell's outputs by the feedback and, as its result, the score alone."""
    cell.outputs = [
        new_output(
            "display_data",
            data={
                "text/html": verdict_html(
                    verdict,
                    score,
                    handed_in.answer if handed_in else None,
                    # The answer cell shows it already, unless it did not run.
                    unfold=bool(handed_in and handed_in.note),
                ),
                "text/plain": verdict_text(verdict, score),
            },
        ),
        new_output(
            "execute_result",
            data={"text/plain": repr(float(score))},
            execution_count=cell.get("execution_count"),
        ),
    ]


def remove(path: Path) -> None:
    """Remove a folder or a file or, of a link, the link itself."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)

"""Three steps of ``nbgrader autograde`` that make a grade outside the student's kernel.

`LayHiddenInputs` puts the hidden inputs of code exercises beside the notebook, `ExecuteSubmission` runs
it, and `ScoreAnswers` reads the answer that each graded cell emitted, calls the grader in this process,
and replaces the cell's outputs by the feedback and one number, which nbgrader takes as the score.

It fails closed: what a graded cell printed or returned is never a score. Whatever goes wrong with one
exercise costs that exercise and no other.

Keys, expected outputs and graders stay in this process; the kernel sees the hidden inputs only.
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import math
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import ValidationError
from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Enum, Integer, default

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
    GraderBook,
    GradersMissing,
    read_graders,
    with_texts,
)
from venezuela_course.grading.pages import HideMarkScheme
from venezuela_course.grading.sandbox.client import (
    SandboxError,
    SubmissionRefused,
    fork_server,
)
from venezuela_course.grading.sandbox.limits import MEBIBYTE, Limits
from venezuela_course.grading.sandbox.messages import ConfinedClient, limit_messages
from venezuela_course.grading.sandbox.provisioner import SandboxProvisioner
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _

ANSWER_CELL = "{exercise}-answer"
LogLike = logging.Logger | logging.LoggerAdapter[Any]
#: What nbclient raises over a message that no kernel sends, but code that took the kernel's sockets may.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, ValidationError)
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
        self._hide_mark_scheme(nb, resources)
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

    def _hide_mark_scheme(self, nb: NotebookNode, resources: ResourcesDict) -> None:
        """Write the notebook beside which the code runs without what the marker reads in it.

        When it has run, nbgrader writes the whole notebook anew.
        """
        path = notebook_folder(resources) / f"{resources['nbgrader'].get('notebook')}.ipynb"
        hide = HideMarkScheme(parent=self)
        if path.is_file() and any(hide.begin_mark_scheme_delimeter in c.source for c in nb.cells):
            without, _resources = hide.preprocess(copy.deepcopy(nb), resources)
            nbformat.write(without, path)


class ExecuteSubmission(Execute):
    """nbgrader's Execute, confined, which goes on when the student's code kills the kernel or never ends.

    The kernel sees Python, the course's package and a copy of the submission, and no network; see
    `venezuela_course.grading.sandbox`. Nothing that its code writes comes back but the outputs of its
    cells: the saved answers that count are those that were handed in, and the autograded folder holds no
    file that was made while grading.

    Stock gives a submission whose kernel dies up whole. Here the cells that did not run stay without
    outputs, and `ScoreAnswers` grades their exercises from the saved answers.
    """

    confinement = Enum(
        ["bubblewrap", "none"],
        "bubblewrap",
        help="How submissions are confined. 'none' runs them with the rights of whoever grades: they can "
        "read solutions/, the gradebook and everything else that this account can.",
    ).tag(config=True)
    longest = Integer(
        Limits.seconds, help="Seconds that a confined notebook may run in all, before it is ended."
    ).tag(config=True)
    most_memory = Integer(
        Limits.memory // MEBIBYTE, help="Megabytes of memory that a confined notebook may use."
    ).tag(config=True)
    most_output = Integer(
        Limits.output // MEBIBYTE,
        help="Megabytes that the cells of a confined notebook may print and display together.",
    ).tag(config=True)

    _provisioner: SandboxProvisioner | None = None

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute as far as the kernel lives.

        Raises
        ------
        KeyboardInterrupt
            If the instructor stopped the grading: a submission that was interrupted has no score.
        NoSandbox
            If the system cannot confine submissions.
        SandboxError
            If the process in which submissions run was killed: that is no fault of the submission's, which
            is to be graded again.
        """
        if self.confinement == "bubblewrap":
            fork_server()
        # A kernel's TCP ports are chosen before it binds them, and on a busy machine another kernel
        # may be faster; a socket in a folder of its own cannot be taken, nor listened to.
        with tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True) as sockets:
            self._sockets = sockets
            self._late = 0
            self._provisioner = None
            try:
                return super().preprocess(nb, resources, km)
            except (DeadKernelError, CellTimeoutError) as error:
                # nbclient takes Ctrl+C for itself, stops the kernel, and leaves this future behind.
                if hasattr(self, "_async_cleanup_kernel_future"):
                    raise KeyboardInterrupt from error
                if self._orphaned():
                    raise SandboxError(
                        _("The process in which submissions run was killed. Grade this one again.")
                    ) from error
                self.log.warning(
                    "The kernel stopped (%s); saved answers are graded all the same.",
                    self._reason() or type(error).__name__,
                )
                return nb, resources
            except SubmissionRefused as error:
                self.log.warning("%s Not run; saved answers are graded all the same.", error)
                return nb, resources
            except UNREADABLE as error:
                self.log.warning(
                    "The kernel stopped: what it sent cannot be read (%s); saved answers are graded all "
                    "the same.",
                    repr(error)[:200],
                )
                return nb, resources

    def _orphaned(self) -> bool:
        kernel = self._provisioner.kernel if self._provisioner else None
        return kernel is not None and kernel.orphaned

    def _reason(self) -> str:
        """Why the kernel was stopped, where it went beyond a limit."""
        return self._provisioner.reason if self._provisioner else ""

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
        """A confined kernel; or else one that is reached through sockets in a folder, where there are any.

        Raises
        ------
        NoSandbox
            If the system cannot confine submissions.
        """
        manager = super().create_kernel_manager()
        if os.name == "posix":
            manager.transport = "ipc"
            manager.ip = os.path.join(self._sockets, "socket")
        if self.confinement == "bubblewrap":
            limits = Limits(
                memory=self.most_memory * MEBIBYTE,
                seconds=self.longest,
                output=self.most_output * MEBIBYTE,
            )
            # nbclient forgets its manager before the reason for the kernel's end can be asked for.
            self._provisioner = manager.provisioner = SandboxProvisioner(
                kernel_spec=manager.kernel_spec, parent=manager
            )
            self._provisioner.limits = limits
            manager.client_factory = ConfinedClient
            limit_messages(manager.context, limits)
        return manager

    @default("shutdown_kernel")
    def _shutdown_kernel_default(self) -> str:
        # A kernel has nothing to put in order, and one that is asked to end may answer late or never.
        return "immediate"


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
                if unasked := unasked_outputs(cell, exercise):
                    self.log.warning(
                        "The cell of %s said more than its answer (%s); only the answer was graded.",
                        exercise,
                        ", ".join(unasked),
                    )
                handed_in = hand_in(cell, exercise, source, folder, book, self.log)
                handed_in = replace(handed_in, read=read_of(nb, exercise, book))
                verdict, score = judge(exercise, handed_in, points, book, self.log)
                write_verdict(cell, verdict, score, handed_in)
            for output in cell.get("outputs", []):
                # nbconvert writes the size of a picture into its page as it stands.
                if output.get("metadata"):
                    output.metadata = NotebookNode()
        remove(folder / HIDDEN_FOLDER)
        return nb, resources


class NotGraded(Exception):
    """An exercise that earns nothing without a grader's verdict; the message is the student's."""


@dataclass(frozen=True)
class HandedIn:
    """What was handed in for one exercise; it is kept with the verdict, so that a corrected key needs no
    kernel (`grading.rescore`).

    Parameters
    ----------
    exercise
        The ``grade_id`` of the graded cell.
    answer
        The answer, not empty; None where there is none that can be graded.
    note
        What the student should know about where the answer came from, empty where the graded cell emitted
        it; without an answer, why there is none.
    inputs
        `digest_of_inputs` of the hidden inputs with which a function was called; None for an exercise
        without.
    read
        Sources of the cells that the grader reads besides the answer, by ``grade_id`` (`GraderBook.reads`).
    """

    exercise: str
    answer: Answer | None
    note: str = ""
    inputs: str | None = None
    read: Mapping[str, str] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As plain JSON; the answer as text, since a notebook's file sorts keys and a page shows them in
        the order in which they were answered.
        """
        answer = None if self.answer is None else json.dumps(self.answer)
        return asdict(self) | {"answer": answer}


def digest_of_inputs(book: GraderBook | None, exercise: str) -> str | None:
    """A digest of an exercise's hidden inputs; None where it has none."""
    if book is None or exercise not in book.hidden_inputs:
        return None
    return hashlib.sha256(json.dumps(book.hidden_inputs[exercise]).encode()).hexdigest()


def read_of(nb: NotebookNode, exercise: str, book: GraderBook | None) -> dict[str, str]:
    """Sources of the cells that an exercise's grader reads, from the notebook that was handed in.

    They come from the notebook and never from its kernel, so that no code can say they are others.
    """
    wanted = book.reads.get(exercise, ()) if book is not None else ()
    found = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in nb.cells}
    return {name: str(found[name]) for name in wanted if name in found}


def hand_in(
    cell: NotebookNode,
    exercise: str,
    source: str | None,
    folder: Path,
    book: GraderBook | None,
    log: LogLike,
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
    log
        Where the instructor reads what was wrong with an answer.
    """
    inputs = digest_of_inputs(book, exercise)
    try:
        answer = emitted(cell, exercise)
        if answer:
            return HandedIn(exercise, answer, inputs=inputs)
        if inputs is not None:
            reason = _(
                "Your function could not be called: the notebook stopped before this cell, or the "
                "function is not defined. {error}"
            )
            reason = reason.format(error=error_of(cell)).strip()
            return HandedIn(exercise, None, reason, inputs)
        # Also where the cell ran and had nothing: a damaged file is named here.
        answer = saved(source, folder, exercise)
    except AnswerError as error:
        log.warning("The answer to %s cannot be used: %s", exercise, error)
        return HandedIn(exercise, None, str(error), inputs)
    except Exception as error:  # nothing that a student can make may cost the other exercises
        log.warning("The answer to %s cannot be read: %s", exercise, repr(error)[:300])
        reason = _("The answer cannot be read: {error}.").format(error=type(error).__name__)
        return HandedIn(exercise, None, reason, inputs)
    if not answer:
        return HandedIn(exercise, None, _("Not answered."), inputs)
    note = _(
        "The notebook stopped before this cell could hand in its answer, so the saved answer was graded."
    )
    return HandedIn(exercise, answer, note, inputs)


def judge(
    exercise: str, handed_in: HandedIn, points: float, book: GraderBook | None, log: LogLike
) -> tuple[Verdict, float]:
    """The verdict on what was handed in, and the points of it that count.

    Parameters
    ----------
    exercise
        The ``grade_id`` of the graded cell.
    handed_in
        The answer.
    points
        The cell's maximum.
    book
        The assignment's graders; None where they are missing.
    log
        Where the instructor reads of a grader that is missing or crashes.

    Returns
    -------
    verdict : Verdict
        One without points where nothing could be judged; its message says why.
    score : float
        Points, finite, from 0 to `points`.
    """
    try:
        verdict = _verdict(exercise, handed_in, book, log)
    except NotGraded as reason:
        return nothing(points, str(reason)), 0.0
    if not math.isclose(verdict.possible, points):
        log.error(
            "The grader of %s gives up to %s points, its cell %s; the cell's maximum holds.",
            exercise,
            verdict.possible,
            points,
        )
    score = verdict.score
    return verdict, min(max(score, 0.0), points) if math.isfinite(score) else 0.0


def _verdict(exercise: str, handed_in: HandedIn, book: GraderBook | None, log: LogLike) -> Verdict:
    """The grader's verdict; raises `NotGraded` if there is no grader, no answer, or the grader crashes."""
    grader = book.graders.get(exercise) if book else None
    if grader is None:
        log.error("No grader for %s: 0 points until there is one.", exercise)
        raise NotGraded(
            _(
                "This exercise could not be graded: its grader is missing. Your instructor sees "
                "the same message; nothing of your answer is lost."
            )
        )
    if handed_in.answer is None:
        raise NotGraded(handed_in.note)
    try:
        # A copy: what a grader does to its argument must not reach the answer that is kept.
        verdict = grader(with_texts(copy.deepcopy(handed_in.answer), handed_in.read))
        message = f"{handed_in.note} {verdict.message}".strip()
        return Verdict(verdict.criteria, verdict.misconceptions, message)
    except Exception as error:
        log.exception("The grader of %s crashed: 0 points until it is mended.", exercise)
        raise NotGraded(
            _(
                "This exercise could not be graded: its grader stopped with an error. Your "
                "instructor sees the same message; nothing of your answer is lost."
            )
        ) from error


def unasked_outputs(cell: NotebookNode, exercise: str) -> list[str]:
    """What an executed graded cell put out besides one answer to this exercise and ``0.0``.

    Text that it printed is left out, since any function may print; so are errors, which feedback names.
    """
    found = []
    answers = 0
    for output in cell.outputs:
        data = output.get("data", {})
        payload = data.get(ANSWER_MIME)
        if output.output_type == "execute_result":
            if data.get("text/plain") != repr(0.0):
                found.append("a result")
        elif output.output_type == "display_data" and payload is None:
            found.append("a display")
        elif payload is not None:
            own = isinstance(payload, dict) and payload.get("exercise") == exercise
            answers += own
            if not own or set(payload) != {"exercise", "answer"}:
                found.append("what is no answer to it")
    if answers > 1:
        found.append("several answers")
    return sorted(set(found))


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


def write_verdict(cell: NotebookNode, verdict: Verdict, score: float, handed_in: HandedIn) -> None:
    """Replace a cell's outputs by the feedback and, as its result, the score alone.

    What was graded stays with the feedback, under a media type that no page shows.
    """
    cell.outputs = [
        _output(
            "display_data",
            data={
                "text/html": _writable(
                    verdict_html(
                        verdict,
                        score,
                        handed_in.answer,
                        # The answer cell shows it already, unless it did not run.
                        unfold=bool(handed_in.note),
                    )
                ),
                "text/plain": _writable(verdict_text(verdict, score)),
                ANSWER_MIME: _writable(handed_in.kept()),
            },
        ),
        _output(
            "execute_result",
            data={"text/plain": repr(float(score))},
            execution_count=cell.get("execution_count"),
        ),
    ]


def _output(kind: str, **content: Any) -> NotebookNode:
    """As nbformat's new_output, which validates each: a third of the time of judging a class again."""
    return from_dict({"output_type": kind, "metadata": {}, **content})


def kept(cell: Mapping[str, Any]) -> HandedIn | None:
    """What was graded in a cell, as `write_verdict` kept it; None where an older version graded it."""
    for output in cell.get("outputs", ()):
        document = output.get("data", {}).get(ANSWER_MIME)
        if isinstance(document, dict) and document.keys() == {
            field.name for field in fields(HandedIn)
        }:
            answer = document["answer"]
            return HandedIn(**document | {"answer": None if answer is None else json.loads(answer)})
    return None


def _writable(value: Any) -> Any:
    """The same without half characters (lone surrogates), which no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_writable(item) for item in value]
    return value


def remove(path: Path) -> None:
    """Remove a folder or a file or, of a link, the link itself."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)

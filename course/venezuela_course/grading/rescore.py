"""Judge a class again after a key was corrected, without a kernel: what was graded is data.

`ScoreAnswers` keeps with each verdict what it judged (`scoring.HandedIn`): the answer or, for a code
exercise, what the student's function returned for the hidden inputs. `rescore` reads it out of the
autograded notebooks, calls the graders as they are now, and writes the verdicts and the scores that a whole
autograde would have written; a test compares the two.

It never guesses. A submission for which running the notebook again could give another answer is left as it
is and named: the assignment was released anew with other cells or points, the hidden inputs or the files that
come with the assignment changed, the student handed in again, or an older version graded it.
"""

from __future__ import annotations

import contextlib
import glob
import json
import logging
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines
from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files
from sqlalchemy import bindparam, func, select, update
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from venezuela_course.grading.graderbook import FILE, GraderBook, read_graders
from venezuela_course.grading.scoring import digest_of_inputs, judge, kept, write_verdict
from venezuela_course.language import _

CONFIGURATION = "nbgrader_config.py"
CHANGED, SAME, AUTOGRADE = "changed", "same", "autograde"
AT_ONCE = 100  # submissions in one transaction; what a crash leaves undone is done by the next run
WORTH_A_POOL = 150  # submissions; a process that has imported the graders takes as long as these


@dataclass(frozen=True)
class Rescored:
    """What became of one submission.

    Parameters
    ----------
    student
        The student.
    outcome
        ``"changed"`` or ``"same"`` for verdicts written or found as they were; ``"autograde"`` where the
        submission has to be run again, or cannot be read.
    before, after
        The submission's points, late penalty taken off; None where it was left as it is.
    why
        For ``"autograde"``, a sentence.
    complaints
        What graders did that an instructor should know.
    """

    student: str
    outcome: str
    before: float | None = None
    after: float | None = None
    why: str = ""
    complaints: tuple[str, ...] = ()


def rescore(
    root: Path,
    assignment: str,
    students: Sequence[str] | None = None,
    workers: int = 2,
    *,
    config: Config | None = None,
    report: Callable[[Rescored], None] | None = None,
) -> list[Rescored]:
    """Judge graded submissions again and bring notebooks and gradebook up to date.

    Parameters
    ----------
    root
        The course root, with ``nbgrader_config.py``.
    assignment
        The assignment.
    students
        Whose; None for everybody who handed in.
    workers
        Processes that judge; a small class is judged in this one.
    config
        nbgrader's configuration; None reads it from the course root.
    report
        Called with each submission, once its grade is in the gradebook.

    Returns
    -------
    list of Rescored
        In the order of the students' names.

    Raises
    ------
    GradersMissing
        If the assignment has no graders, or they do not run: nothing is changed then.
    MissingEntry
        If the gradebook does not know the assignment.
    """
    if config is None:
        config = PyFileConfigLoader(CONFIGURATION, path=str(root)).load_config()
    course = CourseDirectory(config=config)
    course.root = str(Path(root).resolve())
    read_graders(_graders(course, assignment))  # before anything is touched
    with Gradebook(course.db_url, course.course_id) as gradebook:
        context = _Context(
            _graders(course, assignment),
            _definitions(gradebook, assignment),
            _files_of_source(course, config, assignment),
        )
        wanted = sorted(set(students if students is not None else _handed_in(course, assignment)))
        jobs = [_Job.find(course, assignment, student) for student in wanted]
        late = _Late(config)
        done: list[Rescored] = []
        judged = _judged(context, jobs, workers)
        while batch := list(islice(judged, AT_ONCE)):
            for one in _save(gradebook, assignment, batch, late):
                done.append(one)
                if report is not None:
                    report(one)
    return done


# What is known of the assignment --------------------------------------------------------------------


@dataclass(frozen=True)
class _Cell:
    """A cell of the released assignment, as the gradebook knows it."""

    checksum: str
    points: float | None  # None where it is not graded


@dataclass(frozen=True)
class _Context:
    """What every submission is compared with: graders, cells by notebook, files of the source."""

    graders: Path
    definitions: Mapping[str, Mapping[str, _Cell]]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class _Job:
    """One submission: where it lies, and why it cannot be judged, if that is known already."""

    student: str
    folder: Path
    trouble: str = ""

    @classmethod
    def find(cls, course: CourseDirectory, assignment: str, student: str) -> _Job:
        folder = Path(course.format_path(course.autograded_directory, student, assignment))
        if not folder.is_dir():
            return cls(student, folder, _("It is not graded yet."))
        handed_in = course.format_path(course.submitted_directory, student, assignment)
        newest, graded = map(course.get_existing_timestamp, (handed_in, str(folder)))
        if newest is not None and newest != graded:
            return cls(student, folder, _("It was handed in again since it was graded."))
        return cls(student, folder)


def _graders(course: CourseDirectory, assignment: str) -> Path:
    return Path(course.format_path(course.source_directory, ".", assignment)) / FILE


def _definitions(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, _Cell]]:
    found = {}
    for notebook in gradebook.find_assignment(assignment).notebooks:
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        found[notebook.name] = {
            cell.name: _Cell(cell.checksum, points.get(cell.name)) for cell in notebook.source_cells
        }
    return found


def _files_of_source(course: CourseDirectory, config: Config, assignment: str) -> dict[str, bytes]:
    """The files that autograde lays over the student's, by their path in the folder."""
    folder = course.format_path(course.source_directory, ".", assignment)
    kept_of_student = set(Autograde(config=config).exclude_overwriting.get(assignment, []))
    found = {}
    for path in find_all_files(folder, [*course.ignore, "*.ipynb"]):
        name = os.path.relpath(path, folder)
        if name not in kept_of_student:
            found[name] = Path(path).read_bytes()
    return found


def _handed_in(course: CourseDirectory, assignment: str) -> Iterator[str]:
    """Students with a submission, graded or not."""
    for directory in (course.submitted_directory, course.autograded_directory):
        pattern = course.format_path(
            directory, "(?P<student>.*)", re.escape(assignment), escape=True
        )
        for place in glob.glob(course.format_path(directory, "*", assignment)):
            if (found := re.fullmatch(pattern, place)) is not None:
                yield found["student"]


# Judging, in any process ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Judged:
    """One submission's new scores, by notebook and cell."""

    student: str
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    changed: bool = False
    trouble: str = ""
    complaints: tuple[str, ...] = ()


class _RunAgain(Exception):
    """The submission needs a kernel; the message says why."""


def _judged(context: _Context, jobs: Sequence[_Job], workers: int) -> Iterator[_Judged]:
    """Every submission judged, in order."""
    if workers < 2 or len(jobs) < WORTH_A_POOL:
        yield from map(partial(_judge, context), jobs)
        return
    # Spawned: this process has a progress bar's thread, and a fork would copy its locks as they stand.
    with ProcessPoolExecutor(
        min(workers, len(jobs)),
        mp_context=get_context("spawn"),
        initializer=_take_context,
        initargs=(context,),
    ) as pool:
        yield from pool.map(_judge_with_context, jobs, chunksize=8)


_taken: list[_Context] = []


def _take_context(context: _Context) -> None:
    _taken[:] = [context]


def _judge_with_context(job: _Job) -> _Judged:
    return _judge(_taken[0], job)


def _judge(context: _Context, job: _Job) -> _Judged:
    """Judge one submission and write its notebooks; whatever goes wrong is this submission's trouble."""
    if job.trouble:
        return _Judged(job.student, trouble=job.trouble)
    complaints: list[str] = []
    log = logging.Logger("rescore")
    log.addHandler(_Collect(complaints))
    try:
        _compare_files(context.files, job.folder)
        book = read_graders(context.graders)
        notebooks = {
            name: _Graded.read(path, cells, book)
            for name, cells in context.definitions.items()
            if (path := job.folder / f"{name}.ipynb").exists()
        }
        if not notebooks:
            raise _RunAgain(_("It is not graded yet."))
        # All of them are judged before the first is written.
        scores = {name: notebook.judge(book, log) for name, notebook in notebooks.items()}
        for notebook in notebooks.values():
            notebook.write()
    except _RunAgain as why:
        return _Judged(job.student, trouble=str(why), complaints=tuple(complaints))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        trouble = _("It cannot be read or written: {error}.").format(
            error=f"{type(error).__name__}: {error}"
        )
        return _Judged(job.student, trouble=trouble, complaints=tuple(complaints))
    changed = any(notebook.changed for notebook in notebooks.values())
    return _Judged(job.student, scores, changed, complaints=tuple(dict.fromkeys(complaints)))


class _Collect(logging.Handler):
    """Keeps what was logged as sentences; a traceback's last line says what a grader stumbled over."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        self.lines.append(line)


def _compare_files(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        try:
            same = (folder / name).read_bytes() == content
        except OSError:
            same = False
        if not same:
            raise _RunAgain(
                _("The assignment's file {file} changed since it was graded.").format(file=name)
            )


@dataclass
class _Graded:
    """An autograded notebook as plain JSON: nbformat's validation would take ten times as long."""

    path: Path
    document: dict[str, Any]
    changed: bool = False

    @classmethod
    def read(cls, path: Path, cells: Mapping[str, _Cell], book: GraderBook) -> _Graded:
        """Read a notebook; raises `_RunAgain` where it was graded under other conditions."""
        notebook = cls(path, json.loads(path.read_bytes()))
        released_anew = _("The assignment was released anew since it was graded: {cell} differs.")
        missing = {name for name, cell in cells.items() if cell.points is not None}
        for cell, mark in notebook._marked():
            name = mark["grade_id"]
            missing.discard(name)
            known = cells.get(name)
            if (
                known is None
                or mark.get("checksum") != known.checksum
                or bool(mark.get("grade")) != (known.points is not None)
                or (mark.get("grade") and float(mark["points"]) != known.points)
            ):
                raise _RunAgain(released_anew.format(cell=name))
            if not _is_automatic(cell, mark):
                continue
            before = kept(cell)
            if before is None:
                raise _RunAgain(
                    _("{cell} was graded by an older version, which kept no answer.").format(
                        cell=name
                    )
                )
            if before.inputs != digest_of_inputs(book, name):
                raise _RunAgain(
                    _("The hidden inputs of {cell} changed since it was graded.").format(cell=name)
                )
        if missing:
            raise _RunAgain(released_anew.format(cell=min(missing)))
        return notebook

    def judge(self, book: GraderBook, log: logging.Logger) -> dict[str, float]:
        """Put new verdicts into the document; return the scores by cell."""
        scores = {}
        for cell, mark in self._marked():
            if not _is_automatic(cell, mark):
                continue
            handed_in = kept(cell)
            assert handed_in is not None  # `read` looked
            name, points = mark["grade_id"], float(mark["points"])
            verdict, scores[name] = judge(name, handed_in, points, book, log)
            node = NotebookNode(
                cell_type="code", outputs=[], execution_count=cell["execution_count"]
            )
            write_verdict(node, verdict, scores[name], handed_in)
            outputs = split_lines(NotebookNode(cells=[node])).cells[0].outputs
            if outputs != cell["outputs"]:
                cell["outputs"] = outputs
                self.changed = True
        return scores

    def write(self) -> None:
        """Replace the file by the new document in one step, where there is anything new."""
        if not self.changed:
            return
        # As nbformat writes it, so that the file is the one that autograde would have left.
        text = json.dumps(
            self.document, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")
        )
        mode = self.path.stat().st_mode & 0o777
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.chmod(temporary, mode)
            os.replace(temporary, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise

    def _marked(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Cells with an nbgrader identifier, and their marks."""
        for cell in self.document["cells"]:
            mark = cell["metadata"].get("nbgrader") or {}
            if mark.get("grade_id"):
                yield cell, mark


def _is_automatic(cell: Mapping[str, Any], mark: Mapping[str, Any]) -> bool:
    """Whether `ScoreAnswers` gives the cell's points."""
    return bool(mark.get("grade") and not mark.get("solution") and cell["cell_type"] == "code")


# The gradebook, in this process -----------------------------------------------------------------------


class _Late(AssignLatePenalties):
    """The course's late penalties, for a score that is known without the gradebook's objects."""

    def __init__(self, config: Config) -> None:
        super().__init__(config=config)
        self.init_plugin()

    def penalty(self, student: str, score: float, seconds: float) -> float | None:
        """What nbgrader would take off."""
        if seconds <= 0:
            return None
        penalty = self.plugin_inst.late_submission_penalty(student, score, seconds)
        if penalty is None:
            return None
        return float(self._check_late_penalty(SimpleNamespace(score=score), penalty))


def _save(
    gradebook: Gradebook, assignment: str, batch: Sequence[_Judged], late: _Late
) -> list[Rescored]:
    """Bring the gradebook up to date in one transaction."""
    rows = {row.student: row for row in _Row.read(gradebook, assignment, batch)}
    found = []
    for one in batch:
        row = rows.get(one.student)
        if one.trouble or row is None:
            why = one.trouble or _("The gradebook knows of no such submission.")
            found.append(Rescored(one.student, AUTOGRADE, why=why, complaints=one.complaints))
            continue
        found.append(Rescored(one.student, CHANGED if one.changed else SAME, row.total))
        row.take(one.scores)
    _write_scores(gradebook, rows.values())
    _write_penalties(gradebook, rows.values(), late)
    gradebook.db.commit()
    gradebook.db.expire_all()
    complaints = {one.student: one.complaints for one in batch}
    return [_after(one, rows.get(one.student), complaints[one.student]) for one in found]


def _after(one: Rescored, row: _Row | None, complaints: tuple[str, ...]) -> Rescored:
    """With the points that the submission has now."""
    if one.before is None or row is None:
        return one
    same = one.outcome == SAME and math.isclose(one.before, row.total, abs_tol=1e-9)
    return replace(one, outcome=SAME if same else CHANGED, after=row.total, complaints=complaints)


@dataclass
class _GradeRow:
    """A row of ``grade``, and what it belongs to."""

    id: str
    notebook: str
    cell: str
    automatic: bool
    auto: float | None
    manual: float | None
    extra: float | None
    needs_manual: bool

    @property
    def score(self) -> float:
        """What counts, as `nbgrader.api.Grade.score` computes it."""
        given = self.manual if self.manual is not None else self.auto
        return 0.0 if given is None else given + (self.extra or 0.0)


@dataclass
class _NotebookRow:
    """A row of ``submitted_notebook``."""

    id: str
    penalty: float | None
    judged: bool = False


@dataclass
class _Row:
    """One submission in the gradebook."""

    student: str
    seconds_late: float
    notebooks: dict[str, _NotebookRow]
    grades: list[_GradeRow]

    @classmethod
    def read(
        cls, gradebook: Gradebook, assignment: str, batch: Iterable[_Judged]
    ) -> Iterator[_Row]:
        """The submissions of a batch, with two queries."""
        wanted = {one.student for one in batch if not one.trouble}
        submissions = gradebook.db.execute(
            select(SubmittedAssignment).where(
                SubmittedAssignment.assignment_id == gradebook.find_assignment(assignment).id,
                SubmittedAssignment.student_id.in_(wanted),
            )
        ).scalars()
        by_id = {one.id: cls(one.student_id, one.total_seconds_late, {}, []) for one in submissions}
        notebooks = gradebook.db.execute(
            select(SubmittedNotebook).where(SubmittedNotebook.assignment_id.in_(by_id))
        ).scalars()
        place = {}
        for notebook in notebooks:
            row = by_id[notebook.assignment_id]
            row.notebooks[notebook.name] = _NotebookRow(
                notebook.id, notebook.late_submission_penalty
            )
            place[notebook.id] = (row, notebook.name)
        grades = gradebook.db.execute(
            select(
                Grade.id,
                Grade.notebook_id,
                BaseCell.name,
                BaseCell.type,
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.needs_manual_grade,
            )
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .where(Grade.notebook_id.in_(place))
        )
        for identifier, notebook_id, cell, kind, auto, manual, extra, needs_manual in grades:
            row, name = place[notebook_id]
            row.grades.append(
                _GradeRow(
                    identifier, name, cell, kind == "GradeCell", auto, manual, extra, needs_manual
                )
            )
        yield from by_id.values()

    @property
    def total(self) -> float:
        """Points of the whole submission, late penalties taken off."""
        penalties = math.fsum(one.penalty or 0.0 for one in self.notebooks.values())
        return math.fsum(grade.score for grade in self.grades) - penalties

    def take(self, scores: Mapping[str, Mapping[str, float]]) -> None:
        """What SaveAutoGrades does with the notebooks that were judged."""
        for name in scores:
            self.notebooks[name].judged = True
        for grade in self.grades:
            if grade.notebook in scores and grade.automatic:
                grade.auto = scores[grade.notebook].get(grade.cell, grade.auto)
                grade.needs_manual = grade.manual is not None or grade.auto is None


def _write_scores(gradebook: Gradebook, rows: Iterable[_Row]) -> None:
    grades = [
        {"row": grade.id, "auto": grade.auto, "flag": grade.needs_manual}
        for row in rows
        for grade in row.grades
        if grade.automatic
    ]
    table = Grade.__table__
    if grades:  # a Core statement: many rows at once, whatever objects the session holds
        gradebook.db.connection().execute(
            update(table)
            .where(table.c.id == bindparam("row"))
            .values(auto_score=bindparam("auto"), needs_manual_grade=bindparam("flag")),
            grades,
        )


def _write_penalties(gradebook: Gradebook, rows: Iterable[_Row], late: _Late) -> None:
    """What AssignLatePenalties does, from the scores as the gradebook now adds them up."""
    judged = {
        notebook.id: (row, notebook)
        for row in rows
        for notebook in row.notebooks.values()
        if notebook.judged and (row.seconds_late > 0 or notebook.penalty is not None)
    }
    if not judged:
        return
    sums = gradebook.db.execute(
        select(Grade.notebook_id, func.coalesce(func.sum(Grade.score), 0.0))
        .where(Grade.notebook_id.in_(judged))
        .group_by(Grade.notebook_id)
    )
    for identifier, score in sums:
        row, notebook = judged[identifier]
        notebook.penalty = late.penalty(row.student, score, row.seconds_late)
    table = SubmittedNotebook.__table__
    gradebook.db.connection().execute(
        update(table)
        .where(table.c.id == bindparam("row"))
        .values(late_submission_penalty=bindparam("penalty")),
        [{"row": name, "penalty": notebook.penalty} for name, (_row, notebook) in judged.items()],
    )

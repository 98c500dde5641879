"""``venezuela-course autograde``: grade a class; fast, each submission confined, and stopped when you like.

What is done is in `venezuela_course.grading.autograding`; here is what an instructor types and sees.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from venezuela_course.language import _, ngettext

if TYPE_CHECKING:
    from venezuela_course.grading.autograding.executor import Executor, Failure
    from venezuela_course.grading.autograding.run import Line, Report, Standing, Steps
    from venezuela_course.grading.rescore import Rescored

CONFIGURATION = "nbgrader_config.py"
#: Exit statuses, as the instructor's page has them.
ALL_GRADED, SOME_FAILED, CANNOT_START, NOTHING_TO_DO, STOPPED = 0, 1, 2, 3, 130
STATUS = {
    ALL_GRADED: "graded",
    SOME_FAILED: "failed",
    CANNOT_START: "cannot_start",
    NOTHING_TO_DO: "nothing_to_do",
    STOPPED: "stopped",
}
#: Version of the document that ``--json`` prints; it changes when a name in it changes or goes.
SCHEMA = 1
#: Students named for one sentence of the summary.
NAMED = 8


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line; names as there."""

    assignment: str
    students: tuple[str, ...] = ()
    workers: int | None = None
    scheduler: str | None = None
    force: bool = False
    rescore: bool = False
    quiet: bool = False
    as_json: bool = False
    confinement: str | None = None


def command() -> click.Command:
    """Build the command, its help in the language in use."""
    return click.Command(
        "autograde",
        callback=autograde,
        help=_(
            "Grade what was handed in: the grades of nbgrader autograde, sooner, and each submission "
            "confined.\n\n"
            "Stop it when you like, with Ctrl+C or otherwise: nothing is ever half-written, and the same "
            "command goes on where it was.\n\n"
            "Exit status: 0 all graded, 1 some failed, 2 could not start, 3 nothing to do, 130 stopped. "
            "More in docs/instructors/grading.md."
        ),
        params=[
            click.Argument(["assignment"]),
            click.Option(
                ["--student", "students"],
                multiple=True,
                metavar="ID",
                help=_("Only this student; may be given more than once."),
            ),
            click.Option(
                ["--workers"],
                type=click.IntRange(1, 256),
                help=_(
                    "Submissions graded at one time on this machine. Default: one for each core, fewer "
                    "where memory is short (400 MB each)."
                ),
            ),
            click.Option(
                ["--scheduler"],
                metavar="ADDRESS",
                help=_(
                    "Grade on the machines of this Dask scheduler instead: tcp://10.0.0.5:8786."
                ),
            ),
            click.Option(
                ["--force"],
                is_flag=True,
                help=_("Grade again what is graded. Points given by a person stay."),
            ),
            click.Option(
                ["--rescore"],
                is_flag=True,
                help=_(
                    "After a key was corrected: judge the answers again without running a notebook."
                ),
            ),
            click.Option(
                ["--confinement"],
                type=click.Choice(["bubblewrap", "none"]),
                help=_(
                    "How submissions are confined. none runs their code with your own rights, keys and "
                    "gradebook in reach. Default: what nbgrader_config.py says, or else bubblewrap."
                ),
            ),
            click.Option(
                ["--quiet"],
                is_flag=True,
                help=_("Say nothing but what failed, and the exit status."),
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=_("Print the result as one JSON document; anything else goes to stderr."),
            ),
        ],
    )


def autograde(assignment: str, **options: Any) -> None:
    """Grade a class, or judge its answers again; see the command's help.

    Parameters
    ----------
    assignment
        Which assignment, such as ``a3``.
    **options
        The other fields of `Request`.

    Raises
    ------
    SystemExit
        Always, with the exit status.
    """
    request = Request(assignment, **options)
    if request.rescore and (request.force or request.scheduler or request.confinement):
        raise click.UsageError(
            _("--rescore runs no notebook: it goes without --force, --scheduler and --confinement.")
        )
    if request.scheduler and request.workers:
        raise click.UsageError(
            _("With --scheduler the cluster says how many workers there are: leave --workers out.")
        )
    started = time.perf_counter()
    with _stopped_by_signals():
        try:
            document = _done(request)
        except KeyboardInterrupt:  # while it started, or before the assignment was read
            document = _failed(
                request, _("Stopped. What was done is stored; the same command goes on."), STOPPED
            )
    if request.as_json:
        head = {
            "schema": SCHEMA,
            "assignment": assignment,
            "status": STATUS[document["exit"]],
            "exit": document["exit"],
        }
        seconds = round(time.perf_counter() - started, 3)
        click.echo(json.dumps({**head, "seconds": seconds, **document}, indent=2))
    sys.exit(document["exit"])


def _done(request: Request) -> dict[str, Any]:
    """Do what was asked; what ``--json`` prints of it."""
    from venezuela_course.grading.autograding.course import CourseError

    # A document on stdout must have nothing else beside it.
    console = Console(stderr=request.as_json, highlight=False)
    try:
        return (_rescored if request.rescore else _graded)(request, console)
    except CourseError as error:
        return _failed(request, str(error), CANNOT_START)


def _failed(request: Request, reason: str, status: int) -> dict[str, Any]:
    if not request.as_json:
        click.echo(_("Error: {reason}").format(reason=reason), err=True)
    return {"error": reason, "exit": status}


def find_root() -> Path:
    """The course's folder: the current one, where nbgrader's commands are called too.

    Raises
    ------
    CannotGrade
        If it holds no ``nbgrader_config.py``.
    """
    from venezuela_course.grading.autograding.executor import CannotGrade

    root = Path.cwd()
    if not (root / CONFIGURATION).is_file():
        raise CannotGrade(
            _("There is no {name} in {folder}. Call this in the course's folder.").format(
                name=CONFIGURATION, folder=root
            )
        )
    return root


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let SIGTERM, which a job scheduler sends, do what Ctrl+C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _over() -> None:
    """From here on there is nothing to stop: what is left is to clear up and to say how it went."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


# Grading ---------------------------------------------------------------------------------------------


def _graded(request: Request, console: Console) -> dict[str, Any]:
    """Grade, show, and return what ``--json`` prints."""
    from venezuela_course.grading.autograding.course import Course
    from venezuela_course.grading.autograding.lock import only_run
    from venezuela_course.grading.autograding.merge import clear_leftovers
    from venezuela_course.grading.autograding.run import Report, run, standing

    root = find_root()
    grading = root / "grading"
    log = grading / f"autograde-{request.assignment}.log"
    todo = standing(root, request.assignment, request.students, force=request.force)
    if not (todo.pending or todo.without_notebook):
        return _end(request, console, Report(todo), log, workers=0, confinement=None)
    steps, confinement = choose_steps(request, Course.read(root))
    with only_run(grading, request.assignment) as scratch:
        clear_leftovers(root, request.assignment)
        # Another run may have ended meanwhile.
        todo = standing(root, request.assignment, request.students, force=request.force)
        log.unlink(missing_ok=True)
        with make_executor(request, scratch, log, len(todo.pending), confinement) as executor:
            workers = executor.workers
            with _progress(request, console, todo) as tell:
                report = run(
                    root, request.assignment, todo, executor, steps=steps, tell=_logged(tell, log)
                )
                _over()
    return _end(request, console, report, log, workers=workers, confinement=confinement)


def choose_steps(request: Request, course: Any) -> tuple[Steps, str]:
    """What is done with each submission, and how it is confined.

    Raises
    ------
    CannotGrade
        If submissions are to be confined, and this machine cannot.
    """
    from venezuela_course.grading.autograding.executor import CannotGrade
    from venezuela_course.grading.autograding.run import Steps, unconfined
    from venezuela_course.grading.sandbox.view import NoSandbox, bubblewrap

    configured = course.config.ExecuteSubmission.get("confinement", "bubblewrap")
    confinement: str = request.confinement or configured
    if confinement == "none":
        return unconfined(Steps()), confinement
    if not request.scheduler:  # a cluster's workers are asked themselves
        try:
            bubblewrap()
        except NoSandbox as error:
            raise CannotGrade(
                _("{reason}\nFor this run alone: --confinement none").format(reason=error)
            ) from error
    return Steps(), confinement


@contextmanager
def make_executor(
    request: Request, scratch: Path, log: Path, pending: int, confinement: str
) -> Iterator[Executor]:
    """Where submissions are graded: this machine, or a cluster.

    Raises
    ------
    CannotGrade
        If the cluster cannot be used.
    """
    if request.scheduler:
        from venezuela_course.grading.autograding.cluster import DaskCluster

        cluster = DaskCluster(request.scheduler, confined=confinement != "none")
        try:
            yield cluster
        finally:
            cluster.close()
    else:
        from venezuela_course.grading.autograding.pool import LocalPool, workers_by_default

        workers = min(request.workers or workers_by_default(), max(1, pending))
        yield LocalPool(workers, scratch, log)


def _logged(tell: Callable[[Line | Failure], None], log: Path) -> Callable[[Line | Failure], None]:
    """Tell, and keep in the log what is too long to be told."""
    from venezuela_course.grading.autograding.executor import Failure

    def both(line: Line | Failure) -> None:
        if isinstance(line, Failure) and line.details:
            with log.open("a", encoding="utf-8") as file:
                file.write(f"== {line.student}: {line.reason}\n{line.details}\n")
        tell(line)

    return both


# What is seen ----------------------------------------------------------------------------------------


class _Rate(ProgressColumn):
    """Submissions a minute, over the whole run."""

    def render(self, task: Task) -> Text:
        elapsed = task.finished_time or task.elapsed
        if not elapsed or not task.completed:
            return Text("–/min")
        return Text(_("{n}/min").format(n=round(60 * task.completed / elapsed)))


@contextmanager
def _progress(
    request: Request, console: Console, todo: Standing
) -> Iterator[Callable[[Line | Failure], None]]:
    """A bar that moves with each submission; failures are said above it as they come."""
    from venezuela_course.grading.autograding.executor import Failure

    failed = 0
    # A document or a quiet run has a bar only where somebody can look at it.
    hidden = request.quiet or (request.as_json and not console.is_terminal)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[failed]}"),
    )
    with Progress(*columns, console=console, disable=hidden, expand=False) as progress:
        task = progress.add_task(
            request.assignment,
            total=len(todo.pending) + len(todo.without_notebook),
            failed="",
        )

        def tell(line: Line | Failure) -> None:
            nonlocal failed
            if isinstance(line, Failure):
                failed += 1
                # The document says it too, but only at the end.
                if request.quiet or not hidden:
                    _say(
                        Console(stderr=True, highlight=False)
                        if request.quiet
                        else progress.console,
                        _("{student}: {reason}").format(student=line.student, reason=line.reason),
                    )
            progress.update(
                task,
                advance=1,
                failed=ngettext("{n} failed", "{n} failed", failed).format(n=failed),
            )

        yield tell


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)


def exit_status(report: Report) -> int:
    """The exit status that a report comes to."""
    if report.stopped:
        return STOPPED
    if report.failed or report.broken:
        return SOME_FAILED
    return ALL_GRADED if report.graded else NOTHING_TO_DO


def _end(
    request: Request,
    console: Console,
    report: Report,
    log: Path,
    *,
    workers: int,
    confinement: str | None,
) -> dict[str, Any]:
    """Show what a run came to, and return it as a document."""
    if not (request.quiet or request.as_json):
        show(console, report, request, log)
    elif request.quiet and report.broken:
        click.echo(report.broken, err=True)
    return document_of(
        report, workers=workers, scheduler=request.scheduler, confinement=confinement, log=log
    )


def document_of(
    report: Report, *, workers: int, scheduler: str | None, confinement: str | None, log: Path
) -> dict[str, Any]:
    """What ``--json`` prints of a run, without its head; docs/instructors/grading.md has the schema.

    Parameters
    ----------
    report
        What the run came to.
    workers
        How many submissions were graded at one time.
    scheduler
        The address of the cluster's scheduler; None for this machine.
    confinement
        ``"bubblewrap"``, ``"none"``, or None where nothing was run.
    log
        Where the details of failures are.
    """
    return {
        "exit": exit_status(report),
        "error": report.broken,
        "workers": workers,
        "scheduler": scheduler,
        "confinement": confinement,
        "submissions_per_minute": round(report.per_minute, 1),
        "already_graded": list(report.standing.done),
        "graded": [
            {
                "student": line.student,
                "score": line.score,
                "possible": line.possible,
                "needs_manual_grade": line.needs_manual_grade,
                "seconds": round(line.seconds, 3),
                "notes": list(line.notes),
            }
            for line in report.graded
        ],
        "failed": [
            {"student": line.student, "reason": line.reason, "attempts": line.attempts}
            for line in report.failed
        ],
        "left": list(report.left),
        "log": str(log) if log.exists() else None,
    }


def show(console: Console, report: Report, request: Request, log: Path) -> None:
    """Print the summary: numbers, failures with what to do, notes."""
    todo = report.standing
    if not (todo.pending or todo.without_notebook):
        _say(
            console,
            ngettext(
                "Nothing to do: {n} submission of {assignment} is graded, and none is newer. "
                "Grade again with --force.",
                "Nothing to do: {n} submissions of {assignment} are graded, and none is newer. "
                "Grade again with --force.",
                len(todo.done),
            ).format(n=len(todo.done), assignment=request.assignment),
        )
        return
    console.print(_numbers(report))
    _list(console, _("Not graded"), [(line.student, line.reason) for line in report.failed])
    _list(
        console,
        _("Notes"),
        [(line.student, note) for line in report.graded for note in line.notes],
    )
    for text in _what_to_do(report, request, log):
        _say(console, text)


def _numbers(report: Report) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(justify="right")
    table.add_column()
    manual = sum(line.needs_manual_grade for line in report.graded)
    notes = sum(bool(line.notes) for line in report.graded)
    rows = [
        (len(report.graded), _("graded")),
        (len(report.failed), _("not graded, for a reason given below")),
        (len(report.left), _("not begun")),
        (len(report.standing.done), _("graded before, left as they are")),
        (manual, _("need a person's grade (formgrader: Manual Grading)")),
        (notes, _("graded, with a note below")),
    ]
    for number, text in rows:
        if number or text == _("graded"):
            table.add_row(str(number), text)
    table.add_row(f"{report.seconds:.1f}", _("seconds"))
    if report.graded:
        table.add_row(f"{report.per_minute:.0f}", _("submissions a minute"))
    return table


def _list(console: Console, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """A table of students and sentences, a sentence once; nothing where there are none."""
    if not rows:
        return
    students: dict[str, list[str]] = {}
    for student, text in rows:
        students.setdefault(text, []).append(student)
    # Without a blank line of its own above, the title would stand as the last of what is there.
    title = f"\n{escape(title)}"
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), title=title, title_justify="left")
    table.add_column(_("Students"), overflow="fold", ratio=1)
    table.add_column(_("What happened"), overflow="fold", ratio=2)
    for text, them in sorted(students.items(), key=lambda item: sorted(item[1])):
        # What a student wrote can stand in a note: it is never read as markup.
        table.add_row(Text(_few(sorted(them))), Text(text))
    console.print(table)


def _few(students: Sequence[str]) -> str:
    """The ids, or the first of many and how many more there are; the document has them all."""
    more = len(students) - NAMED
    if more <= 1:
        return ", ".join(students)
    return _("{names} and {n} more").format(names=", ".join(students[:NAMED]), n=more)


def _what_to_do(report: Report, request: Request, log: Path) -> Iterator[str]:
    if report.broken:
        yield _("The run could not go on. {reason}").format(reason=report.broken)
    if report.failed and log.exists():
        yield _("Details are in {log}.").format(log=log)
    if report.stopped:
        yield ngettext(
            "Stopped. {n} submission is left; what was graded is stored.",
            "Stopped. {n} submissions are left; what was graded is stored.",
            len(report.left),
        ).format(n=len(report.left))
    if report.stopped and request.force:
        yield _(
            "With --force the same command begins anew. To grade only the rest, name them with --student; "
            "--json lists them."
        )
    elif report.stopped or report.broken:
        yield _("To go on, give the same command again.")
    elif report.failed:
        yield _(
            "Mend what is named above and give the same command again: it tries only what is not graded."
        )


# Judging again ---------------------------------------------------------------------------------------


def _rescored(request: Request, console: Console) -> dict[str, Any]:
    """Judge again without kernels, show, and return what ``--json`` prints."""
    from nbgrader.api import MissingEntry

    from venezuela_course.grading.autograding.course import Course
    from venezuela_course.grading.autograding.executor import CannotGrade, reason_of
    from venezuela_course.grading.autograding.lock import only_run
    from venezuela_course.grading.autograding.pool import workers_by_default
    from venezuela_course.grading.autograding.run import standing
    from venezuela_course.grading.graderbook import GradersMissing
    from venezuela_course.grading.rescore import rescore

    root = find_root()
    todo = standing(root, request.assignment, request.students)  # checks the names
    students = sorted({*todo.pending, *todo.done})
    workers = request.workers or workers_by_default()
    started = time.perf_counter()
    with only_run(root / "grading", request.assignment):
        try:
            results = rescore(
                root, request.assignment, students, workers, config=Course.read(root).config
            )
        except (GradersMissing, MissingEntry) as error:
            raise CannotGrade(reason_of(error)) from error
    seconds = time.perf_counter() - started
    if not (request.quiet or request.as_json):
        _show_rescored(console, results, seconds)
    return _rescored_document(results)


def _rescored_document(results: Sequence[Rescored]) -> dict[str, Any]:
    again = [result for result in results if result.outcome == "autograde"]
    status = SOME_FAILED if again else ALL_GRADED if results else NOTHING_TO_DO
    return {
        "exit": status,
        "error": "",
        "changed": [
            {"student": result.student, "before": result.before, "after": result.after}
            for result in results
            if result.outcome == "changed"
        ],
        "same": [result.student for result in results if result.outcome == "same"],
        "autograde": [{"student": result.student, "reason": result.why} for result in again],
        "complaints": sorted({text for result in results for text in result.complaints}),
    }


def _show_rescored(console: Console, results: Sequence[Rescored], seconds: float) -> None:
    document = _rescored_document(results)
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(justify="right")
    table.add_column()
    moved = [row for row in document["changed"] if row["before"] != row["after"]]
    table.add_row(str(len(moved)), _("have other points now"))
    table.add_row(
        str(len(document["same"]) + len(document["changed"]) - len(moved)),
        _("have the same points"),
    )
    if document["autograde"]:
        table.add_row(
            str(len(document["autograde"])), _("have to be run again: venezuela-course autograde")
        )
    table.add_row(f"{seconds:.1f}", _("seconds"))
    console.print(table)
    _list(
        console,
        _("Other points"),
        [
            (
                row["student"],
                _("{before:g} before, {after:g} now").format(
                    before=row["before"] or 0.0, after=row["after"] or 0.0
                ),
            )
            for row in moved
        ],
    )
    _list(
        console,
        _("Not judged again"),
        [(row["student"], row["reason"]) for row in document["autograde"]],
    )
    for text in document["complaints"]:
        _say(console, text)

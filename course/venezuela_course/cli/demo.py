"""``venezuela-course demo``: a class of students who do not exist, from release to feedback.

Everything happens in a folder of its own, with the course's own settings and real nbgrader; a gradebook
in use is never touched. nbgrader works in a second process. It takes Ctrl+C for itself and would go on
with the next student, so this process shows the progress, and ends the other when it is interrupted.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from venezuela_course.language import _

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI

    from venezuela_course.cli.synthetic_class import ModelSolution, Work

DEFAULT = "a3"
CONFIGURATION = "nbgrader_config.py"
#: Says that a folder was made by this command, and so may be replaced by it.
MARKER = ".venezuela-course-demo"
LOG = "demo.log"
SEED = 2024
SHOWN = 3  # the student whose feedback page is named: one with a common misunderstanding
PATIENCE = 10.0  # seconds for the second process to stop its kernel

Scores = dict[str, dict[str, float]]


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What the second process is to do.

    Parameters
    ----------
    course
        A checkout of the course: read, never written.
    folder
        Where everything is made.
    assignment
        The assignment that the class does.
    students
        How many there are.
    """

    course: Path
    folder: Path
    assignment: str
    students: int

    @property
    def names(self) -> list[str]:
        """``s01``, ``s02`` and so on."""
        width = max(2, len(str(self.students)))
        return [f"s{number:0{width}d}" for number in range(1, self.students + 1)]


def command() -> click.Command:
    """Build the command, its help in the language in use."""
    return click.Command(
        "demo",
        callback=demo,
        help=_(
            "Grade a synthetic class from release to feedback, and show the scores.\n\n"
            "The students do not exist: their answers are drawn at random, equal on every run. All of "
            "it is made in one folder, and no gradebook in use is touched."
        ),
        params=[
            click.Argument(["assignment"], default=DEFAULT),
            click.Option(
                ["--folder"],
                type=click.Path(path_type=Path),
                default="grading-demo",
                show_default=True,
                help=_("Where to work. A folder that an earlier demo made is replaced."),
            ),
            click.Option(
                ["--students"],
                type=click.IntRange(1, 999),
                default=24,
                show_default=True,
                help=_("How many students there are."),
            ),
        ],
    )


def demo(assignment: str, folder: Path, students: int) -> None:
    """Grade a synthetic class and show the scores.

    Parameters
    ----------
    assignment
        Which assignment the class does, such as ``a3``.
    folder
        Where everything is made.
    students
        How many students there are.

    Raises
    ------
    click.ClickException
        If the course's source is not there, the folder is in use, or nbgrader fails.
    click.Abort
        After Ctrl+C; the folder stays as it was left.
    """
    console = Console(highlight=False)
    try:
        plan = Plan(find_course(assignment), folder.expanduser().absolute(), assignment, students)
        make_folder(plan.folder)
        scores, possible = run(plan, console)
    except DemoError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        console.print(
            _("Stopped. What was made so far is in {folder}.").format(folder=plan.folder),
            markup=False,
            soft_wrap=True,
        )
        raise click.Abort from None
    console.print(score_table(scores, possible, assignment))
    shown = plan.names[min(SHOWN, students) - 1]
    page = plan.folder / "grading" / "feedback" / shown / assignment / f"{assignment}.html"
    console.print(
        _("The points of the essay are drawn at random: a person grades it in formgrader."),
        markup=False,
        soft_wrap=True,
    )
    console.print(_("A feedback page: {page}").format(page=page), markup=False, soft_wrap=True)


def find_course(assignment: str) -> Path:
    """The checkout of the course: the current folder, or where the package was installed from.

    Raises
    ------
    DemoError
        If neither holds the instructor's side, or there is no such assignment.
    """
    needed = (
        CONFIGURATION,
        f"solutions/{assignment}/{assignment}.ipynb",
        f"solutions/{assignment}/graders.py",
    )
    for folder in (Path.cwd(), Path(__file__).resolve().parents[3]):
        if all((folder / name).is_file() for name in needed):
            return folder
        if (folder / CONFIGURATION).is_file() and (folder / "solutions").is_dir():
            there = sorted(path.parent.name for path in folder.glob("solutions/*/graders.py"))
            raise DemoError(
                _("There is no assignment {assignment}; there is: {there}.").format(
                    assignment=assignment, there=", ".join(there)
                )
            )
    raise DemoError(
        _(
            "The demo needs the instructor's side of the course, which the installed package does not "
            "hold: {files}. They are in the course's repository: clone it, and run the demo there."
        ).format(files=", ".join(needed))
    )


def make_folder(folder: Path) -> None:
    """Make an empty folder, in place of one that an earlier demo left.

    Raises
    ------
    DemoError
        If something else is there, or the folder cannot be made.
    """
    from nbgrader.utils import rmtree

    try:
        if (folder / MARKER).is_file():
            rmtree(str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise DemoError(
                _(
                    "{folder} is not empty and was not made by this demo. Name another with "
                    "--folder."
                ).format(folder=folder)
            )
        (folder / MARKER).touch()
    except OSError as error:
        raise DemoError(
            _("The folder {folder} cannot be used: {reason}. Name another with --folder.").format(
                folder=folder, reason=error.strerror or error
            )
        ) from error


# The process that shows -----------------------------------------------------------------------------


def run(plan: Plan, console: Console) -> tuple[Scores, dict[str, float]]:
    """Let the second process work, and show how far it is.

    Returns
    -------
    tuple of dict and dict
        Points by student and cell, and the most there is by cell.

    Raises
    ------
    DemoError
        If nbgrader fails; the message holds the end of what it said.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=work, args=(plan, sender))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    worker.start()
    sender.close()
    try:
        with Progress(*columns, console=console) as progress:
            return follow(receiver, progress, plan.folder / LOG)
    finally:
        worker.terminate()
        worker.join(PATIENCE)
        worker.kill()
        worker.join()


def follow(receiver: Connection, progress: Progress, log: Path) -> tuple[Scores, dict[str, float]]:
    """Show each message of the second process until it is done.

    Raises
    ------
    DemoError
        If it failed or ended early.
    """
    task = None
    while True:
        try:
            kind, *details = receiver.recv()
        except EOFError:
            raise DemoError(_("The grading ended early; see {log}.").format(log=log)) from None
        if kind == "phase":
            task = progress.add_task(details[0], total=details[1])
        elif kind == "advance" and task is not None:
            progress.advance(task)
        elif kind == "failed":
            raise DemoError(details[0])
        elif kind == "done":
            return details[0], details[1]


def score_table(scores: Scores, possible: Mapping[str, float], assignment: str) -> Table:
    """The class's points: a row for each student, a column for each exercise, the mean below."""
    # Narrow enough for a terminal of 80 columns.
    table = Table(
        title=_("Points of a class of students who do not exist"),
        show_footer=True,
        box=SIMPLE,
        padding=(0, 0),
    )
    total = sum(possible.values())
    number = max(len(scores), 1)
    sums = [sum(row.values()) for row in scores.values()]
    table.add_column(_("Student"), footer=_("Mean"))
    for name, most in possible.items():
        mean = sum(row[name] for row in scores.values()) / number
        heading = name.removeprefix(f"{assignment}-").replace("-", "\n")
        table.add_column(f"{heading}\n/ {most:g}", footer=f"{mean:.1f}", justify="right")
    table.add_column(
        f"{_('total')}\n/ {total:g}", footer=f"{sum(sums) / number:.1f}", justify="right"
    )
    for student, row in scores.items():
        table.add_row(
            student, *(f"{row[name]:.1f}" for name in possible), f"{sum(row.values()):.1f}"
        )
    return table


# The process that grades ----------------------------------------------------------------------------


def work(plan: Plan, sender: Connection) -> None:
    """Run the whole cycle; tell the other process of each step.

    Messages are ``("phase", title, steps)``, ``("advance",)``, and at last ``("done", scores, possible)``
    or ``("failed", reason)``.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl+C at the terminal is for the other process
    log = plan.folder / LOG
    with log.open("ab", buffering=0) as file:
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                os.dup2(file.fileno(), stream.fileno())
    # A shared exchange has no part in a demo.
    os.environ.pop("VENEZUELA_COURSE_EXCHANGE", None)
    try:
        for message in cycle(plan):
            sender.send(message)
    except DemoError as error:
        sender.send(("failed", str(error)))
    except Exception:
        traceback.print_exc()
        sender.send(("failed", _("The demo failed; see {log}.").format(log=log)))


def cycle(plan: Plan) -> Iterator[tuple[Any, ...]]:
    """Release, hand in, grade, grade essays, give feedback: a message for each step."""
    import nbformat

    from venezuela_course.cli.synthetic_class import SyntheticClass, exercises_of, read_solution
    from venezuela_course.grading.graderbook import read_graders

    source = plan.folder / "solutions" / plan.assignment
    shutil.copy(plan.course / CONFIGURATION, plan.folder)
    shutil.copytree(
        plan.course / "solutions" / plan.assignment,
        source,
        ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "answers"),
    )
    api = nbgrader_in(plan.folder)

    yield "phase", _("Releasing"), 1
    expect_success(api.generate_assignment(plan.assignment), plan.folder)
    yield ("advance",)

    yield "phase", _("Handing in"), plan.students
    released = plan.folder / "assignments" / plan.assignment
    notebook = nbformat.read(released / f"{plan.assignment}.ipynb", 4)
    solution = read_solution(nbformat.read(source / f"{plan.assignment}.ipynb", 4))
    group = SyntheticClass(
        notebook,
        solution,
        exercises_of(notebook, source),
        read_graders(source / "graders.py"),
        SEED,
    )
    for number, name in enumerate(plan.names, start=1):
        folder = plan.folder / "grading" / "submitted" / name / plan.assignment
        hand_in(group.work(number), released, folder)
        yield ("advance",)

    yield from each(_("Autograding"), plan, lambda name: api.autograde(plan.assignment, name))
    with open_gradebook(plan.folder) as gradebook:
        grade_essays(gradebook, plan, solution)
    yield from each(_("Feedback"), plan, lambda name: api.generate_feedback(plan.assignment, name))
    with open_gradebook(plan.folder) as gradebook:
        yield "done", read_scores(gradebook, plan), {**solution.points, **solution.essays}


def each(
    title: str, plan: Plan, step: Callable[[str], Mapping[str, Any]]
) -> Iterator[tuple[Any, ...]]:
    """One phase: a step for each student."""
    yield "phase", title, plan.students
    for name in plan.names:
        expect_success(step(name), plan.folder)
        yield ("advance",)


def nbgrader_in(folder: Path) -> NbGraderAPI:
    """Nbgrader's Python API on a course root's configuration."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import Config, PyFileConfigLoader

    config = PyFileConfigLoader(CONFIGURATION, path=str(folder)).load_config()
    config.merge(Config(NbGraderAPI={"log_level": "WARN"}))
    return NbGraderAPI(config=config)


def open_gradebook(folder: Path) -> Gradebook:
    """The demo's own gradebook, for a ``with`` statement."""
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{folder / 'grading' / 'gradebook.db'}", "venezuela")


def expect_success(result: Mapping[str, Any], folder: Path) -> None:
    """Go on only where nbgrader succeeded.

    Raises
    ------
    DemoError
        With the last line of what nbgrader said; all of it is in the log.
    """
    if result["success"]:
        return
    said = f"{result.get('log', '')}\n{result.get('error', '')}".strip()
    print(said, file=sys.stderr)
    raise DemoError(
        _("nbgrader failed: {reason}\nAll it said is in {log}.").format(
            reason=said.splitlines()[-1] if said else "", log=folder / LOG
        )
    )


def hand_in(work: Work, released: Path, folder: Path) -> None:
    """Lay one student's notebook and answers where nbgrader collects submissions."""
    import nbformat

    from venezuela_course.exercises.answers import AnswerFile, Saved

    shutil.copytree(released, folder)
    nbformat.write(work.notebook, folder / f"{folder.name}.ipynb")
    for exercise, answer in work.files.items():
        AnswerFile(folder, exercise).write(Saved(answer))


def grade_essays(gradebook: Gradebook, plan: Plan, solution: ModelSolution) -> None:
    """Give each essay that was written points, as a marker does in formgrader; these are drawn."""
    for name in plan.names:
        chance = random.Random(f"{SEED}/{name}/essays")
        for essay, most in solution.essays.items():
            grade = gradebook.find_grade(essay, plan.assignment, plan.assignment, name)
            if grade.needs_manual_grade:
                grade.manual_score = float(chance.randint(round(most * 0.4), round(most)))
                grade.needs_manual_grade = False
    gradebook.db.commit()


def read_scores(gradebook: Gradebook, plan: Plan) -> Scores:
    """The points that the gradebook has, by student and cell."""
    return {
        name: {
            grade.name: grade.score
            for notebook in gradebook.find_submission(plan.assignment, name).notebooks
            for grade in notebook.grades
        }
        for name in plan.names
    }

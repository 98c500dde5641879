"""``venezuela-course pack``: what a student receives, generated from what the instructor edits.

nbgrader's own generator does the work, in a throw-away copy of the course: the gradebook, the exchange
and a running class are not touched, and the result is the same, byte for byte, on every machine.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from pathlib import Path

import click
from rich.console import Console

from venezuela_course.cli.workspace import PERSONAL
from venezuela_course.language import _

_CONFIGURATION = "nbgrader_config.py"


class PackError(Exception):
    """An assignment cannot be generated; the message says which, and what nbgrader said."""


def command() -> click.Command:
    """Build the command, its help in the language in use."""
    return click.Command(
        "pack",
        callback=pack,
        help=_(
            "Generate assignments/ from solutions/, without keys, graders or model answers.\n\n"
            "Names are those of folders in solutions/; all of them unless you name some. The gradebook "
            "is not touched."
        ),
        params=[
            click.Argument(["names"], nargs=-1, metavar=_("[NAME]...")),
            click.Option(
                ["--course", "course"],
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                default=".",
                help=_("The checkout of the course; the current folder unless you name another."),
            ),
            click.Option(
                ["--check"],
                is_flag=True,
                help=_("Change nothing; fail if an assignment is not what its solution gives."),
            ),
        ],
    )


def pack(names: tuple[str, ...], course: Path, check: bool) -> None:
    """Generate assignments, or check that they are current.

    Parameters
    ----------
    names
        Assignments to generate; all of the course's where empty.
    course
        Root of the checkout.
    check
        Whether only to compare.

    Raises
    ------
    click.ClickException
        If an assignment cannot be generated or, with `check`, is not current.
    """
    console = Console(highlight=False, soft_wrap=True)
    stale = []
    try:
        for name in names or assignment_names(course):
            target = course / "assignments" / name
            with tempfile.TemporaryDirectory() as folder:
                generated = Path(folder) / name
                generate(course, name, generated)
                if same_files(generated, target):
                    console.print(_("{name} is current.").format(name=name), markup=False)
                elif check:
                    stale.append(name)
                else:
                    replace_folder(target, generated)
                    console.print(_("{name} is generated.").format(name=name), markup=False)
    except PackError as error:
        raise click.ClickException(str(error)) from error
    if stale:
        raise click.ClickException(
            _("Not what solutions/ gives: {names}. Run: venezuela-course pack").format(
                names=", ".join(stale)
            )
        )


def assignment_names(course: Path) -> list[str]:
    """Names of the assignments that have a solution, in order.

    Raises
    ------
    PackError
        If there is none.
    """
    names = sorted(
        folder.name for folder in (course / "solutions").glob("*") if any(folder.glob("*.ipynb"))
    )
    if not names:
        raise PackError(
            _("There is no solution in {folder}. Run this in a checkout of the course.").format(
                folder=course.absolute() / "solutions"
            )
        )
    return names


def generate(course: Path, name: str, destination: Path) -> None:
    """Generate one assignment with nbgrader.

    Parameters
    ----------
    course
        Root of the checkout: its ``nbgrader_config.py`` and ``solutions/<name>`` are read.
    name
        The assignment, such as ``a3``.
    destination
        Folder to make; it must not exist.

    Raises
    ------
    PackError
        If there is no such solution, or nbgrader refuses it; the message holds nbgrader's complaint.
    """
    if name not in assignment_names(course):
        raise PackError(
            _("There is no solution named {name}. There are: {names}.").format(
                name=name, names=", ".join(assignment_names(course))
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        # Resolved, because nbgrader matches paths as text and a temporary folder may be a link.
        copy = Path(folder).resolve()
        shutil.copy(course / _CONFIGURATION, copy)
        shutil.copytree(
            course / "solutions" / name,
            copy / "solutions" / name,
            ignore=shutil.ignore_patterns(*PERSONAL),
        )
        shutil.copytree(_run_nbgrader(copy, name), destination)
    for notebook in destination.rglob("*.ipynb"):
        # nbgrader writes the system's line ends; the repository holds one kind.
        notebook.write_bytes(notebook.read_bytes().replace(b"\r\n", b"\n"))


def _run_nbgrader(course: Path, name: str) -> Path:
    """Run nbgrader's generator in a copy of the course; return the folder it made."""
    # Imported here because `--help` need not wait for it.
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import Config, PyFileConfigLoader

    here = Path.cwd()
    # nbgrader_config.py may speak of the folder it is run in.
    os.chdir(course)
    try:
        config = PyFileConfigLoader(_CONFIGURATION, path=str(course)).load_config()
        config.merge(
            Config(
                CourseDirectory={
                    "root": str(course),
                    "source_directory": "solutions",
                    "release_directory": "assignments",
                    "db_url": f"sqlite:///{course / 'gradebook.db'}",
                },
                Exchange={"root": str(course / "exchange")},
                NbGraderAPI={"log_level": "WARN"},
            )
        )
        result = NbGraderAPI(config=config).generate_assignment(name, force=True)
    finally:
        os.chdir(here)
    if not result["success"]:
        raise PackError(
            _("nbgrader could not generate {name}:\n{log}").format(
                name=name, log=result.get("log") or result.get("error", "")
            )
        )
    return course / "assignments" / name


def same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes.

    What someone's own work leaves there (``workspace.PERSONAL``) does not count; a folder that is missing
    holds no file.
    """
    inside = course_files(one)
    if inside != course_files(other):
        return False
    _same, differ, unreadable = filecmp.cmpfiles(one, other, inside, shallow=False)
    return not differ and not unreadable


def course_files(folder: Path) -> list[str]:
    """Paths, relative to `folder`, of the files in it that are the course's, sorted."""
    inside = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(str(path) for path in inside if not PERSONAL.intersection(path.parts))


def replace_folder(target: Path, source: Path) -> None:
    """Make `target` hold the course's files of `source` and no others; personal files stay."""
    for name in course_files(target):
        (target / name).unlink()
    shutil.copytree(source, target, dirs_exist_ok=True)

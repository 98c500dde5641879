"""``venezuela-course lab``: JupyterLab on the first lesson."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import click
from rich.console import Console

from venezuela_course.cli.workspace import (
    Unpacked,
    WorkspaceError,
    first_lesson,
    is_checkout,
    unpack,
)
from venezuela_course.language import _, ngettext


def command() -> click.Command:
    """Build the command, its help in the language in use."""
    return click.Command(
        "lab",
        callback=lab,
        help=_(
            "Open JupyterLab on the first lesson.\n\n"
            "In FOLDER (the current one, unless you name another) the lessons and assignments are unpacked "
            "first. A file that is already there is left as it is; a later version of it is put beside it. "
            "In a checkout of the course the lessons open where they are.\n\n"
            "Options that this command does not know go to JupyterLab: venezuela-course lab FOLDER "
            "--ServerApp.ip=127.0.0.1"
        ),
        # Whatever JupyterLab takes, `lab` takes.
        context_settings={"ignore_unknown_options": True},
        params=[
            click.Option(
                ["--browser/--no-browser"],
                default=True,
                help=_("Whether to open a web browser; without one, the address is printed."),
            ),
            click.Option(
                ["--port"],
                type=click.IntRange(0, 65535),
                help=_("Port that JupyterLab listens on."),
            ),
            click.Argument(["words"], nargs=-1, type=click.UNPROCESSED, metavar="[FOLDER]"),
        ],
    )


def lab(browser: bool, port: int | None, words: tuple[str, ...]) -> None:
    """Unpack the course where needed, and become JupyterLab.

    Parameters
    ----------
    browser
        Whether JupyterLab opens a web browser.
    port
        TCP port; None leaves the choice to JupyterLab.
    words
        The folder, if one is named, then JupyterLab's own options.

    Raises
    ------
    click.ClickException
        If the folder cannot be used.
    """
    name, options = split_words(words)
    folder = Path(name).expanduser().absolute()
    try:
        lessons = prepare(folder)
        start = f"{lessons}/{first_lesson(folder / lessons)}"
    except WorkspaceError as error:
        raise click.ClickException(str(error)) from error
    become(jupyterlab(folder, start, browser=browser, port=port, options=options), folder)


def split_words(words: tuple[str, ...]) -> tuple[str, list[str]]:
    """Tell the folder from JupyterLab's options.

    Parameters
    ----------
    words
        What the command line holds besides the options of ``lab``.

    Returns
    -------
    tuple of str and list of str
        The folder (``.`` where none is named) and the rest.

    Raises
    ------
    click.UsageError
        If two folders are named.
    """
    named = [] if not words or words[0].startswith("-") else [words[0]]
    options = list(words[len(named) :])
    if options and not options[0].startswith("-"):
        raise click.UsageError(
            _("Name one folder: {first} or {second}. Quotation marks keep spaces together.").format(
                first=named[0], second=options[0]
            )
        )
    return (named or ["."])[0], options


def prepare(folder: Path) -> str:
    """Make the folder ready, and tell the student what was done.

    Parameters
    ----------
    folder
        A checkout of the course, or the student's folder.

    Returns
    -------
    str
        The lessons' folder, relative to `folder`.

    Raises
    ------
    WorkspaceError
        If the folder cannot be used.
    """
    if is_checkout(folder):
        return "course/lessons"
    say(unpack(folder, version("venezuela-course")), folder)
    return "lessons"


def say(done: Unpacked, folder: Path) -> None:
    """Print what unpacking wrote, kept and put beside."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(_("Your folder: {folder}").format(folder=folder), markup=False, style="bold")
    new, kept = len(done.written), len(done.kept)
    lines = {
        ngettext("{n} file is new.", "{n} files are new.", new).format(n=new): new,
        ngettext(
            "{n} file was there and is left as it is.",
            "{n} files were there and are left as they are.",
            kept,
        ).format(n=kept): kept,
    }
    for line, count in lines.items():
        if count:
            console.print(line, markup=False)
    for path in done.beside:
        line = _("The course has a newer version, put beside yours: {file}").format(
            file=path.as_posix()
        )
        console.print(line, markup=False)


def jupyterlab(
    folder: Path, start: str, *, browser: bool, port: int | None, options: list[str]
) -> list[str]:
    """Compose the command that starts JupyterLab.

    Parameters
    ----------
    folder
        What JupyterLab's file browser shows.
    start
        The notebook to open, relative to `folder`, with forward slashes.
    browser, port, options
        As for `lab`.

    Returns
    -------
    list of str
        Words of the command, the interpreter first.
    """
    return [
        sys.executable,
        *("-m", "jupyterlab"),
        # Said outright: a root_dir in the student's own Jupyter settings would hide the lessons.
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{quote(start)}",
        *([] if browser else ["--no-browser"]),
        *([] if port is None else [f"--port={port}"]),
        *options,
    ]


def become(words: list[str], folder: Path) -> None:
    """Run a command in `folder` in place of this process, so that Ctrl+C and signals reach it.

    Raises
    ------
    SystemExit
        On Windows, where a process cannot replace itself: with the command's own exit status.
    """
    # nbgrader reads nbgrader_config.py from the folder that JupyterLab was started in.
    os.chdir(folder)
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(words[0], words)
    process = subprocess.Popen(words)
    # Ctrl+C is JupyterLab's, which asks before it stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(process.wait())

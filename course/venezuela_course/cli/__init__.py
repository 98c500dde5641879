"""``venezuela-course``: what neither Jupyter nor nbgrader already does.

Each command is a module of its own, with a function ``command()`` that builds it. The module is
imported when its command is called, so that ``venezuela-course lab`` does not wait for pandas.
"""

from __future__ import annotations

import os
import sysconfig
from importlib import import_module

import click

from venezuela_course.language import _

#: Command name to the module that builds it, in the order in which help lists them.
COMMANDS = {
    "lab": "venezuela_course.cli.lab",
    "autograde": "venezuela_course.cli.autograde",
    "demo": "venezuela_course.cli.demo",
    "pack": "venezuela_course.cli.pack",
    "pair": "venezuela_course.cli.pair",
    "syllabus": "venezuela_course.cli.syllabus",
}


class _Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name]).command()
        return command


def main(arguments: list[str] | None = None) -> None:
    """Run ``venezuela-course``.

    Parameters
    ----------
    arguments
        Words of the command line after the program's name; None takes them from the process.

    Raises
    ------
    SystemExit
        Always, as a program ends: 0 when all went well, 1 when the work could not be done, 2 when the
        command line could not be read.
    """
    find_scripts()
    commands = _Commands(
        help=_("A graded Jupyter course on Venezuela's crisis, 2016 to August 2024.")
    )
    program = click.version_option(
        package_name="venezuela-course", message="%(package)s %(version)s"
    )(commands)
    program.main(arguments, prog_name="venezuela-course")


def find_scripts() -> None:
    """Put this environment's scripts first on ``PATH``, for this process and those it starts.

    nbgrader calls ``alembic`` by its bare name to open a gradebook, and fails where the virtual
    environment is used without being activated, as in ``.venv/bin/venezuela-course lab``.
    """
    scripts = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[0] != scripts:
        os.environ["PATH"] = os.pathsep.join([scripts, path])

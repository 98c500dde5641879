"""A course as its ``nbgrader_config.py`` describes it: where its folders and its gradebook are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from traitlets.config.loader import Config, PyFileConfigLoader

from venezuela_course.grading.autograding.archive import Limits
from venezuela_course.language import _

CONFIGURATION = "nbgrader_config.py"
EXCHANGE = "VENEZUELA_COURSE_EXCHANGE"
LOCKED_SECONDS = 60.0  # formgrader holds a SQLite gradebook for milliseconds


class CourseError(Exception):
    """Something that grading needs is missing or cannot be used: what, where, and what to do."""


@dataclass(frozen=True)
class Course:
    """A course's folders and gradebook.

    Parameters
    ----------
    root
        The course's folder.
    text
        What stands in its ``nbgrader_config.py``.
    config
        The settings that it makes.
    """

    root: Path
    text: str
    config: Config

    @classmethod
    def read(cls, root: Path) -> Course:
        """Read a course's settings, again only when their text changed.

        Parameters
        ----------
        root
            The folder with ``nbgrader_config.py``.

        Raises
        ------
        CourseError
            If there is no configuration, or it does not run.
        """
        root = root.resolve()  # nbgrader matches paths as text
        path = root / CONFIGURATION
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(
                _(
                    "{path} cannot be read ({error}). Call this command in the course's folder, or "
                    "name that folder."
                ).format(path=path, error=error)
            ) from error
        return _course(root, text, os.environ.get(EXCHANGE))

    @property
    def directory(self) -> CourseDirectory:
        """Nbgrader's own view of the folders."""
        return CourseDirectory(config=self.config)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Where a step of nbgrader keeps an assignment: ``submitted``, ``autograded``, ``source``.

        Parameters
        ----------
        step
            The step, as in the names of `CourseDirectory`'s settings.
        student
            The student's identifier; ``"."`` for the instructor's source.
        assignment
            The assignment's name.
        """
        directory = self.directory
        return Path(
            directory.format_path(getattr(directory, f"{step}_directory"), student, assignment)
        )

    @property
    def limits(self) -> Limits:
        """How much of a submission is taken: what nbgrader takes from the exchange."""
        directory = self.directory
        return Limits(directory.max_file_size * 1000, directory.max_dir_size * 1000)

    @property
    def gradebook(self) -> str:
        """The address of the gradebook, fit to be shown: without a password."""
        return make_url(self.directory.db_url).render_as_string(hide_password=True)

    def engine(self, *, writing: bool = False) -> Engine:
        """The gradebook's database. Its connections are closed after use, so a fork shares none.

        Parameters
        ----------
        writing
            Whether transactions are made to change something: on SQLite, which has one writer at a time,
            they then wait for their turn when they begin, and what they read stays true until they end.

        Raises
        ------
        CourseError
            If the gradebook is a file that is not there.
        """
        url = make_url(self.directory.db_url)
        if url.get_backend_name() != "sqlite":
            return create_engine(url, poolclass=NullPool)
        file = url.database or ""
        # An address of SQLite's own, file:…?mode=ro, is left to SQLite.
        if not file.startswith(("file:", ":")) and not Path(self.root, file).is_file():
            raise CourseError(
                _(
                    "There is no gradebook yet ({path}). Make it and the release first: "
                    "nbgrader generate_assignment ASSIGNMENT."
                ).format(path=file)
            )
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": LOCKED_SECONDS})
        if writing:
            # sqlite3 starts a transaction at the first change only, when what was read before may be out
            # of date. This is the way that SQLAlchemy's documentation gives to start it at once.
            event.listen(engine, "connect", _leave_transactions_to_us)
            event.listen(engine, "begin", _begin_writing)
        return engine


def _leave_transactions_to_us(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]


def _begin_writing(connection: object) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]


@lru_cache(maxsize=8)
def _course(root: Path, text: str, exchange: str | None) -> Course:
    return Course(root, text, load(root))


def load(root: Path) -> Config:
    """What a course's ``nbgrader_config.py`` sets.

    Parameters
    ----------
    root
        The folder in which it stands; modules beside it can be imported.

    Raises
    ------
    CourseError
        If it does not run.
    """
    with local_modules(root):
        try:
            config = PyFileConfigLoader(CONFIGURATION, path=str(root)).load_config()
        except Exception as error:
            raise CourseError(
                _("{path} does not run: {error}.").format(
                    path=root / CONFIGURATION, error=f"{type(error).__name__}: {error}"
                )
            ) from error
    if "root" not in config.CourseDirectory:
        config.CourseDirectory.root = str(root)
    return config


@contextmanager
def local_modules(root: Path) -> Iterator[None]:
    """Let the Python files of a folder be imported, as nbgrader's commands do, and forget them after.

    Parameters
    ----------
    root
        The folder. What was imported from elsewhere under the same names is put aside meanwhile.
    """
    names = [path.stem for path in root.glob("*.py") if path.name != CONFIGURATION]
    aside = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
        sys.dont_write_bytecode = writes
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(aside)
        sys.path_importer_cache.pop(str(root), None)

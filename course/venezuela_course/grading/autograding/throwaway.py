"""SQLite for a gradebook that nobody needs after a crash, opened a dozen times in a second.

nbgrader makes a new engine at each of its steps, and SQLAlchemy compiles each engine's statements anew:
a quarter of the time that nbgrader takes beside the kernel. These engines share what was compiled, and
never wait for a disk.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

NAME = "throwaway"
_compiled: LRUCache[Any, Any] = LRUCache(500)


class ThrowAwayDialect(SQLiteDialect_pysqlite):
    """SQLite through the standard library, equal to any other of its kind as a key of compiled statements."""

    driver = NAME
    supports_statement_cache = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let an engine use what others compiled."""
        engine.update_execution_options(compiled_cache=_compiled)

    def on_connect(self) -> Callable[[Any], None]:
        """What is done with a new connection."""
        prepare = super().on_connect()

        def connect(connection: Any) -> None:
            if prepare is not None:
                prepare(connection)
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA journal_mode=MEMORY")

        return connect

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register(f"sqlite.{NAME}", __name__, ThrowAwayDialect.__name__)


def address(path: Path) -> str:
    """The ``db_url`` of a throw-away gradebook.

    Parameters
    ----------
    path
        Its file.
    """
    return f"sqlite+{NAME}:///{path}"

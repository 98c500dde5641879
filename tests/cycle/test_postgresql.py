"""The gradebook may be PostgreSQL: its rows are those of SQLite, and nbgrader itself works with them."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from course_copy import CourseCopy
from mini_class import ASSIGNMENT, grade_here, hand_in, make_course, rows, sqlite

pytestmark = [
    pytest.mark.cycle,
    pytest.mark.skipif(sys.platform != "linux", reason="the server comes from Debian's package"),
]

STUDENTS = ["ana", "bea", "cid", "dan"]
SERVER = "postgres"  # the account of Debian's package: the server refuses to run as root


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest of Debian's or that on the path."""
    found = sorted(
        glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: path.split("/")[4].zfill(4)
    )
    if found:
        return Path(found[-1])
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of an empty database of a real server, on a socket in a temporary folder."""
    place = programs()
    if place is None:
        message = "There is no PostgreSQL server: apt install postgresql, or run .ci/run."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    # A socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_server: list[str] = []
    if hasattr(os, "getuid") and os.getuid() == 0:
        shutil.chown(folder, SERVER)
        as_server = ["runuser", "-u", SERVER, "--"]

    def call(program: str, *words: str) -> None:
        done = subprocess.run(
            [*as_server, str(place / program), *words], cwd=folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    try:
        call("initdb", "-D", data, "-U", "instructor", "-A", "trust", "-E", "UTF8", "-N")
        # No TCP at all. What survives a power cut is PostgreSQL's own concern, and costs time here.
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        subprocess.run(
            [
                *(*as_server, str(place / "pg_ctl"), "-D", data, "-o", options),
                *("-l", str(folder / "log"), "-w", "start"),
            ],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"postgresql+psycopg2://instructor@/postgres?host={quote(str(folder))}"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def graded(server: str, tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """A class whose gradebook is on the server, graded, graded by hand, handed in again and graded again."""
    course = make_course(
        tmp_path_factory.mktemp("postgresql"),
        STUDENTS,
        settings=f"\nc.CourseDirectory.db_url = {server!r}\n",
    )
    grade_twice(course, server)
    return course


def grade_twice(course: CourseCopy, url: str) -> None:
    from nbgrader.api import Gradebook

    report = grade_here(course)
    assert len(report.graded) == len(STUDENTS), report
    with Gradebook(url, "venezuela") as gradebook:
        grade = gradebook.find_grade("mini-essay", ASSIGNMENT, ASSIGNMENT, "ana")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        gradebook.find_comment(
            "mini-essay", ASSIGNMENT, ASSIGNMENT, "ana"
        ).manual_comment = "Señora"
        gradebook.db.commit()
    hand_in(course, "ana", 1, minutes=30)
    assert [line.student for line in grade_here(course).graded] == ["ana"]


def test_the_rows_are_those_of_sqlite(graded: CourseCopy, server: str, tmp_path: Path) -> None:
    plain = make_course(tmp_path / "sqlite", STUDENTS)
    grade_twice(plain, sqlite(plain))
    found = rows(server)
    assert found == rows(sqlite(plain))
    assert ("ana", "mini-essay", 2.5) in {row[:2] + row[3:4] for row in found["grade"]}


def test_no_gradebook_is_made_beside_the_servers(graded: CourseCopy) -> None:
    assert list(graded.root.rglob("*.db")) == []


def test_nbgraders_own_autograde_writes_the_same_rows_there(
    graded: CourseCopy, server: str
) -> None:
    before = rows(server)
    graded.autograde(ASSIGNMENT, "bea")
    assert rows(server) == before

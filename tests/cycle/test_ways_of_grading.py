"""One submission has one score, however the instructor has it graded."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from classroom import Room
from course_copy import CourseCopy

pytestmark = pytest.mark.cycle

STUDENTS = ("perfect", "malformed")
MANUAL = 13.5
ESSAY = "a3-essay"

Scores = dict[str, dict[str, float | None]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """Assignment a3, handed in by two students, not graded yet."""
    course = CourseCopy.make(tmp_path_factory.mktemp("ways"))
    course.take_assignment("a3")
    course.generate("a3")
    room = Room("a3", course)
    for name in STUDENTS:
        student = getattr(room, name)()
        course.submit("a3", name, student.notebook, student.files)
    return course


@pytest.fixture(scope="module")
def by_python(course: CourseCopy) -> Scores:
    """Scores from the Python API; the essay of the perfect student is then graded by hand."""
    for student in STUDENTS:
        course.autograde("a3", student)
    found = scores(course)
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(ESSAY, "a3", "a3", "perfect")
        grade.manual_score, grade.needs_manual_grade = MANUAL, False
        gradebook.db.commit()
    return found


def scores(course: CourseCopy) -> Scores:
    """Automatic scores by student and cell."""
    return {student: course.automatic_scores("a3", student) for student in STUDENTS}


def test_the_command_line_gives_the_same_scores_and_keeps_a_manual_score(
    course: CourseCopy, by_python: Scores
) -> None:
    forget_automatic_scores(course)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "a3", "--force"],
        cwd=course.root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert scores(course) == by_python
    assert course.grades("a3", "perfect")[ESSAY].manual == MANUAL


def test_the_formgrader_s_button_gives_the_same_scores_and_keeps_a_manual_score(
    course: CourseCopy, by_python: Scores
) -> None:
    forget_automatic_scores(course)
    with formgrader(course.root) as post:
        for student in STUDENTS:
            said = post(f"/formgrader/api/submission/a3/{student}/autograde")
            assert said["success"], said
    assert scores(course) == by_python
    assert course.grades("a3", "perfect")[ESSAY].manual == MANUAL


def forget_automatic_scores(course: CourseCopy) -> None:
    """Wipe the automatic scores, so that equal ones afterwards were made anew."""
    with course.gradebook() as gradebook:
        for student in STUDENTS:
            for notebook in gradebook.find_submission("a3", student).notebooks:
                for grade in notebook.grades:
                    grade.auto_score = None
        gradebook.db.commit()


@contextmanager
def formgrader(root: Path) -> Iterator[Any]:
    """Run a Jupyter server with the formgrader in a course root; gives a function that posts."""
    token = secrets.token_hex(16)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = root / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter_server",
                "--no-browser",
                "--allow-root",
                "--ip=127.0.0.1",
                f"--port={port}",
                "--ServerApp.port_retries=0",
                f"--IdentityProvider.token={token}",
                f"--ServerApp.root_dir={root}",
                "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
            ],
            cwd=root,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ,
        )

    def request(path: str, method: str, seconds: float) -> Any:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            method=method,
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(asked, timeout=seconds) as answer:
            return json.loads(answer.read())

    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                request("/api/status", "GET", 5)
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(log.read_text("utf-8")) from None
                time.sleep(0.2)
        yield lambda path: request(path, "POST", 200)
    finally:
        server.terminate()
        server.wait(30)

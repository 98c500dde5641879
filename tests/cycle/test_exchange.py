"""The exchange carries answers: release, fetch, submit, collect, grade, return."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_copy import CourseCopy
from mini_course import RIGHT, lay_out, source_notebook
from submissions import answer_files, model_source, write_code

pytestmark = [
    pytest.mark.cycle,
    pytest.mark.exchange,
    pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows"),
]


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    """The folder through which two people pass work."""
    return tmp_path / "exchange"


def run(command: list[str], folder: Path, home: Path, exchange: Path) -> str:
    """Run nbgrader as somebody with a home of their own; return what it says."""
    home.mkdir(exist_ok=True)
    mine = {
        "HOME": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "VENEZUELA_COURSE_EXCHANGE": str(exchange),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=folder,
        env={**os.environ, **mine},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_answers_travel_through_the_exchange_and_feedback_comes_back(
    tmp_path: Path, exchange: Path
) -> None:
    course = CourseCopy.make(tmp_path / "course")
    lay_out(course)
    course.generate("mini")
    teacher, student = tmp_path / "teacher", tmp_path / "student"
    run(["release_assignment", "mini"], course.root, teacher, exchange)

    desk = tmp_path / "desk"
    desk.mkdir()
    settings = [f"--Exchange.root={exchange}", "--course=venezuela"]
    run(["fetch_assignment", "mini", *settings], desk, student, exchange)
    assert sorted(path.name for path in (desk / "mini").iterdir()) == [
        "mini.ipynb",
        "mini_exercises.py",
    ]
    notebook = nbformat.read(desk / "mini" / "mini.ipynb", 4)
    write_code(notebook, "mini-square", model_source(source_notebook(), "mini-square"))
    nbformat.write(notebook, desk / "mini" / "mini.ipynb")
    for name, content in answer_files({"mini-capitals": RIGHT}).items():
        (desk / "mini" / name).parent.mkdir(exist_ok=True)
        (desk / "mini" / name).write_bytes(content)
    run(["submit", "mini", *settings, "--student=pat"], desk, student, exchange)

    run(["collect", "mini", "--ExchangeCollect.check_owner=False"], course.root, teacher, exchange)
    assert (course.submission("mini", "pat") / "answers" / "mini-capitals.json").is_file()
    course.autograde("mini", "pat")
    scores = course.automatic_scores("mini", "pat")
    assert (scores["mini-capitals"], scores["mini-square"]) == (4.0, 2.0)

    course.feedback("mini")
    run(["release_feedback", "mini"], course.root, teacher, exchange)
    run(["fetch_feedback", "mini", *settings], desk, student, exchange)
    pages = list((desk / "mini" / "feedback").rglob("mini.html"))
    assert pages and "4 of 4 points" in pages[0].read_text("utf-8")

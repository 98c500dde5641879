"""A small class that has handed in the mini course, and what its gradebook says, to be compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader import api
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from course_copy import CourseCopy
from fake_grading import Serially
from mini_course import RIGHT, lay_out
from submissions import answer_file, insert_before, untouched, write_code, write_literal
from venezuela_course.grading.autograding.run import Report, run, standing

ASSIGNMENT = "mini"
CLI = [sys.executable, "-m", "venezuela_course.cli", "autograde"]


def make_course(root: Path, students: Sequence[str] = (), *, settings: str = "") -> CourseCopy:
    """The mini course, released, and handed in by each student in one of a few ways."""
    course = CourseCopy.make(root)
    if settings:
        with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(settings)
    lay_out(course)
    course.generate(ASSIGNMENT)
    for number, student in enumerate(students):
        hand_in(course, student, number)
    return course


def hand_in(course: CourseCopy, student: str, number: int, minutes: int = 0) -> None:
    """Lay one student's work down: right, half right, code that fails, or files alone, in turn."""
    notebook = untouched(course.released(ASSIGNMENT))
    files = {"timestamp.txt": f"2024-05-01 12:{minutes:02d}:{number % 60:02d} UTC".encode()}
    kind = number % 4
    if kind in (0, 1):
        write_literal(notebook, "mini-capitals", {**RIGHT, **({"chile": "lima"} if kind else {})})
        write_code(
            notebook, "mini-square", f"def square(number):\n    return number * {kind or 'number'}"
        )
    elif kind == 2:
        insert_before(notebook, "mini-capitals", "raise RuntimeError('no')")
    else:
        files["answers/mini-capitals.json"] = answer_file("mini-capitals", RIGHT)
    folder = course.submission(ASSIGNMENT, student)
    if folder.exists():
        for name in ("mini.ipynb", "timestamp.txt"):
            (folder / name).unlink()
        import nbformat

        nbformat.write(notebook, folder / "mini.ipynb")
        (folder / "timestamp.txt").write_bytes(files["timestamp.txt"])
    else:
        course.submit(ASSIGNMENT, student, notebook, files)


def start(root: Path, *options: str, **keywords: Any) -> subprocess.Popen[str]:
    """The command, in a process group of its own, as a terminal would start it."""
    environment: Mapping[str, str] = {**os.environ, "COLUMNS": "100", **keywords.pop("env", {})}
    return subprocess.Popen(
        [*CLI, ASSIGNMENT, *options],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
        **keywords,
    )


def finish(root: Path, *options: str, **keywords: Any) -> tuple[int, dict[str, Any], str]:
    """Run the command to its end: exit status, what ``--json`` printed, what stderr got."""
    running = start(root, "--json", *options, **keywords)
    out, err = running.communicate(timeout=300)
    assert out, err
    return running.returncode, json.loads(out), err


def grade_here(course: CourseCopy) -> Report:
    """Grade what is pending in this very process, one after another."""
    return run(course.root, ASSIGNMENT, standing(course.root, ASSIGNMENT), Serially())


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a gradebook says, by the names that people know."""
    engine = create_engine(url, poolclass=NullPool)
    cell, notebook = api.BaseCell, api.SubmittedNotebook
    with engine.connect() as connection:

        def read(*columns: Any, join: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
            statement = select(*columns)
            for target, on in join:
                statement = statement.join(target, on)
            return sorted((tuple(row) for row in connection.execute(statement)), key=repr)

        submitted = api.SubmittedAssignment
        student_of = [(notebook, notebook.assignment_id == submitted.id)]
        return {
            "student": read(api.Student.id, api.Student.first_name),
            "submission": read(submitted.student_id, submitted.timestamp, submitted.extension),
            "notebook": read(
                submitted.student_id,
                notebook.flagged,
                notebook.late_submission_penalty,
                join=student_of,
            ),
            **{
                name: read(
                    submitted.student_id,
                    cell.name,
                    *columns,
                    join=[
                        *student_of,
                        (table, table.notebook_id == notebook.id),
                        (cell, cell.id == table.cell_id),
                    ],
                )
                for name, table, columns in (
                    (
                        "grade",
                        api.Grade,
                        (
                            api.Grade.auto_score,
                            api.Grade.manual_score,
                            api.Grade.extra_credit,
                            api.Grade.needs_manual_grade,
                        ),
                    ),
                    (
                        "comment",
                        api.Comment,
                        (api.Comment.auto_comment, api.Comment.manual_comment),
                    ),
                )
            },
        }


def sqlite(course: CourseCopy) -> str:
    """The URL of a course's own gradebook."""
    return f"sqlite:///{course.root / 'grading' / 'gradebook.db'}"

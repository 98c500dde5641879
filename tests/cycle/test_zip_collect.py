"""What an LMS gives is collected with its answers, and graded."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from course_copy import CourseCopy
from mini_course import RIGHT, lay_out, source_notebook
from submissions import answer_files, model_source, write_code, write_literal

pytestmark = pytest.mark.cycle

SQUARE = model_source(source_notebook(), "mini-square")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """The mini course after `nbgrader zip_collect` of what an LMS gave."""
    course = CourseCopy.make(tmp_path_factory.mktemp("extracted"))  # a root with a telling name
    lay_out(course)
    course.generate("mini")
    archive = course.root / "grading" / "downloaded" / "mini" / "archive"
    archive.mkdir(parents=True)
    (archive / "ana_mini.ipynb").write_text(typed(course), "utf-8")
    (archive / "ben_late_mini.ipynb").write_text(typed(course), "utf-8")
    saved = answer_files({"mini-capitals": RIGHT})
    flat = {"mini.ipynb": programmed(course), **saved}
    (archive / "cem_mini.zip").write_bytes(zipped(flat))
    # A folder zipped on a Mac, with what JupyterLab and macOS leave in it.
    (archive / "dee_my work (2).zip").write_bytes(
        zipped(
            {
                **{f"work/mini/{name}": content for name, content in flat.items()},
                "work/mini/.ipynb_checkpoints/mini-checkpoint.ipynb": b"{}",
                "__MACOSX/work/mini/._mini.ipynb": b"not a notebook",
                "work/mini/notes.txt": b"mine",
            }
        )
    )
    # A path in an archive that looks like another student's submission.
    (archive / "eva_mini.zip").write_bytes(
        zipped({**flat, "grading/downloaded/mini/extracted/ana_mini.ipynb": b"{}"})
    )
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", "mini"],
        cwd=course.root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return course


def typed(course: CourseCopy) -> str:
    """A notebook with the answer in its own source."""
    notebook = course.released("mini")
    write_literal(notebook, "mini-capitals", RIGHT)
    return nbformat.writes(notebook)


def programmed(course: CourseCopy) -> bytes:
    """A notebook whose widget answer is in the answers folder only."""
    notebook: NotebookNode = course.released("mini")
    write_code(notebook, "mini-square", SQUARE)
    return nbformat.writes(notebook).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("student", ["ana", "ben"])
def test_a_notebook_alone_is_the_student_s_whose_name_it_begins_with(
    course: CourseCopy, student: str
) -> None:
    assert submitted(course, student) == {"mini.ipynb"}


@pytest.mark.parametrize("student", ["cem", "dee", "eva"])
def test_an_archive_brings_the_notebook_and_its_answers_and_nothing_else(
    course: CourseCopy, student: str
) -> None:
    assert submitted(course, student) == {"mini.ipynb", "answers/mini-capitals.json"}


def test_no_name_inside_an_archive_is_taken_for_a_student(course: CourseCopy) -> None:
    folders = {path.name for path in (course.root / "grading" / "submitted").iterdir()}
    assert folders == {"ana", "ben", "cem", "dee", "eva"}


def test_answers_from_an_archive_earn_their_points(course: CourseCopy) -> None:
    for student in ("ana", "dee"):
        course.autograde("mini", student)
    assert course.automatic_scores("mini", "ana")["mini-capitals"] == 4.0
    scores = course.automatic_scores("mini", "dee")
    assert (scores["mini-capitals"], scores["mini-square"]) == (4.0, 2.0)


def submitted(course: CourseCopy, student: str) -> set[str]:
    """What was collected of a student."""
    folder = course.submission("mini", student)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "student", "file"),
    [
        ("ana_a3.ipynb", "ana", "a3"),
        ("ana-maria.lopez_a3.ipynb", "ana-maria.lopez", "a3"),
        ("ben_x/a3.ipynb", "ben", "a3"),
        ("ben_x/deep/er/answers/a3-missing-three.json", "ben", "answers/a3-missing-three"),
        ("ben_x/.ipynb_checkpoints/a3-checkpoint.ipynb", None, None),
        ("ben_x/__MACOSX/._a3.ipynb", None, None),
        ("a3.ipynb", None, None),
    ],
)
def test_the_pattern_tells_the_student_and_the_file(
    tmp_path: Path, name: str, student: str | None, file: str | None
) -> None:
    course = CourseCopy.make(tmp_path)
    pattern = course.config.FileNameCollectorPlugin.named_regexp
    extracted = course.root / "grading" / "downloaded" / "a3" / "extracted"
    match = re.match(pattern, str(extracted / name))
    assert (match and match["student_id"], match and match["file_id"]) == (student, file)

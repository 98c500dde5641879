"""Every notebook of the course runs, under nbval: a lesson gives the outputs that it stores.

Each runs in a copy of its folder, so that answers a developer has given do not show in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from venezuela_course.cli.workspace import unpack

ROOT = Path(__file__).resolve().parents[2]
SANITIZE = Path(__file__).with_name("nbval_sanitize.cfg")
LESSONS = sorted((ROOT / "course" / "lessons").glob("*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
LEFT_OUT = shutil.ignore_patterns("answers", ".ipynb_checkpoints", "__pycache__")

pytestmark = pytest.mark.notebooks


def run_nbval(folder: Path, *options: str) -> tuple[dict[str, int], str]:
    """Run nbval on every notebook in a folder: how many cells passed, by name, and what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", *options, "--nbval-current-env",
            f"--nbval-sanitize-with={SANITIZE}", "--color=no", "-v", "-p", "no:cacheprovider",
            "-p", "no:xdist", "-c", os.devnull, f"--rootdir={folder}", str(folder),
        ],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    printed = run.stdout + run.stderr
    outcomes = re.findall(r"([^/:\s]+)(?:\.|::)ipynb::Cell \d+ (PASSED|FAILED|ERROR)", run.stdout)
    return Counter(name for name, outcome in outcomes if outcome == "PASSED"), printed


def told_of(name: str, printed: str) -> str:
    """The part of what nbval printed that is about a notebook."""
    parts = re.split(r"\n(?=_{3,} )", printed)
    return "\n".join(part for part in parts if f"{name}.ipynb" in part)[-6000:] or printed[-2000:]


def code_cells(notebook: Path) -> int:
    return sum(cell.cell_type == "code" for cell in nbformat.read(notebook, as_version=4).cells)


@pytest.fixture(scope="module")
def lessons_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], str]:
    folder = tmp_path_factory.mktemp("run") / "lessons"
    shutil.copytree(LESSONS[0].parent, folder, ignore=LEFT_OUT)
    return run_nbval(folder, "--nbval")


@pytest.fixture(scope="module")
def solutions_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], str, Path]:
    folder = tmp_path_factory.mktemp("run") / "solutions"
    shutil.copytree(SOLUTIONS[0].parents[1], folder, ignore=LEFT_OUT)
    return (*run_nbval(folder, "--nbval-lax"), folder)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_gives_the_outputs_that_it_stores(
    lesson: Path, lessons_run: tuple[dict[str, int], str]
) -> None:
    passed, printed = lessons_run
    assert passed[lesson.stem] == code_cells(lesson), told_of(lesson.stem, printed)


def test_the_progress_page_of_a_workspace_just_unpacked_is_the_one_that_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What this account once submitted would show on the page.
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / ".jupyter"))
    unpack(tmp_path, "1")
    # Beside it lie lessons and assignments, which are not to be run here.
    passed, printed = run_nbval(tmp_path, "--nbval", "--ignore=lessons", "--ignore=assignments")
    page = tmp_path / "progress.ipynb"
    assert passed == {page.stem: code_cells(page)}, printed[-6000:]


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_runs_from_top_to_bottom(
    solution: Path, solutions_run: tuple[dict[str, int], str, Path]
) -> None:
    passed, printed, folder = solutions_run
    assert passed[solution.stem] == code_cells(solution), told_of(solution.stem, printed)
    assert not (folder / solution.parent.name / "answers").exists()


def test_a_lesson_whose_stored_output_is_wrong_is_found(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=1)
    cell.outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "3"}, execution_count=1)
    ]
    path = tmp_path / "wrong.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    passed, printed = run_nbval(tmp_path, "--nbval")
    assert passed == {} and "1 failed" in printed, printed

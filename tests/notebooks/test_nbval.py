"""Every notebook of the course runs, under nbval: a lesson gives the outputs that it stores.

Each runs in a copy of its folder, so that answers a developer has given do not show in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
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


def run_nbval(notebook: Path, *options: str) -> tuple[int, int, str]:
    """Run nbval on one notebook: cells that passed, cells that did not, and what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", *options, "--nbval-current-env",
            f"--nbval-sanitize-with={SANITIZE}", "--color=no", "-q",
            "-p", "no:cacheprovider", "-p", "no:xdist", "-c", os.devnull, f"--rootdir={notebook.parent}",
            str(notebook),
        ],
        cwd=notebook.parent, env=environment, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    printed = run.stdout + run.stderr
    counts = dict.fromkeys(("passed", "failed", "error"), 0)
    for number, outcome in re.findall(r"(\d+) (passed|failed|error)", printed):
        counts[outcome] = int(number)
    return (
        counts["passed"],
        counts["failed"] + counts["error"] + (run.returncode not in (0, 1)),
        printed,
    )


def code_cells(notebook: Path) -> int:
    return sum(cell.cell_type == "code" for cell in nbformat.read(notebook, as_version=4).cells)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_gives_the_outputs_that_it_stores(lesson: Path, tmp_path: Path) -> None:
    shutil.copytree(lesson.parent, tmp_path / "lessons", ignore=LEFT_OUT)
    passed, failed, printed = run_nbval(tmp_path / "lessons" / lesson.name, "--nbval")
    assert (passed, failed) == (code_cells(lesson), 0), printed[-6000:]


def test_the_progress_page_of_a_workspace_just_unpacked_is_the_one_that_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What this account once submitted would show on the page.
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / ".jupyter"))
    unpack(tmp_path, "1")
    page = tmp_path / "progress.ipynb"
    passed, failed, printed = run_nbval(page, "--nbval")
    assert (passed, failed) == (code_cells(page), 0), printed[-6000:]


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_runs_from_top_to_bottom(solution: Path, tmp_path: Path) -> None:
    folder = tmp_path / solution.parent.name
    shutil.copytree(solution.parent, folder, ignore=LEFT_OUT)
    passed, failed, printed = run_nbval(folder / solution.name, "--nbval-lax")
    assert (passed, failed) == (code_cells(solution), 0), printed[-6000:]
    assert not (folder / "answers").exists()


def test_a_lesson_whose_stored_output_is_wrong_is_found(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=1)
    cell.outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "3"}, execution_count=1)
    ]
    path = tmp_path / "wrong.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    passed, failed, printed = run_nbval(path, "--nbval")
    assert (passed, failed) == (0, 1), printed

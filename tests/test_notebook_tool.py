"""Stored notebooks change only where a reader would see a change."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebooks


def an_executed_notebook() -> nbformat.NotebookNode:
    """What JupyterLab saves after a run: times, ids of widgets, the author's Python."""
    view = {
        notebooks.WIDGET_VIEW: {"model_id": "3f5c", "version_major": 2},
        "text/html": "<p>20 of 34</p>",
    }
    cell = new_code_cell(
        "widget",
        id="quota",
        execution_count=7,
        metadata={
            "execution": {"iopub.execute_input": "2024-08-30T10:00:00Z"},
            "scrolled": True,
            "tags": ["practice"],
        },
        outputs=[new_output("display_data", data=view)],
    )
    return new_notebook(
        cells=[new_markdown_cell("# Title", id="title"), cell],
        metadata={
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
            "language_info": {"name": "python", "version": "3.11.7"},
        },
    )


def test_cleaning_keeps_what_a_reader_sees_and_drops_what_changes_by_itself():
    cleaned = notebooks.clean(an_executed_notebook())
    text = nbformat.writes(cleaned)
    assert cleaned.cells[1].outputs[0].data == {"text/html": "<p>20 of 34</p>"}
    assert cleaned.cells[1].metadata == {"tags": ["practice"]}
    assert cleaned.cells[1].execution_count == 7
    for gone in ("3f5c", "2024-08-30", "3.11.7", "widget-state"):
        assert gone not in text


def test_a_solution_is_stored_without_outputs():
    cleaned = notebooks.clean(an_executed_notebook(), outputs=False)
    assert cleaned.cells[1].outputs == []
    assert cleaned.cells[1].execution_count is None


def test_cleaning_a_clean_notebook_changes_nothing():
    once = notebooks.as_text(notebooks.clean(an_executed_notebook()))
    assert notebooks.as_text(notebooks.clean(nbformat.reads(once, as_version=4))) == once


def test_an_output_that_is_only_a_widget_is_kept():
    notebook = an_executed_notebook()
    del notebook.cells[1].outputs[0].data["text/html"]
    assert notebooks.WIDGET_VIEW in notebooks.clean(notebook).cells[1].outputs[0].data


@pytest.mark.notebooks
def test_a_lesson_runs_apart_from_its_authors_answers_and_is_not_changed(tmp_path: Path):
    lesson = tmp_path / "lessons" / "01.ipynb"
    (lesson.parent / "answers").mkdir(parents=True)
    (lesson.parent / "answers" / "p.json").write_text("the author's")
    (lesson.parent / "beside.txt").write_text("a file of the course")
    source = "from pathlib import Path\nsorted(path.name for path in Path().iterdir())"
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="look")]), lesson)
    before = lesson.read_bytes()
    executed = notebooks.execute(lesson)
    assert executed.cells[0].outputs[0].data["text/plain"] == "['01.ipynb', 'beside.txt']"
    assert lesson.read_bytes() == before


def test_every_notebook_of_the_repository_is_clean():
    assert notebooks.unclean() == [], "run make clean-notebooks"

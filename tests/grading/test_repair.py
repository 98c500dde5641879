"""What a student did to a notebook's cells and files is mended before nbgrader looks at it."""

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from nbformat.notebooknode import NotebookNode, from_dict

from venezuela_course.grading import keep_plain_files
from venezuela_course.grading.repair import LARGEST, plain_cell

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = some.sampled_from(["source", "id", "attachments", "outputs", "execution_count", "x"])


@settings(max_examples=60, deadline=None)
@given(
    some.sampled_from(["code", "markdown", "raw", "other", 5]),
    some.dictionaries(some.sampled_from(["tags", "name", "deletable", "editable", "x"]), JSON),
    some.dictionaries(NAMES, JSON),
)
def test_any_cell_becomes_a_valid_one(kind: Any, metadata: Any, parts: Any) -> None:
    cell = from_dict({"cell_type": kind, "metadata": metadata, **parts})
    fresh = plain_cell(cell)
    notebook = nbformat.v4.new_notebook(cells=[fresh])
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode("utf-8")
    assert set(fresh.metadata) <= {"deletable", "editable"}


def test_an_honest_cell_keeps_text_pictures_and_identifier() -> None:
    cell = nbformat.v4.new_markdown_cell("![x](attachment:x.png) *y*", id="my-cell")
    cell.attachments = NotebookNode({"x.png": {"image/png": "AAAA"}})
    fresh = plain_cell(cell)
    assert (fresh.source, fresh.id, fresh.attachments) == (cell.source, cell.id, cell.attachments)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other links and no pipes")
def test_links_and_pipes_go_and_enormous_files_are_kept_aside(tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "answers").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    notebook = work / "a.ipynb"
    notebook.write_text("{}")
    (work / "answers" / "link.json").symlink_to(tmp_path / "secret")
    (work / "round").symlink_to(".")
    os.mkfifo(work / "answers" / "pipe.json")
    with (work / "big.csv").open("wb") as file:
        file.truncate(LARGEST + 1)
    keep_plain_files(notebooks=[str(notebook)], assignment="a", student="s")
    assert sorted(path.name for path in work.rglob("*")) == ["a.ipynb", "answers", "big.csv.part"]
    assert (tmp_path / "secret").read_text() == "secret"
    keep_plain_files(notebooks=[str(notebook)])
    assert (work / "big.csv.part").stat().st_size == LARGEST + 1

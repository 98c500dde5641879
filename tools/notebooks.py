"""Execute lessons and progress page, and store their outputs: `make notebooks`, or with names, some.

Each lesson runs in a throw-away copy of its folder, so that answers its author has given do not show in
it. What changes from run to run without meaning anything is removed, so that a change of a lesson is a
change a reader can see. `citations` turns the ids in the text into links. `--check` executes nothing: it
fails where a notebook of the repository is unclean.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tools import citations
from venezuela_course.cli.workspace import unpack

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "course" / "lessons"
#: The student's progress page: executed in a workspace as `venezuela-course lab` unpacks it.
PROGRESS = ROOT / "course" / "progress" / "progress.ipynb"
#: Seconds one cell may take; the slowest cell of a lesson takes a few.
TIMEOUT = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def clean(notebook: NotebookNode, *, outputs: bool = True) -> NotebookNode:
    """Remove what differs between two runs of the same notebook.

    Parameters
    ----------
    notebook
        Changed in place.
    outputs
        Whether outputs stay; where they do not, execution counts go too.

    Returns
    -------
    NotebookNode
        The same notebook.
    """
    # A saved widget cannot be put back into a kernel, and its ids are new in every run.
    notebook.metadata.pop("widgets", None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        # When a cell ran, and how it was scrolled or folded, is the author's affair.
        for key in ("execution", "ExecuteTime", "scrolled", "collapsed", "trusted"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs = [_without_view(output) for output in cell.outputs] if outputs else []
            if not outputs:
                cell.execution_count = None
    return notebook


def _without_view(output: NotebookNode) -> NotebookNode:
    """Drop the pointer to a live widget; the picture and words beside it in the output stay."""
    data = output.get("data", {})
    if len(data) > 1:
        data.pop(WIDGET_VIEW, None)
    return output


def execute(lesson: Path) -> NotebookNode:
    """Run a lesson from top to bottom.

    Parameters
    ----------
    lesson
        Path of the notebook; not changed.

    Returns
    -------
    NotebookNode
        The notebook with the outputs of this run, cleaned.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell raises.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = lay_out(lesson, Path(folder))
        notebook = nbformat.read(place / lesson.name, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(place)}},
        )
        # What this account once submitted is no part of a notebook.
        client.execute(env=os.environ | {"JUPYTER_DATA_DIR": str(Path(folder) / ".jupyter")})
    return clean(notebook)


def lay_out(notebook: Path, folder: Path) -> Path:
    """Copy what a notebook reads besides itself; return the folder in which it is executed."""
    if notebook.absolute() == PROGRESS:
        unpack(folder, version("venezuela-course"))
        return folder
    place = folder / "lessons"
    shutil.copytree(
        notebook.parent, place, ignore=shutil.ignore_patterns("answers", ".ipynb_checkpoints")
    )
    return place


def as_text(notebook: NotebookNode) -> str:
    """The notebook as it is stored: one newline at the end."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def unclean() -> list[str]:
    """Notebooks of the repository that hold something `clean` removes, relative to its root."""
    # A solution holds no output: it would show a model answer's result to whoever reads its release.
    kept = {
        path: path.parent == LESSONS or path == PROGRESS
        for path in (
            *LESSONS.glob("*.ipynb"),
            PROGRESS,
            *(ROOT / "solutions").glob("*/*.ipynb"),
        )
    }
    return sorted(
        str(path.relative_to(ROOT))
        for path, outputs in kept.items()
        if as_text(clean(nbformat.read(path, as_version=4), outputs=outputs))
        != path.read_text(encoding="utf-8")
    )


def main() -> None:
    """Execute lessons in place, or check that notebooks are clean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", type=Path, help="lessons to execute; all by default")
    parser.add_argument("--check", action="store_true", help="fail where a notebook is unclean")
    parser.add_argument("--clean", action="store_true", help="clean without executing anything")
    arguments = parser.parse_args()
    if arguments.check:
        names = unclean()
        sys.exit("Unclean: " + ", ".join(names) + "\nRun: make clean-notebooks" if names else 0)
    if arguments.clean:
        for name in unclean():
            path = ROOT / name
            stored = path.parent == LESSONS or path == PROGRESS
            notebook = clean(nbformat.read(path, as_version=4), outputs=stored)
            path.write_text(as_text(notebook), encoding="utf-8", newline="\n")
            print(f"{name}: cleaned")
        return
    for lesson in arguments.lessons or [*sorted(LESSONS.glob("*.ipynb")), PROGRESS]:
        notebook = execute(lesson.absolute())
        if lesson.absolute() != PROGRESS:
            notebook = citations.linked(notebook)
        lesson.write_text(as_text(notebook), encoding="utf-8", newline="\n")
        print(f"{lesson.name}: executed")


if __name__ == "__main__":
    main()

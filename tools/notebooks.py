"""Execute the lessons and store their outputs: `make notebooks`, or with names, some of them.

Each lesson runs in a throw-away copy of its folder, so that answers its author has given do not show in
it. What changes from run to run without meaning anything is removed, so that a change of a lesson is a
change a reader can see. `citations` turns the ids in the text into links. `--check` executes nothing: it
fails where a notebook of the repository is unclean.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tools import citations

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "course" / "lessons"
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
        place = Path(folder) / "lessons"
        shutil.copytree(
            lesson.parent, place, ignore=shutil.ignore_patterns("answers", ".ipynb_checkpoints")
        )
        notebook = nbformat.read(place / lesson.name, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(place)}},
        )
        client.execute()
    return clean(notebook)


def as_text(notebook: NotebookNode) -> str:
    """The notebook as it is stored: one newline at the end."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def unclean() -> list[str]:
    """Notebooks of the repository that hold something `clean` removes, relative to its root."""
    # A solution holds no output: it would show a model answer's result to whoever reads its release.
    kept = {
        path: path.parent == LESSONS
        for path in (*LESSONS.glob("*.ipynb"), *(ROOT / "solutions").glob("*/*.ipynb"))
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
            notebook = clean(nbformat.read(path, as_version=4), outputs=path.parent == LESSONS)
            path.write_text(as_text(notebook), encoding="utf-8", newline="\n")
            print(f"{name}: cleaned")
        return
    for lesson in arguments.lessons or sorted(LESSONS.glob("*.ipynb")):
        notebook = citations.linked(execute(lesson.absolute()))
        lesson.write_text(as_text(notebook), encoding="utf-8", newline="\n")
        print(f"{lesson.name}: executed")


if __name__ == "__main__":
    main()

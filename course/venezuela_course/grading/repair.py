"""Before a submission is graded: what is missing or does not belong in it costs one exercise, not all.

`RestoreMarks` writes nbgrader's marks anew from the gradebook: with marks of a student's own making
nbgrader gives a submission up or, where they claim another version of its format, the whole run.
`RestoreCells` is nbgrader's OverwriteCells, which gives a submission up whole when a deleted graded
cell has no neighbour left, or when a graded cell of another assignment was pasted in. `keep_plain_files`
keeps links from being followed with the instructor's rights, and pipes and enormous files from being copied.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells
from traitlets.log import get_logger

LARGEST = (
    100_000_000  # bytes of one file; what nbgrader's exchange takes (CourseDirectory.max_file_size)
)
IDENTIFIER = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # of a cell, as nbformat has it
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
SET_ASIDE = ".part"  # files with this ending are not copied (CourseDirectory.ignore)


class RestoreMarks(NbGraderPreprocessor):
    """Give every cell of the assignment the marks that it was released with, and other cells none.

    Of cells with the same mark nbgrader keeps the last (DeduplicateIds). A copy of a graded cell without
    its flags would escape that, so this comes first.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Write cells and marks anew."""
        known = self._marks(resources)
        cells = []
        for cell in nb.cells:
            mark = cell.get("metadata", {}).get("nbgrader")
            fresh = plain_cell(cell)
            if mark is not None or "nbgrader" in cell.get("metadata", {}):
                name = mark.get("grade_id") if isinstance(mark, Mapping) else None
                if isinstance(name, str) and name in known:
                    fresh.metadata["nbgrader"] = NotebookNode(known[name])
                    if any(mark.get(key, value) != value for key, value in known[name].items()):
                        self.log.warning("The marks of %s were changed and are put back.", name)
                else:
                    self.log.warning(
                        "A cell with unknown marks is an ordinary cell: %s", repr(mark)[:200]
                    )
            cells.append(fresh)
        nb.cells = cells
        nb.metadata = NotebookNode()  # the kernel is entered next, from the gradebook
        return nb, resources

    @staticmethod
    def _marks(resources: ResourcesDict) -> dict[str, dict[str, Any]]:
        """The marks of the released notebook's cells."""
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(place["notebook"], place["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
            solutions = {cell.name for cell in notebook.solution_cells}
            found = {}
            for cell in notebook.source_cells:
                name = cell.name
                mark = {
                    "schema_version": 3,
                    "grade_id": name,
                    "grade": name in points,
                    "solution": name in solutions,
                    "locked": bool(cell.locked),
                    "task": name in tasks,
                }
                if name in points or name in tasks:
                    mark["points"] = points.get(name, tasks.get(name))
                found[name] = mark
            return found


def plain_cell(cell: NotebookNode) -> NotebookNode:
    """A cell with its type, its source, its identifier, and pictures that were pasted into it; nothing else.

    What a template would read besides, tags, names and mimetypes, is left behind, and so is whatever makes
    a notebook invalid, over which nbconvert would give it up whole.
    """
    source = cell.get("source")
    source = source if isinstance(source, str) else ""
    # No half characters: no file could hold the graded notebook.
    source = source.encode("utf-8", "replace").decode("utf-8")
    fresh = NEW_CELL.get(str(cell.get("cell_type")), new_raw_cell)(source)
    identifier = cell.get("id")
    if isinstance(identifier, str) and IDENTIFIER.fullmatch(identifier):
        fresh.id = identifier
    attachments = cell.get("attachments")
    if fresh.cell_type != "code" and isinstance(attachments, Mapping):
        fresh.attachments = NotebookNode(
            {
                str(name): NotebookNode(
                    {kind: data for kind, data in pictures.items() if isinstance(data, str)}
                )
                for name, pictures in attachments.items()
                if isinstance(pictures, Mapping)
            }
        )
    for key in ("deletable", "editable"):
        if isinstance(cell.get("metadata", {}).get(key), bool):
            fresh.metadata[key] = cell.metadata[key]
    return fresh


class RestoreCells(OverwriteCells):
    """OverwriteCells for any notebook that a student can make."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """As in nbgrader; a cell that is not of this assignment becomes an ordinary one."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if "grade_id" not in cell.metadata.get("nbgrader", {"grade_id": ""}):
            del cell.metadata["nbgrader"]
        return cell, resources

    def add_missing_grade_cells(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Put each missing graded cell after the nearest earlier cell that is still there."""
        source = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        maxima = {cell.name: cell.max_score for cell in source.grade_cells}
        solutions = {cell.name for cell in source.solution_cells}
        position = -1
        for cell in source.source_cells:
            here = _position(nb, cell.name)
            if here is not None:
                position = here
            elif cell.name in maxima:
                self.log.warning("The graded cell %s was missing and is put back.", cell.name)
                position += 1
                restored = self.missing_cell_transform(
                    cell, maxima[cell.name], is_solution=cell.name in solutions
                )
                # As released, without nbgrader's remark: an essay with a remark would count as written.
                restored.source = cell.source
                nb.cells.insert(position, restored)
        return nb, resources


def _position(nb: NotebookNode, grade_id: str) -> int | None:
    for position, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return position
    return None


def keep_plain_files(*, notebooks: Sequence[str], **_context: Any) -> None:
    """Remove links, pipes and devices from a submission, and set enormous files aside.

    nbgrader would copy what a link leads to as the student's work, wait for a pipe, and fill the disk with
    a file that takes no room where it lies. An enormous file keeps its content under another name, which is
    not copied.

    Parameters
    ----------
    notebooks
        The submission's notebooks, as nbgrader's ``pre_convert_hook`` gets them; they share a folder.
    """
    log = get_logger()
    for folder in {Path(notebook).parent for notebook in notebooks}:
        for place, folders, files in os.walk(folder):
            for name in (*folders, *files):
                path = Path(place, name)
                status = path.lstat()
                if stat.S_ISDIR(status.st_mode):
                    continue
                if not stat.S_ISREG(status.st_mode):
                    log.warning("%s is a link or no file at all, and is left out.", path)
                    path.unlink()
                elif status.st_size > LARGEST and not name.endswith(SET_ASIDE):
                    aside = path.with_name(path.name + SET_ASIDE)
                    log.warning("%s is too large to be copied; it is kept as %s.", path, aside.name)
                    path.rename(aside)

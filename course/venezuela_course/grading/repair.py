"""Before a submission is graded: what is missing or does not belong in it costs one exercise, not all.

`RestoreCells` is nbgrader's OverwriteCells, which gives a submission up whole when a deleted graded
cell has no neighbour left, or when a graded cell of another assignment was pasted in. `remove_links`
keeps a link from being followed with the instructor's rights, and one that leads nowhere from stopping
the copy.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import OverwriteCells


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


def remove_links(*, notebooks: Sequence[str], **_context: Any) -> None:
    """Remove links from a submission: nbgrader would copy what they lead to as the student's work.

    Parameters
    ----------
    notebooks
        The submission's notebooks, as nbgrader's ``pre_convert_hook`` gets them; they share a folder.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        for place, folders, files in os.walk(folder):
            for name in (*folders, *files):
                path = Path(place, name)
                if path.is_symlink():
                    path.unlink()

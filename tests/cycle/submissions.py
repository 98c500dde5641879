"""What students hand in: changes to a released notebook, and files beside it."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from course_copy import cell_by_id
from venezuela_course.exercises import literals

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def untouched(notebook: NotebookNode) -> NotebookNode:
    """A copy to work on."""
    return copy.deepcopy(notebook)


def without_marks(source: str) -> str:
    """A solution cell as a student would have it: nbgrader's marks taken out."""
    return "\n".join(line for line in source.split("\n") if line.strip() not in (BEGIN, END))


def model_source(solution: NotebookNode, exercise: str) -> str:
    """What the model solution has in an exercise's answer cell."""
    return without_marks(cell_by_id(solution, f"{exercise}-answer").source)


def model_answers(solution: NotebookNode) -> dict[str, dict[str, Any]]:
    """The literals of the model solution, by exercise; code exercises have none."""
    found = {}
    for cell in solution.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type == "code" and grade_id.endswith("-answer"):
            try:
                answer = literals.read(cell.source)
            except literals.NoLiteral:
                continue
            found[grade_id.removesuffix("-answer")] = answer
    return found


def graded_exercises(notebook: NotebookNode) -> dict[str, float]:
    """Maximum points of every automatically graded cell, in the notebook's order."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: float(cell.metadata["nbgrader"]["points"])
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        and not cell.metadata["nbgrader"].get("solution")
    }


def essays(notebook: NotebookNode) -> dict[str, float]:
    """Maximum points of every cell that a person grades."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: float(cell.metadata["nbgrader"]["points"])
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        and cell.metadata["nbgrader"].get("solution")
    }


def write_literal(notebook: NotebookNode, exercise: str, answer: dict[str, Any]) -> None:
    """Type an answer into its cell, as running the cell after using the widget does."""
    cell = cell_by_id(notebook, f"{exercise}-answer")
    cell.source = literals.rewrite(cell.source, answer)


def write_code(notebook: NotebookNode, exercise: str, source: str) -> None:
    """Write a code exercise's answer cell."""
    cell_by_id(notebook, f"{exercise}-answer").source = source


def insert_before(notebook: NotebookNode, grade_id: str, source: str) -> None:
    """Put a code cell of the student's own before another cell."""
    position = notebook.cells.index(cell_by_id(notebook, grade_id))
    notebook.cells.insert(position, nbformat.v4.new_code_cell(source))


def delete(notebook: NotebookNode, grade_ids: Sequence[str]) -> None:
    """Delete cells, as a student can with a notebook edited elsewhere than in JupyterLab."""
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in grade_ids
    ]


def answer_file(exercise: str, answer: dict[str, Any]) -> bytes:
    """What the widget saves."""
    return json.dumps({"schema": 1, "exercise": exercise, "answer": answer}).encode()


def answer_files(answers: Mapping[str, dict[str, Any]]) -> dict[str, bytes]:
    """What the widgets save: path beside the notebook to content."""
    return {
        f"answers/{exercise}.json": answer_file(exercise, answer)
        for exercise, answer in answers.items()
    }

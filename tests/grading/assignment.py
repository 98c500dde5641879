"""An assignment as its graders' tests need it: graders, cells, model answers, and what functions hand in."""

from __future__ import annotations

import ast
import copy
import importlib.util
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat

from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.code import outcome
from venezuela_course.grading.verdict import Verdict

SOLUTIONS = Path(__file__).parents[2] / "solutions"


class Assignment:
    """The instructor's side of an assignment.

    Parameters
    ----------
    name
        Such as ``a3``.
    tables
        For each code exercise that takes tables, the places of these arguments.

    Attributes
    ----------
    graders
        The module ``graders.py``.
    cells
        The notebook's cells, by ``grade_id`` or else by id.
    points
        The points of each graded cell, the essay's among them.
    """

    def __init__(self, name: str, tables: Mapping[str, Collection[int]] | None = None) -> None:
        self.tables = tables or {}
        self.graders = _module(name)
        notebook = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
        self.cells = {
            cell.metadata.get("nbgrader", {}).get("grade_id", cell.id): cell
            for cell in notebook.cells
        }
        self.points: dict[str, float] = {
            grade_id: cell.metadata["nbgrader"]["points"]
            for grade_id, cell in self.cells.items()
            if cell.metadata.get("nbgrader", {}).get("grade")
        }

    def model_answer(self, exercise: str) -> Answer:
        """The instructor's answer, of an exercise that has a widget."""
        answer = literals.read(self.cells[f"{exercise}-answer"].source)
        assert isinstance(answer, dict)
        return answer

    def changed(self, exercise: str, **parts: Any) -> Answer:
        """The model answer with some parts replaced."""
        return copy.deepcopy(self.model_answer(exercise)) | parts

    def model_function(self, exercise: str, name: str) -> Callable[..., Any]:
        """The function of this name in the instructor's answer to a code exercise."""
        space: dict[str, Any] = {}
        source = self.cells[f"{exercise}-answer"].source
        exec(compile(ast.parse(source), exercise, "exec"), space)
        function: Callable[..., Any] = space[name]
        return function

    def returned_by(self, exercise: str, function: Callable[..., Any]) -> Answer:
        """What the graded cell hands in for a function."""
        tables = self.tables.get(exercise, ())
        calls = self.graders.HIDDEN_INPUTS[exercise]
        return {"hidden": [outcome(function, call, tables) for call in calls], "public": []}


def _module(name: str) -> ModuleType:
    """``graders.py``, run without leaving a ``__pycache__`` that would be copied to students."""
    path = SOLUTIONS / name / "graders.py"
    spec = importlib.util.spec_from_file_location(f"{name}_graders", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses in graders.py look their module up
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    return module


def earned(verdict: Verdict) -> dict[str, float]:
    """Points by criterion."""
    return {criterion.name: criterion.earned for criterion in verdict.criteria}

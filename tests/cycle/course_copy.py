"""A throw-away copy of the course root, and what an instructor and students do in it.

nbgrader is the real one: its Python API on a configuration read from the course's own
``nbgrader_config.py``. Nothing here knows of a particular assignment.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import Config, PyFileConfigLoader

REPOSITORY = Path(__file__).resolve().parents[2]
CONFIGURATION = "nbgrader_config.py"


@dataclass(frozen=True)
class Grade:
    """What the gradebook says of one cell of one submission."""

    auto: float | None
    manual: float | None
    possible: float
    needs_manual: bool

    @property
    def score(self) -> float:
        """What counts: the manual score where there is one."""
        return self.manual if self.manual is not None else self.auto or 0.0


@dataclass(frozen=True)
class CourseCopy:
    """A course root in a temporary folder.

    Parameters
    ----------
    root
        Holds ``nbgrader_config.py`` and ``solutions/``.
    """

    root: Path

    @classmethod
    def make(cls, root: Path) -> CourseCopy:
        """Copy the course's configuration into a new, empty course root."""
        root = root.resolve()  # nbgrader matches paths as text
        root.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / CONFIGURATION, root)
        return cls(root)

    def take_assignment(self, assignment: str) -> None:
        """Copy an assignment's source from the repository."""
        shutil.copytree(
            REPOSITORY / "solutions" / assignment,
            self.root / "solutions" / assignment,
            ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "answers"),
        )

    @property
    def config(self) -> Config:
        """The course's configuration, as nbgrader's commands read it."""
        return PyFileConfigLoader(CONFIGURATION, path=str(self.root)).load_config()

    def api(self, **settings: Mapping[str, Any]) -> NbGraderAPI:
        """The Python API of nbgrader, with more settings by class: ``Execute={"timeout": 3}``."""
        config = self.config
        config.merge(Config(NbGraderAPI={"log_level": "ERROR"}, **settings))
        return NbGraderAPI(config=config)

    def generate(self, assignment: str) -> None:
        """Make the release from the source."""
        expect_success(self.api().generate_assignment(assignment))

    def released(self, assignment: str) -> NotebookNode:
        """The notebook a student receives."""
        return nbformat.read(self.root / "assignments" / assignment / f"{assignment}.ipynb", 4)

    def submission(self, assignment: str, student: str) -> Path:
        """The folder in which a student's submission lies."""
        return self.root / "grading" / "submitted" / student / assignment

    def submit(
        self,
        assignment: str,
        student: str,
        notebook: NotebookNode,
        files: Mapping[str, bytes],
    ) -> Path:
        """Lay down a submission: what was released, the student's notebook, the student's files."""
        folder = self.submission(assignment, student)
        shutil.copytree(self.root / "assignments" / assignment, folder)
        nbformat.write(notebook, folder / f"{assignment}.ipynb")
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder

    def autograde(self, assignment: str, student: str = "*", **settings: Mapping[str, Any]) -> str:
        """Grade submissions, again where they are graded; return nbgrader's log."""
        return expect_success(self.api(**settings).autograde(assignment, student, force=True))

    def feedback(self, assignment: str) -> None:
        """Write the feedback pages of every graded submission."""
        expect_success(self.api().generate_feedback(assignment))

    def autograded(self, assignment: str, student: str) -> Path:
        """The folder in which a graded submission lies."""
        return self.root / "grading" / "autograded" / student / assignment

    def feedback_page(self, assignment: str, student: str) -> str:
        """A student's feedback, as HTML."""
        folder = self.root / "grading" / "feedback" / student / assignment
        return (folder / f"{assignment}.html").read_text("utf-8")

    def graded_notebook(self, assignment: str, student: str) -> NotebookNode:
        """A student's notebook as formgrader shows it."""
        return nbformat.read(self.autograded(assignment, student) / f"{assignment}.ipynb", 4)

    def gradebook(self) -> Gradebook:
        """The gradebook; use it in a ``with`` statement."""
        return Gradebook(f"sqlite:///{self.root / 'grading' / 'gradebook.db'}", "venezuela")

    def grades(self, assignment: str, student: str) -> dict[str, Grade]:
        """Every graded cell of a submission."""
        with self.gradebook() as gradebook:
            submission = gradebook.find_submission(assignment, student)
            return {
                grade.name: Grade(
                    grade.auto_score, grade.manual_score, grade.max_score, grade.needs_manual_grade
                )
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def automatic_scores(self, assignment: str, student: str) -> dict[str, float | None]:
        """The automatic score of every graded cell of a submission."""
        return {name: grade.auto for name, grade in self.grades(assignment, student).items()}


def expect_success(result: Mapping[str, Any]) -> str:
    """The log, or a failure that shows what nbgrader complained of."""
    assert result["success"], f"{result.get('log', '')}\n{result.get('error', '')}"
    return str(result.get("log", ""))


def cell_by_id(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell with an nbgrader identifier."""
    (cell,) = (
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return cell

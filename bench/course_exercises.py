"""Every graded widget exercise there is, found in the solutions' own set-up cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from venezuela_course.cli.synthetic_class import exercises_of, read_solution
from venezuela_course.exercises import Exercise
from venezuela_course.exercises.answers import Answer, AnswerFile, Saved

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Assignment:
    """One assignment's notebook and model answers."""

    name: str
    notebook: NotebookNode
    answers: dict[str, Answer]

    def save_answers(self, folder: Path) -> None:
        """Write every model answer as the widgets do."""
        for exercise, answer in self.answers.items():
            AnswerFile(folder, exercise).write(Saved(answer))

    def exercises(self, folder: Path) -> dict[str, Exercise]:
        """Build the exercises as a student's notebook in this folder does."""
        return exercises_of(self.notebook, folder)


def assignments() -> list[Assignment]:
    """Every assignment that has a solution, in order."""
    found = []
    for path in sorted((REPOSITORY / "solutions").glob("*/*.ipynb")):
        notebook = nbformat.read(path, 4)
        answers = {name: dict(one) for name, one in read_solution(notebook).answers.items()}
        found.append(Assignment(path.stem, notebook, answers))
    return found

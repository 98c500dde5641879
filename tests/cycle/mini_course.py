"""The smallest course there is: one widget exercise, one code exercise, one essay.

It proves the mechanism apart from any real assignment, so that a failure of the one is not taken for a
failure of the other. The package knows nothing of it; its exercise comes with the assignment, as a file.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from course_copy import CourseCopy

EXERCISES = '''
import html

from venezuela_course.exercises.base import Exercise


class Word:
    """One word in lower case; the part of an answer that the mini course asks for."""

    start, note, required = None, "", True

    def __init__(self, key, label):
        self.key, self.label = key, label

    def problem(self, value):
        return None if isinstance(value, str) and value.islower() else f"{self.label}: one word."

    def html(self, value):
        return html.escape(str(value))


class Capitals(Exercise):
    title = "Two capitals"
    task = "Name them."

    def fields(self):
        return [Word("peru", "Capital of Peru"), Word("chile", "Capital of Chile")]
'''

GRADERS = """
from venezuela_course.grading.verdict import Criterion, Verdict

KEY = {"peru": "lima", "chile": "santiago"}
SQUARES = {-2: 4, 5: 25}
HIDDEN_INPUTS = {"mini-square": [[number] for number in SQUARES]}


def grade_capitals(answer):
    return Verdict(tuple(
        Criterion(land, 2.0 * (answer.get(land) == capital), 2.0, "Think of the largest city.")
        for land, capital in KEY.items()))


def grade_square(answer):
    right = sum(
        result.get("returned") == expected
        for result, expected in zip(answer["hidden"], SQUARES.values(), strict=False))
    return Verdict((Criterion("Squares", right, 2.0),))


def crash(answer):
    raise RuntimeError("the key is lima")


GRADERS = {"mini-capitals": grade_capitals, "mini-square": grade_square, "mini-crash": crash}
"""

RIGHT = {"peru": "lima", "chile": "santiago"}
MARK_SCHEME = "Two points for the largest city."


def _nbgrader(
    grade_id: str, *, points: float | None = None, solution: bool = False, locked: bool = False
) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return {"nbgrader": metadata}


def source_notebook() -> NotebookNode:
    """What the instructor of the mini course edits."""

    def code(source: str, **metadata: Any) -> NotebookNode:
        return nbformat.v4.new_code_cell(source, metadata=metadata)

    cells = [
        code(
            "from mini_exercises import Capitals\n"
            "from venezuela_course.exercises.code import Case, CodeExercise\n"
            "capitals = Capitals('mini-capitals')\n"
            "crash = Capitals('mini-crash')\n"
            "orphan = Capitals('mini-orphan')\n"
            "square_exercise = CodeExercise('mini-square', [Case([3], 9)])\n"
            "capitals",
            **_nbgrader("mini-setup", locked=True),
        ),
        code(
            f"capitals.answer(\n    ### BEGIN SOLUTION\n    {RIGHT}\n    ### END SOLUTION\n)",
            **_nbgrader("mini-capitals-answer", solution=True),
        ),
        code("capitals.check()", **_nbgrader("mini-capitals", points=4, locked=True)),
        code(
            "def square(number):\n    ### BEGIN SOLUTION\n    return number ** 2\n    ### END SOLUTION",
            **_nbgrader("mini-square-answer", solution=True),
        ),
        code("square_exercise.check(square)", **_nbgrader("mini-square", points=2, locked=True)),
        code(
            f"crash.answer(\n    ### BEGIN SOLUTION\n    {RIGHT}\n    ### END SOLUTION\n)",
            **_nbgrader("mini-crash-answer", solution=True),
        ),
        code("crash.check()", **_nbgrader("mini-crash", points=1, locked=True)),
        code("orphan.check()", **_nbgrader("mini-orphan", points=1, locked=True)),
        nbformat.v4.new_markdown_cell(
            "Which of the two is larger?\n\n=== BEGIN MARK SCHEME ===\n\n"
            f"{MARK_SCHEME}\n\n=== END MARK SCHEME ===",
            metadata=_nbgrader("mini-essay-question", locked=True),
        ),
        nbformat.v4.new_markdown_cell(
            "Write here.", metadata=_nbgrader("mini-essay", points=3, solution=True)
        ),
    ]
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )


def second_notebook() -> NotebookNode:
    """A second notebook of the same assignment: a task, which a person grades."""
    task = _nbgrader("mini-task", points=2, locked=True)
    task["nbgrader"].update(grade=False, task=True)
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("Draw a map.", metadata=task)],
        metadata=source_notebook().metadata,
    )


def lay_out(course: CourseCopy) -> None:
    """Write the mini course's source folder."""
    folder = course.root / "solutions" / "mini"
    folder.mkdir(parents=True)
    nbformat.write(source_notebook(), folder / "mini.ipynb")
    (folder / "mini_exercises.py").write_text(EXERCISES, "utf-8")
    (folder / "graders.py").write_text(GRADERS, "utf-8")

"""A class for assignment a3: the kinds of student there are, and what each hands in."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from course_copy import REPOSITORY, cell_by_id
from submissions import (
    answer_file,
    answer_files,
    delete,
    insert_before,
    untouched,
    write_code,
    write_literal,
)
from tests.grading.test_a3_graders import MISCONCEPTIONS
from venezuela_course.cli.synthetic_class import SyntheticClass, exercises_of, read_solution
from venezuela_course.exercises.answers import LARGEST
from venezuela_course.grading.graderbook import GraderBook

SOURCE = REPOSITORY / "solutions" / "a3"
ESSAY = "a3-essay"
WRITTEN = "The weaker text passes in the model; what it is worth is another question. [S001-027]"
WRONG_CODE = {
    "a3-banzhaf": "def banzhaf(weights, quota):\n    return [weight / sum(weights) for weight in weights]",
    "a3-decide": "def decide(votes, rule, base):\n    return votes.count('for') > votes.count('against')",
}

Answers = dict[str, dict[str, Any]]


@dataclass
class Student:
    """What one student hands in, and what it is worth.

    Parameters
    ----------
    notebook, files
        The submission.
    answers
        The answers of widget exercises that must be graded; the others must earn nothing.
    code
        The functions that must be graded.
    essay
        Whether there is an essay to read.
    """

    notebook: NotebookNode
    files: dict[str, bytes] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    essay: bool = False

    def typed(self, answers: Answers) -> None:
        """Answer in the notebook's own source."""
        for exercise, answer in answers.items():
            write_literal(self.notebook, exercise, answer)
        self.answers |= answers

    def saved(self, answers: Answers) -> None:
        """Answer with the widgets alone."""
        self.files |= answer_files(answers)
        self.answers |= answers

    def programmed(self, code: Mapping[str, str]) -> None:
        """Write functions."""
        for exercise, source in code.items():
            write_code(self.notebook, exercise, source)
        self.code |= code

    def wrote(self) -> None:
        """Write the essay."""
        cell_by_id(self.notebook, ESSAY).source = WRITTEN
        self.essay = True


class Room:
    """What every student starts from, and the kinds of student there are."""

    def __init__(self, released: NotebookNode, book: GraderBook, folder: Path) -> None:
        self.released = released
        self.book = book
        self.source = nbformat.read(SOURCE / "a3.ipynb", 4)
        self.solution = read_solution(self.source)
        self.exercises = exercises_of(self.source, folder)
        self.group = SyntheticClass(released, self.solution, self.exercises, book)
        self.model: Answers = {name: dict(one) for name, one in self.solution.answers.items()}

    def new(self) -> Student:
        """A student who has not begun."""
        return Student(untouched(self.released))

    def perfect(self) -> Student:
        """Every model answer, in the notebook and in files, and an essay."""
        student = self.new()
        student.typed(self.model)
        student.saved(self.model)
        student.programmed(self.solution.code)
        student.wrote()
        return student

    def partial(self) -> Student:
        """Some exercises, and those not quite right."""
        student = self.new()
        chance = random.Random(3)
        student.typed({name: self.group.slip(name, chance, 1) for name in list(self.model)[:3]})
        student.programmed({"a3-decide": self.solution.code["a3-decide"]})
        return student

    def empty(self) -> Student:
        """The released notebook, as it was."""
        return self.new()

    def malformed(self) -> Student:
        """Rubbish in cells and files; one good answer among it."""
        student = self.new()
        first, second, third, fourth, last = self.model
        student.saved({last: self.model[last]})
        cell_by_id(
            student.notebook, f"{first}-answer"
        ).source = "missing_three.answer({'threshold': [[None]]})"
        cell_by_id(
            student.notebook, f"{second}-answer"
        ).source = "bloc_dividend.answer({1: 2, 'values': 'x' * 9})"
        full = answer_file(third, self.model[third])
        student.files |= {
            f"answers/{third}.json": full[: len(full) // 2],
            f"answers/{fourth}.json": answer_file(third, self.model[third]),
            f"answers/{first}.json": b'{"schema": 1, "answer": "' + b"x" * 5 * LARGEST + b'"}',
            f"answers/{second}.json": b"\xff\xfe not JSON",
        }
        # What is typed, though rubbish, is an answer; the files are none.
        student.answers |= {first: {"threshold": [[None]]}, second: {"1": 2, "values": "x" * 9}}
        student.programmed({"a3-banzhaf": "banzhaf = 7", "a3-decide": "def decide(:"})
        student.code.clear()
        return student

    def notebook_only(self) -> Student:
        """What an LMS upload of the notebook alone brings."""
        student = self.new()
        student.typed(self.model)
        student.programmed(self.solution.code)
        return student

    def files_only(self) -> Student:
        """The widgets were used and no cell was run."""
        student = self.new()
        student.saved(self.model)
        return student

    def misconceptions(self) -> Student:
        """In every exercise a known misunderstanding, by the signature that the graders' tests give."""
        student = self.new()
        student.typed(
            {
                name: dict(next(iter(signatures.values())))
                for name, signatures in MISCONCEPTIONS.items()
            }
        )
        student.programmed(WRONG_CODE)
        student.wrote()
        return student

    def wrong_code(self) -> Student:
        """Functions that run and are wrong; one never ends."""
        student = self.new()
        student.programmed(
            {
                **WRONG_CODE,
                "a3-decide": "def decide(votes, rule, base):\n    while True:\n        pass",
            }
        )
        student.saved({"a3-post-mortem": self.model["a3-post-mortem"]})
        return student

    def forged(self) -> Student:
        """`check` replaced by one that prints, emits, warns and returns 99."""
        student = self.partial()
        insert_before(
            student.notebook,
            "a3-missing-three",
            """
import sys
from IPython.display import HTML, display
from venezuela_course.exercises.base import Exercise, emit
from venezuela_course.exercises.code import CodeExercise

def check(self, *arguments):
    print(99)
    print("a warning", file=sys.stderr)
    display(HTML("<p>99 of 12 points</p>"))
    emit("a3-post-mortem", {"points": 99})
    return 99

Exercise.check = CodeExercise.check = check
MissingThree.check = BlocDividend.check = PostMortem.check = check
""",
        )
        student.code.clear()  # the functions were never called
        return student

    def killer(self) -> Student:
        """The kernel dies in the middle; what widgets saved and cells say is graded all the same."""
        student = self.new()
        first, *others = self.model
        student.typed({first: self.model[first]})
        student.saved({name: self.model[name] for name in others})
        insert_before(student.notebook, "a3-bloc-dividend-answer", "import os\nos._exit(1)")
        student.programmed(self.solution.code)
        student.code.clear()
        return student

    def endless(self) -> Student:
        """A loop that is interrupted; the rest is graded as usual."""
        student = self.notebook_only()
        insert_before(student.notebook, "a3-bloc-dividend-answer", "while True:\n    pass")
        return student

    def deleted(self) -> Student:
        """A graded cell and, of another exercise, answer and graded cell are gone."""
        student = self.new()
        student.saved(self.model)
        delete(
            student.notebook,
            ["a3-missing-three", "a3-post-mortem-answer", "a3-post-mortem", "a3-essay-task", ESSAY],
        )
        return student

    def linked(self) -> Student:
        """One answer is a link to the perfect student's; the fixture lays it."""
        student = self.new()
        _first, *others = self.model
        student.saved({name: self.model[name] for name in others})
        return student

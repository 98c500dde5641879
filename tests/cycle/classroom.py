"""A class for an assignment: the kinds of student there are, and what each hands in."""

from __future__ import annotations

import ast
import importlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from course_copy import REPOSITORY, CourseCopy, cell_by_id
from submissions import (
    answer_file,
    answer_files,
    delete,
    essays,
    insert_before,
    untouched,
    write_code,
    write_literal,
)
from venezuela_course.cli.synthetic_class import SyntheticClass, exercises_of, read_solution
from venezuela_course.exercises.answers import LARGEST
from venezuela_course.exercises.code import CodeExercise, outcomes
from venezuela_course.grading.graderbook import read_graders

WRITTEN = (
    "A short essay with one claim and one number, written to be graded by a person. [S001-027]"
)
#: What every assignment's class has; `Room` says what each hands in.
KINDS = ("perfect", "malformed", "files_only", "misconceptions", "wrong_code")
#: What one assignment's class has besides: these try the mechanism, which is the same for all.
MECHANISM = (
    "partial",
    "empty",
    "notebook_only",
    "forged",
    "killer",
    "deleted",
    "linked",
)

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

    def wrote(self, text: str) -> None:
        """Write the essay."""
        (essay,) = essays(self.notebook)
        cell_by_id(self.notebook, essay).source = text
        self.essay = True


class Room:
    """What every student of an assignment starts from, and the kinds of student there are.

    Parameters
    ----------
    assignment
        Its name.
    course
        Where it was released.
    """

    def __init__(self, assignment: str, course: CourseCopy) -> None:
        self.assignment = assignment
        self.released = course.released(assignment)
        folder = source_folder(assignment)
        self.book = read_graders(folder / "graders.py")
        self.source = nbformat.read(folder / f"{assignment}.ipynb", 4)
        self.solution = read_solution(self.source)
        self.exercises = exercises_of(self.source, course.root)
        self.group = SyntheticClass(self.released, self.solution, self.exercises, self.book)
        self.model: Answers = {name: dict(one) for name, one in self.solution.answers.items()}
        (self.essay,) = self.solution.essays
        read = {name for names in self.book.reads.values() for name in names}
        #: Where a grader reads the essay too, only the model text has what it looks for.
        self.essay_text = self.solution.texts[self.essay] if self.essay in read else WRITTEN
        graders = importlib.import_module(f"tests.grading.test_{assignment}_graders")
        #: Exercise, misconception code, an answer that shows it: from the graders' own tests.
        self.signatures: Mapping[str, Mapping[str, Mapping[str, Any]]] = graders.MISCONCEPTIONS

    # Functions that students write -------------------------------------------------------------------

    @cached_property
    def functions(self) -> dict[str, str]:
        """The name of the function that each code exercise checks."""
        found = {}
        for exercise in self.solution.code:
            checked = ast.parse(cell_by_id(self.source, exercise).source).body[-1]
            assert isinstance(checked, ast.Expr) and isinstance(checked.value, ast.Call)
            (argument,) = checked.value.args
            assert isinstance(argument, ast.Name)
            found[exercise] = argument.id
        return found

    def names(self) -> dict[str, Any]:
        """What the locked cells of the notebook define."""
        names: dict[str, Any] = {}
        for cell in self.source.cells:
            mark = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and mark.get("locked") and not mark.get("grade"):
                exec(cell.source, names)
        return names

    def returned(self, exercise: str, source: str) -> dict[str, Any]:
        """What a function returns for the hidden inputs and the public cases."""
        names = self.names()
        exec(source, names)
        constructor = cell_by_id(self.source, exercise).source.partition(".check(")[0]
        checker = eval(constructor, names)
        assert isinstance(checker, CodeExercise)
        hidden = self.book.hidden_inputs[exercise]
        cases = [case.arguments for case in checker.cases]
        function = names[self.functions[exercise]]
        found = outcomes(function, [*hidden, *cases], checker.tables, checker.seconds)
        return {"hidden": found[: len(hidden)], "public": found[len(hidden) :]}

    def wrong(self, exercise: str) -> str:
        """A function that runs and is wrong."""
        return f"def {self.functions[exercise]}(*arguments):\n    return [len(arguments), 'wrong']"

    # The kinds of student ----------------------------------------------------------------------------

    def new(self) -> Student:
        """A student who has not begun."""
        return Student(untouched(self.released))

    def perfect(self) -> Student:
        """Every model answer, in the notebook and in files, and an essay."""
        student = self.new()
        student.typed(self.model)
        student.saved(self.model)
        student.programmed(self.solution.code)
        student.wrote(self.essay_text)
        return student

    def partial(self) -> Student:
        """Some exercises, and those not quite right."""
        student = self.new()
        chance = random.Random(3)
        student.typed({name: self.group.slip(name, chance, 1) for name in list(self.model)[:3]})
        last = list(self.solution.code)[-1]
        student.programmed({last: self.solution.code[last]})
        return student

    def empty(self) -> Student:
        """The released notebook, as it was."""
        return self.new()

    def malformed(self) -> Student:
        """Rubbish in cells and files; one good answer among it."""
        student = self.new()
        rubbish = [{"rubbish": [[None]]}, {"1": 2, "values": "x" * 9}]
        # An assignment with few widgets has rubbish for those there are.
        first_two, rest = list(self.model)[:2], list(self.model)[2:]
        typed = dict(zip(first_two, rubbish, strict=False))
        for exercise, answer in typed.items():
            write_literal(student.notebook, exercise, answer)
        unusable = [
            b'{"schema": 1, "answer": "' + b"x" * 5 * LARGEST + b'"}',
            b"\xff\xfe not JSON",
        ]
        student.files |= {
            f"answers/{exercise}.json": file
            for exercise, file in zip(first_two, unusable, strict=False)
        }
        if rest:
            third, *others = rest
            last = others.pop()
            student.saved({last: self.model[last]})
            full = answer_file(third, self.model[third])
            student.files[f"answers/{third}.json"] = full[: len(full) // 2]
            for exercise in others:
                student.files[f"answers/{exercise}.json"] = full
        # What is typed, though rubbish, is an answer; the files are none.
        student.answers |= typed
        unrunnable, *functions = self.functions.items()
        student.programmed({unrunnable[0]: f"def {unrunnable[1]}(:"})
        student.programmed({exercise: f"{name} = 7" for exercise, name in functions})
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
                for name, signatures in self.signatures.items()
                if name in self.model
            }
        )
        student.programmed({name: self.wrong(name) for name in self.functions})
        student.wrote(self.essay_text)
        return student

    def wrong_code(self) -> Student:
        """Functions that run and are wrong."""
        student = self.new()
        student.programmed({name: self.wrong(name) for name in self.functions})
        widget = list(self.model)[-1]
        student.saved({widget: self.model[widget]})
        return student

    def forged(self) -> Student:
        """`check` replaced by one that prints, emits, warns and returns 99."""
        student = self.partial()
        insert_before(
            student.notebook,
            next(iter(self.model)),
            f"""
import sys
from IPython.display import HTML, display
from venezuela_course.exercises.base import Exercise, emit
from venezuela_course.exercises.code import CodeExercise

def check(self, *arguments):
    print(99)
    print("a warning", file=sys.stderr)
    display(HTML("<p>99 of 12 points</p>"))
    emit("{list(self.model)[-1]}", {{"points": 99}})
    return 99

Exercise.check = CodeExercise.check = check
for kind in Exercise.__subclasses__():
    kind.check = check
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
        insert_before(student.notebook, f"{others[0]}-answer", "import os\nos._exit(1)")
        student.programmed(self.solution.code)
        student.code.clear()
        return student

    def deleted(self) -> Student:
        """A graded cell and, of another exercise, answer and graded cell are gone."""
        student = self.new()
        student.saved(self.model)
        first, *_others, last = self.model
        gone = [first, f"{last}-answer", last, f"{self.essay}-task", self.essay]
        delete(student.notebook, gone)
        return student

    def linked(self) -> Student:
        """The first answer is a link to the perfect student's; the fixture lays it."""
        student = self.new()
        _first, *others = self.model
        student.saved({name: self.model[name] for name in others})
        return student


def source_folder(assignment: str) -> Path:
    """Where the instructor's notebook and graders of an assignment are."""
    return REPOSITORY / "solutions" / assignment

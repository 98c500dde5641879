"""Students who do not exist: answers drawn from what an exercise lets one answer.

`draw_value` draws a well-formed value for any field. `SyntheticClass` mixes drawn values into the model
answers, so that a class has students who know everything, most things, or what is commonly
misunderstood. Equal seeds give equal classes.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import (
    Allocate,
    Choose,
    ChooseMany,
    Classify,
    EdgeList,
    Field,
    Grid,
    Group,
    Number,
    Order,
    Text,
)
from venezuela_course.exercises.outline import build
from venezuela_course.grading.graderbook import GraderBook

ANSWER = "-answer"
MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
TRIES = 60  # drawn variants among which a known misunderstanding is looked for
OBJECTIONS = 8  # variants that a widget objects to, before one is handed in all the same
SENTENCE = "A synthetic answer, written by no student."


# The answer space -----------------------------------------------------------------------------------


def draw_value(part: Field, chance: random.Random) -> Any:
    """A value for one field, drawn from all that its control can give.

    Parameters
    ----------
    part
        The field.
    chance
        The generator; equal states give equal values.

    Returns
    -------
    object
        Plain JSON, for which ``part.problem`` finds nothing but, for a `Text`, too few words.

    Raises
    ------
    TypeError
        For a kind of field that is not known here.
    """
    own = getattr(part, "draw", None)
    if own is not None:  # a field of one exercise, whose values the kinds below do not know
        return own(chance)
    for kind, draw in _DRAWN.items():
        if isinstance(part, kind):
            return draw(part, chance)
    raise TypeError(f"There is no way to draw a {type(part).__name__}.")


def _number(part: Number, chance: random.Random) -> float:
    steps = int((part.maximum - part.minimum) / part.step)
    return part.minimum + chance.randint(0, steps) * part.step


def _choose(part: Choose, chance: random.Random) -> str:
    return chance.choice(list(part.options))


def _choose_many(part: ChooseMany, chance: random.Random) -> list[str]:
    most = min(part.most or len(part.options), len(part.options))
    return sorted(chance.sample(list(part.options), chance.randint(min(part.least, most), most)))


def _classify(part: Classify, chance: random.Random) -> dict[str, str]:
    return {item: chance.choice(list(part.categories)) for item in part.items}


def _order(part: Order, chance: random.Random) -> list[str]:
    return chance.sample(list(part.items), len(part.items))


def _allocate(part: Allocate, chance: random.Random) -> dict[str, float]:
    portions = round(part.total / part.share.step)
    given = [chance.choice(list(part.items)) for _portion in range(portions)]
    return {item: given.count(item) * part.share.step for item in part.items}


def _grid(part: Grid, chance: random.Random) -> dict[str, dict[str, str]]:
    return {
        row: {column: chance.choice(list(part.options)) for column in part.columns}
        for row in part.rows
    }


def _edges(part: EdgeList, chance: random.Random) -> list[list[str]]:
    kinds = list(part.kinds) if part.kinds else None
    pairs = [
        [left, right] if kinds is None else [left, right, chance.choice(kinds)]
        for left in part.left
        for right in part.right
        if left != right
    ]
    return sorted(chance.sample(pairs, chance.randint(1, max(1, len(pairs) // 2))))


def _text(part: Text, chance: random.Random) -> str:
    return " ".join([SENTENCE] * (1 + part.least // len(SENTENCE)))[: part.most]


def _group(part: Group, chance: random.Random) -> dict[str, Any]:
    return {inner.key: draw_value(inner, chance) for inner in part.fields}


_DRAWN: Mapping[type[Field], Callable[[Any, random.Random], Any]] = {
    Number: _number,
    Choose: _choose,
    ChooseMany: _choose_many,
    Classify: _classify,
    Order: _order,
    Allocate: _allocate,
    Grid: _grid,
    EdgeList: _edges,
    Text: _text,
    Group: _group,
}


# The model solution ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ModelSolution:
    """What an instructor's notebook says of its exercises.

    Parameters
    ----------
    answers
        The model answer of each exercise that is answered by a widget.
    code
        The source of each function that answers a code exercise.
    points
        The maximum of each cell that is graded automatically, in the notebook's order.
    essays
        The maximum of each cell that a person grades.
    texts
        The model text of each of these cells.
    """

    answers: Mapping[str, Answer]
    code: Mapping[str, str]
    points: Mapping[str, float]
    essays: Mapping[str, float]
    texts: Mapping[str, str] = field(default_factory=dict)


def read_solution(notebook: NotebookNode) -> ModelSolution:
    """Take the model answers out of the solution cells, without running them."""
    answers: dict[str, Answer] = {}
    code: dict[str, str] = {}
    points: dict[str, float] = {}
    essays: dict[str, float] = {}
    texts: dict[str, str] = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        name = str(mark.get("grade_id", ""))
        if mark.get("grade"):
            (essays if mark.get("solution") else points)[name] = float(mark["points"])
            if mark.get("solution"):
                texts[name] = cell.source
        elif mark.get("solution") and cell.cell_type == "code" and name.endswith(ANSWER):
            exercise = name.removesuffix(ANSWER)
            try:
                answers[exercise] = literals.read(cell.source)
            except literals.NoLiteral:
                code[exercise] = "\n".join(
                    line for line in cell.source.split("\n") if line.strip() not in MARKS
                )
    return ModelSolution(answers, code, points, essays, texts)


def exercises_of(notebook: NotebookNode, folder: Path) -> dict[str, Exercise]:
    """The exercises that a notebook's locked set-up cells build, by identifier.

    Parameters
    ----------
    notebook
        A released or a solution notebook of the course itself: its locked cells are run in this process.
    folder
        Where the exercises look for saved answers.
    """
    return build(notebook, folder)


# The class ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """What one student hands in.

    Parameters
    ----------
    notebook
        The notebook.
    files
        The answers that widgets saved, by exercise; none where only the notebook came.
    """

    notebook: NotebookNode
    files: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class SyntheticClass:
    """A class without names: ``s01``, ``s02`` and so on.

    Parameters
    ----------
    released
        The notebook that a student receives.
    solution
        What the instructor's notebook says.
    exercises
        The exercises, by identifier, for the space of their answers.
    book
        The graders, to find answers that show a known misunderstanding.
    seed
        Equal seeds give equal classes.
    """

    released: NotebookNode
    solution: ModelSolution
    exercises: Mapping[str, Exercise]
    book: GraderBook
    seed: int = 2024

    def work(self, number: int) -> Work:
        """What the student of this number hands in; the kinds of student take turns."""
        chance = random.Random(f"{self.seed}/{number}")
        make = KINDS[(number - 1) % len(KINDS)]
        return make(self, chance)

    def notebook(
        self, answers: Mapping[str, Answer], code: Mapping[str, str], *, essay: bool
    ) -> NotebookNode:
        """The released notebook with answers typed in."""
        notebook = copy.deepcopy(self.released)
        for cell in notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            name = str(mark.get("grade_id", ""))
            exercise = name.removesuffix(ANSWER) if name.endswith(ANSWER) else ""
            if exercise in answers:
                cell.source = literals.rewrite(cell.source, answers[exercise])
            elif exercise in code:
                cell.source = code[exercise]
            elif name in self.solution.essays and essay:
                cell.source = self.essay(name)
        return notebook

    def essay(self, name: str) -> str:
        """What stands in an essay's cell: where a grader reads it too, the model text."""
        read = {one for names in self.book.reads.values() for one in names}
        return self.solution.texts[name] if name in read else SENTENCE

    def slip(self, exercise: str, chance: random.Random, parts: int) -> Answer:
        """The model answer with some parts drawn anew.

        Most people change what the widget asks them to change, so a variant that it objects to is
        drawn again.
        """
        answer: Answer = {}
        for _try in range(OBJECTIONS):
            answer = self._varied(exercise, chance, parts)
            if not self.exercises[exercise].problems(answer):
                break
        return answer

    def _varied(self, exercise: str, chance: random.Random, parts: int) -> Answer:
        """The model answer with some parts drawn anew, whatever the widget says of them."""
        answer = copy.deepcopy(dict(self.solution.answers[exercise]))
        fields = self.exercises[exercise].fields_for(answer)
        for part in chance.sample(list(fields), min(parts, len(fields))):
            answer[part.key] = self._near(part, answer.get(part.key), chance)
        return answer

    def misunderstanding(self, exercise: str, chance: random.Random) -> Answer:
        """A variant of the model answer in which the grader sees a known misunderstanding.

        Where none of `TRIES` drawn variants shows one, the last; where nothing is graded, the first.
        """
        if exercise not in self.book.graders:
            return self.slip(exercise, chance, 1)
        answer: Answer = {}
        for _try in range(TRIES):
            answer = self.slip(exercise, chance, chance.randint(1, 2))
            if self.book.graders[exercise](answer).misconceptions:
                break
        return answer

    def _near(self, part: Field, value: Any, chance: random.Random) -> Any:
        """Draw within a group or a table only one place anew: people rarely err everywhere."""
        drawn = draw_value(part, chance)
        if isinstance(value, dict) and isinstance(drawn, dict) and drawn and chance.random() < 0.8:
            place = chance.choice(list(drawn))
            return value | {place: drawn[place]}
        return drawn


def _perfect(group: SyntheticClass, chance: random.Random) -> Work:
    answers = group.solution.answers
    return Work(group.notebook(answers, group.solution.code, essay=True), answers)


def _good(group: SyntheticClass, chance: random.Random) -> Work:
    answers = {
        name: group.slip(name, chance, 1) if chance.random() < 0.5 else answer
        for name, answer in group.solution.answers.items()
    }
    return Work(group.notebook(answers, group.solution.code, essay=True), answers)


def _typical(group: SyntheticClass, chance: random.Random) -> Work:
    answers = {name: group.misunderstanding(name, chance) for name in group.solution.answers}
    return Work(group.notebook(answers, _some(group.solution.code, chance), essay=True), answers)


def _partial(group: SyntheticClass, chance: random.Random) -> Work:
    names = _some(group.solution.answers, chance)
    answers = {name: group.slip(name, chance, 1) for name in names}
    # The widget was used and the answer cell never run: the file alone has the answer.
    return Work(group.notebook({}, _some(group.solution.code, chance), essay=False), answers)


def _notebook_only(group: SyntheticClass, chance: random.Random) -> Work:
    answers = {name: group.slip(name, chance, 1) for name in group.solution.answers}
    return Work(group.notebook(answers, group.solution.code, essay=True))


def _empty(group: SyntheticClass, chance: random.Random) -> Work:
    return Work(group.notebook({}, {}, essay=False))


def _some(things: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    chosen = chance.sample(list(things), (len(things) + 1) // 2)
    return {name: thing for name, thing in things.items() if name in chosen}


#: The kinds of student, in turns: of twelve two are perfect, three good, three typical, two partial.
KINDS: Sequence[Callable[[SyntheticClass, random.Random], Work]] = (
    _perfect,
    _good,
    _typical,
    _good,
    _partial,
    _typical,
    _notebook_only,
    _good,
    _typical,
    _partial,
    _perfect,
    _empty,
)

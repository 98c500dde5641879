"""How long the kernel takes from a control's change to a saved answer and a new picture."""

from __future__ import annotations

import importlib
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.course_exercises import assignments
from bench.imports import UNITS as LESSONS
from bench.statistics_of_times import percentile
from venezuela_course.cli.synthetic_class import draw_value
from venezuela_course.exercises import Exercise, Exploration

CHANGES = 100
FIRST = 5  # not counted: the first picture imports matplotlib
SHARE = 0.95


def measure() -> Iterator[tuple[str, float]]:
    """The 95th percentile for each exploration and exercise, and the slowest of them."""
    slowest = 0.0
    for exploration in explorations():
        taken = percentile(changes(exploration), SHARE)
        slowest = max(slowest, taken)
        yield f"redraw_p95_ms_{type(exploration).__name__}", taken
    for assignment in assignments():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            assignment.save_answers(folder)
            for identifier, exercise in assignment.exercises(folder).items():
                taken = percentile(changes(exercise), SHARE)
                slowest = max(slowest, taken)
                yield f"redraw_p95_ms_{identifier}", taken
    yield "redraw_p95_ms", slowest


def explorations() -> Iterator[Exploration]:
    """Every exploration of every lesson."""
    for lesson in LESSONS:
        package = importlib.import_module(f"venezuela_course.exercises.{lesson}_lesson")
        for name in package.__all__:
            kind = getattr(package, name)
            if isinstance(kind, type) and issubclass(kind, Exploration):
                yield kind()


def changes(exercise: Exercise) -> list[float]:
    """Milliseconds of each of many changes: controls in turn, values from all that they can give."""
    chance = random.Random(type(exercise).__name__)
    exercise.widget  # noqa: B018  builds the controls
    view = exercise._view
    assert view is not None
    fields = exercise.fields()
    taken = []
    for number in range(FIRST + CHANGES):
        field = fields[number % len(fields)]
        control = view.controls[field.key]
        control.show(draw_value(field, chance))
        began = time.perf_counter()
        control.changed_by_student()  # what a control calls when the browser says that it was moved
        taken.append(1000 * (time.perf_counter() - began))
    return taken[FIRST:]

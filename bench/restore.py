"""How long a notebook with all its answers takes to be as it was left, after a kernel's restart."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.course_exercises import REPOSITORY, Assignment, assignments

RUNS = 5


def measure() -> Iterator[tuple[str, float]]:
    """Medians over fresh processes: with what the notebook imports, and without."""
    for assignment in assignments():
        with tempfile.TemporaryDirectory() as name:
            assignment.save_answers(Path(name))
            times = [fresh(assignment.name, name) for _run in range(RUNS)]
        with_imports, alone = (median(column) for column in zip(*times, strict=True))
        yield f"restore_ms_{assignment.name}", alone
        yield f"restore_with_imports_ms_{assignment.name}", with_imports


def fresh(assignment: str, folder: str) -> tuple[float, float]:
    """Restore in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.restore", assignment, folder],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    with_imports, alone = map(float, done.stdout.split())
    return with_imports, alone


def build(assignment: Assignment, folder: Path) -> float:
    """Milliseconds to build every exercise and its widgets from the saved answers."""
    began = time.perf_counter()
    exercises = assignment.exercises(folder)
    for exercise in exercises.values():
        exercise.widget  # noqa: B018
    taken = 1000 * (time.perf_counter() - began)
    restored = {name: exercise.value for name, exercise in exercises.items()}
    if restored != assignment.answers:
        raise RuntimeError(f"The answers of {assignment.name} were not restored.")
    return taken


if __name__ == "__main__":
    (chosen,) = (one for one in assignments() if one.name == sys.argv[1])
    # The first build imports the unit and draws the first picture; the second is the work itself.
    print(build(chosen, Path(sys.argv[2])), build(chosen, Path(sys.argv[2])))

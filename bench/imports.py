"""What importing the exercises costs over the packages that any exercise needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

RUNS = 9
PACKAGES = "import pandas, ipywidgets, matplotlib.figure"
EXERCISES = "import venezuela_course.exercises"
#: What assignment a3 imports; there is no goal for it, but a student waits for it.
UNIT = "import venezuela_course.exercises.diplomacy"

PROGRAM = """
import time
began = time.perf_counter()
{statement}
print(1000 * (time.perf_counter() - began))
"""


def milliseconds(statement: str) -> float:
    """Time of an import in a fresh interpreter, its start not counted."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(statement=statement)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def measure() -> Iterator[tuple[str, float]]:
    """Medians of alternate runs, so that a busy minute slows all of them alike."""
    times: dict[str, list[float]] = {PACKAGES: [], EXERCISES: [], UNIT: []}
    for run in range(RUNS + 1):
        for statement, found in times.items():
            taken = milliseconds(statement)
            if run:  # the first reads the files from the disk
                found.append(taken)
    packages, exercises, unit = (median(found) for found in times.values())
    yield "import_packages_ms", packages
    yield "import_exercises_ms", exercises
    yield "import_exercises_ratio", exercises / packages
    yield "import_unit3_ms", unit

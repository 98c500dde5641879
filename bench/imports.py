"""What importing the exercises costs over the packages that any exercise needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

RUNS = 9
PACKAGES = "import pandas, ipywidgets, matplotlib.figure"
EXERCISES = "import venezuela_course.exercises"
#: What the assignments import; there is no goal for it, but a student waits for it.
UNITS = ("source_criticism", "militarisation", "oil", "diplomacy", "mediation")

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
    units = [f"import venezuela_course.exercises.{unit}" for unit in UNITS]
    times: dict[str, list[float]] = {name: [] for name in (PACKAGES, EXERCISES, *units)}
    for run in range(RUNS + 1):
        for statement, found in times.items():
            taken = milliseconds(statement)
            if run:  # the first reads the files from the disk
                found.append(taken)
    packages, exercises, *imports = (median(found) for found in times.values())
    yield "import_packages_ms", packages
    yield "import_exercises_ms", exercises
    yield "import_exercises_ratio", exercises / packages
    for unit, taken in zip(UNITS, imports, strict=True):
        yield f"import_{unit}_ms", taken

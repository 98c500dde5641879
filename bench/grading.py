"""Grading a class: here against stock nbgrader, in one run, on the same submissions.

Stock is ``nbgrader autograde`` with nbgrader's own preprocessors: a cold kernel for each submission, one
after another. It runs the same notebooks, so it does the same work; what it gives for them is not looked at.
Here is ``venezuela-course autograde`` with two workers, sandbox included, and then ``--rescore`` after a
change of the graders that touches every verdict. Both are measured as an instructor meets them, as commands,
start-up included. Memory is the proportional share (PSS) of all processes of a command, at its highest.

``python -m bench.grading a3 --stock 2 --few 2 --many 4 --rescored 100`` is a small try.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat

from bench.course_exercises import REPOSITORY
from venezuela_course.cli import find_scripts

WORKERS = 2
STOCK, FEW, MANY, RESCORED = 6, 10, 60, 1000  # submissions
PERIOD = 0.2  # seconds between two looks at the memory

STOCK_SETTINGS = """
c.Autograde.pre_convert_hook = None
c.Autograde.sanitize_preprocessors = [
    f"nbgrader.preprocessors.{name}" for name in
    ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute", "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor", "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades", "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata"]
"""

#: A correction that changes every verdict: the worst case, since every notebook has to be written.
CORRECTION = """
from dataclasses import replace as _replace
GRADERS = {name: (lambda answer, grader=grader: _replace(grader(answer), message="Corrected."))
           for name, grader in GRADERS.items()}
"""


@dataclass(frozen=True)
class Run:
    """A command that has ended: how long it took, and its processes' memory at its highest."""

    seconds: float
    megabytes: float


def run(root: Path, *words: str) -> Run:
    """Run a command of this environment in a course root.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    highest = [0.0]

    def watch() -> None:
        while process.poll() is None:
            highest[0] = max(highest[0], memory(process.pid))
            time.sleep(PERIOD)

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _nothing = process.communicate()
    seconds = time.perf_counter() - began
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}:\n{said[-2000:]}")
    return Run(seconds, highest[0])


def memory(pid: int) -> float:
    """Megabytes of a process and all that it started, what they share counted once."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = place.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(place.parent.name)] = int(after_name[1])
    family = {pid}
    grown = True
    while grown:
        more = {child for child, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    total = 0
    for member in family:
        try:
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


def lay_out(root: Path, assignment: str, students: Sequence[str], *, settings: str = "") -> None:
    """A course root in which a synthetic class has handed in; the same names hand in the same work."""
    from venezuela_course.cli.demo import hand_in, nbgrader_in
    from venezuela_course.cli.synthetic_class import SyntheticClass, exercises_of, read_solution
    from venezuela_course.grading.graderbook import read_graders

    root.mkdir(parents=True)
    source = root / "solutions" / assignment
    shutil.copytree(
        REPOSITORY / "solutions" / assignment,
        source,
        ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "answers"),
    )
    configuration = (REPOSITORY / "nbgrader_config.py").read_text("utf-8")
    (root / "nbgrader_config.py").write_text(configuration + settings, "utf-8")
    result = nbgrader_in(root).generate_assignment(assignment)
    if not result["success"]:
        raise RuntimeError(result.get("log", ""))
    released = root / "assignments" / assignment
    group = SyntheticClass(
        nbformat.read(released / f"{assignment}.ipynb", 4),
        read_solution(nbformat.read(source / f"{assignment}.ipynb", 4)),
        exercises_of(nbformat.read(source / f"{assignment}.ipynb", 4), source),
        read_graders(source / "graders.py"),
    )
    for number, student in enumerate(students, start=1):
        folder = root / "grading" / "submitted" / student / assignment
        hand_in(group.work(number), released, folder)


def names(number: int) -> list[str]:
    """Students of a class."""
    return [f"s{place:04}" for place in range(1, number + 1)]


def multiply(root: Path, assignment: str, number: int) -> None:
    """Bring the graded class to a number of submissions: more students with the same graded work."""
    from nbgrader.api import Gradebook

    graded = sorted((root / "grading" / "autograded").iterdir())
    with Gradebook(f"sqlite:///{root / 'grading' / 'gradebook.db'}", "venezuela") as gradebook:
        for place, student in enumerate(names(number)[len(graded) :]):
            like = graded[place % len(graded)]
            shutil.copytree(like, root / "grading" / "autograded" / student)
            gradebook.add_student(student)
            gradebook.add_submission(assignment, student)


def assignments() -> list[str]:
    """Every assignment with graders."""
    return sorted(path.parent.name for path in (REPOSITORY / "solutions").glob("*/graders.py"))


@dataclass(frozen=True)
class Sizes:
    """Submissions in the classes that are graded: by stock, here in a small and in a large one, rescored."""

    stock: int = STOCK
    few: int = FEW
    many: int = MANY
    rescored: int = RESCORED


def measure(chosen: Sequence[str] = (), sizes: Sizes | None = None) -> Iterator[tuple[str, float]]:
    """Submissions a minute, memory and ratios, for every assignment."""
    find_scripts()
    for assignment in chosen or assignments():
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            yield from measure_assignment(Path(folder), assignment, sizes or Sizes())


def measure_assignment(folder: Path, assignment: str, sizes: Sizes) -> Iterator[tuple[str, float]]:
    """One assignment."""
    few, many, rescored = sizes.few, sizes.many, sizes.rescored
    lay_out(folder / "stock", assignment, names(sizes.stock), settings=STOCK_SETTINGS)
    stock = run(folder / "stock", "nbgrader", "autograde", assignment)
    per_minute = 60 * sizes.stock / stock.seconds
    yield f"grading_stock_per_minute_{assignment}", per_minute
    yield f"grading_stock_mb_{assignment}", stock.megabytes

    words = ("venezuela_course.cli", "autograde", assignment, "--quiet", "--workers", str(WORKERS))
    here = {}
    for number in dict.fromkeys((min(sizes.stock, many), few, many)):
        root = folder / f"here-{number}"
        lay_out(root, assignment, names(number))
        here[number] = run(root, *words)
    same, most = here[min(sizes.stock, many)], here[many]
    yield f"grading_per_minute_{assignment}", 60 * many / most.seconds
    yield f"grading_times_stock_{assignment}", 60 * many / most.seconds / per_minute
    yield f"grading_times_stock_on_{sizes.stock}_{assignment}", stock.seconds / same.seconds
    yield f"grading_ms_each_at_{few}_{assignment}", 1000 * here[few].seconds / few
    yield f"grading_ms_each_at_{many}_{assignment}", 1000 * most.seconds / many
    yield f"grading_mb_per_worker_{assignment}", most.megabytes / WORKERS

    root = folder / f"here-{many}"
    graders = root / "solutions" / assignment / "graders.py"
    given = graders.read_text("utf-8")
    for number in dict.fromkeys((few, many, rescored)):
        if number > many:
            multiply(root, assignment, number)
        for text in (given + CORRECTION, given):  # the second puts back what the first changed
            graders.write_text(text, "utf-8")
            only = () if number >= many else [f"--student={name}" for name in names(number)]
            again = run(root, *words, "--rescore", *only)
        yield f"rescore_ms_each_at_{number}_{assignment}", 1000 * again.seconds / number
        if number == rescored:
            yield f"rescore_seconds_for_{number}_{assignment}", again.seconds
            yield f"rescore_per_minute_{assignment}", 60 * number / again.seconds
            yield f"rescore_times_stock_{assignment}", 60 * number / again.seconds / per_minute


def main() -> None:
    """Measure the assignments named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*")
    for name, size in asdict(Sizes()).items():
        parser.add_argument(f"--{name}", type=int, default=size)
    options = vars(parser.parse_args())
    chosen = options.pop("assignments")
    for name, value in measure(chosen, Sizes(**options)):
        print(f"{name}: {value:.3g}" if value < 10 else f"{name}: {value:.0f}", flush=True)


if __name__ == "__main__":
    main()

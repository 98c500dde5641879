"""Stopped anywhere, by anything, nothing is half-written, and the same command goes on where it was."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from course_copy import CourseCopy
from mini_class import ASSIGNMENT, finish, grade_here, hand_in, make_course, rows, sqlite, start

pytestmark = [
    pytest.mark.cycle,
    pytest.mark.skipif(os.name == "nt", reason="Windows has neither kill -9 nor process groups"),
]

SEED = 20240831
STOPS = 20
NEW = 2  # submissions before each run
KILLS = 3  # grading processes in each run, before the run itself is stopped
WAYS = {"kill": signal.SIGKILL, "interrupt": signal.SIGINT, "terminate": signal.SIGTERM}
OPTIONS = ("--workers", "2")


def lock(course: CourseCopy) -> dict[str, Any]:
    """What the run told of itself; nothing where it has not yet come to it."""
    try:
        told: dict[str, Any] = json.loads(
            (course.root / "grading" / f".autograde-{ASSIGNMENT}.lock").read_text("utf-8")
        )
    except (OSError, ValueError):
        return {}
    return told


def workers(course: CourseCopy) -> list[psutil.Process]:
    """Grading processes, and what they started, that work in the run's folder."""
    scratch = lock(course).get("scratch")
    found = []
    for process in psutil.process_iter() if scratch else ():
        try:
            if Path(process.cwd()).is_relative_to(scratch):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def graders(course: CourseCopy) -> list[psutil.Process]:
    """Grading processes without what they started."""
    found = []
    for process in workers(course):
        with contextlib.suppress(psutil.Error):
            if "spawn_main" in " ".join(process.cmdline()):
                found.append(process)
    return found


def kill_a_worker(
    course: CourseCopy, running: subprocess.Popen[str], chance: random.Random, seconds: float
) -> bool:
    """Kill one of the processes that grade; whether there was one."""
    while not (there := graders(course)):
        if running.poll() is not None:
            return False
        time.sleep(0.05)
    time.sleep(seconds)
    there = graders(course) or there
    with contextlib.suppress(psutil.NoSuchProcess):
        chance.choice(there).kill()
    return True


def expect_nothing_half_written(course: CourseCopy) -> None:
    """Every graded folder is whole, and every student's rows are all there or none."""
    said = rows(sqlite(course))
    graded = {student for student, *_rest in said["submission"]}
    for name in ("grade", "comment"):
        number = dict.fromkeys(graded, 0)
        for student, *_rest in said[name]:
            number[student] += 1
        assert len(set(number.values())) <= 1, (name, number)
    for folder in (course.root / "grading" / "autograded").glob(f"*/{ASSIGNMENT}"):
        notebook = nbformat.read(folder / f"{ASSIGNMENT}.ipynb", 4)
        nbformat.validate(notebook)
        assert (folder / "timestamp.txt").is_file()
        assert folder.parent.name in graded


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> tuple[CourseCopy, list[Any]]:
    """A course where students hand in each time that grading is stopped; and how each run ended."""
    course = make_course(tmp_path_factory.mktemp("stopped"), ["s00", "s01"])
    chance = random.Random(SEED)
    whole = 3.0  # seconds, a first guess at what a run takes from its first process on
    ends: list[Any] = []
    for number in count():
        if len(ends) + sum(killed for _way, _status, killed in ends) >= STOPS:
            break
        for new in range(2 + NEW * number, 2 + NEW * (number + 1)):
            hand_in(course, f"s{new:02d}", new)
        if number % 3 == 2:  # and one once more
            hand_in(course, f"s{number:02d}", number, minutes=number)
        way = list(WAYS)[number % len(WAYS)]
        running = start(course.root, *OPTIONS)
        killed = sum(
            kill_a_worker(course, running, chance, chance.uniform(0.0, 0.5) * whole)
            for _kill in range(KILLS)
        )
        begun = time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(chance.uniform(0.0, 1.5) * whole)
            whole = (whole + time.monotonic() - begun) / 2
        left = workers(course)
        scratch = lock(course).get("scratch", "")
        with contextlib.suppress(ProcessLookupError):  # it was done already
            os.killpg(running.pid, WAYS[way])
        running.communicate(timeout=120)
        ends.append((way, running.returncode, killed))
        _gone, alive = psutil.wait_procs(left, timeout=60)
        assert not alive, (way, alive)
        assert way == "kill" or not scratch or not Path(scratch).exists()
        expect_nothing_half_written(course)
    return course, ends


def test_twenty_times_stopped_it_ends_with_the_gradebook_of_an_undisturbed_run(
    stopped: tuple[CourseCopy, list[Any]], tmp_path: Path
) -> None:
    course, ends = stopped
    status, document, said = finish(course.root, *OPTIONS)
    assert status in (0, 3), said
    assert document["left"] == [] and document["failed"] == []
    # The same class, graded once and in peace.
    calm = make_course(tmp_path / "calm")
    shutil.copytree(course.root / "grading" / "submitted", calm.root / "grading" / "submitted")
    assert len(grade_here(calm).graded) == 2 + NEW * len(ends)
    assert rows(sqlite(course)) == rows(sqlite(calm))
    assert outputs(course) == outputs(calm)
    assert len(ends) + sum(killed for _way, _status, killed in ends) >= STOPS


def outputs(course: CourseCopy) -> dict[str, Any]:
    """What every graded notebook shows."""
    return {
        folder.parent.name: [
            (cell.source, [output.get("data") for output in cell.get("outputs", [])])
            for cell in nbformat.read(folder / f"{ASSIGNMENT}.ipynb", 4).cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        ]
        for folder in (course.root / "grading" / "autograded").glob(f"*/{ASSIGNMENT}")
    }


def test_each_way_of_stopping_has_the_exit_status_that_it_should(
    stopped: tuple[CourseCopy, list[Any]],
) -> None:
    _course, ends = stopped
    done = {0, 3}  # the last submission was stored before
    allowed = {
        "kill": {-signal.SIGKILL, *done},
        "interrupt": {130, *done},
        "terminate": {130, *done},
    }
    assert [end for end in ends if end[1] not in allowed[end[0]]] == []
    assert {130, -signal.SIGKILL} <= {status for _way, status, _killed in ends}


FULL_DISK = """
import shutil, subprocess, sys
from pathlib import Path

course, kept = Path(sys.argv[1]), Path(sys.argv[2])
command = [sys.executable, "-m", "venezuela_course.cli", "autograde", "mini", "--json",
           "--workers", "1", "--confinement", "none"]
shutil.copytree(kept, course / "grading", dirs_exist_ok=True)
ballast = course / "grading" / "ballast"
free = shutil.disk_usage(course / "grading").free
ballast.write_bytes(bytes(max(0, free - int(sys.argv[3]))))
full = subprocess.run(command, cwd=course, capture_output=True, text=True)
ballast.unlink()
roomy = subprocess.run(command, cwd=course, capture_output=True, text=True)
print(full.returncode, roomy.returncode)
print(full.stdout, "\\0", roomy.stdout)
print(full.stderr, roomy.stderr, file=sys.stderr)
shutil.copytree(course / "grading", kept, dirs_exist_ok=True)
"""


def test_a_full_disk_stops_the_run_and_with_room_the_same_command_ends_it(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", ["s00", "s01", "s02", "s03"])
    grading, kept = course.root / "grading", tmp_path / "kept"
    shutil.copytree(grading, kept)
    (tmp_path / "full_disk.py").write_text(FULL_DISK, "utf-8")
    small = ["--size", str(4 << 20), "--tmpfs", str(grading)]
    room = 100 << 10  # for one graded folder or two, not for four
    done = subprocess.run(
        [
            *("bwrap", "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc", *small),
            *(
                sys.executable,
                str(tmp_path / "full_disk.py"),
                str(course.root),
                str(kept),
                str(room),
            ),
        ],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    statuses, documents = done.stdout.split("\n", 1)
    full, roomy = (json.loads(text) for text in documents.split("\0"))
    assert statuses == "1 0", done.stderr
    assert (full["left"] and "space" in full["error"].lower()) or "full" in full["error"]
    assert len(full["graded"]) + len(roomy["graded"]) == 4
    shutil.rmtree(grading)
    shutil.copytree(kept, grading)
    assert len({student for student, *_rest in rows(sqlite(course))["submission"]}) == 4
    assert len(outputs(course)) == 4

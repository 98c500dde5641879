"""A class graded by a Dask cluster: no disk is shared, and the grades are those of one machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from course_copy import CourseCopy
from mini_class import finish, grade_here, make_course, rows, sqlite
from venezuela_course.grading.autograding.cluster import DaskCluster
from venezuela_course.grading.autograding.executor import CannotGrade

pytestmark = [
    pytest.mark.cycle,
    pytest.mark.skipif(os.name == "nt", reason="one process kills another with kill -9"),
]
STUDENTS = [f"s{number:02d}" for number in range(6)]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real scheduler with two worker processes, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    file = folder / "scheduler.json"
    quiet = {
        "DASK_LOGGING__DISTRIBUTED": "error",
        "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    }
    # Of this checkout the workers have the package alone, and a way of grading that only tests use.
    environment = {**os.environ, **quiet, "PYTHONPATH": str(Path(__file__).parent)}

    def dask(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=folder, env=environment)

    started = [
        dask("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)),
    ]
    deadline = time.monotonic() + 120
    while not file.exists():
        assert time.monotonic() < deadline and started[0].poll() is None
        time.sleep(0.1)
    time.sleep(0.5)  # until the file is written whole
    address: str = json.loads(file.read_text("utf-8"))["address"]
    started.append(
        dask(
            *("worker", address, "--nworkers", "2", "--nthreads", "1", "--no-dashboard"),
            *("--local-directory", str(folder / "dask")),
        )
    )
    try:
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=180)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def clustered(
    scheduler: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[CourseCopy, dict[str, Any]]:
    """The class as the cluster graded it."""
    course = make_course(tmp_path_factory.mktemp("clustered"), STUDENTS)
    status, document, said = finish(course.root, "--scheduler", scheduler)
    assert status == 0, (document, said)
    return course, document


def test_a_cluster_gives_the_grades_of_one_machine(
    clustered: tuple[CourseCopy, dict[str, Any]], tmp_path: Path
) -> None:
    course, _document = clustered
    here = make_course(tmp_path / "here", STUDENTS)
    assert len(grade_here(here).graded) == len(STUDENTS)
    assert rows(sqlite(course)) == rows(sqlite(here))


def test_both_workers_are_used_and_the_document_says_whose_they_were(
    clustered: tuple[CourseCopy, dict[str, Any]], scheduler: str
) -> None:
    _course, document = clustered
    assert (document["workers"], document["scheduler"]) == (2, scheduler)
    assert len(document["graded"]) == len(STUDENTS)


def test_work_of_a_lost_worker_is_done_by_another(scheduler: str, tmp_path: Path) -> None:
    from fake_grading import Work, grade

    cluster = DaskCluster(scheduler, confined=False)
    try:
        works = [Work("a"), Work("b", "die once", str(tmp_path)), Work("c"), Work("d", "raise")]
        found = {result.student: result for result in cluster.results(grade, "a9", works)}
    finally:
        cluster.close()
    assert sorted(found) == ["a", "b", "c", "d"]
    assert found["b"].outcome.graded and (tmp_path / "b").exists()
    assert found["d"].reason == "d is beyond a9."


def test_where_no_scheduler_answers_the_address_is_named_and_how_to_start_one() -> None:
    with pytest.raises(CannotGrade, match=r"at tcp://127\.0\.0\.1:9.*dask scheduler"):
        DaskCluster("tcp://127.0.0.1:9", patience=1.0)


def test_without_dask_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotGrade, match=r'install "venezuela-course\[cluster\]"'):
        DaskCluster("tcp://127.0.0.1:9")


def test_workers_of_another_version_are_named(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from venezuela_course.grading.autograding import cluster

    monkeypatch.setattr(cluster, "SAME_VERSION", ("venezuela-course", "no-such-package"))
    DaskCluster(scheduler).close()  # missing everywhere is the same everywhere
    real = cluster._comparable
    monkeypatch.setattr(
        cluster,
        "_comparable",
        lambda package, version: real(package, version) if package != "nbgrader" else object(),
    )
    monkeypatch.setattr(cluster, "SAME_VERSION", ("nbgrader",))
    with pytest.raises(CannotGrade, match=r"tcp://.* has nbgrader .*, this machine "):
        DaskCluster(scheduler)

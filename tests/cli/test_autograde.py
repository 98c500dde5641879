"""Grading a class: what is pending, who grades it, how it ends, and what an instructor sees of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbgrader.converters import Autograde
from sqlalchemy.exc import OperationalError

from course_copy import CourseCopy
from fake_grading import Came, Serially, Unreadable, Work, grade
from venezuela_course.cli import autograde, main
from venezuela_course.grading import rescore as rescoring
from venezuela_course.grading.autograding import pool
from venezuela_course.grading.autograding.course import Course
from venezuela_course.grading.autograding.executor import CannotGrade, Failure, Graded
from venezuela_course.grading.autograding.lock import PREFIX, only_run
from venezuela_course.grading.autograding.pool import LocalPool, available_memory
from venezuela_course.grading.autograding.run import Standing, Steps, run, standing
from venezuela_course.grading.rescore import Rescored

EARLY, LATE = "2024-05-01 12:00:00 UTC", "2024-05-02 12:00:00 UTC"


# What is pending -------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> CourseCopy:
    return CourseCopy.make(tmp_path / "course")


def lay(
    course: CourseCopy, step: str, student: str, timestamp: str | None, notebook: bool = True
) -> Path:
    folder = course.root / "grading" / step / student / "a9"
    folder.mkdir(parents=True)
    if notebook:
        (folder / "a9.ipynb").write_text("{}", "utf-8")
    if timestamp is not None:
        (folder / "timestamp.txt").write_text(timestamp, "utf-8")
    return folder


#: Timestamp handed in, timestamp graded; "no" where nothing is graded.
CASES = {
    "never": (EARLY, "no"),
    "never-untimed": (None, "no"),
    "same": (EARLY, EARLY),
    "newer": (LATE, EARLY),
    "older": (EARLY, LATE),
    "untimed-now": (None, EARLY),
    "untimed-then": (LATE, None),
    "untimed": (None, None),
    "empty": ("", EARLY),
}


def lay_cases(course: CourseCopy) -> None:
    for student, (now, then) in CASES.items():
        lay(course, "submitted", student, now)
        if then != "no":
            lay(course, "autograded", student, then)


@pytest.mark.parametrize("force", [False, True])
def test_what_is_pending_is_what_nbgrader_itself_would_grade(
    course: CourseCopy, force: bool
) -> None:
    lay_cases(course)
    ours = standing(course.root, "a9", force=force)
    directory = Course.read(course.root).directory
    directory.assignment_id = "a9"
    converter = Autograde(coursedir=directory)
    converter.force = force
    theirs = [student for student in sorted(CASES) if converter.init_destination("a9", student)]
    assert list(ours.pending) == theirs
    assert sorted((*ours.pending, *ours.done)) == sorted(CASES)
    assert force or theirs == ["never", "never-untimed", "newer"]


def test_a_timestamp_that_is_a_link_or_a_device_or_rubbish_makes_nothing_pending(
    course: CourseCopy,
) -> None:
    for student in ("link", "pipe", "rubbish", "huge"):
        folder = lay(course, "submitted", student, None)
        lay(course, "autograded", student, EARLY)
        stamp = folder / "timestamp.txt"
        if student == "link":
            stamp.symlink_to("/dev/zero")
        elif student == "pipe":
            os.mkfifo(stamp)
        else:
            stamp.write_bytes(b"\xff\xfe" if student == "rubbish" else b"2" * 5000)
    assert standing(course.root, "a9").pending == ()


def test_students_stand_in_formgraders_order_and_those_without_a_notebook_apart(
    course: CourseCopy,
) -> None:
    for student in ("zoe", "ana", "Bea", "10", "9"):
        lay(course, "submitted", student, EARLY, notebook=student != "Bea")
    found = standing(course.root, "a9")
    assert found.pending == ("10", "9", "ana", "zoe")
    assert found.without_notebook == ("Bea",)


def test_a_student_whom_the_settings_exclude_is_not_pending(course: CourseCopy) -> None:
    for student in ("ana", "guest"):
        lay(course, "submitted", student, EARLY)
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('\nc.CourseDirectory.student_id_exclude = "guest,other"\n')
    assert standing(course.root, "a9").pending == ("ana",)


def test_a_course_in_a_folder_with_brackets_is_read(tmp_path: Path) -> None:
    course = CourseCopy.make(tmp_path / "term [1]*")
    lay(course, "submitted", "ana", EARLY)
    assert standing(course.root, "a9").pending == ("ana",)


def test_a_student_who_handed_nothing_in_is_named_with_those_who_did(course: CourseCopy) -> None:
    lay(course, "submitted", "ana", EARLY)
    with pytest.raises(CannotGrade, match="by anna. There are: ana"):
        standing(course.root, "a9", ["ana", "anna"])


def test_where_nobody_handed_in_the_command_that_collects_is_named(course: CourseCopy) -> None:
    with pytest.raises(CannotGrade, match="nbgrader collect a9"):
        standing(course.root, "a9")


# Grading processes -----------------------------------------------------------------------------------


def children() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if "spawn_main" in " ".join(process.cmdline())
    ]


@pytest.fixture(scope="module")
def ahead() -> list[int]:
    """How many submissions were read and not yet given back, each time one was."""
    return []


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, ahead: list[int]) -> dict[str, Any]:
    """A class of everything that can happen, two processes, one go."""
    folder = tmp_path_factory.mktemp("pool")
    does = ("well", "raise", "die", "die once", "exit", "hang", "well", "well", "well", "well")
    read = 0

    def works() -> Iterator[Work]:
        nonlocal read
        for number, what in enumerate(does):
            read += 1
            yield Work(f"{number}-{what}", what, str(folder))

    found = {}
    for result in LocalPool(2, folder, folder / "log", limit=5.0).results(grade, "a9", works()):
        ahead.append(read - len(found))
        found[result.student] = result
    return found


def test_every_submission_has_one_result(mixed: dict[str, Any]) -> None:
    assert len(mixed) == 10
    assert [mixed[name].outcome.graded for name in ("0-well", "6-well", "7-well")] == [True] * 3


def test_a_killed_process_costs_one_more_attempt_at_what_it_had_in_hand(
    mixed: dict[str, Any],
) -> None:
    again = mixed["3-die once"]
    assert isinstance(again, Graded) and again.attempts == 2


def test_what_kills_its_process_twice_is_reported_and_not_tried_for_ever(
    mixed: dict[str, Any],
) -> None:
    failure = mixed["2-die"]
    assert isinstance(failure, Failure) and failure.attempts == 2
    assert "killed 2 times (exit status -9)" in failure.reason


def test_an_exception_is_the_failure_of_one_submission_with_its_words(
    mixed: dict[str, Any],
) -> None:
    assert mixed["1-raise"].reason == "1-raise is beyond a9."
    assert "ValueError" in mixed["1-raise"].details
    assert isinstance(mixed["4-exit"], Failure)


def test_what_never_ends_is_stopped(mixed: dict[str, Any]) -> None:
    assert "stopped" in mixed["5-hang"].reason


def test_submissions_are_read_no_sooner_than_there_is_a_process_for_them(
    mixed: dict[str, Any], ahead: list[int]
) -> None:
    assert max(ahead) <= 1 + 2  # the one in hand here, and one for each process


def test_nothing_is_left_running(mixed: dict[str, Any]) -> None:
    assert mixed and children() == []


def test_whoever_stops_listening_ends_the_processes(tmp_path: Path) -> None:
    works = [Work("one"), Work("two", "hang"), Work("three")]
    results = LocalPool(1, tmp_path, tmp_path / "log").results(grade, "a9", works)
    assert next(results).student == "one"
    assert children()
    results.close()
    assert children() == []


def test_processes_that_cannot_begin_stop_the_run_and_the_log_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setattr(pool, "FALSE_STARTS", 2)
    with pytest.raises(CannotGrade, match=re.escape(str(log))):
        list(LocalPool(1, tmp_path, log).results(grade, Unreadable(), [Work("one")]))
    assert "refused" in log.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="a process of its own is killed with kill -9")
def test_grading_processes_do_not_outlive_a_run_that_is_killed(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from fake_grading import Work, grade\n"
        "from venezuela_course.grading.autograding.pool import LocalPool\n"
        "if __name__ == '__main__':\n"
        f"    pool = LocalPool(1, Path({str(tmp_path)!r}), Path({str(tmp_path / 'log')!r}))\n"
        "    works = [Work('a'), Work('b', 'hang')]\n"
        "    for result in pool.results(grade, 'a9', works):\n"
        "        print(result.student, flush=True)\n"
    )
    (tmp_path / "script.py").write_text(script, "utf-8")
    tests = str(Path(__file__).resolve().parents[1] / "cycle")
    running = subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": tests},
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "a\n"
    workers = psutil.Process(running.pid).children(recursive=True)
    assert any("spawn_main" in " ".join(worker.cmdline()) for worker in workers)
    running.kill()
    running.wait()
    running.stdout.close()
    _gone, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


def test_memory_bounds_the_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    information = tmp_path / "meminfo"
    information.write_text("MemTotal: 9 kB\nMemAvailable:  900000 kB\n", "ascii")
    assert available_memory(information) == 900_000 * 1024
    assert available_memory(tmp_path / "none") is None
    monkeypatch.setattr(
        pool.os, "sched_getaffinity", lambda _process: set(range(16)), raising=False
    )
    for memory, workers in ((None, 16), (900_000 << 10, 2), (1000, 1), (1 << 50, 16)):
        monkeypatch.setattr(pool, "available_memory", lambda memory=memory: memory)
        assert pool.workers_by_default() == workers


# The run ---------------------------------------------------------------------------------------------


class Book:
    """What the writer was given, in place of a gradebook."""

    def __init__(
        self, error: Callable[[str], BaseException | None] = lambda _student: None
    ) -> None:
        self.stored: list[str] = []
        self.error = error

    def steps(self, **does: str) -> Steps:
        return Steps(
            read_assignment=lambda _root, name: name,
            read_submission=lambda _root, _name, student: Work(
                student, does.get(student, "well"), ""
            ),
            grade=lambda assignment, work: grade(assignment, work),
            merge=self._merge,
        )

    def _merge(self, _root: Path, _assignment: Any, outcome: Came) -> None:
        error = self.error(outcome.student)
        if error is not None:
            raise error
        self.stored.append(outcome.student)


TODO = Standing(("ana", "bea", "cid"), ("dan",))


def test_a_submission_that_fails_is_reported_and_the_others_are_stored(tmp_path: Path) -> None:
    book = Book()
    report = run(tmp_path, "a9", TODO, Serially(), steps=book.steps(bea="raise"))
    assert book.stored == ["ana", "cid"] == [line.student for line in report.graded]
    assert [(line.student, line.reason) for line in report.failed] == [("bea", "bea is beyond a9.")]
    assert report.left == () and report.graded[0].score == 2.0
    assert report.graded[0].needs_manual_grade


def test_rows_of_a_submission_that_nbgrader_gave_up_are_stored_as_nbgrader_would(
    tmp_path: Path,
) -> None:
    book = Book()
    report = run(tmp_path, "a9", TODO, Serially(), steps=book.steps(bea="fail"))
    assert "bea" in book.stored
    assert [line.reason for line in report.failed] == ["No such kernel."]


def test_a_submission_that_cannot_be_read_or_stored_costs_nobody_else(tmp_path: Path) -> None:
    book = Book(lambda student: ValueError("no such cell") if student == "ana" else None)
    steps = book.steps()

    def read(root: Path, name: str, student: str) -> Any:
        if student == "cid":
            raise PermissionError(13, "Permission denied", "a9.ipynb")
        return steps.read_submission(root, name, student)

    report = run(
        tmp_path,
        "a9",
        TODO,
        Serially(),
        steps=Steps(steps.read_assignment, read, steps.grade, steps.merge),
    )
    assert book.stored == ["bea"]
    assert {line.student: line.reason for line in report.failed} == {
        "ana": "no such cell",
        "cid": "[Errno 13] Permission denied: 'a9.ipynb'",
    }


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
    ],
)
def test_a_full_disk_stops_the_run_since_the_next_would_not_be_stored_either(
    tmp_path: Path, error: Exception
) -> None:
    book = Book(lambda student: error if student == "bea" else None)
    report = run(tmp_path, "a9", TODO, Serially(), steps=book.steps())
    assert book.stored == ["ana"] and report.left == ("bea", "cid")
    assert str(error) in report.broken


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal for one's own process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_is_interrupted_while_storing_stores_first(
    tmp_path: Path, number: signal.Signals
) -> None:
    before = signal.getsignal(number)

    def interrupt(student: str) -> None:
        if student == "bea":
            os.kill(os.getpid(), number)
            time.sleep(0.05)

    book = Book(interrupt)
    report = run(tmp_path, "a9", TODO, Serially(), steps=book.steps())
    assert report.stopped and book.stored == ["ana", "bea"] and report.left == ("cid",)
    assert signal.getsignal(number) == before


# One at a time ---------------------------------------------------------------------------------------


def test_a_second_run_is_told_of_the_first_and_other_assignments_are_free(tmp_path: Path) -> None:
    with only_run(tmp_path, "a9") as scratch:
        assert scratch.is_dir()
        with pytest.raises(CannotGrade, match=f"already, by process {os.getpid()} on "):
            only_run(tmp_path, "a9").__enter__()
        with only_run(tmp_path, "a8"):
            pass
    assert not scratch.exists()
    with only_run(tmp_path, "a9"):
        pass


def test_what_a_killed_run_left_behind_is_cleared_by_the_next(tmp_path: Path) -> None:
    with only_run(tmp_path, "a9") as scratch:
        told = (tmp_path / ".autograde-a9.lock").read_text("utf-8")
    scratch.mkdir()  # as if it had been killed
    (scratch / "half").write_text("written", "utf-8")
    (tmp_path / ".autograde-a9.lock").write_text(told, "utf-8")
    with only_run(tmp_path, "a9"):
        assert not scratch.exists()


def test_no_folder_is_cleared_that_a_run_did_not_make(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis"
    link = tmp_path / f"{PREFIX}x"
    thesis.mkdir()
    link.symlink_to(thesis)
    with only_run(tmp_path, "a9"):
        told = json.loads((tmp_path / ".autograde-a9.lock").read_text("utf-8"))
    for place in (thesis, link, "", f"{PREFIX}y"):
        (tmp_path / ".autograde-a9.lock").write_text(
            json.dumps({**told, "scratch": str(place)}), "utf-8"
        )
        with only_run(tmp_path, "a9"):
            assert thesis.is_dir() and link.is_symlink()


# The command -----------------------------------------------------------------------------------------


@pytest.fixture
def book(course: CourseCopy, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The command in a course of four, where grading is played."""
    for student in ("ana", "bea", "cid"):
        lay(course, "submitted", student, EARLY)
    lay(course, "submitted", "dan", EARLY)
    lay(course, "autograded", "dan", EARLY)
    monkeypatch.chdir(course.root)
    book = Book()
    play(monkeypatch, book.steps())
    return book


def play(monkeypatch: pytest.MonkeyPatch, steps: Steps) -> None:
    @contextmanager
    def serially(*_arguments: Any) -> Iterator[Serially]:
        yield Serially()

    monkeypatch.setattr(autograde, "choose_steps", lambda *_arguments: (steps, "bubblewrap"))
    monkeypatch.setattr(autograde, "make_executor", serially)


def call(*words: str) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(["autograde", *words])
    return ended.value.code


Captured = pytest.CaptureFixture[str]


def test_all_graded_is_exit_status_0_and_a_summary(book: Book, capsys: Captured) -> None:
    assert call("a9") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "3 graded" in said and "1 graded before, left as they are" in said
    assert "3 need a person's grade" in said and "submissions a minute" in said


def test_some_failed_is_exit_status_1_with_the_reason_and_what_to_do(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: Captured, course: CourseCopy
) -> None:
    play(monkeypatch, book.steps(bea="fail"))
    lay(course, "submitted", "eva", EARLY, notebook=False)
    assert call("a9") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "2 graded" in said and "2 not graded" in said
    assert "bea No such kernel." in said and "eva There is no notebook in" in said
    assert "give the same command again" in said
    log = course.root / "grading" / "autograde-a9.log"
    assert "a long log" in log.read_text("utf-8") and "autograde-a9.log" in said.replace(" ", "")


def test_nothing_to_do_is_exit_status_3(book: Book, capsys: Captured) -> None:
    assert call("a9", "--student", "dan") == 3
    assert "Nothing to do: 1 submission of a9 is graded" in capsys.readouterr().out
    assert book.stored == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a9", "--student", "nobody"], "There are: ana, bea, cid, dan"),
        (["a8"], "Nobody has handed in a8"),
        (["a9", "--workers", "0"], "--workers"),
        (["a9", "--rescore", "--force"], "--rescore runs no notebook"),
        (["a9", "--scheduler", "tcp://x", "--workers", "2"], "leave --workers out"),
        ([], "ASSIGNMENT"),
    ],
)
def test_what_cannot_start_is_exit_status_2_and_a_sentence(
    book: Book, capsys: Captured, words: list[str], said: str
) -> None:
    assert call(*words) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_outside_a_course_the_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("a9") == 2
    assert "Call this in the course's folder" in capsys.readouterr().err


def test_while_another_run_is_on_the_second_says_so(book: Book, capsys: Captured) -> None:
    with only_run(Path("grading"), "a9"):
        assert call("a9") == 2
    assert "being graded already" in capsys.readouterr().err
    assert book.stored == []


def test_who_stops_it_is_told_how_to_go_on_with_exit_status_130(
    book: Book, capsys: Captured
) -> None:
    def interrupt(student: str) -> None:
        if student == "bea":
            raise KeyboardInterrupt

    book.error = interrupt
    assert call("a9") == 130
    said = " ".join(capsys.readouterr().out.split())
    assert "Stopped. 2 submissions are left; what was graded is stored." in said
    assert "To go on, give the same command again." in said


def test_quiet_says_what_failed_and_nothing_else(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    play(monkeypatch, book.steps(bea="raise"))
    assert call("a9", "--quiet") == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "bea: bea is beyond a9.\n")


def test_the_json_document_is_the_only_thing_on_stdout_and_holds_what_the_page_promises(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    play(monkeypatch, book.steps(bea="raise"))
    assert call("a9", "--json") == 1
    document = json.loads(capsys.readouterr().out)
    page = Path(__file__).resolve().parents[2] / "docs" / "instructors" / "grading.md"
    promised = set(re.findall(r"^\| `([a-z_]+)` \| ", page.read_text("utf-8"), re.M))
    assert set(document) <= promised
    assert document["status"] == "failed" and document["exit"] == 1 and document["schema"] == 1
    assert [row["student"] for row in document["graded"]] == ["ana", "cid"]
    assert document["graded"][0]["score"] == 2.0 and document["graded"][0]["needs_manual_grade"]
    assert document["failed"] == [{"student": "bea", "reason": "bea is beyond a9.", "attempts": 1}]
    assert document["already_graded"] == ["dan"] and document["left"] == []


def test_json_says_why_a_run_could_not_start(book: Book, capsys: Captured) -> None:
    assert call("a9", "--json", "--student", "nobody") == 2
    document = json.loads(capsys.readouterr().out)
    assert document["status"] == "cannot_start" and "nobody" in document["error"]


def test_the_summary_fits_a_narrow_terminal_and_says_a_sentence_once(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    note = "The graded cell a9-one was missing and is put back."
    steps = book.steps()
    play(
        monkeypatch,
        Steps(
            steps.read_assignment,
            steps.read_submission,
            lambda _assignment, work: Came(work.student, notes=(note, "[red]odd[/red]")),
            steps.merge,
        ),
    )
    assert call("a9") == 0
    said = capsys.readouterr().out
    assert max(len(line) for line in said.splitlines()) <= 40
    assert said.count("missing") == 1 and "[red]odd[/red]" in said


def test_without_bubblewrap_nothing_is_run_until_it_is_accepted_by_name(
    course: CourseCopy, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    lay(course, "submitted", "ana", EARLY)
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(shutil, "which", lambda _name, *_more, **_keywords: None)
    assert call("a9") == 2
    said = capsys.readouterr().err
    assert "bubblewrap" in said and "--confinement none" in said
    assert not (course.root / "grading" / "autograded").exists()
    steps, confinement = autograde.choose_steps(
        autograde.Request("a9", confinement="none"), Course.read(course.root)
    )
    assert confinement == "none"
    assert steps.grade.keywords == {"settings": {"ExecuteSubmission": {"confinement": "none"}}}  # type: ignore[attr-defined]


def test_rescore_shows_whose_points_changed_and_names_who_has_to_be_run_again(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    results = [
        Rescored("ana", "changed", 3.0, 4.5),
        Rescored("bea", "same", 2.0, 2.0),
        Rescored("cid", "autograde", why="The hidden inputs are others now."),
    ]
    asked: list[Any] = []

    def rescore(
        _root: Path, _assignment: str, students: list[str], *_more: Any, **_rest: Any
    ) -> Any:
        asked.extend(students)
        return [result for result in results if result.student in students]

    monkeypatch.setattr(rescoring, "rescore", rescore)
    assert call("a9", "--rescore") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "ana 3 before, 4.5 now" in said and "cid The hidden inputs are others now." in said
    assert asked == ["ana", "bea", "cid", "dan"]
    assert call("a9", "--rescore", "--student", "ana", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["changed"] == [{"student": "ana", "before": 3.0, "after": 4.5}]
    assert (document["same"], document["autograde"]) == ([], [])


def test_threads_other_than_the_main_one_can_run_it(tmp_path: Path) -> None:
    book = Book()
    thread = threading.Thread(
        target=run, args=(tmp_path, "a9", TODO, Serially()), kwargs={"steps": book.steps()}
    )
    thread.start()
    thread.join()
    assert book.stored == ["ana", "bea", "cid"]

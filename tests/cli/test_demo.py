"""The demo: a class of students who do not exist, graded from release to feedback."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from venezuela_course.cli import demo, main
from venezuela_course.cli.demo import DemoError, find_course, make_folder, score_table
from venezuela_course.cli.synthetic_class import (
    KINDS,
    SyntheticClass,
    draw_value,
    exercises_of,
    read_solution,
)
from venezuela_course.exercises.fields import (
    Allocate,
    Choose,
    ChooseMany,
    Classify,
    EdgeList,
    Grid,
    Group,
    Number,
    Order,
    Text,
)
from venezuela_course.grading.graderbook import read_graders

CHECKOUT = Path(__file__).resolve().parents[2]
THREE = {"a": "one", "b": "two", "c": "three"}
FIELDS = [
    Number("number", "Number", minimum=-1, maximum=2, step=0.5),
    Choose("choose", "Choose", THREE),
    ChooseMany("many", "Many", THREE, least=1, most=2),
    Classify("classify", "Classify", THREE, {"x": "left", "y": "right"}),
    Order("order", "Order", THREE),
    Allocate("allocate", "Allocate", THREE, total=100, step=5),
    Grid("grid", "Grid", THREE, {"d": "day", "n": "night"}, {"y": "yes", "z": "no"}),
    EdgeList("edges", "Edges", THREE, {"p": "club", "q": "group"}, matrix=True),
    EdgeList("kinds", "Kinds", THREE, {"p": "club"}, kinds={"k": "member", "m": "guest"}),
    Text("text", "Text", least=100, most=600),
    Group("group", "Group", [Choose("inner", "Inner", THREE)]),
]


@pytest.mark.parametrize("part", FIELDS, ids=lambda part: part.key)
@given(seed=st.integers(0, 2**32))
def test_a_drawn_value_is_one_that_the_field_accepts(part: Any, seed: int) -> None:
    assert part.problem(draw_value(part, random.Random(seed))) is None


def test_a_field_of_an_unknown_kind_is_named() -> None:
    with pytest.raises(TypeError, match="draw a object"):
        draw_value(object(), random.Random(0))  # type: ignore[arg-type]


#: Those with an exercise that is graded; a review is read by a person alone.
ASSIGNMENTS = sorted(
    path.parent.name
    for path in CHECKOUT.glob("solutions/*/graders.py")
    if read_graders(path).graders
)


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def group(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SyntheticClass:
    name = request.param
    folder = tmp_path_factory.mktemp("class")
    source = CHECKOUT / "solutions" / name
    solution = nbformat.read(source / f"{name}.ipynb", 4)
    released = nbformat.read(CHECKOUT / "assignments" / name / f"{name}.ipynb", 4)
    return SyntheticClass(
        released,
        read_solution(solution),
        exercises_of(solution, folder),
        read_graders(source / "graders.py"),
    )


def test_two_runs_make_the_same_class(group: SyntheticClass) -> None:
    for number in (2, 3, 5):
        one, other = group.work(number), group.work(number)
        assert (one.notebook, one.files) == (other.notebook, other.files)


def test_students_of_one_kind_differ(group: SyntheticClass) -> None:
    assert group.work(3).files != group.work(3 + len(KINDS)).files


def test_students_mostly_change_what_the_widget_asks_them_to_change(group: SyntheticClass) -> None:
    chance = random.Random(5)
    for name, model in group.solution.answers.items():
        problems = group.exercises[name].problems
        if not problems(model):  # a sample of a student's own is nobody else's
            slips = [group.slip(name, chance, 2) for _student in range(12)]
            assert sum(bool(problems(slip)) for slip in slips) <= 4, name


def test_a_common_misunderstanding_is_one_that_the_grader_sees(group: SyntheticClass) -> None:
    for exercise, answer in group.work(3).files.items():
        assert group.book.graders[exercise](answer).misconceptions


def test_half_a_class_shows_every_kind_of_student(group: SyntheticClass) -> None:
    works = [group.work(number) for number in range(1, len(KINDS) + 1)]
    typed = ["YOUR ANSWER HERE" not in str(work.notebook) for work in works]
    assert any(work.files and not full for work, full in zip(works, typed, strict=True))
    assert any(full and not work.files for work, full in zip(works, typed, strict=True))
    assert works[-1].notebook == group.released and not works[-1].files


def test_the_table_shows_points_of_each_student_and_the_mean() -> None:
    table = score_table(
        {"s01": {"a3-x": 1.0, "a3-y": 2.0}, "s02": {"a3-x": 2.0, "a3-y": 4.0}},
        {"a3-x": 2.0, "a3-y": 4.0},
        "a3",
    )
    columns = [(*column.cells, column.footer) for column in table.columns]
    assert columns == [
        ("s01", "s02", "Mean"),
        ("1.0", "2.0", "1.5"),
        ("2.0", "4.0", "3.0"),
        ("3.0", "6.0", "4.5"),
    ]


def test_without_the_instructor_s_side_the_demo_says_what_is_missing_and_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "a" / "b" / "c" / "demo.py"))
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--folder", str(tmp_path / "demo")])
    assert ended.value.code == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "solutions/a3/graders.py" in said and "repository" in said
    assert not (tmp_path / "demo").exists()


def test_the_checkout_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_course("a3") == CHECKOUT


def test_an_assignment_that_does_not_exist_is_said_not_to_with_those_that_do() -> None:
    with pytest.raises(DemoError, match=r"no assignment a33; there is: .*a3"):
        find_course("a33")


def test_a_folder_that_the_demo_did_not_make_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(DemoError, match="not empty"):
        make_folder(tmp_path)
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"


def test_the_folder_of_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    make_folder(tmp_path / "demo")
    (tmp_path / "demo" / "old").touch()
    make_folder(tmp_path / "demo")
    assert [path.name for path in (tmp_path / "demo").iterdir()] == [demo.MARKER]


def start(folder: Path, students: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "venezuela_course.cli",
            "demo",
            "--folder",
            str(folder),
            "--students",
            str(students),
        ],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "160"},
        start_new_session=os.name == "posix",
    )


@pytest.mark.cycle
def test_two_students_go_through_the_whole_cycle(tmp_path: Path) -> None:
    running = start(tmp_path / "demo", 2)
    said, _nothing = running.communicate(timeout=300)
    assert running.returncode == 0, said
    assert re.search(r"s01 .* 12\.0 .* 10\.0 .* 8\.0 .* 8\.0 .* 8\.0 .* 2\.0 .* 2\.0", said)
    page = Path(said.split("A feedback page: ")[1].strip())
    assert page.is_file() and "The answer that was graded" in page.read_text("utf-8")
    assert not (CHECKOUT / "grading" / "submitted" / "s01").exists()


@pytest.mark.cycle
@pytest.mark.skipif(os.name == "nt", reason="Windows has no Ctrl+C for one process alone")
def test_ctrl_c_ends_the_demo_with_a_sentence_and_no_process_left(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    running = start(folder, 12)
    deadline = time.monotonic() + 200
    while not (folder / "grading" / "autograded").exists() and running.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(1)  # into the first student's kernel
    os.killpg(running.pid, signal.SIGINT)  # as the terminal does
    said, _nothing = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "Stopped. What was made so far is in" in " ".join(said.split())
    assert "Traceback" not in said
    deadline = time.monotonic() + 20
    while (left := processes_in(folder)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not left


def processes_in(folder: Path) -> list[str]:
    """Command lines of the processes that work in a folder."""
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(folder):
                found.append(" ".join(process.cmdline()))
        except (psutil.Error, OSError):
            continue
    return found

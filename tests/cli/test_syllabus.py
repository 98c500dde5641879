"""`venezuela-course syllabus`: the page says what the notebooks say, and so cannot be wrong."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import nbformat
import pytest

from venezuela_course.cli import main
from venezuela_course.cli.syllabus import (
    PAGE,
    course_units,
    due_dates,
    last_day,
    page,
    plan,
    time_zone,
)
from venezuela_course.exercises.outline import OutlineError, read_lesson

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2025, 2, 3)


@pytest.fixture(scope="module")
def units():
    return course_units(ROOT)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["syllabus", *words])
    return int(caught.value.code or 0)


def test_the_committed_syllabus_is_what_the_notebooks_give(units):
    assert (ROOT / PAGE).read_text("utf-8") == page(plan(units)), (
        f"{PAGE} is not what the notebooks give. Run: venezuela-course syllabus"
    )


def test_the_readme_gives_each_assignment_the_points_of_its_notebook(units):
    readme = (ROOT / "README.md").read_text("utf-8")
    told = dict(
        re.findall(r"\[(a\d(?:-[a-z]+)?)\]\(assignments/[^|]*\| (\d+ \+ \d+) \|$", readme, re.M)
    )
    given = {
        one.name: f"{one.automatic:g} + {one.manual:g}"
        for unit in units
        for one in unit.assignments
    }
    assert told
    assert {name: given.get(name) for name in told} == told


def test_points_and_exercises_are_those_of_the_notebooks_graded_cells(units):
    text = page(plan(units))
    for unit in units:
        for assignment in unit.assignments:
            path = ROOT / "assignments" / assignment.name / f"{assignment.name}.ipynb"
            marks = [cell.metadata.get("nbgrader", {}) for cell in nbformat.read(path, 4).cells]
            points = {mark["grade_id"]: mark["points"] for mark in marks if mark.get("grade")}
            assert {
                part.identifier: part.points for part in assignment.parts if part.points
            } == points
            for part in assignment.parts:
                assert part.title and f"| {part.title} |" in text


def test_every_lesson_has_its_minutes_and_every_week_about_eight_hours(units):
    for unit in units:
        assert 100 <= unit.lesson.minutes <= 140
        assert unit.lesson.practices
    for week in plan(units):
        assert week.number and (not week.opens or 7.5 <= week.hours <= 8.5)


def test_a_unit_takes_a_week_and_is_due_on_its_last_day(units):
    weeks = plan(units)
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert last_day(weeks[0], FIRST) == date(2025, 2, 9)
    due = due_dates(weeks, FIRST, time_zone("America/Caracas"))
    assert due["a1"].isoformat() == "2025-02-16T23:59:59-04:00"
    assert {name for week in weeks for name in (one.name for one in week.assignments)} == set(due)


def test_work_that_answers_other_students_work_is_due_a_week_later(units):
    reviewed = [
        [one.name for one in week.assignments] for week in plan(units) if week.unit.number == 5
    ]
    if not reviewed:
        pytest.skip("the capstone is not there yet")
    assert reviewed == [["a5"], ["a5-review"]]


def test_a_dated_page_goes_to_the_classs_own_folder_and_leaves_the_committed_one(tmp_path, capsys):
    course = tmp_path / "curso"
    shutil.copytree(ROOT / "course" / "lessons", course / "course" / "lessons")
    shutil.copytree(ROOT / "assignments" / "a3", course / "assignments" / "a3")
    assert run("--course", str(course), "--start", "2025-02-03") == 0
    dated = (course / "grading" / "syllabus.md").read_text("utf-8")
    assert "| 2025-02-03 | 2025-02-09 |" in dated
    assert "](../course/lessons/03_diplomacy.ipynb)" in dated
    assert not (course / PAGE).exists()
    assert run("--course", str(course), "--check") == 1
    assert "Run: venezuela-course syllabus" in capsys.readouterr().err
    assert run("--course", str(course)) == 0
    assert run("--course", str(course), "--check") == 0


def test_what_cannot_be_done_is_said_with_what_to_do(tmp_path, capsys):
    assert run("--set-due-dates") == 2
    assert "needs --start" in capsys.readouterr().err
    assert run("--course", str(tmp_path)) == 1
    assert "Run this in a checkout" in capsys.readouterr().err
    assert run("--course", str(ROOT), "--timezone", "Atlantis", "--check") == 1
    assert "America/Caracas" in capsys.readouterr().err
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 7 · A title")])
    nbformat.write(lesson, tmp_path / "07_title.ipynb")
    with pytest.raises(OutlineError, match="no table of sections"):
        read_lesson(tmp_path / "07_title.ipynb")


@pytest.mark.cycle
def test_due_dates_are_written_to_nbgraders_gradebook_and_read_from_it(tmp_path, units):
    from nbgrader.api import Gradebook

    course = tmp_path / "curso"
    shutil.copytree(ROOT / "course" / "lessons", course / "course" / "lessons")
    shutil.copytree(ROOT / "assignments" / "a3", course / "assignments" / "a3")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    words = ["--course", str(course), "--start", "2025-02-03", "--timezone", "America/Caracas"]
    assert run(*words, "--set-due-dates") == 0
    assert "a3 by 2025-03-02 23:59 -04" in (course / "grading" / "syllabus.md").read_text("utf-8")
    with Gradebook(f"sqlite:///{course / 'grading' / 'gradebook.db'}", "venezuela") as gradebook:
        due = gradebook.find_assignment("a3").duedate
        assert due.isoformat() == "2025-03-03T03:59:59"
        gradebook.update_or_create_assignment("a3", duedate="2025-03-05 12:00:00 UTC")
    # What somebody set in formgrader holds until it is set again.
    assert run(*words) == 0
    assert "a3 by 2025-03-05 08:00 -04" in (course / "grading" / "syllabus.md").read_text("utf-8")

"""A student's folder: what is put into it, and what never happens to the work that is there."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from venezuela_course.cli import workspace
from venezuela_course.cli.workspace import RECORD, WorkspaceError, first_lesson, is_checkout, unpack

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(tmp_path: Path) -> dict[str, Path]:
    """A course of two lessons and one assignment, with its author's own answers lying about."""
    source = tmp_path / "the course"
    for name, text in {
        "lessons/00_first.ipynb": "lesson 0",
        "lessons/03_diplomacy.ipynb": "lesson 3",
        "lessons/answers/p-quota.json": "the author's answer",
        "lessons/.ipynb_checkpoints/00_first-checkpoint.ipynb": "an older lesson 0",
        "assignments/a3/a3.ipynb": "assignment 3",
        "assignments/a3/briefs/brief-417.md": "a student's brief",
    }.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {"lessons": source / "lessons", "assignments": source / "assignments"}


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder but the record, with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.name != RECORD
    }


HANDED_OUT = {
    "lessons/00_first.ipynb": "lesson 0",
    "lessons/03_diplomacy.ipynb": "lesson 3",
    "assignments/a3/a3.ipynb": "assignment 3",
}


@pytest.mark.parametrize(
    "name", ["empty", "política y economía (2024)", "no/such/folder/yet", "a'b\"c"]
)
def test_an_empty_folder_of_any_name_gets_the_whole_course(course, tmp_path, name):
    done = unpack(tmp_path / name, "1", course)
    assert contents(tmp_path / name) == HANDED_OUT
    assert sorted(path.as_posix() for path in done.written) == sorted(HANDED_OUT)
    assert done.kept == done.beside == []


def test_answers_of_the_course_author_are_not_handed_out(course, tmp_path):
    unpack(tmp_path / "mine", "1", course)
    assert not list((tmp_path / "mine").rglob("answers"))


def test_unpacking_again_changes_no_byte_and_no_time(course, tmp_path):
    folder = tmp_path / "mine"
    unpack(folder, "1", course)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    done = unpack(folder, "1", course)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert done.written == done.beside == []


def test_work_that_is_there_is_never_overwritten(course, tmp_path):
    folder = tmp_path / "mine"
    unpack(folder, "1", course)
    (folder / "lessons/03_diplomacy.ipynb").write_text("my own work")
    (folder / "assignments/a3/answers").mkdir()
    (folder / "assignments/a3/answers/a3-missing-three.json").write_text("my answer")
    unpack(folder, "1", course)
    unpack(folder, "2", course)
    assert contents(folder) == HANDED_OUT | {
        "lessons/03_diplomacy.ipynb": "my own work",
        "assignments/a3/answers/a3-missing-three.json": "my answer",
    }


def test_a_newer_lesson_is_put_beside_the_students_once(course, tmp_path):
    folder = tmp_path / "mine"
    unpack(folder, "1", course)
    (folder / "lessons/03_diplomacy.ipynb").write_text("my own work")
    (course["lessons"] / "03_diplomacy.ipynb").write_text("lesson 3, revised")
    done = unpack(folder, "2", course)
    assert [path.as_posix() for path in done.beside] == ["lessons/03_diplomacy-2.ipynb"]
    assert contents(folder) == HANDED_OUT | {
        "lessons/03_diplomacy.ipynb": "my own work",
        "lessons/03_diplomacy-2.ipynb": "lesson 3, revised",
    }
    (folder / "lessons/03_diplomacy-2.ipynb").unlink()
    assert unpack(folder, "2", course).beside == []


def test_a_lesson_of_the_students_own_making_is_left_alone(course, tmp_path):
    folder = tmp_path / "mine"
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons/00_first.ipynb").write_text("was here before the course")
    done = unpack(folder, "1", course)
    assert contents(folder) == HANDED_OUT | {"lessons/00_first.ipynb": "was here before the course"}
    assert done.beside == []


def test_a_deleted_lesson_comes_back_fresh(course, tmp_path):
    folder = tmp_path / "mine"
    unpack(folder, "1", course)
    (folder / "lessons/00_first.ipynb").write_text("a mess")
    (folder / "lessons/00_first.ipynb").unlink()
    unpack(folder, "1", course)
    assert contents(folder) == HANDED_OUT


@pytest.mark.parametrize("damage", ["", "{", "[]", '"text"', "[" * 100_000, "\x00\xff"])
def test_a_damaged_record_stops_nothing_and_overwrites_nothing(course, tmp_path, damage):
    folder = tmp_path / "mine"
    unpack(folder, "1", course)
    (folder / "lessons/00_first.ipynb").write_text("my own work")
    (folder / RECORD).write_text(damage, encoding="latin-1")
    unpack(folder, "2", course)
    assert contents(folder) == HANDED_OUT | {"lessons/00_first.ipynb": "my own work"}
    assert set(json.loads((folder / RECORD).read_text())) == set(HANDED_OUT)


def test_a_link_to_nowhere_is_the_students_too(course, tmp_path):
    folder = tmp_path / "mine"
    (folder / "lessons").mkdir(parents=True)
    link = folder / "lessons/00_first.ipynb"
    try:
        link.symlink_to(tmp_path / "gone")
    except OSError:
        pytest.skip("this system does not let the test make a link")
    unpack(folder, "1", course)
    assert link.is_symlink()
    assert not (tmp_path / "gone").exists()


def test_a_file_in_the_folders_place_is_named_with_what_to_do(course, tmp_path):
    (tmp_path / "mine").write_text("not a folder")
    with pytest.raises(WorkspaceError) as caught:
        unpack(tmp_path / "mine", "1", course)
    assert str(tmp_path / "mine") in str(caught.value)
    assert "There is a file where a folder is needed" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "The disk is full. Make room on it"),
        (errno.EROFS, "The disk can only be read. Choose a folder where you may write."),
        (errno.EACCES, "You may not write there. Choose a folder of your own."),
        (errno.EIO, "try again"),
    ],
)
def test_a_disk_that_refuses_is_named_with_what_to_do_and_leaves_no_half_file(
    course, tmp_path, monkeypatch, code, advice
):
    folder = tmp_path / "mine"

    def refuse(part, target):
        raise OSError(code, os.strerror(code), str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkspaceError) as caught:
        unpack(folder, "1", course)
    assert advice in str(caught.value)
    assert os.strerror(code) in str(caught.value)
    assert contents(folder) == {}


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere"
)
def test_a_read_only_folder_is_named_with_what_to_do(course, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir(mode=0o555)
    with pytest.raises(WorkspaceError, match="You may not write there"):
        unpack(folder, "1", course)


def test_a_class_that_shares_a_folder_can_read_what_is_unpacked(course, tmp_path):
    if os.name == "nt":
        pytest.skip("Windows has no file modes")
    mask = os.umask(0o022)
    try:
        unpack(tmp_path / "mine", "1", course)
    finally:
        os.umask(mask)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "mine").rglob("*.ipynb")}
    assert modes == {0o644}


def test_the_course_opens_on_its_first_lesson(course):
    assert first_lesson(course["lessons"]) == "00_first.ipynb"


def test_an_installation_without_lessons_says_so(tmp_path, monkeypatch):
    package = tmp_path / "course" / "venezuela_course"
    package.mkdir(parents=True)
    monkeypatch.setattr(workspace, "_PACKAGE", package)
    with pytest.raises(WorkspaceError, match="Install venezuela-course again"):
        workspace.course_folders()


def test_the_progress_page_lies_at_the_top_of_a_students_folder(tmp_path):
    unpack(tmp_path / "mine", "1")
    assert (tmp_path / "mine" / "progress.ipynb").is_file()


def test_this_repository_is_a_checkout_and_a_students_folder_is_not(course, tmp_path):
    assert is_checkout(ROOT)
    unpack(tmp_path / "mine", "1", course)
    assert not is_checkout(tmp_path / "mine")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path / "mine")
    assert not is_checkout(tmp_path / "mine")

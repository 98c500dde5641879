"""`venezuela-course lab`: which folder, which notebook, which words reach JupyterLab."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import click
import pytest

from venezuela_course.cli import COMMANDS, lab, main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def started(monkeypatch) -> list[tuple[list[str], Path]]:
    """Commands that `lab` would have become, with the folder each would have run in."""
    calls: list[tuple[list[str], Path]] = []
    monkeypatch.setattr(lab, "become", lambda words, folder: calls.append((words, folder)))
    return calls


def run(*words: str) -> int:
    """Exit status of ``venezuela-course`` with these words."""
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


def test_an_empty_folder_opens_on_the_first_lesson(started, tmp_path, capsys):
    assert run("lab", str(tmp_path)) == 0
    [(words, folder)] = started
    lessons = sorted(path.name for path in (ROOT / "course/lessons").glob("*.ipynb"))
    assert folder == tmp_path
    assert words[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in words
    assert f"--LabApp.default_url=/lab/tree/lessons/{lessons[0]}" in words
    assert sorted(path.name for path in (tmp_path / "lessons").iterdir()) == lessons
    assert str(tmp_path) in capsys.readouterr().out


def test_the_student_is_told_what_is_new_and_what_was_kept(started, tmp_path, capsys):
    run("lab", str(tmp_path))
    first = capsys.readouterr().out
    assert "new" in first
    assert "left as" not in first
    run("lab", str(tmp_path))
    again = capsys.readouterr().out
    assert "new" not in again
    assert "left as" in again


def test_a_checkout_opens_where_it_is_and_nothing_is_unpacked(started, capsys):
    before = sorted(ROOT.iterdir())
    assert run("lab", str(ROOT)) == 0
    [(words, folder)] = started
    assert folder == ROOT
    assert any(word.startswith("--LabApp.default_url=/lab/tree/course/lessons/") for word in words)
    assert sorted(ROOT.iterdir()) == before
    assert capsys.readouterr().out == ""


def test_the_current_folder_is_meant_where_none_is_named(started, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("lab", "--no-browser", "--port", "9999") == 0
    [(words, folder)] = started
    assert folder == tmp_path
    assert words[-2:] == ["--no-browser", "--port=9999"]


@pytest.mark.parametrize(
    ("words", "folder", "options"),
    [
        ((), ".", []),
        (("work",), "work", []),
        (("--ServerApp.ip=0.0.0.0",), ".", ["--ServerApp.ip=0.0.0.0"]),
        (("work", "--ip", "0.0.0.0"), "work", ["--ip", "0.0.0.0"]),
        (("--ip", "0.0.0.0"), ".", ["--ip", "0.0.0.0"]),
    ],
)
def test_words_that_lab_does_not_know_go_to_jupyterlab(words, folder, options):
    assert lab.split_words(words) == (folder, options)


def test_a_folder_with_spaces_must_be_quoted_and_the_message_says_so():
    with pytest.raises(click.UsageError, match="Quotation marks keep spaces together"):
        lab.split_words(("my", "folder"))


def test_a_folder_that_cannot_be_used_ends_with_one_message_and_no_traceback(
    started, tmp_path, capsys
):
    (tmp_path / "mine").write_text("not a folder")
    assert run("lab", str(tmp_path / "mine")) == 1
    error = capsys.readouterr().err
    assert error.startswith("Error: ")
    assert str(tmp_path / "mine") in error
    assert "Traceback" not in error
    assert started == []


def test_a_lesson_whose_name_has_spaces_or_accents_has_a_valid_address(tmp_path):
    words = lab.jupyterlab(
        tmp_path, "lessons/01 política.ipynb", browser=True, port=None, options=[]
    )
    assert "--LabApp.default_url=/lab/tree/lessons/01%20pol%C3%ADtica.ipynb" in words
    assert "--no-browser" not in words


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    assert run(name, "--help") == 0
    assert f"venezuela-course {name}" in capsys.readouterr().out


def test_help_names_every_command_and_an_unknown_one_is_refused(capsys):
    assert run("--help") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)
    assert run("no-such-command") == 2


def test_nbgrader_finds_its_scripts_where_the_environment_is_not_activated(monkeypatch):
    monkeypatch.setenv("PATH", os.defpath)
    run("--version")
    assert os.environ["PATH"].split(os.pathsep)[0] == sysconfig.get_path("scripts")

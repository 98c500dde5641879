"""`make install`: what it refuses, when it has nothing to do, what it installs from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import install


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose .venv was made a moment ago."""
    (tmp_path / "requirements.lock").write_text("click==8.1.0")
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(install, "ROOT", str(tmp_path))
    monkeypatch.setattr(install, "ENVIRONMENT", str(tmp_path / ".venv"))
    monkeypatch.setattr(install, "STAMP", str(tmp_path / ".venv" / "installed-from"))
    monkeypatch.setattr(install, "PYTHON", sys.executable)
    Path(install.STAMP).write_text(install.fingerprint())
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Words given to pip, instead of running it."""
    words: list[list[str]] = []

    def call(command, **options):
        if "pip" in command:
            words.append(command[command.index("pip") + 1 :])
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    listed = '[{"name": "click"}, {"name": "Pandas_Stubs"}, {"name": "pip"}]'
    monkeypatch.setattr(subprocess, "check_output", lambda command, **options: listed)
    return words


def test_an_old_python_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit) as caught:
        install.main()
    assert "needs Python 3.11 or newer" in str(caught.value)
    assert "make install PYTHON=" in str(caught.value)


def test_a_current_environment_is_left_alone(checkout, commands):
    install.main()
    assert commands == []


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_installs_from_the_lock_with_hashes_then_the_course(
    checkout, commands, changed
):
    with (checkout / changed).open("a") as file:
        file.write("\n# something else")
    install.main()
    locked, course, removed, check = commands
    assert {"--require-hashes", str(checkout / "requirements.lock")} <= set(locked)
    assert {"--no-deps", "--no-build-isolation", "-e", str(checkout)} <= set(course)
    assert removed[-4:-1] == ["uninstall", "--yes", "pandas-stubs"]
    assert check[-1] == "check"
    commands.clear()
    install.main()
    assert commands == []


def test_an_installation_that_failed_half_way_is_taken_up_again(checkout, monkeypatch):
    (checkout / "requirements.lock").write_text("something else")
    monkeypatch.setattr(subprocess, "call", lambda command, **options: int("pip" in command))
    with pytest.raises(SystemExit, match="pip install failed"):
        install.main()
    assert install.installed() != install.fingerprint()


def test_a_machine_without_venv_is_told_which_package_brings_it(checkout, monkeypatch):
    monkeypatch.setattr(install, "works", lambda: False)
    monkeypatch.setattr(subprocess, "call", lambda command, **options: 1)
    with pytest.raises(SystemExit, match="python3-venv"):
        install.main()

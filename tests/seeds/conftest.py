"""A copy of the evidence that a test may damage."""

import shutil
from pathlib import Path

import pytest

from venezuela_course import seeds
from venezuela_course.seeds import folder, loader, references


@pytest.fixture(scope="session")
def evidence() -> Path:
    """Folder of the real tables."""
    return seeds.data_folder()


@pytest.fixture
def copy_of_evidence(evidence, tmp_path, monkeypatch) -> Path:
    """A copy of the tables, which the loader reads instead of the real ones."""
    copy = Path(shutil.copytree(evidence, tmp_path / "seeds"))
    for module in (folder, loader, references):
        monkeypatch.setattr(module, "data_folder", lambda: copy)
    return copy

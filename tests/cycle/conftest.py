"""The grading cycle runs apart from the user's own Jupyter and nbgrader settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's configuration out, and the interface in English."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
        ):
            patch.setenv(variable, str(home / variable.lower()))
        patch.setenv("VENEZUELA_COURSE_LANGUAGE", "en")
        patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        patch.delenv("VENEZUELA_COURSE_EXCHANGE", raising=False)
        patch.delenv("NBGRADER_EXECUTION", raising=False)
        yield

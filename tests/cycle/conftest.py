"""The grading cycle runs apart from the user's own Jupyter and nbgrader settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assignment_cycle import Graded
from course_copy import CourseCopy
from tests.bubblewrap import needs_bubblewrap


@pytest.fixture(scope="session", autouse=True)
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's configuration out, and the interface in English."""
    needs_bubblewrap()
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


@pytest.fixture(scope="class")
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> CourseCopy:
    """The course with the class's assignment released."""
    assignment = request.cls.assignment
    course = CourseCopy.make(tmp_path_factory.mktemp(assignment))
    course.take_assignment(assignment)
    course.generate(assignment)
    return course


@pytest.fixture(scope="class")
def graded(request: pytest.FixtureRequest, course: CourseCopy) -> Graded:
    """Everybody has handed in, is graded and has feedback."""
    return Graded.make(course, request.cls.assignment, request.cls.kinds)

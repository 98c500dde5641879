"""What holds between every assignment's notebook and its graders."""

import pytest

from tests.grading.assignment import SOLUTIONS, Assignment

#: Points that are graded automatically, and points of the essay.
POINTS = {"a0": (36, 10), "a1": (40, 20), "a2": (50, 20), "a3": (50, 20), "a4": (50, 20)}


def test_every_assignment_is_named_here():
    assert set(POINTS) == {path.parent.name for path in SOLUTIONS.glob("*/graders.py")}


@pytest.mark.parametrize("name", POINTS)
def test_every_automatically_graded_cell_has_a_grader_and_every_grader_a_cell(name):
    assignment = Assignment(name)
    automatic = {
        grade_id
        for grade_id in assignment.points
        if not assignment.cells[grade_id].metadata["nbgrader"]["solution"]
    }
    assert automatic == set(assignment.graders.GRADERS)


@pytest.mark.parametrize("name", POINTS)
def test_the_points_are_those_of_the_syllabus(name):
    points = Assignment(name).points
    essay = points.pop(f"{name}-essay")
    assert (sum(points.values()), essay) == POINTS[name]

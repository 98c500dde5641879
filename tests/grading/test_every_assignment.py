"""What holds between every assignment's notebook and its graders."""

import pytest

from tests.grading.assignment import SOLUTIONS, Assignment

#: Points that are graded automatically, and points that a person gives.
POINTS = {
    "a0": (36, 10),
    "a1": (40, 20),
    "a2": (50, 20),
    "a3": (50, 20),
    "a4": (50, 20),
    "a5": (20, 30),
    "a5-review": (0, 10),
}


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
    assignment = Assignment(name)
    by_hand = {
        grade_id: points
        for grade_id, points in assignment.points.items()
        if assignment.cells[grade_id].metadata["nbgrader"]["solution"]
    }
    assert len(by_hand) == 1
    total = sum(assignment.points.values())
    assert (total - sum(by_hand.values()), sum(by_hand.values())) == POINTS[name]

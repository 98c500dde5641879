"""Assignment a0 through the cycle."""

from assignment_cycle import AssignmentCycle


class TestA0(AssignmentCycle):
    assignment = "a0"
    points = 36.0
    essay_points = 10.0

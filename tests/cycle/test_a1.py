"""Assignment a1 through the cycle."""

from assignment_cycle import AssignmentCycle


class TestA1(AssignmentCycle):
    assignment = "a1"
    points = 40.0

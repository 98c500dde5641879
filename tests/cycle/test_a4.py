"""Assignment a4 through the cycle."""

from assignment_cycle import AssignmentCycle


class TestA4(AssignmentCycle):
    assignment = "a4"

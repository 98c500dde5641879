"""Assignment a2 through the cycle."""

from assignment_cycle import AssignmentCycle


class TestA2(AssignmentCycle):
    assignment = "a2"

"""Assignment a3 through the cycle, with the students who try the mechanism itself."""

from assignment_cycle import ALL_KINDS, AssignmentCycle, Graded


class TestA3(AssignmentCycle):
    assignment = "a3"
    kinds = ALL_KINDS

    def test_each_exercise_has_the_points_of_the_syllabus(self, graded: Graded) -> None:
        assert graded.room.solution.points == {
            "a3-missing-three": 12.0,
            "a3-bloc-dividend": 10.0,
            "a3-four-rulebooks": 8.0,
            "a3-clubs-and-bridges": 8.0,
            "a3-post-mortem": 8.0,
            "a3-banzhaf": 2.0,
            "a3-decide": 2.0,
        }

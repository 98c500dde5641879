"""Assignment a5 through the cycle: a widget, three functions, and a brief that a person reads."""

from assignment_cycle import AssignmentCycle, Graded
from course_copy import cell_by_id


class TestA5(AssignmentCycle):
    assignment = "a5"
    points = 20.0
    essay_points = 30.0

    def test_a_file_that_cannot_be_graded_is_explained(self, graded: Graded) -> None:
        """What is typed is graded before any file, and here it is rubbish: nothing of it counts."""
        notebook = graded.course.graded_notebook("a5", "malformed")
        said = cell_by_id(notebook, "a5-claim-table").outputs[0].data["text/plain"]
        assert "0 of 8 points" in said

    def test_the_brief_that_a_person_marks_is_read_for_its_numbers_too(
        self, graded: Graded
    ) -> None:
        """The same functions without the text would not have earned the points."""
        notebook = graded.course.graded_notebook("a5", "perfect")
        assert "6 of 6 points" in cell_by_id(notebook, "a5-numbers").outputs[0].data["text/plain"]
        returned = graded.room.returned("a5-numbers", graded.room.solution.code["a5-numbers"])
        assert graded.verdict("a5-numbers", returned).score < 1

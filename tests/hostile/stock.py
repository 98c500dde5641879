"""The mini course as stock nbgrader would have it: keys as hidden tests in the notebook, no sandbox.

The cells, the exercises and the points are the same, so that the same attackers can be tried on it.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from attackers import CANARIES

from course_copy import CONFIGURATION, CourseCopy, cell_by_id
from mini_course import EXERCISES as EXERCISES_FILE
from mini_course import source_notebook

SETTINGS = """
import os
from pathlib import Path
c = get_config()
root = Path(__file__).resolve().parent
(root / "grading").mkdir(exist_ok=True)
c.CourseDirectory.course_id = "venezuela"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = os.path.join("grading", "submitted")
c.CourseDirectory.autograded_directory = os.path.join("grading", "autograded")
c.CourseDirectory.feedback_directory = os.path.join("grading", "feedback")
c.CourseDirectory.db_url = f"sqlite:///{root / 'grading' / 'gradebook.db'}"
c.ClearSolutions.code_stub = {"python": "...  # YOUR ANSWER HERE"}
c.ClearMarkScheme.enforce_metadata = False
"""

HIDDEN_TESTS = {
    "mini-capitals": """
sum(2.0 * (capitals.value.get(land) == capital)
    for land, capital in {"peru": "lima", "chile": "santiago"}.items())""",
    "mini-square": "\n2.0 * all(square(number) == expected for number, expected in {-2: 4, 5: 25}.items())",
    "mini-crash": "\n0.0",
    "mini-orphan": "\n0.0",
}


def lay_out(root: Path) -> CourseCopy:
    """A new course root with the assignment ``mini``."""
    root.mkdir(parents=True)
    (root / CONFIGURATION).write_text(SETTINGS, "utf-8")
    notebook = source_notebook()
    for exercise, test in HIDDEN_TESTS.items():
        cell = cell_by_id(notebook, exercise)
        # The check's own result is not to be taken for the score.
        cell.source = (
            f"_ = {cell.source}\n### BEGIN HIDDEN TESTS\n# {CANARIES['graders']}{test}\n"
            "### END HIDDEN TESTS"
        )
    folder = root / "solutions" / "mini"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "mini.ipynb")
    (folder / "mini_exercises.py").write_text(EXERCISES_FILE, "utf-8")
    course = CourseCopy(root.resolve())
    course.generate("mini")
    return course

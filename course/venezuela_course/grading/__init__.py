"""nbgrader plugged together: answers are scored outside the process that ran the student's code."""

from venezuela_course.grading.repair import RestoreCells, remove_links
from venezuela_course.grading.scoring import ExecuteSubmission, LayHiddenInputs, ScoreAnswers
from venezuela_course.grading.verdict import Criterion, Verdict

__all__ = [
    "Criterion",
    "ExecuteSubmission",
    "LayHiddenInputs",
    "RestoreCells",
    "ScoreAnswers",
    "Verdict",
    "remove_links",
]

"""nbgrader plugged together: answers are scored outside the process that ran the student's code."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from venezuela_course.grading.repair import RestoreCells, RestoreMarks, keep_plain_files
    from venezuela_course.grading.scoring import ExecuteSubmission, LayHiddenInputs, ScoreAnswers
    from venezuela_course.grading.verdict import Criterion, Verdict

__all__ = [
    "Criterion",
    "ExecuteSubmission",
    "LayHiddenInputs",
    "RestoreCells",
    "RestoreMarks",
    "ScoreAnswers",
    "Verdict",
    "keep_plain_files",
]

#: In which module each name is. They are imported when they are asked for: the fork server of the sandbox
#: lies in this package, and needs nothing of nbgrader.
_MODULES = {
    "Criterion": "verdict",
    "ExecuteSubmission": "scoring",
    "LayHiddenInputs": "scoring",
    "RestoreCells": "repair",
    "RestoreMarks": "repair",
    "ScoreAnswers": "scoring",
    "Verdict": "verdict",
    "keep_plain_files": "repair",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)

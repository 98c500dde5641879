"""Assignment a5-review has no automatically graded cell: a person grades the counter-case.

The file is here because every assignment has one, and so that answers are kept in the notebook alone when
an instructor runs it (see `exercises.base`).
"""

from __future__ import annotations

from collections.abc import Mapping

from venezuela_course.grading.graderbook import Grader

GRADERS: Mapping[str, Grader] = {}

"""A review becomes a comment on its author's brief, by nbgrader's own comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbgrader.api import Gradebook, MissingEntry

from venezuela_course.language import _

#: Marks in the comment's text, unseen on a feedback page: what lies between is replaced, not repeated.
BEGIN, END = "<!-- counter-case -->", "<!-- end of counter-case -->"
_REVIEW = re.compile(rf"\s*{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
#: What a Markdown reader would take for a tag, a comment or an entity that hides one.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


class NoComment(Exception):
    """The review cannot be put beside the brief; the message says why and what to do."""


def with_reviews(comment: str | None, reviews: Sequence[str]) -> str:
    """A marker's comment with the counter-cases under it, in place of those that were there.

    Parameters
    ----------
    comment
        The comment so far.
    reviews
        Markdown; whatever would be HTML in it becomes text, since a feedback page shows HTML as such.
    """
    heading = _("**The strongest counter-case to your brief, by another student**")
    said = "\n\n---\n\n".join(_TAG.sub("&lt;", review.strip()) for review in reviews)
    marker = _REVIEW.sub("", comment or "").strip()
    return f"{marker}\n\n{BEGIN}\n\n{heading}\n\n{said}\n\n{END}".strip()


def put(
    gradebook: Gradebook, assignment: str, cell: str, student: str, reviews: Sequence[str]
) -> bool:
    """Put counter-cases into the comment on a student's brief.

    Returns
    -------
    bool
        Whether the comment changed.

    Raises
    ------
    NoComment
        If the brief has not been autograded, which is what makes nbgrader know its cells.
    """
    try:
        comment = gradebook.find_comment(cell, assignment, assignment, student)
    except MissingEntry as error:
        raise NoComment(
            _(
                "{assignment} of {student} is not graded yet. Run: nbgrader autograde {assignment}"
            ).format(assignment=assignment, student=student)
        ) from error
    text = with_reviews(comment.manual_comment, reviews)
    if text == comment.manual_comment:
        return False
    comment.manual_comment = text
    gradebook.db.commit()
    return True


def is_graded(gradebook: Gradebook, assignment: str, cell: str, student: str) -> bool:
    """Whether a person has given a review its points, and so has read it."""
    try:
        grade = gradebook.find_grade(cell, assignment, assignment, student)
    except MissingEntry:
        return False
    return grade.manual_score is not None and not grade.needs_manual_grade

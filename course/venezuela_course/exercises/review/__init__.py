"""The paired review: a brief without its author, and what a counter-case to it attacks."""

from venezuela_course.exercises.review.brief import BriefUnderReview

__all__ = ["BriefUnderReview"]

"""The course at a glance, for a student: what is answered, submitted and graded, and what comes next."""

from venezuela_course.exercises.progress.page import Progress

__all__ = ["Progress"]

"""Unit 0, the graded exercises: a page, its statements, their relations, an error, and who speaks.

One module for each exercise. None of them knows what is right: keys and graders are the instructor's.
"""

from venezuela_course.exercises.source_criticism.claim_graph import ClaimGraph
from venezuela_course.exercises.source_criticism.error_hypotheses import ErrorHypotheses
from venezuela_course.exercises.source_criticism.evidential_triage import EvidentialTriage
from venezuela_course.exercises.source_criticism.own_functions import (
    AnonymousShare,
    DateSpans,
    WhoIsQuoted,
)
from venezuela_course.exercises.source_criticism.unpick_the_page import UnpickThePage

__all__ = [
    "AnonymousShare",
    "ClaimGraph",
    "DateSpans",
    "ErrorHypotheses",
    "EvidentialTriage",
    "UnpickThePage",
    "WhoIsQuoted",
]

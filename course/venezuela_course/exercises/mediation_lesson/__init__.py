"""Lesson 4: the explorations, the practice and the figures of its six sections.

An exploration shows what a model of `venezuela_course.models.mediation` does. A practice asks for a small
piece of work with other numbers than the assignment's, and answers at once.
"""

from venezuela_course.exercises.mediation_lesson.claims import (
    claimed,
    registered_abroad,
    registered_outside,
)
from venezuela_course.exercises.mediation_lesson.explorations import (
    AuditExplorer,
    BoundsExplorer,
    DigitsExplorer,
    PackageExplorer,
    PromiseExplorer,
    TwoActsExplorer,
)
from venezuela_course.exercises.mediation_lesson.figures import (
    amnesty_and_trust,
    cloud_of_packages,
    coverage_by_state,
    detection_by_sample,
    picture_of_acts,
    ranges_of_the_counts,
    roundness,
)
from venezuela_course.exercises.mediation_lesson.practice import (
    HonestAlternatives,
    HowManySheets,
    MissingQuarter,
    NameTheAct,
    PromiseThatHolds,
    SplitOrTrade,
)

__all__ = [
    "AuditExplorer",
    "BoundsExplorer",
    "DigitsExplorer",
    "HonestAlternatives",
    "HowManySheets",
    "MissingQuarter",
    "NameTheAct",
    "PackageExplorer",
    "PromiseExplorer",
    "PromiseThatHolds",
    "SplitOrTrade",
    "TwoActsExplorer",
    "amnesty_and_trust",
    "claimed",
    "cloud_of_packages",
    "coverage_by_state",
    "detection_by_sample",
    "picture_of_acts",
    "ranges_of_the_counts",
    "registered_abroad",
    "registered_outside",
    "roundness",
]

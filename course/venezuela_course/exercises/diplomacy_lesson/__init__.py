"""Lesson 3: the explorations, the practice and the figures of its five sections.

An exploration shows what a model of `venezuela_course.models.diplomacy` does. A practice asks for a
small piece of work with other numbers than the assignment's, and answers at once.
"""

from venezuela_course.exercises.diplomacy_lesson.explorations import (
    BargainingExplorer,
    BridgesExplorer,
    PowerExplorer,
    RollCallExplorer,
    ThresholdExplorer,
)
from venezuela_course.exercises.diplomacy_lesson.figures import (
    membership_through_time,
    picture_of_all_votes,
    picture_of_rounds,
    picture_of_vote,
    power_by_quota,
)
from venezuela_course.exercises.diplomacy_lesson.practice import (
    BridgesOnADay,
    CountTheQuota,
    CountTheSwings,
    FiveRules,
    PriceOfDoubt,
)

__all__ = [
    "BargainingExplorer",
    "BridgesExplorer",
    "BridgesOnADay",
    "CountTheQuota",
    "CountTheSwings",
    "FiveRules",
    "PowerExplorer",
    "PriceOfDoubt",
    "RollCallExplorer",
    "ThresholdExplorer",
    "membership_through_time",
    "picture_of_all_votes",
    "picture_of_rounds",
    "picture_of_vote",
    "power_by_quota",
]

"""Lesson 1: the explorations, the practice and the figures of its five sections.

An exploration shows what a model of `venezuela_course.models.militarisation` does. A practice asks for
a small piece of work with other cases and numbers than the assignment's, and answers at once.
"""

from venezuela_course.exercises.militarisation_lesson.coding import (
    invented_coding,
    triangle_of_weights,
)
from venezuela_course.exercises.militarisation_lesson.explorations import (
    CutsExplorer,
    DefinitionExplorer,
    GarrisonExplorer,
    RemovalExplorer,
    RulesExplorer,
    WeightsExplorer,
)
from venezuela_course.exercises.militarisation_lesson.figures import (
    how_long_it_lasted,
    military_spending,
    officers_in_the_cabinet,
    other_bases,
    posts_through_time,
)
from venezuela_course.exercises.militarisation_lesson.garrisons import three_garrisons
from venezuela_course.exercises.militarisation_lesson.practice import (
    ApplyTheDefinition,
    KeepThePortOpen,
    StabilityByHand,
    ThreeRulesByHand,
    TipTheGarrison,
)

__all__ = [
    "ApplyTheDefinition",
    "CutsExplorer",
    "DefinitionExplorer",
    "GarrisonExplorer",
    "KeepThePortOpen",
    "RemovalExplorer",
    "RulesExplorer",
    "StabilityByHand",
    "ThreeRulesByHand",
    "TipTheGarrison",
    "WeightsExplorer",
    "how_long_it_lasted",
    "invented_coding",
    "military_spending",
    "officers_in_the_cabinet",
    "other_bases",
    "posts_through_time",
    "three_garrisons",
    "triangle_of_weights",
]

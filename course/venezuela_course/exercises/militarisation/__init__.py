"""Unit 1, the graded exercises: command, definitions, a slow process dated, and why officers stay.

One module for each exercise. None of them knows what is right: keys and graders are the instructor's.
"""

from venezuela_course.exercises.militarisation.chain_of_command import ChainOfCommand
from venezuela_course.exercises.militarisation.compare import CompareCodings
from venezuela_course.exercises.militarisation.definition_machine import DefinitionMachine
from venezuela_course.exercises.militarisation.loyalty_diagram import LoyaltyDiagram
from venezuela_course.exercises.militarisation.own_functions import (
    IndexPath,
    OnsetOfPath,
    OnsetShares,
)
from venezuela_course.exercises.militarisation.slow_motion import SlowMotion

__all__ = [
    "ChainOfCommand",
    "CompareCodings",
    "DefinitionMachine",
    "IndexPath",
    "LoyaltyDiagram",
    "OnsetOfPath",
    "OnsetShares",
    "SlowMotion",
]

"""Unit 3, the graded exercises: votes, blocs, rulebooks, clubs, and why talks stop.

One module for each exercise. None of them knows what is right: keys and graders are the instructor's.
"""

from venezuela_course.exercises.diplomacy.bloc_dividend import BlocDividend
from venezuela_course.exercises.diplomacy.clubs_and_bridges import ClubsAndBridges
from venezuela_course.exercises.diplomacy.four_rulebooks import FourRulebooks
from venezuela_course.exercises.diplomacy.missing_three import MissingThree
from venezuela_course.exercises.diplomacy.own_functions import BanzhafByEnumeration, DecideByRule
from venezuela_course.exercises.diplomacy.post_mortem import PostMortem

__all__ = [
    "BanzhafByEnumeration",
    "BlocDividend",
    "ClubsAndBridges",
    "DecideByRule",
    "FourRulebooks",
    "MissingThree",
    "PostMortem",
]

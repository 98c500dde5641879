"""Unit 4, the graded exercises: positions, missing sheets, audits, promises, packages.

One module for each exercise. None of them knows what is right: keys and graders are the instructor's.
"""

from venezuela_course.exercises.mediation.amnesty import AmnestyThatBinds
from venezuela_course.exercises.mediation.buy_certainty import BuyCertainty
from venezuela_course.exercises.mediation.missing_sheets import MissingSheets
from venezuela_course.exercises.mediation.own_functions import BoundsOfAShare, RoundByChance
from venezuela_course.exercises.mediation.position_matrix import PositionMatrix
from venezuela_course.exercises.mediation.sheets import sheets
from venezuela_course.exercises.mediation.two_sided_package import TwoSidedPackage

__all__ = [
    "AmnestyThatBinds",
    "BoundsOfAShare",
    "BuyCertainty",
    "MissingSheets",
    "PositionMatrix",
    "RoundByChance",
    "TwoSidedPackage",
    "sheets",
]

"""Lesson 2: the explorations, the practice and the figures of its six sections.

An exploration shows what a model of `venezuela_course.models.oil` does. A practice asks for a small piece
of work with other numbers than the assignment's, and answers at once.
"""

from venezuela_course.exercises.oil_lesson.explorations import (
    BalanceExplorer,
    BoomExplorer,
    PlaceboExplorer,
    RatesExplorer,
    RepaymentExplorer,
    RevenueExplorer,
)
from venezuela_course.exercises.oil_lesson.figures import (
    barrels_for_a_payment,
    output_and_price,
    output_indexed,
    same_month_two_figures,
    two_falls,
    two_publishers,
    vintages_of_2019,
)
from venezuela_course.exercises.oil_lesson.practice import (
    TheLoan,
    ThreeRates,
    TrueTogether,
    TwoDonors,
    TwoFactors,
    WhichMechanism,
)

__all__ = [
    "BalanceExplorer",
    "BoomExplorer",
    "PlaceboExplorer",
    "RatesExplorer",
    "RepaymentExplorer",
    "RevenueExplorer",
    "TheLoan",
    "ThreeRates",
    "TrueTogether",
    "TwoDonors",
    "TwoFactors",
    "WhichMechanism",
    "barrels_for_a_payment",
    "output_and_price",
    "output_indexed",
    "same_month_two_figures",
    "two_falls",
    "two_publishers",
    "vintages_of_2019",
]

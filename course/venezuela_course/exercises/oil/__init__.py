"""Unit 2, the graded exercises: boom and bust, figures that must fit, revenue, paths, rates, debt.

One module for each exercise. None of them knows what is right: keys and graders are the instructor's.
`RevenueOfTwoYears` is not graded: the decomposition on real figures, for whoever wants to go further.
"""

from venezuela_course.exercises.oil.boom_and_bust import BoomAndBust
from venezuela_course.exercises.oil.feasibility_triangle import FeasibilityTriangle
from venezuela_course.exercises.oil.forecast_autopsy import ForecastAutopsy
from venezuela_course.exercises.oil.no_sanctions_path import NoSanctionsPath
from venezuela_course.exercises.oil.own_functions import LmdiByYear, RepayPath
from venezuela_course.exercises.oil.revenue_fall import RevenueFall, RevenueOfTwoYears

__all__ = [
    "BoomAndBust",
    "FeasibilityTriangle",
    "ForecastAutopsy",
    "LmdiByYear",
    "NoSanctionsPath",
    "RepayPath",
    "RevenueFall",
    "RevenueOfTwoYears",
]

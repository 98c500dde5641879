"""Lesson 0: the explorations, the practice, the steps with pandas and the figures of its five sections.

An exploration shows what a model does. A practice asks for a small piece of work, mostly about an
invented island (`ferry`), and answers at once; so do the steps with pandas, which judge a value that
the student computed in a cell.
"""

from venezuela_course.exercises.source_criticism_lesson.explorations import (
    CorroborationExplorer,
    DatelineExplorer,
    KappaExplorer,
    SlipExplorer,
    VoicesExplorer,
)
from venezuela_course.exercises.source_criticism_lesson.figures import (
    five_relations,
    score_of_voices,
    two_dates_one_headline,
    what_each_text_is_made_of,
    where_a_wording_breaks,
)
from venezuela_course.exercises.source_criticism_lesson.pandas_steps import check, share_reported
from venezuela_course.exercises.source_criticism_lesson.practice import (
    GuessBeforeYouCount,
    ReadAnId,
    RelateThePairs,
    SortTheStatements,
    UnpickAnInventedPage,
    WeighAMisprint,
)

__all__ = [
    "CorroborationExplorer",
    "DatelineExplorer",
    "GuessBeforeYouCount",
    "KappaExplorer",
    "ReadAnId",
    "RelateThePairs",
    "SlipExplorer",
    "SortTheStatements",
    "UnpickAnInventedPage",
    "VoicesExplorer",
    "WeighAMisprint",
    "check",
    "five_relations",
    "score_of_voices",
    "share_reported",
    "two_dates_one_headline",
    "what_each_text_is_made_of",
    "where_a_wording_breaks",
]

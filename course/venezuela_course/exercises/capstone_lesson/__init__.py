"""Lesson 5: the explorations, the practice and the figures of its six sections.

One example runs through the explorations and figures: how much of the fall in Venezuela's oil output came
before the financial sanctions of August 2017? One invented harbour runs through the practice. Neither is a
question of the assignment.
"""

from venezuela_course.exercises.capstone_lesson.explorations import (
    ClaimTableExplorer,
    ContradictionExplorer,
    PrintedNumberExplorer,
    QuestionExplorer,
    SensitivityExplorer,
    SentenceExplorer,
)
from venezuela_course.exercises.capstone_lesson.fall import BASE, CHOICES, GRID, curve, output
from venezuela_course.exercises.capstone_lesson.figures import (
    digits_and_evidence,
    five_sentences,
    output_and_the_day,
    specification_curve,
    three_contradictions,
    who_is_heard,
)
from venezuela_course.exercises.capstone_lesson.practice import (
    FiveSentences,
    FourRows,
    MendTheTable,
    OneNumber,
    TwoCounts,
    WhichQuestion,
)

__all__ = [
    "BASE",
    "CHOICES",
    "GRID",
    "ClaimTableExplorer",
    "ContradictionExplorer",
    "FiveSentences",
    "FourRows",
    "MendTheTable",
    "OneNumber",
    "PrintedNumberExplorer",
    "QuestionExplorer",
    "SensitivityExplorer",
    "SentenceExplorer",
    "TwoCounts",
    "WhichQuestion",
    "curve",
    "digits_and_evidence",
    "five_sentences",
    "output",
    "output_and_the_day",
    "specification_curve",
    "three_contradictions",
    "who_is_heard",
]

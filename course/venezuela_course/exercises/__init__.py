"""What a student touches: ipywidgets around a model. One module per unit, on a small common base."""

from venezuela_course.exercises.base import (
    Exercise,
    Exploration,
    IncompleteAnswer,
    Practice,
    Response,
)
from venezuela_course.exercises.code import Case, CodeExercise

__all__ = [
    "Case",
    "CodeExercise",
    "Exercise",
    "Exploration",
    "IncompleteAnswer",
    "Practice",
    "Response",
]

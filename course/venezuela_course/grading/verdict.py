"""What a grader says of one answer."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """One thing that was judged.

    Parameters
    ----------
    name
        What was judged, in the student's words.
    earned, possible
        Points; ``0 <= earned <= possible``.
    message
        What the student can learn from it; never the key.

    Raises
    ------
    ValueError
        If the points are not finite or not within range.
    """

    name: str
    earned: float
    possible: float
    message: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.earned) and 0 <= self.earned <= self.possible + 1e-9):
            raise ValueError(f"criterion {self.name!r}: {self.earned} of {self.possible} points")


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise.

    Parameters
    ----------
    criteria
        What was judged; their points add up to the exercise's.
    misconceptions
        Codes ``MC-xx`` of the signatures that the answer matches, sorted.
    message
        A sentence on the whole.
    """

    criteria: tuple[Criterion, ...]
    misconceptions: tuple[str, ...] = ()
    message: str = ""

    @property
    def score(self) -> float:
        """Points earned, rounded to hundredths, which is what a gradebook shows."""
        return round(min(math.fsum(c.earned for c in self.criteria), self.possible), 2)

    @property
    def possible(self) -> float:
        """Points that could be earned."""
        return math.fsum(c.possible for c in self.criteria)

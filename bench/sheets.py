"""How long bounds by stratum take on as many sheets as were published in August 2024."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import pandas as pd

from venezuela_course.exercises.mediation.sheets import sheets
from venezuela_course.models.tally_sheets import stratified_bounds

SHEETS = 24_532  # seeds: election_2024:opposition_sheets:tables_counted
RUNS = 9


def measure() -> Iterator[tuple[str, float]]:
    """The invented sheets, repeated until they are as many."""
    invented = sheets()
    is_published = invented["valid"].notna()
    copies = [invented[is_published]] * (SHEETS // int(is_published.sum()) + 1)
    whole = pd.concat([pd.concat(copies).head(SHEETS), invented[~is_published]], ignore_index=True)
    taken = []
    for _run in range(RUNS):
        began = time.perf_counter()
        stratified_bounds(whole, "a", "state", largest_difference=0.2)
        taken.append(1000 * (time.perf_counter() - began))
    yield "bounds_by_stratum_ms", median(taken)

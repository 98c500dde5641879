"""How long the evidence browser takes: a search, a row with all that bears on it, a timeline."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from bench.statistics_of_times import percentile
from venezuela_course import seeds
from venezuela_course.exercises.evidence import search
from venezuela_course.exercises.evidence.browser import timeline_html
from venezuela_course.exercises.evidence.search import Query

EVERY = 5  # rows of which one is tried
TIMELINES = 40
SHARE = 0.95


def measure() -> Iterator[tuple[str, float]]:
    """95th percentiles; the indexes, which the browser builds when it is opened, are there already."""
    search.prepare()
    entries = search.entries()[::EVERY]
    words = (Query(words=entry.wording) for entry in entries)
    yield "evidence_search_p95_ms", slowest(partial(search.search, query) for query in words)
    yield "evidence_row_p95_ms", slowest(partial(search.bearings, entry) for entry in entries)
    yield "evidence_timeline_p95_ms", slowest(timelines())


def timelines() -> Iterator[Callable[[], object]]:
    """Timelines of all kinds, the first, which imports matplotlib, drawn beforehand."""
    chance = random.Random(1958)
    strands = sorted(seeds.timeline()["strand"].unique())
    timeline_html(2017, 2019, strands[:1])
    for _number in range(TIMELINES):
        first = chance.randint(1998, 2024)
        chosen = chance.sample(strands, chance.randint(1, 3))
        yield partial(timeline_html, first, first + chance.randint(0, 5), chosen)


def slowest(acts: Iterable[Callable[[], object]]) -> float:
    """The 95th percentile of the times that some acts take, in milliseconds."""
    taken = []
    for act in acts:
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return percentile(taken, SHARE)

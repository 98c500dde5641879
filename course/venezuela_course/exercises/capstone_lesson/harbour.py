"""An invented fishing harbour, on which the student writes the same brief in small.

Nothing here happened anywhere. The six pieces of practice need numbers that can be checked by hand and a
case on which nobody has an opinion: Isla Clara, whose ferry unit 0 knows, also has boats.
"""

from __future__ import annotations

#: Fish landed, thousand tonnes a year, by the ministry's yearbook.
LANDINGS = {2008: 90, 2009: 86, 2010: 80, 2011: 64, 2012: 40, 2013: 24, 2014: 20}

#: What the cooperative has for the first year, thousand tonnes.
COOPERATIVE = 84

#: Half-way between the means of 2011 and 2012, when the quota began.
ON_THE_DAY = (LANDINGS[2011] + LANDINGS[2012]) / 2


def share(first: float, on_the_day: float, last: float) -> float:
    """What part of a fall had happened on a day.

    Parameters
    ----------
    first, on_the_day, last
        Levels, in one unit.

    Returns
    -------
    float
        Per cent of the fall from the first to the last.
    """
    return 100 * (first - on_the_day) / (first - last)

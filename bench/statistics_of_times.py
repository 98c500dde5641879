"""Two numbers that say how long things take."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least a share of the values do not exceed (nearest rank).

    Parameters
    ----------
    values
        At least one.
    share
        In (0, 1], such as 0.95.
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

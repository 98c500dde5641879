"""Rates that compound: annual and monthly, and several years in a row.

References
----------
Cagan, P. (1956). The monetary dynamics of hyperinflation. In Friedman (ed), Studies in the Quantity
    Theory of Money: why inflation that high is stated by the month.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

MONTHS = 12


def monthly_rate(annual: float) -> float:
    """The monthly rate that compounds to an annual one.

    Parameters
    ----------
    annual : float
        A share: 10.0 for 1,000 percent a year. Above -1.

    Returns
    -------
    float
        A share a month, ``(1 + annual)^(1/12) − 1``.

    Raises
    ------
    ValueError
        If more than everything would be lost.
    """
    return _checked(annual) ** (1 / MONTHS) - 1


def annual_rate(monthly: float) -> float:
    """The annual rate to which a monthly one compounds, both as shares (annualising)."""
    return float(_checked(monthly) ** MONTHS) - 1


def cumulative(rates: Iterable[float]) -> float:
    """What several rates in a row amount to.

    Parameters
    ----------
    rates : iterable of float
        Shares: -0.057 for a fall by 5.7 percent.

    Returns
    -------
    float
        A share; -0.1324 for two falls of 5.7 and 8 percent, which is less than their sum.
    """
    return math.prod(_checked(rate) for rate in rates) - 1


def months_to_double(annual: float) -> float:
    """Months in which prices double at an annual rate.

    Parameters
    ----------
    annual : float
        A share a year, above zero.
    """
    if not annual > 0:
        raise ValueError(f"prices that do not rise never double: {annual!r}")
    return MONTHS * math.log(2) / math.log1p(annual)


def _checked(rate: float) -> float:
    """The factor of a rate."""
    if not rate > -1:
        raise ValueError(f"a rate is a share above -1; got {rate!r}")
    return 1 + rate

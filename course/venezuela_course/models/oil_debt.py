"""Debt that is paid in oil: how long it takes, and when it is never paid.

A loan is served by cargoes. Each year interest is added to what is owed, and the year's cargoes, at the
price less the discount, are subtracted. If a year's interest is more than a year's cargoes earn, the debt
grows for ever. Years have 365 days.
"""

from __future__ import annotations

import math

from venezuela_course.models.quantities import (
    BUSD,
    BUSD_YEAR,
    KB_D,
    SHARE,
    USD_BBL,
    Quantity,
)

LONGEST = 2000  #: years; a path that needs more is as good as endless


def yearly_payment(kb_d: float, usd_bbl: float, discount: float = 0.0) -> float:
    """What the cargoes of a year are worth, in dollars.

    Parameters
    ----------
    kb_d : float
        Thousand barrels a day that go to the lender.
    usd_bbl : float
        Dollars a barrel before the discount.
    discount : float
        Share of the price that is not paid, 0 to 1.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """
    if kb_d < 0 or usd_bbl < 0 or not 0 <= discount <= 1:
        raise ValueError(f"not a delivery: {kb_d} kb/d at {usd_bbl} $/b less {discount}")
    earned = Quantity(kb_d, KB_D) * Quantity(usd_bbl, USD_BBL) * Quantity(1 - discount, SHARE)
    return earned.to(BUSD_YEAR).value * BUSD.factor


def balances(
    debt: float, kb_d: float, usd_bbl: float, discount: float, rate: float, years: int
) -> list[float]:
    """What is owed at the start and after each year, in dollars; never below zero.

    Parameters
    ----------
    debt : float
        Dollars.
    kb_d, usd_bbl, discount
        As for `yearly_payment`.
    rate : float
        Interest, a share a year, added to what is owed at the start of the year.
    years : int

    Returns
    -------
    list of float
        ``years + 1`` balances.
    """
    _checked(debt, rate)
    payment = yearly_payment(kb_d, usd_bbl, discount)
    path = [float(debt)]
    for _year in range(years):
        path.append(max(0.0, path[-1] * (1 + rate) - payment))
    return path


def years_to_repay(
    debt: float, kb_d: float, usd_bbl: float, discount: float = 0.0, rate: float = 0.0
) -> float:
    """Years until the debt is paid.

    Parameters
    ----------
    debt, kb_d, usd_bbl, discount, rate
        As for `balances`.

    Returns
    -------
    float
        Whole years, and of the last year the part that is needed; infinite if a year's interest is no
        less than a year's cargoes, or if `LONGEST` years are not enough.

    Examples
    --------
    The 18 billion dollars of [S003b-145], without interest:

    >>> round(years_to_repay(18e9, 300, 100), 2)
    1.64
    """
    _checked(debt, rate)
    payment = yearly_payment(kb_d, usd_bbl, discount)
    owed, years = float(debt), 0.0
    if owed == 0:
        return 0.0
    if payment <= owed * rate or payment == 0:
        return math.inf
    while years < LONGEST:
        due = owed * (1 + rate)
        if due <= payment:
            return years + due / payment
        owed = due - payment
        years += 1
    return years + owed / payment if rate == 0 else math.inf


def _checked(debt: float, rate: float) -> None:
    if debt < 0 or rate < 0:
        raise ValueError(f"debt and interest are not negative: {debt!r}, {rate!r}")

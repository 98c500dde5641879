"""Placebo in space: let each country in turn be the one to which nothing happened.

A gap between one country and the mean of others is no effect yet. How large do such gaps get where there
was no measure to explain them? The same calculation is made for every country of the panel, as if the
measure had struck there; the country that was really struck is then ranked among these placebos.

References
----------
Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods for comparative case
    studies. Journal of the American Statistical Association 105(490): permutation over units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Window:
    """Which years are compared.

    Attributes
    ----------
    start : int
        First year counted as after.
    before : int
        Number of years before it, at least 3.
    after : int
        Number of years from it on, at least 1.
    own_trend : bool
        Whether each country's straight line through its years before, in logarithms, is continued and
        taken off, rather than only its mean: a decline that had begun already is then no effect.
    """

    start: int
    before: int = 8
    after: int = 3
    own_trend: bool = False

    def __post_init__(self) -> None:
        if self.before < 3 or self.after < 1:
            raise ValueError(f"3 years before and 1 after are the least; got {self}")

    @property
    def years(self) -> range:
        """All years of the window."""
        return range(self.start - self.before, self.start + self.after)


def gaps(panel: pd.DataFrame, window: Window) -> pd.DataFrame:
    """How far each country runs from the mean of all others.

    Parameters
    ----------
    panel : pandas.DataFrame, shape (years, countries)
        Positive output; index of years. Every year of the window must be there, without gaps.
    window : Window

    Returns
    -------
    pandas.DataFrame, shape (years of the window, countries)
        Logarithms of output, each country less its own level (or trend) before, less the mean of the
        same for the other countries. Around zero before by construction; -0.69 is half the output.

    Raises
    ------
    ValueError
        If there are fewer than three countries, or a year of the window is missing.
    """
    import numpy as np

    if panel.shape[1] < 3:
        raise ValueError("a comparison needs at least three countries")
    missing = [year for year in window.years if year not in panel.index]
    within = panel.reindex(list(window.years)).astype(float)
    if missing or within.isna().to_numpy().any():
        raise ValueError(f"the panel has no complete figures for {missing or list(window.years)}")
    logs = np.log(within)
    before = logs.iloc[: window.before]
    if window.own_trend:
        steps = np.arange(len(logs), dtype=float)
        slope, level = np.polyfit(steps[: window.before], before.to_numpy(), 1)
        own = logs - (np.outer(steps, slope) + level)
    else:
        own = logs - before.mean()
    others = (own.sum(axis=1).to_numpy()[:, None] - own) / (panel.shape[1] - 1)
    return own - others


def placebo_effects(panel: pd.DataFrame, window: Window) -> pd.Series:
    """The 'effect' that the calculation finds in each country.

    Parameters
    ----------
    panel, window
        As for `gaps`.

    Returns
    -------
    pandas.Series
        Country to a share of output: the mean gap in the years after, as ``exp(gap) − 1``; -0.3 is 30
        percent below what the others' course suggests. The lowest comes first.
    """
    return mean_after(gaps(panel, window), window)


def mean_after(found: pd.DataFrame, window: Window) -> pd.Series:
    """The 'effects' in gaps that are at hand already; as `placebo_effects`.

    Parameters
    ----------
    found : pandas.DataFrame
        What `gaps` returned for the window.
    window : Window
    """
    import numpy as np

    return np.expm1(found.iloc[window.before :].mean()).sort_values()


def placebo_rank(effects: pd.Series, country: str) -> int:
    """Place of a country among the placebos, 1 for the lowest.

    Divided by the number of countries it is the share of units with an 'effect' as low as this: the
    permutation p-value of Abadie, Diamond and Hainmueller (2010), one-sided.
    """
    return int((effects <= effects[country]).sum())

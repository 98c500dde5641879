"""The annual series that the lesson's figures, explorations and practice read, by year."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from venezuela_course import seeds

if TYPE_CHECKING:
    import pandas as pd

#: First year in which every producer of the table has a figure, and the last of the course.
FIRST_YEAR, LAST_YEAR = 1980, 2023
VENEZUELA = "VEN"


@cache
def production() -> pd.DataFrame:
    """Oil output, from the US Energy Information Administration.

    Returns
    -------
    pandas.DataFrame, shape (years, countries)
        Thousand barrels of crude and other liquids a day; index ``year``, columns ISO codes. A year
        that the publisher leaves out is missing.
    """
    table = seeds.oil_production()
    wide = table.pivot(index="year", columns="iso3", values="production_kb_d")
    return wide.astype("float64")


@cache
def brent() -> pd.Series:
    """Brent's annual mean price, US dollars a barrel, by year from 1987."""
    table = seeds.oil_prices().query("series == 'brent'")
    return table.set_index("year")["price_usd_bbl"].astype("float64")


@cache
def country_names() -> dict[str, str]:
    """Name of each producer, by ISO code, in alphabetical order."""
    table = seeds.oil_production().drop_duplicates("iso3").sort_values("country")
    return dict(zip(table["iso3"], table["country"], strict=True))


def contrary_years() -> list[int]:
    """Years in which the price rose and Venezuela's output fell.

    Returns
    -------
    list of int
        Compared with the year before; the first year with a price cannot be among them.
    """
    output = production()[VENEZUELA].reindex(brent().index)
    return [int(year) for year in brent().index[(brent().diff() > 0) & (output.diff() < 0)]]

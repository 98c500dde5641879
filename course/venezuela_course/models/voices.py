"""Who speaks in a collection of texts, and who does not.

Claims name who asserts them; a second table says for each asserter on which side they stand and whether
they have a name. Counting claims says how much room a voice gets; counting asserters says how many
voices there are.

References
----------
Bennett, W. L. (1990). Toward a theory of press-state relations in the United States. Journal of
    Communication 40(2), 103-127. (Whose views the news indexes.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: The side of an asserter whom the table of sides does not have.
UNKNOWN = "unknown"


def who_speaks(claims: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """How much each side says.

    Parameters
    ----------
    claims
        Columns ``asserted_by`` and ``figure_value``, a row per claim in any order.
    sides
        Columns ``asserted_by`` and ``side``, a row per asserter, such as `seeds.asserter_sides`.

    Returns
    -------
    pandas.DataFrame
        A row per side that speaks, index the side in alphabetical order; columns ``claims`` (number
        of claims), ``asserters`` (number of different asserters) and ``figures`` (claims with a
        number), all whole numbers. An asserter who is not in `sides` counts under ``unknown``; claims
        without an asserter are not counted.
    """
    rows = claims.dropna(subset=["asserted_by"]).merge(
        sides[["asserted_by", "side"]], on="asserted_by", how="left"
    )
    side = rows["side"].astype("object").fillna(UNKNOWN)
    return (
        rows.groupby(side.rename("side"))
        .agg(
            claims=("asserted_by", "size"),
            asserters=("asserted_by", "nunique"),
            figures=("figure_value", "count"),
        )
        .sort_index()
    )


def anonymous_share(claims: pd.DataFrame, sides: pd.DataFrame) -> pd.Series[float]:
    """Of the different asserters of each source, the share without a name.

    Parameters
    ----------
    claims
        Columns ``source_id`` and ``asserted_by``, a row per claim in any order.
    sides
        Columns ``asserted_by`` and ``named``, a row per asserter. Where ``named`` is missing, as for the
        text's own voice, the asserter is left out, and so is one who is not in the table.

    Returns
    -------
    pandas.Series
        Share in [0, 1] by source, sources in alphabetical order, those without any such asserter left
        out. Each asserter counts once for a source, however much they say in it.
    """
    rows = claims.dropna(subset=["asserted_by"]).merge(
        sides[["asserted_by", "named"]], on="asserted_by", how="inner"
    )
    heard = rows.dropna(subset=["named"]).drop_duplicates(["source_id", "asserted_by"])
    anonymous = heard["named"].astype(bool).map({True: 0.0, False: 1.0})
    return anonymous.groupby(heard["source_id"].astype(str)).mean().sort_index()

"""The annual series: no silent gap, no year after the course, figures that hang together."""

import pandas as pd
import pytest

from venezuela_course import seeds

# Table, columns that tell its series apart, column of the figure, first and last year.
SERIES = [
    ("oil_production", ["iso3"], "production_kb_d", 1973, 2023),
    ("macro", ["indicator"], "value", 1980, 2023),
    ("military_expenditure", ["iso3"], "share_of_gdp_pct", 1980, 2023),
]
NOT_PUBLISHED = "The publisher gives no figure for this year"


def series(table, **where):
    """Rows of a table, by year, that fit the columns given."""
    frame = seeds.table(table)
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame.set_index("year")


@pytest.mark.parametrize(("table", "keys", "figure", "first", "last"), SERIES)
def test_every_series_has_a_row_for_every_year_of_its_table(table, keys, figure, first, last):
    years = list(range(first, last + 1))
    for key, rows in seeds.table(table).groupby(keys, observed=True):
        assert list(rows["year"]) == years, key


@pytest.mark.parametrize(("table", "keys", "figure", "first", "last"), SERIES)
def test_a_year_without_a_figure_says_so_and_a_year_with_one_does_not(
    table, keys, figure, first, last
):
    frame = seeds.table(table)
    says_so = frame["note"].fillna("") == NOT_PUBLISHED
    assert (frame[figure].isna() == says_so).all()
    assert says_so.mean() < 0.2


@pytest.mark.parametrize(("name", "first", "last"), [
    ("brent", 1987, 2023),
    ("venezuelan_basket", 2006, 2016),
])  # fmt: skip
def test_each_price_series_runs_without_a_gap_between_the_years_the_readme_names(name, first, last):
    prices = series("oil_prices", series=name)
    assert list(prices.index) == list(range(first, last + 1))
    assert prices["price_usd_bbl"].notna().all()


# Oil ----------------------------------------------------------------------------------------------


def test_production_is_of_venezuela_and_about_a_dozen_other_producers():
    countries = seeds.oil_production().drop_duplicates("iso3").set_index("iso3")["country"]
    assert countries["VEN"] == "Venezuela"
    assert len(countries) == 14
    assert countries.is_unique


def test_only_brazil_and_colombia_lack_years_and_only_before_1980():
    blank = seeds.oil_production().query("production_kb_d.isna()")
    assert set(blank["iso3"]) == {"BRA", "COL"}
    assert blank["year"].max() == 1979


def test_venezuelan_output_of_2021_was_under_a_quarter_of_the_figure_of_about_2000():
    # S003b-041 holds against S003b-040; yet no year near 2000 reaches S003b-040's 3.4 million but 1997.
    output = series("oil_production", iso3="VEN")["production_kb_d"]
    assert output[2021] < 3400 / 4
    assert output[1997] > 3400
    assert (output.loc[1999:2004] < 3400).all()


def test_the_strike_of_2002_and_2003_is_a_dip():
    output = series("oil_production", iso3="VEN")["production_kb_d"]
    assert output[2003] < output[2001] and output[2003] < output[2005]
    assert output[2003] == pytest.approx(2505.7)


def test_no_producer_compared_lost_as_large_a_share_from_2013_to_2020_but_those_at_war():
    output = seeds.oil_production().pivot(index="year", columns="iso3", values="production_kb_d")
    change = (output.loc[2020] / output.loc[2013]).sort_values()
    assert list(change.index[:2]) == ["VEN", "LBY"]
    assert change["VEN"] < 0.25


def test_the_basket_sold_below_brent_in_every_year_of_both():
    brent = series("oil_prices", series="brent")["price_usd_bbl"]
    basket = series("oil_prices", series="venezuelan_basket")["price_usd_bbl"]
    discount = (brent - basket).dropna()
    assert len(discount) == 11
    assert (discount > 0).all()


def test_the_one_price_that_is_not_of_a_whole_year_says_which_part():
    part = seeds.oil_prices().query("covers == 'part_year'")
    assert list(part["year"]) == [2016]
    assert "mid-November" in part["note"].iloc[0]


def test_reserves_are_single_figures_and_no_series_of_the_energy_institute():
    reserves = seeds.oil_reserves().query("publisher == 'energy_institute'")
    years = reserves["as_of"].astype(int)
    assert 0 < len(years) <= 5
    assert (years.diff().dropna() > 1).all()


def test_proved_reserves_of_the_energy_institute_rose_almost_fourfold_from_2005_to_2010():
    reserves = seeds.oil_reserves().set_index("reserve_id")["billion_barrels"]
    ratio = reserves["2010-energy-institute"] / reserves["2005-energy-institute"]
    assert 3.5 < ratio < 4


# Economy ------------------------------------------------------------------------------------------


def test_the_index_of_output_is_the_growth_rates_chained():
    index = series("macro", indicator="real_gdp_index")["value"].astype(float)
    growth = series("macro", indicator="real_gdp_growth")["value"].astype(float)
    assert index[2013] == 100
    chained = 100 * (index / index.shift() - 1)
    # The index has two decimals; at 25 points the last of them is 0.04 percent.
    assert (chained - growth).iloc[1:].abs().max() < 0.05


def test_output_fell_by_almost_three_quarters_from_2013_to_2020_and_never_by_three_quarters():
    index = series("macro", indicator="real_gdp_index")["value"]
    assert index.loc[2013:].idxmin() == 2020
    assert index[2020] == pytest.approx(25.65)
    assert index[2020] > 25


def test_nothing_of_the_fund_after_2018_counts_as_published():
    frame = seeds.macro()
    fund = frame[frame["source"].str.contains("International Monetary Fund")]
    later = fund[(fund["year"] > 2018) & (fund["indicator"] != "real_gdp_index")]
    assert set(later["status"]) == {"staff_estimate"}
    assert set(frame["indicator"]) == set(frame["indicator"].cat.categories)


def test_every_indicator_has_one_unit():
    assert (seeds.macro().groupby("indicator", observed=True)["unit"].nunique() == 1).all()


def test_under_5_mortality_stands_still_from_2016_and_is_marked_as_carried_forward():
    rows = series("macro", indicator="under5_mortality").loc[2016:]
    assert set(rows["value"]) == {24.2}
    assert set(rows["status"]) == {"modelled"}
    assert rows["note"].str.contains("carried forward").all()


def test_the_two_publishers_of_growth_agree_within_a_point_through_2013():
    fund = series("macro", indicator="real_gdp_growth")["value"].loc[:2013]
    bank = series("macro", indicator="real_gdp_growth_wdi")["value"].loc[:2013]
    assert (fund - bank).abs().max() < 1


@pytest.mark.parametrize("measure", ["real_gdp_growth", "inflation_end_of_period",
                                     "inflation_average"])  # fmt: skip
def test_the_late_edition_s_figures_are_those_of_the_macro_table(measure):
    outturns = seeds.forecast_vintages().query("kind == 'outturn' and measure == @measure")
    assert not outturns.empty
    values = series("macro", indicator=measure)["value"]
    for row in outturns.itertuples():
        assert row.value_pct == pytest.approx(values[row.period_end]), row.vintage_id


def test_the_late_edition_s_cumulative_falls_follow_from_the_index_of_output():
    outturns = seeds.forecast_vintages().query("kind == 'outturn' and period_start < period_end")
    assert len(outturns) == 4
    index = series("macro", indicator="real_gdp_index")["value"]
    for row in outturns.itertuples():
        fall = 100 * (index[row.period_end] / index[row.period_start] - 1)
        assert row.value_pct == pytest.approx(fall, abs=0.01), row.vintage_id


def test_every_forecast_has_an_outturn_to_be_scored_against():
    vintages = seeds.forecast_vintages()
    known = {
        (row.measure, row.period_start, row.period_end)
        for row in vintages.query("kind == 'outturn'").itertuples()
    }
    for row in vintages.query("kind != 'outturn'").itertuples():
        # A rate annualised from some months has no counterpart, and its note says why.
        if row.measure != "inflation_annualised":
            assert (row.measure, row.period_start, row.period_end) in known, row.vintage_id


def test_a_forecast_is_dated_and_the_late_edition_is_not():
    vintages = seeds.forecast_vintages()
    late = vintages["kind"] == "outturn"
    assert vintages["vintage"].isna().eq(late).all()
    assert vintages["vintage_precision"].isna().eq(late).all()
    assert (vintages["vintage"].dropna() < "2024-09").all()


def test_figures_taken_from_a_source_text_are_those_of_its_claim():
    vintages = seeds.forecast_vintages().set_index("vintage_id")["value_pct"]
    for vintage, claim in (
        ("growth-2016-imf-2016-08", "S003a-061"),
        ("growth-2015-imf-2016-08", "S003a-062"),
        ("inflation-2016-leak-2016-08", "S003a-063"),
        ("cumulative-2013-2021-icg-2022-03", "S003b-078"),
    ):
        assert abs(vintages[vintage]) == abs(seeds.claim(claim)["figure_value"]), vintage


# Military spending --------------------------------------------------------------------------------


def test_venezuelan_spending_may_be_plotted_up_to_2015_only():
    rows = series("military_expenditure", iso3="VEN")
    assert rows["usable"].loc[:2015].all()
    assert not rows["usable"].loc[2016:].any()
    assert rows["note"].loc[2016:].str.contains("exchange rates").all()


def test_the_unusable_figures_jump_as_no_budget_does():
    share = series("military_expenditure", iso3="VEN")["share_of_gdp_pct"].astype(float)
    jumps = (share / share.shift()).loc[2017:2020]
    assert max(jumps.max(), 1 / jumps.min()) > 10
    usable = (share / share.shift()).loc[1981:2015]
    assert max(usable.max(), 1 / usable.min()) < 2


def test_a_row_is_unusable_for_a_stated_reason():
    frame = seeds.military_expenditure()
    assert (~frame["usable"]).eq(frame["note"].notna()).all()


# Migration ----------------------------------------------------------------------------------------


def test_the_refugee_agency_s_total_is_the_sum_of_its_categories():
    stocks = seeds.migration().pivot(index="date", columns="series", values="persons")
    agency = stocks.dropna(subset="unhcr_total")
    parts = ["unhcr_refugees", "unhcr_asylum_seekers", "unhcr_other_in_need"]
    assert (agency[parts].fillna(0).sum(axis=1) == agency["unhcr_total"]).all()
    assert list(agency.index.year) == list(range(1998, 2024))


def test_the_third_category_is_blank_before_it_existed_and_says_so():
    rows = seeds.migration().query("series == 'unhcr_other_in_need'")
    before = rows["date"] < pd.Timestamp("2018-01-01")
    assert rows["persons"].isna().eq(before).all()
    assert set(rows.loc[before, "note"]) == {"The category exists from 2018"}


def test_r4v_counts_more_people_than_the_refugee_agency_at_the_end_of_2018():
    stocks = seeds.migration().set_index(["series", "date"])["persons"]
    day = pd.Timestamp("2018-12-31")
    assert stocks["r4v_total", day] > stocks["unhcr_total", day]


def test_r4v_totals_only_rise():
    totals = seeds.migration().query("series == 'r4v_total'")
    assert totals["date"].is_monotonic_increasing
    assert totals["persons"].is_monotonic_increasing

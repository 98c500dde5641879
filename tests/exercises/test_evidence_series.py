"""A chart of the evidence draws what was published, and nothing between."""

from __future__ import annotations

import math
import re

import pytest

from venezuela_course import seeds
from venezuela_course.exercises.evidence import series
from venezuela_course.exercises.evidence.series import Point, Series

VENEZUELAN_OIL = "oil_production:production_kb_d:VEN"
VENEZUELAN_ARMS = "military_expenditure:share_of_gdp_pct:VEN"


def a_series(values: dict[int, float | None], unusable: tuple[int, ...] = ()) -> Series:
    points = tuple(
        Point(year, str(year), value, year not in unusable, "", "too many exchange rates")
        for year, value in values.items()
    )
    return Series("t:v:a", "t:v", "Test", "t", "units", "A publisher", points, yearly=True)


def test_every_table_with_a_year_in_its_key_gives_series():
    tables = {one.table for one in series.catalogue().values()}
    assert {"oil_production", "oil_prices", "macro", "military_expenditure", "migration"} <= tables
    assert not tables & {"teaching_values", "claims", "roll_calls"}


def test_a_series_holds_the_tables_own_values():
    table = seeds.table("oil_production").query("iso3 == 'VEN'").dropna(subset="production_kb_d")
    drawn = series.catalogue()[VENEZUELAN_OIL].drawn
    assert {int(p.when): p.value for p in drawn} == dict(
        zip(table["year"].astype(int), table["production_kb_d"].astype(float), strict=True)
    )


@pytest.mark.parametrize("key", list(series.catalogue()))
def test_every_series_has_a_name_a_source_and_a_picture_that_says_what_it_shows(key):
    one = series.catalogue()[key]
    assert one.label and one.source
    page = series.picture(one, series.other_publisher(one))
    alt = re.search(r'aria-label="([^"]*)"', page)
    assert alt and len(alt[1].split()) >= 8
    assert "nan" not in re.sub(r"<[^>]*>", " ", page).lower().split()


def test_two_series_never_have_the_same_name():
    labels = [one.label for one in series.catalogue().values()]
    assert len(set(labels)) == len(labels)


def test_a_year_without_a_figure_is_a_gap_and_is_said():
    one = a_series({2000: 5.0, 2001: None, 2002: 7.0, 2004: 8.0})
    assert one.gaps == [2001, 2003]
    assert "No figure for 2001, 2003." in series.in_words(one)


def test_a_line_is_broken_at_a_gap_and_never_drawn_across_it():
    from venezuela_course import charts

    axes = charts.figure(5, 3).axes[0]
    series._draw(axes, a_series({2000: 5.0, 2001: None, 2002: 7.0}), series._ALONE[0])
    line = axes.lines[0]
    assert list(line.get_xdata()) == [2000, 2001, 2002]
    assert math.isnan(line.get_ydata()[1])


def test_a_line_runs_through_its_own_points():
    from venezuela_course import charts

    axes = charts.figure(5, 3).axes[0]
    stocks = series.catalogue()["migration:persons:unhcr_total"]  # each of 31 December
    series._draw(axes, stocks, series._ALONE[0])
    joined = dict(zip(*axes.lines[0].get_data(), strict=True))
    assert {point.when: point.value for point in stocks.drawn}.items() <= joined.items()
    assert [int(point.when) for point in stocks.points] == [
        int(point.written[:4]) for point in stocks.points
    ]


def test_a_logarithmic_scale_is_said():
    inflation = series.picture(series.catalogue()["macro:value:inflation_average"])
    assert inflation.count("The scale is logarithmic.") == 2  # in the picture's words and below it
    oil = series.picture(series.catalogue()[VENEZUELAN_OIL])
    assert "logarithmic" not in oil  # and the scale of the one before is gone


def test_an_unusable_year_is_named_and_not_drawn():
    one = a_series({2000: 5.0, 2001: 900.0, 2002: 7.0}, unusable=(2001,))
    assert [point.value for point in one.drawn] == [5.0, 7.0]
    said = " ".join(series.in_words(one))
    assert "not drawn: 2001" in said and "too many exchange rates" in said
    assert one.gaps == []  # there is a figure: it is of no use


def test_venezuelas_military_spending_stops_where_its_table_says_it_measures_nothing():
    one = series.catalogue()[VENEZUELAN_ARMS]
    table = seeds.table("military_expenditure").query("iso3 == 'VEN'")
    marked = table[(table["usable"] == False) & table["share_of_gdp_pct"].notna()]  # noqa: E712
    assert one.unusable == marked["year"].astype(int).tolist() != []
    assert not {int(p.when) for p in one.drawn} & set(one.unusable)


def test_two_publishers_of_one_thing_are_shown_side_by_side_with_their_distance():
    fund = series.catalogue()["macro:value:real_gdp_growth"]
    bank = series.other_publisher(fund)
    assert bank is not None and bank.key == "macro:value:real_gdp_growth_wdi"
    assert series.other_publisher(bank) == fund
    assert "farthest apart" in series.difference(fund, bank)
    page = series.picture(fund, bank)
    assert "International Monetary Fund" in page and "World Bank" in page


def test_only_series_of_one_unit_stand_side_by_side():
    for one in series.catalogue().values():
        assert {other.unit for other in series.beside(one)} <= {one.unit}


def test_points_on_irregular_dates_are_not_joined():
    one = series.catalogue()["migration:persons:r4v_total"]
    assert not one.yearly
    assert any("not joined" in sentence for sentence in series.in_words(one))


def test_years_are_told_in_runs():
    assert series.ranges([2015, 2016, 2017, 2020]) == "2015–2017, 2020"
    assert series.ranges([2001]) == "2001"

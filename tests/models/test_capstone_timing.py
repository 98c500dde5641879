"""How much of a fall came before a day: known numbers, and what must hold of any series."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models.capstone_timing import (
    READINGS,
    SCALES,
    Timing,
    all_combinations,
    decimal_year,
    level,
    one_at_a_time,
    pace,
    share_before,
)

#: Falls by ten a year, from 100 in 2000 to 0.
STEADY = pd.Series({2000 + year: 100.0 - 10 * year for year in range(10)})
HALF_WAY = Timing(2001, 2009, "2005-07-02")


@pytest.fixture(scope="module")
def output():
    rows = seeds.oil_production().query("iso3 == 'VEN'")
    return rows.set_index("year")["production_kb_d"].astype("float64")


def test_the_middle_of_a_year_is_its_number_and_a_half():
    assert decimal_year("2017-07-02") == pytest.approx(2017.5)
    assert decimal_year("2016-07-02") == pytest.approx(2016.5, abs=0.002)  # a leap year
    assert 2017 < decimal_year("2017-01-01") < decimal_year("2017-12-31") < 2018


def test_half_of_a_steady_fall_lies_before_its_middle():
    assert share_before(STEADY, HALF_WAY) == pytest.approx(0.5)


def test_on_a_middle_of_a_year_the_line_gives_that_years_mean():
    assert level(STEADY, "2005-07-02", "line") == pytest.approx(50)
    assert level(STEADY, "2005-07-02", "own_year") == 50
    assert level(STEADY, "2005-07-02", "year_before") == 60
    assert level(STEADY, "2005-07-02", "year_after") == 40


def test_a_third_of_the_fall_of_venezuelas_output_came_before_august_2017(output):
    base = Timing(2013, 2020, "2017-08-24")
    assert level(output, base.day, "line") == pytest.approx(1989.5, abs=0.1)
    assert share_before(output, base) == pytest.approx(0.3254, abs=0.0001)
    by_hand = (2682.6 - 2066.0) / (2682.6 - 552.9)
    assert share_before(output, replace(base, reading="own_year")) == pytest.approx(by_hand)


def test_a_fall_in_proportions_weighs_the_last_barrels_more(output):
    base = Timing(2013, 2020, "2017-08-24")
    assert share_before(output, replace(base, scale="proportions")) < share_before(output, base)


def test_a_steady_fall_has_one_pace_in_units_and_quickens_in_proportions():
    assert pace(STEADY, HALF_WAY) == pytest.approx((-10, -10))
    before, after = pace(STEADY, replace(HALF_WAY, scale="proportions"))
    assert after < before < 0
    assert before == pytest.approx((50 / 90) ** (1 / 4) - 1)


@settings(max_examples=60, deadline=None)
@given(
    levels=st.lists(st.floats(1, 5000), min_size=8, max_size=8),
    reading=st.sampled_from(READINGS),
    scale=st.sampled_from(SCALES),
    factor=st.floats(0.1, 100),
)
def test_the_share_does_not_depend_on_the_unit(levels, reading, scale, factor):
    series = pd.Series(dict(enumerate(levels, 2000)))
    assume(series[2000] > series[2007] * 1.001)
    timing = Timing(2000, 2007, "2003-09-01", reading, scale)
    assert share_before(series * factor, timing) == pytest.approx(
        share_before(series, timing), rel=1e-6, abs=1e-6
    )


@settings(max_examples=60, deadline=None)
@given(falls=st.lists(st.floats(0.1, 50), min_size=7, max_size=7), scale=st.sampled_from(SCALES))
def test_a_line_lies_between_the_means_of_the_years_before_and_after(falls, scale):
    levels = [500 - sum(falls[:n]) for n in range(8)]
    series = pd.Series(dict(enumerate(levels, 2000)))
    shares = {
        reading: share_before(series, Timing(2000, 2007, "2003-09-01", reading, scale))
        for reading in READINGS
    }
    assert 0 <= shares["year_before"] <= shares["line"] <= shares["year_after"] <= 1


def test_a_table_of_sensitivity_begins_with_the_base_and_varies_one_thing():
    table = one_at_a_time(STEADY, HALF_WAY, {"start": [2003], "reading": ["year_before"]})
    assert list(table["assumption"]) == ["", "start", "reading"]
    assert table["share"].tolist() == pytest.approx([0.5, 2 / 6, 3 / 8])
    assert table["change"].tolist() == pytest.approx([0, 2 / 6 - 0.5, 3 / 8 - 0.5])


def test_a_variation_that_varies_nothing_is_refused():
    with pytest.raises(ValueError, match="is the base itself"):
        one_at_a_time(STEADY, HALF_WAY, {"start": [2001]})
    with pytest.raises(ValueError, match="these are: start, end"):
        one_at_a_time(STEADY, HALF_WAY, {"begin": [2002]})


def test_a_curve_holds_every_combination_that_asks_a_question_and_is_sorted():
    grid = {
        "start": (2000, 2003),
        "end": (2004, 2008),
        "day": ("2004-09-01",),
        "reading": ("line",),
        "scale": SCALES,
    }
    curve = all_combinations(STEADY, grid)
    assert len(curve) == 4  # a day after the last year counted divides nothing
    assert curve["share"].is_monotonic_increasing
    assert set(curve["end"]) == {2008}
    for row in curve.itertuples():
        timing = Timing(row.start, row.end, row.day, row.reading, row.scale)
        assert row.share == share_before(STEADY, timing)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2013, 2020, "2012-01-01"), "choose an earlier start"),
        ((2013, 2020, "2021-01-01"), "choose an earlier start"),
        ((2013, 2020, "2017-08-24", "guess"), "reading 'guess'"),
        ((2013, 2020, "2017-08-24", "line", "dollars"), "scale 'dollars'"),
    ],
)
def test_what_asks_no_question_is_refused_with_a_reason(arguments, message):
    with pytest.raises(ValueError, match=message):
        Timing(*arguments)


def test_a_series_that_rose_has_no_fall_to_share_out():
    with pytest.raises(ValueError, match="did not fall"):
        share_before(STEADY[::-1].set_axis(STEADY.index), HALF_WAY)

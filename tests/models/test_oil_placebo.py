"""Placebo in space: what the comparison finds where nothing was done, and where something was."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models.oil_placebo import Window, gaps, placebo_effects, placebo_rank


@pytest.fixture(scope="module")
def panel():
    """Output of fourteen producers, every year of which has a figure."""
    table = seeds.oil_production().query("year >= 1980")
    return table.pivot(index="year", columns="iso3", values="production_kb_d").astype(float)


def test_before_the_break_the_gaps_average_out(panel):
    for own_trend in (False, True):
        window = Window(2017, 8, 3, own_trend)
        before = gaps(panel, window).iloc[:8]
        assert before.mean().abs().max() < 1e-9


def test_a_producer_that_runs_with_the_others_has_no_gap():
    years = range(2000, 2011)
    same = pd.DataFrame({name: [100 * 1.03**y for y in range(11)] for name in "ABC"}, index=years)
    assert gaps(same, Window(2008, 8, 3)).abs().to_numpy().max() < 1e-9
    struck = same.copy()
    struck.loc[2008:, "A"] /= 2
    effects = placebo_effects(struck, Window(2008, 8, 3))
    assert effects.index[0] == "A" and placebo_rank(effects, "A") == 1
    assert effects["A"] == pytest.approx(-0.5)
    # The placebos are too high by what the struck one takes from the mean of their comparison.
    assert effects["B"] == pytest.approx(math.sqrt(2) - 1)


def test_a_steady_decline_is_an_effect_by_levels_and_none_by_trends():
    falling = pd.DataFrame(
        {"A": [100 * 0.9**y for y in range(11)], "B": [100.0] * 11, "C": [50.0] * 11},
        index=range(2000, 2011),
    )
    assert placebo_effects(falling, Window(2008, 8, 3))["A"] < -0.4
    assert placebo_effects(falling, Window(2008, 8, 3, own_trend=True))["A"] == pytest.approx(0)


def test_nothing_stands_out_in_2014_and_much_does_in_2017(panel):
    calm = placebo_effects(panel, Window(2014, 8, 2))
    struck = placebo_effects(panel, Window(2017, 8, 3))
    assert placebo_rank(calm, "VEN") > 4
    assert placebo_rank(struck, "VEN") == 1
    assert placebo_rank(placebo_effects(panel, Window(2017, 8, 3, own_trend=True)), "VEN") == 1


def test_the_size_of_the_gap_depends_on_the_year_that_is_called_the_first(panel):
    sizes = [placebo_effects(panel, Window(start, 8, 2))["VEN"] for start in (2016, 2017, 2018)]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < 2 * sizes[0] < 0


@pytest.mark.parametrize(
    "window", [{"start": 1983, "before": 8}, {"start": 2022, "after": 4}], ids=["early", "late"]
)
def test_years_without_figures_are_refused_by_name(panel, window):
    with pytest.raises(ValueError, match="no complete figures"):
        gaps(panel, Window(**window))


def test_a_window_needs_three_years_before_and_one_after():
    for wrong in ({"before": 2}, {"after": 0}):
        with pytest.raises(ValueError, match="are the least"):
            Window(2017, **wrong)


def test_two_producers_are_too_few_to_compare(panel):
    with pytest.raises(ValueError, match="three countries"):
        gaps(panel[["VEN", "COL"]], Window(2017))


def test_the_war_of_1990_is_found_in_iraq_and_kuwait(panel):
    assert set(placebo_effects(panel, Window(1990, 8, 3)).index[:2]) == {"IRQ", "KWT"}


@settings(max_examples=25, deadline=None)
@given(
    levels=st.lists(st.floats(10, 10_000), min_size=3, max_size=6),
    growth=st.floats(-0.1, 0.1),
    own_trend=st.booleans(),
)
def test_what_all_producers_share_is_no_gap_whatever_their_size(levels, growth, own_trend):
    table = pd.DataFrame(
        {
            f"C{n}": [level * (1 + growth) ** year for year in range(9)]
            for n, level in enumerate(levels)
        },
        index=range(2000, 2009),
    )
    assert gaps(table, Window(2006, 6, 3, own_trend)).abs().to_numpy().max() < 1e-6


@settings(max_examples=20, deadline=None)
@given(scale=st.floats(0.01, 100), start=st.integers(1990, 2020), own_trend=st.booleans())
def test_the_unit_of_output_does_not_matter(panel, scale, start, own_trend):
    window = Window(start, 5, 3, own_trend)
    one, other = placebo_effects(panel, window), placebo_effects(panel * scale, window)
    assert (one - other[one.index]).abs().max() < 1e-9


def test_the_rank_counts_how_many_are_as_low():
    effects = pd.Series({"A": -0.5, "B": -0.1, "C": 0.2})
    assert [placebo_rank(effects, name) for name in "ABC"] == [1, 2, 3]

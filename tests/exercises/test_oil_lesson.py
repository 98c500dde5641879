"""Lesson 2: what the explorations show, what the practice answers, what the figures say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.universal import UniversalLessonProperties, starting, words
from venezuela_course import seeds
from venezuela_course.exercises import oil_lesson as lesson
from venezuela_course.exercises.oil_lesson import figures, practice, series, waterfall
from venezuela_course.exercises.oil_lesson.words import apart, signed
from venezuela_course.models.decomposition import METHODS, in_order, sales, sales_of

RIGHT = {
    lesson.WhichMechanism: {
        "mechanisms": {
            "shoes": "dutch",
            "engineers": "dutch",
            "flats": "rentier",
            "pumps": "capacity",
            "dismissals": "capacity",
            "devaluation": "none",
        },
        "back": "factory",
    },
    lesson.TrueTogether: {
        "home": 260,
        "left": 210,
        "verdict": "no",
        "enough": ["fuel", "liquids", "stocks"],
    },
    lesson.TwoFactors: {"net": 60, "change": -8, "alone": -4, "volume": -22, "price": 14},
    lesson.TwoDonors: {"before": -180, "A": -140, "B": -100, "report": "range"},
    lesson.ThreeRates: {"month": 17.6, "two": -40.0, "back": 66.7, "forecast": "known"},
    lesson.TheLoan: {"payment": 3.29, "years": 3.65, "least": 36.5, "price": "double"},
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Answers are kept beside the notebook: here, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


class TestTheLessonOfUnit2(UniversalLessonProperties):
    explorations = [
        lesson.BoomExplorer,
        lesson.BalanceExplorer,
        lesson.RevenueExplorer,
        lesson.PlaceboExplorer,
        lesson.RatesExplorer,
        lesson.RepaymentExplorer,
    ]
    practices = RIGHT


def says(exploration, **settings_):
    built = exploration()
    return words(built.picture(starting(built) | settings_))


# 2.1 ------------------------------------------------------------------------------------------------


def test_price_rose_and_output_fell_in_nine_of_thirty_six_years():
    assert series.contrary_years() == [1999, 2002, 2003, 2006, 2007, 2008, 2010, 2017, 2018]
    assert len(series.brent()) - 1 == 36


def test_neglected_wells_earn_less_when_the_price_is_back():
    assert "Capacity ends at 100." in says(lesson.BoomExplorer, wear=0)
    worn = re.search(r"Capacity ends at (\d+)", says(lesson.BoomExplorer, wear=20))
    assert int(worn[1]) < 60


def test_a_state_that_saves_the_boom_ends_the_boom_with_savings():
    assert "saved" in says(lesson.BoomExplorer, spent=0).split(";")[0]
    assert "debt" in says(lesson.BoomExplorer, spent=130).split(";")[0]


def test_the_boom_explorer_leaves_the_assignments_five_signs_to_the_assignment():
    text = says(lesson.BoomExplorer)
    for response in ("exchange rate", "imports", "patronage", "exports"):
        assert response not in text


@pytest.mark.parametrize("scene", RIGHT[lesson.WhichMechanism]["mechanisms"])
def test_a_scene_sorted_wrongly_is_named(scene):
    right = RIGHT[lesson.WhichMechanism]
    sorted_ = right["mechanisms"]
    other = "rentier" if sorted_[scene] == "dutch" else "dutch"
    response = lesson.WhichMechanism("lesson-2-test").judge(
        right | {"mechanisms": sorted_ | {scene: other}}
    )
    assert response.right is False and response.message.startswith("One scene")


def test_a_devaluation_is_said_to_be_the_reverse_of_the_disease():
    sorted_ = RIGHT[lesson.WhichMechanism]["mechanisms"] | {"devaluation": "dutch"}
    response = lesson.WhichMechanism("lesson-2-test").judge(
        {"mechanisms": sorted_, "back": "factory"}
    )
    assert "it becomes cheap" in response.message


# 2.2 ------------------------------------------------------------------------------------------------


def test_two_publishers_differ_by_527_in_2008_and_by_less_than_ten_in_2014():
    gap = {
        year: value - series.production()["VEN"].loc[year]
        for year, value in figures.energy_institute().items()
    }
    assert round(gap[2008]) == 527
    assert round(gap[2003]) == 363
    assert abs(gap[2014]) < 10
    assert all(value > 0 for value in gap.values())


def test_quoted_months_are_the_figures_of_the_facts():
    facts = seeds.external_facts().set_index("fact_id")
    for _month, fact, official, secondary in figures.OPEC_MONTHS:
        assert facts.loc[fact, "value"] == official
        assert f"{secondary:,}" in facts.loc[fact, "statement"]


def test_the_official_figure_was_once_the_lower_one():
    below = [month for month, _fact, official, other in figures.OPEC_MONTHS if official < other]
    assert below == ["2017-12"]


def test_by_the_official_figure_more_left_in_april_2021_than_there_was():
    text = says(lesson.BalanceExplorer, home=0)
    assert "more leaves the country than there is" in text
    assert "53 thousand barrels a day are missing" in text


def test_stocks_diluent_or_another_count_of_exports_reconcile_the_figures():
    text = says(lesson.BalanceExplorer, home=150)
    assert "the figure for output or what is added or the figure for exports" in text
    assert "All figures can be true together" in says(lesson.BalanceExplorer, home=150, added=210)


@settings(max_examples=15, deadline=None)
@given(exports=st.integers(400, 750), added=st.integers(0, 300), home=st.integers(0, 300))
def test_the_balance_closes_exactly_when_supply_covers_use(exports, added, home):
    text = says(lesson.BalanceExplorer, exports=exports, added=added, home=home)
    assert ("All figures can be true" in text) == (636 + added >= exports + home)


def test_the_invented_exporter_misses_fifty_thousand_barrels_a_day():
    home, left = practice.balance_numbers()
    assert (home, left) == (pytest.approx(260), pytest.approx(210))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"home": 95}, "kept the number"),
        ({"home": 264}, "365 days"),
        ({"left": 160}, "left out the diluent"),
        ({"left": 110}, "wrong sign"),
        ({"verdict": "yes"}, "side by side"),
        ({"enough": ["fuel", "liquids", "reserves", "stocks"]}, "reserves are not output"),
        ({"enough": ["exports", "fuel", "liquids", "stocks"]}, "enough by themselves"),
        ({"enough": ["stocks"]}, "There are more"),
    ],
)
def test_each_slip_about_the_balance_has_its_own_message(answer, text):
    response = lesson.TrueTogether("lesson-2-test").judge(RIGHT[lesson.TrueTogether] | answer)
    assert response.right is False and text in response.message


# 2.3 ------------------------------------------------------------------------------------------------


def test_the_first_fall_was_price_and_the_second_volume():
    first, second = (
        METHODS["lmdi"](sales_of("VEN", a), sales_of("VEN", b)) for a, b in figures.TWO_FALLS
    )
    assert first["price"] < 5 * first["volume"] < 0
    assert second["volume"] < 0 < second["price"]


def test_from_2017_to_2018_a_higher_price_nearly_made_up_for_a_quarter_of_the_output():
    before, after = sales_of("VEN", 2017), sales_of("VEN", 2018)
    assert after.volume.value / before.volume.value == pytest.approx(0.745, abs=0.001)
    assert after.revenue.value / before.revenue.value == pytest.approx(0.982, abs=0.001)


def test_each_alone_does_not_add_up_and_the_explorer_says_by_how_much():
    built = lesson.RevenueExplorer()
    picture = built.picture(starting(built))
    assert "does not" in picture and "Sum of the parts: −224" in words(picture)
    exact = built.picture(starting(built) | {"method": "lmdi"})
    assert "does not" not in exact and "Sum of the parts: −181" in words(exact)


@settings(max_examples=20, deadline=None)
@given(
    first=st.integers(1987, 2023),
    last=st.integers(1987, 2023),
    discount=st.integers(0, 60),
    method=st.sampled_from(["lmdi", "shapley", "price-volume-discount"]),
    country=st.sampled_from(["VEN", "LBY", "NOR"]),
)
def test_exact_methods_leave_nothing_over_for_any_producer_and_years(
    first, last, discount, method, country
):
    if first == last:
        return
    picture = lesson.RevenueExplorer().picture(
        {"country": country, "from": first, "to": last, "discount": discount, "method": method}
    )
    assert "does not" not in picture


def test_the_two_orders_of_the_third_practice_are_minus_24_and_minus_20():
    before, after = sales(*practice.BEFORE), sales(practice.AFTER[0], practice.net_price())
    orders = [
        in_order(before, after, order)["volume"]
        for order in (("volume", "price", "discount"), ("price", "volume", "discount"))
    ]
    assert orders == [pytest.approx(-20), pytest.approx(-24)]
    assert practice.two_factor_parts() == {
        "volume": pytest.approx(-22),
        "price": pytest.approx(14),
    }


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"net": 15}, "the discount itself"),
        ({"change": -10}, "both revenues"),
        ({"alone": -8}, "whole change"),
        ({"volume": -20, "price": 12}, "one of the two orders"),
        ({"volume": -20, "price": 16}, "do not add up"),
        ({"volume": -10, "price": 2}, "not the mean"),
    ],
)
def test_each_slip_about_two_factors_has_its_own_message(answer, text):
    response = lesson.TwoFactors("lesson-2-test").judge(RIGHT[lesson.TwoFactors] | answer)
    assert response.right is False and text in response.message


def test_a_waterfall_says_what_is_left_over():
    assert waterfall.left_over(80, 72, {"a": -20, "b": 16}) == -4
    assert waterfall.left_over(80, 72, {"a": -22, "b": 14}) == 0


# 2.4 ------------------------------------------------------------------------------------------------


def test_the_explorer_ranks_the_chosen_producer_even_outside_the_pool():
    text = says(lesson.PlaceboExplorer, country="LBY", pool="calm", start=2011)
    assert "Of 12 producers it ranks 1 from below" in text


def test_two_donors_give_effects_of_140_and_100_thousand_barrels_a_day():
    assert practice.donor_effect("A") == pytest.approx(-140)
    assert practice.donor_effect("B") == pytest.approx(-100)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"before": 180}, "no donor is needed"),
        ({"A": -180}, "from before to after again"),
        ({"A": -150}, "same percentage"),
        ({"B": -80}, "same percentage"),
        ({"report": "zero"}, "speed before and after"),
        ({"report": "after"}, "would have come anyway"),
        ({"report": "one"}, "always fit"),
    ],
)
def test_each_slip_about_donors_has_its_own_message(answer, text):
    response = lesson.TwoDonors("lesson-2-test").judge(RIGHT[lesson.TwoDonors] | answer)
    assert response.right is False and text in response.message


# 2.5 ------------------------------------------------------------------------------------------------


def test_the_later_forecast_of_2019_was_the_farther_one_from_the_late_edition():
    rows = seeds.forecast_vintages().set_index("vintage_id")["value_pct"]
    april, july, late = (float(rows[name]) for name in figures.GROWTH_2019)
    assert abs(july - late) > abs(april - late)


def test_the_vintages_of_2016_and_the_rate_of_a_thousand_are_left_to_the_assignment():
    assert "2016" not in lesson.vintages_of_2019().alt
    (annual,) = lesson.RatesExplorer().fields()
    assert annual.maximum < 1000


def test_a_twelfth_of_the_annual_rate_compounds_to_far_more():
    text = says(lesson.RatesExplorer, annual=270)
    assert "about 12 per cent a month" in text and "multiply prices by 3.7" in text
    assert "an annual rate of 1,042 per cent" in text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"month": 50.0}, "divided by twelve"),
        ({"month": 16.1}, "one more than six"),
        ({"two": -45.0}, "You added"),
        ({"back": 40.0}, "share of what is left"),
        ({"forecast": "wrong"}, "on its day"),
    ],
)
def test_each_slip_about_rates_has_its_own_message(answer, text):
    response = lesson.ThreeRates("lesson-2-test").judge(RIGHT[lesson.ThreeRates] | answer)
    assert response.right is False and text in response.message


# 2.6 ------------------------------------------------------------------------------------------------


def test_below_its_interest_a_debt_is_never_paid():
    text = says(lesson.RepaymentExplorer, debt=19, barrels=30, price=70, rate=8)
    assert "never paid" in text and "Paid after" not in text


def test_a_payment_fixed_in_dollars_took_most_of_the_output_of_2020():
    alt = lesson.barrels_for_a_payment().alt
    assert "2012: 172 of 2,684" in alt and "2020: 457 of 553" in alt


def test_the_reported_payment_fits_the_reported_barrels_at_a_price_of_about_63_dollars():
    fact = seeds.external_facts().set_index("fact_id").loc["X-053"]
    price = figures.PAYMENT * 1e9 / (365 * float(fact["value"]) * 1000)
    assert price == pytest.approx(62.9, abs=0.1)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"payment": 4.38}, "forgot the discount"),
        ({"payment": 1.1}, "discount itself"),
        ({"payment": 0.01}, "one day's cargoes"),
        ({"years": 2.74}, "how often"),
        ({"least": 27.4}, "interest on the whole debt"),
        ({"price": "same"}, "half as much"),
    ],
)
def test_each_slip_about_the_loan_has_its_own_message(answer, text):
    response = lesson.TheLoan("lesson-2-test").judge(RIGHT[lesson.TheLoan] | answer)
    assert response.right is False and text in response.message


# All of them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RIGHT)
def test_a_wrong_number_gets_a_message_that_does_not_give_the_right_one(kind):
    built = kind("lesson-2-test")
    for field in built.fields():
        right = RIGHT[kind][field.key]
        if not isinstance(right, (int, float)):
            continue
        for wrong in (field.minimum, field.maximum, right + 10 * field.step):
            response = built.judge(RIGHT[kind] | {field.key: wrong})
            assert response.right is False
            numbers = re.findall(r"\d+(?:\.\d+)?", response.message)
            assert f"{abs(right):g}" not in numbers, response.message


def test_signs_are_written_with_a_true_minus():
    assert [signed(-1234.4), signed(5), signed(0.2)] == ["−1,234", "+5", "0"]


def test_labels_are_moved_apart_in_their_order():
    assert apart({"a": 1.0, "b": 1.1, "c": 5.0}, 1) == {"a": 1.0, "b": 2.0, "c": 5.0}


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        (lesson.output_and_price, "1999, 2002, 2003, 2006, 2007, 2008, 2010, 2017, 2018"),
        (lesson.two_publishers, "2008: 3,228 against 2,701"),
        (lesson.same_month_two_figures, "2017-12: official 1,621, secondary 1,745"),
        (lesson.two_falls, "volume −25 and price −164"),
        (lesson.output_indexed, "24 in 2020"),
        (lesson.vintages_of_2019, "10,000,000 per cent"),
        (lesson.barrels_for_a_payment, "2016: 439 of 2,330"),
    ],
    ids=["price", "publishers", "months", "falls", "index", "vintages", "barrels"],
)
def test_a_figure_says_in_words_what_it_shows(picture, text):
    assert text in picture().alt

"""The models of unit 2: facts that a reader of the course would rely on."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models import oil

few = settings(max_examples=60, deadline=None)

# Quantities -----------------------------------------------------------------------------------------


def test_barrels_a_day_times_dollars_a_barrel_are_dollars_a_day() -> None:
    earned = oil.Quantity(2000, oil.KB_D) * oil.Quantity(100, oil.USD_BBL)
    assert earned.to(oil.MUSD_DAY).value == pytest.approx(200)
    assert earned.to(oil.BUSD_YEAR).value == pytest.approx(73)


def test_a_day_and_a_year_differ_by_365() -> None:
    daily = oil.Quantity(150, oil.KB_D)
    assert daily.to(oil.MB_YEAR).value == pytest.approx(54.75)
    assert daily.to(oil.MB_D).value == pytest.approx(0.15)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: oil.Quantity(1, oil.KB_D) + oil.Quantity(1, oil.USD_BBL),
        lambda: oil.Quantity(1, oil.KB_D).to(oil.BARRELS),
        lambda: oil.Quantity(1, oil.BUSD) < oil.Quantity(1, oil.BUSD_YEAR),
        lambda: oil.Sales(oil.Quantity(1, oil.BARRELS), oil.Quantity(1, oil.USD_BBL)),
        lambda: oil.Statement("x", {"a": 1}, "<=", oil.Quantity(1, oil.USD)),
        lambda: oil.Quantity(math.nan, oil.KB_D),
    ],
)
def test_what_does_not_count_the_same_thing_cannot_be_mixed(wrong) -> None:
    with pytest.raises(oil.UnitError):
        wrong()


@few
@given(
    a=st.floats(-1e6, 1e6),
    b=st.floats(-1e6, 1e6),
    unit=st.sampled_from([oil.KB_D, oil.MB_D, oil.MB_YEAR]),
)
def test_adding_does_not_depend_on_the_unit(a: float, b: float, unit: oil.Unit) -> None:
    one, two = oil.Quantity(a, oil.KB_D), oil.Quantity(b, oil.MB_YEAR)
    assert (one + two).base == pytest.approx((one.to(unit) + two.to(unit)).base, rel=1e-9, abs=1e-6)
    assert (one - one).value == 0 and (-one).value == -a


# Decomposition --------------------------------------------------------------------------------------

volumes, prices = st.floats(1, 4000), st.floats(5, 150)
discounts = st.floats(0, 0.6)
any_sales = st.builds(oil.sales, volumes, prices, discounts)
EXACT = [oil.lmdi, oil.shapley]

TEACHING = oil.sales(2000, 100, 0.02), oil.sales(500, 60, 0.3)


@pytest.mark.parametrize(
    ("method", "oracle"),
    [
        (oil.lmdi, (-108.615, -40.023, -26.362)),
        (oil.shapley, (-102.2, -43.4, -29.4)),
        (oil.one_at_a_time, (-147, -78.4, -56)),
    ],
)
def test_the_teaching_data_give_what_was_computed_independently(method, oracle) -> None:
    assert tuple(method(*TEACHING).values()) == pytest.approx(oracle, abs=5e-4)


def test_revenue_falls_from_196_to_21_and_naive_parts_explain_281() -> None:
    before, after = TEACHING
    assert (before.revenue.value, after.revenue.value) == pytest.approx((196, 21))
    assert oil.change(*TEACHING) == pytest.approx(-175)
    assert sum(oil.one_at_a_time(*TEACHING).values()) == pytest.approx(-281.4)


def test_the_shares_of_the_logarithmic_parts_are_62_23_and_15_percent() -> None:
    parts = oil.lmdi(*TEACHING)
    shares = [100 * part / oil.change(*TEACHING) for part in parts.values()]
    assert shares == pytest.approx([62.1, 22.9, 15.1], abs=0.05)


@pytest.mark.parametrize("method", EXACT)
@few
@given(before=any_sales, after=any_sales)
def test_an_exact_method_adds_up_to_the_change(method, before, after) -> None:
    total = sum(method(before, after).values())
    assert total == pytest.approx(oil.change(before, after), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("method", EXACT)
@few
@given(before=any_sales, after=any_sales)
def test_time_reversal_turns_every_sign(method, before, after) -> None:
    there, back = method(before, after), method(after, before)
    for factor in oil.FACTORS:
        assert there[factor] == pytest.approx(-back[factor], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("method", [*EXACT, oil.one_at_a_time])
@few
@given(before=any_sales, after=any_sales)
def test_a_factor_that_does_not_change_contributes_nothing(method, before, after) -> None:
    same_price = oil.Sales(after.volume, before.price, after.discount)
    assert method(before, same_price)["price"] == pytest.approx(0, abs=1e-9)
    same_discount = oil.Sales(after.volume, after.price, before.discount)
    assert method(before, same_discount)["discount"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("method", EXACT)
@few
@given(volume=st.tuples(volumes, volumes), ratio=st.floats(0.2, 4))
def test_factors_that_change_by_the_same_ratio_contribute_the_same(method, volume, ratio) -> None:
    """Symmetry: a name is no reason."""
    before = oil.sales(volume[0], 30, 0.0)
    after = oil.sales(volume[0] * ratio, 30 * ratio, 0.0)
    parts = method(before, after)
    assert parts["volume"] == pytest.approx(parts["price"], rel=1e-6, abs=1e-9)
    assert parts["discount"] == pytest.approx(0, abs=1e-9)


@few
@given(before=any_sales, after=any_sales)
def test_shapley_lies_between_the_first_and_the_last_place(before, after) -> None:
    orders = [oil.in_order(before, after, order) for order in permutations(oil.FACTORS)]
    for factor, part in oil.shapley(before, after).items():
        values = [one[factor] for one in orders]
        assert min(values) - 1e-9 <= part <= max(values) + 1e-9


@few
@given(a=st.floats(1e-3, 1e6), b=st.floats(1e-3, 1e6))
def test_the_logarithmic_mean_lies_between_and_is_symmetric(a: float, b: float) -> None:
    mean = oil.log_mean(a, b)
    assert min(a, b) * (1 - 1e-9) <= mean <= max(a, b) * (1 + 1e-9)
    assert mean == pytest.approx(oil.log_mean(b, a), rel=1e-9)


def test_the_logarithmic_mean_of_nearly_equal_numbers_keeps_its_digits() -> None:
    assert oil.log_mean(196, 196) == 196
    assert oil.log_mean(196 * (1 + 1e-9), 196) == pytest.approx(196 * (1 + 5e-10), rel=1e-12)
    assert oil.log_mean(0, 5) == 0


def test_without_a_discount_two_factors_are_left() -> None:
    parts = oil.lmdi(oil.sales(2000, 100), oil.sales(500, 60))
    assert parts["discount"] == 0
    assert parts["volume"] / parts["price"] == pytest.approx(math.log(4) / math.log(10 / 6))


@pytest.mark.parametrize(
    ("kb_d", "price", "discount"), [(-1, 5, 0), (1, -5, 0), (1, 5, 1), (1, 5, -0.1)]
)
def test_impossible_sales_are_refused(kb_d, price, discount) -> None:
    with pytest.raises(ValueError, match="negative|discount"):
        oil.sales(kb_d, price, discount)


def test_a_logarithm_of_nothing_is_refused_and_an_order_is_complete() -> None:
    with pytest.raises(ValueError, match="above zero"):
        oil.lmdi(oil.sales(0, 50), oil.sales(5, 50))
    with pytest.raises(ValueError, match="each once"):
        oil.in_order(*TEACHING, ("price", "price", "volume"))


def test_real_sales_are_output_at_the_price_of_brent() -> None:
    made = oil.sales_of("VEN", 2012)
    assert made.volume.value == 2684 and made.price.value == 111.63 and made.discount == 0
    basket = oil.sales_of("VEN", 2012, discounted=True)
    assert basket.price.value * (1 - basket.discount) == pytest.approx(103.42)
    for country, year, discounted in (
        ("VEN", 1980, False),
        ("NOR", 2012, True),
        ("VEN", 2016, True),
    ):
        with pytest.raises(KeyError):
            oil.sales_of(country, year, discounted=discounted)


def test_decomposing_streams_and_adding_them_explains_the_whole_change() -> None:
    table = pd.DataFrame(
        {
            "year": [2, 1, 1, 3, 2, 3],
            "stream": ["a", "a", "b", "b", "b", "a"],
            "kb_d": [500, 900, 300, 250, 280, 450],
            "usd_bbl": [60, 100, 90, 40, 50, 45],
            "discount": [0.2, 0.0, 0.1, 0.1, 0.1, 0.3],
        }
    )
    parts = oil.lmdi_by_year(table)
    assert list(parts.index) == [2, 3] and list(parts.columns) == list(oil.FACTORS)
    single = [
        oil.lmdi(oil.sales(900, 100, 0.0), oil.sales(500, 60, 0.2)),
        oil.lmdi(oil.sales(300, 90, 0.1), oil.sales(280, 50, 0.1)),
    ]
    for factor in oil.FACTORS:
        assert parts.loc[2, factor] == pytest.approx(sum(one[factor] for one in single))


# Compounding ----------------------------------------------------------------------------------------


def test_a_thousand_percent_a_year_is_twenty_two_a_month() -> None:
    assert 100 * oil.monthly_rate(10) == pytest.approx(22.12, abs=5e-3)
    assert oil.annual_rate(10 / 12) > 1000  # dividing by twelve gives another world


def test_two_falls_are_less_than_their_sum() -> None:
    assert 100 * oil.cumulative([-0.057, -0.08]) == pytest.approx(-13.24, abs=5e-3)


@few
@given(rate=st.floats(-0.9, 100))
def test_annualising_undoes_the_monthly_rate(rate: float) -> None:
    assert oil.annual_rate(oil.monthly_rate(rate)) == pytest.approx(rate, rel=1e-9, abs=1e-9)


@few
@given(falls=st.lists(st.floats(-0.5, 0), min_size=2, max_size=6))
def test_falls_in_a_row_never_take_more_than_their_sum(falls: list[float]) -> None:
    assert oil.cumulative(falls) >= sum(falls) - 1e-12


def test_doubling_takes_a_year_at_one_hundred_percent_and_rates_are_above_minus_one() -> None:
    assert oil.months_to_double(1.0) == pytest.approx(12)
    for wrong in (lambda: oil.monthly_rate(-1), lambda: oil.months_to_double(0)):
        with pytest.raises(ValueError, match="rate|double"):
            wrong()


# Oil-backed debt ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kb_d", "price", "discount", "years"),
    [(300, 100, 0, 1.64), (300, 100, 0.3, 2.35), (200, 70, 0.3, 5.03)],
)
def test_eighteen_billion_take_the_years_that_were_computed_independently(
    kb_d, price, discount, years
) -> None:
    owed = float(seeds.claim("S003b-145")["figure_value"])
    assert oil.years_to_repay(owed, kb_d, price, discount) == pytest.approx(years, abs=5e-3)


debts = st.tuples(
    st.floats(1e8, 3e10),
    st.floats(20, 500),
    st.floats(20, 120),
    st.floats(0, 0.5),
    st.floats(0, 0.15),
)


@few
@given(loan=debts, more=st.floats(1.01, 1.5))
def test_more_debt_or_interest_takes_longer_and_more_oil_or_price_less(loan, more) -> None:
    debt, kb_d, price, discount, rate = loan
    years = oil.years_to_repay(*loan)
    assert oil.years_to_repay(debt * more, kb_d, price, discount, rate) >= years
    assert oil.years_to_repay(debt, kb_d, price, discount, rate * more) >= years
    assert oil.years_to_repay(debt, kb_d, price, min(0.9, discount * more), rate) >= years
    assert oil.years_to_repay(debt, kb_d * more, price, discount, rate) <= years
    assert oil.years_to_repay(debt, kb_d, price * more, discount, rate) <= years


@few
@given(loan=debts)
def test_the_balances_reach_nothing_in_the_year_that_is_said(loan) -> None:
    years = oil.years_to_repay(*loan)
    assume(years < 60)
    path = oil.balances(*loan, years=math.ceil(years))
    assert path[0] == loan[0]
    assert path[-1] == pytest.approx(0, abs=1e-3)
    assert all(owed > 0 for owed in path[:-1])


def test_a_debt_whose_interest_is_no_less_than_the_cargoes_is_never_paid() -> None:
    assert oil.years_to_repay(18e9, 50, 60, 0.3, 0.1) == math.inf
    assert oil.years_to_repay(18e9, 0, 60) == math.inf
    assert oil.years_to_repay(0, 0, 60) == 0
    for wrong in ((-1, 1, 1), (1, -1, 1), (1, 1, 1, 2)):
        with pytest.raises(ValueError, match="negative|delivery"):
            oil.years_to_repay(*wrong)


# Boom and bust --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ranges():
    return oil.admissible(seeds.teaching_values("a2-boom-and-bust"))


def test_the_signs_of_a_boom_are_those_of_the_literature(ranges) -> None:
    """Corden and Neary (1982): the real exchange rate appreciates, other exports shrink."""
    boom = oil.signs(ranges)["boom"]
    assert (boom["exchange_rate"], boom["tradables"], boom["imports"]) == ("+", "-", "+")


def test_other_exports_need_not_recover_in_a_bust(ranges) -> None:
    bust = oil.signs(ranges)["bust"]
    assert bust["tradables"] == "depends"
    assert {bust[name] for name in oil.RESPONSES if name != "tradables"} == {"-"}


def test_each_sign_holds_for_every_draw_and_depends_for_some_of_both(ranges) -> None:
    found = oil.phase_effects(oil.simulate(oil.draws(ranges, count=500, seed=7)))
    for phase, responses in oil.signs(ranges).items():
        for name, sign in responses.items():
            values = found[phase][name]
            if sign == "depends":
                assert (values > 0).any() and (values < 0).any()
            else:
                assert ((values > 0) == (sign == "+")).all(), (phase, name)


def test_every_parameter_has_an_admissible_range_that_holds_its_default(ranges) -> None:
    default = oil.Economy()
    assert set(ranges) == set(vars(default))
    for name, (low, high) in ranges.items():
        assert low < high and low <= getattr(default, name) <= high


def test_without_rigidity_and_loss_other_exports_recover(ranges) -> None:
    found = oil.phase_effects(oil.simulate(oil.draws(ranges, count=300).mirrored))
    assert (found["bust"]["tradables"] > 0).all()


def test_wells_that_are_not_maintained_lose_capacity_only_in_the_bust() -> None:
    course = oil.simulate(oil.Economy())
    assert (course.capacity[: oil.BOOM_YEARS + 1] == 1).all()
    assert course.capacity[-1] < 1
    assert (np.diff(course.commitments) >= 0).all()  # promises are never taken back


def test_a_phase_has_years() -> None:
    with pytest.raises(ValueError, match="at least a year"):
        oil.simulate(oil.Economy(), boom_years=0)


# Feasibility ----------------------------------------------------------------------------------------


def flows(output: float, exports: float, need: float = 0.0) -> list[oil.Statement]:
    kb = oil.KB_D
    return [
        oil.Statement("output", {"output": 1}, "<=", oil.Quantity(output, kb)),
        oil.Statement("exports", {"exports": 1}, ">=", oil.Quantity(exports, kb)),
        oil.Statement("sum", {"output": 1, "exports": -1, "home": -1}, "==", oil.Quantity(0, kb)),
        oil.Statement("need", {"home": 1}, ">=", oil.Quantity(need, kb)),
    ]


@few
@given(output=st.integers(0, 3000), exports=st.integers(0, 3000), need=st.integers(0, 1000))
def test_what_is_left_at_home_is_output_less_exports(output: int, exports: int, need: int) -> None:
    found = oil.possible("home", flows(output, exports, need))
    if output - exports < need:
        assert found is None and not oil.feasible(flows(output, exports, need))
    else:
        assert found is not None
        assert found.low.value == pytest.approx(need, abs=1e-3)
        assert found.high.value == pytest.approx(output - exports, abs=1e-3)


def test_units_may_differ_between_statements() -> None:
    mixed = flows(850, 700)
    mixed[0] = oil.Statement("output", {"output": 1}, "<=", 0.25 * oil.Quantity(3.4, oil.MB_D))
    found = oil.possible("home", mixed, unit=oil.MB_YEAR)
    assert found is not None and found.high.value == pytest.approx(54.75)


def test_the_smallest_sets_to_loosen_are_found() -> None:
    assert oil.loosening(flows(850, 700, 200), firm=("sum", "need")) == (("output",), ("exports",))
    assert oil.loosening(flows(900, 700, 200)) == ((),)
    assert oil.loosening(flows(850, 700, 200), firm=("output", "exports", "sum", "need")) == ()


def test_a_flow_without_an_upper_bound_has_none() -> None:
    found = oil.possible(
        "exports", [oil.Statement("x", {"exports": 1}, ">=", oil.Quantity(5, oil.KB_D))]
    )
    assert found is not None and (found.low.value, found.high.value) == (5, math.inf)


def test_a_statement_is_checked_when_it_is_made_and_asked() -> None:
    one = oil.Statement("x", {"a": 1, "b": -1}, "<=", oil.Quantity(1, oil.KB_D))
    assert one.holds({"a": oil.Quantity(5, oil.KB_D), "b": oil.Quantity(0.004, oil.MB_D)})
    assert not one.holds({"a": oil.Quantity(6, oil.KB_D), "b": oil.Quantity(4, oil.KB_D)})
    with pytest.raises(ValueError, match="no relation"):
        oil.Statement("x", {"a": 1}, "<", oil.Quantity(1, oil.KB_D))
    with pytest.raises(ValueError, match="no variable"):
        oil.Statement("x", {"a": 0}, "<=", oil.Quantity(1, oil.KB_D))
    with pytest.raises(KeyError):
        oil.possible("b", flows(1, 1))
    with pytest.raises(oil.UnitError):
        oil.possible("home", flows(1, 1), unit=oil.USD)


# The counterfactual multiverse ----------------------------------------------------------------------

specifications = st.builds(
    oil.Specification,
    st.sampled_from(oil.WINDOWS),
    st.sampled_from(list(oil.BREAKS)),
    st.sampled_from(oil.GAPS),
    st.sampled_from(list(oil.DONORS)),
    st.sampled_from(oil.ESTIMATORS),
)


def test_the_grid_holds_every_combination_once() -> None:
    grid = oil.multiverse()
    wanted = (
        len(oil.WINDOWS) * len(oil.BREAKS) * len(oil.GAPS) * len(oil.DONORS) * len(oil.ESTIMATORS)
    )
    assert len(set(grid.specifications)) == len(grid.specifications) == wanted == 1620


@few
@given(specification=specifications, year=st.sampled_from([2018, 2019, 2021]))
def test_the_grid_holds_what_a_specification_gives_by_itself(specification, year) -> None:
    grid = oil.multiverse()
    at = grid.specifications.index(specification)
    assert grid.effects(year)[at] == pytest.approx(oil.effect_of(specification, year), abs=1e-12)


@few
@given(specification=specifications)
def test_an_effect_is_actual_output_over_the_path_less_one(specification) -> None:
    at = oil.panel_years().index(oil.HORIZON)
    path = oil.counterfactual_path(specification)
    assert oil.effect_of(specification) == pytest.approx(oil.actual_output()[at] / path[at] - 1)
    assert (path > 0).all()


@few
@given(specification=specifications)
def test_within_its_window_a_path_fits_in_the_mean(specification) -> None:
    """All three estimators start from Venezuela's own level: logarithms agree on average."""
    years = np.array(oil.panel_years())
    last = oil.BREAKS[specification.break_][0] - specification.gap
    before = (years >= specification.first_year) & (years <= last)
    assert before.sum() == specification.window
    miss = np.log(oil.actual_output()) - np.log(oil.counterfactual_path(specification))
    assert miss[before].mean() == pytest.approx(0, abs=1e-9)


def test_the_level_path_is_the_donors_mean_moved_to_venezuelas_level() -> None:
    """Recomputed by hand from the table of the evidence."""
    made = oil.Specification(4, "2017-08", 0, "latin-america", "level")
    table = seeds.oil_production().pivot(index="year", columns="iso3", values="production_kb_d")
    logs = np.log(table.astype(float))
    donors = logs[["BRA", "COL", "ECU", "MEX"]].mean(axis=1)
    shift = (logs["VEN"] - donors).loc[2013:2016].mean()
    expected = table.loc[2019, "VEN"] / math.exp(donors[2019] + shift) - 1
    assert oil.effect_of(made) == pytest.approx(expected)


def test_the_trend_path_goes_on_with_the_slope_of_its_window() -> None:
    made = oil.Specification(5, "2019-01", 0, "all", "trend")
    table = seeds.oil_production().pivot(index="year", columns="iso3", values="production_kb_d")
    logs = np.log(table.astype(float))
    parted = logs["VEN"] - logs[list(oil.DONORS["all"])].mean(axis=1)
    line = np.polyfit(range(2014, 2019), parted.loc[2014:2018], 1)
    expected = math.exp(parted[2019] - np.polyval(line, 2019)) - 1
    assert oil.effect_of(made) == pytest.approx(expected)


@pytest.mark.parametrize("donors", list(oil.DONORS))
def test_synthetic_weights_are_a_mixture_that_fits_no_worse_than_equal_ones(donors: str) -> None:
    from venezuela_course.models.counterfactual import _panel, _synthetic_weights

    years, output = _panel()
    pool = np.array([output[name] for name in oil.DONORS[donors]])
    for (last, window), weights in _synthetic_weights(donors).items():
        assert weights.sum() == pytest.approx(1) and (weights >= 0).all()
        before = (years > last - window) & (years <= last)
        target = output["VEN"][before]

        def miss(w, before=before, target=target):
            gap = target - w @ pool[:, before]
            return float(((gap - gap.mean()) ** 2).sum())

        equal = np.full(len(weights), 1 / len(weights))
        assert miss(weights) <= miss(equal) + 1e-12
        # No shift of a little weight from one donor to another fits better by more than a trifle.
        for give in np.flatnonzero(weights > 0.02):
            for take in range(len(weights)):
                moved = weights.copy()
                moved[give] -= 0.02
                moved[take] += 0.02
                assert miss(weights) <= miss(moved) + 1e-6


def test_donors_do_not_contain_venezuela_and_have_an_output_in_every_year() -> None:
    table = oil.donor_table()
    assert table.notna().all().all()
    for pool in oil.DONORS.values():
        assert "VEN" not in pool and set(pool) <= set(table.columns)
        assert len(pool) == len(set(pool)) >= 4


def test_the_declining_donors_did_produce_less_before_the_measures() -> None:
    table = oil.donor_table()
    for name in oil.DONORS["declining"]:
        assert (
            table.loc[2016, name] < table.loc[2006, name]
            or table.loc[2016, name] < table.loc[2010, name]
        )
    swing = np.log(table.loc[2000:2016]).diff().std()
    left_out = set(oil.DONORS["all"]) - set(oil.DONORS["steady"])
    assert len(left_out) == 3
    assert swing[sorted(left_out)].min() > swing[list(oil.DONORS["steady"])].max()
    sizes = table.loc[2006:2016].mean()
    alike = {name for name in oil.DONORS["all"] if 0.75 < sizes[name] / sizes["VEN"] < 4 / 3}
    assert alike == set(oil.DONORS["similar-size"])


def test_before_and_after_needs_no_donors_and_is_not_in_the_grid() -> None:
    made = oil.Specification(5, "2019-01", 0, "all", oil.BEFORE_AFTER)
    table = oil.donor_table()["VEN"]
    assert oil.effect_of(made) == pytest.approx(table[2019] / table[2018] - 1)
    assert made not in oil.multiverse().specifications


def test_shares_of_variance_are_shares_and_leave_room_for_interaction() -> None:
    shares = oil.variance_shares(oil.multiverse())
    assert set(shares) == set(oil.DIMENSIONS)
    assert all(0 <= share <= 1 for share in shares.values())
    assert sum(shares.values()) < 1
    # By hand for one dimension: the spread of its groups' means.
    grid = oil.multiverse()
    groups = oil.split_effects(grid, "break")
    means = np.array([values.mean() for values in groups.values()])
    assert shares["break"] == pytest.approx(means.var() / grid.effects().var())


def test_in_later_years_some_paths_end_below_actual_output() -> None:
    """Which sign comes out is not decided by the method."""
    effects = oil.multiverse().effects(2023)
    assert (effects > 0).any() and (effects < 0).any()


@pytest.mark.parametrize(
    "wrong",
    [
        (2, "2017-08", 0, "all", "level"),
        (5, "2018-01", 0, "all", "level"),
        (5, "2017-08", 3, "all", "level"),
        (5, "2017-08", 0, "nobody", "level"),
        (5, "2017-08", 0, "all", "magic"),
        (True, "2017-08", 0, "all", "level"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match="is none of"):
        oil.Specification(*wrong)
    with pytest.raises(ValueError, match="is not between"):
        oil.effect_of(oil.Specification(5, "2017-08", 0, "all", "level"), 1990)

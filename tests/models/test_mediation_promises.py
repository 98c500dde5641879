"""The commitment game and the packages of unit 4."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models import commitment, packages
from venezuela_course.models.commitment import AmnestyGame

quick = settings(max_examples=80, deadline=None)
worths = st.floats(0, 10)

ISSUES = ("records", "audit", "vote", "sanctions", "guarantees")


@st.composite
def games(draw):
    return AmnestyGame(
        amnesty=draw(worths),
        stay=draw(st.floats(-3, 10)),
        prosecution=draw(worths),
        own_cost=draw(worths),
        third_party_cost=draw(worths),
        reliability=draw(st.floats(0, 1)),
        temptation_at_zero=draw(worths),
        temptation_slope=draw(st.floats(0, 2)),
        veto=draw(worths),
    )


# The commitment game --------------------------------------------------------------------------------


def test_the_least_credibility_by_hand() -> None:
    assert commitment.least_credibility(8, 5, 3) == pytest.approx(8 / 13)


def test_no_probability_is_enough_for_less_than_staying() -> None:
    assert math.isnan(commitment.least_credibility(amnesty=2, prosecution=5, stay=3))
    assert commitment.least_credibility(amnesty=3, prosecution=5, stay=3) == 1


def test_who_would_leave_anyway_needs_no_promise() -> None:
    assert commitment.least_credibility(amnesty=2, prosecution=1, stay=-4) == 0


@quick
@given(st.floats(0.1, 10), worths, st.floats(-3, 9))
def test_at_the_least_credibility_leaving_is_worth_staying(amnesty, prosecution, stay) -> None:
    q = commitment.least_credibility(amnesty, prosecution, stay)
    if 0 < q <= 1:
        assert q * amnesty - (1 - q) * prosecution == pytest.approx(stay, abs=1e-6)


@quick
@given(games())
def test_the_solution_is_what_trying_every_move_gives(game) -> None:
    """Backward induction against enumeration of both moves of the successor and of the incumbent."""

    def successor(acts):
        keeping = 0.0
        breaking = game.temptation - game.own_cost - (game.third_party_cost if acts else 0.0)
        return keeping >= breaking

    q = game.reliability * successor(True) + (1 - game.reliability) * successor(False)
    values = {True: q * game.amnesty - (1 - q) * game.prosecution, False: game.stay}
    outcome = game.solve()
    assert outcome.credibility == pytest.approx(q)
    assert outcome.leaving == pytest.approx(values[True])
    if abs(values[True] - values[False]) > 1e-9:
        assert outcome.leaves is max(values, key=lambda move: values[move])


@quick
@given(games())
def test_the_least_third_party_cost_is_just_enough(game) -> None:
    least = game.least_third_party_cost
    assert game.with_(third_party_cost=least + 1e-9).keeps != "never"
    if least > 1e-6:
        assert game.with_(third_party_cost=least - 1e-6).keeps == "never"


@quick
@given(games(), st.floats(0, 10))
def test_a_settlement_is_accepted_kept_and_allowed(game, place) -> None:
    """Whatever lies in a window is one, and what lies in none is not."""
    offered = game.with_(amnesty=place)
    inside = any(window.low <= place <= window.high for window in game.settlements)
    margins = [abs(place - end) for window in game.settlements for end in window[:2]]
    if min([*margins, abs(place - game.veto), 1.0]) < 1e-6:
        return  # on an edge, floating point decides
    near = (
        game.largest_self_enforcing_amnesty,
        game.largest_credible_amnesty,
        game.least_amnesty,
        game.stay,
    )
    if any(abs(place - edge) < 1e-6 for edge in near):
        return
    outcome = offered.solve()
    is_one = outcome.leaves and outcome.keeps != "never" and place <= game.veto
    assert inside is is_one


@pytest.fixture(scope="module")
def taught():
    def game(part=""):
        values = {}
        for name in ("a4-amnesty", f"a4-amnesty{part}"):
            rows = seeds.teaching_values(name)
            values |= dict(zip(rows["parameter"], map(float, rows["value"]), strict=True))
        return AmnestyGame(**values)

    return game


def test_the_offer_of_the_exercise_is_kept_if_enforced_and_accepted(taught) -> None:
    assert taught().solve() == ("if enforced", 0.7, pytest.approx(4.1), True)


def test_a_larger_amnesty_fails_because_it_is_not_kept(taught) -> None:
    larger = taught(":larger")
    assert larger.amnesty > taught().amnesty
    assert larger.solve()[:2] == ("never", 0.0)
    assert not larger.solve().leaves
    assert larger.with_(third_party_cost=larger.least_third_party_cost).solve().leaves


def test_sanctions_with_charges_abroad_raise_the_least_credibility(taught) -> None:
    def least(game):
        return commitment.least_credibility(game.amnesty, game.prosecution, game.stay)

    assert least(taught(":pressure")) > least(taught())
    assert least(taught().with_(stay=taught(":pressure").stay)) < least(taught())  # alone it helps


def test_the_veto_leaves_some_amnesties_and_would_not_leave_the_one_offered(taught) -> None:
    game = taught()
    assert game.has_settlement
    assert game.amnesty > game.veto
    (window,) = game.settlements
    assert window == (pytest.approx(4.5 / 0.7), 7.0, "if enforced")
    assert not game.with_(veto=6.0).has_settlement


def test_without_a_third_party_only_what_keeps_itself_is_left(taught) -> None:
    alone = taught().with_(reliability=0.0)
    assert alone.least_amnesty == math.inf
    assert alone.largest_self_enforcing_amnesty == pytest.approx(1.8)
    assert not alone.has_settlement
    assert alone.with_(stay=1.0).settlements == ((1.0, pytest.approx(1.8), "always"),)


@pytest.mark.parametrize(
    "wrong",
    [{"reliability": 1.2}, {"amnesty": -1.0}, {"third_party_cost": math.nan}, {"veto": -1.0}],
)
def test_a_parameter_out_of_range_is_named(taught, wrong) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        taught().with_(**wrong)


def test_a_promise_worth_less_when_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="worth more"):
        commitment.least_credibility(amnesty=0, prosecution=0, stay=1)


# Packages -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def first():
    return packages.table_from(seeds.teaching_values("a4-package"), ISSUES)


@pytest.fixture(scope="module")
def survey(first):
    return packages.survey_packages(first)


def test_every_package_is_judged_once(first, survey) -> None:
    assert len(survey.packages) == 3**5 == len({tuple(one) for one in survey.packages.tolist()})
    row = survey.row(np.array([2, 2, 1, 1, 1]))
    assert survey.packages[row].tolist() == [2, 2, 1, 1, 1]
    with pytest.raises(ValueError, match="not among the packages"):
        survey.row(np.array([3, 0, 0, 0, 0]))


def test_the_worth_of_a_package_by_hand(first, survey) -> None:
    chosen = [2, 2, 1, 1, 1]
    for side in (0, 1):
        by_hand = sum(
            first.weights[side, issue] * first.worth[side, issue, option]
            for issue, option in enumerate(chosen)
        )
        assert survey.utilities[survey.row(np.array(chosen)), side] == pytest.approx(by_hand)


def test_acceptance_is_what_counting_the_draws_one_by_one_gives(first) -> None:
    weights = first.draw_weights(200, seed=4)
    chosen = np.array([[2, 1, 1, 1, 1], [1, 1, 1, 1, 1]])
    counted = []
    for package in chosen:
        good = 0
        for drawn in weights:
            worth = [
                sum(
                    drawn[side, issue] * first.worth[side, issue, package[issue]]
                    for issue in range(5)
                )
                for side in (0, 1)
            ]
            good += worth[0] >= first.batna[0] and worth[1] >= first.batna[1]
        counted.append(good / 200)
    assert first.acceptance(chosen, weights).tolist() == pytest.approx(counted)


def test_drawn_weights_are_weights_around_the_guess(first) -> None:
    weights = first.draw_weights(4_000, seed=1)
    assert weights.shape == (4_000, 2, 5)
    assert np.allclose(weights.sum(axis=2), 1)
    assert np.abs(weights.mean(axis=0) - first.weights).max() < 0.01


def test_a_shock_never_adds_worth_and_costs_nothing_where_steps_enforce(first, survey) -> None:
    before = first.utilities(survey.packages)
    after = first.utilities(survey.packages, shock=True)
    assert (after <= before + 1e-12).all()
    enforced = survey.packages[:, ISSUES.index("sanctions")] == 1
    assert np.allclose(after[enforced], before[enforced])
    assert (after[~enforced] < before[~enforced]).any()
    assert first.is_enforced({"sanctions": 1}) and not first.is_enforced({"sanctions": 0})


@quick
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12))
def test_an_outcome_is_efficient_if_no_other_beats_it(outcomes) -> None:
    utilities = np.array(outcomes)
    found = packages.pareto_efficient(utilities)
    for one, is_efficient in zip(outcomes, found, strict=True):
        beaten = any(
            other[0] >= one[0] - 1e-12
            and other[1] >= one[1] - 1e-12
            and (other[0] > one[0] + 1e-12 or other[1] > one[1] + 1e-12)
            for other in outcomes
        )
        assert is_efficient == (not beaten)
        assert (packages.pareto_rank(utilities, np.array(one)) == 1) == is_efficient
    assert found.any()


def test_the_largest_nash_product_is_efficient(first, survey) -> None:
    best = survey.nash.argmax()
    assert survey.efficient[best]
    gains = survey.utilities[best] - first.batna
    assert survey.nash[best] == pytest.approx(gains[0] * gains[1])
    worse = (survey.utilities < first.batna).any(axis=1)
    assert (survey.nash[worse] == 0).all()


def test_at_the_first_table_there_is_a_zone_and_it_is_small(survey) -> None:
    assert 1 <= survey.feasible().sum() <= 12
    assert survey.best_nash() > 0


def test_at_the_second_table_no_package_is_accepted_often_enough() -> None:
    second = packages.table_from(seeds.teaching_values("a4-package:second"), ISSUES)
    judged = packages.survey_packages(second)
    assert judged.acceptance.max() < 0.7
    assert not judged.has_zone() and judged.best_nash() == 0


def test_both_tables_differ_in_nothing_but_the_alternatives() -> None:
    one, two = (
        seeds.teaching_values(part).set_index(["item", "parameter"])["value"]
        for part in ("a4-package", "a4-package:second")
    )
    differing = one.index[(one != two.reindex(one.index))]
    assert {parameter for _item, parameter in differing} == {"batna"}


def test_trading_issues_beats_splitting_each(survey) -> None:
    """Each side gives what it weighs little: both gain on splitting every difference."""
    split = survey.utilities[survey.row(np.array([1, 1, 1, 1, 1]))]
    assert (survey.utilities > split + 0.05).all(axis=1).any()


def test_the_groups_outside_need_opposite_things_of_guarantees(first, survey) -> None:
    guarantees = survey.packages[:, ISSUES.index("guarantees")]
    names = [spoiler.name for spoiler in first.spoilers]
    commanders, victims = (
        survey.bearable[:, names.index(name)] for name in ("commanders", "victims")
    )
    assert not commanders[guarantees == 0].any()
    assert not victims[guarantees == 2].any()
    assert (commanders & victims).any()


def test_a_table_with_nobody_outside_bears_every_package(first, survey) -> None:
    parts = {name: getattr(first, name) for name in first.__dataclass_fields__}
    alone = packages.survey_packages(packages.Table(**parts | {"spoilers": ()}), draws=50)
    assert alone.bearable.shape == (243, 0)
    assert alone.feasible().sum() >= survey.feasible().sum()


def test_a_table_whose_values_are_incomplete_says_which() -> None:
    values = seeds.teaching_values("a4-package")
    values = values[values["parameter"] != "batna"]
    with pytest.raises(KeyError, match="batna"):
        packages.table_from(values, ISSUES)


def test_weights_and_shapes_that_do_not_fit_are_refused(first) -> None:
    parts = {name: getattr(first, name) for name in first.__dataclass_fields__}
    with pytest.raises(ValueError, match="sum to 1"):
        packages.Table(**parts | {"weights": first.weights * 2})
    with pytest.raises(ValueError, match="fit"):
        packages.Table(**parts | {"batna": np.zeros(3)})
    with pytest.raises(ValueError, match="certainty"):
        packages.Table(**parts | {"certainty": 0.0})
    with pytest.raises(ValueError, match="every issue needs an option"):
        first.chosen({"records": 1})


def test_all_values_of_the_exercises_are_marked_as_invented() -> None:
    values = seeds.teaching_values()
    own = values[values["exercise"].str.startswith("a4-")]
    assert isinstance(own, pd.DataFrame) and len(own) > 150
    assert (own["status"] == "invented").all()
    assert own["note"].str.contains("invented for teaching").all()

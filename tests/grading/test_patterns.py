"""Scoring patterns: shares of the points from any answer whatever."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.universal import json_values
from venezuela_course.grading import patterns

names = st.lists(st.sampled_from("abcdefgh"), max_size=10)
keys = st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=6)
shares = st.floats(0, 1)
quantities = st.floats(-1e6, 1e6)


def test_a_number_earns_full_half_or_nothing_by_its_distance() -> None:
    assert patterns.number(0.5714, 12 / 21, 1e-3) == 1
    assert patterns.number(0.5740, 12 / 21, 1e-3) == 0.5
    assert patterns.number(0.5750, 12 / 21, 1e-3) == 0


def test_a_number_at_the_edge_of_the_tolerance_is_within_it() -> None:
    assert patterns.number(0.15, 0.14, 0.01) == 1
    assert patterns.number(0.17, 0.14, 0.01) == 0.5


def test_a_relative_tolerance_grows_with_the_key() -> None:
    assert patterns.number(1018, 1000, 0.02, relative=True) == 1
    assert patterns.number(1018, 1000, 0.02) == 0


@pytest.mark.parametrize("value", [True, "23", None, [23], {"n": 23}, math.nan, math.inf, 10**400])
def test_what_is_not_a_number_earns_nothing(value: Any) -> None:
    assert patterns.number(value, 23, 1) == 0


@given(json_values, quantities, st.floats(0, 1e3))
def test_any_value_earns_a_share_of_a_number(value: Any, key: float, tolerance: float) -> None:
    assert patterns.number(value, key, tolerance) in (0, 0.5, 1)


@given(quantities, st.floats(0, 100), st.floats(0, 1e3), st.floats(0, 1e3))
def test_a_closer_number_never_earns_less(
    key: float, tolerance: float, one: float, other: float
) -> None:
    near, far = sorted((one, other))
    assert patterns.number(key + near, key, tolerance) >= patterns.number(key + far, key, tolerance)


@given(json_values, keys)
def test_any_value_earns_a_share_of_a_set(value: Any, key: set[str]) -> None:
    for pattern in (patterns.set_f1, patterns.jaccard, patterns.net_picks):
        assert 0 <= pattern(value, key) <= 1


@given(names, keys, st.randoms())
def test_neither_order_nor_repetition_matters_in_a_set(
    value: list[str], key: set[str], draw: Any
) -> None:
    mixed = value * 2
    draw.shuffle(mixed)
    for pattern in (patterns.set_f1, patterns.jaccard, patterns.net_picks):
        assert pattern(mixed, key) == pattern(value, key)


@given(names, keys)
def test_one_more_right_choice_never_costs(value: list[str], key: set[str]) -> None:
    missing = sorted(key - set(value))
    if missing:
        for pattern in (patterns.set_f1, patterns.jaccard, patterns.net_picks):
            assert pattern([*value, missing[0]], key) >= pattern(value, key)


@given(names, keys)
def test_one_more_wrong_choice_never_pays(value: list[str], key: set[str]) -> None:
    for pattern in (patterns.set_f1, patterns.jaccard, patterns.net_picks):
        assert pattern([*value, "wrong"], key) <= pattern(value, key)


def test_choosing_all_of_ten_where_three_are_right_earns_little() -> None:
    everything = list("abcdefghij")
    assert patterns.set_f1(everything, "abc") < 0.5
    assert patterns.jaccard(everything, "abc") == 0.3
    assert patterns.net_picks(everything, "abc") == 0


def test_none_is_the_right_answer_where_none_is_right() -> None:
    assert patterns.set_f1([], set()) == patterns.jaccard([], set()) == 1
    assert patterns.set_f1(None, set()) == patterns.jaccard("none", set()) == 0


def test_calling_an_allegation_an_event_costs_more_than_calling_an_opinion_a_characterisation() -> (
    None
):
    costs = {("allegation", "event"): 1.0, ("opinion", "characterisation"): 0.2}
    key = {"1": "allegation", "2": "opinion"}
    worse = patterns.classification({"1": "event", "2": "opinion"}, key, costs)
    better = patterns.classification({"1": "allegation", "2": "characterisation"}, key, costs)
    assert (worse, better) == (0.5, 0.9)


@given(json_values, st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), min_size=1))
def test_any_value_earns_a_share_of_a_classification(value: Any, key: dict[str, str]) -> None:
    assert 0 <= patterns.classification(value, key) <= 1
    assert patterns.classification(key, key) == 1
    assert patterns.classification({}, key) == 0


@given(shares, shares, st.floats(0, 0.99))
def test_correcting_for_chance_keeps_the_order_of_answers(
    one: float, other: float, chance: float
) -> None:
    low, high = sorted((one, other))
    assert 0 <= patterns.above_chance(low, chance) <= patterns.above_chance(high, chance) <= 1
    assert patterns.above_chance(chance, chance) == 0
    assert patterns.above_chance(1, chance) == 1


def test_an_interval_must_contain_what_is_identified_before_tightness_counts() -> None:
    identified, widest = (0.4, 0.6), (0.0, 1.0)
    assert patterns.interval([0.4, 0.6], identified, widest) == 1
    assert patterns.interval([0.0, 1.0], identified, widest) == 0.5
    assert patterns.interval([0.45, 0.6], identified, widest) == 0
    assert patterns.interval([0.6, 0.4], identified, widest) == 0


@given(shares, shares)
def test_a_tighter_valid_interval_never_earns_less(one: float, other: float) -> None:
    tight, wide = sorted((one, other))

    def earned(slack: float) -> float:
        return patterns.interval([0.4 - 0.4 * slack, 0.6 + 0.4 * slack], (0.4, 0.6), (0, 1))

    assert earned(tight) >= earned(wide) >= 0.5


@given(json_values)
def test_any_value_earns_a_share_of_an_interval_an_order_or_a_confidence(value: Any) -> None:
    assert 0 <= patterns.interval(value, (0.4, 0.6), (0, 1)) <= 1
    assert 0 <= patterns.ordering(value, ["a", "b", "c"]) <= 1
    assert 0 <= patterns.brier(value, True) <= 1
    assert 0 <= patterns.with_confidence(0.7, value) <= 1
    assert patterns.presence(value) in (0, 1)
    assert 0 <= patterns.follow_through(value, 1.0, value, lambda own: 1 / own, 0.1) <= 1


def test_an_order_earns_its_right_pairs_less_its_wrong_ones() -> None:
    key = ["a", "b", "c", "d"]
    assert patterns.ordering(key, key) == 1
    assert patterns.ordering(["b", "a", "c", "d"], key) == pytest.approx(4 / 6)
    assert patterns.ordering(key[::-1], key) == 0
    assert patterns.ordering(["a", "b", "c"], key) == 0


def test_a_consequence_of_an_earlier_error_is_not_charged_again() -> None:
    def blocking(threshold: float) -> float:
        return 34 - threshold + 1

    assert patterns.follow_through(12, 12, 23, blocking, 0) == 1
    assert patterns.follow_through(17, 12, 18, blocking, 0) == 1
    assert patterns.follow_through(17, 12, 23, blocking, 0) == 0
    assert patterns.follow_through(17, 12, "eighteen", blocking, 0) == 0


@given(shares, shares)
def test_honest_confidence_earns_most_on_average(truth: float, stated: float) -> None:
    def expected(confidence: float) -> float:
        return truth * patterns.brier(confidence, True) + (1 - truth) * patterns.brier(
            confidence, False
        )

    assert expected(truth) >= expected(stated) - 1e-12


@given(shares, shares)
def test_confidence_decides_at_most_a_tenth_of_the_points(share: float, stated: float) -> None:
    assert abs(patterns.with_confidence(share, stated) - share) <= 0.1 + 1e-12
    with pytest.raises(ValueError, match="10%"):
        patterns.with_confidence(share, stated, part=0.2)


def test_a_key_that_cannot_be_is_the_graders_mistake_and_raises() -> None:
    for broken in (
        lambda: patterns.number(1, math.nan, 0.1),
        lambda: patterns.number(1, 1, -1),
        lambda: patterns.interval([0, 1], (0, 2), (0, 1)),
        lambda: patterns.net_picks(["a"], []),
        lambda: patterns.classification({}, {}),
        lambda: patterns.ordering(["a"], ["a"]),
        lambda: patterns.above_chance(0.5, 1),
    ):
        with pytest.raises(ValueError, match="."):
            broken()

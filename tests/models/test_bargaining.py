"""Zones of agreement, promises and ripeness."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course.models import bargaining

#: Enough to find a wrong formula, few enough for a test run after every change.
QUICK = settings(max_examples=30, deadline=None)

BATNA = st.floats(-10, 10)
PROBABILITY = st.floats(0, 1)
SURPLUS = st.floats(0.5, 20)


def test_promises_that_bind_leave_all_but_the_two_batnas():
    zone = bargaining.bargaining_range(2, 3, 10)
    assert (zone.low, zone.high, zone.width) == (2, 7, 5)


def test_a_promise_believed_by_half_doubles_what_must_be_promised():
    zone = bargaining.bargaining_range(2, 3, 10, 0.5)
    assert (zone.low, zone.high) == (4, 7)
    assert zone.least_commitment == pytest.approx(2 / 7)


def test_below_the_least_commitment_no_agreement_exists_though_both_would_gain():
    zone = bargaining.bargaining_range(2, 3, 10, 0.25)
    assert not zone.exists
    assert zone.width == 0
    assert 2 + 3 < 10


def test_a_promise_nobody_believes_buys_nothing():
    assert bargaining.bargaining_range(2, 3, 10, 0).low == math.inf


def test_without_a_gain_no_promise_helps():
    zone = bargaining.bargaining_range(6, 6, 10)
    assert not zone.exists
    assert math.isnan(zone.least_commitment)


def test_who_keeps_the_alternative_when_cheated_needs_no_guarantee():
    zone = bargaining.bargaining_range(2, 3, 10, 0, if_broken=2)
    assert zone.exists
    assert zone.least_commitment == 0


@QUICK
@given(BATNA, BATNA, SURPLUS, PROBABILITY, PROBABILITY, st.floats(-10, -0.1))
def test_more_commitment_never_shrinks_the_zone(a, b, surplus, one, other, gap):
    less, more = sorted((one, other))
    broken = a + gap  # acting first costs A something
    narrow, wide = (
        bargaining.bargaining_range(a, b, surplus, p, if_broken=broken) for p in (less, more)
    )
    assert wide.width >= narrow.width - 1e-9
    assert wide.exists or not narrow.exists


@QUICK
@given(BATNA, BATNA, SURPLUS, st.floats(-10, -0.1))
def test_the_least_commitment_is_where_the_zone_opens(a, b, surplus, gap):
    broken = a + gap
    least = bargaining.bargaining_range(a, b, surplus, if_broken=broken).least_commitment
    if not math.isnan(least):
        for p, exists in ((least + 1e-6, True), (least - 1e-6, False)):
            if 0 <= p <= 1:
                zone = bargaining.bargaining_range(a, b, surplus, p, if_broken=broken)
                assert zone.exists is exists


def test_pain_alone_is_not_ripeness():
    both_hurt = {"stalemate_a": -2, "stalemate_b": -2, "surplus": 10, "if_broken": -30}
    believed = bargaining.ripeness(**both_hurt, commitment=0.95)
    doubted = bargaining.ripeness(**both_hurt, commitment=0.4)
    assert believed.ripe
    assert doubted.mutually_hurting
    assert not doubted.way_out
    assert not doubted.ripe


def test_a_stalemate_one_side_can_live_with_is_not_ripe():
    assert not bargaining.ripeness(-2, 1, 10).ripe
    assert bargaining.ripeness(-2, 1, 10).way_out


@pytest.mark.parametrize(
    "arguments", [(1, 1, 10, 1.2), (1, 1, 10, -0.1), (1, 1, 10, math.nan), (1, 1, 0, 1)]
)
def test_an_impossible_probability_or_surplus_is_refused(arguments):
    with pytest.raises(ValueError, match=r"commitment|surplus"):
        bargaining.bargaining_range(*arguments)

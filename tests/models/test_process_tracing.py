"""Straws, hoops, smoking guns and decisive tests."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course.models import process_tracing

#: Enough to find a wrong formula, few enough for a test run after every change.
QUICK = settings(max_examples=30, deadline=None)

INSIDE = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("certainty", "uniqueness", "test"),
    [
        (0.5, 0.5, "straw in the wind"),
        (0.95, 0.5, "hoop"),
        (0.3, 0.95, "smoking gun"),
        (0.95, 0.95, "doubly decisive"),
    ],
)
def test_the_four_tests_are_the_four_answers_to_two_questions(certainty, uniqueness, test):
    assert process_tracing.classify_test(certainty, uniqueness) == test


def test_passing_a_hoop_helps_little_and_failing_it_hurts_much():
    passed = process_tracing.update(0.5, 0.95, 0.6)
    failed = process_tracing.update(0.5, 0.95, 0.6, found=False)
    assert passed == pytest.approx(0.95 / 1.55)
    assert failed == pytest.approx(0.05 / 0.45)
    assert passed - 0.5 < 0.5 - failed


def test_finding_a_smoking_gun_helps_much_and_missing_it_hurts_little():
    found = process_tracing.update(0.5, 0.3, 0.02)
    missed = process_tracing.update(0.5, 0.3, 0.02, found=False)
    assert found - 0.5 > 0.4
    assert 0.5 - missed < 0.1


@QUICK
@given(INSIDE, INSIDE, INSIDE)
def test_belief_is_the_mean_of_what_finding_and_not_finding_would_make_it(prior, true, false):
    chance = prior * true + (1 - prior) * false
    found = process_tracing.update(prior, true, false)
    missed = process_tracing.update(prior, true, false, found=False)
    assert chance * found + (1 - chance) * missed == pytest.approx(prior)


@QUICK
@given(INSIDE, INSIDE, INSIDE)
def test_the_weight_of_evidence_is_what_it_adds_to_the_log_odds(prior, true, false):
    posterior = process_tracing.update(prior, true, false)
    moved = 10 * math.log10(posterior / (1 - posterior) / (prior / (1 - prior)))
    assert process_tracing.weight_of_evidence(true, false) == pytest.approx(moved, abs=1e-6)


def test_evidence_possible_under_one_reading_only_decides():
    assert process_tracing.weight_of_evidence(0.2, 0) == math.inf
    assert process_tracing.weight_of_evidence(0, 0.2) == -math.inf
    assert process_tracing.update(0.1, 0.2, 0) == 1


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_what_is_not_a_probability_is_refused_by_name(value):
    with pytest.raises(ValueError, match="prior"):
        process_tracing.update(value, 0.5, 0.5)
    with pytest.raises(ValueError, match="p_if_false"):
        process_tracing.weight_of_evidence(0.5, value)
    with pytest.raises(ValueError, match="uniqueness"):
        process_tracing.classify_test(0.5, value)


def test_an_observation_that_could_not_happen_says_so():
    with pytest.raises(ValueError, match="impossible"):
        process_tracing.update(0.5, 0, 0)
    with pytest.raises(ValueError, match="impossible"):
        process_tracing.weight_of_evidence(0, 0)

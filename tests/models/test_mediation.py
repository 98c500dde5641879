"""Bounds, audits and forensic tests of unit 4: known numbers, limits, and properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models import audits, forensics, identification, mediation

quick = settings(max_examples=60, deadline=None)
shares = st.floats(0.0, 1.0)
coverages = st.floats(0.05, 1.0)
ratios = st.floats(0.0, 5.0)


@st.composite
def counts_of_two(draw):
    """Shares of a leader and a rival that are no more than everything."""
    leader = draw(st.floats(0.0, 1.0))
    return leader, draw(st.floats(0.0, 1.0)) * (1 - leader)


# Identified sets: the numbers of the field ----------------------------------------------------------


def test_two_to_one_on_four_fifths_leaves_between_53_and_73_percent() -> None:
    bounds = identification.share_bounds({"G": 2 / 3, "M": 1 / 3}, 0.8)["G"]
    assert bounds == pytest.approx((0.5333, 0.7333), abs=5e-5)


def test_two_to_one_is_settled_from_three_quarters_on() -> None:
    assert identification.critical_coverage(2 / 3, 1 / 3) == pytest.approx(0.75)
    assert not identification.is_identified(2 / 3, 1 / 3, 0.749)
    assert identification.is_identified(2 / 3, 1 / 3, 0.751)


def test_missing_sheets_a_third_larger_allow_a_tie() -> None:
    assert identification.critical_size_ratio(2 / 3, 1 / 3, 0.8) == pytest.approx(4 / 3)


def test_four_percent_of_false_votes_allow_a_tie() -> None:
    share = identification.critical_false_share(2 / 3, 1 / 3, 0.8)
    assert share == pytest.approx(0.04167, abs=5e-6)
    assert share == pytest.approx(2 / 3 - 1 / (2 * 0.8))


def test_with_three_candidates_the_lead_counts_and_not_half() -> None:
    three = {"G": 0.67, "M": 0.30, "others": 0.03}
    assert identification.share_bounds(three, 0.8)["G"].low == pytest.approx(0.536)
    assert identification.critical_coverage(0.67, 0.30) == pytest.approx(0.7299, abs=5e-5)
    assert identification.critical_size_ratio(0.67, 0.30, 0.8) == pytest.approx(1.48)
    plurality = identification.share_bounds({"A": 0.49, "B": 0.30, "C": 0.21}, 0.9)["A"]
    assert plurality.low < 0.5
    assert identification.is_identified(0.49, 0.30, 0.9)


def test_sheets_are_not_votes_when_the_missing_ones_are_larger() -> None:
    assert identification.vote_coverage(0.8) == pytest.approx(0.8)
    assert identification.vote_coverage(0.8, 2.0) == pytest.approx(2 / 3)
    assert identification.vote_coverage(0.8, 0.0) == 1


# Identified sets: limits and properties -------------------------------------------------------------


@quick
@given(counts_of_two(), coverages, ratios, st.floats(0, 0.5))
def test_low_never_exceeds_high_and_what_is_covered_is_inside(pair, coverage, ratio, false) -> None:
    leader, rival = pair
    given_shares = {"leader": leader, "rival": rival, "others": max(0.0, 1 - leader - rival)}
    found = identification.share_bounds(
        given_shares, coverage, size_ratio=ratio, false_share=false, false_for="leader"
    )
    for name, bounds in found.items():
        assert -1e-9 <= bounds.low <= bounds.high <= 1 + 1e-9
        known = identification.vote_coverage(coverage, ratio)
        assert bounds.contains(known * given_shares[name] + (1 - known) * given_shares[name])


@quick
@given(counts_of_two())
def test_full_coverage_and_no_false_votes_leave_one_number(pair) -> None:
    leader, rival = pair
    bounds = identification.margin_bounds(leader, rival, 1.0)
    assert bounds.width == pytest.approx(0)
    assert bounds.low == pytest.approx(leader - rival)


@quick
@given(counts_of_two(), coverages, coverages, ratios)
def test_more_coverage_never_widens_the_interval(pair, one, two, ratio) -> None:
    leader, rival = pair
    narrow = identification.margin_bounds(leader, rival, max(one, two), size_ratio=ratio)
    wide = identification.margin_bounds(leader, rival, min(one, two), size_ratio=ratio)
    assert wide.low <= narrow.low + 1e-9 and narrow.high <= wide.high + 1e-9


@quick
@given(counts_of_two(), coverages, st.floats(0, 0.4), st.floats(0, 0.4), ratios)
def test_more_false_votes_never_help_the_leader(pair, coverage, one, two, ratio) -> None:
    leader, rival = pair
    few, many = sorted((one, two))
    assert (
        identification.margin_bounds(
            leader, rival, coverage, size_ratio=ratio, false_share=many
        ).low
        <= identification.margin_bounds(
            leader, rival, coverage, size_ratio=ratio, false_share=few
        ).low
        + 1e-9
    )


@quick
@given(counts_of_two(), st.floats(0.05, 0.95), ratios)
def test_each_critical_value_is_where_the_lead_at_worst_is_nothing(pair, coverage, ratio) -> None:
    leader, rival = pair
    assume(leader - rival > 0.01 and ratio > 0.05)
    critical = identification.critical_coverage(leader, rival, size_ratio=ratio)
    assert identification.margin_bounds(leader, rival, critical, size_ratio=ratio).low == (
        pytest.approx(0, abs=1e-9)
    )
    size = identification.critical_size_ratio(leader, rival, coverage)
    assert identification.margin_bounds(leader, rival, coverage, size_ratio=size).low == (
        pytest.approx(0, abs=1e-9)
    )
    false = identification.critical_false_share(leader, rival, coverage, size_ratio=ratio)
    if false > 0:
        worst = identification.margin_bounds(
            leader, rival, coverage, size_ratio=ratio, false_share=false
        )
        assert worst.low == pytest.approx(0, abs=1e-9)


@quick
@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 300), st.data())
def test_no_way_of_giving_out_the_missing_votes_leaves_the_interval(a, b, missing, data) -> None:
    """Brute force: every split of the missing votes gives a share inside, the two extremes the ends."""
    covered = a + b
    coverage = covered / (covered + missing)
    bounds = identification.share_bounds({"A": a / covered, "B": b / covered}, coverage)["A"]
    to_a = data.draw(st.integers(0, missing))
    assert bounds.contains((a + to_a) / (covered + missing))
    assert bounds == pytest.approx((a / (covered + missing), (a + missing) / (covered + missing)))


def test_false_votes_of_anybody_widen_both_ends_and_of_one_only_move_what_was_his() -> None:
    given_shares = {"A": 0.5, "B": 0.3, "C": 0.2}
    anybody = identification.share_bounds(given_shares, 1.0, false_share=0.1)
    only_a = identification.share_bounds(given_shares, 1.0, false_share=0.1, false_for="A")
    assert anybody["A"] == pytest.approx((0.4, 0.6))
    assert only_a["A"] == pytest.approx((0.4, 0.5))
    assert only_a["B"] == pytest.approx((0.3, 0.4))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: identification.vote_coverage(0), "coverage"),
        (lambda: identification.vote_coverage(1.2), "coverage"),
        (lambda: identification.vote_coverage(0.5, -1), "size_ratio"),
        (lambda: identification.share_bounds({"A": 0.7, "B": 0.7}, 0.5), "sum to 1"),
        (lambda: identification.share_bounds({"A": math.nan, "B": 0.5}, 0.5), "A is a share"),
        (lambda: identification.margin_bounds(0.7, 0.7, 0.5), "exceed 1"),
        (lambda: identification.critical_coverage(0.6, 0.3, false_share=1.5), "false_share"),
        (lambda: identification.critical_missing_votes(-1, 0), "negative"),
        (lambda: identification.naive_margin_of_error(0.5, 0), "at least one sheet"),
    ],
)
def test_what_cannot_be_is_refused(call, said) -> None:
    with pytest.raises(ValueError, match=said):
        call()


def test_an_unknown_candidate_is_named() -> None:
    with pytest.raises(KeyError, match="'Z'"):
        identification.share_bounds({"A": 1.0}, 0.5, false_for="Z")


def test_no_coverage_settles_a_lead_that_false_votes_undo() -> None:
    assert math.isnan(identification.critical_coverage(0.5, 0.4, false_share=0.05))
    assert identification.critical_size_ratio(0.4, 0.5, 0.8) == 0
    assert identification.critical_size_ratio(0.6, 0.4, 1.0) == math.inf


def test_a_margin_of_error_shrinks_with_sheets_and_knows_nothing_of_gaps() -> None:
    few = identification.naive_margin_of_error(2 / 3, 100)
    many = identification.naive_margin_of_error(2 / 3, 24_532)
    assert many < few / 10
    assert many < identification.share_bounds({"G": 2 / 3, "M": 1 / 3}, 0.8)["G"].width / 30


# What each side claimed, and what would follow ------------------------------------------------------


@pytest.fixture(scope="module")
def claimed():
    facts = seeds.election_2024().set_index(["count_id", "item"])

    def value(count, item, column="value"):
        return float(facts.loc[(count, item), column])

    return value


def test_the_first_bulletin_could_not_settle_its_lead_by_its_own_coverage(claimed) -> None:
    maduro, gonzalez = (
        claimed("cne_bulletin_1", who, "share_of_valid_pct") / 100 for who in ("maduro", "gonzalez")
    )
    coverage = claimed("cne_bulletin_1", "coverage_announced") / 100
    assert not identification.is_identified(maduro, gonzalez, coverage)
    assert identification.critical_coverage(maduro, gonzalez) == pytest.approx(0.9346, abs=5e-5)


def test_two_counts_that_exclude_one_another_each_settle_their_own_lead(claimed) -> None:
    """So a settled lead shows nothing about the records it starts from."""
    second = [
        claimed("cne_bulletin_2", who, "share_of_valid_pct") / 100 for who in ("maduro", "gonzalez")
    ]
    assert identification.is_identified(*second, 0.9687)
    sheets = [
        claimed("opposition_sheets", who, "share_of_valid_pct") / 100
        for who in ("gonzalez", "maduro")
    ]
    tables = claimed("opposition_sheets", "tables_counted") / claimed("register", "tables_total")
    assert identification.is_identified(*sheets, tables)
    assert identification.critical_size_ratio(*sheets, tables) == pytest.approx(1.640, abs=5e-4)


def test_the_published_lead_in_votes_against_the_voters_registered_elsewhere(claimed) -> None:
    """If the sheets are genuine; home register, since no table abroad is among the 30,026."""
    lead = identification.critical_missing_votes(
        int(claimed("opposition_sheets", "gonzalez")), int(claimed("opposition_sheets", "maduro"))
    )
    elsewhere = claimed("register", "register_domestic") - claimed(
        "opposition_sheets", "registered"
    )
    assert (lead, elsewhere) == (3_915_001, 3_578_014)


# Audits ---------------------------------------------------------------------------------------------


def test_samples_that_find_one_altered_table() -> None:
    assert [audits.detection_sample(share) for share in (0.01, 0.05, 0.10)] == [299, 59, 29]


def test_a_stock_ten_times_as_large_hardly_changes_the_sample() -> None:
    small = audits.detection_sample(0.01, items=30_026)
    large = audits.detection_sample(0.01, items=300_260)
    assert small <= large <= 299
    assert large - small < 0.02 * small


@quick
@given(st.floats(0.003, 0.6), st.floats(0.01, 0.5), st.integers(20, 5_000))
def test_the_sample_is_the_smallest_that_keeps_the_risk(share, risk, items) -> None:
    size = audits.detection_sample(share, risk, items)
    assert audits.detection_probability(size, share, items) >= 1 - risk - 1e-9
    if size > 1:
        assert audits.detection_probability(size - 1, share, items) < 1 - risk
    unlimited = audits.detection_sample(share, risk)
    assert (1 - share) ** unlimited <= risk * (1 + 1e-9)
    assert unlimited == 1 or (1 - share) ** (unlimited - 1) > risk * (1 - 1e-6)


def test_detection_without_replacement_by_counting() -> None:
    """Two of five altered, two drawn: three of ten pairs hold none."""
    assert audits.detection_probability(2, 0.4, 5) == pytest.approx(0.7)
    assert audits.detection_probability(4, 0.4, 5) == 1
    assert audits.detection_probability(0, 0.4, 5) == 0


def test_expected_ballots_of_bravo() -> None:
    assert audits.bravo_expected_ballots(2, 1) == pytest.approx(55.4, abs=0.05)
    assert audits.bravo_expected_ballots(0.5195, 0.4318) == pytest.approx(714.3, abs=0.05)
    assert audits.bravo_expected_ballots(200, 100) == audits.bravo_expected_ballots(2, 1)


@pytest.mark.parametrize(("leader", "rival"), [(2, 1), (0.5195, 0.4318), (3, 1)])
def test_the_formula_agrees_with_simulated_audits(leader, rival) -> None:
    expected = audits.bravo_expected_ballots(leader, rival)
    taken = audits.bravo_simulate(leader, rival, audits=3_000, most=60_000, seed=1)
    error = taken.std() / math.sqrt(taken.size)
    assert abs(taken.mean() - expected) < 4 * error + 0.02 * expected


@pytest.mark.parametrize("true_share", [0.5, 0.45])
def test_a_wrong_report_is_confirmed_no_more_often_than_the_risk(true_share) -> None:
    taken = audits.bravo_simulate(2, 1, true_share=true_share, audits=2_000, most=3_000, seed=2)
    assert (taken <= 3_000).mean() <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 2_000)


def test_a_wider_lead_needs_fewer_ballots() -> None:
    ballots = [audits.bravo_expected_ballots(share, 1 - share) for share in (0.55, 0.6, 0.7, 0.9)]
    assert ballots == sorted(ballots, reverse=True)


def test_the_path_of_an_audit_is_the_product_of_its_ballots() -> None:
    path = audits.bravo_path([True, True, False], 2, 1)
    assert np.exp(path) == pytest.approx([4 / 3, 16 / 9, 32 / 27])


def test_unanimous_ballots_settle_a_unanimous_report_quickly() -> None:
    assert audits.bravo_simulate(1, 0, audits=5).tolist() == [5] * 5  # 2 to the fifth exceeds 20


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: audits.detection_sample(0), "altered_share"),
        (lambda: audits.detection_sample(0.1, 0), "risk"),
        (lambda: audits.detection_sample(0.1, items=0), "something to draw from"),
        (lambda: audits.detection_probability(6, 0.1, 5), "cannot draw 6 of 5"),
        (lambda: audits.bravo_expected_ballots(1, 1), "reported lead"),
        (lambda: audits.bravo_steps(1, 2), "reported lead"),
        (lambda: audits.bravo_steps(2, 1, 1.0), "risk"),
        (lambda: audits.bravo_simulate(2, 1, true_share=1.5), "true_share"),
        (lambda: audits.bravo_simulate(2, 1, audits=0), "nothing to draw"),
    ],
)
def test_audits_that_cannot_be_are_refused(call, said) -> None:
    with pytest.raises(ValueError, match=said):
        call()


# Forensics ------------------------------------------------------------------------------------------


def test_the_announced_counts_are_round_and_their_neighbours_are_not(claimed) -> None:
    total = int(claimed("cne_bulletin_1", "valid_votes"))
    counts = [int(claimed("cne_bulletin_1", who)) for who in ("maduro", "gonzalez", "others")]
    assert total == sum(counts) == 10_058_774
    for count in counts:
        assert forensics.is_round(count, total)
        assert not forensics.is_round(count + 1, total)
    assert [round(100 * count / total, 5) for count in counts] == [51.2, 44.2, 4.6]


def test_the_published_sheets_and_the_second_bulletin_are_not_round(claimed) -> None:
    for count in ("opposition_sheets", "cne_bulletin_2"):
        total = int(claimed(count, "valid_votes"))
        assert not any(
            forensics.is_round(int(claimed(count, who)), total) for who in ("gonzalez", "maduro")
        )


def test_two_round_counts_by_chance_are_one_in_a_hundred_million() -> None:
    assert forensics.roundness_probability(10_058_774, counts=2) == pytest.approx(9.9e-9, rel=0.01)


@quick
@given(st.integers(1, 3_000), st.integers(0, 2))
def test_round_counts_are_counted_as_they_are(total, decimals) -> None:
    one_by_one = sum(forensics.is_round(count, total, decimals) for count in range(total + 1))
    assert forensics.round_counts(total, decimals) == one_by_one


@pytest.mark.parametrize(("total", "decimals"), [(2_500, 1), (50_000, 1), (400, 0)])
def test_simulated_roundness_agrees_with_the_probability(total, decimals) -> None:
    exact = forensics.roundness_probability(total, decimals)
    simulated = forensics.roundness_simulated(total, decimals, draws=200_000)
    assert abs(simulated - exact) < 5 * math.sqrt(exact * (1 - exact) / 200_000) + 1e-12


def test_every_count_of_a_small_total_is_round() -> None:
    assert forensics.roundness_probability(100, 0) == 1
    assert forensics.roundness_probability(500, 1) == 1


def test_even_last_digits_are_not_suspicious_and_preferred_ones_are() -> None:
    chance = np.random.default_rng(5)
    honest = chance.integers(100, 900, 3_000)
    invented = honest - honest % 10 + chance.choice([0, 5, 7, 3], 3_000)
    assert forensics.last_digit_test(honest).p_value > 0.01
    assert forensics.last_digit_test(invented).p_value < 1e-6


def test_small_honest_counts_have_uneven_last_digits() -> None:
    """Poisson counts around 4: nobody chose them, and the test rejects them all the same."""
    small = np.random.default_rng(6).poisson(4, 3_000)
    assert forensics.last_digit_test(small, least=0).p_value < 1e-6


def test_machine_made_counts_pass_the_digit_test() -> None:
    """An even result clears nobody."""
    rates = [
        forensics.last_digit_test(np.random.default_rng(n).integers(100, 900, 500)).p_value < 0.05
        for n in range(200)
    ]
    assert 0.01 < np.mean(rates) < 0.11  # and one honest test in twenty looks odd


def test_the_closed_form_of_chi_square_is_that_of_the_tables() -> None:
    for statistic, tail in ((16.919, 0.05), (21.666, 0.01), (3.325, 0.95)):
        assert forensics._chi_square_9(statistic) == pytest.approx(tail, abs=1e-4)


def test_too_few_counts_for_a_digit_test_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 50"):
        forensics.last_digit_test([101] * 49)


def test_the_announced_turnout_needs_the_announced_coverage(claimed) -> None:
    voters = claimed("cne_bulletin_2", "voters")
    register = claimed("register", "register_domestic")
    assert forensics.turnout(voters, register, 0.9687) == pytest.approx(0.5997, abs=5e-5)
    assert forensics.turnout(voters, register) == pytest.approx(0.581, abs=5e-4)


def test_two_sources_imply_a_turnout_where_neither_published_sheets(claimed) -> None:
    implied = forensics.implied_turnout_at_missing(
        claimed("cne_bulletin_2", "voters"),
        claimed("opposition_sheets", "voters"),
        0.9687 * claimed("register", "register_domestic"),
        claimed("opposition_sheets", "registered"),
    )
    assert 0.55 < implied < 0.65  # nothing odd; that shows nothing about who received the votes


def test_votes_added_between_the_bulletins(claimed) -> None:
    first = {who: int(claimed("cne_bulletin_1", who)) for who in ("maduro", "gonzalez", "others")}
    second = {who: int(claimed("cne_bulletin_2", who)) for who in ("maduro", "gonzalez")}
    second["others"] = int(claimed("cne_bulletin_2", "valid_votes")) - sum(second.values())
    added = forensics.increment(first, second)
    assert sum(added.values()) == pytest.approx(1)
    assert added["maduro"] == pytest.approx(1_258_752 / 2_277_110)


def test_a_bulletin_that_loses_votes_is_refused() -> None:
    with pytest.raises(ValueError, match="votes are added"):
        forensics.increment({"a": 5, "b": 5}, {"a": 4, "b": 9})
    with pytest.raises(ValueError, match="different candidates"):
        forensics.increment({"a": 5}, {"b": 5})


def test_every_forensic_test_has_honest_alternatives_and_limits() -> None:
    found = forensics.readings()
    assert set(found) == {"roundness", "last digits", "turnout", "increment"}
    for reading in found.values():
        assert len(reading.alternatives) >= 3
        assert len(reading.cannot_show) >= 2


def test_every_name_of_the_unit_can_be_had_from_its_module() -> None:
    assert all(hasattr(mediation, name) for name in mediation.__all__)

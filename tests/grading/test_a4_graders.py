"""The graders of assignment a4."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.grading.assignment import Assignment, earned
from tests.grading.universal import (
    GradedExercise,
    UniversalGraderProperties,
    graded_function,
)
from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.mediation import (
    AmnestyThatBinds,
    BuyCertainty,
    MissingSheets,
    PositionMatrix,
    TwoSidedPackage,
)
from venezuela_course.models import audits

A4 = Assignment("a4", {"a4-bounds": (0,)})
a4, CELLS, POINTS = A4.graders, A4.cells, A4.points
model_answer, changed, model_function, returned_by = (
    A4.model_answer,
    A4.changed,
    A4.model_function,
    A4.returned_by,
)


def with_cell(actor: str, act: str, value: str) -> Answer:
    """The model matrix with one cell filled in differently."""
    answer = changed("a4-position-matrix")
    answer["matrix"][actor][act] = value
    return answer


def with_verdict(count: str, verdict: str) -> Answer:
    answer = changed("a4-missing-sheets")
    answer["verdicts"][count] = verdict
    return answer


def with_option(**options: str) -> Answer:
    """The model package with some options chosen differently."""
    answer = changed("a4-package")
    answer["package"] |= options
    return answer


SPLIT = dict.fromkeys(a4.ISSUES, "1")


def _of_columns(function: Any) -> Any:
    """A misreading of the graders' own, as a student's function of a data frame would be."""

    def misread(df: Any, strata: str | None) -> list[float]:
        columns = {name: [None if value != value else value for value in df[name]] for name in df}
        return list(function(columns, strata))

    return misread


MISCONCEPTIONS: dict[str, dict[str, Answer]] = {
    "a4-position-matrix": {
        "MC-42": with_cell("BRA", "elect", "yes"),
        "MC-43": with_cell("CAN", "votes", "yes"),
    },
    "a4-missing-sheets": {
        "MC-44": changed("a4-missing-sheets", low=0.0, high=1.0),
        "MC-45": changed("a4-missing-sheets", low=0.6607, high=0.6727),
        "MC-46": changed("a4-missing-sheets", conditional_on=["authentic", "count", "two"]),
        "MC-47": with_verdict("sheets", "whatever"),
    },
    "a4-buy-certainty": {
        "MC-48": changed("a4-buy-certainty", cannot=["court"]),
        "MC-49": changed("a4-buy-certainty", scale="ten"),
    },
    "a4-amnesty": {
        "MC-15": changed(
            "a4-amnesty", statics=model_answer("a4-amnesty")["statics"] | {"pressure": "falls"}
        ),
        "MC-50": changed("a4-amnesty", larger_helps="more"),
        "MC-51": changed("a4-amnesty", limit="none"),
    },
    "a4-package": {
        "MC-52": changed("a4-package", package=SPLIT),
        "MC-53": changed("a4-package", why="zero-sum"),
        "MC-54": with_option(sanctions="0"),
    },
}


def _described() -> dict[str, GradedExercise]:
    classes = {
        "a4-position-matrix": PositionMatrix,
        "a4-missing-sheets": MissingSheets,
        "a4-buy-certainty": BuyCertainty,
        "a4-amnesty": AmnestyThatBinds,
        "a4-package": TwoSidedPackage,
    }
    secrets = {
        "a4-position-matrix": ("Brazil", "Mexico", "Canada", "United States", "S000-024"),
        "a4-missing-sheets": ("0.5333", "0.7333", "0.75", "1.3333", "0.0417", "bulletin"),
        "a4-buy-certainty": ("299", "59", "29", "55.4", "714", "court"),
        "a4-amnesty": ("0.6154", "3.1", "8.6", "6.43"),
        "a4-package": ("sanctions", "guarantees", "records", "step by step"),
    }
    described = {
        name: GradedExercise(
            grade=a4.GRADERS[name],
            points=POINTS[name],
            model_answer=model_answer(name),
            fields=made(name)._fields,
            misconceptions=MISCONCEPTIONS[name],
            secrets=secrets[name],
        )
        for name, made in classes.items()
    }
    described["a4-bounds"] = graded_function(
        A4,
        "a4-bounds",
        "bounds",
        [[0.0, 1.0], [0.5, 0.5], 0, None],
        {code: _of_columns(misread) for code, misread in a4.BOUNDS_SIGNATURES.items()},
    )
    described["a4-roundness"] = graded_function(
        A4, "a4-roundness", "roundness", [0.0, 1.0, 0.5, None]
    )
    return described


class TestUniversalPropertiesOfA4(UniversalGraderProperties):
    exercises = _described()


def test_the_model_essay_keeps_to_its_seven_hundred_words() -> None:
    assert len(CELLS["a4-essay"].source.split()) <= 700


# Five acts ------------------------------------------------------------------------------------------


def test_unknown_earns_the_cell_where_the_report_is_silent() -> None:
    full = earned(a4.grade_position_matrix(model_answer("a4-position-matrix")))
    for actor, act in a4.SILENT:
        less = earned(a4.grade_position_matrix(with_cell(actor, act, "no")))
        assert (
            less["Unknown where the report is silent"] < full["Unknown where the report is silent"]
        )
        assert less["What the report says of whom"] == full["What the report says of whom"]


def test_unknown_everywhere_is_no_reading() -> None:
    nothing = {actor: dict.fromkeys(a4.ACTS, "unknown") for actor in a4.ACTORS}
    assert a4.grade_position_matrix({"matrix": nothing}).score == 0


def test_what_the_report_implies_but_does_not_state_may_be_read_either_way() -> None:
    for actor, act in a4.OPEN_TO_READING:
        assert a4.grade_position_matrix(with_cell(actor, act, "no")).score == 6
        assert a4.grade_position_matrix(with_cell(actor, act, "unknown")).score == 6


def test_every_known_cell_has_a_claim_about_its_act() -> None:
    assert {act for _actor, act in a4.KNOWN} == set(a4.ABOUT.values()) - {"none"}
    assert len(a4.KNOWN) + len(a4.SILENT) + len(a4.OPEN_TO_READING) == 30


# The sheets that are missing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "oracle"),
    [("low", 0.5333), ("high", 0.7333), ("c_star", 0.75), ("r_star", 1.3333), ("f_star", 0.04167)],
)
def test_the_five_numbers_are_what_was_computed_independently(number: str, oracle: float) -> None:
    assert a4.missing_sheets_key()[number] == pytest.approx(oracle, abs=5e-5)


def test_each_side_meets_the_same_two_doubts_and_one_of_its_leads_survives() -> None:
    key, counts = a4.verdicts_key(), a4.counts()
    for side in (("first", "second"), ("sheets", "site")):
        assert sorted(key[count] for count in side) == ["if", "open"]
        assert {counts[count].size_ratio != 1 for count in side} == {True, False}
        assert {counts[count].false_share for count in side} == {0.0, 0.03}


@pytest.mark.parametrize(
    ("count", "lead", "missing", "verdict"),
    [
        ("first", 0.8 * (0.512 - 0.442), 0.25 * 0.2, "if"),
        ("second", 0.9687 * (0.5195 - 0.4318 - 0.06), 0.0313, "open"),
        ("sheets", 24_532 / 30_026 * (0.671393 - 0.304102 - 0.06), 5_494 / 30_026, "if"),
        ("site", 24_384 / 30_026 * (0.671947 - 0.304445), 1.7 * 5_642 / 30_026, "open"),
        ("three", 0.9 * (0.49 - 0.30), 0.1, "if"),
    ],
)
def test_what_a_count_settles_is_what_is_worked_by_hand(
    count: str, lead: float, missing: float, verdict: str
) -> None:
    assert a4.verdicts_key()[count] == verdict
    assert (lead > missing) == (verdict == "if")
    # No verdict hangs on how a share was rounded.
    assert abs(lead - missing) > 0.004


def test_no_verdict_is_one_that_the_lesson_works_in_the_open() -> None:
    """It asks of both bulletins and of the published sheets as they stand: equal size, none false."""
    plain = {count[:3] for count in a4.counts().values() if count[3:] == (1.0, 0.0)}
    assert plain == {(0.49, 0.30, 0.9)}


def test_a_plurality_settles_it_below_one_half() -> None:
    lowest = 0.9 * 0.49
    assert lowest < 0.5
    assert a4.verdicts_key()["three"] == "if"


def test_an_error_in_the_lowest_share_is_charged_once() -> None:
    consequent = changed("a4-missing-sheets", low=0.4333, high=0.6333)
    assert a4.grade_missing_sheets(consequent).score == 14 - 1.5


def test_calling_everything_settled_or_nothing_settled_earns_little() -> None:
    for verdict in ("if", "open", "whatever"):
        answer = changed("a4-missing-sheets", verdicts=dict.fromkeys(a4.verdicts_key(), verdict))
        got = earned(a4.grade_missing_sheets(answer))
        assert got["What five counts settle"] == 0


# Buy certainty --------------------------------------------------------------------------------------


def test_the_samples_are_what_was_computed_independently() -> None:
    keys = a4.sample_keys()
    assert [keys[name][0] for name in ("s1", "s5", "s10")] == [299, 59, 29]
    assert keys["wide"][0] == pytest.approx(55.4, abs=0.05)
    assert keys["narrow"][0] == pytest.approx(714.3, abs=0.05)


def test_sampling_without_replacement_is_accepted_too() -> None:
    sizes = {
        name: audits.detection_sample(share, 0.05, 30_026) for name, share in a4.ALTERED.items()
    }
    assert sizes["s1"] < 299
    assert a4.grade_buy_certainty(changed("a4-buy-certainty", n_detect=sizes)).score == 8


def test_ballots_for_anybody_are_accepted_for_the_narrow_lead() -> None:
    ballots = {"wide": 55.4, "narrow": 714.3 / 0.9513}
    assert a4.grade_buy_certainty(changed("a4-buy-certainty", asn=ballots)).score == 8


def test_the_mean_of_simulated_audits_is_accepted() -> None:
    ballots = {
        name: float(audits.bravo_simulate(*lead, audits=6_000, seed=3).mean())
        for name, lead in a4.LEADS.items()
    }
    assert a4.grade_buy_certainty(changed("a4-buy-certainty", asn=ballots)).score >= 7.6


# An amnesty that binds ------------------------------------------------------------------------------


def test_the_thresholds_are_those_of_the_formulas() -> None:
    """A = 8, J = 5, S = 3, kappa = 1.4, T = 3.4, rho = 0.7 and g(A) = 0.5 + 0.5 A, by hand."""
    assert a4.amnesty_key() == pytest.approx(
        {
            "q_min": (3 + 5) / (8 + 5),
            "t_min": (0.5 + 0.5 * 8) - 1.4,
            "a_largest": (1.4 + 3.4 - 0.5) / 0.5,
            "a_least": (3 + 0.3 * 5) / 0.7,
        }
    )


def test_pressure_that_also_raises_the_price_of_losing_makes_leaving_harder() -> None:
    assert a4.statics_key() == {
        "amnesty": "falls",
        "prosecution": "rises",
        "stay": "rises",
        "third_party_cost": "unchanged",
        "pressure": "rises",
    }


def test_a_slip_in_the_smallest_amnesty_is_charged_once() -> None:
    """With 7.5 as the smallest amnesty the limit of 7 leaves none: consistent, though not the key."""
    consequent = changed("a4-amnesty", a_least=7.5, feasible_with_veto="no")
    assert a4.grade_amnesty(consequent).score == 7


def test_saying_yes_without_having_computed_anything_earns_nothing_for_it() -> None:
    guess = {"a_least": 1.0, "a_largest": 2.0, "feasible_with_veto": "yes"}
    assert a4.grade_amnesty(guess).score == 0


# A deal nobody loves --------------------------------------------------------------------------------


def test_walking_away_earns_everything_where_there_is_no_zone_of_agreement() -> None:
    _table, survey = a4.negotiation(":second")
    assert not survey.has_zone(a4.ACCEPTED)
    assert set(a4.judge_package("walk", None, ":second").values()) == {1.0}
    for package in ((2, 2, 1, 1, 1), (1, 1, 1, 1, 1)):
        assert set(a4.judge_package("sign", package, ":second").values()) == {0.0}


def test_walking_away_earns_nothing_where_there_is_one() -> None:
    assert a4.negotiation("")[1].has_zone(a4.ACCEPTED)
    assert set(a4.judge_package("walk", None, "").values()) == {0.0}
    assert (
        a4.grade_package(changed("a4-package", first="walk")).score == 2
    )  # second table, objections


def test_whoever_trades_people_in_custody_has_no_package() -> None:
    for custody in ("exchange", "last"):
        verdict = a4.grade_package(changed("a4-package", custody=custody))
        assert verdict.score == 1  # the second table alone
        assert "not for exchange" in verdict.criteria[0].message


def test_the_model_package_is_the_best_of_those_that_hold() -> None:
    _table, survey = a4.negotiation("")
    row = survey.row(np.array([2, 2, 1, 1, 1]))
    feasible = survey.feasible(a4.ACCEPTED)
    assert feasible[row]
    assert survey.nash[row] == survey.nash[feasible].max()


def test_better_products_of_packages_that_hold_never_earn_less() -> None:
    _table, survey = a4.negotiation("")
    rows = np.flatnonzero(survey.feasible(a4.ACCEPTED))
    rows = rows[survey.nash[rows].argsort()]
    scores = [
        a4.judge_package("sign", tuple(survey.packages[row].tolist()), "")["product"]
        for row in rows
    ]
    assert len(scores) >= 3
    assert all(one <= two for one, two in pairwise(scores))


def test_splitting_every_difference_is_not_what_both_want() -> None:
    _table, survey = a4.negotiation("")
    row = survey.row(np.array(a4.SPLIT))
    assert not survey.feasible(a4.ACCEPTED)[row]
    assert survey.nash[row] < survey.best_nash(a4.ACCEPTED) / 2


def test_objections_are_judged_by_the_students_own_package() -> None:
    """With guarantees for everybody the government's side pays most elsewhere."""
    assert (
        a4.objections_key((2, 2, 1, 1, 2))["government"]
        != a4.objections_key((2, 2, 1, 1, 0))["government"]
    )


# Two functions --------------------------------------------------------------------------------------


def test_the_bounds_of_twelve_tables_are_exact() -> None:
    """Ceilings by hand: turnouts at most 0.7 (North), 0.5 (South), 0.8 (Capital), 0.8 over all."""
    valid = 240 + 350 + 330 + 180 + 275 + 560 + 390 + 200
    own = 150 + 200 + 180 + 60 + 120 + 300 + 210 + 90
    pooled = 0.8 * (300 + 350 + 500 + 600)
    strata = 0.7 * 300 + 0.5 * (350 + 500) + 0.8 * 600
    for stratum, missing in ((None, pooled), ("state", strata)):
        assert a4.expected_bounds(a4.TWELVE, stratum) == pytest.approx(
            [own / (valid + missing), (own + missing) / (valid + missing)]
        )


def test_a_stratum_without_a_sheet_takes_the_highest_turnout_of_all() -> None:
    valid, own = 240 + 350 + 180, 150 + 200 + 60
    missing = 0.4 * 350 + 0.7 * (300 + 280)
    assert a4.expected_bounds(a4.WITHOUT_BORDER, "state") == pytest.approx(
        [own / (valid + missing), (own + missing) / (valid + missing)]
    )


def test_strata_never_widen_the_bounds_of_the_hidden_frames() -> None:
    for pooled, stratified in zip(
        a4.BOUNDS_FAMILIES[-1].calls[::2], a4.BOUNDS_FAMILIES[-1].calls[1::2], strict=True
    ):
        low, high = a4.expected_bounds(*pooled)
        assert low <= a4.expected_bounds(*stratified)[0]
        assert high >= a4.expected_bounds(*stratified)[1]


def test_a_tuple_is_as_good_as_a_list() -> None:
    right = model_function("a4-bounds", "bounds")
    answer = returned_by("a4-bounds", lambda df, strata: tuple(right(df, strata)))
    assert a4.GRADERS["a4-bounds"](answer).score == 4


def test_a_function_without_strata_loses_the_strata() -> None:
    right = model_function("a4-bounds", "bounds")
    answer = returned_by("a4-bounds", lambda df, _strata: right(df, None))
    assert 0 < a4.GRADERS["a4-bounds"](answer).score < 4


def test_the_seed_of_a_simulation_does_not_matter() -> None:
    right = model_function("a4-roundness", "roundness")
    for seed in (11, 12, 13):
        answer = returned_by(
            "a4-roundness",
            lambda total, decimals, draws, _seed, other=seed: right(total, decimals, draws, other),
        )
        assert a4.GRADERS["a4-roundness"](answer).score == 2


def test_the_exact_probability_is_accepted_and_a_fixed_percentage_of_it_is_not() -> None:
    exact = returned_by("a4-roundness", a4.expected_roundness)
    assert a4.GRADERS["a4-roundness"](exact).score == 2
    high = returned_by("a4-roundness", lambda *call: 1.3 * a4.expected_roundness(*call))
    assert a4.GRADERS["a4-roundness"](high).score == 0


def test_calling_only_multiples_of_a_whole_percentage_round_fails() -> None:
    def without_rounding(total: int, decimals: int, draws: int, seed: int) -> float:
        chance = random.Random(seed)
        steps = 100 * 10**decimals
        counts = [chance.randint(0, total) for _draw in range(draws)]
        return sum(count * steps % total == 0 for count in counts) / draws

    assert a4.GRADERS["a4-roundness"](returned_by("a4-roundness", without_rounding)).score == 0


# Whose figures --------------------------------------------------------------------------------------


def test_the_figures_judged_are_those_of_the_table_and_named_as_claims() -> None:
    facts = seeds.election_2024()
    counts = set(facts["count_id"])
    assert {"cne_bulletin_1", "cne_bulletin_2", "opposition_sheets"} <= counts
    said = " ".join(cell.source for cell in CELLS.values() if cell.cell_type == "markdown")
    assert "announces no winner" in said

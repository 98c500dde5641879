"""Lesson 4: what the explorations show, what the practice answers, what the figures say."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.universal import UniversalLessonProperties, starting, words
from venezuela_course import seeds
from venezuela_course.exercises import mediation_lesson as lesson
from venezuela_course.exercises.mediation_lesson import bargain, explorations, figures, practice
from venezuela_course.exercises.mediation_lesson.words import act_words
from venezuela_course.models import mediation, mediation_processes

RIGHT = {
    lesson.NameTheAct: {
        "acts": {
            "share": "winner",
            "receive": "recognises",
            "publish": "records",
            "neither": "abstains",
            "empty": "away",
            "data": "cannot",
        },
        "follows": ["more"],
        "named": 3,
    },
    lesson.MissingQuarter: {
        "low": 48,
        "high": 73,
        "verdict": "no",
        "least": 78,
        "assumes": "nothing",
        "smaller": 55,
    },
    lesson.HowManySheets: {"few": 74, "many": 14, "stock": "same", "totals": "boxes"},
    lesson.HonestAlternatives: {
        "innocent": {
            "round": "computed",
            "small": "uneven",
            "over": "elsewhere",
            "one": "chance",
            "late": "different",
        },
        "even": "digits",
        "winner": "none",
    },
    lesson.PromiseThatHolds: {"q": 60, "third": 4, "amnesty": 25, "larger": "stays"},
    lesson.SplitOrTrade: {
        "split": 50,
        "refuses": "east",
        "east": 80,
        "west": 70,
        "enforcer": "west",
    },
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Answers are kept beside the notebook: here, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


class TestTheLessonOfUnit4(UniversalLessonProperties):
    explorations = [
        lesson.TwoActsExplorer,
        lesson.BoundsExplorer,
        lesson.AuditExplorer,
        lesson.DigitsExplorer,
        lesson.PromiseExplorer,
        lesson.PackageExplorer,
    ]
    practices = RIGHT


def picture_in_words(exploration, **changes):
    built = exploration()
    return words(built.picture(starting(built) | changes))


# 4.1 Five acts --------------------------------------------------------------------------------------


def test_every_act_in_the_figure_has_a_row_of_evidence_of_its_own_day():
    for one in figures.recorded_acts():
        assert seeds.exists(one.reference), one
        assert one.act in act_words()
        row = seeds.resolve(one.reference).iloc[0]
        dated = [str(row[name])[:10] for name in ("date", "as_of") if name in row.index]
        assert one.day in dated, one
        assert one.day <= "2024-08-31"


def test_acts_are_drawn_in_order_of_time_and_each_kind_occurs():
    acts = figures.recorded_acts()
    assert [one.day for one in acts] == sorted(one.day for one in acts)
    assert {one.act for one in acts} == set(act_words())


def test_the_numbers_of_states_in_the_figure_are_those_of_the_roll_call():
    votes = seeds.roll_call("2024-07-31").value_counts()
    drawn = {one.act: one.actor for one in figures.recorded_acts() if "OAS" in one.actor}
    assert drawn["abstains"].startswith(f"{votes['abstain']} ")
    assert any(
        one.actor.startswith(f"{votes['for']} states") and one.act == "records"
        for one in figures.recorded_acts()
    )


def test_brazil_and_colombia_refused_to_recognise_in_2019_and_abstained_in_july_2024():
    says = picture_in_words(lesson.TwoActsExplorer)
    moved = re.search(r"abstaining or absent on the request: ([^.]+)\.", says)[1]
    assert moved == "Bahamas, Brazil, Colombia, Honduras, St Lucia"


@pytest.mark.parametrize("earlier", ["2017-06-19", "2019-01-10", "2020-12-09"])
def test_each_state_that_took_part_twice_stands_in_one_cell(earlier):
    cells = explorations.crossed(earlier)
    listed = [state for states in cells.values() for state in states]
    both = set(seeds.roll_call(earlier).index) & set(seeds.roll_call("2024-07-31").index)
    assert sorted(listed) == sorted(both)
    assert len(listed) == 33  # Nicaragua had left


# 4.2 Missing sheets ---------------------------------------------------------------------------------


def test_a_claimed_count_is_read_from_its_own_rows():
    first, sheets = lesson.claimed("cne_bulletin_1"), lesson.claimed("opposition_sheets")
    assert (first.leader, first.lead, first.coverage) == ("maduro", 704_114, 0.8)
    assert (sheets.leader, sheets.lead) == ("gonzalez", 3_915_001)
    assert sheets.coverage == pytest.approx(24_532 / 30_026)
    assert lesson.claimed("opposition_site").valid == 7_119_768 + 3_225_819 + 250_135
    with pytest.raises(KeyError):
        lesson.claimed("no count")


@pytest.mark.parametrize(
    ("count", "settled"),
    [("cne_bulletin_1", False), ("cne_bulletin_2", True), ("opposition_sheets", True)],
)
def test_by_its_own_coverage_only_the_first_bulletin_leaves_the_lead_open(count, settled):
    claim = lesson.claimed(count)
    g, m = sorted((claim.share(who) for who in claim.votes), reverse=True)[:2]
    assert mediation.is_identified(g, m, claim.coverage) is settled


def test_the_two_conclusive_counts_name_different_winners_so_that_one_is_wrong():
    bulletin, sheets = lesson.claimed("cne_bulletin_2"), lesson.claimed("opposition_sheets")
    assert bulletin.leader != sheets.leader
    # Even with every vote of the tables that the bulletin lacks, at the register's mean and a full
    # turnout, it has no room for the votes on the sheets.
    missing_tables = (1 - bulletin.coverage) * 30_026
    mean_register = 21_323_253 / 30_026
    most = bulletin.votes["gonzalez"] + missing_tables * 1.5 * mean_register
    assert sheets.votes["gonzalez"] > most


def test_the_lead_on_the_sheets_exceeds_all_registered_voters_who_are_not_on_them():
    outside, abroad = lesson.registered_outside(), lesson.registered_abroad()
    assert (outside, abroad) == (3_578_014, 69_211)
    assert lesson.claimed("opposition_sheets").lead > outside + abroad


def test_the_figure_of_coverage_names_the_lowest_and_the_highest_state():
    says = lesson.coverage_by_state().alt
    assert "81.7% of all tables" in says
    assert "54% in Amazonas" in says and "97% in Táchira" in says


def test_the_figure_of_ranges_overlaps_for_the_first_bulletin_only():
    says = lesson.ranges_of_the_counts().alt
    found = re.findall(r"(\d+\.\d) to (\d+\.\d) %", says)
    pairs = [(float(low), float(high)) for low, high in found]
    overlaps = [
        pairs[i][0] <= pairs[i + 1][1] and pairs[i + 1][0] <= pairs[i][1] for i in (0, 2, 4)
    ]
    assert overlaps == [True, False, False]


@settings(max_examples=12, deadline=None)
@given(
    coverage=st.integers(5, 100),
    leader=st.integers(30, 80),
    rival=st.integers(10, 50),
    size=st.integers(5, 60).map(lambda n: 5 * n),
    false=st.integers(0, 20),
)
def test_the_bounds_explorer_says_its_conditions_whatever_is_set(
    coverage, leader, rival, size, false
):
    says = picture_in_words(
        lesson.BoundsExplorer, coverage=coverage, leader=leader, rival=rival, size=size, false=false
    )
    assert ("Identified:" in says) != ("Not identified:" in says)
    assert "the covered sheets are genuine" in says or "covered votes are false" in says
    assert f"holds {size} per cent of the votes" in says


def test_the_bounds_explorer_prints_whole_per_cent_only():
    says = picture_in_words(lesson.BoundsExplorer, coverage=80, leader=67, rival=33)
    assert not re.search(r"\d\.\d", says)


# 4.3 Audits -----------------------------------------------------------------------------------------


def test_right_reports_are_confirmed_and_wrong_ones_hardly_ever():
    right = picture_in_words(lesson.AuditExplorer, reported=60, true=60)
    assert "16 of 16 audits confirm" in right
    fooled = 0
    for draw in range(1, 11):
        says = picture_in_words(lesson.AuditExplorer, reported=60, true=50, draw=draw)
        assert "wrong leader" in says
        fooled += int(re.match(r"\s*(\d+) of 16", says)[1])
    # 160 audits at a risk of 5 per cent: 8 expected at most, and four standard errors of room.
    assert fooled <= 8 + 4 * (160 * 0.05 * 0.95) ** 0.5


def test_a_narrow_report_takes_more_ballots_than_a_wide_one():
    wide, narrow = (
        float(re.search(r"about ([\d,]+) ballots", text)[1].replace(",", ""))
        for text in (
            picture_in_words(lesson.AuditExplorer, reported=70, true=70),
            picture_in_words(lesson.AuditExplorer, reported=55, true=55),
        )
    )
    assert narrow > 10 * wide


def test_the_figure_of_samples_has_other_shares_than_the_assignment():
    assert not {0.01, 0.05, 0.1} & set(figures.ALTERED)
    assert "50 sheets find one with probability 87%" in lesson.detection_by_sample().alt


# 4.4 Forensics --------------------------------------------------------------------------------------


def test_all_counts_of_the_first_bulletin_are_round_and_none_of_the_others():
    for name in ("cne_bulletin_1", "cne_bulletin_2", "opposition_sheets"):
        count = lesson.claimed(name)
        half_a_step = count.valid / 2000
        distances = [
            abs(figures.distance_to_a_round_share(votes, count.valid)) * half_a_step
            for votes in count.votes.values()
        ]
        assert all(one < 0.5 for one in distances) is (name == "cne_bulletin_1")
        assert name == "cne_bulletin_1" or min(distances) > 50


def test_an_honest_history_is_flagged_and_a_dishonest_one_is_not():
    often = {
        process: mediation_processes.flagged_share(process, 1000)
        for process in mediation_processes.PROCESSES
    }
    assert often["small"] > 0.9 and often["rounded"] > 0.9  # honest
    assert often["counted"] < 0.12 and often["moved"] < 0.12  # honest, and not
    assert often["made up"] > 0.9
    assert {"made up", "moved"} == mediation_processes.DISHONEST


def test_the_course_test_of_digits_agrees_with_that_of_the_model():
    votes = mediation_processes.made("counted", 300)
    digits = mediation_processes.last_digits(votes)
    by_model = mediation.last_digit_test(votes[0], least=0)
    assert tuple(digits[0]) == by_model.counts
    assert mediation_processes.departure(digits)[0] == pytest.approx(by_model.statistic)


def test_five_per_cent_of_chance_is_what_lies_above_the_critical_value():
    digits = np.array([[30, 30, 30, 30, 30, 30, 30, 30, 30, 30]])
    assert mediation_processes.departure(digits)[0] == 0
    chance = np.random.default_rng(3).multinomial(3000, [0.1] * 10, 20_000)
    above = (mediation_processes.departure(chance) > mediation_processes.CRITICAL_VALUE).mean()
    assert above == pytest.approx(0.05, abs=0.006)


def test_made_up_elections_are_the_same_each_time_and_cannot_be_written_to():
    votes = mediation_processes.made("moved", 100, 3)
    assert votes.shape == (3, 100) and (votes >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        votes[0, 0] = 1
    with pytest.raises(KeyError):
        mediation_processes.made("no such history", 100)
    with pytest.raises(ValueError, match="nothing to make"):
        mediation_processes.made("moved", 0)


def test_the_digits_explorer_tells_the_truth_of_each_history():
    for process in mediation_processes.PROCESSES:
        says = picture_in_words(lesson.DigitsExplorer, process=process)
        assert ("not what was voted" in says) is (process in mediation_processes.DISHONEST)


# 4.5 Promises ---------------------------------------------------------------------------------------


def test_raising_the_amnesty_far_enough_makes_the_incumbent_stay():
    assert "the incumbent leaves" in picture_in_words(lesson.PromiseExplorer, amnesty=50)
    says = picture_in_words(lesson.PromiseExplorer, amnesty=60)
    assert "breaks the promise" in says and "the incumbent stays" in says


def test_a_limit_below_what_is_wanted_closes_the_zone_and_a_higher_one_does_not():
    assert "Amnesties from 38 to 50" in picture_in_words(lesson.PromiseExplorer, limit=50)
    assert "No size of amnesty" in picture_in_words(lesson.PromiseExplorer, limit=30)


def test_an_amnesty_beyond_the_limit_is_said_to_be_so_whatever_the_game_gives():
    says = picture_in_words(lesson.PromiseExplorer, amnesty=50, limit=45)
    assert "beyond the limit" in says


def test_the_figure_of_the_promise_says_where_its_lines_cross():
    says = lesson.amnesty_and_trust().alt
    assert "20 points, and at 57.5" in says


# 4.6 A deal nobody loves ----------------------------------------------------------------------------


def test_trading_beats_splitting_for_both_sides_and_both_beat_no_agreement():
    utilities, efficient = bargain.judged()
    split, trade = (
        utilities[bargain.place_of(bargain.SIMPLE_PACKAGES[key])] for key in ("split", "trade")
    )
    alternatives = bargain.bargain().batna
    assert (trade > split).all() and (split > alternatives).all()
    assert efficient[bargain.place_of(bargain.SIMPLE_PACKAGES["trade"])]
    assert not efficient[bargain.place_of(bargain.SIMPLE_PACKAGES["split"])]


def test_no_issue_of_the_bargain_is_about_people_in_custody():
    said = " ".join(
        " ".join([words_, *options]) for words_, options in bargain.issue_words().values()
    ).lower()
    assert not re.search(r"prison|detain|custody|release of", said)
    assert "not exchanged" in lesson.PackageExplorer().task


def test_after_the_shock_only_steps_keep_a_package_whole():
    kept, _ = bargain.judged(False)
    dropped, _ = bargain.judged(True)
    packages = bargain.bargain().packages
    in_steps = packages[:, bargain.ISSUES.index("relief")] == 1
    assert np.allclose(kept[in_steps], dropped[in_steps])
    assert (dropped[~in_steps] <= kept[~in_steps] + 1e-12).all()
    assert (dropped[~in_steps] < kept[~in_steps] - 1e-9).any(axis=1).mean() > 0.9


def test_where_there_is_no_zone_the_package_explorer_says_that_walking_away_is_right():
    assert "walk away is right" in picture_in_words(lesson.PackageExplorer, first=90, second=90)
    assert "walk away" not in picture_in_words(lesson.PackageExplorer)


# Practice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RIGHT)
def test_a_wrong_part_is_judged_wrong_with_a_message_that_does_not_give_the_answer(kind):
    exercise = kind("lesson-4-test")
    for field in exercise.fields():
        right = RIGHT[kind][field.key]
        for other in _others(field, right):
            response = exercise.judge(RIGHT[kind] | {field.key: other})
            assert response.right is False, (field.key, other)
            assert len(response.message) > 40
            if isinstance(right, int) and right > 9:
                assert str(right) not in re.findall(r"\d+", response.message)


def _others(field, right):
    """Wrong values of the same type as the right one."""
    if isinstance(right, int):
        limits = range(field.minimum, min(field.maximum, 120) + 1)
        return [value for value in limits if value != right]
    if isinstance(right, str):
        return [value for value in field.options if value != right]
    if isinstance(right, list):
        return [[value] for value in field.options if [value] != right]
    names = list(right)
    return [right | {name: right[names[place - 1]]} for place, name in enumerate(names)]


@pytest.mark.parametrize(
    ("kind", "part", "given", "says"),
    [
        (lesson.NameTheAct, "follows", ["recognise"], "not recognising"),
        (lesson.NameTheAct, "follows", ["genuine"], "does not make them genuine"),
        (lesson.NameTheAct, "named", 24, "Count names"),
        (lesson.MissingQuarter, "low", 64, "chance had chosen"),
        (lesson.MissingQuarter, "low", 0, "Not so little"),
        (lesson.MissingQuarter, "assumes", "chance", "margin of error"),
        (lesson.MissingQuarter, "smaller", 48, "less than a quarter of the votes"),
        (lesson.HowManySheets, "few", 73, "Just too few"),
        (lesson.HowManySheets, "few", 75, "rule for the head"),
        (lesson.HowManySheets, "stock", "ten", "did not occur"),
        (lesson.HonestAlternatives, "even", "clean", "looked like the honest ones"),
        (lesson.PromiseThatHolds, "q", 40, "leaves a loss"),
        (lesson.PromiseThatHolds, "larger", "leaves", "last move"),
        (lesson.SplitOrTrade, "east", 50, "need not add up"),
        (lesson.SplitOrTrade, "enforcer", "neither", "not its enforcement"),
    ],
)
def test_each_known_slip_has_its_own_message(kind, part, given, says):
    response = kind("lesson-4-test").judge(RIGHT[kind] | {part: given})
    assert response.right is False and says in response.message


def test_the_practice_uses_other_numbers_than_the_assignments_oracle():
    assert practice.MISSING_COVERAGE != 0.8 and practice.MISSING_LEADER not in (2 / 3, 0.67)
    assert not {0.01, 0.05, 0.1} & {practice.ALTERED_FEW, practice.ALTERED_MANY}


def test_smaller_missing_sheets_turn_the_verdict_of_the_second_practice():
    lead = (practice.MISSING_LEADER, practice.MISSING_RIVAL, practice.MISSING_COVERAGE)
    assert not mediation.is_identified(*lead)
    assert mediation.is_identified(*lead, size_ratio=practice.SMALLER)


def test_the_samples_of_the_third_practice_miss_with_just_under_five_per_cent():
    for share, sample in ((practice.ALTERED_FEW, 74), (practice.ALTERED_MANY, 14)):
        assert (1 - share) ** sample <= 0.05 < (1 - share) ** (sample - 1)


# Figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (lesson.picture_of_acts, "2024-07-30, Peru: recognises a president-elect."),
        (lesson.roundness, "bulletin of 29 July: 3 counts, at -0.00, -0.00, +0.00."),
        (lesson.cloud_of_packages, "everything split: 58, 60."),
    ],
    ids=["acts", "roundness", "packages"],
)
def test_a_figure_says_in_words_what_it_shows(picture, says):
    assert says in picture().alt

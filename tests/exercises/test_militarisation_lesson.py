"""Lesson 1: what the explorations show, what the practice answers, what the figures say."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.universal import UniversalLessonProperties, starting, words
from venezuela_course import seeds
from venezuela_course.exercises import militarisation_lesson as lesson
from venezuela_course.exercises.militarisation_lesson import (
    cases,
    chains,
    coding,
    explorations,
    figures,
    garrisons,
    practice,
)
from venezuela_course.exercises.militarisation_lesson.words import VERDICTS, verdict
from venezuela_course.models.militarisation import (
    NEVER,
    POWELL_THYNE,
    STATUSES,
    Classification,
    Definition,
    classify,
    cut_vertices,
    equilibria,
    firm,
    index_path,
    tipping_share,
)

RIGHT = {
    lesson.KeepThePortOpen: {
        "cut": ["D", "E", "G"],
        "lines": {
            "T-2016-02-10-camimpeg": "formal",
            "T-2017-11-26-quevedo": "formal",
            "S003a-069": "informal",
            "S003a-052": "inferred",
            "S003a-059": "inferred",
        },
    },
    lesson.ApplyTheDefinition: {
        "verdicts": {"A": "failed", "B": "not", "C": "open", "D": "attempt", "E": "succeeded"},
        "days": "D",
    },
    lesson.ThreeRulesByHand: {"additive": 0.75, "geometric": 0.71, "weakest": 0.5, "zero": 0.6},
    lesson.StabilityByHand: {"equal": "2003", "share": 60, "higher": 30, "meaning": "weights"},
    lesson.TipTheGarrison: {"tipping": 40, "after": 60, "fate": "return", "belief": "little"},
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Answers are kept beside the notebook: here, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


class TestTheLessonOfUnit1(UniversalLessonProperties):
    explorations = [
        lesson.RemovalExplorer,
        lesson.DefinitionExplorer,
        lesson.CutsExplorer,
        lesson.RulesExplorer,
        lesson.WeightsExplorer,
        lesson.GarrisonExplorer,
    ]
    practices = RIGHT


def says(explorer, **settings_changed):
    """What an exploration says in words under its starting settings, some of them changed."""
    return words(explorer.picture(starting(explorer) | settings_changed))


def named(explorer, **settings_changed):
    """The accessible name of an exploration's drawing."""
    return re.search(
        r'aria-label="([^"]*)"', explorer.picture(starting(explorer) | settings_changed)
    )[1]


# 1.1 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrangement", "formal", "with_informal"),
    [("two lines", (), ()), ("two posts", ("both",), ()), ("joint", ("joint",), ())],
)
def test_the_weak_point_of_a_relief_service_hangs_on_whether_an_informal_line_counts(
    arrangement, formal, with_informal
):
    links = chains.ARRANGEMENTS[arrangement]
    assert cut_vertices(firm(links)) == formal
    assert cut_vertices(firm(links, STATUSES[:2])) == with_informal


def test_two_posts_in_one_hand_cut_off_everybody_below_when_the_person_goes():
    explorer = lesson.RemovalExplorer()
    for removed in ("minister", "commander", "both"):
        said = says(explorer, arrangement="two posts", removed=removed)
        assert "are cut off: army, guard, northern depots, southern depots, villages" in said
    assert "everybody else still has a line" in says(explorer, removed="minister")


def test_a_position_that_an_arrangement_does_not_have_cannot_be_removed_from_it():
    assert "no such position" in says(lesson.RemovalExplorer(), removed="joint")


@pytest.mark.parametrize("arrangement", chains.ARRANGEMENTS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_somebody_is_cut_off_exactly_when_a_cut_vertex_is_removed(arrangement, count):
    links = firm(chains.ARRANGEMENTS[arrangement], STATUSES[:count])
    for body in chains.positions(links):
        assert bool(chains.cut_off(links, body)) is (body in cut_vertices(links))


def test_the_three_arrangements_differ_only_above_the_troops():
    below = {
        name: {link for link in links if link[0] not in ("minister", "commander", "both", "joint")}
        - {("president", "minister", "formal"), ("president", "commander", "formal")}
        - {("president", "both", "formal"), ("president", "joint", "formal")}
        for name, links in chains.ARRANGEMENTS.items()
    }
    assert below["two lines"] == below["two posts"] == below["joint"]


def test_padrino_held_two_posts_for_about_two_years_and_eight_months():
    command, ministry = figures.tenures()[:2]
    note = seeds.resolve("militarisation:post-padrino-defence-2014-10-24").iloc[0]["note"]
    assert "to 20 June 2017" in note and date(2017, 6, 20) == command.end
    assert ministry.start == date(2014, 10, 24) and ministry.end is None
    assert "about 32 months" in lesson.posts_through_time().alt


# 1.2 ------------------------------------------------------------------------------------------------


def test_no_case_of_the_lesson_is_one_of_the_assignments():
    names = " ".join(case.name for case in cases.foreign_cases())
    for moment in ("1958", "February 1992", "2002", "July 2016,", "2019", "2020"):
        assert moment not in names
    assert "Turkey, July 2016" in names  # and not the command of that month


def test_seven_days_are_exactly_what_is_not_known_of_burkina_faso():
    burkina = cases.foreign_cases()[1]
    found = {days: classify(burkina, Definition(POWELL_THYNE, days)).success for days in (6, 7, 9)}
    assert found == {6: "yes", 7: "unknown", 9: "no"}


def test_a_self_coup_is_let_in_by_one_criterion_alone():
    peru = cases.foreign_cases()[4]
    assert verdict(classify(peru, Definition(POWELL_THYNE, 7))) == "not"
    wider = Definition(POWELL_THYNE - {"executive"}, 7)
    assert verdict(classify(peru, wider)) == "failed"  # nobody was removed


def test_what_a_court_disputes_stays_open_however_long_it_lasts():
    honduras = cases.foreign_cases()[3]
    assert verdict(classify(honduras, Definition(POWELL_THYNE, 7))) == "open"
    assert verdict(classify(honduras, Definition(frozenset({"insider"}), 7))) == "succeeded"


def test_a_definition_that_asks_for_nothing_calls_all_six_an_attempt_at_least():
    said = named(lesson.DefinitionExplorer(), criteria=[], days=0)
    assert "not a coup" not in said and "cannot be classified" not in said


def test_every_classification_has_one_word():
    truths = ("yes", "no", "unknown")
    found = {verdict(Classification(one, two)) for one in truths for two in truths}
    assert found == set(VERDICTS)


def test_the_days_of_the_figure_are_those_of_the_table():
    found = {one.facts: one.days for one in figures.removals()}
    assert found["X-059"] == 0.5 and found["X-058"] == 7
    honduras = (date(2010, 1, 27) - date(2009, 6, 28)).days
    assert found["X-057"] == honduras == 213


# 1.3 ------------------------------------------------------------------------------------------------


def test_every_share_of_the_cabinet_has_a_counter_and_no_counter_is_lost():
    counts = figures.cabinet_counts()
    rows = seeds.militarisation().query("measure == 'cabinet_share'")
    assert len(counts) == (rows["period_precision"] != "interval").sum()
    assert {one.counter for one in counts} == set(figures._COUNTERS)


def test_by_one_counter_the_share_rises_in_each_year_from_2013_to_2018():
    shares = [
        one.share
        for one in figures.cabinet_counts()
        if one.counter == "Runrunes" and one.year > 2013
    ]
    assert shares == sorted(shares) and len(shares) == 6


def test_the_two_counts_of_2015_differ_by_one_officer_and_one_ministry():
    rows = seeds.militarisation().set_index("record_id")
    assert rows.loc["cabinet-2015", "count"] == "8 of 29"
    assert rows.loc["cabinet-2015-10", "count"] == "9 of 28"
    assert round(100 * 9 / 28 - 100 * 8 / 29, 1) == 4.6


def test_2015_can_score_above_or_below_2004_as_the_cuts_and_the_counter_are_chosen():
    explorer = lesson.CutsExplorer()
    above = says(explorer, low=20, high=32)
    assert "2004: 1 (31.8" in above and "2015: 2 (32.1 by El Nacional)" in above
    below = says(explorer, low=20, high=30)
    assert "2004: 2 (31.8" in below and "2015: 1 (27.6 by Runrunes)" in below


def test_the_explorer_of_cuts_asks_for_cuts_in_order():
    assert "must begin above" in says(lesson.CutsExplorer(), low=40, high=40)


def test_spending_is_drawn_as_a_line_only_while_it_measures_effort():
    alt = lesson.military_spending().alt
    assert "line ends in 2015 at 0.94" in alt
    assert "crosses, not joined: 0.45, 2.23, 0.15, 1.79, 1.58" in alt


def test_the_three_rules_disagree_about_the_invented_republic():
    assert "additive 2004, geometric 2004, weakest link never" in says(lesson.RulesExplorer())
    far = says(lesson.RulesExplorer(), rules=5)
    assert "additive 2002" in far and "weakest link never" in far


def test_a_zero_in_place_of_a_gap_dents_the_index():
    made = coding.invented_coding()
    assert made.gaps() == [("2005", "posts")]
    left_out = index_path(made.scores, [1, 1, 1], "additive")[4]
    as_zero = index_path(made.with_gaps_as_zero().scores, [1, 1, 1], "additive")[4]
    assert left_out == pytest.approx(1 / 2) and as_zero == pytest.approx(1 / 3)


# 1.4 ------------------------------------------------------------------------------------------------


def test_the_triangle_is_divided_as_geometry_says():
    """Areas by hand: 0.4²; 0.16; what is left of 0.8 - 0.12 once never has its 0.22."""
    found = coding.even_shares(coding.invented_coding(), "additive", 0.6)
    assert found["2002"] == pytest.approx(0.16, abs=0.01)
    assert found["2003"] == pytest.approx(0.16, abs=0.01)
    assert found["2004"] == pytest.approx(0.46, abs=0.01)
    assert found[NEVER] == pytest.approx(0.22, abs=0.01)
    assert max(found.values()) < 0.5


def test_equal_weights_date_the_invented_republic_to_2004():
    assert coding.onsets(coding.invented_coding(), [[1, 1, 1]], "additive", 0.6) == ["2004"]


def test_the_draws_come_near_the_areas():
    found = explorations._drawn_onsets(1, "additive", 0.6)
    assert found.count("2004") / len(found) == pytest.approx(0.46, abs=0.04)


def test_under_the_weakest_link_the_weights_cease_to_matter():
    assert "has 100% of the draws" in says(lesson.WeightsExplorer(), rule="weakest", threshold=0.5)


def test_draws_that_keep_to_the_middle_agree():
    shares = [
        float(re.search(r"has (\d+)%", says(lesson.WeightsExplorer(), concentration=one))[1])
        for one in ("1", "25", "100")
    ]
    assert shares == sorted(shares) and shares[0] < 50 and shares[-1] >= 90


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.floats(0.05, 1))
def test_the_shares_of_a_triangle_add_up_to_all(weights, threshold):
    found = coding.onsets(coding.invented_coding(), [weights], "geometric", threshold)
    assert sum(coding.shares(found, coding.invented_coding().dates).values()) == pytest.approx(1)


# 1.5 ------------------------------------------------------------------------------------------------


def test_three_garrisons_differ_in_rents_alone_and_in_everything_that_follows():
    games = [garrisons.garrison(name) for name in ("quiet", "undecided", "breaking")]
    assert len({game.rents for game in games}) == 3
    assert len({(g.benefit, g.cost, g.loyalty, g.floor, g.ceiling) for g in games}) == 1
    assert [equilibria(game) for game in games] == [(0,), (0, 1), (1,)]


def test_a_higher_cost_of_failure_moves_the_tipping_share_up():
    explorer = lesson.GarrisonExplorer()
    low = float(re.search(r"about (\d+)%", says(explorer))[1])
    high = float(re.search(r"about (\d+)%", says(explorer, cost=60))[1])
    assert low == 42 and high > low


def test_those_below_the_tipping_share_come_back_and_those_above_are_followed():
    explorer = lesson.GarrisonExplorer()
    assert "30% have moved: they come back." in says(explorer)
    assert "45% have moved: the others follow." in says(explorer, moved=45)


@settings(max_examples=12, deadline=None)
@given(
    benefit=st.integers(20, 150),
    cost=st.integers(0, 100),
    rents=st.integers(0, 100),
    loyalty=st.integers(0, 60),
    moved=st.integers(0, 100),
)
def test_the_garrison_explorer_names_a_tipping_share_exactly_when_two_outcomes_are_stable(
    **chosen,
):
    said = says(lesson.GarrisonExplorer(), **chosen)
    assert ("Two outcomes" in said) is ("tipping share" in said)


def test_the_garrison_explorer_is_not_the_assignments_garrison():
    rows = seeds.teaching_values()
    assigned = rows[rows["exercise"].str.startswith("a1-loyalty") & (rows["parameter"] == "floor")]
    assert len(assigned)
    assert not (assigned["value"] == garrisons.garrison("undecided").floor).any()


# Practice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RIGHT)
def test_a_wrong_part_is_judged_wrong_with_a_message_that_does_not_give_the_answer(kind):
    exercise = kind("lesson-1-test")
    for field in exercise.fields():
        for other in _others(field, RIGHT[kind][field.key]):
            response = exercise.judge(RIGHT[kind] | {field.key: other})
            assert response.right is False
            assert len(response.message) > 40
            assert str(RIGHT[kind][field.key]) not in re.findall(r"\d+", response.message)


def _others(field, right):
    """Wrong values of the same type as the right one."""
    if isinstance(right, float):
        return [value / 50 for value in range(51) if abs(value / 50 - right) > 0.011]
    if isinstance(right, int):
        return [value for value in range(field.minimum, field.maximum + 1, 5) if value != right]
    if isinstance(right, str):
        return [value for value in field.options if value != right]
    if isinstance(right, list):
        return [[value] for value in field.options] + [sorted(field.options)]
    return [
        right | {item: other}
        for item in right
        for other in field.categories
        if other != right[item]
    ]


def test_the_port_has_three_positions_that_it_cannot_lose():
    assert cut_vertices(chains.PORT) == ("D", "E", "G")


def test_a_conclusion_is_not_a_decree():
    lines = RIGHT[lesson.KeepThePortOpen]["lines"] | {"S003a-052": "formal"}
    response = lesson.KeepThePortOpen("lesson-1-test").judge(
        RIGHT[lesson.KeepThePortOpen] | {"lines": lines}
    )
    assert "names no decree" in response.message


def test_the_sentences_of_the_first_practice_are_not_the_assignments():
    assigned = {f"S003a-{n:03d}" for n in (*range(7, 16), 86, 87, 88)}
    assert not assigned & set(practice.SENTENCES)
    assert all(seeds.exists(one) for one in practice.SENTENCES)


def test_applause_does_not_enter_the_definition():
    verdicts = RIGHT[lesson.ApplyTheDefinition]["verdicts"] | {"E": "not"}
    response = lesson.ApplyTheDefinition("lesson-1-test").judge({"verdicts": verdicts, "days": "D"})
    assert "applause" in response.message


def test_only_one_verdict_changes_when_four_days_are_enough():
    fewer = Definition(POWELL_THYNE, practice.FEWER_DAYS)
    changed = [
        case.name
        for case in practice.invented_cases()
        if classify(case, practice.SET_DEFINITION) != classify(case, fewer)
    ]
    assert changed == ["D"]


def test_the_three_rules_by_hand_are_what_the_model_computes():
    assert practice._by_hand() == pytest.approx(
        {"additive": 3 / 4, "geometric": 0.5**0.5, "weakest": 1 / 2, "zero": 3 / 5}
    )


@pytest.mark.parametrize(
    ("given_value", "part", "message"),
    [
        (0.6, "additive", "counts it as a zero"),
        (0.67, "additive", "equal weights"),
        (0.75, "geometric", "additive index again"),
        (0.0, "weakest", "cannot be the lowest"),
        (0.75, "zero", "comes back into the sum"),
    ],
)
def test_each_slip_about_the_rules_has_its_own_message(given_value, part, message):
    response = lesson.ThreeRulesByHand("lesson-1-test").judge(
        RIGHT[lesson.ThreeRulesByHand] | {part: given_value}
    )
    assert response.right is False and message in response.message


@pytest.mark.parametrize(("threshold", "share"), [(0.7, 60), (0.85, 30), (0.5, 100), (1.0, 0)])
def test_the_stability_by_hand_is_the_share_of_weights(threshold, share):
    """The index of 2003 is (1 + w) / 2 and reaches t from w = 2t - 1 on."""
    assert practice.share_of_weights("2003", threshold) == pytest.approx(share, abs=0.1)


def test_the_share_on_the_wrong_side_of_the_limit_has_its_own_message():
    response = lesson.StabilityByHand("lesson-1-test").judge(
        RIGHT[lesson.StabilityByHand] | {"share": 40}
    )
    assert "another year" in response.message


def test_a_share_of_weights_is_not_a_probability_of_the_past():
    response = lesson.StabilityByHand("lesson-1-test").judge(
        RIGHT[lesson.StabilityByHand] | {"meaning": "probability"}
    )
    assert response.right is False and "nothing random happened" in response.message


def test_a_threat_against_those_who_fail_raises_the_tipping_share():
    game = garrisons.garrison("garrison", practice.TIPPING)
    assert tipping_share(game) == pytest.approx(0.4)
    response = lesson.TipTheGarrison("lesson-1-test").judge(
        RIGHT[lesson.TipTheGarrison] | {"after": 20}
    )
    assert "More pressure, but on whom?" in response.message


def test_that_nobody_moves_shows_very_little_about_opinions():
    response = lesson.TipTheGarrison("lesson-1-test").judge(
        RIGHT[lesson.TipTheGarrison] | {"belief": "content"}
    )
    assert response.right is False and "desperate alike" in response.message


@pytest.mark.parametrize("kind", RIGHT)
def test_the_picture_of_a_practice_does_not_change_with_what_is_right(kind):
    """A picture drawn from an empty answer cannot tell the right answer: it does not know one."""
    exercise = kind("lesson-1-test")
    blank = {field.key: None for field in exercise.fields()}
    drawn = exercise.picture(blank)
    for field in exercise.fields():
        right = RIGHT[kind][field.key]
        if isinstance(right, int | float) and right not in (0.5,):
            assert f">{right}<" not in drawn


# Figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "says_so"),
    [
        (lesson.posts_through_time, "operational commander, from 2013-07-01"),
        (lesson.how_long_it_lasted, "Burkina Faso, September 2015: 7 days"),
        (lesson.officers_in_the_cabinet, "El Nacional 2015: 32.1"),
        (lesson.other_bases, "ministers of the economic area, January 2018: 56 %"),
        (lesson.military_spending, "Venezuela, Colombia and Brazil"),
        (lesson.triangle_of_weights, "2004 46%, never 22%"),
        (lesson.three_garrisons, "Tipping share 42%"),
    ],
    ids=["posts", "durations", "cabinet", "bases", "spending", "triangle", "garrisons"],
)
def test_a_figure_says_in_words_what_it_shows(picture, says_so):
    assert says_so in picture().alt

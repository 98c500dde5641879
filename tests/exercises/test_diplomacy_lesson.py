"""Lesson 3: what the explorations show, what the practice answers, what the figures say."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.universal import UniversalLessonProperties, starting, words
from venezuela_course import seeds
from venezuela_course.exercises import diplomacy_lesson as lesson
from venezuela_course.exercises.diplomacy_lesson import explorations, memberships, practice
from venezuela_course.exercises.diplomacy_lesson.figures import standings
from venezuela_course.models.diplomacy import RULES, decide, swings, tally, winning_coalitions

RIGHT = {
    lesson.CountTheQuota: {"quota": 28, "outcome": "failed", "blocking": 14},
    lesson.CountTheSwings: {"A": 5, "B": 3, "C": 3, "D": 1},
    lesson.FiveRules: {
        "outcomes": {
            "members-2/3": "lost",
            "yes+no-2/3": "carried",
            "present-2/3": "lost",
            "members-majority": "carried",
            "yes+no-majority": "carried",
        },
        "leaving": ["present", "yes+no"],
    },
    lesson.BridgesOnADay: {"bridges": ["ARG", "CRI", "PAN"], "closed": "ARG"},
    lesson.PriceOfDoubt: {"low": 52, "width": 13, "least": 40, "worse": "no"},
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Answers are kept beside the notebook: here, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


class TestTheLessonOfUnit3(UniversalLessonProperties):
    explorations = [
        lesson.ThresholdExplorer,
        lesson.PowerExplorer,
        lesson.RollCallExplorer,
        lesson.BridgesExplorer,
        lesson.BargainingExplorer,
    ]
    practices = RIGHT


# Explorations ---------------------------------------------------------------------------------------


def test_the_threshold_explorer_says_that_cancun_was_three_votes_short_of_23():
    explorer = lesson.ThresholdExplorer()
    says = words(explorer.picture(starting(explorer)))
    assert "Two thirds of 34: 23 needed, 20 in favour, lost, 3 votes short." in says
    assert "A blocking set has 12 members" in says


def test_cubas_chair_raises_the_threshold_by_one_vote():
    explorer = lesson.ThresholdExplorer()
    says = words(explorer.picture(starting(explorer) | {"chairs": "with Cuba"}))
    assert "Two thirds of 35: 24 needed" in says


def test_none_of_the_eleven_texts_reaches_two_thirds_of_the_states_taking_part():
    explorer = lesson.ThresholdExplorer()
    start = starting(explorer)
    for roll_call in seeds.roll_call_totals()["roll_call_id"]:
        assert "lost" in words(explorer.picture(start | {"roll_call": roll_call}))


@pytest.mark.parametrize(
    ("roll_call", "needed"),
    [("2018-06-05", 18), ("2024-07-31", 17)],
)
def test_half_is_not_enough_under_more_than_half(roll_call, needed):
    explorer = lesson.ThresholdExplorer()
    says = words(explorer.picture({"roll_call": roll_call, "share": 50, "chairs": "taking part"}))
    assert f"{needed} needed" in says


def test_the_roll_calls_of_the_assignment_cannot_be_tried_under_other_rules():
    field = lesson.RollCallExplorer().fields()[0]
    assert set(field.options) == set(seeds.roll_call_totals()["roll_call_id"]) - set(
        explorations.ASSIGNED
    )
    assert practice.SEATING_VOTE not in explorations.ASSIGNED


def test_moving_a_ballot_from_against_to_absent_is_noticed_by_the_bases_that_shrink():
    explorer = lesson.RollCallExplorer()
    picture = explorer.picture({"roll_call": "2019-01-10", "state": "NIC", "vote": "absent"})
    bases = [int(base) for base in re.findall(r"</td><td[^>]*><\w+>(\d+)</\w+></td><td", picture)]
    votes = seeds.roll_call("2019-01-10").to_dict() | {"NIC": "absent"}
    assert bases == [decide(tally(votes), rule, 34).base for rule in RULES.values()]
    assert bases == [34, 24, 32, 34, 24]


def test_a_bloc_of_twelve_has_twelve_of_twenty_three_places_at_the_councils_quota():
    bloc, single = standings([12], 34, 18)
    assert bloc.shapley == pytest.approx(12 / 23)
    assert bloc.shapley + 22 * single.shapley == pytest.approx(1)


def test_from_27_votes_on_both_indices_put_the_bloc_of_twelve_below_its_votes():
    for needed in range(18, 35):
        bloc = standings([12], 34, needed)[0]
        assert (max(bloc.shapley, bloc.banzhaf) < bloc.votes) == (needed >= 27)


def test_at_unanimity_a_bloc_weighs_as_much_as_a_single_state():
    bloc, single = standings([12], 34, 34)
    assert bloc.shapley == pytest.approx(single.shapley)
    assert bloc.banzhaf == pytest.approx(single.banzhaf)


@settings(max_examples=12, deadline=None)
@given(bloc=st.integers(1, 24), second=st.integers(0, 12), quota=st.integers(18, 34))
def test_every_split_that_the_sliders_allow_can_be_drawn(bloc, second, quota):
    says = words(lesson.PowerExplorer().picture({"bloc": bloc, "second": second, "quota": quota}))
    assert "Shapley–Shubik" in says


def test_the_power_explorer_does_not_print_the_assignments_precision():
    says = words(lesson.PowerExplorer().picture({"bloc": 14, "second": 0, "quota": 23}))
    assert not re.search(r"\d\.\d", says)


def test_both_lists_of_may_2019_can_be_drawn_and_disagree_about_mexico_and_ecuador():
    record = set(memberships.edges_on(date(2019, 5, 3)))
    printed = set(memberships.printed_edges())
    assert ("MEX", "contact") in printed - record
    assert ("ECU", "contact") in record - printed


def test_panama_was_no_bridge_at_the_lima_meeting_of_may_2019():
    assert "PAN" not in memberships.bridges_on(date(2019, 5, 3))
    assert "PAN" in memberships.bridges_on(date(2019, 7, 24))


def test_every_day_supplied_for_a_blank_end_is_in_the_rows_own_words():
    months = "January February March April May June July August September October November December"
    supplied = {**memberships._SEEN_BY, **memberships._GONE_BY, **memberships._SURE_UNTIL}
    for (group, actor), day in supplied.items():
        row = seeds.resolve(f"groups:record:{group}:{actor}").iloc[0]
        text = f"{row['note']} {row['source']}"
        month = f"{months.split()[day.month - 1]} {day.year}"
        assert month in text, (group, actor, day)


def test_a_tie_that_rests_on_no_page_is_doubtful():
    mexico = next(m for m in memberships.memberships() if (m.actor, m.group) == ("MEX", "lima"))
    assert not mexico.doubtful(date(2018, 5, 20))
    assert mexico.doubtful(date(2019, 5, 3))


@settings(max_examples=15, deadline=None)
@given(
    belief=st.integers(0, 100),
    first=st.integers(-40, 80),
    broken=st.integers(-80, 40),
    other=st.integers(-40, 80),
)
def test_the_bargaining_explorer_says_whether_there_is_a_zone_for_all_settings(
    belief, first, broken, other
):
    says = words(
        lesson.BargainingExplorer().picture(
            {"belief": belief, "first": first, "broken": broken, "other": other}
        )
    )
    assert ("points wide" in says) != ("no zone" in says)
    assert "nan" not in says and "inf" not in says


# Practice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RIGHT)
def test_a_wrong_part_is_judged_wrong_with_a_message_that_does_not_give_the_answer(kind):
    exercise = kind("lesson-3-test")
    for field in exercise.fields():
        for other in _others(field, RIGHT[kind][field.key]):
            response = exercise.judge(RIGHT[kind] | {field.key: other})
            assert response.right is False
            assert len(response.message) > 40
            assert str(RIGHT[kind][field.key]) not in re.findall(r"\d+", response.message)


def _others(field, right):
    """Wrong values of the same type as the right one."""
    if isinstance(right, int):
        return [value for value in range(field.minimum, field.maximum + 1) if value != right]
    if isinstance(right, str):
        return [value for value in field.options if value != right]
    if isinstance(right, list):
        return [[value] for value in field.options if [value] != right]
    swapped = {"carried": "lost", "lost": "carried"}
    return [right | {key: swapped[value]} for key, value in right.items()]


@pytest.mark.parametrize(
    ("given_quota", "says"),
    [
        (21, "more than half"),
        (27, "rounded down"),
        (23, "votes cast"),
        (26, "those present"),
        (5, "two thirds of the members"),
    ],
)
def test_each_slip_about_the_quota_has_its_own_message(given_quota, says):
    response = lesson.CountTheQuota("lesson-3-test").judge(
        {"quota": given_quota, "outcome": "failed", "blocking": 14}
    )
    assert says in response.message


def test_the_four_wrong_bases_of_the_quota_give_four_different_numbers():
    assert len({21, 27, 23, 26, RIGHT[lesson.CountTheQuota]["quota"]}) == 5


def test_thirteen_members_cannot_block_what_twenty_eight_can_adopt():
    response = lesson.CountTheQuota("lesson-3-test").judge(
        {"quota": 28, "outcome": "failed", "blocking": 13}
    )
    assert "One more is needed to block" in response.message


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((6, 5, 5, 4), "Strike out"),
        ((5, 4, 2, 1), "Power is not weight"),
        ((5, 3, 3, 2), "D"),
        ((0, 0, 0, 0), "A, B, C, D"),
    ],
)
def test_each_slip_about_swings_has_its_own_message(answer, says):
    response = lesson.CountTheSwings("lesson-3-test").judge(dict(zip("ABCD", answer, strict=True)))
    assert response.right is False and says in response.message


def test_b_has_twice_the_votes_of_c_and_the_same_power():
    weights = list(practice.COUNCIL.values())
    counted = [sum(row) for row in swings(weights, practice.COUNCIL_QUOTA)]
    by_hand = [
        sum(
            player in coalition
            and sum(weights[p] for p in coalition) - weights[player] < practice.COUNCIL_QUOTA
            for coalition in winning_coalitions(weights, practice.COUNCIL_QUOTA)
        )
        for player in range(4)
    ]
    assert counted == by_hand == [5, 3, 3, 1]
    assert practice.COUNCIL["B"] == 2 * practice.COUNCIL["C"]


def test_eighteen_of_twenty_seven_is_exactly_two_thirds():
    wrong = RIGHT[lesson.FiveRules]["outcomes"] | {"yes+no-2/3": "lost"}
    response = lesson.FiveRules("lesson-3-test").judge(
        {"outcomes": wrong, "leaving": ["present", "yes+no"]}
    )
    assert "exactly is enough" in response.message


def test_mexico_founded_one_club_and_called_the_meeting_of_the_other_but_is_no_bridge():
    response = lesson.BridgesOnADay("lesson-3-test").judge(
        {"bridges": ["ARG", "CRI", "MEX", "PAN"], "closed": "ARG"}
    )
    assert "never joined" in response.message


def test_multiplying_by_the_belief_gets_the_direction_of_doubt_wrong():
    response = lesson.PriceOfDoubt("lesson-3-test").judge(RIGHT[lesson.PriceOfDoubt] | {"low": 13})
    assert "multiplied" in response.message


def test_a_worse_alternative_does_not_open_the_zone_in_the_fifth_practice():
    response = lesson.PriceOfDoubt("lesson-3-test").judge(
        RIGHT[lesson.PriceOfDoubt] | {"worse": "yes"}
    )
    assert "Pain alone" in response.message


# Figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (
            lambda: lesson.picture_of_vote("2017-06-19"),
            "20 in favour, 5 against, 8 abstaining, 1 absent",
        ),
        (lambda: lesson.power_by_quota(12, 34), "Shapley–Shubik 52%"),
        (lesson.picture_of_all_votes, "19, 18, 20, 19, 19, 19, 18, 21, 21, 21, 17"),
        (lesson.membership_through_time, "Argentina, Bolivia, Costa Rica, Panama"),
        (lesson.picture_of_rounds, "Timeline of 23 events"),
    ],
    ids=["vote", "power", "grid", "clubs", "rounds"],
)
def test_a_figure_says_in_words_what_it_shows(picture, says):
    assert says in picture().alt

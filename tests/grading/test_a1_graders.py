"""The graders of assignment a1."""

from __future__ import annotations

import copy
import itertools
import math
from typing import Any

import pytest

from tests.grading.assignment import Assignment, earned
from tests.grading.universal import (
    GradedExercise,
    UniversalGraderProperties,
    graded_function,
)
from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.militarisation import (
    ChainOfCommand,
    DefinitionMachine,
    LoyaltyDiagram,
    SlowMotion,
)
from venezuela_course.exercises.militarisation.coding import DATES, coding_from, indicators
from venezuela_course.exercises.militarisation.slow_motion import COUNTER
from venezuela_course.models import definitions, loyalty

A1 = Assignment("a1", {"a1-index-path": (0,), "a1-onset-shares": (0,)})
a1, CELLS, POINTS = A1.graders, A1.cells, A1.points
model_answer, changed, model_function, returned_by = (
    A1.model_answer,
    A1.changed,
    A1.model_function,
    A1.returned_by,
)


def with_links(part: str, *links: list[str]) -> Answer:
    """The model organogram, in which the given links replace those between the same bodies."""
    answer = changed("a1-chain-of-command")
    pairs = [link[:2] for link in links]
    answer[part] = [link for link in answer[part] if link[:2] not in pairs] + list(links)
    return answer


def recoded(scores: dict[str, Any], links: list[list[str]] | None = None) -> Answer:
    """The model coding with some rows replaced, reported as the tool reports it."""
    answer = changed("a1-slow-motion")
    answer["scores"] = {
        one: cells for one, cells in (answer["scores"] | scores).items() if cells is not None
    }
    if links is not None:
        answer["evidence"] = [link for link in answer["evidence"] if link[0] not in scores] + links
    return reported(answer)


def reported(answer: Answer) -> Answer:
    """The answer with onset, share and wording as they follow from its coding."""
    coding = coding_from(answer)
    stability = coding.stability()
    assert stability is not None
    share = round(100 * stability.share(coding.onset()), 1)
    wording = "firm" if share >= 90 else "usual" if share > 50 else "mine"
    return answer | {"onset": coding.onset(), "stability": share, "firmness": wording}


def other_definition(days: int, *criteria: str) -> Answer:
    """A full answer under another definition."""
    definition = definitions.Definition(frozenset(criteria), days)
    cases = definitions.cases_from(seeds.coup_cases())
    predicted = {
        name: {"attempt": made.attempt, "success": made.success}
        for name, made in definitions.matrix(cases, definition).items()
    }
    switches = (*definitions.CRITERIA, definitions.DAYS)
    sensitive = next(
        {"case": case.name, "criterion": switch}
        for case, switch in itertools.product(cases, switches)
        if definitions.sensitive_to(case, definition, switch)
    )
    kept = {"criteria": sorted(criteria), "min_days": days, "predicted": predicted}
    return changed("a1-definition-machine", **kept, first=kept, sensitive=sensitive)


def with_first_definition(days: int, *criteria: str) -> Answer:
    """The model answer, arrived at from another definition after the facts were shown."""
    return changed("a1-definition-machine", first=other_definition(days, *criteria)["first"])


def reading(how: str) -> Answer:
    return changed("a1-definition-machine", resolves={"how": how, "criterion": "days"})


MISCONCEPTIONS: dict[str, dict[str, Answer]] = {
    "a1-chain-of-command": {
        "MC-04": with_links("after", ["padrino", "isturiz", "formal"]),
        "MC-08": with_links(
            "after", ["padrino", "maduro", "formal"], ["maduro", "padrino", "informal"]
        ),
    },
    "a1-definition-machine": {
        "MC-09": reading("popular"),
        "MC-10": changed(
            "a1-definition-machine",
            first={
                "criteria": ["force"],
                "min_days": 0,
                "predicted": model_answer("a1-definition-machine")["predicted"],
            },
        ),
    },
    "a1-slow-motion": {
        "MC-03": recoded(
            {"arbiter": {"2013-04": "0", "2015-12": "2"}},
            [["arbiter", "S003a-046"], ["arbiter", "S003a-072"]],
        ),
        "MC-11": recoded({"dual_post": {"2013-04": "2"}}),
        "MC-12": changed("a1-slow-motion", counter=["S003a-054", "S003a-055", "S003a-060"]),
        "MC-13": recoded(
            {"supply_practice": {"2013-04": "0", "2016-07": "2"}},
            [["supply_practice", "S003a-011"], ["supply_practice", "S003a-055"]],
        ),
    },
    "a1-loyalty": {
        "MC-14": changed("a1-loyalty", reasons=["belief", "coordination", "failure"]),
        "MC-15": changed("a1-loyalty", reasons=["coordination", "pressure"]),
    },
}


def _described() -> dict[str, GradedExercise]:
    classes: dict[str, Any] = {
        "a1-chain-of-command": ChainOfCommand,
        "a1-definition-machine": DefinitionMachine,
        "a1-slow-motion": SlowMotion,
        "a1-loyalty": LoyaltyDiagram,
    }
    secrets = {
        "a1-chain-of-command": ("ceremonies", "Istúriz", "Reverol", "Padrino"),
        "a1-definition-machine": ("2002", "seven", "unknown facts"),
        "a1-slow-motion": ("S003a-057", "S003a-075", "coup-proofing", "2016"),
        "a1-loyalty": ("0.41", "0.57", "0.97", "2.5", "4.17", "8.33"),
    }
    also_full = {
        "a1-definition-machine": [
            other_definition(0, "insider"),
            other_definition(2, "insider", "force"),
            other_definition(30, "executive", "illegal"),
        ],
        "a1-slow-motion": [
            never_coder(),
            early_coder(),
            reported(changed("a1-slow-motion", rule="weakest", threshold=0.5)),
        ],
    }
    described = {
        name: GradedExercise(
            grade=a1.GRADERS[name],
            points=POINTS[name],
            model_answer=model_answer(name),
            fields=made(name)._fields,
            misconceptions=MISCONCEPTIONS[name],
            also_full=also_full.get(name, ()),
            secrets=secrets[name],
        )
        for name, made in classes.items()
    }
    functions = {
        "a1-index-path": "index_path",
        "a1-onset": "onset",
        "a1-onset-shares": "onset_shares",
    }
    constants: dict[str, list[Any]] = {
        "a1-index-path": [[], 0, {}, None],
        "a1-onset": ["never", "2010", "2011", None],
        "a1-onset-shares": [{}, {"never": 1.0}, {"2012": 1.0}, None],
    }
    for name, function in functions.items():
        described[name] = graded_function(A1, name, function, constants[name])
    return described


def never_coder() -> Answer:
    """A coder who looked for five things and found none of them beyond a part."""
    answer = changed("a1-slow-motion", threshold=0.9, rule="geometric", alternative="delegation")
    answer["scores"] = {
        "cabinet": {"2013-04": "0", "2014-05": "1"},
        "governors": {"2013-04": "1"},
        "force": {"2013-04": "0", "2015-02": "1"},
        "labour": {"2013-04": "0", "2016-07": "1", "2016-08": "0"},
        "foreground": {"2013-04": "0"},
        "tenure": {"2013-04": "0"},
    }
    answer["evidence"] = [
        ["cabinet", "militarisation:cabinet-2014"],
        ["governors", "militarisation:governors-2008-02"],
        ["force", "T-2015-01-resolution-force"],
        ["labour", "T-2016-07-22-resolution-9855"],
        ["labour", "S003a-083"],
        ["foreground", "S003a-087"],
        ["tenure", "S003a-052"],
    ]
    return reported(answer)


def early_coder() -> Answer:
    """A coder for whom it began with the two posts."""
    answer = changed("a1-slow-motion", threshold=0.3, alternative="aggrandisement")
    answer["weights"] = answer["weights"] | {"dual_post": 8}
    return reported(answer)


class TestUniversalPropertiesOfA1(UniversalGraderProperties):
    exercises = _described()


def test_the_model_essay_keeps_to_its_length() -> None:
    assert 500 <= len(CELLS["a1-essay"].source.split()) <= 700


# Chain of command -----------------------------------------------------------------------------------


def test_a_link_that_can_be_defended_costs_and_earns_nothing() -> None:
    for part in ("before", "after"):
        for one, two in sorted(a1.OPTIONAL[part]):
            status = "inferred" if (one, two) in a1.CONCLUDED else "formal"
            verdict = a1.grade_chain_of_command(with_links(part, [one, two, status]))
            # Another way to supply changes what it hangs on, and the answer has to say so.
            cuts = {"What supply hangs on, before", "What supply hangs on, after"}
            kept = {name: got for name, got in earned(verdict).items() if name not in cuts}
            assert sum(kept.values()) == 6, (part, one, two)
            assert verdict.misconceptions == ()


def test_what_supply_hangs_on_is_judged_by_the_students_own_graph() -> None:
    wrong = with_links("after", ["maduro", "supply", "formal"])
    assert earned(a1.grade_chain_of_command(wrong))["What supply hangs on, after"] == 0
    wrong["cut_after"] = []
    assert earned(a1.grade_chain_of_command(wrong))["What supply hangs on, after"] == 1


def test_a_graph_without_supply_has_no_cut_to_find() -> None:
    answer = changed("a1-chain-of-command", cut_after=[])
    answer["after"] = [link for link in answer["after"] if "supply" not in link]
    assert earned(a1.grade_chain_of_command(answer))["What supply hangs on, after"] == 0


def test_calling_every_link_formal_does_not_tell_them_apart() -> None:
    answer = changed("a1-chain-of-command")
    answer["after"] = [[one, two, "formal"] for one, two, _status in answer["after"]]
    got = earned(a1.grade_chain_of_command(answer))
    assert got["How each link is known"] == 0
    assert got["Links after"] == 2.5


def test_a_hedged_conclusion_that_the_minister_ranks_first_is_no_error_if_marked_as_one() -> None:
    hedged = with_links("after", ["padrino", "maduro", "inferred"])
    assert a1.grade_chain_of_command(hedged).misconceptions == ()


def test_every_pair_of_the_key_and_of_what_is_optional_can_be_drawn() -> None:
    from venezuela_course.exercises.militarisation.chain_of_command import bodies

    for pair in {*a1.BEFORE, *a1.AFTER, *a1.OPTIONAL["before"], *a1.OPTIONAL["after"]}:
        assert set(pair) <= set(bodies())
    assert not set(a1.OPTIONAL["before"]) & set(a1.BEFORE)
    assert not set(a1.OPTIONAL["after"]) & set(a1.AFTER)


# Definition machine ---------------------------------------------------------------------------------


def test_every_definition_that_is_applied_consistently_earns_everything() -> None:
    for size in range(1, 5):
        for criteria in itertools.combinations(definitions.CRITERIA, size):
            for days in (0, 2, 7):
                answer = other_definition(days, *criteria)
                assert a1.grade_definition_machine(answer).score == 8, (criteria, days)


def test_what_is_unknown_must_be_carried_to_cannot_tell() -> None:
    answer = changed("a1-definition-machine")
    answer["predicted"]["2019-04-30"]["attempt"] = "yes"
    answer["first"]["predicted"]["2019-04-30"]["attempt"] = "yes"
    got = earned(a1.grade_definition_machine(answer))
    assert got["Predictions that follow from your definition"] < 2


def test_a_prediction_that_was_corrected_after_the_facts_counts_half() -> None:
    whole = changed("a1-definition-machine")
    corrected = changed("a1-definition-machine")
    wrong = {case: {"attempt": "no", "success": "yes"} for case in corrected["predicted"]}
    corrected["first"] = corrected["first"] | {"predicted": wrong}
    never = corrected | {"predicted": wrong}
    name = "Predictions that follow from your definition"
    scores = [
        earned(a1.grade_definition_machine(answer))[name] for answer in (whole, corrected, never)
    ]
    assert scores[0] == 5 and scores[0] > scores[1] > scores[2]


def test_an_answer_typed_without_a_record_is_judged_as_it_stands() -> None:
    answer = changed("a1-definition-machine")
    del answer["first"]
    assert a1.grade_definition_machine(answer).score == 8


def test_two_criteria_may_be_changed_after_the_facts_and_three_may_not() -> None:
    two = with_first_definition(7, "insider")  # illegal and executive added later
    three = with_first_definition(0, "insider")  # and the days
    assert a1.grade_definition_machine(two).misconceptions == ()
    assert a1.grade_definition_machine(three).misconceptions == ("MC-10",)


def test_success_as_legitimacy_is_recognised_in_both_wordings() -> None:
    for how in a1.LEGITIMACY:
        assert a1.grade_definition_machine(reading(how)).misconceptions == ("MC-09",)


# Slow-motion coup -----------------------------------------------------------------------------------


@pytest.mark.parametrize("date", [*DATES, "never"])
def test_no_onset_is_right_or_wrong_in_itself(date: str) -> None:
    """For each date there is a coding with evidence that implies it and earns everything."""
    answer = changed("a1-slow-motion", rule="additive", threshold=0.5)
    old = {
        "cabinet": "militarisation:cabinet-2004",
        "governors": "militarisation:governors-2008-02",
        "dual_post": "T-2013-07-padrino-ceofanb",
        "force": "T-2015-01-resolution-force",
        "firms": "T-2016-02-10-camimpeg",
        "supply_order": "S003a-009",
    }
    answer["evidence"] = [[one, ref] for one, ref in old.items()]
    answer["scores"] = {one: {"2013-04": "0"} for one in old}
    if date != "never":
        answer["scores"]["cabinet"] |= {date: "2"}
        answer["scores"]["governors"] |= {date: "2"}
        answer["weights"] = {"cabinet": 9, "governors": 9}
    answer = reported(answer)
    assert answer["onset"] == date
    assert a1.grade_slow_motion(answer).score == 14


def test_raising_a_score_never_delays_the_onset_under_the_additive_rule() -> None:
    places = [*DATES, "never"]
    answer = changed("a1-slow-motion")
    before = places.index(str(coding_from(answer).onset()))
    for indicator, date in itertools.product(answer["scores"], DATES):
        raised = copy.deepcopy(answer)
        raised["scores"][indicator] = raised["scores"][indicator] | {date: "2"}
        assert places.index(str(coding_from(raised).onset())) <= before


def test_weights_in_another_unit_change_no_point() -> None:
    answer = changed("a1-slow-motion")
    answer["weights"] = {one: 3 * weight for one, weight in answer["weights"].items()}
    assert a1.grade_slow_motion(answer) == a1.grade_slow_motion(model_answer("a1-slow-motion"))


def test_a_threshold_above_what_is_reached_makes_never_the_answer() -> None:
    answer = changed("a1-slow-motion", threshold=0.95)
    name = "Onset that follows from your coding"
    assert earned(a1.grade_slow_motion(answer))[name] == 0
    assert earned(a1.grade_slow_motion(answer | {"onset": "never"}))[name] == 4


def test_a_coding_without_evidence_earns_nothing_for_following_from_itself() -> None:
    empty = {one: {"2013-04": "0"} for one in list(indicators())[:6]}
    answer = reported(changed("a1-slow-motion", scores=empty, evidence=[]))
    got = earned(a1.grade_slow_motion(answer))
    assert got["Onset that follows from your coding"] == 0
    assert got["Evidence: of its time, and about the indicator"] == 0
    assert got["How firm the date is"] == 0


def test_evidence_for_another_indicator_or_of_a_later_date_does_not_count() -> None:
    name = "Evidence: of its time, and about the indicator"
    late = recoded({"dual_post": {"2013-04": "2"}})
    assert earned(a1.grade_slow_motion(late))[name] < 4
    beside = recoded({"firms": {"2013-04": "0", "2016-03": "1"}}, [["firms", "S003a-055"]])
    assert earned(a1.grade_slow_motion(beside))[name] < 4


def test_a_claim_dated_by_its_year_can_speak_of_january_and_no_earlier() -> None:
    name = "Evidence: of its time, and about the indicator"
    for date, fits in (("2015-12", False), ("2016-03", True)):
        answer = recoded({"dual_post": {"2013-04": "0", date: "2"}}, [["dual_post", "S003a-007"]])
        assert (earned(a1.grade_slow_motion(answer))[name] == 4) is fits


def test_evidence_against_an_indicator_does_not_raise_it() -> None:
    answer = recoded({"labour": {"2016-03": "2"}}, [["labour", "S003a-083"]])
    name = "Evidence: of its time, and about the indicator"
    assert earned(a1.grade_slow_motion(answer))[name] < 4


def test_a_rumour_may_be_coded_in_part_and_not_in_full() -> None:
    for score, found in (("1", ()), ("2", ("MC-03",))):
        answer = recoded(
            {"arbiter": {"2013-04": "0", "2015-12": score}}, [["arbiter", "S003a-046"]]
        )
        assert a1.grade_slow_motion(answer).misconceptions == found


def test_a_full_score_on_a_rumour_or_an_order_alone_counts_half() -> None:
    name = "Evidence: of its time, and about the indicator"
    for indicator, reference, date in (
        ("arbiter", "S003a-046", "2015-12"),
        ("supply_practice", "X-090", "2016-07"),
    ):
        whole, half = (
            earned(
                a1.grade_slow_motion(
                    recoded({indicator: {"2013-04": "0", date: score}}, [[indicator, reference]])
                )
            )[name]
            for score in "12"
        )
        raised = sum(
            score != "0"
            for changes in recoded({indicator: {"2013-04": "0", date: "1"}})["scores"].values()
            for score in changes.values()
        )
        assert whole - half == pytest.approx(whole * 0.5 / raised, abs=1e-3)


def test_a_share_of_weightings_within_two_points_is_accepted_and_a_guess_is_not() -> None:
    name = "How firm the date is"
    true = model_answer("a1-slow-motion")["stability"]
    for given, points in ((true, 2), (true + 1.9, 2), (true - 20, 0)):
        verdict = a1.grade_slow_motion(changed("a1-slow-motion", stability=given))
        assert earned(verdict)[name] == points


def test_a_wording_firmer_than_the_share_costs_half() -> None:
    verdict = a1.grade_slow_motion(changed("a1-slow-motion", firmness="firm"))
    assert earned(verdict)["How firm the date is"] == 1


def test_claims_for_and_against_the_reading_are_offered_in_like_number() -> None:
    assert set(COUNTER) > a1.AGAINST and 2 * len(a1.AGAINST) == len(COUNTER)


def test_the_code_book_of_the_students_says_what_a_row_is_about_and_not_where_it_points() -> None:
    codebook = seeds.indicator_evidence()
    assert list(codebook.columns) == ["indicator", "reference", "reason"]
    assert set(codebook["indicator"]) == set(indicators())


def test_every_row_that_does_not_support_its_indicator_is_in_the_code_book() -> None:
    codebook = seeds.indicator_evidence()
    pairs = set(zip(codebook["indicator"], codebook["reference"], strict=True))
    assert set(a1.NOT_SUPPORT) < pairs


def test_every_indicator_can_be_supported_within_the_time() -> None:
    for indicator, rows in a1._bearings().items():
        supporting = [one for one, bearing in rows.items() if bearing == "supports"]
        assert any(a1._in_time(one, DATES[-1]) for one in supporting), indicator


def test_two_claims_against_the_reading_are_enough_and_supporting_ones_count_against_them() -> None:
    name = "What speaks against the reading"
    cases = ((["S003a-057", "S003a-075"], 3), (["S003a-057", "S003a-060"], 0), (["S003a-057"], 0))
    for counter, points in cases:
        verdict = a1.grade_slow_motion(changed("a1-slow-motion", counter=counter))
        assert earned(verdict)[name] == points


def test_every_other_concept_of_the_list_is_accepted() -> None:
    for concept in a1.ALTERNATIVES:
        verdict = a1.grade_slow_motion(changed("a1-slow-motion", alternative=concept))
        assert verdict.score == 14


# Loyalty --------------------------------------------------------------------------------------------


def test_the_two_settings_differ_in_what_the_exercise_is_about() -> None:
    games, prices = a1._games()
    assert loyalty.equilibria(games["first"]) == (0, 1)
    assert loyalty.tipping_share(games["first"]) == pytest.approx(0.4142, abs=5e-5)
    assert loyalty.equilibria(games["second"]) == (0,)
    assert loyalty.tipping_share(games["second"]) is None
    needed = {one: loyalty.needed_change(games["first"], one) for one in prices}
    assert needed == pytest.approx({"rents": 2.5, "cost": 4.1667, "amnesty": 6.25}, abs=1e-4)


def test_neither_the_smallest_change_nor_the_lowest_price_is_the_cheapest_policy() -> None:
    games, prices = a1._games()
    needed = {one: loyalty.needed_change(games["first"], one) or math.inf for one in prices}
    assert min(needed, key=needed.__getitem__) == "rents"
    assert min(prices, key=prices.__getitem__) == "amnesty"
    assert loyalty.cheapest_policy(games["first"], prices) == "cost"


def test_a_wrong_chance_is_charged_once() -> None:
    games, _prices = a1._games()
    part = model_answer("a1-loyalty")["first"] | {"chance": 0.7}
    wrong = changed("a1-loyalty", first=part)
    followed = changed("a1-loyalty", first=part | {"tipping": a1.tipping_at(games["first"], 0.7)})
    name = "First setting: tipping share"
    assert earned(a1.grade_loyalty(followed))[name] == 0.75
    assert a1.grade_loyalty(followed).score == 3.5
    assert (
        a1.grade_loyalty(wrong).score == 3.5
    )  # the right share is right whatever stands beside it


def test_a_tipping_share_where_there_is_none_earns_nothing_for_it() -> None:
    part = model_answer("a1-loyalty")["second"] | {"has_tipping": "yes", "tipping": 0.97}
    verdict = a1.grade_loyalty(changed("a1-loyalty", second=part))
    assert earned(verdict)["Second setting"] == pytest.approx(0.5)


# Own functions --------------------------------------------------------------------------------------


def test_the_path_worked_out_by_hand() -> None:
    """Weights 1, 2, 1 on scores over 2; at the third date (2, 1, 1): 4 / 4 / 2 plus a quarter."""
    path = a1.expected_path(a1.BY_HAND, {"posts": 1, "supply": 2, "force": 1}, "additive")
    assert list(path.values()) == pytest.approx([1 / 8, 2 / 8, 5 / 8, 8 / 8])
    path = a1.expected_path(a1.BY_HAND, {"posts": 1, "supply": 2, "force": 1}, "geometric")
    assert list(path.values()) == pytest.approx([0, 0, 0.5**0.75, 1])
    path = a1.expected_path(a1.BY_HAND, {"posts": 1, "supply": 2, "force": 1}, "weakest")
    assert list(path.values()) == pytest.approx([0, 0, 0.5, 1])


def test_a_function_that_takes_not_assessed_for_zero_loses_that_family() -> None:
    right = model_function("a1-index-path", "index_path")

    def filled(scores: Any, weights: Any, rule: str) -> Any:
        return right(scores.fillna(0), weights, rule)

    verdict = a1.grade_index_path(returned_by("a1-index-path", filled))
    assert earned(verdict)["Not assessed"] == 0
    assert earned(verdict)["Three indicators, four dates"] == 0.75


def test_a_list_in_the_order_of_the_dates_is_a_path_too() -> None:
    right = model_function("a1-index-path", "index_path")
    verdict = a1.grade_index_path(
        returned_by("a1-index-path", lambda *arguments: list(right(*arguments)))
    )
    assert verdict.score == 3


def test_a_rule_without_weights_needs_no_seed_and_the_others_need_the_one_given() -> None:
    right = model_function("a1-onset-shares", "onset_shares")
    verdict = a1.grade_onset_shares(
        returned_by("a1-onset-shares", lambda s, r, t, seed: right(s, r, t, 0))
    )
    assert earned(verdict)["A rule without weights"] == pytest.approx(2 / 3, abs=1e-3)


def test_shares_agree_within_two_hundredths_and_an_onset_that_never_occurs_may_stand_with_zero() -> (
    None
):
    key = {"2012": 0.4, "2013": 0.6}
    call = a1.SHARES_FAMILIES[0].calls[0]
    assert a1._same_shares({"2012": 0.41, "2013": 0.59, "never": 0.0}, key, call)
    assert not a1._same_shares({"2012": 0.43, "2013": 0.57}, key, call)


def test_a_tie_that_only_rounding_breaks_is_a_tie() -> None:
    third = {"2010": 0.1 + 0.2, "2011": 1.0}
    assert a1.expected_onset(third, 0.3) == "2010"
    assert a1.expected_onset({"2010": 0.3, "2011": 1.0}, 0.1 + 0.2) == "2010"

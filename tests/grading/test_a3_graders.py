"""The graders of assignment a3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.grading.assignment import Assignment, earned
from tests.grading.universal import (
    GradedExercise,
    UniversalGraderProperties,
    graded_function,
)
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.diplomacy import (
    BlocDividend,
    ClubsAndBridges,
    FourRulebooks,
    MissingThree,
    PostMortem,
)
from venezuela_course.models import coalition

A3 = Assignment("a3")
a3, CELLS, POINTS = A3.graders, A3.cells, A3.points
model_answer, changed, model_function, returned_by = (
    A3.model_answer,
    A3.changed,
    A3.model_function,
    A3.returned_by,
)


def with_edges(
    part: str, *, add: Sequence[list[str]] = (), drop: Sequence[list[str]] = ()
) -> Answer:
    answer = changed("a3-clubs-and-bridges")
    answer[part] = [edge for edge in answer[part] if edge not in drop] + list(add)
    return answer


def with_round(name: str, **parts: str) -> Answer:
    answer = changed("a3-post-mortem")
    answer[name] = answer[name] | parts
    return answer


def with_row(rule: str, outcomes: str) -> Answer:
    """The model answer of the rulebooks with one row filled in differently, 'PPF'."""
    answer = changed("a3-four-rulebooks")
    words = {"P": "pass", "F": "fail"}
    answer["cells"][rule] = dict(zip(a3.ROLL_CALLS, (words[o] for o in outcomes), strict=True))
    return answer


CARICOM_REST = ["ATG", "DMA", "GRD", "HTI", "KNA", "SUR", "TTO", "VCT"]
OIL_SUPPORTERS = ["BHS", "BLZ", "GUY", "JAM", "LCA"]  # voted for in 2017, had joined PetroCaribe

MISCONCEPTIONS: dict[str, dict[str, Answer]] = {
    "a3-missing-three": {
        "MC-30": changed("a3-missing-three", threshold=18, min_flips=0, blocking=17),
        "MC-31": changed("a3-missing-three", threshold=17),
        "MC-32": changed("a3-missing-three", joins=["DOM", "SLV", *CARICOM_REST]),
        "MC-33": changed("a3-missing-three", predicted_loss=OIL_SUPPORTERS, joins=[]),
        "MC-36": changed("a3-missing-three", threshold=24, min_flips=4, blocking=11),
    },
    "a3-bloc-dividend": {
        "MC-34": changed(
            "a3-bloc-dividend",
            values=model_answer("a3-bloc-dividend")["values"] | {"ssi_bloc": 0.4118},
        ),
        "MC-35": changed("a3-bloc-dividend", interpretation=["a_priori", "disagree", "influence"]),
    },
    "a3-four-rulebooks": {
        "MC-30": with_row("members-2/3", "PPF"),
        "MC-31": with_row("members-2/3", "PPP"),
        "MC-36": changed("a3-four-rulebooks", members=dict.fromkeys(a3.ROLL_CALLS, 35)),
    },
    "a3-clubs-and-bridges": {
        "MC-06": with_edges("seed_edges", add=[["ECU", "contact"]], drop=[["MEX", "contact"]]),
        "MC-37": with_edges("seed_edges", add=[["USA", "lima"]]),
        "MC-38": changed("a3-clubs-and-bridges", signatures="twelve"),
    },
    "a3-post-mortem": {
        "MC-39": with_round("oslo", cause="event"),
        "MC-40": with_round("mexico", cause="one-side"),
        "MC-41": with_round("lima", missing="pain"),
    },
}


def _weight_share(weights: list[int], _quota: int) -> list[float]:
    return [weight / sum(weights) for weight in weights]


def _half(votes: list[Any], _rule: str, base: Any) -> bool:
    return bool(a3.expected_decision(votes, "majority", base))


def _votes_cast(votes: list[Any], rule: str, _base: Any) -> bool:
    return bool(a3.expected_decision(votes, rule, "yes+no"))


def _whole_list(votes: list[Any], rule: str, base: Any) -> bool:
    return bool(a3.expected_decision(votes, rule, base if base == "yes+no" else len(votes)))


def _described() -> dict[str, GradedExercise]:
    classes = {
        "a3-missing-three": MissingThree,
        "a3-bloc-dividend": BlocDividend,
        "a3-four-rulebooks": FourRulebooks,
        "a3-clubs-and-bridges": ClubsAndBridges,
        "a3-post-mortem": PostMortem,
    }
    secrets = {
        "a3-missing-three": ("23", "12", "PER", "USA", "Peru", "United States", "7"),
        "a3-bloc-dividend": ("0.5714", "0.7483", "0.3417", "0.4448", "0.55", "0.2989"),
        "a3-four-rulebooks": ("34", "18", "17"),
        "a3-clubs-and-bridges": ("Costa Rica", "Mexico", "Ecuador", "Uruguay"),
        "a3-post-mortem": tuple({claim for accepted in a3.TRIGGERS.values() for claim in accepted}),
    }
    described = {
        name: GradedExercise(
            grade=a3.GRADERS[name],
            points=POINTS[name],
            model_answer=model_answer(name),
            fields=made(name)._fields,
            misconceptions=MISCONCEPTIONS[name],
            ordered={"ordering"},
            secrets=secrets[name],
        )
        for name, made in classes.items()
    }
    functions = {"a3-banzhaf": "banzhaf", "a3-decide": "decide"}
    wrong: dict[str, dict[str, Any]] = {
        "a3-banzhaf": {"MC-34": _weight_share},
        "a3-decide": {"MC-30": _half, "MC-31": _votes_cast, "MC-36": _whole_list},
    }
    constants: dict[str, list[Any]] = {
        "a3-banzhaf": [[1.0], [0.5, 0.5, 0.5], 0, None],
        "a3-decide": [True, False, 1, None],
    }
    for name, function in functions.items():
        described[name] = graded_function(A3, name, function, constants[name], wrong[name])
    return described


class TestUniversalPropertiesOfA3(UniversalGraderProperties):
    exercises = _described()


# 3.1 ------------------------------------------------------------------------------------------------


def test_an_error_in_the_threshold_is_charged_once() -> None:
    consequent = changed("a3-missing-three", threshold=24, min_flips=4, blocking=11)
    assert a3.grade_missing_three(consequent).score == POINTS["a3-missing-three"] - 1


def test_the_draft_itself_is_no_text_of_the_students() -> None:
    draft = changed("a3-missing-three", clauses=a3._cancun()[2], joins=[], predicted_loss=[])
    verdict = a3.grade_missing_three(draft)
    assert verdict.score == 4  # threshold, flips, blocking set


def test_the_other_text_of_the_same_strength_earns_everything_too() -> None:
    _votes, tolerances, draft = a3._cancun()
    best = coalition.best_feasible(tolerances, draft, 23)
    for text in best.texts:
        clauses = dict(zip(coalition.CLAUSES, map(int, text), strict=True))
        answer = changed(
            "a3-missing-three",
            clauses=clauses,
            joins=list(coalition.joiners(clauses, draft, tolerances)),
            predicted_loss=list(coalition.leavers(clauses, draft, tolerances)),
        )
        assert a3.grade_missing_three(answer).score == 12


def test_a_weaker_text_that_passes_keeps_less() -> None:
    _votes, tolerances, draft = a3._cancun()
    texts = coalition.survey_texts(tolerances, draft, 23)
    for text, kept in zip(texts.texts[texts.passes], texts.retained[texts.passes], strict=True):
        clauses = dict(zip(coalition.CLAUSES, map(int, text), strict=True))
        verdict = a3.grade_missing_three(
            changed(
                "a3-missing-three",
                clauses=clauses,
                joins=list(coalition.joiners(clauses, draft, tolerances)),
                predicted_loss=list(coalition.leavers(clauses, draft, tolerances)),
            )
        )
        best = coalition.best_feasible(tolerances, draft, 23).retained[0]
        assert verdict.score == pytest.approx(9 + 3 * kept / best, abs=0.01)


def test_no_text_passes_when_twelve_do_not_vote_for_it() -> None:
    """Twelve of the thirty-four leave at most twenty-two."""
    _votes, tolerances, draft = a3._cancun()
    texts = coalition.survey_texts(tolerances, draft, 23)
    assert not (texts.passes & (34 - texts.yes >= 12)).any()
    assert texts.passes.any()


# 3.2 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "oracle"),
    [
        ("ssi_bloc", 12 / 21),
        ("banzhaf_bloc", 0.7483),
        ("banzhaf_norm_bloc", 0.3417),
        ("ssi_without_venezuela", 0.55),
        ("banzhaf_norm_without_venezuela", 0.2989),
    ],
)
def test_the_power_of_the_bloc_is_what_was_computed_independently(
    value: str, oracle: float
) -> None:
    assert a3.bloc_values()[value] == pytest.approx(oracle, abs=5e-5)


def test_splitting_the_bloc_lowers_its_shapley_shubik_index() -> None:
    assert a3.bloc_values()["ssi_split"] < a3.bloc_values()["ssi_bloc"]


def test_an_order_that_fits_the_students_own_wrong_numbers_is_not_charged_again() -> None:
    answer = changed("a3-bloc-dividend")
    answer["values"]["ssi_split"] = 0.2
    answer["ordering"] = ["ssi_bloc", "votes", "banzhaf_norm_bloc", "ssi_split"]
    assert a3.grade_bloc_dividend(answer).score == 9


# 3.3 ------------------------------------------------------------------------------------------------


def test_only_the_majority_of_members_in_2024_depends_on_the_base() -> None:
    thirty_four = a3.outcomes(dict.fromkeys(a3.ROLL_CALLS, 34))
    thirty_three = a3.outcomes(dict.fromkeys(a3.ROLL_CALLS, 34) | {"2024-07-31": 33})
    differing = [
        (rule, call)
        for rule in thirty_four
        for call in a3.ROLL_CALLS
        if thirty_four[rule][call] != thirty_three[rule][call]
    ]
    assert differing == [("members-majority", "2024-07-31")]


def test_either_base_of_2018_earns_everything() -> None:
    answer = changed("a3-four-rulebooks")
    answer["members"]["2018-06-05"] = 35
    verdict = a3.grade_four_rulebooks(answer)
    assert (verdict.score, verdict.misconceptions) == (8, ())


def test_either_base_of_2024_earns_everything_if_the_table_follows_it() -> None:
    answer = changed("a3-four-rulebooks")
    answer["members"]["2024-07-31"] = 33
    answer["cells"]["members-majority"]["2024-07-31"] = "pass"
    assert a3.grade_four_rulebooks(answer).score == 8


# 3.4 ------------------------------------------------------------------------------------------------


def test_the_two_lists_differ_in_mexico_and_ecuador_and_agree_on_costa_rica() -> None:
    truth = a3.clubs.compare(*a3.memberships())
    assert truth.flips == ("ECU", "MEX")
    assert truth.bridges_first == truth.bridges_second == ("CRI",)


def test_who_joined_the_contact_group_later_is_not_in_it_on_the_day() -> None:
    _printed, recorded = a3.memberships()
    assert not {("PAN", "contact"), ("ARG", "contact"), ("DOM", "contact")} & recorded


def test_the_delegation_for_venezuela_costs_nothing_either_way() -> None:
    for part in ("seed_edges", "record_edges"):
        assert a3.grade_clubs_and_bridges(with_edges(part, add=[["VEN", "lima"]])).score == 8


def test_the_same_list_twice_is_no_comparison() -> None:
    answer = changed("a3-clubs-and-bridges")
    answer |= {"record_edges": answer["seed_edges"], "flips": []}
    got = earned(a3.grade_clubs_and_bridges(answer))
    assert got["States that the choice of list moves"] == 0


# 3.5 ------------------------------------------------------------------------------------------------


def test_the_treaty_and_the_extradition_count_for_no_other_round() -> None:
    accepted = {name: claims for name, claims in a3.TRIGGERS.items() if "S003b-089" in claims}
    assert accepted == {}
    assert [name for name, claims in a3.TRIGGERS.items() if "S003b-095" in claims] == ["mexico"]


def test_every_round_has_several_defensible_explanations() -> None:
    assert all(len(causes) >= 3 for causes in a3.SUPPORT.values())


def test_an_explanation_without_evidence_from_its_round_earns_nothing() -> None:
    got = earned(a3.grade_post_mortem(with_round("cancun", evidence="S003b-117")))
    assert got["Explanations with their evidence"] == pytest.approx(2.25)


def test_no_claim_is_accepted_as_proof() -> None:
    for test in ("smoking-gun", "doubly-decisive"):
        answer = changed("a3-post-mortem")
        for name in a3.ROUNDS:
            answer[name] = answer[name] | {"test": test}
        assert a3.grade_post_mortem(answer).score < 8


def test_whatever_is_accepted_can_be_chosen() -> None:
    from venezuela_course.exercises.diplomacy import post_mortem as shown

    for name in a3.ROUNDS:
        assert a3.TRIGGERS[name] <= set(shown.TRIGGERS)
        assert set(a3.SUPPORT[name]) <= set(shown.causes())
        assert frozenset().union(*a3.SUPPORT[name].values()) <= set(shown.EVIDENCE)
        assert a3.MISSING[name] <= set(shown.missing_elements())
        assert a3.OTHERS[name] <= {*shown.VOICES, shown.SILENT}
    assert set(shown.test_names()) >= a3.TESTS


# P3 -------------------------------------------------------------------------------------------------


def test_a_function_that_hands_in_too_few_results_earns_nothing() -> None:
    answer = returned_by("a3-decide", model_function("a3-decide", "decide"))
    answer["hidden"] = answer["hidden"][:-1]
    assert a3.GRADERS["a3-decide"](answer).score == 0


def test_a_function_that_fails_on_absences_loses_that_part_only() -> None:
    right = model_function("a3-decide", "decide")

    def without_absences(votes: list[Any], rule: str, base: Any) -> bool:
        if any(vote is None or vote != vote for vote in votes):
            raise ValueError("absent")
        return bool(right(votes, rule, base))

    verdict = a3.GRADERS["a3-decide"](returned_by("a3-decide", without_absences))
    assert 0 < verdict.score < 2


def test_hidden_inputs_hold_twenty_random_games_and_both_kinds_of_absence() -> None:
    assert len(a3.BANZHAF_FAMILIES[-1].calls) == 20
    votes = [vote for call in a3.HIDDEN_INPUTS["a3-decide"] for vote in call[0]]
    assert None in votes
    assert any(vote != vote for vote in votes)

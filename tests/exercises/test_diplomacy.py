"""The graded exercises of unit 3, as a student meets them."""

from __future__ import annotations

import re

import pytest

from tests.exercises.universal import ROOT, UniversalExerciseProperties, blank, sources
from venezuela_course import charts, seeds
from venezuela_course.exercises import literals
from venezuela_course.exercises.diplomacy import (
    BanzhafByEnumeration,
    BlocDividend,
    ClubsAndBridges,
    DecideByRule,
    FourRulebooks,
    MissingThree,
    PostMortem,
    bloc_dividend,
    post_mortem,
)


class TestTheExercisesOfUnit3(UniversalExerciseProperties):
    notebook = "a3"
    exercises = {
        "a3-missing-three": MissingThree,
        "a3-bloc-dividend": BlocDividend,
        "a3-four-rulebooks": FourRulebooks,
        "a3-clubs-and-bridges": ClubsAndBridges,
        "a3-post-mortem": PostMortem,
    }
    code = {
        "a3-banzhaf": (BanzhafByEnumeration, "banzhaf"),
        "a3-decide": (DecideByRule, "decide"),
    }
    invented = {"a3-missing-three", "a3-post-mortem"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def model_answer(name):
    return literals.read(sources("a3")[f"{name}-answer"])


# The missing three -----------------------------------------------------------------------------------


def test_the_text_starts_at_the_draft_and_must_change() -> None:
    exercise = MissingThree("a3-missing-three")
    draft = exercise._answer["clauses"]
    assert draft == {"prisoners": 3, "elections": 3, "assembly": 3, "mediation": 1}
    assert exercise.problems(model_answer("a3-missing-three") | {"clauses": draft})


def test_every_state_of_the_roll_call_can_be_lost_or_won_once() -> None:
    fields = {field.key: field for field in MissingThree("a3-missing-three")._fields}
    lost, won = set(fields["predicted_loss"].options), set(fields["joins"].options)
    assert (len(lost), len(won)) == (20, 14)
    assert lost | won == set(seeds.roll_call("2017-06-19").index)


def test_the_picture_does_not_vote_for_the_student() -> None:
    """A text that would pass is drawn like any other until the student names who joins."""
    exercise = MissingThree("a3-missing-three")
    clauses = model_answer("a3-missing-three")["clauses"]
    picture = exercise.picture(blank(exercise) | {"clauses": clauses, "threshold": 23})
    assert "joins</td>" not in picture and "leaves</td>" not in picture
    assert "3 votes short" in picture


def test_the_tally_uses_the_threshold_that_the_student_gives() -> None:
    exercise = MissingThree("a3-missing-three")
    answer = blank(exercise) | {"joins": [], "predicted_loss": []}
    assert "that is enough" in exercise.picture(answer | {"threshold": 18})
    assert "3 votes short" in exercise.picture(answer | {"threshold": 23})
    assert "Say how many votes are needed" in exercise.picture(answer)


# The bloc dividend -----------------------------------------------------------------------------------


def test_the_indices_stay_hidden_until_a_prediction_is_made() -> None:
    exercise = BlocDividend("a3-bloc-dividend")
    before = exercise.picture(blank(exercise))
    after = exercise.picture(blank(exercise) | {"expected": 41})
    assert "Shapley" not in before and "Predict first" in before
    assert "Shapley" in after


def test_the_picture_prints_none_of_the_numbers_that_are_asked_for() -> None:
    exercise = BlocDividend("a3-bloc-dividend")
    answer = blank(exercise) | {"expected": 41}
    words = re.sub(r"<(path|use|g|clipPath|rect)[^>]*>", "", exercise.picture(answer))
    for value in ("0.57", "0.74", "0.34", "0.44", "0.55", "0.29"):
        assert value not in words


def test_asking_the_picture_changes_no_answer() -> None:
    exercise = BlocDividend("a3-bloc-dividend")
    exercise._changed("expected", 50)
    before, picture = exercise.value, exercise.picture(exercise._answer)
    exercise._asked({"quota": 18, "bloc": 10})
    assert exercise.value == before
    assert exercise.picture(exercise._answer) != picture


def test_the_curves_end_at_all_the_power_for_all_the_votes() -> None:
    for curve in bloc_dividend._indices(23):
        assert curve == sorted(curve)
        assert curve[0] == pytest.approx(1 / 34)
        assert curve[-1] == 1


# Four rulebooks --------------------------------------------------------------------------------------


def test_a_table_that_contradicts_itself_is_told_so() -> None:
    exercise = FourRulebooks("a3-four-rulebooks")
    answer = model_answer("a3-four-rulebooks")
    assert exercise.contradictions(answer) == []
    answer["cells"]["members-2/3"]["2017-06-19"] = "pass"
    assert len(exercise.contradictions(answer)) == 1  # those present are fewer than the members


def test_the_votes_are_those_of_the_table() -> None:
    picture = FourRulebooks("a3-four-rulebooks").picture({"members": None, "cells": None})
    assert "19 June 2017: 20 for, 5 against, 8 abstaining, 1 absent." in picture
    assert "31 July 2024: 17 for, 0 against, 11 abstaining, 5 absent." in picture


# Clubs and bridges -----------------------------------------------------------------------------------


def test_the_two_networks_show_the_students_own_lists() -> None:
    exercise = ClubsAndBridges("a3-clubs-and-bridges")
    picture = exercise.picture(blank(exercise) | {"seed_edges": [["USA", "lima"]]})
    assert "Lima Group: United States" in picture
    assert "no memberships yet" in picture


# Post-mortem -----------------------------------------------------------------------------------------


def test_a_claim_from_another_year_is_pointed_out() -> None:
    exercise = PostMortem("a3-post-mortem")
    picture = exercise.picture(blank(exercise) | {"oslo": {"trigger": "S003b-095"}})
    assert "S003b-095 is dated 2021-10" in picture
    assert "S003b-087 is dated" not in exercise.picture(
        blank(exercise) | {"oslo": {"trigger": "S003b-087"}}
    )


def test_typical_probabilities_make_the_test_they_are_named_for() -> None:
    from venezuela_course.models.process_tracing import classify_test

    for name, (if_true, if_false) in post_mortem.TYPICAL.items():
        assert classify_test(if_true, 1 - if_false) == name.replace("-", " ").replace(
            "straw", "straw in the wind"
        )


def test_every_claim_offered_is_in_the_evidence_and_quotes_no_allegation() -> None:
    for claim in {*post_mortem.TRIGGERS, *post_mortem.EVIDENCE, *post_mortem.VOICES}:
        assert seeds.claim(claim)["kind"] != "allegation"


# What no student may find ----------------------------------------------------------------------------


def test_the_exercises_hold_neither_keys_nor_graders() -> None:
    source = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "course").rglob("diplomacy/*.py")
    )
    for key in ("0.5714", "0.7483", "0.3417", "0.4448", "0.2989", "model_answer"):
        assert key not in source
    for part in ("TRUE_", "SUPPORT", "GRADERS", "HIDDEN_INPUTS"):
        assert part not in source


def test_votes_are_told_apart_by_a_sign_as_well_as_by_colour() -> None:
    signs = [style.symbol for style in charts.VOTES.values()]
    assert len(set(signs)) == len(signs)

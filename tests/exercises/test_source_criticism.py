"""The graded exercises of unit 0, as a student meets them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.exercises.universal import ROOT, UniversalExerciseProperties, blank, sources
from venezuela_course import seeds
from venezuela_course.exercises import literals
from venezuela_course.exercises.fields import Cards, Choose, Group, LineBrowser
from venezuela_course.exercises.source_criticism import (
    AnonymousShare,
    ClaimGraph,
    DateSpans,
    ErrorHypotheses,
    EvidentialTriage,
    UnpickThePage,
    WhoIsQuoted,
    error_hypotheses,
    evidential_triage,
    unpick_the_page,
)
from venezuela_course.models import statements
from venezuela_course.models.claim_graph import RELATION_TYPES
from venezuela_course.models.provenance import LINE_KINDS


class TestTheExercisesOfUnit0(UniversalExerciseProperties):
    notebook = "a0"
    exercises = {
        "a0-unpick-the-page": UnpickThePage,
        "a0-evidential-triage": EvidentialTriage,
        "a0-claim-graph": ClaimGraph,
        "a0-error-hypotheses": ErrorHypotheses,
    }
    code = {
        "a0-date-spans": (DateSpans, "date_spans"),
        "a0-anonymous-share": (AnonymousShare, "anonymous_share"),
        "a0-who-is-quoted": (WhoIsQuoted, "who_is_quoted"),
    }


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def model_answer(name: str) -> dict[str, Any]:
    return literals.read(sources("a0")[f"{name}-answer"])


def words(picture: str) -> str:
    """What a picture says in letters: alternative texts and text, without its shapes."""
    return re.sub(r"<(?:path|rect|circle|line)[^>]*>", "", picture)


# Unpick the page -------------------------------------------------------------------------------------


def test_a_line_shows_at_most_four_words_of_the_text() -> None:
    lines = seeds.page_lines()
    assert (lines["snippet"].str.split().str.len() <= 4).all()
    assert lines["characters"].min() > 0 and len(lines) == 63


def test_nothing_that_students_have_says_what_a_line_is() -> None:
    assert set(seeds.page_lines().columns) == {"line", "characters", "words", "snippet"}


def test_the_page_has_the_lines_that_claims_are_taken_from() -> None:
    claims = seeds.claims()
    taken = claims.loc[claims["source_id"].isin(["S003a", "S003b"]), "line"]
    assert set(taken) <= set(seeds.page_lines()["line"])


def test_every_kind_of_line_has_a_letter_and_a_colour_of_its_own() -> None:
    assert tuple(unpick_the_page.LOOKS) == LINE_KINDS == tuple(unpick_the_page.line_kinds())
    for part in zip(*unpick_the_page.LOOKS.values(), strict=True):
        assert len(set(part)) == len(LINE_KINDS)


def test_the_composition_of_the_page_follows_the_students_labels() -> None:
    exercise = UnpickThePage("a0-unpick-the-page")
    picture = exercise.picture(blank(exercise) | {"labels": {"1": "navigation", "2": "caption"}})
    assert "N Navigation" in picture and "C Caption" in picture and "Pull quote</th>" not in picture


def test_a_line_paired_with_itself_is_pointed_out() -> None:
    exercise = UnpickThePage("a0-unpick-the-page")
    answer = model_answer("a0-unpick-the-page") | {"duplicates": [["2", "2"]]}
    assert exercise.problems(answer)


def test_a_run_of_lines_is_set_at_once() -> None:
    heard: list[Any] = []
    names = {str(n): f"line {n}" for n in range(40)}
    field = LineBrowser("labels", "Lines", names, {"a": "Kind A", "b": "Kind B"})
    control: Any = field.control({"3": "b"}, heard.append)
    assert len(control._lines.children) == 16
    control._set.click()
    assert heard == [] and "Choose both lines" in control._legend.said
    control._from.value, control._to.value, control._all_are.value = "5", "2", "a"
    control._set.click()
    assert heard == [{"2": "a", "3": "a", "4": "a", "5": "a"}]
    control._back.click()  # from the first stretch round to the last
    assert [one.description for one in control._lines.children] == [
        f"line {n}" for n in range(32, 40)
    ]


# Evidential triage -----------------------------------------------------------------------------------


def test_no_card_prints_the_kind_or_the_speaker_of_its_claim() -> None:
    exercise = EvidentialTriage("a0-evidential-triage")
    claims = seeds.claims().set_index("claim_id")
    [_sample, cards] = exercise._fields
    assert isinstance(cards, Cards)
    for card in cards.fields:
        shown = f"{card.label} {card.note}"
        assert str(claims.loc[card.key, "claim"]) in shown
        assert str(claims.loc[card.key, "asserted_by"]) not in shown
        assert "author (" not in shown


def test_every_claim_of_every_sample_is_a_claim_of_the_texts() -> None:
    samples = evidential_triage.samples()
    assert len(samples) >= 20
    assert {len(claims) for claims in samples.values()} == {24}
    for claims in samples.values():
        assert len(set(claims)) == 24 and all(map(seeds.exists, claims))


def test_the_order_of_a_sample_does_not_sort_it_by_kind() -> None:
    kinds = seeds.claims().set_index("claim_id")["kind"].astype(str)
    for claims in evidential_triage.samples().values():
        turns = sum(kinds[a] != kinds[b] for a, b in pairwise(claims))
        assert turns > 11  # sorted by kind there would be five


def test_the_sample_of_a_student_stays_the_same() -> None:
    first = EvidentialTriage("a0-evidential-triage")
    assert first.value == {"sample": first.variant}
    assert {EvidentialTriage("a0-evidential-triage").variant for _again in range(5)} == {
        first.variant
    }


def test_the_picture_does_not_judge() -> None:
    """Right and wrong kinds are drawn alike: only what contradicts itself is pointed out."""
    exercise = EvidentialTriage("a0-evidential-triage")
    claim = exercise.sample[0]
    pictures = [
        exercise.picture({"items": {claim: {"kind": kind, "voice": "writer", "frame": "expects"}}})
        for kind in statements.KINDS
    ]
    assert all("⚠" not in picture and claim in picture for picture in pictures)
    told = exercise.picture({"items": {claim: {"kind": "allegation", "frame": "plain"}}})
    assert "print it as established" in told


def test_every_kind_has_a_sign_and_a_name() -> None:
    assert tuple(evidential_triage.LOOKS) == statements.KINDS
    assert tuple(evidential_triage.kind_names()) == statements.KINDS
    signs = [sign for sign, _colour in evidential_triage.LOOKS.values()]
    assert len(set(signs)) == len(signs)


def test_cards_are_built_when_they_are_turned_and_begin_at_the_first_open_one() -> None:
    heard: list[Any] = []
    cards = [
        Group(f"c{n}", f"Card {n}", [Choose("q", "Q", {"a": "A", "b": "B"})]) for n in range(5)
    ]
    control: Any = Cards("items", "Cards", cards).control({"c0": {"q": "a"}}, heard.append)
    assert control._at == "c1" and set(control._controls) == {"c1"}
    control._on.click()
    assert control._at == "c2" == control._place.value
    control._controls["c2"]._part_changed("q", "b")
    assert heard == [{"c0": {"q": "a"}, "c2": {"q": "b"}}]
    assert control._at == "c2" == control._place.value
    assert [text[:1] for text, _key in control._place.options] == ["✓", "○", "✓", "○", "○"]
    control._place.value = "c4"
    assert control._at == "c4"
    control._on.click()
    assert control._at == "c0"
    control.show({"c3": {"q": "b"}})
    assert control.read() == {"c3": {"q": "b"}} and control._at == "c0"


def test_cards_that_ask_the_same_are_a_table_on_the_page_for_feedback() -> None:
    questions = [Choose("q", "Q?", {"a": "Yes", "b": "No"}), Choose("r", "R?", {"a": "Up"})]
    cards = Cards("items", "Cards", [Group(f"c{n}", f"Card <{n}>", questions) for n in range(2)])
    page = cards.html({"c0": {"q": "b"}, "c1": [1], "c9": {}})
    assert page.count("<tr>") == 3 and "<td>No</td>" in page and "not answered" in page
    assert "Card &lt;1&gt;" in page and "c9" in page
    different = Cards("items", "Cards", [Group("a", "A", questions), questions[0]])
    assert "<table" not in different.html({"a": {"q": "a"}})
    assert "not one of the possible" in cards.html("rubbish")


# Claim graph -----------------------------------------------------------------------------------------


def test_the_graph_says_what_the_students_own_links_say() -> None:
    exercise = ClaimGraph("a0-claim-graph")
    picture = exercise.picture(
        {
            "edges": [
                ["S003b-025", "S003b-041", "duplicates"],
                ["S000-007", "S001-022", "contradicts"],
                ["S000-007", "S000-008", "supports"],
            ]
        }
    )
    assert "13 statements" in picture
    assert "S000-007 (1), S001-022 (1)" in picture
    assert "S000-008: supported, but only from within 1 text" in picture


def test_a_pair_with_two_relations_and_a_claim_with_itself_are_pointed_out() -> None:
    exercise = ClaimGraph("a0-claim-graph")
    twice = [["S000-007", "S001-022", "contradicts"], ["S001-022", "S000-007", "supports"]]
    assert any("two relations" in one for one in exercise.problems({"edges": twice}))
    itself = [["S000-007", "S000-007", "supports"]]
    assert exercise.problems({"edges": itself})


def test_every_type_of_relation_has_a_sign_and_a_stroke_of_its_own() -> None:
    from venezuela_course.exercises.source_criticism import claim_graph

    assert tuple(claim_graph.LOOKS) == RELATION_TYPES == tuple(claim_graph.relation_names())
    for part in (0, 2):
        assert len({look[part] for look in claim_graph.LOOKS.values()}) == len(RELATION_TYPES)


# The impossible coup ---------------------------------------------------------------------------------


def test_the_sentence_in_doubt_is_attributed_without_a_name() -> None:
    exercise = ErrorHypotheses("a0-error-hypotheses")
    exercise.answer(model_answer("a0-error-hypotheses"))
    page = exercise.static_html()
    assert "named analyst" in page
    assert "Traumann" not in page.replace(exercise._texts["S000-066"], "")


def test_every_action_shows_what_a_reader_would_find() -> None:
    exercise = ErrorHypotheses("a0-error-hypotheses")
    assert set(error_hypotheses.in_print()) == set(error_hypotheses.actions())
    shown = [exercise.picture({"action": action}) for action in error_hypotheses.actions()]
    assert len(set(shown)) == len(shown)


def test_how_undecided_a_distribution_is_depends_on_the_student_alone() -> None:
    exercise = ErrorHypotheses("a0-error-hypotheses")
    halves = exercise.picture({"weights": {"2002": 50, "2019": 50}})
    assert "between 2.0 equally likely" in halves and "1 to 1" in halves
    assert "stake everything" in exercise.picture({"weights": {"2019": 100}})
    assert "85" not in words(halves)


def test_all_evidence_offered_is_there() -> None:
    assert all(map(seeds.exists, error_hypotheses.EVIDENCE))


# What no student may find ----------------------------------------------------------------------------


def test_the_exercises_hold_neither_keys_nor_graders() -> None:
    source = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "course").rglob("source_criticism/*.py")
    )
    for part in ("REPETITIONS", "STRATA", "RELEVANT", "TOLERATED", "GRADERS", "HIDDEN_INPUTS"):
        assert part not in source

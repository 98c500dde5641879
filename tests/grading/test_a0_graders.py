"""The graders of assignment a0."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from tests.grading.assignment import Assignment, earned
from tests.grading.universal import (
    GradedExercise,
    UniversalGraderProperties,
    graded_function,
)
from venezuela_course import seeds
from venezuela_course.cli.synthetic_class import draw_value
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.code import outcome
from venezuela_course.exercises.source_criticism import (
    ClaimGraph,
    ErrorHypotheses,
    EvidentialTriage,
    UnpickThePage,
)
from venezuela_course.models import statements
from venezuela_course.models.claim_graph import RELATION_TYPES

A0 = Assignment(
    "a0", {"a0-date-spans": (0,), "a0-anonymous-share": (0, 1), "a0-who-is-quoted": (0, 1)}
)
a0, CELLS, POINTS = A0.graders, A0.cells, A0.points
model_answer, changed, returned_by = A0.model_answer, A0.changed, A0.returned_by


SAMPLES = sorted(a0.samples())


FUNCTIONS = {
    "a0-date-spans": "date_spans",
    "a0-anonymous-share": "anonymous_share",
    "a0-who-is-quoted": "who_is_quoted",
}


def as_records(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of plain records, called with data frames."""

    def called(*tables: Any) -> Any:
        return function(
            *(
                table.astype(object).where(table.notna(), None).to_dict("records")
                for table in tables
            )
        )

    return called


def model_function(exercise: str) -> Any:
    return A0.model_function(exercise, FUNCTIONS[exercise])


# Answers with one thing wrong -----------------------------------------------------------------------


def labelled(**kinds: Sequence[int]) -> Answer:
    """The page with some lines labelled differently; hyphens of a kind as underscores."""
    answer = changed("a0-unpick-the-page")
    for kind, lines in kinds.items():
        answer["labels"] |= dict.fromkeys(map(str, lines), kind.replace("_", "-"))
    return answer


def perfect(sample: str) -> Answer:
    """An answer to a sample that is right throughout, with the kinds of the table of claims."""
    claims = seeds.claims().set_index("claim_id")
    items = {}
    for claim in sorted(a0.samples()[sample]):
        stratum = a0.triage_key()[claim]
        items[claim] = {
            "kind": str(claims.loc[claim, "kind"]),
            "voice": min(stratum.voices),
            "frame": min(stratum.frames),
        }
    return {"sample": sample, "items": items}


def in_stratum(answer: Answer, kinds: set[str]) -> str:
    """The first claim of the answer whose accepted kinds are these."""
    return next(one for one in answer["items"] if a0.triage_key()[one].kinds == kinds)


def with_item(kinds: set[str], **parts: str) -> Answer:
    answer = changed("a0-evidential-triage")
    claim = in_stratum(answer, kinds)
    answer["items"][claim] |= parts
    return answer


def with_edges(*, add: Sequence[list[str]] = (), drop: Sequence[list[str]] = ()) -> Answer:
    answer = changed("a0-claim-graph")
    answer["edges"] = [edge for edge in answer["edges"] if edge not in drop] + list(add)
    return answer


REPEATED = ["S003b-025", "S003b-041"]

MISCONCEPTIONS: dict[str, dict[str, Answer]] = {
    "a0-unpick-the-page": {
        "MC-01": labelled(headline_2016=[2, 3]),
        "MC-02": labelled(body_2022=[59, 73, 93, 105, 115]),
    },
    "a0-evidential-triage": {
        "MC-03": with_item({"allegation"}, kind="event", frame="plain"),
        "MC-04": with_item({"attributed_opinion"}, kind="event", frame="plain"),
    },
    "a0-claim-graph": {
        "MC-02": with_edges(add=[[*REPEATED, "supports"]], drop=[[*REPEATED, "duplicates"]]),
        "MC-05": with_edges(add=[["S003b-040", "S003b-041", "contradicts"]]),
    },
    "a0-error-hypotheses": {
        "MC-06": changed("a0-error-hypotheses", action="correct-2019"),
        "MC-07": changed("a0-error-hypotheses", action="drop-the-source"),
    },
}


def _described() -> dict[str, GradedExercise]:
    classes = {
        "a0-unpick-the-page": UnpickThePage,
        "a0-evidential-triage": EvidentialTriage,
        "a0-claim-graph": ClaimGraph,
        "a0-error-hypotheses": ErrorHypotheses,
    }
    secrets: dict[str, tuple[str, ...]] = {
        "a0-unpick-the-page": ("59", "73", "93", "105", "115", "43", "six"),
        "a0-evidential-triage": tuple(a0.triage_key()),
        "a0-claim-graph": a0.CLAIMS,
        "a0-error-hypotheses": ("85", "15", "S003a-045", "S002-002", "quote-and-flag"),
    }
    described = {}
    with pytest.MonkeyPatch.context() as patch:
        # Built as under nbgrader: nothing is drawn or written while tests are collected.
        patch.setenv("NBGRADER_EXECUTION", "validate")
        for name, made in classes.items():
            exercise = made(name)
            exercise.answer(model_answer(name))
            described[name] = GradedExercise(
                grade=a0.GRADERS[name],
                points=POINTS[name],
                model_answer=model_answer(name),
                fields=exercise._fields,
                misconceptions=MISCONCEPTIONS[name],
                secrets=secrets[name],
            )
    wrong: dict[str, dict[str, Any]] = {
        "a0-date-spans": {},
        "a0-anonymous-share": {"MC-36": as_records(a0._share_of_claims)},
        "a0-who-is-quoted": {"MC-02": as_records(a0._claims_as_voices)},
    }
    constants: dict[str, list[Any]] = {
        "a0-date-spans": [{}, None, "invalid", {"k1": None, "k2": None, "k3": None}],
        "a0-anonymous-share": [{}, 0, {"A": 0.5, "B": 0.5}, {"A": 0.0, "B": 0.0}],
        "a0-who-is-quoted": [{}, None, 1, {"unknown": {"claims": 1, "asserters": 1, "figures": 0}}],
    }
    for name, function in FUNCTIONS.items():
        described[name] = graded_function(A0, name, function, constants[name], wrong[name])
    return described


class TestUniversalPropertiesOfA0(UniversalGraderProperties):
    exercises = _described()


# 0.1 ------------------------------------------------------------------------------------------------


def test_every_line_of_the_page_has_one_kind_in_the_key() -> None:
    assert set(a0.line_labels()) == set(map(str, seeds.page_lines()["line"]))
    assert sum(map(len, a0.LINES.values())) == len(a0.line_labels())


def test_claims_stand_only_on_lines_that_the_key_calls_text_of_their_article() -> None:
    claims = seeds.claims()
    for source, year in (("S003a", "2016"), ("S003b", "2022")):
        lines = set(claims.loc[claims["source_id"] == source, "line"].astype(str))
        kinds = {a0.line_labels()[line] for line in lines}
        assert kinds <= {f"body-{year}", f"headline-{year}", "caption"}


@pytest.mark.parametrize("body", ["body-2016", "body-2022"])
def test_calling_everything_body_earns_less_than_three_tenths(body: str) -> None:
    answer = {"labels": dict.fromkeys(a0.line_labels(), body), "duplicates": []}
    assert a0.grade_unpick_the_page(answer).score < 0.3 * POINTS["a0-unpick-the-page"]


def test_the_headline_printed_three_times_may_be_paired_in_any_way() -> None:
    answer = changed("a0-unpick-the-page")
    rest = [pair for pair in answer["duplicates"] if "2" not in pair and "3" not in pair]
    for headline in ([["3", "2"], ["43", "3"]], [["2", "43"], ["3", "43"], ["2", "3"]]):
        assert a0.grade_unpick_the_page(answer | {"duplicates": rest + headline}).score == 6


def test_lines_that_only_begin_alike_are_no_repetition() -> None:
    """Two paragraphs of 2016 begin with the same four words and go on differently."""
    lines = seeds.page_lines().set_index("line")
    assert lines.loc[28, "snippet"] == lines.loc[34, "snippet"]
    answer = changed("a0-unpick-the-page")
    answer["duplicates"] += [["28", "34"]]
    assert a0.grade_unpick_the_page(answer).score < 6


def test_one_wrong_label_of_a_rare_kind_costs_more_than_one_of_a_common_kind() -> None:
    rare = a0.grade_unpick_the_page(labelled(body_2016=[1])).score
    common = a0.grade_unpick_the_page(labelled(body_2016=[47])).score
    assert rare < common < 6


# 0.2 ------------------------------------------------------------------------------------------------


def test_the_samples_that_students_have_are_those_that_are_drawn() -> None:
    table = seeds.triage_samples().sort_values(["sample", "place"])
    shipped = tuple(
        tuple(map(str, rows["claim_id"])) for _name, rows in table.groupby("sample", sort=True)
    )
    assert shipped == a0.draw_samples()


def test_there_are_at_least_twenty_samples_and_no_two_are_alike() -> None:
    assert len(SAMPLES) >= 20
    assert len(set(a0.samples().values())) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_sample_is_made_up_like_every_other(sample: str) -> None:
    counts = statements.stratum_counts(tuple(a0.samples()[sample]), a0.triage_key())
    assert counts == {stratum: stratum.quota for stratum in a0.STRATA}


def test_a_sample_has_at_least_three_clear_claims_of_each_kind_and_four_borderline_ones() -> None:
    clear = dict.fromkeys(statements.KINDS, 0)
    borderline = 0
    for stratum in a0.STRATA:
        if len(stratum.kinds) == 1:
            clear[next(iter(stratum.kinds))] += stratum.quota
        else:
            borderline += stratum.quota
    assert min(clear.values()) == 3
    assert borderline == 4
    assert sum(clear.values()) + borderline == a0.statements_per_sample() == 24


def test_borderline_claims_are_those_that_two_coders_saw_differently_and_the_caption() -> None:
    coded = seeds.coding_sample().set_index("claim_id")
    for claim, stratum in a0.triage_key().items():
        if claim in coded.index:
            both = {str(coded.loc[claim, column]) for column in ("first_code", "second_code")}
            assert both == stratum.kinds, claim
        elif len(stratum.kinds) == 2:
            assert claim == "S002-028"


def test_the_key_agrees_with_the_tables_that_students_can_look_at() -> None:
    claims = seeds.claims().set_index("claim_id")
    sides = seeds.asserter_sides().set_index("asserted_by")
    names = {"academic": "expert", "united_states": "united-states"}
    for claim, stratum in a0.triage_key().items():
        row = sides.loc[claims.loc[claim, "asserted_by"]]
        nameless = row["named"] is not pd.NA and not row["named"]
        voice = "unnamed" if nameless else names.get(row["side"], row["side"])
        assert str(claims.loc[claim, "kind"]) in stratum.kinds, claim
        assert voice in stratum.voices, claim


def test_relatives_are_in_no_sample() -> None:
    assert "S003a-072" not in a0.triage_key()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_right_answer_to_any_sample_earns_everything(sample: str) -> None:
    verdict = a0.grade_evidential_triage(perfect(sample))
    assert verdict.score == POINTS["a0-evidential-triage"]
    assert verdict.misconceptions == ()


@pytest.mark.parametrize("kind", statements.KINDS)
def test_an_answer_that_is_the_same_throughout_earns_the_same_in_every_sample(kind: str) -> None:
    scores = {
        a0.grade_evidential_triage(
            {
                "sample": sample,
                "items": {
                    claim: {"kind": kind, "voice": "writer", "frame": "describes"}
                    for claim in a0.samples()[sample]
                },
            }
        ).score
        for sample in SAMPLES
    }
    assert len(scores) == 1
    assert max(scores) < 0.35 * POINTS["a0-evidential-triage"]


def test_a_rule_of_thumb_on_the_kinds_earns_the_same_in_every_sample() -> None:
    """Whoever mistakes each kind for another fixed one gains nothing by another sample."""
    after = dict(zip(statements.KINDS, (*statements.KINDS[1:], statements.KINDS[0]), strict=True))
    scores = set()
    for sample in SAMPLES:
        answer = perfect(sample)
        for claim, part in answer["items"].items():
            part["kind"] = after[min(a0.triage_key()[claim].kinds)]
        scores.add(a0.grade_evidential_triage(answer).score)
    assert len(scores) == 1


def test_random_answers_earn_next_to_nothing_in_every_sample() -> None:
    exercise = EvidentialTriage("a0-evidential-triage")
    means = []
    for sample in SAMPLES[::4]:
        exercise._adopt({"sample": sample})
        scores = [
            a0.grade_evidential_triage(
                {one.key: draw_value(one, random.Random(seed)) for one in exercise._fields}
            ).score
            for seed in range(30)
        ]
        means.append(sum(scores) / len(scores))
    assert max(means) < 0.05 * POINTS["a0-evidential-triage"]


def test_items_of_another_sample_earn_nothing() -> None:
    one, other = SAMPLES[0], SAMPLES[1]
    swapped = perfect(one) | {"sample": other}
    common = len(a0.samples()[one] & a0.samples()[other])
    verdict = a0.grade_evidential_triage(swapped)
    assert verdict.score == pytest.approx(10 * common / 24, abs=0.01)
    assert "not of your sample" in verdict.message


@pytest.mark.parametrize("sample", [None, "00", "99", 1, ["01"], {}])
def test_an_answer_without_its_sample_earns_nothing_and_says_why(sample: Any) -> None:
    verdict = a0.grade_evidential_triage(perfect("01") | {"sample": sample})
    assert verdict.score == 0
    assert "to which sample it belongs" in verdict.message


def test_answering_half_of_the_claims_earns_half() -> None:
    answer = perfect("05")
    answer["items"] = dict(list(answer["items"].items())[:12])
    assert a0.grade_evidential_triage(answer).score == 5


@pytest.mark.parametrize("kinds", [s.kinds for s in a0.STRATA if len(s.kinds) == 2])
def test_either_kind_of_a_borderline_claim_is_accepted(kinds: frozenset[str]) -> None:
    for sample in SAMPLES[:6]:
        answer = perfect(sample)
        claim = in_stratum(answer, set(kinds))
        for kind in kinds:
            answer["items"][claim]["kind"] = kind
            assert a0.grade_evidential_triage(answer).score == 10


def test_promoting_an_allegation_costs_more_than_mistaking_a_judgement_for_its_neighbour() -> None:
    answer = model_answer("a0-evidential-triage")
    promoted, mistaken = copy.deepcopy(answer), copy.deepcopy(answer)
    promoted["items"][in_stratum(answer, {"allegation"})]["kind"] = "event"
    mistaken["items"][in_stratum(answer, {"characterisation"})]["kind"] = "attributed_opinion"
    assert (
        a0.grade_evidential_triage(promoted).score
        < a0.grade_evidential_triage(mistaken).score
        < POINTS["a0-evidential-triage"]
    )


def test_a_near_neighbours_frame_goes_with_the_near_neighbour() -> None:
    answer = model_answer("a0-evidential-triage")
    claim = in_stratum(answer, {"characterisation"})
    answer["items"][claim] |= {"kind": "attributed_opinion", "frame": "argues"}
    assert earned(a0.grade_evidential_triage(answer))["How to print it"] == 2
    answer["items"][claim] |= {"kind": "event", "frame": "plain"}
    assert earned(a0.grade_evidential_triage(answer))["How to print it"] < 2


# 0.3 ------------------------------------------------------------------------------------------------


def test_every_type_of_relation_occurs_among_the_fourteen_claims() -> None:
    assert {one.type for one in a0.relations_key()} == set(RELATION_TYPES)
    assert len(a0.CLAIMS) == 14


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("S000-007", "S001-022"),
        ("S000-007", "S002-021"),
        ("S000-007", "S003b-091"),
        ("S003a-020", "S003a-045"),
        ("S003b-024", "S003b-040"),
        ("S002-013", "S002-032"),
    ],
)
def test_the_key_tensions_are_in_the_key(one: str, other: str) -> None:
    assert (one, other, "contradicts") in a0.relations_key()


def test_symmetric_relations_may_be_drawn_either_way_round() -> None:
    turned = [
        edge if edge[2] == "supersedes" else [edge[1], edge[0], edge[2]]
        for edge in model_answer("a0-claim-graph")["edges"]
    ]
    assert a0.grade_claim_graph({"edges": turned}).score == 6


def test_the_right_pair_with_the_wrong_type_is_half_and_so_is_the_wrong_way_round() -> None:
    edge = next(e for e in model_answer("a0-claim-graph")["edges"] if e[2] == "supersedes")
    turned = with_edges(add=[[edge[1], edge[0], "supersedes"]], drop=[edge])
    mistyped = with_edges(add=[[edge[0], edge[1], "same_event"]], drop=[edge])
    missing = with_edges(drop=[edge])
    number = len(a0.relations_key())
    for answer in (turned, mistyped):
        share = (number - 0.5) / number
        assert a0.grade_claim_graph(answer).score == pytest.approx(6 * share, abs=0.006)
        assert a0.grade_claim_graph(missing).score < a0.grade_claim_graph(answer).score


def test_a_mild_link_between_numbers_that_build_on_one_another_costs_nothing() -> None:
    assert a0.grade_claim_graph(with_edges(add=[["S003b-041", "S003b-040", "supports"]])).score == 6
    assert a0.grade_claim_graph(MISCONCEPTIONS["a0-claim-graph"]["MC-05"]).score < 6


# 0.4 ------------------------------------------------------------------------------------------------


def believing(**weights: float) -> Answer:
    """All evidence that speaks for anything, and belief as given; years with an underscore in front."""
    ties = sorted([e, name] for name, some in a0.RELEVANT.items() for e in some)
    points = {name.lstrip("_"): weight for name, weight in weights.items()}
    return changed("a0-error-hypotheses", weights=points, evidence=ties)


@pytest.mark.parametrize(
    "answer",
    [
        believing(_2002=85, other=15),
        believing(_2019=50, _2002=50),
        believing(translation=60, speaker=40),
        believing(unknown=20, _2020=20, _2019=20, _2002=20, other=20),
        believing(_2002=14, _2019=14, _2020=14, speaker=14, translation=14, unknown=15, other=15),
    ],
)
def test_any_distribution_that_rests_on_something_and_is_not_certain_passes(answer: Answer) -> None:
    assert a0.grade_error_hypotheses(answer).score == POINTS["a0-error-hypotheses"]


def test_certainty_costs_two_points() -> None:
    assert a0.grade_error_hypotheses(believing(_2019=90, _2002=10)).score == 6


def test_asking_the_source_is_as_good_as_quoting_and_flagging() -> None:
    answer = changed("a0-error-hypotheses", action="ask-the-source")
    assert a0.grade_error_hypotheses(answer).score == POINTS["a0-error-hypotheses"]


def test_evidence_for_everything_is_evidence_for_nothing() -> None:
    everything = sorted([e, name] for name in a0.RELEVANT for e in _all_evidence())
    verdict = a0.grade_error_hypotheses(changed("a0-error-hypotheses", evidence=everything))
    assert earned(verdict)["Evidence for what you believe"] == 0


def _all_evidence() -> set[str]:
    return set().union(*a0.RELEVANT.values())


def test_points_that_do_not_add_up_earn_nothing_for_the_distribution() -> None:
    verdict = a0.grade_error_hypotheses(believing(_2019=60, _2002=60))
    assert verdict.score == 2


# P0 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_order_of_rows_changes_nothing(name: str) -> None:
    function = model_function(name)
    for call in a0.HIDDEN_INPUTS[name]:
        turned = [[*reversed(table)] for table in call]
        assert outcome(function, call, A0.tables[name]) == outcome(
            function, turned, A0.tables[name]
        )


def test_the_dates_of_the_claims_are_read_as_the_table_of_claims_reads_them() -> None:
    """Ends are cut at the course's last day there, so only the beginnings are compared."""
    claims = seeds.claims()
    spans = model_function("a0-date-spans")(claims)
    assert "invalid" not in spans.values()
    for row in claims.itertuples():
        span = spans[row.claim_id]
        assert (span is None) == (row.date_precision == "undated")
        if span is not None:
            assert span[0] == str(row.date_start.date())


def test_the_governments_own_voice_is_a_small_minority_of_asserters_and_of_claims() -> None:
    """What students are to discover."""
    quoted: Mapping[str, Mapping[str, int]] = model_function("a0-who-is-quoted")(
        seeds.claims(), seeds.asserter_sides()
    )
    for what, most in (("claims", 0.05), ("asserters", 0.2)):
        whole = sum(row[what] for row in quoted.values())
        assert quoted["government"][what] < most * whole


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_raises_loses_only_the_families_in_which_it_does(name: str) -> None:
    function = model_function(name)
    first = a0.HIDDEN_INPUTS[name][0]

    def fragile(*tables: Any) -> Any:
        if len(tables[0]) == len(first[0]):
            raise ValueError("no")
        return function(*tables)

    score = a0.GRADERS[name](returned_by(name, fragile)).score
    assert 0 < score < POINTS[name]

"""The graders of assignment a5: they know no right answer, and see whether a brief holds together."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.assignment import Assignment, earned
from tests.grading.universal import GradedExercise, UniversalGraderProperties
from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.capstone import ClaimTable, chosen, number, vary
from venezuela_course.exercises.capstone.evidence_rows import MOST_ROWS
from venezuela_course.exercises.code import outcome
from venezuela_course.grading.graderbook import READ
from venezuela_course.models import capstone

A5 = Assignment("a5")
a5, CELLS, POINTS = A5.graders, A5.cells, A5.points
model_answer, changed = A5.model_answer, A5.changed
TABLE = "a5-claim-table"
FUNCTIONS = {"a5-numbers": "numbers", "a5-figure": "figure", "a5-sensitivity": "sensitivity"}


@cache
def model_function(exercise: str) -> Any:
    space: dict[str, Any] = {}
    exec(CELLS["a5-imports"].source, space)
    exec(CELLS[f"{exercise}-answer"].source, space)
    return space[FUNCTIONS[exercise]]


def handed_in(
    exercise: str, function: Callable[[], Any], texts: Mapping[str, str] | None = None
) -> Answer:
    """What the graded cell hands in, with what the grader reads of the notebook."""
    read = {name: CELLS[name].source for name in a5.READS[exercise]} | dict(texts or {})
    calls = [outcome(function, call, seconds=60) for call in a5.HIDDEN_INPUTS[exercise]]
    return {"hidden": calls, "public": [], READ: read}


@cache
def _full(exercise: str) -> Answer:
    return handed_in(exercise, model_function(exercise))


def full(exercise: str) -> Answer:
    """The instructor's answer to an exercise that is answered by a function."""
    return copy.deepcopy(_full(exercise))


def with_rows(**parts: Mapping[str, str] | None) -> Answer:
    """The model table with rows changed, added, or (None) taken out; ``_`` in an id stands for ``-``."""
    answer = changed(TABLE)
    for key, row in parts.items():
        reference = key.replace("_", "-")
        if row is None:
            del answer["claims"][reference]
        else:
            answer["claims"][reference] = answer["claims"].get(reference, {}) | dict(row)
    return answer


def all_rows(**parts: str) -> Answer:
    answer = changed(TABLE)
    for row in answer["claims"].values():
        row |= parts
    return answer


USE = "Stands here so that the grader has something to recognise."
MISCONCEPTIONS: dict[str, dict[str, Answer]] = {
    TABLE: {
        "MC-03": with_rows(S003b_143={"reading": "report"}),
        "MC-04": with_rows(S000_071={"role": "background", "reading": "finding", "use": USE}),
        "MC-12": all_rows(role="supports"),
        "MC-02": with_rows(
            S003b_041={"role": "supports"},
            S003b_025={"role": "supports", "reading": "figure", "use": USE},
        ),
    }
}


@pytest.fixture(scope="module", autouse=True)
def _in_an_empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Exercises look for answers beside the notebook: here there are none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("nowhere"))
        yield


SHORT = (
    "A share of 41 % of 24 states, 1.3 million barrels, 7.5 per cent and US$ 15 million. "
    + "Words about it. " * 360
    + " ".join(f"[{one}]" for one in seeds.claims()["claim_id"][:12])
)


def short_numbers() -> dict[str, Any]:
    """What gives the numbers of `SHORT`."""
    return {
        "share": number(0.412, "share"),
        "states": number(24),
        "barrels": number(1312, "thousand barrels"),
        "rate": number(7.5, "%"),
        "reward": number(15, "million US$"),
    }


def _described() -> dict[str, GradedExercise]:
    with pytest.MonkeyPatch.context() as patch:
        # Built as under nbgrader: nothing is drawn or written while tests are collected.
        patch.setenv("NBGRADER_EXECUTION", "validate")
        exercise = ClaimTable(TABLE)
        exercise.answer(model_answer(TABLE))
    described = {
        TABLE: GradedExercise(
            grade=a5.GRADERS[TABLE],
            points=POINTS[TABLE],
            model_answer=model_answer(TABLE),
            fields=exercise._fields,
            misconceptions=MISCONCEPTIONS[TABLE],
        )
    }
    # The properties try thousands of variants: a short brief with few numbers has the same shape.
    short = {"a5-brief": SHORT, "a5-numbers-answer": "def numbers(): ..."}
    models = {name: full(name) for name in FUNCTIONS}
    models["a5-numbers"] = handed_in("a5-numbers", short_numbers, short)
    constants = [{}, None, 0, "holds", {"x": 1}, {"x": number(1)}, {"x": {"value": 1}}]
    for name in FUNCTIONS:
        described[name] = GradedExercise(
            grade=a5.GRADERS[name],
            points=POINTS[name],
            model_answer=models[name],
            low=[handed_in(name, lambda one=one: one) for one in constants],
        )
    return described


class TestA5(UniversalGraderProperties):
    exercises = _described()


# The claim table ----------------------------------------------------------------------------------


def grade_table(answer: Answer) -> dict[str, float]:
    return earned(a5.grade_claim_table(answer))


def test_neither_the_question_nor_the_side_taken_earns_or_costs_anything():
    turned = {"supports": "against", "against": "supports", "background": "background"}
    for question in ("pressure", "guarantee", "number"):
        answer = changed(TABLE, question=question)
        for row in answer["claims"].values():
            row["role"] = turned[row["role"]]
        assert a5.grade_claim_table(answer).score == 8


def test_twelve_claims_count_and_rows_of_other_tables_are_no_claims():
    answer = changed(TABLE)
    claims = [key for key in answer["claims"] if capstone.source_of(key)]
    for key in claims[6:]:
        del answer["claims"][key]
    assert grade_table(answer)["Twelve claims, each with its use"] == 1.0


def test_a_sentence_that_stands_in_several_rows_counts_in_none():
    answer = all_rows(use=USE)
    assert grade_table(answer)["Twelve claims, each with its use"] == 0


def test_a_table_that_takes_everything_in_has_no_rows():
    answer = changed(TABLE)
    known = seeds.claims()["claim_id"][: MOST_ROWS + 1]
    answer["claims"] = {
        one: {"role": "supports", "reading": "report", "use": f"{USE} {one}"} for one in known
    }
    assert grade_table(answer)["Twelve claims, each with its use"] == 0


def test_claims_of_one_text_alone_rest_on_one_text():
    answer = changed(TABLE)
    answer["claims"] = {
        key: row
        for key, row in answer["claims"].items()
        if capstone.source_of(key) in ("", "S003a")
    }
    assert grade_table(answer)["Three source texts"] == 0


@pytest.mark.parametrize(
    ("kind", "reading"),
    [
        ("allegation", "finding"),
        ("attributed_opinion", "finding"),
        ("forecast", "finding"),
        ("characterisation", "finding"),
        ("compiled", "allegation"),
    ],
)
def test_nothing_may_be_read_as_more_certain_than_its_source(kind, reading):
    assert not capstone.fits(reading, kind)


@pytest.mark.parametrize("kind", ["event", "figure", "characterisation"])
def test_a_reading_may_be_more_careful_than_the_record(kind):
    assert capstone.fits("characterisation", kind)


def test_every_kind_of_claim_has_readings_and_its_own_is_among_them():
    own = {
        "event": "report",
        "figure": "figure",
        "attributed_opinion": "opinion",
        "characterisation": "characterisation",
        "allegation": "allegation",
        "forecast": "forecast",
    }
    assert set(seeds.claims()["kind"].cat.categories) == set(own)
    assert all(capstone.fits(reading, kind) for kind, reading in own.items())


def contradiction(one: str, other: str, **parts: str) -> float:
    entry = {
        "pair": [one, other],
        "handling": "both-shown",
        "sentence": "Both stand in the brief, and the reader sees why they differ.",
    } | parts
    return grade_table(changed(TABLE, contradictions=[entry]))["A contradiction handled"]


def test_every_contradiction_on_record_that_touches_the_table_earns_everything():
    for pair in capstone.contradictions_with(model_answer(TABLE)["claims"]):
        assert contradiction(pair.one, pair.other) == 1.25
        assert contradiction(pair.other, pair.one) == 1.25


def test_of_a_contradiction_that_is_not_on_record_half_is_left_to_the_marker():
    assert contradiction("S003a-063", "S003a-035") == pytest.approx(0.625)


def test_two_rows_that_support_each_other_are_no_contradiction():
    supported = [
        sorted(pair)
        for pair, (kind, _note) in capstone.related_pairs().items()
        if kind in ("supports", "duplicates", "same_event")
    ]
    rows = model_answer(TABLE)["claims"]
    touching = [pair for pair in supported if set(pair) & set(rows)]
    assert touching
    assert all(contradiction(*pair) == 0 for pair in touching)


def test_a_contradiction_between_two_rows_outside_the_table_is_not_handled_by_it():
    assert contradiction("S000-050", "S000-071") == 0


@pytest.mark.parametrize("parts", [{"handling": "solved"}, {"sentence": "Both."}])
def test_a_contradiction_named_but_not_handled_earns_half(parts):
    assert contradiction("S003b-024", "S003b-040", **parts) == pytest.approx(0.625)


def test_a_sentence_that_reaches_beyond_the_course_is_found():
    answer = with_rows(S003a_063={"use": "What became of prices in March 2025 settles the matter."})
    assert grade_table(answer)["Nothing after 31 August 2024"] == 0


def test_a_row_may_look_ahead_where_its_source_does():
    row = {
        "role": "background",
        "reading": "report",
        "use": "The date that everybody bargains towards.",
    }
    answer = with_rows(S000_046=row)
    assert grade_table(answer)["Nothing after 31 August 2024"] == 0.5


# The numbers --------------------------------------------------------------------------------------

MODEL_BRIEF = CELLS["a5-brief"].source


def graded_numbers(
    text: str = MODEL_BRIEF, source: str | None = None, **more: Any
) -> dict[str, float]:
    answer = full("a5-numbers")
    answer[READ]["a5-brief"] = text
    if source is not None:
        answer[READ]["a5-numbers-answer"] = source
    for call in answer["hidden"]:
        call["returned"] |= more
    return earned(a5.grade_numbers(answer))


PRINTED = "Every printed number is given by a cell"


def test_one_number_that_no_cell_gives_costs_points_and_is_named_with_the_nearest():
    wrong = MODEL_BRIEF.replace("8.3 per cent a month", "8.4 per cent a month")
    assert wrong != MODEL_BRIEF
    answer = full("a5-numbers") | {
        READ: {"a5-brief": wrong, "a5-numbers-answer": CELLS["a5-numbers-answer"].source}
    }
    verdict = a5.grade_numbers(answer)
    (criterion,) = (one for one in verdict.criteria if one.name == PRINTED)
    assert 3 < criterion.earned < 3.5
    assert "“8.4 per cent” in paragraph 6" in criterion.message
    assert "afterwards, three months" in criterion.message


def test_half_of_the_numbers_without_a_cell_earn_nothing():
    invented = " ".join(f"It was {n}.{n} per cent." for n in range(501, 540))
    assert graded_numbers(MODEL_BRIEF + "\n\n" + invented)[PRINTED] == 0


def test_a_brief_that_prints_no_number_does_not_earn_the_points_for_numbers():
    assert graded_numbers("Words alone. " * 600)[PRINTED] == 0


def test_a_figure_that_was_typed_in_gives_no_number():
    source = (
        'def numbers():\n    return {"leaked rate": number(1000, "percent"), "x": number(3 * y)}'
    )
    assert graded_numbers(source=source)[PRINTED] < 3.5


def test_a_number_that_was_chosen_with_a_reason_counts_but_only_a_few_do():
    text = MODEL_BRIEF + "\n\nI call 33 per cent a large gap."
    picked = chosen(33, "%", why="a third, near enough")
    assert graded_numbers(text)[PRINTED] < 3.5
    assert graded_numbers(text, threshold=picked)[PRINTED] == 3.5
    many = {f"chosen {n}": chosen(500 + n, why="because") for n in range(a5.MOST_CHOSEN)}
    assert graded_numbers(text, **many, threshold=picked)[PRINTED] < 3.5


def test_a_net_of_values_in_which_every_number_is_caught_catches_none():
    net = {f"n{n}": number(n, "%") for n in range(1000)}
    assert graded_numbers(**net)[PRINTED] == 0


def test_what_differs_from_call_to_call_is_not_reproduced():
    answer = full("a5-numbers")
    answer["hidden"][1]["returned"]["claims"]["value"] = 417.0
    assert earned(a5.grade_numbers(answer))["Computed in a fresh kernel"] == 0


@pytest.mark.parametrize(("words", "points"), [(900, 0), (1021, 0.5), (1379, 0.5), (1400, 0)])
def test_length_is_twelve_hundred_words_give_or_take_fifteen_per_cent(words, points):
    assert graded_numbers("word " * words)["Length"] == points


def test_references_do_not_count_as_words():
    assert graded_numbers("word [S001-020, S001-024] " * 1200)["Length"] == 0.5


def test_a_reference_that_leads_nowhere_is_named():
    text = MODEL_BRIEF.replace("[S003a-064]", "[S003a-964]")
    assert graded_numbers(text)["References that lead somewhere"] == 0


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("In September 2024 much changed.", 0.0),
        ("By 2025 it was over.", 0.0),
        ("On 1 September 2024 a court spoke.", 0.0),
        ("On 31 August 2024 nobody knew.", 0.5),
        ("The term starts in January 2025 [S000-046].", 0.5),
        ("The term starts in January 2025 [S003a-063].", 0.0),
    ],
)
def test_a_date_after_the_course_needs_a_source_that_looks_ahead(sentence, points):
    found = graded_numbers(f"{MODEL_BRIEF}\n\n{sentence}")
    assert found["Nothing after 31 August 2024"] == points


# The figure and the table of sensitivity ----------------------------------------------------------


def changed_return(exercise: str, **parts: Any) -> dict[str, float]:
    answer = full(exercise)
    for call in answer["hidden"]:
        call["returned"] |= parts
    return earned(a5.GRADERS[exercise](answer))


def test_an_empty_figure_is_no_figure():
    assert sum(changed_return("a5-figure", panels=[]).values()) == 0


def test_a_figure_without_labels_earns_half_of_its_drawing():
    panel = {"title": "", "across": "", "up": "", "marks": 3}
    found = changed_return("a5-figure", panels=[panel])
    assert found["Drawn by a cell, with a title and labelled axes"] == 0.5


def test_evidence_of_a_figure_has_to_exist():
    assert changed_return("a5-figure", sources=["S003a-063", "S9"])["Where it is from"] == 0.25
    assert changed_return("a5-figure", sources=["oil_production"])["Where it is from"] == 0.5
    assert changed_return("a5-figure", sources=["teaching_values"])["Where it is from"] == 0


SENSITIVITY = "a5-sensitivity"
FOLLOWS = "The verdict follows from your results"


def varied(slope: float, threshold: float, verdict: str) -> dict[str, float]:
    function = lambda: vary(  # noqa: E731
        lambda value: slope * value,
        assumption="number of months annualised",
        values=[1, 2, 3],
        base=2,
        result="a result",
        threshold=threshold,
        verdict=verdict,
    )
    return earned(a5.grade_sensitivity(handed_in(SENSITIVITY, function)))


@settings(max_examples=60, deadline=None)
@given(slope=st.floats(-9, 9), threshold=st.floats(-30, 30))
def test_exactly_one_verdict_follows_from_any_results(slope, threshold):
    points = [varied(slope, threshold, verdict)[FOLLOWS] for verdict in ("holds", "turns")]
    assert sorted(points) == [0, 1]


def test_an_answer_that_holds_earns_as_much_as_one_that_turns():
    assert varied(1, 0, "holds")[FOLLOWS] == varied(1, 2.5, "turns")[FOLLOWS] == 1


def test_two_values_are_no_sensitivity():
    found = changed_return(SENSITIVITY, values=[3, 4], results=[8.3, 6.7])
    assert sum(found.values()) == 0


def test_a_value_for_which_nothing_comes_out_is_not_hidden():
    results = ["ZeroDivisionError: division by zero", 9.6, 8.3, 6.7, 4.7, 2.0, -1.6]
    assert sum(changed_return(SENSITIVITY, results=results).values()) == 0


def test_a_function_that_does_not_use_the_value_earns_half_of_the_table():
    found = changed_return(SENSITIVITY, results=[8.3] * 7)
    assert found["At least three values, each with its result"] == 0.75


def test_the_brief_has_to_name_the_assumption_and_to_print_the_base_case():
    text = MODEL_BRIEF.replace("number of months annualised", "stretch of time").replace(
        "8.3", "8.9"
    )
    text = text.replace("about 8 per cent", "about 6 per cent")
    answer = full(SENSITIVITY)
    answer[READ]["a5-brief"] = text
    found = earned(a5.grade_sensitivity(answer))
    assert found["The brief names the assumption"] == 0
    assert found["The brief prints the base case's result"] == 0


# Whose text is read -------------------------------------------------------------------------------


def test_the_texts_that_graders_read_are_cells_of_the_notebook():
    for names in a5.READS.values():
        assert set(names) <= set(CELLS)
    assert set(a5.HIDDEN_INPUTS) == set(FUNCTIONS)


def test_the_model_brief_tells_each_number_in_units_that_its_cells_give():
    verdict = a5.grade_numbers(full("a5-numbers"))
    assert verdict.score == 6
    assert len(a5.capstone_numbers.printed_numbers(MODEL_BRIEF)) > 30

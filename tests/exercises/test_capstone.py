"""The capstone's exercises: a claim table that is built from the evidence, and three functions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.exercises.universal import UniversalExerciseProperties, sources
from venezuela_course import seeds
from venezuela_course.exercises import IncompleteAnswer, literals
from venezuela_course.exercises.answers import AnswerFile
from venezuela_course.exercises.capstone import (
    ClaimTable,
    FigureOfTheBrief,
    NumbersOfTheBrief,
    SensitivityOfTheBrief,
    chosen,
    exhibit,
    from_claim,
    from_table,
    number,
    vary,
)
from venezuela_course.exercises.capstone.contradictions import ContradictionsControl
from venezuela_course.exercises.capstone.evidence_rows import EvidenceRowsControl
from venezuela_course.exercises.code import plain
from venezuela_course.exercises.review.tickets import same_ticket
from venezuela_course.models import capstone

TABLE = "a5-claim-table"


class TestTheExercisesOfTheCapstone(UniversalExerciseProperties):
    notebook = "a5"
    exercises = {TABLE: ClaimTable}
    code = {
        "a5-numbers": (NumbersOfTheBrief, "numbers"),
        "a5-figure": (FigureOfTheBrief, "figure"),
        "a5-sensitivity": (SensitivityOfTheBrief, "sensitivity"),
    }

    def test_the_page_for_feedback_shows_the_answer_and_runs_no_script(self, exercise: Any) -> None:
        """The ticket is drawn when a person opens the exercise, so it is shown too."""
        super().test_the_page_for_feedback_shows_the_answer_and_runs_no_script(exercise)
        assert exercise.value["ticket"] in exercise.static_html()


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


def model() -> dict[str, Any]:
    answer = literals.read(sources("a5")[f"{TABLE}-answer"])
    assert isinstance(answer, dict)
    return answer


def controls(exercise: ClaimTable) -> tuple[EvidenceRowsControl, ContradictionsControl]:
    assert exercise.widget is not None and exercise._view is not None
    rows = exercise._view.controls["claims"]
    pairs = exercise._view.controls["contradictions"]
    assert isinstance(rows, EvidenceRowsControl) and isinstance(pairs, ContradictionsControl)
    return rows, pairs


# The ticket ---------------------------------------------------------------------------------------


def test_a_ticket_is_drawn_once_and_stays_with_whatever_is_answered(tmp_path: Path) -> None:
    ticket = ClaimTable(TABLE).variant
    assert same_ticket(ticket)
    again = ClaimTable(TABLE)
    assert again.variant == ticket
    again.answer(model())
    assert again.value["ticket"] == ticket
    saved = AnswerFile(tmp_path, TABLE).read()
    assert saved is not None and saved.answer["ticket"] == ticket


def test_two_students_have_two_tickets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = ClaimTable(TABLE).variant
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert ClaimTable(TABLE).variant != one


def test_a_ticket_alone_is_no_answer() -> None:
    exercise = ClaimTable(TABLE)
    assert "Not answered" in repr(exercise.check())
    assert ClaimTable(TABLE).static_html().count("<dt>") == 0


def test_a_typed_answer_may_lack_the_ticket_where_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    exercise = ClaimTable(TABLE)
    exercise.answer(model())
    assert exercise.check() is None and "ticket" not in exercise.value


# Building the table -------------------------------------------------------------------------------


def test_a_row_is_found_opened_added_annotated_and_saved(tmp_path: Path) -> None:
    exercise = ClaimTable(TABLE)
    rows, _pairs = controls(exercise)
    rows._reader.words.value = "leaked central bank"
    rows._reader.results.value = "S003a-063"
    rows._add.click()
    rows._role.value, rows._reading.value = "supports", "figure"
    rows._use.value = "The number on trial."
    saved = AnswerFile(tmp_path, TABLE).read()
    assert saved is not None
    assert saved.answer["claims"] == {
        "S003a-063": {"role": "supports", "reading": "figure", "use": "The number on trial."}
    }
    assert "1 row, 1 of them done, from 1 source text." in rows._legend.said


def test_adding_without_an_open_row_or_twice_says_what_to_do() -> None:
    rows, _pairs = controls(ClaimTable(TABLE))
    rows._add.click()
    assert "Open a row first" in rows._legend.said
    rows.add("S003a-063")
    rows.add("[S003a-063]")
    assert "in your table already" in rows._legend.said
    rows.add("teaching_values:a1-loyalty-x")
    assert "Only rows of the evidence" in rows._legend.said
    assert list(rows.read()) == ["S003a-063"]


def test_rows_of_tables_are_added_by_their_id_and_taken_out_again() -> None:
    rows, _pairs = controls(ClaimTable(TABLE))
    rows.add("oil_production:VEN:2015")
    rows.add("S003b-040")
    rows._take_out()
    assert list(rows.read()) == ["oil_production:VEN:2015"]
    rows._take_out()
    assert rows.read() is None


def test_annotating_a_row_leaves_the_others_as_they_are() -> None:
    exercise = ClaimTable(TABLE)
    exercise.answer(model())
    rows, _pairs = controls(exercise)
    before = rows.read()
    rows._list.value = "S003b-143"
    assert (rows._role.value, rows._reading.value) == ("against", "allegation")
    rows._role.value = "background"
    changed = {key: row for key, row in rows.read().items() if row != before[key]}
    assert list(changed) == ["S003b-143"] and changed["S003b-143"]["role"] == "background"
    assert list(rows.read()) == list(before)


def test_what_is_on_record_against_a_chosen_row_is_offered_first() -> None:
    exercise = ClaimTable(TABLE)
    rows, pairs = controls(exercise)
    rows.add("S003b-024")
    rows.add("S003a-063")
    pairs._one.value = "S003b-024"
    assert pairs._other.value == "S003b-040"  # not in the table, but on record
    pairs._add.click()
    pairs._handling.value = "range"
    pairs._sentence.value = "Both are rounded."
    assert exercise.value["contradictions"] == [
        {"pair": ["S003b-024", "S003b-040"], "handling": "range", "sentence": "Both are rounded."}
    ]
    pairs._add.click()
    assert "in the list already" in pairs._legend.said


def test_a_contradiction_that_is_chosen_and_not_handled_is_named_by_the_picture() -> None:
    exercise = ClaimTable(TABLE)
    full = model()
    exercise.answer(full | {"contradictions": None})
    said = exercise.picture(exercise._answer)
    assert "Not handled yet, both in your table: S003b-024 ≠ S003b-040" in said
    assert "Not handled yet" not in exercise.picture(exercise._answer | full)


def test_a_table_in_which_nothing_weighs_against_the_answer_says_so() -> None:
    exercise = ClaimTable(TABLE)
    answer = model()
    for row in answer["claims"].values():
        row["role"] = "supports"
    exercise.answer(answer)
    assert "Nothing in your table weighs against" in exercise.picture(exercise._answer)


def test_the_picture_of_forty_rows_has_a_mark_for_each() -> None:
    exercise = ClaimTable(TABLE)
    known = list(seeds.claims()["claim_id"][:40])
    row = {"role": "background", "reading": "report"}
    exercise.answer({"claims": {one: row | {"use": f"Used for {one}."} for one in known}})
    assert exercise.picture(exercise._answer).count("<circle") == 40


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"S9-1": {}}, "no evidence with the id"),
        ({"S003a-063": {"rolle": "x"}}, "no part “rolle”"),
        ({"S003a-063": {"role": "for"}}, "needs a role"),
        ({"S003a-063": {"role": "against"}}, "needs a reading"),
        ({"S003a-063": {"role": "against", "reading": "figure"}}, "needs a sentence"),
    ],
)
def test_what_is_missing_in_a_row_is_named(claims: dict[str, Any], says: str) -> None:
    exercise = ClaimTable(TABLE)
    assert any(says in problem for problem in exercise.problems(model() | {"claims": claims}))


def test_too_few_claims_and_too_few_texts_are_counted() -> None:
    exercise = ClaimTable(TABLE)
    few = {
        key: row
        for key, row in model()["claims"].items()
        if capstone.source_of(key) in ("", "S003a")
    }
    found = " ".join(exercise.problems(model() | {"claims": few}))
    assert "a brief needs at least 12" in found and "come from S003a alone" in found


# Numbers, figure, sensitivity ---------------------------------------------------------------------


def notebook_with(text: str, folder: Path) -> None:
    cell = {
        "cell_type": "markdown",
        "metadata": {"nbgrader": {"grade_id": "a5-brief"}},
        "source": text,
    }
    (folder / "a5.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")


def test_numbers_are_read_from_claims_and_tables_with_their_units() -> None:
    assert from_claim("S003b-040") == {
        "value": 3_400_000.0,
        "unit": "barrels per day",
        "from": "S003b-040",
    }
    assert from_table("oil_production:VEN:2000", "production_kb_d")["value"] == 3219.7
    assert "%" in from_table("forecast_vintages:growth-2016-weo", "value_pct")["unit"] or (
        "percent" in from_table("forecast_vintages:growth-2016-weo", "value_pct")["unit"]
    )


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: number("many"), "takes one number"),
        (lambda: number(float("nan")), "finite"),
        (lambda: chosen(1, why=" "), "needs a reason"),
        (lambda: from_claim("S003a-064"), "has no figure"),
        (lambda: from_table("oil_production:VEN", "production_kb_d"), "names 51 rows"),
        (lambda: from_table("oil_production:VEN:2015", "kb"), "has no column kb"),
        (lambda: exhibit("a figure", alt="", sources=[]), "takes a matplotlib figure"),
        (
            lambda: vary(
                abs,
                assumption="x y",
                values=[1, 2],
                base=3,
                result="",
                threshold=0,
                verdict="holds",
            ),
            "base case 3 is not among",
        ),
        (
            lambda: vary(
                abs, assumption="x y", values=[1, 2], base=1, result="", threshold=0, verdict="yes"
            ),
            "verdict is holds / turns",
        ),
    ],
)
def test_a_mistake_is_named_where_it_is_made(made: Any, says: str) -> None:
    with pytest.raises((ValueError, KeyError), match=re.escape(says)):
        made()


def test_the_list_of_numbers_follows_the_notebook_as_it_was_saved(tmp_path: Path) -> None:
    exercise = NumbersOfTheBrief("a5-numbers")
    function = lambda: {"share": number(41.2, "%")}  # noqa: E731
    assert "can be called twice" in repr(exercise.check(function))
    notebook_with("It was 41 % of 34 states.", tmp_path)
    said = exercise.check(function)
    assert "“34” in paragraph 1 is given by none of your cells" in repr(said)
    page = said._repr_html_()  # type: ignore[union-attr]
    assert "✓ 41.2 % (share)" in page and "✗ nothing yet" in page and "as saved at" in page
    notebook_with("It was 41 %.", tmp_path)
    assert "Every number that your brief prints is given" in repr(exercise.check(function))


def test_validate_names_a_number_that_no_cell_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    notebook_with("It was 42 %.", tmp_path)
    with pytest.raises(IncompleteAnswer, match="“42 %” in paragraph 1"):
        NumbersOfTheBrief("a5-numbers").check(lambda: {"share": number(41.2, "%")})


def test_a_damaged_notebook_is_as_if_there_were_none(tmp_path: Path) -> None:
    (tmp_path / "a5.ipynb").write_text("{", "utf-8")
    said = NumbersOfTheBrief("a5-numbers").check(lambda: {"share": number(41.2, "%")})
    assert "can be called twice" in repr(said)


def test_what_changes_from_call_to_call_is_told() -> None:
    drawn = iter(range(9))
    said = NumbersOfTheBrief("a5-numbers").check(lambda: {"n": number(next(drawn))})
    assert "does not return the same" in repr(said)


def test_an_exhibit_shows_itself_and_hands_in_its_words() -> None:
    from matplotlib.figure import Figure

    drawn = Figure()
    axes = drawn.subplots()
    axes.plot([1, 2], [3, 4])
    axes.set(title="A title", xlabel="years")
    shown = exhibit(
        drawn, alt="A line that rises from three to four in two years.", sources=["S001"]
    )
    assert plain(shown)["panels"] == [{"title": "A title", "across": "years", "up": "", "marks": 1}]
    bundle = shown._repr_mimebundle_()
    assert "<svg" in bundle["text/html"] and "[S001]" in bundle["text/html"]
    assert "Complete" in repr(FigureOfTheBrief("a5-figure").check(lambda: shown))


def test_a_figure_without_labels_words_or_evidence_is_told_what_it_lacks() -> None:
    from matplotlib.figure import Figure

    bare = Figure()
    bare.subplots()
    said = repr(
        FigureOfTheBrief("a5-figure").check(lambda: exhibit(bare, alt="x", sources=["S9-1"]))
    )
    for missing in ("Nothing is drawn", "needs a title", "at least 8 words", "id S9-1"):
        assert missing in said


def test_a_table_of_sensitivity_shows_the_base_case_and_where_nothing_comes_out() -> None:
    table = vary(
        lambda value: 1 / value,
        assumption="break year",
        values=[0, 1, 2],
        base=1,
        result="a share",
        threshold=0,
        verdict="holds",
    )
    page = table._repr_html_()
    assert "base case" in page and "ZeroDivisionError" in page
    said = repr(SensitivityOfTheBrief("a5-sensitivity").check(lambda: table))
    assert "At 0.0 nothing comes out" in said


def test_a_brief_that_does_not_name_the_assumption_is_told(tmp_path: Path) -> None:
    notebook_with("It depends on the Break\nYear.", tmp_path)

    def named(name: str) -> str:
        table = vary(
            lambda value: value,
            assumption=name,
            values=[1, 2, 3],
            base=1,
            result="r",
            threshold=0,
            verdict="holds",
        )
        return repr(SensitivityOfTheBrief("a5-sensitivity").check(lambda: table))

    assert "Complete" in named("break year")
    assert "does not name the assumption “start year”" in named("start year")

"""The graded exercises of unit 1, as a student meets them, and what is offered beyond them."""

from __future__ import annotations

import html
import json
import math
import time

import pytest

from tests.exercises.universal import ROOT, UniversalExerciseProperties, blank, sources, words
from venezuela_course import charts, seeds
from venezuela_course.exercises import literals
from venezuela_course.exercises.militarisation import (
    ChainOfCommand,
    CompareCodings,
    DefinitionMachine,
    IndexPath,
    LoyaltyDiagram,
    OnsetOfPath,
    OnsetShares,
    SlowMotion,
    chain_of_command,
    coding,
    compare,
    slow_motion,
)


class TestTheExercisesOfUnit1(UniversalExerciseProperties):
    notebook = "a1"
    exercises = {
        "a1-chain-of-command": ChainOfCommand,
        "a1-definition-machine": DefinitionMachine,
        "a1-slow-motion": SlowMotion,
        "a1-loyalty": LoyaltyDiagram,
    }
    code = {
        "a1-index-path": (IndexPath, "index_path"),
        "a1-onset": (OnsetOfPath, "onset"),
        "a1-onset-shares": (OnsetShares, "onset_shares"),
    }
    invented = {"a1-loyalty"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def model_answer(name):
    return literals.read(sources("a1")[f"{name}-answer"])


def redraw_times(exercise, answers):
    """Milliseconds of processor time of each redraw but the first, which makes the figure."""
    exercise.picture(answers[0])
    times = []
    for answer in answers:
        start = time.process_time()
        exercise.picture(answer)
        times.append(1000 * (time.process_time() - start))
    return sorted(times)


# Chain of command -----------------------------------------------------------------------------------


def test_nobody_directs_oneself_and_a_link_is_known_in_one_way() -> None:
    exercise = ChainOfCommand("a1-chain-of-command")
    full = model_answer("a1-chain-of-command")
    loop = full | {"before": [*full["before"], ["maduro", "maduro", "formal"]]}
    twice = full | {"before": [*full["before"], ["maduro", "padrino", "informal"]]}
    assert "cannot direct itself" in " ".join(exercise.problems(loop))
    assert "known in two ways" in " ".join(exercise.problems(twice))


def test_the_organograms_show_the_students_own_links_and_name_no_cut() -> None:
    exercise = ChainOfCommand("a1-chain-of-command")
    picture = exercise.picture(blank(exercise) | {"after": [["maduro", "command", "inferred"]]})
    assert "Maduro directs Presidential command (inferred)" in picture
    assert "no links yet" in picture
    assert "hangs" not in picture and "cut" not in picture


def test_links_in_a_circle_are_drawn() -> None:
    exercise = ChainOfCommand("a1-chain-of-command")
    circle = [["maduro", "padrino", "formal"], ["padrino", "maduro", "informal"]]
    assert "Padrino directs Maduro" in exercise.picture(blank(exercise) | {"before": circle})


def test_a_link_says_how_it_is_known_in_words_and_by_its_line() -> None:
    lines = [str(line) for _colour, line in chain_of_command.LOOKS.values()]
    assert len(set(lines)) == len(lines) == len(chain_of_command.statuses())


def test_links_there_and_back_rise_neither_into_the_title_nor_out_of_the_picture() -> None:
    centres = {"maduro": (0.5, 0.42), "padrino": (1.5, 0.42), "command": (4.5, 0.42)}
    texts = dict.fromkeys(centres, "body")
    links = [("maduro", "command", "formal"), ("command", "maduro", "inferred")]
    for link in links:
        start, bent, end, _tip = chain_of_command._curve(link, centres, texts, links)
        heights = [chain_of_command._on_curve(start, bent, end, part / 20)[1] for part in range(21)]
        assert min(heights) > 0 and max(heights) < 0.42 + 0.5 * chain_of_command.ROW


# Definition machine ---------------------------------------------------------------------------------


def predicting(verdict: str) -> dict[str, dict[str, str]]:
    cases = seeds.coup_cases()["case"].unique()
    return {case: {"attempt": verdict, "success": verdict} for case in cases}


def test_no_fact_is_shown_before_everything_is_predicted() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    nearly = predicting("no")
    nearly["2002-04-11"] = {"attempt": "yes"}
    picture = exercise.picture(
        blank(exercise) | {"criteria": ["insider"], "min_days": 7, "predicted": nearly}
    )
    assert "S003a-045" in picture
    assert "you said" not in picture and "as predicted" not in picture and "295" not in picture


def test_the_facts_appear_with_the_last_prediction_and_change_none() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    predicted = predicting("no")
    picture = exercise.picture(
        blank(exercise) | {"criteria": ["insider"], "min_days": 7, "predicted": predicted}
    )
    assert "you said: no" in picture and "as predicted" in picture and "295 to 386" in picture
    assert predicted == predicting("no")


def test_definition_and_predictions_are_kept_as_they_were_when_the_facts_were_first_shown() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    exercise._changed("criteria", ["insider"])
    exercise._changed("min_days", 7)
    assert exercise.value.get("first") is None
    exercise._changed("predicted", predicting("no"))
    kept = {"criteria": ["insider"], "min_days": 7, "predicted": predicting("no")}
    assert exercise.value["first"] == kept
    exercise._changed("criteria", ["executive", "force", "illegal"])
    exercise._changed("min_days", 0)
    exercise._changed("predicted", predicting("yes"))
    assert exercise.value["first"] == kept
    assert DefinitionMachine("a1-definition-machine").value["first"] == kept


def test_a_complete_answer_that_is_typed_is_its_own_first_prediction() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    typed = model_answer("a1-definition-machine")
    first = typed.pop("first")
    exercise.answer(typed)
    assert exercise.value["first"] == first
    exercise._changed("criteria", ["force"])
    assert exercise.value["first"] == first


@pytest.mark.parametrize("said", [None, {}, {"criteria": ["force"]}, "another"])
def test_what_was_first_predicted_stays_when_a_cell_leaves_it_out_or_says_something_else(
    said: object,
) -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    exercise._changed("criteria", ["insider"])
    exercise._changed("min_days", 7)
    exercise._changed("predicted", predicting("no"))
    kept = exercise.value["first"]
    typed = model_answer("a1-definition-machine")  # after the facts were shown
    if said == "another":
        typed["first"] = typed["first"] | {"predicted": predicting("yes")}
    elif said is None:
        del typed["first"]
    else:
        typed["first"] = said
    exercise.answer(typed)
    assert exercise.value["first"] == kept
    assert exercise.value["predicted"] == typed["predicted"]


def test_an_incomplete_typed_answer_shows_no_facts_and_is_no_first_prediction() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    typed = model_answer("a1-definition-machine")
    del typed["first"], typed["predicted"]["2002-04-11"]
    exercise.answer(typed)
    assert "first" not in exercise.value


def test_the_live_widget_shows_that_the_first_prediction_is_kept() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    assert exercise.widget is not None
    exercise._changed("criteria", ["insider"])
    exercise._changed("min_days", 7)
    exercise._changed("predicted", predicting("no"))
    assert exercise._view is not None
    assert exercise._view.controls["first"].read() == exercise.value["first"]


def test_the_sign_of_a_verdict_is_not_its_colour() -> None:
    exercise = DefinitionMachine("a1-definition-machine")
    picture = exercise.picture(blank(exercise) | model_answer("a1-definition-machine"))
    assert all(f"{sign}&nbsp;" in picture for sign in ("✓", "✕", "?"))


# Slow-motion coup -----------------------------------------------------------------------------------


def test_five_to_nine_indicators_are_asked_for() -> None:
    sheet = {field.key: field for field in SlowMotion("a1-slow-motion")._fields}["scores"]
    rows = [{one: {"2013-04": "0"} for one in list(coding.indicators())[:n]} for n in range(13)]
    complete = [n for n in range(13) if sheet.problem(rows[n]) is None]
    assert complete == [5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "scores",
    [
        3,
        {"nobody": {"2013-04": "0"}},
        {"cabinet": "2"},
        {"cabinet": {"1999-01": "0"}},
        {"cabinet": {"2013-04": "3"}},
        {"cabinet": {"2013-04": 2}},
        {"cabinet": None},
    ],
)
def test_an_ill_formed_sheet_gets_a_sentence_that_names_the_part(scores) -> None:
    sheet = {field.key: field for field in SlowMotion("a1-slow-motion")._fields}["scores"]
    assert sheet.problem(scores).startswith("“Scores")
    assert sheet.html(scores)


def test_a_score_holds_until_another_is_set_and_nothing_is_assessed_before_the_first() -> None:
    read = coding.coding_from({"scores": {"firms": {"2014-05": "1", "2016-03": "2"}}})
    column = [row[0] for row in read.scores()]
    assert all(map(math.isnan, column[:2]))
    assert column[2:] == [1, 1, 1, 1, 1, 2, 2, 2]


def test_the_sheet_can_be_used_with_scores_that_fall() -> None:
    read = coding.coding_from(
        {
            "scores": {"firms": {"2013-04": "2", "2016-03": "0"}},
            "rule": "additive",
            "threshold": 0.5,
        }
    )
    assert read.onset() == "2013-04"
    assert read.path()[-1] == 0


def test_the_picture_shows_index_onset_and_random_weightings_of_the_students_own_coding() -> None:
    exercise = SlowMotion("a1-slow-motion")
    picture = exercise.picture(blank(exercise) | model_answer("a1-slow-motion"))
    said = words(picture)
    assert "With your weights the index first reaches the threshold: Jul 2016" in said
    assert "58.8" in said and "never" in said
    assert "▲" in said


def test_evidence_is_marked_where_it_can_first_speak() -> None:
    assert coding.DATES[slow_motion._place("T-2014-10-24-padrino-minister")] == "2014-11"
    assert coding.DATES[slow_motion._place("S003a-007")] == "2016-03"  # dated 2016
    assert coding.DATES[slow_motion._place("S003a-044")] == "2013-04"  # dated 2002
    assert slow_motion._place("S003a-018") == len(coding.DATES)  # undated


def test_every_indicator_has_evidence_of_its_time() -> None:
    table = seeds.indicator_evidence()
    for indicator in coding.indicators():
        rows = table.loc[table["indicator"] == indicator, "reference"]
        assert any(slow_motion._place(one) < len(coding.DATES) for one in rows), indicator
    assert set(table["indicator"]) == set(coding.indicators())


def test_every_row_of_evidence_exists_is_dated_and_says_why_it_bears() -> None:
    table = seeds.indicator_evidence()
    assert all(seeds.exists(one) for one in table["reference"])
    assert all(coding.first_day_of(one) is not None for one in table["reference"])
    assert table["reason"].str.len().gt(10).all()


def test_no_relative_of_anybody_and_no_private_life_is_in_an_exercise() -> None:
    references = set(seeds.indicator_evidence()["reference"]) | set(slow_motion.COUNTER)
    assert not references & {"S003a-072", "S003a-073", "S003a-074", "S003a-078", "S003a-016"}


def test_the_index_is_redrawn_within_sixty_milliseconds() -> None:
    exercise = SlowMotion("a1-slow-motion")
    model = blank(exercise) | model_answer("a1-slow-motion")
    answers = [model | {"weights": {"cabinet": n % 11}, "threshold": 0.3} for n in range(20)]
    assert redraw_times(exercise, answers)[10] < 60


# Loyalty --------------------------------------------------------------------------------------------


def test_a_policy_moves_the_first_curve_and_is_no_part_of_the_answer() -> None:
    exercise = LoyaltyDiagram("a1-loyalty")
    before = exercise.picture(blank(exercise))
    exercise._tried({"cost": 4.0})
    after = exercise.picture(blank(exercise))
    assert "cost 0 together" in before and "cost 8 together" in after
    assert before != after
    assert exercise.value == {}


def test_the_pictures_of_the_two_settings_do_not_say_where_they_tip() -> None:
    exercise = LoyaltyDiagram("a1-loyalty")
    said = exercise.picture(blank(exercise)) + exercise.static_html()
    assert "0.41" not in said and "0.57" not in said and "you say" not in said
    answered = exercise.picture(blank(exercise) | model_answer("a1-loyalty"))
    assert "you say" in answered


def test_settings_and_prices_are_in_the_table_of_invented_values() -> None:
    rows = seeds.teaching_values()
    ours = rows[rows["exercise"].str.startswith("a1-loyalty")]
    assert set(ours["status"]) == {"invented"}
    assert len(ours) == 17


# Two coders -----------------------------------------------------------------------------------------


def other_coding(**parts):
    answer = model_answer("a1-slow-motion")
    return answer | parts


def compared(first, second) -> str:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in (first, second)]
    picture = CompareCodings().picture(dict(zip(("first", "second"), texts, strict=True)))
    return html.unescape(words(picture))


def test_the_answer_file_is_the_export() -> None:
    exercise = SlowMotion("a1-slow-motion")
    exercise.answer(model_answer("a1-slow-motion"))
    start = {field.key: field.start for field in CompareCodings().fields()}
    said = html.unescape(words(CompareCodings().picture(start | {"second": start["first"]})))
    assert "7 indicators in common" in said and "Cohen's kappa is 1.00" in said
    assert "Your onsets agree" in said


def test_a_cell_a_dictionary_and_a_file_are_read_alike(tmp_path) -> None:
    answer = model_answer("a1-slow-motion")
    cell = f"slow_motion.answer(\n    {answer!r}\n)"
    SlowMotion("a1-slow-motion").answer(answer)
    file = tmp_path / "answers" / "a1-slow-motion.json"
    readings = [
        compare.read_coding(text)
        for text in (cell, repr(answer), json.dumps(answer), file.read_text("utf-8"), str(file))
    ]
    assert all(one == readings[0] for one in readings)


def test_scores_typed_as_numbers_are_read_too() -> None:
    answer = model_answer("a1-slow-motion")
    answer["scores"] = {
        row: {date: int(score) for date, score in cells.items()}
        for row, cells in answer["scores"].items()
    }
    assert compare.read_coding(repr(answer)).onset() == "2016-07"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nowhere.json", "cannot be read"),
        ("notes.txt", "not an answer file"),
        ("{'scores': ", "no answer"),
        ("slow_motion.answer(...)", "no answer yet"),
        ("__import__('os').getcwd()", "no answer"),
        ("{}", "not answered"),
        ('{"scores": {"cabinet": {"2013-04": "0"}}}', "at least 5"),
        ("[1, 2]", "this is a list"),
        ('{"schema": 1, "exercise": "a3-banzhaf", "answer": {}}', "a3-banzhaf"),
        ("{" + "1," * 30000 + "}", "too long"),
    ],
)
def test_what_is_no_coding_is_refused_with_the_reason(text, why) -> None:
    with pytest.raises(compare.BrokenCoding, match=why):
        compare.read_coding(text)
    said = compared(model_answer("a1-slow-motion"), text)
    assert "The other coding:" in said and why in said


@pytest.mark.parametrize(("missing", "why"), [("rule", "no rule"), ("threshold", "no threshold")])
def test_a_coding_without_rule_or_threshold_is_refused(missing, why) -> None:
    answer = model_answer("a1-slow-motion")
    del answer[missing]
    with pytest.raises(compare.BrokenCoding, match=why):
        compare.read_coding(repr(answer))


def test_a_broken_file_is_refused_and_left_alone(tmp_path) -> None:
    for name, content in (("half.json", b'{"schema": 1, "exer'), ("strange.json", b"\xff\xfe\x00")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(compare.BrokenCoding):
            compare.read_coding(name)
        assert (tmp_path / name).read_bytes() == content


def test_where_and_why_two_coders_part_is_said() -> None:
    mine = model_answer("a1-slow-motion")
    theirs = model_answer("a1-slow-motion")
    theirs["scores"]["cabinet"] = {"2013-04": "0", "2015-12": "1"}
    said = compared(mine, theirs)
    assert "Officers in the cabinet: 4 cells differ" in said
    assert "May 2014 (1 and 0)" in said
    assert "66 of them alike" in said


def test_coders_who_differ_only_in_their_weights_are_told_so() -> None:
    mine = model_answer("a1-slow-motion")
    theirs = mine | {"threshold": 0.25}
    said = compared(mine, theirs)
    assert "Cohen's kappa is 1.00" in said
    assert "what parts you is not what you saw" in said


def test_coders_with_no_indicator_in_common_measure_two_things() -> None:
    rest = [
        one for one in coding.indicators() if one not in model_answer("a1-slow-motion")["scores"]
    ]
    theirs = other_coding(scores={one: {"2013-04": "1"} for one in rest})
    assert "no indicator in common" in compared(model_answer("a1-slow-motion"), theirs)


def test_coders_who_gave_one_score_throughout_have_no_kappa() -> None:
    flat = other_coding(scores={one: {"2013-04": "1"} for one in list(coding.indicators())[:5]})
    assert "kappa is undefined" in compared(flat, flat)


# What no student may find ---------------------------------------------------------------------------


def test_the_exercises_hold_neither_keys_nor_graders() -> None:
    folder = ROOT / "course/venezuela_course/exercises/militarisation"
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for part in ("TRUE_", "GRADERS", "HIDDEN_INPUTS", "0.4142", "0.5667", "OPTIONAL"):
        assert part not in source


def test_scores_are_told_apart_by_their_number_as_well_as_by_their_shade() -> None:
    exercise = SlowMotion("a1-slow-motion")
    picture = exercise.picture(blank(exercise) | model_answer("a1-slow-motion"))
    for score, shade in enumerate(slow_motion.SHADES):
        assert f"background:{shade};color:{charts.INK}" in picture
        assert f"<strong>{score}</strong>" in picture

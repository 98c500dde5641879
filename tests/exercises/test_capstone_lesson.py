"""Lesson 5: what the explorations show, what the practice answers, what the figures say."""

import re

import pytest

from tests.exercises.universal import UniversalLessonProperties, starting, words
from venezuela_course import seeds
from venezuela_course.exercises import capstone_lesson as lesson
from venezuela_course.exercises.capstone_lesson import (
    evidence,
    explorations,
    fall,
    figures,
    harbour,
    practice,
    sentences,
)
from venezuela_course.models.capstone import HANDLINGS
from venezuela_course.models.capstone_timing import one_at_a_time, share_before

RIGHT = {
    lesson.WhichQuestion: {
        "questions": {
            "share": "table",
            "differ": "table",
            "without": "path",
            "speeded": "path",
            "fair": "value",
            "ruined": "open",
        },
        "refute": "half",
    },
    lesson.MendTheTable: {
        "rows": {
            "yearbook": "keep",
            "speech": "keep",
            "herald": "same",
            "known": "speaker",
            "brochure": "other",
            "study": "late",
        },
        "witnesses": 1,
    },
    lesson.TwoCounts: {"ministry": 54, "cooperative": 50, "reason": "members", "report": "both"},
    lesson.OneNumber: {"daily": 54.8, "printed": ["54", "54.3", "most"], "honest": "range"},
    lesson.FourRows: {
        "base": 54,
        "start": 47,
        "end": 58,
        "reading": 37,
        "turns": ["reading", "start"],
        "sentence": "third",
    },
    lesson.FiveSentences: {
        "sentences": {
            "slogan": "cause",
            "exact": "digits",
            "studies": "speaker",
            "fog": "nothing",
            "good": "good",
        },
        "counter": "strong",
    },
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Answers are kept beside the notebook: here, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


class TestTheLessonOfTheCapstone(UniversalLessonProperties):
    explorations = [
        lesson.QuestionExplorer,
        lesson.ClaimTableExplorer,
        lesson.ContradictionExplorer,
        lesson.PrintedNumberExplorer,
        lesson.SensitivityExplorer,
        lesson.SentenceExplorer,
    ]
    practices = RIGHT


def says(exploration, **settings):
    built = exploration()
    return words(built.picture(starting(built) | settings))


def judged(kind, **changes):
    return kind("lesson-5-test").judge(RIGHT[kind] | changes)


# The example ----------------------------------------------------------------------------------------


def test_the_example_is_no_question_of_the_assignment():
    from venezuela_course.exercises.capstone.words import questions

    assert not any("oil" in text for text in questions().values())


def test_two_hard_sentences_hold_in_all_96_combinations_and_the_soft_one_in_79():
    curve = lesson.curve()
    assert len(curve) == 96
    assert (curve["share"] > 0).all()
    assert (curve["after"] < curve["before"]).all()
    assert (curve["share"] < 0.5).sum() == 79


def test_one_at_a_time_two_variations_turn_over_that_less_than_half_came_before():
    table = one_at_a_time(fall.output(), fall.BASE, fall.CHOICES)
    turned = table[table["share"] >= 0.5]
    assert list(zip(turned["assumption"], turned["value"], strict=True)) == [
        ("end", 2018),
        ("day", "2019-01-28"),
    ]


def test_the_two_days_are_those_of_the_record_of_sanctions():
    days = seeds.sanctions().set_index("sanction_id")["date"]
    assert days["2017-08-24-us-eo-13808"] == fall.FINANCE
    assert days["2019-01-28-us-pdvsa"] == fall.OIL


# 5.1 ------------------------------------------------------------------------------------------------


def test_the_question_is_put_into_words_and_the_promise_decides():
    assert "from 2013 to 2020" in says(lesson.QuestionExplorer)
    assert "does not hold" in says(lesson.QuestionExplorer)
    assert "does not hold" not in says(lesson.QuestionExplorer, bar=30)


def test_a_day_outside_the_years_divides_nothing():
    assert "does not lie inside" in says(lesson.QuestionExplorer, day=fall.OIL, end=2018)


def test_between_any_two_years_that_can_be_set_output_fell():
    first, last = lesson.QuestionExplorer().fields()[:2]
    series = fall.output()
    assert (
        series.loc[first.minimum : first.maximum].min()
        > series.loc[last.minimum : last.maximum].max()
    )


@pytest.mark.parametrize("question", RIGHT[lesson.WhichQuestion]["questions"])
def test_a_question_sorted_wrongly_is_named(question):
    given = RIGHT[lesson.WhichQuestion]["questions"]
    other = "open" if given[question] != "open" else "table"
    response = judged(lesson.WhichQuestion, questions=given | {question: other})
    assert response.right is False and response.message.startswith("One question")


# 5.2 ------------------------------------------------------------------------------------------------


def test_every_row_of_the_example_is_evidence_and_has_a_voice_and_a_use():
    for key, row in evidence.ROWS.items():
        assert seeds.exists(key), key
        assert row.voice in evidence.voice_words() and row.bearing in evidence.bearing_words()
    assert evidence.row_words().keys() == evidence.ROWS.keys()


def test_figures_in_the_rows_words_are_those_of_the_tables():
    text = evidence.row_words()
    series = fall.output()
    for year in (2013, 2017, 2020):
        assert f"{series.loc[year]:,.0f}" in text[f"oil_production:VEN:{year}"]
    facts = seeds.external_facts().set_index("fact_id")["value"]
    for fact in ("X-033", "X-046", "X-051"):
        assert f"{facts[fact]:,.0f}" in text[fact]


def test_repetition_counts_once_and_a_contradiction_left_out_is_named():
    text = says(lesson.ClaimTableExplorer)
    assert "6 rows from 2 sources, making 5 statements" in text
    assert "S003b-040 is contradicted by S003b-024" in text
    both = says(lesson.ClaimTableExplorer, rows=["S003b-024", "S003b-040"])
    assert "S003b-024 against S003b-040" in both


def test_a_silent_side_is_said_to_be_not_heard():
    built = lesson.ClaimTableExplorer()
    assert built.picture(starting(built)).count("not heard") == 6
    assert "not heard" not in built.picture({"rows": list(evidence.ROWS)})


@pytest.mark.parametrize("row", RIGHT[lesson.MendTheTable]["rows"])
def test_a_row_read_wrongly_is_named(row):
    given = RIGHT[lesson.MendTheTable]["rows"]
    other = "keep" if given[row] != "keep" else "other"
    response = judged(lesson.MendTheTable, rows=given | {row: other})
    assert response.right is False and response.message.startswith("One row")


def test_a_newspaper_that_repeats_a_yearbook_is_no_second_witness():
    assert "Count again who counted" in judged(lesson.MendTheTable, witnesses=2).message


# 5.3 ------------------------------------------------------------------------------------------------


def test_the_ways_are_those_of_the_claim_table_and_the_mean():
    ways = explorations.ContradictionExplorer._ways()
    assert {"both-shown", "range", "resolved"} < set(HANDLINGS)
    assert {*ways} - {"first", "second", "mean"} == set(HANDLINGS) - {"set-aside"}


def test_each_side_of_a_contradiction_has_the_share_that_its_figure_gives():
    one, other, third = explorations.two_sides("level")
    assert (one.share, other.share) == (
        pytest.approx(0.413, abs=0.001),
        pytest.approx(0.495, abs=0.001),
    )
    assert one.share < third.share < other.share
    eia, institute, both = explorations.two_sides("publisher")
    assert eia.share == pytest.approx(0.331, abs=0.001)
    assert institute.share == pytest.approx(0.463, abs=0.001)
    assert both.share == pytest.approx(0.326, abs=0.001)
    finance, oil, _between = explorations.two_sides("date")
    assert finance.share == share_before(fall.output(), fall.BASE)
    assert oil.share == pytest.approx(0.702, abs=0.001)


def test_every_way_of_every_contradiction_says_what_the_reader_is_owed():
    texts = {
        (which, how): says(lesson.ContradictionExplorer, which=which, how=how)
        for which in explorations.contradiction_words()
        for how in explorations.ContradictionExplorer._ways()
    }
    assert all("The text would report" in text for text in texts.values())
    assert all("No source has this number" in texts[which, "mean"] for which, _how in texts)
    assert "means nothing" in texts["date", "range"]
    assert "41 % to 50 %" in texts["level", "range"]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"ministry": 42}, "as a share of where it began"),
        ({"ministry": 46}, "that came after"),
        ({"cooperative": 54}, "By the cooperative"),
        ({"reason": "result"}, "before you saw"),
        ({"report": "mean"}, "lie on it and above it"),
    ],
)
def test_each_slip_about_two_counts_has_its_own_message(changes, text):
    response = judged(lesson.TwoCounts, **changes)
    assert response.right is False and text in response.message


# 5.4 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("exactly 32.54 per cent", "promises more than it has"),
        ("33 per cent of the fall", "“33 per cent” is reproduced"),
        ("about a third of the fall", "is reproduced"),
        ("32 per cent", "is not reproduced"),
        ("33 dollars", "“33 dollars” is not reproduced"),
        ("about two million barrels a day", "is reproduced by: 1,989.5203 thousand barrels a day"),
        ("a great deal of it", "No number is found"),
    ],
)
def test_a_phrase_is_read_by_the_rules_of_the_assignment(phrase, text):
    assert text in says(lesson.PrintedNumberExplorer, phrase=phrase)


def test_the_explorer_says_of_a_number_what_the_grader_would():
    from venezuela_course.models.capstone_numbers import compare

    recorded = list(explorations.recorded().values())
    for phrase in ("33 per cent", "32 per cent", "693 thousand barrels a day", "690"):
        (match,) = compare(phrase, recorded)
        text = says(lesson.PrintedNumberExplorer, phrase=phrase)
        assert ("is not reproduced" in text) == (match.given_by is None)


def test_annual_means_leave_a_sixth_to_more_than_a_half_open():
    low, high = explorations.open_range("share")
    assert (low, high) == (pytest.approx(16.5, abs=0.1), pytest.approx(53.7, abs=0.1))
    for name, one in explorations.recorded().items():
        low, high = explorations.open_range(name)
        assert low < one.value < high


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"daily": 55.6}, "365 days"),
        ({"daily": 0.1}, "thousand tonnes were asked for as tonnes"),
        ({"printed": ["54", "54.2", "54.3", "most"]}, "cut off"),
        ({"printed": ["54"]}, "words can be reproduced too"),
        ({"honest": "exact"}, "not yet honest"),
    ],
)
def test_each_slip_about_printing_has_its_own_message(changes, text):
    response = judged(lesson.OneNumber, **changes)
    assert response.right is False and text in response.message


# 5.5 ------------------------------------------------------------------------------------------------


def test_what_a_base_hides_the_table_shows():
    text = says(lesson.SensitivityExplorer)
    assert "Of 10 variations 2 turn that over (counted to and divided on)" in text
    assert "Of all 96 combinations 79 bear the sentence out" in text
    partisan = says(lesson.SensitivityExplorer, start="1998", end="2018")
    assert "Reported: 76 %" in partisan and "does not hold" in partisan


def test_a_sentence_that_hardly_says_anything_is_turned_over_by_nothing():
    text = says(lesson.SensitivityExplorer, bar="0.1", start="1998")
    assert "“Less than a tenth came before” does not hold" in text
    assert "0 turn that over." in text


def test_the_invented_table_of_sensitivity_is_54_47_58_and_37():
    rounded = {key: round(value) for key, value in practice.VARIATIONS.items()}
    assert rounded == {"base": 54, "start": 47, "end": 58, "reading": 37}
    assert harbour.ON_THE_DAY == 52


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"base": 46}, "First row: that is the share that came after"),
        ({"start": 40}, "begins anew too"),
        ({"turns": ["start"]}, "no longer more than half"),
        ({"sentence": "cause"}, "dates and tonnes"),
        ({"sentence": "most"}, "Two rows have just turned"),
    ],
)
def test_each_slip_about_sensitivity_has_its_own_message(changes, text):
    response = judged(lesson.FourRows, **changes)
    assert response.right is False and text in response.message


# 5.6 ------------------------------------------------------------------------------------------------


def test_a_sentence_with_all_its_parts_leaves_no_objection_open():
    parts = list(sentences.part_words())
    assert all(one.met for one in sentences.objections(parts, "word", "came"))
    text = says(lesson.SentenceExplorer, parts=parts, number="word", verb="came")
    assert "0 objections of 8 are open" in text
    assert "17 to 61 per cent" in text and "[oil_production:VEN]" in text


@pytest.mark.parametrize("part", ["speaker", "source", "scope", "date", "range", "limit"])
def test_each_part_that_is_taken_away_opens_an_objection(part):
    parts = [one for one in sentences.part_words() if one != part]
    assert any(not one.met for one in sentences.objections(parts, "word", "came"))


def test_too_many_digits_and_a_verb_of_cause_each_open_an_objection():
    parts = list(sentences.part_words())
    for number, verb in (("exact", "came"), ("word", "owed")):
        assert sum(not one.met for one in sentences.objections(parts, number, verb)) == 1


@pytest.mark.parametrize("sentence", RIGHT[lesson.FiveSentences]["sentences"])
def test_a_sentence_read_wrongly_is_named(sentence):
    given = RIGHT[lesson.FiveSentences]["sentences"]
    other = "nothing" if given[sentence] != "nothing" else "digits"
    response = judged(lesson.FiveSentences, sentences=given | {sentence: other})
    assert response.right is False and response.message.startswith("One sentence")


@pytest.mark.parametrize("counter", ["person", "straw", "doubt"])
def test_a_weak_case_against_a_brief_is_told_why_it_is_weak(counter):
    response = judged(lesson.FiveSentences, counter=counter)
    assert response.right is False and len(response.message) > 40


# Figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (figures.output_and_the_day, "1,990 on 24 August 2017"),
        (figures.who_is_heard, "commentary of 2022, levels and dates: 5"),
        (figures.three_contradictions, "August 2017 33 %, January 2019 70 %"),
        (figures.digits_and_evidence, "leaves 17 to 54 open"),
        (figures.specification_curve, "96 shares from 7 % to 76 %, 79 of them below one half"),
        (figures.five_sentences, "complete: 0 open"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_figure_says_in_words_what_it_shows(figure, text):
    drawn = figure()
    assert text in drawn.alt
    assert not re.search(r"\b(nan|None)\b", drawn.alt)

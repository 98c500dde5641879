"""Numbers in a text, and whether recorded values give them; what a row of evidence may be read as."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models import capstone
from venezuela_course.models.capstone_numbers import (
    Recorded,
    compare,
    dates,
    gives,
    printed_numbers,
    references,
    typed_in,
    word_count,
)


def texts(text: str) -> list[str]:
    return [one.text for one in printed_numbers(text)]


def given_by(text: str, value: float, unit: str = "") -> bool:
    """Whether a value gives every number of a text."""
    printed = printed_numbers(text)
    assert printed, text
    return all(gives(Recorded("it", value, unit), one) for one in printed)


# What is found ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about 41 % of states", ["41 %"]),
        ("24 of 34 states", ["24", "34"]),
        ("a share of 0.41", ["0.41"]),
        ("1.3 million barrels", ["1.3 million"]),
        ("1,300 votes, 14 000 people", ["1,300", "14 000"]),
        ("between 12 and 15 per cent", ["12", "15 per cent"]),
        ("US$ 15 million, $18bn", ["US$ 15 million", "$18bn"]),
        ("a 1,000-per-cent rise", ["1,000-per-cent"]),
        ("twenty-four states and a hundred and five sheets", ["twenty-four", "a hundred and five"]),
        ("two-thirds of the states, half of the votes", ["two-thirds", "half"]),
        ("“more than 70 people”", ["70"]),
        ("an interval [12 to 15]", ["12", "15"]),
        ("fell by −5.7 per cent", ["−5.7 per cent"]),
        ("3.4 percentage points", ["3.4 percentage points"]),
    ],
)
def test_figures_words_and_fractions_are_found_with_their_units(text, found):
    assert texts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2016, on 28 July 2024, in June 2017, 2016–17, the 1980s, (2013–2021)",
        "on 19 and 20 June, July 28, 2024-07-28, 2024-07",
        "[S001-020], [oil_production:VEN:2015], [X-002, T-2002-04-11-coup]",
        "Article 187, section 3, Table 2, Figure 1, resolution 2/17, unit 4, file 003",
        "R4V, G20, S-300, PM10",
        "the twenty-first century, the 29th vote, the third time",
        "ten states, three votes, nine of ten",
        "hundreds, dozens, thousands; doubled; twice",
        "1. a list\n2. another\n\n## 3. A heading",
        "at 14:30, `x = 41`, <b>bold</b>, [a link](https://example.org/41)",
        "half a sentence, a quarter later",
    ],
)
def test_what_is_no_result_is_left_out(text):
    assert texts(text) == []


def test_a_reference_does_not_hide_the_number_beside_it():
    assert texts("prices rose by 1,000 per cent a year [S003a-063].") == ["1,000 per cent"]


def test_paragraphs_are_counted_from_one_and_places_are_those_of_the_text():
    text = "No number.\n\nHere are 41 of them.\n\nAnd here 42."
    found = printed_numbers(text)
    assert [one.paragraph for one in found] == [2, 3]
    assert [text[one.place :].startswith(one.text) for one in found] == [True, True]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for one in printed_numbers(text):
        assert one.readings and all(math.isfinite(reading.value) for reading in one.readings)
    assert word_count(text) >= 0
    assert isinstance(dates(text), list) and isinstance(references(text), list)


SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(number: int) -> str:
    """A whole number below a million as it is written out."""
    if number < 20:
        return SMALL.split()[number - 1]
    if number < 100:
        rest = f"-{in_words(number % 10)}" if number % 10 else ""
        return TENS.split()[number // 10 - 2] + rest
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = f" and {in_words(number % size)}" if number % size else ""
            return f"{in_words(number // size)} {name}{rest}"
    raise AssertionError


@given(st.integers(11, 999_999))
def test_a_number_written_out_is_the_number(number):
    (found,) = printed_numbers(f"There were {in_words(number)} of them.")
    assert found.readings[0].value == number
    assert gives(Recorded("it", number), found)
    assert not gives(Recorded("it", number + 1), found)


# What gives it ------------------------------------------------------------------------------------

finite = st.floats(-1e9, 1e9)


@given(finite, st.integers(0, 4))
def test_a_value_gives_itself_rounded_to_any_place(value, places):
    assert given_by(f"It came to {abs(value):,.{places}f} in the end.", value)
    assert given_by(f"It came to {abs(value):,.{places}f} % in the end.", value, "%")


@given(st.floats(-1e5, 1e5), st.integers(0, 4), st.floats(1.01, 50))
def test_a_value_further_away_than_half_a_unit_of_the_last_place_does_not(value, places, far):
    printed = round(abs(value), places)
    other = printed + far * 10.0**-places
    assume(other - printed > 0.51 * 10.0**-places)
    assert not given_by(f"It came to {printed:,.{places}f} in the end.", other)


@given(st.floats(0.0001, 1), st.integers(0, 2))
def test_a_share_gives_its_percentage(share, places):
    assert given_by(f"{100 * share:.{places}f} % of them", share, "share")
    assert given_by(f"{100 * share:.{places}f} per cent of them", share)


@given(st.floats(1, 999), st.sampled_from([("thousand", 1e3), ("million", 1e6), ("billion", 1e9)]))
def test_scale_words_are_multiplied_in_on_both_sides(value, scale):
    word, factor = scale
    assert given_by(f"{value:.1f} {word} barrels", value * factor)
    assert given_by(f"{value:.1f} {word} barrels", value, f"{word} barrels a day")
    assert given_by(
        f"{value * factor:,.0f} barrels", round(value * factor) / factor, f"{word} barrels"
    )


@pytest.mark.parametrize(
    ("text", "value", "unit", "given"),
    [
        ("fell by 17 per cent", -17.04, "percent", True),
        ("a change of −17 per cent", -17.04, "percent", True),
        ("a change of −17 per cent", 17.04, "percent", False),
        ("40.2 or 40.3 %", 40.25, "%", True),
        ("41 %", 40.2, "%", False),
        ("about 41 %", 40.2, "%", True),
        ("about 300", 287, "", True),
        ("300", 287, "", False),
        ("more than 70", 76, "", True),
        ("more than 70", 66, "", False),
        ("more than 70", 90, "", False),
        ("nearly 50 %", 47.5, "%", True),
        ("nearly 50 %", 52, "%", False),
        ("0.41", 41.2, "%", True),
        ("41", 41.2, "%", False),
        ("3 percentage points", 3.2, "%", True),
        ("3 %", 3.2, "percentage points", False),
        ("US$ 15 million", 15_000_000, "USD", True),
        ("15 million dollars", 15, "million US$", True),
        ("15 million", 15_000_000, "USD", False),
        ("1.2 to 1.3 million", 1_250_000, "", True),
        ("two-thirds of them", 2 / 3, "share", True),
        ("half of them", 0.48, "share", True),
        ("742,600 barrels", 742.6, "thousand barrels a day", True),
    ],
)
def test_signs_hedges_and_units(text, value, unit, given):
    assert given_by(text, value, unit) is given


def test_what_is_not_given_is_shown_with_the_nearest_value_and_a_unit_that_differs():
    recorded = [Recorded("share before 2017", 40.2, "%"), Recorded("states", 24)]
    wrong, unit = compare("It was 41.5 %, or 24 %.", recorded)
    assert wrong.given_by is None and wrong.nearest == recorded[0] and not wrong.unit_differs
    assert unit.given_by is None and unit.nearest == recorded[1] and unit.unit_differs
    (alone,) = compare("It was 41.5 %.", [])
    assert alone.given_by is alone.nearest is None


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_gives_nothing(value):
    (match,) = compare("It was 41 %.", [Recorded("it", value, "%")])
    assert match.given_by is match.nearest is None


# What else a text says ----------------------------------------------------------------------------


def test_words_are_counted_without_references():
    assert word_count("It rose by 8.3 per cent [S003a-063, X-002] a month.") == 8


def test_references_are_read_in_their_order_and_once():
    text = "One [S001-020, X-001], two [S001-020; oil_production:VEN:2015], no [note]."
    assert references(text) == ["S001-020", "X-001", "oil_production:VEN:2015"]


def test_a_date_is_read_with_the_references_of_its_own_sentence():
    first, second = dates("It starts in January 2025 [S000-046]. By September 2024 it was over.")
    assert (first.day, first.cited) == ((2025, 1, 1), ("S000-046",))
    assert (second.day, second.cited) == ((2024, 9, 1), ())


def test_a_figure_that_was_typed_in_is_told_from_one_that_was_computed():
    source = """
def numbers():
    return {
        "typed": number(41.2, "%"),
        "minus": number(-5.7),
        "cast": number(float(3)),
        "named": number(value=7),
        "bare": 12,
        "computed": number(100 * share, "%"),
        "read": from_claim("S003a-063"),
        "chosen": chosen(5, why="because"),
    }
"""
    assert typed_in(source) == {"typed", "minus", "cast", "named", "bare"}
    assert typed_in("def numbers(:") == set()


# The table of evidence ----------------------------------------------------------------------------


def test_contradictions_inside_the_table_come_before_those_that_reach_out_of_it():
    found = capstone.contradictions_with(["S003b-024", "S003b-040", "S000-071"])
    inside = [pair.pair <= {"S003b-024", "S003b-040", "S000-071"} for pair in found]
    assert inside[0] and inside == sorted(inside, reverse=True)


def test_every_recorded_contradiction_is_known_by_its_pair():
    relations = seeds.claim_relations()
    assert len(capstone.known_contradictions()) == int((relations["type"] == "contradicts").sum())
    for one in capstone.known_contradictions():
        assert capstone.related_pairs()[one.pair] == ("contradicts", one.note)


def test_a_pull_quote_repeats_its_article_and_is_no_second_witness():
    assert capstone.repeated(["S003b-041", "S003b-025"]) == [("S003b-025", "S003b-041")]


def test_only_forecasts_and_dates_that_a_source_names_look_ahead():
    assert capstone.looks_ahead("S000-046") and capstone.looks_ahead("S001-029")
    assert not capstone.looks_ahead("S003a-063") and not capstone.looks_ahead("nothing")

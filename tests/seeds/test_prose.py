"""The checks of course prose find what they should find, and nothing else."""

import pytest

from tests import prose


@pytest.mark.parametrize(
    "text",
    [
        "The regime fell.",
        "Venezuela's regime won't last, it's said",
        "They call him a dictator's friend.",
        "A Regime, in a heading",
        "It's 'quoted' but the captives are not",
    ],
)
def test_a_bare_loaded_term_is_found(text):
    assert prose.bare_loaded_terms(text)


@pytest.mark.parametrize(
    "text",
    [
        "A 'puppet president', he said.",
        '“regime”, ‘regime’, "regime" and «regime»',
        "Guaidó's 'tragicomic' raid, in the author's words",
        "the column `regime` of a table",
        "see [the page](https://example.org/regime)",
        "the registered regimen of a register",
    ],
)
def test_a_quoted_loaded_term_and_code_pass(text):
    assert prose.bare_loaded_terms(text) == []


def test_a_quoted_term_needs_evidence_in_its_paragraph():
    assert prose.unattributed_loaded_terms("Some say 'puppet'.\n\nA fact [S001-017].") == ["puppet"]
    assert prose.unattributed_loaded_terms("Fitzpatrick says 'puppet' [S001-017].") == []


def test_words_that_only_hold_when_written_are_found():
    assert prose.time_words("He is now the minister, and today 'currently' is quoted.") == [
        "now",
        "today",
    ]
    assert prose.time_words("Nowhere is it known.") == []


def test_dates_after_the_last_day_are_found():
    assert prose.dates_after_cut_off("On 2024-09-01, in October 2024, in 2025 and 2026-01") == [
        "2024-09-01",
        "2026-01",
        "October 2024",
        "2025",
    ]
    assert prose.dates_after_cut_off("From 1958 to 31 August 2024 and 2024-08-31, 2024-08") == []


def test_references_are_read_one_or_several_to_a_bracket():
    text = "A [S003b-040], [S001-020; X-001] and [roll_calls:2017-06-19:JAM], [a link](b), [draft]."
    assert prose.evidence_references(text) == [
        "S003b-040",
        "S001-020",
        "X-001",
        "roll_calls:2017-06-19:JAM",
    ]

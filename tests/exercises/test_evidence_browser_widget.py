"""The evidence browser answers in words, keeps nothing, and is a plain page where nothing runs."""

from __future__ import annotations

import pytest

from venezuela_course import seeds
from venezuela_course.exercises.base import EXECUTION
from venezuela_course.exercises.evidence import EvidenceBrowser, browser
from venezuela_course.exercises.evidence.browser import Reader, timeline_html


@pytest.fixture
def reader() -> Reader:
    return Reader(3)


def test_it_begins_with_the_claims_of_the_unit(reader):
    assert reader._count.said == "174 entries found. The first 100 are listed."
    reader._clear()
    assert reader.query() == browser.Query()


def test_choosing_a_result_opens_it_with_its_citation(reader):
    reader.words.value = "caribbean oil"
    assert reader._count.said == "1 entry found."
    reader.results.index = 0
    assert reader.citation.text == seeds.cite("S001-025")
    for words in ("characterisation", "S001, line 11", "2017 (known to the year)"):
        assert words in reader.detail.value or words == "characterisation"


def test_a_typed_id_opens_and_an_unknown_one_is_answered_in_words(reader):
    reader.identifier.value = "x-002"
    assert "35 member states" in reader.detail.value
    reader.identifier.value = "S009-001"
    assert reader._trouble.said.startswith("There is no evidence with the id")
    assert "35 member states" in reader.detail.value


def test_a_row_that_bears_on_it_is_followed_and_left_again(reader):
    reader.open("S001-020")
    reader._open_bearing()
    assert reader._bears.said == "Choose a row first."
    reader.bearing.index = 0
    reader._open_bearing()
    assert "20 in favour" in reader.detail.value
    reader._go_back()
    assert "S001-020" in reader.detail.value
    assert reader._back.disabled


def test_a_search_without_result_says_what_to_do(reader):
    reader.words.value = "zzz"
    assert reader._count.said == "Nothing found. Use fewer words, or clear a filter."
    reader._clear()
    reader.filters["from"].value = 2020
    reader.filters["to"].value = 2019
    assert "after the last" in reader._count.said


def test_an_allegation_is_called_one_and_not_a_finding(reader):
    reader.open("S000-056")
    assert "allegation (an accusation: said, not established here)" in reader.detail.value


def test_the_codes_of_a_caveat_are_spelled_out():
    caveats = seeds.claims()["caveat"].dropna()
    assert caveats.str.contains("EXT-").any()
    assert not any("EXT-" in browser.caveat_in_words(text) for text in caveats)


def test_the_timeline_draws_the_events_of_its_years_and_lists_them_with_ids():
    said, page = timeline_html(2017, 2017, ["diplomacy"])
    events = seeds.timeline()
    chosen = events[(events["strand"] == "diplomacy") & (events["date_start"].dt.year == 2017)]
    assert said == f"{len(chosen)} events."
    assert all(name in page for name in chosen["event_id"])
    assert timeline_html(2019, 2017, ["oil"])[1] == ""
    assert timeline_html(2017, 2019, [])[0] == "No event of these strands in these years."


def test_under_nbgrader_and_on_a_page_it_says_how_to_open_it(monkeypatch):
    page = EvidenceBrowser()._repr_mimebundle_()["text/html"]
    assert "Run this cell in JupyterLab" in page and "<script" not in page
    monkeypatch.setenv(EXECUTION, "autograde")
    bundle = EvidenceBrowser(unit=3)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == "EvidenceBrowser(unit=3)"


def test_it_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert EvidenceBrowser(unit=3).widget is not None
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_unit_is_answered_with_the_units_there_are():
    with pytest.raises(ValueError, match="no unit 9"):
        EvidenceBrowser(unit=9)

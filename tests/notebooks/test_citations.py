"""A citation is short to write and kind to read: a link, a hover, and a list that is never typed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import mistune
import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tests import prose
from tools import citations
from venezuela_course import seeds
from venezuela_course.language import language

LESSONS = sorted(Path(__file__).parents[2].joinpath("course", "lessons").glob("*.ipynb"))


def rendered(source: str) -> str:
    """The cell as a page without JavaScript shows it."""
    return str(mistune.html(source))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_links_and_the_list_of_a_lesson_are_what_its_text_and_the_tables_make(path):
    assert citations.rewritten(path) == path.read_text(encoding="utf-8"), "run make notebooks"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_citation_of_a_lesson_is_a_link_with_a_hover_to_one_entry_of_its_list(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"]
    *text, last = cells
    anchors = re.findall(r'<a id="([^"]+)"></a>', last.source)
    assert len(set(anchors)) == len(anchors)
    for cell in text:
        links = re.findall(r'<a href="#([^"]+)" title="([^"]+)">', rendered(cell.source))
        assert len(links) >= len(citations.cited(cell.source)), cell.id
        assert all(target in anchors and title for target, title in links)
        assert "[S0" not in rendered(cell.source)


def test_a_citation_becomes_a_link_that_says_who_and_what():
    page = rendered(citations.with_definitions("It was doubted [S001-020]."))
    assert 'href="#evidence-S001-020"' in page
    assert 'title="author of S001: It was uncertain that the OAS' in page
    assert re.sub(r"<[^>]*>", "", page).strip() == "It was doubted S001-020."


def test_two_ids_in_one_pair_of_brackets_become_two_links():
    source = citations.with_definitions("Both [S001-024, X-001; roll_call_totals:2017-06-19].")
    assert source.startswith("Both [S001-024] [X-001] [roll_call_totals:2017-06-19].")
    assert rendered(source).count("<a href=") == 3


def test_an_id_with_colons_is_a_link_to_an_anchor_without():
    page = rendered(citations.with_definitions("[roll_calls:2017-06-19:JAM]"))
    assert 'href="#evidence-roll_calls-2017-06-19-JAM"' in page


@pytest.mark.parametrize("reference", [*seeds.claims()["claim_id"], *seeds.timeline()["event_id"]])
def test_every_row_can_be_cited_whatever_marks_its_words_hold(reference):
    source = citations.with_definitions(f"Cited [{reference}].")
    title = re.search(r'title="([^"]*)"', rendered(source))
    assert title is not None
    assert len(html.unescape(title[1])) <= citations.LONGEST_HOVER + 1
    assert "\n" not in title[1]


def test_writing_twice_changes_nothing():
    once = citations.with_definitions("One [S001-020] and two [S001-024, S001-026].\n\nMore.")
    assert citations.with_definitions(once) == once


def test_an_id_taken_out_of_the_text_takes_its_definition_along():
    once = citations.with_definitions("One [S001-020] and two [S001-024].")
    less = citations.with_definitions(once.replace(" and two [S001-024]", ""))
    assert "S001-024" not in less


def test_code_and_links_are_left_as_they_are():
    source = "`seeds.cite('[S001-020]')`, [S001-020](elsewhere), [a draft]"
    assert citations.with_definitions(source) == source


def test_an_id_that_names_nothing_stops_the_tool():
    with pytest.raises(KeyError, match="S001-999"):
        citations.with_definitions("[S001-999]")


def test_definitions_are_not_read_as_prose():
    source = citations.with_definitions("One [S001-017].")
    assert prose.evidence_references(source) == ["S001-017"]
    assert prose.prose(source).strip() == "One [S001-017]."


def test_the_list_gives_each_id_once_with_kind_date_and_asserter():
    listed = citations.listed(["X-001", "S001-020", "T-2017-08-08-lima-declaration"])
    assert listed.index("### Source text S001") < listed.index("### External facts")
    assert "[S001-020] *forecast · 2017-06-19*. It was uncertain" in listed
    assert "(author of S001, line 11)." in listed
    assert prose.evidence_references(listed) == [
        "S001-020",
        "X-001",
        "T-2017-08-08-lima-declaration",
    ]


def test_a_notebook_without_a_list_stays_as_it_is_and_the_language_too():
    notebook = new_notebook(cells=[new_markdown_cell("See [S001-020].", id="essay")])
    assert citations.linked(notebook).cells[0].source == "See [S001-020]."
    language("es")
    try:
        notebook.cells.append(new_markdown_cell("", id=citations.LIST))
        assert "Evidence used" in citations.linked(notebook).cells[-1].source
        assert language() == "es"
    finally:
        language("en")

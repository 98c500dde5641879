"""The evidence browser in a real JupyterLab: by keyboard alone, and clean for axe in each view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lab_driver import (
    FRONT,
    Lab,
    axe,
    cell_output,
    open_notebook,
    run_all,
    set_theme,
    wait_idle,
)

pytestmark = pytest.mark.browser

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "03_diplomacy.ipynb"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def evidence(page: Page, lab: Lab) -> Locator:
    source = (
        "from venezuela_course.exercises.evidence import EvidenceBrowser\nEvidenceBrowser(unit=3)"
    )
    open_notebook(page, lab, lab.write("evidence/browser.ipynb", [source]))
    run_all(page)
    return cell_output(page, 0)


@pytest.fixture(autouse=True)
def search_view(page: Page, request: pytest.FixtureRequest) -> None:
    if "evidence" in request.fixturenames:
        evidence = request.getfixturevalue("evidence")
        evidence.get_by_role("radio", name="Search and read").check()
        wait_idle(page)


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    wait_idle(page)


def test_a_claim_is_searched_opened_and_its_citation_selected_by_keyboard_alone(page, evidence):
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    evidence.get_by_role("textbox", name="Words").focus()
    page.keyboard.type("caribbean oil x")
    press(page, "Backspace")
    expect(evidence.get_by_text("1 entry found.")).to_be_visible()
    results = evidence.get_by_role("listbox", name="Results")
    results.focus()
    press(page, "ArrowDown")
    expect(evidence.get_by_role("heading", name="S001-025")).to_be_visible()
    citation = evidence.get_by_role("textbox", name="Citation")
    citation.focus()
    chosen = citation.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert chosen.startswith("[S001-025] Many of those Caribbean countries")
    press(page, "x")  # read-only, and not taken for JupyterLab's shortcut that cuts the cell
    expect(citation).to_have_value(chosen)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert axe(evidence) == []


def test_an_id_is_typed_and_what_bears_on_it_is_followed_and_left_by_keyboard(page, evidence):
    evidence.get_by_role("textbox", name="Open an id").fill("s001-020")
    press(page, "Enter")
    expect(evidence.get_by_role("heading", name="S001-020")).to_be_visible()
    near = evidence.get_by_role("listbox", name="What bears on it")
    near.focus()
    press(page, "ArrowDown")
    evidence.get_by_role("button", name="Open the chosen row").focus()
    press(page, "Enter")
    expect(evidence.get_by_role("heading", name="roll_call_totals:2017-06-19")).to_be_visible()
    evidence.get_by_role("button", name="Back").focus()
    press(page, "Enter")
    expect(evidence.get_by_role("heading", name="S001-020")).to_be_visible()
    assert axe(evidence) == []


def test_an_unknown_id_is_answered_in_a_status_that_a_screen_reader_reads(page, evidence):
    evidence.get_by_role("textbox", name="Open an id").fill("S009-001")
    press(page, "Enter")
    said = evidence.get_by_role("status").filter(has_text="There is no evidence with the id")
    expect(said).to_be_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("view", ["Search and read", "Timeline", "Series"])
def test_axe_finds_nothing_in_any_view_and_theme(page, evidence, view, theme):
    evidence.get_by_role("radio", name=view).check()
    wait_idle(page)
    set_theme(page, theme)
    try:
        if view != "Search and read":
            expect(evidence.get_by_role("img").first).to_be_visible()
        assert axe(evidence) == []
    finally:
        set_theme(page, "JupyterLab Light")


def test_a_series_says_which_years_its_table_marks_as_unusable(page, evidence):
    evidence.get_by_role("radio", name="Series").check()
    wait_idle(page)
    chosen = evidence.get_by_role("combobox", name="Series", exact=True)
    chosen.select_option(label="Military spending: Venezuela")
    expect(evidence.get_by_text("Published but marked as unusable")).to_be_visible()
    assert "Military spending: Venezuela" in str(
        evidence.get_by_role("img").get_attribute("aria-label")
    )


def test_a_citation_in_the_lesson_is_a_link_with_a_hover_that_leads_to_the_list(page, lab):
    open_notebook(page, lab, lab.copy(LESSON, to="evidence_lesson"))
    text = page.locator(f"{FRONT} .jp-MarkdownOutput")
    link = text.get_by_role("link", name="roll_call_totals:2017-06-19").first
    assert str(link.get_attribute("title")).startswith("Meeting of Consultation")
    expect(text.filter(has_text="]: #evidence-")).to_have_count(0)  # definitions show nothing
    link.click()
    place = page.locator('[data-jupyter-id="evidence-roll_call_totals-2017-06-19"]')
    expect(place.locator("xpath=..")).to_be_in_viewport()

"""The coding sheet of unit 1 in JupyterLab: 120 small dropdowns, and none in the way of the keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lab_driver import Lab, cell_output, open_notebook, run_all, wait_idle

pytestmark = pytest.mark.browser

EXERCISE = """
from venezuela_course.exercises.militarisation import SlowMotion
exercise = SlowMotion("a1-slow-motion")
exercise
"""


@pytest.fixture(scope="module")
def sheet(browser: Browser, lab: Lab) -> Iterator[Locator]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    open_notebook(page, lab, lab.write("sheet/sheet.ipynb", [EXERCISE]))
    run_all(page)
    found = cell_output(page, 0).locator(".venezuela-course-compact")
    expect(found.locator("select")).to_have_count(120)
    yield found
    context.close()


def cell(sheet: Locator, name: str) -> Locator:
    return sheet.get_by_role("combobox", name=name, exact=True)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_tab_stops_once_in_each_row_and_arrow_keys_go_along_it(sheet: Locator, lab: Lab) -> None:
    page = sheet.page
    cell(sheet, "Officers in the cabinet, Apr 2013").focus()
    press(page, "ArrowDown")  # the score 0
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    expect(cell(sheet, "Officers in the cabinet, May 2014")).to_be_focused()
    press(page, "ArrowDown", "ArrowDown")  # the score 1
    press(page, "Tab")
    expect(cell(sheet, "Former officers as governors, Apr 2013")).to_be_focused()
    press(page, "End", "ArrowRight")
    expect(cell(sheet, "Former officers as governors, Aug 2016")).to_be_focused()
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")  # the score 2
    press(page, "Home")
    expect(cell(sheet, "Former officers as governors, Apr 2013")).to_be_focused()
    press(page, "Shift+Tab")  # back to where the other row was left
    expect(cell(sheet, "Officers in the cabinet, May 2014")).to_be_focused()
    wait_idle(page)
    saved = json.loads((lab.root / "sheet/answers/a1-slow-motion.json").read_text("utf-8"))
    assert saved["answer"]["scores"] == {
        "cabinet": {"2013-04": "0", "2014-05": "1"},
        "governors": {"2016-08": "2"},
    }


def test_the_sheet_is_left_after_as_many_steps_as_it_has_rows(sheet: Locator) -> None:
    cell(sheet, "One officer is both minister and commander, Apr 2013").focus()
    press(sheet.page, *["Tab"] * 11)
    expect(cell(sheet, "Officers decide political quarrels, Apr 2013")).to_be_focused()
    press(sheet.page, "Tab")
    assert not sheet.evaluate("sheet => sheet.contains(document.activeElement)")

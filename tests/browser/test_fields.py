"""Every building block in a real JupyterLab: seen, reached, changed by keyboard and by mouse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fields_sheet import CLUBS, STATES, fields
from lab_driver import (
    Lab,
    axe,
    cell_output,
    open_notebook,
    restart_kernel,
    run_all,
    set_theme,
    wait_idle,
)

pytestmark = pytest.mark.browser

SHEET = "from fields_sheet import sheet\nsheet()"

#: A number whose kernel counts the messages it gets.
COUNTED = """
import ipywidgets
from venezuela_course.exercises.number import NumberInput
received = []
number = NumberInput(label="Counted", minimum=0, maximum=1000, unit="barrels",
                     texts={"unset": "not set yet", "outside": "outside", "box": "Counted, in figures"})
seen = ipywidgets.HTML("")
def count(change):
    received.append(change["new"])
    seen.value = f"{len(received)} {received[-1]}"
number.observe(count, "value")
ipywidgets.VBox([number, seen])
"""


#: Drag a slider through 900 values in one frame, and let go.
DRAG = """slider => {
    for (let value = 1; value <= 900; value++) {
        slider.value = value;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
    }
    slider.dispatchEvent(new Event('change', {bubbles: true}));
}"""


class Sheet:
    """The open sheet: its parts and what the kernel holds of each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.whole = cell_output(page, 0)

    def part(self, key: str) -> Locator:
        return self.whole.locator(f".part-{key}")

    def expect_value(self, key: str, value: Any) -> None:
        """Wait until the kernel holds this value."""
        expect(self.whole.locator(f".echo-{key} code")).to_have_text(json.dumps(value))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def window(browser: Browser, lab: Lab) -> Iterator[Page]:
    """One window with the sheet, for all tests of this module; each test sets its kernel afresh."""
    lab.copy(Path(__file__).with_name("fields_sheet.py"), to="fields")
    path = lab.write("fields/sheet.ipynb", [SHEET, COUNTED])
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    open_notebook(page, lab, path)
    yield page
    context.close()


@pytest.fixture
def sheet(window: Page) -> Sheet:
    """The sheet as a student first sees it: nothing answered."""
    run_all(window)
    sheet = Sheet(window)
    expect(sheet.part("clauses").get_by_role("slider")).to_be_visible()
    return sheet


def choose_with_keys(select: Locator, down: int) -> None:
    """Choose in a closed dropdown as a keyboard user does."""
    select.focus()
    for _ in range(down):
        select.page.keyboard.press("ArrowDown")


def number_by_keyboard(sheet: Sheet) -> None:
    sheet.part("quota").get_by_role("slider").focus()
    sheet.press("Home", "ArrowRight", "ArrowRight")


def fraction_by_typing(sheet: Sheet) -> None:
    sheet.part("share").get_by_role("spinbutton").focus()
    sheet.page.keyboard.type("0.57")


def radio_by_keyboard(sheet: Sheet) -> None:
    sheet.part("base").get_by_role("radio", name="All members").focus()
    sheet.press("Space", "ArrowDown")


def dropdown_by_keyboard(sheet: Sheet) -> None:
    choose_with_keys(sheet.part("state").get_by_role("combobox"), 3)


def boxes_by_keyboard(sheet: Sheet) -> None:
    sheet.part("yes").get_by_role("checkbox", name="Mexico").focus()
    sheet.press("Space", "Tab", "Space")


def none_by_keyboard(sheet: Sheet) -> None:
    sheet.part("lost").get_by_role("checkbox", name="Mexico").focus()
    sheet.press("Space")
    sheet.part("lost").get_by_role("checkbox", name="None of these").focus()
    sheet.press("Space")


def classes_by_keyboard(sheet: Sheet) -> None:
    selections = sheet.part("kind").get_by_role("combobox")
    for place, down in enumerate([1, 2, 3]):
        choose_with_keys(selections.nth(place), down)


def order_by_keyboard(sheet: Sheet) -> None:
    sheet.part("sequence").get_by_role("button", name="Move up: Organization").focus()
    for _ in range(3):
        sheet.press("Enter")
        wait_idle(sheet.page)


def shares_by_keyboard(sheet: Sheet) -> None:
    sliders = sheet.part("causes").get_by_role("slider")
    sliders.nth(0).focus()
    sheet.press("End", "ArrowLeft", "ArrowLeft")
    sliders.nth(2).focus()
    sheet.press("ArrowRight", "ArrowRight")


def grid_by_keyboard(sheet: Sheet) -> None:
    part = sheet.part("rules")
    choose_with_keys(
        part.get_by_label("June 2017: 20 for, 5 against, 8 abstaining, Two thirds of all"), 2
    )
    choose_with_keys(
        part.get_by_label("June 2018: 19 for, 4 against, 11 abstaining, Two thirds of those"), 1
    )


def matrix_by_keyboard(sheet: Sheet) -> None:
    part = sheet.part("members")
    part.get_by_role("checkbox", name="Mexico, Lima Group").focus()
    sheet.press("Space")
    part.get_by_role("checkbox", name="Costa Rica, International Contact Group").focus()
    sheet.press("Space")


def links_by_keyboard(sheet: Sheet) -> None:
    part = sheet.part("links")
    for name, down in {"From": 4, "To": 2, "Kind": 1}.items():
        choose_with_keys(part.get_by_label(name, exact=True), down)
    part.get_by_role("button", name="Add this link").focus()
    sheet.press("Enter")


def text_by_keyboard(sheet: Sheet) -> None:
    sheet.part("reason").get_by_role("textbox").focus()
    sheet.page.keyboard.type("Exit X, A and B: djx.")


def group_by_keyboard(sheet: Sheet) -> None:
    part = sheet.part("clauses")
    part.get_by_role("slider").focus()
    sheet.press("End")
    part.get_by_role("radio", name="None").focus()
    sheet.press("Space")


BY_KEYBOARD: dict[str, tuple[Callable[[Sheet], None], Any]] = {
    "quota": (number_by_keyboard, 3),
    "share": (fraction_by_typing, 0.57),
    "base": (radio_by_keyboard, "present"),
    "state": (dropdown_by_keyboard, "costa-rica"),
    "yes": (boxes_by_keyboard, ["mexico", "trinidad"]),
    "lost": (none_by_keyboard, []),
    "kind": (classes_by_keyboard, {"vote": "event", "output": "measure", "order": "charge"}),
    "sequence": (order_by_keyboard, ["oas", "mexico", "oslo", "lima"]),
    "causes": (shares_by_keyboard, {"outside": 90, "trust": 0, "spoilers": 10}),
    "rules": (grid_by_keyboard, {"2017": {"members": "fail"}, "2018": {"present": "pass"}}),
    "members": (matrix_by_keyboard, [["costa-rica", "contact"], ["mexico", "lima"]]),
    "links": (links_by_keyboard, [["mexico", "contact", "signed"]]),
    "reason": (text_by_keyboard, "Exit X, A and B: djx."),
    "clauses": (group_by_keyboard, {"assembly": 3, "mediation": "no"}),
}


def test_every_block_is_changed_by_keyboard_alone(sheet: Sheet) -> None:
    assert set(BY_KEYBOARD) == {field.key for field in fields()}
    cells = sheet.page.locator(".jp-Notebook .jp-Cell").count()
    for key, (act, value) in BY_KEYBOARD.items():
        act(sheet)
        sheet.expect_value(key, value)
    # None of those keys was taken for one of JupyterLab's shortcuts: X cuts a cell, B adds one.
    assert sheet.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert axe(sheet.whole) == []


def test_every_block_is_changed_by_mouse(sheet: Sheet) -> None:
    part = sheet.part
    slider = part("quota").get_by_role("slider")
    size = slider.bounding_box()
    assert size is not None
    slider.click(position={"x": size["width"] - 2, "y": size["height"] / 2})
    sheet.expect_value("quota", 34)
    part("base").get_by_text("Those present").click()
    sheet.expect_value("base", "present")
    part("state").get_by_role("combobox").select_option(index=1)
    sheet.expect_value("state", "argentina")
    part("yes").get_by_text("Barbados").click()
    part("yes").get_by_text("Argentina").click()
    sheet.expect_value("yes", ["argentina", "barbados"])
    part("lost").get_by_text("None of these").click()
    sheet.expect_value("lost", [])
    part("lost").get_by_text("Mexico").click()
    sheet.expect_value("lost", ["mexico"])
    part("kind").get_by_label("The order came from the top.").select_option(index=4)
    sheet.expect_value("kind", {"order": "forecast"})
    part("sequence").get_by_role("button", name="This is my order").click()
    sheet.expect_value("sequence", ["mexico", "oslo", "lima", "oas"])
    part("sequence").get_by_role("button", name="Move down: Mexico City").click()
    sheet.expect_value("sequence", ["oslo", "mexico", "lima", "oas"])
    part("rules").get_by_role("combobox").first.select_option(index=1)
    sheet.expect_value("rules", {"2017": {"members": "pass"}})
    part("members").get_by_label("Barbados, Lima Group").check()
    sheet.expect_value("members", [["barbados", "lima"]])
    for name in ("From", "To", "Kind"):
        part("links").get_by_label(name, exact=True).select_option(index=1)
    part("links").get_by_role("button", name="Add this link").click()
    sheet.expect_value("links", [["argentina", "lima", "signed"]])
    part("links").get_by_role("button", name="Remove: Argentina – Lima Group").click()
    sheet.expect_value("links", None)
    part("causes").get_by_label("Spoilers, in figures").fill("100")
    sheet.expect_value("causes", {"outside": 0, "trust": 0, "spoilers": 100})
    expect(part("causes").get_by_role("status")).to_have_text("All 100 points given out.")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_either_theme(sheet: Sheet, theme: str) -> None:
    set_theme(sheet.page, theme)
    try:
        assert axe(sheet.whole) == []
    finally:
        set_theme(sheet.page, "JupyterLab Light")


def test_every_control_has_its_role_and_name(sheet: Sheet) -> None:
    for field in fields():
        roles = sheet.part(field.key)
        if field.key in {"quota", "share"}:
            expect(roles.get_by_role("slider", name=field.label, exact=True)).to_have_count(1)
            expect(
                roles.get_by_role("spinbutton", name=f"{field.label}, in figures")
            ).to_have_count(1)
        elif field.key == "state":
            expect(roles.get_by_role("combobox", name=field.label, exact=True)).to_have_count(1)
        elif field.key == "reason":
            expect(roles.get_by_role("textbox", name=field.label, exact=True)).to_have_count(1)
        else:
            expect(roles.get_by_role("group", name=field.label, exact=True)).to_have_count(1)
    base = "What is the base of the majority?"
    expect(sheet.whole.get_by_role("radiogroup", name=base)).to_have_count(1)
    table = sheet.whole.get_by_role("table", name="Who was in which group?")
    expect(table.get_by_role("row")).to_have_count(1 + len(STATES))
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Lima Group", "International Contact Group"]
    )
    expect(table.get_by_role("rowheader").first).to_have_text("Argentina")


def test_tab_reaches_every_control_in_reading_order(sheet: Sheet) -> None:
    sheet.whole.locator("input").first.focus()
    place = """element => [...document.querySelectorAll(
        '.part-quota input, [class*=part-] :is(input, select, textarea, button)')]
        .filter(one => !one.disabled && one.offsetParent !== null).indexOf(element)"""
    active = sheet.page.evaluate_handle("() => document.activeElement")
    reached = [active.evaluate(place)]
    while reached[-1] >= 0 and len(reached) < 200:
        sheet.press("Tab")
        active = sheet.page.evaluate_handle("() => document.activeElement")
        reached.append(active.evaluate(place))
        assert len(reached) < 5 or reached[-1] != reached[-2], "the focus is stuck"
    controls = (
        sheet.whole.locator("[class*=part-]")
        .locator(
            "input:enabled:visible, select:enabled:visible, textarea:enabled:visible, "
            "button:enabled:visible"
        )
        .count()
    )
    passed = reached[:-1]
    assert passed == sorted(passed)
    # A radio group is one stop, whatever its size: two groups, of three and of two buttons.
    assert len(passed) == controls - 5 + 2


def test_no_label_is_cut_at_any_width(sheet: Sheet) -> None:
    cut = """whole => [...whole.querySelectorAll(
            'label, .widget-html-content, button, .venezuela-course-legend > div')]
        .filter(one => one.offsetParent !== null && getComputedStyle(one).clipPath === 'none')
        .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 4)
        .map(one => one.textContent)"""
    cut_options = """whole => [...whole.querySelectorAll('select')].flatMap(select => {
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = getComputedStyle(select).font;
        return [...select.options].map(option => option.textContent)
            .filter(text => pen.measureText(text).width + 20 > select.clientWidth);
    })"""
    try:
        for width in (1500, 1280, 1000, 760):
            sheet.page.set_viewport_size({"width": width, "height": 900})
            wait_idle(sheet.page)
            assert sheet.whole.evaluate(cut) == []
            assert sheet.whole.evaluate(cut_options) == []
            assert sheet.whole.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    finally:
        sheet.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_number_says_its_value_in_words(sheet: Sheet) -> None:
    slider = sheet.part("quota").get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "not set yet")
    slider.focus()
    sheet.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "34 votes, 34 of 34 members, 100 per cent")
    expect(sheet.part("quota").get_by_text("34 of 34 members, 100 per cent")).to_be_visible()
    expect(sheet.part("quota").get_by_role("spinbutton")).to_have_value("34")


def test_a_number_not_set_can_be_set_to_where_it_rests(sheet: Sheet) -> None:
    slider = sheet.part("share").get_by_role("slider")
    slider.focus()
    sheet.press("Space")
    sheet.expect_value("share", 0.5)
    sheet.part("share").get_by_role("spinbutton").fill("")
    sheet.press("Tab")
    sheet.expect_value("share", None)


def test_a_number_typed_beyond_a_limit_becomes_the_limit(sheet: Sheet) -> None:
    box = sheet.part("quota").get_by_role("spinbutton")
    box.focus()
    sheet.page.keyboard.type("99")
    sheet.press("Tab")
    sheet.expect_value("quota", 34)
    expect(box).to_have_value("34")


def test_dragging_ends_with_the_last_value_in_the_kernel(sheet: Sheet) -> None:
    output = cell_output(sheet.page, 1)
    slider = output.get_by_role("slider")
    slider.evaluate(DRAG)
    # The first value goes at once, the last when the student lets go; a slow kernel is spared
    # most of what lies between.
    expect(output.locator(".widget-html-content")).to_have_text("2 900")


def test_the_keyboard_focus_goes_with_a_moved_item_and_survives_a_removed_link(
    sheet: Sheet,
) -> None:
    part = sheet.part("sequence")
    part.get_by_role("button", name="Move down: Mexico City").focus()
    for place in (2, 3, 4):
        sheet.press("Enter")
        expect(part.get_by_role("status")).to_have_text(f"Mexico City is now number {place} of 4.")
    expect(part.get_by_role("button", name="Move up: Mexico City")).to_be_focused()
    links_by_keyboard(sheet)
    sheet.part("links").get_by_role("button", name="Remove: Mexico").focus()
    sheet.press("Enter")
    expect(sheet.part("links").get_by_role("button", name="Add this link")).to_be_focused()


def test_jupyterlabs_own_chords_still_work_at_a_control(sheet: Sheet) -> None:
    sheet.part("state").get_by_role("combobox").focus()
    sheet.press("Control+s")
    sheet.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")


def test_quick_clicks_are_all_kept(sheet: Sheet) -> None:
    sheet.part("yes").evaluate(
        "part => part.querySelectorAll('input[type=checkbox]').forEach(box => box.click())"
    )
    sheet.expect_value("yes", sorted(STATES))
    expect(sheet.part("yes").get_by_role("status")).to_contain_text("At most 4: take some away.")


def test_a_quick_hand_adds_the_links_that_it_chose(sheet: Sheet) -> None:
    """Four links within one turn of the browser: the kernel has heard of no choice when "Add" comes."""
    sheet.part("links").evaluate(
        """part => {
          const selects = part.querySelectorAll("select");
          for (const chosen of [[1, 1, 1], [2, 2, 2], [3, 1, 2], [4, 2, 1]]) {
            chosen.forEach((place, n) => {
              selects[n].selectedIndex = place;
              selects[n].dispatchEvent(new Event("change", { bubbles: true }));
            });
            part.querySelector("button.venezuela-course-add").click();
          }
        }"""
    )
    states, clubs, kinds = list(STATES), list(CLUBS), ["signed", "observed"]
    chosen = [(1, 1, 1), (2, 2, 2), (3, 1, 2), (4, 2, 1)]
    sheet.expect_value(
        "links", sorted([states[a - 1], clubs[b - 1], kinds[c - 1]] for a, b, c in chosen)
    )


def test_the_sheet_comes_back_after_a_restart_of_the_kernel(sheet: Sheet) -> None:
    restart_kernel(sheet.page)
    run_all(sheet.page)
    number_by_keyboard(sheet)
    sheet.expect_value("quota", 3)

"""The number widget's own code in a bare page, with a stand-in for the kernel's model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lab_driver import axe
from venezuela_course.exercises.number import NumberInput

pytestmark = pytest.mark.browser

STAND_IN = """async ([code, traits]) => {
    const address = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
    const {default: widget} = await import(address);
    const listeners = [];
    window.sent = [];
    window.model = {
        get: name => traits[name],
        set(name, value) {
            traits[name] = value;
            listeners.filter(one => one.names.includes(`change:${name}`))
                .forEach(one => one.call());
        },
        save_changes: () => window.sent.push(traits.value),
        on: (names, call) => listeners.push({names: names.split(' '), call}),
        off: (names, call) => listeners.splice(listeners.findIndex(one => one.call === call), 1),
    };
    window.listeners = listeners;
    document.body.innerHTML = '<main></main>';
    window.cleanUp = widget.render({model: window.model, el: document.querySelector('main')});
}"""


def draw(page: Page, **traits: Any) -> None:
    """Draw the widget alone, as the browser would with these traits."""
    widget = NumberInput(
        **{
            "label": "Quota",
            "minimum": 0,
            "maximum": 100,
            "unit": "votes",
            "texts": {"unset": "not set yet", "outside": "outside 0 to 100", "box": "In figures"},
        }
        | traits
    )
    page.goto("about:blank")
    state = {name: getattr(widget, name) for name in widget.keys if not name.startswith("_")}
    plain = json.loads(json.dumps(state, default=lambda _widget: None))
    page.evaluate(STAND_IN, [str(widget._esm), plain])


def drag(page: Page, *values: float, let_go: bool) -> list[float]:
    """Drag through values within one frame; return what was sent before the frame ended."""
    return list(
        page.evaluate(
            """([values, letGo]) => {
                const range = document.querySelector('input[type=range]');
                for (const value of values) {
                    range.value = value;
                    range.dispatchEvent(new Event('input'));
                }
                if (letGo) range.dispatchEvent(new Event('change'));
                return window.sent;
            }""",
            [list(values), let_go],
        )
    )


def sent(page: Page) -> list[float]:
    return list(page.evaluate("() => window.sent"))


def test_within_a_frame_the_first_value_is_sent_and_at_its_end_the_last(page: Page) -> None:
    draw(page)
    assert drag(page, *range(1, 91), let_go=False) == [1]
    page.wait_for_function("() => window.sent.length > 1")
    page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    assert sent(page) == [1, 90]


def test_letting_go_sends_the_last_value_though_no_frame_comes(page: Page) -> None:
    draw(page)
    page.evaluate("() => { window.requestAnimationFrame = () => 1; }")
    assert drag(page, 10, 20, 30, let_go=True) == [10, 30]


def test_a_widget_taken_from_the_page_sends_what_is_left_and_stops_listening(page: Page) -> None:
    draw(page)
    drag(page, 10, 20, let_go=False)
    page.evaluate("() => window.cleanUp()")
    assert sent(page) == [10, 20]
    assert page.evaluate("() => window.listeners.length") == 0


def test_a_key_press_is_sent_at_once(page: Page) -> None:
    draw(page, value=40)
    page.get_by_role("slider", name="Quota", exact=True).focus()
    page.evaluate(
        """() => document.querySelector('input[type=range]').addEventListener(
            'input', () => { window.sentByThen = window.sent.length; })"""
    )
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => window.sentByThen") == 1
    assert sent(page) == [41]


def test_what_the_kernel_sets_is_shown_and_not_sent_back(page: Page) -> None:
    draw(page, value=40)
    page.evaluate("() => window.model.set('value', 55)")
    expect(page.get_by_role("slider")).to_have_value("55")
    expect(page.get_by_role("spinbutton", name="In figures")).to_have_value("55")
    page.evaluate("() => window.model.set('said', [55, 'a majority'])")
    expect(page.get_by_text("a majority")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "55 votes, a majority")
    assert sent(page) == []


def test_words_about_an_earlier_value_are_not_shown_with_a_later_one(page: Page) -> None:
    draw(page, value=40, said=[40, "forty"])
    drag(page, 41, let_go=True)
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "41 votes")
    expect(page.get_by_text("forty")).to_have_count(0)


def test_a_value_beyond_the_limits_is_shown_as_it_is_and_said_to_be_outside(page: Page) -> None:
    draw(page, value=500)
    expect(page.get_by_role("spinbutton")).to_have_value("500")
    expect(page.get_by_role("spinbutton")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("outside 0 to 100")).to_be_visible()


def test_a_disabled_number_cannot_be_changed(page: Page) -> None:
    draw(page, value=40, disabled=True)
    expect(page.get_by_role("slider")).to_be_disabled()
    expect(page.get_by_role("spinbutton")).to_be_disabled()
    page.get_by_role("slider").dispatch_event("pointerup")
    assert sent(page) == []


def test_fractions_come_without_the_noise_of_binary_arithmetic(page: Page) -> None:
    draw(page, minimum=0, maximum=1, step=0.1, value=0.2)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    assert sent(page) == [0.3]


def test_axe_finds_nothing_set_unset_or_disabled(page: Page) -> None:
    for traits in ({}, {"value": 3}, {"value": 3, "disabled": True}, {"note": "Of 34 members."}):
        draw(page, **traits)
        assert axe(page.locator("main")) == []

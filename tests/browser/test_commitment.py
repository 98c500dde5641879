"""A prediction that is locked before its evidence is seen, in a real JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lab_driver import (
    Lab,
    axe,
    cell_output,
    open_notebook,
    overflowing,
    restart_kernel,
    run_all,
    wait_idle,
)

pytestmark = pytest.mark.browser

#: An exercise with a prediction of one part, whose picture appears with the lock.
EXERCISE = """
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, Commit

class Guess(Exercise):
    title = "A guess"
    task = "<p>Predict, then lock.</p>"

    def fields(self):
        signs = {"+": "rises", "-": "falls"}
        return [Commit("guess", "Your prediction", [Choose("sign", "Imports", signs)], button="Lock it")]

    def picture(self, answer):
        seen = self._fields[0].is_locked(answer.get("guess"))
        return "<p>The evidence is here.</p>" if seen else "<p>Nothing to see.</p>"

Guess("a2-guess")
"""


def by_mouse(widget: Locator) -> None:
    widget.get_by_text("falls", exact=True).click()
    widget.get_by_role("button", name="Lock it").click()


def by_keyboard(widget: Locator) -> None:
    widget.get_by_role("radio", name="rises").focus()
    widget.page.keyboard.press("Space")
    widget.page.keyboard.press("ArrowDown")  # to the other sign
    widget.page.keyboard.press("Tab")
    expect(widget.get_by_role("button", name="Lock it")).to_be_focused()
    widget.page.keyboard.press("Enter")


def saved(lab: Lab, folder: str) -> Any:
    path = lab.root / folder / "answers" / "a2-guess.json"
    return json.loads(path.read_text("utf-8"))["answer"]["guess"] if path.exists() else None


def expect_locked(widget: Locator) -> None:
    """Everything is shown as it was locked, and nothing can be moved."""
    expect(widget.get_by_text("The evidence is here.")).to_be_visible()
    expect(widget.get_by_text("Locked: it stays as it is.")).to_be_visible()
    for control in (*widget.get_by_role("radio").all(), *widget.get_by_role("button").all()):
        expect(control).to_be_disabled()
    expect(widget.get_by_role("radio", name="falls")).to_be_checked()


@pytest.mark.parametrize("lock", [by_mouse, by_keyboard])
def test_a_prediction_is_locked_and_stays_locked_after_a_restart(
    page: Page, lab: Lab, lock: Callable[[Locator], None]
) -> None:
    folder = f"commitment-{lock.__name__}"
    open_notebook(page, lab, lab.write(f"{folder}/guess.ipynb", [EXERCISE]))
    run_all(page)
    widget = cell_output(page, 0).locator(".venezuela-course").first

    widget.get_by_role("button", name="Lock it").click()  # too early: nothing is predicted
    expect(widget.get_by_text("Nothing is locked: answer every part first.")).to_be_visible()
    expect(widget.get_by_text("Nothing to see.")).to_be_visible()
    assert saved(lab, folder) is None

    lock(widget)
    expect_locked(widget)
    wait_idle(page)
    assert saved(lab, folder) == {"sign": "-", "locked": "yes"}
    assert axe(widget) == []
    assert overflowing(widget) == []

    restart_kernel(page)
    run_all(page)
    expect_locked(widget)
    widget.get_by_text("rises", exact=True).click(force=True)
    wait_idle(page)
    assert saved(lab, folder) == {"sign": "-", "locked": "yes"}

"""Every lesson in JupyterLab: it runs, what it shows is accessible, and nothing sticks out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lab_driver import FRONT, Lab, axe, open_notebook, overflowing, run_all

pytestmark = pytest.mark.browser

LESSONS = sorted(Path(__file__).resolve().parents[2].joinpath("course/lessons").glob("*.ipynb"))


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def lesson(request: pytest.FixtureRequest, browser: Browser, lab: Lab) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    open_notebook(page, lab, lab.copy(request.param, to="lessons"))
    run_all(page)
    yield page
    context.close()


def test_it_runs_without_errors_or_warnings(lesson: Page) -> None:
    troubles = lesson.locator(
        f"{FRONT} .jp-OutputArea-output[data-mime-type*=stderr], "
        f"{FRONT} .jp-OutputArea-output[data-mime-type*=error]"
    )
    assert troubles.all_inner_texts() == []


def test_every_exploration_and_practice_is_accessible_and_fits_its_window(lesson: Page) -> None:
    widgets = lesson.locator(f"{FRONT} .jp-OutputArea-output .venezuela-course:visible")
    assert widgets.count() >= 5
    assert axe(widgets) == []
    assert overflowing(widgets) == []


def test_every_figure_is_drawn_and_has_its_words(lesson: Page) -> None:
    figures = lesson.locator(f"{FRONT} .jp-OutputArea-output img")
    assert figures.count() >= 5
    for figure in figures.all():
        expect(figure).to_have_attribute("alt", re.compile(r"\w{3,}"))
        assert figure.evaluate("image => image.complete && image.naturalWidth > 200")

"""Every assignment as a student meets it in JupyterLab: drawn, reachable by keyboard, never lost."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lab_driver import (
    FRONT,
    Lab,
    axe,
    cell_output,
    cell_source,
    open_notebook,
    overflowing,
    restart_kernel,
    run_all,
    wait_idle,
)
from venezuela_course.cli.synthetic_class import read_solution
from venezuela_course.exercises.answers import AnswerFile, Saved

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())


@dataclass(frozen=True)
class Opened:
    """An assignment's released notebook, open in JupyterLab, all cells run."""

    page: Page
    name: str
    folder: Path

    @property
    def model(self) -> dict[str, dict[str, Any]]:
        """The instructor's answers to the exercises that have a widget."""
        source = ROOT / "solutions" / self.name / f"{self.name}.ipynb"
        answers = read_solution(nbformat.read(source, as_version=4)).answers
        return {exercise: dict(answer) for exercise, answer in answers.items()}

    def places(self) -> dict[str, int]:
        """The place of each of nbgrader's cells, by its id."""
        found = self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets"
            ".map(cell => cell.model.sharedModel.getMetadata('nbgrader')?.grade_id ?? null)"
        )
        return {grade_id: n for n, grade_id in enumerate(found) if grade_id}

    def exercise(self, identifier: str) -> Locator:
        """An exercise's widget."""
        place = self.places()[f"{identifier}-setup"]
        return cell_output(self.page, place).locator(".venezuela-course").first

    def saved(self, identifier: str) -> dict[str, Any] | None:
        """What is on disk of an exercise's answer."""
        path = self.folder / "answers" / f"{identifier}.json"
        return json.loads(path.read_text("utf-8"))["answer"] if path.exists() else None


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def opened(request: pytest.FixtureRequest, browser: Browser, lab: Lab) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    name = request.param
    path = lab.copy(ROOT / "assignments" / name / f"{name}.ipynb", to=f"assignments/{name}")
    open_notebook(page, lab, path)
    run_all(page)
    yield Opened(page, name, lab.root / "assignments" / name)
    context.close()


def test_every_exercise_is_drawn_accessible_and_fits_its_window(opened: Opened) -> None:
    errors = opened.page.locator(f"{FRONT} .jp-OutputArea-output[data-mime-type*=stderr]")
    assert errors.all_inner_texts() == []
    for identifier in opened.model:
        widget = opened.exercise(identifier)
        expect(widget).to_be_visible()
        assert axe(widget) == [], identifier
        assert overflowing(widget) == [], identifier


def test_the_first_part_of_every_exercise_is_answered_by_keyboard_and_on_disk(
    opened: Opened,
) -> None:
    for identifier in opened.model:
        before = opened.saved(identifier)  # nothing, or the sample that was drawn
        for _step in keyboard_steps(opened.page, opened.exercise(identifier)):
            if opened.saved(identifier) != before:
                break
        assert opened.saved(identifier) not in (None, before), identifier
        expect(opened.exercise(identifier).get_by_text("Saved").first).to_be_visible()


#: What a keyboard user presses at each kind of control.
KEYS = {
    "range": ["ArrowRight", "ArrowRight"],
    "checkbox": ["Space"],
    "radio": ["Space"],
    "number": ["ArrowUp"],
    "textarea": ["x"],
    "text": ["x"],
    "select-one": ["ArrowDown"],
}


def keyboard_steps(page: Page, widget: Locator) -> Iterator[None]:
    """Work through the controls in their order; some, such as a choice of page, answer nothing."""
    adder = widget.locator(".venezuela-course-adder:has(button.venezuela-course-add)").first
    if adder.count():
        for n, select in enumerate(adder.locator("select").all()):
            press(page, select, *["ArrowDown"] * (1 + n % 2))
        press(page, adder.locator("button"), "Enter")
        yield
    controls = ", ".join(
        f".venezuela-course-field {kind}:visible" for kind in ("input", "select", "textarea")
    )
    for control in widget.locator(controls).all():
        press(page, control, *KEYS[str(control.evaluate("node => node.type ?? node.tagName"))])
        yield


def press(page: Page, control: Locator, *keys: str) -> None:
    control.focus()
    for key in keys:
        page.keyboard.press(key)
    wait_idle(page)


def test_after_a_restart_full_answers_are_restored_and_run_all_writes_them_into_the_notebook(
    opened: Opened,
) -> None:
    for identifier, answer in opened.model.items():
        AnswerFile(opened.folder, identifier).write(Saved(answer))
    # The cells hold what was written into them above: as fetched again, they hold nothing.
    for identifier in opened.model:
        place = opened.places()[f"{identifier}-answer"]
        name = cell_source(opened.page, place).partition(".answer(")[0]
        opened.page.evaluate(
            "([n, source]) => window.jupyterapp.shell.currentWidget.content.widgets[n].model"
            ".sharedModel.setSource(source)",
            [place, f"{name}.answer(\n    ...  # YOUR ANSWER HERE\n)"],
        )
    restart_kernel(opened.page)
    run_all(opened.page)
    for identifier, answer in opened.model.items():
        widget = opened.exercise(identifier)
        assert axe(widget) == [], identifier
        assert overflowing(widget) == [], identifier
        source = cell_source(opened.page, opened.places()[f"{identifier}-answer"])
        assert literal_in(source) == answer, identifier
        said = cell_output(opened.page, opened.places()[identifier])
        expect(said).to_contain_text("Complete and well-formed.")


def literal_in(source: str) -> Any:
    """The answer that stands in an answer cell."""
    call = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return ast.literal_eval(call.args[0])

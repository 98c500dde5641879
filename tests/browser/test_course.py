"""One assignment through the hands of a student and an instructor, in a real JupyterLab.

The student fetches it, answers by mouse and by keyboard, loses the kernel, comes back, puts the answer
into the notebook, validates and submits. The instructor collects, autogrades with formgrader's button,
grades the essay, and releases the feedback. The student reads it.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
    restart_kernel,
    run_all,
    run_cell,
    running_lab,
    save,
    wait_idle,
)

pytestmark = [pytest.mark.browser, pytest.mark.cycle, pytest.mark.exchange]

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "a3"
EXERCISE = "a3-missing-three"
ESSAY = "A weak text that passes binds those who signed it; 20 of 34 is not 23."
LONG = 180_000  # milliseconds: nbgrader starts a cold kernel


@dataclass(frozen=True)
class Course:
    """An instructor's copy of the course, and a student's home beside it."""

    root: Path
    student: Path
    student_home: Path

    def nbgrader(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            check=True,
            capture_output=True,
            timeout=300,
        )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A released assignment in an exchange of its own."""
    base = tmp_path_factory.mktemp("course")
    course = Course(base / "instructor", base / "student", base / "student_home")
    course.root.mkdir()
    course.student.mkdir()
    (course.student_home / "config").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    shutil.copytree(
        ROOT / "solutions" / ASSIGNMENT,
        course.root / "solutions" / ASSIGNMENT,
        ignore=shutil.ignore_patterns("answers", "__pycache__", ".ipynb_checkpoints"),
    )
    course.nbgrader("generate_assignment", ASSIGNMENT)
    course.nbgrader("release_assignment", ASSIGNMENT)
    # What a shared server has in /etc/jupyter: where the exchange is, and nothing of the instructor's.
    (course.student_home / "config" / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.course_id = 'venezuela'\n"
        f"c.Exchange.root = {str(course.root / 'grading' / 'exchange')!r}\n"
        f"c.Exchange.cache = {str(course.student_home / 'cache')!r}\n"
    )
    return course


@pytest.fixture(scope="module")
def student_lab(course: Course, chromium: str) -> Iterator[Lab]:
    with running_lab(course.student, course.student_home) as lab:
        yield lab


@pytest.fixture(scope="module")
def student(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def open_assignment_list(page: Page, lab: Lab) -> Locator:
    page.goto(f"{lab.url}/lab?token={lab.token}&reset", wait_until="domcontentloaded")
    page.wait_for_function(
        "() => window.jupyterapp?.commands?.hasCommand('nbgrader:open-assignment-list')"
    )
    page.evaluate(
        "() => window.jupyterapp.commands.execute('nbgrader:open-assignment-list').then(() => null)"
    )
    return page.locator("#nbgrader-assignment-list")


def cells(page: Page) -> dict[str, int]:
    """The place of each of nbgrader's cells in the notebook in front, by its id."""
    found = page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets"
        ".map(cell => cell.model.sharedModel.getMetadata('nbgrader')?.grade_id ?? null)"
    )
    return {grade_id: n for n, grade_id in enumerate(found) if grade_id}


def exercise(page: Page, identifier: str = EXERCISE) -> Locator:
    return cell_output(page, cells(page)[f"{identifier}-setup"])


def saved_answer(course: Course, identifier: str = EXERCISE) -> dict:
    path = course.student / ASSIGNMENT / "answers" / f"{identifier}.json"
    return json.loads(path.read_text("utf-8"))["answer"]


def expect_soon(page: Page, is_so: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something holds; fail if it does not come to hold."""
    deadline = time.monotonic() + seconds
    while True:
        wait_idle(page)
        if is_so():
            return
        assert time.monotonic() < deadline, "it never came to hold"
        page.wait_for_timeout(100)


def answer_in_source(source: str) -> dict:
    call = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return ast.literal_eval(call.args[0])


class TestOneAssignment:
    """The steps stand on each other, in this order."""

    def test_the_student_fetches_it_from_the_assignment_list(
        self, course: Course, student_lab: Lab, student: Page
    ) -> None:
        assignments = open_assignment_list(student, student_lab)
        assignments.get_by_role("button", name="Fetch", exact=True).click()
        expect(assignments.get_by_role("button", name="Submit", exact=True)).to_be_visible()
        assert (course.student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").exists()
        assert not (course.student / ASSIGNMENT / "graders.py").exists()

    def test_every_exercise_is_drawn_and_accessible(self, student_lab: Lab, student: Page) -> None:
        open_notebook(student, student_lab, f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        run_all(student)
        places = [n for grade_id, n in cells(student).items() if grade_id.endswith("-setup")]
        widgets = [
            cell_output(student, n).locator(".venezuela-course").first
            for n in places
            if cell_output(student, n).locator(".venezuela-course").count()
        ]
        assert len(widgets) >= 5
        assert (
            student.locator(f"{FRONT} .jp-OutputArea-output[data-mime-type*=stderr]").count() == 0
        )
        for widget in widgets:
            assert axe(widget) == []

    def test_a_slider_moved_by_keyboard_and_a_box_ticked_by_mouse_are_on_disk(
        self, course: Course, student: Page
    ) -> None:
        slider = exercise(student).get_by_role("slider", name="Mediation").first
        before = int(slider.input_value())
        slider.focus()
        slider.press("ArrowRight")
        slider.press("ArrowRight")
        # The second press is sent when the first is dealt with: on a busy machine a moment later.
        expect_soon(student, lambda: saved_answer(course)["clauses"].get("mediation") == before + 2)
        exercise(student).get_by_role("checkbox", name="Peru").first.check()
        expect_soon(student, lambda: saved_answer(course).get("predicted_loss") == ["PER"])
        expect(exercise(student).get_by_text("Saved").first).to_be_visible()

    def test_a_second_browser_on_the_same_notebook_shows_and_changes_the_same_answer(
        self, course: Course, student_lab: Lab, student: Page, browser: Browser
    ) -> None:
        save(student)
        second = browser.new_context(viewport={"width": 1280, "height": 900})
        other = second.new_page()
        other.set_default_timeout(30_000)
        open_notebook(other, student_lab, f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        mirrored = exercise(other).get_by_role("slider", name="Mediation").first
        expect(mirrored).to_have_value(str(saved_answer(course)["clauses"]["mediation"]))
        mirrored.focus()
        mirrored.press("ArrowLeft")
        wait_idle(other)
        wait_idle(student)
        here = exercise(student).get_by_role("slider", name="Mediation").first
        expect(here).to_have_value(str(saved_answer(course)["clauses"]["mediation"]))
        assert saved_answer(course)["predicted_loss"] == ["PER"]
        second.close()

    def test_a_folder_that_takes_no_file_is_said_at_once_and_the_answer_is_kept(
        self, course: Course, student: Page
    ) -> None:
        answers = course.student / ASSIGNMENT / "answers"
        aside = answers.with_name("answers-aside")
        answers.rename(aside)
        answers.write_text("a file where the folder should be")
        slider = exercise(student).get_by_role("slider", name="Assembly").first
        slider.focus()
        slider.press("ArrowLeft")
        wait_idle(student)
        expect(exercise(student).get_by_text("NOT SAVED")).to_be_visible()
        answers.unlink()
        aside.rename(answers)
        exercise(student).get_by_role("button", name="Save again").click()
        wait_idle(student)
        expect(exercise(student).get_by_text("NOT SAVED")).to_be_hidden()
        assert saved_answer(course)["clauses"]["assembly"] == int(slider.input_value())

    def test_a_kernel_restarted_in_the_middle_of_a_drag_costs_no_saved_answer(
        self, course: Course, student: Page
    ) -> None:
        slider = exercise(student).get_by_role("slider", name="Prisoners").first
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        student.mouse.move(box["x"] + box["width"] * 0.75, middle)
        student.mouse.down()
        student.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=5)
        wait_idle(student)
        assert saved_answer(course)["clauses"]["prisoners"] == 2
        restart_kernel(student)
        student.mouse.move(box["x"] + box["width"] * 0.25, middle, steps=5)
        student.mouse.up()
        run_all(student)
        again = exercise(student).get_by_role("slider", name="Prisoners").first
        expect(again).to_have_value(str(saved_answer(course)["clauses"]["prisoners"]))
        assert saved_answer(course)["predicted_loss"] == ["PER"]

    def test_after_the_kernels_death_the_answer_is_restored(
        self, course: Course, student_lab: Lab, student: Page
    ) -> None:
        before = saved_answer(course)
        student.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
            ".requestExecute({code: 'import os; os._exit(1)'}).done.catch(() => null)"
        )
        student.wait_for_timeout(1000)
        open_notebook(student, student_lab, f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        restart_kernel(student)
        run_all(student)
        assert saved_answer(course) == before
        slider = exercise(student).get_by_role("slider", name="Mediation").first
        assert int(slider.input_value()) == before["clauses"]["mediation"]
        expect(exercise(student).get_by_role("checkbox", name="Peru").first).to_be_checked()

    def test_running_the_answer_cell_puts_the_literal_into_its_source(
        self, course: Course, student: Page
    ) -> None:
        n = cells(student)[f"{EXERCISE}-answer"]
        run_cell(student, n)
        assert answer_in_source(cell_source(student, n)) == saved_answer(course)

    def test_a_cell_edited_afterwards_wins_and_says_so(self, course: Course, student: Page) -> None:
        n = cells(student)[f"{EXERCISE}-answer"]
        typed = {
            "clauses": {"prisoners": 3, "elections": 3, "assembly": 3, "mediation": 3},
            "predicted_loss": ["PER", "USA"],
            "min_flips": 3,
        }
        source = f"missing_three.answer({typed!r})"
        student.evaluate(
            "([n, source]) => window.jupyterapp.shell.currentWidget.content.widgets[n].model"
            ".sharedModel.setSource(source)",
            [n, source],
        )
        run_cell(student, n)
        assert saved_answer(course)["predicted_loss"] == ["PER", "USA"]
        expect(cell_output(student, n).get_by_text("Taken from this cell")).to_be_visible()
        expect(
            exercise(student).get_by_role("checkbox", name="United States").first
        ).to_be_checked()

    def test_validate_names_what_is_missing(self, student: Page) -> None:
        save(student)
        student.locator(FRONT).get_by_role("button", name="Validate").first.click()
        dialog = student.get_by_role("dialog")
        expect(dialog).to_be_visible(timeout=LONG)
        expect(dialog).to_contain_text("IncompleteAnswer")
        expect(dialog).to_contain_text("not answered yet")
        dialog.get_by_role("button").last.click()

    def test_the_student_writes_the_essay_and_submits(
        self, course: Course, student_lab: Lab, student: Page
    ) -> None:
        n = cells(student)[f"{ASSIGNMENT}-essay"]
        student.evaluate(
            "([n, source]) => window.jupyterapp.shell.currentWidget.content.widgets[n].model"
            ".sharedModel.setSource(source)",
            [n, ESSAY],
        )
        save(student)
        assignments = open_assignment_list(student, student_lab)
        assignments.get_by_role("button", name="Submit", exact=True).click()
        expect(student.locator("#submitted_assignments_list")).to_contain_text(ASSIGNMENT)

    def test_the_instructor_collects_grades_and_releases(
        self, course: Course, browser: Browser
    ) -> None:
        home = course.root.parent / "instructor_home"
        home.mkdir()
        with running_lab(course.root, home) as lab:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()

            def go(path: str) -> None:
                page.goto(f"{lab.url}/formgrader/{path}?token={lab.token}", wait_until="load")

            def click(selector: str) -> None:
                page.locator(selector).click(timeout=LONG)
                modal = page.locator("#success-modal, #error-modal")
                expect(modal).to_be_visible(timeout=LONG)
                assert "Success" in modal.inner_text(), modal.inner_text()
                modal.get_by_role("button", name="OK").click()
                expect(modal).to_be_hidden()

            go("manage_assignments")
            click("td.collect a")
            go(f"manage_submissions/{ASSIGNMENT}")
            click("td.autograde a")
            go(f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
            submission = page.locator("td a[href*='formgrader/submissions/']").first
            address = submission.get_attribute("href")
            page.goto(f"{lab.url}{address}", wait_until="load")
            expect(page.locator(f"input.score[id='{EXERCISE}']")).to_be_visible()
            expect(page.locator("body")).to_contain_text("Counter-case")  # the mark scheme
            expect(page.locator("body")).to_contain_text(ESSAY)
            score = page.locator(f"input.score[id='{ASSIGNMENT}-essay']")
            score.fill("13")
            score.press("Tab")
            comment = page.locator(f"textarea[id='{ASSIGNMENT}-essay-comment']")
            comment.fill("Clear, but give the strongest opposing view.")
            comment.press("Tab")
            page.wait_for_timeout(1500)
            go(f"manage_submissions/{ASSIGNMENT}")
            click("td.generate-feedback a")
            click("td.release-feedback a")
            context.close()

    def test_the_student_reads_the_feedback(
        self, course: Course, student_lab: Lab, student: Page
    ) -> None:
        assignments = open_assignment_list(student, student_lab)
        assignments.get_by_role("button", name="Fetch Feedback").click()
        assignments.get_by_text("view feedback").first.click()
        student.locator(".jp-DirListing-item").get_by_text(f"{ASSIGNMENT}.html").dblclick()
        page = student.frame_locator(".jp-HTMLViewer iframe").locator("body")
        expect(page).to_contain_text(ESSAY)
        expect(page).to_contain_text("Clear, but give the strongest opposing view.")
        expect(page).to_contain_text("What was judged")
        expect(page).to_contain_text("PER, USA")
        expect(page).not_to_contain_text("MARK SCHEME")
        shown = nbformat.reads(
            (course.root / "grading" / "autograded")
            .rglob(f"{ASSIGNMENT}.ipynb")
            .__next__()
            .read_text(),
            as_version=4,
        )
        scores = [
            cell.outputs[-1]["data"]["text/plain"]
            for cell in shown.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == EXERCISE
        ]
        assert scores == ["4.0"]  # who leaves, and the new votes needed

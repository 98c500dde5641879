"""How long a student waits from a key press to the new picture, in JupyterLab in a real browser."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.course_exercises import REPOSITORY
from bench.statistics_of_times import percentile

PRESSES = 30
SHARE = 0.95
CELLS = [
    "from venezuela_course.exercises.diplomacy import MissingThree",
    'missing_three = MissingThree("a3-missing-three", roll_call="2017-06-19")\nmissing_three',
]
#: Resolves with the milliseconds from the key's event to the frame after a new picture is in the page.
WATCH = """range => {
    const exercise = range.closest('.venezuela-course');
    window.pressed = new Promise(resolve => {
        let began = null;
        range.addEventListener('keydown', event => { began = event.timeStamp; },
                               {once: true, capture: true});
        const observer = new MutationObserver(changes => {
            const drawn = changes.some(change => [...change.addedNodes].some(
                node => node.nodeType === 1 && (node.matches('svg') || node.querySelector('svg'))));
            if (!drawn || began === null) { return; }
            observer.disconnect();
            // The frame in which it is painted has ended when the next one begins.
            requestAnimationFrame(() => requestAnimationFrame(
                () => resolve(performance.now() - began)));
        });
        observer.observe(exercise, {childList: true, subtree: true});
    });
}"""


def measure() -> Iterator[tuple[str, float]]:
    """The 95th percentile and the median of thirty presses of one arrow key."""
    # The driver of the browser tests is the one place that knows JupyterLab's pages.
    sys.path.insert(0, str(REPOSITORY / "tests" / "browser"))
    from playwright.sync_api import sync_playwright

    from lab_driver import chromium_path, running_lab

    path = chromium_path()
    if path is None:
        print("No Chromium found, so key presses are not measured.", file=sys.stderr)
        return
    with (
        tempfile.TemporaryDirectory() as root,
        tempfile.TemporaryDirectory() as home,
        running_lab(Path(root), Path(home)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        taken = presses(page, lab)
        browser.close()
    yield "keypress_to_picture_p95_ms", percentile(taken, SHARE)
    yield "keypress_to_picture_median_ms", percentile(taken, 0.5)


def presses(page: object, lab: object) -> list[float]:
    """Milliseconds of each press on the first number of the exercise."""
    from lab_driver import cell_output, open_notebook, run_all, wait_idle

    open_notebook(page, lab, lab.write("bench.ipynb", CELLS))  # type: ignore[attr-defined]
    run_all(page)
    number = cell_output(page, 1).locator("input[type=range]").first
    number.focus()
    number.press("Home")
    wait_idle(page)
    taken = []
    for _press in range(PRESSES):
        number.evaluate(WATCH)
        number.press("ArrowRight")
        taken.append(float(page.evaluate("() => window.pressed")))  # type: ignore[attr-defined]
        wait_idle(page)
    return taken

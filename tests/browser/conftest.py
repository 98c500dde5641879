"""Fixtures of the tests in a real browser: a JupyterLab server, a Chromium, a page.

``lab``
    A server on an empty temporary folder, one for the whole test run. Put notebooks there with
    ``lab.copy(path)`` or ``lab.write("sheet.ipynb", [source, ...])``; give each test a folder of
    its own (``to="my_test"``), since the server is shared.
``browser``
    One headless Chromium for the whole run.
``page``
    A fresh page (a browser context of its own, so no cookies are left over), 1280 × 900.

What a test does with them is in ``lab_driver``: ``from lab_driver import open_notebook, run_all``.

Chromium is ``$CHROMIUM``, ``/usr/bin/chromium`` or the first on ``PATH``. Where there is none,
these tests are skipped; under ``CI`` they fail, so that a green run means they ran.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lab_driver import Lab, chromium_path, running_lab

#: No sandbox (containers), no GPU, and nothing that calls home.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the Chromium to use, or skip (fail under CI) when there is none."""
    path = chromium_path()
    if path is None:
        reason = "no Chromium found: install it, or name it in the environment variable CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Run one headless Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run one JupyterLab server on an empty folder for all tests."""
    root = tmp_path_factory.mktemp("lab_root")
    with running_lab(root, tmp_path_factory.mktemp("lab_home")) as lab:
        yield lab


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a fresh page, apart from other tests' cookies and settings."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()

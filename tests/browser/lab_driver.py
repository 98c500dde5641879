"""Drive a real JupyterLab in a headless Chromium, as a student would.

Everything here waits for a condition and never for a fixed time. The functions take Playwright's
``Page`` and a :class:`Lab`, the running server:

``open_notebook(page, lab, path)``
    Open a notebook and wait until its kernel answers.
``run_all(page)``
    Run every cell and wait until the last one is done and its widgets are drawn.
``run_cell(page, n)``
    Run one cell (0-based).
``save(page)``
    Save the notebook in front to disk.
``restart_kernel(page)``
    Restart the kernel, without the question JupyterLab asks.
``wait_idle(page)``
    Wait until the kernel has dealt with all it was sent, and the page has been painted.
``cell(page, n)``, ``cell_output(page, n)``, ``cell_source(page, n)``
    The n-th cell (0-based), its outputs, and its source text.
``axe(locator)``
    The accessibility violations inside an element, one line of text each: ``assert axe(x) == []``.
``set_theme(page, name)``
    Switch JupyterLab's theme ("JupyterLab Light", "JupyterLab Dark").
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

#: JupyterLab's own settings that tests rely on, by plugin. All cells are in the page (not only
#: those scrolled into view), and no dialog about news or updates covers the notebook.
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}

#: How long a start or a whole notebook may take on a small, busy machine.
START_SECONDS = 120
RUN_MILLISECONDS = 180_000

#: The notebook in front: JupyterLab keeps the others in the page, hidden.
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab server.

    Attributes
    ----------
    url : str
        Address of the server, without a trailing slash.
    token : str
        Its token; append ``?token=...`` to a first address.
    root : Path
        The folder it serves.
    config : Path
        Its ``JUPYTER_CONFIG_DIR``, apart from the user's own.
    """

    url: str
    token: str
    root: Path
    config: Path

    def copy(self, source: Path, to: str = "") -> str:
        """Copy a notebook or a folder into the served folder; return its path there.

        Parameters
        ----------
        source : Path
            A file, or a folder that is copied whole.
        to : str
            Folder inside the served one, made when absent. Default: the root.
        """
        folder = self.root / to
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / source.name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)
        return target.relative_to(self.root).as_posix()

    def write(self, path: str, cells: Sequence[str]) -> str:
        """Write a notebook of code cells (one source text each); return its path."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
        return path


def chromium_path() -> str | None:
    """Return the path of a Chromium: ``$CHROMIUM``, the system's, or the first on ``PATH``."""
    candidates = [
        os.environ.get("CHROMIUM"),
        "/usr/bin/chromium",
        *(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
    ]
    return next((path for path in candidates if path and Path(path).exists()), None)


@contextmanager
def running_lab(
    root: Path,
    home: Path,
    *,
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Lab]:
    """Run a JupyterLab server on ``root`` for as long as the block lasts.

    Parameters
    ----------
    root : Path
        The folder to serve. It is also the working directory of the server.
    home : Path
        An empty folder for configuration, data, run-time files and IPython's profile, so that
        nothing of the user's own Jupyter is read or changed. ``home/config`` may hold
        configuration files already.
    arguments : sequence of str
        More command-line arguments.
    environment : mapping
        More environment variables, for the server and its kernels.

    Raises
    ------
    RuntimeError
        The server ended, or did not answer in time. The message holds the end of its log.
    """
    config = home / "config"
    for plugin, settings in SETTINGS.items():
        file = config / "lab" / "user-settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    token = "token-of-the-test"
    port = _free_port()
    log = home / "server.log"
    command = [
        sys.executable, "-m", "jupyterlab",
        "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        *arguments,
    ]  # fmt: skip
    isolated = {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, **isolated, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_answering(server, f"{url}/api/status?token={token}", log)
            yield Lab(url=url, token=token, root=root, config=config)
        finally:
            # A polite end first: the server then shuts its kernels down.
            server.terminate()
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_answering(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    end_of_log = log.read_text(errors="replace")[-3000:]
    raise RuntimeError(f"JupyterLab did not start.\n{end_of_log}")


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open a notebook in a fresh JupyterLab window and wait until its kernel answers.

    Parameters
    ----------
    page : Page
    lab : Lab
    path : str
        Path inside the served folder, with forward slashes.
    """
    page.goto(f"{lab.url}/lab/tree/{path}?token={lab.token}&reset", wait_until="domcontentloaded")
    expect(page.locator(f"{FRONT} .jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    page.wait_for_function(
        """path => {
            const front = window.jupyterapp?.shell.currentWidget;
            return front?.context?.path === path &&
                front.sessionContext?.session?.kernel?.connectionStatus === 'connected';
        }""",
        arg=path,
        timeout=60_000,
    )
    wait_idle(page)


def run_all(page: Page) -> None:
    """Run every cell of the notebook in front; return when all are done and drawn."""
    _command(page, "notebook:run-all-cells")
    wait_idle(page)


def run_cell(page: Page, n: int) -> None:
    """Run the n-th cell (0-based) of the notebook in front and wait for it."""
    page.evaluate("n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n; }", n)
    _command(page, "notebook:run-cell")
    wait_idle(page)


def save(page: Page) -> None:
    """Save the notebook in front to disk."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")


def restart_kernel(page: Page) -> None:
    """Restart the kernel of the notebook in front."""
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    wait_idle(page)


def _command(page: Page, name: str) -> None:
    """Run one of JupyterLab's commands and wait for its promise."""
    page.set_default_timeout(RUN_MILLISECONDS)
    try:
        page.evaluate("name => window.jupyterapp.commands.execute(name).then(() => null)", name)
    finally:
        page.set_default_timeout(30_000)


def wait_idle(page: Page) -> None:
    """Wait until the kernel has dealt with everything it was sent, and the page is painted.

    A widget holds a change back while an earlier one is under way, and JupyterLab may deliver
    widget messages on a thread of the kernel's of their own; so one answer from the kernel is
    not enough. The wait is over when no message of the kernel's is open, twice in a row.
    """
    page.wait_for_function(
        """async () => {
            const kernel = window.jupyterapp.shell.currentWidget
                .sessionContext.session?.kernel;
            if (!kernel) { return false; }
            const frame = () => new Promise(done => requestAnimationFrame(done));
            for (let quiet = 0; quiet < 2; quiet++) {
                await kernel.requestExecute(
                    {code: '', silent: true, store_history: false}).done;
                await frame();
                await frame();
                if (kernel.status !== 'idle' || (kernel._futures?.size ?? 0) > 0) {
                    return false;
                }
            }
            return true;
        }""",
        polling=50,
        timeout=RUN_MILLISECONDS,
    )


def cell(page: Page, n: int) -> Locator:
    """Return the n-th cell (0-based, text cells counted) of the notebook in front."""
    return page.locator(f"{FRONT} .jp-Notebook .jp-Cell").nth(n)


def cell_output(page: Page, n: int) -> Locator:
    """Return the outputs of the n-th cell (0-based, text cells counted)."""
    return cell(page, n).locator(".jp-Cell-outputWrapper")


def cell_source(page: Page, n: int) -> str:
    """Return the source text of the n-th cell (0-based), as the notebook would save it."""
    return str(
        page.evaluate(
            "n => window.jupyterapp.shell.currentWidget.content.widgets[n].model"
            ".sharedModel.getSource()",
            n,
        )
    )


def set_theme(page: Page, name: str) -> None:
    """Switch JupyterLab's theme and wait until it is in force."""
    page.evaluate(
        "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
        ".then(() => null)",
        name,
    )
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", name, timeout=30_000)


def axe(locator: Locator) -> list[str]:
    """Run axe-core inside each element of a locator.

    Parameters
    ----------
    locator : Locator
        At least one element; the rest of JupyterLab's page is left out.

    Returns
    -------
    list of str
        One line for each element at fault: impact, rule, what is wrong, the element's HTML.
        Empty when there is no violation.

    Raises
    ------
    AssertionError
        The locator matches nothing: an empty check would pass for the wrong reason.
    """
    elements = locator.element_handles()
    assert elements, f"nothing to check: {locator}"
    locator.page.evaluate(AXE_SCRIPT)
    found = []
    for element in elements:
        violations = element.evaluate(
            "element => axe.run(element, {resultTypes: ['violations']})"
            ".then(result => result.violations)"
        )
        found += [
            f"{violation['impact']} {violation['id']}: {violation['help']}: {node['html'][:300]}"
            for violation in violations
            for node in violation["nodes"]
        ]
    return found


def overflowing(locator: Locator) -> list[str]:
    """What sticks out of its exercise to the right, where a reader would have to scroll for it.

    Returns
    -------
    list of str
        Tag, classes and how many pixels, for each outermost element; empty when all of it fits. What
        lies in a box with a scrollbar of its own is not counted.
    """
    found = locator.evaluate_all(
        """exercises => exercises.flatMap(exercise => {
            const edge = exercise.getBoundingClientRect().right + 2;
            const scrolls = node => ['auto', 'scroll'].includes(getComputedStyle(node).overflowX);
            const out = [];
            const look = node => {
                for (const child of node.children) {
                    const box = child.getBoundingClientRect();
                    if (box.width && box.height && box.right > edge && !child.closest('svg svg')) {
                        out.push(`${child.tagName} ${child.getAttribute('class') ?? ''} ` +
                            `${Math.round(box.right - edge)} px: ${child.textContent.slice(0, 60)}`);
                    } else if (!scrolls(child) && child.tagName !== 'svg') {
                        look(child);
                    }
                }
            };
            look(exercise);
            return out;
        })"""
    )
    return list(found)

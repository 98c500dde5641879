"""How long a submission's kernel takes: a cold one, as stock nbgrader has it, and a forked, confined one."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from statistics import median

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from venezuela_course.grading.sandbox.client import fork_server
from venezuela_course.grading.sandbox.limits import Limits
from venezuela_course.grading.sandbox.messages import ConfinedClient, limit_messages
from venezuela_course.grading.sandbox.provisioner import SandboxProvisioner

RUNS = 5
CELLS = (
    "import pandas as pd\nimport ipywidgets\nimport matplotlib.pyplot as plt",
    "table = pd.DataFrame({'year': range(2013, 2024), 'value': range(11)})",
    "table.describe()",
    "figure, axes = plt.subplots()\naxes.plot(table.year, table.value)",
    "ipywidgets.IntSlider()",
)


def measure() -> Iterator[tuple[str, float]]:
    """Medians of a notebook of five cells with a plot; the two kinds take turns."""
    if shutil.which("bwrap") is None:
        print("No bubblewrap: kernels are not measured.", file=sys.stderr)
        return
    began = time.perf_counter()
    fork_server()
    yield "fork_server_start_ms", 1000 * (time.perf_counter() - began)
    times = [(run(confined=False), run(confined=True)) for _run in range(RUNS)]
    cold, forked = (median(column) for column in zip(*times, strict=True))
    yield "notebook_cold_kernel_ms", cold
    yield "notebook_forked_confined_kernel_ms", forked
    yield "notebook_kernel_ratio", cold / forked


def run(*, confined: bool) -> float:
    """Milliseconds from nothing to an executed notebook and an ended kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        manager = AsyncKernelManager(kernel_name="python3")
        if confined:
            manager.transport = "ipc"
            manager.provisioner = SandboxProvisioner(
                kernel_spec=manager.kernel_spec, parent=manager
            )
            manager.client_factory = ConfinedClient
            limit_messages(manager.context, Limits())
        client = NotebookClient(
            notebook,
            km=manager,
            resources={"metadata": {"path": folder}},
            shutdown_kernel="immediate" if confined else "graceful",
        )
        client.owns_km = True
        client.execute()
        return 1000 * (time.perf_counter() - began)

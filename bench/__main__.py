"""Print every measurement, one `name: value` a line, as it is made."""

from __future__ import annotations

from bench import browser, evidence, grading, imports, kernels, redraw, restore, sheets

for part in (imports, redraw, restore, evidence, sheets, browser, kernels, grading):
    for name, value in part.measure():
        print(f"{name}: {value:.3g}" if value < 10 else f"{name}: {value:.0f}", flush=True)

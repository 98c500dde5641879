"""Submissions are graded in bubblewrap: where there is none, what grades is skipped, and fails under CI."""

from __future__ import annotations

import os
import shutil

import pytest


def needs_bubblewrap() -> None:
    """Go on only where submissions can be confined."""
    if shutil.which("bwrap") is None:
        if os.environ.get("CI"):
            pytest.fail("no bubblewrap: .ci/run installs it")
        pytest.skip("no bubblewrap on this system")

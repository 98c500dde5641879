"""A function that never ends costs a student its exercise, and not the graded cell's whole time."""

from __future__ import annotations

import os
import time

import pytest

from venezuela_course.exercises import code


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot stop a call that runs")
def test_after_two_calls_that_never_end_no_further_one_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(code, "SECONDS", 0.1)

    def endless(number: int) -> int:
        while number:
            pass
        return number

    began = time.monotonic()
    found = code.outcomes(endless, [[0], [1], [2], [3], [0]])
    assert time.monotonic() - began < 5
    assert found[0] == {"returned": 0}
    assert all("stopped after" in one["error"] for one in found[1:3])
    assert all("not called" in one["error"] for one in found[3:])


def test_every_input_is_called_while_calls_end() -> None:
    assert code.outcomes(lambda a, b: a + b, [[1, 2], [3, 4]]) == [
        {"returned": 3},
        {"returned": 7},
    ]

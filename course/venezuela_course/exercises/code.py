"""Exercises whose answer is a function that the student writes.

`CodeExercise.check` calls the function on public cases, whose results the task states, and shows what
came back. Under nbgrader's autograde it also calls it on hidden inputs and emits what it returned. Only
inputs enter this process: what is expected stays with the grader.
"""

from __future__ import annotations

import contextlib
import html
import json
import math
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from venezuela_course.exercises.answers import AnswerError, canonical
from venezuela_course.exercises.base import IncompleteAnswer, Notice, emit, execution
from venezuela_course.language import _

HIDDEN_FOLDER = "hidden-inputs"
SECONDS = 5.0  # for one call; the course's own solutions take milliseconds
PATIENCE = (
    2  # calls that may take too long; a cell has a time limit as well, which ends all of them
)
LONGEST = 300  # characters of an error's message


@dataclass(frozen=True)
class Case:
    """A public case: arguments, and what the task says comes out.

    Parameters
    ----------
    arguments
        Positional arguments, plain JSON.
    expected
        What the task states that the function returns.
    label
        What stands for the arguments where they are too long to print, such as a table's.
    """

    arguments: Sequence[Any]
    expected: Any
    label: str = ""

    def __str__(self) -> str:
        return self.label or ", ".join(map(repr, self.arguments))


class TooLong(BaseException):
    """A call that took longer than `SECONDS`; no `except Exception` of a student swallows it."""


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Stop the block after some seconds where the system can (Unix, main thread)."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(_number: int, _frame: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def plain(value: Any) -> Any:
    """A returned value as JSON; numbers that are not finite as the words 'nan', 'inf', '-inf'.

    Raises
    ------
    AnswerError
        For a value that JSON cannot hold.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return str(float(value))
    if hasattr(value, "to_dict") and hasattr(value, "index"):  # a pandas Series or DataFrame
        return plain(value.to_dict())
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return canonical(value)


def outcome(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    tables: Collection[int] = (),
    seconds: float | None = None,
) -> dict[str, Any]:
    """What one call gave: ``{"returned": value}`` or ``{"error": sentence}``.

    Nothing the function does to its arguments reaches the caller's, and no exception escapes. The
    arguments at the places in `tables` are handed over as data frames. A call is stopped after `seconds`,
    or after `SECONDS`.
    """
    patience = SECONDS if seconds is None else seconds
    try:
        fresh = json.loads(json.dumps(list(arguments)))
        if tables:
            import pandas as pd

            for place in tables:
                fresh[place] = pd.DataFrame(fresh[place])
        with _limit(patience):
            returned = function(*fresh)
        if returned is ...:
            return {"error": _("not written yet: it returns ...")}
        return {"returned": plain(returned)}
    except TooLong:
        return {"error": _("stopped after {n} seconds").format(n=patience)}
    except AnswerError as error:
        return {"error": str(error)[:LONGEST]}
    except (Exception, KeyboardInterrupt, SystemExit, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"[:LONGEST]}


def outcomes(
    function: Callable[..., Any],
    inputs: Sequence[Sequence[Any]],
    tables: Collection[int] = (),
    seconds: float | None = None,
) -> list[dict[str, Any]]:
    """`outcome` of each input; after `PATIENCE` calls that never ended no further one is made."""
    patience = SECONDS if seconds is None else seconds
    found: list[dict[str, Any]] = []
    late = 0
    for arguments in inputs:
        if late == PATIENCE:
            found.append({"error": _("not called: the function did not end for other inputs")})
            continue
        began = time.monotonic()
        found.append(outcome(function, arguments, tables, patience))
        late += time.monotonic() - began >= patience
    return found


def same(returned: Any, expected: Any, tolerance: float = 1e-6) -> bool:
    """Whether two JSON values agree: numbers within `tolerance`, lists in order, dicts by key."""
    if isinstance(expected, bool) or isinstance(returned, bool):
        return returned is expected
    if isinstance(expected, (int, float)) and isinstance(returned, (int, float)):
        try:
            return math.isclose(returned, expected, rel_tol=tolerance, abs_tol=tolerance)
        except OverflowError:  # a whole number too large for a float
            return returned == expected
    if isinstance(expected, list) and isinstance(returned, list):
        return len(expected) == len(returned) and all(
            same(mine, stated, tolerance) for mine, stated in zip(returned, expected, strict=True)
        )
    if isinstance(expected, dict) and isinstance(returned, dict):
        return expected.keys() == returned.keys() and all(
            same(returned[key], expected[key], tolerance) for key in expected
        )
    return bool(returned == expected)


class CodeExercise:
    """An exercise answered by a function.

    Parameters
    ----------
    identifier
        The ``grade_id`` of the graded cell.
    cases
        The public cases, in the order in which the task states them.
    tables
        The places of those arguments that are tables: in a case columns or records as JSON, for the
        function a pandas DataFrame. None (JSON's null) in a column of numbers becomes NaN there.
    """

    #: What a call may take; None for `SECONDS`.
    seconds: float | None = None

    def __init__(
        self, identifier: str, cases: Sequence[Case], tables: Collection[int] = ()
    ) -> None:
        self.identifier = identifier
        self.cases = tuple(cases)
        self.tables = tuple(tables)

    def check(self, function: Callable[..., Any]) -> Notice | float | None:
        """Call the function and show, or under nbgrader emit, what it returned.

        Parameters
        ----------
        function
            The student's function.

        Returns
        -------
        Notice, float or None
            For a person a table of the public cases; under autograde 0.0, since the score is made
            outside this process.

        Raises
        ------
        IncompleteAnswer
            Under nbgrader's Validate, if a public case does not come out as the task states.
        """
        if execution() == "autograde":
            hidden = self._hidden_inputs()
            found = outcomes(
                function,
                [*hidden, *(case.arguments for case in self.cases)],
                self.tables,
                self.seconds,
            )
            emit(self.identifier, {"hidden": found[: len(hidden)], "public": found[len(hidden) :]})
            return 0.0
        found = outcomes(
            function, [case.arguments for case in self.cases], self.tables, self.seconds
        )
        rows = list(zip(self.cases, found, strict=True))
        wrong = [
            self._sentence(case, result) for case, result in rows if not self._agrees(case, result)
        ]
        if execution() == "validate":
            if wrong:
                raise IncompleteAnswer("\n".join(wrong))
            return None
        text = "\n".join(wrong) or _(
            "Every example of the task comes out as stated. The grader tries other inputs as well."
        )
        return Notice(text, self._table(rows))

    def __repr__(self) -> str:
        return f"CodeExercise({self.identifier!r})"

    @staticmethod
    def _agrees(case: Case, result: dict[str, Any]) -> bool:
        return "returned" in result and same(result["returned"], plain(case.expected))

    @staticmethod
    def _sentence(case: Case, result: dict[str, Any]) -> str:
        came = result.get("error") or _("returned {value}").format(value=result.get("returned"))
        if result.get("returned", "") is None:
            came += " " + _("(not written yet, or without a return?)")
        return _("For {arguments}: {came}; the task states {expected}.").format(
            arguments=str(case), came=came, expected=case.expected
        )

    def _table(self, rows: Sequence[tuple[Case, dict[str, Any]]]) -> str:
        head = "".join(
            f"<th>{html.escape(title)}</th>"
            for title in (_("Example"), _("Your function"), _("The task states"), _("Agrees"))
        )
        body = "".join(
            "<tr>"
            + "".join(
                f"<td>{html.escape(str(cell))}</td>"
                for cell in (
                    str(case),
                    result.get("error") or result.get("returned"),
                    case.expected,
                    _("yes") if self._agrees(case, result) else _("no"),
                )
            )
            + "</tr>"
            for case, result in rows
        )
        return (
            f'<div class="venezuela-course"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def _hidden_inputs(self) -> list[Any]:
        """What nbgrader laid beside the notebook for this run; nothing where it did not."""
        path = Path.cwd() / HIDDEN_FOLDER / f"{self.identifier}.json"
        try:
            inputs = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return []
        return inputs if isinstance(inputs, list) else []

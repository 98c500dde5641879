"""An answer as a literal in the notebook's own source: ``coalition.answer({...})``.

Run such a cell and it rewrites itself with the answer that holds, so that the ``.ipynb`` alone carries
it. Only the argument changes; comments, other lines and nbgrader's marks stay as they are.
"""

from __future__ import annotations

import ast
import pprint
import re
from collections.abc import Collection
from typing import Any

METHOD = "answer"
STUB = re.compile(r"[ \t]*# YOUR ANSWER HERE")
WIDTH = 92


class NoLiteral(ValueError):
    """The source holds no call ``name.answer(...)`` whose argument is a literal or ``...``."""


def _call(source: str, names: Collection[str] | None) -> ast.Call:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NoLiteral(str(error)) from error
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == METHOD
        and isinstance(node.func.value, ast.Name)
        and (names is None or node.func.value.id in names)
    ]
    if len(calls) != 1:
        raise NoLiteral(f"{len(calls)} calls of .{METHOD}() in the cell")
    call = calls[0]
    if len(call.args) > 1 or call.keywords:
        raise NoLiteral(f".{METHOD}() takes one argument")
    return call


def _value(call: ast.Call) -> Any:
    """The literal argument; None for ``...`` or none at all."""
    if not call.args:
        return None
    argument = call.args[0]
    if isinstance(argument, ast.Constant) and argument.value is ...:
        return None
    try:
        return ast.literal_eval(argument)
    except (ValueError, TypeError, RecursionError, MemoryError, SyntaxError) as error:
        raise NoLiteral("the argument is computed") from error


def read(source: str, names: Collection[str] | None = None) -> Any:
    """The literal that a cell's source gives as the answer, without running the cell.

    Parameters
    ----------
    source
        A code cell's source.
    names
        The variables that hold the exercise; None for any.

    Returns
    -------
    object
        The literal; None where the cell says ``...``.

    Raises
    ------
    NoLiteral
        If there is not exactly one such call, or its argument is computed.
    """
    return _value(_call(source, names))


def rewrite(source: str, answer: dict[str, Any], names: Collection[str] | None = None) -> str:
    """The cell's source with `answer` as the literal.

    Raises
    ------
    NoLiteral
        As `read`: an expression that the student wrote is never replaced.
    """
    call = _call(source, names)
    _value(call)
    literal = pprint.pformat(answer, width=WIDTH, compact=True, sort_dicts=False)
    lines = source.splitlines(keepends=True)
    # ast counts columns in UTF-8 bytes.
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-8")))
    raw = source.encode("utf-8")
    if call.args:
        node = call.args[0]
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    else:
        end = starts[(call.end_lineno or call.lineno) - 1] + (call.end_col_offset or 0) - 1
        begin = end
    before, after = raw[:begin].decode("utf-8"), raw[end:].decode("utf-8")
    line_start = before[before.rfind("\n") + 1 :]
    # In a line of its own the literal continues under its first column; after `name.answer(` it would
    # drift far to the right, so it gets lines of its own.
    if line_start.strip():
        margin = " " * (len(line_start) - len(line_start.lstrip()))
        indent = margin + "    "
        body = f"\n{indent}{_indented(literal, indent)}\n{margin}"
    else:
        body = _indented(literal, line_start)
    return before + body + STUB.sub("", after, count=1)


def _indented(text: str, indent: str) -> str:
    return ("\n" + indent).join(text.split("\n"))

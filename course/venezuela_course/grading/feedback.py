"""A verdict as the student reads it. Everything that comes from an answer is escaped."""

from __future__ import annotations

import html
from typing import Any

from venezuela_course.exercises.answers import Answer
from venezuela_course.grading.misconceptions import explain
from venezuela_course.grading.verdict import Verdict
from venezuela_course.language import _

LONGEST = 4000  # characters of one value

# A feedback page has Bootstrap's reset, which leaves a table without any spacing.
STYLE = """<style>
.venezuela-course-verdict td, .venezuela-course-verdict th {
  padding: 0.15rem 1rem 0.15rem 0; vertical-align: top; text-align: left; }
.venezuela-course-verdict summary { cursor: pointer; margin-top: 0.5rem; display: list-item; }
.venezuela-course-verdict dl { margin: 0.2rem 0 0.2rem 1rem; }
</style>"""


def points(number: float) -> str:
    """Points to hundredths, without a needless decimal."""
    return f"{round(number, 2):g}"


def verdict_text(verdict: Verdict, score: float) -> str:
    """The verdict as plain text."""
    lines = [
        _("{score} of {possible} points").format(
            score=points(score), possible=points(verdict.possible)
        )
    ]
    if verdict.message:
        lines.append(verdict.message)
    for criterion in verdict.criteria:
        lines.append(
            f"{criterion.name}: {points(criterion.earned)}/{points(criterion.possible)} "
            f"{criterion.message}".rstrip()
        )
    lines += [f"{code}: {explain(code)}" for code in verdict.misconceptions]
    return "\n".join(lines)


def verdict_html(
    verdict: Verdict, score: float, answer: Answer | None, unfold: bool = False
) -> str:
    """The verdict as HTML: points, criteria, what to think about again, and the answer given."""
    e = html.escape
    head = _("{score} of {possible} points").format(
        score=points(score), possible=points(verdict.possible)
    )
    rows = "".join(
        f"<tr><td>{e(c.name)}</td><td>{points(c.earned)} / {points(c.possible)}</td>"
        f"<td>{e(c.message)}</td></tr>"
        for c in verdict.criteria
    )
    columns = "".join(f"<th>{e(title)}</th>" for title in (_("What was judged"), _("Points"), ""))
    again = "".join(
        f"<li>{e(explain(code))} <small>({e(code)})</small></li>" for code in verdict.misconceptions
    )
    parts = [
        f"<p><strong>{e(head)}</strong></p>",
        f"<p>{e(verdict.message)}</p>" if verdict.message else "",
        f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>",
        f"<p>{e(_('To think about again:'))}</p><ul>{again}</ul>" if again else "",
        f"<details{' open' if unfold else ''}><summary>{e(_('The answer that was graded'))}</summary>"
        f"{value_html(answer)}</details>"
        if answer
        else "",
    ]
    return f'<div class="venezuela-course-verdict">{STYLE}{"".join(parts)}</div>'


def value_html(value: Any) -> str:
    """A JSON value for reading: objects as definition lists, short lists in a line."""
    if isinstance(value, dict):
        rows = "".join(
            f"<dt>{html.escape(str(key))}</dt><dd>{value_html(item)}</dd>"
            for key, item in value.items()
        )
        return f"<dl>{rows}</dl>"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return "<ul>" + "".join(f"<li>{value_html(item)}</li>" for item in value) + "</ul>"
    if isinstance(value, list):
        return html.escape(", ".join(map(str, value))[:LONGEST])
    if isinstance(value, bool):
        return html.escape(_("yes") if value else _("no"))
    return html.escape(str(value)[:LONGEST])

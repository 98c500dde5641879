"""A coding of indicators over time: what it is made of, and the sheet on which it is entered.

A score is set at the dates at which it changes and holds until it is set again; before it is first set
an indicator was not assessed.
"""

from __future__ import annotations

import calendar
import datetime
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.fields import Control, Grid
from venezuela_course.exercises.fields.field import Changed, boxed, is_known
from venezuela_course.exercises.fields.tables import table, unseen_name
from venezuela_course.language import _, ngettext
from venezuela_course.models import composite_index

#: Each date means the last day of its month.
DATES = (
    "2013-04",
    "2013-10",
    "2014-05",
    "2014-11",
    "2015-02",
    "2015-07",
    "2015-12",
    "2016-03",
    "2016-07",
    "2016-08",
)
LEAST, MOST = 5, 9  # indicators in a coding
UNTOUCHED = ""  # a cell in which no score is set
SEED = 2016  # of the weights drawn at random: the same for everybody


def date_names() -> dict[str, str]:
    """The dates as headings."""
    months = [
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    ]
    return {date: f"{months[int(date[5:]) - 1]} {date[:4]}" for date in DATES}


def indicators() -> dict[str, str]:
    """What can be coded."""
    return {
        "dual_post": _("One officer is both minister and commander"),
        "cabinet": _("Officers in the cabinet"),
        "governors": _("Former officers as governors"),
        "interior": _("An officer as interior minister"),
        "supply_order": _("Ministries put under a joint command, on paper"),
        "supply_practice": _("Officers run supply, in practice"),
        "firms": _("Firms under the defence ministry"),
        "labour": _("Workers placed at the state's disposal"),
        "force": _("Rules for force against crowds"),
        "foreground": _("The president yields the foreground"),
        "tenure": _("The minister cannot be removed"),
        "arbiter": _("Officers decide political quarrels"),
    }


def score_names() -> dict[str, str]:
    """The scores."""
    return {"0": _("0 absent"), "1": _("1 in part"), "2": _("2 in full")}


def rule_names() -> dict[str, str]:
    """How scores are put together."""
    return {
        "additive": _("Additive: the weighted mean; one indicator makes up for another"),
        "geometric": _("Geometric: the weighted geometric mean; one zero makes the index zero"),
        "weakest": _("Weakest link: the lowest score; every part is needed"),
    }


def onset_names() -> dict[str, str]:
    """The dates, and never."""
    return date_names() | {composite_index.NEVER: _("never")}


@cache
def last_day(date: str) -> datetime.date:
    """Last day of a month written ``2016-07``."""
    year, month = int(date[:4]), int(date[5:])
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


@cache
def first_day_of(reference: str) -> datetime.date | None:
    """First day that a row of evidence can mean; None where it is not dated."""
    row = seeds.resolve(reference).iloc[0]
    for column in ("date_start", "as_of"):
        if column in row.index:
            day = row[column]
            return None if day is None or day != day else day.date()
    return None


@dataclass(frozen=True)
class Coding:
    """What an answer says of indicators, weights, rule and threshold, as far as it can be read.

    Attributes
    ----------
    changes : dict of str to dict of str to int
        Indicator to date to the score set there; in the order of the sheet and of time.
    weights : dict of str to float
        Of the indicators used; those without a weight have 1.
    rule : str or None
    threshold : float or None
    """

    changes: dict[str, dict[str, int]]
    weights: dict[str, float]
    rule: str | None
    threshold: float | None

    @property
    def used(self) -> tuple[str, ...]:
        """Indicators with at least one score."""
        return tuple(self.changes)

    def scores(self) -> list[list[float]]:
        """Scores carried forward, a row a date and a column an indicator; NaN: not assessed."""
        columns = [
            composite_index.carried_forward([set_at.get(date) for date in DATES])
            for set_at in self.changes.values()
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def path(self) -> list[float]:
        """The index at each date; all NaN where there is nothing to compute."""
        if self.rule is None or not self.used or not any(self.weights.values()):
            return [math.nan] * len(DATES)
        weights = [self.weights[one] for one in self.used]
        found: list[float] = composite_index.index_path(self.scores(), weights, self.rule).tolist()
        return found

    def onset(self) -> str | None:
        """The onset that follows; None where the coding is not complete enough to have one."""
        if self.threshold is None or all(math.isnan(one) for one in self.path()):
            return None
        return str(composite_index.onset(self.path(), self.threshold, DATES))

    def stability(self) -> composite_index.Stability | None:
        """Onsets under random weights; None where there is no onset."""
        if self.onset() is None or self.rule is None or self.threshold is None:
            return None
        return composite_index.onset_stability(
            self.scores(), self.rule, self.threshold, DATES, seed=SEED
        )


def coding_from(answer: Mapping[str, Any]) -> Coding:
    """Read a coding out of an answer; what is ill-formed counts as not given.

    Parameters
    ----------
    answer : mapping
        Parts ``scores`` (``{indicator: {date: score}}``, scores as text or numbers), ``weights``,
        ``rule`` and ``threshold``.

    Returns
    -------
    Coding
    """
    given = answer.get("scores")
    rows = given if isinstance(given, Mapping) else {}
    changes: dict[str, dict[str, int]] = {}
    for indicator in indicators():
        cells = rows.get(indicator)
        cells = cells if isinstance(cells, Mapping) else {}
        scores = {date: score for date in DATES if (score := _score(cells.get(date))) is not None}
        if scores:
            changes[indicator] = scores
    said = answer.get("weights")
    said = said if isinstance(said, Mapping) else {}
    weights = {one: _within(said.get(one), 0, 100, 1.0) for one in changes}
    rule, threshold = answer.get("rule"), _within(answer.get("threshold"), 0, 2, -1.0)
    return Coding(
        changes,
        weights,
        rule if isinstance(rule, str) and rule in composite_index.AGGREGATIONS else None,
        threshold if threshold > 0 else None,
    )


def _score(value: Any) -> int | None:
    if isinstance(value, str):
        return int(value) if value in ("0", "1", "2") else None
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= composite_index.TOP else None


def _within(value: Any, low: float, high: float, otherwise: float) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if number and low <= value <= high else otherwise


class CodingSheet(Grid):
    """A score for each indicator at the dates at which it changes; the other cells stay empty.

    The value is a dict of dicts, ``{indicator: {date: "0", "1" or "2"}}``; complete with scores for
    `LEAST` to `MOST` indicators.
    """

    def fault(self, value: Any) -> str | None:
        full = {row: dict.fromkeys(self.columns, "0") for row in self.rows}
        if isinstance(value, Mapping):
            for row, cells in value.items():
                given = (
                    {column: one for column, one in cells.items() if one is not None}
                    if isinstance(cells, Mapping)
                    else cells
                )
                full[row] = full.get(row, {}) | given if isinstance(given, dict) else given
        # Grid complains of what does not belong, and finds no cell open.
        if fault := super().fault(full if isinstance(value, Mapping) else value):
            return fault
        used = sum(any(cells.values()) for cells in value.values() if cells)
        if used < LEAST:
            return self.complaint(
                ngettext(
                    "{n} indicator coded, at least {least} needed.",
                    "{n} indicators coded, at least {least} needed.",
                    used,
                ).format(n=used, least=LEAST)
            )
        if used > MOST:
            return self.complaint(
                _("{n} indicators coded, at most {most} possible: which matter least?").format(
                    n=used, most=MOST
                )
            )
        return None

    def given_html(self, value: Any) -> str:
        if not isinstance(value, Mapping):
            return super().given_html(value)
        # The page shows what was set; a cell left empty is no answer missing.
        shown = {row: cells for row, cells in value.items() if cells}
        strange = {row: cells for row, cells in shown.items() if row not in self.rows}
        page = super().given_html(strange) if strange else ""
        head = "".join(f'<th scope="col">{text}</th>' for text in self.columns.values())
        body = "".join(
            f'<tr><th scope="row">{text}</th>'
            + "".join(f"<td>{self._cell_html(shown[row], column)}</td>" for column in self.columns)
            + "</tr>"
            for row, text in self.rows.items()
            if row in shown
        )
        return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>{page}"

    def _cell_html(self, cells: Any, column: str) -> str:
        from venezuela_course.exercises.fields.field import strange_html

        if not isinstance(cells, Mapping):
            return strange_html(cells)
        score = cells.get(column)
        if score is None:
            return "·"
        return str(score) if is_known(score, self.options) else strange_html(score)

    def draw(self, chance: random.Random) -> dict[str, dict[str, str]]:
        """A sheet filled in at random, for students who do not exist."""
        dates, scores = list(self.columns), list(self.options)
        return {
            row: {dates[0]: chance.choice(scores)}
            | {date: chance.choice(scores) for date in chance.sample(dates, chance.randint(0, 3))}
            for row in chance.sample(list(self.rows), chance.randint(LEAST, MOST))
        }

    def control(self, value: Any, changed: Changed) -> Control:
        return _Sheet(self, value, changed)


class _Sheet(Control):
    """One small dropdown a cell; most of them are never touched."""

    def __init__(self, field: CodingSheet, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        shared = {"layout": ipywidgets.Layout(), "style": ipywidgets.Dropdown().style}
        options = [("·", UNTOUCHED), *((key, key) for key in field.options)]
        self._cells = {
            (row, column): unseen_name(
                ipywidgets.Dropdown(
                    description=f"{row_text}, {column_text}",
                    options=options,
                    value=UNTOUCHED,
                    **shared,
                )
            )
            for row, row_text in field.rows.items()
            for column, column_text in field.columns.items()
        }
        for cell in self._cells.values():
            cell.observe(self.changed_by_student, "value")
        sheet = table(
            list(field.columns.values()),
            {
                text: [self._cells[row, column] for column in field.columns]
                for row, text in field.rows.items()
            },
        )
        sheet.add_class("venezuela-course-compact")
        self.widget, self._legend = boxed(field, sheet)
        self.show(value)

    def display(self, value: Any) -> None:
        given = value if isinstance(value, Mapping) else {}
        for (row, column), cell in self._cells.items():
            cells = given.get(row)
            score = cells.get(column) if isinstance(cells, Mapping) else None
            cell.value = score if is_known(score, self._field.options) else UNTOUCHED

    def read(self) -> Any:
        rows: dict[str, dict[str, str]] = {}
        for (row, column), cell in self._cells.items():
            if cell.value:
                rows.setdefault(row, {})[column] = cell.value
        return rows or None

    def say(self) -> None:
        rows = self.read() or {}
        self._legend.said = ngettext(
            "{n} indicator coded, {cells} scores set.",
            "{n} indicators coded, {cells} scores set.",
            len(rows),
        ).format(n=len(rows), cells=sum(map(len, rows.values())))

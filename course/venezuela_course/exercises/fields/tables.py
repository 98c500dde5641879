"""A choice for each item, and a choice for each cell of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.choices import choose_in, dropdown
from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    checked_names,
    entries_html,
    escaped,
    name_html,
    some,
    strange_html,
    strangers,
    strangers_html,
)
from venezuela_course.language import _


class Classify(Field):
    """A category for each item.

    The value is a dict from item to category; complete when every item has one.

    Parameters
    ----------
    items, categories
        Key to text, translated, in the order shown.
    """

    def __init__(
        self,
        key: str,
        label: str,
        items: Mapping[str, str],
        categories: Mapping[str, str],
        *,
        note: str = "",
        required: bool = True,
        start: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        self.items = checked_names(items, "items")
        self.categories = checked_names(categories, "categories")

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return self.complaint(
                _("{value} is not a dictionary {{item: category}}.").format(value=brief(value))
            )
        if strange := strangers(value, self.items):
            return self.complaint(
                _("there is no item {items}.").format(items=some(map(brief, strange)))
            )
        given = {item: category for item, category in value.items() if category is not None}
        if strange := strangers(given.values(), self.categories):
            return self.complaint(
                _("there is no category {categories}.").format(categories=some(map(brief, strange)))
            )
        if missing := [text for item, text in self.items.items() if item not in given]:
            return self.complaint(_("still open: {items}.").format(items=some(missing)))
        return None

    def given_html(self, value: Any) -> str:
        return entries_html(
            value,
            self.items,
            lambda category: f"<strong>{name_html(category, self.categories)}</strong>",
        )

    def control(self, value: Any, changed: Changed) -> Control:
        return Lines(self, value, changed)


class Lines(Control):
    """A dropdown for each item, one below the other."""

    def __init__(self, field: Classify, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._categories = field.categories
        self._selections = {
            key: dropdown(text, field.categories) for key, text in field.items.items()
        }
        for selection in self._selections.values():
            selection.add_class("venezuela-course-line")
            selection.observe(self.changed_by_student, "value")
        self.widget, self._legend = boxed(field, *self.arranged())
        self.show(value)

    def arranged(self) -> Sequence[ipywidgets.Widget]:
        """What stands in the field's box."""
        return list(self._selections.values())

    def display(self, value: Any) -> None:
        given = value if isinstance(value, Mapping) else {}
        for key, selection in self._selections.items():
            choose_in(selection, given.get(key), self._categories)

    def read(self) -> Any:
        return {
            key: selection.value for key, selection in self._selections.items() if selection.value
        } or None

    def say(self) -> None:
        self._legend.said = _("{n} of {all} done.").format(
            n=len(self.read() or {}), all=len(self._selections)
        )


class Grid(Field):
    """A choice for each cell of a table.

    The value is a dict of dicts, ``{row: {column: option}}``; complete when every cell has one.

    Parameters
    ----------
    rows, columns, options
        Key to text, translated, in the order shown.
    """

    def __init__(
        self,
        key: str,
        label: str,
        rows: Mapping[str, str],
        columns: Mapping[str, str],
        options: Mapping[str, str],
        *,
        note: str = "",
        required: bool = True,
        start: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__(key, label, note=note, required=required, start=start)
        self.rows = checked_names(rows, "rows")
        self.columns = checked_names(columns, "columns")
        self.options = checked_names(options, "options")

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return self.complaint(
                _("{value} is not a dictionary {{row: {{column: choice}}}}.").format(
                    value=brief(value)
                )
            )
        if strange := strangers(value, self.rows):
            return self.complaint(
                _("there is no row {rows}.").format(rows=some(map(brief, strange)))
            )
        for row, cells in value.items():
            if fault := self._fault_in_row(row, cells):
                return fault
        if missing := [
            f"{row_text}, {column_text}"
            for row, row_text in self.rows.items()
            for column, column_text in self.columns.items()
            if _cell(value, row, column) is None
        ]:
            return self.complaint(_("still open: {cells}.").format(cells=some(missing)))
        return None

    def _fault_in_row(self, row: str, cells: Any) -> str | None:
        if cells is None:
            return None
        name = self.rows[row]
        if not isinstance(cells, Mapping):
            return self.complaint(
                _("in the row {row}, {value} is not a dictionary {{column: choice}}.").format(
                    row=name, value=brief(cells)
                )
            )
        if strange := strangers(cells, self.columns):
            return self.complaint(
                _("in the row {row} there is no column {columns}.").format(
                    row=name, columns=some(map(brief, strange))
                )
            )
        given = [option for option in cells.values() if option is not None]
        if strange := strangers(given, self.options):
            return self.complaint(
                _("in the row {row}, {values} is not one of the choices.").format(
                    row=name, values=some(map(brief, strange))
                )
            )
        return None

    def given_html(self, value: Any) -> str:
        if not isinstance(value, Mapping):
            return strange_html(value)
        head = "".join(f'<th scope="col">{escaped(text)}</th>' for text in self.columns.values())
        body = "".join(
            f'<tr><th scope="row">{escaped(text)}</th>'
            + "".join(
                f"<td>{name_html(_cell(value, row, column), self.options)}</td>"
                for column in self.columns
            )
            + "</tr>"
            for row, text in self.rows.items()
        )
        strange = strangers_html(value, self.rows)
        return (
            f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>{strange}"
        )

    def control(self, value: Any, changed: Changed) -> Control:
        return _Cells(self, value, changed)


def _cell(value: Any, row: str, column: str) -> Any:
    """A cell of a dict of dicts, None where there is none, whatever the value is."""
    cells = value.get(row) if isinstance(value, Mapping) else None
    return cells.get(column) if isinstance(cells, Mapping) else None


class _Cells(Control):
    def __init__(self, field: Grid, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        shared = {"layout": ipywidgets.Layout(), "style": ipywidgets.Dropdown().style}
        self._selections = {
            (row, column): unseen_name(
                dropdown(f"{row_text}, {column_text}", field.options, **shared)
            )
            for row, row_text in field.rows.items()
            for column, column_text in field.columns.items()
        }
        for selection in self._selections.values():
            selection.observe(self.changed_by_student, "value")
        self.widget, self._legend = boxed(
            field,
            table(
                list(field.columns.values()),
                {
                    text: [self._selections[row, column] for column in field.columns]
                    for row, text in field.rows.items()
                },
            ),
        )
        self.show(value)

    def display(self, value: Any) -> None:
        for (row, column), selection in self._selections.items():
            choose_in(selection, _cell(value, row, column), self._field.options)

    def read(self) -> Any:
        rows: dict[str, dict[str, str]] = {}
        for (row, column), selection in self._selections.items():
            if selection.value:
                rows.setdefault(row, {})[column] = selection.value
        return rows or None

    def say(self) -> None:
        done = sum(bool(selection.value) for selection in self._selections.values())
        self._legend.said = _("{n} of {all} cells done.").format(n=done, all=len(self._selections))


def unseen_name(control: ipywidgets.DOMWidget) -> ipywidgets.DOMWidget:
    """The control with its name for screen readers only: the eye has the table's headings."""
    control.add_class("venezuela-course-name-unseen")
    return control


def table(
    columns: Sequence[str], rows: Mapping[str, Sequence[ipywidgets.Widget]], corner: str = ""
) -> ipywidgets.Widget:
    """Controls as a table, with headings; the legend beside it gives it the roles of one.

    Parameters
    ----------
    columns
        Headings, plain text.
    rows
        Heading of each row to its controls, one a column.
    corner
        Heading of the column of row headings.
    """
    shared = {"layout": ipywidgets.Layout()}

    def heading(text: str) -> ipywidgets.Widget:
        return ipywidgets.HTML(escaped(text), **shared)

    lines = [ipywidgets.Box([heading(corner), *map(heading, columns)], **shared)]
    lines += [ipywidgets.Box([heading(text), *cells], **shared) for text, cells in rows.items()]
    whole = ipywidgets.Box(lines)
    whole.add_class("venezuela-course-table")
    frame = ipywidgets.Box([whole])
    frame.add_class("venezuela-course-table-frame")
    return frame

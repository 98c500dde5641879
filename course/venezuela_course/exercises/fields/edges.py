"""Links between two sets: who is in which group, which claim supports which view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.choices import NOTHING, dropdown
from venezuela_course.exercises.fields.field import (
    Changed,
    Control,
    Field,
    boxed,
    brief,
    checked_names,
    escaped,
    is_known,
    is_list,
    list_html,
    name_html,
    strange_html,
)
from venezuela_course.exercises.fields.tables import table, unseen_name
from venezuela_course.language import _, ngettext

Edge = tuple[str, ...]


class EdgeList(Field):
    """Links between the members of two sets, each at most once, or once of each kind.

    The value is a sorted list of ``[left, right]``, or of ``[left, right, kind]`` where there are
    kinds.

    Parameters
    ----------
    left, right
        Key to text, translated, in the order shown.
        Where both are the same, nothing is linked to itself.
    kinds
        Kinds of link, key to text; None when there is but one.
    names
        What the left ends, the right ends and the kinds are called, such as ``("State", "Group")``;
        headings of the controls, translated. Default: From, To, Kind.
    matrix
        A table with a box to tick for each pair, where links are of one kind. Otherwise links are
        added one by one.

    Raises
    ------
    ValueError
        With `matrix` and `kinds` both.
    """

    def __init__(
        self,
        key: str,
        label: str,
        left: Mapping[str, str],
        right: Mapping[str, str],
        *,
        kinds: Mapping[str, str] | None = None,
        matrix: bool = False,
        names: Sequence[str] = (),
        note: str = "",
        required: bool = True,
        start: Sequence[Sequence[str]] | None = None,
    ) -> None:
        super().__init__(
            key,
            label,
            note=note,
            required=required,
            start=None if start is None else [list(edge) for edge in start],
        )
        if matrix and kinds:
            raise ValueError(f"{key}: a box to tick has room for one kind of link only.")
        self.left = checked_names(left, "left ends")
        self.right = checked_names(right, "right ends")
        self.kinds = checked_names(kinds, "kinds") if kinds is not None else None
        self.matrix = matrix
        self.names = tuple(names)

    @property
    def ends(self) -> list[dict[str, str]]:
        """What the entries of a link may be, in order."""
        return [self.left, self.right] + ([self.kinds] if self.kinds is not None else [])

    def is_edge(self, value: Any) -> bool:
        """Whether the value is a link between members of the two sets."""
        return (
            is_list(value)
            and len(value) == len(self.ends)
            and all(is_known(end, names) for end, names in zip(value, self.ends, strict=True))
        )

    def is_loop(self, edge: Sequence[str]) -> bool:
        """Whether a link goes from a member of one set to itself, where both ends are of that set."""
        return self.left == self.right and edge[0] == edge[1]

    def fault(self, value: Any) -> str | None:
        if not is_list(value):
            return self.complaint(_("{value} is not a list of links.").format(value=brief(value)))
        if not value:
            return self.unanswered() if self.required else None
        for edge in value:
            if not self.is_edge(edge):
                return self.complaint(
                    _("{value} is not a link; a link is: {shape}.").format(
                        value=self._brief(edge), shape=self._shape()
                    )
                )
        seen: set[Edge] = set()
        for edge in map(tuple, value):
            if self.is_loop(edge):
                return self.complaint(
                    _("{value} links a thing to itself.").format(value=self._brief(list(edge)))
                )
            if edge in seen:
                return self.complaint(
                    _("{values} is listed more than once.").format(values=self.text(edge))
                )
            seen.add(edge)
        return None

    def _shape(self) -> str:
        return "[left, right]" if self.kinds is None else "[left, right, kind]"

    @staticmethod
    def _brief(edge: Any) -> str:
        """A link that is none; its entries are what a student looks for."""
        if is_list(edge) and len(edge) <= 3:
            return "[" + ", ".join(map(brief, edge)) + "]"
        return brief(edge)

    def text(self, edge: Edge) -> str:
        """A link in words, such as 'Mexico – Lima Group (signed)'."""
        words = f"{self.left[edge[0]]} – {self.right[edge[1]]}"
        return words if self.kinds is None else f"{words} ({self.kinds[edge[2]]})"

    def given_html(self, value: Any) -> str:
        if not is_list(value):
            return strange_html(value)
        if not value:
            return escaped(_("none"))
        return list_html(
            [
                escaped(self.text(tuple(edge)))
                if self.is_edge(edge)
                else self._strange_edge_html(edge)
                for edge in value
            ]
        )

    def _strange_edge_html(self, edge: Any) -> str:
        if not is_list(edge) or len(edge) != len(self.ends):
            return strange_html(edge)
        return " – ".join(name_html(end, names) for end, names in zip(edge, self.ends, strict=True))

    def edges(self, value: Any) -> list[Edge]:
        """The links in a value that are links, sorted, each once."""
        return (
            sorted({tuple(edge) for edge in value if self.is_edge(edge)}) if is_list(value) else []
        )

    def control(self, value: Any, changed: Changed) -> Control:
        return _Matrix(self, value, changed) if self.matrix else _Links(self, value, changed)


def _links_in_words(number: int) -> str:
    return ngettext("{n} link.", "{n} links.", number).format(n=number)


class _Matrix(Control):
    def __init__(self, field: EdgeList, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        shared = {
            "layout": ipywidgets.Layout(),
            "style": ipywidgets.Checkbox().style,
            "indent": False,
        }
        self._boxes = {
            (left, right): unseen_name(
                ipywidgets.Checkbox(description=f"{left_text}, {right_text}", **shared)
            )
            for left, left_text in field.left.items()
            for right, right_text in field.right.items()
        }
        for box in self._boxes.values():
            box.observe(self.changed_by_student, "value")
        self.widget, self._legend = boxed(
            field,
            table(
                list(field.right.values()),
                {
                    text: [self._boxes[left, right] for right in field.right]
                    for left, text in field.left.items()
                },
                corner=field.names[0] if field.names else "",
            ),
        )
        self.show(value)

    def display(self, value: Any) -> None:
        edges = set(self._field.edges(value))
        for pair, box in self._boxes.items():
            box.value = pair in edges

    def read(self) -> Any:
        return (
            sorted([left, right] for (left, right), box in self._boxes.items() if box.value) or None
        )

    def say(self) -> None:
        self._legend.said = _links_in_words(len(self.read() or []))


class _Links(Control):
    def __init__(self, field: EdgeList, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._edges: list[Edge] = []
        self._lines: dict[Edge, ipywidgets.Widget] = {}
        self._news = ""
        names = [*field.names, *[_("From"), _("To"), _("Kind")][len(field.names) :]]
        self._ends = [
            dropdown(name, choices) for name, choices in zip(names, field.ends, strict=False)
        ]
        self._add = ipywidgets.Button(description=_("Add this link"))
        self._add.add_class("venezuela-course-add")
        adder = ipywidgets.Box([*self._ends, self._add])
        adder.add_class("venezuela-course-adder")
        self._list = ipywidgets.VBox()
        self.widget, self._legend = boxed(field, adder, self._list)
        # In a browser the click comes through the legend, with what the dropdowns show there.
        self._legend.on_msg(self._told)
        self._add.on_click(lambda _button: self._add_edge([end.value for end in self._ends]))
        self.show(value)

    def _told(self, _legend: Any, message: Any, _buffers: Any) -> None:
        """Add the link that a browser shows: the places of what is chosen in each dropdown."""
        places = message.get("add") if isinstance(message, dict) else None
        if not isinstance(places, list) or len(places) != len(self._ends):
            return
        self._add_edge(
            [
                end.options[place][1] if place in range(len(end.options)) else NOTHING
                for place, end in zip(places, self._ends, strict=True)
            ]
        )

    def _add_edge(self, ends: Sequence[str]) -> None:
        edge = tuple(ends)
        if not all(edge):
            self._news = (
                _("Choose both ends first.")
                if self._field.kinds is None
                else _("Choose both ends and the kind first.")
            )
            self.say()
        elif self._field.is_loop(edge):
            self._news = _("A link needs two different ends.")
            self.say()
        elif edge in self._edges:
            self._news = _("{link} is in the list already.").format(link=self._field.text(edge))
            self.say()
        else:
            self._replace(
                [*self._edges, edge], _("Added: {link}.").format(link=self._field.text(edge))
            )

    def _remove_edge(self, edge: Edge) -> None:
        self._replace(
            [one for one in self._edges if one != edge],
            _("Removed: {link}.").format(link=self._field.text(edge)),
        )
        # The button that was pressed is gone; the keyboard focus must not be lost with it.
        self._legend.move_focus(".venezuela-course-add")

    def _replace(self, edges: list[Edge], news: str) -> None:
        self._edges = sorted(edges)
        self._news = news
        self._draw()
        self.changed_by_student()

    def _draw(self) -> None:
        for edge in self._edges:
            if edge not in self._lines:
                self._lines[edge] = self._line(edge)
        self._list.children = [self._lines[edge] for edge in self._edges]

    def _line(self, edge: Edge) -> ipywidgets.Widget:
        text = self._field.text(edge)
        remove = ipywidgets.Button(
            description=_("Remove"), tooltip=_("Remove: {link}").format(link=text)
        )
        remove.add_class("venezuela-course-says-tooltip")
        remove.on_click(lambda _button: self._remove_edge(edge))
        line = ipywidgets.Box([ipywidgets.HTML(escaped(text)), remove])
        line.add_class("venezuela-course-line")
        return line

    def display(self, value: Any) -> None:
        self._edges = self._field.edges(value)
        self._news = ""
        self._draw()

    def read(self) -> Any:
        return [list(edge) for edge in self._edges] or None

    def say(self) -> None:
        self._legend.said = f"{_links_in_words(len(self._edges))} {self._news}".strip()

"""What every field and every control is, and how a value of any kind is put in words."""

from __future__ import annotations

import html
import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets

from venezuela_course.exercises.fields.legend import Legend
from venezuela_course.language import _, ngettext

Changed = Callable[[Any], None]

#: A number larger than this is no answer to any question here, and JavaScript rounds it.
LARGEST = 1e15

NAMED = 3  # names given in a sentence before 'and 4 more'
LISTED = 300  # entries of an answer shown in a page; the largest table has fewer
BRIEF = 60  # characters shown of a value that does not belong


class Field(ABC):
    """One part of an answer: what is asked, and what a well-formed value is. It holds no state.

    Parameters
    ----------
    key
        The part's name in the answer.
    label
        What is asked, as plain text, translated. It names the control for screen readers.
    note
        A further sentence, plain text, translated.
    required
        Whether the answer is incomplete without this part.
    start
        The value as long as the student has given none; None means not answered.
    """

    def __init__(
        self, key: str, label: str, *, note: str = "", required: bool = True, start: Any = None
    ) -> None:
        self.key = key
        self.label = label
        self.note = note
        self.required = required
        self.start = start

    def problem(self, value: Any) -> str | None:
        """What is missing or ill-formed, never whether it is right.

        Parameters
        ----------
        value
            Any value that JSON or a Python literal can hold; never raises.

        Returns
        -------
        str or None
            One translated sentence that names the part; None when it is complete and well-formed.
        """
        if value is None or (not self.required and value in ("", [], {})):
            return self.unanswered() if self.required else None
        return self.fault(value)

    def unanswered(self) -> str:
        """The sentence for a part without any answer."""
        return _("“{label}” is not answered yet.").format(label=self.label)

    def complaint(self, what: str) -> str:
        """A sentence about this part, by name."""
        return _("“{label}”: {what}").format(label=self.label, what=what)

    @abstractmethod
    def fault(self, value: Any) -> str | None:
        """`problem`, for a value that is given."""

    def html(self, value: Any) -> str:
        """The value as static HTML, escaped, without the label; never raises."""
        return unanswered_html() if value is None else self.given_html(value)

    @abstractmethod
    def given_html(self, value: Any) -> str:
        """`html`, for a value that is given."""

    @abstractmethod
    def control(self, value: Any, changed: Changed) -> Control:
        """Build live widgets that show `value`.

        Parameters
        ----------
        value
            What to show; of a value that is ill-formed, what can be shown.
        changed
            Called with the new value at each change that the student makes, on whatever thread
            the widget's message arrives.
        """


class Control(ABC):
    """The live widgets of one field.

    A subclass builds `widget`, and says how a value is displayed (`display`) and read (`read`); its
    widgets call `changed_by_student`.
    """

    widget: ipywidgets.DOMWidget

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        # Per thread: JupyterLab may deliver a student's change on another thread while `show` runs
        # on this one, and that change must not be taken for an echo of `show`.
        self._showing = threading.local()

    def show(self, value: Any) -> None:
        """Set the widgets to a value, or to what can be shown of it, without calling `changed`."""
        self._showing.now = True
        try:
            self.display(value)
        finally:
            self._showing.now = False
        self.say()

    def changed_by_student(self, _change: Any = None) -> None:
        """Tell the listener the new value, unless the change is an echo of `show`."""
        if getattr(self._showing, "now", False):
            return
        self._changed(self.read())
        self.say()

    @abstractmethod
    def display(self, value: Any) -> None:
        """Set the widgets."""

    @abstractmethod
    def read(self) -> Any:
        """The value that the widgets show; None when it is no answer."""

    def say(self) -> None:  # noqa: B027  not every control has something to say
        """Bring the words about the state up to date."""


def boxed(
    field: Field, *widgets: ipywidgets.Widget, grouped: bool = True, live: bool = True
) -> tuple[ipywidgets.VBox, Legend]:
    """The box of a field, headed by its legend."""
    legend = Legend(label=field.label, note=field.note, grouped=grouped, live=live)
    box = ipywidgets.VBox([legend, *widgets])
    box.add_class("venezuela-course-field")
    return box, legend


def checked_names(names: Mapping[str, str], what: str) -> dict[str, str]:
    """A field's choices, or its items, as a dict.

    Raises
    ------
    ValueError
        If there are none, a key is empty, or two have the same text: a student could not tell them
        apart. This is a mistake of the exercise's author, so it is raised when the field is made.
    """
    if not names or "" in names:
        raise ValueError(f"A field needs {what}, each with a key: {dict(names)}.")
    if len(set(names.values())) < len(names):
        raise ValueError(f"Two {what} have the same text: {sorted(names.values())}.")
    return dict(names)


# Values of any kind ----------------------------------------------------------------------------------


def is_number(value: Any) -> bool:
    """Whether the value is a finite number of a size that can be an answer; True and False are not."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    # An int may be too large to become a float, so it is compared as it is.
    return -LARGEST <= value <= LARGEST and not math.isnan(value)


def is_known(value: Any, names: Mapping[str, str]) -> bool:
    """Whether the value is a key of `names`; a list or a dict, which cannot be a key, is not."""
    return isinstance(value, str) and value in names


def is_list(value: Any) -> bool:
    """Whether the value is a JSON array, or a tuple that becomes one."""
    return isinstance(value, (list, tuple))


def numeral(value: float) -> str:
    """A number in figures, without the noise of binary fractions."""
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def brief(value: Any) -> str:
    """A value that does not belong, in a few characters, whatever it is."""
    if isinstance(value, str):
        short = value if len(value) <= BRIEF else value[: BRIEF - 1] + "…"
        return f"“{short}”"
    if value is None or isinstance(value, (bool, float)):
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST else _("a very large number")
    if is_list(value):
        return ngettext("a list of {n} entry", "a list of {n} entries", len(value)).format(
            n=len(value)
        )
    if isinstance(value, Mapping):
        return ngettext(
            "a dictionary of {n} entry", "a dictionary of {n} entries", len(value)
        ).format(n=len(value))
    return type(value).__name__


def some(names: Iterable[str]) -> str:
    """The first few names and how many more there are."""
    every = list(names)
    shown = ", ".join(every[:NAMED])
    more = len(every) - NAMED
    if more <= 0:
        return shown
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(
        names=shown, n=more
    )


# HTML ------------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """Text for HTML; half a surrogate pair, which no file can hold, becomes a question mark."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))


def unanswered_html() -> str:
    """What stands where an answer is missing."""
    return f"<em>{escaped(_('not answered'))}</em>"


def strange_html(value: Any) -> str:
    """A value, or part of one, that does not belong: shown, and said to be out of place."""
    return f"<em>{escaped(brief(value))} {escaped(_('(not one of the possible answers)'))}</em>"


def name_html(value: Any, names: Mapping[str, str]) -> str:
    """The text of a key, or of what stands in its place."""
    if value is None:
        return unanswered_html()
    return escaped(names[value]) if is_known(value, names) else strange_html(value)


def list_html(items: Sequence[str], tag: str = "ul") -> str:
    """A list of HTML fragments, as far as an answer can be long."""
    lines = "".join(f"<li>{item}</li>" for item in items[:LISTED])
    return f"<{tag}>{lines}</{tag}>{_more_html(len(items) - LISTED)}"


def _more_html(number: int) -> str:
    text = ngettext("and {n} more", "and {n} more", number).format(n=number)
    return f" <em>{escaped(text)}</em>" if number > 0 else ""


def strangers_html(value: Iterable[Any], names: Mapping[str, str]) -> str:
    """The first few entries or keys that are not among the names, said to be out of place."""
    strange = strangers(value, names)
    shown = ", ".join(map(strange_html, strange[:NAMED]))
    return shown + _more_html(len(strange) - NAMED)


def entries_html(value: Any, items: Mapping[str, str], shown: Callable[[Any], str]) -> str:
    """A dictionary answer, an item a line; then what does not belong."""
    if not isinstance(value, Mapping):
        return strange_html(value)
    lines = [f"{escaped(text)}: {shown(value.get(key))}" for key, text in items.items()]
    if strange := strangers_html(value, items):
        lines.append(strange)
    return list_html(lines)


def strangers(value: Iterable[Any], names: Mapping[str, str]) -> list[Any]:
    """The entries or keys that are not among the names."""
    return [entry for entry in value if not is_known(entry, names)]

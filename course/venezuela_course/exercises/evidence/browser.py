"""The evidence browser: three views of the tables, worked by keyboard or mouse. It keeps nothing."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from venezuela_course import charts, seeds
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.evidence import search, series
from venezuela_course.exercises.evidence.search import Entry, Query
from venezuela_course.exercises.fields import Choose, ChooseMany, Field
from venezuela_course.exercises.fields.legend import Legend
from venezuela_course.exercises.style import STYLE
from venezuela_course.language import _, ngettext

HERE = Path(__file__).parent
#: Rows in the list of results: more would be scrolled past, and take time to send.
MOST_RESULTS = 100
#: Events that a timeline of one page holds, and that are drawn without a wait.
MOST_EVENTS = 30
#: Characters of a row's wording in a list.
IN_A_LIST = 110
#: First and last year of the timeline when it is opened.
OPENING_YEARS = (2017, 2019)
#: Strands of the timeline when it is opened; `charts.timeline` tells five apart.
OPENING_STRANDS = ("diplomacy", "election", "oil", "politics", "sanctions")
MOST_STRANDS = 5
#: The series shown when that view is opened.
OPENING_SERIES = "oil_production:production_kb_d:VEN"


class EvidenceBrowser(Exploration):
    """Search the evidence, read a row and what bears on it, see events in time and series as charts.

    Parameters
    ----------
    unit : int, optional
        Unit of the course to begin with; all of them if not given.

    Raises
    ------
    ValueError
        If no claim belongs to that unit.
    """

    def __init__(self, unit: int | None = None) -> None:
        if unit is not None and unit not in search.units():
            raise ValueError(
                _("There is no unit {unit}; the units are {units}.").format(
                    unit=unit, units=", ".join(map(str, search.units()))
                )
            )
        self.unit = unit
        self._whole: ipywidgets.Widget | None = None
        super().__init__()

    @property
    def title(self) -> str:
        return _("The evidence browser")

    @property
    def task(self) -> str:
        return _(
            "<p>Search every claim, event and fact of the course by word, unit, kind, speaker, source or "
            "year; open any id; see what bears on it, events in time, and series with their gaps. Run "
            "this cell in JupyterLab to use it; nothing that you do here is kept. On a page, each "
            "linked id leads to the list at the end.</p>"
        )

    def fields(self) -> list[Field]:
        """None: nothing is asked."""
        return []

    @property
    def widget(self) -> ipywidgets.Widget:
        """The browser as a live widget."""
        if self._whole is None:
            self._whole = _whole(self.unit)
        return self._whole

    def __repr__(self) -> str:
        return (
            f"EvidenceBrowser(unit={self.unit})" if self.unit is not None else "EvidenceBrowser()"
        )


def _whole(unit: int | None) -> ipywidgets.Widget:
    """The three views under one choice, of which one is shown."""
    views: dict[str, tuple[str, Callable[[], ipywidgets.Widget]]] = {
        "search": (_("Search and read"), lambda: Reader(unit).widget),
        "timeline": (_("Timeline"), lambda: TimelineView().widget),
        "series": (_("Series"), lambda: SeriesView().widget),
    }
    place = ipywidgets.VBox()
    made: dict[str, ipywidgets.Widget] = {}

    def show(name: str) -> None:
        # A view is made when it is first asked for: a lesson opens with the search alone.
        if name not in made:
            made[name] = views[name][1]()
        place.children = (made[name],)

    # Across, not down: the view is chosen seldom, and the search should be in sight.
    choice = Choose("view", _("View"), {name: label for name, (label, _make) in views.items()})
    control = choice.control("search", show)
    show("search")
    control.widget.add_class("venezuela-course-across")
    style = f"<style>{(HERE / 'style.css').read_text('utf-8')}</style>"
    heading = f"<h3>{html.escape(_('The evidence browser'))}</h3>"
    whole = ipywidgets.VBox([ipywidgets.HTML(STYLE + style + heading), control.widget, place])
    whole.add_class("venezuela-course")
    whole.add_class("venezuela-course-evidence")
    return whole


# Parts ----------------------------------------------------------------------------------------------


class Citation(anywidget.AnyWidget):
    """A line of text to copy: read-only, selected on focus, with a button. ``citation.js`` says why."""

    _esm = HERE / "citation.js"

    label = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    verb = traitlets.Unicode("").tag(sync=True)
    done = traitlets.Unicode("").tag(sync=True)
    failed = traitlets.Unicode("").tag(sync=True)


def _part(
    label: str, *widgets: ipywidgets.Widget, note: str = "", grouped: bool = True
) -> tuple[ipywidgets.VBox, Legend]:
    """Some widgets under a heading that says what they are and how things stand."""
    legend = Legend(label=label, note=note, grouped=grouped)
    box = ipywidgets.VBox([legend, *widgets])
    box.add_class("venezuela-course-field")
    return box, legend


def _line(*widgets: ipywidgets.Widget) -> ipywidgets.Box:
    line = ipywidgets.Box(list(widgets))
    line.add_class("venezuela-course-adder")
    return line


def _button(label: str, action: Callable[[], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=label, layout=ipywidgets.Layout(width="auto"))
    button.on_click(lambda _button: action())
    return button


def _dropdown(label: str, options: list[tuple[str, Any]], value: Any) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(description=label, options=options, value=value)


def _listbox(label: str, rows: int) -> ipywidgets.Select:
    box = ipywidgets.Select(description=label, options=[], rows=rows)
    box.add_class("venezuela-course-name-unseen")
    return box


def kind_word(kind: str) -> str:
    """A kind of entry in the reader's language."""
    return {
        "event": _("event"),
        "figure": _("figure"),
        "attributed_opinion": _("attributed opinion"),
        "characterisation": _("characterisation"),
        "allegation": _("allegation"),
        "forecast": _("forecast"),
        "dated event": _("dated event"),
        "fact added": _("fact added from elsewhere"),
        "sanction or licence": _("sanction or licence"),
        "row": _("row of a table"),
    }.get(kind, kind)


def _kind_meaning(kind: str) -> str:
    return {
        "event": _("said to have happened"),
        "figure": _("a number, as somebody gives it"),
        "attributed_opinion": _("a view, with the person who holds it"),
        "characterisation": _("a judgement in the source's own voice"),
        "allegation": _("an accusation: said, not established here"),
        "forecast": _("said before it could be known"),
        "dated event": _("compiled from public reports"),
        "fact added": _("in none of the source texts"),
        "sanction or licence": _("compiled from official records"),
        "row": _("compiled from public data"),
    }.get(kind, "")


def strand_word(strand: str) -> str:
    """A strand of the timeline in the reader's language."""
    return {
        "politics": _("politics"),
        "military": _("military"),
        "oil": _("oil"),
        "sanctions": _("sanctions"),
        "election": _("election"),
        "diplomacy": _("diplomacy"),
    }.get(strand, strand)


def _short(text: str) -> str:
    return text if len(text) <= IN_A_LIST else text[: IN_A_LIST - 1].rstrip() + "…"


def in_a_list(entry: Entry) -> str:
    """An entry on one line: id, date, kind, wording."""
    parts = (entry.reference, entry.date, kind_word(entry.kind), _short(entry.wording))
    return " · ".join(part for part in parts if part)


def found_in_words(number: int) -> str:
    """How many entries a search found, and whether all are listed."""
    if number == 0:
        return _("Nothing found. Use fewer words, or clear a filter.")
    said = ngettext("{n} entry found.", "{n} entries found.", number).format(n=number)
    if number > MOST_RESULTS:
        said += " " + _("The first {n} are listed.").format(n=MOST_RESULTS)
    return said


def caveat_in_words(caveat: str) -> str:
    """A caveat with its codes spelled out; ``seeds/README.md`` says what they are."""
    for code, words in {
        r"EXT-checked:?": _("Checked on a public page:"),
        r"EXT-unchecked:?": _("Not checked:"),
        r"SEED-contradiction:?": _("Contradiction within the sources:"),
        r"SEED-tension:?": _("Tension within the sources:"),
    }.items():
        caveat = re.sub(code, words, caveat)
    return caveat


def entry_html(entry: Entry) -> str:
    """All that the evidence says about one row, except what bears on it."""
    precision = {
        "day": _("known to the day"),
        "month": _("known to the month"),
        "year": _("known to the year"),
        "interval": _("a period"),
    }
    source = ""
    if entry.source:
        text = seeds.resolve(entry.source).iloc[0]
        source = _("{id}, line {line}: {title} ({publisher}, {genre}, {date})").format(
            id=entry.source,
            line=entry.line,
            title=text["title"],
            publisher=text["publisher"],
            genre=text["genre"],
            date=text["date_published"],
        )
    kind = kind_word(entry.kind)
    meaning = _kind_meaning(entry.kind)
    rows = {
        _("Kind"): f"{kind} ({meaning})" if meaning else kind,
        _("Asserted by") if entry.table == "claims" else _("Source"): entry.who,
        _("Source text"): source,
        _("Date"): f"{entry.date} ({precision[entry.precision]})"
        if entry.date and entry.precision in precision
        else entry.date or _("undated"),
        _("Caveat"): caveat_in_words(entry.caveat),
        _("About"): ", ".join(entry.entities),
        _("Unit"): "" if entry.unit is None else str(entry.unit),
        _("Table"): seeds.tables().loc[entry.table, "title"],
    }
    listed = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>"
        for name, text in rows.items()
        if text
    )
    return (
        f'<div class="venezuela-course-entry"><h4>{html.escape(entry.reference)}</h4>'
        f"<blockquote>{html.escape(entry.wording)}</blockquote><dl>{listed}</dl></div>"
    )


# Search and read ------------------------------------------------------------------------------------


class Reader:
    """The search, its results, and the row that is open."""

    def __init__(self, unit: int | None) -> None:
        self._lock = threading.RLock()  # messages may arrive on several threads
        self._busy = False
        self._opened: list[str] = []
        search.prepare()
        first, last = search.years()
        anything: list[tuple[str, Any]] = [(_("any"), "")]  # None would leave the control blank
        span = [(str(year), year) for year in range(first, last + 1)]
        self.words = ipywidgets.Text(
            description=_("Words"), placeholder=_("all of them, accents do not matter")
        )
        self.filters = {
            "unit": _dropdown(
                _("Unit"),
                anything + [(str(n), n) for n in search.units()],
                "" if unit is None else unit,
            ),
            "kind": _dropdown(
                _("Kind"), anything + [(kind_word(kind), kind) for kind in search.kinds()], ""
            ),
            "speaker": _dropdown(
                _("Speaker"), anything + [(name, name) for name in search.speakers()], ""
            ),
            "source": _dropdown(
                _("Source text"),
                anything + [(name, name) for name in seeds.sources()["source_id"]],
                "",
            ),
            "from": _dropdown(_("From year"), anything + span, ""),
            "to": _dropdown(_("To year"), anything + span, ""),
        }
        clear = _button(_("Clear the search"), self._clear)
        form, self._count = _part(
            _("Search"), _line(self.words, *self.filters.values(), clear), grouped=True
        )
        self.results = _listbox(_("Results"), 8)
        listed, _legend = _part(
            _("Results"), self.results, grouped=False, note=_("Arrow keys open a row.")
        )
        self.identifier = ipywidgets.Text(
            description=_("Open an id"),
            placeholder="S001-020, X-002, roll_calls:2017-06-19:JAM",
            continuous_update=False,
        )
        self._back = _button(_("Back"), self._go_back)
        opener, self._trouble = _part(
            _("One row"),
            _line(self.identifier, _button(_("Open"), self._open_typed), self._back),
        )
        self.detail = ipywidgets.HTML()
        self.citation = Citation(
            label=_("Citation"),
            verb=_("Copy"),
            done=_("Copied."),
            failed=_("Select the line and copy it yourself."),
        )
        self.bearing = _listbox(_("What bears on it"), 6)
        self._follow = _button(_("Open the chosen row"), self._open_bearing)
        bears, self._bears = _part(
            _("What bears on it"),
            self.bearing,
            self._follow,
            grouped=True,
            note=_(
                "Rows linked to it by a relation or by name; events, facts and roll calls of its time."
            ),
        )
        self._page = ipywidgets.VBox([self.detail, self.citation, bears])
        self.widget = ipywidgets.VBox([form, listed, opener, self._page])
        self._page.layout.display = "none"
        self._back.disabled = True
        self.search()
        for control in (self.words, *self.filters.values()):
            control.observe(lambda _change: self.search(), "value")
        self.results.observe(self._chosen, "value")
        self.identifier.observe(lambda _change: self._open_typed(), "value")

    @property
    def opened(self) -> str:
        """The id of the row that is open; empty where none is."""
        return self._opened[-1] if self._opened else ""

    def query(self) -> Query:
        """What the controls ask for."""
        chosen = {name: control.value for name, control in self.filters.items()}
        first, last = search.years()
        years = None
        if chosen["from"] or chosen["to"]:
            years = (chosen["from"] or first, chosen["to"] or last)
        return Query(
            words=self.words.value,
            unit=None if chosen["unit"] == "" else chosen["unit"],
            kind=chosen["kind"],
            speaker=chosen["speaker"],
            source=chosen["source"],
            years=years,
        )

    def search(self) -> None:
        """List what the controls ask for."""
        with self._lock:
            if self._busy:
                return
            query = self.query()
            found = search.search(query)
            said = found_in_words(len(found))
            if query.years is not None and query.years[0] > query.years[1]:
                said = _("The first year is after the last: nothing can be found.")
            self._count.said = said
            listed = found[:MOST_RESULTS]
            self._busy = True
            try:
                self.results.index = None
                self.results.options = [(in_a_list(one), one.reference) for one in listed]
                shown = [one.reference for one in listed]
                if self._opened and self._opened[-1] in shown:
                    self.results.index = shown.index(self._opened[-1])
            finally:
                self._busy = False

    def open(self, reference: str) -> None:
        """Show one row; an id that names nothing is answered in words."""
        with self._lock:
            try:
                found = search.entry(reference)
            except KeyError as problem:
                self._trouble.said = str(problem.args[0])
                return
            self._trouble.said = _("{id} is open.").format(id=found.reference)
            if not self._opened or self._opened[-1] != found.reference:
                self._opened.append(found.reference)
            self._show(found)

    def _show(self, found: Entry) -> None:
        self._page.layout.display = ""
        self._back.disabled = len(self._opened) < 2
        self.detail.value = entry_html(found)
        self.citation.text = seeds.cite(found.reference)
        near = search.bearings(found)
        self._bears.said = (
            ngettext("{n} row.", "{n} rows.", len(near)).format(n=len(near))
            if near
            else _("No other row bears on it by this rule.")
        )
        self.bearing.index = None
        self.bearing.options = [
            (
                f"{one.entry.reference} · {one.why} · {_short(one.entry.wording)}",
                one.entry.reference,
            )
            for one in near
        ]
        for widget in (self.bearing, self._follow):
            widget.layout.display = "" if near else "none"

    def _chosen(self, change: dict[str, Any]) -> None:
        if change["new"] is not None and not self._busy:
            self.open(change["new"])

    def _open_typed(self) -> None:
        if self.identifier.value.strip():
            self.open(self.identifier.value)

    def _open_bearing(self) -> None:
        if self.bearing.value is None:
            self._bears.said = _("Choose a row first.")
        else:
            self.open(self.bearing.value)

    def _go_back(self) -> None:
        with self._lock:
            if len(self._opened) > 1:
                self._opened.pop()
                self.open(self._opened[-1])

    def _clear(self) -> None:
        with self._lock:
            self._busy = True
            self.words.value = ""
            for control in self.filters.values():
                control.value = ""
            self._busy = False
            self.search()


# Timeline -------------------------------------------------------------------------------------------


class TimelineView:
    """Events of some years and strands, drawn along time."""

    def __init__(self) -> None:
        events = seeds.timeline()
        years = sorted({day.year for day in events["date_start"]})
        strands = {name: strand_word(name) for name in events["strand"].cat.categories}
        span = [(str(year), year) for year in range(years[0], years[-1] + 1)]
        self.first = _dropdown(_("From year"), span, max(OPENING_YEARS[0], years[0]))
        self.last = _dropdown(_("To year"), span, min(OPENING_YEARS[1], years[-1]))
        chosen = [name for name in OPENING_STRANDS if name in strands]
        self._strands = sorted(chosen)
        field = ChooseMany("strands", _("Strands"), strands, least=1, most=MOST_STRANDS, columns=3)
        control = field.control(self._strands, self._choose)
        years_box, self._said = _part(_("Years"), _line(self.first, self.last))
        left = ipywidgets.VBox([years_box, control.widget])
        self.picture = ipywidgets.HTML()
        self.widget = ipywidgets.VBox([left, self.picture])
        for year in (self.first, self.last):
            year.observe(lambda _change: self.draw(), "value")
        self.draw()

    def _choose(self, strands: list[str] | None) -> None:
        self._strands = strands or []
        self.draw()

    def draw(self) -> None:
        """Draw the events of the years and strands chosen, and say how many they are."""
        self._said.said, self.picture.value = timeline_html(
            self.first.value, self.last.value, self._strands
        )


def timeline_html(first: int, last: int, strands: list[str]) -> tuple[str, str]:
    """Events of some years and strands: a sentence, and a drawing with a list as HTML."""
    events = seeds.timeline()
    inside = events[
        events["strand"].isin(strands)
        & (events["date_end"].dt.year >= first)
        & (events["date_start"].dt.year <= last)
    ].sort_values("date_start", kind="stable")
    if first > last:
        return _("The first year is after the last: nothing can be drawn."), ""
    if len(strands) > MOST_STRANDS:
        return _("Choose at most {n} strands.").format(n=MOST_STRANDS), ""
    if inside.empty:
        return _("No event of these strands in these years."), ""
    said = ngettext("{n} event.", "{n} events.", len(inside)).format(n=len(inside))
    if len(inside) > MOST_EVENTS:
        said += " " + _("The first {n} are drawn: choose fewer years or strands.").format(
            n=MOST_EVENTS
        )
    drawn = list(inside.head(MOST_EVENTS).itertuples())
    marks = [charts.Event(row.date, row.event, strand_word(row.strand)) for row in drawn]
    lines = sum(1 + len(f"{mark.when}  {mark.text}") // 72 for mark in marks)
    figure = charts.canvas(8.5, 1.1 + 0.21 * lines, margins=charts.BARE)
    charts.timeline(figure.axes[0], marks)
    charts.source(figure, _("the course's timeline; each event's own source is in the list below"))
    alt = _("Timeline, {first} to {last}: {n} events in the strands {strands}.").format(
        first=first,
        last=last,
        n=len(drawn),
        strands=", ".join(dict.fromkeys(mark.strand for mark in marks)),
    )
    items = "".join(
        f"<li>{html.escape(row.date)}, {html.escape(strand_word(row.strand))}: "
        f"{html.escape(row.event)} [{html.escape(row.event_id)}] ({html.escape(row.source)})</li>"
        for row in drawn
    )
    listed = (
        f"<details><summary>{html.escape(_('The events as a list, with ids and sources'))}</summary>"
        f"<ul>{items}</ul></details>"
    )
    return said, charts.svg(figure, alt, "evidence-timeline") + listed


# Series ---------------------------------------------------------------------------------------------


class SeriesView:
    """One series of the tables, and beside it another in the same unit."""

    def __init__(self) -> None:
        known = series.catalogue()
        self.picture = ipywidgets.HTML()
        if not known:
            self.picture.value = f"<p>{html.escape(_('The tables hold no series.'))}</p>"
            self.widget: ipywidgets.Widget = self.picture
            return
        self._busy = False
        options = [(one.label, one.key) for one in known.values()]
        opening = OPENING_SERIES if OPENING_SERIES in known else options[0][1]
        self.chosen = _dropdown(_("Series"), options, opening)
        self.other = ipywidgets.Dropdown(description=_("Beside it"))
        line = _line(self.chosen, self.other)
        line.add_class("venezuela-course-wide")
        form, _legend = _part(
            _("Series of the tables"),
            line,
            note=_(
                "Where another publisher gives the same thing, both are drawn. Years without a figure "
                "stay empty, and years that the table marks as unusable are named, not drawn."
            ),
        )
        self.widget = ipywidgets.VBox([form, self.picture])
        self.chosen.observe(lambda _change: self._choose(), "value")
        self.other.observe(lambda _change: self.draw(), "value")
        self._choose()

    def _choose(self) -> None:
        one = series.catalogue()[self.chosen.value]
        near = series.other_publisher(one)
        self._busy = True
        self.other.options = [
            (_("nothing"), ""),
            *((other.label, other.key) for other in series.beside(one)),
        ]
        self.other.value = near.key if near is not None else ""
        self._busy = False
        self.draw()

    def draw(self) -> None:
        """Draw what is chosen."""
        if self._busy:
            return
        known = series.catalogue()
        self.picture.value = series.picture(known[self.chosen.value], known.get(self.other.value))

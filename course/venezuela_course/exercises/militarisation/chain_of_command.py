"""Exercise 1.1: who commanded whom before and after 11 July 2016, and how one knows."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ipywidgets

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import ChooseMany, EdgeList, Field
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language
from venezuela_course.models import command

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARTS = ("before", "after")
TOP, BOTTOM = "maduro", "supply"

#: Colour and line of a link by its status; its word stands on the line as well.
LOOKS = {
    "formal": (charts.INK, "-"),
    "informal": ("#0072B2", (0, (5, 2.5))),
    "inferred": ("#B04A00", (0, (1.2, 2))),
}

COLUMN, ROW = 1.04, 0.92  # inches from one body to the next
LETTERS = 12  # in a line of a box
BENDS = (0.0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6)  # parts of a link's length, tried in this order
ALONG = (0.5, 0.38, 0.62, 0.26, 0.74)  # parts of a link where its word may stand, in this order
RISE = 0.3  # inches, of a curve above the rank whose bodies it links
LETTER, LINE = 0.071, 0.14  # inches, of the font in the boxes
SMALL = 0.062  # inches, a letter of the font on the lines
HEAD = 0.1  # inches, of an arrow


class ChainOfCommand(Exercise):
    """Two organograms of links, each with how it is known, and what the supply of food hangs on.

    The picture draws the student's own links, a rank below each other, and counts nothing.
    """

    @property
    def title(self) -> str:
        return _("Rewire the chain of command")

    @property
    def task(self) -> str:
        return _(
            "<p>Draw who directs whom on the eve of <strong>11 July 2016</strong>, and at the end of "
            "<strong>August 2016</strong>, for each link how it is known: <em>formal</em>, by an office, "
            "an appointment or a decree; <em>informal</em>, by what somebody was seen to do; "
            "<em>inferred</em>, by somebody's conclusion, an author's or yours. Use what the commentary "
            "says of the minister's posts [S003a-007, S003a-008], of the new command and what it was "
            "given [S003a-009, S003a-010, S003a-011, S003a-012], of the interior ministry [S003a-013, "
            "S003a-014, S003a-015], and of rank [S003a-086, S003a-087, S003a-088].</p><p>Take as given "
            "that the president appoints the vice-president and the ministers, that a minister directs "
            "a ministry, and that before the new command supply was the other ministries' task. Then "
            "read off your own two graphs: which single body, if it dropped out, would cut supply off "
            "from the president?</p>"
        )

    def fields(self) -> Sequence[Field]:
        names = (_("Directs"), _("Is directed"), _("How it is known"))
        between = {key: text for key, text in bodies().items() if key not in (TOP, BOTTOM)}
        note = _(
            "Any path counts, in either direction. None, if there is a way round each of them."
        )
        return [
            *(
                EdgeList(key, label, bodies(), bodies(), kinds=statuses(), names=names)
                for key, label in chart_names().items()
            ),
            ChooseMany(
                "cut_before",
                _("Before: supply hangs on"),
                between,
                least=0,
                columns=2,
                note=note,
            ),
            ChooseMany(
                "cut_after", _("After: supply hangs on"), between, least=0, columns=2, note=note
            ),
        ]

    def problems(self, answer: Answer) -> list[str]:
        found = super().problems(answer)
        for key, label in chart_names().items():
            links = _links(answer.get(key))
            if selfish := [one for one, two, _status in links if one == two]:
                found.append(
                    _("“{label}”: {body} cannot direct itself.").format(
                        label=label, body=bodies()[selfish[0]]
                    )
                )
            pairs = [link[:2] for link in links]
            if twice := [pair for pair in pairs if pairs.count(pair) > 1]:
                found.append(
                    _(
                        "“{label}”: the link from {one} to {two} is known in two ways; keep one."
                    ).format(label=label, one=bodies()[twice[0][0]], two=bodies()[twice[0][1]])
                )
        return found

    def picture(self, answer: Answer) -> str:
        drawn = []
        for key, title in chart_names().items():
            links = tuple(link for link in _links(answer.get(key)) if link[0] != link[1])
            drawn.append(
                _organogram(
                    links,
                    tuple(short_names().items()),
                    title,
                    f"{self.identifier}-{key}-{language()}",
                )
                if links
                else f"<p>{html.escape(title)}: {html.escape(_('no links yet.'))}</p>"
            )
        return pictures(*drawn)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The two lists side by side, their graphs below, then the questions to the graphs."""
        return stacked(
            beside(controls["before"], controls["after"]),
            as_picture(picture),
            beside(controls["cut_before"], controls["cut_after"]),
        )


def chart_names() -> dict[str, str]:
    """The two organograms."""
    return {
        "before": _("Before 11 July 2016"),
        "after": _("After it, at the end of August 2016"),
    }


def statuses() -> dict[str, str]:
    """How a link can be known."""
    return {"formal": _("formal"), "informal": _("informal"), "inferred": _("inferred")}


def bodies() -> dict[str, str]:
    """Persons in their office at the time, and bodies."""
    return {
        "maduro": _("Nicolás Maduro, president"),
        "isturiz": _("Aristóbulo Istúriz, vice-president"),
        "padrino": _("Vladimir Padrino López, defence minister"),
        "reverol": _("Néstor Reverol, interior minister from August 2016"),
        "command": _("Civil-military presidential command"),
        "defence": _("Defence ministry"),
        "operational": _("Operational command of the armed forces"),
        "interior": _("Interior ministry"),
        "ministries": _("The other ministries"),
        "supply": _("Supply of food and medicine"),
        "ceremonies": _("Standing in for the president at ceremonies"),
        "guard": _("National Guard"),
    }


def short_names() -> dict[str, str]:
    """The same, as short as they fit into a box of the picture."""
    return {
        "maduro": _("Maduro"),
        "isturiz": _("Istúriz"),
        "padrino": _("Padrino"),
        "reverol": _("Reverol"),
        "command": _("Presidential command"),
        "defence": _("Defence ministry"),
        "operational": _("Operational command"),
        "interior": _("Interior ministry"),
        "ministries": _("Other ministries"),
        "supply": _("Food and medicine"),
        "ceremonies": _("Standing in at ceremonies"),
        "guard": _("National Guard"),
    }


def _links(value: Any) -> list[command.Link]:
    """The links of a value that are links, sorted, a circle to oneself included."""
    known = bodies()
    return sorted(
        {
            (link[0], link[1], link[2])
            for link in (value if isinstance(value, (list, tuple)) else ())
            if isinstance(link, (list, tuple))
            and len(link) == 3
            and all(isinstance(end, str) for end in link)
            and link[0] in known
            and link[1] in known
            and link[2] in command.STATUSES
        }
    )


@lru_cache(maxsize=64)
def _organogram(
    links: tuple[command.Link, ...], names: tuple[tuple[str, str], ...], title: str, key: str
) -> str:
    """One organogram; kept, so that a change in one list does not redraw the other."""
    called, words = dict(names), statuses()
    places = _places(links)
    columns = math.ceil(max(x for x, _y in places.values()) + 1)
    rows = max(y for _x, y in places.values()) + 1
    wide = max(5.6, COLUMN * columns + 0.2)
    figure = charts.canvas(wide, 0.6 + ROW * rows, margins=charts.BARE)
    axes = figure.axes[0]
    across = wide - charts.BARE.left - charts.BARE.right  # one unit of the axes is one inch
    left = (COLUMN * columns - across) / 2
    down = ROW * rows + 0.6 - charts.BARE.top - charts.BARE.bottom
    centres = {body: (COLUMN * (x + 0.5), ROW * y + 0.42) for body, (x, y) in places.items()}
    texts = {body: textwrap.fill(called[body], LETTERS) for body in places}
    curves = {link: _curve(link, centres, texts, links) for link in links}
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(left, left + across), ylim=(down, 0))
        axes.set_title(title)
        # All links of a kind are one path, and so are all boxes: each path has its price.
        for status, (colour, line) in LOOKS.items():
            alike = [curve for link, curve in curves.items() if link[2] == status]
            _add(axes, [curve[:3] for curve in alike], 1, ec=colour, fc="none", ls=line, lw=1.3)
            _add(axes, [_head(*curve[1:]) for curve in alike], 1, ec="none", fc=colour)
        boxes = [(centre, _half(texts[body])) for body, centre in centres.items()]
        labels = _labels(curves, words, boxes)
        _add(axes, [_rectangle(*box) for box, _status in labels], 2, ec="none", fc=charts.PAPER)
        for ((x, y), _size), status in labels:
            colour = LOOKS[status][0]
            axes.text(
                x, y, words[status], color=colour, fontsize=7.5, ha="center", va="center", zorder=2
            )
        _add(
            axes,
            [_rectangle(*box) for box in boxes],
            3,
            ec=charts.QUIET,
            fc=charts.STRIPE,
            lw=0.8,
        )
        for body, (x, y) in centres.items():
            axes.text(x, y, texts[body], ha="center", va="center", fontsize=8.5, zorder=4)
    said = "; ".join(
        _("{one} directs {two} ({status})").format(
            one=called[one], two=called[two], status=words[status]
        )
        for one, two, status in links
    )
    return charts.svg(figure, f"{title}. {said}.", key)


Point = tuple[float, float]


def _middle(start: Point, end: Point, bend: float) -> Point:
    """The point towards which a link bends; with no bend, half way."""
    return (
        (start[0] + end[0]) / 2 + bend * (end[1] - start[1]),
        (start[1] + end[1]) / 2 - bend * (end[0] - start[0]),
    )


def _clear_bend(start: Point, end: Point, others: Sequence[Point]) -> float:
    """The least bend with which a link runs behind no other box; the best there is, if none does."""
    import numpy as np

    part = np.arange(1, 12) / 12
    middles = np.array([_middle(start, end, bend) for bend in BENDS])
    points = (
        np.multiply.outer((1 - part) ** 2, start)
        + np.multiply.outer(part**2, end)
        + np.einsum("p,bx->bpx", 2 * part * (1 - part), middles)
    )
    apart = np.abs(points[:, :, None] - np.reshape(others, (-1, 2)))  # bend, point, box, direction
    hidden = (apart < (0.46 * COLUMN, 0.26 * ROW)).all(axis=-1).sum(axis=(1, 2))
    return BENDS[int(hidden.argmin())]


def _half(text: str) -> Point:
    """Half the width and height of a box, in inches."""
    lines = text.split("\n")
    return LETTER * max(map(len, lines)) / 2 + 0.05, LINE * len(lines) / 2 + 0.05


def _edge_of_box(centre: Point, towards: Point, text: str) -> Point:
    """Where the line from a box's centre towards a point leaves the box, in inches."""
    run = (towards[0] - centre[0], towards[1] - centre[1])
    parts = [side / abs(step) for side, step in zip(_half(text), run, strict=True) if step]
    part = min(parts, default=0.0)
    return centre[0] + part * run[0], centre[1] + part * run[1]


def _curve(
    link: command.Link,
    centres: Mapping[str, Point],
    texts: Mapping[str, str],
    links: Sequence[command.Link],
) -> tuple[Point, Point, Point, Point]:
    """Where a link begins, the point towards which it bends, where its head begins, and its tip."""
    one, two, _status = link
    start, end = centres[one], centres[two]
    level = start[1] == end[1]
    if level and any(other[:2] == (two, one) for other in links):
        bend = 0.55  # there and back
    else:
        others = [centre for body, centre in centres.items() if body not in (one, two)]
        bend = _clear_bend(start, end, others)
    if level:
        # A curve rises half its bend: neither into the title nor into the next rank.
        most = 2 * RISE / abs(start[0] - end[0])
        bend = max(-most, min(most, bend))
    middle = _middle(start, end, bend)
    tip = _edge_of_box(end, middle, texts[two])
    along = math.dist(middle, tip) or 1.0
    neck = tuple(at + (to - at) * HEAD / along for at, to in zip(tip, middle, strict=True))
    return _edge_of_box(start, middle, texts[one]), middle, (neck[0], neck[1]), tip


def _head(middle: Point, neck: Point, tip: Point) -> list[Point]:
    """The triangle at the end of a link."""
    aside = ((tip[1] - neck[1]) * 0.4, (neck[0] - tip[0]) * 0.4)
    return [
        (neck[0] + aside[0], neck[1] + aside[1]),
        tip,
        (neck[0] - aside[0], neck[1] - aside[1]),
        (neck[0] + aside[0], neck[1] + aside[1]),
    ]


Box = tuple[Point, Point]  # a centre, and half the width and height


def _rectangle(centre: Point, half: Point) -> list[Point]:
    """The corners of a box, closed."""
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [(centre[0] + half[0] * one, centre[1] + half[1] * two) for one, two in corners]


def _labels(
    curves: Mapping[command.Link, tuple[Point, Point, Point, Point]],
    words: Mapping[str, str],
    boxes: Sequence[Box],
) -> list[tuple[Box, str]]:
    """Places for the words of links: on the line, near its middle, free of boxes and other words.

    Where there is no such place the word is left out, since the line has its pattern, but each word
    stands once.
    """
    found: list[tuple[Box, str]] = []
    for (_one, _two, status), (start, bent, end, _tip) in curves.items():
        if status == "formal":
            continue
        half = (SMALL * len(words[status]) / 2, 0.07)
        places = [(_on_curve(start, bent, end, part), half) for part in ALONG]
        taken = [*boxes, *(box for box, _status in found)]
        free = [place for place in places if not any(_overlap(place, one) for one in taken)]
        if not free and all(status != named for _box, named in found):
            free = places
        found += [(place, status) for place in free[:1]]
    return found


def _on_curve(start: Point, bent: Point, end: Point, part: float) -> Point:
    """A point of a quadratic curve."""
    x, y = (
        (1 - part) ** 2 * a + 2 * part * (1 - part) * m + part**2 * b
        for a, m, b in zip(start, bent, end, strict=True)
    )
    return x, y


def _overlap(one: Box, two: Box) -> bool:
    return all(
        abs(a - b) < p + q for a, b, p, q in zip(one[0], two[0], one[1], two[1], strict=True)
    )


def _add(axes: Axes, parts: Sequence[Sequence[Point]], zorder: int, **look: Any) -> None:
    """Draw many curves (three points each) or polygons (closed) as one path."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not parts:
        return
    vertices = [point for part in parts for point in part]
    codes = [
        code
        for part in parts
        for code in (
            (Path.MOVETO, Path.CURVE3, Path.CURVE3)
            if len(part) == 3
            else (Path.MOVETO, *[Path.LINETO] * (len(part) - 1))
        )
    ]
    # Not `add_patch`, which works out limits from the curves: the limits are set.
    axes.add_artist(PathPatch(Path(vertices, codes), zorder=zorder, clip_on=False, **look))


def _places(links: tuple[command.Link, ...]) -> dict[str, tuple[float, float]]:
    """Column and rank of each body: near the mean of those who direct it, and at least one apart."""
    rank = command.ranks(links)
    order = {body: place for place, body in enumerate(short_names())}
    width = max(list(rank.values()).count(one) for one in rank.values())
    places: dict[str, tuple[float, float]] = {}
    for level in range(max(rank.values()) + 1):
        inside = [body for body in rank if rank[body] == level]

        def above(body: str) -> float:
            parents = [
                places[one][0] for one, two, _status in links if two == body and one in places
            ]
            return sum(parents) / len(parents) if parents else (width - 1) / 2

        inside.sort(key=lambda body: (above(body), order[body]))
        columns: list[float] = []
        for body in inside:
            columns.append(max(above(body), columns[-1] + 1 if columns else 0.0))
        # Pushed apart to the right, the row may have run out of the picture: move it back together.
        shift = sum(column - above(body) for body, column in zip(inside, columns, strict=True))
        back = shift / len(inside)
        columns = [column - back for column in columns]
        over = max(0.0, columns[-1] - (width - 1)) - max(0.0, -columns[0])
        for body, column in zip(inside, columns, strict=True):
            places[body] = (column - over, float(level))
    return places

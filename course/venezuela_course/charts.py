"""One style for every figure of the course.

Three steps make a figure, the same in a lesson and in a widget::

    figure = charts.figure(7, 1.6, margins=charts.BARE)
    charts.tally_bar(figure.axes[0], {"for": 20, "against": 5, "abstain": 8, "absent": 1}, 23)
    charts.show(figure, alt="Cancún, 19 June 2017: 20 for, 5 against, ...")   # in a lesson
    charts.svg(figure, alt="...")                                             # in a widget

Colour never speaks alone: each vote also has a hatch, a marker and a word. Colours are those of
Okabe and Ito; where one of them is too light to read as text on white, a darker tone of it is used
for text. Labels stand beside what they name, so that there is no legend to look up. Every figure
carries its source and an alternative text that says what it shows.

matplotlib is imported on first use, and pyplot never: its figures would have to be closed by hand.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that are
    friendly to colorblind people.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import math
import re
import textwrap
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from venezuela_course.language import _

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_svg import RendererSVG
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

# Style --------------------------------------------------------------------------------------------

#: Okabe and Ito's eight colours.
PALETTE: Mapping[str, str] = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "reddish purple": "#CC79A7",
}

INK = "#222222"  #: text and lines that matter
QUIET = "#595959"  #: text and lines that explain
FAINT = "#D0D0D0"  #: lines that only guide the eye
STRIPE = "#F4F4F4"  #: every other row of a table
PAPER = "#FFFFFF"


@dataclass(frozen=True)
class VoteStyle:
    """How one kind of vote looks.

    Attributes
    ----------
    fill : str
        Colour of an area.
    on_fill : str
        Colour of text on that area.
    text : str
        Colour of text and lines on white.
    hatch : str
        matplotlib hatch of an area.
    hatch_line : str
        Colour of the hatch and of the outline.
    marker : str
        matplotlib marker.
    open_marker : bool
        Whether the marker is only an outline.
    symbol : str
        The marker as a character, for running text and for buttons.
    """

    fill: str
    on_fill: str
    text: str
    hatch: str
    hatch_line: str
    marker: str
    open_marker: bool
    symbol: str


#: Votes in the order in which they are drawn, the threshold being read from the left.
VOTES: Mapping[str, VoteStyle] = {
    "for": VoteStyle("#0072B2", "#FFFFFF", "#0072B2", "", "#0072B2", "o", False, "●"),
    "abstain": VoteStyle("#DDDDDD", "#222222", "#595959", "////", "#A6A6A6", "o", True, "○"),
    "against": VoteStyle("#D55E00", "#000000", "#B04A00", r"\\\\", "#B04A00", "X", False, "✕"),
    "absent": VoteStyle("#FFFFFF", "#222222", "#595959", "", "#595959", "_", False, "–"),
}


def vote_word(vote: str) -> str:
    """Say a vote in the reader's language.

    Parameters
    ----------
    vote : {"for", "against", "abstain", "absent"}

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such vote.
    """
    return {
        "for": _("for"),
        "against": _("against"),
        "abstain": _("abstaining"),
        "absent": _("absent"),
    }[vote]


FONTS = "'DejaVu Sans', Verdana, Arial, Helvetica, sans-serif"

_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],  # ships with matplotlib, so that layouts agree everywhere
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # fixed: finding the place costs a third of the drawing time
    "axes.titlepad": 8,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "lines.linewidth": 1.8,
    "hatch.linewidth": 0.9,
    "legend.frameon": False,
    "figure.facecolor": PAPER,  # white also in a dark theme, where the ink would not be seen
    "svg.fonttype": "none",
    "svg.hashsalt": "venezuela-course",
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the style of the course inside a ``with`` block.

    Needed only around direct calls of matplotlib that write text (a legend, a table); axes that
    `figure` made keep their style, and the functions of this module enter it themselves.
    """
    import matplotlib as mpl

    if mpl.rcParams["svg.hashsalt"] == _STYLE["svg.hashsalt"]:
        yield  # already inside: entering again would cost a millisecond each time
        return
    settings: Any = _STYLE
    with mpl.rc_context(settings):
        yield


class Margins(NamedTuple):
    """Space around the axes, in inches."""

    left: float
    right: float
    top: float
    bottom: float


#: Room for tick labels, a title, an axis label and the source line.
PLOT = Margins(left=0.65, right=0.25, top=0.4, bottom=0.8)
#: For drawings that carry their labels inside: room for a title and the source line only.
BARE = Margins(left=0.1, right=0.1, top=0.35, bottom=0.3)


def figure(
    width: float, height: float, rows: int = 1, columns: int = 1, *, margins: Margins = PLOT
) -> Figure:
    """Make a figure in the style of the course.

    Parameters
    ----------
    width, height : float
        Inches. A lesson's column is about 7 wide.
    rows, columns : int, default 1
        Grid of axes; they are in ``figure.axes``, row by row.
    margins : Margins, default PLOT
        Space around the grid, in inches. It is fixed, because fitting it to the labels would
        double the time of a redraw.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the margins leave no room for the axes.
    """
    from matplotlib.figure import Figure

    left, right = margins.left / width, 1 - margins.right / width
    bottom, top = margins.bottom / height, 1 - margins.top / height
    if left >= right or bottom >= top:
        raise ValueError(f"a figure of {width} by {height} inches has no room within {margins}")
    with style():
        made = Figure(figsize=(width, height))
        made.subplots(rows, columns)
        made.subplots_adjust(left, bottom, right, top, wspace=0.3, hspace=0.5)
    return made


def erase(figure: Figure) -> None:
    """Empty the axes of a figure, to draw on them again.

    A widget that keeps its figure and erases it redraws in half the time of one that makes a new
    figure, since making axes is what costs. Limits, ticks and axis labels stay.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    """
    for axes in figure.axes:
        for place in ("left", "center", "right"):
            axes.set_title("", loc=place)
        for artist in (*axes.lines, *axes.patches, *axes.collections, *axes.texts):
            artist.remove()
    for text in list(figure.texts):
        text.remove()


KEPT = 16  # figures; a notebook's exercises need about ten
_kept = threading.local()  # JupyterLab may deliver widget messages on a thread of their own


def canvas(
    width: float, height: float, rows: int = 1, columns: int = 1, *, margins: Margins = PLOT
) -> Figure:
    """Get an empty figure for a picture that is redrawn while a control moves.

    As `figure`, but this thread's last figure of the same measures is emptied and handed out again:
    render it before the next call. Limits, ticks and axis labels are those of the last drawing.

    Parameters
    ----------
    width, height : float
        Inches.
    rows, columns : int, default 1
    margins : Margins, default PLOT

    Returns
    -------
    matplotlib.figure.Figure
    """
    figures: dict[tuple[Any, ...], Figure] = _kept.__dict__.setdefault("figures", {})
    key = (width, height, rows, columns, margins)
    if key in figures:
        erase(figures[key])
    else:
        if len(figures) >= KEPT:
            figures.clear()
        figures[key] = figure(width, height, rows, columns, margins=margins)
    return figures[key]


def title(axes: Axes, text: str) -> None:
    """Write the title of a drawing, in bold over its left edge.

    Parameters
    ----------
    axes : Axes
    text : str
        What the drawing shows, rather than what it is.
    """
    with style():
        axes.set_title(text)


def source(where: Axes | Figure, text: str) -> None:
    """Write the source line along the lower edge of a figure.

    Parameters
    ----------
    where : Axes or Figure
        A figure, or any axes of it.
    text : str
        Publisher, title and date; 'Source:' is put before it. Wrapped to the width of the figure.
    """
    whole: Any = where.figure
    with style():
        # 7 points of this font are about 0.06 inch a character.
        lines = textwrap.wrap(
            _("Source: {text}").format(text=text), max(20, int(whole.get_figwidth() / 0.06))
        )
        whole.text(
            0.1 / whole.get_figwidth(),
            0.08 / whole.get_figheight(),
            "\n".join(lines),
            fontsize=7,
            color=QUIET,
            va="bottom",
        )


# Out of the module: SVG for widgets, pictures for lessons -----------------------------------------

_ROOT = re.compile(r'<svg[^>]*viewBox="(?P<box>0 0 (?P<width>[\d.]+) (?P<height>[\d.]+))"[^>]*>')
_PAGE_STYLE = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_FONT_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(?:url\(#|href="#)([^")]+)')
_BREAK = re.compile(r"\s*\n\s*")


def svg(figure: Figure, alt: str, key: str = "") -> str:
    """Render a figure as an SVG element for the inside of a page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, in words. It becomes the accessible name; a ``title`` element is not
        used, since browsers show it as a tooltip over the whole drawing.
    key : str, optional
        Name of the place on the page, such as the exercise id. Identifiers inside the element
        depend on it and on the content, so that no two pictures of a page can lend each other a
        hatch or a marker.

    Returns
    -------
    str
        ``<svg role="img" aria-label=...>``. Text stays text, nothing in it applies to the rest of
        the page, and the same figure gives the same characters at any time and in any process.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    _require(alt)
    page = io.StringIO()
    width, height = (72 * inches for inches in figure.get_size_inches())
    with style():
        figure.dpi = 72  # an SVG's unit is the point
        renderer = _renderer_class()(
            width, height, page, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
        figure.draw(renderer)
        renderer.finalize()
    text = page.getvalue()
    root = _ROOT.search(text)
    assert root is not None, "matplotlib writes one svg element with a view box"
    body = text[root.end() :]
    for pattern in (_PAGE_STYLE, _COMMENT, _FONT_FAMILY, _NO_TURN):
        body = pattern.sub("", body)
    body = _BREAK.sub("\n", body).strip()

    used = set(_REFERENCE.findall(body))
    stamp = hashlib.sha256(f"{key}\0{alt}\0{body}".encode()).hexdigest()[:10]
    body = _ID.sub(lambda m: f' id="{stamp}-{m[1]}"' if m[1] in used else "", body)
    body = _REFERENCE.sub(lambda m: m[0].replace(f"#{m[1]}", f"#{stamp}-{m[1]}"), body)

    # matplotlib measures in points of 1/72 inch, a page in pixels of 1/96.
    width, height = (float(root[side]) * 96 / 72 for side in ("width", "height"))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" aria-label="{html.escape(alt)}" viewBox="{root["box"]}" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'style="max-width:100%;height:auto;font-family:{FONTS};'
        'stroke-linejoin:round;stroke-linecap:butt">\n' + body
    )


@cache
def _renderer_class() -> type[RendererSVG]:
    """Matplotlib's SVG renderer, which measures a text once and not anew in every picture.

    Measuring is a fifth of the time of a redraw. The class is made on first use: importing
    matplotlib is half the time of importing the course.
    """
    from matplotlib.backends.backend_svg import RendererSVG

    extents: dict[tuple[str, int, object], tuple[float, float, float]] = {}

    class MeasuresOnce(RendererSVG):
        def get_text_width_height_descent(
            self, s: str, prop: FontProperties, ismath: Any
        ) -> tuple[float, float, float]:
            key = (s, hash(prop), ismath)
            if key not in extents:
                if len(extents) > 5000:
                    extents.clear()
                extents[key] = super().get_text_width_height_descent(s, prop, ismath)
            return extents[key]

    return MeasuresOnce


class Picture:
    """A finished figure that a notebook stores and shows; made by `show`.

    It gives ``text/html`` with an ``img`` that has an alternative text, and ``text/plain`` that
    says the same. It does not give ``image/png``: JupyterLab and nbconvert show that without any
    alternative text, whatever its metadata say, so that a screen reader would find a nameless
    picture. The web page of a repository shows such an ``img`` as it shows a PNG, which there
    becomes the same element.

    Attributes
    ----------
    alt : str
    png : bytes
    width : int
        CSS pixels.
    """

    def __init__(self, png: bytes, alt: str, width: int) -> None:
        self.png = png
        self.alt = alt
        self.width = width

    def __repr__(self) -> str:
        return _("Figure: {alt}").format(alt=self.alt)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        data = base64.b64encode(self.png).decode("ascii")
        image = (
            f'<img src="data:image/png;base64,{data}" alt="{html.escape(self.alt)}" '
            f'width="{self.width}" style="max-width:100%;height:auto">'
        )
        return {"text/html": image, "text/plain": repr(self)}


def show(figure: Figure, alt: str) -> Picture:
    """Finish a static figure of a lesson.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, in words, best built from the data it draws: nbval then compares
        the figure's meaning rather than its pixels.

    Returns
    -------
    Picture
        Shown when it is the last value of a cell.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    _require(alt)
    page = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    with style():
        figure.set_dpi(192)  # twice the pixels of a plain screen
        canvas.print_png(page, metadata={"Software": None})
    return Picture(_few_colours(page.getvalue()), alt, round(figure.get_figwidth() * 96))


def _few_colours(png: bytes) -> bytes:
    """The same picture with a palette: flat colours need no more, and notebooks stay small."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as full:
        flat = full.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    page = io.BytesIO()
    flat.save(page, "PNG", optimize=True)
    return page.getvalue()


def _require(alt: str) -> None:
    if not alt.strip():
        raise ValueError("a figure needs an alternative text: say in words what it shows")


# Direct labels ------------------------------------------------------------------------------------


def label(
    axes: Axes, x: float, y: float, text: str, colour: str = INK, *, side: str = "right"
) -> None:
    """Write a label beside a point, in the colour of what it names.

    Parameters
    ----------
    axes : Axes
    x, y : float
        The point, in data coordinates.
    text : str
    colour : str, default INK
        Readable on white: `INK`, `QUIET`, or the ``text`` colour of a `VoteStyle`.
    side : {"right", "left", "above", "below"}, default "right"
        Where the label stands, seen from the point.
    """
    dx, dy, ha, va = {
        "right": (5, 0, "left", "center"),
        "left": (-5, 0, "right", "center"),
        "above": (0, 5, "center", "bottom"),
        "below": (0, -5, "center", "top"),
    }[side]
    with style():
        axes.annotate(
            text,
            (x, y),
            xytext=(dx, dy),
            textcoords="offset points",
            ha=ha,
            va=va,
            color=colour,
            annotation_clip=False,
        )


def label_bars(axes: Axes, bars: Any, texts: Sequence[str]) -> None:
    """Write a text at the end of each horizontal bar.

    Parameters
    ----------
    axes : Axes
    bars : matplotlib.container.BarContainer
        What ``axes.barh`` returned.
    texts : sequence of str
        One for each bar.
    """
    for bar, text in zip(bars, texts, strict=True):
        label(axes, bar.get_x() + bar.get_width(), bar.get_y() + bar.get_height() / 2, text)


def _inches(axes: Axes) -> tuple[float, float]:
    """Width and height of the axes."""
    whole: Any = axes.figure
    box = axes.get_position()
    return float(box.width * whole.get_figwidth()), float(box.height * whole.get_figheight())


# Ready-made drawings ------------------------------------------------------------------------------


def tally_bar(
    axes: Axes,
    counts: Mapping[str, int],
    required: int | None = None,
    *,
    title: str = "",
    vertical: tuple[float, float] = (-1.0, 1.9),
) -> None:
    """Draw a roll call as one bar, with the number of yes votes that is needed.

    Parameters
    ----------
    axes : Axes
        Of a figure with `BARE` margins; about 0.9 inch high.
    counts : mapping of str to int
        Number of members for each of ``"for"``, ``"abstain"``, ``"against"``, ``"absent"``;
        missing ones count as zero.
    required : int, optional
        Yes votes needed, drawn as a line.
    title : str, optional
    vertical : pair of float, optional
        Limits of the vertical axis, on which the bar runs from 0 to 1: room for more below it.
    """
    from matplotlib.patches import Rectangle

    widest = max(sum(counts.values()), required or 0, 1)
    width, height = _inches(axes)
    per_inch = widest / width
    bottom, top = vertical
    line_height = 0.15 / height * (top - bottom)  # of words, in the units of the vertical axis
    with style():
        axes.set_axis_off()
        axes.set(xlim=(-0.002 * widest, 1.002 * widest), ylim=vertical)
        if title:
            axes.set_title(title)
        start, row_ends = 0, [-1.0, -1.0]
        for vote, look in VOTES.items():
            count = counts.get(vote, 0)
            if not count:
                continue
            axes.add_patch(
                Rectangle(
                    (start, 0),
                    count,
                    1,
                    facecolor=look.fill,
                    edgecolor=look.hatch_line,
                    hatch=look.hatch,
                    linestyle=":" if vote == "absent" else "-",
                )
            )
            axes.text(
                start + count / 2,
                0.5,
                str(count),
                ha="center",
                va="center_baseline",
                color=look.on_fill,
                weight="bold",
                # Keeps the hatch away from the number.
                bbox={"facecolor": look.fill, "edgecolor": "none", "pad": 1.5}
                if look.hatch
                else None,
            )
            words = f"{look.symbol} {vote_word(vote)}"
            length = 0.066 * len(words) * per_inch  # 8.5 points, in inches a character
            at_edge = start + length > widest
            left = widest - length if at_edge else float(start)
            row = 0 if left >= row_ends[0] else 1
            row_ends[row] = left + length
            axes.text(
                widest if at_edge else start,
                -0.12 - line_height * row,
                words,
                ha="right" if at_edge else "left",
                va="top",
                color=look.text,
                fontsize=8.5,
            )
            start += count
        if required is not None:
            missing = required - counts.get("for", 0)
            verdict = (
                _("{required} needed: reached").format(required=required)
                if missing <= 0
                else _("{required} needed: {missing} short").format(
                    required=required, missing=missing
                )
            )
            axes.plot([required, required], [0, 1.3], color=INK, linewidth=2)
            on_left = required > widest / 2
            axes.text(
                required,
                1.36,
                verdict,
                ha="right" if on_left else "left",
                va="bottom",
                weight="bold",
            )


def roll_call_grid(
    axes: Axes,
    votes: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
    title: str = "",
) -> None:
    """Draw who voted how, a row for each state and a column for each roll call.

    Parameters
    ----------
    axes : Axes
        Of a figure with `BARE` margins; about 0.19 inch high for each row of the result: states,
        headings of groups, and six more.
    votes : pandas.DataFrame, shape (states, roll calls)
        Votes as words; a missing value is a state that the list does not name, and stays blank.
        Columns are ISO dates or short names.
    names : mapping of str to str, optional
        What to write for each state; default the index itself.
    groups : mapping of str to str, optional
        Group of each state. Groups come in the order of their first state, under a heading.
    title : str, optional

    Raises
    ------
    ValueError
        If a vote is not one of `VOTES`.
    """
    rows = _grid_rows(list(map(str, votes.index)), groups)
    words = votes.astype(object).where(votes.notna(), "")
    unknown = set(words.to_numpy().ravel()) - set(VOTES) - {""}
    if unknown:
        raise ValueError(f"unknown votes {sorted(map(str, unknown))}; use {', '.join(VOTES)}")
    words.index = words.index.map(str)
    columns = [str(column) for column in votes.columns]
    name_width = 0.30  # of the axes, for the names of the states
    step = (1 - name_width) / max(len(columns), 1)
    at = [name_width + step * (place + 0.5) for place in range(len(columns))]
    last = len(rows) + 5

    def write(x: float, y: float, text: str, **look: Any) -> None:
        axes.text(x, y, text, **{"va": "center_baseline", "fontsize": 8.5, **look})

    with style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(last + 0.2, -2.4))
        if title:
            axes.set_title(title)
        _grid_header(axes, columns, at)
        points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        striped = False
        for y, (kind, key) in enumerate(rows):
            if kind == "heading":
                write(0.004, y, key, weight="bold")
                striped = False
                continue
            if striped:
                axes.axhspan(y - 0.5, y + 0.5, color=STRIPE, linewidth=0)
            striped = not striped
            write(0.016, y, (names or {}).get(key, key))
            for x, vote in zip(at, words.loc[key], strict=True):
                if vote:
                    points[vote].append((x, y))
        axes.axhline(len(rows) - 0.25, color=QUIET, linewidth=0.8)
        for line, (vote, look) in enumerate(VOTES.items()):
            height = len(rows) + 0.4 + line
            points[vote].append((0.024, height))
            write(0.05, height, vote_word(vote), color=look.text)
            for x, count in zip(at, (words == vote).sum(), strict=True):
                write(x, height, str(count), color=look.text, ha="center")
        for vote, places in points.items():
            _markers(axes, places, VOTES[vote])


def _markers(axes: Axes, places: Sequence[tuple[float, float]], look: VoteStyle) -> None:
    xs, ys = zip(*places, strict=True)
    if look.open_marker:
        axes.scatter(
            xs, ys, marker=look.marker, s=38, linewidth=1.3, facecolor="none", edgecolor=look.text
        )
    else:
        axes.scatter(xs, ys, marker=look.marker, s=38, linewidth=1.3, color=look.text)


def _grid_rows(states: Sequence[str], groups: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Rows of the grid: ('state', code), and ('heading', group) before each group."""
    if groups is None:
        return [("state", state) for state in states]
    members: dict[str, list[str]] = defaultdict(list)
    for state in states:
        members[groups[state]].append(state)
    return [
        row
        for group, inside in members.items()
        for row in [("heading", group), *(("state", state) for state in inside)]
    ]


def _grid_header(axes: Axes, columns: Sequence[str], at: Sequence[float]) -> None:
    """Write each year once, over a line that spans its roll calls, and month and day below."""
    years: dict[str, list[float]] = defaultdict(list)
    for x, column in zip(at, columns, strict=True):
        year, dash, day = column.partition("-")
        dated = year.isdigit() and bool(dash)
        axes.text(x, -0.9, day if dated else column, ha="center", va="center", fontsize=8)
        if dated:
            years[year].append(x)
    for year, places in years.items():
        first, last = places[0] - 0.022, places[-1] + 0.022
        axes.plot([first, last], [-1.4, -1.4], color=QUIET, linewidth=0.8)
        axes.text((first + last) / 2, -1.9, year, ha="center", va="center", weight="bold")


def bipartite(
    axes: Axes,
    edges: Collection[tuple[str, str]],
    *,
    highlight: Collection[str] = (),
    dashed: Collection[tuple[str, str]] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
) -> None:
    """Draw which state belongs to which group.

    Two groups stand on either side of the states they share; more than two stand in a column of
    their own, beside all the states.

    Parameters
    ----------
    axes : Axes
        Of a figure with `BARE` margins; about 0.22 inch high for each state of the longest column.
    edges : collection of (state, group)
    highlight : collection of str, optional
        States to be drawn as bridges: bold, with thick lines and a ring.
    dashed : collection of (state, group), optional
        Memberships to be drawn as doubtful.
    names : mapping of str to str, optional
        What to write for states and groups; default their keys.
    title : str, optional
    """
    called = names or {}
    groups = sorted({group for _state, group in edges})
    members: dict[str, set[str]] = defaultdict(set)
    for state, group in sorted(edges):
        members[state].add(group)
    ordered = sorted(members, key=lambda state: called.get(state, state))
    places = _club_places(groups, {state: members[state] for state in ordered})
    with style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(-0.04, 1.04))
        if title:
            axes.set_title(title)
        for state, group in sorted(edges):
            bridge = state in highlight
            axes.plot(
                [places.states[state][0], places.groups[group][0]],
                [places.states[state][1], places.groups[group][1]],
                color=PALETTE["blue"] if bridge else "#A6A6A6",
                linewidth=2.4 if bridge else 1.0,
                linestyle=(0, (4, 2)) if (state, group) in dashed else "-",
                zorder=2 if bridge else 1,
            )
        for state, (x, y) in places.states.items():
            bridge = state in highlight
            axes.plot(
                [x],
                [y],
                marker="D" if bridge else "o",
                markersize=7 if bridge else 4,
                color=PALETTE["blue"] if bridge else QUIET,
                zorder=3,
            )
            side = places.sides[state]
            gap = 0.02 if bridge else 0.014
            label_x = x + {"left": -gap, "right": gap, "above": 0.0}[side]
            axes.text(
                label_x,
                y + (0.022 if side == "above" else 0),
                textwrap.fill(called.get(state, state), 20),
                ha={"left": "right", "right": "left", "above": "center"}[side],
                va="bottom" if side == "above" else "center_baseline",
                weight="bold" if bridge else "normal",
                color=PALETTE["blue"] if bridge else INK,
                fontsize=8.5,
                zorder=4,
            )
        for group, (x, y) in places.groups.items():
            axes.text(
                x,
                y,
                textwrap.fill(called.get(group, group), 14),
                ha="center",
                va="center",
                weight="bold",
                zorder=5,
                bbox={
                    "boxstyle": "round,pad=0.5",
                    "facecolor": "#FFF3D6",
                    "edgecolor": PALETTE["orange"],
                    "linewidth": 1.4,
                },
            )


class _Places(NamedTuple):
    states: dict[str, tuple[float, float]]
    groups: dict[str, tuple[float, float]]
    sides: dict[str, str]


def _club_places(groups: Sequence[str], members: Mapping[str, set[str]]) -> _Places:
    """Where states and groups stand, in axes coordinates."""
    if len(groups) != 2:
        # Neighbours share groups, so that lines cross less.
        order = {group: place for place, group in enumerate(groups)}
        listed = sorted(members, key=lambda s: sum(order[g] for g in members[s]) / len(members[s]))
        states = dict(zip(listed, ((0.36, y) for y in _column(len(listed))), strict=True))
        stand = dict(zip(groups, ((0.84, y) for y in _column(len(groups))), strict=True))
        return _Places(states, stand, dict.fromkeys(states, "left"))
    left, right = groups
    columns: dict[str, tuple[float, list[str]]] = {
        "left": (0.2, [s for s, inside in members.items() if inside == {left}]),
        "above": (0.5, [s for s, inside in members.items() if len(inside) == 2]),
        "right": (0.8, [s for s, inside in members.items() if inside == {right}]),
    }
    states = {}
    sides = {}
    for side, (x, inside) in columns.items():
        for state, y in zip(inside, _column(len(inside)), strict=True):
            states[state] = (x, y)
            sides[state] = side
    return _Places(states, {left: (0.345, 0.5), right: (0.655, 0.5)}, sides)


def _column(count: int) -> list[float]:
    """Heights, from the top down, that fill a column evenly."""
    return [1 - (place + 0.5) / count for place in range(count)]


@dataclass(frozen=True)
class Event:
    """One entry of a timeline.

    Attributes
    ----------
    when : datetime.date or str
        A date, or ISO text: ``"2019-05-03"``, ``"2019-05"`` or ``"2019"``.
    text : str
    strand : str, optional
        Entries of a strand share a marker and a colour.
    """

    when: date | str
    text: str
    strand: str = ""

    @property
    def year(self) -> float:
        """The date as a decimal year, with a year or month alone standing for its middle."""
        if isinstance(self.when, date):
            return self.when.year + (self.when.timetuple().tm_yday - 0.5) / 366
        year, month, day = (*(int(part) for part in self.when.split("-")), 0, 0)[:3]
        if day:
            return year + (date(year, month, day).timetuple().tm_yday - 0.5) / 366
        return year + ((month - 0.5) / 12 if month else 0.5)


#: Marker and colour of the strands of a timeline, in the order of their first entry.
_STRANDS = (
    ("o", "#0072B2"),
    ("s", "#B04A00"),
    ("^", "#00664B"),
    ("D", "#8A3F68"),
    ("v", "#222222"),
)


def timeline(
    axes: Axes,
    events: Sequence[Event],
    *,
    spans: Sequence[tuple[Event, Event]] = (),
    title: str = "",
) -> None:
    """Draw events along a vertical line of time, with their words beside them.

    Parameters
    ----------
    axes : Axes
        Of a figure with `BARE` margins; about 0.2 inch high for each line of text.
    events : sequence of Event
        At most five strands.
    spans : sequence of (Event, Event), optional
        Periods, each with its beginning and end, drawn as a bar left of the line. The text of the
        first stands beside it.
    title : str, optional

    Raises
    ------
    ValueError
        If there are no events or more strands than markers.
    """
    if not events:
        raise ValueError("a timeline needs at least one event")
    strands = list(dict.fromkeys(event.strand for event in events))
    if len(strands) > len(_STRANDS):
        raise ValueError(f"a timeline tells {len(_STRANDS)} strands apart; got {len(strands)}")
    looks = dict(zip(strands, _STRANDS, strict=False))
    ordered = sorted(events, key=lambda event: event.year)
    width, height = _inches(axes)
    line_x, text_x = 0.28, 0.34
    # 8.5 points of this font are about 0.072 inch a character.
    letters = max(12, int((0.97 - text_x) * width / 0.072))
    wrapped = [textwrap.wrap(f"{event.when}  {event.text}", letters) for event in ordered]
    years = [event.year for event in ordered] + [e.year for span in spans for e in span]
    first, last = math.floor(min(years)), math.floor(max(years)) + 1

    named = [strand for strand in strands if strand]
    head = 0.3 if named else 0.05  # inches kept for the key of the strands
    room = height - head - 0.1

    def depth(year: float) -> float:
        return head + 0.1 + (year - first) / (last - first) * (room - 0.25)

    wanted = [depth(event.year) for event in ordered]
    needed = [0.155 * len(lines) + 0.05 for lines in wrapped]
    with style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(height, 0))
        if title:
            axes.set_title(title)
        axes.plot([line_x, line_x], [depth(first), depth(last)], color=QUIET, linewidth=1.2)
        ticks = [((line_x - 0.012, line_x), (depth(year),) * 2) for year in range(first, last + 1)]
        _strokes(axes, ticks, color=QUIET, linewidth=1)
        for year in range(first, last + 1):
            axes.text(
                line_x - 0.018,
                depth(year),
                str(year),
                ha="right",
                va="center",
                color=QUIET,
                fontsize=8,
            )
        for begin, end in spans:
            top, bottom = depth(begin.year), depth(end.year)
            axes.plot(
                [0.185, 0.185],
                [top, max(bottom, top + 0.04)],
                color=PALETTE["orange"],
                linewidth=6,
                solid_capstyle="butt",
            )
            axes.text(
                0.17,
                (top + bottom) / 2,
                textwrap.fill(begin.text, max(8, int(0.17 * width / 0.072))),
                ha="right",
                va="center",
                fontsize=8.5,
                weight="bold",
            )
        places = _apart(wanted, needed, head, height)
        leaders = []
        marks: dict[str, list[float]] = defaultdict(list)
        for event, lines, mark_y, text_y, space in zip(
            ordered, wrapped, wanted, places, needed, strict=True
        ):
            middle = text_y + space / 2
            leaders.append(((line_x, text_x - 0.008), (mark_y, middle)))
            marks[event.strand].append(middle)
            axes.text(text_x + 0.024, middle, "\n".join(lines), va="center", fontsize=8.5)
        _strokes(axes, leaders, color=FAINT, linewidth=1)
        axes.plot([line_x] * len(wanted), wanted, "o", color=QUIET, markersize=3)
        # The markers stand by the words: on the line, neighbours in time would hide each other.
        for strand, middles in marks.items():
            marker, colour = looks[strand]
            axes.plot([text_x + 0.006] * len(middles), middles, marker, color=colour, markersize=6)
        x = text_x
        for strand in named:
            marker, colour = looks[strand]
            axes.plot([x + 0.006], [0.12], marker=marker, color=colour, markersize=6)
            axes.text(x + 0.022, 0.12, strand, va="center", color=colour, weight="bold")
            x += 0.05 + 0.083 * len(strand) / width


def _strokes(
    axes: Axes, strokes: Sequence[tuple[tuple[float, ...], tuple[float, ...]]], **look: Any
) -> None:
    """Draw separate lines as one artist: each artist costs about a millisecond of a redraw."""
    gap = (math.nan,)
    axes.plot(
        [x for xs, _ys in strokes for x in xs + gap],
        [y for _xs, ys in strokes for y in ys + gap],
        **look,
    )


def _apart(
    wanted: Sequence[float], needed: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Upper edges of stacked labels, as near as possible to where they should be.

    Least squares under the condition that no label covers the next one: with the heights of the
    labels above taken off, the places must not decrease, which is isotonic regression (pooling of
    adjacent violators). Holding all within the page is then a matter of clipping.
    """
    above = [sum(needed[:place]) for place in range(len(needed))]
    pools: list[tuple[float, int]] = []  # mean and size
    for middle, height, taken in zip(wanted, needed, above, strict=True):
        mean, size = middle - height / 2 - taken, 1
        while pools and pools[-1][0] > mean:
            earlier, count = pools.pop()
            mean, size = (mean * size + earlier * count) / (size + count), size + count
        pools.append((mean, size))
    lowest = max(top, bottom - sum(needed))
    free = [min(max(mean, top), lowest) for mean, size in pools for _place in range(size)]
    return [place + taken for place, taken in zip(free, above, strict=True)]

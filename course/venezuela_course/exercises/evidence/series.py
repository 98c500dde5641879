"""Charts of any series in the tables: gaps stay gaps, and two publishers stand side by side.

A table holds series if the day or year of a row is part of its key, and it has a column of numbers. What
else is in the key (a country, an indicator, a publisher) tells its series apart. Of tables whose key is an
id, `SHAPES` says which columns those are.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from venezuela_course import charts, seeds
from venezuela_course.exercises.evidence.search import NOT_EVIDENCE, fold, key_columns
from venezuela_course.language import _, ngettext

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Names of a column that says when.
TIMES = ("year", "date", "month", "period")
#: Columns of a key that repeat another in words, and which.
IN_WORDS = {"iso3": "country", "coa_iso": "coa_name"}
#: From this ratio of largest to smallest on, the scale of a rate such as inflation is logarithmic.
LOGARITHMIC_FROM = 1000
#: Statuses of a value that a publisher rests on records.
RECORDED = ("", "published", "computed", "full_year")
#: What tells two publishers' series of one thing apart.
_PUBLISHER = re.compile(r"_(?:wdi|weo|imf|unhcr|r4v)$|^(?:wdi|weo|imf|unhcr|r4v)_")
#: Names in the tables that are written otherwise in prose.
_WRITTEN_OUT = {
    "gdp": "GDP",
    "unhcr": "UNHCR",
    "r4v": "R4V",
    "opec": "OPEC",
    "usgs": "US Geological Survey",
    "wdi": "(World Bank)",
    "weo": "(IMF)",
    "brent": "Brent",
}


class _Look(NamedTuple):
    colour: str
    marker: str
    line: float
    size: float


#: A series alone, and then two: the second is thin, so that the first shows where they agree.
_ALONE = (_Look(charts.PALETTE["blue"], "o", 1.8, 4),)
_TOGETHER = (_Look(charts.PALETTE["blue"], "o", 3.6, 7), _Look("#B04A00", "s", 1.2, 3))


class Shape(NamedTuple):
    """Where the series of a table lie.

    Attributes
    ----------
    time : str
        Column that says when.
    values : tuple of str
        Columns of numbers.
    apart : tuple of str
        Columns that tell series apart.
    rivals : tuple of str
        Those of them by which two series of the same thing differ: a publisher, a kind of figure.
    """

    time: str
    values: tuple[str, ...]
    apart: tuple[str, ...]
    rivals: tuple[str, ...] = ()


SHAPES = {
    "oil_reserves": Shape("as_of", ("billion_barrels",), ("concept", "publisher"), ("publisher",)),
    "forecast_vintages": Shape("period_end", ("value_pct",), ("measure", "kind"), ("kind",)),
    "militarisation": Shape("period", ("value",), ("measure", "unit")),
}


class Point(NamedTuple):
    """One value of a series.

    Attributes
    ----------
    when : float
        Decimal year.
    written : str
        The time as in the table.
    value : float or None
        None if the publisher gives none.
    usable : bool
        False if the table marks the value as one not to be used.
    status, note : str
    """

    when: float
    written: str
    value: float | None
    usable: bool
    status: str
    note: str

    @property
    def drawable(self) -> bool:
        """A usable value at a time, not of a period of years."""
        return self.value is not None and self.usable and "/" not in self.written


@dataclass(frozen=True)
class Series:
    """One series of a table.

    Attributes
    ----------
    key : str
        Unique: the table, the column, what else tells it apart.
    stem : str
        The key without its publisher: equal for two publishers' series of one thing.
    label : str
        What it measures, from the names in the table.
    table, unit, source : str
    points : tuple of Point
        In order of time.
    yearly : bool
        One point to a year, always of the same day: neighbours may be joined by a line.
    """

    key: str
    stem: str
    label: str
    table: str
    unit: str
    source: str
    points: tuple[Point, ...]
    yearly: bool

    @property
    def drawn(self) -> list[Point]:
        """Points with a usable value at a time."""
        return [point for point in self.points if point.drawable]

    @property
    def gaps(self) -> list[int]:
        """Years between the first and the last value that have none."""
        if not self.yearly:
            return []
        known = {int(point.when) for point in self.points if point.value is not None}
        return [year for year in range(min(known), max(known)) if year not in known]

    @property
    def unusable(self) -> list[int]:
        """Years whose value the table marks as not to be used."""
        return [
            int(point.when) for point in self.points if point.value is not None and not point.usable
        ]


@cache
def catalogue() -> dict[str, Series]:
    """Every series of the evidence, by key, in the order of the tables."""
    found: dict[str, Series] = {}
    for name in seeds.tables().index:
        if name not in NOT_EVIDENCE:
            for series in _series_of(name):
                found[series.key] = series
    return found


def _shape(name: str, table: pd.DataFrame) -> Shape | None:
    import pandas as pd

    if name in SHAPES:
        return SHAPES[name]
    key = key_columns(name)
    time = next((column for column in TIMES if column in key), None)
    if time is None:
        return None
    values = tuple(
        column
        for column in table.columns
        if column not in key
        and pd.api.types.is_numeric_dtype(table[column])
        and not pd.api.types.is_bool_dtype(table[column])
    )
    return Shape(time, values, tuple(column for column in key if column != time))


def _series_of(name: str) -> list[Series]:
    table = seeds.table(name)
    shape = _shape(name, table)
    if shape is None:
        return []
    apart = list(shape.apart)
    groups = table.groupby(apart, sort=False, observed=True) if apart else [((), table)]
    return [
        made
        for parts, rows in groups
        for column in shape.values
        if (made := _series(name, table.attrs, shape, parts, rows, column)) is not None
    ]


def _series(
    name: str,
    attrs: dict[str, Any],
    shape: Shape,
    parts: tuple[Any, ...],
    rows: pd.DataFrame,
    column: str,
) -> Series | None:
    points = tuple(
        sorted(
            (
                point
                for row in rows.to_dict("records")
                if (point := _point(row, shape.time, column)) is not None
            ),
            key=lambda point: (point.when, point.written),
        )
    )
    if not any(point.drawable for point in points):
        return None
    if len(points) == 1 and not shape.rivals:
        return None  # one number is no chart
    first = rows.iloc[0]
    named = [
        str(first[IN_WORDS[other]] if IN_WORDS.get(other) in rows.columns else part)
        for other, part in zip(shape.apart, parts, strict=True)
        if other != "unit"
    ]
    unit = str(first["unit"]) if "unit" in rows.columns else attrs["units"].get(column, "")
    several = len(shape.values) > 1
    what = [attrs["title"], *([column] if several else []), *named]
    stem = [
        _PUBLISHER.sub("", str(part))
        for other, part in zip(shape.apart, parts, strict=True)
        if other not in shape.rivals
    ]
    days = {point.written[4:] for point in points}
    years = [int(point.when) for point in points]
    sources = rows["source"].dropna().unique() if "source" in rows.columns else []
    return Series(
        key=":".join([name, column, *map(str, parts)]),
        stem=":".join([name, column, *stem]),
        label=": ".join(map(_plain, what)),
        table=name,
        unit=unit,
        source="; ".join(map(str, sources)),
        points=points,
        yearly=len(days) == 1 and len(set(years)) == len(years),
    )


def _plain(name: str) -> str:
    """A name of the tables as prose: ``real_gdp_growth`` becomes ``real GDP growth``."""
    return " ".join(_WRITTEN_OUT.get(word, word) for word in name.replace("_", " ").split(" "))


def _point(row: dict[str, Any], time: str, column: str) -> Point | None:
    written = _written(row[time])
    match = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?=$|/)", written)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    value = row[column]
    usable = row.get("usable", True)
    return Point(
        when=year + ((month - 1) / 12 + max(day - 1, 0) / 372 if month else 0),
        written=written,
        value=None if str(value) in ("<NA>", "nan", "None") else float(value),
        usable=usable is not False and str(usable) != "False",
        status=_written(row.get("status", row.get("covers", ""))),
        note=_written(row.get("note", "")),
    )


def _written(value: Any) -> str:
    if hasattr(value, "date"):
        return str(value.date().isoformat()) if str(value) != "NaT" else ""
    return "" if str(value) in ("nan", "<NA>", "None") else str(value)


def beside(series: Series) -> list[Series]:
    """Series of the same unit, those of the same thing by another publisher first."""
    same = [
        other
        for other in catalogue().values()
        if other.key != series.key and fold(other.unit) == fold(series.unit)
    ]
    return sorted(same, key=lambda other: (other.stem != series.stem, other.table != series.table))


def other_publisher(series: Series) -> Series | None:
    """Another publisher's series of the same thing, if the tables hold one."""
    return next((other for other in beside(series) if other.stem == series.stem), None)


# Words --------------------------------------------------------------------------------------------


def ranges(years: Sequence[int]) -> str:
    """Years in few words: ``[2015, 2016, 2017, 2020]`` becomes ``"2015–2017, 2020"``."""
    runs = []
    for _offset, run in groupby(enumerate(sorted(set(years))), key=lambda pair: pair[1] - pair[0]):
        inside = [year for _place, year in run]
        runs.append(f"{inside[0]}–{inside[-1]}" if len(inside) > 1 else f"{inside[0]}")
    return ", ".join(runs)


def figure_of(value: float) -> str:
    """A value as text, of at most six significant figures."""
    return (
        f"{value:,.6g}".replace(",", " ") if abs(value) < 1e6 else f"{value:,.0f}".replace(",", " ")
    )


def in_words(series: Series) -> list[str]:
    """What a reader has to know about a series, a sentence each: extent, gaps, what not to use."""
    drawn = series.drawn
    said = []
    if drawn:
        low = min(drawn, key=lambda point: point.value or 0)
        high = max(drawn, key=lambda point: point.value or 0)
        said.append(
            ngettext(
                "{label}: {n} value, {first} to {last}; lowest {low} ({low_when}), highest {high} "
                "({high_when}), in {unit}.",
                "{label}: {n} values, {first} to {last}; lowest {low} ({low_when}), highest {high} "
                "({high_when}), in {unit}.",
                len(drawn),
            ).format(
                label=series.label,
                n=len(drawn),
                first=drawn[0].written,
                last=drawn[-1].written,
                low=figure_of(low.value or 0),
                low_when=low.written,
                high=figure_of(high.value or 0),
                high_when=high.written,
                unit=series.unit or _("units that the table does not state"),
            )
        )
    if series.gaps:
        said.append(_("No figure for {years}.").format(years=ranges(series.gaps)))
    if series.unusable:
        why = next(p.note for p in series.points if p.value is not None and not p.usable)
        said.append(
            _("Published but marked as unusable, and so not drawn: {years}. {why}")
            .format(years=ranges(series.unusable), why=why)
            .strip()
        )
    softer = [point for point in drawn if point.status not in RECORDED]
    for status in dict.fromkeys(point.status for point in softer):
        years = [int(point.when) for point in softer if point.status == status]
        said.append(
            _("Open markers: {status}, {years}.").format(
                status=status.replace("_", " "), years=ranges(years)
            )
        )
    periods = [point.written for point in series.points if "/" in point.written]
    if periods:
        said.append(
            _("Of a period of years, and so not drawn: {periods}.").format(
                periods=", ".join(periods)
            )
        )
    if not series.yearly and len(drawn) > 1:
        said.append(_("The dates are irregular: points are not joined."))
    return said


def difference(one: Series, other: Series) -> str:
    """How far two series are apart where both have a value, in a sentence; ``""`` if they never meet."""
    values = {point.written: point.value for point in other.drawn}
    both = [
        (point.written, point.value, values[point.written])
        for point in one.drawn
        if point.written in values
    ]
    if not both:
        return _("The two series have no date in common.")
    when, first, second = max(both, key=lambda row: abs((row[1] or 0) - (row[2] or 0)))
    if first == second:
        return ngettext(
            "Both give the same value on the {n} date they share.",
            "Both give the same values on all {n} dates they share.",
            len(both),
        ).format(n=len(both))
    return ngettext(
        "They share {n} date, {when}: {first} and {second}.",
        "They share {n} dates and are farthest apart at {when}: {first} and {second}.",
        len(both),
    ).format(n=len(both), when=when, first=figure_of(first or 0), second=figure_of(second or 0))


# Pictures -----------------------------------------------------------------------------------------


def picture(series: Series, other: Series | None = None) -> str:
    """A chart of a series, or of two in the same unit, with its words and its values as a table.

    Returns
    -------
    str
        HTML.
    """
    both = [series, *([other] if other is not None else [])]
    words = [sentence for one in both for sentence in in_words(one)]
    if other is not None:
        words.append(difference(series, other))
    logarithmic = _logarithmic(both)
    if logarithmic:
        words.append(_("The scale is logarithmic."))
    sources = "; ".join(dict.fromkeys(one.source for one in both if one.source))
    drawn = _svg(both, words, logarithmic) if any(one.drawn for one in both) else ""
    said = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in words)
    table = "".join(map(_values_html, both))
    source = html.escape(_("Source: {text}").format(text=sources))
    return f"{drawn}<p>{source}</p><ul>{said}</ul>{table}"


def _values(both: Sequence[Series]) -> list[float]:
    return [point.value for one in both for point in one.drawn if point.value is not None]


def _logarithmic(both: Sequence[Series]) -> bool:
    """Whether the values are rates that no other scale would tell apart, as inflation is."""
    values = _values(both)
    rates = both[0].unit.startswith("percent")
    return rates and min(values) > 0 and max(values) / min(values) >= LOGARITHMIC_FROM


def _svg(both: Sequence[Series], words: Sequence[str], logarithmic: bool) -> str:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

    # The canvas is used again for the next series, so every limit and scale is set each time.
    figure = charts.canvas(7, 3.6, margins=charts.Margins(1.05, 0.3, 0.2 + 0.2 * len(both), 0.35))
    axes = figure.axes[0]
    values = _values(both)
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 1
    with charts.style():
        axes.set_yscale("log" if logarithmic else "linear")
        if logarithmic:
            axes.set_ylim(low / 1.5, high * 1.5)
            axes.yaxis.set_minor_formatter(NullFormatter())
        else:
            axes.set_ylim(0 if low >= 0 else low - room, high + room)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: figure_of(value)))
        axes.grid(True, axis="y")
        axes.set_ylabel(both[0].unit)
        times = [point.when for one in both for point in one.points if point.value is not None]
        axes.set_xlim(min(times) - 0.8, max(times) + 0.8)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        looks = _ALONE if len(both) == 1 else _TOGETHER
        for place, (one, look) in enumerate(zip(both, looks, strict=True)):
            _draw(axes, one, look)
            height = 1 + 0.075 * (len(both) - place) - 0.03
            axes.plot(
                [0.006], [height], marker=look.marker, color=look.colour, markersize=5,
                transform=axes.transAxes, clip_on=False,
            )  # fmt: skip
            axes.text(
                0.02, height, one.label, transform=axes.transAxes, color=look.colour, weight="bold",
                va="center_baseline",
            )  # fmt: skip
        _mark_years(axes, [year for one in both for year in one.unusable], _("marked unusable"))
        if len(both) == 1:
            _mark_years(axes, both[0].gaps, _("no figure"))
    return charts.svg(figure, " ".join(words), "evidence-series")


def _draw(axes: Axes, series: Series, look: _Look) -> None:
    drawn = series.drawn
    if series.yearly and drawn:
        # A year without a usable value breaks the line.
        known = {int(point.when): point.value or 0.0 for point in drawn}
        span = range(min(known), max(known) + 1)
        heights = [known.get(year, math.nan) for year in span]
        day = drawn[0].when % 1  # the same in each year, such as the last of December
        axes.plot([year + day for year in span], heights, color=look.colour, linewidth=look.line)
    for recorded, face in ((True, look.colour), (False, charts.PAPER)):
        chosen = [point for point in drawn if (point.status in RECORDED) is recorded]
        axes.plot(
            [point.when for point in chosen],
            [point.value or 0.0 for point in chosen],
            look.marker,
            color=look.colour,
            markerfacecolor=face,
            markersize=look.size,
        )


def _mark_years(axes: Axes, years: Sequence[int], words: str) -> None:
    """Shade whole years, and write once what the shade means."""
    first = True
    ordered = sorted(set(years))
    for _offset, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        inside = [year for _place, year in run]
        axes.axvspan(
            inside[0] - 0.5, inside[-1] + 0.5, facecolor=charts.STRIPE, edgecolor=charts.FAINT,
            hatch="////", linewidth=0, zorder=0,
        )  # fmt: skip
        if first:
            axes.text(
                (inside[0] + inside[-1]) / 2, 0.97, words, rotation=90, ha="center", va="top",
                color=charts.QUIET, fontsize=7.5, transform=axes.get_xaxis_transform(),
            )  # fmt: skip
        first = False


def _values_html(series: Series) -> str:
    rows = "".join(
        f'<tr><th scope="row">{html.escape(point.written)}</th>'
        f"<td>{'' if point.value is None else figure_of(point.value)}</td>"
        f"<td>{html.escape(_remark(point))}</td></tr>"
        for point in series.points
    )
    heads = "".join(
        f'<th scope="col">{html.escape(text)}</th>'
        for text in (_("When"), series.unit or _("Value"), _("Remark"))
    )
    caption = html.escape(series.label)
    return (
        f"<details><summary>{html.escape(_('Values: {label}').format(label=series.label))}</summary>"
        f'<table class="venezuela-course-grid"><caption>{caption}</caption><thead><tr>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></details>"
    )


def _remark(point: Point) -> str:
    said = []
    if point.value is None:
        said.append(_("no figure"))
    elif not point.usable:
        said.append(_("marked unusable"))
    if point.status not in RECORDED:
        said.append(point.status.replace("_", " "))
    if point.note:
        said.append(point.note)
    return "; ".join(said)

"""The figures made of evidence: drawn once, stored in the notebook, each with its words and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.language import _

BLUE = charts.PALETTE["blue"]
RUST = "#B04A00"  # vermillion, dark enough to read as text
GREEN = "#00664B"  # bluish green, dark enough to read as text

# Who held which post -------------------------------------------------------------------------------

#: The day on which the operational command passed to another, as the note of the row says.
COMMAND_ENDS = date(2017, 6, 20)

_FIRST, _LAST = date(2013, 1, 1), date(2019, 1, 1)


@dataclass(frozen=True)
class Tenure:
    """One person in one post.

    Attributes
    ----------
    person, post : str
    start : datetime.date
        The first day that the source allows.
    end : datetime.date or None
        None where no row of the tables gives it.
    """

    person: str
    post: str
    start: date
    end: date | None = None


def tenures() -> list[Tenure]:
    """Posts held by officers that the tables date, two of them by two persons in pairs.

    Returns
    -------
    list of Tenure
        From ``timeline`` and ``militarisation``, in the order in which they are drawn.
    """
    events = seeds.timeline().set_index("event_id")["date_start"]

    def began(event: str) -> date:
        return date.fromisoformat(str(events[event])[:10])

    quevedo = began("T-2017-11-26-quevedo")
    padrino = "Vladimir Padrino López"
    return [
        Tenure(
            padrino, _("operational commander"), began("T-2013-07-padrino-ceofanb"), COMMAND_ENDS
        ),
        Tenure(padrino, _("defence minister"), began("T-2014-10-24-padrino-minister")),
        Tenure("Néstor Reverol", _("interior minister"), began("T-2016-08-reverol")),
        Tenure("Manuel Quevedo", _("oil minister"), quevedo),
        Tenure("Manuel Quevedo", _("president of the state oil company"), quevedo),
    ]


def posts_through_time() -> charts.Picture:
    """Officers in civilian and military posts; where two bars of one person overlap, two roles met."""
    import matplotlib.dates as dates

    spans = tenures()
    figure = charts.figure(8, 3.9, margins=charts.Margins(2.55, 0.3, 0.95, 0.75))
    axes = figure.axes[0]
    looks = {
        "Vladimir Padrino López": (BLUE, ""),
        "Néstor Reverol": ("#8C8C8C", "...."),
        "Manuel Quevedo": (charts.PALETTE["orange"], "////"),
    }
    with charts.style():
        both = (spans[1].start, COMMAND_ENDS)
        axes.axvspan(
            dates.date2num(both[0]), dates.date2num(both[1]), color=charts.STRIPE, linewidth=0
        )
        for row, one in enumerate(spans):
            colour, hatch = looks[one.person]
            left, right = dates.date2num(one.start), dates.date2num(one.end or _LAST)
            axes.barh(
                [row],
                [right - left],
                left=left,
                height=0.5,
                color=colour,
                hatch=hatch,
                edgecolor="white" if hatch else colour,
            )
            if one.end is None:
                axes.text(right, row, " …", va="center", weight="bold", color=charts.QUIET)
        for event, words, height in (
            ("T-2015-01-resolution-force", _("rules for\nlethal force"), -0.75),
            ("T-2016-02-10-camimpeg", _("military oil and\nmining company"), -1.5),
            ("T-2016-07-11-supply-command", _("supply\ncommand"), -0.75),
        ):
            day = dates.date2num(_day(event))
            axes.plot([day, day], [height + 0.02, 4.5], color=charts.INK, linewidth=0.9, zorder=3)
            axes.text(day, height, words, ha="center", va="bottom", fontsize=8, linespacing=1.1)
        axes.set(ylim=(4.5, -0.6), xlim=(dates.date2num(_FIRST), dates.date2num(_LAST)))
        axes.set_yticks(range(len(spans)), [f"{one.person}\n{one.post}" for one in spans])
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(dates.YearLocator())
        axes.xaxis.set_major_formatter(dates.DateFormatter("%Y"))
        axes.grid(axis="x")
        for text in axes.texts:
            text.set_clip_on(False)
    months = (both[1].year - both[0].year) * 12 + both[1].month - both[0].month
    figure.text(0.012, 0.94, _("Officers in posts that the tables date"), weight="bold", size=10.5)
    charts.source(
        figure,
        _(
            "militarisation and timeline, compiled from press named row by row. Dots: no row gives the "
            "end. Bars that begin in a month begin on its first day."
        ),
    )
    return charts.show(
        figure,
        _(
            "Bars from 2013 to 2018 for five posts: {posts}. Vladimir Padrino López held two of them at "
            "once for about {months} months. Marked: rules for lethal force in January 2015, a military "
            "oil and mining company in February 2016, the supply command in July 2016."
        ).format(
            posts="; ".join(
                _("{person}, {post}, from {start}").format(
                    person=one.person, post=one.post, start=one.start.isoformat()
                )
                for one in spans
            ),
            months=months,
        ),
    )


def _day(event: str) -> date:
    row = seeds.timeline().set_index("event_id").loc[event]
    return date.fromisoformat(str(row["date_start"])[:10])


# How long it lasted --------------------------------------------------------------------------------

#: Days that a criterion of success asks for: Powell and Thyne (2011).
SEVEN_DAYS = 7


@dataclass(frozen=True)
class Removal:
    """How long a head of government was out of office.

    Attributes
    ----------
    case, facts : str
        What it is called, and the id of the row that says so.
    days : float or None
        None where nobody was put out of office.
    open_ended : bool
        Whether the one removed never came back.
    """

    case: str
    facts: str
    days: float | None
    open_ended: bool = False


def removals() -> list[Removal]:
    """Six cases that no exercise of the assignment uses, from ``external_facts``.

    Returns
    -------
    list of Removal
        Shortest first; last those in which the head of government stayed.
    """
    facts = seeds.external_facts().set_index("fact_id")["value"]
    zimbabwe = (date(2017, 11, 24) - date(2017, 11, 15)).days
    return [
        Removal(_("Turkey, July 2016"), "X-059", float(facts["X-059"]) / 24),
        Removal(_("Burkina Faso, September 2015"), "X-058", float(facts["X-058"])),
        Removal(_("Zimbabwe, November 2017"), "X-060", float(zimbabwe), open_ended=True),
        Removal(_("Honduras, June 2009"), "X-057", float(facts["X-057"]), open_ended=True),
        Removal(_("Peru, April 1992"), "X-055", None),
        Removal(_("Venezuela, March 2017"), "T-2017-03-29-tsj-156", None),
    ]


def how_long_it_lasted() -> charts.Picture:
    """Six cases on a scale of days, with the line that one definition draws."""
    cases = removals()
    figure = charts.figure(8, 3.6, margins=charts.Margins(2.3, 0.3, 0.7, 0.95))
    axes = figure.axes[0]
    with charts.style():
        axes.set_xscale("log")
        axes.set(xlim=(0.25, 900), ylim=(len(cases) - 0.4, -0.7))
        axes.axvline(SEVEN_DAYS, color=charts.INK, linewidth=1.4)
        axes.text(SEVEN_DAYS, -0.75, _("seven days"), ha="center", va="bottom", weight="bold")
        for row, case in enumerate(cases):
            if case.days is None:
                axes.text(
                    9, row, _("the head of government stayed in office"), va="center",
                    color=charts.QUIET, style="italic",
                )  # fmt: skip
                continue
            axes.plot([0.25, case.days], [row, row], color=charts.FAINT, linewidth=1.2, zorder=1)
            axes.plot(
                [case.days], [row], marker=">" if case.open_ended else "o", color=BLUE, markersize=7
            )
            crowded = case.days > 100  # no room to the right of it
            axes.text(
                case.days / 1.22 if crowded else case.days * 1.22,
                row,
                _in_time(case.days, open_ended=case.open_ended),
                va="center",
                ha="right" if crowded else "left",
                fontsize=8.5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )
        axes.set_yticks(range(len(cases)), [case.case for case in cases])
        axes.set_xticks(
            [0.5, 1, 2, 7, 30, 100, 365],
            [_("½ day"), "1", "2", "7", "30", "100", _("1 year")],
        )
        axes.xaxis.set_minor_locator(_no_ticks())
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(_("days out of office, on a scale that multiplies"))
        figure.text(
            0.012,
            0.93,
            _("How long was the head of government out of office?"),
            weight="bold",
            size=10.5,
        )
    charts.source(
        figure,
        _(
            "external_facts {ids}; timeline. Triangles: the one removed never returned; the days "
            "run to the swearing-in of a lasting successor."
        ).format(ids="X-055–X-060"),
    )
    says = "; ".join(
        _("{case}: {time}").format(
            case=case.case,
            time=_("the head of government stayed in office")
            if case.days is None
            else _in_time(case.days, open_ended=case.open_ended),
        )
        for case in cases
    )
    return charts.show(
        figure,
        _("Six cases by how long a head of government was out of office. {cases}.").format(
            cases=says
        ),
    )


def _no_ticks() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _in_time(days: float, *, open_ended: bool) -> str:
    if days < 1:
        return _("at most {hours:.0f} hours").format(hours=24 * days)
    if open_ended:
        return _("{days:.0f} days to a lasting successor").format(days=days)
    return _("{days:.0f} days").format(days=days)


# Counts that do not agree --------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """One count of officers in the cabinet.

    Attributes
    ----------
    record : str
        Id of the row.
    year : float
        Middle of the period, as a decimal year.
    share : float
        Per cent.
    counter : str
        Who counted: a key of `counter_words`.
    precision : str
    """

    record: str
    year: float
    share: float
    counter: str
    precision: str


#: Who counted, by a word in the source of the row, in the order in which it is looked for.
_COUNTERS = ("Runrunes", "El Nacional", "TalCual", "La Verdad", "Control Ciudadano")

_COUNTER_LOOKS = {
    "Runrunes": ("o", BLUE),
    "El Nacional": ("s", RUST),
    "TalCual": ("^", GREEN),
    "La Verdad": ("v", "#7A5A00"),
    "Control Ciudadano": ("D", "#8A3F68"),
}


def cabinet_counts() -> list[Count]:
    """Every dated share of officers in the cabinet, with who counted.

    Returns
    -------
    list of Count
        From ``militarisation``; the average of 1999 to 2013 is left out, since it is of no year.
    """
    table = seeds.militarisation()
    rows = table[(table["measure"] == "cabinet_share") & (table["period_precision"] != "interval")]
    counts = []
    for row in rows.itertuples():
        start, end = (date.fromisoformat(str(day)[:10]) for day in (row.date_start, row.date_end))
        middle = (start.toordinal() + end.toordinal()) / 2
        year = date.fromordinal(int(middle))
        counts.append(
            Count(
                str(row.record_id),
                year.year + (year.timetuple().tm_yday - 1) / 366,
                float(row.value),
                next(name for name in _COUNTERS if name in str(row.source)),
                str(row.period_precision),
            )
        )
    return sorted(counts, key=lambda one: one.year)


def cabinet_average() -> float:
    """Average share under Hugo Chávez, 1999 to 2013, in per cent."""
    table = seeds.militarisation().set_index("record_id")
    return float(table.loc["cabinet-1999-2013", "value"])


#: Marks with another close to their right.
_LABEL_LEFT = ("cabinet-2014", "cabinet-2015", "cabinet-2015-10", "cabinet-2017-06")


def draw_counts(axes: Any, counts: Sequence[Count], *, labels: bool = True) -> None:
    """Mark each count in the manner of its counter, without joining different counters.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    counts : sequence of Count
    labels : bool, default True
        Whether each mark has its figure beside it.
    """
    for counter, (marker, colour) in _COUNTER_LOOKS.items():
        mine = [one for one in counts if one.counter == counter]
        if mine:
            axes.plot(
                [one.year for one in mine],
                [one.share for one in mine],
                marker,
                color=colour,
                markersize=7,
                zorder=3,
            )
    if labels:
        for one in counts:
            left = one.record in _LABEL_LEFT
            charts.label(
                axes,
                one.year,
                one.share,
                f"{one.share:g}",
                _COUNTER_LOOKS[one.counter][1],
                side="left" if left else "right",
            )


def officers_in_the_cabinet() -> charts.Picture:
    """The share of officers among ministers, as five counters give it."""
    counts = cabinet_counts()
    average = cabinet_average()
    figure = charts.figure(8, 4.1, margins=charts.Margins(0.65, 1.75, 0.45, 0.85))
    axes = figure.axes[0]
    with charts.style():
        axes.plot([2003.2, 2013.2], [average, average], color=charts.QUIET, linestyle=(0, (5, 3)))
        axes.text(
            2003.3,
            average - 1.2,
            _("average of 1999 to 2013, {share:g} (Runrunes)").format(share=average),
            va="top",
            color=charts.QUIET,
            fontsize=8.5,
        )
        draw_counts(axes, counts)
        axes.set(xlim=(2003.2, 2024), ylim=(0, 50), ylabel=_("per cent of ministers"))
        axes.set_xticks(range(2004, 2025, 4))
        axes.grid(axis="y")
        axes.set_title(_("Officers among ministers: one question, five counters"))
        for place, (counter, (marker, colour)) in enumerate(_COUNTER_LOOKS.items()):
            height = 44 - 5 * place
            axes.plot([2024.7], [height], marker, color=colour, markersize=7, clip_on=False)
            charts.label(axes, 2025, height, counter, colour)
    charts.source(
        figure,
        _(
            "militarisation, measure cabinet_share; each row names its source. Serving and retired "
            "officers, ministers and ministries are not told apart by all counters: marks of "
            "different shape do not compare."
        ),
    )
    return charts.show(
        figure,
        _(
            "Officers as a share of ministers, by counter. {counts}. Average of 1999 to 2013 by "
            "Runrunes: {average:g} per cent. Marks of different counters are not joined."
        ).format(
            counts="; ".join(
                _("{counter} {year:.0f}: {share:g}").format(
                    counter=one.counter, year=int(one.year), share=one.share
                )
                for one in counts
            ),
            average=average,
        ),
    )


#: Other shares in the tables: record, numerator and base as shown.
_OTHER_BASES = (
    "cabinet-economic-2018-01",
    "governors-psuv-2016",
    "governor-candidates-2017-10",
    "governors-2008-02",
    "state-firms-2019",
)


def other_bases() -> charts.Picture:
    """Five shares that are all called militarisation, each of something else."""
    table = seeds.militarisation().set_index("record_id")
    words = {
        "cabinet-economic-2018-01": _("ministers of the economic area, January 2018"),
        "governors-psuv-2016": _("governors of the ruling party, 2016: at most"),
        "governor-candidates-2017-10": _("its candidates for governor, 2017 (10 of 23)"),
        "governors-2008-02": _("all governors, 2008 (“1 in 3”)"),
        "state-firms-2019": _("state firms run by officers, 2019 (60 of 576): at least"),
    }
    shares = {
        "governor-candidates-2017-10": 100 * 10 / 23,
        "state-firms-2019": 100 * 60 / 576,
    }
    values = [shares.get(key) or float(table.loc[key, "value"]) for key in _OTHER_BASES]
    hatches = ["", "////", "", "", "////"]
    figure = charts.figure(8, 2.75, margins=charts.Margins(3.55, 0.6, 0.4, 0.55))
    axes = figure.axes[0]
    with charts.style():
        for row, (value, hatch) in enumerate(zip(values, hatches, strict=True)):
            bars = axes.barh(
                [row], [value], height=0.55, color="#7FB2D6" if hatch else BLUE, hatch=hatch,
                edgecolor="white",
            )  # fmt: skip
            charts.label_bars(axes, bars, [f"{value:.0f} %"])
        axes.set_yticks(range(len(values)), [words[key] for key in _OTHER_BASES])
        axes.set(xlim=(0, 65), ylim=(len(values) - 0.4, -0.6))
        axes.tick_params(length=0)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        figure.text(
            0.012, 0.91, _("Officers, former or serving, as a share of …"), weight="bold", size=10.5
        )
    charts.source(
        figure,
        _("militarisation, rows named in the text. Hatched: a bound, not a count."),
    )
    return charts.show(
        figure,
        _("Five shares of officers with five bases. {rows}.").format(
            rows="; ".join(
                f"{words[key]}: {value:.0f} %"
                for key, value in zip(_OTHER_BASES, values, strict=True)
            )
        ),
    )


# A series that stops measuring ---------------------------------------------------------------------


def military_spending() -> charts.Picture:
    """Military spending as a share of output: a line while it measures, crosses where it does not."""
    table = seeds.military_expenditure()
    figure = charts.figure(8, 3.9, margins=charts.Margins(0.65, 1.15, 0.45, 0.95))
    axes = figure.axes[0]
    looks = {"COL": ("#8C8C8C", "-."), "BRA": ("#8C8C8C", ":"), "VEN": (BLUE, "-")}
    venezuela = table[table["iso3"] == "VEN"]
    noise = venezuela[~venezuela["usable"]]
    with charts.style():
        axes.axvspan(
            noise["year"].min() - 0.5, noise["year"].max() + 0.5, color=charts.STRIPE, linewidth=0
        )
        for code, (colour, line) in looks.items():
            rows = table[(table["iso3"] == code) & table["usable"]]
            axes.plot(rows["year"], rows["share_of_gdp_pct"], color=colour, linestyle=line)
            name = str(rows["country"].iloc[0])
            last = rows.iloc[-1]
            if code == "VEN":
                charts.label(axes, 1998.5, 0.72, name, colour)
            else:
                charts.label(axes, last["year"], last["share_of_gdp_pct"], name, charts.QUIET)
        axes.plot(
            noise["year"], noise["share_of_gdp_pct"], "x", color=RUST, markersize=6.5,
            markeredgewidth=1.8,
        )  # fmt: skip
        axes.text(
            noise["year"].mean(),
            4.6,
            _("Venezuela:\nnot a measure\nof effort"),
            ha="center",
            va="top",
            color=RUST,
            fontsize=8.5,
        )
        axes.set(xlim=(1980, 2023.6), ylim=(0, 4.8), ylabel=_("per cent of output"))
        axes.set_xticks(range(1980, 2021, 10))
        axes.grid(axis="y")
        axes.set_title(_("Military spending, and where the figure stops measuring it"))
    charts.source(
        figure,
        _(
            "military_expenditure: World Bank, World Development Indicators, after SIPRI. Crosses: "
            "years in which exchange rates and estimated output move the share; not joined."
        ),
    )
    usable = venezuela[venezuela["usable"]]
    return charts.show(
        figure,
        _(
            "Military spending of Venezuela, Colombia and Brazil as a share of output, 1980 to 2023. "
            "Venezuela's line ends in {last} at {value:.2f} per cent. The figures from {first} on are "
            "crosses, not joined: {noise}."
        ).format(
            last=int(usable["year"].iloc[-1]),
            value=usable["share_of_gdp_pct"].iloc[-1],
            first=int(noise["year"].iloc[0]),
            noise=", ".join(f"{value:.2f}" for value in noise["share_of_gdp_pct"]),
        ),
    )

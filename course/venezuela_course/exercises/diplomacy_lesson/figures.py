"""The figures of the lesson: drawn once, stored in the notebook, each with its words and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.diplomacy_lesson.memberships import (
    FIRST_DAY,
    LAST_DAY,
    Membership,
    memberships,
)
from venezuela_course.exercises.diplomacy_lesson.words import counts, in_words
from venezuela_course.language import _
from venezuela_course.models.diplomacy import Tally, banzhaf, shapley_shubik, simple_majority, tally


def tally_figure(counted: Tally, required: int, title: str = "") -> Any:
    figure = charts.figure(7, 1.55, margins=charts.BARE)
    charts.tally_bar(figure.axes[0], counts(counted), required, title=title)
    return figure


def picture_of_vote(roll_call_id: str) -> charts.Picture:
    """One roll call as a bar, with the votes that were needed, for the page of a lesson.

    Parameters
    ----------
    roll_call_id : str
        Date of the vote.
    """
    votes = seeds.roll_call(roll_call_id)
    counted, required = tally(votes), int(votes.attrs["votes_needed"])
    figure = tally_figure(
        counted, required, _("{body}, {date}").format(body=votes.attrs["body"], date=roll_call_id)
    )
    charts.source(
        figure,
        _("roll_call_totals:{id}, compiled from {source}").format(
            id=roll_call_id, source=votes.attrs["source"].split(". ")[0]
        ),
    )
    return charts.show(
        figure,
        _("{body}, {date}: {votes}. {required} votes in favour were needed.").format(
            body=votes.attrs["body"], date=roll_call_id, votes=in_words(counted), required=required
        ),
    )


def plain_tally_figure(counted: Tally) -> Any:
    figure = charts.figure(7, 1.3, margins=charts.BARE)
    charts.tally_bar(figure.axes[0], counts(counted))
    return figure


@dataclass(frozen=True)
class Standing:
    """One kind of player in a game of blocs and single states, with three measures of its weight.

    Attributes
    ----------
    player : str
        What it is, in words.
    votes, shapley, banzhaf : float
        Share of the votes, of the pivots and of the swings, each in [0, 1].
    """

    player: str
    votes: float
    shapley: float
    banzhaf: float


def standings(blocs: Sequence[int], members: int, needed: int) -> list[Standing]:
    """Compare blocs with a single state.

    Parameters
    ----------
    blocs : sequence of int
        Number of states in each bloc.
    members : int
        Number of states in all, at least as many as in the blocs.
    needed : int
        Quota.

    Returns
    -------
    list of Standing
        One for each bloc, and last a single state, where one is left.
    """
    singles = members - sum(blocs)
    weights = [*blocs, *[1] * singles]
    shapley = shapley_shubik(weights, needed)
    shares = banzhaf(weights, needed, normalised=True)
    shown = len(blocs) + (singles > 0)
    labels = [_("Bloc of {n}").format(n=size) for size in blocs] + [_("One single state")]
    return [
        Standing(
            labels[place], weights[place] / members, float(shapley[place]), float(shares[place])
        )
        for place in range(shown)
    ]


MEASURES = (
    ("votes", "#8C8C8C", ""),
    ("shapley", charts.PALETTE["blue"], ""),
    ("banzhaf", charts.PALETTE["orange"], "////"),
)


def measure_words() -> dict[str, str]:
    return {
        "votes": _("share of the votes"),
        "shapley": _("Shapley–Shubik"),
        "banzhaf": _("Banzhaf, normalised"),
    }


def power_by_quota(bloc: int, members: int) -> charts.Picture:
    """What one bloc is worth under every quota from a bare majority to unanimity.

    Parameters
    ----------
    bloc : int
        States that vote as one.
    members : int
        States in all.
    """
    quotas = list(range(simple_majority(members), members + 1))
    values = [standings([bloc], members, needed)[0] for needed in quotas]
    words = measure_words()
    figure = charts.figure(7, 3.4, margins=charts.Margins(0.65, 1.55, 0.45, 0.85))
    axes = figure.axes[0]
    last = quotas[-1]
    with charts.style():
        axes.axhline(bloc / members, color=charts.QUIET, linestyle=(0, (5, 3)), linewidth=1.2)
        axes.plot(
            quotas,
            [value.shapley for value in values],
            color=charts.PALETTE["blue"],
            marker="o",
            markersize=3.5,
        )
        axes.plot(
            quotas,
            [value.banzhaf for value in values],
            color="#B04A00",
            marker="s",
            markersize=3.5,
            linestyle="-.",
        )
        axes.set(xlim=(quotas[0] - 0.3, last + 0.3), ylim=(0, 1), xlabel=_("votes needed"))
        axes.set_xticks(quotas[::2])
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.grid(axis="y")
        axes.set_title(
            _("What a bloc of {bloc} among {members} is worth").format(bloc=bloc, members=members)
        )
    charts.label(axes, last, bloc / members, words["votes"], charts.QUIET)
    turn = len(quotas) // 2
    charts.label(axes, quotas[turn], values[turn].shapley, words["shapley"], charts.PALETTE["blue"])
    charts.label(axes, quotas[1], values[1].banzhaf, words["banzhaf"], "#B04A00")
    charts.source(figure, _("computed with models.diplomacy; every other state votes alone"))
    return charts.show(
        figure,
        _(
            "Share of power of a bloc of {bloc} of {members} states, by votes needed. At {first} needed: "
            "Shapley–Shubik {s0:.0%}, Banzhaf {b0:.0%}. At {middle} needed: {s1:.0%} and {b1:.0%}. At {last} "
            "needed, unanimity: {s2:.0%} and {b2:.0%}. Its share of the votes is {votes:.0%} throughout."
        ).format(
            bloc=bloc,
            members=members,
            votes=bloc / members,
            first=quotas[0],
            middle=quotas[turn],
            last=last,
            s0=values[0].shapley,
            b0=values[0].banzhaf,
            s1=values[turn].shapley,
            b1=values[turn].banzhaf,
            s2=values[-1].shapley,
            b2=values[-1].banzhaf,
        ),
    )


def picture_of_all_votes() -> charts.Picture:
    """Who voted how in the eleven roll calls, the Caribbean fourteen together."""
    votes = seeds.roll_calls()
    wide = votes.pivot(index="iso3", columns="roll_call_id", values="vote")
    states = seeds.oas_states().set_index("iso3").loc[wide.index]
    groups = (
        states["caricom"]
        .map({True: _("Caribbean Community (CARICOM)"), False: _("other states")})
        .to_dict()
    )
    order = sorted(
        wide.index, key=lambda code: (groups[code] != _("other states"), states["name"][code])
    )
    figure = charts.figure(8.4, 0.19 * (len(order) + 9) + 0.7, margins=charts.BARE)
    charts.roll_call_grid(
        figure.axes[0],
        wide.loc[order],
        names=states["name"].to_dict(),
        groups=groups,
        title=_("Eleven roll calls on Venezuela in the OAS"),
    )
    charts.source(
        figure,
        _(
            "roll_calls and roll_call_totals, compiled from press lists named row by row. Nicaragua was no "
            "longer a member in July 2024: its last field is blank. Votes of confidence B: see the table."
        ),
    )
    always = [states["name"][code] for code in order if (wide.loc[code] == "for").all()]
    return charts.show(
        figure,
        _(
            "Grid of {states} states and {calls} roll calls from {first} to {last}. In favour, in order of "
            "time: {counts}. States in favour in all of them: {always}."
        ).format(
            states=len(order),
            calls=wide.shape[1],
            first=wide.columns[0],
            last=wide.columns[-1],
            counts=", ".join(str(n) for n in (wide == "for").sum()),
            always=", ".join(always),
        ),
    )


def group_words() -> dict[str, str]:
    return {"lima": _("Lima Group"), "contact": _("Contact Group")}


_BARS = {
    "lima": (charts.PALETTE["blue"], "", -0.19),
    "contact": (charts.PALETTE["orange"], "////", 0.19),
}


def membership_through_time() -> charts.Picture:
    """Both clubs as bars over time; where two bars of one state overlap, it was a bridge."""
    import matplotlib.dates as dates
    from matplotlib.patches import Rectangle

    spans = memberships()
    in_groups = {
        actor: {one.group for one in spans if one.actor == actor}
        for actor in {one.actor for one in spans}
    }
    names = {one.actor: one.name for one in reversed(spans)}
    rank = {frozenset({"lima", "contact"}): 0, frozenset({"lima"}): 1, frozenset({"contact"}): 2}
    order = sorted(names, key=lambda actor: (rank[frozenset(in_groups[actor])], names[actor]))
    height = 0.27 * len(order) + 1.4
    figure = charts.figure(8, height, margins=charts.Margins(2.75, 0.3, 0.6, 0.75))
    axes = figure.axes[0]
    meeting = date(2019, 5, 3)
    with charts.style():
        for one in spans:
            _draw_membership(
                axes, one, order.index(one.actor), alone=len(in_groups[one.actor]) == 1
            )
        axes.axvline(dates.date2num(meeting), color=charts.INK, linewidth=1)
        axes.text(dates.date2num(meeting), -0.75, _(" Lima, 3 May 2019"), fontsize=8, va="bottom")
        axes.set(
            ylim=(len(order) - 0.4, -0.7),
            xlim=(dates.date2num(FIRST_DAY), dates.date2num(LAST_DAY)),
        )
        axes.set_yticks(range(len(order)), [names[actor] for actor in order])
        axes.xaxis.set_major_locator(dates.YearLocator())
        axes.xaxis.set_major_formatter(dates.DateFormatter("%Y"))
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x")
        figure.text(
            0.012, 1 - 0.24 / height, _("Two clubs, day by day"), weight="bold", fontsize=10.5
        )
        for place, (group, words) in enumerate(group_words().items()):
            colour, hatch, _offset = _BARS[group]
            at = (0.35 + 0.2 * place, 1 - 0.25 / height)
            figure.add_artist(
                Rectangle(
                    at,
                    0.03,
                    0.14 / height,
                    facecolor=colour,
                    hatch=hatch,
                    edgecolor="white",
                    linewidth=0,
                )
            )
            figure.text(at[0] + 0.04, at[1], words, fontsize=8.5)
    charts.source(
        figure,
        _(
            "groups, list 'record', compiled from press and foreign ministries named row by row. A "
            "question mark: the day is not verified. Pale: no page shows the state taking part so late."
        ),
    )
    both = {names[actor]: in_groups[actor] for actor in order if len(in_groups[actor]) == 2}
    return charts.show(
        figure,
        _(
            "Bars from August 2017 to August 2021 for {count} members of the Lima Group and the "
            "Contact Group. In both at some time: {both}. The days are in the table groups, list 'record'."
        ).format(count=len(order), both=", ".join(both)),
    )


def _draw_membership(axes: Any, one: Membership, row: int, *, alone: bool) -> None:
    import matplotlib.dates as dates

    colour, hatch, offset = _BARS[one.group]
    offset = 0 if alone else offset
    start, end = max(one.start, FIRST_DAY), min(one.end, LAST_DAY)
    cut = min(one.sure_until or end, end)
    for left, right, pale in ((start, cut, False), (cut, end, True)):
        if left < right:
            axes.barh(
                [row + offset],
                [(right - left).days],
                left=dates.date2num(left),
                height=0.34,
                color=colour,
                alpha=0.3 if pale else 1,
                hatch=hatch,
                edgecolor="white",
                linewidth=0,
            )
    marks = [(start, not one.start_known, "right"), (end, not one.end_known, "left")]
    for day, unknown, side in marks:
        if unknown:
            axes.text(
                dates.date2num(day),
                row + offset,
                "?",
                ha=side,
                va="center",
                fontsize=8.5,
                weight="bold",
            )


#: Rounds drawn as spans: words, first event, last event. The two of 2019 overlap and share one.
_ROUNDS = (
    ("OAS", "T-2017-04-26-oas-convenes", "T-2017-06-19-cancun"),
    ("Lima–Contact; Oslo–Barbados", "T-2019-05-03-lima-meeting", "T-2019-09-15-talks-exhausted"),
    ("Mexico City", "T-2021-08-13-mexico-memorandum", "T-2021-10-16-saab"),
)
_STORY = (
    "T-2017-04-28-withdrawal-note",
    "T-2017-06-19-cancun",
    "T-2017-07-30-constituent-election",
    "T-2017-08-08-lima-declaration",
    "T-2017-08-24-eo-13808",
    "T-2019-01-23-guaido",
    "T-2019-01-28-pdvsa",
    "T-2019-02-07-contact-group",
    "T-2019-04-30-uprising",
    "T-2019-05-03-lima-meeting",
    "T-2019-05-oslo",
    "T-2019-06-03-lima-contact",
    "T-2019-08-05-eo-13884",
    "T-2019-08-07-talks-suspended",
    "T-2019-09-15-talks-exhausted",
    "T-2020-12-06-assembly-election",
    "T-2021-08-13-mexico-memorandum",
    "T-2021-10-16-saab",
    "T-2022-03-05-us-visit",
    "T-2022-11-26-mexico-social-agreement",
    "T-2023-10-17-barbados-agreement",
    "T-2023-10-18-gl-44",
    "T-2024-04-17-gl-44a",
)


def picture_of_rounds() -> charts.Picture:
    """Four rounds of talks among the votes, elections and sanctions around them."""
    events = seeds.timeline().set_index("event_id")
    strands = {
        "diplomacy": _("diplomacy"),
        "sanctions": _("sanctions"),
        "politics": _("politics"),
        "military": _("military"),
        "election": _("elections"),
    }

    def event(key: str, words: str = "") -> charts.Event:
        row = events.loc[key]
        return charts.Event(row["date"], words or row["event"], strands[row["strand"]])

    figure = charts.figure(8.4, 8.2, margins=charts.BARE)
    charts.timeline(
        figure.axes[0],
        [event(key) for key in _STORY],
        spans=[(event(first, words), event(last)) for words, first, last in _ROUNDS],
        title=_("Four rounds and what happened around them"),
    )
    charts.source(figure, _("timeline, compiled from press and official pages named row by row"))
    return charts.show(
        figure,
        _(
            "Timeline of {count} events from {first} to {last}, with four rounds of talks marked: {rounds}. "
            "The table timeline has each event in words."
        ).format(
            count=len(_STORY),
            first=events.loc[_STORY[0], "date"],
            last=events.loc[_STORY[-1], "date"],
            rounds="; ".join(
                f"{words}, {events.loc[a, 'date']} – {events.loc[b, 'date']}"
                for words, a, b in _ROUNDS
            ),
        ),
    )

"""The explorations of the lesson: a model each, with nothing to answer and nothing kept."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.fields import Choose, Field, Number
from venezuela_course.exercises.layout import stacked
from venezuela_course.exercises.mediation_lesson.bargain import (
    ISSUES,
    bargain,
    draw_cloud,
    issue_words,
    judged,
    place_of,
)
from venezuela_course.exercises.mediation_lesson.figures import LOOKS
from venezuela_course.exercises.mediation_lesson.words import paragraph, per_cent
from venezuela_course.language import _, ngettext
from venezuela_course.models.mediation import (
    AmnestyGame,
    Window,
    bravo_expected_ballots,
    bravo_steps,
    critical_coverage,
    is_identified,
    share_bounds,
    vote_coverage,
)
from venezuela_course.models.mediation_processes import (
    CRITICAL_VALUE,
    DISHONEST,
    PROCESSES,
    departure,
    flagged_share,
    last_digits,
    made,
)

# 4.1 ----------------------------------------------------------------------------------------------

REQUEST = "2024-07-31"


class TwoActsExplorer(Exploration):
    """How the states that voted one way on an earlier text acted on the request of 31 July 2024."""

    @property
    def title(self) -> str:
        return _("One state, two acts")

    @property
    def task(self) -> str:
        return _(
            "<p>Rows: how a state voted on an earlier text. Columns: what it did on 31 July 2024, when the "
            "text asked for the tally sheets. States stand as three letters.</p>"
        )

    def fields(self) -> Sequence[Field]:
        totals = seeds.roll_call_totals()
        calls = {
            row.roll_call_id: f"{row.roll_call_id}, {textwrap.shorten(row.subject, 90, placeholder='…')}"
            for row in totals.itertuples()
            if row.roll_call_id != REQUEST
        }
        return [Choose("earlier", _("Earlier text"), calls, start="2019-01-10")]

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        """The table below the control, so that its letters keep their size."""
        return stacked(*controls.values(), picture)

    def picture(self, answer: Answer) -> str:
        if answer["earlier"] is None:
            return paragraph(_("Choose an earlier text."))
        cells = crossed(answer["earlier"])
        names = seeds.oas_states().set_index("iso3")["name"]
        moved = sorted(
            names[state] for vote in ("abstain", "absent") for state in cells.get(("for", vote), [])
        )
        firm = len(cells.get(("for", "for"), []))
        says = _(
            "In favour of the earlier text and of the request: {firm} states. In favour of the "
            "earlier text, and "
            "abstaining or absent on the request: {moved}."
        ).format(firm=firm, moved=", ".join(moved) or _("none"))
        new = sorted(
            names[state]
            for vote in ("against", "abstain", "absent")
            for state in cells.get((vote, "for"), [])
        )
        says += " " + _("Not in favour then, and in favour of the request: {new}.").format(
            new=", ".join(new) or _("none")
        )
        return _crossed_picture(answer["earlier"], says) + paragraph(says)


@cache
def crossed(earlier: str, later: str = REQUEST) -> dict[tuple[str, str], list[str]]:
    """States by what they did in each of two roll calls; those that took part in both.

    Returns
    -------
    dict of (str, str) to list of str
        Earlier and later vote, to the states' codes in alphabetical order.
    """
    first, second = seeds.roll_call(earlier), seeds.roll_call(later)
    cells: dict[tuple[str, str], list[str]] = {}
    for state in sorted(set(first.index) & set(second.index)):
        cells.setdefault((str(first[state]), str(second[state])), []).append(str(state))
    return cells


@cache
def _crossed_picture(earlier: str, says: str) -> str:
    """The table as it was drawn before; `says` holds it apart by language as well."""
    return charts.svg(_crossed_figure(crossed(earlier), earlier), says, "two-acts")


def _crossed_figure(cells: dict[tuple[str, str], list[str]], earlier: str) -> Any:
    from matplotlib.collections import PolyCollection

    votes = list(charts.VOTES)
    figure = charts.canvas(8.4, 4.1, margins=charts.Margins(1.3, 0.1, 0.7, 0.1))
    axes = figure.axes[0]
    widest = max(len(states) for states in cells.values())
    corners, shades = [], []
    with charts.style():
        for row, before in enumerate(votes):
            for column, after in enumerate(votes):
                states = cells.get((before, after), [])
                left, right, top, bottom = column + 0.02, column + 0.98, row + 0.03, row + 0.97
                corners.append([(left, top), (right, top), (right, bottom), (left, bottom)])
                # Sky blue, paler where fewer states are.
                depth = 0.12 + 0.5 * len(states) / widest if states else 0.0
                shades.append((0.337, 0.706, 0.914, depth))
                if states:
                    axes.text(left + 0.04, top + 0.07, str(len(states)), va="top", weight="bold")
                    axes.text(
                        right - 0.01,
                        top + 0.06,
                        textwrap.fill(" ".join(states), 17),
                        ha="right",
                        va="top",
                        fontsize=8,
                        linespacing=1.15,
                    )
        # One artist for all cells: each costs about a millisecond of a redraw.
        axes.add_collection(
            PolyCollection(corners, facecolors=shades, edgecolors=charts.FAINT, linewidths=0.8),
            autolim=False,
        )
        for place, vote in enumerate(votes):
            look = charts.VOTES[vote]
            word = f"{look.symbol} {charts.vote_word(vote)}"
            axes.text(place + 0.5, -0.06, word, ha="center", va="bottom", color=look.text)
            axes.text(-0.04, place + 0.5, word, ha="right", va="center", color=look.text)
        axes.text(2, -0.45, _("on 31 July 2024"), ha="center", va="bottom", weight="bold")
        axes.text(
            -0.04, -0.06, _("on {day}").format(day=earlier), ha="right", va="bottom", weight="bold"
        )
        axes.set_axis_off()
        axes.set(xlim=(0, 4), ylim=(4.02, 0))
    return figure


# 4.2 ----------------------------------------------------------------------------------------------


class BoundsExplorer(Exploration):
    """The identified set of two candidates: coverage, lead, unequal size, false votes."""

    invented = True

    @property
    def title(self) -> str:
        return _("What is missing, and what it can do")

    @property
    def task(self) -> str:
        return _(
            "<p>A count covers part of the sheets. The leader and the rival share the covered votes with "
            "others. What can the whole be?</p>"
        )

    def fields(self) -> Sequence[Field]:
        share = _("per cent")
        return [
            Number("coverage", _("Sheets covered"), minimum=5, maximum=100, unit=share, start=60),
            Number(
                "leader",
                _("Leader's share of the covered votes"),
                minimum=30,
                maximum=80,
                unit=share,
                start=55,
            ),
            Number(
                "rival",
                _("Rival's share of the covered votes"),
                minimum=10,
                maximum=50,
                unit=share,
                start=40,
            ),
            Number(
                "size",
                _("Votes on a missing sheet, compared with a covered one"),
                minimum=25,
                maximum=300,
                step=5,
                unit=share,
                start=100,
            ),
            Number(
                "false",
                _("Covered votes that may be the rival's in truth"),
                minimum=0,
                maximum=20,
                unit=share,
                start=0,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all five numbers."))
        leader = answer["leader"] / 100
        rival = min(answer["rival"] / 100, 1 - leader, leader)
        coverage, size = answer["coverage"] / 100, answer["size"] / 100
        false = answer["false"] / 100
        shares = {"leader": leader, "rival": rival, "others": 1 - leader - rival}
        bounds = share_bounds(
            shares, coverage, size_ratio=size, false_share=false, false_for="leader"
        )
        settled = is_identified(leader, rival, coverage, size_ratio=size, false_share=false)
        least = critical_coverage(leader, rival, size_ratio=size, false_share=false)
        says = _(
            "Leader between {low} and {high}, rival between {rlow} and {rhigh} of all votes; "
            "{known} of the votes "
            "stand on covered sheets."
        ).format(
            low=per_cent(bounds["leader"].low),
            high=per_cent(bounds["leader"].high),
            rlow=per_cent(bounds["rival"].low),
            rhigh=per_cent(bounds["rival"].high),
            known=per_cent(vote_coverage(coverage, size)),
        )
        genuine = (
            _("at most {n} per cent of the covered votes are false").format(n=answer["false"])
            if false
            else _("the covered sheets are genuine")
        )
        ratio = _(
            "a missing sheet holds {n} per cent of the votes of a covered one, on average"
        ).format(n=answer["size"])
        verdict = (
            _(
                "Identified: the leader is ahead whatever the missing sheets say, on these conditions: "
                "{genuine}; {ratio}."
            )
            if settled
            else _(
                "Not identified: what the missing sheets can hold could put the rival ahead, even on these "
                "conditions: {genuine}; {ratio}."
            )
        ).format(genuine=genuine, ratio=ratio)
        if least != least:  # NaN
            verdict += " " + _("No coverage would settle it: the false votes could undo the lead.")
        else:
            verdict += " " + _("It takes a coverage above {n} of the sheets.").format(
                n=per_cent(least)
            )
        if rival < answer["rival"] / 100:
            verdict += " " + _(
                "(The rival is drawn with {n}: more would pass the leader or the whole.)"
            ).format(n=per_cent(rival))
        drawn = charts.svg(_bounds_figure(shares, bounds, settled), says + " " + verdict, "bounds")
        return drawn + paragraph(says) + paragraph(verdict)


def _bounds_figure(shares: dict[str, float], bounds: Any, settled: bool) -> Any:
    figure = charts.canvas(6.4, 2.3, margins=charts.Margins(0.75, 0.3, 0.3, 0.5))
    axes = figure.axes[0]
    words = {"leader": _("leader"), "rival": _("rival")}
    looks = {"leader": LOOKS["gonzalez"], "rival": LOOKS["maduro"]}
    with charts.style():
        for row, key in enumerate(words):
            fill, colour, _hatch = looks[key]
            low, high = bounds[key]
            axes.barh([row], [low], height=0.52, color=fill, edgecolor="white", linewidth=0)
            axes.barh(
                [row],
                [max(high - low, 0.002)],
                left=low,
                height=0.52,
                color="white",
                edgecolor=colour,
                hatch="////",
                linewidth=1.2,
            )
            axes.text(
                min(high + 0.012, 0.93),
                row,
                f"{per_cent(low)} – {per_cent(high)}",
                va="center",
                color=colour,
                weight="bold",
            )
        axes.axvline(bounds["rival"].high, color=charts.INK, linewidth=1, linestyle=(0, (2, 2)))
        axes.set(
            ylim=(1.55, -0.55),
            xlim=(0, 1.12),
            xlabel=_("share of all votes: certain, and hatched, possible"),
        )
        axes.set_yticks([0, 1], list(words.values()))
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.tick_params(axis="y", length=0)
        axes.set_title(_("identified") if settled else _("not identified"))
    return figure


# 4.3 ----------------------------------------------------------------------------------------------

#: Ballots drawn for each audit in the picture; an audit that has not stopped by then goes on.
DRAWN = 1500
AUDITS = 16


@cache
def _walks(reported: int, true: int, draw: int) -> Any:
    """Evidence of several audits, ballot by ballot, as logarithms: shape (AUDITS, DRAWN + 1)."""
    steps = bravo_steps(reported, 100 - reported)
    ballots = np.random.default_rng([draw, 7]).random((AUDITS, DRAWN)) < true / 100
    walks = np.zeros((AUDITS, DRAWN + 1))
    walks[:, 1:] = np.cumsum(np.where(ballots, steps.leader, steps.rival), axis=1)
    return walks


class AuditExplorer(Exploration):
    """Sixteen risk-limiting audits of one election: what was reported, what is true, how soon they stop."""

    invented = True

    @property
    def title(self) -> str:
        return _("Sixteen audits of one election")

    @property
    def task(self) -> str:
        return _(
            "<p>Each line is an audit that draws ballots at random until the evidence for the "
            "reported leader "
            "is strong enough, at a risk of 5 per cent. Everything is possible in a model: set the truth "
            "apart from the report.</p>"
        )

    def fields(self) -> Sequence[Field]:
        share = _("per cent")
        return [
            Number(
                "reported",
                _("Reported leader's share of the two"),
                minimum=52,
                maximum=75,
                unit=share,
                start=60,
            ),
            Number("true", _("True share"), minimum=30, maximum=75, unit=share, start=60),
            Number(
                "draw", _("Another draw of the ballots"), minimum=1, maximum=20, unit="", start=1
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all three numbers."))
        reported, true = answer["reported"], answer["true"]
        walks = _walks(reported, true, answer["draw"])
        threshold = bravo_steps(reported, 100 - reported).threshold
        reached = walks >= threshold
        stopped = reached.any(axis=1)
        ends = [int(row.argmax()) for row, over in zip(reached, stopped, strict=True) if over]
        says = ngettext(
            "{n} of {all} audits confirms the report within {most} ballots.",
            "{n} of {all} audits confirm the report within {most} ballots.",
            len(ends),
        ).format(n=len(ends), all=AUDITS, most=f"{DRAWN:,}")
        if ends:
            says += " " + _("The first took {first} ballots, the last {last}.").format(
                first=min(ends), last=max(ends)
            )
        says += " "
        if true > 50:
            says += _("The report names the right leader.")
            if true == reported:
                says += " " + _("Expected: about {n} ballots.").format(
                    n=_two_figures(bravo_expected_ballots(reported, 100 - reported))
                )
        else:
            says += _(
                "The report names the wrong leader, or there is a tie: each line that reaches "
                "the threshold "
                "is a mistake. The method allows it in at most 1 audit of 20; the others go on "
                "to a full count."
            )
        return charts.svg(_walks_figure(walks, threshold, reached), says, "audit") + paragraph(says)


def _two_figures(number: float) -> str:
    """Rounded to two figures: the assignment asks for more."""
    return f"{float(f'{number:.2g}'):,.0f}"


def _walks_figure(walks: Any, threshold: float, reached: Any) -> Any:
    figure = charts.canvas(6.6, 3.3, margins=charts.Margins(0.95, 0.25, 0.35, 0.55))
    axes = figure.axes[0]
    # Every tenth ballot is enough to see, and the ballot that ended each audit.
    grid = np.arange(0, DRAWN + 1, 10)
    going_x: list[float] = []
    going_y: list[float] = []
    ends: list[tuple[int, float]] = []
    for walk, row in zip(walks, reached, strict=True):
        end = int(row.argmax()) if row.any() else DRAWN
        shown = grid[grid <= end]
        going_x += [*shown, end, np.nan]
        going_y += [*walk[shown], walk[end], np.nan]
        if row.any():
            ends.append((end, float(walk[end])))
    with charts.style():
        axes.axhspan(
            threshold, threshold + 3, color=charts.PALETTE["bluish green"], alpha=0.16, linewidth=0
        )
        axes.axhline(threshold, color="#00664B", linewidth=1.4)
        axes.plot(
            going_x,
            np.clip(going_y, -8, None),
            color=charts.PALETTE["blue"],
            linewidth=0.9,
            alpha=0.75,
        )
        if ends:
            axes.plot(*zip(*ends, strict=True), "o", color="#00664B", markersize=5)
        last = max((end for end, _height in ends), default=DRAWN)
        shown_to = DRAWN if len(ends) < AUDITS else min(DRAWN, 50 * (last // 40 + 1))
        axes.text(
            shown_to,
            threshold + 0.25,
            _("confirmed: 20 to 1"),
            ha="right",
            va="bottom",
            color="#00664B",
            weight="bold",
        )
        axes.set(xlim=(0, shown_to), ylim=(-8, threshold + 1.6), xlabel=_("ballots drawn"))
        axes.set_yticks(
            [float(np.log(1 / 1000)), float(np.log(1 / 20)), 0.0, float(np.log(20))],
            ["1 to 1,000", "1 to 20", _("even"), "20 to 1"],
        )
        axes.grid(visible=True, axis="y")
        axes.set_title(_("Evidence for the reported leader against a tie"))
    return figure


# 4.4 ----------------------------------------------------------------------------------------------


#: Elections in which each history is tried.
ELECTIONS = 100


class DigitsExplorer(Exploration):
    """Last digits of counts whose history is known, and how often the test flags each history."""

    invented = True

    @property
    def title(self) -> str:
        return _("A test of digits on numbers whose history you know")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose how the numbers came about and how many tables there are. The band holds 95 of 100 "
            "bars where all ten digits are equally likely.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Choose("process", _("How the numbers came about"), process_words(), start="counted"),
            Choose(
                "tables",
                _("Polling tables"),
                {"100": "100", "300": "300", "1000": "1,000"},
                start="300",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a history and a number of tables."))
        process, tables = answer["process"], int(answer["tables"])
        digits = last_digits(made(process, tables))
        flag = bool(departure(digits)[0] > CRITICAL_VALUE)
        often = flagged_share(process, tables, ELECTIONS)
        says = (
            _("In this election the test raises its flag.")
            if flag
            else _("In this election the test raises no flag.")
        )
        says += " " + _("In {n} elections made in the same way it raises it in {often}.").format(
            n=ELECTIONS, often=per_cent(often)
        )
        truth = (
            _("What is written is not what was voted.")
            if process in DISHONEST
            else _("Every vote was counted as it was cast.")
            if process != "rounded"
            else _("Nobody cheated; some sheets are off by a vote or two.")
        )
        return (
            _digits_drawn(tuple(int(count) for count in digits[0]), tables, says)
            + paragraph(says)
            + paragraph(_("The truth, known here and nowhere else: {truth}").format(truth=truth))
        )


def process_words() -> dict[str, str]:
    """The histories, in words."""
    words = {
        "counted": _("counted; some hundreds of voters at each table"),
        "small": _("counted; a dozen votes or fewer for the candidate at each table"),
        "rounded": _("counted, but at some tables written down to the nearest five"),
        "made up": _("made up: the last digits come from somebody's head"),
        "moved": _("moved: a fifth of the rival's votes taken over by a rule"),
    }
    return {process: words[process] for process in PROCESSES}


@cache
def _digits_drawn(digits: tuple[int, ...], tables: int, says: str) -> str:
    """The figure with its words; there are fifteen of them in a language."""
    return charts.svg(_digits_figure(digits, tables), says, "digits")


def _digits_figure(digits: Sequence[int], tables: int) -> Any:
    figure = charts.canvas(6.2, 2.6, margins=charts.Margins(0.75, 0.25, 0.4, 0.55))
    axes = figure.axes[0]
    expected = tables / 10
    spread = 1.96 * (tables * 0.1 * 0.9) ** 0.5
    top = max(max(digits), expected + spread) * 1.12
    with charts.style():
        axes.axhspan(
            expected - spread, expected + spread, color=charts.FAINT, linewidth=0, zorder=0
        )
        axes.axhline(expected, color=charts.QUIET, linewidth=1)
        inside = [bool(abs(count - expected) <= spread) for count in digits]
        for group, colour, hatch in (
            (True, charts.PALETTE["blue"], ""),
            (False, charts.PALETTE["orange"], "////"),
        ):
            places = [digit for digit in range(10) if inside[digit] is group]
            axes.bar(
                places,
                [digits[d] for d in places],
                width=0.62,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0,
            )
        axes.set(
            xlim=(-0.6, 9.6),
            ylim=(0, top),
            xlabel=_("last digit of the candidate's votes"),
            ylabel=_("tables"),
        )
        axes.set_xticks(range(10))
        axes.set_yticks([0, expected / 2, expected])
        axes.set_title(_("Last digits at {n:,} tables; hatched: outside the band").format(n=tables))
    return figure


# 4.5 ----------------------------------------------------------------------------------------------


class PromiseExplorer(Exploration):
    """The amnesty game, solved from its last move backwards, for every size of the amnesty at once."""

    invented = True

    @property
    def title(self) -> str:
        return _("A promise, from the last move backwards")

    @property
    def task(self) -> str:
        return _(
            "<p>The <em>incumbent</em> leaves or stays. The <em>successor</em> then keeps the promise or "
            "breaks it. A <em>third party</em> makes breaking it costly, if it acts. The "
            "horizontal axis is the "
            "size of the promise; the mark is yours.</p>"
        )

    def fields(self) -> Sequence[Field]:
        points = _("points")
        return [
            Number(
                "amnesty", _("Size of the amnesty"), minimum=0, maximum=100, unit=points, start=40
            ),
            Number(
                "stay",
                _("What staying is worth to the incumbent"),
                minimum=0,
                maximum=60,
                unit=points,
                start=24,
            ),
            Number(
                "third",
                _("What a third party adds to the price of breaking"),
                minimum=0,
                maximum=60,
                unit=points,
                start=15,
            ),
            Number(
                "reliable",
                _("Probability that the third party acts"),
                minimum=0,
                maximum=100,
                unit=_("per cent"),
                start=80,
            ),
            Number(
                "limit",
                _("Limit that victims' rights set to any amnesty"),
                minimum=10,
                maximum=100,
                unit=points,
                start=70,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all five numbers."))
        game = promise_game(answer)
        outcome = game.solve()
        kept = {
            "always": _("keeps the promise, whoever watches"),
            "if enforced": _("keeps the promise if the third party acts"),
            "never": _("breaks the promise even if the third party acts"),
        }[outcome.keeps]
        says = _(
            "Last move first. The successor {kept}: breaking it brings {gain:.0f} and costs "
            "{own:.0f}, with the "
            "third party {both:.0f}. So the incumbent counts on the promise with {q}, leaving is "
            "worth {leaving:.0f} "
            "against {stay:.0f}, and the incumbent {does}."
        ).format(
            kept=kept,
            gain=game.temptation,
            own=game.own_cost,
            both=game.own_cost + game.third_party_cost,
            q=per_cent(outcome.credibility),
            leaving=outcome.leaving,
            stay=game.stay,
            does=_("leaves") if outcome.leaves else _("stays"),
        )
        if game.amnesty > game.veto:
            says += " " + _("This amnesty is beyond the limit, whatever the game says.")
        zone = " ".join(_window_words(window) for window in game.settlements if window.low <= 100)
        zone = zone or _("No size of amnesty is wanted, kept and within the limit at once.")
        return (
            charts.svg(_promise_figure(game), says + " " + zone, "promise")
            + paragraph(says)
            + paragraph(zone)
        )


def _window_words(window: Window) -> str:
    """A range of amnesties that end in leaving, and on what that rests."""
    low, high = round(window.low), round(min(window.high, 100))
    if low == high:
        return _("An amnesty of {low} is wanted, within the limit, and kept.").format(low=low)
    if window.keeps == "always":
        return _(
            "Amnesties from {low} to {high} are wanted, within the limit, and keep themselves."
        ).format(low=low, high=high)
    return _(
        "Amnesties from {low} to {high} are wanted, within the limit, and kept if the third party acts."
    ).format(low=low, high=high)


#: Invented: what the exploration does not let one set.
PROSECUTION, OWN_COST, TEMPTATION_AT_ZERO, TEMPTATION_SLOPE = 30, 10, 2, 0.4


def promise_game(answer: Answer) -> AmnestyGame:
    """The game of the exploration at these settings."""
    return AmnestyGame(
        amnesty=answer["amnesty"],
        stay=answer["stay"],
        prosecution=PROSECUTION,
        own_cost=OWN_COST,
        third_party_cost=answer["third"],
        reliability=answer["reliable"] / 100,
        temptation_at_zero=TEMPTATION_AT_ZERO,
        temptation_slope=TEMPTATION_SLOPE,
        veto=answer["limit"],
    )


def _promise_figure(game: AmnestyGame) -> Any:
    # Straight between the two sizes at which the successor changes course: six points are exact.
    turns = (game.largest_self_enforcing_amnesty, game.largest_credible_amnesty)
    sizes = sorted(
        {0.0, 100.0} | {turn + by for turn in turns for by in (0, 1e-6) if 0 <= turn + by <= 100}
    )
    values = [game.with_(amnesty=size).leaving for size in sizes]
    figure = charts.canvas(6.6, 3.2, margins=charts.Margins(0.75, 0.25, 0.35, 0.55))
    axes = figure.axes[0]
    with charts.style():
        axes.axvspan(
            game.veto, 100, facecolor="white", edgecolor="#A6A6A6", hatch="////", linewidth=0
        )
        axes.text(
            min(game.veto + 1, 99),
            96,
            _("beyond the limit"),
            va="top",
            ha="left" if game.veto < 76 else "right",
            fontsize=8.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
        for window in game.settlements:
            axes.axvspan(
                window.low,
                min(window.high, 100),
                color=charts.PALETTE["bluish green"],
                alpha=0.22,
                linewidth=0,
            )
        axes.axhline(game.stay, color="#8A5A00", linewidth=1.4, linestyle=(0, (5, 3)))
        axes.text(1, game.stay + 1.5, _("staying"), color="#8A5A00", va="bottom", weight="bold")
        axes.plot(sizes, values, color=charts.PALETTE["blue"])
        axes.plot([game.amnesty], [game.leaving], "D", color="#0072B2", markersize=8)
        axes.text(
            min(max(game.amnesty, 22), 78),
            game.leaving + (12 if game.leaving < 75 else -12),
            _("leaving, at your amnesty"),
            ha="center",
            va="center",
            color="#0072B2",
            weight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85},
        )
        axes.set(
            xlim=(0, 100),
            ylim=(-35, 100),
            xlabel=_("size of the amnesty, points"),
            ylabel=_("worth to the incumbent"),
        )
        axes.set_xticks([0, 25, 50, 75, 100])
        axes.set_yticks([0, 50, 100])
        axes.grid(visible=True, axis="y")
        axes.set_title(_("Shaded: amnesties that end in leaving, within the limit"))
    return figure


# 4.6 ----------------------------------------------------------------------------------------------


class PackageExplorer(Exploration):
    """A package of four issues among all 81, and what is left of it when nobody enforces anything."""

    invented = True

    @property
    def title(self) -> str:
        return _("A package among all packages")

    @property
    def task(self) -> str:
        return _(
            "<p>Your package is the diamond; squares are the frontier; in the shaded corner both "
            "sides prefer "
            "agreement. People in custody are no issue here: their release is owed, not exchanged.</p>"
        )

    def fields(self) -> Sequence[Field]:
        points = _("points")
        chosen: list[Field] = [
            Choose(issue, words, {str(n): option for n, option in enumerate(options)}, start="1")
            for issue, (words, options) in issue_words().items()
        ]
        return [
            *chosen,
            Number(
                "first",
                _("Government side's alternative"),
                minimum=10,
                maximum=90,
                unit=points,
                start=50,
            ),
            Number(
                "second",
                _("Opposition side's alternative"),
                minimum=10,
                maximum=90,
                unit=points,
                start=45,
            ),
            Choose(
                "shock",
                _("After signing"),
                {
                    "kept": _("everything is kept"),
                    "shock": _("what nobody enforces is partly dropped"),
                },
                start="kept",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose an option of every issue, and set both alternatives."))
        table = bargain(answer["first"] / 100, answer["second"] / 100)
        shock = answer["shock"] == "shock"
        package = {issue: int(answer[issue]) for issue in ISSUES}
        place = place_of(package)
        utilities, efficient = judged(shock)
        here = utilities[place]
        gains = np.maximum(utilities - table.batna, 0).prod(axis=1)
        better = int(
            ((utilities >= here - 1e-9).all(axis=1) & (utilities > here + 1e-9).any(axis=1)).sum()
        )
        in_zone = int((utilities >= table.batna).all(axis=1).sum())
        says = _(
            "Your package is worth {a:.0f} to the government side and {b:.0f} to the opposition side."
        ).format(a=100 * here[0], b=100 * here[1])
        verdicts = {
            (True, True): _("Both prefer it to no agreement."),
            (True, False): _("The opposition side would rather have no agreement."),
            (False, True): _("The government side would rather have no agreement."),
            (False, False): _("Neither side would sign it."),
        }
        says += " " + verdicts[bool(here[0] >= table.batna[0]), bool(here[1] >= table.batna[1])]
        says += " " + (
            ngettext(
                "One package is better for both sides, or for one at no cost to the other.",
                "{n} packages are better for both sides, or for one at no cost to the other.",
                better,
            ).format(n=better)
            if better
            else _("No package is better for one side without being worse for the other.")
        )
        if in_zone:
            says += " " + ngettext(
                "Zone of possible agreement: one package.",
                "Zone of possible agreement: {n} of 81 packages.",
                in_zone,
            ).format(n=in_zone)
            says += " " + _("Product of the gains: {part} of the largest.").format(
                part=per_cent(float(gains[place] / gains.max())) if gains.max() > 0 else per_cent(0)
            )
        else:
            says += " " + _(
                "There is no zone of possible agreement: to walk away is right for both."
            )
        if shock and table.is_enforced(package):
            says += " " + _(
                "Relief in steps enforces the rest: whoever stops delivering is no longer paid."
            )
        figure = charts.canvas(6.0, 4.0, margins=charts.Margins(0.75, 0.2, 0.15, 0.55))
        axes = figure.axes[0]
        draw_cloud(axes, utilities, efficient, table.batna)
        axes.plot([100 * here[0]], [100 * here[1]], "D", color=charts.INK, markersize=10)
        return charts.svg(figure, says, "packages") + paragraph(says)

"""Exercise 4.2: what a count settles while part of its sheets is missing."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import ChooseMany, Classify, Field, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import identification

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What the picture starts with: not the numbers of the task.
LOOK: Mapping[str, float] = {
    "coverage": 0.6,
    "leader": 0.55,
    "rival": 0.35,
    "ratio": 1.0,
    "false": 0.0,
}


class MissingSheets(Exercise):
    """Five numbers, the conditions they rest on, and five counts of which something is or is not settled.

    The picture answers whatever it is asked, for shares and coverage that the student sets, and is too
    coarse to read the numbers that are asked for. Beside it stands the student's own interval.
    """

    def __init__(self, identifier: str) -> None:
        self._look = dict(LOOK)
        self._facts = seeds.election_2024().set_index(["count_id", "item"])
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("The sheets that are missing")

    @property
    def task(self) -> str:
        return _(
            "<p>By the opposition's account it held more than four fifths of the tally sheets "
            "[S000-027], and they showed González ahead by two to one [S000-028]. Take coverage "
            "<em>c</em> = 0.8, and among the covered votes <em>g</em> = 2/3 and <em>m</em> = 1/3. Assume "
            "nothing about the rest but that each vote there was for one of the two, and that missing "
            "sheets are as large as the others unless a question says otherwise. Give four decimals; "
            "the functions are in <code>venezuela_course.models.mediation</code>, but a line of algebra "
            "does.</p><p>Then say what your interval rests on, and of five counts what each settles. Two "
            "of them are the electoral council's, two are the opposition's; the course takes none of "
            "them for the result.</p>"
        )

    def fields(self) -> Sequence[Field]:
        def share(key: str, label: str) -> Number:
            return Number(key, label, minimum=0.0, maximum=1.0, step=0.0001)

        return [
            share("low", _("Lowest share that González can have of all votes")),
            share("high", _("Highest share that he can have")),
            share("c_star", _("Coverage from which on the leader could not be overtaken")),
            Number(
                "r_star",
                _("Missing sheets so many times as large as the others would allow a tie"),
                minimum=0.0,
                maximum=10.0,
                step=0.0001,
                unit=_("times"),
            ),
            share(
                "f_star",
                _(
                    "Share of the covered votes that would have to be false, counted for the leader "
                    "instead of the rival, to allow a tie"
                ),
            ),
            ChooseMany(
                "conditional_on",
                _("What does your interval rest on?"),
                conditions(),
                note=_("A wrong one costs as much as a right one earns."),
            ),
            Classify(
                "verdicts",
                _(
                    "What does each count settle, with no assumption about who got the missing votes?"
                ),
                self._counts(),
                verdict_names(),
                note=_(
                    "If nothing else is said, missing sheets are as large as the others. Genuine means: but "
                    "for the false votes that a count allows for."
                ),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        look = tuple(float(self._look[key]) for key in LOOK)
        own = (_share(answer.get("low")), _share(answer.get("high")))
        key = f"{self.identifier}-{language()}"
        drawn = _bounds(look, own, key)
        notes = self.tensions(answer)
        if not notes:
            return drawn
        listed = "".join(f"<li>{html.escape(text)}</li>" for text in notes)
        return drawn + f"<p>{html.escape(_('Look again:'))}</p><ul>{listed}</ul>"

    def tensions(self, answer: Answer) -> list[str]:
        """Where the student's numbers contradict one another, in words."""
        low, high = _share(answer.get("low")), _share(answer.get("high"))
        coverage = _share(answer.get("c_star"))
        found = []
        if low is not None and high is not None and low > high:
            found.append(_("Your lowest share is above your highest."))
        if low is not None and coverage is not None and (low > 0.5) != (coverage < 0.8):
            found.append(
                _(
                    "Of two candidates, the one whose lowest share is above one half cannot be overtaken. "
                    "Your lowest share and your coverage do not agree on whether 0.8 is enough."
                )
            )
        return found

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Numbers and conditions beside the picture and what it can be asked; verdicts below."""
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Number(
                    "coverage", _("Coverage c, of sheets"), minimum=0.05, maximum=1.0, step=0.05
                ),
                Number("leader", _("Leader's share g"), minimum=0.0, maximum=1.0, step=0.05),
                Number("rival", _("Rival's share m"), minimum=0.0, maximum=1.0, step=0.05),
                Number("ratio", _("Size of missing sheets, r"), minimum=0.0, maximum=3.0, step=0.1),
                Number("false", _("False share f"), minimum=0.0, maximum=0.3, step=0.01),
            ],
            note=_("Not a part of your answer."),
        )
        numbers = [controls[key] for key in ("low", "high", "c_star", "r_star", "f_star")]
        return stacked(
            beside(
                stacked(*numbers, controls["conditional_on"]),
                stacked(as_picture(picture), ask.control(self._look, self._asked).widget),
            ),
            controls["verdicts"],
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        self._look = dict(LOOK) | {
            key: float(value) for key, value in given.items() if is_number(value)
        }
        self._redraw()

    def _counts(self) -> dict[str, str]:
        """The five counts in words, with the figures of the table."""

        def percent(count: str, item: str) -> str:
            return f"{float(self._facts.loc[(count, item), 'share_of_valid_pct']):.2f}"

        def value(count: str, item: str) -> float:
            return float(self._facts.loc[(count, item), "value"])

        def bulletin(text: str, count: str) -> str:
            return text.format(
                m=percent(count, "maduro"),
                g=percent(count, "gonzalez"),
                c=value(count, "coverage_announced"),
            )

        def published(text: str, count: str) -> str:
            return text.format(
                g=percent(count, "gonzalez"),
                m=percent(count, "maduro"),
                n=value(count, "tables_counted"),
                all=value("register", "tables_total"),
            )

        # The same two doubts for both sides, one that leaves the claimed lead and one that does not.
        return {
            "first": bulletin(
                _(
                    "The council's first bulletin, as announced: Maduro {m}, González {g} percent, on {c:g} "
                    "percent of the sheets [election_2024:cne_bulletin_1:maduro]; a missing sheet holds a "
                    "quarter as many votes as another"
                ),
                "cne_bulletin_1",
            ),
            "second": bulletin(
                _(
                    "The council's second bulletin, as announced: Maduro {m}, González {g} percent, on {c:g} "
                    "percent of the sheets [election_2024:cne_bulletin_2:maduro]; up to 3 percent of these "
                    "votes may be false, counted for Maduro and cast for González"
                ),
                "cne_bulletin_2",
            ),
            "sheets": published(
                _(
                    "The opposition's sheets, as it published them: González {g}, Maduro {m} percent, on "
                    "{n:,.0f} of {all:,.0f} tables [election_2024:opposition_sheets:gonzalez]; up to 3 "
                    "percent of these votes may be false, counted for González and cast for Maduro"
                ),
                "opposition_sheets",
            ),
            "site": published(
                _(
                    "The opposition's site, as it stood on 17 August: González {g}, Maduro {m} percent, on "
                    "{n:,.0f} of {all:,.0f} tables [election_2024:opposition_site:gonzalez]; a missing sheet "
                    "holds 1.7 times as many votes as another"
                ),
                "opposition_site",
            ),
            "three": _("An invented count: A 49, B 30, C 21 percent, on 90 percent of the sheets"),
        }


def conditions() -> dict[str, str]:
    """What the interval might rest on; some of it does and some does not."""
    return {
        "authentic": _("The covered sheets are genuine and correctly copied."),
        "random": _("The missing sheets are missing by chance, or nearly so."),
        "two": _("Every missing vote was for one of these two candidates."),
        "votes": _(
            "Coverage is measured in votes, or in sheets of which the missing are as large as the others."
        ),
        "count": _("Four fifths of the sheets are four fifths of the votes, as sheets always are."),
        "proof": _("Nothing: a narrow interval shows in turn that the sheets are genuine."),
        "silent": _("Nothing can be said until every sheet is published."),
    }


def verdict_names() -> dict[str, str]:
    """What a count can settle."""
    return {
        "open": _("not who is ahead"),
        "if": _("who is ahead, if its records are genuine"),
        "whatever": _("who is ahead, and that its records are genuine"),
    }


def _share(value: Any) -> float | None:
    return float(value) if value is not None and is_number(value) and 0 <= value <= 1 else None


_LEADER, _RIVAL = "#0072B2", "#B04A00"
#: Places of the rows, from the top.
_OWN, _WHOLE, _ROW_LEADER, _ROW_RIVAL, _ROW_LEAD = 5.3, 4.1, 3.0, 2.0, 1.0


@lru_cache(maxsize=64)
def _bounds(look: tuple[float, ...], own: tuple[float | None, float | None], key: str) -> str:
    """All votes, two intervals and the lead for what is asked; above them the student's interval."""
    coverage, leader, rival, ratio, false = look
    figure = charts.canvas(6.2, 4.2, margins=charts.Margins(1.35, 0.25, 0.4, 0.5))
    axes = figure.axes[0]
    said = []
    with charts.style():
        axes.set(xlim=(-1, 1), ylim=(0.4, 5.9))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["−1", "−½", "0", "½", "1"])
        rows = {
            _OWN: _("González, yours"),
            _WHOLE: _("all votes, as asked"),
            _ROW_LEADER: _("leader, as asked"),
            _ROW_RIVAL: _("rival, as asked"),
            _ROW_LEAD: _("lead, as asked"),
        }
        axes.set_yticks(list(rows), list(rows.values()))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_title(_("What the covered sheets leave possible"))
        axes.set_xlabel(_("Share of all votes; lead: difference of two shares"))
        axes.axvline(0, color=charts.INK, linewidth=1)
        axes.axvline(0.5, color=charts.QUIET, linewidth=1, linestyle=":")
        axes.axhline(4.75, color=charts.FAINT, linewidth=1)
        said.append(_draw_own(axes, own))
        if leader + rival > 1 + identification.ROUNDING or coverage <= 0:
            charts.label(axes, 0.0, _ROW_RIVAL, _("shares above 1 together"), charts.QUIET)
            said.append(_("The two shares asked about exceed 1 together."))
        else:
            said.append(_draw_asked(axes, coverage, leader, rival, ratio, false))
    words = " ".join(said)
    legend = _(
        "A bar runs from the lowest to the highest possible value; the mark is the value among the "
        "covered votes. Hatched: votes of which nothing is known."
    )
    return charts.svg(figure, words, key) + f"<p>{html.escape(words)} {html.escape(legend)}</p>"


def _draw_own(axes: Axes, own: tuple[float | None, float | None]) -> str:
    """The student's interval, as far as it is given; what was drawn, in words."""
    low, high = own
    if low is not None and high is not None:
        axes.barh(_OWN, high - low, left=low, height=0.36, color=charts.INK)
        return _("Your interval for González is drawn.")
    end = low if low is not None else high
    if end is None:
        charts.label(axes, 0.0, _OWN, _("not given yet"), charts.QUIET)
        return _("Your interval is not given yet.")
    axes.plot([end], [_OWN], marker="|", markersize=18, markeredgewidth=3, color=charts.INK)
    return _("One end of your interval is drawn.")


def _draw_asked(
    axes: Axes, coverage: float, leader: float, rival: float, ratio: float, false: float
) -> str:
    """All votes as one bar, and the three identified sets; what they settle, in words."""
    known = identification.vote_coverage(coverage, ratio)
    total = max(1.0, leader + rival)  # floating point may exceed 1
    shares = {
        "leader": leader / total,
        "others": max(0.0, 1 - (leader + rival) / total),
        "rival": rival / total,
    }
    left = 0.0
    for name, colour, hatch in (
        ("leader", _LEADER, ""),
        ("others", "#DDDDDD", ""),
        ("", charts.PAPER, "////"),
        ("rival", _RIVAL, ""),
    ):
        width = known * shares[name] if name else 1 - known
        axes.barh(
            _WHOLE,
            width,
            left=left,
            height=0.42,
            color=colour,
            hatch=hatch,
            edgecolor="#767676",
            linewidth=0.6,
        )
        left += width
    found = identification.share_bounds(
        shares, coverage, size_ratio=ratio, false_share=false, false_for="leader"
    )
    lead = identification.margin_bounds(
        shares["leader"], shares["rival"], coverage, size_ratio=ratio, false_share=false
    )
    for row, (low, high), covered, colour, marker in (
        (_ROW_LEADER, found["leader"], shares["leader"], _LEADER, "o"),
        (_ROW_RIVAL, found["rival"], shares["rival"], _RIVAL, "s"),
        (_ROW_LEAD, lead, shares["leader"] - shares["rival"], charts.INK, "D"),
    ):
        axes.barh(row, high - low, left=low, height=0.3, color=colour, alpha=0.45)
        axes.plot([covered], [row], marker=marker, color=colour, markersize=8)
    return _("As asked, the lead can be {sign}.").format(
        sign=_("above zero only")
        if lead.low > 0
        else _("below zero only")
        if lead.high < 0
        else _("on either side of zero")
    )

"""Exercise 4.3: how large a sample settles what, and what no sample can."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, ChooseMany, Field, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language
from venezuela_course.models import audits

RISK = 0.05
ALTERED: Mapping[str, float] = {"s1": 0.01, "s5": 0.05, "s10": 0.10}
LOOK: Mapping[str, float] = {"reported": 57, "true": 57}

_MARKS: Mapping[str, tuple[str, str, str]] = {
    "s1": ("#0072B2", "o", "-"),
    "s5": ("#B04A00", "s", "--"),
    "s10": (charts.INK, "D", ":"),
}
LONGEST = 600  # ballots that the drawn audits go on for
MOST_TABLES = 4_000  # a slider of all tables would have no place for a sample
STRIDE = 5  # every fifth ballot is drawn


class BuyCertainty(Exercise):
    """Sample sizes for two questions, what they depend on, and what stood in the way of any.

    One picture draws how likely a sample finds an altered table, on a scale too coarse to read the
    sample sizes from, and the student's own sizes on it. The other draws audits by ballot, for a
    report and a truth that the student sets.
    """

    def __init__(self, identifier: str) -> None:
        self._look = dict(LOOK)
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Buy certainty")

    @property
    def task(self) -> str:
        return _(
            "<p>There are some thirty thousand polling tables [election_2024:register:tables_total]. "
            "<em>First</em>: a share of all tables has been altered. How many must be drawn at random so "
            "that none of the altered ones is among them with a probability of at most 5 percent? "
            "<em>Second</em>: a ballot-polling audit (BRAVO) with a risk of 5 percent draws single "
            "ballots. How many does it take on average, if the reported lead is right? Count ballots "
            "for either of the two. Then say what these numbers depend on, whom they serve, and what "
            "kept anybody from buying this certainty in August 2024.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Group(
                "n_detect",
                _("Tables to draw, to find at least one altered"),
                [
                    Number(
                        key,
                        _("{share:g} percent altered").format(share=100 * share),
                        minimum=1,
                        maximum=MOST_TABLES,
                        unit=_("tables"),
                    )
                    for key, share in ALTERED.items()
                ],
            ),
            Group(
                "asn",
                _("Ballots that BRAVO takes on average"),
                [
                    Number(
                        "wide",
                        _("Reported lead of two to one"),
                        minimum=1.0,
                        maximum=5_000.0,
                        step=0.1,
                        unit=_("ballots"),
                    ),
                    Number(
                        "narrow",
                        _("Reported lead of 51.95 to 43.18 percent"),
                        minimum=1.0,
                        maximum=5_000.0,
                        step=0.1,
                        unit=_("ballots"),
                    ),
                ],
            ),
            Choose(
                "scale",
                _(
                    "With ten times as many tables in the country, the first sample for 1 percent is"
                ),
                {
                    "ten": _("about ten times as large"),
                    "root": _("about three times as large, the root of ten"),
                    "same": _("hardly larger"),
                    "smaller": _("much smaller, since each table matters less"),
                },
            ),
            Choose(
                "who_benefits",
                _("Whose true claim is confirmed with the fewest ballots?"),
                {
                    "narrow": _("that of whoever claims a narrow lead"),
                    "official": _("that of whoever holds the ballots"),
                    "nobody": _("nobody's: the sample is the same for all"),
                    "wide": _("that of whoever claims a wide lead"),
                },
            ),
            ChooseMany(
                "cannot",
                _("What kept such an audit from being made in August 2024?"),
                obstacles(),
                note=_("A wrong one costs as much as a right one earns."),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer.get("n_detect")
        sizes = given if isinstance(given, Mapping) else {}
        own = tuple(_size(sizes.get(key)) for key in ALTERED)
        key = f"{self.identifier}-{language()}"
        return pictures(
            _detection(own, key),
            _audits(int(self._look["reported"]), int(self._look["true"]), key),
        )

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Pictures above, with what the second can be asked; numbers and judgements below."""
        ask = Group(
            "look",
            _("Ask the second picture"),
            [
                Number(
                    "reported",
                    _("Leader's share of the two, as reported"),
                    minimum=52,
                    maximum=90,
                    unit=_("percent"),
                ),
                Number(
                    "true",
                    _("Leader's share of the two, in truth"),
                    minimum=30,
                    maximum=90,
                    unit=_("percent"),
                ),
            ],
            note=_("Not a part of your answer."),
        )
        return stacked(
            as_picture(picture),
            beside(
                stacked(controls["n_detect"], controls["asn"]),
                stacked(ask.control(self._look, self._asked).widget, controls["scale"]),
            ),
            beside(controls["who_benefits"], controls["cannot"]),
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        self._look = dict(LOOK) | {
            key: float(value) for key, value in given.items() if is_number(value)
        }
        self._redraw()


def obstacles() -> dict[str, str]:
    """What may have stood in the way of an audit; some of it did."""
    return {
        "unpublished": _(
            "The council published no results by polling table, so that a drawn table has no published "
            "result to be compared with [election_2024:cne_bulletin_2:coverage_announced]."
        ),
        "court": _("Nothing: the ruling of 22 August was such an audit [T-2024-08-22-tsj-ruling]."),
        "share": _("A tenth of all ballots at least has to be counted, which takes months."),
        "custody": _(
            "Whoever compares sheets with ballots needs the ballots, and needs to know that nobody "
            "could exchange them; the sheets alone do not give either."
        ),
        "lead": _("Both claimed leads were too narrow for a sample to settle anything."),
        "rest": _("It is enough to draw from the sheets that the opposition published."),
    }


def _size(value: Any) -> int | None:
    return int(value) if is_number(value) and 1 <= value <= MOST_TABLES else None


@lru_cache(maxsize=64)
def _detection(own: tuple[int | None, ...], key: str) -> str:
    """Probability of finding an altered table, by the number of tables drawn."""
    figure = charts.canvas(4.9, 3.5, margins=charts.Margins(0.6, 0.2, 0.4, 0.5))
    axes = figure.axes[0]
    drawn = np.unique(np.geomspace(1, 3_000, 60).astype(int))
    said = []
    with charts.style():
        axes.set_xscale("log")
        axes.set(
            xlim=(1, 3_000), ylim=(0, 1.05), xlabel=_("Tables drawn (each tick ten times more)")
        )
        axes.set_xticks([1, 10, 100, 1_000], ["1", "10", "100", "1,000"])
        axes.minorticks_off()
        axes.set_yticks([0, 0.5, 0.95], ["0", "½", "95%"])
        axes.set_title(_("Chance of finding one altered"))
        axes.axhline(1 - RISK, color=charts.QUIET, linewidth=1, linestyle=":")
        for (name, share), size in zip(ALTERED.items(), own, strict=True):
            colour, marker, line = _MARKS[name]
            axes.plot(drawn, 1 - (1 - share) ** drawn, color=colour, linestyle=line)
            words = _("{share:g} percent altered").format(share=100 * share)
            if size is None:
                said.append(_("{what}: no number yet").format(what=words))
                continue
            found = audits.detection_probability(size, share)
            said.append(_("{what}: your {n} are marked").format(what=words, n=size))
            axes.plot([size], [found], marker=marker, color=colour, markersize=9)
    # Labels where the curves are apart; the first lies furthest to the right.
    for name, x, y, side in (
        ("s1", 60, 0.38, "right"),
        ("s5", 13, 0.44, "right"),
        ("s10", 4.6, 0.42, "left"),
    ):
        charts.label(axes, x, y, f"{100 * ALTERED[name]:g}%", _MARKS[name][0], side=side)
    return charts.svg(
        figure,
        _("Chance of finding at least one altered table, by tables drawn. {own}.").format(
            own="; ".join(said)
        ),
        key,
    )


@lru_cache(maxsize=64)
def _audits(reported: int, true: int, key: str) -> str:
    """Thirty audits of one report, drawn with always the same luck."""
    # A height of its own: canvases of the same measures are shared, and the other's scale is a log.
    figure = charts.canvas(4.9, 3.6, margins=charts.Margins(0.85, 0.2, 0.4, 0.5))
    axes = figure.axes[0]
    share = reported / 100
    steps = audits.bravo_steps(share, 1 - share, RISK)
    luck = np.random.default_rng(28).random((30, LONGEST))
    paths = np.cumsum(np.where(luck < true / 100, steps.leader, steps.rival), axis=1)
    over = paths >= steps.threshold
    stopped = np.any(over, axis=1)
    ends = np.where(stopped, over.argmax(axis=1), LONGEST - 1)
    with charts.style():
        axes.set(xlim=(0, LONGEST), ylim=(-6, 4), xlabel=_("Ballots drawn"))
        axes.set_xticks([0, 200, 400, 600])
        axes.set_yticks([0, steps.threshold], [_("no\nevidence"), _("confirmed")])
        axes.set_title(_("Thirty audits of one report"))
        axes.axhline(steps.threshold, color="#0072B2", linewidth=1.4)
        axes.axhline(0, color=charts.FAINT, linewidth=1)
        # One line for all audits with the same outcome: a gap of NaN lifts the pen.
        for done, colour in ((True, "#0072B2"), (False, charts.QUIET)):
            pieces = [
                np.append(np.clip(path[: end + 1 : STRIDE], -6.5, 4), np.nan)
                for path, end in zip(paths[stopped == done], ends[stopped == done], strict=True)
            ]
            if pieces:
                across = np.concatenate([STRIDE * np.arange(piece.size) for piece in pieces])
                axes.plot(across, np.concatenate(pieces), color=colour, linewidth=0.8, alpha=0.7)
        axes.plot(
            ends[stopped],
            np.full(int(stopped.sum()), steps.threshold),
            "|",
            color="#0072B2",
            markersize=7,
        )
    words = _(
        "Reported {reported} percent of the two, in truth {true}: {n} of 30 audits confirm the report "
        "within {most} ballots, the others go on."
    ).format(reported=reported, true=true, n=int(stopped.sum()), most=LONGEST)
    return charts.svg(figure, words, key) + f"<p>{html.escape(words)}</p>"

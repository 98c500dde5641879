"""Exercise 4.5: a deal on five issues that nobody loves and both could sign."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import ipywidgets
import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, Field, Group
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language
from venezuela_course.models import packages

ISSUES = ("records", "audit", "vote", "sanctions", "guarantees")
TABLES: Mapping[str, str] = {"first": "a4-package", "second": "a4-package:second"}
DRAWS = 2_000
REMEMBERED = 8  # offers that stay drawn


@cache
def negotiation(which: str) -> tuple[packages.Table, packages.Survey, packages.Floats]:
    """A table of negotiation, all its packages judged, and the weights drawn for it."""
    table = packages.table_from(seeds.teaching_values(TABLES[which]), ISSUES)
    return table, packages.survey_packages(table, draws=DRAWS), table.draw_weights(DRAWS)


class TwoSidedPackage(Exercise):
    """A package for one table, a decision for two, and what each side would object to.

    The picture shows what the student's package is worth to both sides, with how uncertain that is,
    before and after a shock, and whether groups outside could bear it. Which package is best it does
    not say.
    """

    invented = True

    def __init__(self, identifier: str) -> None:
        self._look = {"table": "first"}
        self._offers: list[tuple[int, ...]] = []
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("A deal nobody loves")

    @property
    def task(self) -> str:
        return _(
            "<p>Two sides could agree on five issues. Find a package that both prefer to no agreement "
            "in at least 70 percent of the draws of their weights, that two groups outside can bear, "
            "and that still holds after a <em>shock</em>: whoever has got what it wanted stops "
            "delivering, unless the package makes giving go step by step. Among such packages the best "
            "has the largest product of both sides' gains (Nash), and none that is better for both.</p>"
            "<p>At a second table the same issues meet better alternatives. Look at both before you "
            "decide: walking away can be right, and then earns everything. A commentary of March 2022 "
            "called guarantees after the election the harder issue [S003b-117]; in August 2024 the idea "
            "of repeating the election upset many in the opposition [S000-038].</p>"
        )

    def fields(self) -> Sequence[Field]:
        decisions = {"sign": _("sign a package"), "walk": _("walk away")}
        issues = issue_names()
        return [
            Group(
                "package",
                _("Your package for the first table"),
                [
                    Choose(issue, issues[issue], options)
                    for issue, options in option_names().items()
                ],
            ),
            Choose(
                "custody",
                _("People held in custody"),
                custody_names(),
                note=_("No worth of the model depends on this."),
            ),
            Choose("first", _("First table"), decisions),
            Choose("second", _("Second table"), decisions),
            Choose("why", _("What sets the second table apart?"), readings()),
            Group(
                "objections",
                _("On which issue does your package cost each side most?"),
                [
                    Choose("government", _("The government's side"), issues),
                    Choose("opposition", _("The opposition's side"), issues),
                ],
                note=_("Compared with the option that it likes best, by the weights guessed."),
            ),
        ]

    def problems(self, answer: Answer) -> list[str]:
        found = super().problems(answer)
        if answer.get("custody") in ("exchange", "last"):
            found.append(
                _(
                    "People held in custody are not for exchange: whatever else is agreed or not, their "
                    "release is no concession. Choose again."
                )
            )
        return found

    def picture(self, answer: Answer) -> str:
        chosen = _package(answer)
        which = self._look["table"]
        key = f"{self.identifier}-{language()}"
        earlier = tuple(offer for offer in self._offers if offer != chosen)
        return pictures(_plane(which, chosen, earlier, key), _bars(which, chosen)) + _worths(which)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The picture above, with the table it is of; the package beside what is decided."""
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Choose(
                    "table",
                    _("Which table?"),
                    {"first": _("the first"), "second": _("the second")},
                )
            ],
            note=_("Not a part of your answer."),
        )
        return stacked(
            as_picture(picture),
            beside(
                controls["package"],
                stacked(
                    ask.control(self._look, self._asked).widget,
                    controls["custody"],
                    controls["first"],
                    controls["second"],
                    controls["why"],
                    controls["objections"],
                ),
            ),
        )

    def _asked(self, look: Any) -> None:
        which = look.get("table") if isinstance(look, Mapping) else None
        self._look = {"table": which if isinstance(which, str) and which in TABLES else "first"}
        self._redraw()

    def _changed(self, key: str, value: Any) -> None:
        """Offers made with the controls stay drawn for a while."""
        made = _package({"package": value}) if key == "package" else None
        if made is not None and made not in self._offers:
            self._offers = [*self._offers, made][-REMEMBERED:]
        super()._changed(key, value)


def issue_names() -> dict[str, str]:
    """The five issues."""
    return {
        "records": _("Publication of records"),
        "audit": _("Body that audits"),
        "vote": _("A new vote"),
        "sanctions": _("Sequence of sanctions relief"),
        "guarantees": _("Guarantees for those who leave"),
    }


def option_names() -> dict[str, dict[str, str]]:
    """The options of each issue; their keys are numbers, as text."""
    options = {
        "records": (
            _("totals only"),
            _("results by table, to a joint commission"),
            _("results by table for everybody, sheets open to inspection"),
        ),
        "audit": (
            _("the national court"),
            _("experts of both sides"),
            _("international experts, named by the mediators"),
        ),
        "vote": (
            _("none"),
            _("only if the audit cannot settle the result"),
            _("within months, in any case"),
        ),
        "sanctions": (
            _("lifted at signature"),
            _("lifted step by step, each step reversible"),
            _("lifted when everything is done"),
        ),
        "guarantees": (
            _("none"),
            _("conditional: gravest crimes excluded, truth told"),
            _("for everybody and everything"),
        ),
    }
    return {
        issue: {str(number): text for number, text in enumerate(texts)}
        for issue, texts in options.items()
    }


def custody_names() -> dict[str, str]:
    """What the deal does about people in custody."""
    return {
        "exchange": _("released group by group, each for a concession"),
        "last": _("released last, as a surety for the rest"),
        "apart": _("released whatever becomes of the deal: no part of the exchange"),
    }


def readings() -> dict[str, str]:
    """What may set the second table apart."""
    return {
        "zero-sum": _("What one side gains there the other loses, as in any bargain."),
        "pain": _("The stalemate has not hurt long enough."),
        "alternatives": _("The two expect more of no agreement than any package can give to both."),
        "signature": _("Nothing: once a package is signed, it will be kept."),
    }


def _package(answer: Answer) -> tuple[int, ...] | None:
    """The options chosen; None unless there is one of each issue."""
    given = answer.get("package")
    if not isinstance(given, Mapping):
        return None
    options = [given.get(issue) for issue in ISSUES]
    known = option_names()
    if any(
        not isinstance(option, str) or option not in known[issue]
        for issue, option in zip(ISSUES, options, strict=True)
    ):
        return None
    return tuple(int(str(option)) for option in options)


_GOVERNMENT, _OPPOSITION = "#B04A00", "#0072B2"


@lru_cache(maxsize=32)
def _plane(
    which: str, chosen: tuple[int, ...] | None, earlier: tuple[tuple[int, ...], ...], key: str
) -> str:
    """All packages by what they are worth to both sides; the student's with its uncertainty."""
    table, survey, weights = negotiation(which)
    figure = charts.canvas(4.9, 4.4, margins=charts.Margins(0.6, 0.2, 0.6, 0.55))
    axes = figure.axes[0]
    government, opposition = table.batna
    with charts.style():
        axes.set(
            xlim=(0, 1),
            ylim=(0, 1),
            xlabel=_("Worth to the government's side"),
            ylabel=_("Worth to the opposition's side"),
        )
        axes.set_xticks([0, 0.5, 1], ["0", "½", "1"])
        axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])
        axes.set_title(
            _("First table: every package, a dot")
            if which == "first"
            else _("Second table: every package, a dot")
        )
        axes.fill_between([government, 1], opposition, 1, color="#56B4E9", alpha=0.25, linewidth=0)
        axes.axvline(government, color=_GOVERNMENT, linewidth=1.2, linestyle="--")
        axes.axhline(opposition, color=_OPPOSITION, linewidth=1.2, linestyle="--")
        # Dots as one broken line with round ends: one path instead of 243 marks, a third of the time.
        x, y = survey.utilities.T
        gap = np.full(x.size, np.nan)
        axes.plot(
            np.column_stack([x, x + 1e-4, gap]).ravel(),
            np.column_stack([y, y, gap]).ravel(),
            color="#8C8C8C",
            linewidth=3,
            solid_capstyle="round",
        )
        best = survey.utilities[survey.efficient]
        order = best[:, 0].argsort()
        axes.plot(*best[order].T, color=charts.QUIET, linewidth=1)
        on_white = {"facecolor": charts.PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.85}
        for x_at, y_at, turn, colour in (
            (government - 0.035, 0.02, 90, _GOVERNMENT),
            (0.02, opposition + 0.02, 0, _OPPOSITION),
        ):
            axes.text(
                x_at,
                y_at,
                _("no agreement"),
                rotation=turn,
                color=colour,
                fontsize=8.5,
                va="bottom",
                bbox=on_white,
            )
        for offer in earlier:
            point = survey.utilities[survey.row(np.array(offer))]
            axes.plot(
                *point[:, None], marker="o", color=charts.INK, markerfacecolor="none", markersize=6
            )
        if chosen is not None:
            row = survey.row(np.array(chosen))
            low, high = _spread(table, chosen, weights)
            own_x, own_y = survey.utilities[row]
            axes.plot([low[0], high[0]], [own_y, own_y], color=charts.INK, linewidth=1.6)
            axes.plot([own_x, own_x], [low[1], high[1]], color=charts.INK, linewidth=1.6)
            axes.plot([own_x], [own_y], marker="*", markersize=14, color=charts.INK)
    words = _(
        "Every package by its worth to both sides; the line joins those that none beats for both. In the "
        "shaded corner both prefer the package to no agreement."
    )
    if chosen is not None:
        words += " " + _("★ is yours, with what nine draws in ten of the weights give.")
    if earlier:
        words += " " + _("○ are earlier offers.")
    return charts.svg(figure, words, key) + f"<p>{html.escape(words)}</p>"


def _spread(
    table: packages.Table, chosen: tuple[int, ...], weights: packages.Floats
) -> tuple[Any, Any]:
    """What nine draws in ten give each side: the ends."""
    worths = table.worths(np.array([chosen]))[0]
    low, high = np.quantile(np.einsum("dsi,si->ds", weights, worths), (0.05, 0.95), axis=0)
    return low, high


def _bars(which: str, chosen: tuple[int, ...] | None) -> str:
    """Each side's worth before and after the shock, against no agreement; who bears it, in words."""
    table, survey, _weights = negotiation(which)
    if chosen is None:
        worths = None
        said = _("Choose an option of each issue to see what your package is worth.")
    else:
        row = survey.row(np.array(chosen))
        worths = [table.utilities(np.array([chosen]), shock=shock)[0] for shock in (False, True)]
        said = _(
            "Both prefer it to no agreement, the black line, in {before:.0%} of the draws, and after "
            "the shock in {after:.0%}."
        ).format(before=survey.acceptance[row], after=survey.after_shock[row])
        outside = spoiler_names()
        for spoiler, bears in zip(table.spoilers, survey.bearable[row], strict=True):
            said += " " + (
                _("{group} can bear it.") if bears else _("{group} cannot bear it.")
            ).format(group=outside[spoiler.name])
    rows = ""
    for side, (name, colour) in enumerate(
        ((_("Government's side"), _GOVERNMENT), (_("Opposition's side"), _OPPOSITION))
    ):
        for shock, when in enumerate((_("as signed"), _("after the shock"))):
            first = (
                f'<th scope="rowgroup" rowspan="2">{html.escape(name)}</th>' if not shock else ""
            )
            worth = None if worths is None else float(worths[shock][side])
            bar = _worth_bar(worth, float(table.batna[side]), colour, hollow=bool(shock))
            rows += f"<tr>{first}<td>{html.escape(when)}</td><td>{bar}</td></tr>"
    caption = html.escape(_("What your package is worth, from 0 to 1"))
    return (
        f'<table class="venezuela-course-grid"><caption>{caption}</caption><tbody>{rows}</tbody>'
        f"</table><p>{html.escape(said)}</p>"
    )


_WIDE, _HIGH = 240, 20  # pixels


def _worth_bar(worth: float | None, batna: float, colour: str, *, hollow: bool) -> str:
    """A worth as a bar, no agreement as a line across it, and the same in words."""
    words = (
        _("no package yet")
        if worth is None
        else _("above no agreement")
        if worth >= batna
        else _("below no agreement")
    )
    fill = charts.PAPER if hollow else colour
    bar = (
        ""
        if worth is None
        else f'<rect x="1" y="4" width="{_WIDE * worth:.1f}" height="12" fill="{fill}" '
        f'stroke="{colour}" stroke-width="2"/>'
    )
    at = 1 + _WIDE * batna
    return (
        f'<svg role="img" aria-label="{html.escape(words)}" width="{_WIDE + 2}" height="{_HIGH}">'
        f'<rect x="1" y="1" width="{_WIDE}" height="{_HIGH - 2}" fill="{charts.STRIPE}"/>{bar}'
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{_HIGH}" stroke="#000" stroke-width="3"/></svg>'
    )


def spoiler_names() -> dict[str, str]:
    """The groups outside the talks."""
    return {
        "commanders": _("Commanders who are not at the table"),
        "victims": _("Associations of victims"),
    }


@cache
def _worths_in(which: str, _language: str) -> str:
    """What each option is worth to each side, and how much each issue weighs, as a table."""
    table = negotiation(which)[0]
    issues, options = issue_names(), option_names()
    head = "".join(
        f'<th scope="col">{html.escape(text)}</th>'
        for text in (
            _("Issue"),
            _("Option"),
            _("Government, 0 to 1"),
            _("Opposition, 0 to 1"),
        )
    )
    rows = ""
    for number, issue in enumerate(ISSUES):
        weights = _("weights about {government:.0%} and {opposition:.0%}").format(
            government=table.weights[0, number], opposition=table.weights[1, number]
        )
        for option, text in options[issue].items():
            first = (
                f'<th scope="rowgroup" rowspan="{table.options}">{html.escape(issues[issue])}<br>'
                f"<small>{html.escape(weights)}</small></th>"
                if option == "0"
                else ""
            )
            worth = table.worth[:, number, int(option)]
            rows += (
                f"<tr>{first}<td>{html.escape(text)}</td>"
                f"<td>{worth[0]:g}</td><td>{worth[1]:g}</td></tr>"
            )
    caption = _("What options are worth: stylised values, invented")
    return (
        f'<details><summary style="display:list-item">{html.escape(caption)}</summary>'
        f'<table class="venezuela-course-grid">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _worths(which: str) -> str:
    return _worths_in(which, language())

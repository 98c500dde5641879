"""Exercise 2.4: three paths without sanctions that disagree, and what the disagreement hangs on."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, ChooseMany, Field, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language, ngettext
from venezuela_course.models import counterfactual

PLACES = ("first", "second", "third")
OMISSIONS = (
    "2015-03-08-us-eo-13692",
    "2017-08-24-us-eo-13808",
    "2017-11-13-eu-embargo",
    "2019-01-28-us-pdvsa",
    "2020-04-21-us-gl-8f",
)
COLOURS = ("#0072B2", "#B04A00", "#007A59")
DASHES = ("-", "--", ":")


class NoSanctionsPath(Exercise):
    """Three specifications, their effects, a range, what drives it, and what a source leaves out.

    The picture draws Venezuela's output with the three paths, and prints the outputs from which the
    effects are worked out. Once three specifications are chosen it sets them into all that can be
    chosen, split by whichever choice the student asks for, for the year that is asked for.
    """

    def __init__(self, identifier: str) -> None:
        self._look: dict[str, Any] = {"dimension": "window", "year": counterfactual.HORIZON}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Build your path without sanctions")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose three ways of computing what output would have been, fixing the donors by a rule "
            "that you could give before seeing a result. For each work out the effect in {year}: "
            "<em>actual output ÷ output on the path − 1</em>, a share, negative where actual output is "
            "lower. The three should disagree, by half of all the disagreement there is or more: one "
            "path is no result. Then report a range that covers them and is no wider than it need be, and "
            "the two choices that drive it. No sign and no size earns points.</p>"
        ).format(year=counterfactual.HORIZON)

    def fields(self) -> Sequence[Field]:
        return [
            *(
                Group(
                    place,
                    _("Specification {n}").format(n=number),
                    [
                        Number(
                            "window",
                            _("Years that the path is fitted to"),
                            minimum=min(counterfactual.WINDOWS),
                            maximum=max(counterfactual.WINDOWS),
                        ),
                        Choose("break", _("Measures"), break_names()),
                        Number(
                            "gap",
                            _("Years left out before them, for anticipation"),
                            minimum=min(counterfactual.GAPS),
                            maximum=max(counterfactual.GAPS),
                        ),
                        Choose("donors", _("Donors"), donor_names()),
                        Choose("estimator", _("How donors become a path"), estimator_names()),
                        Number(
                            "effect",
                            _("Effect in {year}").format(year=counterfactual.HORIZON),
                            minimum=-1.0,
                            maximum=1.0,
                            step=0.001,
                            unit=_("share of the path"),
                        ),
                    ],
                )
                for number, place in enumerate(PLACES, start=1)
            ),
            Choose("donor_rule", _("You chose the donors because"), donor_rules()),
            Group(
                "interval",
                _("The range that you report"),
                [
                    Number(
                        end,
                        text,
                        minimum=-1.0,
                        maximum=1.0,
                        step=0.01,
                        unit=_("share of the path"),
                    )
                    for end, text in (("low", _("From")), ("high", _("To")))
                ],
            ),
            ChooseMany(
                "drivers",
                _("The two choices on which the result hangs most"),
                dimension_names(),
                least=2,
                most=2,
                note=_("Over all that can be chosen, not over your three only: ask the picture."),
            ),
            Choose(
                "omission",
                _(
                    "A measure of earlier years that could reach output and is missing in [S003b-068]"
                ),
                self._measures(),
            ),
            ChooseMany(
                "reading",
                _("What follows from the paths?"),
                readings(),
                note=_("A wrong statement costs as much as a right one earns."),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        chosen = tuple(specification_of(answer.get(place)) for place in PLACES)
        key = f"{self.identifier}-{language()}"
        drawn = _paths(chosen, key) + _outputs(chosen)
        if any(one is None for one in chosen):
            words = _(
                "Choose all three specifications, and the others that could have been chosen appear."
            )
            return drawn + f"<p>{html.escape(words)}</p>"
        return pictures(drawn, _universe(chosen, self._look["dimension"], self._look["year"], key))

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The picture above, the three specifications and what it can be asked, the report below."""
        years = counterfactual.panel_years()
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Choose("dimension", _("Split all results by"), dimension_names()),
                Number("year", _("Year"), minimum=2018, maximum=years[-1]),
            ],
            note=_("Not a part of your answer, which is about {year}.").format(
                year=counterfactual.HORIZON
            ),
        )
        report = ("donor_rule", "interval", "drivers")
        return stacked(
            as_picture(picture),
            beside(controls["first"], controls["second"]),
            beside(controls["third"], ask.control(self._look, self._asked).widget),
            beside(
                stacked(*(controls[name] for name in report)),
                stacked(controls["omission"], controls["reading"]),
            ),
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        dimension, year = given.get("dimension"), given.get("year")
        self._look = {
            "dimension": dimension if dimension in counterfactual.DIMENSIONS else "window",
            "year": year
            if isinstance(year, int) and year in counterfactual.panel_years()
            else counterfactual.HORIZON,
        }
        self._redraw()

    @staticmethod
    def _measures() -> dict[str, str]:
        table = seeds.sanctions().set_index("sanction_id")
        return {
            one: f"[sanctions:{one}] {table.loc[one, 'date']}, {table.loc[one, 'instrument']}"
            for one in OMISSIONS
        }


def specification_of(value: Any) -> counterfactual.Specification | None:
    """A specification from a part of an answer; None as long as a choice is open or impossible."""
    part: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    numbers: list[Any] = [part.get(name) for name in ("window", "gap")]
    texts: list[Any] = [part.get(name) for name in ("break", "donors", "estimator")]
    if not (all(map(is_number, numbers)) and all(isinstance(one, str) for one in texts)):
        return None
    (window, gap), (measures, donors, estimator) = numbers, texts
    try:
        return counterfactual.Specification(window, measures, gap, donors, estimator)
    except ValueError:
        return None


def dimension_names() -> dict[str, str]:
    """The five choices."""
    return {
        "window": _("Years that the path is fitted to"),
        "break": _("Measures"),
        "gap": _("Years left out for anticipation"),
        "donors": _("Donors"),
        "estimator": _("How donors become a path"),
    }


def break_names() -> dict[str, str]:
    """The measures that can be taken for the break."""
    return {
        "2017-08": _("August 2017: finance"),
        "2019-01": _("January 2019: oil"),
        "both": _("both, one after the other"),
    }


def donor_names() -> dict[str, str]:
    """The donor pools, with the rule of each."""
    return {
        "all": _("All thirteen producers"),
        "latin-america": _("Latin America: Brazil, Colombia, Ecuador, Mexico"),
        "middle-east-africa": _("Middle East and Africa: eight producers"),
        "steady": _("All but Angola, Iraq and Libya, whose output swung most"),
        "similar-size": _("Of similar size: Brazil, Iraq, Kuwait, Mexico, Nigeria, Norway"),
        "declining": _("In decline before 2017: Angola, Algeria, Mexico, Nigeria, Norway"),
    }


def estimator_names() -> dict[str, str]:
    """How donors become a path."""
    return {
        "before-after": _("No donors: the last year before the measures goes on"),
        "level": _("Their mean, from Venezuela’s level"),
        "trend": _("Their mean, and the trend by which Venezuela parted from it"),
        "synthetic": _("Weights that fit the years before (synthetic control)"),
    }


def donor_rules() -> dict[str, str]:
    """Reasons for donors; not all can be given before the result is seen."""
    return {
        "result": _("with them the effect came out as clear as I expected"),
        "comparable": _("they are comparable by size, place or decline, whatever comes out"),
        "fit": _("their output moved like Venezuela’s in the years before"),
        "everyone": _("leaving nobody out cannot favour a result"),
        "plausible": _("with the others the effect looked implausible"),
    }


def readings() -> dict[str, str]:
    """What could be said to follow; some of it does."""
    return {
        "whole": _("The whole gap is what the sanctions did: they are the cause."),
        "everything": _(
            "The gap holds whatever else happened in Venezuela alone in those years: power cuts, missing "
            "maintenance, departures."
        ),
        "range": _("Calculations that can each be defended disagree, so a range is the result."),
        "earlier": _("Output fell before 2017 already, so the sanctions had no effect."),
        "before-after": _("Output before the measures less output after them is their effect."),
    }


@lru_cache(maxsize=64)
def _paths(chosen: tuple[counterfactual.Specification | None, ...], key: str) -> str:
    years = counterfactual.panel_years()
    actual = counterfactual.actual_output()
    figure = charts.canvas(6.2, 3.7, margins=charts.Margins(0.65, 0.95, 0.4, 0.5))
    axes = figure.axes[0]
    with charts.style():
        axes.set(xlim=(years[0], years[-1]), ylim=(0, 4300))
        axes.set_yticks([0, 1000, 2000, 3000, 4000])
        axes.set_title(_("Venezuela’s output, thousand barrels a day"))
        axes.axvline(counterfactual.HORIZON, color=charts.FAINT, linewidth=1)
        axes.vlines([2017.65, 2019.07], 0, 130, color=charts.INK, linewidth=1.2)
        axes.text(2017.4, 150, _("measures"), fontsize=7.5, ha="right", color=charts.QUIET)
        axes.plot(years, actual, color=charts.INK, linewidth=2.2)
        charts.label(axes, years[-1], float(actual[-1]), _("actual"))
        ends = []
        for number, (one, colour, dash) in enumerate(
            zip(chosen, COLOURS, DASHES, strict=True), start=1
        ):
            if one is None:
                continue
            path = counterfactual.counterfactual_path(one)
            begins = years.index(one.first_year)  # before, it was not fitted to anything
            axes.plot(years[begins:], path[begins:], color=colour, linestyle=dash, linewidth=1.5)
            ends.append((float(path[-1]), number, colour))
        height = float(actual[-1])
        for end, number, colour in sorted(ends):
            height = max(end, height + 260)  # labels do not cover each other
            charts.label(axes, years[-1], height, _("path {n}").format(n=number), colour)
        charts.source(figure, _("US Energy Information Administration; paths: own computation"))
    told = [
        _("path {n} ends at {end}").format(n=number, end=f"{end:.0f}")
        for end, number, _colour in sorted(ends, key=lambda row: row[1])
    ]
    said = _("Venezuela’s output from {first} to {last}, {actual} at the end; {paths}.").format(
        first=years[0],
        last=years[-1],
        actual=f"{actual[-1]:.0f}",
        paths=", ".join(told) or _("no path chosen yet"),
    )
    return charts.svg(figure, said, key)


def _outputs(chosen: Sequence[counterfactual.Specification | None]) -> str:
    """The outputs from which effects are worked out."""
    year = counterfactual.HORIZON
    at = counterfactual.panel_years().index(year)
    rows = [(_("Actual output"), float(counterfactual.actual_output()[at]))]
    for number, one in enumerate(chosen, start=1):
        if one is not None:
            path = float(counterfactual.counterfactual_path(one)[at])
            rows.append((_("On path {n}").format(n=number), path))
    body = "".join(
        f'<tr><th scope="row">{html.escape(text)}</th><td>{value:,.1f}</td></tr>'
        for text, value in rows
    )
    caption = html.escape(_("Thousand barrels a day in {year}").format(year=year))
    return f'<table class="venezuela-course-grid"><caption>{caption}</caption>{body}</table>'


_SIZE = (6.2, 5.4)  # inches
_MARGINS = charts.Margins(1.75, 0.2, 0.4, 0.5)
_TOP = 3.6  # of the drawing, in rows; the histogram stands on zero


def _universe(
    chosen: Sequence[counterfactual.Specification | None], dimension: str, year: int, key: str
) -> str:
    """All specifications at once, how their results are spread and by what, and the student's own.

    What does not depend on the student's three is drawn once for a year and a choice; the three marks
    are laid over it, so that a control that moves waits for them alone.
    """
    drawn, words, (left, right), rows = _every_result(dimension, year, key)
    wide = 72 * (_SIZE[0] - _MARGINS.left - _MARGINS.right)
    high = 72 * (_SIZE[1] - _MARGINS.top - _MARGINS.bottom)

    def down(level: float) -> float:
        return 72 * _MARGINS.top + high * (_TOP - level) / (_TOP + rows + 0.7)

    marks = ""
    for number, (one, colour, dash) in enumerate(
        zip(chosen, COLOURS, ("none", "5 2", "1.5 2"), strict=True), start=1
    ):
        if one is None:
            continue
        share = (counterfactual.effect_of(one, year) - left) / (right - left)
        x = 72 * _MARGINS.left + wide * min(1.0, max(0.0, share))
        marks += (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{down(2.7):.1f}" y2="{down(-rows - 0.5):.1f}" '
            f'stroke="{colour}" stroke-width="1.4" stroke-dasharray="{dash}"/>'
            f'<text x="{x:.1f}" y="{down(2.8 + 0.28 * (number - 1)):.1f}" fill="{colour}" '
            f'font-size="9.5" font-weight="bold" text-anchor="middle">{number}</text>'
        )
    body, _end, _rest = drawn.rpartition("</svg>")
    return f"{body}{marks}</svg><p>{html.escape(words)}</p>"


@lru_cache(maxsize=64)
def _every_result(dimension: str, year: int, key: str) -> tuple[str, str, tuple[float, float], int]:
    """The drawing of all results, what to say below it, its horizontal limits, and its rows."""
    grid = counterfactual.multiverse()
    every = grid.effects(year)
    groups = counterfactual.split_effects(grid, dimension, year)
    names = _choice_names(dimension)
    rows = len(groups)
    figure = charts.canvas(*_SIZE, margins=_MARGINS)
    axes = figure.axes[0]
    left, right = -1.0, 0.05 + max(0.05, float(every.max()))
    with charts.style():
        axes.set(xlim=(left, right), ylim=(-rows - 0.7, _TOP))
        axes.set_xlabel(_("Effect in {year}: actual ÷ path − 1").format(year=year))
        axes.set_title(_("{n} specifications, all and by choice").format(n=len(every)))
        counts, edges = np.histogram(every, np.linspace(left, right, 49))
        axes.stairs(2.6 * counts / counts.max(), edges, fill=True, color=charts.PALETTE["sky blue"])
        axes.axhline(0, color=charts.INK, linewidth=0.6)
        axes.axvline(0, color=charts.FAINT, linewidth=1)
        levels = [-place - 0.9 for place in range(rows)]
        spread = np.array([np.percentile(one, [0, 25, 50, 75, 100]) for one in groups.values()])
        low, first, middle, third, high = spread.T
        axes.hlines(levels, low, high, color=charts.QUIET, linewidth=1)
        axes.hlines(levels, first, third, color="#0072B2", linewidth=5, alpha=0.6)
        axes.plot(middle, levels, "o", color=charts.INK, markersize=4)
        axes.yaxis.set_visible(False)  # a scale for ten names costs a third of the drawing
        for level, choice in zip(levels, groups, strict=True):
            axes.text(left - 0.02, level, names[str(choice)], ha="right", va="center", fontsize=8.5)
    told = "; ".join(
        _("{choice}: {low} to {high}").format(
            choice=names[str(choice)], low=f"{values.min():.2f}", high=f"{values.max():.2f}"
        )
        for choice, values in groups.items()
    )
    said = _("Effects of all specifications in {year}, by choice. {groups}.").format(
        year=year, groups=told
    )
    words = _(
        "Above: how often each result occurs. Below: for each choice all results (thin), the middle half "
        "(thick) and the median (dot). A choice on which much hangs moves the whole row."
    )
    return charts.svg(figure, said, key), words, (left, right), rows


def _choice_names(dimension: str) -> dict[str, str]:
    """Short names of the choices of a dimension."""
    years = {str(one): ngettext("{n} year", "{n} years", one).format(n=one) for one in range(20)}
    return {
        "window": years,
        "gap": years,
        "break": {
            "2017-08": _("August 2017"),
            "2019-01": _("January 2019"),
            "both": _("both"),
        },
        "donors": {
            "all": _("all thirteen"),
            "latin-america": _("Latin America"),
            "middle-east-africa": _("Middle East, Africa"),
            "steady": _("steady"),
            "similar-size": _("similar size"),
            "declining": _("declining"),
        },
        "estimator": {
            "level": _("mean, level"),
            "trend": _("mean and trend"),
            "synthetic": _("synthetic control"),
        },
    }[dimension]

"""Exercise 2.2: can output, exports and domestic use, as printed, all be true?"""

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
from venezuela_course.exercises.fields import (
    Choose,
    ChooseMany,
    Classify,
    Field,
    Group,
    Number,
)
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language

WIDEST = 1300  # kb/d, of the drawing
ASKED = {"exports_low": 700, "exports_high": 800, "needed": 200, "stocks": 0, "diluent": 0}


class FeasibilityTriangle(Exercise):
    """The largest domestic use that the text allows, and which statement gives way if it is not enough.

    The picture is the plane of output and exports. It shades what is left when the student's own bound
    on output, a range of exports and a need at home hold together; stocks and imported diluent move
    the line. The bound itself is the student's to find.
    """

    def __init__(self, identifier: str) -> None:
        self._look: dict[str, int] = dict(ASKED)
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Can all these numbers be true?")

    @property
    def task(self) -> str:
        return _(
            "<p>Read the commentary of 2022 literally. Output was about 3.4 million barrels a day around "
            "2000 [S003b-040] and is below a quarter of that [S003b-041]. The United States imported close "
            "to 700 thousand barrels a day of Russian oil [S003b-055], about what Venezuela exports in all "
            "[S003b-057]; take exports to be no less than that. What is left is used at home: "
            "<em>domestic use = output − exports + oil from stocks + imported diluent</em>, the last two "
            "taken as zero at first. Bounds that are only approached count as reached.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "output_max",
                _("Largest output in 2022"),
                minimum=0,
                maximum=4000,
                step=10,
                unit=_("thousand barrels a day"),
            ),
            Number(
                "domestic_max",
                _("Largest domestic use"),
                minimum=0,
                maximum=2000,
                step=5,
                unit=_("thousand barrels a day"),
            ),
            Number(
                "domestic_year",
                _("The same in a year of 365 days"),
                minimum=0.0,
                maximum=1000.0,
                step=0.25,
                unit=_("million barrels a year"),
            ),
            Classify("measures", _("What does each figure measure?"), figures(), concepts()),
            Choose(
                "loosen",
                _(
                    "At home 200 thousand barrels a day are needed. What must be read less literally?"
                ),
                statements(),
                note=_("Several choices can be defended, each with a reason of its own."),
            ),
            ChooseMany(
                "reasons",
                _("Because"),
                reasons(),
                most=2,
                note=_("A reason that does not belong to your choice costs more than it adds."),
            ),
            Number(
                "give_way",
                _("By how much must it give way, at least?"),
                minimum=0,
                maximum=2000,
                step=5,
                unit=_("thousand barrels a day"),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        output = _flow(answer.get("output_max"))
        use = _flow(answer.get("domestic_max"))
        look = tuple(self._look[name] for name in ASKED)
        drawn, words = _plane(output, use, look, f"{self.identifier}-{language()}")
        return drawn + f"<p>{html.escape(words)}</p>"

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Numbers beside the plane and what it can be asked; judgements below."""
        flows = asked_names()
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Number(
                    name,
                    text,
                    minimum=0,
                    maximum=1200 if name.startswith("exports") else 400,
                    step=10,
                    unit=_("thousand barrels a day"),
                )
                for name, text in flows.items()
            ],
            note=_("Not a part of your answer."),
        )
        first = ("output_max", "domestic_max", "domestic_year", "measures")
        return stacked(
            beside(
                stacked(*(controls[name] for name in first)),
                stacked(as_picture(picture), ask.control(self._look, self._asked).widget),
            ),
            beside(stacked(controls["loosen"], controls["give_way"]), controls["reasons"]),
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        self._look = {
            name: int(given[name]) if is_number(given.get(name)) else start
            for name, start in ASKED.items()
        }
        self._redraw()


def asked_names() -> dict[str, str]:
    """What the picture can be asked."""
    return {
        "exports_low": _("Exports at least"),
        "exports_high": _("Exports at most"),
        "needed": _("Needed at home"),
        "stocks": _("Taken from stocks"),
        "diluent": _("Diluent imported"),
    }


def figures() -> dict[str, str]:
    """Figures of the same pages."""
    return {
        "S003b-021": _("[S003b-021] The largest known oil and gas of the hemisphere"),
        "S003b-040": _("[S003b-040] 3.4 million barrels a day around 2000"),
        "S003b-055": _("[S003b-055] Close to 700 thousand barrels a day from Russia"),
        "S003b-057": _("[S003b-057] Venezuela's comparison with that amount"),
        "S003b-059": _("[S003b-059] 120 thousand barrels a day that Chevron could add"),
    }


def concepts() -> dict[str, str]:
    """What a figure about oil can measure."""
    return {
        "reserves": _("reserves: what lies in the ground"),
        "capacity": _("capacity: what could be produced"),
        "output": _("output: what is produced"),
        "exports": _("exports of Venezuela"),
        "imports": _("imports of another country"),
    }


def statements() -> dict[str, str]:
    """What could be read less literally."""
    return {
        "S003b-021": _("[S003b-021] that the reserves are the largest"),
        "S003b-024": _("[S003b-024] take the 3 million barrels a day of another paragraph"),
        "S003b-040": _("[S003b-040] that output was 3.4 million barrels a day around 2000"),
        "S003b-041": _("[S003b-041] that output is below a quarter of that"),
        "S003b-055": _("[S003b-055] that the imports from Russia were 700 thousand"),
        "S003b-057": _("[S003b-057] that Venezuela exports as much"),
        "balance": _("that nothing came from stocks and no diluent was imported"),
    }


def reasons() -> dict[str, str]:
    """Reasons; each belongs to some statements, and some to none."""
    return {
        "reserves": _("With the largest reserves, output can be as high as is needed."),
        "about": _("“About” and “close to” leave room in that figure."),
        "liquids": _("One figure may count crude and the other all liquids."),
        "products": _(
            "The amount contains products as well as crude, which can be counted differently."
        ),
        "years": _("The figures that are compared belong to different years."),
        "stocks": _("What is exported in a year may have been produced before."),
        "diluent": _("Imported diluent is blended in and leaves as exports."),
        "same-liquids": _("Crude and total liquids are the same, so definitions cannot matter."),
        "per-year": _("200 thousand barrels in a year are less than 150 thousand in a day."),
    }


def _flow(value: Any) -> float | None:
    return float(value) if is_number(value) and 0 <= value <= 4000 else None


@lru_cache(maxsize=64)
def _plane(
    output: float | None, use: float | None, look: tuple[int, ...], key: str
) -> tuple[str, str]:
    """Output and exports, what is ruled out, and what is left; the picture and a sentence."""
    low, high, needed, stocks, diluent = look
    added = stocks + diluent
    figure = charts.canvas(6.2, 4.6, margins=charts.Margins(0.75, 0.25, 0.4, 0.55))
    axes = figure.axes[0]
    grid = np.linspace(0, WIDEST, 261)
    with charts.style():
        axes.set(
            xlim=(0, WIDEST),
            ylim=(0, WIDEST),
            xlabel=_("Output, thousand barrels a day"),
            ylabel=_("Exports, thousand barrels a day"),
        )
        axes.set_title(_("What output and exports leave for use at home"))
        axes.axhspan(low, max(low, high), color=charts.PALETTE["sky blue"], alpha=0.18, lw=0)
        charts.label(axes, 8, max(low, high), _("exports as asked"), "#00517F", side="right")
        # On this line exactly what is needed stays at home.
        axes.plot(grid, grid + added - needed, color=charts.INK, linewidth=1.4)
        axes.text(
            380 + needed - added,
            345,
            _("use at home = {n}").format(n=needed),
            rotation=_SLOPE,
            rotation_mode="anchor",
            va="top",
            clip_on=True,
            fontsize=8,
        )
        if use is not None:
            axes.plot(grid, grid + added - use, color="#B04A00", linewidth=1.2, linestyle="--")
            axes.text(
                100 + use - added,
                120,
                _("your largest use"),
                rotation=_SLOPE,
                rotation_mode="anchor",
                va="bottom",
                clip_on=True,
                color="#B04A00",
                fontsize=8,
            )
        if output is not None:
            axes.axvline(output, color="#B04A00", linewidth=1.6)
            charts.label(
                axes, output, 60, _("your bound"), "#B04A00",
                side="left" if output > 0.75 * WIDEST else "right",
            )  # fmt: skip
            top = np.minimum(max(low, high), grid + added - needed)
            inside = (grid <= output) & (top >= low)
            axes.fill_between(
                grid, low, top, where=inside, facecolor="#56B4E9", edgecolor="#0072B2", hatch="//"
            )
    if output is None:
        words = _("Say how large output can be, and the region is closed.")
    elif output + added - needed >= low and low <= high:
        words = _(
            "Hatched: output and exports for which at least {needed} thousand barrels a day stay at home."
        ).format(needed=needed)
    else:
        words = _(
            "Nothing is hatched: with these exports and your bound, no output leaves {needed} thousand "
            "barrels a day at home."
        ).format(needed=needed)
    said = _(
        "Plane of output and exports; exports between {low} and {high}, {added} added from stocks and "
        "diluent. {words}"
    ).format(low=low, high=high, added=added, words=words)
    return charts.svg(figure, said, key), words


#: The angle in which a line of slope one is drawn: the axes are a little wider than they are high.
_SLOPE = 34.4

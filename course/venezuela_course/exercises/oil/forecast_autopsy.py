"""Exercise 2.5: forecasts in the order in which they could be known, and rates that compound."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, Field, Number, Order
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import compounding

#: Figures for the same year, in an order that is not that of their dates.
VINTAGES = (
    "growth-2016-weo",
    "growth-2016-imf-2016-08",
    "growth-2016-imf-2017-07",
    "growth-2016-imf-2016-01",
    "growth-2016-imf-2016-07",
)
YEAR_RATE = 1000  # percent a year, of the claim [S003a-063]


class ForecastAutopsy(Exercise):
    """What was known when: an order of vintages, a judgement, and two sums that compound.

    The picture draws the figures in the student's order, and twelve months of prices at the monthly
    rate that the student gives beside where a year's rate leads.
    """

    @property
    def title(self) -> str:
        return _("Autopsy of a forecast")

    @property
    def task(self) -> str:
        return _(
            "<p>The commentary of August 2016 says that the IMF expects output to shrink by about 8 percent "
            "in 2016 [S003a-061], after 5.7 percent in 2015 [S003a-062], and that leaked data point to "
            "price rises of about 1,000 percent a year [S003a-063]. Dates of the figures are in "
            "<code>seeds.forecast_vintages()</code>.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Order(
                "vintages",
                _("Growth in 2016, from the figure that was first in print to the last"),
                self._vintages(),
            ),
            Choose(
                "outdated",
                _("Was the printed figure out of date when it was printed?"),
                {
                    "hindsight": _("Yes: in the end output fell by twice as much"),
                    "no": _("No: the IMF still expected the same"),
                    "yes": _("Yes: the IMF had published a lower figure the month before"),
                    "unknown": _("That cannot be told from the dates"),
                },
            ),
            Choose(
                "judgement",
                _("What does the miss say about who printed it?"),
                {
                    "bad-faith": _("They chose the milder figure to mislead"),
                    "hindsight": _("They should have known that it would be 17 percent"),
                    "checkable": _("A newer figure could have been found; the outcome could not"),
                    "nothing": _("Nothing can be said about forecasts at all"),
                },
            ),
            Number(
                "monthly",
                _("Monthly rate that makes 1,000 percent in a year"),
                minimum=0.0,
                maximum=150.0,
                step=0.01,
                unit=_("percent a month"),
            ),
            Number(
                "cumulative",
                _("Change over 2015 and 2016 together, with the two printed figures"),
                minimum=-60.0,
                maximum=60.0,
                step=0.01,
                unit=_("percent"),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer.get("vintages")
        order = (
            tuple(one for one in given if isinstance(one, str) and one in VINTAGES)
            if isinstance(given, (list, tuple))
            else ()
        )
        rate: Any = answer.get("monthly")
        change: Any = answer.get("cumulative")
        key = f"{self.identifier}-{language()}"
        return (
            _ladder(tuple(dict.fromkeys(order)), key)
            + _months(float(rate) if is_number(rate) and 0 <= rate <= 150 else None, key)
            + _two_years(change)
        )

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Order and judgement beside the picture, the sums below it."""
        sums = ("monthly", "cumulative")
        return beside(
            stacked(*(one for name, one in controls.items() if name not in sums)),
            stacked(as_picture(picture), *(controls[name] for name in sums)),
        )

    @staticmethod
    def _vintages() -> dict[str, str]:
        # The sources' names carry dates, which are the student's to look up.
        return {
            "growth-2016-weo": _("−17.0 percent: the IMF’s late edition"),
            "growth-2016-imf-2016-08": _("−8 percent: the commentary, after the IMF"),
            "growth-2016-imf-2017-07": _("−18 percent: the IMF, when the year was over"),
            "growth-2016-imf-2016-01": _("−8 percent: the IMF’s update for the region"),
            "growth-2016-imf-2016-07": _("−10 percent: the IMF, as the agency Lusa reports"),
        }


@lru_cache(maxsize=64)
def _ladder(order: tuple[str, ...], key: str) -> str:
    """The figures as a staircase, in the student's order."""
    table = seeds.forecast_vintages().set_index("vintage_id")["value_pct"].astype(float)
    figure = charts.canvas(6.0, 2.5, margins=charts.Margins(0.65, 0.3, 0.4, 0.5))
    axes = figure.axes[0]
    values = [float(table[one]) for one in order]
    with charts.style():
        axes.set(xlim=(-0.5, len(VINTAGES) - 0.5), ylim=(-21, 0))
        axes.set_xticks(range(len(VINTAGES)), [str(place + 1) for place in range(len(VINTAGES))])
        axes.set(xlabel=_("Your order"), ylabel=_("percent"))
        axes.set_title(_("One year, five figures"))
        if values:
            axes.step(range(len(values)), values, where="mid", color=charts.FAINT, linewidth=1.2)
            axes.plot(range(len(values)), values, "o", color="#0072B2")
            for place, value in enumerate(values):
                charts.label(axes, place, value, f"{value:.0f}", "#0072B2", side="below")
    told = ", ".join(f"{value:.0f}" for value in values) or _("no order yet")
    return charts.svg(
        figure, _("Growth in 2016 in your order, in percent: {values}.").format(values=told), key
    )


@lru_cache(maxsize=64)
def _months(rate: float | None, key: str) -> str:
    """Twelve months of prices at the student's rate, on a scale on which equal rates are equal steps."""
    figure = charts.canvas(6.0, 2.7, margins=charts.Margins(0.65, 0.3, 0.4, 0.5))
    axes = figure.axes[0]
    year = 1 + YEAR_RATE / 100
    months = list(range(13))
    with charts.style():
        if axes.get_yscale() != "log":  # a canvas comes back as it was
            axes.set_yscale("log")
            axes.minorticks_off()  # thirty small ticks were half of a redraw
        axes.set(xlim=(0, 12.3), ylim=(0.9, 2000), xlabel=_("Month"))
        axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
        axes.set_xticks(range(0, 13, 3))
        axes.set_title(_("Prices, 1 at the start, each month at your rate"))
        axes.axhline(year, color=charts.QUIET, linewidth=1, linestyle=":")
        axes.text(
            0.2, year * 1.15, _("after a year of {n} percent").format(n=YEAR_RATE), fontsize=8
        )
        if rate is not None:
            path = [(1 + rate / 100) ** month for month in months]
            axes.plot(months, path, color="#B04A00", marker="o", markersize=3.5)
    if rate is None:
        words = _("Give a monthly rate, and twelve months are drawn.")
    else:
        reached = compounding.annual_rate(rate / 100)
        words = (
            # Roughly: whether it is the rate asked for is what the student has to work out.
            _("At your rate prices end above the line.")
            if reached > 1.25 * YEAR_RATE / 100
            else _("At your rate prices end below the line.")
            if reached < 0.8 * YEAR_RATE / 100
            else _("At your rate prices end at the line, or close to it.")
        )
    return charts.svg(figure, words, key) + f"<p>{html.escape(words)}</p>"


def _two_years(change: Any) -> str:
    """The student's sum, as what is left of 100."""
    if not is_number(change):
        return ""
    words = _("By your sum, of 100 at the end of 2014 there are {left} at the end of 2016.").format(
        left=f"{100 + float(change):.2f}"
    )
    return f"<p>{html.escape(words)}</p>"

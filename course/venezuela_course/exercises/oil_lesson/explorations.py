"""The explorations of the lesson: a model each, with nothing to answer and nothing kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.fields import Choose, Field, Number
from venezuela_course.exercises.oil_lesson import balance, waterfall
from venezuela_course.exercises.oil_lesson.balance import Flow
from venezuela_course.exercises.oil_lesson.series import (
    FIRST_YEAR,
    LAST_YEAR,
    VENEZUELA,
    brent,
    country_names,
    production,
)
from venezuela_course.exercises.oil_lesson.words import (
    apart,
    flow_unit,
    paragraph,
    paragraphs,
    per_cent,
    signed,
)
from venezuela_course.language import _, ngettext
from venezuela_course.models.oil_placebo import Window, gaps, mean_after, placebo_rank

if TYPE_CHECKING:
    import pandas as pd

BLUE = charts.PALETTE["blue"]
RUST = "#B04A00"


# 2.1 ----------------------------------------------------------------------------------------------


class BoomExplorer(Exploration):
    """Revenue, spending and capacity through a boom and a bust; the assignment asks about the rest."""

    invented = True

    @property
    def title(self) -> str:
        return _("Five fat years, seven lean")

    @property
    def task(self) -> str:
        return _(
            "<p>The price rises for five years, then stays below where it began for seven. Everything is "
            "an index: the year before the boom is 100. How a boom and a bust move the exchange rate, "
            "other exports, imports, the balance and patronage is left to the assignment.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number("boom", _("Price in the boom, above its start"), minimum=10, maximum=200, step=5,
                   unit=per_cent(), start=100),
            Number("bust", _("Price in the bust, below its start"), minimum=0, maximum=70, step=5,
                   unit=per_cent(), start=40),
            Number("spent", _("Of a boom's extra income, the state spends"), minimum=0, maximum=130,
                   step=5, unit=per_cent(), start=110),
            Number("cuts", _("Of a gap in the bust, it closes in a year"), minimum=5, maximum=80,
                   step=5, unit=per_cent(), start=15),
            Number("wear", _("Capacity lost in a year without maintenance"), minimum=0, maximum=20,
                   unit=per_cent(), start=10),
        ]  # fmt: skip

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all five numbers."))
        from venezuela_course.models.dutch_disease import Economy, simulate

        course = simulate(
            Economy(
                boom=answer["boom"] / 100,
                bust=answer["bust"] / 100,
                borrow=answer["spent"] / 100 - 1,
                follow_down=answer["cuts"] / 100,
                depletion=answer["wear"] / 100,
            )
        )
        paths = {
            _("oil income"): 100 * course.revenue,
            _("state spending"): 100 * course.spending,
            _("oil capacity"): 100 * course.capacity,
        }
        owed = course.responses["balance"].cumsum()
        boom_end = 5
        capacity = float(paths[_("oil capacity")][-1])
        says = [
            _(
                "By the end of the boom the state has {first}; by the end of the bust {second}, in years "
                "of its income before."
            ).format(first=_saved(float(owed[boom_end])), second=_saved(float(owed[-1]))),
            _(
                "Capacity ends at {capacity:.0f}. If the price went back to its start the next year, oil "
                "would earn {capacity:.0f}, not 100."
            ).format(capacity=capacity),
        ]
        return charts.svg(self._figure(paths, boom_end), " ".join(says), "boom") + paragraphs(says)

    def _figure(self, paths: dict[str, Any], boom_end: int) -> Any:
        figure = charts.canvas(6.4, 3.2, margins=charts.Margins(0.65, 1.15, 0.15, 0.45))
        axes = figure.axes[0]
        looks = ((RUST, "s", "-."), ("#222222", "o", "-"), (BLUE, "^", "--"))
        last = len(next(iter(paths.values()))) - 1
        top = max(float(path.max()) for path in paths.values()) * 1.1
        ends = apart({name: float(path[-1]) for name, path in paths.items()}, 0.07 * top)
        with charts.style():
            axes.axvspan(0.5, boom_end + 0.5, color="#FFF3D6", linewidth=0)
            axes.text(boom_end / 2 + 0.5, top * 0.985, _("boom"), ha="center", va="top")
            axes.text((boom_end + last) / 2 + 0.5, top * 0.985, _("bust"), ha="center", va="top")
            axes.axhline(100, color=charts.QUIET, linewidth=0.8)
            for (name, path), (colour, marker, line) in zip(paths.items(), looks, strict=True):
                axes.plot(
                    range(last + 1), path, color=colour, marker=marker, markersize=4, linestyle=line
                )
                charts.label(axes, last, ends[name], name, colour)
            axes.set(
                xlim=(-0.3, last + 0.2),
                ylim=(0, top),
                xlabel=_("year"),
                ylabel=_("year before the boom = 100"),
            )
            axes.set_xticks(range(0, last + 1, 2))
            axes.locator_params(axis="y", nbins=5)
            axes.grid(True, axis="y")
        return figure


def _saved(years: float) -> str:
    """A cumulated balance, in words."""
    if abs(years) < 0.05:
        return _("neither savings nor debt")
    if years > 0:
        return _("saved {years:.1f}").format(years=years)
    return _("run up a debt of {years:.1f}").format(years=-years)


# 2.2 ----------------------------------------------------------------------------------------------


class BalanceExplorer(Exploration):
    """What came in and what went out in 2021, by figures that were counted by different people."""

    @property
    def title(self) -> str:
        return _("Where did the barrels come from?")

    @property
    def task(self) -> str:
        return _(
            "<p>Output and what is added to it must cover exports and what is used at home. Exports start "
            "at what tanker data gave for April 2021; what is added and what is used at home are for you "
            "to assume.</p>"
        )

    def fields(self) -> Sequence[Field]:
        output = {
            "official": _("636, crude, by the government's own reports for 2021 [X-037]"),
            "eia": _("{value:.0f}, crude and other liquids, EIA for 2021").format(
                value=float(production()[VENEZUELA].loc[2021])
            ),
        }

        def flow(key: str, label: str, start: int) -> Number:
            return Number(
                key, label, minimum=0, maximum=300, step=10, unit=flow_unit(), start=start
            )

        return [
            Choose("output", _("Output at most"), output, start="official"),
            Number("exports", _("Exports of crude and fuel"), minimum=400, maximum=750, step=1,
                   unit=flow_unit(), start=689),
            flow("added", _("Added at most: stocks, imported diluent and fuel"), 0),
            flow("home", _("Used at home, at least"), 150),
        ]  # fmt: skip

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose an output and three flows."))
        from venezuela_course.models.feasibility import Statement, loosening, possible
        from venezuela_course.models.quantities import KB_D, Quantity

        output = (
            636.0 if answer["output"] == "official" else float(production()[VENEZUELA].loc[2021])
        )
        flows = {"added": answer["added"], "exports": answer["exports"], "home": answer["home"]}
        words = {
            "output": _("the figure for output"),
            "added": _("what is added"),
            "exports": _("the figure for exports"),
            "home": _("what is used at home"),
        }
        conservation = Statement(
            "balance",
            {"output": 1, "added": 1, "exports": -1, "home": -1},
            "==",
            Quantity(0, KB_D),
        )
        bounds = [
            Statement("output", {"output": 1}, "<=", Quantity(output, KB_D)),
            Statement("added", {"added": 1}, "<=", Quantity(flows["added"], KB_D)),
            Statement("exports", {"exports": 1}, ">=", Quantity(flows["exports"], KB_D)),
        ]
        home = Statement("home", {"home": 1}, ">=", Quantity(flows["home"], KB_D))
        left = possible("home", [conservation, *bounds])
        says = [
            _("Without any assumption about home use, at most {left:.0f} is left for it.").format(
                left=left.high.value
            )
            if left is not None
            else _("Even with nothing used at home, more leaves the country than there is.")
        ]
        # One empty set: nothing need be given up.
        options = loosening([conservation, *bounds, home], firm=("balance",))
        if options == ((),):
            says.append(_("All figures can be true together."))
        else:
            short = flows["exports"] + flows["home"] - output - flows["added"]
            says.append(
                _(
                    "They cannot all be true: {short:.0f} thousand barrels a day are missing. It is "
                    "enough to read one of these less literally: {options}."
                ).format(
                    short=short,
                    options=_(" or ").join(words[name] for one in options for name in one),
                )
            )
        drawn = charts.svg(
            balance.figure(
                [Flow(output, _("output")), Flow(flows["added"], _("added"))],
                [Flow(flows["exports"], _("exports")), Flow(flows["home"], _("home"))],
            ),
            " ".join(says),
            "balance",
        )
        return drawn + paragraphs(says)


# 2.3 ----------------------------------------------------------------------------------------------

_ORDERS = ("volume-price-discount", "price-volume-discount", "discount-price-volume")


class RevenueExplorer(Exploration):
    """Any producer, any two years: a change of gross value split by five methods."""

    _FIRST, _LAST = 1987, LAST_YEAR

    @property
    def title(self) -> str:
        return _("Which factor did it?")

    @property
    def task(self) -> str:
        return _(
            "<p>Output of a producer times the price of Brent, less a discount that you assume. No table "
            "of the course holds a discount: it is a scenario, and yours.</p>"
        )

    def fields(self) -> Sequence[Field]:
        first, last = self._FIRST, self._LAST
        words = waterfall.factor_words()
        orders = {
            order: _("one after another: {order}").format(
                order=", ".join(words[name] for name in order.split("-"))
            )
            for order in _ORDERS
        }
        return [
            Choose("country", _("Producer"), country_names(), start=VENEZUELA),
            Number("from", _("From"), minimum=first, maximum=last, unit="", start=2013),
            Number("to", _("To"), minimum=first, maximum=last, unit="", start=2018),
            Number(
                "discount",
                _("Discount assumed in the later year"),
                minimum=0,
                maximum=60,
                unit=per_cent(),
                start=0,
            ),
            Choose(
                "method",
                _("Method"),
                {
                    "lmdi": _("logarithmic (LMDI)"),
                    "shapley": _("mean of all orders (Shapley)"),
                    "one-at-a-time": _("each alone, from the start"),
                    **orders,
                },
                start="one-at-a-time",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a producer, two years, a discount and a method."))
        if answer["from"] == answer["to"]:
            return paragraph(_("Choose two different years."))
        return self._drawn(answer)

    def _drawn(self, answer: Answer) -> str:
        from venezuela_course.models.decomposition import METHODS, in_order, sales

        output = production()[answer["country"]]
        price = brent()
        first, last = answer["from"], answer["to"]
        before = sales(float(output.loc[first]), float(price.loc[first]))
        after = sales(float(output.loc[last]), float(price.loc[last]), answer["discount"] / 100)
        method = answer["method"]
        if method in METHODS:
            parts = METHODS[method](before, after)
        else:
            parts = in_order(before, after, method.split("-"))
        order = method.split("-") if method in _ORDERS else list(parts)
        words = waterfall.factor_words()
        totals = (before.revenue.value, after.revenue.value)
        figure = charts.canvas(6.4, 3.1, margins=charts.Margins(0.75, 0.15, 0.15, 0.5))
        waterfall.draw(
            figure.axes[0],
            (str(first), totals[0]),
            (str(last), totals[1]),
            {words[name]: parts[name] for name in order},
        )
        change = totals[1] - totals[0]
        says = [
            _(
                "{country}, {first} to {last}: {v0:,.0f} to {v1:,.0f} thousand barrels a day, {p0:.0f} to "
                "{p1:.0f} dollars a barrel. Gross value changed by {change} $m a day."
            ).format(
                country=country_names()[answer["country"]],
                first=first,
                last=last,
                v0=float(output.loc[first]),
                v1=float(output.loc[last]),
                p0=float(price.loc[first]),
                p1=float(price.loc[last]),
                change=signed(change),
            ),
            _("By this method: {parts}. Sum of the parts: {total}.").format(
                parts=", ".join(f"{words[name]} {signed(parts[name])}" for name in order),
                total=signed(sum(parts.values())),
            ),
        ]
        return charts.svg(figure, " ".join(says), "revenue") + paragraphs(says)


# 2.4 ----------------------------------------------------------------------------------------------

#: Producers with war or sanctions of their own in most windows; a comparison may leave them out.
TROUBLED = ("IRN", "IRQ", "LBY")


@cache
def _panel(pool: str, country: str) -> pd.DataFrame:
    table = production().loc[FIRST_YEAR:]
    if pool == "calm":
        table = table.drop(columns=[code for code in TROUBLED if code != country])
    return table


class PlaceboExplorer(Exploration):
    """Every producer treated in turn: how unusual is a gap where nothing was done?"""

    @property
    def title(self) -> str:
        return _("What if it had happened to somebody else?")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose a producer and a year, and pretend that something happened to it then. The thick "
            "line is how far its output runs from the mean of all others; each thin line is the same for "
            "another producer. The points at the right are the means of the years after.</p>"
        )

    def fields(self) -> Sequence[Field]:
        years = _("years")
        return [
            Choose("country", _("Producer"), country_names(), start=VENEZUELA),
            Number("start", _("First year after"), minimum=1990, maximum=2020, unit="", start=2014),
            Number("before", _("Years before"), minimum=3, maximum=10, unit=years, start=8),
            Number("after", _("Years after"), minimum=1, maximum=4, unit=years, start=2),
            Choose(
                "trend",
                _("Taken off before comparing"),
                {
                    "level": _("each producer's own level"),
                    "trend": _("each producer's own trend"),
                },
                start="level",
            ),
            Choose(
                "pool",
                _("Compared with"),
                {"all": _("all thirteen others"), "calm": _("all but Iran, Iraq and Libya")},
                start="all",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all six controls."))
        window = Window(
            answer["start"], answer["before"], answer["after"], answer["trend"] == "trend"
        )
        country = answer["country"]
        panel = _panel(answer["pool"], country)
        found = gaps(panel, window)
        effects = mean_after(found, window)
        rank = placebo_rank(effects, country)
        names = country_names()
        says = _(
            "{country}, {first} to {last} against the {before} years before: {effect} per cent. Of "
            "{count} producers it ranks {rank} from below; the lowest is {lowest} with {least} per cent."
        ).format(
            country=names[country],
            first=window.start,
            last=window.start + window.after - 1,
            before=window.before,
            effect=signed(100 * effects[country]),
            count=len(effects),
            rank=rank,
            lowest=names[str(effects.index[0])],
            least=signed(100 * effects.iloc[0]),
        )
        return charts.svg(
            self._figure(found, effects, window, country), says, "placebo"
        ) + paragraph(says)

    def _figure(self, found: pd.DataFrame, effects: pd.Series, window: Window, country: str) -> Any:
        import numpy as np

        figure = charts.canvas(6.6, 3.5, margins=charts.Margins(0.7, 0.15, 0.2, 0.45))
        axes = figure.axes[0]
        per_cents = 100 * np.expm1(found).clip(-1, 1.5)
        others = [code for code in found.columns if code != country]
        last = window.start + window.after - 1
        column = last + 0.9
        with charts.style():
            # One artist for all thin lines: each costs a millisecond.
            xs: list[float] = []
            ys: list[float] = []
            for code in others:
                xs += [*map(float, found.index), math.nan]
                ys += [*per_cents[code], math.nan]
            axes.plot(xs, ys, color="#BDBDBD", linewidth=0.9, zorder=1)
            axes.plot(
                found.index, per_cents[country], color=BLUE, linewidth=2.6, marker="o", markersize=4
            )
            after = 100 * effects.clip(-1, 1.5)
            axes.plot(
                [column] * len(others), after[others], "_", color="#6E6E6E", markersize=12, zorder=2
            )
            axes.plot([column], [after[country]], "D", color=BLUE, markersize=8, zorder=3)
            axes.axvline(window.start - 0.5, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)))
            axes.axhline(0, color=charts.QUIET, linewidth=0.8)
            axes.set_xlim(found.index[0] - 0.3, column + 0.6)
            low = min(float(per_cents.min().min()), -30.0)
            high = max(min(float(per_cents.max().max()), 150.0), 30.0)
            axes.set_ylim(low - 5, high + 12)
            axes.set_ylabel(_("per cent off the others' course"))
            axes.locator_params(axis="y", nbins=6)
            step = 2 if window.before + window.after > 7 else 1
            years = list(range(int(found.index[0]), last + 1, step))
            axes.set_xticks([*years, column], [*map(str, years), _("mean\nafter")])
            axes.text(
                window.start - 0.4, high + 9, _("after →"), va="top", fontsize=8.5, weight="bold"
            )
        return figure


# 2.5 ----------------------------------------------------------------------------------------------


class RatesExplorer(Exploration):
    """What an annual rate is by the month, and what dividing by twelve makes of it."""

    @property
    def title(self) -> str:
        return _("Twelve steps that multiply")

    @property
    def task(self) -> str:
        return _(
            "<p>Prices stand at 100 and rise at an annual rate. One path compounds to it. The other rises "
            "each month by a twelfth of the annual figure.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "annual",
                _("Annual rate"),
                minimum=10,
                maximum=900,
                step=10,
                unit=_("per cent a year"),
                start=270,
            )
        ]

    def picture(self, answer: Answer) -> str:
        if answer["annual"] is None:
            return paragraph(_("Set the rate."))
        from venezuela_course.models.compounding import MONTHS, annual_rate, monthly_rate

        annual = answer["annual"] / 100
        month, twelfth = monthly_rate(annual), annual / MONTHS
        reached = annual_rate(twelfth)
        months = list(range(MONTHS + 1))
        paths = [[100 * (1 + rate) ** month_ for month_ in months] for rate in (month, twelfth)]
        says = [
            _(
                "{annual:.0f} per cent a year is about {month:.0f} per cent a month: twelve such steps "
                "multiply prices by {factor:,.1f}."
            ).format(annual=100 * annual, month=100 * month, factor=1 + annual),
            _(
                "A twelfth, {twelfth:.0f} per cent a month, would multiply them by {reached:,.1f}: an "
                "annual rate of {rate:,.0f} per cent."
            ).format(twelfth=100 * twelfth, reached=1 + reached, rate=100 * reached),
        ]
        figure = charts.canvas(6.2, 3.0, margins=charts.Margins(0.85, 1.5, 0.15, 0.45))
        axes = figure.axes[0]
        with charts.style():
            for path, colour, marker, line in zip(
                paths, (BLUE, RUST), ("o", "s"), ("-", "-."), strict=True
            ):
                axes.plot(months, path, color=colour, marker=marker, markersize=4, linestyle=line)
            axes.set_yscale("log")
            axes.set(xlim=(0, MONTHS), ylim=(90, max(paths[1][-1], 200) * 1.3), xlabel=_("month"))
            axes.set_xticks(months[::2])
            ticks = [100 * 10**power for power in range(10) if 100 * 10**power < paths[1][-1] * 1.3]
            axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
            axes.minorticks_off()
            axes.set_ylabel(_("prices, start = 100"))
            axes.grid(True, axis="y")
        gap = math.log(paths[1][-1] / paths[0][-1])
        span = math.log(max(paths[1][-1], 200) * 1.3 / 90)
        down = 1.0 if gap > 0.17 * span else math.exp(gap - 0.17 * span)
        charts.label(axes, MONTHS, paths[0][-1] * down, _("compounds to\nthe annual rate"), BLUE)
        charts.label(axes, MONTHS, paths[1][-1], _("a twelfth\neach month"), RUST)
        return charts.svg(figure, " ".join(says), "rates") + paragraphs(says)


# 2.6 ----------------------------------------------------------------------------------------------


class RepaymentExplorer(Exploration):
    """A loan that is paid in barrels: what is owed, year by year."""

    _YEARS = 20

    @property
    def title(self) -> str:
        return _("A debt in dollars, paid in barrels")

    @property
    def task(self) -> str:
        return _(
            "<p>Each year the interest is added and the year's cargoes are taken off. The debt that the "
            "course's sources name is a starting point; price, discount and rate are yours to assume.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "debt", _("Debt"), minimum=5, maximum=40, unit=_("billion dollars"), start=19
            ),
            Number(
                "barrels", _("Cargoes to the lender"), minimum=20, maximum=600, step=10, unit=flow_unit(),
                start=120,
            ),
            Number("price", _("Price"), minimum=20, maximum=120, unit=_("dollars a barrel"), start=60),
            Number("discount", _("Discount"), minimum=0, maximum=50, unit=per_cent(), start=20),
            Number("rate", _("Interest"), minimum=0, maximum=15, unit=_("per cent a year"), start=5),
        ]  # fmt: skip

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all five numbers."))
        from venezuela_course.models.oil_debt import balances, yearly_payment, years_to_repay

        debt, rate = answer["debt"] * 1e9, answer["rate"] / 100
        delivery = (answer["barrels"], answer["price"], answer["discount"] / 100)
        payment = yearly_payment(*delivery)
        years = years_to_repay(debt, *delivery, rate)
        path = [owed / 1e9 for owed in balances(debt, *delivery, rate, self._YEARS)]
        interest = debt * rate
        says = [
            _("Cargoes are worth {payment:.1f} billion a year; the first year's interest is {interest:.1f}.")
            .format(payment=payment / 1e9, interest=interest / 1e9)
        ]  # fmt: skip
        if math.isinf(years):
            says.append(_("The cargoes do not cover the interest: the debt is never paid."))
        else:
            says.append(
                ngettext(
                    "Paid after {years:.1f} year.",
                    "Paid after {years:.1f} years.",
                    math.ceil(years),
                ).format(years=years)
            )
        return charts.svg(
            self._figure(path, math.isinf(years)), " ".join(says), "loan"
        ) + paragraphs(says)

    def _figure(self, path: Sequence[float], never: bool) -> Any:
        from matplotlib.collections import PolyCollection

        figure = charts.canvas(6.2, 2.8, margins=charts.Margins(0.7, 0.2, 0.15, 0.45))
        axes = figure.axes[0]
        colour = RUST if never else BLUE
        paid = path.index(0.0) if 0.0 in path else len(path) - 1
        with charts.style():
            # One artist for all bars: each costs a millisecond of a redraw.
            bars = [
                [(year - 0.36, 0), (year - 0.36, owed), (year + 0.36, owed), (year + 0.36, 0)]
                for year, owed in enumerate(path[: paid + 1])
            ]
            axes.add_collection(
                PolyCollection(
                    bars, facecolors=colour, edgecolors="white", linewidths=0,
                    hatch="////" if never else None,
                ),
                autolim=False,
            )  # fmt: skip
            top = max(path) * 1.12
            axes.set(
                xlim=(-0.6, len(path) - 0.4), ylim=(0, top), xlabel=_("years from the start"),
                ylabel=_("owed, billion dollars"),
            )  # fmt: skip
            axes.set_xticks(range(0, len(path), 5))
            axes.locator_params(axis="y", nbins=5)
            axes.grid(True, axis="y")
            if 0.0 in path:
                axes.text(
                    paid + 0.2, top * 0.04, _("← paid"), va="bottom", weight="bold", color=BLUE
                )
        return figure

"""Exercise 2.3: where the revenue went, and an exploration of the same question on real figures."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise, Exploration
from venezuela_course.exercises.fields import Choose, ChooseMany, Field, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import decomposition

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUES = "a2-revenue"
ORDERS: Mapping[str, tuple[str, ...]] = {
    "-".join(order): order for order in permutations(decomposition.FACTORS)
}
#: Years that have a price of Brent and an output.
FIRST_YEAR, LAST_YEAR = 1987, 2023


class RevenueFall(Exercise):
    """Three contributions, what they add up to, why this method, and a discount that nobody printed.

    One picture is the student's own waterfall, from the old revenue down to wherever the three parts
    lead, beside the revenue that was reached. The other lets the factors change one after the other, in
    an order that is asked for: what each takes away depends on its place.
    """

    invented = True

    def __init__(self, identifier: str) -> None:
        self._look: dict[str, Any] = {"order": "volume-price-discount", "step": 1}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Where did the revenue go?")

    @property
    def task(self) -> str:
        before, after = teaching_sales()
        return _(
            "<p>Revenue is <em>volume × price × (1 − discount)</em>. Teaching data: {v0} thousand barrels "
            "a day at {p0} dollars less {d0} percent, later {v1} thousand at {p1} dollars less {d1} "
            "percent. Attribute the change to the three factors, in million dollars a day. The functions "
            "<code>sales</code>, <code>lmdi</code>, <code>shapley</code>, <code>in_order</code> and "
            "<code>one_at_a_time</code> are in <code>venezuela_course.models.oil</code>; a cell of your "
            "own is the place to call them. A fall is negative.</p>"
        ).format(
            v0=_figures(before.volume.value),
            p0=_figures(before.price.value),
            d0=_figures(100 * before.discount),
            v1=_figures(after.volume.value),
            p1=_figures(after.price.value),
            d1=_figures(100 * after.discount),
        )

    def fields(self) -> Sequence[Field]:
        return [
            Choose("method", _("Your method"), method_names()),
            Group(
                "contrib",
                _("Contributions"),
                [
                    Number(
                        factor,
                        text,
                        minimum=-250.0,
                        maximum=250.0,
                        step=0.01,
                        unit=_("million dollars a day"),
                    )
                    for factor, text in factor_names().items()
                ],
            ),
            Number(
                "total",
                _("Change of the revenue as a whole"),
                minimum=-250.0,
                maximum=250.0,
                step=0.01,
                unit=_("million dollars a day"),
            ),
            ChooseMany(
                "why",
                _("Why this method?"),
                method_reasons(),
                note=_("A wrong reason costs as much as a right one earns."),
            ),
            Choose(
                "discount_source",
                _(
                    "The sources call the discount large [S003b-042]. Where does its size come from?"
                ),
                discount_sources(),
            ),
            Group(
                "scenario",
                _("A second scenario for the later discount"),
                [
                    Number(
                        "discount",
                        _("Later discount, your choice"),
                        minimum=0.0,
                        maximum=0.9,
                        step=0.01,
                        unit=_("share of the price"),
                        note=_("Another one than the {d1} percent above.").format(
                            d1=_figures(100 * teaching_sales()[1].discount)
                        ),
                    ),
                    Number(
                        "total",
                        _("Change of the revenue then"),
                        minimum=-250.0,
                        maximum=250.0,
                        step=0.01,
                        unit=_("million dollars a day"),
                    ),
                ],
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer.get("contrib")
        parts = tuple(
            float(given[factor])
            if isinstance(given, Mapping) and is_number(given.get(factor))
            else None
            for factor in decomposition.FACTORS
        )
        key = f"{self.identifier}-{language()}"
        return _own_waterfall(parts, key) + _steps(self._look["order"], self._look["step"], key)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Numbers beside the two pictures; the reasons below."""
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Choose("order", _("Order in which the factors change"), order_names()),
                Number("step", _("Factors that have changed"), minimum=0, maximum=3),
            ],
            note=_("Not a part of your answer."),
        )
        return stacked(
            beside(
                stacked(*(controls[name] for name in ("method", "contrib", "total", "scenario"))),
                stacked(as_picture(picture), ask.control(self._look, self._asked).widget),
            ),
            beside(controls["why"], controls["discount_source"]),
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        order, step = given.get("order"), given.get("step")
        self._look = {
            "order": order if order in ORDERS else "volume-price-discount",
            "step": step if isinstance(step, int) and 0 <= step <= 3 else 0,
        }
        self._redraw()


class RevenueOfTwoYears(Exploration):
    """The same decomposition on real figures: any producer, any two years from 1987 on. Not graded."""

    @property
    def title(self) -> str:
        return _("Going further: two years of a real producer")

    @property
    def task(self) -> str:
        return _(
            "<p>Approximations, all of them: output stands for what was sold, although part of it is used "
            "at home, and Brent for what a barrel fetched. For Venezuela from 2006 to 2015 the ministry's "
            "basket is known; how far it stood below Brent, quality and distance included, can be taken "
            "as the discount.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Choose("country", _("Producer"), _producers(), start="VEN"),
            Number("first", _("From"), minimum=FIRST_YEAR, maximum=LAST_YEAR, start=2012),
            Number("last", _("To"), minimum=FIRST_YEAR, maximum=LAST_YEAR, start=2015),
            Choose("method", _("Method"), method_names(), start="lmdi"),
            Choose(
                "basket",
                _("Discount"),
                {"no": _("none"), "yes": _("the basket below Brent, where it is known")},
                start="no",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        country, method = answer.get("country"), answer.get("method")
        years = [answer.get("first"), answer.get("last")]
        if country not in _producers() or method not in decomposition.METHODS:
            return f"<p>{html.escape(_('Choose a producer and a method.'))}</p>"
        if not all(isinstance(one, int) and FIRST_YEAR <= one <= LAST_YEAR for one in years):
            return f"<p>{html.escape(_('Choose two years.'))}</p>"
        return _real(country, years[0], years[1], method, answer.get("basket") == "yes", language())


def method_names() -> dict[str, str]:
    """The three methods."""
    return {
        "one-at-a-time": _("One at a time: each factor changed alone"),
        "lmdi": _("LMDI: shares of the change in logarithms"),
        "shapley": _("Shapley: mean over all orders"),
    }


def factor_names() -> dict[str, str]:
    """The three factors."""
    return {"volume": _("Volume"), "price": _("Price"), "discount": _("Discount")}


def order_names() -> dict[str, str]:
    """The six orders."""
    names = factor_names()
    return {key: " → ".join(names[one] for one in order) for key, order in ORDERS.items()}


def method_reasons() -> dict[str, str]:
    """Reasons for a method; some hold for one of them only, and some for none."""
    return {
        "largest": _("It gives volume the largest part."),
        "exact": _("The parts add up to the change, whatever the factors do together."),
        "chains": _("Its parts add up over years and over buyers."),
        "orders": _("Each factor is counted first, second and third equally often."),
        "first": _("It starts with the factor that fell first."),
        "percent": _("The percentage changes of the factors can simply be added."),
    }


def discount_sources() -> dict[str, str]:
    """Where the size of the discount could come from."""
    return {
        "S003b-042": _("From the commentary: it gives the number."),
        "volume": _("From the volume: a discount is oil that was not sold."),
        "scenario": _("From nobody in these texts: it is a scenario, to be varied and named."),
        "basket": _("From the basket’s distance to Brent before the sanctions."),
        "S003b-044": _("From the cost of shipping to Asia, which is printed."),
    }


@cache
def teaching_sales() -> tuple[decomposition.Sales, decomposition.Sales]:
    """The invented sales before and after."""
    table = seeds.teaching_values(VALUES)
    wide = table.pivot(index="item", columns="parameter", values="value").astype(float)

    def of(when: str) -> decomposition.Sales:
        row = wide.loc[when]
        return decomposition.sales(row["kb_d"], row["usd_bbl"], row["discount"])

    return of("before"), of("after")


@cache
def _producers() -> dict[str, str]:
    table = seeds.oil_production().drop_duplicates("iso3")
    return dict(zip(table["iso3"], table["country"], strict=True))


def _figures(value: float) -> str:
    return f"{value:.4g}"


_COLOURS = {"volume": "#0072B2", "price": "#E69F00", "discount": "#CC79A7"}
_HATCHES = {"volume": "", "price": "//", "discount": ".."}


def _bars(axes: Axes, start: float, parts: Mapping[str, float | None], end: float) -> float:
    """A waterfall; returns where the parts lead. The caller sets the limits."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Rectangle

    def bar(place: int, low: float, high: float, **look: Any) -> None:
        axes.add_patch(Rectangle((place - 0.35, low), 0.7, high - low, **look))

    level = start
    levels = [[(-0.6, 0.0), (4.6, 0.0)]]
    for place, (factor, part) in enumerate(parts.items(), start=1):
        if part is not None:
            look = {"facecolor": _COLOURS[factor], "hatch": _HATCHES[factor]}
            bar(place, level, level + part, edgecolor=charts.INK, linewidth=0.8, **look)
            level += part
        levels.append([(place - 0.65, level), (place + 0.65, level)])
    for place, total in ((0, start), (4, end)):
        bar(place, 0, total, facecolor=charts.FAINT, edgecolor=charts.QUIET)
    axes.add_collection(LineCollection(levels, colors=charts.INK, linewidths=0.9), autolim=False)
    return level


@lru_cache(maxsize=64)
def _own_waterfall(parts: tuple[float | None, ...], key: str) -> str:
    before, after = teaching_sales()
    named = dict(zip(decomposition.FACTORS, parts, strict=True))
    figure = charts.canvas(6.2, 3.0, margins=charts.Margins(0.65, 0.15, 0.4, 0.35))
    axes = figure.axes[0]
    with charts.style():
        level = _bars(axes, before.revenue.value, named, after.revenue.value)
        low = min(0.0, level, *(before.revenue.value + (one or 0) for one in parts))
        axes.set(xlim=(-0.6, 4.6), ylim=(min(-10.0, 1.1 * low), 1.1 * max(200, level)))
        axes.set_ylabel(_("million dollars a day"))
        axes.set_title(_("Your parts, from the old revenue to the new"))
        names = factor_names()
        axes.set_xticks(range(5), [_("before"), *(names[one] for one in named), _("after")])
    missing = [names[factor] for factor, part in named.items() if part is None]
    gap = level - after.revenue.value
    if missing:
        words = _("Still open: {parts}.").format(parts=", ".join(missing))
    elif abs(gap) < 0.5:
        words = _("Your parts lead to the new revenue.")
    elif gap > 0:
        words = _("Your parts stop above the new revenue: something is left unexplained.")
    else:
        words = _("Your parts lead below the new revenue: something is explained twice.")
    drawn = charts.svg(figure, _("Waterfall of your own parts. {words}").format(words=words), key)
    return drawn + f"<p>{html.escape(words)}</p>"


@lru_cache(maxsize=64)
def _steps(order: str, step: int, key: str) -> str:
    """The revenue as an area, after some factors have changed in an order."""
    before, after = teaching_sales()
    names = factor_names()
    here, goal = dict(before.factors), after.factors
    lost = decomposition.in_order(before, after, ORDERS[order])
    figure = charts.canvas(6.2, 3.0, margins=charts.Margins(0.65, 0.15, 0.4, 0.5))
    axes = figure.axes[0]

    def area(factors: Mapping[str, float]) -> tuple[float, float]:
        return factors["volume"], 1000 * factors["price"] * factors["discount"]

    with charts.style():
        axes.set(
            xlim=(0, 2400),
            ylim=(0, 115),
            xlabel=_("Volume, thousand barrels a day"),
            ylabel=_("Dollars kept per barrel"),
        )
        axes.set_title(_("Revenue is an area: one factor after the other"))
        for place, factor in enumerate(ORDERS[order][:step], start=1):
            wide, high = area(here)
            here[factor] = goal[factor]
            new_wide, new_high = area(here)
            axes.bar([0], [high], width=wide, align="edge", color=_COLOURS[factor],
                     hatch=_HATCHES[factor], edgecolor=charts.INK, linewidth=0.8)  # fmt: skip
            at = ((new_wide + wide) / 2, high / 2) if new_wide < wide else (
                wide / 2, (new_high + high) / 2)  # fmt: skip
            axes.text(
                *at, str(place), ha="center", va="center", fontsize=9, zorder=5,
                bbox={"facecolor": charts.PAPER, "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
            axes.bar([0], [new_high], width=new_wide, align="edge", color=charts.PAPER)
        wide, high = area(here)
        axes.bar([0], [high], width=wide, align="edge", color=charts.FAINT, edgecolor=charts.INK)
    told = [
        _("{place}. {factor}: {part} million dollars a day").format(
            place=place, factor=names[factor], part=f"{lost[factor]:+.1f}"
        )
        for place, factor in enumerate(ORDERS[order][:step], start=1)
    ]
    rest = _("Nothing has changed yet: the area is the old revenue.")
    words = "; ".join(told) or rest
    drawn = charts.svg(figure, _("Revenue as an area. {words}").format(words=words), key)
    return drawn + f"<p>{html.escape(words)}</p>"


@lru_cache(maxsize=64)
def _real(country: str, first: int, last: int, method: str, basket: bool, key: str) -> str:
    try:
        before = decomposition.sales_of(country, first, discounted=basket)
        after = decomposition.sales_of(country, last, discounted=basket)
    except KeyError:
        words = _(
            "There is no basket price for this producer in both years: it is known for Venezuela, "
            "from 2006 to 2015."
        )
        return f"<p>{html.escape(words)}</p>"
    parts = decomposition.METHODS[method](before, after)
    figure = charts.canvas(7.0, 3.6, margins=charts.Margins(0.65, 0.15, 0.4, 0.65))
    axes = figure.axes[0]
    names = factor_names()
    with charts.style():
        level = _bars(axes, before.revenue.value, parts, after.revenue.value)
        edges = (0.0, before.revenue.value, after.revenue.value, level,
                 before.revenue.value + parts["volume"])  # fmt: skip
        axes.set(xlim=(-0.6, 4.6), ylim=(1.15 * min(edges), 1.15 * max(edges)))
        axes.locator_params(axis="y", nbins=5)
        axes.set_ylabel(_("million dollars a day"))
        axes.set_title(
            _("{country}, {first} to {last}: output at the price of Brent").format(
                country=_producers()[country], first=first, last=last
            )
        )
        axes.set_xticks(range(5), [str(first), *(names[one] for one in parts), str(last)])
        charts.source(figure, _("US Energy Information Administration, output and Brent; own sums"))
    told = ", ".join(f"{names[factor]} {part:+.1f}" for factor, part in parts.items())
    words = _(
        "From {before} to {after} million dollars a day, a change of {change}. Parts: {parts}; "
        "together {sum}."
    ).format(
        before=f"{before.revenue.value:.1f}",
        after=f"{after.revenue.value:.1f}",
        change=f"{after.revenue.value - before.revenue.value:+.1f}",
        parts=told,
        sum=f"{sum(parts.values()):+.1f}",
    )
    return charts.svg(figure, words, f"two-years-{key}") + f"<p>{html.escape(words)}</p>"

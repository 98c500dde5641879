"""The figures of the lesson: drawn once, stored in the notebook, each with its words and source."""

from __future__ import annotations

from datetime import date
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.oil_lesson import waterfall
from venezuela_course.exercises.oil_lesson.series import (
    LAST_YEAR,
    VENEZUELA,
    brent,
    contrary_years,
    country_names,
    production,
)
from venezuela_course.exercises.oil_lesson.words import apart, signed
from venezuela_course.language import _

BLUE = charts.PALETTE["blue"]
RUST = "#B04A00"  # the darker tone of orange: also text

#: Events marked on the long series: id in the timeline, and few words.
_MARKED = (
    "T-2002-12-02-oil-strike",
    "T-2007-05-01-orinoco",
    "T-2017-08-24-eo-13808",
    "T-2019-01-28-pdvsa",
)


def _marked_words() -> dict[str, str]:
    return dict(
        zip(
            _MARKED,
            (_("strike"), _("Orinoco\ntakeover"), _("finance\nsanctions"), _("oil\nsanctions")),
            strict=True,
        )
    )


def _decimal_year(day: str) -> float:
    when = date.fromisoformat(day)
    return when.year + (when.timetuple().tm_yday - 0.5) / 366


def output_and_price() -> charts.Picture:
    """Venezuela's output over the price of Brent, the years in which they part shaded."""
    output = production()[VENEZUELA]
    price = brent()
    parted = contrary_years()
    figure = charts.figure(7.4, 5.2, 2, 1, margins=charts.Margins(0.75, 0.3, 0.75, 0.8))
    above, below = figure.axes
    with charts.style():
        for axes, series, colour, marker in (
            (above, output, BLUE, "o"),
            (below, price, RUST, "s"),
        ):
            axes.plot(series.index, series, color=colour, marker=marker, markersize=3)
            axes.set(xlim=(1972.3, LAST_YEAR + 0.7), ylim=(0, float(series.max()) * 1.12))
            axes.grid(True, axis="y")
            for year in parted:
                axes.axvspan(
                    year - 0.5, year + 0.5, facecolor="#FFF3D6", edgecolor="#E0C890",
                    hatch="///", linewidth=0, zorder=0,
                )  # fmt: skip
        above.set_title(_("Venezuela's oil output, thousand barrels a day"))
        below.set_title(_("Price of Brent, US dollars a barrel (annual mean)"))
        below.set_xlabel(_("hatched: the price rose, and output fell"))
        top = float(output.max()) * 1.2
        above.set_ylim(0, top)
        events = seeds.timeline().set_index("event_id")
        for place, (event, words) in enumerate(_marked_words().items()):
            x = _decimal_year(events.loc[event, "date"])
            above.axvline(x, color=charts.INK, linewidth=1, linestyle=(0, (4, 2)))
            on_left = place % 2 == 0
            above.text(
                x - 0.25 if on_left else x + 0.25, top * 0.98, words, fontsize=8,
                ha="right" if on_left else "left", va="top", linespacing=1.1,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8},
            )  # fmt: skip
    charts.source(
        figure,
        _(
            "oil_production and oil_prices, US Energy Information Administration (output counts crude "
            "and other liquids; Brent begins in 1987); events from timeline"
        ),
    )
    return charts.show(
        figure,
        _(
            "Two line charts. Venezuela's output, thousand barrels a day: {first:,.0f} in 1973, {peak:,.0f} "
            "in {peak_year}, {last:,.0f} in 2023, least {least:,.0f} in {least_year}. Brent: {low:.0f} "
            "dollars in {low_year}, {high:.0f} in {high_year}, {end:.0f} in 2023. Price rose while output "
            "fell in: {parted}."
        ).format(
            first=output.loc[1973],
            peak=output.loc[1985:].max(),
            peak_year=output.loc[1985:].idxmax(),
            last=output.loc[LAST_YEAR],
            least=output.min(),
            least_year=output.idxmin(),
            low=price.min(),
            low_year=price.idxmin(),
            high=price.max(),
            high_year=price.idxmax(),
            end=price.loc[LAST_YEAR],
            parted=", ".join(map(str, parted)),
        ),
    )


#: Single figures of the Energy Institute, quoted one by one: its series is not ours to reproduce.
ENERGY_INSTITUTE = {2003: "X-029", 2008: "X-030", 2014: "X-031", 2018: "X-032"}


def energy_institute() -> dict[int, float]:
    """The four quoted figures, thousand barrels a day, by year."""
    facts = seeds.external_facts().set_index("fact_id")["value"]
    return {year: float(facts[fact]) for year, fact in ENERGY_INSTITUTE.items()}


def two_publishers() -> charts.Picture:
    """One country, two publishers, and what two commentaries wrote."""
    output = production()[VENEZUELA].loc[1996:]
    others = energy_institute()
    figure = charts.figure(7.4, 3.9, margins=charts.Margins(0.75, 0.45, 0.45, 0.8))
    axes = figure.axes[0]
    with charts.style():
        axes.plot(output.index, output, color=BLUE, marker="o", markersize=3)
        for year, value in others.items():
            mine = float(output.loc[year])
            axes.plot([year, year], [mine, value], color=RUST, linewidth=1.2)
            axes.plot([year], [value], "D", color=RUST, markersize=7)
            gap = value - mine
            steep = year == 2018  # there the line itself passes above the point
            axes.annotate(
                f"{'+' if gap > 0 else '−'}{abs(gap):,.0f}", (year, value),
                xytext=(8, 2) if steep else (0, 7), textcoords="offset points",
                ha="left" if steep else "center", color=RUST, weight="bold",
            )  # fmt: skip
        written = (
            (1999, 2001, 3400, _("a commentary:\nabout 3,400"), 1998.6),
            (2021.6, 2023.4, 850, _("the same commentary:\nbelow 850"), 2019.9),
        )
        for left, right, height, words, at in written:
            axes.plot([left, right], [height, height], color=charts.INK, linewidth=3)
            axes.text(at, height + 70, words, va="bottom", fontsize=8.5, linespacing=1.1)
        axes.set(xlim=(1995.5, 2024.6), ylim=(0, 3990), ylabel=_("thousand barrels a day"))
        axes.grid(True, axis="y")
        axes.set_title(_("Venezuela's oil output: who says how much?"))
    charts.label(axes, 2004.2, 2280, _("US Energy Information Administration"), BLUE)
    charts.label(axes, 2015.6, 2950, _("◆ Energy Institute,\n    four years quoted"), RUST)
    charts.source(
        figure,
        _(
            "oil_production (EIA); X-029 to X-032, single figures of the Energy Institute, Statistical "
            "Review of World Energy; black bars: S003b-040 and S003b-041, restated"
        ),
    )
    return charts.show(
        figure,
        _(
            "Line of the EIA's figures from 1996 to 2023 with four figures of the Energy Institute. {pairs}. "
            "A commentary's 3.4 million around 2000 lies above the EIA's {around:,.0f}; its upper limit of "
            "850 for 2022 lies above the EIA's {late:,.0f}."
        ).format(
            pairs="; ".join(
                _("{year}: {other:,.0f} against {eia:,.0f}").format(
                    year=year, other=value, eia=float(output.loc[year])
                )
                for year, value in others.items()
            ),
            around=float(output.loc[2000]),
            late=float(output.loc[2022]),
        ),
    )


#: Months for which both of OPEC's figures are quoted: fact, official, secondary.
OPEC_MONTHS = (
    ("2017-12", "X-033", 1621, 1745),
    ("2019-04", "X-034", 1045, 753),
    ("2020-04", "X-035", 737, 622),
)


def same_month_two_figures() -> charts.Picture:
    """What the government told OPEC, and what OPEC's secondary sources said of the same month."""
    figure = charts.figure(7.2, 2.2, margins=charts.Margins(0.85, 0.4, 0.4, 0.75))
    axes = figure.axes[0]
    said = []
    with charts.style():
        for row, (month, _fact, official, secondary) in enumerate(OPEC_MONTHS):
            axes.plot(
                [official, secondary], [row, row], color=charts.QUIET, linewidth=1.6, zorder=1
            )
            axes.plot([official], [row], "o", color=BLUE, markersize=8)
            axes.plot([secondary], [row], "D", color=RUST, markersize=7, markerfacecolor="white")
            higher = official > secondary
            for value, colour, right in (
                (official, BLUE, higher),
                (secondary, RUST, not higher),
            ):
                charts.label(
                    axes, value, row, f"{value:,}", colour, side="right" if right else "left"
                )
            said.append(
                _("{month}: official {official:,}, secondary {secondary:,}").format(
                    month=month, official=official, secondary=secondary
                )
            )
        axes.set(ylim=(len(OPEC_MONTHS) - 0.5, -0.6), xlim=(480, 1900))
        axes.set_yticks(range(len(OPEC_MONTHS)), [month for month, *_rest in OPEC_MONTHS])
        axes.tick_params(axis="y", length=0)
        axes.grid(True, axis="x")
        axes.set_xlabel(
            _(
                "crude, thousand barrels a day:  ● the government to OPEC   ◇ OPEC's secondary sources"
            )
        )
        axes.set_title(_("The same month, the same report, two figures"))
    charts.source(figure, _("X-033, X-034, X-035: press reports of OPEC's monthly market report"))
    return charts.show(
        figure, _("Pairs of points, thousand barrels of crude a day. ") + "; ".join(said) + "."
    )


#: Two falls of the same gross value, each with its own cause.
TWO_FALLS = ((2013, 2016), (2016, 2019))


def two_falls() -> charts.Picture:
    """Output times Brent: what each factor did from 2013 to 2016, and from 2016 to 2019."""
    from venezuela_course.models.decomposition import lmdi, sales_of

    words = waterfall.factor_words()
    figure = charts.figure(7.4, 3.2, 1, 2, margins=charts.Margins(0.7, 0.15, 0.45, 0.8))
    said = []
    for axes, (first, last) in zip(figure.axes, TWO_FALLS, strict=True):
        before, after = sales_of(VENEZUELA, first), sales_of(VENEZUELA, last)
        parts = lmdi(before, after)
        shown = {words[name]: parts[name] for name in ("volume", "price")}
        waterfall.draw(
            axes, (str(first), before.revenue.value), (str(last), after.revenue.value), shown
        )
        charts.title(axes, _("{first} to {last}").format(first=first, last=last))
        said.append(
            _(
                "{first} to {last}: from {before:.0f} to {after:.0f}, of which volume {volume} and price "
                "{price}"
            ).format(
                first=first,
                last=last,
                before=before.revenue.value,
                after=after.revenue.value,
                volume=signed(parts["volume"]),
                price=signed(parts["price"]),
            )
        )
    charts.source(
        figure,
        _(
            "oil_production and oil_prices (EIA): output times Brent, in million dollars a day, split by "
            "LMDI. Gross value, not income: home use, costs, debt service and the discount are in it."
        ),
    )
    return charts.show(figure, _("Two waterfalls, million dollars a day. ") + "; ".join(said) + ".")


#: Producers named beside their line; the others stay grey.
_NAMED_DONORS = ("COL", "IRN", "LBY", "BRA", "MEX", "AGO", "NOR")


def output_indexed(base: int = 2016, first: int = 2004) -> charts.Picture:
    """Output of fourteen producers as a share of one base year, and the dated measures below.

    Parameters
    ----------
    base : int, default 2016
        Year whose output is 100.
    first : int, default 2004
        First year drawn.
    """
    names = country_names()
    index = 100 * production().loc[first:] / production().loc[base]
    figure = charts.figure(7.4, 4.9, margins=charts.Margins(0.7, 1.25, 0.45, 0.75))
    axes = figure.axes[0]
    ends = {code: float(index[code].iloc[-1]) for code in _NAMED_DONORS if code != "LBY"}
    lows = apart(ends, 9.5)
    with charts.style():
        for code in index.columns:
            if code == VENEZUELA:
                continue
            named = code in ends
            axes.plot(
                index.index, index[code].clip(upper=300), color="#8C8C8C" if named else "#CFCFCF",
                linewidth=1.1, zorder=1,
            )  # fmt: skip
            if named:
                axes.plot(
                    [LAST_YEAR, LAST_YEAR + 0.5], [ends[code], lows[code]], color=charts.FAINT,
                    linewidth=0.8, clip_on=False,
                )  # fmt: skip
                axes.text(
                    LAST_YEAR + 0.6, lows[code], names[code], va="center", fontsize=8.5,
                    color=charts.QUIET,
                )  # fmt: skip
        axes.plot(
            index.index,
            index[VENEZUELA],
            color=BLUE,
            linewidth=3,
            marker="o",
            markersize=4,
            zorder=3,
        )
        axes.axhline(100, color=charts.QUIET, linewidth=0.8)
        axes.text(2011.9, 196, names["LBY"], fontsize=8.5, color=charts.QUIET)
        _mark_measures(axes)
        axes.set(
            xlim=(first - 0.3, LAST_YEAR + 0.3), ylim=(-34, 215),
            ylabel=_("output, {base} = 100").format(base=base),
        )  # fmt: skip
        axes.set_yticks(range(0, 201, 50))
        axes.set_xticks(range(-(-first // 5) * 5, LAST_YEAR, 5))
        axes.grid(True, axis="y")
        axes.set_title(
            _("Fourteen producers on one scale: output of {base} = 100").format(base=base)
        )
    charts.label(axes, 2020.4, 47, _("Venezuela"), BLUE)
    charts.source(
        figure,
        _(
            "oil_production (EIA); below the axis: sanctions, measures of the United States that tighten, "
            "by target. Libya's lines leave the frame in years of peace."
        ),
    )
    return charts.show(
        figure,
        _(
            "Lines of output from {first} to 2023 with {base} as 100. Venezuela stands at {start:.0f} in "
            "{first}, {mid:.0f} in 2018, {least:.0f} in 2020, {end:.0f} in 2023. In 2023: {others}. Ticks "
            "below mark {count} United States measures, {finance} on finance from August 2017 and {oil} on "
            "oil from January 2019."
        ).format(
            first=first,
            base=base,
            start=index[VENEZUELA].iloc[0],
            mid=index[VENEZUELA].loc[2018],
            least=index[VENEZUELA].loc[2020],
            end=index[VENEZUELA].iloc[-1],
            others=", ".join(
                f"{names[code]} {float(index[code].iloc[-1]):.0f}" for code in _NAMED_DONORS
            ),
            count=len(_measures()),
            finance=int((_measures()["target"] == "finance").sum()),
            oil=int((_measures()["target"] == "oil").sum()),
        ),
    )


def _measures() -> Any:
    """Tightening measures of the United States, but for announcements and charges."""
    return seeds.sanctions().query(
        "issuer == 'US' and direction == 'tighten' and type not in ['statement', 'indictment']"
    )


_TARGETS = (
    ("individuals", "#8C8C8C"),
    ("finance", RUST),
    ("oil", "#222222"),
)


def _mark_measures(axes: Any) -> None:
    """Ticks below zero: one row for each of three targets."""
    words = {"individuals": _("on persons"), "finance": _("on finance"), "oil": _("on oil")}
    measures = _measures()
    for row, (target, colour) in enumerate(_TARGETS):
        y = -9 - 9 * row
        days = [_decimal_year(day) for day in measures.loc[measures["target"] == target, "date"]]
        axes.plot(days, [y] * len(days), "|", color=colour, markersize=9, markeredgewidth=2)
        axes.text(2013.6, y, words[target], ha="right", va="center", fontsize=8, color=colour)


#: Forecasts of two figures of 2019, in the order of their day; the last is the late edition's. Those of
#: 2016 are left to the assignment.
GROWTH_2019 = ("growth-2019-imf-2019-04", "growth-2019-imf-2019-07", "growth-2019-weo")
INFLATION_2019 = ("inflation-eop-2019-imf-2018-10", "inflation-eop-2019-weo")


def vintages_of_2019() -> charts.Picture:
    """What was said of growth and of inflation in 2019, and when."""
    rows = seeds.forecast_vintages().set_index("vintage_id")
    growth = rows.loc[list(GROWTH_2019), "value_pct"].astype(float)
    prices = rows.loc[list(INFLATION_2019), "value_pct"].astype(float)
    figure = charts.figure(7.4, 2.8, 1, 2, margins=charts.Margins(1.15, 0.3, 0.45, 0.85))
    figure.subplots_adjust(wspace=0.55)
    left, right = figure.axes
    grey = "#8C8C8C"
    when = {
        "growth": (_("April 2019"), _("July 2019"), _("a late edition")),
        "prices": (_("October 2018"), _("a late edition")),
    }
    with charts.style():
        left.barh(range(3), growth, height=0.5, color=[grey, grey, BLUE])
        for place, value in enumerate(growth):
            charts.label(left, value, place, f"−{abs(value):.0f}", side="left")
        left.set(xlim=(-42, 0), xlabel=_("per cent"))
        left.set_title(_("Growth in 2019, as seen in"))
        # A scale of powers has no zero for a bar to begin at.
        right.set_xscale("log")
        right.hlines(range(2), 1e3, prices, color=charts.FAINT, linewidth=1.5)
        right.scatter(prices, range(2), s=70, color=[grey, BLUE], zorder=2)
        for place, value in enumerate(prices):
            charts.label(right, value * 1.3, place, f"{value:,.0f}")
        right.set(xlim=(1e3, 3e9), xlabel=_("per cent, scale of powers of ten"))
        right.set_xticks([1e3, 1e7], ["1,000", "10 million"])
        right.minorticks_off()
        right.set_title(_("Inflation in 2019, as seen in"))
        for axes, names in ((left, when["growth"]), (right, when["prices"])):
            axes.set_yticks(range(len(names)), names)
            axes.set_ylim(len(names) - 0.4, -0.6)
            axes.tick_params(axis="y", length=0)
    charts.source(
        figure,
        _(
            "forecast_vintages: press reports of the International Monetary Fund's forecasts; the late "
            "edition is the Fund's World Economic Outlook. Grey: said in its day; blue: the late figure."
        ),
    )
    return charts.show(
        figure,
        _(
            "Two charts. Growth in 2019: {growth}. Inflation at the end of 2019: {before:,.0f} per cent "
            "foreseen in October 2018, {after:,.0f} in the late edition."
        ).format(
            growth="; ".join(
                f"{label} −{abs(value):.1f}"
                for label, value in zip(when["growth"], growth, strict=True)
            ),
            before=prices.iloc[0],
            after=prices.iloc[1],
        ),
    )


#: A year's full payment on the Chinese agreements as reported in 2018: billion US dollars. The estimate
#: was 7 billion for the 305 thousand barrels a day that came on top.
PAYMENT = 7.0
_YEARS_MARKED = (2012, 2014, 2016, 2018, 2020, 2022)


def barrels_for_a_payment(payment: float = PAYMENT) -> charts.Picture:
    """How many barrels a day a payment fixed in dollars takes, at each year's price.

    Parameters
    ----------
    payment : float, default 7
        Billion US dollars a year.
    """
    price = brent()
    output = production()[VENEZUELA]
    needed = {year: payment * 1e6 / 365 / float(price.loc[year]) for year in _YEARS_MARKED}
    figure = charts.figure(7.2, 3.0, margins=charts.Margins(0.75, 1.9, 0.45, 0.8))
    axes = figure.axes[0]
    with charts.style():
        places = range(len(needed))
        axes.bar(
            [place - 0.2 for place in places], [float(output.loc[year]) for year in needed],
            width=0.38, color="#BBBBBB",
        )  # fmt: skip
        axes.bar(
            [place + 0.2 for place in places], list(needed.values()), width=0.38, color=RUST,
            hatch="////", edgecolor="white", linewidth=0,
        )  # fmt: skip
        for place, (year, barrels) in zip(places, needed.items(), strict=True):
            share = barrels / float(output.loc[year])
            axes.text(
                place + 0.2, barrels + 50, f"{share:.0%}", ha="center", va="bottom", color=RUST,
                weight="bold",
            )  # fmt: skip
        axes.set_xticks(
            list(places), [f"{year}\n{float(price.loc[year]):.0f} $/b" for year in needed]
        )
        axes.set(ylim=(0, 2950), ylabel=_("thousand barrels a day"))
        axes.tick_params(axis="x", length=0)
        axes.grid(True, axis="y")
        axes.set_title(
            _("What {payment:.0f} billion dollars a year takes, in barrels").format(payment=payment)
        )
    last = len(needed) - 1
    charts.label(axes, last + 0.6, 1500, _("output"), charts.QUIET)
    charts.label(
        axes, last + 0.6, 900, _("barrels the payment\ntakes at Brent,\nwith their share"), RUST
    )
    charts.source(
        figure,
        _(
            "oil_production and oil_prices (EIA); the payment is Reuters' estimate of April 2018 (X-053), "
            "held fixed here for every year; no discount, so that the shares are the least they can be"
        ),
    )
    return charts.show(
        figure,
        _(
            "Bars for six years: output, and the barrels a day that {payment:.0f} billion dollars a year "
            "takes at the price of Brent. {years}."
        ).format(
            payment=payment,
            years="; ".join(
                _("{year}: {barrels:.0f} of {output:,.0f}").format(
                    year=year, barrels=barrels, output=float(output.loc[year])
                )
                for year, barrels in needed.items()
            ),
        ),
    )

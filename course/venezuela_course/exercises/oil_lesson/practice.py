"""The practice of the lesson: six small pieces of work with an answer at once.

None uses the numbers of assignment a2. A wrong answer that follows from a known slip gets the message
for that slip (the codes of the course's list of misconceptions stand beside them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Practice, Response
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Number
from venezuela_course.exercises.oil_lesson import balance, waterfall
from venezuela_course.exercises.oil_lesson.balance import Flow
from venezuela_course.exercises.oil_lesson.words import flow_unit, kb_d, paragraph, per_cent, signed
from venezuela_course.language import _, ngettext
from venezuela_course.models.compounding import MONTHS, cumulative, monthly_rate
from venezuela_course.models.decomposition import in_order, one_at_a_time, sales, shapley
from venezuela_course.models.oil_debt import yearly_payment, years_to_repay
from venezuela_course.models.quantities import (
    BUSD_YEAR,
    DAYS_IN_YEAR,
    KB_D,
    MB_YEAR,
    USD_BBL,
    Quantity,
)

BLUE = charts.PALETTE["blue"]
RUST = "#B04A00"


def near(given: float, wanted: float, tolerance: float) -> bool:
    """Whether a number is right as far as it was to be rounded."""
    return abs(given - wanted) <= tolerance + 1e-9


def slip(given: float, known: Mapping[float, str], tolerance: float) -> str | None:
    """The message of the known slip that leads to a number, if one does."""
    return next((text for value, text in known.items() if near(given, value, tolerance)), None)


# 2.1 ----------------------------------------------------------------------------------------------

#: Vignette to the mechanism it shows.
MECHANISM = {
    "shoes": "dutch",
    "engineers": "dutch",
    "flats": "rentier",
    "pumps": "capacity",
    "dismissals": "capacity",
    "devaluation": "none",
}


class WhichMechanism(Practice):
    """Practice 1: six invented scenes, and which mechanism each shows."""

    invented = True

    @property
    def title(self) -> str:
        return _("Which mechanism is it?")

    @property
    def task(self) -> str:
        return _(
            "<p>Six scenes from an invented oil state. Say which mechanism each shows; one shows none of "
            "the three.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "mechanisms",
                _("Scenes"),
                {
                    "shoes": _(
                        "Oil money raises wages and rents; a shoe factory that sells abroad closes"
                    ),
                    "engineers": _("The oil field hires away the engineers of a dairy"),
                    "flats": _("A government drops an income tax, and gives flats to its voters"),
                    "pumps": _("Pumps wear out and are not replaced, though the price is high"),
                    "dismissals": _("After a strike half the field's staff is dismissed"),
                    "devaluation": _("Dollars have run out, and the currency is devalued by half"),
                },
                self._categories(),
            ),
            Choose(
                "back",
                _(
                    "The price falls back to where it was before the boom. What is likely to stay away "
                    "longest?"
                ),
                {
                    "wages": _("the high wages and rents"),
                    "factory": _("the shoe factory and its buyers abroad"),
                    "mirror": _("nothing: a bust undoes what the boom did"),
                },
            ),
        ]

    @staticmethod
    def _categories() -> dict[str, str]:
        return {
            "dutch": _("Dutch disease"),
            "rentier": _("rentier state"),
            "capacity": _("capacity, maintenance"),
            "none": _("none of these"),
        }

    def picture(self, answer: Answer) -> str:
        given = answer["mechanisms"] or {}
        if not given:
            return paragraph(_("Your sorting is drawn here."))
        scenes = {
            "shoes": _("shoe factory"),
            "engineers": _("engineers"),
            "flats": _("tax and flats"),
            "pumps": _("pumps"),
            "dismissals": _("dismissals"),
            "devaluation": _("devaluation"),
        }
        categories = self._categories()
        names = scenes | {f"to-{key}": words for key, words in categories.items()}
        edges = [
            (scene, f"to-{kind}")
            for scene, kind in given.items()
            if scene in scenes and kind in categories
        ]
        figure = charts.canvas(5.6, 2.4, margins=charts.BARE)
        charts.bipartite(figure.axes[0], edges, names=names)
        says = "; ".join(f"{scenes[scene]}: {names[kind]}" for scene, kind in edges)
        return charts.svg(figure, says or _("nothing sorted"), self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = answer["mechanisms"]
        wrong = [scene for scene, kind in MECHANISM.items() if given[scene] != kind]
        if wrong:
            return Response(False, self._message(wrong[0], given[wrong[0]], len(wrong)))
        if answer["back"] != "factory":
            # MC-17
            return Response(
                False,
                _(
                    "The scenes are right. Now compare how fast each can move: a rent can fall in a month. "
                    "What needs machines, skills and customers to come back?"
                ),
            )
        return Response(
            True,
            _(
                "Two channels of one disease, spending and the pull on labour; a state that need not tax; "
                "and capital that wears out in years. None of them needs the others, so say which one a "
                "claim is about. And bust is not boom run backwards."
            ),
        )

    def _message(self, scene: str, given: str, count: int) -> str:
        messages = {
            "shoes": _(
                "Look at the shoe factory again: nobody hurt it on purpose. Its costs are paid in a "
                "currency that oil has made dear, its price is set abroad."
            ),
            "engineers": _(
                "Look at the dairy again: the booming sector pulls labour out of others. Corden and Neary "
                "give that pull a name of its own, beside the spending effect."
            ),
            "flats": _(
                "Look at the tax and the flats again: the scene is about who needs whom, the state its "
                "citizens or the citizens the state."
            ),
            "pumps": _(
                "Look at the pumps again: neither wages nor exchange rates are in the scene, only capital "
                "that is used up."
            ),
            "dismissals": _(
                "Look at the dismissals again: what the field lost is knowledge, which is capital too."
            ),
            # MC-16
            "devaluation": _(
                "Look at the devaluation again. Dutch disease makes a currency dear, in real terms. Here "
                "it becomes cheap, because income has gone."
            ),
        }
        lead = ngettext("One scene is sorted wrongly.", "{n} scenes are sorted wrongly.", count)
        return lead.format(n=count) + " " + messages[scene]


# 2.2 ----------------------------------------------------------------------------------------------

#: An invented exporter: thousand barrels a day, and million barrels a year for what is used at home.
BALANCE = {"peak": 2600, "share": 0.3, "exports": 620, "added": 50, "home_year": 94.9}
#: What could be read differently: words by key, and thousand barrels a day that it yields.
REPAIRS = {"stocks": 50, "exports": 20, "fuel": 60, "liquids": 55, "reserves": 0}


def balance_numbers() -> tuple[float, float]:
    """What is used at home by its own figure, and what is left for it, thousand barrels a day."""
    home = Quantity(BALANCE["home_year"], MB_YEAR).to(KB_D).value
    output = BALANCE["share"] * BALANCE["peak"]
    return home, output + BALANCE["added"] - BALANCE["exports"]


class TrueTogether(Practice):
    """Practice 2: four figures of an invented exporter, in two units."""

    invented = True

    @property
    def title(self) -> str:
        return _("True together?")

    @property
    def task(self) -> str:
        return _(
            "<p>Of an invented exporter four things are printed. Output is below {share:.0%} of a peak of "
            "{peak:.1f} million barrels a day. Exports run at {exports} thousand barrels a day. Imported "
            "diluent adds {added} thousand a day. The country uses {home} million barrels <em>a year</em>. "
            "A year has 365 days.</p>"
        ).format(
            share=BALANCE["share"],
            peak=BALANCE["peak"] / 1000,
            exports=BALANCE["exports"],
            added=BALANCE["added"],
            home=BALANCE["home_year"],
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "home",
                _("Used at home, by its own figure"),
                minimum=0,
                maximum=600,
                unit=flow_unit(),
            ),
            Number(
                "left",
                _("At most left for it, by the others"),
                minimum=0,
                maximum=600,
                unit=flow_unit(),
            ),
            Choose(
                "verdict",
                _("The four figures"),
                {"yes": _("can all be true"), "no": _("cannot all be true")},
            ),
            ChooseMany(
                "enough",
                _("Which readings would be enough by themselves?"),
                {
                    "stocks": _("Stocks fell by 50 thousand barrels a day"),
                    "exports": _("Exports were 20 thousand lower than printed"),
                    "fuel": _("60 thousand of home use was imported fuel"),
                    "liquids": _("Output counts crude only; other liquids add 55 thousand"),
                    "reserves": _("Reserves are a tenth larger than thought"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        output = BALANCE["share"] * BALANCE["peak"]
        home = answer["home"]
        says = (
            _("Home use is drawn once you have given it.")
            if home is None
            else _("Drawn with the home use you gave: {home}.").format(home=home)
        )
        drawn = balance.figure(
            [Flow(output, _("output")), Flow(BALANCE["added"], _("diluent"))],
            [Flow(BALANCE["exports"], _("exports")), Flow(home or 0, _("home"))],
        )
        return charts.svg(drawn, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        home, left = balance_numbers()
        if not near(answer["home"], home, 0.5):
            return Response(False, self._home_message(answer["home"]))
        if not near(answer["left"], left, 0.5):
            return Response(False, self._left_message(answer["left"]))
        if answer["verdict"] != "no":
            return Response(
                False,
                _(
                    "Both numbers are right. Put them side by side: does the one fit into the other?"
                ),
            )
        enough = {name for name, flow in REPAIRS.items() if flow >= home - left}
        if set(answer["enough"]) != enough:
            return Response(False, self._repair_message(set(answer["enough"]), home - left))
        return Response(
            True,
            _(
                "Three readings repair it, and nothing printed says which. That is the usual end of such a "
                "check: not who is wrong, but what must be found out."
            ),
        )

    def _home_message(self, given: float) -> str:
        # MC-20
        known = {
            BALANCE["home_year"]: _(
                "You kept the number and changed its unit. How many thousand barrels a day are that many "
                "million barrels a year?"
            ),
            BALANCE["home_year"] * 1000 / 360: _("Nearly: here a year has 365 days, not 360."),
            BALANCE["home_year"] * 1000 / 12 / 30: _("Nearly: here a year has 365 days, not 360."),
        }
        return slip(given, known, 1.0) or _(
            "Turn million barrels a year into thousand barrels a day: times a thousand, divided by the "
            "days of a year."
        )

    def _left_message(self, given: float) -> str:
        output = BALANCE["share"] * BALANCE["peak"]
        known = {
            output - BALANCE["exports"]: _(
                "You left out the diluent: it is imported, mixed in, and leaves with the exports, so it "
                "frees as many barrels of the country's own."
            ),
            output - BALANCE["exports"] - BALANCE["added"]: _(
                "The diluent has the wrong sign: imported, it adds to what the country has."
            ),
            output: _(
                "That is all the output there can be. What leaves the country is not used at home."
            ),
        }
        return slip(given, known, 0.5) or _(
            "What comes in, output and diluent, must equal what goes out and what is used at home. Output "
            "is a share of the peak."
        )

    def _repair_message(self, chosen: set[str], missing: float) -> str:
        # MC-18
        if "reserves" in chosen:
            return _(
                "The numbers are right. But reserves lie in the ground: no barrel of them was used last "
                "year. Capacity and reserves are not output."
            )
        if "exports" in chosen:
            return _(
                "The numbers are right. Lower exports help, and are they enough by themselves? Compare "
                "with what is missing."
            )
        # MC-19
        return _(
            "The numbers are right, and those you chose are enough. There are more: compare each with what "
            "is missing, and ask whether it is counted in the same barrels."
        )


# 2.3 ----------------------------------------------------------------------------------------------

#: An invented seller: before, and after, as thousand barrels a day, dollars a barrel, discount.
BEFORE, AFTER = (1600, 50, 0.0), (1200, 75, 0.2)


def two_factor_parts() -> dict[str, float]:
    """Volume and net price in the shares that the mean of both orders gives, $m a day."""
    before, after = sales(*BEFORE), sales(AFTER[0], net_price())
    return {name: value for name, value in shapley(before, after).items() if name != "discount"}


def net_price() -> float:
    """What a barrel earns at the end, dollars."""
    return AFTER[1] * (1 - AFTER[2])


class TwoFactors(Practice):
    """Practice 3: volume and net price, one at a time and by the mean of both orders."""

    invented = True

    @property
    def title(self) -> str:
        return _("Two factors, by hand")

    @property
    def task(self) -> str:
        return _(
            "<p>An invented exporter sold {v0:,} thousand barrels a day at {p0} dollars without a discount. "
            "Later it sells {v1:,} thousand at a price of {p1} dollars, less {d:.0%}. Put price and discount "
            "together into one <em>net price</em>, so that there are two factors.</p>"
        ).format(v0=BEFORE[0], p0=BEFORE[1], v1=AFTER[0], p1=AFTER[1], d=AFTER[2])

    def fields(self) -> Sequence[Field]:
        def amount(key: str, label: str) -> Number:
            unit = _("million dollars a day")
            return Number(key, label, minimum=-150, maximum=150, unit=unit)

        return [
            Number(
                "net",
                _("Net price at the end"),
                minimum=0,
                maximum=120,
                unit=_("dollars a barrel"),
            ),
            amount("change", _("Change of revenue")),
            amount("alone", _("Sum of the two effects, each alone from the start")),
            amount("volume", _("Volume, mean of both orders")),
            amount("price", _("Net price, mean of both orders")),
        ]

    def picture(self, answer: Answer) -> str:
        if answer["volume"] is None or answer["price"] is None:
            return paragraph(_("Your waterfall is drawn here once both parts are given."))
        start, end = sales(*BEFORE).revenue.value, sales(*AFTER).revenue.value
        parts = {_("volume"): answer["volume"], _("net price"): answer["price"]}
        figure = charts.canvas(5.6, 2.7, margins=charts.Margins(0.75, 0.1, 0.1, 0.45))
        waterfall.draw(figure.axes[0], (_("before"), start), (_("after"), end), parts)
        over = waterfall.left_over(start, end, parts)
        says = _("Your parts: {parts}. Left over: {over}.").format(
            parts=", ".join(f"{name} {signed(value)}" for name, value in parts.items()),
            over=signed(over),
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        before, after = sales(*BEFORE), sales(AFTER[0], net_price())
        change = (after.revenue - before.revenue).value
        if answer["net"] != round(net_price()):
            # MC-24
            wrong_way = round(AFTER[1] * AFTER[2])
            return Response(
                False,
                _("That is the discount itself. The seller keeps the rest of the price.")
                if answer["net"] == wrong_way
                else _(
                    "The net price is what a barrel earns: the price less the share of it that the buyer "
                    "does not pay."
                ),
            )
        if answer["change"] != round(change):
            return Response(
                False,
                _(
                    "Work out both revenues first: barrels times net price. Thousand barrels a day times "
                    "dollars a barrel are thousand dollars a day."
                ),
            )
        alone = sum(one_at_a_time(before, after).values())
        if answer["alone"] != round(alone):
            return Response(False, self._alone_message(answer["alone"], round(change)))
        parts = two_factor_parts()
        if (answer["volume"], answer["price"]) != (round(parts["volume"]), round(parts["price"])):
            return Response(False, self._parts_message(answer["volume"], answer["price"], change))
        return Response(
            True,
            _(
                "Alone from the start, the factors miss what they do together: fewer barrels earn the "
                "higher price. The mean of both orders shares it equally, and adds up. Note who gains by "
                "going first."
            ),
        )

    @staticmethod
    def _alone_message(given: float, change: int) -> str:
        # MC-21
        if given == change:
            return _(
                "That is the whole change. Work out each effect from the start, with the other factor as it "
                "was, and only then add: the sum will surprise you."
            )
        return _(
            "Change the volume and keep the old net price; then change the net price and keep the old "
            "volume. Add the two."
        )

    @staticmethod
    def _parts_message(volume: float, price: float, change: float) -> str:
        before, after = sales(*BEFORE), sales(AFTER[0], net_price())
        orders = [
            in_order(before, after, order)
            for order in (("volume", "price", "discount"), ("price", "volume", "discount"))
        ]
        if any((volume, price) == (round(o["volume"]), round(o["price"])) for o in orders):
            return _(
                "That adds up, and it is one of the two orders. The other order is as good: take the mean."
            )
        if volume + price != round(change):
            return _(
                "Your two parts do not add up to the change. In each order the second factor starts from "
                "where the first one left; then take the mean of the two orders."
            )
        return _(
            "They add up, but are not the mean of the two orders. Write both orders down, volume first and "
            "net price first, and take the mean of each column."
        )


# 2.4 ----------------------------------------------------------------------------------------------

#: An invented producer under sanctions, and two others, thousand barrels a day, four years.
TREATED = (440, 420, 400, 220)
DONOR_PATHS = {"A": (306, 303, 300, 270), "B": (510, 505, 500, 400)}


def donor_effect(donor: str) -> float:
    """Effect with one donor: output less what the donor's course suggests, thousand barrels a day."""
    path = DONOR_PATHS[donor]
    return TREATED[3] - TREATED[2] * path[3] / path[2]


class TwoDonors(Practice):
    """Practice 4: one treated producer, two donors, three numbers and what to make of them."""

    invented = True

    @property
    def title(self) -> str:
        return _("Two donors, by hand")

    @property
    def task(self) -> str:
        rows = [(_("struck"), TREATED), *((name, path) for name, path in DONOR_PATHS.items())]
        cells = "".join(
            f'<tr><th scope="row" style="text-align:left;padding-right:1em">{name}</th>'
            + "".join(f'<td style="padding:0 0.8em">{value}</td>' for value in path)
            + "</tr>"
            for name, path in rows
        )
        years = "".join(
            f'<th scope="col" style="padding:0 0.8em">{_("year {n}").format(n=n)}</th>'
            for n in range(1, 5)
        )
        cells = f"<tr><td></td>{years}</tr>{cells}"
        return _(
            "<p>An invented producer is struck by sanctions between year 3 and year 4. A and B are "
            "producers that were not. Output in thousand barrels a day:</p>"
            "<table>{cells}</table>"
            "<p>Assume that without sanctions the producer would have gone through the same "
            "<em>percentage</em> change from year 3 to year 4 as its donor.</p>"
        ).format(cells=cells)

    def fields(self) -> Sequence[Field]:
        def amount(key: str, label: str) -> Number:
            return Number(key, label, minimum=-400, maximum=100, unit=flow_unit())

        return [
            amount("before", _("Before and after: year 4 less year 3")),
            amount("A", _("Effect, with A as donor")),
            amount("B", _("Effect, with B as donor")),
            Choose(
                "report",
                _("What can be reported?"),
                {
                    "after": _("The sanctions cost what was lost after them"),
                    "zero": _("No effect: output was falling before"),
                    "one": _("The effect with the donor that fits my view"),
                    "range": _("The range of both, if nothing else struck in year 4"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        figure = charts.canvas(5.6, 2.8, margins=charts.Margins(0.65, 1.5, 0.1, 0.45))
        axes = figure.axes[0]
        years = [1, 2, 3, 4]
        says = [_("The producer's output: {path}.").format(path=", ".join(map(str, TREATED)))]
        with charts.style():
            axes.plot(years, TREATED, color=BLUE, marker="o", linewidth=2.4)
            labels = {_("struck"): (float(TREATED[3]), BLUE)}
            for donor, line in (("A", "--"), ("B", ":")):
                if answer[donor] is not None:
                    reached = TREATED[3] - answer[donor]
                    axes.plot([3, 4], [TREATED[2], reached], color=RUST, linestyle=line, marker="D",
                              markersize=5)  # fmt: skip
                    name = _("without, by {donor}: {n:.0f}").format(donor=donor, n=reached)
                    labels[name] = (float(reached), RUST)
                    says.append(name)
            axes.axvline(3.5, color=charts.INK, linewidth=1, linestyle=(0, (4, 2)))
            axes.set(xlim=(0.9, 4.05), ylim=(0, 660), xlabel=_("year"), ylabel=kb_d())
            axes.set_xticks(years)
            axes.grid(True, axis="y")
            last = -100.0
            for name, (height, colour) in sorted(labels.items(), key=lambda pair: pair[1][0]):
                last = max(height, last + 45)
                charts.label(axes, 4, last, name, colour)
        return charts.svg(figure, " ".join(says), self.identifier)

    def judge(self, answer: Answer) -> Response:
        plain = TREATED[3] - TREATED[2]
        if answer["before"] != plain:
            return Response(
                False,
                _(
                    "For the first number no donor is needed: subtract year 3 from year 4, with the sign."
                ),
            )
        for donor in DONOR_PATHS:
            if not near(answer[donor], donor_effect(donor), 0.5):
                return Response(False, self._effect_message(donor, answer[donor], plain))
        if answer["report"] != "range":
            return Response(False, self._report_message(answer["report"]))
        return Response(
            True,
            _(
                "Two donors, two numbers, and both rest on the same silent sentence: that nothing else "
                "struck this producer alone in year 4. Which donor is better cannot be read off the result; "
                "choose before you look."
            ),
        )

    @staticmethod
    def _effect_message(donor: str, given: float, plain: float) -> str:
        path = DONOR_PATHS[donor]
        known = {
            # MC-25
            plain: _(
                "That is the change from before to after again. Ask first where the producer would have "
                "stood by the course of donor {donor}."
            ),
            plain - (path[3] - path[2]): _(
                "You subtracted the barrels that donor {donor} lost. The task asks for the same percentage: "
                "a producer of another size loses other barrels."
            ),
        }
        text = slip(given, known, 0.5) or _(
            "With donor {donor}: what percentage did it lose from year 3 to year 4? Take that from the "
            "producer's year 3, and compare year 4 with the result."
        )
        return text.format(donor=donor)

    @staticmethod
    def _report_message(given: str) -> str:
        return {
            # MC-25
            "after": _(
                "The numbers are right. But both donors lost something too in year 4, without sanctions: "
                "part of the loss would have come anyway."
            ),
            # MC-27
            "zero": _(
                "The numbers are right. That a decline began earlier says that there is another cause, not "
                "that there is only one: compare the speed before and after."
            ),
            # MC-10
            "one": _(
                "The numbers are right. A donor that is chosen after seeing its number will always fit; "
                "what would you have said of it beforehand?"
            ),
        }[given]


# 2.5 ----------------------------------------------------------------------------------------------

ANNUAL = 6.0  # 600 percent a year
TWO_FALLS = (-0.20, -0.25)


class ThreeRates(Practice):
    """Practice 5: a monthly rate, two falls in a row, the way back, and what a wrong forecast shows."""

    invented = True

    @property
    def title(self) -> str:
        return _("Rates that multiply")

    @property
    def task(self) -> str:
        return _(
            "<p>Prices rise by {annual:.0%} a year, the same every month. Output falls by {first:.0%} in "
            "one year and by {second:.0%} in the next. Round to one decimal.</p>"
        ).format(annual=ANNUAL, first=-TWO_FALLS[0], second=-TWO_FALLS[1])

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "month",
                _("Prices, rise in a month"),
                minimum=0.0,
                maximum=100.0,
                step=0.1,
                unit=per_cent(),
            ),
            Number(
                "two",
                _("Output, change over both years"),
                minimum=-100.0,
                maximum=0.0,
                step=0.1,
                unit=per_cent(),
            ),
            Number(
                "back",
                _("Growth that would then bring it back"),
                minimum=0.0,
                maximum=200.0,
                step=0.1,
                unit=per_cent(),
            ),
            Choose(
                "forecast",
                _("A forecast for a year turned out wrong. When may it be called careless?"),
                {
                    "wrong": _("When it missed by more than half"),
                    "known": _("When what would have corrected it could be known on its day"),
                    "later": _("When a later edition says something else"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if answer["two"] is None:
            return paragraph(_("The path of output is drawn here once you have given its change."))
        ends = 100 + answer["two"]
        heights = [100.0, 100 * (1 + TWO_FALLS[0]), ends]
        names = [_("start"), _("year 1"), _("year 2,\nas you say")]
        if answer["back"] is not None:
            heights.append(ends * (1 + answer["back"] / 100))
            names.append(_("after the growth\nyou say"))
        figure = charts.canvas(5.2, 2.4, margins=charts.Margins(0.6, 0.2, 0.15, 0.55))
        axes = figure.axes[0]
        with charts.style():
            axes.bar(range(len(heights)), heights, width=0.55, color=BLUE)
            axes.axhline(100, color=charts.QUIET, linewidth=0.8)
            for place, height in enumerate(heights):
                axes.text(
                    place, height + 2, f"{height:.0f}", ha="center", va="bottom", weight="bold"
                )
            axes.set(ylim=(0, max(*heights, 100) * 1.18), xlim=(-0.6, 3.6), ylabel=_("output"))
            axes.set_xticks(range(len(names)), names)
            axes.tick_params(axis="x", length=0)
        says = _("Output: {path}.").format(path=", ".join(f"{height:.0f}" for height in heights))
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        month, two = 100 * monthly_rate(ANNUAL), 100 * cumulative(TWO_FALLS)
        back = 100 * (1 / (1 + two / 100) - 1)
        if not near(answer["month"], month, 0.1):
            return Response(False, self._month_message(answer["month"]))
        if not near(answer["two"], two, 0.1):
            # MC-22
            return Response(
                False,
                _("You added. The second fall takes its share of what the first one left.")
                if near(answer["two"], 100 * sum(TWO_FALLS), 0.1)
                else _(
                    "Multiply what is left after the first year by what is left after the second."
                ),
            )
        if not near(answer["back"], back, 0.1):
            return Response(
                False,
                _(
                    "That would bring back as many points as were lost, if they were points of the start. "
                    "Growth is a share of what is left."
                )
                if near(answer["back"], -two, 0.1)
                else _("By what must the remaining output be multiplied to be what it was?"),
            )
        if answer["forecast"] != "known":
            # MC-29
            return Response(
                False,
                _(
                    "The rates are right. A forecast is judged by what could be known on its day: being "
                    "wrong, even by far, is what forecasts of collapses usually are."
                ),
            )
        return Response(
            True,
            _(
                "Rates multiply, so they can be neither divided by twelve nor added, and a fall and a rise "
                "of the same percentage do not cancel. At rates of a few per cent none of this shows; here "
                "it does."
            ),
        )

    @staticmethod
    def _month_message(given: float) -> str:
        known = {
            # MC-28
            100 * ANNUAL / MONTHS: _(
                "You divided by twelve. Try it: twelve rises of that size, each on top of the last, "
                "multiply prices by far more than seven."
            ),
            100 * (ANNUAL ** (1 / MONTHS) - 1): _(
                "Close, but a rise of 600 per cent multiplies prices by one more than six."
            ),
        }
        return slip(given, known, 0.1) or _(
            "By what do prices multiply in a year? The monthly factor, taken twelve times, must give that."
        )


# 2.6 ----------------------------------------------------------------------------------------------

#: An invented loan: dollars, thousand barrels a day, dollars a barrel, discount, interest.
LOAN = {"debt": 12e9, "barrels": 200, "price": 60, "discount": 0.25, "rate": 0.05}


def least_barrels() -> float:
    """Cargoes that just pay the interest, thousand barrels a day."""
    interest = Quantity(LOAN["debt"] * LOAN["rate"] / 1e9, BUSD_YEAR)
    net = Quantity(LOAN["price"] * (1 - LOAN["discount"]), USD_BBL)
    return (interest / net).to(KB_D).value


class TheLoan(Practice):
    """Practice 6: what a year's cargoes are worth, how long they take, and when they never do."""

    invented = True

    @property
    def title(self) -> str:
        return _("Twelve billion, in barrels")

    @property
    def task(self) -> str:
        return _(
            "<p>An invented debt of {debt:.0f} billion dollars is paid with {barrels} thousand barrels a day "
            "at {price} dollars, less {discount:.0%}. A year has 365 days.</p>"
        ).format(
            debt=LOAN["debt"] / 1e9,
            barrels=LOAN["barrels"],
            price=LOAN["price"],
            discount=LOAN["discount"],
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "payment",
                _("A year's cargoes are worth"),
                minimum=0.0,
                maximum=20.0,
                step=0.01,
                unit=_("billion dollars"),
                note=_("Two decimals."),
            ),
            Number(
                "years",
                _("Years to pay the debt, without interest"),
                minimum=0.0,
                maximum=40.0,
                step=0.01,
                unit=_("years"),
                note=_("Two decimals."),
            ),
            Number(
                "least",
                _("At 5 per cent interest: cargoes at which the debt stays what it is"),
                minimum=0.0,
                maximum=200.0,
                step=0.1,
                unit=flow_unit(),
                note=_("One decimal."),
            ),
            Choose(
                "price",
                _("The price falls by half, the cargoes stay. The years without interest"),
                {
                    "same": _("stay the same: the cargoes are the same"),
                    "double": _("double"),
                    "more": _("more than double"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if not answer["payment"]:
            return paragraph(
                _("The debt is drawn here once you have given the worth of the cargoes.")
            )
        owed = LOAN["debt"] / 1e9
        path: list[float] = []
        while owed > 1e-9 and len(path) < 16:
            path.append(owed)
            owed -= answer["payment"]
        figure = charts.canvas(5.2, 2.3, margins=charts.Margins(0.7, 0.1, 0.15, 0.45))
        axes = figure.axes[0]
        with charts.style():
            axes.bar(range(len(path)), path, width=0.7, color=BLUE)
            axes.set(
                xlim=(-0.6, max(len(path), 5) - 0.3), ylim=(0, 13.5), xlabel=_("years from the start"),
                ylabel=_("owed, billion dollars"),
            )  # fmt: skip
            axes.set_xticks(range(0, max(len(path), 5), 1 if len(path) < 9 else 3))
            axes.grid(True, axis="y")
        says = _(
            "Owed at the start of each year, without interest, if your cargoes are right: {path}."
        )
        text = says.format(path=", ".join(f"{value:.1f}" for value in path))
        return charts.svg(figure, text, self.identifier) + paragraph(text)

    def judge(self, answer: Answer) -> Response:
        delivery = (LOAN["barrels"], LOAN["price"], LOAN["discount"])
        payment = yearly_payment(*delivery) / 1e9
        if not near(answer["payment"], payment, 0.02):
            return Response(False, self._payment_message(answer["payment"]))
        if not near(answer["years"], years_to_repay(LOAN["debt"], *delivery), 0.03):
            return Response(
                False,
                _("The cargoes are right. Without interest: how often do they go into the debt?"),
            )
        if not near(answer["least"], least_barrels(), 0.2):
            return Response(
                False,
                _(
                    "The years are right. Work out a year's interest on the whole debt; which cargoes are "
                    "worth exactly that, after the discount?"
                ),
            )
        if answer["price"] != "double":
            return Response(
                False,
                _(
                    "The debt is in dollars. If the same cargoes are worth half as much, how many more "
                    "years of them does it take? Without interest nothing else changes."
                ),
            )
        return Response(
            True,
            _(
                "A debt in dollars paid in barrels is a bet on the price, and with interest there is a "
                "volume below which no time is long enough."
            ),
        )

    @staticmethod
    def _payment_message(given: float) -> str:
        full = LOAN["barrels"] * LOAN["price"] * DAYS_IN_YEAR / 1e6
        known = {
            full: _("You forgot the discount: the lender counts a barrel for less than its price."),
            # MC-24
            full * LOAN["discount"]: _(
                "That is the discount itself. The cargoes count for the rest of the price."
            ),
            # MC-20
            full * (1 - LOAN["discount"]) / DAYS_IN_YEAR: _(
                "That is the worth of one day's cargoes. The question is about a year."
            ),
        }
        return slip(given, known, 0.02) or _(
            "Thousand barrels a day, times what a barrel counts for, times the days of a year. Mind the "
            "thousands and the billions."
        )

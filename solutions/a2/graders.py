"""Graders of assignment a2: keys, accepted sets and judgements. Never released to students.

Each grader is a pure function from an answer, any JSON object, to a `Verdict`, and never raises. What
can be computed is computed, from the same tables and models that the students have; what was decided
by reading the texts stands here with its reason.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any

from venezuela_course import seeds
from venezuela_course.exercises.code import plain
from venezuela_course.grading import patterns
from venezuela_course.grading.functions import Family, grade_function, hidden_inputs
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _
from venezuela_course.models import (
    compounding,
    counterfactual,
    decomposition,
    dutch_disease,
    feasibility,
    oil_debt,
    quantities,
)
from venezuela_course.models.quantities import KB_D, MB_D, MB_YEAR, Quantity

Answer = dict[str, Any]


def criterion(name: str, share: float, possible: float, hint: str, praise: str = "") -> Criterion:
    """A judged share of some points, with the hint where something is missing."""
    earned = round(share * possible, 4)
    return Criterion(name, earned, possible, hint if share < 1 else praise)


# 2.1 Boom and bust --------------------------------------------------------------------------------

PHASES, RESPONSES = dutch_disease.PHASES, dutch_disease.RESPONSES

#: What a mechanism explains, by what the model holds: in the boom spending works at once, in the bust
#: what is rigid, what was lost, and what cannot be imported.
EXPLAINS: Mapping[str, Collection[str]] = {
    "boom-exchange_rate": {"spending"},
    "boom-tradables": {"spending"},
    "boom-imports": {"spending"},
    "boom-balance": {"timing", "rigid"},
    "boom-patronage": {"timing", "spending"},
    "bust-exchange_rate": {"rigid", "capacity"},
    "bust-tradables": {"inputs", "lost-place"},
    "bust-imports": {"capacity"},
    "bust-balance": {"rigid", "capacity"},
    "bust-patronage": {"rigid", "capacity"},
}
#: Where bust is not boom run backwards: what can be explained if no prediction was wrong.
ASYMMETRIC = ("boom-balance", "bust-exchange_rate", "bust-tradables", "bust-imports",
              "bust-balance", "bust-patronage")  # fmt: skip
MIRRORED = {"+": "-", "-": "+", "depends": "depends"}
GUESSED_SIGNS = 0.5  # of the ten; guessing reaches four in the mean and often five


@cache
def signs() -> dict[str, dict[str, str]]:
    """The signs that all admissible parameters share: phase to response to sign."""
    ranges = dutch_disease.admissible(seeds.teaching_values("a2-boom-and-bust"))
    return dutch_disease.signs(ranges)


def _predicted(value: Any) -> dict[tuple[str, str], str]:
    """The signs that were locked first; a prediction that was never locked is none."""
    part = patterns.as_mapping(value)
    if part.get("locked") != "yes":
        return {}
    first = patterns.as_mapping(part.get("first")) or part
    rows = patterns.as_mapping(first.get("signs"))
    return {
        (phase, response): sign
        for response in RESPONSES
        for phase in PHASES
        if isinstance(sign := patterns.as_mapping(rows.get(response)).get(phase), str)
        and sign in MIRRORED
    }


def _sign_share(given: str | None, key: str) -> float:
    """Full for the key; half for a definite sign where the sign depends: it holds for some economies."""
    if given == key:
        return 1.0
    return 0.5 if key == "depends" and given in ("+", "-") else 0.0


def grade_boom_and_bust(answer: Answer) -> Verdict:
    """Signs 5; of one prediction what holds instead 1, and the mechanism 2."""
    given = _predicted(answer.get("prediction"))
    key = signs()
    shares = {
        (phase, response): _sign_share(given.get((phase, response)), key[phase][response])
        for phase in PHASES
        for response in RESPONSES
    }
    wrong = {f"{phase}-{response}" for (phase, response), share in shares.items() if share < 1}
    cell, mechanism = answer.get("explained"), answer.get("mechanism")
    worth = isinstance(cell, str) and bool(given) and cell in (wrong or ASYMMETRIC)
    accepted = EXPLAINS.get(cell, ()) if isinstance(cell, str) else ()
    explained = float(worth and isinstance(mechanism, str) and mechanism in accepted)
    phase, _dash, response = cell.partition("-") if isinstance(cell, str) else ("", "", "")
    revised = float(worth and answer.get("revised") == key[phase][response])

    unlocked = not given and bool(patterns.as_mapping(answer.get("prediction")))
    criteria = (
        criterion(
            _("Predicted signs"),
            patterns.above_chance(patterns.mean(shares.values()), GUESSED_SIGNS) if given else 0.0,
            5,
            _("Only a prediction that was locked counts.")
            if unlocked
            else _(
                "Follow the money: who earns it, who spends it, what it is spent on. Where two mechanisms "
                "pull against each other, the sign hangs on which is stronger."
            ),
        ),
        criterion(
            _("What holds there instead"),
            revised,
            1,
            _("Move the values below the picture from end to end: does the sign stay?"),
        ),
        criterion(
            _("One response explained"),
            explained,
            2,
            _(
                "Take a prediction that the simulation contradicts, or else one in which the bust is not "
                "the boom run backwards, and name the mechanism that makes the difference there."
            ),
        ),
    )
    found = set()
    if mechanism == "weak-currency" or given.get(("boom", "exchange_rate")) == "-":
        found.add("MC-16")
    mirror = len(given) == len(shares) and all(
        given["bust", response] == MIRRORED[given["boom", response]] for response in RESPONSES
    )
    varied = any(sign != "depends" for sign in given.values())
    if mechanism == "mirror" or (mirror and varied):
        found.add("MC-17")
    return Verdict(criteria, tuple(sorted(found)))


# 2.2 Feasibility ----------------------------------------------------------------------------------

NEEDED = Quantity(200, KB_D)
LARGEST_FLOW = 4000  # kb/d; more than the country ever produced


def literal_reading() -> list[feasibility.Statement]:
    """The statements of the commentary as inequalities. 'Below' is 'at most', 'close to' 'no less'."""
    statement = feasibility.Statement
    base = Quantity(float(seeds.claim("S003b-040")["figure_value"]) / 1e6, MB_D)
    share = float(seeds.claim("S003b-041")["figure_value"])
    compared = Quantity(float(seeds.claim("S003b-055")["figure_value"]) / 1e3, KB_D)
    return [
        statement("S003b-041", {"output": 1}, "<=", share * base),
        statement("S003b-057", {"exports": 1}, ">=", compared),
        statement(
            "identity",
            {"output": 1, "exports": -1, "added": 1, "domestic": -1},
            "==",
            Quantity(0, KB_D),
        ),
        statement("balance", {"added": 1}, "<=", Quantity(0, KB_D)),
    ]


@cache
def bounds() -> tuple[float, float, float]:
    """Largest output and domestic use, kb/d, and that use in million barrels a year."""
    output = feasibility.possible("output", literal_reading())
    use = feasibility.possible("domestic", literal_reading())
    assert output is not None and use is not None
    return output.high.value, use.high.value, use.high.to(MB_YEAR).value


#: Which reason loosens which statement. [S003b-041] is a share of the figure of [S003b-040], and
#: [S003b-057] compares with that of [S003b-055], so that either end of a comparison can give way.
#: [S003b-024] is no loosening: a smaller old output makes the bound tighter. Reserves bound nothing.
LOOSENS: Mapping[str, Collection[str]] = {
    "S003b-040": {"about", "liquids"},
    "S003b-041": {"liquids", "years"},
    "S003b-055": {"about", "products", "years"},
    "S003b-057": {"about", "products", "years", "liquids"},
    "balance": {"stocks", "diluent"},
}
MEASURES = {
    "S003b-021": "reserves",
    "S003b-040": "output",
    "S003b-055": "imports",
    "S003b-057": "exports",
    "S003b-059": "capacity",
}


def grade_feasibility(answer: Answer) -> Verdict:
    """Bounds 3; what is loosened and why 2, and how far 1; units 2."""
    output_key, use_key, year_key = bounds()
    output, use = answer.get("output_max"), answer.get("domestic_max")
    exports = output_key - use_key
    choice = answer.get("loosen")
    fitting = LOOSENS.get(choice, ()) if isinstance(choice, str) else ()
    picked = patterns.as_set(answer.get("reasons"))
    good, bad = len(picked & set(fitting)), len(picked - set(fitting))
    reasoned = 0.0 if good == 0 else 1.0 if bad == 0 else 1 / 3
    measures = patterns.classification(answer.get("measures"), MEASURES)
    criteria = (
        criterion(
            _("Largest output"),
            patterns.number(output, output_key, 1e-6),
            1,
            _("A quarter of which figure? Keep the unit beside both."),
        ),
        criterion(
            _("Largest domestic use"),
            patterns.follow_through(
                use, use_key, _plausible(output), lambda own: own - exports, 1e-6
            ),
            2,
            _("What is produced and not exported is left. Which exports are the smallest allowed?"),
        ),
        criterion(
            _("What is read less literally, and why"),
            reasoned,
            2,
            _(
                "The reason has to work on the statement that you chose: it must make the bound wider, and "
                "be about that figure."
            ),
        ),
        criterion(
            _("How far it must give way"),
            patterns.follow_through(
                answer.get("give_way"),
                NEEDED.value - use_key,
                _plausible(use),
                lambda own: NEEDED.value - own,
                1e-6,
            ),
            1,
            _("How much is missing between what is needed and what the literal reading leaves?"),
        ),
        criterion(
            _("From a day to a year"),
            patterns.follow_through(
                answer.get("domestic_year"), year_key, _plausible(use), _yearly, 0.01
            ),
            1,
            _("A year has 365 days, and a million is a thousand thousands."),
        ),
        criterion(
            _("What each figure measures"),
            patterns.above_chance(measures, 0.4),
            1,
            _(
                "What lies in the ground, what could be produced, what is produced, who sells, who buys?"
            ),
        ),
    )
    return Verdict(criteria, tuple(sorted(_feasibility_misconceptions(answer, picked, use_key))))


def _plausible(value: Any) -> float | None:
    """The student's own flow, kb/d, if a country can have it."""
    own = patterns.as_number(value)
    return own if own is not None and 0 < own <= LARGEST_FLOW else None


def _yearly(kb_d: float) -> float:
    return Quantity(kb_d, KB_D).to(MB_YEAR).value


def _feasibility_misconceptions(
    answer: Answer, picked: Collection[str], use_key: float
) -> set[str]:
    measures = patterns.as_mapping(answer.get("measures"))
    found = set()
    if "reserves" in picked or any(
        measures.get(claim) == "output" for claim in ("S003b-021", "S003b-059")
    ):
        found.add("MC-18")
    if "same-liquids" in picked:
        found.add("MC-19")
    daily = patterns.as_number(answer.get("domestic_max"))
    yearly = patterns.as_number(answer.get("domestic_year"))
    # The daily number again, the yearly one in the place of the daily, or 365 the wrong way round.
    mixed = (
        yearly is not None
        and daily is not None
        and daily > 0
        and any(
            math.isclose(yearly, one, rel_tol=1e-3)
            for one in (daily, daily / quantities.DAYS_IN_YEAR, daily * quantities.DAYS_IN_YEAR)
        )
    )
    swapped = daily is not None and math.isclose(daily, _yearly(use_key), abs_tol=0.5)
    if mixed or swapped or "per-year" in picked:
        found.add("MC-20")
    return found


# 2.3 Revenue --------------------------------------------------------------------------------------

FACTORS = decomposition.FACTORS
EXACT = ("lmdi", "shapley")
PART = 0.1  # $m/day, tolerance of a contribution
WHY = {"lmdi": {"exact", "chains"}, "shapley": {"exact", "orders"}}


@cache
def teaching_sales() -> tuple[decomposition.Sales, decomposition.Sales]:
    """The invented sales before and after."""
    table = seeds.teaching_values("a2-revenue").set_index("value_id")["value"].astype(float)

    def of(when: str) -> decomposition.Sales:
        return decomposition.sales(
            *(float(table[f"a2-revenue/{when}/{one}"]) for one in ("kb_d", "usd_bbl", "discount"))
        )

    return of("before"), of("after")


@cache
def contributions(method: str) -> dict[str, float]:
    """Contributions by a method, on the teaching data."""
    return decomposition.METHODS[method](*teaching_sales())


def _agree(parts: Mapping[str, Any], key: Mapping[str, float], tolerance: float = PART) -> float:
    return patterns.mean(
        patterns.number(parts.get(factor), key[factor], tolerance) for factor in FACTORS
    )


def grade_revenue(answer: Answer) -> Verdict:
    """Parts 6, additivity 2, method and why 2, discount as a scenario 2."""
    parts = patterns.as_mapping(answer.get("contrib"))
    fits = {method: _agree(parts, contributions(method)) for method in EXACT}
    # Numbers of one method under the name of the other are charged under 'method' alone.
    best = max(EXACT, key=lambda method: (fits[method], method == answer.get("method")))
    total = patterns.as_number(answer.get("total"))
    change = decomposition.change(*teaching_sales())
    own = [patterns.as_number(parts.get(factor)) for factor in FACTORS]
    numbers = [part for part in own if part is not None]
    adds_up = (
        total is not None
        and len(numbers) == len(FACTORS)
        and total != 0
        and abs(math.fsum(numbers) - total) <= 3 * PART
        and max(fits.values()) > 0
    )
    named = answer.get("method") == best and fits[best] > 0
    why = patterns.net_picks(answer.get("why"), WHY[best]) if fits[best] > 0 else 0.0
    criteria = (
        criterion(
            _("Contributions"),
            fits[best],
            6,
            _(
                "Add your three parts and compare with the change of the revenue. An exact method leaves "
                "nothing over and explains nothing twice."
            ),
        ),
        criterion(
            _("Change as a whole"),
            patterns.number(total, change, 0.01),
            1,
            _(
                "Work out both revenues first, each with what is left of the price after the discount."
            ),
        ),
        criterion(
            _("The parts add up to your change"),
            float(adds_up),
            1,
            _(
                "The parts of an exact method add up to the change, whatever the factors do together."
            ),
        ),
        criterion(
            _("The method named is the one used"),
            float(named),
            1,
            _("Compare your numbers with what each of the three methods gives."),
        ),
        criterion(
            _("Why this method"),
            why,
            1,
            _("One reason holds for every exact method, another for the one that you used."),
        ),
        criterion(
            _("Where the discount comes from"),
            float(answer.get("discount_source") == "scenario"),
            1,
            _("Look the claim up: does it print a number?"),
        ),
        criterion(
            _("A second scenario"),
            _second_scenario(answer.get("scenario")),
            1,
            _("Another discount than the first, and the change that follows from it."),
        ),
    )
    return Verdict(criteria, tuple(sorted(_revenue_misconceptions(answer, own, total))))


def _second_scenario(value: Any) -> float:
    """The change that follows from the student's own discount."""
    part = patterns.as_mapping(value)
    discount = patterns.as_number(part.get("discount"))
    before, after = teaching_sales()
    if discount is None or not 0 <= discount < 1 or abs(discount - after.discount) < 1e-9:
        return 0.0
    other = decomposition.Sales(after.volume, after.price, discount)
    return patterns.number(part.get("total"), decomposition.change(before, other), 0.05)


def _revenue_misconceptions(
    answer: Answer, own: Sequence[float | None], total: float | None
) -> set[str]:
    before, after = teaching_sales()
    found = set()
    if answer.get("method") == "one-at-a-time" or _matches(own, contributions("one-at-a-time")):
        found.add("MC-21")
    first, last = before.factors, after.factors
    percent = {factor: 100 * (last[factor] / first[factor] - 1) for factor in FACTORS}
    if _matches(own, percent) or "percent" in patterns.as_set(answer.get("why")):
        found.add("MC-22")
    volume, _price, discount = own
    if volume is not None and discount is not None and abs(discount) <= PART:
        sold = [
            decomposition.sales(one.volume.value * (1 - one.discount), one.price.value)
            for one in (before, after)
        ]
        lumped = [decomposition.METHODS[method](*sold)["volume"] for method in EXACT]
        lumped += [
            contributions(method)["volume"] + contributions(method)["discount"] for method in EXACT
        ]
        if any(abs(volume - one) <= PART for one in lumped):
            found.add("MC-23")
    if answer.get("discount_source") == "volume":
        found.add("MC-23")
    swapped = [
        decomposition.Sales(one.volume, one.price, 1 - one.discount) for one in (before, after)
    ]
    if (total is not None and abs(total - decomposition.change(*swapped)) <= PART) or any(
        _matches(own, decomposition.METHODS[method](*swapped)) for method in EXACT
    ):
        found.add("MC-24")
    return found


def _matches(own: Sequence[float | None], key: Mapping[str, float]) -> bool:
    return all(
        part is not None and abs(part - key[factor]) <= 3 * PART
        for factor, part in zip(FACTORS, own, strict=True)
    )


# 2.4 No-sanctions path ----------------------------------------------------------------------------

SPECS = ("first", "second", "third")
EFFECT = 0.005  # half a percentage point
#: The report may be so much wider than the student's own three results without losing anything, and is
#: worth nothing for its width when it is wider by the second number.
FREE, TOO_WIDE = 0.06, 0.35
OMITTED = "2017-08-24-us-eo-13808"  # new debt of the oil company: see the caveat of S003b-068
TRUE_READINGS = ("everything", "range")
RULES = ("comparable", "fit", "everyone")


def _specification(value: Any) -> counterfactual.Specification | None:
    part = patterns.as_mapping(value)
    numbers = [patterns.as_number(part.get(name)) for name in ("window", "gap")]
    texts = [part.get(name) for name in ("break", "donors", "estimator")]
    if any(one is None or one != int(one) for one in numbers):
        return None
    if not all(isinstance(one, str) for one in texts):
        return None
    window, gap = (int(one) for one in numbers if one is not None)
    try:
        return counterfactual.Specification(window, texts[0], gap, texts[1], texts[2])  # type: ignore[arg-type]
    except ValueError:
        return None


def _effect_share(value: Any, specification: counterfactual.Specification) -> tuple[float, bool]:
    """What a reported effect earns, and whether it is that specification's, a known slip apart.

    A slip in the arithmetic (percent for a share, the other base, the other sign) costs the effect and
    not the disagreement and the range as well.
    """
    true = counterfactual.effect_of(specification)
    share = patterns.number(value, true, EFFECT)
    given = patterns.as_number(value)
    if given is None:
        return 0.0, False
    slips = (-true, 1 + true, -1 + 1 / (1 + true), 1 - 1 / (1 + true))
    return share, share > 0 or any(abs(given - slip) <= EFFECT for slip in slips)


@cache
def grid_range() -> tuple[float, float]:
    """Smallest and largest effect of all specifications."""
    effects = counterfactual.multiverse().effects()
    return float(effects.min()), float(effects.max())


@cache
def driver_pairs() -> dict[frozenset[str], float]:
    """Each pair of choices with what it explains, as a share of what the best pair explains."""
    shares = counterfactual.variance_shares(counterfactual.multiverse())
    pairs = {
        frozenset(pair): sum(shares[one] for one in pair)
        for pair in combinations(counterfactual.DIMENSIONS, 2)
    }
    best = max(pairs.values())
    return {pair: explained / best for pair, explained in pairs.items()}


def grade_no_sanctions_path(answer: Answer) -> Verdict:
    """Effects 3, disagreement 3, range 2, drivers 2, the omission 1, donors and reading 1.

    No sign and no size of an effect is worth anything: effects are recomputed from the specification.
    """
    made = {name: _specification(answer.get(name)) for name in SPECS}
    reported = {name: patterns.as_mapping(answer.get(name)).get("effect") for name in SPECS}
    # A path without donors is no comparison: it is not one of the specifications that count.
    compared = {
        name: one
        for name, one in made.items()
        if one is not None and one.estimator != counterfactual.BEFORE_AFTER
    }
    judged = {name: _effect_share(reported[name], one) for name, one in compared.items()}
    counted = {
        compared[name]: counterfactual.effect_of(compared[name])
        for name, (_share, own) in judged.items()
        if own
    }
    drivers = patterns.as_set(answer.get("drivers"))
    pair = driver_pairs().get(drivers, 0.0)
    rule = answer.get("donor_rule")
    criteria = (
        criterion(
            _("Effects follow from the specifications"),
            math.fsum(share for share, _own in judged.values()) / len(SPECS),
            3,
            _(
                "Divide actual output by the output on the path, and take away 1. A path without donors "
                "earns nothing here."
            ),
        ),
        criterion(
            _("Three specifications that disagree"),
            _disagreement(counted),
            3,
            _(
                "Change at least two choices from one to the other, and look for defensible ones that lead "
                "far apart: half the distance between the smallest and the largest result there is."
            ),
        ),
        criterion(
            _("The range that is reported"),
            _range_share(answer.get("interval"), counted, judged, reported),
            2,
            _(
                "A range has to cover what you computed yourself, and says more the narrower it is. One "
                "path has no range."
            ),
        ),
        criterion(
            _("What drives the result"),
            1.0 if pair >= 0.95 else 0.5 if pair >= 0.8 else 0.0,
            2,
            _("Split all results by each choice in turn: whose rows lie farthest apart?"),
        ),
        criterion(
            _("What the commentary leaves out"),
            float(answer.get("omission") == OMITTED),
            1,
            _("Which measure before 2019 touched how the oil company could pay and borrow?"),
        ),
        criterion(
            _("How the donors were chosen"),
            float(rule in RULES),
            0.5,
            _("Could you give the reason before you know the result?"),
        ),
        criterion(
            _("What follows from the paths"),
            patterns.net_picks(answer.get("reading"), TRUE_READINGS),
            0.5,
            _("Ask what else the distance between a country and its donors contains."),
        ),
    )
    found = set()
    picked = patterns.as_set(answer.get("reading"))
    before_after = any(
        one is not None and one.estimator == counterfactual.BEFORE_AFTER for one in made.values()
    )
    for code, shown in {
        "MC-10": rule in ("result", "plausible"),
        "MC-25": before_after or "before-after" in picked,
        "MC-26": "whole" in picked,
        "MC-27": "earlier" in picked,
    }.items():
        if shown:
            found.add(code)
    return Verdict(criteria, tuple(sorted(found)))


def _disagreement(counted: Mapping[counterfactual.Specification, float]) -> float:
    """A third for two choices that vary, the rest for how far apart the results lie."""
    if len(counted) < 2:
        return 0.0
    varied = sum(
        len({one.choices[name] for one in counted}) > 1 for name in counterfactual.DIMENSIONS
    )
    low, high = grid_range()
    apart = (max(counted.values()) - min(counted.values())) / ((high - low) / 2)
    whole = (varied >= 2) / 3 + min(1.0, apart) * 2 / 3
    return whole * len(counted) / len(SPECS)


def _range_share(
    value: Any,
    counted: Mapping[counterfactual.Specification, float],
    judged: Mapping[str, tuple[float, bool]],
    reported: Mapping[str, Any],
) -> float:
    """Half for covering the student's own results, half for not being wider than that by much."""
    part = patterns.as_mapping(value)
    low, high = patterns.as_number(part.get("low")), patterns.as_number(part.get("high"))
    own = [
        patterns.as_number(reported[name]) for name, (_share, counts) in judged.items() if counts
    ]
    if low is None or high is None or low > high or len(counted) < 2:
        return 0.0
    # Covering means the results as reported, or as they should have been: an error is charged once.
    results = ([one for one in own if one is not None], list(counted.values()))
    best = 0.0
    for one in results:
        if low <= min(one) + EFFECT and max(one) - EFFECT <= high:
            excess = (high - low) - (max(one) - min(one)) - FREE
            tight = 1 - min(1.0, max(0.0, excess / (TOO_WIDE - FREE)))
            best = max(best, 0.5 + 0.5 * tight)
    return best


# 2.5 Forecast autopsy -----------------------------------------------------------------------------

VINTAGES = (
    "growth-2016-imf-2016-01",
    "growth-2016-imf-2016-07",
    "growth-2016-imf-2016-08",
    "growth-2016-imf-2017-07",
    "growth-2016-weo",
)


@cache
def rates() -> tuple[float, float, float, float]:
    """The monthly rate and the two years together, in percent; and what dividing and adding give."""
    year = float(seeds.claim("S003a-063")["figure_value"]) / 100
    falls = [float(seeds.claim(one)["figure_value"]) / 100 for one in ("S003a-062", "S003a-061")]
    return (
        100 * compounding.monthly_rate(year),
        100 * compounding.cumulative(falls),
        100 * year / compounding.MONTHS,
        100 * sum(falls),
    )


def grade_forecast_autopsy(answer: Answer) -> Verdict:
    """Monthly rate 1.5, two years 1.5, what was known when 1."""
    monthly, cumulative, divided, added = rates()
    given_month, given_years = answer.get("monthly"), answer.get("cumulative")
    criteria = (
        criterion(
            _("Monthly rate"),
            patterns.number(given_month, monthly, 0.05),
            1.5,
            _("Twelve equal factors have to multiply to the factor of the year."),
        ),
        criterion(
            _("Two years together"),
            patterns.number(given_years, cumulative, 0.02),
            1.5,
            _("What is left after one year is what the next fall is taken of."),
        ),
        criterion(
            _("The order in which figures were printed"),
            patterns.ordering(answer.get("vintages"), VINTAGES),
            0.4,
            _("The table of vintages has a date for each; a late edition has none in the course."),
        ),
        criterion(
            _("Out of date when printed?"),
            float(answer.get("outdated") == "yes"),
            0.4,
            _(
                "Compare the date of the commentary with the dates of the figures, not with the outcome."
            ),
        ),
        criterion(
            _("What a miss says"),
            float(answer.get("judgement") == "checkable"),
            0.2,
            _("What could be known at the time, and what could not?"),
        ),
    )
    found = set()
    number = patterns.as_number
    if (one := number(given_month)) is not None and abs(one - divided) <= 0.5:
        found.add("MC-28")
    if (one := number(given_years)) is not None and abs(one - added) <= 0.02:
        found.add("MC-22")
    if answer.get("judgement") == "bad-faith":
        found.add("MC-29")
    return Verdict(criteria, tuple(sorted(found)))


# P2 Two functions ---------------------------------------------------------------------------------

Call = list[Any]


def expected_years(debt: float, kbd: float, price: float, discount: float, rate: float) -> float:
    """Years until the debt is paid; infinite where it never is."""
    return oil_debt.years_to_repay(debt, kbd, price, discount, rate)


REPAY_FAMILIES = (
    Family(
        lambda: _("Without interest"),
        lambda: _("Barrels a day, dollars a barrel, 365 days: what is a year’s delivery worth?"),
        [
            [18e9, 300, 100, 0.0, 0.0],
            [18e9, 300, 100, 0.3, 0.0],
            [18e9, 200, 70, 0.3, 0.0],
            [5e8, 40, 25, 0.1, 0.0],
        ],
    ),
    Family(
        lambda: _("With interest"),
        lambda: _("Add the year’s interest first, then take the year’s cargoes away."),
        [
            [18e9, 300, 100, 0.0, 0.06],
            [18e9, 200, 70, 0.3, 0.05],
            [18e9, 350, 80, 0.15, 0.12],
            [2e9, 20, 60, 0.0, 0.03],
        ],
    ),
    Family(
        lambda: _("Debts that are never paid"),
        lambda: _("Compare a year’s interest with a year’s cargoes before you count years."),
        [
            [18e9, 50, 60, 0.3, 0.1],
            [18e9, 300, 0, 0.0, 0.02],
            [18e9, 0, 100, 0.0, 0.0],
            [3.65e9, 10, 100, 0.0, 0.1],  # interest and cargoes are equal
            [18e9, 300, 100, 0.0, 0.01],
        ],
    ),
    Family(
        lambda: _("Nothing owed, or little"),
        lambda: _("What of the last year is needed?"),
        [
            [0, 300, 100, 0.0, 0.05],
            [1e6, 300, 100, 0.0, 0.05],  # paid within days
            [365e6, 10, 100, 0.0, 0.0],  # exactly a year
            [730e6, 10, 100, 0.0, 0.0],
        ],
    ),
)


def _random_tables(count: int) -> list[dict[str, list[Any]]]:
    draw = random.Random(1973)
    tables = []
    for _table in range(count):
        streams = [f"stream {n}" for n in range(draw.randint(1, 3))]
        years = sorted(draw.sample(range(2000, 2024), draw.randint(2, 5)))
        rows = [
            [year, stream, draw.randint(20, 2500), draw.randint(20, 120), draw.randint(0, 40) / 100]
            for year in years
            for stream in streams
        ]
        draw.shuffle(rows)
        tables.append(_columns(rows))
    return tables


def _columns(rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    names = ("year", "stream", "kb_d", "usd_bbl", "discount")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


LMDI_FAMILIES = (
    Family(
        lambda: _("One stream"),
        lambda: _(
            "The weight is the logarithmic mean of the two revenues; if they are equal, it is they."
        ),
        [
            [_columns([[1, "all", 2000, 100, 0.02], [2, "all", 500, 60, 0.3]])],
            [_columns([[1, "all", 500, 60, 0.3], [2, "all", 2000, 100, 0.02]])],
            [_columns([[1, "all", 800, 50, 0.0], [2, "all", 400, 100, 0.0]])],  # revenue as before
        ],
    ),
    Family(
        lambda: _("Factors that do not change"),
        lambda: _(
            "A factor that does not change contributes zero, and two equal revenues have a mean."
        ),
        [
            [
                _columns(
                    [[1, "all", 800, 50, 0.1], [2, "all", 800, 70, 0.1], [3, "all", 800, 70, 0.1]]
                )
            ],
            [_columns([[1, "all", 800, 50, 0.1], [2, "all", 800, 50, 0.1]])],
        ],
    ),
    Family(
        lambda: _("Rows in any order"),
        lambda: _("Sort by year; a year is compared with the one before it in the table."),
        [
            [_columns([[3, "a", 400, 60, 0.2], [1, "a", 900, 100, 0.0], [2, "a", 700, 90, 0.1]])],
            [_columns([[2016, "a", 300, 45, 0.2], [2012, "a", 600, 110, 0.0]])],  # years left out
        ],
    ),
    Family(
        lambda: _("Several streams"),
        lambda: _("Decompose each stream by itself, then add the streams of a year."),
        [[table] for table in _random_tables(8)],
    ),
)


def expected_lmdi(table: Mapping[str, list[Any]]) -> dict[str, dict[str, float]]:
    """The contributions, column to year to number."""
    import pandas as pd

    found: dict[str, dict[str, float]] = plain(decomposition.lmdi_by_year(pd.DataFrame(table)))
    return found


HIDDEN_INPUTS: Mapping[str, list[Call]] = {
    "a2-repay-path": hidden_inputs(REPAY_FAMILIES),
    "a2-lmdi": hidden_inputs(LMDI_FAMILIES),
}


def _discount_for_rest(
    debt: float, kbd: float, price: float, discount: float, rate: float
) -> float:
    return expected_years(debt, kbd, price, 1 - discount, rate)


def _yearly_barrels(debt: float, kbd: float, price: float, discount: float, rate: float) -> float:
    return expected_years(debt, kbd / quantities.DAYS_IN_YEAR, price, discount, rate)


def _one_at_a_time(table: Mapping[str, list[Any]]) -> dict[str, dict[str, float]]:
    """Each factor changed alone, stream by stream, and added."""
    import pandas as pd

    frame = pd.DataFrame(table).sort_values("year")
    parts: dict[str, dict[str, float]] = {factor: {} for factor in FACTORS}
    for _stream, rows in frame.groupby("stream"):
        sold = [
            (int(row.year), decomposition.sales(row.kb_d, row.usd_bbl, row.discount))
            for row in rows.itertuples()
        ]
        for (_year, before), (year, after) in pairwise(sold):
            for factor, part in decomposition.one_at_a_time(before, after).items():
                parts[factor][str(year)] = parts[factor].get(str(year), 0.0) + part
    return parts


def grade_repay_path(answer: Answer) -> Verdict:
    """``repay_path``: 3 points."""
    misread = {"MC-20": _yearly_barrels, "MC-24": _discount_for_rest}
    return grade_function(answer, REPAY_FAMILIES, expected_years, 3, misread)


def grade_lmdi(answer: Answer) -> Verdict:
    """``lmdi``: 3 points."""
    return grade_function(answer, LMDI_FAMILIES, expected_lmdi, 3, {"MC-21": _one_at_a_time})


GRADERS: Mapping[str, Callable[[Answer], Verdict]] = {
    "a2-boom-and-bust": grade_boom_and_bust,
    "a2-feasibility": grade_feasibility,
    "a2-revenue": grade_revenue,
    "a2-no-sanctions-path": grade_no_sanctions_path,
    "a2-forecast-autopsy": grade_forecast_autopsy,
    "a2-repay-path": grade_repay_path,
    "a2-lmdi": grade_lmdi,
}

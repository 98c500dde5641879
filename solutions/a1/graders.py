"""Graders of assignment a1: keys, accepted sets and judgements. Never released to students.

Each grader is a pure function from an answer, any JSON object, to a `Verdict`, and never raises. What
can be computed is computed, from the same tables and models that the students have; what was decided
by reading the texts stands here with its reason.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from venezuela_course import seeds
from venezuela_course.exercises.code import same
from venezuela_course.exercises.militarisation.coding import (
    LEAST,
    MOST,
    Coding,
    coding_from,
    first_day_of,
    last_day,
)
from venezuela_course.exercises.militarisation.definition_machine import definition_of
from venezuela_course.grading import patterns
from venezuela_course.grading.functions import Family, grade_function, hidden_inputs
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _
from venezuela_course.models import command, composite_index, definitions, loyalty

Answer = dict[str, Any]


def criterion(name: str, share: float, possible: float, hint: str, praise: str = "") -> Criterion:
    """A judged share of some points, with the hint where something is missing."""
    earned = min(round(share * possible, 4), possible)
    return Criterion(name, earned, possible, hint if share < 1 else praise)


# 1.1 Chain of command -----------------------------------------------------------------------------

Pair = tuple[str, str]

#: Links that the task gives or that the claims state, by how they are known. Before: president to
#: vice-president, who "keeps" the post [S003a-087], and to ministers; Padrino's two posts [S003a-007],
#: held since 2014 by the timeline; supply with the ministries, by the task.
BEFORE: Mapping[Pair, str] = {
    ("maduro", "isturiz"): "formal",
    ("maduro", "padrino"): "formal",
    ("maduro", "ministries"): "formal",
    ("padrino", "defence"): "formal",
    ("padrino", "operational"): "formal",
    ("ministries", "supply"): "formal",
}

#: After: the command is led by both [S003a-009], all ministries are under it [S003a-011], supply is its
#: task [S003a-010, S003a-012]; Reverol is named minister [S003a-013]. That Padrino stood in for the
#: president was seen [S003a-088] and no rule is named. That he outranks the vice-president is a
#: conclusion [S003a-086, S003a-087].
AFTER: Mapping[Pair, str] = {
    ("maduro", "isturiz"): "formal",
    ("maduro", "padrino"): "formal",
    ("maduro", "reverol"): "formal",
    ("maduro", "command"): "formal",
    ("padrino", "command"): "formal",
    ("padrino", "defence"): "formal",
    ("padrino", "operational"): "formal",
    ("reverol", "interior"): "formal",
    ("command", "ministries"): "formal",
    ("command", "supply"): "formal",
    ("padrino", "ceremonies"): "informal",
    ("padrino", "isturiz"): "inferred",
}

#: Links that can be defended and that no claim asks for: drawing them costs and earns nothing.
#: In August the interior ministry is one of "all ministries"; the ministries may still hand supply on.
OPTIONAL: Mapping[str, frozenset[Pair]] = {
    "before": frozenset(
        {
            ("maduro", "defence"),
            ("maduro", "operational"),
            ("maduro", "interior"),
            ("maduro", "supply"),
            ("maduro", "ceremonies"),
            ("isturiz", "ministries"),
            ("isturiz", "ceremonies"),
            ("defence", "operational"),
            ("defence", "guard"),
            ("operational", "guard"),
            ("padrino", "guard"),
        }
    ),
    "after": frozenset(
        {
            ("maduro", "defence"),
            ("maduro", "operational"),
            ("maduro", "interior"),
            ("maduro", "ministries"),
            ("maduro", "ceremonies"),
            ("isturiz", "ministries"),
            ("isturiz", "ceremonies"),
            ("command", "defence"),
            ("command", "interior"),
            ("command", "isturiz"),
            ("defence", "operational"),
            ("defence", "guard"),
            ("operational", "guard"),
            ("padrino", "guard"),
            ("padrino", "maduro"),
            ("padrino", "supply"),
            ("padrino", "ministries"),
            ("ministries", "supply"),
            ("reverol", "guard"),
            ("interior", "guard"),
        }
    ),
}

#: Links that nobody but an author or a reader concludes: rank [S003a-086, S003a-087], and an officer's
#: hold on the service he comes from [S003a-015].
CONCLUDED = frozenset(
    {("padrino", "isturiz"), ("reverol", "guard"), ("interior", "guard"), ("padrino", "maduro")}
)

#: Links by which the joint command, or the minister, would stand above the president.
ABOVE_THE_PRESIDENT = frozenset({("padrino", "maduro"), ("command", "maduro")})

#: Ticking links at random gets the pairs of a short list partly right.
RANDOM_PAIRS = 0.3


def _links(value: Any) -> dict[Pair, str | None]:
    """Pair to how it is known; None where it is given twice in different ways."""
    found: dict[Pair, str | None] = {}
    for link in patterns.as_list(value):
        if not (
            isinstance(link, (list, tuple))
            and len(link) == 3
            and all(isinstance(end, str) for end in link)
        ):
            continue
        one, two, status = link
        if one == two:
            continue
        same_again = found.get((one, two), status) == status
        found[one, two] = status if same_again and status in command.STATUSES else None
    return found


def grade_chain_of_command(answer: Answer) -> Verdict:
    """Links 4, how they are known 2, what supply hangs on in the student's own graphs 2."""
    drawn = {name: _links(answer.get(name)) for name in ("before", "after")}
    keys = {"before": BEFORE, "after": AFTER}
    agreement = {
        name: patterns.above_chance(
            patterns.f1(
                drawn[name].keys() - (OPTIONAL[name] - key.keys()),
                key.keys(),
                answered=bool(drawn[name]),
            ),
            RANDOM_PAIRS,
        )
        for name, key in keys.items()
    }
    # A mean over the three ways of knowing: calling everything formal knows one of them.
    known = {
        status: [
            drawn[name].get(pair) == status
            for name, key in keys.items()
            for pair, true in key.items()
            if true == status
        ]
        for status in command.STATUSES
    }
    told_apart = patterns.above_chance(
        patterns.mean(patterns.mean(map(float, rights)) for rights in known.values()), 1 / 3
    )
    links = patterns.mean(agreement.values())
    criteria = (
        criterion(
            _("Links before"),
            agreement["before"],
            1.5,
            _(
                "Go through the claims that speak of posts held before July 2016, and through what the task "
                "takes as given. Arrows run from who directs to who is directed."
            ),
        ),
        criterion(
            _("Links after"),
            agreement["after"],
            2.5,
            _(
                "Each of the claims named in the task gives a link or two. What does the new command "
                "stand between? Who leads it?"
            ),
        ),
        criterion(
            _("How each link is known"),
            told_apart,
            2,
            _(
                "Ask of each link: is there an office, an appointment or a decree? Was something "
                "merely seen? Or did somebody conclude it?"
            ),
        ),
        criterion(
            _("What supply hangs on, before"),
            _cut_right(answer.get("cut_before"), drawn["before"]) * float(links > 0),
            1,
            _(
                "Take each body out of your own graph and look for a way from the president to supply."
            ),
        ),
        criterion(
            _("What supply hangs on, after"),
            _cut_right(answer.get("cut_after"), drawn["after"]) * float(links > 0),
            1,
            _(
                "Take each body out of your own graph and look for a way from the president to supply."
            ),
        ),
    )
    after = drawn["after"]
    found = set()
    if any(after.get(pair) in ("formal", "informal") for pair in ABOVE_THE_PRESIDENT):
        found.add("MC-08")
    elif any(
        status == "formal" and pair in CONCLUDED
        for name in drawn
        for pair, status in drawn[name].items()
    ):
        found.add("MC-04")
    return Verdict(criteria, tuple(sorted(found)))


def _cut_right(value: Any, drawn: Mapping[Pair, str | None]) -> float:
    """Whether the cut vertices are those of the student's own graph; 0 where nothing links the ends."""
    links = [(one, two, status or "formal") for (one, two), status in drawn.items()]
    try:
        own = command.cut_vertices_between(links, "maduro", "supply")
    except ValueError:
        return 0.0
    return float(patterns.set_f1(value, own) == 1.0)


# 1.2 Definition machine ---------------------------------------------------------------------------

READING = "definition"  # both statements hold, under two meanings of success
TURNS_ON = definitions.DAYS

#: Readings by which success would be popularity or legitimacy.
LEGITIMACY = ("popular", "legitimate")


@cache
def _cases() -> tuple[definitions.Case, ...]:
    return definitions.cases_from(seeds.coup_cases())


def _verdicts(definition: definitions.Definition) -> dict[tuple[str, str], str]:
    """Case and question to what the definition makes of it."""
    return {
        (name, question): getattr(made, question)
        for name, made in definitions.matrix(_cases(), definition).items()
        for question in ("attempt", "success")
    }


def _agreement(predicted: Any, definition: definitions.Definition | None) -> dict[Pair, float]:
    """Cell to 1 where the prediction follows from the definition."""
    if definition is None:
        return {}
    rows = patterns.as_mapping(predicted)
    return {
        (name, question): float(patterns.as_mapping(rows.get(name)).get(question) == verdict)
        for (name, question), verdict in _verdicts(definition).items()
    }


def grade_definition_machine(answer: Answer) -> Verdict:
    """Predictions by the student's own definition 5, the two statements 2, a sensitive case 1.

    What was first predicted counts whole; what was corrected after the facts were shown counts half.
    """
    definition = definition_of(answer)
    first = patterns.as_mapping(answer.get("first"))
    at_first = definition_of(first)
    final = _agreement(answer.get("predicted"), definition)
    kept = _agreement(first.get("predicted"), at_first)
    right = {cell: (share + kept[cell]) / 2 if kept else share for cell, share in final.items()}
    resolves = patterns.as_mapping(answer.get("resolves"))
    reading, turns_on = resolves.get("how"), resolves.get("criterion")
    criteria = (
        criterion(
            _("Predictions that follow from your definition"),
            _balanced(right, definition),
            5,
            _(
                "Go through a case criterion by criterion: one that surely fails decides against it, "
                "whatever else is unknown; without such a one, an unknown that matters leaves the "
                "verdict open. And a failed attempt is no success."
            ),
        ),
        criterion(
            _("How both statements can stand"),
            float(reading == READING) * (1 + float(turns_on == TURNS_ON)) / 2,
            2,
            _(
                "Ask what each of the two statements means by its verb, and which entry of your "
                "definition separates them."
            ),
        ),
        criterion(
            _("A case that hangs on one criterion"),
            # Half the criteria change some case: naming one is worth something only with predictions.
            _is_sensitive(answer.get("sensitive"), definition)
            * float(patterns.mean(final.values()) >= 0.6),
            1,
            _(
                "Switch one criterion in your definition, work out the case again, and see whether a verdict "
                "changes."
            ),
        ),
    )
    found = set()
    if definition and at_first and len(definitions.changes_between(at_first, definition)) > 2:
        found.add("MC-10")
    if reading in LEGITIMACY:
        found.add("MC-09")
    return Verdict(criteria, tuple(sorted(found)))


def _balanced(right: Mapping[Pair, float], definition: definitions.Definition | None) -> float:
    """Mean over the verdicts that occur, so that answering always the same earns nothing."""
    if definition is None:
        return 0.0
    truth = _verdicts(definition)
    kinds = sorted(set(truth.values()))
    recall = patterns.mean(
        patterns.mean(right[cell] for cell in truth if truth[cell] == kind) for kind in kinds
    )
    return patterns.above_chance(recall, 1 / 2)


def _is_sensitive(value: Any, definition: definitions.Definition | None) -> float:
    named = patterns.as_mapping(value)
    case = next((one for one in _cases() if one.name == named.get("case")), None)
    switch = named.get("criterion")
    known = isinstance(switch, str) and switch in (*definitions.CRITERIA, definitions.DAYS)
    if case is None or definition is None or not known:
        return 0.0
    return float(definitions.sensitive_to(case, definition, str(switch)))


# 1.3 'Slow-motion coup' -----------------------------------------------------------------------------

#: A share of draws is read off the tool, or computed again with other draws: 2 percentage points.
STABILITY_TOLERANCE = 2.0

#: From which share of the weightings a date may be reported how. See `firmness` of the exercise.
FIRM, USUAL = 0.9, 0.5

#: Other concepts of the same process. Accusations and elections are no such concept.
ALTERNATIVES = frozenset({"coup-proofing", "delegation", "aggrandisement"})


#: Of the claims offered, those that speak against the reading: a plan of return to barracks, a denial, the
#: president's own creation and lead, ministers named [-013] and replaced [-084] as before, work that turned
#: out voluntary, a denied rumour, a vice-president who keeps his post. The others are the reading itself
#: [-060], what it rests on [-006, -011, -052, -054, -055, -086], and that the plan of return failed [-058].
AGAINST = frozenset(
    {
        "S003a-009",
        "S003a-013",
        "S003a-049",
        "S003a-057",
        "S003a-075",
        "S003a-083",
        "S003a-084",
        "S003a-087",
    }
)


#: Rows that are about an indicator and do not simply support it. A formal row says what was ordered, not
#: what was done; a rumour, what somebody alleges; the others speak against it.
NOT_SUPPORT: Mapping[Pair, str] = {
    ("cabinet", "S003a-057"): "against",
    ("supply_practice", "S003a-011"): "formal",
    ("supply_practice", "S003a-012"): "formal",
    ("supply_practice", "T-2016-07-11-supply-command"): "formal",
    ("supply_practice", "X-090"): "formal",
    ("supply_practice", "S003a-068"): "against",
    ("force", "S003a-039"): "against",
    ("foreground", "S003a-087"): "against",
    ("foreground", "S003a-009"): "against",
    ("arbiter", "S003a-046"): "rumour",
    ("arbiter", "S003a-047"): "rumour",
    ("arbiter", "S003a-049"): "against",
    ("labour", "S003a-081"): "against",
    ("labour", "S003a-083"): "against",
}


#: What carries a score of 1 and half of a score of 2, if there is nothing else, and its slip.
WEAK: Mapping[frozenset[str], str] = {
    frozenset({"rumour"}): "MC-03",
    frozenset({"formal"}): "MC-13",
}


@cache
def _bearings() -> dict[str, dict[str, str]]:
    """Indicator to reference to how it bears on it."""
    found: dict[str, dict[str, str]] = {}
    for row in seeds.indicator_evidence().to_dict("records"):
        pair = str(row["indicator"]), str(row["reference"])
        found.setdefault(pair[0], {})[pair[1]] = NOT_SUPPORT.get(pair, "supports")
    return found


def _evidence(value: Any) -> list[Pair]:
    """Links of indicators to rows of evidence, each once."""
    pairs = {
        (link[0], link[1])
        for link in patterns.as_list(value)
        if isinstance(link, (list, tuple))
        and len(link) == 2
        and all(isinstance(end, str) for end in link)
    }
    return sorted(pairs)


def _in_time(reference: str, date: str) -> bool:
    day = first_day_of(reference)
    return day is not None and day <= last_day(date)


def grade_slow_motion(answer: Answer) -> Verdict:
    """Onset 4, dated and relevant evidence 4, counter-evidence 3, stability 2, another concept 1.

    No onset is right. The parts that follow from the coding count as far as there is a coding:
    five to nine indicators with a row of evidence that is about them.
    """
    coding = coding_from(answer)
    links = _evidence(answer.get("evidence"))
    bearings = _bearings()
    relevant = {
        indicator: [ref for one, ref in links if one == indicator and ref in bearings[indicator]]
        for indicator in coding.used
    }
    supported = sum(bool(references) for references in relevant.values())
    real = min(1.0, supported / LEAST) if len(coding.used) <= MOST else 0.0
    on_topic = sum(map(len, relevant.values()))
    precise = on_topic / len(links) if links else 0.0
    raised = [
        (indicator, date, score)
        for indicator, changes in coding.changes.items()
        for date, score in changes.items()
        if score > 0
    ]
    kinds = [
        frozenset(bearings[indicator][ref] for ref in relevant[indicator] if _in_time(ref, date))
        - {"against"}
        for indicator, date, _score in raised
    ]
    carried = [
        bool(kind) * (0.5 if score == 2 and kind in WEAK else 1.0)
        for kind, (_indicator, _date, score) in zip(kinds, raised, strict=True)
    ]
    evidence = patterns.mean(carried) if raised else 1.0

    implied, stability = coding.onset(), coding.stability()
    said = answer.get("onset")
    counter = patterns.as_set(answer.get("counter"))
    criteria = (
        criterion(
            _("Onset that follows from your coding"),
            real * float(implied is not None and said == implied),
            4,
            _(
                "Read the first date at which your own index reaches your own threshold; if none does, "
                "that is an answer too. It counts as far as at least five indicators have evidence "
                "that is about them."
            ),
        ),
        criterion(
            _("Evidence: of its time, and about the indicator"),
            real * evidence * precise,
            4,
            _(
                "{n} of {all} scores above zero have evidence that is about the indicator, no later "
                "than their date, and enough for the score; {on} of {links} links are about their "
                "indicator."
            ).format(n=carried.count(1.0), all=len(raised), on=on_topic, links=len(links)),
        ),
        criterion(
            _("What speaks against the reading"),
            patterns.presence(answer.get("counter"), least=2)
            * min(1.0, max(0, len(counter & AGAINST) - len(counter - AGAINST)) / 2),
            3,
            _(
                "Ask of each claim whether you would expect it less if the reading were right: plans, "
                "denials, appointments, what turned out voluntary."
            ),
        ),
        criterion(
            _("How firm the date is"),
            real * _firmness(answer, coding, stability),
            2,
            _(
                "Take the share from the picture when your coding is final, and say no more than it "
                "bears out."
            ),
        ),
        criterion(
            _("Another concept"),
            float(answer.get("alternative") in ALTERNATIVES)
            if isinstance(answer.get("alternative"), str)
            else 0.0,
            1,
            _("Which concept would describe the same facts, and mean something else by them?"),
        ),
    )
    found = set()
    for kind, (indicator, date, score) in zip(kinds, raised, strict=True):
        if relevant[indicator] and not any(_in_time(ref, date) for ref in relevant[indicator]):
            found.add("MC-11")
        if score == 2 and kind in WEAK:
            found.add(WEAK[kind])
    if counter and not counter & AGAINST:
        found.add("MC-12")
    return Verdict(criteria, tuple(sorted(found)))


def _firmness(answer: Answer, coding: Coding, stability: composite_index.Stability | None) -> float:
    """Half for the share of the implied onset, half for a wording that the student's share bears out."""
    if stability is None:
        return 0.0
    share = 100 * stability.share(coding.onset())
    given = patterns.as_number(answer.get("stability"))
    right = patterns.number(given, share, STABILITY_TOLERANCE)
    if given is None or right == 0:
        return 0.0
    fraction = given / 100
    fitting = "firm" if fraction >= FIRM else "usual" if fraction > USUAL else "mine"
    return (right + float(answer.get("firmness") == fitting)) / 2


# 1.4 Loyalty --------------------------------------------------------------------------------------

SHARE_TOLERANCE = 0.02

TRUE_REASONS = frozenset({"coordination", "failure"})

#: A forecast of what the armed forces will do under pressure [S003a-036], one of what staying will be
#: worth to the generals [S003a-098], and a report of who stayed [S002-008].
CLAIM_PARTS = {"S003a-036": "others", "S003a-098": "payoffs", "S002-008": "equilibrium"}


@cache
def _games() -> tuple[dict[str, loyalty.Game], dict[str, float]]:
    games = {
        name: loyalty.game_from(seeds.teaching_values(f"a1-loyalty:{name}"))
        for name in ("first", "second")
    }
    prices = seeds.teaching_values("a1-loyalty:prices")
    return games, {str(r["parameter"]): float(r["value"]) for r in prices.to_dict("records")}


def tipping_at(game: loyalty.Game, chance: float) -> float | None:
    """The share at which the chance of success has a value; None if it has it nowhere in between."""
    staying = chance * (game.benefit + game.cost) - game.cost - game.loyalty
    if staying < 0:
        return None
    return loyalty.tipping_share(
        loyalty.Game(
            game.benefit,
            game.cost,
            staying,
            game.loyalty,
            game.floor,
            game.ceiling,
            game.steepness,
        )
    )


def grade_loyalty(answer: Answer) -> Verdict:
    """First setting 1.75, second 0.75, cheapest policy 0.75, sense 0.75."""
    games, prices = _games()
    parts = {name: patterns.as_mapping(answer.get(name)) for name in games}
    cheapest = loyalty.cheapest_policy(games["first"], prices) or "none"
    claims = patterns.classification(answer.get("claims"), CLAIM_PARTS)
    reasons = patterns.net_picks(answer.get("reasons"), TRUE_REASONS)
    chance_hint = _("Set the two sides of the rule equal and solve for p.")
    tipping_hint = _(
        "Which share of officers gives the chance of success that you found? Is there any such share "
        "strictly between nobody and everybody?"
    )
    criteria = (
        criterion(
            _("First setting: equilibria"),
            _stable(parts["first"], games["first"]),
            0.5,
            tipping_hint,
        ),
        criterion(
            _("First setting: chance at which an officer is indifferent"),
            patterns.number(
                parts["first"].get("chance"),
                loyalty.needed_chance(games["first"]),
                SHARE_TOLERANCE,
            ),
            0.5,
            chance_hint,
        ),
        criterion(
            _("First setting: tipping share"),
            _tipping(parts["first"], games["first"]),
            0.75,
            tipping_hint,
        ),
        criterion(
            _("Second setting"),
            (
                _stable(parts["second"], games["second"])
                + patterns.number(
                    parts["second"].get("chance"),
                    loyalty.needed_chance(games["second"]),
                    SHARE_TOLERANCE,
                )
                + _tipping(parts["second"], games["second"])
            )
            / 3,
            0.75,
            tipping_hint,
        ),
        criterion(
            _("The cheapest policy"),
            float(answer.get("cheapest") == cheapest),
            0.75,
            _(
                "For each policy, how large a change makes leaving pay for the first who leaves? Is so "
                "large a change possible? Only then multiply by its price."
            ),
        ),
        criterion(
            _("What the model says, and of what the claims speak"),
            (reasons + patterns.above_chance(claims, 1 / 2)) / 2,
            0.75,
            _(
                "Follow both sides of the inequality. And ask of each claim when it was made: before or "
                "after, of an act or of a payoff?"
            ),
        ),
    )
    picked = patterns.as_set(answer.get("reasons"))
    signatures = {"MC-14": "belief" in picked, "MC-15": "pressure" in picked}
    return Verdict(criteria, tuple(code for code, is_there in signatures.items() if is_there))


def _stable(part: Mapping[str, Any], game: loyalty.Game) -> float:
    stable = {str(one) for one in loyalty.equilibria(game)}
    return float(patterns.set_f1(part.get("equilibria"), stable) == 1.0)


def _tipping(part: Mapping[str, Any], game: loyalty.Game) -> float:
    """The tipping share, or that there is none: right, or right given the student's own chance."""
    said, given = part.get("has_tipping"), part.get("tipping")

    def fits(true: float | None) -> float:
        if true is None:
            return float(said == "no" and patterns.as_number(given) is None)
        return patterns.number(given, true, SHARE_TOLERANCE) if said == "yes" else 0.0

    best = fits(loyalty.tipping_share(game))
    own = patterns.as_number(part.get("chance"))
    if best == 1.0 or own is None:
        return best
    # An own chance that no officer can have would make 'none' right without any work.
    consequence = tipping_at(game, own) if game.floor < own < game.ceiling else None
    return best if consequence is None else max(best, fits(consequence))


# 1.5 Own functions --------------------------------------------------------------------------------

Call = list[Any]
NAN = float("nan")


def _table(**columns: Sequence[float]) -> dict[str, dict[str, float]]:
    years = [str(2010 + place) for place in range(max(map(len, columns.values())))]
    return {name: dict(zip(years, scores, strict=True)) for name, scores in columns.items()}


#: Three indicators at four dates, worked out by hand in the tests.
BY_HAND = _table(posts=(0, 1, 2, 2), supply=(0, 0, 1, 2), force=(1, 1, 1, 2))
GAPS = _table(posts=(NAN, 1, 2, 2), supply=(NAN, NAN, 0, 2), force=(NAN, 1, NAN, 1))


def _random_tables(count: int) -> list[Call]:
    draw = random.Random(2016)
    calls = []
    for number in range(count):
        names = [f"i{place}" for place in range(draw.randint(2, 5))]
        columns = {
            name: [draw.choice([0, 1, 1, 2, 2, NAN]) for _date in range(5)] for name in names
        }
        weights = {name: draw.randint(1, 9) for name in names}
        calls.append([_table(**columns), weights, composite_index.AGGREGATIONS[number % 3]])
    return calls


#: Families of hidden inputs; each is earned whole or not at all.
INDEX_FAMILIES = (
    Family(
        lambda: _("Three indicators, four dates"),
        lambda: _("Work one date out by hand, under each rule, with scores divided by 2."),
        [
            [BY_HAND, {"posts": 1, "supply": 2, "force": 1}, rule]
            for rule in composite_index.AGGREGATIONS
        ],
    ),
    Family(
        lambda: _("Weights"),
        lambda: _(
            "Only the ratios of the weights matter, and they belong to names, not to places."
        ),
        [
            [BY_HAND, {"posts": 3, "supply": 3, "force": 3}, "additive"],
            [BY_HAND, {"force": 0.1, "posts": 0.2, "supply": 0.7}, "additive"],
            [BY_HAND, {"posts": 2, "supply": 1, "force": 5}, "geometric"],
        ],
    ),
    Family(
        lambda: _("Not assessed"),
        lambda: _(
            "NaN is left out of its date, with the weights of the others scaled up; where nothing was "
            "assessed the index is NaN too."
        ),
        [
            [GAPS, {"posts": 1, "supply": 1, "force": 2}, rule]
            for rule in composite_index.AGGREGATIONS
        ],
    ),
    Family(
        lambda: _("Twelve tables"),
        lambda: _(
            "Under the geometric rule one zero makes the index zero; take care with its logarithm."
        ),
        _random_tables(12),
    ),
)

ONSET_FAMILIES = (
    Family(
        lambda: _("The first date"),
        lambda: _("A later, higher value does not matter."),
        [
            [{"2010": 0.1, "2011": 0.7, "2012": 0.3, "2013": 0.9}, 0.6],
            [{"2010": 0.9, "2011": 0.7}, 0.6],
        ],
    ),
    Family(
        lambda: _("Exactly the threshold"),
        lambda: _("To equal the threshold is to reach it."),
        [
            [{"2010": 0.25, "2011": 0.5, "2012": 0.5}, 0.5],
            [{"2010": 0.5, "2011": 0.5}, 0.5000001],
        ],
    ),
    Family(
        lambda: _("Never, and not assessed"),
        lambda: _("NaN reaches nothing, and a threshold that is never reached has its own word."),
        [
            [{"2010": 0.1, "2011": 0.2}, 0.6],
            [{"2010": NAN, "2011": 0.7}, 0.6],
            [{"2010": NAN, "2011": NAN}, 0.1],
            [{"2010": 0.9, "2011": 1.0}, 1.01],
        ],
    ),
)

SHARES_FAMILIES = (
    Family(
        lambda: _("Shares of the dates"),
        lambda: _(
            "Draw the weights exactly as the task says, in the order of the columns, and count "
            "the onset of each draw."
        ),
        [
            [BY_HAND, "additive", 0.55, 7],
            [BY_HAND, "additive", 0.45, 11],
            [BY_HAND, "geometric", 0.6, 7],
        ],
    ),
    Family(
        lambda: _("A rule without weights"),
        lambda: _("Under the weakest link every weighting gives the same date."),
        [[BY_HAND, "weakest", 0.5, 7], [GAPS, "weakest", 1.0, 3]],
    ),
    Family(
        lambda: _("Never"),
        lambda: _("Draws without an onset are counted too."),
        [[GAPS, "additive", 0.95, 5], [BY_HAND, "geometric", 1.0, 5]],
    ),
)


def expected_path(
    scores: Mapping[str, Mapping[str, float]], weights: Mapping[str, float], rule: str
) -> dict[str, float]:
    """The index at each date."""
    names = list(scores)
    dates = list(scores[names[0]])
    table = [[scores[name][date] for name in names] for date in dates]
    path = composite_index.index_path(table, [weights[name] for name in names], rule)
    return dict(zip(dates, path.tolist(), strict=True))


def expected_onset(path: Mapping[str, float], threshold: float) -> str:
    """The first date at the threshold or above."""
    return str(composite_index.onset(list(path.values()), threshold, list(path)))


def expected_shares(
    scores: Mapping[str, Mapping[str, float]], rule: str, threshold: float, seed: int
) -> dict[str, float]:
    """Share of the weightings for each onset that occurs."""
    names = list(scores)
    dates = list(scores[names[0]])
    table = [[scores[name][date] for name in names] for date in dates]
    stability = composite_index.onset_stability(table, rule, threshold, dates, seed=seed)
    return {str(date): share for date, share in stability.shares.items()}


HIDDEN_INPUTS: Mapping[str, list[Call]] = {
    "a1-index-path": hidden_inputs(INDEX_FAMILIES),
    "a1-onset": hidden_inputs(ONSET_FAMILIES),
    "a1-onset-shares": hidden_inputs(SHARES_FAMILIES),
}


def _same_path(returned: Any, expected: Any, _call: Any) -> bool:
    """Two paths: by date, or in the order of the dates where a list was returned."""
    if isinstance(returned, list):
        return same(returned, list(expected.values()))
    return same(returned, expected)


def _same_shares(returned: Any, expected: Any, _call: Any) -> bool:
    """Two distributions within two hundredths; an onset that does not occur may stand with zero."""
    given = patterns.as_mapping(returned)
    if not given:
        return False
    shares = {date: patterns.as_number(given.get(date, 0.0)) for date in {*given, *expected}}
    return all(
        share is not None and math.isclose(share, expected.get(date, 0.0), abs_tol=0.02)
        for date, share in shares.items()
    )


def grade_index_path(answer: Answer) -> Verdict:
    """``index_path``: 3 points."""
    return grade_function(answer, INDEX_FAMILIES, expected_path, 3, agrees=_same_path)


def grade_onset(answer: Answer) -> Verdict:
    """``onset``: 1 point."""
    return grade_function(answer, ONSET_FAMILIES, expected_onset, 1)


def grade_onset_shares(answer: Answer) -> Verdict:
    """``onset_shares``: 2 points."""
    return grade_function(answer, SHARES_FAMILIES, expected_shares, 2, agrees=_same_shares)


GRADERS: Mapping[str, Callable[[Answer], Verdict]] = {
    "a1-chain-of-command": grade_chain_of_command,
    "a1-definition-machine": grade_definition_machine,
    "a1-slow-motion": grade_slow_motion,
    "a1-loyalty": grade_loyalty,
    "a1-index-path": grade_index_path,
    "a1-onset": grade_onset,
    "a1-onset-shares": grade_onset_shares,
}

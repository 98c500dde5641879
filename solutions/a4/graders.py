"""Graders of assignment a4: keys, accepted sets and judgements. Never released to students.

Each grader is a pure function from an answer, any JSON object, to a `Verdict`, and never raises. What
can be computed is computed, from the same tables and models that the students have; what was decided
by reading the texts stands here with its reason. No key says who won the election: exercises ask what
follows from which claim, and on what condition.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from venezuela_course import seeds
from venezuela_course.exercises.code import same
from venezuela_course.grading import patterns
from venezuela_course.grading.functions import Family, grade_function, hidden_inputs
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _
from venezuela_course.models import (
    audits,
    commitment,
    forensics,
    identification,
    packages,
    tally_sheets,
)

Answer = dict[str, Any]


def criterion(name: str, share: float, possible: float, hint: str, praise: str = "") -> Criterion:
    """A judged share of some points, with the hint where something is missing."""
    earned = round(share * possible, 4)
    return Criterion(name, earned, possible, hint if share < 1 else praise)


def is_word(value: Any, right: str) -> float:
    """1 if the value is this word, else 0."""
    return float(isinstance(value, str) and value == right)


# 4.1 Five acts ------------------------------------------------------------------------------------

YES, NO, UNKNOWN = "yes", "no", "unknown"

#: What report S000 says that an actor did or did not do. That the United States and the opposition do
#: not accept the announced result follows from what they say of it (S000-043, S000-002), but the report
#: states no act of that kind: 'no' and 'unknown' are both accepted there and earn nothing either way.
KNOWN: Mapping[tuple[str, str], str] = {
    ("USA", "votes"): YES,  # S000-029
    ("USA", "elect"): NO,  # S000-045
    ("BRA", "votes"): NO,  # S000-030
    ("BRA", "records"): YES,  # S000-024, S000-031
    ("BRA", "accepts"): NO,  # S000-023
    ("COL", "votes"): NO,  # S000-030
    ("COL", "records"): YES,  # S000-024, S000-031
    ("MEX", "votes"): NO,  # S000-030
    ("MEX", "records"): YES,  # S000-024, S000-031
    ("MEX", "court"): YES,  # S000-035
    ("opposition", "votes"): YES,  # S000-028
    ("opposition", "elect"): YES,  # S000-045
}
OPEN_TO_READING = frozenset({("USA", "accepts"), ("opposition", "accepts")})
ACTORS = ("USA", "BRA", "COL", "MEX", "CAN", "opposition")
ACTS = ("votes", "elect", "records", "accepts", "court")
SILENT = frozenset(
    (actor, act)
    for actor in ACTORS
    for act in ACTS
    if (actor, act) not in KNOWN and (actor, act) not in OPEN_TO_READING
)

ABOUT: Mapping[str, str] = {
    "S000-013": "none",
    "S000-023": "accepts",
    "S000-024": "records",
    "S000-028": "votes",
    "S000-029": "votes",
    "S000-030": "votes",
    "S000-031": "records",
    "S000-034": "none",
    "S000-035": "court",
    "S000-045": "elect",
    "S000-048": "none",
    "S000-049": "none",
}

#: Where all cells are 'unknown' the honest ones are found with this F1: it earns nothing.
ALL_UNKNOWN = 0.75


def grade_position_matrix(answer: Answer) -> Verdict:
    """Cells that the report fills 2.6, claims by act 1.4, honest unknowns 2."""
    rows = patterns.as_mapping(answer.get("matrix"))
    cells = {
        (actor, act): patterns.as_mapping(rows.get(actor)).get(act)
        for actor in ACTORS
        for act in ACTS
    }
    right = patterns.mean(is_word(cells[cell], value) for cell, value in KNOWN.items())
    unknown = {cell for cell, value in cells.items() if is_word(value, UNKNOWN)} - OPEN_TO_READING
    # Alone, unknowns would pay for not reading: they count as far as something was found as well.
    honest = patterns.above_chance(patterns.f1(unknown, SILENT), ALL_UNKNOWN)
    about = patterns.classification(answer.get("evidence"), ABOUT)
    criteria = (
        criterion(
            _("What the report says of whom"),
            patterns.above_chance(right, 0.5),
            2.6,
            _(
                "Go through the claims that you sorted under each act, and ask of whom each speaks. “Did "
                "not” is a report too."
            ),
        ),
        criterion(
            _("Which claim is about which act"),
            patterns.above_chance(about, 1 / 3),
            1.4,
            _(
                "A telephone call is none of the five acts, and a claim that somebody did not act is about "
                "that act."
            ),
        ),
        criterion(
            _("Unknown where the report is silent"),
            honest,
            2,
            _(
                "For each yes and each no find the claim. Where there is none the cell is unknown, whatever "
                "you know from elsewhere."
            ),
        ),
    )
    signatures = {
        "MC-42": any(is_word(cells[actor, "elect"], YES) for actor in ("USA", "BRA", "COL", "MEX")),
        "MC-43": is_word(cells["CAN", "votes"], YES),
    }
    return Verdict(criteria, tuple(code for code, is_there in signatures.items() if is_there))


# 4.2 The sheets that are missing ------------------------------------------------------------------

COVERAGE, LEADER, RIVAL = 0.8, 2 / 3, 1 / 3
SHARE_TOLERANCE = 1e-3

#: What the interval rests on. 'count' is the contrary of 'votes'; the other three are misreadings.
CONDITIONS = ("authentic", "two", "votes")


@cache
def missing_sheets_key() -> dict[str, float]:
    """The five numbers, computed."""
    bounds = identification.share_bounds({"G": LEADER, "M": RIVAL}, COVERAGE)["G"]
    return {
        "low": bounds.low,
        "high": bounds.high,
        "c_star": identification.critical_coverage(LEADER, RIVAL),
        "r_star": identification.critical_size_ratio(LEADER, RIVAL, COVERAGE),
        "f_star": identification.critical_false_share(LEADER, RIVAL, COVERAGE),
    }


class Count(NamedTuple):
    """A count as claimed, with what is allowed to be wrong about it."""

    leader: float
    rival: float
    coverage: float
    size_ratio: float = 1.0
    false_share: float = 0.0


@cache
def counts() -> dict[str, Count]:
    """The five counts: shares and coverage of the table, doubts of the task.

    Each side's claim meets the same two doubts. The lesson works the counts without them in the open.
    """
    facts = seeds.election_2024().set_index(["count_id", "item"])

    def share(count: str, item: str) -> float:
        return float(facts.loc[(count, item), "share_of_valid_pct"]) / 100

    def value(count: str, item: str) -> float:
        return float(facts.loc[(count, item), "value"])

    def announced(count: str, **doubt: float) -> Count:
        coverage = value(count, "coverage_announced") / 100
        return Count(share(count, "maduro"), share(count, "gonzalez"), coverage, **doubt)

    def published(count: str, **doubt: float) -> Count:
        coverage = value(count, "tables_counted") / value("register", "tables_total")
        return Count(share(count, "gonzalez"), share(count, "maduro"), coverage, **doubt)

    return {
        "first": announced("cne_bulletin_1", size_ratio=0.25),
        "second": announced("cne_bulletin_2", false_share=0.03),
        "sheets": published("opposition_sheets", false_share=0.03),
        "site": published("opposition_site", size_ratio=1.7),
        "three": Count(0.49, 0.30, 0.9),
    }


@cache
def verdicts_key() -> dict[str, str]:
    """What each of the five counts settles: computed from the lead over the strongest rival."""
    return {
        name: "if"
        if identification.is_identified(
            count.leader,
            count.rival,
            count.coverage,
            size_ratio=count.size_ratio,
            false_share=count.false_share,
        )
        else "open"
        for name, count in counts().items()
    }


def grade_missing_sheets(answer: Answer) -> Verdict:
    """Five numbers 7.5, conditions 3.5, verdicts 3."""
    key = missing_sheets_key()
    names = {
        "low": _("Lowest share"),
        "high": _("Highest share"),
        "c_star": _("Coverage that settles it"),
        "r_star": _("Size of missing sheets for a tie"),
        "f_star": _("False votes for a tie"),
    }
    hints = {
        "low": _("Give every missing vote to the rival, and take the share of all votes."),
        "high": _("Give every missing vote to the leader, and take the share of all votes."),
        "c_star": _(
            "At which coverage is the lead on the covered part as large as the missing part?"
        ),
        "r_star": _(
            "Let the missing sheets hold r votes for each vote of the others, all the rival's."
        ),
        "f_star": _("A false vote leaves the leader and joins the rival: it costs the lead two."),
    }
    shares = {name: patterns.number(answer.get(name), key[name], SHARE_TOLERANCE) for name in key}
    # The width of the interval is what is missing: one slip in an end is charged once.
    shares["high"] = patterns.follow_through(
        answer.get("high"),
        key["high"],
        _between(answer.get("low"), 0.0, 0.8),
        lambda own: own + (1 - COVERAGE),
        SHARE_TOLERANCE,
    )
    criteria = [criterion(names[name], shares[name], 1.5, hints[name]) for name in key]
    picked = patterns.as_set(answer.get("conditional_on"))
    verdicts = patterns.as_mapping(answer.get("verdicts"))
    criteria += [
        criterion(
            _("What the interval rests on"),
            patterns.net_picks(answer.get("conditional_on"), CONDITIONS),
            3.5,
            _(
                "For each statement ask: if it were false, would one end of your interval be wrong? If "
                "not, the interval does not rest on it."
            ),
        ),
        criterion(
            _("What five counts settle"),
            patterns.above_chance(patterns.classification(verdicts, verdicts_key()), 3 / 5),
            3,
            _(
                "Compare the lead on the covered part with the missing part, after what the count says of "
                "missing sheets and of false votes. With three candidates it is the lead over the strongest "
                "rival that counts, not half."
            ),
        ),
    ]
    low, high = (patterns.as_number(answer.get(end)) for end in ("low", "high"))
    ends = [end for end in (low, high) if end is not None]
    # A margin of error around the covered share, on 24,000 sheets or on ten million votes.
    sampled = len(ends) == 2 and all(0 < abs(end - LEADER) < 0.02 for end in ends)
    signatures = {
        "MC-44": "silent" in picked or (low == 0 and high == 1),
        "MC-45": "random" in picked or sampled,
        "MC-46": "count" in picked,
        "MC-47": "proof" in picked or "whatever" in verdicts.values(),
    }
    return Verdict(
        tuple(criteria), tuple(code for code, is_there in signatures.items() if is_there)
    )


def _between(value: Any, low: float, high: float) -> float | None:
    """The student's number if it lies strictly within a range, so that it can be built on."""
    own = patterns.as_number(value)
    return own if own is not None and low < own < high else None


# 4.3 Buy certainty --------------------------------------------------------------------------------

RISK = 0.05
TABLES = 30_026
ALTERED: Mapping[str, float] = {"s1": 0.01, "s5": 0.05, "s10": 0.10}
LEADS: Mapping[str, tuple[float, float]] = {"wide": (2, 1), "narrow": (0.5195, 0.4318)}
SAMPLE_TOLERANCE = 0.02

OBSTACLES = ("custody", "unpublished")


@cache
def sample_keys() -> dict[str, tuple[float, ...]]:
    """Accepted numbers. Tables: with and without replacement. Ballots: the formula's.

    The simulated mean of an audit lies within the tolerance; the narrow lead is accepted also as
    ballots for anybody, of which 95.13 percent are for one of the two.
    """
    keys: dict[str, tuple[float, ...]] = {
        name: (
            audits.detection_sample(share, RISK),
            audits.detection_sample(share, RISK, TABLES),
        )
        for name, share in ALTERED.items()
    }
    for name, (leader, rival) in LEADS.items():
        expected = audits.bravo_expected_ballots(leader, rival, RISK)
        keys[name] = (expected,) if name == "wide" else (expected, expected / (leader + rival))
    return keys


def grade_buy_certainty(answer: Answer) -> Verdict:
    """Five sample sizes 4, what they depend on 2, what stood in the way 2."""
    given = dict(patterns.as_mapping(answer.get("n_detect"))) | dict(
        patterns.as_mapping(answer.get("asn"))
    )
    names = {
        "s1": _("Tables, 1 percent altered"),
        "s5": _("Tables, 5 percent altered"),
        "s10": _("Tables, 10 percent altered"),
        "wide": _("Ballots, lead of two to one"),
        "narrow": _("Ballots, narrow lead"),
    }
    keys = sample_keys()

    def share(name: str) -> float:
        return max(
            patterns.number(given.get(name), key, SAMPLE_TOLERANCE, relative=True)
            for key in keys[name]
        )

    criteria = [
        criterion(
            name,
            share(key),
            0.8,
            _(
                "What is the probability that n tables, one after the other, are all unaltered? Ask when it "
                "falls to the risk."
            )
            if key in ALTERED
            else _(
                "Leave out ballots for others: what counts is the leader's share of the two, and what "
                "a ballot adds to the evidence on average."
            ),
        )
        for key, name in names.items()
    ]
    criteria += [
        criterion(
            _("Size of the country"),
            is_word(answer.get("scale"), "same"),
            1,
            _("Does the number of tables occur in the probability that you computed?"),
        ),
        criterion(
            _("Whom an audit serves"),
            is_word(answer.get("who_benefits"), "wide"),
            1,
            _("Compare your two numbers of ballots."),
        ),
        criterion(
            _("What stood in the way"),
            patterns.net_picks(answer.get("cannot"), OBSTACLES),
            2,
            _(
                "An audit compares something published with something kept. Ask of each statement which "
                "of the two was lacking."
            ),
        ),
    ]
    picked = patterns.as_set(answer.get("cannot"))
    signatures = {
        "MC-48": "court" in picked,
        "MC-49": "share" in picked or is_word(answer.get("scale"), "ten") == 1,
    }
    return Verdict(
        tuple(criteria), tuple(code for code, is_there in signatures.items() if is_there)
    )


# 4.4 An amnesty that binds ------------------------------------------------------------------------

PAYOFF_TOLERANCE = 0.02


@cache
def _game(part: str = "") -> commitment.AmnestyGame:
    values: dict[str, float] = {}
    for name in ("a4-amnesty", f"a4-amnesty{part}"):
        rows = seeds.teaching_values(name)
        values |= dict(zip(rows["parameter"], map(float, rows["value"]), strict=True))
    return commitment.AmnestyGame(**values)


@cache
def amnesty_key() -> dict[str, float]:
    """The four thresholds, computed."""
    game = _game()
    return {
        "q_min": commitment.least_credibility(game.amnesty, game.prosecution, game.stay),
        "t_min": game.least_third_party_cost,
        "a_largest": game.largest_credible_amnesty,
        "a_least": game.least_amnesty,
    }


@cache
def statics_key() -> dict[str, str]:
    """What each change does to the smallest q, computed by making it."""
    game = _game()

    def least(changed: commitment.AmnestyGame) -> float:
        return commitment.least_credibility(changed.amnesty, changed.prosecution, changed.stay)

    changes = {
        name: game.with_(**{name: getattr(game, name) + 0.1})
        for name in ("amnesty", "prosecution", "stay", "third_party_cost")
    }
    changes["pressure"] = _game(":pressure")
    moved = {name: least(changed) - least(game) for name, changed in changes.items()}
    return {
        name: "unchanged" if abs(by) < 1e-12 else "rises" if by > 0 else "falls"
        for name, by in moved.items()
    }


def grade_amnesty(answer: Answer) -> Verdict:
    """Four thresholds 4, what moves them 2, the limit 2."""
    game, key = _game(), amnesty_key()
    names = {
        "q_min": (
            _("Least credibility"),
            _("Write the incumbent's condition as an equation, and solve it for q."),
        ),
        "t_min": (
            _("Least third-party cost"),
            _("What does breaking bring for this amnesty, and what does it cost anyway?"),
        ),
        "a_largest": (
            _("Largest amnesty that is kept"),
            _("Set what breaking costs equal to what it brings, and solve for A."),
        ),
        "a_least": (
            _("Smallest amnesty that is accepted"),
            _("Put ρ for q in the incumbent's condition, and solve for A."),
        ),
    }
    criteria = [
        criterion(name, patterns.number(answer.get(part), key[part], PAYOFF_TOLERANCE), 1, hint)
        for part, (name, hint) in names.items()
    ]
    # Judged by the student's own thresholds: a slip there is charged once.
    least, largest = (patterns.as_number(answer.get(part)) for part in ("a_least", "a_largest"))
    given = answer.get("feasible_with_veto")
    feasible = 0.0
    if least is not None and largest is not None:
        own = "yes" if least <= min(largest, game.veto) else "no"
        key_word = "yes" if game.has_settlement else "no"
        worked = any(
            patterns.number(answer.get(part), key[part], PAYOFF_TOLERANCE) > 0
            for part in ("a_least", "a_largest")
        )
        feasible = float(worked) * max(is_word(given, key_word), is_word(given, own))
    statics = patterns.as_mapping(answer.get("statics"))
    criteria += [
        criterion(
            _("A larger offer"),
            is_word(answer.get("larger_helps"), "less"),
            0.5,
            _("Compare the larger offer with the largest amnesty that is kept."),
        ),
        criterion(
            _("What moves the least credibility"),
            patterns.above_chance(patterns.classification(statics, statics_key()), 3 / 5),
            1.5,
            _("Change one letter at a time in your formula. Where two change, compute both."),
        ),
        criterion(
            _("An amnesty within the limit"),
            feasible,
            1,
            _("Three numbers bound the amnesty: put them in order."),
        ),
        criterion(
            _("What the limit stands for"),
            is_word(answer.get("limit"), "design"),
            1,
            _("Ask whether the limit would move if somebody paid more, or waited longer."),
        ),
    ]
    signatures = {
        "MC-15": is_word(statics.get("pressure"), "falls") == 1,
        "MC-50": is_word(answer.get("larger_helps"), "more") == 1,
        "MC-51": is_word(answer.get("limit"), "none") == 1,
    }
    return Verdict(
        tuple(criteria), tuple(code for code, is_there in signatures.items() if is_there)
    )


# 4.5 A deal nobody loves --------------------------------------------------------------------------

ISSUES = ("records", "audit", "vote", "sanctions", "guarantees")
ACCEPTED = 0.7  # share of draws in which both must prefer a package to no agreement
SPLIT = (1, 1, 1, 1, 1)


@cache
def negotiation(part: str) -> tuple[packages.Table, packages.Survey]:
    """A table of negotiation with all its packages judged."""
    table = packages.table_from(seeds.teaching_values(f"a4-package{part}"), ISSUES)
    return table, packages.survey_packages(table)


def _chosen(value: Any) -> tuple[int, ...] | None:
    options = [patterns.as_mapping(value).get(issue) for issue in ISSUES]
    if any(option not in ("0", "1", "2") for option in options if isinstance(option, str)) or any(
        not isinstance(option, str) for option in options
    ):
        return None
    return tuple(int(str(option)) for option in options)


def judge_package(decision: Any, chosen: tuple[int, ...] | None, part: str) -> dict[str, float]:
    """How good a decision at one table is, in shares: acceptance, product, efficiency, bearing it.

    Where no package is accepted in enough draws, bearable and proof against the shock, walking away
    earns everything and signing nothing; elsewhere walking away earns nothing.
    """
    _table, survey = negotiation(part)
    aspects = ("accepted", "product", "efficient", "holds")
    if not survey.has_zone(ACCEPTED):
        return dict.fromkeys(aspects, is_word(decision, "walk"))
    if is_word(decision, "sign") == 0 or chosen is None:
        return dict.fromkeys(aspects, 0.0)
    row = survey.row(np.array(chosen))
    feasible = survey.feasible(ACCEPTED)
    # Up to half of what is asked earns nothing: most packages have that.
    accepted = patterns.above_chance(min(1.0, survey.acceptance[row] / ACCEPTED), 0.5)
    rank = packages.pareto_rank(survey.utilities[feasible], survey.utilities[row])
    holds = survey.after_shock[row] >= ACCEPTED and survey.bearable[row].all()
    return {
        "accepted": accepted,
        "product": min(1.0, float(survey.nash[row]) / survey.best_nash(ACCEPTED)) * feasible[row],
        "efficient": float(rank == 1) * feasible[row],
        "holds": float(holds) * (accepted == 1),
    }


def objections_key(chosen: tuple[int, ...]) -> dict[str, frozenset[str]]:
    """On which issue a package costs each side most, compared with what it likes best there."""
    table, _survey = negotiation("")
    issues = np.arange(len(ISSUES))
    found = {}
    for side, name in enumerate(packages.SIDES):
        worth = table.worth[side]
        lost = table.weights[side] * (worth.max(axis=1) - worth[issues, np.array(chosen)])
        most = lost.max()
        found[name] = frozenset(
            issue
            for issue, loss in zip(ISSUES, lost, strict=True)
            if loss >= most - 1e-9 and loss > 0
        )
    return found


def grade_package(answer: Answer) -> Verdict:
    """Acceptance 2, product of gains 2, efficiency 1, what holds 1, the second table 1, objections 1.

    Whoever makes people in custody a part of the exchange has no package: nothing is earned for it.
    """
    chosen = _chosen(answer.get("package"))
    custody = answer.get("custody")
    apart = is_word(custody, "apart")
    first, second = answer.get("first"), answer.get("second")
    shares = judge_package(first, chosen, "")
    shares = {aspect: share * apart for aspect, share in shares.items()}
    away = judge_package(second, None, ":second")["accepted"]
    why = is_word(answer.get("why"), "alternatives")
    said = patterns.as_mapping(answer.get("objections"))
    objections = 0.0
    if chosen is not None and apart:
        key = objections_key(chosen)
        objections = patterns.mean(
            float(isinstance(said.get(side), str) and said[side] in key[side])
            for side in packages.SIDES
        )
    for_sale = isinstance(custody, str) and custody in ("exchange", "last")
    refused = _(
        "People held in custody are not for exchange, so there is no package to judge. Decide about them "
        "apart from the deal."
    )

    def hint(text: str) -> str:
        return refused if for_sale else text

    criteria = (
        criterion(
            _("Both prefer it, in most draws"),
            shares["accepted"],
            2,
            hint(
                _(
                    "Look at the side whose bar ends nearest to its line, and at what it weighs most."
                )
            ),
        ),
        criterion(
            _("Product of both sides' gains"),
            shares["product"],
            2,
            hint(
                _(
                    "Only a package that is accepted, bearable and proof against the shock counts. Among "
                    "those, give on issues that cost one side little and are worth much to the other."
                )
            ),
        ),
        criterion(
            _("No such package is better for both"),
            shares["efficient"],
            1,
            hint(_("Change one option at a time, and see whether both bars grow.")),
        ),
        criterion(
            _("Holds after the shock, and those outside can bear it"),
            shares["holds"],
            1,
            hint(
                _(
                    "Which option lets each side stop giving when the other stops? And what do the two "
                    "groups outside need?"
                )
            ),
        ),
        criterion(
            _("The second table"),
            (away + why) / 2,
            1,
            _("Look for the shaded corner at the second table, and at how many draws reach it."),
        ),
        criterion(
            _("What each side objects to"),
            objections,
            1,
            hint(_("Of each issue: weight, times the best option's worth less your option's.")),
        ),
    )
    found = set()
    if apart and is_word(first, "sign") and chosen is not None:
        survey = negotiation("")[1]
        row = survey.row(np.array(chosen))
        if chosen == SPLIT:
            found.add("MC-52")
        elif survey.acceptance[row] >= ACCEPTED > survey.after_shock[row]:
            found.add("MC-54")
    if is_word(answer.get("why"), "zero-sum"):
        found.add("MC-53")
    if is_word(answer.get("why"), "signature"):
        found.add("MC-54")
    return Verdict(criteria, tuple(sorted(found)))


# P4 Own functions ---------------------------------------------------------------------------------

Call = list[Any]
Columns = dict[str, list[Any]]


def _columns(
    rows: Sequence[tuple[str, int, float | None, float | None]],
) -> Columns:
    states, registered, valid, a = (list(column) for column in zip(*rows, strict=True))
    return {"state": states, "registered": registered, "valid": valid, "a": a}


#: Twelve polling tables in three strata, five of them without a sheet; `Border` has none.
TWELVE = _columns(
    [
        ("North", 400, 240, 150),
        ("North", 500, 350, 200),
        ("North", 300, None, None),
        ("North", 600, 330, 180),
        ("South", 450, 180, 60),
        ("South", 350, None, None),
        ("South", 550, 275, 120),
        ("South", 500, None, None),
        ("Capital", 700, 560, 300),
        ("Capital", 650, 390, 210),
        ("Capital", 600, None, None),
        ("Capital", 400, 200, 90),
    ]
)
WITHOUT_BORDER = _columns(
    [
        ("North", 400, 240, 150),
        ("North", 500, 350, 200),
        ("South", 450, 180, 60),
        ("South", 350, None, None),
        ("Border", 300, None, None),
        ("Border", 280, None, None),
    ]
)
NO_SHEETS = _columns([("North", 400, None, None), ("South", 500, None, None)])
COMPLETE = _columns([("North", 400, 200, 50), ("South", 500, 300, 250), ("South", 400, 100, 10)])
ALL_FOR_ONE = _columns(
    [("North", 400, 200, 200), ("South", 400, 300, 300), ("South", 200, None, None)]
)


def _random_frames(count: int) -> list[Call]:
    draw = random.Random(2807)
    calls: list[Call] = []
    for _frame in range(count):
        rows = []
        for _table in range(40):
            registered = draw.randint(250, 800)
            valid = draw.randint(registered // 4, registered)
            missing = draw.random() < 0.3
            rows.append(
                (
                    draw.choice(["North", "South", "East"]),
                    registered,
                    None if missing else valid,
                    None if missing else draw.randint(0, valid),
                )
            )
        calls += [[_columns(rows), None], [_columns(rows), "state"]]
    return calls


#: Families of hidden inputs of ``bounds``; each is earned whole or not at all.
BOUNDS_FAMILIES = (
    Family(
        lambda: _("Every sheet published"),
        lambda: _("If nothing is missing, both ends are the share itself."),
        [[COMPLETE, None], [COMPLETE, "state"]],
    ),
    Family(
        lambda: _("Twelve tables, one stratum"),
        lambda: _("A missing sheet has its own register: sum the ceilings of the missing tables."),
        [[TWELVE, None], [ALL_FOR_ONE, None]],
    ),
    Family(
        lambda: _("The same by stratum"),
        lambda: _("Take the highest turnout of the table's own stratum."),
        [[TWELVE, "state"], [ALL_FOR_ONE, "state"]],
    ),
    Family(
        lambda: _("Strata without a sheet"),
        lambda: _(
            "Where a stratum has none, and where nothing at all is published, the task says what holds."
        ),
        [[WITHOUT_BORDER, "state"], [NO_SHEETS, "state"], [NO_SHEETS, None]],
    ),
    Family(
        lambda: _("Other tables"),
        lambda: _("Compare with a small table by hand."),
        _random_frames(4),
    ),
)

#: Families of hidden inputs of ``roundness``. In each the true probabilities differ.
ROUNDNESS_FAMILIES = (
    Family(
        lambda: _("Small totals"),
        lambda: _("With few votes several percentages give the same count: count the count once."),
        [[400, 0, 20_000, 1], [2_500, 1, 20_000, 2], [60, 0, 2_000, 3]],
    ),
    Family(
        lambda: _("Larger totals"),
        lambda: _("Round the percentage of the drawn count first, then the count that it gives."),
        [[10_058, 1, 20_000, 4], [50_000, 1, 20_000, 5], [20_000, 2, 20_000, 6]],
    ),
)


def expected_bounds(columns: Columns, strata: str | None) -> list[float]:
    """The identified set of candidate A's share."""
    import pandas as pd

    frame = pd.DataFrame(columns).astype(dict.fromkeys(("registered", "valid", "a"), float))
    return list(tally_sheets.stratified_bounds(frame, "a", strata))


def expected_roundness(total: int, decimals: int, _draws: int, _seed: int) -> float:
    """The probability that the simulation estimates."""
    return forensics.roundness_probability(total, decimals)


def close_by_chance(returned: Any, expected: float, call: Sequence[Any]) -> bool:
    """Whether a simulated share lies within four standard errors of the probability."""
    _total, _decimals, draws, _seed = call
    given = patterns.as_number(returned)
    error = math.sqrt(max(expected * (1 - expected), 0.0) / draws)
    return given is not None and abs(given - expected) <= 4 * error + 1e-9


HIDDEN_INPUTS: Mapping[str, list[Call]] = {
    "a4-bounds": hidden_inputs(BOUNDS_FAMILIES),
    "a4-roundness": hidden_inputs(ROUNDNESS_FAMILIES),
}


def _same_pair(returned: Any, expected: Any, _call: Any) -> bool:
    """A pair of numbers however it was returned: a list, or what became of a tuple or a mapping."""
    pair = isinstance(returned, Mapping) and len(returned) == 2
    return same(list(returned.values()) if pair else returned, expected)


def _sheets_as_votes(columns: Columns, _strata: str | None) -> list[float]:
    """Coverage in sheets taken for coverage in votes."""
    valid = [number for number in columns["valid"] if number is not None]
    share = sum(number for number in columns["a"] if number is not None) / max(1, sum(valid))
    coverage = len(valid) / len(columns["valid"])
    return [coverage * share, coverage * share + 1 - coverage]


def _anything(_columns_: Columns, _strata: str | None) -> list[float]:
    """Nothing said because something is missing."""
    return [0.0, 1.0] if None in _columns_["valid"] else expected_bounds(_columns_, None)


def _margin_of_error(columns: Columns, _strata: str | None) -> list[float]:
    """The margin of error of a random sample of votes."""
    votes = sum(number for number in columns["valid"] if number is not None)
    if not votes:
        return [0.0, 1.0]
    share = sum(number for number in columns["a"] if number is not None) / votes
    error = 1.96 * math.sqrt(share * (1 - share) / votes)
    return [share - error, share + error]


BOUNDS_SIGNATURES: Mapping[str, Callable[[Columns, str | None], list[float]]] = {
    "MC-44": _anything,
    "MC-45": _margin_of_error,
    "MC-46": _sheets_as_votes,
}


def grade_bounds(answer: Answer) -> Verdict:
    """``bounds``: 4 points."""
    return grade_function(
        answer, BOUNDS_FAMILIES, expected_bounds, 4, BOUNDS_SIGNATURES, agrees=_same_pair
    )


def grade_roundness(answer: Answer) -> Verdict:
    """``roundness``: 2 points."""
    return grade_function(answer, ROUNDNESS_FAMILIES, expected_roundness, 2, agrees=close_by_chance)


GRADERS: Mapping[str, Callable[[Answer], Verdict]] = {
    "a4-position-matrix": grade_position_matrix,
    "a4-missing-sheets": grade_missing_sheets,
    "a4-buy-certainty": grade_buy_certainty,
    "a4-bounds": grade_bounds,
    "a4-roundness": grade_roundness,
    "a4-amnesty": grade_amnesty,
    "a4-package": grade_package,
}

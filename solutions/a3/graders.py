"""Graders of assignment a3: keys, accepted sets and judgements. Never released to students.

Each grader is a pure function from an answer, any JSON object, to a `Verdict`, and never raises. What
can be computed is computed, from the same tables and models that the students have; what was decided
by reading the texts stands here with its reason.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from venezuela_course import seeds
from venezuela_course.grading import patterns
from venezuela_course.grading.functions import Family, grade_function, hidden_inputs
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _
from venezuela_course.models import clubs, coalition, power, voting

Answer = dict[str, Any]


def criterion(name: str, share: float, possible: float, hint: str, praise: str = "") -> Criterion:
    """A judged share of some points, with the hint where something is missing."""
    earned = round(share * possible, 4)
    return Criterion(name, earned, possible, hint if share < 1 else praise)


# 3.1 The missing three ----------------------------------------------------------------------------


@cache
def _cancun() -> tuple[dict[str, str], coalition.Tolerances, dict[str, int]]:
    votes = {str(state): str(vote) for state, vote in seeds.roll_call("2017-06-19").items()}
    tolerances = coalition.tolerances_from(seeds.teaching_values("a3-missing-three"))
    return votes, tolerances, coalition.text_from(seeds.teaching_values("a3-missing-three:draft"))


@cache
def _states_with(flag: str) -> frozenset[str]:
    states = seeds.oas_states()
    return frozenset(states.loc[states[flag], "iso3"])


def grade_missing_three(answer: Answer) -> Verdict:
    """Threshold and text 4, flips 2, strength kept 3, who leaves 2, blocking set 1."""
    votes, tolerances, draft = _cancun()
    members = len(votes)
    quota = voting.quota(members, 2, 3)
    before = frozenset(state for state, vote in votes.items() if vote == "for")

    threshold = answer.get("threshold")
    named = patterns.number(threshold, quota, 1e-6)
    text = _text(answer.get("clauses"))
    changed = text is not None and text != draft
    after = frozenset(coalition.supporters(text, tolerances)) if text and changed else before
    missing = quota - len(before)
    reached = min(1.0, max(0.0, (len(after) - len(before)) / missing))
    joins = patterns.set_f1(answer.get("joins"), after - before) if changed else 0.0
    left = patterns.set_f1(answer.get("predicted_loss"), before - after) if changed else 0.0
    kept = coalition.efficiency(text, tolerances, quota) if text and changed else 0.0

    criteria = (
        criterion(
            _("Votes needed"),
            named,
            1,
            _(
                "Work the number out from the share that this body asks for and from who takes part. Does "
                "it round up or down?"
            ),
        ),
        criterion(
            _("Your text reaches them, in the model"),
            reached,
            2,
            _(
                "Go through the table again, state by state, with your four clauses: one clause outside "
                "the interval is enough to lose a vote."
            ),
        ),
        criterion(
            _("Who joins"),
            joins,
            1,
            _("Compare what each of the fourteen others accepts with every one of your clauses."),
        ),
        criterion(
            _("New votes needed if nobody leaves"),
            patterns.follow_through(
                answer.get("min_flips"),
                missing,
                _possible(threshold, members),
                lambda own: own - len(before),
                1e-6,
            ),
            2,
            _("Compare the votes needed with the votes that the draft got."),
        ),
        criterion(
            _("Strength kept in prisoners, elections and assembly"),
            kept,
            3,
            _(
                "Only a text that passes keeps anything. Once it passes, try to take back the concessions "
                "that won nobody."
            ),
        ),
        criterion(
            _("Who leaves"),
            left,
            2,
            _(
                "A clause can be too weak for a supporter, and too strong as well. Check the supporters "
                "with the narrowest intervals."
            ),
        ),
        criterion(
            _("Smallest blocking set"),
            patterns.follow_through(
                answer.get("blocking"),
                voting.blocking_size(quota, members),
                _possible(threshold, members),
                lambda own: members - own + 1,
                1e-6,
            ),
            1,
            _("How many may be missing before fewer are left than are needed?"),
        ),
    )
    found = _threshold_misconceptions(patterns.as_number(threshold), members, votes)
    if changed:
        found |= _bloc_misconceptions(answer, before, after)
    return Verdict(criteria, tuple(sorted(found)))


def _possible(threshold: Any, members: int) -> float | None:
    """The student's threshold, if a body of about this size can have it."""
    own = patterns.as_number(threshold)
    return own if own is not None and 1 <= own <= members + 1 else None


def _text(value: Any) -> dict[str, int] | None:
    """The four clauses as whole strengths; None if they are not a text."""
    clauses = patterns.as_mapping(value)
    strengths = {clause: patterns.as_number(clauses.get(clause)) for clause in coalition.CLAUSES}
    if any(strength not in coalition.STRENGTHS for strength in strengths.values()):
        return None
    return {clause: int(strength) for clause, strength in strengths.items() if strength is not None}


def _threshold_misconceptions(
    threshold: float | None, members: int, votes: Mapping[str, str]
) -> set[str]:
    """Numbers that a known misreading of the rule gives. Each number belongs to one reading."""
    cast = sum(vote in ("for", "against") for vote in votes.values())
    present = sum(vote != "absent" for vote in votes.values())
    signatures = {
        "MC-30": {voting.simple_majority(members), voting.simple_majority(cast)},
        "MC-31": {voting.quota(cast, 2, 3)},  # abstentions left out of the base
        "MC-36": {voting.quota(present, 2, 3), voting.quota(members + 1, 2, 3)},
    }
    return {code for code, numbers in signatures.items() if threshold in numbers}


def _bloc_misconceptions(answer: Answer, before: frozenset[str], after: frozenset[str]) -> set[str]:
    """Coalitions in which a tag decides the vote of all who bear it, while the text divides them."""
    joins = patterns.as_set(answer.get("joins"))
    loss = patterns.as_set(answer.get("predicted_loss"))
    if not joins and not loss:
        return set()
    named = (before - loss) | joins

    def as_one(tagged: frozenset[str]) -> bool:
        divided = bool(tagged & after) and bool(tagged - after)
        return divided and (tagged <= named or not tagged & named)

    taking_part = frozenset(state for state, vote in _cancun()[0].items() if vote != "absent")
    if taking_part <= named:  # a coalition of everybody says nothing about blocs
        return set()
    if as_one(_states_with("caricom")):
        return {"MC-32"}
    return {"MC-33"} if as_one(_states_with("petrocaribe_2017") & taking_part) else set()


# 3.2 The bloc dividend ----------------------------------------------------------------------------

MEMBERS, BLOC = 34, 14
PARTS = (6, 3, 5)
INDEX_TOLERANCE = 1e-3

TRUE_STATEMENTS = ("a_priori", "disagree", "outsider")


@cache
def bloc_values() -> dict[str, float]:
    """The six numbers, computed."""
    quota = voting.quota(MEMBERS, 2, 3)
    whole = [BLOC] + [1] * (MEMBERS - BLOC)
    parts = [*PARTS] + [1] * (MEMBERS - BLOC)
    without = [BLOC] + [1] * (MEMBERS - BLOC - 1)
    return {
        "ssi_bloc": float(power.shapley_shubik(whole, quota)[0]),
        "banzhaf_bloc": float(power.banzhaf(whole, quota)[0]),
        "banzhaf_norm_bloc": float(power.banzhaf(whole, quota, normalised=True)[0]),
        "ssi_split": float(power.shapley_shubik(parts, quota)[: len(PARTS)].sum()),
        "ssi_without_venezuela": float(power.shapley_shubik(without, quota)[0]),
        "banzhaf_norm_without_venezuela": float(power.banzhaf(without, quota, normalised=True)[0]),
    }


def grade_bloc_dividend(answer: Answer) -> Verdict:
    """Six values 6, ordering 2, interpretation 2."""
    given = patterns.as_mapping(answer.get("values"))
    key = bloc_values()
    names = {
        "ssi_bloc": _("Bloc: Shapley–Shubik"),
        "banzhaf_bloc": _("Bloc: Banzhaf, absolute"),
        "banzhaf_norm_bloc": _("Bloc: Banzhaf, normalised"),
        "ssi_split": _("Three blocs: Shapley–Shubik together"),
        "ssi_without_venezuela": _("Without Venezuela: Shapley–Shubik"),
        "banzhaf_norm_without_venezuela": _("Without Venezuela: Banzhaf, normalised"),
    }
    criteria = [
        criterion(
            name,
            patterns.number(given.get(value), key[value], INDEX_TOLERANCE),
            1,
            _hint_on_value(given.get(value), value, key),
        )
        for value, name in names.items()
    ]
    shares = {
        "votes": BLOC / MEMBERS,
        **{k: key[k] for k in ("banzhaf_norm_bloc", "ssi_split", "ssi_bloc")},
    }
    own = {k: patterns.as_number(given.get(k)) for k in shares} | {"votes": BLOC / MEMBERS}
    rank = patterns.ordering(answer.get("ordering"), _ranked(shares))
    complete = {k: value for k, value in own.items() if value is not None}
    if len(complete) == len(shares) and len(set(complete.values())) == len(shares):
        rank = max(rank, patterns.ordering(answer.get("ordering"), _ranked(complete)))
    criteria += [
        criterion(
            _("From the largest to the smallest"),
            rank,
            2,
            _("Put your own numbers beside the share of the votes and order them again."),
        ),
        criterion(
            _("What the numbers mean"),
            patterns.net_picks(answer.get("interpretation"), TRUE_STATEMENTS),
            2,
            _(
                "For each statement ask which of your numbers shows it. An index knows the quota and the "
                "weights; it counts how often a vote is decisive."
            ),
        ),
    ]
    picked = patterns.as_set(answer.get("interpretation"))
    numbers = [number for number in map(patterns.as_number, given.values()) if number is not None]
    shares_of_votes = (BLOC / MEMBERS, BLOC / (MEMBERS - 1))
    found = set()
    if "share" in picked or any(
        abs(number - share) <= INDEX_TOLERANCE for number in numbers for share in shares_of_votes
    ):
        found.add("MC-34")
    if picked & {"influence", "prediction"}:
        found.add("MC-35")
    return Verdict(tuple(criteria), tuple(sorted(found)))


def _ranked(shares: Mapping[str, float]) -> list[str]:
    return sorted(shares, key=lambda one: -shares[one])


def _hint_on_value(given: Any, value: str, key: Mapping[str, float]) -> str:
    number = patterns.as_number(given)
    if number is None:
        return _("No number.")
    if patterns.number(number, key[value], INDEX_TOLERANCE) > 0:
        return _("Close: give four decimals, and round only at the end.")
    if any(
        patterns.number(number, other, INDEX_TOLERANCE) == 1
        for k, other in key.items()
        if k != value
    ):
        return _("This is the value of another index, or of another game, in this list.")
    return _(
        "Check the list of weights and the quota that you passed, and which of the two forms of "
        "the index is asked for."
    )


# 3.3 Four rulebooks -------------------------------------------------------------------------------

ROLL_CALLS = ("2017-06-19", "2018-06-05", "2024-07-31")

#: Bases that can be defended. In 2017 the 23 votes fit the 34 states represented alone [X-001]. In 2018
#: 18 votes are more than half of the 34 that took part and of all 35 members [X-002, X-003]. For 2024
#: reports list 33 states and ask for 18 votes, which is more than half of 34 and not of 33; no document
#: of the OAS states the base [X-016]. Where two are accepted, the cells follow the one that was chosen.
ACCEPTED_MEMBERS = {"2017-06-19": (34,), "2018-06-05": (34, 35), "2024-07-31": (34, 33)}


#: Share of the fifteen cells that guessing reaches often enough: from there on cells earn points.
GUESSED = 9 / 15


@cache
def _tallies() -> dict[str, voting.Tally]:
    return {call: voting.tally(seeds.roll_call(call)) for call in ROLL_CALLS}


def outcomes(members: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """What passes and what fails: rule to roll call to 'pass' or 'fail'."""
    return {
        name: {
            call: "pass" if voting.decide(tally, rule, members[call]).passed else "fail"
            for call, tally in _tallies().items()
        }
        for name, rule in voting.RULES.items()
    }


def grade_four_rulebooks(answer: Answer) -> Verdict:
    """Cells 6, of which the base of each vote 0.6; abstention 2."""
    said = patterns.as_mapping(answer.get("members"))
    bases = {call: patterns.as_number(said.get(call)) for call in ROLL_CALLS}
    members = {
        call: int(base)
        if (base := bases[call]) in ACCEPTED_MEMBERS[call]
        else ACCEPTED_MEMBERS[call][0]
        for call in ROLL_CALLS
    }
    key = outcomes(members)
    rows = patterns.as_mapping(answer.get("cells"))
    given = {rule: patterns.as_mapping(rows.get(rule)) for rule in key}
    filled = [(given[rule].get(call), key[rule][call]) for rule in key for call in ROLL_CALLS]
    right = sum(cell == outcome for cell, outcome in filled)
    wrong = sum(cell in ("pass", "fail") and cell != outcome for cell, outcome in filled)
    cells = len(key) * len(ROLL_CALLS)
    as_no = [name for name, rule in voting.RULES.items() if voting.abstention_counts_as_no(rule)]
    insight = answer.get("abstain_as_no")
    # Each rule is a yes or a no: three of five right is what choosing all of them reaches.
    chosen = patterns.as_set(insight)
    abstention = patterns.above_chance(
        patterns.mean(float((name in chosen) == (name in as_no)) for name in key), 3 / 5
    )
    criteria = (
        criterion(
            _("Who counts as a member"),
            patterns.above_chance(
                patterns.mean(float(bases[call] in ACCEPTED_MEMBERS[call]) for call in ROLL_CALLS),
                2 / 3,  # whole or not at all: at random two of the three often fit
            ),
            0.6,
            _(
                "Who is a member on paper and who takes part are not the same. Which count "
                "gives the number of votes that was reported as needed?"
            ),
        ),
        criterion(
            _("Fifteen outcomes"),
            patterns.above_chance(right / cells, GUESSED),
            5.4,
            _(
                "Write yes votes over base for each cell, with the base in full. {wrong} cells are wrong "
                "and {open} open."
            ).format(wrong=wrong, open=cells - right - wrong),
        ),
        criterion(
            _("Where abstaining is as good as voting no"),
            abstention,
            2,
            _(
                "Take one state from abstaining to no and work the share out again: does the number above "
                "the line change, or the one below?"
            ),
        ),
    )
    found = set()
    ignoring = {rule: voting.RULES[rule] for rule in as_no}
    if _reads_like(given, ignoring, "yes+no") or (isinstance(insight, list) and not insight):
        found.add("MC-31")
    halves = {
        call: "pass"
        if voting.decide(tally, voting.RULES["members-majority"], members[call]).passed
        else "fail"
        for call, tally in _tallies().items()
    }
    if dict(given["members-2/3"]) == halves:
        found.add("MC-30")
    if any(base is not None and base not in ACCEPTED_MEMBERS[call] for call, base in bases.items()):
        found.add("MC-36")
    return Verdict(criteria, tuple(sorted(found)))


def _reads_like(
    given: Mapping[str, Mapping[str, Any]], rules: Mapping[str, voting.Rule], base: voting.Base
) -> bool:
    """Whether the two-thirds rows are filled in as if the share were taken of another base."""
    for name in rules:
        if not name.endswith("2/3"):
            continue
        swapped = voting.Rule(name, base, rules[name].share)
        row = {
            call: "pass" if voting.decide(tally, swapped, MEMBERS).passed else "fail"
            for call, tally in _tallies().items()
        }
        if dict(given[name]) == row:
            return True
    return False


# 3.4 Clubs and bridges ----------------------------------------------------------------------------

DAY = "2019-05-03"
EUROPE = "EU"
VENEZUELA = "VEN"

#: What holds under both lists: Uruguay is in the Contact Group and not among Lima's signatories;
#: four Latin American states are in the Contact Group (not the same four); Costa Rica is the one link.
TRUE_CONCLUSIONS = ("uruguay", "four", "single")


@cache
def memberships() -> tuple[frozenset[clubs.Edge], frozenset[clubs.Edge]]:
    """Memberships on 3 May 2019 as the column lists them, and as the records have them.

    Lima's are the signatures of that day. The Contact Group's records say when each joined; who joined
    on a day that was not verified is in only if a later row does not say otherwise: Panama is first
    reported as a member in July 2019 [X-027]. The European Union and its members are one node, and
    the delegation for Venezuela is left out, because whether it counts is what is disputed.
    """
    table = seeds.groups()
    members = table[table["status"] == "member"]
    printed = members[members["list"] == "seed"]
    recorded = members[members["list"] == "record"]
    lima = recorded[
        (recorded["group"] == "lima") & recorded[f"signed_{DAY.replace('-', '_')}"].fillna(False)
    ]
    contact = recorded[(recorded["group"] == "contact") & (recorded["joined"] <= DAY)]
    states = frozenset(seeds.oas_states()["iso3"])

    def edges(rows: Any) -> frozenset[clubs.Edge]:
        nodes = (
            (actor if actor in states else _node(actor), group)
            for actor, group in zip(rows["actor"], rows["group"], strict=True)
        )
        return frozenset((actor, group) for actor, group in nodes if actor != VENEZUELA)

    return edges(printed), edges(lima) | edges(contact)


def _node(actor: str) -> str:
    return VENEZUELA if actor.startswith(VENEZUELA) else EUROPE


def grade_clubs_and_bridges(answer: Answer) -> Verdict:
    """Two lists 4, bridges and flips 2, conclusions 2 (of which who signs 0.5)."""
    printed, recorded = memberships()
    seed, record = (_edges(answer.get(key)) for key in ("seed_edges", "record_edges"))
    truth, own = clubs.compare(printed, recorded), clubs.compare(seed, record)
    # The student's own lists count where they were really two, and not far from the sources.
    usable = (
        seed != record and min(patterns.f1(seed, printed), patterns.f1(record, recorded)) >= 0.5
    )

    def judged(key: str, right: Sequence[str], follows: Sequence[str]) -> float:
        share = patterns.set_f1(answer.get(key), right)
        return max(share, patterns.set_f1(answer.get(key), follows)) if usable else share

    states = {state for state, _group in printed | recorded} - {EUROPE}
    criteria = (
        criterion(
            _("The list of the column"),
            _agreement(seed, printed),
            2,
            _(
                "Read the two claims again and draw exactly what they list, even where you know better."
            ),
        ),
        criterion(
            _("The list of the records"),
            _agreement(record, recorded),
            2,
            _("Filter by date: who had joined by 3 May 2019? Who took part without belonging?"),
        ),
        criterion(
            _("Bridges that hold under both"),
            judged("bridges", truth.bridges_both, own.bridges_both),
            1,
            _(
                "A bridge has a line to both groups. Look for the states that have them in both of your "
                "pictures."
            ),
        ),
        criterion(
            _("States that the choice of list moves"),
            judged("flips", [s for s in truth.flips if s in states], own.flips),
            1,
            _("Compare your two pictures state by state: whose lines differ?"),
        ),
        criterion(
            _("Who signed"),
            float(answer.get("signatures") == "both"),
            0.5,
            _("One number hides a choice. Who counts the delegation, and who does not?"),
        ),
        criterion(
            _("What holds under both lists"),
            patterns.net_picks(answer.get("survives"), TRUE_CONCLUSIONS),
            1.5,
            _(
                "Check each conclusion twice, once against each list. Counts can agree where names do "
                "not."
            ),
        ),
    )
    found = set()
    if (
        len(seed) >= 3
        and any((group == "contact") for _state, group in seed)
        and (("ECU", "contact") in seed and ("MEX", "contact") not in seed)
    ):
        found.add("MC-06")
    if ("USA", "lima") in seed | record or "washington" in patterns.as_set(answer.get("survives")):
        found.add("MC-37")
    if answer.get("signatures") in ("eleven", "twelve"):
        found.add("MC-38")
    return Verdict(criteria, tuple(sorted(found)))


def _edges(value: Any) -> frozenset[clubs.Edge]:
    """The links in an answer; those of the delegation for Venezuela are not judged."""
    pairs = [
        pair
        for pair in patterns.as_list(value)
        if isinstance(pair, (list, tuple)) and len(pair) == 2
    ]
    return frozenset(
        (state, group)
        for state, group in pairs
        if isinstance(state, str) and isinstance(group, str) and state != VENEZUELA
    )


def _agreement(given: frozenset[clubs.Edge], key: frozenset[clubs.Edge]) -> float:
    """Mean over the two groups of the F1 of their members, less what ticking at random earns.

    By group, because the long list of Lima's signatories is easy and would hide the short one.
    """
    groups = sorted({group for _state, group in key})
    return patterns.mean(
        patterns.above_chance(
            patterns.f1({e for e in given if e[1] == group}, {e for e in key if e[1] == group}), 0.5
        )
        for group in groups
    )


# 3.5 Post-mortem ----------------------------------------------------------------------------------

ROUNDS = ("cancun", "lima", "oslo", "mexico")

#: Claims about what set off the end, by round. Cancún: the text fell short, which the report foresaw,
#: while the fourteen went their own way. Lima: the failed uprising, or that commanders did not follow
#: it. Oslo and Mexico City: what the government left over. The treaty [S003b-089] came after Oslo and
#: the extradition belongs to Mexico City alone.
TRIGGERS: Mapping[str, frozenset[str]] = {
    "cancun": frozenset({"S001-020", "S001-024"}),
    "lima": frozenset({"S002-002", "S002-008"}),
    "oslo": frozenset({"S003b-087"}),
    "mexico": frozenset({"S003b-095"}),
}

#: Explanations that can be defended, each with the claims that support it in that round. Explanations
#: without such a claim are not wrong in the world, but the texts give nothing to support them with.
#: Claims of March 2022 on what leaders fear and want describe a standing condition; they are accepted
#: for 2019 only where they name that condition (fear of losing office, guarantees, outside allies),
#: not where they describe the moment in which they were written.
SUPPORT: Mapping[str, Mapping[str, frozenset[str]]] = {
    "cancun": {
        "rule": frozenset({"S001-020", "S001-024"}),  # a share of all members, and fourteen apart
        "batna": frozenset({"S001-031"}),  # nothing the OAS could offer was wanted
        "not-ripe": frozenset({"S001-029", "S001-031"}),  # no consequence, so no pain
    },
    "lima": {
        "batna": frozenset({"S002-007", "S002-008"}),  # the government had reason to wait
        "not-ripe": frozenset({"S002-007", "S002-008", "S002-009"}),
        "spoilers": frozenset({"S002-031"}),  # Washington would not have Cuba in
    },
    "oslo": {
        "batna": frozenset({"S003b-087"}),  # pressure from outside seemed to promise more
        "spoilers": frozenset({"S003b-087", "S003b-163"}),
        "commitment": frozenset({"S003b-084", "S003b-117"}),
    },
    "mexico": {
        "batna": frozenset({"S003b-082", "S003b-109"}),
        "not-ripe": frozenset({"S003b-082", "S003b-109"}),
        "commitment": frozenset({"S003b-084", "S003b-117"}),
        "two-level": frozenset({"S003b-110", "S003b-122"}),
        "spoilers": frozenset({"S003b-122", "S003b-163"}),
    },
}

#: A report that something happened, or an analyst's reading, can be a straw in the wind, or a hoop
#: where the explanation could not do without it. None of these claims proves its explanation.
TESTS = frozenset({"straw", "hoop"})

#: What was missing, by round. "More pain" is in none: pain alone does not make a way out.
MISSING: Mapping[str, frozenset[str]] = {
    "cancun": frozenset({"votes", "consequence", "relief"}),
    "lima": frozenset({"channel", "relief", "guarantee"}),
    "oslo": frozenset({"guarantee", "relief", "channel"}),
    "mexico": frozenset({"guarantee", "relief"}),
}

#: The other side's view. Cancún, not the sponsors: the government on the OAS, or the fourteen's own
#: text. Lima: the column gives the government no voice. Oslo: the opposition called it exhausted.
#: Mexico City: what the opposition and its allies wanted of the talks.
OTHERS: Mapping[str, frozenset[str]] = {
    "cancun": frozenset({"S001-026", "S001-037"}),
    "lima": frozenset({"none"}),
    "oslo": frozenset({"S003b-088"}),
    "mexico": frozenset({"S003b-100", "S003b-113"}),
}


def grade_post_mortem(answer: Answer) -> Verdict:
    """Triggers 3, supported causes 3, the other side in two rounds 2."""
    parts = {name: patterns.as_mapping(answer.get(name)) for name in ROUNDS}

    def picks(part: Mapping[str, Any], key: str, accepted: frozenset[str]) -> float:
        value = part.get(key)
        return float(isinstance(value, str) and value in accepted)

    def supported(name: str) -> float:
        """Of one round: two thirds for an explanation with its evidence; the rest builds on it."""
        part = parts[name]
        cause = part.get("cause")
        claims = SUPPORT[name].get(cause, frozenset()) if isinstance(cause, str) else frozenset()
        if not picks(part, "evidence", claims):
            return 0.0
        return (
            10 + 3 * picks(part, "test", TESTS) + 2 * picks(part, "missing", MISSING[name])
        ) / 15

    triggers = {name: picks(parts[name], "trigger", TRIGGERS[name]) for name in ROUNDS}
    reasons = {name: supported(name) for name in ROUNDS}
    others = sum(picks(parts[name], "other", OTHERS[name]) for name in ROUNDS)
    criteria = (
        criterion(
            _("What set off the end"),
            patterns.mean(triggers.values()),
            3,
            _(
                "{n} of 4 rounds. Compare the date of each claim with the dates of its round: a later event "
                "cannot have ended it."
            ).format(n=int(sum(triggers.values()))),
        ),
        criterion(
            _("Explanations with their evidence"),
            patterns.mean(reasons.values()),
            3,
            _(
                "{n} of 4 rounds have an explanation and a claim from that round which bears on it. A claim "
                "supports an explanation if you would expect it less without that explanation; and few "
                "claims prove one."
            ).format(n=sum(share > 0 for share in reasons.values())),
        ),
        criterion(
            _("The other side, in two rounds at least"),
            min(1.0, others / 2),
            2,
            _(
                "Whose words are these? Look at who asserts each claim, and say so where the texts give the "
                "other side no voice."
            ),
        ),
    )
    causes = {part.get("cause") for part in parts.values() if isinstance(part.get("cause"), str)}
    missing = {
        part.get("missing") for part in parts.values() if isinstance(part.get("missing"), str)
    }
    signatures = {
        "MC-39": "event" in causes,
        "MC-40": "one-side" in causes,
        "MC-41": "pain" in missing,
    }
    return Verdict(criteria, tuple(code for code, is_there in signatures.items() if is_there))


# P3 Own functions ---------------------------------------------------------------------------------

Call = list[Any]


def _random_games(count: int) -> list[Call]:
    draw = random.Random(1906)
    games = []
    for _game in range(count):
        weights = [draw.randint(1, 9) for _player in range(draw.randint(2, 9))]
        games.append([weights, draw.randint(sum(weights) // 2 + 1, sum(weights))])
    return games


BANZHAF_FAMILIES = (
    Family(
        lambda: _("One player"),
        lambda: _("A player alone is decisive where the others, nobody, are not enough."),
        [[[1], 1], [[5], 3]],
    ),
    Family(
        lambda: _("Players without power"),
        lambda: _(
            "A player may be in every winning coalition and still turn none from losing to winning."
        ),
        [[[4, 3, 2, 0], 5], [[51, 49, 1], 51], [[50, 49, 1], 51]],
    ),
    Family(
        lambda: _("Everybody needed"),
        lambda: _("Where all are needed there is one coalition of the others for each player."),
        [[[1, 2, 3, 4], 10], [[1] * 6, 6]],
    ),
    Family(
        lambda: _("Twenty games"),
        lambda: _(
            "Compare with a small game by hand. Divide by the number of coalitions of the others."
        ),
        _random_games(20),
    ),
)
NAN = float("nan")


def _votes(yes: int, no: int, abstain: int, absent: Sequence[Any] = ()) -> list[Any]:
    return ["for"] * yes + ["against"] * no + ["abstain"] * abstain + list(absent)


#: Each family of ``decide`` has outcomes of both kinds, so that answering always the same earns nothing.
DECIDE_FAMILIES = (
    Family(
        lambda: _("Exactly the share"),
        lambda: _("Exactly two-thirds is enough; exactly half is not."),
        [
            [_votes(6, 3, 0), "two-thirds", "yes+no"],
            [_votes(5, 4, 0), "two-thirds", "yes+no"],
            [_votes(4, 4, 0), "majority", "yes+no"],
            [_votes(5, 4, 0), "majority", "yes+no"],
        ],
    ),
    Family(
        lambda: _("Abstentions"),
        lambda: _("Some bases contain those who abstain, and some do not."),
        [
            [_votes(6, 2, 4), "two-thirds", "present"],
            [_votes(6, 2, 4), "two-thirds", "yes+no"],
            [_votes(5, 2, 4), "majority", "present"],
            [_votes(6, 2, 3), "majority", "present"],
        ],
    ),
    Family(
        lambda: _("Absences"),
        lambda: _("None and NaN are absences, and NaN is not equal to itself."),
        [
            [_votes(6, 2, 1, [None, None]), "two-thirds", "present"],
            [_votes(6, 3, 1, [None, NAN]), "two-thirds", "present"],
            [_votes(6, 2, 1, [NAN, None]), "majority", "yes+no"],
            [_votes(2, 3, 0, [NAN, NAN, NAN]), "majority", "present"],
        ],
    ),
    Family(
        lambda: _("A base given as a number"),
        lambda: _("The base is the number given, whoever is in the list."),
        [
            [_votes(20, 5, 8, [None]), "two-thirds", 34],
            [_votes(23, 5, 5, [NAN]), "two-thirds", 34],
            [_votes(23, 5, 5, [NAN]), "two-thirds", 35],
            [_votes(17, 0, 11, [None] * 5), "majority", 33],
            [_votes(17, 0, 11, [None] * 5), "majority", 34],
        ],
    ),
    Family(
        lambda: _("Nobody votes"),
        lambda: _("Silence passes nothing, and a base can be zero."),
        [
            [_votes(0, 0, 3), "two-thirds", "yes+no"],
            [[None, NAN], "majority", "present"],
            [_votes(1, 0, 3), "majority", "yes+no"],
            [_votes(1, 0, 0, [None]), "two-thirds", "present"],
        ],
    ),
)

SHARES: Mapping[str, voting.Rule] = {
    "two-thirds": voting.RULES["members-2/3"],
    "majority": voting.RULES["members-majority"],
}


def expected_banzhaf(weights: list[int], quota: int) -> list[float]:
    """The absolute Banzhaf index of each player."""
    return [float(index) for index in power.banzhaf(weights, quota)]


def expected_decision(votes: list[Any], rule: str, base: str | int) -> bool:
    """Whether a text passes."""
    kind = SHARES[rule]
    counted = "members" if isinstance(base, int) else base
    members = base if isinstance(base, int) else len(votes)
    return voting.decide(votes, voting.Rule(rule, counted, kind.share, kind.strict), members).passed  # type: ignore[arg-type]


HIDDEN_INPUTS: Mapping[str, Sequence[Call]] = {
    "a3-banzhaf": hidden_inputs(BANZHAF_FAMILIES),
    "a3-decide": hidden_inputs(DECIDE_FAMILIES),
}


def _weights_as_power(weights: list[int], _quota: int) -> list[float]:
    return [weight / sum(weights) for weight in weights]


def _without_abstentions(votes: list[Any], rule: str, base: str | int) -> bool:
    return expected_decision(votes, rule, "yes+no")


def _always_half(votes: list[Any], rule: str, base: str | int) -> bool:
    return expected_decision(votes, "majority", base)


def _list_as_base(votes: list[Any], rule: str, base: str | int) -> bool:
    return expected_decision(votes, rule, base if base == "yes+no" else len(votes))


def grade_banzhaf(answer: Answer) -> Verdict:
    """Families of weighted games; weights taken for power are recognised."""
    misread = {"MC-34": _weights_as_power}
    return grade_function(answer, BANZHAF_FAMILIES, expected_banzhaf, 2, misread)


def grade_decide(answer: Answer) -> Verdict:
    """Families of roll calls; a wrong base or share is recognised."""
    misread = {"MC-30": _always_half, "MC-31": _without_abstentions, "MC-36": _list_as_base}
    return grade_function(answer, DECIDE_FAMILIES, expected_decision, 2, misread)


GRADERS: Mapping[str, Callable[[Answer], Verdict]] = {
    "a3-missing-three": grade_missing_three,
    "a3-bloc-dividend": grade_bloc_dividend,
    "a3-four-rulebooks": grade_four_rulebooks,
    "a3-clubs-and-bridges": grade_clubs_and_bridges,
    "a3-post-mortem": grade_post_mortem,
    "a3-banzhaf": grade_banzhaf,
    "a3-decide": grade_decide,
}

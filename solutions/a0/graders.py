"""Graders of assignment a0: keys, accepted sets and judgements. Never released to students.

Each grader is a pure function from an answer, any JSON object, to a `Verdict`, and never raises. What
can be computed is computed, from the same tables and models that the students have; what was decided
by reading the texts stands here with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pandas as pd

from venezuela_course import seeds
from venezuela_course.exercises.source_criticism.claim_graph import CLAIMS
from venezuela_course.grading import patterns
from venezuela_course.grading.functions import Family, grade_function, hidden_inputs
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _
from venezuela_course.models import claim_graph, dating, provenance, statements, voices
from venezuela_course.models.claim_graph import Relation

Answer = dict[str, Any]


def criterion(name: str, share: float, possible: float, hint: str, praise: str = "") -> Criterion:
    """A judged share of some points, with the hint where something is missing."""
    earned = round(share * possible, 4)
    return Criterion(name, earned, possible, hint if share < 1 else praise)


# 0.1 Unpick the page ------------------------------------------------------------------------------

#: What each line of file 003 is, read from the file itself. Line 8 and line 45 are standfirsts, which
#: belong to their articles' bodies; the headings of sections count as headlines of the 2022 article.
LINES: Mapping[str, tuple[int, ...]] = {
    "navigation": (1,),
    "headline-2016": (6,),
    "headline-2022": (2, 3, 43, 55, 67, 79, 89, 99, 119),
    "caption": (4, 41),
    "pull-quote": (59, 73, 93, 105, 115),
    "body-2016": tuple(range(8, 39, 2)),
    "body-2022": (
        *(45, 47, 49, 51, 53, 57, 61, 63, 65, 69, 71, 75, 77, 81, 83, 85, 87, 91, 95, 97),
        *(101, 103, 107, 109, 111, 113, 117, 121, 123),
    ),
}

#: Lines that print the same again: one headline three times, and each pull quote with the line of the
#: body that it was taken from. What follows from these pairs counts too.
REPETITIONS = ((2, 3), (2, 43), (59, 61), (73, 75), (93, 95), (105, 107), (115, 117))

#: The two lines that print the headline of 2022 above the article of 2016.
WRONG_HEADLINE = ("2", "3")


@cache
def line_labels() -> dict[str, str]:
    """The key: kind of every line of the page, by its number as text."""
    return {str(line): kind for kind, lines in LINES.items() for line in lines}


def grade_unpick_the_page(answer: Answer) -> Verdict:
    """Macro-F1 over the kinds 4, repeated lines 2."""
    key = line_labels()
    labels = {
        line: kind
        for line, kind in patterns.as_mapping(answer.get("labels")).items()
        if line in key and isinstance(kind, str)
    }
    pairs = [
        (pair[0], pair[1])
        for pair in patterns.as_list(answer.get("duplicates"))
        if isinstance(pair, (list, tuple))
        and len(pair) == 2
        and all(isinstance(line, str) and line in key for line in pair)
    ]
    right_pairs = provenance.repeated_pairs((str(a), str(b)) for a, b in REPETITIONS)
    criteria = (
        criterion(
            _("What each line is"),
            provenance.macro_f1(labels, key),
            4,
            _(
                "{n} of {all} lines have their kind. Each kind counts alike, the rare ones as much as the "
                "bodies: look at lengths, at what a line begins with, and at which claims the table takes "
                "from it."
            ).format(n=sum(labels.get(line) == kind for line, kind in key.items()), all=len(key)),
        ),
        criterion(
            _("Lines that say the same again"),
            patterns.f1(provenance.repeated_pairs(pairs), right_pairs, answered=False),
            2,
            _(
                "Lines that begin alike need not be the same, and a sentence can be repeated from the "
                "middle of a paragraph. The caveats of the claims name some."
            ),
        ),
    )
    found = set()
    if all(labels.get(line, "").endswith("-2016") for line in WRONG_HEADLINE):
        found.add("MC-01")
    quotes = [str(line) for line in LINES["pull-quote"]]
    if 2 * sum(labels.get(line, "").startswith("body") for line in quotes) > len(quotes):
        found.add("MC-02")
    return Verdict(criteria, tuple(sorted(found)))


# 0.2 Evidential triage ----------------------------------------------------------------------------

SAMPLES = 24
SAMPLE_SEED = "a0-evidential-triage-1"

#: The frames that keep a statement what it is, by kind.
FRAMES: Mapping[str, frozenset[str]] = {
    "event": frozenset({"plain"}),
    "figure": frozenset({"according-to"}),
    "attributed_opinion": frozenset({"argues"}),
    "characterisation": frozenset({"describes"}),
    "allegation": frozenset({"alleged"}),
    "forecast": frozenset({"expects"}),
}


@dataclass(frozen=True)
class Stratum:
    """Claims that are equally hard: the same kinds, voices and frames are accepted for each.

    Parameters
    ----------
    kinds
        Accepted kinds; two for a borderline claim.
    voices
        Accepted answers to whose word it is.
    frames
        Accepted sentence frames.
    quota
        How many of them each sample has.
    claims
        Ids. Only claims whose kind can be told from the claim and its speaker: near neighbours are in
        the strata of borderline claims or nowhere.
    """

    kinds: frozenset[str]
    voices: frozenset[str]
    frames: frozenset[str]
    quota: int
    claims: tuple[str, ...]


def _stratum(
    kinds: str, voices_: str, quota: int, claims: str, frames: str | None = None
) -> Stratum:
    accepted = frozenset(kinds.split())
    usual: frozenset[str] = frozenset().union(*(FRAMES[kind] for kind in accepted))
    return Stratum(
        accepted,
        frozenset(voices_.split()),
        usual if frames is None else frozenset(frames.split()),
        quota,
        tuple(claims.split()),
    )


#: What a sample of 24 is made of. The last four are borderline: two coders differed about them
#: (coding_sample), or, for the caption S002-028, both readings are accepted by decision.
STRATA: tuple[Stratum, ...] = (
    _stratum(
        "event",
        "writer",
        3,
        "S000-015 S000-030 S000-049 S001-013 S001-034 S001-038 S002-012 S002-022 S003a-007 S003a-013 "
        "S003a-032 S003a-041 S003a-084 S003a-088 S003b-012 S003b-013 S003b-067 S003b-075 S003b-086 "
        "S003b-091 S003b-095 S003b-104 S003b-139 S003b-141",
    ),
    _stratum("event", "government", 1, "S003a-057 S003a-083", "plain according-to"),
    _stratum(
        "figure",
        "writer",
        1,
        "S000-055 S001-009 S003a-055 S003b-024 S003b-040 S003b-041 S003b-055 S003b-056 S003b-078 "
        "S003b-145",
    ),
    _stratum("figure", "organisation", 1, "S003a-062 S003a-066 S003a-067"),
    # A party's claim by politicians who are not named: both answers say something true.
    _stratum("figure", "opposition unnamed", 1, "S000-027 S000-028"),
    _stratum(
        "attributed_opinion",
        "expert",
        1,
        "S000-016 S000-018 S000-039 S000-062 S000-068 S000-071 S001-027 S001-032 S001-039 S001-042",
    ),
    _stratum(
        "attributed_opinion",
        "government",
        1,
        "S001-037 S003a-075 S003a-079 S003a-094 S003b-035 S003b-116",
    ),
    _stratum(
        "attributed_opinion",
        "unnamed",
        1,
        "S000-010 S000-014 S003a-039 S003a-082 S003a-095 S003b-127",
    ),
    _stratum(
        "characterisation",
        "writer",
        4,
        "S000-033 S000-036 S000-037 S001-006 S001-007 S001-011 S001-036 S002-005 S002-007 S002-009 "
        "S002-016 S003a-014 S003a-018 S003a-052 S003a-059 S003a-071 S003a-076 S003a-086 S003b-023 "
        "S003b-033 S003b-074 S003b-079 S003b-081 S003b-131 S003b-140 S003b-154 S003b-156",
    ),
    _stratum("allegation", "united-states", 1, "S000-056 S003a-016 S003b-096", "charged"),
    _stratum("allegation", "unnamed", 1, "S000-058 S003a-046 S003a-078 S003b-083"),
    _stratum("allegation", "writer", 1, "S003a-091 S003b-090 S003b-143"),
    _stratum(
        "forecast",
        "writer",
        2,
        "S000-057 S002-031 S003a-098 S003b-026 S003b-054 S003b-108 S003b-138 S003b-148 S003b-152 "
        "S003b-161 S003b-162",
    ),
    _stratum("forecast", "expert", 1, "S000-069 S001-029 S001-031"),
    _stratum("characterisation event", "writer", 1, "S001-025 S002-001 S003a-040"),
    _stratum("characterisation figure", "writer", 1, "S003b-025 S003b-071"),
    _stratum("attributed_opinion characterisation", "writer", 1, "S003b-118 S003b-133 S003b-164"),
    _stratum("characterisation forecast", "writer", 1, "S002-028 S003a-096"),
)


@cache
def triage_key() -> dict[str, Stratum]:
    """The stratum of each claim that a sample can have."""
    return {claim: stratum for stratum in STRATA for claim in stratum.claims}


def draw_samples() -> tuple[tuple[str, ...], ...]:
    """The samples as `seeds.triage_samples` holds them, drawn again."""
    strata: Mapping[str, Hashable] = triage_key()
    quotas: Mapping[Hashable, int] = {stratum: stratum.quota for stratum in STRATA}
    return statements.balanced_samples(strata, quotas, SAMPLES, SAMPLE_SEED)


@cache
def samples() -> dict[str, frozenset[str]]:
    """The samples that students have, by name."""
    table = seeds.triage_samples()
    return {
        str(name): frozenset(map(str, rows["claim_id"])) for name, rows in table.groupby("sample")
    }


@cache
def _chance(sample: str) -> dict[str, float]:
    """What knowing nothing reaches in a sample, by question.

    Half-way between an answer drawn blindly and the best answer that is the same for every claim:
    enough to make guessing worthless, without charging a slip among right answers like a guess. Equal
    for all samples, since they are made up alike; a test says so.
    """
    strata = [triage_key()[claim] for claim in samples()[sample]]

    def share(accepts: Callable[[Stratum, str], float], choices: set[str]) -> float:
        reached = [patterns.mean(accepts(one, choice) for one in strata) for choice in choices]
        return (max(reached) + patterns.mean(reached)) / 2

    return {
        "kind": share(lambda one, kind: 1 - kind_cost(one, kind), set(statements.KINDS)),
        "voice": share(
            lambda one, voice: float(voice in one.voices), {v for one in STRATA for v in one.voices}
        ),
        "frame": share(
            lambda one, frame: float(frame in one.frames), {f for one in STRATA for f in one.frames}
        ),
    }


def kind_cost(stratum: Stratum, given: str) -> float:
    """What it costs to give a claim this kind: the least over the kinds that are accepted."""
    return min(
        statements.misreading_cost(kind, given) if given in statements.KINDS else 1.0
        for kind in stratum.kinds
    )


def _frame_follows(stratum: Stratum, kind: Any, frame: Any) -> bool:
    """Whether a frame is right, or right for a near neighbour that the claim was taken for.

    The slip between opinion and characterisation is charged once, under the kind. Anything farther off
    is not followed: an allegation called an event and printed as one is two mistakes that a reader pays
    for.
    """
    if frame in stratum.frames:
        return True
    near = isinstance(kind, str) and 0 < kind_cost(stratum, kind) <= 0.2
    return near and frame in FRAMES[kind]


def grade_evidential_triage(answer: Answer) -> Verdict:
    """Kinds by what misreading costs 6, voices 2, frames 2; guessing earns nothing."""
    name = answer.get("sample")
    known = isinstance(name, str) and name in samples()
    claims = sorted(samples()[name]) if isinstance(name, str) and known else []
    items = patterns.as_mapping(answer.get("items"))
    parts = {
        claim: patterns.as_mapping(items[claim])
        for claim in claims
        if isinstance(items.get(claim), Mapping)
    }
    chance = _chance(name) if isinstance(name, str) and known else {}

    def earned(question: str, credit: Callable[[Stratum, Mapping[str, Any]], float]) -> float:
        """Mean gain over the sample: 1 for right, nothing for open, below nothing for guessing."""
        gains = [
            (credit(triage_key()[claim], part) - chance[question]) / (1 - chance[question])
            for claim, part in parts.items()
            if isinstance(part.get(question), str)
        ]
        return min(1.0, max(0.0, sum(gains) / len(claims))) if claims else 0.0

    foreign = sum(claim not in claims for claim in items)
    message = ""
    if items and not known:
        message = _(
            "The answer does not say to which sample it belongs, so nothing could be judged. Run the "
            "first cell of the exercise and its answer cell again."
        )
    elif foreign:
        message = _("{n} claims are not of your sample; they were not judged.").format(n=foreign)
    criteria = (
        criterion(
            _("What sort of statement"),
            earned("kind", lambda stratum, part: 1 - kind_cost(stratum, part["kind"])),
            6,
            _(
                "{right} of {all} kinds are accepted. Ask of each claim what would have to be checked "
                "first: a record, a series, who said it, or nothing yet because it lies ahead."
            ).format(
                right=sum(
                    part.get("kind") in triage_key()[claim].kinds
                    for claim, part in parts.items()
                    if isinstance(part.get("kind"), str)
                ),
                all=len(claims) or statements_per_sample(),
            ),
        ),
        criterion(
            _("Whose word it is"),
            earned("voice", lambda stratum, part: float(part["voice"] in stratum.voices)),
            2,
            _(
                "Look up who asserts each claim. 'Via author' says who passes it on, not whose word it "
                "is; and a group of people without a name is nobody who could be asked."
            ),
        ),
        criterion(
            _("How to print it"),
            earned(
                "frame",
                lambda stratum, part: float(
                    _frame_follows(stratum, part.get("kind"), part["frame"])
                ),
            ),
            2,
            _(
                "A frame should leave a statement what it is. Read your sentences again: which of them "
                "says more than the text, and which says less?"
            ),
        ),
    )
    found = set()
    for claim, part in parts.items():
        kinds = triage_key()[claim].kinds
        promoted = part.get("kind") in ("event", "figure") or part.get("frame") == "plain"
        if promoted and kinds == {"allegation"}:
            found.add("MC-03")
        if promoted and kinds == {"attributed_opinion"}:
            found.add("MC-04")
    return Verdict(criteria, tuple(sorted(found)), message)


def statements_per_sample() -> int:
    """How many claims a sample has."""
    return sum(stratum.quota for stratum in STRATA)


# 0.3 Claim graph ----------------------------------------------------------------------------------

#: Pairs of which a reader may well say something milder than a contradiction, and which the table of
#: relations leaves out: numbers of one passage that build on one another, and three cases of the same
#: habit. Such a link neither earns nor costs anything.
TOLERATED: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split())
    for pair in (
        "S003b-024 S003b-025",
        "S003b-024 S003b-041",
        "S003b-025 S003b-040",
        "S003b-040 S003b-041",
        "S001-022 S002-021",
        "S001-022 S003b-091",
        "S002-021 S003b-091",
    )
)


@cache
def relations_key() -> frozenset[Relation]:
    """The relations of the fourteen claims, as the table of relations has them."""
    return claim_graph.relations_among(CLAIMS, seeds.claim_relations())


@cache
def _figures() -> frozenset[str]:
    claims = seeds.claims().set_index("claim_id")
    return frozenset(one for one in CLAIMS if claims.loc[one, "kind"] == "figure")


def grade_claim_graph(answer: Answer) -> Verdict:
    """F1 of typed relations 6; the right pair with the wrong type, or the wrong way round, is half."""
    key = relations_key()
    drawn = {
        claim_graph.canonical((edge[0], edge[1], edge[2]))
        for edge in patterns.as_list(answer.get("edges"))
        if isinstance(edge, (list, tuple))
        and len(edge) == 3
        and all(isinstance(end, str) for end in edge)
        and edge[0] in CLAIMS
        and edge[1] in CLAIMS
        and edge[0] != edge[1]
        and edge[2] in claim_graph.RELATION_TYPES
    }
    judged = {
        one
        for one in drawn
        if one.type == "contradicts" or frozenset(one[:2]) not in TOLERATED or one in key
    }
    pairs = {frozenset(one[:2]) for one in judged}
    exact = sum(one in judged for one in key)
    halves = sum(one not in judged and frozenset(one[:2]) in pairs for one in key)
    share = 2 * (exact + halves / 2) / (len(judged) + len(key))
    criteria = (
        criterion(
            _("Relations"),
            share if drawn else 0.0,
            6,
            _(
                "{right} relations are right, {half} join the right claims in another way, and {extra} "
                "join claims that say nothing of one another. Ask of every pair: if one is true, is the "
                "other likelier, less likely, or neither?"
            ).format(right=exact, half=halves, extra=max(0, len(judged) - exact - halves)),
        ),
    )
    found = set()
    repeated = {one[:2] for one in key if one.type == "duplicates"}
    if any(one.type == "supports" and one[:2] in repeated for one in drawn):
        found.add("MC-02")
    if any(
        one.type == "contradicts" and one not in key and {one.from_, one.to} <= _figures()
        for one in drawn
    ):
        found.add("MC-05")
    return Verdict(criteria, tuple(sorted(found)))


# 0.4 The impossible coup --------------------------------------------------------------------------

#: What speaks for which explanation. For the years: what did happen then, and that the same speaker
#: names another measure of 2019. For the speaker: how loosely he puts other things. For translation:
#: what the same report got wrong. For an unknown event only the sentence itself speaks.
RELEVANT: Mapping[str, frozenset[str]] = {
    "2002": frozenset({"S003a-045", "T-2002-04-11-coup"}),
    "2019": frozenset({"S002-002", "S002-003", "S000-065"}),
    "2020": frozenset({"T-2020-05-sea-raid"}),
    "speaker": frozenset({"S000-063", "S000-065"}),
    "translation": frozenset({"S000-011", "S000-024", "S000-017"}),
    "unknown": frozenset({"S000-066"}),
    "other": frozenset({"S000-066", "S000-017", "S000-063"}),
}

#: From so many points on an explanation needs evidence; above so many it needs proof from outside.
NEEDS_EVIDENCE, NEEDS_PROOF = 15, 85

SILENT_REPAIRS = frozenset({"correct-2002", "correct-2019"})
HONEST_ACTIONS = frozenset({"quote-and-flag", "ask-the-source"})


def grade_error_hypotheses(answer: Answer) -> Verdict:
    """Points add up 1, no certainty 2, evidence for what is believed 3, action 2.

    Any distribution that rests on something passes. Points for the distribution itself need evidence
    for at least half of what is believed, or sharing them out blindly would earn them.
    """
    given = patterns.as_mapping(answer.get("weights"))
    numbers = {name: patterns.as_number(given.get(name)) for name in RELEVANT}
    weights = {name: n for name, n in numbers.items() if n is not None and 0 <= n <= 100}
    adds_up = abs(sum(weights.values()) - 100) < 1e-6
    ties: dict[str, set[str]] = {name: set() for name in RELEVANT}
    for pair in patterns.as_list(answer.get("evidence")):
        if (
            isinstance(pair, (list, tuple))
            and len(pair) == 2
            and all(isinstance(end, str) for end in pair)
            and pair[1] in ties
        ):
            ties[pair[1]].add(pair[0])
    believed = [name for name, weight in weights.items() if weight >= NEEDS_EVIDENCE]
    if not believed:  # spread so thin that nothing has fifteen points: then all that has any
        believed = [name for name, weight in weights.items() if weight > 0]
    reasons = patterns.mean(_rests_on(ties[name], RELEVANT[name]) for name in believed)
    sensible = adds_up and reasons >= 0.5
    action = answer.get("action")
    criteria = (
        criterion(
            _("A distribution"),
            float(sensible),
            1,
            _(
                "The points must add up to 100, and at least half of what you believe needs a reason."
            ),
        ),
        criterion(
            _("No certainty without proof"),
            float(sensible and max(weights.values()) <= NEEDS_PROOF),
            2,
            _(
                "Nobody has seen the original sentence. What would you have to find to be that sure, and "
                "have you found it?"
            ),
        ),
        criterion(
            _("Evidence for what you believe"),
            reasons if adds_up else 0.0,
            3,
            _(
                "Tie to each explanation that you believe what makes this one likelier, and not what would "
                "fit any of them."
            ),
        ),
        criterion(
            _("What may be printed"),
            float(isinstance(action, str) and action in HONEST_ACTIONS),
            2,
            _("Could a reader of the course see what the report says, and that it is doubtful?"),
        ),
    )
    found = set()
    if isinstance(action, str):
        if action in SILENT_REPAIRS:
            found.add("MC-06")
        if action == "drop-the-source":
            found.add("MC-07")
    return Verdict(criteria, tuple(sorted(found)))


def _rests_on(tied: set[str], relevant: frozenset[str]) -> float:
    """Whether something relevant is tied, and at most half as much that is beside the point."""
    good = len(tied & relevant)
    return float(good > 0 and good >= 2 * len(tied - relevant))


# P0 Own functions ---------------------------------------------------------------------------------


def expected_spans(claims: list[dict[str, Any]]) -> dict[str, Any]:
    """First and last day of each date; None where undated, 'invalid' where no calendar has it."""
    found: dict[str, Any] = {}
    for row in claims:
        text = row["date"]
        try:
            read = None if text is None else dating.span(text)
        except ValueError:
            found[row["claim_id"]] = "invalid"
        else:
            found[row["claim_id"]] = (
                None if read is None else [read.first.isoformat(), read.last.isoformat()]
            )
    return found


def expected_share(claims: list[dict[str, Any]], sides: list[dict[str, Any]]) -> dict[str, float]:
    """Of each source's different asserters, the share without a name."""
    shares = voices.anonymous_share(pd.DataFrame(claims), pd.DataFrame(sides))
    return {str(source): float(share) for source, share in shares.items()}


def expected_quoted(claims: list[dict[str, Any]], sides: list[dict[str, Any]]) -> dict[str, Any]:
    """Claims, asserters and figures of each side."""
    table = voices.who_speaks(pd.DataFrame(claims), pd.DataFrame(sides))
    return {
        str(side): {name: int(number) for name, number in row.items()}
        for side, row in table.iterrows()
    }


def _dates(*texts: str | None) -> list[Any]:
    return [[{"claim_id": f"k{n}", "date": text} for n, text in enumerate(texts, 1)]]


DATE_FAMILIES = (
    Family(
        lambda: _("Days, months and years"),
        lambda: _("A month ends on its own last day, and February not always on the same."),
        [
            _dates("2018-04-30", "2019-11", "2020"),
            _dates("2016-02", "2019-02", "1900-02", "2000-02"),
        ],
    ),
    Family(
        lambda: _("Intervals"),
        lambda: _("Each end of an interval has a precision of its own."),
        [
            _dates("2017/2019", "2024-07-28/2024-08", "2019-05/2019-08"),
            _dates("2014-12-18/2017", "2021-08-13/2021-08-13", "2015"),
        ],
    ),
    Family(
        lambda: _("Undated, missing, shuffled"),
        lambda: _("A date can be missing in two ways, and the rows come in any order."),
        [
            _dates("undated", None, "2017-06-19"),
            [_dates("2019", "undated", "2018-05-20", None)[0][::-1]],
        ],
    ),
    Family(
        lambda: _("Dates that cannot be"),
        lambda: _("Which days does no calendar have, and which interval ends before it begins?"),
        [
            _dates("2019-13", "2019-04-31", "2019-02-29", "2020-02-29"),
            _dates("2019/2017", "2017-08/2017-06-30", "2017-06/2017", "soon", "2017-6-1"),
        ],
    ),
)

_KNOWN = [
    {"asserted_by": "author of A", "side": "writer", "named": None},
    {"asserted_by": "author of B", "side": "writer", "named": None},
    {"asserted_by": "the president", "side": "government", "named": True},
    {"asserted_by": "officials", "side": "government", "named": False},
    {"asserted_by": "a deputy", "side": "opposition", "named": True},
    {"asserted_by": "prosecutors", "side": "united_states", "named": True},
    {"asserted_by": "a neighbour's minister", "side": "regional", "named": True},
    {"asserted_by": "a professor", "side": "academic", "named": True},
    {"asserted_by": "unnamed experts", "side": "academic", "named": False},
    {"asserted_by": "a rumour", "side": "unknown", "named": False},
]


def _claims(*rows: tuple[str, str | None, float | None]) -> list[dict[str, Any]]:
    return [
        {
            "claim_id": f"k{n}",
            "source_id": source,
            "date": "2019",
            "asserted_by": who,
            "figure_value": figure,
        }
        for n, (source, who, figure) in enumerate(rows, 1)
    ]


_PLAIN = _claims(
    ("A", "author of A", 1.0),
    ("A", "the president", None),
    ("A", "officials", 3.0),
    ("B", "author of B", None),
    ("B", "a professor", 2.0),
    ("B", "a deputy", None),
    ("B", "unnamed experts", None),
)
_REPEATED = _claims(
    ("A", "unnamed experts", 4.0),
    ("A", "unnamed experts", None),
    ("A", "unnamed experts", 1.0),
    ("A", "a professor", None),
    ("B", "a professor", 5.0),
    ("B", "a professor", None),
    ("B", "a rumour", None),
    ("B", "prosecutors", 2.0),
)
_STRANGERS = _claims(
    ("A", "somebody new", 4.0),
    ("A", "a deputy", None),
    ("A", None, 9.0),
    ("B", "a neighbour's minister", None),
    ("B", None, None),
    ("B", "officials", 1.0),
    ("B", "somebody new", None),
)
_ONLY_AUTHORS = _claims(
    ("A", "author of A", 1.0), ("B", "author of B", None), ("B", "a rumour", None)
)
_NO_FIGURES = _claims(
    ("A", "the president", None), ("A", "officials", None), ("B", "a deputy", None)
)


def _families(special: Family) -> tuple[Family, ...]:
    """The families that both functions on voices have, and one of their own."""
    return (
        Family(
            lambda: _("Several sources, shuffled rows"),
            lambda: _("Join the two tables by who asserts; the order of rows means nothing."),
            [[_PLAIN, _KNOWN], [_PLAIN[::-1], _KNOWN[::-1]]],
        ),
        Family(
            lambda: _("The same voice several times"),
            lambda: _("What is counted: claims, or different asserters?"),
            [[_REPEATED, _KNOWN], [_REPEATED + _PLAIN, _KNOWN]],
        ),
        Family(
            lambda: _("Asserters who are missing"),
            lambda: _("A claim may have no asserter, and an asserter no side."),
            [[_STRANGERS, _KNOWN], [_STRANGERS[::-1] + _PLAIN, _KNOWN]],
        ),
        special,
    )


SHARE_FAMILIES = _families(
    Family(
        lambda: _("Sources in which only the author speaks"),
        lambda: _("A text's own voice needs no name: where `named` is missing, nobody is counted."),
        [[_ONLY_AUTHORS, _KNOWN], [_ONLY_AUTHORS + _REPEATED, _KNOWN]],
    )
)
QUOTED_FAMILIES = _families(
    Family(
        lambda: _("Missing figures"),
        lambda: _("A missing figure is no figure, and a side without any has none, not nothing."),
        [[_NO_FIGURES, _KNOWN], [_NO_FIGURES + _REPEATED, _KNOWN]],
    )
)


def _share_of_claims(claims: list[dict[str, Any]], sides: list[dict[str, Any]]) -> dict[str, float]:
    """Counts claims where asserters are asked for."""
    named = {row["asserted_by"]: row["named"] for row in sides}
    counts: dict[str, list[bool]] = {}
    for row in claims:
        known = named.get(row["asserted_by"])
        if known is not None:
            counts.setdefault(row["source_id"], []).append(not known)
    return {source: sum(ones) / len(ones) for source, ones in counts.items()}


def _claims_as_voices(claims: list[dict[str, Any]], sides: list[dict[str, Any]]) -> dict[str, Any]:
    """Takes every claim for another voice."""
    return {
        side: {**row, "asserters": row["claims"]}
        for side, row in expected_quoted(claims, sides).items()
    }


HIDDEN_INPUTS: Mapping[str, list[Any]] = {
    "a0-date-spans": hidden_inputs(DATE_FAMILIES),
    "a0-anonymous-share": hidden_inputs(SHARE_FAMILIES),
    "a0-who-is-quoted": hidden_inputs(QUOTED_FAMILIES),
}

GRADERS: Mapping[str, Callable[[Answer], Verdict]] = {
    "a0-unpick-the-page": grade_unpick_the_page,
    "a0-evidential-triage": grade_evidential_triage,
    "a0-claim-graph": grade_claim_graph,
    "a0-error-hypotheses": grade_error_hypotheses,
    "a0-date-spans": partial(
        grade_function, families=DATE_FAMILIES, expected=expected_spans, points=2
    ),
    "a0-anonymous-share": partial(
        grade_function,
        families=SHARE_FAMILIES,
        expected=expected_share,
        points=2,
        signatures={"MC-36": _share_of_claims},
    ),
    "a0-who-is-quoted": partial(
        grade_function,
        families=QUOTED_FAMILIES,
        expected=expected_quoted,
        points=2,
        signatures={"MC-02": _claims_as_voices},
    ),
}

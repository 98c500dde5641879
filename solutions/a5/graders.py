"""Graders of assignment a5: what a brief can be checked for without reading it as a person does.

Each grader is a pure function from an answer, any JSON object, to a `Verdict`, and never raises. There is
no key: which question is chosen, which answer is given and which evidence is used earn nothing and cost
nothing. What is judged is whether the table holds together, whether numbers are reproduced, and whether
what is said of an answer's sensitivity follows from the student's own results. The brief itself is read by
a person.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from venezuela_course.exercises.capstone.computed import (
    CALLS,
    LEAST_VALUES,
    MOST_NUMBERS,
    VERDICTS,
    WORDS,
    enough_words,
    is_evidence,
    labelled,
    match_sentence,
    names,
    recorded_values,
)
from venezuela_course.exercises.capstone.contradictions import pair_of
from venezuela_course.exercises.capstone.evidence_rows import MOST_ROWS, evidence, is_done
from venezuela_course.exercises.capstone.words import questions
from venezuela_course.exercises.code import same
from venezuela_course.grading import patterns
from venezuela_course.grading.graderbook import READ
from venezuela_course.grading.verdict import Criterion, Verdict
from venezuela_course.language import _, ngettext
from venezuela_course.models import capstone, capstone_numbers
from venezuela_course.models.capstone_numbers import Recorded

Answer = dict[str, Any]

BRIEF = "a5-brief"
NUMBERS = "a5-numbers-answer"


def criterion(name: str, share: float, possible: float, hint: str, praise: str = "") -> Criterion:
    """A judged share of some points, with the hint where something is missing."""
    earned = round(min(max(share, 0.0), 1.0) * possible, 4)
    return Criterion(name, earned, possible, hint if share < 1 else praise)


def as_text(value: Any) -> str:
    """A text; of anything else nothing."""
    return value if isinstance(value, str) else ""


def words(text: str) -> set[str]:
    """The different words of a text."""
    return {word.strip(".,;:!?()[]“”\"'").casefold() for word in text.split()} - {""}


# The claim table ----------------------------------------------------------------------------------

LEAST_CLAIMS, LEAST_SOURCES = 12, 3
#: Rows with a role on each side; one row is an exception, three are a side.
LEAST_ON_A_SIDE = 3
#: Different words of a sentence that says something.
LEAST_WORDS = 5


def usable_rows(answer: Answer) -> dict[str, Mapping[str, Any]]:
    """The rows that count: evidence that exists, annotated wholly, with a sentence of its own.

    A sentence that stands in several rows says nothing of any of them. A table with more rows than can be
    weighed has no rows.
    """
    given = patterns.as_mapping(answer.get("claims"))
    if len(given) > MOST_ROWS:
        return {}
    rows = {
        key: row
        for key, row in given.items()
        if is_done(row) and len(words(row["use"])) >= LEAST_WORDS and evidence(key) is not None
    }
    uses = [" ".join(row["use"].casefold().split()) for row in rows.values()]
    return {
        key: row for (key, row), use in zip(rows.items(), uses, strict=True) if uses.count(use) == 1
    }


def is_late(reference: str) -> bool:
    """Whether a row is dated after the course and neither a forecast nor a date its source names."""
    entry = evidence(reference)
    if entry is None or entry.first > entry.last:
        return False
    return entry.first > capstone.CUTOFF and not capstone.looks_ahead(reference)


def late_dates(text: str) -> list[str]:
    """Dates after the course that a text names, but where its sentence cites who looked ahead."""
    last = (capstone.CUTOFF.year, capstone.CUTOFF.month, capstone.CUTOFF.day)
    return [
        dated.text
        for dated in capstone_numbers.dates(text)
        if dated.day > last and not any(map(capstone.looks_ahead, dated.cited))
    ]


def contradiction_share(entry: Any, rows: Mapping[str, Any]) -> float:
    """How far a contradiction is one, and handled.

    Half is for the pair: all of it where the record has it, half where the record knows nothing of it (a
    program cannot tell a contradiction from a difference, the marker can), none where the record says
    that the two support or repeat each other. Half is for saying how it is handled.
    """
    pair = pair_of(entry)
    if pair is None or not set(pair) & set(rows):
        return 0.0
    kind, _note = capstone.related_pairs().get(frozenset(pair), ("", ""))
    real = {"contradicts": 1.0, "supersedes": 0.5, "": 0.5}.get(kind, 0.0)
    told = entry.get("handling") in capstone.HANDLINGS
    said = len(words(as_text(entry.get("sentence")))) >= LEAST_WORDS
    return 0.5 * real + 0.5 * real * (told and said)


def grade_claim_table(answer: Answer) -> Verdict:
    """Question 0.5, claims 2, sources 1, both sides 1.5, readings 1.25, contradiction 1.25, period 0.5."""
    rows = usable_rows(answer)
    claims = [key for key in rows if capstone.source_of(key)]
    sources = {capstone.source_of(key) for key in claims}
    enough = min(1.0, len(claims) / LEAST_CLAIMS)
    sides = [sum(row["role"] == side for row in rows.values()) for side in ("supports", "against")]
    misread = [key for key in rows if not capstone.fits(rows[key]["reading"], kind_of(key))]
    misread += [later for _first, later in repeated_support(rows) if later not in misread]
    entries = patterns.as_list(answer.get("contradictions"))
    contradiction = max((contradiction_share(entry, rows) for entry in entries), default=0.0)
    texts = [row["use"] for row in rows.values()]
    texts += [as_text(patterns.as_mapping(entry).get("sentence")) for entry in entries]
    texts.append(as_text(answer.get("thesis")))
    late = [key for key in rows if is_late(key)] + [
        date for text in texts for date in late_dates(text)
    ]
    thesis = len(words(as_text(answer.get("thesis")))) >= LEAST_WORDS
    asked = as_text(answer.get("question")) in questions()
    criteria = (
        criterion(
            _("A question and an answer to it"),
            float(asked and thesis),
            0.5,
            _("Choose one of the three questions and say in a sentence what you will answer."),
        ),
        criterion(
            _("Twelve claims, each with its use"),
            enough,
            2,
            ngettext(
                "{n} row is a claim of the source texts with a role, a reading and a sentence of its own; "
                "a brief needs {least}. A sentence that stands in several rows counts in none.",
                "{n} rows are claims of the source texts with a role, a reading and a sentence of their "
                "own; a brief needs {least}. A sentence that stands in several rows counts in none.",
                len(claims),
            ).format(n=len(claims), least=LEAST_CLAIMS),
        ),
        criterion(
            _("Three source texts"),
            max(0, len(sources) - 1) / (LEAST_SOURCES - 1) * enough,
            1,
            ngettext(
                "The claims that count come from {n} text; a brief rests on {least} at least.",
                "The claims that count come from {n} texts; a brief rests on {least} at least.",
                len(sources),
            ).format(n=len(sources), least=LEAST_SOURCES),
        ),
        criterion(
            _("Evidence on both sides"),
            sum(min(1.0, side / LEAST_ON_A_SIDE) for side in sides) / 2 * min(map(bool, sides)),
            1.5,
            _(
                "{supports} rows support your answer and {against} weigh against it. Enter at least "
                "{least} on each side: what a sceptical reader would bring up is part of the table."
            ).format(supports=sides[0], against=sides[1], least=LEAST_ON_A_SIDE),
        ),
        criterion(
            _("Read as what it is"),
            patterns.above_chance(1 - len(misread) / len(rows), 0.4) * enough if rows else 0.0,
            1.25,
            _(
                "Some rows are read as more, or as something else, than who says them can mean, or repeat a "
                "witness: {ids}. Open them again and look at who speaks, and of what."
            ).format(ids=", ".join(misread[:5]))
            if misread
            else _("Too few rows to judge."),
        ),
        criterion(
            _("A contradiction handled"),
            contradiction,
            1.25,
            _(
                "Choose two rows that pull against each other, one at least from your table, choose how "
                "your brief handles them, and say so in a sentence. A pair that is on record as a "
                "contradiction earns all of it; of another pair the marker judges the rest."
            ),
        ),
        criterion(
            _("Nothing after 31 August 2024"),
            0.0 if late else enough,
            0.5,
            _("Dated after the course's end: {dates}.").format(dates=", ".join(late[:5]))
            if late
            else _("Too few rows to judge."),
        ),
    )
    return Verdict(criteria, tuple(sorted(misunderstood(rows, sides))))


def kind_of(reference: str) -> str:
    """The recorded kind of a row that exists; events, facts and sanctions are compiled."""
    return capstone.kind_of(reference)


def repeated_support(rows: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of supporting rows of which the second only repeats the first."""
    return capstone.repeated(key for key, row in rows.items() if row["role"] == "supports")


def misunderstood(rows: Mapping[str, Mapping[str, Any]], sides: Sequence[int]) -> set[str]:
    """Codes of the misunderstandings that a table shows."""
    found = set()
    kinds = {key: kind_of(key) for key in rows}
    certain = [key for key, row in rows.items() if row["reading"] in capstone.ESTABLISHED]
    if any(kinds[key] == "allegation" for key in certain):
        found.add("MC-03")
    if any(kinds[key] == "attributed_opinion" for key in certain):
        found.add("MC-04")
    if len(rows) >= LEAST_CLAIMS and not sides[1]:
        found.add("MC-12")
    if repeated_support(rows):
        found.add("MC-02")
    return found


# What functions handed in -------------------------------------------------------------------------

HIDDEN_INPUTS: Mapping[str, list[list[Any]]] = {
    exercise: [[] for _call in range(CALLS)]
    for exercise in ("a5-numbers", "a5-figure", "a5-sensitivity")
}
READS: Mapping[str, tuple[str, ...]] = {
    "a5-numbers": (BRIEF, NUMBERS),
    "a5-figure": (BRIEF,),
    "a5-sensitivity": (BRIEF,),
}


def returned_twice(answer: Answer) -> tuple[Mapping[str, Any], bool]:
    """What a function returned at its first call, and whether it returned the same at its second."""
    calls = [patterns.as_mapping(one) for one in patterns.as_list(answer.get("hidden"))]
    if len(calls) != CALLS or any("returned" not in call for call in calls):
        return {}, False
    first, second = (call["returned"] for call in calls)
    return patterns.as_mapping(first), same(first, second)


def error_in(answer: Answer) -> str:
    """Why a function returned nothing; empty where it returned something."""
    for call in patterns.as_list(answer.get("hidden")):
        if error := as_text(patterns.as_mapping(call).get("error")):
            return _("Your function stopped: {error}.").format(error=error)
    return ""


def brief_of(answer: Answer) -> str:
    """The brief's text, from the notebook."""
    return as_text(patterns.as_mapping(answer.get(READ)).get(BRIEF))


# Numbers of the brief -----------------------------------------------------------------------------

#: Printed numbers from which a brief rests on computation; a brief with fewer earns in proportion.
LEAST_PRINTED = 5
#: What is chosen is no result: a brief may have a few such numbers, each with its reason.
MOST_CHOSEN = 6


def counted_values(answer: Answer) -> tuple[list[Recorded], set[str], list[str]]:
    """The recorded values that count, the names of those typed in, and what else was left out.

    A figure that was typed in was computed by nobody, so it gives no number of the brief.
    """
    returned, _same = returned_twice(answer)
    typed = capstone_numbers.typed_in(
        as_text(patterns.as_mapping(answer.get(READ)).get(NUMBERS))
    ) & set(returned)
    values = recorded_values(returned)
    if len(values) > MOST_NUMBERS:
        return [], typed, [one.name for one in values]
    picked = [one for one in values if "chosen" in patterns.as_mapping(returned[one.name])]
    beyond = {one.name for one in picked[MOST_CHOSEN:]}
    return (
        [one for one in values if one.name not in typed and one.name not in beyond],
        typed,
        sorted(beyond),
    )


def grade_numbers(answer: Answer) -> Verdict:
    """Reproduced 1, printed numbers 3.5, length 0.5, references 0.5, period 0.5."""
    returned, agrees = returned_twice(answer)
    values, typed, left_out = counted_values(answer)
    text = brief_of(answer)
    matches = capstone_numbers.compare(text, values)
    given = [match for match in matches if match.given_by is not None]
    used = {match.given_by.name for match in given if match.given_by is not None}
    unmatched = [match_sentence(match) for match in matches if match.given_by is None]
    share = len(given) / max(LEAST_PRINTED, len(matches)) if values else 0.0
    length = capstone_numbers.word_count(text)
    goal, room = WORDS
    written = min(1.0, length / (goal * (1 - room)))
    cited = capstone_numbers.references(text)
    unknown = [one for one in cited if not capstone.exists(one)]
    late = late_dates(text)
    computed = [one for one in values if "chosen" not in patterns.as_mapping(returned[one.name])]
    hints = []
    if typed:
        hints.append(
            _(
                "Typed in instead of computed: {names}. Read the row of a table or compute it."
            ).format(names=", ".join(sorted(typed)[:4]))
        )
    if left_out:
        hints.append(
            _(
                "Left out: {names}. At most {most} numbers are recorded, of which {chosen} may be chosen."
            ).format(names=", ".join(left_out[:3]), most=MOST_NUMBERS, chosen=MOST_CHOSEN)
        )
    if returned and not agrees:
        hints.append(_("Called twice, your function does not return the same numbers."))
    criteria = (
        criterion(
            _("Computed in a fresh kernel"),
            agrees * min(1.0, len(computed) / LEAST_PRINTED) * (1.0 if used else 0.0),
            1,
            " ".join(
                [
                    error_in(answer),
                    *hints,
                    _(
                        "At least {n} numbers of the brief have to be computed by your function."
                    ).format(n=LEAST_PRINTED),
                ]
            ).strip(),
        ),
        criterion(
            _("Every printed number is given by a cell"),
            max(0.0, (share - 0.5) / 0.5),
            3.5,
            " ".join(
                [
                    ngettext(
                        "{given} of {n} printed number is given by a cell.",
                        "{given} of {n} printed numbers are given by a cell.",
                        len(matches),
                    ).format(given=len(given), n=len(matches)),
                    *(
                        [
                            _("A brief that rests on computation prints {n} at least.").format(
                                n=LEAST_PRINTED
                            )
                        ]
                        if len(matches) < LEAST_PRINTED
                        else []
                    ),
                    *unmatched[:6],
                    *(
                        [_("And {n} more.").format(n=len(unmatched) - 6)]
                        if len(unmatched) > 6
                        else []
                    ),
                ]
            ),
        ),
        criterion(
            _("Length"),
            float(goal * (1 - room) <= length <= goal * (1 + room)),
            0.5,
            ngettext("{n} word", "{n} words", length).format(n=f"{length:,}")
            + "; "
            + _("{least} to {most} are asked for. References in brackets are not counted.").format(
                least=f"{goal * (1 - room):,.0f}", most=f"{goal * (1 + room):,.0f}"
            ),
        ),
        criterion(
            _("References that lead somewhere"),
            0.0 if unknown else min(1.0, len(cited) / LEAST_CLAIMS) * written,
            0.5,
            _("There is no evidence with these ids: {ids}.").format(ids=", ".join(unknown[:5]))
            if unknown
            else _("{n} different ids are cited; the table alone has {least} claims.").format(
                n=len(cited), least=LEAST_CLAIMS
            ),
        ),
        criterion(
            _("Nothing after 31 August 2024"),
            0.0 if late else float(written >= 1),
            0.5,
            _(
                "Dates after the course's end: {dates}. Only a date that a source names in advance may "
                "stand, with that source in the same sentence."
            ).format(dates=", ".join(late[:5]))
            if late
            else _("The brief is too short to judge."),
        ),
    )
    return Verdict(criteria)


# The figure ---------------------------------------------------------------------------------------


def grade_figure(answer: Answer) -> Verdict:
    """Drawn and labelled 1, words for who cannot see it 0.5, evidence 0.5."""
    returned, agrees = returned_twice(answer)
    panels = [
        one for one in map(patterns.as_mapping, patterns.as_list(returned.get("panels"))) if one
    ]
    drawn = agrees and any(
        isinstance(one.get("marks"), (int, float)) and one["marks"] > 0 for one in panels
    )
    sources = [one for one in patterns.as_list(returned.get("sources")) if isinstance(one, str)]
    known = [one for one in sources if is_evidence(one)]
    criteria = (
        criterion(
            _("Drawn by a cell, with a title and labelled axes"),
            (0.5 + 0.5 * labelled(panels)) if drawn else 0.0,
            1,
            error_in(answer)
            or _(
                "The function returns exhibit(figure, …), the figure has something in it, a title, and for "
                "each panel a label with its unit."
            ),
        ),
        criterion(
            _("Said in words"),
            float(drawn and enough_words(returned.get("alt"))),
            0.5,
            _("Say in the alternative text what a reader sees who looks at the figure."),
        ),
        criterion(
            _("Where it is from"),
            len(known) / len(sources) if drawn and sources else 0.0,
            0.5,
            _("Name the ids of the evidence that is drawn; each has to exist."),
        ),
    )
    return Verdict(criteria)


# Sensitivity --------------------------------------------------------------------------------------


def finite(value: Any) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def table_of(returned: Mapping[str, Any]) -> dict[float, float]:
    """Result by value of the assumption, where both are numbers."""
    values, results = (patterns.as_list(returned.get(key)) for key in ("values", "results"))
    if len(values) != len(results):
        return {}
    pairs = [(finite(value), finite(result)) for value, result in zip(values, results, strict=True)]
    return {value: result for value, result in pairs if value is not None and result is not None}


def implied_verdict(table: Mapping[float, float], base: float, threshold: float) -> str:
    """What the results say: whether all lie on the base case's side of the threshold.

    A base case that lies on the threshold itself has no side to hold.
    """

    def side(result: float) -> int:
        if math.isclose(result, threshold, rel_tol=1e-9, abs_tol=1e-9):
            return 0
        return 1 if result > threshold else -1

    own = side(table[base])
    return VERDICTS[0] if own and all(side(one) == own for one in table.values()) else VERDICTS[1]


def grade_sensitivity(answer: Answer) -> Verdict:
    """Table 1.5, verdict 1, base case printed 0.75, assumption named 0.75."""
    returned, agrees = returned_twice(answer)
    table = table_of(returned)
    values = patterns.as_list(returned.get("values"))
    base, threshold = finite(returned.get("base")), finite(returned.get("threshold"))
    whole = agrees and len(table) >= LEAST_VALUES and len(table) == len(values)
    moves = whole and len(set(table.values())) > 1
    follows = (
        whole
        and base in table
        and threshold is not None
        and base is not None
        and returned.get("verdict") == implied_verdict(table, base, threshold)
    )
    text = brief_of(answer)
    unit = as_text(returned.get("result_unit"))
    printed = (
        whole
        and base in table
        and base is not None
        and any(
            match.given_by is not None
            for match in capstone_numbers.compare(text, [Recorded("base", table[base], unit)])
        )
    )
    assumption = as_text(returned.get("assumption"))
    named = bool(whole and len(assumption.split()) > 1 and names(text, assumption))
    criteria = (
        criterion(
            _("At least three values, each with its result"),
            (0.5 + 0.5 * moves) if whole else 0.0,
            1.5,
            error_in(answer)
            or (
                _(
                    "The result is the same at every value. Does your function use the value? If only a "
                    "verdict is the same, let the function return the number that the verdict is made from."
                )
                if whole
                else _(
                    "The function returns vary(…), called twice the same, with at least {n} different "
                    "values and a finite result for each."
                ).format(n=LEAST_VALUES)
            ),
        ),
        criterion(
            _("The verdict follows from your results"),
            float(follows),
            1,
            _(
                "Compare each of your results with your own threshold: does every one lie on the side of "
                "the base case?"
            ),
        ),
        criterion(
            _("The brief prints the base case's result"),
            float(printed),
            0.75,
            _(
                "The result at the base case is not printed in the brief, with its unit and rounded."
            ),
        ),
        criterion(
            _("The brief names the assumption"),
            float(named),
            0.75,
            _(
                "The brief does not contain the words of your assumption “{assumption}”: at least two, as "
                "they stand in the table."
            ).format(assumption=assumption[:80]),
        ),
    )
    return Verdict(criteria)


GRADERS: Mapping[str, Callable[[Answer], Verdict]] = {
    "a5-claim-table": grade_claim_table,
    "a5-numbers": grade_numbers,
    "a5-figure": grade_figure,
    "a5-sensitivity": grade_sensitivity,
}

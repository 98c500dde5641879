"""The rows of the worked example's claim table: who speaks, and what each says for the question.

Which rows contradict or repeat one another is read from the table of relations, not written here. Voices
and bearings are readings of this lesson's, for the question of *when*; for another question the same row
would bear otherwise.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from venezuela_course import seeds
from venezuela_course.language import _
from venezuela_course.models.claim_graph import Relation, distinct_statements, relations_among


class Row(NamedTuple):
    """One row that may be chosen.

    Parameters
    ----------
    voice
        Key of `voice_words`: whose statement it is.
    bearing
        Key of `bearing_words`: what it says for the question.
    source
        What must be counted as one source: a text, a publisher, a study.
    """

    voice: str
    bearing: str
    source: str


#: Id of the evidence to its reading.
ROWS: dict[str, Row] = {
    "oil_production:VEN:2013": Row("record", "levels", "EIA"),
    "oil_production:VEN:2017": Row("record", "levels", "EIA"),
    "oil_production:VEN:2020": Row("record", "levels", "EIA"),
    "sanctions:2017-08-24-us-eo-13808": Row("record", "levels", "OFAC"),
    "sanctions:2019-01-28-us-pdvsa": Row("record", "levels", "CRS"),
    "S003b-024": Row("author", "levels", "S003b"),
    "S003b-040": Row("author", "levels", "S003b"),
    "S003b-025": Row("author", "levels", "S003b"),
    "S003b-041": Row("author", "levels", "S003b"),
    "S003b-068": Row("author", "levels", "S003b"),
    "S003b-023": Row("author", "both", "S003b"),
    "X-041": Row("press", "before", "X-041"),
    "X-045": Row("study", "before", "X-045"),
    "X-047": Row("study", "both", "X-047"),
    "X-044": Row("study", "after", "X-044"),
    "X-046": Row("study", "after", "X-046"),
    "X-049": Row("washington", "both", "X-049"),
    "X-052": Row("opposition", "why", "X-052"),
    "X-051": Row("government", "why", "X-051"),
    "S003a-079": Row("government", "why", "S003a"),
    "X-033": Row("government", "levels", "OPEC"),
    "S000-063": Row("expert", "levels", "S000"),
}  # fmt: skip

#: With these the explorer opens: a table that looks like work and hears one text.
FIRST_CHOICE = ["S003b-023", "S003b-025", "S003b-040", "S003b-041", "S003b-068", "X-047"]


def row_words() -> dict[str, str]:
    """What each row says, in few words, under its id."""
    words = {
        "oil_production:VEN:2013": _("EIA: 2,683 thousand barrels a day in 2013"),
        "oil_production:VEN:2017": _("EIA: 2,066 in 2017"),
        "oil_production:VEN:2020": _("EIA: 553 in 2020"),
        "sanctions:2017-08-24-us-eo-13808": _("new debt of the company barred, 24 August 2017"),
        "sanctions:2019-01-28-us-pdvsa": _("the company blocked, 28 January 2019"),
        "S003b-024": _("commentary: once three million barrels"),
        "S003b-040": _("commentary: about 3.4 million around 2000"),
        "S003b-025": _("commentary: a small fraction of the former level"),
        "S003b-041": _("commentary: below a quarter of 3.4 million"),
        "S003b-068": _("commentary: sweeping sanctions, dated to 2019"),
        "S003b-023": _("commentary: mismanagement and corruption, then sanctions"),
        "X-041": _("Reuters: a service firm cuts its work, April 2016"),
        "X-045": _("Bahar and others: the method cannot tell sanctions from the trend"),
        "X-047": _("Oliveros: 22 per cent below 2013 when the first came; they did harm"),
        "X-044": _("Weisbrot and Sachs: the measures of 2017 speeded the fall"),
        "X-046": _("Rodríguez: a loss of 797 thousand barrels a day"),
        "X-049": _("US auditors: sanctions likely steepened the economy's decline"),
        "X-052": _("Guerra, opposition: mismanagement and not sanctions"),
        "X-051": _("Maduro: a 'criminal blockade' took 99 per cent of income"),
        "S003a-079": _("the defence minister, 2016: an 'economic war'"),
        "X-033": _("government to OPEC: 1,621 of crude in December 2017"),
        "S000-063": _("Traumann: two decades of sanctions"),
    }
    return {key: f"[{key}] {words[key]}" for key in ROWS}


def voice_words() -> dict[str, str]:
    """Who may speak, in the order in which they are drawn."""
    return {
        "government": _("Maduro government"),
        "opposition": _("opposition"),
        "washington": _("Washington"),
        "study": _("studies"),
        "expert": _("other expert"),
        "press": _("press"),
        "author": _("commentary of 2022"),
        "record": _("series and records"),
    }


def bearing_words() -> dict[str, str]:
    """What a row may say for the question of when."""
    return {
        "before": _("weight\nbefore"),
        "both": _("before\nand after"),
        "after": _("weight\nafter"),
        "levels": _("levels\nand dates"),
        "why": _("why,\nnot when"),
    }


@cache
def relations() -> frozenset[Relation]:
    """What the table of relations has between any two of the rows."""
    return relations_among(ROWS, seeds.claim_relations())


def contradictions(chosen: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of chosen rows that contradict each other."""
    return sorted(
        (one.from_, one.to)
        for one in relations()
        if one.type == "contradicts" and one.from_ in chosen and one.to in chosen
    )


def left_out(chosen: Collection[str]) -> list[tuple[str, str]]:
    """A chosen row, and one that contradicts it and was not chosen."""
    found = []
    for one in relations():
        if one.type == "contradicts":
            for inside, outside in ((one.from_, one.to), (one.to, one.from_)):
                if inside in chosen and outside not in chosen:
                    found.append((inside, outside))
    return sorted(found)


def statements(chosen: Collection[str]) -> int:
    """How many different statements the chosen rows make: what is said twice counts once."""
    inside = [one for one in relations() if one.from_ in chosen and one.to in chosen]
    return len(distinct_statements(chosen, inside))

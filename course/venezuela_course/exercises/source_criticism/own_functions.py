"""Exercises P0: three functions on the course's own tables that the student writes."""

from __future__ import annotations

from typing import Any

from venezuela_course.exercises.code import Case, CodeExercise
from venezuela_course.language import _

_COLUMNS = ("claim_id", "source_id", "date", "asserted_by", "figure_value")

#: Six rows like those of the table of claims, small enough to follow by hand.
CLAIMS: list[dict[str, Any]] = [
    dict(zip(_COLUMNS, row, strict=True))
    for row in (
        ("c1", "A", "2017-06-19", "author", 3.0),
        ("c2", "A", "2017-02", "a minister", None),
        ("c3", "A", "2017", "unnamed experts", None),
        ("c4", "A", "2014/2017-04", "unnamed experts", 70.0),
        ("c5", "B", "undated", "a minister", None),
        ("c6", "B", "2019-02-29", "author", 11.0),
    )
]

#: Who asserts them, as in the table of sides: a text's own voice needs no name.
SIDES: list[dict[str, Any]] = [
    {"asserted_by": "author", "side": "writer", "named": None},
    {"asserted_by": "a minister", "side": "government", "named": True},
    {"asserted_by": "unnamed experts", "side": "academic", "named": False},
]


class DateSpans(CodeExercise):
    """``date_spans(claims)``: the first and last day that each date can mean."""

    def __init__(self, identifier: str) -> None:
        spans = {
            "c1": ["2017-06-19", "2017-06-19"],
            "c2": ["2017-02-01", "2017-02-28"],
            "c3": ["2017-01-01", "2017-12-31"],
            "c4": ["2014-01-01", "2017-04-30"],
            "c5": None,
            "c6": "invalid",
        }
        rows = [{key: row[key] for key in ("claim_id", "date")} for row in CLAIMS]
        super().__init__(
            identifier,
            [
                Case([rows], spans, label=_("the table of six claims")),
                Case(
                    [rows[::-1][:2]],
                    {"c5": None, "c6": "invalid"},
                    label=_("its last two rows, in the other order"),
                ),
            ],
            tables=(0,),
        )


class AnonymousShare(CodeExercise):
    """``anonymous_share(claims, sides)``: of each source's asserters, the share without a name."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case(
                    [CLAIMS, SIDES],
                    {"A": 0.5, "B": 0.0},
                    label=_("the tables of six claims and three asserters"),
                ),
                Case(
                    [CLAIMS[2:4], SIDES],
                    {"A": 1.0},
                    label=_("its third and fourth claim, and three asserters"),
                ),
            ],
            tables=(0, 1),
        )


class WhoIsQuoted(CodeExercise):
    """``who_is_quoted(claims, sides)``: claims, asserters and figures of each side."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            identifier,
            [
                Case(
                    [CLAIMS, SIDES],
                    {
                        "academic": {"claims": 2, "asserters": 1, "figures": 1},
                        "government": {"claims": 2, "asserters": 1, "figures": 0},
                        "writer": {"claims": 2, "asserters": 1, "figures": 2},
                    },
                    label=_("the tables of six claims and three asserters"),
                ),
                Case(
                    [CLAIMS[1:3], SIDES[:2]],
                    {
                        "government": {"claims": 1, "asserters": 1, "figures": 0},
                        "unknown": {"claims": 1, "asserters": 1, "figures": 0},
                    },
                    label=_("its second and third claim, and two asserters"),
                ),
            ],
            tables=(0, 1),
        )

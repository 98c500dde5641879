"""Six small steps with pandas: the student writes an expression and is told at once whether it is right.

A step knows what a right result is, by computing it from the same tables, and the slips that have a
name. It judges the value and not the way to it: rows may come in any order, a count may be any kind of
number, and a table may have more columns than were asked for.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

from venezuela_course import seeds
from venezuela_course.exercises.base import Notice, Response
from venezuela_course.exercises.code import Case, CodeExercise
from venezuela_course.language import _, ngettext

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Slip:
    """A wrong result that has a reason, and what to say to it."""

    result: Callable[[], Any]
    message: Callable[[], str]


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    right : callable
        Computes the right result: a number, a Series or a DataFrame with a column ``claim_id``.
    praise : callable
        What to say to it.
    slips : sequence of Slip
    """

    right: Callable[[], Any]
    praise: Callable[[], str]
    slips: Sequence[Slip] = ()

    def judge(self, given: Any) -> Response:
        """Whether a result is right, and why not."""
        right = self.right()
        if agrees(given, right):
            return Response(True, self.praise())
        for slip in self.slips:
            if agrees(given, slip.result()):
                return Response(False, slip.message())
        return Response(False, _difference(given, right))

    def check(self, given: Any) -> Notice:
        """Answer a student's result in words.

        Parameters
        ----------
        given
            What the student computed; ``...`` where nothing has been written yet.
        """
        if given is ...:
            return Notice(_("Not written yet: replace the three dots, and run the cell again."))
        response = self.judge(given)
        word = _("Right.") if response.right else _("Not yet.")
        text = f"{word} {response.message}"
        page = (
            '<div class="venezuela-course"><div class="venezuela-course-response" role="status">'
            f"<strong>{html.escape(word)}</strong> {html.escape(response.message)}</div></div>"
        )
        return Notice(text, page)


def agrees(given: Any, right: Any) -> bool:
    """Whether two results are the same but for order, type of number and columns not asked for."""
    import pandas as pd

    if isinstance(right, pd.DataFrame):
        return (
            isinstance(given, pd.DataFrame)
            and "claim_id" in given.columns
            and sorted(map(str, given["claim_id"])) == sorted(map(str, right["claim_id"]))
        )
    if isinstance(right, pd.Series):
        ours = _as_counts(given)
        return ours is not None and ours == _as_counts(right)
    return _is_number(given) and math.isclose(float(given), float(right), rel_tol=1e-6)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and value is not True and value is not False and _finite(value)


def _finite(value: Real) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:  # a whole number too large for a float
        return False


def _as_counts(series: Any) -> dict[str, float] | None:
    """A Series, or a table of one column, as label to number without zeros; None for anything else."""
    import pandas as pd

    if isinstance(series, pd.DataFrame) and series.shape[1] == 1:
        series = series.iloc[:, 0]
    if not isinstance(series, pd.Series) or not all(_is_number(one) for one in series):
        return None
    # A category that no row has is counted as zero by one way and left out by another.
    return {str(label): round(float(one), 6) for label, one in series.items() if one}


def _difference(given: Any, right: Any) -> str:
    """What tells a wrong result from the right one, without giving the right one."""
    import pandas as pd

    if isinstance(right, pd.DataFrame):
        return _difference_of_rows(given, right)
    if isinstance(right, pd.Series):
        return _difference_of_counts(given, right)
    if not _is_number(given):
        return _("This is {what}; the step asks for one number.").format(what=_what(given))
    return _("A number, and not the one: it is too {way}.").format(
        way=_("large") if float(given) > float(right) else _("small")
    )


def _difference_of_rows(given: Any, right: pd.DataFrame) -> str:
    import pandas as pd

    if isinstance(given, pd.Series) and str(given.dtype) in {"bool", "boolean"}:
        return _(
            "This is a mask: a truth value for each row. Put it in square brackets behind the table to "
            "get the rows."
        )
    if not isinstance(given, pd.DataFrame) or "claim_id" not in given.columns:
        return _("This is {what}; the step asks for rows of the table of claims.").format(
            what=_what(given)
        )
    ours, theirs = set(map(str, given["claim_id"])), set(map(str, right["claim_id"]))
    extra, missing = sorted(ours - theirs), sorted(theirs - ours)
    if extra:
        return ngettext(
            "{n} row too many. Look at {example}: does it meet every condition?",
            "{n} rows too many. Look at {example}: does it meet every condition?",
            len(extra),
        ).format(n=len(extra), example=extra[0])
    if missing:
        return ngettext(
            "{n} row is missing. Why did {example} fall out?",
            "{n} rows are missing. Why did {example} fall out?",
            len(missing),
        ).format(n=len(missing), example=missing[0])
    return _("The right rows, but some of them more than once.")


def _difference_of_counts(given: Any, right: pd.Series[Any]) -> str:
    ours, theirs = _as_counts(given), _as_counts(right)
    if ours is None or theirs is None:
        return _("This is {what}; the step asks for one number for each label.").format(
            what=_what(given)
        )
    strange = sorted(ours.keys() ^ theirs.keys())
    if strange:
        return _("The labels differ from those asked for: look at {label}.").format(
            label=strange[0] or _("the empty one")
        )
    wrong = [label for label in theirs if ours[label] != theirs[label]]
    return _("The labels are right. Look at the number for {label}.").format(label=wrong[0])


def _what(value: Any) -> str:
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return _("a table of {rows} rows").format(rows=len(value))
    if isinstance(value, pd.Series):
        return _("a series of {rows} values").format(rows=len(value))
    return _("a value of type {type}").format(type=type(value).__name__)


# The steps ----------------------------------------------------------------------------------------


def _claims() -> pd.DataFrame:
    return seeds.claims()


def _old_in_s003b(*, either: bool = False) -> pd.DataFrame:
    claims = _claims()
    text, old = claims["source_id"] == "S003b", claims["date_end"] < "2000-01-01"
    return claims[text | old] if either else claims[text & old]


def _with_genre() -> pd.DataFrame:
    return _claims().merge(seeds.sources()[["source_id", "genre"]], on="source_id")


STEPS: dict[str, Step] = {
    "rows": Step(
        lambda: int((_claims()["source_id"] == "S002").sum()),
        lambda: _(
            "A mask is a column of truth values, and True counts as one: so a sum counts rows."
        ),
        (
            Slip(
                lambda: len(_claims()),
                lambda: _("That is every claim of all five texts. Which rows belong to S002?"),
            ),
        ),
    ),
    "filter": Step(
        lambda: _claims()[_claims()["kind"] == "allegation"],
        lambda: _("Fifteen statements that somebody did wrong, and not one finding of a court."),
        (
            Slip(
                lambda: _claims()[_claims()["kind"] != "allegation"],
                lambda: _(
                    "These are all the others: mind the sign between the column and the word."
                ),
            ),
        ),
    ),
    "dates": Step(
        _old_in_s003b,
        lambda: _(
            "A commentary on March 2022 that reaches back to the 1920s. A date that is missing compares "
            "as False, so undated claims fall out: mean that, when you do it."
        ),
        (
            Slip(
                lambda: _old_in_s003b(either=True),
                lambda: _("These meet one condition or the other. Both together are joined by &."),
            ),
            Slip(
                lambda: _claims()[_claims()["date_end"] < "2000-01-01"],
                lambda: _(
                    "The date is right. The rows come from all texts, and only S003b is asked for."
                ),
            ),
            Slip(
                lambda: _claims()[
                    (_claims()["source_id"] == "S003b") & (_claims()["date_start"] < "2000-01-01")
                ],
                lambda: _(
                    "These begin before 2000, and some last longer: “1999/2013” among them. Which column "
                    "holds the last day that a date can mean?"
                ),
            ),
        ),
    ),
    "groups": Step(
        lambda: _claims()[_claims()["kind"] == "forecast"].groupby("source_id").size(),
        lambda: _("The commentary of 2022 looks ahead most often; it is also the longest text."),
        (
            Slip(
                lambda: _claims().groupby("source_id").size(),
                lambda: _(
                    "That counts claims of every kind. Keep the forecasts first, then group."
                ),
            ),
            Slip(
                lambda: _claims()["kind"].value_counts(),
                lambda: _("That groups by kind. The question is: how many forecasts in each text?"),
            ),
        ),
    ),
    "missing": Step(
        lambda: float(_claims()[_claims()["kind"] == "figure"]["figure_value"].notna().mean()),
        lambda: _(
            "Some figures print no number: “thousands”, “as unpopular as”. In the table that is a gap, and "
            "not a zero."
        ),
        (
            Slip(
                lambda: float(
                    _claims()[_claims()["kind"] == "figure"]["figure_value"].isna().mean()
                ),
                lambda: _("That is the share without a number: the other part."),
            ),
            Slip(
                lambda: float(_claims()["figure_value"].notna().mean()),
                lambda: _("That is the share among all claims. Keep the figures first."),
            ),
            Slip(
                lambda: int(_claims()[_claims()["kind"] == "figure"]["figure_value"].notna().sum()),
                lambda: _("That is how many. The step asks for what share of the figures it is."),
            ),
        ),
    ),
    "merge": Step(
        lambda: _with_genre().groupby("genre").size(),
        lambda: _(
            "Almost two claims in three come from two commentaries of one publisher. Whatever these texts "
            "agree on, ask how many houses agree."
        ),
        (
            Slip(
                lambda: seeds.sources().groupby("genre").size(),
                lambda: _("That counts texts. Join the genres to the claims, and count claims."),
            ),
        ),
    ),
}


def check(step: str, given: Any) -> Notice:
    """Answer a step of the refresher.

    Parameters
    ----------
    step : str
        Name of the step.
    given
        What the student computed, or ``...``.

    Returns
    -------
    Notice
        Right or not yet, and why.

    Raises
    ------
    KeyError
        If there is no such step.
    """
    if step not in STEPS:
        raise KeyError(
            _("There is no step '{step}'; the steps are: {steps}.").format(
                step=step, steps=", ".join(STEPS)
            )
        )
    return STEPS[step].check(given)


def share_reported() -> CodeExercise:
    """The last step: a function of one's own, tried on small tables."""

    def table(*asserters: str) -> list[dict[str, str]]:
        return [{"asserted_by": asserter} for asserter in asserters]

    return CodeExercise(
        "lesson-0-share-reported",
        [
            Case(
                (table("a mayor", "a mayor, via author"),),
                0.5,
                _("two claims, one of them “via author”"),
            ),
            Case(
                (table("a mayor, via author", "author", "author", "author, a viaduct"),),
                0.25,
                _("four claims, one of them “via author”"),
            ),
            Case((table("a mayor"),), 0.0, _("one claim, not “via author”")),
        ],
        tables=(0,),
    )

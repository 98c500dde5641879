"""What a brief computes: its numbers, its figure, and how its answer moves with an assumption.

Each is a function without arguments that the student writes. It is called when the notebook is checked and
again, twice, when it is graded in a fresh kernel: what it returns then is what was reproduced.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from venezuela_course import seeds
from venezuela_course.exercises.base import IncompleteAnswer, Notice, execution
from venezuela_course.exercises.capstone.evidence_rows import evidence
from venezuela_course.exercises.code import CodeExercise, outcomes, same
from venezuela_course.exercises.evidence.search import NOT_EVIDENCE
from venezuela_course.language import _, ngettext
from venezuela_course.models import capstone_numbers
from venezuela_course.models.capstone_numbers import Match, Recorded, shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The same function, called this often: what differs is not reproduced.
CALLS = 2
#: More values than this are a net and not a record: nearly every number would be in it.
MOST_NUMBERS = 80
LEAST_VALUES = 3
VERDICTS = ("holds", "turns")
WORDS = (1200, 0.15)  #: words of a brief, and the share by which it may be longer or shorter
LEAST_ALT = 8  # words


# What a student's function is made of -------------------------------------------------------------


def number(value: Any, unit: str = "") -> dict[str, Any]:
    """A number of the brief, as a cell computed it.

    Parameters
    ----------
    value
        A number that the code computed; NumPy's and pandas' too.
    unit
        Such as ``"%"``, ``"percentage points"``, ``"votes"``, ``"thousand barrels a day"``, ``"US$"``.
        A scale word in it is multiplied in: 742.6 thousand barrels is 742,600.

    Raises
    ------
    ValueError
        If it is not a finite number.
    """
    try:
        given = float(value)
    except (TypeError, ValueError) as error:
        raise ValueError(
            _("number() takes one number; this is a {type}.").format(type=type(value).__name__)
        ) from error
    if not math.isfinite(given):
        raise ValueError(_("number() takes a finite number; this is {value}.").format(value=given))
    return {"value": given, "unit": str(unit)}


def chosen(value: Any, unit: str = "", *, why: str) -> dict[str, Any]:
    """A number that you chose and did not compute, such as a threshold, with the reason.

    Raises
    ------
    ValueError
        If it is not a finite number, or there is no reason.
    """
    if not why.strip():
        raise ValueError(_("chosen() needs a reason: why=“…”."))
    return number(value, unit) | {"chosen": why}


def from_claim(reference: str) -> dict[str, Any]:
    """The figure of a claim, with its unit, read from the table of claims.

    Raises
    ------
    KeyError
        If there is no such claim.
    ValueError
        If the claim has no figure.
    """
    row = seeds.claim(reference)
    if row["figure_value"] is None or str(row["figure_value"]) in ("nan", "<NA>"):
        raise ValueError(
            _(
                "{id} has no figure in the table of claims; compute what you print, or cite it without "
                "a number."
            ).format(id=reference)
        )
    return number(row["figure_value"], str(row["figure_unit"])) | {"from": reference}


def from_table(reference: str, column: str) -> dict[str, Any]:
    """One cell of a table, with its unit.

    Parameters
    ----------
    reference
        Names one row, as ``"oil_production:VEN:2015"`` does.
    column
        A column of numbers.

    Raises
    ------
    KeyError
        If there is no such row or column.
    ValueError
        If the reference names several rows, or the cell holds no number.
    """
    rows = seeds.resolve(reference)
    if column not in rows:
        raise KeyError(
            _("{id} has no column {column}; its columns are {columns}.").format(
                id=reference, column=column, columns=", ".join(rows.columns)
            )
        )
    if len(rows) > 1:
        raise ValueError(
            _("{id} names {n} rows; name one of them.").format(id=reference, n=len(rows))
        )
    row = rows.iloc[0]
    unit = str(row["unit"]) if "unit" in rows else str(rows.attrs["units"].get(column, ""))
    return number(row[column], unit) | {"from": reference}


class _Facts(Mapping[str, Any]):
    """What is handed to the grader, as plain JSON, by something that also shows itself."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = dict(facts)

    def __getitem__(self, key: str) -> Any:
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


class Exhibit(_Facts):
    """A figure with what it shows in words and where it is from; made by `exhibit`."""

    def __init__(self, figure: Figure, alt: str, sources: Sequence[str]) -> None:
        super().__init__(
            {
                "alt": alt,
                "sources": list(sources),
                "panels": [
                    {
                        "title": _title_of(axes),
                        "across": axes.get_xlabel(),
                        "up": axes.get_ylabel(),
                        "marks": len(axes.lines)
                        + len(axes.patches)
                        + len(axes.collections)
                        + len(axes.images),
                    }
                    for axes in figure.axes
                ],
            }
        )
        self._figure = figure

    def _repr_mimebundle_(self, **_keywords: Any) -> dict[str, Any]:
        from venezuela_course import charts

        drawn = charts.svg(self._figure, str(self["alt"]))
        line = ", ".join(f"[{one}]" for one in self["sources"])
        return {
            "text/plain": str(self["alt"]),
            "text/html": f'<figure style="margin:0">{drawn}<figcaption><small>'
            f"{html.escape(_('Evidence: {ids}').format(ids=line))}</small></figcaption></figure>",
        }


def _title_of(axes: Any) -> str:
    """A title set in any of its three places, or above the whole figure."""
    titles = [axes.get_title(loc=place) for place in ("left", "center", "right")]
    above = axes.figure.get_suptitle() if hasattr(axes.figure, "get_suptitle") else ""
    return next((text for text in (*titles, above) if text), "")


def exhibit(figure: Figure, *, alt: str, sources: Sequence[str]) -> Exhibit:
    """The brief's figure.

    Parameters
    ----------
    figure
        A matplotlib figure: with a title, and labels with units on its axes.
    alt
        What it shows, in words, for who cannot see it.
    sources
        Ids of the evidence that it draws, such as ``["oil_production:VEN", "S003b-040"]``.

    Raises
    ------
    ValueError
        If it is no figure of matplotlib.
    """
    if not hasattr(figure, "axes") or not hasattr(figure, "savefig"):
        raise ValueError(
            _("exhibit() takes a matplotlib figure; this is a {type}.").format(
                type=type(figure).__name__
            )
        )
    return Exhibit(figure, alt, [sources] if isinstance(sources, str) else list(sources))


class Sensitivity(_Facts):
    """A result at several values of one assumption; made by `vary`."""

    def _repr_html_(self) -> str:
        rows = ""
        for value, result in zip(self["values"], self["results"], strict=True):
            base = value == self["base"]
            cells = "".join(
                f"<td>{html.escape(text)}</td>"
                for text in (
                    f"{shown(value)} {self['unit']}".strip(),
                    f"{shown(result)} {self['result_unit']}".strip()
                    if isinstance(result, float)
                    else str(result),
                    _("base case") if base else "",
                )
            )
            rows += f"<tr>{cells}</tr>"
        head = "".join(
            f'<th scope="col">{html.escape(text)}</th>'
            for text in (self["assumption"], self["result"], "")
        )
        return (
            f'<div class="venezuela-course"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )


def vary(
    function: Callable[[Any], Any],
    *,
    assumption: str,
    values: Sequence[float],
    base: float,
    result: str,
    threshold: float,
    verdict: str,
    unit: str = "",
    result_unit: str = "",
) -> Sensitivity:
    """Call a function at each value of one assumption.

    Parameters
    ----------
    function
        From the assumption's value to one number, the result.
    assumption
        Its name, in the words in which the brief names it.
    values
        At least three different ones.
    base
        The value that the brief uses; one of `values`.
    result
        What comes out, in a few words.
    threshold
        The result at which the brief's answer would be another one.
    verdict
        ``"holds"`` if every result lies on the same side of the threshold as the base case's, else
        ``"turns"``. A result that is the threshold itself is on no side.
    unit, result_unit
        Units of the values and of the results.

    Raises
    ------
    ValueError
        If the base case is not among the values, or the verdict is neither of the two words.
    """
    given = [float(value) for value in values]
    if float(base) not in given:
        raise ValueError(
            _("The base case {base} is not among the values {values}.").format(
                base=base, values=given
            )
        )
    if verdict not in VERDICTS:
        raise ValueError(
            _("The verdict is {names}; this is {given}.").format(
                names=" / ".join(VERDICTS), given=repr(verdict)[:60]
            )
        )
    return Sensitivity(
        {
            "assumption": assumption,
            "unit": unit,
            "values": given,
            "base": float(base),
            "result": result,
            "result_unit": result_unit,
            "results": [_result(function, value) for value in given],
            "threshold": float(threshold),
            "verdict": verdict,
        }
    )


def _result(function: Callable[[Any], Any], value: float) -> float | str:
    """What comes out, or why nothing does: one value must not take the table with it."""
    try:
        return float(function(value))
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:120]


# The brief as it stands on disk -------------------------------------------------------------------


@dataclass(frozen=True)
class SavedBrief:
    """The text of the brief, and when it was saved."""

    text: str
    saved: datetime


def saved_brief(identifier: str) -> SavedBrief | None:
    """The brief in the notebook beside which the kernel runs, as it was last saved.

    Parameters
    ----------
    identifier
        Of an exercise of the same assignment: ``a5-numbers`` looks into ``a5.ipynb`` for the cell
        ``a5-brief``.

    Returns
    -------
    SavedBrief or None
        None where there is no such notebook, or it cannot be read.
    """
    assignment = identifier.partition("-")[0]
    path = Path.cwd() / f"{assignment}.ipynb"
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        saved = datetime.fromtimestamp(path.stat().st_mtime)
        for cell in cells:
            if (
                cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
                == f"{assignment}-brief"
            ):
                source = cell["source"]
                return SavedBrief(source if isinstance(source, str) else "".join(source), saved)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None


def recorded_values(returned: Any) -> list[Recorded]:
    """The values in what a function `numbers` returned; entries that are none are left out."""
    if not isinstance(returned, Mapping):
        return []
    found = []
    for name, entry in returned.items():
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        try:
            finite = math.isfinite(value)
        except OverflowError:
            continue
        if finite:
            unit = entry.get("unit")
            found.append(Recorded(str(name), float(value), unit if isinstance(unit, str) else ""))
    return found


def match_sentence(match: Match) -> str:
    """What is wrong with a printed number that no recorded value gives."""
    where = {"number": match.printed.text, "n": match.printed.paragraph}
    if match.nearest is None:
        return _("“{number}” in paragraph {n}: your cells record no number.").format(**where)
    if match.unit_differs:
        return _(
            "“{number}” in paragraph {n} has the size of {nearest}, but another unit: write the unit in "
            "the text, or record the number with the unit that you print."
        ).format(**where, nearest=str(match.nearest))
    return _(
        "“{number}” in paragraph {n} is given by none of your cells; nearest is {nearest}."
    ).format(**where, nearest=str(match.nearest))


# The three exercises ------------------------------------------------------------------------------


class _Computed(CodeExercise):
    """An exercise answered by a function without arguments, called in a fresh kernel."""

    #: A brief's own work may load data and libraries; two calls fit into a cell's time limit.
    seconds = 20.0

    def __init__(self, identifier: str) -> None:
        super().__init__(identifier, cases=())

    def check(self, function: Callable[..., Any]) -> Notice | float | None:
        """Call the function and say what is missing; under nbgrader's autograde, hand in what it returned.

        Raises
        ------
        IncompleteAnswer
            Under nbgrader's Validate, if anything is missing.
        """
        if execution() == "autograde":
            return super().check(function)
        found = outcomes(function, [[]] * CALLS, seconds=self.seconds)
        returned = found[0].get("returned")
        if "returned" not in found[0]:
            problems = [_("Your function: {error}.").format(error=found[0].get("error"))]
        elif not same(found[1].get("returned"), returned):
            problems = [
                _(
                    "Called twice, your function does not return the same: set the seed of what is random."
                )
            ]
        else:
            problems = self.missing(returned)
        if execution() == "validate":
            if problems:
                raise IncompleteAnswer("\n".join([self.title, *problems]))
            return None
        text = "\n".join(problems) or self.complete
        return Notice(text, self._page(problems, returned))

    @property
    def title(self) -> str:
        """What is checked."""
        raise NotImplementedError

    @property
    def complete(self) -> str:
        """What is said when nothing is missing."""
        return _("Complete and well-formed. Whether it is right, the grader will say.")

    def missing(self, returned: Any) -> list[str]:
        """What is missing in what the function returned, a sentence each."""
        raise NotImplementedError

    def details(self, returned: Any) -> str:
        """More on it, as HTML."""
        return ""

    def _page(self, problems: Sequence[str], returned: Any) -> str:
        listed = "".join(f"<li>{html.escape(one)}</li>" for one in problems)
        said = f"<ul>{listed}</ul>" if problems else f"<p>{html.escape(self.complete)}</p>"
        return f'<div class="venezuela-course">{said}{self.details(returned)}</div>'


class NumbersOfTheBrief(_Computed):
    """Whether every number that the brief prints is given by a cell."""

    @property
    def title(self) -> str:
        return _("Numbers of the brief")

    @property
    def complete(self) -> str:
        brief = saved_brief(self.identifier)
        if brief is None:
            return _("Your function can be called twice and returns the same numbers.")
        return _(
            "Every number that your brief prints is given by a cell (the notebook as saved at {time})."
        ).format(time=brief.saved.strftime("%H:%M"))

    def missing(self, returned: Any) -> list[str]:
        if not isinstance(returned, Mapping):
            return [_("Your function returns no dictionary {“name”: number(value, “unit”)}.")]
        recorded = recorded_values(returned)
        found = [
            _("“{name}” is no number: write number(value, “unit”).").format(name=str(name)[:60])
            for name in returned
            if str(name) not in {one.name for one in recorded}
        ]
        if not recorded:
            found.append(_("Your function returns no number yet."))
        if len(recorded) > MOST_NUMBERS:
            found.append(
                _("{n} numbers are more than a brief prints: at most {most}.").format(
                    n=len(recorded), most=MOST_NUMBERS
                )
            )
        brief = saved_brief(self.identifier)
        if brief is not None:
            matches = capstone_numbers.compare(brief.text, recorded)
            found += [match_sentence(match) for match in matches if match.given_by is None]
        return found

    def details(self, returned: Any) -> str:
        """Each number of the brief and what gives it."""
        brief = saved_brief(self.identifier)
        if brief is None:
            return ""
        matches = capstone_numbers.compare(brief.text, recorded_values(returned))
        words = capstone_numbers.word_count(brief.text)
        said = _("The notebook as saved at {time}:").format(time=brief.saved.strftime("%H:%M"))
        said += " " + ngettext("{n} word,", "{n} words,", words).format(n=f"{words:,}")
        said += " " + ngettext("{n} number.", "{n} numbers.", len(matches)).format(n=len(matches))
        said += " " + _("Save the notebook and run this cell again to bring it up to date.")
        head = "".join(
            f'<th scope="col" style="text-align:left">{html.escape(text)}</th>'
            for text in (_("Paragraph"), _("Printed"), _("Given by"))
        )
        body = "".join(
            f"<tr><td>{match.printed.paragraph}</td><td>{html.escape(match.printed.text)}</td>"
            '<td style="text-align:left">'
            + html.escape(f"✓ {match.given_by}" if match.given_by else _("✗ nothing yet"))
            + "</td></tr>"
            for match in matches
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"<p>{html.escape(said)}</p>{table if matches else ''}"


class FigureOfTheBrief(_Computed):
    """Whether the brief's figure can be drawn again, and says what it shows."""

    @property
    def title(self) -> str:
        return _("Figure of the brief")

    def missing(self, returned: Any) -> list[str]:
        if not isinstance(returned, Mapping) or not isinstance(returned.get("panels"), list):
            return [_("Your function returns no exhibit(figure, alt=“…”, sources=[…]).")]
        found = []
        panels = [panel for panel in returned["panels"] if isinstance(panel, Mapping)]
        if not any(panel.get("marks") for panel in panels):
            found.append(_("Nothing is drawn in the figure."))
        if not labelled(panels):
            found.append(_("The figure needs a title, and a label with its unit on an axis."))
        if not enough_words(returned.get("alt")):
            found.append(
                _("Say in at least {n} words what the figure shows: alt=“…”.").format(n=LEAST_ALT)
            )
        sources = returned.get("sources")
        known = (
            [one for one in sources if isinstance(one, str)] if isinstance(sources, list) else []
        )
        if not known:
            found.append(_("Name the evidence that the figure draws: sources=[…]."))
        found += [
            _("There is no evidence with the id {id}.").format(id=one)
            for one in known
            if not is_evidence(one)
        ]
        return found


def is_evidence(reference: str) -> bool:
    """Whether an id names evidence: a row of the evidence, or a whole table of it."""
    return reference in _tables() or evidence(reference) is not None


@cache
def _tables() -> frozenset[str]:
    return frozenset(seeds.tables().index) - frozenset(NOT_EVIDENCE)


def labelled(panels: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each panel in which something is drawn has a title and a label on an axis.

    One title may stand above several panels.
    """
    drawn = [panel for panel in panels if panel.get("marks")]
    titled = any(isinstance(one.get("title"), str) and one["title"].strip() for one in drawn)
    return titled and all(
        any(isinstance(one.get(axis), str) and one[axis].strip() for axis in ("across", "up"))
        for one in drawn
    )


def enough_words(alt: Any) -> bool:
    """Whether an alternative text says something."""
    return isinstance(alt, str) and len(set(alt.split())) >= LEAST_ALT


class SensitivityOfTheBrief(_Computed):
    """Whether the result was computed at several values of an assumption."""

    @property
    def title(self) -> str:
        return _("Sensitivity of the answer")

    def missing(self, returned: Any) -> list[str]:
        if not isinstance(returned, Mapping) or not isinstance(returned.get("results"), list):
            return [_("Your function returns no vary(function, assumption=“…”, …).")]
        found = []
        if len(set(map(str, returned.get("values", [])))) < LEAST_VALUES:
            found.append(
                _("Vary the assumption over at least {n} different values.").format(n=LEAST_VALUES)
            )
        for value, result in zip(returned.get("values", []), returned["results"], strict=False):
            if not isinstance(result, (int, float)):
                found.append(
                    _("At {value} nothing comes out: {result}.").format(value=value, result=result)
                )
        if not str(returned.get("assumption", "")).strip():
            found.append(_("Name the assumption: assumption=“…”."))
        brief = saved_brief(self.identifier)
        assumption = str(returned.get("assumption", ""))
        if brief is not None and assumption and not names(brief.text, assumption):
            found.append(
                _(
                    "Your brief (as saved at {time}) does not name the assumption “{assumption}”."
                ).format(time=brief.saved.strftime("%H:%M"), assumption=assumption)
            )
        return found


def names(text: str, words: str) -> bool:
    """Whether a text has these words in this order, whatever their case and the blanks between them."""
    return bool(words.split()) and " ".join(words.casefold().split()) in " ".join(
        text.casefold().split()
    )

"""Exercise 1.2: a definition, what it makes of six cases, and what one finds out afterwards."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import (
    Choose,
    ChooseMany,
    Control,
    Field,
    Grid,
    Group,
    Number,
)
from venezuela_course.exercises.fields.field import Changed, boxed
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _
from venezuela_course.models import definitions

FIRST = "first"  # the part in which the first prediction is kept
PARTS = ("criteria", "min_days", "predicted")
MOST_DAYS = 60

SIGNS = {"yes": "✓", "no": "✕", "unknown": "?"}


class FirstPrediction(Group):
    """What was predicted before the facts were shown: kept by the exercise, set by nobody."""

    def html(self, value: Any) -> str:
        if value is None:
            return html.escape(_("Nothing is kept yet."))
        summary = html.escape(_("Show what was kept"))
        return f"<details><summary>{summary}</summary>{super().html(value)}</details>"

    def settled(self, old: Any, new: Any) -> Any:
        """The first stays the first, whatever a cell says of it later (`Exercise` asks for it)."""
        return old if self.holds(old) else new

    def holds(self, value: Any) -> bool:
        """Whether a value is a complete prediction."""
        return value is not None and self.problem(value) is None

    def control(self, value: Any, changed: Changed) -> Control:
        return _Kept(self, value, changed)


class _Kept(Control):
    """Shows what was kept; there is nothing to move."""

    def __init__(self, field: FirstPrediction, value: Any, changed: Changed) -> None:
        super().__init__(changed)
        self._field = field
        self._value = value
        self._text = ipywidgets.HTML()
        self.widget, _legend = boxed(field, self._text)
        self.show(value)

    def display(self, value: Any) -> None:
        self._value = value
        self._text.value = self._field.html(value)

    def read(self) -> Any:
        return self._value


class DefinitionMachine(Exercise):
    """Criteria to switch on, twelve verdicts to predict, and then the facts.

    The facts appear when definition and predictions are complete. At that moment both are kept, in the
    answer, as they were: what is changed afterwards is then visible to whoever reads it.
    """

    def __init__(self, identifier: str) -> None:
        self._facts, self._cases = _facts_and_cases()
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("The definition machine")

    @property
    def task(self) -> str:
        return _(
            "<p>What counts as a coup? Switch on the criteria that you want a definition to ask for, and "
            "say how long power must be held for success; 0 means that removing the executive is enough. "
            "Powell and Thyne ask for perpetrators within the state, an illegal act, the executive as "
            "its target, and for success seven days; you need not follow them. Then predict "
            "what <em>your</em> definition makes of six events, from the evidence named below. <em>Cannot "
            "tell</em> is a verdict too: where a fact that matters is unknown or itself in dispute, no "
            "definition can decide.</p><p>Only when everything is predicted are the facts shown. Your first "
            "complete prediction is kept; what you correct afterwards counts half.</p>"
        )

    def fields(self) -> Sequence[Field]:
        self._first = FirstPrediction(
            FIRST,
            _("Your first complete prediction"),
            [*self._definition(), self._predicted()],
            required=False,
            note=_("Kept by the exercise when the facts are first shown."),
        )
        return [
            *self._definition(),
            self._predicted(),
            self._first,
            Group(
                "resolves",
                _("Can both stand?"),
                [
                    Choose(
                        "how",
                        _("No coup attempt since 1958 succeeded; a coup removed Chávez in 2002"),
                        readings(),
                        note=_("S003a-020 and S003a-045, from one text."),
                    ),
                    Choose("criterion", _("What the answer turns on"), criterion_names()),
                ],
            ),
            Group(
                "sensitive",
                _("A case that hangs on one criterion of your definition"),
                [
                    Choose("case", _("Case"), case_names()),
                    Choose(
                        "criterion",
                        _("Switched on or off, this alone changes a verdict"),
                        criterion_names(),
                        note=_(
                            "The days: 0 against the number that you set, or against 7 if you set 0."
                        ),
                    ),
                ],
            ),
        ]

    def _definition(self) -> list[Field]:
        return [
            ChooseMany("criteria", _("Your definition asks that"), criteria(), columns=1),
            Number(
                "min_days",
                _("Power held for at least"),
                minimum=0,
                maximum=MOST_DAYS,
                unit=_("days"),
                words=_days_in_words,
            ),
        ]

    def _predicted(self) -> Grid:
        return Grid(
            "predicted",
            _("By your definition, was it …"),
            case_names(),
            {"attempt": _("a coup attempt?"), "success": _("a successful one?")},
            truths(),
        )

    def picture(self, answer: Answer) -> str:
        definition = definition_of(answer)
        if definition is None or not self._complete(answer):
            return self._evidence()
        return self._revealed(definition, answer)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Definition and predictions, the evidence or the facts below them, then the conclusions."""
        return stacked(
            beside(stacked(controls["criteria"], controls["min_days"]), controls["predicted"]),
            as_picture(picture),
            controls[FIRST],
            beside(controls["resolves"], controls["sensitive"]),
        )

    # The first prediction ---------------------------------------------------------------------------

    def _changed(self, key: str, value: Any) -> None:
        with self._lock:
            # What stood before this change was shown with its facts, so that is what is kept.
            for answer in (self._answer, self._answer | {key: value}):
                if key != FIRST and (kept := self._kept(answer)) != self._answer.get(FIRST):
                    self._answer = self._answer | {FIRST: kept}
                    if self._view is not None:
                        self._view.controls[FIRST].show(kept)
            super()._changed(key, value)

    def _settled(self, answer: Answer | None) -> Answer:
        settled = super()._settled(answer)
        # A complete answer that was typed shows the facts as well.
        return settled if (kept := self._kept(settled)) is None else settled | {FIRST: kept}

    def _kept(self, answer: Answer) -> Any:
        """The first complete prediction: what is kept already, else the answer's own if complete."""
        said = answer.get(FIRST)
        if self._first.holds(said) or not self._complete(answer):
            return said
        return {part: answer[part] for part in PARTS}

    def _complete(self, answer: Answer) -> bool:
        return all(
            field.problem(answer.get(field.key)) is None
            for field in self._fields
            if field.key in PARTS
        )

    # The picture ------------------------------------------------------------------------------------

    def _evidence(self) -> str:
        """Before: which rows speak of each case, and none of what they say."""
        rows = ""
        for name, text in case_names().items():
            cited = self._facts.loc[self._facts["case"] == name, "source"]
            references = dict.fromkeys(one for cell in cited for one in str(cell).split(";"))
            rows += (
                f'<tr><th scope="row">{html.escape(text)}</th>'
                f"<td>{html.escape(', '.join(f'[{one}]' for one in references))}</td></tr>"
            )
        caption = html.escape(_("Where to read before you predict"))
        words = _("Look a row up with seeds.cite, for example seeds.cite('S003a-045').")
        return (
            f'<table class="venezuela-course-grid"><caption>{caption}</caption><tbody>{rows}</tbody>'
            f"</table><p><small>{html.escape(words)}</small></p>"
        )

    def _revealed(self, definition: definitions.Definition, answer: Answer) -> str:
        """After: fact by fact, and what the definition makes of them beside what was predicted."""
        said: Any = answer.get("predicted")
        heads = [
            text if key in definition.criteria else _("{criterion} (off)").format(criterion=text)
            for key, text in short_criteria().items()
        ]
        days = _("days in power; line: {n}").format(n=f"{definition.min_days:g}")
        head = "".join(
            f'<th scope="col">{html.escape(text)}</th>'
            for text in (*heads, _("removed"), days, _("attempt?"), _("success?"))
        )
        rows = ""
        for case in self._cases:
            made = definitions.classify(case, definition)
            facts = "".join(
                f"<td{'' if one in definition.criteria else ' style=opacity:.8'}>"
                f"{_fact(case.facts.get(one, 'unknown'))}</td>"
                for one in definitions.CRITERIA
            )
            verdicts = "".join(
                f"<td>{_verdict(verdict, said[case.name][column])}</td>"
                for column, verdict in (("attempt", made.attempt), ("success", made.success))
            )
            rows += (
                f'<tr><th scope="row">{html.escape(case_names()[case.name])}</th>{facts}'
                f"<td>{_fact(case.removed)}</td><td>{_days(case, definition.min_days)}</td>"
                f"{verdicts}</tr>"
            )
        caption = html.escape(_("The facts, and what your definition makes of them"))
        return (
            f'<table class="venezuela-course-grid"><caption>{caption}</caption>'
            f"<thead><tr><td></td>{head}</tr>"
            f"</thead><tbody>{rows}</tbody></table>{self._reasons()}"
        )

    def _reasons(self) -> str:
        """Why a fact is unknown, with the rows that leave it so."""
        unknown = self._facts[self._facts["value"] == "unknown"]
        lines = "".join(
            "<li>"
            + html.escape(
                _("{case}, {criterion}: {note} [{source}].").format(
                    case=case_names()[str(row["case"])],
                    criterion=short_criteria()[str(row["criterion"])],
                    note=row["note"],
                    source=str(row["source"]).replace(";", ", "),
                )
            )
            + "</li>"
            for row in unknown.to_dict("records")
        )
        heading = _(
            "Unknown here, each with its reason; all facts stand in the table [coup_cases]."
        )
        return f"<p>{html.escape(heading)}</p><ul>{lines}</ul>".replace(
            "[coup_cases]", "coup_cases"
        )


@cache
def _facts_and_cases() -> tuple[Any, tuple[definitions.Case, ...]]:
    facts = seeds.coup_cases()
    return facts, definitions.cases_from(facts)


def definition_of(answer: Mapping[str, Any]) -> definitions.Definition | None:
    """The definition in an answer; None where it is not complete."""
    chosen, days = answer.get("criteria"), answer.get("min_days")
    if not isinstance(chosen, (list, tuple)) or not chosen:
        return None
    if not all(isinstance(one, str) and one in definitions.CRITERIA for one in chosen):
        return None
    if isinstance(days, bool) or not isinstance(days, (int, float)) or not 0 <= days <= MOST_DAYS:
        return None
    return definitions.Definition(frozenset(chosen), float(days))


def criteria() -> dict[str, str]:
    """What a definition can ask for."""
    return {
        "insider": _("those who act hold posts in the armed forces or the state"),
        "illegal": _("the act follows no legal procedure"),
        "executive": _("it is aimed at the chief executive"),
        "force": _("force is used or openly threatened"),
    }


def short_criteria() -> dict[str, str]:
    """The same, as headings."""
    return {
        "insider": _("insiders"),
        "illegal": _("illegal"),
        "executive": _("against the executive"),
        "force": _("force"),
    }


def criterion_names() -> dict[str, str]:
    """The criteria and the days."""
    return short_criteria() | {definitions.DAYS: _("days that power was held")}


def case_names() -> dict[str, str]:
    """The six events."""
    return {
        "1958-01-23": _("23 January 1958: Pérez Jiménez flees"),
        "1992-02-04": _("4 February 1992: Chávez's attempt"),
        "2002-04-11": _("11 April 2002: Chávez removed"),
        "2016-07-11": _("11 July 2016: the new command"),
        "2019-04-30": _("30 April 2019: the uprising"),
        "2020-05-03": _("3 May 2020: the sea raid"),
    }


def truths() -> dict[str, str]:
    """The three verdicts."""
    return {"yes": _("yes"), "no": _("no"), "unknown": _("cannot tell")}


def readings() -> dict[str, str]:
    """Ways to deal with two statements that pull against each other."""
    return {
        "mistake": _("One of the two is a mistake, and so is the text that makes it."),
        "popular": _("The removal of 2002 lacked popular support, so that it was no success."),
        "definition": _("Both hold: one asks for lasting success, the other only for removal."),
        "legitimate": _("A coup succeeds when the government that follows is legitimate."),
        "later": _("The later statement replaces the earlier one."),
    }


def _days_in_words(days: float) -> str:
    return _("removal is enough") if days == 0 else ""


def _fact(truth: str) -> str:
    word = _("unknown") if truth == "unknown" else truths()[truth]
    return f"{SIGNS[truth]}&nbsp;{html.escape(word)}"


def _verdict(made: str, said: str) -> str:
    """A verdict, and where the prediction was another, that one."""
    shown = f"<strong>{SIGNS[made]}&nbsp;{html.escape(truths()[made])}</strong>"
    if made == said:
        return f"{shown}<br><small>{html.escape(_('as predicted'))}</small>"
    words = _("you said: {verdict}").format(verdict=truths()[said])
    return f"{shown}<br><small>{html.escape(words)}</small>"


_WIDE, _HIGH = 90, 16  # pixels


def _days(case: definitions.Case, least: float) -> str:
    """How long power was held, as a bar that ends at `MOST_DAYS`, with the days asked for as a line."""
    low, high = case.low or 0.0, case.high or 0.0

    def x(days: float) -> float:
        return 3 + (_WIDE - 12) * min(1.0, days / MOST_DAYS)

    figures = (
        f"{low:g}" if low == high else _("{low} to {high}").format(low=f"{low:g}", high=f"{high:g}")
    )
    words = _("{days} days").format(days=figures)
    more = f'<text x="{_WIDE - 9}" y="12" font-size="11">»</text>' if high > MOST_DAYS else ""
    return (
        f'<svg role="img" aria-label="{html.escape(words)}" width="{_WIDE}" height="{_HIGH}">'
        f'<line x1="3" x2="{x(MOST_DAYS):g}" y1="8" y2="8" stroke="#999"/>'
        f'<rect x="2" y="4" width="{max(2.0, x(high) - 2):g}" height="8" fill="#56B4E9" '
        f'stroke="#0072B2"/><line x1="{x(least):g}" x2="{x(least):g}" y1="0" y2="{_HIGH}" '
        f'stroke="currentColor" stroke-width="2"/>{more}</svg> {html.escape(figures)}'
    )

"""Six cases from outside the assignment, what is known of them, and the matrix that shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.militarisation_lesson.words import (
    criterion_words,
    verdict,
    verdict_words,
)
from venezuela_course.language import _, ngettext
from venezuela_course.models.militarisation import CRITERIA, Case, Definition, Truth, classify


def foreign_cases() -> tuple[Case, ...]:
    """What the rows X-055 to X-064 and the timeline allow one to say of six cases.

    Returns
    -------
    tuple of Case
        A fact on which courts or officials contradict one another is ``unknown``: it is disputed,
        and a definition does not settle it.

    Notes
    -----
    Burkina Faso: from 16 to 23 September 2015 is between six and eight days, as one counts. Zimbabwe
    and Honduras: nobody who was removed came back, so there is a least number of days and no most.
    """
    facts = seeds.external_facts().set_index("fact_id")["value"]
    hours, honduras = float(facts["X-059"]), float(facts["X-057"])
    week = float(facts["X-058"])

    def case(name: str, pattern: str, removed: Truth, low: float, high: float | None) -> Case:
        letters: dict[str, Truth] = {"y": "yes", "n": "no", "?": "unknown"}
        known = {one: letters[letter] for one, letter in zip(CRITERIA, pattern, strict=True)}
        return Case(name, known, removed, low, high)

    return (
        case(_("Turkey, July 2016"), "yyyy", "no", 0, hours / 24),
        case(_("Burkina Faso, Sept. 2015"), "yyyy", "yes", week - 1, week + 1),
        case(_("Zimbabwe, Nov. 2017"), "y?yy", "yes", 9, None),
        case(_("Honduras, June 2009"), "y?yy", "yes", honduras, None),
        case(_("Peru, April 1992"), "yyny", "no", 0, 0),
        case(_("Venezuela, March 2017"), "y?nn", "no", 0, 0),
    )


_SIGNS: dict[str, tuple[str, str]] = {
    "yes": ("●", "#0072B2"),
    "no": ("✕", "#B04A00"),
    "unknown": ("?", "#222222"),
}


def days_in_words(case: Case) -> str:
    """How long those who acted held power, as far as it is known."""
    if case.removed == "no":
        return _("nobody removed")
    if case.low == case.high:
        return f"{case.low:g}"
    if case.high is None:
        return _("{low:g} or more").format(low=case.low or 0)
    return _("{low:g} to {high:g}").format(low=case.low or 0, high=case.high)


def draw_cases(
    axes: Any,
    cases: Collection[Case],
    definition: Definition,
    *,
    given: Mapping[str, Any] | None = None,
) -> None:
    """Draw cases against criteria, with the verdict of a definition.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Of a figure with bare margins, about 7 inches wide and 0.32 inch high a row, with two for heads.
    cases : collection of Case
    definition : Definition
        Criteria that it does not ask for are pale.
    given : mapping of str to str, optional
        Somebody's verdict on each case, by its name, shown in place of the definition's.
    """
    heads = {
        "insider": _("from\ninside"),
        "illegal": _("illegal"),
        "executive": _("against\nexecutive"),
        "force": _("force"),
    }
    words = verdict_words()
    at = dict(zip(CRITERIA, (0.305, 0.37, 0.452, 0.536), strict=True))
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(len(cases) - 0.3, -1.45))
        for one, x in at.items():
            asked = one in definition.criteria
            axes.text(
                x, -0.95, heads[one] if asked else f"({heads[one]})", ha="center", va="center",
                fontsize=8, color=charts.INK if asked else charts.QUIET, linespacing=1.05,
                weight="bold" if asked else "normal",
            )  # fmt: skip
        axes.text(0.638, -0.95, _("days"), ha="center", va="center", fontsize=8, weight="bold")
        head = _("verdict") if given is None else _("your verdict")
        axes.text(0.72, -0.95, head, va="center", fontsize=8, weight="bold")
        for row, case in enumerate(cases):
            if row % 2 == 0:
                axes.axhspan(row - 0.5, row + 0.5, color=charts.STRIPE, linewidth=0)
            axes.text(0.0, row, case.name, va="center", fontsize=8.5)
            for one, x in at.items():
                sign, colour = _SIGNS[case.facts.get(one, "unknown")]
                asked = one in definition.criteria
                axes.text(
                    x, row, sign, ha="center", va="center", weight="bold", fontsize=10,
                    color=colour if asked else "#A0A0A0",
                )  # fmt: skip
            axes.text(0.638, row, days_in_words(case), ha="center", va="center", fontsize=8)
            found = verdict(classify(case, definition))
            made = found if given is None else str(given.get(case.name))
            axes.text(
                0.72, row, words.get(made, _("…")), va="center", fontsize=8.5,
                weight="bold" if made in ("succeeded", "failed") else "normal",
                style="italic" if made in ("open", "attempt") else "normal",
            )  # fmt: skip


def in_words(cases: Collection[Case], definition: Definition) -> str:
    """The verdicts on each case, as a sentence."""
    words = verdict_words()
    return "; ".join(f"{case.name}: {words[verdict(classify(case, definition))]}" for case in cases)


def definition_in_words(definition: Definition) -> str:
    """The definition as a sentence."""
    asked = [criterion_words()[one] for one in CRITERIA if one in definition.criteria]
    if definition.min_days == 0:
        text = _("A coup is an act {criteria}; it succeeds once the head of government is removed.")
    else:
        text = ngettext(
            "A coup is an act {criteria}; it succeeds if it holds for {days:g} day.",
            "A coup is an act {criteria}; it succeeds if it holds for {days:g} days.",
            int(definition.min_days),
        )
    return text.format(criteria=", ".join(asked) or _("of any kind"), days=definition.min_days)

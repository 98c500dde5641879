"""Going further: two codings of the same process side by side, how far they agree, and where they part."""

from __future__ import annotations

import ast
import html
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ipywidgets

from venezuela_course import charts
from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import (
    LARGEST,
    Answer,
    AnswerError,
    AnswerFile,
    UnreadableAnswer,
    checked,
)
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.fields import Field, Text
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.exercises.militarisation.coding import (
    DATES,
    Coding,
    CodingSheet,
    coding_from,
    date_names,
    indicators,
    onset_names,
    rule_names,
    score_names,
)
from venezuela_course.language import _, language, ngettext
from venezuela_course.models import composite_index

EXERCISE = "a1-slow-motion"
LONGEST = 40_000  # characters of a pasted answer; a full one has about five thousand
SHOWN = 12  # cells that differ, named one by one


class BrokenCoding(ValueError):
    """What was given is not a coding that can be compared: says what is wrong and what to do."""


class CompareCodings(Exploration):
    """Two answers of one exercise, each from a file or pasted: agreement, paths, and differences.

    The answer file ``answers/a1-slow-motion.json`` is the export: send it, or paste what stands in the
    answer cell. Nothing here is kept, and nothing is graded.

    Parameters
    ----------
    first, second
        What to show first: the path of an answer file, or an answer as text.
    """

    def __init__(self, first: str = f"answers/{EXERCISE}.json", second: str = "") -> None:
        self._given = {"first": first, "second": second}
        super().__init__()

    @property
    def title(self) -> str:
        return _("Two coders, one process")

    @property
    def task(self) -> str:
        return _(
            "<p>Exchange your answer with a classmate: the file <code>answers/{exercise}.json</code>, or "
            "the text in the answer cell. Give both below, as the path of a file or pasted. Do you disagree "
            "about what happened, about what it means, or only about weights?</p>"
        ).format(exercise=EXERCISE)

    def fields(self) -> Sequence[Field]:
        note = _("A file's path, or the answer itself, with or without the call around it.")
        return [
            Text(
                "first",
                _("Your coding"),
                most=LONGEST,
                note=note,
                start=self._given["first"] or None,
            ),
            Text(
                "second",
                _("The other coding"),
                most=LONGEST,
                note=note,
                start=self._given["second"] or None,
            ),
        ]

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The two texts side by side, the comparison below."""
        for control in controls.values():
            control.add_class("venezuela-course-few-lines")
        return stacked(beside(*controls.values()), as_picture(picture))

    def picture(self, answer: Answer) -> str:
        codings, complaints = [], ""
        for key, name in (("first", _("Your coding")), ("second", _("The other coding"))):
            given = answer.get(key)
            text = given.strip() if isinstance(given, str) else ""
            if not text:
                complaints += _said(_("{name}: nothing given yet.").format(name=name))
                continue
            try:
                codings.append(read_coding(text))
            except BrokenCoding as error:
                complaints += _said(_("{name}: {why}").format(name=name, why=error))
        if len(codings) < 2:
            return complaints
        return compare_html(codings[0], codings[1], f"compare-{language()}")


def read_coding(text: str) -> Coding:
    """Read a coding from a file's path or from text.

    Parameters
    ----------
    text
        The path of an answer file; the file's own content; an answer as a Python or JSON dictionary; or
        a cell ``name.answer({...})``.

    Returns
    -------
    Coding

    Raises
    ------
    BrokenCoding
        If there is no such file, it is not an answer of this exercise, or it holds no coding that can
        be computed.
    """
    looks_pasted = any(mark in text for mark in "{[(\n")
    answer = _pasted(text) if looks_pasted else _from_file(Path(text))
    sheet = CodingSheet("scores", _("Scores"), indicators(), date_names(), score_names())
    scores = answer.get("scores")
    if isinstance(scores, Mapping):
        # Scores may be typed as numbers; the sheet knows them as text.
        scores = {
            row: {date: str(one) for date, one in cells.items()}
            if isinstance(cells, Mapping)
            else cells
            for row, cells in scores.items()
        }
    if problem := sheet.problem(scores):
        raise BrokenCoding(problem)
    coding = coding_from(answer | {"scores": scores})
    if coding.rule is None:
        raise BrokenCoding(_("it names no rule by which the scores are put together."))
    if coding.threshold is None:
        raise BrokenCoding(_("it names no threshold."))
    if not any(coding.weights.values()):
        raise BrokenCoding(_("all its weights are zero."))
    return coding


def _from_file(path: Path) -> Answer:
    if path.suffix != ".json":
        raise BrokenCoding(
            _("{name} is not an answer file; such files end in .json.").format(name=path.name)
        )
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise BrokenCoding(
            _("the file {name} cannot be read: {why}.").format(
                name=path.name, why=error.strerror or type(error).__name__
            )
        ) from error
    if raw is None:
        raise BrokenCoding(_("the file {name} is too large for an answer.").format(name=path.name))
    return _document(raw)


def _document(raw: bytes) -> Answer:
    """What an answer file holds."""
    try:
        return AnswerFile(Path(), EXERCISE)._parse(raw).answer
    except UnreadableAnswer as error:
        raise BrokenCoding(str(error)) from error


def _pasted(text: str) -> Answer:
    if len(text) > LONGEST:
        raise BrokenCoding(_("this is too long for an answer."))
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        value = _literal(text)
    if isinstance(value, Mapping) and "exercise" in value:
        return _document(json.dumps(value).encode())
    try:
        return checked(value)
    except AnswerError as error:
        raise BrokenCoding(str(error)) from error


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        pass
    try:
        value = literals.read(text)
    except literals.NoLiteral as error:
        raise BrokenCoding(
            _(
                "this text is no answer: paste all of the answer cell, or all of the dictionary from the "
                "first brace to the last."
            )
        ) from error
    if value is None:
        raise BrokenCoding(_("this cell holds no answer yet: run it first."))
    return value


# What is shown --------------------------------------------------------------------------------------


def compare_html(first: Coding, second: Coding, key: str = "compare") -> str:
    """Two codings compared: paths, agreement, and where and why they part.

    Parameters
    ----------
    first, second
        Complete codings.
    key
        Name of the place on the page, for `charts.svg`.

    Returns
    -------
    str
        HTML.
    """
    shared = [one for one in indicators() if one in first.changes and one in second.changes]
    paths = (tuple(first.path()), tuple(second.path()))
    parting = composite_index.compare_codings(
        _columns(first, shared), _columns(second, shared), *paths
    )
    return (
        _two_paths(*paths, key)
        + _agreement(parting, shared)
        + _where(parting, shared)
        + _choices(first, second, parting)
    )


def _columns(coding: Coding, shared: Sequence[str]) -> list[list[float]]:
    places = [coding.used.index(one) for one in shared]
    return [[row[place] for place in places] for row in coding.scores()]


def _said(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _agreement(parting: composite_index.Parting, shared: Sequence[str]) -> str:
    if not shared:
        return _said(
            _("You coded no indicator in common: you measured two different things under one name.")
        )
    if not parting.shared:
        return _said(_("There is no cell that both of you assessed."))
    said = ngettext(
        "{n} indicator in common, {cells} cells that both assessed, {alike} of them alike.",
        "{n} indicators in common, {cells} cells that both assessed, {alike} of them alike.",
        len(shared),
    ).format(n=len(shared), cells=parting.shared, alike=parting.alike)
    if math.isnan(parting.kappa):
        more = _("Cohen's kappa is undefined: both of you gave one and the same score throughout.")
    else:
        more = _(
            "Cohen's kappa is {kappa}: agreement beyond what your own habits would give by chance."
        ).format(kappa=f"{parting.kappa:.2f}")
    return _said(f"{said} {more}")


def _where(parting: composite_index.Parting, shared: Sequence[str]) -> str:
    """Cells that differ, by indicator, with the one that costs most agreement first."""
    if not parting.cells:
        return ""
    names, dates = indicators(), date_names()
    counted = Counter(indicator for _date, indicator, _one, _two in parting.cells)
    lines = ""
    for place, number in counted.most_common():
        cells = [cell for cell in parting.cells if cell[1] == place]
        listed = ", ".join(
            _("{date} ({one} and {two})").format(
                date=dates[DATES[date]], one=f"{one:g}", two=f"{two:g}"
            )
            for date, _place, one, two in cells[:SHOWN]
        )
        heading = ngettext(
            "{name}: {n} cell differs, {cells}", "{name}: {n} cells differ, {cells}", number
        ).format(name=names[shared[place]], n=number, cells=listed)
        lines += f"<li>{html.escape(heading)}</li>"
    return f"{_said(_('Where you part, yours first:'))}<ul>{lines}</ul>"


def _choices(first: Coding, second: Coding, parting: composite_index.Parting) -> str:
    """Why the dates differ: the scores, or what was made of them."""
    names, rules = onset_names(), rule_names()
    rows = [
        (
            _("Indicators that only one of you coded"),
            _some(one for one in first.used if one not in second.used),
            _some(one for one in second.used if one not in first.used),
        ),
        (_("Rule"), *(rules[str(one.rule)].partition(":")[0] for one in (first, second))),
        (_("Threshold"), *(f"{one.threshold:g}" for one in (first, second))),
        (_("Onset"), *(_onset_name(one, names) for one in (first, second))),
        (
            _("Onset with the other's weights, rule and threshold"),
            _onset_name(_with_choices_of(first, second), names),
            _onset_name(_with_choices_of(second, first), names),
        ),
    ]
    head = "".join(
        f'<th scope="col">{html.escape(text)}</th>' for text in (_("You"), _("The other"))
    )
    body = "".join(
        f'<tr><th scope="row">{html.escape(text)}</th><td>{html.escape(one)}</td>'
        f"<td>{html.escape(two)}</td></tr>"
        for text, one, two in rows
    )
    gaps = [(abs(gap), at) for at, gap in enumerate(parting.gap) if not math.isnan(gap)]
    words = ""
    if gaps and max(gaps)[0] > 0:
        gap, at = max(gaps, key=lambda one: (one[0], -one[1]))
        words = _said(
            _("The two indices lie furthest apart in {date}, by {gap}.").format(
                date=date_names()[DATES[at]], gap=f"{gap:.2f}"
            )
        )
    reading = _said(_reading(first, second))
    return (
        f'<table class="venezuela-course-grid"><caption>{html.escape(_("Why you part"))}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>{words}{reading}"
    )


def _reading(first: Coding, second: Coding) -> str:
    """Whether the scores or the choices part the two onsets."""
    if first.onset() == second.onset():
        return _("Your onsets agree. Agreement on a date is not agreement on the reasons.")
    if _with_choices_of(first, second).onset() == second.onset():
        return _(
            "With the other's weights, rule and threshold your scores give the other's onset: what "
            "parts you is not what you saw, but what you count."
        )
    return _(
        "Even with the other's weights, rule and threshold your scores give another onset: you read "
        "the evidence, or chose the indicators, differently."
    )


def _with_choices_of(scores: Coding, choices: Coding) -> Coding:
    """One coder's scores under the other's weights, rule and threshold; where the other has no weight, 1."""
    weights = {one: choices.weights.get(one, 1.0) for one in scores.used}
    if not any(weights.values()):
        weights = scores.weights
    return Coding(scores.changes, weights, choices.rule, choices.threshold)


def _onset_name(coding: Coding, names: Mapping[str, str]) -> str:
    onset = coding.onset()
    return names[onset] if onset is not None else _("none can be computed")


def _some(keys: Any) -> str:
    return ", ".join(indicators()[one] for one in keys) or _("none")


@lru_cache(maxsize=32)
def _two_paths(first: tuple[float, ...], second: tuple[float, ...], key: str) -> str:
    figure = charts.canvas(7.0, 2.9, margins=charts.Margins(0.55, 1.1, 0.35, 0.5))
    axes = figure.axes[0]
    names = date_names()
    places = list(range(len(DATES)))
    with charts.style():
        axes.set(xlim=(-0.3, len(DATES) - 0.7), ylim=(-0.03, 1.06))
        axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])
        axes.set_xticks(places, [text.replace(" ", "\n") for text in names.values()])
        axes.tick_params(axis="x", labelsize=7.5)
        axes.set_title(_("The two indices"))
        looks = ((first, charts.PALETTE["blue"], "o", "-"), (second, "#B04A00", "s", (0, (4, 2))))
        for values, colour, mark, line in looks:
            axes.plot(places, values, color=colour, marker=mark, markersize=4, linestyle=line)
    apart = abs(first[-1] - second[-1]) < 0.08
    for text, values, colour, lift in (
        (_("you"), first, charts.PALETTE["blue"], 0.05),
        (_("the other"), second, "#B04A00", -0.05),
    ):
        if not math.isnan(values[-1]):
            charts.label(axes, places[-1], values[-1] + (lift if apart else 0), text, colour)
    said = "; ".join(
        f"{names[date]}: {_figure(one)}, {_figure(two)}"
        for date, one, two in zip(DATES, first, second, strict=True)
    )
    return charts.svg(figure, _("Two indices, yours first. {values}.").format(values=said), key)


def _figure(value: float) -> str:
    return _("not assessed") if math.isnan(value) else f"{value:.2f}"

"""Exercise 1.3: code a slow process, and see which date, if any, the coding implies."""

from __future__ import annotations

import html
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, ChooseMany, EdgeList, Field, Group, Number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.exercises.militarisation.coding import (
    DATES,
    LEAST,
    MOST,
    Coding,
    CodingSheet,
    coding_from,
    date_names,
    first_day_of,
    indicators,
    last_day,
    onset_names,
    rule_names,
    score_names,
)
from venezuela_course.language import _, language
from venezuela_course.models import composite_index

#: Claims offered where those are asked for that speak against the reading; some of them do.
COUNTER = (
    "S003a-006",
    "S003a-009",
    "S003a-011",
    "S003a-013",
    "S003a-049",
    "S003a-052",
    "S003a-054",
    "S003a-055",
    "S003a-057",
    "S003a-058",
    "S003a-060",
    "S003a-075",
    "S003a-083",
    "S003a-084",
    "S003a-086",
    "S003a-087",
)

SHADES = (
    "#FFFFFF",
    "#CDE4F2",
    "#7FB9DC",
)  # of the scores 0, 1 and 2; the number stands in the cell


class SlowMotion(Exercise):
    """A coding sheet, its evidence, weights, a rule, a threshold, and the date that follows.

    No date is right, and neither is 'never'. What can be judged is whether the date follows from the
    coding, the coding from evidence of its time, and how much of it is the weights.
    """

    def __init__(self, identifier: str) -> None:
        self._evidence = _evidence_texts()
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Date the 'slow-motion coup'")

    @property
    def task(self) -> str:
        return _(
            "<p>A commentary of August 2016 saw the gradual growth of military power begin to look like a "
            "'slow-motion coup' [S003a-060]. If so, when did it begin? Choose {least} to {most} "
            "indicators and code them from April 2013 to August 2016: <strong>0</strong> absent, "
            "<strong>1</strong> in part, <strong>2</strong> in full. Set a score only where it changes; "
            "it holds until you set another, also a lower one. An indicator counts from its "
            "first score on: before that it was not assessed, which is not zero. Each date means the "
            "last day of its month.</p><p>Link every indicator to evidence that is about it and no later "
            "than the score it supports: a claim dated <em>2016</em> can speak of January at the "
            "earliest. Link evidence also to what you code 0, if you looked. Then set weights, a rule and a "
            "threshold, and report what the tool makes of it, how firm it is, what speaks against it, and "
            "which other concept would fit. <strong>No date is right, and 'never' is as good as any other "
            "answer</strong>, if it follows from your coding.</p>"
        ).format(least=LEAST, most=MOST)

    def fields(self) -> Sequence[Field]:
        return [
            CodingSheet(
                "scores",
                _("Scores, where they change"),
                indicators(),
                date_names(),
                score_names(),
                note=" ".join(
                    (
                        _("An empty cell keeps the score before it."),
                        _("By keyboard: Tab from row to row, arrow keys left and right along one."),
                    )
                ),
            ),
            EdgeList(
                "evidence",
                _("Evidence for your indicators"),
                indicators(),
                self._evidence,
                names=(_("Indicator"), _("Evidence")),
            ),
            Group(
                "weights",
                _("Weights"),
                [
                    Number(key, text, minimum=0, maximum=10, start=1)
                    for key, text in indicators().items()
                ],
                note=_("Only their ratios matter, and only those of indicators that you code."),
            ),
            Choose("rule", _("How the scores are put together"), rule_names()),
            Number(
                "threshold",
                _("From which value of the index would you use the word?"),
                minimum=0.05,
                maximum=1.0,
                step=0.05,
            ),
            Choose("onset", _("The onset that your coding implies"), onset_names()),
            Number(
                "stability",
                _("Share of random weightings with the same onset"),
                minimum=0.0,
                maximum=100.0,
                step=0.1,
                unit=_("percent"),
            ),
            Choose("firmness", _("So the date may be reported as"), firmness()),
            ChooseMany(
                "counter",
                _("Claims that speak against the reading, at least two"),
                {one: self._evidence_text(one) for one in COUNTER},
                least=2,
                note=_("A claim that supports it costs as much as one against it earns."),
            ),
            Choose("alternative", _("A concept that would fit instead"), alternatives()),
        ]

    def picture(self, answer: Answer) -> str:
        coding = coding_from(answer)
        if not coding.used:
            text = _("The index appears here as soon as a score is set and a rule chosen.")
            return f"<p>{html.escape(text)}</p>"
        links = _links(answer.get("evidence"), self._evidence)
        key = f"{self.identifier}-{language()}"
        path = tuple(coding.path())
        drawn = ""
        if any(not math.isnan(one) for one in path):
            drawn = _trajectory(path, coding.threshold, coding.onset(), key)
        return drawn + self._stability(coding) + _sheet(coding, links)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The sheet over its whole width, then what moves the index beside the index."""
        report = [controls[one] for one in ("onset", "stability", "firmness", "alternative")]
        return stacked(
            controls["scores"],
            beside(
                stacked(controls["rule"], controls["threshold"], controls["weights"]),
                stacked(as_picture(picture), *report),
            ),
            controls["evidence"],
            controls["counter"],
        )

    def _evidence_text(self, reference: str) -> str:
        return self._evidence[reference]

    def _stability(self, coding: Coding) -> str:
        """What 2,000 random weightings make of the same scores."""
        stability = coding.stability()
        onset = coding.onset()
        if stability is None or onset is None:
            text = _("Choose a rule and a threshold to see an onset.")
            return f"<p>{html.escape(text)}</p>"
        names = onset_names()
        said = html.escape(
            _("With your weights the index first reaches the threshold: {onset}.").format(
                onset=names[onset]
            )
        )
        rows = "".join(
            f'<tr><th scope="row">{html.escape(names[str(date)])}</th><td>{_bar(share)}</td>'
            f"<td>{100 * share:.1f}&nbsp;%</td></tr>"
            for date, share in stability.shares.items()
        )
        caption = html.escape(
            _("Onsets when the weights are drawn at random, {n} times").format(
                n=f"{stability.draws:,}"
            )
        )
        return (
            f'<p>{said}</p><table class="venezuela-course-grid"><caption>{caption}</caption>'
            f"<tbody>{rows}</tbody></table>"
        )


def firmness() -> dict[str, str]:
    """How a date may be reported, by the share of weightings that give it."""
    return {
        "firm": _("firm: at least nine weightings in ten give it"),
        "usual": _("usual: more than half of them give it"),
        "mine": _("mine: it follows from my weights, and at most half of them give it"),
    }


def alternatives() -> dict[str, str]:
    """Concepts, of which some are other readings of the same process and some are none."""
    return {
        "coup": _("A coup, only slower"),
        "coup-proofing": _("Coup-proofing: a president who buys and binds his officers"),
        "delegation": _("Delegation: a president who hands a task to those who can command"),
        "aggrandisement": _(
            "Executive aggrandisement: an elected government that weakens its checks"
        ),
        "guilt": _("Crime, since some officers have been accused"),
        "democracy": _("Democracy: the government was elected"),
    }


@cache
def _evidence_texts() -> dict[str, str]:
    """Rows that can be cited, the dated first, by date: the id, the date, and what is said."""
    table = seeds.indicator_evidence()
    references = dict.fromkeys(table["reference"].astype(str))
    claims = dict.fromkeys(COUNTER)
    found = []
    for reference in references | claims:
        row = seeds.resolve(reference).iloc[0]
        date = row.get("date", row.get("period", row.get("as_of")))
        when = str(date.date()) if hasattr(date, "date") else str(date)
        found.append(
            (str(first_day_of(reference)), f"[{reference}] {when}: {_said(row)}", reference)
        )
    return {reference: text for _first, text, reference in sorted(found)}


def _said(row: Any) -> str:
    for column in ("claim", "event", "statement"):
        if column in row.index:
            return str(row[column])
    import pandas as pd

    note = "" if pd.isna(row["note"]) else str(row["note"])
    if pd.isna(row["value"]):
        return note
    figure = f"{row['value']:g} {row['unit']}, {row['source']}"
    return f"{figure} ({note})" if note else figure


def _links(value: Any, evidence: dict[str, str]) -> dict[str, list[str]]:
    """Evidence by indicator, of links that are links."""
    known = indicators()
    found: dict[str, list[str]] = {}
    for link in value if isinstance(value, (list, tuple)) else ():
        if (
            isinstance(link, (list, tuple))
            and len(link) == 2
            and all(isinstance(end, str) for end in link)
            and link[0] in known
            and link[1] in evidence
        ):
            found.setdefault(link[0], []).append(link[1])
    return found


@lru_cache(maxsize=128)
def _trajectory(
    path: tuple[float, ...], threshold: float | None, onset: str | None, key: str
) -> str:
    """The index over time, the threshold, and where the one first reaches the other."""
    figure = charts.canvas(6.2, 2.9, margins=charts.Margins(0.4, 0.85, 0.35, 0.5))
    axes = figure.axes[0]
    places = [_months(date) for date in DATES]
    names = date_names()
    with charts.style():
        axes.set(xlim=(places[0] - 0.5, places[-1] + 0.5), ylim=(-0.03, 1.06))
        axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])
        # July and August 2016 stand side by side: the second is left to the words.
        axes.set_xticks(places[:-1], [names[date].replace(" ", "\n") for date in DATES[:-1]])
        axes.tick_params(axis="x", labelsize=7.5)
        axes.set_title(_("The index that your coding gives"))
        axes.plot(places, path, color=charts.PALETTE["blue"], marker="o", markersize=4)
        if threshold is not None:
            axes.axhline(threshold, color=charts.INK, linewidth=1, linestyle=(0, (4, 2)))
            charts.label(
                axes, places[-1] + 0.4, threshold, _("threshold"), charts.INK, side="right"
            )
        if onset is not None and onset != composite_index.NEVER:
            at = DATES.index(onset)
            axes.plot(
                [places[at]],
                [path[at]],
                marker="D",
                markersize=9,
                color="#B04A00",
                linestyle="none",
            )
    values = ", ".join(
        f"{names[date]}: {_('not assessed') if math.isnan(value) else f'{value:.2f}'}"
        for date, value in zip(DATES, path, strict=True)
    )
    said = _("The index at ten dates. {values}.").format(values=values)
    return charts.svg(figure, said, key)


def _months(date: str) -> int:
    return 12 * (int(date[:4]) - 2013) + int(date[5:])


def _sheet(coding: Coding, links: dict[str, list[str]]) -> str:
    """The coding as a table: scores set in bold, scores carried on plain, and when evidence begins."""
    names, dates = indicators(), date_names()
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in dates.values())
    scores = coding.scores()
    rows = ""
    for column, indicator in enumerate(coding.used):
        cells = ""
        begin = Counter(_place(one) for one in links.get(indicator, ()))
        for position, date in enumerate(DATES):
            score = scores[position][column]
            text = "" if math.isnan(score) else f"{score:g}"
            if date in coding.changes[indicator]:
                text = f"<strong>{text}</strong>"
            shade = SHADES[0] if math.isnan(score) else SHADES[int(score)]
            cells += (
                f'<td style="background:{shade};color:{charts.INK};text-align:center;padding:1px 4px">'
                f"{text}{'▲' * min(begin[position], 4)}</td>"
            )
        rows += f'<tr><th scope="row">{html.escape(names[indicator])}</th>{cells}</tr>'
    key = _(
        "Bold: a score that you set; plain: carried on; empty: not assessed. ▲: from here on a row of "
        "evidence that you linked can speak; what is older stands at the first date."
    )
    return (
        f'<table class="venezuela-course-grid"><caption>{html.escape(_("Your coding"))}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p><small>{html.escape(key)}</small></p>"
    )


@cache
def _place(reference: str) -> int:
    """The first date at which a row of evidence can be used; one past the last where none is."""
    day = first_day_of(reference)
    if day is None:
        return len(DATES)
    return next((at for at, date in enumerate(DATES) if day <= last_day(date)), len(DATES))


def _bar(share: float) -> str:
    return (
        f'<svg aria-hidden="true" width="124" height="12"><rect x="1" y="2" width="{120 * share:.1f}" '
        'height="8" fill="#56B4E9" stroke="#0072B2"/></svg>'
    )

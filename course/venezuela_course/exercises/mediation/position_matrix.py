"""Exercise 4.1: who did what about the result, as far as one report tells."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Classify, Field, Grid
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language, ngettext

if TYPE_CHECKING:
    from matplotlib.textpath import TextPath

ACTORS = ("USA", "BRA", "COL", "MEX", "CAN", "opposition")
ACTS = ("votes", "elect", "records", "accepts", "court")
VALUES = ("yes", "no", "unknown")
NO_ACT = "none"

CLAIMS = (
    "S000-013",
    "S000-023",
    "S000-024",
    "S000-028",
    "S000-029",
    "S000-030",
    "S000-031",
    "S000-034",
    "S000-035",
    "S000-045",
    "S000-048",
    "S000-049",
)

#: Sign of each value in the picture, beside its word.
SIGNS: Mapping[str, tuple[str, str]] = {
    "yes": ("●", "#0072B2"),
    "no": ("✕", "#B04A00"),
    "unknown": ("?", charts.QUIET),
}

#: The same signs as matplotlib markers; an open cell has a small dot.
MARKERS: Mapping[str, str] = {"yes": "o", "no": "X", "": "."}


class PositionMatrix(Exercise):
    """Six actors, five acts, and unknown where the report is silent; and which claim is about which act.

    The picture draws the matrix as filled in and says where it contradicts itself, or says something
    of an act on which no claim was found. It never says what the report says.
    """

    def __init__(self, identifier: str) -> None:
        claims = seeds.claims().set_index("claim_id")["claim"]
        self._claims = {one: str(claims[one]) for one in CLAIMS}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Five acts")

    @property
    def task(self) -> str:
        return _(
            "<p>Saying who got more votes, treating somebody as president-elect, asking for the records, "
            "accepting the announced result, waiting for a court: five acts, and doing one is not doing "
            "another. First sort the claims by the act that each is about, whether it says that "
            "somebody did it or did not. Then fill in the table from this report <em>alone</em> [S000]: "
            "yes, no, or unknown where it says nothing of that actor. Unknown is an answer, and often "
            "the right one.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "evidence",
                _("Which act is the claim about?"),
                {one: f"[{one}] {text}" for one, text in self._claims.items()},
                act_topics() | {NO_ACT: _("none of the five")},
            ),
            Grid(
                "matrix",
                _("What does the report say that each did, by late August 2024?"),
                actor_names(),
                act_names(),
                value_names(),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        cells = tuple(tuple(_cell(answer, actor, act) for act in ACTS) for actor in ACTORS)
        about = answer.get("evidence")
        sorted_ = about if isinstance(about, Mapping) else {}
        found = tuple(sum(sorted_.get(one) == act for one in CLAIMS) for act in ACTS)
        drawn = _matrix(cells, found, f"{self.identifier}-{language()}")
        notes = "".join(f"<li>{html.escape(text)}</li>" for text in self.tensions(answer))
        if not notes:
            return drawn
        return drawn + f"<p>{html.escape(_('Look again:'))}</p><ul>{notes}</ul>"

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Claims beside the picture; the table, which is wide, below."""
        return stacked(
            beside(controls["evidence"], as_picture(picture)),
            controls["matrix"],
        )

    def tensions(self, answer: Answer) -> list[str]:
        """Where the matrix contradicts itself, or rests on no claim, in words."""
        actors, acts = actor_names(), act_names()
        found = []
        for actor in ACTORS:
            if _cell(answer, actor, "votes") == "yes" == _cell(answer, actor, "accepts"):
                found.append(
                    _(
                        "{actor}: the announced result has another winner than González; can both acts "
                        "stand?"
                    ).format(actor=actors[actor])
                )
        about = answer.get("evidence")
        if isinstance(about, Mapping) and len(about) == len(CLAIMS):
            for act in ACTS:
                said = sum(_cell(answer, actor, act) in ("yes", "no") for actor in ACTORS)
                if said and act not in about.values():
                    found.append(
                        ngettext(
                            "“{act}”: you say yes or no of {n} actor, and sorted no claim under this "
                            "act.",
                            "“{act}”: you say yes or no of {n} actors, and sorted no claim under this "
                            "act.",
                            said,
                        ).format(act=acts[act], n=said)
                    )
        return found


def actor_names() -> dict[str, str]:
    """Who is asked about."""
    return {
        "USA": _("United States"),
        "BRA": _("Brazil"),
        "COL": _("Colombia"),
        "MEX": _("Mexico"),
        "CAN": _("Canada"),
        "opposition": _("Venezuelan opposition"),
    }


def act_names() -> dict[str, str]:
    """The five acts."""
    return {
        "votes": _("says that González got more votes"),
        "elect": _("treats González as president-elect"),
        "records": _("asks for the detailed records"),
        "accepts": _("accepts the announced result"),
        "court": _("waits for the Supreme Court"),
    }


def act_topics() -> dict[str, str]:
    """The five acts as what a claim can be about, done or not done."""
    return {
        "votes": _("saying that González got more votes"),
        "elect": _("treating González as president-elect"),
        "records": _("asking for the detailed records"),
        "accepts": _("accepting the announced result"),
        "court": _("waiting for the Supreme Court"),
    }


def value_names() -> dict[str, str]:
    """What can be said of an actor and an act."""
    return {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}


def _cell(answer: Answer, actor: str, act: str) -> str:
    """What a cell says; '' where it says nothing that can be drawn."""
    rows = answer.get("matrix")
    row = rows.get(actor) if isinstance(rows, Mapping) else None
    value: Any = row.get(act) if isinstance(row, Mapping) else None
    return value if isinstance(value, str) and value in VALUES else ""


@cache
def _question_mark() -> TextPath:
    """The sign for 'unknown' as a marker: thirty texts would take most of the time of a redraw."""
    from matplotlib.textpath import TextPath

    return TextPath((-3.0, -3.6), "?", size=10)


@lru_cache(maxsize=64)
def _matrix(cells: tuple[tuple[str, ...], ...], claims: tuple[int, ...], key: str) -> str:
    figure = charts.canvas(6.2, 3.7, margins=charts.Margins(1.6, 0.1, 0.95, 0.45))
    axes = figure.axes[0]
    actors, acts, values = actor_names(), act_names(), value_names()
    across = range(len(ACTS))
    with charts.style():
        axes.set(xlim=(-0.5, len(ACTS) - 0.5), ylim=(len(ACTORS) - 0.5, -0.5))
        axes.set_xticks([])
        axes.set_yticks(range(len(ACTORS)), [actors[actor] for actor in ACTORS])
        axes.tick_params(length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        for row in range(len(ACTORS)):
            if row % 2 == 0:
                axes.axhspan(row - 0.5, row + 0.5, color=charts.STRIPE, zorder=0)
        for column, act in enumerate(ACTS):
            axes.text(
                column,
                -0.62,
                _wrapped(acts[act]),
                ha="center",
                va="bottom",
                fontsize=8.5,
            )
        for value, (_sign, colour) in {**SIGNS, "": ("", charts.QUIET)}.items():
            at = [
                (column, row)
                for row, line in enumerate(cells)
                for column, cell in enumerate(line)
                if cell == value
            ]
            if at:
                axes.plot(
                    *zip(*at, strict=True),
                    marker=MARKERS[value] if value in MARKERS else _question_mark(),
                    linestyle="none",
                    color=colour,
                    markersize=9 if value else 4,
                    markeredgewidth=0,
                )
        for column in across:
            axes.text(
                column,
                len(ACTORS) - 0.35,
                ngettext("{n} claim", "{n} claims", claims[column]).format(n=claims[column]),
                ha="center",
                va="top",
                fontsize=8.5,
                color=charts.QUIET,
            )
        figure.text(
            0.02,
            0.02,
            ";  ".join(f"{SIGNS[value][0]} {values[value]}" for value in VALUES),
            fontsize=8.5,
            color=charts.QUIET,
        )
    said = "; ".join(
        f"{actors[actor]}: "
        + ", ".join(
            f"{acts[act]}: {values.get(value, _('open'))}"
            for act, value in zip(ACTS, line, strict=True)
        )
        for actor, line in zip(ACTORS, cells, strict=True)
    )
    return charts.svg(figure, _("Your table. {cells}").format(cells=said), key)


def _wrapped(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, 14))

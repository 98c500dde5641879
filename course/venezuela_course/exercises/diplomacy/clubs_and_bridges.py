"""Exercise 3.4: who sat in both groups, according to whom."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, ChooseMany, EdgeList, Field
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language

#: Who is on either list, or near it. The order is the table's.
STATES = (
    "ARG",
    "BOL",
    "BRA",
    "CAN",
    "CHL",
    "COL",
    "CRI",
    "DOM",
    "ECU",
    "GTM",
    "GUY",
    "HND",
    "LCA",
    "MEX",
    "PAN",
    "PER",
    "PRY",
    "URY",
    "USA",
)
EUROPE = "EU"
VENEZUELA = "VEN"
LISTS = ("seed_edges", "record_edges")


class ClubsAndBridges(Exercise):
    """Two tables of memberships on one day, and what holds whichever of them is right.

    Two of the parties are written as one node each: the European Union with its members, which the
    source does not name, and the delegation whose right to sign for Venezuela is itself disputed.
    """

    def __init__(self, identifier: str) -> None:
        states = seeds.oas_states().set_index("iso3")["name"]
        self._actors = {state: str(states[state]) for state in STATES}
        self._actors[EUROPE] = _("European Union and member states")
        self._actors[VENEZUELA] = _("Venezuela (delegation of the opposition)")
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Clubs and bridges")

    @property
    def task(self) -> str:
        return _(
            "<p>In May 2019 the Lima Group asked to meet the Contact Group [S002-024]. Draw the "
            "memberships of <strong>3 May 2019</strong> twice: as the column lists them [S002-021, "
            'S002-026], and as the records have them (rows with <code>list == "record"</code> in '
            "<code>seeds.groups()</code>, whose dates say who was there by that day). Lima Group means "
            "here: signed that day's declaration. Draw the first list as it stands, errors "
            "included.</p>"
        )

    def fields(self) -> Sequence[Field]:
        groups = group_names()
        states = {actor: name for actor, name in self._actors.items() if actor != VENEZUELA}
        return [
            EdgeList(
                "seed_edges", _("As the column lists them"), self._actors, groups, matrix=True
            ),
            EdgeList(
                "record_edges", _("As the records have them"), self._actors, groups, matrix=True
            ),
            ChooseMany("bridges", _("In both groups, whichever list holds"), states, columns=3),
            ChooseMany("flips", _("Its place depends on the list you follow"), states, columns=3),
            Choose(
                "signatures",
                _("How many signed on 3 May 2019?"),
                {
                    "eleven": _("Eleven: the opposition's delegation is not a government"),
                    "twelve": _("Twelve: the delegation signed for Venezuela"),
                    "both": _("Eleven governments, and a delegation some count as Venezuela's"),
                    "none": _("The text cannot be counted at all"),
                },
            ),
            ChooseMany(
                "survives",
                _("What holds under both lists?"),
                conclusions(),
                note=_("A wrong one costs as much as a right one earns."),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        titles = (_("As the column lists them"), _("As the records have them"))
        drawn = []
        for key, title in zip(LISTS, titles, strict=True):
            edges = self._edges(answer.get(key))
            drawn.append(
                _network(
                    edges,
                    tuple(self._actors.items()),
                    title,
                    f"{self.identifier}-{key}-{language()}",
                )
                if edges
                else f"<p>{html.escape(title)}: {html.escape(_('no memberships yet.'))}</p>"
            )
        return pictures(*drawn)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The two lists side by side, their networks below, then the conclusions."""
        return stacked(
            beside(controls["seed_edges"], controls["record_edges"]),
            as_picture(picture),
            beside(controls["bridges"], controls["flips"]),
            beside(controls["signatures"], controls["survives"]),
        )

    def _edges(self, value: Any) -> tuple[tuple[str, str], ...]:
        known = self._actors.keys()
        groups = group_names().keys()
        pairs = value if isinstance(value, list) else []
        return tuple(
            sorted(
                {
                    (pair[0], pair[1])
                    for pair in pairs
                    if isinstance(pair, (list, tuple))
                    and len(pair) == 2
                    and all(isinstance(end, str) for end in pair)
                    and pair[0] in known
                    and pair[1] in groups
                }
            )
        )


def group_names() -> dict[str, str]:
    """The two groups."""
    return {"lima": _("Lima Group"), "contact": _("Contact Group")}


def conclusions() -> dict[str, str]:
    """Conclusions that a reader could draw; some hold under one list only, and some under none."""
    return {
        "mexico": _("Mexico could have spoken for the Contact Group from inside it."),
        "uruguay": _(
            "Uruguay could have spoken for the Contact Group and had not signed with Lima."
        ),
        "ecuador": _("Ecuador was one of the governments behind the Contact Group."),
        "four": _("Four Latin American states belonged to the Contact Group."),
        "washington": _("The United States belonged to the Lima Group."),
        "single": _("One government linked the two groups; without it, none would."),
        "apart": _("No government belonged to both groups."),
    }


@lru_cache(maxsize=64)
def _network(
    edges: tuple[tuple[str, str], ...], names: tuple[tuple[str, str], ...], title: str, key: str
) -> str:
    """One list as a network; kept, so that a change in one list does not redraw the other."""
    called = dict(names) | group_names()
    inside = [sum(group == one for _actor, group in edges) for one in group_names()]
    figure = charts.canvas(6.2, 0.55 + 0.22 * max(8, *inside), margins=charts.BARE)
    charts.bipartite(figure.axes[0], edges, names=called, title=title)
    words = "; ".join(
        f"{group}: "
        + (", ".join(called[actor] for actor, one in edges if one == short) or _("nobody"))
        for short, group in group_names().items()
    )
    return charts.svg(figure, f"{title}. {words}.", key)

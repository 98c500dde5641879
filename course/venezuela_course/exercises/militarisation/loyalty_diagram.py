"""Exercise 1.4: when officers stay, when they leave, and what would tip them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, pictures, stacked
from venezuela_course.language import _, language
from venezuela_course.models import loyalty

VALUES = "a1-loyalty"
GAMES = ("first", "second")
CLAIMS = ("S003a-036", "S003a-098", "S002-008")
POINTS = 41  # of a curve


class TippingShare(Number):
    """A share that may be left unset, where there is none: on a page that is an answer too."""

    def html(self, value: Any) -> str:
        return html.escape(_("none given")) if value is None else super().html(value)


class LoyaltyDiagram(Exercise):
    """Two settings of one game: equilibria, tipping share, the cheapest way to tip it, and its sense.

    The picture draws what leaving gains at every share of defectors. Three sliders, which are no part of
    the answer, move the first curve and say what that costs.
    """

    invented = True

    def __init__(self, identifier: str) -> None:
        self._games = {
            name: loyalty.game_from(seeds.teaching_values(f"{VALUES}:{name}")) for name in GAMES
        }
        prices = seeds.teaching_values(f"{VALUES}:prices")
        self._prices = {
            str(row["parameter"]): float(row["value"]) for row in prices.to_dict("records")
        }
        self._look = dict.fromkeys(loyalty.POLICIES, 0.0)
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Why officers stay")

    @property
    def task(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(text)}</th>'
            + "".join(f"<td>{getattr(game, key):g}</td>" for game in self._games.values())
            + "</tr>"
            for key, text in payoff_names().items()
        )
        heads = "".join(
            f'<th scope="col">{html.escape(text)}</th>' for text in game_names().values()
        )
        return (
            _(
                "<p>An officer leaves the government's side if <em>p B − (1 − p) C &gt; R + L</em>, where "
                "the chance of success <em>p</em> rises with the share <em>k</em> of officers who leave: "
                "<em>p = floor + (ceiling − floor) k<sup>s</sup> / (k<sup>s</sup> + "
                "(1 − k)<sup>s</sup>)</em>. An officer who is indifferent stays. An equilibrium is stable "
                "if a few who err change nothing.</p>"
            )
            + f'<table class="venezuela-course-grid"><thead><tr><td></td>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            *(Group(name, text, _about_a_game()) for name, text in game_names().items()),
            Choose(
                "cheapest",
                _("First setting: the cheapest single policy after which staying is not stable"),
                policy_names() | {"none": _("None of them can do it")},
                note=_(
                    "A change of one unit costs {rents} for rents, {cost} for the cost of failing, "
                    "{amnesty} for the benefit. Rents and cost cannot fall below zero."
                ).format(**{one: f"{price:g}" for one, price in self._prices.items()}),
            ),
            ChooseMany(
                "reasons",
                _("What does the model say?"),
                reasons(),
                note=_("A wrong one costs as much as a right one earns."),
            ),
            Classify(
                "claims",
                _("Of what in the model does each claim speak?"),
                {one: f"[{one}] {seeds.claim(one)['claim']}" for one in CLAIMS},
                model_parts(),
            ),
        ]

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The two settings beside their picture and what moves it; the judgements below."""
        ask = Group(
            "look",
            _("Try a policy on the first setting"),
            [
                Number(policy, text, minimum=0.0, maximum=10.0, step=0.25, unit=_("units"))
                for policy, text in policy_names().items()
            ],
            note=_("Not a part of your answer."),
        )
        return stacked(
            as_picture(picture),
            beside(
                stacked(controls["first"], controls["second"]),
                stacked(ask.control(self._look, self._tried).widget, controls["cheapest"]),
            ),
            beside(controls["reasons"], controls["claims"]),
        )

    def _tried(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        self._look = {
            policy: float(given[policy]) if is_number(given.get(policy)) else 0.0
            for policy in loyalty.POLICIES
        }
        self._redraw()

    def picture(self, answer: Answer) -> str:
        moved = self._games["first"]
        for policy, amount in self._look.items():
            moved = loyalty.changed(moved, policy, max(0.0, amount))
        bill = sum(self._prices[policy] * amount for policy, amount in self._look.items())
        drawn = []
        for name, game in (("first", moved), ("second", self._games["second"])):
            part = answer.get(name)
            part = part if isinstance(part, Mapping) else {}
            tipping: Any = part.get("tipping")
            shown = float(tipping) if is_number(tipping) and 0 <= tipping <= 1 else None
            drawn.append(
                _curve(
                    game,
                    self._games[name] if game != self._games[name] else None,
                    shown,
                    game_names()[name],
                    f"{self.identifier}-{name}-{language()}",
                )
            )
        words = _("The policies that you try on the first setting cost {n} together.").format(
            n=f"{bill:g}"
        )
        return pictures(*drawn) + f"<p>{html.escape(words)}</p>"


def game_names() -> dict[str, str]:
    """The two settings."""
    return {"first": _("First setting"), "second": _("Second setting")}


def payoff_names() -> dict[str, str]:
    """What a game is made of."""
    return {
        "benefit": _("B, benefit of having joined a success"),
        "cost": _("C, cost of having joined a failure"),
        "rents": _("R, rents of office"),
        "loyalty": _("L, what loyalty is worth in itself"),
        "floor": _("floor, chance of success if nobody else leaves"),
        "ceiling": _("ceiling, chance if everybody else leaves"),
        "steepness": _("s, steepness"),
    }


def policy_names() -> dict[str, str]:
    """What can be changed."""
    return {
        "rents": _("Lower the rents"),
        "cost": _("Lower the cost of failing"),
        "amnesty": _("Raise the benefit, by an amnesty"),
    }


def reasons() -> dict[str, str]:
    """Statements on the model; some follow from it and some do not."""
    return {
        "belief": _("Officers stay because they believe in the government."),
        "coordination": _(
            "An officer's best choice depends on what the others are expected to do."
        ),
        "pressure": _("The harsher the pressure on officers, the more of them leave."),
        "failure": _("A harsher punishment of failed attempts makes staying firmer."),
        "mixture": _("At the tipping share the division between the two sides is stable."),
    }


def model_parts() -> dict[str, str]:
    """What a claim can be about."""
    return {
        "equilibrium": _("which equilibrium held, after the event"),
        "payoffs": _("a payoff: what staying would be worth later"),
        "others": _("what officers would do when it counts"),
    }


def _about_a_game() -> list[Field]:
    return [
        ChooseMany(
            "equilibria",
            _("Stable equilibria"),
            {"0": _("nobody leaves"), "1": _("everybody leaves")},
        ),
        Number(
            "chance",
            _("Chance of success at which an officer is indifferent"),
            minimum=0.0,
            maximum=2.0,
            step=0.01,
            note=_("Above 1 if no chance would be enough."),
        ),
        Choose(
            "has_tipping",
            _("Is there a tipping share in between?"),
            {"yes": _("yes"), "no": _("no, there is none")},
        ),
        TippingShare(
            "tipping",
            _("The tipping share, if there is one"),
            minimum=0.0,
            maximum=1.0,
            step=0.01,
            required=False,
            note=_("Leave it unset if there is none."),
        ),
    ]


@lru_cache(maxsize=128)
def _curve(
    game: loyalty.Game, before: loyalty.Game | None, tipping: float | None, title: str, key: str
) -> str:
    """Net gain of leaving at every share of others who leave, and the share the student names."""
    figure = charts.canvas(5.4, 3.1, margins=charts.Margins(0.55, 0.2, 0.4, 0.5))
    axes = figure.axes[0]
    shares = [place / (POINTS - 1) for place in range(POINTS)]
    with charts.style():
        axes.set(xlim=(0, 1), ylim=(-11.5, 14.5), xlabel=_("share of officers who leave"))
        axes.set_xticks([0, 0.5, 1], ["0", "½", "1"])
        axes.set_yticks([-10, 0, 10])
        axes.set_title(title)
        axes.axhline(0, color=charts.INK, linewidth=1)
        if before is not None:
            axes.plot(
                shares,
                loyalty.net_gain(before, shares),
                color=charts.QUIET,
                linewidth=1,
                linestyle=(0, (4, 2)),
            )
        axes.plot(shares, loyalty.net_gain(game, shares), color=charts.PALETTE["blue"])
        charts.label(axes, 0.02, 12.6, _("▲ leaving pays"), charts.QUIET)
        charts.label(axes, 0.02, -10.2, _("▼ staying pays"), charts.QUIET)
        if tipping is not None:
            axes.axvline(tipping, color="#B04A00", linewidth=1.2, linestyle=(0, (4, 2)))
            side = "right" if tipping < 0.6 else "left"
            charts.label(axes, tipping, 8.5, _("you say"), "#B04A00", side=side)
    said = _(
        "{title}. Net gain of leaving: {none} if nobody else leaves, {half} if half do, {all} if "
        "everybody does."
    ).format(
        title=title,
        none=f"{loyalty.net_gain(game, 0.0):.2f}",
        half=f"{loyalty.net_gain(game, 0.5):.2f}",
        all=f"{loyalty.net_gain(game, 1.0):.2f}",
    )
    return charts.svg(figure, said, key)

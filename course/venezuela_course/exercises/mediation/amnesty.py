"""Exercise 4.4: a promise that must be kept after power is handed over."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, Classify, Field, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import commitment

VALUES = "a4-amnesty"
#: What the picture starts with: not the numbers of the task.
LOOK: Mapping[str, float] = {"amnesty": 4.0, "third_party_cost": 2.0, "reliability": 0.5}


def game_from(exercise: str = VALUES) -> commitment.AmnestyGame:
    """The game of some teaching values; what they do not name is as in the main game."""
    values: dict[str, float] = {}
    for part in (VALUES, exercise):
        rows = seeds.teaching_values(part)
        values |= {
            str(name): float(value)
            for name, value in zip(rows["parameter"], rows["value"], strict=True)
        }
    return commitment.AmnestyGame(**values)


class AmnestyThatBinds(Exercise):
    """Four thresholds by backward induction, how they move, and where a right is no variable.

    The picture shows who does what at any amnesty and any third-party cost that the student asks
    about; its scales are too coarse for the thresholds.
    """

    invented = True

    def __init__(self, identifier: str) -> None:
        self._game = game_from()
        self._larger = game_from(f"{VALUES}:larger")
        self._pressed = game_from(f"{VALUES}:pressure")
        self._look = dict(LOOK)
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("An amnesty that binds")

    @property
    def task(self) -> str:
        game = self._game
        return _(
            "<p>A report expects any departure arrangement to include some amnesty [S000-057]. In the "
            "model the incumbent leaves if <em>q·A + (1 − q)·(−J) ≥ S</em>: a promise worth A, kept with "
            "probability q, a loss J if it is broken, and S for staying. The successor keeps it if "
            "<em>κ + T ≥ g(A)</em>: breaking costs κ anyway, and T more if a third party acts, which it "
            "does with probability ρ. Breaking brings g(A) = {zero:g} + {slope:g}·A: the more is forgiven, "
            "the more.</p><p>A = {amnesty:g}, J = {prosecution:g}, S = {stay:g}, κ = {own:g}, T = "
            "{third:g}, ρ = {reliability:g}. Victims and the law allow no amnesty above {veto:g}. Start "
            "at the last move.</p>"
        ).format(
            zero=game.temptation_at_zero,
            slope=game.temptation_slope,
            amnesty=game.amnesty,
            prosecution=game.prosecution,
            stay=game.stay,
            own=game.own_cost,
            third=game.third_party_cost,
            reliability=game.reliability,
            veto=game.veto,
        )

    def fields(self) -> Sequence[Field]:
        def worth(key: str, label: str) -> Number:
            return Number(key, label, minimum=0.0, maximum=20.0, step=0.01)

        game, larger, pressed = self._game, self._larger, self._pressed
        return [
            Number(
                "q_min",
                _("Smallest q at which the incumbent leaves for A = {amnesty:g}").format(
                    amnesty=game.amnesty
                ),
                minimum=0.0,
                maximum=1.0,
                step=0.0001,
            ),
            worth(
                "t_min",
                _("Smallest T that makes the successor keep A = {amnesty:g}").format(
                    amnesty=game.amnesty
                ),
            ),
            worth("a_largest", _("Largest A that the successor keeps when T is imposed")),
            worth(
                "a_least", _("Smallest A that the incumbent accepts if q is ρ, no more and no less")
            ),
            Choose(
                "larger_helps",
                _("Offering A = {larger:g} instead, with the same T, makes leaving").format(
                    larger=larger.amnesty
                ),
                {
                    "more": _("more attractive: more is offered"),
                    "less": _("less attractive: it will not be kept"),
                    "equal": _("neither: only q matters"),
                },
            ),
            Classify(
                "statics",
                _("What does each change do to the smallest q?"),
                {
                    "amnesty": _("A larger A, still kept if T is imposed"),
                    "prosecution": _("A larger J"),
                    "stay": _("A larger S"),
                    "third_party_cost": _("A larger T"),
                    "pressure": _(
                        "Sanctions and charges abroad: S falls to {stay:g}, J rises to {prosecution:g}"
                    ).format(stay=pressed.stay, prosecution=pressed.prosecution),
                },
                {
                    "falls": _("it falls: leaving becomes easier"),
                    "rises": _("it rises: leaving becomes harder"),
                    "unchanged": _("nothing: it is in the other inequality"),
                },
            ),
            Choose(
                "feasible_with_veto",
                _("Is there an amnesty that is accepted, kept if T is imposed, and allowed?"),
                {"no": _("no"), "yes": _("yes")},
            ),
            Choose(
                "limit",
                _("What does the limit stand for?"),
                {
                    "none": _("Any amnesty is impunity: none is compatible with victims' rights."),
                    "price": _("A price: a larger offer to the victims would raise it."),
                    "design": _(
                        "It depends on the design: whom and what it covers, and what it asks for."
                    ),
                    "peace": _("A preference that gives way when a crisis can be ended."),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        look = self._look
        drawn = _region(
            self._game,
            look["amnesty"],
            look["third_party_cost"],
            look["reliability"],
            f"{self.identifier}-{language()}",
        )
        notes = self.tensions(answer)
        if not notes:
            return drawn
        listed = "".join(f"<li>{html.escape(text)}</li>" for text in notes)
        return drawn + f"<p>{html.escape(_('Look again:'))}</p><ul>{listed}</ul>"

    def tensions(self, answer: Answer) -> list[str]:
        """Where the answer contradicts itself, in words."""
        least, largest = _worth(answer.get("a_least")), _worth(answer.get("a_largest"))
        if (
            least is None
            or largest is None
            or answer.get("feasible_with_veto") not in ("yes", "no")
        ):
            return []
        exists = least <= min(largest, self._game.veto)
        if exists is (answer["feasible_with_veto"] == "yes"):
            return []
        return [
            _(
                "Your smallest and your largest amnesty and the limit do not fit what you say about there "
                "being one."
            )
        ]

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Thresholds beside the picture and what it can be asked; the limit below."""
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Number("amnesty", _("Amnesty A"), minimum=0.0, maximum=12.0, step=0.5),
                Number(
                    "third_party_cost", _("Third-party cost T"), minimum=0.0, maximum=6.0, step=0.5
                ),
                Number(
                    "reliability",
                    _("Probability ρ that it acts"),
                    minimum=0.0,
                    maximum=1.0,
                    step=0.1,
                ),
            ],
            note=_("Not a part of your answer. J, S, κ and g are those of the task."),
        )
        names = ("q_min", "t_min", "a_largest", "a_least", "larger_helps", "statics")
        return stacked(
            beside(
                stacked(*(controls[name] for name in names)),
                stacked(as_picture(picture), ask.control(self._look, self._asked).widget),
            ),
            beside(controls["feasible_with_veto"], controls["limit"]),
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        self._look = dict(LOOK) | {
            key: float(value) for key, value in given.items() if is_number(value)
        }
        self._redraw()


def _worth(value: Any) -> float | None:
    return float(value) if value is not None and is_number(value) else None


def keeps_words() -> dict[str, str]:
    """What a successor does, as a clause."""
    return {
        "always": _("keeps the promise even if nobody acts"),
        "if enforced": _("keeps the promise only if the third party acts"),
        "never": _("breaks the promise, whatever the third party does"),
    }


@lru_cache(maxsize=64)
def _region(
    game: commitment.AmnestyGame, amnesty: float, cost: float, reliability: float, key: str
) -> str:
    """Where the incumbent leaves, by amnesty and third-party cost, and the point asked about."""
    figure = charts.canvas(6.2, 4.2, margins=charts.Margins(0.6, 0.2, 0.4, 0.55))
    axes = figure.axes[0]
    asked = game.with_(amnesty=amnesty, third_party_cost=cost, reliability=reliability)
    outcome = asked.solve()
    amounts = np.linspace(0, 12, 49)
    needed = game.temptation_at_zero + game.temptation_slope * amounts - game.own_cost
    alone = asked.largest_self_enforcing_amnesty
    with charts.style():
        axes.set(xlim=(0, 12), ylim=(0, 6), xlabel=_("Amnesty A"), ylabel=_("Third-party cost T"))
        axes.set_xticks([0, 3, 6, 9, 12])
        axes.set_yticks([0, 2, 4, 6])
        axes.set_title(_("Where the promise is kept, and where it is enough"))
        axes.fill_between(amounts, 0, np.maximum(needed, 0), color="#DDDDDD", linewidth=0)
        # Leaving pays from here on, as long as the promise is kept if enforced.
        least = min(12.0, max(asked.least_amnesty, max(0.0, alone)))
        edge = np.linspace(least, 12, 49)
        floor = game.temptation_at_zero + game.temptation_slope * edge - game.own_cost
        if least < 12:
            axes.fill_between(
                edge, np.maximum(floor, 0), 6, color="#56B4E9", alpha=0.45, linewidth=0
            )
            # Beside a region that is too narrow for its name.
            at = 12.0 if least < 10.2 else least
            charts.label(axes, at, 5.6, _("leaves"), "#00466E", side="left")
        if alone >= game.stay:
            axes.fill_between([game.stay, alone], 0, 6, color="#56B4E9", alpha=0.45, linewidth=0)
        axes.plot(amounts, needed, color=charts.INK, linewidth=1.4)
        charts.label(axes, 9.6, 0.7, _("never kept"), charts.INK, side="left")
        charts.label(axes, 0.3, 5.6, _("kept, but not enough"), charts.QUIET)
        axes.axvline(game.veto, color="#B04A00", linewidth=1.6, linestyle="--")
        charts.label(axes, game.veto, 3.9, _("limit"), "#B04A00", side="left")
        axes.plot([amnesty], [cost], marker="*", markersize=15, color=charts.INK, clip_on=False)
    words = _("At the star the successor {keeps}, and the incumbent {does}.").format(
        keeps=keeps_words()[outcome.keeps],
        does=_("leaves") if outcome.leaves else _("stays"),
    )
    if amnesty > game.veto:
        words += " " + _("The amnesty is above the limit.")
    return charts.svg(figure, words, key) + f"<p>★ {html.escape(words)}</p>"

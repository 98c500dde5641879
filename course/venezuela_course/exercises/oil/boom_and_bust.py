"""Exercise 2.1: predict what a boom and a bust do, lock it, then let the model run."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import Choose, Commit, Field, Grid, Group, Number
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import dutch_disease

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUES = "a2-boom-and-bust"
#: What the picture can be asked: parameter, and its first value.
ASKED = {
    "boom": 0.8,
    "bust": 0.4,
    "follow_down": 0.15,
    "depletion": 0.08,
    "imported_inputs": 0.5,
}


class BoomAndBust(Exercise):
    """Ten signs, locked before the simulation appears, and one of them explained afterwards.

    Until the prediction is locked the picture shows the price alone. Afterwards it draws all five
    responses for parameters that the student sets, with the band of all admissible parameters, so that
    the student sees which signs hold always. A prediction that is typed over a locked one stays beside
    it, and the one locked first counts.
    """

    invented = True

    def __init__(self, identifier: str) -> None:
        self._look: dict[str, float] = dict(ASKED)
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("Boom and bust")

    @property
    def task(self) -> str:
        return _(
            "<p>The oil price rises and stays high for five years, then falls below where it began for "
            "seven. The state spends what oil earns, faster on the way up than on the way down, and wells "
            "are not maintained when money is short. Say for each response whether it rises or falls: in "
            "the boom against the year before it, in the bust against the boom's last year. Say “depends” "
            "where the sign hangs on how strong the mechanisms are. Then lock your prediction: the "
            "simulation appears, and the prediction stays as it is. The first five right signs earn nothing: "
            "guessing finds them too.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Commit(
                "prediction",
                _("Before anything moves: your prediction"),
                [
                    Grid(
                        "signs",
                        _("What happens to it?"),
                        response_names(),
                        phase_names(),
                        sign_names(),
                    )
                ],
                button=_("Lock my prediction"),
                note=_("A wrong prediction can be explained afterwards; a missing one cannot."),
            ),
            Choose(
                "explained",
                _("Afterwards: the prediction that you explain"),
                {
                    f"{phase}-{response}": _("{phase}: {response}").format(
                        phase=phase_names()[phase], response=text
                    )
                    for phase in dutch_disease.PHASES
                    for response, text in response_names().items()
                },
                note=_(
                    "One that the simulation contradicts. If it contradicts none, one in which the bust "
                    "is not the boom run backwards."
                ),
            ),
            Choose(
                "revised", _("What holds there, for all values that the model admits"), sign_names()
            ),
            Choose("mechanism", _("What explains it"), mechanisms()),
        ]

    def picture(self, answer: Answer) -> str:
        prediction = self._fields[0]
        assert isinstance(prediction, Commit)
        given = answer.get("prediction")
        key = f"{self.identifier}-{language()}"
        if not prediction.is_locked(given):
            words = _("The five responses appear once your prediction is complete and locked.")
            return _price_alone(key) + f"<p>{html.escape(words)}</p>"
        said = prediction.committed(given).get("signs")
        drawn = _responses(tuple(self._look[name] for name in ASKED), _flat(said), key)
        words = _(
            "Thick: the values set below. Shaded: all values that the model admits. Dotted: the same "
            "economy if nothing were rigid, nothing were lost and no inputs were imported."
        )
        changed = (
            _("Your prediction was changed after it was locked. The one locked first counts.")
            if prediction.was_changed(given)
            else ""
        )
        return drawn + "".join(f"<p>{html.escape(text)}</p>" for text in (words, changed) if text)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Prediction and explanation beside the simulation and what it can be asked."""
        ranges = _ranges()
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Number(
                    name,
                    text,
                    minimum=ranges[name][0],
                    maximum=ranges[name][1],
                    step=0.01,
                )
                for name, text in parameter_names().items()
            ],
            note=_("Not a part of your answer. It answers once your prediction is locked."),
        )
        return beside(
            stacked(*controls.values()),
            stacked(as_picture(picture), ask.control(self._look, self._asked).widget),
        )

    def _asked(self, look: Any) -> None:
        given = look if isinstance(look, Mapping) else {}
        self._look = {
            name: float(given[name]) if is_number(given.get(name)) else start
            for name, start in ASKED.items()
        }
        self._redraw()


def response_names() -> dict[str, str]:
    """The five responses."""
    return {
        "exchange_rate": _("Real exchange rate (up: appreciation)"),
        "tradables": _("Other goods that are exported"),
        "imports": _("Imports"),
        "balance": _("The state's balance"),
        "patronage": _("Money to hand out at discretion"),
    }


def short_names() -> dict[str, str]:
    """The five responses, for the head of a small drawing."""
    return {
        "exchange_rate": _("Real exchange rate"),
        "tradables": _("Other exports"),
        "imports": _("Imports"),
        "balance": _("State’s balance"),
        "patronage": _("Money to hand out"),
    }


def phase_names() -> dict[str, str]:
    """The two phases."""
    return {"boom": _("Boom"), "bust": _("Bust")}


def sign_names() -> dict[str, str]:
    """What can be predicted."""
    return {"+": _("rises"), "-": _("falls"), "depends": _("depends")}


def mechanisms() -> dict[str, str]:
    """Mechanisms, and two sentences that are none."""
    return {
        "mirror": _("The bust undoes the boom, step by step, the other way round"),
        "spending": _(
            "Spending at home raises prices and incomes at home, whoever earned the money"
        ),
        "timing": _("Revenue comes at once, spending catches up and overtakes it on credit"),
        "rigid": _("Spending and promises follow revenue up and not down"),
        "capacity": _("Wells that were not maintained yield less, whatever the price"),
        "inputs": _("Production stops for want of imported inputs that oil had paid for"),
        "lost-place": _("Whoever lost a market in the boom wins it back slowly"),
        "weak-currency": _("Dutch disease: the currency loses its value and exports suffer"),
    }


def parameter_names() -> dict[str, str]:
    """What the picture can be asked."""
    return {
        "boom": _("How far the price rises, as a share of its start"),
        "bust": _("How far it falls below its start"),
        "follow_down": _("How much of an overspending is cut in a year"),
        "depletion": _("Capacity lost in a year without maintenance"),
        "imported_inputs": _("Production that needs imported inputs"),
    }


@cache
def _ranges() -> dict[str, tuple[float, float]]:
    return dutch_disease.admissible(seeds.teaching_values(VALUES))


def _flat(signs: Any) -> tuple[tuple[str, str, str], ...]:
    """A grid of signs as something that can be a key of a cache; rubbish left out."""
    rows = signs if isinstance(signs, Mapping) else {}
    return tuple(
        (phase, response, sign)
        for response in dutch_disease.RESPONSES
        for phase in dutch_disease.PHASES
        if isinstance(rows.get(response), Mapping)
        and isinstance(sign := rows[response].get(phase), str)
        and sign in sign_names()
    )


@lru_cache(maxsize=8)
def _price_alone(key: str) -> str:
    figure = charts.canvas(6.2, 2.3, margins=charts.Margins(0.5, 0.2, 0.4, 0.5))
    axes = figure.axes[0]
    course = dutch_disease.simulate(dutch_disease.Economy(**ASKED))
    with charts.style():
        axes.set(xlim=(0, 12), ylim=(0, 2), xlabel=_("Year"))
        axes.set_title(_("Price of oil, 1 before the boom"))
        axes.axhline(1, color=charts.FAINT, linewidth=1)
        axes.step(range(course.years), course.price, where="mid", color=charts.INK)
    return charts.svg(
        figure, _("The oil price rises for five years, then falls below its start for seven."), key
    )


@cache
def _bands() -> dict[str, tuple[Any, Any]]:
    """Lowest and highest value of each response in each year, over all admissible draws."""
    course = dutch_disease.simulate(dutch_disease.draws(_ranges()))
    return {name: (path.min(axis=1), path.max(axis=1)) for name, path in course.responses.items()}


@lru_cache(maxsize=64)
def _responses(
    look: tuple[float, ...], predicted: tuple[tuple[str, str, str], ...], key: str
) -> str:
    from matplotlib.collections import LineCollection, PolyCollection

    economy = dutch_disease.Economy(**dict(zip(ASKED, look, strict=True)))
    course = dutch_disease.simulate(economy)
    mirror = dutch_disease.simulate(economy.mirrored)
    said = {(phase, response): sign for phase, response, sign in predicted}
    figure = charts.canvas(7.2, 4.5, margins=charts.Margins(0.05, 0.05, 0.05, 0.05))
    axes = figure.axes[0]
    years = np.arange(course.years)
    blue, sky = "#0072B2", charts.PALETTE["sky blue"]
    now, mirrored, bands, zeros = [], [], [], []
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(-1, 3 * _WIDE - 2), ylim=(-_HIGH - 0.38, 1.2))
        _words(axes, 0, _("Price of oil"), _scaled(0, -0.65, 1.55), phase_names())
        price = _panel(0, years, _scaled(course.price - 1, -0.65, 1.55))
        zeros.append(_panel(0, years[[0, -1]], np.full(2, _scaled(0, -0.65, 1.55))))
        for place, response in enumerate(dutch_disease.RESPONSES, start=1):
            low, high = _bands()[response]
            ends = float(low.min()), float(high.max())
            now.append(_panel(place, years, _scaled(course.responses[response], *ends)))
            mirrored.append(_panel(place, years, _scaled(mirror.responses[response], *ends)))
            outline = np.concatenate([low, high[::-1]])
            around = np.concatenate([years, years[::-1]])
            bands.append(_panel(place, around, _scaled(outline, *ends)))
            zero = _scaled(0, *ends)
            zeros.append(_panel(place, years[[0, -1]], np.full(2, zero)))
            _words(axes, place, short_names()[response], zero, _phases(said, response))
        edge = np.full(2, dutch_disease.BOOM_YEARS + 0.5)
        edges = [_panel(place, edge, np.array([-0.02, 1.0])) for place in range(6)]
        # A few collections instead of thirty lines: a redraw takes half the time.
        axes.add_collection(PolyCollection(bands, facecolor=sky, alpha=0.35, edgecolor="none"))
        for lines, colour, width, dash in (
            (zeros, charts.INK, 0.7, "-"),
            (edges, charts.QUIET, 0.8, ":"),
            (mirrored, charts.QUIET, 1.2, ":"),
            ([price], charts.INK, 1.8, "-"),
            (now, blue, 2.0, "-"),
        ):
            axes.add_collection(
                LineCollection(lines, colors=colour, linewidths=width, linestyles=dash)
            )
    moved = dutch_disease.phase_effects(course)
    told = "; ".join(
        _("{response}: {boom} in the boom, {bust} in the bust").format(
            response=short_names()[response],
            boom=_direction(moved["boom"][response]),
            bust=_direction(moved["bust"][response]),
        )
        for response in dutch_disease.RESPONSES
    )
    return charts.svg(figure, _("With the values set: {responses}.").format(responses=told), key)


_WIDE, _HIGH = 15.5, 1.6  # from one small drawing to the next, in years and in heights


def _scaled(values: Any, low: float, high: float) -> Any:
    """Values as shares of a small drawing's height."""
    return (values - low) / (high - low)


def _panel(place: int, x: Any, y: Any) -> Any:
    """Points of one of the six small drawings, in the drawing that holds them all."""
    row, column = divmod(place, 3)
    return np.column_stack([x + column * _WIDE, y - row * _HIGH])


def _words(axes: Axes, place: int, title: str, zero: float, phases: Mapping[str, str]) -> None:
    """Title, zero and phases of a small drawing; no scale, for only signs are read from it."""
    row, column = divmod(place, 3)
    left, foot = column * _WIDE, -row * _HIGH
    axes.text(left, foot + 1.06, title, fontsize=9, fontweight="bold")
    axes.text(left - 0.2, foot + zero, "0", ha="right", va="center", fontsize=8)
    for phase, at in (("boom", 0.24), ("bust", 0.74)):
        axes.text(left + 12 * at, foot - 0.05, phases[phase], ha="center", va="top", fontsize=8)


def _phases(said: Mapping[tuple[str, str], str], response: str) -> dict[str, str]:
    """The two phases, each with the sign that was predicted for a response."""
    signs = sign_names()
    return {
        phase: "\n".join((name, _("you: {sign}").format(sign=signs[sign])))
        if (sign := said.get((phase, response)))
        else name
        for phase, name in phase_names().items()
    }


def _direction(change: float) -> str:
    return sign_names()["+" if change > 0 else "-"]

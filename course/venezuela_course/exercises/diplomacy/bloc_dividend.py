"""Exercise 3.2: what fourteen votes are worth when they are cast as one."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import ChooseMany, Field, Group, Number, Order
from venezuela_course.exercises.fields.field import is_number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, language
from venezuela_course.models import power, voting

MEMBERS = 34
BLOC = 14
QUOTA = voting.quota(MEMBERS, 2, 3)


class BlocDividend(Exercise):
    """A prediction, six numbers, their order, and what they do and do not mean.

    Until the prediction is made the picture shows the share of the votes alone. Afterwards it draws
    both indices for every size of the bloc, at the quota that the student sets: enough to see how
    they behave, and too coarse to read the numbers that are asked for. Those are computed, in a cell
    of the student's own, with `venezuela_course.models.diplomacy`.
    """

    def __init__(self, identifier: str) -> None:
        self._look = {"quota": QUOTA, "bloc": BLOC}
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("The bloc dividend")

    @property
    def task(self) -> str:
        return _(
            "<p>The {members} states decide with {quota} votes. Suppose that the {bloc} of CARICOM "
            "[S001-024] always vote together, against {others} single states. First say what share of "
            "the power you expect them to have; your prediction is not graded. Then compute, to four "
            "decimals. <code>shapley_shubik</code> and <code>banzhaf</code> are in "
            "<code>venezuela_course.models.diplomacy</code>; a cell of your own is the place to call "
            "them.</p>"
        ).format(members=MEMBERS, quota=QUOTA, bloc=BLOC, others=MEMBERS - BLOC)

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "expected",
                _("Before you compute: the bloc's share of the power"),
                minimum=0,
                maximum=100,
                unit=_("percent"),
                note=_("The votes are {share} percent.").format(share=round(100 * BLOC / MEMBERS)),
            ),
            Group(
                "values",
                _("Compute, at a quota of {quota}").format(quota=QUOTA),
                [
                    _share("ssi_bloc", _("Bloc of 14: Shapley–Shubik")),
                    _share("banzhaf_bloc", _("Bloc of 14: Banzhaf, absolute")),
                    _share("banzhaf_norm_bloc", _("Bloc of 14: Banzhaf, normalised")),
                    _share(
                        "ssi_split",
                        _("Three blocs of 6, 3 and 5 instead: their Shapley–Shubik together"),
                    ),
                    _share(
                        "ssi_without_venezuela",
                        _("Bloc of 14, Venezuela a certain no: Shapley–Shubik"),
                    ),
                    _share(
                        "banzhaf_norm_without_venezuela",
                        _("Bloc of 14, Venezuela a certain no: Banzhaf, normalised"),
                    ),
                ],
                note=_(
                    "With Venezuela a certain no, 19 single states are left and the quota stays."
                ),
            ),
            Order(
                "ordering",
                _("From the largest share to the smallest"),
                {
                    "votes": _("Share of the votes, 14 of 34"),
                    "banzhaf_norm_bloc": _("Bloc of 14: Banzhaf, normalised"),
                    "ssi_split": _("Three blocs of 6, 3 and 5: Shapley–Shubik together"),
                    "ssi_bloc": _("Bloc of 14: Shapley–Shubik"),
                },
            ),
            ChooseMany(
                "interpretation",
                _("Which statements follow from the numbers?"),
                statements(),
                note=_("A wrong one costs as much as a right one earns."),
            ),
        ]

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Prediction and numbers beside the picture and what it can be asked; judgements below."""
        ask = Group(
            "look",
            _("Ask the picture"),
            [
                Number("quota", _("Quota"), minimum=18, maximum=MEMBERS, unit=_("votes")),
                Number("bloc", _("Size of the bloc"), minimum=1, maximum=MEMBERS, unit=_("states")),
            ],
            note=_("Not a part of your answer."),
        )
        return stacked(
            beside(
                stacked(controls["expected"], controls["values"]),
                stacked(as_picture(picture), ask.control(self._look, self._asked).widget),
            ),
            beside(controls["ordering"], controls["interpretation"]),
        )

    def _asked(self, look: Any) -> None:
        self._look = {"quota": QUOTA, "bloc": BLOC} | dict(
            look if isinstance(look, Mapping) else {}
        )
        self._redraw()

    def picture(self, answer: Answer) -> str:
        quota, bloc = self._look["quota"], self._look["bloc"]
        expected = answer.get("expected")
        predicted = float(expected) if expected is not None and is_number(expected) else None
        drawn = _curves(quota, bloc, predicted, f"{self.identifier}-{language()}")
        if predicted is not None:
            words = _(
                "At a quota of {quota}, with {bloc} of {members} states in the bloc: where a curve "
                "runs above the line of votes, that index gives the bloc more than its share."
            )
        else:
            words = _("Predict first: the two indices appear once you have said what you expect.")
        return (
            drawn + f"<p>{html.escape(words.format(quota=quota, bloc=bloc, members=MEMBERS))}</p>"
        )


def statements() -> dict[str, str]:
    """Statements about the numbers; some follow from them and some do not."""
    return {
        "share": _("A bloc with 41 percent of the votes has 41 percent of the power."),
        "a_priori": _(
            "The indices know the rule and the weights, and nothing of what anybody wants."
        ),
        "influence": _(
            "The numbers show that the fourteen had more influence in Cancún than the "
            "United States."
        ),
        "disagree": _(
            "The two indices disagree on whether the fourteen hold more than their share of "
            "the votes."
        ),
        "less_often": _(
            "Because its normalised Banzhaf share is below 41 percent, the bloc is decisive "
            "less often than a state on its own."
        ),
        "outsider": _("A certain no by a state outside the bloc lowers the bloc's share."),
        "prediction": _("The split of 19 June 2017 could have been predicted from the indices."),
    }


def _share(key: str, label: str) -> Number:
    return Number(key, label, minimum=0.0, maximum=1.0, step=0.0001)


@lru_cache(maxsize=32)
def _indices(quota: int) -> tuple[list[float], list[float]]:
    """Shapley–Shubik and normalised Banzhaf of a bloc, for each of its sizes."""
    games = [[size] + [1] * (MEMBERS - size) for size in range(1, MEMBERS + 1)]
    return (
        [float(power.shapley_shubik(game, quota)[0]) for game in games],
        [float(power.banzhaf(game, quota, normalised=True)[0]) for game in games],
    )


@lru_cache(maxsize=64)
def _curves(quota: int, bloc: int, expected: float | None, key: str) -> str:
    sizes = list(range(1, MEMBERS + 1))
    figure = charts.canvas(6.0, 3.7, margins=charts.Margins(0.6, 0.2, 0.4, 0.5))
    axes = figure.axes[0]
    said = _("Share of the power of a bloc, by its size.")
    with charts.style():
        axes.set(xlim=(0, MEMBERS), ylim=(0, 1.04), xlabel=_("States in the bloc"))
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
        axes.set_title(_("Share of the power, quota {quota}").format(quota=quota))
        axes.plot([0, MEMBERS], [0, 1], color=charts.QUIET, linewidth=1, linestyle=":")
        axes.axvline(bloc, color=charts.FAINT, linewidth=1, zorder=0)
        if expected is not None:
            shapley, banzhaf = _indices(quota)
            for values, colour, mark in ((shapley, "#0072B2", "o"), (banzhaf, "#B04A00", "s")):
                axes.plot(sizes, values, color=colour, marker=mark, markevery=[bloc - 1])
            axes.plot(
                [BLOC],
                [expected / 100],
                marker="*",
                markersize=12,
                color=charts.INK,
                linestyle="none",
            )
            said += " " + _(
                "At {bloc} states the Shapley–Shubik index is {one} the share of the votes, "
                "the normalised Banzhaf index {two}."
            ).format(
                bloc=bloc,
                one=_beside(shapley[bloc - 1], bloc),
                two=_beside(banzhaf[bloc - 1], bloc),
            )
    for place, (text, colour) in enumerate(
        [
            (_("● Shapley–Shubik"), "#0072B2"),
            (_("■ Banzhaf, normalised"), "#B04A00"),
            (_("★ what you expect of 14"), charts.INK),
            (_("┄ share of the votes"), charts.QUIET),
        ]
    ):
        if expected is not None or place == 3:
            charts.label(axes, 0.4, 0.98 - 0.08 * place, text, colour)
    return charts.svg(figure, said, key)


def _beside(index: float, bloc: int) -> str:
    difference = index - bloc / MEMBERS
    return _("equal to") if abs(difference) < 1e-9 else _("above") if difference > 0 else _("below")

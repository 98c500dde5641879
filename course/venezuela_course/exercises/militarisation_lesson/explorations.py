"""The explorations of the lesson: a model each, with nothing to answer and nothing kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exploration
from venezuela_course.exercises.fields import Choose, ChooseMany, Field, Number
from venezuela_course.exercises.militarisation_lesson.cases import (
    definition_in_words,
    draw_cases,
    foreign_cases,
    in_words,
)
from venezuela_course.exercises.militarisation_lesson.chains import (
    ARRANGEMENTS,
    cut_off,
    draw_chain,
    draw_key,
    position_words,
    positions,
)
from venezuela_course.exercises.militarisation_lesson.coding import (
    THRESHOLD,
    Coding,
    draw_frame,
    invented_coding,
    look,
    on_triangle,
    onsets,
    shares,
)
from venezuela_course.exercises.militarisation_lesson.figures import (
    cabinet_counts,
    draw_counts,
)
from venezuela_course.exercises.militarisation_lesson.garrisons import (
    draw_garrison,
    garrison,
    outcome,
)
from venezuela_course.exercises.militarisation_lesson.words import (
    criterion_words,
    indicator_words,
    onset_word,
    paragraph,
    rule_words,
)
from venezuela_course.language import _
from venezuela_course.models.militarisation import (
    AGGREGATIONS,
    CRITERIA,
    POWELL_THYNE,
    POWELL_THYNE_DAYS,
    STATUSES,
    Definition,
    Game,
    firm,
    index_path,
    net_gain,
    onset,
    tipping_share,
)

_COUNTED = {"formal": STATUSES[:1], "informal": STATUSES[:2], "inferred": STATUSES}


class RemovalExplorer(Exploration):
    """An invented relief service, commanded in three ways: who is cut off when one position goes."""

    invented = True

    @property
    def title(self) -> str:
        return _("Take one position away")

    @property
    def task(self) -> str:
        return _(
            "<p>An invented flood-relief service. Choose how it is commanded, which lines you accept, and "
            "who is removed.</p>"
        )

    def fields(self) -> Sequence[Field]:
        words = position_words() | {"both": _("minister and commander, if one person")}
        shown = ("president", "joint", "minister", "commander", "both", "army", "guard")
        return [
            Choose(
                "arrangement",
                _("Arrangement"),
                {
                    "two lines": _("a minister and a commander, side by side"),
                    "two posts": _("one person holds both posts"),
                    "joint": _("a joint command above both"),
                },
                start="two lines",
            ),
            Choose(
                "counted",
                _("Lines that you accept"),
                {
                    "formal": _("formal only"),
                    "informal": _("formal and informal"),
                    "inferred": _("formal, informal and inferred"),
                },
                start="formal",
            ),
            Choose(
                "removed",
                _("Removed"),
                {"nobody": _("nobody")} | {key: words[key] for key in shown},
                start="nobody",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose an arrangement, the lines that you accept, and a removal."))
        statuses = _COUNTED[answer["counted"]]
        links = firm(ARRANGEMENTS[answer["arrangement"]], statuses)
        there = positions(links)
        removed = answer["removed"]
        if "both" in there and removed in ("minister", "commander"):
            removed = "both"  # whoever takes the minister away takes the commander too
        lost = cut_off(links, removed) if removed in there else ()
        says = self._says(removed, lost, there)
        figure = charts.canvas(6.6, 4.3, margins=charts.Margins(0.1, 0.1, 0.1, 0.1))
        draw_chain(figure.axes[0], links, removed=removed, lost=lost, names=position_words())
        draw_key(figure.axes[0], statuses)
        return charts.svg(figure, says, "removal") + paragraph(says)

    def _says(self, removed: str, lost: Sequence[str], there: set[str]) -> str:
        names = position_words() | {"both": _("person who is minister and commander")}
        if removed == "nobody":
            return _("Nobody is removed: every position has a line to the president.")
        if removed not in there:
            return _("This arrangement has no such position: {name}.").format(name=names[removed])
        if removed == "president" and not lost:
            return _("Without the president the others are still linked to one another.")
        if not lost:
            return _("Without the {name} everybody else still has a line to the president.").format(
                name=names[removed]
            )
        return _("Without the {name} these are cut off: {lost}.").format(
            name=names[removed], lost=", ".join(names[body] for body in lost)
        )


class DefinitionExplorer(Exploration):
    """Six cases from outside the assignment under any definition of a coup."""

    @property
    def title(self) -> str:
        return _("The machine")

    @property
    def task(self) -> str:
        return _(
            "<p>Choose what an act must be to count as a coup, and for how many days it must hold to "
            "have succeeded. Cases and facts are those of the text above; a question mark is a fact that "
            "is disputed.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            ChooseMany(
                "criteria",
                _("A coup is an act"),
                criterion_words(),
                least=0,
                start=sorted(POWELL_THYNE),
            ),
            Number(
                "days",
                _("It has succeeded if it holds for"),
                minimum=0,
                maximum=30,
                unit=_("days"),
                start=POWELL_THYNE_DAYS,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose criteria and a number of days."))
        known = [one for one in answer["criteria"] if one in CRITERIA]
        definition = Definition(frozenset(known), answer["days"])
        cases = foreign_cases()
        says = in_words(cases, definition)
        figure = charts.canvas(6.9, 2.6, margins=charts.Margins(0.1, 0.05, 0.05, 0.05))
        draw_cases(figure.axes[0], cases, definition)
        return charts.svg(figure, says, "definition") + paragraph(definition_in_words(definition))


class CutsExplorer(Exploration):
    """Real counts of officers in the cabinet, and the scores that two cuts make of them."""

    @property
    def title(self) -> str:
        return _("From a count to a score")

    @property
    def task(self) -> str:
        return _(
            "<p>Officers among ministers, in per cent [militarisation:cabinet-2015]. Below the first cut "
            "the score is 0, from the second on it is 2.</p>"
        )

    def fields(self) -> Sequence[Field]:
        per_cent = _("per cent")
        return [
            Number("low", _("“Some” begins at"), minimum=10, maximum=45, unit=per_cent, start=25),
            Number("high", _("“Much” begins at"), minimum=10, maximum=50, unit=per_cent, start=35),
            Choose(
                "counters",
                _("Whose counts"),
                {
                    "all": _("all five"),
                    "one": _("Runrunes only"),
                    "others": _("all but Runrunes"),
                },
                start="all",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set both cuts and choose whose counts."))
        if answer["high"] <= answer["low"]:
            return paragraph(_("“Much” must begin above “some”: move one of the cuts."))
        counts = [
            one
            for one in cabinet_counts()
            if answer["counters"] == "all"
            or (one.counter == "Runrunes") is (answer["counters"] == "one")
        ]
        cuts = (answer["low"], answer["high"])
        scores = {one.record: bisect_right(cuts, one.share) for one in counts}
        listed = "; ".join(
            _("{year}: {score} ({share:g} by {counter})").format(
                year=int(one.year), score=scores[one.record], share=one.share, counter=one.counter
            )
            for one in counts
        )
        first = next((one for one in counts if scores[one.record] == 2), None)
        ends = (
            _("No count scores 2.")
            if first is None
            else _("The first to score 2 is {year}, by {counter}.").format(
                year=int(first.year), counter=first.counter
            )
        )
        says = _("Scores in the order of time: {listed}.").format(listed=listed) + " " + ends
        figure = charts.canvas(6.6, 3.6, margins=charts.Margins(0.55, 0.75, 0.15, 0.35))
        axes = figure.axes[0]
        with charts.style():
            for bottom, top, score, shade in zip(
                (0, *cuts), (*cuts, 52), (0, 1, 2), ("#FFFFFF", "#F0F0F0", "#DCDCDC"), strict=True
            ):
                axes.axhspan(bottom, top, color=shade, linewidth=0)
                axes.text(
                    1.015, (bottom + top) / 2, _("score {n}").format(n=score), va="center",
                    weight="bold", transform=axes.get_yaxis_transform(),
                )  # fmt: skip
            draw_counts(axes, counts)
            axes.set(xlim=(2003.2, 2024), ylim=(10, 52))
            axes.set_xticks(range(2004, 2025, 4))
        return charts.svg(figure, says, "cuts") + paragraph(says)


def _weights(answer: Answer, indicators: Sequence[str]) -> list[float]:
    return [float(answer[one]) for one in indicators]


class RulesExplorer(Exploration):
    """An invented coding under three rules of aggregation."""

    invented = True

    @property
    def title(self) -> str:
        return _("Three rules, three years")

    @property
    def task(self) -> str:
        return _(
            "<p>An invented republic, three indicators scored 0 to 2 in six years. <em>Posts</em> were "
            "not assessed in 2005.</p>"
        )

    def fields(self) -> Sequence[Field]:
        words = indicator_words()
        return [
            *(
                Number(
                    one,
                    _("Weight of {indicator}").format(indicator=words[one]),
                    minimum=0,
                    maximum=5,
                    start=1,
                )
                for one in invented_coding().indicators
            ),
            Number(
                "threshold",
                _("Threshold"),
                minimum=0.05,
                maximum=1.0,
                step=0.05,
                start=THRESHOLD,
            ),
            Choose(
                "gap",
                _("What was not assessed"),
                {"left out": _("is left out"), "zero": _("is counted as 0, which is a mistake")},
                start="left out",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set the weights, the threshold, and what to do with the gap."))
        made = (
            invented_coding()
            if answer["gap"] == "left out"
            else invented_coding().with_gaps_as_zero()
        )
        weights = _weights(answer, made.indicators)
        if not any(weights):
            return paragraph(_("Give at least one indicator a weight."))
        paths = {rule: index_path(made.scores, weights, rule) for rule in AGGREGATIONS}
        found = {
            rule: onset_word(onset(path, answer["threshold"], made.dates))
            for rule, path in paths.items()
        }
        words = rule_words()
        says = _("Onset at a threshold of {threshold:g}: {onsets}.").format(
            threshold=answer["threshold"],
            onsets=", ".join(f"{words[rule]} {found[rule]}" for rule in AGGREGATIONS),
        )
        figure = charts.canvas(6.6, 3.4, margins=charts.Margins(0.5, 1.5, 0.15, 0.35))
        self._draw(figure.axes[0], made, paths, found, answer["threshold"])
        return charts.svg(figure, says, "rules") + paragraph(says) + self._scores(made)

    def _draw(
        self, axes: Any, made: Coding, paths: Any, found: dict[str, str], threshold: float
    ) -> None:
        looks = {
            "additive": (charts.PALETTE["blue"], "o", "-"),
            "geometric": ("#B04A00", "s", (0, (5, 2))),
            "weakest": ("#00664B", "^", (0, (1, 1.5))),
        }
        words = rule_words()
        steps = range(len(made.dates))
        with charts.style():
            axes.axhline(threshold, color=charts.INK, linewidth=1)
            axes.text(-0.1, threshold + 0.012, _("threshold"), fontsize=8, va="bottom")
            for rule, (colour, marker, line) in looks.items():
                axes.plot(
                    steps, paths[rule], color=colour, marker=marker, linestyle=line, markersize=6
                )
                if found[rule] in made.dates:
                    at = made.dates.index(found[rule])
                    axes.plot(
                        [at], [paths[rule][at]], "o", color=colour, markersize=13,
                        markerfacecolor="none", markeredgewidth=1.6,
                    )  # fmt: skip
            for place, (rule, (colour, marker, _stroke)) in enumerate(looks.items()):
                y = 0.95 - 0.17 * place
                axes.plot([5.35], [y], marker, color=colour, markersize=6, clip_on=False)
                axes.text(
                    5.5, y, f"{words[rule]}:\n{found[rule]}", color=colour, va="center",
                    linespacing=1.15, weight="bold", fontsize=8.5,
                )  # fmt: skip
            axes.set(xlim=(-0.15, 5.15), ylim=(-0.03, 1.05))
            axes.set_xticks(list(steps), list(made.dates))
            axes.set_yticks([0, 0.5, 1])
            axes.grid(
                True, axis="y"
            )  # without True a kept figure would lose its grid every other time

    def _scores(self, made: Coding) -> str:
        words = indicator_words()
        rows = "; ".join(
            f"{words[one]} "
            + " ".join(
                "–" if row[place] != row[place] else f"{row[place]:g}" for row in made.scores
            )
            for place, one in enumerate(made.indicators)
        )
        return paragraph(
            _("Scores from {first} to {last}: {rows}. A dash was not assessed.").format(
                first=made.dates[0], last=made.dates[-1], rows=rows
            )
        )


DRAWN = 250  # points shown; the shares are those of all draws
DRAWS = 1000


@cache
def _drawn_weights(concentration: int) -> Any:
    """Weights from a symmetric Dirichlet distribution; the same in every picture."""
    return np.random.default_rng(2016).dirichlet([concentration] * 3, DRAWS)


@cache
def _drawn_onsets(concentration: int, rule: str, threshold: float) -> tuple[str, ...]:
    return tuple(onsets(invented_coding(), _drawn_weights(concentration), rule, threshold))


class WeightsExplorer(Exploration):
    """The invented coding under many weights: a cloud in the triangle, and the share of each onset."""

    invented = True

    @property
    def title(self) -> str:
        return _("A thousand ways to weigh")

    @property
    def task(self) -> str:
        return _(
            "<p>Each point is one way to weight the three indicators; its shape is the onset that it "
            "leads to. The shares count {draws} points, of which {shown} are drawn.</p>"
        ).format(draws=DRAWS, shown=DRAWN)

    def fields(self) -> Sequence[Field]:
        return [
            Choose("rule", _("Rule"), rule_words(), start="additive"),
            Number(
                "threshold",
                _("Threshold"),
                minimum=0.05,
                maximum=1.0,
                step=0.05,
                start=THRESHOLD,
            ),
            Choose(
                "concentration",
                _("The weights"),
                {
                    "1": _("may be anything (concentration 1)"),
                    "5": _("keep roughly to the middle (5)"),
                    "25": _("keep near equal weights (25)"),
                    "100": _("keep very near equal weights (100)"),
                },
                start="1",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Choose a rule, a threshold and how far the weights may go."))
        made = invented_coding()
        concentration = int(answer["concentration"])
        found = _drawn_onsets(concentration, answer["rule"], float(answer["threshold"]))
        counted = shares(found, made.dates)
        most = max(counted, key=lambda one: counted[one])
        says = _("Onsets: {shares}. The commonest, {most}, has {share:.0%} of the draws.").format(
            shares=", ".join(f"{onset_word(one)} {share:.0%}" for one, share in counted.items()),
            most=onset_word(most),
            share=counted[most],
        )
        figure = charts.canvas(6.6, 3.5, margins=charts.Margins(0.1, 0.1, 0.05, 0.05))
        self._draw(figure.axes[0], made, _drawn_weights(concentration)[:DRAWN], found, counted)
        return charts.svg(figure, says, "weights") + paragraph(says)

    def _draw(
        self, axes: Any, made: Coding, weights: Any, found: Sequence[str], counted: dict[str, float]
    ) -> None:
        shown = np.array(found[: len(weights)])
        with charts.style():
            axes.set_axis_off()
            axes.set(xlim=(-0.2, 1.75), ylim=(-0.1, 0.96))
            draw_frame(axes, made.indicators)
            for line, (one, share) in enumerate(counted.items()):
                colour, _hatch, marker = look(one, made.dates)
                edge = {"color": charts.INK} if marker == "x" else {
                    "markerfacecolor": colour, "markeredgecolor": charts.INK,
                }  # fmt: skip
                x, y = on_triangle(weights[shown == one])
                axes.plot(x, y, marker, markersize=4.5, markeredgewidth=0.7, linestyle="", **edge)
                height = 0.8 - 0.11 * line
                axes.plot([1.2], [height], marker, markersize=7, markeredgewidth=0.9, **edge)
                axes.plot(
                    [1.46, 1.46 + 0.28 * share],
                    [height, height],
                    color=charts.INK,
                    linewidth=5,
                    solid_capstyle="butt",
                )
                axes.text(1.25, height, onset_word(one), va="center", weight="bold", fontsize=8.5)
                axes.text(1.45, height, f"{share:.0%}", va="center", ha="right", fontsize=8)


class GarrisonExplorer(Exploration):
    """The loyalty game: payoffs, the tipping share, and what becomes of those who moved first."""

    invented = True

    #: How success depends on numbers in every garrison of the exploration.
    _START = "undecided"

    @property
    def title(self) -> str:
        return _("What tips a garrison")

    @property
    def task(self) -> str:
        return _(
            "<p>Officers alike, in an invented garrison. Nobody moving, one in five attempts would "
            "succeed; everybody moving, four in five. The triangle marks those who have moved.</p>"
        )

    def fields(self) -> Sequence[Field]:
        start = garrison(self._START)
        points = _("points")
        return [
            Number(
                "benefit", _("Benefit of joining a success, B"), minimum=20, maximum=150, step=5,
                unit=points, start=int(start.benefit),
            ),
            Number(
                "cost", _("Cost of joining a failure, C"), minimum=0, maximum=100, step=5,
                unit=points, start=int(start.cost),
            ),
            Number(
                "rents", _("Rents of staying, R"), minimum=0, maximum=100, step=5,
                unit=points, start=int(start.rents),
            ),
            Number(
                "loyalty", _("Loyalty for its own sake, L"), minimum=0, maximum=60, step=5,
                unit=points, start=int(start.loyalty),
            ),
            Number(
                "moved", _("Have moved already"), minimum=0, maximum=100, step=5,
                unit=_("per cent"), start=30,
            ),
        ]  # fmt: skip

    def picture(self, answer: Answer) -> str:
        if None in answer.values():
            return paragraph(_("Set all five numbers."))
        shape = garrison(self._START)
        game = Game(
            answer["benefit"],
            answer["cost"],
            answer["rents"],
            answer["loyalty"],
            shape.floor,
            shape.ceiling,
            shape.steepness,
        )
        moved = answer["moved"] / 100
        says = " ".join([outcome(game), self._tip(game), self._fate(game, moved)]).strip()
        figure = charts.canvas(6.2, 3.5, margins=charts.Margins(0.25, 0.25, 0.15, 0.5))
        draw_garrison(figure.axes[0], game, moved=moved)
        with charts.style():
            figure.axes[0].set_xlabel(_("share that has moved"))
        return charts.svg(figure, says, "garrison") + paragraph(says)

    def _tip(self, game: Game) -> str:
        tip = tipping_share(game)
        if tip is None:
            return ""
        return _("The tipping share is about {tip:.0%}.").format(tip=tip)

    def _fate(self, game: Game, moved: float) -> str:
        follow = float(net_gain(game, moved)) > 0
        if moved == 0:
            return (
                _("Nobody has moved, and moving pays all the same: they all do.")
                if follow
                else _("Nobody has moved, and nobody does.")
            )
        said = (
            _("{moved:.0%} have moved: the others follow.")
            if follow
            else _("{moved:.0%} have moved: they come back.")
        )
        return said.format(moved=moved)

"""The practice of the lesson: five small pieces of work with an answer at once.

None uses the cases or the numbers of assignment a1. A wrong answer that follows from a known slip gets
the message for that slip (the codes of the course's list of misconceptions stand beside them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Practice, Response
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Number
from venezuela_course.exercises.militarisation_lesson.cases import days_in_words, draw_cases
from venezuela_course.exercises.militarisation_lesson.chains import (
    PORT,
    draw_chain,
    positions,
    status_words,
)
from venezuela_course.exercises.militarisation_lesson.coding import invented_coding, onsets
from venezuela_course.exercises.militarisation_lesson.garrisons import garrison
from venezuela_course.exercises.militarisation_lesson.words import (
    VERDICTS,
    criterion_words,
    indicator_words,
    paragraph,
    truth_words,
    verdict,
    verdict_words,
)
from venezuela_course.language import _
from venezuela_course.models.militarisation import (
    POWELL_THYNE,
    POWELL_THYNE_DAYS,
    Case,
    Definition,
    Truth,
    classify,
    cut_vertices,
    index_path,
    tipping_share,
)

#: What each sentence from the evidence rests on: id, status.
SENTENCES: Mapping[str, str] = {
    "T-2016-02-10-camimpeg": "formal",
    "T-2017-11-26-quevedo": "formal",
    "S003a-069": "informal",
    "S003a-052": "inferred",
    "S003a-059": "inferred",
}


class KeepThePortOpen(Practice):
    """Practice 1: cut vertices of an invented port, and what five sentences let one draw."""

    invented = True

    @property
    def title(self) -> str:
        return _("Keep the port open")

    @property
    def task(self) -> str:
        return _(
            "<p>Eight positions run an invented port. Which of them can it not lose, if those who are "
            "left are to stay connected? Then the evidence: if you drew a line for each sentence, what "
            "would the line rest on?</p>"
        )

    def fields(self) -> Sequence[Field]:
        sentences = {
            "T-2016-02-10-camimpeg": _(
                "A decree puts a new company under the ministry of defence [T-2016-02-10-camimpeg]"
            ),
            "T-2017-11-26-quevedo": _(
                "A general is put in charge of the oil ministry and company [T-2017-11-26-quevedo]"
            ),
            "S003a-069": _("Generals have long run the food and farm apparatus [S003a-069]"),
            "S003a-052": _("His staying in office suggests that officers back him [S003a-052]"),
            "S003a-059": _("The president appears obliged to hand over a problem [S003a-059]"),
        }
        return [
            ChooseMany(
                "cut",
                _("Positions that the port cannot lose"),
                {one: one for one in sorted(positions(PORT))},
                columns=4,
            ),
            Classify("lines", _("A line drawn from it would be"), sentences, status_words()),
        ]

    def picture(self, answer: Answer) -> str:
        cut = answer["cut"] if isinstance(answer["cut"], list) else []
        removed = cut[0] if len(cut) == 1 and cut[0] in positions(PORT) else ""
        figure = charts.canvas(5.6, 2.4, margins=charts.Margins(0.1, 0.1, 0.1, 0.1))
        draw_chain(figure.axes[0], PORT, removed=removed)
        links = ", ".join(f"{a}–{b}" for a, b, _status in PORT)
        drawn = charts.svg(figure, _("Lines of the port: {links}.").format(links=links), "port")
        hint = (
            _("Drawn without {name}: is everybody left still connected?").format(name=removed)
            if removed
            else _("Tick one position alone to see the port without it.")
        )
        return drawn + paragraph(hint)

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        """The port first: it is what the first question is about."""
        both = super().arrange(controls, picture)
        both.children = both.children[::-1]
        return both

    def judge(self, answer: Answer) -> Response:
        given, right = set(answer["cut"]), set(cut_vertices(PORT))
        if given != right:
            return Response(False, self._cut_message(given, right))
        for sentence, status in SENTENCES.items():
            if answer["lines"][sentence] != status:
                return Response(False, self._line_message(sentence, status, answer["lines"]))
        return Response(
            True,
            _(
                "Notice what did not count: where a position stands, or how many lines it has. And a "
                "drawing made of these five sentences would have two lines that an act vouches for, "
                "one that a reporter does, and two that are somebody's conclusion."
            ),
        )

    def _cut_message(self, given: set[str], right: set[str]) -> str:
        extra, missing = given - right, right - given
        if extra:
            return _(
                "Take {names} away and follow the lines: can those who are left still reach one "
                "another, the long way round?"
            ).format(names=_("one of {names}").format(names=", ".join(sorted(extra))))
        return _(
            "Those you chose are indispensable, and there are more: {count} still to find. A position "
            "at the end of a line can hang by a single neighbour."
        ).format(count=_("some") if len(missing) > 1 else _("another one"))

    def _line_message(self, sentence: str, status: str, lines: Mapping[str, str]) -> str:
        if lines[sentence] == "formal":  # MC-04
            return _(
                "The positions are right. But {id} names no decree and no appointment. A source that "
                "says how things work, or what they suggest, has not shown you an act."
            ).format(id=sentence)
        if status == "formal":
            return _(
                "The positions are right. {id} reports an act that can be looked up: an appointment "
                "or a decree. Whether orders follow it is another question."
            ).format(id=sentence)
        return _(
            "The positions are right. Read {id} again: does it report what somebody does, or conclude "
            "something from it? Words like “suggests” and “appears” tell."
        ).format(id=sentence)


def invented_cases() -> tuple[Case, ...]:
    """Five invented cases for a definition that is set."""

    def case(name: str, facts: str, low: float | None, high: float | None) -> Case:
        letters: dict[str, Truth] = {"y": "yes", "n": "no", "?": "unknown"}
        known = dict(zip(("insider", "illegal", "executive", "force"), facts, strict=True))
        return Case(
            name, {key: letters[value] for key, value in known.items()},
            "no" if high == 0 else "yes", low, high,
        )  # fmt: skip

    return (
        case("A", "yyyy", 3, 3),
        case("B", "y?ny", 0, 0),
        case("C", "y?yn", 200, None),
        case("D", "yyyy", 5, 9),
        case("E", "yyyn", 30, None),
    )


#: The definition set in the practice, and the days that it is changed to.
SET_DEFINITION = Definition(POWELL_THYNE, POWELL_THYNE_DAYS)
FEWER_DAYS = 4


class ApplyTheDefinition(Practice):
    """Practice 2: a definition applied to cases, what is not known included."""

    invented = True

    @property
    def title(self) -> str:
        return _("Apply the definition")

    @property
    def task(self) -> str:
        return _(
            "<p>The definition: made from inside the state, illegal, against the sitting executive; it "
            "succeeds if it holds for at least {days} days. Force is not asked for. Crowds cheered in "
            "case E, and a court approved of it a month later. Facts are in the picture; “?” is not "
            "known.</p>"
        ).format(days=SET_DEFINITION.min_days)

    def fields(self) -> Sequence[Field]:
        words = verdict_words()
        names = {case.name: _("Case {name}").format(name=case.name) for case in invented_cases()}
        return [
            Classify("verdicts", _("Verdict"), names, {key: words[key] for key in VERDICTS}),
            Choose(
                "days",
                _("Which verdict alone changes if {days} days are enough?").format(days=FEWER_DAYS),
                names,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer["verdicts"] if isinstance(answer["verdicts"], dict) else {}
        figure = charts.canvas(6.9, 2.3, margins=charts.Margins(0.1, 0.05, 0.05, 0.05))
        draw_cases(figure.axes[0], invented_cases(), SET_DEFINITION, given=given)
        criteria, truths = criterion_words(), truth_words()
        said = "; ".join(
            f"{case.name}: "
            + ", ".join(f"{criteria[key]} {truths[value]}" for key, value in case.facts.items())
            + ", "
            + _("days: {days}").format(days=days_in_words(case))
            for case in invented_cases()
        )
        return charts.svg(figure, said, self.identifier)

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        """The facts first: they are in the picture."""
        both = super().arrange(controls, picture)
        both.children = both.children[::-1]
        return both

    def judge(self, answer: Answer) -> Response:
        for case in invented_cases():
            right = verdict(classify(case, SET_DEFINITION))
            if answer["verdicts"][case.name] != right:
                return Response(False, self._message(case, answer["verdicts"][case.name]))
        fewer = Definition(SET_DEFINITION.criteria, FEWER_DAYS)
        changed = [
            case.name
            for case in invented_cases()
            if classify(case, SET_DEFINITION) != classify(case, fewer)
        ]
        if [answer["days"]] != changed:
            return Response(
                False,
                _(
                    "The verdicts are right. For the shorter time, look for a case whose days lie on "
                    "both sides of the old limit, and all on one side of the limit that is new."
                ),
            )
        return Response(
            True,
            _(
                "Two gaps, two effects: in B the gap does not matter, because another criterion has "
                "settled the case; in C it is all that is missing. And the cheering in E changed nothing."
            ),
        )

    def _message(self, case: Case, given: str) -> str:
        hints = {
            "A": _(
                "Case A: all criteria hold, so it is an attempt. Compare its days with the limit."
            ),
            "B": _(
                "Case B: one criterion is plainly not met. Does it matter then what is not known about "
                "another?"
            ),
            "C": _(
                "Case C: nothing rules it out, and one thing that is asked for is not known. Long "
                "success does not supply it."
            ),
            "D": _(
                "Case D: an attempt, certainly. Do its days lie above the limit, below it, or on both "
                "sides?"
            ),
            # MC-09
            "E": _(
                "Case E: applause and a later ruling are not among the criteria, for or against. Go by "
                "those that are."
            ),
        }
        return hints[case.name]


RULES_BY_HAND = "lesson-1-three-rules"


@cache
def _by_hand() -> dict[str, float]:
    """What the three rules give in the year of practice 3, the gap left out, and with a zero for it."""
    rows = seeds.teaching_values(RULES_BY_HAND).set_index(["item", "parameter"])["value"]
    weights = rows.xs("weight", level="parameter")
    scores = rows.xs("score", level="parameter").reindex(weights.index)
    made = {
        rule: float(index_path([scores.to_numpy()], weights.to_numpy(), rule)[0])
        for rule in ("additive", "geometric", "weakest")
    }
    made["zero"] = float(
        index_path([scores.fillna(0.0).to_numpy()], weights.to_numpy(), "additive")[0]
    )
    return made


#: Half of the second decimal place, and a little for what a calculator rounds on the way.
_TO_TWO_PLACES = 0.0061


class ThreeRulesByHand(Practice):
    """Practice 3: one year under three rules, with one indicator not assessed."""

    invented = True

    @property
    def title(self) -> str:
        return _("One year, three rules, one gap")

    @property
    def task(self) -> str:
        return _(
            "<p>Four indicators, of which <em>posts</em> has weight 4 and the others 2 each. In one year "
            "the scores, from 0 to 2, are: posts 2, money 1, rules 1; <em>police</em> was not assessed. "
            "Divide the scores by two, leave out the gap, and let the remaining weights add up to one. "
            "Two decimal places will do.</p>"
        )

    def fields(self) -> Sequence[Field]:
        labels = {
            "additive": _("Additive index"),
            "geometric": _("Geometric index"),
            "weakest": _("Weakest link"),
            "zero": _("Additive index, if somebody writes 0 for police"),
        }
        return [
            Number(key, label, minimum=0.0, maximum=1.0, step=0.01) for key, label in labels.items()
        ]

    def picture(self, answer: Answer) -> str:
        words = indicator_words()
        figure = charts.canvas(5.6, 2.3, margins=charts.Margins(1.5, 0.5, 0.1, 0.1))
        axes = figure.axes[0]
        rows = [
            (f"{words['posts']} × 4", 1.0),
            (f"{words['money']} × 2", 0.5),
            (f"{words['rules']} × 2", 0.5),
            (f"{words['police']} × 2", None),
        ]
        given = answer["additive"]
        with charts.style():
            for place, (_label, level) in enumerate(rows):
                if level is None:
                    axes.text(0.01, place, _("not assessed"), va="center", style="italic")
                else:
                    bars = axes.barh([place], [level], height=0.55, color=charts.PALETTE["blue"])
                    charts.label_bars(axes, bars, [f"{level:g}"])
            if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= 1:
                axes.axvline(given, color=charts.INK, linewidth=1.4)
                axes.text(
                    given, -0.75, _("your additive index"), ha="center", fontsize=8, va="bottom"
                )
            axes.set(xlim=(0, 1.1), ylim=(3.5, -1.15))
            axes.set_yticks(range(4), [label for label, _level in rows])
            axes.tick_params(length=0)
            axes.xaxis.set_visible(False)
            axes.spines["bottom"].set_visible(False)
        says = _("Levels: posts 1, money ½, rules ½, police not assessed.")
        return charts.svg(figure, says, self.identifier)

    def judge(self, answer: Answer) -> Response:
        right = _by_hand()
        for key in ("additive", "geometric", "weakest", "zero"):
            if abs(answer[key] - right[key]) > _TO_TWO_PLACES:
                return Response(False, self._message(key, float(answer[key]), right))
        return Response(
            True,
            _(
                "One empty cell, filled with a zero that nobody observed, costs the additive index a "
                "fifth of its height, and would bring the other two rules to nothing."
            ),
        )

    def _message(self, key: str, given: float, right: Mapping[str, float]) -> str:
        def near(value: float) -> bool:
            return abs(given - value) <= _TO_TWO_PLACES

        if key == "additive":
            if near(right["zero"]):
                return _(
                    "You kept police in the division, which counts it as a zero. Leave its weight out "
                    "as well as its score."
                )
            if near(2 / 3):
                return _("That is the mean with equal weights. Posts weighs as much as two others.")
            return _(
                "The additive index: multiply each level by its share of the weights that are left, "
                "and add."
            )
        if key == "geometric":
            if near(right["additive"]):
                return _(
                    "That is the additive index again. For the geometric one raise each level to its "
                    "weight and multiply: a level of 1 then changes nothing."
                )
            return _(
                "The geometric index: each level to the power of its share of the weights, all "
                "multiplied. Two of the factors are roots of the same number."
            )
        if key == "weakest":
            if near(0.0):
                return _("You took the gap for a zero. What was not assessed cannot be the lowest.")
            return _("Weakest link: no weights, no means. Which level is the lowest assessed?")
        if near(right["additive"]):
            return _(
                "The zero changes it: the weight of police comes back into the sum of weights, and "
                "brings nothing with it."
            )
        return _(
            "Put the weight of police back, with a level of zero, and divide by all four weights."
        )


BY_HAND = "lesson-1-stability-by-hand"


@cache
def _threshold(name: str) -> float:
    rows = seeds.teaching_values(BY_HAND).set_index(["item", "parameter"])["value"]
    return float(rows["index", name])


@cache
def share_of_weights(date: str, threshold: float) -> float:
    """Share of all weights of two indicators that lead to an onset, in per cent.

    Parameters
    ----------
    date : str
        A date of the coding of practice 4.
    threshold : float

    Returns
    -------
    float
        Over a fine and even division of the weights between the two.
    """
    steps = 2000
    first = (np.arange(steps) + 0.5) / steps
    weights = np.column_stack([first, 1 - first])
    found = onsets(invented_coding(BY_HAND), weights, "additive", threshold)
    return 100 * found.count(date) / steps


class StabilityByHand(Practice):
    """Practice 4: the stability of an onset when there is one weight to vary."""

    invented = True

    @property
    def title(self) -> str:
        return _("Stability by hand")

    @property
    def task(self) -> str:
        return _(
            "<p>Two indicators, scored 0 to 2 from 2001 to 2004. The first: 0, 0, 2, 2. The second: "
            "0, 1, 1, 2. The index is additive, with weight <em>w</em> on the first and 1 − <em>w</em> "
            "on the second, and its threshold is {threshold:g}. Every <em>w</em> from 0 to 1 is equally "
            "likely.</p>"
        ).format(threshold=_threshold("threshold"))

    def fields(self) -> Sequence[Field]:
        per_cent = _("per cent of the weights")
        return [
            Choose(
                "equal",
                _("Onset with equal weights"),
                {"2002": "2002", "2003": "2003", "2004": "2004", "never": _("never")},
            ),
            Number("share", _("Weights that lead to 2003"), minimum=0, maximum=100, unit=per_cent),
            Number(
                "higher",
                _("The same at a threshold of {threshold:g}").format(
                    threshold=_threshold("higher_threshold")
                ),
                minimum=0,
                maximum=100,
                unit=per_cent,
            ),
            Choose(
                "meaning",
                _("The first of these shares says"),
                {
                    "probability": _("how probable it is that the process began in 2003"),
                    "weights": _("how many of the weights give 2003, if coding and rule hold"),
                    "agreement": _("how many experts would agree on 2003"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        figure = charts.canvas(5.6, 2.9, margins=charts.Margins(0.55, 1.6, 0.15, 0.55))
        axes = figure.axes[0]
        made = invented_coding(BY_HAND)
        first, second = ([row[place] / 2 for row in made.scores] for place in (0, 1))
        steps = range(len(made.dates))
        with charts.style():
            axes.plot(steps, first, "o-", color=charts.PALETTE["blue"])
            axes.plot(steps, second, "s-.", color="#B04A00")
            axes.text(3.1, 1.0, _("first (w = 1)"), color=charts.PALETTE["blue"], va="bottom")
            axes.text(3.1, 0.93, _("second (w = 0)"), color="#B04A00", va="top")
            limit = _threshold("threshold")
            axes.axhline(limit, color=charts.INK, linewidth=1)
            axes.text(-0.1, limit + 0.02, _("threshold"), fontsize=8)
            axes.fill_between(list(steps), first, second, color="#E8E8E8", zorder=0)
            axes.set(xlim=(-0.15, 3.05), ylim=(-0.03, 1.08))
            axes.set_xticks(list(steps), list(made.dates))
            axes.set_yticks([0, 0.5, 1])
        says = _("The index lies between its two indicators, wherever w puts it.")
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        threshold = _threshold("threshold")
        equal = str(onsets(invented_coding(BY_HAND), [[1, 1]], "additive", threshold)[0])
        if answer["equal"] != equal:
            return Response(
                False,
                _(
                    "With equal weights the index is the mean of the two, after dividing the scores by "
                    "two. In which year does it first reach the threshold?"
                ),
            )
        share = round(share_of_weights("2003", threshold))
        if answer["share"] != share:
            return Response(False, self._share_message(answer["share"], share))
        if answer["higher"] != round(share_of_weights("2003", _threshold("higher_threshold"))):
            return Response(
                False,
                _(
                    "The first share is right. With the higher threshold solve the same inequality "
                    "again: from which w on is the index of that year high enough?"
                ),
            )
        if answer["meaning"] != "weights":
            return Response(
                False,
                _(
                    "The numbers are right. But nothing random happened in the country: you varied the "
                    "weights, and kept the coding, the rule and the threshold fixed."
                ),
            )
        return Response(
            True,
            _(
                "A date that equal weights give can belong to a minority of weights once the threshold "
                "rises a little. Report threshold and share together."
            ),
        )

    def _share_message(self, given: float, share: int) -> str:
        if given == 100 - share:
            return _(
                "That is the share of the weights that give another year. Which side of the limit "
                "leads to 2003: more weight on the first indicator, or less?"
            )
        return _(
            "Write the index of 2003 as a function of w, set it equal to the threshold and solve. All "
            "w on one side of the solution lead to 2003."
        )


TIPPING = "lesson-1-tip-the-garrison"


@cache
def _parameter(name: str) -> float:
    rows = seeds.teaching_values(TIPPING).set_index("parameter")["value"]
    return float(rows[name])


class TipTheGarrison(Practice):
    """Practice 5: the tipping share, and what a threat does to it."""

    invented = True

    @property
    def title(self) -> str:
        return _("A garrison and a threat")

    @property
    def task(self) -> str:
        game = garrison("garrison", TIPPING)
        return _(
            "<p>Officers alike. Joining a success brings {benefit:g}, joining a failure costs {cost:g}; "
            "staying brings rents of {rents:g} and {loyalty:g} for loyalty itself. The chance of success "
            "equals the share that has moved: p(k) = k. Then a government abroad threatens everybody who "
            "is caught in a failed uprising with prosecution as well, and the cost of failure rises to "
            "{harsher:g}.</p>"
        ).format(
            benefit=game.benefit,
            cost=game.cost,
            rents=game.rents,
            loyalty=game.loyalty,
            harsher=_parameter("harsher_cost"),
        )

    def fields(self) -> Sequence[Field]:
        per_cent = _("per cent")
        return [
            Number("tipping", _("Tipping share"), minimum=0, maximum=100, unit=per_cent),
            Number(
                "after", _("Tipping share after the threat"), minimum=0, maximum=100, unit=per_cent
            ),
            Choose(
                "fate",
                _("When the threat comes, {moved:g} per cent have moved. What then?").format(
                    moved=_parameter("moved")
                ),
                {
                    "follow": _("the others follow them"),
                    "return": _("they come back"),
                    "stay": _("they stay where they are, the others too"),
                },
            ),
            Choose(
                "belief",
                _("Before all this nobody had moved. What did that show about their opinions?"),
                {
                    "content": _("that most were content"),
                    "bought": _("that most were bought"),
                    "little": _("very little"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        game = garrison("garrison", TIPPING)
        figure = charts.canvas(5.6, 3.0, margins=charts.Margins(0.3, 0.3, 0.15, 0.55))
        axes = figure.axes[0]
        shares = [place / 20 for place in range(21)]
        with charts.style():
            stay = game.rents + game.loyalty
            axes.plot([0, 1], [stay, stay], color="#B04A00", linestyle=(0, (5, 2)))
            axes.text(0.01, stay + 2, _("staying\nis worth"), color="#B04A00", fontsize=8.5)
            for place, (key, words) in enumerate(
                (("tipping", _("yours")), ("after", _("yours, after the threat")))
            ):
                given = answer[key]
                if isinstance(given, int | float) and not isinstance(given, bool):
                    axes.plot(
                        [given / 100], [stay], "o" if place == 0 else "s", markersize=8,
                        color=charts.INK, markerfacecolor="white", zorder=4,
                    )  # fmt: skip
                    axes.text(
                        given / 100, stay - 6 - 7 * place, words, ha="center", va="top",
                        fontsize=8, zorder=4,
                    )  # fmt: skip
            axes.plot(
                shares, [k * game.benefit - (1 - k) * game.cost for k in shares],
                color=charts.PALETTE["blue"],
            )  # fmt: skip
            axes.text(
                0.81, 26, _("moving is worth\n(before)"), ha="left", va="top",
                color=charts.PALETTE["blue"], fontsize=8.5,
            )  # fmt: skip
            # The lines meet at the answer: only their ends are shown.
            axes.axvspan(0.2, 0.8, color="#F4F4F4", linewidth=0, zorder=2.2)
            axes.text(0.5, 54, _("work it out"), ha="center", style="italic", zorder=3)
            axes.set(xlim=(0, 1), ylim=(-24, 64), xlabel=_("share that has moved"))
            axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", _("all")])
            axes.tick_params(axis="y", length=0, labelleft=False)
        says = _(
            "What moving is worth rises with the share that has moved; what staying is worth does not."
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        game = garrison("garrison", TIPPING)
        harsher = replace(game, cost=_parameter("harsher_cost"))
        before, after = (100 * (tipping_share(one) or 0) for one in (game, harsher))
        if answer["tipping"] != round(before):
            return Response(False, self._message(answer["tipping"]))
        if answer["after"] != round(after):
            return Response(
                False,
                _(
                    "The share before the threat is right. The cost of failure stands on both sides of "
                    "the fraction: put the new one in twice."
                )
                if answer["after"] > answer["tipping"]
                # MC-15
                else _(
                    "More pressure, but on whom? The threat makes a failed uprising dearer, so each "
                    "officer wants to see more of the others move first."
                ),
            )
        if answer["fate"] != "return":
            return Response(
                False,
                _(
                    "The shares are right. Compare those who have moved with the tipping share that "
                    "holds after the threat. There is no resting place in between."
                ),
            )
        # MC-14
        if answer["belief"] != "little":
            return Response(
                False,
                _(
                    "Nobody moving is an equilibrium for the content, for the bought and for the "
                    "desperate alike. What would each of them have done alone?"
                ),
            )
        return Response(
            True,
            _(
                "An uprising that was about to carry itself was ended by a threat against those who "
                "might fail. Whoever wants officers to move does better to lower what failure costs, "
                "and to be believed."
            ),
        )

    def _message(self, given: float) -> str:
        game = garrison("garrison", TIPPING)
        without_cost = 100 * (game.rents + game.loyalty) / game.benefit
        if given == round(without_cost):
            return _(
                "You left out the cost of failing. With the chance 1 − k it is paid, so it belongs to "
                "both what is needed and what is at stake."
            )
        return _(
            "Set k times the benefit, less 1 − k times the cost, equal to what staying brings, and "
            "solve for k."
        )

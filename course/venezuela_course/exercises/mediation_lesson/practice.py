"""The practice of the lesson: six small pieces of work with an answer at once.

None uses the numbers of assignment a4. A wrong answer that follows from a known slip gets the message
for that slip (the codes of the course's list of misconceptions stand beside them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Practice, Response
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Number
from venezuela_course.exercises.layout import stacked
from venezuela_course.exercises.mediation_lesson.words import act_words, paragraph
from venezuela_course.language import _
from venezuela_course.models.mediation import (
    critical_coverage,
    detection_sample,
    is_identified,
    least_credibility,
    share_bounds,
)


def _one_column(controls: Mapping[str, Any]) -> Any:
    """Only the controls: there is nothing to draw beside them that would not be the answer."""
    return stacked(*controls.values())


# 4.1 ----------------------------------------------------------------------------------------------

#: Which act each invented note is.
NOTES = {
    "share": "winner",
    "receive": "recognises",
    "publish": "records",
    "neither": "abstains",
    "empty": "away",
    "data": "cannot",
}
#: What follows from the note 'share' by itself.
FOLLOWS = frozenset({"more"})
NAMED = 3


class NameTheAct(Practice):
    """Practice 1: six notes of invented states, and what may be inferred from them."""

    invented = True

    @property
    def title(self) -> str:
        return _("Name the act")

    @property
    def task(self) -> str:
        return _(
            "<p>Two candidates, X and Y, both say that they won. Six states react. Then a "
            "newspaper writes: "
            "<em>“Dozens of states, among them Alba, Brava and Corda, stated that X had more "
            "votes.”</em></p>"
        )

    def fields(self) -> Sequence[Field]:
        notes = {
            "share": _("“On the sheets we have seen, X has more votes than Y.”"),
            "receive": _("“On the first day of the term we shall deal with X as president.”"),
            "publish": _(
                "“The authority should publish the result of each table. We take no view of the result.”"
            ),
            "neither": _("The delegate raises a hand neither for nor against."),
            "empty": _("The chair is empty. No statement is found."),
            "data": _("“Without the data we cannot say who won.”"),
        }
        return [
            Classify("acts", _("Which act is each?"), notes, act_words()),
            ChooseMany(
                "follows",
                _("What follows from the first note, by itself?"),
                {
                    "more": _("the state holds that Y did not get more votes than X"),
                    "recognise": _("the state recognises X as president-elect"),
                    "genuine": _("the sheets are genuine"),
                    "refuse": _("the state will not deal with Y"),
                },
            ),
            Number(
                "named",
                _("States you can enter as saying who won, on the newspaper's word"),
                minimum=0,
                maximum=40,
                unit=_("states"),
            ),
        ]

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        return _one_column(controls)

    def judge(self, answer: Answer) -> Response:
        for note, act in NOTES.items():
            if answer["acts"][note] != act:
                return Response(False, self._act_message(note, answer["acts"][note]))
        given = set(answer["follows"])
        if given != FOLLOWS:
            return Response(False, self._follows_message(given))
        if answer["named"] != NAMED:
            # MC-43
            return Response(
                False,
                _(
                    "Count names. A state that is not named cannot be entered, however many "
                    "dozens there are, "
                    "and one that is named can be, as reported by this newspaper."
                ),
            )
        return Response(
            True,
            _(
                "Keep the two steps apart: first which act it was, then what it was about. Most "
                "quarrels over "
                "who recognised whom come from a report that skipped the first."
            ),
        )

    def _act_message(self, note: str, given: str) -> str:
        # MC-42
        if (note, given) in {("share", "recognises"), ("receive", "winner")}:
            return _(
                "Who had more votes is a statement about the past; whom one will deal with is a "
                "decision about "
                "the future. Look again at the first two notes."
            )
        if note in {"publish", "data"}:
            return _(
                "One of these notes asks somebody to do something; the other says what the state "
                "itself cannot "
                "do. Neither names a winner."
            )
        if note in {"neither", "empty"}:
            # MC-31
            return _(
                "To abstain one has to be in the room. Look again at the raised hands and the empty chair."
            )
        return _("Look again at the first two notes: which verb does each use, and of what time?")

    def _follows_message(self, given: set[str]) -> str:
        reasons = {
            # MC-42
            "recognise": _(
                "The acts are right. But saying who had more votes is not recognising: a "
                "government can say "
                "the one and wait with the other for months."
            ),
            # MC-47
            "genuine": _(
                "The acts are right. But the state reports what stands on the sheets it has seen; that it "
                "believes them does not make them genuine."
            ),
            "refuse": _(
                "The acts are right. But governments deal with whoever holds an office, also "
                "with those whose "
                "claim to it they dispute."
            ),
        }
        return next(
            (reason for key, reason in reasons.items() if key in given),
            _("The acts are right. What does the note say, in other words and no more?"),
        )


# 4.2 ----------------------------------------------------------------------------------------------

#: Invented: coverage of sheets, and both candidates' shares of the covered votes.
MISSING_COVERAGE, MISSING_LEADER, MISSING_RIVAL = 0.75, 0.64, 0.36
#: Invented: votes on a missing sheet for each vote on a covered one, in the last question.
SMALLER = 0.5


def _per_cent(value: float) -> int:
    return round(100 * value)


def _bounds(size_ratio: float = 1.0) -> Any:
    return share_bounds(
        {"leader": MISSING_LEADER, "rival": MISSING_RIVAL},
        MISSING_COVERAGE,
        size_ratio=size_ratio,
    )["leader"]


class MissingQuarter(Practice):
    """Practice 2: bounds on a result of which a quarter of the sheets is missing."""

    invented = True

    @property
    def title(self) -> str:
        return _("The missing quarter")

    @property
    def task(self) -> str:
        return _(
            "<p>Two candidates. Sheets are published for {coverage} per cent of the tables; on "
            "them the leader "
            "has {leader} per cent of the votes and the rival {rival}. Suppose at first that a "
            "missing sheet "
            "holds as many votes as a published one. Give whole per cent.</p>"
        ).format(
            coverage=_per_cent(MISSING_COVERAGE),
            leader=_per_cent(MISSING_LEADER),
            rival=_per_cent(MISSING_RIVAL),
        )

    def fields(self) -> Sequence[Field]:
        share = _("per cent")
        return [
            Number(
                "low",
                _("Leader's smallest possible share of all votes"),
                minimum=0,
                maximum=100,
                unit=share,
            ),
            Number(
                "high", _("Leader's largest possible share"), minimum=0, maximum=100, unit=share
            ),
            Choose(
                "verdict",
                _("Do the published sheets settle who is ahead?"),
                {"yes": _("yes, if they are genuine"), "no": _("no, even if they are genuine")},
            ),
            Number(
                "least", _("Coverage from which they would"), minimum=0, maximum=100, unit=share
            ),
            Choose(
                "assumes",
                _("What does the interval assume about how the missing tables voted?"),
                {
                    "nothing": _("nothing"),
                    "like": _("that they voted like the others"),
                    "chance": _("that chance chose which are missing"),
                },
            ),
            Number(
                "smaller",
                _("Leader's smallest share if a missing sheet holds half as many votes"),
                minimum=0,
                maximum=100,
                unit=share,
            ),
        ]

    def picture(self, answer: Answer) -> str:
        low, high = answer["low"], answer["high"]
        if low is None or high is None or low > high:
            return paragraph(_("Your interval is drawn here once you have given both its ends."))
        figure = charts.canvas(6.0, 1.35, margins=charts.Margins(0.3, 0.3, 0.1, 0.5))
        axes = figure.axes[0]
        with charts.style():
            axes.barh([0], [low], height=0.5, color=charts.PALETTE["blue"])
            axes.barh(
                [0],
                [max(high - low, 0.3)],
                left=low,
                height=0.5,
                color="white",
                edgecolor="#0072B2",
                hatch="////",
                linewidth=1.2,
            )
            axes.axvline(50, color=charts.INK, linewidth=1, linestyle=(0, (2, 2)))
            axes.set(
                xlim=(0, 100),
                ylim=(-0.5, 0.5),
                xlabel=_("leader's share of all votes, per cent; hatched: open"),
            )
            axes.yaxis.set_visible(False)
            axes.spines["left"].set_visible(False)
        says = _(
            "The leader's share as you give it lies between {low} and {high} per cent."
        ).format(low=low, high=high)
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        bounds = _bounds()
        if answer["low"] != _per_cent(bounds.low):
            return Response(False, self._low_message(answer["low"]))
        if answer["high"] != _per_cent(bounds.high):
            return Response(
                False,
                _(
                    "The lower end is right. For the upper one give the missing votes to the "
                    "leader, all of "
                    "them, and add what is certain."
                ),
            )
        settled = is_identified(MISSING_LEADER, MISSING_RIVAL, MISSING_COVERAGE)
        if (answer["verdict"] == "yes") != settled:
            return Response(
                False,
                _(
                    "Your interval is right. Now read it: with only two candidates, is there a "
                    "share inside it "
                    "with which the leader would be behind?"
                ),
            )
        if answer["least"] != _per_cent(critical_coverage(MISSING_LEADER, MISSING_RIVAL)):
            return Response(
                False,
                _(
                    "At the coverage you look for, the leader's sure lead over the rival equals "
                    "what is missing: "
                    "coverage times lead is one minus coverage."
                ),
            )
        if answer["assumes"] != "nothing":
            # MC-45
            return Response(
                False,
                _(
                    "Go back to the two ends: at the one all missing votes are the rival's, at "
                    "the other all the "
                    "leader's. Is anything between them ruled out? A margin of error would need "
                    "chance to have "
                    "chosen; this interval does not."
                ),
            )
        if answer["smaller"] != _per_cent(_bounds(SMALLER).low):
            return Response(False, self._smaller_message(answer["smaller"]))
        return Response(
            True,
            _(
                "Sheets are not votes: the same sheets missing, but smaller, and the verdict "
                "turns. Before you "
                "say how much is missing, say of what. And every line of this began with an if: none of it "
                "shows that the published sheets are genuine."
            ),
        )

    def _low_message(self, given: int) -> str:
        slips = {
            # MC-45
            _per_cent(MISSING_LEADER): _(
                "That is the share on the published sheets. It would carry over to all if chance "
                "had chosen "
                "which are missing; nobody says so."
            ),
            # MC-44
            0: _(
                "Not so little: the votes on the published sheets are there, whatever the missing ones say."
            ),
        }
        return slips.get(
            given,
            _(
                "Take the worst case. Which part of all votes is surely the leader's, if every "
                "missing vote is "
                "the rival's?"
            ),
        )

    def _smaller_message(self, given: int) -> str:
        if given == _per_cent(_bounds().low):
            # MC-46
            return _(
                "That is the end for sheets of equal size. If missing sheets are smaller, a quarter of the "
                "sheets is less than a quarter of the votes."
            )
        return _(
            "First find the share of the votes that stands on published sheets: for every four "
            "tables, three "
            "whole ones are published and one that counts half is not."
        )


# 4.3 ----------------------------------------------------------------------------------------------

#: Invented: shares of altered sheets.
ALTERED_FEW, ALTERED_MANY = 0.04, 0.2


class HowManySheets(Practice):
    """Practice 3: sample sizes, and what no sample can check."""

    invented = True

    @property
    def title(self) -> str:
        return _("How many sheets?")

    @property
    def task(self) -> str:
        return _(
            "<p>Sheets are compared with the ballots in their boxes. You draw tables at random "
            "and want to miss "
            "every altered sheet with a probability of at most 5 per cent. Tables are many.</p>"
        )

    def fields(self) -> Sequence[Field]:
        tables = _("tables")
        return [
            Number(
                "few",
                _("Tables to draw, if 4 per cent of the sheets are altered"),
                minimum=1,
                maximum=2000,
                unit=tables,
            ),
            Number(
                "many",
                _("Tables to draw, if 20 per cent are"),
                minimum=1,
                maximum=2000,
                unit=tables,
            ),
            Choose(
                "stock",
                _("A second country has ten times as many tables. Its sample must be"),
                {
                    "same": _("about as large"),
                    "root": _("about three times as large"),
                    "ten": _("ten times as large"),
                },
            ),
            Choose(
                "totals",
                _(
                    "The authority publishes one national total and no result by table. A sample "
                    "of boxes can show"
                ),
                {
                    "boxes": _(
                        "what is in these boxes, but not whether the total was added from them"
                    ),
                    "total": _("that the total is right, if these boxes agree with it on average"),
                    "nothing": _("nothing at all"),
                },
            ),
        ]

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        return _one_column(controls)

    def judge(self, answer: Answer) -> Response:
        for key, share in (("few", ALTERED_FEW), ("many", ALTERED_MANY)):
            right = detection_sample(share)
            if answer[key] != right:
                return Response(False, self._sample_message(answer[key], right, share))
        if answer["stock"] != "same":
            # MC-49
            return Response(
                False,
                _(
                    "The samples are right. Look at what you computed them from: the number of "
                    "tables in the "
                    "country did not occur. A spoon tells a salted pot from an unsalted one, "
                    "whatever its size."
                ),
            )
        if answer["totals"] != "boxes":
            return Response(
                False,
                _(
                    "The samples are right. Think of the step from tables to total: with what, "
                    "at each table "
                    "drawn, would you compare what you find in the box?"
                ),
            )
        return Response(
            True,
            _(
                "A sample needs something to be drawn from: a list of results, table by table, "
                "fixed before the "
                "draw. Publishing it is not a courtesy to losers; it is what makes the rest of "
                "an audit possible."
            ),
        )

    def _sample_message(self, given: int, right: int, share: float) -> str:
        slips = {
            right - 1: _(
                "Just too few: with that many the probability of missing all is still a little "
                "above 5 per cent."
            ),
            round(0.95 / share): _(
                "That many would contain about one altered sheet on average. On average is not "
                "almost surely."
            ),
            round(3 / share): _(
                "Three divided by the share is a good rule for the head. Here the whole number "
                "is asked for."
            ),
        }
        return slips.get(
            given,
            _(
                "One table is unaltered with probability one minus the share, several in a row "
                "with its power. "
                "Find the first power that is at most 0.05."
            ),
        )


# 4.4 ----------------------------------------------------------------------------------------------

#: Finding to its strongest innocent explanation.
INNOCENT = {
    "round": "computed",
    "small": "uneven",
    "over": "elsewhere",
    "one": "chance",
    "late": "different",
}


class HonestAlternatives(Practice):
    """Practice 4: to each suspicious finding its strongest innocent explanation."""

    @property
    def title(self) -> str:
        return _("The strongest innocent explanation")

    @property
    def task(self) -> str:
        return _(
            "<p>Before a finding may count against anybody, its best innocent explanation has to "
            "be ruled out. "
            "Match them. Each explanation is used once.</p>"
        )

    def fields(self) -> Sequence[Field]:
        findings = self._findings()
        explanations = {
            "computed": _(
                "somebody was given percentages and worked out counts for the announcement"
            ),
            "uneven": _("small honest counts do not have evenly spread last digits"),
            "elsewhere": _("people may vote where they are not registered, such as staff on duty"),
            "chance": _("a test at the 5 per cent level flags one honest case in twenty"),
            "different": _("tables that report late lie in other places"),
        }
        return [
            Classify("innocent", _("Innocent explanation"), findings, explanations),
            Choose(
                "even",
                _("In a sixth case last digits are perfectly even. That shows"),
                {
                    "clean": _("that the numbers were not tampered with"),
                    "digits": _("that nobody made up digits from the head, and no more"),
                    "machine": _("that a computer made the numbers up"),
                },
            ),
            Choose(
                "winner",
                _("Which of the five findings tells who had more votes?"),
                {**findings, "none": _("none of them")},
            ),
        ]

    @staticmethod
    def _findings() -> dict[str, str]:
        return {
            "round": _("every count in a bulletin fits a percentage with one decimal, to the vote"),
            "small": _(
                "last digits are uneven at tables where a candidate got about a dozen votes"
            ),
            "over": _("at some tables more people voted than were registered there"),
            "one": _("of twenty states tested for last digits, one is flagged"),
            "late": _("the votes added by a second bulletin split differently from the first"),
        }

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        return _one_column(controls)

    def judge(self, answer: Answer) -> Response:
        findings = self._findings()
        wrong = [
            findings[finding]
            for finding, right in INNOCENT.items()
            if answer["innocent"][finding] != right
        ]
        if wrong:
            return Response(
                False,
                _(
                    "Look again at this one: {finding}. Ask who or what could bring it about "
                    "without any wish to deceive."
                ).format(finding=wrong[0]),
            )
        if answer["even"] != "digits":
            # MC-47
            return Response(
                False,
                _(
                    "The explanations are right. Recall the exploration: one of the histories "
                    "changed every "
                    "table, and its digits looked like the honest ones."
                ),
            )
        if answer["winner"] != "none":
            return Response(
                False,
                _(
                    "The explanations are right. But each finding is about how numbers came "
                    "about. Even if it is "
                    "damning, the true votes are still unknown."
                ),
            )
        return Response(
            True,
            _(
                "A forensic test can say: these numbers did not come about in that way. It takes "
                "records to say "
                "what the votes were."
            ),
        )


# 4.5 ----------------------------------------------------------------------------------------------

#: Invented: what the two sides' moves are worth.
PROMISE = {"amnesty": 40, "prosecution": 20, "stay": 16, "temptation": 9, "own": 5}
LARGER = {"amnesty": 60, "temptation": 14, "third": 6}
BELIEVED = 0.8


class PromiseThatHolds(Practice):
    """Practice 5: backward induction in the amnesty game, with other numbers."""

    invented = True

    @property
    def title(self) -> str:
        return _("A promise that holds")

    @property
    def task(self) -> str:
        return _(
            "<p>A kept promise is worth {amnesty} to the incumbent, a broken one −{prosecution}, "
            "and staying "
            "{stay}. Breaking it brings the successor {temptation} and costs {own}, and more if "
            "a third party "
            "acts. All numbers are points.</p>"
        ).format(**PROMISE)

    def fields(self) -> Sequence[Field]:
        points = _("points")
        return [
            Number(
                "q",
                _("Belief in the promise from which on the incumbent leaves"),
                minimum=0,
                maximum=100,
                unit=_("per cent"),
            ),
            Number(
                "third",
                _("Least that the third party must add"),
                minimum=0,
                maximum=40,
                unit=points,
            ),
            Number(
                "amnesty",
                _("Smallest promise that is enough if it is believed with 80 per cent"),
                minimum=0,
                maximum=100,
                unit=points,
            ),
            Choose(
                "larger",
                _(
                    "The promise is raised to {amnesty}; breaking it would then bring "
                    "{temptation}. The third "
                    "party can add {third}. The incumbent"
                ).format(**LARGER),
                {
                    "leaves": _("leaves sooner: more is promised"),
                    "stays": _("stays: more is promised, and it would be broken"),
                    "same": _("does as before: only the belief matters"),
                },
            ),
        ]

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        return _one_column(controls)

    def judge(self, answer: Answer) -> Response:
        needed = least_credibility(PROMISE["amnesty"], PROMISE["prosecution"], PROMISE["stay"])
        if answer["q"] != _per_cent(needed):
            return Response(False, self._belief_message(answer["q"]))
        if answer["third"] != PROMISE["temptation"] - PROMISE["own"]:
            return Response(
                False,
                _(
                    "The belief is right. For the successor compare two numbers only: what "
                    "breaking brings, and "
                    "what it costs in all. The third party fills the gap."
                ),
            )
        enough = (PROMISE["stay"] + (1 - BELIEVED) * PROMISE["prosecution"]) / BELIEVED
        if answer["amnesty"] != round(enough):
            return Response(
                False,
                _(
                    "With four chances in five the promise is kept, with one in five the "
                    "incumbent is left with "
                    "the loss. Which promise makes that worth as much as staying?"
                ),
            )
        if answer["larger"] != "stays":
            # MC-50
            return Response(
                False,
                _(
                    "Solve from the last move. What does breaking the larger promise cost the "
                    "successor with the "
                    "third party, and what does it bring? Then ask what the incumbent should believe."
                ),
            )
        return Response(
            True,
            _(
                "A larger promise was worth less. What limits an amnesty here is not generosity "
                "but who will still "
                "want to keep it; and a limit that victims' rights set, anywhere above the "
                "smallest promise that is "
                "enough, costs the settlement nothing."
            ),
        )

    def _belief_message(self, given: int) -> str:
        slips = {
            _per_cent(PROMISE["stay"] / PROMISE["amnesty"]): _(
                "That would do if a broken promise left the incumbent with nothing. It leaves a loss."
            ),
            100: _("Certainty is more than is needed: compare with staying."),
        }
        return slips.get(
            given,
            _(
                "Set belief times the kept promise, minus disbelief times the loss, equal to "
                "what staying is "
                "worth."
            ),
        )


# 4.6 ----------------------------------------------------------------------------------------------

#: Invented: points of each side for each of two issues, and each side's alternative.
POINTS = {"east": {"first": 80, "second": 20}, "west": {"first": 30, "second": 70}}
ALTERNATIVES = {"east": 55, "west": 45}


class SplitOrTrade(Practice):
    """Practice 6: half of everything, or all of what one cares about."""

    invented = True

    @property
    def title(self) -> str:
        return _("Split or trade")

    @property
    def task(self) -> str:
        return _(
            "<p>Two issues, each of which can be divided. To win the first one whole is worth "
            "{e1} points to East "
            "and {w1} to West, the second one {e2} to East and {w2} to West; half of an issue is "
            "worth half. "
            "Without agreement East has {ea} and West {wa}.</p>"
        ).format(
            e1=POINTS["east"]["first"],
            e2=POINTS["east"]["second"],
            w1=POINTS["west"]["first"],
            w2=POINTS["west"]["second"],
            ea=ALTERNATIVES["east"],
            wa=ALTERNATIVES["west"],
        )

    def fields(self) -> Sequence[Field]:
        points = _("points")
        return [
            Number(
                "split",
                _("Both issues are halved: what East gets"),
                minimum=0,
                maximum=100,
                unit=points,
            ),
            Choose(
                "refuses",
                _("Who would rather have no agreement than the halves?"),
                {"east": _("East"), "west": _("West"), "both": _("both"), "neither": _("neither")},
            ),
            Number(
                "east",
                _("East wins the first issue and West the second: East gets"),
                minimum=0,
                maximum=100,
                unit=points,
            ),
            Number("west", _("… and West gets"), minimum=0, maximum=100, unit=points),
            Choose(
                "enforcer",
                _(
                    "The first issue is handed over on the day of signing, the second a year "
                    "later. Without an "
                    "enforcer, who should think twice about signing?"
                ),
                {"east": _("East"), "west": _("West"), "neither": _("neither: both have signed")},
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if answer["east"] is None or answer["west"] is None:
            return paragraph(_("Your trade is drawn here, beside the alternatives."))
        figure = charts.canvas(4.4, 3.4, margins=charts.Margins(0.7, 0.2, 0.2, 0.55))
        axes = figure.axes[0]
        east, west = ALTERNATIVES["east"], ALTERNATIVES["west"]
        with charts.style():
            axes.fill_between(
                [east, 100],
                west,
                100,
                color=charts.PALETTE["bluish green"],
                alpha=0.16,
                linewidth=0,
            )
            axes.axvline(east, color=charts.QUIET, linewidth=1, linestyle=(0, (4, 2)))
            axes.axhline(west, color=charts.QUIET, linewidth=1, linestyle=(0, (4, 2)))
            axes.plot([answer["east"]], [answer["west"]], "D", color=charts.INK, markersize=9)
            axes.text(99, 99, _("both gain"), ha="right", va="top", color="#00664B", weight="bold")
            axes.set(
                xlim=(0, 102), ylim=(0, 102), xlabel=_("worth to East"), ylabel=_("worth to West")
            )
        says = _("The trade as you give it: East {east}, West {west}.").format(
            east=answer["east"], west=answer["west"]
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        halves = {side: sum(points.values()) // 2 for side, points in POINTS.items()}
        if answer["split"] != halves["east"]:
            return Response(
                False, _("Half of what each issue is worth to East, added up over the two issues.")
            )
        if answer["refuses"] != "east":
            return Response(
                False,
                _(
                    "What the halves are worth to East is right, and they are worth as much to "
                    "West. Compare with "
                    "what each side has without agreement."
                ),
            )
        if (answer["east"], answer["west"]) != (POINTS["east"]["first"], POINTS["west"]["second"]):
            # MC-52, MC-53
            return Response(
                False,
                _(
                    "In the trade each side gets the whole of one issue and nothing of the "
                    "other. Count only what "
                    "it gets, with its own points; the two need not add up to a hundred."
                ),
            )
        if answer["enforcer"] != "west":
            # MC-54
            return Response(
                False,
                _(
                    "After the first day one side has what it came for. What is left to make it "
                    "deliver a year "
                    "later, to whom? A signature is a promise, not its enforcement."
                ),
            )
        return Response(
            True,
            _(
                "Half of everything was refused, although it looked fair; the trade gives both "
                "more than half, "
                "because they do not care about the same things. And it lasts only if the second "
                "delivery is "
                "secured: by steps, by a third party, or by something worth losing."
            ),
        )

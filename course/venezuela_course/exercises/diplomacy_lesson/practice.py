"""The practice of the lesson: five small pieces of work with an answer at once.

None uses the numbers of assignment a3. A wrong answer that follows from a known slip gets the message
for that slip (the codes of the course's list of misconceptions stand beside them).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Practice, Response
from venezuela_course.exercises.diplomacy_lesson.figures import plain_tally_figure
from venezuela_course.exercises.diplomacy_lesson.memberships import bridges_on
from venezuela_course.exercises.diplomacy_lesson.words import (
    base_labels,
    counts,
    in_words,
    paragraph,
    state_names,
)
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Number
from venezuela_course.language import _
from venezuela_course.models.diplomacy import (
    RULES,
    Decision,
    Rule,
    Tally,
    bargaining_range,
    blocking_size,
    decide,
    quota,
    rule_label,
    same_effect,
    shapley_shubik,
    simple_majority,
    swings,
    tally,
    winning_coalitions,
)

#: An invented assembly: who has to be counted is the exercise.
ASSEMBLY_MEMBERS = 41
ASSEMBLY_VOTE = Tally(yes=26, no=8, abstain=5, absent=2)


class CountTheQuota(Practice):
    """Practice 1: quota, outcome and blocking set of a body that is not the OAS."""

    invented = True

    @property
    def title(self) -> str:
        return _("Count the quota")

    @property
    def task(self) -> str:
        return _(
            "<p>An assembly has {members} members. Its rule asks for <em>at least two thirds of the "
            "members</em>. A text gets {yes} votes in favour and {no} against; {abstain} members "
            "abstain and {absent} are absent.</p>"
        ).format(
            members=ASSEMBLY_MEMBERS,
            yes=ASSEMBLY_VOTE.yes,
            no=ASSEMBLY_VOTE.no,
            abstain=ASSEMBLY_VOTE.abstain,
            absent=ASSEMBLY_VOTE.absent,
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "quota",
                _("Votes in favour that the text needs"),
                minimum=1,
                maximum=ASSEMBLY_MEMBERS,
                unit=_("votes"),
            ),
            Choose(
                "outcome", _("The text is"), {"adopted": _("adopted"), "failed": _("not adopted")}
            ),
            Number(
                "blocking",
                _("Smallest blocking set"),
                minimum=1,
                maximum=ASSEMBLY_MEMBERS,
                unit=_("members"),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        figure = charts.canvas(7, 1.55, margins=charts.BARE)
        charts.tally_bar(figure.axes[0], counts(ASSEMBLY_VOTE), answer["quota"])
        given = "" if answer["quota"] is None else _("Drawn with the quota you gave.")
        return charts.svg(figure, in_words(ASSEMBLY_VOTE), self.identifier) + paragraph(given)

    def judge(self, answer: Answer) -> Response:
        needed = quota(ASSEMBLY_MEMBERS, 2, 3)
        if answer["quota"] != needed:
            return Response(False, self._quota_message(answer["quota"], needed))
        if answer["outcome"] != "failed":
            return Response(
                False,
                _(
                    "The quota is right. Compare it with the votes in favour, and with nothing else: "
                    "votes against do not enter a rule whose base is the members."
                ),
            )
        if answer["blocking"] != blocking_size(needed, ASSEMBLY_MEMBERS):
            return Response(False, self._blocking_message(answer["blocking"], needed))
        return Response(
            True,
            _(
                "Mind who did the blocking: {others} members did not vote in favour, and only {no} of "
                "them said no. Had {short} of the silent ones voted for it, it would have carried."
            ).format(
                others=ASSEMBLY_MEMBERS - ASSEMBLY_VOTE.yes,
                no=ASSEMBLY_VOTE.no,
                short=needed - ASSEMBLY_VOTE.yes,
            ),
        )

    def _quota_message(self, given: int, needed: int) -> str:
        two_thirds = Rule("", "present", Fraction(2, 3))
        slips = {
            # MC-30
            simple_majority(ASSEMBLY_MEMBERS): _(
                "That is more than half. This rule asks for two thirds."
            ),
            needed - 1: _(
                "You rounded down: that many votes are a little less than two thirds. Multiply back "
                "and compare."
            ),
            # MC-36, MC-31
            two_thirds.required(ASSEMBLY_VOTE.yes + ASSEMBLY_VOTE.no): _(
                "You took two thirds of the votes cast. Here the base is the members, and it does "
                "not shrink when they abstain or stay away."
            ),
            two_thirds.required(ASSEMBLY_VOTE.present): _(
                "You took two thirds of those present. Here the base is the members, in the room or "
                "not."
            ),
        }
        return slips.get(
            given,
            _(
                "Take two thirds of the members. If that is not a whole number, which whole number is "
                "the first to reach it?"
            ),
        )

    def _blocking_message(self, given: int, needed: int) -> str:
        slips = {
            ASSEMBLY_MEMBERS - needed: _(
                "Close. If that many withhold their votes, count those who remain: they can still "
                "reach the quota exactly. One more is needed to block."
            ),
            needed: _(
                "That many members can adopt. How many must stay away from the yes side so that too "
                "few are left?"
            ),
            ASSEMBLY_VOTE.no: _(
                "Those are the members that voted against in this vote. A blocking set is counted "
                "from the rule, whatever this vote was."
            ),
            ASSEMBLY_MEMBERS - ASSEMBLY_VOTE.yes: _(
                "That is everyone who did not vote in favour here: enough to block, but not the "
                "smallest number that is."
            ),
        }
        return slips.get(
            given,
            _(
                "A text fails when fewer members than the quota are left to vote for it. What is the "
                "smallest number that must be missing?"
            ),
        )


COUNCIL = {"A": 5, "B": 4, "C": 2, "D": 1}
COUNCIL_QUOTA = 7


class CountTheSwings(Practice):
    """Practice 2: swings of four states by hand, where votes and power part company."""

    invented = True

    @property
    def title(self) -> str:
        return _("Count the swings")

    @property
    def task(self) -> str:
        return _(
            "<p>In a council of four, {states} cast {votes} votes; {quota} votes carry a text. List "
            "the winning coalitions on paper. For each state count the coalitions that win with it "
            "and would lose without it.</p>"
        ).format(
            states=", ".join(COUNCIL),
            votes=", ".join(map(str, COUNCIL.values())),
            quota=COUNCIL_QUOTA,
        )

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                state,
                _("Swings of {state}, which casts {votes}").format(state=state, votes=votes),
                minimum=0,
                maximum=8,
                unit=_("swings"),
            )
            for state, votes in COUNCIL.items()
        ]

    def picture(self, answer: Answer) -> str:
        given = [answer[state] or 0 for state in COUNCIL]
        figure = charts.canvas(5.2, 2.7, margins=charts.Margins(0.3, 0.9, 0.1, 0.1))
        axes = figure.axes[0]
        says = []
        with charts.style():
            for place, (state, votes) in enumerate(COUNCIL.items()):
                share = votes / sum(COUNCIL.values())
                swung = given[place] / sum(given) if sum(given) else 0.0
                bars = axes.barh(
                    [place - 0.18, place + 0.18],
                    [share, swung],
                    height=0.32,
                    color=["#8C8C8C", charts.PALETTE["orange"]],
                    hatch=["", "////"],
                    edgecolor="white",
                )
                charts.label_bars(
                    axes,
                    bars,
                    [
                        _("{share:.0%} of the votes").format(share=share),
                        _("{share:.0%} of the swings you gave").format(share=swung),
                    ],
                )
                says.append(
                    _(
                        "{state}: {share:.0%} of the votes, {swung:.0%} of the swings you gave"
                    ).format(state=state, share=share, swung=swung)
                )
            axes.set(ylim=(3.6, -0.6), xlim=(0, 1))
            axes.set_yticks(range(len(COUNCIL)), list(COUNCIL))
            axes.tick_params(length=0)
            axes.xaxis.set_visible(False)
            axes.spines["bottom"].set_visible(False)
        return charts.svg(figure, "; ".join(says), self.identifier)

    def judge(self, answer: Answer) -> Response:
        weights = list(COUNCIL.values())
        given = [answer[state] for state in COUNCIL]
        counts = [sum(row) for row in swings(weights, COUNCIL_QUOTA)]
        if given == counts:
            return Response(
                True,
                _(
                    "B casts twice the votes of C and has the same power: wherever one of them is "
                    "needed, the other would have done. A, with less than half of the votes, has almost "
                    "half of the swings."
                ),
            )
        coalitions = winning_coalitions(weights, COUNCIL_QUOTA)
        if given == [sum(place in coalition for coalition in coalitions) for place in range(4)]:
            return Response(
                False,
                _(
                    "You counted every winning coalition that a state belongs to. Strike out those that "
                    "would win without it: there it is welcome, but not needed."
                ),
            )
        # MC-34
        if given == weights or _same_shape(given, weights):
            return Response(
                False,
                _(
                    "Those numbers follow the votes. Power is not weight: forget the votes once you "
                    "know which coalitions win, and ask of each member whether it could leave."
                ),
            )
        orders = [round(24 * share) for share in shapley_shubik(weights, COUNCIL_QUOTA)]
        if [8 * value for value in given] == orders:
            return Response(
                False,
                _(
                    "Those are shares of the Shapley-Shubik kind, over orders. A swing counts "
                    "coalitions, without order."
                ),
            )
        wrong = [
            state
            for state, mine, right in zip(COUNCIL, given, counts, strict=True)
            if mine != right
        ]
        return Response(
            False,
            _(
                "Look again at {states}. There are {winning} winning coalitions; take them one by one "
                "and remove each member in turn."
            ).format(states=", ".join(wrong), winning=len(coalitions)),
        )


def _same_shape(first: Sequence[int], second: Sequence[int]) -> bool:
    """Whether two rows of numbers are proportional, none of them all zero."""
    return sum(first) > 0 and all(
        a * sum(second) == b * sum(first) for a, b in zip(first, second, strict=True)
    )


SEATING_VOTE = "2019-04-09"


class FiveRules(Practice):
    """Practice 3: the vote of 9 April 2019 under five rules, none of them the assignment's votes."""

    @property
    def title(self) -> str:
        return _("One vote, five rules")

    @property
    def task(self) -> str:
        counted = tally(seeds.roll_call(SEATING_VOTE))
        return _(
            "<p>The vote of 9 April 2019 was {yes} in favour, {no} against, {abstain} abstaining, "
            "{absent} absent. Under which rules would it have carried? Then: a state that means to "
            "oppose a text leaves the room instead of voting against. Under which bases does that "
            "change what the text needs?</p>"
        ).format(yes=counted.yes, no=counted.no, abstain=counted.abstain, absent=counted.absent)

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "outcomes",
                _("The vote of 9 April 2019"),
                {name: rule_label(rule) for name, rule in RULES.items()},
                {"carried": _("carried"), "lost": _("lost")},
            ),
            ChooseMany(
                "leaving",
                _("Leaving the room, rather than voting against, matters where the base is"),
                base_labels(),
            ),
        ]

    def picture(self, answer: Answer) -> str:
        counted = tally(seeds.roll_call(SEATING_VOTE))
        return charts.svg(plain_tally_figure(counted), in_words(counted), self.identifier)

    def judge(self, answer: Answer) -> Response:
        votes = seeds.roll_call(SEATING_VOTE)
        counted, members = tally(votes), len(votes)
        for name, rule in RULES.items():
            decision = decide(counted, rule, members)
            if (answer["outcomes"][name] == "carried") != decision.passed:
                return Response(False, self._message(rule, decision))
        matters = {
            rule.base for rule in RULES.values() if not same_effect(rule, "against", "absent")
        }
        if set(answer["leaving"]) != matters:
            return Response(False, self._leaving_message(set(answer["leaving"])))
        return Response(
            True,
            _(
                "Eighteen of twenty-seven is exactly two thirds, so a single vote more against would have "
                "undone it there. And walking out is a gift where the base is those present or those "
                "voting: it lowers the bar for the other side."
            ),
        )

    def _message(self, rule: Rule, decision: Decision) -> str:
        label = rule_label(rule)
        if decision.passed and decision.yes == decision.required:
            return _(
                "{label}: work out the base, then the share. The votes in favour meet the "
                "requirement exactly, and exactly is enough."
            ).format(label=label)
        # MC-31, MC-36
        hints = {
            "members": _(
                "{label}: the base is all the members, whatever they did. Abstaining and staying "
                "away do not make it smaller."
            ),
            "present": _(
                "{label}: those who abstain are in the room, so they belong to the base; only the "
                "absent drop out."
            ),
            "yes+no": _(
                "{label}: only votes for and against are counted. Abstentions drop out of the base."
            ),
        }
        return hints[rule.base].format(label=label)

    def _leaving_message(self, chosen: set[str]) -> str:
        if "members" in chosen:
            return _(
                "The outcomes are right. But where the base is the members, an empty chair is still "
                "in the base: a vote that is not cast in favour is missing, from the corridor too."
            )
        return _(
            "The outcomes are right. Now take one opponent out of the room and work out each base "
            "again: which of them becomes smaller?"
        )


BRIDGE_DAY = date(2021, 1, 15)
LATER_DAY = date(2021, 5, 1)
#: Who may be ticked: members of one, of both, or of neither on that day.
CANDIDATES = ("ARG", "BOL", "CRI", "DOM", "ECU", "HTI", "MEX", "PAN", "PER", "URY")


class BridgesOnADay(Practice):
    """Practice 4: which states sat in both groups on a day that is not the assignment's."""

    @property
    def title(self) -> str:
        return _("Bridges on 15 January 2021")

    @property
    def task(self) -> str:
        return _(
            "<p>Use the record, in the figure or the explorer above. Which of these states belonged "
            "to the Lima Group <em>and</em> to the Contact Group on 15 January 2021? And which of "
            "those had stopped by 1 May 2021?</p>"
        )

    def fields(self) -> Sequence[Field]:
        names = state_names()
        states = {code: names[code] for code in CANDIDATES}
        return [
            ChooseMany("bridges", _("Members of both on 15 January 2021"), states, columns=2),
            Choose("closed", _("No longer a bridge on 1 May 2021"), states),
        ]

    def arrange(self, controls: dict[str, Any], picture: Any) -> Any:
        """One column: there is nothing to draw beside the controls that would not be the answer."""
        import ipywidgets

        return ipywidgets.VBox(list(controls.values()))

    def judge(self, answer: Answer) -> Response:
        both = set(bridges_on(BRIDGE_DAY))
        given = set(answer["bridges"])
        if given != both:
            return Response(False, self._message(given, both))
        closed = both - set(bridges_on(LATER_DAY))
        if {answer["closed"]} != closed:
            return Response(
                False,
                _(
                    "The bridges are right. Now look for a membership of one of them that ends between "
                    "the two days."
                ),
            )
        return Response(
            True,
            _(
                "Three bridges in January, two in May. A network drawn without a date would have shown "
                "neither."
            ),
        )

    def _message(self, given: set[str], both: set[str]) -> str:
        reasons = {
            # MC-37
            "MEX": _(
                "Mexico was a founder of the Lima Group and called the conference from which the "
                "Contact Group grew, but never joined that group. Calling a meeting is not membership."
            ),
            "BOL": _(
                "Bolivia sat in both for a time, under an interim government. By 28 October 2020 the "
                "Contact Group no longer listed it."
            ),
        }
        for state, reason in reasons.items():
            if state in given:
                return reason
        names = state_names()
        extra = sorted(names[state] for state in given - both)
        if extra:
            return _("Not all of these sat in both: check {states} in each group.").format(
                states=", ".join(extra)
            )
        return _(
            "Those you chose are bridges, and there are more. A bar that starts late, or whose start "
            "is not verified, may still cover the day."
        )


#: Invented: what the two sides' alternatives are worth, of a surplus of 100.
PRICE_ALTERNATIVES = {"first": 26, "other": 35}
PRICE_BELIEF = 0.5
WORSE_ALTERNATIVE = 20
LOW_BELIEF = 0.3


class PriceOfDoubt(Practice):
    """Practice 5: what doubt does to a bargaining range."""

    invented = True

    @property
    def title(self) -> str:
        return _("The price of doubt")

    @property
    def task(self) -> str:
        return _(
            "<p>Two sides divide 100 points. The <em>first side</em> must act first, against a "
            "promised share; its alternative is worth {first}. The <em>other side</em> promises; its "
            "alternative is worth {other}. A broken promise leaves the first side with nothing. It "
            "believes the promise with probability one half.</p>"
        ).format(first=PRICE_ALTERNATIVES["first"], other=PRICE_ALTERNATIVES["other"])

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "low",
                _("Smallest share the first side must be promised"),
                minimum=0,
                maximum=100,
                unit=_("points"),
            ),
            Number(
                "width",
                _("Width of the zone of possible agreement"),
                minimum=0,
                maximum=100,
                unit=_("points"),
            ),
            Number(
                "least",
                _("Belief below which no agreement is possible"),
                minimum=0,
                maximum=100,
                unit=_("per cent"),
            ),
            Choose(
                "worse",
                _(
                    "At a belief of {belief} per cent the first side's alternative worsens from {old} to "
                    "{new}. Is there a zone?"
                ).format(
                    belief=round(100 * LOW_BELIEF),
                    old=PRICE_ALTERNATIVES["first"],
                    new=WORSE_ALTERNATIVE,
                ),
                {"yes": _("yes, the worse alternative opens one"), "no": _("no, still none")},
            ),
        ]

    def picture(self, answer: Answer) -> str:
        if answer["low"] is None or answer["width"] is None:
            return paragraph(
                _("Your zone is drawn here once you have given its lower end and its width.")
            )
        high = answer["low"] + answer["width"]
        figure = charts.canvas(6.2, 1.3, margins=charts.Margins(0.3, 0.3, 0.1, 0.5))
        axes = figure.axes[0]
        with charts.style():
            axes.barh(
                [0],
                [answer["width"]],
                left=answer["low"],
                height=0.5,
                color=charts.PALETTE["bluish green"],
            )
            axes.set(
                xlim=(0, 100),
                ylim=(-0.5, 0.5),
                xlabel=_("share promised to the first side, points"),
            )
            axes.yaxis.set_visible(False)
            axes.spines["left"].set_visible(False)
        says = _("The zone as you give it runs from {low} to {high}.").format(
            low=answer["low"], high=high
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        first, other = PRICE_ALTERNATIVES["first"], PRICE_ALTERNATIVES["other"]
        zone = bargaining_range(first, other, 100, PRICE_BELIEF)
        if answer["low"] != round(zone.low):
            slips = {
                first: _(
                    "That would do if the promise were certain. At even odds, what does a "
                    "promised share have to be, to be worth its alternative?"
                ),
                round(first * PRICE_BELIEF): _(
                    "You multiplied. Doubt does not make the first side ask for less: a promise "
                    "believed by half has to be twice as large."
                ),
            }
            return Response(
                False,
                slips.get(
                    answer["low"],
                    _("Set belief times promised share equal to the first side's alternative."),
                ),
            )
        if answer["width"] != round(zone.width):
            certain = bargaining_range(first, other, 100)
            return Response(
                False,
                _(
                    "That is the zone without doubt. Its lower end has moved: you have just worked out "
                    "where to."
                )
                if answer["width"] == round(certain.width)
                else _(
                    "The zone runs from the smallest share the first side accepts to the largest the "
                    "other side offers. The other side keeps at least its own alternative."
                ),
            )
        if answer["least"] != round(100 * zone.least_commitment):
            return Response(
                False,
                _(
                    "Where the zone just closes, the smallest acceptable share equals the largest that "
                    "can be offered. Which belief makes it so?"
                ),
            )
        # MC-41
        if answer["worse"] != "no":
            return Response(
                False,
                _(
                    "Work it out: at that belief, what must be promised to match even the worse "
                    "alternative, and can the other side offer it? Pain alone does not make a way out."
                ),
            )
        return Response(
            True,
            _(
                "The agreement both would gain from is lost to doubt, not to greed. A guarantor who "
                "raises the belief above {least} per cent reopens it; worsening one side's alternative "
                "did not."
            ).format(least=answer["least"]),
        )

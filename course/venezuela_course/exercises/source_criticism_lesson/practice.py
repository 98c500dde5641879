"""The practice of the lesson: small pieces of work with an answer at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Practice, Response
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Number
from venezuela_course.exercises.source_criticism_lesson.ferry import (
    CORRECTED_YEARS,
    OLD_ARTICLE_YEAR,
    PAGE_KINDS,
    PAIR_RELATIONS,
    STATEMENT_KINDS,
    page,
    page_kind_words,
    pairs,
    statements,
)
from venezuela_course.exercises.source_criticism_lesson.figures import all_voices
from venezuela_course.exercises.source_criticism_lesson.words import (
    kind_words,
    paragraph,
    relation_words,
)
from venezuela_course.language import _, ngettext
from venezuela_course.models.source_criticism_testimony import reweigh

#: A claim that no exercise of the assignment asks about.
CLAIM = "S003b-072"


class ReadAnId(Practice):
    """Practice 0: what an id gives access to; and a first answer that is saved."""

    @property
    def title(self) -> str:
        return _("Read an id")

    @property
    def task(self) -> str:
        return _(
            "<p>Look up claim <code>{claim}</code> with the cell above, then answer.</p>"
        ).format(claim=CLAIM)

    def fields(self) -> Sequence[Field]:
        return [
            Number("line", _("Line of the source text"), minimum=1, maximum=130, unit=""),
            Choose(
                "who",
                _("Who asserts it"),
                {
                    "author": _("the writers of the commentary"),
                    "states": _("the United States and its allies"),
                    "course": _("this course"),
                },
            ),
            Choose(
                "worth",
                _("So the course may write"),
                {
                    "fact": _("“Six allies recognised the interim government”"),
                    "said": _("“In 2022 the commentary counted about half a dozen allies”"),
                    "doubt": _("“The number of allies was wrongly put at six”"),
                },
            ),
        ]

    def judge(self, answer: Answer) -> Response:
        if answer["line"] != int(seeds.claim(CLAIM)["line"]):
            return Response(
                False,
                _("The line is not in the id: it stands at the end of what the cell above prints."),
            )
        if answer["who"] != "author":
            return Response(
                False,
                _(
                    "Look after “Asserted by”. Where it says author, the text speaks in its own voice: "
                    "the writers answer for the figure, and nobody else does."
                ),
            )
        if answer["worth"] == "fact":
            return Response(
                False,
                _(
                    "One commentary counts so, as of one month, with an “about”. Without speaker, date and "
                    "hedge it would become the course's own assertion, and a firmer one."
                ),
            )
        if answer["worth"] == "doubt":
            return Response(
                False,
                _("Nothing here says that it is wrong. An unchecked figure is not a false one."),
            )
        return Response(
            True,
            _(
                "Speaker, date and hedge survive. Your answer has been saved already: close the "
                "notebook, open it again, run this cell, and it will be there."
            ),
        )


class UnpickAnInventedPage(Practice):
    """Practice 1: what each line of a page is, what repeats, and when the older article was written."""

    invented = True

    @property
    def title(self) -> str:
        return _("Unpick a page")

    @property
    def task(self) -> str:
        return _(
            "<p>A page of the island's <em>Post</em>, as text. It holds two articles. Say what each line "
            "is.</p>"
        )

    def fields(self) -> Sequence[Field]:
        lines = page()
        return [
            Classify(
                "kinds",
                _("Lines of the page"),
                {str(number): f"{number}. {text}" for number, text in lines.items()},
                page_kind_words(),
            ),
            Number(
                "witnesses",
                _("How many witnesses say that four of five islanders use the ferry?"),
                minimum=0,
                maximum=12,
                unit="",
            ),
            Number(
                "year",
                _("In what year was the older article written?"),
                minimum=2010,
                maximum=2024,
                unit="",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        """The page as a strip: where each line stands, and what it was taken for."""
        given = answer["kinds"] if isinstance(answer["kinds"], Mapping) else {}
        lines, words = page(), page_kind_words()
        figure = charts.canvas(6.2, 3.9, margins=charts.Margins(0.1, 0.1, 0.1, 0.1))
        axes = figure.axes[0]
        says = []
        with charts.style():
            for row, (number, text) in enumerate(lines.items()):
                kind = given.get(str(number))
                looks = _STRIP.get(str(kind), ("#FFFFFF", ""))
                width = 0.2 + 0.8 * len(text) / max(map(len, lines.values()))
                axes.barh(
                    [row],
                    [0.46 * width],
                    left=0.05,
                    height=0.7,
                    color=looks[0],
                    hatch=looks[1],
                    edgecolor="#8C8C8C",
                )
                axes.text(0.035, row, str(number), ha="right", va="center", fontsize=8.5)
                axes.text(
                    0.06 + 0.46 * width,
                    row,
                    words.get(str(kind), "?"),
                    va="center",
                    fontsize=8.5,
                    color=charts.INK if kind in words else charts.QUIET,
                )
                says.append(f"{number} {words.get(str(kind), '?')}")
            axes.set(xlim=(0, 1), ylim=(len(lines) - 0.4, -0.6))
            axes.set_axis_off()
        return charts.svg(figure, ", ".join(says), self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = {int(number): kind for number, kind in answer["kinds"].items()}
        wrong = [number for number, kind in PAGE_KINDS.items() if given[number] != kind]
        if wrong:
            return Response(False, self._line_message(wrong, given))
        if answer["witnesses"] != 1:
            return Response(
                False,
                _(
                    "The lines are right. But a pull quote repeats a sentence of its own article, and the "
                    "sentence itself hands on one count. Repeating is not witnessing."
                ),
            )
        if answer["year"] != OLD_ARTICLE_YEAR:
            return Response(
                False,
                _(
                    "The lines are right, and so is the one witness. For the year, leave the headline on "
                    "top and the captions aside. What does line 10 say about when the ferry stopped, and "
                    "line 5 about how long ago that was?"
                ),
            )
        return Response(
            True,
            _(
                "The page's top names the newer article, a caption is eight years older than the other, "
                "and the year follows from neither: the newer text says “six years after it stopped”, "
                "the older one “since March”."
            ),
        )

    @staticmethod
    def _line_message(wrong: Sequence[int], given: Mapping[int, str]) -> str:
        which = ngettext("Look again at line {lines}.", "Look again at lines {lines}.", len(wrong))
        text = which.format(lines=", ".join(map(str, wrong)))
        # MC-01
        if 2 in wrong and given[2] == "headline-old":
            text += " " + _(
                "A headline at the top of a page belongs to the page. Which article takes it up in its "
                "own words?"
            )
        # MC-02
        elif {6, 11} & set(wrong):
            text += " " + _("Is there another line with the same words, and more of them?")
        return text


_STRIP = {
    "navigation": ("#E0E0E0", ""),
    "headline-old": (charts.PALETTE["blue"], ""),
    "headline-new": ("#B04A00", ""),
    "caption": ("#FFFFFF", "...."),
    "quote": ("#FFFFFF", "////"),
    "body-old": (charts.PALETTE["sky blue"], ""),
    "body-new": (charts.PALETTE["orange"], ""),
}


class SortTheStatements(Practice):
    """Practice 2: the six kinds, and the frame that rewords least."""

    invented = True

    @property
    def title(self) -> str:
        return _("Eight statements")

    @property
    def task(self) -> str:
        return _(
            "<p>From the newspapers of the island. What is each, and how would you pass it on?</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Classify("kinds", _("Kind of each statement"), statements(), kind_words()),
            Choose(
                "frame",
                _("On 10 June you pass on what the prosecutors did. You write"),
                {
                    "guilt": _("The treasurer committed fraud."),
                    "charge": _("The treasurer is charged with fraud."),
                    "caught": _("The treasurer's fraud has come to light."),
                    "denial": _("The treasurer denies fraud."),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer["kinds"] if isinstance(answer["kinds"], Mapping) else {}
        words = kind_words()
        counts = {kind: sum(one == kind for one in given.values()) for kind in words}
        figure = charts.canvas(5.4, 2.3, margins=charts.Margins(1.6, 0.3, 0.1, 0.1))
        axes = figure.axes[0]
        with charts.style():
            for row, number in enumerate(counts.values()):
                axes.plot(
                    list(range(1, number + 1)),
                    [row] * number,
                    "s",
                    color=charts.PALETTE["blue"],
                    markersize=11,
                )
                axes.text(number + 0.6, row, str(number), va="center", color=charts.QUIET)
            axes.set(xlim=(0.4, 9), ylim=(len(counts) - 0.4, -0.6))
            axes.set_yticks(range(len(counts)), list(words.values()))
            axes.tick_params(length=0)
            axes.xaxis.set_visible(False)
            axes.spines["bottom"].set_visible(False)
        says = ", ".join(f"{words[kind]} {number}" for kind, number in counts.items())
        return charts.svg(figure, _("Sorted so far: {counts}").format(counts=says), self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = answer["kinds"]
        wrong = [name for name, kind in STATEMENT_KINDS.items() if given[name] != kind]
        for name in wrong:
            if (message := self._message(name, given[name])) is not None:
                return Response(False, message)
        if wrong:
            return Response(
                False,
                _("Look again at: {items}").format(
                    items=" ".join(statements()[one] for one in wrong)
                ),
            )
        if answer["frame"] == "denial":
            return Response(
                False,
                _("The kinds are right. But no denial is in what you have; do not supply one."),
            )
        if answer["frame"] != "charge":
            return Response(
                False,
                _(
                    "The kinds are right. On 10 June there is a charge and no finding. Your frame says "
                    "what only a court could say."
                ),
            )
        return Response(
            True,
            _(
                "The charge and the fraud are two things: that charges were brought is on record, and "
                "what they say is alleged. The same goes for the shopkeeper: the quotation marks vouch "
                "for the words."
            ),
        )

    @staticmethod
    def _message(name: str, given: str) -> str | None:
        """A message for a slip that has a name, or None."""
        slips = {
            # MC-03
            ("charged", "event"): _(
                "That charges were brought is an event. But what the sentence passes on is that somebody "
                "did wrong, without a finding: there is a kind for that."
            ),
            ("sold", "event"): _(
                "Who says that the engine was sold? Nobody does; it is whispered, and it accuses "
                "somebody."
            ),
            # MC-04
            ("listened", "event"): _(
                "Quotation marks show that the words were said. They do not make what was said a fact."
            ),
            ("listened", "figure"): _("“Nobody” is not a count here; it is a judgement."),
            ("islanders", "characterisation"): _(
                "Close: it is a judgement. But it has a speaker of its own, and says what should be."
            ),
            ("heart", "attributed_opinion"): _(
                "A judgement, yes. To whom does the text give it? To nobody: it is the writer's own."
            ),
        }
        return slips.get((name, given))


class RelateThePairs(Practice):
    """Practice 3: how six pairs of statements bear on one another, and who is a witness."""

    invented = True

    @property
    def title(self) -> str:
        return _("Six pairs")

    @property
    def task(self) -> str:
        return _("<p>How does the second statement of each pair bear on the first?</p>")

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "relations",
                _("Pairs"),
                {name: f"{place}. {text}" for place, (name, text) in enumerate(pairs().items(), 1)},
                relation_words() | {"none": _("neither: they are about different things")},
            ),
            Number(
                "witnesses",
                _("How many witnesses have you for the engine being scrap? (first pair)"),
                minimum=0,
                maximum=6,
                unit="",
            ),
        ]

    def picture(self, answer: Answer) -> str:
        given = answer["relations"] if isinstance(answer["relations"], Mapping) else {}
        words = relation_words() | {"none": _("neither")}
        signs = {
            "supports": ("-", "+"),
            "contradicts": ("--", "≠"),
            "supersedes": ("-", "←"),
            "duplicates": (":", "="),
            "same_event": ("-.", "∩"),
            "none": ("", "|"),
        }
        figure = charts.canvas(5.6, 2.7, margins=charts.Margins(0.1, 0.1, 0.1, 0.1))
        axes = figure.axes[0]
        says = []
        with charts.style():
            for row, name in enumerate(PAIR_RELATIONS):
                kind = given.get(name)
                dashes, sign = signs.get(str(kind), ("", "?"))
                axes.plot([0.12, 0.62], [row, row], "o", color=charts.INK, markersize=7)
                if dashes:
                    axes.plot([0.14, 0.6], [row, row], dashes, color=charts.PALETTE["blue"])
                axes.text(
                    0.37,
                    row,
                    sign,
                    ha="center",
                    va="center",
                    fontsize=11,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
                )
                axes.text(0.08, row, str(row + 1), ha="right", va="center", color=charts.QUIET)
                axes.text(0.66, row, words.get(str(kind), _("open")), va="center")
                says.append(f"{row + 1} {words.get(str(kind), _('open'))}")
            axes.set(xlim=(0, 1), ylim=(len(PAIR_RELATIONS) - 0.4, -0.6))
            axes.set_axis_off()
        return charts.svg(figure, ", ".join(says), self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = answer["relations"]
        wrong = [name for name, kind in PAIR_RELATIONS.items() if given[name] != kind]
        for name in wrong:
            if (message := self._message(name, given[name])) is not None:
                return Response(False, message)
        if wrong:
            places = [str(list(PAIR_RELATIONS).index(name) + 1) for name in wrong]
            return Response(
                False,
                _(
                    "Look again at pair {pairs}. Ask: the same thing, the same time? And could the second "
                    "have been said without the first?"
                ).format(pairs=", ".join(places)),
            )
        if answer["witnesses"] != 1:
            return Response(
                False,
                _(
                    "The pairs are right. Now count people who know for themselves, not papers that print "
                    "it."
                ),
            )
        return Response(
            True,
            _(
                "One witness, twice in print. Mind the last pair as well: a mechanic's word and the books "
                "are two sources of different make, and neither proves the harbour master right."
            ),
        )

    @staticmethod
    def _message(name: str, given: str) -> str | None:
        """A message for a slip that has a name, or None."""
        slips = {
            # MC-02
            ("scrap", "supports"): _(
                "First pair: where did the radio have it from? A second voice that only repeats the first "
                "adds no support."
            ),
            # MC-05
            ("passengers", "contradicts"): _(
                "Fourth pair: two different numbers. But is it one quantity? What may be carried and what "
                "was carried can both stand."
            ),
            ("may", "contradicts"): _(
                "Third pair: in January the second statement did not exist. A plan that came to nothing "
                "was still a plan: what is the relation of the later to the earlier?"
            ),
            ("twelfth", "duplicates"): _(
                "Fifth pair: each tells something that the other does not. What they share is a day and a "
                "ship."
            ),
        }
        return slips.get((name, given))


class WeighAMisprint(Practice):
    """Practice 4: a belief computed, and what may be printed."""

    invented = True

    @property
    def title(self) -> str:
        return _("Weigh a misprint")

    @property
    def task(self) -> str:
        return _(
            "<p>The <em>Post</em> prints that a ferry sank in 2012. None did; one sank in 2021, one in "
            "2013, and both are talked about equally often. Of 100 wrong years that the <em>Post</em> "
            "once corrected, {swapped} had two digits swapped, {neighbour} had a neighbouring key hit, "
            "and {other} other causes. Suppose that it was one of the first two slips.</p>"
        ).format(**CORRECTED_YEARS)

    def fields(self) -> Sequence[Field]:
        return [
            Number(
                "belief",
                _("How strongly should you believe that 2021 was meant?"),
                minimum=0,
                maximum=100,
                unit=_("per cent"),
            ),
            ChooseMany(
                "print",
                _("What may you print? Choose all that hold"),
                {
                    "silent": _("“A ferry sank in 2021”, without a word about the print"),
                    "flag": _(
                        "“in 2012”, as printed, with a note that no loss of that year is known"
                    ),
                    "ask": _("nothing yet: ask the Post first"),
                    "void": _("nothing from that paper again: it gets years wrong"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        belief = answer["belief"]
        figure = charts.canvas(5.6, 1.5, margins=charts.Margins(0.2, 0.2, 0.4, 0.35))
        axes = figure.axes[0]
        share = 0.0 if belief is None else belief / 100
        says = (
            _("Your belief is open.")
            if belief is None
            else _("Your belief: 2021 was meant {yes:.0%}, 2013 was meant {no:.0%}.").format(
                yes=share, no=1 - share
            )
        )
        with charts.style():
            if belief is not None:
                axes.barh([0], [share], color=charts.PALETTE["blue"], height=0.5)
                axes.barh(
                    [0],
                    [1 - share],
                    left=share,
                    color=charts.PALETTE["orange"],
                    hatch="////",
                    edgecolor="white",
                    height=0.5,
                )
            axes.set(xlim=(0, 1), ylim=(-0.5, 0.5))
            axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
            axes.yaxis.set_visible(False)
            axes.spines["left"].set_visible(False)
            axes.text(0, 0.62, _("2021 was meant"), va="bottom", fontsize=8.5)
            axes.text(1, 0.62, _("2013 was meant"), ha="right", va="bottom", fontsize=8.5)
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        slips = {name: float(CORRECTED_YEARS[name]) for name in ("swapped", "neighbour")}
        right = Fraction(round(100 * reweigh(slips, dict.fromkeys(slips, 1.0))["swapped"]))
        if answer["belief"] != right:
            return Response(False, self._belief_message(answer["belief"]))
        chosen = set(answer["print"])
        # MC-06
        if "silent" in chosen:
            return Response(
                False,
                _(
                    "The belief is right. But a reader who sees only your 2021 cannot know that you put "
                    "it there, nor that one time in four you would be wrong."
                ),
            )
        # MC-07
        if "void" in chosen:
            return Response(
                False,
                _(
                    "The belief is right. A paper that corrects its errors is not worthless for having "
                    "them: a wrong year says little about the rest of the sentence."
                ),
            )
        if chosen != {"flag", "ask"}:
            return Response(
                False, _("The belief is right. One more of these is open to an honest editor.")
            )
        return Response(
            True,
            _(
                "You worked it out from a stated supposition, and left the reader able to undo it. Note "
                "what the figure rests on: a record of past slips, which for most sources nobody has."
            ),
        )

    @staticmethod
    def _belief_message(given: float) -> str:
        slips = {
            60: _(
                "That is out of all slips. You supposed that it was one of two: out of those, how many?"
            ),
            80: _(
                "That many of the corrections are of the two kinds together. Which part is swapped?"
            ),
            100: _("Certain? One of the two slips leads to 2013, and it does happen."),
            50: _(
                "Both losses are talked about equally often, yes. But the two slips are not equally "
                "common."
            ),
            20: _(
                "That is the neighbouring key, out of all slips. Which is asked for, and out of how many?"
            ),
            25: _("That is the belief in the other one."),
        }
        return slips.get(
            round(given),
            _("Keep only the two kinds of slip. What share of those are swapped digits?"),
        )


class GuessBeforeYouCount(Practice):
    """Practice 5: a guess at how much the Venezuelan government says, before it is counted."""

    @property
    def title(self) -> str:
        return _("Guess before you count")

    @property
    def task(self) -> str:
        return _(
            "<p>The five texts are about the Venezuelan government. Of their {n} claims, how many does "
            "that government, or a member of it, make itself, in its own words or as reported? Guess; "
            "then count.</p>"
        ).format(n=len(all_voices()))

    def fields(self) -> Sequence[Field]:
        n = len(all_voices())
        return [
            Number("guess", _("My guess"), minimum=0, maximum=n, unit=_("claims")),
            Choose(
                "most",
                _("Apart from the texts themselves, who says most?"),
                {
                    "government": _("the Venezuelan government"),
                    "opposition": _("the Venezuelan opposition"),
                    "united_states": _("the United States"),
                    "academic": _("academics, analysts and experts"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        guess = answer["guess"]
        if guess is None:
            return paragraph(_("No guess yet."))
        n = len(all_voices())
        return paragraph(_("You guess {share:.0%} of all claims.").format(share=guess / n))

    def judge(self, answer: Answer) -> Response:
        counts = all_voices()["side"].value_counts()
        theirs, n = int(counts["government"]), len(all_voices())
        said = _(
            "By the course's table of sides it is {n} of {all}, or {share:.0%}, a president who died in "
            "2013 included."
        ).format(n=theirs, all=n, share=theirs / n)
        outside = counts.drop("writer")
        if answer["most"] != outside.idxmax():
            return Response(
                False,
                said
                + " "
                + _("And the side that says most is another one than you chose. Count, below."),
            )
        if abs(answer["guess"] - theirs) <= theirs / 2:
            return Response(True, said + " " + _("Your picture of these texts was a sober one."))
        return Response(
            None,
            said
            + " "
            + _("You were right about who says most. Where did the rest of your guess come from?"),
        )

"""The practice of the lesson: a brief in small, on an invented harbour, with an answer at once.

The six pieces follow the steps of the lesson and use one set of numbers, which can be checked by hand. A
wrong answer that follows from a known slip gets the message for that slip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from venezuela_course import charts
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Practice, Response
from venezuela_course.exercises.capstone_lesson import drawings
from venezuela_course.exercises.capstone_lesson.drawings import Mark
from venezuela_course.exercises.capstone_lesson.harbour import (
    COOPERATIVE,
    LANDINGS,
    ON_THE_DAY,
    share,
)
from venezuela_course.exercises.capstone_lesson.words import paragraph, percentage
from venezuela_course.exercises.fields import Choose, ChooseMany, Classify, Field, Number
from venezuela_course.language import _, ngettext

FIRST, LAST = LANDINGS[2008], LANDINGS[2014]


def near(given: float, wanted: float, tolerance: float) -> bool:
    """Whether a number is right as far as it was to be rounded."""
    return abs(given - wanted) <= tolerance + 1e-9


def slip(given: float, known: Mapping[float, str], tolerance: float) -> str | None:
    """The message of the known slip that leads to a number, if one does."""
    return next((text for value, text in known.items() if near(given, value, tolerance)), None)


def _landings_in_words() -> str:
    return ", ".join(
        _("{year} {value}").format(year=year, value=value) for year, value in LANDINGS.items()
    )


def _links(pairs: Sequence[tuple[str, str]], names: Mapping[str, str], identifier: str) -> str:
    """Sorted things joined to what they were sorted under."""
    figure = charts.canvas(5.8, 2.7, margins=charts.BARE)
    charts.bipartite(figure.axes[0], list(pairs), names=dict(names))
    says = "; ".join(f"{names[one]}: {names[other]}" for one, other in pairs)
    return charts.svg(figure, says, identifier)


def _sorted_picture(
    given: Mapping[str, str],
    items: Mapping[str, str],
    categories: Mapping[str, str],
    identifier: str,
) -> str:
    pairs = [
        (item, f"to-{kind}") for item, kind in given.items() if item in items and kind in categories
    ]
    if not pairs:
        return paragraph(_("Your sorting is drawn here."))
    names = dict(items) | {f"to-{key}": words for key, words in categories.items()}
    return _links(pairs, names, identifier)


# 5.1 ----------------------------------------------------------------------------------------------

#: Question to what it would take to answer it.
QUESTIONS = {
    "share": "table",
    "differ": "table",
    "without": "path",
    "speeded": "path",
    "fair": "value",
    "ruined": "open",
}


class WhichQuestion(Practice):
    """Practice 1: six questions about a harbour, and what each would need."""

    invented = True

    @property
    def title(self) -> str:
        return _("Which question can a table answer?")

    @property
    def task(self) -> str:
        return _(
            "<p>The harbour of Isla Clara landed {n} thousand tonnes of fish in 2008 and {m} in 2014. From 1 "
            "January 2012 a quota held. Six questions are asked about it. What would each need?</p>"
        ).format(n=FIRST, m=LAST)

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "questions",
                _("Questions"),
                {
                    "share": _(
                        "How much of the fall in landings, 2008 to 2014, came before the quota?"
                    ),
                    "differ": _("How far apart are ministry and cooperative for 2008?"),
                    "without": _("What would have been landed in 2014 without the quota?"),
                    "speeded": _("Did the quota speed the fall?"),
                    "fair": _("Was the quota fair to the small boats?"),
                    "ruined": _("What ruined the harbour?"),
                },
                self._needs(),
            ),
            Choose(
                "refute",
                _("What should make you give up “most of the fall came before the quota”?"),
                {
                    "witness": _("a fisherman who remembers it otherwise"),
                    "half": _("a share below half, under an assumption named beforehand"),
                    "none": _("nothing: the figures speak for themselves"),
                },
            ),
        ]

    @staticmethod
    def _needs() -> dict[str, str]:
        return {
            "table": _("a table and a date"),
            "path": _("a path not taken"),
            "value": _("a judgement of value"),
            "open": _("to be put otherwise first"),
        }

    def picture(self, answer: Answer) -> str:
        short = {
            "share": _("share before"),
            "differ": _("two figures"),
            "without": _("without the quota"),
            "speeded": _("did it speed"),
            "fair": _("fair"),
            "ruined": _("what ruined"),
        }
        needs = {
            "table": _("a table"),
            "path": _("path not taken"),
            "value": _("a judgement"),
            "open": _("put otherwise"),
        }
        return _sorted_picture(answer["questions"] or {}, short, needs, self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = answer["questions"]
        wrong = [name for name, need in QUESTIONS.items() if given[name] != need]
        if wrong:
            lead = ngettext(
                "One question is sorted wrongly.", "{n} questions are sorted wrongly.", len(wrong)
            )
            return Response(False, lead.format(n=len(wrong)) + " " + self._message(wrong[0]))
        if answer["refute"] != "half":
            return Response(
                False,
                _(
                    "The questions are right. What would change your mind has to be fixed before you look, "
                    "and it has to be something that your calculation could show."
                ),
            )
        return Response(
            True,
            _(
                "Two that a table answers, two that need something to stand in for what did not happen, one "
                "that no figure settles, and one that names neither a quantity nor a date. The brief below "
                "takes the first."
            ),
        )

    @staticmethod
    def _message(question: str) -> str:
        return {
            "share": _(
                "“How much … came before”: two levels and the level on a day are all it takes."
            ),
            "differ": _(
                "Two printed figures and a subtraction: it needs nothing that was not counted."
            ),
            "without": _("“Without the quota” happened nowhere. What could stand in for it?"),
            "speeded": _(
                "That it fell faster afterwards a table can show. “Did the quota speed it” asks how fast it "
                "would have fallen otherwise."
            ),
            "fair": _(
                "Suppose you had every figure. Would those who disagree about fairness agree then?"
            ),
            "ruined": _(
                "“Ruined” by how much, from when to when? And must it have been one thing?"
            ),
        }[question]


# 5.2 ----------------------------------------------------------------------------------------------

#: Row of the invented claim table to what is wrong with it.
ROWS = {
    "yearbook": "keep",
    "speech": "keep",
    "herald": "same",
    "known": "speaker",
    "brochure": "other",
    "study": "late",
}


class MendTheTable(Practice):
    """Practice 2: six rows of an invented claim table, of which four need attention."""

    invented = True

    @property
    def title(self) -> str:
        return _("Six rows, four of them in need")

    @property
    def task(self) -> str:
        return _(
            "<p>A claim table for the question <em>how much of the fall in landings, 2008 to 2014, came "
            "before the quota?</em> The brief is dated 31 December 2015 and uses nothing later. What is to "
            "be said of each row?</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "rows",
                _("Rows"),
                {
                    "yearbook": _(
                        "Ministry's yearbook 2010: 90 thousand tonnes were landed in 2008"
                    ),
                    "speech": _("Harbour master, speech of 2013: “the quota finished us”"),
                    "herald": _(
                        "Clara Herald, 2011: 90 thousand tonnes in 2008, “official sources say”"
                    ),
                    "known": _("It is well known that half the boats had left before the quota"),
                    "brochure": _("Tourist board, 2012: the bay is the deepest of the coast"),
                    "study": _("University study, 2017: landings had halved by the end of 2011"),
                },
                self._verdicts(),
            ),
            Number(
                "witnesses",
                _("How many independent witnesses are there for the 90 of 2008?"),
                minimum=0,
                maximum=6,
                unit="",
            ),
        ]

    @staticmethod
    def _verdicts() -> dict[str, str]:
        return {
            "keep": _("keep it as it is"),
            "same": _("the same witness as another row"),
            "speaker": _("the speaker is lost"),
            "other": _("bears on another question"),
            "late": _("later than the brief's last day"),
        }

    def picture(self, answer: Answer) -> str:
        short = {
            "yearbook": _("yearbook"),
            "speech": _("speech"),
            "herald": _("Herald"),
            "known": _("“well known”"),
            "brochure": _("brochure"),
            "study": _("study"),
        }
        verdicts = {
            "keep": _("keep"),
            "same": _("same witness"),
            "speaker": _("no speaker"),
            "other": _("off the point"),
            "late": _("too late"),
        }
        return _sorted_picture(answer["rows"] or {}, short, verdicts, self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = answer["rows"]
        wrong = [name for name, verdict in ROWS.items() if given[name] != verdict]
        if wrong:
            lead = ngettext("One row is read wrongly.", "{n} rows are read wrongly.", len(wrong))
            return Response(False, lead.format(n=len(wrong)) + " " + self._message(wrong[0]))
        if answer["witnesses"] != 1:
            return Response(
                False,
                _(
                    "The rows are right. Count again who counted: whoever passes a figure on has not counted "
                    "a fish."
                ),
            )
        return Response(
            True,
            _(
                "Two rows stay as they are. The speech is an opinion, and as such it is good evidence: of "
                "what the harbour master says. A table of six rows can rest on one count."
            ),
        )

    @staticmethod
    def _message(row: str) -> str:
        return {
            "yearbook": _(
                "The yearbook has a speaker, a year, a unit, and is older than the brief."
            ),
            "speech": _(
                "The speech is somebody's opinion, and says whose. That is no fault: it must only not be "
                "written as a finding."
            ),
            "herald": _("Where may the Herald have its 90 from? “Official sources” is a trace."),
            "known": _("“It is well known”: to whom? Nobody can be asked."),
            "brochure": _(
                "The brochure is true for all we know. Which number of the brief would it change?"
            ),
            "study": _("The study may be excellent. Look at its year, and at that of the brief."),
        }[row]


# 5.3 ----------------------------------------------------------------------------------------------


class TwoCounts(Practice):
    """Practice 3: a contradiction, what each side makes of the number, and how to report it."""

    invented = True

    @property
    def title(self) -> str:
        return _("Ninety or eighty-four")

    @property
    def task(self) -> str:
        return _(
            "<p>For 2008 the ministry's yearbook has {n} thousand tonnes and the fishermen's cooperative "
            "{m}. Half-way between the means of 2011 and 2012, when the quota began, landings stood at "
            "{day:.0f}; in 2014 at {last}.</p>"
        ).format(n=FIRST, m=COOPERATIVE, day=ON_THE_DAY, last=LAST)

    def fields(self) -> Sequence[Field]:
        def part(key: str, label: str) -> Number:
            return Number(key, label, minimum=0, maximum=100, unit=percentage())

        return [
            part("ministry", _("Share of the fall before the quota, by the ministry's 2008")),
            part("cooperative", _("The same, by the cooperative's 2008")),
            Choose(
                "reason",
                _("Which reason would justify setting the cooperative's figure aside?"),
                {
                    "members": _("it counts the boats of members only"),
                    "lower": _("it is the lower one"),
                    "result": _("with it the share is no longer above half"),
                    "official": _("the other one is official"),
                },
            ),
            Choose(
                "report",
                _("No such reason is found. What do you report?"),
                {
                    "mean": _("the share by the mean of both, 87"),
                    "both": _("both shares, and who counts what"),
                    "higher": _("the ministry's, and nothing of the other"),
                    "none": _("no share at all"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        named = {
            "ministry": (answer["ministry"], _("ministry")),
            "cooperative": (answer["cooperative"], _("cooperative")),
        }
        given = [Mark(value / 100, name) for value, name in named.values() if value is not None]
        if not given:
            return paragraph(_("Your shares are drawn here."))
        figure = charts.canvas(6.0, 1.35, margins=charts.Margins(0.3, 0.3, 0.1, 0.5))
        drawings.a_scale(figure.axes[0])
        figure.axes[0].set_ylim(0, 1)
        drawings.marks(figure.axes[0], 0.55, given)
        says = _("Your shares: {shares}.").format(
            shares=", ".join(f"{mark.label} {100 * mark.share:.0f}" for mark in given)
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        wanted = {
            "ministry": (FIRST, _("By the ministry")),
            "cooperative": (COOPERATIVE, _("By the cooperative")),
        }
        for key, (first, lead) in wanted.items():
            if not near(answer[key], share(first, ON_THE_DAY, LAST), 0.5):
                return Response(False, lead + ": " + self._share_message(answer[key], first))
        if answer["reason"] != "members":
            return Response(
                False,
                _(
                    "The shares are right. A reason for setting a figure aside must be one that you could "
                    "have given before you saw what it does to the result: what does it count?"
                ),
            )
        if answer["report"] != "both":
            return Response(
                False,
                _(
                    "Half is the line on which your sentence turns, and the two counts lie on it and above "
                    "it. What does a reader need who is to see that?"
                ),
            )
        return Response(
            True,
            _(
                "Six thousand tonnes in a year long past decide whether “most” may be written. The honest "
                "sentence is “about half”, with both counts beside it."
            ),
        )

    @staticmethod
    def _share_message(given: float, first: float) -> str:
        known = {
            100 * (first - ON_THE_DAY) / first: _(
                "that is the fall before the quota as a share of where it began. You were asked for its "
                "share of the fall."
            ),
            100 - share(first, ON_THE_DAY, LAST): _("that is the share that came after."),
        }
        return slip(given, known, 0.6) or _(
            "the fall up to the quota, divided by the whole fall, and both begin at the same figure."
        )


# 5.4 ----------------------------------------------------------------------------------------------

#: What may be printed for the recorded share, and whether the recorded number rounds to it.
PRINTED = {"54": True, "54.3": True, "54.2": False, "55": False, "most": True}


class OneNumber(Practice):
    """Practice 4: from a recorded number to the ones that may be printed."""

    invented = True

    @property
    def title(self) -> str:
        return _("What may be printed?")

    @property
    def task(self) -> str:
        return _(
            "<p>A cell has recorded the share of the fall that came before the quota: "
            "<code>{value:.4f}</code> per cent. Another holds the landings of 2014, {last} thousand tonnes a "
            "year. A year has 365 days.</p>"
        ).format(value=share(FIRST, ON_THE_DAY, LAST), last=LAST)

    def fields(self) -> Sequence[Field]:
        return [
            Number("daily", _("Landings of 2014, by the day"), minimum=0, maximum=500, step=0.1,
                   unit=_("tonnes a day")),
            ChooseMany(
                "printed",
                _("Which of these does the recorded share reproduce?"),
                {
                    "54": _("54 per cent"),
                    "54.3": _("54.3 per cent"),
                    "54.2": _("54.2 per cent"),
                    "55": _("55 per cent"),
                    "most": _("more than half"),
                },
            ),
            Choose(
                "honest",
                _("The cooperative's count would give 50. What do you print?"),
                {
                    "exact": _("54.2857 per cent"),
                    "one": _("54.3 per cent"),
                    "range": _("half or a little more: 50 to 54 per cent by two counts"),
                    "vague": _("a considerable part"),
                },
            ),
        ]  # fmt: skip

    def picture(self, answer: Answer) -> str:
        value = share(FIRST, ON_THE_DAY, LAST)
        chosen = [key for key in answer["printed"] or () if key in PRINTED]
        figure = charts.canvas(6.0, 1.6, margins=charts.Margins(0.3, 0.3, 0.15, 0.4))
        axes = figure.axes[0]
        widths = {"54": (53.5, 54.5), "54.3": (54.25, 54.35), "54.2": (54.15, 54.25),
                  "55": (54.5, 55.5), "most": (50.0, 56.0)}  # fmt: skip
        with charts.style():
            axes.axvline(value, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)))
            for place, key in enumerate(chosen):
                low, high = widths[key]
                axes.plot([low, high], [place] * 2, color=drawings.BLUE, linewidth=8,
                          solid_capstyle="butt")  # fmt: skip
                axes.text(
                    high + 0.07, place, _("more than half") if key == "most" else key, va="center"
                )
            axes.set(xlim=(49.8, 57.8), ylim=(-0.7, max(len(chosen), 3) - 0.3))
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
        says = (
            _("What each printed number lets a reader believe, with the recorded one as a line.")
            if chosen
            else _("The line is the recorded number; what you choose is drawn beside it.")
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        daily = LAST * 1000 / 365
        if not near(answer["daily"], daily, 0.06):
            known = {
                LAST / 365: _("Right, but for the unit: thousand tonnes were asked for as tonnes."),
                LAST * 1000 / 360: _("Nearly: here a year has 365 days, not 360."),
                LAST * 1000 / 12: _("That is by the month."),
            }
            return Response(
                False,
                slip(answer["daily"], known, 0.06)
                or _(
                    "Thousand tonnes a year into tonnes a day: times a thousand, divided by the days."
                ),
            )
        right = {key for key, holds in PRINTED.items() if holds}
        chosen = set(answer["printed"])
        if "54.2" in chosen:
            return Response(
                False,
                _(
                    "54.2 is what remains when the digits behind it are cut off. Rounding looks at them."
                ),
            )
        if chosen != right:
            return Response(
                False,
                _(
                    "The daily figure is right. A printed number is reproduced if the recorded one, rounded "
                    "to the printed one's last digit, is that number; and words can be reproduced too."
                ),
            )
        if answer["honest"] != "range":
            return Response(
                False,
                _(
                    "Reproduced is not yet honest. Two counts differ by four points: which of these lets a "
                    "reader see that, and still says something?"
                ),
            )
        return Response(
            True,
            _(
                "A number that a cell reproduces is correct; a number whose digits the evidence carries is "
                "honest. The brief owes both."
            ),
        )


# 5.5 ----------------------------------------------------------------------------------------------

#: What is varied in the invented table of sensitivity: the share, per cent, by variation.
VARIATIONS = {
    "base": share(FIRST, ON_THE_DAY, LAST),
    "start": share(LANDINGS[2010], ON_THE_DAY, LAST),
    "end": share(FIRST, ON_THE_DAY, LANDINGS[2013]),
    "reading": share(FIRST, LANDINGS[2011], LAST),
}


class FourRows(Practice):
    """Practice 5: a table of sensitivity with four rows, by hand, and what it does to a sentence."""

    invented = True

    @property
    def title(self) -> str:
        return _("A table of sensitivity, by hand")

    @property
    def task(self) -> str:
        return _(
            "<p>Landings, thousand tonnes a year, by the yearbook: {series}. Report the share of the fall "
            "that came before the quota, from 2008 to 2014, with {day:.0f} as the level on its day. Then "
            "change <em>one</em> thing at a time. The sentence at stake: <em>most of the fall came before "
            "the quota.</em></p>"
        ).format(series=_landings_in_words(), day=ON_THE_DAY)

    def fields(self) -> Sequence[Field]:
        labels = {
            "base": _("As reported"),
            "start": _("Counted from 2010"),
            "end": _("Counted to 2013"),
            "reading": _("Level on the day: the mean of 2011"),
        }
        return [
            *(
                Number(key, label, minimum=0, maximum=100, unit=percentage())
                for key, label in labels.items()
            ),
            ChooseMany(
                "turns",
                _("Which variations turn the sentence over?"),
                {key: label for key, label in labels.items() if key != "base"},
            ),
            Choose(
                "sentence",
                _("Which sentence survives all four rows?"),
                {
                    "most": _("Most of the fall came before the quota"),
                    "third": _("More than a third of the fall came before the quota"),
                    "cause": _("The quota caused less than half of the fall"),
                },
            ),
        ]

    def picture(self, answer: Answer) -> str:
        labels = {
            "base": _("as reported"),
            "start": _("from 2010"),
            "end": _("to 2013"),
            "reading": _("mean of 2011"),
        }
        given = {key: answer[key] for key in labels if answer[key] is not None}
        if not given:
            return paragraph(_("Your table is drawn here."))
        figure = charts.canvas(6.0, 2.1, margins=charts.Margins(1.15, 0.3, 0.1, 0.5))
        axes = figure.axes[0]
        places = {key: place for place, key in enumerate(labels)}
        with charts.style():
            axes.axvline(50, color=charts.INK, linewidth=1.2, linestyle=(0, (4, 2)))
            for key, value in given.items():
                over = value <= 50
                colour = drawings.RUST if over else drawings.BLUE
                axes.plot([value], [places[key]], "X" if over else "o", color=colour, markersize=9)
                axes.text(
                    value + 2, places[key], f"{value:g}", va="center", color=colour,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
                )  # fmt: skip
            axes.set(xlim=(0, 100), ylim=(3.6, -0.6), xlabel=_("share before the quota, per cent"))
            axes.set_yticks(range(4), list(labels.values()))
            axes.tick_params(axis="y", length=0)
            axes.set_xticks([0, 25, 50, 75, 100])
        says = _("Your table: {rows}.").format(
            rows=", ".join(f"{labels[key]} {value:g}" for key, value in given.items())
        )
        return charts.svg(figure, says, self.identifier) + paragraph(says)

    def judge(self, answer: Answer) -> Response:
        for key, wanted in VARIATIONS.items():
            if not near(answer[key], wanted, 0.6):
                return Response(False, self._row_message(key, answer[key]))
        turned = {key for key in VARIATIONS if key != "base" and VARIATIONS[key] < 50}
        if set(answer["turns"]) != turned:
            return Response(
                False,
                _(
                    "The four shares are right. A variation turns the sentence over if, with it, the share "
                    "is no longer more than half."
                ),
            )
        if answer["sentence"] == "cause":
            return Response(
                False,
                _(
                    "The table knows dates and tonnes. What came after the quota need not come from it, and "
                    "no row of the table could show you."
                ),
            )
        if answer["sentence"] != "third":
            return Response(
                False,
                _(
                    "Two rows have just turned that sentence over. Which of the "
                    "three do all four rows bear out?"
                ),
            )
        return Response(
            True,
            _(
                "Weaker and true in every row. What the stronger sentence would need is also plain: a reason "
                "for beginning in 2008, and one for the level on the day, given before the result."
            ),
        )

    @staticmethod
    def _row_message(key: str, given: float) -> str:
        leads = {
            "base": _("First row: "),
            "start": _("Counted from 2010: "),
            "end": _("Counted to 2013: "),
            "reading": _("With the mean of 2011: "),
        }
        known = {
            100 - VARIATIONS[key]: _("that is the share that came after."),
            100 * (LANDINGS[2010] - ON_THE_DAY) / (FIRST - LAST): _(
                "the whole fall begins anew too, when the start moves."
            ),
            100 * (FIRST - LANDINGS[2011]) / (LANDINGS[2011] - LAST): _(
                "divide by the whole fall, not by what was left of it."
            ),
        }
        if key == "base":
            known = {100 - VARIATIONS[key]: known[100 - VARIATIONS[key]]}
        return leads[key] + (
            slip(given, known, 0.6)
            or _("the level at the start less that on the day, divided by the whole fall.")
        )


# 5.6 ----------------------------------------------------------------------------------------------

#: Sentence to what is wrong with it.
SENTENCES = {
    "slogan": "cause",
    "exact": "digits",
    "studies": "speaker",
    "fog": "nothing",
    "good": "good",
}


class FiveSentences(Practice):
    """Practice 6: one finding written five ways, and the strongest case against a brief."""

    invented = True

    @property
    def title(self) -> str:
        return _("One finding, five sentences")

    @property
    def task(self) -> str:
        return _(
            "<p>The same finding about the harbour, written five ways. Say what is wrong with each, if "
            "anything. Then read the brief of a fellow student and choose the strongest case against it.</p>"
        )

    def fields(self) -> Sequence[Field]:
        return [
            Classify(
                "sentences",
                _("Sentences"),
                {
                    "slogan": _("Bad management, not the quota, emptied the harbour."),
                    "exact": _(
                        "54.2857 per cent of the fall in landings, 2008 to 2014, came before the quota."
                    ),
                    "studies": _(
                        "It is established that about half of the fall came before the quota."
                    ),
                    "fog": _(
                        "Some of the fall may arguably have come before the quota to some extent."
                    ),
                    "good": _(
                        "By the ministry's yearbook 54 per cent of the fall in landings, 2008 to 2014, came "
                        "before the quota; by the cooperative's count of 2008, half."
                    ),
                },
                self._faults(),
            ),
            Choose(
                "counter",
                _(
                    "The brief says: “counted from 2008, 54 per cent came before the quota, so most of the "
                    "fall did.” The strongest case against it:"
                ),
                {
                    "person": _("the author's family owns a boat"),
                    "straw": _(
                        "the author claims that the quota had no effect at all, which is absurd"
                    ),
                    "strong": _(
                        "2008 was a record catch; from 2010, an ordinary year, it is 47 per cent, and no "
                        "reason is given for 2008"
                    ),
                    "doubt": _("statistics can prove anything"),
                },
            ),
        ]

    @staticmethod
    def _faults() -> dict[str, str]:
        return {
            "cause": _("a date has become a cause"),
            "digits": _("more digits than evidence"),
            "speaker": _("nobody says it"),
            "nothing": _("no finding could refute it"),
            "good": _("can be checked as it stands"),
        }

    def picture(self, answer: Answer) -> str:
        short = {
            "slogan": _("bad management"),
            "exact": _("54.2857"),
            "studies": _("established"),
            "fog": _("arguably"),
            "good": _("by the yearbook"),
        }
        faults = {
            "cause": _("a cause"),
            "digits": _("too precise"),
            "speaker": _("no speaker"),
            "nothing": _("no test"),
            "good": _("checkable"),
        }
        return _sorted_picture(answer["sentences"] or {}, short, faults, self.identifier)

    def judge(self, answer: Answer) -> Response:
        given = answer["sentences"]
        wrong = [name for name, fault in SENTENCES.items() if given[name] != fault]
        if wrong:
            lead = ngettext(
                "One sentence is read wrongly.", "{n} sentences are read wrongly.", len(wrong)
            )
            return Response(False, lead.format(n=len(wrong)) + " " + self._message(wrong[0]))
        if answer["counter"] != "strong":
            return Response(False, self._counter_message(answer["counter"]))
        return Response(
            True,
            _(
                "The strongest case uses the author's own table, names the assumption on which the result "
                "turns, and says what would meet it: a reason for the year. Its author can use it. That is "
                "the test of a fair review."
            ),
        )

    @staticmethod
    def _message(sentence: str) -> str:
        return {
            "slogan": _(
                "“Bad management” stands in no row. The finding was about dates; what is it about here?"
            ),
            "exact": _(
                "Take the cooperative's count. How many of these digits stay where they are?"
            ),
            "studies": _(
                "“It is established”: by whom? There is a number, and nobody to ask about it."
            ),
            "fog": _("Try to imagine a result that would make this sentence false."),
            "good": _(
                "It names who counts, from when to when, the number, and the other count. What is missing?"
            ),
        }[sentence]

    @staticmethod
    def _counter_message(counter: str) -> str:
        return {
            "person": _(
                "Whoever owns a boat may still divide correctly. A reason to look closely is not yet a case."
            ),
            "straw": _(
                "The brief does not claim that. A case against what nobody said leaves the brief standing."
            ),
            "doubt": _(
                "It fits every brief, and so none. On what does the result of this one turn?"
            ),
        }[counter]

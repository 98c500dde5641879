"""What graders recognise as a known misunderstanding: a code, a name, and a message that helps.

A message says what to think about again. It never says what the right answer is.
"""

from __future__ import annotations

from dataclasses import dataclass

from venezuela_course.language import _


@dataclass(frozen=True)
class Misconception:
    """A known misunderstanding.

    Attributes
    ----------
    name
        What is believed, in a few words.
    message
        What to think about again, for the student.
    """

    name: str
    message: str


def misconceptions() -> dict[str, Misconception]:
    """All known misunderstandings by code, in the language in use."""
    rows = {
        # Reading the evidence
        "MC-01": (
            _("the headline's date is the article's date"),
            _(
                "A page can print one year's headline above another year's article. Look for the date "
                "that belongs to the text itself."
            ),
        ),
        "MC-02": (
            _("repetition is corroboration"),
            _(
                "The same statement printed twice is one witness. Ask whether the second place had a "
                "source of its own."
            ),
        ),
        "MC-03": (
            _("a charge, a reward or a rumour is guilt"),
            _(
                "An indictment, a reward or a rumour says what somebody alleges. Say who alleges it and in "
                "which forum, and whether it was denied."
            ),
        ),
        "MC-04": (
            _("what is quoted or inferred is established"),
            _(
                "A quotation establishes that somebody said it, and an inference that somebody drew it. "
                "Mark what the text itself states as fact, and keep the rest apart."
            ),
        ),
        "MC-05": (
            _("any difference between numbers is a contradiction"),
            _(
                "Numbers can differ because they count different things, at different dates, or by "
                "different rounding. Compare the definitions first."
            ),
        ),
        "MC-06": (
            _("correcting a source silently"),
            _(
                "What a source says and what other records say are two things to report. Show both, and "
                "compare them, before you decide which to use."
            ),
        ),
        "MC-07": (
            _("one error voids a whole source"),
            _(
                "A wrong date does not make the event false, nor the rest of the text. Ask which other "
                "statements depend on the error."
            ),
        ),
        # Militarisation
        "MC-08": (
            _("joint command puts the president below the general"),
            _(
                "Ask who appoints whom and who can dismiss whom. Sharing a command is not yet reversing "
                "it."
            ),
        ),
        "MC-09": (
            _("a coup that succeeds is legitimate"),
            _(
                "Success, popularity and legitimacy are three questions. The definition asks for the first "
                "only."
            ),
        ),
        "MC-10": (
            _("choosing definitions or comparisons after seeing the result"),
            _(
                "Fix the definition, or the comparison group, for reasons you could give before the "
                "result is known. What happens under your first choice?"
            ),
        ),
        "MC-11": (
            _("coding with later evidence"),
            _(
                "A date can be coded only with what had happened by then. Check the dates of the claims "
                "you cite."
            ),
        ),
        "MC-12": (
            _("only confirming indicators"),
            _(
                "Which indicator would have counted against your reading? Look for the claims that speak "
                "against it."
            ),
        ),
        "MC-13": (
            _("a decree is practice"),
            _("A decree says what was ordered. Look for evidence of what was done."),
        ),
        "MC-14": (
            _("loyalty is belief"),
            _(
                "Think of what an officer expects the others to do, and what staying or leaving costs."
            ),
        ),
        "MC-15": (
            _("more pressure always yields more defection"),
            _("Pressure also raises the price of losing. Follow both sides of the inequality."),
        ),
        # Oil
        "MC-16": (
            _("devaluation is Dutch disease"),
            _("Ask which way the real exchange rate moves in a boom, and which sectors feel it."),
        ),
        "MC-17": (
            _("boom and bust are mirror images"),
            _(
                "Spending and capital go up faster than they come down, or the other way round. Ask what "
                "is rigid."
            ),
        ),
        "MC-18": (
            _("reserves are output"),
            _(
                "Reserves lie in the ground; capacity could be produced; output is. Check which of the "
                "three the number is."
            ),
        ),
        "MC-19": (
            _("crude is total liquids"),
            _(
                "Series differ in what they count: crude, condensate, natural gas liquids, products. Check "
                "the definition on both sides."
            ),
        ),
        "MC-20": (
            _("daily and yearly units mixed"),
            _(
                "Write the unit beside each number. Barrels a day and barrels a year differ by a factor of "
                "365."
            ),
        ),
        "MC-21": (
            _("one-at-a-time effects add up to the total"),
            _(
                "Changing one factor at a time counts what factors do together more than once. Add your "
                "parts and compare with the total."
            ),
        ),
        "MC-22": (
            _("percentage changes add up"),
            _("Two falls in a row apply to different bases. Multiply the factors."),
        ),
        "MC-23": (
            _("a discount is lost volume"),
            _("A discount changes what a barrel earns, not how many are sold."),
        ),
        "MC-24": (
            _("d for 1 − d"),
            _(
                "With a discount of d, the seller keeps the rest. Check which of the two your formula "
                "multiplies by."
            ),
        ),
        "MC-25": (
            _("before and after is the effect"),
            _(
                "What would have happened anyway? Without a comparison, a difference in time is not an "
                "effect."
            ),
        ),
        "MC-26": (
            _("a single cause"),
            _("Ask which part your cause cannot explain, and when that part began."),
        ),
        "MC-27": (
            _("an earlier decline proves no effect"),
            _(
                "Something that was falling already can still be made to fall faster. Compare slopes, not "
                "only signs."
            ),
        ),
        "MC-28": (
            _("an annual rate divided by twelve"),
            _("Rates compound: twelve equal monthly factors multiply to the annual one."),
        ),
        "MC-29": (
            _("a wrong forecast is bad faith"),
            _("Judge a forecast by what could be known when it was printed."),
        ),
        # Diplomacy
        "MC-30": (
            _("half is enough"),
            _(
                "Not every vote is decided by half. Look up which share this body asks for, and of whom, "
                "and work the number out from that share."
            ),
        ),
        "MC-31": (
            _("abstention is neutral"),
            _(
                "Ask of each rule: if one state moves from abstaining to voting no, can the outcome "
                "change? Where the share is taken of more than the votes cast, think again what "
                "abstaining does."
            ),
        ),
        "MC-32": (
            _("blocs vote as one"),
            _(
                "A group with a common position need not vote together. Take its members one by one, with "
                "what each accepts."
            ),
        ),
        "MC-33": (
            _("aid buys votes, by correlation"),
            _(
                "The oil tag says who bought oil on easy terms, not how anybody votes. Look for tagged "
                "states that vote differently, and at what the model lets decide."
            ),
        ),
        "MC-34": (
            _("power is weight"),
            _(
                "A share of the votes is not a share of the power: ask how often those votes turn a losing "
                "coalition into a winning one."
            ),
        ),
        "MC-35": (
            _("a power index is influence"),
            _(
                "An index knows the rules and the weights, and nobody's wishes, arguments or money. What "
                "would it say if preferences were different?"
            ),
        ),
        "MC-36": (
            _("the wrong denominator"),
            _(
                "A share of what? Write down who is counted: the states on paper, those that take part, "
                "those in the room, or those that voted yes or no."
            ),
        ),
        "MC-37": (
            _("guidance is membership"),
            _(
                "Being said to guide a meeting, or attending it, is not belonging to the group. Look who "
                "signed."
            ),
        ),
        "MC-38": (
            _("a country has one obvious signatory"),
            _(
                "Two delegations claimed to speak for the same country. Say who counts which signature, "
                "instead of deciding it in the counting."
            ),
        ),
        "MC-39": (
            _("the last event is the cause"),
            _(
                "What happened last can be the occasion. Ask what had made the talks so fragile that this "
                "event could end them, and how often such events end nothing."
            ),
        ),
        "MC-40": (
            _("only one side ever walks out"),
            _(
                "Look at each round again: who left, who declared it over, who failed to carry their own "
                "allies? A reading in which one side is to blame every time needs more than the "
                "departures."
            ),
        ),
        "MC-41": (
            _("pain alone makes a conflict ripe"),
            _(
                "A stalemate that hurts is half of the idea. What did each side have to see before leaving "
                "the stalemate could look better than staying?"
            ),
        ),
        # Mediation
        "MC-42": (
            _("doubting one side is recognising the other"),
            _(
                "Asking for records, withholding recognition and recognising somebody else are different "
                "acts. Which one is reported?"
            ),
        ),
        "MC-43": (
            _("unnamed 'dozens' are data"),
            _("A number without names cannot be filled in with names. Leave the cell unknown."),
        ),
        "MC-44": (
            _("incomplete is uninformative"),
            _(
                "What if every missing sheet went to one side, and then to the other? The two ends say how "
                "much the covered part already settles."
            ),
        ),
        "MC-45": (
            _("sampling error for gaps that are not random"),
            _(
                "A margin of error assumes that chance chose what is missing. Who or what chose here?"
            ),
        ),
        "MC-46": (
            _("sheets are votes"),
            _(
                "Sheets carry different numbers of votes. Say in which of the two you measure coverage."
            ),
        ),
        "MC-47": (
            _("arithmetic proves authenticity"),
            _("Bounds start from sheets that are taken as true. They cannot show that they are."),
        ),
        "MC-48": (
            _("a court ruling is an audit"),
            _("Ask what was compared with what, who could watch, and what was published."),
        ),
        "MC-49": (
            _("an audit needs a fixed share of ballots"),
            _(
                "How many ballots it takes depends on the margin and on the risk you accept, far more than "
                "on the size of the electorate."
            ),
        ),
        "MC-50": (
            _("a larger amnesty is always better"),
            _(
                "A promise is worth what the one who makes it will keep. Follow whether the larger promise "
                "is still kept."
            ),
        ),
        "MC-51": (
            _("amnesty is impunity, without distinctions"),
            _(
                "Amnesties differ in whom and what they cover and in what they ask in return. Which design "
                "do you mean?"
            ),
        ),
        "MC-52": (
            _("split every difference"),
            _(
                "The sides do not care equally about each issue. What could each give that costs it little "
                "and is worth much to the other?"
            ),
        ),
        "MC-53": (
            _("bargaining is zero-sum"),
            _("Look for outcomes that both sides prefer to no agreement."),
        ),
        "MC-54": (
            _("a signature is enforcement"),
            _(
                "Ask what happens on the day after to the side that does not keep its word, and who makes "
                "it happen."
            ),
        ),
    }
    return {code: Misconception(name, message) for code, (name, message) in rows.items()}


def explain(code: str) -> str:
    """The message for a code; for an unknown one, the code itself.

    Parameters
    ----------
    code
        ``"MC-01"`` to ``"MC-54"``.
    """
    known = misconceptions().get(code)
    return known.message if known else code

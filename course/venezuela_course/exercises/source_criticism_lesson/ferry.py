"""An invented island and its ferry: the pages and statements that the lesson's practice is about.

Nothing here happened anywhere. The practice needs texts whose every line is known, and the assignment
keeps the course's own texts for itself.
"""

from __future__ import annotations

from venezuela_course.language import _

#: What each line of the invented page is.
PAGE_KINDS = {
    1: "navigation",
    2: "headline-new",
    3: "caption",
    4: "headline-old",
    5: "body-old",
    6: "quote",
    7: "body-old",
    8: "caption",
    9: "headline-new",
    10: "body-new",
    11: "quote",
    12: "body-new",
}

#: The statement about four of five islanders stands in two lines, and has one witness.
REPEATED = (6, 7)

#: 'Six years after it stopped' it sailed again, under a caption of June 2022.
OLD_ARTICLE_YEAR = 2016


def page() -> dict[int, str]:
    """The lines of the page."""
    return {
        1: _("Menu · Search · Newsletter · Print · Share"),
        2: _("Ferry to Isla Clara sails again"),
        3: _("The ferry at its pier, 9 May 2014. Photo: agency"),
        4: _("Is the Clara ferry finished?"),
        5: _(
            "The ferry has not sailed since March. Its engine, says the harbour master, is scrap."
        ),
        6: _("Four of five islanders use it"),
        7: _(
            "Four of five islanders use it, by the line's own count; nobody expects a new ship soon."
        ),
        8: _("Passengers wave from the quay, 2 June 2022. Photo: agency"),
        9: _("Ferry to Isla Clara sails again"),
        10: _("Six years after it stopped, the ferry sailed on Thursday."),
        11: _("The line has carried 300 passengers so far"),
        12: _("The line has carried 300 passengers so far, and hopes for more by summer."),
    }


def page_kind_words() -> dict[str, str]:
    return {
        "navigation": _("navigation"),
        "headline-old": _("headline of the older article"),
        "headline-new": _("headline of the newer article"),
        "caption": _("photo caption"),
        "quote": _("pull quote"),
        "body-old": _("body of the older article"),
        "body-new": _("body of the newer article"),
    }


#: The kind of each statement, by the rules of the course.
STATEMENT_KINDS = {
    "rejected": "event",
    "use": "figure",
    "heart": "characterisation",
    "listened": "attributed_opinion",
    "charged": "allegation",
    "winter": "forecast",
    "islanders": "attributed_opinion",
    "sold": "allegation",
}


def statements() -> dict[str, str]:
    """Eight statements from the island's newspapers."""
    return {
        "rejected": _("The council rejected a subsidy on 3 May."),
        "use": _("Four of five islanders use the ferry."),
        "heart": _("The line is the beating heart of the island."),
        "listened": _("“Nobody has listened to us,” a shopkeeper said."),
        "charged": _("Prosecutors charged the line's treasurer with fraud on 9 June."),
        "winter": _("The ferry will hardly sail before winter."),
        "islanders": _("The line should belong to the islanders, the mayor holds."),
        "sold": _("It is whispered that the engine was sold in secret."),
    }


#: How the statements of each pair bear on one another.
PAIR_RELATIONS = {
    "scrap": "duplicates",
    "hearing": "contradicts",
    "may": "supersedes",
    "passengers": "none",
    "twelfth": "same_event",
    "overhaul": "supports",
}


def pairs() -> dict[str, str]:
    """Six pairs of statements, the later one last."""
    return {
        "scrap": _(
            "“The engine is scrap,” the harbour master tells the Post. / Island Radio: as the Post "
            "reports, the engine is scrap."
        ),
        "hearing": _(
            "No islander was heard, says the mayor. / The council's minutes name forty islanders who "
            "spoke."
        ),
        "may": _("January: the ferry is to be back in May. / June: the ferry did not come back."),
        "passengers": _(
            "The ship may carry 300 passengers. / It carried 190 passengers on an average day."
        ),
        "twelfth": _(
            "On 12 March the ferry left the pier for the last time. / Smoke drove the ferry back on "
            "its run of 12 March."
        ),
        "overhaul": _(
            "A mechanic: the engine was never overhauled. / The line's accounts show no payment for an "
            "overhaul."
        ),
    }


#: Of a hundred wrong years that the island's Post once corrected, how the slip came about.
CORRECTED_YEARS = {"swapped": 60, "neighbour": 20, "other": 20}

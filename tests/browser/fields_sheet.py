"""One of every building block, as a notebook shows them, with the kernel's value beside each.

The values are invented; only the controls matter here.
"""

from __future__ import annotations

import html
import json

import ipywidgets

from venezuela_course.exercises.fields import (
    Allocate,
    Choose,
    ChooseMany,
    Classify,
    EdgeList,
    Field,
    Grid,
    Group,
    Number,
    Order,
    Text,
)

STATES = {
    "argentina": "Argentina",
    "barbados": "Barbados",
    "costa-rica": "Costa Rica",
    "mexico": "Mexico",
    "trinidad": "Trinidad and Tobago",
    "saint-vincent": "Saint Vincent and the Grenadines",
}
CLUBS = {"lima": "Lima Group", "contact": "International Contact Group"}
KINDS = {
    "event": "Something that happened",
    "measure": "Something that was measured",
    "charge": "Something that was alleged",
    "forecast": "Something that was predicted",
}


def votes_in_words(votes: int) -> str:
    """Say how many of the 34 members a number of votes is."""
    return f"{votes} of 34 members, {100 * votes / 34:.0f} per cent"


def fields() -> list[Field]:
    """Every building block, in the order shown."""
    return [
        Number(
            "quota",
            "Votes a text needs to pass",
            minimum=1,
            maximum=34,
            unit="votes",
            words=votes_in_words,
            note="Two thirds of the members.",
        ),
        Number("share", "Share of the vote", minimum=0, maximum=1, step=0.05),
        Choose(
            "base",
            "What is the base of the majority?",
            {
                "members": "All members",
                "present": "Those present",
                "voting": "Those who vote yes or no",
            },
        ),
        Choose("state", "Which state could carry the message?", STATES),
        ChooseMany(
            "yes",
            "States voting yes",
            STATES,
            least=2,
            most=4,
            columns=3,
            symbols={"barbados": "◆", "trinidad": "◆", "saint-vincent": "◆"},
            note="◆ is a member of CARICOM.",
        ),
        ChooseMany("lost", "States that the concession loses", STATES, least=0, columns=3),
        Classify(
            "kind",
            "What kind of claim is it?",
            {
                "vote": "The text received twenty votes.",
                "output": "A long sentence, such as course items often are, that says that output in "
                "the year in question was lower than in the year before by a third or more.",
                "order": "The order came from the top.",
            },
            KINDS,
        ),
        Order(
            "sequence",
            "Put the rounds of talks in order",
            {
                "mexico": "Mexico City",
                "oslo": "Oslo and Barbados",
                "lima": "Lima and Contact Group",
                "oas": "Organization of American States",
            },
        ),
        Allocate(
            "causes",
            "How much of the failure does each cause explain?",
            {
                "outside": "A better alternative outside the talks",
                "trust": "No guarantee could be given",
                "spoilers": "Spoilers",
            },
            unit="points",
        ),
        Grid(
            "rules",
            "Does the text pass?",
            {
                "2017": "June 2017: 20 for, 5 against, 8 abstaining",
                "2018": "June 2018: 19 for, 4 against, 11 abstaining",
            },
            {"members": "Two thirds of all members", "present": "Two thirds of those present"},
            {"pass": "passes", "fail": "fails"},
        ),
        EdgeList(
            "members",
            "Who was in which group?",
            STATES,
            CLUBS,
            matrix=True,
            names=["State", "Group"],
        ),
        EdgeList(
            "links",
            "Who spoke to whom?",
            STATES,
            CLUBS,
            kinds={"signed": "signed", "observed": "observed"},
        ),
        Text("reason", "Why did the talks stop?", most=200, least=20, note="In your own words."),
        Group(
            "clauses",
            "Clauses of the text",
            [
                Number("assembly", "Constituent assembly", minimum=0, maximum=3),
                Choose("mediation", "Mediation group", {"no": "None", "yes": "A group of friends"}),
            ],
            note="Each clause gains some states and loses others.",
        ),
    ]


def sheet() -> ipywidgets.Widget:
    """Every block with, below it, the value that the kernel holds, as JSON."""
    parts = []
    for field in fields():
        echo = ipywidgets.HTML()
        echo.add_class(f"echo-{field.key}")

        def tell(value: object, echo: ipywidgets.HTML = echo) -> None:
            echo.value = f"<code>{html.escape(json.dumps(value))}</code>"

        control = field.control(field.start, tell)
        tell(field.start)
        part = ipywidgets.VBox([control.widget, echo])
        part.add_class(f"part-{field.key}")
        parts.append(part)
    whole = ipywidgets.VBox(parts)
    whole.add_class("venezuela-course")
    return whole

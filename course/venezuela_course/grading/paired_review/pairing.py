"""Who reviews whom: everybody one other's brief, and every brief by one other."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence


def arrange(
    questions: Mapping[str, str], chance: random.Random
) -> tuple[dict[str, str], str | None]:
    """Arrange people in circles in which each reviews the next.

    Circles rather than mutual pairs: whoever reads a brief does not thereby know who reads their own,
    nobody is kind in the hope of kindness, and an odd number needs no exception. People who answer the
    same question share a circle where there are at least two of them.

    Parameters
    ----------
    questions
        Person to the question that their brief answers; empty where that is unknown.
    chance
        Equal states give equal circles.

    Returns
    -------
    tuple of dict and str or None
        Reviewer to author; and who is left over, which only one person alone can be.
    """
    circles: list[list[str]] = []
    single: list[str] = []
    for question, people in sorted(_by_question(questions).items()):
        if len(people) > 1 and question:
            circles.append(_shuffled(people, chance))
        else:
            single += people
    single = _shuffled(single, chance)
    if len(single) > 1:
        circles.append(single)
    elif single and circles:
        # A circle of two becomes one of three: who is reviewed by whom is less easily guessed in it.
        min(circles, key=len).append(single[0])
    elif single:
        return {}, single[0]
    return {
        reviewer: author
        for circle in circles
        for reviewer, author in zip(circle, [*circle[1:], circle[0]], strict=True)
    }, None


def join_later(
    newcomer: str, questions: Mapping[str, str], reviews: Mapping[str, int], chance: random.Random
) -> str:
    """Whose brief the one who comes last reviews, when nobody else will come.

    Parameters
    ----------
    newcomer
        The person.
    questions
        Every author's question, the newcomer's too.
    reviews
        How often each other brief is reviewed.
    chance
        Decides between equals.

    Returns
    -------
    str
        An author of the same question, if there is one, whose brief is reviewed least.

    Raises
    ------
    ValueError
        If there is nobody else.
    """
    others = _shuffled([person for person in reviews if person != newcomer], chance)
    if not others:
        raise ValueError("there is nobody else")
    return min(
        others, key=lambda other: (questions.get(other) != questions[newcomer], reviews[other])
    )


def _by_question(questions: Mapping[str, str]) -> dict[str, list[str]]:
    people = defaultdict(list)
    for person, question in questions.items():
        people[question].append(person)
    return people


def _shuffled(people: Sequence[str], chance: random.Random) -> list[str]:
    # Sorted first: equal seeds give equal circles whatever order the folders were read in.
    return chance.sample(sorted(people), len(people))

"""External criticism of a page: which of its lines belong to which text, and which are repeated.

A page saved from the web is not a document. Navigation, captions, pull quotes and the headline of
another article stand between the lines of the text that one wants to cite. Before anything on it is
dated or counted, each line gets a kind, and lines that say the same again are joined.

References
----------
Bloch, M. (1949). Apologie pour l'histoire ou métier d'historien. Paris: Armand Colin. (Criticism of
    provenance and of testimony.)
van Rijsbergen, C. J. (1979). Information Retrieval, 2nd ed. London: Butterworths. (F-measure.)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

#: What a line of the page can be, in the order in which it is taught. Years tell the two articles
#: apart that the page prints one after the other.
LINE_KINDS = (
    "navigation",
    "headline-2016",
    "headline-2022",
    "caption",
    "pull-quote",
    "body-2016",
    "body-2022",
)


@dataclass(frozen=True)
class Share:
    """How much of a page one kind of line takes up.

    Parameters
    ----------
    lines
        Number of lines.
    characters
        Their length together, in characters.
    """

    lines: int
    characters: int


def composition(labels: Mapping[int, str], characters: Mapping[int, int]) -> dict[str, Share]:
    """What a page consists of, by kind of line.

    Parameters
    ----------
    labels
        Kind of each labelled line, by line number.
    characters
        Length of every line of the page in characters, by line number.

    Returns
    -------
    dict of str to Share
        By kind, in order of first appearance down the page. Lines of the page without a label are
        left out, and so are labels of lines that the page does not have.
    """
    lines: Counter[str] = Counter()
    length: Counter[str] = Counter()
    for line in sorted(characters):
        if line in labels:
            lines[labels[line]] += 1
            length[labels[line]] += characters[line]
    return {kind: Share(number, length[kind]) for kind, number in lines.items()}


def repetition_classes(pairs: Iterable[tuple[Item, Item]]) -> tuple[frozenset[Item], ...]:
    """Sets of things of which each repeats the others.

    Repetition is symmetric and transitive: if line 2 repeats line 3 and line 43 repeats line 3, all
    three say one thing.

    Parameters
    ----------
    pairs
        Pairs said to repeat one another, in any order; a thing paired with itself says nothing.

    Returns
    -------
    tuple of frozenset
        Classes of at least two members, none in two of them, in the order of their first pair.
    """
    classes: list[set[Item]] = []
    for one, other in pairs:
        if one == other:
            continue
        touched = [members for members in classes if one in members or other in members]
        merged = set().union({one, other}, *touched)
        place = classes.index(touched[0]) if touched else len(classes)
        classes[place : place + 1] = [merged]
        classes = [members for members in classes if members is merged or members not in touched]
    return tuple(frozenset(members) for members in classes)


def repeated_pairs(pairs: Iterable[tuple[Item, Item]]) -> frozenset[frozenset[Item]]:
    """Every pair that follows from some pairs, because repetition is symmetric and transitive.

    Parameters
    ----------
    pairs
        As for `repetition_classes`.

    Returns
    -------
    frozenset of frozenset
        Unordered pairs.
    """
    return frozenset(
        frozenset(pair)
        for members in repetition_classes(pairs)
        for pair in combinations(members, 2)
    )


def macro_f1(given: Mapping[Item, str], key: Mapping[Item, str]) -> float:
    """Mean over the classes of the F1 of each: a rare class counts as much as a common one.

    For a class, F1 is the harmonic mean of precision and recall, ``2 hits / (given + true)``
    (van Rijsbergen 1979). Plain accuracy would let whoever calls every line 'body' do well, since most
    lines are.

    Parameters
    ----------
    given
        Labels to be judged. Items that are not in the key are ignored; items without a label count
        as missed.
    key
        The true labels, at least one.

    Returns
    -------
    float
        From 0 to 1, over the classes that occur in the key.

    Raises
    ------
    ZeroDivisionError
        If the key is empty.
    """
    judged = {item: given[item] for item in key if item in given}
    truth, labelled = Counter(key.values()), Counter(judged.values())
    hits = Counter(true for item, true in key.items() if judged.get(item) == true)
    return math.fsum(
        2 * hits[kind] / (number + labelled[kind]) for kind, number in truth.items()
    ) / len(truth)

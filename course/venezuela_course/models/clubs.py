"""Clubs and bridges: which states sit in more than one group, and what hangs on them.

Memberships are edges ``(state, group)`` of a two-mode network.

References
----------
Borgatti, S. P. and Halgin, D. S. (2011). Analyzing affiliation networks. In Scott and Carrington
    (eds), The SAGE Handbook of Social Network Analysis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Edge = tuple[str, str]


def _memberships(edges: Iterable[Edge]) -> dict[str, frozenset[str]]:
    """Groups of each state, in alphabetical order of the states."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for state, group in edges:
        groups[state].add(group)
    return {state: frozenset(groups[state]) for state in sorted(groups)}


def bridges(edges: Iterable[Edge]) -> tuple[str, ...]:
    """States that belong to at least two groups.

    Parameters
    ----------
    edges : iterable of (state, group)
        Memberships; naming one twice changes nothing.

    Returns
    -------
    tuple of str
        In alphabetical order.

    See Also
    --------
    cut_states : bridges that are the only link.
    betweenness : how much of the traffic between states runs over each.
    """
    return tuple(state for state, groups in _memberships(edges).items() if len(groups) > 1)


def _network(edges: Iterable[Edge]) -> Any:
    """Bipartite graph whose nodes are ('state', name) and ('group', name).

    Marking the side keeps a state apart from a group of the same name.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from(sorted({(("state", s), ("group", g)) for s, g in edges}))
    return graph


def cut_states(edges: Iterable[Edge]) -> tuple[str, ...]:
    """States whose absence would leave groups without a link that had one.

    Parameters
    ----------
    edges : iterable of (state, group)

    Returns
    -------
    tuple of str
        The articulation points among the states, in alphabetical order. A subset of `bridges`:
        where two states sit in the same two groups, both are bridges and neither is a cut state.
    """
    import networkx as nx

    points: Iterable[tuple[str, str]] = nx.articulation_points(_network(edges))
    return tuple(sorted(name for side, name in points if side == "state"))


def betweenness(edges: Iterable[Edge]) -> dict[str, float]:
    """Share of shortest paths that run over each state.

    Parameters
    ----------
    edges : iterable of (state, group)

    Returns
    -------
    dict of str to float
        State to a value in [0, 1], zero for a state with one group, one if all paths need it. In
        alphabetical order.

    Notes
    -----
    Bipartite betweenness centrality with the normalisation of Borgatti and Halgin (2011).
    """
    import networkx as nx

    graph = _network(edges)
    states = sorted(name for side, name in graph if side == "state")
    greatest = _greatest_betweenness(len(states), len(graph) - len(states))
    paths: dict[tuple[str, str], float] = nx.betweenness_centrality(graph, normalized=False)
    return {name: paths["state", name] / greatest if greatest else 0.0 for name in states}


def _greatest_betweenness(states: int, groups: int) -> float:
    """Largest betweenness one state can have in a two-mode network of this size.

    Borgatti and Halgin (2011): the other states spread as evenly as possible over the groups, and
    all of them linked only through this state.
    """
    if not groups:
        return 0.0
    each, over = divmod(states - 1, groups)
    return (
        groups**2 * (each + 1) ** 2
        + groups * (each + 1) * (2 * over - each - 1)
        - over * (2 * each - over + 3)
    ) / 2


@dataclass(frozen=True)
class Comparison:
    """Two accounts of who belongs to which group.

    Attributes
    ----------
    only_first, only_second : tuple of (state, group)
        Memberships that only one account has, sorted.
    flips : tuple of str
        States whose memberships differ.
    bridges_first, bridges_second : tuple of str
        Bridges under each account.
    """

    only_first: tuple[Edge, ...]
    only_second: tuple[Edge, ...]
    flips: tuple[str, ...]
    bridges_first: tuple[str, ...]
    bridges_second: tuple[str, ...]

    @property
    def bridges_both(self) -> tuple[str, ...]:
        """Bridges that hold whichever account is right."""
        return tuple(state for state in self.bridges_first if state in self.bridges_second)


def compare(first: Iterable[Edge], second: Iterable[Edge]) -> Comparison:
    """Compare two accounts of who belongs to which group, without choosing between them.

    Parameters
    ----------
    first, second : iterable of (state, group)

    Returns
    -------
    Comparison
    """
    one = {(state, group) for state, group in first}
    two = {(state, group) for state, group in second}
    return Comparison(
        only_first=tuple(sorted(one - two)),
        only_second=tuple(sorted(two - one)),
        flips=tuple(sorted({state for state, _group in one ^ two})),
        bridges_first=bridges(one),
        bridges_second=bridges(two),
    )

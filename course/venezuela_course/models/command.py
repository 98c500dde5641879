"""Chains of command: who directs whom, and whose removal cuts a body off.

A chain of command is a list of links ``(superior, subordinate, status)``. The status says how the link
is known: ``formal``, laid down by an office, an appointment or a decree; ``informal``, conduct that was
observed without such a rule; ``inferred``, concluded by somebody from other things.

References
----------
Quinlivan, J. T. (1999). Coup-proofing: its practice and consequences in the Middle East.
    International Security 24(2), 131-165.
Tarjan, R. (1972). Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2),
    146-160. (Cut vertices, there 'articulation points'.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: How a link of command can be known, from the firmest to the least firm.
STATUSES = ("formal", "informal", "inferred")

Link = tuple[str, str, str]


def _graph(links: Iterable[Link]) -> Any:
    """Undirected graph of the bodies; built in sorted order, so that equal links give equal graphs."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from(sorted({(one, two) for one, two, _status in links if one != two}))
    return graph


def firm(links: Iterable[Link], statuses: Iterable[str] = ("formal",)) -> tuple[Link, ...]:
    """The links of some statuses only.

    Parameters
    ----------
    links : iterable of (superior, subordinate, status)
    statuses : iterable of str, default ("formal",)
        The statuses kept.

    Returns
    -------
    tuple of (superior, subordinate, status)
        Sorted.
    """
    kept = set(statuses)
    return tuple(sorted(link for link in links if link[2] in kept))


def cut_vertices(links: Iterable[Link]) -> tuple[str, ...]:
    """Bodies whose removal leaves a chain of command in more pieces than before.

    Parameters
    ----------
    links : iterable of (superior, subordinate, status)
        Direction and status do not matter.

    Returns
    -------
    tuple of str
        The articulation points (Tarjan 1972), in alphabetical order.

    Examples
    --------
    >>> cut_vertices([("a", "b", "formal"), ("b", "c", "formal")])
    ('b',)
    """
    import networkx as nx

    return tuple(sorted(nx.articulation_points(_graph(links))))


def cut_vertices_between(links: Iterable[Link], top: str, bottom: str) -> tuple[str, ...]:
    """Bodies through which every path between two others runs.

    Parameters
    ----------
    links : iterable of (superior, subordinate, status)
        Direction and status do not matter: a wrong arrow is another mistake.
    top, bottom : str
        The two ends, such as the president and the supply of food.

    Returns
    -------
    tuple of str
        The cut vertices that part `top` from `bottom`, in alphabetical order; none where there are
        two ways round, or where the two ends are linked directly.

    Raises
    ------
    ValueError
        If there is no path between the two ends: then nothing can cut it.

    Examples
    --------
    >>> line = [("president", "command", "formal"), ("command", "supply", "formal")]
    >>> cut_vertices_between(line, "president", "supply")
    ('command',)
    """
    import networkx as nx

    graph = _graph(links)
    if (
        top == bottom
        or top not in graph
        or bottom not in graph
        or not nx.has_path(graph, top, bottom)
    ):
        raise ValueError(f"there is no path between {top} and {bottom}")
    found = []
    for body in nx.articulation_points(graph):
        if body in (top, bottom):
            continue
        rest = graph.subgraph(node for node in graph if node != body)
        if not nx.has_path(rest, top, bottom):
            found.append(body)
    return tuple(sorted(found))


def pieces_without(links: Iterable[Link], body: str) -> tuple[tuple[str, ...], ...]:
    """What a chain of command falls into when one body is removed.

    Parameters
    ----------
    links : iterable of (superior, subordinate, status)
    body : str
        The body removed; one that is not in the chain removes nothing.

    Returns
    -------
    tuple of tuple of str
        The connected pieces, each in alphabetical order, the largest first (ties: alphabetical).
    """
    import networkx as nx

    graph = _graph(links)
    rest = graph.subgraph(node for node in graph if node != body)
    pieces = (tuple(sorted(piece)) for piece in nx.connected_components(rest))
    return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))


def ranks(links: Iterable[Link]) -> dict[str, int]:
    """How many steps below the top each body stands.

    Parameters
    ----------
    links : iterable of (superior, subordinate, status)

    Returns
    -------
    dict of str to int
        Body to the length of the longest chain above it, 0 for a body that nobody directs; in
        alphabetical order. Bodies that direct one another in a circle share the rank of the circle.
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_edges_from(sorted({(one, two) for one, two, _status in links if one != two}))
    circles = nx.condensation(graph)
    depth: dict[int, int] = {}
    for circle in nx.topological_sort(circles):
        above = [depth[one] + 1 for one in circles.predecessors(circle)]
        depth[circle] = max(above, default=0)
    place = circles.graph["mapping"]
    return {body: depth[place[body]] for body in sorted(graph)}

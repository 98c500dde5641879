"""Invented chains of command, and their drawing: what each line rests on, and who is cut off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from venezuela_course import charts
from venezuela_course.language import _
from venezuela_course.models.militarisation import Link, pieces_without

TOP = "president"

_BELOW: tuple[Link, ...] = (
    ("minister", "north", "formal"),
    ("minister", "south", "formal"),
    ("commander", "army", "formal"),
    ("commander", "guard", "formal"),
    ("army", "north", "formal"),
    ("guard", "south", "formal"),
    ("north", "villages", "formal"),
    ("south", "villages", "formal"),
    (TOP, "guard", "informal"),
    ("army", "villages", "inferred"),
)


def _held_by_one(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links when minister and commander are the same person."""
    one = {"minister": "both", "commander": "both"}
    return tuple((one.get(a, a), one.get(b, b), status) for a, b, status in links)


#: Ways to command an invented flood-relief service. The lines below the top are the same in all.
ARRANGEMENTS: Mapping[str, tuple[Link, ...]] = {
    "two lines": ((TOP, "minister", "formal"), (TOP, "commander", "formal"), *_BELOW),
    "two posts": ((TOP, "both", "formal"), *_held_by_one(_BELOW)),
    "joint": (
        (TOP, "joint", "formal"),
        ("joint", "minister", "formal"),
        ("joint", "commander", "formal"),
        *_BELOW,
    ),
}

#: An invented port, for the practice. Formal lines only.
PORT: tuple[Link, ...] = tuple(
    (a, b, "formal")
    for a, b in (
        ("A", "B"), ("A", "C"), ("B", "D"), ("C", "D"), ("D", "E"),
        ("E", "F"), ("E", "G"), ("F", "G"), ("G", "H"),
    )
)  # fmt: skip

_PLACES = {
    TOP: (0.5, 0.93),
    "joint": (0.5, 0.74),
    "minister": (0.2, 0.56),
    "commander": (0.6, 0.56),
    "both": (0.4, 0.6),
    "army": (0.5, 0.35),
    "guard": (0.88, 0.35),
    "north": (0.28, 0.19),
    "south": (0.62, 0.15),
    "villages": (0.44, 0.02),
}

_PORT_PLACES = {
    "A": (0.06, 0.5), "B": (0.2, 0.84), "C": (0.2, 0.16), "D": (0.36, 0.5),
    "E": (0.54, 0.5), "F": (0.7, 0.84), "G": (0.78, 0.34), "H": (0.94, 0.34),
}  # fmt: skip


def position_words() -> dict[str, str]:
    """Positions of the invented relief service."""
    return {
        TOP: _("president"),
        "joint": _("joint command"),
        "minister": _("relief minister"),
        "commander": _("relief commander"),
        "both": _("minister and commander:\none person"),
        "army": _("army"),
        "guard": _("guard"),
        "north": _("northern depots"),
        "south": _("southern depots"),
        "villages": _("villages"),
    }


def positions(links: Iterable[Link]) -> set[str]:
    """Everybody whom the links name."""
    return {end for a, b, _status in links for end in (a, b)}


def cut_off(links: Iterable[Link], removed: str, top: str = TOP) -> tuple[str, ...]:
    """Who has no line to the top once a position is removed.

    Parameters
    ----------
    links : iterable of (superior, subordinate, status)
    removed : str
        The position taken away; if it is the top, the largest piece that is left counts as reached.
    top : str, default "president"

    Returns
    -------
    tuple of str
        In alphabetical order.
    """
    pieces = pieces_without(links, removed)
    reached = next((piece for piece in pieces if top in piece), pieces[0] if pieces else ())
    return tuple(sorted(body for piece in pieces if piece is not reached for body in piece))


_STROKES: Mapping[str, Any] = {"formal": "-", "informal": (0, (5, 2)), "inferred": (0, (1, 2))}


def draw_chain(
    axes: Any,
    links: Collection[Link],
    *,
    removed: str = "",
    lost: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> None:
    """Draw a chain of command.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Of a figure with bare margins.
    links : collection of (superior, subordinate, status)
        Between positions of the relief service, or of the port.
    removed : str, optional
        The position that is struck out, with its lines.
    lost : collection of str, optional
        Positions to be drawn as cut off.
    names : mapping of str to str, optional
        What to write; default the keys.
    """
    words = names or {}
    places = _PLACES if TOP in positions(links) else _PORT_PLACES
    with charts.style():
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(-0.06, 1.02))
        for a, b, status in links:
            gone = removed in (a, b)
            axes.plot(
                [places[a][0], places[b][0]],
                [places[a][1], places[b][1]],
                color=charts.FAINT if gone else charts.INK,
                linewidth=1.6 if status == "formal" else 1.9,
                linestyle=_STROKES[status],
                zorder=1,
            )
        for body in sorted(positions(links)):
            edge, face, style, text = charts.INK, "#E8F1F8", "-", words.get(body, body)
            if body == removed:
                edge, face, style, text = "#B04A00", "white", "--", f"✕ {text}"
            elif body in lost:
                edge, face, text = "#595959", "#DDDDDD", _("{name}: cut off").format(name=text)
            axes.text(
                *places[body],
                text,
                ha="center",
                va="center",
                fontsize=8.5,
                color="#B04A00" if body == removed else charts.INK,
                zorder=3,
                bbox={
                    "boxstyle": "round,pad=0.35",
                    "facecolor": face,
                    "edgecolor": edge,
                    "linewidth": 1.2,
                    "linestyle": style,
                },
            )


def draw_key(axes: Any, statuses: Iterable[str], at: tuple[float, float] = (0.0, 0.97)) -> None:
    """Say what the strokes mean, one below the other."""
    words = status_words()
    with charts.style():
        for line, status in enumerate(statuses):
            y = at[1] - 0.06 * line
            axes.plot(
                [at[0], at[0] + 0.07], [y, y], color=charts.INK, linewidth=1.7,
                linestyle=_STROKES[status],
            )  # fmt: skip
            axes.text(at[0] + 0.085, y, words[status], va="center", fontsize=8)


def status_words() -> dict[str, str]:
    """What a line can rest on."""
    return {
        "formal": _("formal: an act says so"),
        "informal": _("informal: reported, no act named"),
        "inferred": _("inferred: somebody concludes it"),
    }

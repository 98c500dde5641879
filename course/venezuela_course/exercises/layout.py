"""Layouts that exercises share."""

from __future__ import annotations

import ipywidgets


def beside(*widgets: ipywidgets.Widget) -> ipywidgets.HBox:
    """Side by side where there is room, else stacked."""
    for widget in widgets:
        if "venezuela-course-picture" not in widget._dom_classes:
            widget.add_class("venezuela-course-controls")
    row = ipywidgets.HBox(list(widgets))
    row.add_class("venezuela-course-side-by-side")
    return row


def stacked(*widgets: ipywidgets.Widget) -> ipywidgets.VBox:
    """One below the other."""
    return ipywidgets.VBox(list(widgets))


def as_picture(picture: ipywidgets.Widget) -> ipywidgets.Widget:
    """The picture, marked as such for the stylesheet."""
    picture.add_class("venezuela-course-picture")
    return picture


def pictures(*drawn: str) -> str:
    """Several pictures, side by side where there is room."""
    return (
        '<div class="venezuela-course-pictures">'
        + "".join(f"<div>{one}</div>" for one in drawn)
        + "</div>"
    )

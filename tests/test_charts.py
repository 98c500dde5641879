"""Figures that everybody can read: words, contrast, and no picture that disturbs another."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from itertools import pairwise

import matplotlib
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from venezuela_course import charts

ALT = 'Cancún: 20 "for", 5 against & 8 abstaining <of 34>'
SVG = "{http://www.w3.org/2000/svg}"


def cancun():
    figure = charts.figure(7, 1.5, margins=charts.BARE)
    charts.tally_bar(
        figure.axes[0],
        {"for": 20, "against": 5, "abstain": 8, "absent": 1},
        23,
        title="A text costs US$ 1 or US$ 2",
    )
    charts.source(figure, "Press lists of the roll call")
    return figure


def words(figure):
    element = ElementTree.fromstring(charts.svg(figure, ALT))
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


# Words for pictures -------------------------------------------------------------------------------


def test_an_svg_is_an_image_named_by_its_alternative_text():
    element = ElementTree.fromstring(charts.svg(cancun(), ALT))
    assert element.get("role") == "img"
    assert element.get("aria-label") == ALT


def test_a_picture_of_a_lesson_says_the_same_to_a_screen_reader_and_to_nbval():
    bundle = charts.show(cancun(), ALT)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == f"Figure: {ALT}"
    image = ElementTree.fromstring(bundle["text/html"].replace(">", "/>", 1).rstrip())
    assert image.get("alt") == ALT


def test_a_picture_is_a_png_at_twice_the_size_it_is_shown_at():
    bundle = charts.show(cancun(), ALT)._repr_mimebundle_()
    data = re.search(r"base64,([^\"]+)", bundle["text/html"])
    with Image.open(io.BytesIO(base64.b64decode(data[1]))) as image:
        assert image.format == "PNG"
        assert image.width == 2 * int(re.search(r'width="(\d+)"', bundle["text/html"])[1])


@pytest.mark.parametrize("render", [charts.svg, charts.show])
@pytest.mark.parametrize("alt", ["", " \n"])
def test_a_figure_without_words_is_refused(render, alt):
    with pytest.raises(ValueError, match="alternative text"):
        render(charts.figure(3, 2), alt)


def test_text_stays_text_and_a_dollar_sign_is_a_dollar_sign():
    said = words(cancun())
    assert "A text costs US$ 1 or US$ 2" in said
    assert "Source: Press lists of the roll call" in said


# Pictures on one page -----------------------------------------------------------------------------


def identifiers(picture):
    return set(re.findall(r' id="([^"]+)"', picture))


def references(picture):
    return set(re.findall(r'(?:url\(#|href="#)([^")]+)', picture))


def test_two_pictures_of_a_page_share_no_identifier():
    figure = cancun()
    first, second = (charts.svg(figure, ALT, key) for key in ("a3-missing-three", "a3-bloc"))
    assert identifiers(first)
    assert not identifiers(first) & identifiers(second)


def test_every_reference_inside_a_picture_finds_its_target_once():
    picture = charts.svg(cancun(), ALT)
    assert references(picture) == identifiers(picture)
    assert len(re.findall(r' id="', picture)) == len(identifiers(picture))


def test_a_picture_does_not_restyle_the_page_around_it():
    picture = charts.svg(cancun(), ALT)
    assert "<style" not in picture
    assert picture.startswith("<svg ")


def test_the_same_drawing_gives_the_same_characters_and_the_same_bytes():
    assert charts.svg(cancun(), ALT) == charts.svg(cancun(), ALT)
    assert charts.show(cancun(), ALT).png == charts.show(cancun(), ALT).png


def test_another_process_draws_the_same_picture():
    code = (
        "from venezuela_course import charts\n"
        "figure = charts.figure(3, 1.2, margins=charts.BARE)\n"
        "charts.tally_bar(figure.axes[0], {'for': 2, 'abstain': 1}, 2)\n"
        "print(charts.svg(figure, 'x'))\n"
    )
    figure = charts.figure(3, 1.2, margins=charts.BARE)
    charts.tally_bar(figure.axes[0], {"for": 2, "abstain": 1}, 2)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.rstrip("\n") == charts.svg(figure, "x")
    assert run.stderr == ""


def test_an_erased_figure_redraws_as_a_new_one():
    figure = cancun()
    charts.erase(figure)
    charts.tally_bar(figure.axes[0], {"for": 3})
    fresh = charts.figure(7, 1.5, margins=charts.BARE)
    charts.tally_bar(fresh.axes[0], {"for": 3})
    assert charts.svg(figure, ALT) == charts.svg(fresh, ALT)


def test_drawing_leaves_matplotlibs_own_settings_alone():
    before = matplotlib.rcParams.copy()
    charts.show(cancun(), ALT)
    charts.svg(cancun(), ALT)
    assert matplotlib.rcParams.copy() == before


def test_drawing_does_not_import_pyplot_whose_figures_would_pile_up():
    code = (
        "import sys\n"
        "from venezuela_course import charts\n"
        "charts.show(charts.figure(3, 2), 'x')\n"
        "charts.svg(charts.figure(3, 2), 'x')\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_module_does_not_import_matplotlib():
    code = "import sys, venezuela_course.charts; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_figure_too_small_for_its_margins_is_refused():
    with pytest.raises(ValueError, match="no room"):
        charts.figure(2, 1)


# Colour -------------------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance of a hexadecimal colour (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_COLOURS = {
    "ink": (charts.INK, charts.PAPER),
    "quiet": (charts.QUIET, charts.PAPER),
    "ink on a stripe": (charts.INK, charts.STRIPE),
    **{f"{vote} on paper": (look.text, charts.PAPER) for vote, look in charts.VOTES.items()},
    **{f"{vote} on its fill": (look.on_fill, look.fill) for vote, look in charts.VOTES.items()},
}


@pytest.mark.parametrize("pair", TEXT_COLOURS.values(), ids=TEXT_COLOURS)
def test_text_has_the_contrast_that_wcag_asks_for(pair):
    assert contrast(*pair) >= 4.5


def test_every_area_stands_out_from_the_paper_by_its_fill_or_its_outline():
    for look in charts.VOTES.values():
        strongest = max(contrast(c, charts.PAPER) for c in (look.fill, look.text))
        assert strongest >= 3


def test_votes_differ_without_colour():
    looks = charts.VOTES.values()
    assert len({(look.marker, look.open_marker) for look in looks}) == len(looks)
    assert len({look.symbol for look in looks}) == len(looks)
    assert len({charts.vote_word(vote) for vote in charts.VOTES}) == len(looks)
    # Of the two areas without a hatch one is dark and the other white.
    plain = [look.fill for look in looks if not look.hatch]
    assert contrast(*plain) >= 4.5
    assert len({look.hatch for look in looks if look.hatch}) == len(looks) - len(plain)


# Drawings -----------------------------------------------------------------------------------------


def test_a_tally_says_each_count_and_how_many_votes_are_missing():
    said = words(cancun())
    assert {"20", "8", "5", "1"} <= set(said)
    assert "23 needed: 3 short" in said


def test_a_tally_that_reaches_the_threshold_says_so():
    figure = charts.figure(7, 1.5, margins=charts.BARE)
    charts.tally_bar(figure.axes[0], {"for": 23, "abstain": 11}, 23)
    assert "23 needed: reached" in words(figure)


VOTES_OF_THREE = pd.DataFrame(
    {"2017-06-19": ["for", "against", None], "2018-06-05": ["for", "abstain", "absent"]},
    index=["PER", "NIC", "VEN"],
)


def test_a_roll_call_grid_names_states_groups_and_years_and_counts_votes():
    figure = charts.figure(7, 3, margins=charts.BARE)
    charts.roll_call_grid(
        figure.axes[0],
        VOTES_OF_THREE,
        names={"PER": "Peru"},
        groups={"PER": "Andes", "NIC": "Isthmus", "VEN": "Andes"},
    )
    said = words(figure)
    assert [w for w in said if w in ("Andes", "Isthmus", "Peru", "NIC", "VEN")] == [
        "Andes",
        "Peru",
        "VEN",
        "Isthmus",
        "NIC",
    ]
    assert {"2017", "06-19", "2018", "06-05"} <= set(said)
    counts = [w for w in said if w.isdigit() and len(w) == 1]
    assert counts == ["1", "1", "0", "1", "1", "0", "0", "1"]  # for, abstaining, against, absent


def test_a_state_that_a_list_does_not_name_stays_blank():
    figure = charts.figure(7, 3, margins=charts.BARE)
    charts.roll_call_grid(figure.axes[0], VOTES_OF_THREE)
    drawn = sum(len(markers.get_offsets()) for markers in figure.axes[0].collections)
    assert drawn == VOTES_OF_THREE.notna().to_numpy().sum() + len(charts.VOTES)


def test_a_grid_refuses_a_vote_it_cannot_draw():
    with pytest.raises(ValueError, match="maybe"):
        charts.roll_call_grid(charts.figure(7, 3).axes[0], VOTES_OF_THREE.replace("for", "maybe"))


CLUBS = [("Peru", "Lima"), ("Costa Rica", "Lima"), ("Costa Rica", "Contact"), ("Spain", "Contact")]


@pytest.mark.parametrize("more", [[], [("Haiti", "CARICOM"), ("Peru", "CARICOM")]])
def test_a_network_names_every_state_and_group_and_draws_every_membership(more):
    figure = charts.figure(7, 3, margins=charts.BARE)
    edges = CLUBS + more
    charts.bipartite(figure.axes[0], edges, highlight=["Costa Rica"], dashed=[CLUBS[3]])
    names = {name for edge in edges for name in edge}
    assert names == set(words(figure))
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    assert len(lines) == len(edges)
    assert sum(not line.get_linestyle().startswith("-") or line.is_dashed() for line in lines) == 1


def test_a_bridge_is_told_apart_by_shape_and_weight_and_not_only_by_colour():
    figure = charts.figure(7, 3, margins=charts.BARE)
    charts.bipartite(figure.axes[0], CLUBS, highlight=["Costa Rica"])
    axes = figure.axes[0]
    assert [line.get_marker() for line in axes.lines if line.get_marker() == "D"] == ["D"]
    weights = {text.get_text(): text.get_weight() for text in axes.texts}
    assert weights["Costa Rica"] == "bold"
    assert weights["Peru"] == "normal"


def test_a_date_of_any_precision_has_its_place_on_the_line_of_time():
    year, month, day = (charts.Event(w, "").year for w in ("2019", "2019-05", "2019-05-16"))
    assert year == 2019.5
    assert month == pytest.approx(day, abs=0.01)
    assert charts.Event(date(2019, 5, 16), "").year == day
    assert 2019 < charts.Event("2019-01-01", "").year < 2019.01
    assert 2020.99 < charts.Event("2020-12-31", "").year < 2021


def test_a_timeline_tells_events_in_the_order_of_time_with_their_strand():
    figure = charts.figure(7, 3, margins=charts.BARE)
    events = [
        charts.Event("2021-08-13", "Talks open", "talks"),
        charts.Event("2019-05", "Talks open elsewhere", "talks"),
        charts.Event("2019-08-05", "Order signed", "sanctions"),
    ]
    span = charts.Event("2019-05", "Oslo"), charts.Event("2019-09", "")
    charts.timeline(figure.axes[0], events, spans=[span])
    said = words(figure)
    assert [w for w in said if w.startswith("20") and len(w) > 4] == [
        "2019-05  Talks open elsewhere",
        "2019-08-05  Order signed",
        "2021-08-13  Talks open",
    ]
    assert {"talks", "sanctions", "Oslo", "2019", "2020", "2021", "2022"} <= set(said)


def test_a_timeline_of_nothing_or_of_too_many_strands_is_refused():
    axes = charts.figure(7, 3, margins=charts.BARE).axes[0]
    with pytest.raises(ValueError, match="at least one event"):
        charts.timeline(axes, [])
    with pytest.raises(ValueError, match="5 strands"):
        charts.timeline(axes, [charts.Event("2019", "x", strand) for strand in "abcdef"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 0.5)), min_size=1, max_size=15))
def test_labels_never_overlap_nor_leave_the_page_that_can_hold_them(labels):
    wanted = sorted(middle for middle, _height in labels)
    needed = [height for _middle, height in labels]
    places = charts._apart(wanted, needed, 0, 10)
    edges = [(place, place + height) for place, height in zip(places, needed, strict=True)]
    assert all(above[1] <= below[0] + 1e-9 for above, below in pairwise(edges))
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 10 + 1e-9


def test_a_label_with_room_stays_where_it_is_wanted():
    assert charts._apart([2, 5], [0.2, 0.2], 0, 10) == pytest.approx([1.9, 4.9])


def test_a_long_source_is_wrapped_within_the_figure():
    figure = charts.figure(4, 3)
    charts.source(figure, "a publisher with a long name; " * 6)
    box = figure.texts[0].get_window_extent(FigureCanvasAgg(figure).get_renderer())
    assert box.x1 <= figure.bbox.x1
    assert "\n" in figure.texts[0].get_text()


def test_bars_are_labelled_at_their_ends():
    figure = charts.figure(5, 2)
    axes = figure.axes[0]
    charts.label_bars(axes, axes.barh([0, 1], [2, 3]), ["two", "three"])
    assert [(text.get_text(), text.xy) for text in axes.texts] == [
        ("two", (2, 0)),
        ("three", (3, 1)),
    ]


def test_a_canvas_may_be_a_grid_of_axes_and_is_handed_out_again_empty():
    first = charts.canvas(5, 3, 2, 3)
    assert len(first.axes) == 6
    first.axes[4].plot([0, 1], [0, 1])
    again = charts.canvas(5, 3, 2, 3)
    assert again is first and not again.axes[4].lines
    assert charts.canvas(5, 3) is not first

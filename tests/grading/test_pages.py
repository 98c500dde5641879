"""A page shows what students wrote and runs none of it; the course's pictures and verdicts stay whole."""

import pytest
from attackers import HANDLERS
from bs4 import BeautifulSoup
from hostile_class import acting
from hypothesis import given, settings
from hypothesis import strategies as some

from venezuela_course import charts
from venezuela_course.exercises.style import STYLE
from venezuela_course.grading.feedback import verdict_html
from venezuela_course.grading.pages import clean_html
from venezuela_course.grading.verdict import Criterion, Verdict


@pytest.mark.parametrize("handler", HANDLERS)
def test_nothing_that_acts_is_left(handler: str) -> None:
    assert acting(clean_html(handler)) == []
    page = BeautifulSoup(clean_html(f"<div>{handler}</div>"), "html.parser")
    assert not page.find_all(
        ["script", "iframe", "form", "object", "base", "meta", "style", "math"]
    )
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.sampled_from([*HANDLERS, "<", ">", '"', "<!--", "-->", "<p>", "</style>", "&lt;"])
    )
)
def test_nothing_that_acts_is_left_of_any_mixture(parts: list[str]) -> None:
    assert acting(clean_html("".join(parts))) == []


def test_cleaning_twice_changes_nothing_more() -> None:
    once = clean_html("".join(HANDLERS))
    assert clean_html(once) == once


def test_a_verdict_stays_as_it_is() -> None:
    verdict = Verdict((Criterion("A <part>", 1.0, 2.0, "Think & see."),), ("MC-01",), "Half.")
    page = verdict_html(verdict, 1.0, {"land": ["perú", 2, True], "text": "<b>"})
    assert _tree(clean_html(page)) == _tree(page)


def test_a_picture_of_the_course_stays_as_it_is() -> None:
    figure = charts.figure(4, 2)
    axes = figure.subplots()
    axes.plot([1, 2, 3], [2, 1, 3], marker="o")
    axes.set_title("A title")
    picture = charts.svg(figure, alt="A line that falls and rises.")
    cleaned = clean_html(STYLE + picture)
    assert cleaned.startswith(STYLE)
    before, after = (BeautifulSoup(one, "html.parser") for one in (picture, cleaned))
    assert [tag.name for tag in after.svg.find_all(True)] == [
        tag.name for tag in before.svg.find_all(True)
    ]
    assert after.svg["aria-label"] == "A line that falls and rises."
    assert [tag.get("d") for tag in after.find_all("path")] == [
        tag.get("d") for tag in before.find_all("path")
    ]


def test_no_picture_is_fetched_from_elsewhere() -> None:
    assert "src" not in clean_html('<img src="https://example.org/who-reads-this.png">')
    assert "src" in clean_html('<img alt="x" src="data:image/png;base64,AAAA">')
    assert "href" not in clean_html('<a href="data:text/html;base64,AAAA">x</a>')


def _tree(page: str) -> list[object]:
    found = BeautifulSoup(page, "html.parser")
    return [
        [(tag.name, sorted(tag.attrs)) for tag in found.find_all(True) if tag.name != "style"],
        [text for text in found.find_all(string=True) if text.strip()],
    ]

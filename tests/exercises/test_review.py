"""The brief under review: found by ticket, shown without its author, and harmless whatever is in it."""

from __future__ import annotations

import json
import random
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.universal import NOT_AN_ANSWER
from venezuela_course.cli.synthetic_class import (
    SyntheticClass,
    draw_value,
    exercises_of,
    read_solution,
)
from venezuela_course.exercises import IncompleteAnswer
from venezuela_course.exercises.review import BriefUnderReview
from venezuela_course.exercises.review.brief import own_ticket
from venezuela_course.exercises.review.markdown import LONGEST, TAGS, quiet_html
from venezuela_course.exercises.review.tickets import draw_ticket
from venezuela_course.grading.graderbook import GraderBook
from venezuela_course.grading.paired_review import release
from venezuela_course.grading.paired_review.ledger import Row

ROOT = Path(__file__).parents[2]
TICKET = draw_ticket()
BRIEF = "# A brief\n\nPressure mattered [S003b-068], and so did guarantees [S003b-117]."


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The review's folder of a student, with a brief to review."""
    review = tmp_path / "a5-review"
    review.mkdir()
    release.write_brief(review, "brief-417", BRIEF)
    release.write_ticket(review, Row("s", "brief-518", "brief-417", TICKET, "drawn", "", 9))
    monkeypatch.chdir(review)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return review


def save_capstone(folder: Path, ticket: str) -> None:
    capstone = folder.parent / "a5" / "answers"
    capstone.mkdir(parents=True)
    document = {"schema": 1, "exercise": "a5-claim-table", "answer": {"ticket": ticket}}
    (capstone / "a5-claim-table.json").write_text(json.dumps(document))


# Finding it -----------------------------------------------------------------------------------------


def test_the_ticket_is_found_in_the_capstone_next_door_and_the_brief_is_shown(folder):
    save_capstone(folder, TICKET)
    review = BriefUnderReview("a5-review-brief")
    assert review.value["ticket"] == TICKET
    assert "so did guarantees [S003b-117]" in review.picture(review._answer)
    assert "brief-417" in review.static_html()


def test_a_capstone_that_was_typed_and_never_saved_by_a_widget_gives_its_ticket_too(folder):
    cell = nbformat.v4.new_code_cell(
        f'table.answer({{"ticket": "{TICKET}"}})',
        metadata={"nbgrader": {"grade_id": "a5-claim-table-answer"}},
    )
    (folder.parent / "a5").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder.parent / "a5" / "a5.ipynb")
    assert own_ticket(folder) == TICKET


@pytest.mark.parametrize("rubbish", ["{", "[]", '{"schema": 1}', "\x00"])
def test_a_damaged_capstone_leaves_the_ticket_to_be_typed(folder, rubbish):
    (folder.parent / "a5" / "answers").mkdir(parents=True)
    (folder.parent / "a5" / "answers" / "a5-claim-table.json").write_text(rubbish)
    (folder.parent / "a5" / "a5.ipynb").write_text(rubbish)
    review = BriefUnderReview("a5-review-brief")
    assert "Type your ticket" in review.picture(review._answer)


def test_a_typed_ticket_leads_to_the_brief_however_it_is_typed(folder):
    review = BriefUnderReview("a5-review-brief")
    review._changed("ticket", TICKET.upper().replace("-", " "))
    assert "brief-417" in review.picture(review._answer)


def test_what_is_missing_is_said_with_what_to_do(folder, tmp_path, monkeypatch):
    review = BriefUnderReview("a5-review-brief")
    assert "No brief belongs to this ticket" in review.picture({"ticket": draw_ticket()})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "No briefs are here yet" in review.picture({"ticket": TICKET})


def test_a_ticket_cannot_name_a_file_elsewhere(folder):
    (folder / "briefs" / "tickets" / "x.txt").write_text("../../secret")
    review = BriefUnderReview("a5-review-brief")
    for ticket in ("../x", "..\\x", "x", "/etc/passwd"):
        assert "brief-" not in review.picture({"ticket": ticket})


# What is asked --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "complaint"),
    [
        ("S003b-068", "1 id of a claim is recognised"),
        ("the first two", "0 ids of claims are recognised"),
        ("S003b-068, S003b-999", "There is no claim S003b-999"),
        ("S003b-068 S001-020", "The brief does not cite S001-020"),
        ("S003b-068 and S003b-117", None),
    ],
)
def test_two_claims_that_the_brief_cites_are_asked_for(folder, claims, complaint):
    review = BriefUnderReview("a5-review-brief")
    problems = review.problems({"ticket": TICKET, "claims": claims})
    assert [one for one in problems if complaint and one.startswith(complaint)] == problems


def test_the_model_answer_is_complete_also_where_nothing_is_paired(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    notebook = nbformat.read(ROOT / "solutions" / "a5-review" / "a5-review.ipynb", 4)
    review = BriefUnderReview("a5-review-brief")
    review.answer(dict(read_solution(notebook).answers["a5-review-brief"]))
    assert review.problems(review.value) == []


def test_a_synthetic_class_hands_reviews_in_though_no_machine_grades_them(folder):
    notebook = nbformat.read(ROOT / "solutions" / "a5-review" / "a5-review.ipynb", 4)
    group = SyntheticClass(
        notebook, read_solution(notebook), exercises_of(notebook, folder), GraderBook({})
    )
    for number in range(1, 13):
        assert group.work(number).notebook.cells


def test_rubbish_is_drawn_as_far_as_it_goes(folder):
    review = BriefUnderReview("a5-review-brief")
    for rubbish in NOT_AN_ANSWER:
        for key in ("ticket", "claims"):
            assert review.picture({"ticket": TICKET, "claims": None} | {key: rubbish})
            assert review.problems({"ticket": TICKET, "claims": "S"} | {key: rubbish})
    for field in review._fields:
        assert draw_value(field, random.Random(1))


def test_validate_names_what_is_open_and_autograde_hands_nothing_to_a_grader(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(IncompleteAnswer, match="The brief under review"):
        BriefUnderReview("a5-review-brief").check()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert BriefUnderReview("a5-review-brief").check() is None


def test_the_marker_sees_the_brief_also_of_a_student_who_named_no_claims(folder, monkeypatch):
    save_capstone(folder, TICKET)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "so did guarantees" in BriefUnderReview("a5-review-brief").static_html()


# Harmless -------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)> more",
    "[click](javascript:alert(1))",
    "![tracker](https://example.org/who-reads.png)",
    "<https://example.org/ana>",
    "| a |\n|---|\n| <svg onload=alert(1)> |",
    "```html onload=alert(1)\n</code></pre><script>\n```",
    "# <a href='javascript:alert(1)'>x</a>",
    "[x]: javascript:alert(1)\n[x]",
    '[t](https://e.org "\' onmouseover=alert(1)")',
    "<!-- --> <style>*{display:none}</style>",
    "<details open ontoggle=alert(1)>",
]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.attributes += attrs

    handle_startendtag = handle_starttag


def assert_harmless(markdown: str) -> None:
    tags = _Tags()
    tags.feed(quiet_html(markdown))
    assert set(tags.found) <= TAGS
    assert tags.attributes == []


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_in_a_brief_becomes_a_tag_a_link_or_a_picture(markdown):
    assert_harmless(markdown)


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), max_size=6))
def test_no_mixture_of_hostile_pieces_becomes_a_tag_either(pieces):
    assert_harmless("".join(pieces))
    assert_harmless("\n\n".join(pieces))


def test_what_markdown_is_for_is_shown():
    page = quiet_html(
        "## Title\n\n*one* **two** `p < 0.05`\n\n- a\n- b\n\n> said\n\n| a |\n|---|\n| 1 |"
    )
    for tag in (
        "<h4>",
        "<em>",
        "<strong>",
        "<code>p &lt; 0.05</code>",
        "<li>",
        "<blockquote>",
        "<td>",
    ):
        assert tag in page
    assert quiet_html("a\n\n" * LONGEST).endswith("<p>…</p>")

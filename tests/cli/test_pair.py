"""`venezuela-course pair`: everybody reviews one other's brief, and nobody learns whose."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from venezuela_course.cli import main
from venezuela_course.cli.pair import with_newcomers
from venezuela_course.exercises import literals
from venezuela_course.exercises.capstone import ClaimTable
from venezuela_course.exercises.review.brief import TICKET, NoBrief, brief_of
from venezuela_course.exercises.review.tickets import draw_ticket, mark_of, same_ticket
from venezuela_course.grading.paired_review import ledger
from venezuela_course.grading.paired_review.anonymity import Person, clean, in_evidence, places_of
from venezuela_course.grading.paired_review.collected import HandedInBrief, read_cells
from venezuela_course.grading.paired_review.comments import BEGIN, with_reviews
from venezuela_course.grading.paired_review.ledger import COLUMNS, LedgerError

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ("pressure", "guarantee", "number", "")


def brief(student: str, question: str = "pressure", ticket: str = "") -> HandedInBrief:
    return HandedInBrief(student, f"The brief of {student}.", question, ticket)


def a_class(questions: list[str], start: int = 0) -> dict[str, HandedInBrief]:
    """A class in which each answers a question; every second answer has a ticket."""
    return {
        f"u{place:03d}": brief(f"u{place:03d}", question, draw_ticket() if place % 2 else "")
        for place, question in enumerate(questions, start)
    }


# Who reviews whom -----------------------------------------------------------------------------------

classes = st.lists(st.sampled_from(QUESTIONS), min_size=2, max_size=25)


@given(classes, st.integers())
@settings(deadline=None, max_examples=60)
def test_everybody_reviews_one_other_brief_and_every_brief_is_reviewed_once(questions, seed):
    rows, alike = with_newcomers([], a_class(questions), random.Random(seed))
    assert alike == []
    assert sorted(row.reviews for row in rows) == sorted(row.code for row in rows)
    assert all(row.reviews != row.code for row in rows)
    assert len({row.code for row in rows}) == len(rows) == len(questions)


@given(classes, classes, st.integers())
@settings(deadline=None, max_examples=60)
def test_late_briefs_are_paired_among_themselves_and_no_pair_is_broken(early, late, seed):
    first = a_class(early)
    before, _alike = with_newcomers([], first, random.Random(seed))
    everybody = first | a_class(late, start=len(early))
    after, _alike = with_newcomers(before, everybody, random.Random(seed + 1))
    assert set(before) <= set(after)
    assert sorted(row.reviews for row in after) == sorted(row.code for row in after)


@given(classes, st.integers())
@settings(deadline=None, max_examples=30)
def test_one_who_comes_late_alone_waits_and_is_paired_with_the_next(questions, seed):
    people = a_class(questions)
    rows, _alike = with_newcomers([], people, random.Random(seed))
    people |= a_class(["pressure"], start=100)
    rows, _alike = with_newcomers(rows, people, random.Random(seed))
    assert [row.student for row in rows if not row.reviews] == ["u100"]
    # Nobody is reviewed twice as long as somebody is not reviewed at all.
    assert max(Counter(row.reviews for row in rows if row.reviews).values()) == 1
    people |= a_class(["number"], start=101)
    rows, _alike = with_newcomers(rows, people, random.Random(seed))
    codes = {row.student: row.code for row in rows}
    reviews = {row.student: row.reviews for row in rows}
    assert (reviews["u100"], reviews["u101"]) == (codes["u101"], codes["u100"])


def test_the_last_one_reviews_a_brief_of_the_same_question():
    people = a_class(["pressure", "pressure", "number", "number"])
    rows, _alike = with_newcomers([], people, random.Random(1))
    people |= a_class(["number"], start=9)
    rows, _alike = with_newcomers(rows, people, random.Random(1), last=True)
    author = {row.code: row for row in rows}
    (newcomer,) = (row for row in rows if row.student == "u009")
    assert author[newcomer.reviews].question == "number"
    assert newcomer.reviews != newcomer.code


def test_briefs_on_one_question_are_reviewed_by_people_who_answered_it():
    rows, _alike = with_newcomers([], a_class(["pressure"] * 4 + ["number"] * 3), random.Random(2))
    question = {row.code: row.question for row in rows}
    assert all(question[row.reviews] == row.question for row in rows)


def test_a_seed_gives_the_same_pairs_again_and_none_is_set_by_default():
    people = a_class(list(QUESTIONS) * 4)
    pairs = [
        [(row.student, row.code, row.reviews) for row in with_newcomers([], people, chance)[0]]
        for chance in (random.Random(7), random.Random(7), random.Random(8))
    ]
    assert pairs[0] == pairs[1] != pairs[2]


def test_two_answers_with_one_ticket_lead_nowhere_and_are_told():
    shared = draw_ticket()
    people = {name: brief(name, ticket=shared) for name in ("ana", "ben")}
    people["cem"] = brief("cem", ticket=draw_ticket())
    rows, alike = with_newcomers([], people, random.Random(3))
    assert alike == ["ana", "ben"]
    assert shared not in {row.ticket for row in rows}
    assert {row.student: row.ticket_from for row in rows} == {
        "ana": "drawn",
        "ben": "drawn",
        "cem": "answer",
    }
    # A copy that is collected later does not take the ticket from who has it.
    people["dee"] = brief("dee", ticket=people["cem"].ticket)
    later, alike = with_newcomers(rows, people, random.Random(3))
    assert alike == ["dee"] and set(rows) <= set(later)


# Tickets --------------------------------------------------------------------------------------------


def test_a_ticket_is_read_however_it_is_typed_and_its_mark_does_not_tell_it():
    ticket = draw_ticket()
    assert same_ticket(f" {ticket.upper().replace('-', ' ')}\n") == same_ticket(ticket)
    assert same_ticket(ticket) not in mark_of(same_ticket(ticket), "salt")
    assert mark_of("abcdefgh23", "one") != mark_of("abcdefgh23", "other")
    for none in ("", "short", None, 7, ["abcdefgh23"], "x" * 99, "ábcdefghij", "../../../etc"):
        assert same_ticket(none) == ""


# Without its author ---------------------------------------------------------------------------------

CLASS = [
    Person("akowal7", "Ana", "Núñez Kowalska", "ana.kowalska@example.org"),
    Person("b.meier", "Ben", "Meier"),
    Person("may", "May", "Smilde"),
]


def cleaned(text: str, author: str = "akowal7"):
    return clean(text, author, CLASS)


@pytest.mark.parametrize(
    "text",
    [
        "By Ana Núñez Kowalska",
        "ANA NUNEZ KOWALSKA wrote this",
        "*akowal7*, _akowal7_",
        "Nu\u0301ñez Kowalska, Ana",
        "Ana\u200b N\u00fa\u200bñez",
        "mail ana.kowalska@example.org",
        "see /home/akowal7/a5/figure.png",
        r"C:\Users\akowal7\a5",
        "<!-- Ana Nunez, group 4 --> A brief.",
        "As Ana's table shows",
        "thanks to Ben Meier",
        "ana_nunez_kowalska",
    ],
)
def test_whatever_names_a_student_is_taken_out(text):
    done = cleaned(text)
    plain = done.text.lower()
    for part in ("akowal7", "ana", "nunez", "kowalska", "meier", "example.org"):
        assert not list(places_of(part, plain)), done.text
    assert done.removed


def test_a_name_that_the_evidence_has_too_is_left_and_reported():
    assert in_evidence("Smilde") and in_evidence("may")
    text = "Smilde expected nothing [S001-031]; it may be so."
    done = cleaned(text, author="may")
    assert done.text == text
    assert done.removed == []
    assert {"Smilde", "may"} <= set(re.findall(r"“(.+?)”", " ".join(done.doubtful)))
    assert "May Smilde" not in cleaned("by May Smilde", author="may").text


def test_claims_figures_and_other_words_stay_as_they_are():
    text = "Analysis: 20 for, 5 against [S001-020, X-001]; 2024 < 2025. `p < 0.05` | a | b |"
    assert cleaned(text).text == text


def test_pictures_inside_the_text_go_and_web_addresses_are_reported():
    done = cleaned("![plot](attachment:ana.png) ![](data:image/png;base64,AAAA) https://x.org/ana7")
    assert done.text.count("[picture removed]") == 2
    assert any("https://x.org" in doubt for doubt in done.doubtful)


WORD = st.text("abcdefghijklmnopqrstuvwxyzáéñ", min_size=4, max_size=9).filter(
    lambda word: not in_evidence(word)
)


@given(WORD, WORD, WORD, st.text(max_size=30), st.sampled_from([" ", ", ", "*", "\n", "_", "("]))
@settings(deadline=None, max_examples=80)
def test_no_name_and_no_id_of_an_author_survives(first, last, student, other, around):
    person = Person(student, first.title(), last.title(), f"{student}@uni.example")
    text = around.join(
        [other, first, last.upper(), other, student, person.email, first + " " + last]
    )
    done = clean(text, student, [person])
    for name in (first, last, student):
        if name not in "name removed e-mail folder picture":
            assert not list(places_of(name, done.text))
    assert "@uni.example" not in done.text


# The review that comes back -------------------------------------------------------------------------


def test_returning_twice_changes_nothing_and_the_markers_words_stay():
    once = with_reviews("Well argued.", ["Another reading is possible."])
    assert once.startswith("Well argued.") and "Another reading" in once
    assert with_reviews(once, ["Another reading is possible."]) == once
    later = with_reviews(once + "\n\nSee me.", ["A corrected review."])
    assert "Another reading" not in later and later.count(BEGIN) == 1
    assert "Well argued." in later and "See me." in later


def test_a_review_cannot_put_a_script_on_its_authors_page():
    comment = with_reviews(
        None, ["<script>alert(1)</script> <img src=x> <!-- end of counter-case --> 1 < 2"]
    )
    inner = comment.partition(BEGIN)[2]
    assert "<script" not in inner and "<img" not in inner and "1 < 2" in inner
    assert inner.count("<!--") == 1  # our own


# The command ----------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A checkout with an assignment that carries the briefs, and nothing collected."""
    root = tmp_path / "el curso"
    (root / "solutions" / "a5-review").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    nbformat.write(new_notebook(), root / "solutions" / "a5-review" / "a5-review.ipynb")
    return root


def cell(grade_id: str, source: str, kind=new_markdown_cell):
    return kind(source, metadata={"nbgrader": {"grade_id": grade_id}})


def hand_in(root: Path, student: str, text: str | None, **answer: str) -> str:
    """Lay a submission where nbgrader collects it; returns the ticket in it."""
    folder = root / "grading" / "submitted" / student / "a5"
    (folder / "answers").mkdir(parents=True)
    cells = [] if text is None else [cell("a5-brief", text)]
    nbformat.write(new_notebook(cells=cells), folder / "a5.ipynb")
    answer = {"question": "pressure", "ticket": draw_ticket()} | answer
    (folder / "answers" / "a5-claim-table.json").write_text(
        json.dumps({"schema": 1, "exercise": "a5-claim-table", "answer": answer})
    )
    return answer["ticket"]


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["pair", *words])
    return int(caught.value.code or 0)


def table(root: Path) -> list[dict[str, str]]:
    with (root / "grading" / "pairs" / "a5.csv").open() as file:
        return list(csv.DictReader(file))


def released(root: Path) -> dict[str, str]:
    folder = root / "solutions" / "a5-review" / "briefs"
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_each_student_finds_by_ticket_the_brief_to_review_and_never_their_own(course, capsys):
    tickets = {
        name: hand_in(course, name, f"# Brief\n\nWord of {name}: {number} [S001-020].")
        for number, name in enumerate(("xavier9", "yolanda9", "zoe9"), 1)
    }
    assert run("a5", "--course", str(course)) == 0
    rows = {row["student"]: row for row in table(course)}
    for name, ticket in tickets.items():
        found = brief_of(ticket, course / "solutions" / "a5-review")
        assert found.code == rows[name]["reviews"] != rows[name]["code"]
        assert found.claims == {"S001-020"}
    with pytest.raises(NoBrief, match="No brief belongs"):
        brief_of(draw_ticket(), course / "solutions" / "a5-review")
    said = capsys.readouterr().out
    assert "nbgrader release_assignment a5-review" in said
    assert "Hand these over" not in said
    everything = json.dumps(released(course))
    for name, ticket in tickets.items():
        assert name not in everything and ticket not in everything
        assert same_ticket(ticket) not in everything
    assert {row["words"] for row in rows.values()} == {"6"}


def test_running_again_after_a_late_submission_keeps_every_file_that_was_released(course, capsys):
    for name in ("xavier9", "yolanda9"):
        hand_in(course, name, "A brief.")
    run("a5", "--course", str(course))
    before, kept = released(course), table(course)
    for name in ("zoe9", "walter9"):
        hand_in(course, name, "A late brief.")
    capsys.readouterr()
    assert run("a5", "--course", str(course)) == 0
    assert before.items() <= released(course).items()
    assert all(row in table(course) for row in kept)
    assert "zoe9 (new)" in capsys.readouterr().out


def test_a_typed_answer_without_a_ticket_gets_one_to_hand_over(course, capsys):
    hand_in(course, "xavier9", "A brief.")
    notebook = new_notebook(
        cells=[
            cell("a5-claim-table-answer", 'table.answer({"question": "number"})', new_code_cell),
            cell("a5-brief", "Typed."),
        ]
    )
    folder = course / "grading" / "submitted" / "yolanda9" / "a5"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "a5.ipynb")
    assert run("a5", "--course", str(course)) == 0
    (row,) = (row for row in table(course) if row["student"] == "yolanda9")
    assert row["question"] == "number"
    said = capsys.readouterr().out
    assert "Hand these over" in said and f"yolanda9: {row['ticket']}" in said
    assert brief_of(row["ticket"], course / "solutions" / "a5-review").code == row["reviews"]


def test_work_that_cannot_be_used_is_named_with_the_reason(course, capsys):
    for name in ("xavier9", "yolanda9"):
        hand_in(course, name, "A brief.")
    hand_in(course, "empty9", "YOUR ANSWER HERE")
    hand_in(course, "none9", None)
    hand_in(course, "broken9", "x")
    (course / "grading/submitted/broken9/a5/a5.ipynb").write_text("{")
    (course / "grading/submitted/absent9/a5").mkdir(parents=True)
    assert run("a5", "--course", str(course)) == 0
    said = capsys.readouterr().out
    for reason in (
        "empty9: nothing is written in a5-brief",
        "none9: the notebook has no cell a5-brief",
        "broken9: the notebook a5.ipynb is damaged",
        "absent9: there is no notebook a5.ipynb",
    ):
        assert reason in said
    assert {row["student"] for row in table(course)} == {"xavier9", "yolanda9"}


def test_nothing_collected_one_brief_alone_and_a_wrong_folder_each_say_what_to_do(
    course, tmp_path, capsys
):
    assert run("a5", "--course", str(course)) == 1
    assert "nbgrader collect a5" in capsys.readouterr().err
    assert run("a5", "--course", str(course), "--return") == 1
    assert "venezuela-course pair a5" in capsys.readouterr().err
    hand_in(course, "xavier9", "A brief.")
    assert run("a5", "--course", str(course)) == 1
    assert "Only xavier9 has written a brief" in capsys.readouterr().err
    assert not (course / "grading" / "pairs").exists() and released(course) == {}
    hand_in(course, "yolanda9", "")
    assert run("a5", "--course", str(tmp_path)) == 1
    assert "Run this in a checkout" in capsys.readouterr().err
    assert run("a4", "--course", str(course)) == 1
    assert "no assignment a4-review" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (lambda text: text.replace("reviews", "review"), "the column reviews is missing"),
        (lambda text: text.replace("brief-", "heron-"), "is no code name"),
        (lambda text: text + text.splitlines()[1] + "\n", "stands twice in the column student"),
        (lambda text: re.sub(r"(brief-\d+),brief-\d+", r"\1,\1", text), "would review their own"),
        (lambda text: re.sub(r",brief-\d+,(?!brief)", ",brief-999999,", text), "no student has"),
        (lambda text: re.sub(r"\w{5}-\w{5},answer", "?,answer", text), "is no ticket"),
        (lambda text: text.replace("xavier9", " "), "there is no student"),
    ],
)
def test_a_table_edited_into_nonsense_is_refused_with_its_line_and_stays(
    course, capsys, edit, complaint
):
    for name in ("xavier9", "yolanda9", "zoe9"):
        hand_in(course, name, "A brief.")
    run("a5", "--course", str(course))
    path = course / "grading" / "pairs" / "a5.csv"
    path.write_text(edit(path.read_text()))
    before = path.read_text()
    capsys.readouterr()
    assert run("a5", "--course", str(course)) == 1
    said = capsys.readouterr().err
    assert complaint in said and str(path) in said and re.search(r"line \d", said)
    assert path.read_text() == before


def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path):
    rows, _alike = with_newcomers([], a_class(["number"] * 3), random.Random(1))
    path = tmp_path / "a5.csv"
    ledger.write(path, rows)
    path.write_text("\ufeff" + path.read_text().replace(",", ";"), "utf-8")
    assert ledger.read(path) == rows
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LedgerError):
        ledger.read(path)


def test_the_instructors_correction_of_the_table_is_what_students_get(course):
    tickets = {
        name: hand_in(course, name, "A brief.") for name in ("wim9", "xavier9", "zoe9", "yan9")
    }
    run("a5", "--course", str(course))
    path = course / "grading" / "pairs" / "a5.csv"
    rows = ledger.read(path)
    first, second = rows[0], rows[1]
    codes = {row.code for row in rows} - {first.code, first.reviews, second.code}
    text = path.read_text().replace(
        ",".join([first.student, first.code, first.reviews]),
        ",".join([first.student, first.code, chosen := sorted(codes)[0]]),
    )
    path.write_text(text)
    assert run("a5", "--course", str(course)) == 0
    assert brief_of(tickets[first.student], course / "solutions" / "a5-review").code == chosen


def test_a_brief_that_the_instructor_corrected_by_hand_stays_corrected(course):
    for name in ("xavier9", "yolanda9"):
        hand_in(course, name, "A brief.")
    run("a5", "--course", str(course))
    path = sorted((course / "solutions" / "a5-review" / "briefs").glob("*.md"))[0]
    path.write_text("Corrected.")
    run("a5", "--course", str(course))
    assert path.read_text() == "Corrected."


def test_the_capstone_has_what_the_pairing_reads():
    cells = read_cells(ROOT / "solutions" / "a5" / "a5.ipynb")
    assert cells["a5-brief"].metadata["nbgrader"]["solution"]
    answer = literals.read(cells["a5-claim-table-answer"].source)
    assert isinstance(answer["question"], str) and answer["question"]
    assert ClaimTable.variant_key == TICKET


def test_the_table_has_a_column_for_everything_that_the_instructor_needs():
    assert {"student", "code", "reviews", "ticket", "question", "words"} <= set(COLUMNS)

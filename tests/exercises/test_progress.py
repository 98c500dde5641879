"""The progress page tells what the student's own files tell, and changes none of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from venezuela_course.cli.synthetic_class import read_solution
from venezuela_course.cli.workspace import unpack
from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import AnswerFile, Saved
from venezuela_course.exercises.progress import Progress
from venezuela_course.exercises.progress import state as progress_state
from venezuela_course.exercises.progress.feedback import NoFeedback, read_feedback
from venezuela_course.exercises.progress.page import state_words

ROOT = Path(__file__).parents[2]
LESSON = "03_diplomacy"
UNITS = {"lessons": ["00_source_criticism.ipynb", f"{LESSON}.ipynb"], "assignments": ["a0", "a3"]}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two units of the course, one of them with an exercise that differs between students."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "lessons").mkdir()
    for name in UNITS["lessons"]:
        shutil.copy(ROOT / "course" / "lessons" / name, folder / "lessons")
    for name in UNITS["assignments"]:
        shutil.copytree(
            ROOT / "assignments" / name,
            folder / "assignments" / name,
            ignore=shutil.ignore_patterns("answers", ".ipynb_checkpoints"),
        )
    return {"lessons": folder / "lessons", "assignments": folder / "assignments"}


@pytest.fixture
def desk(course, tmp_path, monkeypatch) -> Path:
    """A student's folder as the course unpacks it."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(
        progress_state, "own_folders", lambda: (course["lessons"], course["assignments"])
    )
    unpack(tmp_path / "desk", "1", course)
    return tmp_path / "desk"


def look(desk: Path) -> Progress:
    return Progress(desk, desk.parent / "cache")


def model(name: str) -> dict[str, dict]:
    notebook = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", 4)
    return {exercise: dict(answer) for exercise, answer in read_solution(notebook).answers.items()}


def edit(desk: Path, cell_id: str, source: str) -> None:
    path = desk / "assignments" / "a3" / "a3.ipynb"
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == cell_id:
            cell.source = source
    nbformat.write(notebook, path)


def save_all(desk: Path) -> None:
    """Every part of assignment 3, as a student answers it: widgets, functions, essay."""
    for exercise, answer in model("a3").items():
        AnswerFile(desk / "assignments" / "a3", exercise).write(Saved(answer))
    edit(desk, "a3-banzhaf-answer", "def banzhaf(weights, quota):\n    return []")
    edit(desk, "a3-decide-answer", "def decide(votes, rule, base):\n    return True")
    edit(desk, "a3-essay", "A weak resolution that passes is better.")


def submit(desk: Path, moment: str = "2024-09-01 10:00:00.000000 UTC") -> None:
    """What `nbgrader submit` leaves behind, as its source says."""
    copy = desk.parent / "cache" / "venezuela" / f"ana+a3+{moment}"
    shutil.copytree(desk / "assignments" / "a3", copy)


PAGE = """<!DOCTYPE html><html><body><div class="panel-heading">
<h4>a3 (Score: 41.5 / 70.0)</h4><div id="toc"><ol>
<li><a href="#a3-missing-three">Test cell</a> (Score: 9.5 / 12.0)</li>
<li><a href="#a3-essay">Written response</a> (Score: 16.0 / 20.0)</li>
<li><a href="#comment-a3-essay">Comment</a></li>
</ol></div></div><div id="notebook"><h4>a3 (Score: 70.0 / 70.0)</h4></div></body></html>"""


def bring_back(
    desk: Path, page: str = PAGE, moment: str = "2024-09-01 10:00:00.000000 UTC"
) -> Path:
    folder = desk / "assignments" / "a3" / "feedback" / moment
    folder.mkdir(parents=True)
    (folder / "a3.html").write_text(page, "utf-8")
    return folder / "a3.html"


def part(progress: Progress, identifier: str):
    name = identifier.partition("-")[0]
    states = progress.state.assignments[name].parts
    return next(one for one in states if one.part.identifier == identifier)


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Nothing there ------------------------------------------------------------------------------------


def test_a_fresh_folder_shows_the_course_and_opens_its_first_lesson_and_nothing_is_written(desk):
    before = digest(desk)
    progress = look(desk)
    assert progress.next_step == "Open the lesson 00_source_criticism, “Reading the evidence”."
    assert "a3: 0 of 8 answered; no trace; of 70, not graded yet" in repr(progress)
    assert progress._repr_html_()
    # Not even the sample is drawn that one exercise draws for each student.
    assert digest(desk) == before
    assert "NBGRADER_EXECUTION" not in os.environ


def test_an_empty_folder_says_how_to_fill_it(desk, tmp_path):
    (tmp_path / "nothing").mkdir()
    progress = look(tmp_path / "nothing")
    assert "venezuela-course lab" in progress.next_step
    assert "not in this folder" in repr(progress)


def test_the_page_is_found_from_a_folder_below(desk):
    assert look(desk / "assignments" / "a3").workspace.root == desk


# Half of it ---------------------------------------------------------------------------------------


def test_answers_in_files_and_in_cells_count_and_half_of_one_is_incomplete(desk):
    answers = model("a3")
    folder = desk / "assignments" / "a3"
    AnswerFile(folder, "a3-missing-three").write(Saved(answers["a3-missing-three"]))
    half = dict(list(answers["a3-bloc-dividend"].items())[:1])
    AnswerFile(folder, "a3-bloc-dividend").write(Saved(half))
    notebook = nbformat.read(folder / "a3.ipynb", 4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "a3-four-rulebooks-answer":
            cell.source = literals.rewrite(cell.source, answers["a3-four-rulebooks"])
    nbformat.write(notebook, folder / "a3.ipynb")
    edit(desk, "a3-decide-answer", "def decide(:")
    edit(desk, "a3-essay", "One sentence.")
    AnswerFile(desk / "lessons", "lesson-3-count-the-quota").write(Saved({"quota": 28}))
    progress = look(desk)
    states = {one.part.identifier: one.state for one in progress.state.assignments["a3"].parts}
    assert states == {
        "a3-missing-three": "answered",
        "a3-bloc-dividend": "incomplete",
        "a3-four-rulebooks": "answered",
        "a3-clubs-and-bridges": "open",
        "a3-post-mortem": "open",
        "a3-banzhaf": "open",
        "a3-decide": "incomplete",
        "a3-essay": "answered",
    }
    assert "not answered" in state_words(part(progress, "a3-post-mortem"))
    assert part(progress, "a3-bloc-dividend").problems
    assert progress.state.lessons[LESSON].answered == 1
    assert progress.next_step.startswith("Answer “The bloc dividend” in a3; 4 more parts are open")
    assert "3 of 8 answered, 2 incomplete" in progress._repr_html_()


def test_an_answer_to_another_variant_than_the_first_is_judged_as_its_own(desk):
    folder = desk / "assignments" / "a0"
    answer = model("a0")["a0-evidential-triage"]
    AnswerFile(folder, "a0-evidential-triage").write(Saved({"sample": answer["sample"]}))
    assert part(look(desk), "a0-evidential-triage").state == "open"  # drawn, and no more
    AnswerFile(folder, "a0-evidential-triage").write(Saved(answer))
    assert part(look(desk), "a0-evidential-triage").state == "answered"


def test_work_in_a_fetched_copy_is_found_and_two_copies_are_named(desk):
    shutil.copytree(desk / "assignments" / "a3", desk / "a3")
    AnswerFile(desk / "a3", "a3-missing-three").write(Saved(model("a3")["a3-missing-three"]))
    progress = look(desk)
    assert progress.state.assignments["a3"].folder == desk / "a3"
    assert progress.state.damage == []
    AnswerFile(desk / "assignments" / "a3", "a3-decide").write(Saved({"x": 1}))
    assert "two folders" in look(desk).state.damage[0]


# To the end ---------------------------------------------------------------------------------------


def test_from_answered_over_submitted_to_graded_each_step_names_the_next(desk):
    save_all(desk)
    assert look(desk).next_step == "Validate a3, then hand it in: every part is answered."
    submit(desk)
    progress = look(desk)
    assert "submitted 2024-09-01 10:00 UTC" in repr(progress)
    assert "changed since" not in repr(progress)
    edit(desk, "a3-essay", "I think again.")
    assert look(desk).next_step.startswith("Submit a3 again")
    bring_back(desk)
    progress = look(desk)
    # What was passed over comes after what was worked on.
    assert progress.next_step.startswith("Open the lesson 00_source_criticism")
    assert "41.5 of 70; 1 comment" in repr(progress)
    page = progress._repr_html_()
    assert "9.5 of 12" in page
    assert re.search(r'<svg[^>]*aria-label="[^"]*a3: 41.5 of 70 points', page)


def test_the_newest_feedback_holds(desk):
    bring_back(desk)
    bring_back(desk, PAGE.replace("41.5", "55.0"), "2024-09-08 10:00:00.000000 UTC")
    feedback = look(desk).state.assignments["a3"].feedback
    assert feedback is not None and feedback.score == 55.0


# Damaged ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html>",
        "a3 (Score: 1 / 2)",
        PAGE.replace("41.5", "nan"),
        PAGE[:60],
        PAGE.replace("h4", "h5"),
    ],
)
def test_a_page_that_is_no_feedback_has_no_points(tmp_path, page):
    (tmp_path / "a3.html").write_text(page)
    with pytest.raises(NoFeedback):
        read_feedback(tmp_path / "a3.html")


def test_a_comment_counts_where_somebody_wrote_it_and_not_where_nothing_was_handed_in(tmp_path):
    body = '<a name="comment-a3-essay"></a><b>Comments:</b> <p>{}</p></div>'
    for words, counted in (("Well argued.", {"a3-essay"}), ("No response.", set())):
        page = PAGE.replace("</body>", body.format(words) + "</body>")
        (tmp_path / "a3.html").write_text(page)
        assert read_feedback(tmp_path / "a3.html").commented == counted


def test_what_a_student_wrote_into_an_answer_is_not_taken_for_the_score(tmp_path):
    (tmp_path / "a3.html").write_text(PAGE)
    assert read_feedback(tmp_path / "a3.html").score == 41.5


def test_damaged_files_are_named_with_what_to_do_and_the_rest_is_shown(desk):
    save_all(desk)
    folder = desk / "assignments" / "a3"
    (folder / "answers" / "a3-missing-three.json").write_text("{")
    (folder / "answers" / "a3-bloc-dividend.json").write_text(
        json.dumps({"schema": 1, "exercise": "a3-other", "answer": {}})
    )
    (desk / "lessons" / "answers").mkdir(exist_ok=True)
    (desk / "lessons" / "answers" / "lesson-3-five-rules.json").write_text("\x00")
    (desk / "assignments" / "a0" / "a0.ipynb").write_text("no notebook")
    bring_back(desk, "cut short")
    progress = look(desk)
    damage = " ".join(progress.state.damage)
    for words in (
        "answers/a3-missing-three.json",
        "answers another exercise",
        "lesson-3-five-rules.json",
        "assignments/a0/a0.ipynb is damaged",
        "a3.html is no feedback page",
        "Fetch the feedback again",
        "Answer the exercise again",
    ):
        assert words in damage
    assert part(progress, "a3-missing-three").state == "damaged"
    assert part(progress, "a3-four-rulebooks").state == "answered"
    assert "listed below" in progress.next_step
    assert str(desk) not in progress._repr_html_()


# For every reader ---------------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_every_table_has_a_caption_and_headers_and_nothing_runs(desk):
    edit(desk, "a3-essay", "<script>alert(1)</script>")
    tags = _Tags()
    page = look(desk)._repr_html_()
    tags.feed(page)
    names = [tag for tag, _attributes in tags.found]
    assert names.count("table") == names.count("caption") == 1 + len(UNITS["assignments"])
    assert "script" not in names
    heads = [attributes.get("scope") for tag, attributes in tags.found if tag == "th"]
    assert set(heads) == {"col", "row"}
    assert not [
        attributes for _tag, attributes in tags.found if any(k.startswith("on") for k in attributes)
    ]

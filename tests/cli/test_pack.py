"""`venezuela-course pack`: what a student receives is what the instructor's notebook gives, without keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from venezuela_course.cli import main, pack
from venezuela_course.cli.pack import PackError, assignment_names, generate, same_files

ROOT = Path(__file__).resolve().parents[2]


def exercise_cell(source: str, grade_id: str, *, points: int | None = None):
    """A cell as nbgrader marks it: graded where it has points, the student's where it has none."""
    marks = {
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": points is None,
        "locked": points is not None,
        "task": False,
        "schema_version": 3,
        "cell_type": "code",
        **({} if points is None else {"points": points}),
    }
    return new_code_cell(source, id=grade_id, metadata={"nbgrader": marks})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with this course's settings, one assignment, a grader, and its author's answers."""
    root = tmp_path / "un curso"
    solution = root / "solutions" / "a9"
    (solution / "answers").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    cells = [
        new_markdown_cell("# A9", id="title"),
        exercise_cell(
            "one.answer(\n    ### BEGIN SOLUTION\n    {'key': 'the model answer'}\n    ### END SOLUTION\n)",
            "answer-a9-one",
        ),
        exercise_cell("one.check()", "a9-one", points=3),
    ]
    nbformat.write(new_notebook(cells=cells), solution / "a9.ipynb")
    (solution / "graders.py").write_text(
        "GRADERS = {'a9-one': lambda answer: 'the model answer'}\n"
    )
    (solution / "tally.csv").write_text("mesa,votes\n1,200\n")
    (solution / "answers" / "a9-one.json").write_text('"the model answer"')
    # What pairing a class leaves there: students' work, which no generated assignment depends on.
    (solution / "briefs" / "tickets").mkdir(parents=True)
    (solution / "briefs" / "brief-417.md").write_text("A student's brief.")
    return root


def run(*words: str) -> int:
    """Exit status of ``venezuela-course`` with these words."""
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


def test_a_student_receives_the_question_and_the_data_and_no_key(course, tmp_path):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    generate(course, "a9", tmp_path / "a9")
    assert sorted(path.name for path in (tmp_path / "a9").rglob("*")) == ["a9.ipynb", "tally.csv"]
    text = (tmp_path / "a9" / "a9.ipynb").read_text(encoding="utf-8")
    assert "the model answer" not in text
    assert "SOLUTION" not in text
    cells = nbformat.reads(text, as_version=4).cells
    assert cells[1].source == "one.answer(\n    ...  # YOUR ANSWER HERE\n)"
    assert [cell.id for cell in cells] == ["title", "answer-a9-one", "a9-one"]
    # No gradebook was opened, no exchange made, and the solution is as it was.
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


@pytest.fixture
def without_nbgrader(monkeypatch):
    """Generate in no time: what a student receives is the solution's notebook, in capitals."""

    def generate_quickly(course: Path, name: str, destination: Path) -> None:
        destination.mkdir()
        solution = (course / "solutions" / name / f"{name}.ipynb").read_text()
        (destination / f"{name}.ipynb").write_text(solution.upper())

    monkeypatch.setattr(pack, "generate", generate_quickly)


def test_check_tells_a_stale_assignment_and_pack_mends_it(course, without_nbgrader, capsys):
    released = course / "assignments" / "a9"
    assert run("pack", "--course", str(course), "--check") == 1
    assert "a9" in capsys.readouterr().err
    assert not released.exists()
    assert run("pack", "--course", str(course)) == 0
    assert run("pack", "--course", str(course), "--check") == 0
    (course / "solutions" / "a9" / "a9.ipynb").write_text("revised")
    assert run("pack", "--course", str(course), "--check") == 1


def test_packing_removes_what_is_no_longer_given_out_and_keeps_personal_work(
    course, without_nbgrader
):
    released = course / "assignments" / "a9"
    (released / "answers").mkdir(parents=True)
    (released / "left-over.csv").write_text("of an earlier version")
    (released / "answers" / "a9-one.json").write_text('"what I tried"')
    assert run("pack", "--course", str(course), "a9") == 0
    assert not (released / "left-over.csv").exists()
    assert (released / "answers" / "a9-one.json").read_text() == '"what I tried"'


def test_a_notebook_that_nbgrader_refuses_is_named_with_its_complaint(course, tmp_path):
    path = course / "solutions" / "a9" / "a9.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", "### END"))
    with pytest.raises(PackError, match="could not generate a9") as caught:
        generate(course, "a9", tmp_path / "a9")
    assert "no end" in str(caught.value).lower()
    assert not (tmp_path / "a9").exists()


def test_an_unknown_assignment_is_refused_with_the_names_there_are(course, tmp_path):
    with pytest.raises(PackError, match="no solution named a7. There are: a9"):
        generate(course, "a7", tmp_path / "a7")


def test_outside_a_checkout_pack_says_where_to_run_it(tmp_path, capsys):
    assert run("pack", "--course", str(tmp_path)) == 1
    assert "Run this in a checkout" in capsys.readouterr().err


def test_every_assignment_of_this_course_is_what_its_solution_gives(tmp_path):
    names = assignment_names(ROOT)
    assert sorted(path.name for path in (ROOT / "assignments").iterdir()) == names
    # Where an assignment goes through the whole cycle, this is asked of what was released there.
    in_cycle = {
        path.stem.removeprefix("test_") for path in (ROOT / "tests" / "cycle").glob("test_a*")
    }
    for name in set(names) - in_cycle:
        generate(ROOT, name, tmp_path / name)
        assert same_files(tmp_path / name, ROOT / "assignments" / name), (
            f"assignments/{name} is not what solutions/{name} gives. Run: make assignments"
        )

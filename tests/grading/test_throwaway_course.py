"""Whatever a course's settings say and a submission does, a grading process is left as it was.

No kernel: the preprocessors of this course are a file of its own beside ``nbgrader_config.py``.
"""

from __future__ import annotations

import datetime
import errno
import json
import logging
import os
import pickle
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
import traitlets.log
from nbgrader import api, utils
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from venezuela_course.grading.autograding.course import CourseError
from venezuela_course.grading.autograding.merge import merge
from venezuela_course.grading.autograding.submission import Assignment, Outcome, Submission, grade
from venezuela_course.grading.sandbox.view import NoSandbox

CONFIGURATION = """
import os
from pathlib import Path

c = get_config()
root = Path(__file__).parent
c.CourseDirectory.course_id = "venezuela"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.Autograde.autograde_preprocessors = [
    "steps.Trouble", "nbgrader.preprocessors.SaveAutoGrades", "nbgrader.preprocessors.AssignLatePenalties",
]
Path(os.environ.get("VENEZUELA_COURSE_EXCHANGE", root / "exchange")).mkdir(exist_ok=True)
"""
STEPS = '''
import errno
import os

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from venezuela_course.grading.sandbox.view import NoSandbox


class Trouble(NbGraderPreprocessor):
    """Does what it is told to."""

    what = Unicode("").tag(config=True)

    def preprocess(self, nb, resources):
        if self.what == "full disk":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.what == "no sandbox":
            raise NoSandbox("No bubblewrap.")
        if self.what == "stopped":
            raise KeyboardInterrupt
        if self.what == "exit":
            raise SystemExit(3)
        if self.what == "error":
            raise ValueError("two lines,\\none \\x1b[31mred")
        if self.what == "environment":
            os.environ["LEFT_BEHIND"] = "yes"
        return nb, resources
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with one essay, handed in by Ana."""
    root = tmp_path / "course"
    (root / "solutions" / "e1").mkdir(parents=True)
    (root / "solutions" / "e1" / "words.txt").write_text("the instructor's", "utf-8")
    (root / "nbgrader_config.py").write_text(CONFIGURATION, "utf-8")
    (root / "steps.py").write_text(STEPS, "utf-8")
    essay = released().cells[0]
    engine = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    api.Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES ('1')"))
        session.add(api.Course(id="venezuela"))
        notebook = api.Notebook(
            name="e1", assignment=api.Assignment(name="e1", course_id="venezuela")
        )
        session.add_all(
            [
                api.GradeCell(name="essay", notebook=notebook, max_score=5, cell_type="markdown"),
                api.SolutionCell(name="essay", notebook=notebook),
                api.SourceCell(
                    name="essay",
                    notebook=notebook,
                    cell_type="markdown",
                    locked=False,
                    source=essay.source,
                    checksum=utils.compute_checksum(essay),
                ),
            ]
        )
        session.commit()
    engine.dispose()
    hand_in(root, "ana", "An essay.")
    return root


def released() -> nbformat.NotebookNode:
    metadata = {
        "nbgrader": {
            "schema_version": 3,
            "grade_id": "essay",
            "grade": True,
            "solution": True,
            "locked": False,
            "task": False,
            "points": 5,
        }
    }
    cell = nbformat.v4.new_markdown_cell("YOUR ANSWER HERE", metadata=metadata)
    return nbformat.v4.new_notebook(cells=[cell])


def hand_in(root: Path, student: str, essay: str) -> None:
    folder = root / "submitted" / student / "e1"
    folder.mkdir(parents=True)
    notebook = released()
    notebook.cells[0].source = essay
    nbformat.write(notebook, folder / "e1.ipynb")
    (folder / "words.txt").write_text("the student's", "utf-8")


def graded(root: Path, student: str = "ana", trouble: str = "") -> Outcome:
    """Grade as on another machine: everything goes there and back as bytes."""
    assignment = pickle.loads(pickle.dumps(Assignment.read(root, "e1")))
    submission = pickle.loads(pickle.dumps(Submission.read(root, "e1", student)))
    return grade(assignment, submission, settings={"Trouble": {"what": trouble}})


@pytest.fixture
def as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Afterwards nothing of a grading is left in the process or on the disk."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    logger = traitlets.log.get_logger()

    def state() -> tuple[Any, ...]:
        return (
            Path.cwd(),
            {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
            list(sys.path),
            sys.dont_write_bytecode,
            "steps" in sys.modules,
            logger.level,
            list(logger.handlers),
            logging.getLogger("tornado.application").propagate,
        )

    before = state()
    yield
    assert state() == before
    assert not list(scratch.iterdir())


pytestmark = pytest.mark.usefixtures("as_it_was")


def test_a_submission_is_graded_with_the_course_s_own_preprocessors_and_files(root: Path) -> None:
    outcome = graded(root, trouble="environment")
    assert outcome.graded and not outcome.error
    assert (outcome.score, outcome.possible, outcome.needs_manual_grade) == (0.0, 5.0, True)
    merge(root, Assignment.read(root, "e1"), outcome)
    folder = root / "autograded" / "ana" / "e1"
    assert (folder / "words.txt").read_text("utf-8") == "the instructor's"
    essay = json.loads((folder / "e1.ipynb").read_text("utf-8"))["cells"][0]
    assert essay["source"] == ["An essay."]


@pytest.mark.parametrize("what", ["full disk", "no sandbox", "stopped"])
def test_what_is_not_the_submission_s_fault_costs_it_nothing(root: Path, what: str) -> None:
    """It is raised, so that there is no outcome that could replace an older grade."""
    with pytest.raises((OSError, NoSandbox, KeyboardInterrupt)) as raised:
        graded(root, trouble=what)
    assert getattr(raised.value, "errno", None) == (errno.ENOSPC if what == "full disk" else None)


@pytest.mark.parametrize("what", ["error", "exit"])
def test_a_submission_that_stops_nbgrader_fails_alone_and_says_why(root: Path, what: str) -> None:
    outcome = graded(root, trouble=what)
    said = {"error": "ValueError: two lines, one �[31mred", "exit": "SystemExit: 3"}[what]
    assert (outcome.graded, outcome.error) == (False, said)
    assert "Traceback" in outcome.log
    assert outcome.record.student is not None  # nbgrader had entered the student before it failed


def test_nbgrader_s_removing_of_a_failed_folder_is_what_the_outcome_says(root: Path) -> None:
    assert graded(root, trouble="error").folder == "remove"
    (root / "submitted" / "ana" / "e1" / "e1.ipynb").unlink()
    empty = graded(root)
    assert (empty.graded, empty.folder) == (False, "keep")
    assert empty.record.student is None


@pytest.mark.parametrize("student", ["a*", "?", " ana", "ana.é ñ"])
def test_a_student_s_name_is_never_a_pattern(root: Path, student: str) -> None:
    hand_in(root, student, f"Essay of {student!r}.")
    outcome = graded(root, student)
    assert outcome.graded
    merge(root, Assignment.read(root, "e1"), outcome)
    text = (root / "autograded" / student / "e1" / "e1.ipynb").read_text("utf-8")
    assert f"Essay of {student!r}." in text


def test_where_a_course_keeps_things_is_not_where_they_are_graded(
    root: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "gradebook.db").rename(outside / "grades.db")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(
            f'c.CourseDirectory.db_url = "sqlite:///{outside / "grades.db"}"\n'
            f'c.CourseDirectory.submitted_directory = "{outside / "submitted"}"\n'
            f'c.CourseDirectory.autograded_directory = "{outside / "autograded"}"\n'
            'c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"\n'
        )
    (outside / "submitted" / "e1").mkdir(parents=True)
    (root / "submitted" / "ana" / "e1").rename(outside / "submitted" / "e1" / "ana")
    before = sorted(outside.rglob("*")), (outside / "grades.db").read_bytes()
    outcome = graded(root)
    assert outcome.graded
    assert (sorted(outside.rglob("*")), (outside / "grades.db").read_bytes()) == before
    merge(root, Assignment.read(root, "e1"), outcome)
    assert (outside / "autograded" / "e1" / "ana" / "e1.ipynb").is_file()


def test_a_shared_server_s_exchange_is_not_touched(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It need not exist on the machine that grades."""
    assignment, submission = Assignment.read(root, "e1"), Submission.read(root, "e1", "ana")
    with monkeypatch.context() as patch:
        patch.setenv("VENEZUELA_COURSE_EXCHANGE", str(tmp_path / "no" / "such" / "place"))
        assert grade(assignment, submission).graded


def test_a_course_that_does_not_create_students_refuses_a_stranger(root: Path) -> None:
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("c.Autograde.create_student = False\n")
    outcome = graded(root)
    assert not outcome.graded and "No student with ID 'ana'" in outcome.error
    assert outcome.record.student is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("raise NameError('c')", "nbgrader_config.py does not run: NameError"),
        ("c.Autograde.pre_convert_hook = 'nowhere.hook'", "settings of nbgrader's Autograde"),
        ("c.CourseDirectory.notebook_id = 'e1'", "a submission is graded whole"),
    ],
)
def test_settings_that_cannot_be_used_are_named_before_anything_is_graded(
    root: Path, line: str, said: str
) -> None:
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    with pytest.raises(CourseError, match=said):
        graded(root)


def test_a_changed_local_module_is_read_again(root: Path) -> None:
    assert graded(root).graded
    steps = STEPS.replace("return nb, resources", 'raise ValueError("the new version")')
    (root / "steps.py").write_text(steps, "utf-8")
    assert graded(root).error == "ValueError: the new version"


def test_what_a_person_entered_is_in_the_gradebook_that_grades(root: Path) -> None:
    """So that an extension moves the due date, and a manual score marks a cell for another look."""
    merge(root, Assignment.read(root, "e1"), graded(root))
    engine = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    with Session(engine) as session:
        session.query(api.Grade).one().manual_score = 4.0
        session.query(api.Grade).one().needs_manual_grade = False
        session.query(api.SubmittedAssignment).one().extension = datetime.timedelta(hours=2)
        session.commit()
    engine.dispose()
    outcome = graded(root)
    assert outcome.score == 4.0 and outcome.needs_manual_grade
    assert outcome.record.submission == {
        "timestamp": None,
        "extension": datetime.timedelta(hours=2),
    }

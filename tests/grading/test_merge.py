"""What enters the real gradebook, whatever goes wrong on the way: no kernel, made-up rows."""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader import api
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from venezuela_course.grading.autograding import merge as merging
from venezuela_course.grading.autograding.archive import pack, unpack
from venezuela_course.grading.autograding.course import CourseError
from venezuela_course.grading.autograding.merge import (
    OF_A_PERSON,
    MergeError,
    Place,
    clear_leftovers,
    exchange,
    merge,
    reconcile,
)
from venezuela_course.grading.autograding.records import WORDS, CellKey, Record
from venezuela_course.grading.autograding.submission import Assignment, Outcome, Submission

CONFIGURATION = """
from pathlib import Path

c = get_config()
c.CourseDirectory.course_id = "venezuela"
c.CourseDirectory.root = str(Path(__file__).parent)
"""
ASSIGNMENT = Assignment("a3", "venezuela", "", b"", b"", b"", "en")
CHECK, ESSAY = CellKey("a3", "check", "GradeCell"), CellKey("a3", "essay", "GradeCell")
REMARK = CellKey("a3", "essay", "SolutionCell")
NOON = datetime.datetime(2026, 3, 1, 12)
EARLIER = Record(
    frozenset({"venezuela"}),
    {"first_name": None, "last_name": None, "email": None, "lms_user_id": None},
    {"timestamp": NOON, "extension": None},
    {"a3": {"flagged": False, "late_submission_penalty": None}},
    {
        CHECK: {
            "auto_score": 1.0,
            "manual_score": None,
            "extra_credit": None,
            "needs_manual_grade": False,
        },
        ESSAY: {
            "auto_score": None,
            "manual_score": 3.0,
            "extra_credit": 0.5,
            "needs_manual_grade": False,
        },
    },
    {REMARK: {"auto_comment": None, "manual_comment": "Whose claim?"}},
)
LATER = replace(
    EARLIER,
    submission={"timestamp": NOON + datetime.timedelta(days=1), "extension": None},
    notebooks={"a3": {"flagged": False, "late_submission_penalty": 0.5}},
    grades={
        CHECK: {**EARLIER.grades[CHECK], "auto_score": 2.5},
        ESSAY: {**EARLIER.grades[ESSAY], "needs_manual_grade": True},
    },
    comments={REMARK: {"auto_comment": "No response.", "manual_comment": "Whose claim?"}},
)


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with one assignment and nobody in it."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    engine = create_engine(f"sqlite:///{path}")
    api.Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES ('1')"))
        session.add(api.Course(id="venezuela"))
        assignment = api.Assignment(name="a3", course_id="venezuela")
        notebook = api.Notebook(name="a3", assignment=assignment)
        session.add_all(
            [
                api.GradeCell(name="check", notebook=notebook, max_score=4, cell_type="code"),
                api.GradeCell(name="essay", notebook=notebook, max_score=5, cell_type="markdown"),
                api.SolutionCell(name="essay", notebook=notebook),
            ]
        )
        session.commit()
    engine.dispose()
    return path


@pytest.fixture
def root(tmp_path: Path, empty_gradebook: Path) -> Path:
    """A course in which Ana handed in and nothing is graded."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIGURATION, "utf-8")
    shutil.copy(empty_gradebook, tmp_path / "gradebook.db")
    folder = tmp_path / "submitted" / "ana" / "a3"
    folder.mkdir(parents=True)
    (folder / "a3.ipynb").write_text("{}", "utf-8")
    return tmp_path


@pytest.fixture
def graded_once(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, graded once; a person gave points to the essay."""
    merge(root, ASSIGNMENT, outcome(Record(), EARLIER, "first"))
    return root


def outcome(earlier: Record, graded: Record, said: str) -> Outcome:
    return Outcome("ana", True, graded, "replace", archive_of(said), earlier)


def archive_of(said: str) -> bytes:
    """A graded folder of three files that all say the same."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a3.ipynb", "timestamp.txt", "answers/one.json"):
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(said, "utf-8")
            path.chmod(0o444)
        return pack(Path(folder)).archive


def folder(root: Path) -> dict[str, str]:
    """What is in Ana's graded folder."""
    place = root / "autograded" / "ana" / "a3"
    return {
        path.relative_to(place).as_posix(): path.read_text("utf-8")
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def whole(said: str) -> dict[str, str]:
    return dict.fromkeys(("a3.ipynb", "answers/one.json", "timestamp.txt"), said)


def record(root: Path) -> Record:
    """What the gradebook says of Ana's work."""
    return Submission.read(root, "a3", "ana").earlier


def dump(root: Path) -> list[str]:
    with sqlite3.connect(root / "gradebook.db") as connection:
        return list(connection.iterdump())


def a_person_writes(root: Path, **values: Any) -> None:
    """What formgrader changes."""
    engine = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    with Session(engine) as session:
        for place, value in values.items():
            kind, column = place.split("__")
            found: Any = {
                "student": select(api.Student),
                "submission": select(api.SubmittedAssignment),
                "notebook": select(api.SubmittedNotebook),
                "check": select(api.Grade).join(api.BaseCell).where(api.BaseCell.name == "check"),
                "essay": select(api.Grade).join(api.BaseCell).where(api.BaseCell.name == "essay"),
                "comment": select(api.Comment),
            }[kind]
            setattr(session.scalars(found).one(), column, value)
        session.commit()
    engine.dispose()


def beside(root: Path) -> list[Path]:
    return list((root / "autograded" / "ana").glob(".*"))


def test_a_first_submission_makes_every_row_and_the_folder(root: Path) -> None:
    merge(root, ASSIGNMENT, outcome(Record(), EARLIER, "first"))
    assert record(root) == EARLIER
    assert folder(root) == whole("first")
    assert (root / "autograded/ana/a3/a3.ipynb").stat().st_mode & 0o777 == 0o444


def test_a_regraded_submission_changes_rows_in_place(graded_once: Path) -> None:
    before = {line.split("'")[1] for line in dump(graded_once) if '"grade"' in line and "'" in line}
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    after = {line.split("'")[1] for line in dump(graded_once) if '"grade"' in line and "'" in line}
    assert record(graded_once) == LATER
    assert folder(graded_once) == whole("second")
    assert before == after and len(before) == 2


def test_merging_twice_is_merging_once(graded_once: Path) -> None:
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    once = dump(graded_once)
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert dump(graded_once) == once
    assert folder(graded_once) == whole("second")


def test_a_crash_between_gradebook_and_folder_is_mended_by_merging_again(
    graded_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: Place) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Place, "fill", killed)
        with pytest.raises(SystemExit):
            merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert record(graded_once) == LATER
    assert folder(graded_once) == whole("first")
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert record(graded_once) == LATER
    assert folder(graded_once) == whole("second")
    assert not beside(graded_once)


def test_what_a_killed_merge_left_beside_is_cleared(graded_once: Path) -> None:
    place = Place(graded_once / "autograded" / "ana" / "a3")
    place.prepare(archive_of("half"))
    other = Place(graded_once / "autograded" / "ana" / "a4")
    other.prepare(archive_of("of another assignment"))
    clear_leftovers(graded_once, "a3")
    assert beside(graded_once) == [other.beside[0]]
    assert folder(graded_once) == whole("first")


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        ("check__manual_score", 4.0, lambda r: r.grades[CHECK]["manual_score"]),
        ("essay__manual_score", 4.5, lambda r: r.grades[ESSAY]["manual_score"]),
        ("essay__extra_credit", 1.0, lambda r: r.grades[ESSAY]["extra_credit"]),
        ("comment__manual_comment", "Better.", lambda r: r.comments[REMARK]["manual_comment"]),
        ("notebook__flagged", True, lambda r: r.notebooks["a3"]["flagged"]),
        ("student__first_name", "Ana", lambda r: r.student["first_name"]),
        ("submission__extension", datetime.timedelta(2), lambda r: r.submission["extension"]),
    ],
)
def test_what_a_person_writes_while_a_submission_is_graded_is_kept(
    graded_once: Path, place: str, value: Any, where: Any
) -> None:
    a_person_writes(graded_once, **{place: value})
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    now = record(graded_once)
    assert where(now) == value
    assert now.grades[CHECK]["auto_score"] == 2.5
    assert now.comments[REMARK]["auto_comment"] == "No response."
    assert now.notebooks["a3"]["late_submission_penalty"] == 0.5


def test_a_score_given_while_a_cell_is_graded_again_is_looked_at_again(graded_once: Path) -> None:
    a_person_writes(graded_once, check__manual_score=4.0, check__needs_manual_grade=False)
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert record(graded_once).grades[CHECK]["needs_manual_grade"]


def test_a_score_taken_back_meanwhile_stays_taken_back(graded_once: Path) -> None:
    a_person_writes(graded_once, essay__manual_score=None, essay__needs_manual_grade=True)
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    essay = record(graded_once).grades[ESSAY]
    assert essay["manual_score"] is None and essay["needs_manual_grade"]


def test_a_preprocessor_of_the_course_s_own_may_write_a_person_s_columns(graded_once: Path) -> None:
    generous = {**LATER.grades[CHECK], "extra_credit": 1.0}
    graded = replace(LATER, grades={**LATER.grades, CHECK: generous})
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, graded, "second"))
    assert record(graded_once).grades[CHECK]["extra_credit"] == 1.0


@pytest.mark.parametrize(("step", "left"), [("remove", {}), ("keep", whole("first"))])
def test_a_failed_submission_leaves_rows_and_folder_as_nbgrader_does(
    graded_once: Path, step: Any, left: dict[str, str]
) -> None:
    merge(graded_once, ASSIGNMENT, Outcome("ana", False, LATER, step, earlier=EARLIER))
    assert folder(graded_once) == left
    assert record(graded_once) == LATER
    assert not beside(graded_once)


def test_a_submission_that_failed_before_any_row_leaves_none(root: Path) -> None:
    before = dump(root)
    merge(root, ASSIGNMENT, Outcome("ana", False, Record(), "keep"))
    assert dump(root) == before


# What goes wrong -------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_older_grade_and_folder_whole(
    graded_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(archive: bytes, target: Path, *, durable: bool = False) -> None:
        unpack(archive, target)
        (target / "a3.ipynb").unlink()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = dump(graded_once)
    monkeypatch.setattr(merging, "unpack", full)
    with pytest.raises(MergeError, match="graded folder of ana cannot be written.*No space left"):
        merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert dump(graded_once) == before
    assert folder(graded_once) == whole("first")
    assert not beside(graded_once)


def test_a_damaged_archive_changes_nothing(graded_once: Path) -> None:
    before = dump(graded_once)
    damaged = replace(outcome(EARLIER, LATER, "second"), files=archive_of("second")[:-9])
    with pytest.raises(MergeError, match="Nothing was changed"):
        merge(graded_once, ASSIGNMENT, damaged)
    assert dump(graded_once) == before
    assert folder(graded_once) == whole("first")


def test_a_gradebook_that_cannot_be_written_leaves_the_folder_whole(graded_once: Path) -> None:
    before = dump(graded_once)
    with (graded_once / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(
            'c.CourseDirectory.db_url = f"sqlite:///file:{Path(__file__).parent}/gradebook.db'
            '?mode=ro&uri=true"\n'
        )
    with pytest.raises(MergeError, match="cannot be written into the gradebook.*readonly"):
        merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert dump(graded_once) == before
    assert folder(graded_once) == whole("first")
    assert not beside(graded_once)


@pytest.fixture
def locked(graded_once: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else writes into the gradebook and takes their time."""
    other = sqlite3.connect(
        graded_once / "gradebook.db", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_locked_gradebook_is_waited_for(graded_once: Path, locked: sqlite3.Connection) -> None:
    threading.Timer(0.3, lambda: locked.execute("ROLLBACK")).start()
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert record(graded_once) == LATER


def test_a_gradebook_that_stays_locked_is_named_and_nothing_changes(
    graded_once: Path, locked: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from venezuela_course.grading.autograding import course

    monkeypatch.setattr(course, "LOCKED_SECONDS", 0.05)
    monkeypatch.setattr(merging, "WAIT", 0.01)
    with pytest.raises(MergeError, match="gradebook.db.*database is locked"):
        merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    locked.execute("ROLLBACK")
    assert record(graded_once) == EARLIER
    assert folder(graded_once) == whole("first")


def test_an_assignment_generated_anew_meanwhile_is_not_given_old_grades(graded_once: Path) -> None:
    before = dump(graded_once)
    gone = {CellKey("a3", "renamed", "GradeCell"): LATER.grades[CHECK]}
    with pytest.raises(MergeError, match="generated anew while ana was graded"):
        merge(
            graded_once,
            ASSIGNMENT,
            outcome(EARLIER, replace(LATER, grades={**LATER.grades, **gone}), "second"),
        )
    assert dump(graded_once) == before
    assert folder(graded_once) == whole("first")


def test_a_gradebook_that_is_not_there_is_not_made(root: Path) -> None:
    (root / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="nbgrader generate_assignment"):
        merge(root, ASSIGNMENT, outcome(Record(), EARLIER, "first"))
    assert not (root / "gradebook.db").exists()


def test_a_gradebook_of_an_older_nbgrader_is_told_to_be_upgraded(root: Path) -> None:
    with sqlite3.connect(root / "gradebook.db") as connection:
        connection.execute("ALTER TABLE student DROP COLUMN lms_user_id")
    with pytest.raises(CourseError, match="nbgrader db upgrade"):
        Submission.read(root, "a3", "ana")


# The folder's place ----------------------------------------------------------------------------------


def test_nobody_ever_sees_a_missing_or_half_folder(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    if not exchange(one, other):
        pytest.skip("This system cannot exchange two folders in one step.")
    place = Place(tmp_path / "a3")
    place.prepare(archive_of("0"))
    place.fill()
    seen: set[frozenset[str]] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            try:
                seen.add(frozenset(os.listdir(tmp_path / "a3")))
            except OSError as error:
                seen.add(frozenset({str(error)}))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(20):
        place.prepare(archive_of(str(number)))
        place.fill()
    stop.set()
    watcher.join()
    # A listing that began before the exchange may end while the older folder is emptied.
    assert not [names for names in seen if any("No such file" in name for name in names)]
    assert (tmp_path / "a3" / "a3.ipynb").read_text("utf-8") == "19"


def test_a_system_without_an_exchange_in_one_step_replaces_the_folder_all_the_same(
    graded_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "exchange", lambda one, other: False)
    merge(graded_once, ASSIGNMENT, outcome(EARLIER, LATER, "second"))
    assert folder(graded_once) == whole("second")
    assert not beside(graded_once)


# The rule, for any rows ------------------------------------------------------------------------------

values = st.sampled_from([None, 0.0, 1.0, 2.0])
grades = st.fixed_dictionaries(
    {
        "auto_score": values,
        "manual_score": values,
        "extra_credit": values,
        "needs_manual_grade": st.booleans(),
    }
)


def of(row: dict[str, Any] | None) -> Record:
    return Record(grades={} if row is None else {CHECK: row})


@settings(max_examples=50, deadline=None)
@given(st.none() | grades, grades, st.none() | grades)
def test_the_machine_s_columns_are_the_machine_s_and_a_person_s_change_is_never_lost(
    earlier: dict[str, Any] | None, graded: dict[str, Any], there: dict[str, Any] | None
) -> None:
    now = reconcile(of(earlier), of(graded), of(there)).grades[CHECK]
    assert now["auto_score"] == graded["auto_score"]
    if there is None:
        assert now == graded
        return
    said = earlier or {"manual_score": None, "extra_credit": None}
    for column in OF_A_PERSON["grade"]:
        changed = there[column] != said[column]
        assert now[column] == (there[column] if changed else graded[column])
    if there["manual_score"] == said["manual_score"]:
        assert now["needs_manual_grade"] == graded["needs_manual_grade"]


@settings(max_examples=50, deadline=None)
@given(st.none() | grades, grades, st.none() | grades)
def test_reconciling_again_changes_nothing(
    earlier: dict[str, Any] | None, graded: dict[str, Any], there: dict[str, Any] | None
) -> None:
    once = reconcile(of(earlier), of(graded), of(there))
    again = reconcile(of(earlier), of(graded), once)
    for column in ("auto_score", "manual_score", "extra_credit"):
        assert again.grades[CHECK][column] == once.grades[CHECK][column]


def test_every_column_of_nbgrader_s_tables_is_known() -> None:
    """A column that a newer nbgrader adds would be lost without a word."""
    tables = {
        "student": api.Student,
        "submission": api.SubmittedAssignment,
        "notebook": api.SubmittedNotebook,
        "grade": api.Grade,
        "comment": api.Comment,
    }
    for kind, model in tables.items():
        belongs = {"id", "assignment_id", "student_id", "notebook_id", "cell_id"}
        assert {column.name for column in model.__table__.columns} - belongs == set(WORDS[kind])

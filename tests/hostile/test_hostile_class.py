"""No attacker gains a point, reads anything, harms another's grade or stops the run; each leaves a note."""

from __future__ import annotations

import json
import re

import pytest
from attackers import ATTACKERS, CANARIES, EXERCISES, HANDLERS, SHOWS
from hostile_class import ESSAY, FULL, WITH_FEEDBACK, HostileClass, acting, left_behind
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers as formgrader

pytestmark = pytest.mark.cycle

GRADED = [name for name, one in ATTACKERS.items() if not one.ungraded]


@pytest.mark.parametrize("name", ATTACKERS)
def test_no_attacker_gains_a_point(hostile_class: HostileClass, name: str) -> None:
    if name in hostile_class.without_rows:
        assert ATTACKERS[name].ungraded
        return
    grades = hostile_class.course.grades("mini", name)
    found = {exercise: grades[exercise].score for exercise in EXERCISES}
    assert found == ATTACKERS[name].earns
    assert not any(grades[exercise].manual for exercise in EXERCISES)


@pytest.mark.parametrize("name", GRADED)
def test_no_attacker_is_handed_to_a_person_in_place_of_a_score(
    hostile_class: HostileClass, name: str
) -> None:
    grades = hostile_class.course.grades("mini", name)
    assert not [exercise for exercise in EXERCISES if grades[exercise].needs_manual]


@pytest.mark.parametrize("name", ATTACKERS)
def test_no_attacker_reads_what_is_secret(hostile_class: HostileClass, name: str) -> None:
    left = hostile_class.everything_about(name) + hostile_class.logs[name]
    # The question's cell holds the mark scheme for the marker; there it was put, not found.
    if (hostile_class.course.autograded("mini", name) / "mini.ipynb").exists():
        for cell in hostile_class.course.graded_notebook("mini", name).cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "mini-essay-question":
                left = left.replace(json.dumps(cell.source.splitlines(True)[4])[1:-3], "")
    assert [secret for secret, canary in CANARIES.items() if canary in left] == []


def test_honest_students_graded_between_attackers_get_exactly_their_points(
    hostile_class: HostileClass,
) -> None:
    honest = [name for name in hostile_class.order if name.startswith("honest")]
    assert len(honest) > 8
    for name in honest:
        assert hostile_class.scores(name) == FULL, name
        grades = hostile_class.course.grades("mini", name)
        assert {grade.manual for grade in grades.values()} == {None}
        assert grades["mini-essay"].auto is None and grades["mini-essay"].needs_manual
    for name in WITH_FEEDBACK:
        assert ESSAY in hostile_class.course.feedback_page("mini", name)


def test_nothing_of_the_instructor_s_or_of_another_s_work_is_changed(
    hostile_class: HostileClass,
) -> None:
    assert hostile_class.now() == hostile_class.digests


def test_only_what_is_no_notebook_is_not_graded_and_nobody_else_waits_for_it(
    hostile_class: HostileClass,
) -> None:
    assert hostile_class.failed <= {name for name, one in ATTACKERS.items() if one.ungraded}
    for name in GRADED:
        assert (hostile_class.course.autograded("mini", name) / "mini.ipynb").is_file()


@pytest.mark.parametrize("name", ATTACKERS)
def test_the_instructor_is_told(hostile_class: HostileClass, name: str) -> None:
    assert re.search(ATTACKERS[name].told, hostile_class.told(name))


def test_nothing_goes_on_running(hostile_class: HostileClass) -> None:
    assert left_behind() == []
    assert not list((hostile_class.course.root / "grading").rglob("daemon.txt"))


def test_a_graded_folder_holds_plain_files_and_no_hidden_inputs(
    hostile_class: HostileClass,
) -> None:
    for path in (hostile_class.course.root / "grading" / "autograded").rglob("*"):
        assert path.is_dir() or (path.is_file() and not path.is_symlink()), path
        assert path.name != "hidden-inputs"


@pytest.mark.parametrize("name", [name for name in GRADED if ATTACKERS[name].group == SHOWS])
def test_a_feedback_page_runs_nothing_of_an_attacker_s(
    hostile_class: HostileClass, name: str
) -> None:
    page = hostile_class.course.feedback_page("mini", name)
    assert acting(page) == []
    assert "of 4 points" in page


def test_formgrader_s_page_runs_nothing_of_an_attacker_s(hostile_class: HostileClass) -> None:
    course = hostile_class.course
    settings = course.config
    settings.HTMLExporter.template_name = "formgrade"
    settings.HTMLExporter.extra_template_basedirs = [formgrader.template_path]
    exporter = HTMLExporter(config=settings)
    names = [name for name in GRADED if ATTACKERS[name].group == SHOWS]
    assert names
    for name in names:
        path = course.autograded("mini", name) / "mini.ipynb"
        resources = {"base_url": "", "submission_id": "1", "index": 0, "total": 1}
        page, _resources = exporter.from_filename(str(path), resources=resources)
        assert acting(page) == [], name
        assert 'class="score tabbable"' in page


def test_the_page_s_test_itself_sees_what_acts() -> None:
    for handler in HANDLERS[:8]:
        assert acting(handler), handler


def test_the_table_names_every_attack_once() -> None:
    tried = [one.tries for one in ATTACKERS.values()]
    assert len(set(tried)) == len(tried) > 50
    assert all(one.group for one in ATTACKERS.values())

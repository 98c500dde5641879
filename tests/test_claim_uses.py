"""Every claim is used or set aside for a reason, and the table that says so is current."""

from __future__ import annotations

import json

import pytest

from tools import claim_uses
from venezuela_course import seeds


@pytest.fixture(scope="module")
def uses():
    return seeds.claim_uses().set_index("claim_id")


def test_the_table_is_what_the_notebooks_give():
    stored = claim_uses.TABLE.read_text(encoding="utf-8")
    assert stored == claim_uses.as_csv(claim_uses.uses()), "run python tools/claim_uses.py"


def test_every_claim_stands_in_the_table(uses):
    assert uses.index.tolist() == seeds.claims()["claim_id"].tolist()


def test_a_claim_is_either_used_or_set_aside(uses):
    used = uses["taught_in"].notna() | uses["exercised_in"].notna()
    assert (used != uses["set_aside"].notna()).all()


def test_the_evidence_of_the_post_mortem_is_exercised(uses):
    where = uses.loc["S003b-104", "exercised_in"]
    assert "course/venezuela_course/exercises/diplomacy/post_mortem.py" in where


def test_the_votes_on_the_draft_of_2017_are_taught(uses):
    assert "course/lessons/03_diplomacy.ipynb#" in uses.loc["S001-020", "taught_in"]


def notebook(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = [{"id": name, "source": source, "outputs": output} for name, source, output in cells]
    path.write_text(json.dumps({"cells": stored}), encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    """A course of ten claims: a lesson of unit 3, an assignment, an exercise and a table of one."""
    tables = tmp_path / "seeds"
    tables.mkdir()
    units = {1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 1, 8: 3, 9: 3, 10: 3}
    rows = [f"S001-{number:03},{unit}" for number, unit in units.items()]
    (tables / "claims.csv").write_text("\n".join(["claim_id,course_unit", *rows, ""]))
    (tables / "claim_relations.csv").write_text(
        "from,to,type\nS001-001,S001-004,duplicates\nS001-001,S001-005,supports\n"
    )
    (tables / "triage_samples.csv").write_text("sample,claim_id\n01,S001-010\n")
    notebook(
        tmp_path / "course" / "lessons" / "03_diplomacy.ipynb",
        ("intro", ["A fact ", "[S001-001].\n\n", '[S001-001]: #evidence-x "like S001-008"'], []),
        ("again", "seeds.claim('S001-001')", ["S001-006"]),
        ("evidence-used", "S001-009", []),
    )
    notebook(tmp_path / "assignments" / "a3" / "a3.ipynb", ("task", "Weigh [S001-002].", []))
    exercises = tmp_path / "course" / "venezuela_course" / "exercises" / "diplomacy"
    exercises.mkdir(parents=True)
    (exercises / "one.py").write_text('"""Not S001-006."""\nEVIDENCE = ("S001-003",)\n')
    return tmp_path


def test_places_are_cells_and_modules_and_reasons_follow_from_them(course):
    rows = {row["claim_id"][-1]: row for row in claim_uses.uses(course)}
    lesson = "course/lessons/03_diplomacy.ipynb"
    assert rows["1"]["taught_in"] == f"{lesson}#intro;{lesson}#again"
    assert rows["2"]["exercised_in"] == "assignments/a3/a3.ipynb#task"
    assert rows["3"]["exercised_in"] == "course/venezuela_course/exercises/diplomacy/one.py"
    assert rows["0"]["exercised_in"] == "seeds/triage_samples.csv"
    assert {number: row["set_aside"] for number, row in rows.items()} == {
        "1": "",
        "2": "",
        "3": "",
        "4": "repeats S001-001",
        "5": "context not taught",
        "6": "context not taught",  # only an output and a docstring name it
        "7": "reserved for unit 1",
        "8": "context not taught",  # only a hover text names it
        "9": "context not taught",  # only the generated list names it
        "0": "",
    }


def test_a_claim_that_does_not_exist_is_an_error(course):
    notebook(course / "assignments" / "a3" / "a3.ipynb", ("task", "Weigh [S001-099].", []))
    with pytest.raises(KeyError, match="S001-099"):
        claim_uses.uses(course)


def test_the_table_is_written_as_it_is_compared(course, monkeypatch, capsys):
    monkeypatch.setattr(claim_uses, "TABLE", course / "seeds" / "claim_uses.csv")
    claim_uses.main()
    assert claim_uses.TABLE.read_text(encoding="utf-8") == claim_uses.as_csv(claim_uses.uses())
    assert "set aside" in capsys.readouterr().out

"""The loader gives typed tables, quickly, and says clearly what is wrong with a damaged one."""

import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from venezuela_course import seeds
from venezuela_course.seeds import folder

NAMED = {
    "sources": seeds.sources,
    "claims": seeds.claims,
    "claim_relations": seeds.claim_relations,
    "claim_uses": seeds.claim_uses,
    "asserter_sides": seeds.asserter_sides,
    "coding_sample": seeds.coding_sample,
    "coup_cases": seeds.coup_cases,
    "indicator_evidence": seeds.indicator_evidence,
    "timeline": seeds.timeline,
    "oas_states": seeds.oas_states,
    "roll_calls": seeds.roll_calls,
    "roll_call_totals": seeds.roll_call_totals,
    "groups": seeds.groups,
    "external_facts": seeds.external_facts,
    "election_2024": seeds.election_2024,
    "election_2024_states": seeds.election_2024_states,
    "elections_history": seeds.elections_history,
    "forecast_vintages": seeds.forecast_vintages,
    "macro": seeds.macro,
    "migration": seeds.migration,
    "militarisation": seeds.militarisation,
    "military_expenditure": seeds.military_expenditure,
    "oil_prices": seeds.oil_prices,
    "oil_production": seeds.oil_production,
    "oil_reserves": seeds.oil_reserves,
    "page_lines": seeds.page_lines,
    "sanctions": seeds.sanctions,
    "synthetic_sheets": seeds.synthetic_sheets,
    "teaching_values": seeds.teaching_values,
    "triage_samples": seeds.triage_samples,
}
DTYPES = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def test_every_table_of_the_package_has_a_function_of_its_own(evidence):
    assert set(NAMED) == set(folder.resources(evidence))
    for name, function in NAMED.items():
        pd.testing.assert_frame_equal(function(), seeds.table(name))


@pytest.mark.parametrize("name", NAMED)
def test_columns_have_the_types_that_the_description_states(evidence, name):
    frame = seeds.table(name)
    fields = folder.resources(evidence)[name]["schema"]["fields"]
    assert list(frame.columns) == [field["name"] for field in fields]
    for field in fields:
        column = frame[field["name"]]
        if field["type"] != "string":
            assert str(column.dtype) == DTYPES[field["type"]], field["name"]
        elif "enum" in field.get("constraints", {}):
            assert list(column.cat.categories) == field["constraints"]["enum"], field["name"]
        else:
            assert column.dtype == "str", field["name"]


def test_a_table_knows_its_title_and_its_units():
    attrs = seeds.oas_states().attrs
    assert attrs["name"] == "oas_states"
    assert attrs["units"] == {"population_2017": "persons"}
    assert "35 states" in attrs["description"]


def test_the_list_of_tables_counts_their_rows():
    listed = seeds.tables()
    assert listed.loc["claims", "rows"] == 416
    assert set(listed.index) == set(NAMED)
    assert (listed["rows"] > 0).all()


def test_what_one_caller_does_to_a_table_reaches_nobody_else():
    mine = seeds.oas_states()
    mine.loc[:, "caricom"] = True
    mine.loc[0, "name"] = "Nowhere"
    mine["confidence"] = mine["confidence"].cat.rename_categories({"A": "Z"})
    mine.attrs["units"]["population_2017"] = "cats"
    del mine["iso3"]
    theirs = seeds.oas_states()
    assert theirs["caricom"].sum() == 14
    assert theirs.loc[0, "name"] == "Argentina"
    assert list(theirs["confidence"].cat.categories) == ["A", "B"]
    assert theirs.attrs["units"]["population_2017"] == "persons"


def test_what_one_caller_does_to_the_arrays_below_a_table_reaches_nobody_else():
    mine = seeds.roll_call_totals()
    for column in ("n_for", "date", "outcome"):
        array = mine[column].array
        try:
            array[0] = array[-1]
        except ValueError:  # a read-only array is protection too
            continue
    assert seeds.roll_call_totals()["n_for"].iloc[0] == 19
    assert str(seeds.roll_call_totals()["date"].iloc[0].date()) == "2017-04-26"
    assert seeds.roll_call_totals()["outcome"].iloc[0] == "adopted"


def test_changing_a_single_claim_or_roll_call_changes_no_table():
    claim = seeds.claim("S001-020")
    claim["claim"] = "Something else"
    assert seeds.claim("S001-020")["claim"] != "Something else"
    votes = seeds.roll_call("2017-06-19")
    votes.loc["JAM"] = "against"
    votes.attrs["votes_needed"] = 1
    assert seeds.roll_call("2017-06-19")["JAM"] == "for"
    assert seeds.roll_call("2017-06-19").attrs["votes_needed"] == 23


def test_a_file_is_read_once(copy_of_evidence):
    first = seeds.claims()
    (copy_of_evidence / "claims.csv").unlink()
    pd.testing.assert_frame_equal(seeds.claims(), first)


def test_a_claim_is_found_by_its_id():
    claim = seeds.claim("S001-024")
    assert claim.name == "S001-024"
    assert claim["figure_value"] == 14
    assert claim["kind"] == "figure"


def test_an_unknown_claim_is_answered_with_ids_that_look_like_it():
    with pytest.raises(KeyError, match="S001-999.*Near: S001-0"):
        seeds.claim("S001-999")
    with pytest.raises(KeyError, match="no claim 'xyz'"):
        seeds.claim("xyz")


def test_a_roll_call_is_votes_by_state():
    votes = seeds.roll_call("2017-06-19")
    assert votes.name == "2017-06-19"
    assert votes.index.name == "iso3"
    assert votes.index.is_monotonic_increasing
    assert votes.value_counts().to_dict() == {"for": 20, "abstain": 8, "against": 5, "absent": 1}
    assert votes.attrs["body"].startswith("Meeting of Consultation")
    with pytest.raises(KeyError, match="Near: 2017-06-19"):
        seeds.roll_call("2017-06-18")


def test_teaching_values_are_taken_exercise_by_exercise():
    values = seeds.teaching_values("a3-missing-three")
    assert set(values["exercise"]) == {"a3-missing-three"}
    assert list(values.index) == list(range(len(values)))
    with pytest.raises(KeyError, match="a3-missing-three"):
        seeds.teaching_values("a3-missing-tree")


def test_an_unknown_table_is_answered_with_tables_that_look_like_it():
    with pytest.raises(KeyError, match="Near: roll_calls"):
        seeds.table("roll_call")


def test_a_missing_table_is_named_with_what_to_do(copy_of_evidence):
    (copy_of_evidence / "groups.csv").unlink()
    with pytest.raises(seeds.EvidenceError, match=r"'groups' is missing.*groups\.csv.*install"):
        seeds.groups()


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("groups", "list,group,actor", "list,club,actor", r"'groups'.*its columns are list, club"),
        ("groups", "seed,lima,ARG,", "seed,lima,", r"'groups'.*line 2 has 16 cells, not 17"),
        ("groups", "seed,lima,BRA,", "seeds,lima,BRA,", r"column 'list'.*line 3 has 'seeds'"),
        (
            "oas_states",
            "ATG,Antigua and Barbuda,true",
            "ATG,Antigua and Barbuda,yes",
            r"column 'participates_2017'.*line 3 has 'yes'",
        ),
        ("roll_call_totals", ",23,34,", ",many,34,", r"column 'votes_needed'.*line 4 has 'many'"),
        (
            "timeline",
            ",1958-01-23,1958-01-23,",
            ",1958-99-23,1958-01-23,",
            r"'date_start'.*line 2 has '1958-99-23'",
        ),
    ],
)
def test_a_damaged_table_is_named_with_its_column_and_line(
    copy_of_evidence, table, old, new, message
):
    path = copy_of_evidence / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(seeds.EvidenceError, match=message):
        seeds.table(table)


def test_an_empty_file_is_a_damaged_table(copy_of_evidence):
    (copy_of_evidence / "groups.csv").write_text("", encoding="utf-8")
    with pytest.raises(seeds.EvidenceError, match="'groups' is damaged.*its columns are none"):
        seeds.groups()


def test_a_table_cut_off_after_its_header_is_a_damaged_table(copy_of_evidence):
    path = copy_of_evidence / "groups.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(seeds.EvidenceError, match="'groups' is damaged.*no rows"):
        seeds.groups()


def test_a_file_that_is_not_text_is_a_damaged_table(copy_of_evidence):
    (copy_of_evidence / "groups.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(seeds.EvidenceError, match="'groups' is damaged"):
        seeds.groups()


@pytest.mark.parametrize("content", ["{", "[]", '{"resources": 3}'])
def test_a_damaged_description_is_named(copy_of_evidence, content):
    (copy_of_evidence / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(seeds.EvidenceError, match="datapackage.json"):
        seeds.claims()


def test_an_installed_package_reads_the_tables_it_carries(evidence, tmp_path, monkeypatch):
    carried = tmp_path / "_content" / "seeds"
    shutil.copytree(evidence, carried)
    monkeypatch.setattr(folder, "_IN_CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setattr(folder, "_IN_WHEEL", carried)
    assert folder.data_folder() == carried


def test_a_package_without_tables_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "_IN_CHECKOUT", tmp_path / "one")
    monkeypatch.setattr(folder, "_IN_WHEEL", tmp_path / "two")
    with pytest.raises(seeds.EvidenceError, match="one.*two.*Install"):
        folder.data_folder()


def test_a_checkout_reads_the_tables_at_its_root(evidence):
    assert evidence.name == "seeds"
    assert (evidence.parent / "course" / "venezuela_course").is_dir()
    assert json.loads((evidence / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def test_importing_the_loader_imports_neither_pandas_nor_frictionless():
    code = (
        "import sys, venezuela_course.seeds; print(*{'pandas', 'frictionless'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == ""

"""The tables are a valid Frictionless data package, described to the last column."""

import csv
import json
import re

import pytest
from frictionless import Package, system


@pytest.fixture(scope="module")
def descriptor(evidence):
    return json.loads((evidence / "datapackage.json").read_text(encoding="utf-8"))


def problems(folder):
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return list(report.flatten(["type", "rowNumber", "fieldName", "note"]))


def test_frictionless_finds_the_package_valid(evidence):
    assert problems(evidence) == []


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("claims", "S001-001,S001,", "S001-001,S009,", "foreign-key"),
        ("claims", "S001-002,", "S001-001,", "primary-key"),
        ("roll_calls", "2017-06-19,JAM,for", "2017-06-19,XXX,for", "foreign-key"),
        ("roll_calls", "2017-06-19,JAM,for", "2017-06-19,JAM,yes", "constraint-error"),
        ("teaching_values", ",invented\n", ",measured\n", "constraint-error"),
        ("roll_call_totals", "2024-07-31,2024-07-31", "2024-07-31,2024-13-31", "type-error"),
    ],
)
def test_the_validation_catches_a_damaged_table(copy_of_evidence, table, old, new, error):
    path = copy_of_evidence / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert error in {found[0] for found in problems(copy_of_evidence)}


def test_every_file_is_plain_utf_8_with_unix_line_ends(evidence, descriptor):
    for resource in descriptor["resources"]:
        raw = (evidence / resource["path"]).read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), resource["name"]
        assert b"\r" not in raw, resource["name"]
        assert raw.endswith(b"\n"), resource["name"]
        raw.decode("utf-8")


def test_every_table_file_is_described_and_every_described_file_is_there(evidence, descriptor):
    described = {resource["path"] for resource in descriptor["resources"]}
    assert described == {path.name for path in evidence.glob("*.csv")}


def test_every_column_has_a_type_and_says_what_it_is(descriptor):
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["type"] in {"string", "integer", "number", "boolean", "date"}
            assert len(field["description"]) > 10, (resource["name"], field["name"])


def test_every_count_and_measure_has_a_unit(descriptor):
    without = {
        (resource["name"], field["name"])
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
        if field["type"] in {"integer", "number"} and "unit" not in field
    }
    assert without == {("claims", "course_unit")}  # a name that happens to be a number


def test_every_table_has_a_key_a_licence_and_a_source(descriptor):
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in descriptor["resources"]:
        assert resource["schema"]["primaryKey"], resource["name"]
        assert resource["licenses"], resource["name"]
        assert resource["sources"], resource["name"]
        assert resource["title"] and resource["description"], resource["name"]


def test_the_readme_of_the_tables_describes_each_table(evidence, descriptor):
    readme = (evidence / "README.md").read_text(encoding="utf-8")
    for resource in descriptor["resources"]:
        assert f"`{resource['path']}`" in readme, resource["path"]


def test_the_readme_counts_the_rows_of_each_table(evidence, descriptor):
    readme = (evidence / "README.md").read_text(encoding="utf-8")
    counted = dict(re.findall(r"^\| `([a-z0-9_]+\.csv)` \| (\d+) \|", readme, re.MULTILINE))
    for resource in descriptor["resources"]:
        with (evidence / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
        assert counted[resource["path"]] == str(rows), resource["path"]


# Where figures of others are compiled, the README says whose they are and what may be done with them.
RIGHTS = {
    "Oil production": "public domain",
    "Oil prices": "public domain",
    "Oil reserves": "quoted with attribution",
    "Macro and forecasts": "CC BY 4.0",
    "Sanctions": "in our own words",
    "Election of 2024": "no licence is stated",
    "Elections before": "Figures only",
    "Militarisation": "figures only",
    "Military expenditure": "CC BY 4.0",
    "Migration": "CC BY 4.0",
}


@pytest.mark.parametrize("paragraph", RIGHTS)
def test_the_readme_says_what_may_be_done_with_compiled_figures(evidence, paragraph):
    readme = (evidence / "README.md").read_text(encoding="utf-8")
    text = readme.split(f"\n**{paragraph}.** ")[1].split("\n\n")[0]
    assert RIGHTS[paragraph] in " ".join(text.split())

"""References to the evidence: what they resolve to and how they are cited."""

import pytest

from venezuela_course import seeds
from venezuela_course.seeds.folder import data_folder, resources


@pytest.mark.parametrize(
    ("reference", "table", "rows"),
    [
        ("S003b-040", "claims", 1),
        ("[S003b-040]", "claims", 1),
        ("S003b", "sources", 1),
        ("X-001", "external_facts", 1),
        ("T-2017-06-19-cancun", "timeline", 1),
        ("a3-missing-three/USA/assembly_low", "teaching_values", 1),
        ("oas_states:JAM", "oas_states", 1),
        ("claims:S001-020", "claims", 1),
        ("roll_call_totals:2017-06-19", "roll_call_totals", 1),
        ("roll_calls:2017-06-19:JAM", "roll_calls", 1),
        ("roll_calls:2017-06-19", "roll_calls", 34),
        ("groups:record:contact:MEX", "groups", 1),
        ("groups:seed:contact", "groups", 5),
        ("oil_production:VEN:2016", "oil_production", 1),
        ("macro:real_gdp_growth", "macro", 44),
        ("migration:r4v_total:2024-05-31", "migration", 1),
        ("sanctions:2017-08-24-us-eo-13808", "sanctions", 1),
        ("election_2024:cne_bulletin_2:maduro", "election_2024", 1),
        ("election_2024_states:VE-Z", "election_2024_states", 1),
    ],
)
def test_a_reference_names_rows_of_a_table(reference, table, rows):
    found = seeds.resolve(reference)
    assert found.attrs["name"] == table
    assert len(found) == rows
    assert seeds.exists(reference)


@pytest.mark.parametrize(
    "reference",
    ["", "[]", "S003b-999", "X-999", "oas_states:", "oas_states:XXX", "nothing:JAM", "2017-06-19",
     "oil_production:VEN:1900", "migration:r4v_total:2024",
     "roll_calls:2017-06-19:XXX", "roll_calls:2017-06-19:JAM:more"],
)  # fmt: skip
def test_a_reference_to_nothing_does_not_exist(reference):
    assert not seeds.exists(reference)
    with pytest.raises(KeyError):
        seeds.resolve(reference)


def test_a_wrong_reference_is_answered_with_ids_that_look_like_it():
    with pytest.raises(KeyError, match="T-2017-06-19-cancun"):
        seeds.resolve("T-2017-06-19-cancum")
    with pytest.raises(KeyError, match="oas_states:JAM"):
        seeds.resolve("oas_states:JAN")


def test_a_citation_of_a_claim_says_who_asserts_it_and_where():
    citation = seeds.cite("S002-026")
    assert citation.startswith("[S002-026] The Contact Group is said to consist of")
    assert "Asserted by: author" in citation
    assert "Worldcrunch" in citation
    assert citation.endswith("line 11.")


def test_a_citation_of_another_row_names_its_source():
    assert "Noticias RCN" in seeds.cite("X-001")
    assert "Noticias RCN" in seeds.cite("T-2017-06-19-cancun")
    assert "WIC News" in seeds.cite("roll_calls:2017-06-19:JAM")
    assert "International Crisis Group" in seeds.cite("S003a")
    assert "invented" in seeds.cite("a3-missing-three/USA/assembly_low")


def test_a_citation_stands_on_one_line_and_has_no_gap():
    for name, column in (
        ("claims", "claim_id"),
        ("sources", "source_id"),
        ("external_facts", "fact_id"),
        ("timeline", "event_id"),
    ):
        # Every seventh row: a citation costs milliseconds, and rows of a table are alike.
        for reference in seeds.table(name)[column].iloc[::7]:
            citation = seeds.cite(reference)
            assert "\n" not in citation and "nan" not in citation.split(), citation


def test_a_citation_gives_the_figure_its_unit_whose_it_is_and_its_reservation():
    bulletin = seeds.cite("election_2024:cne_bulletin_2:maduro")
    assert "National Electoral Council (CNE)" in bulletin
    assert "6,408,844 votes" in bulletin
    assert "thousand barrels per day" in seeds.cite("oil_production:VEN:2016")
    assert "exchange rates" in seeds.cite("military_expenditure:VEN:2016")


# A relation is looked up from either of its ends, which are references themselves: `relations_of`.
CITED = sorted(set(resources(data_folder())) - {"claim_relations"})


@pytest.mark.parametrize("name", CITED)
def test_every_row_can_be_cited_and_no_citation_shows_a_missing_figure(name):
    key = resources(data_folder())[name]["schema"]["primaryKey"]
    columns = [key] if isinstance(key, str) else key
    rows = seeds.table(name)[columns].astype(str)
    for row in rows.sample(min(40, len(rows)), random_state=1).itertuples(index=False):
        cited = seeds.cite(f"{name}:{':'.join(row)}")
        assert not {"nan", "<na>", "none"} & set(cited.lower().replace(",", " ").split())

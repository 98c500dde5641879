"""How claims bear on one another: the tensions a careful reader should find."""

import pytest

from venezuela_course import seeds


@pytest.fixture(scope="module")
def relations():
    return seeds.claim_relations()


def typed_pairs(relations):
    return {
        (frozenset((row["from"], row["to"])), row["type"]) for row in relations.to_dict("records")
    }


def test_both_sides_of_every_relation_exist(relations):
    for side in ("from", "to"):
        assert [ref for ref in relations[side].unique() if not seeds.exists(ref)] == []


def test_every_relation_has_a_claim_on_one_side(relations):
    claims = set(seeds.claims()["claim_id"])
    assert (relations["from"].isin(claims) | relations["to"].isin(claims)).all()


def test_no_claim_is_related_to_itself(relations):
    assert not (relations["from"] == relations["to"]).any()


def test_no_pair_stands_twice_in_either_order(relations):
    pairs = [frozenset(pair) for pair in zip(relations["from"], relations["to"], strict=True)]
    assert len(pairs) == len(set(pairs))


def test_symmetric_relations_are_stored_with_the_first_reference_first(relations):
    symmetric = relations[relations["type"] != "supersedes"]
    assert (symmetric["from"] < symmetric["to"]).all()


def test_rows_are_in_order_of_their_references(relations):
    pairs = list(zip(relations["from"], relations["to"], strict=True))
    assert pairs == sorted(pairs)


def test_every_type_and_every_basis_occurs(relations):
    for column in ("type", "basis"):
        assert set(relations[column]) == set(relations[column].cat.categories)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("S000-007", "S001-022"),  # hands-off, and co-sponsoring a draft
        ("S000-007", "S002-021"),  # hands-off, and signing in the Lima Group
        ("S000-007", "S003b-091"),  # hands-off, and hosting talks
        ("S003a-020", "S003a-045"),  # no successful coup, and 2002
        ("S003b-024", "S003b-040"),  # 3.0 and 3.4 million barrels a day
        ("S002-013", "S002-032"),  # guided by Washington, and differing from it
    ],
)
def test_the_key_tensions_of_the_course_are_contradictions(relations, one, other):
    assert (frozenset((one, other)), "contradicts") in typed_pairs(relations)
    row = relations[(relations["from"] == one) & (relations["to"] == other)].iloc[0]
    assert row["basis"] == "syllabus"


def test_claims_whose_caveat_announces_a_tension_inside_the_texts_have_one(relations):
    claims = seeds.claims().set_index("claim_id")["caveat"].dropna()
    tense = claims[claims.str.contains("SEED-")].index
    pulled = relations[relations["type"] == "contradicts"]
    assert len(tense) >= 5
    assert [c for c in tense if c not in {*pulled["from"], *pulled["to"]}] == []


def test_a_denied_rumour_contradicts_its_denial(relations):
    assert (frozenset(("S003a-046", "S003a-049")), "contradicts") in typed_pairs(relations)


def test_mexico_in_the_contact_group_contradicts_the_record():
    against = seeds.relations_of("S002-026")
    assert set(against["type"]) == {"contradicts"}
    assert {"groups:record:contact:MEX", "groups:record:contact:ECU"} <= set(against["other"])


def test_no_relation_decides_what_the_impossible_coup_was(relations):
    assert len(seeds.relations_of("S000-066")) == 0


def test_what_supersedes_is_an_outturn_or_later_than_what_it_replaces(relations):
    later = relations[relations["type"] == "supersedes"]
    assert len(later) >= 5
    for row in later.to_dict("records"):
        new, old = (seeds.resolve(row[side]).iloc[0] for side in ("from", "to"))
        if "kind" in new and new["kind"] == "outturn":
            assert old["kind"] == "figure", row
        else:
            day = next(new[name] for name in ("date_end", "as_of", "date") if name in new)
            assert str(day)[:10] >= str(old["date_start"])[:10], row


def test_the_readme_counts_the_rows(relations, evidence):
    readme = (evidence / "README.md").read_text(encoding="utf-8")
    assert f"| `claim_relations.csv` | {len(relations)} |" in readme
    assert f"| `coding_sample.csv` | {len(seeds.coding_sample())} |" in readme
    assert f"| `claim_uses.csv` | {len(seeds.claim_uses())} |" in readme


def test_relations_are_found_from_either_side():
    late, early = (
        seeds.relations_of(reference) for reference in ("roll_call_totals:2017-06-19", "S001-020")
    )
    assert ("supersedes", "S001-020") in set(zip(late["type"], late["other"], strict=True))
    assert early["type"].tolist() == ["superseded_by"]
    assert early["other"].tolist() == ["roll_call_totals:2017-06-19"]


def test_relations_of_a_bracketed_reference_are_those_of_the_bare_one():
    assert seeds.relations_of("[S000-007]").equals(seeds.relations_of("S000-007"))
    assert len(seeds.relations_of("S000-007")) >= 4


def test_a_row_without_relations_has_an_empty_table_and_a_wrong_id_is_an_error():
    assert list(seeds.relations_of("oas_states:JAM").columns) == ["type", "other", "note", "basis"]
    assert seeds.relations_of("oas_states:JAM").empty
    with pytest.raises(KeyError):
        seeds.relations_of("S000-999")


def test_a_relation_can_be_cited():
    assert "S003a-020:S003a-045] Relations of claims" in seeds.cite(
        "claim_relations:S003a-020:S003a-045"
    )

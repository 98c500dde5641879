"""A row of the evidence is found by what a reader remembers of it, and comes with what bears on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.exercises.evidence import search
from venezuela_course.exercises.evidence.search import Query

WORDS = st.text(alphabet="abcdeéñóIMP [*\\(", max_size=12)


def found(**parts) -> list[str]:
    return [entry.reference for entry in search.search(Query(**parts))]


def test_accents_and_case_do_not_matter():
    assert found(words="PADRINO lopez") == found(words="padrino López") != []


def test_several_words_must_all_occur_in_any_order():
    both = found(words="caribbean oil")
    assert both == found(words="oil caribbean")
    assert set(both) == set(found(words="oil")) & set(found(words="caribbean"))
    assert "S001-025" in both


def test_the_beginning_of_a_word_is_enough_and_its_middle_is_not():
    assert "S001-024" in found(words="carib")
    assert "S001-024" not in found(words="ibbean")


def test_an_empty_search_lists_every_claim_event_fact_and_sanction():
    tables = ("claims", "timeline", "external_facts", "sanctions")
    assert len(found()) == sum(len(seeds.table(name)) for name in tables)


def test_a_claim_is_found_by_its_id():
    assert found(words="S003b-040") == ["S003b-040"]


def test_a_filter_of_kind_gives_the_claims_of_that_kind():
    claims = seeds.claims()
    assert found(kind="allegation") == list(claims.loc[claims["kind"] == "allegation", "claim_id"])


def test_a_unit_a_source_and_a_speaker_narrow_a_search():
    assert all(name.startswith("S001-") for name in found(source="S001"))
    assert len(found(unit=3)) == (seeds.claims()["course_unit"] == 3).sum()
    assert found(speaker="David Smilde", source="S001")[0] == "S001-031"


def test_each_claim_has_one_speaker_and_authors_are_told_apart_by_their_texts():
    speakers = search.speakers()
    assert speakers[0] == "author of S000"
    assert sum(len(found(speaker=name)) for name in speakers) == len(seeds.claims())


def test_a_period_finds_what_overlaps_it_and_leaves_out_what_is_undated():
    inside = found(years=(2019, 2019))
    assert "S002-012" in inside  # 3 May 2019
    assert "S001-014" in inside  # 2017 to 2019
    assert "S001-020" not in inside
    first, last = search.years()
    undated = set(found()) - set(found(years=(first, last)))
    claims = seeds.claims().set_index("claim_id")
    assert undated
    assert all(claims.loc[list(undated), "date_precision"] == "undated")


@given(WORDS, WORDS)
def test_more_words_never_find_more(one, other):
    assert set(found(words=f"{one} {other}")) <= set(found(words=one))


@given(st.text(max_size=20))
def test_any_text_can_be_searched_for(text):
    assert len(search.search(Query(words=text))) <= len(search.entries())


def test_a_row_of_any_table_can_be_opened():
    for name in seeds.tables().index:
        row = seeds.table(name).iloc[0]
        key = ":".join(search.cell(row[column]) for column in search.key_columns(name))
        reference = f"{name}:{key}"
        opened = search.entry(reference)
        assert opened.table == name
        assert opened.wording, reference


def test_an_id_is_opened_with_brackets_and_in_small_letters_too():
    assert search.entry("[s001-020] ".upper()).reference == "S001-020"
    assert search.entry("x-002").reference == "X-002"


def test_an_unknown_id_is_answered_with_ids_that_look_like_it():
    with pytest.raises(KeyError, match="S001-02"):
        search.entry("S001-0201")


def test_a_roll_call_is_told_in_words_with_its_threshold():
    words = search.entry("roll_call_totals:2017-06-19").wording
    assert "20 in favour, 5 against, 8 abstaining, 1 absent; 23 needed: failed" in words


def test_a_source_texts_author_is_named_by_the_text():
    assert search.entry("S001-020").who == "author of S001"
    assert search.entry("S001-037").who == "Nicolás Maduro, via author"


# What bears on it -----------------------------------------------------------------------------------


def near(reference: str) -> dict[str, str]:
    return {one.entry.reference: one.why for one in search.bearings(search.entry(reference))}


def test_what_a_relation_links_comes_first_and_is_found_from_both_sides():
    relations = seeds.table("claim_relations")
    for row in relations.head(40).to_dict("records"):
        for here, there in ((row["from"], row["to"]), (row["to"], row["from"])):
            if seeds.exists(here):
                assert there in near(here), row


def test_a_forecast_that_the_vote_settled_says_so():
    first = next(iter(near("S001-020").items()))
    assert first[0] == "roll_call_totals:2017-06-19"
    assert first[1].startswith("supersedes")


def test_an_event_that_names_a_claim_bears_on_it():
    assert "T-1958-01-23-perez-jimenez" in near("S003a-019")
    assert "S003a-019" in near("T-1958-01-23-perez-jimenez")


def test_the_vote_at_cancun_bears_on_the_claims_of_its_month():
    assert {"roll_call_totals:2017-06-19", "X-008"} <= set(near("S001-024"))


def test_nothing_bears_on_itself_and_nothing_is_listed_twice():
    for entry in search.entries()[::7]:
        listed = [one.entry.reference for one in search.bearings(entry)]
        assert entry.reference not in listed
        assert len(set(listed)) == len(listed)

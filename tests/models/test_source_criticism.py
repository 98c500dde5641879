"""Pages, statements, claim graphs, rival explanations, dates and voices: known cases and properties."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models import source_criticism as sc

# Pages -----------------------------------------------------------------------------------------------

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12)


def test_what_repeats_the_same_thing_repeats_each_other() -> None:
    assert sc.repetition_classes([(2, 3), (59, 61), (43, 3), (7, 7)]) == (
        frozenset({2, 3, 43}),
        frozenset({59, 61}),
    )


@settings(max_examples=60)
@given(pairs)
def test_classes_of_repetition_share_no_member_and_lose_none(given_pairs) -> None:
    classes = sc.repetition_classes(given_pairs)
    members = [one for some in classes for one in some]
    assert len(members) == len(set(members))
    assert set(members) == {one for pair in given_pairs if pair[0] != pair[1] for one in pair}


@settings(max_examples=60)
@given(pairs, st.randoms())
def test_neither_order_nor_direction_of_pairs_matters(given_pairs, chance) -> None:
    turned = [pair[::-1] for pair in given_pairs]
    chance.shuffle(turned)
    assert sc.repeated_pairs(turned) == sc.repeated_pairs(given_pairs)


def test_the_composition_of_a_page_counts_lines_and_characters() -> None:
    shares = sc.composition(
        {1: "navigation", 3: "body-2016", 9: "caption"}, {1: 300, 2: 40, 3: 500}
    )
    assert shares == {"navigation": sc.Share(1, 300), "body-2016": sc.Share(1, 500)}


def test_a_rare_class_counts_as_much_as_a_common_one() -> None:
    key = dict.fromkeys(range(9), "body") | {9: "caption"}
    assert sc.macro_f1(key, key) == 1
    assert sc.macro_f1(dict.fromkeys(key, "body"), key) == pytest.approx(18 / 19 / 2)
    assert sc.macro_f1({9: "caption"}, key) == 0.5
    assert sc.macro_f1({}, key) == 0


@settings(max_examples=60)
@given(
    st.dictionaries(st.integers(0, 12), st.sampled_from("abc"), min_size=1),
    st.dictionaries(st.integers(0, 14), st.sampled_from("abcd")),
)
def test_correcting_a_label_never_lowers_the_macro_f1(key, labels) -> None:
    before = sc.macro_f1(labels, key)
    assert 0 <= before <= 1
    for item, true in key.items():
        assert sc.macro_f1(labels | {item: true}, key) >= before - 1e-12


# Statements ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "given_kind", "cost"),
    [
        ("allegation", "event", 1.0),
        ("attributed_opinion", "event", 0.8),
        ("forecast", "event", 0.6),
        ("characterisation", "attributed_opinion", 0.2),
        ("attributed_opinion", "characterisation", 0.2),
    ],
)
def test_the_costs_that_the_course_fixes(true, given_kind, cost) -> None:
    assert sc.misreading_cost(true, given_kind) == cost


def test_every_misreading_has_a_cost_and_the_right_reading_none() -> None:
    for true in sc.KINDS:
        assert sc.misreading_cost(true, true) == 0
        for other in set(sc.KINDS) - {true}:
            assert 0 < sc.misreading_cost(true, other) <= 1


def test_no_misreading_is_dearer_than_an_allegation_printed_as_an_event() -> None:
    assert max(sc.MISREADING_COSTS.values()) == sc.misreading_cost("allegation", "event")
    judgements = set(sc.KINDS) - {"event", "figure"}
    assert min(sc.misreading_cost(one, "event") for one in judgements) >= 0.6


def test_the_kinds_are_those_of_the_table_of_claims() -> None:
    assert list(sc.KINDS) == list(seeds.claims()["kind"].cat.categories)


STRATA = {f"{kind}{n}": kind for kind in "abc" for n in range(6)}


def test_samples_have_the_same_number_of_every_stratum() -> None:
    quotas = {"a": 3, "b": 1, "c": 2}
    samples = sc.balanced_samples(STRATA, quotas, 12, "seed")
    assert len({frozenset(one) for one in samples}) == 12
    for one in samples:
        assert len(set(one)) == len(one) == 6
        assert sc.stratum_counts(one, STRATA) == quotas


def test_over_all_samples_no_item_is_used_much_more_than_another_of_its_stratum() -> None:
    samples = sc.balanced_samples(STRATA, {"a": 2, "b": 2}, 12, "seed")
    used = [sum(item in one for one in samples) for item in STRATA if STRATA[item] in "ab"]
    assert set(used) <= {3, 4, 5}


def test_equal_seeds_give_equal_samples_whatever_the_order_of_the_items() -> None:
    turned = dict(reversed(STRATA.items()))
    draw = [sc.balanced_samples(one, {"a": 2, "c": 1}, 5, "x") for one in (STRATA, turned)]
    assert draw[0] == draw[1] != sc.balanced_samples(STRATA, {"a": 2, "c": 1}, 5, "y")


def test_a_stratum_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="7 of 6"):
        sc.balanced_samples(STRATA, {"a": 7}, 1, "seed")
    with pytest.raises(ValueError, match="different samples"):
        sc.balanced_samples(STRATA, {"a": 6}, 2, "seed")


# Claim graphs ----------------------------------------------------------------------------------------


def test_only_supersession_has_a_direction() -> None:
    for kind in sc.RELATION_TYPES:
        same = sc.canonical(("b", "a", kind)) == sc.canonical(("a", "b", kind))
        assert same is (kind not in sc.DIRECTED)


def test_relation_types_are_those_of_the_table() -> None:
    assert list(sc.RELATION_TYPES) == list(seeds.claim_relations()["type"].cat.categories)


def test_relations_among_some_claims_leave_out_those_with_one_end_outside() -> None:
    found = sc.relations_among({"S003b-024", "S003b-040"}, seeds.claim_relations())
    assert found == {("S003b-024", "S003b-040", "contradicts")}


RELATIONS = [
    sc.canonical(one)
    for one in (
        ("a", "b", "duplicates"),
        ("c", "a", "supports"),
        ("d", "a", "supports"),
        ("d", "e", "contradicts"),
        ("e", "f", "supersedes"),
    )
]


def test_what_is_told_twice_is_one_statement() -> None:
    parts = sc.distinct_statements("abcdef", RELATIONS)
    assert len(parts) == 5 and frozenset("ab") in parts
    assert sorted(one for part in parts for one in part) == list("abcdef")


def test_a_second_mouth_of_the_same_origin_is_no_second_witness() -> None:
    origin = {"a": "X", "b": "X", "c": "X", "d": "Y", "e": "Y", "f": "Y"}
    assert sc.witnesses("a", RELATIONS[:2], origin) == {"X"}
    assert sc.witnesses("a", RELATIONS, origin) == {"X", "Y"}


def test_tensions_and_what_no_longer_holds_are_read_off_the_graph() -> None:
    assert sc.tensions(RELATIONS) == {"d": 1, "e": 1}
    assert sc.superseded(RELATIONS) == {"f"}


# Rival explanations ----------------------------------------------------------------------------------

weights = st.dictionaries(st.sampled_from(sc.HYPOTHESES), st.floats(0, 100), min_size=1).filter(
    lambda one: sum(one.values()) > 1e-3
)


def test_certainty_is_one_explanation_and_indifference_is_all_of_them() -> None:
    assert sc.effective_number({"2002": 100, "2019": 0}) == 1
    assert sc.effective_number(dict.fromkeys(sc.HYPOTHESES, 1)) == pytest.approx(7)
    assert sc.entropy({"2002": 100, "2019": 0}) == 0
    assert sc.entropy({"2002": 1, "2019": 1}) == pytest.approx(1)


@settings(max_examples=60)
@given(weights)
def test_the_effective_number_lies_between_one_and_the_number_of_explanations(some) -> None:
    assert 1 - 1e-9 <= sc.effective_number(some) <= len(some) + 1e-9
    assert sum(sc.normalised(some).values()) == pytest.approx(1)
    assert -1e-9 <= sc.entropy(some) <= math.log2(len(some)) + 1e-9


def test_odds_of_the_likeliest_explanation() -> None:
    assert sc.odds_against_the_rest({"2002": 60, "2019": 30, "other": 10}) == (
        "2002",
        pytest.approx(1.5),
    )
    assert sc.odds_against_the_rest({"2002": 60, "2019": 0})[1] == math.inf


@pytest.mark.parametrize("some", [{}, {"2002": 0}, {"2002": -1, "2019": 5}, {"2002": math.inf}])
def test_weights_that_are_no_distribution_are_refused(some) -> None:
    with pytest.raises(ValueError, match="finite"):
        sc.normalised(some)


# Dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2017-06-19", date(2017, 6, 19), date(2017, 6, 19), "day"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "month"),
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("2024-07-28/2024-08", date(2024, 7, 28), date(2024, 8, 31), "interval"),
        ("2004/2024", date(2004, 1, 1), date(2024, 12, 31), "interval"),
    ],
)
def test_a_date_means_its_first_to_its_last_possible_day(text, first, last, precision) -> None:
    assert sc.span(text) == sc.Span(first, last, precision)


@pytest.mark.parametrize(
    "text",
    ["2019-13", "2019-02-29", "2019/2017", "soon", "2017-6-1", "", "2017/", "0000", "2019-00"],
)
def test_a_date_that_cannot_be_is_refused(text) -> None:
    with pytest.raises(ValueError, match="date|calendar|ends before"):
        sc.span(text)


def test_undated_is_no_span() -> None:
    assert sc.span("undated") is None


def test_every_date_of_the_claims_is_read_with_the_precision_that_the_table_states() -> None:
    claims = seeds.claims()
    assert set(claims["date_precision"].cat.categories) <= set(sc.PRECISIONS)
    for row in claims.itertuples():
        read = sc.span(row.date)
        assert (read.precision if read else "undated") == row.date_precision, row.claim_id


def test_two_dates_that_overlap_have_no_order() -> None:
    june, year, later = (sc.span(text) for text in ("2017-06", "2017", "2018-01-01"))
    assert sc.order(june, year) == sc.order(year, june) == "unknown"
    assert sc.order(year, later) == "before" and sc.order(later, year) == "after"


@settings(max_examples=40)
@given(st.dates(date(1950, 1, 1), date(2024, 8, 31)))
def test_coarser_dates_contain_finer_ones(day) -> None:
    texts = (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4])
    for finer, coarser in pairwise(map(sc.span, texts)):
        assert coarser.first <= finer.first <= finer.last <= coarser.last
        assert finer.days <= coarser.days


# Voices ----------------------------------------------------------------------------------------------

SIDES = pd.DataFrame(
    {
        "asserted_by": ["author", "minister", "experts"],
        "side": ["writer", "government", "academic"],
        "named": [None, True, False],
    }
)


def claims_by(*who: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_id": "A",
            "asserted_by": list(who),
            "figure_value": [1.0] + [None] * (len(who) - 1),
        }
    )


def test_claims_and_asserters_are_counted_apart() -> None:
    table = sc.who_speaks(claims_by("minister", "minister", "experts", None, "stranger"), SIDES)
    assert table.loc["government"].to_dict() == {"claims": 2, "asserters": 1, "figures": 1}
    assert table.loc[sc.UNKNOWN, "claims"] == 1
    assert table["claims"].sum() == 4


def test_the_share_without_a_name_counts_each_voice_once_and_the_writer_never() -> None:
    share = sc.anonymous_share(claims_by("author", "minister", "experts", "experts", None), SIDES)
    assert share.to_dict() == {"A": 0.5}
    assert sc.anonymous_share(claims_by("author"), SIDES).empty


def test_every_claim_of_the_texts_is_counted_once() -> None:
    table = sc.who_speaks(seeds.claims(), seeds.asserter_sides())
    assert table["claims"].sum() == len(seeds.claims())
    assert sc.UNKNOWN in table.index  # rumours and unnamed accusers


def test_most_named_voices_are_experts_and_few_are_the_governments() -> None:
    table = sc.who_speaks(seeds.claims(), seeds.asserter_sides()).drop("writer")
    assert table["asserters"].idxmax() == "academic"
    assert table.loc["government", "claims"] < 0.05 * len(seeds.claims())


def test_every_name_that_is_gathered_is_there_and_sorted() -> None:
    assert sorted(
        sc.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    ) == list(sc.__all__)
    assert all(hasattr(sc, name) for name in sc.__all__)

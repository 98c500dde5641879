"""Two codings of the kinds of sixty claims: the sample, the agreement, what was decided."""

import math
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models.agreement import cohens_kappa, stratified_sample

CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def sample():
    return seeds.coding_sample()


@pytest.fixture(scope="module")
def account(evidence):
    return (evidence / "CODING.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def strata():
    claims = seeds.claims()
    return dict(zip(claims["claim_id"], claims["source_id"], strict=True))


def table_rows(text, first_cell):
    """Cells of the rows of Markdown tables whose first cell matches."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line
    ]
    return [row for row in cells if len(row) > 1 and re.fullmatch(first_cell, row[0])]


# A worked case: 20 + 15 of 50 items alike (0.70); the first coder says yes 25 times, the second 30
# times, so chance gives 0.5 * 0.6 + 0.5 * 0.4 = 0.50; kappa is 0.20 / 0.50 = 0.40.
def test_kappa_of_a_case_worked_by_hand():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohens_kappa(*zip(*pairs, strict=True)) == pytest.approx(0.4)


def test_kappa_is_one_for_full_agreement_and_zero_for_what_chance_gives():
    assert cohens_kappa("abca", "abca") == 1
    assert cohens_kappa("aabb", "abab") == 0
    assert cohens_kappa("ab", "ba") == -1


def test_kappa_is_undefined_where_only_one_code_was_used():
    assert math.isnan(cohens_kappa("aaa", "aaa"))
    assert cohens_kappa("aaa", "bbb") == 0


def test_kappa_needs_as_many_codes_from_both():
    with pytest.raises(ValueError, match="shorter"):
        cohens_kappa("aab", "aa")
    with pytest.raises(ZeroDivisionError):
        cohens_kappa([], [])


@given(CODES)
def test_kappa_does_not_depend_on_who_is_first_nor_on_the_names_of_codes(pairs):
    first, second = zip(*pairs, strict=True)
    kappa = cohens_kappa(first, second)
    renamed = dict(zip("abc", (7, 8, 9), strict=True))
    others = (
        cohens_kappa(second, first),
        cohens_kappa([renamed[c] for c in first], [renamed[c] for c in second]),
    )
    assert all(other == kappa or (math.isnan(other) and math.isnan(kappa)) for other in others)
    assert math.isnan(kappa) or -1 <= kappa <= 1


@given(st.dictionaries(st.text(max_size=3), st.sampled_from("pqr"), max_size=25), st.data())
def test_a_stratified_sample_gives_every_stratum_its_share(strata, data):
    size = data.draw(st.integers(0, len(strata)))
    drawn = stratified_sample(strata, size, "seed")
    assert len(drawn) == len(set(drawn)) == size
    counts = Counter(strata[item] for item in drawn)
    for stratum, members in Counter(strata.values()).items():
        assert abs(counts[stratum] - size * members / len(strata)) < 1


def test_a_sample_larger_than_what_there_is_cannot_be_drawn():
    with pytest.raises(ValueError, match="2"):
        stratified_sample({"one": "s"}, 2, "seed")


def test_the_sample_is_the_one_its_seed_draws_in_any_order_of_the_claims(sample, account, strata):
    seed = re.search(r"with the seed `([^`]+)`", account)[1]
    drawn = stratified_sample(strata, 60, seed)
    assert drawn == sample["claim_id"].tolist()
    assert drawn == stratified_sample(dict(reversed(strata.items())), 60, seed)
    assert drawn != stratified_sample(strata, 60, seed + "x")


def test_the_account_says_how_many_claims_came_from_each_source(sample, account):
    for source, count in Counter(c.split("-")[0] for c in sample["claim_id"]).items():
        assert f"{count} from {source}" in account


def test_the_kappa_of_the_account_is_that_of_the_codings(sample, account):
    kappa = cohens_kappa(sample["first_code"], sample["second_code"])
    assert float(re.search(r"Cohen's kappa: (-?\d\.\d{3})", account)[1]) == round(kappa, 3)
    alike = int((sample["first_code"].astype(str) == sample["second_code"].astype(str)).sum())
    assert f"Alike: {alike} of 60" in account


def test_the_table_of_the_account_counts_the_codings(sample, account):
    kinds = list(sample["first_code"].cat.categories)
    counts = Counter(zip(sample["first_code"], sample["second_code"], strict=True))
    block = account.split("## Agreement")[1].split("## The disagreements")[0]
    for kind in kinds:
        row = [counts[kind, other] for other in kinds]
        assert table_rows(block, kind) == [[kind, *map(str, row), str(sum(row))]]


def test_every_disagreement_is_decided_in_writing(sample, account):
    differ = sample[sample["first_code"].astype(str) != sample["second_code"].astype(str)]
    listed = table_rows(account.split("## The disagreements")[1], r"S\d{3}[a-z]?-\d{3}")
    columns = ["claim_id", "first_code", "second_code", "decided", "reason"]
    assert listed == differ[columns].astype(str).values.tolist()
    assert sample["reason"].notna().sum() == len(differ)


def test_a_decision_is_one_of_the_two_codes(sample):
    for row in sample.to_dict("records"):
        assert row["decided"] in {row["first_code"], row["second_code"]}


def test_the_claims_have_the_kinds_that_were_decided(sample):
    kinds = seeds.claims().set_index("claim_id")["kind"]
    assert kinds.loc[sample["claim_id"]].tolist() == sample["decided"].tolist()


def test_the_account_names_each_claim_whose_kind_was_changed(sample, account):
    changed = sample[sample["first_code"].astype(str) != sample["decided"].astype(str)]["claim_id"]
    sentence = re.search(r"have another kind since: ([^.]+)\.", account)[1]
    assert re.findall(r"S\d{3}[a-z]?-\d{3}", sentence) == changed.tolist()

"""Counts of votes add up, coverage is arithmetic, and no table declares a winner."""

import pytest

from tests import prose
from venezuela_course import seeds

COUNTS = list(seeds.election_2024()["count_id"].cat.categories)
STATES = seeds.election_2024_states().set_index("iso3166_2")


def count(count_id):
    """Figures of one count, by item."""
    rows = seeds.election_2024()
    return rows[rows["count_id"] == count_id].set_index("item")["value"]


def votes(count_id):
    """Votes by candidate of one count."""
    rows = seeds.election_2024()
    chosen = rows[(rows["count_id"] == count_id) & (rows["kind"] == "candidate")]
    return chosen.set_index("item")["value"]


@pytest.mark.parametrize("name", ["cne_bulletin_1", "cne_bulletin_2", "opposition_sheets"])
def test_the_candidates_votes_add_up_to_the_valid_votes(name):
    assert votes(name).sum() == count(name)["valid_votes"]


@pytest.mark.parametrize("name", ["cne_bulletin_2", "opposition_sheets"])
def test_valid_and_null_votes_add_up_to_the_voters(name):
    figures = count(name)
    assert figures["valid_votes"] + figures["null_votes"] == figures["voters"]


@pytest.mark.parametrize("name", [name for name in COUNTS if name != "register"])
def test_the_published_shares_follow_from_the_votes(name):
    rows = seeds.election_2024()
    rows = rows[(rows["count_id"] == name) & (rows["kind"] == "candidate")]
    shares = 100 * rows["value"] / rows["value"].sum()
    # The council rounded its first bulletin to one decimal.
    tolerance = 0.051 if name == "cne_bulletin_1" else 0.0051
    assert (shares - rows["share_of_valid_pct"]).abs().max() <= tolerance


def test_the_sheets_cover_81_70_percent_of_the_30_026_tables():
    assert count("opposition_sheets")["tables_counted"] == 24_532
    assert count("register")["tables_total"] == 30_026
    assert round(100 * 24_532 / 30_026, 2) == 81.70


def test_the_campaign_s_site_covered_81_21_percent_on_17_august():
    covered = count("opposition_site")["tables_counted"] / count("register")["tables_total"]
    assert round(100 * covered, 2) == 81.21


def test_the_announced_turnout_is_of_the_register_at_home_scaled_by_the_announced_coverage():
    figures, register = count("cne_bulletin_2"), count("register")
    at_home = register["register_domestic"]
    assert at_home == register["register_venezuelans"] - register["register_abroad"]
    scaled = figures["voters"] / (figures["coverage_announced"] / 100 * at_home)
    assert 100 * scaled == pytest.approx(figures["turnout_announced"], abs=0.01)
    assert 100 * figures["voters"] / at_home == pytest.approx(58.1, abs=0.05)


def test_the_second_bulletin_s_sum_singles_out_one_of_two_printed_figures():
    figures = votes("cne_bulletin_2")
    others = figures.sum() - figures["martinez"]
    assert count("cne_bulletin_2")["valid_votes"] - others == 152_360


def test_every_count_is_under_the_name_of_who_claims_it():
    claimants = seeds.election_2024().groupby("count_id", observed=True)["claimant"]
    assert (claimants.nunique() == 1).all()
    assert claimants.first()["cne_bulletin_2"] != claimants.first()["opposition_sheets"]


def test_candidates_are_listed_by_name_and_not_by_votes():
    for name in COUNTS:
        listed = [item for item in votes(name).index if item != "others"]
        assert listed == sorted(listed), name


def test_no_election_table_declares_a_winner():
    for table in ("election_2024", "election_2024_states"):
        frame = seeds.table(table)
        text = frame.to_csv().lower()
        assert not any(word in text for word in ("winner", "elected", "fraud", "stole"))


def test_nobody_is_named_but_candidates():
    rows = seeds.election_2024().query("kind == 'candidate'")
    assert rows["name"].nunique() == 11  # ten candidates, and "Other eight candidates"


# By state -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "count_id", "item"),
    [
        ("tables_total", "register", "tables_total"),
        ("tables_in_sheets", "opposition_sheets", "tables_counted"),
        ("centres_in_sheets", "opposition_sheets", "centres_counted"),
        ("registered_in_sheets", "opposition_sheets", "registered"),
        ("valid_votes", "opposition_sheets", "valid_votes"),
        ("null_votes", "opposition_sheets", "null_votes"),
        ("votes_gonzalez", "opposition_sheets", "gonzalez"),
        ("votes_maduro", "opposition_sheets", "maduro"),
        ("tables_on_site", "opposition_site", "tables_counted"),
        ("registered_on_site", "opposition_site", "registered"),
        ("voters_on_site", "opposition_site", "voters"),
    ],
)
def test_the_states_add_up_to_the_nation(column, count_id, item):
    assert STATES[column].sum() == count(count_id)[item]


def test_in_each_state_the_candidates_add_up_to_the_valid_votes():
    parts = STATES[["votes_gonzalez", "votes_maduro", "votes_others"]].sum(axis=1)
    assert (parts == STATES["valid_votes"]).all()


def test_in_each_state_coverage_is_tables_with_a_sheet_over_tables():
    coverage = 100 * STATES["tables_in_sheets"] / STATES["tables_total"]
    assert (coverage - STATES["coverage_pct"]).abs().max() <= 0.0051
    assert coverage.idxmin() == "VE-Z" and round(coverage.min()) == 54  # Amazonas
    assert coverage.idxmax() == "VE-S" and round(coverage.max()) == 97  # Táchira


def test_there_are_24_states_and_no_sheet_holds_more_votes_than_voters():
    assert len(STATES) == 24
    cast = STATES["valid_votes"] + STATES["null_votes"]
    assert (cast <= STATES["registered_in_sheets"]).all()
    assert (STATES["tables_in_sheets"] <= STATES["tables_total"]).all()
    assert (STATES["centres_in_sheets"] <= STATES["tables_in_sheets"]).all()


# Before 2024 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("election", "which", "valid"),
    [
        ("2000-07-30-president", "reported", 6_288_578),
        ("2018-05-20-president", "final", 9_209_777),
    ],
)
def test_complete_counts_of_earlier_elections_add_up_to_the_valid_votes(election, which, valid):
    rows = seeds.elections_history().query("election_id == @election and count == @which")
    assert rows["votes"].sum() == valid
    shares = 100 * rows["votes"] / valid
    assert (shares - rows["share_pct"]).abs().max() < 0.011


def test_the_first_bulletin_of_2018_adds_up_to_the_announced_8_603_936():
    rows = seeds.elections_history().query(
        "election_id == '2018-05-20-president' and count == 'first_bulletin'"
    )
    assert rows["votes"].sum() == 8_603_936


def test_the_margin_of_2013_differs_between_two_bulletins():
    rows = seeds.elections_history().query("election_id == '2013-04-14-president'")
    by = rows.set_index(["count", "candidate"])["votes"]
    margins = {
        name: by[name, "maduro"] - by[name, "capriles"]
        for name in ("second_bulletin", "fourth_bulletin")
    }
    assert margins == {"second_bulletin": 262_473, "fourth_bulletin": 224_739}


def test_an_election_is_named_after_its_day_and_office():
    for row in seeds.elections_history().itertuples():
        assert row.election_id == f"{row.date.date()}-{row.office}"


def test_shares_of_one_count_do_not_pass_one_hundred_percent():
    by = seeds.elections_history().groupby(["election_id", "count"], observed=True)["share_pct"]
    assert (by.sum() <= 100.01).all()


def test_rows_of_the_vote_can_be_cited_in_prose():
    text = "[election_2024:opposition_sheets:gonzalez, election_2024_states:VE-Z]"
    references = prose.evidence_references(text)
    assert len(references) == 2
    assert all(seeds.exists(reference) for reference in references)

"""What the tables say: complete, sourced, within the course's dates, and in measured words."""

import calendar
import datetime

import pandas as pd
import pytest

from tests import prose
from venezuela_course import seeds

LAST_DAY = pd.Timestamp("2024-08-31")
ROLL_CALLS = list(seeds.roll_call_totals()["roll_call_id"])

# Others' words and mere numbers: titles and a page's own lines are citations, a polling place has a number.
NOT_OUR_WORDS = {("sources", "title"), ("page_lines", "snippet"), ("synthetic_sheets", "centre")}

# Text columns in the project's own words.
OWN_WORDS = [
    (name, column)
    for name in seeds.tables().index
    for column, dtype in seeds.table(name).dtypes.items()
    if dtype == "str" and (name, column) not in NOT_OUR_WORDS
]

# Columns that name newspapers, one of which is called Free Malaysia Today.
OUTLETS = {"source", "publisher", "reference"}

# Statistical tables whose editions carry a date of their own.
RELEASES = (
    "World Development Indicators",
    "World Economic Outlook",
    "Statistical Review of World Energy",
)


@pytest.mark.parametrize(("name", "column"), OWN_WORDS)
def test_no_loaded_word_stands_without_quotation_marks(name, column):
    cells = seeds.table(name)[column].dropna()
    assert {
        cell: prose.bare_loaded_terms(cell) for cell in cells if prose.bare_loaded_terms(cell)
    } == {}


@pytest.mark.parametrize(("name", "column"), [c for c in OWN_WORDS if c[1] not in OUTLETS])
def test_nothing_speaks_of_today_or_now(name, column):
    cells = seeds.table(name)[column].dropna()
    assert {cell: prose.time_words(cell) for cell in cells if prose.time_words(cell)} == {}


@pytest.mark.parametrize(("name", "column"), OWN_WORDS)
def test_no_wording_mentions_a_date_after_the_last_day(name, column):
    frame = seeds.table(name)
    if name == "claims":
        frame = frame[~frame["looks_ahead"]]
    cells = frame[column].dropna()
    late = {
        cell: prose.dates_after_cut_off(cell) for cell in cells if prose.dates_after_cut_off(cell)
    }
    # The release of a statistical table is not an event of the course.
    assert {c: d for c, d in late.items() if not any(name in c for name in RELEASES)} == {}


@pytest.mark.parametrize("name", seeds.tables().index)
def test_nothing_is_dated_after_the_last_day_except_what_was_forecast_or_scheduled(name):
    frame = seeds.table(name)
    if name == "claims":
        frame = frame[~frame["looks_ahead"]]
    for column, dtype in frame.dtypes.items():
        if str(dtype).startswith("datetime"):
            assert not (frame[column] > LAST_DAY).any(), column


def test_what_looks_ahead_is_a_forecast_or_was_already_scheduled():
    ahead = seeds.claims().query("looks_ahead")
    assert set(ahead["claim_id"]) == {"S000-046", "S000-050", "S000-051", "S000-057", "S000-069"}
    scheduled = ahead[ahead["kind"] != "forecast"]
    assert set(scheduled["claim_id"]) == {"S000-046", "S000-051"}  # start and length of the term
    assert (ahead["date_end"] > LAST_DAY).all()


@pytest.mark.parametrize(
    "name", [n for n in seeds.tables().index if "confidence" in seeds.table(n)]
)
def test_every_row_has_a_source_and_a_confidence_of_a_or_b(name):
    frame = seeds.table(name)
    assert frame["confidence"].notna().all()
    source = "reference" if name == "external_facts" else "source"
    assert frame[source].str.len().gt(1).all()


def test_no_source_is_anybodys_memory():
    for name, column in OWN_WORDS:
        cells = seeds.table(name)[column].dropna()
        assert not cells.str.contains("memory", case=False).any(), (name, column)


def test_wording_that_refers_to_other_evidence_refers_to_evidence_that_exists():
    for name, column in OWN_WORDS:
        for cell in seeds.table(name)[column].dropna():
            for reference in prose.evidence_references(cell):
                assert seeds.exists(reference), (name, column, cell)


# Claims -------------------------------------------------------------------------------------------


def test_there_are_416_claims_from_five_source_texts():
    counts = seeds.claims()["source_id"].value_counts().to_dict()
    assert counts == {"S003b": 166, "S003a": 100, "S000": 71, "S001": 42, "S002": 37}
    assert sum(counts.values()) == 416
    assert set(counts) == set(seeds.sources()["source_id"])


def test_the_ids_of_a_source_count_up_without_a_gap():
    claims = seeds.claims()
    for source, rows in claims.groupby("source_id", observed=True):
        assert list(rows["claim_id"]) == [f"{source}-{i:03d}" for i in range(1, len(rows) + 1)]


def test_each_source_states_how_many_of_its_lines_are_used():
    used = seeds.claims().groupby("source_id")["line"].nunique()
    assert seeds.sources().set_index("source_id")["lines_used"].to_dict() == used.to_dict()


def test_the_two_articles_of_one_file_are_two_sources():
    notes = seeds.sources().set_index("source_id")["note"]
    assert "two articles" in notes["S003a"] and "Second article" in notes["S003b"]


def first_and_last_day(date):
    parts = [int(part) for part in date.split("-")]
    first = datetime.date(parts[0], *(parts[1:2] or [1]), *(parts[2:3] or [1]))
    if len(parts) == 3:
        return first, first
    month = parts[1] if len(parts) == 2 else 12
    return first, datetime.date(parts[0], month, calendar.monthrange(parts[0], month)[1])


def test_the_parsed_days_of_a_claim_are_those_its_date_can_mean():
    for row in seeds.claims().itertuples():
        if row.date_precision == "undated":
            assert row.date == "undated" and pd.isna(row.date_start) and pd.isna(row.date_end)
            continue
        first, last = row.date.split("/")[0], row.date.split("/")[-1]
        assert ("/" in row.date) == (row.date_precision == "interval"), row.claim_id
        end = first_and_last_day(last)[1]
        if not row.looks_ahead:
            end = min(end, LAST_DAY.date())
        assert row.date_start.date() == first_and_last_day(first)[0], row.claim_id
        assert row.date_end.date() == end, row.claim_id
        assert row.date_start <= row.date_end, row.claim_id
        parts = {"year": 1, "month": 2, "day": 3}
        if row.date_precision in parts:
            assert len(row.date.split("-")) == parts[row.date_precision], row.claim_id


def test_a_figure_has_a_unit():
    claims = seeds.claims()
    assert claims.loc[claims["figure_value"].notna(), "figure_unit"].notna().all()
    assert claims.loc[claims["figure_value"].isna(), "figure_unit"].isna().all()


def test_every_allegation_says_who_alleges():
    allegations = seeds.claims().query("kind == 'allegation'")
    assert len(allegations) == 15
    assert allegations["asserted_by"].notna().all()


def test_caveats_do_not_point_outside_the_course():
    caveats = seeds.claims()["caveat"].dropna()
    for phrase in ("module", "scope of the course", "before release", "do not repair"):
        assert not caveats.str.contains(phrase, case=False).any(), phrase


# Timeline -----------------------------------------------------------------------------------------


def test_events_stand_in_order_and_their_claims_exist():
    timeline = seeds.timeline()
    assert timeline["date_start"].is_monotonic_increasing
    for row in timeline.itertuples():
        first, last = first_and_last_day(row.date)
        assert (row.date_start.date(), row.date_end.date()) == (first, last), row.event_id
        assert row.event_id.startswith(f"T-{row.date}-"), row.event_id
        for claim in row.claim_ids.split(";") if isinstance(row.claim_ids, str) else []:
            assert seeds.exists(claim), (row.event_id, claim)


def test_each_roll_call_is_an_event_of_the_timeline():
    events = seeds.timeline().query("strand in ['diplomacy', 'politics']")
    for roll_call in ROLL_CALLS:
        assert roll_call in set(events["date"]), roll_call


# The Organization of American States --------------------------------------------------------------


def test_the_organization_has_35_states_of_which_34_took_part_in_2017_and_33_in_2024():
    states = seeds.oas_states()
    assert len(states) == 35
    assert states["participates_2017"].sum() == 34
    assert states["participates_2024"].sum() == 33
    out_2017 = set(states.loc[~states["participates_2017"], "iso3"])
    out_2024 = set(states.loc[~states["participates_2024"], "iso3"])
    assert (out_2017, out_2024) == ({"CUB"}, {"CUB", "NIC"})
    assert states.loc[~states["participates_2024"], "participation_note"].notna().all()


def test_fourteen_caricom_states_take_part():
    states = seeds.oas_states().query("caricom")
    assert len(states) == 14
    assert states["participates_2017"].all()


@pytest.mark.parametrize("roll_call", ROLL_CALLS)
def test_the_votes_of_a_roll_call_add_up_to_the_announced_totals(roll_call):
    votes = seeds.roll_call(roll_call)
    announced = votes.attrs
    counted = votes.value_counts()
    assert counted["for"] == announced["n_for"]
    assert counted["against"] == announced["n_against"]
    assert counted["abstain"] == announced["n_abstain"]
    assert counted["absent"] == announced["n_absent"]
    assert len(votes) == announced["base"]


@pytest.mark.parametrize("roll_call", ROLL_CALLS)
def test_the_outcome_of_a_roll_call_follows_from_its_rule(roll_call):
    totals = seeds.roll_call(roll_call).attrs
    assert (totals["outcome"] == "adopted") == (totals["n_for"] >= totals["votes_needed"])


@pytest.mark.parametrize("roll_call", ROLL_CALLS)
def test_each_state_that_takes_part_is_in_a_roll_call_once(roll_call):
    states = seeds.oas_states().set_index("iso3")
    year = "participates_2024" if roll_call.startswith("2024") else "participates_2017"
    votes = seeds.roll_call(roll_call)
    assert votes.index.is_unique
    assert set(votes.index) == set(states.index[states[year]])


def test_there_are_eleven_roll_calls_and_three_of_34_states_voted_as_the_exercises_say():
    assert len(ROLL_CALLS) == 11
    totals = seeds.roll_call_totals().set_index("roll_call_id")
    columns = ["votes_needed", "n_for", "n_against", "n_abstain", "n_absent"]
    assert list(totals.loc["2017-06-19", columns]) == [23, 20, 5, 8, 1]
    assert list(totals.loc["2018-06-05", columns]) == [18, 19, 4, 11, 0]
    assert list(totals.loc["2024-07-31", columns]) == [18, 17, 0, 11, 5]


def test_caricom_split_six_three_and_five_in_cancun():
    caricom = seeds.oas_states().query("caricom")["iso3"]
    votes = seeds.roll_call("2017-06-19")[list(caricom)]
    assert votes.value_counts().to_dict() == {"for": 6, "abstain": 5, "against": 3, "absent": 0}


def test_votes_known_only_by_elimination_are_not_called_certain():
    votes = seeds.roll_calls()
    eliminated = votes["source"].str.contains("elimination")
    assert eliminated.any()
    assert (votes.loc[eliminated, "confidence"] == "B").all()


def test_the_conflict_about_st_lucia_is_on_record():
    note = seeds.roll_call_totals().set_index("roll_call_id").loc["2018-06-05", "note"]
    assert "St Lucia" in note
    row = seeds.resolve("roll_calls:2018-06-05:LCA").iloc[0]
    assert (row["vote"], row["confidence"]) == ("for", "B")


# The groups ---------------------------------------------------------------------------------------


def members(which, group):
    rows = seeds.groups().query("list == @which and group == @group and status == 'member'")
    return set(rows["actor"])


def test_twelve_states_founded_the_lima_group():
    groups = seeds.groups()
    founders = groups.query("list == 'record' and group == 'lima' and role == 'founder'")
    assert len(founders) == 12
    assert founders["signed_2017_08_08"].all()
    assert (founders["joined"] == "2017-08-08").all()


def test_eleven_governments_and_a_venezuelan_delegation_signed_in_may_2019():
    groups = seeds.groups()
    for which, venezuela in (("seed", "VEN-OPPOSITION"), ("record", "VEN")):
        rows = groups[(groups["list"] == which) & (groups["group"] == "lima")]
        signed = set(rows.loc[rows["signed_2019_05_03"].fillna(False), "actor"])
        assert len(signed) == 12
        assert venezuela in signed
        assert {"MEX", "GUY", "LCA", "USA"}.isdisjoint(signed)


def test_the_source_counts_mexico_in_and_leaves_ecuador_out_of_the_contact_group():
    assert members("seed", "contact") == {"URY", "MEX", "BOL", "CRI", "EU-MEMBERS"}
    record = members("record", "contact")
    assert "MEX" not in record and {"ECU", "URY", "BOL", "CRI", "EU"} <= record
    assert seeds.resolve("groups:record:contact:MEX").iloc[0]["status"] == "non_member"


def test_eight_member_states_of_the_european_union_are_in_the_contact_group():
    groups = seeds.groups()
    assert (groups["role"] == "EU member state").sum() == 8


def test_costa_rica_belongs_to_both_groups_on_either_list():
    assert members("seed", "lima") & members("seed", "contact") == {"CRI"}
    record = seeds.groups().query("list == 'record' and status == 'member'")
    in_may_2019 = record[
        (record["joined"] <= "2019-05-03") | (record["actor"].isin(["GUY", "LCA"]))
    ]
    lima = set(in_may_2019.query("group == 'lima'")["actor"])
    contact = set(in_may_2019.query("group == 'contact'")["actor"])
    assert lima & contact == {"CRI"}


def test_a_day_of_joining_or_leaving_has_a_precision_and_the_other_way_round():
    groups = seeds.groups()
    for day in ("joined", "left"):
        assert (groups[day].isna() == groups[f"{day}_precision"].isna()).all()
    both = groups.dropna(subset=["joined", "left"])
    assert (both["left"] > both["joined"]).all()


def test_rows_of_the_sources_list_name_the_claim_that_prints_them():
    groups = seeds.groups()
    assert groups.query("list == 'seed'")["claim_id"].notna().all()
    assert groups.query("list == 'record'")["claim_id"].isna().all()


# External facts -----------------------------------------------------------------------------------


def test_ids_of_external_facts_count_up_and_each_says_how_it_was_checked():
    facts = seeds.external_facts()
    assert list(facts["fact_id"]) == [f"X-{i:03d}" for i in range(1, len(facts) + 1)]
    assert facts["checked"].str.len().gt(10).all()
    assert (facts["value"].isna() == facts["unit"].isna()).all()


def test_the_threshold_of_2017_is_two_thirds_of_34_and_not_of_35():
    threshold = seeds.resolve("X-001").iloc[0]["value"]
    assert threshold == 23 == -(-2 * 34 // 3)
    assert -(-2 * 35 // 3) == 24 == seeds.resolve("X-006").iloc[0]["value"]


def test_every_invented_value_says_that_it_is_invented():
    values = seeds.teaching_values()
    assert (values["status"] == "invented").all()
    assert values["note"].str.contains("invented for teaching").all()

"""Sanctions, and counts of officers: dated, sourced, measured in words, conflicts kept."""

import calendar

import pandas as pd
import pytest

from venezuela_course import seeds

LAST_DAY = pd.Timestamp("2024-08-31")


def first_and_last_day(date):
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return pd.Timestamp(date), pd.Timestamp(date)
    if len(parts) == 2:
        last = calendar.monthrange(*parts)[1]
        return pd.Timestamp(f"{date}-01"), pd.Timestamp(f"{date}-{last}")
    return pd.Timestamp(f"{date}-01-01"), pd.Timestamp(f"{date}-12-31")


# Columns of dates kept as text, with the column that says how precise they are.
DATES = [
    ("sanctions", "date", "date_precision"),
    ("oil_reserves", "as_of", "as_of_precision"),
    ("election_2024", "date", "date_precision"),
    ("forecast_vintages", "vintage", "vintage_precision"),
]


@pytest.mark.parametrize(("table", "column", "precision"), DATES)
def test_a_date_is_as_precise_as_its_row_says_and_within_the_course(table, column, precision):
    for row in seeds.table(table).dropna(subset=column).to_dict("records"):
        assert row[precision] == {4: "year", 7: "month", 10: "day"}[len(row[column])], row
        assert first_and_last_day(row[column])[1] <= LAST_DAY, row


def test_a_period_of_a_count_is_the_days_it_can_mean():
    for row in seeds.militarisation().itertuples():
        first, last = row.period.split("/")[0], row.period.split("/")[-1]
        assert ("/" in row.period) == (row.period_precision == "interval"), row.record_id
        assert row.date_start == first_and_last_day(first)[0], row.record_id
        assert row.date_end == first_and_last_day(last)[1], row.record_id


# Sanctions ----------------------------------------------------------------------------------------


def test_measures_stand_in_the_order_of_their_days_and_are_named_after_them():
    frame = seeds.sanctions()
    assert frame["date"].is_monotonic_increasing
    for row in frame.itertuples():
        assert row.sanction_id.startswith(f"{row.date}-"), row.sanction_id
        assert row.sanction_id.split(f"{row.date}-")[1].startswith(row.issuer.lower())


def test_financial_sanctions_came_seventeen_months_before_those_on_oil():
    # S003b-068 dates the 'sweeping' sanctions to 2019 and leaves 2017 out.
    dates = seeds.sanctions().set_index("sanction_id")["date"]
    assert dates["2017-08-24-us-eo-13808"] < dates["2019-01-28-us-pdvsa"]
    gap = pd.Timestamp(dates["2019-01-28-us-pdvsa"]) - pd.Timestamp(dates["2017-08-24-us-eo-13808"])
    assert 16 < gap.days / 30.4 < 18


def test_pressure_was_eased_as_well_as_raised():
    direction = seeds.sanctions()["direction"].value_counts()
    assert direction["tighten"] > direction["relax"] > 0
    eased = seeds.sanctions().query("direction == 'relax'")
    assert eased["date"].min() == "2022-11-26"


def test_executive_orders_are_numbered_upwards_in_time():
    orders = seeds.sanctions().query("type == 'executive_order'")
    numbers = orders["instrument"].str.extract(r"(\d{5})")[0].astype(int)
    assert numbers.is_monotonic_increasing
    assert len(numbers) == 7


def test_an_indictment_is_called_an_accusation():
    rows = seeds.sanctions().query("type == 'indictment'")
    assert len(rows) == 1
    assert "accusation, not a verdict" in rows["effect"].iloc[0]


# Officers -----------------------------------------------------------------------------------------


def test_shares_are_between_nought_and_a_hundred_and_posts_have_no_value():
    frame = seeds.militarisation()
    shares = frame[frame["measure"].astype("str").str.endswith("share")]
    assert shares["value"].between(0, 100).all()
    posts = frame["measure"] == "post"
    assert frame["value"].isna().eq(posts).all()
    assert frame["unit"].isna().eq(posts).all()
    assert frame.loc[posts, "note"].notna().all()


def test_counts_given_with_a_share_give_that_share():
    counted = seeds.militarisation().dropna(subset="count")
    counted = counted[
        counted["count"].str.contains(" of ") & counted["unit"].str.contains("percent")
    ]
    assert len(counted) == 4
    for row in counted.to_dict("records"):
        part, whole = (int(number) for number in row["count"].split(" of "))
        assert 100 * part / whole == pytest.approx(row["value"], abs=0.35), row["record_id"]


def test_the_cabinet_of_2016_had_more_officers_than_chavez_on_average_but_not_than_his_peak():
    # S003a-054 compares without numbers: it holds against the average only.
    share = seeds.militarisation().set_index("record_id")["value"]
    assert share["cabinet-1999-2013"] < share["cabinet-2016"] < share["cabinet-2004"]
    assert share["cabinet-2017"] > share["cabinet-2004"]


def test_two_counts_of_generals_differ_by_a_factor_of_two_and_both_stay():
    generals = seeds.militarisation().query("measure == 'generals'")
    assert sorted(generals["value"]) == [1000, 2000]
    assert generals["note"].str.contains("count of 20").all()


def test_a_figure_of_a_source_text_is_marked_as_an_upper_bound():
    row = seeds.resolve("militarisation:governors-psuv-2016").iloc[0]
    claim = seeds.claim("S003a-055")
    assert row["value"] == 100 * claim["figure_value"]
    assert "upper bound" in row["note"] and "upper bound" in claim["figure_unit"]

"""Tables of tally sheets: bounds by stratum, the invented sheets, and a table of real ones."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.exercises.mediation import sheets
from venezuela_course.models import tally_sheets as sheet_models
from venezuela_course.seeds import EvidenceError
from venezuela_course.seeds.tally_sheets import CANDIDATES, COLUMNS

ROOT = Path(__file__).parents[2]
REAL = Path(
    os.environ.get(seeds.TALLY_SHEETS)
    or ROOT.parent / "shared" / "facts" / "large" / "actas_2024_tables.csv"
)
needs_real = pytest.mark.skipif(not REAL.is_file(), reason="no table of real sheets here")


@st.composite
def tables(draw):
    """A frame of polling tables, some without a sheet."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from("NSE"),
                st.integers(1, 500),
                st.floats(0.05, 1),
                st.floats(0, 1),
                st.booleans(),
            ),
            min_size=1,
            max_size=14,
        )
    )
    frame = []
    for state, registered, turnout, share, published in rows:
        valid = round(registered * turnout)
        a = round(valid * share)
        frame.append((state, registered, valid, a, published))
    return pd.DataFrame(frame, columns=["state", "registered", "truth", "truth_a", "published"])


def seen(frame):
    """What is known of it."""
    shown = frame.assign(
        valid=frame["truth"].where(frame["published"]).astype(float),
        a=frame["truth_a"].where(frame["published"]).astype(float),
    )
    return shown.astype({"registered": float})


quick = settings(max_examples=60, deadline=None)


# Bounds by stratum ----------------------------------------------------------------------------------


@quick
@given(tables())
def test_finer_strata_never_widen_the_interval(frame) -> None:
    known = seen(frame)
    pooled = sheet_models.stratified_bounds(known, "a")
    stratified = sheet_models.stratified_bounds(known, "a", "state")
    assert pooled.low <= stratified.low + 1e-12
    assert stratified.high <= pooled.high + 1e-12


@quick
@given(tables())
def test_the_register_is_the_ceiling_that_holds_whatever_the_turnout(frame) -> None:
    known = seen(frame)
    if frame["truth"].sum():
        bounds = sheet_models.stratified_bounds(known, "a", "state", ceiling="register")
        assert bounds.contains(frame["truth_a"].sum() / frame["truth"].sum())


@quick
@given(tables())
def test_a_ceiling_on_turnout_holds_if_no_missing_table_exceeds_it(frame) -> None:
    turnout = frame["truth"] / frame["registered"]
    known = seen(frame)
    highest = turnout.where(frame["published"]).groupby(frame["state"]).transform("max")
    if frame["truth"].sum() and (turnout <= highest.fillna(-1) + 1e-12).all():
        bounds = sheet_models.stratified_bounds(known, "a", "state")
        assert bounds.contains(frame["truth_a"].sum() / frame["truth"].sum())


@quick
@given(tables(), st.floats(0, 1), st.floats(0, 1))
def test_assuming_less_never_narrows_the_interval(frame, one, two) -> None:
    known = seen(frame)
    less, more = (
        sheet_models.stratified_bounds(known, "a", "state", largest_difference=difference)
        for difference in sorted((one, two))
    )
    assert more.low <= less.low + 1e-12 and less.high <= more.high + 1e-12


@quick
@given(tables(), st.floats(0, 1), st.integers(0, 2**6 - 1))
def test_no_choice_of_missing_votes_leaves_the_interval(frame, difference, corner) -> None:
    """The corners of what is possible, stratum by stratum, none or all missing, lowest or highest."""
    known = seen(frame)
    if not known["valid"].sum():
        return
    bounds = sheet_models.stratified_bounds(known, "a", "state", largest_difference=difference)
    missing = sheet_models.missing_votes(known, "state")
    own, cast = known["a"].sum(), known["valid"].sum()
    overall = own / cast
    for place, (stratum, votes) in enumerate(missing.items()):
        inside = known[known["state"] == stratum]
        counted = inside["valid"].sum()
        share = inside["a"].sum() / counted if counted else overall
        if corner >> (2 * place) & 1:
            high = corner >> (2 * place + 1) & 1
            theirs = min(1, share + difference) if high else max(0, share - difference)
            own, cast = own + votes * theirs, cast + votes
    assert bounds.low - 1e-9 <= own / cast <= bounds.high + 1e-9


def test_complete_sheets_leave_one_number() -> None:
    frame = sheet_models.synthetic_sheets()
    bounds = sheet_models.stratified_bounds(frame, "a", "state")
    assert bounds.width == pytest.approx(0)
    assert bounds.low == pytest.approx(frame["a"].sum() / frame["valid"].sum())


def test_nothing_published_says_nothing() -> None:
    frame = pd.DataFrame({"state": ["N"], "registered": [5.0], "valid": [np.nan], "a": [np.nan]})
    assert sheet_models.stratified_bounds(frame, "a", "state") == (0, 1)


def test_missing_votes_by_hand() -> None:
    frame = pd.DataFrame(
        {
            "state": ["N", "N", "S", "S", "B"],
            "registered": [400.0, 500, 400, 500, 100],
            "valid": [240.0, np.nan, 300, 250, np.nan],
        }
    )
    assert sheet_models.missing_votes(frame).tolist() == [0.75 * 600]
    by_stratum = sheet_models.missing_votes(frame, "state")
    assert by_stratum.to_dict() == {"B": 75.0, "N": 300.0, "S": 0.0}  # B: the highest of all
    assert sheet_models.missing_votes(frame, ceiling="register").tolist() == [600]
    assert sheet_models.missing_votes(frame, size_ratio=9).tolist() == [600]  # never above it


@pytest.mark.parametrize("wrong", [{"largest_difference": 1.5}, {"size_ratio": -1.0}])
def test_a_parameter_out_of_range_is_refused(wrong) -> None:
    frame = sheet_models.published_only(sheet_models.synthetic_sheets())
    with pytest.raises(ValueError, match=next(iter(wrong))):
        sheet_models.stratified_bounds(frame, "a", "state", **wrong)


def test_missing_tables_are_added_stratum_by_stratum() -> None:
    published = pd.DataFrame({"state": ["N", "N", "S"], "registered": [400, 500, 300]})
    whole = sheet_models.with_missing_tables(published, {"N": 3, "S": 1, "B": 2}, 900)
    assert whole["state"].value_counts().to_dict() == {"N": 3, "B": 2, "S": 1}
    assert whole["registered"].tolist()[3:] == [300.0] * 3
    with pytest.raises(ValueError, match="more sheets than tables in: N"):
        sheet_models.with_missing_tables(published, {"N": 1, "S": 1}, 0)
    with pytest.raises(ValueError, match="without a number of tables: S"):
        sheet_models.with_missing_tables(published, {"N": 3}, 0)


# The invented sheets --------------------------------------------------------------------------------


def test_the_invented_sheets_can_be_made_again_to_the_letter() -> None:
    made = sheet_models.synthetic_sheets()
    made["published"] = made["published"].map({True: "true", False: "false"})
    text = io.StringIO()
    made.to_csv(text, index=False, lineterminator="\n")
    assert (seeds.data_folder() / "synthetic_sheets.csv").read_text("utf-8") == text.getvalue()


def test_invented_sheets_add_up() -> None:
    frame = seeds.synthetic_sheets()
    assert (frame["a"] + frame["b"] + frame["others"] == frame["valid"]).all()
    assert (frame["valid"] + frame["null_votes"] <= frame["registered"]).all()
    assert not frame.duplicated(["centre", "table"]).any()
    assert frame.attrs["title"] == "Synthetic tally sheets"


def test_the_gaps_are_not_random_and_the_published_sheets_flatter_a() -> None:
    frame = seeds.synthetic_sheets().astype({"a": float, "valid": float})
    published = frame[frame["published"]]
    truth = frame["a"].sum() / frame["valid"].sum()
    shown = published["a"].sum() / published["valid"].sum()
    error = 1.96 * np.sqrt(shown * (1 - shown) / published["valid"].sum())
    assert shown - error > truth  # a margin of error for random samples misses the truth


def test_the_truth_of_the_invented_sheets_lies_within_every_bound() -> None:
    frame = seeds.synthetic_sheets()
    truth = float(frame["a"].sum() / frame["valid"].sum())
    known = sheets()
    for strata in (None, "state"):
        for ceiling in ("turnout", "register"):
            assert sheet_models.stratified_bounds(known, "a", strata, ceiling=ceiling).contains(
                truth
            )


def test_one_stratum_has_no_sheet_at_all() -> None:
    coverage = sheet_models.sheet_coverage(sheets(), "state")
    assert coverage.loc["Border", "published"] == 0
    assert coverage["tables"].sum() == 1340
    assert coverage.loc["Border", "of_registered"] == 0


# A table of real sheets -----------------------------------------------------------------------------

ROW = "1,100,1,600,300,2,200,60,10,5,5,5,5,4,3,3"


def written(tmp_path, *rows, columns=COLUMNS):
    path = tmp_path / "sheets.csv"
    path.write_text("\n".join([",".join(columns), *rows]) + "\n")
    return path


def test_a_well_formed_table_is_read(tmp_path) -> None:
    found = seeds.tally_sheets(written(tmp_path, ROW, ROW.replace("1,100,1,", "22,100,2,")))
    assert found["iso3166_2"].tolist() == ["VE-A", "VE-Z"]
    assert found["state"].tolist() == ["Distrito Capital", "Amazonas"]
    assert found[list(CANDIDATES)].sum(axis=1).tolist() == found["valid"].tolist()
    found.loc[0, "valid"] = 0  # the frame is the caller's own
    assert seeds.tally_sheets(tmp_path / "sheets.csv").loc[0, "valid"] == 300


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROW.replace(",200,", ",-200,")], r"column gonzalez: negative \(line 2"),
        ([ROW, ROW], r"centre and table occur more than once \(line 3: '100/1'"),
        ([ROW.replace(",200,", ",201,")], "do not add up to the valid votes"),
        ([ROW.replace(",600,", ",6,")], "more votes than voters registered"),
        (
            [ROW.replace(",600,", ",many,")],
            r"column registered: not a whole number \(line 2: 'many'",
        ),
        ([ROW.replace(",600,", ",600.5,")], "column registered: not a whole number"),
        ([ROW.replace(",600,", ",,")], "column registered: not a whole number"),
        ([ROW.replace("1,100,", "77,100,", 1)], r"no state with this number \(line 2: '77'"),
        ([], "no rows"),
    ],
)
def test_a_table_that_cannot_be_used_says_why_and_where(tmp_path, rows, said) -> None:
    with pytest.raises(EvidenceError, match=said):
        seeds.tally_sheets(written(tmp_path, *rows))


def test_columns_that_are_missing_are_named(tmp_path) -> None:
    kept = [column for column in COLUMNS if column not in ("maduro", "valid")]
    with pytest.raises(EvidenceError, match="no columns valid, maduro"):
        seeds.tally_sheets(written(tmp_path, columns=kept))


def test_no_table_named_and_no_such_file_are_said(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv(seeds.TALLY_SHEETS, raising=False)
    with pytest.raises(EvidenceError, match=seeds.TALLY_SHEETS):
        seeds.tally_sheets()
    monkeypatch.setenv(seeds.TALLY_SHEETS, str(tmp_path / "nowhere.csv"))
    with pytest.raises(EvidenceError, match="nowhere"):
        seeds.tally_sheets()


@needs_real
def test_the_real_table_adds_up_to_the_sums_of_every_state() -> None:
    found = seeds.tally_sheets(REAL)
    assert len(found) == 24_532
    sums = found.groupby("iso3166_2")[["valid", "null_votes", "gonzalez", "maduro", "registered"]]
    states = seeds.election_2024_states().set_index("iso3166_2").sort_index()
    expected = states[
        ["valid_votes", "null_votes", "votes_gonzalez", "votes_maduro", "registered_in_sheets"]
    ]
    assert (sums.sum().sort_index().to_numpy() == expected.to_numpy(dtype=int)).all()
    assert (found["iso3166_2"].value_counts().sort_index() == states["tables_in_sheets"]).all()


@needs_real
def test_bounds_of_the_real_table_hold_if_its_sheets_are_genuine(monkeypatch) -> None:
    """Figures of the opposition's table; no statement that they are the result."""
    monkeypatch.setenv(seeds.TALLY_SHEETS, str(REAL))
    whole = sheets()
    assert len(whole) == 30_026
    pooled = sheet_models.stratified_bounds(whole, "a")
    stratified = sheet_models.stratified_bounds(whole, "a", "state")
    assert pooled == pytest.approx((0.5039, 0.7534), abs=5e-5)
    assert stratified == pytest.approx((0.5094, 0.7507), abs=5e-5)

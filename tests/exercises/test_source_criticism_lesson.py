"""Lesson 0: what the explorations show, what the practice answers, what the figures and the steps say."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.universal import UniversalLessonProperties, starting, words
from venezuela_course import seeds
from venezuela_course.exercises import source_criticism_lesson as lesson
from venezuela_course.exercises.source_criticism.claim_graph import CLAIMS
from venezuela_course.exercises.source_criticism_lesson import ferry, figures, pandas_steps
from venezuela_course.models.source_criticism_testimony import corroboration, reweigh
from venezuela_course.models.source_criticism_voices import spoken_of, voices

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "00_source_criticism.ipynb"
RIGHT = {
    lesson.ReadAnId: {"line": 71, "who": "author", "worth": "said"},
    lesson.UnpickAnInventedPage: {
        "kinds": {
            "1": "navigation",
            "2": "headline-new",
            "3": "caption",
            "4": "headline-old",
            "5": "body-old",
            "6": "quote",
            "7": "body-old",
            "8": "caption",
            "9": "headline-new",
            "10": "body-new",
            "11": "quote",
            "12": "body-new",
        },
        "witnesses": 1,
        "year": 2016,
    },
    lesson.SortTheStatements: {
        "kinds": {
            "rejected": "event",
            "use": "figure",
            "heart": "characterisation",
            "listened": "attributed_opinion",
            "charged": "allegation",
            "winter": "forecast",
            "islanders": "attributed_opinion",
            "sold": "allegation",
        },
        "frame": "charge",
    },
    lesson.RelateThePairs: {
        "relations": {
            "scrap": "duplicates",
            "hearing": "contradicts",
            "may": "supersedes",
            "passengers": "none",
            "twelfth": "same_event",
            "overhaul": "supports",
        },
        "witnesses": 1,
    },
    lesson.WeighAMisprint: {"belief": 75, "print": ["flag", "ask"]},
    lesson.GuessBeforeYouCount: {"guess": 13, "most": "academic"},
}
EXPLORATIONS = [
    lesson.DatelineExplorer,
    lesson.KappaExplorer,
    lesson.CorroborationExplorer,
    lesson.SlipExplorer,
    lesson.VoicesExplorer,
]
INVENTED = {
    lesson.UnpickAnInventedPage,
    lesson.SortTheStatements,
    lesson.RelateThePairs,
    lesson.WeighAMisprint,
    lesson.CorroborationExplorer,
    lesson.SlipExplorer,
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Answers are kept beside the notebook: here, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


class TestTheLessonOfUnit0(UniversalLessonProperties):
    explorations = EXPLORATIONS
    practices = RIGHT


def shows(explorer, **settings_):
    built = explorer()
    return words(built.picture(starting(built) | settings_))


def judged(practice, **changed):
    return practice("lesson-test").judge(RIGHT[practice] | changed)


def test_whatever_is_invented_says_so():
    assert {one for one in (*RIGHT, *EXPLORATIONS) if one.invented} == INVENTED


# Voices ---------------------------------------------------------------------------------------------


def test_every_asserter_of_a_claim_has_one_side_with_a_reason_and_no_side_is_for_nobody():
    sides, asserters = seeds.asserter_sides(), set(seeds.claims()["asserted_by"])
    assert sorted(sides["asserted_by"]) == sorted(asserters)
    assert (sides["note"].str.len() > 10).all()
    assert set(sides["side"].cat.categories) == set(sides["side"])


def test_only_the_texts_own_voice_is_neither_named_nor_unnamed():
    sides = seeds.asserter_sides()
    assert (sides["named"].isna() == (sides["side"] == "writer")).all()
    unnamed = sides["asserted_by"].str.contains("unnamed|unspecified|rumour|leaked")
    assert not sides.loc[unnamed, "named"].any()


def test_the_venezuelan_government_asserts_one_claim_in_thirty_two():
    told = figures.all_voices()
    counts = told["side"].value_counts()
    assert (int(counts["government"]), int(counts["writer"]), len(told)) == (13, 339, 416)
    assert int((~told.loc[told["side"] == "government", "reported"]).sum()) == 3


def test_the_opposition_is_heard_even_less_than_the_government():
    counts = figures.all_voices()["side"].value_counts()
    assert counts["opposition"] < counts["united_states"] < counts["government"]


def test_the_government_is_spoken_of_eight_times_as_often_as_it_speaks():
    told = figures.all_voices()
    about = spoken_of(told, figures.PARTIES["government"], "government")
    assert about == 105


def test_the_entities_that_stand_for_a_party_are_names_that_the_claims_use():
    named = {name for cell in seeds.claims()["entities"].dropna() for name in cell.split(";")}
    assert {name for names in figures.PARTIES.values() for name in names} <= named


def test_no_voice_but_the_columnists_is_heard_in_s002():
    assert "Nobody is heard here but the text itself." in shows(
        lesson.VoicesExplorer, texts=["S002"]
    )


def test_the_lanes_of_the_score_stand_in_the_order_of_how_much_is_said():
    counts = figures.all_voices()["side"].value_counts()
    said = [counts[side] for side in figures.LANES]
    assert said == sorted(said, reverse=True)
    assert set(figures.LANES) == set(counts.index)


def test_every_claim_stands_once_in_the_score_and_in_reading_order():
    told = figures.all_voices()
    assert sorted(told["claim_id"]) == sorted(seeds.claims()["claim_id"])
    assert told["place"].is_monotonic_increasing and told["place"].is_unique
    for _text, ours in told.groupby("source_id"):
        assert ours["claim_id"].is_monotonic_increasing


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nobodys_side(chance):
    claims = seeds.claims().head(120)
    shuffled = claims.sample(frac=1, random_state=chance.randrange(2**31))
    sides = seeds.asserter_sides()
    one = voices(claims, sides).set_index("claim_id")["side"].sort_index()
    other = voices(shuffled, sides).set_index("claim_id")["side"].sort_index()
    pd.testing.assert_series_equal(one, other)


def test_an_asserter_without_a_side_is_named_in_the_complaint():
    claims = pd.DataFrame({"asserted_by": ["a mayor", "a stranger"]})
    sides = pd.DataFrame({"asserted_by": ["a mayor"], "side": ["regional"], "named": [True]})
    with pytest.raises(ValueError, match="a stranger"):
        voices(claims, sides)
    with pytest.raises(ValueError, match="more than one side for a mayor"):
        voices(claims.head(1), pd.concat([sides, sides]))


# Testimony ------------------------------------------------------------------------------------------

CHANCE = st.floats(0.01, 0.99)


@settings(max_examples=60, deadline=None)
@given(prior=CHANCE, hit=CHANCE, slip=CHANCE, reports=st.integers(1, 12))
def test_copies_of_one_report_are_worth_one_report(prior, hit, slip, reports):
    assert corroboration(prior, hit, slip, reports, 1.0) == pytest.approx(
        corroboration(prior, hit, slip, 1, 0.0)
    )


@settings(max_examples=60, deadline=None)
@given(prior=CHANCE, reports=st.integers(2, 8), less=st.floats(0, 1), more=st.floats(0, 1))
def test_the_likelier_copying_is_the_less_a_further_report_adds(prior, reports, less, more):
    less, more = sorted((less, more))
    assert corroboration(prior, 0.8, 0.3, reports, more) <= (
        corroboration(prior, 0.8, 0.3, reports, less) + 1e-12
    )


@settings(max_examples=40, deadline=None)
@given(prior=CHANCE, chance=CHANCE, reports=st.integers(0, 8), copying=st.floats(0, 1))
def test_reports_as_likely_without_the_event_as_with_it_move_nothing(
    prior, chance, reports, copying
):
    assert corroboration(prior, chance, chance, reports, copying) == pytest.approx(prior)


def test_independent_reports_multiply_the_odds():
    assert corroboration(0.5, 0.8, 0.2, 2, 0.0) == pytest.approx(16 / 17)


@pytest.mark.parametrize(
    "arguments",
    [(1.2, 0.5, 0.5, 1, 0), (0.5, -0.1, 0.5, 1, 0), (0.5, 0.5, 0.5, -1, 0), (0.5, 0, 0, 1, 0)],
)
def test_impossible_testimony_is_refused(arguments):
    with pytest.raises(ValueError, match="must|impossible"):
        corroboration(*arguments)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.tuples(CHANCE, CHANCE), min_size=1, max_size=5))
def test_beliefs_after_news_add_up_to_one_and_equal_news_changes_nothing(table):
    priors = {name: pair[0] for name, pair in table.items()}
    after = reweigh(priors, {name: pair[1] for name, pair in table.items()})
    assert sum(after.values()) == pytest.approx(1)
    total = sum(priors.values())
    same = reweigh(priors, dict.fromkeys(priors, 0.3))
    assert all(same[name] == pytest.approx(weight / total) for name, weight in priors.items())


def test_weights_that_cannot_be_weighed_are_refused():
    for priors, likelihoods in (
        ({"a": 1.0}, {"b": 1.0}),
        ({"a": 1.0}, {"a": 0.0}),
        ({"a": -1.0}, {"a": 1.0}),
    ):
        with pytest.raises(ValueError, match="must|no hypothesis"):
            reweigh(priors, likelihoods)


# Explorations ---------------------------------------------------------------------------------------


def test_dated_by_the_headline_over_it_the_article_of_2016_falls_silent_for_three_years():
    assert "no claim would touch the last 3 years" in shows(
        lesson.DatelineExplorer, text="S003a", year=2022
    )
    assert "It would touch its own year." in shows(lesson.DatelineExplorer, text="S003a", year=2016)


@pytest.mark.parametrize(
    ("text", "year"),
    [("S003a", 2016), ("S001", 2017), ("S002", 2019), ("S003b", 2022), ("S000", 2024)],
)
def test_no_text_is_silent_about_the_year_it_was_written_in(text, year):
    assert "It would touch its own year." in shows(lesson.DatelineExplorer, text=text, year=year)


def test_with_six_kinds_two_coders_agree_on_fifty_of_sixty_claims():
    assert "Coded alike: 50 of 60, or 83%. Beyond chance: kappa 0.78." in shows(
        lesson.KappaExplorer
    )


def test_merging_kinds_never_makes_two_coders_disagree_more():
    merges = lesson.KappaExplorer().fields()[0].options
    alike = {
        merge: int(re.search(r"alike: (\d+) of 60", shows(lesson.KappaExplorer, merge=merge))[1])
        for merge in merges
    }
    assert alike["six"] == min(alike.values())
    assert alike["both"] >= max(alike["views"], alike["facts"])
    assert alike["two"] >= alike["both"]


def test_eight_copies_are_worth_less_than_two_reporters_who_looked():
    says = shows(lesson.CorroborationExplorer, reports=8, copying=100)
    copies = int(re.search(r"these 8 bring it to (\d+)%", says)[1])
    says = shows(lesson.CorroborationExplorer, reports=2, copying=0)
    assert copies < int(re.search(r"these 2 bring it to (\d+)%", says)[1])


def test_a_recording_of_the_speaker_clears_the_printer():
    before = shows(lesson.SlipExplorer)
    after = shows(lesson.SlipExplorer, news="recording")
    share = r"2021, digits swapped in print (\d+)%"
    assert int(re.search(share, before)[1]) == 50
    assert int(re.search(share, after)[1]) < 10


def test_no_weight_at_all_is_asked_for_some():
    none = dict.fromkeys(("swapped", "neighbour", "spoken", "true"), 0)
    assert "Give some weight" in shows(lesson.SlipExplorer, **none)


# Practice -------------------------------------------------------------------------------------------


def test_taking_the_headline_at_the_top_for_that_of_the_older_article_is_recognised():
    kinds = RIGHT[lesson.UnpickAnInventedPage]["kinds"] | {"2": "headline-old"}
    assert "belongs to the page" in judged(lesson.UnpickAnInventedPage, kinds=kinds).message


def test_a_pull_quote_counted_as_a_second_witness_is_recognised():
    response = judged(lesson.UnpickAnInventedPage, witnesses=2)
    assert response.right is False and "Repeating is not witnessing" in response.message


def test_the_repeated_lines_of_the_page_are_a_pull_quote_and_its_sentence():
    quote, sentence = (ferry.page()[number] for number in ferry.REPEATED)
    assert sentence.startswith(quote)
    assert [ferry.PAGE_KINDS[number] for number in ferry.REPEATED] == ["quote", "body-old"]


def test_a_charge_passed_on_as_guilt_is_recognised():
    for frame in ("guilt", "caught"):
        response = judged(lesson.SortTheStatements, frame=frame)
        assert response.right is False and "only a court could say" in response.message


def test_a_charge_sorted_as_an_event_is_answered_by_what_it_passes_on():
    kinds = RIGHT[lesson.SortTheStatements]["kinds"] | {"charged": "event"}
    assert "without a finding" in judged(lesson.SortTheStatements, kinds=kinds).message


def test_the_practice_has_a_statement_of_every_kind_and_a_pair_of_every_relation():
    assert set(ferry.STATEMENT_KINDS.values()) == set(seeds.claims()["kind"].cat.categories)
    relations = set(seeds.claim_relations()["type"].cat.categories)
    assert set(ferry.PAIR_RELATIONS.values()) == relations | {"none"}


@pytest.mark.parametrize(
    ("pair", "given", "words_"),
    [
        ("scrap", "supports", "adds no support"),
        ("passengers", "contradicts", "is it one quantity?"),
        ("may", "contradicts", "still a plan"),
    ],
)
def test_the_three_classic_confusions_of_relations_have_messages_of_their_own(pair, given, words_):
    relations = RIGHT[lesson.RelateThePairs]["relations"] | {pair: given}
    assert words_ in judged(lesson.RelateThePairs, relations=relations).message


def test_the_belief_in_the_misprint_is_three_quarters_and_certainty_is_not():
    assert judged(lesson.WeighAMisprint).right is True
    assert "it does happen" in judged(lesson.WeighAMisprint, belief=100).message
    assert "out of those, how many" in judged(lesson.WeighAMisprint, belief=60).message


def test_silent_repair_and_throwing_the_source_away_are_both_turned_down():
    assert "cannot know" in judged(lesson.WeighAMisprint, print=["silent", "flag"]).message
    assert "not worthless" in judged(lesson.WeighAMisprint, print=["void", "flag"]).message


def test_a_wild_guess_with_the_right_side_is_worth_a_thought_and_not_wrong():
    assert judged(lesson.GuessBeforeYouCount, guess=120).right is None
    assert judged(lesson.GuessBeforeYouCount, guess=13, most="government").right is False


# The steps with pandas ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", pandas_steps.STEPS)
def test_each_step_takes_the_right_result_and_knows_its_slips(name):
    step = pandas_steps.STEPS[name]
    assert step.judge(step.right()).right is True
    for slip in step.slips:
        response = step.judge(slip.result())
        assert response.right is False and response.message == slip.message()


@pytest.mark.parametrize("name", pandas_steps.STEPS)
@pytest.mark.parametrize(
    "value",
    [None, True, "37", [], {}, float("nan"), float("inf"), 10**400, pd.DataFrame(), print,
     pd.Series(dtype=float), pd.Series(["a"]), pd.DataFrame({"claim_id": [1, None]}), pd.NA],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_anything_that_a_cell_can_hold_is_answered_in_words(name, value):
    notice = lesson.check(name, value)
    assert repr(notice).startswith("Not yet.") and len(repr(notice)) > 20


def test_a_step_not_written_is_said_to_be_open():
    assert "Not written yet" in repr(lesson.check("rows", ...))


def test_a_step_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(KeyError, match="rows, filter, dates, groups, missing, merge"):
        lesson.check("row", 1)


def test_rows_in_another_order_with_fewer_columns_are_the_same_rows():
    claims = seeds.claims()
    rows = claims[claims["kind"] == "allegation"]
    assert "Right." in repr(lesson.check("filter", rows[["claim_id"]].iloc[::-1]))


def test_a_mask_in_place_of_rows_is_recognised():
    assert "This is a mask" in repr(lesson.check("filter", seeds.claims()["kind"] == "allegation"))


def test_a_row_too_many_and_a_row_missing_are_named():
    claims = seeds.claims()
    rows = claims[claims["kind"] == "allegation"]
    assert "S000-001" in repr(lesson.check("filter", pd.concat([claims.head(1), rows])))
    assert "1 row is missing" in repr(lesson.check("filter", rows.iloc[1:]))
    assert "more than once" in repr(lesson.check("filter", pd.concat([rows, rows.head(1)])))


def test_counts_may_come_from_groupby_or_from_value_counts():
    claims = seeds.claims()
    forecasts = claims[claims["kind"] == "forecast"]
    for counted in (
        forecasts.groupby("source_id").size(),
        forecasts["source_id"].value_counts(),
        forecasts.groupby("source_id")[["claim_id"]].count(),
        forecasts.groupby("source_id").size().astype(float).iloc[::-1],
    ):
        assert "Right." in repr(lesson.check("groups", counted))


def test_the_numbers_that_the_steps_praise_are_those_of_the_tables():
    rows = {name: step.right() for name, step in pandas_steps.STEPS.items()}
    assert rows["rows"] == 37
    assert len(rows["filter"]) == 15
    assert rows["groups"].idxmax() == seeds.claims()["source_id"].value_counts().idxmax() == "S003b"
    assert rows["dates"]["date_start"].min().year == 1920
    assert 0.6 < rows["merge"]["commentary"] / rows["merge"].sum() < 2 / 3


def test_the_function_of_ones_own_is_tried_on_tables_that_trip_a_loose_match():
    def right(claims):
        return claims["asserted_by"].str.contains("via author").mean()

    def loose(claims):
        return claims["asserted_by"].str.contains("via").mean()

    assert "comes out as stated" in repr(lesson.share_reported().check(right))
    assert "0.5" in repr(lesson.share_reported().check(loose))


# Figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        ("two_dates_one_headline", "S003a, written in 2016: 99 dated claims"),
        ("what_each_text_is_made_of", "S002: 11 event, 1 figure"),
        ("five_relations", "roll_call_totals:2017-06-19 supersedes S001-020"),
        ("where_a_wording_breaks", "S000-066: speaker possible, reporter possible"),
        ("score_of_voices", "Of 416 claims the texts themselves assert 339."),
    ],
)
def test_each_figure_says_in_words_what_it_shows(figure, says):
    assert says in getattr(lesson, figure)().alt


def test_the_examples_of_relations_are_relations_of_the_table():
    table = seeds.claim_relations().set_index(["from", "to"])["type"]
    assert {kind: table[(one, other)] for kind, one, other in figures.EXAMPLES} == {
        kind: kind for kind in table.cat.categories
    }


def test_the_lesson_shows_no_relation_of_two_claims_that_the_assignment_asks_about():
    assert not set(CLAIMS) & {one for example in figures.EXAMPLES for one in example}
    lesson_text = " ".join(
        cell.source
        for cell in nbformat.read(LESSON, as_version=4).cells
        if cell.id.startswith("relations-")
    )
    assert [claim for claim in CLAIMS if claim in lesson_text] == []


def test_a_wording_is_cleared_only_up_to_where_a_check_reaches():
    for marks in figures.SLIPS.values():
        stations = [mark for mark in marks if mark]
        assert stations == sorted(stations)  # cleared stations come before open ones
        assert stations[-1] == "open"

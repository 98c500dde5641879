"""Chains of command, definitions, indices and loyalty, against worked cases and brute force."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course import seeds
from venezuela_course.models import militarisation as unit

#: Enough to find a wrong formula, few enough for a test run after every change.
QUICK = settings(max_examples=40, deadline=None)

# Chains of command ----------------------------------------------------------------------------------

BODIES = "abcdef"
links = st.lists(
    st.tuples(st.sampled_from(BODIES), st.sampled_from(BODIES), st.sampled_from(unit.STATUSES)),
    max_size=10,
).map(lambda found: [link for link in found if link[0] != link[1]])


def reachable(edges, start, without=None):
    """Everything linked with the start, by brute force."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for one, two, _status in edges:
            for end, other in ((one, two), (two, one)):
                if end == here and other not in found and other != without:
                    found.add(other)
                    waiting.append(other)
    return found


def test_a_command_between_president_and_supply_is_what_supply_hangs_on() -> None:
    line = [("president", "command", "formal"), ("command", "supply", "formal")]
    assert unit.cut_vertices(line) == ("command",)
    assert unit.cut_vertices_between(line, "president", "supply") == ("command",)
    around = [*line, ("president", "ministry", "formal"), ("ministry", "supply", "informal")]
    assert unit.cut_vertices_between(around, "president", "supply") == ()


def test_a_minister_with_two_posts_is_a_cut_vertex_but_supply_does_not_hang_on_him() -> None:
    chart = [
        ("president", "minister", "formal"),
        ("president", "command", "formal"),
        ("minister", "command", "formal"),
        ("minister", "forces", "formal"),
        ("command", "supply", "formal"),
    ]
    assert unit.cut_vertices(chart) == ("command", "minister")
    assert unit.cut_vertices_between(chart, "president", "supply") == ("command",)
    assert unit.pieces_without(chart, "minister") == (
        ("command", "president", "supply"),
        ("forces",),
    )


@QUICK
@given(links)
def test_a_body_is_cut_between_two_ends_if_without_it_no_path_is_left(edges) -> None:
    bodies = {end for link in edges for end in link[:2]}
    for top, bottom in itertools.permutations(sorted(bodies), 2):
        if bottom not in reachable(edges, top):
            with pytest.raises(ValueError, match="no path"):
                unit.cut_vertices_between(edges, top, bottom)
            continue
        cut = {
            body
            for body in bodies - {top, bottom}
            if bottom not in reachable(edges, top, without=body)
        }
        assert set(unit.cut_vertices_between(edges, top, bottom)) == cut
        assert cut <= set(unit.cut_vertices(edges))


@QUICK
@given(links, st.permutations(BODIES))
def test_names_of_bodies_do_not_matter_to_what_is_cut(edges, names) -> None:
    renamed = dict(zip(BODIES, names, strict=True))
    elsewhere = [(renamed[one], renamed[two], status) for one, two, status in edges]
    assert set(unit.cut_vertices(elsewhere)) == {renamed[one] for one in unit.cut_vertices(edges)}


@QUICK
@given(links)
def test_who_directs_stands_above_unless_they_direct_one_another(edges) -> None:
    rank = unit.ranks(edges)
    for one, two, _status in edges:
        assert rank[one] < rank[two] or path_exists(edges, two, one)


def path_exists(edges, start, end):
    """Whether directing leads from one body to another."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for one, two, _status in edges:
            if one == here and two not in found:
                found.add(two)
                waiting.append(two)
    return end in found


def test_only_links_of_the_statuses_asked_for_are_firm() -> None:
    chart = [("b", "c", "inferred"), ("a", "b", "formal"), ("a", "c", "informal")]
    assert unit.firm(chart) == (("a", "b", "formal"),)
    assert unit.firm(chart, unit.STATUSES) == tuple(sorted(chart))


def test_of_nothing_nothing_is_cut_and_nobody_ranks() -> None:
    assert unit.cut_vertices([]) == ()
    assert unit.ranks([]) == {}
    with pytest.raises(ValueError, match="no path"):
        unit.cut_vertices_between([], "a", "b")


# Three-valued logic and definitions -----------------------------------------------------------------

truths = st.sampled_from(unit.TRUTHS)


def test_kleenes_strong_tables() -> None:
    assert unit.all_of(["yes", "unknown"]) == "unknown"
    assert unit.all_of(["no", "unknown"]) == "no"
    assert unit.any_of(["yes", "unknown"]) == "yes"
    assert unit.any_of(["no", "unknown"]) == "unknown"
    assert unit.negation("unknown") == "unknown"
    assert (unit.all_of([]), unit.any_of([])) == ("yes", "no")


@QUICK
@given(st.lists(truths, max_size=5))
def test_an_unknown_is_decided_only_if_finding_out_could_not_change_the_verdict(values) -> None:
    """Kleene's verdict is known exactly if every way of finding out gives the same."""
    ways = itertools.product(*(("yes", "no") if one == "unknown" else (one,) for one in values))
    verdicts = {unit.all_of(way) for way in ways}
    assert unit.all_of(values) == (verdicts.pop() if len(verdicts) == 1 else "unknown")


@pytest.mark.parametrize("call", [unit.negation, lambda one: unit.all_of([one])])
def test_what_is_no_truth_value_is_refused(call) -> None:
    with pytest.raises(ValueError, match="maybe"):
        call("maybe")


def test_seven_days_are_reached_or_not_or_not_known() -> None:
    assert unit.lasts(7, 7, 7) == "yes"
    assert unit.lasts(0, 6, 7) == "no"
    assert unit.lasts(5, 9, 7) == "unknown"
    assert unit.lasts(None, None, 7) == "unknown"
    assert unit.lasts(8, None, 7) == "yes"


@pytest.fixture(scope="module")
def cases():
    return {case.name: case for case in unit.cases_from(seeds.coup_cases())}


def test_by_powell_and_thyne_2002_was_an_attempt_that_did_not_succeed_and_1958_succeeded(
    cases,
) -> None:
    definition = unit.Definition(unit.POWELL_THYNE, unit.POWELL_THYNE_DAYS)
    made = unit.matrix(list(cases.values()), definition)
    assert made["2002-04-11"] == unit.Classification("yes", "no")
    assert made["1958-01-23"] == unit.Classification("yes", "yes")
    assert made["1992-02-04"] == unit.Classification("yes", "no")
    assert made["2016-07-11"].attempt == made["2020-05-03"].attempt == "no"
    assert made["2019-04-30"].attempt == "unknown"


def test_no_success_since_1958_and_a_removal_in_2002_both_stand_by_the_days_asked_for(
    cases,
) -> None:
    lasting = unit.Definition(unit.POWELL_THYNE, 7)
    removal = unit.Definition(unit.POWELL_THYNE, 0)
    since = [case for name, case in cases.items() if name > "1958-12-31"]
    assert all(unit.classify(case, lasting).success == "no" for case in since)
    assert unit.classify(cases["2002-04-11"], removal).success == "yes"
    assert unit.sensitive_to(cases["2002-04-11"], lasting, unit.DAYS)


def test_two_days_is_what_sources_leave_open_of_2002(cases) -> None:
    verdicts = [
        unit.classify(cases["2002-04-11"], unit.Definition(frozenset({"insider"}), days)).success
        for days in (1, 2, 3)
    ]
    assert verdicts == ["yes", "unknown", "no"]


def test_one_known_no_decides_whatever_else_is_unknown(cases) -> None:
    july = cases["2016-07-11"]
    assert july.facts["illegal"] == "unknown"
    assert unit.classify(july, unit.Definition(frozenset({"illegal"}), 0)).attempt == "unknown"
    both = unit.Definition(frozenset({"illegal", "executive"}), 0)
    assert unit.classify(july, both).attempt == "no"


def test_no_definition_puts_all_cases_in_one_class(cases) -> None:
    for size in range(1, len(unit.CRITERIA) + 1):
        for criteria in itertools.combinations(unit.CRITERIA, size):
            for days in (0, 7, 60):
                made = unit.matrix(list(cases.values()), unit.Definition(frozenset(criteria), days))
                kinds = {(one.attempt, one.success) for one in made.values()}
                assert len(kinds) > 1, (criteria, days)


def test_every_fact_of_a_case_names_rows_that_exist_and_unknowns_have_a_reason() -> None:
    table = seeds.coup_cases()
    assert len(table) == 36
    for row in table.to_dict("records"):
        assert all(seeds.exists(one) for one in row["source"].split(";"))
    assert set(table.loc[table["value"] == "unknown", "case"]) == {"2016-07-11", "2019-04-30"}
    days = table[table["criterion"] == "days"]
    assert (days["low"] <= days["high"]).all()
    assert table.loc[table["criterion"] != "days", "value"].notna().all()


definitions = st.builds(
    unit.Definition, st.frozensets(st.sampled_from(unit.CRITERIA)), st.sampled_from([0, 2, 7])
)


@QUICK
@given(definitions, st.sampled_from([*unit.CRITERIA, unit.DAYS]))
def test_switching_a_criterion_changes_that_one(definition, criterion) -> None:
    switched = unit.switched(definition, criterion)
    assert unit.changes_between(definition, switched) == (criterion,)
    if criterion != unit.DAYS:
        assert unit.switched(switched, criterion) == definition


@QUICK
@given(definitions)
def test_asking_for_more_never_makes_an_attempt_of_what_was_none(definition) -> None:
    every = unit.cases_from(seeds.coup_cases())
    for criterion in set(unit.CRITERIA) - definition.criteria:
        stricter = unit.switched(definition, criterion)
        for case in every:
            before, after = unit.classify(case, definition), unit.classify(case, stricter)
            assert after.attempt == before.attempt or before.attempt != "no"


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(ValueError, match="popularity"):
        unit.switched(unit.Definition(frozenset(), 0), "popularity")


# Composite indices ----------------------------------------------------------------------------------

NAN = math.nan
score = st.sampled_from([0.0, 1.0, 2.0, NAN])
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(score, min_size=width, max_size=width), min_size=1, max_size=6)
)
rules = st.sampled_from(unit.AGGREGATIONS)


def by_definition(row, weights, rule):
    """One date's index, written out."""
    known = [(s / 2, w) for s, w in zip(row, weights, strict=True) if not math.isnan(s) and w > 0]
    if not known:
        return NAN
    total = sum(w for _s, w in known)
    if rule == "additive":
        return sum(s * w for s, w in known) / total
    if rule == "weakest":
        return min(s for s, _w in known)
    return math.prod(s ** (w / total) for s, w in known)


def weights_for(table):
    return [1 + place % 3 for place in range(len(table[0]))]


def test_three_indicators_at_four_dates_by_hand() -> None:
    scores = [[0, 0, 1], [1, 0, 1], [2, 1, 1], [2, 2, 2]]
    additive = unit.index_path(scores, [1, 2, 1], "additive")
    assert additive.tolist() == pytest.approx([1 / 8, 2 / 8, 5 / 8, 1])
    assert unit.index_path(scores, [1, 2, 1], "geometric").tolist() == pytest.approx(
        [0, 0, 0.5**0.75, 1]
    )
    assert unit.index_path(scores, [1, 2, 1], "weakest").tolist() == [0, 0, 0.5, 1]


def test_not_assessed_is_never_zero() -> None:
    scores = [[2, NAN], [NAN, NAN], [2, 0]]
    for rule in unit.AGGREGATIONS:
        path = unit.index_path(scores, [1, 1], rule)
        assert path[0] == 1
        assert math.isnan(path[1])
        assert path[2] == (0.5 if rule == "additive" else 0)


def test_a_weight_of_zero_takes_an_indicator_out_under_every_rule() -> None:
    for rule in unit.AGGREGATIONS:
        assert unit.index_path([[2, 0]], [1, 0], rule).tolist() == [1.0]
        assert math.isnan(unit.index_path([[NAN, 0]], [1, 0], rule)[0])


@QUICK
@given(tables, rules)
def test_the_path_is_what_the_definition_says_date_by_date(table, rule) -> None:
    weights = weights_for(table)
    expected = [by_definition(row, weights, rule) for row in table]
    assert unit.index_path(table, weights, rule).tolist() == pytest.approx(expected, nan_ok=True)


@QUICK
@given(tables, rules, st.floats(0.01, 1000))
def test_only_the_ratios_of_weights_matter(table, rule, factor) -> None:
    weights = np.array(weights_for(table), dtype=float)
    once = unit.index_path(table, weights, rule)
    assert unit.index_path(table, weights * factor, rule) == pytest.approx(once, nan_ok=True)


@QUICK
@given(tables, st.data())
def test_raising_a_score_lowers_no_index_and_delays_no_onset(table, data) -> None:
    rule = data.draw(rules)
    threshold = data.draw(st.sampled_from([0.25, 0.5, 0.75, 1.0]))
    date = data.draw(st.integers(0, len(table) - 1))
    place = data.draw(st.integers(0, len(table[0]) - 1))
    if math.isnan(table[date][place]):
        return
    raised = [list(row) for row in table]
    raised[date][place] = 2.0
    weights = weights_for(table)
    before, after = (unit.index_path(one, weights, rule) for one in (table, raised))
    assert np.all(np.isnan(before) | (after >= before - 1e-12))
    places = [*range(len(table)), unit.NEVER]
    assert places.index(unit.onset(after, threshold)) <= places.index(unit.onset(before, threshold))


@QUICK
@given(tables)
def test_the_additive_index_is_never_below_the_geometric_nor_that_below_the_weakest(table) -> None:
    weights = weights_for(table)
    additive, geometric, weakest = (
        unit.index_path(table, weights, rule) for rule in unit.AGGREGATIONS
    )
    with np.errstate(invalid="ignore"):
        assert np.all(np.isnan(additive) | (additive >= geometric - 1e-12))
        assert np.all(np.isnan(additive) | (geometric >= weakest - 1e-12))


@QUICK
@given(tables, rules)
def test_many_weightings_at_once_give_what_each_gives_alone(table, rule) -> None:
    drawn = unit.dirichlet_weights(len(table[0]), 7, seed=3)
    together = unit.index_path(table, drawn, rule)
    alone = np.array([unit.index_path(table, one, rule) for one in drawn])
    assert together == pytest.approx(alone, nan_ok=True)


@pytest.mark.parametrize(
    ("scores", "weights", "rule", "why"),
    [
        ([[3]], [1], "additive", "between"),
        ([[-1]], [1], "additive", "between"),
        ([[1]], [1, 1], "additive", "shape"),
        ([1], [1], "additive", "shape"),
        ([[1]], [0], "additive", "not all zero"),
        ([[1]], [-1], "additive", "not negative"),
        ([[1]], [NAN], "additive", "finite"),
        ([[1]], [1], "harmonic", "no rule"),
    ],
)
def test_scores_and_weights_that_make_no_index_are_refused(scores, weights, rule, why) -> None:
    with pytest.raises(ValueError, match=why):
        unit.index_path(scores, weights, rule)


def test_the_onset_is_the_first_date_and_a_tie_counts() -> None:
    assert unit.onset([0.1, 0.5, 0.9, 0.5], 0.5, "abcd") == "b"
    assert unit.onset([0.1 + 0.2], 0.3) == 0
    assert unit.onset([0.3], 0.1 + 0.2) == 0
    assert unit.onset([NAN, 0.9], 0.5) == 1
    assert unit.onset([NAN, NAN], 0.0001) == "never"


def test_a_threshold_above_the_highest_index_is_never_reached() -> None:
    for rule in unit.AGGREGATIONS:
        path = unit.index_path([[2, 2], [2, 2]], [1, 2], rule)
        assert unit.onset(path, 1.0) == 0
        assert unit.onset(path, 1.001) == "never"


def test_a_series_gives_the_names_of_its_dates() -> None:
    pandas = pytest.importorskip("pandas")
    assert unit.onset(pandas.Series([0.1, 0.9], index=["2015", "2016"]), 0.5) == "2016"


def test_with_two_indicators_of_which_one_is_full_the_share_of_an_onset_is_known() -> None:
    """The index is the weight of the full one, uniform on [0, 1]: it reaches 0.3 in 70 of 100."""
    stability = unit.onset_stability([[2, 0], [2, 2]], "additive", 0.3, ["2015", "2016"], seed=1)
    assert stability.share("2015") == pytest.approx(0.7, abs=0.02)
    assert stability.share("2016") == pytest.approx(0.3, abs=0.02)
    assert stability.share("2014") == 0


@QUICK
@given(tables, rules)
def test_shares_of_onsets_sum_to_one_and_are_what_single_draws_give(table, rule) -> None:
    stability = unit.onset_stability(table, rule, 0.5, draws=40, seed=9)
    assert sum(stability.shares.values()) == pytest.approx(1)
    found = [
        unit.onset(unit.index_path(table, one, rule), 0.5)
        for one in unit.dirichlet_weights(len(table[0]), 40, seed=9)
    ]
    assert stability.shares == {
        date: found.count(date) / 40 for date in [*range(len(table)), "never"] if date in found
    }


def test_under_the_weakest_link_no_weighting_changes_the_onset() -> None:
    stability = unit.onset_stability([[0, 2], [1, 2], [2, 2]], "weakest", 0.5)
    assert stability.shares == {1: 1.0}


def test_equal_seeds_give_equal_draws_and_weights_that_sum_to_one() -> None:
    one, two = (unit.dirichlet_weights(5, 100, seed=4) for _time in range(2))
    assert (one == two).all()
    assert one.sum(axis=1) == pytest.approx(1)
    assert not (one == unit.dirichlet_weights(5, 100, seed=5)).all()


def test_a_score_is_carried_forward_and_nothing_is_carried_back() -> None:
    carried = unit.carried_forward([None, 1, None, 0, None])
    assert math.isnan(carried[0])
    assert carried[1:] == [1, 1, 0, 0]


def test_two_codings_part_where_both_assessed_and_differ() -> None:
    one, two = [[0, NAN], [2, 1]], [[0, 1], [1, 1]]
    parting = unit.compare_codings(one, two, [0.0, 0.75], [0.25, 0.5])
    assert (parting.shared, parting.alike) == (3, 2)
    assert parting.cells == ((1, 0, 2.0, 1.0),)
    assert parting.gap == [-0.25, 0.25]
    # Observed 2/3; by chance 1/3 for 0 and 1/3 * 2/3 for 1: (2/3 - 1/3) / (1 - 1/3).
    assert parting.kappa == pytest.approx(0.5)


def test_codings_of_different_shapes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        unit.compare_codings([[1]], [[1, 2]], [0.5], [0.5])


def test_codings_that_share_no_cell_have_no_kappa() -> None:
    parting = unit.compare_codings([[NAN]], [[1]], [NAN], [0.5])
    assert math.isnan(parting.kappa) and parting.shared == 0 and math.isnan(parting.gap[0])


# Loyalty --------------------------------------------------------------------------------------------

payoffs = st.floats(0, 20)


@st.composite
def games(draw):
    floor = draw(st.floats(0, 0.8))
    return unit.Game(
        benefit=draw(st.floats(0.5, 20)),
        cost=draw(payoffs),
        rents=draw(payoffs),
        loyalty=draw(payoffs),
        floor=floor,
        ceiling=draw(st.floats(floor + 0.1, 1)),
        steepness=draw(st.floats(0.5, 5)),
    )


def test_with_an_even_rise_the_tipping_share_is_what_staying_is_worth_over_what_is_at_stake() -> (
    None
):
    """p(k) = k: k* = (R + L + C) / (B + C)."""
    game = unit.Game(benefit=8, cost=2, rents=1.5, loyalty=0.8)
    assert unit.tipping_share(game) == pytest.approx(0.43)
    assert unit.equilibria(game) == (0, 1)


@QUICK
@given(games())
def test_at_the_tipping_share_an_officer_is_indifferent_and_beyond_it_leaves(game) -> None:
    share = unit.tipping_share(game)
    if share is None:
        return
    assert unit.net_gain(game, share) == pytest.approx(0, abs=1e-6)
    assert unit.success(game, share) == pytest.approx(unit.needed_chance(game), abs=1e-9)
    if 0.01 < share < 0.99:
        assert unit.net_gain(game, share - 0.01) < 0 < unit.net_gain(game, share + 0.01)


@QUICK
@given(games())
def test_there_is_a_tipping_share_only_where_both_equilibria_are_stable(game) -> None:
    stable = unit.equilibria(game)
    assert stable
    if unit.tipping_share(game) is not None:
        assert stable == (0, 1)
    elif unit.needed_chance(game) not in (game.floor, game.ceiling):
        assert stable in ((0,), (1,))


@QUICK
@given(games())
def test_a_game_without_a_change_of_sign_has_no_tipping_share(game) -> None:
    none, all_of_them = unit.net_gain(game, 0.0), unit.net_gain(game, 1.0)
    if none > 1e-9 or all_of_them < -1e-9:
        assert unit.tipping_share(game) is None
    if none < -1e-9 and all_of_them > 1e-9:
        assert unit.tipping_share(game) is not None


@QUICK
@given(games())
def test_the_more_officers_leave_the_more_leaving_pays(game) -> None:
    gains = unit.net_gain(game, np.linspace(0, 1, 21))
    assert (np.diff(gains) >= -1e-9).all()
    assert unit.success(game, 0.0) == pytest.approx(game.floor)
    assert unit.success(game, 1.0) == pytest.approx(game.ceiling)


@QUICK
@given(games(), st.sampled_from(sorted(unit.POLICIES)))
def test_the_needed_change_is_the_smallest_that_makes_staying_unstable(game, policy) -> None:
    needed = unit.needed_change(game, policy)
    if needed is None:
        if policy != "amnesty":
            at_zero = unit.changed(game, policy, 1000.0)
            assert unit.net_gain(at_zero, 0.0) <= 1e-9
        else:
            assert game.floor == 0
        return
    if needed == 0.0 and unit.equilibria(game) == (1,):
        return
    assert 0 in unit.equilibria(unit.changed(game, policy, 0.99 * needed))
    assert unit.net_gain(unit.changed(game, policy, needed), 0.0) == pytest.approx(0, abs=1e-6)
    beyond = unit.changed(game, policy, needed + 0.01)
    if policy == "amnesty" or getattr(game, unit.POLICIES[policy][0]) > needed + 0.01:
        assert unit.net_gain(beyond, 0.0) > -1e-6


def test_more_pressure_can_make_staying_firmer() -> None:
    """A harsher punishment of failed attempts lowers the gain of leaving at every share."""
    mild = unit.Game(benefit=10, cost=5, rents=3, loyalty=0.5, floor=0.4, ceiling=0.9, steepness=2)
    harsh = unit.Game(
        benefit=10, cost=60, rents=3, loyalty=0.5, floor=0.4, ceiling=0.9, steepness=2
    )
    shares = np.linspace(0, 1, 11)
    assert (unit.net_gain(harsh, shares) < unit.net_gain(mild, shares)).all()
    assert unit.equilibria(harsh) == (0,)


def test_the_cheapest_policy_counts_size_and_price_and_what_is_possible() -> None:
    game = unit.Game(benefit=10, cost=5, rents=3, loyalty=0.5, floor=0.4, ceiling=0.9, steepness=2)
    assert unit.needed_change(game, "rents") == pytest.approx(2.5)
    assert unit.needed_change(game, "cost") == pytest.approx(2.5 / 0.6)
    assert unit.needed_change(game, "amnesty") == pytest.approx(2.5 / 0.4)
    assert unit.cheapest_policy(game, {"rents": 4, "cost": 2, "amnesty": 1.5}) == "cost"
    assert unit.cheapest_policy(game, {"rents": 1, "cost": 2, "amnesty": 1.5}) == "rents"
    hopeless = unit.Game(benefit=1, cost=0, rents=1, loyalty=9)
    assert unit.cheapest_policy(hopeless, {"rents": 1, "cost": 1, "amnesty": 1}) is None


@pytest.mark.parametrize(
    "values",
    [
        {"benefit": -1},
        {"benefit": 0, "cost": 0},
        {"rents": math.nan},
        {"floor": 0.9, "ceiling": 0.9},
        {"ceiling": 1.1},
        {"steepness": 0},
    ],
)
def test_payoffs_and_chances_outside_their_limits_are_refused(values) -> None:
    with pytest.raises(ValueError, match="payoffs|benefit|floor"):
        unit.Game(**({"benefit": 1, "cost": 1, "rents": 1, "loyalty": 1} | values))


def test_a_policy_that_makes_things_worse_is_none() -> None:
    game = unit.Game(benefit=1, cost=1, rents=1, loyalty=1)
    with pytest.raises(ValueError, match="zero or more"):
        unit.changed(game, "rents", -1)
    with pytest.raises(KeyError):
        unit.changed(game, "threats", 1)
    assert unit.changed(game, "rents", 5).rents == 0

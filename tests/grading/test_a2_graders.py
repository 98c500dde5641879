"""The graders of assignment a2."""

from __future__ import annotations

import copy
from typing import Any

import pandas as pd
import pytest

from tests.grading.assignment import Assignment, earned
from tests.grading.universal import (
    GradedExercise,
    UniversalGraderProperties,
    graded_function,
)
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.code import plain
from venezuela_course.exercises.oil import (
    BoomAndBust,
    FeasibilityTriangle,
    ForecastAutopsy,
    NoSanctionsPath,
    RevenueFall,
)
from venezuela_course.models import counterfactual, decomposition, feasibility, oil_debt
from venezuela_course.models.quantities import KB_D, Quantity

A2 = Assignment("a2", {"a2-lmdi": (0,)})
a2, CELLS, POINTS = A2.graders, A2.cells, A2.points
model_answer, model_function, returned_by = A2.model_answer, A2.model_function, A2.returned_by


def changed(exercise: str, **parts: Any) -> Answer:
    """The model answer with some parts replaced; of a part that is a dictionary, some entries."""
    answer = copy.deepcopy(model_answer(exercise))
    for name, new in parts.items():
        old = answer.get(name)
        answer[name] = old | new if isinstance(old, dict) and isinstance(new, dict) else new
    return answer


def predicted(**cells: dict[str, str]) -> Answer:
    """The model answer with some signs predicted otherwise, and explained as before."""
    answer = changed("a2-boom-and-bust")
    for response, signs in cells.items():
        answer["prediction"]["signs"][response] |= signs
    return answer


MISCONCEPTIONS: dict[str, dict[str, Answer]] = {
    "a2-boom-and-bust": {
        "MC-16": predicted(exchange_rate={"boom": "-"}),
        "MC-17": predicted(tradables={"bust": "+"}, balance={"bust": "depends"}),
    },
    "a2-feasibility": {
        "MC-18": changed("a2-feasibility", measures={"S003b-021": "output"}),
        "MC-19": changed("a2-feasibility", reasons=["products", "same-liquids"]),
        "MC-20": changed("a2-feasibility", domestic_year=150.0),
    },
    "a2-revenue": {
        "MC-21": changed(
            "a2-revenue",
            method="one-at-a-time",
            contrib={"volume": -147.0, "price": -78.4, "discount": -56.0},
        ),
        "MC-22": changed(
            "a2-revenue", contrib={"volume": -75.0, "price": -40.0, "discount": -28.57}
        ),
        "MC-23": changed(
            "a2-revenue", contrib={"volume": -134.98, "price": -40.02, "discount": 0.0}
        ),
        "MC-24": changed("a2-revenue", total=5.0),
    },
    "a2-no-sanctions-path": {
        "MC-10": changed("a2-no-sanctions-path", donor_rule="result"),
        "MC-25": changed(
            "a2-no-sanctions-path", first={"estimator": "before-after", "effect": -0.397}
        ),
        "MC-26": changed("a2-no-sanctions-path", reading=["range", "whole"]),
        "MC-27": changed("a2-no-sanctions-path", reading=["earlier", "everything"]),
    },
    "a2-forecast-autopsy": {
        "MC-22": changed("a2-forecast-autopsy", cumulative=-13.7),
        "MC-28": changed("a2-forecast-autopsy", monthly=83.33),
        "MC-29": changed("a2-forecast-autopsy", judgement="bad-faith"),
    },
}


def _wrong_discount(debt: float, kbd: float, price: float, discount: float, rate: float) -> float:
    return oil_debt.years_to_repay(debt, kbd, price, 1 - discount, rate)


def _no_year(debt: float, kbd: float, price: float, discount: float, rate: float) -> float:
    return oil_debt.years_to_repay(debt, kbd / 365, price, discount, rate)


def _naive_lmdi(df: pd.DataFrame) -> pd.DataFrame:
    rows: dict[int, dict[str, float]] = {}
    for _stream, part in df.sort_values("year").groupby("stream"):
        sold = [
            (int(r.year), decomposition.sales(r.kb_d, r.usd_bbl, r.discount))
            for r in part.itertuples()
        ]
        for place in range(1, len(sold)):
            year, after = sold[place]
            found = decomposition.one_at_a_time(sold[place - 1][1], after)
            row = rows.setdefault(year, dict.fromkeys(found, 0.0))
            rows[year] = {name: row[name] + found[name] for name in found}
    return pd.DataFrame(rows).T


def _described() -> dict[str, GradedExercise]:
    classes = {
        "a2-boom-and-bust": BoomAndBust,
        "a2-feasibility": FeasibilityTriangle,
        "a2-revenue": RevenueFall,
        "a2-no-sanctions-path": NoSanctionsPath,
        "a2-forecast-autopsy": ForecastAutopsy,
    }
    secrets = {
        "a2-boom-and-bust": ("rises", "falls", "inputs", "lost"),
        "a2-feasibility": ("850", "150", "54.75", "0.85", "S003b-057", "stocks"),
        "a2-revenue": ("108.6", "40.02", "26.36", "102.2", "43.4", "29.4", "175", "scenario"),
        "a2-no-sanctions-path": ("13808", "estimator", "2017", "0.28"),
        "a2-forecast-autopsy": ("22.12", "13.24", "July", "10 percent"),
    }
    also_full = {
        "a2-boom-and-bust": [changed("a2-boom-and-bust", mechanism="lost-place")],
        "a2-feasibility": [
            changed("a2-feasibility", loosen="balance", reasons=["diluent", "stocks"]),
            changed("a2-feasibility", loosen="S003b-041", reasons=["liquids"]),
        ],
        "a2-revenue": [
            changed(
                "a2-revenue",
                method="shapley",
                contrib={"volume": -102.2, "price": -43.4, "discount": -29.4},
                why=["exact", "orders"],
            )
        ],
        "a2-no-sanctions-path": [
            changed("a2-no-sanctions-path", drivers=["donors", "estimator"], donor_rule="fit")
        ],
    }
    described = {
        name: GradedExercise(
            grade=a2.GRADERS[name],
            points=POINTS[name],
            model_answer=model_answer(name),
            fields=made(name)._fields,
            misconceptions=MISCONCEPTIONS[name],
            also_full=also_full.get(name, ()),
            ordered={"vintages"},
            secrets=secrets[name],
        )
        for name, made in classes.items()
    }
    functions = {"a2-repay-path": "repay_path", "a2-lmdi": "lmdi"}
    wrong: dict[str, dict[str, Any]] = {
        "a2-repay-path": {"MC-20": _no_year, "MC-24": _wrong_discount},
        "a2-lmdi": {"MC-21": _naive_lmdi},
    }
    constants: dict[str, list[Any]] = {
        "a2-repay-path": [0.0, 1.0, "inf", None],
        "a2-lmdi": [{}, 0, {"volume": {"2": 0.0}}, None],
    }
    for name, function in functions.items():
        described[name] = graded_function(A2, name, function, constants[name], wrong[name])
    return described


class TestUniversalPropertiesOfA2(UniversalGraderProperties):
    exercises = _described()


def test_the_model_essay_keeps_to_its_own_rules() -> None:
    essay = CELLS["a2-essay"].source
    assert len(essay.split()) <= 700
    assert "%" not in essay and " percent " not in essay.split("What did I lose")[0]


# 2.1 ------------------------------------------------------------------------------------------------


def test_a_prediction_that_was_never_locked_earns_nothing() -> None:
    answer = changed("a2-boom-and-bust")
    del answer["prediction"]["locked"]
    assert a2.grade_boom_and_bust(answer).score == 0


def test_the_prediction_locked_first_is_the_one_that_counts() -> None:
    right = model_answer("a2-boom-and-bust")
    signs = right["prediction"]["signs"]
    wrong = {response: {"boom": "-", "bust": "+"} for response in signs}
    late = changed("a2-boom-and-bust", prediction={"first": {"signs": wrong}})
    early = changed("a2-boom-and-bust", prediction={"signs": wrong, "first": {"signs": signs}})
    assert earned(a2.grade_boom_and_bust(late))["Predicted signs"] == 0
    assert earned(a2.grade_boom_and_bust(early))["Predicted signs"] == 5


def test_a_wrong_prediction_can_still_be_explained_in_full() -> None:
    answer = predicted(imports={"bust": "depends"})
    answer |= {"explained": "bust-imports", "mechanism": "capacity", "revised": "-"}
    got = earned(a2.grade_boom_and_bust(answer))
    assert (got["What holds there instead"], got["One response explained"]) == (1, 2)
    assert 0 < got["Predicted signs"] < 5


def test_where_a_sign_depends_a_definite_one_is_worth_half() -> None:
    answer = predicted(tradables={"bust": "+"})
    lost = 5 - earned(a2.grade_boom_and_bust(answer))["Predicted signs"]
    answer = predicted(imports={"bust": "+"})
    assert lost == pytest.approx(
        (5 - earned(a2.grade_boom_and_bust(answer))["Predicted signs"]) / 2, abs=1e-3
    )


def test_a_prediction_that_held_is_not_the_one_to_explain_while_another_failed() -> None:
    answer = predicted(imports={"bust": "+"})
    assert earned(a2.grade_boom_and_bust(answer))["One response explained"] == 0


def test_every_mechanism_that_is_accepted_can_be_chosen() -> None:
    from venezuela_course.exercises.oil.boom_and_bust import mechanisms

    accepted = frozenset().union(*a2.EXPLAINS.values())
    assert accepted < set(mechanisms())
    assert set(mechanisms()) - accepted == {"mirror", "weak-currency"}


# 2.2 ------------------------------------------------------------------------------------------------


def test_read_literally_less_than_150_thousand_barrels_a_day_are_left_at_home() -> None:
    assert a2.bounds() == pytest.approx((850, 150, 54.75))


def test_the_statements_that_can_be_loosened_are_those_the_model_finds() -> None:
    need = feasibility.Statement("need", {"domestic": 1}, ">=", a2.NEEDED)
    found = feasibility.loosening([*a2.literal_reading(), need], firm=("identity", "need"))
    assert {name for (name,) in found} == {"S003b-041", "S003b-057", "balance"}
    assert {name for (name,) in found} <= set(a2.LOOSENS)


def test_a_smaller_old_output_is_no_way_out() -> None:
    older = [
        feasibility.Statement("S003b-024", {"output": 1}, "<=", Quantity(0.25 * 3000, KB_D)),
        *a2.literal_reading()[1:],
    ]
    tighter = feasibility.possible("domestic", older)
    assert tighter is not None and tighter.high.value == pytest.approx(50)
    answer = changed("a2-feasibility", loosen="S003b-024", reasons=["about"])
    assert a2.grade_feasibility(answer).score == 6


def test_an_error_in_the_largest_output_is_charged_once() -> None:
    consequent = changed(
        "a2-feasibility",
        output_max=750,
        domestic_max=50,
        domestic_year=50 * 365 / 1000,
        give_way=150,
    )
    assert a2.grade_feasibility(consequent).score == 7


def test_a_reason_must_work_on_the_statement_that_is_loosened() -> None:
    for loosen, reasons in a2.LOOSENS.items():
        for reason in {"about", "liquids", "products", "years", "stocks", "diluent"}:
            answer = changed("a2-feasibility", loosen=loosen, reasons=[reason])
            full = a2.grade_feasibility(answer).score == 8
            assert full is (reason in reasons), (loosen, reason)


# 2.3 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "oracle"),
    [
        ("lmdi", (-108.615, -40.023, -26.362)),
        ("shapley", (-102.2, -43.4, -29.4)),
        ("one-at-a-time", (-147, -78.4, -56)),
    ],
)
def test_the_key_of_the_revenue_is_what_was_computed_independently(
    method: str, oracle: tuple[float, ...]
) -> None:
    assert tuple(a2.contributions(method).values()) == pytest.approx(oracle, abs=5e-4)


def test_numbers_of_one_method_under_the_name_of_another_lose_the_name_alone() -> None:
    answer = changed("a2-revenue", method="shapley")
    assert a2.grade_revenue(answer).score == 11


def test_the_second_scenario_follows_the_students_own_discount() -> None:
    for discount in (0.0, 0.15, 0.45):
        total = 0.5 * 60 * (1 - discount) - 196
        answer = changed("a2-revenue", scenario={"discount": discount, "total": total})
        assert a2.grade_revenue(answer).score == 12
    same = changed("a2-revenue", scenario={"discount": 0.3, "total": -175.0})
    assert a2.grade_revenue(same).score == 11


# 2.4 ------------------------------------------------------------------------------------------------

SPEC = ("window", "break", "gap", "donors", "estimator")


def spec(window: int, break_: str, gap: int, donors: str, estimator: str) -> dict[str, Any]:
    """A part of an answer, with its effect."""
    chosen = (window, break_, gap, donors, estimator)
    made = counterfactual.Specification(*chosen)
    return dict(zip(SPEC, chosen, strict=True)) | {
        "effect": round(counterfactual.effect_of(made), 3)
    }


def with_specs(*specs: dict[str, Any], **parts: Any) -> Answer:
    """The model answer with other specifications, and a range that covers them."""
    effects = [one["effect"] for one in specs]
    answer = copy.deepcopy(model_answer("a2-no-sanctions-path"))
    for name in a2.SPECS:
        del answer[name]
    answer |= dict(zip(a2.SPECS, specs, strict=False))
    return answer | {"interval": {"low": min(effects) - 0.01, "high": max(effects) + 0.01}} | parts


def test_no_size_and_no_sign_of_an_effect_earns_points() -> None:
    """Any three that disagree enough are worth the same, wherever they lie."""
    strong = with_specs(
        spec(3, "2017-08", 2, "middle-east-africa", "trend"),
        spec(12, "2017-08", 0, "all", "level"),
        spec(8, "2019-01", 0, "steady", "trend"),
    )
    weak = with_specs(
        spec(3, "2019-01", 0, "middle-east-africa", "trend"),
        spec(4, "2019-01", 0, "steady", "trend"),
        spec(9, "2017-08", 1, "declining", "synthetic"),
    )
    scores = [a2.grade_no_sanctions_path(answer).score for answer in (strong, weak)]
    assert scores == [12, 12]


def test_a_single_specification_loses_points_however_right_it_is() -> None:
    one = spec(12, "2017-08", 0, "all", "level")
    alone = a2.grade_no_sanctions_path(with_specs(one))
    thrice = a2.grade_no_sanctions_path(with_specs(one, one, one))
    assert alone.score <= 5 and thrice.score <= 7
    assert earned(alone)["The range that is reported"] == 0
    assert earned(thrice)["The range that is reported"] == 0


def test_specifications_that_agree_earn_less_than_those_that_disagree() -> None:
    agreeing = with_specs(
        spec(8, "2017-08", 0, "all", "level"),
        spec(9, "2017-08", 0, "steady", "level"),
        spec(10, "2017-08", 0, "all", "level"),
    )
    got = earned(a2.grade_no_sanctions_path(agreeing))
    assert 1 <= got["Three specifications that disagree"] < 2


def test_a_range_that_covers_everything_earns_half_of_what_a_tight_one_does() -> None:
    wide = changed("a2-no-sanctions-path", interval={"low": -1.0, "high": 1.0})
    assert earned(a2.grade_no_sanctions_path(wide))["The range that is reported"] == 1
    missing = changed("a2-no-sanctions-path", interval={"low": -0.5, "high": -0.3})
    assert earned(a2.grade_no_sanctions_path(missing))["The range that is reported"] == 0


def test_effects_in_percent_are_charged_once() -> None:
    answer = changed("a2-no-sanctions-path")
    for name in a2.SPECS:
        answer[name]["effect"] = round(
            1 + answer[name]["effect"], 3
        )  # what is left, not what is lost
    got = earned(a2.grade_no_sanctions_path(answer))
    assert got["Effects follow from the specifications"] == 0
    assert got["Three specifications that disagree"] == 3
    assert got["The range that is reported"] == 2


def test_an_effect_that_belongs_to_no_specification_counts_nowhere() -> None:
    answer = changed("a2-no-sanctions-path")
    for name in a2.SPECS:
        answer[name]["effect"] = 0.123
    got = earned(a2.grade_no_sanctions_path(answer))
    assert got["Three specifications that disagree"] == got["The range that is reported"] == 0


def test_a_path_without_donors_is_not_one_of_the_three() -> None:
    verdict = a2.grade_no_sanctions_path(MISCONCEPTIONS["a2-no-sanctions-path"]["MC-25"])
    assert earned(verdict)["Effects follow from the specifications"] == 2


def test_the_drivers_are_those_of_the_variance_over_the_grid() -> None:
    pairs = a2.driver_pairs()
    assert max(pairs, key=pairs.get) == {"break", "estimator"}
    for pair, share in pairs.items():
        answer = changed("a2-no-sanctions-path", drivers=sorted(pair))
        got = earned(a2.grade_no_sanctions_path(answer))["What drives the result"]
        assert got == (2 if share >= 0.95 else 1 if share >= 0.8 else 0)


def test_the_measure_that_is_left_out_is_the_one_the_evidence_names() -> None:
    from venezuela_course import seeds

    row = seeds.resolve(f"sanctions:{a2.OMITTED}").iloc[0]
    assert "S003b-068" in row["note"] and str(row["date"]).startswith("2017-08")


# 2.5 ------------------------------------------------------------------------------------------------


def test_the_two_sums_are_what_was_computed_independently() -> None:
    monthly, cumulative, divided, added = a2.rates()
    assert (monthly, cumulative) == pytest.approx((22.12, -13.24), abs=5e-3)
    assert (divided, added) == pytest.approx((83.33, -13.7), abs=5e-3)


def test_the_vintages_are_in_the_order_of_their_dates() -> None:
    from venezuela_course import seeds

    table = seeds.forecast_vintages().set_index("vintage_id")
    dates = [table.loc[one, "vintage"] for one in a2.VINTAGES]
    assert pd.isna(dates[-1])
    assert dates[:-1] == sorted(dates[:-1])
    assert table.loc["growth-2016-imf-2016-07", "vintage"] < "2016-08"
    assert set(a2.VINTAGES) == {one for one in table.index if one.startswith("growth-2016-")}


# P2 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "years"),
    [
        ((18e9, 300, 100, 0.0, 0.0), 1.64),
        ((18e9, 300, 100, 0.3, 0.0), 2.35),
        ((18e9, 200, 70, 0.3, 0.0), 5.03),
    ],
)
def test_the_years_are_what_was_computed_independently(
    call: tuple[float, ...], years: float
) -> None:
    assert a2.expected_years(*call) == pytest.approx(years, abs=5e-3)
    assert list(call) in a2.HIDDEN_INPUTS["a2-repay-path"]


def test_a_solution_that_divides_only_earns_the_cases_without_interest() -> None:
    def divided(debt: float, kbd: float, price: float, discount: float, rate: float) -> float:
        payment = kbd * 1000 * price * (1 - discount) * 365
        return debt / payment if payment else float("inf")

    verdict = a2.grade_repay_path(returned_by("a2-repay-path", divided))
    assert earned(verdict)["Without interest"] == 0.75
    assert verdict.score == 0.75


def test_the_hidden_tables_hold_what_is_said_to_be_tried() -> None:
    frames = [pd.DataFrame(call[0]) for call in a2.HIDDEN_INPUTS["a2-lmdi"]]
    assert any(not frame["year"].is_monotonic_increasing for frame in frames)
    assert any(frame["stream"].nunique() > 1 for frame in frames)
    assert any((frame["discount"] == 0).all() for frame in frames)
    for frame in frames:
        parts = decomposition.lmdi_by_year(frame)
        revenue = (
            (frame["kb_d"] * frame["usd_bbl"] * (1 - frame["discount"]) / 1000)
            .groupby(frame["year"])
            .sum()
        )
        assert parts.sum(axis=1).to_list() == pytest.approx(revenue.diff().iloc[1:].to_list())


def test_reversing_the_years_turns_every_sign_and_a_series_is_no_table() -> None:
    first, reversed_ = a2.LMDI_FAMILIES[0].calls[:2]
    there, back = a2.expected_lmdi(first[0]), a2.expected_lmdi(reversed_[0])
    for factor, parts in there.items():
        assert parts["2"] == pytest.approx(-back[factor]["2"])
    assert plain(pd.Series([1.0], index=[2])) == {"2": 1.0}

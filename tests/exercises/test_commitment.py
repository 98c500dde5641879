"""A prediction that is locked stays known, whatever is typed over it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from venezuela_course.cli.synthetic_class import draw_value
from venezuela_course.exercises.fields import Choose, Commit, Number, commitment


@pytest.fixture
def field() -> Commit:
    return Commit(
        "prediction",
        "Before you see it",
        [
            Choose("sign", "Which way?", {"+": "up", "-": "down"}),
            Number("size", "How far?", minimum=0, maximum=10),
        ],
        button="Lock it",
    )


UP = {"sign": "+", "size": 3}
DOWN = {"sign": "-", "size": 3}


def test_a_prediction_is_complete_once_it_is_locked(field: Commit) -> None:
    assert "Lock it" in (field.problem(UP) or "")
    assert field.problem(UP | {"locked": "yes"}) is None
    assert field.problem(draw_value(field, random.Random(1))) is None


def test_only_a_whole_prediction_is_locked(field: Commit) -> None:
    assert field.is_locked(UP | {"locked": "yes"})
    for value in (None, "x", UP, {"sign": "+", "locked": "yes"}, UP | {"locked": True}):
        assert not field.is_locked(value)
        assert field.committed(value) == {}


def test_before_the_lock_anything_may_change(field: Commit) -> None:
    assert field.settled(UP, DOWN) == DOWN
    assert field.settled(None, UP) == UP
    assert field.settled(UP, None) is None


@pytest.mark.parametrize("typed", [DOWN, DOWN | {"locked": "yes"}, DOWN | {"first": DOWN}])
def test_what_was_locked_first_stays_beside_what_is_typed_over_it(field: Commit, typed) -> None:
    locked = UP | {"locked": "yes"}
    kept = field.settled(locked, typed)
    assert kept == DOWN | {"locked": "yes", "first": UP}
    assert field.problem(kept) is None
    assert field.committed(kept) == UP and field.was_changed(kept)
    assert "Changed after it was locked" in field.html(kept)


@pytest.mark.parametrize("typed", [None, {}, "x", {"sign": "+"}])
def test_a_locked_prediction_cannot_be_emptied(field: Commit, typed) -> None:
    locked = UP | {"locked": "yes"}
    assert field.committed(field.settled(locked, typed)) == UP


def test_the_first_lock_outlives_a_second_and_a_third_change(field: Commit) -> None:
    value = UP | {"locked": "yes"}
    for typed in (DOWN, UP | {"size": 9}, DOWN):
        value = field.settled(value, typed)
    assert field.committed(value) == UP
    assert field.settled(value, UP) == UP | {"locked": "yes"}  # back to what was locked


def test_rubbish_in_place_of_the_first_is_said_to_be_none(field: Commit) -> None:
    assert field.problem(UP | {"locked": "yes", "first": 7})
    assert field.html(UP | {"locked": "yes", "first": 7})


def test_a_change_that_the_click_on_the_lock_overtook_is_a_part_of_what_is_locked(
    field: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    control = field.control(UP, told.append)
    control._part_changed("locked", "yes")
    control._part_changed("sign", "-")  # chosen before the click, and sent after it
    assert told[-1] == DOWN | {"locked": "yes"}
    assert control.read() == DOWN | {"locked": "yes"}
    control._part_changed("sign", None)  # nothing that would open the lock again
    monkeypatch.setattr(commitment, "UNDER_WAY", 0.0)
    control._part_changed("sign", "+")  # nor anything later
    assert told[-1] == control.read() == DOWN | {"locked": "yes"}


def test_a_lock_that_was_read_from_a_file_takes_no_change(field: Commit) -> None:
    control = field.control(UP | {"locked": "yes"}, lambda value: pytest.fail(f"told {value}"))
    control._part_changed("sign", "-")
    assert control.read() == UP | {"locked": "yes"}

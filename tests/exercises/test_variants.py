"""Exercises that differ between students: one variant, drawn once, kept with the answer."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.exercises.test_base import WordField, run_cell, status, type_in
from venezuela_course.exercises import base
from venezuela_course.exercises.base import ANSWER_MIME, Exercise, IncompleteAnswer
from venezuela_course.exercises.fields import Choose, Variant

IDENTIFIER = "a9-states"
STATES = {"north": ["canada", "mexico"], "south": ["chile", "peru"], "isles": ["cuba", "haiti"]}


class TwoStates(Exercise):
    """Asks for a word on each of two states; which two depends on the variant."""

    variant_key = "region"
    title = "Two states"
    task = "<p>A word on each.</p>"

    def variants(self) -> list[str]:
        return list(STATES)

    def fields(self) -> list[Any]:
        return [WordField(state) for state in STATES[self.variant]]

    def picture(self, answer: dict[str, Any]) -> str:
        return f"<p>{base.html.escape(str([answer.get(one) for one in STATES[self.variant]]))}</p>"


@pytest.fixture(autouse=True)
def in_a_students_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(base.EXECUTION, raising=False)
    return tmp_path


def on_disk(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "answers" / f"{IDENTIFIER}.json").read_text("utf-8")))


def other_than(variant: str) -> str:
    return next(name for name in STATES if name != variant)


def a_full_answer(variant: str) -> dict[str, str]:
    return {"region": variant} | dict.fromkeys(STATES[variant], "word")


def test_the_variant_is_kept_as_soon_as_it_is_drawn(tmp_path: Path) -> None:
    exercise = TwoStates(IDENTIFIER)
    assert on_disk(tmp_path)["answer"] == {"region": exercise.variant}
    assert all(TwoStates(IDENTIFIER).variant == exercise.variant for _again in range(8))


def test_all_variants_are_drawn(tmp_path: Path) -> None:
    drawn: Counter[str] = Counter()
    for _student in range(60):
        drawn[TwoStates(IDENTIFIER).variant] += 1
        (tmp_path / "answers" / f"{IDENTIFIER}.json").unlink()
    assert set(drawn) == set(STATES)


def test_a_drawn_variant_alone_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = TwoStates(IDENTIFIER)
    assert "Not answered yet" in status(exercise)
    assert "Not answered yet" in repr(exercise.check())
    source, said = run_cell(exercise, "words.answer(...)", monkeypatch)
    assert source == "words.answer(...)" and "Not answered yet" in said


def test_the_answer_says_which_variant_it_belongs_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = TwoStates(IDENTIFIER)
    first = STATES[exercise.variant][0]
    type_in(exercise, first, "word")
    assert on_disk(tmp_path)["answer"] == {"region": exercise.variant, first: "word"}
    source, _said = run_cell(exercise, "words.answer(...)", monkeypatch)
    assert f"'region': '{exercise.variant}'" in source


def test_a_second_window_shows_the_same_variant() -> None:
    one = TwoStates(IDENTIFIER)
    other = TwoStates(IDENTIFIER)
    assert one.variant == other.variant
    type_in(one, STATES[one.variant][0], "left")
    type_in(other, STATES[one.variant][0], "right")
    assert one.variant == other.variant == TwoStates(IDENTIFIER).variant


def test_a_second_window_that_opened_in_the_same_moment_takes_what_the_first_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file appears between this window's first look and its own draw."""
    first = TwoStates(IDENTIFIER)
    read, early = base.AnswerFile.read, iter([True])
    monkeypatch.setattr(
        base.AnswerFile, "read", lambda self: None if next(early, False) else read(self)
    )
    second = TwoStates(IDENTIFIER)
    assert second.variant == first.variant


def test_a_cell_with_another_variant_brings_its_own_questions(tmp_path: Path) -> None:
    exercise = TwoStates(IDENTIFIER)
    type_in(exercise, STATES[exercise.variant][0], "mine")
    before = exercise.variant
    other = other_than(before)
    exercise.answer(a_full_answer(other))
    assert exercise.variant == other
    assert exercise._view is not None
    assert set(exercise._view.controls) == {"region", *STATES[other]}
    assert exercise._view.controls[STATES[other][0]].widget.value == "word"
    assert exercise.problems(exercise.value) == []
    assert on_disk(tmp_path)["answer"]["region"] == other
    exercise._bring_back()
    assert exercise.variant == before
    assert exercise._view.controls[STATES[before][0]].widget.value == "mine"


def test_a_drawn_variant_that_gives_way_to_a_cell_is_no_answer_that_could_be_brought_back(
    tmp_path: Path,
) -> None:
    exercise = TwoStates(IDENTIFIER)
    said = exercise.answer(a_full_answer(other_than(exercise.variant)))
    assert "gave way" not in repr(said)
    assert "displaced" not in on_disk(tmp_path)


def test_a_cell_that_leaves_the_variant_out_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = TwoStates(IDENTIFIER)
    one, two = STATES[exercise.variant]
    source, _said = run_cell(exercise, f"words.answer({{'{one}': 'a', '{two}': 'b'}})", monkeypatch)
    assert f"'region': '{exercise.variant}'" in source
    assert on_disk(tmp_path)["answer"]["region"] == exercise.variant
    again, said = run_cell(exercise, source, monkeypatch)
    assert again == source and "agree" in said


@pytest.mark.parametrize("strange", ["moon", 7, None, ["north"], {"north": 1}])
def test_a_variant_that_there_is_not_is_pointed_out_and_nothing_breaks(strange: Any) -> None:
    exercise = TwoStates(IDENTIFIER)
    variant = exercise.variant
    exercise.answer(a_full_answer(variant) | {"region": strange})
    assert exercise.variant == variant
    if strange is not None:  # None is 'not said', and is completed
        assert any("not one of the variants" in one for one in exercise.problems(exercise.value))
        type_in(exercise, STATES[variant][0], "mended")
    assert exercise.problems(exercise.value) == []


def test_autograding_without_the_file_takes_the_variant_from_the_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(base.EXECUTION, "autograde")
    handed_over: list[Any] = []
    monkeypatch.setattr(base, "display", lambda data, raw: handed_over.append(data[ANSWER_MIME]))
    for variant in STATES:
        exercise = TwoStates(IDENTIFIER)
        exercise.answer(a_full_answer(variant))
        assert "word" in exercise.static_html()
        assert exercise.check() == 0.0
        assert handed_over.pop()["answer"] == a_full_answer(variant)
    assert not (tmp_path / "answers").exists()


def test_autograding_an_untouched_exercise_hands_over_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    TwoStates(IDENTIFIER)  # the student looked at it, and the file holds the drawn variant
    monkeypatch.setenv(base.EXECUTION, "autograde")
    handed_over: list[Any] = []
    monkeypatch.setattr(base, "display", lambda data, raw: handed_over.append(data[ANSWER_MIME]))
    exercise = TwoStates(IDENTIFIER)
    exercise.answer(...)
    assert exercise.check() == 0.0
    assert handed_over.pop()["answer"] == {}


def test_a_cell_without_its_variant_is_not_given_one_by_the_grader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(base.EXECUTION, "autograde")
    exercise = TwoStates(IDENTIFIER)
    exercise.answer({"canada": "a", "mexico": "b"})
    assert "region" not in exercise.value


def test_validate_finds_the_variant_in_the_file_or_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    student = TwoStates(IDENTIFIER)
    for state in STATES[student.variant]:
        type_in(student, state, "word")
    monkeypatch.setenv(base.EXECUTION, "validate")
    exercise = TwoStates(IDENTIFIER)
    exercise.answer(...)
    assert exercise.variant == student.variant
    assert exercise.check() is None
    monkeypatch.chdir("/")
    alone = TwoStates(IDENTIFIER)
    alone.answer(dict.fromkeys(STATES[alone.variant], "word"))
    with pytest.raises(IncompleteAnswer, match="Variant"):
        alone.check()


def test_an_instructors_folder_keeps_no_file(tmp_path: Path) -> None:
    (tmp_path / base.INSTRUCTORS_FILE).touch()
    exercise = TwoStates(IDENTIFIER)
    assert exercise.variant in STATES
    assert not (tmp_path / "answers").exists()


def test_a_file_that_cannot_be_read_stays_as_it_is_until_there_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    path = tmp_path / "answers" / f"{IDENTIFIER}.json"
    path.write_text("{broken", "utf-8")
    exercise = TwoStates(IDENTIFIER)
    assert path.read_text("utf-8") == "{broken"
    type_in(exercise, STATES[exercise.variant][0], "word")
    assert on_disk(tmp_path)["answer"]["region"] == exercise.variant


def test_the_fields_of_an_answer_are_those_of_its_own_variant() -> None:
    exercise = TwoStates(IDENTIFIER)
    kept = exercise.variant
    for variant, states in STATES.items():
        asked = [field.key for field in exercise.fields_for({"region": variant})]
        assert asked == ["region", *states]
    assert exercise.variant == kept
    assert exercise.fields_for({"region": "moon"}) == exercise._fields == exercise.fields_for({})


def test_the_part_that_names_the_variant_is_a_choice_of_one() -> None:
    field = Variant("sample", "Your sample", "07", 24)
    assert isinstance(field, Choose)
    assert field.problem("07") is None
    assert "07 of 24" in field.html("07")
    assert "not one of the variants" in str(field.problem("08"))
    assert "not answered" in str(field.problem(None))
    heard: list[Any] = []
    control = field.control("07", heard.append)
    control.show("anything")
    assert control.read() == "07" and heard == []

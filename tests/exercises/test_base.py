"""An answer given with a widget is never lost: in the kernel, in the file, in the notebook."""

import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell

from venezuela_course.exercises import base
from venezuela_course.exercises.answers import AnswerError, AnswerFile, Saved
from venezuela_course.exercises.base import (
    ANSWER_MIME,
    Exercise,
    Exploration,
    IncompleteAnswer,
    Practice,
    Response,
)

IDENTIFIER = "a9-two-words"


class WordControl:
    """A text box, as small as a control can be."""

    def __init__(self, label: str, value: Any, changed: Callable[[Any], None]) -> None:
        self.widget = ipywidgets.Text(description=label)
        self._changed = changed
        self._showing = False
        self.show(value)
        self.widget.observe(self._typed, "value")

    def _typed(self, change: dict[str, Any]) -> None:
        if not self._showing:
            self._changed(change["new"])

    def show(self, value: Any) -> None:
        self._showing = True
        self.widget.value = "" if value is None else str(value)
        self._showing = False


class WordField:
    """A part of an answer that is one word."""

    start = None

    def __init__(self, key: str) -> None:
        self.key = key
        self.label = f"The {key} word"

    def problem(self, value: Any) -> str | None:
        return None if isinstance(value, str) and value else f"{self.label} is missing."

    def html(self, value: Any) -> str:
        return base.html.escape(str(value))

    def control(self, value: Any, changed: Callable[[Any], None]) -> WordControl:
        return WordControl(self.label, value, changed)


class TwoWords(Exercise):
    title = "Two words"
    task = "<p>Give two words.</p>"

    def fields(self) -> list[WordField]:
        return [WordField("first"), WordField("second")]

    def picture(self, answer: dict[str, Any]) -> str:
        words = " and ".join(str(answer[key]) for key in ("first", "second"))
        return f"<p>{base.html.escape(words)}</p>"


@pytest.fixture(autouse=True)
def in_a_students_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(base.EXECUTION, raising=False)
    return tmp_path


def type_in(exercise: Exercise, key: str, text: str) -> None:
    """What a student does: put a word into a box."""
    assert exercise.widget
    assert exercise._view is not None
    exercise._view.controls[key].widget.value = text


def status(exercise: Exercise) -> str:
    assert exercise.widget
    assert exercise._view is not None
    return re.sub(r"<[^>]+>", "", exercise._view._status.value)


def on_disk(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "answers" / f"{IDENTIFIER}.json").read_text("utf-8"))


class Frontend:
    """Stands for ipykernel's shell: the cell that runs, and the source that replaces it."""

    def __init__(self, source: str, names: dict[str, Any]) -> None:
        self.source = source
        self.user_ns = names

    def get_parent(self) -> dict[str, Any]:
        return {"content": {"code": self.source}}

    def set_next_input(self, text: str, replace: bool = False) -> None:
        assert replace
        self.source = text


def run_cell(exercise: Exercise, source: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Run ``words.answer(...)`` in a notebook's cell; give its source afterwards and what it said."""
    frontend = Frontend(source, {"words": exercise})
    monkeypatch.setattr(base, "get_ipython", lambda: frontend)
    said = eval(source, {"words": exercise})
    return frontend.source, repr(said)


def test_every_change_is_on_disk_at_once(tmp_path: Path) -> None:
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    assert on_disk(tmp_path)["answer"] == {"first": "quota"}
    type_in(exercise, "second", "bloc")
    assert on_disk(tmp_path)["answer"] == {"first": "quota", "second": "bloc"}
    assert re.search(r"Saved \d\d:\d\d\.", status(exercise))


def test_a_new_kernel_restores_answer_controls_and_picture() -> None:
    type_in(TwoWords(IDENTIFIER), "first", "quota")
    again = TwoWords(IDENTIFIER)
    assert again.value == {"first": "quota"}
    assert again.widget
    assert again._view is not None
    assert again._view.controls["first"].widget.value == "quota"
    assert "quota" in again._view.picture.value
    assert "Restored" in status(again)


def test_the_status_says_in_words_what_is_open() -> None:
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    assert "1 part of 2 still open: The second word." in status(exercise)
    type_in(exercise, "second", "bloc")
    assert "Every part is answered." in status(exercise)
    assert "Run the answer cell" in status(exercise)


def test_running_the_answer_cell_puts_the_widgets_answer_into_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    source, said = run_cell(exercise, "words.answer(\n    ...  # YOUR ANSWER HERE\n)", monkeypatch)
    assert source == "words.answer(\n    {'first': 'quota'}\n)"
    assert "widget" in said
    assert on_disk(tmp_path)["recorded"] == {"first": "quota"}
    assert "Run the answer cell" not in status(exercise)


def test_a_widget_moved_after_the_cell_ran_is_newer_than_the_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    source, _ = run_cell(exercise, "words.answer(...)", monkeypatch)
    type_in(exercise, "first", "swing")
    again = TwoWords(IDENTIFIER)  # Run All in a new kernel
    source, said = run_cell(again, source, monkeypatch)
    assert again.value == {"first": "swing"}
    assert "'swing'" in source
    assert "widget" in said


def test_an_edited_cell_wins_and_the_widgets_answer_can_be_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    run_cell(exercise, "words.answer(...)", monkeypatch)
    type_in(exercise, "first", "swing")
    source, said = run_cell(exercise, "words.answer({'first': 'typed'})", monkeypatch)
    assert exercise.value == {"first": "typed"}
    assert source == "words.answer({'first': 'typed'})"
    assert "gave way" in said
    assert on_disk(tmp_path)["displaced"] == [{"first": "swing"}]
    exercise._view._back.click()
    assert exercise.value == {"first": "swing"}
    assert on_disk(tmp_path)["answer"] == {"first": "swing"}
    assert {"first": "typed"} in on_disk(tmp_path)["displaced"]


def test_a_notebook_copied_without_its_answers_brings_them_in_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = TwoWords(IDENTIFIER)
    _, said = run_cell(exercise, "words.answer({'first': 'quota', 'second': 'bloc'})", monkeypatch)
    assert exercise.value == {"first": "quota", "second": "bloc"}
    assert "this cell" in said
    assert on_disk(tmp_path)["answer"] == exercise.value


def test_a_computed_argument_is_taken_and_the_students_code_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exercise = TwoWords(IDENTIFIER)
    source, _ = run_cell(exercise, "words.answer(dict(first='quota'))", monkeypatch)
    assert source == "words.answer(dict(first='quota'))"
    assert exercise.value == {"first": "quota"}


def test_no_answer_anywhere_is_said_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, said = run_cell(TwoWords(IDENTIFIER), "words.answer(...)", monkeypatch)
    assert "Not answered yet" in said
    assert not (tmp_path / "answers").exists()


def test_two_windows_with_a_kernel_each_lose_neither_answer(tmp_path: Path) -> None:
    here, there = TwoWords(IDENTIFIER), TwoWords(IDENTIFIER)
    type_in(here, "first", "mine")
    type_in(there, "first", "theirs")
    assert on_disk(tmp_path)["answer"] == {"first": "theirs"}
    assert on_disk(tmp_path)["displaced"] == [{"first": "mine"}]
    assert "Another window" in status(there)
    type_in(here, "second", "again")
    assert on_disk(tmp_path)["answer"] == {"first": "mine", "second": "again"}
    assert {"first": "theirs"} in on_disk(tmp_path)["displaced"]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "No space left on device"),
        (errno.EROFS, "Read-only file system"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_a_disk_that_takes_nothing_is_said_at_once_the_answer_stays_and_can_be_saved_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    exercise = TwoWords(IDENTIFIER)

    def refuse(*_arguments: object, **_keywords: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(base.AnswerFile.write.__globals__["tempfile"], "mkstemp", refuse)
        type_in(exercise, "first", "quota")
        assert "NOT SAVED" in status(exercise)
        assert says in status(exercise)
        assert exercise.value == {"first": "quota"}
        source, _ = run_cell(exercise, "words.answer(...)", monkeypatch)
        assert "'quota'" in source  # the notebook is a second place
    assert exercise._view is not None
    exercise._view._again.click()
    assert "Saved" in status(exercise)
    assert on_disk(tmp_path)["answer"] == {"first": "quota"}


def test_a_damaged_file_is_said_and_kept_under_another_name(tmp_path: Path) -> None:
    type_in(TwoWords(IDENTIFIER), "first", "quota")
    path = tmp_path / "answers" / f"{IDENTIFIER}.json"
    path.write_text(path.read_text()[:20])
    exercise = TwoWords(IDENTIFIER)
    assert "damaged or cut short" in status(exercise)
    type_in(exercise, "first", "swing")
    assert on_disk(tmp_path)["answer"] == {"first": "swing"}
    assert (tmp_path / "answers" / f"{IDENTIFIER}.unreadable-1").exists()
    assert "unreadable-1" in status(exercise)


def test_an_instructors_source_folder_gets_no_answers_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / base.INSTRUCTORS_FILE).write_text("GRADERS = {}")
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    source, _ = run_cell(exercise, "words.answer(...)", monkeypatch)
    assert "'quota'" in source
    assert not (tmp_path / "answers").exists()


@pytest.mark.parametrize("rubbish", [[1], "text", {"first": float("nan")}, {"first": object()}])
def test_a_typed_answer_that_is_none_is_refused_in_words(rubbish: object) -> None:
    with pytest.raises(AnswerError, match=r"\w{3,}"):
        TwoWords(IDENTIFIER).answer(rubbish)


def test_check_says_what_is_missing_and_never_whether_it_is_right() -> None:
    exercise = TwoWords(IDENTIFIER)
    assert "Not answered yet" in repr(exercise.check())
    exercise.answer({"first": "quota", "secnod": "bloc"})
    said = repr(exercise.check())
    assert "'secnod'" in said
    assert "The second word is missing." in said
    exercise.answer({"first": "quota", "second": "bloc"})
    assert "Complete" in repr(exercise.check())


def test_check_warns_when_the_notebook_alone_would_not_carry_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exercise = TwoWords(IDENTIFIER)
    type_in(exercise, "first", "quota")
    type_in(exercise, "second", "bloc")
    assert "does not hold this answer yet" in repr(exercise.check())
    run_cell(exercise, "words.answer(...)", monkeypatch)
    assert "does not hold" not in repr(exercise.check())


def test_validate_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(base.EXECUTION, "validate")
    exercise = TwoWords(IDENTIFIER)
    exercise.answer({"first": "quota"})
    with pytest.raises(IncompleteAnswer, match="The second word is missing"):
        exercise.check()
    exercise.answer({"first": "quota", "second": "bloc"})
    assert exercise.check() is None


def test_under_autograde_check_emits_the_answer_and_is_worth_nothing_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(base.EXECUTION, "autograde")
    shown: list[Any] = []
    monkeypatch.setattr(base, "display", lambda bundle, raw: shown.append(bundle))
    exercise = TwoWords(IDENTIFIER)
    exercise.answer({"first": "quota"})
    assert exercise.check() == 0.0
    assert shown[0][ANSWER_MIME] == {"exercise": IDENTIFIER, "answer": {"first": "quota"}}


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_under_nbgrader_nothing_is_written_and_the_page_shows_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv(base.EXECUTION, mode)
    exercise = TwoWords(IDENTIFIER)
    page = exercise.answer({"first": "<script>alert(1)</script>"})._repr_html_()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    bundle = exercise._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" not in bundle
    assert "Give two words" in bundle["text/html"]
    assert list(tmp_path.iterdir()) == []


def test_live_it_is_a_widget_with_a_page_for_where_no_widget_can_be() -> None:
    bundle = TwoWords(IDENTIFIER)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == f"TwoWords('{IDENTIFIER}')"
    assert "Give two words" in bundle["text/html"]


def test_a_picture_that_cannot_be_drawn_costs_no_answer(tmp_path: Path) -> None:
    class Broken(TwoWords):
        def picture(self, answer: dict[str, Any]) -> str:
            raise ZeroDivisionError("no votes")

    exercise = Broken(IDENTIFIER)
    type_in(exercise, "first", "quota")
    assert on_disk(tmp_path)["answer"] == {"first": "quota"}
    assert exercise._view is not None
    assert "no votes" in exercise._view.picture.value


def test_an_exploration_keeps_nothing(tmp_path: Path) -> None:
    class Explore(Exploration):
        title = "Explore"
        task = ""
        fields = TwoWords.fields
        picture = TwoWords.picture

    exploration = Explore()
    type_in(exploration, "first", "quota")
    assert exploration._view is not None
    assert "quota" in exploration._view.picture.value
    assert list(tmp_path.iterdir()) == []


def test_a_practice_judges_when_asked_and_forgets_the_judgement_when_the_answer_changes() -> None:
    class Words(Practice):
        title = "Practice"
        task = ""
        fields = TwoWords.fields

        def judge(self, answer: dict[str, Any]) -> Response:
            return Response(answer["first"] == "quota", "Think of thresholds.")

    practice = Words("l3-words")
    type_in(practice, "first", "bloc")
    assert practice._response is not None
    assert "The second word is missing" in practice.respond()
    type_in(practice, "second", "swing")
    assert "Not yet." in practice.respond()
    practice._response.value = practice.respond()
    type_in(practice, "first", "quota")
    assert practice._response.value == ""
    assert "Right." in practice.respond()


def test_the_shell_offers_what_rewriting_needs() -> None:
    from ipykernel.zmqshell import ZMQInteractiveShell

    assert issubclass(ZMQInteractiveShell, InteractiveShell)
    assert callable(ZMQInteractiveShell.get_parent)
    assert callable(ZMQInteractiveShell.set_next_input)


def test_saved_answers_of_an_earlier_kernel_are_seen_by_the_next_write(tmp_path: Path) -> None:
    exercise = TwoWords(IDENTIFIER)
    AnswerFile(tmp_path, IDENTIFIER).write(Saved({"first": "from another program"}))
    type_in(exercise, "first", "quota")
    assert {"first": "from another program"} in on_disk(tmp_path)["displaced"]

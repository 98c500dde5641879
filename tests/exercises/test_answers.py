"""An answer file is never overwritten blindly, never half-written, never believed without a look."""

import errno
import json
import math
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from venezuela_course.exercises.answers import (
    KEPT,
    LARGEST,
    SCHEMA,
    AnswerError,
    AnswerFile,
    Saved,
    UnreadableAnswer,
    canonical,
    checked,
    resolve,
)

EXERCISE = "a3-missing-three"
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4)
    ),
    max_leaves=12,
)
answers = st.dictionaries(st.text(min_size=1), json_values, max_size=5)


@pytest.fixture
def file(tmp_path: Path) -> AnswerFile:
    return AnswerFile(tmp_path, EXERCISE)


def write_raw(file: AnswerFile, raw: str | bytes) -> None:
    file.path.parent.mkdir(exist_ok=True)
    file.path.write_bytes(raw.encode() if isinstance(raw, str) else raw)


@given(answers)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, answer: dict
) -> None:
    file = AnswerFile(tmp_path_factory.mktemp("work"), EXERCISE)
    saved = Saved(checked(answer), checked(answer), (checked({"older": 1}),))
    file.write(saved)
    assert AnswerFile(file.folder, EXERCISE).read() == saved


@given(json_values)
def test_the_canonical_form_is_its_own_canonical_form(value: object) -> None:
    once = canonical(value)
    assert canonical(once) == once
    json.dumps(once, allow_nan=False)


def test_equal_answers_are_the_same_text_whatever_types_they_came_in(file: AnswerFile) -> None:
    file.write(
        Saved(checked({"yes": {"USA", "CAN"}, "n": np.int64(3), "share": np.float64(0.1 + 0.2)}))
    )
    first = file.path.read_bytes()
    file.write(Saved(checked({"yes": ["CAN", "USA"], "n": 3, "share": 0.3})))
    assert file.path.read_bytes() == first


@pytest.mark.parametrize(
    "rubbish",
    [[1], "text", 3, None, {"x": math.nan}, {"x": math.inf}, {"x": object()}, {"x": "y" * LARGEST}],
)
def test_what_is_no_answer_is_refused_in_words(rubbish: object) -> None:
    with pytest.raises(AnswerError, match=r"\w{3,}"):
        checked(rubbish)


def test_an_answer_nested_without_end_is_refused() -> None:
    deep: dict = {}
    for _ in range(3000):
        deep = {"x": deep}
    with pytest.raises(AnswerError, match="nested"):
        checked(deep)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a3/x", "", "A3-Upper", "q7", "a3-x.json"])
def test_an_identifier_that_could_name_a_file_elsewhere_is_refused(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(ValueError, match="identifier"):
        AnswerFile(tmp_path, name)


def test_no_file_is_no_answer(file: AnswerFile) -> None:
    assert file.read() is None


GOOD = json.dumps({"schema": SCHEMA, "exercise": EXERCISE, "answer": {"a": 1}})


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (GOOD[: len(GOOD) // 2], "damaged or cut short"),
        ("", "damaged or cut short"),
        (b"\xff\xfe\x00broken", "damaged or cut short"),
        ("[" * 100_000, "damaged or cut short"),
        ("[]", "no answer"),
        ('{"schema": 1}', "no answer"),
        (GOOD.replace('"schema": 1', '"schema": 99'), "format 99"),
        (GOOD.replace(EXERCISE, "a3-another-one"), "another exercise"),
        (GOOD.replace('"answer"', '"note": 1, "answer"'), "'note'"),
        (GOOD.replace('{"a": 1}', '{"a": NaN}'), "not finite"),
        pytest.param(b" " * 50_000_000, "50.0 MB", id="huge"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_kept(
    file: AnswerFile, raw: str | bytes, says: str
) -> None:
    write_raw(file, raw)
    before = file.path.stat().st_size
    with pytest.raises(UnreadableAnswer, match=says) as error:
        file.read()
    assert f"answers/{EXERCISE}.json" in str(error.value)
    aside = file.write(Saved({"a": 2}))
    assert aside is not None
    assert aside.stat().st_size == before
    assert file.read() == Saved({"a": 2})


def test_a_second_unusable_file_does_not_replace_the_first_one_set_aside(file: AnswerFile) -> None:
    for content in ("broken one", "broken two"):
        write_raw(file, content)
        file.write(Saved({"a": 1}))
    kept = sorted(path.read_text() for path in file.path.parent.glob("*.unreadable-*"))
    assert kept == ["broken one", "broken two"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_is_neither_followed_nor_written_through(file: AnswerFile, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.json"
    secret.write_text(GOOD)
    file.path.parent.mkdir()
    file.path.symlink_to(secret)
    with pytest.raises(UnreadableAnswer, match="link"):
        file.read()
    file.write(Saved({"a": 2}))
    assert secret.read_text() == GOOD
    assert not file.path.is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_an_answers_folder_that_is_a_link_is_not_used(file: AnswerFile, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    file.path.parent.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="link"):
        file.write(Saved({"a": 1}))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_full_disk_leaves_the_old_answer_whole(
    file: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write(Saved({"a": 1}))

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        file.write(Saved({"a": 2}))
    monkeypatch.undo()
    assert file.read() == Saved({"a": 1})
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on a file's size")
def test_what_the_system_really_refuses_to_write_leaves_the_old_answer_whole(
    file: AnswerFile,
) -> None:
    import resource

    file.write(Saved({"a": 1}))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            file.write(Saved({"a": "x" * 5000}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read() == Saved({"a": 1})
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


def test_another_windows_save_is_noticed_and_ones_own_is_not(file: AnswerFile) -> None:
    other = AnswerFile(file.folder, EXERCISE)
    file.write(Saved({"a": 1}))
    assert file.changed_elsewhere() is None
    other.write(Saved({"a": 2}))
    assert file.changed_elsewhere() == Saved({"a": 2})


def test_a_reader_never_sees_a_part_while_two_exercises_and_two_windows_save(
    tmp_path: Path,
) -> None:
    names = [EXERCISE, EXERCISE, "a3-bloc-dividend"]
    stop = threading.Event()
    failures: list[Exception] = []

    def save(name: str, mark: int) -> None:
        try:
            for n in range(150):
                AnswerFile(tmp_path, name).write(
                    Saved({"mark": mark, "n": n, "pad": "x" * (n * 7)})
                )
        except Exception as error:
            failures.append(error)

    def read() -> None:
        try:
            while not stop.is_set():
                for name in set(names):
                    AnswerFile(tmp_path, name).read()
        except Exception as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=save, args=(name, mark)) for mark, name in enumerate(names)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert not failures
    assert not list((tmp_path / "answers").glob("*.part"))


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_process_killed_while_saving_leaves_a_whole_file(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from venezuela_course.exercises.answers import AnswerFile, Saved\n"
        f"file = AnswerFile(Path(sys.argv[1]), {EXERCISE!r})\n"
        "n = 0\n"
        "while True:\n"
        "    file.write(Saved({'n': n, 'pad': 'x' * 50_000})); n += 1\n"
        "    if n == 5: print('go', flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    process.kill()
    process.wait()
    saved = AnswerFile(tmp_path, EXERCISE).read()
    assert saved is not None
    assert saved.answer["n"] >= 4


A, B, C = {"a": 1}, {"a": 2}, {"a": 3}


@pytest.mark.parametrize(
    ("literal", "saved", "answer", "origin", "gave_way"),
    [
        (None, None, None, "nowhere", None),
        (A, None, A, "cell", None),
        (None, Saved(B), B, "widget", None),
        (None, Saved(B, A), B, "widget", None),
        (A, Saved(B, A), B, "widget", None),  # the cell is as it was recorded: the widget is newer
        (C, Saved(B, A), C, "cell", B),  # the cell was edited since
        (C, Saved(B), C, "cell", B),  # typed, though the widget was never recorded
        (B, Saved(B), B, "cell", None),
    ],
)
def test_the_three_way_rule(
    literal: dict | None,
    saved: Saved | None,
    answer: dict | None,
    origin: str,
    gave_way: dict | None,
) -> None:
    taken = resolve(literal, saved)
    assert (taken.answer, taken.origin, taken.gave_way) == (answer, origin, gave_way)


@given(st.none() | answers, st.none() | st.builds(Saved, answers, st.none() | answers))
def test_no_answer_is_ever_discarded_silently(literal: dict | None, saved: Saved | None) -> None:
    taken = resolve(literal, saved)
    given_answers = [one for one in (literal, saved.answer if saved else None) if one is not None]
    # What is neither taken nor named as having given way was already recorded as older.
    for one in given_answers:
        assert one in (taken.answer, taken.gave_way) or (
            saved is not None and one == saved.recorded
        )


@given(st.lists(answers, max_size=12), answers)
def test_displaced_answers_are_kept_without_repetition_newest_first(
    older: list[dict], now: dict
) -> None:
    saved = Saved(now)
    for one in older:
        saved = saved.displacing(one)
    assert len(saved.displaced) <= KEPT
    assert now not in saved.displaced
    assert all(one in older for one in saved.displaced)

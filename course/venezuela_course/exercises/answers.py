"""Where an answer lives: one small JSON file beside the notebook, and the literal in its source.

The file is ``answers/<exercise>.json``:

>>> {"schema": 1, "exercise": "a3-missing-three", "answer": {...},
...  "recorded": {...}, "displaced": [...]}  # doctest: +SKIP

``answer``
    the newest answer, from the widget or from the notebook's cell;
``recorded``
    the literal last seen in, or written into, the notebook's cell: what tells whether the cell was
    edited since;
``displaced``
    answers that a newer one replaced without the student's own click, newest first: nothing is lost.

Nothing here knows of widgets or of nbgrader.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from venezuela_course.language import _

SCHEMA = 1
FOLDER = "answers"
LARGEST = 256 * 1024  # bytes; a full answer of the longest exercise takes under 8 KiB
DEEPEST = 12  # nested lists and objects
DECIMALS = 6
KEPT = 5  # displaced answers
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
KEYS = {"schema", "exercise", "answer", "recorded", "displaced"}

Answer = dict[str, Any]


class AnswerError(ValueError):
    """An answer that cannot be kept: what is wrong with it and what to do."""


class UnreadableAnswer(AnswerError):
    """An answer file that is there but cannot be used; it is never overwritten."""


def canonical(value: Any, depth: int = 0) -> Any:
    """The value as plain JSON in one fixed form, so that equal answers are equal text.

    Parameters
    ----------
    value
        Mappings, sequences, sets, strings, numbers (NumPy's too), booleans and None.

    Returns
    -------
    object
        Dicts with string keys, lists, str, int, float rounded to six decimals, bool, None. Sets come
        out sorted.

    Raises
    ------
    AnswerError
        For NaN, infinity, a type that JSON does not have, or nesting deeper than `DEEPEST`.
    """
    if depth > DEEPEST:
        raise AnswerError(
            _("The answer is nested too deeply: at most {n} levels.").format(n=DEEPEST)
        )
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise AnswerError(
                _("The answer contains a number that is not finite: {value}.").format(value=value)
            )
        return round(float(value), DECIMALS)
    if isinstance(value, Mapping):
        return {str(key): canonical(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((canonical(item, depth + 1) for item in value), key=json.dumps)
    if isinstance(value, (list, tuple)):
        return [canonical(item, depth + 1) for item in value]
    if hasattr(value, "tolist"):  # NumPy scalars and arrays, pandas Series
        return canonical(value.tolist(), depth)
    raise AnswerError(
        _("The answer contains a {type}, which cannot be saved as JSON.").format(
            type=type(value).__name__
        )
    )


def checked(value: Any) -> Answer:
    """`canonical`, for a whole answer: a mapping of at most `LARGEST` bytes.

    Raises
    ------
    AnswerError
        If it is not a mapping, is too large, or `canonical` refuses it.
    """
    if not isinstance(value, Mapping):
        raise AnswerError(
            _("An answer is a dictionary, {{part: value}}; this is a {type}.").format(
                type=type(value).__name__
            )
        )
    answer = canonical(value)
    size = len(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise AnswerError(
            _("The answer takes {size} KiB; at most {most} KiB are kept.").format(
                size=size // 1024, most=LARGEST // 1024
            )
        )
    return answer


def answered(answer: Answer) -> Answer:
    """The answer without the parts not answered (None), so that equal answers are equal."""
    return {key: value for key, value in answer.items() if value is not None}


@dataclass(frozen=True)
class Saved:
    """What an answer file says."""

    answer: Answer
    recorded: Answer | None = None
    displaced: tuple[Answer, ...] = ()

    def displacing(self, *older: Answer | None) -> Saved:
        """With older answers kept, newest first, without repetition, at most `KEPT`."""
        kept: list[Answer] = []
        for one in (*older, *self.displaced):
            if one and one != self.answer and one not in kept:
                kept.append(one)
        return replace(self, displaced=tuple(kept[:KEPT]))


@dataclass(frozen=True)
class Taken:
    """Which answer holds, where it came from, and which one gave way to it."""

    answer: Answer | None
    origin: str  # "cell", "widget" or "nowhere"
    gave_way: Answer | None = None


def resolve(literal: Answer | None, saved: Saved | None) -> Taken:
    """The three-way rule: which of cell and widget is newer.

    Parameters
    ----------
    literal
        What the notebook's cell says; None where it says ``...``.
    saved
        What the answer file says; None where there is none.

    Returns
    -------
    Taken
        The cell's answer where there is no file, or where the cell was edited since it was last
        recorded; otherwise the widget's.
    """
    if saved is None:
        return Taken(literal, "cell" if literal is not None else "nowhere")
    if literal is None or literal == saved.recorded:
        return Taken(saved.answer, "widget")
    if literal == saved.answer:
        return Taken(literal, "cell")
    return Taken(literal, "cell", gave_way=saved.answer)


@dataclass
class AnswerFile:
    """One exercise's answer file.

    Parameters
    ----------
    folder
        The folder the notebook is in.
    exercise
        The exercise's identifier, words joined by hyphens; it is also the file's name.

    Raises
    ------
    ValueError
        If the identifier is not one: it could name a file elsewhere.
    """

    folder: Path
    exercise: str
    _seen: bytes | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if not IDENTIFIER.fullmatch(self.exercise):
            raise ValueError(
                f"{self.exercise!r} is not an exercise identifier: lower-case words joined by "
                "hyphens, such as 'a3-missing-three'."
            )

    @property
    def path(self) -> Path:
        """``<folder>/answers/<exercise>.json``."""
        return self.folder / FOLDER / f"{self.exercise}.json"

    @property
    def name(self) -> str:
        """The file as a student knows it, relative to the notebook."""
        return f"{FOLDER}/{self.path.name}"

    def read(self) -> Saved | None:
        """What the file says; None where there is no file.

        Raises
        ------
        UnreadableAnswer
            If the file is there but is not this exercise's answer in a form this version reads.
        """
        raw = self._bytes()
        self._seen = raw
        return None if raw is None else self._parse(raw)

    def changed_elsewhere(self) -> Saved | None:
        """What another window or program wrote since this one last read or wrote; None if nothing."""
        try:
            raw = self._bytes()
            return None if raw is None or raw == self._seen else self._parse(raw)
        except UnreadableAnswer:
            return None  # `write` sets it aside

    def write(self, saved: Saved) -> Path | None:
        """Write atomically: a reader sees the old file or the new one, never a part.

        A file that cannot be read as this exercise's answer is renamed first, never overwritten.

        Returns
        -------
        Path or None
            What the unreadable file is called now, if there was one.

        Raises
        ------
        OSError
            If the disk is full or the folder read-only; the old file is then as it was.
        """
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "exercise": self.exercise,
            "answer": saved.answer,
        }
        if saved.recorded is not None:
            document["recorded"] = saved.recorded
        if saved.displaced:
            document["displaced"] = list(saved.displaced)
        raw = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "surrogatepass"
        )
        self._check_folder()
        self.path.parent.mkdir(exist_ok=True)
        aside = self._set_aside_if_unreadable()
        # No fsync: it costs up to a frame per slider step, and a rename over the old file already
        # survives the death of kernel, browser and server.
        handle, temporary = tempfile.mkstemp(
            dir=self.path.parent, prefix=f".{self.exercise}-", suffix=".part"
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
            os.chmod(
                temporary, 0o644
            )  # mkstemp's 0600 would hide the answer from a collecting instructor
            os.replace(temporary, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        self._seen = raw
        return aside

    def saved_at(self) -> datetime | None:
        """Local time of the last save, from the file itself; None where there is none."""
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime)
        except OSError:
            return None

    def _check_folder(self) -> None:
        folder = self.path.parent
        if folder.is_symlink():
            raise OSError(
                _("The folder {folder} is a link to elsewhere; replace it by a folder.").format(
                    folder=FOLDER
                )
            )

    def _bytes(self) -> bytes | None:
        if self.path.parent.is_symlink():
            raise UnreadableAnswer(
                _(
                    "The folder {folder} is a link to elsewhere, so no answer is read from it."
                ).format(folder=FOLDER)
            )
        try:
            status = self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnreadableAnswer(self._complaint(str(error))) from error
        if stat.S_ISLNK(status.st_mode):
            raise UnreadableAnswer(self._complaint(_("it is a link to another file")))
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableAnswer(self._complaint(_("it is not a file")))
        # Twice the limit leaves room for `recorded` and `displaced`.
        if status.st_size > (2 + KEPT) * LARGEST:
            raise UnreadableAnswer(
                self._complaint(
                    _("it is {size} MB large").format(size=round(status.st_size / 1e6, 1))
                )
            )
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise UnreadableAnswer(self._complaint(str(error))) from error

    def _parse(self, raw: bytes) -> Saved:
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise UnreadableAnswer(self._complaint(_("it is damaged or cut short"))) from error
        if not isinstance(document, dict) or not isinstance(document.get("answer"), dict):
            raise UnreadableAnswer(self._complaint(_("it holds no answer")))
        if document.get("schema") != SCHEMA:
            raise UnreadableAnswer(
                self._complaint(
                    _("it has the format {theirs}; this version of the course reads {ours}").format(
                        theirs=repr(document.get("schema"))[:40], ours=SCHEMA
                    )
                )
            )
        if document.get("exercise") != self.exercise:
            raise UnreadableAnswer(
                self._complaint(
                    _("it answers another exercise, {other}").format(
                        other=repr(document.get("exercise"))[:60]
                    )
                )
            )
        if unknown := set(document) - KEYS:
            raise UnreadableAnswer(
                self._complaint(
                    _("it has a part that no answer has, {part}").format(
                        part=repr(min(unknown))[:40]
                    )
                )
            )
        try:
            recorded = document.get("recorded")
            displaced = document.get("displaced", [])
            return Saved(
                checked(document["answer"]),
                None if recorded is None else checked(recorded),
                tuple(checked(one) for one in displaced) if isinstance(displaced, list) else (),
            )
        except AnswerError as error:
            raise UnreadableAnswer(self._complaint(str(error))) from error

    def _complaint(self, what: str) -> str:
        return _("The saved answer {file} cannot be used: {what}.").format(
            file=self.name, what=what
        )

    def _set_aside_if_unreadable(self) -> Path | None:
        try:
            raw = self._bytes()
            if raw is not None:
                self._parse(raw)
            return None
        except UnreadableAnswer:
            for number in range(1, 1000):
                aside = self.path.with_name(f"{self.exercise}.unreadable-{number}")
                if not os.path.lexists(aside):
                    os.rename(self.path, aside)  # of a link, the link itself
                    return aside
            raise

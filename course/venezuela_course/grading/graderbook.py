"""An assignment's graders: ``solutions/<assignment>/graders.py``, read by the grader's process only."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from venezuela_course.grading.verdict import Verdict

FILE = "graders.py"
#: Under this name a grader finds the sources of the cells that it reads besides the answer. Nothing that a
#: student's code hands in can stand there: it is set, by `with_texts`, after the answer was taken.
READ = "read of the notebook"
Grader = Callable[[dict[str, Any]], Verdict]


class GradersMissing(Exception):
    """There is no usable ``graders.py``: where it was looked for and what is wrong with it."""


@dataclass(frozen=True)
class GraderBook:
    """The graders of one assignment.

    Parameters
    ----------
    graders
        A pure function from answer to `Verdict` for each exercise identifier.
    hidden_inputs
        For each code exercise a list of argument lists, plain JSON.
    reads
        For each exercise whose grader reads more than the answer, such as an essay that a person grades too,
        the ``grade_id`` of the cells whose sources it reads.
    """

    graders: Mapping[str, Grader]
    hidden_inputs: Mapping[str, list[list[Any]]] = field(default_factory=dict)
    reads: Mapping[str, Sequence[str]] = field(default_factory=dict)


def with_texts(answer: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The answer as its grader gets it: with the texts that it reads under `READ`, if there are any."""
    bare = {key: value for key, value in answer.items() if key != READ}
    return bare | {READ: dict(texts)} if texts else bare


def read_graders(path: Path) -> GraderBook:
    """The graders in a file, read again only when the file changes.

    Raises
    ------
    GradersMissing
        If the file is missing, does not run, or defines no ``GRADERS``.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise GradersMissing(f"No graders: {path} ({error.strerror}).") from error
    return _load(path, hashlib.sha256(source).hexdigest())


@lru_cache(maxsize=32)
def _load(path: Path, digest: str) -> GraderBook:
    name = f"venezuela_course_graders_{digest[:16]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise GradersMissing(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses in graders.py look their module up
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # a __pycache__ in solutions/ would be copied to the students
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise GradersMissing(f"{path} does not run: {type(error).__name__}: {error}") from error
    finally:
        sys.dont_write_bytecode = writes
    graders = getattr(module, "GRADERS", None)
    if not isinstance(graders, Mapping):
        raise GradersMissing(f"{path} defines no GRADERS, a mapping from exercise to grader.")
    return GraderBook(graders, getattr(module, "HIDDEN_INPUTS", {}), getattr(module, "READS", {}))

"""Attackers and honest students in one class: handed in, graded two at a time, what was said of each."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from attackers import ATTACKERS, CANARIES, READS, SHOWS, SQUARE, make

from course_copy import CourseCopy, cell_by_id, expect_success
from mini_course import MARK_SCHEME, RIGHT, lay_out
from submissions import write_code, write_literal
from venezuela_course.grading.autograding.executor import Failure
from venezuela_course.grading.autograding.merge import merge
from venezuela_course.grading.autograding.pool import LocalPool
from venezuela_course.grading.autograding.submission import Assignment, Submission, grade

WITH_FEEDBACK = ("honest00", "honest99")
WORKERS = 2
EVERY = 6  # attackers between two honest students
SETTINGS = {"Execute": {"timeout": 3, "iopub_timeout": 2}}
FULL = {"mini-capitals": 4.0, "mini-square": 2.0, "mini-crash": 0.0, "mini-orphan": 0.0}
ESSAY = "The first is larger, and here is why."


def in_turns(attackers: Sequence[str]) -> list[str]:
    """The class in the order of grading: honest students first, last, and between attackers."""
    order: list[str] = []
    for place, name in enumerate(attackers):
        if place % EVERY == 0:
            order.append(f"honest{place // EVERY:02}")
        order.append(name)
    return [*order, "honest99"]


@dataclass
class HostileClass:
    """The mini course with everybody's submission.

    Parameters
    ----------
    course
        The course.
    order
        Names, in the order in which they are graded.
    logs
        What was logged and noted while grading each.
    failed
        Who could not be graded.
    digests
        Of every file that no student may change, before anything was graded.
    """

    course: CourseCopy
    order: list[str]
    logs: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def make(
        cls, root: Path, port: int, attackers: Sequence[str] = tuple(ATTACKERS)
    ) -> HostileClass:
        """Lay out the course, plant the canaries, and hand everything in."""
        course = CourseCopy.make(root)
        lay_out(course)
        plant(course)
        course.generate("mini")
        order = in_turns(attackers)
        for name in [one for one in order if one.startswith("honest")]:
            hand_in_honestly(course, name)
        with course.gradebook() as gradebook:
            gradebook.update_or_create_student("honest00", email=CANARIES["gradebook"])
        for name in attackers:
            hand_in_hostile(course, name, port)
        hostile = cls(course, order)
        hostile.digests = hostile.now()
        return hostile

    def grade(self) -> None:
        """Grade everybody as `venezuela-course autograde` does, two at a time."""
        root = self.course.root
        assignment = Assignment.read(root, "mini")
        with tempfile.TemporaryDirectory() as scratch:
            pool = LocalPool(WORKERS, Path(scratch), Path(scratch, "log"))
            submissions = (Submission.read(root, "mini", name) for name in self.order)
            graded = pool.results(partial(grade, settings=SETTINGS), assignment, submissions)
            with closing(graded) as results:
                for result in results:
                    if isinstance(result, Failure):
                        self.logs[result.student] = f"{result.reason}\n{result.details}"
                        self.failed.add(result.student)
                        continue
                    outcome = result.outcome
                    merge(root, assignment, outcome)
                    said = [outcome.log, outcome.error, *outcome.notes]
                    self.logs[outcome.student] = "\n".join(said)
                    if not outcome.graded:
                        self.failed.add(outcome.student)

    def give_feedback(self) -> None:
        """Feedback pages of those who try something with them or read what is not theirs, and of two more."""
        api = self.course.api()
        for name in self.order:
            group = ATTACKERS[name].group if name in ATTACKERS else ""
            if group in (READS, SHOWS) or name in WITH_FEEDBACK:
                expect_success(api.generate_feedback("mini", name))

    def now(self) -> dict[str, str]:
        """Digests of the instructor's files and of what honest students handed in."""
        places = [self.course.root / "solutions"]
        places += [
            self.course.submission("mini", name) for name in self.order if name.startswith("honest")
        ]
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for place in places
            for path in sorted(place.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }

    @property
    def without_rows(self) -> set[str]:
        """Who is not in the gradebook: there was nothing to grade."""
        with self.course.gradebook() as gradebook:
            there = {one.student_id for one in gradebook.assignment_submissions("mini")}
        return set(self.order) - there

    def scores(self, name: str) -> dict[str, float | None]:
        """Automatic scores; empty where there is no row."""
        found = self.course.automatic_scores("mini", name)
        return {exercise: found[exercise] for exercise in FULL if exercise in found}

    def everything_about(self, name: str) -> str:
        """All that is left of a student's grading where that student could ever see it."""
        texts = []
        for step in ("autograded", "feedback"):
            for path in (self.course.root / "grading" / step / name).rglob("*"):
                if path.is_file() and not path.is_symlink():
                    texts.append(path.read_bytes().decode("utf-8", "replace"))
        return "\n".join(texts)

    def told(self, name: str) -> str:
        """All that an instructor is told: the log, the graded notebook, the feedback page."""
        return self.logs[name] + self.everything_about(name)


def plant(course: CourseCopy) -> None:
    """Canaries among the keys and in the mark scheme."""
    folder = course.root / "solutions" / "mini"
    graders = folder / "graders.py"
    graders.write_text(graders.read_text("utf-8") + f"\nNOTE = {CANARIES['graders']!r}\n", "utf-8")
    notebook = folder / "mini.ipynb"
    text = notebook.read_text("utf-8").replace(MARK_SCHEME, CANARIES["solution"])
    notebook.write_text(text, "utf-8")


def hand_in_honestly(course: CourseCopy, name: str) -> None:
    """Everything right, an essay, and a file that is nobody else's."""
    notebook = course.released("mini")
    write_literal(notebook, "mini-capitals", RIGHT)
    write_literal(notebook, "mini-crash", RIGHT)
    write_code(notebook, "mini-square", SQUARE)
    cell_by_id(notebook, "mini-essay").source = ESSAY
    course.submit("mini", name, notebook, {"essay.txt": CANARIES["classmate"].encode()})


def hand_in_hostile(course: CourseCopy, name: str, port: int) -> None:
    """An attacker's submission."""
    work = make(name, course.released("mini"), course.root, port)
    folder = course.submit("mini", name, course.released("mini"), {})
    # Not by nbformat, which mends what it writes.
    (folder / "mini.ipynb").write_text(json.dumps(work.notebook), "utf-8")
    for path, content in work.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for step in work.afterwards:
        step(folder)


class Acting(HTMLParser):
    """What of an attacker's a page would run, at once or when it is clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Handlers, and addresses that are scripts."""
        self._script = tag == "script"
        for name, value in attributes:
            text = (value or "").lower().strip()
            if "hacked" in text and (name.startswith("on") or name == "srcdoc"):
                self.found.append(f"{tag} {name}")
            if text.startswith("javascript:"):
                self.found.append(f"{tag} {name}")

    def handle_endtag(self, tag: str) -> None:
        """A script's end."""
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        """A script's text."""
        if self._script and "HACKED" in data:
            self.found.append("script")


def acting(page: str) -> list[str]:
    """What of an attacker's a page would run."""
    parser = Acting()
    parser.feed(page)
    return sorted(set(parser.found))


def left_behind() -> list[str]:
    """Command lines of programs that attackers started and that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if re.search("left-behind-" + "daemon", line) and str(os.getpid()) != place.parent.name:
            found.append(line)
    return found

"""How many attackers succeed against stock nbgrader, and how many here: ``python -m bench.hostile``.

The attackers are those of ``tests/hostile``; the course is the mini course of ``tests/cycle``, once with
this project's ``nbgrader_config.py``, once with nbgrader's own preprocessors, the keys as hidden tests in
the notebook, and no sandbox. Every attacker gets a fresh copy of the course in which one honest student is
graded already. What counts as a success is measured, not judged: points beyond what its answers earn, secret
text in its outputs or files, a change of the instructor's or of another's files or grades, a script that
a feedback page would run, a whole run that stops, a process that goes on.

With ``--write`` the table goes into ``docs/instructors/hostile.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "hostile"), str(ROOT / "tests" / "cycle")]

import stock  # noqa: E402
from attackers import ATTACKERS, CANARIES, EXERCISES, SHOWS, Attacker  # noqa: E402
from hostile_class import (  # noqa: E402
    SETTINGS,
    acting,
    hand_in_honestly,
    hand_in_hostile,
    plant,
)

import mini_course  # noqa: E402
from course_copy import CourseCopy  # noqa: E402
from venezuela_course.cli import find_scripts  # noqa: E402

PAGE = ROOT / "docs" / "instructors" / "hostile.md"
STOPS = ("use an newer version", "use an old version")  # nbgrader gives the whole run up
NOT_RUN = "not tried: it would use up this machine"


@dataclass(frozen=True)
class Way:
    """A way of grading: stock, or as here."""

    base: Path
    names: Sequence[str]

    def outcome(self, name: str, place: Path, port: int) -> str:
        """What an attacker achieved in a fresh copy of the course; empty where nothing."""
        shutil.copytree(self.base, place)
        course = CourseCopy(place.resolve())
        hand_in_hostile(course, name, port)
        before = state(course)
        result = course.api(**SETTINGS).autograde("mini", name)
        log = f"{result.get('log', '')}{result.get('error', '')}"
        found = [*gains(course, name), *loot(course, name, log)]
        after = state(course)
        found += [f"changes {what}" for what in before if before[what] != after[what]]
        if any(sentence in log for sentence in STOPS):
            found.append("stops the whole run")
        elif not result["success"] and not ATTACKERS[name].ungraded:
            found.append("gets the submission thrown out, other exercises included")
        if ATTACKERS[name].group == SHOWS:
            found += scripts(course, name)
        if running := end_left_behind():
            found.append(f"leaves {running} process running")
        return "; ".join(found)


def state(course: CourseCopy) -> dict[str, object]:
    """What no student may change."""
    solutions = course.root / "solutions"
    classmate = course.submission("mini", "honest00")
    return {
        "the keys": [path.read_bytes() for path in sorted(solutions.rglob("*")) if path.is_file()],
        "a classmate's work": [
            path.read_bytes()
            for folder in (classmate, course.autograded("mini", "honest00"))
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ],
        "a classmate's grade": course.grades("mini", "honest00"),
    }


def gains(course: CourseCopy, name: str) -> list[str]:
    """Points beyond what its answers are worth."""
    try:
        grades = course.grades("mini", name)
    except Exception:
        return []
    earned = ATTACKERS[name].earns
    extra = sum(max(0.0, grades[one].score - earned[one]) for one in EXERCISES if one in grades)
    return [f"gains {extra:g} points"] if extra else []


def loot(course: CourseCopy, name: str, log: str) -> list[str]:
    """Secrets in outputs, in files beside the notebook, in the log."""
    text = log
    for path in course.autograded("mini", name).rglob("*"):
        if path.is_file() and path.suffix != ".ipynb":
            text += path.read_bytes()[:1_000_000].decode("utf-8", "replace")
    notebook = course.autograded("mini", name) / "mini.ipynb"
    if notebook.is_file():
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
            text += json.dumps(cell.get("outputs", []))
    found = [secret for secret, canary in CANARIES.items() if canary in text]
    said = [f"reads {', '.join(found)}"] if found else []
    if re.search(r"WRITABLE: [1-9]", text):
        said.append("can write into the installed course package")
    return said


def scripts(course: CourseCopy, name: str) -> list[str]:
    """Scripts in the feedback page."""
    if not (course.autograded("mini", name) / "mini.ipynb").is_file():
        return []
    result = course.api().generate_feedback("mini", name)
    if not result["success"]:
        return ["leaves no feedback page"]
    found = acting(course.feedback_page("mini", name))
    return [f"scripts on the feedback page ({', '.join(found)})"] if found else []


def end_left_behind() -> int:
    """End what an attacker left running; how many there were."""
    found = 0
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"left-behind-" + b"daemon" in place.read_bytes():
                os.kill(int(place.parent.name), signal.SIGKILL)
                found += 1
        except OSError:
            continue
    return found


def with_honest(course: CourseCopy) -> Path:
    """The course with one honest student, who is graded."""
    hand_in_honestly(course, "honest00")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("honest00", email=CANARIES["gradebook"])
    course.autograde("mini", "honest00", **SETTINGS)
    return course.root


def here(root: Path) -> CourseCopy:
    """The mini course with this project's configuration."""
    course = CourseCopy.make(root)
    mini_course.lay_out(course)
    plant(course)
    course.generate("mini")
    return course


def measure(
    folder: Path, names: Sequence[str], bombs: bool, known: dict[str, tuple[str, str]]
) -> Iterator[dict[str, tuple[str, str]]]:
    """What each attacker achieved against stock, and here; all that is known, after each."""
    port = serve()
    ways = (
        Way(with_honest(stock.lay_out(folder / "stock")), names),
        Way(with_honest(here(folder / "here")), names),
    )
    found = dict(known)
    for name in names:
        outcomes: list[str] = []
        for place, way in enumerate(ways):
            if ATTACKERS[name].bomb and (place == 0 or not bombs):
                outcomes.append(NOT_RUN)
                continue
            copy = folder / f"{name}-{place}"
            try:
                outcomes.append(way.outcome(name, copy, port))
            finally:
                shutil.rmtree(copy, ignore_errors=True)
        found[name] = (outcomes[0], outcomes[1])
        print(
            f"{name}: stock: {outcomes[0] or 'nothing'} | here: {outcomes[1] or 'nothing'}",
            flush=True,
        )
        yield {one: found[one] for one in ATTACKERS if one in found}


def serve() -> int:
    """A server of the grading machine, whose secret a submission must not read."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            link, _address = server.accept()
            with link:
                link.sendall(CANARIES["network"].encode())

    threading.Thread(target=answer, daemon=True).start()
    return int(server.getsockname()[1])


def page(found: Mapping[str, tuple[str, str]]) -> str:
    """The instructors' page."""
    tried = {name: pair for name, pair in found.items() if pair[0] != NOT_RUN}
    lines = [
        "# What attackers achieve",
        "",
        f"`tests/hostile` is a class of {len(found)} attackers. Each has done half of one exercise "
        "honestly and tries one thing more. The same submissions were graded by stock nbgrader "
        f"{version('nbgrader')} and by this course's configuration.",
        "",
        f"Against stock, **{sum(bool(pair[0]) for pair in tried.values())} of {len(tried)}** achieved "
        f"something; {len(found) - len(tried)} were not tried, since nothing would have confined them. "
        f"Here, **{sum(bool(pair[1]) and pair[1] != NOT_RUN for pair in found.values())} of "
        f"{sum(pair[1] != NOT_RUN for pair in found.values())}** did.",
        "",
        "How it was measured: `python -m bench.hostile --bombs --write` writes this page. Stock means "
        "nbgrader's own preprocessors and its own kernel, and keys as hidden tests in the notebook, the "
        "usual way. Each attacker got a fresh copy of the mini course with one honest student graded before. "
        "Counted as achieved is what a program can see: points beyond what the answers earn, secret strings "
        "in outputs or files, a change of keys, of a classmate's files or grade, a script in the feedback "
        "page, a whole run that stops, a submission that is thrown out for one bad cell, a process that goes "
        "on. The secret strings stood among the keys, in the gradebook, with a classmate, in the home "
        "folder, in the environment, and behind a port.",
    ]
    groups: dict[str, list[tuple[str, Attacker]]] = {}
    for name in found:
        groups.setdefault(ATTACKERS[name].group, []).append((name, ATTACKERS[name]))
    for group, members in groups.items():
        lines += ["", f"## {group}", "", "| It … | stock nbgrader | here |", "|---|---|---|"]
        for name, one in members:
            against, ours = (text or "nothing" for text in found[name])
            lines.append(f"| {one.tries} | {against} | {ours} |".replace("<", "&lt;"))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and with ``--write`` write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(ATTACKERS))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--bombs", action="store_true", help="try bombs too, in the sandbox only")
    parser.add_argument("--keep", type=Path, help="a file of outcomes, to go on where it stopped")
    options = parser.parse_args()
    find_scripts()
    found: dict[str, tuple[str, str]] = {}
    if options.keep is not None and options.keep.exists():
        known = json.loads(options.keep.read_text("utf-8"))
        found = {name: (pair[0], pair[1]) for name, pair in known.items() if name in ATTACKERS}
    names = [name for name in options.names if name not in found]
    with tempfile.TemporaryDirectory(prefix="hostile-", ignore_cleanup_errors=True) as folder:
        home = Path(folder, "home")
        home.mkdir()
        (home / "canary.txt").write_text(CANARIES["home"])
        os.environ |= {"HOME": str(home), "TOKEN_OF_THE_LMS": CANARIES["environment"]}
        os.environ |= {"VENEZUELA_COURSE_LANGUAGE": "en", "IPYTHONDIR": str(home / "ipython")}
        for kind in ("CONFIG", "DATA", "RUNTIME"):
            os.environ[f"JUPYTER_{kind}_DIR"] = str(home / kind.lower())
        for outcomes in measure(Path(folder), names, options.bombs, found):
            found = outcomes
            if options.keep is not None:
                options.keep.write_text(json.dumps(found, indent=1), "utf-8")
    if options.write:
        PAGE.write_text(page(found), "utf-8")
    else:
        print(page(found))


if __name__ == "__main__":
    main()

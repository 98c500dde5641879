"""Write `seeds/claim_uses.csv`: where each claim is taught or exercised, or why it is set aside.

Run `python tools/claim_uses.py` after a change to a lesson, an assignment, an exercise's evidence or the
relations of claims. tests/test_claim_uses.py fails while the table is behind them.

A claim is *taught* where a cell of a lesson names its id, *exercised* where a cell of an assignment as
students get it does, where the module of an exercise does outside its docstrings, or where a table does
from which an exercise takes its claims. A claim that is nowhere is set aside: for the unit it belongs
to, while that unit has no lesson; because it repeats a claim that is used; or as context that is not
taught.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "seeds" / "claim_uses.csv"
COLUMNS = ("claim_id", "taught_in", "exercised_in", "set_aside")
CLAIM_ID = re.compile(r"\bS\d{3}[a-z]?-\d{3}\b")
#: Tables from which an exercise takes its claims.
EXERCISE_TABLES = ("coup_cases", "indicator_evidence", "triage_samples")
#: What tools/citations.py adds to a lesson: the list at its end, and definitions that show nothing.
LIST = "evidence-used"
DEFINITION = re.compile(r"^\[[^\]]+\]: #evidence-.*$", re.MULTILINE)


class Mention(NamedTuple):
    """A place that names a claim."""

    claim_id: str
    place: str


def cell_mentions(notebook: Path, root: Path) -> Iterator[Mention]:
    """Claims that the cells of a notebook name, as ``path#cell``.

    Neither outputs count nor what is generated from the cells.
    """
    where = notebook.relative_to(root).as_posix()
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["id"] == LIST:
            continue
        # The format allows a cell's source as one text or as a list of lines.
        written = DEFINITION.sub("", "".join(cell["source"]))
        for claim_id in CLAIM_ID.findall(written):
            yield Mention(claim_id, f"{where}#{cell['id']}")


def _docstrings(tree: ast.Module) -> set[int]:
    """Identities of the nodes that are docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }


def module_mentions(module: Path, root: Path) -> Iterator[Mention]:
    """Claims that the texts of an exercise's module name, docstrings left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documentation = _docstrings(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
        ):
            for claim_id in CLAIM_ID.findall(node.value):
                yield Mention(claim_id, module.relative_to(root).as_posix())


def table_mentions(root: Path) -> Iterator[Mention]:
    """Claims that the tables of exercises name."""
    for name in EXERCISE_TABLES:
        path = root / "seeds" / f"{name}.csv"
        if path.exists():
            for claim_id in CLAIM_ID.findall(path.read_text(encoding="utf-8")):
                yield Mention(claim_id, path.relative_to(root).as_posix())


def places(mentions: Iterable[Mention]) -> dict[str, list[str]]:
    """Places of each claim, each once, in the order they are met."""
    found: dict[str, dict[str, None]] = {}
    for claim_id, place in mentions:
        found.setdefault(claim_id, {})[place] = None
    return {claim_id: list(where) for claim_id, where in found.items()}


def lessons(root: Path) -> list[Path]:
    """Notebooks of the lessons, by name; the first two digits are the unit."""
    return sorted((root / "course" / "lessons").glob("[0-9][0-9]_*.ipynb"))


def exercise_modules(root: Path) -> list[Path]:
    """Modules that hold exercises: those in a folder of their own, a folder per unit or lesson.

    The evidence browser shows every claim alike and so exercises none in particular; its ids are
    examples.
    """
    exercises = root / "course" / "venezuela_course" / "exercises"
    return sorted(
        path for path in exercises.glob("*/*.py") if path.parent.name not in {"fields", "evidence"}
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _repeated(relations: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    """Claims that each claim repeats, and that repeat it."""
    found: dict[str, list[str]] = {}
    for row in relations:
        if row["type"] == "duplicates":
            found.setdefault(row["from"], []).append(row["to"])
            found.setdefault(row["to"], []).append(row["from"])
    return found


def uses(root: Path = ROOT) -> list[dict[str, str]]:
    """Rows of the table: a row for every claim, in the order of `claims.csv`.

    Parameters
    ----------
    root : pathlib.Path
        A checkout of the course.

    Returns
    -------
    list of dict
        With the columns of `COLUMNS`; places are separated by ``;``. ``set_aside`` is filled exactly
        where both others are empty.

    Raises
    ------
    KeyError
        If a notebook or an exercise names a claim that does not exist.
    """
    claims = _rows(root / "seeds" / "claims.csv")
    taught = places(m for path in lessons(root) for m in cell_mentions(path, root))
    exercised = places(
        [
            *(
                mention
                for path in sorted((root / "assignments").glob("*/*.ipynb"))
                for mention in cell_mentions(path, root)
            ),
            *(m for path in exercise_modules(root) for m in module_mentions(path, root)),
            *table_mentions(root),
        ]
    )
    used = taught.keys() | exercised.keys()
    unknown = used - {claim["claim_id"] for claim in claims}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    with_lesson = {int(path.name[:2]) for path in lessons(root)}
    repeated = _repeated(_rows(root / "seeds" / "claim_relations.csv"))

    def reason(claim: dict[str, str]) -> str:
        unit = int(claim["course_unit"])
        if claim["claim_id"] in used:
            return ""
        if unit not in with_lesson:
            return f"reserved for unit {unit}"
        told = [other for other in repeated.get(claim["claim_id"], []) if other in used]
        return f"repeats {told[0]}" if told else "context not taught"

    return [
        {
            "claim_id": claim["claim_id"],
            "taught_in": ";".join(taught.get(claim["claim_id"], [])),
            "exercised_in": ";".join(exercised.get(claim["claim_id"], [])),
            "set_aside": reason(claim),
        }
        for claim in claims
    ]


def as_csv(rows: Iterable[dict[str, str]]) -> str:
    """The table as it is stored."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the table and say what it holds."""
    rows = uses()
    TABLE.write_text(as_csv(rows), encoding="utf-8", newline="\n")
    aside = sum(bool(row["set_aside"]) for row in rows)
    sys.stdout.write(f"{len(rows) - aside} claims used, {aside} set aside: {TABLE.name}\n")


if __name__ == "__main__":
    main()

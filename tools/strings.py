"""Keep the interface's translations in step with the source: `make strings`.

Extracts every `_()` and `ngettext()` of the package, updates the catalogues, compiles them. A changed
sentence gets an empty translation, never a guessed one. tests/test_strings.py fails while a catalogue is
behind the source or Spanish lacks a sentence.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "course" / "venezuela_course"
LANGUAGES = ("en", "es")
DOMAIN = "venezuela_course"
#: How many of a call's first arguments are sentences.
SENTENCES_OF = {"_": 1, "ngettext": 2}
#: Header lines left out: dates would make every run a change, and the rest would stay a form to fill in.
UNWANTED = (
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Generated-By:',
    b'"Project-Id-Version:',
    b'"Report-Msgid-Bugs-To:',
    b'"Last-Translator:',
    b'"Language-Team:',
)


def sentences(source: str) -> Iterator[str | tuple[str, str]]:
    """What a module's calls of `_()` and `ngettext()` say, in order; a pair where it has a plural.

    The syntax tree shows calls inside f-strings too. Babel's own reader sees those from Python 3.12 on
    only, and the catalogue must not depend on the Python that extracts it.

    Raises
    ------
    ValueError
        If a call's sentence is not written out in the call.
    """
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in SENTENCES_OF
    ]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        assert isinstance(call.func, ast.Name)  # for mypy
        texts = [ast.literal_eval(text) for text in call.args[: SENTENCES_OF[call.func.id]]]
        yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def extracted() -> Catalog:
    """Every sentence that the package shows to a user, with the files that show it."""
    catalogue = Catalog(project="venezuela-course", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*.py")):
        # No line numbers: they would change the catalogue with every edit.
        place = [(path.relative_to(PACKAGE).as_posix(), 0)]
        for sentence in sentences(path.read_text(encoding="utf-8")):
            catalogue.add(sentence, locations=place)
    return catalogue


def catalogue_path(language: str, kind: str) -> Path:
    """Where a language's catalogue lies; `kind` is ``po`` (to edit) or ``mo`` (compiled)."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


def read(language: str) -> Catalog:
    """A language's catalogue as it is stored; an empty one where there is none yet."""
    path = catalogue_path(language, "po")
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, project="venezuela-course", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(language: str) -> Catalog:
    """A language's catalogue with exactly the source's sentences; translations that still fit are kept."""
    catalogue = read(language)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    # Sentences that are gone live on in the history of the repository.
    catalogue.obsolete.clear()
    catalogue.header_comment = "# The interface of venezuela-course. Licence: CC BY 4.0.\n#"
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as a file to edit, the same bytes whenever it is written."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(UNWANTED))


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it, the same bytes whenever it is written."""
    buffer = io.BytesIO()
    # Any date will do, as long as it stays.
    catalogue.creation_date = catalogue.revision_date = datetime(2024, 8, 31, tzinfo=UTC)
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Write both files of each language, and tell how many sentences wait for a translation."""
    for language in LANGUAGES:
        text = as_po(updated(language))
        path = catalogue_path(language, "po")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        catalogue = read(language)
        catalogue_path(language, "mo").write_bytes(as_mo(catalogue))
        empty = sum(
            not message.string or not any(message.string) for message in catalogue if message.id
        )
        print(f"{language}: {len(catalogue)} sentences, {empty} without a translation")


if __name__ == "__main__":
    main()

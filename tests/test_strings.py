"""The interface speaks English and Spanish, whole."""

from __future__ import annotations

import gettext
import re
from string import Formatter

import pytest

from tools import strings

SPANISH = strings.read("es")


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """A message's text in each of its forms, singular and plural."""
    return [text or ""] if isinstance(text, str) or text is None else list(text)


def blanks(text: str) -> set[str]:
    """Names that a sentence leaves open: ``{n}`` in ``{n} files``."""
    return {
        name for _text, name, _format, _conversion in Formatter().parse(text) if name is not None
    }


def tags(text: str) -> list[str]:
    """HTML tags of a sentence, without their attributes, sorted."""
    return sorted(re.findall(r"</?[a-z0-9]+", text))


@pytest.mark.parametrize("language", strings.LANGUAGES)
def test_a_catalogue_holds_the_sentences_of_the_source_and_no_others(language):
    stored = {tuple(forms(message.id)) for message in strings.read(language) if message.id}
    source = {tuple(forms(message.id)) for message in strings.extracted() if message.id}
    assert stored == source, "the catalogue is behind the source: run make strings"


def test_every_sentence_has_a_spanish_translation():
    waiting = [
        message.id
        for message in SPANISH
        if message.id and (message.fuzzy or not all(forms(message.string)))
    ]
    assert waiting == []


@pytest.mark.parametrize("language", strings.LANGUAGES)
def test_a_compiled_catalogue_says_what_its_source_says(language):
    with strings.catalogue_path(language, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in strings.read(language):
        if message.id and all(forms(message.string)) and not message.fuzzy:
            first = forms(message.id)[0]
            said = (
                compiled.ngettext(*message.id, 1)
                if message.pluralizable
                else compiled.gettext(first)
            )
            assert said == forms(message.string)[0], "run make strings"


def test_a_translation_has_the_blanks_and_tags_of_its_sentence():
    faults = [
        translated
        for message in SPANISH
        for translated in filter(None, forms(message.string) if message.id else [])
        if blanks(translated) not in [blanks(text) for text in forms(message.id)]
        or tags(translated) not in [tags(text) for text in forms(message.id)]
    ]
    assert faults == []


def test_updating_twice_gives_the_same_bytes():
    once = strings.as_po(strings.updated("es"))
    assert once == strings.as_po(strings.updated("es"))
    assert strings.as_mo(strings.read("es")) == strings.as_mo(strings.read("es"))

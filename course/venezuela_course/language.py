"""The interface's language: gettext catalogues beside the package, English where one is missing.

The language is taken from the environment variable ``VENEZUELA_COURSE_LANGUAGE``, or set in a notebook:

>>> from venezuela_course.language import language
>>> language("es")
'es'
>>> language("en")
'en'

Strings are translated when they are shown, never when a module is imported, so that a notebook may
choose its language after the import.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

DOMAIN = "venezuela_course"
VARIABLE = "VENEZUELA_COURSE_LANGUAGE"
LOCALE = Path(__file__).with_name("locale")

_chosen: str | None = None


@cache  # asked at every string of every redraw
def available() -> tuple[str, ...]:
    """Codes of the languages that have a compiled catalogue, sorted."""
    return tuple(
        sorted(path.parent.parent.name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    )


def language(code: str | None = None) -> str:
    """Set the interface language, or tell which one holds.

    Parameters
    ----------
    code
        ISO 639-1 code of a language in `available()`; None leaves the language as it is.

    Returns
    -------
    str
        The code of the language in use.

    Raises
    ------
    ValueError
        If there is no catalogue for `code`.
    """
    global _chosen
    if code is not None:
        if code not in available():
            raise ValueError(
                f"No catalogue for the language {code!r}; there is one for: {', '.join(available())}."
            )
        _chosen = code
    if _chosen is not None:
        return _chosen
    # A wrong value of the variable must not stop a student's notebook: English is always there.
    wanted = os.environ.get(VARIABLE, "en")
    return wanted if wanted in available() else "en"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[code], fallback=True)


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message in the language in use, in the form that `number` needs."""
    return _catalogue(language()).ngettext(singular, plural, number)

"""Where the evidence lies: in a checkout beside the package's source, in a wheel inside the package."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from venezuela_course.language import _

DESCRIPTOR = "datapackage.json"
_HERE = Path(__file__).resolve().parent
_IN_CHECKOUT = _HERE.parents[2] / "seeds"
_IN_WHEEL = _HERE.parent / "_content" / "seeds"


class EvidenceError(RuntimeError):
    """A table of the course's evidence is missing or damaged."""


def data_folder() -> Path:
    """Folder that holds the tables and their ``datapackage.json``.

    Returns
    -------
    pathlib.Path
        ``seeds/`` of the checkout this file belongs to, or else ``venezuela_course/_content/seeds``
        of the installed package.

    Raises
    ------
    EvidenceError
        If neither folder holds a ``datapackage.json``.
    """
    for folder in (_IN_CHECKOUT, _IN_WHEEL):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise EvidenceError(
        _(
            "The course's evidence was not found: there is no {file} in {checkout} or in {wheel}. "
            "Install venezuela-course again."
        ).format(file=DESCRIPTOR, checkout=_IN_CHECKOUT, wheel=_IN_WHEEL)
    )


@cache
def resources(folder: Path) -> dict[str, dict[str, Any]]:
    """Descriptions of the tables of a data package, by table name.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the data package.

    Returns
    -------
    dict of str to dict
        The package's resources as the Frictionless standard writes them. Shared and cached: read it,
        do not change it.

    Raises
    ------
    EvidenceError
        If the description is missing or is not a data package.
    """
    path = folder / DESCRIPTOR
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        return {resource["name"]: resource for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise EvidenceError(
            _(
                "The description of the course's evidence, {path}, cannot be read ({problem}). "
                "Restore the file, or install venezuela-course again."
            ).format(path=path, problem=problem)
        ) from problem

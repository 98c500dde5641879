"""Set the course up in .venv, from the lock: `python3 tools/install.py`.

Runs on whatever Python the machine has, so it uses the standard library alone and nothing newer than
Python 3.6 until it has looked at the version. Does nothing where .venv is current.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(
    ENVIRONMENT, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"])
)
STAMP = os.path.join(ENVIRONMENT, "installed-from")


def main() -> None:
    """Make .venv and install into it, unless it was made from these very files."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"The course needs Python {OLDEST[0]}.{OLDEST[1]} or newer; {sys.executable} is "
            f"{sys.version.split()[0]}. Install a newer one, then name it: make install PYTHON=python3.13"
        )
    wanted = fingerprint()
    if works() and installed() == wanted:
        return
    print(f"Installing into {ENVIRONMENT} (the first time takes minutes) ...", flush=True)
    if not works():
        make_environment()
    # The lock is complete, so pip has nothing to resolve: --no-deps also makes it fail on a gap below.
    pip("install", "--require-hashes", "--no-deps", "-r", os.path.join(ROOT, "requirements.lock"))
    pip("install", "--no-deps", "--no-build-isolation", "-e", ROOT)
    strangers = unpinned()
    if strangers:
        pip("uninstall", "--yes", *strangers)
    pip("check")
    with open(STAMP, "w", encoding="utf-8") as stamp:
        stamp.write(wanted)


def fingerprint() -> str:
    """SHA-256 of what decides the environment; contents, because git does not keep times."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    # An editable install points at the checkout: a moved one is another.
    digest.update(ROOT.encode())
    return digest.hexdigest()


def installed() -> str:
    """Fingerprint that .venv was installed from; empty where it was not, or not to the end."""
    try:
        with open(STAMP, encoding="utf-8") as stamp:
            return stamp.read()
    except FileNotFoundError:
        return ""


def works() -> bool:
    """Whether .venv has an interpreter that runs, is new enough, and has pip."""
    question = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.call([PYTHON, "-c", question], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def unpinned() -> "list[str]":
    """Names of what .venv holds and the lock does not: an older lock's packages, or someone's own.

    They go, because a check that passes only beside them would fail in a fresh checkout.
    """
    with open(os.path.join(ROOT, "requirements.lock"), encoding="utf-8") as lock:
        kept = {plain(line.split("==")[0]) for line in lock if "==" in line}
    kept |= {"pip", "setuptools", "wheel"}
    command = [PYTHON, "-m", "pip", "list", "--format=json", "--exclude-editable"]
    listed = json.loads(subprocess.check_output(command, universal_newlines=True))
    return sorted({plain(package["name"]) for package in listed} - kept)


def plain(name: str) -> str:
    """A package's name as all its spellings share it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def make_environment() -> None:
    """Make an empty .venv with pip; a broken one (its Python was removed) is replaced."""
    if os.path.isdir(ENVIRONMENT):
        shutil.rmtree(ENVIRONMENT)
    if subprocess.call([sys.executable, "-m", "venv", ENVIRONMENT]) != 0:
        sys.exit(
            f"{sys.executable} could not make a virtual environment in {ENVIRONMENT}. On Debian and "
            "Ubuntu, install the package python3-venv and try again."
        )


def pip(*words: str) -> None:
    """Run pip inside .venv; stop where it fails, with its own message on the screen."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", *words]
    status = subprocess.call(command + ([] if words[0] == "check" else ["--quiet"]))
    if status != 0:
        sys.exit(f"pip {words[0]} failed: see its message above.")


if __name__ == "__main__":
    main()

"""The house: what is installed, what is handed out, what is promised, hold together."""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.error
import urllib.request
import venv
import zipfile
from importlib.metadata import packages_distributions, version
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(name): pin
    for name, pin in re.findall(r"^([\w.-]+)==([^ ;\\]+)", LOCK, flags=re.M)
}
#: Made in the lessons' folder by whoever works there; never part of the course.
PERSONAL = {"answers", "briefs", ".ipynb_checkpoints"}


OPTIONAL = PROJECT["optional-dependencies"]


def requirements(*extras: str) -> list[Requirement]:
    """What the project asks for, with the extras named and those that they name in turn."""
    asked = [Requirement(text) for extra in extras for text in OPTIONAL[extra]]
    own = [need for need in asked if need.name == PROJECT["name"]]
    further = [extra for need in own for extra in sorted(need.extras) if extra not in extras]
    if further:
        return requirements(*extras, *further)
    core = [Requirement(text) for text in PROJECT["dependencies"]]
    return core + [need for need in asked if need not in own]


# The lock --------------------------------------------------------------------------------------


@pytest.mark.parametrize("requirement", requirements("test", "dev"), ids=lambda need: need.name)
def test_the_lock_pins_a_version_that_the_project_accepts(requirement):
    assert requirement.specifier.contains(PINNED[canonicalize_name(requirement.name)])


def test_the_lock_holds_names_versions_and_hashes_and_no_address():
    line = re.compile(
        r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+-]+( ; [a-z_ .'\"0-9<>=!()PpyAaNndorw-]+)? \\|"
        r"    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    strange = [text for text in LOCK.splitlines() if not line.fullmatch(text)]
    assert strange == []
    assert "://" not in LOCK


def test_every_pin_has_a_hash():
    pins = re.split(r"^(?=\S)", LOCK, flags=re.M)[1:]
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


# The code's own promises -----------------------------------------------------------------------


def test_the_five_floors_hold():
    checked = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout


def imported_packages() -> set[str]:
    """Top-level names that the package imports from elsewhere, lazily or not."""
    names = set()
    for path in (ROOT / "course" / "venezuela_course").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"venezuela_course"}


def test_the_package_imports_only_what_it_declares():
    declared = {canonicalize_name(need.name) for need in requirements("cluster", "postgresql")}
    owners = packages_distributions()
    undeclared = {
        name
        for name in imported_packages()
        if not declared & {canonicalize_name(owner) for owner in owners.get(name, [])}
    }
    assert undeclared == set()


def test_every_dependency_is_justified_in_one_line():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    justified = re.findall(r"^\| `([\w.-]+)` \| \S.*\|$", text, flags=re.M)
    wanted = [need.name for need in requirements("test", "dev")]
    assert sorted(set(justified)) == sorted(set(wanted))


def test_one_version_is_told_everywhere():
    told = {
        "pyproject.toml": PROJECT["version"],
        "installed": version("venezuela-course"),
        "CITATION.cff": re.search(
            r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), flags=re.M
        )[1],
        "CHANGELOG.md": re.search(
            r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M
        )[1],
    }
    assert set(told.values()) == {PROJECT["version"]}, told


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_a_pages_links_lead_to_files_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (ROOT / link).exists()] == []


def test_every_make_target_that_the_pages_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    pages = "".join((ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    named = set(re.findall(r"`make ([a-z-]+)", pages)) | set(
        re.findall(r"^make ([a-z-]+)", pages, re.M)
    )
    assert named - targets == set()


# The wheel -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that an instructor hands to a class, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "hatchling",
            "build",
            "--target",
            "wheel",
            "--directory",
            str(folder),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [path] = folder.glob("*.whl")
    return path


def course_files(folder: str) -> set[str]:
    """Files of a folder of the checkout, relative to it, without anyone's own work."""
    inside = (
        path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()
    )
    return {path.as_posix() for path in inside if not PERSONAL.intersection(path.parts)}


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("course/lessons", "lessons"),
        ("course/progress", "progress"),
        ("assignments", "assignments"),
        ("seeds", "seeds"),
    ],
)
def test_the_wheel_has_the_whole_course(wheel, folder, place):
    prefix = f"venezuela_course/_content/{place}/"
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.removeprefix(prefix) for name in archive.namelist() if name.startswith(prefix)
        }
    assert packed == course_files(folder)
    assert packed


def test_the_wheel_has_what_the_interface_needs_besides_python(wheel):
    package = ROOT / "course" / "venezuela_course"
    wanted = {
        f"venezuela_course/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.suffix in {".js", ".css", ".mo", ".typed"}
    }
    with zipfile.ZipFile(wheel) as archive:
        assert wanted <= set(archive.namelist())
    assert {Path(name).suffix for name in wanted} == {".js", ".css", ".mo", ".typed"}


def model_answers() -> list[str]:
    """What stands between the solution marks of every solution, spaces evened out; trivial ones left out."""
    marks = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)(.*?)### END \1", re.S)
    answers = [
        re.sub(r"\s+", " ", found[2]).strip()
        for path in (ROOT / "solutions").glob("*/*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for found in marks.finditer(cell.source)
    ]
    return [answer for answer in answers if len(answer) >= 20]


def test_no_grader_and_no_model_answer_is_in_the_wheel(wheel):
    graders = {
        path.read_text(encoding="utf-8") for path in (ROOT / "solutions").glob("*/graders.py")
    }
    answers = model_answers()
    assert graders
    assert answers
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert "solutions" not in name.split("/")
            assert not name.endswith("graders.py")
            text = archive.read(name).decode("utf-8", errors="replace")
            assert text not in graders
            if name.endswith(".ipynb"):
                cells = nbformat.reads(text, as_version=4).cells
                source = re.sub(r"\s+", " ", "\n".join(cell.source for cell in cells))
            else:
                source = re.sub(r"\s+", " ", text)
            assert [answer for answer in answers if answer in source] == []


@pytest.fixture
def installed_course(wheel, tmp_path) -> Path:
    """A fresh environment with the wheel in it; what the wheel depends on is lent by this one."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=os.name != "nt")
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(scripts / "python"), *install], check=True
    )
    [packages] = environment.glob("[Ll]ib/**/site-packages")
    # A .pth file inside a folder that a .pth file names is not read: the checkout stays out.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_wheel_alone_gives_a_student_jupyterlab_on_the_first_lesson(installed_course, tmp_path):
    folder = tmp_path / "Mi política (2024)"
    folder.mkdir()
    port = free_port()
    data = Path(sysconfig.get_path("data"))
    environment = os.environ | {
        "JUPYTERLAB_DIR": str(data / "share" / "jupyter" / "lab"),
        "JUPYTER_PATH": str(data / "share" / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "settings"),
        "HOME": str(tmp_path),
        "PYTHONPATH": "",
    }
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(str(installed_course / "venezuela-course"), "lab", "--no-browser"),
                *("--port", str(port), "--IdentityProvider.token=", "--allow-root"),
            ],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        lesson = sorted((ROOT / "course" / "lessons").glob("*.ipynb"))[0].name
        page = answer(f"http://127.0.0.1:{port}/lab/tree/lessons/{lesson}", server)
        assert b"<title>JupyterLab</title>" in page
        served = answer(f"http://127.0.0.1:{port}/api/contents/lessons/{lesson}?content=0", server)
        assert lesson.encode() in served
    finally:
        server.terminate()
        server.wait(30)
    said = (tmp_path / "log").read_text(encoding="utf-8", errors="replace")
    assert f"lab/tree/lessons/{lesson}" in said
    assert "Traceback" not in said
    assert {path.name for path in folder.iterdir()} >= {"lessons", "assignments"}
    assert not list(folder.rglob("nbgrader_config.py"))
    assert not list(folder.rglob("graders.py"))


def answer(address: str, server: subprocess.Popen[bytes]) -> bytes:
    """What a server that is starting says at an address; up to a minute of patience."""
    for _attempt in range(240):
        assert server.poll() is None, "JupyterLab ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return bytes(response.read())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    raise AssertionError(f"no answer from {address}")

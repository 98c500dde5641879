"""A folder becomes bytes and the same folder again, and nothing else ever does."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venezuela_course.grading.autograding.archive import ArchiveError, Limits, pack, unpack

names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: name not in (".", ".."))
trees = st.dictionaries(
    st.tuples(names, names) | st.tuples(names), st.binary(max_size=50), max_size=4
)


@settings(max_examples=40, deadline=None)
@given(trees)
def test_a_folder_comes_back_as_it_was(tree: dict[tuple[str, ...], bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        before, after = Path(place, "before"), Path(place, "after")
        before.mkdir()
        for parts, content in tree.items():
            path = before.joinpath(*parts)
            try:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            except OSError:  # a name that is too long in bytes, or both a file and a folder
                continue
        packed = pack(before)
        unpack(packed.archive, after)
        assert not packed.left_out
        assert contents(after) == contents(before)


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        os.fspath(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def test_permissions_come_back_even_those_that_forbid_writing(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_bytes(b"x")
    (folder / "inner" / "file").chmod(0o444)
    (folder / "inner").chmod(0o2555)
    unpack(pack(folder).archive, tmp_path / "again", durable=True)
    modes = [
        stat.S_IMODE((tmp_path / "again" / name).stat().st_mode) for name in ("inner", "inner/file")
    ]
    assert modes == [0o2555, 0o444]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_links_and_devices_are_left_out_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("key", "utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a3.ipynb").write_text("{}", "utf-8")
    (folder / "away").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "pipe")  # reading it would never end
    packed = pack(folder)
    unpack(packed.archive, tmp_path / "again")
    assert contents(tmp_path / "again") == {"a3.ipynb": b"{}"}
    assert sorted(said.split()[0] for said in packed.left_out) == ["away", "pipe", "up"]


def test_an_instructor_s_link_to_a_file_stands_for_the_file(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("1,2", "utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "data.csv").symlink_to(tmp_path / "data.csv")
    unpack(pack(folder, follow=True).archive, tmp_path / "again")
    assert contents(tmp_path / "again") == {"data.csv": b"1,2"}
    assert not (tmp_path / "again" / "data.csv").is_symlink()


def test_beyond_a_limit_notebooks_are_kept_and_the_rest_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "0").write_bytes(b"x" * 60)
    (folder / "a3.ipynb").write_bytes(b"x" * 60)
    (folder / "huge").write_bytes(b"x" * 200)
    packed = pack(folder, Limits(file=100, folder=100))
    unpack(packed.archive, tmp_path / "again")
    assert list(contents(tmp_path / "again")) == ["a3.ipynb"]
    assert [said.split()[0] for said in packed.left_out] == ["0", "huge"]


def test_folders_deep_or_many_cost_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "a3.ipynb").write_bytes(b"{}")
    (tmp_path / "/".join("d" * 60)).mkdir(parents=True)
    for number in range(160):
        (tmp_path / f"wide{number}").mkdir()
    packed = pack(tmp_path, Limits(file=100, folder=100, files=50))
    with tempfile.TemporaryDirectory() as again:
        unpack(packed.archive, Path(again))
        assert (Path(again) / "a3.ipynb").read_bytes() == b"{}"
    assert any("more than 200 files" in said for said in packed.left_out)
    assert any("50 folders deep" in said for said in pack(tmp_path).left_out)


@pytest.mark.parametrize("name", ["/etc/outside", "../outside", "inner/../../outside"])
def test_nothing_is_unpacked_outside_its_folder(tmp_path: Path, name: str) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(ArchiveError, match="outside"):
        unpack(zlib.compress(buffer.getvalue()), tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_or_a_pipe_in_an_archive_is_refused(tmp_path: Path, kind: bytes) -> None:
    header = tarfile.TarInfo("name")
    header.type = kind
    header.linkname = "/etc/passwd"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(header)
    with pytest.raises(ArchiveError, match="not a file"):
        unpack(zlib.compress(buffer.getvalue()), tmp_path)


def test_bytes_that_are_no_archive_or_are_cut_short_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 5000)
    archive = pack(tmp_path).archive
    for damaged in (b"", b"x" * 1024, zlib.compress(b"x" * 1024), archive[:-1], archive[:40]):
        with pytest.raises(ArchiveError, match="damaged"):
            unpack(damaged, tmp_path / "again")

"""Archives: opened within limits, refused with a sentence."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from mainstay.revenue.exchange import archives
from mainstay.revenue.exchange.errors import BadArchive


def a_zip(folder: Path, **entries: bytes) -> Path:
    path = folder / "files.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_an_archive_is_known_by_its_first_bytes_whatever_its_name(tmp_path: Path) -> None:
    path = a_zip(tmp_path, one=b"ISA").rename(tmp_path / "remit.835")

    assert archives.kind_of(path) == "zip"


def test_every_file_in_a_zip_comes_out_under_the_archives_name(tmp_path: Path) -> None:
    path = a_zip(tmp_path, one=b"ISA*1", two=b"ISA*2")

    assert list(archives.members(path, "day.zip")) == [
        ("day.zip!one", b"ISA*1"),
        ("day.zip!two", b"ISA*2"),
    ]


def test_a_gz_gives_its_one_file(tmp_path: Path) -> None:
    path = tmp_path / "remit.835.gz"
    path.write_bytes(gzip.compress(b"ISA*00*"))

    assert list(archives.members(path, path.name)) == [("remit.835", b"ISA*00*")]


def test_a_bomb_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    path = a_zip(tmp_path, zeros=bytes(64 * 1024 * 1024))

    with pytest.raises(BadArchive, match="more than 100 times its size"):
        list(archives.members(path, path.name))


def test_a_gz_bomb_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "zeros.gz"
    path.write_bytes(gzip.compress(bytes(64 * 1024 * 1024)))

    with pytest.raises(BadArchive, match="more than 100 times its size"):
        list(archives.members(path, path.name))


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path, **{f"f{n}": b"" for n in range(archives.MAX_ENTRIES + 1)})

    with pytest.raises(BadArchive, match="1,001 files"):
        list(archives.members(path, path.name))


@pytest.mark.parametrize("name", ["../up.835", "/etc/passwd", "a\\..\\..\\b"])
def test_a_path_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = a_zip(tmp_path, **{name: b"ISA"})

    with pytest.raises(BadArchive, match="points outside"):
        list(archives.members(path, path.name))


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "files.zip"
    entry = zipfile.ZipInfo("link")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")

    with pytest.raises(BadArchive, match="points outside"):
        list(archives.members(path, path.name))


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    path = a_zip(tmp_path, one=b"ISA" * 1000)
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(BadArchive, match="damaged"):
        list(archives.members(path, path.name))


def test_an_archive_in_an_archive_stays_a_file(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep", b"ISA")
    path = a_zip(tmp_path, **{"inner.zip": inner.getvalue()})

    assert list(archives.members(path, "outer.zip")) == [("outer.zip!inner.zip", inner.getvalue())]

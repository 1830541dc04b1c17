"""A file is kept once, byte for byte, before anyone reads it."""

import hashlib
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.foundation import files
from mainstay.foundation.files import store
from mainstay.foundation.files.invariants import INVARIANTS
from mainstay.foundation.files.models import FileObject
from mainstay.foundation.tenancy.testing import a_practice

ABC = hashlib.sha256(b"abc").hexdigest()


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "store"
    return settings.FILE_STORE


@pytest.fixture
def practice(db):
    return a_practice()


def violations(practice) -> list[str]:
    return [row for invariant in INVARIANTS for row in invariant.violations(practice.pk)]


def test_the_bytes_lie_under_their_hash_for_this_user_alone(practice, own_store):
    kept = files.keep(practice.pk, b"abc")

    assert (kept.sha256, kept.size) == (ABC, 3)
    assert files.path_of(ABC) == own_store / ABC[:2] / ABC
    assert files.open_bytes(ABC) == b"abc"
    assert stat.S_IMODE(files.path_of(ABC).stat().st_mode) == 0o600


def test_bytes_pieces_and_a_path_are_the_same_file(practice, tmp_path):
    path = tmp_path / "given.835"
    path.write_bytes(b"abc")

    kept = {
        files.keep(practice.pk, source).pk for source in (b"abc", [b"a", b"bc"], path, str(path))
    }

    assert len(kept) == 1


def test_two_practices_share_the_bytes_but_not_the_row(practice, own_store):
    other = a_practice()

    files.keep(practice.pk, b"abc")
    files.keep(other.pk, b"abc")

    assert FileObject.objects.count() == 2
    assert len([path for path in own_store.rglob("*") if path.is_file()]) == 1


def test_what_breaks_off_while_it_arrives_leaves_nothing(practice, own_store):
    def breaking():
        yield b"ab"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.keep(practice.pk, breaking())
    assert not FileObject.objects.exists()
    assert [path for path in own_store.rglob("*") if path.is_file()] == []


def test_bytes_that_rotted_on_disk_are_not_taken_for_whole(practice):
    files.keep(practice.pk, b"abc")
    files.path_of(ABC).write_bytes(b"abd")

    with pytest.raises(store.StoreDamaged, match=ABC):
        files.keep(practice.pk, b"abc")
    assert violations(practice) == [f"The stored file {ABC} was changed on disk."]


def test_a_file_that_is_gone_is_named(practice):
    files.keep(practice.pk, b"abc")
    files.path_of(ABC).unlink()

    assert violations(practice) == [f"The file {ABC} is noted but not in the store."]


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab", "A" * 64, ABC + "/x"])
def test_only_a_hash_names_a_path(name):
    with pytest.raises(ValueError, match="64 hex digits"):
        files.path_of(name)


def test_everything_is_synced_before_it_is_named(practice, monkeypatch):
    """The order that a crash must find: bytes, name, folder."""
    steps = []
    really_sync, really_rename = os.fsync, type(files.path_of(ABC)).rename
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append("sync"), really_sync(fd)))
    monkeypatch.setattr(
        type(files.path_of(ABC)),
        "rename",
        lambda self, target: (steps.append("rename"), really_rename(self, target))[1],
    )

    files.keep(practice.pk, b"abc")

    assert steps == ["sync", "sync", "rename", "sync"]


def test_several_are_kept_in_order_and_the_same_bytes_once(practice, own_store):
    older = files.keep(practice.pk, b"file 3")
    contents = [f"file {number % 7}".encode() for number in range(20)]

    kept = files.keep_many(practice.pk, contents)

    assert [files.open_bytes(one.sha256) for one in kept] == contents
    assert kept[3].pk == kept[10].pk == older.pk
    assert FileObject.objects.count() == 7
    assert len([path for path in own_store.rglob("*") if path.is_file()]) == 7
    assert violations(practice) == []


def test_of_several_none_is_noted_when_one_breaks_off(practice, own_store):
    with pytest.raises(FileNotFoundError):
        files.keep_many(practice.pk, [b"abc", own_store / "missing", b"abd"])

    assert not FileObject.objects.exists()
    assert [path for path in own_store.rglob("*") if path.is_file()] == []


@given(pieces=st.lists(st.binary(max_size=3_000), max_size=6))
def test_what_went_in_comes_out(pieces, tmp_path_factory):
    stored = store.put(pieces)

    assert store.open_bytes(stored.sha256) == b"".join(pieces)
    assert stored.size == sum(map(len, pieces))

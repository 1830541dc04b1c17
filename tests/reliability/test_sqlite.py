"""SQLite as we run it: safe under two connections, and a commit is a receipt (RELIABILITY 2.1)."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from mainstay.config import sqlite
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability


@pytest.fixture
def sqlite_only():
    if connection.vendor != "sqlite":
        pytest.skip("skipped: about SQLite")


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None


def test_sqlite_engine_is_safe(sqlite_only, own_database):
    """Before 3.51.3 a write-ahead log can be corrupted by two connections."""
    is_wal = pragma("journal_mode") == "wal"

    assert is_wal == (sqlite3.sqlite_version_info >= (3, 51, 3))
    assert pragma("mmap_size") in (0, None)


def test_an_older_library_gets_a_journal_that_is_safe_with_it(sqlite_only, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))

    assert "journal_mode=DELETE; PRAGMA synchronous=EXTRA" in sqlite.pragmas()


def test_one_process_has_one_sqlite_library(sqlite_only):
    """Two libraries on one file break each other's locks."""
    code = (
        "import django; django.setup()\n"
        "import sqlite3; from django.db.backends.sqlite3 import base\n"
        "assert base.Database.sqlite_version == sqlite3.sqlite_version\n"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_pragmas_on_every_connection(sqlite_only, own_database):
    found = []

    def look() -> None:
        found.append({name: pragma(name) for name in expected})
        connection.close()

    expected = {"synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "cell_size_check": 1}
    for _ in range(2):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    connection.close()
    look()

    assert found == [expected] * 3


def test_reads_do_not_wait_for_a_writer(own_database):
    a_practice(name="Before")
    seen = []

    def read() -> None:
        seen.append(Practice.objects.get().name)
        connections["default"].close()

    with transaction.atomic():
        Practice.objects.update(name="After")
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=3)

    assert seen == ["Before"]


def test_views_run_outside_transactions(settings):
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False


def test_the_database_lies_in_the_home_of_this_run_only(sqlite_only, settings):
    assert Path(settings.DATABASES["default"]["NAME"]).parent == Path(settings.HOME)

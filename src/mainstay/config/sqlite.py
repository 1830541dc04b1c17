"""Put a safe SQLite in place before Django looks for one (RELIABILITY 2.1)."""

import sys

SAFE_WAL_VERSION = (3, 51, 3)


def install_safe_sqlite() -> None:
    """Let ``sqlite3`` mean the bundled, current library where its wheel exists.

    SQLite 3.7.0 to 3.51.2 can corrupt a WAL database under two connections. Where no wheel
    exists the system's library stays, and ``pragmas`` then chooses a journal that is safe with it.
    """
    try:
        import pysqlite3
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def wal_is_safe() -> bool:
    """Whether the library in use may keep a write-ahead log."""
    import sqlite3

    return sqlite3.sqlite_version_info >= SAFE_WAL_VERSION


def pragmas() -> str:
    """What every connection runs first. FULL: a commit is a receipt."""
    journal = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        if wal_is_safe()
        else "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
    )
    return (
        journal
        + "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA cell_size_check=ON;"
        + "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
    )

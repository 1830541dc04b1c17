"""`mainstay doctor`: look at this installation, and say what to mend."""

import argparse
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

LOW_DISK_BYTES = 1 << 30
LOW_DISK_SHARE = 0.05
MOST_CLOCK_SECONDS = 2.0

EPILOG = """Example:
  ./mainstay doctor

It only looks. "note" is something that cannot be known from here, or is worth knowing.

Exit codes: 0 nothing to mend; 1 something to mend, marked MEND; 2 could not start."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at."""

    level: Literal["ok", "note", "mend"]
    subject: str
    sentence: str


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="look at this installation and say what to mend",
        description="Database engine and settings, guards, disk, clock, secrets, stuck work.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: argparse.Namespace) -> int:
    """Look at everything; a look that fails is itself a sign."""
    from django.db import DatabaseError

    signs: list[Sign] = []
    for look in LOOKS:
        try:
            signs.extend(look())
        except DatabaseError as error:
            signs.append(Sign("mend", "Database", f"It does not answer: {error}".strip()))
            break
    if args.json:
        json.dump([asdict(sign) for sign in signs], sys.stdout, indent=2)
        print()
    else:
        for sign in signs:
            mark = "MEND" if sign.level == "mend" else sign.level
            print(f"{mark:<5} {sign.subject:<12} {sign.sentence}")
    return 1 if any(sign.level == "mend" for sign in signs) else 0


def look_at_engine() -> Iterator[Sign]:
    """Which database, how new, and whether a commit is a receipt."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            yield from _sqlite(cursor)
        else:
            yield from _postgresql(cursor)


def _sqlite(cursor: Any) -> Iterator[Sign]:
    from django.db import connection

    version = _value(cursor, "SELECT sqlite_version()")
    keeps_log = "journal_mode=WAL" in connection.settings_dict["OPTIONS"]["init_command"]
    if keeps_log:
        yield Sign("ok", "Database", f"SQLite {version}, with a write-ahead log.")
    else:
        yield Sign(
            "note",
            "Database",
            f"SQLite {version} is not safe with a write-ahead log, so it runs without one, which is "
            "slower. Install the wheel pysqlite3 for a newer SQLite.",
        )
    wanted: dict[str, set[object]] = {
        "journal_mode": {"wal" if keeps_log else "delete"},
        "synchronous": {2 if keeps_log else 3},
        "foreign_keys": {1},
        "recursive_triggers": {1},
        "cell_size_check": {1},
        "mmap_size": {0, None},
    }
    wrong = [
        f"{name} is {found}"
        for name, allowed in wanted.items()
        if (found := _value(cursor, f"PRAGMA {name}")) not in allowed
    ]
    if wrong:
        yield Sign("mend", "Database", f"Unsafe settings: {', '.join(wrong)}.")
    else:
        yield Sign("ok", "Database", "Every commit is on disk before it is confirmed.")
    if (problem := _value(cursor, "PRAGMA quick_check(1)")) != "ok":
        yield Sign("mend", "Database", f"The file is damaged: {problem}. Restore a backup.")


def _postgresql(cursor: Any) -> Iterator[Sign]:
    version = int(_value(cursor, "SHOW server_version_num"))
    level: Literal["ok", "mend"] = "ok" if version >= 150_000 else "mend"
    yield Sign(level, "Database", f"PostgreSQL {_value(cursor, 'SHOW server_version')}.")
    wrong = [
        name
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
        if _value(cursor, f"SHOW {name}") != "on"
    ]
    if wrong:
        yield Sign("mend", "Database", f"Switched off on the server: {', '.join(wrong)}.")
    else:
        yield Sign("ok", "Database", "Every commit is on disk before it is confirmed.")
    owns = _value(
        cursor,
        "SELECT count(*) FROM pg_tables WHERE tablename = 'ledger_entry' AND "
        "pg_has_role(current_user, tableowner, 'USAGE')",
    )
    if owns:
        yield Sign(
            "note",
            "Roles",
            "One role migrates and serves, so it could switch the guards off. Serve with a role "
            "that owns no table (DATABASE_URL) and migrate with another (DATABASE_OWNER_URL).",
        )
    apart = abs(float(_value(cursor, "SELECT extract(epoch FROM clock_timestamp())")) - _now())
    if apart > MOST_CLOCK_SECONDS:
        yield Sign("mend", "Clock", f"This machine and the server differ by {apart:.0f} s.")


def look_at_tables() -> Iterator[Sign]:
    """Whether the tables are of this version and guard themselves."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from mainstay.foundation.db import guards

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Sign("mend", "Tables", f"{len(plan)} migrations to apply: run `mainstay migrate`.")
        return
    absent = guards.missing(connection)
    if absent:
        names = ", ".join(guard.name for guard in absent)
        yield Sign("mend", "Guards", f"Missing: {names}. Run `mainstay migrate`, then `verify`.")
    else:
        yield Sign("ok", "Guards", "What is written for good can't be changed or deleted.")


def look_at_jobs() -> Iterator[Sign]:
    """Work that waits, and work that gave up."""
    from mainstay.foundation.jobs import queries

    counts = queries.load()
    if counts.gave_up:
        yield Sign("note", "Jobs", f"{counts.gave_up} gave up; see the queue System upkeep.")
    yield Sign("ok", "Jobs", f"{counts.waiting} wait, {counts.running} run.")


def look_at_disk() -> Iterator[Sign]:
    """Room left where files and database lie."""
    usage = shutil.disk_usage(_home())
    free = f"{usage.free / (1 << 30):,.1f} GB free of {usage.total / (1 << 30):,.1f} GB."
    low = usage.free < LOW_DISK_BYTES or usage.free < usage.total * LOW_DISK_SHARE
    yield Sign("mend" if low else "ok", "Disk", f"{_home()}: {free}")


def look_at_encryption() -> Iterator[Sign]:
    """Whether the disk is encrypted, as far as Linux tells."""
    device = _home().stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    identities = [
        path.read_text()
        for place in (block, *block.glob("slaves/*"))
        if (path := place / "dm" / "uuid").exists()
    ]
    if any(identity.startswith("CRYPT-") for identity in identities):
        yield Sign("ok", "Encryption", "The disk under the home folder is encrypted.")
    else:
        yield Sign(
            "note",
            "Encryption",
            "Whether the disk is encrypted can't be told from here. Patients' data needs it: LUKS, "
            "FileVault, BitLocker or an encrypted volume.",
        )


def look_at_clock() -> Iterator[Sign]:
    """Whether this machine's clock is set by the network."""
    tool = shutil.which("timedatectl")
    shown = ""
    if tool:
        command = [tool, "show", "--property=NTPSynchronized", "--value"]
        shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if shown == "yes":
        yield Sign("ok", "Clock", "Set by the network.")
    elif shown == "no":
        yield Sign("mend", "Clock", "Not set by the network: deadlines and the trail rely on it.")
    else:
        yield Sign("note", "Clock", "Whether the network sets it can't be told from here.")


def look_at_secrets() -> Iterator[Sign]:
    """Whether only the service's user can read the secrets and the store."""
    open_to_others = [
        path.name
        for path in (_home(), *sorted((_home() / "secrets").glob("*")))
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_to_others:
        names = ", ".join(open_to_others)
        yield Sign("mend", "Secrets", f"Others may read {names}: chmod go= on each.")
    else:
        yield Sign("ok", "Secrets", "Home folder and secrets are for this user alone.")


LOOKS: tuple[Callable[[], Iterator[Sign]], ...] = (
    look_at_engine,
    look_at_tables,
    look_at_jobs,
    look_at_disk,
    look_at_encryption,
    look_at_clock,
    look_at_secrets,
)


def _home() -> Path:
    from django.conf import settings

    return Path(settings.HOME)


def _now() -> float:
    from mainstay.foundation import clock

    return clock.now().timestamp()


def _value(cursor: Any, sql: str) -> Any:
    cursor.execute(sql)
    row = cursor.fetchone()
    return row[0] if row else None

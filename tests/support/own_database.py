"""A database of its own for a test that needs several processes, real commits or a crash."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from mainstay.config import environment
from tests.support import postgres

ROOT = Path(__file__).resolve().parents[2]
AUDIT_KEY = "the key of a test's own database"


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """A migrated database that nobody else uses, and how other processes reach it."""

    url: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that works on this database and home."""
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "MAINSTAY_HOME": str(self.home),
            "MAINSTAY_AUDIT_KEY": AUDIT_KEY,
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join(
                [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
            ),
        }

    def python(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        """Start another process that sets Django up and runs ``code``; its output is piped."""
        return self.start(
            [sys.executable, "-c", f"import django; django.setup()\n{code}", *arguments]
        )

    def start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        """Start a command on this database; its output is piped."""
        return subprocess.Popen(
            command,
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@contextlib.contextmanager
def connected(url: str) -> Iterator[None]:
    """Let this process's default connection be another database for a while."""
    before = connections.databases["default"]
    connections["default"].close()
    del connections["default"]
    connections.databases["default"] = connections.configure_settings(
        {"default": environment.database(url)}
    )["default"]
    try:
        yield
    finally:
        connections["default"].close()
        del connections["default"]
        connections.databases["default"] = before


def template_of_the_test_database(folder: Path) -> str:
    """The database that every own database is a copy of: the test database as it is; its URL."""
    name = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    template = f"mainstay_template_{os.getpid()}"
    if not os.environ.get("TEST_DATABASE_URL"):
        return copy_of(f"sqlite://{name}", folder, template)
    return copy_of(_server_url(name), folder, template)


def empty(folder: Path, name: str) -> str:
    """A database without tables; its URL."""
    if not os.environ.get("TEST_DATABASE_URL"):
        return f"sqlite://{folder / name}.sqlite3"
    postgres.execute(_server_url("postgres"), f'CREATE DATABASE "{name}"')
    return _server_url(name)


def copy_of(url: str, folder: Path, name: str) -> str:
    """A copy of a database that nobody is connected to, made in a moment; its URL."""
    if url.startswith("sqlite"):
        target = folder / f"{name}.sqlite3"
        with (
            contextlib.closing(sqlite3.connect(url.removeprefix("sqlite://"))) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return f"sqlite://{target}"
    template = url.rpartition("/")[2]
    postgres.execute(_server_url("postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _server_url(name)


def drop(url: str) -> None:
    """Take a copy away; a file goes with its folder."""
    if not url.startswith("sqlite"):
        name = url.rpartition("/")[2]
        postgres.execute(_server_url("postgres"), f'DROP DATABASE "{name}" WITH (FORCE)')


def _server_url(name: str) -> str:
    return f"{os.environ['TEST_DATABASE_URL'].rpartition('/')[0]}/{name}"

"""A database of its own for a test that needs several processes, real commits or a crash."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
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


def migrated_template(folder: Path) -> str:
    """Make the database that every own database is a copy of; its URL."""
    url = _new_url(folder, "template")
    with connected(url):
        call_command("migrate", interactive=False, verbosity=0)
    return url


def copy_of(template_url: str, folder: Path, name: str) -> str:
    """A copy of the template, made in a moment; its URL."""
    if template_url.startswith("sqlite"):
        source = Path(template_url.removeprefix("sqlite://"))
        target = folder / f"{name}.sqlite3"
        shutil.copy(source, target)
        return f"sqlite://{target}"
    template = template_url.rpartition("/")[2]
    postgres.execute(_server_url("postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _server_url(name)


def drop(url: str) -> None:
    """Take a copy away; a file goes with its folder."""
    if not url.startswith("sqlite"):
        name = url.rpartition("/")[2]
        postgres.execute(_server_url("postgres"), f'DROP DATABASE "{name}" WITH (FORCE)')


def _new_url(folder: Path, name: str) -> str:
    if not os.environ.get("TEST_DATABASE_URL"):
        return f"sqlite://{folder / name}.sqlite3"
    unique = f"mainstay_{name}_{os.getpid()}"
    postgres.execute(_server_url("postgres"), f'CREATE DATABASE "{unique}"')
    return _server_url(unique)


def _server_url(name: str) -> str:
    return f"{os.environ['TEST_DATABASE_URL'].rpartition('/')[0]}/{name}"

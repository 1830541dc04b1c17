"""What an installation says about itself: its home, its database, its secrets.

``MAINSTAY_HOME`` holds database and files (default: the platform's data folder).
``DATABASE_URL`` overrides the database. Secrets come from the environment or from files in
``MAINSTAY_HOME/secrets`` (mode 0600), made at first use and never stored in the database.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mainstay.config.sqlite import pragmas


def home() -> Path:
    """The folder that holds this installation's database, files and secrets; made if absent."""
    configured = os.environ.get("MAINSTAY_HOME")
    folder = Path(configured).expanduser() if configured else _platform_folder() / "mainstay"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder.resolve()


def _platform_folder() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))


def secret(name: str) -> str:
    """The secret called ``name``: environment first, else a file made at first use."""
    if value := os.environ.get(f"MAINSTAY_{name}"):
        return value
    folder = home() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name.lower()
    if not file.exists():
        draft = folder / f".{name.lower()}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)  # the first of two processes wins; the second reads its value
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def database(url: str | None = None) -> dict[str, Any]:
    """Django's DATABASES entry for ``url`` (default: DATABASE_URL, else SQLite in the home).

    Raises:
        ValueError: the URL names an engine we do not run on.
    """
    url = url or os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(home() / "mainstay.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url)
    raise ValueError(
        f"DATABASE_URL starts with {parts.scheme}://; Mainstay runs on sqlite:// and postgresql://"
    )


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": int(os.environ.get("MAINSTAY_BUSY_SECONDS", "5")),
            "init_command": pragmas(),
        },
        "TEST": {"NAME": os.environ.get("MAINSTAY_TEST_SQLITE") or None},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    statement_timeout = os.environ.get("MAINSTAY_STATEMENT_TIMEOUT", "30s")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **query,
            "options": (
                f"-c statement_timeout={statement_timeout} -c lock_timeout=5s "
                "-c idle_in_transaction_session_timeout=60s -c TimeZone=UTC"
            ),
        },
    }

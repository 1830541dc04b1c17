"""`mainstay serve`: the web pages."""

import argparse
import ipaddress
from pathlib import Path
from typing import Any

EPILOG = """Examples:
  ./mainstay serve                              for this computer alone, http://127.0.0.1:8000/
  MAINSTAY_HOSTS=pages.example.org ./mainstay serve --bind 127.0.0.1:8000
                                                behind a proxy on this machine that speaks https

Plain http never leaves this computer: to be reached from others, put a proxy with a certificate in
front and name your address in MAINSTAY_HOSTS. Stop it with Ctrl-C or SIGTERM.
Exit codes: 0 stopped when told; 2 could not start."""

MEMORY = Path("/dev/shm")  # noqa: S108  (gunicorn's heartbeat files, kept off slow disks)


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the web pages",
        description="Serve the pages. Run a worker beside it (`mainstay worker`).",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="default 127.0.0.1:8000"
    )
    parser.add_argument(
        "--workers", type=int, default=0, help="processes (default 1 on SQLite, 2 on PostgreSQL)"
    )
    parser.add_argument("--threads", type=int, default=8, help="threads in each (default 8)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from mainstay.cli.errors import CommandError
    from mainstay.foundation.db.guards import GuardMissing, require_guards

    _refuse_open_doors(args.bind)
    try:
        require_guards()
    except GuardMissing as missing:
        raise CommandError(str(missing)) from missing
    _serve(args)
    return 0


def _refuse_open_doors(bind: str) -> None:
    from django.conf import settings

    from mainstay.cli.errors import CommandError

    if is_loopback(bind):
        return
    if settings.DEMO_SIGN_IN:
        raise CommandError(
            f"The demo signs people in with one click, so it serves this computer alone, not {bind}."
        )
    if settings.IS_LOOPBACK_ONLY:
        raise CommandError(
            f"{bind} can be reached from other computers, but MAINSTAY_HOSTS names none but this "
            "one. Put a proxy that speaks https in front, and its name into MAINSTAY_HOSTS."
        )


def is_loopback(bind: str) -> bool:
    """Whether only this computer can reach ``host:port``. An unknown name counts as reachable."""
    host = bind.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _serve(args: argparse.Namespace) -> None:
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, connections
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    workers = args.workers or (1 if connection.vendor == "sqlite" else 2)
    connections.close_all()

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our settings instead of its command line."""

        def load_config(self) -> None:
            for name, value in _gunicorn_settings(args.bind, workers, args.threads).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    Server().run()


def _gunicorn_settings(bind: str, workers: int, threads: int) -> dict[str, Any]:
    return {
        "bind": bind,
        "worker_class": "gthread",
        "workers": workers,
        "threads": threads,
        "timeout": 60,
        "graceful_timeout": 20,
        "keepalive": 5,
        "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
        "loglevel": "warning",
        "proc_name": "mainstay",
    }

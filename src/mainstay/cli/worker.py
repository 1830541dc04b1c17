"""`mainstay worker`: do the background work."""

import argparse
from datetime import timedelta
from typing import Any

EPILOG = """Examples:
  ./mainstay worker                 stay and work; stop it with Ctrl-C or SIGTERM (within 10 s)
  ./mainstay worker --until-idle    do what is due and end

Run as many as you like: no two take the same job, and a dead worker's job is taken again once its
lease has run out.

Exit codes: 0 stopped when told, or nothing left; 1 a job failed (--until-idle); 2 could not start."""


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "worker",
        help="do the background and scheduled work",
        description="Apply what was received, refresh figures, look at folders, run what is scheduled.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--until-idle", action="store_true", help="end when nothing is left; schedule nothing"
    )
    parser.add_argument(
        "--lease-seconds",
        type=float,
        default=60.0,
        metavar="S",
        help="how long a dead worker's job waits before it is taken again (default 60)",
    )


def run(args: argparse.Namespace) -> int:
    """Work until told to stop, or until nothing is left."""
    from mainstay.cli.errors import CommandError
    from mainstay.foundation.db.guards import GuardMissing, require_guards
    from mainstay.foundation.jobs.runner import Worker

    if args.lease_seconds <= 0:
        raise CommandError("--lease-seconds must be more than 0.")
    try:
        require_guards()
    except GuardMissing as missing:
        raise CommandError(str(missing)) from missing
    _wait_longer_for_writers()
    worker = Worker(lease=timedelta(seconds=args.lease_seconds))
    worker.listen()
    if not args.until_idle:
        print("Worker: started. Stop it with Ctrl-C or SIGTERM.", flush=True)
        ran = worker.work()
        print(f"Worker: stopped. {ran.finished} jobs done, {ran.failed} to be tried again.")
        return 0
    ran = worker.work_until_idle(lambda job: print(f"Worker: {job.kind}", flush=True))
    return 1 if ran.failed else 0


def _wait_longer_for_writers() -> None:
    """On SQLite a worker waits 30 s for its turn to write; a page waits 5 (RELIABILITY 2.1)."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.close()
        connection.settings_dict["OPTIONS"]["timeout"] = 30

"""`mainstay migrate`: bring the database to this version's shape."""

import argparse
from typing import Any


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "migrate",
        help="bring the database to this version's shape",
        description="Create or upgrade the tables and their guards. Safe to repeat.",
        epilog="Example:\n  ./mainstay migrate\n\nExit codes: 0 done; 2 the database can't be reached.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def run(args: argparse.Namespace) -> int:
    """Migrate, and create the cache table."""
    migrate(quiet=args.quiet)
    return 0


def migrate(*, quiet: bool) -> None:
    """Apply every migration; the guards follow by themselves."""
    from django.core.management import call_command

    verbosity = 0 if quiet else 1
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)

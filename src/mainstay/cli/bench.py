"""`mainstay bench`: how fast it is here, as one table."""

import argparse
import json
import sys
from typing import Any

from mainstay.cli.errors import CommandError
from mainstay.cli.tree import repository

EPILOG = """Examples:
  ./mainstay bench
  ./mainstay bench import --json

Exit codes: 0 every "must" reached; 1 one was missed; 2 a database could not be started."""


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "bench",
        help="how fast import, the month page and the worklists are on this machine",
        description="Measure; never part of the tests.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="*", help="x12, import, pages (default: all)")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--claims", type=int, default=12_000, help="size of the import")
    parser.add_argument("--rows", type=int, default=1_000_000, help="size of the large practice")


def run(args: argparse.Namespace) -> int:
    """Run the chosen measurements and print them."""
    sys.path.insert(0, str(repository()))
    from bench.table import MEASUREMENTS, as_table, missed

    chosen = args.what or list(MEASUREMENTS)
    if unknown := [name for name in chosen if name not in MEASUREMENTS]:
        raise CommandError(
            f"there is no measurement {unknown[0]}; choose {', '.join(MEASUREMENTS)}."
        )
    figures: dict[str, Any] = {}
    for name in chosen:
        figures |= MEASUREMENTS[name](claims=args.claims, rows=args.rows)
    print(json.dumps(figures) if args.json else as_table(figures))
    return 1 if missed(figures) else 0

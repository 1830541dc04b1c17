"""`mainstay simulate`: write a fictional practice's files."""

import argparse
import json
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from mainstay.cli.errors import CommandError

EPILOG = """Examples:
  ./mainstay simulate --out ~/harbor --until 2026-10-31
  ./mainstay simulate --out /tmp/small --until 2026-10-31 --claims 300 --seed 11
  ./mainstay simulate absence --days 60 --away 10 --json

Writes 837, 999, 277CA, TA1, 835 and payments folders, truth.json and truth-claims.jsonl. The same
seed, date and size give the same bytes. The practice, its patients and its payers do not exist.

`simulate absence` lets an office work for some weeks, once with everybody there and once without
each person in turn, and tells how much of each function was done in time, with and without routing.
Exit codes: 0 written; 1 --oracle found a file that is not valid; 2 an argument is wrong."""


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "simulate",
        help="write a fictional practice's EDI files, and what is true of them",
        description="Write the history of a practice that does not exist as real EDI files.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=["files", "absence"],
        default="files",
        help="files, or an absence",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="an empty folder")
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="its last day")
    parser.add_argument("--days", type=int, default=60, help="absence: business days in all")
    parser.add_argument("--away", type=int, default=10, help="absence: business days away")
    parser.add_argument("--json", action="store_true", help="absence: answer as JSON")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another history")
    parser.add_argument("--claims", type=int, default=12_000, help="about how many claims")
    parser.add_argument(
        "--months", type=int, default=18, help="how many months, --until's included"
    )
    parser.add_argument(
        "--oracle",
        action="store_true",
        help="then have pyx12 check every 837 and 835 (minutes; needs the test dependencies)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the files and check them where asked, or play an absence through."""
    if args.what == "absence":
        return _absence(args)
    if args.out is None or args.until is None:
        raise CommandError("Name a folder with --out and the last day with --until.")
    from mainstay.simulator import write_practice

    until = _date(args.until)
    if args.out.exists() and any(args.out.iterdir()):
        raise CommandError(f"{args.out} is not empty. Name a new folder.")
    started = time.monotonic()
    try:
        write_practice(
            args.out, seed=args.seed, until=until, claims=args.claims, months=args.months
        )
    except ValueError as error:
        raise CommandError(str(error)) from None
    files = sum(path.is_file() for path in args.out.rglob("*"))
    print(f"{files:,} files in {args.out}. {time.monotonic() - started:.1f} s.")
    return _check(args.out) if args.oracle else 0


def _absence(args: argparse.Namespace) -> int:
    from mainstay.simulator.absence import absences

    try:
        found = absences(days=args.days, away=args.away, seed=args.seed)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if args.json:
        print(json.dumps({"functions": [asdict(one) for one in found]}))
        return 0
    print(f"{'function':26}{'on time':>9}{'worst':>9}  {'who':10}{'without routing':>16}")
    for one in found:
        print(
            f"{one.function:26}{one.on_time:>9.1%}{one.worst_with_routing:>9.1%}  "
            f"{one.worst_person:10}{one.without_routing:>16.1%}"
        )
    return 0


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a date such as 2026-10-31.") from None


def _check(folder: Path) -> int:
    from mainstay.simulator.oracle import check

    paths = sorted([*(folder / "837").iterdir(), *(folder / "835").iterdir()])
    refused = 0
    for path in paths:
        if errors := check(path.read_bytes()):
            refused += 1
            print(f"{path}: {errors[0]}")
    print(f"pyx12 read {len(paths):,} files; {refused:,} are not valid.")
    return 1 if refused else 0

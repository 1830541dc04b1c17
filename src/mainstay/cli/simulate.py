"""`mainstay simulate`: write a fictional practice's files."""

import argparse
import time
from datetime import date
from pathlib import Path
from typing import Any

from mainstay.cli.errors import CommandError

EPILOG = """Examples:
  ./mainstay simulate --out ~/harbor --until 2026-10-31
  ./mainstay simulate --out /tmp/small --until 2026-10-31 --claims 300 --seed 11

Writes 837, 999, 277CA, TA1, 835 and payments folders, truth.json and truth-claims.jsonl. The same
seed, date and size give the same bytes. The practice, its patients and its payers do not exist.
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
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="an empty folder")
    parser.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="its last day")
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
    """Write the files; check them where asked."""
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

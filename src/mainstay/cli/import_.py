"""`mainstay import`: give a practice its files."""

import argparse
import glob
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mainstay.cli.errors import CommandError

EPILOG = """Examples:
  ./mainstay import ~/edi --practice harbor
  ./mainstay import 'outbox/*.837' remits.zip --practice harbor --json

Files, folders, patterns, .zip and .gz. A practice that does not exist yet is created. The command
returns when its files are done. Exit codes: 0 every file is parsed, a duplicate, incomplete or set
aside (the list says which); 1 some file could not be finished; 2 a path or the practice is wrong."""


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "import",
        help="give a practice its files: 837, 999, 277CA, 835, patients' payments",
        description="Take files in, read them, and apply what they say.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--practice", required=True, metavar="CODE", help="whose files these are")
    parser.add_argument("--zone", default="America/New_York", help="time zone of a new practice")
    parser.add_argument(
        "--receive-only", action="store_true", help="keep the files and leave the work to a worker"
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a file, then a summary"
    )


def run(args: argparse.Namespace) -> int:
    """Receive, then work the practice's lane until these files are done."""
    from mainstay.cli.migrate import migrate
    from mainstay.foundation import clock
    from mainstay.foundation.tenancy import Actor
    from mainstay.pipelines.practices import ensure_practice
    from mainstay.pipelines.progress import finish_batch
    from mainstay.revenue.exchange.errors import Refused
    from mainstay.revenue.exchange.services import receive

    roots = list(_roots(args.paths))
    migrate(quiet=True)
    practice, is_new = ensure_practice(args.practice, zone=args.zone, at=clock.now())
    if is_new and not args.json:
        print(f"Practice {practice.code} did not exist; it was created.")
    actor = Actor.automation(practice.pk, via="cli")
    started = time.monotonic()
    batch = receive.open_batch(actor, source="cli", label=" ".join(args.paths), at=clock.now())
    refused = []
    for root in roots:
        try:
            for _ in receive.receive_tree(batch, root, at=clock.now()):
                pass
        except Refused as error:
            refused.append(str(error))
    receive.close_batch(batch, by=actor, at=clock.now())
    if args.receive_only:
        _report(batch, refused, seconds=0.0, as_json=args.json)
        return 1 if refused else 0
    is_done = finish_batch(batch, on_progress=None if args.json else _show_progress)
    _report(batch, refused, seconds=time.monotonic() - started, as_json=args.json)
    return 0 if is_done and not refused else 1


def _roots(patterns: list[str]) -> Iterator[Path]:
    for pattern in patterns:
        path = Path(pattern)
        matches = glob.glob(pattern, recursive=True)  # noqa: PTH207 (a pattern may be absolute)
        found = [path] if path.exists() else [Path(match) for match in sorted(matches)]
        if not found:
            raise CommandError(f"{pattern} is not a file, a folder or a pattern that finds any.")
        yield from found


def _show_progress(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def _report(batch: Any, refused: list[str], *, seconds: float, as_json: bool) -> None:
    from mainstay.revenue.exchange.queries import inbox

    if sys.stderr.isatty() and not as_json:
        print(file=sys.stderr)
    rows = list(inbox.deliveries(batch.practice_id, batch_id=batch.pk).order_by("id"))
    tally = dict.fromkeys(inbox.OUTCOMES, 0)
    for delivery in rows:
        outcome = inbox.outcome_of(delivery)
        tally[outcome] += 1
        if as_json:
            print(json.dumps(_as_json(delivery, outcome)))
        elif outcome in {"quarantined", "incomplete", "received"}:
            print(f"{outcome:12} {delivery.name}: {delivery.file.reason}")
    for sentence in refused:
        print(json.dumps({"refused": sentence}) if as_json else f"refused      {sentence}")
    if as_json:
        summary = {"files": len(rows), **tally, "seconds": round(seconds, 2), "peak_kb": _peak_kb()}
        print(json.dumps(summary))
        return
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in tally.items() if count)
    print(f"{len(rows):,} files: {counts or 'none'}. {seconds:.1f} s.")


def _as_json(delivery: Any, outcome: str) -> dict[str, Any]:
    file = delivery.file
    return {
        "name": delivery.name,
        "sha256": file.sha256,
        "outcome": outcome,
        "kind": file.kind,
        "claims": file.claims,
        "errors": file.errors,
        "warnings": file.warnings,
        "reason": file.reason,
        "note": file.note,
        "segment": file.segment,
    }


def _peak_kb() -> int:
    """The most memory this command or a process of its had, in kilobytes (Linux units)."""
    import resource

    return max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )

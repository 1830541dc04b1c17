"""`mainstay verify`: ask every question that must have no answer, and print the books."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from mainstay.cli.errors import CommandError

if TYPE_CHECKING:
    from mainstay.foundation.tenancy.models import Practice

MOST_SHOWN = 20

EPILOG = """Examples:
  ./mainstay verify
  ./mainstay verify --practice CODE --json
  ./mainstay verify --dump --practice CODE > books.jsonl

It only reads, and may run beside everything else. The dump is one line of JSON for each posting,
by business keys: no database ids, no clock times, nobody's name. The same files give the same dump.

Exit codes: 0 every promise holds; 1 one does not, its first bad row is named; 2 could not start."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question brought: nothing, if the promise holds. At most 20 rows are named."""

    practice: str
    code: str
    title: str
    violations: list[str]
    seconds: float


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "verify",
        help="prove that books, files and trail are whole",
        description="Recompute what is promised: balances, single postings, stored files, the trail.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--practice", metavar="CODE", help="one practice (default: all)")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="answer as JSON")
    output.add_argument("--dump", action="store_true", help="print the ledger by business keys")


def run(args: argparse.Namespace) -> int:
    """Verify, or dump."""
    practices = _practices(args.practice)
    if args.dump:
        if args.practice is None:
            raise CommandError("--dump needs --practice CODE.")
        return _dump(practices[0])
    answers = []
    for answer in _answers(practices):
        answers.append(answer)
        if not args.json:
            _tell(answer)
    return _conclude(answers, as_json=args.json)


def _practices(code: str | None) -> "list[Practice]":
    from mainstay.foundation.tenancy.models import Practice

    if code is None:
        return list(Practice.objects.order_by("code"))
    found = Practice.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"there is no practice {code}.")
    return [found]


def _answers(practices: "list[Practice]") -> Iterator[Answer]:
    from mainstay.foundation.db.invariants import all_invariants

    for practice in practices:
        for invariant in all_invariants():
            started = time.monotonic()
            violations = list(islice(invariant.violations(practice.pk), MOST_SHOWN))
            yield Answer(
                practice=practice.code,
                code=invariant.code,
                title=invariant.title,
                violations=violations,
                seconds=round(time.monotonic() - started, 3),
            )


def _tell(answer: Answer) -> None:
    verdict = "NOT SO" if answer.violations else "holds"
    print(
        f"{answer.practice:<16} {answer.code}  {answer.title:<52} {verdict:<7}"
        f"{answer.seconds:7.2f} s",
        flush=True,
    )
    for violation in answer.violations:
        print(f"{'':<16}       {violation}")


def _conclude(answers: list[Answer], *, as_json: bool) -> int:
    broken = [answer for answer in answers if answer.violations]
    if as_json:
        json.dump(
            {"holds": not broken, "answers": [asdict(a) for a in answers]}, sys.stdout, indent=2
        )
        print()
    elif broken:
        first = broken[0]
        print(f"First: {first.code} in {first.practice}: {first.violations[0]}")
    elif not answers:
        print("There is no practice yet, so there is nothing to verify.")
    else:
        print(f"All {len(answers)} promises hold.")
    return 1 if broken else 0


def _dump(practice: "Practice") -> int:
    from mainstay.foundation import ledger
    from mainstay.pipelines.ledger_keys import charge_keys, party_keys

    for posting in ledger.dump(practice.pk, charge_keys=charge_keys, party_keys=party_keys):
        print(json.dumps(posting, sort_keys=True, separators=(",", ":")))
    return 0

"""`mainstay month`: the month on one page, as a table or as JSON."""

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.cli.errors import CommandError

if TYPE_CHECKING:
    from mainstay.oversight.insight.queries.metrics import Metric
    from mainstay.oversight.insight.queries.shown import ShownMonth


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "month",
        help="the month on one page, as a table",
        description="Show the figures of one month: the same numbers as the page.",
        epilog="Example:\n  ./mainstay month --practice demo --month 2026-03 --json\n\n"
        "Exit codes: 0 done; 2 no such practice, or nothing known of that month.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--practice", required=True, metavar="CODE", help="the practice's code")
    parser.add_argument("--month", metavar="YYYY-MM", help="default: the newest month with data")
    parser.add_argument("--json", action="store_true", help="one JSON object, for a program")


def run(args: argparse.Namespace) -> int:
    """Print the month."""
    from mainstay.oversight.insight.queries.metrics import metrics_of

    shown = _month(args.practice, args.month)
    metrics = metrics_of(shown)
    if args.json:
        print(
            json.dumps(
                {
                    "practice": args.practice,
                    "month": f"{shown.month:%Y-%m}",
                    "metrics": [metric.to_json() for metric in metrics],
                },
                indent=2,
            )
        )
    else:
        _print_table(args.practice, shown, metrics)
    return 0


def _month(code: str, text: str | None) -> "ShownMonth":
    from mainstay.foundation import clock
    from mainstay.foundation.tenancy.models import Practice
    from mainstay.oversight.insight.months import parse_month
    from mainstay.oversight.insight.queries.shown import months_kept, shown_month
    from mainstay.oversight.insight.services.refreshing import refresh

    practice = Practice.objects.filter(code=code).first()
    if practice is None:
        raise CommandError(f"there is no practice {code}. `mainstay import` creates one.")
    try:
        wanted: date | None = parse_month(text) if text else None
    except ValueError as error:
        raise CommandError(str(error)) from None
    refresh(practice.pk, at=clock.now())
    kept = months_kept(practice.pk)
    if not kept:
        raise CommandError(f"{code} has no claims yet. Bring its EDI files in: `mainstay import`.")
    shown = shown_month(practice.pk, wanted or kept[-1])
    if shown is None:
        raise CommandError(
            f"nothing is known of {text}. There are files from {kept[0]:%Y-%m} to {kept[-1]:%Y-%m}."
        )
    return shown


def _print_table(code: str, shown: "ShownMonth", metrics: "list[Metric]") -> None:
    state = "closed" if shown.closed_at else f"as of {shown.as_of:%Y-%m-%d}"
    print(f"{code}, {shown.month:%B %Y} ({state})\n")
    for metric in metrics:
        print(f"{metric.name:32}{_value(metric):>16}  {_parts(metric)}")
    print()
    for figure in shown.figures.values():
        if figure.caution:
            print(f"{figure.name}: {figure.caution}")


def _value(metric: "Metric") -> str:
    from mainstay.engine.money import format_cents

    if metric.value is None:
        return "n/a"
    if metric.unit == "cents":
        return format_cents(int(metric.value))
    return f"{metric.value:,.1f} {'%' if metric.unit == 'percent' else 'days'}"


def _parts(metric: "Metric") -> str:
    if metric.denominator is None:
        return metric.basis
    return f"{metric.numerator:,} of {metric.denominator:,}; {metric.basis}"

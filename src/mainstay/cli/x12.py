"""`mainstay x12`: look into EDI files. Needs no database and changes nothing."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mainstay.cli import x12_files

if TYPE_CHECKING:
    from mainstay.engine import x12

CLEAN, FOUND, NOT_X12 = 0, 1, 2

CHECK_EPILOG = """Examples:
  ./mainstay x12 check claims.837 remit.835
  ./mainstay x12 check --json claims.837 | head -1

Exit codes: 0 nothing worse than warnings; 1 a finding of severity error; 2 not X12, or unreadable."""

JSON_EPILOG = """Example:
  ./mainstay x12 json remit.835 | head -3

Exit codes: 0 all was read; 2 not X12, or unreadable."""


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "x12", help="check EDI files; show, write, answer, split, mask or compare them"
    )
    commands = parser.add_subparsers(dest="x12_command", required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="print every finding of EDI files",
        description="Check envelopes, syntax, guides, balances and situations. Changes nothing.",
        epilog=CHECK_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("files", nargs="+", metavar="FILE", help="X12, gzip or not")
    check.add_argument("--json", action="store_true", help="one JSON object a line")
    show = commands.add_parser(
        "json",
        help="one JSON object per claim, claim payment or acknowledgement",
        description="Show what a file says, with the position of everything in it.",
        epilog=JSON_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    show.add_argument("file", metavar="FILE", help="X12, gzip or not")
    x12_files.add(commands)


def run(args: argparse.Namespace) -> int:
    """Run the command chosen; the exit code."""
    if args.x12_command == "check":
        return max(_check(file, as_json=args.json) for file in args.files)
    if args.x12_command == "json":
        return _show(args.file)
    return x12_files.run(args)


def _check(file: str, *, as_json: bool) -> int:
    from mainstay.engine import x12

    outcome = CLEAN
    try:
        for finding in x12.check(Path(file)):
            if finding.severity == "error":
                outcome = FOUND
            print(_as_json({"file": file} | _plain(finding)) if as_json else _line(file, finding))
    except BrokenPipeError:
        raise  # whoever reads us has enough; nothing is wrong with the file
    except (x12.X12Error, OSError) as error:
        return _cannot_read(file, error)
    if outcome == CLEAN and not as_json:
        print(f"{file}: no errors")
    return outcome


def _show(file: str) -> int:
    from mainstay.engine import x12

    try:
        for line in x12.to_json(Path(file)):
            print(line)
    except BrokenPipeError:
        raise  # whoever reads us has enough; nothing is wrong with the file
    except (x12.X12Error, OSError) as error:
        return _cannot_read(file, error)
    return CLEAN


def _line(file: str, finding: "x12.Finding") -> str:
    at = finding.at
    controls = "/".join(one or "-" for one in (at.isa13, at.gs06, at.st02))
    where = f"segment {at.segment}"
    if at.st_segment:
        where += f" ({at.st_segment} in ST)"
    facts = [f"{file}: {finding.severity}", f"{controls} {where}"]
    if finding.loop:
        facts.append(f"loop {finding.loop}")
    if finding.segment_id:
        facts.append(_element(finding))
    facts.append(f"[{finding.rule}{' ' + finding.code if finding.code else ''}]")
    return f"{' '.join(facts)} {finding.sentence}"


def _element(finding: "x12.Finding") -> str:
    name = finding.segment_id
    if finding.element:
        name += f"{finding.element:02}"
    if finding.component:
        name += f"-{finding.component}"
    return name


def _plain(record: "x12.Finding") -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


def _as_json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, separators=(",", ":"))


def _cannot_read(file: str, error: Exception) -> int:
    print(f"{file}: cannot be read. {error}", file=sys.stderr)
    return NOT_X12

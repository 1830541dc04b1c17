"""The commands of `mainstay x12` that make files: write, ack, split, mask; and diff."""

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mainstay.engine import x12

DONE, DIFFERENT, FAILED = 0, 1, 2

EXIT_CODES = "Exit codes: 0 written; 2 not X12, unreadable, or refused (the reason is told)."

WRITE_EPILOG = f"""The lines are those that `json` prints: claims, claim payments, acknowledgements.
What a receiver would reject is refused, with the reason; --force writes it and tells the findings.

Examples:
  ./mainstay x12 json claims.837 > claims.jsonl
  ./mainstay x12 write claims.jsonl --sender PRACTICE --receiver CLEARING --control 41 \\
      --contact "Billing desk" --phone 5555550100 --out new.837

{EXIT_CODES}"""

ACK_EPILOG = f"""Examples:
  ./mainstay x12 ack claims.837 --sender PAYER --receiver PRACTICE --control 7
  ./mainstay x12 ack claims.837 --sender PAYER --receiver PRACTICE --control 8 --claims \\
      --payer "PAYER ONE" --payer-id PAY01 --out claims.277ca

{EXIT_CODES}"""

SPLIT_EPILOG = f"""Writes FILE-0001.EXT, FILE-0002.EXT and so on into the folder.

Examples:
  ./mainstay x12 split remits.835 --folder parts
  ./mainstay x12 split claims.837 --claims 100 --control 500 --folder parts

{EXIT_CODES}"""

MASK_EPILOG = f"""Names, addresses, ids, numbers and births become fictional ones of the same length;
payers, codes, amounts and dates of service stay. Files masked with one --key still match.

Examples:
  ./mainstay x12 mask claims.837 --out shareable.837
  ./mainstay x12 mask remit.835 --key "our test" --out shareable.835

{EXIT_CODES}"""

DIFF_EPILOG = """Compares what the files say; envelopes, delimiters and order do not count.

Example:
  ./mainstay x12 diff before.837 after.837

Exit codes: 0 they say the same; 1 they differ; 2 not X12, or unreadable."""


def add(commands: Any) -> None:
    """Register the commands."""
    write = _command(commands, "write", "make a file of the lines that `json` prints", WRITE_EPILOG)
    write.add_argument("file", metavar="LINES", help="JSON lines; - is the standard input")
    _add_envelope(write)
    write.add_argument("--contact", default="", help="whom to call about an 837 (PER02)")
    write.add_argument("--phone", default="", help="and under which number (PER04)")
    write.add_argument("--claims", type=int, default=5000, help="claims per transaction set")
    write.add_argument("--force", action="store_true", help="write what would be rejected, too")
    ack = _command(commands, "ack", "answer a file: TA1 and 999, or 277CA", ACK_EPILOG)
    ack.add_argument("file", metavar="FILE", help="X12, gzip or not")
    _add_envelope(ack)
    ack.add_argument("--ta1", choices=("asked", "always", "never"), default="asked")
    ack.add_argument("--claims", action="store_true", help="a 277CA for the claims of an 837")
    ack.add_argument("--payer", default="", help="name of who answers, for a 277CA")
    ack.add_argument("--payer-id", default="", help="and its payer id")
    split = _command(commands, "split", "one file for each transaction set", SPLIT_EPILOG)
    split.add_argument("file", metavar="FILE", help="X12, gzip or not")
    split.add_argument("--folder", default=".", help="where to put the parts")
    split.add_argument("--claims", type=int, default=0, help="cut an 837 after so many claims")
    split.add_argument("--control", type=int, help="number the interchanges from here (ISA13)")
    mask = _command(commands, "mask", "replace what identifies persons", MASK_EPILOG)
    mask.add_argument("file", metavar="FILE", help="X12, gzip or not")
    mask.add_argument("--key", default="", help="any text; the same key masks the same way")
    mask.add_argument("--out", help="the file to write; else the standard output")
    diff = _command(commands, "diff", "tell how what two files say differs", DIFF_EPILOG)
    diff.add_argument("left", metavar="FILE")
    diff.add_argument("right", metavar="FILE")


def _command(commands: Any, name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _add_envelope(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sender", required=True, help="ISA06 and GS02; QQ:ID names a qualifier")
    parser.add_argument("--receiver", required=True, help="ISA08 and GS03")
    parser.add_argument("--control", type=int, required=True, help="ISA13, up to nine digits")
    parser.add_argument("--group", type=int, default=1, help="GS06 of the first group")
    parser.add_argument("--at", type=datetime.fromisoformat, help="date and time; else now")
    parser.add_argument("--test", action="store_true", help="ISA15 T instead of P")
    parser.add_argument("--lines", action="store_true", help="a line break after each segment")
    parser.add_argument("--out", help="the file to write; else the standard output")


def run(args: argparse.Namespace) -> int:
    """Run the command chosen; the exit code."""
    from mainstay.engine import x12

    try:
        return _RUN[args.x12_command](args)
    except BrokenPipeError:
        raise  # whoever reads us has enough; nothing is wrong with the file
    except x12.X12Error as error:
        print(f"{_source(args)}: nothing was written. {error.sentence}", file=sys.stderr)
    except OSError as error:
        print(f"{_source(args)}: {error}", file=sys.stderr)
    return FAILED


def _source(args: argparse.Namespace) -> str:
    return f"{args.left}, {args.right}" if args.x12_command == "diff" else str(args.file)


def _write(args: argparse.Namespace) -> int:
    from mainstay.engine import x12

    with nullcontext(sys.stdin.buffer) if args.file == "-" else Path(args.file).open("rb") as lines:
        data = x12.write(
            x12.from_json(lines),
            _envelope(args, x12.SubmitterContact(args.contact, args.phone)),
            claims_per_set=args.claims,
            on_finding=_tell if args.force else None,
        )
    return _put(data, args.out)


def _tell(finding: "x12.Finding") -> None:
    print(f"{finding.severity}: {finding.sentence} (segment {finding.at.segment})", file=sys.stderr)


def _ack(args: argparse.Namespace) -> int:
    from mainstay.engine import x12

    envelope = _envelope(args)
    if args.claims:
        payer = x12.Party(args.payer or args.sender, id_qualifier="PI", id=args.payer_id)
        return _put(x12.acknowledge_claims(Path(args.file), envelope, payer=payer), args.out)
    return _put(x12.acknowledge(Path(args.file), envelope, ta1=args.ta1), args.out)


def _envelope(
    args: argparse.Namespace, contact: "x12.SubmitterContact | None" = None
) -> "x12.Envelope":
    from mainstay.engine import x12
    from mainstay.foundation import clock

    return x12.Envelope(
        sender=_identity(args.sender),
        receiver=_identity(args.receiver),
        isa13=args.control,
        gs06=args.group,
        at=args.at or clock.now().astimezone(),  # X12 knows the sender's own time only
        test=args.test,
        contact=contact or x12.SubmitterContact(),
        delims=x12.Delimiters(line_break="\n" if args.lines else ""),
    )


def _identity(text: str) -> str | tuple[str, str]:
    qualifier, colon, id_ = text.partition(":")
    return (qualifier, id_) if colon else text


def _split(args: argparse.Namespace) -> int:
    from mainstay.engine import x12

    file, folder = Path(args.file), Path(args.folder)
    folder.mkdir(parents=True, exist_ok=True)
    parts = x12.split(file, claims=args.claims, isa13=args.control)
    for number, data in enumerate(parts, start=1):
        path = folder / f"{file.stem}-{number:04}{file.suffix}"
        path.write_bytes(data)
        print(path)
    return DONE


def _mask(args: argparse.Namespace) -> int:
    from mainstay.engine import x12

    return _put(x12.mask(Path(args.file), key=args.key.encode() or None), args.out)


def _diff(args: argparse.Namespace) -> int:
    from mainstay.engine import x12

    outcome = DONE
    for one in x12.diff(Path(args.left), Path(args.right)):
        outcome = DIFFERENT
        name = f"{one.record} {one.key}" + (f" ({one.number})" if one.number > 1 else "")
        if one.what == "changed":
            print(f"{name}: {one.field} was {one.left!r}, is {one.right!r}")
        else:
            only = args.left if one.what == "only_left" else args.right
            print(f"{name}: only in {only}")
    return outcome


def _put(data: bytes, out: str | None) -> int:
    if out:
        Path(out).write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    return DONE


_RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "write": _write,
    "ack": _ack,
    "split": _split,
    "mask": _mask,
    "diff": _diff,
}

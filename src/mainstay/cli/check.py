"""`mainstay check`: a look at the code, in under a minute when caches are warm."""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mainstay.cli.tree import repository

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", ["ruff", "format", "--check", "-q", "."]),
    ("lint", ["ruff", "check", "-q", "."]),
    ("own rules", ["ast-grep", "scan", "--error"]),
    ("import contracts", ["lint-imports"]),
    ("templates", ["djlint", "--lint", "--quiet", "src/mainstay/web/templates"]),
    ("dead code", ["vulture"]),
    ("types", ["mypy"]),
)


def add(subparsers: Any) -> None:
    """Register the command."""
    subparsers.add_parser(
        "check",
        help="look at the code: format, lint, types, import contracts, templates, dead code",
        description="Look at the code. The look at an installation is `mainstay doctor`.",
        epilog="Example:\n  ./mainstay check\n\nExit codes: 0 all clean; 1 something was found.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def run(args: argparse.Namespace) -> int:
    """Run every check, also after one found something; returns 1 if any did."""
    root = repository()
    failed = [name for name, command in CHECKS if not _passes(name, command, root)]
    if failed:
        print(f"Found something: {', '.join(failed)}.")
        return 1
    print("All clean.")
    return 0


def _passes(name: str, command: list[str], root: Path) -> bool:
    started = time.monotonic()
    tool = Path(sys.executable).with_name(command[0])
    result = subprocess.run(
        [str(tool), *command[1:]], cwd=root, capture_output=True, text=True, check=False
    )
    is_clean = result.returncode == 0
    print(
        f"{'ok  ' if is_clean else 'FAIL'} {name:18}{time.monotonic() - started:6.1f} s", flush=True
    )
    if not is_clean:
        print(result.stdout + result.stderr)
    return is_clean

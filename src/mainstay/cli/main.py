"""Find the command, set Django up where it needs it, run it, and say errors as sentences."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from mainstay import __version__
from mainstay.cli.errors import CommandError

# In the order a person meets them. A command is a module of this package.
COMMANDS = (
    "demo",
    "serve",
    "worker",
    "import_",
    "month",
    "verify",
    "doctor",
    "people",
    "migrate",
    "x12",
    "simulate",
    "test",
    "check",
    "bench",
)
WITHOUT_DJANGO = {"x12", "simulate", "test", "check", "bench", "demo"}

EPILOG = """Start here:
  ./mainstay demo                    a fictional practice with 18 months of claims, in your browser
  ./mainstay import FOLDER --practice CODE
  ./mainstay month --practice CODE   the month on one page, as a table

Exit codes: 0 done; 1 something needs a look (each command says what); 2 the command was not understood
or could not start."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="mainstay",
        description="The business side of a medical practice.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mainstay {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
        importlib.import_module(f"mainstay.cli.{name}").add(subparsers)
    parsed = parser.parse_args(arguments)
    if parsed.command is None:
        parser.print_help()
        return 2
    return _run(parsed)


def _run(parsed: argparse.Namespace) -> int:
    module = next(name for name in COMMANDS if name.strip("_") == parsed.command)
    try:
        if module not in WITHOUT_DJANGO:
            set_up_django()
        exit_code: int = importlib.import_module(f"mainstay.cli.{module}").run(parsed)
    except CommandError as error:
        print(f"mainstay {parsed.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return exit_code


def set_up_django() -> None:
    """Load settings and apps; a command that touches the database needs them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.config.settings")
    import django

    django.setup()

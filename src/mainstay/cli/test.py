"""`mainstay test`: everything that is needed, and every test."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mainstay.cli.tree import repository

EPILOG = """Examples:
  ./mainstay test
  ./mainstay test src/mainstay/engine -k money

Runs the code checks, then every test on SQLite, then those that touch the database on PostgreSQL.
With MAINSTAY_CORPUS (a folder of real EDI files) the corpus tests are collected too.
Exit codes: 0 all passed; 1 something failed; 2 a browser or PostgreSQL has to be installed first."""

# Pure packages read no database: one engine proves them.
PURE = ("src/mainstay/engine", "src/mainstay/simulator", "tests/conformance", "tests/architecture")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "test",
        help="install what the tests need and run them all, on both databases",
        description="Every test: unit, property, both databases, browser, architecture, conformance.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="passed on to pytest (one engine)")


def run(args: argparse.Namespace) -> int:
    """Make sure of browser and PostgreSQL, then run."""
    root = repository()
    missing = [sentence for sentence in (_need_chromium(), _need_postgresql(root)) if sentence]
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 2
    if args.pytest:
        return _pytest(root, args.pytest, engine=os.environ.get("MAINSTAY_TEST_ENGINE", "sqlite"))
    if not os.environ.get("MAINSTAY_CORPUS"):
        print("MAINSTAY_CORPUS is not set: the tests over real EDI files are not collected.")
    started = time.monotonic()
    workers = ["-n", str(os.cpu_count() or 2), "-q"]
    ignored = [f"--ignore={path}" for path in PURE]
    results = [
        _pytest(root, workers, engine="sqlite"),
        _pytest(root, [*workers, *ignored, "-m", "not browser"], engine="postgresql"),
    ]
    print(f"Tests took {time.monotonic() - started:.0f} s.")
    return max(1 if result else 0 for result in results)


def _pytest(root: Path, arguments: list[str], *, engine: str) -> int:
    print(f"\nTests on {engine}", flush=True)
    environment = {**os.environ, "MAINSTAY_TEST_ENGINE": engine}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.call(command, cwd=root, env=environment)


def find_chromium() -> str | None:
    """The browser to drive: CHROMIUM, else what this machine has."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    return str(MAC_CHROME) if MAC_CHROME.exists() else None


def _need_chromium() -> str:
    if find_chromium() or (_can_apt() and _apt_install("chromium", "fonts-dejavu-core")):
        return ""
    return (
        "The browser tests need Chromium: install it (Debian: apt-get install chromium) or name one"
        " in the variable CHROMIUM."
    )


def _need_postgresql(root: Path) -> str:
    sys.path.insert(0, str(root))
    from tests.support.postgres import find_binaries

    if os.environ.get("TEST_DATABASE_URL") or find_binaries():
        return ""
    if _can_apt() and _apt_install("postgresql"):
        return ""
    return (
        "The PostgreSQL tests need a server: install one (Debian: apt-get install postgresql) or name"
        " one in the variable TEST_DATABASE_URL."
    )


def _can_apt() -> bool:
    return shutil.which("apt-get") is not None and os.getuid() == 0


def _apt_install(*packages: str) -> bool:
    print(f"Installing {' '.join(packages)} ...", flush=True)
    apt = ["apt-get", "-qq", "-o=Dpkg::Use-Pty=0"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    subprocess.call([*apt, "update"], stdout=subprocess.DEVNULL, env=environment)
    return subprocess.call(install, stdout=subprocess.DEVNULL, env=environment) == 0

"""A real browser on a real server, for stories that cross pages.

In a conftest or test file: ``from tests.support.browser import browser_type_launch_args, serving``.
A test asks for ``own_database`` and opens ``with serving(own_database) as address``; then the pages
of pytest-playwright (``page``) work on what a user would see. ``signs`` collects what the browser
complained about; ``axe_findings`` what a blind user would stumble over.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from tests.support.own_database import OwnDatabase

# Playwright's loop runs in the test's thread, and Django would refuse it the database for that.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERIOUS = {"serious", "critical"}
START_SECONDS = 60


def find_chromium() -> str:
    """This machine's Chromium: CHROMIUM, else the first that is installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found and Path(MAC).exists():
        return MAC
    if not found:
        pytest.skip("No Chromium here; set CHROMIUM to one.")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Ours instead of a download; it calls nobody."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": [*QUIET, *as_root],
    }


@contextlib.contextmanager
def serving(database: OwnDatabase, *, demo: bool = False) -> Iterator[str]:
    """`mainstay serve` on this database, as users start it; yields its address."""
    address = f"127.0.0.1:{_free_port()}"
    server = subprocess.Popen(
        [sys.executable, "-m", "mainstay.cli", "serve", "--bind", address],
        env={
            **database.environment,
            "MAINSTAY_SECRET_KEY": settings.SECRET_KEY,  # links made here must work there
            "MAINSTAY_DEMO_SIGN_IN": "1" if demo else "",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for(f"http://{address}/healthz", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


def signs(page: Page) -> list[str]:
    """A list that fills with the page's console errors, CSP reports and failed scripts."""
    heard: list[str] = []
    page.on("console", lambda said: said.type == "error" and heard.append(said.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def axe_findings(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is now."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {node['target']}"
        for found in violations
        if found["impact"] in SERIOUS
        for node in found["nodes"]
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(url: str, server: Any) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(f"The server did not start: {server.communicate()[1]}")
        with contextlib.suppress(OSError):  # not listening yet, or still importing
            if urllib.request.urlopen(url, timeout=5).status == 200:
                return
        time.sleep(0.1)
    server.kill()
    raise AssertionError(f"The server did not answer in time: {server.communicate()[1]}")

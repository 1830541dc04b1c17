"""Import of the demo's files end to end, on both databases: 837, acks, 835, ledger, figures."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.postgres import own_server

import bench.pages as pages

ROOT = Path(__file__).resolve().parents[1]
UNTIL = "2026-06-30"


def measure(*, claims: int, rows: int) -> dict[str, Any]:
    """Claims a second and peak memory for each engine, and the month page's p95 beside them."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = work / "files"
        _mainstay(
            work, "simulate", "--out", str(files), "--seed", "7", "--until", UNTIL,
            "--claims", str(claims),
        )  # fmt: skip
        families = sum(1 for _ in (files / "truth-claims.jsonl").open())
        figures = {"sqlite": _import(work / "sqlite", files, families, url="")}
        with own_server(fsync=True) as server:
            url = server.database("bench")
            figures["postgresql"] = _import(work / "postgresql", files, families, url=url)
    return {**figures, **pages.measure(claims=claims, rows=rows)}


def _import(home: Path, files: Path, families: int, *, url: str) -> dict[str, float]:
    """A fresh installation takes the files in; the slowest of its processes counts for memory."""
    _mainstay(home, "migrate", "--quiet", url=url)
    out = _mainstay(home, "import", str(files), "--practice", "bench", "--json", url=url)
    seconds = json.loads(out.splitlines()[-1])["seconds"]
    peak_kb = json.loads(out.splitlines()[-1])["peak_kb"]
    return {
        "claims_per_second": round(families / seconds, 1),
        "peak_mb": round(peak_kb / 1024, 1),
        "seconds": seconds,
        "claims": families,
    }


def _mainstay(home: Path, *command: str, url: str = "") -> str:
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "MAINSTAY_HOME": str(home), "DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-m", "mainstay.cli", *command],
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout

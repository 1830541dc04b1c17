"""Server time of the month page and the worklists, at 12,000 and at 1,000,000 claims.

The large practice is filled by INSERT ... SELECT on SQLite: copies of the small, imported one with
ids and keys moved apart; patients, payers, files and the ledger are shared, not copied. Pages are asked for in this process,
signed in, without a network between.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UNTIL = "2026-06-30"
CODE = "bench"


def measure(*, claims: int, rows: int) -> dict[str, Any]:
    """The p95 of each page in milliseconds: the month at both sizes, the worklists at ``rows``."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        files = home / "files"
        _mainstay(home, "simulate", "--out", str(files), "--until", UNTIL, "--claims", str(claims))
        for kind in ("837", "999", "277CA", "835", "payments"):
            _mainstay(home, "import", str(files / kind), "--practice", CODE, "--receive-only")
        _mainstay(home, "import", str(files / "TA1"), "--practice", CODE)
        small = _ask(home, copies=0)
        large = _ask(home, copies=max(rows // max(small["claims"], 1) - 1, 0))
    return {
        "month_page_p95_ms": {"12000": small["month"], "1000000": large["month"]},
        "worklist_p95_ms": {name: large[name] for name in ("claims", "denials", "ar", "today")},
        "rows": {"small": small["claim_rows"], "large": large["claim_rows"]},
    }


def _ask(home: Path, *, copies: int) -> dict[str, Any]:
    out = subprocess.run(
        [sys.executable, "-m", "bench.asking", str(copies)],
        env={**os.environ, "MAINSTAY_HOME": str(home), "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def p95(milliseconds: list[float]) -> float:
    """The 95th percentile, one decimal."""
    return round(statistics.quantiles(milliseconds, n=20)[-1], 1)


def _mainstay(home: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "mainstay.cli", *command],
        env={**os.environ, "MAINSTAY_HOME": str(home), "DATABASE_URL": ""},
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )

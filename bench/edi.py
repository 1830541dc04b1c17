"""The EDI engine by itself: reading claims as objects, and checking everything."""

import io
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mainstay.engine import x12
from mainstay.simulator import write_practice

MB = 1_000_000


def measure(*, claims: int, rows: int) -> dict[str, Any]:
    """Megabytes a second over the simulator's 837 and 835 files, best of three."""
    with TemporaryDirectory() as folder:
        write_practice(Path(folder), seed=7, until=date(2026, 6, 30), claims=min(claims, 3_000))
        files = [
            path.read_bytes()
            for kind in ("837", "835")
            for path in sorted((Path(folder) / kind).rglob("*"))
            if path.is_file()
        ]
    size = sum(map(len, files)) / MB
    return {
        "x12": {
            "objects_mb_per_second": round(size / _best(files, _read_all), 2),
            "check_mb_per_second": round(size / _best(files, _check_all), 2),
        }
    }


def _best(files: list[bytes], work: Any) -> float:
    spans = []
    for _ in range(3):
        started = time.perf_counter()
        for content in files:
            work(content)
        spans.append(timedelta(seconds=time.perf_counter() - started))
    return min(spans).total_seconds()


def _read_all(content: bytes) -> None:
    for _ in x12.read(io.BytesIO(content)):
        pass


def _check_all(content: bytes) -> None:
    for _ in x12.check(io.BytesIO(content)):
        pass

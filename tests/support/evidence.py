"""One line of figures for each reliability test, in ``evidence/reliability.jsonl``."""

import json
import os
from pathlib import Path

from django.db import connection

FILE = Path(__file__).resolve().parents[2] / "evidence" / "reliability.jsonl"


def floor(name: str, *, ci: int, soak: int) -> int:
    """How much a test must do (RELIABILITY 16): MAINSTAY_SOAK=1 asks for the soak's.

    MAINSTAY_FLOOR_<NAME> asks for another size, to look closer or to try something out.
    """
    chosen = os.environ.get(f"MAINSTAY_FLOOR_{name.upper()}")
    return int(chosen) if chosen else soak if os.environ.get("MAINSTAY_SOAK") == "1" else ci


def note(name: str, *, n: int, seed: int | str, seconds: float, result: str = "ok") -> None:
    """Add a test's figures."""
    FILE.parent.mkdir(exist_ok=True)
    figures = {
        "name": name,
        "engine": connection.vendor,
        "n": n,
        "seed": seed,
        "seconds": round(seconds, 1),
        "result": result,
    }
    with FILE.open("a") as file:
        file.write(json.dumps(figures) + "\n")

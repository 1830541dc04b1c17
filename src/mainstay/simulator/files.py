"""The folder the history is written to: one subfolder a kind, files named by their date."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

KINDS = ("837", "999", "277CA", "TA1", "835", "payments")
PAYMENT_COLUMNS = ("date", "claim number", "patient", "amount", "method", "reference")


class Folder:
    """Writes files as they come about; nothing is kept in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for kind in KINDS:
            (path / kind).mkdir(parents=True, exist_ok=True)

    def write(self, kind: str, on: date, content: bytes, suffix: str = "") -> None:
        """One interchange."""
        name = f"{on:%Y-%m-%d}{'-' if suffix else ''}{suffix}.edi"
        (self.path / kind / name).write_bytes(content)

    def write_payments(self, on: date, rows: Iterable[Sequence[str]]) -> None:
        """One CSV of patients' payments, as a billing system exports it."""
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(PAYMENT_COLUMNS)
        writer.writerows(rows)
        path = self.path / "payments" / f"{on:%Y-%m-%d}.csv"
        path.write_bytes(text.getvalue().encode())

    def write_rows(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """One JSON object a line."""
        with (self.path / name).open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                file.write(json.dumps(row) + "\n")

    def write_json(self, name: str, content: dict[str, Any]) -> None:
        """One JSON document."""
        text = json.dumps(content, indent=1) + "\n"
        (self.path / name).write_text(text, encoding="utf-8", newline="\n")

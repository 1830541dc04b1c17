"""One history for all tests of this package: 3,000 claims, 18 months."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mainstay.simulator import write_practice
from mainstay.simulator.tests.reading import Remit, remits

UNTIL = "2026-10-31"


@dataclass
class History:
    folder: Path
    truth: dict[str, Any]
    rows: list[dict[str, Any]]
    remits: list[Remit]

    def story(self, name: str) -> dict[str, Any]:
        return next(one for one in self.truth["stories"] if one["story"] == name)

    def month(self, number: int) -> dict[str, Any]:
        return self.truth["months"][number - 1]["metrics"]


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("history")
    write_practice(folder, seed=7, until=UNTIL, claims=3_000)
    lines = (folder / "truth-claims.jsonl").read_text().splitlines()
    return History(
        folder=folder,
        truth=json.loads((folder / "truth.json").read_text()),
        rows=[json.loads(line) for line in lines],
        remits=remits(folder),
    )

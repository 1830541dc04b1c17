"""The sample files named by MAINSTAY_CORPUS, and the facts its SOURCES.md tells about each."""

import os
import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(os.environ.get("MAINSTAY_CORPUS", "")) if "MAINSTAY_CORPUS" in os.environ else None


class Facts(NamedTuple):
    """A row of SOURCES.md: found by a script that is none of ours."""

    name: str
    shows: str
    pyx12: str

    @property
    def path(self) -> Path:
        assert FOLDER is not None
        return FOLDER / self.name

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]

    def number(self, pattern: str) -> int | None:
        """The number a pattern captures in what the file shows."""
        match = re.search(pattern, self.shows)
        return int(match[1]) if match else None


def facts() -> list[Facts]:
    """Every file, in the order of SOURCES.md; none without MAINSTAY_CORPUS."""
    if FOLDER is None:
        return []
    rows = (FOLDER / "SOURCES.md").read_text("utf-8").splitlines()
    found = []
    for row in rows:
        cells = [one.strip() for one in re.split(r"(?<!\\)\|", row)]
        if len(cells) > 7 and cells[1].endswith(".edi"):
            shows = "|".join(cells[5:-2]).replace("\\|", "|")  # it may quote a bar
            found.append(Facts(cells[1], shows, cells[-2]))
    return found

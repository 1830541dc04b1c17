"""What is measured, what must be reached, and the one table that says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import bench.edi as edi
import bench.imports as imports
import bench.pages as pages

MEASUREMENTS: dict[str, Callable[..., dict[str, Any]]] = {
    "x12": edi.measure,
    "import": imports.measure,
    "pages": pages.measure,
}


@dataclass(frozen=True)
class Bar:
    """One line of the table: where its figure stands and what it must be."""

    title: str
    path: tuple[str, ...]
    must: float
    aim: float
    at_least: bool  # whether more is better
    unit: str


BARS = (
    Bar("read claims as objects", ("x12", "objects_mb_per_second"), 8, 20, True, "MB/s"),
    Bar("full check", ("x12", "check_mb_per_second"), 2, 6, True, "MB/s"),
    Bar("import, SQLite", ("sqlite", "claims_per_second"), 250, 1000, True, "claims/s"),
    Bar("import, SQLite, peak memory", ("sqlite", "peak_mb"), 400, 250, False, "MB"),
    Bar("import, PostgreSQL", ("postgresql", "claims_per_second"), 250, 1000, True, "claims/s"),
    Bar("import, PostgreSQL, peak memory", ("postgresql", "peak_mb"), 400, 250, False, "MB"),
    Bar("month page, 12,000 claims, p95", ("month_page_p95_ms", "12000"), 100, 50, False, "ms"),
    Bar(
        "month page, 1,000,000 claims, p95", ("month_page_p95_ms", "1000000"), 250, 100, False, "ms"
    ),
    Bar("claims list, 1,000,000 claims, p95", ("worklist_p95_ms", "claims"), 100, 50, False, "ms"),
    Bar("denials, 1,000,000 claims, p95", ("worklist_p95_ms", "denials"), 100, 50, False, "ms"),
    Bar("A/R list, 1,000,000 claims, p95", ("worklist_p95_ms", "ar"), 100, 50, False, "ms"),
    Bar("today, 1,000,000 claims, p95", ("worklist_p95_ms", "today"), 100, 50, False, "ms"),
)


def as_table(figures: dict[str, Any]) -> str:
    """The measured bars as text, each with its must and aim."""
    lines = [f"{'':38}{'measured':>14}{'must':>10}{'aim':>10}"]
    for bar, value in _measured(figures):
        word = "" if _reached(bar, value) else "   missed"
        lines.append(
            f"{bar.title:38}{value:>9,.1f} {bar.unit:<8}{bar.must:>6,}{bar.aim:>10,}{word}"
        )
    return "\n".join(lines)


def missed(figures: dict[str, Any]) -> list[str]:
    """The bars whose must was not reached."""
    return [bar.title for bar, value in _measured(figures) if not _reached(bar, value)]


def _measured(figures: dict[str, Any]) -> Iterator[tuple[Bar, float]]:
    for bar in BARS:
        value: Any = figures
        for key in bar.path:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            yield bar, float(value)


def _reached(bar: Bar, value: float) -> bool:
    return value >= bar.must if bar.at_least else value <= bar.must

"""An appeal's packet as PDF: the letter, the remittance's lines, the list of what is attached."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path(__file__).parent / "letters"
FOOTER = "Contains protected health information."


@dataclass(frozen=True, slots=True)
class RemitLine:
    """A line of the remittance in words."""

    on: str
    service: str
    reasons: Sequence[str]
    billed: str
    paid: str


@dataclass(frozen=True, slots=True)
class Packet:
    """Everything that goes on paper, as text. ``title`` holds no patient's name."""

    title: str
    practice: str
    letter: str
    payment: str
    lines: Sequence[RemitLine]
    attachments: Sequence[str]


def as_pdf(packet: Packet, *, at: datetime) -> bytes:
    """The packet on US letter paper. The same packet and moment give the same bytes."""
    content = {
        "title": packet.title,
        "practice": packet.practice,
        "paragraphs": _paragraphs(packet.letter),
        "payment": packet.payment,
        "lines": [asdict(line) for line in packet.lines],
        "attachments": list(packet.attachments),
        "footer": FOOTER,
    }
    inputs = {"data": msgspec.json.encode(content).decode()}
    made: bytes = _compiler().compile(
        format="pdf", sys_inputs=inputs, timestamp=int(at.astimezone(UTC).timestamp())
    )
    return made


def _paragraphs(letter: str) -> list[list[str]]:
    """The letter's paragraphs, each as its rows."""
    return [part.splitlines() for part in re.split(r"\n\s*\n", letter.strip()) if part.strip()]


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(FOLDER / "packet.typ", root=FOLDER, ignore_system_fonts=True)

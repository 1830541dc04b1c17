"""A small reader of the written files, apart from the product's and the simulator's own code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Segment = list[str]


def segments(path: Path) -> list[Segment]:
    return [one.split("*") for one in path.read_text("latin-1").split("~") if one]


def all_segments(folder: Path) -> Iterator[Segment]:
    for path in sorted(folder.iterdir()):
        yield from segments(path)


def cents(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    dollars, _, rest = text.lstrip("-").partition(".")
    return sign * (int(dollars or 0) * 100 + int(rest.ljust(2, "0")))


@dataclass
class Service:
    charge: int
    paid: int
    adjustments: list[tuple[str, str, int]] = field(default_factory=list)
    control_number: str = ""
    allowed: int | None = None


@dataclass
class Payment:
    number: str
    status: str
    charge: int
    paid: int
    patient: int | None
    icn: str
    services: list[Service] = field(default_factory=list)

    def total(self, group: str, *reasons: str) -> int:
        return sum(
            amount
            for service in self.services
            for found, reason, amount in service.adjustments
            if found == group and reason in reasons
        )


@dataclass
class Remit:
    path: Path
    payer: str = ""
    paid: int = 0
    method: str = ""
    on: str = ""
    payments: list[Payment] = field(default_factory=list)
    provider_adjustments: list[tuple[str, str, int]] = field(default_factory=list)


def remits(folder: Path) -> list[Remit]:
    return [_remit(path) for path in sorted((folder / "835").iterdir())]


def _remit(path: Path) -> Remit:
    remit = Remit(path)
    for segment in segments(path):
        kind = segment[0]
        if kind == "BPR":
            remit.paid, remit.method, remit.on = cents(segment[2]), segment[4], segment[16]
        elif kind == "N1" and segment[1] == "PR":
            remit.payer = segment[2]
        elif kind == "CLP":
            remit.payments.append(
                Payment(
                    number=segment[1],
                    status=segment[2],
                    charge=cents(segment[3]),
                    paid=cents(segment[4]),
                    patient=cents(segment[5]) if segment[5] else None,
                    icn=segment[7],
                )
            )
        elif kind == "SVC":
            service = Service(cents(segment[2]), cents(segment[3]))
            remit.payments[-1].services.append(service)
        elif kind == "CAS":
            triples = [*segment[2:], ""]
            for at in range(0, len(triples) - 1, 3):
                reason = (segment[1], triples[at], cents(triples[at + 1]))
                remit.payments[-1].services[-1].adjustments.append(reason)
        elif kind == "REF" and segment[1] == "6R":
            remit.payments[-1].services[-1].control_number = segment[2]
        elif kind == "AMT" and segment[1] == "B6":
            remit.payments[-1].services[-1].allowed = cents(segment[2])
        elif kind == "PLB":
            for at in range(3, len(segment), 2):
                code, _, reference = segment[at].partition(":")
                remit.provider_adjustments.append((code, reference, cents(segment[at + 1])))
    return remit

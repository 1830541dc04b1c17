"""Write down what reading files found."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from mainstay.foundation.db import rows
from mainstay.revenue.exchange.models import File, FileFinding, Part
from mainstay.revenue.exchange.reading import Reading
from mainstay.revenue.exchange.services.set_aside import set_aside

FOUND_COLUMNS = (
    "state", "kind", "segments", "claims", "errors", "warnings", "note", "payees", "parsed_at",
)  # fmt: skip


def note_readings(readings: Sequence[tuple[File, Reading]], *, at: datetime) -> None:
    """Move files from received to what they turned out to be, together with parts and findings.

    A file that can't be applied gets its reason and its work item in the same transaction.
    """
    with transaction.atomic(durable=True):
        for file, reading in readings:
            _fill(file, reading, at=at)
        rows.update(
            File,
            FOUND_COLUMNS,
            [(file.pk, *(getattr(file, name) for name in FOUND_COLUMNS)) for file, _ in readings],
        )
        FileFinding.objects.bulk_create(
            [row for file, reading in readings for row in _findings(file, reading)]
        )
        Part.objects.bulk_create(
            [
                row
                for file, reading in readings
                if reading.state == "parsed"
                for row in _parts(file, reading)
            ]
        )
        for file, reading in readings:
            if reading.state != "parsed":
                set_aside(
                    file,
                    reason=reading.reason,
                    at=at,
                    kind=reading.kind,
                    state=reading.state,
                    segment=reading.segment,
                    byte=reading.byte,
                )


def _fill(file: File, reading: Reading, *, at: datetime) -> None:
    file.state = reading.state
    file.kind = reading.kind
    file.segments = reading.segments
    file.claims = reading.claims
    file.errors = reading.errors
    file.warnings = reading.warnings
    file.note = reading.note
    file.payees = [list(payee) for payee in reading.payees]
    file.parsed_at = at


def _findings(file: File, reading: Reading) -> list[FileFinding]:
    return [
        FileFinding(
            practice_id=file.practice_id,
            file=file,
            ordinal=ordinal,
            severity=finding.severity,
            rule=finding.rule[:40],
            segment=finding.segment,
            place=finding.place[:80],
            sentence=finding.sentence,
        )
        for ordinal, finding in enumerate(reading.findings, start=1)
    ]


def _parts(file: File, reading: Reading) -> list[Part]:
    return [
        Part(
            practice_id=file.practice_id,
            file=file,
            kind=found.kind,
            sort_on=date.fromisoformat(found.sort_on),
            sha256=file.sha256,
            records=found.records,
        )
        for found in reading.parts
    ]

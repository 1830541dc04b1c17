"""Write down what reading a file found."""

from datetime import date, datetime

from django.db import transaction

from mainstay.revenue.exchange.models import File, FileFinding, Part
from mainstay.revenue.exchange.reading import Reading
from mainstay.revenue.exchange.services.set_aside import set_aside


def note_reading(file: File, reading: Reading, *, at: datetime) -> None:
    """Move ``file`` from received to what it turned out to be, with parts and findings, at once."""
    with transaction.atomic(durable=True):
        if file.state != "received":
            return
        FileFinding.objects.bulk_create(
            [
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
        )
        File.objects.filter(pk=file.pk).update(
            state=reading.state,
            kind=reading.kind,
            segments=reading.segments,
            claims=reading.claims,
            errors=reading.errors,
            warnings=reading.warnings,
            note=reading.note,
            payees=[list(payee) for payee in reading.payees],
            parsed_at=at,
        )
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
            return
        Part.objects.bulk_create(
            [
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
        )

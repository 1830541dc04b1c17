"""Files applied to a practice as its lane applies them, without the inbox around."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from mainstay.foundation.files import store
from mainstay.foundation.files.models import FileObject
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.revenue.charges.models import Encounter
from mainstay.revenue.claims.models import Claim
from mainstay.revenue.claims.services.acknowledge import apply_acknowledgements
from mainstay.revenue.claims.services.intake import apply_claims
from mainstay.revenue.claims.services.statuses import bring_up_to_date
from mainstay.revenue.claims.testing.edi import Bill, an_837
from mainstay.revenue.exchange.models import File, Part

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
_numbers = count(1)


def a_file(practice: Practice, content: bytes, name: str = "") -> File:
    """A received file with these bytes in the store; the same bytes again are the same file."""
    stored = store.put(content)
    known = File.objects.for_practice(practice.pk).filter(sha256=stored.sha256).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    kept = FileObject.objects.create(
        practice=practice, sha256=stored.sha256, size=stored.size, created_at=NOON
    )
    return File.objects.create(  # type: ignore[no-any-return]
        practice=practice,
        object=kept,
        sha256=stored.sha256,
        size=stored.size,
        name=name or f"file-{next(_numbers)}.edi",
        state="parsed",
        received_at=NOON,
        parsed_at=NOON,
    )


def apply_claims_of(practice: Practice, *contents: bytes) -> list[Claim]:
    """Apply 837s, in this order; the practice's claims, oldest first."""
    for content in contents:
        part = _part(practice, content, "claims")
        if part.applied_at is None:
            apply_claims([part], at=NOON)
            bring_up_to_date(practice.pk, at=NOON)
    return list(Claim.objects.for_practice(practice.pk).order_by("id"))


def apply_answers(practice: Practice, *contents: bytes) -> None:
    """Apply 999s, 277CAs and TA1s, in this order."""
    for content in contents:
        part = _part(practice, content, "acknowledgements")
        if part.applied_at is None:
            apply_acknowledgements([part], at=NOON)
            bring_up_to_date(practice.pk, at=NOON)


def _part(practice: Practice, content: bytes, kind: str) -> Part:
    file = a_file(practice, content)
    part: Part
    part, _ = Part.objects.get_or_create(
        practice=practice,
        file=file,
        kind=kind,
        defaults={"sort_on": date(2026, 4, 3), "sha256": file.sha256},
    )
    return part


def a_sent_claim(
    practice: Practice | None = None, *, sent_on: date = date(2026, 4, 3), **changes: Any
) -> Claim:
    """A claim as it stands after its 837 was read; ``changes`` are fields of ``Bill``.

    Without a number of its own it gets the next one, and a patient of its own.
    """
    number = next(_numbers)
    bill = Bill(number=f"T{number}", last_name=f"Sample{number}", member_id=f"M{number:06}")
    bill = replace(bill, **changes)
    practice = practice or a_practice()
    apply_claims_of(practice, an_837(bill, sent_on=sent_on, control=number))
    found: Claim = (
        Claim.objects.for_practice(practice.pk).filter(claim_number=bill.number).latest("id")
    )
    return found


a_claim = a_sent_claim


def an_encounter(practice: Practice | None = None, **changes: Any) -> Encounter:
    """An encounter as it stands after the 837 of its claim was read."""
    return a_sent_claim(practice, **changes).encounter

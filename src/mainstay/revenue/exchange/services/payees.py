"""Hold back files that speak of another practice (DESIGN 9, "Who").

A remittance whose payee is known to another practice here, or that is not on this practice's
confirmed list, is set aside before any of it is applied.
"""

from datetime import datetime

from django.db import transaction

from mainstay.foundation.tenancy.models import Practice, PracticeIdentifier
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.exchange.services.progress import finish
from mainstay.revenue.exchange.services.set_aside import set_aside


def set_aside_if_for_a_stranger(part: Part, *, at: datetime) -> bool:
    """Set the part's file aside if its payees are not this practice's. Returns whether it did."""
    if part.kind != "remits" or part.applied_through:
        return False
    reason = stranger_sentence(part.practice_id, [tuple(payee) for payee in part.file.payees])
    if not reason:
        return False
    with transaction.atomic(durable=True):
        set_aside(part.file, reason=reason, at=at, kind=part.file.kind)
        finish(part, at=at)
    return True


def stranger_sentence(practice_id: int, payees: list[tuple[str, ...]]) -> str:
    """Why these payees are strangers to the practice; empty when one of them is its own.

    ``payees`` are (kind, value) with kind NPI or TIN. Without any named payee nothing is held.
    """
    practice = Practice.objects.get(pk=practice_id)
    values = [value for _, value in payees]
    known = PracticeIdentifier.objects.filter(value__in=values).values_list("practice_id", "value")
    if not values or any(owner == practice_id for owner, _ in known):
        return ""
    named = ", ".join(f"{kind} {value}" for kind, value in payees)
    if known:
        return (
            f"This remittance pays another practice ({named}). Nothing of it was applied. Drop it in"
            " the inbox of the practice it belongs to."
        )
    if practice.identifiers_confirmed_at is not None:
        return (
            f"This remittance pays {named}, which is not among the numbers {practice.name} confirmed."
            " If it is yours, add the number under Settings, then drop the file again."
        )
    return ""

"""Notice by itself that a denied claim was sent again (overlay mode: its new 837 was read)."""

from collections.abc import Collection
from datetime import date, datetime

from mainstay.foundation import clock
from mainstay.foundation.db import require_transaction
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.tenancy import Actor
from mainstay.revenue.claims.events import ClaimsSent
from mainstay.revenue.claims.models import Version
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.services.advancing import Doing, Said
from mainstay.revenue.denials.services.with_payer import left_with_payer
from mainstay.revenue.denials.states import NEEDS_US

RULE = "A newer version of the claim was sent after the denial."


def on_claims_sent(event: ClaimsSent) -> None:
    """Listen to claims being sent, in their transaction."""
    note_resent(event.practice_id, event.claim_ids)


def note_resent(
    practice_id: int, claim_ids: Collection[int], *, at: datetime | None = None
) -> None:
    """Mark open denials of these claims as resent where a newer version left after the denial.

    One query where nothing is denied; two more, and some for each denial, where something is.
    """
    require_transaction()
    if not claim_ids:
        return
    waiting = _needing_us(practice_id, claim_ids)
    if not waiting:
        return
    sent = _newest_sent(practice_id, {claim_id for _, claim_id, _ in waiting})
    newest = {claim_id: (number, on, claim_number) for claim_id, number, on, claim_number in sent}
    resent = [
        pk
        for pk, claim_id, denied_on in waiting
        if claim_id in newest and newest[claim_id][1] > denied_on
    ]
    rows = Denial.objects.for_practice(practice_id).filter(pk__in=resent)
    for denial in rows.select_related("payment__remit", "claim", "payer").order_by("id"):
        number, on, claim_number = newest[denial.claim_id]
        said = Said(reason=f"{RULE} Version {number}.", reference=claim_number, channel="837")
        left_with_payer(denial, "resend", _automation(practice_id, on, at), said)


def _automation(practice_id: int, on: date, at: datetime | None) -> Doing:
    return Doing(Actor.automation(practice_id), at or clock.now(), on)


@written_once
def _needing_us(practice_id: int, claim_ids: Collection[int]) -> Rows:
    denials = Denial.objects.for_practice(practice_id).filter(
        claim__in=claim_ids, state__in=[state.value for state in NEEDS_US]
    )
    return denials.values_list("id", "claim_id", "denied_on")


def _newest_sent(practice_id: int, claim_ids: Collection[int]) -> list[tuple[int, int, date, str]]:
    """The newest version of each claim that has more than one."""
    versions = Version.objects.for_practice(practice_id).filter(claim__in=claim_ids, number__gt=1)
    return list(
        versions.order_by("claim_id", "number").values_list(
            "claim_id", "number", "sent_on", "claim_number"
        )
    )

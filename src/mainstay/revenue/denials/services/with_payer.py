"""Acts that leave a denial with its payer until an answer is due."""

from datetime import date, timedelta
from uuid import UUID

from mainstay.foundation.db import atomic
from mainstay.revenue.denials.models import Act, Denial
from mainstay.revenue.denials.services.advancing import Doing, Said, advance, held
from mainstay.revenue.denials.services.outcomes import note_outcome

ANSWER_DAYS = {"resend": 30, "send_records": 30, "escalate": 14}
"""Days until the payer's answer is asked for, unless the payer promised a date.

Claims and records: the usual turnaround of a payer (claims.states.USUAL_DAYS); a call or
peer-to-peer: 14 days (domain/denials.md 8)."""


def leave_with_payer(
    public_id: UUID, kind: str, doing: Doing, said: Said, *, waits_until: date | None = None
) -> Act:
    """Resend a corrected claim, send records, or escalate (``kind`` of ANSWER_DAYS).

    ``said.reference`` is the corrected claim's number or the payer's reference number;
    ``said.contact`` who was spoken to. In overlay mode the corrected 837 that follows is noted by
    itself (``resending``).

    Raises:
        NoSuchDenial, IllegalTransition, ChangedMeanwhile: nothing was changed.
    """
    with atomic():
        return left_with_payer(held(doing, public_id), kind, doing, said, waits_until=waits_until)


def left_with_payer(
    denial: Denial, kind: str, doing: Doing, said: Said, *, waits_until: date | None = None
) -> Act:
    """The same inside the caller's transaction, for bulk acts and files."""
    due = waits_until or doing.on + timedelta(days=ANSWER_DAYS[kind])
    return advance(denial, kind, doing, said, waits_until=due, tried=kind, tried_on=doing.on)


def note_answer(public_id: UUID, *, gave_in: bool, doing: Doing, said: Said) -> Act:
    """Write down what the payer said to records, a call or a corrected claim, before money moves.

    Raises:
        NoSuchDenial, IllegalTransition, ChangedMeanwhile: nothing was changed.
    """
    with atomic():
        denial = held(doing, public_id)
        kind = "gave_in" if gave_in else "refused"
        due = doing.on + timedelta(days=ANSWER_DAYS["resend"]) if gave_in else None
        before = denial.tried, denial.tried_on
        if gave_in:
            return advance(denial, kind, doing, said, waits_until=due)
        act = advance(denial, kind, doing, said, waits_until=None, tried="", tried_on=None)
        note_outcome(act, denial, tried=before, won_cents=0)
        return act

"""Hold a remit back whole, and ask a person about it."""

from __future__ import annotations

from datetime import datetime

from mainstay.engine.money import format_cents
from mainstay.foundation.work import services as work
from mainstay.revenue.remits.identity import Advice
from mainstay.revenue.remits.models import Remit


def same_check_other_content(practice_id: int, advice: Advice) -> str:
    """Why this is held if the same payment came before with other content; "" if it did not.

    Of remits that pay nothing the trace number is often not unique; the content decides.
    """
    if advice.paid_cents == 0:
        return ""
    others = Remit.objects.for_practice(practice_id).filter(identity=advice.identity[:160])
    if not others.exists():
        return ""
    return (
        f"The same check, different content: trace {advice.head.trace_number} of"
        f" {format_cents(advice.paid_cents)} on {advice.paid_on:%B} {advice.paid_on.day},"
        f" {advice.paid_on.year} was received before with other claim payments. Say whether this is"
        " a split, a correction or an error."
    )


def ask_about(remit: Remit, *, at: datetime) -> None:
    """Open the work item of a held remit."""
    work.open_item(
        remit.practice_id,
        "payment_posting",
        f"remit:{remit.remit_key}:held",
        subject_kind="remit",
        subject_key=f"remit:{remit.remit_key}",
        title=f"Remittance {remit.trace_number} is held. {remit.hold_reason}",
        value_cents=max(remit.paid_cents, abs(remit.claims_cents)),
        occurred_on=remit.paid_on,
        at=at,
    )

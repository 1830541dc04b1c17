"""Hold a remit back whole, and ask a person about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from mainstay.engine.money import format_cents
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.work import services as work
from mainstay.revenue.remits.identity import Advice
from mainstay.revenue.remits.models import Remit


@dataclass(slots=True)
class Seen:
    """What was received before: remits by key, and payments by identity (RELIABILITY 4)."""

    keys: set[str]
    identities: set[str]

    def is_duplicate(self, advice: Advice) -> bool:
        """The same payment with the same content."""
        return advice.key in self.keys

    def other_content(self, advice: Advice) -> str:
        """Why this is held if the same payment came before with other content; "" if it did not.

        Of remits that pay nothing the trace number is often not unique; the content decides.
        """
        if advice.paid_cents == 0 or advice.identity[:160] not in self.identities:
            return ""
        return (
            f"The same check, different content: trace {advice.head.trace_number} of"
            f" {format_cents(advice.paid_cents)} on {advice.paid_on:%B} {advice.paid_on.day},"
            f" {advice.paid_on.year} was received before with other claim payments. Say whether this"
            " is a split, a correction or an error."
        )

    def add(self, advice: Advice) -> None:
        """This one was received as well."""
        self.keys.add(advice.key)
        self.identities.add(advice.identity[:160])


def seen_before(practice_id: int, advices: Sequence[Advice]) -> Seen:
    """What is known of these STs. Two queries."""
    return Seen(
        set(_known_keys(practice_id, [advice.key for advice in advices])),
        set(_known_identities(practice_id, [advice.identity[:160] for advice in advices])),
    )


@written_once
def _known_keys(practice_id: int, keys: Collection[str]) -> Rows:
    remits = Remit.objects.for_practice(practice_id).filter(remit_key__in=keys)
    return remits.values_list("remit_key", flat=True)


@written_once
def _known_identities(practice_id: int, identities: Collection[str]) -> Rows:
    remits = Remit.objects.for_practice(practice_id).filter(identity__in=identities)
    return remits.values_list("identity", flat=True)


def ask_about(remit: Remit, *, at: datetime) -> None:
    """Open the work item of a held remit."""
    work.open_item(
        remit.practice_id,
        "payment_posting",
        f"remit:{remit.remit_key}:held",
        subject_kind="remit",
        subject_key=f"remit:{remit.remit_key}",
        title=f"Remittance {remit.trace_number or 'without a trace number'} is held. {remit.hold_reason}",
        value_cents=max(remit.paid_cents, abs(remit.claims_cents)),
        occurred_on=remit.paid_on,
        at=at,
    )

"""A practice whose files are applied in this process, and the books they end in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from mainstay.directory.payers.queries import names
from mainstay.foundation.files import services as files
from mainstay.foundation.ledger import account_totals
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.claims.services.intake import apply_claims
from mainstay.revenue.claims.services.statuses import bring_up_to_date
from mainstay.revenue.exchange.models import File, Part
from mainstay.revenue.receipts.services.patient_payments import apply_payments
from mainstay.revenue.remits.models import Remit
from mainstay.revenue.remits.services.intake import apply_remits

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_numbers = count(1)


@dataclass(frozen=True)
class Books:
    """A practice of its own; each file is kept and applied at once, without a worker."""

    practice_id: int

    @classmethod
    def opened(cls) -> Books:
        """A practice nothing is known of yet."""
        code = f"books{next(_numbers)}"
        return cls(Practice.objects.create(code=code, name="Harbor Test", created_at=NOW).pk)

    def claims(self, content: bytes, sort_on: date = date(2026, 4, 3)) -> None:
        """Apply an 837."""
        apply_claims([self.part("claims", content, sort_on)], at=NOW)
        bring_up_to_date(self.practice_id, at=NOW)

    def remits(self, *contents: bytes, sort_on: date = date(2026, 4, 17)) -> None:
        """Apply 835s together."""
        apply_remits([self.part("remits", one, sort_on) for one in contents], at=NOW)
        bring_up_to_date(self.practice_id, at=NOW)

    def payments(self, *contents: bytes, sort_on: date = date(2026, 5, 1)) -> None:
        """Apply payments files together."""
        apply_payments([self.part("payments", one, sort_on) for one in contents], at=NOW)
        bring_up_to_date(self.practice_id, at=NOW)

    def part(self, kind: str, content: bytes, sort_on: date) -> Part:
        """The part of a file that was received and read."""
        kept = files.keep(self.practice_id, content)
        file, _ = File.objects.get_or_create(
            practice_id=self.practice_id,
            sha256=kept.sha256,
            defaults={
                "object": kept,
                "size": len(content),
                "name": f"{kept.sha256[:8]}.edi",
                "state": "parsed",
                "received_at": NOW,
            },
        )
        part: Part
        part, _ = Part.objects.get_or_create(
            practice_id=self.practice_id,
            file=file,
            kind=kind,
            defaults={"sort_on": sort_on, "sha256": kept.sha256},
        )
        return part

    def balances(self) -> dict[str, int]:
        """What is not zero, by account and party: payers by name, all patients as "patient"."""
        payers = names(self.practice_id)
        found: dict[str, int] = {}
        for (kind, party), cents in account_totals(self.practice_id).items():
            name = str(kind)
            if party:
                who, _, number = party.partition(":")
                name += f" {payers[int(number)] if who == 'payer' else who}"
            found[name] = found.get(name, 0) + cents
        return {name: cents for name, cents in found.items() if cents}

    def all_remits(self) -> list[Remit]:
        """Its remits in the order in which they came."""
        return list(Remit.objects.for_practice(self.practice_id).order_by("id"))

    def open_work(self, **wanted: Any) -> list[WorkItem]:
        """Its open items."""
        rows = WorkItem.objects.for_practice(self.practice_id).exclude(state="done")
        return list(rows.filter(**wanted).order_by("id"))

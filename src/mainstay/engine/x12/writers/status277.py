"""277CA from BatchStatus277 (source, receiver, provider) and ClaimStatus277."""

from collections.abc import Sequence
from datetime import date

from mainstay.engine.x12.records import (
    NOBODY,
    BatchStatus277,
    ClaimStatus277,
    Party,
    Record,
    Status277,
)
from mainstay.engine.x12.writers.base import Body, composite, day, money, not_written

STATUSES_IN_STC = 3


def write_claim_acks(body: Body, records: Sequence[Record]) -> None:
    """BHT to the last claim: source, receiver, then each provider with its claims."""
    opening = body.opening
    body.add("BHT", "0085", "08", opening.reference, opening.day, opening.clock, "TH")
    levels = _Levels(body)
    for record in records:
        if isinstance(record, BatchStatus277):
            levels.batch(record)
        elif isinstance(record, ClaimStatus277):
            levels.claim(record)


class _Levels:
    """HL numbers, and the levels now open."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.number = 0
        self.open: dict[str, int] = {}
        self.provider: Party | None = None
        self.childless: dict[int, int] = {}  # levels without one below, and where they stand

    def batch(self, batch: BatchStatus277) -> None:
        match batch.level:
            case "source":
                self._source(batch)
            case "receiver":
                self._receiver(batch)
            case "provider":
                self._provider(batch.party)
                self._provider_status(batch)
            case _:
                raise not_written(batch, "its level is source, receiver or provider.")

    def _level(self, code: str, parent: str) -> None:
        """HL04 says 0 until a level follows below."""
        self.number += 1
        above = self.open.get(parent, 0)
        place = self.childless.pop(above, None)
        if place is not None:
            self.body.end_with(place, "1")
        if code == "PT":
            self.body.add("HL", str(self.number), str(above), code)
        else:
            self.childless[self.number] = len(self.body.texts)
            self.open[code] = self.number
            self.body.add("HL", str(self.number), str(above) if above else "", code, "0")

    def _source(self, batch: BatchStatus277) -> None:
        self._level("20", "")
        party = batch.party or NOBODY
        self.body.name("AY" if party.id_qualifier == "46" else "PR", party)
        self.body.add("TRN", "1", batch.reference)
        self.body.day("050", batch.received_on or batch.occurred_on)
        self.body.day("009", batch.occurred_on)

    def _receiver(self, batch: BatchStatus277) -> None:
        self._level("21", "20")
        self.open.pop("19", None)
        self.provider = None
        self.body.name("41", batch.party or NOBODY)
        self.body.add("TRN", "2", batch.reference)
        total = (batch.accepted_cents or 0) + (batch.rejected_cents or 0)
        self._statuses(batch.statuses, batch.occurred_on, batch.action, money(total))
        self._totals(batch, "90", "AA")

    def _provider(self, party: Party | None) -> None:
        self._level("19", "21")
        self.provider = party
        self.body.name("85", party or NOBODY)

    def _provider_status(self, batch: BatchStatus277) -> None:
        if batch.reference:
            self.body.add("TRN", "1", batch.reference)
        self._statuses(batch.statuses, batch.occurred_on, batch.action, "")
        self._totals(batch, "QA", "QC")

    def _totals(self, batch: BatchStatus277, accepted: str, rejected: str) -> None:
        counts = ((accepted, batch.accepted_count), (rejected, batch.rejected_count))
        for qualifier, count in counts:
            if count is not None:
                self.body.add("QTY", qualifier, str(count))
        self.body.amount("YU", batch.accepted_cents)
        self.body.amount("YY", batch.rejected_cents)

    def claim(self, claim: ClaimStatus277) -> None:
        if "19" not in self.open or claim.provider != self.provider:
            self._provider(claim.provider)
        body = self.body
        self._level("PT", "19")
        body.name("QC", claim.patient or NOBODY)
        body.add("TRN", "2", claim.claim_number)
        self._statuses(claim.statuses, claim.occurred_on, claim.action, money(claim.charge_cents))
        body.number("1K", claim.payer_claim_number)
        body.number("D9", claim.clearinghouse_number)
        body.day("472", claim.service_on)
        for at, (number, statuses) in enumerate(claim.line_statuses):
            if at >= len(claim.line_services):
                raise not_written(claim, "a line's status needs its service in line_services.")
            qualifier, code, cents = claim.line_services[at]
            body.add("SVC", composite(qualifier, code), money(cents))
            self._statuses(statuses, claim.occurred_on, claim.action, "")
            body.number("FJ", number)

    def _statuses(
        self, statuses: Sequence[Status277], on: date | None, action: str, amount: str
    ) -> None:
        """STC: one to three statuses in each; the first says of what amount they speak."""
        for start in range(0, len(statuses), STATUSES_IN_STC):
            first, *more = (
                composite(one.category, one.code, one.entity)
                for one in statuses[start : start + STATUSES_IN_STC]
            )
            told = "" if start else amount
            others = ("", "", "", "", "", *more) if more else ()
            self.body.add("STC", first, day(on), action, told, *others)

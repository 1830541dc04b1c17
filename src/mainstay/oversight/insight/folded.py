"""From evidence to the rows of one encounter. Pure: the same evidence gives the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from mainstay.engine.posting import LineOutcome, adjudicate
from mainstay.oversight.insight.bookings import booked_by_day, open_spells
from mainstay.oversight.insight.first_pass import FirstAttempt, first_attempt
from mainstay.oversight.insight.queries.evidence import ClaimEvidence, EncounterEvidence

_REPORTING_CENTS = 1
_PRIMARY = "P"


class FactsRow(NamedTuple):
    """The columns of ``insight_claim``."""

    claim_id: int
    encounter_id: int
    payer_id: int
    provider_id: int | None
    location_id: int | None
    is_primary: bool
    is_counted: bool
    service_on: date | None
    charged_on: date | None
    first_sent_on: date | None
    acknowledged_on: date | None
    answered_on: date | None
    settled_on: date | None
    first_outcome: str
    is_denied_first: bool
    is_duplicate_only: bool
    first_denied_cents: int
    first_billed_cents: int
    billed_cents: int

    @property
    def attempt(self) -> tuple[object, ...]:
        """What first-pass acceptance is made of."""
        return self.is_primary, self.is_counted, self.first_sent_on, self.first_outcome

    @property
    def answer(self) -> tuple[object, ...]:
        """What the first-pass denial rates are made of."""
        return (
            self.is_primary,
            self.is_counted,
            self.answered_on,
            self.is_denied_first,
            self.is_duplicate_only,
            self.first_denied_cents,
            self.first_billed_cents,
        )


class ItemRow(NamedTuple):
    """The columns of ``insight_item``."""

    encounter_id: int
    party_kind: str
    party_id: int
    from_on: date
    until_on: date
    cents: int
    service_on: date
    first_billed_on: date


class BookingRow(NamedTuple):
    """The columns of ``insight_booking``."""

    encounter_id: int
    service_month: date
    booked_on: date
    charged_cents: int
    written_down_cents: int
    payer_paid_cents: int
    patient_paid_cents: int
    to_patient_cents: int


@dataclass(slots=True)
class FoldedRows:
    """Every row that follows from what is known of some encounters."""

    facts: set[FactsRow]
    items: set[ItemRow]
    bookings: set[BookingRow]

    def add(self, other: "FoldedRows") -> None:
        """Take the rows of other encounters in."""
        self.facts |= other.facts
        self.items |= other.items
        self.bookings |= other.bookings


def fold(encounter: EncounterEvidence) -> FoldedRows:
    """The rows of one encounter."""
    attempts = {
        claim.id: first_attempt(
            claim.acknowledgements,
            claim.payments[0].paid_on if claim.payments else None,
        )
        for claim in encounter.claims
    }
    items = set(_items(encounter, attempts))
    return FoldedRows(
        facts={_facts(encounter, claim, attempts[claim.id], items) for claim in encounter.claims},
        items=items,
        bookings={
            BookingRow(encounter.id, month, day, *booked.columns())
            for (month, day), booked in booked_by_day(
                encounter.moved, encounter.service_months
            ).items()
        },
    )


def _items(encounter: EncounterEvidence, attempts: dict[int, FirstAttempt]) -> Iterator[ItemRow]:
    first_billed_on = _first_billed_on(encounter, attempts)
    for (party_kind, party_id), from_on, until_on, cents in open_spells(encounter.moved):
        yield ItemRow(
            encounter.id,
            party_kind,
            party_id,
            from_on,
            until_on,
            cents,
            encounter.service_on,
            first_billed_on,
        )


def _first_billed_on(encounter: EncounterEvidence, attempts: dict[int, FirstAttempt]) -> date:
    """The day of the first submission that was not rejected; else the day it was charged."""
    days = [
        claim.sent_on[1:] if attempts[claim.id].outcome == "rejected" else claim.sent_on
        for claim in encounter.claims
    ]
    return min((day for sent in days for day in sent), default=encounter.charged_on)


def _facts(
    encounter: EncounterEvidence,
    claim: ClaimEvidence,
    attempt: FirstAttempt,
    items: set[ItemRow],
) -> FactsRow:
    answered_on = claim.payments[0].paid_on if claim.payments else None
    lines = _first_remit(claim)
    denied = [line for line in lines if line.is_denied]
    refused = [line for line in denied if not _is_duplicate(line)]
    return FactsRow(
        claim_id=claim.id,
        encounter_id=encounter.id,
        payer_id=claim.payer_id,
        provider_id=encounter.provider_id,
        location_id=encounter.location_id,
        is_primary=claim.sequence == _PRIMARY,
        is_counted=_is_counted(encounter, claim),
        service_on=claim.service_on or encounter.service_on,
        charged_on=encounter.charged_on,
        first_sent_on=claim.sent_on[0] if claim.sent_on else None,
        acknowledged_on=attempt.acknowledged_on,
        answered_on=answered_on,
        settled_on=_settled_on(claim, answered_on, items),
        first_outcome=attempt.outcome,
        is_denied_first=bool(denied),
        is_duplicate_only=bool(denied) and not refused,
        first_denied_cents=sum(line.charge_cents for line in refused),
        first_billed_cents=sum(line.charge_cents for line in lines)
        + sum(cents for cents in claim.first_charges if cents > _REPORTING_CENTS),
        billed_cents=claim.billed_cents,
    )


def _first_remit(claim: ClaimEvidence) -> list[LineOutcome]:
    """The lines of the first remit that are more than reporting, where one may be denied."""
    if claim.first_adjudication is None:
        return []
    lines = adjudicate(claim.first_adjudication).lines
    return [line for line in lines if line.charge_cents > _REPORTING_CENTS]


def _is_duplicate(line: LineOutcome) -> bool:
    return bool(line.denials) and all(d.category == "DUPLICATE" for d in line.denials)


def _is_counted(encounter: EncounterEvidence, claim: ClaimEvidence) -> bool:
    """Whether rates count this claim: not void, not capitated, not for reporting only."""
    return (
        claim.status != "void"
        and claim.billed_cents > _REPORTING_CENTS
        and not any("capitated" in (m.debit.kind, m.credit.kind) for m in encounter.moved)
    )


def _settled_on(claim: ClaimEvidence, answered_on: date | None, items: set[ItemRow]) -> date | None:
    """The day from which the payer, having answered, owes nothing; None while it owes."""
    if answered_on is None:
        return None
    owed_until = [
        item.until_on
        for item in items
        if (item.party_kind, item.party_id) == ("payer", claim.payer_id)
    ]
    last = max([answered_on, *owed_until])
    return None if last == date.max else last

"""All that is known of some encounters, gathered at once for folding."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from mainstay.engine.posting import AdjudicatedClaim, AdjudicatedLine
from mainstay.engine.posting.adjudication import DENIED_AS_A_WHOLE
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger.queries.movements import Movement, movements
from mainstay.oversight.insight.first_pass import Acknowledgement
from mainstay.revenue.charges.models import Charge, Encounter
from mainstay.revenue.claims.models import Claim, Match, Submission
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.remits.models import Adjustment, Line
from mainstay.revenue.remits.models import Match as RemitMatch

_ACKNOWLEDGEMENTS = ("interchange_ack", "group_ack", "set_ack", "batch_status", "claim_status")
_REVERSAL = "22"

Cas = tuple[str, str, int]
"""An adjustment: group, CARC, cents."""


@dataclass(slots=True)
class Payment:
    """A claim payment that was placed on a claim; not a reversal."""

    id: int
    paid_on: date
    status: str
    charge_cents: int
    paid_cents: int
    remarks: str


@dataclass(slots=True)
class ClaimEvidence:
    """One claim of an encounter.

    Submissions and payments are in the order in which they happened; acknowledgements are those
    of the first submission. ``first_adjudication`` is the first remit of a primary claim where it
    may have denied a line; where every line was paid something, its charges are enough.
    """

    id: int
    payer_id: int
    is_uncontracted: bool
    sequence: str
    status: str
    billed_cents: int
    service_on: date | None
    sent_on: list[date] = field(default_factory=list)
    first_submission_id: int | None = None
    acknowledgements: list[Acknowledgement] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    first_adjudication: AdjudicatedClaim | None = None
    first_charges: list[int] = field(default_factory=list)


@dataclass(slots=True)
class EncounterEvidence:
    """One encounter with its charges' months of service, movements and claims."""

    id: int
    provider_id: int | None
    location_id: int | None
    service_on: date
    charged_on: date
    service_months: dict[int, date] = field(default_factory=dict)
    moved: list[Movement] = field(default_factory=list)
    claims: list[ClaimEvidence] = field(default_factory=list)


def evidence_of(practice_id: int, encounter_ids: Collection[int]) -> list[EncounterEvidence]:
    """What is known of these encounters. Cost: ten queries, however many they are."""
    encounters = _encounters(practice_id, encounter_ids)
    _add_movements(practice_id, encounters)
    claims = _add_claims(practice_id, encounters)
    _add_submissions(practice_id, claims)
    _add_acknowledgements(practice_id, claims)
    _add_payments(practice_id, claims)
    _add_first_adjudications(practice_id, claims.values())
    return list(encounters.values())


def _encounters(practice_id: int, encounter_ids: Collection[int]) -> dict[int, EncounterEvidence]:
    return {
        pk: EncounterEvidence(pk, provider, location, to_on or service_on or charged_on, charged_on)
        for pk, provider, location, service_on, to_on, charged_on in _encounter_rows(
            practice_id, encounter_ids
        )
    }


@written_once
def _encounter_rows(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    encounters = Encounter.objects.for_practice(practice_id).filter(pk__in=encounter_ids)
    return encounters.order_by("id").values_list(
        "id", "rendering_id", "location_id", "service_on", "service_to_on", "charged_on"
    )


def _add_movements(practice_id: int, encounters: dict[int, EncounterEvidence]) -> None:
    of_charge: dict[int, EncounterEvidence] = {}
    for pk, encounter_id, service_on in _charge_rows(practice_id, encounters):
        encounter = of_charge[pk] = encounters[encounter_id]
        encounter.service_months[pk] = (service_on or encounter.service_on).replace(day=1)
    for move in movements(practice_id, of_charge):
        of_charge[move.charge_id].moved.append(move)


@written_once
def _charge_rows(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    charges = Charge.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return charges.values_list("id", "encounter_id", "service_on")


def _add_claims(
    practice_id: int, encounters: dict[int, EncounterEvidence]
) -> dict[int, ClaimEvidence]:
    claims: dict[int, ClaimEvidence] = {}
    for encounter_id, pk, payer_id, is_contracted, *rest in _claim_rows(practice_id, encounters):
        claims[pk] = ClaimEvidence(pk, payer_id, not is_contracted, *rest)
        encounters[encounter_id].claims.append(claims[pk])
    return claims


@written_once
def _claim_rows(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    claims = Claim.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return (
        claims.exclude(status="draft")
        .order_by("id")
        .values_list(
            "encounter_id", "id", "payer_id", "payer__is_contracted", "sequence", "status",
            "billed_cents", "service_on",
        )
    )  # fmt: skip


def _add_submissions(practice_id: int, claims: dict[int, ClaimEvidence]) -> None:
    for pk, claim_id, sent_on in _submission_rows(practice_id, claims):
        claim = claims[claim_id]
        claim.sent_on.append(sent_on)
        claim.first_submission_id = claim.first_submission_id or pk


@written_once
def _submission_rows(practice_id: int, claim_ids: Collection[int]) -> Rows:
    sent = Submission.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return sent.order_by("sent_on", "source_key").values_list("id", "claim_id", "sent_on")


def _add_acknowledgements(practice_id: int, claims: dict[int, ClaimEvidence]) -> None:
    first = {claim.first_submission_id: claim for claim in claims.values()}
    for submission_id, kind, occurred_on, body in _acknowledgement_rows(practice_id, claims):
        claim = first.get(submission_id) if submission_id else None
        if claim and occurred_on and (ruling := ruling_of(kind, body)):
            claim.acknowledgements.append(Acknowledgement(occurred_on, ruling))


@written_once
def _acknowledgement_rows(practice_id: int, claim_ids: Collection[int]) -> Rows:
    matches = Match.objects.for_practice(practice_id).filter(
        claim__in=claim_ids, withdrawn_at__isnull=True, fact__kind__in=_ACKNOWLEDGEMENTS
    )
    return matches.values_list("submission_id", "fact__kind", "fact__occurred_on", "fact__body")


def _add_payments(practice_id: int, claims: dict[int, ClaimEvidence]) -> None:
    """Each claim's payments once, in lane order: the day paid, then the file, then the place."""
    seen: set[tuple[int, int]] = set()
    for claim_id, payment_id, *rest in _payment_rows(practice_id, claims):
        if (claim_id, payment_id) not in seen:
            seen.add((claim_id, payment_id))
            claims[claim_id].payments.append(Payment(payment_id, *rest))


@written_once
def _payment_rows(practice_id: int, claim_ids: Collection[int]) -> Rows:
    return (
        RemitMatch.objects.for_practice(practice_id)
        .filter(claim__in=claim_ids)
        .exclude(payment__status=_REVERSAL)
        .exclude(payment__parking__isnull=False, payment__parking__placed_at__isnull=True)
        .order_by("payment__remit__paid_on", "payment__remit__source_key", "payment__ordinal")
        .values_list(
            "claim_id", "payment_id", "payment__remit__paid_on", "payment__status",
            "payment__charge_cents", "payment__paid_cents", "payment__remarks",
        )
    )  # fmt: skip


def _add_first_adjudications(practice_id: int, claims: Iterable[ClaimEvidence]) -> None:
    """What the first remit of each primary claim said, line by line where it matters."""
    first = {c.payments[0].id: c for c in claims if c.payments and c.sequence == "P"}
    lines: defaultdict[int, list[_RemitLine]] = defaultdict(list)
    for payment_id, *line in _lines(practice_id, first):
        lines[payment_id].append(_RemitLine(*line))
    to_read = {}
    for payment_id, claim in first.items():
        if _may_deny(claim.payments[0], lines[payment_id]):
            to_read[payment_id] = claim
        else:
            claim.first_charges = [line.charge_cents for line in lines[payment_id]]
    at_claim, at_line = _adjustments(practice_id, to_read)
    for payment_id, claim in to_read.items():
        payment = claim.payments[0]
        claim.first_adjudication = AdjudicatedClaim(
            status=payment.status,
            charge_cents=payment.charge_cents,
            paid_cents=payment.paid_cents,
            is_without_contract=claim.is_uncontracted,
            lines=tuple(
                AdjudicatedLine(
                    key=line.id,
                    charge_cents=line.charge_cents,
                    paid_cents=line.paid_cents,
                    adjustments=tuple(at_line[line.id]),
                    remarks=_codes(line.remarks),
                    allowed_b6_cents=line.allowed_cents,
                )
                for line in lines[payment_id]
            ),
            claim_adjustments=tuple(at_claim[payment_id]),
            remarks=_codes(payment.remarks),
        )


class _RemitLine(NamedTuple):
    id: int
    charge_cents: int
    paid_cents: int
    allowed_cents: int | None
    remarks: str


def _may_deny(payment: Payment, lines: list[_RemitLine]) -> bool:
    """Whether a line may be denied: by the claim's status, or unpaid. Claim-level adjustments,
    which lower the lines, show as a difference between the lines' payments and the claim's."""
    return (
        payment.status == DENIED_AS_A_WHOLE
        or not lines
        or any(line.paid_cents == 0 for line in lines)
        or sum(line.paid_cents for line in lines) != payment.paid_cents
    )


def _adjustments(
    practice_id: int, payment_ids: Collection[int]
) -> tuple[dict[int, list[Cas]], dict[int, list[Cas]]]:
    """The adjustments of these payments, by payment (at claim level) and by line."""
    at_claim: defaultdict[int, list[Cas]] = defaultdict(list)
    at_line: defaultdict[int, list[Cas]] = defaultdict(list)
    for payment_id, line_id, group, carc, cents in _adjustment_rows(practice_id, payment_ids):
        target = at_claim[payment_id] if line_id is None else at_line[line_id]
        target.append((group, carc, cents))
    return at_claim, at_line


@written_once
def _adjustment_rows(practice_id: int, payment_ids: Collection[int]) -> Rows:
    adjustments = Adjustment.objects.for_practice(practice_id).filter(payment__in=payment_ids)
    return adjustments.order_by("payment_id", "ordinal").values_list(
        "payment_id", "line_id", "group", "carc", "cents"
    )


@written_once
def _lines(practice_id: int, payment_ids: Collection[int]) -> Rows:
    lines = Line.objects.for_practice(practice_id).filter(payment__in=payment_ids)
    return lines.order_by("payment_id", "ordinal").values_list(
        "payment_id", "id", "charge_cents", "paid_cents", "allowed_cents", "remarks"
    )


def _codes(remarks: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[A-Z0-9]+", remarks))

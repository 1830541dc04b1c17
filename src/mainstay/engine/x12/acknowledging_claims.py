"""From findings to 277CA: which claims of an 837 a receiver accepts, and why not the others."""

from collections.abc import Iterator
from datetime import date

from mainstay.engine.x12.reading import read
from mainstay.engine.x12.records import (
    BatchStatus277,
    Claim837,
    ClaimStatus277,
    Finding,
    Party,
    Status277,
    TransactionEnd,
    TransactionStart,
)
from mainstay.engine.x12.rules import ERROR
from mainstay.engine.x12.source import Source
from mainstay.engine.x12.writing import Envelope, write

CLAIM_LEVELS = frozenset((1, 2, 3, 4, 5, 6))
"""The SNIP levels whose errors reject a claim."""

MOST_STATUSES = 9  # of one claim
ACCEPTED = Status277("A2", "20")
_MISSING, _INVALID, _RELATED = "A6", "A7", "A8"
# What a rule says in claim status codes: category, code, entity.
_STATUSES = {
    "claim-balance": (_RELATED, "400", ""),
    "line-payer-balance": (_RELATED, "400", ""),
    "claim-payer-balance": (_RELATED, "400", ""),
    "charge-negative": (_INVALID, "178", ""),
    "accident-date": (_MISSING, "351", ""),
    "accident-state": (_MISSING, "351", ""),
    "admission-date": (_MISSING, "189", ""),
    "original-reference": (_MISSING, "464", "PR"),
    "other-payer-date": (_MISSING, "516", ""),
    "diagnosis-pointer": (_INVALID, "477", ""),
    "diagnosis-repeated": (_INVALID, "255", ""),
    "diagnosis-shape": (_INVALID, "255", ""),
    "relationship-self": (_INVALID, "158", "IL"),
    "subscriber-birth": (_MISSING, "158", "IL"),
    "subscriber-address": (_MISSING, "126", "IL"),
    "member-id": (_MISSING, "164", "IL"),
    "npi-check-digit": (_INVALID, "562", ""),
    "postal-nine": (_INVALID, "500", ""),
    "revenue-shape": (_INVALID, "455", ""),
    "procedure-shape": (_INVALID, "454", ""),
    "ndc-shape": (_INVALID, "218", ""),
    "taxonomy-shape": (_INVALID, "145", ""),
    "dates-order": (_INVALID, "187", ""),
    "date-before-birth": (_INVALID, "187", ""),
    "statement-dates": (_INVALID, "188", ""),
}
_ENTITIES = {
    "2010AA": "85",
    "2010BA": "IL",
    "2010BB": "PR",
    "2010CA": "QC",
    "2310A": "DN",
    "2310B": "82",
    "2310C": "77",
    "2310D": "DQ",
}
_MISSING_CODES = ("1", "2", "3", "I6", "I7", "I8", "I9")


def acknowledge_claims(
    source: Source,
    envelope: Envelope,
    *,
    payer: Party,
    levels: frozenset[int] = CLAIM_LEVELS,
) -> bytes:
    """The 277CA that answers the 837s of `source`: one transaction set for each of theirs.

    `payer` is who answers (2100A); received and decided are both the day of the envelope. A claim
    with an error of `levels` is rejected (A6, A7 or A8), any other accepted (A2).

    Raises X12Error: `source` is not X12 at all; "empty": it holds no claims.
    """
    on = envelope.at.date()
    answers = claim_acknowledgements(source, payer=payer, on=on, levels=levels)
    return write(answers, envelope, on_finding=_leave)


def claim_acknowledgements(
    source: Source, *, payer: Party, on: date, levels: frozenset[int] = CLAIM_LEVELS
) -> Iterator[BatchStatus277 | ClaimStatus277]:
    """The answer as records. The statuses of one transaction set are held until it ends."""
    found: list[Finding] = []
    batch: _Batch | None = None
    for record in read(source, on_finding=found.append):
        if isinstance(record, TransactionStart):
            batch = _Batch(record, payer, on) if record.kind.startswith("837") else None
        elif isinstance(record, TransactionEnd):
            if batch is not None and batch.claims:
                yield from batch.answers()
            batch = None
        elif isinstance(record, Claim837) and batch is not None:
            batch.add(record, [one for one in found if _is_about(one, record, levels)])
            found.clear()


def _is_about(one: Finding, claim: Claim837, levels: frozenset[int]) -> bool:
    """Errors of the claim, and of the provider and persons above it that came since the last."""
    return (
        one.severity == ERROR
        and one.level in levels
        and bool(one.loop)
        and one.at.st02 == claim.at.st02
    )


def _leave(_: Finding) -> None:
    """The values quoted are the sender's own, right or wrong."""


class _Batch:
    """One 837 transaction set and what is said of its claims."""

    def __init__(self, start: TransactionStart, payer: Party, on: date) -> None:
        self.start = start
        self.payer = payer
        self.on = on
        self.claims: list[ClaimStatus277] = []

    def add(self, claim: Claim837, errors: list[Finding]) -> None:
        statuses = tuple(dict.fromkeys(_status(one) for one in errors))[:MOST_STATUSES]
        days = [line.service_on for line in claim.lines if line.service_on is not None]
        self.claims.append(
            ClaimStatus277(
                at=claim.at,
                claim_number=claim.claim_number,
                statuses=statuses or (ACCEPTED,),
                action="U" if statuses else "WQ",
                occurred_on=self.on,
                charge_cents=claim.charge_cents,
                clearinghouse_number=claim.clearinghouse_number,
                patient=_named_only(claim.patient, claim.member_id),
                service_on=claim.statement_from_on or min(days, default=None),
                batch_reference=self.start.reference,
                payer=self.payer,
                provider=_provider(claim),
            )
        )

    def answers(self) -> Iterator[BatchStatus277 | ClaimStatus277]:
        at, reference = self.start.at, self.start.reference
        yield BatchStatus277(
            at, "source", reference, (), "", self.on, party=self.payer, received_on=self.on
        )
        rejected = [one for one in self.claims if one.action == "U"]
        accepted = [one for one in self.claims if one.action != "U"]
        yield BatchStatus277(
            at,
            "receiver",
            reference,
            (Status277("A1", "19", "PR"),),
            "WQ",
            self.on,
            accepted_count=len(accepted) if accepted else None,
            rejected_count=len(rejected) if rejected else None,
            accepted_cents=_total(accepted),
            rejected_cents=_total(rejected),
            party=Party(self.start.gs_sender, id_qualifier="46", id=self.start.gs_sender),
        )
        yield from self.claims


def _total(claims: list[ClaimStatus277]) -> int | None:
    return sum(one.charge_cents or 0 for one in claims) if claims else None


def _status(one: Finding) -> Status277:
    """By the rule; else by whether something is missing or wrong, and whose it is."""
    if one.rule in _STATUSES:
        category, code, entity = _STATUSES[one.rule]
        return Status277(category, code, entity or _ENTITIES.get(one.loop, ""))
    category = _MISSING if one.code in _MISSING_CODES else _INVALID
    return Status277(category, "21", _ENTITIES.get(one.loop, ""))


def _named_only(patient: Party, member_id: str) -> Party:
    return Party(
        patient.name,
        patient.first,
        patient.middle,
        patient.suffix,
        is_person=True,
        id_qualifier="MI" if member_id else "",
        id=member_id,
    )


def _provider(claim: Claim837) -> Party:
    """The billing provider by its NPI, or by its tax id where it has none."""
    billing = claim.billing
    has_npi = billing.id_qualifier == "XX"
    return Party(
        billing.name,
        billing.first,
        is_person=billing.is_person,
        id_qualifier="XX" if has_npi else "FI",
        id=billing.id if has_npi else claim.billing_tax_id,
    )

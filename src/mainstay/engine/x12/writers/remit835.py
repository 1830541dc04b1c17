"""835 from Remit835, its claim payments and RemitEnd835."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from mainstay.engine.x12.records import (
    ClaimPayment835,
    Party,
    ProviderAdjustment,
    Record,
    Remit835,
    RemitEnd835,
    ServicePayment,
)
from mainstay.engine.x12.writers.base import (
    Body,
    composite,
    day,
    money,
    not_written,
    procedure,
    quantity,
)

ADJUSTMENTS_IN_PLB = 6
MOST_REMARKS = 5  # of a claim, in its MOA
_NAMES = (
    ("QC", "patient"),
    ("IL", "insured"),
    ("74", "corrected"),
    ("82", "rendering"),
    ("TT", "crossover"),
    ("PR", "corrected_payer"),
)


def write_remit(body: Body, records: Sequence[Record]) -> None:
    """BPR to the last PLB."""
    is_first_claim = True
    for record in records:
        if isinstance(record, Remit835):
            _payment(body, record)
        elif isinstance(record, ClaimPayment835):
            if is_first_claim:
                body.add("LX", "1")
                is_first_claim = False
            _claim(body, record)
        elif isinstance(record, RemitEnd835):
            _provider_adjustments(body, record.provider_adjustments)


def _payment(body: Body, remit: Remit835) -> None:
    body.add(
        "BPR",
        remit.handling or "I",
        money(remit.paid_cents),
        remit.credit_debit or "C",
        remit.method,
        *("", "", "", "", ""),
        remit.originator_id,
        *("", "", "", "", ""),
        day(remit.paid_on),
    )
    body.add("TRN", "1", remit.trace_number, remit.trace_payer_id)
    if remit.production_on is not None:
        body.add("DTM", "405", day(remit.production_on))
    _organisation(body, "PR", remit.payer)
    body.add("PER", "BL", remit.payer.name)
    _organisation(body, "PE", remit.payee)


def _organisation(body: Body, entity: str, party: Party) -> None:
    """N1; the first of its ids may be the one of the N1 itself."""
    body.add("N1", entity, party.name, party.id_qualifier, party.id)
    body.address(party.address)
    ids = party.ids
    if ids and ids[0] == (party.id_qualifier, party.id):
        ids = ids[1:]
    body.numbers(ids)


def _claim(body: Body, claim: ClaimPayment835) -> None:
    body.add(
        "CLP",
        claim.claim_number,
        claim.status,
        money(claim.charge_cents),
        money(claim.paid_cents),
        money(claim.patient_cents),
        claim.filing_indicator,
        claim.payer_claim_number,
        claim.place_of_service,
        claim.frequency,
    )
    body.adjustments(claim.adjustments)
    for entity, role in _NAMES:
        party: Party | None = getattr(claim, role)
        if party is not None:
            body.name(entity, party)
    if len(claim.remarks) > MOST_REMARKS:
        raise not_written(claim, f"it has more than {MOST_REMARKS} remarks.")
    if claim.remarks:
        body.add("MOA", "", "", *claim.remarks)
    body.numbers(claim.ids)
    _dates(body, ("232", claim.service_from_on), ("233", claim.service_to_on))
    _dates(body, ("050", claim.received_on))
    for qualifier, cents in claim.amounts:
        body.amount(qualifier, cents)
    for line in claim.lines:
        _line(body, line)


def _dates(body: Body, *dates: tuple[str, date | None]) -> None:
    """DTM."""
    for qualifier, on in dates:
        if on is not None:
            body.add("DTM", qualifier, day(on))


def _line(body: Body, line: ServicePayment) -> None:
    paid_units = "" if line.paid_units_milli == 1000 else quantity(line.paid_units_milli)
    body.add(
        "SVC",
        procedure(line.qualifier, line.procedure, line.modifiers),
        money(line.charge_cents),
        money(line.paid_cents),
        line.revenue_code,
        paid_units,
        procedure(line.qualifier, line.submitted_procedure, line.submitted_modifiers),
        quantity(line.billed_units_milli),
    )
    if line.service_on == line.service_to_on:
        _dates(body, ("472", line.service_on))
    else:
        _dates(body, ("150", line.service_on), ("151", line.service_to_on))
    body.adjustments(line.adjustments)
    body.number("6R", line.control_number)
    body.amount("B6", line.allowed_cents)
    for remark in line.remarks:
        body.add("LQ", "HE", remark)


def _provider_adjustments(body: Body, adjustments: Sequence[ProviderAdjustment]) -> None:
    """One PLB for consecutive adjustments of one provider and year, up to six in it."""
    for (provider, year_end), of_one in groupby(
        adjustments, lambda one: (one.provider_id, one.fiscal_year_end)
    ):
        same = list(of_one)
        for start in range(0, len(same), ADJUSTMENTS_IN_PLB):
            elements = ["PLB", provider, day(year_end)]
            for one in same[start : start + ADJUSTMENTS_IN_PLB]:
                elements += (composite(one.code, one.reference), money(one.cents))
            body.add(*elements)

"""Record what claims bill: an encounter once, its payers in order, its charges, their money.

The same services are never charged twice (DESIGN 9): claims that bill them again find their
encounter by patient and lines. A correction changes charges by a mirror and a new posting.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mainstay.foundation.db import require_transaction
from mainstay.foundation.ledger import Move, NewPosting, account
from mainstay.foundation.ledger import services as ledger
from mainstay.revenue.charges.billed import (
    BilledEncounter,
    BilledLine,
    KnownCharge,
    KnownEncounter,
    find_encounter,
    match_lines,
)
from mainstay.revenue.charges.models import Charge, Coverage, Encounter


@dataclass(frozen=True, slots=True)
class RecordedEncounter:
    """Where a claim's services stand: encounter, and the charge of each line in its order."""

    encounter_id: int
    charge_ids: tuple[int, ...]
    is_new: bool
    is_changed: bool


@dataclass(slots=True)
class _Plan:
    """What one billed claim does to its encounter, before anything is stored."""

    billed: BilledEncounter
    encounter: KnownEncounter
    is_new: bool
    lines: list[KnownCharge]
    fresh: list[tuple[BilledLine, KnownCharge]]
    changed: list[tuple[KnownCharge, str]]
    fresh_payers: list[tuple[int, int, int | None]]


def record_encounters(
    practice_id: int,
    billed: Sequence[BilledEncounter],
    *,
    claim_numbers: dict[int, set[str]],
    at: datetime,
) -> list[RecordedEncounter]:
    """Record these claims' services in the caller's transaction, in their order.

    ``claim_numbers`` gives, for encounters already there, the control numbers of their claims.
    """
    require_transaction()
    known = _known_encounters(practice_id, billed, claim_numbers)
    plans = [_plan(one, known[one.patient_id]) for one in billed]
    _store(practice_id, plans)
    _post(practice_id, plans, at=at)
    return [
        RecordedEncounter(
            encounter_id=plan.encounter.id,
            charge_ids=tuple(charge.id for charge in plan.lines),
            is_new=plan.is_new,
            is_changed=not plan.is_new and bool(plan.changed or plan.fresh or plan.fresh_payers),
        )
        for plan in plans
    ]


def _known_encounters(
    practice_id: int, billed: Sequence[BilledEncounter], claim_numbers: dict[int, set[str]]
) -> defaultdict[int, list[KnownEncounter]]:
    """The encounters, by patient, that any of these claims may be about. Three queries."""
    dates = {line.service_on for one in billed for line in one.lines}
    on_those_days = Charge.objects.for_practice(practice_id).filter(
        encounter__patient__in={one.patient_id for one in billed}, service_on__in=dates - {None}
    )
    wanted = set(on_those_days.values_list("encounter_id", flat=True))
    wanted |= {one.known_encounter_id for one in billed if one.known_encounter_id}
    wanted |= claim_numbers.keys()
    by_patient: defaultdict[int, list[KnownEncounter]] = defaultdict(list)
    by_id: dict[int, KnownEncounter] = {}
    encounters = Encounter.objects.for_practice(practice_id).filter(pk__in=wanted)
    for pk, patient_id in encounters.order_by("id").values_list("id", "patient_id"):
        by_id[pk] = KnownEncounter(pk, claim_numbers=set(claim_numbers.get(pk, ())))
        by_patient[patient_id].append(by_id[pk])
    charges = Charge.objects.for_practice(practice_id).filter(encounter__in=by_id)
    for encounter_id, *columns in charges.order_by("encounter_id", "ordinal", "id").values_list(
        "encounter_id", "id", "source_key", "line_number", "service_on", "procedure", "cents",
        "version", "is_void",
    ):  # fmt: skip
        by_id[encounter_id].charges.append(KnownCharge(*columns))
    coverages = Coverage.objects.for_practice(practice_id).filter(encounter__in=by_id)
    for encounter_id, rank, payer_id in coverages.values_list("encounter_id", "rank", "payer_id"):
        by_id[encounter_id].payers[rank] = payer_id
    return by_patient


def _plan(billed: BilledEncounter, known: list[KnownEncounter]) -> _Plan:
    encounter = next(
        (one for one in known if one.id and one.id == billed.known_encounter_id), None
    ) or find_encounter(billed, known)
    is_new = encounter is None
    if encounter is None:
        encounter = KnownEncounter(0)
        known.append(encounter)
    encounter.claim_numbers.add(billed.claim_number)
    plan = _Plan(billed, encounter, is_new, [], [], [], _fresh_payers(billed, encounter))
    _plan_lines(plan)
    return plan


def _fresh_payers(
    billed: BilledEncounter, encounter: KnownEncounter
) -> list[tuple[int, int, int | None]]:
    """The payers this claim adds to the order. One whose place is taken comes after the last."""
    fresh = []
    for rank, payer_id, policy_id in billed.payers:
        if payer_id in encounter.payers.values():
            continue
        place = rank if rank not in encounter.payers else max(encounter.payers) + 1
        encounter.payers[place] = payer_id
        fresh.append((place, payer_id, policy_id))
    return fresh


def _plan_lines(plan: _Plan) -> None:
    billed, encounter = plan.billed, plan.encounter
    matched = match_lines(billed.lines, encounter.charges)
    for line, known in zip(billed.lines, matched, strict=True):
        charge = known or KnownCharge(
            0, line.source_key, line.line_number, line.service_on, line.procedure, line.cents
        )
        if known is None:
            encounter.charges.append(charge)
            plan.fresh.append((line, charge))
        elif charge.cents != line.cents:
            _change(plan, charge, cents=line.cents)
        plan.lines.append(charge)
    if billed.is_void:
        for charge in plan.lines:
            _change(plan, charge, is_void=True)
    elif billed.is_correction:
        for charge in encounter.charges:
            if not charge.is_void and not any(charge is line for line in plan.lines):
                _change(plan, charge, is_void=True)


def _change(plan: _Plan, charge: KnownCharge, *, cents: int = 0, is_void: bool = False) -> None:
    """Give a charge its next version; a charge not stored yet just takes it."""
    before = f"charge:{charge.source_key}:{charge.version}"
    charge.version += 1
    charge.is_void = is_void
    if not is_void:
        charge.cents = cents
    plan.changed.append((charge, before))


def _store(practice_id: int, plans: Sequence[_Plan]) -> None:
    new = [plan for plan in plans if plan.is_new]
    made = Encounter.objects.bulk_create([_encounter_row(practice_id, plan) for plan in new])
    for plan, row in zip(new, made, strict=True):
        plan.encounter.id = row.pk
    Coverage.objects.bulk_create(
        [
            Coverage(
                practice_id=practice_id,
                encounter_id=plan.encounter.id,
                rank=rank,
                payer_id=payer_id,
                policy_id=policy_id,
            )
            for plan in plans
            for rank, payer_id, policy_id in plan.fresh_payers
        ]
    )
    fresh = [(plan, line, charge) for plan in plans for line, charge in plan.fresh]
    rows = Charge.objects.bulk_create(
        [_charge_row(practice_id, plan, line, charge) for plan, line, charge in fresh]
    )
    for (_, _, charge), row in zip(fresh, rows, strict=True):
        charge.id = row.pk
    for plan in plans:
        for charge, _ in plan.changed:
            Charge.objects.filter(pk=charge.id).update(
                cents=charge.cents, version=charge.version, is_void=charge.is_void
            )


def _encounter_row(practice_id: int, plan: _Plan) -> Encounter:
    days = [line.service_on for line in plan.billed.lines if line.service_on]
    ends = [line.service_to_on or line.service_on for line in plan.billed.lines]
    return Encounter(
        practice_id=practice_id,
        source_key=plan.billed.source_key,
        patient_id=plan.billed.patient_id,
        rendering_id=plan.billed.rendering_id,
        location_id=plan.billed.location_id,
        service_on=min(days, default=None),
        service_to_on=max((day for day in ends if day), default=None),
        charged_on=plan.billed.charged_on,
    )


def _charge_row(practice_id: int, plan: _Plan, line: BilledLine, charge: KnownCharge) -> Charge:
    return Charge(
        practice_id=practice_id,
        encounter_id=plan.encounter.id,
        source_key=line.source_key,
        ordinal=line.ordinal,
        line_number=line.line_number,
        service_on=line.service_on,
        service_to_on=line.service_to_on,
        procedure=line.procedure,
        modifiers=line.modifiers,
        revenue_code=line.revenue_code,
        units_milli=line.units_milli,
        cents=charge.cents,
        version=charge.version,
        is_void=charge.is_void,
        charged_on=plan.billed.charged_on,
    )


def _post(practice_id: int, plans: Sequence[_Plan], *, at: datetime) -> None:
    """Post new charges at once; a changed one by its mirror and its new price."""
    fresh = [
        _posting(practice_id, plan, charge, version=1, cents=line.cents)
        for plan in plans
        for line, charge in plan.fresh
    ]
    ledger.post_many(practice_id, fresh, at=at)
    for plan in plans:
        for charge, before in plan.changed:
            _post_change(practice_id, plan, charge, before, at=at)


def _post_change(
    practice_id: int, plan: _Plan, charge: KnownCharge, before: str, *, at: datetime
) -> None:
    ledger.mirror(
        practice_id,
        {before: f"{before}:void"},
        kind="charge",
        source=plan.billed.source_key,
        occurred_on=plan.billed.charged_on,
        effective_on=plan.billed.charged_on,
        at=at,
    )
    if not charge.is_void:
        posting = _posting(practice_id, plan, charge, version=charge.version, cents=charge.cents)
        ledger.post(practice_id, posting, at=at)


def _posting(
    practice_id: int, plan: _Plan, charge: KnownCharge, *, version: int, cents: int
) -> NewPosting:
    payers = plan.encounter.payers
    party = f"payer:{payers[min(payers)]}"
    return NewPosting(
        key=f"charge:{charge.source_key}:{version}",
        kind="charge",
        source=plan.billed.source_key,
        occurred_on=plan.billed.charged_on,
        effective_on=plan.billed.charged_on,
        moves=[
            Move(
                debit=account(practice_id, "receivable", party),
                credit=account(practice_id, "charges"),
                cents=cents,
                charge_id=charge.id,
            )
        ],
    )

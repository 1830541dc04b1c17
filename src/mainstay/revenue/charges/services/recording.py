"""Record what claims bill: an encounter once, its payers in order, its charges, their money.

The same services are never charged twice (DESIGN 9): claims that bill them again find their
encounter by patient and lines. A correction changes charges by a mirror and a new posting.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from mainstay.directory.payers import queries as payer_queries
from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger import Move, NewPosting, account
from mainstay.foundation.ledger import services as ledger
from mainstay.frontoffice.patients import queries as patients
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


@dataclass(frozen=True, slots=True)
class _Change:
    """A charge's next version: what it was worth, what it is worth now (0 when withdrawn)."""

    charge: KnownCharge
    version: int
    before_cents: int
    cents: int


@dataclass(slots=True)
class _Plan:
    """What one billed claim does to its encounter, before anything is stored."""

    billed: BilledEncounter
    encounter: KnownEncounter
    is_new: bool
    lines: list[KnownCharge]
    fresh: list[tuple[BilledLine, KnownCharge]]
    changed: list[_Change]
    fresh_payers: list[tuple[int, int, int | None]]


@dataclass(slots=True)
class _Known:
    """Encounters there already, and those made meanwhile."""

    by_id: dict[int, KnownEncounter] = field(default_factory=dict)
    by_patient: defaultdict[int, list[KnownEncounter]] = field(
        default_factory=lambda: defaultdict(list)
    )


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
    plans = [_plan(one, known) for one in billed]
    _store(practice_id, plans)
    _post(practice_id, plans, at=at)
    return [
        RecordedEncounter(
            encounter_id=plan.encounter.id,
            charge_ids=tuple(charge.id for charge in plan.lines),
            is_new=plan.is_new,
            is_changed=not plan.is_new and _is_changed(plan),
        )
        for plan in plans
    ]


def _is_changed(plan: _Plan) -> bool:
    return bool(plan.changed or plan.fresh or plan.fresh_payers or plan.encounter.is_reordered)


def _known_encounters(
    practice_id: int, billed: Sequence[BilledEncounter], claim_numbers: dict[int, set[str]]
) -> "_Known":
    """The encounters that any of these claims may be about. Six queries.

    A patient's are also those of patients merged into him; a payer's place likewise.
    """
    people, payers = patients.merged(practice_id), payer_queries.merged(practice_id)
    patient_ids = {one.patient_id for one in billed}
    patient_ids |= {pk for pk, into in people.items() if into in patient_ids}
    dates = {line.service_on for one in billed for line in one.lines}
    days = [day for day in dates if day is not None]
    wanted = set(_encounters_on(practice_id, patient_ids, days))
    wanted |= {one.known_encounter_id for one in billed if one.known_encounter_id}
    wanted |= claim_numbers.keys()
    known = _Known()
    by_id = known.by_id
    if not wanted:
        return known
    for pk, patient_id in _patients_of(practice_id, wanted):
        by_id[pk] = KnownEncounter(pk, claim_numbers=set(claim_numbers.get(pk, ())))
        known.by_patient[people.get(patient_id, patient_id)].append(by_id[pk])
    for encounter_id, *columns in _charges_of(practice_id, by_id):
        by_id[encounter_id].charges.append(KnownCharge(*columns))
    for encounter_id, rank, payer_id, policy_id, stated_on in _coverages_of(practice_id, by_id):
        current = payers.get(payer_id, payer_id)
        by_id[encounter_id].payers[rank] = current
        by_id[encounter_id].policies[current] = policy_id
        by_id[encounter_id].stated[current] = stated_on
    return known


@written_once
def _encounters_on(practice_id: int, patient_ids: Collection[int], days: Collection[date]) -> Rows:
    charges = Charge.objects.for_practice(practice_id)
    return charges.filter(encounter__patient__in=patient_ids, service_on__in=days).values_list(
        "encounter_id", flat=True
    )


@written_once
def _patients_of(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    encounters = Encounter.objects.for_practice(practice_id).filter(pk__in=encounter_ids)
    return encounters.order_by("id").values_list("id", "patient_id")


@written_once
def _charges_of(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    charges = Charge.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return charges.order_by("encounter_id", "ordinal", "id").values_list(
        "encounter_id", "id", "source_key", "line_number", "service_on", "procedure", "cents",
        "stated_on", "version", "is_void",
    )  # fmt: skip


@written_once
def _coverages_of(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    coverages = Coverage.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return coverages.values_list("encounter_id", "rank", "payer_id", "policy_id", "stated_on")


def _plan(billed: BilledEncounter, known: _Known) -> _Plan:
    of_patient = known.by_patient[billed.patient_id]
    encounter = known.by_id.get(billed.known_encounter_id or 0) or find_encounter(
        billed, of_patient
    )
    is_new = encounter is None
    if encounter is None:
        encounter = KnownEncounter(0)
        of_patient.append(encounter)
    encounter.claim_numbers.add(billed.claim_number)
    plan = _Plan(billed, encounter, is_new, [], [], [], _fresh_payers(billed, encounter))
    _plan_lines(plan)
    return plan


def _fresh_payers(
    billed: BilledEncounter, encounter: KnownEncounter
) -> list[tuple[int, int, int | None]]:
    """The payers this claim adds to the order. One whose place is taken comes after the last.

    Another first payer takes the place of the one billed before: that one was the wrong one. An
    older claim that is read later says nothing of who is first.
    """
    is_older = encounter.is_stated_after(billed.charged_on)
    stated = [
        (rank, payer_id, policy_id)
        for rank, payer_id, policy_id in billed.payers
        if not (rank == 1 and billed.is_primary and is_older)
    ]
    encounter.policies |= {
        payer_id: policy_id for _, payer_id, policy_id in stated if policy_id is not None
    }
    _note_stated(encounter, [payer_id for _, payer_id, _ in billed.payers], billed.charged_on)
    if billed.is_primary and not is_older and _is_other_first(billed, encounter):
        _put_first(encounter, [payer_id for _, payer_id, _ in stated])
        return []
    fresh = []
    for rank, payer_id, policy_id in stated:
        if payer_id in encounter.payers.values():
            continue
        place = rank if rank not in encounter.payers else max(encounter.payers) + 1
        encounter.payers[place] = payer_id
        fresh.append((place, payer_id, policy_id))
    return fresh


def _note_stated(encounter: KnownEncounter, payer_ids: Sequence[int], on: date) -> None:
    """Keep the day of the first claim that named each payer."""
    for payer_id in payer_ids:
        before = encounter.stated.get(payer_id)
        if before is None or on < before:
            encounter.is_earlier_stated |= payer_id in encounter.payers.values()
            encounter.stated[payer_id] = on


def _is_other_first(billed: BilledEncounter, encounter: KnownEncounter) -> bool:
    first = min(encounter.payers, default=0)
    return first == 1 and billed.payers[0][1] != encounter.payers[first]


def _put_first(encounter: KnownEncounter, stated: Sequence[int]) -> None:
    """Order the payers as stated, then those that came after the old first one."""
    before = [encounter.payers[rank] for rank in sorted(encounter.payers)]
    order = dict.fromkeys([*stated, *before[1:]])
    encounter.payers = dict(enumerate(order, start=1))
    encounter.is_reordered = True


def _plan_lines(plan: _Plan) -> None:
    """Match each line to its charge.

    What the first payer was billed last decides what was charged: an older claim that is read
    later, and one to a later payer, change nothing of it.
    """
    billed, encounter = plan.billed, plan.encounter
    is_older = encounter.is_stated_after(billed.charged_on)
    decides = billed.is_primary and not is_older
    for line, known in zip(billed.lines, _charges_of_lines(plan), strict=True):
        charge = known or _new_charge(line)
        if known is None:
            encounter.charges.append(charge)
            plan.fresh.append((line, charge))
            if billed.is_primary and is_older:
                _withdraw(plan, charge)
        elif decides and (charge.cents, charge.procedure) != (line.cents, line.procedure):
            _change(plan, charge, line)
        plan.lines.append(charge)
    if decides:
        for charge in _withdrawn(plan):
            _withdraw(plan, charge)
        for charge in plan.lines:
            charge.stated_on = billed.charged_on


def _charges_of_lines(plan: _Plan) -> list[KnownCharge | None]:
    return match_lines(
        plan.billed.lines,
        plan.encounter.charges,
        sent_on=plan.billed.charged_on,
        are_replaced=not plan.is_new and not plan.billed.is_correction,
    )


def _withdrawn(plan: _Plan) -> list[KnownCharge]:
    """The charges that a void takes back, or that a replacement does not bill any more."""
    if plan.billed.is_void:
        return plan.lines
    if not plan.billed.is_correction:
        return []
    billed = {id(charge) for charge in plan.lines}
    return [c for c in plan.encounter.charges if not c.is_void and id(c) not in billed]


def _new_charge(line: BilledLine) -> KnownCharge:
    return KnownCharge(
        0, line.source_key, line.line_number, line.service_on, line.procedure, line.cents
    )


def _change(plan: _Plan, charge: KnownCharge, line: BilledLine) -> None:
    """Give a charge its next version, as this line bills it."""
    before_cents = charge.cents
    charge.version += 1
    charge.cents = line.cents
    charge.procedure = line.procedure
    plan.changed.append(_Change(charge, charge.version, before_cents, line.cents))


def _withdraw(plan: _Plan, charge: KnownCharge) -> None:
    charge.version += 1
    charge.is_void = True
    charge.stated_on = plan.billed.charged_on
    plan.changed.append(_Change(charge, charge.version, charge.cents, 0))


def _store(practice_id: int, plans: Sequence[_Plan]) -> None:
    _store_encounters(practice_id, [plan for plan in plans if plan.is_new])
    _store_payers(practice_id, plans)
    _store_charges(practice_id, plans)
    _store_changes(practice_id, plans)


def _store_payers(practice_id: int, plans: Sequence[_Plan]) -> None:
    reordered = {
        id(plan.encounter): plan.encounter
        for plan in plans
        if plan.encounter.is_reordered or (plan.encounter.is_earlier_stated and not plan.is_new)
    }
    fresh = [
        (practice_id, plan.encounter.id, *payer, plan.encounter.stated.get(payer[1]))
        for plan in plans
        if id(plan.encounter) not in reordered
        for payer in plan.fresh_payers
    ]
    if reordered:
        ids = [encounter.id for encounter in reordered.values()]
        Coverage.objects.for_practice(practice_id).filter(encounter__in=ids).delete()
        fresh += [
            (
                practice_id,
                encounter.id,
                rank,
                payer_id,
                encounter.policies.get(payer_id),
                encounter.stated.get(payer_id),
            )
            for encounter in reordered.values()
            for rank, payer_id in sorted(encounter.payers.items())
        ]
    rows.insert(Coverage, ("practice", "encounter", "rank", "payer", "policy", "stated_on"), fresh)


def _store_changes(practice_id: int, plans: Sequence[_Plan]) -> None:
    changed = {change.charge.id: change.charge for plan in plans for change in plan.changed}
    charges = Charge.objects.for_practice(practice_id)
    for charge in changed.values():
        charges.filter(pk=charge.id).update(
            cents=charge.cents,
            procedure=charge.procedure,
            stated_on=charge.stated_on,
            version=charge.version,
            is_void=charge.is_void,
        )
    for plan in plans:
        if not plan.is_new and plan.billed.is_primary:
            kept = [charge.id for charge in plan.lines if charge.id not in changed]
            charges.filter(pk__in=kept).exclude(stated_on__gte=plan.billed.charged_on).update(
                stated_on=plan.billed.charged_on
            )


_ENCOUNTER = (
    "practice", "public_id", "source_key", "patient", "rendering", "location", "service_on",
    "service_to_on", "charged_on",
)  # fmt: skip


def _store_encounters(practice_id: int, plans: Sequence[_Plan]) -> None:
    made = rows.insert(
        Encounter,
        _ENCOUNTER,
        [(practice_id, *_encounter_row(plan.billed)) for plan in plans],
        returning=("source_key", "id"),
    )
    ids = dict(made)
    for plan in plans:
        plan.encounter.id = ids[plan.billed.source_key]


def _encounter_row(billed: BilledEncounter) -> tuple[object, ...]:
    days = [line.service_on for line in billed.lines if line.service_on]
    ends = [line.service_to_on or line.service_on for line in billed.lines]
    return (
        uuid4(),
        billed.source_key,
        billed.patient_id,
        billed.rendering_id,
        billed.location_id,
        min(days, default=None),
        max((day for day in ends if day), default=None),
        billed.charged_on,
    )


_CHARGE = (
    "practice", "encounter", "source_key", "ordinal", "line_number", "service_on", "service_to_on",
    "procedure", "modifiers", "revenue_code", "units_milli", "cents", "version", "is_void",
    "charged_on", "stated_on",
)  # fmt: skip


def _store_charges(practice_id: int, plans: Sequence[_Plan]) -> None:
    fresh = [(plan, line, charge) for plan in plans for line, charge in plan.fresh]
    made = rows.insert(
        Charge,
        _CHARGE,
        [
            (
                practice_id,
                plan.encounter.id,
                line.source_key,
                line.ordinal,
                line.line_number,
                line.service_on,
                line.service_to_on,
                charge.procedure,
                line.modifiers,
                line.revenue_code,
                line.units_milli,
                charge.cents,
                charge.version,
                charge.is_void,
                plan.billed.charged_on,
                charge.stated_on,
            )
            for plan, line, charge in fresh
        ],
        returning=("source_key", "id"),
    )
    ids = dict(made)
    for _, _, charge in fresh:
        charge.id = ids[charge.source_key]


def _post(practice_id: int, plans: Sequence[_Plan], *, at: datetime) -> None:
    """Post new charges at once; a changed one by its mirror and its new price."""
    fresh = [
        _posting(practice_id, plan, charge, version=1, cents=line.cents)
        for plan in plans
        for line, charge in plan.fresh
    ]
    ledger.post_many(practice_id, fresh, at=at)
    for plan in plans:
        for change in plan.changed:
            _post_change(practice_id, plan, change, at=at)


def _post_change(practice_id: int, plan: _Plan, change: _Change, *, at: datetime) -> None:
    before = f"charge:{change.charge.source_key}:{change.version - 1}"
    if change.before_cents:
        ledger.mirror(
            practice_id,
            {before: f"{before}:void"},
            kind="charge",
            source=plan.billed.source_key,
            occurred_on=plan.billed.charged_on,
            effective_on=plan.billed.charged_on,
            at=at,
        )
    posting = _posting(practice_id, plan, change.charge, version=change.version, cents=change.cents)
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

"""What is true: each month's figures and each claim's end, from the simulator's own books.

Formulas as in domain/metrics.md, with the substitutes of its section 17. Every figure is a
numerator and a denominator; money is cents. docs/developer/simulator.md has the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mainstay.simulator import days, planted
from mainstay.simulator.adjudication import expected_cents
from mainstay.simulator.claims import Answer, Claim, Encounter
from mainstay.simulator.world import World

BUCKETS = ("0-30", "31-60", "61-90", "91-120", "121+")
WINDOW_DAYS = 90
COHORT_AGE_DAYS = 120
DUPLICATE = "18"

Row = dict[str, Any]


@dataclass(slots=True)
class Receivable:
    """Who owes what at a month's end. Debits only; credits stand apart, below zero."""

    by_payer: dict[str, int] = field(default_factory=dict)
    patient_cents: int = 0
    buckets: list[int] = field(default_factory=lambda: [0] * len(BUCKETS))
    credit_cents: int = 0

    @property
    def debit_cents(self) -> int:
        """All open balances above zero."""
        return sum(self.buckets)

    def add(self, encounter: Encounter, as_of: date) -> None:
        """The open balances of ``encounter``, one per responsible party."""
        age = (as_of - encounter.service_on).days
        bucket = min(max(age - 1, 0) // 30, len(BUCKETS) - 1)
        primary_cents, secondary_cents, patient_cents = encounter.open_cents
        self._add_payer(encounter.primary, primary_cents, bucket)
        if encounter.secondary is not None:
            self._add_payer(encounter.secondary, secondary_cents, bucket)
        self.patient_cents += max(patient_cents, 0)
        self._count(patient_cents, bucket)

    def _add_payer(self, claim: Claim, cents: int, bucket: int) -> None:
        if cents > 0:
            name = claim.payer.name
            self.by_payer[name] = self.by_payer.get(name, 0) + cents
        self._count(cents, bucket)

    def _count(self, cents: int, bucket: int) -> None:
        if cents > 0:
            self.buckets[bucket] += cents
        else:
            self.credit_cents += cents


def close_month(world: World, as_of: date) -> None:
    """Take the figures that must be taken at the end of the day ``as_of``."""
    receivable = Receivable()
    for encounter in in_the_files(world):
        receivable.add(encounter, as_of)
    over_90_cents = sum(receivable.buckets[3:])
    metrics = {
        "dso": _dso(world, as_of, receivable.debit_cents),
        "ar_over_90": _figure(over_90_cents, receivable.debit_cents),
        "aging": {
            **dict(zip(BUCKETS, receivable.buckets, strict=True)),
            "credits": receivable.credit_cents,
            "insurance": sum(receivable.by_payer.values()),
            "patient": receivable.patient_cents,
            "by_payer": dict(sorted(receivable.by_payer.items())),
        },
        "net_collection_rate": _cohort(world, as_of),
        "net_collection_rate_12_months": _period(world, as_of, 12),
        "net_collection_rate_month": _period(world, as_of, 1),
    }
    world.months.append(
        {
            "month": f"{as_of:%Y-%m}",
            "as_of": as_of.isoformat(),
            "is_whole": as_of == days.last_of_month(as_of),
            "metrics": metrics,
        }
    )


def in_the_files(world: World) -> Iterator[Encounter]:
    """The encounters whose 837 is in the files by now."""
    for encounter in world.encounters:
        if encounter.posted_on is not None and not encounter.is_earlier:
            yield encounter


def _dso(world: World, as_of: date, debit_cents: int) -> Row:
    window = [as_of - timedelta(days=n) for n in range(WINDOW_DAYS)]
    charges_cents = sum(world.books.charges_by_day.get(day, 0) for day in window)
    posted = world.books.charges_by_day
    history_days = (as_of - min(posted)).days + 1 if posted else 0
    return {**_figure(debit_cents, charges_cents), "days": min(WINDOW_DAYS, history_days)}


def _cohort(world: World, as_of: date) -> Row:
    """The newest month of service that ended long enough ago; empty before there is one."""
    after = (as_of - timedelta(days=COHORT_AGE_DAYS) + days.ONE_DAY).replace(day=1)
    first = days.add_months(after, -1)
    if first < world.start:
        return {**_figure(0, 0), "cohort": None}
    charge_cents = contractual_cents = payer_cents = patient_cents = 0
    for encounter in in_the_files(world):
        if not first <= encounter.service_on < after:
            continue
        charge_cents += encounter.charge_cents
        patient_cents += encounter.patient_paid_cents
        for claim in claims_of(encounter):
            contractual_cents += claim.contractual_cents
            payer_cents += claim.paid_cents
    figure = _figure(payer_cents + patient_cents, charge_cents - contractual_cents)
    return {
        **figure,
        "cohort": f"{first:%Y-%m}",
        "charge": charge_cents,
        "contractual": contractual_cents,
        "payer_paid": payer_cents,
        "patient_paid": patient_cents,
    }


def _period(world: World, as_of: date, months: int) -> Row:
    """Payments over charges less contractual, all by their own dates, over calendar months."""
    books = world.books
    this_month = as_of.replace(day=1)
    wanted = [days.add_months(this_month, -n) for n in range(months)]
    first = max(wanted[-1], world.start)
    charge_cents = sum(cents for day, cents in books.charges_by_day.items() if day >= first)
    paid_cents = contractual_cents = 0
    for month in wanted:
        paid_cents += books.payer_payments_by_month.get(month, 0)
        paid_cents += books.patient_payments_by_month.get(month, 0)
        contractual_cents += books.contractual_by_month.get(month, 0)
    return _figure(paid_cents, charge_cents - contractual_cents)


def _figure(numerator: int, denominator: int) -> Row:
    return {"numerator": numerator, "denominator": denominator}


def write(world: World) -> None:
    """Write truth-claims.jsonl, then truth.json: the last file, so its presence says "whole"."""
    world.folder.write_rows("truth-claims.jsonl", _rows(world))
    months = [
        {**month, "metrics": {**_first_pass(world, month["month"]), **month["metrics"]}}
        for month in world.months
    ]
    world.folder.write_json(
        "truth.json",
        {
            "seed": world.seed,
            "from": world.start.isoformat(),
            "until": world.until.isoformat(),
            "claims": sum(1 for _ in _families(world)),
            "encounters": sum(1 for _ in in_the_files(world)),
            "months": months,
            "stories": planted.stories(world),
        },
    )


def _first_pass(world: World, month: str) -> Row:
    """Figures of first submissions and first answers, with all that is known by the end."""
    sent = accepted = answered = denied = charge_cents = denied_cents = 0
    for encounter in in_the_files(world):
        claim = encounter.primary
        if claim.acknowledged_on and f"{claim.submitted_on:%Y-%m}" == month:
            sent += 1
            accepted += not claim.rejected_first
        first = claim.first_answer
        if first and f"{first.on:%Y-%m}" == month:
            refused_cents = denied_on(first)
            answered += 1
            denied += refused_cents > 0
            charge_cents += first.charge_cents
            denied_cents += refused_cents
    return {
        "first_pass_acceptance": _figure(accepted, sent),
        "initial_denial_rate": _figure(denied, answered),
        "initial_denial_rate_dollars": _figure(denied_cents, charge_cents),
    }


def denied_on(answer: Answer) -> int:
    """Charges of the denied lines of an answer; a duplicate is counted apart."""
    return sum(
        line.charge_cents
        for line in answer.lines
        if line.is_denied and all(carc != DUPLICATE for _, carc, _ in line.adjustments)
    )


def claims_of(encounter: Encounter) -> list[Claim]:
    """The families of an encounter, the primary first."""
    second = encounter.secondary
    return [encounter.primary] if second is None else [encounter.primary, second]


def _families(world: World) -> Iterator[Claim]:
    for encounter in in_the_files(world):
        for claim in claims_of(encounter):
            if claim.submitted_on is not None:
                yield claim


def _rows(world: World) -> Iterator[Row]:
    return (_row(claim) for claim in _families(world))


def _row(claim: Claim) -> Row:
    encounter, answer, first = claim.encounter, claim.answer, claim.first_answer
    primary_cents, secondary_cents, patient_cents = encounter.open_cents
    is_primary = claim.sequence == "P"
    return {
        "claim_number": claim.number,
        "encounter": encounter.primary.number,
        "sequence": claim.sequence,
        "payer": claim.payer.name,
        "payer_id": claim.payer.payer_id,
        "service_on": _iso(encounter.service_on),
        "posted_on": _iso(encounter.posted_on),
        "submitted_on": _iso(claim.submitted_on),
        "acknowledged_on": _iso(claim.acknowledged_on),
        "first_answered_on": _iso(first.on if first else None),
        "last_answered_on": _iso(answer.on if answer else None),
        "rejected_first": claim.rejected_first,
        "charge": encounter.charge_cents,
        "expected": sum(expected_cents(claim.payer, line) for line in encounter.lines),
        "allowed": sum(line.allowed_cents or 0 for line in answer.lines) if answer else 0,
        "paid": claim.paid_cents,
        "taken_back": claim.taken_back_cents,
        "contractual": claim.contractual_cents,
        "patient_share": answer.patient_cents if answer else 0,
        "denied": denied_on(answer) if answer else 0,
        "denied_on_first_remit": denied_on(first) if first else 0,
        "duplicate_on_first_remit": bool(first and first.has_denied_line and not denied_on(first)),
        "rework": claim.rework,
        "patient_paid": encounter.patient_paid_cents if is_primary else 0,
        "open_payer": primary_cents if is_primary else secondary_cents,
        "open_patient": patient_cents if is_primary else 0,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

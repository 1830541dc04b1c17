"""After the primary: the supplement is billed, then the patient, who pays or does not."""

from __future__ import annotations

from datetime import date, timedelta

from mainstay.simulator import days
from mainstay.simulator.claims import Claim, Encounter
from mainstay.simulator.edi.claims_837 import Submission
from mainstay.simulator.edi.text import amount
from mainstay.simulator.payers import ANCHOR
from mainstay.simulator.world import PatientPayment, World

SMALL_BALANCE_CENTS = 500
METHODS = ("card", "check", "portal")


def bill_supplement(world: World, encounter: Encounter, today: date) -> None:
    """A secondary claim, some days after the primary's answer."""
    claim = Claim(encounter, ANCHOR, f"{encounter.primary.number}S", "S")
    encounter.secondary = claim
    world.plan_submission(Submission(claim), days.later(today, encounter.rng.randint(2, 6)))


def bill_patient(world: World, encounter: Encounter, today: date) -> None:
    """A statement goes out for what is not paid or promised; plan what it brings in."""
    owed_cents = encounter.open_cents[2] - encounter.promised_cents
    if owed_cents < SMALL_BALANCE_CENTS:
        return
    rng, pays = encounter.rng, encounter.patient.pays
    first_on = today + timedelta(days=rng.randint(14, 50))
    half_cents = owed_cents // 2
    if pays == "fully":
        plan = [(first_on, owed_cents)]
    elif pays == "in two parts":
        plan = [(first_on, half_cents), (first_on + timedelta(days=30), owed_cents - half_cents)]
    elif pays == "partly":
        plan = [(first_on, half_cents)]
    else:
        plan = []
    for on, cents in plan:
        encounter.promised_cents += cents
        payment = PatientPayment(encounter, cents, rng.choice(METHODS))
        world.agenda[days.on_or_after(on)].payments.append(payment)


def take_payments(world: World, today: date) -> list[tuple[str, ...]]:
    """The day's rows of the payments file."""
    rows: list[tuple[str, ...]] = []
    for payment in world.agenda[today].payments:
        encounter, cents = payment.encounter, payment.cents
        if not payment.is_copay:
            encounter.promised_cents -= cents
            cents = min(cents, encounter.open_cents[2])
        if cents <= 0 or encounter.is_earlier:
            continue
        if encounter.charge_on <= world.until:
            world.books.patient_paid(encounter, cents, today)
        number = world.next_number("receipt")
        person = encounter.patient.person
        rows.append(
            (
                today.isoformat(),
                encounter.primary.number,
                f"{person.last}, {person.first}",
                amount(cents) if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02}",
                payment.method,
                f"{'POS' if payment.is_copay else 'REC'}-{number:06d}",
            )
        )
    return rows

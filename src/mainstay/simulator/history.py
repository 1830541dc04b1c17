"""Day after day: visits, batches, acknowledgements, remits, payments, and the month's end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from mainstay.simulator import auditing, collecting, days, truth
from mainstay.simulator.answering import settle, write_remits
from mainstay.simulator.books import Books
from mainstay.simulator.claims import Encounter
from mainstay.simulator.edi.claims_837 import Submission
from mainstay.simulator.files import Folder
from mainstay.simulator.people import Patient, make_patients
from mainstay.simulator.sending import send_batch
from mainstay.simulator.stories import Stories
from mainstay.simulator.visits import make_visit
from mainstay.simulator.world import PatientPayment, World

EARLIER_DAYS = 49
VISITS_A_PATIENT = 3.6
SECONDARIES_BPS = 600
_BUSY_MONTHS = {1: 112, 2: 108, 3: 102, 6: 94, 7: 90, 8: 96, 10: 106, 12: 96}
_BUSY_WEEKDAYS = (115, 104, 98, 97, 86)


def write_history(path: Path, *, seed: int, until: date, claims: int, months: int) -> None:
    """Write all files of the history to the folder ``path``, the truth last."""
    start = days.add_months(until.replace(day=1), 1 - months)
    first = start - timedelta(days=EARLIER_DAYS)
    visits = _visits(first, start, until, claims)
    enough = max(60, int(claims / VISITS_A_PATIENT), 8 * max(visits.values()))
    world = World(
        seed=seed,
        start=start,
        until=until,
        stories=Stories(start),
        patients=make_patients(seed, enough, start),
        folder=Folder(path),
        books=Books(),
    )
    rows: list[tuple[str, ...]] = []
    workdays = days.business_days(first, until)
    for today, following in zip(workdays, [*workdays[1:], None], strict=True):
        _live_through(world, visits, today)
        rows += collecting.take_payments(world, today)
        world.agenda.pop(today)
        if rows and (following is None or following.weekday() < today.weekday()):
            world.folder.write_payments(today, rows)
            rows = []
        if today >= world.start and (following is None or following.month != today.month):
            truth.close_month(world, min(days.last_of_month(today), until))
    if not world.months or world.months[-1]["as_of"] != until.isoformat():
        truth.close_month(world, until)
    truth.write(world)


def _live_through(world: World, visits: dict[date, int], today: date) -> None:
    for encounter in _see_patients(world, visits.get(today, 0), today):
        world.encounters.append(encounter)
        world.plan_submission(Submission(encounter.primary), encounter.charge_on)
        if encounter.copay_paid_cents:
            copay = PatientPayment(encounter, encounter.copay_paid_cents, "card", is_copay=True)
            world.agenda[today].payments.append(copay)
    send_batch(world, today)
    for claim in world.agenda[today].settlements:
        settle(world, claim, today)
    auditing.audit(world, today)
    write_remits(world, today)
    for claim, cents in world.agenda[today].takebacks:
        world.books.taken_back(claim, cents, today)


def _see_patients(world: World, count: int, today: date) -> Iterator[Encounter]:
    """The day's encounters. Nobody comes twice within a week."""
    rng = Random(f"{world.seed}/day/{today.toordinal()}")
    for _ in range(count):
        at = rng.randrange(len(world.patients))
        patient = next(
            patient
            for patient in _from(world.patients, at)
            if (today - patient.last_visit_on).days >= 7
        )
        patient.last_visit_on = today
        number = world.next_number("encounter")
        yield make_visit(
            number, patient, today, seed=world.seed, stories=world.stories, start=world.start
        )


def _from(patients: list[Patient], at: int) -> Iterator[Patient]:
    yield from patients[at:]
    yield from patients[:at]


def _visits(first: date, start: date, until: date, claims: int) -> dict[date, int]:
    """How many come on each business day; about ``claims`` claims come of it from ``start`` on."""
    workdays = days.business_days(first, until)
    weights = [_BUSY_MONTHS.get(day.month, 100) * _BUSY_WEEKDAYS[day.weekday()] for day in workdays]
    inside = sum(w for day, w in zip(workdays, weights, strict=True) if day >= start)
    wanted = claims * 10_000 // (10_000 + SECONDARIES_BPS)
    total = wanted * sum(weights) // inside
    edges = list(accumulate(weights))
    counts = dict.fromkeys(workdays, 0)
    for n in range(total):
        counts[workdays[bisect_right(edges, n * edges[-1] // total)]] += 1
    return counts

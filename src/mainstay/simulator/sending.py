"""The practice's daily batch, and what the clearinghouse and the payers' front doors say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from mainstay.engine import x12
from mainstay.simulator import days, practice
from mainstay.simulator.edi import acknowledgements, claims_837
from mainstay.simulator.edi.claims_837 import Batch, Submission
from mainstay.simulator.payers import PAYERS
from mainstay.simulator.procedures import PROCEDURES, VISIT
from mainstay.simulator.stories import BURST_PERCENT
from mainstay.simulator.world import CORRECTED, DUPLICATE, FIRST, Due, World

SILENT_BPS = 50
COPY_BPS = 200
TA1_EVERY = 25
MENDING_DIAGNOSIS = "R5383"
REFUSED_BATCH_PAYER = "northwind"


def send_batch(world: World, today: date) -> None:
    """Write today's 837, 999 and TA1, tomorrow's 277CA; plan what follows from them."""
    batches = list(_batches(world, today))
    if not batches:
        return
    if today >= world.start:
        _write(world, batches, today)
    for batch in batches:
        for submission in batch.submissions:
            _after_sending(world, batch, submission)


def _batches(world: World, today: date) -> Iterator[Batch]:
    for payer in PAYERS:
        found = [one for one in world.agenda[today].submissions if one.claim.payer is payer]
        if not found:
            continue
        number = world.next_number("set") if today >= world.start else 0
        refused = today in world.stories.refused_batches() and payer.key == REFUSED_BATCH_PAYER
        batch = Batch(payer, f"HLB{number:06d}", f"{number:04d}", today, found, refused)
        for submission in found:
            _meet_front_door(world, batch, submission)
        yield batch


def _meet_front_door(world: World, batch: Batch, submission: Submission) -> None:
    """Decide what the 277CA will say, before the 837 is written with the flaw it complains of."""
    claim, payer = submission.claim, batch.payer
    number = world.next_number(payer.key)
    submission.icn = f"{batch.sent_on:%y%j}{payer.payer_id[:2]}{number:06d}"
    _mend(submission)
    is_first = claim.submitted_on is None
    if is_first:
        claim.submitted_on = batch.sent_on
    if not is_first or claim.encounter.is_earlier:
        return
    if claim.encounter.posted_on is None:
        world.books.charge_posted(claim.encounter, batch.sent_on)
    roll = claim.encounter.rng.random() * 10_000
    is_burst = world.stories.is_burst(payer, batch.sent_on)
    # A rejection whose 277CA never comes cannot be told from the files, so that day has none.
    is_told = batch.sent_on != world.stories.lost_acknowledgement()
    if is_told and roll < (BURST_PERCENT * 100 if is_burst else payer.rejection_bps):
        submission.rejection = payer.rejection
        submission.flaw = {"164": "member id", "255": "diagnosis"}.get(payer.rejection[1], "")


def _mend(submission: Submission) -> None:
    """Change what the denial complained of: a modifier (4), a diagnosis (11, 16)."""
    encounter, answer = submission.claim.encounter, submission.claim.answer
    if submission.mends == "4" and answer is not None:
        for line, before in zip(encounter.lines, answer.lines, strict=True):
            if before.is_denied:
                is_visit = PROCEDURES[line.procedure].kind == VISIT
                fits = "25" if is_visit and "25" not in line.modifiers else "59"
                line.modifiers = (*line.modifiers, fits)
    if submission.mends in {"11", "16"} and MENDING_DIAGNOSIS not in encounter.diagnoses:
        encounter.diagnoses = (*encounter.diagnoses, MENDING_DIAGNOSIS)


def _write(world: World, batches: list[Batch], today: date) -> None:
    number = world.next_number("batch")
    answered_on = days.later(today, 1)
    world.folder.write("837", today, _claims(batches, number, today))
    world.folder.write("999", today, _accept(batches, number, today))
    if number % TA1_EVERY == 0:
        world.folder.write("TA1", today, _ta1(number, today))
    accepted = [one for one in batches if not one.is_refused]
    is_lost = today == world.stories.lost_acknowledgement()
    if accepted and not is_lost and answered_on <= world.until:
        world.folder.write("277CA", answered_on, _statuses(accepted, number, answered_on))


def _claims(batches: list[Batch], number: int, today: date) -> bytes:
    at = datetime.combine(today, time(17, 30))
    group = x12.Group(
        functional_id="HC",
        version=claims_837.VERSION,
        sender=practice.SUBMITTER_ID,
        receiver=practice.CLEARINGHOUSE_ID,
        gs06=number,
        at=at,
        sets=[claims_837.transaction_set(batch) for batch in batches],
    )
    return x12.write_interchange(
        sender=practice.SUBMITTER_ID,
        receiver=practice.CLEARINGHOUSE_ID,
        isa13=number,
        groups=[group],
        at=at,
        acknowledgement_requested=number % TA1_EVERY == 0,
    )


def _accept(batches: list[Batch], number: int, today: date) -> bytes:
    answer = acknowledgements.accept_999(batches, number)
    at = datetime.combine(today, time(18, 5))
    version = acknowledgements.VERSION_999
    return _from_clearinghouse("FA", version, [answer], control=number * 10, at=at)


def _statuses(batches: list[Batch], number: int, on: date) -> bytes:
    answers = [
        acknowledgements.status_277ca(batch, on, f"{ordinal:04d}")
        for ordinal, batch in enumerate(batches, start=1)
    ]
    at = datetime.combine(on, time(7, 50))
    version = acknowledgements.VERSION_277CA
    return _from_clearinghouse("HN", version, answers, control=number * 10 + 1, at=at)


def _from_clearinghouse(
    functional_id: str,
    version: str,
    sets: list[x12.TransactionSet],
    *,
    control: int,
    at: datetime,
) -> bytes:
    group = x12.Group(
        functional_id=functional_id,
        version=version,
        sender=practice.CLEARINGHOUSE_ID,
        receiver=practice.SUBMITTER_ID,
        gs06=control,
        at=at,
        sets=sets,
    )
    return x12.write_interchange(
        sender=practice.CLEARINGHOUSE_ID,
        receiver=practice.SUBMITTER_ID,
        isa13=control,
        groups=[group],
        at=at,
    )


def _ta1(number: int, today: date) -> bytes:
    return x12.write_interchange(
        sender=practice.CLEARINGHOUSE_ID,
        receiver=practice.SUBMITTER_ID,
        isa13=number * 10 + 2,
        groups=[],
        at=datetime.combine(today, time(17, 40)),
        ta1=[acknowledgements.ta1(number, today)],
    )


def _after_sending(world: World, batch: Batch, submission: Submission) -> None:
    claim, rng = submission.claim, submission.claim.encounter.rng
    is_first = claim.rejected_first is None
    answered_on = batch.sent_on if batch.is_refused else days.later(batch.sent_on, 1)
    is_rejected = batch.is_refused or submission.rejection is not None
    if is_first and answered_on <= world.until:
        claim.rejected_first = is_rejected
        if batch.is_refused or batch.sent_on != world.stories.lost_acknowledgement():
            claim.acknowledged_on = answered_on
    if batch.is_refused:
        again = Submission(claim, submission.frequency, submission.replaces)
        world.plan_submission(again, answered_on + timedelta(days=1))
    elif is_rejected:
        if rng.random() >= 0.07:
            wait = rng.randint(2, 8)
            world.plan_submission(Submission(claim), days.later(answered_on, wait))
    else:
        _plan_answer(world, submission, answered_on)


def _plan_answer(world: World, submission: Submission, accepted_on: date) -> None:
    claim, rng = submission.claim, submission.claim.encounter.rng
    payer = claim.payer
    least, most = world.stories.extra_turnaround(payer, accepted_on)
    wait = rng.randint(*payer.turnaround) + rng.randint(least, most)
    ready_on = accepted_on + timedelta(days=wait)
    if submission.is_copy and claim.icn:
        world.plan_answer(Due(claim, DUPLICATE, icn=submission.icn), ready_on)
        return
    is_new = claim.answer is None
    if is_new and not submission.is_copy and rng.random() * 10_000 < SILENT_BPS:
        if rng.random() < 0.6 and not claim.encounter.is_earlier:
            copy = Submission(claim, is_copy=True)
            world.plan_submission(copy, days.later(accepted_on, rng.randint(32, 44)))
        return
    claim.icn = submission.icn
    claim.accepted_on = accepted_on
    world.plan_answer(Due(claim, FIRST if is_new else CORRECTED, submission.frequency), ready_on)
    is_copied = is_new and most and rng.random() * 10_000 < COPY_BPS
    if is_copied and not claim.encounter.is_earlier:
        copy = Submission(claim, is_copy=True)
        world.plan_submission(copy, days.later(accepted_on, 19))

"""Appeal a denial, and write down what the payer answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from mainstay.foundation.db import atomic, locked
from mainstay.revenue.denials.deadlines import LAST_LEVEL, Level, level_of
from mainstay.revenue.denials.errors import AlreadyAppealed, FieldsMissing, NoSuchDenial
from mainstay.revenue.denials.letters import gaps
from mainstay.revenue.denials.models import Act, Appeal, Denial
from mainstay.revenue.denials.services.advancing import Doing, Said, advance, held
from mainstay.revenue.denials.services.outcomes import note_outcome

PAYMENT_DAYS = 30
"""Days within which money should follow a payer's yes (claims.states.USUAL_DAYS)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it goes out: its template and version, its words, what is attached."""

    code: str
    version: int
    body: str
    attachments: Sequence[str] = ()


def next_level(denial: Denial, appeals: Sequence[Appeal]) -> Level:
    """The level an appeal would go to now, with its window's end.

    The first runs from the remittance (the denial's own window), later ones from the last answer.
    """
    done = [one for one in appeals if not one.is_withdrawn]
    number = min(max((one.level for one in done), default=0) + 1, LAST_LEVEL)
    answered = max((one.responded_on for one in done if one.responded_on), default=None)
    found = level_of(denial.payer.payer_type, number, answered or denial.denied_on)
    return found if number > 1 else found.ending(denial.appeal_by)


def send_appeal(
    public_id: UUID, letter: Letter, doing: Doing, *, sent_how: str, proof: str, sent_on: date
) -> Appeal:
    """Write down that an appeal was sent: the letter, how, and what proves it.

    The denial waits until the payer's decision is due.

    Raises:
        FieldsMissing: the letter has gaps.
        AlreadyAppealed: this level was used.
        NoSuchDenial, IllegalTransition, ChangedMeanwhile: see ``advance``.
    """
    if missing := gaps(letter.body):
        raise FieldsMissing(missing)
    with atomic():
        denial = held(doing, public_id)
        appeals = list(Appeal.objects.for_actor(doing.by).filter(denial=denial))
        level = next_level(denial, appeals)
        if any(one.level == level.number and not one.is_withdrawn for one in appeals):
            raise AlreadyAppealed(level.name)
        appeal: Appeal = Appeal.objects.create(
            practice_id=denial.practice_id,
            denial=denial,
            payer_id=denial.payer_id,
            level=level.number,
            level_name=level.name,
            appeal_by=level.ends_on,
            letter_code=letter.code,
            letter_version=letter.version,
            body=letter.body,
            attachments=list(letter.attachments),
            asked_cents=denial.cents,
            sent_how=sent_how,
            proof=proof.strip()[:120],
            sent_on=sent_on,
            sent_by_user_id=doing.by.user_id,
            response_due_on=sent_on + timedelta(days=level.decision_days),
        )
        said = Said(reference=appeal.proof[:80], channel=sent_how)
        advance(
            denial,
            "appeal",
            doing,
            said,
            appeal=appeal,
            waits_until=appeal.response_due_on,
            tried="appeal",
            tried_on=sent_on,
            level=level.number,
        )
    return appeal


def note_response(
    public_id: UUID, doing: Doing, *, outcome: str, won_cents: int, response: str
) -> Act:
    """Write down what the payer answered to an appeal: won, part or lost.

    Won: the denial waits for the money, which a remittance brings. Lost: it needs somebody again,
    with the next level's window where there is one.

    Raises:
        NoSuchDenial: no such appeal in the practice.
        IllegalTransition, ChangedMeanwhile: see ``advance``.
    """
    with atomic():
        rows = Appeal.objects.for_actor(doing.by).filter(public_id=public_id, outcome="")
        appeal = locked(rows).select_related("denial").first()
        if appeal is None:
            raise NoSuchDenial
        denial = held(doing, appeal.denial.public_id)
        won = 0 if outcome == "lost" else min(max(won_cents, 0), appeal.asked_cents)
        appeal.outcome, appeal.won_cents, appeal.responded_on = outcome, won, doing.on
        appeal.response = response.strip()[:300]
        appeal.save(update_fields=["outcome", "won_cents", "responded_on", "response"])
        tried = denial.tried, denial.tried_on
        said = Said(reason=response)
        if outcome == "lost":
            ends_on = (
                level_of(denial.payer.payer_type, appeal.level + 1, doing.on).ends_on
                if appeal.level < LAST_LEVEL
                else None
            )
            changes: dict[str, Any] = {"waits_until": None, "appeal_by": ends_on}
            kind = "refused"
        else:
            changes = {"waits_until": doing.on + timedelta(days=PAYMENT_DAYS)}
            kind = "gave_in"
        act = advance(
            denial, kind, doing, said, appeal=appeal, cents=won, tried="", tried_on=None, **changes
        )
        note_outcome(act, denial, tried=tried, won_cents=won, appeal=appeal)
    return act

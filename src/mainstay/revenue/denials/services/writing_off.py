"""Give an amount up: a posting with a reason, above a limit by two people."""

from uuid import UUID

from mainstay.engine.money import format_cents
from mainstay.foundation.db import atomic, locked, require_transaction
from mainstay.foundation.events import publish
from mainstay.foundation.ledger import Kind, Move, NewPosting, account, balances, post
from mainstay.foundation.work import services as work
from mainstay.revenue.denials.errors import NoSuchDenial, NotOpenAtPayer, SamePerson
from mainstay.revenue.denials.events import BalanceAdjusted
from mainstay.revenue.denials.keys import write_off_key
from mainstay.revenue.denials.models import Denial, WriteOff
from mainstay.revenue.denials.services.advancing import Doing, Said, advance, held

LIMIT_CENTS = 250_00
"""What one person may give up alone (decision 13)."""
APPROVERS = "quality_review"
"""The function whose owner is asked for the second signature."""

REASONS = {
    "small": "Too small to pursue",
    "no_merit": "The payer is right",
    "window_over": "The window is over",
    "appeals_lost": "All appeals lost",
    "our_error": "Our own error, past mending",
    "contract": "The contract says so",
    "courtesy": "Decided by the practice",
}


def needs_second(cents: int) -> bool:
    """Whether an amount is above what one person may give up."""
    return cents > LIMIT_CENTS


def write_off(public_id: UUID, doing: Doing, *, reason_code: str, reason: str = "") -> WriteOff:
    """Write the denied amount off at once, or above the limit ask a second person to.

    What is given up is the denied amount, at most what the payer still owes on the charge.

    Raises:
        NotOpenAtPayer: the payer owes nothing on the charge any more.
        NoSuchDenial, IllegalTransition, ChangedMeanwhile: see ``advance``.
    """
    with atomic():
        return written_off(held(doing, public_id), doing, reason_code=reason_code, reason=reason)


def written_off(denial: Denial, doing: Doing, *, reason_code: str, reason: str = "") -> WriteOff:
    """The same inside the caller's transaction, for bulk acts."""
    require_transaction()
    cents = min(denial.cents, open_at_payer(denial))
    if cents <= 0:
        raise NotOpenAtPayer(format_cents(max(cents, 0)))
    words = f"{REASONS[reason_code]}. {reason}".strip()
    said = Said(reason=words, reference=reason_code)
    form: WriteOff = WriteOff.objects.create(
        practice_id=denial.practice_id,
        denial=denial,
        key=_key(denial),
        cents=cents,
        reason_code=reason_code,
        reason=words[:300],
        needs_second=needs_second(cents),
        asked_at=doing.at,
        asked_by_user_id=doing.by.user_id,
    )
    if form.needs_second:
        advance(denial, "ask_write_off", doing, said, cents=cents, write_off=form, tried="")
        _ask(form, denial, doing)
    else:
        advance(denial, "write_off", doing, said, cents=cents, write_off=form, tried="")
        _post(form, denial, doing)
    return form


def decide(public_id: UUID, doing: Doing, *, is_approved: bool, decision: str = "") -> WriteOff:
    """Approve or refuse a write-off somebody else asked for.

    Raises:
        NoSuchDenial: none of this id waits in the practice.
        SamePerson: the one who asked never decides.
        NotOpenAtPayer: meanwhile less is open than was to be given up.
        IllegalTransition: a refusal without its reason.
    """
    with atomic():
        rows = WriteOff.objects.for_actor(doing.by).filter(public_id=public_id, state="asked")
        form: WriteOff | None = locked(rows).select_related("denial").first()
        if form is None:
            raise NoSuchDenial
        if doing.by.user_id is None or doing.by.user_id == form.asked_by_user_id:
            raise SamePerson
        denial = held(doing, form.denial.public_id)
        said = Said(reason=decision)
        form.decided_at, form.decided_by_user_id = doing.at, doing.by.user_id
        form.decision = decision.strip()[:300]
        if is_approved:
            if (still := open_at_payer(denial)) < form.cents:
                raise NotOpenAtPayer(format_cents(max(still, 0)))
            advance(denial, "approve_write_off", doing, said, cents=form.cents, write_off=form)
            _post(form, denial, doing)
        else:
            form.state = "refused"
            form.save()
            advance(denial, "refuse_write_off", doing, said, cents=form.cents, write_off=form)
        outcome = "approved" if is_approved else "refused"
        work.close_items(doing.by.practice_id, [ask_key(form)], outcome, at=doing.at, by=doing.by)
    return form


def open_at_payer(denial: Denial) -> int:
    """What the payer still owes on the denied charge, in cents."""
    owed = balances(denial.practice_id, [denial.charge_id], kind=Kind.RECEIVABLE)
    return owed.get((Kind.RECEIVABLE, f"payer:{denial.payer_id}", denial.charge_id), 0)


def ask_key(form: WriteOff) -> str:
    """The cause of the second person's work item."""
    return f"{form.key}:second"


def _post(form: WriteOff, denial: Denial, doing: Doing) -> None:
    form.state = "posted"
    form.save()
    receivable = account(denial.practice_id, Kind.RECEIVABLE, f"payer:{denial.payer_id}")
    post(
        denial.practice_id,
        NewPosting(
            key=form.key,
            kind="write_off",
            source=f"denial:{denial.public_id}",
            occurred_on=doing.on,
            effective_on=doing.on,
            moves=[
                Move(
                    account(denial.practice_id, Kind.WRITE_OFF),
                    receivable,
                    form.cents,
                    denial.charge_id,
                    form.reason_code,
                )
            ],
        ),
        at=doing.at,
        actor_id=doing.by.user_id,
    )
    tell_money_moved(denial)


def tell_money_moved(denial: Denial) -> None:
    """Let statuses and figures follow what moved on the denial's encounter."""
    publish(
        BalanceAdjusted(practice_id=denial.practice_id, encounter_ids=(denial.claim.encounter_id,))
    )


def _ask(form: WriteOff, denial: Denial, doing: Doing) -> None:
    work.open_item(
        denial.practice_id,
        APPROVERS,
        ask_key(form),
        subject_kind="denial",
        subject_key=str(denial.public_id),
        title=f"Write off {format_cents(form.cents)}? {form.reason}",
        value_cents=form.cents,
        deadline_on=denial.appeal_by or denial.correct_by,
        occurred_on=doing.on,
        at=doing.at,
        via=doing.by.via,
    )


def _key(denial: Denial) -> str:
    payment = denial.payment
    number = WriteOff.objects.for_practice(denial.practice_id).filter(denial=denial).count() + 1
    return write_off_key(payment.remit.remit_key, payment.ordinal, denial.ordinal, number)

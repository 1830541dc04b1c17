"""Take the last act on a denial back."""

from datetime import date
from typing import Any
from uuid import UUID

from mainstay.foundation.audit import services as audit
from mainstay.foundation.db import atomic
from mainstay.foundation.ledger import mirror
from mainstay.revenue.denials.errors import NotUndoable
from mainstay.revenue.denials.models import Act, Denial, Outcome, WriteOff
from mainstay.revenue.denials.services.advancing import (
    Doing,
    Said,
    held,
    last_act,
    write_act,
)
from mainstay.revenue.denials.services.following import follow_work
from mainstay.revenue.denials.services.writing_off import tell_money_moved
from mainstay.revenue.denials.states import TRANSITIONS, State

DATES = ("waits_until", "tried_on", "appeal_by", "closed_on")


def undo(public_id: UUID, doing: Doing) -> Act:
    """Take the newest act back, while nothing followed it: the denial is as it was before.

    An appeal is marked withdrawn, a response forgotten, a write-off mirrored in the books.

    Raises:
        NotUndoable: there is none, it can't be, or a file has told something since.
        NoSuchDenial, ChangedMeanwhile: see ``advance``.
    """
    with atomic():
        denial = held(doing, public_id)
        last = last_act(denial)
        if last is None or not is_undoable(last, denial):
            raise NotUndoable
        _take_back(last, denial, doing)
        act = write_act(denial, "undo", doing, Said(), _before(last), undoes=last)
        follow_work([denial], by=doing.by, at=doing.at, note="taken back")
        audit.record(
            doing.by,
            "denials.undo",
            patient_ids=[denial.claim.patient_id],
            object_kind="denial",
            object_key=str(denial.public_id),
            details={"undid": last.kind, "to": denial.state},
            context=doing.context,
        )
    return act


def is_undoable(act: Act, denial: Denial) -> bool:
    """Whether this, its denial's newest act, can be taken back."""
    rule = TRANSITIONS.get(act.kind)
    return rule is not None and rule.is_undoable and denial.state == act.to_state


def _before(act: Act) -> dict[str, Any]:
    """The columns as they were; a write-off that had been asked for is not asked again."""
    kept = {
        name: date.fromisoformat(value) if name in DATES and value else value
        for name, value in act.before.items()
    }
    if kept["state"] == State.ASKED:
        kept["state"] = State.OPEN.value
    return kept


def _take_back(act: Act, denial: Denial, doing: Doing) -> None:
    Outcome.objects.for_practice(denial.practice_id).filter(act=act).delete()
    appeal = act.appeal
    if appeal is not None and act.kind == "appeal":
        appeal.is_withdrawn = True
        appeal.save(update_fields=["is_withdrawn"])
    elif appeal is not None:
        appeal.outcome, appeal.won_cents, appeal.responded_on, appeal.response = "", 0, None, ""
        appeal.save(update_fields=["outcome", "won_cents", "responded_on", "response"])
    if act.write_off is not None:
        _mirror(act.write_off, denial, doing)


def _mirror(form: WriteOff, denial: Denial, doing: Doing) -> None:
    form.state = "undone"
    form.save(update_fields=["state"])
    mirror(
        denial.practice_id,
        {form.key: f"{form.key}:undone"},
        kind="write_off_undone",
        source=f"denial:{denial.public_id}",
        occurred_on=doing.on,
        effective_on=doing.on,
        at=doing.at,
        actor_id=doing.by.user_id,
    )
    tell_money_moved(denial)

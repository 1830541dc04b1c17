"""Move a denial along its life, and write down who, when and why. The only way people do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.context import NOWHERE, Context
from mainstay.foundation.db import locked, require_transaction
from mainstay.foundation.tenancy import Actor
from mainstay.revenue.denials.errors import ChangedMeanwhile, NoSuchDenial
from mainstay.revenue.denials.models import Act, Appeal, Denial, WriteOff
from mainstay.revenue.denials.services.following import follow_work
from mainstay.revenue.denials.states import OPEN, State, target_of

KEPT = ("state", "waits_until", "tried", "tried_on", "level", "appeal_by", "closed_on")
"""What an act may change on a denial, and undoing puts back."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, at which moment (UTC), on which practice date, from where."""

    by: Actor
    at: datetime
    on: date
    context: Context = NOWHERE


@dataclass(frozen=True, slots=True)
class Said:
    """What a person wrote down with an act."""

    reason: str = ""
    reference: str = ""
    contact: str = ""
    channel: str = ""


NOTHING_SAID = Said()


def held(doing: Doing, public_id: UUID) -> Denial:
    """The denial, locked until the transaction ends, with what its keys and letters need.

    Raises:
        NoSuchDenial: none of this id in the actor's practice.
    """
    require_transaction()
    rows = Denial.objects.for_actor(doing.by).filter(public_id=public_id)
    denial: Denial | None = locked(rows).select_related("payment__remit", "claim", "payer").first()
    if denial is None:
        raise NoSuchDenial
    return denial


def advance(
    denial: Denial,
    kind: str,
    doing: Doing,
    said: Said = NOTHING_SAID,
    *,
    cents: int = 0,
    appeal: Appeal | None = None,
    write_off: WriteOff | None = None,
    **changes: Any,
) -> Act:
    """Do ``kind`` (a row of TRANSITIONS) to the denial; ``changes`` are columns it sets as well.

    The write is a compare-and-set on the state: two people pressing the same button end with one
    act and one refusal. Work and the audit trail follow in the same transaction.

    Raises:
        IllegalTransition: see ``states.target_of``.
        ChangedMeanwhile: the state changed since ``denial`` was read.
    """
    require_transaction()
    target = target_of(kind, State(denial.state), reason=said.reason)
    changes = {"state": target.value, **changes}
    changes["closed_on"] = None if target in OPEN else doing.on
    act = write_act(
        denial, kind, doing, said, changes, cents=cents, appeal=appeal, write_off=write_off
    )
    follow_work([denial], by=doing.by, at=doing.at, note=kind.replace("_", " "))
    if doing.by.user_id is not None:
        audit.record(
            doing.by,
            f"denials.{kind.replace('_', '-')}",
            patient_ids=[denial.claim.patient_id],
            object_kind="denial",
            object_key=str(denial.public_id),
            details={"to": target.value, "cents": cents or denial.cents},
            context=doing.context,
        )
    return act


def write_act(
    denial: Denial,
    kind: str,
    doing: Doing,
    said: Said,
    changes: dict[str, Any],
    *,
    cents: int = 0,
    appeal: Appeal | None = None,
    write_off: WriteOff | None = None,
    undoes: Act | None = None,
) -> Act:
    """Write ``changes`` where the denial is still as it was read, and the act's row."""
    before = {name: getattr(denial, name) for name in KEPT}
    same = Denial.objects.for_actor(doing.by).filter(pk=denial.pk, state=denial.state)
    if same.update(**changes) != 1:
        raise ChangedMeanwhile
    for name, value in changes.items():
        setattr(denial, name, value)
    act: Act = Act.objects.create(
        practice_id=denial.practice_id,
        denial=denial,
        number=_next_number(denial),
        kind=kind,
        at=doing.at,
        on=doing.on,
        user_id=doing.by.user_id,
        via=doing.by.via,
        from_state=before["state"],
        to_state=denial.state,
        cents=cents or denial.cents,
        reason=said.reason.strip()[:300],
        reference=said.reference.strip()[:80],
        contact=said.contact.strip()[:80],
        channel=said.channel,
        appeal=appeal,
        write_off=write_off,
        before={name: _plain(value) for name, value in before.items()},
        undoes=undoes,
    )
    return act


def last_act(denial: Denial) -> Act | None:
    """The newest act on a denial."""
    acts = Act.objects.for_practice(denial.practice_id).filter(denial=denial)
    found: Act | None = acts.order_by("-number").first()
    return found


def _next_number(denial: Denial) -> int:
    last = last_act(denial)
    return last.number + 1 if last else 1


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

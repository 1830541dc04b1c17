"""Write one link of the chain."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from mainstay.foundation import clock
from mainstay.foundation.audit.context import NOWHERE, Context
from mainstay.foundation.audit.models import AuditEvent, AuditSubject, Chain
from mainstay.foundation.audit.seal import canonical, seal
from mainstay.foundation.db import locked, rows
from mainstay.foundation.tenancy import Actor

MOST_PATIENTS = 200


def record(
    actor: Actor,
    action: str,
    *,
    patient_ids: Iterable[int] = (),
    object_kind: str = "",
    object_key: str = "",
    outcome: str = "ok",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    context: Context = NOWHERE,
) -> AuditEvent:
    """Note that ``actor`` did ``action``: the last write of its transaction.

    It takes the practice's chain lock, which is held until the transaction ends; for a view, a
    short transaction of its own. ``details`` and ``reason`` hold codes, ids and keyed hashes,
    never names, dates of birth or numbers of patients. At most 200 patients are named; a longer
    list names its query in ``details``.

    Raises:
        ValueError: more than 200 patients.
    """
    patients = sorted(set(patient_ids))
    if len(patients) > MOST_PATIENTS:
        raise ValueError(f"An audit row names at most {MOST_PATIENTS} patients; name the query.")
    with transaction.atomic():
        Chain.objects.get_or_create(practice_id=actor.practice_id)
        chain = locked(Chain.objects.filter(practice_id=actor.practice_id)).get()
        event = AuditEvent(
            practice_id=actor.practice_id,
            seq=chain.seq + 1,
            at=clock.now(),
            user_id=actor.user_id,
            via=actor.via,
            role=actor.role,
            action=action,
            patient_ids=patients,
            object_kind=object_kind,
            object_key=object_key,
            outcome=outcome,
            reason=reason,
            details=dict(details or {}),
            source_address=context.source_address,
            session_hash=context.session_hash,
            request_id=context.request_id,
            prev=chain.head,
        )
        event.mac = seal(settings.AUDIT_KEY, chain.head, event.content())
        event.save(force_insert=True)
        rows.insert(
            AuditSubject,
            ("practice", "event", "patient_id"),
            [(actor.practice_id, event.pk, patient_id) for patient_id in patients],
        )
        chain.seq, chain.head = event.seq, event.mac
        chain.save(update_fields=["seq", "head"])
    return event


def record_bulk(
    actor: Actor, action: str, *, digest: str, rows_written: int, object_key: str = ""
) -> AuditEvent:
    """Note a job's transaction by a digest over what it wrote (``digest_of``), in one row."""
    return record(
        actor,
        action,
        object_kind="bulk",
        object_key=object_key,
        details={"digest": digest, "rows": rows_written},
    )


def digest_of(written: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over rows in the order they were written, in lower-case hex."""
    digest = hashlib.sha256()
    for row in written:
        digest.update(canonical(row))
        digest.update(b"\n")
    return digest.hexdigest()

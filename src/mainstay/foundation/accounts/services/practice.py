"""Change what a practice says about itself. It stands here because each change is audited."""

from datetime import datetime

from django.db import transaction

from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.context import NOWHERE, Context
from mainstay.foundation.db import locked
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice


def change_practice(actor: Actor, *, name: str, zone: str, context: Context = NOWHERE) -> None:
    """Give the actor's practice its name and zone (an IANA name)."""
    with transaction.atomic():
        practice = locked(Practice.objects.filter(pk=actor.practice_id)).get()
        before = {"name": practice.name, "zone": practice.zone}
        after = {"name": name, "zone": zone}
        if before == after:
            return
        practice.name, practice.zone = name, zone
        practice.save(update_fields=["name", "zone"])
        audit.record(
            actor,
            "settings.edit",
            object_kind="practice",
            object_key=practice.code,
            details={"before": before, "after": after},
            context=context,
        )


def confirm_identifiers(actor: Actor, *, at: datetime, context: Context = NOWHERE) -> None:
    """Say that the numbers learned so far are the practice's own. Again: nothing changes."""
    with transaction.atomic():
        practice = locked(Practice.objects.filter(pk=actor.practice_id)).get()
        if practice.identifiers_confirmed_at is not None:
            return
        practice.identifiers_confirmed_at = at
        practice.save(update_fields=["identifiers_confirmed_at"])
        numbers = [str(found) for found in practice.identifiers.order_by("kind", "value")]
        audit.record(
            actor,
            "settings.edit",
            object_kind="practice",
            object_key=practice.code,
            details={"confirmed": numbers},
            context=context,
        )

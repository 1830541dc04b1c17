"""Give a finding to the step that caused denials, once for each cause, payer and month."""

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.foundation.audit import services as audit
from mainstay.foundation.db import atomic
from mainstay.foundation.work import services as work
from mainstay.revenue.denials.errors import DenialRefusal
from mainstay.revenue.denials.queries.causes import Cause, cause_of
from mainstay.revenue.denials.services.advancing import Doing


def tell_owner(key: str, doing: Doing) -> bool:
    """Open a work item of the upstream function; whether it was new.

    Raises:
        DenialRefusal: no denials of this cause are in the practice.
    """
    cause = cause_of(doing.by.practice_id, key)
    if cause is None:
        raise DenialRefusal("There are no denials of this cause in that month any more.")
    with atomic():
        is_new = work.open_item(
            doing.by.practice_id,
            cause.function,
            cause.key,
            subject_kind="denial",
            subject_key=cause.key,
            title=_title(cause),
            value_cents=cause.cents,
            occurred_on=doing.on,
            at=doing.at,
            via=doing.by.via,
        )
        if is_new:
            audit.record(
                doing.by,
                "denials.tell",
                object_kind="denial cause",
                object_key=cause.key,
                details={"function": cause.function, "cents": cause.cents},
                context=doing.context,
            )
    return is_new


def _title(cause: Cause) -> str:
    noun = "denial" if cause.count == 1 else "denials"
    why = codes.carc(cause.carc).summary.rstrip(".")
    payer = cause.payer.title() if cause.payer.isupper() else cause.payer
    return (
        f"{cause.count} {noun} of {cause.month:%B}, {format_cents(cause.cents)}, came from here: "
        f"{payer} said “{why}”. See what lets it happen, and mend it."
    )[:300]

"""Write down that patients' data was looked at, before the page is sent (RELIABILITY 9)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DatabaseError

from mainstay.foundation.audit import services as audit
from mainstay.web.access import PracticeRequest
from mainstay.web.errors import Unavailable

MOST_PATIENTS = 200


def viewed(
    request: PracticeRequest,
    patient_ids: Iterable[int],
    *,
    action: str = "patients.view",
    object_kind: str = "",
    object_key: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note a view of these patients. Call it before rendering; lists and searches too.

    Of more than 200 patients the first 200 are named and the number is noted.

    Raises:
        Unavailable: the row could not be written, so the page must not be shown (503).
    """
    patients = sorted(set(patient_ids))
    noted = dict(details or {})
    if len(patients) > MOST_PATIENTS:
        noted["patients"] = len(patients)
    try:
        audit.record(
            request.actor,
            action,
            patient_ids=patients[:MOST_PATIENTS],
            object_kind=object_kind,
            object_key=object_key,
            details=noted,
            context=request.audit_context,
        )
    except DatabaseError as error:
        raise Unavailable("The audit trail could not be written, so nothing is shown.") from error

"""Which submissions an acknowledgement is about. Pure: the same whatever came first.

Control numbers come back after a while, and practices use claim numbers again. So the newest file
that was sent by the day of the acknowledgement is meant, and a claim's patient must agree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mainstay.frontoffice.patients.services.resolving import search_name

GRACE = timedelta(days=1)
"""Sender and receiver may write different dates around midnight."""

LONGEST = timedelta(days=60)
"""What came back later than this after a file answers another one of the same number."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission, as far as acknowledgements can name it."""

    id: int
    claim_id: int
    encounter_id: int
    version_id: int
    source_key: str
    sent_on: date
    isa13: str
    gs06: str
    st02: str
    bht03: str
    claim_number: str
    billed_cents: int
    patient_name: str = ""
    member_id: str = ""

    @property
    def file_key(self) -> str:
        """The file it was sent in."""
        return self.source_key.partition(":")[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """The names by which an acknowledgement may speak of it."""
        return (
            f"claim:{self.claim_number}",
            f"set:{self.gs06}:{self.st02}",
            f"group:{self.gs06}",
            f"batch:{self.bht03}",
            f"isa:{self.isa13}",
        )


def meant(
    key: str, occurred_on: date, body: Mapping[str, Any], sent: Iterable[Sent]
) -> Sequence[Sent]:
    """The submissions that a fact named ``key`` is about, of those sent under that name."""
    in_time = sorted(
        (one for one in sent if -GRACE <= occurred_on - one.sent_on <= LONGEST),
        key=lambda one: (one.sent_on, one.source_key),
    )
    before = [one for one in in_time if one.sent_on <= occurred_on] or in_time
    if key.startswith("claim:"):
        return _claim_meant(body, before)
    return [one for one in before if one.file_key == before[-1].file_key]


def _claim_meant(body: Mapping[str, Any], sent: Sequence[Sent]) -> Sequence[Sent]:
    """One submission: of this patient; of this batch if one is; of this amount if one is."""
    found = [one for one in sent if _is_patient(body, one)]
    preferences: tuple[Callable[[Sent], bool], ...] = (
        lambda one: bool(body.get("batch")) and one.bht03 == body["batch"],
        lambda one: one.billed_cents == body.get("charge_cents"),
    )
    for is_preferred in preferences:
        found = [one for one in found if is_preferred(one)] or found
    return found[-1:]


def _is_patient(body: Mapping[str, Any], one: Sent) -> bool:
    """Whether the patient may be the same: by member id or last name, where both are given."""
    member_id, last_name = body.get("member_id", ""), search_name(body.get("last_name", ""), "")
    if member_id and member_id.upper() == one.member_id.upper():
        return True
    return not last_name or not one.patient_name or one.patient_name.startswith(last_name)

"""A work item before it is opened. Pure."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NewItem:
    """What needs a person, and why: ``cause_key`` is unique in the practice, for ever.

    ``function`` is a code of ``functions.toml``. ``value_cents`` is the money at risk. Without
    ``due_at`` (UTC) the function's turnaround counts from the moment it is opened; without
    ``occurred_on`` it is that day in the practice's zone. The title holds no name or number of a
    patient.
    """

    function: str
    cause_key: str
    subject_kind: str
    subject_key: str
    title: str
    value_cents: int = 0
    due_at: datetime | None = None
    deadline_on: date | None = None
    occurred_on: date | None = None

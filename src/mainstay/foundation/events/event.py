"""What an event is."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every event: a frozen dataclass with a ``kind`` such as "claims.submitted".

    Its fields are keys, codes, dates and amounts. Never PHI: no name, birth date or member id.
    """

    kind: ClassVar[str]

    practice_id: int

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values, without the practice, which has its own column."""
        return {
            field.name: _json(getattr(self, field.name))
            for field in fields(self)
            if field.name != "practice_id"
        }


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_json(item) for item in value]
    return value

"""Saved practices for any package's tests."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from mainstay.foundation.tenancy.models import Practice

_numbers = count(1)


def a_practice(**changes: Any) -> Practice:
    """A practice in New York, with its code made up."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "code": f"practice-{number}",
        "name": f"Example Practice {number}",
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Practice.objects.create(**(fields | changes))

"""The questions about people."""

from mainstay.foundation.accounts.queries.memberships import (
    has_second_factor,
    identifiers_of,
    memberships_of,
    practices_of,
)
from mainstay.foundation.accounts.queries.people import (
    Person,
    demo_members,
    member,
    names_of,
    people_in,
    practice_coded,
    user_of,
)

__all__ = [
    "Person",
    "demo_members",
    "has_second_factor",
    "identifiers_of",
    "member",
    "memberships_of",
    "names_of",
    "people_in",
    "practice_coded",
    "practices_of",
    "user_of",
]

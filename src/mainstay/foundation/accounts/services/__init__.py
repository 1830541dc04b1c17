"""The verbs of accounts."""

from mainstay.foundation.accounts.services.demo import demo_people
from mainstay.foundation.accounts.services.links import (
    give_link,
    link_for,
    set_password,
    user_of_link,
)
from mainstay.foundation.accounts.services.people import change_role, end, invite
from mainstay.foundation.accounts.services.practice import change_practice, confirm_identifiers
from mainstay.foundation.accounts.services.second_factor import forget_second_factor

__all__ = [
    "change_practice",
    "change_role",
    "confirm_identifiers",
    "demo_people",
    "end",
    "forget_second_factor",
    "give_link",
    "invite",
    "link_for",
    "set_password",
    "user_of_link",
]

"""Tables of accounts."""

from mainstay.foundation.accounts.models.membership import Membership, Team
from mainstay.foundation.accounts.models.user import User

__all__ = ["Membership", "Team", "User"]

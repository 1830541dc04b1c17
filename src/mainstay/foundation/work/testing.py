"""People and work for tests of whatever stands above."""

from datetime import UTC, datetime

from mainstay.foundation.accounts.models import Membership, Team, User
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice

WHEN = datetime(2026, 1, 5, 15, tzinfo=UTC)


def a_member(practice: Practice, name: str, role: str, *, team: Team | None = None) -> Actor:
    """Somebody who works in a practice, as an actor of the web."""
    user = User.objects.create_user(
        f"{name.lower()}.{practice.pk}@test.example", name=name, created_at=WHEN
    )
    Membership.objects.create(practice=practice, user=user, role=role, team=team, created_at=WHEN)
    return Actor(practice_id=practice.pk, user_id=user.pk, via="web", role=role)

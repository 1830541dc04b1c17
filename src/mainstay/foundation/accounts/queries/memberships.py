"""Who is what, and where."""

from allauth.mfa.models import Authenticator

from mainstay.foundation.accounts.models import Membership
from mainstay.foundation.tenancy.models import Practice, PracticeIdentifier


def memberships_of(user_id: int) -> list[Membership]:
    """A person's parts in practices that have not ended, by the practice's name. One query."""
    return list(
        Membership.objects.filter(user_id=user_id, is_active=True)
        .select_related("practice")
        .order_by("practice__name", "id")
    )


def practices_of(user_id: int) -> list[Practice]:
    """The practices a person may act in, by name."""
    return [membership.practice for membership in memberships_of(user_id)]


def has_second_factor(user_id: int) -> bool:
    """Whether a person has set up the codes of an authenticator app."""
    totp = Authenticator.Type.TOTP
    found: bool = Authenticator.objects.filter(user_id=user_id, type=totp).exists()
    return found


def identifiers_of(practice_id: int) -> list[PracticeIdentifier]:
    """The numbers under which a practice bills, in order."""
    return list(
        PracticeIdentifier.objects.filter(practice_id=practice_id).order_by("kind", "value")
    )

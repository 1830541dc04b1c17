"""The people of a practice."""

import uuid
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from mainstay.foundation.accounts.models import Membership, User
from mainstay.foundation.tenancy.models import Practice


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the list of people shows him."""

    membership: Membership
    has_second_factor: bool

    @property
    def state(self) -> str:
        """His state in a word of web/words.py: Invited, Signed in, Made up (the demo's) or Ended."""
        if not self.membership.is_active or not self.membership.user.is_active:
            return "Ended"
        if self.membership.user.is_demo:
            return "Made up"
        return "Invited" if self.membership.user.last_login is None else "Signed in"


def people_in(practice_id: int) -> list[Person]:
    """Everyone who has or had a part in a practice, present ones first, by name. One query."""
    factors = Authenticator.objects.filter(
        user_id=OuterRef("user_id"), type=Authenticator.Type.TOTP
    )
    members = (
        _members(practice_id)
        .annotate(has_factor=Exists(factors))
        .order_by("-is_active", "user__name", "id")
    )
    return [Person(member, member.has_factor) for member in members]


def member(practice_id: int, public_id: uuid.UUID) -> Membership | None:
    """One member of a practice; None when this practice has none of that id."""
    return _members(practice_id).filter(public_id=public_id).first()


def names_of(user_ids: set[int]) -> dict[int, str]:
    """The names of users by id."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=user_ids)}


def demo_members() -> list[Membership]:
    """The people a visitor of the demo may be: those of demo practices who belong to no other."""
    outside = Membership.objects.filter(user_id=OuterRef("user_id"), practice__is_demo=False)
    return list(
        Membership.objects.filter(
            practice__is_demo=True, user__is_demo=True, user__is_active=True, is_active=True
        )
        .exclude(Exists(outside))
        .select_related("practice", "user")
        .order_by("id")
    )


def practice_coded(code: str) -> Practice | None:
    """The practice of a code."""
    return Practice.objects.filter(code=code).first()


def user_of(email: str) -> User | None:
    """The user of an address."""
    return User.objects.filter(email=email.strip().lower()).first()


def _members(practice_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(practice_id=practice_id).select_related("user", "team")

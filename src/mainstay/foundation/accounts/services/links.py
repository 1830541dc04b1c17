"""One-time links by which a person chooses his password: the first one, or a new one.

Nothing is stored. A link is a keyed hash over the user's present password hash and last sign-in,
so using it, or signing in by another way, spends it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils.http import base36_to_int

from mainstay.foundation import clock
from mainstay.foundation.accounts.errors import (
    BelongsElsewhere,
    LinkSpent,
    NotAStranger,
    NotYourself,
)
from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.queries import memberships_of
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.context import NOWHERE, Context
from mainstay.foundation.db import locked
from mainstay.foundation.tenancy import Actor

FIRST_TIME = timedelta(days=3)
RESET = timedelta(minutes=15)
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)  # from which Django's tokens count their seconds


class _Links(PasswordResetTokenGenerator):
    key_salt = "mainstay.accounts.links"

    def _now(self) -> datetime:
        return clock.now().replace(tzinfo=None)


_links = _Links()


@dataclass(frozen=True, slots=True)
class Link:
    """What stands in a link: whose it is, its token, and how long it works."""

    user_id: int
    token: str
    lives: timedelta

    @property
    def path(self) -> str:
        """The address it leads to, below the installation's own."""
        return f"/welcome/{self.user_id}/{self.token}"


def link_for(user: User) -> Link:
    """A new one-time link: 3 days for somebody who has no password yet, else 15 minutes."""
    return Link(user.pk, _links.make_token(user), _lifetime(user))


def give_link(by: Actor, user: User, *, context: Context = NOWHERE) -> Link:
    """A one-time link for a member of ``by``'s practice, who gives it to that person alone.

    Raises:
        NotYourself: who signs in changes his password himself.
        NotAStranger: the demo's people have one click instead.
        BelongsElsewhere: he belongs to other practices, too, whose door this would open.
    """
    if by.user_id == user.pk:
        raise NotYourself
    if user.is_demo:
        raise NotAStranger
    if any(found.practice_id != by.practice_id for found in memberships_of(user.pk)):
        raise BelongsElsewhere
    audit.record(by, "accounts.link", object_kind="user", object_key=str(user.pk), context=context)
    return link_for(user)


def user_of_link(user_id: int, token: str, *, at: datetime) -> User:
    """Whose link this is.

    Raises:
        LinkSpent: used, expired, or never made by us.
    """
    user = User.objects.filter(pk=user_id, is_active=True, is_demo=False).first()
    if user is None or not _links.check_token(user, token):
        raise LinkSpent
    if _made_at(token) + _lifetime(user) < at:
        raise LinkSpent
    return user


def set_password(
    user_id: int, token: str, password: str, *, at: datetime, context: Context = NOWHERE
) -> User:
    """Give the link's owner his password. Every session of his ends, and the link is spent.

    The caller has checked the password against the rules for passwords.

    Raises:
        LinkSpent: used, expired, or never made by us.
    """
    with transaction.atomic():
        locked(User.objects.filter(pk=user_id)).first()
        user = user_of_link(user_id, token, at=at)
        user.set_password(password)
        user.failed_sign_ins = 0
        user.save(update_fields=["password", "failed_sign_ins"])
        for membership in memberships_of(user.pk):
            actor = Actor(membership.practice_id, user.pk, via="web", role=membership.role)
            audit.record(
                actor,
                "accounts.set-password",
                object_kind="user",
                object_key=str(user.pk),
                context=context,
            )
    return user


def _lifetime(user: User) -> timedelta:
    return RESET if user.has_usable_password() else FIRST_TIME


def _made_at(token: str) -> datetime:
    seconds = base36_to_int(token.partition("-")[0])
    return _EPOCH + timedelta(seconds=seconds)

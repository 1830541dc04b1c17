"""Signed-in people for tests: the short way in, with everything the gate asks for."""

import time
from dataclasses import dataclass
from itertools import count

from allauth.mfa.models import Authenticator
from django.test import Client

from mainstay.foundation import clock
from mainstay.foundation.accounts import seeds
from mainstay.foundation.accounts.models import Membership, User
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.web.middleware import session_limits

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "four calm herons wading"
_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """A member of a practice."""

    membership: Membership

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def practice(self) -> Practice:
        return self.membership.practice

    @property
    def actor(self) -> Actor:
        return Actor(self.practice.pk, self.user.pk, "web", self.membership.role)

    def client(self, *, recently: bool = True, **defaults: str) -> Client:
        """A browser in which he is signed in; ``recently``: his password was asked again."""
        client = Client(**defaults)
        client.force_login(self.user)
        session = client.session
        session[session_limits.SIGNED_IN_AT] = session[session_limits.LAST_SEEN] = int(time.time())
        if recently:
            asked = {"method": "password", "at": time.time(), "reauthenticated": True}
            session["account_authentication_methods"] = [asked]
            session["account_authentication_methods_user"] = str(self.user.pk)
        session.save()
        return client


def a_user(*, password: str | None = None, second_factor: bool = True, **fields: object) -> User:
    """Somebody who could sign in; password hashing is slow, so only where a test needs it."""
    number = next(_numbers)
    user = User.objects.create_user(
        f"person-{number}@example.org",
        password,
        **{"name": f"Person {number}", "created_at": clock.now(), **fields},
    )
    if second_factor:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": seeds.seal(SEED)}
        )
    return user


def a_person(role: str, practice: Practice | None = None, user: User | None = None) -> Person:
    """A member of a practice (a new one where none is given) in this role."""
    membership = Membership.objects.create(
        practice=practice or a_practice(),
        user=user or a_user(),
        role=role,
        created_at=clock.now(),
    )
    return Person(membership)

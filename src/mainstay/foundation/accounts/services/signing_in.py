"""What is remembered of tries to sign in (RELIABILITY 11)."""

from django.db.models import F

from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.queries import memberships_of
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.context import NOWHERE, Context
from mainstay.foundation.tenancy import Actor

MOST_FAILURES = 100
"""NIST's cap: after this many wrong passwords in a row only a new link opens the account."""


def is_stopped(email: str) -> bool:
    """Whether an account is closed to passwords until it gets a new link."""
    return User.objects.filter(
        email=email.strip().lower(), failed_sign_ins__gte=MOST_FAILURES
    ).exists()


def note_failure(email: str, *, context: Context = NOWHERE) -> None:
    """Count a wrong password, and write it in the trail of each practice the person belongs to."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        return
    User.objects.filter(pk=user.pk).update(failed_sign_ins=F("failed_sign_ins") + 1)
    _note(user, "accounts.sign-in", "refused", context)


def note_sign_in(user: User, *, context: Context = NOWHERE) -> None:
    """Write a sign-in down, and forget the failures before it."""
    User.objects.filter(pk=user.pk, failed_sign_ins__gt=0).update(failed_sign_ins=0)
    _note(user, "accounts.sign-in", "ok", context)


def note_sign_out(user: User, *, context: Context = NOWHERE) -> None:
    """Write a sign-out down."""
    _note(user, "accounts.sign-out", "ok", context)


def note_second_factor(user: User, what: str, *, context: Context = NOWHERE) -> None:
    """Write down a change of somebody's second factor: "set-up", "removed", "new-codes"."""
    _note(user, f"accounts.second-factor.{what}", "ok", context)


def _note(user: User, action: str, outcome: str, context: Context) -> None:
    for membership in memberships_of(user.pk):
        audit.record(
            Actor(membership.practice_id, user.pk, via="web", role=membership.role),
            action,
            object_kind="user",
            object_key=str(user.pk),
            outcome=outcome,
            context=context,
        )

"""Forget a lost authenticator app, so that its owner can set up another."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.queries import memberships_of
from mainstay.foundation.audit import services as audit
from mainstay.foundation.tenancy import Actor


def forget_second_factor(user: User) -> None:
    """Remove somebody's authenticator and recovery codes; only the operator may."""
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk).delete()
        for membership in memberships_of(user.pk):
            audit.record(
                Actor.automation(membership.practice_id, via="cli"),
                "accounts.forget-second-factor",
                object_kind="user",
                object_key=str(user.pk),
            )

"""Who belongs to a practice, and in which role. Nobody grants himself one."""

from datetime import datetime

from django.db import transaction

from mainstay.foundation.accounts.errors import (
    ChangedMeanwhile,
    LastAdministrator,
    NotAStranger,
    NotYourself,
    UnknownRole,
)
from mainstay.foundation.accounts.models import Membership, Team, User
from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.context import NOWHERE, Context
from mainstay.foundation.db import locked
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice

ADMINISTERS = "people.edit"


def invite(
    by: Actor,
    *,
    email: str,
    name: str,
    role: str,
    team: Team | None = None,
    at: datetime,
    context: Context = NOWHERE,
) -> Membership:
    """Give somebody a part in ``by``'s practice; whoever has one gets this role instead.

    A person new to this installation chooses a password by ``links.link_for``.

    Raises:
        UnknownRole: no such role.
        NotYourself: ``by`` is that person.
        NotAStranger: a demo's person outside it, or somebody real in the demo.
    """
    _require_role(role)
    with transaction.atomic():
        practice = Practice.objects.get(pk=by.practice_id)
        user = _person(email, name, at)
        if user.is_demo != practice.is_demo:
            raise NotAStranger
        _require_other(by, user.pk)
        membership, _ = Membership.objects.update_or_create(
            practice=practice,
            user=user,
            defaults={"role": role, "team": team, "is_active": True},
            create_defaults={"role": role, "team": team, "created_at": at},
        )
        _note(by, "accounts.invite", membership, {"role": role}, context)
    return membership


def change_role(
    by: Actor, membership: Membership, role: str, *, context: Context = NOWHERE
) -> Membership:
    """Give a member another role; it counts from his next page on.

    Raises:
        UnknownRole, NotYourself: see ``invite``.
        LastAdministrator: nobody would be left to administer people.
        ChangedMeanwhile: ``membership`` is not as it is stored.
    """
    _require_role(role)
    _require_other(by, membership.user_id)
    with transaction.atomic():
        stored = _held(membership)
        if ADMINISTERS not in matrix().roles[role].acts:
            _require_another_administrator(stored)
        was, stored.role = stored.role, role
        _store(stored)
        _note(by, "accounts.change-role", stored, {"role": [was, role]}, context)
    return stored


def end(by: Actor, membership: Membership, *, context: Context = NOWHERE) -> Membership:
    """End somebody's part in the practice, from his next page on. What he did stays his.

    Raises:
        NotYourself, LastAdministrator, ChangedMeanwhile: see ``change_role``.
    """
    _require_other(by, membership.user_id)
    with transaction.atomic():
        stored = _held(membership)
        _require_another_administrator(stored)
        stored.is_active = False
        _store(stored)
        _note(by, "accounts.end", stored, {"role": stored.role}, context)
    return stored


def _person(email: str, name: str, at: datetime) -> User:
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    return found or User.objects.create_user(address, name=name.strip(), created_at=at)


def _require_role(role: str) -> None:
    if role not in matrix().roles:
        raise UnknownRole(role)


def _require_other(by: Actor, user_id: int) -> None:
    if by.user_id == user_id:
        raise NotYourself


def _held(membership: Membership) -> Membership:
    stored = locked(Membership.objects.filter(pk=membership.pk)).get()
    if stored.row_version != membership.row_version:
        raise ChangedMeanwhile
    return stored


def _require_another_administrator(membership: Membership) -> None:
    administers = [role for role, found in matrix().roles.items() if ADMINISTERS in found.acts]
    others = Membership.objects.filter(
        practice_id=membership.practice_id, role__in=administers, is_active=True
    ).exclude(pk=membership.pk)
    if membership.role in administers and not others.exists():
        raise LastAdministrator


def _store(membership: Membership) -> None:
    membership.row_version += 1
    membership.save(update_fields=["role", "is_active", "row_version"])


def _note(
    by: Actor, action: str, membership: Membership, details: dict[str, object], context: Context
) -> None:
    audit.record(
        by,
        action,
        object_kind="user",
        object_key=str(membership.user_id),
        details=details,
        context=context,
    )

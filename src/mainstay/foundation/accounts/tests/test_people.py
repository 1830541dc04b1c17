"""Who is let in, and what nobody may do to himself or to the last who administers."""

import pytest

from mainstay.foundation import clock
from mainstay.foundation.accounts.errors import (
    BelongsElsewhere,
    ChangedMeanwhile,
    LastAdministrator,
    NotAStranger,
    NotYourself,
    UnknownRole,
)
from mainstay.foundation.accounts.models import Membership, User
from mainstay.foundation.accounts.queries import demo_members, people_in
from mainstay.foundation.accounts.services import (
    change_role,
    demo_people,
    end,
    give_link,
    invite,
)
from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice


@pytest.fixture
def practice(db):
    return a_practice()


def invited(practice, email="maren@example.org", role="manager") -> Membership:
    by = Actor.automation(practice.pk, via="cli")
    return invite(by, email=email, name="Maren Holt", role=role, at=clock.now())


def as_actor(membership: Membership) -> Actor:
    return Actor(membership.practice_id, membership.user_id, "web", membership.role)


def test_an_address_is_one_person_however_it_is_written(practice):
    first = invited(practice, "Maren@Example.org")
    again = invited(practice, " maren@example.org ", "auditor")

    assert again.pk == first.pk
    assert (User.objects.count(), again.role) == (1, "auditor")


def test_somebody_invited_cannot_sign_in_before_he_chose_a_password(practice):
    assert not invited(practice).user.has_usable_password()


def test_one_person_has_one_part_in_each_practice(practice):
    here, there = invited(practice), invited(a_practice(), role="auditor")

    assert here.user_id == there.user_id
    assert (here.role, there.role) == ("manager", "auditor")


def test_who_left_comes_back_by_an_invitation(practice):
    owner = as_actor(invited(practice, "owner@example.org", "owner"))
    left = end(owner, invited(practice))
    assert [p.state for p in people_in(practice.pk)] == ["Invited", "Ended"]

    assert invited(practice).is_active
    assert left.user_id in {p.membership.user_id for p in people_in(practice.pk)}


def test_nobody_grants_himself_a_role(practice):
    owner = invited(practice, "owner@example.org", "owner")
    invited(practice, "second@example.org", "owner")

    with pytest.raises(NotYourself):
        change_role(as_actor(owner), owner, "security")
    with pytest.raises(NotYourself):
        end(as_actor(owner), owner)
    with pytest.raises(NotYourself):
        invite(as_actor(owner), email=owner.user.email, name="", role="security", at=clock.now())
    with pytest.raises(NotYourself):
        give_link(as_actor(owner), owner.user)


def test_the_last_administrator_cannot_be_taken_away_even_by_the_operator(practice):
    owner = invited(practice, "owner@example.org", "owner")
    operator = Actor.automation(practice.pk, via="cli")

    with pytest.raises(LastAdministrator):
        change_role(operator, owner, "auditor")
    with pytest.raises(LastAdministrator):
        end(operator, owner)
    invited(practice, "security@example.org", "security")
    assert change_role(operator, owner, "auditor").role == "auditor"


def test_a_change_made_on_an_old_page_is_refused(practice):
    owner = as_actor(invited(practice, "owner@example.org", "owner"))
    seen_by_two = invited(practice)
    change_role(owner, seen_by_two, "auditor")

    with pytest.raises(ChangedMeanwhile):
        change_role(owner, seen_by_two, "coder")


def test_a_refused_change_leaves_nothing_behind(practice):
    owner = as_actor(invited(practice, "owner@example.org", "owner"))
    before = AuditEvent.objects.count()

    with pytest.raises(UnknownRole):
        invite(owner, email="x@example.org", name="X", role="superuser", at=clock.now())

    assert (AuditEvent.objects.count(), User.objects.count()) == (before, 1)


def test_one_practice_opens_no_door_of_another(practice):
    owner = as_actor(invited(practice, "owner@example.org", "owner"))
    both = invited(practice)
    invited(a_practice(), role="owner")

    with pytest.raises(BelongsElsewhere):
        give_link(owner, both.user)


def test_the_demos_people_are_made_once_and_belong_to_it_alone(db):
    demo = a_practice(is_demo=True)
    first = demo_people(demo)
    again = demo_people(demo)

    assert [m.pk for m in again] == [m.pk for m in first]
    assert {m.role for m in demo_members()} == {
        "manager", "biller", "outside_specialist", "physician", "front_desk", "auditor",
            "coder", "poster",
    }  # fmt: skip
    assert not any(m.user.has_usable_password() for m in first)


def test_a_real_practice_has_no_demo_people_and_takes_none_of_them(practice):
    with pytest.raises(NotAStranger):
        demo_people(practice)
    visitor = demo_people(a_practice(is_demo=True))[0]
    with pytest.raises(NotAStranger):
        invited(practice, visitor.user.email, "owner")
    with pytest.raises(NotAStranger):
        give_link(Actor.automation(visitor.practice_id, via="cli"), visitor.user)

"""People and roles: invited by link, changed by others, never by oneself."""

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.foundation.accounts.models import Membership
from mainstay.foundation.accounts.queries import user_of
from mainstay.foundation.audit.models import AuditEvent
from tests.web.people import PASSWORD, Person, a_person, a_user


@pytest.fixture
def manager(owner) -> Person:
    return a_person("manager", owner.practice)


def page_of(person: Person) -> str:
    return reverse("person", args=[person.membership.public_id])


def test_an_invitation_shows_a_link_that_leads_to_a_password(owner):
    answer = owner.client().post(
        reverse("people-invite"),
        {"name": "Tamsin Reed", "email": "Tamsin@Example.org", "role": "biller"},
    )

    invited = user_of("tamsin@example.org")
    assert Membership.objects.get(user=invited).role == "biller"
    link = answer.text.partition('value="http://testserver')[2].partition('"')[0]
    assert "Tamsin Reed" in Client().get(link, follow=True).text


def test_who_signs_in_already_gets_no_link_from_another_practice(owner):
    known = a_user(password=PASSWORD)
    a_person("biller", user=known)
    answer = owner.client().post(
        reverse("people-invite"), {"name": known.name, "email": known.email, "role": "coder"}
    )

    assert answer.status_code == 302
    membership = Membership.objects.get(user=known, practice=owner.practice)
    answer = owner.client().post(reverse("person", args=[membership.public_id]), {"act": "link"})
    assert answer.status_code == 422
    assert "belongs to other practices" in answer.text


def test_a_role_is_changed_and_the_trail_says_from_what_to_what(owner, manager):
    owner.client().post(page_of(manager), {"role": "auditor", "version": "1"})

    manager.membership.refresh_from_db()
    assert manager.membership.role == "auditor"
    event = AuditEvent.objects.filter(action="accounts.change-role").get()
    assert event.details == {"role": ["manager", "auditor"]}


def test_nobody_changes_his_own_role(owner):
    a_person("owner", owner.practice)
    answer = owner.client().post(page_of(owner), {"role": "security", "version": "1"})

    owner.membership.refresh_from_db()
    assert answer.status_code == 422
    assert owner.membership.role == "owner"


def test_a_manager_grants_nothing(manager):
    other = a_person("biller", manager.practice)

    assert (
        manager.client().post(page_of(other), {"role": "owner", "version": "1"}).status_code == 403
    )
    assert manager.client().get(reverse("people-invite")).status_code == 403


def test_the_last_administrator_stays(owner):
    security = a_person("security", owner.practice)
    security.client().post(page_of(owner), {"act": "end"})
    answer = a_person("auditor", owner.practice)

    owner.membership.refresh_from_db()
    assert not owner.membership.is_active  # security is left, so this is allowed
    again = security.client().post(page_of(security), {"act": "end"})
    assert again.status_code == 422
    assert answer.membership.is_active


def test_two_who_change_at_once_do_not_overwrite_each_other(owner, manager):
    client = owner.client()
    client.post(page_of(manager), {"role": "auditor", "version": "1"})
    late = client.post(page_of(manager), {"role": "coder", "version": "1"})

    manager.membership.refresh_from_db()
    assert late.status_code == 422
    assert "Somebody else changed" in late.text
    assert manager.membership.role == "auditor"


def test_a_role_that_is_not_shipped_is_refused(owner, manager):
    answer = owner.client().post(page_of(manager), {"role": "superuser", "version": "1"})

    assert answer.status_code == 422
    manager.membership.refresh_from_db()
    assert manager.membership.role == "manager"


def test_who_left_is_listed_last_and_has_no_page_of_changes(owner, manager):
    owner.client().post(page_of(manager), {"act": "end"})
    text = owner.client().get(reverse("people")).text

    assert text.index(owner.user.name) < text.index(manager.user.name)
    assert page_of(manager) not in text

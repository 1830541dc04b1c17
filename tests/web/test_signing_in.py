"""Signing in: password and code for everyone, sessions that end, links that work once."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.services import demo_people, link_for
from mainstay.foundation.accounts.services.signing_in import MOST_FAILURES
from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.web.middleware.session_limits import POLL_HEADER
from tests.web.people import PASSWORD, SEED, Person, a_person, a_user

WRONG = "do not belong together"
A_WORKDAY = datetime(2026, 9, 14, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache(db):
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def person(db) -> Person:
    return a_person("manager", user=a_user(password=PASSWORD))


def code(steps: int = 0) -> str:
    """The authenticator app's code now, or so many steps of 30 s away."""
    return format_hotp_value(hotp_value(SEED, int(time.time()) // 30 + steps))


def typed(client: Client, email: str, password: str, **headers: str):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def signed_in(person: Person) -> Client:
    client = Client()
    typed(client, person.user.email, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("settings")).status_code == 200


# ----------------------------------------------------------------- password and code


def test_password_and_code_together_let_in(person):
    client = Client()

    answer = typed(client, person.user.email.upper(), PASSWORD)

    assert answer["Location"].partition("?")[0] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_in(client)
    event = AuditEvent.objects.for_practice(person.practice.pk).filter(action="accounts.sign-in")
    assert [(e.outcome, e.user_id) for e in event] == [("ok", person.user.pk)]


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(person):
    known = typed(Client(), person.user.email, "not the password")
    unknown = typed(Client(), "nobody@example.org", "not the password")

    assert WRONG in known.text
    assert plain(known, person.user.email) == plain(unknown, "nobody@example.org")


def plain(answer, email: str) -> str:
    """The page without what differs each time: the form's token and the address typed."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.text.replace(email, ""))


def test_a_wrong_password_is_in_the_trail(person):
    typed(Client(), person.user.email, "not the password")

    event = AuditEvent.objects.for_practice(person.practice.pk).get()
    assert (event.action, event.outcome) == ("accounts.sign-in", "refused")


def test_after_five_wrong_passwords_even_the_right_one_waits(person):
    for _ in range(5):
        typed(Client(), person.user.email, "not the password")

    assert "Too many tries" in typed(Client(), person.user.email, PASSWORD).text
    elsewhere = typed(Client(), person.user.email, PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302  # nobody locks somebody else out from another network


def test_a_hundred_wrong_passwords_stop_the_account_until_a_new_link(person):
    User.objects.filter(pk=person.user.pk).update(failed_sign_ins=MOST_FAILURES)

    assert WRONG in typed(Client(), person.user.email, PASSWORD).text
    follow(Client(), person.user, PASSWORD)
    assert typed(Client(), person.user.email, PASSWORD).status_code == 302


def test_a_code_works_once(person):
    with time_machine.travel(A_WORKDAY, tick=False) as now:
        used = code()
        first = Client()
        typed(first, person.user.email, PASSWORD)
        first.post(reverse("mfa_authenticate"), {"code": used})
        now.shift(45)  # still within the tolerance of one step
        second = Client()
        typed(second, person.user.email, PASSWORD)
        answer = second.post(reverse("mfa_authenticate"), {"code": used})

        assert is_in(first)
        assert "does not fit" in answer.text
        assert not is_in(second)


def test_there_is_no_sign_up(person):
    assert Client().get("/sign-up").status_code == 404
    assert Client().get("/signup/").status_code == 404


def test_the_session_key_changes_at_sign_in(person):
    client = Client()
    client.get(reverse("account_login"))
    typed(client, person.user.email, PASSWORD)
    before = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code()})

    assert client.session.session_key != before


def test_signing_out_empties_the_browser_and_is_in_the_trail(person):
    client = signed_in(person)
    answer = client.post(reverse("account_logout"))

    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_in(client)
    assert AuditEvent.objects.filter(action="accounts.sign-out").exists()


def test_nobody_is_signed_out_by_a_link(person):
    client = signed_in(person)
    client.get(reverse("account_logout"))

    assert is_in(client)


def test_the_password_is_asked_again_before_roles_change(person):
    owner = a_person("owner", person.practice, a_user(password=PASSWORD))
    client = owner.client(recently=False)
    url = reverse("person", args=[person.membership.public_id])

    asked = client.post(url, {"role": "auditor", "version": "1"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302
    client.post(url, {"role": "auditor", "version": "1"})
    person.membership.refresh_from_db()
    assert person.membership.role == "auditor"


# ----------------------------------------------------------------- sessions end


def test_a_session_ends_after_fifteen_idle_minutes(person):
    with time_machine.travel(A_WORKDAY, tick=False) as now:
        client = person.client()
        now.shift(timedelta(minutes=14))
        assert is_in(client)
        now.shift(timedelta(minutes=14))
        assert is_in(client)
        now.shift(timedelta(minutes=15))
        assert not is_in(client)


def test_polling_does_not_keep_a_session_alive(person):
    with time_machine.travel(A_WORKDAY, tick=False) as now:
        client = person.client()
        for _ in range(14):
            now.shift(timedelta(minutes=1))
            client.get(reverse("settings"), headers={POLL_HEADER: "1"})
        now.shift(timedelta(minutes=1))
        assert client.get(reverse("settings"), headers={POLL_HEADER: "1"}).status_code == 302


def test_a_session_ends_after_twelve_hours_however_busy(person):
    with time_machine.travel(A_WORKDAY, tick=False) as now:
        client = person.client()
        for _ in range(12 * 6 - 1):
            now.shift(timedelta(minutes=10))
            assert is_in(client)
        now.shift(timedelta(minutes=10))
        assert not is_in(client)


def test_a_session_ends_with_its_account(person):
    client = person.client()
    assert is_in(client)
    User.objects.filter(pk=person.user.pk).update(is_active=False)

    assert not is_in(client)


def test_a_person_ends_all_sessions_but_the_one_in_hand(person):
    here, elsewhere = person.client(), person.client()
    stranger = a_person("manager", person.practice).client()
    assert here.get(reverse("profile")).text.count("Since ") == 2

    here.post(reverse("end-other-sessions"))

    assert (is_in(here), is_in(elsewhere), is_in(stranger)) == (True, False, True)


# ----------------------------------------------------------------- one-time links


def follow(client: Client, user: User, password: str):
    client.get(link_for(User.objects.get(pk=user.pk)).path)
    return client.post(reverse("welcome"), {"password": password, "again": password})


def test_the_first_link_leads_to_a_password_then_to_codes_then_in(db):
    invited = a_person("owner", user=a_user(second_factor=False))
    client = Client()

    answer = follow(client, invited.user, PASSWORD)
    assert answer.status_code == 302
    assert client.get(reverse("settings"))["Location"] == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    first_code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": first_code})
    assert is_in(client)
    stored = Authenticator.objects.get(user=invited.user, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)


def test_a_link_works_once(person):
    link = link_for(person.user).path
    follow(Client(), person.user, PASSWORD)
    late = Client()

    assert late.get(link, follow=True).status_code == 410


@pytest.mark.parametrize(
    ("password", "lives"), [(None, timedelta(days=3)), (PASSWORD, timedelta(minutes=15))]
)
def test_a_link_expires(db, password, lives):
    invited = a_person("biller", user=a_user(password=password))
    with time_machine.travel(A_WORKDAY, tick=False) as now:
        link = link_for(invited.user).path
        now.shift(lives - timedelta(seconds=1))
        assert Client().get(link, follow=True).status_code == 200
        now.shift(2)
        assert Client().get(link, follow=True).status_code == 410


def test_a_new_password_ends_every_session_and_does_not_pass_the_code(person):
    before = signed_in(person)
    client = Client()
    answer = follow(client, person.user, "three otters under a pier")

    assert not is_in(before)
    assert answer["Location"].partition("?")[0] == reverse("mfa_authenticate")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short words", "use at least 12"),
        ("qwerty123456", "too common"),
        ("mainstay-password", "words of your own"),
    ],
)
def test_a_weak_password_is_told_why(db, password, sentence):
    invited = a_person("biller", user=a_user())
    answer = follow(Client(), invited.user, password)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_token_stands_in_no_later_address(person):
    client = Client()
    answer = client.get(link_for(person.user).path)

    assert answer["Location"] == reverse("welcome")


# ----------------------------------------------------------------- the demo's one click


@pytest.fixture
def demo(db, settings):
    settings.DEMO_SIGN_IN = True
    return {found.role: found for found in demo_people(a_practice(code="demo", is_demo=True))}


def test_one_click_signs_a_visitor_of_the_demo_in(demo):
    client = Client()
    assert "Maren Holt" in client.get(reverse("account_login")).text

    client.post(reverse("demo-sign-in", args=[demo["manager"].public_id]))
    assert is_in(client)


def test_without_the_demo_serving_there_is_no_such_click(demo, settings):
    settings.DEMO_SIGN_IN = False
    client = Client()

    assert "Maren Holt" not in client.get(reverse("account_login")).text
    answer = client.post(reverse("demo-sign-in", args=[demo["manager"].public_id]))
    assert answer.status_code == 404


def test_a_session_of_the_demo_is_worth_nothing_elsewhere(demo, settings):
    client = Client()
    client.post(reverse("demo-sign-in", args=[demo["manager"].public_id]))
    settings.DEMO_SIGN_IN = False

    assert not is_in(client)


def test_nobody_real_can_be_taken_over_by_a_click(demo, person):
    answer = Client().post(reverse("demo-sign-in", args=[person.membership.public_id]))

    assert answer.status_code == 404


def test_a_demo_person_who_belongs_elsewhere_too_is_not_offered(demo):
    a_person("owner", user=demo["manager"].user)
    answer = Client().post(reverse("demo-sign-in", args=[demo["manager"].public_id]))

    assert answer.status_code == 404


def test_the_demos_people_cannot_use_a_link(demo):
    path = link_for(demo["manager"].user).path

    assert Client().get(path, follow=True).status_code == 410

"""`mainstay people`: the first person's way in, and a new one when it is lost."""

import argparse
import re

import pytest
from allauth.mfa.models import Authenticator

from mainstay.cli import people
from mainstay.cli.errors import CommandError
from mainstay.foundation import clock
from mainstay.foundation.accounts.models import Membership
from mainstay.foundation.accounts.queries import user_of
from mainstay.foundation.accounts.services import demo_people, user_of_link
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    people.add(parser.add_subparsers())
    return people.run(parser.parse_args(["people", *arguments]))


@pytest.fixture
def invited(db, monkeypatch, capsys) -> str:
    """What was printed when the first owner was invited."""
    monkeypatch.setattr("mainstay.cli.migrate.migrate", lambda quiet: None)
    command("invite", "maren@example.org", "--role", "owner", "--practice", "harbor")
    return capsys.readouterr().out


def test_the_first_invitation_opens_the_practice_and_prints_a_link_that_works(invited):
    user_id, token = re.search(r"http://127\.0\.0\.1:8000/welcome/(\d+)/(\S+)", invited).groups()

    assert user_of_link(int(user_id), token, at=clock.now()).email == "maren@example.org"
    assert Membership.objects.get(practice__code="harbor").role == "owner"
    assert "Maren alone" in invited


def test_a_lost_phone_is_forgotten_and_the_password_is_chosen_anew(invited, capsys):
    user = user_of("maren@example.org")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    command("link", "maren@example.org", "--lost-phone", "--address", "https://pages.example.org")

    assert "https://pages.example.org/welcome/" in capsys.readouterr().out
    assert not Authenticator.objects.filter(user=user).exists()


def test_people_are_listed_with_role_and_state(invited, capsys):
    command("list", "--practice", "harbor")

    assert capsys.readouterr().out.split() == ["Invited", "Owner", "Maren", "maren@example.org"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["invite", "maren", "--role", "owner", "--practice", "harbor"], "not an e-mail address"),
        (["invite", "x@example.org", "--role", "king", "--practice", "harbor"], "no role called"),
        (["link", "nobody@example.org"], "Nobody here has the address"),
        (["list", "--practice", "nowhere"], "no practice nowhere"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(invited, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        command(*arguments)


def test_the_demos_people_get_no_link(invited):
    visitor = demo_people(a_practice(is_demo=True))[0].user

    with pytest.raises(CommandError, match="Nobody here"):
        command("link", visitor.email)
    assert Practice.objects.filter(code="harbor").exists()

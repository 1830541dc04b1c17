"""`mainstay serve` refuses to open doors that should stay shut."""

import argparse

import pytest

from mainstay.cli import serve
from mainstay.cli.errors import CommandError
from mainstay.foundation.db import guards


@pytest.fixture
def started(monkeypatch) -> list[str]:
    """The addresses on which a server would have been started."""
    addresses: list[str] = []
    monkeypatch.setattr(serve, "_serve", lambda args: addresses.append(args.bind))
    return addresses


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    serve.add(parser.add_subparsers())
    return serve.run(parser.parse_args(["serve", *arguments]))


@pytest.mark.parametrize(
    ("bind", "is_loopback"),
    [
        ("127.0.0.1:8000", True),
        ("127.8.8.8:80", True),
        ("[::1]:8000", True),
        ("localhost:8000", True),
        ("0.0.0.0:8000", False),
        ("[::]:8000", False),
        ("192.0.2.4:8000", False),
        ("localhost.evil.example:8000", False),
        (":8000", False),
    ],
)
def test_only_this_computers_own_addresses_are_loopback(bind, is_loopback):
    assert serve.is_loopback(bind) is is_loopback


def test_it_serves_this_computer(db, started):
    assert command("--bind", "127.0.0.1:8123") == 0
    assert started == ["127.0.0.1:8123"]


def test_the_demo_serves_this_computer_alone(db, started, settings):
    settings.DEMO_SIGN_IN = True
    with pytest.raises(CommandError, match="this computer alone"):
        command("--bind", "0.0.0.0:8000")
    assert started == []


def test_plain_http_does_not_leave_this_computer(db, started, settings):
    settings.IS_LOOPBACK_ONLY = True
    with pytest.raises(CommandError, match="MAINSTAY_HOSTS"):
        command("--bind", "192.0.2.4:8000")
    assert started == []


def test_an_installation_with_named_hosts_may_be_reached(db, started, settings):
    settings.IS_LOOPBACK_ONLY = False
    assert command("--bind", "192.0.2.4:8000") == 0
    assert started == ["192.0.2.4:8000"]


def test_without_its_guards_nothing_is_served(db, started, monkeypatch):
    def absent(*_: object) -> None:
        raise guards.GuardMissing("ledger_entry has no guard; run mainstay migrate.")

    monkeypatch.setattr(guards, "require_guards", absent)
    with pytest.raises(CommandError, match="ledger_entry has no guard"):
        command()
    assert started == []

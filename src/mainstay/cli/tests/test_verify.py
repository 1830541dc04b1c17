"""`mainstay verify` says whether every promise holds, and prints the books by business keys."""

import argparse
import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from mainstay.cli import verify
from mainstay.cli.errors import CommandError
from mainstay.foundation import files, ledger
from mainstay.foundation.ledger.testing import a_posting
from mainstay.foundation.tenancy.testing import a_practice

NOW = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def practice(db):
    practice = a_practice(code="harbor")
    fees = ledger.Move(
        ledger.account(practice.pk, "fees"), ledger.account(practice.pk, "bank"), 250
    )
    with transaction.atomic():
        ledger.post(practice.pk, a_posting(fees, key="deposit:1", source="ab:1"), at=NOW)
    return practice


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    verify.add(parser.add_subparsers())
    return verify.run(parser.parse_args(["verify", *arguments]))


def test_a_healthy_practice_keeps_every_promise(practice, capsys):
    assert command() == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("promises hold.")


def test_the_first_bad_row_is_named(practice, capsys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_balance SET cents = 1 WHERE cents = 250")

    assert command("--practice", "harbor") == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "First: L001 in harbor: fees, charge 0: the balance says 1 cents, its entries add up to 250."
    )


def test_the_answer_can_be_read_by_a_program(practice, capsys, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "store"
    kept = files.keep(practice.pk, b"abc")
    files.path_of(kept.sha256).unlink()

    assert command("--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert [
        (answer["code"], answer["violations"]) for answer in told["answers"] if answer["violations"]
    ] == [("F001", [f"The file {kept.sha256} is noted but not in the store."])]


def test_the_books_are_told_by_business_keys(practice, capsys):
    assert command("--dump", "--practice", "harbor") == 0
    assert json.loads(capsys.readouterr().out) == {
        "key": "deposit:1",
        "kind": "charge",
        "source": "ab:1",
        "occurred_on": "2026-03-02",
        "effective_on": "2026-03-02",
        "reverses": None,
        "entries": [["fees", "bank", 250, None, ""]],
    }


def test_a_practice_that_is_not_there_is_a_sentence(db):
    with pytest.raises(CommandError, match="there is no practice elsewhere"):
        command("--practice", "elsewhere")


def test_a_dump_is_of_one_practice(db):
    with pytest.raises(CommandError, match="needs --practice"):
        command("--dump")

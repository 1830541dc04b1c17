"""Postings happen once, balance by themselves, and are undone by their mirror images."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from mainstay.foundation import ledger
from mainstay.foundation.db import TransactionRequired
from mainstay.foundation.ledger import Move
from mainstay.foundation.ledger.invariants import INVARIANTS
from mainstay.foundation.ledger.models import Entry, Posting
from mainstay.foundation.ledger.testing import a_charge, a_posting
from mainstay.foundation.tenancy.testing import a_practice

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def practice(db):
    return a_practice()


def record(practice, *postings, **changes):
    with transaction.atomic():
        return ledger.post_many(practice.pk, postings, at=NOW, **changes)


def undo(practice, keys, **changes):
    fields = {"kind": "void", "source": "", "occurred_on": date(2026, 3, 9)}
    with transaction.atomic():
        return ledger.mirror(
            practice.pk, keys, effective_on=date(2026, 3, 9), at=NOW, **(fields | changes)
        )


def violations(practice) -> list[str]:
    return [row for invariant in INVARIANTS for row in invariant.violations(practice.pk)]


def test_a_charge_is_owed_by_its_payer_until_it_is_paid(practice):
    payer = ledger.account(practice.pk, "receivable", "payer:1")
    clearing = ledger.account(practice.pk, "clearing", "payer:1")
    contractual = ledger.account(practice.pk, "contractual")

    record(
        practice,
        a_charge(practice.pk, 7, 20_000),
        a_posting(Move(clearing, payer, 9_600, 7), Move(contractual, payer, 8_000, 7), kind="clp"),
    )

    assert ledger.balances(practice.pk, [7]) == {
        ("receivable", "payer:1", 7): 2_400,
        ("charges", None, 7): -20_000,
        ("clearing", "payer:1", 7): 9_600,
        ("contractual", None, 7): 8_000,
    }
    assert violations(practice) == []


def test_the_same_event_twice_moves_the_money_once(practice):
    first = record(practice, a_charge(practice.pk, 7, 5_000))
    again = record(practice, a_charge(practice.pk, 7, 5_000), a_charge(practice.pk, 8, 1_000))

    assert list(first.ids) == ["charge:7:1"]
    assert list(again.ids) == ["charge:8:1"]
    assert ledger.account_totals(practice.pk, kind="receivable") == {
        ("receivable", "payer:1"): 6_000
    }


def test_the_same_event_twice_in_one_batch_moves_the_money_once(practice):
    record(practice, a_charge(practice.pk, 7, 5_000), a_charge(practice.pk, 7, 5_000))

    assert Entry.objects.count() == 1


def test_the_same_key_in_another_practice_is_another_event(practice):
    other = a_practice()
    record(practice, a_charge(practice.pk, 7, 5_000))
    record(other, a_charge(other.pk, 7, 4_000))

    assert ledger.balances(practice.pk, [7], kind="receivable") == {
        ("receivable", "payer:1", 7): 5_000
    }


def test_a_key_cannot_name_two_kinds_of_event(practice):
    record(practice, a_charge(practice.pk, 7, 5_000))

    with pytest.raises(ledger.KeyReused, match="already names a charge posting"):
        record(practice, a_charge(practice.pk, 7, 5_000, kind="write_off"))


def test_a_negative_amount_swaps_the_sides(practice):
    record(practice, a_charge(practice.pk, 7, -300))

    entry = next(ledger.entries_of_charges(practice.pk, [7]))
    assert (str(entry.debit), str(entry.credit), entry.cents) == (
        "charges",
        "receivable:payer:1",
        300,
    )


def test_what_moves_nothing_has_no_posting(practice):
    posted = record(practice, a_charge(practice.pk, 7, 0))

    assert "charge:7:1" not in posted
    assert not Posting.objects.exists()


def test_a_receivable_without_its_charge_is_refused(practice):
    move = Move(
        ledger.account(practice.pk, "undeposited"),
        ledger.account(practice.pk, "receivable", "patient:3"),
        500,
    )

    with pytest.raises(ValueError, match="without naming its charge"):
        record(practice, a_posting(move))


def test_an_account_of_another_practice_is_refused(practice):
    stranger = a_practice()

    with pytest.raises(ValueError, match="account of another practice"):
        record(practice, a_charge(stranger.pk, 7, 500))
    assert not Posting.objects.exists()


def test_money_is_only_posted_inside_the_transaction_of_its_cause(practice):
    with pytest.raises(TransactionRequired):
        ledger.post_many(practice.pk, [a_charge(practice.pk, 7, 500)], at=NOW)


@pytest.mark.parametrize(
    ("kind", "party", "sentence"),
    [
        ("receivable", None, "needs a party"),
        ("bank", "payer:1", "has no parties"),
        ("receivable", "payer:x", "payer:<id> or patient:<id>"),
        ("receivable", "clinic:1", "payer:<id> or patient:<id>"),
        ("petty_cash", None, "petty_cash"),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_name(kind, party, sentence):
    with pytest.raises(ValueError, match=sentence):
        ledger.account(1, kind, party)


def test_a_reversal_brings_every_balance_back(practice):
    record(practice, a_charge(practice.pk, 7, 5_000))

    undo(practice, {"charge:7:1": "charge:7:1:void"})

    assert ledger.balances(practice.pk, [7]) == {}
    found = ledger.postings_by_key(practice.pk, ["charge:7:1", "charge:7:1:void"])
    assert found["charge:7:1"].reversed_by == "charge:7:1:void"
    assert found["charge:7:1:void"].reverses == "charge:7:1"
    assert violations(practice) == []


def test_reversing_again_under_the_same_key_changes_nothing(practice):
    record(practice, a_charge(practice.pk, 7, 5_000))

    undo(practice, {"charge:7:1": "void"})
    undo(practice, {"charge:7:1": "void"})

    assert ledger.balances(practice.pk, [7]) == {}
    assert Posting.objects.count() == 2


def test_a_posting_is_reversed_once(practice):
    record(practice, a_charge(practice.pk, 7, 5_000))
    undo(practice, {"charge:7:1": "void"})

    with pytest.raises(ledger.AlreadyReversed, match="already reversed by void"):
        undo(practice, {"charge:7:1": "another void"})
    assert Posting.objects.count() == 2


def test_a_reversal_can_itself_be_reversed(practice):
    record(practice, a_charge(practice.pk, 7, 5_000))
    undo(practice, {"charge:7:1": "void"})
    undo(practice, {"void": "void of the void"})

    assert ledger.balances(practice.pk, [7], kind="receivable") == {
        ("receivable", "payer:1", 7): 5_000
    }


def test_what_is_not_there_cannot_be_reversed(practice):
    with pytest.raises(ledger.UnknownPosting, match="charge:7:1"):
        undo(practice, {"charge:7:1": "void"})


def test_a_reversal_never_stands_before_its_original(practice):
    record(practice, a_charge(practice.pk, 7, 5_000, effective_on=date(2026, 4, 1)))

    undo(practice, {"charge:7:1": "void"})

    assert ledger.postings_by_key(practice.pk, ["void"])["void"].effective_on == date(2026, 4, 1)
    assert violations(practice) == []


@pytest.mark.parametrize("rows", [1, 300])
def test_a_batch_costs_the_same_few_statements_however_long(
    practice, rows, django_assert_max_num_queries
):
    record(practice, a_charge(practice.pk, 9_999, 1))
    postings = [a_charge(practice.pk, number, 100) for number in range(1, rows + 1)]

    with django_assert_max_num_queries(7):  # savepoint, postings, accounts, entries, balances
        record(practice, *postings)


def test_a_balance_that_was_tampered_with_is_named(practice):
    record(practice, a_charge(practice.pk, 7, 5_000))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_balance SET cents = cents + 1 WHERE cents > 0")

    assert violations(practice) == [
        "receivable:payer:1, charge 7: the balance says 5001 cents, its entries add up to 5000."
    ]


def test_a_posting_without_entries_is_named(practice):
    Posting.objects.create(
        practice=practice,
        idempotency_key="empty",
        kind="charge",
        occurred_on=date(2026, 1, 1),
        effective_on=date(2026, 1, 1),
        recorded_at=NOW,
    )

    assert violations(practice) == ["empty moves nothing."]


def test_the_dump_names_no_database_id_and_no_clock_time(practice):
    record(practice, a_charge(practice.pk, 7, 5_000, source="ab12:4"))

    rows = ledger.dump(
        practice.pk,
        charge_keys=lambda ids: {number: f"C{number}" for number in ids},
        party_keys=lambda parties: dict.fromkeys(parties, "acme"),
    )

    assert list(rows) == [
        {
            "key": "charge:7:1",
            "kind": "charge",
            "source": "ab12:4",
            "occurred_on": "2026-03-02",
            "effective_on": "2026-03-02",
            "reverses": None,
            "entries": [["receivable:acme", "charges", 5_000, "C7", ""]],
        }
    ]


def test_a_failed_batch_leaves_nothing(practice):
    too_much = a_charge(practice.pk, 8, 10**13)

    with pytest.raises(DatabaseError):
        record(practice, a_charge(practice.pk, 7, 5_000), too_much)
    assert not Posting.objects.exists()
    assert ledger.account_totals(practice.pk) == {}

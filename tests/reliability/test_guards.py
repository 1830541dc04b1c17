"""The database itself refuses to have history rewritten (RELIABILITY 2.2)."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from mainstay.foundation.db import guards
from mainstay.foundation.db.operations import GuardedAlter
from mainstay.foundation.ledger.models import Account, Entry, Posting
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability
NOW = datetime(2026, 3, 3, tzinfo=UTC)


def test_guards_after_every_migration(db):
    assert guards.missing(connection) == []


def test_every_guarded_table_exists_or_is_named_for_a_package_to_come(db):
    installed = {model._meta.db_table for model in apps.get_models()}
    packages = {config.label for config in apps.get_app_configs()}

    unknown = [
        table
        for table in guards.APPEND_ONLY
        if table not in installed and table.split("_")[0] in packages
    ]

    assert unknown == []


def test_guards_refuse(own_database):
    """Each table x UPDATE, DELETE, REPLACE, TRUNCATE on a row that is there."""
    passed = []
    tables = [
        table for table in guards.APPEND_ONLY if table in connection.introspection.table_names()
    ]
    for table in tables:
        put_any_row_into(table)
        for verb, statement in attempts_on(table):
            if not is_refused(statement):
                passed.append(f"{verb} {table}")

    assert len(tables) >= 7
    assert passed == []


def attempts_on(table: str) -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        return [
            ("UPDATE", f"UPDATE {table} SET id = id"),
            ("DELETE", f"DELETE FROM {table}"),
            ("REPLACE", f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ]
    return [
        ("UPDATE", f"UPDATE {table} SET practice_id = practice_id"),
        ("DELETE", f"DELETE FROM {table}"),
        ("TRUNCATE", f"TRUNCATE {table} CASCADE"),
    ]


def is_refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refusal:
        return "append-only" in str(refusal)
    return False


def put_any_row_into(table: str) -> None:
    """A row of dummies, put past the table's other rules: only the guard is looked at."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    fields = [field for field in model._meta.local_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = [dummy_for(field) for field in fields]
    insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(values))})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA ignore_check_constraints=ON")
            for name, other, *_ in guards.INSERT_RULES:
                if name == table:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{other}")
        else:
            for constraint in model._meta.constraints:
                if isinstance(constraint, models.CheckConstraint):
                    cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint.name}")
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(insert, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")


def dummy_for(field: models.Field) -> object:
    if isinstance(field, models.ForeignKey):
        return 1
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 1
    if isinstance(field, models.DateTimeField):
        return "2026-01-01 00:00:00+00:00" if connection.vendor == "postgresql" else "2026-01-01"
    if isinstance(field, models.DateField):
        return "2026-01-01"
    if isinstance(field, models.JSONField):
        return "{}"
    if isinstance(field, models.UUIDField):
        return "0" * 32
    if isinstance(field, models.BinaryField):
        return b""
    return "x"


@pytest.fixture
def books(db):
    """Accounts and a posting of one practice, and an account of another."""
    practice, other = a_practice(), a_practice()
    posting = a_posting_row(practice, "p")
    return {
        "practice": practice,
        "posting": posting,
        "bank": Account.objects.create(practice=practice, kind="bank"),
        "fees": Account.objects.create(practice=practice, kind="fees"),
        "payer": Account.objects.create(
            practice=practice, kind="receivable", party_kind="payer", party_id=1
        ),
        "foreign bank": Account.objects.create(practice=other, kind="bank"),
        "foreign posting": a_posting_row(other, "p"),
        "other": other,
    }


def a_posting_row(practice, key, **changes):
    return Posting.objects.create(
        practice=practice,
        idempotency_key=key,
        kind="test",
        occurred_on=date(2026, 1, 1),
        effective_on=date(2026, 1, 1),
        recorded_at=NOW,
        **changes,
    )


def enter(books, **changes):
    names = {"practice": "practice", "posting": "posting", "debit": "bank", "credit": "fees"}
    rows = {field: books[changes.pop(field, name)] for field, name in names.items()}
    with transaction.atomic():
        return Entry.objects.create(**rows, **({"cents": 100} | changes))


def test_an_entry_of_one_practice_with_positive_cents_is_written(books):
    assert enter(books).pk


@pytest.mark.parametrize("name", ["debit_id", "posting_id"])
def test_an_entry_on_what_is_not_there_is_refused(books, name):
    """No foreign key says so: the rule that compares practices does."""
    with pytest.raises(DatabaseError, match="one practice"), transaction.atomic():
        Entry.objects.create(
            practice=books["practice"],
            cents=100,
            **({"posting_id": books["posting"].pk, "debit_id": books["bank"].pk} | {name: 10**9}),
            credit=books["fees"],
        )


def test_what_other_rows_lean_on_is_never_deleted(books):
    for table in guards.NEVER_DELETED:
        with (
            pytest.raises(DatabaseError, match=f"A row of {table} is never deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "changes",
    [
        {"cents": 0},
        {"cents": -1},
        {"cents": 10**13},
        {"debit": "fees"},
        {"debit": "foreign bank"},
        {"credit": "foreign bank"},
        {"posting": "foreign posting"},
        {"practice": "other"},
        {"debit": "payer"},
        {"credit": "payer", "debit": "fees"},
    ],
    ids=str,
)
def test_an_entry_that_would_unbalance_or_mix_books_is_refused(books, changes):
    with pytest.raises(DatabaseError):
        enter(books, **changes)
    assert not Entry.objects.exists()


def test_a_receivables_entry_that_names_its_charge_is_written(books):
    assert enter(books, debit="payer", charge_id=7).pk


def test_a_reversal_of_another_practices_posting_is_refused(books):
    with pytest.raises(DatabaseError, match="one practice"), transaction.atomic():
        a_posting_row(books["practice"], "r", reverses=books["foreign posting"])


@pytest.mark.parametrize(
    "account",
    [
        {"kind": "receivable"},
        {"kind": "bank", "party_kind": "payer", "party_id": 1},
        {"kind": "receivable", "party_kind": "clinic", "party_id": 1},
        {"kind": "petty_cash"},
    ],
    ids=str,
)
def test_an_account_that_cannot_be_is_refused(books, account):
    with pytest.raises(DatabaseError), transaction.atomic():
        Account.objects.create(practice=books["practice"], **account)


def drop_one_guard() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_entry_no_update")
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change")


def test_a_missing_guard_is_named_and_stops_the_start(own_database):
    guards.require_guards()
    drop_one_guard()

    with pytest.raises(guards.GuardMissing, match=r"ledger_entry_no_\w+.*mainstay migrate"):
        guards.require_guards()


def test_a_guard_that_was_hollowed_out_counts_as_missing(own_database):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_delete")
            cursor.execute(
                "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
                "BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_event_no_change() RETURNS trigger "
                "LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$"
            )

    assert [guard.table for guard in guards.missing(connection)] == ["audit_event"]
    guards.install(connection)
    assert guards.missing(connection) == []


def test_a_guarded_table_can_be_altered_and_is_guarded_after(own_database):
    """The rebuild that takes triggers away on SQLite, or trips over another table's trigger."""
    state = ProjectState.from_apps(apps)
    alteration = GuardedAlter(
        migrations.AlterField(
            "entry", "reason", models.CharField(max_length=80, blank=True, default="")
        ),
        migrations.AlterField("account", "kind", models.CharField(max_length=40)),
    )
    after = state.clone()
    alteration.state_forwards("ledger", after)

    with connection.schema_editor(atomic=True) as editor:
        alteration.database_forwards("ledger", editor, state, after)
    assert guards.missing(connection) == []
    assert width_of("ledger_entry", "reason") == 80

    with connection.schema_editor(atomic=True) as editor:
        alteration.database_backwards("ledger", editor, after, state)
    assert guards.missing(connection) == []
    assert width_of("ledger_entry", "reason") == 40


def width_of(table: str, column: str) -> int:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return next(row.display_size for row in described if row.name == column)

"""What the database itself refuses, as data (RELIABILITY 2.2).

Installed after every migration, and compared with the catalogue before web and worker start:
on SQLite a rebuilt table loses its triggers without a word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = (
    "audit_event",
    "audit_subject",
    "claims_act",
    "claims_fact",
    "claims_line",
    "claims_submission",
    "claims_version",
    "events_event",
    "files_object",
    "insight_frozen_claim",
    "ledger_entry",
    "ledger_posting",
    "remits_adjustment",
    "remits_claim_payment",
    "remits_line",
    "remits_plb",
    "work_change",
    "work_procedure",
    "work_reading",
)

# Other rows lean on these without a foreign key of their own (decision 10).
NEVER_DELETED = (
    "ledger_account",
    "tenancy_practice",
)

# What a new row must satisfy beyond its CHECKs: (table, name, sentence, condition of refusal).
# Conditions are plain SQL with NEW, the same on both engines.
INSERT_RULES = (
    (
        "ledger_entry",
        "one_practice",
        "An entry, its posting and both accounts must be of one practice.",
        "NEW.practice_id <> COALESCE("
        "(SELECT practice_id FROM ledger_account WHERE id = NEW.debit_id), -1)"
        " OR NEW.practice_id <> COALESCE("
        "(SELECT practice_id FROM ledger_account WHERE id = NEW.credit_id), -1)"
        " OR NEW.practice_id <> COALESCE("
        "(SELECT practice_id FROM ledger_posting WHERE id = NEW.posting_id), -1)",
    ),
    (
        "ledger_entry",
        "receivable_names_charge",
        "An entry on a receivable must name its charge.",
        "NEW.charge_id IS NULL AND EXISTS (SELECT 1 FROM ledger_account"
        " WHERE id IN (NEW.debit_id, NEW.credit_id) AND kind = 'receivable')",
    ),
    (
        "ledger_posting",
        "reversal_of_own_practice",
        "A reversal and what it reverses must be of one practice.",
        "NEW.reverses_id IS NOT NULL AND NEW.practice_id <> COALESCE("
        "(SELECT practice_id FROM ledger_posting WHERE id = NEW.reverses_id), -1)",
    ),
)


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: its name, its table, and the statements that make it."""

    name: str
    table: str
    statements: tuple[str, ...]

    @property
    def definition(self) -> str:
        """What the catalogue should show: the trigger on SQLite, its function on PostgreSQL."""
        return self.statements[0]


def guards(vendor: str, tables: Iterable[str]) -> list[Guard]:
    """The guards that belong on ``tables`` in a database of this vendor."""
    present = set(tables)
    refuse, keep, check = (
        (_sqlite_refuse, _sqlite_keep, _sqlite_check)
        if vendor == "sqlite"
        else (_postgresql_refuse, _postgresql_keep, _postgresql_check)
    )
    found = [guard for table in APPEND_ONLY if table in present for guard in refuse(table)]
    found += [guard for table in NEVER_DELETED if table in present for guard in keep(table)]
    found += [check(*rule) for rule in INSERT_RULES if rule[0] in present]
    return found


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Make every guard that is missing or altered; return their names."""
    absent = missing(connection)
    with connection.cursor() as cursor:
        for guard in absent:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
            for statement in guard.statements:
                cursor.execute(statement)
    return [guard.name for guard in absent]


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take all guards away, inside a migration that rebuilds tables. ``install`` follows."""
    with connection.cursor() as cursor:
        for guard in guards(connection.vendor, connection.introspection.table_names(cursor)):
            suffix = "" if connection.vendor == "sqlite" else f" ON {guard.table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{suffix}")


def missing(connection: BaseDatabaseWrapper) -> list[Guard]:
    """Guards whose table is there and that are absent, switched off or not as written here."""
    with connection.cursor() as cursor:
        expected = guards(connection.vendor, connection.introspection.table_names(cursor))
        cursor.execute(_CATALOGUE[connection.vendor])
        actual = {(name, table): text for name, table, text in cursor.fetchall()}
    return [
        guard
        for guard in expected
        if not _same(actual.get((guard.name, guard.table)), guard.definition)
    ]


class GuardMissing(Exception):
    """The database would let history be rewritten."""


def require_guards() -> None:
    """Refuse to start on a database that does not guard what may never change.

    Raises:
        GuardMissing: a guard is absent or altered; the sentence says which and how to mend it.
    """
    if absent := missing(connections["default"]):
        names = ", ".join(guard.name for guard in absent)
        raise GuardMissing(
            f"The database lacks its guard {names}. Run `mainstay migrate`, which puts it back, "
            "then `mainstay verify`, which tells whether anything was changed meanwhile."
        )


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Django's post_migrate hook."""
    install(connections[using])


def _same(actual: str | None, expected: str) -> bool:
    """Whether the catalogue's text is the one we would write. PostgreSQL keeps only the body."""
    if actual is None:
        return False
    body = expected.split("$$")[1] if "$$" in expected else expected
    return " ".join(actual.split()) == " ".join(body.split())


_CATALOGUE = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname = current_schema()"
    ),
}


def _sqlite_refuse(table: str) -> list[Guard]:
    sentence = f"{table} is append-only"
    return [_sqlite_no(verb, table, sentence) for verb in ("update", "delete")]


def _sqlite_keep(table: str) -> list[Guard]:
    return [_sqlite_no("delete", table, f"A row of {table} is never deleted")]


def _sqlite_no(verb: str, table: str, sentence: str) -> Guard:
    return Guard(
        f"{table}_no_{verb}",
        table,
        (
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
        ),
    )


def _sqlite_check(table: str, name: str, sentence: str, refused: str) -> Guard:
    return Guard(
        f"{table}_{name}",
        table,
        (
            f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
        ),
    )


def _postgresql_refuse(table: str) -> list[Guard]:
    return _postgresql_no("change", "UPDATE OR DELETE", table, f"{table} is append-only")


def _postgresql_keep(table: str) -> list[Guard]:
    return _postgresql_no("delete", "DELETE", table, f"A row of {table} is never deleted")


def _postgresql_no(name: str, verbs: str, table: str, sentence: str) -> list[Guard]:
    body = f"BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23000'; END"
    return [
        _postgresql_trigger(f"{table}_no_{name}", table, f"BEFORE {verbs}", "ROW", body),
        _postgresql_trigger(f"{table}_no_truncate", table, "BEFORE TRUNCATE", "STATEMENT", body),
    ]


def _postgresql_check(table: str, name: str, sentence: str, refused: str) -> Guard:
    """All rows of a statement are looked at together: row by row it takes six times as long."""
    of_fresh = refused.replace("NEW.", "fresh.")
    body = (
        f"BEGIN IF EXISTS (SELECT 1 FROM fresh WHERE {of_fresh}) "  # noqa: S608
        f"THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END IF; RETURN NULL; END"
    )
    when, each = "AFTER INSERT", "STATEMENT"
    return _postgresql_trigger(
        f"{table}_{name}", table, when, each, body, sees="REFERENCING NEW TABLE AS fresh "
    )


def _postgresql_trigger(
    name: str, table: str, when: str, each: str, body: str, *, sees: str = ""
) -> Guard:
    return Guard(
        name,
        table,
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE OR REPLACE TRIGGER {name} {when} ON {table} {sees}"
            f"FOR EACH {each} EXECUTE FUNCTION {name}()",
        ),
    )

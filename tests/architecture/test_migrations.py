"""The migrations make the tables that the models describe, with every guard in place."""

import os
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from tests.support import own_database as databases

from mainstay.foundation.db import guards

pytestmark = pytest.mark.architecture


@pytest.fixture
def by_models(own_database) -> dict[str, set[tuple[str, ...]]]:
    """What the tables of the other tests look like: made from the models at once."""
    return described()


@pytest.fixture
def by_migrations(by_models, own_database) -> Iterator[dict[str, set[tuple[str, ...]]]]:
    """What an installation's tables look like: made by its migrations, one after the other."""
    url = databases.empty(own_database.home, f"mainstay_migrated_{os.getpid()}")
    with databases.connected(url):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        assert guards.missing(connection) == []
        tables = described()
    databases.drop(url)
    yield tables


def described() -> dict[str, set[tuple[str, ...]]]:
    """Columns, constraints and indexes of each table of ours, by name."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("mainstay.")}
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.partition("_")[0] not in ours:
                continue
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table)
            tables[table] = {
                *(("column", c.name, str(c.type_code), str(c.null_ok)) for c in columns),
                *(
                    ("rule", *map(str, rule["columns"] or ()), *(k for k in KINDS if rule[k]))
                    for rule in rules.values()
                ),
                *(
                    ("name", name)
                    for name, rule in rules.items()
                    if rule["check"] and not name.startswith("__")
                ),
            }
    return tables


KINDS = ("primary_key", "unique", "foreign_key", "check", "index")


def test_migrations_make_what_the_models_describe(by_models, by_migrations):
    assert by_migrations.keys() == by_models.keys()
    differing = {
        table: by_migrations[table] ^ by_models[table]
        for table in by_models
        if by_migrations[table] != by_models[table]
    }
    assert differing == {}


def test_no_change_of_a_model_waits_for_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

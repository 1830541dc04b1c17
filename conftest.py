"""pytest for the whole house: a throw-away home and a database, chosen before settings are read.

MAINSTAY_TEST_ENGINE=postgresql runs the same tests on PostgreSQL: on TEST_DATABASE_URL if set,
else on a server of their own.
"""

import contextlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from tests.support.places import roomy_memory

ENGINE = os.environ.get("MAINSTAY_TEST_ENGINE", "sqlite")
HOME = Path(tempfile.mkdtemp(prefix="mainstay-test-", dir=roomy_memory()))
_undo = contextlib.ExitStack()
_undo.callback(shutil.rmtree, HOME, ignore_errors=True)


def _choose_database() -> None:
    """Point the settings, which are read below, at a home and an engine of this run."""
    os.environ["MAINSTAY_HOME"] = str(HOME)
    os.environ.pop("DATABASE_URL", None)
    if ENGINE == "sqlite":
        os.environ.pop("TEST_DATABASE_URL", None)
        os.environ["MAINSTAY_TEST_SQLITE"] = str(HOME / "test.sqlite3")
        return
    if ENGINE != "postgresql":
        raise pytest.UsageError(f"MAINSTAY_TEST_ENGINE is {ENGINE}; say sqlite or postgresql.")
    if not os.environ.get("TEST_DATABASE_URL"):
        from tests.support.postgres import own_server

        # In the environment, so that parallel workers share this server.
        os.environ["TEST_DATABASE_URL"] = _undo.enter_context(own_server()).url("mainstay")
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]


_choose_database()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.config.settings")

from django.conf import settings  # noqa: E402

# Read now: pytest-django sets Django up once settings are there. Tables are made from the models, in
# a second; that the migrations make the same ones is what tests/architecture/test_migrations.py says.
settings.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False

hypothesis_settings.register_profile("mainstay", deadline=None, print_blob=True)
hypothesis_settings.load_profile("mainstay")


def pytest_unconfigure() -> None:
    """Take home and server away again."""
    _undo.close()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker
) -> Iterator[None]:
    """The test database, and a copy of it that stays as empty as it is now.

    Ours, since pytest-django's own makes none when every test asks for a database of its own.
    """
    from django.test.utils import setup_databases, teardown_databases
    from tests.support import own_database as databases

    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set()
        )
        os.environ["MAINSTAY_TEMPLATE"] = databases.template_of_the_test_database(HOME)
    yield
    with django_db_blocker.unblock():
        databases.drop(os.environ.pop("MAINSTAY_TEMPLATE"))
        teardown_databases(made, verbosity=0)


_numbers = itertools.count(1)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, settings):
    """A migrated database of the test's own, here and for other processes; commits are real.

    Do not ask for ``db`` beside it. The file store lies in its own home, too.
    """
    from tests.support import own_database as databases

    name = f"mainstay_own_{os.getpid()}_{next(_numbers)}"
    home = HOME / name
    home.mkdir(mode=0o700)
    settings.HOME, settings.FILE_STORE = home, home / "store"
    settings.AUDIT_KEY = databases.AUDIT_KEY
    with django_db_blocker.unblock():
        url = databases.copy_of(os.environ["MAINSTAY_TEMPLATE"], home, name)
        with databases.connected(url):
            yield databases.OwnDatabase(url, home)
        databases.drop(url)
    shutil.rmtree(home)

"""One history of a whole practice, written and taken in once for all stories that only read it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker
from tests.support import own_database as databases

from mainstay.simulator import write_practice

KINDS = ("837", "999", "277CA", "TA1", "835", "payments")


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighteen months of files, and beside them what the simulator knows to be true."""
    folder = tmp_path_factory.mktemp("history")
    write_practice(folder, seed=11, until="2026-06-30", claims=240)
    return folder


@pytest.fixture(scope="session")
def _taken_in(
    history: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[str, Path]]:
    """A database of its own and a home, with the history in them."""
    from tests.support.office import Office  # models: only once Django is set up

    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock():
        url = databases.copy_of(
            os.environ["MAINSTAY_TEMPLATE"], home, f"mainstay_history_{os.getpid()}"
        )
        with _at_home(url, home):
            Office.opened("harbor").take_in(*(history / kind for kind in KINDS))
        yield url, home
        databases.drop(url)


@pytest.fixture
def practice(_taken_in: tuple[str, Path], django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The code of a practice that took the history in. To be read only; do not ask for ``db``."""
    with django_db_blocker.unblock(), _at_home(*_taken_in):
        yield "harbor"


@contextlib.contextmanager
def _at_home(url: str, home: Path) -> Iterator[None]:
    with override_settings(HOME=home, FILE_STORE=home / "store"), databases.connected(url):
        yield

"""People, clients and browsers for tests of pages."""

import pytest

from tests.support.browser import browser_type_launch_args  # noqa: F401


@pytest.fixture(autouse=True)
def plain_hosts(settings):
    """The test client's host, over plain http as on loopback."""
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]


@pytest.fixture
def owner(db):
    from tests.web.people import a_person  # Django is not set up yet when this file is read

    return a_person("owner")

"""Django's registration of this package."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class DbConfig(AppConfig):
    name = "mainstay.foundation.db"
    label = "db"

    def ready(self) -> None:
        from mainstay.foundation.db.checks import guards_are_in_place
        from mainstay.foundation.db.guards import install_after_migrate
        from mainstay.foundation.db.planning import state_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
        post_migrate.connect(state_after_migrate, sender=self)
        checks.register(guards_are_in_place, checks.Tags.database)

"""Django's registration of this package."""

from django.apps import AppConfig


class DbConfig(AppConfig):
    name = "mainstay.foundation.db"
    label = "db"

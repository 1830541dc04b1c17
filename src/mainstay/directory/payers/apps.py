"""Django's registration of this package."""

from django.apps import AppConfig


class PayersConfig(AppConfig):
    name = "mainstay.directory.payers"
    label = "payers"

"""Django's registration of this package."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "mainstay.foundation.ledger"
    label = "ledger"

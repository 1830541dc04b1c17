"""Django's registration of this package."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "mainstay.revenue.receipts"
    label = "receipts"

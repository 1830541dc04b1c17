"""Django's registration of this package."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "mainstay.revenue.exchange"
    label = "exchange"

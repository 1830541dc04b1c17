"""Django's registration of this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mainstay.foundation.accounts"
    label = "accounts"

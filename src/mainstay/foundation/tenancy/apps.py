"""Django's registration of this package."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "mainstay.foundation.tenancy"
    label = "tenancy"

"""Django's registration of this package."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "mainstay.foundation.work"
    label = "work"

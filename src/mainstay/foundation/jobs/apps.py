"""Django's registration of this package."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mainstay.foundation.jobs"
    label = "jobs"

"""Django's registration of this package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mainstay.foundation.audit"
    label = "audit"

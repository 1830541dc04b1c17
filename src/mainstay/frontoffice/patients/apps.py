"""Django's registration of this package."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "mainstay.frontoffice.patients"
    label = "patients"

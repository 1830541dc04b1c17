"""Addresses of the settings pages."""

from django.urls import URLPattern, path

from mainstay.web.settings import practice

urlpatterns: list[URLPattern] = [
    path("settings/practice", practice.settings, name="settings"),
    path("settings/practice/confirm", practice.confirm, name="settings-confirm"),
]

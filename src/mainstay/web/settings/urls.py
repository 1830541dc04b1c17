"""Addresses of the settings pages."""

from django.urls import URLPattern, path

from mainstay.web.settings import people, practice, trail

urlpatterns: list[URLPattern] = [
    path("settings/practice", practice.settings, name="settings"),
    path("settings/practice/confirm", practice.confirm, name="settings-confirm"),
    path("settings/people", people.people, name="people"),
    path("settings/people/invite", people.invite, name="people-invite"),
    path("settings/people/<uuid:public_id>", people.person, name="person"),
    path("settings/trail", trail.page, name="audit"),
    path("settings/trail/patient", trail.find_patient, name="audit-patient"),
    path("settings/trail.csv", trail.export, name="audit-export"),
]

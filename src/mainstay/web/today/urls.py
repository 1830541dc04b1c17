"""Addresses of Today and of open work."""

from django.urls import URLPattern, path

from mainstay.web.today import today

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("work", today.work_list, name="work"),
    path("work/<uuid:item>/take", today.take, name="work-take"),
]

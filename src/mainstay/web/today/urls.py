"""Addresses of Today and of open work."""

from django.urls import URLPattern, path

from mainstay.web.today import item, today

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("work", today.work_list, name="work"),
    path("work/next", item.take_next, name="work-next"),
    path("work/<uuid:item>", item.item_page, name="work-item"),
    path("work/<uuid:item>/take", today.take, name="work-take"),
]

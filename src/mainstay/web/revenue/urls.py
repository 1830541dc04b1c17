"""Addresses of revenue, and what the palette finds there."""

from django.urls import URLPattern, path

from mainstay.web.revenue import inbox

urlpatterns: list[URLPattern] = [
    path("files", inbox.file_list, name="inbox"),
    path("files/drop", inbox.drop, name="inbox-drop"),
    path("files/batch/<uuid:batch>", inbox.batch_progress, name="inbox-batch"),
    path("files/<uuid:file>", inbox.one_file, name="inbox-file"),
    path("files/<uuid:file>/download", inbox.download, name="inbox-download"),
]

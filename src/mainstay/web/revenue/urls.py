"""Addresses of revenue, and what the palette finds there."""

from django.urls import URLPattern, path

from mainstay.web import search
from mainstay.web.revenue import claim, claims, denials, finders, inbox, remits

urlpatterns: list[URLPattern] = [
    path("files", inbox.file_list, name="inbox"),
    path("files/drop", inbox.drop, name="inbox-drop"),
    path("files/batch/<uuid:batch>", inbox.batch_progress, name="inbox-batch"),
    path("files/<uuid:file>", inbox.one_file, name="inbox-file"),
    path("files/<uuid:file>/download", inbox.download, name="inbox-download"),
    path("claims", claims.claim_list, name="claims"),
    path("claims/<uuid:claim>", claim.claim_story, name="claim"),
    path("remits", remits.remit_list, name="remits"),
    path("remits/<uuid:remit>", remits.one_remit, name="remit"),
    path("remits/payment/<uuid:payment>", remits.payment, name="remit-payment"),
    path("remits/key/<str:key>", remits.by_key, name="remit-by-key"),
    path("denials", denials.denial_list, name="denials"),
    path("denials/<uuid:denial>", denials.one_denial, name="denial"),
    path("denials/payment/<str:key>", denials.of_payment, name="denial-by-payment"),
]

search.register("Claims", "claims.view", finders.find_claims)
search.register("Patients", "claims.view", finders.find_patients)
search.register("Remittances", "remits.view", finders.find_remits)

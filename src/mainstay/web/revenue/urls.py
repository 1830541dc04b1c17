"""Addresses of revenue, and what the palette finds there."""

from django.urls import URLPattern, path

from mainstay.web import search
from mainstay.web.revenue import (
    appeals,
    claim,
    claims,
    denial_acts,
    denial_bulk,
    denial_causes,
    denial_sheet,
    denials,
    finders,
    inbox,
    letters,
    remits,
)

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
    path("denials/next", denials.take_next, name="denial-next"),
    path("denials/bulk", denial_bulk.bulk, name="denial-bulk"),
    path("denials/causes", denial_causes.causes, name="denial-causes"),
    path("denials/causes/tell", denial_causes.tell, name="denial-tell"),
    path("denials/wins", denial_causes.wins, name="denial-wins"),
    path("denials/letters", letters.letter_list, name="letters"),
    path("denials/letters/<slug:code>", letters.one_letter, name="letter"),
    path("denials/<uuid:denial>", denial_sheet.one_denial, name="denial"),
    path("denials/<uuid:denial>/appeal", appeals.appeal, name="denial-appeal"),
    path("denials/<uuid:denial>/do/<slug:act>", denial_acts.act_on, name="denial-act"),
    path("denials/<uuid:denial>/write-off", denial_acts.ask_write_off, name="denial-write-off"),
    path("denials/<uuid:denial>/answer", denial_acts.answer, name="denial-answer"),
    path("denials/<uuid:denial>/undo", denial_acts.undo_last, name="denial-undo"),
    path("denials/write-off/<uuid:write_off>", denial_acts.decide_write_off, name="write-off"),
    path("denials/appeal/<uuid:appeal>", appeals.sent_letter, name="appeal"),
    path("denials/appeal/<uuid:appeal>/packet.pdf", appeals.packet, name="appeal-packet"),
    path("denials/appeal/<uuid:appeal>/answer", appeals.response, name="appeal-answer"),
    path("denials/payment/<str:key>", denials.of_payment, name="denial-by-payment"),
]

search.register("Claims", "claims.view", finders.find_claims)
search.register("Patients", "claims.view", finders.find_patients)
search.register("Remittances", "remits.view", finders.find_remits)

"""Files: what came in, what became of it, and the place to drop more."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mainstay.foundation import clock, files
from mainstay.pipelines.folders import folder_of
from mainstay.revenue.exchange.errors import Refused
from mainstay.revenue.exchange.queries import inbox
from mainstay.revenue.exchange.services.receive import close_batch, open_batch, receive_opened
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import FilterForm
from mainstay.web.render import render_page_or_part
from mainstay.web.viewing import viewed

if TYPE_CHECKING:
    from mainstay.revenue.exchange.models import Batch, Delivery

PAGE = 50
MOST_FILES = 500
KINDS = (
    "837P",
    "837I",
    "835",
    "999",
    "277CA",
    "TA1",
    "payments",
    "270",
    "271",
    "276",
    "277",
    "278",
)


class FileFilters(FilterForm):
    """Outcome and kind, in the address."""

    view = forms.ChoiceField(
        label="Show",
        choices=[("", "all")] + [(outcome, outcome) for outcome in inbox.OUTCOMES],
        widget=forms.HiddenInput,
    )
    kind = forms.ChoiceField(label="Kind", choices=[("", "any"), *((k, k) for k in KINDS)])


@require_GET
@requires("files.view")
def file_list(request: PracticeRequest) -> HttpResponse:
    """Every arrival, newest first, with what became of it."""
    practice_id = request.actor.practice_id
    filters = FileFilters(request.GET)
    wanted = filters.criteria()
    outcome, kind = wanted.get("view", ""), wanted.get("kind", "")
    rows = inbox.deliveries(practice_id, outcome=outcome, kind=kind)
    counts = inbox.counts(practice_id)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(delivery, _chip(delivery)) for delivery in page],
        "filters": filters,
        "views": _views(counts, outcome),
        "counts": counts,
        "total": sum(counts.values()),
        "needs_person": counts["quarantined"] + counts["incomplete"],
        "query": "".join(f"{name}={value}&" for name, value in wanted.items()),
        "open_batches": inbox.open_batches(practice_id),
        "folder": folder_of(request.practice),
        "is_filtered": bool(wanted),
    }
    return render_page_or_part(request, "revenue/inbox.html", "file-rows", context)


def _views(counts: dict[str, int], current: str) -> list[dict[str, object]]:
    labels = {
        "": "Everything",
        "quarantined": "Set aside",
        "incomplete": "Not whole",
        "duplicate": "Same file again",
        "parsed": "Read",
    }
    return [
        {
            "label": label,
            "url": f"?view={outcome}" if outcome else "?",
            "count": counts[outcome] if outcome else sum(counts.values()),
            "is_current": outcome == current,
        }
        for outcome, label in labels.items()
    ]


WORDS = {
    "parsed": ("Posted", "Read"),
    "duplicate": ("Same file again", ""),
    "incomplete": ("Set aside", "Not whole"),
    "quarantined": ("Set aside", ""),
    "received": ("Reading", ""),
}


def _chip(delivery: "Delivery") -> tuple[str, str]:
    return WORDS[inbox.outcome_of(delivery)]


@require_POST
@requires("files.receive")
def drop(request: PracticeRequest) -> HttpResponse:
    """Take the chosen files in and show how far they are."""
    chosen = request.FILES.getlist("files")[:MOST_FILES]
    if not chosen:
        return redirect("inbox")
    at = clock.now()
    batch = open_batch(request.actor, source="page", label=f"{len(chosen)} files", at=at)
    refused = []
    for upload in chosen:
        try:
            _receive(batch, upload)
        except Refused as error:
            refused.append(str(error))
    close_batch(batch, by=request.actor, at=clock.now())
    request.session[f"refused:{batch.public_id}"] = refused
    return redirect("inbox-batch", batch=batch.public_id)


def _receive(batch: "Batch", upload: "UploadedFile[bytes]") -> None:
    """Through a file of its own on disk, so that a large upload never stands in memory."""
    with NamedTemporaryFile(prefix="drop-") as file:
        for piece in upload.chunks():
            file.write(piece)
        file.flush()
        name = Path(upload.name or "file").name
        for _ in receive_opened(batch, name, Path(file.name), at=clock.now()):
            pass


@require_GET
@requires("files.view")
def batch_progress(request: PracticeRequest, batch: UUID) -> HttpResponse:
    """How far files given together are; asks again by itself until they are done."""
    found = inbox.batch_of(request.actor.practice_id, batch)
    if found is None:
        raise Http404
    now = inbox.progress(found)
    is_read = now.read == now.files
    context = {
        "batch": found,
        "now": now,
        "done": now.applied if is_read else now.read,
        "total": now.records if is_read else now.files,
        "phases": [
            ("Kept", "done"),
            ("Read", "done" if is_read else "now"),
            ("Applied", "done" if now.is_done else "now" if is_read else ""),
        ],
        "set_aside": inbox.deliveries(found.practice_id, batch_id=found.pk).filter(
            is_duplicate=False, file__state__in=["quarantined", "incomplete"]
        )[:PAGE],
        "refused": request.session.get(f"refused:{found.public_id}", []),
    }
    return render_page_or_part(request, "revenue/batch.html", "progress", context)


@require_GET
@requires("files.view")
def one_file(request: PracticeRequest, file: UUID) -> HttpResponse:
    """One file: what it is, what the checker found, and under which names it came."""
    found = inbox.file_of(request.actor.practice_id, file)
    if found is None:
        raise Http404
    findings = inbox.findings_of(found)
    context = {
        "file": found,
        "findings": findings,
        "shown": len(findings),
        "deliveries": inbox.deliveries_of(found),
        "parts": inbox.parts_of(found),
        "can_have_words": found.state in ("quarantined", "incomplete"),
    }
    return render(request, "revenue/file.html", context)


@require_GET
@requires("files.view")
def download(request: PracticeRequest, file: UUID) -> HttpResponse | FileResponse:
    """The file as it came, byte for byte. It may hold PHI, so the trail notes it as an export."""
    found = inbox.file_of(request.actor.practice_id, file)
    if found is None:
        raise Http404
    viewed(request, [], action="files.export", object_kind="file", object_key=str(found.public_id))
    response = FileResponse(
        files.open_file(found.sha256),
        as_attachment=True,
        filename=Path(found.name).name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

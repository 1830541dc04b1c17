"""The audit trail: who saw and who changed what, by period, person and patient."""

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of, people_in
from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.audit.queries import TrailFilter, trail
from mainstay.frontoffice.patients.queries import patient_by, search
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import FilterForm
from mainstay.web.reauth import recently
from mainstay.web.render import render_page_or_part
from mainstay.web.settings.acts import DOORS, act_in_words, object_in_words
from mainstay.web.viewing import viewed

PER_PAGE = 50
DAYS_SHOWN = 30
LONGEST_NAME = 60
MOST_FOUND = 20
OUTCOMES = (("", "any"), ("ok", "done"), ("refused", "refused"), ("failed", "failed"))
COLUMNS = (
    "number", "time (UTC)", "person", "role", "door", "action", "object", "key", "patients",
    "outcome", "reason", "source", "session", "request",
)  # fmt: skip


class TrailForm(FilterForm):
    """Days in the practice's zone; a patient by the id in the link from his page."""

    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    who = forms.ChoiceField(label="Person")
    outcome = forms.ChoiceField(label="Outcome", choices=OUTCOMES)
    patient = forms.UUIDField(label="Patient", widget=forms.HiddenInput)

    def __init__(self, data: Any, *, practice_id: int) -> None:
        super().__init__(data)
        members = [person.membership for person in people_in(practice_id)]
        names = [(str(found.public_id), found.user.name) for found in members]
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [("", "anyone"), *names]
        self._practice_id = practice_id
        self._user_ids = {str(found.public_id): found.user_id for found in members}

    def wanted(self, zone: ZoneInfo) -> TrailFilter:
        """The filter; without a first day the last 30 days. An unknown patient finds nothing."""
        given = self.criteria()
        earliest = given.get("since") or clock.today(zone.key) - timedelta(days=DAYS_SHOWN)
        until = given.get("until")
        patient_id = None
        if "patient" in given:
            found = patient_by(self._practice_id, given["patient"])
            patient_id = found.pk if found else 0
        return TrailFilter(
            patient_id=patient_id,
            user_id=self._user_ids.get(given.get("who", "")),
            outcome=given.get("outcome", ""),
            since=datetime.combine(earliest, time(), zone),
            until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        )


@require_safe
@requires("audit.view")
def page(request: PracticeRequest) -> HttpResponse:
    """The rows that fit, newest first. Reading the trail is in the trail."""
    practice_id = request.actor.practice_id
    form = TrailForm(request.GET, practice_id=practice_id)
    wanted = form.wanted(ZoneInfo(request.practice.zone))
    events = trail(practice_id, wanted)
    shown = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(_rows(list(shown.object_list)))
    query = request.GET.copy()
    query.pop("page", None)
    _note(request, "audit.view")
    context = {
        "form": form,
        "page": shown,
        "rows": rows,
        "query": f"{query.urlencode()}&" if query else "",
        "refused": trail(practice_id, wanted).filter(outcome__in=("refused", "failed")).count(),
        "by_patient": wanted.patient_id is not None,
        "may_find": can(request.actor, "audit.patients"),
        "may_export": can(request.actor, "audit.export"),
        "days": DAYS_SHOWN,
        "since": wanted.since,
    }
    return render_page_or_part(request, "settings/trail.html", "trail-rows", context)


@require_POST
@requires("audit.patients")
def find_patient(request: PracticeRequest) -> HttpResponse:
    """Patients by the beginning of their last name, each a link to his part of the trail.

    By POST, for a name stands in no address.
    """
    text = request.POST.get("name", "").strip()[:LONGEST_NAME]
    found = list(search(request.actor.practice_id, text)[:MOST_FOUND]) if text else []
    viewed(request, [patient.pk for patient in found], action="patients.search")
    return render(request, "settings/trail_patient.html", {"found": found, "text": text})


@require_safe
@requires("audit.export")
@recently("audit")
def export(request: PracticeRequest) -> StreamingHttpResponse:
    """The same rows as CSV, whole; times are UTC."""
    practice_id = request.actor.practice_id
    form = TrailForm(request.GET, practice_id=practice_id)
    events = trail(practice_id, form.wanted(ZoneInfo(request.practice.zone)))
    newest = events.first()
    _note(request, "audit.export")
    lines = _csv_lines(events.filter(seq__lte=newest.seq if newest else 0).iterator(1000))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"audit-{request.practice.code}-{clock.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _note(request: PracticeRequest, action: str) -> None:
    audit.record(
        request.actor,
        action,
        object_kind="audit",
        details={"filter": request.GET.urlencode()[:200]},
        context=request.audit_context,
    )


def _rows(events: list[AuditEvent]) -> Iterator[dict[str, Any]]:
    names = names_of({user_id for event in events for user_id in _users_in(event)})
    for event in events:
        yield {
            "event": event,
            "who": names.get(event.user_id or 0, ""),
            "role": matrix().title_of(event.role),
            "did": act_in_words(event.action),
            "door": DOORS.get(event.via, event.via),
            "object": object_in_words(event.object_kind),
            "key": _key_of(event, names),
            "patients": event.details.get("patients", len(event.patient_ids)),
        }


def _users_in(event: AuditEvent) -> set[int]:
    """Who acted, and on whom: never shown by number."""
    users = {event.user_id} if event.user_id is not None else set()
    return users | ({int(event.object_key)} if event.object_kind == "user" else set())


def _key_of(event: AuditEvent, names: dict[int, str]) -> str:
    if event.object_kind == "user":
        return names.get(int(event.object_key), "")
    return event.object_key


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def _csv_lines(events: Iterator[AuditEvent]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    names: dict[int, str] = {}
    for event in events:
        if unknown := _users_in(event) - names.keys():
            names |= names_of(unknown)
        yield writer.writerow(_plain(value) for value in _columns(event, names))


def _columns(event: AuditEvent, names: dict[int, str]) -> tuple[Any, ...]:
    return (
        event.seq,
        event.at.isoformat(timespec="seconds"),
        names.get(event.user_id or 0, "automatic"),
        event.role,
        event.via,
        event.action,
        event.object_kind,
        _key_of(event, names),
        event.details.get("patients", len(event.patient_ids)),
        event.outcome,
        event.reason,
        event.source_address,
        event.session_hash,
        event.request_id,
    )


def _plain(value: Any) -> Any:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value

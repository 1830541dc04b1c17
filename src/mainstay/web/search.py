"""One field that finds pages, patients, claims and files. What is typed travels by POST.

A wing registers a finder in its ``urls`` module: ``search.register("Claims", "claims.view", find)``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.tenancy import Actor
from mainstay.web import navigation
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.viewing import viewed

LONGEST = 100
MOST_RESULTS = 8


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. ``is_person`` draws the words as a patient's name; ``patient_id`` is audited."""

    words: str
    url: str
    icon: str
    aside: str = ""
    is_person: bool = False
    patient_id: int | None = None


Finder = Callable[[Actor, str], Sequence[Result]]


@dataclass(frozen=True, slots=True)
class _Wing:
    label: str
    act: str
    find: Finder


_wings: dict[str, _Wing] = {}


def register(label: str, act: str, find: Finder) -> None:
    """Let ``find(actor, text)`` answer searches of those who may do ``act``, under ``label``."""
    _wings[label] = _Wing(label, act, find)


@require_POST
@requires("work.view")
def results(request: PracticeRequest) -> HttpResponse:
    """What fits the text typed, in groups. Every patient shown is in the audit trail."""
    text = request.POST.get("q", "").strip()[:LONGEST]
    groups = [group for group in _found(request.actor, text) if group[1]]
    patients = [result.patient_id for _, found in groups for result in found if result.patient_id]
    if patients:
        viewed(request, patients, action="patients.search", object_kind="search")
    template = "web/search.html#results" if request.htmx else "web/search.html"
    return render(request, template, {"groups": groups, "text": text})


def _found(actor: Actor, text: str) -> list[tuple[str, Sequence[Result]]]:
    if not text:
        return []
    wings = [wing for wing in _wings.values() if can(actor, wing.act)]
    return [
        ("Go to", _pages(actor, text)),
        *((wing.label, wing.find(actor, text)[:MOST_RESULTS]) for wing in wings),
    ]


def _pages(actor: Actor, text: str) -> list[Result]:
    groups = navigation.groups(actor, "", as_of=clock.now())
    places = [link for group in groups for link in group.links]
    places += navigation.links((navigation.TODAY, *navigation.SETTINGS), actor, "")
    return [
        Result(link.place.label, link.url, link.place.icon)
        for link in places
        if text.lower() in link.place.label.lower()
    ]

"""Today: the line with each function's owner and clock, and what needs someone, loudest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mainstay.engine.money import format_cents, round_half_up
from mainstay.foundation import clock
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.accounts.queries.staff import team_names, teams_of
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work import services as work
from mainstay.foundation.work.errors import StaleItem
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.queries import ItemFilter, function_loads, open_items
from mainstay.foundation.work.queries.functions import FunctionLoad
from mainstay.foundation.work.queries.items import item_of_id
from mainstay.foundation.work.queries.ownership import absences
from mainstay.foundation.work.states import IllegalTransition
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import FilterForm
from mainstay.web.render import render_page_or_part
from mainstay.web.today.subjects import Subject, subject_of

LOUDEST = 12
PAGE = 50


@dataclass(frozen=True, slots=True)
class Station:
    """A function on the line: how it stands, in words and in tone."""

    load: FunctionLoad
    owner: str
    tone: str
    icon: str
    tells: str
    url: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An open item as a row shows it."""

    item: WorkItem
    subject: Subject
    holder: str
    function: str


@require_GET
@requires("today.view")
def today(request: PracticeRequest) -> HttpResponse:
    """What needs someone today."""
    practice_id, now = request.actor.practice_id, clock.now()
    loads = [load for load in function_loads(practice_id, as_of=now) if load.open]
    items = list(open_items(practice_id, as_of=now)[:LOUDEST])
    people = names_of({load.owner_user_id for load in loads if load.owner_user_id})
    teams = team_names(practice_id)
    context = {
        "now": now,
        "stations": [_station(load, people, teams) for load in loads],
        "rows": _rows(items),
        "open": sum(load.open for load in loads),
        "late": sum(load.late for load in loads),
        "unowned": [load for load in loads if load.open and not load.has_owner],
        "answer": _answer(loads),
        "alarms": _alarms(request.actor, loads),
        "away": _away(practice_id, request.practice.zone),
    }
    return render(request, "today/today.html", context)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something the reader must know first, with where it can be seen."""

    words: str
    url: str


def _alarms(actor: Actor, loads: Sequence[FunctionLoad]) -> list[Alarm]:
    """What climbed to the reader, and what is nobody's."""
    found = []
    told = ItemFilter(told_user_id=actor.user_id)
    climbed = open_items(actor.practice_id, told, as_of=clock.now()).count()
    if climbed:
        words = f"{climbed:,} item{'s' if climbed != 1 else ''} climbed to you."
        found.append(Alarm(words, f"{reverse('work')}?whose=told"))
    if unheld := sum(load.unheld for load in loads):
        words = f"{unheld:,} open item{'s are' if unheld != 1 else ' is'} nobody’s."
        found.append(Alarm(words, f"{reverse('work')}?whose=nobody"))
    return found


def _away(practice_id: int, zone: str) -> list[tuple[str, str, str]]:
    """Who is away now: name, until when in words, and the brief's address."""
    now = clock.now()
    here = [one for one in absences(practice_id, at=now) if one.starts_at <= now]
    people = names_of({one.user_id for one in here})
    return [
        (
            people.get(one.user_id, ""),
            f"until {_day(clock.date_in(zone, one.ends_at))}" if one.ends_at else "no end yet",
            reverse("absence", args=[one.public_id]),
        )
        for one in here
    ]


def _day(on: date) -> str:
    return f"{on:%b} {on.day}"


def _answer(loads: Sequence[FunctionLoad]) -> tuple[str, str]:
    """What stands out, and the sentence after it."""
    open_count = sum(load.open for load in loads)
    if not open_count:
        return "Nothing needs anyone.", "The line is clear."
    late = sum(load.late for load in loads)
    at_risk = _whole(sum(load.value_cents for load in loads))
    unowned = [load.name.lower() for load in loads if load.open and not load.has_owner]
    first = f"{late:,} of {open_count:,} open items are late." if late else "Nothing is late."
    rest = f"{at_risk} is at stake in {open_count:,} open item{'s' if open_count != 1 else ''}."
    if unowned:
        rest += f" Nobody owns {_listed(unowned)}."
    return first, rest


def _listed(words: Sequence[str]) -> str:
    most = list(words[:3]) + ([f"{len(words) - 3} more"] if len(words) > 3 else [])
    return most[0] if len(most) == 1 else f"{', '.join(most[:-1])} and {most[-1]}"


def _whole(cents: int) -> str:
    return format_cents(100 * round_half_up(cents, 100)).removesuffix(".00")


def _station(load: FunctionLoad, people: dict[int, str], teams: dict[int, str]) -> Station:
    owner = people.get(load.owner_user_id or 0, "") or teams.get(load.owner_team_id or 0, "")
    if load.late:
        tone, icon, tells = "bad", "clock", f"{load.late:,} late"
    elif load.open and not owner:
        tone, icon, tells = "bad", "dotted", "no owner"
    elif load.due_soon:
        tone, icon, tells = "wait", "clock", f"{load.due_soon:,} due in 24 hours"
    else:
        tone, icon, tells = "good", "check", "on time" if load.open else "clear"
    return Station(load, owner, tone, icon, tells, f"{reverse('work')}?function={load.code}")


def _rows(items: Iterable[WorkItem]) -> list[ItemRow]:
    found = list(items)
    people = names_of({user_id for item in found if (user_id := _holder(item))})
    teams = team_names(found[0].practice_id) if found else {}
    return [
        ItemRow(
            item,
            subject_of(item.subject_kind, item.subject_key),
            people.get(_holder(item) or 0, "") or teams.get(item.holder_team_id or 0, ""),
            item.function.name,
        )
        for item in found
    ]


def _holder(item: WorkItem) -> int | None:
    """Who has it: whoever took it, else whom routing gave it."""
    return item.assignee_user_id or item.holder_user_id


class WorkFilters(FilterForm):
    """Function, and whose, in the address."""

    function = forms.ChoiceField(label="Function")
    whose = forms.ChoiceField(
        label="Whose",
        choices=[
            ("", "anyone's"),
            ("mine", "mine"),
            ("told", "escalated to me"),
            ("nobody", "nobody's"),
        ],
    )

    def __init__(self, data: object, *, loads: Sequence[FunctionLoad]) -> None:
        super().__init__(data)
        function = self.fields["function"]
        assert isinstance(function, forms.ChoiceField)
        function.choices = [("", "any"), *((load.code, load.name) for load in loads)]

    def wanted(self, actor: Actor) -> ItemFilter:
        """The filter these choices mean to the reader."""
        given = self.criteria()
        whose, user_id = given.get("whose"), actor.user_id
        teams = teams_of(actor.practice_id, user_id) if user_id and whose == "mine" else []
        return ItemFilter(
            function=given.get("function", ""),
            of_user_id=user_id if whose == "mine" else None,
            of_team_ids=tuple(teams),
            told_user_id=user_id if whose == "told" else None,
            is_unheld=whose == "nobody",
        )


@require_GET
@requires("work.view")
def work_list(request: PracticeRequest) -> HttpResponse:
    """All open work: late first, then the nearest deadline, then the money at stake."""
    practice_id, now = request.actor.practice_id, clock.now()
    filters = WorkFilters(request.GET, loads=function_loads(practice_id, as_of=now))
    items = open_items(practice_id, filters.wanted(request.actor), as_of=now)
    page = Paginator(items, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page.object_list),
        "query": f"{query.urlencode()}&" if query else "",
        "is_filtered": bool(filters.criteria()),
    }
    return render_page_or_part(request, "today/work.html", "work-rows", context)


@require_POST
@requires("work.view")
def take(request: PracticeRequest, item: UUID) -> HttpResponse:
    """Make an item one's own."""
    found = item_of_id(request.actor.practice_id, item)
    if found is None:
        raise Http404
    try:
        work.take(found, by=request.actor, at=clock.now())
    except (StaleItem, IllegalTransition):
        messages.info(request, "Somebody was faster: this item has changed since you saw it.")
    else:
        messages.success(request, f"You have it: {found.title}")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "today")

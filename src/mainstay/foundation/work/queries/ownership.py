"""How ownership stands: who is away, what is written, who can do what, and how well it goes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from mainstay.foundation.work.models import (
    Absence,
    Function,
    Handover,
    Procedure,
    Reading,
    Training,
    WorkChange,
    WorkItem,
)
from mainstay.foundation.work.states import OPEN

RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a function went over some time: items that came, were done, and were done in time."""

    done: int
    on_time: int
    opened: int

    @property
    def on_time_bps(self) -> int | None:
        """The share done on time in basis points; None when nothing was done."""
        return 10_000 * self.on_time // self.done if self.done else None


def paces(practice_id: int, *, since: datetime, until: datetime) -> dict[str, Pace]:
    """By function code, what was opened and done between two moments (UTC). One query."""
    opened = Q(items__opened_at__gte=since, items__opened_at__lt=until)
    done = Q(items__closed_at__gte=since, items__closed_at__lt=until)
    functions: QuerySet[Any] = Function.objects.for_practice(practice_id).annotate(
        done=Count("items", filter=done),
        on_time=Count("items", filter=done & Q(items__closed_at__lte=F("items__due_at"))),
        opened=Count("items", filter=opened),
    )
    return {one.code: Pace(one.done, one.on_time, one.opened) for one in functions}


def last_done(practice_id: int, *, since: datetime) -> dict[tuple[str, int], datetime]:
    """When each person last finished an item of each function (code) since a moment. One query."""
    closes = WorkChange.objects.for_practice(practice_id).filter(
        act="close", at__gte=since, user_id__isnull=False
    )
    found = closes.values_list("item__function__code", "user_id").annotate(last=Max("at"))
    return {(code, user_id): last for code, user_id, last in found}


def trainings(practice_id: int) -> dict[tuple[str, int], tuple[int, date]]:
    """How far each person is trained and since when, by function code. One query."""
    found = Training.objects.for_practice(practice_id)
    columns = ("function__code", "user_id", "level", "trained_on")
    return {
        (code, user_id): (level, trained_on)
        for code, user_id, level, trained_on in found.values_list(*columns)
    }


@dataclass(frozen=True, slots=True)
class Written:
    """The version of a procedure that holds, and who has read it."""

    code: str
    name: str
    number: int
    written_at: datetime
    review_on: date
    readers: frozenset[int]

    def is_stale(self, today: date) -> bool:
        """Whether somebody should have looked at it again."""
        return self.review_on <= today


def written_procedures(practice_id: int) -> dict[str, Written]:
    """By function code the procedure that holds; a function without one is left out. Two queries."""
    newest: dict[int, Procedure] = {}
    procedures = Procedure.objects.for_practice(practice_id).select_related("function")
    for procedure in procedures.defer("text").order_by("number"):
        newest[procedure.function_id] = procedure
    readers: defaultdict[int, set[int]] = defaultdict(set)
    readings = Reading.objects.for_practice(practice_id).filter(
        procedure__in=[one.pk for one in newest.values()]
    )
    for procedure_id, user_id in readings.values_list("procedure_id", "user_id"):
        readers[procedure_id].add(user_id)
    return {
        one.function.code: Written(
            one.function.code,
            one.function.name,
            one.number,
            one.written_at,
            one.review_on,
            frozenset(readers[one.pk]),
        )
        for one in newest.values()
    }


def versions_of(practice_id: int, code: str) -> list[Procedure]:
    """Every version of a function's procedure, the one that holds first."""
    procedures = Procedure.objects.for_practice(practice_id).filter(function__code=code)
    return list(procedures.order_by("-number"))


def absences(practice_id: int, *, at: datetime) -> list[Absence]:
    """Those away at a moment or later, the nearest first. One query."""
    ours = Absence.objects.for_practice(practice_id).filter(undone_at=None, returned_at=None)
    still = ours.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    return list(still.order_by("starts_at", "id"))


def briefs_of(absence: Absence) -> list[Handover]:
    """What moved because of an absence, with its items; the dearest and nearest first. One query."""
    handovers = Handover.objects.for_practice(absence.practice_id).filter(absence=absence)
    return list(
        handovers.select_related("item__function").order_by(
            F("item__deadline_on").asc(nulls_last=True), "-item__value_cents", "id"
        )
    )


def open_by_holder(practice_id: int) -> dict[tuple[int, str], tuple[int, int]]:
    """Open items and their cents by (who has it, function code); team work is left out. One query."""
    is_open = WorkItem.objects.for_practice(practice_id).filter(
        state__in=[state.value for state in OPEN]
    )
    found: defaultdict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for taken, held, code, cents in is_open.values_list(
        "assignee_user_id", "holder_user_id", "function__code", "value_cents"
    ):
        if (user_id := taken or held) is not None:
            count, total = found[user_id, code]
            found[user_id, code] = (count + 1, total + cents)
    return dict(found)


def absence_of_id(practice_id: int, public_id: UUID) -> Absence | None:
    """The absence of this public id, if it is the practice's."""
    found: Absence | None = (
        Absence.objects.for_practice(practice_id).filter(public_id=public_id).first()
    )
    return found

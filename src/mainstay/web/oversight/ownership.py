"""Ownership and continuity: every function with its people, who could do it, and what if."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries.staff import Colleague
from mainstay.foundation.work.queries import FunctionLoad, function_loads
from mainstay.foundation.work.queries.ownership import (
    RECENT,
    Pace,
    Written,
    absences,
    paces,
)
from mainstay.oversight.continuity.queries.matrix import Matrix, matrix
from mainstay.oversight.continuity.queries.what_if import WhatIf, what_if
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import FilterForm

GOOD_BPS, FAIR_BPS = 9_500, 9_000
REFRESH_WITHIN = timedelta(days=30)
TWO_WEEKS = 14


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's or some team's part in a function, as ``who`` draws it."""

    name: str
    is_team: bool = False
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A function on the page."""

    load: FunctionLoad
    owner: Part | None
    backup: Part | None
    path: str
    on_time: str
    on_time_tone: str
    written: Written | None
    tone: str
    icon: str
    tells: str
    url: str


class WhatIfForm(FilterForm):
    """Who would be away, from when, and how long."""

    who = forms.TypedChoiceField(label="Who", coerce=int)
    starts = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    days = forms.TypedChoiceField(
        label="For",
        coerce=int,
        choices=[
            (1, "a day"),
            (3, "three days"),
            (7, "a week"),
            (TWO_WEEKS, "two weeks"),
            (30, "a month"),
        ],
    )

    def __init__(self, data: Any, *, people: Sequence[Colleague], today: date) -> None:
        super().__init__(data or None, initial={"starts": today, "days": TWO_WEEKS})
        who = self.fields["who"]
        assert isinstance(who, forms.TypedChoiceField)
        who.choices = [("", "nobody yet"), *((one.user_id, one.name) for one in people)]


@require_GET
@requires("work.view")
def ownership(request: PracticeRequest) -> HttpResponse:
    """Who answers for what, who could do it tomorrow, who is away, and what if somebody were."""
    practice_id, now = request.actor.practice_id, clock.now()
    today = clock.today(request.practice.zone)
    loads = function_loads(practice_id, as_of=now)
    table = matrix(practice_id, loads, at=now)
    pace = paces(practice_id, since=now - RECENT, until=now)
    lines = [_line(load, table, pace[load.code], today) for load in loads]
    names = {person.user_id: person.name for person in table.people}
    form = WhatIfForm(request.GET, people=table.people, today=today)
    context = {
        "lines": lines,
        "matrix": table,
        "answer": _answer(lines, table),
        "away": [(one, names.get(one.user_id, "")) for one in absences(practice_id, at=now)],
        "now": now,
        "to_refresh": _to_refresh(lines, table, today),
        "form": form,
        "what_if": _what_if(practice_id, form, loads),
        "names": names,
        "may_assign": can(request.actor, "work.assign"),
        "unowned": next((line for line in lines if not line.load.has_owner), None),
    }
    return render(request, "oversight/ownership.html", context)


def _line(load: FunctionLoad, table: Matrix, pace: Pace, today: date) -> Line:
    written = table.written.get(load.code)
    tone, icon, tells = _now(load, table)
    on_time, on_time_tone = _on_time(pace)
    return Line(
        load,
        owner_of(load, table),
        _backup_of(load, table),
        path_in_words(load.escalation, {one.user_id: one.name for one in table.people}),
        on_time,
        on_time_tone,
        written,
        tone,
        icon,
        tells,
        reverse("function", args=[load.code]),
    )


def owner_of(load: FunctionLoad, table: Matrix) -> Part | None:
    """Who owns it; None where nobody does, or somebody who has left."""
    for person in table.people:
        if load.owner_user_id is not None and person.user_id == load.owner_user_id:
            return Part(person.name, is_away=person.user_id in table.away)
        if load.owner_team_id is not None and person.team_id == load.owner_team_id:
            return Part(person.team, is_team=True)
    return None


def _backup_of(load: FunctionLoad, table: Matrix) -> Part | None:
    people = {person.user_id: person for person in table.people}
    found = next((people[one] for one in load.backups if one in people), None)
    return Part(found.name, is_away=found.user_id in table.away) if found else None


def path_in_words(escalation: Sequence[dict[str, Any]], names: dict[int, str]) -> str:
    """The steps upward: "late → owner, 9 h → manager"; "" where there is none."""
    words = []
    for step in sorted(escalation, key=lambda one: int(one["after_hours"])):
        to = step["to"] if isinstance(step["to"], str) else names.get(step["to"], "somebody gone")
        words.append(f"{step['after_hours']} h → {to}" if step["after_hours"] else f"late → {to}")
    return ", ".join(words)


def _now(load: FunctionLoad, table: Matrix) -> tuple[str, str, str]:
    """Tone, icon and word of how it stands now."""
    if not load.has_owner:
        return "bad", "no", "nobody"
    if load.late:
        return "bad", "clock", f"{load.late:,} late"
    if load.unheld:
        return "bad", "dotted", f"{load.unheld:,} nobody’s"
    if load.due_soon:
        return "wait", "clock", f"{load.due_soon:,} due in 24 h"
    if load.owner_user_id in table.away and load.open:
        return "move", "swap", "backup has it"
    return "good", "ok", "on time" if load.open else "clear"


def _on_time(pace: Pace) -> tuple[str, str]:
    bps = pace.on_time_bps
    if bps is None:
        return "", ""
    tone = "" if bps >= GOOD_BPS else "wait" if bps >= FAIR_BPS else "bad"
    return f"{(bps + 50) // 100}%", tone


def _answer(lines: Sequence[Line], table: Matrix) -> tuple[str, str]:
    """What stands out, and the sentence after it."""
    unowned = [line.load.name for line in lines if line.owner is None]
    alone = [row.name.lower() for row in table.rows if row.rests_on_one]
    first = (
        f"{listed(unowned)} {'has' if len(unowned) == 1 else 'have'} no owner." if unowned else ""
    )
    if not unowned:
        first = "Every function has an owner."
    rest = (
        f"{len(alone)} of {len(lines)} functions rest on one person or nobody today."
        if alone
        else "Each could be done by two people who are here today."
    )
    return first, rest


def listed(words: Sequence[str], most: int = 3) -> str:
    """ "A, B and 4 more"."""
    shown = list(words[:most]) + ([f"{len(words) - most} more"] if len(words) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _to_refresh(
    lines: Sequence[Line], table: Matrix, today: date
) -> list[tuple[Line, str, date | None]]:
    """Procedures that are missing, to be looked at again soon, or not read by their people."""
    found: list[tuple[Line, str, date | None]] = []
    for line in lines:
        written = line.written
        if written is None:
            if line.load.open or line.load.has_owner:
                found.append((line, "not written", None))
            continue
        must = _must_read(line.load, table)
        unread = len(must - written.readers)
        if written.review_on <= today + REFRESH_WITHIN:
            found.append((line, f"version {written.number}", written.review_on))
        elif unread:
            found.append((line, f"{len(must) - unread} of {len(must)} have read it", None))
    return found


def _must_read(load: FunctionLoad, table: Matrix) -> set[int]:
    """Owner, backups and the owner's team: who must have read the procedure."""
    team = {
        person.user_id
        for person in table.people
        if load.owner_team_id is not None and person.team_id == load.owner_team_id
    }
    owner = {load.owner_user_id} if load.owner_user_id is not None else set()
    return owner | set(load.backups) | team


def _what_if(
    practice_id: int, form: WhatIfForm, loads: Sequence[FunctionLoad]
) -> tuple[WhatIf, list[tuple[Any, str]]] | None:
    given = form.criteria() if form.is_bound else {}
    if not given.get("who"):
        return None
    now = clock.now()
    starts_on: date = given.get("starts") or now.date()
    found = what_if(
        practice_id,
        given["who"],
        loads,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=(given.get("days") or TWO_WEEKS) - 1),
        at=now,
    )
    names = {int(value): str(label) for value, label in form.fields["who"].choices if value}  # type: ignore[attr-defined]
    return found, [
        (piece, "the team" if piece.goes_to.team_id else names.get(piece.goes_to.user_id or 0, ""))
        for piece in found.pieces
    ]

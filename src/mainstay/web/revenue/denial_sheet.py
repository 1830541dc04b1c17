"""One denial: what the payer said, what to do and why, the letter, the cause, the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mainstay.engine import codes
from mainstay.engine.money import format_cents, round_half_up
from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.accounts.queries.staff import team_names
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.queries import FunctionLoad, function_loads, open_items_about
from mainstay.revenue.denials.advice import Option
from mainstay.revenue.denials.deadlines import levels
from mainstay.revenue.denials.letters import Piece, Template, fitting, merged, pieces
from mainstay.revenue.denials.queries.causes import FUNCTIONS, Cause, count_like, told
from mainstay.revenue.denials.queries.denials import denial_of, denials_of_claims, items_of
from mainstay.revenue.denials.queries.history import (
    acts_of,
    advice_for,
    appeals_of,
    asked_write_off,
)
from mainstay.revenue.denials.queries.letters import fields_of, letters
from mainstay.revenue.denials.services.appealing import next_level
from mainstay.revenue.denials.services.undoing import is_undoable
from mainstay.revenue.denials.services.writing_off import needs_second
from mainstay.revenue.denials.states import NEEDS_US, WAITING, offered
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.naming import plain_case
from mainstay.web.revenue.denial_words import ACTS, CATEGORIES, Row, happened
from mainstay.web.revenue.reasons import remarks
from mainstay.web.viewing import viewed

if TYPE_CHECKING:
    from mainstay.revenue.denials.models import Act, Appeal, Denial

QUARTER = timedelta(days=91)
TO_THE_POINT = "To whom it may concern:"
ENDING = "Please send your decision"


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of "What you could do"."""

    act: str
    words: str
    url: str
    won: str
    worth_cents: int
    evidence: str
    days: str
    is_advised: bool


def sheet_of(request: PracticeRequest, denial: Denial, row: Row | None = None) -> dict[str, Any]:
    """Everything the panel and the page of one denial show. About fifteen queries."""
    actor, today = request.actor, clock.today(request.practice.zone)
    row = row or _row(actor.practice_id, denial)
    acts, appeals = acts_of(denial), appeals_of(denial)
    may_work = can(actor, "denials.edit")
    advised = advice_for(denial)
    choices = [_choice(denial, one, i == 0) for i, one in enumerate(advised)]
    possible = offered(denial.state)
    waiting = next((one for one in appeals if not one.outcome), None)
    return {
        "denial": denial,
        "row": row,
        "remarks": remarks(denial.rarcs.split()),
        "label": codes.procedure_label(denial.procedure),
        "category_words": CATEGORIES.get(denial.category, denial.category),
        "choices": choices,
        "possible": possible,
        "may_work": may_work,
        "may_write_off": can(actor, "adjustments.propose") and "write_off" in possible,
        "needs_second": needs_second(denial.cents),
        "asked": _asked(request, denial),
        "letter": _letter(denial, appeals, today) if denial.state in NEEDS_US else None,
        "waiting_appeal": waiting,
        "may_answer": may_work and denial.state in WAITING,
        "appeals": appeals,
        "history": _history(denial, acts),
        "undo": acts[-1] if acts and may_work and _can_undo(acts[-1], denial) else None,
        "cause": _cause(actor.practice_id, denial, today) if denial.owner else None,
        "if_nobody": if_nobody(row, today),
        "may_open_claims": can(actor, "claims.view"),
        "may_open_remits": can(actor, "remits.view"),
    }


@require_safe
@requires("denials.view")
def one_denial(request: PracticeRequest, denial: UUID) -> HttpResponse:
    """One denial as a page: the panel with all there is room for."""
    practice_id = request.actor.practice_id
    try:
        found = denial_of(practice_id, denial)
    except ObjectDoesNotExist:
        raise Http404 from None
    viewed(
        request,
        [found.claim.patient_id],
        action="denials.view",
        object_kind="denial",
        object_key=str(denial),
    )
    key = f"remit:{found.payment.remit.remit_key}:clp:{found.payment.ordinal}"
    items = list(
        open_items_about(
            practice_id, {"denial": [key, str(found.public_id)], "claim_payment": [key]}
        )
    )
    holders = _holders(practice_id, items)
    category = codes.category(found.category)
    context = sheet_of(request, found) | {
        "remit": found.payment.remit,
        "category": category,
        "reason": codes.carc(found.carc),
        "items": [(item, holders[item.pk]) for item in items],
        "levels": levels(found.payer.payer_type, found.denied_on),
        "others": [
            Row(other)
            for other in denials_of_claims(practice_id, [found.claim_id])
            if other.pk != found.pk
        ],
    }
    return render(request, "revenue/denial.html", context)


def _row(practice_id: int, denial: Denial) -> Row:
    [row] = rows_of(practice_id, [denial])
    return row


def rows_of(practice_id: int, found: Sequence[Denial]) -> list[Row]:
    """Denials as rows, with their work item and who has it. Three queries."""
    now = clock.now()
    items = items_of(practice_id, found)
    holders = _holders(practice_id, items.values())
    return [
        Row(
            denial,
            item := items.get(denial.pk),
            holders.get(item.pk, "") if item else "",
            bool(item and item.state != "done" and item.due_at and item.due_at < now),
        )
        for denial in found
    ]


def _holders(practice_id: int, items: Iterable[WorkItem]) -> dict[int, str]:
    """Who has each item, by its id: whoever took it, else whom routing gave it."""
    known = {item.pk: item for item in items}
    users = {pk: item.assignee_user_id or item.holder_user_id for pk, item in known.items()}
    people = names_of({user_id for user_id in users.values() if user_id})
    is_a_teams = any(item.holder_team_id for item in known.values())
    teams = team_names(practice_id) if is_a_teams else {}
    return {
        pk: people.get(users[pk] or 0, "") or teams.get(item.holder_team_id or 0, "")
        for pk, item in known.items()
    }


def _choice(denial: Denial, option: Option, is_advised: bool) -> Choice:
    days = option.average_days
    return Choice(
        act=option.act,
        words=ACTS[option.act],
        url=url_of_act(denial, option.act),
        won=f"{option.won} of {option.cases}" if option.cases else _percent(option),
        worth_cents=option.worth_cents,
        evidence=option.evidence,
        days=f"{round_half_up(days.numerator, days.denominator)} days" if days else "",
        is_advised=is_advised,
    )


def url_of_act(denial: Denial, act: str) -> str:
    """The page on which an act is done."""
    if act == "appeal":
        return reverse("denial-appeal", args=[denial.public_id])
    return reverse("denial-act", args=[denial.public_id, act])


def _percent(option: Option) -> str:
    share = option.share
    return f"about {round_half_up(100 * share.numerator, share.denominator)} %"


def _asked(request: PracticeRequest, denial: Denial) -> dict[str, Any] | None:
    """The write-off that waits for a second person, and whether the reader may be that."""
    form = asked_write_off(denial) if denial.state == "asked" else None
    if form is None:
        return None
    asker = form.asked_by_user_id or 0
    may = can(request.actor, "adjustments.approve") and asker != request.actor.user_id
    return {"form": form, "by": names_of({asker}).get(asker, ""), "may_decide": may}


@dataclass(frozen=True, slots=True)
class Ready:
    """The letter an appeal would begin with: its template, its words with the gaps marked."""

    template: Template
    level: str
    pieces: Sequence[Piece]

    @property
    def has_gaps(self) -> bool:
        """Whether something isn't known yet."""
        return any(piece.is_gap for piece in self.pieces)


def _letter(denial: Denial, appeals: Sequence[Appeal], today: date) -> Ready:
    level = next_level(denial, appeals)
    [best, *_] = templates_for(denial, level.number)
    text = merged(best.body, fields_of(denial, level=level.name, today=today))
    return Ready(best, level.name, pieces(_point_of(text)))


def templates_for(denial: Denial, level: int) -> list[Template]:
    """The letters that may be used, the best first."""
    return fitting(
        letters(denial.practice_id),
        carc=denial.carc,
        category=denial.category,
        payer_type=denial.payer.payer_type,
        level=level,
    )


def _point_of(letter: str) -> str:
    """What a letter argues, without head and closing, for a panel."""
    _, _, rest = letter.partition(TO_THE_POINT)
    return (rest or letter).partition(ENDING)[0].strip()


def _history(denial: Denial, acts: Sequence[Act]) -> list[Any]:
    people = names_of({act.user_id for act in acts if act.user_id})
    by_id = {act.pk: act for act in acts}
    return [happened(act, people, by_id) for act in acts]


def _can_undo(last: Act, denial: Denial) -> bool:
    return is_undoable(last, denial)


def _cause(practice_id: int, denial: Denial, today: date) -> dict[str, Any]:
    """The step it came from: how often lately, who answers for it, whether he was told."""
    function = FUNCTIONS.get(denial.owner, "denial_follow_up")
    load = next(
        (one for one in function_loads(practice_id, as_of=clock.now()) if one.code == function),
        None,
    )
    count, cents = count_like(denial, today - QUARTER)
    cause = Cause(
        denial.owner,
        denial.carc,
        denial.payer_id,
        denial.payer.public_id,
        denial.payer.name,
        denial.denied_on.replace(day=1),
        0,
        0,
    )
    return {
        "key": cause.key,
        "function": load.name if load else function,
        "owner": _owner(practice_id, load) if load else "",
        "count": count,
        "year_cents": cents * 4,
        "told": told(practice_id, [cause.key]).get(cause.key),
    }


def _owner(practice_id: int, load: FunctionLoad) -> str:
    people = names_of({load.owner_user_id}) if load.owner_user_id else {}
    return owner_of(load, people, team_names(practice_id) if load.owner_team_id else {})


def owner_of(load: FunctionLoad, people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    """The name of the person or team that owns a function."""
    return people.get(load.owner_user_id or 0, "") or teams.get(load.owner_team_id or 0, "")


def if_nobody(row: Row, today: date) -> str:
    """What happens if nobody acts, in a sentence."""
    denial = row.denial
    if not row.is_open:
        return "It is settled; nothing more is to be done."
    amount, payer = format_cents(denial.cents), plain_case(denial.payer.name)
    if denial.state in WAITING and denial.waits_until:
        on = _day(denial.waits_until)
        if denial.waits_until < today:
            return f"{payer}’s answer was due {on}. Ask for it."
        return f"{payer}’s answer is due {on}; then it comes back to the list by itself."
    if row.act_by is None:
        return f"{amount} stays open with {payer} without a date by which to act."
    on = _day(row.act_by)
    if row.act_by < today:
        return f"The window closed {on}. Ask whether they still take it; else {amount} is lost."
    bill = ", and the patient may not be billed for it" if denial.group == "CO" else ""
    return f"The window closes {on}; after it {amount} is lost{bill}."


def _day(on: date) -> str:
    return f"{on:%b} {on.day}, {on.year}"

"""One claim: its story in time order, with the money beside it, and what it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries.people import names_of
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.queries import open_items_about
from mainstay.oversight.insight.queries.parties import payers_by_id
from mainstay.revenue.claims.queries.story import Story, VersionRow, story_of
from mainstay.revenue.claims.states import USUAL_DAYS
from mainstay.revenue.denials.queries.denials import denials_of_claims
from mainstay.revenue.denials.states import OPEN
from mainstay.revenue.remits.queries.payments import PaymentRow, payments_of_claims
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.naming import plain_case
from mainstay.web.revenue.story import (
    Figures,
    Names,
    Refusal,
    charges_in_figures,
    days_of,
    figures_of,
)
from mainstay.web.today.subjects import subject_of
from mainstay.web.viewing import viewed

NUMBERS = {
    "patient_control": "Our number",
    "payer_control": "Payer’s number",
    "clearinghouse": "Clearinghouse’s number",
}
FREQUENCIES = {"1": "original", "7": "replaces the one before", "8": "withdraws it"}


@require_safe
@requires("claims.view")
def claim_story(request: PracticeRequest, claim: UUID) -> HttpResponse:
    """Everything that became of one claim. About two dozen queries, however long the story."""
    practice_id = request.actor.practice_id
    today = clock.today(request.practice.zone)
    story = story_of(practice_id, claim, as_of=today)
    if story is None:
        raise Http404
    story = _in_plain_case(story)
    viewed(
        request,
        [story.claim.patient_id],
        action="claims.view",
        object_kind="claim",
        object_key=str(claim),
    )
    payments = payments_of_claims(practice_id, [row.id for row in (story.claim, *story.siblings)])
    refusals = _refusals(practice_id, story)
    work = list(open_items_about(practice_id, _subjects(story, payments)))
    names = Names(
        {pk: plain_case(payer.name) for pk, payer in payers_by_id(practice_id).items()},
        names_of(_people(story, work)),
    )
    figures = figures_of(story, names)
    context = {
        "story": story,
        "claim": story.claim,
        "figures": figures,
        "days": days_of(story, payments, refusals, names),
        "charges": charges_in_figures(story),
        "answer": answer_of(story, figures, refusals, work, names, as_of=today),
        "next": next_of(story, refusals, as_of=today),
        "work": [_work_row(item, names) for item in work],
        "versions": [_version(version, story) for version in reversed(story.versions)],
        "numbers": [(NUMBERS[kind], value) for kind, value in story.numbers],
        "newest": story.versions[-1].draft if story.versions else {},
        "birth": _birth(story),
        "place": _place(story),
        "age_days": (today - story.claim.service_on).days if story.claim.service_on else None,
        "may_open_remits": can(request.actor, "remits.view"),
        "may_open_denials": can(request.actor, "denials.view"),
        "may_open_files": can(request.actor, "files.view"),
    }
    return render(request, "revenue/claim.html", context)


def _in_plain_case(story: Story) -> Story:
    """The story with its payer named as one writes it, for sentences."""
    return replace(story, claim=replace(story.claim, payer=plain_case(story.claim.payer)))


def _refusals(practice_id: int, story: Story) -> list[Refusal]:
    claim_ids = [row.id for row in (story.claim, *story.siblings)]
    return [
        Refusal(
            denial.public_id,
            denial.payment_id,
            denial.cents,
            denial.procedure,
            denial.group,
            denial.carc,
            denial.action,
            denial.state in OPEN,
            denial.appeal_by or denial.correct_by,
        )
        for denial in denials_of_claims(practice_id, claim_ids)
    ]


def _subjects(story: Story, payments: Sequence[PaymentRow]) -> dict[str, list[str]]:
    keys = [payment.key for payment in payments]
    claims = [str(row.public_id) for row in (story.claim, *story.siblings)]
    return {"claim": claims, "claim_payment": keys, "denial": keys}


def _people(story: Story, work: Sequence[WorkItem]) -> set[int]:
    acting = {event.detail.get("by_user_id") for event in story.events}
    return {pk for pk in acting | {item.assignee_user_id for item in work} if pk}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An open item with where it leads and who has it."""

    item: WorkItem
    url: str
    assignee: str


def _work_row(item: WorkItem, names: Names) -> WorkRow:
    url = subject_of(item.subject_kind, item.subject_key).url
    is_here = item.subject_kind == "claim"
    return WorkRow(item, "" if is_here else url, names.people.get(item.assignee_user_id or 0, ""))


def _version(version: VersionRow, story: Story) -> dict[str, Any]:
    """A version as it was sent, with the files that carried it."""
    sent = [
        event
        for event in story.events
        if event.what == "sent" and event.detail["version"] == version.number
    ]
    kind = FREQUENCIES.get(version.frequency, f"frequency {version.frequency}")
    return {"row": version, "kind": kind, "sent": sent}


def _birth(story: Story) -> str:
    day = story.versions[-1].draft.get("patient_birth_on", "") if story.versions else ""
    return _day(date.fromisoformat(day)) if day else ""


def _place(story: Story) -> str:
    code = story.versions[-1].draft.get("place_of_service", "") if story.versions else ""
    known = codes.place_of_service(code)
    return f"{known.name} ({code})" if known else code


def answer_of(
    story: Story,
    figures: Figures,
    refusals: Sequence[Refusal],
    work: Sequence[WorkItem],
    names: Names,
    *,
    as_of: date,
) -> tuple[str, str]:
    """The sentence that answers the page: how the claim stands, then what is to be done or who is."""
    first = _stands(story, figures, refusals, as_of=as_of)
    if not work:
        return first, ""
    item = work[0]
    owner = names.people.get(item.assignee_user_id or 0, "")
    rest = f" and {len(work) - 1} more" if len(work) > 1 else ""
    has = f"{owner} has it{rest}." if owner else f"{item.function.name}{rest}: nobody has it yet."
    return first, has


def _stands(story: Story, figures: Figures, refusals: Sequence[Refusal], *, as_of: date) -> str:
    claim, payer = story.claim, story.claim.payer
    sent_on = claim.last_sent_on
    days = (as_of - sent_on).days if sent_on else 0
    match claim.standing:
        case "Rejected":
            rejected = [e for e in story.events if e.what == "answered" and e.tone == "bad"]
            why = f" {rejected[-1].title.removeprefix('Rejected. ')}" if rejected else ""
            words = f"It came back before {payer} saw it.{why}"
        case "Denied" | "Part paid":
            words = _denied(payer, refusals) or _reopened(story)
        case "Silent":
            words = f"{payer} has had it {days} days without an answer; usual is {USUAL_DAYS}."
        case "Sent":
            words = f"Sent to {payer} {_ago(days)}; not acknowledged yet."
        case "With payer":
            words = f"{payer} accepted it; an answer is due by {_day(sent_on, USUAL_DAYS)}."
        case "Patient owes":
            owed = _money(claim.patient_open_cents)
            words = f"{payer} has settled its part. The patient owes {owed}."
        case _:
            words = _settled(story, figures)
    return words


def _settled(story: Story, figures: Figures) -> str:
    if story.claim.status == "void":
        return "It was withdrawn; nothing is charged on it."
    if not figures.open_by_party:
        return "Settled: nobody owes anything on it."
    owed = ", ".join(f"{who} {_money(cents)}" for who, cents in figures.open_by_party)
    return f"{story.claim.payer} has settled its part. Still open: {owed}."


def _denied(payer: str, refusals: Sequence[Refusal]) -> str:
    still = [refusal for refusal in refusals if refusal.is_open]
    if not still:
        return ""
    largest = max(still, key=lambda refusal: refusal.cents)
    total = sum(refusal.cents for refusal in still)
    why = codes.carc(largest.carc).summary
    by = f" by {_day(largest.act_by)}" if largest.act_by else ""
    return f"{payer} denied {_money(total)}: {_lower(why)}. Advised{by}: {_lower(largest.action)}."


def _reopened(story: Story) -> str:
    """Nothing is denied, yet the payer owes again: what it took back, else only that it does."""
    payer, owed = story.claim.payer, _money(story.claim.payer_open_cents)
    taken = [e for e in story.events if e.what == "booked" and e.detail["kind"] == "takeback"]
    if taken:
        on = _day(taken[-1].on)
        return f"{payer} took {_money(taken[-1].cents or 0)} back on {on}; {owed} is open with it."
    return f"{payer} answered, and {owed} is still open with it."


def next_of(story: Story, refusals: Sequence[Refusal], *, as_of: date) -> tuple[str, str]:
    """The last dotted line: when, and what happens next or if nobody acts. "" for nothing more."""
    claim = story.claim
    clocks = [r for r in refusals if r.is_open and r.act_by]
    if claim.standing in ("Denied", "Part paid") and clocks:
        first = min(clocks, key=lambda refusal: refusal.act_by or date.max)
        verb = "closed" if (first.act_by or as_of) < as_of else "closes"
        return _day(first.act_by), (
            f"The window for {first.code} {verb}. If nobody acts, {_money(first.cents)} is lost."
        )
    if claim.standing in ("With payer", "Sent"):
        return _day(claim.last_sent_on, USUAL_DAYS), (
            f"Next: {claim.payer}’s answer. Silent by then? It shows as silent on the list."
        )
    if claim.standing == "Silent":
        return "Today", f"Next: ask {claim.payer} where it is."
    if claim.standing == "Rejected":
        return "Today", "Next: correct it and send it again; until then nobody is asked to pay."
    if claim.standing == "Patient owes":
        return "", "Next: the patient’s payment."
    return "", ""


def _money(cents: int) -> str:
    return format_cents(cents)


def _lower(words: str) -> str:
    """A summary within a sentence; abbreviations keep their capitals."""
    words = words.rstrip(".")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _day(on: date | None, plus_days: int = 0) -> str:
    if on is None:
        return "an unknown day"
    on += timedelta(days=plus_days)
    return f"{on:%b} {on.day}, {on.year}"


def _ago(days: int) -> str:
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"

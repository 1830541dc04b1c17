"""A claim's story: what was billed, sent, answered, done and booked, in time order.

Payments are told by the web layer, which may ask ``remits``; the ledger entries they made are here.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q

from mainstay.engine import codes
from mainstay.foundation.ledger import EntryRow, entries_of_charges
from mainstay.revenue.charges.queries import ChargeRow, charges_of
from mainstay.revenue.claims.models import Act, Claim, Match, Submission, Version
from mainstay.revenue.claims.queries.listing import ClaimRow, claim_rows
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.claims.wording import reason_in_words
from mainstay.revenue.exchange.models import File

What = Literal["charged", "sent", "answered", "done", "booked"]
_ORDER: dict[What, int] = {"charged": 0, "sent": 1, "answered": 2, "booked": 3, "done": 4}


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One thing that happened on ``on``, a date of the source; ``at`` is UTC, for acts.

    ``what`` says of which kind: charged, sent, answered, booked, done. ``title`` is a short
    sentence, ``detail`` its facts by name. ``cents`` is the money it is about; ``moves`` are the
    ledger's movements. ``file`` is the public id of the file it was read from.
    """

    what: What
    on: date
    title: str
    key: str
    detail: dict[str, Any] = field(default_factory=dict)
    tone: str = ""
    cents: int | None = None
    at: datetime | None = None
    file: uuid.UUID | None = None
    file_name: str = ""
    moves: tuple[EntryRow, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as it left."""

    id: int
    number: int
    frequency: str
    claim_number: str
    payer_claim_number: str
    billed_cents: int
    sent_on: date
    draft: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A claim with everything that became of it; ``siblings`` are the encounter's other claims."""

    claim: ClaimRow
    numbers: tuple[tuple[str, str], ...]
    charges: tuple[ChargeRow, ...]
    versions: tuple[VersionRow, ...]
    siblings: tuple[ClaimRow, ...]
    events: tuple[StoryEvent, ...]


def story_of(practice_id: int, public_id: uuid.UUID | str, *, as_of: date) -> Story | None:
    """The story of a claim; None if the practice has no such claim. About a dozen queries."""
    claim = (
        Claim.objects.for_practice(practice_id)
        .filter(public_id=public_id)
        .select_related("patient", "payer", "encounter__rendering")
        .first()
    )
    if claim is None:
        return None
    charges = charges_of(practice_id, [claim.encounter_id]).get(claim.encounter_id, [])
    others = Claim.objects.for_practice(practice_id).filter(encounter=claim.encounter_id)
    events = [
        _charged(claim, charges),
        *_sent(practice_id, claim),
        *_answered(practice_id, claim),
        *_done(practice_id, claim),
        *_booked(practice_id, charges),
    ]
    return Story(
        claim=claim_rows(practice_id, [claim], as_of=as_of)[0],
        numbers=tuple(claim.identifiers.order_by("kind", "value").values_list("kind", "value")),
        charges=tuple(charges),
        versions=tuple(_versions(practice_id, claim)),
        siblings=tuple(claim_rows(practice_id, others.exclude(pk=claim.pk), as_of=as_of)),
        events=tuple(sorted(events, key=lambda event: (event.on, _ORDER[event.what], event.key))),
    )


def _charged(claim: Claim, charges: list[ChargeRow]) -> StoryEvent:
    cents = sum(charge.cents for charge in charges if not charge.is_void)
    number = len(charges)
    return StoryEvent(
        what="charged",
        on=claim.encounter.charged_on,
        title="1 charge" if number == 1 else f"{number} charges",
        key=claim.encounter.source_key,
        cents=cents,
    )


def _sent(practice_id: int, claim: Claim) -> Iterator[StoryEvent]:
    files = _files(practice_id, claim)
    submissions = Submission.objects.for_practice(practice_id).filter(claim=claim)
    rows = submissions.select_related("version").order_by("sent_on", "source_key")
    for place, row in enumerate(rows, start=1):
        file, name = files.get(row.source_key[:12], (None, ""))
        yield StoryEvent(
            what="sent",
            on=row.sent_on,
            title=_sent_title(row.version.frequency, place),
            key=row.source_key,
            detail={
                "version": row.version.number,
                "partner": row.partner,
                "isa13": row.isa13,
                "gs06": row.gs06,
                "st02": row.st02,
                "bht03": row.bht03,
            },
            tone="move",
            cents=row.version.billed_cents,
            file=file,
            file_name=name,
        )


def _sent_title(frequency: str, place: int) -> str:
    match frequency:
        case "7":
            return "Sent as a correction"
        case "8":
            return "Sent as a void"
    return "Sent" if place == 1 else "Sent again"


def _files(practice_id: int, claim: Claim) -> dict[str, tuple[uuid.UUID, str]]:
    """The files of a claim's submissions by their key."""
    keys = {
        source_key[:12]
        for source_key in Submission.objects.for_practice(practice_id)
        .filter(claim=claim)
        .values_list("source_key", flat=True)
    }
    wanted = Q(pk__in=[])
    for key in sorted(keys):
        wanted |= Q(sha256__startswith=key)
    rows = File.objects.for_practice(practice_id).filter(wanted)
    return {
        sha256[:12]: (public_id, name)
        for sha256, public_id, name in rows.values_list("sha256", "public_id", "name")
    }


def _answered(practice_id: int, claim: Claim) -> Iterator[StoryEvent]:
    matches = Match.objects.for_practice(practice_id).filter(claim=claim, withdrawn_at__isnull=True)
    for match in matches.exclude(fact__kind="adjudication").select_related("fact__file"):
        fact = match.fact
        ruling = ruling_of(fact.kind, fact.body)
        yield StoryEvent(
            what="answered",
            on=fact.occurred_on or claim.first_sent_on or claim.encounter.charged_on,
            title=_answer_title(fact.kind, fact.body, ruling),
            key=f"{fact.file.key}:{fact.position:09}",
            detail={"kind": fact.kind, "rule": match.rule, **fact.body},
            tone={"rejected": "bad", "accepted": "good"}.get(ruling, ""),
            file=fact.file.public_id,
            file_name=fact.file.name,
        )


def _answer_title(kind: str, body: dict[str, Any], ruling: str) -> str:
    if ruling == "rejected":
        return f"Rejected. {reason_in_words(kind, body)}"
    match kind:
        case "interchange_ack":
            return "The clearinghouse received the file (TA1)"
        case "group_ack" | "set_ack":
            return "The file passed the format check (999)"
    if ruling == "accepted":
        return "Accepted by the payer (277CA)"
    statuses = body.get("statuses") or []
    summary = codes.claim_status_category(statuses[0]["category"]).summary if statuses else ""
    return summary or "A status report came (277CA)"


def _done(practice_id: int, claim: Claim) -> Iterator[StoryEvent]:
    for act in Act.objects.for_practice(practice_id).filter(claim=claim).order_by("at", "id"):
        yield StoryEvent(
            what="done",
            on=act.at.date(),
            title=act.kind.replace("_", " ").capitalize(),
            key=f"{act.at:%Y%m%d%H%M%S}:{act.pk:012}",
            detail={"reason": act.reason, "by_user_id": act.by_user_id},
            at=act.at,
        )


def _booked(practice_id: int, charges: list[ChargeRow]) -> Iterator[StoryEvent]:
    """One event for each posting, its movements on these charges together."""
    postings: dict[str, list[EntryRow]] = {}
    for entry in entries_of_charges(practice_id, [charge.id for charge in charges]):
        postings.setdefault(entry.posting_key, []).append(entry)
    for number, (key, entries) in enumerate(postings.items()):
        first = entries[0]
        yield StoryEvent(
            what="booked",
            on=first.occurred_on,
            title=_BOOKED.get(
                first.posting_kind, first.posting_kind.replace("_", " ")
            ).capitalize(),
            key=f"{number:06}",
            detail={"posting": key, "kind": first.posting_kind, "effective_on": first.effective_on},
            cents=sum(entry.cents for entry in entries),
            moves=tuple(entries),
        )


_BOOKED = {"charge": "charged", "claim_payment": "posted", "who": "now owed by somebody else"}


def _versions(practice_id: int, claim: Claim) -> Iterator[VersionRow]:
    rows = (
        Version.objects.for_practice(practice_id).filter(claim=claim).order_by("sent_on", "number")
    )
    for columns in rows.values_list(
        "id", "number", "frequency", "claim_number", "payer_claim_number", "billed_cents",
        "sent_on", "draft",
    ):  # fmt: skip
        yield VersionRow(*columns)

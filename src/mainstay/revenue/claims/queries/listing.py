"""The list of claims: which ones fit, and what each row shows."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from mainstay.foundation.ledger import Kind, balances
from mainstay.revenue.charges.queries import charges_of
from mainstay.revenue.claims.models import Claim, Identifier
from mainstay.revenue.claims.states import USUAL_DAYS, Status, standing

WITH_PAYER = ("sent", "accepted")
LAST = "\uffff"
"""Sorts after any text: a range that ends with it is one an index can answer."""
MOST_NUMBERED = 500
ORDERS = {
    "newest": ("-service_on", "-id"),
    "oldest": ("service_on", "id"),
    "largest": ("-billed_cents", "-id"),
}


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims a reader looks for; what is None or "" does not count.

    ``standing`` is a word of LANGUAGE 9; dates are inclusive; ``number`` is the beginning of any
    number that names the claim (of more than 500 such claims, some); ``payer_ids`` is a payer with those merged into it. ``ids`` are the claims behind a figure.
    """

    status: str = ""
    standing: str = ""
    sequence: str = ""
    payer_id: int | None = None
    payer_ids: Collection[int] | None = None
    provider_id: int | None = None
    patient_id: int | None = None
    service_from_on: date | None = None
    service_to_on: date | None = None
    sent_from_on: date | None = None
    sent_to_on: date | None = None
    least_cents: int | None = None
    most_cents: int | None = None
    number: str = ""
    ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as a list shows it. ``open_cents`` is what anybody still owes on its encounter."""

    id: int
    public_id: uuid.UUID
    claim_number: str
    patient: str
    patient_id: int
    patient_public_id: uuid.UUID
    payer: str
    payer_id: int
    provider: str
    sequence: str
    status: str
    standing: str
    service_on: date | None
    last_sent_on: date | None
    billed_cents: int
    payer_open_cents: int
    patient_open_cents: int
    open_cents: int


@dataclass(frozen=True, slots=True)
class ClaimTotals:
    """How many claims fit, and what they billed."""

    claims: int
    billed_cents: int


ALL = ClaimFilter()


def claims(
    practice_id: int, wanted: ClaimFilter = ALL, *, as_of: date, order: str = "newest"
) -> QuerySet[Claim]:
    """The claims that fit, by date of service, newest first unless ``order`` says otherwise.

    The order is total, so pages neither repeat nor skip a claim. ``as_of`` is the practice's day
    from which silence is counted.
    """
    found: QuerySet[Claim] = Claim.objects.for_practice(practice_id)
    found = found.filter(_fits(wanted), _stands(wanted.standing, as_of))
    if wanted.number:
        found = found.filter(pk__in=list(_numbered(practice_id, wanted.number)[:MOST_NUMBERED]))
    return found.order_by(*_order(order, wanted))


def _order(order: str, wanted: ClaimFilter) -> tuple[str, ...]:
    """The order that an index of the filter holds, so that no page sorts or scans a long list."""
    if wanted.standing == "Silent" and order == "newest":
        return "last_sent_on", "id"  # longest silent first
    is_narrowed = wanted.status or wanted.standing or wanted.payer_id or wanted.payer_ids
    if is_narrowed and order in ("newest", "oldest"):
        return ("-service_on", "id") if order == "newest" else ("service_on", "-id")
    return ORDERS.get(order, ORDERS["newest"])


def _fits(wanted: ClaimFilter) -> Q:
    criteria = {
        "status": wanted.status or None,
        "sequence": wanted.sequence or None,
        "payer": wanted.payer_id,
        "payer__in": wanted.payer_ids,
        "encounter__rendering": wanted.provider_id,
        "patient": wanted.patient_id,
        "service_on__gte": wanted.service_from_on,
        "service_on__lte": wanted.service_to_on,
        "last_sent_on__gte": wanted.sent_from_on,
        "first_sent_on__lte": wanted.sent_to_on,
        "billed_cents__gte": wanted.least_cents,
        "billed_cents__lte": wanted.most_cents,
        "pk__in": wanted.ids,
    }
    return Q(**{name: value for name, value in criteria.items() if value is not None})


def _stands(word: str, as_of: date) -> Q:
    """The claims of a standing, as far as dates decide it (``states.standing``)."""
    if not word:
        return Q()
    silent = Q(status__in=WITH_PAYER, last_sent_on__lt=as_of - timedelta(days=USUAL_DAYS))
    by_word = {
        "Silent": silent,
        "With payer": Q(status="accepted") & ~silent,
        "Sent": Q(status="sent") & ~silent,
        "Patient owes": Q(status="paid"),
        "Closed": Q(status__in=["closed", "void"]),
    }
    return by_word.get(word) or Q(status=word.lower().replace(" ", "_"))


def _numbered(practice_id: int, number: str) -> QuerySet[Identifier, int]:
    begins = number.strip()
    named = Identifier.objects.for_practice(practice_id).filter(
        value__gte=begins, value__lt=begins + LAST, value__startswith=begins
    )
    return named.values_list("claim_id", flat=True)


def totals(found: QuerySet[Claim]) -> ClaimTotals:
    """Number and billed cents of the whole view, whatever page of it is shown. One query."""
    sums = found.order_by().aggregate(claims=Count("id"), cents=Sum("billed_cents"))
    return ClaimTotals(sums["claims"], sums["cents"] or 0)


def counts_by_status(practice_id: int) -> dict[str, ClaimTotals]:
    """Number and billed cents of the claims in each status. One query."""
    rows = Claim.objects.for_practice(practice_id).values_list("status")
    return {
        status: ClaimTotals(number, cents)
        for status, number, cents in rows.annotate(
            number=Count("id"), cents=Sum("billed_cents")
        ).order_by("status")
    }


def silent_claims(practice_id: int, *, as_of: date) -> QuerySet[Claim]:
    """Claims past their usual time without an answer, longest silent first."""
    found = claims(practice_id, ClaimFilter(standing="Silent"), as_of=as_of)
    return found.order_by("last_sent_on", "id")


def claim_rows(
    practice_id: int, page: Sequence[Claim] | QuerySet[Claim], *, as_of: date
) -> list[ClaimRow]:
    """What the list shows of one page of claims, in its order. Three queries."""
    if isinstance(page, QuerySet):
        page = list(page.select_related("patient", "payer", "encounter__rendering"))
    owed = open_by_party(practice_id, {claim.encounter_id for claim in page})
    return [_row(claim, owed[claim.encounter_id], as_of=as_of) for claim in page]


def _row(claim: Claim, owed: dict[str, int], *, as_of: date) -> ClaimRow:
    patient_cents = owed.get(f"patient:{claim.patient_id}", 0)
    return ClaimRow(
        id=claim.pk,
        public_id=claim.public_id,
        claim_number=claim.claim_number,
        patient=str(claim.patient),
        patient_id=claim.patient_id,
        patient_public_id=claim.patient.public_id,
        payer=claim.payer.name,
        payer_id=claim.payer_id,
        provider=str(claim.encounter.rendering or ""),
        sequence=claim.sequence,
        status=claim.status,
        standing=standing(
            Status(claim.status),
            sent_on=claim.last_sent_on,
            as_of=as_of,
            patient_open_cents=patient_cents,
        ),
        service_on=claim.service_on,
        last_sent_on=claim.last_sent_on,
        billed_cents=claim.billed_cents,
        payer_open_cents=owed.get(f"payer:{claim.payer_id}", 0),
        patient_open_cents=patient_cents,
        open_cents=sum(cents for cents in owed.values() if cents > 0),
    )


def open_by_party(practice_id: int, encounter_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Receivable cents by encounter and party ("payer:7"); credits are negative. Two queries."""
    encounter_of = {
        charge.id: charge.encounter_id
        for charges in charges_of(practice_id, encounter_ids).values()
        for charge in charges
    }
    owed: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (_, party, charge_id), cents in balances(
        practice_id, encounter_of, kind=Kind.RECEIVABLE
    ).items():
        if party is not None:
            owed[encounter_of[charge_id]][party] += cents
    return defaultdict(dict, {pk: dict(parties) for pk, parties in owed.items()})

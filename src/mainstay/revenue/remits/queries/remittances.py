"""The list of remittances, and the proof that each adds up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from mainstay.revenue.remits.models import ClaimPayment, Parking, Remit

STATES = ("posted", "posting", "held", "staged")


@dataclass(frozen=True, slots=True)
class RemitFilter:
    """Which remittances a reader looks for; what is None or "" does not count.

    ``state`` is one of STATES, or *parked*: with claim payments that wait for a person.
    ``payer_ids`` is a payer with those merged into it.
    """

    state: str = ""
    payer_id: int | None = None
    payer_ids: Collection[int] | None = None
    trace_number: str = ""
    paid_from: date | None = None
    paid_until: date | None = None


ALL = RemitFilter()


def remittances(practice_id: int, wanted: RemitFilter = ALL) -> QuerySet[Remit]:
    """Remittances that fit, newest first, each with ``parked`` and ``parked_cents`` (waiting now)."""
    rows: QuerySet[Remit] = Remit.objects.for_practice(practice_id)
    if wanted.state == "parked":
        rows = rows.filter(pk__in=_open_parkings(practice_id).values("payment__remit"))
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.payer_id is not None:
        rows = rows.filter(payer=wanted.payer_id)
    if wanted.payer_ids is not None:
        rows = rows.filter(payer__in=wanted.payer_ids)
    if wanted.trace_number:
        rows = rows.filter(trace_number__iexact=wanted.trace_number.strip())
    if wanted.paid_from is not None:
        rows = rows.filter(paid_on__gte=wanted.paid_from)
    if wanted.paid_until is not None:
        rows = rows.filter(paid_on__lte=wanted.paid_until)
    return _with_parked(rows).select_related("payer").order_by("-paid_on", "-id")


def counts(practice_id: int) -> dict[str, int]:
    """Remittances by state, and how many have payments that wait: for the tabs above the list."""
    by_state = dict(
        Remit.objects.for_practice(practice_id)
        .values_list("state")
        .annotate(count=Count("id"))
        .order_by()
    )
    parked = _open_parkings(practice_id).values("payment__remit").distinct().count()
    return {**{state: by_state.get(state, 0) for state in STATES}, "parked": parked}


def remit_of(practice_id: int, public_id: UUID) -> Remit:
    """One remittance.

    Raises:
        Remit.DoesNotExist: none of this practice.
    """
    rows: QuerySet[Remit] = Remit.objects.for_practice(practice_id)
    return _with_parked(rows).select_related("payer", "file", "receipt").get(public_id=public_id)


@dataclass(frozen=True, slots=True)
class Proof:
    """A remittance as an equation, in cents: what it says, and where each part of it is.

    paid = claims - adjustments; claims = posted + waiting + earlier. Of a held one nothing is posted.
    """

    paid_cents: int
    claims_cents: int
    adjustments_cents: int
    posted_cents: int
    waiting_cents: int
    earlier_cents: int

    @property
    def difference_cents(self) -> int:
        """What the file's own sums are off by; zero when it adds up."""
        return self.claims_cents - self.adjustments_cents - self.paid_cents

    @property
    def is_placed(self) -> bool:
        """Whether every cent of the claim payments has a place in the books."""
        return self.claims_cents == self.posted_cents + self.waiting_cents + self.earlier_cents


def proof_of(remit: Remit) -> Proof:
    """The equation of a remittance. One query."""
    waiting = Q(parking__isnull=False, parking__placed_at__isnull=True)
    earlier = Q(parking__account="earlier_books")
    sums = ClaimPayment.objects.filter(remit=remit).aggregate(
        waiting=Sum("paid_cents", filter=waiting & ~earlier, default=0),
        earlier=Sum("paid_cents", filter=waiting & earlier, default=0),
        posted=Sum(
            "paid_cents", filter=~waiting & Q(ordinal__lte=remit.applied_payments), default=0
        ),
    )
    is_booked = remit.state in ("posting", "posted")
    return Proof(
        paid_cents=remit.paid_cents,
        claims_cents=remit.claims_cents,
        adjustments_cents=remit.plb_cents,
        posted_cents=sums["posted"] if is_booked else 0,
        waiting_cents=sums["waiting"],
        earlier_cents=sums["earlier"],
    )


def _open_parkings(practice_id: int) -> QuerySet[Parking]:
    """What waits for a person; earlier services have an item of their own."""
    rows: QuerySet[Parking] = Parking.objects.for_practice(practice_id)
    return rows.filter(placed_at__isnull=True).exclude(reason="earlier")


def _with_parked(rows: QuerySet[Remit]) -> QuerySet[Remit]:
    waiting = (
        ClaimPayment.objects.filter(
            remit=OuterRef("pk"), parking__isnull=False, parking__placed_at__isnull=True
        )
        .exclude(parking__reason="earlier")
        .order_by()
        .values("remit")
    )
    return rows.annotate(
        parked=Coalesce(Subquery(waiting.annotate(n=Count("id")).values("n")), 0),
        parked_cents=Coalesce(Subquery(waiting.annotate(n=Sum("paid_cents")).values("n")), 0),
    )

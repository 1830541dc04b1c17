"""Find claims by what a person has in hand: a number, or a patient's name."""

from django.db.models import Q, QuerySet

from mainstay.frontoffice.patients.services.resolving import search_name
from mainstay.revenue.claims.models import Claim, Identifier

MOST = 50


def claims_found(practice_id: int, text: str, *, most: int = MOST) -> list[Claim]:
    """Claims whose number, or whose patient's last name, begins with ``text``; newest first.

    Numbers are ours, the payer's and the clearinghouse's, as given or in capitals. Two queries.
    """
    wanted = text.strip()
    if not wanted:
        return []
    named = Identifier.objects.for_practice(practice_id).filter(
        Q(value__startswith=wanted) | Q(value__startswith=wanted.upper())
    )
    by_number = _ready(practice_id, Q(pk__in=named.values("claim_id")))[:most]
    found = {claim.pk: claim for claim in by_number}
    if (name := search_name(wanted, "")) and len(found) < most:
        by_name = _ready(practice_id, Q(patient__search_name__startswith=name))[:most]
        found |= {claim.pk: claim for claim in by_name if claim.pk not in found}
    return list(found.values())[:most]


def _ready(practice_id: int, wanted: Q) -> QuerySet[Claim]:
    rows: QuerySet[Claim] = Claim.objects.for_practice(practice_id).filter(wanted)
    return rows.select_related("patient", "payer", "encounter__rendering").order_by(
        "-service_on", "-id"
    )

"""Find who pays: the payer a remittance names, or the one billed on the claims it pays (DESIGN 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q

from mainstay.directory.payers.models import Identifier
from mainstay.directory.payers.services.resolving import PayerAsNamed, Payers, propose
from mainstay.engine import x12
from mainstay.foundation.db import require_transaction
from mainstay.revenue.remits.matching import choose
from mainstay.revenue.remits.models import ClaimPayment, Remit
from mainstay.revenue.remits.queries.candidates import candidates_for
from mainstay.revenue.remits.queries.stored import claim_payments

SOURCE = "835"
PAYER_NUMBER = "PI"  # as 837s name them; N104 and REF 2U hold the same numbers
AT_ONCE = 200


class KnownPayers:
    """Who pays the remits of one practice; remembers whom it has found, for one run of the lane."""

    def __init__(self, practice_id: int) -> None:
        self._payers = Payers(practice_id)
        self._found: dict[tuple[tuple[str, str], ...], int] = {}

    def payer_of(self, remit: Remit, head: x12.Remit835) -> int:
        """The id of the payer of a staged remit.

        One whose ids are known is that payer. Else it is the payer billed on the claims paid here,
        if these agree; else a new one, which a person may merge with those.
        """
        ids = ids_of(head)
        if not ids:
            return self._payers.resolve([PayerAsNamed(head.payer.name, SOURCE)])[0]
        if ids not in self._found:
            self._found[ids] = self._find(remit, head.payer.name, ids)
        return self._found[ids]

    def _find(self, remit: Remit, name: str, ids: tuple[tuple[str, str], ...]) -> int:
        require_transaction()
        named = PayerAsNamed(name, SOURCE, ids)
        if _is_known(remit.practice_id, ids):
            return self._payers.resolve([named])[0]
        billed = _billed_payers(remit)
        if len(billed) == 1:
            known_as = _an_id_of(remit.practice_id, billed)
            return self._payers.resolve([PayerAsNamed(name, SOURCE, (*known_as, *ids))])[0]
        payer_id = self._payers.resolve([named])[0]
        pairs = {(min(payer_id, other), max(payer_id, other)) for other in billed}
        propose(remit.practice_id, pairs, reason="One pays the claims that the other was billed.")
        return payer_id


def ids_of(head: x12.Remit835) -> tuple[tuple[str, str], ...]:
    """The ids by which an 835 names its payer; its trace's only when there is no other."""
    numbers = [head.payer.id, *(value for kind, value in head.payer.ids if kind == "2U")]
    ids = [(PAYER_NUMBER, number) for number in numbers]
    ids += [(kind[:8], value) for kind, value in head.payer.ids if kind in ("NF", "EO", "HI")]
    if not any(value.strip() for _, value in ids):
        ids = [("TRN", head.trace_payer_id)]
    kept = [(kind, value.strip().upper()[:80]) for kind, value in ids if value.strip()]
    return tuple(dict.fromkeys(kept))


def _is_known(practice_id: int, ids: Iterable[tuple[str, str]]) -> bool:
    wanted = Q(pk__in=[])
    for qualifier, value in ids:
        wanted |= Q(qualifier=qualifier, value=value)
    return Identifier.objects.for_practice(practice_id).filter(wanted).exists()


def _an_id_of(practice_id: int, payer_ids: Iterable[int]) -> tuple[tuple[str, str], ...]:
    rows = Identifier.objects.for_practice(practice_id).filter(payer__in=payer_ids).order_by("id")
    return tuple(rows.values_list("qualifier", "value")[:1])


def _billed_payers(remit: Remit) -> set[int]:
    """The payers of the claims that this remit pays, as far as they are known."""
    billed: set[int] = set()
    for ids in _chunks(remit):
        payments = claim_payments(remit.practice_id, Q(pk__in=ids))
        candidates = candidates_for(remit.practice_id, payments)
        for payment in payments:
            family = choose(payment, candidates[payment.id], None).family
            if family is not None:
                billed.add(family.payer_id)
    return billed


def _chunks(remit: Remit) -> Iterator[list[int]]:
    rows = ClaimPayment.objects.for_practice(remit.practice_id).filter(remit=remit)
    ids = iter(rows.order_by("ordinal").values_list("id", flat=True))
    while chunk := list(islice(ids, AT_ONCE)):
        yield chunk

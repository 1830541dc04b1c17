"""Whatever order 837s and their answers come in, they end alike (RELIABILITY 6)."""

import random
import time
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from tests.support import evidence

from mainstay.foundation.ledger import balances
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.charges.models import Charge
from mainstay.revenue.claims.models import Claim, Match, Submission
from mainstay.revenue.claims.testing import (
    Bill,
    BilledLine,
    Ruled,
    Set,
    a_277ca,
    a_999,
    an_837,
    apply_answers,
    apply_claims_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.reliability]
SEED = 837
CLAIMS = 4
FIRST_ON, RESENT_ON, CORRECTED_ON = date(2026, 4, 3), date(2026, 4, 8), date(2026, 4, 20)


def files() -> list[tuple[str, bytes]]:
    """A batch; rejected in parts by its 999 and 277CA; sent again; accepted; one claim corrected."""
    bills = [
        Bill(
            number=f"C{n}",
            last_name=f"Sample{n}",
            member_id=f"M{n}",
            lines=(BilledLine(number=f"{n}A"), BilledLine("36415", 1_500, f"{n}B")),
            set_number=f"{n % 2 + 1:04}",
        )
        for n in range(CLAIMS)
    ]
    corrected = replace(
        bills[1], frequency="7", lines=(BilledLine("99214", 26_000, "1A"),), set_number="0001"
    )

    def ruled(bill: Bill, category: str) -> Ruled:
        return Ruled(
            bill.number,
            category,
            last_name=bill.last_name,
            member_id=bill.member_id,
            cents=bill.cents,
        )

    return [
        ("claims", an_837(*bills, sent_on=FIRST_ON, control=1)),
        ("answers", a_999(Set("0001", "R", "NM1"), Set("0002"), code="P", on=date(2026, 4, 4))),
        (
            "answers",
            a_277ca(ruled(bills[1], "A7"), ruled(bills[3], "A2"), on=date(2026, 4, 5), batch="B1"),
        ),
        ("claims", an_837(*bills[:3], sent_on=RESENT_ON, control=2)),
        (
            "answers",
            a_277ca(
                *(ruled(bill, "A2") for bill in bills[:2]),
                ruled(bills[2], "A6"),
                on=date(2026, 4, 9),
                batch="B2",
                control=951,
            ),
        ),
        ("claims", an_837(corrected, sent_on=CORRECTED_ON, control=3)),
    ]


def applied(order) -> Practice:
    practice = a_practice()
    for kind, content in order:
        if kind == "claims":
            apply_claims_of(practice, content)
        else:
            apply_answers(practice, content)
    return practice


def ends(practice: Practice) -> object:
    """What people see at the end: statuses, ties, money by service, open work."""
    claims = Claim.objects.for_practice(practice.pk).order_by("claim_number")
    ties = Match.objects.for_practice(practice.pk).filter(withdrawn_at__isnull=True)
    charges = {
        charge.pk: (charge.procedure, charge.encounter_id)
        for charge in Charge.objects.for_practice(practice.pk)
    }
    owed = balances(practice.pk, charges, kind="receivable")
    work = WorkItem.objects.for_practice(practice.pk).exclude(state="done")
    return (
        list(claims.values_list("claim_number", "status", "billed_cents", "last_sent_on")),
        Submission.objects.for_practice(practice.pk).count(),
        sorted(
            ties.values_list(
                "fact__kind", "fact__occurred_on", "claim__claim_number", "submission__sent_on"
            )
        ),
        sorted((charges[charge_id][0], cents) for (_, _, charge_id), cents in owed.items()),
        sorted(work.values_list("function__code", "title", "value_cents")),
    )


def test_any_order_same_end() -> None:
    orders = list(permutations(files()))
    expected = ends(applied(orders[0]))
    wanted = evidence.floor("any_order_of_answers", ci=40, soak=len(orders))
    chosen = random.Random(SEED).sample(orders, min(wanted, len(orders)))
    started = time.monotonic()

    for order in chosen:
        assert ends(applied(order)) == expected, [content[:110] for _, content in order]

    evidence.note(
        "test_any_order_same_end",
        n=len(chosen),
        seed=SEED,
        seconds=time.monotonic() - started,
    )
    assert expected[0] == [
        ("C0", "accepted", 21_500, RESENT_ON),
        ("C1", "sent", 26_000, CORRECTED_ON),
        ("C2", "rejected", 21_500, RESENT_ON),
        ("C3", "accepted", 21_500, FIRST_ON),
    ]

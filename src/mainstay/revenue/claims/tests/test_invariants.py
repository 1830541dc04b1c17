"""`mainstay verify` finds a claim or charge that does not stand as it should."""

import pytest

from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkChange, WorkItem
from mainstay.revenue.charges.invariants import INVARIANTS as CHARGES
from mainstay.revenue.charges.models import Charge
from mainstay.revenue.claims.invariants import INVARIANTS as CLAIMS
from mainstay.revenue.claims.models import Claim
from mainstay.revenue.claims.testing import (
    Bill,
    Ruled,
    a_277ca,
    an_837,
    apply_answers,
    apply_claims_of,
)

pytestmark = pytest.mark.django_db


def broken(practice_id: int) -> list[str]:
    return [
        f"{invariant.code} {sentence}"
        for invariant in (*CLAIMS, *CHARGES)
        for sentence in invariant.violations(practice_id)
    ]


def test_what_intake_leaves_is_sound_and_what_is_tampered_with_is_named() -> None:
    practice = a_practice()
    [claim] = apply_claims_of(practice, an_837(Bill()))
    apply_answers(practice, a_277ca(Ruled(category="A7")))
    sound = broken(practice.pk)

    Claim.objects.filter(pk=claim.pk).update(status="paid")
    Charge.objects.update(cents=19_999)
    WorkItem.objects.update(cause_key="another")

    assert sound == []
    assert WorkChange.objects.count() == 1
    assert broken(practice.pk) == [
        f"C001 Claim {claim.source_key} is stored as paid; its facts and acts say rejected.",
        f"C002 Submission {claim.source_key} was rejected and nobody was asked to mend it.",
        f"H001 Charge {Charge.objects.get().source_key} stands at 20,000 cents in the books and"
        " should stand at 19,999.",
    ]

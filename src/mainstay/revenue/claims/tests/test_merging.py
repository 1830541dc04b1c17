"""Two rows for one patient or payer: merged by a pointer, undone, and followed by intake."""

from dataclasses import replace
from datetime import date

import pytest

from mainstay.directory.payers.models import MergeProposal as PayerProposal
from mainstay.directory.payers.services import merging as payer_merging
from mainstay.foundation.ledger import account_totals
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.frontoffice.patients import queries as patients
from mainstay.frontoffice.patients.models import Patient
from mainstay.frontoffice.patients.services import merging
from mainstay.revenue.claims.models import Claim
from mainstay.revenue.claims.testing import Bill, an_837, apply_claims_of

pytestmark = pytest.mark.django_db
NEXT_DAY = Bill(number="C2", member_id="OTHER", street="9 ELSEWHERE", service_on=date(2026, 4, 2))


def test_a_merge_is_proposed_decided_and_undone() -> None:
    practice = a_practice()
    actor = Actor.automation(practice.pk)
    first, second = apply_claims_of(practice, an_837(Bill(), NEXT_DAY))
    [proposal] = patients.open_proposals(practice.pk)

    merging.merge(proposal.pk, by=actor)
    followed = patients.merged(practice.pk)
    merging.keep_apart(proposal.pk, by=actor)

    assert followed == {second.patient_id: first.patient_id}
    assert patients.merged(practice.pk) == {}
    assert patients.open_proposals(practice.pk) == []


def test_a_resend_after_a_merge_is_still_charged_once() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill(), NEXT_DAY))
    [proposal] = patients.open_proposals(practice.pk)
    merging.merge(proposal.pk, by=Actor.automation(practice.pk))

    claims = apply_claims_of(practice, an_837(NEXT_DAY, control=2, sent_on=date(2026, 4, 9)))

    assert len(claims) == 2
    assert account_totals(practice.pk, kind="charges") == {("charges", None): -40_000}
    assert Patient.objects.count() == 2


def test_a_claim_to_a_merged_payer_stays_in_its_family() -> None:
    practice = a_practice()
    renamed = replace(Bill(), number="C2", payer=("TEST MUTUAL EAST", "60055"), member_id="M2")
    first, second = apply_claims_of(practice, an_837(Bill(), renamed))
    proposal = PayerProposal.objects.create(
        practice=practice, left_id=first.payer_id, right_id=second.payer_id, reason="Same payer."
    )
    payer_merging.merge(proposal.pk, by=Actor.automation(practice.pk))

    apply_claims_of(practice, an_837(renamed, control=2, sent_on=date(2026, 4, 9)))

    assert Claim.objects.count() == 2
    assert second.submissions.count() == 2

"""An 837 becomes families, frozen versions, submissions and charges."""

from dataclasses import replace
from datetime import date

import pytest

from mainstay.directory.payers.models import MergeProposal as PayerProposal
from mainstay.directory.payers.models import Payer
from mainstay.foundation.ledger import account_totals, entries_of_charges
from mainstay.foundation.tenancy.models import PracticeIdentifier
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkItem
from mainstay.frontoffice.coverage.models import Policy
from mainstay.frontoffice.patients.models import MergeProposal, Patient
from mainstay.revenue.charges.models import Charge, Encounter
from mainstay.revenue.charges.queries import payer_order
from mainstay.revenue.claims.models import Claim, Identifier, Line, Submission, Version
from mainstay.revenue.claims.services import intake
from mainstay.revenue.claims.testing import NOON, Bill, BilledLine, an_837, apply_claims_of
from mainstay.revenue.claims.testing.applied import _part

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 10)
OTHER_PAYER = ("TEST SECOND", "71234")


def books(practice_id: int) -> list[tuple[str, str, str, int]]:
    """The movements on every charge: posting, accounts' kinds, cents."""
    charge_ids = Charge.objects.for_practice(practice_id).values_list("id", flat=True)
    return [
        (entry.posting_key, entry.debit.kind, entry.credit.kind, entry.cents)
        for entry in entries_of_charges(practice_id, charge_ids)
    ]


def test_a_claim_is_sent_with_everything_it_says() -> None:
    practice = a_practice()

    [claim] = apply_claims_of(practice, an_837(Bill()))

    assert (claim.status, claim.sequence, claim.claim_number) == ("sent", "P", "C1")
    assert (claim.billed_cents, claim.service_on) == (20_000, date(2026, 4, 1))
    assert (claim.first_sent_on, claim.last_sent_on) == (date(2026, 4, 3), date(2026, 4, 3))
    assert str(claim.patient) == "Marigold Sampleton"
    assert claim.payer.name == "TEST MUTUAL"
    assert str(claim.encounter.rendering) == "IMOGEN VALE"
    [version] = claim.versions.all()
    assert version.draft["diagnoses"] == ["J209"]
    assert version.draft["lines"][0]["procedure"] == "99213"
    [line] = version.lines.all()
    assert (line.procedure, line.cents, line.charge.cents) == ("99213", 20_000, 20_000)
    [submission] = claim.submissions.all()
    assert (submission.partner, submission.isa13, submission.gs06, submission.st02) == (
        "PRACTICE>CLEAR", "000000001", "1", "0001",
    )  # fmt: skip
    assert submission.bht03 == "B1"


def test_its_charge_stands_at_the_payer() -> None:
    practice = a_practice()

    [claim] = apply_claims_of(practice, an_837(Bill()))

    assert account_totals(practice.pk) == {
        ("receivable", f"payer:{claim.payer_id}"): 20_000,
        ("charges", None): -20_000,
    }


def test_the_practices_own_numbers_are_learned_until_it_confirms_them() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))
    learned = set(PracticeIdentifier.objects.values_list("kind", "value"))

    sure = a_practice(identifiers_confirmed_at=NOON)
    apply_claims_of(sure, an_837(Bill()))

    assert learned == {("NPI", "1234567893"), ("TIN", "123456789")}
    assert not sure.identifiers.exists()


def test_the_same_837_in_another_envelope_adds_submissions_only() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill(), control=1))
    before = books(practice.pk)

    apply_claims_of(practice, an_837(Bill(), control=2))

    assert Claim.objects.count() == Version.objects.count() == Encounter.objects.count() == 1
    assert Submission.objects.count() == 2
    assert books(practice.pk) == before


def test_other_content_is_the_next_version() -> None:
    practice = a_practice()
    corrected = replace(Bill(), frequency="7", payer_claim_number="ICN1")

    apply_claims_of(practice, an_837(Bill()))
    [claim] = apply_claims_of(practice, an_837(corrected, control=2, sent_on=LATER))

    assert [v.frequency for v in claim.versions.order_by("number")] == ["1", "7"]
    assert claim.last_sent_on == LATER
    assert ("payer_control", "ICN1") in claim.identifiers.values_list("kind", "value")


def test_a_void_withdraws_the_claim_and_its_charges() -> None:
    practice = a_practice()

    apply_claims_of(practice, an_837(Bill()))
    [claim] = apply_claims_of(
        practice, an_837(replace(Bill(), frequency="8"), control=2, sent_on=LATER)
    )

    assert claim.status == "void"
    assert account_totals(practice.pk) == {}


def test_a_reused_control_number_is_another_claim() -> None:
    practice = a_practice()
    other_services = replace(
        Bill(), service_on=date(2026, 4, 20), lines=(BilledLine("99215", 30_000, "L9"),)
    )

    claims = apply_claims_of(practice, an_837(Bill()), an_837(other_services, control=2))

    assert len(claims) == 2
    assert {claim.claim_number for claim in claims} == {"C1"}


def test_ref_f8_finds_the_family_even_under_a_corrected_name_and_number() -> None:
    practice = a_practice()
    [claim] = apply_claims_of(practice, an_837(Bill()))
    Identifier.objects.create(practice=practice, claim=claim, kind="payer_control", value="ICN77")
    corrected = Bill(
        number="C99",
        last_name="Sampletone",
        frequency="7",
        payer_claim_number="ICN77",
        lines=(BilledLine("99214", 26_000, "X1"),),
    )

    claims = apply_claims_of(practice, an_837(corrected, control=2, sent_on=LATER))

    assert len(claims) == 1
    assert claims[0].versions.count() == 2
    assert account_totals(practice.pk, kind="charges") == {("charges", None): -26_000}


def test_a_secondary_claim_shares_the_encounter_and_charges_nothing() -> None:
    practice = a_practice()
    secondary = replace(
        Bill(), sequence="S", payer=OTHER_PAYER, others=(("P", "TEST MUTUAL", "60054"),)
    )

    first, second = apply_claims_of(
        practice, an_837(Bill()), an_837(secondary, control=2, sent_on=LATER)
    )

    assert first.encounter_id == second.encounter_id
    assert (first.sequence, second.sequence) == ("P", "S")
    assert Charge.objects.count() == 1
    assert payer_order(practice.pk, [first.encounter_id])[first.encounter_id] == [
        first.payer_id,
        second.payer_id,
    ]
    assert account_totals(practice.pk, kind="receivable") == {
        ("receivable", f"payer:{first.payer_id}"): 20_000
    }


def test_a_voided_secondary_claim_leaves_the_charges_alone() -> None:
    practice = a_practice()
    secondary = replace(
        Bill(), sequence="S", payer=OTHER_PAYER, others=(("P", "TEST MUTUAL", "60054"),)
    )
    void = replace(secondary, frequency="8")

    first, second = apply_claims_of(
        practice,
        an_837(Bill()),
        an_837(secondary, control=2, sent_on=LATER),
        an_837(void, control=3, sent_on=date(2026, 4, 20)),
    )

    assert (first.status, second.status) == ("sent", "void")
    assert account_totals(practice.pk, kind="charges") == {("charges", None): -20_000}


def test_a_claim_without_a_readable_charge_is_left_out_and_given_to_a_person() -> None:
    practice = a_practice()
    content = an_837(Bill(number="BAD", last_name="Broken"), Bill()).replace(
        b"SV1*HC:99213*200*", b"SV1*HC:99213*2OO*", 1
    )

    [claim] = apply_claims_of(practice, content)

    assert claim.claim_number == "C1"
    item = WorkItem.objects.get(function__code="file_intake")
    assert "at segment 20" in item.title
    assert "Broken" not in item.title


def test_patients_are_known_by_name_birth_date_and_one_more_identifier() -> None:
    practice = a_practice()
    moved = replace(Bill(), number="C2", street="9 ELSEWHERE", service_on=date(2026, 4, 2))
    stranger = replace(moved, number="C3", member_id="Z9", service_on=date(2026, 4, 3))
    unknown = replace(stranger, number="C4", member_id="Q1", street="1 FAR AWAY")

    apply_claims_of(practice, an_837(Bill(), moved, stranger, unknown))

    assert Patient.objects.count() == 2
    [proposal] = MergeProposal.objects.all()
    assert proposal.state == "open"


def test_a_payers_two_names_are_one_payer_by_its_id() -> None:
    practice = a_practice()
    again = replace(Bill(), number="C2", member_id="M2", payer=("TEST MUTUAL OF OHIO", "60054"))

    apply_claims_of(practice, an_837(Bill(), again))

    assert Payer.objects.count() == 1
    assert not PayerProposal.objects.exists()
    assert Policy.objects.count() == 2


def test_a_kill_between_chunks_and_a_second_run_leave_the_same_rows(monkeypatch) -> None:
    bills = [Bill(number=f"K{n}", member_id=f"K{n}", last_name=f"Name{n}") for n in range(7)]
    content = an_837(*bills)
    whole, killed = a_practice(), a_practice()
    monkeypatch.setattr(intake, "CHUNK", 3)
    apply_claims_of(whole, content)

    class Killed(Exception):
        pass

    def kill_after_two(chunk, _tell=[], **values):  # noqa: B006  (counts calls)
        _tell.append(1)
        if len(_tell) == 3:
            raise Killed
        return publish(chunk, **values)

    publish = intake.events.publish
    monkeypatch.setattr(intake.events, "publish", kill_after_two)
    with pytest.raises(Killed):
        apply_claims_of(killed, content)
    assert Claim.objects.for_practice(killed.pk).count() == 6
    monkeypatch.setattr(intake.events, "publish", publish)
    part = _part(killed, content, "claims")
    intake.apply_claims([part], at=NOON)

    assert books(killed.pk) == books(whole.pk)
    for model in (Claim, Version, Submission, Line, Charge, Identifier):
        assert (
            model.objects.for_practice(killed.pk).count()
            == model.objects.for_practice(whole.pk).count()
        )


@pytest.mark.parametrize("claims", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_claims(
    claims, django_assert_max_num_queries
) -> None:
    practice = a_practice()
    bills = [Bill(number=f"Q{n}", member_id=f"Q{n}", last_name=f"Name{n}") for n in range(claims)]
    part = _part(practice, an_837(*bills), "claims")

    with django_assert_max_num_queries(51):
        intake.apply_claims([part], at=NOON)


def test_an_institutional_line_without_a_procedure_is_billed_by_its_revenue_code() -> None:
    practice = a_practice()
    content = (
        an_837(Bill())
        .replace(b"005010X222A1", b"005010X223A2")
        .replace(b"SV1*HC:99213*200*UN*1***1", b"SV2*0450**200*UN*1")
    )

    [claim] = apply_claims_of(practice, content)

    assert claim.versions.get().draft["kind"] == "837I"
    charge = Charge.objects.get()
    assert (charge.procedure, charge.revenue_code, charge.cents) == ("0450", "0450", 20_000)

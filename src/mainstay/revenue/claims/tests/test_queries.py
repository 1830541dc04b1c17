"""What pages ask of claims: the list, its counts, one claim's story, finding one."""

from datetime import date

import pytest

from mainstay.foundation.tenancy.testing import a_practice
from mainstay.revenue.claims.models import Act
from mainstay.revenue.claims.queries.finding import claims_found
from mainstay.revenue.claims.queries.listing import (
    ClaimFilter,
    claim_rows,
    claims,
    counts_by_status,
    silent_claims,
    totals,
)
from mainstay.revenue.claims.queries.story import story_of
from mainstay.revenue.claims.testing import (
    NOON,
    Bill,
    BilledLine,
    Ruled,
    Set,
    a_277ca,
    a_999,
    a_sent_claim,
    an_837,
    apply_answers,
    apply_claims_of,
)

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 4, 20)


def numbers(found) -> list[str]:
    return [claim.claim_number for claim in found]


def test_the_newest_service_comes_first_and_filters_narrow() -> None:
    practice = a_practice()
    old = a_sent_claim(practice, number="OLD", service_on=date(2026, 3, 1))
    a_sent_claim(practice, number="NEW", lines=(BilledLine("99215", 30_000),))
    a_sent_claim(number="FOREIGN")

    def listed(**wanted) -> list[str]:
        return numbers(claims(practice.pk, ClaimFilter(**wanted), as_of=AS_OF))

    assert listed() == ["NEW", "OLD"]
    assert listed(service_to_on=date(2026, 3, 31)) == ["OLD"]
    assert listed(least_cents=30_000) == ["NEW"]
    assert listed(number="NE") == ["NEW"]
    assert listed(payer_id=old.payer_id) == ["NEW", "OLD"]
    assert listed(provider_id=old.encounter.rendering_id, status="sent") == ["NEW", "OLD"]
    assert listed(ids=[old.pk]) == ["OLD"]
    assert listed(ids=[]) == []
    assert listed(status="paid") == []
    assert numbers(claims(practice.pk, as_of=AS_OF, order="largest")) == ["NEW", "OLD"]


def test_totals_cover_the_whole_view() -> None:
    practice = a_practice()
    for _ in range(3):
        a_sent_claim(practice)

    found = totals(claims(practice.pk, as_of=AS_OF))

    assert (found.claims, found.billed_cents) == (3, 60_000)
    assert counts_by_status(practice.pk) == {"sent": found}
    assert totals(claims(practice.pk, ClaimFilter(status="void"), as_of=AS_OF)).billed_cents == 0


def test_silence_begins_after_the_usual_days() -> None:
    practice = a_practice()
    a_sent_claim(practice, number="LONG", sent_on=date(2026, 3, 1))
    a_sent_claim(practice, number="EDGE", sent_on=date(2026, 3, 21))

    assert numbers(silent_claims(practice.pk, as_of=AS_OF)) == ["LONG"]
    assert [
        row.standing
        for row in claim_rows(
            practice.pk, claims(practice.pk, as_of=AS_OF, order="oldest"), as_of=AS_OF
        )
    ] == ["Silent", "Sent"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_rows_costs_the_same_whatever_its_length(rows, django_assert_num_queries) -> None:
    practice = a_practice()
    for _ in range(rows):
        a_sent_claim(practice)

    with django_assert_num_queries(3):
        found = claim_rows(practice.pk, claims(practice.pk, as_of=AS_OF), as_of=AS_OF)

    assert [row.open_cents for row in found] == [20_000] * rows
    assert found[0].patient.startswith("Marigold Sample")
    assert (found[0].payer, found[0].provider) == ("TEST MUTUAL", "IMOGEN VALE")


def test_a_story_tells_everything_in_time_order() -> None:
    practice = a_practice()
    bill = Bill()
    apply_claims_of(practice, an_837(bill))
    apply_answers(practice, a_999(Set()), a_277ca(Ruled(category="A7", status="158", entity="QC")))
    apply_claims_of(practice, an_837(bill, control=2, sent_on=date(2026, 4, 7)))
    apply_answers(practice, a_277ca(Ruled(), batch="B2", on=date(2026, 4, 9), control=951))
    [claim] = claims(practice.pk, as_of=AS_OF)
    Act.objects.create(practice=practice, claim=claim, kind="note", at=NOON, reason="Called.")

    story = story_of(practice.pk, claim.public_id, as_of=AS_OF)

    assert story is not None
    assert [(event.on.day, event.what, event.title) for event in story.events] == [
        (3, "charged", "1 charge"),
        (3, "sent", "Sent"),
        (3, "booked", "Charged"),
        (4, "answered", "The file passed the format check (999)"),
        (5, "answered", "Rejected. Patient: the birth date is not right (A7:158:QC)"),
        (7, "sent", "Sent again"),
        (9, "answered", "Accepted by the payer (277CA)"),
        (1, "done", "Note"),
    ]
    assert all(event.file_name for event in story.events if event.what in ("sent", "answered"))
    assert story.claim.standing == "With payer"
    assert story.numbers == (("patient_control", "C1"),)
    assert story.versions[0].draft["patient"]["name"] == "Sampleton"
    assert story.siblings == ()


def test_a_story_knows_the_encounters_other_claims() -> None:
    practice = a_practice()
    secondary = Bill(
        sequence="S", payer=("TEST SECOND", "71234"), others=(("P", "TEST MUTUAL", "60054"),)
    )
    first, second = apply_claims_of(
        practice, an_837(Bill()), an_837(secondary, control=2, sent_on=date(2026, 4, 9))
    )

    story = story_of(practice.pk, first.public_id, as_of=AS_OF)

    assert story is not None
    assert [row.public_id for row in story.siblings] == [second.public_id]


def test_another_practices_claim_has_no_story_here() -> None:
    assert story_of(a_practice().pk, a_sent_claim().public_id, as_of=AS_OF) is None


def test_a_claim_is_found_by_any_number_or_by_the_patients_name() -> None:
    practice = a_practice()
    claim = a_sent_claim(practice, number="HX1001", last_name="O'Example", payer_claim_number="I7")
    a_sent_claim(practice)
    a_sent_claim(number="HX1001")

    for text in ("HX1001", "hx10", "i7", "o'ex", "O Example"):
        assert claims_found(practice.pk, text) == [claim], text
    assert claims_found(practice.pk, "  ") == []
    assert claims_found(practice.pk, "nobody") == []

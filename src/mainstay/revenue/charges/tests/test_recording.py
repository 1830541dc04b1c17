"""What claims bill is charged once, and corrected by a mirror and a new posting."""

from datetime import UTC, date, datetime
from itertools import count

import pytest

from mainstay.directory.payers.models import Payer
from mainstay.foundation.db import atomic
from mainstay.foundation.ledger import account_totals, balances
from mainstay.foundation.ledger.queries import entries_of_charges
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.frontoffice.patients.models import Patient
from mainstay.revenue.charges.billed import BilledEncounter, BilledLine
from mainstay.revenue.charges.models import Charge, Encounter
from mainstay.revenue.charges.queries import charges_of, payer_order, payers_stated
from mainstay.revenue.charges.services.payer_order import add_payer
from mainstay.revenue.charges.services.recording import record_encounters

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SERVICE_ON = date(2026, 4, 1)
_numbers = count(1)


class Practice:
    """A practice with one patient and two payers."""

    def __init__(self) -> None:
        self.id = a_practice().pk
        self.patient = self.new_patient("Sampleton")
        self.first = Payer.objects.create(practice_id=self.id, name="Test Mutual").pk
        self.second = Payer.objects.create(practice_id=self.id, name="Test Second").pk

    def new_patient(self, name: str) -> int:
        patient = Patient.objects.create(
            practice_id=self.id, last_name=name, search_name=name.lower()
        )
        return patient.pk

    def bill(self, *lines: BilledLine, sent_on: date = date(2026, 4, 3), **changes):
        """Record one claim; the encounter and charges it came to."""
        fields = {
            "source_key": f"c:{next(_numbers)}",
            "patient_id": self.patient,
            "rendering_id": None,
            "location_id": None,
            "charged_on": sent_on,
            "lines": lines,
            "payers": ((1, self.first, None),),
            "claim_number": "C1",
        }
        billed = BilledEncounter(**(fields | changes))
        numbers: dict[int, set[str]] = {
            pk: {"C1"} for pk in Encounter.objects.values_list("id", flat=True)
        }
        with atomic():
            [recorded] = record_encounters(self.id, [billed], claim_numbers=numbers, at=NOON)
        return recorded

    def charged(self) -> dict[str, int]:
        """Cents by procedure that stand in the books at any payer."""
        by_id = {charge.pk: charge for charge in Charge.objects.all()}
        found: dict[str, int] = {}
        for (_, _, pk), cents in balances(self.id, by_id, kind="receivable").items():
            found[by_id[pk].procedure] = found.get(by_id[pk].procedure, 0) + cents
        return found


def a_line(procedure: str = "99213", cents: int = 20_000, number: str = "") -> BilledLine:
    return BilledLine(
        source_key=f"l:{next(_numbers)}",
        ordinal=1,
        line_number=number,
        service_on=SERVICE_ON,
        service_to_on=SERVICE_ON,
        procedure=procedure,
        modifiers="",
        revenue_code="",
        units_milli=1000,
        cents=cents,
    )


def test_a_claim_charges_its_first_payer() -> None:
    practice = Practice()

    practice.bill(a_line(), a_line("36415", 1_500))

    assert practice.charged() == {"99213": 20_000, "36415": 1_500}
    assert account_totals(practice.id, kind="receivable") == {
        ("receivable", f"payer:{practice.first}"): 21_500
    }


def test_the_same_services_billed_again_are_charged_once() -> None:
    practice = Practice()

    first = practice.bill(a_line())
    again = practice.bill(a_line(), claim_number="OTHER")

    assert again.encounter_id == first.encounter_id
    assert again.charge_ids == first.charge_ids
    assert not again.is_changed
    assert practice.charged() == {"99213": 20_000}


def test_another_patient_with_the_same_control_number_is_charged_on_his_own() -> None:
    practice = Practice()

    first = practice.bill(a_line())
    other = practice.bill(a_line(), patient_id=practice.new_patient("Example"))

    assert other.encounter_id != first.encounter_id


def test_a_control_number_without_a_common_line_proves_nothing() -> None:
    practice = Practice()

    first = practice.bill(a_line())
    other = practice.bill(a_line("99215", 30_000))

    assert other.encounter_id != first.encounter_id
    assert practice.charged() == {"99213": 20_000, "99215": 30_000}


def test_a_replacement_changes_the_price_by_a_mirror_and_a_new_posting() -> None:
    practice = Practice()
    first = practice.bill(a_line(number="L1"))

    changed = practice.bill(
        a_line(cents=22_000, number="L1"), sent_on=date(2026, 4, 9), is_correction=True
    )

    assert changed.charge_ids == first.charge_ids
    assert changed.is_changed
    assert practice.charged() == {"99213": 22_000}
    entries = [entry.cents for entry in entries_of_charges(practice.id, first.charge_ids)]
    assert entries == [20_000, 20_000, 22_000]


def test_a_replacement_withdraws_the_lines_it_does_not_bill_any_more() -> None:
    practice = Practice()
    first = practice.bill(a_line(), a_line("36415", 1_500))

    practice.bill(a_line(), sent_on=date(2026, 4, 9), is_correction=True)

    assert practice.charged() == {"99213": 20_000}
    charges = charges_of(practice.id, [first.encounter_id])[first.encounter_id]
    assert [charge.is_void for charge in charges] == [False, True]


def test_a_replacement_of_every_line_is_known_by_number_patient_and_day() -> None:
    practice = Practice()
    first = practice.bill(a_line())

    replaced = practice.bill(a_line("99214", 26_000), sent_on=date(2026, 4, 9), is_correction=True)

    assert replaced.encounter_id == first.encounter_id
    assert practice.charged() == {"99214": 26_000}


def test_a_void_takes_every_charge_back() -> None:
    practice = Practice()
    practice.bill(a_line(), a_line("36415", 1_500))

    practice.bill(a_line(), a_line("36415", 1_500), sent_on=date(2026, 4, 9), is_void=True)

    assert practice.charged() == {}


def test_a_resend_with_one_corrected_line_does_not_charge_it_twice() -> None:
    practice = Practice()
    practice.bill(a_line(), a_line("36415", 1_500))

    practice.bill(a_line(), a_line("36416", 1_800), sent_on=date(2026, 4, 9))

    assert practice.charged() == {"99213": 20_000, "36416": 1_800}


def test_a_later_payers_claim_charges_nothing_and_withdraws_nothing() -> None:
    practice = Practice()
    first = practice.bill(a_line(number="L1"), a_line("36415", 1_500, number="L2"))

    secondary = practice.bill(
        a_line(cents=19_000, number="L1"),
        sent_on=date(2026, 5, 1),
        is_primary=False,
        is_void=True,
        payers=((1, practice.first, None), (2, practice.second, None)),
    )

    assert secondary.encounter_id == first.encounter_id
    assert practice.charged() == {"99213": 20_000, "36415": 1_500}
    assert payer_order(practice.id, [first.encounter_id])[first.encounter_id] == [
        practice.first,
        practice.second,
    ]


def test_a_secondary_claim_that_comes_first_charges_the_first_payer() -> None:
    practice = Practice()

    practice.bill(
        a_line(),
        is_primary=False,
        payers=((1, practice.first, None), (2, practice.second, None)),
    )
    practice.bill(a_line(), sent_on=date(2026, 3, 30))

    assert account_totals(practice.id, kind="receivable") == {
        ("receivable", f"payer:{practice.first}"): 20_000
    }


@pytest.mark.parametrize("is_void", [True, False])
def test_an_older_claim_that_is_read_later_changes_nothing(is_void: bool) -> None:
    practice = Practice()
    newer = practice.bill(
        a_line("99213", 22_000, number="L1"),
        sent_on=date(2026, 4, 9),
        is_correction=not is_void,
        is_void=is_void,
    )

    older = practice.bill(
        a_line("99213", 20_000, number="L1"), a_line("36415", 1_500), sent_on=date(2026, 4, 3)
    )

    assert older.encounter_id == newer.encounter_id
    assert practice.charged() == ({} if is_void else {"99213": 22_000})


def test_a_claim_for_nothing_has_no_posting_and_can_be_corrected() -> None:
    practice = Practice()
    practice.bill(a_line(cents=0, number="L1"))

    practice.bill(a_line(cents=5_000, number="L1"), sent_on=date(2026, 4, 9), is_correction=True)

    assert practice.charged() == {"99213": 5_000}


def test_several_corrections_read_together_end_as_the_last_says() -> None:
    practice = Practice()
    lines = [a_line(cents=cents, number="L1") for cents in (20_000, 21_000, 22_000)]
    billed = [
        BilledEncounter(
            source_key=f"c:{next(_numbers)}",
            patient_id=practice.patient,
            rendering_id=None,
            location_id=None,
            charged_on=date(2026, 4, day),
            lines=(line,),
            payers=((1, practice.first, None),),
            claim_number="C1",
            is_correction=day > 3,
        )
        for line, day in zip(lines, (3, 4, 5), strict=True)
    ]

    with atomic():
        record_encounters(practice.id, billed, claim_numbers={}, at=NOON)

    assert practice.charged() == {"99213": 22_000}


def test_recording_again_after_a_crash_posts_nothing_twice() -> None:
    practice = Practice()
    line = a_line()

    practice.bill(line)
    practice.bill(line)

    assert practice.charged() == {"99213": 20_000}


def test_a_payer_found_late_comes_last_and_once() -> None:
    practice = Practice()
    recorded = practice.bill(a_line())

    with atomic():
        assert add_payer(practice.id, recorded.encounter_id, practice.second)
        assert not add_payer(practice.id, recorded.encounter_id, practice.second)

    assert payer_order(practice.id, [recorded.encounter_id])[recorded.encounter_id] == [
        practice.first,
        practice.second,
    ]


def test_a_payer_is_known_from_the_first_day_a_claim_named_it_whatever_is_read_first() -> None:
    practice = Practice()
    both = ((1, practice.first, None), (2, practice.second, None))
    recorded = practice.bill(a_line(), sent_on=date(2026, 4, 20), payers=both)

    practice.bill(a_line(), sent_on=date(2026, 4, 3), payers=((1, practice.first, None),))

    assert payers_stated(practice.id, [recorded.encounter_id])[recorded.encounter_id] == [
        (practice.first, date(2026, 4, 3)),
        (practice.second, date(2026, 4, 20)),
    ]


def test_another_first_payer_takes_the_place_of_the_wrong_one() -> None:
    practice = Practice()
    recorded = practice.bill(a_line())

    rebilled = practice.bill(
        a_line(), sent_on=date(2026, 4, 20), payers=((1, practice.second, None),)
    )

    assert rebilled.encounter_id == recorded.encounter_id
    assert rebilled.is_changed
    assert payer_order(practice.id, [recorded.encounter_id])[recorded.encounter_id] == [
        practice.second
    ]
    assert practice.charged() == {"99213": 20_000}


def test_who_is_first_follows_from_the_dates_not_from_what_is_read_first() -> None:
    practice = Practice()
    third = Payer.objects.create(practice_id=practice.id, name="Test Third").pk
    newer = practice.bill(a_line(), sent_on=date(2026, 4, 20), payers=((1, practice.second, None),))

    practice.bill(
        a_line(),
        sent_on=date(2026, 4, 3),
        payers=((1, practice.first, None), (2, third, None)),
    )

    assert payer_order(practice.id, [newer.encounter_id])[newer.encounter_id] == [
        practice.second,
        third,
    ]

"""The frozen picture of a claim: the same content has the same hash, whatever envelope it came in."""

from dataclasses import replace
from datetime import date

import pytest

from mainstay.engine import x12
from mainstay.revenue.claims.draft import content_hash, draft_of
from mainstay.revenue.claims.testing import Bill, BilledLine, an_837


def hash_of(bill: Bill, **envelope) -> str:
    [claim] = [
        record for record in x12.read(an_837(bill, **envelope)) if isinstance(record, x12.Claim837)
    ]
    return content_hash(draft_of(claim))


def test_another_envelope_and_day_have_the_same_hash() -> None:
    again = replace(Bill(), set_number="0007")

    assert hash_of(again, control=9, sent_on=date(2026, 6, 1)) == hash_of(Bill())


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "C9"},
        {"frequency": "7"},
        {"payer_claim_number": "ICN1"},
        {"member_id": "M9"},
        {"birth_on": date(1961, 3, 4)},
        {"sequence": "S"},
        {"others": (("S", "TEST SECOND", "71234"),)},
        {"lines": (BilledLine("99214"),)},
        {"lines": (BilledLine(modifiers=("25",)),)},
        {"lines": (BilledLine(), BilledLine("36415", 1_500))},
    ],
)
def test_any_other_content_has_another_hash(changes) -> None:
    assert hash_of(replace(Bill(), **changes)) != hash_of(Bill())


def test_empty_values_are_left_out_and_nothing_of_the_envelope_is_in() -> None:
    [claim] = [one for one in x12.read(an_837(Bill())) if isinstance(one, x12.Claim837)]

    draft = draft_of(claim)

    assert draft["patient"] == {"name": "Sampleton", "first": "Marigold", "id": "M100001"}
    assert "referring" not in draft
    assert "at" not in draft
    assert draft["lines"][0] == {
        "procedure": "99213",
        "charge_cents": 20_000,
        "units_milli": 1_000,
        "service_on": "2026-04-01",
        "service_to_on": "2026-04-01",
        "pointers": [1],
        "line_number": "L1",
    }

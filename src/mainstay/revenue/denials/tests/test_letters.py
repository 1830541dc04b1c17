"""Letters are filled from what is known; what isn't is named, never blank."""

import pytest

from mainstay.engine import codes
from mainstay.revenue.denials.letters import (
    FIELDS,
    fitting,
    gaps,
    merged,
    pieces,
    shipped,
    unknown_fields,
)


def test_a_known_field_is_filled_in_and_a_missing_one_is_named():
    text = merged(
        "Claim {{claim_number}}, authorization {{ authorization }}.", {"claim_number": "C1"}
    )

    assert text == "Claim C1, authorization [[the authorization number]]."
    assert gaps(text) == ["the authorization number"]


def test_a_value_is_text_and_never_a_field():
    assert merged("{{patient}}", {"patient": "{{denied}}"}) == "{{denied}}"


def test_a_gap_is_listed_once_in_the_letters_order():
    assert gaps("[[b]] then [[a]] then [[b]]") == ["b", "a"]


def test_the_preview_shows_every_word_and_marks_the_gaps():
    cut = pieces("Dear [[payer]], pay.")
    assert [(one.text, one.is_gap) for one in cut] == [
        ("Dear ", False), ("payer", True), (", pay.", False),
    ]  # fmt: skip


@pytest.mark.parametrize("code", sorted(shipped()))
def test_a_shipped_letter_uses_known_fields_and_says_what_it_asks_for(code):
    letter = shipped()[code]
    assert unknown_fields(letter.body) == []
    assert gaps(merged(letter.body, dict.fromkeys(FIELDS, "x"))) == []
    assert "{{denied}}" in letter.body or "pay on the claim" in letter.body
    assert letter.attachments
    assert all(codes.carc(carc).category != "UNKNOWN" for carc in letter.carcs)


def test_the_letter_for_the_reason_comes_before_the_general_one():
    found = fitting(
        shipped().values(), carc="50", category="MEDNEC", payer_type="medicare_ffs", level=1
    )
    assert found[0].code == "medical-necessity-medicare"
    assert "general" in [one.code for one in found]


def test_a_letter_of_one_type_of_payer_is_not_offered_to_another():
    found = fitting(shipped().values(), carc="50", category="MEDNEC", payer_type="bcbs", level=1)
    assert found[0].code == "medical-necessity"
    assert "medical-necessity-medicare" not in [one.code for one in found]


def test_a_second_appeal_begins_with_the_letter_of_its_level():
    found = fitting(shipped().values(), carc="50", category="MEDNEC", payer_type="bcbs", level=2)
    assert found[0].code == "second-level"

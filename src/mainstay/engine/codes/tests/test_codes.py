"""Code tables: complete, consistent with each other, and calm about strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine import codes
from mainstay.engine.codes import tables


def test_a_known_reason_carries_its_route() -> None:
    absent_authorization = codes.carc("197")

    assert absent_authorization.category == "AUTH"
    assert absent_authorization.owner == "Auth"
    assert (absent_authorization.appealable, absent_authorization.deadline_class) == ("Y", "DA")


def test_codes_are_found_however_they_are_spelled() -> None:
    assert codes.carc(" b7 ") is codes.carc("B7")
    assert codes.rarc("ma130") is codes.rarc("MA130")


def test_every_reason_of_the_reference_list_is_there() -> None:
    assert len(tables._carcs()) == 229
    assert len(tables._rarcs()) == 172
    assert len(tables._claim_status_categories()) == 34


@pytest.mark.parametrize("code", ["999", "", "ZZ", "\u0663"])
def test_an_unknown_code_becomes_an_entry_for_a_person(code: str) -> None:
    assert codes.carc(code).category == "UNKNOWN"
    assert codes.carc(code).deadline_class == "DA"
    assert codes.rarc(code).category == "UNKNOWN"
    assert not codes.rarc(code).is_alert
    assert (codes.plb(code).account, codes.plb(code).is_known) == ("unapplied", False)
    assert codes.claim_status_category(code).state == "unknown"
    assert codes.place_of_service(code) is None


def test_every_category_named_in_a_table_has_an_entry() -> None:
    named = {entry.category for entry in tables._carcs().values()}
    named |= {entry.category for entry in tables._rarcs().values()}

    assert named - tables._categories().keys() == set()


def test_routing_words_are_the_known_ones() -> None:
    reasons = tables._carcs().values()

    assert {reason.appealable for reason in reasons} == {"Y", "R", "N"}
    assert {reason.deadline_class for reason in reasons} == {"DA", "DC", "DR", "DT", "DN"}


def test_a_denial_category_has_an_owner_and_a_chance() -> None:
    denials = [kind for kind in tables._categories().values() if kind.is_denial]

    assert len(denials) == 20
    assert [kind.name for kind in denials if not kind.owner] == []
    assert [kind.name for kind in denials if not kind.overturn_bps] == ["UNKNOWN"]


def test_preventable_means_yes_or_mostly() -> None:
    assert codes.category("AUTH").is_preventable
    assert codes.category("CODING").is_preventable
    assert not codes.category("MEDNEC").is_preventable


def test_an_alert_is_never_a_reason() -> None:
    assert codes.rarc("N1").is_alert
    assert codes.rarc("N704").is_alert
    assert not codes.rarc("MA130").is_alert


def test_later_request_codes_read_as_a_request_for_documents() -> None:
    assert codes.claim_status_category("R12") is codes.claim_status_category("R4")
    assert codes.claim_status_category("R99").state == "unknown"


@pytest.mark.parametrize(
    ("code", "account"),
    [("WO", "offset"), ("L6", "interest"), ("CT", "other_income"), ("50", "fees")],
)
def test_a_provider_level_code_names_its_account(code: str, account: str) -> None:
    assert codes.plb(code).account == account


def test_payer_clocks_are_days_or_none() -> None:
    assert codes.payer_rules("medicare_ffs").appeal_days_level1 == 120
    assert codes.payer_rules("medicare_ffs").corrected_claim_days is None
    assert codes.payer_rules("self_pay").timely_filing_days is None
    assert len(codes.payer_types()) == 13
    with pytest.raises(KeyError):
        codes.payer_rules("no such payer")


def test_a_place_of_service_has_a_name() -> None:
    office = codes.place_of_service("11")

    assert office is not None
    assert (office.name, office.medicare_setting) == ("Office", "N")


@pytest.mark.parametrize("npi", ["1234567893", "1245319599", "2000000002"])
def test_an_npi_with_a_fitting_check_digit_is_valid(npi: str) -> None:
    assert codes.npi_is_valid(npi)


@pytest.mark.parametrize(
    "npi", ["1234567890", "123456789", "12345678931", "3234567893", "", "123456789\u0663"]
)
def test_anything_else_is_not_an_npi(npi: str) -> None:
    assert not codes.npi_is_valid(npi)


@given(st.integers(100_000_000, 299_999_999))
def test_exactly_one_check_digit_fits(stem: int) -> None:
    fitting = [digit for digit in range(10) if codes.npi_is_valid(f"{stem}{digit}")]

    assert len(fitting) == 1


def test_common_procedures_have_a_label_in_our_own_words() -> None:
    assert codes.procedure_label("99214") == "Office visit, established, moderate"
    assert codes.procedure_label("00000") == ""

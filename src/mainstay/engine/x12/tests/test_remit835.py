"""Remittances as records, with the worked numbers of domain/835-posting."""

from datetime import date

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import (
    NPI_GROUP,
    body_835,
    file_835,
    payment,
    records,
    rules,
)


def payments(*parts, **more):
    return records(file_835(body_835(*parts, **more)), x12.ClaimPayment835)


def test_the_payment():
    [remit] = records(file_835(body_835()), x12.Remit835)

    assert (remit.handling, remit.paid_cents, remit.credit_debit) == ("I", 9600, "C")
    assert (remit.method, remit.paid_on) == ("ACH", date(2026, 1, 20))
    assert (remit.trace_number, remit.trace_payer_id) == ("EFT001", "1999999999")
    assert remit.originator_id == "1999999999"
    assert remit.production_on == date(2026, 1, 18)
    assert (remit.payer.name, remit.payer.ids) == ("PAYER ONE", (("2U", "PAY01"),))
    assert remit.payer.address.city == "CITY"
    assert (remit.payee.id_qualifier, remit.payee.id) == ("XX", NPI_GROUP)
    assert remit.payee.ids == (("XX", NPI_GROUP), ("TJ", "311234567"))


def test_a_claim_payment():
    [one] = payments()

    assert (one.ordinal, one.claim_number, one.status) == (1, "ACC1", "1")
    assert (one.charge_cents, one.paid_cents, one.patient_cents) == (20_000, 9600, 2400)
    assert (one.filing_indicator, one.payer_claim_number) == ("12", "ICN-ACC1")
    assert (one.place_of_service, one.frequency) == ("11", "1")
    assert (one.patient.name, one.patient.id) == ("DOE", "W000002")
    assert one.service_from_on == date(2026, 1, 5)
    assert one.adjustments == ()


def test_its_line():
    [one] = payments()[0].lines

    assert (one.procedure, one.modifiers) == ("99214", ("25",))
    assert (one.charge_cents, one.paid_cents, one.allowed_cents) == (20_000, 9600, 12_000)
    assert (one.paid_units_milli, one.billed_units_milli) == (1000, None)
    assert one.service_on == one.service_to_on == date(2026, 1, 5)
    assert (one.control_number, one.remarks) == ("L1", ("N130",))
    assert [(a.group, a.carc, a.cents) for a in one.adjustments] == [
        ("CO", "45", 8000),
        ("PR", "2", 2400),
    ]


def test_positions():
    data = file_835(body_835())
    segments = data.decode().split("~")
    [remit] = records(data, x12.Remit835)
    [one] = records(data, x12.ClaimPayment835)

    assert segments[remit.at.segment - 1].startswith("BPR")
    assert segments[one.at.segment - 1].startswith("CLP")
    assert segments[one.end_segment - 1] == "LQ*HE*N130"
    assert segments[one.lines[0].segment - 1].startswith("SVC")
    assert [segments[a.at_segment - 1] for a in one.lines[0].adjustments] == [
        "CAS*CO*45*80",
        "CAS*PR*2*24",
    ]


def test_example_a_interest_and_takeback_make_the_payment():
    three = (
        payment("A1"),
        payment("A2", "1", "180", "130", "0", lines=[
            ("SVC", ("HC", "99213"), "180", "130"), ("DTM", "472", "20260105"),
            ("CAS", "CO", "45", "50")]),
        payment("A3", "4", "180", "0", "0", lines=[
            ("SVC", ("HC", "99213"), "180", "0"), ("DTM", "472", "20260105"),
            ("CAS", "CO", "197", "180")]),
    )  # fmt: skip
    plb = [("PLB", NPI_GROUP, "20261231", ("L6", "ICN-A1"), "-1.3", ("WO", "ICN-OLD"), "40")]
    data = file_835(body_835("187.3", *three, plb=plb))
    [end] = records(data, x12.RemitEnd835)

    assert (end.claims, end.sum_paid_cents, end.sum_plb_cents) == (3, 22_600, 3870)
    assert [(p.code, p.reference, p.cents, p.ordinal) for p in end.provider_adjustments] == [
        ("L6", "ICN-A1", -130, 1),
        ("WO", "ICN-OLD", 4000, 2),
    ]
    assert end.provider_adjustments[0].provider_id == NPI_GROUP
    assert end.provider_adjustments[0].fiscal_year_end == date(2026, 12, 31)
    assert rules(data) == []


def reversal():
    """Example C: the original of example 1 with every sign turned."""
    return payment("ACC1", "22", "-200", "-96", "-24", lines=[
        ("SVC", ("HC", "99214", "25"), "-200", "-96", "", "1"), ("DTM", "472", "20260105"),
        ("CAS", "CO", "45", "-80"), ("CAS", "PR", "2", "-24"), ("REF", "6R", "L1")])  # fmt: skip


def correction():
    return payment("ACC1", "1", "200", "80", "20", lines=[
        ("SVC", ("HC", "99214", "25"), "200", "80", "", "1"), ("DTM", "472", "20260105"),
        ("CAS", "CO", "45", "100"), ("CAS", "PR", "2", "20"), ("REF", "6R", "L1")])  # fmt: skip


def test_a_reversal_with_its_correction_and_the_debt_deferred():
    plb = [("PLB", NPI_GROUP, "20261231", ("WO", "ICN-ACC1"), "-16")]
    data = file_835(body_835("0", reversal(), correction(), plb=plb, method="NON"))
    undone, again = records(data, x12.ClaimPayment835)

    assert (undone.status, undone.charge_cents, undone.paid_cents) == ("22", -20_000, -9600)
    assert [a.cents for a in undone.lines[0].adjustments] == [-8000, -2400]
    assert (again.status, again.paid_cents) == ("1", 8000)
    assert rules(data) == []


def test_a_negative_balance_is_carried_forward():
    plb = [("PLB", NPI_GROUP, "20261231", ("FB", "EFT000"), "-96")]
    data = file_835(body_835("0", reversal(), plb=plb, method="NON"))

    assert rules(data) == []
    assert records(data, x12.RemitEnd835)[0].sum_plb_cents == -9600


def test_a_refund_that_was_mailed_nets_to_nothing():
    plb = [("PLB", NPI_GROUP, "20261231", ("WO", "ICN-ACC1"), "96", ("72", "ICN-ACC1"), "-96")]
    data = file_835(body_835("96", plb=plb))

    assert records(data, x12.RemitEnd835)[0].sum_plb_cents == 0
    assert rules(data) == []


def test_provider_adjustments_after_the_last_claim_are_not_the_claims():
    plb = [("PLB", NPI_GROUP, "20261231", "L6", "-4"), ("PLB", NPI_GROUP, "20261231", "CS", "4")]
    data = file_835(body_835("96", plb=plb))
    [end] = records(data, x12.RemitEnd835)
    [one] = records(data, x12.ClaimPayment835)

    assert [(p.code, p.cents, p.ordinal) for p in end.provider_adjustments] == [
        ("L6", -400, 1),
        ("CS", 400, 2),
    ]
    assert one.adjustments == ()
    assert one.end_segment == end.provider_adjustments[0].at_segment - 1


def test_a_remittance_of_provider_adjustments_only():
    body = body_835("50", plb=[("PLB", NPI_GROUP, "20261231", "CT", "-50")])
    body = [s for s in body if s[0] not in ("LX", "CLP", "NM1", "SVC", "CAS", "AMT", "LQ")]
    body = [s for s in body if s[:2] not in (("DTM", "232"), ("DTM", "472"), ("REF", "6R"))]
    kinds = [type(one).__name__ for one in x12.read(file_835(body))]

    assert kinds == ["TransactionStart", "Remit835", "RemitEnd835", "TransactionEnd"]
    assert rules(file_835(body)) == []


def test_claim_level_adjustments_are_told_from_those_of_lines():
    [one] = payments(
        "86",
        payment("ACC1", "1", "200", "86", "24", ("CAS", "OA", "A0", "10"), lines=[
            ("SVC", ("HC", "99214"), "200", "96"), ("DTM", "472", "20260105"),
            ("CAS", "CO", "45", "80"), ("CAS", "PR", "2", "24")]),
    )  # fmt: skip

    assert [(a.group, a.cents) for a in one.adjustments] == [("OA", 1000)]
    assert [a.cents for a in one.lines[0].adjustments] == [8000, 2400]


def test_names_numbers_amounts_and_remarks_of_a_claim_payment():
    more = (
        ("NM1", "QC", "1", "DOE", "JANE"),
        ("NM1", "IL", "1", "DOE", "JOHN", "", "", "", "MI", "W9"),
        ("NM1", "74", "1", "DOUGH", "JANE", "", "", "", "C", "W000003"),
        ("NM1", "82", "1", "WELBY", "MARCUS", "", "", "", "XX", "1245319599"),
        ("NM1", "TT", "2", "NEXT PAYER", "", "", "", "", "PI", "PAY77"),
        ("NM1", "PR", "2", "RIGHT PAYER", "", "", "", "", "PI", "PAY78"),
        ("MOA", "", "", "MA01", "MA18"),
        ("REF", "1L", "GROUP9"),
        ("DTM", "232", "20260105"),
        ("DTM", "233", "20260106"),
        ("DTM", "050", "20260110"),
        ("AMT", "AU", "120"),
        ("AMT", "I", "1.3"),
    )
    lines = [s for s in payment() if s[0] in ("SVC", "CAS") or s[:2] == ("DTM", "472")]
    clp = ("CLP", "ACC1", "19", "200", "96", "24", "12", "ICN", "11", "1")
    [one] = payments("96", [clp, *more, *lines])

    assert (one.insured.id, one.corrected.name, one.rendering.id) == ("W9", "DOUGH", "1245319599")
    assert (one.crossover.id, one.corrected_payer.id) == ("PAY77", "PAY78")
    assert one.remarks == ("MA01", "MA18")
    assert one.ids == (("1L", "GROUP9"),)
    assert one.amounts == (("AU", 12_000), ("I", 130))
    assert (one.service_from_on, one.service_to_on) == (date(2026, 1, 5), date(2026, 1, 6))
    assert one.received_on == date(2026, 1, 10)


def test_a_bundled_line_says_what_was_submitted():
    [one] = payments(
        "96",
        payment(lines=[
            ("SVC", ("HC", "80053"), "200", "96", "0301", "2", ("HC", "80048", "59"), "3.5"),
            ("DTM", "150", "20260105"), ("DTM", "151", "20260106"),
            ("CAS", "CO", "45", "80"), ("CAS", "PR", "2", "24")]),
    )[0].lines  # fmt: skip

    assert (one.procedure, one.submitted_procedure) == ("80053", "80048")
    assert one.submitted_modifiers == ("59",)
    assert (one.paid_units_milli, one.billed_units_milli) == (2000, 3500)
    assert one.revenue_code == "0301"
    assert (one.service_on, one.service_to_on) == (date(2026, 1, 5), date(2026, 1, 6))


def test_six_reasons_in_one_segment():
    reasons = [part for n in range(1, 7) for part in (str(n), str(n), "")]
    [one] = payments("79", payment("ACC1", "1", "100", "79", "21", lines=[
        ("SVC", ("HC", "99213"), "100", "79"), ("DTM", "472", "20260105"),
        ("CAS", "PR", *reasons)]))[0].lines  # fmt: skip

    assert [(a.carc, a.cents) for a in one.adjustments] == [(str(n), n * 100) for n in range(1, 7)]


def test_an_unknown_status_group_and_reason_still_read():
    text = file_835(body_835()).decode()
    odd = text.replace("CLP*ACC1*1*", "CLP*ACC1*99*").replace("CAS*CO*45*", "CAS*ZZ*9999*")
    [one] = records(odd.encode(), x12.ClaimPayment835)

    assert one.status == "99"
    assert one.lines[0].adjustments[0].group == "ZZ"
    assert {"element-code", "carc-shape"} <= set(rules(odd.encode()))


def test_a_header_number_may_be_missing():
    text = file_835(body_835()).decode().replace("LX*1~", "")
    [one] = records(text.encode(), x12.ClaimPayment835)

    assert one.lines[0].paid_cents == 9600
    assert "loop-starter-missing" in rules(text.encode())


def test_sums_are_unknown_when_one_amount_is():
    text = file_835(body_835()).decode().replace("*200*96*24*", "*200*9G*24*")
    [end] = records(text.encode(), x12.RemitEnd835)

    assert end.sum_paid_cents is None
    assert end.sum_plb_cents == 0


def test_what_stands_between_claim_payments_is_kept_by_neither():
    text = file_835(body_835("192", payment("A"), payment("B"))).decode()
    stray = "LX*2~CAS*CO*45*7~REF*1L*STRAY~MOA***MA99~"
    found = records(text.replace("CLP*B", stray + "CLP*B").encode(), x12.ClaimPayment835)

    assert [one.claim_number for one in found] == ["A", "B"]
    assert [(one.adjustments, one.ids, one.remarks) for one in found] == [((), (), ())] * 2
    assert [len(one.lines[0].adjustments) for one in found] == [2, 2]

"""999 and 277CA as records."""

from datetime import date

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import (
    body_277ca,
    body_999,
    file_277ca,
    file_999,
    records,
    rules,
)


def test_each_set_of_a_999():
    good, bad = records(file_999(body_999()), x12.SetAck999)

    assert (good.group_control, good.set_id, good.set_control, good.code) == (
        "7",
        "837",
        "0001",
        "A",
    )
    assert good.segment_errors == ()
    assert (bad.set_control, bad.code, bad.errors) == ("0002", "R", ("5",))


def test_each_element_error_repeats_its_segment():
    first, second = records(file_999(body_999()), x12.SetAck999)[1].segment_errors

    assert (first.segment_id, first.position, first.loop, first.code) == ("CLM", 22, "2300", "8")
    assert (first.element, first.component, first.element_code, first.bad_value) == (5, 3, "7", "X")
    assert first.context == ("CLM01:ACC9",)
    assert (second.segment_id, second.element, second.component) == ("CLM", 2, 0)
    assert (second.element_code, second.bad_value) == ("6", "1O0")


def test_a_segment_error_without_element_error():
    body = [*body_999()[:4], ("IK3", "REF", "57", "", "3"), ("IK5", "R", "5"), body_999()[-1]]
    [error] = records(file_999(body), x12.SetAck999)[1].segment_errors

    assert (error.segment_id, error.code, error.element) == ("REF", "3", 0)


def test_the_group_of_a_999():
    [group] = records(file_999(body_999()), x12.GroupAck999)

    assert (group.functional_id, group.group_control) == ("HC", "7")
    assert (group.version, group.code) == ("005010X222A1", "P")
    assert (group.included, group.received, group.accepted) == (2, 2, 1)


def test_a_999_without_sets():
    body = [("AK1", "HC", "7"), ("AK9", "R", "0", "0", "0", "1")]
    kinds = [type(one).__name__ for one in x12.read(file_999(body))]

    assert kinds == ["TransactionStart", "GroupAck999", "TransactionEnd"]
    assert records(file_999(body), x12.GroupAck999)[0].errors == ("1",)


def test_a_set_whose_verdict_is_missing_is_still_told():
    body = [one for one in body_999() if one[0] != "IK5"]

    assert [one.code for one in records(file_999(body), x12.SetAck999)] == ["", ""]
    assert "segment-missing" in rules(file_999(body))


def test_counts_of_a_999_are_compared():
    body = [*body_999()[:-1], ("AK9", "A", "2", "2", "2")]

    assert "ack-accepted" in rules(file_999(body))
    assert "ack-verdict" in rules(file_999([*body_999()[:-1], ("AK9", "A", "2", "2", "1")]))


def test_levels_of_a_277ca():
    source, receiver = records(file_277ca(body_277ca()), x12.BatchStatus277)

    assert (source.level, source.reference) == ("source", "SRC1")
    assert source.occurred_on == date(2026, 1, 16)
    assert (receiver.level, receiver.reference, receiver.action) == ("receiver", "BATCH7", "WQ")
    assert receiver.statuses == (x12.Status277("A1", "19", "PR"),)
    assert (receiver.accepted_count, receiver.rejected_count) == (1, 1)
    assert (receiver.accepted_cents, receiver.rejected_cents) == (25_000, 18_000)


def test_claims_of_a_277ca():
    accepted, rejected = records(file_277ca(body_277ca()), x12.ClaimStatus277)

    assert (accepted.claim_number, accepted.action) == ("ACC1", "WQ")
    assert accepted.statuses == (x12.Status277("A2", "20"),)
    assert (accepted.payer_claim_number, accepted.clearinghouse_number) == ("ICN-ACC1", "CH000001")
    assert (accepted.charge_cents, accepted.service_on) == (25_000, date(2026, 1, 5))
    assert (accepted.patient.name, accepted.payer.id) == ("DOE", "PAY01")
    assert accepted.batch_reference == "BATCH7"
    assert (rejected.claim_number, rejected.action) == ("ACC2", "U")
    assert rejected.line_statuses == (("L1", (x12.Status277("A3", "454"),)),)


def test_one_rejecting_status_of_several_rejects():
    text = file_277ca(body_277ca()).decode()
    text = text.replace(
        "STC*A2:20*20260116*WQ*250~", "STC*A7:21*20260116*U*250~STC*A2:20*20260116*WQ~"
    )
    first = records(text.encode(), x12.ClaimStatus277)[0]

    assert first.action == "U"
    assert first.statuses == (x12.Status277("A7", "21"), x12.Status277("A2", "20"))


def test_three_statuses_in_one_segment():
    text = file_277ca(body_277ca()).decode()
    text = text.replace(
        "STC*A3:21*20260116*U*180~", "STC*A3:21*20260116*U*180******A3:116:85*A3:187~"
    )
    second = records(text.encode(), x12.ClaimStatus277)[1]

    assert [(s.code, s.entity) for s in second.statuses] == [("21", ""), ("116", "85"), ("187", "")]


def test_a_provider_level_with_its_totals():
    body = body_277ca()
    at = body.index(("HL", "4", "3", "PT"))
    provider = [("TRN", "1", "PRV1"), ("STC", ("A1", "19", "85"), "20260116", "WQ", "430"),
                ("QTY", "QA", "1"), ("QTY", "QC", "1")]  # fmt: skip
    data = file_277ca(body[:at] + provider + body[at:])
    *_, told = records(data, x12.BatchStatus277)

    assert (told.level, told.reference, told.accepted_count, told.rejected_count) == (
        "provider", "PRV1", 1, 1,
    )  # fmt: skip
    assert rules(data) == []


def test_totals_of_a_277ca_are_compared_with_the_claims():
    text = file_277ca(body_277ca()).decode()

    assert "status-count" in rules(text.replace("QTY*AA*1~", "QTY*AA*2~").encode())
    assert "status-amount" in rules(text.replace("AMT*YU*250~", "AMT*YU*251~").encode())


def test_a_level_rejected_as_a_whole():
    body = [one for one in body_277ca()[:14] if one[0] not in ("QTY", "AMT")]
    body[6] = ("HL", "2", "1", "21", "0")
    body[9] = ("STC", ("A3", "24", "41"), "20260116", "U", "430")
    data = file_277ca(body)

    assert records(data, x12.ClaimStatus277) == []
    assert records(data, x12.BatchStatus277)[1].action == "U"
    assert rules(data) == []

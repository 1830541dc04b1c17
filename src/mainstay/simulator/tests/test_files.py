"""The files: the same every time, balanced, and consistent with each other."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from mainstay.simulator import days, practice, write_practice
from mainstay.simulator.tests.conftest import UNTIL, History
from mainstay.simulator.tests.reading import all_segments, segments

WRITE = (
    "import sys; from pathlib import Path; from mainstay.simulator import write_practice;"
    "write_practice(Path(sys.argv[1]), seed=int(sys.argv[2]), until='2026-10-31', claims=150)"
)


def written(folder: Path, seed: int, hash_seed: str) -> dict[str, str]:
    """The digests of what a fresh interpreter writes."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run(
        [sys.executable, "-c", WRITE, str(folder), str(seed)],
        check=True,
        env=environment,
        timeout=120,
    )
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_and_date_give_the_same_bytes_and_another_seed_does_not(
    tmp_path: Path,
) -> None:
    first = written(tmp_path / "a", seed=7, hash_seed="1")
    again = written(tmp_path / "b", seed=7, hash_seed="2")
    other = written(tmp_path / "c", seed=8, hash_seed="1")
    assert first == again
    assert first["truth-claims.jsonl"] != other["truth-claims.jsonl"]


def test_every_line_claim_and_remit_balances(history: History) -> None:
    assert len(history.remits) > 300
    for remit in history.remits:
        for payment in remit.payments:
            for service in payment.services:
                adjusted = sum(amount for _, _, amount in service.adjustments)
                assert service.charge - adjusted == service.paid, (remit.path, payment)
            assert payment.charge == sum(one.charge for one in payment.services)
            assert payment.paid == sum(one.paid for one in payment.services)
        plb = sum(amount for _, _, amount in remit.provider_adjustments)
        assert remit.paid == sum(one.paid for one in remit.payments) - plb, remit.path
        assert remit.paid >= 0
        assert len(remit.provider_adjustments) <= 6
        assert (remit.method == "NON") == (remit.paid == 0)


def test_the_patient_share_of_a_claim_is_the_sum_of_its_pr_amounts(history: History) -> None:
    payments = [one for remit in history.remits for one in remit.payments if one.status != "22"]
    for payment in payments:
        found = sum(
            amount
            for service in payment.services
            for group, _, amount in service.adjustments
            if group == "PR"
        )
        assert (payment.patient or 0) == found


def test_allowed_is_paid_plus_patient_share_plus_sequestration(history: History) -> None:
    lines = [
        service
        for remit in history.remits
        for payment in remit.payments
        for service in payment.services
        if service.allowed is not None
    ]
    assert len(lines) > 3_000
    for service in lines:
        shares = [
            amount
            for group, reason, amount in service.adjustments
            if group == "PR" or reason == "253"
        ]
        assert service.allowed == service.paid + sum(shares)


def test_a_reversal_repeats_its_original_with_the_signs_turned(history: History) -> None:
    told: dict[tuple[str, str], list[int]] = {}
    reversals = 0
    for remit in sorted(history.remits, key=lambda remit: remit.on):
        for payment in remit.payments:
            key = (payment.number, payment.icn)
            if payment.status != "22":
                told[key] = [payment.charge, payment.paid]
                continue
            reversals += 1
            assert [payment.charge, payment.paid] == [-amount for amount in told[key]]
    assert reversals >= 20


def test_line_numbers_come_back_as_they_were_sent(history: History) -> None:
    sent = {s[2] for s in all_segments(history.folder / "837") if s[:2] == ["REF", "6R"]}
    known = {row["claim_number"] for row in history.rows}
    for remit in history.remits:
        for payment in remit.payments:
            if payment.number in known:
                assert {one.control_number for one in payment.services} <= sent


def test_claim_numbers_are_unique_and_short_enough_to_come_back(history: History) -> None:
    numbers = [row["claim_number"] for row in history.rows]
    assert len(numbers) == len(set(numbers))
    assert max(map(len, numbers)) <= 20
    assert 2_700 <= len(numbers) <= 3_300


def test_every_claim_in_the_837_files_is_in_the_truth_and_the_other_way_round(
    history: History,
) -> None:
    sent = {s[1] for s in all_segments(history.folder / "837") if s[0] == "CLM"}
    assert sent == {row["claim_number"] for row in history.rows}


def test_secondary_claims_repeat_what_the_primary_did_and_balance(history: History) -> None:
    lines = 0
    for path in sorted((history.folder / "837").iterdir()):
        charge = paid = adjusted = None
        for segment in [*segments(path), ["SE"]]:
            if segment[0] in {"LX", "SE"} and paid is not None:
                assert charge == paid + adjusted
                lines += 1
                paid = None
            if segment[0] == "SV1":
                charge, paid, adjusted = _cents(segment[2]), None, 0
            elif segment[0] == "SVD":
                paid = _cents(segment[2])
            elif segment[0] == "CAS":
                adjusted += sum(_cents(one) for one in segment[3::3])
    assert lines > 100


def _cents(text: str) -> int:
    dollars, _, rest = text.partition(".")
    return int(dollars) * 100 + int(rest.ljust(2, "0"))


def test_provider_numbers_have_their_check_digit() -> None:
    """1234567893 is the example every description of the NPI uses."""
    assert practice.npi("123456789") == "1234567893"
    assert {len(one.npi) for one in practice.PROVIDERS} == {10}


def test_postal_codes_have_nine_digits(history: History) -> None:
    postal = {s[3] for s in all_segments(history.folder / "837") if s[0] == "N4"}
    assert {len(one) for one in postal} == {9}


def test_payments_are_rows_of_known_claims_on_business_days(history: History) -> None:
    rows = [
        row
        for path in sorted((history.folder / "payments").iterdir())
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    assert list(rows[0]) == ["date", "claim number", "patient", "amount", "method", "reference"]
    assert len({row["reference"] for row in rows}) == len(rows)
    known = {row["claim_number"] for row in history.rows}
    unknown = [row for row in rows if row["claim number"] not in known]
    assert len(unknown) < len(rows) / 50  # copays of the last days, not billed yet
    assert all(days.is_business_day(date.fromisoformat(row["date"])) for row in rows)


def test_nothing_is_dated_after_the_last_day(history: History) -> None:
    names = [
        path.name[:10]
        for kind in ("837", "999", "277CA", "835", "payments")
        for path in (history.folder / kind).iterdir()
    ]
    assert max(names) <= UNTIL
    assert min(names) >= "2025-04-01"


def test_a_history_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one claim"):
        write_practice(tmp_path, seed=7, until=UNTIL, claims=0)

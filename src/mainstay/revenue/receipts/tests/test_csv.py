"""Payments files as billing systems export them."""

import io
from datetime import date
from pathlib import Path

import pytest

from mainstay.revenue.receipts.csv import BadPaymentsFile, PaymentRow, is_payments, read, summarise


def rows(text: str | bytes) -> list[PaymentRow]:
    content = text if isinstance(text, bytes) else text.encode()
    return list(read(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            "Date,Claim,Patient,Amount,Method,Reference",
            '2026-04-17,C1,"Sampleton, Marigold",24.00,card,R1',
        ),
        ("PAYMENT DATE;CLAIM_NUMBER;PAYMENT AMOUNT", "04/17/2026;C1;24"),
        ("Paid on\tAccount number\tPaid", "4/17/26\tC1\t$24.00"),
        ("amount,posting date,Patient control number", '" $24.00 ",20260417,C1'),
    ],
)
def test_columns_are_known_by_their_headers_in_any_order(header: str, line: str) -> None:
    [row] = rows(f"{header}\r\n{line}\r\n")

    assert (row.paid_on, row.claim_number, row.cents) == (date(2026, 4, 17), "C1", 24_00)


def test_a_byte_order_mark_quotes_and_thousands_are_read() -> None:
    [row] = rows(
        b'\xef\xbb\xbfDate,Patient,Amount\r\n2026-04-17,"Sampleton, Marigold","$1,234.50"\r\n'
    )

    assert (row.patient, row.cents) == ("Sampleton, Marigold", 1_234_50)


@pytest.mark.parametrize("amount", ["-24.00", "(24.00)", "$-24.00", "-$24.00", "\u221224.00"])
def test_money_given_back_is_below_zero(amount: str) -> None:
    [row] = rows(f"Date,Claim,Amount\n2026-04-17,C1,{amount}\n")

    assert row.cents == -24_00


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("soon,C1,24", 'Row 2: the date is "soon"'),
        (",C1,24", "Row 2: the date is empty"),
        ("2026-04-17,C1,12.345", "no more than two decimal places"),
        ("2026-04-17,C1,nan", "the amount cannot be read"),
        ("2026-04-17,C1,1e9", "the amount cannot be read"),
        ("2026-04-17,,24", "names neither a claim nor a patient"),
    ],
)
def test_a_bad_row_is_told_with_its_number(line: str, words: str) -> None:
    with pytest.raises(BadPaymentsFile, match="Row 2") as refusal:
        rows(f"Date,Claim,Amount\n{line}\n")

    assert words in str(refusal.value)
    assert refusal.value.row == 2


def test_the_same_row_twice_in_a_file_is_two_payments_and_in_another_file_the_same() -> None:
    first = rows("Date,Claim,Amount,Reference\n2026-04-17,C1,24,\n2026-04-17,C1,24,\n")
    other = rows("Reference,Amount,Claim,Date\n,24.00,c1,04/17/2026\n")

    assert first[0].key != first[1].key
    assert other[0].key == first[0].key


def test_a_payments_file_is_known_by_its_header(tmp_path: Path) -> None:
    def written(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    assert is_payments(written(b"Date,Claim,Amount\n2026-04-17,C1,24\n"))
    assert not is_payments(written(b"ISA*00*          *00*"))
    assert not is_payments(written(b"Name,City\nMarigold,Hartford\n"))
    assert not is_payments(written(b"\x89PNG\x00Date,Claim,Amount"))


def test_a_file_is_summed_up_by_rows_and_first_day(tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    path.write_bytes(b"Date,Claim,Amount\n2026-04-17,C1,24\n2026-04-03,C2,10\n\n")

    assert (summarise(path).rows, summarise(path).first_on) == (2, date(2026, 4, 3))

    path.write_bytes(b"Date,Claim,Amount\n")
    with pytest.raises(BadPaymentsFile, match="no payment under it"):
        summarise(path)

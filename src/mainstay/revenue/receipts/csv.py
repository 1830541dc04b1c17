"""Patients' payments as a billing system exports them. Pure: no Django, no database.

Columns are recognised by their headers, in any order and case; UTF-8 with or without a byte order
mark, else Latin-1; comma, semicolon or tab; CRLF or LF; quotes. An amount may read `$1,234.50`;
a negative one, or one in brackets, is money given back. One bad row sets the whole file aside with its
row and the reason: a day's payments are booked whole or not at all.
"""

from __future__ import annotations

import csv as _csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from mainstay.engine.money import parse_cents

HEADERS = {
    "date": (
        "date", "payment date", "paid on", "paid date", "date paid", "received", "received on",
        "date received", "posting date", "post date", "deposit date", "transaction date",
    ),
    "claim": (
        "claim", "claim number", "claim no", "claim id", "claim #", "patient control number",
        "control number", "account", "account number", "acct", "encounter", "invoice",
    ),
    "patient": ("patient", "patient name", "name", "guarantor", "guarantor name"),
    "amount": ("amount", "payment", "payment amount", "paid", "amount paid", "paid amount", "total"),
    "method": ("method", "payment method", "type", "payment type", "tender", "source"),
    "reference": (
        "reference", "reference number", "ref", "ref no", "receipt", "receipt number", "check",
        "check number", "check no", "confirmation", "transaction id", "id",
    ),
}  # fmt: skip
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%m-%d-%Y", "%d %b %Y", "%b %d, %Y")
HEAD_BYTES = 4096
LONGEST_FIELD = 1_000


class BadPaymentsFile(Exception):
    """The file cannot be taken in; ``row`` is the row to mend, None for the file as a whole."""

    def __init__(self, sentence: str, row: int | None = None) -> None:
        super().__init__(sentence)
        self.row = row


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment. ``row`` counts from 1, the header is row 1; ``cents`` may be negative.

    ``key`` names it by its own words (date, claim or patient, cents, reference) and its
    occurrence in the file, so that the same row in another file is the same payment.
    """

    row: int
    paid_on: date
    claim_number: str
    patient: str
    cents: int
    method: str
    reference: str
    key: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file holds: how many payments, and the day of the first."""

    rows: int
    first_on: date


def is_payments(path: Path) -> bool:
    """Whether the file looks like patients' payments: a header with a date, an amount and whose."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if b"\x00" in head or head.lstrip().startswith(b"ISA"):
        return False
    lines = _decoded(head).splitlines()
    return (
        bool(lines)
        and _columns(next(_csv.reader([lines[0]], delimiter=_delimiter(lines[0])), [])) != {}
    )


def summarise(path: Path) -> Summary:
    """Read every row of the file.

    Raises:
        BadPaymentsFile: a row cannot be read, or there is none.
    """
    with path.open("rb") as file:
        days = [row.paid_on for row in read(file)]
    if not days:
        raise BadPaymentsFile("The file has a header but no payment under it. Export it again.")
    return Summary(len(days), min(days))


def read(file: BinaryIO) -> Iterator[PaymentRow]:
    """The payments of the file in its order; blank rows and rows of nothing are passed.

    Raises:
        BadPaymentsFile: a row cannot be read.
    """
    text = _decoded(file.read())
    first_line = text.split("\n", 1)[0]
    reader = _csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first_line))
    seen: Counter[str] = Counter()
    try:
        columns = _columns(next(reader, []))
        if not columns:
            raise BadPaymentsFile(
                "The first row must name the columns: a date, an amount, and a claim number or patient.",
                row=1,
            )
        for number, fields in enumerate(reader, start=2):
            if any(field.strip() for field in fields):
                yield _row(number, fields, columns, seen)
    except _csv.Error as error:
        raise BadPaymentsFile(
            f"Row {reader.line_num} cannot be read: {error}. Export the file again.",
            row=reader.line_num,
        ) from error


def _row(number: int, fields: list[str], columns: dict[str, int], seen: Counter[str]) -> PaymentRow:
    def field(name: str) -> str:
        place = columns.get(name)
        return "" if place is None or place >= len(fields) else fields[place].strip()

    paid_on = _day(number, field("date"))
    cents = _cents(number, field("amount"))
    claim_number, patient = field("claim"), field("patient")
    if not claim_number and not patient:
        raise BadPaymentsFile(
            f"Row {number} names neither a claim nor a patient. Fill in one of them.", row=number
        )
    if any(len(one) > LONGEST_FIELD for one in fields):
        raise BadPaymentsFile(
            f"Row {number} has a field of more than {LONGEST_FIELD:,} characters.", row=number
        )
    about = claim_number or patient
    words = "\x1f".join(
        (paid_on.isoformat(), about.upper(), str(cents), field("reference").upper())
    )
    digest = hashlib.sha256(words.encode()).hexdigest()[:24]
    seen[digest] += 1
    return PaymentRow(
        row=number,
        paid_on=paid_on,
        claim_number=claim_number,
        patient=patient,
        cents=cents,
        method=field("method"),
        reference=field("reference"),
        key=f"{digest}:{seen[digest]}",
    )


def _day(number: int, text: str) -> date:
    for one in DATE_FORMATS:
        try:
            return datetime.strptime(text, one).date()  # noqa: DTZ007  (a date has no zone)
        except ValueError:
            continue
    shown = f'"{text[:20]}"' if text else "empty"
    raise BadPaymentsFile(
        f"Row {number}: the date is {shown}. Write it like 2026-04-17 or 04/17/2026.", row=number
    )


def _cents(number: int, text: str) -> int:
    """Dollars as people write them; brackets or a minus mean money given back."""
    amount = text.replace(" ", "")
    is_negative = amount.startswith("(") and amount.endswith(")")
    amount = amount.strip("()")
    if amount.startswith("$-"):
        amount = f"-${amount[2:]}"
    try:
        cents = parse_cents(amount)
    except ValueError as error:
        raise BadPaymentsFile(
            f"Row {number}: the amount cannot be read. {error}", row=number
        ) from error
    return -cents if is_negative else cents


def _columns(header: list[str]) -> dict[str, int]:
    """Places of the columns by what they hold; empty when date, amount or whose is missing."""
    names = [" ".join(name.replace("_", " ").replace(".", "").lower().split()) for name in header]
    found = {
        what: names.index(alias)
        for what, aliases in HEADERS.items()
        for alias in reversed(aliases)
        if alias in names
    }
    is_whole = {"date", "amount"} <= found.keys() and ("claim" in found or "patient" in found)
    return found if is_whole else {}


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")

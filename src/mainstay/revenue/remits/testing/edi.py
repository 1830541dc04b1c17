"""837s and 835s of a few payers, short to write and plainly fictional."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from mainstay.engine import x12

NPI = "1234567893"
TIN = "123456789"
MUTUAL = ("Test Mutual", "60054")
SUPPLEMENT = ("Test Supplement", "71000")
Segment = tuple[object, ...]
Adjustment = tuple[str, str, int]


@dataclass(frozen=True)
class Sent:
    """One claim of an 837P: lines are (procedure, cents, 6R); others are (sequence, payer)."""

    number: str = "C1"
    lines: Sequence[tuple[str, int, str]] = (("99213", 200_00, "L1"),)
    payer: tuple[str, str] = MUTUAL
    sequence: str = "P"
    others: Sequence[tuple[str, tuple[str, str]]] = ()
    frequency: str = "1"
    replaces: str = ""
    service_on: date = date(2026, 4, 1)
    last_name: str = "Sampleton"
    member_id: str = "M100001"


@dataclass(frozen=True)
class Said:
    """One CLP: lines are (procedure, charge, paid, 6R, adjustments[, remarks])."""

    lines: Sequence[tuple[object, ...]] = ()
    number: str = "C1"
    status: str = "1"
    cents: int | None = None
    paid: int | None = None
    adjustments: Sequence[Adjustment] = ()
    icn: str = "ICN1"
    service_on: date | None = date(2026, 4, 1)
    last_name: str = "Sampleton"
    member_id: str = "M100001"

    @property
    def charge_cents(self) -> int:
        return sum(line[1] for line in self.lines) if self.cents is None else self.cents  # type: ignore[misc]

    @property
    def paid_cents(self) -> int:
        if self.paid is not None:
            return self.paid
        return sum(line[2] for line in self.lines) - sum(cents for *_, cents in self.adjustments)  # type: ignore[misc]

    def reversed(self) -> Said:
        """The CLP that takes this one back."""
        lines = [
            (code, -charge, -paid, number, [(g, c, -cents) for g, c, cents in adjustments])  # type: ignore[operator, attr-defined]
            for code, charge, paid, number, adjustments in self.lines
        ]
        return Said(
            lines,
            self.number,
            "22",
            None if self.cents is None else -self.cents,
            None if self.paid is None else -self.paid,
            [(g, c, -cents) for g, c, cents in self.adjustments],
            self.icn,
            self.service_on,
            self.last_name,
            self.member_id,
        )


@dataclass(frozen=True)
class Paid:
    """One ST of an 835; ``plbs`` are (code, reference, cents)."""

    payments: Sequence[Said] = ()
    plbs: Sequence[tuple[str, str, int]] = ()
    payer: tuple[str, str] = MUTUAL
    trace: str = "EFT1001"
    paid_on: date = date(2026, 4, 17)
    paid_cents: int | None = None
    handling: str = "I"
    extra: Sequence[Segment] = field(default=())

    @property
    def cents(self) -> int:
        claims = sum(payment.paid_cents for payment in self.payments)
        return claims - sum(cents for *_, cents in self.plbs)


def an_837(*claims: Sent, sent_on: date = date(2026, 4, 3), control: int = 1) -> bytes:
    """An 837P of these claims."""
    segments: list[Segment] = [
        ("BHT", "0019", "00", f"B{control}", f"{sent_on:%Y%m%d}", "1200", "CH"),
        ("NM1", "41", "2", "HARBOR TEST", "", "", "", "", "46", TIN),
        ("PER", "IC", "BILLING", "TE", "5555550100"),
        ("NM1", "40", "2", "TEST CLEARINGHOUSE", "", "", "", "", "46", "CLEAR"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "85", "2", "HARBOR TEST", "", "", "", "", "XX", NPI),
        ("N3", "1 TEST WAY"),
        ("N4", "HARTFORD", "CT", "061030001"),
        ("REF", "EI", TIN),
    ]
    for hl, claim in enumerate(claims, start=2):
        segments += _claim(hl, claim)
    return _interchange("HC", "005010X222A1", [("837", segments)], sent_on, control)


def an_835(*advices: Paid, control: int = 501, delims: x12.Delimiters | None = None) -> bytes:
    """An 835 with one ST for each advice."""
    sets = [("835", _advice(advice)) for advice in advices]
    return _interchange("HP", "005010X221A1", sets, advices[0].paid_on, control, delims=delims)


def a_csv(
    *rows: Sequence[object], header: str = "Date,Claim,Patient,Amount,Method,Reference"
) -> bytes:
    """A payments file."""
    lines = [header, *(",".join(str(value) for value in row) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def dollars(cents: int) -> str:
    """An amount as X12 writes it."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    whole, part = divmod(cents, 100)
    return f"{sign}{whole}.{part:02}" if part else f"{sign}{whole}"


def _claim(hl: int, claim: Sent) -> Iterable[Segment]:
    total = sum(cents for _, cents, _ in claim.lines)
    place = ("11", "B", claim.frequency)
    yield "HL", hl, "1", "22", "0"
    yield "SBR", claim.sequence, "18", "", "", "", "", "", "", "CI"
    yield "NM1", "IL", "1", claim.last_name, "Marigold", "", "", "", "MI", claim.member_id
    yield "N3", "2 TEST LANE"
    yield "N4", "HARTFORD", "CT", "061030002"
    yield "DMG", "D8", "19610303", "F"
    yield "NM1", "PR", "2", claim.payer[0], "", "", "", "", "PI", claim.payer[1]
    yield "CLM", claim.number, dollars(total), "", "", place, "Y", "A", "Y", "Y"
    if claim.replaces:
        yield "REF", "F8", claim.replaces
    yield "HI", ("ABK", "J209")
    yield "NM1", "82", "1", "VALE", "IMOGEN", "", "", "", "XX", "1245319599"
    for sequence, (name, number) in claim.others:
        yield "SBR", sequence, "18", "", "", "", "", "", "", "CI"
        yield "OI", "", "", "Y", "", "", "Y"
        yield "NM1", "IL", "1", claim.last_name, "Marigold", "", "", "", "MI", claim.member_id
        yield "NM1", "PR", "2", name, "", "", "", "", "PI", number
    for ordinal, (procedure, cents, control) in enumerate(claim.lines, start=1):
        yield "LX", ordinal
        code, *modifiers = procedure.split(":")
        yield "SV1", ("HC", code, *modifiers), dollars(cents), "UN", "1", "", "", "1"
        yield "DTP", "472", "D8", f"{claim.service_on:%Y%m%d}"
        if control:
            yield "REF", "6R", control


def _advice(advice: Paid) -> list[Segment]:
    cents = advice.cents if advice.paid_cents is None else advice.paid_cents
    method = "ACH" if cents else "NON"
    bank = ("CCP", "01", "999999992", "DA", "123", "1512345678", "", "01", "999988880", "DA", "98")
    name, number = advice.payer
    segments: list[Segment] = [
        (
            "BPR", advice.handling, dollars(cents), "C", method, *(bank if cents else [""] * 11),
            f"{advice.paid_on:%Y%m%d}",
        ),
        ("TRN", "1", advice.trace, f"1{number}0000"[:10]),
        ("DTM", "405", f"{advice.paid_on:%Y%m%d}"),
        ("N1", "PR", name, "XV", number),
        ("N3", "9 PAYER ROAD"),
        ("N4", "BOSTON", "MA", "021080000"),
        ("PER", "BL", "PROVIDER LINE", "TE", "5555550199"),
        ("N1", "PE", "HARBOR TEST", "XX", NPI),
        ("REF", "TJ", TIN),
        *([("LX", "1")] if advice.payments else []),
    ]  # fmt: skip
    for payment in advice.payments:
        segments += _payment(payment)
    for code, reference, amount in advice.plbs:
        identifier = (code, reference) if reference else (code,)
        segments.append(("PLB", NPI, f"{advice.paid_on.year}1231", identifier, dollars(amount)))
    return [*segments, *advice.extra]


def _payment(payment: Said) -> Iterable[Segment]:
    shares = [a for line in payment.lines for a in line[4]] + list(payment.adjustments)  # type: ignore[attr-defined]
    patient = sum(cents for group, _, cents in shares if group == "PR")
    yield (
        "CLP", payment.number, payment.status, dollars(payment.charge_cents),
        dollars(payment.paid_cents), dollars(patient) if patient > 0 else "", "12", payment.icn,
        "11", "1",
    )  # fmt: skip
    yield from (("CAS", group, carc, dollars(cents)) for group, carc, cents in payment.adjustments)
    if payment.last_name:
        yield "NM1", "QC", "1", payment.last_name, "Marigold", "", "", "", "MI", payment.member_id
    if payment.service_on:
        yield "DTM", "232", f"{payment.service_on:%Y%m%d}"
    for procedure, charge, paid, number, adjustments, *remarks in payment.lines:
        code, *modifiers = str(procedure).split(":")
        yield "SVC", ("HC", code, *modifiers), dollars(charge), dollars(paid), "", "1"  # type: ignore[arg-type]
        if payment.service_on:
            yield "DTM", "472", f"{payment.service_on:%Y%m%d}"
        yield from (("CAS", group, carc, dollars(cents)) for group, carc, cents in adjustments)  # type: ignore[attr-defined]
        if number:
            yield "REF", "6R", number
        for remark in remarks:
            yield "LQ", "HE", remark


def _interchange(
    functional_id: str,
    version: str,
    sets: Sequence[tuple[str, list[Segment]]],
    on: date,
    control: int,
    *,
    delims: x12.Delimiters | None = None,
) -> bytes:
    at = datetime(on.year, on.month, on.day, 12, 0)  # noqa: DTZ001  (ISA09 has no zone)
    written = [
        x12.TransactionSet(
            st01=st01,
            st02=f"{number:04}",
            segments=segments,  # type: ignore[arg-type]
            version="" if st01 == "835" else version,
        )
        for number, (st01, segments) in enumerate(sets, start=1)
    ]
    group = x12.Group(functional_id, version, "SENDER", "RECEIVER", control, at, written)
    return x12.write_interchange(
        sender="SENDER",
        receiver="RECEIVER",
        isa13=control,
        groups=[group],
        at=at,
        delims=delims or x12.Delimiters(),
    )

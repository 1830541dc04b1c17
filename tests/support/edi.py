"""Small EDI files, as a clearinghouse and a payer would write them. Plainly fictional."""

from dataclasses import dataclass, field
from datetime import date, datetime

from mainstay.engine import x12

PRACTICE_NPI = "1234567893"
PRACTICE_TIN = "123456789"
PAYER_ID = "60054"


def dollars(cents: int) -> str:
    """An amount as X12 writes it: no needless zeros."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    whole, part = divmod(cents, 100)
    return f"{sign}{whole}" if not part else f"{sign}{whole}.{part:02}".rstrip("0")


def day(on: date) -> str:
    return on.strftime("%Y%m%d")


@dataclass(frozen=True)
class BilledLine:
    """A service line: procedure, cents, control number."""

    procedure: str = "99213"
    cents: int = 20_000
    number: str = "L1"


@dataclass(frozen=True)
class Bill:
    """One claim of an 837P."""

    number: str = "C1"
    service_on: date = date(2026, 4, 1)
    lines: tuple[BilledLine, ...] = (BilledLine(),)
    last_name: str = "Sampleton"
    first_name: str = "Marigold"
    birth_on: date = date(1961, 3, 3)
    member_id: str = "M100001"
    frequency: str = "1"
    payer_claim_number: str = ""

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


def an_837(
    *bills: Bill,
    sent_on: date = date(2026, 4, 3),
    control: int = 1,
    npi: str = PRACTICE_NPI,
    tin: str = PRACTICE_TIN,
    delims: x12.Delimiters | None = None,
) -> bytes:
    """An 837P with one claim for each bill."""
    segments: list[tuple[object, ...]] = [
        ("BHT", "0019", "00", f"B{control}", day(sent_on), "1200", "CH"),
        ("NM1", "41", "2", "HARBOR TEST PRACTICE", "", "", "", "", "46", tin),
        ("PER", "IC", "BILLING", "TE", "5555550100"),
        ("NM1", "40", "2", "TEST CLEARINGHOUSE", "", "", "", "", "46", "CLEAR"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "85", "2", "HARBOR TEST PRACTICE", "", "", "", "", "XX", npi),
        ("N3", "1 TEST WAY"),
        ("N4", "HARTFORD", "CT", "061030001"),
        ("REF", "EI", tin),
    ]
    for hl, bill in enumerate(bills, start=2):
        segments += _bill(hl, bill)
    return _interchange(
        "HC", "005010X222A1", "837", segments, control=control, on=sent_on, delims=delims
    )


def _bill(hl: int, bill: Bill) -> list[tuple[object, ...]]:
    segments: list[tuple[object, ...]] = [
        ("HL", hl, "1", "22", "0"),
        ("SBR", "P", "18", "", "", "", "", "", "", "CI"),
        ("NM1", "IL", "1", bill.last_name, bill.first_name, "", "", "", "MI", bill.member_id),
        ("N3", "2 TEST LANE"),
        ("N4", "HARTFORD", "CT", "061030002"),
        ("DMG", "D8", day(bill.birth_on), "F"),
        ("NM1", "PR", "2", "TEST MUTUAL", "", "", "", "", "PI", PAYER_ID),
        (
            "CLM",
            bill.number,
            dollars(bill.cents),
            "",
            "",
            ("11", "B", bill.frequency),
            "Y",
            "A",
            "Y",
            "Y",
        ),
    ]
    if bill.payer_claim_number:
        segments.append(("REF", "F8", bill.payer_claim_number))
    segments.append(("HI", ("ABK", "J209")))
    segments.append(("NM1", "82", "1", "VALE", "IMOGEN", "", "", "", "XX", "1245319599"))
    for number, line in enumerate(bill.lines, start=1):
        segments += [
            ("LX", number),
            ("SV1", ("HC", line.procedure), dollars(line.cents), "UN", "1", "", "", "1"),
            ("DTP", "472", "D8", day(bill.service_on)),
            ("REF", "6R", line.number),
        ]
    return segments


@dataclass(frozen=True)
class PaidLine:
    """A service line as paid: adjustments are (group, CARC, cents)."""

    procedure: str = "99213"
    cents: int = 20_000
    paid_cents: int = 9_600
    adjustments: tuple[tuple[str, str, int], ...] = (("CO", "45", 8_000), ("PR", "2", 2_400))
    number: str = "L1"


@dataclass(frozen=True)
class Paid:
    """One claim payment of an 835."""

    number: str = "C1"
    status: str = "1"
    lines: tuple[PaidLine, ...] = (PaidLine(),)
    payer_claim_number: str = "ICN1"
    service_on: date = date(2026, 4, 1)
    last_name: str = "Sampleton"
    first_name: str = "Marigold"
    member_id: str = "M100001"

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def paid_cents(self) -> int:
        return sum(line.paid_cents for line in self.lines)

    @property
    def patient_cents(self) -> int:
        return sum(
            cents for line in self.lines for group, _, cents in line.adjustments if group == "PR"
        )


@dataclass(frozen=True)
class Advice:
    """One ST of an 835: claim payments and PLB entries (code, reference, cents)."""

    payments: tuple[Paid, ...] = field(default_factory=lambda: (Paid(),))
    plbs: tuple[tuple[str, str, int], ...] = ()
    trace: str = "EFT1001"
    paid_on: date = date(2026, 4, 17)
    off_by_cents: int = 0

    @property
    def paid_cents(self) -> int:
        paid = sum(payment.paid_cents for payment in self.payments)
        return paid - sum(cents for _, _, cents in self.plbs) + self.off_by_cents


def an_835(
    *advices: Advice,
    control: int = 501,
    npi: str = PRACTICE_NPI,
    tin: str = PRACTICE_TIN,
    delims: x12.Delimiters | None = None,
) -> bytes:
    """An 835 with one transaction set for each advice."""
    advices = advices or (Advice(),)
    sets = [
        x12.TransactionSet(st01="835", st02=f"{number:04}", segments=_advice(advice, npi, tin))
        for number, advice in enumerate(advices, start=1)
    ]
    return _envelope(
        "HP", "005010X221A1", sets, control=control, on=advices[0].paid_on, delims=delims
    )


def _advice(advice: Advice, npi: str, tin: str) -> list[tuple[object, ...]]:
    method = "ACH" if advice.paid_cents else "NON"
    bank = (
        "CCP",
        "01",
        "999999992",
        "DA",
        "123",
        "1512345678",
        "",
        "01",
        "999988880",
        "DA",
        "98765",
    )
    segments: list[tuple[object, ...]] = [
        (
            "BPR",
            "I",
            dollars(advice.paid_cents),
            "C",
            method,
            *(bank if advice.paid_cents else [""] * 11),
            day(advice.paid_on),
        ),
        ("TRN", "1", advice.trace, "1512345678"),
        ("DTM", "405", day(advice.paid_on)),
        ("N1", "PR", "TEST MUTUAL", "XV", PAYER_ID),
        ("N3", "9 PAYER ROAD"),
        ("N4", "BOSTON", "MA", "021080000"),
        ("PER", "BL", "PROVIDER LINE", "TE", "5555550199"),
        ("N1", "PE", "HARBOR TEST PRACTICE", "XX", npi),
        ("REF", "TJ", tin),
        ("LX", "1"),
    ]
    for payment in advice.payments:
        segments += _payment(payment)
    for code, reference, cents in advice.plbs:
        identifier = (code, reference) if reference else (code,)
        segments.append(("PLB", npi, f"{advice.paid_on.year}1231", identifier, dollars(cents)))
    return segments


def _payment(payment: Paid) -> list[tuple[object, ...]]:
    patient = (
        dollars(payment.patient_cents) if payment.patient_cents and payment.status != "22" else ""
    )
    segments: list[tuple[object, ...]] = [
        (
            "CLP",
            payment.number,
            payment.status,
            dollars(payment.cents),
            dollars(payment.paid_cents),
            patient,
            "12",
            payment.payer_claim_number,
            "11",
            "1",
        ),
        (
            "NM1",
            "QC",
            "1",
            payment.last_name,
            payment.first_name,
            "",
            "",
            "",
            "MI",
            payment.member_id,
        ),
    ]
    for line in payment.lines:
        segments.append(
            ("SVC", ("HC", line.procedure), dollars(line.cents), dollars(line.paid_cents), "", "1")
        )
        segments.append(("DTM", "472", day(payment.service_on)))
        segments += [
            ("CAS", group, carc, dollars(cents)) for group, carc, cents in line.adjustments
        ]
        segments.append(("REF", "6R", line.number))
    return segments


def _interchange(
    functional_id: str,
    version: str,
    st01: str,
    segments: list[tuple[object, ...]],
    *,
    control: int,
    on: date,
    delims: x12.Delimiters | None,
) -> bytes:
    st03 = "" if st01 == "835" else version
    sets = [x12.TransactionSet(st01=st01, st02="0001", segments=segments, version=st03)]  # type: ignore[arg-type]
    return _envelope(functional_id, version, sets, control=control, on=on, delims=delims)


def _envelope(
    functional_id: str,
    version: str,
    sets: list[x12.TransactionSet],
    *,
    control: int,
    on: date,
    delims: x12.Delimiters | None,
) -> bytes:
    at = datetime(on.year, on.month, on.day, 12, 0)
    group = x12.Group(functional_id, version, "SENDER", "RECEIVER", control, at, sets)
    return x12.write_interchange(
        sender="SENDER",
        receiver="RECEIVER",
        isa13=control,
        groups=[group],
        at=at,
        delims=delims or x12.Delimiters(line_break="\n"),
    )


def a_270(*, control: int = 71, on: date = date(2026, 4, 1)) -> bytes:
    """An eligibility inquiry."""
    segments: list[tuple[object, ...]] = [
        ("BHT", "0022", "13", "E71", day(on), "1200"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "PR", "2", "TEST MUTUAL", "", "", "", "", "PI", PAYER_ID),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "1P", "2", "HARBOR TEST PRACTICE", "", "", "", "", "XX", PRACTICE_NPI),
        ("HL", "3", "2", "22", "0"),
        ("NM1", "IL", "1", "Sampleton", "Marigold", "", "", "", "MI", "M100001"),
        ("EQ", "30"),
    ]
    return _interchange("HS", "005010X279A1", "270", segments, control=control, on=on, delims=None)

"""Small 837s, 999s, 277CAs and TA1s, as a clearinghouse would pass them on. Plainly fictional."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mainstay.engine import x12

PRACTICE_NPI = "1234567893"
PRACTICE_TIN = "123456789"
Segment = tuple[Any, ...]


@dataclass(frozen=True)
class BilledLine:
    """A service line; ``number`` is its control number (REF 6R), "" for none."""

    procedure: str = "99213"
    cents: int = 20_000
    number: str = "L1"
    service_on: date | None = None
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bill:
    """One claim of an 837P. ``others`` are (sequence, payer name, payer id) of the 2320 loops."""

    number: str = "C1"
    service_on: date = date(2026, 4, 1)
    lines: tuple[BilledLine, ...] = (BilledLine(),)
    last_name: str = "Sampleton"
    first_name: str = "Marigold"
    birth_on: date = date(1961, 3, 3)
    member_id: str = "M100001"
    street: str = "2 TEST LANE"
    frequency: str = "1"
    payer_claim_number: str = ""
    sequence: str = "P"
    payer: tuple[str, str] = ("TEST MUTUAL", "60054")
    others: tuple[tuple[str, str, str], ...] = ()
    set_number: str = "0001"

    @property
    def cents(self) -> int:
        """What the claim bills in all."""
        return sum(line.cents for line in self.lines)


def an_837(*bills: Bill, sent_on: date = date(2026, 4, 3), control: int = 1) -> bytes:
    """An 837P, a transaction set for each set number of its bills. ``control`` is ISA13 and GS06."""
    numbers = dict.fromkeys(bill.set_number for bill in bills)
    sets = [
        x12.TransactionSet(
            st01="837",
            st02=number,
            version="005010X222A1",
            segments=_set([b for b in bills if b.set_number == number], sent_on, control),
        )
        for number in numbers
    ]
    return _interchange("HC", "005010X222A1", sets, sent_on, control, "PRACTICE", "CLEAR")


def _set(bills: Sequence[Bill], sent_on: date, control: int) -> list[Segment]:
    segments: list[Segment] = [
        ("BHT", "0019", "00", f"B{control}", day(sent_on), "1200", "CH"),
        ("NM1", "41", "2", "HARBOR TEST PRACTICE", "", "", "", "", "46", PRACTICE_TIN),
        ("PER", "IC", "BILLING", "TE", "5555550100"),
        ("NM1", "40", "2", "TEST CLEARINGHOUSE", "", "", "", "", "46", "CLEAR"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "85", "2", "HARBOR TEST PRACTICE", "", "", "", "", "XX", PRACTICE_NPI),
        ("N3", "1 TEST WAY"),
        ("N4", "HARTFORD", "CT", "061030001"),
        ("REF", "EI", PRACTICE_TIN),
    ]
    for hl, bill in enumerate(bills, start=2):
        segments += _bill(hl, bill)
    return segments


def _bill(hl: int, bill: Bill) -> list[Segment]:
    place = ("11", "B", bill.frequency)
    segments: list[Segment] = [
        ("HL", hl, "1", "22", "0"),
        ("SBR", bill.sequence, "18", "", "", "", "", "", "", "CI"),
        ("NM1", "IL", "1", bill.last_name, bill.first_name, "", "", "", "MI", bill.member_id),
        ("N3", bill.street),
        ("N4", "HARTFORD", "CT", "061030002"),
        ("DMG", "D8", day(bill.birth_on), "F"),
        ("NM1", "PR", "2", bill.payer[0], "", "", "", "", "PI", bill.payer[1]),
        ("CLM", bill.number, dollars(bill.cents), "", "", place, "Y", "A", "Y", "Y"),
    ]
    if bill.payer_claim_number:
        segments.append(("REF", "F8", bill.payer_claim_number))
    segments.append(("HI", ("ABK", "J209")))
    segments.append(("NM1", "82", "1", "VALE", "IMOGEN", "", "", "", "XX", "1245319599"))
    for sequence, name, number in bill.others:
        segments += [
            ("SBR", sequence, "18", "", "", "", "", "", "", "CI"),
            ("OI", "", "", "Y", "", "", "Y"),
            ("NM1", "IL", "1", bill.last_name, bill.first_name, "", "", "", "MI", bill.member_id),
            ("NM1", "PR", "2", name, "", "", "", "", "PI", number),
        ]
    for number_, line in enumerate(bill.lines, start=1):
        segments += [
            ("LX", number_),
            (
                "SV1",
                ("HC", line.procedure, *line.modifiers),
                dollars(line.cents),
                "UN",
                "1",
                "",
                "",
                "1",
            ),
            ("DTP", "472", "D8", day(line.service_on or bill.service_on)),
        ]
        if line.number:
            segments.append(("REF", "6R", line.number))
    return segments


@dataclass(frozen=True)
class Set:
    """What a 999 says of one transaction set: IK501, and a segment in error if any."""

    number: str = "0001"
    code: str = "A"
    segment: str = ""


def a_999(
    *sets: Set, group: int = 1, code: str = "A", on: date = date(2026, 4, 4), control: int = 900
) -> bytes:
    """A 999 that answers the group of control number ``group``; ``code`` is AK901."""
    segments: list[Segment] = [("AK1", "HC", group, "005010X222A1")]
    for one in sets:
        segments.append(("AK2", "837", one.number, "005010X222A1"))
        if one.segment:
            segments += [("IK3", one.segment, "12", "2010", "8"), ("IK4", "3", "", "1")]
        segments.append(("IK5", one.code))
    accepted = sum(one.code in "AE" for one in sets)
    segments.append(("AK9", code, len(sets), len(sets), accepted))
    answer = x12.TransactionSet(st01="999", st02="0001", version="005010X231A1", segments=segments)
    return _interchange("FA", "005010X231A1", [answer], on, control, "CLEAR", "PRACTICE")


@dataclass(frozen=True)
class Ruled:
    """What a 277CA says of one claim: category, status and entity of its STC."""

    number: str = "C1"
    category: str = "A2"
    status: str = "20"
    entity: str = "PR"
    cents: int = 20_000
    last_name: str = "Sampleton"
    first_name: str = "Marigold"
    member_id: str = "M100001"
    payer_claim_number: str = ""

    @property
    def action(self) -> str:
        """STC03: WQ takes in, U refuses."""
        return "U" if self.category in {"A3", "A4", "A6", "A7", "A8"} else "WQ"


def a_277ca(
    *claims: Ruled,
    batch: str = "B1",
    batch_category: str = "A1",
    on: date = date(2026, 4, 5),
    control: int = 950,
) -> bytes:
    """A 277CA about the batch of BHT03 ``batch``; ``batch_category`` is its receiver-level STC."""
    action = "U" if batch_category in {"A3", "A8"} else "WQ"
    segments: list[Segment] = [
        ("BHT", "0085", "08", f"X{control}", day(on), "1200", "TH"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "PR", "2", "TEST MUTUAL", "", "", "", "", "PI", "60054"),
        ("TRN", "1", f"S{control}"),
        ("DTP", "050", "D8", day(on)),
        ("DTP", "009", "D8", day(on)),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "41", "2", "HARBOR TEST PRACTICE", "", "", "", "", "46", PRACTICE_TIN),
        ("TRN", "2", batch),
        ("STC", (batch_category, "19", "PR"), day(on), action, "100"),
        ("HL", "3", "2", "19", "1"),
        ("NM1", "85", "2", "HARBOR TEST PRACTICE", "", "", "", "", "XX", PRACTICE_NPI),
        ("TRN", "1", "0"),
    ]
    for hl, claim in enumerate(claims, start=4):
        segments += [
            ("HL", hl, "3", "PT"),
            (
                "NM1",
                "QC",
                "1",
                claim.last_name,
                claim.first_name,
                "",
                "",
                "",
                "MI",
                claim.member_id,
            ),
            ("TRN", "2", claim.number),
            (
                "STC",
                (claim.category, claim.status, claim.entity),
                day(on),
                claim.action,
                dollars(claim.cents),
            ),
        ]
        if claim.payer_claim_number:
            segments.append(("REF", "1K", claim.payer_claim_number))
        segments.append(("DTP", "472", "D8", day(date(2026, 4, 1))))
    answer = x12.TransactionSet(st01="277", st02="0001", version="005010X214", segments=segments)
    return _interchange("HN", "005010X214", [answer], on, control, "CLEAR", "PRACTICE")


def a_ta1(*, interchange: int = 1, sent_on: date = date(2026, 4, 3), code: str = "R") -> bytes:
    """An interchange with nothing but the TA1 that answers the one of ISA13 ``interchange``."""
    empty = x12.write_interchange(
        sender="CLEAR",
        receiver="PRACTICE",
        isa13=970 + interchange,
        groups=[],
        at=_noon(sent_on),
    ).decode("ascii")
    note = "000" if code == "A" else "025"
    ta1 = f"TA1*{interchange:09}*{sent_on:%y%m%d}*1200*{code}*{note}~"
    head, trailer = empty.split("IEA", 1)
    return f"{head}{ta1}IEA{trailer}".encode("ascii")


def _interchange(  # noqa: PLR0917  (in the order of the envelope)
    functional_id: str,
    version: str,
    sets: list[x12.TransactionSet],
    on: date,
    control: int,
    sender: str,
    receiver: str,
) -> bytes:
    group = x12.Group(functional_id, version, sender, receiver, control, _noon(on), sets)
    return x12.write_interchange(
        sender=sender, receiver=receiver, isa13=control, groups=[group], at=_noon(on)
    )


def _noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12)  # noqa: DTZ001  (an ISA has no zone)


def day(on: date) -> str:
    """A date as D8."""
    return on.strftime("%Y%m%d")


def dollars(cents: int) -> str:
    """An amount as X12 writes it: no needless zeros."""
    whole, part = divmod(cents, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)

"""Small synthetic files. As they come they are clean: `check` finds nothing in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mainstay.engine import x12

WHEN = datetime(2026, 1, 15, 9, 30)
NPI_GROUP = "1234567893"
NPI_DOCTOR = "1245319599"

Segments = list[tuple[Any, ...]]


def interchange(
    st01: str,
    version: str,
    functional_id: str,
    *bodies: Segments,
    isa13: int = 1,
    st03: bool = True,
    delims: x12.Delimiters | None = None,
    ta1: Sequence[Sequence[str]] = (),
) -> bytes:
    """One group of transaction sets, numbered from 0001."""
    sets = [
        x12.TransactionSet(st01, f"{number:04}", body, version if st03 else "")
        for number, body in enumerate(bodies, start=1)
    ]
    group = x12.Group(functional_id, version, "SENDER", "RECEIVER", 7, WHEN, sets)
    return x12.write_interchange(
        sender="SENDER",
        receiver="RECEIVER",
        isa13=isa13,
        groups=[group],
        at=WHEN,
        delims=delims,
        ta1=ta1,
    )


def file_837p(*bodies: Segments, **more: Any) -> bytes:
    return interchange("837", "005010X222A1", "HC", *bodies, **more)


def file_837i(*bodies: Segments, **more: Any) -> bytes:
    return interchange("837", "005010X223A2", "HC", *bodies, **more)


def file_835(*bodies: Segments, **more: Any) -> bytes:
    return interchange("835", "005010X221A1", "HP", *bodies, st03=False, **more)


def file_999(*bodies: Segments, **more: Any) -> bytes:
    return interchange("999", "005010X231A1", "FA", *bodies, **more)


def file_277ca(*bodies: Segments, **more: Any) -> bytes:
    return interchange("277", "005010X214", "HN", *bodies, **more)


def line(
    number: int = 1,
    procedure: tuple[str, ...] = ("HC", "99214", "25"),
    charge: str = "170",
    pointers: tuple[str, ...] = ("1",),
    *more: tuple[Any, ...],
) -> Segments:
    return [
        ("LX", number),
        ("SV1", procedure, charge, "UN", "1", "", "", pointers),
        ("DTP", "472", "D8", "20260105"),
        ("REF", "6R", f"L{number}"),
        *more,
    ]


def claim(
    number: str = "ACC1",
    charge: str = "250",
    *,
    frequency: str = "1",
    extra: Segments | None = None,
    lines: Segments | None = None,
    others: Segments | None = None,
) -> Segments:
    """2300 with its lines: by default two, of 170 and 80."""
    if lines is None:
        lines = line() + line(2, ("HC", "85025"), "80")
    return [
        ("CLM", number, charge, "", "", ("11", "B", frequency), "Y", "A", "Y", "Y"),
        *(extra or []),
        ("REF", "D9", "CH000001"),
        ("HI", ("ABK", "M5450"), ("ABF", "I10")),
        ("NM1", "82", "1", "WELBY", "MARCUS", "", "", "", "XX", NPI_DOCTOR),
        ("PRV", "PE", "PXC", "207Q00000X"),
        *(others or []),
        *lines,
    ]


def other_payer(paid: str, *adjustments: tuple[str, ...]) -> Segments:
    """2320 and 2330: an earlier payer that decided."""
    return [
        ("SBR", "P", "18", "GRP7", "", "", "", "", "", "CI"),
        *adjustments,
        ("AMT", "D", paid),
        ("OI", "", "", "Y", "", "", "Y"),
        ("NM1", "IL", "1", "DOE", "JANE", "", "", "", "MI", "P555"),
        ("NM1", "PR", "2", "FIRST PAYER", "", "", "", "", "PI", "PAY99"),
        ("DTP", "573", "D8", "20260110"),
    ]


def subscriber(number: int = 2, *claims: Segments, children: int = 0, of: str = "18") -> Segments:
    """2000B, with its claims when the subscriber is the patient."""
    body: Segments = [
        ("HL", number, 1, "22", children),
        ("SBR", "P", of, "GRP1", "", "", "", "", "", "CI"),
        ("NM1", "IL", "1", "DOE", "JANE", "Q", "", "", "MI", f"W{number:06}"),
        ("N3", "4 OAK AVE"),
        ("N4", "DAYTON", "OH", "45402"),
        ("DMG", "D8", "19700102", "F"),
        ("NM1", "PR", "2", "PAYER ONE", "", "", "", "", "PI", "PAY01"),
    ]
    return body + [segment for one in claims for segment in one]


def patient(number: int, parent: int, *claims: Segments) -> Segments:
    """2000C: a dependent."""
    body: Segments = [
        ("HL", number, parent, "23", "0"),
        ("PAT", "19"),
        ("NM1", "QC", "1", "DOE", "TIM"),
        ("N3", "4 OAK AVE"),
        ("N4", "DAYTON", "OH", "45402"),
        ("DMG", "D8", "20150607", "M"),
    ]
    return body + [segment for one in claims for segment in one]


def body_837p(*levels: Segments) -> Segments:
    """BHT to the last level; by default one subscriber with one claim."""
    return [
        ("BHT", "0019", "00", "BATCH7", "20260115", "0930", "CH"),
        ("NM1", "41", "2", "FAMILY PRACTICE", "", "", "", "", "46", "SUB1"),
        ("PER", "IC", "BILLING DESK", "TE", "5555550100"),
        ("NM1", "40", "2", "CLEARINGHOUSE", "", "", "", "", "46", "CLR1"),
        ("HL", "1", "", "20", "1"),
        ("PRV", "BI", "PXC", "207Q00000X"),
        ("NM1", "85", "2", "FAMILY PRACTICE", "", "", "", "", "XX", NPI_GROUP),
        ("N3", "1 MAIN ST"),
        ("N4", "DAYTON", "OH", "454021234"),
        ("REF", "EI", "311234567"),
        *[segment for level in levels or (subscriber(2, claim()),) for segment in level],
    ]


def body_837i(*more: tuple[Any, ...]) -> Segments:
    """One inpatient claim of a hospital."""
    return [
        ("BHT", "0019", "00", "BATCH8", "20260115", "0930", "CH"),
        ("NM1", "41", "2", "HOSPITAL", "", "", "", "", "46", "SUB1"),
        ("PER", "IC", "BILLING DESK", "TE", "5555550100"),
        ("NM1", "40", "2", "CLEARINGHOUSE", "", "", "", "", "46", "CLR1"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "85", "2", "HOSPITAL", "", "", "", "", "XX", NPI_GROUP),
        ("N3", "1 MAIN ST"),
        ("N4", "DAYTON", "OH", "454021234"),
        ("REF", "EI", "311234567"),
        *subscriber(2),
        ("CLM", "INP1", "1200.5", "", "", ("11", "A", "1"), "", "A", "Y", "Y"),
        ("DTP", "434", "RD8", "20260101-20260103"),
        ("DTP", "435", "DT", "202601011430"),
        ("CL1", "1", "7", "01"),
        ("HI", ("ABK", "J189", "", "", "", "", "", "", "Y")),
        ("NM1", "71", "1", "WELBY", "MARCUS", "", "", "", "XX", NPI_DOCTOR),
        *more,
        ("LX", "1"),
        ("SV2", "0120", "", "1000.5", "DA", "2"),
        ("DTP", "472", "D8", "20260101"),
        ("LX", "2"),
        ("SV2", "0300", ("HC", "85025"), "200", "UN", "1"),
        ("DTP", "472", "D8", "20260102"),
    ]


def payment(
    number: str = "ACC1",
    status: str = "1",
    charge: str = "200",
    paid: str = "96",
    share: str = "24",
    *more: tuple[Any, ...],
    lines: Segments | None = None,
) -> Segments:
    """One CLP; by default example 1 of domain/835-posting 7: CO-45 80, PR-2 24, paid 96."""
    if lines is None:
        lines = [
            ("SVC", ("HC", "99214", "25"), charge, paid, "", "1"),
            ("DTM", "472", "20260105"),
            ("CAS", "CO", "45", "80"),
            ("CAS", "PR", "2", "24"),
            ("REF", "6R", "L1"),
            ("AMT", "B6", "120"),
            ("LQ", "HE", "N130"),
        ]
    return [
        ("CLP", number, status, charge, paid, share, "12", f"ICN-{number}", "11", "1"),
        *more,
        ("NM1", "QC", "1", "DOE", "JANE", "", "", "", "MI", "W000002"),
        ("DTM", "232", "20260105"),
        *lines,
    ]


def body_835(
    paid: str = "96",
    *payments: Segments,
    plb: Segments | None = None,
    method: str = "ACH",
    trace: str = "EFT001",
    produced: str = "20260118",
) -> Segments:
    """BPR to PLB; by default one claim payment of 96."""
    transfer = ("CCP", "01", "111000025", "DA", "123456") if method == "ACH" else ("",) * 5
    ours = ("01", "111000025", "DA", "98765") if method == "ACH" else ("",) * 4
    return [
        ("BPR", "I", paid, "C", method, *transfer, "1999999999", "", *ours, "20260120"),
        ("TRN", "1", trace, "1999999999"),
        ("DTM", "405", produced),
        ("N1", "PR", "PAYER ONE"),
        ("N3", "PO BOX 1"),
        ("N4", "CITY", "OH", "44101"),
        ("REF", "2U", "PAY01"),
        ("PER", "BL", "HELP", "TE", "5555550199"),
        ("N1", "PE", "FAMILY PRACTICE", "XX", NPI_GROUP),
        ("REF", "TJ", "311234567"),
        ("LX", "1"),
        *[segment for one in payments or (payment(),) for segment in one],
        *(plb or []),
    ]


def body_277ca() -> Segments:
    """Two claims, one accepted and one rejected with a line to blame."""
    return [
        ("BHT", "0085", "08", "ACK7", "20260116", "1000", "TH"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "PR", "2", "PAYER ONE", "", "", "", "", "PI", "PAY01"),
        ("TRN", "1", "SRC1"),
        ("DTP", "050", "D8", "20260115"),
        ("DTP", "009", "D8", "20260116"),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "41", "2", "FAMILY PRACTICE", "", "", "", "", "46", "SUB1"),
        ("TRN", "2", "BATCH7"),
        ("STC", ("A1", "19", "PR"), "20260116", "WQ", "430"),
        ("QTY", "90", "1"),
        ("QTY", "AA", "1"),
        ("AMT", "YU", "250"),
        ("AMT", "YY", "180"),
        ("HL", "3", "2", "19", "1"),
        ("NM1", "85", "2", "FAMILY PRACTICE", "", "", "", "", "XX", NPI_GROUP),
        ("HL", "4", "3", "PT"),
        ("NM1", "QC", "1", "DOE", "JANE", "", "", "", "MI", "W000002"),
        ("TRN", "2", "ACC1"),
        ("STC", ("A2", "20"), "20260116", "WQ", "250"),
        ("REF", "1K", "ICN-ACC1"),
        ("REF", "D9", "CH000001"),
        ("DTP", "472", "D8", "20260105"),
        ("HL", "5", "3", "PT"),
        ("NM1", "QC", "1", "ROE", "RICHARD", "", "", "", "MI", "W000003"),
        ("TRN", "2", "ACC2"),
        ("STC", ("A3", "21"), "20260116", "U", "180"),
        ("DTP", "472", "D8", "20260106"),
        ("SVC", ("HC", "99214"), "180", "", "", "", "", "1"),
        ("STC", ("A3", "454"), "20260116", "U"),
        ("REF", "FJ", "L1"),
    ]


def body_999() -> Segments:
    """Two sets answered: one accepted, one rejected for a component of its CLM."""
    return [
        ("AK1", "HC", "7", "005010X222A1"),
        ("AK2", "837", "0001", "005010X222A1"),
        ("IK5", "A"),
        ("AK2", "837", "0002", "005010X222A1"),
        ("IK3", "CLM", "22", "2300", "8"),
        ("CTX", ("CLM01", "ACC9")),
        ("IK4", ("5", "3", "1325"), "1325", "7", "X"),
        ("IK4", ("2",), "782", "6", "1O0"),
        ("IK5", "R", "5"),
        ("AK9", "P", "2", "2", "1"),
    ]


def findings(source: bytes) -> list[x12.Finding]:
    return list(x12.check(source))


def rules(source: bytes) -> list[str]:
    return [one.rule for one in x12.check(source)]


def records(source: bytes, kind: type) -> list[Any]:
    return [one for one in x12.read(source) if isinstance(one, kind)]

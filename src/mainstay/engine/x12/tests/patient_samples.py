"""Small clean files of questions and answers about patients: 270, 271, 276, 277, 278."""

from typing import Any

from mainstay.engine.x12.tests.samples import NPI_DOCTOR, NPI_GROUP, Segments, interchange

REPEATED = "|"  # stands for the repetition separator, which the writer takes for data


def file_270(*bodies: Segments, **more: Any) -> bytes:
    return _repeating(interchange("270", "005010X279A1", "HS", *bodies, **more))


def _repeating(data: bytes) -> bytes:
    return data.replace(REPEATED.encode(), b"^")


def asker(*, subject: str = "1P") -> Segments:
    """2000A and 2000B: a payer, and the practice that asks it."""
    return [
        ("HL", "1", "", "20", "1"),
        ("NM1", "PR", "2", "PAYER ONE", "", "", "", "", "PI", "PAY01"),
        ("HL", "2", "1", "21", "1"),
        ("NM1", subject, "2", "FAMILY PRACTICE", "", "", "", "", "XX", NPI_GROUP),
    ]


def body_270() -> Segments:
    """Two subscribers: one asks for herself, one for his child."""
    return [
        ("BHT", "0022", "13", "ASK7", "20260115", "0930"),
        *asker(),
        ("PRV", "BI", "PXC", "207Q00000X"),
        ("HL", "3", "2", "22", "0"),
        ("TRN", "1", "TRACE1", "9123456789", "DESK2"),
        ("NM1", "IL", "1", "DOE", "JANE", "Q", "", "", "MI", "W000002"),
        ("REF", "6P", "GRP1"),
        ("N3", "4 OAK AVE"),
        ("N4", "DAYTON", "OH", "45402"),
        ("DMG", "D8", "19700102", "F"),
        ("HI", ("ABK", "M5450"), ("ABF", "I10")),
        ("DTP", "291", "D8", "20260116"),
        ("EQ", "98|UC"),
        ("III", "ZZ", "11"),
        ("EQ", "", ("HC", "99214", "25"), "", "", ("1", "2")),
        ("REF", "G1", "AUTH1"),
        ("DTP", "291", "RD8", "20260201-20260228"),
        ("HL", "4", "2", "22", "1"),
        ("NM1", "IL", "1", "ROE", "RICHARD", "", "", "", "MI", "W000003"),
        ("HL", "5", "4", "23", "0"),
        ("TRN", "1", "TRACE2", "9123456789"),
        ("NM1", "03", "1", "ROE", "TIM"),
        ("PRV", "PE", "HPI", NPI_DOCTOR),
        ("DMG", "D8", "20150607", "M"),
        ("INS", "N", "19"),
        ("DTP", "291", "D8", "20260116"),
        ("EQ", "30"),
    ]


def file_271(*bodies: Segments, **more: Any) -> bytes:
    return _repeating(interchange("271", "005010X279A1", "HB", *bodies, **more))


def body_271() -> Segments:
    """A subscriber with benefits, a child with one, and a subscriber nobody knows."""
    return [
        ("BHT", "0022", "11", "ASK7", "20260115", "0931"),
        *asker(),
        ("HL", "3", "2", "22", "0"),
        ("TRN", "2", "TRACE1", "9123456789", "DESK2"),
        ("TRN", "1", "PAYTRACE1", "9555555555"),
        ("NM1", "IL", "1", "DOE", "JANET", "Q", "", "", "MI", "W000002"),
        ("REF", "6P", "GRP1", "ACME WORKS"),
        ("N3", "4 OAK AVE"),
        ("N4", "DAYTON", "OH", "45402"),
        ("DMG", "D8", "19700102", "F"),
        ("INS", "Y", "18", "001", "25"),
        ("DTP", "346", "D8", "20260101"),
        ("DTP", "347", "D8", "20261231"),
        ("EB", "1", "", "30", "PR", "GOLD PPO"),
        ("EB", "B", "IND", "98|UC", "PR", "GOLD PPO", "27", "30", "", "", "", "N", "Y"),
        ("MSG", "COPAY WAIVED FOR TELEHEALTH"),
        ("EB", "A", "IND", "30", "", "", "", "", ".2", "", "", "", "Y"),
        ("EB", "C", "IND", "30", "", "", "29", "412.5", "", "", "", "", "Y"),
        ("EB", "F", "", "PT", "", "", "23", "", "", "", "", "Y", "W"),
        ("HSD", "VS", "30", "", "", "23", "1"),
        ("REF", "G1", "AUTH1"),
        ("DTP", "292", "RD8", "20260101-20261231"),
        ("III", "ZZ", "11"),
        ("EB", "L"),
        ("LS", "2120"),
        ("NM1", "P3", "1", "WELBY", "MARCUS", "", "", "", "XX", NPI_DOCTOR),
        ("N3", "1 MAIN ST"),
        ("N4", "DAYTON", "OH", "454021234"),
        ("PER", "IC", "FRONT DESK", "TE", "5555550100"),
        ("PRV", "PC", "PXC", "207Q00000X"),
        ("LE", "2120"),
        ("EB", "X", "", "30", "", "", "", "", "", "", "", "", "", ("HC", "99214", "25"), ("1",)),
        ("AAA", "Y", "", "AG", "C"),
        ("HL", "4", "2", "22", "1"),
        ("NM1", "IL", "1", "ROE", "RICHARD", "", "", "", "MI", "W000003"),
        ("HL", "5", "4", "23", "0"),
        ("TRN", "2", "TRACE2", "9123456789"),
        ("NM1", "03", "1", "ROE", "TIM"),
        ("DMG", "D8", "20150607", "M"),
        ("INS", "N", "19"),
        ("EB", "6", "", "30"),
        ("HL", "6", "2", "22", "0"),
        ("TRN", "2", "TRACE3", "9123456789"),
        ("NM1", "IL", "1", "NOBODY", "NEVER", "", "", "", "MI", "W000009"),
        ("AAA", "N", "", "75", "C"),
    ]


def body_271_refused() -> Segments:
    """The payer turns away whoever asks, before any patient."""
    return [
        ("BHT", "0022", "11", "ASK8", "20260115", "0931"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "PR", "2", "PAYER ONE", "", "", "", "", "PI", "PAY01"),
        ("PER", "IC", "HELP", "TE", "5555550199", "UR", "payer.example"),
        ("AAA", "Y", "", "42", "R"),
        ("HL", "2", "1", "21", "0"),
        ("NM1", "1P", "2", "FAMILY PRACTICE", "", "", "", "", "XX", NPI_GROUP),
        ("AAA", "N", "", "51", "C"),
    ]

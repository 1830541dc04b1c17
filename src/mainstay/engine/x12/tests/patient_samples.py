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


def file_276(*bodies: Segments, **more: Any) -> bytes:
    return interchange("276", "005010X212", "HR", *bodies, **more)


def file_277(*bodies: Segments, **more: Any) -> bytes:
    return interchange("277", "005010X212", "HN", *bodies, **more)


def _claims_of_a_practice() -> Segments:
    return [
        ("HL", "1", "", "20", "1"),
        ("NM1", "PR", "2", "PAYER ONE", "", "", "", "", "PI", "PAY01"),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "41", "2", "CLEARINGHOUSE", "", "", "", "", "46", "CLR1"),
        ("HL", "3", "2", "19", "1"),
        ("NM1", "1P", "2", "FAMILY PRACTICE", "", "", "", "", "XX", NPI_GROUP),
        ("NM1", "1P", "1", "WELBY", "MARCUS", "", "", "", "XX", NPI_DOCTOR),
    ]


def body_276() -> Segments:
    """Two claims of a subscriber, one of a child."""
    return [
        ("BHT", "0010", "13", "ASK9", "20260301", "0930"),
        *_claims_of_a_practice(),
        ("HL", "4", "3", "22", "0"),
        ("DMG", "D8", "19700102", "F"),
        ("NM1", "IL", "1", "DOE", "JANE", "Q", "", "", "MI", "W000002"),
        ("TRN", "1", "TRACE1"),
        ("REF", "1K", "ICN-ACC1"),
        ("REF", "BLT", "111"),
        ("REF", "6P", "GRP1"),
        ("REF", "EJ", "ACC1"),
        ("REF", "D9", "CH000001"),
        ("AMT", "T3", "250"),
        ("DTP", "472", "RD8", "20260105-20260106"),
        ("TRN", "1", "TRACE2"),
        ("REF", "EJ", "ACC2"),
        ("SVC", ("HC", "99214", "25"), "170", "", "", "", "", "1.5"),
        ("REF", "FJ", "L1"),
        ("DTP", "472", "D8", "20260107"),
        ("HL", "5", "3", "22", "1"),
        ("NM1", "IL", "1", "ROE", "RICHARD", "", "", "", "MI", "W000003"),
        ("HL", "6", "5", "23"),
        ("DMG", "D8", "20150607", "M"),
        ("NM1", "QC", "1", "ROE", "TIM"),
        ("TRN", "1", "TRACE3"),
        ("REF", "EJ", "ACC3"),
        ("DTP", "472", "D8", "20260108"),
    ]


def body_277() -> Segments:
    """The answers: paid, denied by the line, in review; and a provider the payer knows not."""
    return [
        ("BHT", "0010", "08", "ASK9", "20260301", "0931", "DG"),
        *_claims_of_a_practice(),
        ("HL", "4", "3", "22", "0"),
        ("NM1", "IL", "1", "DOE", "JANE", "Q", "", "", "MI", "W000002"),
        ("TRN", "2", "TRACE1"),
        ("STC", ("F1", "65"), "20260201", "", "250", "96", "20260120", "", "20260122", "CHK77"),
        ("REF", "1K", "ICN-ACC1"),
        ("REF", "EJ", "ACC1"),
        ("REF", "D9", "CH000001"),
        ("DTP", "472", "RD8", "20260105-20260106"),
        ("TRN", "2", "TRACE2"),
        ("STC", ("F2", "88", "QC"), "20260201", "", "250", "80", "", "", "", "", ("F2", "104")),
        ("REF", "EJ", "ACC2"),
        ("SVC", ("HC", "99214", "25"), "170", "0", "", "", "", "1"),
        ("STC", ("F2", "88"), "20260201"),
        ("REF", "FJ", "L1"),
        ("DTP", "472", "D8", "20260107"),
        ("SVC", ("HC", "85025"), "80", "80"),
        ("STC", ("F1", "65"), "20260201"),
        ("DTP", "472", "D8", "20260107"),
        ("HL", "5", "3", "22", "1"),
        ("NM1", "IL", "1", "ROE", "RICHARD", "", "", "", "MI", "W000003"),
        ("HL", "6", "5", "23"),
        ("NM1", "QC", "1", "ROE", "TIM"),
        ("TRN", "2", "TRACE3"),
        ("STC", ("P2", "3", "", "RX"), "20260201", "", "90"),
        ("REF", "EJ", "ACC3"),
        ("DTP", "472", "D8", "20260108"),
        ("HL", "7", "2", "19", "0"),
        ("NM1", "1P", "2", "UNKNOWN PRACTICE", "", "", "", "", "SV", "X1"),
        ("TRN", "1", "ASK9"),
        ("STC", ("E0", "24", "1P"), "20260301"),
    ]


def file_278(*bodies: Segments, **more: Any) -> bytes:
    return _repeating(interchange("278", "005010X217", "HI", *bodies, **more))


def _reviewer_and_requester() -> Segments:
    return [
        ("HL", "1", "", "20", "1"),
        ("NM1", "X3", "2", "REVIEWER", "", "", "", "", "PI", "UMO1"),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "1P", "1", "WELBY", "MARCUS", "", "", "", "XX", NPI_DOCTOR),
    ]


def body_278_request() -> Segments:
    """An admission of a child, with two services."""
    return [
        ("BHT", "0007", "13", "ASK11", "20260115", "0930"),
        *_reviewer_and_requester(),
        ("PER", "IC", "DESK", "TE", "5555550100"),
        ("HL", "3", "2", "22", "1"),
        ("NM1", "IL", "1", "ROE", "RICHARD", "", "", "", "MI", "W000003"),
        ("HL", "4", "3", "23", "1"),
        ("NM1", "QC", "1", "ROE", "TIM"),
        ("DMG", "D8", "20150607", "M"),
        ("INS", "N", "19"),
        ("HL", "5", "4", "EV", "1"),
        ("TRN", "1", "TRACE1", "9123456789"),
        ("UM", "AR", "I", "2", ("21", "B"), "", "U", "", "", "Y"),
        ("DTP", "435", "D8", "20260120"),
        ("HI", ("ABK", "J189"), ("ABF", "I10", "D8", "20260110")),
        ("HSD", "DY", "5"),
        ("CL1", "2"),
        ("NM1", "FA", "2", "HOSPITAL", "", "", "", "", "XX", NPI_GROUP),
        ("N3", "1 MAIN ST"),
        ("N4", "DAYTON", "OH", "45402"),
        ("HL", "6", "5", "SS", "0"),
        ("TRN", "1", "TRACE1A", "9123456789"),
        ("UM", "HS", "I", "2"),
        ("DTP", "472", "D8", "20260121"),
        ("SV2", "0120", ("HC", "99223", "AI"), "800", "DA", "2"),
        ("NM1", "SJ", "1", "WELBY", "MARCUS", "", "", "", "XX", NPI_DOCTOR),
        ("PRV", "PE", "PXC", "207Q00000X"),
        ("HL", "7", "5", "SS", "0"),
        ("SV1", ("HC", "94640"), "45.5", "UN", "3"),
        ("HSD", "VS", "3", "WK", "1", "34", "2"),
    ]


def body_278_response() -> Segments:
    """Certified with fewer days, one service in part, one not."""
    return [
        ("BHT", "0007", "11", "ASK11", "20260115", "0945", "18"),
        *_reviewer_and_requester(),
        ("HL", "3", "2", "22", "1"),
        ("NM1", "IL", "1", "DOE", "JANE", "Q", "", "", "MI", "W000002"),
        ("HL", "4", "3", "EV", "1"),
        ("TRN", "2", "TRACE1", "9123456789"),
        ("UM", "AR", "I", "2", ("21", "B")),
        ("HCR", "A6", "AUTH7", "0V|1E"),
        ("DTP", "435", "D8", "20260120"),
        ("DTP", "036", "D8", "20260320"),
        ("HSD", "DY", "3"),
        ("MSG", "THREE DAYS, THEN SEND NOTES"),
        ("HL", "5", "4", "SS", "0"),
        ("UM", "HS", "I", "2"),
        ("HCR", "A2", "AUTH7A"),
        ("SV1", ("HC", "94640"), "", "UN", "2"),
        ("HL", "6", "4", "SS", "0"),
        ("HCR", "A3", "", "0Y"),
        ("SV1", ("HC", "99223")),
    ]


def body_278_refused() -> Segments:
    """The subscriber is not known: no event is looked at."""
    return [
        ("BHT", "0007", "11", "ASK12", "20260115", "0945", "18"),
        *_reviewer_and_requester(),
        ("HL", "3", "2", "22", "0"),
        ("NM1", "IL", "1", "NOBODY", "NEVER", "", "", "", "MI", "W000009"),
        ("AAA", "N", "", "75", "C"),
    ]

"""What the office does: numbers, the practice's prices and a base fee payers pay a percent of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure number.

    Units: ``charge_cents`` is the practice's price for one unit; ``base_cents`` the fee that a
    payer's percentage applies to. ``kind`` decides what a plan asks of the patient.
    """

    code: str
    kind: str
    base_cents: int
    charge_cents: int


VISIT, PREVENTIVE, VACCINE, LAB, TEST, SURGERY, DRUG = (
    "visit",
    "preventive",
    "vaccine",
    "lab",
    "test",
    "surgery",
    "drug",
)
FREE_OF_SHARE = frozenset({PREVENTIVE, VACCINE})

PROCEDURES = {
    one.code: one
    for one in (
        Procedure("99203", VISIT, 11_124, 19_800),
        Procedure("99204", VISIT, 16_631, 29_500),
        Procedure("99212", VISIT, 5_612, 10_500),
        Procedure("99213", VISIT, 9_041, 16_500),
        Procedure("99214", VISIT, 12_756, 23_500),
        Procedure("99215", VISIT, 17_967, 33_000),
        Procedure("99391", PREVENTIVE, 10_240, 18_000),
        Procedure("99392", PREVENTIVE, 10_915, 19_000),
        Procedure("99393", PREVENTIVE, 10_870, 19_000),
        Procedure("99394", PREVENTIVE, 11_930, 20_500),
        Procedure("99395", PREVENTIVE, 12_180, 21_500),
        Procedure("99396", PREVENTIVE, 12_990, 23_000),
        Procedure("G0439", PREVENTIVE, 13_205, 23_000),
        Procedure("90471", VACCINE, 2_085, 4_000),
        Procedure("90686", VACCINE, 2_070, 3_900),
        Procedure("90715", VACCINE, 3_785, 7_200),
        Procedure("G0008", VACCINE, 3_110, 5_500),
        Procedure("96127", PREVENTIVE, 482, 1_200),
        Procedure("36415", LAB, 883, 800),  # priced below most contracts: no write-down there
        Procedure("80053", LAB, 1_056, 3_200),
        Procedure("80061", LAB, 1_339, 4_000),
        Procedure("81003", LAB, 225, 900),
        Procedure("83036", LAB, 971, 3_000),
        Procedure("84443", LAB, 1_680, 4_800),
        Procedure("85025", LAB, 777, 2_600),
        Procedure("87804", LAB, 1_655, 4_500),
        Procedure("87880", LAB, 1_653, 4_200),
        Procedure("93000", TEST, 1_497, 4_500),
        Procedure("94010", TEST, 2_714, 7_000),
        Procedure("71046", TEST, 3_302, 9_000),
        Procedure("96372", TEST, 1_452, 3_500),
        Procedure("69210", SURGERY, 4_931, 11_500),
        Procedure("20610", SURGERY, 6_618, 16_500),
        Procedure("11102", SURGERY, 10_604, 24_000),
        Procedure("17000", SURGERY, 6_903, 15_500),
        Procedure("17110", SURGERY, 11_620, 25_500),
        Procedure("12001", SURGERY, 9_287, 22_000),
        Procedure("J3301", DRUG, 181, 600),
        Procedure("J1885", DRUG, 92, 400),
        Procedure("J3420", DRUG, 164, 900),
    )
}

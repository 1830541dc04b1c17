"""Harbor Light Family Medicine: a practice that does not exist, its people and its places."""

from __future__ import annotations

from dataclasses import dataclass


def npi(first_nine: str) -> str:
    """A provider number with its check digit (Luhn over the prefix 80840)."""
    total = 24
    for position, digit in enumerate(reversed(first_nine)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return first_nine + str(-total % 10)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``postal`` is nine digits, as the guides ask of a provider."""

    street: str
    city: str
    state: str
    postal: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Someone who treats patients. ``taxonomy`` is the NUCC code on their claims."""

    npi: str
    last: str
    first: str
    taxonomy: str
    location: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place of service (office, 11)."""

    name: str
    npi: str
    address: Address


NAME = "HARBOR LIGHT FAMILY MEDICINE"
GROUP_NPI = npi("198700001")
TAX_ID = "990417726"
TAXONOMY = "261QP2300X"
OFFICE = Address("100 LANTERN WAY STE 4", "PORT ALDER", "ME", "045990100")
PHONE = "2075550100"
SUBMITTER_ID = "HLFM0001"
CLEARINGHOUSE = "TIDEWATER CLEARINGHOUSE"
CLEARINGHOUSE_ID = "TIDEWATER01"

LOCATIONS = (
    Location(
        "HARBOR LIGHT WHARF STREET",
        npi("198700002"),
        Address("12 WHARF ST", "PORT ALDER", "ME", "045990112"),
    ),
    Location(
        "HARBOR LIGHT MILL POND",
        npi("198700003"),
        Address("870 MILL POND RD", "EAST ALDER", "ME", "045980870"),
    ),
)

PROVIDERS = (
    Provider(npi("198700011"), "FAIRWATER", "JOSEPHINE", "207Q00000X", 0),
    Provider(npi("198700012"), "OKONBRIDGE", "SAMUEL", "207Q00000X", 0),
    Provider(npi("198700013"), "LINDQVALE", "MARGIT", "207R00000X", 1),
    Provider(npi("198700014"), "TORRESMERE", "ANA", "363LF0000X", 0),
    Provider(npi("198700015"), "WHITCOMBE", "DANIEL", "363A00000X", 1),
)

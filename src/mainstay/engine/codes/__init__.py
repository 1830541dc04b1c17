"""Code tables: what a reason, remark, adjustment, status or procedure number means to a biller.

The tables are our own words and our own routing (data/README.md of the project says which lists
they follow); a code that is not in them gets an entry of category UNKNOWN and goes to a person.
Loaded on first use and kept. Lookups never raise for a code a stranger's file may hold.
"""

from mainstay.engine.codes.npi import npi_is_valid
from mainstay.engine.codes.procedures import procedure_label
from mainstay.engine.codes.tables import (
    AppealLevel,
    Carc,
    Category,
    ClaimStatusCategory,
    PayerRules,
    Plb,
    PosCode,
    Rarc,
    appeal_level,
    carc,
    category,
    claim_status_category,
    payer_rules,
    payer_types,
    place_of_service,
    plb,
    rarc,
)

__all__ = [
    "AppealLevel",
    "Carc",
    "Category",
    "ClaimStatusCategory",
    "PayerRules",
    "Plb",
    "PosCode",
    "Rarc",
    "appeal_level",
    "carc",
    "category",
    "claim_status_category",
    "npi_is_valid",
    "payer_rules",
    "payer_types",
    "place_of_service",
    "plb",
    "procedure_label",
    "rarc",
]

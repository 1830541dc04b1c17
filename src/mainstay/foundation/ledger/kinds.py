"""Kinds of account, and whose they are (the table of DESIGN 9). Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """What an account counts. The kinds in ``WITH_PARTY`` are kept for each payer or patient."""

    RECEIVABLE = "receivable"  # what a payer or patient owes us, by charge
    CHARGES = "charges"
    UNDEPOSITED = "undeposited"
    CLEARING = "clearing"  # zero for each posted remit
    CONTRACTUAL = "contractual"
    CAPITATED = "capitated"
    WITHHOLD = "withhold"
    TAX_PREPAID = "tax_prepaid"
    INCENTIVE = "incentive"
    WRITE_OFF = "write_off"
    UNAPPLIED = "unapplied"  # money that has not found its claim
    EARLIER_BOOKS = "earlier_books"  # for services before our first 837
    OFFSET = "offset"  # what a payer took back or gave ahead; returns to zero
    INTEREST = "interest"
    OTHER_INCOME = "other_income"
    FEES = "fees"
    BANK = "bank"
    BAD_DEBT = "bad_debt"
    REFUNDS_PAYABLE = "refunds_payable"


WITH_PARTY = frozenset(
    {
        Kind.RECEIVABLE,
        Kind.CLEARING,
        Kind.WITHHOLD,
        Kind.UNAPPLIED,
        Kind.OFFSET,
        Kind.REFUNDS_PAYABLE,
    }
)
PARTY_KINDS = ("payer", "patient")

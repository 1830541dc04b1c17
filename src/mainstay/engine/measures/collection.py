"""How much of what was allowed came in (domain/metrics.md 8 and 17).

Non-contractual write-offs (timely filing, small balance, bad debt) never leave the denominator:
rates that remove them are inflated and not offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mainstay.engine.measures.figure import Figure

MATURE_DAYS = 120
MATURE_SHARE = Fraction(97, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCharge:
    """One charge of the month of service, with its money to date, in cents.

    ``contractual_cents`` is what the ledger holds; ``paid_cents`` is from payers,
    ``patient_paid_cents`` from patients, both before refunds and take-backs;
    ``expected_allowed_cents`` the contract's price, None when no contract tells.
    """

    charge_cents: int
    contractual_cents: int = 0
    paid_cents: int = 0
    patient_paid_cents: int = 0
    refunded_cents: int = 0
    patient_share_cents: int = 0
    expected_allowed_cents: int | None = None
    is_adjudicated: bool = True
    is_denied: bool = False


def allowed_for_collection(charge: CohortCharge) -> int:
    """What should come in for a charge, in cents.

    Charge less contractual when a payer has priced it. A denied or unanswered charge stays in at
    its contract price, without one at what the ledger left of it, never at the payer's 0.
    """
    is_priced = charge.is_adjudicated and not charge.is_denied
    if is_priced or charge.expected_allowed_cents is None:
        return charge.charge_cents - charge.contractual_cents
    return charge.expected_allowed_cents


def gross_collection_rate(paid_cents: int, charges_cents: int) -> Figure:
    """Payments over gross charges. A trend only: it depends on the practice's own prices."""
    return Figure("Gross collection rate", paid_cents, charges_cents)


def net_collection_rate(cohort: Iterable[CohortCharge]) -> Figure:
    """Matched cohort: payments to date, less refunds, on charges of one month over their allowed.

    Above 100 % something was written down that should not have been: it calls for an audit.
    """
    charges = list(cohort)
    collected = sum(
        charge.paid_cents + charge.patient_paid_cents - charge.refunded_cents for charge in charges
    )
    allowed = sum(allowed_for_collection(charge) for charge in charges)
    return Figure("Net collection rate", collected, allowed)


def net_collection_of_insurance(cohort: Iterable[CohortCharge]) -> Figure:
    """The same where patients' payments cannot be seen: payers only, on both sides.

    ``refunded_cents`` is then what went back to payers; the patients' share leaves the allowed.
    """
    charges = list(cohort)
    collected = sum(charge.paid_cents - charge.refunded_cents for charge in charges)
    due = sum(allowed_for_collection(charge) - charge.patient_share_cents for charge in charges)
    return Figure("Net collection rate, insurance", collected, due)


def net_collection_by_period(paid_cents: int, charges_cents: int, contractual_cents: int) -> Figure:
    """Payments net of refunds over charges less contractual, all posted in one period.

    Timing can push it above 100 %; read it over twelve months.
    """
    return Figure("Net collection rate, period", paid_cents, charges_cents - contractual_cents)


def cohort_is_mature(month_end: date, as_of: date, closed: int, charges: int) -> bool:
    """Whether a month of service may be reported without the mark "immature".

    It ended 120 days ago or more, or 97 % of its charges are closed.
    """
    if (as_of - month_end).days >= MATURE_DAYS:
        return True
    return charges > 0 and Fraction(closed, charges) >= MATURE_SHARE

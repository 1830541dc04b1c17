"""How claims fare the first time: clean, accepted, resolved, denied (domain/metrics.md 2-5, 13).

"First pass" is the first submission and the first remittance of a claim family, even after a later
fix. Secondary claims, voids, tests and capitated encounters are left out by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mainstay.engine.measures.figure import Figure

REPORTING_CENTS = 1  # a line of $0.00 or $0.01 only reports
SOFT_CATEGORIES = frozenset({"DUPLICATE"})


@dataclass(frozen=True, slots=True)
class RemittedLine:
    """A line on a first remit. ``denial_categories``: of its denied amounts (codes.Category)."""

    charge_cents: int
    is_denied: bool = False
    is_pended: bool = False
    denial_categories: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        return self.charge_cents > REPORTING_CENTS

    @property
    def is_soft(self) -> bool:
        """Denied only as a duplicate: reported apart, not in the initial denial rate."""
        return bool(self.denial_categories) and self.denial_categories <= SOFT_CATEGORIES


@dataclass(frozen=True, slots=True)
class FirstRemit:
    """The first remittance of a claim family, and whether it had been rejected before."""

    lines: Sequence[RemittedLine]
    was_rejected: bool = False

    @property
    def is_resolved(self) -> bool:
        """Every line paid or correctly assigned: none denied, none pended."""
        return not any(line.is_denied or line.is_pended for line in self._counted)

    @property
    def is_denied(self) -> bool:
        """At least one line denied for more than being a duplicate."""
        return any(line.is_denied and not line.is_soft for line in self._counted)

    @property
    def is_fully_denied(self) -> bool:
        return bool(self._counted) and all(
            line.is_denied and not line.is_soft for line in self._counted
        )

    @property
    def charge_cents(self) -> int:
        return sum(line.charge_cents for line in self._counted)

    @property
    def denied_cents(self) -> int:
        """The charges of its denied lines."""
        return sum(
            line.charge_cents for line in self._counted if line.is_denied and not line.is_soft
        )

    @property
    def _counted(self) -> list[RemittedLine]:
        return [line for line in self.lines if line.counts]


def clean_claim_rate(clean: int, entered: int) -> Figure:
    """Families that passed every edit untouched by a person, of those that entered the scrubber."""
    return Figure("Clean claim rate", clean, entered)


def first_pass_acceptance_rate(accepted: int, acknowledged: int) -> Figure:
    """First submissions not rejected, of those with a final acknowledgement.

    The unacknowledged are in neither number; they have an alert of their own.
    """
    return Figure("First-pass acceptance", accepted, acknowledged)


def first_pass_resolution_rate(resolved: int, remitted: int) -> Figure:
    """Families whose first remit resolved every line, of those with a first remit."""
    return Figure("First-pass resolution", resolved, remitted)


def end_to_end_resolution_rate(remits: Iterable[FirstRemit]) -> Figure:
    """As ``first_pass_resolution_rate``, and not rejected on the way there."""
    families = list(remits)
    resolved = sum(remit.is_resolved and not remit.was_rejected for remit in families)
    return Figure("End-to-end first-pass resolution", resolved, len(families))


def initial_denial_rate(denied: int, remitted: int) -> Figure:
    """Families with a denied line on their first remit, of those with a first remit."""
    return Figure("First-pass denial rate", denied, remitted)


def full_denial_rate(fully_denied: int, remitted: int) -> Figure:
    """Families whose every line was denied on the first remit."""
    return Figure("First-pass full denial rate", fully_denied, remitted)


def initial_denial_rate_in_dollars(denied_cents: int, remitted_cents: int) -> Figure:
    """Charges of denied lines, of all charges on first remits."""
    return Figure("First-pass denial rate, dollars", denied_cents, remitted_cents)


def denial_overturn_rate(won: int, closed: int) -> Figure:
    """Denials closed as paid, in full or part, of all closed."""
    return Figure("Denial overturn", won, closed)

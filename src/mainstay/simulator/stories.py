"""What is planted in the history, and when. Months count from 1, the first of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mainstay.simulator import days
from mainstay.simulator.payers import COBALT, EVERGREEN, NORTHWIND, PINECREST, Habit, Payer

SLOW_PAYER = COBALT
SLOW_EXTRA_DAYS = (10, 14)
MODIFIER_PAYER = PINECREST
MODIFIER_HABIT = Habit("97", ("N20",), 10_000, (("never", 100),))
UNDERPAYER = NORTHWIND
UNDERPAID_PROCEDURE = "99214"
UNDERPAID_PERCENT = 93
BURST_PAYER = EVERGREEN
BURST_PERCENT = 45
INTEREST_AFTER_DAYS = 30
INTEREST_BPS = 1_200
REFUND_CENTS = 9_600


@dataclass(frozen=True, slots=True)
class Stories:
    """The dates of the planted stories of a history that starts on ``start``."""

    start: date

    def month(self, number: int) -> date:
        """The first day of month ``number``."""
        return days.add_months(self.start, number - 1)

    def is_late_entry(self, service_on: date) -> bool:
        """Months 7 and 8: charges are entered three weeks late."""
        return self.month(7) <= service_on < self.month(9)

    def extra_turnaround(self, payer: Payer, on: date) -> tuple[int, int]:
        """Days a payer adds to its usual turnaround, at least and at most."""
        is_slow = payer is SLOW_PAYER and on >= self.month(12)
        return SLOW_EXTRA_DAYS if is_slow else (0, 0)

    def is_underpaid(self, payer: Payer, procedure: str, service_on: date) -> bool:
        """From month 9 one procedure is paid below its contract."""
        return (
            payer is UNDERPAYER and procedure == UNDERPAID_PROCEDURE and service_on >= self.month(9)
        )

    def is_burst(self, payer: Payer, on: date) -> bool:
        """In month 10 a payer bounces member ids written with hyphens."""
        return payer is BURST_PAYER and self.month(10) <= on < self.month(11)

    def denies_modifier(self, payer: Payer, service_on: date) -> bool:
        """From month 5 one payer denies the visit beside a procedure without modifier 25."""
        return payer is MODIFIER_PAYER and service_on >= self.month(5)

    def refused_batches(self) -> tuple[date, date]:
        """Two days on which the 999 rejects one transaction set of the batch."""
        return (self._workday(4, 9), self._workday(13, 14))

    def lost_acknowledgement(self) -> date:
        """The day whose 277CA never came."""
        return self._workday(6, 12)

    def audits(self) -> dict[date, str]:
        """Days on which a payer takes money back, and how."""
        return {
            self._workday(7, 6): "pinecrest in the remit",
            self._workday(8, 5): "cobalt without reversal",
            self._workday(11, 4): "cobalt without reversal",
            self._workday(9, 8): "lighthouse deferred",
            self._workday(10, 10): "evergreen alone in a remit",
            self._workday(12, 7): "northwind refund returned",
        }

    def _workday(self, month: int, day_of_month: int) -> date:
        return days.on_or_after(self.month(month) + timedelta(days=day_of_month - 1))

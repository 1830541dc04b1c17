"""Movements of one encounter read as figures need them. Pure: no database, no clock.

The kinds of account are those of DESIGN 9; what each means for collections is metrics.md 8.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mainstay.foundation.ledger import Kind
from mainstay.foundation.ledger.queries.movements import Movement, Side

Party = tuple[str, int]

_WRITTEN_DOWN = (Kind.CONTRACTUAL, Kind.CAPITATED)
_PAYER_MONEY = (Kind.CLEARING, Kind.OFFSET, Kind.INCENTIVE)
_MONEY_OF_ITS_PARTY = (Kind.UNDEPOSITED, Kind.UNAPPLIED, Kind.REFUNDS_PAYABLE, Kind.BANK)


@dataclass(slots=True)
class Booked:
    """Sums of one day, in cents; see ``models.Booking``."""

    charged: int = 0
    written_down: int = 0
    payer_paid: int = 0
    patient_paid: int = 0
    to_patient: int = 0

    def columns(self) -> tuple[int, int, int, int, int]:
        """The amounts in the order of the table's columns."""
        return (
            self.charged,
            self.written_down,
            self.payer_paid,
            self.patient_paid,
            self.to_patient,
        )


def booked_by_day(
    moved: Iterable[Movement], service_months: Mapping[int, date]
) -> dict[tuple[date, date], Booked]:
    """Sums by (month of service, day of the books); days that add up to nothing are left out.

    ``service_months`` tells the month in which each charge's service took place.
    """
    days: defaultdict[tuple[date, date], Booked] = defaultdict(Booked)
    for move in moved:
        _book(days[service_months[move.charge_id], move.effective_on], move)
    return {day: booked for day, booked in days.items() if any(booked.columns())}


def _book(day: Booked, move: Movement) -> None:
    debit, credit, cents = move.debit, move.credit, move.cents
    if debit.kind == credit.kind == Kind.RECEIVABLE:
        day.to_patient += cents * (_is_patient(debit) - _is_patient(credit))
    elif credit.kind == Kind.RECEIVABLE:
        _lower(day, credit, debit, cents)
    elif debit.kind == Kind.RECEIVABLE:
        _lower(day, debit, credit, -cents)


def _lower(day: Booked, owed_by: Side, against: Side, cents: int) -> None:
    """A receivable goes down by ``cents`` (up, if negative) against another account.

    A bonus or penalty is given back to what was paid, which leaves incentive out of collections;
    withheld amounts, interest and write-offs are neither payment nor price.
    """
    if against.kind == Kind.CHARGES:
        day.charged -= cents
        day.to_patient -= cents * _is_patient(owed_by)
    elif against.kind in _WRITTEN_DOWN:
        day.written_down += cents
    elif against.kind in _PAYER_MONEY:
        day.payer_paid += cents
    elif against.kind in _MONEY_OF_ITS_PARTY:
        if _is_patient(owed_by):
            day.patient_paid += cents
        else:
            day.payer_paid += cents


def _is_patient(side: Side) -> bool:
    return side.party_kind == "patient"


def open_spells(moved: Iterable[Movement]) -> Iterator[tuple[Party, date, date, int]]:
    """For each party, the stretches of days on which it owed the same: (party, from, until, cents).

    ``until`` is the first day it no longer holds, ``date.max`` for the last. Days of zero are left
    out. In order of party and day.
    """
    change: defaultdict[Party, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for move in moved:
        for side, sign in ((move.debit, 1), (move.credit, -1)):
            if side.kind == Kind.RECEIVABLE:
                change[side.party_kind, side.party_id][move.effective_on] += sign * move.cents
    for party, by_day in sorted(change.items()):
        days = sorted(day for day, cents in by_day.items() if cents)
        balance = 0
        for day, next_day in pairwise([*days, date.max]):
            balance += by_day[day]
            if balance:
                yield party, day, next_day, balance

"""Where everything stands on the day the simulator has reached, and what is due on later days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mainstay.simulator import days
from mainstay.simulator.books import Books
from mainstay.simulator.claims import Claim, Encounter
from mainstay.simulator.edi.claims_837 import Submission
from mainstay.simulator.edi.remit_835 import ProviderAdjustment
from mainstay.simulator.files import Folder
from mainstay.simulator.payers import Payer
from mainstay.simulator.people import Patient
from mainstay.simulator.stories import Stories

FIRST, CORRECTED, APPEALED, DUPLICATE, AUDITED = (
    "first",
    "corrected",
    "appealed",
    "duplicate",
    "audited",
)


@dataclass(frozen=True, slots=True)
class Due:
    """An answer a payer will give: its kind, and the frequency of the claim it is about.

    ``icn`` is the payer's number of a copy; any other answer bears the number of its claim.
    """

    claim: Claim
    kind: str
    frequency: str = "1"
    icn: str = ""


@dataclass(frozen=True, slots=True)
class PatientPayment:
    """Money a patient will bring. ``is_copay``: at the desk, whatever is owed by then."""

    encounter: Encounter
    cents: int
    method: str
    is_copay: bool = False


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A planted take-back: ``cents`` is what it lowers the payer's payments by in the end."""

    name: str
    title: str
    code: str
    payer: Payer
    on: date
    claims: list[Claim]
    cents: int


@dataclass(slots=True)
class Agenda:
    """What is due on one day, in the order it was planned."""

    submissions: list[Submission] = field(default_factory=list)
    answers: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    provider_adjustments: dict[str, list[ProviderAdjustment]] = field(
        default_factory=lambda: defaultdict(list)
    )
    payments: list[PatientPayment] = field(default_factory=list)
    settlements: list[Claim] = field(default_factory=list)
    takebacks: list[tuple[Claim, int]] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """The practice, its patients, and time. Only ``history`` moves the day on."""

    seed: int
    start: date
    until: date
    stories: Stories
    patients: list[Patient]
    folder: Folder
    books: Books
    encounters: list[Encounter] = field(default_factory=list)
    agenda: dict[date, Agenda] = field(default_factory=lambda: defaultdict(Agenda))
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    takebacks: list[TakeBack] = field(default_factory=list)
    months: list[dict[str, Any]] = field(default_factory=list)
    carried_forward: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def next_number(self, series: str) -> int:
        """The next number of a series of control numbers, from 1."""
        self.numbers[series] += 1
        return self.numbers[series]

    def plan_answer(self, due: Due, ready_on: date) -> None:
        """The payer adjudicates on ``ready_on``; its next 835 says so."""
        day = remit_day(due.claim.payer, ready_on)
        self.agenda[day].answers[due.claim.payer.key].append(due)

    def plan_submission(self, submission: Submission, on: date) -> None:
        """The practice sends it with the batch of that business day."""
        self.agenda[days.on_or_after(on)].submissions.append(submission)


def remit_day(payer: Payer, ready_on: date) -> date:
    """The payer's first 835 on or after ``ready_on``."""
    day = ready_on + timedelta(days=(payer.weekday - ready_on.weekday()) % 7)
    while day.toordinal() // 7 % payer.every_weeks:
        day += timedelta(days=7)
    return days.on_or_after(day)

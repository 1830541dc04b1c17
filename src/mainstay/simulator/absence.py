"""An office at work for some weeks, once with everybody there and once without each person in turn.

Work comes to functions, people do it at human speed and are interrupted; whose it is decides
``foundation.work.routing``, the same as in the product. It answers how much of each function is
done in time when somebody is away, with routing to backups and without. Pure: the same seed gives
the same weeks. Time is office time in quarters of an hour, nine hours a day.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mainstay.foundation.work.routing import Staffing, route
from mainstay.foundation.work.standard import standard_functions

QUARTERS_A_DAY = 36
QUARTERS_AN_HOUR = 4
INTERRUPTED = 0.2
"""The share of quarters that go to something else: the telephone, a patient at the window."""


@dataclass(frozen=True, slots=True)
class Load:
    """A function's work: items a day, quarters of an hour for each, owner and backups by number."""

    items_a_day: float
    quarters: int
    people: tuple[int, ...]


# Eight people. Each function has an owner and two backups; nobody is busy more than about two
# thirds of the day, so that there is room for somebody else's work.
OFFICE: Mapping[str, Load] = {
    "insurance_verification": Load(12, 1, (0, 2, 1)),
    "prior_authorization": Load(3, 3, (1, 0, 2)),
    "charge_entry": Load(12, 1, (2, 0, 1)),
    "coding_review": Load(5, 2, (3, 4, 5)),
    "claim_scrubbing": Load(8, 1, (4, 3, 5)),
    "submission": Load(2, 3, (4, 5, 3)),
    "rejection_handling": Load(4, 2, (5, 4, 3)),
    "payment_posting": Load(9, 1, (5, 6, 4)),
    "denial_follow_up": Load(3, 3, (6, 7, 4)),
    "appeals": Load(1, 6, (7, 6, 5)),
    "ar_follow_up": Load(4, 2, (7, 6, 5)),
    "patient_balances": Load(6, 1, (1, 2, 0)),
}
PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of a function's items that were done in time, 0 to 1.

    ``worst_with_routing`` is the lowest over all people away in turn, ``worst_person`` who that
    was, ``without_routing`` the lowest when her work waits for her.
    """

    function: str
    on_time: float
    worst_with_routing: float
    worst_person: str
    without_routing: float


@dataclass(order=True, slots=True)
class _Item:
    due: int
    number: int
    function: str = field(compare=False)
    left: int = field(compare=False)


def absences(*, days: int, away: int, seed: int = 7) -> list[Shares]:
    """How each function fares over ``days`` business days when one person is away ``away`` days.

    The absence begins after a quarter of the time.

    Raises:
        ValueError: the absence would not fit into the time.
    """
    if not 0 < away <= days - days // 4:
        raise ValueError(f"An absence of {away} days does not fit into {days} days.")
    everybody = _on_time(days, seed)
    starts = days // 4 * QUARTERS_A_DAY
    span = range(starts, starts + away * QUARTERS_A_DAY)
    routed = [_on_time(days, seed, who=who, span=span) for who in range(PEOPLE)]
    waiting = [_on_time(days, seed, who=who, span=span, is_routed=False) for who in range(PEOPLE)]
    return [
        Shares(
            function,
            round(everybody[function], 4),
            round(min(shares[function] for shares in routed), 4),
            f"person {min(range(PEOPLE), key=lambda who, f=function: routed[who][f]) + 1}",  # type: ignore[misc]
            round(min(shares[function] for shares in waiting), 4),
        )
        for function in OFFICE
    ]


def _on_time(
    days: int,
    seed: int,
    *,
    who: int | None = None,
    span: range = range(0),
    is_routed: bool = True,
) -> dict[str, float]:
    """The share done in time by function, with one person away for a span of quarters."""
    office = _Office(seed, who, span, is_routed=is_routed)
    for quarter in range(days * QUARTERS_A_DAY):
        office.pass_quarter(quarter)
    return {function: office.in_time[function] / office.ended[function] for function in OFFICE}


class _Office:
    """The people, what each has before him, and what was done so far."""

    def __init__(self, seed: int, who: int | None, span: range, *, is_routed: bool) -> None:
        self._who, self._span, self._is_routed = who, span, is_routed
        self._arrivals, self._interruptions = random.Random(seed), random.Random(seed + 1)
        self._hands: list[list[_Item]] = [[] for _ in range(PEOPLE)]
        self._number = 0
        self.in_time: defaultdict[str, int] = defaultdict(int)
        self.ended: defaultdict[str, int] = defaultdict(int)
        self._hours = {one.code: one.turnaround_hours for one in standard_functions()}

    def pass_quarter(self, quarter: int) -> None:
        """A quarter of an hour: what comes goes to its holder, and everybody present works."""
        away = {self._who} if quarter in self._span else set()
        if away and self._is_routed:
            self._move_work_of_the_absent()
        for item in self._coming(quarter):
            heapq.heappush(self._hands[self._holder(item.function, away)], item)
        for person in range(PEOPLE):
            is_interrupted = self._interruptions.random() < INTERRUPTED
            if person not in away and not is_interrupted and self._hands[person]:
                self._work(person, quarter)

    def _coming(self, quarter: int) -> Iterator[_Item]:
        for function, load in OFFICE.items():
            if self._arrivals.random() < load.items_a_day / QUARTERS_A_DAY:
                self._number += 1
                due = quarter + self._hours[function] * QUARTERS_AN_HOUR
                yield _Item(due, self._number, function, load.quarters)

    def _holder(self, function: str, away: set[int | None]) -> int:
        owner, *backups = OFFICE[function].people
        if not self._is_routed:
            return owner
        absent = {person for person in away if person is not None}
        holder = route(Staffing(owner, backups=tuple(backups)), away=absent)
        assert holder.user_id is not None  # each function has two backups, and one person is away
        return holder.user_id

    def _move_work_of_the_absent(self) -> None:
        assert self._who is not None
        for item in self._hands[self._who]:
            heapq.heappush(self._hands[self._holder(item.function, {self._who})], item)
        self._hands[self._who].clear()

    def _work(self, person: int, quarter: int) -> None:
        """The most pressing item comes on by a quarter of an hour."""
        item = self._hands[person][0]
        item.left -= 1
        if item.left == 0:
            heapq.heappop(self._hands[person])
            self.ended[item.function] += 1
            self.in_time[item.function] += quarter < item.due

"""Services as a claim bills them, and how they are recognised when they are billed again. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A service line as billed. ``line_number`` is its control number (REF 6R), if it has one."""

    source_key: str
    ordinal: int
    line_number: str
    service_on: date | None
    service_to_on: date | None
    procedure: str
    modifiers: str
    revenue_code: str
    units_milli: int
    cents: int


@dataclass(frozen=True, slots=True)
class BilledEncounter:
    """The services of one claim. ``payers`` are (rank, payer id, policy id), first payer first.

    ``known_encounter_id`` is set when the claim names its family (REF F8). ``is_correction`` says
    that its lines replace those billed before; ``is_void`` that they are withdrawn. A claim to a
    later payer (``is_primary`` False) bills what was charged and changes none of it.
    """

    source_key: str
    patient_id: int
    rendering_id: int | None
    location_id: int | None
    charged_on: date
    lines: tuple[BilledLine, ...]
    payers: tuple[tuple[int, int, int | None], ...]
    claim_number: str = ""
    known_encounter_id: int | None = None
    is_correction: bool = False
    is_void: bool = False
    is_primary: bool = True


@dataclass(slots=True)
class KnownCharge:
    """A charge as it stands; ``id`` is 0 until it is stored."""

    id: int
    source_key: str
    line_number: str
    service_on: date | None
    procedure: str
    cents: int
    stated_on: date | None = None
    version: int = 1
    is_void: bool = False


@dataclass(slots=True)
class KnownEncounter:
    """An encounter as it stands; ``id`` is 0 until it is stored.

    ``payers`` are by rank, ``policies`` by payer, as is ``stated``, the day of the first claim that
    named it; ``is_earlier_stated`` says that one was found to be named earlier, ``is_reordered``
    that another payer became the first one.
    """

    id: int
    charges: list[KnownCharge] = field(default_factory=list)
    payers: dict[int, int] = field(default_factory=dict)
    policies: dict[int, int | None] = field(default_factory=dict)
    stated: dict[int, date | None] = field(default_factory=dict)
    is_earlier_stated: bool = False
    is_reordered: bool = False
    claim_numbers: set[str] = field(default_factory=set)

    def is_stated_after(self, day: date) -> bool:
        """Whether a newer claim to the first payer already says what was charged."""
        return any(charge.stated_on and charge.stated_on > day for charge in self.charges)


Same = Callable[[BilledLine, KnownCharge], bool]


def match_lines(
    lines: Sequence[BilledLine],
    charges: Iterable[KnownCharge],
    *,
    sent_on: date,
    are_replaced: bool = False,
) -> list[KnownCharge | None]:
    """The charge each line bills again: by control number and date, else by date, code and cents.

    A charge answers one line at most. A line without a charge stays None. With ``are_replaced`` a
    line that is left takes the place of a charge that is left on its date: sent again, corrected.
    A charge that was withdrawn later than the claim was sent on still answers it.
    """
    left = [
        charge
        for charge in charges
        if not charge.is_void or (charge.stated_on is not None and charge.stated_on > sent_on)
    ]
    found: list[KnownCharge | None] = [None] * len(lines)
    rules: tuple[Same, ...] = (_same_number, _same_service)
    for is_same in (*rules, _same_day) if are_replaced else rules:
        for place, line in enumerate(lines):
            if found[place] is None:
                charge = next((charge for charge in left if is_same(line, charge)), None)
                if charge is not None:
                    found[place] = charge
                    left.remove(charge)
    return found


def _same_number(line: BilledLine, charge: KnownCharge) -> bool:
    return (
        bool(line.line_number)
        and line.line_number == charge.line_number
        and line.service_on == charge.service_on
    )


def _same_service(line: BilledLine, charge: KnownCharge) -> bool:
    return (line.service_on, line.procedure, line.cents) == (
        charge.service_on,
        charge.procedure,
        charge.cents,
    )


def _same_day(line: BilledLine, charge: KnownCharge) -> bool:
    return line.service_on == charge.service_on


def find_encounter(
    billed: BilledEncounter, known: Iterable[KnownEncounter]
) -> KnownEncounter | None:
    """The encounter these services belong to, among those of the same patient.

    All lines must be there. Under the same patient control number one of them is enough, since a
    resubmission may correct the others, and for a replacement or void that says so (CLM05-3) a
    common date is. A control number alone proves nothing: practices use them again.
    """
    partial = same_days = None
    for encounter in known:
        matched = match_lines(billed.lines, encounter.charges, sent_on=billed.charged_on)
        if billed.lines and all(matched):
            return encounter
        if not billed.claim_number or billed.claim_number not in encounter.claim_numbers:
            continue
        if any(matched):
            partial = encounter
        elif (billed.is_correction or billed.is_void) and _has_common_day(billed, encounter):
            same_days = encounter
    return partial or same_days


def _has_common_day(billed: BilledEncounter, encounter: KnownEncounter) -> bool:
    days = {charge.service_on for charge in encounter.charges if not charge.is_void}
    return any(line.service_on in days for line in billed.lines)

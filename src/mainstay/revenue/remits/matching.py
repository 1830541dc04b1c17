"""Which claim a claim payment is about, and which charge each of its lines. Pure.

A number alone proves nothing (practices reuse them): patient, dates or charges must agree. Several
claims that fit equally well fit none: such a payment waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from mainstay.revenue.remits.stored import SECONDARY_SEQUENCES, PaidClaim, PaidLine

Test = Callable[["PaidLine", "BilledLine"], bool]


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A charge as it stands on a claim. ``cents`` is as billed there."""

    charge_id: int
    line_number: str
    procedure: str
    modifiers: str
    service_on: date | None
    cents: int


@dataclass(slots=True)
class Family:
    """A claim to one payer; ``billed`` are the totals of its versions."""

    id: int
    payer_id: int
    sequence: str
    billed: set[int] = field(default_factory=set)
    versions: list[tuple[int, date]] = field(default_factory=list)
    lines: list[BilledLine] = field(default_factory=list)

    def version_on(self, day: date) -> int | None:
        """The newest version sent by ``day``, else the first one."""
        sent = [pk for pk, sent_on in self.versions if sent_on <= day]
        if not sent:
            sent = [pk for pk, _ in self.versions[:1]]
        return sent[-1] if sent else None


@dataclass(slots=True)
class Candidate:
    """An encounter a payment may be about, with its claims and what it is known by.

    ``payers`` are its payers in their order, also those that no claim was sent to; ``stated`` gives
    the day on which a claim first named one, where one did.
    """

    encounter_id: int
    provider_id: int | None
    patient_id: int
    patient_name: str
    member_ids: set[str] = field(default_factory=set)
    payers: list[int] = field(default_factory=list)
    stated: dict[int, date] = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)
    charges: list[BilledLine] = field(default_factory=list)
    void_charge_ids: list[int] = field(default_factory=list)
    numbers: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def payers_on(self, day: date) -> list[int]:
        """Its payers in their order, as far as they were named by ``day``."""
        return [pk for pk in self.payers if self.stated.get(pk, day) <= day]

    @property
    def charge_ids(self) -> list[int]:
        """All its charges, void ones too: money may still lie on those."""
        return sorted([*(charge.charge_id for charge in self.charges), *self.void_charge_ids])

    @property
    def days(self) -> set[date]:
        lines = (*self.charges, *(line for family in self.families for line in family.lines))
        return {line.service_on for line in lines if line.service_on}

    @property
    def totals(self) -> set[int]:
        billed = {total for family in self.families for total in family.billed}
        return billed | {sum(charge.cents for charge in self.charges)}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a payment is about. With a candidate but no family, its payer was not billed yet."""

    candidate: Candidate | None = None
    family: Family | None = None
    rule: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LineMatch:
    """Where one line (None: the claim payment as a whole) goes: charges and the cents of each."""

    line_id: int | None
    charges: tuple[tuple[int, int], ...]
    rule: str


NOBODY_FITS = "No claim here has its numbers, patient, dates and charges."
SEVERAL_FIT = "More than one claim fits it equally well."


def choose(payment: PaidClaim, candidates: Iterable[Candidate], payer_id: int | None) -> Choice:
    """The claim that ``payment`` is about, if one fits better than all others.

    ``payer_id`` is who pays, None while that is not known.
    """
    fits = [(fit, candidate) for candidate in candidates if (fit := _fit(payment, candidate))]
    if not fits:
        return Choice(sentence=NOBODY_FITS)
    best = max(strength for strength, _ in fits)
    chosen = [candidate for strength, candidate in fits if strength == best]
    if len(chosen) > 1:
        with_payer = [
            candidate
            for candidate in chosen
            if any(family.payer_id == payer_id for family in candidate.families)
        ]
        if len(with_payer) != 1:
            return Choice(sentence=SEVERAL_FIT)
        chosen = with_payer
    candidate = chosen[0]
    return Choice(candidate, _family(payment, candidate, payer_id), _rule(payment, candidate))


def _fit(payment: PaidClaim, candidate: Candidate) -> tuple[int, ...] | None:
    """How well it fits, larger is better; None when it does not."""
    by_number = ("patient_control", payment.claim_number) in candidate.numbers
    by_payer_number = ("payer_control", payment.payer_claim_number) in candidate.numbers
    agreeing = (
        _patient_agrees(payment, candidate),
        _dates_agree(payment, candidate),
        _charges_agree(payment, candidate),
    )
    for_it, against = agreeing.count(True), agreeing.count(False)
    if not (by_number or by_payer_number):
        return (0, 0, for_it, 0) if for_it == len(agreeing) else None
    needed = 1 if by_number and by_payer_number else 2
    if for_it >= needed or (for_it and not against):
        return by_number + by_payer_number, int(by_number), for_it, -against
    return None


def _rule(payment: PaidClaim, candidate: Candidate) -> str:
    if ("patient_control", payment.claim_number) in candidate.numbers:
        return "claim_number"
    if ("payer_control", payment.payer_claim_number) in candidate.numbers:
        return "payer_control"
    return "patient_dates_charges"


def _patient_agrees(payment: PaidClaim, candidate: Candidate) -> bool | None:
    if not payment.patient_name and not payment.member_id:
        return None
    return (
        payment.member_id.upper() in candidate.member_ids
        or payment.patient_name == candidate.patient_name
    )


def _dates_agree(payment: PaidClaim, candidate: Candidate) -> bool | None:
    if not payment.days or not candidate.days:
        return None
    first, last = min(payment.days), max(payment.days)
    return any(first <= day <= last for day in candidate.days)


def _charges_agree(payment: PaidClaim, candidate: Candidate) -> bool:
    if abs(payment.charge_cents) in candidate.totals:
        return True
    known = {
        (line.procedure, line.cents)
        for line in (*candidate.charges, *(x for f in candidate.families for x in f.lines))
    }
    return bool(payment.lines) and all(
        (line.submitted_procedure or line.procedure, abs(line.charge_cents)) in known
        for line in payment.lines
    )


def _family(payment: PaidClaim, candidate: Candidate, payer_id: int | None) -> Family | None:
    """The claim to the one who pays; else the one of the place the payment speaks of.

    None when he was never billed here but answers all the same: a secondary that got the claim
    from the primary, or a payer of the encounter whose 837 has not come yet.
    """
    wanted = SECONDARY_SEQUENCES.get(payment.status, "P")
    of_payer = [family for family in candidate.families if family.payer_id == payer_id]
    for family in (*(f for f in of_payer if f.sequence == wanted), *of_payer):
        return family
    if payer_id in candidate.payers:
        return None
    numbered = candidate.numbers.get(("patient_control", payment.claim_number), set())
    in_place = [family for family in candidate.families if family.sequence == wanted]
    for family in (*(f for f in in_place if f.id in numbered), *in_place):
        return family
    return None if wanted != "P" else next(iter(candidate.families), None)


def match_lines(payment: PaidClaim, billed: Sequence[BilledLine]) -> list[LineMatch]:
    """The charge of each line, by the first rule that tells it; ``billed`` newest version first.

    Lines that answer several charges, or none that can be told, are shared out by charge. Empty
    when nothing is billed.
    """
    if not billed:
        return []
    if not payment.lines:
        return [LineMatch(None, _all_of(billed), "shared")]
    return list(_Matching(payment.lines, billed).matches())


class _Matching:
    """Lines find their charges pass by pass, so that a weak rule never takes a strong one's."""

    def __init__(self, lines: Sequence[PaidLine], billed: Sequence[BilledLine]) -> None:
        self.lines, self.billed = lines, billed
        self.found: dict[int, LineMatch] = {}
        self.used: dict[int, int] = {}  # cents of lines by charge

    def matches(self) -> Iterator[LineMatch]:
        for rule, test in _PASSES:
            for line in self._open():
                self._take_one(line, rule, test)
        for line in self._open():
            self._take_split(line) or self._take_bundle(line)
        for line in self._open():
            self._share(line)
        for line in self.lines:
            yield self.found[line.id]

    def _open(self) -> list[PaidLine]:
        return [line for line in self.lines if line.id not in self.found]

    def _free(self) -> list[BilledLine]:
        free = [one for one in self.billed if one.charge_id not in self.used]
        return list({one.charge_id: one for one in reversed(free)}.values())[::-1]

    def _take_one(self, line: PaidLine, rule: str, test: Test) -> None:
        taken = next(
            (one for one in self.billed if one.charge_id not in self.used and test(line, one)), None
        )
        if taken is not None:
            self._note(line, [taken], rule)

    def _take_split(self, line: PaidLine) -> bool:
        """The payer made several lines of one: same code and day, together no more than billed."""
        for one in self.billed:
            cents = self.used.get(one.charge_id)
            fits = cents is not None and cents + abs(line.charge_cents) <= one.cents
            if fits and _same_code_and_day(line, one):
                self._note(line, [one], "split")
                return True
        return False

    def _take_bundle(self, line: PaidLine) -> bool:
        """The payer made one line of several: those left on that day make up its charge."""
        left = [one for one in self._free() if _same_day(line, one)]
        if len(left) > 1 and sum(one.cents for one in left) == abs(line.charge_cents):
            self._note(line, left, "bundled")
            return True
        return False

    def _share(self, line: PaidLine) -> None:
        shared = self._free() or self.billed
        self.found[line.id] = LineMatch(line.id, _all_of(shared), "shared")

    def _note(self, line: PaidLine, taken: Sequence[BilledLine], rule: str) -> None:
        for one in taken:
            before = self.used.get(one.charge_id, 0)
            self.used[one.charge_id] = before + abs(line.charge_cents)
        self.found[line.id] = LineMatch(line.id, _all_of(taken), rule)


def _all_of(billed: Sequence[BilledLine]) -> tuple[tuple[int, int], ...]:
    """Each charge once, with the weight it has when something is shared out over all of them."""
    weights = {one.charge_id: max(one.cents, 0) for one in reversed(billed)}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    return tuple(sorted(weights.items()))


def _codes(line: PaidLine) -> tuple[str, str]:
    return line.procedure, line.submitted_procedure


def _same_day(line: PaidLine, one: BilledLine) -> bool:
    return line.service_on is None or one.service_on is None or line.service_on == one.service_on


def _same_code_and_day(line: PaidLine, one: BilledLine) -> bool:
    return one.procedure in _codes(line) and _same_day(line, one)


def _same_in_all(line: PaidLine, one: BilledLine) -> bool:
    return (
        _same_code_and_day(line, one)
        and one.modifiers == line.modifiers
        and one.cents == abs(line.charge_cents)
    )


def _same_code_day_and_cents(line: PaidLine, one: BilledLine) -> bool:
    return _same_code_and_day(line, one) and one.cents == abs(line.charge_cents)


def _same_number(line: PaidLine, one: BilledLine) -> bool:
    return bool(line.line_number) and line.line_number == one.line_number


_PASSES: tuple[tuple[str, Test], ...] = (
    ("6R", _same_number),
    ("code_date_cents", _same_in_all),
    ("code_date_cents", _same_code_day_and_cents),
    ("code_date", _same_code_and_day),
)

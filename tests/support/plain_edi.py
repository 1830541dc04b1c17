"""The month's figures by hand: the files cut at ``~``, ``*`` and ``:``, and added up.

Knows nothing of the product: no parser, no posting rules, no tables. It reads what a small
practice's folder holds (837P, 999, 277CA, 835, the payments CSV) and replays it up to a day.
Rules: metrics.md 0, 3, 5, 6, 7, 8, 17 and 835-posting.md 2, 5, 8. Cents throughout.

What it takes for granted: a secondary claim bears the primary's number and an S; corrections keep
the charges; a line is either priced or denied; the primary's 837 comes before the secondary's.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

CONTRACTUAL = {"45", "59", "94", "131", "172", "253", "P12"}
PATIENT_SHARE = {"1", "2", "3"}
NO_DENIAL = CONTRACTUAL | PATIENT_SHARE | {"23"}
DUPLICATE = {"18", "B13"}
REFUSED = {"A3", "A4", "A6", "A7", "A8"}
TAKEN, GIVEN_BACK = {"WO", "TL", "WU"}, {"72", "B2"}
BUCKETS = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))
PATIENT = "patient"

Segment = list[str]


@dataclass
class Line:
    """A service line of an 835 with its adjustments (group, CARC, cents)."""

    charge: int
    paid: int
    allowed: int = 0
    adjustments: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def contractual(self) -> int:
        return sum(
            cents for group, carc, cents in self.adjustments
            if group in {"CO", "OA", "PI"} and carc in CONTRACTUAL
        )  # fmt: skip

    @property
    def share(self) -> int:
        """The patient's part; a denial under PR is none (835-posting.md 5)."""
        return sum(
            cents for group, carc, cents in self.adjustments
            if group == "PR" and carc in PATIENT_SHARE
        )  # fmt: skip

    @property
    def is_denied(self) -> bool:
        carcs = {carc for _, carc, _ in self.adjustments}
        return not self.paid and not self.allowed and not self.share and bool(carcs - NO_DENIAL)

    @property
    def is_duplicate(self) -> bool:
        return any(carc in DUPLICATE for _, carc, _ in self.adjustments)


@dataclass
class Payment:
    """One CLP of an 835; a reversal bears its own signs."""

    number: str
    payer_number: str
    payer: str
    on: date
    paid: int
    lines: list[Line] = field(default_factory=list)
    is_reversal: bool = False


@dataclass
class Submission:
    """One CLM of an 837. ``key`` is what a 999 names: GS06 and ST02."""

    number: str
    payer: str
    sequence: str
    on: date
    key: tuple[str, str]
    batch: str
    charge: int
    service_on: date = date.min


@dataclass
class Folder:
    """All that a practice's files say."""

    submissions: list[Submission] = field(default_factory=list)
    refused_sets: set[tuple[str, str]] = field(default_factory=set)
    verdicts: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    payments: list[Payment] = field(default_factory=list)
    take_backs: list[tuple[date, str, int]] = field(default_factory=list)
    """Day, the payer's number of the claim, cents taken (below zero: given back)."""
    receipts: list[tuple[date, str, int]] = field(default_factory=list)


def cents(amount: str) -> int:
    return int(Decimal(amount or "0") * 100)


def day(text: str) -> date:
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")


def segments(path: Path) -> Iterator[Segment]:
    for text in path.read_text().split("~"):
        if text.strip():
            yield text.strip().split("*")


def read_folder(folder: Path) -> Folder:
    """Read every file below ``folder``, in the order of their names."""
    read = Folder()
    for kind, reader in (("837", _837), ("999", _999), ("277CA", _277ca), ("835", _835)):
        for path in sorted((folder / kind).iterdir()):
            reader(read, path)
    for path in sorted((folder / "payments").iterdir()):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                on = date.fromisoformat(row["date"])
                read.receipts.append((on, row["claim number"], cents(row["amount"])))
    return read


def _837(read: Folder, path: Path) -> None:
    group = transaction = batch = sequence = payer = ""
    on = date.min
    is_in_claim = False
    for one in segments(path):
        match one[0]:
            case "GS":
                group = one[6]
            case "ST":
                transaction = one[2]
            case "BHT":
                batch, on = one[3], day(one[4])
            case "HL":
                is_in_claim = False
            case "SBR" if not is_in_claim:
                sequence = one[1]
            case "NM1" if one[1] == "PR" and not is_in_claim:
                payer = one[9]
            case "CLM":
                is_in_claim = True
                key = (group, transaction)
                read.submissions.append(
                    Submission(one[1], payer, sequence, on, key, batch, cents(one[2]))
                )
            case "DTP" if one[1] == "472":
                claim = read.submissions[-1]
                claim.service_on = max(claim.service_on, day(one[3][-8:]))


def _999(read: Folder, path: Path) -> None:
    group = transaction = ""
    for one in segments(path):
        match one[0]:
            case "AK1":
                group = one[2]
            case "AK2":
                transaction = one[2]
            case "IK5" if one[1] not in {"A", "E"}:
                read.refused_sets.add((group, transaction))


def _277ca(read: Folder, path: Path) -> None:
    batch = number = level = ""
    for one in segments(path):
        match one[0]:
            case "HL":
                level = one[3]
            case "TRN" if level == "21":
                batch = one[2]
            case "TRN" if level == "PT":
                number = one[2]
            case "STC" if level == "PT":
                read.verdicts[batch, number].append(one[1].split(":")[0])


def _835(read: Folder, path: Path) -> None:
    payer = ""
    on = date.min
    for one in segments(path):
        match one[0]:
            case "BPR":
                on = day(one[16])
            case "REF" if one[1] == "2U":
                payer = one[2]
            case "CLP":
                paid = Payment(one[1], one[7], payer, on, cents(one[4]))
                paid.is_reversal = one[2] == "22"
                read.payments.append(paid)
            case "SVC":
                read.payments[-1].lines.append(Line(cents(one[2]), cents(one[3])))
            case "CAS":
                parts = one[2:]
                line = read.payments[-1].lines[-1]
                for carc, amount in zip(parts[0::3], parts[1::3], strict=False):
                    line.adjustments.append((one[1], carc, cents(amount)))
            case "AMT" if one[1] == "B6":
                read.payments[-1].lines[-1].allowed = cents(one[2])
            case "PLB":
                for what, amount in zip(one[3::2], one[4::2], strict=True):
                    code, _, reference = what.partition(":")
                    if code in TAKEN | GIVEN_BACK:
                        read.take_backs.append((on, reference, cents(amount)))


@dataclass
class Encounter:
    """One visit as the files told it up to a day; parties in the order they owe."""

    number: str
    service_on: date
    charged_on: date
    charge: int
    payers: list[str]
    paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    contractual: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    share: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    answered: set[str] = field(default_factory=set)
    taken: int = 0
    patient_paid: int = 0

    def balances(self) -> dict[str, int]:
        """What each party owes: a silent payer all that reached it, then the next in line."""
        reached, open_by_party = self.charge, {}
        for payer in self.payers:
            moved_on = self.share[payer] if payer in self.answered else 0
            settled = self.paid[payer] + self.contractual[payer]
            open_by_party[payer] = reached - settled - moved_on
            reached = moved_on
        open_by_party[self.payers[0]] += self.taken
        open_by_party[PATIENT] = reached - self.patient_paid
        return open_by_party


def encounters(read: Folder, as_of: date) -> dict[str, Encounter]:
    """The encounters whose 837 was sent by ``as_of``, with all that was known that day."""
    found: dict[str, Encounter] = {}
    for claim in sorted(read.submissions, key=lambda claim: claim.on):
        number = claim.number.removesuffix("S")
        if claim.on > as_of:
            continue
        if claim.sequence == "P" and number not in found:
            found[number] = Encounter(
                number, claim.service_on, claim.on, claim.charge, [claim.payer]
            )
        elif claim.payer not in found[number].payers:
            found[number].payers.append(claim.payer)
    _answer(read, found, as_of)
    for on, number, amount in read.receipts:
        if on <= as_of and number in found:
            found[number].patient_paid += amount
    return found


def _answer(read: Folder, found: dict[str, Encounter], as_of: date) -> None:
    """A reversal bears the signs that undo; a denial before a second answer moved nothing."""
    numbers: dict[str, str] = {}
    reversed_numbers: set[str] = set()
    for paid in read.payments:
        number = paid.number.removesuffix("S")
        if paid.on > as_of or number not in found:
            continue
        encounter = found[number]
        encounter.answered.add(paid.payer)
        encounter.paid[paid.payer] += paid.paid
        encounter.contractual[paid.payer] += sum(line.contractual for line in paid.lines)
        encounter.share[paid.payer] += sum(line.share for line in paid.lines)
        numbers[paid.payer_number] = number
        if paid.is_reversal:
            reversed_numbers.add(paid.payer_number)
    taken: dict[str, int] = defaultdict(int)
    for on, reference, amount in read.take_backs:
        if on <= as_of and reference in numbers and reference not in reversed_numbers:
            taken[reference] += amount
    for reference, amount in taken.items():
        found[numbers[reference]].taken += max(amount, 0)


def first_pass_acceptance(read: Folder, first: date, last: date) -> tuple[int, int]:
    """Accepted, acknowledged: primary families first sent in the month (metrics.md 3)."""
    answered = {paid.number for paid in read.payments}
    accepted = acknowledged = 0
    for claim in _first_submissions(read).values():
        if not first <= claim.on <= last:
            continue
        verdicts = [one for one in read.verdicts[claim.batch, claim.number] if one != "A1"]
        is_refused = claim.key in read.refused_sets or bool(REFUSED & set(verdicts))
        if is_refused or verdicts or claim.number in answered:
            acknowledged += 1
            accepted += not is_refused
    return accepted, acknowledged


def initial_denial_rate(read: Folder, first: date, last: date) -> tuple[int, int]:
    """Denied, answered: primary families first answered in the month (metrics.md 5)."""
    firsts: dict[str, Payment] = {}
    for paid in sorted(read.payments, key=lambda paid: paid.on):
        firsts.setdefault(paid.number, paid)
    billed = _first_submissions(read)
    month = [
        paid for number, paid in firsts.items() if number in billed and first <= paid.on <= last
    ]
    denied = sum(
        any(line.is_denied and not line.is_duplicate for line in paid.lines) for paid in month
    )
    return denied, len(month)


def _first_submissions(read: Folder) -> dict[str, Submission]:
    firsts: dict[str, Submission] = {}
    for claim in sorted(read.submissions, key=lambda claim: claim.on):
        if claim.sequence == "P":
            firsts.setdefault(claim.number, claim)
    return firsts


def dso(read: Folder, as_of: date) -> tuple[int, int]:
    """Open debits, and charges posted in the 90 days that end on ``as_of`` (metrics.md 6)."""
    found = encounters(read, as_of).values()
    debits = sum(owed for one in found for owed in one.balances().values() if owed > 0)
    window = as_of - timedelta(days=89)
    return debits, sum(one.charge for one in found if one.charged_on >= window)


def aging(read: Folder, as_of: date) -> dict[str, int]:
    """Debits by days from the service; credits apart (metrics.md 7)."""
    buckets = dict.fromkeys([name for _, name in BUCKETS] + ["121+", "credits"], 0)
    for one in encounters(read, as_of).values():
        age = (as_of - one.service_on).days
        bucket = next((name for most, name in BUCKETS if age <= most), "121+")
        for owed in one.balances().values():
            buckets[bucket if owed > 0 else "credits"] += owed
    return buckets


def net_collection(read: Folder, as_of: date) -> tuple[int, int]:
    """Paid, and charges less contractual, of the cohort that is ripe (metrics.md 8, 17)."""
    after = (as_of - timedelta(days=119)).replace(day=1)
    first = (after - timedelta(days=1)).replace(day=1)
    found = encounters(read, as_of).values()
    cohort = [one for one in found if first <= one.service_on < after]
    paid = sum(sum(one.paid.values()) - one.taken + one.patient_paid for one in cohort)
    allowed = sum(one.charge - sum(one.contractual.values()) for one in cohort)
    return paid, allowed

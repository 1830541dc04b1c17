"""The demo's denials, worked as its people would have: in time with its history, from one seed.

Acts go through the same services as the pages'; appeals that were won are paid by an 835 that
goes through the inbox. What payers refused lately is left for the visitor. Money moves in the month
that runs, so that the months before stay what the simulator says is true of them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from mainstay.engine import x12
from mainstay.engine.money import format_cents
from mainstay.foundation import clock
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.revenue.denials.advice import usual_act
from mainstay.revenue.denials.errors import DenialRefusal
from mainstay.revenue.denials.letters import merged
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.queries.letters import fields_of, letters
from mainstay.revenue.denials.services.advancing import Doing, Said
from mainstay.revenue.denials.services.appealing import Letter, note_response, send_appeal
from mainstay.revenue.denials.services.with_payer import leave_with_payer, note_answer
from mainstay.revenue.denials.services.writing_off import (
    LIMIT_CENTS,
    decide,
    needs_second,
    write_off,
)
from mainstay.revenue.denials.states import IllegalTransition
from mainstay.revenue.remits.models import Adjustment, ClaimPayment, Line, Match

MOST = 130
LEFT_ALONE_DAYS = 12
AWAITED_DAYS = 20
BY_HAND = {
    "clinical_reason": "the note documents the failed first treatment and the findings.",
    "why_separate": "the note documents a separate problem, examined and treated apart.",
    "authorization": "A-{number}",
}
Segment = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Win:
    """A denial that its payer pays after all, on a day, with this much of it."""

    denial: Denial
    paid_on: date
    cents: int


def work_denials(practice_id: int, seed: int, people: Mapping[str, int]) -> list[bytes]:
    """Work the older denials of the demo; returns the 835s by which payers give in.

    ``people`` are user ids by role. The same seed works the same denials in the same way.
    """
    practice = Practice.objects.get(pk=practice_id)
    desk = _Desk(practice, random.Random(f"denials {seed}"), people)  # noqa: S311  (a demo)
    rows = Denial.objects.for_practice(practice_id).filter(state="open", claim__sequence="P")
    found = rows.select_related(
        "claim__patient", "charge", "payer", "provider", "payment__remit"
    ).order_by("denied_on", "payment__remit__remit_key", "payment__ordinal", "ordinal")
    for denial in found[:MOST]:
        desk.work(denial)
    for denial in found.filter(cents__gt=LIMIT_CENTS).order_by("-cents", "id")[:2]:
        desk.ask(denial)
    return list(_remittances(practice, desk.wins))


class _Desk:
    """Who works, when it is, and what payers will pay for it."""

    def __init__(self, practice: Practice, dice: random.Random, people: Mapping[str, int]) -> None:
        self.practice, self.dice, self.people = practice, dice, people
        self.today = clock.today(practice.zone)
        self.month_on = self.today.replace(day=1)
        self.wins: list[_Win] = []

    def work(self, denial: Denial) -> None:
        """One denial, as its reason and chance will have it."""
        on = denial.denied_on + timedelta(days=self.dice.randint(2, 14))
        if (self.today - on).days < LEFT_ALONE_DAYS or self.dice.random() < 0.15:
            return
        chance = self.dice.random()
        try:
            if denial.cents < 60_00 or chance < 0.08:
                self._write_off(denial, on)
            elif denial.category == "DOCUMENTATION" and chance < 0.7:
                self._send_records(denial, on)
            elif chance < 0.75 and usual_act(denial.carc, denial.category) == "appeal":
                self._appeal(denial, on)
            elif chance < 0.7:
                self._resend(denial, on)
            else:
                self._call(denial, on)
        except (DenialRefusal, IllegalTransition):
            return  # a claim that another file settled meanwhile; the demo goes on

    def ask(self, denial: Denial) -> None:
        """Ask for a write-off above the limit, and leave it to the visitor."""
        if denial.pk not in {win.denial.pk for win in self.wins}:
            self._ask(denial, self.today - timedelta(days=1))

    def _ask(self, denial: Denial, on: date) -> None:
        write_off(
            denial.public_id,
            self._doing(max(on, denial.denied_on)),
            reason_code="window_over",
            reason="The payer takes no more appeals for it.",
        )

    def _doing(self, on: date, role: str = "outside_specialist") -> Doing:
        at = datetime.combine(on, time(10, self.dice.randint(0, 59)), ZoneInfo(self.practice.zone))
        actor = Actor(self.practice.pk, self.people[role], "cli", role)
        return Doing(actor, min(at, clock.now()), on)

    def _appeal(self, denial: Denial, on: date) -> None:
        fitting = [one for one in letters(self.practice.pk) if _fits(one, denial)]
        general = [one for one in letters(self.practice.pk) if one.code == "general"]
        letter = self.dice.choice(fitting or general)
        values = fields_of(denial, level="First appeal", today=on)
        number = self.dice.randint(40_000, 99_999)
        for name, words in BY_HAND.items():
            values[name] = values.get(name) or words.format(number=number)
        values["accepted_on"] = values["accepted_on"] or values["first_sent_on"]
        body = merged(letter.body, values).replace("[[", "").replace("]]", "")
        sent = send_appeal(
            denial.public_id,
            Letter(letter.code, letter.version, body, letter.attachments),
            self._doing(on),
            sent_how=self.dice.choice(["portal", "portal", "fax", "mail"]),
            proof=f"{self.dice.choice(['PC', 'FX', 'TR'])}-{number}",
            sent_on=on,
        )
        answered_on = on + timedelta(days=self.dice.randint(21, 55))
        if answered_on >= self.today:
            return
        outcome = self.dice.choices(["won", "part", "lost"], [48, 12, 40])[0]
        cents = denial.cents * self.dice.randint(58, 82) // 100
        if outcome == "lost":
            note_response(
                sent.public_id,
                self._doing(answered_on),
                outcome="lost",
                won_cents=0,
                response="Upheld: the first decision stands.",
            )
            self._after_loss(denial, answered_on)
        elif (self.today - answered_on).days < AWAITED_DAYS:
            note_response(
                sent.public_id,
                self._doing(answered_on),
                outcome=outcome,
                won_cents=cents if outcome == "won" else cents // 2,
                response="Overturned; payment follows.",
            )
        else:
            self.wins.append(self._win(denial, answered_on, cents))

    def _win(self, denial: Denial, paid_on: date, cents: int) -> _Win:
        return _Win(denial, max(paid_on, self.month_on), cents)

    def _after_loss(self, denial: Denial, on: date) -> None:
        """Some losses are accepted: written off, above the limit by two people."""
        later = on + timedelta(days=self.dice.randint(2, 9))
        if later < self.today and self.dice.random() < 0.5:
            self._write_off(denial, later, reason_code="appeals_lost")

    def _write_off(self, denial: Denial, on: date, reason_code: str = "small") -> None:
        on = max(on, self.month_on)
        if needs_second(denial.cents) and reason_code == "small":
            reason_code = "no_merit"
        form = write_off(
            denial.public_id, self._doing(on), reason_code=reason_code, reason="Checked twice."
        )
        decided_on = on + timedelta(days=self.dice.randint(1, 4))
        if form.state == "asked" and decided_on < self.today and self.dice.random() < 0.7:
            is_approved = self.dice.random() < 0.8
            decide(
                form.public_id,
                self._doing(decided_on, "manager"),
                is_approved=is_approved,
                decision="" if is_approved else "Try the second level first.",
            )

    def _send_records(self, denial: Denial, on: date) -> None:
        number = self.dice.randint(100_000, 999_999)
        said = Said("Visit note and results, by portal.", f"PC-{number}")
        leave_with_payer(denial.public_id, "send_records", self._doing(on), said)
        paid_on = on + timedelta(days=self.dice.randint(18, 40))
        if paid_on < self.today and self.dice.random() < 0.7:
            self.wins.append(self._win(denial, paid_on, denial.cents * 7 // 10))

    def _resend(self, denial: Denial, on: date) -> None:
        said = Said("Corrected in the billing system and sent again.", "", "", "837")
        leave_with_payer(denial.public_id, "resend", self._doing(on), said)
        paid_on = on + timedelta(days=self.dice.randint(16, 34))
        if paid_on < self.today and self.dice.random() < 0.75:
            self.wins.append(self._win(denial, paid_on, denial.cents * 7 // 10))

    def _call(self, denial: Denial, on: date) -> None:
        name = self.dice.choice(["Jo", "Pat", "Lee", "Sam", "Robin"])
        said = Said(
            "Asked to reprocess; they will look at it.",
            f"R{self.dice.randint(1_000_000, 9_999_999)}",
            f"{name}, provider line",
            self.dice.choice(["phone", "phone", "rep", "peer"]),
        )
        leave_with_payer(denial.public_id, "escalate", self._doing(on), said)
        answered_on = on + timedelta(days=self.dice.randint(6, 16))
        if answered_on >= self.today:
            return
        if self.dice.random() < 0.65:
            note_answer(
                denial.public_id,
                gave_in=False,
                doing=self._doing(answered_on),
                said=Said("They stay with it."),
            )
        elif (paid_on := answered_on + timedelta(days=14)) < self.today:
            self.wins.append(self._win(denial, paid_on, denial.cents * 6 // 10))


def _fits(letter: Any, denial: Denial) -> bool:
    suits = not letter.payer_types or denial.payer.payer_type in letter.payer_types
    return bool(letter.level == 1 and suits and denial.category in letter.categories)


def _remittances(practice: Practice, wins: Sequence[_Win]) -> Iterator[bytes]:
    """One 835 a month: for each win its first answer taken back, and a better one."""
    by_month: defaultdict[date, list[_Win]] = defaultdict(list)
    seen: set[int] = set()
    for win in wins:
        if win.denial.payment_id not in seen:  # one new answer for each old one
            seen.add(win.denial.payment_id)
            by_month[win.paid_on.replace(day=1)].append(win)
    for number, (month, some) in enumerate(sorted(by_month.items()), start=1):
        by_payer: defaultdict[int, list[_Win]] = defaultdict(list)
        for win in some:
            by_payer[win.denial.payer_id].append(win)
        sets = [_advice(practice, together) for together in by_payer.values()]
        last = max(win.paid_on for win in some)
        yield _interchange(sets, last, 9_000 + number + month.month)


def _advice(practice: Practice, wins: Sequence[_Win]) -> list[Segment]:
    first = wins[0].denial
    paid_on = max(win.paid_on for win in wins)
    numbers = {one.kind: one.value for one in practice.identifiers.all()}
    payer_number = (
        first.payer.identifiers.order_by("id").values_list("value", flat=True).first() or "00000"
    )
    claims = [_answers(win) for win in wins]
    total = sum(cents for cents, _ in claims)
    return [
        ("BPR", "I", _dollars(total), "C", "CHK", *[""] * 11, f"{paid_on:%Y%m%d}"),
        ("TRN", "1", f"APL{paid_on:%y%m%d}{first.payer_id:03}", f"1{payer_number:0>9}"[:10]),
        ("DTM", "405", f"{paid_on:%Y%m%d}"),
        ("N1", "PR", first.payer.name.upper(), "XV", payer_number),
        ("N3", "9 PAYER ROAD"),
        ("N4", "BOSTON", "MA", "021080000"),
        ("PER", "BL", "PROVIDER LINE", "TE", "5555550199"),
        ("N1", "PE", practice.name.upper(), "XX", numbers.get("NPI", "")),
        ("REF", "TJ", numbers.get("TIN", "")),
        ("LX", "1"),
        *chain.from_iterable(segments for _, segments in claims),
    ]


def _answers(win: _Win) -> tuple[int, list[Segment]]:
    """What a win adds to the payment, and its two CLPs: the old answer's reversal, the new one."""
    payment = win.denial.payment
    lines = list(Line.objects.filter(payment=payment).order_by("ordinal"))
    won_lines = set(
        Match.objects.filter(payment=payment, charge=win.denial.charge_id).values_list(
            "line_id", flat=True
        )
    )
    given: defaultdict[int | None, list[tuple[str, str, int]]] = defaultdict(list)
    for one in Adjustment.objects.filter(payment=payment).order_by("ordinal"):
        given[one.line_id].append((one.group, one.carc, one.cents))
    taken_back = list(_claim(payment, lines, given, sign=-1, status="22", more={}))
    better = {
        line.pk: (win.denial.group, win.denial.carc, win.cents)
        for line in lines
        if line.pk in won_lines
    }
    again = list(_claim(payment, lines, given, sign=1, status="1", more=better))
    return win.cents * len(better), [*taken_back, *again]


def _claim(
    payment: ClaimPayment,
    lines: Sequence[Line],
    given: Mapping[int | None, list[tuple[str, str, int]]],
    *,
    sign: int,
    status: str,
    more: Mapping[int, tuple[str, str, int]],
) -> Iterator[Segment]:
    added = sum(cents for _, _, cents in more.values())
    patient = payment.patient_cents or 0
    yield (
        "CLP", payment.claim_number, status, _dollars(sign * payment.charge_cents),
        _dollars(sign * payment.paid_cents + added),
        _dollars(patient) if patient and sign > 0 else "", payment.filing_indicator or "12",
        payment.payer_claim_number, "11", "1",
    )  # fmt: skip
    yield from _cas(given.get(None, []), sign)
    last, _, first = payment.patient_name.partition(", ")
    yield "NM1", "QC", "1", last, first, "", "", "", "MI", payment.member_id
    if payment.service_on:
        yield "DTM", "232", f"{payment.service_on:%Y%m%d}"
    for line in lines:
        group, carc, cents = more.get(line.pk, ("", "", 0))
        yield (
            "SVC", ("HC", line.procedure, *line.modifiers.split()),
            _dollars(sign * line.charge_cents), _dollars(sign * line.paid_cents + cents), "", "1",
        )  # fmt: skip
        if line.service_on:
            yield "DTM", "472", f"{line.service_on:%Y%m%d}"
        yield from _cas(_eased(given.get(line.pk, []), group, carc, cents), sign)
        if line.line_number:
            yield "REF", "6R", line.line_number


def _eased(
    adjustments: Iterable[tuple[str, str, int]], group: str, carc: str, cents: int
) -> list[tuple[str, str, int]]:
    """The adjustments with the refusal turned into payment, its rest into the contract's price."""
    eased = []
    for one in adjustments:
        if cents and one[:2] == (group, carc):
            eased.append(("CO", "45", one[2] - cents))
            cents = 0
        else:
            eased.append(one)
    merged_: defaultdict[tuple[str, str], int] = defaultdict(int)
    for group_, carc_, amount in eased:
        merged_[group_, carc_] += amount
    return [(*key, amount) for key, amount in merged_.items() if amount]


def _cas(adjustments: Iterable[tuple[str, str, int]], sign: int) -> Iterator[Segment]:
    for group, carc, cents in adjustments:
        yield "CAS", group, carc, _dollars(sign * cents)


def _dollars(cents: int) -> str:
    """An amount as X12 writes it."""
    return format_cents(cents).replace("$", "").replace(",", "").replace("\N{MINUS SIGN}", "-")


def _interchange(sets: Sequence[list[Segment]], on: date, control: int) -> bytes:
    at = datetime(on.year, on.month, on.day, 12, 0)  # noqa: DTZ001  (ISA09 has no zone)
    written = [
        x12.TransactionSet(
            st01="835",
            st02=f"{number:04}",
            segments=segments,  # type: ignore[arg-type]
            version="",
        )
        for number, segments in enumerate(sets, start=1)
    ]
    group = x12.Group("HP", "005010X221A1", "PAYERS", "HARBOR", control, at, written)
    return x12.write_interchange(
        sender="PAYERS",
        receiver="HARBOR",
        isa13=control,
        groups=[group],
        at=at,
        delims=x12.Delimiters(),
    )

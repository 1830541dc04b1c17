"""A claim's story as it is drawn: one line per thing that happened, the money beside it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.foundation.ledger import EntryRow, Kind
from mainstay.revenue.charges.queries import ChargeRow
from mainstay.revenue.claims.queries.story import Story, StoryEvent
from mainstay.revenue.remits.queries.payments import PaymentRow
from mainstay.web.naming import plain_case
from mainstay.web.revenue.reasons import GROUPS, service_in_words

PATIENT = "the patient"
QUIET_DAYS = 10


@dataclass(frozen=True, slots=True)
class Refusal:
    """An amount a payment refused: the denial's page, and why in words."""

    public_id: UUID
    payment_id: int
    cents: int
    procedure: str
    group: str
    carc: str
    action: str
    is_open: bool
    act_by: date | None

    @property
    def code(self) -> str:
        """As the remittance writes it: CO-197."""
        return f"{self.group}-{self.carc}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story. ``cents`` moves what is open; ``open_cents`` is what is left after it."""

    on: date
    icon: str
    title: str
    tone: str = ""
    text: str = ""
    code: str = ""
    source: str = ""
    file: UUID | None = None
    file_name: str = ""
    payment: UUID | None = None
    remit_key: str = ""
    denial: UUID | None = None
    cents: int | None = None
    open_cents: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one date, and how long nothing happened before it (0: not worth saying)."""

    on: date
    lines: tuple[Line, ...]
    quiet_days: int = 0
    is_new_year: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What to call the parties of the ledger ("payer:7") and people."""

    payers: Mapping[int, str]
    people: Mapping[int, str]

    def of(self, party: str | None) -> str:
        """A payer by its name, a patient as the patient."""
        kind, _, number = (party or "").partition(":")
        return self.payers.get(int(number), "a payer") if kind == "payer" else PATIENT


def days_of(
    story: Story,
    payments: Sequence[PaymentRow],
    refusals: Iterable[Refusal],
    names: Names,
) -> list[Day]:
    """The whole story by day, oldest first, with what is still open after each line."""
    by_key = {payment.key: payment for payment in payments}
    refused: defaultdict[int, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        refused[refusal.payment_id].append(refusal)
    drawn = _Drawing(story, by_key, refused, names)
    lines = sorted(drawn.lines(), key=lambda placed: placed[0])
    return list(_by_day(_with_balance(line for _, line in lines)))


Placed = tuple[tuple[date, int, int], Line]
_CHARGED, _SENT, _ANSWERED, _BOOKED, _DONE = range(5)


class _Drawing:
    """Turns events, payments and movements into lines, each with its place in the order."""

    def __init__(
        self,
        story: Story,
        payments: Mapping[str, PaymentRow],
        refused: Mapping[int, list[Refusal]],
        names: Names,
    ) -> None:
        self.story, self.payments, self.refused, self.names = story, payments, refused, names
        self.charges = {charge.id: charge for charge in story.charges}

    def lines(self) -> Iterator[Placed]:
        booked = [event for event in self.story.events if event.what == "booked"]
        yield from self._charged([e for e in booked if e.detail["kind"] == "charge"])
        for place, event in enumerate(self.story.events):
            if event.what == "sent":
                yield (event.on, _SENT, place), _sent(event, self.story)
            elif event.what == "answered":
                yield (event.on, _ANSWERED, place), _answered(event)
            elif event.what == "done":
                yield (event.on, _DONE, place), self._done(event)
        seen = set()
        for place, event in enumerate(booked):
            if event.detail["kind"] == "charge":
                continue
            seen.add(event.detail["posting"])
            for line in self._booked(event):
                yield (event.on, _BOOKED, place), line
        for payment in self.payments.values():
            if payment.key not in seen:
                for line in self._unmoved(payment):
                    yield (payment.paid_on, _BOOKED, payment.id), line

    def _charged(self, events: Sequence[StoryEvent]) -> Iterator[Placed]:
        """Charges of one day that went the same way are one line."""
        for (on, is_withdrawn), together in groupby(
            events, key=lambda event: (event.on, _effect(event.moves) < 0)
        ):
            moves = [move for event in together for move in event.moves]
            named = [
                procedure_in_words(self.charges[move.charge_id])
                for move in moves
                if move.charge_id in self.charges
            ]
            number = len(moves)
            title = f"{number} charge{'s' if number > 1 else ''}"
            yield (
                (on, _CHARGED, len(named)),
                Line(
                    on,
                    "charge",
                    f"{title} withdrawn" if is_withdrawn else title,
                    text="; ".join(named),
                    cents=_effect(moves),
                ),
            )

    def _done(self, event: StoryEvent) -> Line:
        by = self.names.people.get(event.detail.get("by_user_id") or 0, "automatic")
        return Line(
            event.on, "pen", event.title, text=event.detail["reason"], source=by, at=event.at
        )

    def _booked(self, event: StoryEvent) -> Iterator[Line]:
        """One line for each kind of account a posting moved, then what the payment refused."""
        key, kind = event.detail["posting"], event.detail["kind"]
        payment = self.payments.get(key)
        source = _source(payment, key, kind)
        for (counterpart, party), moves in _by_counterpart(event.moves).items():
            if counterpart == Kind.RECEIVABLE:
                yield self._handed_on(event, moves)
            else:
                yield replace(self._moved(event, counterpart, party, moves), **source)
                source = {}  # said once
        if payment is not None and kind != "who":
            yield from self._refusals(payment)

    def _moved(
        self, event: StoryEvent, counterpart: str, party: str | None, moves: Sequence[EntryRow]
    ) -> Line:
        cents = _effect(moves)
        words = _MOVED.get(counterpart, _Moved("scale", "Booked", "Taken off the books"))
        title = words.lowers if cents <= 0 else words.raises
        reasons = _reasons(moves)
        return Line(
            event.on,
            words.icon if cents <= 0 else "undo",
            title.format(who=self.names.of(party)),
            tone=words.tone if cents <= 0 else "",
            text="; ".join(codes.carc(carc).summary for _, carc in reasons),
            code=", ".join(f"{group}-{carc}" for group, carc in reasons),
            cents=cents,
        )

    def _handed_on(self, event: StoryEvent, moves: Sequence[EntryRow]) -> Line:
        """Who owes the rest has changed: nothing more or less is open."""
        parts = []
        for debtor, together in groupby(moves, key=lambda move: move.debit.party):
            cents = sum(move.cents for move in together)
            parts.append(f"{self.names.of(debtor)} {format_cents(cents)}")
        reasons = _reasons(moves)
        return Line(
            event.on,
            "swap",
            f"Now owed by {', '.join(parts)}",
            text="; ".join(codes.carc(carc).summary for _, carc in reasons),
            code=", ".join(f"{group}-{carc}" for group, carc in reasons),
        )

    def _refusals(self, payment: PaymentRow) -> Iterator[Line]:
        for refusal in self.refused.get(payment.id, ()):
            service = f"{refusal.procedure}: " if refusal.procedure else ""
            yield Line(
                payment.paid_on,
                "no",
                f"{plain_case(payment.payer_name)} denied {format_cents(refusal.cents)}",
                tone="bad",
                text=f"{service}{codes.carc(refusal.carc).summary}",
                code=refusal.code,
                denial=refusal.public_id,
                **_source(payment, payment.key, ""),
            )

    def _unmoved(self, payment: PaymentRow) -> Iterator[Line]:
        """A payment that moved nothing: what it refused, or that it only said something."""
        refusals = list(self._refusals(payment))
        yield from refusals
        if not refusals:
            yield Line(
                payment.paid_on,
                "remit",
                f"{plain_case(payment.payer_name)} answered, and paid nothing",
                text=payment.sentence or payment.status_word,
                **_source(payment, payment.key, ""),
            )


@dataclass(frozen=True, slots=True)
class _Moved:
    icon: str
    lowers: str
    raises: str
    tone: str = ""


_MOVED: dict[str, _Moved] = {
    Kind.CLEARING: _Moved("remit", "{who} paid", "{who} took its payment back", "good"),
    Kind.CONTRACTUAL: _Moved("scale", "Contract adjustment", "Contract adjustment undone"),
    Kind.CAPITATED: _Moved("scale", "Covered by the monthly fee", "Monthly fee adjustment undone"),
    Kind.WITHHOLD: _Moved("pause", "{who} withheld", "{who} released what it withheld"),
    Kind.TAX_PREPAID: _Moved("scale", "Tax kept back", "Tax adjustment undone"),
    Kind.INCENTIVE: _Moved("scale", "Bonus or penalty", "Bonus or penalty"),
    Kind.WRITE_OFF: _Moved("minus-o", "Written off", "Write-off undone"),
    Kind.BAD_DEBT: _Moved("minus-o", "Bad debt", "Bad debt recovered"),
    Kind.UNDEPOSITED: _Moved("card", "The patient paid", "Patient’s payment undone", "good"),
    Kind.UNAPPLIED: _Moved("card", "Money on account applied", "Money back on account", "good"),
    Kind.OFFSET: _Moved("undo", "{who} gave back", "{who} took back from a later payment", "wait"),
    Kind.REFUNDS_PAYABLE: _Moved("undo", "Refund undone", "Refund to {who} approved"),
}


def _source(payment: PaymentRow | None, key: str, kind: str) -> dict[str, Any]:
    """Where a posting comes from, as far as somebody can look at it."""
    if payment is None and key.startswith("remit:"):
        return {"source": "the remittance", "remit_key": ":".join(key.split(":")[:2])}
    if payment is None:
        return {"source": "patients’ payments"} if kind == "patient_payment" else {}
    return {
        "source": f"remittance {payment.trace_number}, payment {payment.ordinal}",
        "payment": payment.public_id,
    }


def _sent(event: StoryEvent, story: Story) -> Line:
    version = event.detail["version"]
    number = f"Version {version}, " if len(story.versions) > 1 else ""
    return Line(
        event.on,
        "send",
        event.title,
        tone="move",
        text=f"{number}billed {format_cents(event.cents or 0)} to {story.claim.payer}",
        source="837",
        file=event.file,
        file_name=event.file_name,
    )


def _answered(event: StoryEvent) -> Line:
    icon = {"bad": "return", "good": "ok"}.get(event.tone, "ok")
    number = event.detail.get("payer_claim_number", "")
    return Line(
        event.on,
        icon,
        event.title,
        tone="bad" if event.tone == "bad" else "move",
        text=f"Their number {number}" if number else "",
        file=event.file,
        file_name=event.file_name,
    )


def _effect(moves: Iterable[EntryRow]) -> int:
    """What movements do to all that is open, in cents: a transfer between parties does nothing."""
    return sum(
        move.cents * ((move.debit.kind == Kind.RECEIVABLE) - (move.credit.kind == Kind.RECEIVABLE))
        for move in moves
    )


def _counterpart(move: EntryRow) -> tuple[str, str | None]:
    """The account beside the receivable, with the party of whichever has one."""
    other, ours = move.debit, move.credit
    if ours.kind != Kind.RECEIVABLE:
        other, ours = ours, other
    return other.kind, other.party or ours.party


def _by_counterpart(
    moves: Iterable[EntryRow],
) -> dict[tuple[str, str | None], list[EntryRow]]:
    found: defaultdict[tuple[str, str | None], list[EntryRow]] = defaultdict(list)
    for move in moves:
        kind, party = _counterpart(move)
        found[kind, None if kind == Kind.RECEIVABLE else party].append(move)
    return dict(sorted(found.items(), key=lambda item: _PLACES.get(item[0][0], 1)))


_PLACES: dict[str, int] = {Kind.CLEARING: 0, Kind.CONTRACTUAL: 1, Kind.RECEIVABLE: 9}


def _reasons(moves: Iterable[EntryRow]) -> list[tuple[str, str]]:
    """Group and CARC of each reason named, once, in order."""
    named = dict.fromkeys(move.reason for move in moves if "-" in move.reason)
    pairs = [tuple(reason.split("-", 1)) for reason in named]
    return [(group, carc) for group, carc in pairs if group in GROUPS]


def _with_balance(lines: Iterable[Line]) -> Iterator[Line]:
    left = 0
    for line in lines:
        left += line.cents or 0
        yield replace(line, open_cents=left) if line.cents is not None else line


def _by_day(lines: Iterable[Line]) -> Iterator[Day]:
    before: date | None = None
    for on, together in groupby(lines, key=lambda line: line.on):
        quiet = (on - before).days if before else 0
        is_new_year = before is None or before.year != on.year
        yield Day(on, tuple(together), quiet if quiet >= QUIET_DAYS else 0, is_new_year)
        before = on


@dataclass(frozen=True, slots=True)
class Figures:
    """The row of figures: what was charged, less each thing that lowered it, is what is open."""

    charged_cents: int
    less: tuple[tuple[str, int], ...]
    open_cents: int
    open_by_party: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChargeFigures:
    """A charge with what became of it; charged + adjusted + paid = open."""

    charge: ChargeRow
    words: str
    charged_cents: int
    adjusted_cents: int
    paid_cents: int
    open_cents: int


_PAID = frozenset({Kind.CLEARING, Kind.UNDEPOSITED, Kind.UNAPPLIED, Kind.OFFSET})
_LESS: dict[str, str] = {
    Kind.CONTRACTUAL: "Contract cut",
    Kind.CAPITATED: "Monthly fee",
    Kind.WITHHOLD: "Withheld",
    Kind.CLEARING: "{who} paid",
    Kind.OFFSET: "{who} took back",
    Kind.UNDEPOSITED: "Patient paid",
    Kind.UNAPPLIED: "From account",
    Kind.WRITE_OFF: "Written off",
    Kind.BAD_DEBT: "Bad debt",
}
"""What lowers a charge, in the order of the figures."""


def figures_of(story: Story, names: Names) -> Figures:
    """The sums over every movement on the claim's charges."""
    sums: Counter[tuple[str, str | None]] = Counter()
    owed: Counter[str | None] = Counter()
    for move in _moves(story.events):
        sums[_counterpart(move)] += _effect([move])
        for account, sign in ((move.debit, 1), (move.credit, -1)):
            if account.kind == Kind.RECEIVABLE:
                owed[account.party] += sign * move.cents
    less: Counter[str] = Counter()
    for (kind, party), cents in sorted(sums.items(), key=lambda item: _place_of(item[0][0])):
        if kind != Kind.CHARGES and cents:
            less[_LESS.get(kind, "Other").format(who=names.of(party))] += cents
    return Figures(
        sum(cents for (kind, _), cents in sums.items() if kind == Kind.CHARGES),
        tuple((words, cents) for words, cents in less.items() if cents),
        sums.total(),
        tuple((names.of(party), cents) for party, cents in owed.items() if cents),
    )


def _place_of(kind: str) -> int:
    return list(_LESS).index(kind) if kind in _LESS else len(_LESS)


def charges_in_figures(story: Story) -> list[ChargeFigures]:
    """Each charge that stands, in order, with what became of it."""
    sums: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for move in _moves(story.events):
        kind, _ = _counterpart(move)
        part = "charged" if kind == Kind.CHARGES else "paid" if kind in _PAID else "adjusted"
        sums[move.charge_id or 0][part] += _effect([move])
    return [
        ChargeFigures(
            charge,
            codes.procedure_label(charge.procedure),
            (found := sums[charge.id])["charged"],
            found["adjusted"],
            found["paid"],
            found.total(),
        )
        for charge in story.charges
        if not charge.is_void or sums[charge.id].total()
    ]


def procedure_in_words(charge: ChargeRow) -> str:
    """What was done, plain first: "Office visit, established, low (99213 with 25)"."""
    code = service_in_words(charge.procedure, charge.modifiers)
    label = codes.procedure_label(charge.procedure)
    return f"{label} ({code})" if label else code


def _moves(events: Collection[StoryEvent]) -> Iterator[EntryRow]:
    for event in events:
        yield from event.moves

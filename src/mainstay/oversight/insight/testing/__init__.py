"""A practice's claims as they would stand after their files were read, for tests of figures.

Rows are written as claims, remits and the ledger write them, without files: each call is one
thing that happened, on one day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

from mainstay.directory.payers.models import Payer
from mainstay.foundation.db import atomic
from mainstay.foundation.files.models import FileObject
from mainstay.foundation.ledger import Account, Kind, Move, NewPosting, account, post
from mainstay.foundation.tenancy.models import Practice
from mainstay.frontoffice.patients.models import Patient
from mainstay.oversight.insight.services.folding import mark_stale
from mainstay.revenue.charges.models import Charge, Encounter
from mainstay.revenue.claims.models import Claim, Fact, Match, Submission, Version
from mainstay.revenue.exchange.models import File
from mainstay.revenue.receipts.models import Receipt
from mainstay.revenue.remits.models import Adjustment, ClaimPayment, Line, Remit
from mainstay.revenue.remits.models import Match as RemitMatch

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_numbers = count(1)

Cas = tuple[str, str, int]


@dataclass
class Billed:
    """An encounter with its charges and, unless the patient pays himself, its claim."""

    encounter: Encounter
    charges: list[Charge]
    claim: Claim | None = None
    version: Version | None = None


@dataclass
class Books:
    """One practice and what happens in it."""

    practice: Practice
    payers: dict[str, Payer] = field(default_factory=dict)

    @classmethod
    def opened(cls, code: str = "seaside") -> "Books":
        """A practice in New York without any history."""
        return cls(Practice.objects.create(code=code, name="Seaside Family", created_at=NOON))

    def payer(self, name: str) -> Payer:
        """The payer of this name."""
        if name not in self.payers:
            self.payers[name] = Payer.objects.create(practice=self.practice, name=name)
        return self.payers[name]

    def account(self, kind: Kind, party: Payer | Patient | None = None) -> Account:
        """An account of these books."""
        named = {Payer: "payer", Patient: "patient"}
        text = f"{named[type(party)]}:{party.pk}" if party else None
        return account(self.practice.pk, kind, text)

    def treated(
        self,
        payer: str | None,
        cents: Sequence[int],
        *,
        service_on: date,
        posted_on: date,
        sent_on: date | None = None,
    ) -> Billed:
        """A patient was treated and charged; the claim, if there is a payer, was sent."""
        n = next(_numbers)
        patient = Patient.objects.create(
            practice=self.practice, last_name=f"Sample{n}", first_name="Pat", search_name=str(n)
        )
        encounter = Encounter.objects.create(
            practice=self.practice, source_key=f"e:{n}", patient=patient,
            service_on=service_on, service_to_on=service_on, charged_on=posted_on,
        )  # fmt: skip
        charges = [
            Charge.objects.create(
                practice=self.practice, encounter=encounter, source_key=f"c:{n}.{i}", ordinal=i,
                procedure="99213", cents=amount, service_on=service_on, charged_on=posted_on,
            )
            for i, amount in enumerate(cents, start=1)
        ]  # fmt: skip
        billed = Billed(encounter, charges)
        owes = self.payer(payer) if payer else patient
        for charge in charges:
            self.move(
                billed,
                posted_on,
                Kind.RECEIVABLE,
                Kind.CHARGES,
                cents=charge.cents,
                charge=charge,
                debtor=owes,
            )
        if payer:
            self._claim(billed, self.payer(payer), sent_on or posted_on, n)
        self._touch(billed)
        return billed

    def _claim(self, billed: Billed, payer: Payer, sent_on: date, n: int) -> None:
        total = sum(charge.cents for charge in billed.charges)
        billed.claim = Claim.objects.create(
            practice=self.practice, source_key=f"k:{n}", encounter=billed.encounter,
            patient=billed.encounter.patient, payer=payer, sequence="P", billed_cents=total,
            claim_number=f"SF{n:05}", service_on=billed.encounter.service_on,
            first_sent_on=sent_on, last_sent_on=sent_on,
        )  # fmt: skip
        billed.version = Version.objects.create(
            practice=self.practice, claim=billed.claim, number=1, frequency="1",
            claim_number=billed.claim.claim_number, billed_cents=total,
            content_hash=f"{n:064}", draft={}, sent_on=sent_on,
        )  # fmt: skip
        self.sent(billed, sent_on)

    def sent(self, billed: Billed, on: date) -> None:
        """The claim was sent (again)."""
        assert billed.claim and billed.version
        n = next(_numbers)
        Submission.objects.create(
            practice=self.practice, version=billed.version, claim=billed.claim,
            source_key=f"s:{n}", partner="HUB", isa13=f"{n:09}", gs06=str(n), st02="0001",
            bht03=f"B{n}", sent_on=on,
        )  # fmt: skip
        self._touch(billed)

    def acknowledged(self, billed: Billed, on: date, category: str = "A2") -> None:
        """A 277CA spoke of the claim as last sent."""
        assert billed.claim
        submission = Submission.objects.filter(claim=billed.claim).latest("sent_on", "id")
        fact = Fact.objects.create(
            practice=self.practice, kind="claim_status", file=self._file(), position=1,
            occurred_on=on, body={"statuses": [{"category": category, "code": "20", "entity": "PR"}]},
        )  # fmt: skip
        Match.objects.create(
            practice=self.practice, fact=fact, claim=billed.claim, version=billed.version,
            submission=submission, rule="claim_number",
        )  # fmt: skip
        self._touch(billed)

    def answered(
        self,
        billed: Billed,
        on: date,
        lines: Sequence[tuple[int, Sequence[Cas]]],
        *,
        status: str = "1",
        payer: str | None = None,
        next_payer: str | None = None,
    ) -> ClaimPayment:
        """An 835 answered, line by line: what it paid and its adjustments.

        CO-45 is booked as contractual and PR passes to the next payer, else to the patient.
        """
        assert billed.claim
        who = self.payer(payer) if payer else billed.claim.payer
        payment = self._payment(billed, who, on, lines, status)
        then = self.payer(next_payer) if next_payer else billed.encounter.patient
        for charge, (paid, adjustments) in zip(billed.charges, lines, strict=False):
            self.move(
                billed, on, Kind.CLEARING, Kind.RECEIVABLE, cents=paid, charge=charge, creditor=who
            )
            for group, carc, cents in adjustments:
                if (group, carc) == ("CO", "45"):
                    self.move(
                        billed,
                        on,
                        Kind.CONTRACTUAL,
                        Kind.RECEIVABLE,
                        cents=cents,
                        charge=charge,
                        creditor=who,
                    )
                elif group == "PR":
                    self.move(
                        billed, on, Kind.RECEIVABLE, Kind.RECEIVABLE, cents=cents, charge=charge,
                        debtor=then, creditor=who,
                    )  # fmt: skip
        self._touch(billed)
        return payment

    def _payment(
        self,
        billed: Billed,
        payer: Payer,
        on: date,
        lines: Sequence[tuple[int, Sequence[Cas]]],
        status: str,
    ) -> ClaimPayment:
        n = next(_numbers)
        total = sum(paid for paid, _ in lines)
        remit = Remit.objects.create(
            practice=self.practice, file=self._file(), source_key=f"r:{n}", remit_key=f"{n:016}",
            identity=str(n), body_sha256=f"{n:064}", payer=payer, trace_number=str(n),
            paid_cents=total, paid_on=on, state="posted",
        )  # fmt: skip
        payment: ClaimPayment = ClaimPayment.objects.create(
            practice=self.practice, remit=remit, ordinal=1, segment=10,
            claim_number=billed.claim.claim_number if billed.claim else "", status=status,
            charge_cents=sum(charge.cents for charge in billed.charges), paid_cents=total,
        )  # fmt: skip
        RemitMatch.objects.create(
            practice=self.practice, payment=payment, claim=billed.claim, rule="claim_number"
        )
        ordinals = count(1)
        for i, (charge, (paid, adjustments)) in enumerate(
            zip(billed.charges, lines, strict=False), start=1
        ):
            line = Line.objects.create(
                practice=self.practice, payment=payment, ordinal=i, procedure=charge.procedure,
                charge_cents=charge.cents, paid_cents=paid,
            )  # fmt: skip
            for group, carc, cents in adjustments:
                Adjustment.objects.create(
                    practice=self.practice, payment=payment, line=line, ordinal=next(ordinals),
                    group=group, carc=carc, cents=cents,
                )  # fmt: skip
        return payment

    def patient_paid(self, billed: Billed, on: date, cents: int) -> None:
        """The patient paid for the first charge."""
        patient = billed.encounter.patient
        Receipt.objects.create(
            practice=self.practice, source_key=f"p:{next(_numbers)}", kind="patient",
            patient=patient, cents=cents, received_on=on,
        )  # fmt: skip
        self.move(
            billed, on, Kind.UNDEPOSITED, Kind.RECEIVABLE,
            cents=cents, charge=billed.charges[0],
            creditor=patient,
        )  # fmt: skip
        self._touch(billed)

    def written_off(self, billed: Billed, on: date, cents: int, line: int = 0) -> None:
        """Somebody with authority wrote off what the payer denied."""
        assert billed.claim
        self.move(
            billed, on, Kind.WRITE_OFF, Kind.RECEIVABLE,
            cents=cents, charge=billed.charges[line],
            creditor=billed.claim.payer,
        )  # fmt: skip
        self._touch(billed)

    def move(
        self,
        billed: Billed,
        on: date,
        debit: Kind,
        credit: Kind,
        *,
        cents: int,
        charge: Charge,
        debtor: Payer | Patient | None = None,
        creditor: Payer | Patient | None = None,
    ) -> None:
        """One movement on a charge. Clearing and receivables are of the party named."""
        debit_party = debtor or (creditor if debit == Kind.CLEARING else None)
        posting = NewPosting(
            key=f"test:{next(_numbers)}", kind="test", source="", occurred_on=on, effective_on=on,
            moves=[
                Move(
                    self.account(debit, debit_party), self.account(credit, creditor),
                    cents, charge.pk,
                )
            ],
        )  # fmt: skip
        with atomic():
            post(self.practice.pk, posting, at=NOON)

    def _touch(self, billed: Billed) -> None:
        with atomic():
            mark_stale(self.practice.pk, [billed.encounter.pk])

    def _file(self) -> File:
        sha256 = f"{next(_numbers):064x}"
        kept = FileObject.objects.create(
            practice=self.practice, sha256=sha256, size=1, created_at=NOON
        )
        file: File = File.objects.create(
            practice=self.practice, object=kept, sha256=sha256, size=1, name="x.edi",
            received_at=NOON,
        )  # fmt: skip
        return file

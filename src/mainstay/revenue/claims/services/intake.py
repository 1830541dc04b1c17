"""Read an 837 into claims: families, frozen versions, what was sent, and what was charged.

Claims are taken in chunks of at most 50. A chunk is one transaction that also notes how far the file
is applied, so work that was killed goes on with the next claim and leaves the same rows.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from mainstay.directory.payers.services.resolving import Payers
from mainstay.directory.providers.services.resolving import Providers
from mainstay.engine import x12
from mainstay.foundation.db import atomic
from mainstay.foundation.events import services as events
from mainstay.foundation.tenancy.models import Practice, PracticeIdentifier
from mainstay.foundation.work import services as work
from mainstay.frontoffice.coverage.services.noting import Policies, PolicyAsNamed
from mainstay.frontoffice.patients.services.resolving import Patients
from mainstay.revenue.charges.billed import BilledEncounter
from mainstay.revenue.charges.services.recording import record_encounters
from mainstay.revenue.claims import named
from mainstay.revenue.claims.events import ClaimsSent
from mainstay.revenue.claims.queries.families import encounters_by_number, families_by_payer_number
from mainstay.revenue.claims.services.families import SentClaim, record_claims
from mainstay.revenue.claims.services.statuses import mark_due
from mainstay.revenue.claims.services.tying import tie_sent
from mainstay.revenue.claims.services.unmatched import close_unmatched
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange import transcripts
from mainstay.revenue.exchange.models import Part

CHUNK = 50
CORRECTION, VOID = "7", "8"


def apply_claims(parts: Iterable[Part], *, at: datetime) -> None:
    """Apply the claims of files (837P, 837I) of one practice. Safe to kill and repeat."""
    intake = None
    for chunk in exchange.in_chunks(parts, _claims, most=CHUNK):
        intake = intake or _Intake(chunk.practice_id, at)
        intake.apply(chunk)


Billed = tuple[x12.TransactionStart, x12.Claim837]
SoundClaim = tuple[Part, x12.TransactionStart, x12.Claim837]


def _claims(part: Part) -> Iterator[tuple[int, Billed]]:
    """The claims after what is applied, each with its last segment and its ST."""
    start: x12.TransactionStart | None = None
    for record in transcripts.records(part):
        if isinstance(record, x12.TransactionStart):
            start = record
        elif isinstance(record, x12.Claim837) and record.at.segment > part.applied_through:
            assert start is not None
            yield record.end_segment, (start, record)


class _Intake:
    """A practice's claims on their way in; remembers whom it has resolved."""

    def __init__(self, practice_id: int, at: datetime) -> None:
        self.practice_id, self.at = practice_id, at
        self.payers = Payers(practice_id)
        self.providers = Providers(practice_id)
        self.patients = Patients(practice_id)
        self.policies = Policies(practice_id)
        self.numbers = _KnownNumbers(practice_id)

    def apply(self, chunk: exchange.Chunk[Billed]) -> None:
        """Apply one chunk in one transaction."""
        sound = [(part, start, claim) for part, (start, claim) in chunk.items if _is_sound(claim)]
        with atomic():
            if sound:
                self._record(sound)
            for part, (_, claim) in chunk.items:
                if not _is_sound(claim):
                    self._set_aside(part, claim)
            chunk.note(at=self.at)

    def _record(self, chunk: list[SoundClaim]) -> None:
        claims = [claim for _, _, claim in chunk]
        patient_ids = self.patients.resolve([named.patient(claim) for claim in claims])
        payer_ids = self.payers.resolve([named.payer(claim.payer) for claim in claims])
        billed = self._billed(chunk, patient_ids, payer_ids)
        known = encounters_by_number(
            self.practice_id,
            {(c.claim_number, p) for c, p in zip(claims, patient_ids, strict=True)},
        )
        recorded = record_encounters(self.practice_id, billed, claim_numbers=known, at=self.at)
        sent = [
            SentClaim(start, claim, encounter, payer_id, patient_id, part.file)
            for (part, start, claim), encounter, payer_id, patient_id in zip(
                chunk, recorded, payer_ids, patient_ids, strict=True
            )
        ]
        claim_ids = record_claims(self.practice_id, sent, at=self.at)
        self._follow(sent)
        for part, _, claim in chunk:
            self.numbers.learn(claim, part.file.key)
        changed = {one.encounter_id for one in recorded if one.is_changed}
        events.publish(
            ClaimsSent(
                practice_id=self.practice_id,
                claim_ids=tuple(claim_ids),
                encounter_ids=tuple(sorted({one.encounter_id for one in recorded})),
                changed_encounter_ids=tuple(sorted(changed)),
            )
        )

    def _follow(self, sent: list[SentClaim]) -> None:
        """Tie what was already said of these claims, and let their statuses follow.

        A family that was just made and that nothing was said of stands as it was made.
        """
        tied = tie_sent(self.practice_id, [one.as_named() for one in sent], at=self.at)
        older = {one.claim_id for one in sent if not one.is_first}
        mark_due(self.practice_id, tied.claim_ids | older)
        close_unmatched(self.practice_id, tied.file_ids, at=self.at)

    def _billed(
        self,
        chunk: list[SoundClaim],
        patient_ids: list[int],
        payer_ids: list[int],
    ) -> list[BilledEncounter]:
        claims = [claim for _, _, claim in chunk]
        rendering = self.providers.resolve([named.rendering(claim) for claim in claims])
        places = self.providers.resolve_locations([named.location(claim) for claim in claims])
        orders = self._payer_orders(chunk, patient_ids, payer_ids)
        families = families_by_payer_number(
            self.practice_id, {c.payer_claim_number for c in claims if c.payer_claim_number}
        )
        return [
            BilledEncounter(
                source_key=f"{part.file.key}:{claim.at.segment}",
                patient_id=patient_ids[place],
                rendering_id=rendering[place],
                location_id=places[place],
                charged_on=sent_on(start, part),
                lines=named.lines(claim, part.file.key),
                payers=orders[place],
                claim_number=claim.claim_number,
                known_encounter_id=families.find(
                    claim.payer_claim_number,
                    patient_id=patient_ids[place],
                    payer_id=payer_ids[place],
                ),
                is_correction=claim.frequency == CORRECTION,
                is_void=claim.frequency == VOID,
                is_primary=named.is_primary(claim),
            )
            for place, (part, start, claim) in enumerate(chunk)
        ]

    def _payer_orders(
        self,
        chunk: list[SoundClaim],
        patient_ids: list[int],
        payer_ids: list[int],
    ) -> list[tuple[tuple[int, int, int | None], ...]]:
        """For each claim its payers as (rank, payer, policy): the one billed and the others named."""
        others = [other for _, _, claim in chunk for other in claim.other_payers]
        other_ids = iter(self.payers.resolve([named.payer(other.payer) for other in others]))
        orders: list[tuple[tuple[int, int, int | None], ...]] = []
        policies = self.policies.resolve(
            [
                _policy(part, start, claim, patient_id, payer_id)
                for (part, start, claim), patient_id, payer_id in zip(
                    chunk, patient_ids, payer_ids, strict=True
                )
            ]
        )
        for (_, _, claim), payer_id, policy_id in zip(chunk, payer_ids, policies, strict=True):
            order: list[tuple[int, int, int | None]] = [
                (named.rank_of(claim.sequence), payer_id, policy_id)
            ]
            order += [
                (named.rank_of(other.sequence), next(other_ids), None)
                for other in claim.other_payers
            ]
            orders.append(tuple(sorted(order, key=lambda one: one[0])))
        return orders

    def _set_aside(self, part: Part, claim: x12.Claim837) -> None:
        """A claim without a readable charge can't be charged; a person looks at the file."""
        work.open_item(
            self.practice_id,
            "file_intake",
            f"claim:{part.file.key}:{claim.at.segment}",
            subject_kind="file",
            subject_key=str(part.file.public_id),
            title=(
                f"{part.file.name}: the claim at segment {claim.at.segment:,} has no service line"
                " with a readable charge and was left out"
            ),
            at=self.at,
        )


def _policy(
    part: Part, start: x12.TransactionStart, claim: x12.Claim837, patient_id: int, payer_id: int
) -> PolicyAsNamed:
    subscriber = claim.subscriber
    return PolicyAsNamed(
        patient_id=patient_id,
        payer_id=payer_id,
        member_id=claim.member_id[:80],
        group_number=claim.group_number,
        relationship=claim.relationship,
        filing_indicator=claim.filing_indicator,
        subscriber_name=f"{subscriber.first} {subscriber.name}".strip(),
        subscriber_birth_on=claim.subscriber_birth_on,
        seen_on=sent_on(start, part),
    )


def _is_sound(claim: x12.Claim837) -> bool:
    return any(line.charge_cents is not None for line in claim.lines)


def sent_on(start: x12.TransactionStart, part: Part) -> date:
    """The date of an 837: BHT04, else GS04 (metrics.md 17), else that of its file."""
    return start.created_on or start.gs_on or part.sort_on


class _KnownNumbers:
    """The NPIs and TINs under which the practice bills, learned until it confirms them."""

    def __init__(self, practice_id: int) -> None:
        self._practice_id = practice_id
        practice = Practice.objects.get(pk=practice_id)
        self._is_learning = practice.identifiers_confirmed_at is None
        self._known = set(practice.identifiers.values_list("kind", "value"))

    def learn(self, claim: x12.Claim837, source: str) -> None:
        """Note the billing numbers of a claim, unless the practice has confirmed its own."""
        fresh = set(_billing_numbers(claim)) - self._known
        if not fresh or not self._is_learning:
            return
        PracticeIdentifier.objects.bulk_create(
            [
                PracticeIdentifier(
                    practice_id=self._practice_id, kind=kind, value=value, learned_from=source
                )
                for kind, value in sorted(fresh)
            ],
            ignore_conflicts=True,
        )
        self._known |= fresh


def _billing_numbers(claim: x12.Claim837) -> Iterable[tuple[str, str]]:
    if claim.billing.id_qualifier == "XX" and claim.billing.id:
        yield "NPI", claim.billing.id[:20]
    if claim.billing_tax_id:
        yield "TIN", claim.billing_tax_id.replace("-", "")[:20]

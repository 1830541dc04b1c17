"""Record claims as sent: the family, its frozen version and lines, one submission, its numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from mainstay.directory.payers import queries as payer_queries
from mainstay.engine import x12
from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.revenue.charges.services.payer_order import add_payer
from mainstay.revenue.charges.services.recording import RecordedEncounter
from mainstay.revenue.claims import named
from mainstay.revenue.claims.draft import content_hash, draft_of
from mainstay.revenue.claims.models import Claim, Line, Submission, Version
from mainstay.revenue.claims.services.numbers import add_numbers
from mainstay.revenue.claims.tying import Sent
from mainstay.revenue.exchange.models import File

FamilyKey = tuple[int, int, str, int]


@dataclass(slots=True)
class SentClaim:
    """A claim as an 837 sent it, with where its services stand and whom it names."""

    start: x12.TransactionStart
    claim: x12.Claim837
    encounter: RecordedEncounter
    payer_id: int
    patient_id: int
    file: File
    sent_on: date = field(init=False)
    draft: dict[str, Any] = field(init=False)
    content_hash: str = field(init=False)
    family: "_Family" = field(init=False)
    version: "_Version" = field(init=False)
    submission_id: int = 0

    def __post_init__(self) -> None:
        self.sent_on = self.start.created_on or self.start.gs_on or _day_received(self.file)
        self.draft = draft_of(self.claim)
        self.content_hash = content_hash(self.draft)

    @property
    def source_key(self) -> str:
        """Where the claim stands in its file."""
        return f"{self.file.key}:{self.claim.at.segment}"

    @property
    def key(self) -> FamilyKey:
        """What makes it this family and no other."""
        sequence, part = named.family_sequence(self.claim.sequence)
        return self.encounter.encounter_id, self.payer_id, sequence, part

    @property
    def claim_id(self) -> int:
        """The family's id, once it is stored."""
        return self.family.id

    @property
    def is_first(self) -> bool:
        """Whether this is the submission that made its family."""
        return self.family.first is self

    def as_named(self) -> Sent:
        """What acknowledgements may name of it, once it is stored."""
        at = self.claim.at
        return Sent(
            id=self.submission_id,
            claim_id=self.claim_id,
            encounter_id=self.encounter.encounter_id,
            version_id=self.version.id,
            source_key=self.source_key,
            sent_on=self.sent_on,
            isa13=at.isa13[:9],
            gs06=at.gs06[:9],
            st02=at.st02[:9],
            bht03=self.start.reference[:50],
            claim_number=self.claim.claim_number[:38],
            billed_cents=_billed_cents(self.claim),
        )


@dataclass(slots=True)
class _Version:
    id: int
    number: int
    content_hash: str


@dataclass(slots=True)
class _Family:
    id: int
    first: SentClaim | None
    versions: dict[str, _Version] = field(default_factory=dict)
    is_known: bool = True


def record_claims(practice_id: int, sent: Sequence[SentClaim], *, at: datetime) -> list[int]:
    """Record these claims in the caller's transaction, in their order; the ids of their families."""
    require_transaction()
    families = _known_families(practice_id, sent)
    fresh_versions: list[tuple[SentClaim, _Version]] = []
    for one in sent:
        family = _family_of(one, families)
        version = family.versions.get(one.content_hash)
        if version is None:
            version = _Version(0, len(family.versions) + 1, one.content_hash)
            family.versions[one.content_hash] = version
            fresh_versions.append((one, version))
        one.family, one.version = family, version
    _store_families(practice_id, families.values())
    _store_versions(practice_id, fresh_versions)
    _store_submissions(practice_id, sent)
    _store_numbers(practice_id, sent)
    _note_newest(practice_id, sent)
    return list(dict.fromkeys(one.claim_id for one in sent))


def _family_of(one: SentClaim, families: dict[FamilyKey, _Family]) -> _Family:
    """The claim's family; a replacement or void whose payer is named otherwise keeps its own."""
    if one.key not in families and one.claim.frequency in ("7", "8"):
        encounter_id, _, sequence, part = one.key
        for (encounter, _, *place), family in families.items():
            if (encounter, *place) == (encounter_id, sequence, part):
                return family
    return families.setdefault(one.key, _Family(0, one, is_known=False))


def _known_families(practice_id: int, sent: Sequence[SentClaim]) -> dict[FamilyKey, _Family]:
    encounters = {one.encounter.encounter_id for one in sent if not one.encounter.is_new}
    if not encounters:
        return {}
    payers = payer_queries.merged(practice_id)
    families: dict[FamilyKey, _Family] = {}
    by_id: dict[int, _Family] = {}
    for pk, encounter_id, payer_id, sequence, part in _claims_of(practice_id, encounters):
        key = encounter_id, payers.get(payer_id, payer_id), sequence, part
        by_id[pk] = families[key] = _Family(pk, None)
    for pk, claim_id, number, content in _versions_of(practice_id, by_id):
        by_id[claim_id].versions[content] = _Version(pk, number, content)
    return families


@written_once
def _claims_of(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    claims = Claim.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return claims.values_list("id", "encounter_id", "payer_id", "sequence", "part")


@written_once
def _versions_of(practice_id: int, claim_ids: Collection[int]) -> Rows:
    versions = Version.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return versions.values_list("id", "claim_id", "number", "content_hash")


_CLAIM = (
    "practice", "public_id", "source_key", "encounter", "patient", "payer", "sequence", "part",
    "status", "claim_number", "billed_cents", "service_on", "first_sent_on", "last_sent_on",
)  # fmt: skip


def _store_families(practice_id: int, families: Iterable[_Family]) -> None:
    new = {one.source_key: family for family in families if (one := family.first) is not None}
    made = rows.insert(
        Claim,
        _CLAIM,
        [(practice_id, *_claim_row(family.first)) for family in new.values() if family.first],
        returning=("source_key", "id"),
    )
    for source_key, pk in made:
        new[source_key].id = pk


def _claim_row(one: SentClaim) -> tuple[object, ...]:
    encounter_id, payer_id, sequence, part = one.key
    days = [line.service_on for line in one.claim.lines if line.service_on]
    return (
        uuid4(),
        one.source_key,
        encounter_id,
        one.patient_id,
        payer_id,
        sequence,
        part,
        "void" if one.claim.frequency == "8" else "sent",
        one.claim.claim_number[:38],
        _billed_cents(one.claim),
        min(days, default=one.claim.statement_from_on),
        one.sent_on,
        one.sent_on,
    )


def _billed_cents(claim: x12.Claim837) -> int:
    """What the lines bill; the total in CLM02 is only a check of it."""
    return sum(line.charge_cents or 0 for line in claim.lines)


_VERSION = (
    "practice", "claim", "number", "frequency", "claim_number", "payer_claim_number",
    "billed_cents", "content_hash", "draft", "sent_on",
)  # fmt: skip
_LINE = (
    "practice", "version", "ordinal", "line_number", "charge", "procedure", "modifiers",
    "units_milli", "cents", "service_on",
)  # fmt: skip


def _store_versions(practice_id: int, fresh: Sequence[tuple[SentClaim, _Version]]) -> None:
    made = rows.insert(
        Version,
        _VERSION,
        [
            (
                practice_id,
                one.claim_id,
                version.number,
                one.claim.frequency[:1] or "1",
                one.claim.claim_number[:38],
                one.claim.payer_claim_number[:50],
                _billed_cents(one.claim),
                version.content_hash,
                one.draft,
                one.sent_on,
            )
            for one, version in fresh
        ],
        returning=("claim_id", "number", "id"),
    )
    ids = {(claim_id, number): pk for claim_id, number, pk in made}
    for one, version in fresh:
        version.id = ids[one.claim_id, version.number]
    rows.insert(Line, _LINE, [row for one in fresh for row in _line_rows(practice_id, *one)])


def _line_rows(practice_id: int, one: SentClaim, version: _Version) -> list[tuple[object, ...]]:
    billed = named.lines(one.claim, one.file.key)
    return [
        (
            practice_id,
            version.id,
            line.ordinal,
            line.line_number,
            charge_id,
            line.procedure,
            line.modifiers,
            line.units_milli,
            line.cents,
            line.service_on,
        )
        for line, charge_id in zip(billed, one.encounter.charge_ids, strict=True)
    ]


_SUBMISSION = (
    "practice", "version", "claim", "source_key", "partner", "isa13", "gs06", "st02", "bht03",
    "sent_on",
)  # fmt: skip


def _store_submissions(practice_id: int, sent: Sequence[SentClaim]) -> None:
    made = rows.insert(
        Submission,
        _SUBMISSION,
        [
            (
                practice_id,
                one.version.id,
                one.claim_id,
                one.source_key,
                f"{one.start.isa_sender.strip()}>{one.start.isa_receiver.strip()}"[:64],
                one.claim.at.isa13[:9],
                one.claim.at.gs06[:9],
                one.claim.at.st02[:9],
                one.start.reference[:50],
                one.sent_on,
            )
            for one in sent
        ],
        returning=("source_key", "id"),
    )
    ids = dict(made)
    for one in sent:
        one.submission_id = ids[one.source_key]


def _store_numbers(practice_id: int, sent: Sequence[SentClaim]) -> None:
    numbers = {
        (one.claim_id, kind, value[:80])
        for one in sent
        for kind, value in (
            ("patient_control", one.claim.claim_number),
            ("payer_control", one.claim.payer_claim_number),
            ("clearinghouse", one.claim.clearinghouse_number),
        )
        if value
    }
    add_numbers(practice_id, numbers)


def _note_newest(practice_id: int, sent: Sequence[SentClaim]) -> None:
    """Bring the list columns of families that were there before to their newest version."""
    newest: defaultdict[int, list[SentClaim]] = defaultdict(list)
    for one in sent:
        if one.family.is_known or one.family.first is not one:
            newest[one.claim_id].append(one)
    if not newest:
        return
    before = dict(_last_sent(practice_id, newest))
    last = {pk: max(ones, key=lambda one: one.sent_on) for pk, ones in newest.items()}
    rows.update(
        Claim,
        ("last_sent_on", "claim_number", "billed_cents"),
        [
            (pk, one.sent_on, one.claim.claim_number[:38], _billed_cents(one.claim))
            for pk, one in last.items()
            if before[pk] is None or before[pk] <= one.sent_on
        ],
    )


@written_once
def _last_sent(practice_id: int, claim_ids: Collection[int]) -> Rows:
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=claim_ids)
    return claims.values_list("id", "last_sent_on")


def family_for(
    practice_id: int, *, encounter_id: int, payer_id: int, sequence: str, source_key: str
) -> int:
    """The family of a payer that answers without having been billed by us (a crossover).

    Made if it is not there, and the payer put after the encounter's last one.
    """
    require_transaction()
    claims = Claim.objects.for_practice(practice_id)
    found = claims.filter(encounter_id=encounter_id, payer_id=payer_id).order_by("id").first()
    if found is not None:
        return int(found.pk)
    add_payer(practice_id, encounter_id, payer_id)
    like = claims.filter(encounter_id=encounter_id).order_by("id").first()
    assert like is not None
    row = Claim.objects.create(
        practice_id=practice_id,
        source_key=source_key,
        encounter_id=encounter_id,
        patient_id=like.patient_id,
        payer_id=payer_id,
        sequence=sequence,
        status="sent",
        claim_number=like.claim_number,
        billed_cents=like.billed_cents,
        service_on=like.service_on,
    )
    return int(row.pk)


def _day_received(file: File) -> date:
    return file.received_at.date()

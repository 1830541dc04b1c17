"""Note the policies that claims state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from mainstay.foundation.db import rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.frontoffice.coverage.models import Policy

PolicyKey = tuple[int, int, str]

_POLICY = (
    "practice", "patient", "payer", "member_id", "group_number", "relationship",
    "filing_indicator", "subscriber_name", "subscriber_birth_on", "seen_first_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PolicyAsNamed:
    """A patient's cover with a payer as a claim states it."""

    patient_id: int
    payer_id: int
    member_id: str
    group_number: str = ""
    relationship: str = ""
    filing_indicator: str = ""
    subscriber_name: str = ""
    subscriber_birth_on: date | None = None
    seen_on: date | None = None

    @property
    def key(self) -> PolicyKey:
        """What makes it this policy and no other."""
        return self.patient_id, self.payer_id, self.member_id


class Policies:
    """The policies of one practice, for the time of one file's part."""

    def __init__(self, practice_id: int) -> None:
        self._practice_id = practice_id
        self._known: dict[PolicyKey, int] = {}

    def resolve(self, policies: Sequence[PolicyAsNamed]) -> list[int]:
        """The ids of these policies, in order; new ones are noted as first seen."""
        unseen = {policy.key: policy for policy in policies if policy.key not in self._known}
        if unseen:
            self._load({patient_id for patient_id, _, _ in unseen})
            self._make([p for key, p in unseen.items() if key not in self._known])
        return [self._known[policy.key] for policy in policies]

    def _load(self, patient_ids: set[int]) -> None:
        for pk, *key in _policies_of(self._practice_id, patient_ids):
            self._known[key[0], key[1], key[2]] = pk

    def _make(self, policies: Sequence[PolicyAsNamed]) -> None:
        made = rows.insert(
            Policy,
            _POLICY,
            [self._row(policy) for policy in policies],
            returning=("patient_id", "payer_id", "member_id", "id"),
        )
        for patient_id, payer_id, member_id, pk in made:
            self._known[patient_id, payer_id, member_id] = pk

    def _row(self, policy: PolicyAsNamed) -> tuple[object, ...]:
        return (
            self._practice_id,
            policy.patient_id,
            policy.payer_id,
            policy.member_id,
            policy.group_number[:50],
            policy.relationship[:2],
            policy.filing_indicator[:2],
            policy.subscriber_name[:160],
            policy.subscriber_birth_on,
            policy.seen_on,
        )


@written_once
def _policies_of(practice_id: int, patient_ids: Collection[int]) -> Rows:
    policies = Policy.objects.for_practice(practice_id).filter(patient__in=patient_ids)
    return policies.values_list("id", "patient_id", "payer_id", "member_id")

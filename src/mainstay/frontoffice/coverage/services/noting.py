"""Note the policies that claims state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mainstay.frontoffice.coverage.models import Policy

PolicyKey = tuple[int, int, str]


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
        rows = Policy.objects.for_practice(self._practice_id).filter(patient__in=patient_ids)
        for pk, *key in rows.values_list("id", "patient_id", "payer_id", "member_id"):
            self._known[key[0], key[1], key[2]] = pk

    def _make(self, policies: Sequence[PolicyAsNamed]) -> None:
        made = Policy.objects.bulk_create([self._row(policy) for policy in policies])
        for row, policy in zip(made, policies, strict=True):
            self._known[policy.key] = row.pk

    def _row(self, policy: PolicyAsNamed) -> Policy:
        return Policy(
            practice_id=self._practice_id,
            patient_id=policy.patient_id,
            payer_id=policy.payer_id,
            member_id=policy.member_id,
            group_number=policy.group_number[:50],
            relationship=policy.relationship[:2],
            filing_indicator=policy.filing_indicator[:2],
            subscriber_name=policy.subscriber_name[:160],
            subscriber_birth_on=policy.subscriber_birth_on,
            seen_first_on=policy.seen_on,
        )
